/** What the operations on the lists of an event share. */
import type { Write } from '../../hubspot/effect';
import type { Place } from '../../hubspot/endpoint';
import type { HubSpotError } from '../../hubspot/errors';
import { byExternalIds } from '../../hubspot/eventNames';
import { keyed, nameOf, type EventName } from '../../hubspot/events';
import { findList } from '../../hubspot/lists';
import { omit } from '../../hubspot/json';
import type { Result } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { LIST_IN_PATH, LIST_WORDS, listParameter } from '../../n8n/listParameter';
import { ofAnotherApp } from '../../n8n/lookUps';
import { ASSOCIATION, EVENT, LIST } from '../../n8n/nouns';
import type { End, Form } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import {
	EVENT_NAME_FIELDS,
	EVENT_NAME_PARAMETERS,
	eventName,
	eventNameFromFields,
	isOneName,
} from './parameters';

/** How an item names the event whose lists are read or changed. */
export const EVENT_OF_LISTS = {
	place: {},
	fields: EVENT_NAME_FIELDS,
	fromFields: eventNameFromFields,
	input: () => values.shape(eventName(values.recordId), isOneName),
	noun: () => EVENT,
	name: nameOf,
} satisfies Partial<Form<EventName>>;

/** The event and the list that are associated. Which of them an error says is missing, it does not tell. */
function endsOf(
	{ objectId, externalEventId = '' }: EventName,
	place: Place | undefined,
	error?: HubSpotError,
): End[] {
	if (error) return [];
	const event = { noun: EVENT, id: objectId ?? externalEventId };
	return [event, { noun: LIST, id: place?.parameters.listId ?? '' }];
}

/** The same of a write, which is about one list. */
export const listForm = (notFound: string): Form<EventName> => ({
	...EVENT_OF_LISTS,
	options: ['lookUp'],
	parameters: [
		listParameter('searchAllLists'),
		...plainParameters(EVENT_NAME_PARAMETERS, { objectId: '50001' }),
	],
	place: { listId: LIST_IN_PATH },
	noun: () => ASSOCIATION,
	ends: endsOf,
	notFound,
});

/** What both writes have in common. */
export const LIST_WRITE = {
	kind: 'write',
	again: 'safe',
	thing: 'association',
	locate: findList(LIST_WORDS),
	resolve: byExternalIds(),
	shares: true,
	warnings: ({ ownedBy }) => (ownedBy === undefined ? [] : [ofAnotherApp(EVENT.one, ownedBy)]),
	keyed,
} satisfies Partial<Write<EventName>>;

/** Says of a result what became of the association. What was read of the event's app is not ours to tell. */
export const outcomeIs =
	(outcome: string) =>
	(result: Result): Result => ({ ...omit(result, 'ownedBy'), outcome });
