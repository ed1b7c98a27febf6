/** Complete Events: marks marketing events that the same app created as over. */
import { contradictions } from '../../hubspot/comparing';
import { checkCompleted, completeEvent, type EventCompletion } from '../../hubspot/eventLife';
import { keyed } from '../../hubspot/events';
import { outcomeOf } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { EVENT } from '../../n8n/nouns';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { EXTERNAL_ID_LABELS, EXTERNAL_IDS, externalEventIdInPath } from './externalIds';
import { datesNotice, inOrder } from './fields';

export const completeEvents = operation<EventCompletion>({
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
					...EXTERNAL_IDS,
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
					externalAccountId: 'acct-1',
					externalEventId: 'conf-2027',
					startDateTime: '2027-03-01T09:00:00Z',
					endDateTime: '2027-03-01T17:00:00Z',
				},
			),
		],
		place: {},
		fields: ['externalAccountId', 'externalEventId', 'startDateTime', 'endDateTime'],
		takesDates: true,
		fromFields: ({
			values: { externalAccountId, externalEventId, startDateTime, endDateTime },
		}) => ({
			raw: { externalAccountId, externalEventId, startDateTime, endDateTime },
			columns: {
				...EXTERNAL_ID_LABELS,
				startDateTime: 'Start Date and Time',
				endDateTime: 'End Date and Time',
			},
		}),
		input: (reading) =>
			values.shape(
				{
					externalAccountId: values.key,
					externalEventId: externalEventIdInPath('Upsert Events with Event Completed'),
					startDateTime: values.requiredMoment(reading),
					endDateTime: values.requiredMoment(reading),
				},
				inOrder,
			),
		noun: () => EVENT,
		name: ({ externalEventId }) => ['external event ID', externalEventId],
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
