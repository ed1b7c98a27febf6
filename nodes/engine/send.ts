/**
 * One request -> one Sent: what is sent again, after how long, and whether an earlier try may have
 * been applied although its answer was lost. Pure but for the two things it is given: Http and Clock.
 */
import { parseError, type HubSpotError } from '../hubspot/api';
import type { Lane, Sign } from './pace';

export interface HttpRequest {
	method: 'GET' | 'POST' | 'PUT';
	/** With query. */
	path: string;
	body?: object;
}

export interface HttpReply {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: unknown;
}

/** What became of one HTTP call. `why` is for people and holds no secret. */
export type HttpAnswer =
	| { kind: 'reply'; reply: HttpReply }
	/** It left the house, no answer came back: timeout, reset, cut off. */
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

export interface Sent {
	/**
	 * `answered` a 2xx · `rejected` this batch was refused for what it holds · `denied` no later batch
	 * could fare better · `lost` nobody knows · `cancelled` by the user · `unsent` no longer wanted.
	 */
	verdict: 'answered' | 'rejected' | 'denied' | 'lost' | 'cancelled' | 'unsent';
	reply?: HttpReply;
	/** Some try may have been applied without our hearing of it. */
	maybeApplied: boolean;
	/** What happened, where no reply says it. */
	why?: string;
}

/**
 * 429 by `policyName`: how long to wait where no Retry-After says so. HubSpot: ten-secondly limits
 * roll over ten seconds, secondly ones over one (usage guidelines; the waits of its own client).
 */
const RATE_LIMIT_WAIT_MS: Record<string, number> = {
	TEN_SECONDLY_ROLLING: 10_000,
	SECONDLY: 1_000,
};
const UNKNOWN_POLICY_WAIT_MS = 10_000;
/** The quota of a day is gone until midnight: waiting is not ours to do. */
export const isDailyLimit = (
	{ policyName }: HubSpotError,
	headers: HttpReply['headers'] = {},
): boolean =>
	policyName === undefined
		? headers['x-hubspot-ratelimit-daily-remaining'] === '0'
		: policyName.toUpperCase().startsWith('DAILY');
/** 423: locked for a sync, wait at least two seconds (error-handling page). */
const LOCKED_WAIT_MS = 2_000;

/** Most that one call waits after its first refusal; an account that is busy for longer needs a person. */
export const MAX_REFUSED_WAIT_MS = 300_000;
/** Against a server that refuses and asks for no wait at all. */
export const MAX_REFUSALS = 40;
/** Tries whose answer was lost, before the batch is given up as lost. Waits: 1, 2, 4, 8 s. */
export const MAX_LOST = 5;
const LOST_WAIT_MS = 1_000;
/** Waits are drawn out by up to this share, so that parallel executions do not return as one. */
const JITTER = 0.2;

/** Statuses that speak of the caller, not of the batch: sending more cannot help. */
const DENIED = new Set([401, 402, 403]);
/** The server gave up waiting for the request: whether it was applied is unknown. */
const REQUEST_TIMEOUT = 408;

/** Retry-After in milliseconds: seconds (a fraction too), or an HTTP date by the server's own clock. */
function retryAfterMs({ headers }: HttpReply): number | undefined {
	const header = headers['retry-after'];
	if (header === undefined || header === '') return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	const at = Date.parse(header);
	const now = Date.parse(headers.date ?? '');
	return Number.isNaN(at) ? undefined : Math.max(0, at - (Number.isNaN(now) ? Date.now() : now));
}

/** How long a refused call waits before it goes again; 'never' where waiting is no answer; undefined for other replies. */
function refusalWaitMs(reply: HttpReply, refusals: number): number | 'never' | undefined {
	const asked = retryAfterMs(reply);
	if (reply.status === 429) {
		const error = parseError(reply.body);
		if (isDailyLimit(error, reply.headers)) return 'never';
		const policy = error.policyName?.toUpperCase() ?? '';
		return asked ?? RATE_LIMIT_WAIT_MS[policy] ?? UNKNOWN_POLICY_WAIT_MS;
	}
	if (reply.status === 423) return asked ?? LOCKED_WAIT_MS * refusals;
	// 477: the account is moving between data centres; Retry-After of up to 24 h (error-handling page).
	if (reply.status === 477) return asked ?? 'never';
	return undefined;
}

/** What an answer says about the account, whatever it says about the batch. */
function signOf(answer: HttpAnswer): Sign {
	if (answer.kind === 'denied') return { kind: 'good' };
	if (answer.kind !== 'reply') return { kind: 'failing' };
	const { reply } = answer;
	const { status, headers } = reply;
	const waitMs = refusalWaitMs(reply, 1);
	if (status === 429 && waitMs !== 'never' && (waitMs ?? 0) <= MAX_REFUSED_WAIT_MS) {
		return { kind: 'limited', headers, waitMs, asked: retryAfterMs(reply) !== undefined };
	}
	const failing = waitMs !== undefined || status >= 500 || status === REQUEST_TIMEOUT;
	return { kind: failing ? 'failing' : 'good', headers };
}

export interface Means {
	http: Http;
	clock: Clock;
	lane: Lane;
}

export interface Manner {
	/** May it be sent again when its answer was lost? */
	repeatable: boolean;
	/** Tries whose answer may be lost. */
	tries?: number;
	/** Asked before a try, as long as nothing can have been applied: is it no longer wanted? */
	unwanted?: () => boolean;
	/** Asked before every try: has nothing been answered for so long that another one is pointless? */
	hopeless?: () => boolean;
}

/** Sends until there is a verdict. Never rejects. */
export async function send(
	request: HttpRequest,
	{ repeatable, tries = MAX_LOST, unwanted, hopeless }: Manner,
	{ http, clock, lane }: Means,
): Promise<Sent> {
	let maybeApplied = false;
	let refusals = 0;
	let lost = 0;
	let refusedSince: number | undefined;
	/** What the last lost try left. */
	let left: Pick<Sent, 'reply' | 'why'> = {};

	for (;;) {
		const superfluous = () =>
			clock.cancelled() || (hopeless?.() ?? false) || (!maybeApplied && (unwanted?.() ?? false));
		const permit = await lane.enter(superfluous);
		// An answer lets the next call start before anyone has read what it says.
		if (!permit || superfluous()) {
			permit?.giveBack();
			if (clock.cancelled()) return { verdict: 'cancelled', maybeApplied };
			return maybeApplied
				? { verdict: 'lost', maybeApplied, ...left }
				: { verdict: 'unsent', maybeApplied };
		}
		const answer = await http(request);
		permit.done(signOf(answer));

		if (answer.kind === 'denied') return { verdict: 'denied', maybeApplied, why: answer.why };

		const reply = answer.kind === 'reply' ? answer.reply : undefined;
		if (reply && reply.status >= 200 && reply.status < 300) {
			return { verdict: 'answered', reply, maybeApplied };
		}

		let waitMs: number;
		const refusal = reply && refusalWaitMs(reply, refusals + 1);
		if (refusal !== undefined) {
			refusals++;
			const nowMs = clock.now();
			refusedSince ??= nowMs;
			if (
				refusal === 'never' ||
				refusals >= MAX_REFUSALS ||
				nowMs - refusedSince + refusal > MAX_REFUSED_WAIT_MS
			) {
				return { verdict: 'denied', reply, maybeApplied };
			}
			// A rate limit is the account's: the governor keeps every call of it waiting.
			waitMs = reply?.status === 429 ? 0 : refusal;
		} else if (reply && reply.status < 500 && reply.status !== REQUEST_TIMEOUT) {
			const denied = DENIED.has(reply.status) || reply.status < 400;
			return { verdict: denied ? 'denied' : 'rejected', reply, maybeApplied };
		} else {
			const reached = answer.kind !== 'unreached';
			maybeApplied ||= reached;
			let why = answer.kind === 'reply' ? undefined : answer.why;
			if (!reached) why = `HubSpot could not be reached (${why})`;
			if (clock.cancelled()) return { verdict: 'cancelled', reply, maybeApplied, why };
			left = { reply, why };
			lost++;
			if (lost >= tries || (reached && !repeatable)) {
				return { verdict: maybeApplied ? 'lost' : 'denied', reply, maybeApplied, why };
			}
			const asked = reply && retryAfterMs(reply);
			waitMs = Math.min(asked ?? LOST_WAIT_MS * 2 ** (lost - 1), MAX_REFUSED_WAIT_MS);
		}
		if (waitMs > 0) await clock.sleep(waitMs * (1 + JITTER * clock.random()));
	}
}
