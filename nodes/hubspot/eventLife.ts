/**
 * What becomes of marketing events that the same app created, called by their external IDs: they are
 * cancelled, or completed once they are over. Sources: HubSpot's reference pages of the marketing
 * events API.
 */
import type { Check } from './effect';
import type { Endpoint, Input, Match } from './endpoint';
import { checkUpserted, upsertEventBatch, type EventInput } from './events';
import { isRecord } from './json';
import { idOf, type Envelope, type Result } from './replies';

const { key, names, namedBy } = upsertEventBatch.match;

/** Every call is about one event, so that its only result is that event's. */
const match: Match<EventInput> = { key, names, namedBy, resultKey: (_, input) => key(input) };

/** One event, which shows its name and, at times, its object ID (SPEC). */
const answer = (body: unknown): Envelope | undefined =>
	isRecord(body) && (typeof body.eventName === 'string' || idOf(body) !== undefined)
		? { results: [body], errors: [] }
		: undefined;

const ofEvent = {
	family: 'marketingEvents',
	method: 'POST',
	limit: 1,
	parameters: ([{ externalEventId }]: EventInput[]) => ({ externalEventId }),
	query: ([{ externalAccountId }]: EventInput[]) => ({ externalAccountId }),
	answer,
	match,
} as const;

/** Marks an event as cancelled. */
export const cancelEvent: Endpoint<EventInput> = {
	...ofEvent,
	path: '/events/{externalEventId}/cancel',
	body: () => undefined,
};

export type EventCompletion = EventInput & { startDateTime: string; endDateTime: string };

/** Marks an event as completed, with the times at which it began and ended. */
export const completeEvent: Endpoint<EventCompletion> = {
	...ofEvent,
	path: '/events/{externalEventId}/complete',
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
