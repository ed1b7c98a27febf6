/**
 * Lists of any length for every operation of both nodes: what the account holds, what an item says, and how
 * many calls a list takes of which every item is done. The calls follow from the row's own limits.
 */
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import { endpointOf, limitOf, type LookupKey } from '../../nodes/hubspot/effect';
import { finderOf } from '../../nodes/hubspot/finding';
import type { Operation } from '../../nodes/n8n/operation';
import { DEFAULT_APP_ID } from '../fake-hubspot/hubspot';
import { runJob, World } from './world';

const LIST = '77';
/** Searched for, by items that ask alike. */
const FOUND = 3;
const CONTACTS = { objectType: 'contacts' };
const PAIRS = { fromObjectType: 'contacts', toObjectType: 'companies', label: '' };
const OF_LIST = { listId: LIST };

const addressOf = (n: number) => `person${n}@example.com`;
const byEmail = (n: number) => ({ id: addressOf(n), idProperty: 'email' });
const pair = (n: number) => ({ from: { id: `${n}` }, to: { id: `${n}` } });

interface Kind {
	parameters: Record<string, string>;
	/** What item `n` says, from 1 on. */
	raw: (n: number) => object;
	/** How many contacts there are, with the IDs from 1 on; default: as many as items. */
	held?: (count: number) => number;
	seed?: (world: World, count: number) => void;
	/** What is looked up for each item, many in one call. */
	key?: LookupKey;
	/** The calls of a list, where they do not follow from the row's own limits alone. */
	calls?: (count: number) => Record<string, number>;
}

const EMAIL: LookupKey = { objectType: 'contacts', property: 'email', value: '' };

const members = (count: number) => Array.from({ length: count }, (_, n) => `${n + 1}`);
const seedList =
	(held: (count: number) => number) =>
	({ hubspot }: World, count: number): void => {
		hubspot.seedList('contacts', { listId: LIST, members: members(held(count)) });
	};
const seedCompanies = ({ hubspot }: World, count: number): void =>
	void hubspot.seedObjects({ objectType: 'companies', count });

const START = '2027-03-01T09:00:00.000Z';
const END = '2027-03-01T17:00:00.000Z';
/** Of attendance: people go to so many events, one after the other. */
const EVENTS = 40;

const seedEvents =
	(held: (count: number) => number) =>
	({ hubspot }: World, count: number): void => {
		for (let n = 1; n <= held(count); n++) {
			hubspot.seedEvent(DEFAULT_APP_ID, {
				...ownEvent(n),
				objectId: `${n}`,
				startDateTime: START,
				endDateTime: END,
			});
		}
	};
const ownEvent = (n: number) => ({ externalAccountId: 'acct-1', externalEventId: `e${n}` });
const eachEvent = seedEvents((count) => count);
const ofEvents = { parameters: {}, held: () => 0 };
const listOfEvents: Omit<Kind, 'raw'> = {
	parameters: OF_LIST,
	held: () => 0,
	seed: (world, count) => {
		seedList(() => 0)(world, count);
		eachEvent(world, count);
	},
};

/** Person `n` at one of the events: two of three registered, the third attended. */
const atEvent = (n: number) => ({
	...ownEvent(1 + (n % EVENTS)),
	subscriberState: n % 3 ? 'register' : 'attend',
	email: addressOf(n),
	interactionDateTime: START,
});

/** A look-up for each event, and a call for each hundred people of an event and state. */
function attendanceCalls(count: number): Record<string, number> {
	const people: Record<string, number> = {};
	for (let n = 1; n <= count; n++) {
		const { externalEventId, subscriberState } = atEvent(n);
		const name = `${externalEventId} ${subscriberState}`;
		people[name] = (people[name] ?? 0) + 1;
	}
	const own = Object.values(people).reduce((sum, each) => sum + Math.ceil(each / 100), 0);
	return { lookUp: Math.min(count, EVENTS), own };
}

/** Every operation has its list here. */
const KINDS: Record<string, Kind> = {
	batchUpdateObjects: {
		parameters: CONTACTS,
		raw: (n) => ({ id: `${n}`, properties: { firstname: `N${n}` } }),
	},
	batchArchiveObjects: { parameters: CONTACTS, raw: byEmail, key: EMAIL },
	batchCreateObjects: {
		parameters: CONTACTS,
		raw: (n) => ({ properties: { email: addressOf(n) } }),
		held: () => 0,
	},
	batchReadObjects: { parameters: CONTACTS, raw: byEmail },
	batchUpsertObjects: {
		parameters: CONTACTS,
		raw: (n) => ({ ...byEmail(n), properties: { firstname: `N${n}` } }),
		held: (count) => Math.floor(count / 2),
	},
	searchObjects: {
		parameters: CONTACTS,
		raw: (n) => ({ limit: 1, filterGroups: isCalled(1 + (n % FOUND)) }),
		held: () => FOUND,
	},
	addToList: { parameters: OF_LIST, raw: byEmail, seed: seedList(() => 0), key: EMAIL },
	removeFromList: {
		parameters: OF_LIST,
		raw: (n) => ({ id: `${n}` }),
		seed: seedList((count) => count),
	},
	readListMembers: {
		parameters: { ...OF_LIST, returnAll: 'false', limit: '1', properties: '' },
		raw: () => ({}),
		held: () => FOUND,
		seed: seedList(() => FOUND),
	},
	batchAssociate: { parameters: PAIRS, raw: pair, seed: seedCompanies },
	batchReadAssociations: {
		parameters: PAIRS,
		raw: (n) => ({ id: `${n}` }),
		seed: (world, count) => {
			seedCompanies(world, count);
			for (let n = 1; n <= count; n++) {
				world.hubspot.seedAssociation(['contacts', `${n}`], ['companies', `${n}`]);
			}
		},
	},
	batchRemoveAssociations: { parameters: PAIRS, raw: pair, seed: seedCompanies },
	upsertEvents: {
		...ofEvents,
		raw: (n) => ({ ...ownEvent(n), eventName: `Conf ${n}`, eventOrganizer: 'ACME' }),
		seed: seedEvents((count) => Math.floor(count / 2)),
	},
	batchUpdateEvents: {
		...ofEvents,
		raw: (n) => ({ objectId: `${n}`, eventName: `Conf ${n}` }),
		seed: eachEvent,
	},
	batchArchiveEvents: { ...ofEvents, raw: (n) => ({ objectId: `${n}` }), seed: eachEvent },
	cancelEvents: { ...ofEvents, raw: ownEvent, seed: eachEvent },
	completeEvents: {
		...ofEvents,
		raw: (n) => ({ ...ownEvent(n), startDateTime: START, endDateTime: END }),
		seed: eachEvent,
	},
	deleteEvents: {
		...ofEvents,
		raw: ownEvent,
		seed: eachEvent,
		// What a delete answers is specified nowhere, so each event is read back.
		calls: (count) => ({ lookUp: count, own: Math.ceil(count / 100), readBack: count }),
	},
	getEvents: { ...ofEvents, raw: (n) => ({ objectId: `${n}` }), seed: eachEvent },
	getManyEvents: { ...ofEvents, raw: () => ({}), seed: seedEvents(() => FOUND) },
	recordAttendance: {
		...ofEvents,
		raw: atEvent,
		seed: seedEvents(() => EVENTS),
		calls: attendanceCalls,
	},
	getEventCounters: { ...ofEvents, raw: (n) => ({ objectId: `${n}` }), seed: eachEvent },
	getParticipantsOfEvent: { ...ofEvents, raw: (n) => ({ objectId: `${n}` }), seed: eachEvent },
	getEventsOfContact: { parameters: {}, raw: (n) => ({ contactIdentifier: `${n}` }) },
	getListsOfEvent: { ...ofEvents, raw: (n) => ({ objectId: `${n}` }), seed: eachEvent },
	associateListWithEvent: { ...listOfEvents, raw: (n) => ({ objectId: `${n}` }) },
	removeListFromEvent: { ...listOfEvents, raw: (n) => ({ objectId: `${n}` }) },
};

function isCalled(n: number) {
	return [{ filters: [{ propertyName: 'email', operator: 'EQ', value: addressOf(n) }] }];
}

const ALL = [...RECORD_OPERATIONS, ...EVENT_OPERATIONS];

/** Every operation of both nodes, by name. */
export const SIZED = ALL.map(({ value }) => value);

function kindOf(value: string): Kind & { row: Operation } {
	const row = ALL.find((each) => each.value === value);
	const kind = KINDS[value];
	if (!row || !kind) throw new Error(`${value} has no list in sizes.ts`);
	return { row, ...kind };
}

/** One item more than a call holds; three questions, of which each has calls of its own. */
export function overOneCall(value: string): number {
	const { effect } = kindOf(value).row;
	if (effect.kind === 'list') return 3;
	const { usual, limit } = endpointOf(effect);
	return (usual ?? limit) + 1;
}

/** The calls of a list of which all is well, by what they are for. */
export function callsOf(value: string, count: number): Record<string, number> {
	const { row, key, calls } = kindOf(value);
	if (calls) return calls(count);
	const { effect } = row;
	const ask: Record<string, number> = {};
	const portions = (limit: number) => Math.ceil(count / limit);
	if (effect.kind !== 'read' && effect.locate && count) ask.locate = 1;
	if (key && count) ask.lookUp = portions(finderOf(key, undefined).limit);
	if (effect.kind === 'list') {
		// One page answers each question, and what is read of its results one call.
		ask.pages = count;
		if (effect.pages.enrich) ask.enrich = count;
	} else if (count) {
		const { usual, limit } = endpointOf(effect);
		ask.own = portions(usual ?? limit);
	}
	return ask;
}

/** One execution over `count` items, in an account of its own. */
export async function playSize(value: string, count: number) {
	const { row, parameters, raw, held = () => count, seed } = kindOf(value);
	const world = new World({ keepCalls: false, keepApplied: false });
	// A question has a call of its own, and each call several turns.
	world.mostTurns = 20 * Math.max(count, 10_000);
	const { hubspot } = world;
	hubspot.seedObjects({ objectType: 'contacts', count: held(count) });
	seed?.(world, count);
	const settled: number[] = [];
	const { outcomes } = await runJob({
		world,
		row,
		raw: Array.from({ length: count }, (_, n) => raw(n + 1)),
		parameters,
		portion: limitOf(row.effect),
		onOutcome: ({ item }) => settled.push(item),
	});
	const { calls } = hubspot.statistics();
	return { hubspot, outcomes, settled, calls };
}
