/**
 * What becomes of marketing events that the same app created, called by their external IDs: they are
 * cancelled, completed once they are over, or deleted. Sources: HubSpot's reference pages of the
 * marketing events API.
 */
import type { Check, Resolve, Way } from './effect';
import type { Endpoint, Input, Match } from './endpoint';
import { externalKeys, search } from './eventNames';
import { checkUpserted, upsertEventBatch, type EventInput } from './events';
import { isRecord } from './json';
import { idOf, parseEnvelope, parseOne, type Envelope, type Result } from './replies';

const { key, names, namedBy } = upsertEventBatch.match;

/** Every call is about one event, so that its only result is that event's. */
const match: Match<EventInput> = { key, names, namedBy, resultKey: (_, input) => key(input) };

/**
 * One event, which shows its name and, at times, its object ID (SPEC). Where it shows that the event is
 * not what it was to become, the answer tells nothing.
 */
const answerThatIs =
	(flag: 'eventCancelled' | 'eventCompleted') =>
	(body: unknown): Envelope | undefined => {
		if (!isRecord(body)) return undefined;
		if (typeof body.eventName !== 'string' && idOf(body) === undefined) return undefined;
		return { results: body[flag] === false ? [] : [body], errors: [] };
	};

const ofEvent = {
	family: 'marketingEvents',
	method: 'POST',
	limit: 1,
	parameters: ([{ externalEventId }]: EventInput[]) => ({ externalEventId }),
	query: ([{ externalAccountId }]: EventInput[]) => ({ externalAccountId }),
	match,
} as const;

/** Marks an event as cancelled. */
export const cancelEvent: Endpoint<EventInput> = {
	...ofEvent,
	path: '/events/{externalEventId}/cancel',
	answer: answerThatIs('eventCancelled'),
	body: () => undefined,
};

export type EventCompletion = EventInput & { startDateTime: string; endDateTime: string };

/** Marks an event as completed, with the times at which it began and ended. */
export const completeEvent: Endpoint<EventCompletion> = {
	...ofEvent,
	path: '/events/{externalEventId}/complete',
	answer: answerThatIs('eventCompleted'),
	element: ({ startDateTime, endDateTime }) => ({ startDateTime, endDateTime }),
	body: ([element]) => element as object,
};

// ---------------------------------------------------------------- what an event is then

/** Every read shows an ID, and no input has one. */
const isInput = (event: Input | Result): boolean => idOf(event) === undefined;

const cancelled = (event: Input | Result) => ({
	eventCancelled: isInput(event) || event.eventCancelled,
});

const completed = (event: Input | Result) => ({
	eventCompleted: isInput(event) || event.eventCompleted,
	startDateTime: event.startDateTime,
	endDateTime: event.endDateTime,
});

/** The read that tells what became of an upsert, without the way to IDs that no path can hold. */
const readBack = {
	read: checkUpserted.read,
	isOf: checkUpserted.isOf,
	absent: 'undone',
	changedAt: checkUpserted.changedAt,
} as const;

export const checkCancelled: Check<EventInput> = { ...readBack, values: cancelled };

export const checkCompleted: Check<EventCompletion> = { ...readBack, values: completed };

// ---------------------------------------------------------------- deletes

/**
 * Deletes events by app, account and event. What a 2xx holds is specified nowhere, so it is read for
 * errors alone, and the events are read back.
 */
export const deleteEventBatch: Endpoint<EventInput> = {
	family: 'marketingEvents',
	method: 'POST',
	path: '/events/delete',
	limit: 100,
	probe: upsertEventBatch.probe,
	element: ({ appId, externalAccountId, externalEventId }) => ({
		appId,
		externalAccountId,
		externalEventId,
	}),
	answer: (body) => {
		const envelope = parseEnvelope(body);
		return envelope?.errors.length ? { ...envelope, results: [] } : undefined;
	},
	match: { key, names, namedBy },
};

/** An event whose app an answer does not show cannot be deleted, and may be there. */
const searchWithApp: Way = {
	...search,
	read: (body, key) => {
		const seen = search.read(body, key);
		return seen?.fit.every(({ appId }) => appId !== undefined) ? seen : undefined;
	},
};

/** A delete names the app too, which only HubSpot knows. The object ID is what it is read back by. */
export const findEvent: Resolve<EventInput> = {
	names: externalKeys,
	resolved: (input, [objectId], [{ appId }] = []) => ({ ...input, objectId, appId }),
	seek: { ways: [searchWithApp] },
};

/** A read that does not find the event shows that it was deleted. */
export const checkDeleted: Check<EventInput> = {
	read: {
		family: 'marketingEvents',
		method: 'GET',
		path: '/{objectId}',
		limit: 1,
		parameters: ([{ objectId }]) => ({ objectId: String(objectId) }),
		answer: parseOne,
		match,
	},
	isOf: (event, { objectId }) => idOf(event) === objectId,
	absent: 'done',
	always: true,
	changedAt: checkUpserted.changedAt,
};
