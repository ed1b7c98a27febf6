/** Upsert Events: creates marketing events, or updates those that the same app created before. */
import {
	checkUpserted,
	keyed,
	nameOf,
	upsertEventBatch,
	upsertOneEvent,
	type EventInput,
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

export const upsertEvents = operation<EventInput>({
	resource: EVENT_RESOURCE,
	value: 'upsertEvents',
	name: 'Upsert Events',
	action: 'Upsert events',
	description:
		'Create marketing events (there is no Batch Create Events), or update those created with the same key or app, up to 100 per call',
	toolDescription:
		'Create one HubSpot marketing event, or update it where it exists. An event is known by its external event ID, together with an external account ID: to update an event, repeat what it was created with; another ID creates another event.',
	form: {
		options: ['batchSize', 'emptyValues', 'lookUp', 'unknownFields'],
		parameters: [
			{
				displayName:
					'External Account ID and External Event ID together identify the event. Choose them once and keep them. Always use the same key or app for marketing events: another one creates them again.',
				name: 'ownershipNotice',
				type: 'notice',
				default: '',
			},
			datesNotice,
			...eventParameters('fields', 'getUpsertFields', {
				externalAccountId: 'acct-1',
				externalEventId: 'conf-2027',
				eventName: 'Conf',
				eventOrganizer: 'ACME',
			}),
		],
		place: {},
		fromFields: eventFromFields,
		input: (reading) =>
			values.shape(
				{
					externalAccountId: values.key,
					externalEventId: values.key,
					eventName: values.requiredText,
					eventOrganizer: values.requiredText,
					...optionalFields(reading),
					eventCompleted: values.clearableFlag(reading),
				},
				inOrder,
			),
		noun: () => EVENT,
		name: nameOf,
	},
	effect: {
		kind: 'write',
		verb: 'written',
		again: 'safe',
		creates: true,
		send: upsertEventBatch,
		alone: upsertOneEvent,
		check: checkUpserted,
		warnings: warningsOf,
		complete: outcomeOf('created or updated'),
		keyed,
	},
});
