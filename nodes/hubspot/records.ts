/**
 * CRM records: what an input about one looks like, and HubSpot's batch endpoints for them.
 * Sources: HubSpot's reference pages of the CRM object API, and what others observed of it.
 */
import type { Check, Endpoint, Match, Place, Values } from './endpoint';
import { TRACE_ID } from './errors';
import { idText, isRecord, own } from './json';
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

/** A record that is asked for, or is to go. */
export type RecordName = { id: string; idProperty?: string };

/** The two spellings of "by record ID"; neither is sent as an `idProperty`. */
export const isRecordId = (property: unknown): boolean =>
	property === RECORD_ID || property === 'id';

/** Nearly every record ID: nothing to fold about it. */
const PLAIN_ID = /^[1-9]\d*$/;

/** The record that an input names. Record IDs are numbers: leading zeros make no other record. */
export function keyOf(id: string, idProperty: string | undefined): string {
	if (PLAIN_ID.test(id)) return id;
	return idProperty ? folded(id) : folded(id).replace(/^0+(?=\d)/, '');
}

const propertiesOf = (record: RecordName | Result): Record<string, unknown> => {
	const { properties } = record as Result;
	return isRecord(properties) ? properties : {};
};

/** The key that a record states. */
export function statedKey(record: Result, { idProperty }: RecordName): string | undefined {
	const stated = idText(idProperty ? own(propertiesOf(record), idProperty) : record.id);
	return stated === undefined ? undefined : keyOf(stated, idProperty);
}

/** A write may change the very property it is matched by: afterwards the record states the new value. */
const newIdOf = ({ id, idProperty, ...input }: RecordName): string =>
	((idProperty && idText(own(propertiesOf(input), idProperty))) || id).trim();

const newKeyOf = (input: RecordName) => keyOf(newIdOf(input), input.idProperty);

/** Long keys are cut short in messages. */
export const shown = (id: string, most = 80): string =>
	id.length > most ? `${id.slice(0, most)}…` : id;

export const labelOf = ({ id, idProperty }: RecordName): string =>
	`the record with ${idProperty ?? 'ID'} “${shown(id)}”`;

// ---------------------------------------------------------------- how answers find their questions

const byName: Match<RecordName> = {
	key: ({ id, idProperty }) => keyOf(id, idProperty),
	// By a unique property, a bare number in an error may as well be a record ID.
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
		// Without a prototype: a property may be called `constructor`, and not every record has it.
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

/** Gives an input the trace ID by which HubSpot tells of each input by itself. */
export function stamp(input: RecordInput, trace: string): RecordInput {
	input[TRACE_ID] ??= trace;
	return input;
}

// ---------------------------------------------------------------- endpoints

const byScope = { scope: ({ idProperty }: RecordName) => idProperty ?? '' };

const batch = { family: 'objects', method: 'POST', limit: 100 } as const;

/** Never creates; a record that does not exist is refused by name. */
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

/** Names of the properties that a read is to return: those of the node, and the one that records are named by. */
function propertiesToRead([{ idProperty }]: RecordName[], { parameters }: Place): string[] {
	const wanted = (parameters.properties ?? '').split(',').filter(Boolean);
	return idProperty && !wanted.includes(idProperty) ? [...wanted, idProperty] : wanted;
}

/** `idProperty` is said once for all inputs, at the top of the body (SPEC). */
export const readRecords: Endpoint<RecordName> = {
	...batch,
	...byScope,
	path: '/{objectType}/batch/read',
	element: ({ id }) => ({ id: id.trim() }),
	body: (elements, inputs, place) => {
		const [{ idProperty }] = inputs;
		const properties = propertiesToRead(inputs, place);
		return { inputs: elements, properties, ...(idProperty && { idProperty }) };
	},
	match: byName,
};

/** 204 without a body, for IDs that do not exist too. */
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
		// As it is spelled: where case counts, another spelling is another record.
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

/** A record that is gone is not found. */
export const checkArchived: Check<RecordName> = {
	read: { ...readRecords, body: (elements) => ({ inputs: elements, properties: [] }) },
	isOf: (record, input) => statedKey(record, input) === keyOf(input.id, undefined),
	absent: 'done',
	changedAt: ({ updatedAt }) => epochOf(updatedAt),
};
