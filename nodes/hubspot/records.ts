/**
 * CRM records: what an input about one looks like, and HubSpot's batch endpoints for them.
 * Sources: HubSpot's reference pages of the CRM object API, and what others observed of it.
 */
import type { Check, Endpoint, Match, Place, Values } from './endpoint';
import { TRACE_ID } from './errors';
import { idText, isRecord, own, put } from './json';
import { folded, RECORD_ID, type Result } from './replies';
import { comparable, epochOf } from './values';

// ---------------------------------------------------------------- inputs

/** One element of `inputs` of a write, as HubSpot's reference page lists it. */
export type RecordInput = {
	id: string;
	idProperty?: string;
	properties: Record<string, string>;
	objectWriteTraceId?: string;
};

/** Names a record that is to be read or archived. */
export type RecordName = { id: string; idProperty?: string };

/** The two spellings of "by record ID"; neither is sent as an `idProperty`. */
export const isRecordId = (property: unknown): boolean =>
	property === RECORD_ID || property === 'id';

/** Matches nearly every record ID, so that those skip the folding. */
const PLAIN_ID = /^[1-9]\d*$/;

/**
 * The key of the record that an input names. Record IDs are numbers, so leading zeros do not
 * matter.
 */
export function keyOf(id: string, idProperty: string | undefined): string {
	if (PLAIN_ID.test(id)) return id;
	return idProperty ? folded(id) : folded(id).replace(/^0+(?=\d)/, '');
}

const propertiesOf = (record: RecordName | Result): Record<string, unknown> => {
	const { properties } = record as Result;
	return isRecord(properties) ? properties : {};
};

/** The key that a record states about itself; undefined when it states none. */
export function statedKey(record: Result, { idProperty }: RecordName): string | undefined {
	const stated = idText(idProperty ? own(propertiesOf(record), idProperty) : record.id);
	return stated === undefined ? undefined : keyOf(stated, idProperty);
}

/** The ID after the write, which may change the very property that the record is found by. */
function newIdOf({ id, idProperty, properties }: RecordInput): string {
	const written = idProperty ? own(properties, idProperty) : undefined;
	return (idText(written) || id).trim();
}

/** By record ID, a write never changes the key. */
const newKeyOf = (input: RecordInput): string =>
	input.idProperty ? keyOf(newIdOf(input), input.idProperty) : keyOf(input.id, undefined);

/** A key for messages, cut short when it is long. */
export const shown = (id: string, most = 80): string =>
	id.length > most ? `${id.slice(0, most)}…` : id;

/** What a record is found by, and its value there. */
export const nameOf = ({ id, idProperty }: RecordName): [by: string, value: string] => [
	idProperty ?? 'ID',
	id,
];

/**
 * A result with the key that its item was matched by, which HubSpot does not repeat everywhere, and
 * without our trace ID. What HubSpot says is never overwritten.
 */
export function keyed(said: Result, { id, idProperty }: RecordName): Result {
	const { [TRACE_ID]: trace, ...others } = said;
	const result = trace === undefined ? said : others;
	if (idProperty && own(result, idProperty) === undefined) {
		put<unknown>(result, idProperty, id.trim());
	}
	return result;
}

// ---------------------------------------------------------------- how answers find their questions

const byName: Match<RecordName> = {
	key: ({ id, idProperty }) => keyOf(id, idProperty),
	// With a unique property, an all-digit value is no name: the same number in an error may be a
	// record ID.
	// Leading zeros come back as they were sent.
	names: ({ id, idProperty }) =>
		idProperty && /^\d+$/.test(id.trim()) ? [] : [keyOf(id, idProperty), id.trim()],
	namedBy: ['ids', 'id'],
	resultKey: statedKey,
};

const byTrace: Match<RecordInput> = {
	...byName,
	traceId: (input) => input.objectWriteTraceId ?? '',
	readBack: newKeyOf,
	properties: (input) => input.properties,
	appearance: {
		// An object without a prototype, or every record would seem to have a property `constructor`.
		of: (record) => {
			const seen = Object.create(null) as Values;
			for (const [name, value] of Object.entries(propertiesOf(record))) {
				if (typeof value === 'string') seen[name] = value;
			}
			return seen;
		},
		sure: [],
		apart: false,
	},
};

/** Gives an input its trace ID, with which HubSpot reports on each input separately. */
export function stamp(input: RecordInput, trace: string): RecordInput {
	input[TRACE_ID] ??= trace;
	return input;
}

// ---------------------------------------------------------------- endpoints

const byScope = { scope: ({ idProperty }: RecordName) => idProperty ?? '' };

const batch = {
	family: 'objects',
	method: 'POST',
	limit: 100,
	probe: { family: 'properties', path: '/{objectType}' },
} as const;

/** Updates records and never creates one. HubSpot refuses a record that does not exist by name. */
export const updateRecords: Endpoint<RecordInput> = {
	...batch,
	...byScope,
	path: '/{objectType}/batch/update',
	match: byTrace,
};

/** Creates or updates by a unique property; `new` in a result says which. */
export const upsertRecords: Endpoint<RecordInput> = {
	...updateRecords,
	path: '/{objectType}/batch/upsert',
};

/**
 * The properties that a read returns: those chosen in the node, and the one that records are found
 * by.
 */
function propertiesToRead([{ idProperty }]: RecordName[], { parameters }: Place): string[] {
	const wanted = (parameters.properties ?? '').split(',').filter(Boolean);
	return idProperty && !wanted.includes(idProperty) ? [...wanted, idProperty] : wanted;
}

/** Reads records. `idProperty` stands once for all inputs, at the top of the body (SPEC). */
export const readRecords: Endpoint<RecordName> = {
	...batch,
	...byScope,
	path: '/{objectType}/batch/read',
	// Spelled in one way, so that equal questions are equal: HubSpot keeps e-mail addresses in lower case
	// (OBSERVED), and record IDs without zeros in front. In other properties, case may count.
	element: ({ id, idProperty }) => {
		const isFolded = !idProperty || idProperty === 'email';
		return { id: isFolded ? keyOf(id.trim(), idProperty) : id.trim() };
	},
	body: (elements, inputs, place) => {
		const [{ idProperty }] = inputs;
		const properties = propertiesToRead(inputs, place);
		return { inputs: elements, properties, ...(idProperty && { idProperty }) };
	},
	match: {
		...byName,
		// What is not found has no record ID that HubSpot could name it by, so a number is a name too.
		names: ({ id, idProperty }) => [keyOf(id, idProperty), id.trim()],
	},
};

/** Archives records. HubSpot answers 204 without a body, for IDs that do not exist too. */
export const archiveRecords: Endpoint<RecordName> = {
	...batch,
	path: '/{objectType}/batch/archive',
	element: ({ id }) => ({ id }),
	silence: ({ id }, { status }) => (status === 204 ? { id } : undefined),
	match: byName,
};

// ---------------------------------------------------------------- checks

/** Reads back what was written, by the key that the record has now. */
export const checkRecords = (absent: Check<RecordInput>['absent']): Check<RecordInput> => ({
	read: {
		...batch,
		path: '/{objectType}/batch/read',
		// The key as it is spelled: where HubSpot minds the case, another spelling is another record.
		element: (input) => ({ id: newIdOf(input) }),
		body: (elements, inputs) => {
			const [{ idProperty }] = inputs;
			const names = inputs.flatMap(({ properties }) => Object.keys(properties));
			return {
				inputs: elements,
				properties: [...new Set(idProperty ? [...names, idProperty] : names)],
				...(idProperty && { idProperty }),
			};
		},
		match: byTrace,
	},
	isOf: (record, input) => statedKey(record, input) === newKeyOf(input),
	absent,
	values: (record) =>
		Object.fromEntries(
			Object.entries(propertiesOf(record)).map(([name, value]) => [name, comparable(value)]),
		),
	changedAt: ({ updatedAt }) => epochOf(updatedAt),
});

/** A read that does not find the record shows that it was archived. */
export const checkArchived: Check<RecordName> = {
	read: { ...readRecords, body: (elements) => ({ inputs: elements, properties: [] }) },
	isOf: (record, input) => statedKey(record, input) === keyOf(input.id, undefined),
	absent: 'done',
	changedAt: ({ updatedAt }) => epochOf(updatedAt),
};
