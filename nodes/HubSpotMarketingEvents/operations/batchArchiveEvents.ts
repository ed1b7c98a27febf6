/** Batch Archive Events: removes marketing events, by object ID or by their external IDs. */
import { byExternalIds } from '../../hubspot/eventNames';
import {
	archiveEventBatch,
	checkArchived,
	keyed,
	nameOf,
	type EventName,
} from '../../hubspot/events';
import { EVENT } from '../../n8n/nouns';
import { outcomeOf } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import {
	EVENT_NAME_FIELDS,
	EVENT_NAME_PARAMETERS,
	EVENT_RESOURCE,
	eventName,
	eventNameFromFields,
	isOneName,
} from './parameters';

export const batchArchiveEvents = operation<EventName>({
	resource: EVENT_RESOURCE,
	value: 'batchArchiveEvents',
	name: 'Batch Archive Events',
	action: 'Batch archive events',
	description:
		'Remove marketing events by their object ID, whoever created them, or by their external event ID, up to 100 per call',
	toolDescription:
		'Archive one HubSpot marketing event by its object ID or its external event ID: it is removed from HubSpot.',
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
			...plainParameters(EVENT_NAME_PARAMETERS, { objectId: '50001' }),
		],
		place: {},
		fields: EVENT_NAME_FIELDS,
		fromFields: eventNameFromFields,
		input: () => values.shape(eventName(values.recordId), isOneName),
		noun: () => EVENT,
		name: nameOf,
	},
	effect: {
		kind: 'write',
		verb: 'archived',
		again: 'safe',
		send: archiveEventBatch,
		// Where the same app's event is archived already, another app's would be taken for it.
		resolve: byExternalIds(true),
		keyed,
		check: checkArchived,
		complete: outcomeOf('not in HubSpot any more'),
	},
});
