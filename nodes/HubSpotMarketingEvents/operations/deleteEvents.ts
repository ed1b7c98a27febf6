/** Delete Events by External ID: removes marketing events that the same app created. */
import { checkDeleted, deleteEventBatch, findEvent } from '../../hubspot/eventLife';
import { nameOf, type EventInput } from '../../hubspot/events';
import { outcomeOf } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { EVENT } from '../../n8n/nouns';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import {
	EVENT_RESOURCE,
	OWN_EVENT_EXAMPLE,
	OWN_EVENT_FIELDS,
	OWN_EVENT_PARAMETERS,
	ownEvent,
	ownEventFromFields,
} from './parameters';

export const deleteEvents = operation<EventInput>({
	resource: EVENT_RESOURCE,
	value: 'deleteEvents',
	name: 'Delete Events by External ID',
	action: 'Delete events by external ID',
	description:
		'Remove marketing events that the same key or app created, by their external IDs, up to 100 per call',
	toolDescription:
		'Delete one HubSpot marketing event that this key or app created, by its external event ID and external account ID: it is removed from HubSpot.',
	form: {
		options: ['batchSize'],
		parameters: [
			{
				displayName:
					'Deleted events are gone from HubSpot. HubSpot does not say whether they can be restored. It finds only events that the same key or app created: for others, use Batch Archive Events. Each event is looked up first and read back afterwards, one call each.',
				name: 'deleteNotice',
				type: 'notice',
				default: '',
			},
			...plainParameters(OWN_EVENT_PARAMETERS, OWN_EVENT_EXAMPLE),
		],
		place: {},
		fields: OWN_EVENT_FIELDS,
		fromFields: ownEventFromFields,
		input: () => values.shape(ownEvent()),
		noun: () => EVENT,
		name: nameOf,
		ofOthers:
			'Check both IDs; a new event may take some minutes to be found. If another key or app created it, use Batch Archive Events with its object ID.',
	},
	effect: {
		kind: 'write',
		verb: 'deleted',
		again: 'safe',
		shares: true,
		send: deleteEventBatch,
		resolve: findEvent,
		check: checkDeleted,
		complete: outcomeOf('not in HubSpot any more'),
	},
});
