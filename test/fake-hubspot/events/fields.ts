// Owns the fields of marketing events: which ones a call may send, what refuses a whole batch, and
// what an event looks like after an input.

import type { ItemError } from '../batch';
import { isObject } from '../batch';
import { instantOf } from '../properties';
import type { Json } from '../wire';
import { invalidJson, refuse } from '../wire';
import type { MarketingEvent } from './event';

type Field = keyof MarketingEvent;

const TEXTS: readonly Field[] = ['eventDescription', 'eventUrl', 'eventType'];
export const NAMES: readonly Field[] = ['eventName', 'eventOrganizer'];
const DATES: readonly Field[] = ['startDateTime', 'endDateTime'];
export const IDENTITY: readonly Field[] = ['externalAccountId', 'externalEventId'];

export const UPSERT_FLAGS: readonly Field[] = ['eventCancelled', 'eventCompleted'];
// SPEC: a batch update cannot complete an event.
export const UPDATE_FLAGS: readonly Field[] = ['eventCancelled'];

export const COMMON = [...NAMES, ...TEXTS, ...DATES, 'customProperties'];
export const CREATE_FIELDS = [...IDENTITY, ...UPSERT_FLAGS, ...COMMON];

/** The plain fields of an event after an input. Dates come back in UTC with milliseconds. */
export function mergedFields(event: Partial<MarketingEvent>, input: Json): Partial<MarketingEvent> {
	const out: Json = { ...event };
	for (const field of [...NAMES, ...TEXTS]) if (field in input) out[field] = input[field];
	for (const field of UPSERT_FLAGS) if (field in input) out[field] = input[field] ?? false;
	for (const field of DATES) {
		const text = field in input ? input[field] : undefined;
		if (text === null) out[field] = null;
		if (typeof text === 'string') out[field] = new Date(instantOf(text)).toISOString();
	}
	return out;
}

/** INFERRED: what makes one input of a batch fail alone is recorded nowhere; this one is plausible. */
export function problemWith(event: MarketingEvent | undefined, input: Json): ItemError | undefined {
	const { startDateTime, endDateTime } = mergedFields(event ?? {}, input);
	if (!startDateTime || !endDateTime || Date.parse(startDateTime) <= Date.parse(endDateTime)) {
		return undefined;
	}
	const message = 'The event ends before it starts.';
	return { category: 'VALIDATION_ERROR', message };
}

/** INFERRED: a body without `inputs` is refused, other than with CRM objects. */
export function missingInputs(): never {
	throw refuse(400, 'VALIDATION_ERROR', 'Some required fields were not set: [inputs]');
}

/** Whatever the published types forbid refuses the whole batch. */
export function checkFields(input: Json, required: readonly string[], flags: readonly string[]) {
	for (const field of Object.keys(input)) {
		const value = input[field];
		if (flags.includes(field)) {
			if (value !== null && typeof value !== 'boolean') {
				throw invalidJson(`"${field}" is not a boolean`);
			}
		} else if (field === 'customProperties') {
			if (!Array.isArray(value)) throw invalidJson('"customProperties" is not an array');
			for (const property of value as unknown[]) {
				const { name, value: its } = isObject(property) ? property : ({} as Json);
				if (typeof name !== 'string' || typeof its !== 'string') {
					throw invalidJson('a custom property needs "name" and "value", both strings');
				}
			}
		} else if (value !== null && typeof value !== 'string') {
			throw invalidJson(`"${field}" is not a string`);
		}
	}
	const unset = (field: string) => input[field] === null || input[field] === '';
	const missing = [
		...required.filter((field) => input[field] === undefined || unset(field)),
		// A name cannot be cleared, even where it may be left out.
		...NAMES.filter((field) => !required.includes(field) && field in input && unset(field)),
	];
	if (missing.length > 0) {
		const message = `Some required fields were not set: [${missing.join(', ')}]`;
		throw refuse(400, 'VALIDATION_ERROR', message);
	}
	for (const field of DATES) {
		const text = input[field];
		if (typeof text !== 'string' || !Number.isNaN(instantOf(text))) continue;
		const message = `"${field}" is not an ISO 8601 date-time with a time zone: "${text}"`;
		throw refuse(400, 'VALIDATION_ERROR', message);
	}
}
