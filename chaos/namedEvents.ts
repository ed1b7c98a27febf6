/**
 * Events that chaos calls by the IDs of the tool they come from; the law of those that are read is in
 * `eventReads.ts`. An item is told by its mark or, where it bears none, by the object ID that is to be found
 * for it.
 */
import { batchArchiveEvents } from '../nodes/HubSpotMarketingEvents/operations/batchArchiveEvents';
import { batchUpdateEvents } from '../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { getEvents } from '../nodes/HubSpotMarketingEvents/operations/getEvents';
import { DEFAULT_APP_ID, type FakeHubSpot } from '../test/fake-hubspot/hubspot';
import type { Dice } from './dice';
import type { About, Item, Json, Kind } from './kind';

const BAD = 'bad value';
const SEEDED = 40;
const OTHERS = 5;
const OTHER_APP = DEFAULT_APP_ID + 1;

/** Ours are called `k1` and so on; another app has `o1` and so on, and one `k2` of its own. */
function prepare(hubspot: FakeHubSpot): void {
	const common = { externalAccountId: 'acme', eventName: 'Old' };
	for (let n = 1; n <= SEEDED; n++) {
		const name = { objectId: `8${n}`, externalEventId: `k${n}` };
		hubspot.seedEvent(DEFAULT_APP_ID, { ...common, ...name });
	}
	for (let n = 1; n <= OTHERS; n++) {
		const name = { objectId: `9${n}`, externalEventId: `o${n}` };
		hubspot.seedEvent(OTHER_APP, { ...common, ...name });
	}
	hubspot.seedEvent(OTHER_APP, { ...common, objectId: '99', externalEventId: 'k2' });
}

interface Drawn {
	raw: Json;
	/** Of the event that is meant; undefined where there is none. */
	objectId?: string;
	isOthers: boolean;
}

/** An event by one of its names, or by one that nobody has. */
function drawn(dice: Dice, { keys, plain, index }: About): Drawn {
	const n = plain ? 1 + (index % SEEDED) : dice.int(1, Math.min(keys, SEEDED));
	const by = plain
		? 'event'
		: dice.pick(['event', 'event', 'both', 'both', 'blanks', 'id', 'others', 'account', 'none']);
	const other = 1 + (n % OTHERS);
	const account = { externalAccountId: 'acme' };
	const raws: Record<string, Json> = {
		event: { externalEventId: `k${n}` },
		both: { externalEventId: `k${n}`, ...account },
		blanks: { externalEventId: ` k${n} `, externalAccountId: dice.pick(['', ' acme ', null]) },
		id: { objectId: `8${n}` },
		others: { externalEventId: `o${other}`, ...(dice.chance(0.5) && account) },
		account: { externalEventId: `k${n}`, externalAccountId: 'acne' },
		// Names that other operations have, too, but in an account of their own.
		none: { externalEventId: dice.pick([`x${n}`, '..', 'events', 'constructor']), ...account },
	};
	const isOthers = by === 'others';
	const isNone = by === 'account' || by === 'none';
	return {
		raw: raws[by],
		...(!isNone && { objectId: isOthers ? `9${other}` : `8${n}` }),
		isOthers,
	};
}

const invalidly = (dice: Dice, raw: Json): unknown =>
	dice.pick<() => unknown>([
		() => ({ ...raw, objectId: undefined, externalEventId: undefined }),
		() => ({ ...raw, objectId: '1', externalEventId: 'k1' }),
		() => ({ ...raw, externalEventId: ' ', objectId: undefined }),
		() => ({ ...raw, externalEventId: { id: 1 }, objectId: undefined }),
		() => ({ ...raw, stranger: 1 }),
		() => null,
		() => [raw],
		() => `${JSON.stringify(raw)},`,
	])();

/** As the tags of records are made, without a property. */
const named = (objectId: unknown) => JSON.stringify(['', String(objectId)]);

const nameItem =
	(takesOthers: boolean) =>
	(dice: Dice, mark: string, about: About): Item => {
		const { raw, objectId, isOthers } = drawn(dice, about);
		const isNobody = objectId === undefined || (isOthers && !takesOthers);
		// What must not be found has a name that nothing has.
		const tag = isNobody ? named(`nobody ${mark}`) : named(objectId);
		if (!about.plain && dice.chance(0.05)) {
			return { raw: invalidly(dice, raw), invalid: true, key: tag, tag: `invalid ${mark}` };
		}
		return { raw, key: JSON.stringify(raw), tag, ...(isNobody && { doubtful: true }) };
	};

export const NAMED_EVENT_KINDS: Record<string, Kind> = {
	batchUpdateEventsByExternalId: {
		row: batchUpdateEvents,
		bad: { property: 'eventDescription', value: BAD },
		prepare,
		item: (dice, mark, about) => {
			const { raw: name, objectId } = drawn(dice, about);
			const bad = !about.plain && dice.chance(about.bad);
			const raw = {
				...name,
				...(dice.chance(0.5) && { eventName: dice.pick(['Webinar', 'Workshop']) }),
				...(bad && { eventDescription: BAD }),
				customProperties: [{ name: 'venue', value: mark }],
			};
			const key = objectId ?? mark;
			if (!about.plain && dice.chance(0.05)) {
				return { raw: invalidly(dice, raw), invalid: true, key, tag: mark };
			}
			const doubtful = bad || objectId === undefined;
			return { raw, key, tag: mark, ...(doubtful && { doubtful }) };
		},
	},
	batchArchiveEventsByExternalId: {
		row: batchArchiveEvents,
		bad: { property: 'objectId', value: '813' },
		prepare,
		names: ({ objectId }) => named(objectId),
		item: (dice, mark, about) => {
			const item = nameItem(false)(dice, mark, about);
			return item.tag === named('813') ? { ...item, doubtful: true } : item;
		},
	},
	getEvents: {
		row: getEvents,
		bad: { property: 'objectId', value: BAD },
		prepare,
		// What is asked stands in the path of a call, and has a law of its own.
		names: () => 'read',
		item: nameItem(true),
	},
};
