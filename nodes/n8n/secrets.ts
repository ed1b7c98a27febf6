/**
 * The secrets of a credential, struck out of whatever HubSpot or a gateway repeats of them. Works on
 * JSON text, before it is parsed: one search goes over all of an answer. Pure.
 */
import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../hubspot/json';

/** Shorter secrets are not searched for, because they would match innocent words. */
const SHORTEST_SECRET = 8;
/** So many characters from the beginning of a secret give it away, whatever follows them. */
const TELLTALE = 12;

export function secretsOf({ accessToken, clientSecret, oauthTokenData }: IDataObject): string[] {
	const tokens = isRecord(oauthTokenData)
		? [oauthTokenData.access_token, oauthTokenData.refresh_token]
		: [];
	return [accessToken, clientSecret, ...tokens]
		.map((secret) => (typeof secret === 'string' ? secret : ''))
		.map((secret) => secret.replace(/^\s*Bearer\s+|\s/gi, ''))
		.filter((secret) => secret.length >= SHORTEST_SECRET);
}

// ---------------------------------------------------------------- how a secret may be written

/** Characters with a meaning in a regular expression. */
const SYNTAX = /[\\^$.*+?()[\]{}|/]/g;

/** The bytes of a text in UTF-8, as two hexadecimal digits each. */
const bytesOf = (text: string): string[] =>
	[...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0'));

/** What may stand between two letters: a few line breaks or blanks, as they are or as JSON has them. */
const GAP = '(?:\\s|\\\\{1,4}[nrt]){0,4}';

/**
 * One letter as JSON text may hold it: as it is, escaped for JSON (also for JSON within JSON),
 * percent-encoded (once or more often), and as an HTML entity. Every repetition has a bound, so that
 * the search takes a time in proportion to the text, whatever the text is made of.
 */
function letter(given: string): string {
	const plain = /^\w$/.test(given) ? given : `\\\\{0,3}${given.replace(SYNTAX, '\\$&')}`;
	const code = given.codePointAt(0) ?? 0;
	const hex = code.toString(16);
	const percents = bytesOf(given).map((byte) => `%(?:25){0,3}${byte}`);
	const entity = `&#(?:0{0,7}${code}|x0{0,7}${hex});?`;
	const escape = `\\\\{1,4}(?:u0{0,2}|x)${hex}`;
	return `(?:${plain}|${percents.join('')}|${entity}|${escape})`;
}

/** A secret in one spelling: the letters that give it away, and those that may follow. */
interface Spelling {
	beginning: string;
	rest: string[];
}

const spelling = (letters: string[], telling: number, gap = GAP): Spelling => ({
	beginning: letters.slice(0, telling).join(gap),
	rest: letters.slice(telling).map((each) => gap + each),
});

/** Two hexadecimal digits for each byte, perhaps with something between the bytes. */
const inHex = (secret: string): Spelling =>
	spelling(bytesOf(secret), TELLTALE, '(?:[\\s:,-]|0x|\\\\{1,4}x){0,3}');

/** Letters of base64 that its URL-safe spelling writes in another way. */
const BASE64: Record<string, string> = {
	'+': '(?:[+-]|%(?:25){0,3}2b)',
	'/': '(?:\\\\{0,3}/|_|%(?:25){0,3}2f)',
};

/**
 * Base64, in which a secret has three spellings, depending on how many bytes are before it. Letters
 * that also hold bits of a neighbouring byte are left out.
 */
const inBase64 = (secret: string): Spelling[] =>
	['', '.', '..'].map((before) => {
		const bytes = Buffer.from(before + secret);
		const first = Math.ceil((before.length * 8) / 6);
		const last = (length: number) => Math.floor((length * 8) / 6);
		const letters = bytes.toString('base64').slice(first, last(bytes.length));
		return spelling(
			[...letters].map((each) => BASE64[each] ?? each),
			last(before.length + TELLTALE) - first,
		);
	});

/** The spellings of secrets by kind: in letters, in hexadecimal digits, in base64. */
const kindsOf = (secrets: string[]): Spelling[][] => [
	secrets.map((secret) => spelling([...secret].map(letter), TELLTALE)),
	secrets.map(inHex),
	secrets.flatMap(inBase64),
];

// ---------------------------------------------------------------- the search

/** Strikes the secrets out of a text. Gives back the very same text where there are none. */
export type Strike = (text: string) => string;

/** Matches at one place alone. */
const sticky = (pattern: string) => new RegExp(pattern, 'iy');

/** The end of a match at this place, or undefined. */
function endAt(text: string, pattern: RegExp, at: number): number | undefined {
	pattern.lastIndex = at;
	return pattern.test(text) ? pattern.lastIndex : undefined;
}

const anyOf = (spellings: Spelling[], flags: string) =>
	new RegExp(spellings.map(({ beginning }) => beginning).join('|'), flags);

/**
 * Almost no answer holds a secret, so the beginnings alone decide whether there is one: a pattern
 * for each kind, because V8 compiles short ones into fast code. How far a secret goes from there is
 * followed letter by letter: a pattern for all of a long token would take seconds to compile.
 */
function search(secrets: string[]): Strike {
	const kinds = kindsOf(secrets);
	const patterns = kinds.map((kind) => anyOf(kind, 'i'));
	const spellings = kinds.flat();
	const letters = new Map<string, RegExp>();
	const one = (pattern: string) => {
		const known = letters.get(pattern) ?? sticky(pattern);
		letters.set(pattern, known);
		return known;
	};
	const followed = spellings.map(({ beginning, rest }) => ({
		first: sticky(beginning),
		rest: rest.map(one),
	}));
	const beginnings = anyOf(spellings, 'gi');

	const endOf = (text: string, at: number): number => {
		for (const { first, rest } of followed) {
			let end = endAt(text, first, at);
			if (end === undefined) continue;
			for (const next of rest) {
				const further = endAt(text, next, end);
				if (further === undefined) break;
				end = further;
			}
			return end;
		}
		return at + 1;
	};
	return (text) => {
		if (!patterns.some((pattern) => pattern.test(text))) return text;
		let clean = '';
		let done = 0;
		beginnings.lastIndex = 0;
		for (let found = beginnings.exec(text); found; found = beginnings.exec(text)) {
			clean += `${text.slice(done, found.index)}(secret)`;
			done = beginnings.lastIndex = endOf(text, found.index);
		}
		return clean + text.slice(done);
	};
}

/** Searches are expensive to build and stay the same until a token is renewed. */
const searches = new WeakMap<object, { secrets: string; strike: Strike }>();

/** @param account what the search is kept for, so that it goes with it */
export function striking(account: object, secrets: string[]): Strike {
	if (!secrets.length) return (text) => text;
	const wanted = secrets.join('\n');
	let known = searches.get(account);
	if (known?.secrets !== wanted) {
		known = { secrets: wanted, strike: search(secrets) };
		searches.set(account, known);
	}
	return known.strike;
}

/**
 * A value without secrets; the very same value where it holds none.
 * @throws SyntaxError when it cannot be told without them, RangeError when it is nested too deeply
 */
export function without<T>(value: T, strike: Strike): T {
	const text = JSON.stringify(value);
	const clean = text === undefined ? text : strike(text);
	return clean === text ? value : (JSON.parse(clean) as T);
}
