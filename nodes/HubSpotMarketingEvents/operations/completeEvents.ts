/** Complete Events: marks marketing events that the same app created as over. */
import { contradictions } from '../../hubspot/comparing';
import { checkCompleted, completeEvent, type EventCompletion } from '../../hubspot/eventLife';
import { keyed, nameOf } from '../../hubspot/events';
import { outcomeOf } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { EVENT } from '../../n8n/nouns';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { datesNotice, inOrder } from './fields';
import {
	EVENT_RESOURCE,
	OWN_EVENT_EXAMPLE,
	OWN_EVENT_FIELDS,
	OWN_EVENT_PARAMETERS,
	ownEvent,
	ownEventFromFields,
} from './parameters';

export const completeEvents = operation<EventCompletion>({
	resource: EVENT_RESOURCE,
	value: 'completeEvents',
	name: 'Complete Events',
	action: 'Complete events',
	description:
		'Mark marketing events that the same key or app created as over, by their external IDs, one call per event',
	toolDescription:
		'Mark one HubSpot marketing event that this key or app created as over, by its external event ID and external account ID. Needs the times at which it began and ended.',
	form: {
		options: ['lookUp'],
		parameters: [
			{
				displayName:
					'Complete an event when it is over and all attendance is recorded: HubSpot then works out how long everybody attended. It finds only events that the same key or app created.',
				name: 'completeNotice',
				type: 'notice',
				default: '',
			},
			datesNotice,
			...plainParameters(
				[
					...OWN_EVENT_PARAMETERS,
					{
						displayName: 'Start Date and Time',
						name: 'startDateTime',
						type: 'dateTime',
						default: '',
						required: true,
						description: 'When the event began',
					},
					{
						displayName: 'End Date and Time',
						name: 'endDateTime',
						type: 'dateTime',
						default: '',
						required: true,
						description: 'When the event ended',
					},
				],
				{
					...OWN_EVENT_EXAMPLE,
					startDateTime: '2027-03-01T09:00:00Z',
					endDateTime: '2027-03-01T17:00:00Z',
				},
			),
		],
		place: {},
		fields: [...OWN_EVENT_FIELDS, 'startDateTime', 'endDateTime'],
		takesDates: true,
		fromFields: (given) => {
			const { raw, columns } = ownEventFromFields(given);
			const { startDateTime, endDateTime } = given.values;
			return {
				raw: { ...raw, startDateTime, endDateTime },
				columns: {
					...columns,
					startDateTime: 'Start Date and Time',
					endDateTime: 'End Date and Time',
				},
			};
		},
		input: (reading) =>
			values.shape(
				{
					...ownEvent('Upsert Events with Event Completed'),
					startDateTime: values.requiredMoment(reading),
					endDateTime: values.requiredMoment(reading),
				},
				inOrder,
			),
		noun: () => EVENT,
		name: nameOf,
		ofOthers:
			'Check both IDs. If another key or app created the event, only that one can complete it.',
	},
	effect: {
		kind: 'write',
		verb: 'completed',
		again: 'safe',
		send: completeEvent,
		check: checkCompleted,
		warnings: ({ startDateTime, endDateTime }, result) =>
			contradictions({ eventCompleted: true, startDateTime, endDateTime }, result),
		complete: outcomeOf('completed'),
		keyed,
	},
});
