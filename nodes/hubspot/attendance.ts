/**
 * Who registered for a marketing event, attended it, or cancelled: what an input about one person looks
 * like, HubSpot's endpoints for it, and how what an answer leaves open is read back. Sources: HubSpot's
 * reference pages of the marketing events API, and what others observed of it.
 */
import type { Check, Page, Prepare, Resolve } from './effect';
import type { Endpoint, Place, Values } from './endpoint';
import { byExternalIds, externalKeys } from './eventNames';
import { isNoSegment, readEvent, type EventName } from './events';
import { idText, isRecord } from './json';
import { folded, nextAfter, type Envelope, type Result } from './replies';
import { epochOf } from './values';

// ---------------------------------------------------------------- what an input looks like

/** What a person did, as HubSpot's paths call it (SPEC). */
export type AttendanceState = 'register' | 'attend' | 'cancel';

/** Where the time of an interaction is from. */
export type TimeFrom = 'item' | 'joinedAt' | 'event' | 'run';

export type AttendanceInput = EventName & {
	subscriberState: AttendanceState;
	/** The contact is called by one of these: an address, a record ID, or the value of a property. */
	email?: string;
	vid?: string;
	/** Ours, and never sent. */
	contactProperty?: string;
	contact?: string;
	/** ISO 8601; HubSpot is sent milliseconds. */
	interactionDateTime?: string;
	/** Ours, and never sent. */
	timeFrom?: TimeFrom;
	properties?: { joinedAt: string; leftAt: string };
	contactProperties?: Values;
};

/** The contact of an input, as an answer names it. */
const contactOf = ({ vid, email = '' }: AttendanceInput): string => vid ?? folded(email);

/** What messages call the person of an input by. */
export const nameOf = (input: AttendanceInput): [by: string, value: string] => {
	const { email, vid, contactProperty, contact = '' } = input;
	if (contactProperty !== undefined) return [contactProperty, contact];
	return email === undefined ? ['record ID', vid ?? ''] : ['email', email];
};

/** A result with what its item says of person and event, which HubSpot does not repeat. */
export function keyed(result: Result, input: AttendanceInput): Result {
	const { vid, email, objectId, externalEventId, externalAccountId } = input;
	if (vid !== undefined) result.vid ??= Number(vid);
	if (email !== undefined) result.email ??= email;
	if (objectId !== undefined) result.objectId ??= objectId;
	if (externalEventId !== undefined) result.externalEventId ??= externalEventId;
	if (externalAccountId !== undefined) result.externalAccountId ??= externalAccountId;
	result.state = input.subscriberState;
	const ms = epochOf(input.interactionDateTime);
	if (ms !== undefined) result.occurredAt = new Date(ms).toISOString();
	return result;
}

// ---------------------------------------------------------------- the time of an interaction

/**
 * The input with a time: the one that it has, else when the person joined, else the beginning of the
 * run. For attendance, the event's start may take the place of the last one later.
 */
export function timed(input: AttendanceInput, startedMs: number): AttendanceInput {
	const { interactionDateTime: given, properties } = input;
	if (given !== undefined) return { ...input, timeFrom: 'item' };
	if (properties) {
		return { ...input, interactionDateTime: properties.joinedAt, timeFrom: 'joinedAt' };
	}
	const now = new Date(startedMs).toISOString();
	return { ...input, interactionDateTime: now, timeFrom: 'run' };
}

/** Who attended did so at the event's start, where nobody says when: one read for each event. */
export const startOfEvent: Prepare<AttendanceInput> = {
	lacks: ({ subscriberState, timeFrom, objectId }) =>
		subscriberState === 'attend' && timeFrom === 'run' && objectId !== undefined ? [objectId] : [],
	ask: {
		...readEvent,
		parameters: ([{ lack }]) => ({ objectId: lack }),
		match: { key: ({ lack }) => lack, names: ({ lack }) => [lack], namedBy: [] },
	},
	complete: (input, _, [event]) => {
		const ms = momentOf(event?.startDateTime);
		if (ms === undefined) return true;
		input.interactionDateTime = new Date(ms).toISOString();
		input.timeFrom = 'event';
		return true;
	},
	mayLack: true,
};

/** Milliseconds of a moment in any form that HubSpot's pages show: a number, digits or ISO 8601. */
function momentOf(value: unknown): number | undefined {
	const text = idText(value);
	if (text === undefined) return undefined;
	const ms = /^\d+$/.test(text) ? Number(text) : epochOf(text);
	return ms !== undefined && Math.abs(ms) <= MOST_MS ? ms : undefined;
}

/** The last moment that a date can hold. */
const MOST_MS = 8_640_000_000_000_000;

// ---------------------------------------------------------------- the endpoint

/** What the path of a call says: which event, what its people did, and how they are called. */
export function placedAt(input: AttendanceInput): Values {
	const { objectId, externalEventId = '', externalAccountId = '', subscriberState, vid } = input;
	const event: Values =
		objectId === undefined ? { externalEventId, externalAccountId } : { objectId };
	return { ...event, subscriberState, how: vid === undefined ? 'email-create' : 'create' };
}

/** Of events whose object ID is not known: those that the same app created. */
const atExternalIds =
	(path: string) =>
	({ parameters: { objectId } }: Place): string | undefined =>
		objectId === undefined ? path : undefined;

/**
 * Records what people did at one event. By e-mail it creates contacts that are missing. A repeat, with
 * the same contact and moment, is a 200 that does not mention it (OBSERVED), and so is what HubSpot
 * drops: silence says nothing.
 */
export const recordBatch: Endpoint<AttendanceInput> = {
	family: 'marketingEvents',
	method: 'POST',
	path: '/{objectId}/attendance/{subscriberState}/{how}',
	pathAt: atExternalIds('/attendance/{externalEventId}/{subscriberState}/{how}'),
	query: (_, { parameters: { externalAccountId } }) =>
		externalAccountId === undefined ? undefined : { externalAccountId },
	// HubSpot documents no limit for this call (INFERRED).
	limit: 100,
	element: ({ vid, email, interactionDateTime, properties = {}, contactProperties = {} }) => {
		const moment = epochOf(interactionDateTime);
		return vid === undefined
			? { email, interactionDateTime: moment, contactProperties, properties }
			: { vid: Number(vid), interactionDateTime: moment, properties };
	},
	match: {
		key: contactOf,
		names: (input) => [contactOf(input)],
		namedBy: ['ids', 'vid', 'vids', 'contactId', 'contactIds', 'email', 'emails'],
		resultKey: ({ vid, email }, input) => {
			const stated = input.vid === undefined ? idText(email) : idText(vid);
			return stated === undefined ? undefined : folded(stated);
		},
		properties: ({ email, contactProperties }) => ({
			...contactProperties,
			...(email !== undefined && { email }),
		}),
	},
	probe: { family: 'marketingEvents', path: '/{objectId}' },
};

/** HubSpot's other paths take both external IDs (OBSERVED), if a path can hold them. */
const canBeNamed = ({ externalEventId, externalAccountId }: EventName): boolean =>
	[externalEventId, externalAccountId].every((id) => id !== undefined && !isNoSegment(id));

/**
 * An event that is called by its external IDs, whichever app created it. Without the scope to read
 * events, HubSpot is given these IDs themselves.
 */
export const eventByExternalIds: Resolve<AttendanceInput> = {
	names: externalKeys,
	resolved: (input, [objectId], seen) => ({ ...input, objectId, ownedBy: seen?.[0]?.app }),
	withoutLookUp: (input) => (canBeNamed(input) ? input : undefined),
	seek: byExternalIds().seek,
};

/** A contact that is called by the value of any property; its name stays for messages. */
export const contactByProperty: Resolve<AttendanceInput> = {
	names: ({ contactProperty: property, contact: value = '' }) =>
		property === undefined ? [] : [{ objectType: 'contacts', property, value }],
	resolved: (input, [vid]) => ({ ...input, vid }),
};

// ---------------------------------------------------------------- reading back

/** As the answers of reads call it (SPEC). */
const ATTENDED = 'ATTENDED';
const CANCELLED = 'CANCELLED';

/** Who did not come had registered. */
const REGISTERED: ReadonlySet<unknown> = new Set(['REGISTERED', 'NO_SHOW', ATTENDED]);

/** What HubSpot says that a contact is to an event; undefined where the answer is about no contact. */
function participation({ properties, associations }: Result): Result[] {
	const contact = isRecord(associations) ? associations.contact : undefined;
	const vid = isRecord(contact) ? idText(contact.contactId) : undefined;
	if (!isRecord(properties) || !isRecord(contact) || vid === undefined) return [];
	const ms = momentOf(properties.occurredAt);
	const at = ms === undefined ? undefined : new Date(ms).toISOString();
	const { attendanceState: state } = properties;
	const email = idText(contact.email);
	return [
		{ vid, email, attendanceState: state, occurredAt: at, isRegistered: REGISTERED.has(state) },
	];
}

const participationsIn = (body: unknown): Result[] | undefined =>
	isRecord(body) && Array.isArray(body.results)
		? body.results.filter(isRecord).flatMap(participation)
		: undefined;

/** Is this what HubSpot says of the contact of an input? */
const isOf = ({ vid, email }: Result, input: AttendanceInput): boolean =>
	input.vid === undefined ? folded(idText(email) ?? '') === contactOf(input) : vid === input.vid;

/** By ID or, where the input has none, by address. */
const readParticipation: Endpoint<AttendanceInput> = {
	family: 'marketingEvents',
	method: 'GET',
	path: '/participations/{objectId}/breakdown',
	pathAt: atExternalIds('/participations/{externalAccountId}/{externalEventId}/breakdown'),
	limit: 1,
	query: ([{ vid, email = '' }]) => ({ contactIdentifier: vid ?? email, limit: '100' }),
	answer: (body): Envelope | undefined => {
		const results = participationsIn(body);
		return results && { results, errors: [] };
	},
	match: { ...recordBatch.match, properties: undefined },
};

/** What people are to HubSpot who did this; all of them, where several may have. */
const STATE_OF: Partial<Record<string, string>> = { attend: ATTENDED, cancel: CANCELLED };

const readParticipations: Endpoint<Page> = {
	family: 'marketingEvents',
	method: 'GET',
	path: readParticipation.path,
	pathAt: readParticipation.pathAt,
	limit: 1,
	query: ([{ after }], { parameters: { subscriberState } }: Place) => {
		const state = STATE_OF[subscriberState];
		return { limit: '100', ...(state && { state }), ...(after !== undefined && { after }) };
	},
	answer: (body): Envelope | undefined => {
		const records = participationsIn(body);
		if (!records || !isRecord(body)) return undefined;
		const { total } = body;
		return { results: [{ records, after: nextAfter(body), total }], errors: [] };
	},
	match: { key: ({ after = '' }) => after, names: () => [], namedBy: [] },
};

/**
 * HubSpot shows one moment for a person at an event. Who attended twice did so at two, so theirs counts;
 * who registered or cancelled is registered or cancelled, whenever that was.
 */
function values(record: AttendanceInput | Result): Record<string, unknown> {
	const { subscriberState, interactionDateTime: at } = record;
	if (subscriberState === 'attend') return { attendanceState: ATTENDED, occurredAt: at };
	if (subscriberState === 'cancel') return { attendanceState: CANCELLED };
	if (subscriberState === 'register') return { isRegistered: true };
	const { attendanceState, occurredAt, isRegistered } = record;
	return { attendanceState, occurredAt, isRegistered };
}

export const checkRecorded: Check<AttendanceInput> = {
	read: readParticipation,
	isOf,
	// What shows nobody is about this contact; what shows somebody else may be it, under another name.
	isComplete: (results) => !results.length,
	all: {
		ask: readParticipations,
		perPage: 100,
		records: ({ records }) => records as Result[],
		next: ({ after }) => (after === undefined ? undefined : { after: String(after) }),
		count: ({ total }) => (typeof total === 'number' ? total : undefined),
		namesOf: ({ vid, email }) => [String(vid), folded(idText(email) ?? '')],
	},
	// HubSpot does not say how soon it shows what was recorded.
	absent: 'late',
	// A list that is recorded once more is answered by nothing at all.
	always: true,
	values,
	standing: ({ attendanceState, occurredAt }) => {
		const state = idText(attendanceState);
		return state === undefined ? undefined : { state, since: idText(occurredAt) };
	},
	shown: ({ vid }) => ({ vid: Number(vid) }),
	changedAt: () => undefined,
};
