/**
 * The window of a rate limit: how many of our calls count in it now, how many calls others make,
 * and when it has room again. HubSpot allows a number of calls in any stretch of ten seconds and
 * states in its answers how many are left; what is used up and not ours is others'. Alone, all of
 * it may be used at once; in a shared window calls go at an even pace, so that those of several
 * processes do not collide. Arithmetic only: every method that needs the time is given it.
 */
import { rateLimitHeader, statedLimit, type RateLimit } from '../hubspot/limits';

// ---------------------------------------------------------------- policy

/**
 * The window is taken to be this much longer than HubSpot states, because one call may travel
 * slower than the next, so that they arrive closer together than they left.
 */
const MARGIN = { share: 0.012, leastMs: 30 };
/** Weight of the newest sample of others' calls. Ten answers take a second or two. */
const NEWEST = 0.1;
/**
 * Others' calls below this share of the window count as none: calls do not arrive in the order they
 * were sent, so small numbers are noise.
 */
const NOISE = 0.03;
/**
 * This share of the window is tried for even when others use all of it: a process that comes late
 * gets in because it keeps trying. Ten processes that do so still leave room.
 */
const FLOOR = 0.08;
/**
 * In a shared window each process leaves this share of its own calls free, so that calls of others
 * that arrive sooner or later than usual find room. Whoever has more leaves more, and others take
 * it: so processes that compete come to have equal parts.
 */
const SPARE = 0.08;
/**
 * In a shared window calls go at an even pace, this much faster than their number needs, so that
 * delays do not add up to unused room.
 */
const EAGER = 1.1;
/**
 * When others end, what they leave becomes ours. The pace makes up within this time for what is missing:
 * at the pace of before, that would take the rest of a window.
 */
const TAKE_OVER_MS = 5_000;
/**
 * A window that starts anew at once empties of all calls, so its room is everybody's: for this many windows
 * after that, nothing is taken over.
 */
const AFTER_RESET = 1.5;
/** A pace that was held up, such as by a busy process, catches up on this share of the window. */
const CATCH_UP = 0.05;
/**
 * When fewer of our calls count than of late, others' are taken for as few, up to this factor: ten
 * seconds after a burst the window empties of all processes' calls at once. A process that took
 * that for room to keep would make the next burst.
 */
const EMPTY = 3;
/** Share of the most calls of late that is forgotten in a window of calls. */
const FORGET = 0.1;
/**
 * Pause after a 429 that carries rate-limit headers, as a share of the window. Doubled for each
 * further 429 in a row.
 */
const BACK_OFF = 0.05;

// ---------------------------------------------------------------- the window

/** A call that counts against the limit. `L` is the type of its owner: an execution's lane. */
export interface Start<L> {
	by: L;
	at: number;
	/** Our calls in the window when it started, itself included. */
	ours: number;
	/**
	 * How many calls had started by then, itself included (`number`), and how many of those no longer
	 * counted (`gone`).
	 */
	number: number;
	gone: number;
	/** How much later the next call is due because of it. */
	gapMs: number;
}

/** True when the headers say that the window is full. */
export const tellsFull = (headers: Record<string, string> | undefined): boolean =>
	rateLimitHeader(headers, 'remaining') === 0;

export class Window<L> {
	readonly limit: RateLimit;

	/** Calls of other apps and processes in a window, smoothed. */
	others = 0;

	/** How many answers `others` is made from. */
	private samples = 0;

	/** Our calls of the last window, oldest first. */
	private starts: Array<Start<L>> = [];

	/**
	 * Calls of ours since the beginning: how many started, and how many of those have left the
	 * window.
	 */
	private readonly counts = { started: 0, gone: 0 };

	/**
	 * What the newest answer showed: when its call started, the room left in the window, and `counts`
	 * at that start.
	 */
	private seen: { at: number; remaining: number; started: number; gone: number } | undefined;

	/** Most calls of ours in a window, of late. */
	private most = 0;

	/** When an answer showed that the window does not roll, but has started anew. */
	private resetAt = -Infinity;

	/** When the next call is due at an even pace; calls of a burst count too. */
	private dueMs = -Infinity;

	constructor(limit: RateLimit) {
		this.limit = { ...limit };
	}

	/** Records a call that starts now. */
	start(nowMs: number, by: L): Start<L> {
		const from = nowMs - this.limit.ms;
		const ours = this.starts.filter(({ at }) => at > from).length + 1;
		const number = ++this.counts.started;
		const { ms } = this.limit;
		const gapMs = 1 / this.paceAt(nowMs);
		const start = { by, at: nowMs, ours, number, gone: this.counts.gone, gapMs };
		this.starts.push(start);
		this.most = Math.max(ours, this.most * (1 - FORGET / this.allowed()));
		this.dueMs = Math.max(this.dueMs, nowMs - CATCH_UP * ms) + gapMs;
		return start;
	}

	/** Calls per millisecond in a shared window. */
	private paceAt(nowMs: number): number {
		const { ms } = this.limit;
		const allowed = this.allowed();
		const even = (EAGER * allowed) / ms;
		const isNew = !this.counts.gone || nowMs - this.resetAt < AFTER_RESET * ms;
		return isNew ? even : even + Math.max(0, allowed - this.most) / TAKE_OVER_MS;
	}

	/** Counts a call from now on, because it has left the process only now. */
	depart(start: Start<L>, nowMs: number): void {
		this.remove(start);
		start.at = nowMs;
		this.starts.push(start);
	}

	/** Removes a call that does not count: it was refused, or never made. */
	forget(start: Start<L>): void {
		this.remove(start);
		this.dueMs -= start.gapMs;
	}

	private remove(start: Start<L>): void {
		this.starts = this.starts.filter((each) => each !== start);
	}

	/** Drops the calls that are too old to count. */
	tick(nowMs: number): void {
		const before = nowMs - this.countsMs;
		// No newer answer within a whole window: whatever it showed has left the window.
		if (this.seen && this.seen.at <= before) this.seen = undefined;
		let gone = 0;
		while (gone < this.starts.length && this.starts[gone].at <= before) gone++;
		if (!gone) return;
		this.starts.splice(0, gone);
		this.counts.gone += gone;
	}

	/**
	 * Room that the newest answer showed, less our calls started since, plus ours that have left the
	 * window since. What others did since shows in the next answer.
	 */
	get roomSeen(): number {
		if (!this.seen) return Infinity;
		const { remaining, started, gone } = this.seen;
		return remaining - (this.counts.started - started) + (this.counts.gone - gone);
	}

	/** True when others' calls are more than noise. */
	get isShared(): boolean {
		return this.others >= Math.max(1, this.limit.calls * NOISE);
	}

	/** How many calls of ours may count at once; with a share, how many of one execution. */
	allowed(share = 1): number {
		const { calls } = this.limit;
		const part = this.isShared ? (calls - this.others) / (1 + SPARE) : calls;
		const left = Math.max(part, calls * FLOOR);
		return Math.max(1, Math.floor(Math.min(left, calls * share)));
	}

	/**
	 * When the window will have room for a call of this execution; undefined when it has room now.
	 * The share limits this execution's own calls only, so that another execution cannot use it up.
	 */
	fullUntil(nowMs: number, by: L, share: number): number | undefined {
		const end = (starts: Array<Start<L>>, allowed: number) =>
			starts.length < allowed ? -Infinity : starts[starts.length - allowed].at + this.countsMs;
		const own = share < 1 ? this.starts.filter((start) => start.by === by) : [];
		const until = Math.max(
			end(this.starts, this.allowed()),
			end(own, this.allowed(share)),
			this.isShared ? this.dueMs : -Infinity,
		);
		return until > nowMs ? until : undefined;
	}

	/**
	 * Learns the limit, the room left and the others' calls from the headers of the answer to a call.
	 */
	learn(headers: Record<string, string> | undefined, { at, number, gone, ours }: Start<L>): void {
		const stated = statedLimit(headers);
		Object.assign(this.limit, stated);
		const { calls } = stated;
		const remaining = rateLimitHeader(headers, 'remaining');
		if (!calls || remaining === undefined || remaining > calls) return;
		if (number > (this.seen?.started ?? 0)) {
			this.seen = { at, remaining, started: number, gone };
		}
		// HubSpot's count when this call arrived, minus our calls up to this one: the others' calls.
		const theirs = calls - remaining - ours;
		if (theirs < -NOISE * calls) this.resetAt = at;
		const full = this.isShared ? Math.min(this.allowed(), this.most) : ours;
		const sample = theirs * Math.min(Math.max(full / ours, 1), EMPTY);
		// The plain mean of the first samples; later ones each weigh NEWEST.
		const weight = Math.max(NEWEST, 1 / ++this.samples);
		this.others += weight * (sample - this.others);
	}

	/**
	 * Learns from a 429 whose headers told of the window: others fill whatever our calls leave of it.
	 * @param refusals 429s in a row
	 * @returns how long to pause, in milliseconds
	 */
	learnFull(refusals: number): number {
		this.others = Math.max(this.others, this.limit.calls - this.starts.length);
		return this.limit.ms * BACK_OFF * 2 ** (refusals - 1);
	}

	/** How long a call counts, in milliseconds. */
	private get countsMs(): number {
		const { ms } = this.limit;
		return ms + Math.max(ms * MARGIN.share, MARGIN.leastMs);
	}
}
