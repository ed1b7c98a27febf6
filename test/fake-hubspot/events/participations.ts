// Owns the reads of participations: the counters of an event, and who is what to it.

import type { Account } from '../account';
import type { Endpoint, Visit } from '../endpoints';
import { reading } from '../endpoints';
import { OBJECT_TYPES } from '../properties';
import { bare } from '../shapes';
import type { Json } from '../wire';
import { refuse } from '../wire';
import type { MarketingEvent } from './event';
import type { Participation } from './participants';
import { PARTICIPATION_STATES, secondsIn } from './participants';
import { found, numberIn } from './read';
import { MARKETING_READ } from './scopes';

const CONTACTS = OBJECT_TYPES.contacts;

type Find = (visit: Visit) => MarketingEvent;

/** STATED [MEOBJ]: whichever app made the event. */
const byObjectId: Find = ({ account: { events }, parameters: [objectId] }) =>
	found(events.all.get(objectId));

/** STATED [MEGUIDE]: the app's own events alone. */
const byExternalIds: Find = ({ account: { events }, token, parameters: [accountId, eventId] }) =>
	found(events.find(token.appId, accountId, eventId));

const endpoint = (template: string, read: (visit: Visit) => Json): Endpoint => ({
	method: 'GET',
	template,
	scopes: () => [MARKETING_READ],
	faults: 'readFaults',
	plan: reading(read),
	answer: bare(),
});

const countersOf = (find: Find) => (visit: Visit) => {
	const { registrants, attendees, cancellations, noShows } = visit.account.participants.counters(
		find(visit),
	);
	return { attended: attendees, cancelled: cancellations, noShows, registered: registrants };
};

const breakdownOf = (find: Find) => (visit: Visit) => {
	const { account } = visit;
	const all = [...account.participants.of(find(visit).objectId).values()];
	const identifier = visit.query.get('contactIdentifier');
	if (identifier === null) return pageOf(visit, all);
	const contactId = contactIdOf(account, identifier);
	return pageOf(
		visit,
		all.filter((each) => each.contactId === contactId),
	);
};

export const PARTICIPATION_ENDPOINTS: readonly Endpoint[] = [
	endpoint('marketing/participations/*', countersOf(byObjectId)),
	endpoint('marketing/participations/*/*', countersOf(byExternalIds)),
	endpoint('marketing/participations/*/breakdown', breakdownOf(byObjectId)),
	endpoint('marketing/participations/*/*/breakdown', breakdownOf(byExternalIds)),
	endpoint('marketing/participations/contacts/*/breakdown', (visit) => {
		const { account, parameters } = visit;
		const contactId = contactIdOf(account, parameters[0]);
		// INFERRED, in the words of records.
		if (contactId === undefined) throw refuse(404, 'OBJECT_NOT_FOUND', 'Contact not found');
		return pageOf(visit, account.participants.ofContact(contactId));
	}),
];

/** SPEC: a contact's id or its address. INFERRED: an id that was merged means the contact it went into. */
function contactIdOf({ records }: Account, identifier: string): string | undefined {
	if (identifier.includes('@')) return records.find(CONTACTS, identifier, 'email')?.id;
	const record = records.resolve(CONTACTS, identifier, undefined, { mergedAnswers: 'newId' });
	return record === 'silence' ? undefined : record?.id;
}

/** SPEC: ten at a time, at most a hundred. */
function pageOf(visit: Visit, all: Participation[]): Json {
	const { account, query } = visit;
	const state = query.get('state');
	if (state !== null && !(PARTICIPATION_STATES as readonly string[]).includes(state)) {
		throw refuse(400, 'VALIDATION_ERROR', `Invalid state: ${state}`);
	}
	const limit = numberIn(query, 'limit', 10);
	if (limit < 1 || limit > 100) {
		throw refuse(400, 'VALIDATION_ERROR', 'limit must be between 1 and 100');
	}
	const wanted = all.filter((each) => state === null || stateOf(account, each) === state);
	const from = numberIn(query, 'after', 0);
	const next = from + limit;
	return {
		total: wanted.length,
		results: wanted.slice(from, next).map((each) => shown(account, each)),
		...(next < wanted.length ? { paging: { next: { after: String(next) } } } : {}),
	};
}

const eventOf = ({ events }: Account, { objectId }: Participation) =>
	events.all.get(objectId) ?? events.archived.get(objectId);

const stateOf = (account: Account, participation: Participation) =>
	account.participants.stateOf(participation, eventOf(account, participation));

/** SPEC; the share of the event is shown where its length and the time there are known (INFERRED). */
function shown(account: Account, participation: Participation): Json {
	const { participants, records } = account;
	const event = eventOf(account, participation);
	const contact = records.resolve(CONTACTS, participation.contactId);
	const properties = contact === 'silence' ? {} : (contact?.properties ?? {});
	const seconds = secondsIn(participation);
	const length =
		event?.startDateTime && event.endDateTime
			? (Date.parse(event.endDateTime) - Date.parse(event.startDateTime)) / 1000
			: undefined;
	const at = participants.occurredAt(participation);
	return {
		id: participation.id,
		createdAt: participation.createdAt,
		properties: {
			attendanceState: stateOf(account, participation),
			occurredAt: participants.habits.occurredAt === 'text' ? new Date(at).toISOString() : at,
			...(seconds !== undefined && { attendanceDurationSeconds: seconds }),
			...(seconds !== undefined &&
				length && { attendancePercentage: ((100 * seconds) / length).toFixed(1) }),
		},
		associations: {
			contact: {
				contactId: participation.contactId,
				email: properties.email ?? null,
				firstname: properties.firstname ?? null,
				lastname: properties.lastname ?? null,
			},
			marketingEvent: {
				marketingEventId: participation.objectId,
				name: event?.eventName ?? null,
				...(event && {
					externalEventId: event.externalEventId,
					externalAccountId: event.externalAccountId,
				}),
			},
		},
	};
}
