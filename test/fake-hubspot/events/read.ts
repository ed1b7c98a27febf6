// Owns the reads of marketing events: one by object id, one by external ids, and the search.

import type { Account } from '../account';
import type { Endpoint } from '../endpoints';
import { reading, required } from '../endpoints';
import { bare } from '../shapes';
import type { Json } from '../wire';
import { refuse } from '../wire';
import { MARKETING_READ } from './scopes';
import type { MarketingEvent } from './event';
import { appInfoOf, show } from './store';

/** SPEC: an exact match, among the events of the same app. */
export const searchEvents: Endpoint = {
	method: 'GET',
	template: 'marketing/events/search',
	scopes: () => [MARKETING_READ],
	faults: 'readFaults',
	plan: reading(({ account: { events }, token: { appId }, query }) => ({
		results: events
			.shown(events.named(appId, required(query, 'q')), events.habits.eventSearchLagMs)
			.map(({ externalAccountId, externalEventId, objectId }) => ({
				appId,
				externalAccountId,
				externalEventId,
				objectId,
			})),
	})),
	answer: bare(),
};

export const readEventByExternalId: Endpoint = {
	method: 'GET',
	template: 'marketing/events/*',
	scopes: () => [MARKETING_READ],
	faults: 'readFaults',
	plan: reading(({ account, token: { appId }, query, parameters: [id] }) => {
		const { events, participants } = account;
		const event = found(events.find(appId, required(query, 'externalAccountId'), id));
		const counters = participants.counters(event);
		return { id: event.objectId, externalEventId: id, ...show(event), ...counters };
	}),
	answer: bare(),
};

export const readEventByObjectId: Endpoint = {
	method: 'GET',
	template: 'marketing/*',
	scopes: () => [MARKETING_READ],
	faults: 'readFaults',
	plan: reading(({ account, parameters: [objectId] }) =>
		full(account, found(account.events.all.get(objectId))),
	),
	answer: bare(),
};

/** SPEC: ten at a time; at most a hundred in a draft of 2026-09. INFERRED: those of every app. */
export const listEvents: Endpoint = {
	method: 'GET',
	template: 'marketing',
	scopes: () => [MARKETING_READ],
	faults: 'supportingFaults',
	plan: reading(({ account, query }) => {
		const limit = numberIn(query, 'limit', 10);
		if (limit < 1 || limit > 100) {
			throw refuse(400, 'VALIDATION_ERROR', 'limit must be between 1 and 100');
		}
		const all = [...account.events.all.values()];
		const from = numberIn(query, 'after', 0);
		const next = from + limit;
		return {
			results: all.slice(from, next).map((event) => full(account, event)),
			...(next < all.length ? { paging: { next: { after: String(next) } } } : {}),
		};
	}),
	answer: bare(),
};

/** SPEC writes its path in another way than HubSpot's own client in v3: both are answered. */
export const listEventsAsInSpec: Endpoint = { ...listEvents, template: 'marketing-as-in-spec' };

export function numberIn(query: URLSearchParams, name: string, fallback: number): number {
	const text = query.get(name) ?? String(fallback);
	if (!/^\d{1,9}$/.test(text)) throw refuse(400, 'VALIDATION_ERROR', `${name} is not a number`);
	return Number(text);
}

/** SPEC: the external event id, but not the account's; and how many took part. */
function full({ participants }: Account, event: MarketingEvent): Json {
	const { externalEventId } = event;
	const counters = participants.counters(event);
	return { ...show(event), externalEventId, ...counters, appInfo: appInfoOf(event) };
}

/** OBSERVED, in these words. */
export function found(event: MarketingEvent | undefined): MarketingEvent {
	if (!event) throw refuse(404, 'OBJECT_NOT_FOUND', 'No marketing event found');
	return event;
}
