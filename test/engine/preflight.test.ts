/**
 * Inputs held against HubSpot's definitions before anything is sent: what it costs, what is refused, and
 * when HubSpot alone decides. In virtual time, against the fake.
 */
import type { Operation } from '../../nodes/n8n/operation';
import { DefinitionLists } from '../../nodes/n8n/definitions';
import type { Told } from '../../nodes/n8n/present';
import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import { batchUpdateEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { recordAttendance } from '../../nodes/HubSpotMarketingEvents/operations/recordAttendance';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { Memories } from '../../nodes/n8n/memories';
import { Attempt } from '../../nodes/n8n/retries';
import { DEFAULT_APP_ID, type FakeOptions } from '../fake-hubspot/hubspot';
import { runJob, startJob, World, type Job } from './world';

const ADDRESS = (n: number) => `person${n}@x.com`;

/** A way to write properties: its inputs, and where a call holds what they hold. */
interface Writing {
	row: Operation;
	objectType?: string;
	/** Of which type the properties are. */
	defines: string;
	input: (n: number, properties: Record<string, string>) => unknown;
}

const customOf = (properties: Record<string, string>) =>
	Object.entries(properties).map(([name, value]) => ({ name, value }));

const EVENT = { eventName: 'Conf', eventOrganizer: 'ACME' };

const WRITES: Record<string, Writing> = {
	'Batch Update CRM Objects': {
		row: batchUpdateObjects,
		objectType: 'contacts',
		defines: 'contacts',
		input: (n, properties) => ({ id: `${n}`, properties }),
	},
	'Batch Upsert CRM Objects': {
		row: batchUpsertObjects,
		objectType: 'contacts',
		defines: 'contacts',
		input: (n, properties) => ({ id: ADDRESS(n), idProperty: 'email', properties }),
	},
	'Batch Create CRM Objects': {
		row: batchCreateObjects,
		objectType: 'contacts',
		defines: 'contacts',
		input: (n, properties) => ({ properties: { email: `new${n}@x.com`, ...properties } }),
	},
	'Upsert Events': {
		row: upsertEvents,
		defines: '0-54',
		input: (n, properties) => ({
			...EVENT,
			externalAccountId: 'a',
			externalEventId: `e${n}`,
			customProperties: customOf(properties),
		}),
	},
	'Batch Update Events': {
		row: batchUpdateEvents,
		defines: '0-54',
		input: (n, properties) => ({ objectId: `${5000 + n}`, customProperties: customOf(properties) }),
	},
	'Record Attendance': {
		row: recordAttendance,
		defines: 'contacts',
		input: (n, contactProperties) => ({
			objectId: '5001',
			subscriberState: 'register',
			email: `new${n}@x.com`,
			interactionDateTime: '2026-11-01T09:00:00Z',
			contactProperties,
		}),
	},
};

/** An account with the same properties of contacts and of events. */
function accountOf(options: FakeOptions = {}): World {
	const world = new World(options);
	const { hubspot } = world;
	for (const type of ['contacts', '0-54']) {
		hubspot.defineProperty(type, { name: 'town', label: 'Town' });
		hubspot.defineProperty(type, { name: 'sum', label: 'Sum', type: 'number', calculated: true });
		hubspot.defineProperty(type, { name: 'made', label: 'Made', readOnlyValue: true });
		hubspot.defineProperty(type, { name: 'size', label: 'Size', type: 'number' });
		hubspot.defineProperty(type, { name: 'day', label: 'Day', type: 'date' });
		hubspot.defineProperty(type, {
			name: 'topic',
			label: 'Topic',
			type: 'enumeration',
			options: [
				{ label: 'Big data', value: 'BIG' },
				{ label: 'Web', value: 'web_1' },
				{ label: 'Web', value: 'web_2' },
			],
		});
		hubspot.defineProperty(type, {
			name: 'tracks',
			label: 'Tracks',
			type: 'enumeration',
			fieldType: 'checkbox',
			options: [
				{ label: 'One', value: '1' },
				{ label: 'Two', value: '2' },
			],
		});
	}
	for (let n = 1; n <= 9; n++) {
		hubspot.seedObject('contacts', { email: ADDRESS(n) }, `${n}`);
		hubspot.seedEvent(DEFAULT_APP_ID, { ...EVENT, objectId: `${5000 + n}` });
	}
	return world;
}

let lists: DefinitionLists;
beforeEach(() => {
	lists = new DefinitionLists();
});

type More = Partial<Job>;
const jobOf = (
	world: World,
	writing: Writing,
	all: Array<Record<string, string>>,
	more: More = {},
) => ({
	world,
	row: writing.row,
	objectType: writing.objectType,
	raw: all.map((properties, n) => writing.input(n + 1, properties)),
	definitions: lists.of('account'),
	...more,
});
const write = async (...args: Parameters<typeof jobOf>) => (await runJob(jobOf(...args))).outcomes;

/** Reads of definitions, by what stands behind `properties/…/`. */
const reads = ({ hubspot }: World) =>
	hubspot.calls
		.filter(({ method, path }) => method === 'GET' && path.includes('/properties/'))
		.map(({ path }) => path.split('/').at(-1));
const refusedCalls = ({ hubspot }: World) => hubspot.calls.filter(({ status }) => status >= 400);
const messages = (outcomes: Told[]) =>
	outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.failure.message));
/** All values that were sent under a name. */
const sent = ({ hubspot }: World, name: string): unknown[] =>
	hubspot.calls.flatMap(({ requestBody }) => {
		const text = JSON.stringify(requestBody ?? '');
		const found = [
			...text.matchAll(new RegExp(`"${name}":"([^"]*)"|"name":"${name}","value":"([^"]*)"`, 'g')),
		];
		return found.map(([, one, other]) => one ?? other);
	});

describe.each(Object.entries(WRITES))('%s', (name, writing) => {
	const { defines } = writing;

	it(`asks for the definitions of ${defines} once, and ${name} sends what fits as it is`, async () => {
		const world = accountOf();
		const outcomes = await write(world, writing, [
			{ town: 'Paris' },
			{ town: 'Rome', topic: 'BIG' },
		]);
		expect(messages(outcomes)).toEqual(['done', 'done']);
		expect(reads(world)).toEqual([defines]);
		expect(sent(world, 'town').sort()).toEqual(['Paris', 'Rome']);
	});

	it(`${name} refuses a property that does not exist, without a refused call, and sends the others`, async () => {
		const world = accountOf();
		const outcomes = await write(world, writing, [{ town: 'Paris' }, { townn: 'Rome' }]);
		expect(outcomes[0].ok).toBe(true);
		expect(outcomes[1]).toMatchObject({ failure: { reason: 'invalid', applied: 'no' } });
		const whose = defines === 'contacts' ? 'contacts' : 'events';
		expect(messages(outcomes)[1]).toMatch(
			`HubSpot has no property of ${whose} called “townn” (did you mean “town”?). Correct the internal name, or create it in HubSpot first.`,
		);
		expect(refusedCalls(world)).toEqual([]);
		expect(sent(world, 'townn')).toEqual([]);
	});

	it.each([
		[
			'a calculated property',
			{ sum: '1' },
			'sum is calculated by HubSpot and cannot be written: leave it out.',
		],
		[
			'a read-only property',
			{ made: '1' },
			'made cannot be written, because HubSpot sets it itself: leave it out.',
		],
		[
			'an unknown option',
			{ topic: 'Big dta' },
			'topic must be one of its options, but is “Big dta”. Did you mean “Big data”?',
		],
		[
			'a label that two options have',
			{ topic: 'web' },
			'topic is “web”, which may mean several values: web_1, web_2. Send the one that is meant.',
		],
		[
			'a text for a number',
			{ size: 'big' },
			'size must be a number, such as 1234.5, but is “big”.',
		],
		['no day for a date', { day: 'soon' }, 'day must be a date written year first'],
	])(`${name} refuses %s before anything is sent`, async (_, properties, words) => {
		const world = accountOf();
		const outcomes = await write(world, writing, [properties as Record<string, string>]);
		expect(outcomes[0]).toMatchObject({ failure: { reason: 'invalid', applied: 'no' } });
		expect(messages(outcomes)[0]).toContain(words);
		expect(world.hubspot.calls.every(({ method }) => method === 'GET')).toBe(true);
	});

	it.each([
		[
			'a name that does not exist',
			{ townn: 'Rome' },
			/^Left out: townn, whose value is “Rome”. HubSpot has no property of \w+ called “townn”/,
		],
		[
			'a value of no option',
			{ topic: 'Big dta' },
			/^Left out: topic must be one of its options, but is “Big dta”\./,
		],
		[
			'a calculated property',
			{ sum: '1' },
			/^Left out: sum, whose value is “1”\. sum is calculated by HubSpot/,
		],
	])(
		`${name} with Write the Rest leaves out %s before anything is refused, and says so`,
		async (_, bad, words) => {
			const world = accountOf();
			const given = { town: 'Paris', ...(bad as Record<string, string>) };
			const [outcome] = await write(world, writing, [given], { writeRest: true });
			expect(outcome).toMatchObject({ ok: true, leftOut: [{ property: Object.keys(bad)[0] }] });
			expect(outcome.ok && outcome.warnings).toEqual([expect.stringMatching(words)]);
			expect(refusedCalls(world)).toEqual([]);
			expect(sent(world, 'town')).toEqual(['Paris']);
			expect(sent(world, Object.keys(bad)[0])).toEqual([]);
		},
	);

	it(`${name} turns labels into values, and reads numbers and days by the type of their property`, async () => {
		const world = accountOf();
		const given = { topic: 'big DATA', tracks: ';one;2', size: ' 12 ', day: '2027/3/1' };
		const outcomes = await write(world, writing, [given]);
		expect(messages(outcomes)).toEqual(['done']);
		expect(sent(world, 'topic')).toEqual(['BIG']);
		expect(sent(world, 'tracks')).toEqual([';1;2']);
		expect(sent(world, 'size')).toEqual(['12']);
		expect(sent(world, 'day')).toEqual(['2027-03-01']);
	});

	it.each(['missingScopes', 'serverError', 'reset', 'notJson', 'empty'] as const)(
		`${name} goes on without definitions where the read meets %s, and does not ask again within a minute`,
		async (kind) => {
			const world = accountOf();
			const fault =
				kind === 'missingScopes'
					? { kind, scopes: ['crm.schemas.contacts.read'] }
					: { kind, status: 502, applied: false };
			world.hubspot.supportingFaults.always(fault as never);
			const before = () => world.hubspot.calls.length;
			const first = await write(world, writing, [{ town: 'Paris' }]);
			expect(messages(first)).toEqual(['done']);
			const count = reads(world).length;
			expect(count).toBeGreaterThan(0);
			const calls = before();
			await write(world, writing, [{ town: 'Rome' }]);
			expect(reads(world)).toHaveLength(count);
			expect(before()).toBeGreaterThan(calls);
			world.hubspot.supportingFaults.always(null);
			world.nowMs += 60_000;
			await write(world, writing, [{ town: 'Oslo' }]);
			expect(reads(world)).toHaveLength(count + 1);
		},
	);

	it(`${name} without a memory asks for nothing`, async () => {
		const world = accountOf();
		await write(world, writing, [{ town: 'Paris' }], { definitions: undefined });
		expect(reads(world)).toEqual([]);
	});
});

const UPDATE = WRITES['Batch Update CRM Objects'];

describe('What may be new', () => {
	it('with Write the Rest, an item that would write nothing else is refused as it is', async () => {
		const world = accountOf();
		const [outcome] = await write(world, WRITES['Batch Update CRM Objects'], [{ townn: 'Rome' }], {
			writeRest: true,
		});
		expect(outcome).toMatchObject({ failure: { reason: 'invalid', applied: 'no' } });
		expect(world.hubspot.applied).toEqual([]);
	});

	it('with Write the Rest, a new record is refused and not created without a value that no two may have', async () => {
		const world = accountOf();
		const unique = { name: 'number', type: 'number', hasUniqueValue: true } as const;
		world.hubspot.defineProperty('contacts', unique);
		const given = { town: 'Paris', number: 'abc' };
		const more = { writeRest: true };
		const [created] = await write(world, WRITES['Batch Create CRM Objects'], [given], more);
		expect(created).toMatchObject({ failure: { reason: 'invalid', applied: 'no' } });
		expect(world.hubspot.applied).toEqual([]);
		const [updated] = await write(world, UPDATE, [given], more);
		expect(updated).toMatchObject({ ok: true, leftOut: [{ property: 'number' }] });
	});

	it('is asked for once more before it is refused, where the definitions are older than the run', async () => {
		const world = accountOf();
		await write(world, UPDATE, [{ town: 'Paris' }]);
		world.hubspot.defineProperty('contacts', { name: 'fresh' });
		expect(messages(await write(world, UPDATE, [{ fresh: 'x' }, { fresh: 'y' }]))).toEqual([
			'done',
			'done',
		]);
		expect(reads(world)).toEqual(['contacts', 'contacts']);
		// And is known from then on.
		expect(messages(await write(world, UPDATE, [{ fresh: 'z' }]))).toEqual(['done']);
		expect(reads(world)).toHaveLength(2);
	});

	it('may be an option', async () => {
		const world = accountOf();
		await write(world, UPDATE, [{ town: 'Paris' }]);
		world.hubspot.defineProperty('contacts', {
			name: 'topic',
			type: 'enumeration',
			options: [{ label: 'New one', value: 'new_1' }],
		});
		expect(messages(await write(world, UPDATE, [{ topic: 'new one' }]))).toEqual(['done']);
		expect(sent(world, 'topic')).toEqual(['new_1']);
		expect(reads(world)).toEqual(['contacts', 'contacts']);
	});

	it('is not asked for again in a run that has just read the definitions, nor twice in a run', async () => {
		const world = accountOf();
		const all = Array.from({ length: 9 }, (_, n) => ({ [`no_${n}`]: 'x', topic: `none ${n}` }));
		const outcomes = await write(world, UPDATE, all, { portion: 2 });
		expect(outcomes.every(({ ok }) => !ok)).toBe(true);
		const others = [
			'contacts?dataSensitivity=sensitive',
			'contacts?dataSensitivity=highly_sensitive',
		];
		expect(reads(world)).toEqual(['contacts', ...others]);
		await write(world, UPDATE, all, { portion: 2 });
		expect(reads(world)).toEqual(['contacts', ...others, 'contacts', ...others]);
	});

	it('costs no look into other lists where only an option is unknown', async () => {
		const world = accountOf();
		expect(messages(await write(world, UPDATE, [{ topic: 'none' }]))[0]).toContain('options');
		expect(reads(world)).toEqual(['contacts']);
	});

	it('is sent where asking once more fails: HubSpot decides', async () => {
		const world = accountOf();
		await write(world, UPDATE, [{ town: 'Paris' }]);
		world.hubspot.supportingFaults.always({ kind: 'serverError', status: 502, applied: false });
		const outcomes = await write(world, UPDATE, [{ townn: 'x' }, { sum: '1' }]);
		expect(outcomes[0]).toMatchObject({ failure: { reason: 'rejected' } });
		expect(outcomes[1]).toMatchObject({ failure: { reason: 'invalid' } });
	});
});

describe('Sensitive data', () => {
	it.each(['sensitive', 'highly_sensitive'] as const)(
		'a property of %s data, which the usual list does not show, is written and its values are read',
		async (dataSensitivity) => {
			const world = accountOf();
			world.hubspot.defineProperty('contacts', {
				name: 'passport',
				type: 'number',
				dataSensitivity,
			});
			expect(messages(await write(world, UPDATE, [{ passport: ' 7 ' }]))).toEqual(['done']);
			expect(sent(world, 'passport')).toEqual(['7']);
		},
	);

	it('an account that is refused these lists has no such properties', async () => {
		const world = accountOf();
		world.hubspot.supportingFaults.next(null, {
			kind: 'missingScopes',
			scopes: ['crm.objects.contacts.sensitive.read'],
		});
		const outcomes = await write(world, UPDATE, [{ passport: '7' }]);
		expect(outcomes[0]).toMatchObject({ failure: { reason: 'invalid' } });
	});

	it('where these lists are lost, HubSpot decides', async () => {
		const world = accountOf();
		const lost = { kind: 'reset', applied: false } as const;
		world.hubspot.supportingFaults.next(null, lost, lost, lost, lost);
		const outcomes = await write(world, UPDATE, [{ passport: '7' }]);
		expect(outcomes[0]).toMatchObject({ failure: { reason: 'rejected' } });
	});
});

describe('A run', () => {
	it('with On Error = Stop sends nothing where one item does not fit', async () => {
		const world = accountOf();
		const all: Array<Record<string, string>> = [{ town: 'Paris' }, { townn: 'Rome' }];
		const outcomes = await write(world, UPDATE, all, { stopOnFailure: true });
		expect(outcomes.map((outcome) => !outcome.ok && outcome.failure.reason)).toEqual([
			'unsent',
			'invalid',
		]);
		expect(messages(outcomes)[0]).toContain('other items are not valid');
		expect(world.hubspot.applied).toEqual([]);
	});

	it('asks for nothing where no input holds properties', async () => {
		const world = accountOf();
		await write(world, WRITES['Upsert Events'], [{}, {}]);
		const attendance = { ...WRITES['Record Attendance'] };
		attendance.input = (n) => ({
			objectId: '5001',
			subscriberState: 'register',
			email: ADDRESS(n),
			interactionDateTime: '2026-11-01T09:00:00Z',
		});
		await write(world, attendance, [{}]);
		expect(reads(world)).toEqual([]);
	});

	it('takes an object type without any property for one that HubSpot does not tell of', async () => {
		const world = new World({ defaults: false });
		world.hubspot.seedObject('contacts', {}, '1');
		expect(messages(await write(world, UPDATE, [{ whatever: 'x' }]))).toEqual(['done']);
	});

	it('reads all pages of the list, although HubSpot says that there is one', async () => {
		const world = accountOf({ propertyPageSize: 5 });
		expect(messages(await write(world, UPDATE, [{ tracks: 'two' }]))).toEqual(['done']);
		expect(sent(world, 'tracks')).toEqual(['2']);
	});

	it('that is cancelled while another one asks ends at once, and the other one goes on', async () => {
		const world = accountOf();
		world.latencyMs = () => 30_000;
		let cancelled = false;
		world.at(1_000, () => {
			cancelled = true;
		});
		let endMs = NaN;
		const [first, second] = await world.drive(
			Promise.all([
				start(world, [{ town: 'Paris' }]),
				start(world, [{ town: 'Rome' }], { clock: world.clockOf(() => cancelled) }).finally(() => {
					endMs = world.nowMs;
				}),
			]),
		);
		expect(messages(first.outcomes)).toEqual(['done']);
		expect(second.outcomes[0]).toMatchObject({ failure: { reason: 'unsent' } });
		expect(endMs - world.startMs).toBeLessThan(2_000);
		expect(reads(world)).toHaveLength(1);
	});

	it('that asks and is cancelled leaves the question to the others', async () => {
		const world = accountOf();
		world.hubspot.supportingFaults.next({ kind: 'rateLimit', policy: 'SECONDLY', retryAfter: 60 });
		let cancelled = false;
		world.at(1_000, () => {
			cancelled = true;
		});
		const [, second] = await world.drive(
			Promise.all([
				start(world, [{ town: 'Paris' }], { clock: world.clockOf(() => cancelled) }),
				start(world, [{ townn: 'Rome' }]),
			]),
		);
		expect(second.outcomes[0]).toMatchObject({ failure: { reason: 'invalid' } });
	});

	it('does not judge again what an earlier try has sent', async () => {
		const world = accountOf();
		const memories = new Memories();
		const begin = () => new Attempt(memories.begin('run', 3, world.clock.now), world.clock.now);
		const create = WRITES['Batch Create CRM Objects'];
		world.hubspot.faults.always({ kind: 'reset', applied: true });
		const first = begin();
		const open = await write(world, create, [{ town: 'Paris' }], { attempt: first, lookUp: false });
		expect(open[0]).toMatchObject({ failure: { applied: 'maybe' } });
		first.end(undefined);
		world.hubspot.faults.always(null);
		const now = await write(world, create, [{ town: 'Paris', gone: 'x' }], { attempt: begin() });
		expect(messages(now)[0]).toMatch(/^Not sent again: .* A look-up afterwards found a record/);
	});

	it('is told of a failure of this code itself, and sends nothing of the entry', async () => {
		const world = accountOf();
		const broken = {
			...UPDATE,
			row: {
				...batchUpdateObjects,
				effect: {
					...batchUpdateObjects.effect,
					definitions: {
						of: () => 'contacts',
						look: () => {
							throw new Error('Oh');
						},
					},
				},
			} as Operation,
		};
		const outcomes = await write(world, broken, [{ town: 'x' }], { mayBreak: true });
		expect(outcomes[0]).toMatchObject({ failure: { reason: 'unaccounted', applied: 'no' } });
		expect(world.hubspot.applied).toEqual([]);
	});
});

describe('The property that records are called by', () => {
	const called = (idProperty: string): Writing => ({
		...UPDATE,
		input: (n, properties) => ({ id: ADDRESS(n), idProperty, properties }),
	});

	it.each([batchUpdateObjects, batchUpsertObjects])(
		'is the one that is meant where only its case differs: $action',
		async (row) => {
			const world = accountOf();
			world.hubspot.defineProperty('contacts', { name: 'email', label: 'Email' });
			const outcomes = await write(world, { ...called('Email'), row }, [{ town: 'Paris' }]);
			expect(messages(outcomes)).toEqual(['done']);
			expect(world.hubspot.object('contacts', '1')?.properties.town).toBe('Paris');
			expect(refusedCalls(world)).toEqual([]);
		},
	);

	it('is refused where there is none', async () => {
		const outcomes = await write(accountOf(), called('Emial'), [{ town: 'Paris' }]);
		expect(outcomes[0]).toMatchObject({ failure: { reason: 'invalid', applied: 'no' } });
		expect(messages(outcomes)[0]).toContain('called “Emial”');
	});
});

describe('With Write the Rest', () => {
	it('a value that no two new records may have is not left out of one that is created, and the item is refused', async () => {
		const world = accountOf();
		world.hubspot.defineProperty('contacts', {
			name: 'badge',
			type: 'number',
			hasUniqueValue: true,
		});
		const create = WRITES['Batch Create CRM Objects'];
		const all: Array<Record<string, string>> = [{ town: 'Paris', badge: 'A 17' }, { town: 'Rome' }];
		const outcomes = await write(world, create, all, { writeRest: true });
		expect(outcomes[0]).toMatchObject({ ok: false, failure: { reason: 'invalid', applied: 'no' } });
		expect(messages(outcomes)[0]).toContain('badge must be a number');
		expect(outcomes[1].ok).toBe(true);
		expect(sent(world, 'town')).toEqual(['Rome']);
	});

	it('as many properties are left out as an item has that do not fit, and labels behind them are still turned into values', async () => {
		const world = accountOf();
		const bad = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`no_${n}`, 'x']));
		const given = { town: 'Paris', ...bad, topic: 'big data' };
		const [outcome] = await write(world, UPDATE, [given], { writeRest: true });
		expect(outcome.ok && outcome.leftOut?.map(({ property }) => property)).toEqual(
			Object.keys(bad),
		);
		expect(sent(world, 'topic')).toEqual(['BIG']);
		expect(refusedCalls(world)).toEqual([]);
		expect(world.hubspot.calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
	});

	it('an item is refused that has more than are found', async () => {
		const world = accountOf();
		const bad = Object.fromEntries(Array.from({ length: 2_001 }, (_, n) => [`no_${n}`, 'x']));
		const given = { town: 'Paris', ...bad };
		const [outcome] = await write(world, UPDATE, [given], { writeRest: true });
		expect(outcome).toMatchObject({ failure: { reason: 'invalid', applied: 'no' } });
		expect(world.hubspot.applied).toEqual([]);
	});

	it('a value that does not fit is left out also where its property is given in another case', async () => {
		const world = accountOf();
		const given = { town: 'Paris', Topic: 'none' };
		const [outcome] = await write(world, UPDATE, [given], { writeRest: true });
		expect(outcome).toMatchObject({ ok: true, leftOut: [{ property: 'topic', value: 'none' }] });
		expect(sent(world, 'town')).toEqual(['Paris']);
		expect(refusedCalls(world)).toEqual([]);
	});
});

async function start(world: World, all: Array<Record<string, string>>, more: More = {}) {
	return await startJob(jobOf(world, UPDATE, all, more));
}
