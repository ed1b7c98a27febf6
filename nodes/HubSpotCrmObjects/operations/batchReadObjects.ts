/** Batch Read CRM Objects: one item in, one record out; a record that does not exist is reported. */
import {
	byAnyProperty,
	keyed,
	nameOf,
	readRecords,
	renamedRecords,
	type RecordName,
} from '../../hubspot/records';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { emailFaults, idProperty } from './fields';
import {
	CRM_OBJECT,
	FIND_BY,
	FIND_BY_PROPERTY,
	inDigits,
	nounOf,
	OBJECT_TYPE,
	OBJECT_TYPE_IN_PATH,
	RETURNED_PROPERTIES,
	RETURNED_PROPERTIES_IN_BODY,
} from './parameters';

export const batchReadObjects = operation<RecordName>({
	resource: CRM_OBJECT,
	value: 'batchReadObjects',
	name: 'Batch Read CRM Objects',
	action: 'Batch read CRM objects',
	description:
		'Read records of any CRM object, found by email, record ID or any other property, up to 100 per call',
	toolDescription: 'Read one HubSpot record. Changes nothing.',
	form: {
		options: ['batchSize'],
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
						placeholder: 'e.g. 512, or ada@example.com',
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
		},
		fields: ['record', 'idProperty'],
		fromFields: ({ values: { record, idProperty: property } }) => ({
			raw: { id: record, idProperty: property },
			columns: { id: 'Record to Find', idProperty: FIND_BY },
		}),
		input: () => values.shape({ id: values.key, idProperty }, inDigits),
		faults: emailFaults,
		noun: nounOf,
		name: nameOf,
	},
	effect: {
		kind: 'read',
		ask: readRecords,
		resolve: byAnyProperty(true),
		detour: renamedRecords,
		keyed,
	},
});
