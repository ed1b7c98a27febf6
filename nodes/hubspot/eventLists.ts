/**
 * The lists of contacts that belong to a marketing event. Sources: HubSpot's reference pages of the
 * associations between marketing events and lists.
 */
import type { Check, Many } from './effect';
import type { Endpoint, Match } from './endpoint';
import type { EventName } from './events';
import { idText, isRecord, listOf } from './json';
import { nextAfter, type Result } from './replies';

/** An event, and where a page of its lists begins. */
export type ListsQuestion = EventName & { after?: string };

const idIn = ({ objectId = '' }: EventName) => objectId;

/** Every call is about one event, so that its only result is that event's. */
const match: Match<ListsQuestion> = {
	key: (input) => JSON.stringify(input),
	names: (input) => [idIn(input)],
	namedBy: ['ids', 'id', 'objectIds', 'objectId'],
	resultKey: (_, input) => JSON.stringify(input),
};

const ofEvent = {
	family: 'marketingEvents',
	limit: 1,
	parameters: ([input]: EventName[]) => ({ objectId: idIn(input) }),
	match,
} as const;

// ---------------------------------------------------------------- writes

const NO_CONTENT = 204;

const write = {
	...ofEvent,
	path: '/associations/{objectId}/lists/{listId}',
	body: () => undefined,
	silence: ({ objectId }: EventName, { status }: { status: number }) =>
		status === NO_CONTENT ? { objectId } : undefined,
} as const;

/** Makes a list one of an event's. A second time changes nothing (INFERRED). */
export const associateList: Endpoint<EventName> = { ...write, method: 'PUT' };

/** Takes a list from an event; the list itself stays. */
export const removeList: Endpoint<EventName> = { ...write, method: 'DELETE' };

// ---------------------------------------------------------------- reads

/** The lists of an event. HubSpot wants the scope to write for this read (SPEC). */
export const readLists: Endpoint<ListsQuestion> = {
	...ofEvent,
	method: 'GET',
	path: '/associations/{objectId}/lists',
	query: ([{ after }]) => (after === undefined ? undefined : { after }),
	answer: (body) =>
		isRecord(body) && Array.isArray(body.results) ? { results: [body], errors: [] } : undefined,
};

const listsIn = (page: Result): Result[] => listOf(page.results).filter(isRecord);

/** All lists of an event. No page of HubSpot's says that they come in pages, but one may be cut off. */
export const allLists: Many<ListsQuestion> = {
	results: listsIn,
	nameOf: ({ listId }) => idText(listId),
	total: ({ total }) => (typeof total === 'number' ? total : undefined),
	rest: (page, input) => {
		const after = nextAfter(page);
		return after === undefined ? undefined : { ...input, after };
	},
};

/** Does a page show all lists of its event? */
const isWhole = (page: Result): boolean =>
	nextAfter(page) === undefined && !(Number(page.total ?? 0) > listsIn(page).length);

/** A read of the lists of an event shows whether the list is among them. */
const check = (absent: 'late' | 'done'): Check<EventName> => ({
	read: readLists,
	isOf: (page, _, place) =>
		listsIn(page).some(({ listId }) => idText(listId) === place?.parameters.listId),
	isComplete: (pages) => pages.length > 0 && pages.every(isWhole),
	absent,
	shown: (_, { objectId }) => ({ objectId }),
	changedAt: () => undefined,
});

export const checkAssociated = check('late');
export const checkRemoved = check('done');
