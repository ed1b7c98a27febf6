/** Batch Update Events: changes marketing events of any app, by object ID or by their external IDs. */
import { definedEvents } from '../../hubspot/defined';
import { byExternalIds } from '../../hubspot/eventNames';
import {
	checkUpdated,
	EVENT_NAMES,
	keyed,
	nameOf,
	updateEventBatch,
	updateOneEvent,
	type EventUpdate,
} from '../../hubspot/events';
import { ofEvents } from '../../hubspot/eventsLeaveOut';
import { EVENT } from '../../n8n/nouns';
import { outcomeOf } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
import {
	datesNotice,
	eventParameters,
	inOrder,
	optionalFields,
	updateFromFields,
	warningsOfUpdate,
} from './fields';
import { EVENT_RESOURCE, eventName, FIND_EVENTS_BY, isOneName } from './parameters';

const isName = (name: string) => (EVENT_NAMES as readonly string[]).includes(name);

export const batchUpdateEvents = operation<EventUpdate>({
	resource: EVENT_RESOURCE,
	value: 'batchUpdateEvents',
	name: 'Batch Update Events',
	action: 'Batch update events',
	description:
		'Update marketing events that exist, whoever created them, by object ID or external event ID, up to 100 per call',
	toolDescription:
		'Update one existing HubSpot marketing event by its object ID or its external event ID. Never creates an event.',
	form: {
		options: ['batchSize', 'emptyValues', 'ifPropertyRefused', 'lookUp', 'unknownFields'],
		mapper: 'fieldsByObjectId',
		beside: [FIND_EVENTS_BY.name],
		parameters: [
			datesNotice,
			{ ...FIND_EVENTS_BY, displayOptions: { show: { inputMode: ['fields'] } } },
			...eventParameters(
				'fieldsByObjectId',
				'getUpdateFields',
				{ objectId: '50001', eventName: 'Conf' },
				[FIND_EVENTS_BY.name],
			),
		],
		place: {},
		fromFields: updateFromFields,
		input: (reading) =>
			values.shape(
				{
					...eventName(values.key),
					eventName: values.textOrAbsent,
					eventOrganizer: values.textOrAbsent,
					...optionalFields(reading),
				},
				(event, refuse) => {
					isOneName(event, refuse);
					inOrder(event, refuse);
				},
			),
		writes: (input) =>
			Object.entries(input).some(([name, value]) => !isName(name) && value !== undefined),
		noun: () => EVENT,
		name: nameOf,
	},
	effect: {
		kind: 'write',
		definitions: definedEvents(),
		verb: 'written',
		again: 'safe',
		send: updateEventBatch,
		alone: updateOneEvent,
		resolve: byExternalIds(),
		keyed,
		check: checkUpdated,
		warnings: warningsOfUpdate,
		leaveOut: ofEvents,
		complete: outcomeOf('updated'),
	},
});
