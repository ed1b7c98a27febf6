/**
 * Turns the values of n8n items into the values that HubSpot takes: text, flags, dates, keys. Pure.
 * A value that cannot be taken becomes an issue: what it must be, what it is, and how to get there.
 */
import { z } from 'zod/v4';

import {
	epochOf,
	isDateLike,
	isoOf,
	readDay,
	readDayOrMoment,
	readMoment,
	type Read,
	type Unread,
} from './dates';
import { noteDay } from './days';
import { isRecord, own, put, single } from './json';

export { epochOf };

/** What reading a value needs to know besides the value itself. */
export interface Reading {
	/** IANA zone of the workflow: date-times without a zone are in it. */
	timeZone: string;
	/** Leave empty values out, or send them so that HubSpot clears the property. */
	emptyValues: 'ignore' | 'clear';
	/** Kinds of the properties, as far as the mapper's schema states them. */
	kinds: Map<string, PropertyKind>;
}

/**
 * Kinds that are read in their own way. `dayOrMoment`: nobody knows which of the two. Text is what
 * has no kind.
 */
export type PropertyKind = 'date' | 'datetime' | 'dayOrMoment' | 'boolean' | 'number' | 'choice';

const isPrintable = (value: unknown) =>
	['string', 'number', 'bigint', 'boolean'].includes(typeof value);

const LONGEST_SHOWN = 40;

const cut = (text: string) =>
	text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;

/** A value in the words of messages: “maybe”, the number 5, a list, nothing, … */
export function inWords(value: unknown): string {
	if (isDateLike(value)) return isoOf(value) ? 'a date' : 'a date that is not valid';
	if (value === undefined || value === null) return 'nothing';
	if (Array.isArray(value)) return value.length ? 'a list' : 'an empty list';
	if (typeof value === 'string') return value.trim() ? `“${cut(value)}”` : 'empty';
	if (Number.isNaN(value)) return 'a calculation without a result (NaN)';
	if (typeof value === 'boolean') return String(value);
	if (isPrintable(value)) return `the number ${cut(String(value))}`;
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** True for nothing, for text without anything but blanks, and for a list of nothing but these. */
export const isEmpty = (value: unknown): boolean =>
	value === undefined ||
	value === null ||
	(typeof value === 'string' && !value.trim()) ||
	(Array.isArray(value) && Array.from(value).every(isEmpty));

/** Why a field that must have a value is refused without one. */
const missing = (value: unknown): Unread => ({
	problem: `is required but ${value === undefined ? 'missing' : 'empty'}`,
});

const FLAGS = new Map([
	['true', true],
	['yes', true],
	['1', true],
	['false', false],
	['no', false],
	['0', false],
]);

export function readFlag(given: unknown): Read<boolean> {
	const value = single(given);
	const flag = isPrintable(value) ? FLAGS.get(String(value).trim().toLowerCase()) : undefined;
	return flag === undefined ? { expected: 'true or false' } : { value: flag };
}

const TEXT = 'text or a number';

function readText(given: unknown): Read<string> {
	const value = single(given);
	if (typeof value === 'string') return { value };
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
		return {
			expected: TEXT,
			hint: 'it has lost its last digits, so keep it as text from the start',
		};
	}
	if (Number.isFinite(value) || typeof value === 'bigint') {
		return { value: String(value) };
	}
	return { expected: TEXT };
}

function readKey(value: unknown): Read<string> {
	if (isEmpty(value)) return missing(value);
	const key = readText(value);
	return 'value' in key ? { value: key.value.trim() } : key;
}

const PROPERTY = { expected: 'one value or a list of values' };

/** A text, number, boolean or date as text. */
function readOne(value: unknown, timeZone: string): Read<string> {
	if (isDateLike(value)) return readMoment(value, timeZone);
	if (typeof value === 'boolean') return { value: String(value) };
	if (Array.isArray(value)) return PROPERTY;
	const text = readText(value);
	return 'value' in text || Number.isInteger(value) ? text : PROPERTY;
}

/** Lists are joined with `;`, as HubSpot wants multi-selects, without what is empty in them. */
function readMany(given: unknown, timeZone: string): Read<string> {
	const value = single(given);
	if (!Array.isArray(value)) return readOne(value, timeZone);
	const texts: string[] = [];
	for (const entry of Array.from(value as unknown[])) {
		if (isEmpty(entry)) continue;
		const text = readOne(entry, timeZone);
		if (!('value' in text))
			return { problem: `must be a list of values, but holds ${inWords(entry)}` };
		texts.push(text.value.trim());
	}
	return { value: texts.join(';') };
}

/** Without blanks around the parts. An empty first part stays: `;c` appends to what is there. */
const tidied = (value: string) =>
	value
		.split(';')
		.map((part) => part.trim())
		.join(';');

const isTidy = (value: string) => !/^\s|\s$|\s;|;\s/.test(value);

/** A property's value as HubSpot stores it: a string. */
function readProperty(
	value: unknown,
	kind: PropertyKind | undefined,
	timeZone: string,
): Read<string> {
	if (kind === 'date') return readDay(value, timeZone);
	if (kind === 'datetime') return readMoment(value, timeZone);
	if (kind === 'dayOrMoment') return readDayOrMoment(value, timeZone);
	if (kind === 'boolean') {
		const flag = readFlag(value);
		return 'value' in flag ? { value: String(flag.value) } : flag;
	}
	const text = readMany(value, timeZone);
	return kind === undefined || !('value' in text) ? text : { value: tidied(text.value) };
}

// ---------------------------------------------------------------- fields

/** Reports why a field is not taken; returns nothing. `path` leads from the field to the fault. */
type Refuse = (value: unknown, why: string | Unread, path?: string[]) => never;

/** What is wrong with a value, to go on after what its field is called. */
export function sentence(value: unknown, why: string | Unread): string {
	if (typeof why === 'string') return `must be ${why}, but is ${inWords(value)}`;
	if ('problem' in why) return why.problem;
	const hint = why.hint === undefined ? '' : `: ${why.hint}`;
	return `must be ${why.expected}, but is ${inWords(value)}${hint}`;
}

/** Looks at the fields of an input together. */
export type Check = (taken: Record<string, unknown>, refuse: Refuse) => void;

/** Most issues of one input that are collected: an item may have a fault in each of a million fields. */
export const MOST_ISSUES = 11;

/** Reads one field of an input. A field that reads as undefined is left out. */
export type Field<T> = (value: unknown, refuse: Refuse) => T;

type Fields = Record<string, Field<unknown>>;
type Taken<F extends Fields> = { [K in keyof F]: ReturnType<F[K]> };

/**
 * The schema of an input with exactly these fields; any other field is an issue. It is one layer of
 * zod for the whole input: a layer per field takes longer than all else that happens to an item.
 */
export function shape<F extends Fields>(fields: F, check?: Check): z.ZodType<Taken<F>> {
	const names = Object.keys(fields);
	const known = new Set(names);
	return z.transform((given: unknown, { issues }) => {
		if (!isRecord(given)) {
			issues.push({ code: 'custom', input: given, path: [], message: 'expected an object' });
			return z.NEVER;
		}
		let reading = '';
		const refuse: Refuse = (value, why, path = []) => {
			if (issues.length < MOST_ISSUES) {
				// Stryker disable next-line StringLiteral: zod wants a name here; nobody reads it
				const code = 'custom';
				const message = sentence(value, why);
				issues.push({ code, input: value, path: reading ? [reading, ...path] : path, message });
			}
			return undefined as never;
		};
		const taken: Record<string, unknown> = {};
		for (reading of names) {
			const value = fields[reading](own(given, reading), refuse);
			if (value !== undefined) taken[reading] = value;
		}
		let strangers: string[] | undefined;
		for (const name in given) if (!known.has(name)) (strangers ??= []).push(name);
		if (strangers) issues.push({ code: 'unrecognized_keys', input: given, keys: strangers });
		reading = '';
		if (!issues.length) check?.(taken, refuse);
		return taken as Taken<F>;
	});
}

const field =
	<T>(read: (value: unknown) => Read<T>): Field<T> =>
	(value, refuse) => {
		const answer = read(value);
		return 'value' in answer ? answer.value : refuse(value, answer);
	};

/** An identifier: trimmed, never blank. */
export const key = field(readKey);

/** The ID of a record or an event: digits, without leading zeros, which HubSpot's IDs do not have. */
export const recordId = field((value) => {
	const id = readKey(value);
	if (!('value' in id)) return id;
	if (!/^\d+$/.test(id.value)) return { expected: 'an ID in digits, such as 512' };
	return { value: id.value.replace(/^0+(?=\d)/, '') };
});

/** Text that must be there. */
export const requiredText = field((value) => (isEmpty(value) ? missing(value) : readText(value)));

/** A moment that must be there. */
export const requiredMoment = ({ timeZone }: Reading) =>
	field((value) => (isEmpty(value) ? missing(value) : readMoment(value, timeZone)));

/** A moment that may be absent; it never clears. */
export const momentOrAbsent =
	({ timeZone }: Reading): Field<string | undefined> =>
	(value, refuse) => {
		if (isEmpty(value)) return undefined;
		const moment = readMoment(value, timeZone);
		return 'value' in moment ? moment.value : refuse(value, moment);
	};

/** How many results are wanted; all where nothing is said. */
export const limit: Field<number | undefined> = (value, refuse) => {
	if (isEmpty(value)) return undefined;
	// An object may not be turned into a number: that throws where it has no text of its own.
	const number = isPrintable(value) ? Number(value) : NaN;
	return Number.isInteger(number) && number > 0
		? number
		: refuse(value, { expected: 'a whole number of at least 1' });
};

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
		return 'value' in answer ? answer.value : refuse(value, answer);
	};

/** Like {@link requiredText}, but an empty or blank field counts as absent; it never clears. */
export const textOrAbsent: Field<string | undefined> = (value, refuse) => {
	if (isEmpty(value)) return undefined;
	const text = readText(value);
	return 'value' in text ? text.value : refuse(value, text);
};

export const clearableText = (reading: Reading) => optional(reading, '' as const, readText);
/**
 * HubSpot documents no way to clear these. `null` is INFERRED: its reads show it for unset ones.
 */
export const clearableMoment = (reading: Reading) =>
	optional(reading, null, (value) => readMoment(value, reading.timeZone));
export const clearableFlag = (reading: Reading) => optional(reading, null, readFlag);

/**
 * True for text that is sent as it is. The first character nearly always tells that the text is not
 * blank, and takes a tenth of the time of a search.
 */
function isReady(value: string, kind: PropertyKind | undefined): boolean {
	const first = value.charCodeAt(0);
	if (!(first > 32 && first < 128) && !value.trim()) return false;
	return kind === undefined || ((kind === 'number' || kind === 'choice') && isTidy(value));
}

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
		if (typeof value !== 'string' || !isReady(value, kinds.get(name)) || !name.trim()) return false;
	}
	return true;
}

/** `{name: value}` of CRM properties, all strings. Empty values are left out, or `""` to clear. */
export const properties =
	(reading: Reading): Field<Record<string, string>> =>
	(given, refuse) => {
		if (given === undefined) return refuse(given, missing(given));
		if (!isRecord(given)) return refuse(given, 'an object of property names and values');
		// Most records are taken without a copy, which would be the third one of each.
		if (areTexts(given, reading.kinds)) return given;
		const taken: Record<string, string> = {};
		for (const name of Object.keys(given)) {
			const value = given[name];
			if (!name.trim()) refuse(name, { problem: 'holds a property without a name' });
			else if (isEmpty(value)) {
				if (reading.emptyValues === 'clear' && value !== undefined) put(taken, name, '');
			} else {
				const answer = readProperty(value, reading.kinds.get(name), reading.timeZone);
				if ('value' in answer) put(taken, name, answer.value);
				else refuse(value, answer, [name]);
				noteDay(taken, name, value, reading);
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
		if (!Array.isArray(given)) return refuse(given, 'a list of objects with a name and a value');
		const taken = new Map<string, string>();
		const days: Array<[name: string, value: unknown]> = [];
		given.forEach((entry: unknown, index) => {
			const name = isRecord(entry) ? entry.name : undefined;
			if (!isRecord(entry) || typeof name !== 'string' || !name.trim()) {
				const problem = { problem: 'is a custom property without a name' };
				const why = isRecord(entry) ? problem : 'an object with a name and a value';
				return refuse(entry, why, [String(index)]);
			}
			if (isEmpty(entry.value)) {
				if (reading.emptyValues === 'clear' && entry.value !== undefined) taken.set(name, '');
				return;
			}
			const kind = reading.kinds.get(name);
			const answer = readProperty(entry.value, kind, reading.timeZone);
			if ('value' in answer) taken.set(name, answer.value);
			else refuse(entry.value, answer, [name]);
			if (isDateLike(single(entry.value))) days.push([name, entry.value]);
		});
		if (!taken.size) return undefined;
		const list = [...taken].map(([name, value]) => ({ name, value }));
		for (const [name, value] of days) noteDay(list, name, value, reading);
		return list;
	};

export interface CustomProperty {
	name: string;
	value: string;
}
