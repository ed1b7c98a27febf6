/** Batch Archive CRM Objects: puts records into HubSpot's recycle bin, by record ID. */
import { archiveRecords, checkArchived, nameOf, type RecordName } from '../../hubspot/records';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { CRM_OBJECT, nounOf, OBJECT_TYPE, OBJECT_TYPE_IN_PATH } from './parameters';

export const batchArchiveObjects = operation<RecordName>({
	resource: CRM_OBJECT,
	value: 'batchArchiveObjects',
	name: 'Batch Archive CRM Objects',
	action: 'Batch archive CRM objects',
	description:
		'Move records of any CRM object to the recycle bin, by record ID, up to 100 per call',
	toolDescription:
		'Archive one HubSpot record by its record ID: it moves to the recycle bin, where it can be restored for 90 days. An ID that never existed is answered with done too.',
	form: {
		options: ['batchSize', 'lookUp'],
		parameters: [
			OBJECT_TYPE,
			{
				displayName:
					"Archived records go to HubSpot's recycle bin, where you can restore them for 90 days. HubSpot does not report IDs that do not exist, so a wrong ID counts as done too.",
				name: 'archiveNotice',
				type: 'notice',
				default: '',
			},
			...plainParameters(
				[
					{
						displayName: 'Record ID',
						name: 'recordId',
						type: 'string',
						default: '',
						required: true,
						placeholder: 'e.g. 512',
						description: 'The ID of the record to archive',
					},
				],
				{ id: '512' },
			),
		],
		place: { objectType: OBJECT_TYPE_IN_PATH },
		fields: ['recordId'],
		fromFields: ({ values: { recordId } }) => ({
			raw: { id: recordId },
			columns: { id: 'Record ID' },
		}),
		input: () => values.shape({ id: values.recordId }),
		noun: nounOf,
		name: nameOf,
	},
	effect: {
		kind: 'write',
		verb: 'archived',
		again: 'safe',
		send: archiveRecords,
		check: checkArchived,
		complete: (result) => ({ ...result, outcome: 'not in HubSpot any more' }),
	},
});
