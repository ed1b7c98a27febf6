/**
 * Turns the values of n8n items into the values that HubSpot takes: text, flags, dates, keys. Pure.
 * A value that cannot be taken becomes an issue that names its type and what was expected.
 */
import { DateTime } from 'luxon';
import { z } from 'zod/v4';

import { isRecord, own, put } from './json';

/** What reading a value needs to know besides the value itself. */
export interface Reading {
	/** IANA zone of the workflow: date-times without a zone are in it. */
	timeZone: string;
	/** Leave empty values out, or send them so that HubSpot clears the property. */
	emptyValues: 'ignore' | 'clear';
	/** Kinds of the properties, as far as the mapper's schema states them. */
	kinds: Map<string, PropertyKind>;
}

/** Kinds that are read in their own way. Text, numbers and lists are recognised by the value. */
export type PropertyKind = 'date' | 'datetime' | 'boolean';

const DATE_EXPECTED =
	'a date written year first (ISO 8601), such as 2026-03-01 or 2026-03-01T09:00:00Z, or epoch milliseconds';

/** Smaller numbers (before 3 March 1973) are far likelier seconds or a spreadsheet's day number. */
const SMALLEST_EPOCH_MS = 100_000_000_000;
/** Larger numbers (after 2200) are microseconds, or a date written without separators. */
const LARGEST_EPOCH_MS = 7_258_118_400_000;
/**
 * Dates such as 20270301, 202703010900, 20270301090000: as milliseconds they would be wrong dates.
 */
const COMPACT =
	/^(19|20|21)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(([01]\d|2[0-3])[0-5]\d([0-5]\d)?)?$/;

/** A value's type in the words of messages: "text", "a number", … */
export function typeOf(value: unknown): string {
	if (isDateLike(value)) return isoOf(value) ? 'a date' : 'a date that is not valid';
	if (value === undefined || value === null) return 'nothing';
	if (Array.isArray(value)) return 'a list';
	if (value === '') return 'empty text';
	if (typeof value === 'string') return value.trim() ? 'text' : 'only spaces';
	if (typeof value === 'number')
		return Number.isNaN(value) ? 'a calculation without a result' : 'a number';
	if (typeof value === 'bigint') return 'a number';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const isPrintable = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

/** The type of a value and, when it can be printed, its first 40 characters. */
function shown(value: unknown): string {
	if (!isPrintable(value) || String(value).trim() === '') return typeOf(value);
	const printed = String(value);
	return `${typeOf(value)} (${printed.length > 40 ? `${printed.slice(0, 40)}…` : printed})`;
}

/** True for nothing, for empty text, and for a list of nothing but these. */
export const isEmpty = (value: unknown): boolean =>
	value === undefined ||
	value === null ||
	value === '' ||
	(Array.isArray(value) && Array.from(value).every(isEmpty));

interface DateLike {
	toISO?: () => unknown;
	toISOString: () => unknown;
}

/** A JavaScript Date or a Luxon DateTime, also one from another realm or another copy of Luxon. */
const isDateLike = (value: unknown): value is DateLike =>
	Object.prototype.toString.call(value) === '[object Date]' ||
	typeof (value as DateLike | null | undefined)?.toISO === 'function';

/** ISO text of a date object; undefined where it has none. */
function isoOf(date: DateLike): string | undefined {
	try {
		const iso = date.toISO?.() ?? date.toISOString();
		return typeof iso === 'string' && MOMENT.test(iso) ? iso : undefined;
	} catch {
		return undefined;
	}
}

type Read<T> = { value: T } | { expected: string };

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT =
	/^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;
/** Moments that are sent as given. Other spellings are rewritten to ISO 8601 first. */
const VERBATIM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
/**
 * Moments that JavaScript and Luxon read alike, JavaScript a hundred times faster. Up to day 28,
 * because JavaScript does not know how many days a month has.
 */
const PLAIN =
	/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-](0\d|1[0-3]):[0-5]\d)$/;
/** The largest offset from UTC anywhere on earth. */
const LARGEST_OFFSET_MINUTES = 14 * 60;

function isoOfEpoch(ms: number): Read<string> {
	if (COMPACT.test(String(ms))) return { expected: `${DATE_EXPECTED} (with separators)` };
	if (ms > LARGEST_EPOCH_MS) return { expected: `${DATE_EXPECTED} (is it in microseconds?)` };
	if (ms >= SMALLEST_EPOCH_MS) return { value: new Date(ms).toISOString() };
	const hint = ms > 0 ? ' (is it in seconds, or a day number of a spreadsheet?)' : '';
	return { expected: DATE_EXPECTED + hint };
}

/**
 * A moment as ISO 8601 with a zone. Text with a zone stays as it is, a bare day is UTC midnight
 * (HubSpot's own convention), and a time without a zone is in the workflow's zone.
 */
function readMoment(value: unknown, timeZone: string): Read<string> {
	if (isDateLike(value)) {
		const iso = isoOf(value);
		return iso ? readMoment(iso, timeZone) : { expected: DATE_EXPECTED };
	}
	if (typeof value === 'number') return isoOfEpoch(value);
	if (typeof value !== 'string') return { expected: DATE_EXPECTED };
	const given = value.trim();
	if (PLAIN.test(given)) return { value: given };
	if (/^\d+$/.test(given)) return isoOfEpoch(Number(given));
	if (DAY.test(given) && DateTime.fromISO(given).isValid) {
		return { value: `${given}T00:00:00.000Z` };
	}
	const parts = MOMENT.exec(given);
	if (!parts) return { expected: DATE_EXPECTED };
	const [, day, time, zone] = parts;
	const where = zone ? { setZone: true } : { zone: timeZone };
	const moment = DateTime.fromISO(`${day}T${time}${zone ?? ''}`, where);
	if (!moment.isValid || Math.abs(moment.offset) > LARGEST_OFFSET_MINUTES) {
		return { expected: DATE_EXPECTED };
	}
	return { value: VERBATIM.test(given) ? given : (moment.toISO() as string) };
}

/** The calendar day of a HubSpot `date` property: the day as written, never shifted by a zone. */
function readDay(value: unknown, timeZone: string): Read<string> {
	const moment = readMoment(value, timeZone);
	return 'value' in moment ? { value: moment.value.slice(0, 10) } : moment;
}

const FLAGS = new Map([
	['true', true],
	['yes', true],
	['1', true],
	['false', false],
	['no', false],
	['0', false],
]);

function readFlag(value: unknown): Read<boolean> {
	const flag = isPrintable(value) ? FLAGS.get(String(value).trim().toLowerCase()) : undefined;
	return flag === undefined ? { expected: 'true or false' } : { value: flag };
}

function readText(value: unknown): Read<string> {
	if (typeof value === 'string') return { value };
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
		return { expected: 'text (as a number, its last digits are already lost)' };
	}
	if (Number.isFinite(value) || typeof value === 'bigint') {
		return { value: String(value) };
	}
	return { expected: 'text' };
}

function readKey(value: unknown): Read<string> {
	const key = readText(value);
	if (!('value' in key)) return key;
	const trimmed = key.value.trim();
	return trimmed ? { value: trimmed } : { expected: 'text' };
}

/** A property's value as HubSpot stores it: a string. Lists are joined with `;` (multi-select). */
function readProperty(
	value: unknown,
	kind: PropertyKind | undefined,
	timeZone: string,
): Read<string> {
	if (kind === 'date') return readDay(value, timeZone);
	if (kind === 'datetime') return readMoment(value, timeZone);
	if (kind === 'boolean') {
		const flag = readFlag(value);
		return 'value' in flag ? { value: String(flag.value) } : flag;
	}
	if (Array.isArray(value)) {
		const entries = Array.from(value as unknown[])
			.filter((entry) => !isEmpty(entry))
			.map((entry) =>
				Array.isArray(entry) ? NO_PROPERTY : readProperty(entry, undefined, timeZone),
			);
		const texts = entries.map((entry) => ('value' in entry ? entry.value : undefined));
		return texts.includes(undefined)
			? { expected: 'a list that holds only text, numbers, booleans or dates' }
			: { value: texts.join(';') };
	}
	if (isDateLike(value)) return readMoment(value, timeZone);
	if (typeof value === 'boolean') return { value: String(value) };
	const text = readText(value);
	return 'value' in text || Number.isInteger(value) ? text : NO_PROPERTY;
}

const NO_PROPERTY = { expected: 'text, a number, a boolean, a date or a list of these' };

// ---------------------------------------------------------------- fields

/** Reports why a field is not taken; returns nothing. `path` leads from the field to the fault. */
type Refuse = (value: unknown, expected: string, path?: string[]) => never;

/** Reads one field of an input. A field that reads as undefined is left out. */
export type Field<T> = (value: unknown, refuse: Refuse) => T;

type Fields = Record<string, Field<unknown>>;
type Taken<F extends Fields> = { [K in keyof F]: ReturnType<F[K]> };

/**
 * The schema of an input with exactly these fields; any other field is an issue. It is one layer of
 * zod for the whole input: a layer per field takes longer than all else that happens to an item.
 */
export function shape<F extends Fields>(fields: F): z.ZodType<Taken<F>> {
	const names = Object.keys(fields);
	const known = new Set(names);
	return z.transform((given: unknown, { issues }) => {
		if (!isRecord(given)) {
			issues.push({ code: 'custom', input: given, path: [], message: 'expected an object' });
			return z.NEVER;
		}
		let reading = '';
		const refuse: Refuse = (value, expected, path = []) => {
			issues.push({
				// Stryker disable next-line StringLiteral: zod wants a name here; nobody reads it
				code: 'custom',
				input: value,
				path: [reading, ...path],
				message: `expected ${expected}, got ${shown(value)}`,
			});
			return undefined as never;
		};
		const taken: Record<string, unknown> = {};
		for (reading of names) {
			const value = fields[reading](own(given, reading), refuse);
			if (value !== undefined) taken[reading] = value;
		}
		for (const name in given) {
			if (!known.has(name)) issues.push({ code: 'unrecognized_keys', input: given, keys: [name] });
		}
		return taken as Taken<F>;
	});
}

const field =
	<T>(read: (value: unknown) => Read<T>): Field<T> =>
	(value, refuse) => {
		const answer = read(value);
		return 'value' in answer ? answer.value : refuse(value, answer.expected);
	};

/** An identifier: trimmed, never blank. */
export const key = field(readKey);

/** The ID of a record or an event: digits, without leading zeros, which HubSpot's IDs do not have. */
export const recordId = field((value) => {
	const id = readKey(value);
	if (!('value' in id)) return id;
	const digits = /^0*(\d+)$/.exec(id.value)?.[1];
	return digits === undefined ? { expected: 'an ID in digits, such as 512' } : { value: digits };
});

/** Text that must be there. */
export const requiredText = field((value) => {
	const text = readText(value);
	return 'value' in text && !text.value.trim() ? { expected: 'text' } : text;
});

/** An optional field. An empty value is left out or, if the user chose so, becomes `cleared`. */
const optional =
	<T, C>(
		reading: Reading,
		cleared: C,
		read: (value: unknown) => Read<T>,
	): Field<T | C | undefined> =>
	(value, refuse) => {
		if (isEmpty(value))
			return reading.emptyValues === 'clear' && value !== undefined ? cleared : undefined;
		const answer = read(value);
		return 'value' in answer ? answer.value : refuse(value, answer.expected);
	};

/** Like {@link requiredText}, but an empty or blank field counts as absent; it never clears. */
export const textOrAbsent: Field<string | undefined> = (value, refuse) => {
	if (isEmpty(value)) return undefined;
	const text = readText(value);
	if (!('value' in text)) return refuse(value, text.expected);
	return text.value.trim() ? text.value : undefined;
};

export const clearableText = (reading: Reading) => optional(reading, '' as const, readText);
/**
 * HubSpot documents no way to clear these. `null` is INFERRED: its reads show it for unset ones.
 */
export const clearableMoment = (reading: Reading) =>
	optional(reading, null, (value) => readMoment(value, reading.timeZone));
export const clearableFlag = (reading: Reading) => optional(reading, null, readFlag);

/**
 * True when all of these can be sent as they are: never for an instance of a class, which may
 * define its own `toJSON`.
 */
function areTexts(
	given: Record<string, unknown>,
	kinds: Reading['kinds'],
): given is Record<string, string> {
	if (Object.getPrototypeOf(given) !== Object.prototype) return false;
	for (const name in given) {
		const value = given[name];
		if (typeof value !== 'string' || !value || kinds.has(name) || !name.trim()) return false;
	}
	return true;
}

/** `{name: value}` of CRM properties, all strings. Empty values are left out, or `""` to clear. */
export const properties =
	(reading: Reading): Field<Record<string, string>> =>
	(given, refuse) => {
		if (!isRecord(given)) return refuse(given, 'an object of property names and values');
		// Most records are taken without a copy, which would be the third one of each.
		if (areTexts(given, reading.kinds)) return given;
		const taken: Record<string, string> = {};
		for (const name of Object.keys(given)) {
			const value = given[name];
			if (!name.trim()) refuse(name, 'the name of a property');
			else if (isEmpty(value)) {
				if (reading.emptyValues === 'clear' && value !== undefined) put(taken, name, '');
			} else {
				const answer = readProperty(value, reading.kinds.get(name), reading.timeZone);
				if ('value' in answer) put(taken, name, answer.value);
				else refuse(value, answer.expected, [name]);
			}
		}
		return taken;
	};

/**
 * Custom properties of a marketing event. Only `name` and `value` are sent: the other fields that a
 * read-back shows are HubSpot's internal storage data. Undefined when none is left to send.
 */
export const customProperties =
	(reading: Reading): Field<CustomProperty[] | undefined> =>
	(given, refuse) => {
		if (isEmpty(given)) return undefined;
		if (!Array.isArray(given)) return refuse(given, 'a list of objects with name and value');
		const taken = new Map<string, string>();
		given.forEach((entry: unknown, index) => {
			const name = isRecord(entry) ? entry.name : undefined;
			if (!isRecord(entry) || typeof name !== 'string' || !name.trim()) {
				return refuse(entry, 'an object with name and value', [String(index)]);
			}
			if (isEmpty(entry.value)) {
				if (reading.emptyValues === 'clear' && entry.value !== undefined) taken.set(name, '');
				return;
			}
			const kind = reading.kinds.get(name);
			const answer = readProperty(entry.value, kind, reading.timeZone);
			if ('value' in answer) taken.set(name, answer.value);
			else refuse(entry.value, answer.expected, [name]);
		});
		return taken.size ? [...taken].map(([name, value]) => ({ name, value })) : undefined;
	};

export interface CustomProperty {
	name: string;
	value: string;
}

/** Milliseconds of an ISO moment; undefined for anything else. */
export function epochOf(value: unknown): number | undefined {
	if (typeof value !== 'string') return undefined;
	const ms = PLAIN.test(value) ? Date.parse(value) : DateTime.fromISO(value).toMillis();
	return Number.isNaN(ms) ? undefined : ms;
}
