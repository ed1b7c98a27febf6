/**
 * The lists of events that chaos associates, removes and reads; their laws are in `participationLaws.ts`.
 * No call bears a mark: each is known by the event in its path. No other operation names these events.
 */
import type { HttpRequest } from '../nodes/engine/means';
import type { Operation } from '../nodes/n8n/operation';
import { associateListWithEvent } from '../nodes/HubSpotMarketingEvents/operations/associateListWithEvent';
import { getListsOfEvent } from '../nodes/HubSpotMarketingEvents/operations/getListsOfEvent';
import { removeListFromEvent } from '../nodes/HubSpotMarketingEvents/operations/removeListFromEvent';
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
	for (let n = 1; n <= SEEDED; n++) {
		hubspot.seedEvent(DEFAULT_APP_ID + (n % 5 ? 0 : 1), {
			objectId: objectIdOf(n),
			externalEventId: `p${n}`,
			externalAccountId: 'lists',
			listIds: listOfSeeded(n),
		});
	}
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
};

/** What was done to the lists of an event, by the tag of the item. */
export const listTag = ({ action, input }: { action: string; input: Json }): string | undefined =>
	action === 'associateList' || action === 'removeList' ? String(input.objectId) : undefined;
