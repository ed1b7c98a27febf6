/** The rows of the CRM Objects node. */
import { folded, idText, isRecord, own, put, RECORD_ID, type Result } from '../hubspot/api';
import { operation, type Fields, type Input } from '../n8n/operation';
import { inputParameters } from '../n8n/parameters';
import * as values from '../hubspot/values';

/** The two spellings of "by record ID"; neither is sent as an `idProperty`. */
const isRecordId = (property: unknown) => property === RECORD_ID || property === 'id';

const idProperty: values.Field<string | undefined> = (value, refuse) => {
	const name = values.textOrAbsent(value, refuse)?.trim();
	return isRecordId(name) ? undefined : name;
};

/** The column to match on becomes `id`, every other column a property. */
function fromFields({ values: given, known, matchOn }: Fields) {
	const byRecordId = matchOn === undefined || isRecordId(matchOn);
	const spellings = byRecordId ? [RECORD_ID, 'id'] : [matchOn];
	// One that is there without a value too: `id` may be a property beside it, and name another record.
	const column = spellings.find((name) => name in given) ?? spellings[0];
	const properties: Record<string, unknown> = {};
	const unknown: string[] = [];
	for (const name of Object.keys(given)) {
		// The editor shows Record ID even where another column is matched on; nobody can write it.
		if (name === column || name === RECORD_ID) continue;
		if (known && !known.has(name)) unknown.push(name);
		else put(properties, name, given[name]);
	}
	const idProperty = byRecordId ? undefined : matchOn;
	const raw = { id: own(given, column), idProperty, properties };
	return { raw, unknown, idColumn: column };
}

/** Nearly every record ID: nothing to fold about it. */
const PLAIN_ID = /^[1-9]\d*$/;

/** The record that an input names. Record IDs are numbers: leading zeros make no other record. */
function keyOf(id: string, idProperty: string | undefined): string {
	if (PLAIN_ID.test(id)) return id;
	return idProperty ? folded(id) : folded(id).replace(/^0+(?=\d)/, '');
}

/** Long keys are cut short in messages. */
const shown = (id: string, most = 80) => (id.length > most ? `${id.slice(0, most)}…` : id);
const LONGEST_WARNING = 500;

const NONE: string[] = [];

const propertiesOf = (record: Input | Result) =>
	isRecord(record.properties) ? record.properties : {};

/** One element of `inputs`, as HubSpot's reference page lists it. */
export type RecordInput = {
	id: string;
	idProperty?: string;
	properties: Record<string, string>;
	objectWriteTraceId?: string;
};

/** The key that a record states. */
function statedKey(record: Result, { idProperty }: RecordInput): string | undefined {
	const stated = idText(idProperty ? own(propertiesOf(record), idProperty) : record.id);
	return stated === undefined ? undefined : keyOf(stated, idProperty);
}

/** A write may change the very property it is matched by: afterwards the record states the new value. */
const newIdOf = ({ id, idProperty, properties }: RecordInput) =>
	((idProperty && idText(own(properties, idProperty))) || id).trim();

const newKeyOf = (input: RecordInput) => keyOf(newIdOf(input), input.idProperty);

export const batchUpdateObjects = operation<RecordInput>({
	value: 'batchUpdateObjects',
	name: 'Batch Update CRM Objects',
	action: 'Batch update CRM objects',
	description:
		'Update records of any CRM object by record ID or a unique property, up to 100 per call',
	toolDescription:
		'Update one existing HubSpot record. A record that does not exist is refused, never created.',
	family: 'objects',
	path: '/{objectType}/batch/update',
	limit: 100,
	repeatable: true,
	parameters: [
		{
			displayName: 'Object Type',
			name: 'objectType',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description: 'The CRM object whose records are updated',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Select an object type…',
					typeOptions: { searchListMethod: 'searchObjectTypes', searchable: true },
				},
				{
					displayName: 'By Name or ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. contacts, 0-1, 2-123, p123_car',
					hint: 'Custom objects by their object type ID (2-…) or full name (p…_…)',
				},
			],
		},
		...inputParameters(
			{
				method: 'getObjectFields',
				mode: 'update',
				dependsOn: ['objectType.value'],
				words: { singular: 'property', plural: 'properties' },
				valuesLabel: 'Properties to Update',
				matchingFieldsLabels: {
					title: 'Match Records By',
					description: 'Record ID, or a property whose values are unique (email for contacts)',
					hint: 'A record that does not exist is reported, never created. When you match by another property, remove Record ID below.',
				},
			},
			{ id: 'ada@example.com', idProperty: 'email', properties: { city: 'Paris' } },
		),
	],
	scope: (input) => input.idProperty ?? '',
	fromFields,
	input: (reading) =>
		values.shape({
			id: values.key,
			idProperty,
			properties: values.properties(reading),
			objectWriteTraceId: values.textOrAbsent,
		}),
	stamp: (input, label) => {
		input.objectWriteTraceId ??= label;
		return input;
	},
	writes: (input) => Object.keys(input.properties).length > 0,
	match: {
		key: ({ id, idProperty }) => keyOf(id, idProperty),
		label: ({ id, idProperty }) => `the record with ${idProperty ?? 'ID'} “${shown(id)}”`,
		// By a unique property, a bare number in an error may as well be a record ID.
		names: ({ id, idProperty }) =>
			idProperty && /^\d+$/.test(id.trim()) ? [] : [keyOf(id, idProperty)],
		namedBy: ['ids', 'id'],
		traceId: (input) => input.objectWriteTraceId ?? '',
		resultKey: statedKey,
		readBack: newKeyOf,
		// Without a prototype: a property may be called `constructor`, and not every record has it.
		appearance: (record) => {
			const seen = Object.create(null) as Record<string, string>;
			for (const [name, value] of Object.entries(propertiesOf(record))) {
				if (typeof value === 'string') seen[name] = value;
			}
			return seen;
		},
		properties: (input) => input.properties,
		warnings: (input, result) => {
			const isOther =
				!input.idProperty &&
				statedKey(result, input) !== keyOf(input.id, undefined) &&
				idText(result.id);
			if (!isOther && !Array.isArray(result.warnings)) return NONE;
			const told: string[] = [];
			if (isOther) {
				told.push(
					`Record ${shown(input.id)} may have been merged: HubSpot answered with record ${String(result.id)}.`,
				);
			}
			if (!Array.isArray(result.warnings)) return told;
			for (const warning of result.warnings.filter(isRecord)) {
				const words = idText(warning.message) ?? idText(warning.category) ?? 'no reason given';
				told.push(`HubSpot warns: ${shown(words, LONGEST_WARNING)}`);
			}
			return told;
		},
	},
	lookUp: {
		limit: 100,
		call: (inputs) => {
			const { idProperty } = inputs[0];
			const names = inputs.flatMap(({ properties }) => Object.keys(properties));
			const body = {
				// As it is spelled: where case counts, another spelling is another record.
				inputs: inputs.map((input) => ({ id: newIdOf(input) })),
				properties: [...new Set(idProperty ? [...names, idProperty] : names)],
				...(idProperty && { idProperty }),
			};
			return { method: 'POST', path: '/{objectType}/batch/read', body };
		},
		isOf: (record, input) => statedKey(record, input) === newKeyOf(input),
		values: (record) =>
			Object.fromEntries(
				Object.entries(propertiesOf(record)).map(([name, value]) => [
					name,
					values.comparable(value),
				]),
			),
		changedAt: ({ updatedAt }) => values.epochOf(updatedAt),
		// An update of a record that does not exist is refused; one that is silent may have been merged.
		absentMeansUnwritten: false,
	},
});

export const RECORD_OPERATIONS = [batchUpdateObjects];
