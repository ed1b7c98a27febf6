/**
 * CRM records: what an input about one looks like, and HubSpot's batch endpoints for them.
 * Sources: HubSpot's reference pages of the CRM object API, and what others observed of it.
 */
import { comparable } from './comparing';
import type { Endpoint, Match, Place, Values } from './endpoint';
import type { Check, Detour, Resolve } from './effect';
import { TRACE_ID } from './errors';
import { idText, isRecord, omit, own, put } from './json';
import { areContacts } from './objects';
import { folded, parseOne, RECORD_ID, type Result } from './replies';
import { epochOf } from './values';

// ---------------------------------------------------------------- inputs

/** A property that a record was found by before it was sent, and the value there. */
type FoundBy = { property: string; value: string };

/** One element of `inputs` of a write, as HubSpot's reference page lists it. */
export type RecordInput = {
	id: string;
	idProperty?: string;
	/** Ours, and never sent. */
	foundBy?: FoundBy;
	properties: Record<string, string>;
	/** Properties that may hold names. Ours, and never sent. */
	named?: readonly string[];
	objectWriteTraceId?: string;
};

/** Names a record that is to be read or archived. */
export type RecordName = { id: string; idProperty?: string; foundBy?: FoundBy };

/** Records are found by any property: by unique ones where the endpoint takes these, else before. */
export function byAnyProperty<I extends RecordName>(takesUnique?: true): Resolve<I> {
	return {
		takesUnique,
		names: ({ id, idProperty }, { parameters: { objectType } }) =>
			idProperty === undefined ? [] : [{ objectType, property: idProperty, value: id }],
		resolved: (input, [id]) => ({
			...input,
			id,
			idProperty: undefined,
			foundBy: { property: input.idProperty ?? RECORD_ID, value: input.id },
		}),
	};
}

/** An input without what is ours alone. */
const asSent = <I extends RecordName>(input: I): object =>
	input.foundBy ? omit(input, 'foundBy', 'idProperty') : input;

/** The two spellings of "by record ID"; neither is sent as an `idProperty`. */
export const isRecordId = (property: unknown): boolean =>
	property === RECORD_ID || property === 'id';

/** True of nearly every record ID, so that those skip the folding. By hand, which is faster than a pattern. */
function isPlainId(id: string): boolean {
	for (let at = 0; at < id.length; at++) {
		const code = id.charCodeAt(at);
		if (code > 57 || code < (at ? 48 : 49)) return false;
	}
	return id !== '';
}

/**
 * The key of the record that an input names. Record IDs are numbers, so leading zeros do not
 * matter.
 */
export function keyOf(id: string, idProperty: string | undefined): string {
	if (isPlainId(id)) return id;
	return idProperty ? folded(id) : folded(id).replace(/^0+(?=\d)/, '');
}

export const propertiesOf = (record: RecordName | Result): Record<string, unknown> => {
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

const changesKey = (input: RecordInput) => newKeyOf(input) !== keyOf(input.id, input.idProperty);

// ---------------------------------------------------------------- other names of a record

/** The e-mail addresses of a contact beside its `email`; HubSpot finds it by each (OBSERVED). */
export const OTHER_EMAILS = 'hs_additional_emails';
/** The IDs of the records that were merged into this one; HubSpot finds it by each (OBSERVED). */
const MERGED_IDS = 'hs_merged_object_ids';

/** The property with the other names that records are found by; undefined where they have one name. */
export function otherNames(
	idProperty: string | undefined,
	{ parameters }: Place,
): string | undefined {
	if (!idProperty) return MERGED_IDS;
	const ofContacts = areContacts(parameters.objectType);
	return idProperty === 'email' && ofContacts ? OTHER_EMAILS : undefined;
}

/** Is this the record with this key, be it the key that it shows or another one it is found by? */
export function isCalled(record: Result, { id, idProperty }: RecordName): boolean {
	const key = keyOf(id, idProperty);
	if (statedKey(record, { id, idProperty }) === key) return true;
	if (idProperty && idProperty !== 'email') return false;
	const others = otherNamesIn(record, idProperty ? OTHER_EMAILS : MERGED_IDS);
	return others.some((other) => keyOf(other, idProperty) === key);
}

/** The other names that a record lists in one of its properties. */
export function otherNamesIn(record: Result, property: string): string[] {
	const others = own(propertiesOf(record), property);
	return typeof others === 'string' ? others.split(';') : [];
}

/** A key for messages, cut short when it is long. */
export const shown = (id: string, most = 80): string =>
	id.length > most ? `${id.slice(0, most)}…` : id;

/** What a record is found by, and its value there. */
export const nameOf = ({ id, idProperty, foundBy }: RecordName): [by: string, value: string] =>
	foundBy ? [foundBy.property, foundBy.value] : [idProperty ?? 'ID', id];

/** Takes our trace ID out of a result. A field that is the last one is taken off without a copy. */
function withoutTrace(said: Result): Result {
	let last = '';
	for (const name in said) last = name;
	if (last === TRACE_ID) {
		delete said[TRACE_ID];
		return said;
	}
	const { [TRACE_ID]: trace, ...others } = said;
	return trace === undefined ? said : others;
}

/**
 * A result with the key that its item was matched by, which HubSpot does not repeat everywhere, and
 * without our trace ID. What HubSpot says is never overwritten.
 */
export function keyed(said: Result, input: RecordName): Result {
	const result = withoutTrace(said);
	const { foundBy } = input;
	const property = foundBy ? foundBy.property : input.idProperty;
	if (property && own(result, property) === undefined) {
		put<unknown>(result, property, (foundBy ? foundBy.value : input.id).trim());
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

/** HubSpot may keep the stage that it had (OBSERVED), so a result may show that of another input. */
const LIFECYCLE_STAGE = 'lifecyclestage';

export const byTrace: Match<RecordInput> = {
	...byName,
	traceId: (input) => input.objectWriteTraceId ?? '',
	readBack: newKeyOf,
	properties: (input) => input.properties,
	appearance: {
		// An object without a prototype, or every record would seem to have a property `constructor`.
		of: (record) => {
			const seen = Object.create(null) as Values;
			for (const [name, value] of Object.entries(propertiesOf(record))) {
				if (typeof value !== 'string' || name === LIFECYCLE_STAGE) continue;
				const text = comparable(value);
				// An option that is added says nothing of what a result shows beside it.
				if (!text.startsWith(';')) seen[name] = text;
			}
			return seen;
		},
		sure: [],
	},
};

/** Gives an input its trace ID, with which HubSpot reports on each input separately. */
export function stamp(input: RecordInput, trace: string): RecordInput {
	input[TRACE_ID] ??= trace;
	return input;
}

// ---------------------------------------------------------------- endpoints

const byScope = { scope: ({ idProperty }: RecordName) => idProperty ?? '' };

/** What all batches of records have in common. */
export const batch = {
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
	element: asSent,
	match: byTrace,
};

/**
 * Updates one record. A batch update may answer with nothing and write nothing, as was seen of
 * events (INFERRED here).
 */
export const updateOneRecord: Endpoint<RecordInput> = {
	family: 'objects',
	method: 'PATCH',
	limit: 1,
	path: '/{objectType}/{objectId}',
	parameters: ([{ id }]) => ({ objectId: id.trim() }),
	query: ([{ idProperty }]) => (idProperty ? { idProperty } : undefined),
	element: ({ properties }) => ({ properties }),
	body: (elements) => elements[0] as object,
	answer: parseOne,
	// The only result of a call about one record is that record's, under whatever name.
	match: { ...byTrace, resultKey: (_, input) => newKeyOf(input) },
};

/** Creates or updates by a unique property; `new` in a result says which. */
export const upsertRecords: Endpoint<RecordInput> = {
	...updateRecords,
	path: '/{objectType}/batch/upsert',
};

const namesIn = (list = ''): string[] => list.split(',').filter(Boolean);

/**
 * The properties that a read returns: those chosen in the node, and the one that records are found
 * by.
 */
function propertiesToRead([{ idProperty }]: RecordName[], { parameters }: Place): string[] {
	const wanted = namesIn(parameters.properties);
	return idProperty && !wanted.includes(idProperty) ? [...wanted, idProperty] : wanted;
}

/** The properties of which a read returns what they held before. */
const withHistory = ({ parameters }: Place): string[] => namesIn(parameters.propertiesWithHistory);

/** Does a read return archived records, and no others (SPEC)? */
export const areArchived = ({ parameters }: Place): boolean => parameters.archived === 'true';

/** Reads records. `idProperty` stands once for all inputs, at the top of the body (SPEC). */
export const readRecords: Endpoint<RecordName> = {
	...batch,
	...byScope,
	path: '/{objectType}/batch/read',
	// Half as many where what they held is read as well (OBSERVED).
	limitAt: (place) => (withHistory(place).length ? 50 : undefined),
	query: (_, place) => (areArchived(place) ? { archived: 'true' } : undefined),
	// Spelled in one way, so that equal questions are equal: HubSpot keeps e-mail addresses in lower case
	// (OBSERVED), and record IDs without zeros in front. In other properties, case may count.
	element: ({ id, idProperty }) => {
		const isFolded = !idProperty || idProperty === 'email';
		return { id: isFolded ? keyOf(id.trim(), idProperty) : id.trim() };
	},
	body: (elements, inputs, place) => {
		const [{ idProperty }] = inputs;
		const properties = propertiesToRead(inputs, place);
		const propertiesWithHistory = withHistory(place);
		return {
			inputs: elements,
			properties,
			...(propertiesWithHistory.length && { propertiesWithHistory }),
			...(idProperty && { idProperty }),
		};
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
	element: ({ id }) => ({ id: keyOf(id.trim(), undefined) }),
	silence: ({ id }, { status }) => (status === 204 ? { id } : undefined),
	match: byName,
};

/**
 * For records that an answer does not mention: asks under which name HubSpot shows them now. Only
 * for those, because asking for a property in every read would cost the ones that HubSpot returns
 * by default.
 */
export const renamedRecords: Detour<RecordName> = {
	isNeeded: ({ idProperty }, place) => otherNames(idProperty, place) !== undefined,
	ask: {
		...readRecords,
		body: (elements, inputs, place) => {
			const [{ idProperty }] = inputs;
			const names = [idProperty, otherNames(idProperty, place)].filter(Boolean);
			return { inputs: elements, properties: names, ...(idProperty && { idProperty }) };
		},
	},
	rename: (results, input) => {
		const { id, idProperty } = input;
		const record = results.find((each) => isCalled(each, input));
		const name = record && idText(idProperty ? own(propertiesOf(record), idProperty) : record.id);
		if (name === undefined || keyOf(name, idProperty) === keyOf(id, idProperty)) return undefined;
		return { ...input, id: name };
	},
};

// ---------------------------------------------------------------- checks

/** Reads all that was to be written, by this name of the records. */
const readWritten = (nameOf: (input: RecordInput) => string): Endpoint<RecordInput> => ({
	...batch,
	path: '/{objectType}/batch/read',
	// The key as it is spelled: where HubSpot minds the case, another spelling is another record.
	element: (input) => ({ id: nameOf(input) }),
	body: (elements, inputs, place) => {
		const [{ idProperty }] = inputs;
		const names = inputs.flatMap(({ properties }) => Object.keys(properties));
		const more = [idProperty, otherNames(idProperty, place)].filter((name) => name !== undefined);
		return {
			inputs: elements,
			properties: [...new Set([...names, ...more])],
			...(idProperty && { idProperty }),
		};
	},
	match: {
		...byTrace,
		names: (input) => byName.names({ id: nameOf(input), idProperty: input.idProperty }),
	},
});

/** A record without a property that was read only to recognise it, unless that was written as well. */
export function withoutHelper(record: Result, helper: string, written: Values): Result {
	const held = propertiesOf(record);
	if (own(held, helper) === undefined || own(written, helper) !== undefined) return record;
	return { ...record, properties: omit(held, helper) };
}

/** Reads back what was written, by the key that the record has now. */
export const checkRecords = (absent: Check<RecordInput>['absent']): Check<RecordInput> => ({
	read: readWritten(newIdOf),
	isOf: (record, input) => isCalled(record, { id: newIdOf(input), idProperty: input.idProperty }),
	before: {
		isNeeded: changesKey,
		read: readWritten(({ id }) => id.trim()),
		isOf: isCalled,
	},
	absent,
	values: propertiesOf,
	shown: (record, { idProperty, properties }) =>
		withoutHelper(record, idProperty ? OTHER_EMAILS : MERGED_IDS, properties),
	changedAt: ({ updatedAt }) => epochOf(updatedAt),
});

/** A read that does not find the record shows that it was archived. */
export const checkArchived: Check<RecordName> = {
	read: { ...readRecords, body: (elements) => ({ inputs: elements, properties: [] }) },
	isOf: (record, input) => statedKey(record, input) === keyOf(input.id, undefined),
	absent: 'done',
	changedAt: ({ updatedAt }) => epochOf(updatedAt),
};
