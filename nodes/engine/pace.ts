/**
 * The governor: how many calls may be under way now. One per account in a process, shared by all
 * executions, so that together they use what HubSpot allows and no more. It learns the account's
 * window from HubSpot's headers, and what other apps and processes take of it from `Remaining`.
 * Arithmetic alone: time comes in with each question, and no timer outlives the calls it is for.
 */
import { DEFAULT_WINDOW, rateLimitHeader, type RateLimit } from '../hubspot/limits';
import type { Clock, Lane, Permit, Signal } from './means';

// ---------------------------------------------------------------- policy

/** Calls reach HubSpot a little sooner or later than the one before them: windows are taken this much longer. */
const MARGIN = { share: 0.012, leastMs: 30 };
/** Most calls under way at once. HubSpot documents no limit; ten seconds per call at 10 calls a second need 100. */
export const MAX_UNDER_WAY = 100;
/** Calls take unequal time: twice the mean number under way keeps the window full. */
const HEADROOM = 2;
/** Each good answer of the ramp allows so many calls more: 1, 9, 81 … under way, as far as they are needed. */
const RAMP = 8;
/** An answer so many times slower than usual, and slower than this, is a sign of strain. */
const SLOW = { times: 5, ms: 5_000 };
/** Weights of the newest sample. */
const WEIGHT = { latency: 0.1, others: 0.05 };
/** Others' calls below this share of the window are noise: calls do not arrive in the order they were sent. */
const NOISE = 0.03;
/** However much others use, this share of the window is tried for: it is how processes make room for each other. */
const FLOOR = 0.1;
/** After a 429 that comes with headers: the window has moved on by this share, doubled for each 429 in a row. */
const BACK_OFF = 0.05;
/** In a busy process calls that are allowed at once leave one after the other: they count from this much later, by its own clock. */
const DEPARTURE_MS = 10;
/** A waiting call looks again after at most this long, to notice a cancelled execution. */
const LOOK_AGAIN_MS = 200;
/** An account that nobody has used for so long is forgotten. */
const IDLE_MS = 60_000;

// ---------------------------------------------------------------- state

interface Start {
	at: number;
	/** Calls that had started, itself included, and those of them that no longer counted. */
	number: number;
	gone: number;
	lane: Waiting;
}

interface Ticket {
	/** Nobody wants the call any more. */
	superfluous: () => boolean;
	/** Without a permit: it need not go. */
	grant: (permit?: Permit) => void;
}

interface Waiting {
	clock: Clock;
	/** Share of the window that this execution may use, 0 to 1. */
	share: number;
	tickets: Ticket[];
}

/** Do the headers say that the window is full? */
const tellsFull = (headers: Record<string, string> | undefined) =>
	rateLimitHeader(headers, 'remaining') === 0;

// ---------------------------------------------------------------- the governor

export class Governor {
	private readonly window: RateLimit;

	/** When our calls of the last window started, oldest first. */
	private starts: Start[] = [];

	private underWay = 0;

	/** Calls that may be under way. One at first: it also renews an expired token once, not ten times. */
	private width = 1;

	private ramping = true;

	/** Of good answers, smoothed. */
	private latencyMs: number | undefined;

	/** Calls of other apps and processes in a window, smoothed. */
	private others = 0;

	/** Answers that told of them. */
	private samples = 0;

	/** Calls that started, and those of them that no longer count, from the first one on. */
	private counts = { started: 0, gone: 0 };

	/** What the newest answer showed: room in the window, and our counts then. */
	private seen: { at: number; remaining: number; started: number; gone: number } | undefined;

	private pausedUntil = -Infinity;

	/** 429s in a row. */
	private refusals = 0;

	/** Signs of calls that started before the last cut tell nothing new. */
	private cutAt = -Infinity;

	/** Executions, the one whose turn is next first. */
	private lanes: Waiting[] = [];

	/**
	 * @param latest when it was last asked for anything
	 * @param limit what holds until an answer tells
	 */
	constructor(
		private latest = -Infinity,
		limit: RateLimit = DEFAULT_WINDOW,
	) {
		this.window = { ...limit };
	}

	/** A way in for an execution that may use this share of the window. */
	lane(clock: Clock, share = 1): Lane {
		const lane: Waiting = { clock, share, tickets: [] };
		this.lanes.push(lane);
		return {
			enter: async (superfluous) => await this.enter(lane, superfluous),
			room: () => Math.ceil(this.width) + 1,
			obstacle: () => this.obstacle(lane),
			leave: () => {
				this.lanes = this.lanes.filter((other) => other !== lane);
			},
		};
	}

	/** True when no execution uses it and no call of ours counts any more. */
	idle(now: number): boolean {
		return !this.lanes.length && !this.underWay && now - this.latest > IDLE_MS;
	}

	private async enter(lane: Waiting, superfluous: () => boolean): Promise<Permit | undefined> {
		let permit: Permit | undefined;
		let over = false;
		const turn = new Promise<void>((resolve) => {
			lane.tickets.push({
				superfluous,
				grant: (granted) => {
					permit = granted;
					over = true;
					resolve();
				},
			});
		});
		for (;;) {
			const waitMs = this.grant(lane.clock.now());
			if (over) return permit;
			await Promise.race([turn, lane.clock.sleep(Math.min(waitMs, LOOK_AGAIN_MS))]);
		}
	}

	/** Lets start what may start, executions in turn; how long until the next one may. */
	private grant(nowMs: number): number {
		this.tick(nowMs);
		let waitMs = Infinity;
		for (let blocked = 0; blocked < this.lanes.length; ) {
			const [lane] = this.lanes;
			while (lane.tickets[0]?.superfluous()) lane.tickets.shift()?.grant();
			const laneWaitMs = lane.tickets.length ? this.waitMs(nowMs, lane) : Infinity;
			this.lanes.push(this.lanes.shift() as Waiting);
			if (laneWaitMs > 0) {
				waitMs = Math.min(waitMs, laneWaitMs);
				blocked++;
				continue;
			}
			blocked = 0;
			(lane.tickets.shift() as Ticket).grant(this.start(nowMs, lane));
		}
		return waitMs;
	}

	private start(nowMs: number, lane: Waiting): Permit {
		const start: Start = { at: nowMs, lane, number: ++this.counts.started, gone: this.counts.gone };
		this.starts.push(start);
		this.underWay++;
		const from = nowMs - this.window.ms;
		const ours = this.starts.filter(({ at }) => at > from).length;
		let open = true;
		void lane.clock.sleep(DEPARTURE_MS).then(() => {
			if (!open) return;
			this.starts = this.starts.filter((each) => each !== start);
			start.at = lane.clock.now();
			this.starts.push(start);
		});
		return {
			done: (signal) => {
				if (!open) return;
				open = false;
				this.underWay--;
				const endMs = lane.clock.now();
				this.tick(endMs);
				// A refused call used nothing up. Should HubSpot count it all the same, it shows as the others'.
				if (signal.kind === 'limited') this.starts = this.starts.filter((each) => each !== start);
				this.learn(signal, start, endMs, ours);
				this.grant(endMs);
			},
			giveBack: () => {
				if (!open) return;
				open = false;
				this.underWay--;
				this.starts = this.starts.filter((each) => each !== start);
				this.grant(lane.clock.now());
			},
		};
	}

	/** How long a call counts. */
	private get countsMs(): number {
		const { ms } = this.window;
		return ms + Math.max(ms * MARGIN.share, MARGIN.leastMs);
	}

	private tick(nowMs: number): void {
		this.latest = nowMs;
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
	private get roomSeen(): number {
		if (!this.seen) return Infinity;
		const { remaining, started, gone } = this.seen;
		return remaining - (this.counts.started - started) + (this.counts.gone - gone);
	}

	/** Our calls per window; of one execution, with its share. */
	private allowed(share: number): number {
		const { calls } = this.window;
		const others = this.others < Math.max(1, calls * NOISE) ? 0 : Math.round(this.others);
		const left = Math.max(calls - others, calls * FLOOR);
		return Math.max(1, Math.floor(Math.min(left, calls * share)));
	}

	private waitMs(nowMs: number, lane: Waiting): number {
		if (this.underWay >= Math.floor(this.width)) return Infinity;
		if (nowMs < this.pausedUntil) return this.pausedUntil - nowMs;
		// A mean knows nothing of what is new: where the window is nearly full, the answers under way do.
		if (this.underWay && this.roomSeen <= 0) return Infinity;
		const full = this.fullUntil(lane);
		return full === undefined ? 0 : Math.max(0, Math.ceil(full - nowMs));
	}

	/**
	 * Until when the window has no room for a call of this execution; undefined while it has. The share
	 * counts its own calls only: another execution, however many it makes, must not use it up.
	 */
	private fullUntil(lane: Waiting): number | undefined {
		const end = (starts: Start[], allowed: number) =>
			starts.length < allowed ? -Infinity : starts[starts.length - allowed].at + this.countsMs;
		const { share } = lane;
		const own = share < 1 ? this.starts.filter((start) => start.lane === lane) : [];
		const until = Math.max(end(this.starts, this.allowed(1)), end(own, this.allowed(share)));
		return until === -Infinity ? undefined : until;
	}

	private obstacle(lane: Waiting): string | undefined {
		const nowMs = lane.clock.now();
		const { calls, ms } = this.window;
		const limit = `${calls} calls per ${ms / 1000} s`;
		if (nowMs < this.pausedUntil) {
			const seconds = Math.ceil((this.pausedUntil - nowMs) / 1000);
			return `HubSpot asked to wait ${seconds} s more`;
		}
		if (this.fullUntil(lane) === undefined) return undefined;
		const others =
			this.allowed(1) < calls ? `, about ${Math.round(this.others)} used by others` : '';
		return `the rate limit of the account is in use (${limit}${others})`;
	}

	// ------------------------------------------------------------ learning

	private learn(signal: Signal, start: Start, endMs: number, ours: number): void {
		const { kind, headers } = signal;
		const startMs = start.at;
		this.learnWindow(headers, start, ours);
		if (kind === 'limited') {
			this.pause(signal, endMs);
			// Where the window is full, fewer at once would only lose time. Where it is not, another limit
			// refused the call, such as the one per second, and only fewer at once keep to that.
			if (!tellsFull(headers)) this.cut(startMs, endMs);
		} else if (kind === 'failing' || this.strained(endMs - startMs)) {
			this.cut(startMs, endMs);
		}
		if (kind === 'good') {
			const sample = endMs - startMs;
			this.latencyMs ??= sample;
			this.latencyMs += WEIGHT.latency * (sample - this.latencyMs);
			if (startMs >= this.pausedUntil) this.refusals = 0;
			this.widen();
		}
	}

	/** `ours`: calls of ours in the window when this one started, itself included. */
	private learnWindow(
		headers: Record<string, string> | undefined,
		{ at, number, gone }: Start,
		ours: number,
	): void {
		const calls = rateLimitHeader(headers, 'max');
		const ms = rateLimitHeader(headers, 'interval-milliseconds');
		if (calls) this.window.calls = calls;
		if (ms) this.window.ms = ms;
		const remaining = rateLimitHeader(headers, 'remaining');
		if (!calls || remaining === undefined || remaining > calls) return;
		if (number > (this.seen?.started ?? 0)) {
			this.seen = { at, remaining, started: number, gone };
		}
		// What HubSpot had counted when this call came in, less ours up to this one: the others.
		const sample = calls - remaining - ours;
		// A plain mean at first, then the newest count more.
		const weight = Math.max(WEIGHT.others, 1 / ++this.samples);
		this.others += weight * (sample - this.others);
	}

	private strained(tookMs: number): boolean {
		return this.latencyMs !== undefined && tookMs > SLOW.ms && tookMs > SLOW.times * this.latencyMs;
	}

	private widen(): void {
		const { calls, ms } = this.window;
		const mean = (calls / ms) * (this.latencyMs ?? 0);
		const needed = Math.min(Math.ceil(HEADROOM * mean) + 1, calls, MAX_UNDER_WAY);
		const more = this.ramping ? RAMP : 1 / this.width;
		this.width = Math.max(1, Math.min(needed, this.width + more));
	}

	/** Half as many at once; once per round of calls. */
	private cut(startMs: number, endMs: number): void {
		if (startMs < this.cutAt) return;
		this.width = Math.max(1, this.width / 2);
		this.ramping = false;
		this.cutAt = endMs;
	}

	/** Nobody starts for a while. */
	private pause({ headers, waitMs, asked }: Signal, endMs: number): void {
		if (endMs >= this.pausedUntil) this.refusals++;
		let pauseMs = waitMs ?? this.window.ms;
		if (!asked && rateLimitHeader(headers, 'remaining') !== undefined) {
			// The window rolls on all the time: as ours leave it we may start again, a bit later.
			this.others = Math.max(this.others, this.window.calls - this.starts.length);
			const moved = this.window.ms * BACK_OFF * 2 ** (this.refusals - 1);
			pauseMs = Math.min(pauseMs, moved);
		}
		this.pausedUntil = Math.max(this.pausedUntil, endMs + pauseMs);
	}
}

// ---------------------------------------------------------------- one per account

const governors = new Map<string, Governor>();

/** The governor of an account, shared by every execution in this process. Idle ones are dropped here. */
export function governorOf(account: string, nowMs: number, limit?: RateLimit): Governor {
	for (const [other, governor] of governors) {
		if (other !== account && governor.idle(nowMs)) governors.delete(other);
	}
	const governor = governors.get(account) ?? new Governor(nowMs, limit);
	governors.set(account, governor);
	return governor;
}
