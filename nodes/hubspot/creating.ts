/**
 * CRM records that are to be created: what an input looks like, HubSpot's batch endpoint for them, and
 * how to find out whether a record was created, by a value that no two records may have.
 * Sources: HubSpot's reference pages of the CRM object API, and what others observed of it.
 */
import { defaultTypeIn, type AssociationType } from './associationTypes';
import type { Endpoint, Match } from './endpoint';
import type { CheckCreated, Lack, Prepare } from './effect';
import { TRACE_ID } from './errors';
import { isRecord, omit, own } from './json';
import { areContacts } from './objects';
import {
	batch,
	byTrace,
	isCalled,
	keyOf,
	OTHER_EMAILS,
	otherNames,
	propertiesOf,
	withoutHelper,
} from './records';
import { RECORD_ID, type Envelope, type Result } from './replies';
import { epochOf } from './values';

// ---------------------------------------------------------------- inputs

/** A record that the new one is associated with from the start, as HubSpot's reference page lists it. */
export interface Association {
	to: { id: string };
	types: AssociationType[];
	/** The object type, as far as it is known: where no type was chosen, its default one is to be found. Not sent. */
	toObjectType?: string;
}

/** One element of `inputs`, and what is known of its object type. */
export type CreateInput = {
	properties: Record<string, string>;
	associations?: Association[];
	objectWriteTraceId?: string;
	/** Properties of which no two records have the same value, as far as they are known. Not sent. */
	unique?: readonly string[];
	/** Properties that may hold names. Not sent. */
	named?: readonly string[];
};

const NONE: readonly string[] = [];

/** HubSpot finds people by their address, although it does not mark the property as unique. */
const EMAIL = 'email';
const EMAIL_ALONE: readonly string[] = [EMAIL];

/** The unique properties of an object type, of which `known` are known, e.g. from the mapper. */
export function uniqueIn(
	objectType: string | undefined,
	known: readonly string[] = NONE,
): readonly string[] {
	if (!areContacts(objectType) || known[0] === EMAIL) return known;
	return known.length ? [EMAIL, ...known.filter((name) => name !== EMAIL)] : EMAIL_ALONE;
}

/** The values of an input that no two records may have, by property. */
function* keysOf({ properties, unique = NONE }: CreateInput): Generator<[string, string]> {
	for (const name of unique) {
		const value = own(properties, name);
		if (typeof value === 'string' && value.trim()) yield [name, value.trim()];
	}
}

const firstKey = (input: CreateInput): [string, string] | undefined => {
	for (const key of keysOf(input)) return key;
	return undefined;
};

const asOne = ([name, value]: [string, string]) => `${name} ${keyOf(value, name)}`;

/** True where HubSpot refuses a second record with the same values. */
export const isUnmistakable = (input: CreateInput): boolean => firstKey(input) !== undefined;

/** Properties that people call a record by, where it has no unique value. */
const CALLED = [
	'name',
	'dealname',
	'subject',
	'title',
	'hs_task_subject',
	'hs_meeting_title',
	'hs_call_title',
	'lastname',
	'firstname',
	'phone',
];

/** What a new record is called, and the property that says so. */
export function nameOf(input: CreateInput): [by: string, value: string] {
	const key = firstKey(input);
	if (key) return key;
	const { properties } = input;
	const names = [...CALLED, ...Object.keys(properties)];
	const by = names.find((name) => own(properties, name));
	return by === undefined ? ['name', ''] : [by, properties[by]];
}

/** A result without our trace ID. */
export function keyed(result: Result): Result {
	return TRACE_ID in result ? omit(result, TRACE_ID) : result;
}

// ---------------------------------------------------------------- the endpoint

const byOwn: Match<CreateInput> = {
	// Without a unique value, no other input is about the same record.
	key: (input) => {
		const key = firstKey(input);
		return key ? asOne(key) : (input.objectWriteTraceId ?? '');
	},
	claims: (input) => [...keysOf(input)].slice(1).map(asOne),
	// A record that does not exist yet has no name; the IDs that an error names are those of others.
	names: () => [],
	namedBy: [],
	traceId: (input) => input.objectWriteTraceId ?? '',
	resultKey: (result, { unique }) => {
		const shown = propertiesOf(result) as CreateInput['properties'];
		const key = firstKey({ properties: shown, unique });
		return key && asOne(key);
	},
	properties: ({ properties }) => properties,
	appearance: byTrace.appearance as Match<CreateInput>['appearance'],
};

/** Creates records. With trace IDs HubSpot tells of each what became of it (STATED). */
export const createRecords: Endpoint<CreateInput> = {
	...batch,
	path: '/{objectType}/batch/create',
	element: ({ properties, associations, objectWriteTraceId }) => ({
		properties,
		...(associations && { associations: associations.map(({ to, types }) => ({ to, types })) }),
		objectWriteTraceId,
	}),
	match: byOwn,
};

// ---------------------------------------------------------------- default associations

/** The lists of an answer; what it says of each entry stays as it is. */
const listed = (body: unknown): Envelope | undefined =>
	isRecord(body) && Array.isArray(body.results)
		? { results: body.results.filter(isRecord), errors: [] }
		: undefined;

const NAMELESS: Match<never> = { key: () => '', names: () => [], namedBy: [] };

const withoutType = ({ associations = [] }: CreateInput) =>
	associations.filter(({ types }) => !types.length);

/** The types of association between two object types (SPEC). */
const readTypes: Endpoint<Lack> = {
	family: 'associations',
	method: 'GET',
	path: '/{objectType}/{toObjectType}/labels',
	limit: 1,
	parameters: ([{ lack }]) => ({ toObjectType: lack }),
	answer: listed,
	match: NAMELESS,
};

/** Finds the default type of association with the object types of which no type was chosen. */
export const defaultTypes: Prepare<CreateInput> = {
	lacks: (input) => withoutType(input).map(({ toObjectType = '' }) => toObjectType),
	ask: readTypes,
	complete: (input, lack, results) => {
		const type = defaultTypeIn(results);
		if (!type) return false;
		for (const each of withoutType(input)) if (each.toObjectType === lack) each.types = [type];
		return true;
	},
};

// ---------------------------------------------------------------- was it created?

const idPropertyOf = ([input]: CreateInput[]) => firstKey(input)?.[0] ?? EMAIL;
const valueOf = (input: CreateInput) => firstKey(input)?.[1] ?? '';

/** Reads records by the first unique value of each input. */
const readCreated: Endpoint<CreateInput> = {
	...batch,
	path: '/{objectType}/batch/read',
	element: (input) => ({ id: valueOf(input) }),
	body: (elements, inputs, place) => {
		const idProperty = idPropertyOf(inputs);
		const names = inputs.flatMap(({ properties }) => Object.keys(properties));
		const more = otherNames(idProperty, place);
		return {
			inputs: elements,
			properties: [...new Set([...names, ...(more === undefined ? [] : [more])])],
			idProperty,
		};
	},
	match: {
		...byOwn,
		names: (input) => [keyOf(valueOf(input), idPropertyOf([input])), valueOf(input)],
		namedBy: ['ids', 'id'],
	},
};

export const checkCreated: CheckCreated<CreateInput> = {
	keyOf: firstKey,
	ask: {
		family: 'properties',
		method: 'GET',
		path: '/{objectType}',
		limit: 1,
		answer: listed,
		match: NAMELESS,
	},
	learn: (input, results) => {
		const names = results.flatMap(({ name, hasUniqueValue }) =>
			hasUniqueValue === true && typeof name === 'string' && name !== RECORD_ID ? [name] : [],
		);
		input.unique = [...new Set([...(input.unique ?? NONE), ...names])];
	},
	read: readCreated,
	isOf: (record, input) =>
		isCalled(record, { id: valueOf(input), idProperty: idPropertyOf([input]) }),
	values: propertiesOf as CheckCreated<CreateInput>['values'],
	shown: (record, { properties }) => withoutHelper(record, OTHER_EMAILS, properties),
	createdAt: ({ createdAt }) => epochOf(createdAt),
};
