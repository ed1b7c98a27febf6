// Owns the reads of marketing events: one by object id, one by external ids, and the search.

import type { Endpoint } from '../endpoints';
import { reading, required } from '../endpoints';
import { bare } from '../shapes';
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
			.named(appId, required(query, 'q'))
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
	plan: reading(({ account: { events }, token: { appId }, query, parameters: [id] }) => {
		const event = found(events.find(appId, required(query, 'externalAccountId'), id));
		const counters = { registrants: 0, attendees: 0, cancellations: 0, noShows: 0 };
		return { id: event.objectId, externalEventId: id, ...show(event), ...counters };
	}),
	answer: bare(),
};

export const readEventByObjectId: Endpoint = {
	method: 'GET',
	template: 'marketing/*',
	scopes: () => [MARKETING_READ],
	faults: 'readFaults',
	plan: reading(({ account: { events }, parameters: [objectId] }) => {
		const event = found(events.all.get(objectId));
		// SPEC: the external event id, but not the account's.
		const { externalEventId } = event;
		return { ...show(event), externalEventId, appInfo: appInfoOf(event) };
	}),
	answer: bare(),
};

/** OBSERVED, in these words. */
function found(event: MarketingEvent | undefined): MarketingEvent {
	if (!event) throw refuse(404, 'OBJECT_NOT_FOUND', 'No marketing event found');
	return event;
}
