/** Batch Archive Events: removes marketing events of any app, by object ID. */
import { archiveEventBatch, checkArchived, type EventUpdate } from '../../hubspot/events';
import { EVENT } from '../../n8n/nouns';
import { outcomeOf } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { EVENT_RESOURCE } from './parameters';

export const batchArchiveEvents = operation<EventUpdate>({
	resource: EVENT_RESOURCE,
	value: 'batchArchiveEvents',
	name: 'Batch Archive Events',
	action: 'Batch archive events',
	description:
		'Remove marketing events, whoever created them, by their object ID, up to 100 per call',
	toolDescription:
		'Archive one HubSpot marketing event by its object ID: it is removed from HubSpot.',
	form: {
		options: ['batchSize', 'lookUp'],
		parameters: [
			{
				displayName:
					'Archived events are gone from HubSpot. HubSpot does not say whether they can be restored.',
				name: 'archiveNotice',
				type: 'notice',
				default: '',
			},
			...plainParameters(
				[
					{
						displayName: 'Object ID',
						name: 'objectId',
						type: 'string',
						default: '',
						required: true,
						placeholder: 'e.g. 50001',
						description: 'The object ID of the event to archive',
						hint: 'Upsert Events returns it as objectId. It is not the external event ID.',
					},
				],
				{ objectId: '50001' },
			),
		],
		place: {},
		fields: ['objectId'],
		fromFields: ({ values: { objectId } }) => ({
			raw: { objectId },
			columns: { objectId: 'Object ID' },
		}),
		input: () => values.shape({ objectId: values.recordId }),
		noun: () => EVENT,
		name: ({ objectId }) => ['object ID', objectId],
	},
	effect: {
		kind: 'write',
		verb: 'archived',
		again: 'safe',
		send: archiveEventBatch,
		check: checkArchived,
		complete: outcomeOf('not in HubSpot any more'),
	},
});
