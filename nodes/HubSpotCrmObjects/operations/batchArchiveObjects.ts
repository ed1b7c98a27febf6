/** Batch Archive CRM Objects: puts records into HubSpot's recycle bin, by any property. */
import {
	archiveRecords,
	byAnyProperty,
	checkArchived,
	keyed,
	nameOf,
	type RecordName,
} from '../../hubspot/records';
import { outcomeOf } from '../../hubspot/replies';
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
} from './parameters';

export const batchArchiveObjects = operation<RecordName>({
	resource: CRM_OBJECT,
	value: 'batchArchiveObjects',
	name: 'Batch Archive CRM Objects',
	action: 'Batch archive CRM objects',
	description:
		'Move records of any CRM object to the recycle bin, found by record ID, email or any other property, up to 100 per call',
	toolDescription:
		'Archive one HubSpot record: it moves to the recycle bin, where it can be restored for 90 days. An ID that never existed is answered with done too.',
	form: {
		options: ['batchSize', 'lookUp'],
		parameters: [
			OBJECT_TYPE,
			{
				displayName:
					"Archived records go to HubSpot's recycle bin, where you can restore them for 90 days. HubSpot does not report IDs that do not exist, so a wrong record ID counts as done too.",
				name: 'archiveNotice',
				type: 'notice',
				default: '',
			},
			...plainParameters(
				[
					FIND_BY_PROPERTY,
					{
						displayName: 'Record to Archive',
						name: 'record',
						type: 'string',
						default: '',
						required: true,
						placeholder: 'e.g. 512',
						description: 'The record ID, or the value of the property chosen above',
						hint: 'Drag the column with the ID or the value here',
					},
				],
				{ id: '512' },
			),
		],
		place: { objectType: OBJECT_TYPE_IN_PATH },
		fields: ['record', 'idProperty'],
		fromFields: ({ values: { record, idProperty: property } }) => ({
			raw: { id: record, idProperty: property },
			columns: { id: 'Record to Archive', idProperty: FIND_BY },
		}),
		input: () => values.shape({ id: values.key, idProperty }, inDigits()),
		faults: emailFaults,
		noun: nounOf,
		name: nameOf,
	},
	effect: {
		kind: 'write',
		verb: 'archived',
		again: 'safe',
		send: archiveRecords,
		resolve: byAnyProperty(),
		keyed,
		check: checkArchived,
		complete: outcomeOf('not in HubSpot any more'),
	},
});
