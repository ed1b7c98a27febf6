/** Get Events: one event for each item, with its counters, whichever app created it. */
import { byExternalIds } from '../../hubspot/eventNames';
import { keyed, nameOf, readEvent, type EventName } from '../../hubspot/events';
import * as values from '../../hubspot/values';
import { EVENT } from '../../n8n/nouns';
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

export const getEvents = operation<EventName>({
	resource: EVENT_RESOURCE,
	value: 'getEvents',
	name: 'Get Events',
	action: 'Get events',
	description:
		'Read marketing events, whoever created them, by object ID or external event ID, with how many people registered, attended, cancelled and did not come',
	toolDescription:
		'Read one HubSpot marketing event by its object ID or its external event ID, with how many people registered, attended, cancelled and did not come. Changes nothing.',
	form: {
		options: [],
		parameters: plainParameters(EVENT_NAME_PARAMETERS, { objectId: '50001' }),
		place: {},
		fields: EVENT_NAME_FIELDS,
		fromFields: eventNameFromFields,
		input: () => values.shape(eventName(values.recordId), isOneName),
		noun: () => EVENT,
		name: nameOf,
	},
	effect: {
		kind: 'read',
		ask: readEvent,
		resolve: byExternalIds(),
		keyed,
	},
});
