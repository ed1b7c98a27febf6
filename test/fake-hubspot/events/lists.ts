// Owns which lists are associated with marketing events, by object id and by the ids of the same app.

import type { Verdict } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { one, reading } from '../endpoints';
import { showList } from '../lists/store';
import type { RecordList } from '../lists/store';
import { OBJECT_TYPES } from '../properties';
import { bare, nothing } from '../shapes';
import type { Json } from '../wire';
import { refuse } from '../wire';
import type { EventAction } from '../world';
import type { MarketingEvent } from './event';
import { found } from './read';
import { MARKETING_WRITE } from './scopes';

type EventOf = (visit: Visit) => MarketingEvent;

/** STATED: whichever app made it. */
const byObjectId: EventOf = ({ account: { events }, parameters: [objectId] }) =>
	found(events.all.get(objectId));

/** STATED [MEGUIDE]: of events that another app made, it knows nothing. */
const byExternalIds: EventOf = ({
	account: { events },
	token: { appId },
	parameters: [externalAccountId, externalEventId],
}) => found(events.find(appId, externalAccountId, externalEventId));

/** SPEC: the scope to write, also for the read. INFERRED: lists that were deleted since are not shown. */
const readLists = (template: string, eventOf: EventOf): Endpoint => ({
	method: 'GET',
	template: `marketing/associations/${template}/lists`,
	scopes: () => [MARKETING_WRITE],
	faults: 'readFaults',
	plan: reading((visit) => {
		const { listIds = [] } = eventOf(visit);
		const { all } = visit.account.lists;
		const lists = listIds.flatMap((id) => all.get(id) ?? []);
		return { total: lists.length, results: lists.map(showList) };
	}),
	answer: bare(),
});

/** INFERRED: a second time is a success that changes nothing. */
const changeLists = (method: 'PUT' | 'DELETE', template: string, eventOf: EventOf): Endpoint => ({
	method,
	template: `marketing/associations/${template}/lists/*`,
	scopes: () => [MARKETING_WRITE],
	faults: 'singleFaults',
	plan: one((visit) => {
		if (hasBody(visit)) visit.account.oddities.push(`${method} of a list of an event has a body`);
		const event = eventOf(visit);
		const { listId } = listOf(visit);
		const action = method === 'PUT' ? 'associateList' : 'removeList';
		return changed(visit, event, listId, action);
	}),
	answer: nothing(),
});

function changed(
	{ account: { events } }: Visit,
	event: MarketingEvent,
	listId: string,
	action: EventAction,
): Verdict & { fulfil: () => Json } {
	const { objectId } = event;
	const input = { objectId, listId };
	const fulfil = () => {
		const others = (event.listIds ?? []).filter((id) => id !== listId);
		event.listIds = action === 'associateList' ? [...others, listId] : others;
		events.note(event, input, action);
		return input;
	};
	return { input, name: { ids: [objectId] }, fulfil };
}

function hasBody({ json }: Visit): boolean {
	try {
		return json() !== undefined;
	} catch {
		// Nothing, or no JSON.
		return false;
	}
}

/** INFERRED: how a list that does not exist is told, and that one of other objects is refused. */
function listOf({ account: { lists }, parameters }: Visit): RecordList {
	const listId = parameters.at(-1) ?? '';
	const list = lists.all.get(listId);
	if (!list) throw refuse(404, 'OBJECT_NOT_FOUND', `List does not exist with ID ${listId}.`);
	if (list.objectTypeId !== OBJECT_TYPES.contacts) {
		const message = `List ${listId} is not a list of contacts.`;
		throw refuse(400, 'VALIDATION_ERROR', message);
	}
	return list;
}

export const EVENT_LIST_ENDPOINTS: readonly Endpoint[] = [
	readLists('*', byObjectId),
	readLists('*/*', byExternalIds),
	changeLists('PUT', '*', byObjectId),
	changeLists('DELETE', '*', byObjectId),
	changeLists('PUT', '*/*', byExternalIds),
	changeLists('DELETE', '*/*', byExternalIds),
];
