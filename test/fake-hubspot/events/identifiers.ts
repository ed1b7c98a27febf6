// Owns the list of identifiers: the events of the whole account that have an external event id.

import type { Endpoint, Visit } from '../endpoints';
import { reading } from '../endpoints';
import { bare } from '../shapes';
import { MARKETING_READ } from './scopes';
import { appInfoOf } from './store';
import { found } from './read';

/**
 * SPEC: whichever app made the events, and a few minutes after that. An id that nobody has is told by an
 * empty list or by a 404 (OBSERVED, both).
 */
export const readIdentifiers: Endpoint = {
	method: 'GET',
	template: 'marketing/*/identifiers',
	scopes: () => [MARKETING_READ],
	faults: 'readFaults',
	plan: reading(({ account: { events }, parameters: [externalEventId] }: Visit) => {
		const { identifiersLagMs, unknownIdentifiers, identifiersShow } = events.habits;
		const results = events
			.shown(events.calledBy(externalEventId), identifiersLagMs)
			.map((event) => ({
				externalEventId,
				...(identifiersShow.account && { externalAccountId: event.externalAccountId }),
				marketingEventName: event.eventName,
				objectId: event.objectId,
				...(identifiersShow.app && { appInfo: appInfoOf(event) }),
			}));
		if (!results.length && unknownIdentifiers === 'notFound') found(undefined);
		return { total: results.length, results };
	}),
	answer: bare(),
};
