/** Batch Upsert CRM Objects: creates records, or updates those that exist, by a unique property. */
import { compareRecords } from '../../hubspot/compareRecords';
import { definedRecords } from '../../hubspot/defined';
import { ofRecords } from '../../hubspot/leaveOut';
import { namesInRecords } from '../../hubspot/names';
import {
	checkRecords,
	keyed,
	nameOf,
	stamp,
	upsertRecords,
	type RecordInput,
} from '../../hubspot/records';
import type { Result } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
import { inputParameters } from '../../n8n/parameters';
import { emailFaults, idProperty, recordFromFields, warningsOf, withNames } from './fields';
import { CRM_OBJECT, nounOf, OBJECT_TYPE, OBJECT_TYPE_IN_PATH } from './parameters';

/**
 * A required unique property: HubSpot refuses an upsert by record ID, because that does not tell
 * what to create.
 */
const uniqueProperty: values.Field<string> = (value, refuse) =>
	idProperty(value, refuse) ??
	refuse(value, {
		expected: 'a property whose values are unique, such as email',
		hint: 'an upsert cannot match by record ID',
	});

/**
 * Says whether the record was created or updated. After a repeat, `new: false` proves nothing,
 * because the first try may have created it.
 */
function complete(result: Result, repeated: boolean): Result {
	const { new: isNew, ...record } = result;
	if (isNew === true) return { ...result, outcome: 'created' };
	if (isNew === false && !repeated) return { ...result, outcome: 'updated' };
	return { ...record, outcome: 'created or updated' };
}

export const batchUpsertObjects = operation<RecordInput & { idProperty: string }>({
	resource: CRM_OBJECT,
	value: 'batchUpsertObjects',
	name: 'Batch Upsert CRM Objects',
	action: 'Batch upsert CRM objects',
	description:
		'Create records of any CRM object, or update those that exist, matched by a unique property such as email, up to 100 per call',
	toolDescription:
		'Create one HubSpot record, or update it where a record with the same value of a unique property (email for contacts) exists. The answer says which. An owner can be given by email, a pipeline or stage by its label.',
	form: {
		options: [
			'batchSize',
			'compare',
			'emptyValues',
			'ifPropertyRefused',
			'lookUp',
			'unknownFields',
		],
		mapper: 'fieldsToUpsert',
		parameters: [
			OBJECT_TYPE,
			...inputParameters(
				{
					name: 'fieldsToUpsert',
					method: 'getUpsertFields',
					mode: 'upsert',
					about: 'objectType',
					words: { singular: 'property', plural: 'properties' },
					valuesLabel: 'Properties to Send',
					matchingFieldsLabels: {
						title: 'Match Records By',
						description:
							'The property that identifies the record: one with unique values (Email for contacts)',
						hint: 'A record with the same value is updated. If there is none, it is created.',
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
				idProperty: uniqueProperty,
				properties: values.properties(reading),
				objectWriteTraceId: values.textOrAbsent,
			}),
		faults: emailFaults,
		noun: nounOf,
		name: nameOf,
		stamp: (input, trace, place, mapped) => {
			// HubSpot wants at least one property. With the key as a property, a list of keys alone
			// creates records.
			if (!Object.keys(input.properties).length)
				input.properties = { [input.idProperty]: input.id };
			stamp(input, trace);
			return withNames(input, place, mapped);
		},
	},
	effect: {
		kind: 'write',
		verb: 'written',
		again: 'safe',
		creates: true,
		definitions: definedRecords(),
		names: namesInRecords(),
		send: upsertRecords,
		// A record with this value of the unique property is always found by it, so if none is found,
		// none was written.
		check: checkRecords('undone'),
		compare: compareRecords(true),
		warnings: warningsOf,
		leaveOut: ofRecords,
		complete,
		keyed,
	},
});
