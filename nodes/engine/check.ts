/**
 * What an answer left open, looked up: a record that holds what was to be written is done, one that
 * does not is written again where that is safe, and only what a read cannot tell either stays open.
 */
import { isRecord, type Place, type Result } from '../hubspot/api';
import type { Call, Operation } from '../n8n/operation';
import { isOpen, type Chunk, type Entry, type Outcome } from './outcome';
import type { Http, Manner, Means, Sent } from './send';
import {
	refusalOf,
	settleAgain,
	settleAlone,
	settleFound,
	settleReadable,
	settleUnread,
	settleUnwritten,
} from './settle';

/** Most calls of a run that look up, or write alone, what an answer left open. */
export const MAX_LOOK_UPS = 10_000;
/** Tries of such a call: it comes after many others. */
const LOOK_UP_TRIES = 2;
/** No look-up got any answer for so long: the others, one after the other, would wait for hours. */
const MAX_SILENCE_MS = 180_000;
/** HubSpot tells its time to the second; a record changed so long before a write began was not changed by it. */
const CLOCK_SLACK_MS = 2_000;

/** What a look-up needs of the run it belongs to. */
export interface Way {
	/** What HubSpot's clock showed, at least, at a moment of ours; NaN while that is not known. */
	serverTimeOf: (ms: number) => number;
	means: Means;
	call: (place: Place, call: Call, manner: Manner, means: Means) => Promise<Sent>;
	/** Writes entries in a batch; one outcome each. */
	write: (place: Place, entries: Entry[]) => Promise<Outcome[]>;
	/** No further call may go. */
	isMute: () => boolean;
	/** Told of a call that neither was answered nor refused. */
	learnEnd: (sent: Sent, settled: Outcome[]) => void;
}

export class LookUps {
	private left = MAX_LOOK_UPS;

	/** Since when look-ups have got no answer. */
	private silentSince: number | undefined;

	/** Why no look-up gets an answer any more. */
	private cannot: string | undefined;

	constructor(
		private readonly row: Operation,
		private readonly way: Way,
	) {}

	/** The outcomes of a batch whose first write began at `sinceMs`, with as few of them open as can be. */
	async settleOpen(
		{ place, entries }: Chunk,
		outcomes: Outcome[],
		sinceMs: number,
	): Promise<Outcome[]> {
		const { row } = this;
		if (!outcomes.some(isOpen)) return outcomes;
		const final = new Map(outcomes.map((outcome) => [outcome.item, outcome]));
		const open = (among: Entry[]) => among.filter(({ item }) => isOpen(final.get(item)));

		const missing = await this.lookUp(place, open(entries), final, sinceMs);
		if (!missing.length || !row.repeatable || this.way.isMute()) return [...final.values()];
		const again = row.alone
			? await this.writeAlone(place, missing)
			: await this.way.write(place, missing);
		for (const outcome of again) {
			if (!outcome.ok && outcome.failure.reason === 'unsent') continue;
			final.set(outcome.item, settleAgain(final.get(outcome.item) as Outcome, outcome));
		}
		await this.lookUp(place, open(missing), final, sinceMs);
		return [...final.values()];
	}

	/** Reads the records of these entries and settles what they show; returns those to be written again. */
	private async lookUp(
		place: Place,
		entries: Entry[],
		final: Map<number, Outcome>,
		sinceMs: number,
	): Promise<Entry[]> {
		const { lookUp } = this.row;
		const missing: Entry[] = [];
		const look = async (group: Entry[]) => {
			const read = await this.read(place, group);
			for (const entry of group) {
				const { item, input } = entry;
				const before = final.get(item) as Outcome;
				if (!Array.isArray(read)) {
					final.set(item, settleUnread(before, read.why));
					continue;
				}
				const record = read.find((each) => lookUp.isOf(each, input));
				const differing = record && differences(lookUp.values(input), lookUp.values(record));
				if (record && !differing?.length) {
					final.set(item, settleFound(before, record));
					continue;
				}
				// Other values do not prove it: somebody may have written after us.
				const untouched =
					record &&
					(lookUp.changedAt(record) ?? Infinity) < this.way.serverTimeOf(sinceMs) - CLOCK_SLACK_MS;
				const certain = untouched ?? lookUp.absentMeansUnwritten;
				final.set(item, settleUnwritten(before, differing, certain));
				const { reason } = (before as Outcome & { ok: false }).failure;
				// HubSpot says so when it is asked to update what does not exist: this one hides behind a merge.
				const merged = !record && !lookUp.absentMeansUnwritten && reason === 'unaccounted';
				if (!merged && reason !== 'rejected') missing.push(entry);
			}
		};
		const looks: Array<Promise<void>> = [];
		for (let at = 0; at < entries.length; at += lookUp.limit) {
			looks.push(look(entries.slice(at, at + lookUp.limit)));
		}
		await Promise.all(looks);
		return missing;
	}

	/** Records as HubSpot holds them now, or why it does not say. */
	private async read(place: Place, group: Entry[]): Promise<Result[] | { why?: string }> {
		const call = this.row.lookUp.call(group.map(({ input }) => input));
		const sent = await this.call(place, call, true);
		if (!sent) return { why: this.cannot };
		const records = recordsIn(sent);
		// Others may have been on their way when one was denied.
		if (this.left > 0) this.cannot = undefined;
		if (records) return records;
		const why = sent.why ?? refusalOf(sent);
		// A refusal is about these records; without an answer, without the scope to read, or beyond the
		// day's calls, the others fare no better.
		if (sent.verdict !== 'rejected') this.cannot = why;
		if (sent.verdict === 'denied') this.left = 0;
		return { why };
	}

	/** A look-up, or a write that follows one; undefined where it is not worth sending. */
	private async call(place: Place, call: Call, repeatable: boolean): Promise<Sent | undefined> {
		const { way } = this;
		const { clock, http } = way.means;
		const hopeless = () =>
			way.isMute() || clock.now() - (this.silentSince ?? Infinity) >= MAX_SILENCE_MS;
		if (hopeless() || this.left <= 0) return undefined;
		this.left--;
		const listening: Http = async (request) => {
			const sinceMs = clock.now();
			const answer = await http(request);
			if (answer.kind === 'reply') this.silentSince = undefined;
			else this.silentSince ??= sinceMs;
			return answer;
		};
		const manner = { repeatable, tries: LOOK_UP_TRIES, hopeless };
		const sent = await way.call(place, call, manner, { ...way.means, http: listening });
		return sent.verdict === 'unsent' ? undefined : sent;
	}

	private async writeAlone(place: Place, entries: Entry[]): Promise<Outcome[]> {
		const { row, way } = this;
		const write = async (entry: Entry): Promise<Outcome[]> => {
			if (!row.alone) return [];
			const sent = await this.call(place, row.alone(entry.input), row.repeatable);
			if (!sent) return [];
			const settled = settleReadable([entry], sent, () => settleAlone(row, entry, sent));
			if (sent.verdict !== 'answered' && sent.verdict !== 'rejected') way.learnEnd(sent, settled);
			return settled;
		};
		return (await Promise.all(entries.map(write))).flat();
	}
}

// ---------------------------------------------------------------- small things

const NOT_FOUND = 404;

/** The records that a look-up found; undefined where it got no answer. */
function recordsIn({ verdict, reply }: Sent): Result[] | undefined {
	if (verdict === 'rejected' && reply?.status === NOT_FOUND) return [];
	const body = verdict === 'answered' ? reply?.body : undefined;
	if (!isRecord(body)) return undefined;
	return Array.isArray(body.results) ? body.results.filter(isRecord) : [body];
}

/** Names of the values that differ. */
const differences = (wanted: Record<string, string>, found: Record<string, string>): string[] =>
	Object.keys(wanted).filter((name) => wanted[name] !== (found[name] ?? ''));
