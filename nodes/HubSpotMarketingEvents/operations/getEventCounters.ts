/** Get Event Counters: how many people take part in the event of each item. */
import { byExternalIds } from '../../hubspot/eventNames';
import { nameOf, type EventName } from '../../hubspot/events';
import { readCounters, withEvent } from '../../hubspot/participations';
import * as values from '../../hubspot/values';
import { EVENT } from '../../n8n/nouns';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import {
	EVENT_NAME_FIELDS,
	EVENT_NAME_PARAMETERS,
	eventName,
	eventNameFromFields,
	isOneName,
} from './parameters';
import { PARTICIPATION } from './participation';

export const getEventCounters = operation<EventName>({
	resource: PARTICIPATION,
	value: 'getEventCounters',
	name: 'Get Event Counters',
	action: 'Get the counters of events',
	description:
		'Count how many people registered for an event, attended it, cancelled and did not come',
	toolDescription:
		'Count how many people registered for one HubSpot marketing event, attended it, cancelled and did not come, by its object ID or its external event ID. Changes nothing.',
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
	effect: { kind: 'read', ask: readCounters, resolve: byExternalIds(), keyed: withEvent },
});
