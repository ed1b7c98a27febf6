/**
 * What HubSpot says when it refuses: its two error dialects, read into one shape, and the names by
 * which an error says which records and properties it is about. Tolerant: every field is optional.
 */
import { isRecord, own } from './json';
import { refusedValue, spokenIn, takenSaid, type Certainty, type Taken } from './messages';

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

/** Text, or a number as text; whatever else stands there is ignored. */
const text = (value: unknown): string | undefined =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/**
 * Most characters kept of an answer's errors. Each of the hundred items of a batch repeats them in
 * its output, so a faulty server must not decide how many. Real errors are a hundred times smaller.
 */
const MOST_OF_A_REFUSAL = 50_000;
export const MOST_OF_AN_ENVELOPE = 500_000;
const LONGEST_TEXT = 5_000;
const LONGEST_LIST = 1_000;

/** How many characters may still be kept. */
export interface Budget {
	left: number;
}

export function kept(full: string, budget: Budget): string {
	const most = Math.max(0, Math.min(LONGEST_TEXT, budget.left));
	budget.left -= Math.min(full.length, most) + 1;
	return full.length > most ? `${full.slice(0, most)}…` : full;
}

/** A value of a context as text. Never throws, whatever JSON holds. */
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
 * samples). The lookbehind lets a key start only where none is under way; without it, the time of
 * the search grows with the square of the length.
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

/** Error objects; bare text counts as a message. */
const errorObjects = (value: unknown) =>
	Array.isArray(value)
		? value
				.slice(0, LONGEST_LIST)
				.map((error: unknown) => (typeof error === 'string' ? { message: error } : error))
				.filter(isRecord)
		: [];

/** Levels of errors within errors that are read: more than anyone has seen. */
const DEEPEST = 5;

/** Reads an error body of either dialect; anything that is not an object gives an empty error. */
export function parseError(
	body: unknown,
	budget: Budget = { left: MOST_OF_A_REFUSAL },
	depth = 0,
): HubSpotError {
	if (!isRecord(body) || budget.left <= 0) return { context: {}, errors: [] };
	const field = (name: string) => text(own(body, name));
	const [message, code] = [field('message'), field('code')];
	const short = (given: string | undefined) => given && kept(given, budget);
	const isDeepest = depth >= DEEPEST;
	// An error with a code of its own says itself what it is about.
	const isTold = isDeepest || code !== undefined;
	const { said, details: spoken } = isTold ? { said: message } : spokenIn(message ?? '');
	const error: HubSpotError = {
		message: short(said || undefined),
		category: short(field('category') ?? field('errorType')),
		correlationId: short(field('correlationId')),
		id: short(field('id')),
		code: short(code),
		policyName: short(field('policyName')),
		context: { ...parseContext(body.errorTokens, budget), ...parseContext(body.context, budget) },
		errors: isDeepest ? [] : errorsIn(body.errors, budget, depth + 1),
	};
	// What `errors` lists is listed in the text a second time.
	if (!error.errors.length) error.errors = errorsIn(spoken, budget, DEEPEST);
	return error;
}

/**
 * Of scopes of which any one suffices, the one to ask for. HubSpot lists those for sensitive data
 * first.
 */
function plainest(scopes: string[]): string[] {
	const plain = scopes.filter((scope) => !scope.includes('sensitive'));
	const [first] = [
		...plain.filter((scope) => scope.startsWith('crm.objects.')),
		...plain,
		...scopes,
	];
	return first === undefined ? [] : [first];
}

/** What a message says that names scopes but lists none apart (OBSERVED). */
const ABOUT_SCOPES = /scope|permission|requires (?:any|all) of/i;
const LISTED = /(?:any|all) of \[([^\][]*)\]/i;
const A_SCOPE = /^[a-z][\w-]*(?:\.[\w-]+)*\.(?:read|write|read_write|access|execute)(?:\.v\d)?$/;

/** The scopes in a text such as “requires any of [contacts, crm.objects.contacts.read]”. */
function scopesInWords(message = ''): string[] {
	if (!ABOUT_SCOPES.test(message)) return [];
	const list = LISTED.exec(message)?.[1];
	const names = (list ?? message)
		.split(/[\s,;()"'`]+/)
		.map((word) => word.replace(/[.:]$/, ''))
		.filter((word) => (list === undefined ? A_SCOPE.test(word) : word));
	return /\b(?:any|one|more) of\b/i.test(message) ? plainest(names) : names;
}

function scopesIn({ context, message, errors }: HubSpotError): string[] {
	const all = [...(context.missingScopes ?? []), ...(context.requiredScopes ?? [])];
	const listed = [...all, ...plainest(context.requiredGranularScopes ?? [])];
	const within = errors.flatMap(scopesIn);
	return listed.length || within.length ? [...listed, ...within] : scopesInWords(message);
}

/** Who reads or changes lists needs both, and HubSpot names only one that is missing (OBSERVED). */
const OF_LISTS = ['crm.lists.read', 'crm.lists.write'];

/** Every scope that has to be added, wherever an error says so. */
export function missingScopes(error: HubSpotError): string[] {
	const named = scopesIn(error);
	const others = named.filter((scope) => !OF_LISTS.includes(scope));
	return [...new Set(named.length > others.length ? [...others, ...OF_LISTS] : named)];
}

/** A list of error objects, as an error or the envelope of a batch holds it. */
export const errorsIn = (list: unknown, budget: Budget, depth = 0): HubSpotError[] =>
	errorObjects(list).map((error) => parseError(error, budget, depth));

// ---------------------------------------------------------------- what an error is about

/** HubSpot's name for a label of ours, which it echoes in errors and in some results. */
export const TRACE_ID = 'objectWriteTraceId';

/**
 * HubSpot's code for a property that does not exist, which is wrong in every record that has it
 * (OBSERVED; HubSpot's page on objects).
 */
const NO_SUCH_PROPERTY = 'PROPERTY_DOESNT_EXIST';

export const NOT_FOUND = 404;

/** The credential lacks a scope. */
export const FORBIDDEN = 403;

/**
 * Statuses about the address of a call, not about what was sent there. Only a 404 of HubSpot's own
 * can be about a record.
 */
export const WRONG_ADDRESS: ReadonlySet<number> = new Set([NOT_FOUND, 405, 410, 415]);

/** True when a body is one of HubSpot's errors, and not the page of a gateway or another server. */
export const isOfHubSpot = (body: unknown): boolean =>
	isRecord(body) && ['message', 'category', 'errorType', 'status'].some((name) => name in body);

type Told = Partial<Pick<HubSpotError, 'code' | 'context' | 'message'>>;

/** The innermost details of an error; where it has none, the error itself. */
export const details = (error: HubSpotError): HubSpotError[] =>
	error.errors.length ? error.errors.flatMap(details) : [error];

/** All values that an error, or an error within it, gives under one of these keys. */
export function named(error: HubSpotError, keys: string[]): string[] {
	const own = keys.flatMap((name) => error.context[name] ?? []);
	return [...own, ...error.errors.flatMap((inner) => named(inner, keys))];
}

/** The properties that a detail of an error names. */
export const propertiesIn = ({ context }: Told): string[] => context?.propertyName ?? [];

/**
 * Tells how certainly a detail about a property calls a value the refused one, because it states
 * the value or because its message does.
 */
export function refusedBy(
	{ message = '', context }: Told,
	property: string,
): (value: string) => Certainty {
	const stated = new Set((context?.value ?? []).map((value) => value.trim()));
	const certainty = refusedValue(message, property);
	return (value) => certainty(value) ?? (stated.has(value.trim()) ? 'inOneRecord' : undefined);
}

/**
 * True for the codes of a property that is missing: then it is not at fault in the record that has
 * it (INFERRED from HubSpot's other codes).
 */
export const isMissingProperty = ({ code = '' }: Told): boolean => /REQUIRED|MISSING/.test(code);

export const isNoSuchProperty = ({ code }: Told): boolean => code === NO_SUCH_PROPERTY;

/** Properties that do not exist, as these details say, with HubSpot's words. */
export function noSuchProperties(told: Told[]): Map<string, string> {
	const properties = new Map<string, string>();
	for (const detail of told.filter(isNoSuchProperty)) {
		const words = detail.message ?? NO_SUCH_PROPERTY;
		for (const name of propertiesIn(detail)) properties.set(name, words);
	}
	return properties;
}

/** HubSpot's category of a record that it does not have. */
export const OBJECT_NOT_FOUND = 'OBJECT_NOT_FOUND';

/** True when the record or event does not exist (category OBSERVED in 207 and 404). */
export const isNotFound = ({ category }: HubSpotError): boolean => category === OBJECT_NOT_FOUND;

/** What an error says of a value that another record has; undefined when it is about something else. */
export function takenIn(error: HubSpotError): Taken | undefined {
	for (const { message } of [error, ...details(error)]) {
		const taken = takenSaid(message ?? '');
		if (taken) return taken;
	}
	const owner = named(error, ['existingId']).find((id) => RECORD_IDS.test(id));
	return owner === undefined ? undefined : { owner };
}

const RECORD_IDS = /^\d{1,30}$/;

/** How HubSpot speaks of a value that another record has, in a VALIDATION_ERROR too (OBSERVED). */
const TAKEN = 'PropertyValueCoordinates';

export const isConflict = ({
	message = '',
	category = '',
	code = '',
	errors,
}: HubSpotError): boolean =>
	/CONFLICT/.test(category + code) || message.includes(TAKEN) || errors.some(isConflict);

/**
 * True when the same input is refused however often it is sent, because its values are not valid. A
 * conflict may come from an earlier try of the very same input.
 */
export const isInvalid = (error: HubSpotError, status?: number): boolean =>
	(error.category === 'VALIDATION_ERROR' || (status === BAD_REQUEST && isSaid(error))) &&
	!isConflict(error);

const BAD_REQUEST = 400;

/** HubSpot's own refusals say something; the page of a gateway does not. */
const isSaid = ({ message, category }: HubSpotError) =>
	message !== undefined || category !== undefined;

/** True when an error names no record, not even one that nobody asked about. */
export const namesNobody = ({ id, context, errors }: HubSpotError): boolean =>
	id === undefined && !Object.keys(context).some(isName) && errors.every(namesNobody);

/** `ids`, `objectId`, the trace ID and the like. `existingId` tells which other record is in the way. */
const isName = (key: string): boolean => /(ids?|email)$/i.test(key) && !/^existing/i.test(key);
