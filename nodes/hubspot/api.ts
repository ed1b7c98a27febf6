/**
 * HubSpot's geography: where each API family lives in each version, how a path is rendered,
 * and what a reply looks like once it is parsed. Tolerant: every field of a reply is optional.
 */
import { z } from 'zod/v4';

const dated = (version: string) => ({
	marketingEvents: `/marketing/marketing-events/${version}`,
	objects: `/crm/objects/${version}`,
	properties: `/crm/properties/${version}`,
	schemas: `/crm-object-schemas/${version}/schemas`,
});

/** Root path of every API family, a line per version. Payloads are the same in all of them. */
export const ROOTS = {
	'2026-03': dated('2026-03'),
	'2026-09': dated('2026-09'),
	v3: {
		marketingEvents: '/marketing/v3/marketing-events',
		objects: '/crm/v3/objects',
		properties: '/crm/v3/properties',
		schemas: '/crm-object-schemas/v3/schemas',
	},
} as const;

export type ApiVersion = keyof typeof ROOTS;
export type Family = keyof (typeof ROOTS)[ApiVersion];

export const DEFAULT_VERSION: ApiVersion = '2026-03';
export const DEFAULT_BASE_URL = 'https://api.hubapi.com';

/** Where a row's calls go: the version, and the node's values for the path. One object per combination. */
export interface Place {
	version: ApiVersion;
	parameters: Record<string, string>;
}

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

/**
 * A credential's Base URL, without a trailing slash; HubSpot's own where none is given.
 * @throws Error when it is no URL to which a path can be added, or when the token would travel
 * unencrypted beyond this machine
 */
export function checkedBaseUrl(given: unknown): string {
	const text = (typeof given === 'string' ? given : '').trim() || DEFAULT_BASE_URL;
	let url: URL | undefined;
	try {
		if (!/\s/.test(text)) url = new URL(text);
	} catch {
		// No URL at all.
	}
	// An empty user name too: nobody who reads `https://api.hubapi.com:443@…` reads the right host.
	const hasUser = url?.username || url?.password || /^\w+:\/*[^/]*@/.test(text);
	if (!url || hasUser || url.search || url.hash || /[?#\\]/.test(text)) {
		throw new Error(
			`The Base URL of the HubSpot credential must be a plain address such as ${DEFAULT_BASE_URL}: with https:// in front, without spaces, user name, “?” or “#”.`,
		);
	}
	if (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
		return (url.origin + url.pathname).replace(/\/+$/, '');
	}
	throw new Error(
		`The Base URL of the HubSpot credential must start with https://, and “${text}” does not: the access token would travel unencrypted. http:// is taken for this machine only (localhost, 127.0.0.1, [::1]).`,
	);
}

/**
 * Full path of a call. Every parameter is percent-encoded.
 * @throws Error when the path names a parameter that `parameters` lacks
 */
export function renderPath(
	version: ApiVersion,
	family: Family,
	path: string,
	parameters: Record<string, string> = {},
): string {
	const rendered = path.replace(/\{(\w+)\}/g, (_, name: string) => {
		const value = String(own(parameters, name) ?? '');
		// Dots alone would lead to another path: they survive the encoding.
		if (/^\.*$/.test(value)) throw new Error(`The path ${path} needs a value for ${name}`);
		return encodeURIComponent(value);
	});
	return ROOTS[version][family] + rendered;
}

/** HubSpot's property that holds a record's ID. As an `idProperty` it is refused (observed). */
export const RECORD_ID = 'hs_object_id';

/** One record of a reply's `results`. Values are as HubSpot sent them. */
export type Result = Record<string, unknown>;

/** HubSpot's error object, request level or item level, both dialects folded into one shape. */
export interface HubSpotError {
	message?: string;
	/** `category`, or `errorType` in the older dialect. A free string: never enumerated. */
	category?: string;
	correlationId?: string;
	id?: string;
	code?: string;
	/** Rate-limit policy of a 429, e.g. `TEN_SECONDLY_ROLLING`, `DAILY`. */
	policyName?: string;
	/** `context` (or `errorTokens`), every value as a list of strings. */
	context: Record<string, string[]>;
	errors: HubSpotError[];
}

/** What a 2xx body of a batch endpoint holds. */
export interface Envelope {
	status?: string;
	results: Result[];
	errors: HubSpotError[];
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field that the record itself has: `constructor` and the like are found on every object. */
export const own = (record: Record<string, unknown>, name: string): unknown =>
	Object.prototype.hasOwnProperty.call(record, name) ? record[name] : undefined;

/** Sets a field of its own, whatever it is called: a plain assignment to `__proto__` would set no field. */
export function put<T>(record: Record<string, T>, name: string, value: T): void {
	if (name !== '__proto__') record[name] = value;
	else {
		const field = { value, enumerable: true, writable: true, configurable: true };
		Object.defineProperty(record, name, field);
	}
}

/** An id as text; undefined for anything that is none. */
export const idText = (value: unknown): string | undefined =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** Names as HubSpot compares them: without regard to case (e-mail addresses: observed) or outer blanks. */
export const folded = (name: string): string => name.trim().toLowerCase();

const text = z
	.union([z.string(), z.number().transform(String)])
	.optional()
	.catch(undefined);

/**
 * What is kept of an answer's errors. It ends up in the output of each of the hundred items of a batch,
 * so a server gone mad must not decide how much that is. Real ones are a hundred times smaller.
 */
const MOST_OF_A_REFUSAL = 50_000;
const MOST_OF_AN_ENVELOPE = 500_000;
const LONGEST_TEXT = 5_000;
const LONGEST_LIST = 1_000;

/** Characters that may still be kept. */
interface Budget {
	left: number;
}

function kept(full: string, budget: Budget): string {
	const most = Math.max(0, Math.min(LONGEST_TEXT, budget.left));
	budget.left -= Math.min(full.length, most) + 1;
	return full.length > most ? `${full.slice(0, most)}…` : full;
}

/** A value of a context as text. Nothing that JSON can hold makes it throw. */
function printed(value: unknown): string {
	if (typeof value !== 'object') return String(value);
	try {
		return JSON.stringify(value);
	} catch {
		return '(nested too deeply)';
	}
}

const texts = (value: unknown, budget: Budget): string[] =>
	(Array.isArray(value) ? value.slice(0, LONGEST_LIST) : [value])
		.filter((entry) => entry !== null && entry !== undefined && budget.left > 0)
		.map((entry) => kept(printed(entry), budget));

/**
 * HubSpot's reference pages print a context as `"{missingScopes=[scope1, scope2]}"` (v3 and 2026-03
 * samples). A key starts where no key goes on: without that the search takes the square of the length.
 */
const PRINTED = /(?<![\w ])([\w ]+)=(?:\[([^\]]*)\]|([^,}\]]*))/g;

const printedContext = (given: string, budget: Budget): Record<string, string[]> =>
	Object.fromEntries(
		[...kept(given, budget).matchAll(PRINTED)].map(([, key, list, single]) => [
			key.trim(),
			(list ?? single)
				.split(',')
				.map((entry) => entry.trim())
				.filter(Boolean),
		]),
	);

function parseContext(value: unknown, budget: Budget): Record<string, string[]> {
	if (typeof value === 'string') {
		try {
			return parseContext(JSON.parse(value), budget);
		} catch {
			return printedContext(value, budget);
		}
	}
	if (Array.isArray(value)) return { values: texts(value, budget) };
	if (!isRecord(value)) return {};
	return Object.fromEntries(
		Object.keys(value)
			.slice(0, LONGEST_LIST)
			.map((key) => [kept(key, budget), texts(value[key], budget)]),
	);
}

const objects = (value: unknown) =>
	Array.isArray(value) ? value.slice(0, LONGEST_LIST).filter(isRecord) : [];

/** Error objects; bare text counts as a message. */
const errorObjects = (value: unknown) =>
	Array.isArray(value)
		? objects(
				value
					.slice(0, LONGEST_LIST)
					.map((error: unknown) => (typeof error === 'string' ? { message: error } : error)),
			)
		: [];

// Never a loose object: zod would make a key `__proto__` of the answer the prototype of what is read.
const errorFields = z.object({
	message: text,
	category: text,
	errorType: text,
	correlationId: text,
	id: text,
	code: text,
	policyName: text,
});

/** Errors within errors, as deep as anyone has seen, and then some. */
const DEEPEST = 5;

/** Reads an error body of either dialect; anything that is not an object gives an empty error. */
export function parseError(
	body: unknown,
	budget: Budget = { left: MOST_OF_A_REFUSAL },
	depth = 0,
): HubSpotError {
	if (!isRecord(body) || budget.left <= 0) return { context: {}, errors: [] };
	const { message, category, errorType, correlationId, id, code, policyName } =
		errorFields.parse(body);
	const short = (given: string | undefined) => given && kept(given, budget);
	return {
		message: short(message),
		category: short(category ?? errorType),
		correlationId: short(correlationId),
		id: short(id),
		code: short(code),
		policyName: short(policyName),
		context: { ...parseContext(body.errorTokens, budget), ...parseContext(body.context, budget) },
		errors:
			depth < DEEPEST
				? errorObjects(body.errors).map((inner) => parseError(inner, budget, depth + 1))
				: [],
	};
}

/** Reads a 2xx batch body; undefined when it is no JSON object (empty, HTML, cut off). */
export function parseEnvelope(body: unknown): Envelope | undefined {
	if (!isRecord(body)) return undefined;
	const budget = { left: MOST_OF_AN_ENVELOPE };
	return {
		status: typeof body.status === 'string' ? kept(body.status, budget) : undefined,
		results: objects(body.results),
		errors: errorObjects(body.errors).map((error) => parseError(error, budget)),
	};
}

/** Every scope that an error says is missing, wherever the body says it. */
export function missingScopes(error: HubSpotError): string[] {
	const named = ['requiredGranularScopes', 'missingScopes', 'requiredScopes'].flatMap(
		(key) => error.context[key] ?? [],
	);
	return [...new Set([...named, ...error.errors.flatMap(missingScopes)])];
}
