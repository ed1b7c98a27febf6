/** Batch Update CRM Objects: changes records that exist, by record ID or a unique property. */
import { compareRecords } from '../../hubspot/compareRecords';
import { definedRecords } from '../../hubspot/defined';
import { ofRecords } from '../../hubspot/leaveOut';
import { namesInRecords } from '../../hubspot/names';
import {
	byAnyProperty,
	checkRecords,
	keyed,
	nameOf,
	stamp,
	updateOneRecord,
	updateRecords,
	type RecordInput,
} from '../../hubspot/records';
import { outcomeOf } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
import { inputParameters } from '../../n8n/parameters';
import { batchUpsertObjects } from './batchUpsertObjects';
import { emailFaults, idProperty, recordFromFields, warningsOf, withNames } from './fields';
import { CRM_OBJECT, nounOf, OBJECT_TYPE, OBJECT_TYPE_IN_PATH } from './parameters';

export const batchUpdateObjects = operation<RecordInput>({
	resource: CRM_OBJECT,
	value: 'batchUpdateObjects',
	name: 'Batch Update CRM Objects',
	action: 'Batch update CRM objects',
	description:
		'Update existing records of any CRM object, matched by email, record ID or any other property, up to 100 per call',
	toolDescription:
		'Update one existing HubSpot record. A record that does not exist is refused, never created. An owner can be given by email, a pipeline or stage by its label.',
	form: {
		options: [
			'batchSize',
			'compare',
			'emptyValues',
			'ifPropertyRefused',
			'lookUp',
			'unknownFields',
		],
		parameters: [
			OBJECT_TYPE,
			...inputParameters(
				{
					method: 'getObjectFields',
					mode: 'update',
					about: 'objectType',
					words: { singular: 'property', plural: 'properties' },
					valuesLabel: 'Properties to Update',
					matchingFieldsLabels: {
						title: 'Match Records By',
						description:
							'The property that identifies the record: Record ID, one with unique values (Email for contacts), or any other, which is searched first',
						hint: 'A record that does not exist is reported, never created',
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
		faults: emailFaults,
		noun: nounOf,
		name: nameOf,
		toCreate: ({ idProperty: unique }) => (unique ? batchUpsertObjects.name : undefined),
		stamp: (input, trace, place, mapped) => withNames(stamp(input, trace), place, mapped),
	},
	effect: {
		kind: 'write',
		verb: 'written',
		again: 'safe',
		send: updateRecords,
		definitions: definedRecords(),
		names: namesInRecords(),
		resolve: byAnyProperty(true),
		alone: updateOneRecord,
		// HubSpot refuses to update a record that does not exist. One that it accepted but that is not
		// found may have been merged.
		check: checkRecords('unclear'),
		compare: compareRecords(),
		warnings: warningsOf,
		leaveOut: ofRecords,
		complete: outcomeOf('updated'),
		keyed,
	},
});
