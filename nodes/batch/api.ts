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
	if (!url || url.search || url.hash || url.username || url.password || /[?#\\]/.test(text)) {
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
		const value = parameters[name] ?? '';
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

/** An id as text; undefined for anything that is none. */
export const idText = (value: unknown): string | undefined =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** Names as HubSpot compares them: without regard to case (e-mail addresses: observed) or outer blanks. */
export const folded = (name: string): string => name.trim().toLowerCase();

const text = z
	.union([z.string(), z.number().transform(String)])
	.optional()
	.catch(undefined);

const texts = (value: unknown): string[] =>
	(Array.isArray(value) ? value : [value])
		.filter((entry) => entry !== null)
		.map((entry) => (isRecord(entry) ? JSON.stringify(entry) : String(entry)));

/** HubSpot's reference pages print a context as `"{missingScopes=[scope1, scope2]}"` (v3 and 2026-03 samples). */
const LONGEST_PRINTED = 4_000;

function printedContext(printed: string): Record<string, string[]> {
	const context: Record<string, string[]> = {};
	for (const [, key, list, single] of printed
		.slice(0, LONGEST_PRINTED)
		.matchAll(/([\w ]+)=(?:\[([^\]]*)\]|([^,}\]]*))/g)) {
		context[key.trim()] = (list ?? single)
			.split(',')
			.map((entry) => entry.trim())
			.filter(Boolean);
	}
	return context;
}

function parseContext(value: unknown): Record<string, string[]> {
	if (typeof value === 'string') {
		try {
			return parseContext(JSON.parse(value));
		} catch {
			return printedContext(value);
		}
	}
	if (Array.isArray(value)) return { values: texts(value) };
	if (!isRecord(value)) return {};
	return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, texts(entry)]));
}

const objects = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);

/** Error objects; bare text counts as a message. */
const errorObjects = (value: unknown) =>
	Array.isArray(value)
		? objects(
				value.map((error: unknown) => (typeof error === 'string' ? { message: error } : error)),
			)
		: [];

const errorFields = z.looseObject({
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
export function parseError(body: unknown, depth = 0): HubSpotError {
	if (!isRecord(body)) return { context: {}, errors: [] };
	const { message, category, errorType, correlationId, id, code, policyName } =
		errorFields.parse(body);
	return {
		message,
		category: category ?? errorType,
		correlationId,
		id,
		code,
		policyName,
		context: { ...parseContext(body.errorTokens), ...parseContext(body.context) },
		errors:
			depth < DEEPEST ? errorObjects(body.errors).map((inner) => parseError(inner, depth + 1)) : [],
	};
}

/** Reads a 2xx batch body; undefined when it is no JSON object (empty, HTML, cut off). */
export function parseEnvelope(body: unknown): Envelope | undefined {
	if (!isRecord(body)) return undefined;
	return {
		status: typeof body.status === 'string' ? body.status : undefined,
		results: objects(body.results),
		errors: errorObjects(body.errors).map((error) => parseError(error)),
	};
}

/** Every scope that an error says is missing, wherever the body says it. */
export function missingScopes(error: HubSpotError): string[] {
	const named = ['requiredGranularScopes', 'missingScopes', 'requiredScopes'].flatMap(
		(key) => error.context[key] ?? [],
	);
	return [...new Set([...named, ...error.errors.flatMap(missingScopes)])];
}
