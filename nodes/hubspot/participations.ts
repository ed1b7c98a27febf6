/**
 * Who takes part in marketing events: the counters of an event, the people behind them, and the events
 * of a contact. Sources: HubSpot's reference pages of the participations of marketing events.
 */
import type { Many } from './effect';
import type { Endpoint, Input, Match } from './endpoint';
import { keyed, type EventName } from './events';
import { idText, isRecord, listOf, own, put } from './json';
import { nextAfter, type Envelope, type Result } from './replies';

/** The states by which HubSpot filters (SPEC). */
export const STATES = ['REGISTERED', 'ATTENDED', 'CANCELLED', 'NO_SHOW'] as const;

export type State = (typeof STATES)[number];

/** What every question about participations may ask for besides whom it is about. */
interface Wanted {
	state?: State;
	/** Most participations that are wanted; absent: all. */
	limit?: number;
	/** Where the next page begins. */
	after?: string;
}

export type EventQuestion = EventName & Wanted;

/** HubSpot takes the record ID of a contact or an e-mail address of its. */
export type ContactQuestion = Input & Wanted & { contactIdentifier: string };

// ---------------------------------------------------------------- endpoints

const read = { family: 'marketingEvents', method: 'GET', limit: 1 } as const;

/** A call is about one question, so that its only result is the answer to that one. */
const matchBy = <I extends Input>(name: (input: I) => string, namedBy: string[]): Match<I> => ({
	key: (input) => JSON.stringify(input),
	names: (input) => [name(input)],
	namedBy,
	resultKey: (_, input) => JSON.stringify(input),
});

const idOfEvent = ({ objectId = '' }: EventName) => objectId;
const byEvent = matchBy<EventName>(idOfEvent, ['ids', 'id', 'objectIds', 'objectId']);

const COUNTERS = ['attended', 'cancelled', 'noShows', 'registered'];

/** How many people registered for an event, attended it, cancelled, and did not come. */
export const readCounters: Endpoint<EventName> = {
	...read,
	path: '/participations/{marketingEventId}',
	parameters: ([input]) => ({ marketingEventId: idOfEvent(input) }),
	answer: (body) =>
		isRecord(body) && COUNTERS.some((name) => name in body)
			? { results: [body], errors: [] }
			: undefined,
	match: byEvent,
};

/** Counters with the IDs of their event, which HubSpot does not repeat. */
export function withEvent(counters: Result, input: EventName): Result {
	if (input.objectId !== undefined) counters.objectId ??= input.objectId;
	return keyed(counters, input);
}

/** Participations per page; 10 unless told (SPEC). */
const PER_PAGE = 100;

const query = ([{ state, limit = PER_PAGE, after }]: Wanted[]) => ({
	limit: String(Math.min(limit, PER_PAGE)),
	...(state !== undefined && { state }),
	...(after !== undefined && { after }),
});

/** A page is one result. */
const page = (body: unknown): Envelope | undefined =>
	isRecord(body) && Array.isArray(body.results) ? { results: [body], errors: [] } : undefined;

/** The people of an event, a page of them. */
export const readParticipants: Endpoint<EventQuestion> = {
	...read,
	path: '/participations/{marketingEventId}/breakdown',
	parameters: ([input]) => ({ marketingEventId: idOfEvent(input) }),
	query,
	answer: page,
	match: byEvent,
};

/** The events of a contact, a page of them. */
export const readEventsOfContact: Endpoint<ContactQuestion> = {
	...read,
	path: '/participations/contacts/{contactIdentifier}/breakdown',
	parameters: ([{ contactIdentifier }]) => ({ contactIdentifier }),
	query,
	answer: page,
	match: matchBy(({ contactIdentifier }) => contactIdentifier, ['ids', 'id', 'contactIdentifier']),
};

/** Its ID, with contact and event: nobody says that the ID alone tells all participations apart. */
function nameOfParticipation({ id, associations }: Result): string | undefined {
	const { contact, marketingEvent } = isRecord(associations) ? associations : {};
	const contactId = isRecord(contact) ? idText(contact.contactId) : undefined;
	const eventId = isRecord(marketingEvent) ? idText(marketingEvent.marketingEventId) : undefined;
	const name = idText(id);
	return name === undefined ? undefined : JSON.stringify([name, contactId, eventId]);
}

/** All that a question asks for, which comes in pages. */
export const allParticipations = <I extends Input & Wanted>(): Many<I> => ({
	results: (result) => listOf(result.results).filter(isRecord),
	nameOf: nameOfParticipation,
	total: ({ total }) => (typeof total === 'number' ? total : undefined),
	rest: (result, input) => {
		const after = nextAfter(result);
		return after === undefined ? undefined : { ...input, after };
	},
	most: ({ limit }) => limit,
});

// ---------------------------------------------------------------- as flat records

/** HubSpot's reference says milliseconds, its guide shows ISO: both become ISO. */
function momentOf(value: unknown): unknown {
	const text = idText(value)?.trim() ?? '';
	const date = new Date(/^\d{1,15}$/.test(text) ? Number(text) : NaN);
	return Number.isNaN(date.getTime()) ? value : date.toISOString();
}

/** Names under which a flat participation shows what HubSpot calls otherwise. */
const EVENT_FIELDS: Record<string, string> = { marketingEventId: 'objectId', name: 'eventName' };

/** n8n takes an item with a field of this name for a failed one. */
const TAKEN = 'error';

/** Adds the fields of a record, none of which hides one that is there already. */
function add(flat: Result, record: unknown, names: Record<string, string> = {}): Result {
	const left: Result = {};
	for (const [name, value] of Object.entries(isRecord(record) ? record : {})) {
		const shown = own(names, name) ?? name;
		const isFree = shown !== TAKEN && own(flat, String(shown)) === undefined;
		put<unknown>(isFree ? flat : left, isFree ? String(shown) : name, value);
	}
	return left;
}

/** A participation as a flat record: the contact, what it did, and the event. */
export function flatParticipation({ properties, associations, ...others }: Result): Result {
	const { contact, marketingEvent } = isRecord(associations) ? associations : {};
	const { attendanceState, occurredAt, ...more } = isRecord(properties) ? properties : {};
	const flat: Result = {};
	add(flat, contact);
	if (attendanceState !== undefined) flat.state = attendanceState;
	if (occurredAt !== undefined) flat.occurredAt = momentOf(occurredAt);
	const kept = add(flat, more);
	add(flat, marketingEvent, EVENT_FIELDS);
	// The ID of the participation would be taken for that of the contact, and no call takes it.
	const { id, createdAt, ...rest } = others;
	void [id, createdAt];
	Object.assign(kept, add(flat, rest));
	if (Object.keys(kept).length) flat.properties = kept;
	return flat;
}
