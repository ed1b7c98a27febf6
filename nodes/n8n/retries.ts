/**
 * Retry On Fail runs a whole node again. So that nothing is written twice, a node's tries remember what
 * they have settled: the next try does not send it again, and tells it as it is.
 *
 * n8n (2.8 to 2.41) calls `execute` again for the same run of the node, in the same process: after
 * an error, or where the first item of the first output has an `error`; up to `maxTries` times in all.
 * A memory therefore belongs to an execution, a node and a run of that node, and an item is known by
 * its place among the input items, which are the same in each try.
 */
import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';

import type { Clock } from '../engine/means';
import {
	failed,
	isOpen,
	type Done,
	type Entry,
	type Failed,
	type Failure,
	type Flow,
	type Note,
	type Outcome,
} from '../engine/outcome';
import { differences } from '../engine/readback';
import { settleAgain } from '../engine/settle';
import type { Input, Place } from '../hubspot/endpoint';
import { againOf, type Effect, type Write } from '../hubspot/effect';
import { recordKey } from '../hubspot/objects';
import { idOf, type Result } from '../hubspot/replies';
import { isTool } from './inputs';
import { Memories, type Facts, type Kept, type Memory, type Try } from './memories';

// ---------------------------------------------------------------- one try

/** What a try is about, beside its items. */
export interface About {
	effect: Effect;
	/** The operation and the account: what was sent elsewhere is not known here. */
	name: string;
	/** Nothing is written, so that nothing is remembered, and nothing of earlier tries taken over. */
	isDry?: boolean;
}

/** What a try sends of an item. */
interface Sending {
	hash: number;
	place: Place;
	/** Of an item that an earlier try has sent as well: as it was read, and what became of it since. */
	input?: Input;
	entry?: Entry;
}

/** One try of a run of a node. */
export class Attempt {
	private readonly startedMs: number;

	/** What this try sends, until it is settled. */
	private readonly sending = new Map<number, Sending>();

	/** Items that an earlier try may have written, and that are sent again because that does no harm. */
	private readonly again = new Set<number>();

	/** Keys of the records that are written by this try, by place. */
	private readonly written = new Map<Place, Set<string>>();

	private readonly memory: Memory | undefined;

	constructor(
		private readonly begun: Try,
		now: Clock['now'],
	) {
		this.memory = begun.memory;
		this.startedMs = now();
	}

	/** True where an earlier try of this run has settled something. */
	get isInformed(): boolean {
		return this.memory !== undefined && this.memory.size > 0;
	}

	/** When the first try of this run began, as far as that is remembered. */
	get sinceMs(): number {
		return this.memory?.beganMs ?? this.startedMs;
	}

	/** The records that earlier tries have written. */
	get records(): string[] {
		return [...(this.memory?.records() ?? [])];
	}

	/** What an earlier try has written, for an item that this one does not come to. */
	known(item: number): Outcome | undefined {
		const kept = this.memory?.of(item);
		if (!kept) return undefined;
		return kept.open ? failed(item, openOf(kept.open)) : doneBefore(item, kept);
	}

	/** What has to be sent, and the outcomes of all: those of earlier tries are taken over. */
	flow({ effect, name, isDry }: About, { source, settle }: Flow): Flow {
		const { memory } = this;
		if (!memory || effect.kind !== 'write' || isDry) return { source, settle };
		return {
			source: async () => {
				let isRead = false;
				try {
					const entries = await source();
					const sent = entries?.filter((entry) => {
						const known = this.earlier(memory, effect, entry, hashOf(name, entry));
						if (known) settle(known);
						return !known;
					});
					isRead = true;
					return sent;
				} finally {
					// Where reading fails, this try does not settle what is under way.
					memory.hasGaps ||= !isRead;
				}
			},
			settle: (outcome) => {
				const judged = this.judged(memory, effect, outcome);
				this.remember(memory, effect, judged);
				settle(judged);
			},
		};
	}

	/** Is to be called at the end of the try, with its output if it has one. */
	end(output: INodeExecutionData[][] | undefined): void {
		// As n8n decides whether it tries again.
		this.begun.end(output?.[0]?.[0]?.json.error !== undefined || !output);
	}

	/** The outcome of an earlier try that is not to be sent again; undefined for all else. */
	private earlier(memory: Memory, effect: Write, entry: Entry, hash: number): Outcome | undefined {
		const { item, input, place } = entry;
		const kept = memory.of(item);
		const isSafe = againOf(effect, input) === 'safe';
		if (kept && !isSafe) {
			// Also where it would now be sent otherwise, such as with another time of day: it is this
			// item's record.
			if (!kept.open) return doneBefore(item, kept, effect, entry);
			if (!effect.checkCreated)
				return failed(item, { ...openOf(kept.open), who: { input, place } });
			const { sinceMs } = kept.open;
			entry.earlier = { failure: openOf(kept.open), sinceMs };
			this.sending.set(item, { hash: kept.hash, place });
			return undefined;
		}
		if (kept && !kept.open && kept.hash === hash && !this.isOvertaken(effect, entry, kept)) {
			return doneBefore(item, kept, effect, entry);
		}
		if (!kept && !isSafe && memory.hasGaps) {
			const event: Failure['event'] = { kind: 'earlierTry', known: false };
			return failed(item, {
				reason: 'unaccounted',
				applied: 'maybe',
				event,
				who: { input, place },
			});
		}
		if (kept) this.again.add(item);
		this.sending.set(item, { hash, place, ...(kept && { input, entry }) });
		// Stryker disable next-line ConditionalExpression,EqualityOperator: only spares a first try the set
		if (memory.tries > 1) this.note(effect, entry);
		return undefined;
	}

	/**
	 * Does this try write the same record for an item further up? Then this item is written again, because
	 * of two writes to a record the later one wins. Where equal inputs are one write, their order is of no
	 * account.
	 */
	private isOvertaken(effect: Write, entry: Entry, { ids }: Kept): boolean {
		const keys = effect.shares ? undefined : this.written.get(entry.place);
		if (!keys) return false;
		// An item further up may call the record by its ID.
		const id = idOf(ids);
		return keysOf(effect, entry).some((key) => keys.has(key)) || (id !== undefined && keys.has(id));
	}

	private note(effect: Write, entry: Entry): void {
		let keys = this.written.get(entry.place);
		if (!keys) this.written.set(entry.place, (keys = new Set()));
		for (const key of keysOf(effect, entry)) keys.add(key);
	}

	/** The outcome of an item, with what an earlier try may have written of it. */
	private judged(memory: Memory, effect: Write, outcome: Outcome): Outcome {
		const { item } = outcome;
		const kept = memory.of(item);
		if (!kept) return outcome;
		const isUnsent = !outcome.ok && ['unsent', 'invalid'].includes(outcome.failure.reason);
		if (!isUnsent) {
			if (!this.again.has(item)) return outcome;
			const sent = this.sending.get(item);
			const names = kept.open && othersIn(effect, outcome, sent?.entry);
			if (kept.open && names?.length) {
				return failed(item, { ...openOf(kept.open), seen: { kind: 'differs', names } });
			}
			return settleAgain(effect, failed(item, openOf({ reason: 'lost' })), outcome, sent?.input);
		}
		if (!kept.open) return doneBefore(item, kept);
		return failed(item, {
			...(outcome as Failed).failure,
			reason: 'lost',
			applied: 'maybe',
			lostBefore: true,
		});
	}

	private remember(memory: Memory, effect: Write, outcome: Outcome): void {
		const { item } = outcome;
		const before = memory.of(item);
		const sent = this.sending.get(item);
		const hash = sent?.hash ?? before?.hash ?? NaN;
		this.sending.delete(item);
		if (outcome.ok) {
			const ids = idsIn(effect, outcome.result);
			const id = idOf(ids);
			const { objectType } = sent?.place.parameters ?? {};
			const isNew = effect.checkCreated && sent && id !== undefined;
			const record = isNew ? recordKey(objectType, id) : before?.record;
			const noId = outcome.notes.some(lacksId) && { noId: true as const };
			// Of a member of a list, which was sent all the same, a result says so as well.
			const isUnsent = effect.compare && ids.outcome === UNCHANGED;
			const more = {
				...noId,
				...leftOutIn(outcome.notes),
				...(isUnsent && { unchanged: true as const }),
			};
			memory.keep(item, { hash, ids, ...(record !== undefined && { record }), ...more });
		} else if (isOpen(outcome)) {
			const { who } = outcome.failure;
			const sinceMs = before?.open?.sinceMs ?? who?.sinceMs ?? this.startedMs;
			memory.keep(item, { hash, ids: {}, open: { ...factsOf(outcome.failure), sinceMs } });
		} else memory.drop(item);
	}
}

// ---------------------------------------------------------------- outcomes of earlier tries

/** Most properties that are kept of those left out of an item. */
const MOST_LEFT_OUT = 20;

function leftOutIn(notes: Note[]): Pick<Kept, 'without'> {
	const names = notes.flatMap((note) => {
		if (note.kind === 'leftOut') return short(note.property) ?? [];
		return note.kind === 'earlierTry' ? (note.without ?? []) : [];
	});
	return names.length ? { without: names.slice(0, MOST_LEFT_OUT) } : {};
}

const lacksId = (note: Note) =>
	note.kind === 'noId' || (note.kind === 'earlierTry' && note.noId === true);

/** An outcome that nobody can tell, as it is told by a try that did not send the item. */
const openOf = ({ reason, status, category, correlationId, existingId }: Facts): Failure => ({
	reason,
	applied: 'maybe',
	event: { kind: 'earlierTry', known: true },
	...(status !== undefined && { status }),
	...(category !== undefined && { category }),
	...(correlationId !== undefined && { correlationId }),
	...(existingId !== undefined && { existingId }),
});

/** Most characters of one text that is kept. */
const LONGEST = 100;

const short = (text: string | undefined) =>
	text !== undefined && text.length <= LONGEST ? text : undefined;

const factsOf = ({ reason, status, category, correlationId, existingId }: Failure): Facts => ({
	reason,
	status,
	category: short(category),
	correlationId: short(correlationId),
	existingId: short(existingId),
});

/** The IDs in a result, the moment that HubSpot was told, and what became of the record where the operation itself says so. */
function idsIn(effect: Write, result: Result): Result {
	const names = Object.keys(result).filter(
		(name) => /^(id|vid|occurredAt)$|Id$/.test(name) || (name === 'outcome' && effect.complete),
	);
	const ids: Result = {};
	for (const name of names) {
		const value = result[name];
		if (typeof value === 'number' || (typeof value === 'string' && value.length <= LONGEST)) {
			ids[name] = value;
		}
	}
	return ids;
}

/** What a result says of a record of which nothing was sent. */
const UNCHANGED = 'unchanged';

/**
 * The properties for which nothing was sent of an item that only fills, because they hold other values than
 * its own: whether an earlier try of it filled them first, nobody can tell.
 */
function othersIn({ compare }: Write, outcome: Outcome, entry?: Entry): string[] {
	if (!compare || !outcome.ok || outcome.result.outcome !== UNCHANGED || !entry?.fills) return [];
	return differences(compare.values(entry.input), compare.values(outcome.result));
}

/** The outcome of an item that an earlier try wrote. The key of its record is the item's own. */
function doneBefore(
	item: number,
	{ ids, noId, unchanged, without }: Kept,
	effect?: Write,
	entry?: Entry,
): Done {
	const keyed = effect?.keyed && entry ? effect.keyed({ ...ids }, entry.input) : {};
	const more = {
		...(noId && { noId }),
		...(unchanged && { unchanged }),
		...(without && { without }),
	};
	const notes: Note[] = [{ kind: 'earlierTry', ...more }];
	return { item, ok: true, result: { ...keyed, ...ids }, notes };
}

/** The keys of the record that an item writes, before and after it does. */
const keysOf = ({ send: { match } }: Write, { input }: Entry): string[] => {
	const key = match.key(input);
	return [key, match.readBack?.(input) ?? key];
};

// ---------------------------------------------------------------- what an item would send

/** A hash of a text, 53 bits of it (cyrb53): two texts with the same one do not come by chance. */
export function hashed(text: string): number {
	let high = 0xdeadbeef;
	let low = 0x41c6ce57;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		high = Math.imul(high ^ code, 2654435761);
		low = Math.imul(low ^ code, 1597334677);
	}
	high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
	low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
	return 4294967296 * (2097151 & low) + (high >>> 0);
}

/** Of what an entry sends where; the trace ID aside, which is another one in each try. */
function hashOf(name: string, { place, input, trace }: Entry): number {
	const text = JSON.stringify([name, place, input]);
	return hashed(trace ? text.split(trace).join('') : text);
}

// ---------------------------------------------------------------- in n8n

const memories = new Memories();

/** As n8n reads the setting. */
const maxTriesOf = ({ maxTries }: INode) => Math.min(5, Math.max(2, maxTries || 3));

/**
 * What n8n tries again: a run of a node in an execution. Undefined where it tries once, where nothing
 * names the execution, and for a call of an agent, which is a run of its own.
 */
export function runOf(context: IExecuteFunctions): string | undefined {
	const node = context.getNode();
	if (node.retryOnFail !== true || isTool(context)) return undefined;
	const execution = context.getExecutionId() as string | undefined;
	const run = context.getWorkflowDataProxy(0).$runIndex as unknown;
	if (!execution || !Number.isInteger(run)) return undefined;
	return JSON.stringify([execution, node.id, node.name, run]);
}

/** Begins a try of the node. */
export const beginTry = (context: IExecuteFunctions, { now }: Clock): Attempt =>
	new Attempt(memories.begin(runOf(context), maxTriesOf(context.getNode()), now), now);
