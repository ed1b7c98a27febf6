/**
 * What the tries of a run of a node have settled, for as long as n8n may try it again: bounded, and in this
 * process alone. What it is used for is in `retries.ts`. Pure.
 */
import type { Clock } from '../engine/means';
import type { Failure } from '../engine/outcome';
import type { Result } from '../hubspot/replies';

/** How long what a try has settled is remembered when no other try follows. */
export const REMEMBERED_MS = 600_000;

/** Most runs of nodes that are remembered. */
export const MOST_RUNS = 10_000;
/** So many times as many runs are known to be forgotten, by their names alone. */
const MOST_GONE = 10;

/** Most bytes of the items of all of them, roughly: more than 100,000 items. */
export const MOST_BYTES = 32_000_000;

const BYTES_OF_ITEM = 120;

/** What is kept of a failure. */
export type Facts = Pick<
	Failure,
	'reason' | 'status' | 'category' | 'correlationId' | 'existingId'
>;

/** What a try has settled of an item: outcomes and IDs, no values. */
export interface Kept {
	/** Of what was sent. */
	hash: number;
	/** From the result, where it is done: IDs, and what became of it where the operation says so. */
	ids: Result;
	/** The record, as `recordKey` names it. */
	record?: string;
	/** The ID of the record is not known, because others in the answer looked like it. */
	noId?: true;
	/** Nothing of it was sent. */
	unchanged?: true;
	/** The properties that were left out, because HubSpot refused them. */
	without?: string[];
	/** Nobody can tell whether it was applied; `sinceMs`: not before this, by the run's clock. */
	open?: Facts & { sinceMs: number };
}

const bytesOf = (kept: Kept) => BYTES_OF_ITEM + 2 * JSON.stringify(kept).length;

/** What the tries of one run of a node have settled. */
export class Memory {
	tries = 0;

	/** How many of its tries are under way. */
	running = 0;

	touchedMs = 0;

	/** Something may have been written that is not remembered. */
	hasGaps = false;

	private isFreed = false;

	private bytes = 0;

	private readonly items = new Map<number, Kept>();

	constructor(
		private readonly budget: { left: number },
		readonly beganMs = 0,
	) {}

	get size(): number {
		return this.items.size;
	}

	of(item: number): Kept | undefined {
		return this.items.get(item);
	}

	keep(item: number, kept: Kept): void {
		this.drop(item);
		const bytes = bytesOf(kept);
		if (this.isFreed || bytes > this.budget.left) {
			this.hasGaps = true;
			return;
		}
		this.count(bytes);
		this.items.set(item, kept);
	}

	drop(item: number): void {
		const kept = this.items.get(item);
		if (!kept) return;
		this.count(-bytesOf(kept));
		this.items.delete(item);
	}

	free(): void {
		this.isFreed = true;
		this.count(-this.bytes);
		this.items.clear();
	}

	/** The records that these tries have written. */
	*records(): Generator<string> {
		for (const { record } of this.items.values()) if (record !== undefined) yield record;
	}

	private count(bytes: number): void {
		this.bytes += bytes;
		this.budget.left -= bytes;
	}
}

/** A try, as its run remembers it. */
export interface Try {
	memory?: Memory;
	/** @param mayGoOn whether n8n tries again if a try is left */
	end: (mayGoOn: boolean) => void;
}

/** The memories of this process. What another process remembers is not known here. */
export class Memories {
	private readonly budget: { left: number };

	private readonly byRun = new Map<string, Memory>();

	/** Runs that gave way to later ones, and when: a later try of theirs must know that it has forgotten. */
	private readonly gone = new Map<string, number>();

	constructor(
		private readonly mostRuns = MOST_RUNS,
		private readonly mostBytes = MOST_BYTES,
	) {
		this.budget = { left: mostBytes };
	}

	get runs(): number {
		return this.byRun.size;
	}

	get bytes(): number {
		return this.mostBytes - this.budget.left;
	}

	/**
	 * Begins a try of a run: what its tries remember, and what is to be called at the end of this one.
	 * Without a name for the run, nothing is remembered of it.
	 * @param maxTries how often it is tried, this one included
	 */
	begin(run: string | undefined, maxTries: number, now: Clock['now']): Try {
		this.sweep(now());
		if (run === undefined) return { end: () => {} };
		const memory = this.byRun.get(run) ?? this.add(run, now());
		const count = ++memory.tries;
		memory.running++;
		const end = (mayGoOn: boolean) => {
			memory.running--;
			memory.touchedMs = now();
			if ((!mayGoOn || count >= maxTries) && this.byRun.get(run) === memory) this.forget(run);
		};
		return { memory, end };
	}

	private add(run: string, nowMs: number): Memory {
		const [oldest] = this.byRun.keys();
		if (this.byRun.size >= this.mostRuns) {
			this.forget(oldest);
			this.gone.set(oldest, nowMs);
			if (this.gone.size > MOST_GONE * this.mostRuns) this.gone.delete(firstOf(this.gone));
		}
		const memory = new Memory(this.budget, nowMs);
		memory.hasGaps = this.gone.delete(run);
		this.byRun.set(run, memory);
		return memory;
	}

	/** No timer does this, because it would hold the process open: each try begins with it. */
	private sweep(nowMs: number): void {
		for (const [run, atMs] of this.gone) {
			// In the order of their times.
			if (nowMs - atMs < REMEMBERED_MS) break;
			this.gone.delete(run);
		}
		for (const [run, { running, touchedMs }] of this.byRun) {
			if (!running && nowMs - touchedMs >= REMEMBERED_MS) this.forget(run);
		}
	}

	private forget(run: string): void {
		this.byRun.get(run)?.free();
		this.byRun.delete(run);
	}
}

const firstOf = (map: Map<string, unknown>): string => {
	const [first] = map.keys();
	return first;
};
