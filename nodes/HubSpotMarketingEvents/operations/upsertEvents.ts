/** Upsert Events: creates marketing events, or updates those that the same app created before. */
import { definedEvents } from '../../hubspot/defined';
import type { LookupKey } from '../../hubspot/effect';
import { byOwner, hasNoAddress, isTheirs, takenOf, updateTheirs } from '../../hubspot/eventOwners';
import {
	checkUpserted,
	keyed,
	nameOf,
	upsertEventBatch,
	upsertOneEvent,
	type EventInput,
	type EventUpdate,
} from '../../hubspot/events';
import { ofEvents } from '../../hubspot/eventsLeaveOut';
import { EVENT } from '../../n8n/nouns';
import { outcomeOf, type Result } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { operation, type PlaceParameter } from '../../n8n/operation';
import {
	datesNotice,
	eventFromFields,
	eventParameters,
	inOrder,
	optionalFields,
	warningsOf,
	warningsOfUpdate,
} from './fields';
import { EVENT_RESOURCE } from './parameters';

const IF_OWNED_BY_ANOTHER: PlaceParameter = {
	pattern: /^(create|update|refuse)$/,
	expected: 'one of create, update, refuse',
	optional: true,
	option: true,
};

const unsearchable = ({ property, value }: LookupKey): string | undefined =>
	hasNoAddress(value)
		? `no address of HubSpot's can hold the ${property} ${values.inWords(value)}, so it cannot be looked up whose the event is: choose Create Our Own under If Another App Owns the Event.`
		: undefined;

/** Warnings about an event of another app that was updated in place of an upsert. */
function warningsOfTheirs(input: EventUpdate, result: Result) {
	const { eventCompleted } = input;
	const isLeftOut = eventCompleted !== undefined && eventCompleted !== result.eventCompleted;
	const told = warningsOfUpdate(takenOf(input), result);
	if (!isLeftOut) return told;
	return [
		...told,
		'Event Completed was not sent: HubSpot does not take it for events of other apps. Use Complete Events with the key or app that created this event.',
	];
}

/** Says what became of an event of ours; of one of another app, that is said already. */
const complete = (result: Result): Result =>
	result.outcome === undefined ? outcomeOf('created or updated')(result) : result;

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
		options: [
			'batchSize',
			'emptyValues',
			'ifOwnedByAnother',
			'ifPropertyRefused',
			'lookUp',
			'unknownFields',
		],
		parameters: [
			{
				displayName:
					'External Account ID and External Event ID together identify the event. Choose them once and keep them. Always use the same key or app for marketing events: another one creates them again (see the option If Another App Owns the Event).',
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
		place: { ifOwnedByAnother: IF_OWNED_BY_ANOTHER },
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
		byId: 'Batch Update Events',
		idFrom: 'To get it, use Get Events by External Event ID.',
	},
	effect: {
		kind: 'write',
		definitions: definedEvents(),
		verb: 'written',
		again: 'safe',
		creates: true,
		send: upsertEventBatch,
		alone: upsertOneEvent,
		check: checkUpserted,
		warnings: warningsOf,
		leaveOut: ofEvents,
		complete,
		keyed,
		resolve: { ...byOwner, unsearchable },
		elsewhere: {
			goes: isTheirs,
			effect: {
				...updateTheirs,
				keyed,
				leaveOut: ofEvents,
				warnings: warningsOfTheirs,
				complete: outcomeOf('updated'),
			},
		},
	},
});
