/** Batch Update Events: changes marketing events of any app, by object ID. */
import {
	checkUpdated,
	updateEventBatch,
	updateOneEvent,
	type EventUpdate,
} from '../../hubspot/events';
import { EVENT } from '../../n8n/nouns';
import { outcomeOf } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
import {
	datesNotice,
	eventFromFields,
	eventParameters,
	inOrder,
	optionalFields,
	warningsOf,
} from './fields';
import { EVENT_RESOURCE } from './parameters';

export const batchUpdateEvents = operation<EventUpdate>({
	resource: EVENT_RESOURCE,
	value: 'batchUpdateEvents',
	name: 'Batch Update Events',
	action: 'Batch update events',
	description:
		'Update marketing events that exist, whoever created them, by their object ID, up to 100 per call',
	toolDescription:
		'Update one existing HubSpot marketing event by its object ID. Never creates an event.',
	form: {
		options: ['batchSize', 'emptyValues', 'lookUp', 'unknownFields'],
		mapper: 'fieldsByObjectId',
		parameters: [
			datesNotice,
			...eventParameters('fieldsByObjectId', 'getUpdateFields', {
				objectId: '50001',
				eventName: 'Conf',
			}),
		],
		place: {},
		fromFields: eventFromFields,
		input: (reading) =>
			values.shape(
				{
					objectId: values.key,
					eventName: values.textOrAbsent,
					eventOrganizer: values.textOrAbsent,
					...optionalFields(reading),
				},
				inOrder,
			),
		writes: (input) =>
			Object.entries(input).some(([name, value]) => name !== 'objectId' && value !== undefined),
		noun: () => EVENT,
		name: ({ objectId }) => ['object ID', objectId],
	},
	effect: {
		kind: 'write',
		verb: 'written',
		again: 'safe',
		send: updateEventBatch,
		alone: updateOneEvent,
		check: checkUpdated,
		warnings: warningsOf,
		complete: outcomeOf('updated'),
	},
});
