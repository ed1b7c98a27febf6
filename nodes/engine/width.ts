/**
 * How many calls of an account may be under way at once. The number grows while HubSpot answers, up
 * to what the rate limit needs at the time that answers take, and is halved when HubSpot is strained.
 * Arithmetic only: every method that needs the time is given it.
 */
import { LARGEST_WINDOW, type RateLimit } from '../hubspot/limits';

// ---------------------------------------------------------------- policy

/**
 * Most calls under way at once. HubSpot documents no such limit; 100 are what 10 calls a second
 * need when each takes ten seconds.
 */
export const MAX_UNDER_WAY = 100;
/**
 * Calls per millisecond that are planned for at most. A limit may state more than a process can send:
 * answers then take longer the more calls are under way, and a plan for such times allows ever
 * more calls, which only wait and hold memory. No limit that HubSpot publishes comes near this.
 */
const FASTEST = (2 * LARGEST_WINDOW.calls) / LARGEST_WINDOW.ms;
/**
 * Factor on the mean number of calls under way: calls take unequal time, and twice the mean keeps
 * the window full.
 */
const HEADROOM = 2;
/**
 * While ramping up, each good answer allows this many calls more: 1, 9, 81 … under way, up to the
 * number needed.
 */
const RAMP = 8;
/**
 * An answer that takes this many times as long as usual, and also longer than `ms`, is a sign of
 * strain.
 */
const SLOW = { times: 5, ms: 5_000 };
/** Weight of the newest answer in the smoothed answer time. */
const NEWEST = 0.1;

// ---------------------------------------------------------------- the width

export class Width {
	/**
	 * Calls that may be under way. Starts at one, so that an expired token is renewed once and not by
	 * ten calls at once.
	 */
	private width = 1;

	private ramping = true;

	/** Smoothed time that good answers take; undefined until the first one. */
	private latencyMs: number | undefined;

	/**
	 * When `width` was last halved. Calls that started earlier say nothing new: they show the load
	 * before that.
	 */
	private cutAt = -Infinity;

	get calls(): number {
		return this.width;
	}

	/** True when an answer took so long that HubSpot must be strained. */
	isStrain(tookMs: number): boolean {
		return this.latencyMs !== undefined && tookMs > SLOW.ms && tookMs > SLOW.times * this.latencyMs;
	}

	/** After a good answer. */
	widen(tookMs: number, { calls, ms }: RateLimit): void {
		this.latencyMs ??= tookMs;
		this.latencyMs += NEWEST * (tookMs - this.latencyMs);
		const mean = Math.min(calls / ms, FASTEST) * this.latencyMs;
		const needed = Math.min(Math.ceil(HEADROOM * mean) + 1, calls, MAX_UNDER_WAY);
		const more = this.ramping ? RAMP : 1 / this.width;
		this.width = Math.max(1, Math.min(needed, this.width + more));
	}

	/** Halves the calls that may be under way, at most once per round of calls. */
	cut(startMs: number, endMs: number): void {
		if (startMs < this.cutAt) return;
		this.width = Math.max(1, this.width / 2);
		this.ramping = false;
		this.cutAt = endMs;
	}
}
