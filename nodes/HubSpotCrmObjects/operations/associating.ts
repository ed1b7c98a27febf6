/** Records that a new one is associated with: the parameters for them, and how an item gives them. */
import type { INodeProperties } from 'n8n-workflow';

import { CATEGORIES, typeOfLabel } from '../../hubspot/associationTypes';
import type { Association, CreateInput } from '../../hubspot/creating';
import { isNotFound, named, type HubSpotError } from '../../hubspot/errors';
import { isRecord, own } from '../../hubspot/json';
import { standardObject } from '../../hubspot/objects';
import * as values from '../../hubspot/values';
import { nounOfType } from '../../n8n/nouns';
import type { End } from '../../n8n/operation';

// ---------------------------------------------------------------- as JSON

const LIST = 'a list of objects with “to” and “types”';

type Refuse = Parameters<values.Field<unknown>>[1];

/** Refuses every field of an object that has none of these names. */
function only(
	given: Record<string, unknown>,
	names: string[],
	refuse: Refuse,
	path: string[],
): void {
	for (const name of Object.keys(given)) {
		if (names.includes(name)) continue;
		refuse(given[name], { problem: 'is not a field of an association' }, [...path, name]);
	}
}

function readType(given: unknown, refuse: Refuse, path: string[]) {
	if (!isRecord(given)) {
		return refuse(given, 'an object with associationCategory and associationTypeId', path);
	}
	only(given, ['associationCategory', 'associationTypeId'], refuse, path);
	const associationCategory = String(own(given, 'associationCategory') ?? '');
	const id = own(given, 'associationTypeId');
	if (!CATEGORIES.includes(associationCategory)) {
		const where = [...path, 'associationCategory'];
		return refuse(given.associationCategory, `one of ${CATEGORIES.join(', ')}`, where);
	}
	if (!/^\d{1,15}$/.test(String(id))) {
		return refuse(id, 'a number, such as 279', [...path, 'associationTypeId']);
	}
	return { associationCategory, associationTypeId: Number(id) };
}

function readAssociation(given: unknown, refuse: Refuse, at: string): Association | undefined {
	if (!isRecord(given)) return refuse(given, 'an object with “to” and “types”', [at]);
	only(given, ['to', 'types'], refuse, [at]);
	const { to, types } = given;
	if (!isRecord(to)) return refuse(to, 'an object with the id of a record', [at, 'to']);
	only(to, ['id'], refuse, [at, 'to']);
	const id = values.recordId(own(to, 'id'), (value, why) => refuse(value, why, [at, 'to', 'id']));
	if (!Array.isArray(types) || !types.length) {
		return refuse(types, 'a list of association types', [at, 'types']);
	}
	const read = types.map((type: unknown, index) =>
		readType(type, refuse, [at, 'types', String(index)]),
	);
	return { to: { id }, types: read };
}

// ---------------------------------------------------------------- as parameters

export const ASSOCIATE_WITH = 'associateWith';
export const ASSOCIATE_WITH_LABEL = 'Associate With';

export const associateWith: INodeProperties = {
	displayName: ASSOCIATE_WITH_LABEL,
	name: ASSOCIATE_WITH,
	type: 'fixedCollection',
	placeholder: 'Add association',
	typeOptions: { multipleValues: true },
	default: {},
	description: 'Records that each new record is associated with from the start',
	displayOptions: { show: { inputMode: ['fields'] }, hide: { objectType: [''] } },
	options: [
		{
			displayName: 'Record',
			name: 'records',
			values: [
				{
					displayName: 'Object Type Name or ID',
					name: 'toObjectType',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getObjectTypes' },
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{
					displayName: 'Record ID',
					name: 'recordId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 512',
					description: 'The ID of the record to associate the new one with',
					hint: 'Drag the column with the ID here. An item without a value is not associated.',
				},
				{
					displayName: 'Label Name or ID',
					name: 'type',
					type: 'options',
					typeOptions: {
						loadOptionsMethod: 'getAssociationTypes',
						loadOptionsDependsOn: ['authentication', 'objectType.value', '&toObjectType'],
					},
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					hint: 'Leave empty for the default association. With a custom object, a label must be chosen.',
				},
			],
		},
	],
};

/** The records that were chosen in the node, as n8n gives them. */
export class Chosen {
	constructor(readonly given: unknown) {}
}

const textIn = (record: Record<string, unknown>, name: string) => {
	const value = own(record, name);
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
};

/** One record that was chosen; undefined where the item names none. */
function readChosen(record: Record<string, unknown>, refuse: Refuse): Association | undefined {
	const { recordId } = record;
	if (values.isEmpty(recordId)) return undefined;
	const id = values.recordId(recordId, refuse);
	const label = textIn(record, 'type');
	const type = typeOfLabel(label);
	const toObjectType = standardObject(textIn(record, 'toObjectType'));
	if (type) return { to: { id }, types: [type], ...(toObjectType && { toObjectType }) };
	if (label) return refuse(label, 'a label from its list, such as USER_DEFINED:37');
	if (!/^[\w-]+$/.test(toObjectType)) {
		return refuse(toObjectType, { problem: 'needs an Object Type or a Label' });
	}
	return { to: { id }, types: [], toObjectType };
}

function chosen({ given }: Chosen, refuse: Refuse): Association[] | undefined {
	const records: unknown = isRecord(given) ? given.records : undefined;
	if (!Array.isArray(records)) return undefined;
	const read = records.filter(isRecord).flatMap((record) => readChosen(record, refuse) ?? []);
	return read.length ? read : undefined;
}

// ---------------------------------------------------------------- those that do not exist

/** The records to associate a new one with that, as an error says, do not exist. */
export function missingAmong({ associations = [] }: CreateInput, error: HubSpotError): End[] {
	const isAboutRecords = isNotFound(error) || 'INVALID_OBJECT_IDS' in error.context;
	if (!isAboutRecords) return [];
	const ids = named(error, ['objectId', 'toObjectId']);
	return associations
		.filter(({ to }) => ids.includes(to.id))
		.map(({ to, toObjectType }) => ({ noun: nounOfType(toObjectType), id: to.id }));
}

// ---------------------------------------------------------------- either

/** The associations of a new record, as HubSpot takes them; none where the list is empty. */
export const associations: values.Field<Association[] | undefined> = (given, refuse) => {
	if (given instanceof Chosen) return chosen(given, refuse);
	if (values.isEmpty(given)) return undefined;
	if (!Array.isArray(given)) return refuse(given, LIST);
	return given.map((each: unknown, index) =>
		readAssociation(each, refuse, String(index)),
	) as Association[];
};
