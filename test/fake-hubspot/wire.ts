// Owns the words of the fake: what a call and an answer are, how HubSpot says no (its four error
// dialects), and the one source of chance. Knows nothing about records or events.

export interface Call {
	method: string;
	/** with query */
	path: string;
	/** names in lower case */
	headers: Record<string, string>;
	body: string;
}

/** What the wire does instead of handing over the plain answer. */
export type WireFault = 'reset' | 'hang' | 'truncate';

export interface Answer {
	/** 0 when the wire never carries a status line (`reset`, `hang`) */
	status: number;
	/** names in lower case, as node:http hands them over */
	headers: Record<string, string>;
	/** whole, also for `truncate`: cutting it is the wire's business */
	body: string;
	wire?: WireFault;
	delayMs?: number;
}

export type Json = Record<string, unknown>;

/** An answer before it gets its correlation id and is printed. A string body is sent as it is. */
export interface Reply {
	status: number;
	body: Json | string;
	headers?: Record<string, string>;
	wire?: WireFault;
	delayMs?: number;
	/** false: without the rate-limit headers */
	rates?: false;
	/** not HubSpot's: without a correlation id */
	foreign?: true;
}

/** HubSpot's no, thrown from anywhere below the door. */
export class Refusal extends Error {
	constructor(readonly reply: Reply) {
		super(`HubSpot would answer ${reply.status}`);
	}
}

/** The dialect of CRM and most other endpoints. STATED [ERR]: category and context. */
export function refuse(status: number, category: string, message: string, more: Json = {}) {
	return new Refusal({ status, body: { status: 'error', category, message, ...more } });
}

/** The category of a refusal of what was sent. */
export const CATEGORIES = {
	400: 'VALIDATION_ERROR',
	404: 'OBJECT_NOT_FOUND',
	409: 'CONFLICT',
} as const;

/** The older dialect. OBSERVED: `errorType`, `errorTokens`, no `category`. */
export function refuseOldStyle(status: number, errorType: string, message: string, more: Json) {
	return new Refusal({ status, body: { status: 'error', message, errorType, ...more } });
}

/** The OAuth dialect. STATED [OAUTHMIG]: RFC 6749 plus HubSpot's own status and message. */
export function refuseOAuth(status: number, error: string, ours: string, description: string) {
	return new Refusal({
		status,
		body: { error, error_description: description, status: ours, message: description },
	});
}

export function invalidJson(why: string) {
	return refuse(400, 'VALIDATION_ERROR', `Invalid input JSON: ${why}`);
}

/** OBSERVED airbytehq/airbyte #74726 for the body, hubspot-api-ruby #181 for the header. */
export function expired(expireTime: string) {
	const refusal = refuse(
		401,
		'EXPIRED_AUTHENTICATION',
		'The OAuth token used to make this call expired 0 second(s) ago.',
		{ context: { 'expire time': [expireTime] } },
	);
	refusal.reply.headers = { 'x-hubspot-auth-failure': 'EXPIRED_AUTHENTICATION' };
	return refusal;
}

/**
 * How a 403 names the scopes of which one is needed.
 * - `listed`: STATED [OBJ], `errors[].context.requiredGranularScopes`
 * - `sensitiveFirst`: OBSERVED, the same list begins with the scopes of sensitive data, each of which
 *   would do as well
 * - `printed`: the reference pages print such a context as one string, `{missingScopes=[a, b]}`
 * - `inWords`: the message alone names them
 */
export type ScopesTold = 'listed' | 'sensitiveFirst' | 'printed' | 'inWords';

export function missingScopes(scopes: readonly string[], told: ScopesTold = 'listed') {
	if (told === 'inWords') {
		const message = `This access token does not have proper permissions! (requires any of [${scopes.join(', ')}])`;
		return refuse(403, 'MISSING_SCOPES', message);
	}
	const context =
		told === 'printed'
			? `{missingScopes=[${scopes.join(', ')}]}`
			: { requiredGranularScopes: [...scopes] };
	const message =
		"This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.";
	return refuse(403, 'MISSING_SCOPES', message, {
		errors: [{ message: 'One or more of the following scopes are required.', context }],
	});
}

/** OBSERVED for records: what may read or write sensitive data may also do so with the rest. */
export function withSensitive(scopes: readonly string[]): string[] {
	const sensitive = scopes.flatMap((scope) => {
		const [, of, right] = /^crm\.objects\.(\w+)\.(read|write)$/.exec(scope) ?? [];
		if (of === undefined || of === 'marketing_events') return [];
		return ['highly_sensitive', 'sensitive'].map((kind) => `crm.objects.${of}.${kind}.${right}.v2`);
	});
	return [...sensitive, ...scopes];
}

/** STATED [USAGE]: the policy's name is what tells "wait ten seconds" from "come back tomorrow". */
export function tooMany(policy: string, headers: Record<string, string> = {}) {
	const refusal = refuseOldStyle(
		429,
		'RATE_LIMIT',
		`You have reached your ${policy.toLowerCase()} limit.`,
		{ policyName: policy, requestId: '00000000-0000-4000-8000-000000000429' },
	);
	refusal.reply.headers = headers;
	return refusal;
}

/** Chance with a seed, so that a failing test fails again. */
export class Chance {
	constructor(private state: number) {}

	/** mulberry32 */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}

	below(limit: number): number {
		return Math.floor(this.next() * limit);
	}

	/** A new list, and never the old order if there are two or more: that order is a trap. */
	shuffle<T>(list: readonly T[]): T[] {
		const out = [...list];
		for (let i = out.length - 1; i > 0; i--) {
			const j = this.below(i + 1);
			[out[i], out[j]] = [out[j], out[i]];
		}
		const unmoved = out.length > 1 && out.every((item, i) => item === list[i]);
		return unmoved ? [...out.slice(1), out[0]] : out;
	}

	uuid(): string {
		const hex = (length: number) =>
			Array.from({ length }, () => this.below(16).toString(16)).join('');
		return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
	}
}
