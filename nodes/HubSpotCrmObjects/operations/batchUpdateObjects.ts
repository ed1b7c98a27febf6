/** Batch Update CRM Objects: changes records that exist, by record ID or a unique property. */
import {
	checkRecords,
	labelOf,
	stamp,
	updateOneRecord,
	updateRecords,
	type RecordInput,
} from '../../hubspot/records';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
import { inputParameters } from '../../n8n/parameters';
import { idProperty, recordFromFields, warningsOf } from './fields';
import { OBJECT_TYPE, OBJECT_TYPE_IN_PATH } from './parameters';

export const batchUpdateObjects = operation<RecordInput>({
	value: 'batchUpdateObjects',
	name: 'Batch Update CRM Objects',
	action: 'Batch update CRM objects',
	description:
		'Update records of any CRM object by record ID or a unique property, up to 100 per call',
	toolDescription:
		'Update one existing HubSpot record. A record that does not exist is refused, never created.',
	form: {
		options: ['batchSize', 'emptyValues', 'lookUp'],
		parameters: [
			OBJECT_TYPE,
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
		place: { objectType: OBJECT_TYPE_IN_PATH },
		fromFields: recordFromFields,
		input: (reading) =>
			values.shape({
				id: values.key,
				idProperty,
				properties: values.properties(reading),
				objectWriteTraceId: values.textOrAbsent,
			}),
		writes: (input) => Object.keys(input.properties).length > 0,
		label: labelOf,
		stamp,
	},
	effect: {
		kind: 'write',
		verb: 'written',
		again: 'safe',
		send: updateRecords,
		alone: updateOneRecord,
		// HubSpot refuses to update a record that does not exist. One that it accepted but that is not
		// found may have been merged.
		check: checkRecords('unclear'),
		warnings: warningsOf,
	},
});
