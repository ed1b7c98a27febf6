/**
 * The laws of comparing, held over random lists, sizes and faults: Send Only Changes leaves HubSpot as the
 * whole list would have, and filling changes no value that was there, whatever goes wrong.
 */
import fc from 'fast-check';

import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import { comparable } from '../../nodes/hubspot/comparing';
import type { Comparison } from '../../nodes/hubspot/compare';
import type { Fault } from '../fake-hubspot/hubspot';
import { runs } from '../runs';
import { runJob, World } from './world';

const ROWS = { update: batchUpdateObjects, upsert: batchUpsertObjects };

/** What a property may hold before, and what may be sent of it; no value: nothing. */
const VALUES: Record<string, Array<string | undefined>> = {
	city: [undefined, 'Rome', 'rome', 'Paris', ' Rome'],
	score: [undefined, '12.5', '12.50', '7', '007'],
	seen_at: [undefined, '2027-03-01T09:00:00Z', '2027-03-01T10:00:00+01:00', '1803891600000'],
	interests: [undefined, 'a;b', 'b;a', 'c', ';c', ';a'],
	newsletter: [undefined, 'true', 'false'],
};
const HELD = { ...VALUES, interests: [undefined, 'a;b', 'c'] };

type Texts = Record<string, string | undefined>;
const textsOf = (values: Record<string, Array<string | undefined>>): fc.Arbitrary<Texts> =>
	fc.record(
		Object.fromEntries(
			Object.entries(values).map(([name, all]) => [name, fc.constantFrom(...all)]),
		),
	);

const RECORDS = 4;
/** Items may be about records that are not there. */
const item = fc.record({
	record: fc.integer({ min: 1, max: RECORDS + 2 }),
	values: textsOf(VALUES),
});

interface Case {
	operation: 'update' | 'upsert';
	by: 'id' | 'email' | 'customer_number';
	before: Texts[];
	items: Array<{ record: number; values: Texts }>;
	size: number;
	portion: number;
}

const cases: fc.Arbitrary<Case> = fc
	.record({
		operation: fc.constantFrom('update' as const, 'upsert' as const),
		by: fc.constantFrom('id' as const, 'email' as const, 'customer_number' as const),
		before: fc.array(textsOf(HELD), { minLength: RECORDS, maxLength: RECORDS }),
		items: fc.array(item, { maxLength: 14 }),
		size: fc.constantFrom(1, 2, 100),
		portion: fc.constantFrom(1, 3, 100),
	})
	// An upsert takes no record IDs.
	.map((each) =>
		each.operation === 'upsert' && each.by === 'id' ? { ...each, by: 'email' } : each,
	);

const given = (values: Texts) =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<
		string,
		string
	>;

/** An account with these records, and the items of a list about them. */
function accountOf({ before, by, items }: Case) {
	const world = new World();
	const { hubspot } = world;
	hubspot.defineProperty('contacts', { name: 'city' });
	hubspot.defineProperty('contacts', { name: 'score', type: 'number' });
	hubspot.defineProperty('contacts', { name: 'seen_at', type: 'datetime' });
	hubspot.defineProperty('contacts', {
		name: 'interests',
		type: 'enumeration',
		fieldType: 'checkbox',
		options: ['a', 'b', 'c'],
	});
	before.forEach((values, at) => {
		const own = { email: `p${at + 1}@x.co`, customer_number: `N${at + 1}` };
		hubspot.seedObject('contacts', { ...own, ...given(values) }, String(at + 1));
	});
	const keys = {
		id: (n: number) => ({ id: String(n) }),
		email: (n: number) => ({ id: n % 2 ? `p${n}@x.co` : `P${n}@X.co`, idProperty: 'email' }),
		customer_number: (n: number) => ({ id: `N${n}`, idProperty: 'customer_number' }),
	};
	const raw = items.map(({ record, values }) => {
		const properties = given(values);
		// Nothing to write is not valid.
		if (!Object.keys(properties).length) properties.newsletter = 'true';
		return { ...keys[by](record), properties };
	});
	return { world, hubspot, raw };
}

type Account = ReturnType<typeof accountOf>;

/** What HubSpot holds, in forms in which what means the same is the same; new records by their key. */
function heldIn({ hubspot }: Account): Record<string, Record<string, unknown>> {
	const records = [...hubspot.objects('contacts').values()].map(({ properties }) => {
		const key = properties.email?.toLowerCase() ?? properties.customer_number;
		const formOf = (name: string) =>
			name === 'score' && properties[name]
				? Number(properties[name])
				: comparable(properties[name]);
		const values = Object.keys(VALUES).map((name) => [name, formOf(name)]);
		return [key, Object.fromEntries(values)] as [string, Record<string, unknown>];
	});
	return Object.fromEntries(records.sort());
}

async function play(
	one: Case,
	compare?: Comparison,
	faults: Array<Fault | null> = [],
	readFaults: Array<Fault | null> = [],
) {
	const account = accountOf(one);
	const { world, hubspot, raw } = account;
	hubspot.faults.next(...faults);
	hubspot.readFaults.next(...readFaults);
	const { size, portion } = one;
	const job = {
		world,
		row: ROWS[one.operation],
		raw,
		size,
		portion,
		objectType: 'contacts',
		compare,
	};
	const { outcomes } = await runJob(job);
	expect(outcomes.map((each) => each.item)).toEqual(raw.map((_, at) => at));
	expect(hubspot.oddities).toEqual([]);
	return { ...account, outcomes };
}

const fault: fc.Arbitrary<Fault | null> = fc.constantFrom<Array<Fault | null>>(
	...[null, null, null],
	{ kind: 'reset', applied: true },
	{ kind: 'reset', applied: false },
	{ kind: 'serverError', status: 500, applied: true },
	{ kind: 'truncate' },
	{ kind: 'emptyResults' },
	{ kind: 'forgetResults', count: 1 },
	{ kind: 'wholeBatch', status: 400, dialect: 'category', message: 'Broken' },
	{ kind: 'notJson', status: 200 },
);
const faults = fc.array(fault, { maxLength: 8 });

it('Send Only Changes leaves HubSpot as the whole list would have left it', async () => {
	await fc.assert(
		fc.asyncProperty(cases, async (one) => {
			const compared = await play(one, 'onlyChanges');
			const plain = await play(one);
			expect(heldIn(compared)).toEqual(heldIn(plain));
			expect(compared.outcomes.map(({ ok }) => ok)).toEqual(plain.outcomes.map(({ ok }) => ok));
		}),
		{ numRuns: runs(60) },
	);
});

it('What is told unchanged was not sent, and what is told written was', async () => {
	const compare = fc.constantFrom('onlyChanges' as const, 'onlyEmpty' as const);
	await fc.assert(
		fc.asyncProperty(cases, compare, async (one, how) => {
			const { hubspot, outcomes } = await play(one, how);
			const sent = new Set(hubspot.applied.map(({ trace }) => trace));
			for (const outcome of outcomes) {
				const isUnchanged = outcome.ok && outcome.result.outcome === 'unchanged';
				expect(sent.has(`trace-${outcome.item}`)).toBe(outcome.ok && !isUnchanged);
			}
		}),
		{ numRuns: runs(60) },
	);
});

it('Filling gives a record the first value that a list has, where it had none, and leaves all others', async () => {
	await fc.assert(
		fc.asyncProperty(cases, async (one) => {
			const { hubspot, raw } = await play(one, 'onlyEmpty');
			one.before.forEach((before, at) => {
				const its = raw.filter((_, index) => one.items[index].record === at + 1);
				const after = hubspot.object('contacts', String(at + 1))?.properties ?? {};
				for (const name of Object.keys(VALUES)) {
					const first = its.find(({ properties }) => properties[name] !== undefined);
					const wanted = before[name] ?? first?.properties[name];
					const options = wanted?.replace(/^;/, '');
					expect([name, after[name]]).toEqual([name, name === 'interests' ? options : wanted]);
				}
			});
		}),
		{ numRuns: runs(60) },
	);
});

it('Filling changes no value that was there, whatever goes wrong with reads and writes', async () => {
	await fc.assert(
		fc.asyncProperty(cases, faults, faults, async (one, ofWrites, ofReads) => {
			const { hubspot, outcomes } = await play(one, 'onlyEmpty', ofWrites, ofReads);
			one.before.forEach((before, at) => {
				const after = hubspot.object('contacts', String(at + 1))?.properties;
				expect(after).toMatchObject(given(before));
			});
			const applied = new Set(hubspot.applied.map(({ trace }) => trace));
			for (const outcome of outcomes) {
				if (outcome.ok || outcome.failure.applied !== 'no') continue;
				expect(applied.has(`trace-${outcome.item}`)).toBe(false);
			}
		}),
		{ numRuns: runs(80) },
	);
});
