/**
 * Holds inputs against HubSpot's definitions of their properties before anything is planned. The
 * definitions outlive the run and are shared by all of the process; where HubSpot does not tell them,
 * inputs go on as they are. What does not fit is settled and never sent.
 */
import {
	Definitions,
	mayBeNew,
	MOST_MISFITS,
	OTHER_LISTS,
	type Defined,
	type Misfit,
} from '../../hubspot/definitions';
import { FORBIDDEN } from '../../hubspot/errors';
import { pageIn } from '../../hubspot/directory';
import { lessened, type LeaveOut } from '../../hubspot/leaveOut';
import { own } from '../../hubspot/json';
import type { Place, Values } from '../../hubspot/endpoint';
import { DEFINITIONS } from '../../hubspot/finding';
import type { Result } from '../../hubspot/replies';
import type { Caller } from '../caller';
import type { Clock } from '../means';
import { failed, type Entry, type Flow, type LeftOut, type Note, type Outcome } from '../outcome';
import { settleBroken } from '../settle';

/** What is remembered of a list of definitions; without them: HubSpot was asked and did not tell. */
export interface Remembered {
	definitions?: Definitions;
	/** When it was asked, by the clock of the run. */
	askedMs: number;
}

/** What the process remembers of the definitions of an account. */
export interface DefinitionsMemory {
	/**
	 * What is known under a name, if it was asked for at `sinceMs` or later; else what `ask` gives, which
	 * is then remembered. Those who want the same while it is being asked for wait for the one answer.
	 * Undefined where nobody was asked, such as by an execution that was cancelled.
	 */
	recall(
		name: string,
		sinceMs: number,
		ask: () => Promise<Remembered | undefined>,
		now: Clock['now'],
	): Promise<Remembered | undefined>;
}

export interface Preflight {
	memory: DefinitionsMemory;
	/** IANA zone of the workflow: date-times without a zone are in it. */
	timeZone: string;
}

interface Flying {
	caller: Caller;
	clock: Clock;
	/** With On Error = Stop, one misfit keeps all entries from being sent. */
	stopOnFailure: boolean;
	onBroken?: (error: Error) => void;
	/** What does not fit is left out of an input where that can be, instead of refusing the input. */
	leaveOut?: LeaveOut;
	/** Records are created, which without a unique value might be there twice. */
	keepsUnique?: boolean;
}

export function preflight(
	flow: Flow,
	row: Defined,
	{ memory, timeZone }: Preflight,
	{ caller, clock, stopOnFailure, onBroken, leaveOut, keepsUnique }: Flying,
): Flow {
	/** By item. */
	const leftOut = new Map<number, LeftOut[]>();
	const types = new Map<string, ObjectType>();
	const learned = async (name: string, place: Place) => {
		const type = new ObjectType(name, place, { memory, caller, clock });
		await type.learn();
		types.set(name, type);
		return type;
	};
	const look = ({ input, place }: Entry, { definitions }: ObjectType) =>
		definitions && row.look(input, definitions, timeZone, place.parameters);
	/** The entry as it is sent, or the outcome of one that does not fit. */
	const judged = async (entry: Entry): Promise<Entry | Outcome> => {
		const { item, input, place, earlier } = entry;
		const name = row.of(input, place.parameters);
		if (name === undefined) return entry;
		const type = types.get(name) ?? (await learned(name, place));
		let looked = look(entry, type);
		// What an earlier try has sent is looked up, and not judged any more.
		while (looked && !earlier && (await type.learnMore(looked.misfits))) looked = look(entry, type);
		if (!looked) return entry;
		const misfits = looked.misfits.filter((misfit) => type.isCertainOf(misfit));
		entry.input = looked.given;
		if (misfits.length && !earlier) {
			const isKept = ({ property }: Misfit) =>
				keepsUnique === true && type.definitions?.isUnique(property) === true;
			// Where there are more than are found, nobody knows what else does not fit.
			const mayGo = looked.misfits.length < MOST_MISFITS && !misfits.some(isKept);
			const less = leaveOut && mayGo ? withoutMisfits(leaveOut, entry, misfits, name) : undefined;
			if (less) {
				leftOut.set(item, less.leftOut);
				return { ...entry, input: less.input };
			}
			const event = { kind: 'misfits', objectType: name, misfits } as const;
			return failed(item, { reason: 'invalid', applied: 'no', event });
		}
		return entry;
	};
	/** Nearly all entries are known to fit at once, so that none of these waits for a promise. */
	const fits = (entry: Entry): boolean => {
		const name = row.of(entry.input, entry.place.parameters);
		if (name === undefined) return true;
		const type = types.get(name);
		return type !== undefined && look(entry, type) === undefined;
	};
	const source = async () => {
		const entries = await flow.source();
		if (!entries) return undefined;
		const good: Entry[] = [];
		const bad: Outcome[] = [];
		for (const entry of entries) {
			try {
				const judgement = fits(entry) ? entry : await judged(entry);
				if ('ok' in judgement) bad.push(judgement);
				else good.push(judgement);
			} catch (error) {
				onBroken?.(error as Error);
				bad.push(...settleBroken([entry], error as Error, { applied: 'no' }));
			}
		}
		for (const outcome of bad) flow.settle(outcome);
		// Afterwards, so that each bad entry is told its own reason.
		if (stopOnFailure && bad.length) caller.stopFor({ kind: 'othersInvalid' });
		return good;
	};
	const settle: Flow['settle'] = (outcome) => {
		const notes = outcome.ok && leftOut.get(outcome.item)?.map(noteOf);
		flow.settle(notes ? { ...outcome, notes: [...notes, ...outcome.notes] } : outcome);
	};
	return { source, settle: leaveOut ? settle : flow.settle };
}

const noteOf = (each: LeftOut): Note => ({ kind: 'leftOut', ...each });

/** An input without what does not fit, and what that is; undefined where the input cannot do without. */
function withoutMisfits(
	leaveOut: LeaveOut,
	{ input }: Entry,
	misfits: Misfit[],
	objectType: string,
): { input: Entry['input']; leftOut: LeftOut[] } | undefined {
	const held = leaveOut.values(input);
	const names = [...new Set(misfits.map(({ property }) => property))];
	const left = lessened(leaveOut, input, names);
	if (!left || !leaveOut.writes(left)) return undefined;
	const leftOut = misfits.map((misfit) => ({
		property: misfit.property,
		value: String(own(held, misfit.property)),
		unfit: { misfit, objectType },
	}));
	return { input: left, leftOut };
}

// ---------------------------------------------------------------- what is known of an object type

/** A name is not refused on the strength of definitions that are older than this. */
const FRESH_MS = 60_000;

/** Most pages of a list. HubSpot gives it on one (STATED). */
const MOST_PAGES = 50;

/** A cancelled execution is noticed after at most this long while another one asks. */
const SLICE_MS = 200;

const NONE = Definitions.of([], '');

/** The properties of an object type, as far as a run knows them. */
class ObjectType {
	/** Undefined where HubSpot does not tell them. */
	definitions: Definitions | undefined;

	private readonly startedMs: number;

	private askedMs = -Infinity;

	/** Whether the usual list was read once more, and the other ones; undefined until they were asked for. */
	private isFresh: boolean | undefined;

	private isWhole: boolean | undefined;

	constructor(
		private readonly name: string,
		private readonly place: Place,
		private readonly means: { memory: DefinitionsMemory; caller: Caller; clock: Clock },
	) {
		this.startedMs = means.clock.now();
	}

	async learn(): Promise<void> {
		const known = await this.recall(-Infinity);
		this.definitions = known?.definitions;
		this.askedMs = known?.askedMs ?? -Infinity;
	}

	/** Whether HubSpot certainly refuses this. What it may have got since needs definitions of now. */
	isCertainOf(misfit: Misfit): boolean {
		if (!mayBeNew(misfit)) return true;
		return this.isFresh === true && (misfit.kind !== 'unknown' || this.isWhole === true);
	}

	/** Asks once more before something is refused that may be new; false where that was done already. */
	async learnMore(misfits: Misfit[]): Promise<boolean> {
		if (!misfits.some(mayBeNew)) return false;
		const sinceMs = Math.max(this.startedMs, this.means.clock.now() - FRESH_MS);
		if (this.isFresh === undefined) {
			this.isFresh = this.askedMs >= sinceMs;
			if (!this.isFresh) {
				const again = await this.recall(sinceMs);
				this.isFresh = again?.definitions !== undefined;
				this.definitions = again?.definitions ?? this.definitions;
				return true;
			}
		}
		if (this.isWhole !== undefined || !misfits.some(({ kind }) => kind === 'unknown')) return false;
		const others = await Promise.all(OTHER_LISTS.map((query) => this.recall(sinceMs, query)));
		this.isWhole = others.every((other) => other?.definitions);
		for (const other of others) {
			if (other?.definitions) this.definitions = this.definitions?.with(other.definitions);
		}
		return true;
	}

	/** What is known of the usual list, or of another one. */
	private async recall(sinceMs: number, other?: Values): Promise<Remembered | undefined> {
		const { memory, clock } = this.means;
		const name = [this.name, ...Object.values(other ?? {})].join(' ');
		let isOwn = false;
		const ask = async () => {
			isOwn = true;
			const askedMs = clock.now();
			const told = await this.ask(other);
			return told && { definitions: told === 'none' ? undefined : told, askedMs };
		};
		const known = memory.recall(name, sinceMs, ask, clock.now);
		if (isOwn) return await known;
		let isOver = false;
		const end = () => {
			isOver = true;
		};
		known.then(end, end);
		// The other one may wait for minutes.
		for (await Promise.resolve(); !isOver && !clock.cancelled(); ) {
			await Promise.race([known, clock.sleep(SLICE_MS)]);
		}
		return isOver ? await known : undefined;
	}

	/** All pages of a list; `none` where HubSpot does not tell them, undefined where it was not asked. */
	private async ask(other?: Values): Promise<Definitions | 'none' | undefined> {
		const { name, place, means } = this;
		const results: Result[] = [];
		let after: string | undefined;
		for (let page = 0; page < MOST_PAGES; page++) {
			const query = { ...other, ...(after !== undefined && { after }) };
			const { family, call } = DEFINITIONS;
			const asked = { ...call, query: Object.keys(query).length ? query : undefined };
			const sent = await means.caller.glance(
				family,
				{ ...place, parameters: { objectType: name } },
				asked,
			);
			if (sent.verdict === 'cancelled' || sent.verdict === 'unsent') return undefined;
			// An account that has no such properties may not have such a list.
			const isRefused = sent.verdict === 'rejected' || sent.reply?.status === FORBIDDEN;
			if (other && isRefused) return NONE;
			const read = sent.verdict === 'answered' ? pageIn(sent.reply?.body) : undefined;
			if (!read) return 'none';
			for (const result of read.results) results.push(result);
			({ after } = read);
			// An object type without any property is none that HubSpot tells of.
			if (after === undefined) {
				return results.length || other ? Definitions.of(results, name) : 'none';
			}
		}
		return 'none';
	}
}
