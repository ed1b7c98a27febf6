/**
 * What the engine is given from outside: HTTP, time, and a way through the account's rate limit. Types
 * alone, shared by everything that calls, waits or counts calls.
 */
import type { Answered } from '../hubspot/limits';
import type { Method } from '../hubspot/endpoint';

export interface HttpRequest {
	method: Method;
	/** With query. */
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
	/** Milliseconds that pass evenly; from when, does not matter. */
	now: () => number;
	/** Resolves after `ms`, or sooner when the execution is cancelled. */
	sleep: (ms: number) => Promise<void>;
	cancelled: () => boolean;
	/** 0 to 1. */
	random: () => number;
}

/** What an answer says about the account, whatever it says about the batch. */
export interface Signal {
	/** `good` HubSpot is fine · `limited` 429 · `failing` 5xx, or no answer. */
	kind: 'good' | 'limited' | 'failing';
	/** Names in lower case. */
	headers?: Record<string, string>;
	/** How long a `limited` call is to wait, where the answer says so or its policy is known. */
	waitMs?: number;
	/** HubSpot named that wait itself: it is kept to the letter. */
	asked?: boolean;
}

/** The right to make one call now. */
export interface Permit {
	/** Tells how the call ended. Once. */
	done: (signal: Signal) => void;
	/** Instead: the call was not made after all. */
	giveBack: () => void;
}

/** One execution's way through the rate limit of an account. */
export interface Lane {
	/** Waits for this execution's turn; undefined when the call has become superfluous meanwhile. */
	enter: (superfluous: () => boolean) => Promise<Permit | undefined>;
	/** So many batches are worth having at hand. */
	room: () => number;
	/** Why nothing can start now, in a few words; undefined when something can. */
	obstacle: () => string | undefined;
	leave: () => void;
}

export interface Means {
	http: Http;
	clock: Clock;
	lane: Lane;
}
