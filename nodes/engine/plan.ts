/**
 * Which inputs travel in one call: entries in, batches out, in the order in which they may be sent.
 * Takes entries as they come, so that the first call leaves before the last item is read.
 */
import type { Endpoint, Place } from '../hubspot/endpoint';
import type { Batch, Entry } from './outcome';

/**
 * Largest request body, in bytes. HubSpot documents no limit; 100 records of 10 kB fit into this
 * one.
 */
export const MAX_BODY_BYTES = 1_000_000;

/**
 * Most open batches that are searched for a free place. The bound keeps planning linear when most
 * items are about the same record and therefore must not share a call.
 */
const MAX_OPEN = 100;

const NONE: string[] = [];
const NO_DRAFTS: readonly Draft[] = [];

interface Draft extends Batch {
	number: number;
	bytes: number;
	full: boolean;
	/** How many of `after` are not handed out yet. */
	missing: number;
	dependents: Draft[];
}

/** The batches of one place and scope. */
interface Group {
	/** Entries per batch. */
	most: number;
	open: Draft[];
	/** The last batch about a record, by the record's key before and after the write. */
	keys: Map<string, Draft>;
	/** The last batch with a trace ID that a user gave. Those that the node makes are unique. */
	traces: Map<string, Draft>;
}

/**
 * A hundred inputs of at most this size always fit into one call: their exact size is not needed.
 */
const SMALL_BYTES = MAX_BODY_BYTES / 100;

/** Most bytes that a value can take as JSON: a control character takes six (`\u0000`). */
function mostBytes(value: unknown): number {
	if (typeof value === 'string') return value.length * 6 + 3;
	if (typeof value !== 'object' || value === null) return 25;
	let bytes = 3;
	for (const name in value) {
		bytes += name.length * 6 + 4 + mostBytes((value as Record<string, unknown>)[name]);
		if (bytes > SMALL_BYTES) break;
	}
	return bytes;
}

/**
 * Bytes of an element of the body, with the comma behind it. A small one counts with the most that
 * it can take, which is faster to compute.
 */
function bytesOf(element: unknown): number {
	const most = mostBytes(element);
	return most < SMALL_BYTES ? most : Buffer.byteLength(JSON.stringify(element)) + 1;
}

/**
 * First come, first sent. Two entries go into different calls when they are about the same record
 * or carry the same trace ID: HubSpot refuses a call that holds one twice, and separate calls make
 * the last item win.
 */
export class Planner {
	/** Batches to send now, in order. A batch comes after all batches in its `after`. */
	readonly ready: Batch[] = [];

	private readonly groups = new Map<Place, Map<string, Group>>();

	private readonly most: number;

	private drafts = 0;

	constructor(
		private readonly endpoint: Endpoint,
		size = endpoint.usual ?? endpoint.limit,
	) {
		this.most = Math.max(1, Math.min(size, endpoint.limit));
	}

	add(entry: Entry): void {
		const { match, element } = this.endpoint;
		const { input } = entry;
		const group = this.groupOf(entry);
		const { keys, traces, open } = group;

		// Where a write changes its record's key, it comes after earlier entries about either key.
		const key = match.key(input);
		const newKey = match.readBack?.(input) ?? key;
		const given = match.traceId?.(input);
		const trace = given === entry.trace ? undefined : given;
		const claims = match.claims?.(input) ?? NONE;
		let before = including(NO_DRAFTS, keys.get(key));
		if (newKey !== key) before = including(before, keys.get(newKey));
		for (const claim of claims) before = including(before, keys.get(claim));
		if (trace !== undefined) before = including(before, traces.get(trace));
		let after = -1;
		for (const { number } of before) after = Math.max(after, number);

		const bytes = bytesOf(element ? element(input) : input);
		let draft: Draft | undefined;
		for (const each of open) {
			if (each.number > after && each.bytes + bytes <= MAX_BODY_BYTES) {
				draft = each;
				break;
			}
		}
		draft ??= this.draft(entry, open);
		draft.entries.push(entry);
		draft.bytes += bytes;
		for (const earlier of before) {
			if (draft.after.includes(earlier)) continue;
			draft.after.push(earlier);
			if (handedOut(earlier)) continue;
			draft.missing++;
			earlier.dependents.push(draft);
		}
		keys.set(key, draft);
		if (newKey !== key) keys.set(newKey, draft);
		for (const claim of claims) keys.set(claim, draft);
		if (trace !== undefined) traces.set(trace, draft);
		if (draft.entries.length >= group.most) {
			open.splice(open.indexOf(draft), 1);
			this.close(draft);
		}
	}

	/** Closes the batches that are not full, because no more entries come. */
	finish(): void {
		const groups = [...this.groups.values()].flatMap((scopes) => [...scopes.values()]);
		const rest = groups.flatMap(({ open }) => open.splice(0));
		for (const draft of rest.sort((a, b) => a.number - b.number)) this.close(draft);
	}

	private groupOf({ place, input }: Entry): Group {
		let scopes = this.groups.get(place);
		if (!scopes) this.groups.set(place, (scopes = new Map()));
		const scope = this.endpoint.scope?.(input) ?? '';
		let group = scopes.get(scope);
		if (!group) {
			const most = Math.min(this.most, this.endpoint.limitAt?.(place) ?? Infinity);
			group = { most, open: [], keys: new Map(), traces: new Map() };
			scopes.set(scope, group);
		}
		return group;
	}

	private draft({ place }: Entry, open: Draft[]): Draft {
		const draft: Draft = {
			number: this.drafts++,
			place,
			entries: [],
			after: [],
			bytes: 0,
			full: false,
			missing: 0,
			dependents: [],
		};
		open.push(draft);
		if (open.length > MAX_OPEN) this.close(open.shift() as Draft);
		return draft;
	}

	private close(draft: Draft): void {
		draft.full = true;
		if (draft.missing) return;
		for (const handed = [draft]; handed.length; ) {
			const next = handed.shift() as Draft;
			this.ready.push(next);
			for (const dependent of next.dependents) {
				if (--dependent.missing === 0 && dependent.full) handed.push(dependent);
			}
		}
	}
}

const handedOut = ({ full, missing }: Draft) => full && missing === 0;

/** A list with one more, where there is one. Nearly always there is none, so that no list is made. */
const including = (drafts: readonly Draft[], draft: Draft | undefined): readonly Draft[] =>
	draft ? [...drafts, draft] : drafts;
