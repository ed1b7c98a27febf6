/**
 * The governor: which call of an account may start now. There is one per account in a process, shared
 * by all executions, so that together they use what HubSpot allows (window.ts) with no more calls at
 * once than that takes (width.ts). It serves executions in turn and obeys a 429. No timer outlives the
 * calls it is for.
 */
import { DEFAULT_WINDOW, rateLimitHeader, type RateLimit } from '../hubspot/limits';
import type { Clock, Lane, Permit, Signal } from './means';
import { Width } from './width';
import { tellsFull, Window, type Start } from './window';

// ---------------------------------------------------------------- policy

/**
 * A busy process sends calls later than it was allowed to. A timer of this length fires late by the
 * same delay, and where that is more than `lateMs`, a call still under way counts from that moment.
 */
const DEPARTURE = { ms: 10, lateMs: 5 };
/**
 * The pause after a 429 is lengthened by a random share of up to this: processes that were refused
 * together do not return together.
 */
const SPREAD = 1;
/** A waiting call looks again after at most this long, to notice a cancelled execution. */
const LOOK_AGAIN_MS = 200;
/** An account unused for this long is forgotten. */
const IDLE_MS = 60_000;

// ---------------------------------------------------------------- state

interface Ticket {
	/** True when the call is no longer wanted. */
	superfluous: () => boolean;
	/** Ends the wait: with a permit to call, or without one when the call is no longer wanted. */
	grant: (permit?: Permit) => void;
}

interface Waiting {
	clock: Clock;
	/** Share of the window that this execution may use, 0 to 1. */
	share: number;
	tickets: Ticket[];
}

// ---------------------------------------------------------------- the governor

export class Governor {
	private readonly window: Window<Waiting>;

	private readonly width = new Width();

	private underWay = 0;

	private pausedUntil = -Infinity;

	/** 429s, less the good answers since; those that arrive during one pause count as one. */
	private refusals = 0;

	/** One lane per execution; the first is the next to be served. */
	private lanes: Waiting[] = [];

	/**
	 * @param latest when the governor was last used
	 * @param limit the rate limit assumed until an answer states it
	 */
	constructor(
		private latest = -Infinity,
		limit: RateLimit = DEFAULT_WINDOW,
	) {
		this.window = new Window(limit);
	}

	/** A lane for one execution, which may use this share of the window, 0 to 1. */
	lane(clock: Clock, share = 1): Lane {
		const lane: Waiting = { clock, share, tickets: [] };
		this.lanes.push(lane);
		return {
			enter: async (superfluous) => await this.enter(lane, superfluous),
			room: () => Math.ceil(this.width.calls) + 1,
			obstacle: () => this.obstacle(lane),
			limit: () => this.window.limit,
			leave: () => {
				this.lanes = this.lanes.filter((other) => other !== lane);
			},
		};
	}

	/** True when no execution has a lane, no call is under way, and no past call counts any more. */
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

	/**
	 * Starts every call that may start, executions in turn. Returns the milliseconds until the next
	 * one may; Infinity when only the end of another call makes room.
	 */
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
		const { window } = this;
		const start = window.start(nowMs, lane);
		this.underWay++;
		let open = true;
		const close = () => {
			const wasOpen = open;
			if (open) this.underWay--;
			open = false;
			return wasOpen;
		};
		void lane.clock.sleep(DEPARTURE.ms).then(() => {
			const firedMs = lane.clock.now();
			const isLate = firedMs - start.at > DEPARTURE.ms + DEPARTURE.lateMs;
			if (open && isLate) window.depart(start, firedMs);
		});
		return {
			done: (signal) => {
				if (!close()) return;
				const endMs = lane.clock.now();
				this.tick(endMs);
				// A refused call does not count against the limit. If HubSpot counts it after all, the next
				// answers show it as a call of others.
				if (signal.kind === 'limited') window.forget(start);
				this.learn(signal, start, endMs);
				this.grant(endMs);
			},
			giveBack: () => {
				if (!close()) return;
				window.forget(start);
				this.grant(lane.clock.now());
			},
		};
	}

	private tick(nowMs: number): void {
		this.latest = nowMs;
		this.window.tick(nowMs);
	}

	private waitMs(nowMs: number, lane: Waiting): number {
		if (this.underWay >= Math.floor(this.width.calls)) return Infinity;
		if (nowMs < this.pausedUntil) return this.pausedUntil - nowMs;
		// `others` is a mean and lags behind new traffic. When the newest answer shows no room, wait
		// for the answers under way rather than trust the mean.
		if (this.underWay && this.window.roomSeen <= 0) return Infinity;
		const full = this.window.fullUntil(nowMs, lane, lane.share);
		return full === undefined ? 0 : Math.ceil(full - nowMs);
	}

	private obstacle(lane: Waiting): string | undefined {
		const nowMs = lane.clock.now();
		const { window } = this;
		const { calls, ms } = window.limit;
		const limit = `${calls} calls per ${ms / 1000} s`;
		if (nowMs < this.pausedUntil) {
			const seconds = Math.ceil((this.pausedUntil - nowMs) / 1000);
			return `HubSpot asked to wait ${seconds} s more`;
		}
		if (window.fullUntil(nowMs, lane, lane.share) === undefined) return undefined;
		const others =
			window.allowed() < calls ? `, about ${Math.round(window.others)} used by others` : '';
		return `the rate limit of the account is in use (${limit}${others})`;
	}

	// ------------------------------------------------------------ learning

	private learn(signal: Signal, start: Start<Waiting>, endMs: number): void {
		const { kind, headers } = signal;
		const { window, width } = this;
		const startMs = start.at;
		window.learn(headers, start);
		const tookMs = endMs - startMs;
		if (kind === 'limited') {
			this.pause(signal, start, endMs);
			// When the window is full, the pause is enough and fewer calls at once would only lose time.
			// When it is not full, another limit refused the call, such as the one per second, and only
			// fewer calls at once obey that one.
			if (!tellsFull(headers)) width.cut(startMs, endMs);
		} else if (kind === 'failing' || width.isStrain(tookMs)) {
			width.cut(startMs, endMs);
		}
		if (kind === 'good') {
			// One back, not all: an account of which others leave little lets one call in and refuses the next.
			if (startMs >= this.pausedUntil) this.refusals = Math.max(0, this.refusals - 1);
			width.widen(tookMs, window.limit);
		}
	}

	/** After a 429, starts no call for a while. */
	private pause({ headers, waitMs, asked }: Signal, { by }: Start<Waiting>, endMs: number): void {
		if (endMs >= this.pausedUntil) this.refusals++;
		let pauseMs = waitMs ?? this.window.limit.ms;
		if (!asked && rateLimitHeader(headers, 'remaining') !== undefined) {
			// The window rolls continuously: as our calls leave it, new ones may start. A fraction of it
			// is pause enough.
			const spread = 1 + SPREAD * by.clock.random();
			pauseMs = Math.min(pauseMs, this.window.learnFull(this.refusals) * spread);
		}
		this.pausedUntil = Math.max(this.pausedUntil, endMs + pauseMs);
	}
}

// ---------------------------------------------------------------- one per account

const governors = new Map<string, Governor>();

/**
 * The governor of an account, shared by every execution in this process. Also drops idle governors
 * of other accounts.
 */
export function governorOf(account: string, nowMs: number, limit?: RateLimit): Governor {
	for (const [other, governor] of governors) {
		if (other !== account && governor.idle(nowMs)) governors.delete(other);
	}
	const governor = governors.get(account) ?? new Governor(nowMs, limit);
	governors.set(account, governor);
	return governor;
}
