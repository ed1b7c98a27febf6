/**
 * What the engine is given from outside: HTTP, time, and a way through the account's rate limit.
 * Only types, shared by everything that calls, waits or counts calls.
 */
import type { Daily } from './daily';
import type { Answered, LaneName, RateLimit } from '../hubspot/limits';
import type { Method } from '../hubspot/endpoint';

export interface HttpRequest {
	method: Method;
	/** With the query string. */
	path: string;
	body?: object;
}

/** Status, headers (names in lower case) and body. */
export type HttpReply = Answered;

/** What became of one HTTP call. `why` is for people and holds no secret. */
export type HttpAnswer =
	| { kind: 'reply'; reply: HttpReply }
	/** The request was sent and no answer came back: timeout, reset, cut off. */
	| { kind: 'lost'; why: string }
	/** It never reached a server: name not found, connection refused. */
	| { kind: 'unreached'; why: string }
	/** It was not even tried: no credential, or one that cannot be refreshed. */
	| { kind: 'denied'; why: string };

/** Never rejects. */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>;

export interface Clock {
	/** Milliseconds of a clock that never jumps. The starting point is arbitrary. */
	now: () => number;
	/** Resolves after `ms`, or sooner when the execution is cancelled. */
	sleep: (ms: number) => Promise<void>;
	cancelled: () => boolean;
	/** A random number from 0 to 1. */
	random: () => number;
}

/** What an answer says about the account, independently of the batch. */
export interface Signal {
	/** `good` HubSpot is fine · `limited` 429 · `failing` 5xx, or no answer. */
	kind: 'good' | 'limited' | 'failing';
	/** Names in lower case. */
	headers?: Record<string, string>;
	/** How long a `limited` call is to wait, where the answer says so or its policy is known. */
	waitMs?: number;
	/** HubSpot itself asked for `waitMs`, so it is kept exactly. */
	asked?: boolean;
}

/** The right to make one call now. */
export interface Permit {
	/** Reports how the call ended. To be called once. */
	done: (signal: Signal) => void;
	/** To be called instead of `done` when the call was not made after all. */
	giveBack: () => void;
}

/** One execution's way through the rate limit of an account. */
export interface Lane {
	/** Waits for this execution's turn; undefined when the call has become superfluous meanwhile. */
	enter: (superfluous: () => boolean) => Promise<Permit | undefined>;
	/** How many batches are worth having under way or ready. */
	room: () => number;
	/** Why nothing can start now, in a few words; undefined when something can. */
	obstacle: () => string | undefined;
	/** The account's rate limit, as far as answers have told it; absent where nobody knows. */
	limit?: () => RateLimit;
	leave: () => void;
}

export interface Means {
	http: Http;
	clock: Clock;
	lane: Lane;
	/** The way through a rate limit that only some endpoints have; `lane` where there is none. */
	laneOf?: (name: LaneName) => Lane;
	/** A dry run: no call is made that writes. */
	readsOnly?: boolean;
	/** Percent of the account's calls of the day that are to be left. Default: 0, no call is too many. */
	dailyReserve?: number;
	/** How many are left; shared by all executions of the account. Default: this run's own count. */
	daily?: Daily;
}
