/**
 * Marketing events: what an input about one looks like, and HubSpot's endpoints for them.
 * Sources: HubSpot's reference pages of the marketing events API, and what others observed of it.
 */
import { comparable, contradictions, type Contradiction } from './comparing';
import type { Endpoint, Input, Values } from './endpoint';
import type { Check } from './effect';
import { idText, isRecord, omit, put } from './json';
import { idOf, parseOne, type Result } from './replies';
import { epochOf, type CustomProperty } from './values';

/** The object type of marketing events, whose properties are their custom properties. */
export const MARKETING_EVENT = '0-54';

// ---------------------------------------------------------------- what events show

const VISIBLE = [
	'eventName',
	'eventOrganizer',
	'startDateTime',
	'endDateTime',
	'eventType',
	'eventUrl',
	'eventDescription',
	'eventCancelled',
	'eventCompleted',
];

/**
 * The fields that inputs and results share, as comparable text: an event as it looks from outside.
 */
function appearance(event: Input | Result): Values {
	const seen: Values = {};
	for (const name of VISIBLE) {
		const value = event[name];
		if (value === undefined || value === '' || typeof value === 'object') continue;
		seen[name] = comparable(value);
	}
	return seen;
}

/** The fields of its own that an event holds or an input writes. */
function fieldsOf(event: Input | Result): Record<string, unknown> {
	const held: Record<string, unknown> = {};
	for (const name of VISIBLE) if (event[name] !== undefined) held[name] = event[name];
	return held;
}

/** Its custom properties by name. */
function customOf({ customProperties }: Input | Result): Record<string, unknown> {
	const held: Record<string, unknown> = {};
	const list: unknown[] = Array.isArray(customProperties) ? customProperties : [];
	for (const { name, value } of list.filter(isRecord)) put(held, String(name), value);
	return held;
}

/** All values. Custom properties have a prefix, because they may be called like a field. */
function contents(event: Input | Result): Record<string, unknown> {
	const held = fieldsOf(event);
	for (const [name, value] of Object.entries(customOf(event))) {
		held[`customProperties.${name}`] = value;
	}
	return held;
}

/** All values as text, under the names that HubSpot's errors use. */
function propertiesOf(event: Input): Values {
	const held: Values = {};
	for (const [name, value] of Object.entries({ ...fieldsOf(event), ...customOf(event) })) {
		put(held, name, value === null ? '' : String(value));
	}
	return held;
}

/** Values that the answer shows otherwise than they were sent. */
export function contradicted(input: Input, result: Result): Contradiction[] {
	const told = contradictions(input, result, VISIBLE);
	if (!input.customProperties || !result.customProperties) return told;
	return [...told, ...contradictions(customOf(input), customOf(result))];
}

const NONE: string[] = [];

/**
 * Custom properties that were sent but are not in the result: HubSpot drops unknown ones without an
 * error.
 */
export function droppedProperties(input: Input, result: Result): string[] {
	const sent = input.customProperties as CustomProperty[] | undefined;
	if (!sent || !Array.isArray(result.customProperties)) return NONE;
	const stored = new Set(result.customProperties.map((entry: { name?: unknown }) => entry?.name));
	return sent
		.filter(({ name, value }) => value !== '' && !stored.has(name))
		.map(({ name }) => name);
}

// ---------------------------------------------------------------- endpoints

export type EventInput = Input & { externalAccountId: string; externalEventId: string };
/** An event by its object ID or, before that is found, by the IDs of the tool it comes from. */
export type EventName = Input & {
	objectId?: string;
	/** Ours, and never sent once the object ID is known. */
	externalEventId?: string;
	externalAccountId?: string;
	/** The app that created it, where it is not known to be ours. Ours, and never sent. */
	ownedBy?: string;
};
export type EventUpdate = EventName;

/** The parts of an input that name an event. */
export const EVENT_NAMES = ['objectId', 'externalEventId', 'externalAccountId', 'ownedBy'] as const;

const batch = {
	family: 'marketingEvents',
	method: 'POST',
	limit: 100,
	probe: { family: 'marketingEvents', path: '', query: { limit: '1' } },
} as const;
const single = { family: 'marketingEvents', limit: 1 } as const;

/**
 * Creates events, or updates those that the same app created. Its results carry neither of the
 * external IDs.
 */
export const upsertEventBatch: Endpoint<EventInput> = {
	...batch,
	path: '/events/upsert',
	match: {
		key: (input) => JSON.stringify([input.externalAccountId, input.externalEventId]),
		names: (input) => [input.externalEventId],
		// Under `ids` only a value that equals one external ID is taken for a name. Object IDs, which
		// other keys hold, are names of another kind.
		namedBy: ['externalEventIds', 'externalEventId', 'ids'],
		appearance: { of: appearance, sure: ['eventName', 'eventOrganizer'] },
		properties: propertiesOf,
	},
};

/**
 * Upserts one event. Batch upserts were seen to answer with nothing and write nothing, while single
 * ones do write (OBSERVED).
 */
export const upsertOneEvent: Endpoint<EventInput> = {
	...single,
	method: 'PUT',
	path: '/events/{externalEventId}',
	parameters: ([{ externalEventId }]) => ({ externalEventId }),
	body: (elements) => elements[0] as object,
	answer: parseOne,
	// The only result of a call about one event is that event's.
	match: { ...upsertEventBatch.match, resultKey: (_, input) => upsertEventBatch.match.key(input) },
};

/** A result with the external IDs that its item names the event by, which HubSpot does not repeat. */
export function keyed(result: Result, { externalAccountId, externalEventId }: EventName): Result {
	if (externalAccountId !== undefined) result.externalAccountId ??= externalAccountId;
	if (externalEventId !== undefined) result.externalEventId ??= externalEventId;
	return result;
}

/** What messages call an event by. */
export const nameOf = ({ objectId = '', externalEventId }: EventName): [string, string] =>
	externalEventId === undefined ? ['object ID', objectId] : ['external event ID', externalEventId];

const idIn = ({ objectId = '' }: EventName) => objectId;

const byObjectId: Endpoint<EventUpdate>['match'] = {
	key: ({ objectId, externalAccountId, externalEventId }) =>
		objectId ?? JSON.stringify([externalAccountId, externalEventId]),
	names: (input) => [idIn(input)],
	namedBy: ['ids', 'id', 'objectIds', 'objectId'],
	resultKey: idOf,
};

/** Updates events of any app by their object ID. Never creates. */
export const updateEventBatch: Endpoint<EventUpdate> = {
	...batch,
	path: '/batch/update',
	element: (input) =>
		input.externalEventId === undefined
			? input
			: omit(input, 'externalEventId', 'externalAccountId', 'ownedBy'),
	match: { ...byObjectId, properties: propertiesOf },
};

/**
 * Updates one event. A batch update may answer with nothing and write nothing, as upserts were seen
 * to (INFERRED here).
 */
export const updateOneEvent: Endpoint<EventUpdate> = {
	...single,
	method: 'PATCH',
	path: '/{objectId}',
	parameters: ([input]) => ({ objectId: idIn(input) }),
	element: (input) => omit(input, ...EVENT_NAMES),
	body: (elements) => elements[0] as object,
	answer: parseOne,
	match: updateEventBatch.match,
};

/**
 * 204 when all events were archived, 207 when some did not exist. The keys that name those are not
 * documented.
 */
export const archiveEventBatch: Endpoint<EventUpdate> = {
	...batch,
	path: '/batch/archive',
	element: ({ objectId }) => ({ objectId }),
	silence: ({ objectId }, { status }) => (status === 204 ? { objectId } : undefined),
	match: byObjectId,
};

export const readEvent: Endpoint<EventUpdate> = {
	...single,
	method: 'GET',
	path: '/{objectId}',
	parameters: ([input]) => ({ objectId: idIn(input) }),
	answer: parseOne,
	match: byObjectId,
};

// ---------------------------------------------------------------- checks

const changedAt = ({ updatedAt }: Result) => epochOf(updatedAt);

/** No path can hold these IDs: they would lead to another one. */
export const isNoSegment = (id: string) => /^\.+$/.test(id);

/** Finds the object ID of an event of the same app by its external ID, in a query. */
const searchEvent: Endpoint<EventInput> = {
	...single,
	method: 'GET',
	path: '/events/search',
	query: ([{ externalEventId }]) => ({ q: externalEventId }),
	match: upsertEventBatch.match,
};

export const checkUpserted: Check<EventInput> = {
	read: {
		...upsertOneEvent,
		method: 'GET',
		body: undefined,
		query: ([{ externalAccountId }]) => ({ externalAccountId }),
	},
	isOf: ({ externalEventId }, input) =>
		externalEventId === undefined || idText(externalEventId) === input.externalEventId,
	detour: {
		isNeeded: ({ externalEventId }) => isNoSegment(externalEventId),
		ask: searchEvent,
		rename: (results, input) => {
			const found = results.find(
				({ externalAccountId, externalEventId }) =>
					idText(externalAccountId) === input.externalAccountId &&
					idText(externalEventId) === input.externalEventId,
			);
			const objectId = found && idOf(found);
			return objectId === undefined ? undefined : { ...input, objectId };
		},
		read: readEvent,
	},
	absent: 'undone',
	values: contents,
	changedAt,
};

const isSame = (event: Result, { objectId }: EventUpdate) => idOf(event) === objectId;

export const checkUpdated: Check<EventUpdate> = {
	read: readEvent,
	isOf: isSame,
	absent: 'undone',
	values: contents,
	changedAt,
};

/** A read that does not find the event shows that it was archived. */
export const checkArchived: Check<EventUpdate> = {
	read: readEvent,
	isOf: isSame,
	absent: 'done',
	changedAt,
};
