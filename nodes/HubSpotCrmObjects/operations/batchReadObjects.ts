/** Batch Read CRM Objects: one item in, one record out; a record that does not exist is reported. */
import type { Place } from '../../hubspot/endpoint';
import type { LookupKey } from '../../hubspot/effect';
import {
	areArchived,
	byAnyProperty,
	keyed,
	nameOf,
	readRecords,
	renamedRecords,
	type RecordName,
} from '../../hubspot/records';
import * as values from '../../hubspot/values';
import type { Noun } from '../../n8n/nouns';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { emailFaults, idProperty } from './fields';
import {
	ARCHIVED_IN_QUERY,
	CRM_OBJECT,
	FIND_BY,
	FIND_BY_PROPERTY,
	inDigits,
	nounOf,
	OBJECT_TYPE,
	OBJECT_TYPE_IN_PATH,
	RETURNED_PROPERTIES,
	RETURNED_PROPERTIES_IN_BODY,
	WITH_HISTORY_IN_BODY,
} from './parameters';

/** Where archived records alone are read, messages say so of a record that is not among them. */
const nounAt = (place: Place | undefined): Noun => {
	const { one, many } = nounOf(place);
	const isArchived = place !== undefined && areArchived(place);
	return isArchived ? { one: `archived ${one}`, many: `archived ${many}` } : { one, many };
};

/** HubSpot's searches show no archived records (STATED in its search guide). */
const unsearchable = ({ property }: LookupKey, place: Place): string | undefined =>
	areArchived(place)
		? `archived records cannot be found by ${property}, because its values are not unique and HubSpot's search shows no archived records: use the record ID or a unique property.`
		: undefined;

export const batchReadObjects = operation<RecordName>({
	resource: CRM_OBJECT,
	value: 'batchReadObjects',
	name: 'Batch Read CRM Objects',
	action: 'Batch read CRM objects',
	description:
		'Read records of any CRM object, found by email, record ID or any other property, up to 100 per call',
	toolDescription: 'Read one HubSpot record. Changes nothing.',
	form: {
		options: ['archived', 'batchSize', 'propertiesWithHistory', 'simplify'],
		parameters: [
			OBJECT_TYPE,
			...plainParameters(
				[
					FIND_BY_PROPERTY,
					{
						displayName: 'Record to Find',
						name: 'record',
						type: 'string',
						default: '',
						required: true,
						placeholder: 'e.g. 512',
						description: 'The record ID, or the value of the property chosen above',
						hint: 'Drag the column with the ID or the value here',
					},
				],
				{ id: 'ada@example.com', idProperty: 'email' },
			),
			RETURNED_PROPERTIES,
		],
		place: {
			objectType: OBJECT_TYPE_IN_PATH,
			properties: RETURNED_PROPERTIES_IN_BODY,
			propertiesWithHistory: WITH_HISTORY_IN_BODY,
			archived: ARCHIVED_IN_QUERY,
		},
		fields: ['record', 'idProperty'],
		fromFields: ({ values: { record, idProperty: property } }) => ({
			raw: { id: record, idProperty: property },
			columns: { id: 'Record to Find', idProperty: FIND_BY },
		}),
		input: () => values.shape({ id: values.key, idProperty }, inDigits()),
		faults: emailFaults,
		noun: nounAt,
		name: nameOf,
	},
	effect: {
		kind: 'read',
		ask: readRecords,
		resolve: { ...byAnyProperty(true), unsearchable },
		detour: renamedRecords,
		keyed,
	},
});
