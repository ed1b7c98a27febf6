/**
 * Which values mean the same to HubSpot. HubSpot keeps some values in another form than they were
 * sent in. One table of normal forms serves whatever compares values: checks (was it written?),
 * warnings (does the answer contradict what was sent?) and matching (whose result is this?).
 *
 * | kind of value       | compared as                                                             |
 * | ------------------- | ----------------------------------------------------------------------- |
 * | nothing             | null, an absent value and an empty text are the same                    |
 * | any text            | without blanks around it                                                |
 * | moment, day         | epoch milliseconds; a day is its midnight UTC                           |
 * | decimal number      | without zeros at its end, with one before a leading point               |
 * | e-mail address      | in lower case                                                           |
 * | URL, domain         | host in lower case, without http(s)://, www. and a slash at the end     |
 * | phone number        | its digits: blanks, `+ - ( ) . /` do not count                          |
 * | multi-select        | a set: order and repeats do not count                                   |
 * | multi-select, added | with a `;` in front: what HubSpot holds has these options, among others |
 *
 * The kind is told by the form of the text, because no answer states the type of a property. Where
 * two kinds of value could be meant (`01234`: a number or a postcode?), the text counts as it is.
 * `docs/comparing.md` shows examples; they are tests.
 */
import { own } from './json';
import { epochOf } from './values';

/** Texts without any of these have no other form. */
const FORMED = /[\d;@.]/;

/** How moments, numbers and phone numbers begin. */
const NUMERIC = /^[\d+\-.(]/;

const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\dT/;
/** More characters than any moment or phone number has. */
const LONGEST_MOMENT = 40;

const DECIMAL = /^-?\d+\.\d+$|^\.\d+$/;

const PHONE = /^[+(\d][\d\s+\-()./]*$/;
/** Shorter numbers are local ones; with punctuation they could be dates: 1/11/2027, 11/1/2027. */
const FEWEST_PHONE_DIGITS = 8;
/** The most that an international number has (E.164). */
const MOST_PHONE_DIGITS = 15;
const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

const SCHEME = /^https?:\/\//i;
/** Labels with points between them, the last one without digits: neither a version nor a number. */
const HOST = /^(?:[\p{L}\d-]+\.)+\p{L}+$/u;
/** The longest name that a host can have. */
const LONGEST_HOST = 253;

/** A value as text, equal for values that mean the same to HubSpot: see the table above. */
export function comparable(value: unknown): string {
	const text = textOf(value);
	if (!FORMED.test(text)) return text;
	if (text.includes(';')) {
		const options = [...new Set(optionsOf(text))].sort().join(';');
		return text.startsWith(';') ? `;${options}` : options;
	}
	const number = NUMERIC.test(text) ? numberOf(text) : undefined;
	return number ?? emailOf(text) ?? (text.includes('.') ? urlOf(text) : undefined) ?? text;
}

const numberOf = (text: string) => momentOf(text) ?? decimalOf(text) ?? phoneOf(text);

/** Is what HubSpot holds, or shows, what was sent? */
export function holds(held: unknown, sent: unknown): boolean {
	if (held === sent || isSameSecond(held, sent)) return true;
	const wanted = comparable(sent);
	if (wanted === comparable(held)) return true;
	if (!wanted.startsWith(';')) return false;
	const options = new Set(optionsOf(textOf(held)));
	return optionsOf(wanted).every((option) => options.has(option));
}

/**
 * HubSpot shows moments with milliseconds, so the texts of nearly all dates differ. This finds most
 * of them to be equal without reading them as dates.
 */
function isSameSecond(held: unknown, sent: unknown): boolean {
	if (typeof held !== 'string' || typeof sent !== 'string' || !sent.endsWith('Z')) return false;
	return MOMENT.test(sent) && withoutZeros(held) === withoutZeros(sent);
}

const withoutZeros = (text: string): string =>
	text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;

function textOf(value: unknown): string {
	if (value === null || value === undefined) return '';
	return (typeof value === 'object' ? JSON.stringify(value) : String(value)).trim();
}

const optionsOf = (text: string): string[] =>
	text
		.split(';')
		.map((option) => emailOf(option.trim()) ?? option.trim())
		.filter(Boolean);

function momentOf(text: string): string | undefined {
	if (text.length > LONGEST_MOMENT) return undefined;
	const ms = DAY.test(text)
		? epochOf(`${text}T00:00:00Z`)
		: MOMENT.test(text)
			? epochOf(text)
			: undefined;
	return ms === undefined ? undefined : String(ms);
}

function decimalOf(text: string): string | undefined {
	if (!DECIMAL.test(text)) return undefined;
	// By hand: a pattern such as /0+$/ tries each row of zeros again from each of its zeros.
	let end = text.length;
	while (text[end - 1] === '0') end--;
	if (text[end - 1] === '.') end--;
	const number = text.slice(0, end);
	return number.startsWith('.') ? `0${number}` : number || '0';
}

const emailOf = (text: string): string | undefined =>
	text.includes('@') && !/\s/.test(text) ? text.toLowerCase() : undefined;

function phoneOf(text: string): string | undefined {
	if (text.length > LONGEST_MOMENT || !PHONE.test(text) || IP_ADDRESS.test(text)) return undefined;
	const digits = text.replace(/\D/g, '');
	const { length } = digits;
	// A text of nothing but digits is compared as it is: its zeros in front may count.
	return length >= FEWEST_PHONE_DIGITS && length <= MOST_PHONE_DIGITS ? digits : undefined;
}

function urlOf(text: string): string | undefined {
	const rest = text.replace(SCHEME, '');
	const end = rest.search(/[/?#]/);
	const host = (end < 0 ? rest : rest.slice(0, end)).toLowerCase();
	const isHost = host.length <= LONGEST_HOST && HOST.test(host);
	if (rest.length === text.length && !isHost) return undefined;
	const path = end < 0 ? '' : rest.slice(end);
	return host.replace(/^www\./, '') + (path.endsWith('/') ? path.slice(0, -1) : path);
}

// ---------------------------------------------------------------- what an answer contradicts

/** A value that an answer shows otherwise than it was sent. Both are cut short. */
export interface Contradiction {
	property: string;
	sent: string;
	shown: string;
}

/** Most contradictions told of one record, and most characters of each text. */
const MOST_TOLD = 10;
const LONGEST_TOLD = 100;

const short = (value: unknown): string => {
	const text = textOf(value);
	return text.length > LONGEST_TOLD ? `${text.slice(0, LONGEST_TOLD)}…` : text;
};

/**
 * The values that an answer shows otherwise than they were sent. What it does not show contradicts
 * nothing.
 */
export function contradictions(
	sent: Record<string, unknown>,
	shown: Record<string, unknown>,
	names?: readonly string[],
): Contradiction[] {
	const told: Contradiction[] = [];
	for (const property of names ?? Object.keys(sent)) {
		if (shown[property] === sent[property] || sent[property] === undefined) continue;
		const value = own(shown, property);
		if (value === undefined || (typeof value === 'object' && value !== null)) continue;
		if (holds(value, sent[property])) continue;
		told.push({ property: short(property), sent: short(sent[property]), shown: short(value) });
		if (told.length === MOST_TOLD) break;
	}
	return told;
}
