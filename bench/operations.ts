/**
 * Each operation on a clean list: how many calls it takes beside those that it cannot do without, and
 * how much of HubSpot's rate limit it uses. Time is virtual, so the figures are the same on any machine.
 */
import { addToList } from '../nodes/HubSpotCrmObjects/operations/addToList';
import { batchArchiveObjects } from '../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import { batchAssociate } from '../nodes/HubSpotCrmObjects/operations/batchAssociate';
import { batchCreateObjects } from '../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { batchReadAssociations } from '../nodes/HubSpotCrmObjects/operations/batchReadAssociations';
import { batchReadObjects } from '../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchRemoveAssociations } from '../nodes/HubSpotCrmObjects/operations/batchRemoveAssociations';
import { batchUpdateObjects } from '../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import { readListMembers } from '../nodes/HubSpotCrmObjects/operations/readListMembers';
import { removeFromList } from '../nodes/HubSpotCrmObjects/operations/removeFromList';
import { searchObjects } from '../nodes/HubSpotCrmObjects/operations/searchObjects';
import { recordAttendance } from '../nodes/HubSpotMarketingEvents/operations/recordAttendance';
import { limitOf } from '../nodes/hubspot/effect';
import type { Operation } from '../nodes/n8n/operation';
import { runJob, World } from '../test/engine/world';
import { DEFAULT_APP_ID } from '../test/fake-hubspot/hubspot';
import { rounded, type Cases, type Figure } from './figures';

const LATENCY = { medianMs: 400, maxMs: 2_000 };
const PROFESSIONAL = 190;
const SEARCHES_PER_SECOND = 5;
/** On the way there and back, beside the time that HubSpot takes. */
const TRAVEL_MS = 20;

// ---------------------------------------------------------------- lists of each operation

const LIST = '77';
/** Records that are named by many items. */
const SHARED = 1_000;
/** Events that many people attend. */
const EVENTS = 40;

const email = (n: number) => `person${n}@example.com`;
const pair = (n: number) => ({ from: { id: `${n}` }, to: { id: `${n}` } });
const byEmail = (n: number) => ({ id: email(n), idProperty: 'email' });

interface Kind {
	row: Operation;
	/** Input `n` of a list, from 1 on. */
	raw: (n: number) => object;
	parameters: Record<string, string>;
	/** What the account holds before, beside `held` contacts and companies with the IDs from 1 on. */
	seed?: (world: World, count: number) => void;
	held?: (count: number) => number;
}

const OF_CONTACTS = { objectType: 'contacts' };
const ENDS = { fromObjectType: 'contacts', toObjectType: 'companies', label: '' };
const OF_LIST = { listId: LIST };

const seedList = (members: (count: number) => number) => (world: World, count: number) => {
	const ids = Array.from({ length: members(count) }, (_, n) => `${n + 1}`);
	world.hubspot.seedList('contacts', { listId: LIST, members: ids });
};

const associateAll = ({ hubspot }: World, count: number) => {
	for (let n = 1; n <= count; n++) {
		hubspot.seedAssociation(['contacts', `${n}`], ['companies', `${n}`]);
	}
};

const seedEvents = ({ hubspot }: World) => {
	for (let n = 0; n < EVENTS; n++) {
		const ids = { externalAccountId: 'acct-1', externalEventId: `e${n}` };
		hubspot.seedEvent(DEFAULT_APP_ID, { ...ids, objectId: `${50_001 + n}` });
	}
};

/** Person `n` at one of the events, in turn: of four at an event one only registered, two came, one cancelled. */
const atEvent = (n: number) => ({
	externalAccountId: 'acct-1',
	externalEventId: `e${n % EVENTS}`,
	subscriberState: ['register', 'attend', 'attend', 'cancel'][Math.floor(n / EVENTS) % 4],
	email: email(n),
	interactionDateTime: '2027-03-01T09:00:00Z',
});

const KINDS = {
	create: {
		row: batchCreateObjects,
		raw: (n) => ({ properties: { email: email(n), city: `Town ${n}` } }),
		parameters: OF_CONTACTS,
		held: () => 0,
	},
	upsert: {
		row: batchUpsertObjects,
		raw: (n) => ({ ...byEmail(n), properties: { city: `Town ${n}` } }),
		parameters: OF_CONTACTS,
		held: (count) => Math.floor(count / 2),
	},
	update: {
		row: batchUpdateObjects,
		raw: (n) => ({ id: `${n}`, properties: { city: `Town ${n}` } }),
		parameters: OF_CONTACTS,
	},
	read: { row: batchReadObjects, raw: byEmail, parameters: OF_CONTACTS },
	readByName: {
		row: batchReadObjects,
		raw: (n) => ({ id: `Company ${n}`, idProperty: 'name' }),
		parameters: { objectType: 'companies' },
		held: () => SHARED,
	},
	archive: { row: batchArchiveObjects, raw: (n) => ({ id: `${n}` }), parameters: OF_CONTACTS },
	associate: { row: batchAssociate, raw: pair, parameters: ENDS },
	associateWithLabel: {
		row: batchAssociate,
		raw: pair,
		parameters: { ...ENDS, label: 'HUBSPOT_DEFINED:1' },
	},
	associateByName: {
		row: batchAssociate,
		raw: (n) => ({ from: byEmail(n), to: { id: `Company ${n}`, idProperty: 'name' } }),
		parameters: ENDS,
	},
	removeAssociations: {
		row: batchRemoveAssociations,
		raw: pair,
		parameters: ENDS,
		seed: associateAll,
	},
	readAssociations: {
		row: batchReadAssociations,
		raw: (n) => ({ id: `${n}` }),
		parameters: ENDS,
		seed: associateAll,
	},
	addToList: {
		row: addToList,
		raw: (n) => ({ id: `${n}` }),
		parameters: OF_LIST,
		seed: seedList(() => 0),
	},
	addToListByEmail: {
		row: addToList,
		raw: byEmail,
		parameters: OF_LIST,
		seed: seedList(() => 0),
	},
	removeFromList: {
		row: removeFromList,
		raw: (n) => ({ id: `${n}` }),
		parameters: OF_LIST,
		seed: seedList((count) => count),
	},
	search: {
		row: searchObjects,
		raw: (n) => ({
			filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: email(n) }] }],
		}),
		parameters: OF_CONTACTS,
		held: () => 10,
	},
	searchForAll: {
		row: searchObjects,
		raw: () => ({}),
		parameters: OF_CONTACTS,
		held: () => 2_000,
	},
	readListMembers: {
		row: readListMembers,
		raw: () => ({}),
		parameters: { ...OF_LIST, returnAll: 'true', limit: '', properties: 'email' },
		held: () => 10_000,
		seed: seedList(() => 10_000),
	},
	attendance: {
		row: recordAttendance,
		raw: atEvent,
		parameters: {},
		held: () => 0,
		seed: seedEvents,
	},
} satisfies Record<string, Kind>;

type KindName = keyof typeof KINDS;

// ---------------------------------------------------------------- a run

interface Ran {
	/** By what follows the version in their path. */
	calls: Record<string, number>;
	tooMany: number;
	seconds: number;
}

/** One execution with an account to itself; every item must be done. */
async function play(name: KindName, raw: object[], perTenSeconds = PROFESSIONAL): Promise<Ran> {
	const { row, parameters, seed, held = (count: number) => count }: Kind = KINDS[name];
	const calls: Record<string, number> = {};
	const world = new World({
		onCall: ({ path }) => {
			const what = path
				.replace(/^.*\/2026-03\/|\?.*$/g, '')
				// Events together.
				.replace(/^\d+\/attendance/, '*/attendance');
			calls[what] = (calls[what] ?? 0) + 1;
		},
		defaults: false,
		keepCalls: false,
		keepApplied: false,
		limits: { perTenSeconds, perDay: 10_000_000 },
		latency: { ...LATENCY, seed: raw.length + Object.keys(KINDS).indexOf(name) },
	});
	world.latencyMs = () => TRAVEL_MS;
	const { hubspot } = world;
	hubspot.defineProperty('contacts', { name: 'email', hasUniqueValue: true });
	hubspot.defineProperty('contacts', { name: 'city' });
	hubspot.defineProperty('companies', { name: 'name' });
	const count = held(raw.length);
	hubspot.seedObjects({ objectType: 'contacts', count });
	hubspot.seedObjects({ objectType: 'companies', count, properties: { name: 'Company {n}' } });
	seed?.(world, raw.length);

	const { outcomes } = await runJob({
		world,
		row,
		raw,
		parameters,
		portion: limitOf(row.effect),
	});
	const done = outcomes.filter(({ ok }) => ok).length;
	if (done !== raw.length) throw new Error(`${name}: ${done} of ${raw.length} items were done`);
	if (hubspot.unknownRoutes.length) throw new Error(`${name}: ${hubspot.unknownRoutes[0]}`);
	const { byStatus } = hubspot.statistics();
	const seconds = (world.nowMs - world.startMs) / 1_000;
	return { calls, tooMany: byStatus[429] ?? 0, seconds };
}

const listOf = (name: KindName, count: number) =>
	Array.from({ length: count }, (_, index) => KINDS[name].raw(index + 1));

// ---------------------------------------------------------------- calls

interface Counted {
	kind: KindName;
	/** Default: a list of so many different inputs. */
	items: number | object[];
	/** The calls that are needed, by what follows the version in their path. */
	needed: Record<string, number>;
}

/** 10,000 items that name 1,000 records. */
const shared = (raw: (n: number) => object, nameOf: (n: number) => number) =>
	Array.from({ length: 10 * SHARED }, (_, n) => raw(1 + nameOf(n)));

const COUNTED: Record<string, Counted> = {
	create: { kind: 'create', items: 10_000, needed: { 'contacts/batch/create': 100 } },
	upsert: { kind: 'upsert', items: 10_000, needed: { 'contacts/batch/upsert': 100 } },
	update: { kind: 'update', items: 10_000, needed: { 'contacts/batch/update': 100 } },
	read: { kind: 'read', items: 10_000, needed: { 'contacts/batch/read': 100 } },
	/** All records in turn, ten times. */
	readShared: {
		kind: 'read',
		items: shared(KINDS.read.raw, (n) => n % SHARED),
		needed: { 'contacts/batch/read': 10 },
	},
	/** Each record ten times, one after the other. */
	readSharedInARow: {
		kind: 'read',
		items: shared(KINDS.read.raw, (n) => Math.floor(n / 10)),
		needed: { 'contacts/batch/read': 10 },
	},
	/** The same, found by search. Once for all: is the name unique? */
	readByNameSharedInARow: {
		kind: 'readByName',
		items: shared(KINDS.readByName.raw, (n) => Math.floor(n / 10)),
		needed: { companies: 1, 'companies/search': 10, 'companies/batch/read': 10 },
	},
	archive: { kind: 'archive', items: 10_000, needed: { 'contacts/batch/archive': 100 } },
	associate: {
		kind: 'associate',
		items: 10_000,
		needed: { 'contacts/companies/batch/associate/default': 10 },
	},
	associateWithLabel: {
		kind: 'associateWithLabel',
		items: 10_000,
		needed: { 'contacts/companies/batch/create': 10 },
	},
	/** Once for all: is the name unique? */
	associateByName: {
		kind: 'associateByName',
		items: 2_000,
		needed: {
			companies: 1,
			'companies/search': 20,
			'contacts/batch/read': 20,
			'contacts/companies/batch/associate/default': 2,
		},
	},
	removeAssociations: {
		kind: 'removeAssociations',
		items: 10_000,
		needed: { 'contacts/companies/batch/archive': 100 },
	},
	readAssociations: {
		kind: 'readAssociations',
		items: 10_000,
		needed: { 'contacts/companies/batch/read': 10 },
	},
	/** Once for all: what is the list? */
	addToList: {
		kind: 'addToList',
		items: 20_000,
		needed: { [LIST]: 1, [`${LIST}/memberships/add`]: 20 },
	},
	addToListByEmail: {
		kind: 'addToListByEmail',
		items: 20_000,
		needed: { [LIST]: 1, '0-1/batch/read': 200, [`${LIST}/memberships/add`]: 20 },
	},
	removeFromList: {
		kind: 'removeFromList',
		items: 20_000,
		needed: { [LIST]: 1, [`${LIST}/memberships/remove`]: 20 },
	},
	readListMembers: {
		kind: 'readListMembers',
		items: 1,
		needed: { [LIST]: 1, [`${LIST}/memberships`]: 100, '0-1/batch/read': 100 },
	},
	search: { kind: 'search', items: 100, needed: { 'contacts/search': 100 } },
	searchForAll: { kind: 'searchForAll', items: 1, needed: { 'contacts/search': 10 } },
	attendance: { kind: 'attendance', items: 5_000, needed: attendanceCalls(5_000) },
};

/** A look-up for each event, and a call for each hundred people of an event and state. */
function attendanceCalls(count: number): Record<string, number> {
	const people: Record<string, Record<string, number>> = {};
	for (let n = 1; n <= count; n++) {
		const { externalEventId, subscriberState } = atEvent(n);
		const there = (people[subscriberState] ??= {});
		there[externalEventId] = (there[externalEventId] ?? 0) + 1;
	}
	const calls: Record<string, number> = { 'events/search': EVENTS };
	for (const [state, there] of Object.entries(people)) {
		const hundreds = Object.values(there).map((each) => Math.ceil(each / 100));
		calls[`*/attendance/${state}/email-create`] = hundreds.reduce((sum, each) => sum + each, 0);
	}
	return calls;
}

const sumOf = (numbers: Record<string, number>) =>
	Object.values(numbers).reduce((sum, each) => sum + each, 0);

/** The worst of all calls together and each kind of them, so that none makes up for another. */
function worstRatio(calls: Record<string, number>, needed: Record<string, number>): number {
	const each = Object.entries(needed).map(([path, least]) => (calls[path] ?? 0) / least);
	return Math.max(sumOf(calls) / sumOf(needed), ...each);
}

export async function operationCalls(): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const [name, { kind, items, needed }] of Object.entries(COUNTED)) {
		const raw = typeof items === 'number' ? listOf(kind, items) : items;
		const { calls } = await play(kind, raw);
		const told = Object.entries(calls).map(([path, number]) => `${number} ${path}`);
		figures.push({
			name: `operationCalls.${name}`,
			value: worstRatio(calls, needed),
			target: { most: 1 },
			cases: { calls, needed },
			note: `calls / needed, ${raw.length} ${raw.length === 1 ? 'item' : 'items'}: ${told.join(' + ')}`,
		});
	}
	return figures;
}

// ---------------------------------------------------------------- pace

interface Paced {
	kind: KindName;
	items: number;
	/** Items a second that HubSpot allows. */
	allowed: number;
	least: number;
}

const batches: Omit<Paced, 'kind'> = {
	items: 100_000,
	allowed: PROFESSIONAL * 10,
	least: 0.95,
};
const searches: Omit<Paced, 'kind'> = {
	items: 300,
	allowed: SEARCHES_PER_SECOND,
	least: 0.9,
};

const PACED: Paced[] = [
	{ kind: 'create', ...batches },
	{ kind: 'upsert', ...batches },
	{ kind: 'read', ...batches },
	{ kind: 'search', ...searches },
	attendance(100_000),
];

/** What HubSpot allows of it: its calls hold people of one event and state each, so not all are full. */
function attendance(items: number): Paced {
	const seconds = sumOf(attendanceCalls(items)) / (PROFESSIONAL / 10);
	return { kind: 'attendance', items, allowed: items / seconds, least: 0.95 };
}

export async function operationPace(): Promise<Figure[]> {
	const figures: Figure[] = [];
	const refused: Cases = {};
	let tooMany = 0;
	for (const { kind, items, allowed, least } of PACED) {
		const ran = await play(kind, listOf(kind, items));
		tooMany += ran.tooMany;
		refused[kind] = ran.tooMany;
		figures.push({
			name: `operationPace.${kind}`,
			value: items / ran.seconds / allowed,
			target: { least },
			cases: { seconds: rounded(ran.seconds), calls: sumOf(ran.calls), tooMany: ran.tooMany },
			note: `items per second / the ${rounded(allowed)} allowed, ${items} items, time is virtual`,
		});
	}
	return [
		...figures,
		{
			name: 'operationPace.tooMany',
			value: tooMany,
			target: { most: 0 },
			cases: refused,
			note: '429s in all of these runs',
		},
	];
}
