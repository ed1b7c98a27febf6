/**
 * Finding the IDs of records by the value of a property: by a batch read where HubSpot keeps the
 * values unique, else by a search, which lags some seconds behind writes (STATED) and has a rate
 * limit of its own.
 */
import type { Call, Endpoint } from './endpoint';
import type { LookupKey } from './effect';
import { idText, isRecord, own } from './json';
import { areContacts } from './objects';
import { otherNamesIn, propertiesOf, OTHER_EMAILS } from './records';
import { folded, nextAfter, type Envelope, type Result } from './replies';
import { LIMITS } from './search';

/** What is known of a property: whether HubSpot refuses a value twice, and its type. */
export interface Definition {
	isUnique: boolean;
	type?: string;
}

/** HubSpot finds contacts by e-mail as by a unique property, although it does not mark it as one. */
export const isEmailOfContacts = ({ objectType, property }: LookupKey): boolean =>
	property === 'email' && areContacts(objectType);

/** Asks for the definitions of all properties of an object type. */
export const DEFINITIONS = {
	family: 'properties',
	call: { method: 'GET', path: '/{objectType}' } satisfies Call,
} as const;

/** Reads the answer to {@link DEFINITIONS}; undefined where it is none. */
export function definitionsIn(body: unknown): Map<string, Definition> | undefined {
	if (!isRecord(body) || !Array.isArray(body.results)) return undefined;
	return new Map(
		body.results
			.filter(isRecord)
			.map(({ name, hasUniqueValue, type }) => [
				idText(name) ?? '',
				{ isUnique: hasUniqueValue === true, type: idText(type) },
			]),
	);
}

// ---------------------------------------------------------------- endpoints

const match: Endpoint<LookupKey>['match'] = {
	key: ({ value }) => folded(value),
	names: ({ value }) => [value],
	namedBy: ['ids', 'id'],
};

/** By a property with unique values: at most one record each. */
const readByName: Endpoint<LookupKey> = {
	family: 'objects',
	method: 'POST',
	limit: 100,
	path: '/{objectType}/batch/read',
	element: ({ value }) => ({ id: value.trim() }),
	body: (elements, [name]) => {
		const others = isEmailOfContacts(name) ? [OTHER_EMAILS] : [];
		return { inputs: elements, idProperty: name.property, properties: [name.property, ...others] };
	},
	match,
};

/** By any other property: all records that have one of the values. */
const search = (valueOf: (value: string) => string): Endpoint<LookupKey> => ({
	family: 'objects',
	method: 'POST',
	limit: 100,
	lane: 'search',
	// A value that no record has is answered with no results, never with a 404.
	listsMissing: true,
	path: '/{objectType}/search',
	element: ({ value }) => valueOf(value.trim()),
	body: (values, [{ property }]) => ({
		filterGroups: [{ filters: [{ propertyName: property, operator: 'IN', values }] }],
		properties: [property],
		limit: LIMITS.page,
	}),
	match,
});

/** IN wants the values of text properties in lower case (STATED in the search guide). */
const searchTexts = search((value) => value.toLowerCase());
const searchValues = search((value) => value);

/** The endpoint that finds records by a property. */
export function finderOf(name: LookupKey, definition: Definition | undefined): Endpoint<LookupKey> {
	if (definition?.isUnique || isEmailOfContacts(name)) return readByName;
	return (definition?.type ?? 'string') === 'string' ? searchTexts : searchValues;
}

/** Are there more results than the answer shows? */
export const isCutOff = (body: unknown): boolean => nextAfter(body) !== undefined;

/**
 * The form in which two values of a property are the same. Case counts in unique values and in
 * choices: taken for equal, `Nr7` would be answered with the record of `nr7`.
 */
export const spellingOf = (key: LookupKey, definition: Definition | undefined) =>
	finderOf(key, definition) === searchTexts || isEmailOfContacts(key)
		? folded
		: (value: string): string => value.trim();

/** The IDs of the records that an answer shows, by the values that they are called by. */
export function idsByValue(
	{ results }: Envelope,
	property: string,
	spell: (value: string) => string,
): Map<string, string[]> {
	const ids = new Map<string, string[]>();
	for (const result of results) {
		const id = idText(result.id);
		if (id === undefined) continue;
		for (const value of new Set(valuesOf(result, property).map(spell))) {
			const known = ids.get(value);
			if (known) known.push(id);
			else ids.set(value, [id]);
		}
	}
	return ids;
}

function valuesOf(result: Result, property: string): string[] {
	const value = idText(own(propertiesOf(result), property));
	const others = property === 'email' ? otherNamesIn(result, OTHER_EMAILS) : [];
	return value === undefined ? others : [value, ...others];
}
