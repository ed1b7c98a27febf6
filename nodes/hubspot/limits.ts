/**
 * HubSpot's rate limits and status codes: what an answer says about the account rather than the
 * batch, how long a refused call has to wait, and which statuses leave open whether a write was
 * applied. Data and arithmetic; nothing here waits or sends.
 */
import { parseError, type HubSpotError } from './errors';

/** An answer: status, headers (names in lower case) and parsed body. */
export interface Answered {
	status: number;
	headers: Record<string, string>;
	body: unknown;
}

// ---------------------------------------------------------------- limits

/** A rate limit: at most `calls` calls in any stretch of `ms` milliseconds. */
export interface RateLimit {
	calls: number;
	ms: number;
}

/**
 * Assumed until headers say otherwise: the smallest burst that HubSpot publishes for an app (usage
 * guidelines).
 */
export const DEFAULT_WINDOW: RateLimit = { calls: 100, ms: 10_000 };

/** The largest rate limit that HubSpot publishes: an app's, with the API Limit Increase (STATED). */
export const LARGEST_WINDOW: RateLimit = { calls: 250, ms: 10_000 };

/**
 * Rate limits of single endpoints. They hold for the whole account, and no headers tell of them
 * (search guide).
 */
export const LANES = { search: { calls: 5, ms: 1_000 } } satisfies Record<string, RateLimit>;

export type LaneName = keyof typeof LANES;

/** The number in a rate-limit header; undefined when the header is absent or no number. */
export function rateLimitHeader(
	headers: Record<string, string> | undefined,
	name: 'max' | 'remaining' | 'interval-milliseconds' | 'daily' | 'daily-remaining',
): number | undefined {
	const text = headers?.[`x-hubspot-ratelimit-${name}`];
	const value = text === undefined || text === '' ? NaN : Number(text);
	return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/**
 * What a rate limit can be. HubSpot's own windows last one or ten seconds and hold 5 to 250 calls
 * (usage guidelines); a gateway may allow fewer calls in up to a minute. A header that says
 * otherwise, such as one call a day, is a mistake, and a run that obeyed it would never end.
 */
const POSSIBLE = { calls: { least: 1, most: 10_000 }, ms: { least: 1_000, most: 60_000 } };

const within = (value: number, { least, most }: { least: number; most: number }) =>
	Math.min(most, Math.max(least, Math.floor(value)));

/** The rate limit that an answer states, brought within what a rate limit can be. */
export function statedLimit(headers: Record<string, string> | undefined): Partial<RateLimit> {
	const calls = rateLimitHeader(headers, 'max');
	const ms = rateLimitHeader(headers, 'interval-milliseconds');
	return {
		...(calls && { calls: within(calls, POSSIBLE.calls) }),
		...(ms && { ms: within(ms, POSSIBLE.ms) }),
	};
}

/** The calls of a day, which all apps of an account share: how many it has, and how many are left. */
export interface DailyCalls {
	limit: number;
	left: number;
}

/** What an answer says of the day; undefined where it says nothing, as those to OAuth apps and searches. */
export function dailyIn(headers: Record<string, string> | undefined): DailyCalls | undefined {
	const limit = rateLimitHeader(headers, 'daily');
	const left = rateLimitHeader(headers, 'daily-remaining');
	return limit && left !== undefined ? { limit, left } : undefined;
}

/** The ID of the call in HubSpot's own logs (OBSERVED on every answer). */
export const correlationIdIn = (headers: Answered['headers'] = {}): string | undefined =>
	headers['x-hubspot-correlation-id'];

export const correlationIdOf = (reply: Answered | undefined): string | undefined =>
	correlationIdIn(reply?.headers);

// ---------------------------------------------------------------- waits

/**
 * How long to wait after a 429 without Retry-After, by its `policyName`. HubSpot: ten-secondly
 * limits roll over ten seconds, secondly ones over one (usage guidelines; the waits of its own
 * client).
 */
const RATE_LIMIT_WAIT_MS: Record<string, number> = {
	TEN_SECONDLY_ROLLING: 10_000,
	SECONDLY: 1_000,
};
const UNKNOWN_POLICY_WAIT_MS = 10_000;
/** 423: locked for a sync, wait at least two seconds (error-handling page). */
const LOCKED_WAIT_MS = 2_000;

/**
 * True when the calls of the day are used up. They are renewed at midnight; no run waits that long.
 */
export const isDailyLimit = (
	{ policyName }: HubSpotError,
	headers: Answered['headers'] = {},
): boolean =>
	policyName === undefined
		? headers['x-hubspot-ratelimit-daily-remaining'] === '0'
		: policyName.toUpperCase().startsWith('DAILY');

/**
 * Retry-After in milliseconds; the header holds seconds (a fraction too) or an HTTP date by the
 * server's own clock.
 */
export function retryAfterMs({ headers }: Answered): number | undefined {
	const header = headers['retry-after'];
	if (header === undefined || header === '') return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	const at = Date.parse(header);
	const now = Date.parse(headers.date ?? '');
	return Number.isNaN(at) ? undefined : Math.max(0, at - (Number.isNaN(now) ? Date.now() : now));
}

/**
 * How many milliseconds a refused call waits before it goes again; 'never' where waiting does not
 * help; undefined when the reply is no such refusal.
 * @param refusals how often the call was refused by now, this time included
 */
export function refusalWaitMs(reply: Answered, refusals: number): number | 'never' | undefined {
	const asked = retryAfterMs(reply);
	if (reply.status === 429) {
		const error = parseError(reply.body);
		if (isDailyLimit(error, reply.headers)) return 'never';
		const policy = error.policyName?.toUpperCase() ?? '';
		return asked ?? RATE_LIMIT_WAIT_MS[policy] ?? UNKNOWN_POLICY_WAIT_MS;
	}
	if (reply.status === 423) return asked ?? LOCKED_WAIT_MS * refusals;
	// 477: the account is moving between data centres, with a Retry-After of up to 24 h
	// (error-handling page).
	if (reply.status === 477) return asked ?? 'never';
	return undefined;
}

// ---------------------------------------------------------------- statuses

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

export const RATE_LIMITED = 429;

/** Statuses about the caller, not about the batch: sending more cannot help. */
const DENIED = new Set([401, 402, 403]);

/**
 * True when no later call could fare better: the credential is refused, or the Base URL redirects.
 */
export const isDenied = (status: number): boolean => DENIED.has(status) || status < 400;

/** The server gave up waiting for the request: whether it was applied is unknown. */
const REQUEST_TIMEOUT = 408;

/** True when the status leaves open whether the request was applied. */
export const isUncertain = (status: number): boolean => status >= 500 || status === REQUEST_TIMEOUT;
