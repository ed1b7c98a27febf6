/**
 * Entries in, outcomes out: sends the planned batches side by side, takes refused ones apart, looks
 * up what an answer left open, and gives up where going on is pointless. It maps over what was asked,
 * never over what was answered: one outcome per entry, whatever HubSpot says or leaves unsaid.
 */
import { renderPath, type Place } from '../hubspot/api';
import { LookUps } from './check';
import type { Call, Operation } from '../n8n/operation';
import { failed, type Chunk, type Entry, type Outcome } from './outcome';
import { Planner } from './plan';
import { send, type HttpRequest, type Manner, type Means, type Sent } from './send';
import { aboutPlace, blame, errorOf, unknownProperties } from './match';
import { refusalOf, settleAnswer, settleReadable, settleRefusal, stoppedBy } from './settle';

// ---------------------------------------------------------------- policy

/** So many batches in a row without an answer: HubSpot is down, and sending on would only add unknowns. */
export const GIVE_UP_AFTER_LOST = 3;
/**
 * So many refusals in a row in the same words, of batches of which nothing was ever accepted: the
 * fault is not in a record. A batch of 100 is halved seven times until a bad record stands alone;
 * this is twice that, from both ends of the batch.
 */
export const GIVE_UP_AFTER_REFUSED = 13;
/** Nothing was accepted for so long: whatever HubSpot is busy with, nothing is sent any more, or again. */
export const MAX_STALL_MS = 600_000;
/** Planned batches that wait for earlier ones about the same records. */
const MAX_WAITING = 200;

// ---------------------------------------------------------------- run

/** The next entries, as they are read; undefined after the last. */
export type Source = () => Entry[] | undefined | Promise<Entry[] | undefined>;

export interface RunOptions extends Means {
	/** Inputs per call, at most the row's limit. */
	size?: number;
	/** After the first batch with a failure no further one starts (On Error = Stop). */
	stopOnFailure: boolean;
	/** Look up what an answer leaves open, and write it again where that is safe. */
	lookUp: boolean;
	/** Told of outcomes as they come; what it returns is kept. */
	keep?: (outcome: Outcome) => Outcome;
}

/** What is known of a place: an object type, say. */
interface Standing {
	/** HubSpot has accepted a batch there. Until then they go one at a time. */
	accepted: boolean;
	/** Settled when the batch on trial is. */
	trial?: Promise<void>;
	endTrial?: () => void;
	refused?: { words: string; count: number };
	/** Why nothing can be accepted there. */
	closed?: string;
	/** Properties that do not exist there, with HubSpot's words. */
	unknown: Map<string, string>;
}

/** Sends the entries and tells of each one what became of it: as many outcomes as entries. Never rejects, but for the source. */
export async function run(row: Operation, source: Source, options: RunOptions): Promise<Outcome[]> {
	return await new Run(row, source, options).all();
}

class Run {
	private readonly outcomes: Outcome[] = [];

	private readonly planner: Planner;

	private readonly standings = new Map<Place, Standing>();

	/** Batches that have no outcome yet. */
	private readonly open = new Map<Chunk, Promise<void>>();

	/** Of these, the ones that wait for others. */
	private waiting = 0;

	/** Why no further batch starts. */
	private stopped: string | undefined;

	/** No further call at all: cancelled, or HubSpot refuses this caller. */
	private mute = false;

	private lostInARow = 0;

	/** What HubSpot's clock showed more than ours, the least that was seen: should it jump, nothing looks older than it is. */
	private aheadMs: number | undefined;

	private acceptedAt: number;

	private readonly lookUps: LookUps;

	private wake: () => void = () => {};

	constructor(
		private readonly row: Operation,
		private readonly source: Source,
		private readonly options: RunOptions,
	) {
		this.planner = new Planner(row, options.size);
		this.lookUps = new LookUps(row, {
			means: options,
			serverTimeOf: (ms) => ms + (this.aheadMs ?? NaN),
			call: async (...call) => await this.call(...call),
			write: async (place, entries) => await this.write(place, entries),
			isMute: () => this.mute,
			learnEnd: (sent, settled) => this.learnEnd(sent, settled),
		});
		this.acceptedAt = options.clock.now();
	}

	async all(): Promise<Outcome[]> {
		for (let more = true; more || this.open.size; ) {
			const settled = new Promise<void>((resolve) => {
				this.wake = resolve;
			});
			while (more && this.hasRoom()) {
				const chunk = await this.next();
				if (chunk) this.start(chunk);
				else more = false;
			}
			if (this.open.size && !(more && this.hasRoom())) await settled;
		}
		return this.outcomes;
	}

	private hasRoom(): boolean {
		const busy = this.open.size - this.waiting;
		return busy < this.options.lane.room() && this.waiting < MAX_WAITING;
	}

	private async next(): Promise<Chunk | undefined> {
		const { planner } = this;
		while (!planner.ready.length) {
			const entries = await this.source();
			if (!entries) {
				planner.finish();
				break;
			}
			for (const entry of entries) planner.add(entry);
		}
		return planner.ready.shift();
	}

	private start(chunk: Chunk): void {
		this.waiting++;
		const task = this.settle(chunk)
			.catch((error: unknown) => this.survive(chunk, error))
			.then(() => {
				this.open.delete(chunk);
				// The plan remembers chunks by the records they hold: not their inputs as well.
				chunk.entries = [];
				chunk.after = [];
				this.wake();
			});
		this.open.set(chunk, task);
	}

	/** A batch from first to last, with everything that becomes of it. */
	private async settle(chunk: Chunk): Promise<void> {
		await Promise.all(chunk.after.map((earlier) => this.open.get(earlier)));
		this.waiting--;
		this.wake();
		const standing = this.standingOf(chunk.place);
		while (standing.trial) await standing.trial;
		if (!standing.accepted) {
			standing.trial = new Promise((resolve) => {
				standing.endTrial = resolve;
			});
		}

		const sinceMs = this.options.clock.now();
		const written = await this.write(chunk.place, chunk.entries);
		const { keep, lookUp, stopOnFailure } = this.options;
		const outcomes = lookUp ? await this.lookUps.settleOpen(chunk, written, sinceMs) : written;
		for (const outcome of outcomes) this.outcomes.push(keep ? keep(outcome) : outcome);
		if (stopOnFailure && outcomes.some(({ ok }) => !ok)) {
			this.stopped ??= STOPPED;
		}
		endTrial(standing);
	}

	/** Should this code itself fail, then the other batches still have their outcomes, and n8n lives on. */
	private survive({ place, entries }: Chunk, error: unknown): void {
		const message = `This node failed while it worked on this batch (${(error as Error).message}), so whether this record was written is unknown. Look it up in HubSpot.`;
		for (const { item } of entries) {
			this.outcomes.push(failed(item, { reason: 'unaccounted', applied: 'maybe', message }));
		}
		if (this.options.stopOnFailure) this.stopped ??= STOPPED;
		endTrial(this.standingOf(place));
	}

	private standingOf(place: Place): Standing {
		let standing = this.standings.get(place);
		if (!standing) {
			standing = { accepted: false, unknown: new Map() };
			this.standings.set(place, standing);
		}
		return standing;
	}

	// ------------------------------------------------------------ write

	/**
	 * Writes entries of which no two are about the same record. A refused batch is taken apart:
	 * whoever HubSpot names stands alone and the others go again; where it names none, halves are
	 * asked until the bad record is alone, and nothing is asked twice. The share of bad records so
	 * far says how many are worth asking at once: one by one where most are bad.
	 */
	private async write(place: Place, entries: Entry[], refused?: Sent): Promise<Outcome[]> {
		const standing = this.standingOf(place);
		const outcomes: Outcome[] = [];
		const tally = { bad: 0, good: 0 };
		/** The refusal that all of the unknown ones were part of. */
		let last = refused;
		let unknown = entries;

		const refuse = (guilty: Entry[], sent: Sent) => {
			outcomes.push(...settleRefusal(guilty, sent));
			tally.bad += guilty.length;
		};
		/** `open`: lost, or not sent at all; it tells nothing about the others. */
		const ask = async (group: Entry[]): Promise<'taken' | 'refused' | 'open'> => {
			const sent = await this.attempt(place, group, last, outcomes);
			if (sent?.verdict === 'answered') {
				tally.good += group.length;
				return 'taken';
			}
			if (sent?.verdict !== 'rejected') return 'open';
			last = sent;
			return 'refused';
		};

		while (unknown.length) {
			unknown = this.withoutUnknownProperties(standing, unknown, outcomes);
			const size = worthAsking(unknown.length, tally);
			let suspects = unknown.slice(0, size);
			unknown = unknown.slice(size);
			if (!suspects.length || (await ask(suspects)) !== 'refused') continue;

			// The suspects are known to hold a bad one.
			for (;;) {
				const refusal = last as unknown as Sent;
				if (this.options.stopOnFailure || standing.closed !== undefined) {
					refuse(suspects, refusal);
					break;
				}
				const { guilty, among } = blame(this.row, suspects, refusal);
				if (guilty.length) {
					outcomes.push(...settleRefusal(guilty, refusal));
					// Those named are no sample of the others: these start afresh.
					const rest = [...suspects.filter((entry) => !guilty.includes(entry)), ...unknown];
					outcomes.push(...(await this.write(place, rest, refusal)));
					unknown = [];
					break;
				}
				if (suspects.length === 1) {
					refuse(suspects, refusal);
					break;
				}
				if (among.length && among.length < suspects.length) {
					const others = suspects.filter((entry) => !among.includes(entry));
					outcomes.push(...(await this.write(place, others, refusal)));
					suspects = among;
					continue;
				}
				const middle = Math.ceil(suspects.length / 2);
				const halves = [suspects.slice(0, middle), suspects.slice(middle)];
				// As long as nothing was accepted, the other end tells more than the neighbours of a bad one.
				if (tally.bad && !standing.accepted) halves.reverse();
				const [one, other] = halves;
				const answer = await ask(one);
				if (answer !== 'taken') unknown = [...other, ...unknown];
				if (answer === 'open') break;
				suspects = answer === 'refused' ? one : other;
				if (answer === 'refused') continue;
				// Alone for the first time: HubSpot says about it what it has to say, or takes it after all.
				if (suspects.length === 1 && (await ask(suspects)) !== 'refused') break;
			}
		}
		return outcomes;
	}

	/** Sends a group and settles it, unless it is refused. Without a `Sent`: settled without a call. */
	private async attempt(
		place: Place,
		group: Entry[],
		refused: Sent | undefined,
		outcomes: Outcome[],
	): Promise<Sent | undefined> {
		const standing = this.standingOf(place);
		const message = this.whyNot(standing);
		if (message !== undefined) {
			const unsent = ({ item }: Entry) =>
				failed(item, { reason: 'unsent', applied: 'no', message });
			outcomes.push(...(refused ? settleRefusal(group, refused, message) : group.map(unsent)));
			return undefined;
		}
		const { row } = this;
		const body = { inputs: group.map(({ input }) => input) };
		const call: Call = { method: 'POST', path: row.path, body };
		const unwanted = () => this.whyNot(standing) !== undefined;
		const hopeless = () => this.hasStalled();
		const sent = await this.call(place, call, { repeatable: row.repeatable, unwanted, hopeless });
		if (sent.verdict === 'unsent') return await this.attempt(place, group, refused, outcomes);
		sent.maybeApplied ||= refused?.maybeApplied ?? false;

		if (sent.verdict === 'answered') {
			standing.accepted = true;
			standing.refused = undefined;
			// To stop on failures, what this answer comes to must be known before others go.
			if (!this.options.stopOnFailure) endTrial(standing);
			const answered = settleReadable(group, sent, () => settleAnswer(row, group, sent));
			for (const outcome of answered) {
				if (!outcome.ok)
					this.learnUnknown(standing, unknownProperties(outcome.failure.errors ?? []));
			}
			outcomes.push(...answered);
			return sent;
		}
		if (sent.verdict === 'rejected') {
			this.learnRefusal(standing, place, group, sent);
			return sent;
		}
		const settled = settleReadable(group, sent, () => settleRefusal(group, sent));
		outcomes.push(...settled);
		this.learnEnd(sent, settled);
		return sent;
	}

	/** Why the next batch there is not sent. */
	private whyNot({ closed, refused, accepted }: Standing): string | undefined {
		if (this.stopped !== undefined) return this.stopped;
		if (closed !== undefined) return `Not sent: HubSpot takes no batch like this one: ${closed}.`;
		if (!accepted && refused && refused.count >= GIVE_UP_AFTER_REFUSED) {
			return `Not sent: HubSpot refused ${refused.count} batches in a row in the same words, so this one would fare no better: ${refused.words}.`;
		}
		if (this.options.clock.cancelled()) return CANCELLED;
		if (!this.hasStalled()) return undefined;
		return `Not sent: HubSpot accepted nothing for ${MAX_STALL_MS / 60_000} minutes. Run it again when it is less busy.`;
	}

	private hasStalled(): boolean {
		return this.options.clock.now() - this.acceptedAt >= MAX_STALL_MS;
	}

	private learnRefusal(standing: Standing, place: Place, group: Entry[], sent: Sent): void {
		const words = refusalOf(sent);
		if (aboutPlace(this.row, place, group, sent)) standing.closed = words;
		this.learnUnknown(standing, unknownProperties([errorOf(sent)]));
		if (group.length === 1) return;
		const count = standing.refused?.words === words ? standing.refused.count + 1 : 1;
		standing.refused = { words, count };
	}

	private learnUnknown(standing: Standing, unknown: Map<string, string>): void {
		for (const [name, words] of unknown) standing.unknown.set(name, words);
	}

	private learnEnd(sent: Sent, settled: Outcome[]): void {
		const [first] = settled;
		if (sent.verdict === 'cancelled') {
			this.mute = true;
			this.stopped ??= CANCELLED;
		} else if (sent.verdict === 'denied' && !first.ok) {
			this.mute = true;
			this.stopped ??= stoppedBy(sent, first.failure);
		} else if (this.lostInARow >= GIVE_UP_AFTER_LOST) {
			this.stopped ??= `Not sent: HubSpot gave no answer to ${this.lostInARow} batches in a row. Run it again later.`;
		}
	}

	/** An item with a property that HubSpot has just called unknown would be refused as well. */
	private withoutUnknownProperties(
		{ unknown }: Standing,
		entries: Entry[],
		outcomes: Outcome[],
	): Entry[] {
		const { properties } = this.row.match;
		if (!unknown.size || !properties) return entries;
		return entries.filter(({ item, input }) => {
			const name = Object.keys(properties(input)).find((each) => unknown.has(each));
			if (name === undefined) return true;
			const message = `Not sent: HubSpot refused other records because of the property “${name}”: ${unknown.get(name)}.`;
			outcomes.push(failed(item, { reason: 'unsent', applied: 'no', message }));
			return false;
		});
	}

	private async call(
		place: Place,
		call: Call,
		manner: Manner,
		options: Means = this.options,
	): Promise<Sent> {
		const { row } = this;
		const { method, path, parameters, query, body } = call;
		const search = query ? `?${new URLSearchParams(query).toString()}` : '';
		const all = { ...place.parameters, ...parameters };
		let request: HttpRequest;
		try {
			request = { method, path: renderPath(place.version, row.family, path, all) + search, body };
		} catch (error) {
			return { verdict: 'rejected', maybeApplied: false, why: (error as Error).message };
		}
		const sent = await send(request, manner, options);
		const aheadMs = Date.parse(sent.reply?.headers.date ?? '') - options.clock.now();
		if (!Number.isNaN(aheadMs)) this.aheadMs = Math.min(this.aheadMs ?? aheadMs, aheadMs);
		if (sent.verdict === 'answered') this.acceptedAt = options.clock.now();
		if (sent.verdict === 'answered' || sent.verdict === 'rejected') this.lostInARow = 0;
		if (sent.verdict === 'lost') this.lostInARow++;
		return sent;
	}
}

// ---------------------------------------------------------------- small things

const CANCELLED = 'Not sent: the execution was cancelled before.';

const STOPPED = 'Not sent: an earlier batch failed, and On Error is set to stop.';

function endTrial(standing: Standing): void {
	standing.trial = undefined;
	standing.endTrial?.();
}

/**
 * How many of `count` unknown entries are worth asking at once: all while hardly any is known to be
 * bad, else the largest power of two that is as likely good as bad (Hwang's group testing).
 */
export function worthAsking(count: number, { bad, good }: { bad: number; good: number }): number {
	if (bad <= 1) return count;
	const expected = Math.max(1, Math.round((bad / (bad + good)) * count));
	if (expected >= count) return 1;
	return 2 ** Math.floor(Math.log2(Math.max(1, (count - expected + 1) / expected)));
}
