// Owns the rate limits: a rolling window for each app, a day for the account, what another app takes
// of the window, and the headers that tell about it. Everything by the clock, nothing by timers.

import { tooMany } from './wire';

export interface Limits {
	perTenSeconds: number;
	perDay: number;
	/**
	 * For benches in a hurry: the window is this long instead of ten seconds, and holds as many calls
	 * as its length allows. The headers announce just that. Default 10,000.
	 */
	windowMs?: number;
}

export interface MeterHabits {
	/** `null`: nothing is enforced, and the headers say that nothing is spent */
	limits: Limits | null;
	/** Another program with a token of the same app: takes this share of the window, evenly. */
	otherApp: { share: number } | null;
	/** Whether a refused call counts against the window. INFERRED that it does not. */
	countRefused: boolean;
}

const WINDOW_MS = 10_000; // STATED
const DAY_MS = 86_400_000;
const DEFAULT_LIMITS: Limits = { perTenSeconds: 190, perDay: 625_000 }; // STATED: Professional

export class Meter {
	readonly otherApp = { taken: 0, refused: 0 };

	private readonly max: number;
	private readonly windowMs: number;
	private readonly perDay: number;
	private readonly enforced: boolean;
	private readonly windows = new Map<number, Window>();
	private readonly lanes = new Map<string, Window>();
	private today = { day: 0, calls: 0 };

	constructor(private readonly habits: MeterHabits) {
		const { perTenSeconds, perDay, windowMs = WINDOW_MS } = habits.limits ?? DEFAULT_LIMITS;
		this.enforced = habits.limits !== null;
		this.windowMs = windowMs;
		this.max = Math.max(1, Math.round((perTenSeconds * windowMs) / WINDOW_MS));
		this.perDay = perDay;
	}

	/**
	 * Counts a call, refuses it beyond the limits, and gives the headers. STATED [USAGE]: the burst is
	 * counted per app in a rolling window, the day for all apps of the account together (reset at
	 * midnight of the account's zone, here UTC), and OAuth apps are shown no daily numbers.
	 */
	spend(appId: number, kind: 'token' | 'oauth', now: number): Record<string, string> {
		if (!this.enforced) return this.headers(kind, this.max - 1, this.perDay - 1);
		const window = this.windowOf(appId, now);
		this.letOtherAppCall(window, now);
		window.forgetUntil(now - this.windowMs);
		this.turnDay(now);

		const overDay = this.today.calls >= this.perDay;
		const overBurst = window.size >= this.max;
		if (!overDay && !overBurst) {
			window.push(now);
			this.today.calls += 1;
		} else if (this.habits.countRefused) {
			window.push(now);
		}
		const left = Math.max(0, this.max - window.size);
		const headers = this.headers(kind, left, this.perDay - this.today.calls);
		if (overDay) throw tooMany('DAILY', headers);
		if (overBurst) throw tooMany('TEN_SECONDLY_ROLLING', headers);
		return headers;
	}

	/** Calls of this day, this one included, and how many there are. */
	usage(now: number): { used: number; limit: number } {
		this.turnDay(now);
		return { used: this.today.calls, limit: this.perDay };
	}

	/**
	 * Counts a call against a limit that the whole account shares, and refuses it beyond that. STATED
	 * of searches: no headers tell of it.
	 */
	spendIn({ name, calls, ms }: { name: string; calls: number; ms: number }, now: number) {
		if (!this.enforced) return {};
		let window = this.lanes.get(name);
		if (!window) this.lanes.set(name, (window = new Window(now)));
		window.forgetUntil(now - ms);
		if (window.size >= calls) throw tooMany('SECONDLY');
		window.push(now);
		return {};
	}

	private windowOf(appId: number, now: number): Window {
		let window = this.windows.get(appId);
		// The other app was there before us: its load is steady from our first call on.
		if (!window) this.windows.set(appId, (window = new Window(now - this.windowMs)));
		return window;
	}

	/** Makes up for the calls of the other app since the last look, each at its own time. */
	private letOtherAppCall(window: Window, now: number): void {
		const share = this.habits.otherApp?.share ?? 0;
		if (share <= 0) return;
		const perWindow = share * this.max;
		for (;;) {
			const at = window.since + (window.otherAppCalls * this.windowMs) / perWindow;
			if (at > now) return;
			window.otherAppCalls += 1;
			window.forgetUntil(at - this.windowMs);
			this.turnDay(at);
			const fits = window.size < this.max && this.today.calls < this.perDay;
			this.otherApp[fits ? 'taken' : 'refused'] += 1;
			if (fits) this.today.calls += 1;
			if (fits || this.habits.countRefused) window.push(at);
		}
	}

	private turnDay(now: number): void {
		const day = Math.floor(now / DAY_MS);
		if (this.today.day !== day) this.today = { day, calls: 0 };
	}

	private headers(kind: 'token' | 'oauth', left: number, leftToday: number) {
		const headers: Record<string, string> = {
			'x-hubspot-ratelimit-max': String(this.max),
			'x-hubspot-ratelimit-remaining': String(left),
			'x-hubspot-ratelimit-interval-milliseconds': String(this.windowMs),
		};
		if (kind === 'token') {
			headers['x-hubspot-ratelimit-daily'] = String(this.perDay);
			headers['x-hubspot-ratelimit-daily-remaining'] = String(leftToday);
		}
		return headers;
	}
}

/** The times of the calls of one app, oldest first. */
class Window {
	private times: number[] = [];
	private oldest = 0;
	otherAppCalls = 0;

	/** @param since when the other app began */
	constructor(readonly since: number) {}

	get size(): number {
		return this.times.length - this.oldest;
	}

	push(at: number): void {
		this.times.push(at);
	}

	forgetUntil(at: number): void {
		while (this.oldest < this.times.length && this.times[this.oldest] <= at) this.oldest += 1;
		if (this.oldest < 1024) return;
		this.times = this.times.slice(this.oldest);
		this.oldest = 0;
	}
}
