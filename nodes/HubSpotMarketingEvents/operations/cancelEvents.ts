/** Cancel Events: marks marketing events that the same app created as cancelled. */
import { contradictions } from '../../hubspot/comparing';
import { cancelEvent, checkCancelled } from '../../hubspot/eventLife';
import { keyed, nameOf, type EventInput } from '../../hubspot/events';
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

/** The operation that cancels events of any app. */
const BY_OBJECT_ID = 'Batch Update Events with its object ID and Event Cancelled';

export const cancelEvents = operation<EventInput>({
	resource: EVENT_RESOURCE,
	value: 'cancelEvents',
	name: 'Cancel Events',
	action: 'Cancel events',
	description:
		'Mark marketing events that the same key or app created as cancelled, by their external IDs, one call per event',
	toolDescription:
		'Cancel one HubSpot marketing event that this key or app created, by its external event ID and external account ID.',
	form: {
		options: ['lookUp'],
		parameters: [
			{
				displayName:
					'HubSpot finds only events that the same key or app created. To cancel others, use Batch Update Events with their object IDs and Event Cancelled.',
				name: 'cancelNotice',
				type: 'notice',
				default: '',
			},
			...plainParameters(OWN_EVENT_PARAMETERS, OWN_EVENT_EXAMPLE),
		],
		place: {},
		fields: OWN_EVENT_FIELDS,
		fromFields: ownEventFromFields,
		input: () => values.shape(ownEvent(BY_OBJECT_ID)),
		noun: () => EVENT,
		name: nameOf,
		ofOthers: `Check both IDs. If another key or app created the event, use ${BY_OBJECT_ID}.`,
	},
	effect: {
		kind: 'write',
		verb: 'cancelled',
		again: 'safe',
		shares: true,
		send: cancelEvent,
		check: checkCancelled,
		warnings: (_, result) => contradictions({ eventCancelled: true }, result),
		complete: outcomeOf('cancelled'),
		keyed,
	},
});
