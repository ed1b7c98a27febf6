/**
 * Who takes part in events, which chaos reads, and the lists of events that it associates, removes and
 * reads; their laws are in `participationLaws.ts`.
 * No call bears a mark: each is known by the event in its path. No other operation names these events.
 */
import type { HttpRequest } from '../nodes/engine/means';
import type { Operation } from '../nodes/n8n/operation';
import { associateListWithEvent } from '../nodes/HubSpotMarketingEvents/operations/associateListWithEvent';
import { getEventCounters } from '../nodes/HubSpotMarketingEvents/operations/getEventCounters';
import { getEventsOfContact } from '../nodes/HubSpotMarketingEvents/operations/getEventsOfContact';
import { getListsOfEvent } from '../nodes/HubSpotMarketingEvents/operations/getListsOfEvent';
import { getParticipantsOfEvent } from '../nodes/HubSpotMarketingEvents/operations/getParticipantsOfEvent';
import { removeListFromEvent } from '../nodes/HubSpotMarketingEvents/operations/removeListFromEvent';
import { seedParticipants } from '../test/engine/participants';
import { DEFAULT_APP_ID, type FakeHubSpot } from '../test/fake-hubspot/hubspot';
import type { Dice } from './dice';
import type { About, Item, Json, Kind } from './kind';
import { spoil } from './spoil';

const SEEDED = 30;
const BAD_EVENT = '6013';
export const LISTS = { manual: '601', dynamic: '602', legacy: '603', legacyId: '78' };

const objectIdOf = (n: number) => String(6_000 + n);
const listOfSeeded = (n: number) => (n % 3 ? [] : [LISTS.manual, LISTS.legacy]);

/** The lists that an event had from the start. */
export function listsAtFirst(objectId: string): string[] {
	const n = Number(objectId) - 6_000;
	return n >= 1 && n <= SEEDED ? listOfSeeded(n) : [];
}

/** Ours are called `p1` and so on; every fifth is another app's. A third of them have lists. */
function prepare(hubspot: FakeHubSpot): void {
	hubspot.seedList('contacts', { listId: LISTS.manual });
	hubspot.seedList('contacts', { listId: LISTS.dynamic, processingType: 'DYNAMIC' });
	hubspot.seedList('contacts', { listId: LISTS.legacy, legacyListId: LISTS.legacyId });
	for (let n = 1; n <= PEOPLE; n++) {
		const id = contactOf(n);
		hubspot.seedObject('contacts', { email: addressOf(id) }, id);
	}
	for (let n = 1; n <= SEEDED; n++) {
		hubspot.seedEvent(DEFAULT_APP_ID + (n % 5 ? 0 : 1), {
			objectId: objectIdOf(n),
			externalEventId: `p${n}`,
			externalAccountId: 'lists',
			listIds: listOfSeeded(n),
		});
		const people = peopleOf(objectIdOf(n));
		seedParticipants(
			hubspot,
			objectIdOf(n),
			people.map((id) => [id, didOf(id)]),
		);
	}
}

// ---------------------------------------------------------------- people

const PEOPLE = 130;
const contactOf = (n: number) => String(70_000 + n);
const addressOf = (id: string) => `guest${id}@example.com`;

/** What a contact did at every event where it is: one in three each. */
export const didOf = (id: string) => (['register', 'attend', 'cancel'] as const)[Number(id) % 3];

/** Nobody, a few people, or more than a page of them. */
export function peopleOf(objectId: string): string[] {
	const n = Number(objectId) - 6_000;
	const count = n >= 1 && n <= SEEDED ? [0, 4, PEOPLE][n % 3] : 0;
	return Array.from({ length: count }, (_, at) => contactOf(at + 1));
}

/** The events at which a contact is. */
export const eventsOf = (id: string): string[] =>
	Array.from({ length: SEEDED }, (_, n) => objectIdOf(n + 1)).filter((event) =>
		peopleOf(event).includes(id),
	);

/** As the state of a participation, which is what a question asks for. */
export const STATES = { register: 'REGISTERED', attend: 'ATTENDED', cancel: 'CANCELLED' } as const;

const wanted = (dice: Dice): Json => ({
	...(dice.chance(0.5) && {
		state: dice.pick(['REGISTERED', 'attended', ' Cancelled ', 'no-show', 'any', '']),
	}),
	...(dice.chance(0.5) && { limit: dice.pick([1, 3, 99, 100, 101, 1_000]) }),
});

const withWanted =
	(of: Kind['item']): Kind['item'] =>
	(dice, mark, about) => {
		const its = of(dice, mark, about);
		if (its.invalid) return its;
		const raw = { ...(its.raw as Json), ...wanted(dice) };
		if (dice.chance(0.95)) return { ...its, raw };
		const spoilt = dice.pick<Json>([
			{ ...raw, limit: 0 },
			{ ...raw, state: 'EMPTY' },
		]);
		return { raw: spoilt, invalid: true, key: its.key, tag: `invalid ${mark}` };
	};

const contactItem: Kind['item'] = (dice, mark) => {
	const id = contactOf(dice.int(1, PEOPLE + 1));
	const isNone = id === contactOf(PEOPLE + 1);
	const contactIdentifier = dice.pick([id, ` 0${id} `, addressOf(id)]);
	const raw = { contactIdentifier };
	if (dice.chance(0.05)) {
		const spoilt = spoil(dice, raw, 'contactIdentifier');
		return { raw: spoilt, invalid: true, key: id, tag: `invalid ${mark}` };
	}
	return { raw, key: id, tag: id, ...(isNone && { doubtful: true }) };
};

/** The contact that a question is about, by its ID or its address. */
function contactInPath({ method, path }: HttpRequest): string[] {
	const [, name] = /\/participations\/contacts\/([^/?]+)\/breakdown/.exec(path) ?? [];
	const id = name && /^(?:guest)?(\d+)(?:@|$)/.exec(decodeURIComponent(name))?.[1];
	return method === 'GET' && id ? [id] : [];
}

/** An event by one of its names, or by one that nobody has. */
function nameIn(dice: Dice, n: number): { raw: Json; isNone: boolean } {
	const account = { externalAccountId: 'lists' };
	return dice.pick<{ raw: Json; isNone: boolean }>([
		{ raw: { objectId: objectIdOf(n) }, isNone: false },
		{ raw: { objectId: ` 0${objectIdOf(n)} ` }, isNone: false },
		{ raw: { externalEventId: `p${n}` }, isNone: false },
		{ raw: { externalEventId: ` p${n} `, ...account }, isNone: false },
		{ raw: { objectId: `69${n}` }, isNone: true },
		{ raw: { externalEventId: `p${n}`, externalAccountId: 'nobody' }, isNone: true },
	]);
}

function item(dice: Dice, mark: string, { keys }: About): Item {
	const n = dice.int(1, Math.min(keys, SEEDED));
	const { raw, isNone } = nameIn(dice, n);
	const known = isNone ? (raw.objectId ?? `nobody ${mark}`) : objectIdOf(n);
	const tag = String(known);
	const [key] = Object.keys(raw);
	if (dice.chance(0.05)) {
		// A name that is left out leaves none, or an account without an event.
		return { raw: spoil(dice, raw, key), invalid: true, key: tag, tag: `invalid ${mark}` };
	}
	const isDoubtful = isNone || tag === BAD_EVENT;
	return { raw, key: tag, tag, ...(isDoubtful && { doubtful: true }) };
}

const ONE = /\/associations\/(\d+)\/lists\/\d+$/;
const ALL = /\/associations\/(\d+)\/lists$/;
const COUNTERS = /\/participations\/(\d+)$/;
const PARTICIPANTS = /\/participations\/(\d+)\/breakdown\?/;

const inPath =
	(method: HttpRequest['method'], pattern: RegExp) =>
	(request: HttpRequest): string[] => {
		const [, id] = pattern.exec(request.path) ?? [];
		return request.method === method && id !== undefined ? [id] : [];
	};

const kindOf = (row: Operation, tags: Kind['tags'], parameters?: Kind['parameters']): Kind => ({
	row,
	bad: { property: 'objectId', value: BAD_EVENT },
	prepare,
	tags,
	item,
	most: 60,
	...(parameters && { parameters }),
});

const listChosen = (dice: Dice) => ({
	listId: dice.pick([LISTS.manual, LISTS.manual, LISTS.dynamic, `legacy:${LISTS.legacyId}`]),
});

export const PARTICIPATION_KINDS: Record<string, Kind> = {
	associateListWithEvent: kindOf(associateListWithEvent, inPath('PUT', ONE), listChosen),
	removeListFromEvent: kindOf(removeListFromEvent, inPath('DELETE', ONE), listChosen),
	getListsOfEvent: kindOf(getListsOfEvent, inPath('GET', ALL)),
	getEventCounters: kindOf(getEventCounters, inPath('GET', COUNTERS)),
	getParticipantsOfEvent: {
		...kindOf(getParticipantsOfEvent, inPath('GET', PARTICIPANTS)),
		item: withWanted(item),
	},
	getEventsOfContact: {
		...kindOf(getEventsOfContact, contactInPath),
		item: withWanted(contactItem),
	},
};

/** What was done to the lists of an event, by the tag of the item. */
export const listTag = ({ action, input }: { action: string; input: Json }): string | undefined =>
	action === 'associateList' || action === 'removeList' ? String(input.objectId) : undefined;
