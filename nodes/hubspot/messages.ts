/**
 * What HubSpot says only inside the text of a message: details of a refusal printed as JSON, which
 * property and record a unique value belongs to, and which value it calls bad. Every search takes
 * time in proportion to the length of the text.
 */
import { isRecord } from './json';

// ---------------------------------------------------------------- details

/** A detail of a refusal, with the names that HubSpot uses in `errors`. */
export interface SpokenDetail {
	message?: string;
	code?: string;
	context: Record<string, string[]>;
}

/** A message, and the details that stood in it as JSON. */
export interface Spoken {
	said: string;
	details: SpokenDetail[];
}

/** The sentence that leads up to details in JSON (STATED). It is English whatever the account's language. */
const LEADS_UP = 'Property values were not valid: ';

/** Most characters of a message that are searched for details. */
const LONGEST_SEARCHED = 50_000;

/**
 * Separates a sentence from the JSON behind it: `Property values were not valid: [{"isValid":false,
 * "message":"Enter only letters","error":"INVALID_ALPHA","name":"firstname"}]` (STATED by HubSpot's
 * changelog; such a refusal has no `errors`).
 */
export function spokenIn(message: string): Spoken {
	const unique = uniqueValueIn(message);
	if (unique) return { said: message, details: [unique] };
	// Any other JSON in a message may be the value of an item, which must not name what HubSpot refuses.
	if (!message.startsWith(LEADS_UP)) return { said: message, details: [] };
	const at = LEADS_UP.length;
	const details = objectsIn(message.slice(at, at + LONGEST_SEARCHED)).map(detailOf);
	return { said: details.length ? LEADS_UP.slice(0, -2) : message, details };
}

/** The JSON objects that stand one after another in a text; one that is cut off is left out. */
function objectsIn(text: string): Array<Record<string, unknown>> {
	const found: Array<Record<string, unknown>> = [];
	let depth = 0;
	let start = 0;
	let quoted = false;
	for (let at = 0; at < text.length; at++) {
		const letter = text[at];
		if (quoted) {
			if (letter === '\\') at++;
			else if (letter === '"') quoted = false;
		} else if (letter === '"') quoted = depth > 0;
		else if (letter === '{') {
			if (depth++ === 0) start = at;
		} else if (letter === '}' && depth > 0 && --depth === 0) {
			const object = parsed(text.slice(start, at + 1));
			if (object) found.push(object);
		}
	}
	return found;
}

function parsed(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isRecord(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

const NAMES = ['name', 'propertyName', 'property', 'field', 'fieldName'];
const CODES = ['error', 'code', 'errorCode', 'errorType', 'category'];
const WORDS = ['message', 'localizedErrorMessage', 'reason', 'description'];
/** How HubSpot writes its codes, whatever the field is called: `INVALID_ALPHA`. */
const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;
/** How HubSpot writes the names of properties. */
const NAME = /^[a-z][a-z0-9_]{0,249}$/;

/**
 * A detail of the text. Fields of names that nobody has seen yet are known by what they hold: a
 * code by its capital letters, a property by its small ones, the words by their blanks.
 */
function detailOf(object: Record<string, unknown>): SpokenDetail {
	const texts = Object.entries(object).filter(
		(field): field is [string, string] => typeof field[1] === 'string' && field[1] !== '',
	);
	const known = new Set([...NAMES, ...CODES, ...WORDS]);
	const first = (names: string[], looksSo: (text: string) => boolean) => {
		const told = names.flatMap((name) => texts.find(([field]) => field === name) ?? []);
		return told[1] ?? texts.find(([field, text]) => !known.has(field) && looksSo(text))?.[1];
	};
	const name = first(NAMES, (text) => NAME.test(text));
	const code = first(CODES, (text) => CODE.test(text));
	const message = first(WORDS, (text) => text.includes(' '));
	return { message, code, context: name === undefined ? {} : { propertyName: [name] } };
}

function uniqueValueIn(message: string): SpokenDetail | undefined {
	const { id, owner, property, value } = takenSaid(message) ?? {};
	if (id === undefined || owner === undefined) return undefined;
	if (property === undefined || value === undefined) return undefined;
	const context = { propertyName: [property], value: [value], id: [id], existingId: [owner] };
	return { message, code: 'UNIQUE_VALUE_TAKEN', context };
}

// ---------------------------------------------------------------- a value that another record has

/** Who has a value that no two records may have; the property and its value where HubSpot names them. */
export interface Taken {
	owner: string;
	/** The record that was to be written. */
	id?: string;
	property?: string;
	value?: string;
}

/**
 * “Cannot set PropertyValueCoordinates{portalId=1, …, propertyName=code, value=TAKEN} on 51. 9001
 * already has that value.” (OBSERVED). Read from both ends, because a value may hold anything.
 */
const COORDINATES = 'Cannot set PropertyValueCoordinates{';
const NAME_IS = 'propertyName=';
const VALUE_IS = ', value=';
const END = '} on ';
const OWNER = /^(\d{1,30})\. (\d{1,30}) already has that value\.?$/;

/**
 * “Contact already exists. Existing ID: 123” (OBSERVED, 409), and nothing else in the message: an item's
 * value that HubSpot repeats may say the same.
 */
const EXISTING = /^\w[\w .-]{0,100} already exists\. ?existing id: ?(\d{1,30})\.?$/i;

/** What a message says of a value that another record has; undefined when it is about something else. */
export function takenSaid(message: string): Taken | undefined {
	if (message.startsWith(COORDINATES)) {
		const end = message.lastIndexOf(END);
		const [, id, owner] = OWNER.exec(message.slice(end + END.length).trimEnd()) ?? [];
		if (owner === undefined) return undefined;
		const inner = message.slice(0, end);
		const name = inner.indexOf(NAME_IS);
		const value = inner.indexOf(VALUE_IS, name);
		if (name < 0 || value < 0) return { id, owner };
		return {
			id,
			owner,
			property: inner.slice(name + NAME_IS.length, value),
			value: inner.slice(value + VALUE_IS.length),
		};
	}
	const [, owner] = EXISTING.exec(message) ?? [];
	return owner === undefined ? undefined : { owner };
}

// ---------------------------------------------------------------- the value that is called bad

/**
 * How HubSpot's sentences about a value begin and go on (OBSERVED). `always`: the value is bad in
 * any record; else it may be bad only beside the other values of its record.
 */
const SENTENCES = [
	{ before: '', after: ' was not one of the allowed ', always: true },
	{ before: '', after: ' was not a valid ', always: true },
	{ before: '', after: ' was not boolean', always: true },
	{ before: 'Email address ', after: ' is invalid', always: true },
	{ before: '', after: ' is not a valid pipeline ', always: false },
];

/** How certainly a message calls a value the refused one. */
export type Certainty = 'inAnyRecord' | 'inOneRecord' | undefined;

const QUOTES: Array<[open: string, close: string]> = [
	['"', '"'],
	['“', '”'],
	['„', '“'],
	['«', '»'],
];

/** Texts between quotation marks. */
function quotedIn(text: string): string[] {
	const quoted: string[] = [];
	for (const [open, close] of QUOTES) {
		for (let at = text.indexOf(open); at >= 0; ) {
			const end = text.indexOf(close, at + 1);
			if (end < 0) break;
			quoted.push(text.slice(at + 1, end).trim());
			at = text.indexOf(open, end + 1);
		}
	}
	return quoted;
}

/** The text without what stands in square brackets, where HubSpot lists the allowed values. */
function withoutLists(text: string): string {
	let kept = '';
	for (let at = 0; at < text.length; ) {
		const open = text.indexOf('[', at);
		const close = open < 0 ? -1 : text.indexOf(']', open);
		if (close < 0) return kept + text.slice(at);
		kept += text.slice(at, open);
		at = close + 1;
	}
	return kept;
}

/**
 * Tells of any value whether a message about a property calls it the refused one: it is the only
 * text in quotation marks, or one of HubSpot's known sentences is about it. That a sentence merely
 * contains the value proves nothing: “one” stands in “was not one of the allowed options”.
 */
export function refusedValue(message: string, property: string): (value: string) => Certainty {
	const names = (text: string) => text.toLowerCase() === property.toLowerCase();
	const texts = quotedIn(withoutLists(message)).filter((text) => text && !names(text));
	const quoted = new Set(texts);
	const only = quoted.size === 1 ? texts[0] : undefined;
	return (given) => {
		const value = given.trim();
		if (!value || names(value)) return undefined;
		const sentence = SENTENCES.find(({ before, after }) =>
			message.startsWith(before + value + after),
		);
		if (sentence?.always) return 'inAnyRecord';
		return sentence || value === only ? 'inOneRecord' : undefined;
	};
}

/**
 * True when the text holds this value as a whole word, outside of HubSpot's lists of allowed
 * values.
 */
export function mentions(message: string, value: string): boolean {
	const wanted = value.trim().toLowerCase();
	if (!wanted) return false;
	const said = withoutLists(message).toLowerCase();
	for (let at = said.indexOf(wanted); at >= 0; at = said.indexOf(wanted, at + wanted.length)) {
		const around = [said[at - 1], said[at + wanted.length]];
		if (!around.some((letter) => letter !== undefined && /[\p{L}\p{N}]/u.test(letter))) return true;
	}
	return false;
}
