/**
 * The window of a rate limit: how many of our calls count in it now, how many others make of it, and
 * until when it is full. HubSpot allows so many calls in any stretch of ten seconds and tells in its
 * answers how many it has counted; what is not ours is others'. Arithmetic alone: time comes in with
 * each question.
 */
import { rateLimitHeader, type RateLimit } from '../hubspot/limits';

// ---------------------------------------------------------------- policy

/** Calls reach HubSpot a little sooner or later than the one before them: windows are taken this much longer. */
const MARGIN = { share: 0.012, leastMs: 30 };
/** Weight of the newest count of others' calls. */
const NEWEST = 0.05;
/** Others' calls below this share of the window are noise: calls do not arrive in the order they were sent. */
const NOISE = 0.03;
/** However much others use, this share of the window is tried for: it is how processes make room for each other. */
const FLOOR = 0.1;
/** After a 429 that comes with headers: the window has moved on by this share, doubled for each 429 in a row. */
const BACK_OFF = 0.05;

// ---------------------------------------------------------------- the window

/** A call that counts. `L`: whoever makes it. */
export interface Start<L> {
	by: L;
	at: number;
	/** Our calls in the window when it started, itself included. */
	ours: number;
	/** Calls that had started until then, itself included, and those of them that no longer counted. */
	number: number;
	gone: number;
}

/** Do the headers say that the window is full? */
export const tellsFull = (headers: Record<string, string> | undefined): boolean =>
	rateLimitHeader(headers, 'remaining') === 0;

export class Window<L> {
	readonly limit: RateLimit;

	/** Calls of other apps and processes in a window, smoothed. */
	others = 0;

	/** Answers that told of them. */
	private samples = 0;

	/** Our calls of the last window, oldest first. */
	private starts: Array<Start<L>> = [];

	/** Calls that started, and those of them that no longer count, from the first one on. */
	private readonly counts = { started: 0, gone: 0 };

	/** What the newest answer showed: room in the window, and our counts then. */
	private seen: { at: number; remaining: number; started: number; gone: number } | undefined;

	constructor(limit: RateLimit) {
		this.limit = { ...limit };
	}

	/** A call starts now. */
	start(nowMs: number, by: L): Start<L> {
		const from = nowMs - this.limit.ms;
		const ours = this.starts.filter(({ at }) => at > from).length + 1;
		const number = ++this.counts.started;
		const start = { by, at: nowMs, ours, number, gone: this.counts.gone };
		this.starts.push(start);
		return start;
	}

	/** It has left the process only now: it counts from now on. */
	depart(start: Start<L>, nowMs: number): void {
		this.forget(start);
		start.at = nowMs;
		this.starts.push(start);
	}

	/** It does not count: it was refused, or never made. */
	forget(start: Start<L>): void {
		this.starts = this.starts.filter((each) => each !== start);
	}

	/** Time has passed: older calls do not count any more. */
	tick(nowMs: number): void {
		const before = nowMs - this.countsMs;
		// Should no answer tell any more, then whatever filled that window has left it.
		if (this.seen && this.seen.at <= before) this.seen = undefined;
		let gone = 0;
		while (gone < this.starts.length && this.starts[gone].at <= before) gone++;
		if (!gone) return;
		this.starts.splice(0, gone);
		this.counts.gone += gone;
	}

	/** Room that the newest answer showed, less what we made of it since. What others did since is in the next one. */
	get roomSeen(): number {
		if (!this.seen) return Infinity;
		const { remaining, started, gone } = this.seen;
		return remaining - (this.counts.started - started) + (this.counts.gone - gone);
	}

	/** Our calls per window; with a share, those of one execution. */
	allowed(share = 1): number {
		const { calls } = this.limit;
		const others = this.others < Math.max(1, calls * NOISE) ? 0 : Math.round(this.others);
		const left = Math.max(calls - others, calls * FLOOR);
		return Math.max(1, Math.floor(Math.min(left, calls * share)));
	}

	/**
	 * Until when the window has no room for a call of this execution; undefined while it has. The share
	 * counts its own calls only: another execution, however many it makes, must not use it up.
	 */
	fullUntil(by: L, share: number): number | undefined {
		const end = (starts: Array<Start<L>>, allowed: number) =>
			starts.length < allowed ? -Infinity : starts[starts.length - allowed].at + this.countsMs;
		const own = share < 1 ? this.starts.filter((start) => start.by === by) : [];
		const until = Math.max(end(this.starts, this.allowed()), end(own, this.allowed(share)));
		return until === -Infinity ? undefined : until;
	}

	/** What the answer to a call shows of the window. */
	learn(headers: Record<string, string> | undefined, { at, number, gone, ours }: Start<L>): void {
		const calls = rateLimitHeader(headers, 'max');
		const ms = rateLimitHeader(headers, 'interval-milliseconds');
		if (calls) this.limit.calls = calls;
		if (ms) this.limit.ms = ms;
		const remaining = rateLimitHeader(headers, 'remaining');
		if (!calls || remaining === undefined || remaining > calls) return;
		if (number > (this.seen?.started ?? 0)) {
			this.seen = { at, remaining, started: number, gone };
		}
		// What HubSpot had counted when this call came in, less ours up to this one: the others.
		const sample = calls - remaining - ours;
		// A plain mean at first, then the newest count more.
		const weight = Math.max(NEWEST, 1 / ++this.samples);
		this.others += weight * (sample - this.others);
	}

	/** After so many 429s in a row that told of the window: until ours leave it, others fill it. How long to pause. */
	learnFull(refusals: number): number {
		this.others = Math.max(this.others, this.limit.calls - this.starts.length);
		return this.limit.ms * BACK_OFF * 2 ** (refusals - 1);
	}

	/** How long a call counts. */
	private get countsMs(): number {
		const { ms } = this.limit;
		return ms + Math.max(ms * MARGIN.share, MARGIN.leastMs);
	}
}
