/**
 * When a value need not be sent, because HubSpot holds it already. Stricter than the table in
 * `comparing.ts`, which reads back what was sent: there a wrong “the same” costs a warning, here it
 * costs the user's change, such as a phone number that is to be spelled otherwise.
 *
 * | the property                  | need not be sent where                                         |
 * | ----------------------------- | -------------------------------------------------------------- |
 * | any                           | HubSpot shows the very text that would be sent                 |
 * | any, to be cleared            | HubSpot shows null or an empty text                            |
 * | `email` of contacts           | it is an address, and HubSpot shows it in lower case, which it |
 * |                               | makes of every one                                             |
 * | date                          | both are the same day: a day, or a moment at midnight UTC      |
 * | date and time                 | both are the same moment, each with its zone or in epoch ms    |
 * | number                        | both are the same decimal number: zeros at either end          |
 * | multi-select                  | both have the same options, in any order                       |
 * | multi-select, `;` in front    | HubSpot shows all the options that would be added              |
 *
 * The kind of a property is what HubSpot's definition says, never what a text looks like. Where no
 * definition is known, and wherever else there is a doubt, the value is sent. `docs/compare.md` shows
 * examples; they are tests.
 */
import type { Call, Endpoint, Input, Place } from './endpoint';
import { idText, isRecord } from './json';
import { areContacts } from './objects';
import type { Result } from './replies';
import { epochOf } from './values';
import type { Family } from './versions';

/** What is left of inputs whose records were read before: what differs, or what HubSpot has no value of. */
export type Comparison = 'onlyChanges' | 'onlyEmpty';

/** How what inputs write is compared with what HubSpot holds, before it is sent. */
export interface Compare<I extends Input = Input> {
	/** Reads records by the key that the write uses. */
	read: Endpoint<I>;
	/** The place of a read that shows these properties of records that are called like this input. */
	showing(place: Place, names: Iterable<string>, input: I): Place;
	/** Is this the record that the input is about? */
	isOf(record: Result, input: I): boolean;
	/** What an input writes or a record holds, by name. */
	values(record: I | Result): Record<string, unknown>;
	/** The input with these of its values alone. */
	only(input: I, names: string[]): I;
	/** The result of an input of which nothing was sent. */
	unchanged(record: Result, input: I): Result;
	/** Asks for the kinds of all properties of a place. */
	kinds: { family: Family; call: Call };
}

// ---------------------------------------------------------------- the kinds of properties

export type Kind = 'day' | 'moment' | 'number' | 'choices';
export type Kinds = ReadonlyMap<string, Kind>;

const KINDS: Kind[] = ['day', 'moment', 'number', 'choices'];

const KIND_OF_TYPE = new Map<unknown, Kind>([
	['date', 'day'],
	['datetime', 'moment'],
	['number', 'number'],
]);

/** The kinds of the properties that an answer defines; undefined where it cannot be read. */
export function kindsIn(body: unknown): Kinds | undefined {
	if (!isRecord(body) || !Array.isArray(body.results)) return undefined;
	const kinds = new Map<string, Kind>();
	for (const { name, type, fieldType } of body.results.filter(isRecord)) {
		const isMultiSelect = type === 'enumeration' && fieldType === 'checkbox';
		const kind = isMultiSelect ? 'choices' : KIND_OF_TYPE.get(type);
		const property = idText(name);
		if (kind && property !== undefined) kinds.set(property, kind);
	}
	return kinds;
}

// ---------------------------------------------------------------- values

/** Does HubSpot have no value? A property that an answer does not show is not known to have none. */
export const isEmptyIn = (held: unknown): boolean => held === null || held === '';

const EPOCH_MS = /^-?\d{1,14}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** With its zone: without one, nobody can tell which moment it is. */
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]{4,25}(Z|[+-]\d\d:?\d\d)$/;
const DAY_MS = 86_400_000;

const momentOf = (text: string): number | undefined =>
	MOMENT.test(text) ? epochOf(text) : undefined;

const dayOf = (text: string): number | undefined => {
	const ms = DAY.test(text) ? epochOf(`${text}T00:00:00Z`) : momentOf(text);
	return ms !== undefined && ms % DAY_MS === 0 ? ms : undefined;
};

const DECIMAL = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/;

/** A decimal number without the zeros at its ends; undefined for any other text. */
function decimalOf(text: string): string | undefined {
	const [, sign, whole, part = ''] = DECIMAL.exec(text) ?? [];
	if (whole === undefined) return undefined;
	// By hand: a pattern such as /0+$/ tries each row of zeros again from each of its zeros.
	let end = part.length;
	while (part[end - 1] === '0') end--;
	let start = 0;
	while (whole[start] === '0') start++;
	const digits = `${whole.slice(start) || '0'}.${part.slice(0, end)}`;
	return digits === '0.' ? digits : sign + digits;
}

/** The options of a list that is spelled as HubSpot wants it; undefined for any other text. */
function optionsOf(text: string): Set<string> | undefined {
	const parts = text.split(';');
	const options = new Set(parts);
	const isTidy =
		options.size === parts.length && parts.every((each) => each && each === each.trim());
	return isTidy ? options : undefined;
}

function hasOptions(held: string, sent: string): boolean {
	const isAdded = sent.startsWith(';');
	const wanted = optionsOf(isAdded ? sent.slice(1) : sent);
	const there = optionsOf(held);
	if (!wanted || !there || (!isAdded && wanted.size !== there.size)) return false;
	return [...wanted].every((option) => there.has(option));
}

const isSame = <T>(one: T | undefined, other: T | undefined) => one !== undefined && one === other;

/** Is a text that would be sent the one that HubSpot shows, in a property of this kind? */
function isSameIn(kind: Kind, held: string, sent: string): boolean {
	switch (kind) {
		case 'day': {
			const ms = EPOCH_MS.test(sent) ? Number(sent) : dayOf(sent);
			return isSame(dayOf(held), ms);
		}
		case 'moment': {
			const ms = EPOCH_MS.test(sent) ? Number(sent) : momentOf(sent);
			return isSame(momentOf(held), ms);
		}
		case 'number':
			return isSame(decimalOf(held), decimalOf(sent));
		case 'choices':
			return hasOptions(held, sent);
	}
}

/** A value of a property, as it would be sent and as HubSpot shows it. */
export interface Pair {
	name: string;
	sent: unknown;
	held: unknown;
}

/**
 * Would it change nothing to send this value? `byKind`: only the definition of its property tells;
 * {@link isHeldIn} takes it into account.
 */
export function isHeld({ name, sent, held }: Pair, { parameters }: Place): boolean | 'byKind' {
	if (typeof sent !== 'string') return false;
	if (sent === '') return isEmptyIn(held);
	const shown = idText(held);
	if (shown === undefined || shown === '') return false;
	if (shown === sent) return true;
	if (name === 'email' && areContacts(parameters.objectType)) {
		// HubSpot refuses a text without an @, and the refusal is what its row has to be told.
		return sent.includes('@') && shown === sent.toLowerCase();
	}
	return KINDS.some((kind) => isSameIn(kind, shown, sent)) ? 'byKind' : false;
}

/** The same, now that the kinds of properties are known, or are not to be had. */
export function isHeldIn({ name, sent, held }: Pair, kinds: Kinds | undefined): boolean {
	const kind = kinds?.get(name);
	return kind !== undefined && isSameIn(kind, idText(held) ?? '', String(sent));
}
