/** rest.ts: what HubSpot refuses is left out, and the rest is written. */
import { mostCalls } from '../../nodes/engine/isolate';
import { mostCallsOfRest } from '../../nodes/engine/rest';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import { batchUpdateEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { recordAttendance } from '../../nodes/HubSpotMarketingEvents/operations/recordAttendance';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { toAnswers } from '../../nodes/n8n/agents';
import type { Operation } from '../../nodes/n8n/operation';
import { Memories } from '../../nodes/n8n/memories';
import type { Told } from '../../nodes/n8n/present';
import { Attempt } from '../../nodes/n8n/retries';
import { DEFAULT_APP_ID, type FakeOptions } from '../fake-hubspot/hubspot';
import type { HttpAnswer } from '../../nodes/engine/means';
import { problemOf } from './rows';
import { runJob, World, type Job } from './world';

type Values = Record<string, string>;

const range = (count: number) => Array.from({ length: count }, (_, n) => n);

/** A world with contacts 1 to `count`. */
function contactsWorld(count: number, options: FakeOptions = {}): World {
	const world = new World(options);
	for (const n of range(count)) {
		world.hubspot.seedObject('contacts', { email: `p${n + 1}@x.co`, phone: '+0' }, `${n + 1}`);
	}
	world.nowMs += 60_000;
	return world;
}

const update = async (world: World, raw: object[], more: Partial<Job> = {}) =>
	await runJob({
		world,
		row: batchUpdateObjects,
		objectType: 'contacts',
		writeRest: true,
		raw,
		...more,
	});

const record = (id: number, properties: Values) => ({ id: `${id}`, properties });
const held = ({ hubspot }: World, id: number) => hubspot.object('contacts', `${id}`)?.properties;

const leftOutOf = (told: Told) => (told.ok ? (told.leftOut ?? []) : []);
const namesOf = (told: Told) => leftOutOf(told).map(({ property }) => property);
const sizesOf = ({ hubspot }: World) =>
	hubspot.calls.map(
		({ requestBody }) => (requestBody as { inputs?: unknown[] }).inputs?.length ?? 1,
	);

const BAD_STAGE = { lifecyclestage: 'Foo' };

// ---------------------------------------------------------------- option × operation × On Error

interface Case {
	row: Operation;
	/** Item `n` of three; of the second one, HubSpot refuses a property. */
	raw: (n: number) => object;
	prepare?: (world: World) => void;
	job?: Partial<Job>;
	property: string;
	/** What the account holds of item `n`, besides what is refused. */
	written: (world: World, n: number) => unknown;
	wanted: (n: number) => unknown;
}

const byProperties = (n: number, more: Values = {}) => ({
	lastname: `L${n}`,
	...(n === 1 && BAD_STAGE),
	...more,
});

const person = ({ hubspot }: World, n: number) =>
	[...hubspot.objects('contacts').values()].find(
		({ properties }) => properties.email === `new${n}@x.co`,
	)?.properties.lastname;

const tierOf = (n: number) => ({
	customProperties: [
		{ name: 'venue', value: `V${n}` },
		...(n === 1 ? [{ name: 'tier', value: 'Foo' }] : []),
	],
});

/** HubSpot refuses a whole batch for the sake of the value of a custom property, and names it. */
const refuseTier = ({ hubspot }: World) => {
	for (const name of ['venue', 'tier']) hubspot.defineProperty('marketing_events', { name });
	hubspot.refuseWhen(
		{ property: 'tier', value: 'Foo' },
		{ status: 400, names: 'value', because: 'option' },
	);
};

const venueOf = (world: World, externalEventId: string, app = DEFAULT_APP_ID) =>
	world.hubspot.eventByExternalId(app, 'acme', externalEventId)?.customProperties.venue;

const anEvent = (n: number) => ({
	externalAccountId: 'acme',
	externalEventId: `w${n}`,
	eventName: `E${n}`,
	eventOrganizer: 'ACME',
	...tierOf(n),
});

const CASES: Record<string, Case> = {
	'Batch Update CRM Objects': {
		row: batchUpdateObjects,
		raw: (n) => record(n + 1, byProperties(n)),
		prepare: ({ hubspot }) => {
			for (const n of range(3)) hubspot.seedObject('contacts', {}, `${n + 1}`);
		},
		property: 'lifecyclestage',
		written: (world, n) => held(world, n + 1)?.lastname,
		wanted: (n) => `L${n}`,
	},
	'Batch Upsert CRM Objects': {
		row: batchUpsertObjects,
		raw: (n) => ({ id: `new${n}@x.co`, idProperty: 'email', properties: byProperties(n) }),
		property: 'lifecyclestage',
		written: person,
		wanted: (n) => `L${n}`,
	},
	'Batch Create CRM Objects': {
		row: batchCreateObjects,
		raw: (n) => ({ properties: byProperties(n, { email: `new${n}@x.co` }) }),
		property: 'lifecyclestage',
		written: person,
		wanted: (n) => `L${n}`,
	},
	'Upsert Events': {
		row: upsertEvents,
		raw: anEvent,
		prepare: refuseTier,
		property: 'tier',
		written: (world, n) => venueOf(world, `w${n}`),
		wanted: (n) => `V${n}`,
	},
	'Upsert Events, of another app': {
		row: upsertEvents,
		raw: anEvent,
		prepare: (world) => {
			refuseTier(world);
			for (const n of range(3)) {
				world.hubspot.seedEvent(2, { externalAccountId: 'acme', externalEventId: `w${n}` });
			}
		},
		job: { parameters: { ifOwnedByAnother: 'update' } },
		property: 'tier',
		written: (world, n) => venueOf(world, `w${n}`, 2),
		wanted: (n) => `V${n}`,
	},
	'Batch Update Events': {
		row: batchUpdateEvents,
		raw: (n) => ({ objectId: `7${n}`, ...tierOf(n) }),
		prepare: (world) => {
			refuseTier(world);
			for (const n of range(3)) world.hubspot.seedEvent(9, { objectId: `7${n}` });
		},
		property: 'tier',
		written: ({ hubspot }, n) => hubspot.event(`7${n}`)?.customProperties.venue,
		wanted: (n) => `V${n}`,
	},
	'Record Attendance': {
		row: recordAttendance,
		raw: (n) => ({
			objectId: '70',
			subscriberState: 'register',
			email: `new${n}@x.co`,
			interactionDateTime: '2026-11-01T09:00:00Z',
			contactProperties: byProperties(n),
		}),
		prepare: ({ hubspot }) => hubspot.seedEvent(DEFAULT_APP_ID, { objectId: '70' }),
		property: 'lifecyclestage',
		written: person,
		wanted: (n) => `L${n}`,
	},
};

const HAVING = [...RECORD_OPERATIONS, ...EVENT_OPERATIONS].filter(({ form }) =>
	form.options.includes('ifPropertyRefused'),
);

it('Every operation that has When a Property Is Refused is tried, and says what may be left out', () => {
	const tried = new Set(Object.values(CASES).map(({ row }) => row.name));
	expect([...tried].sort()).toEqual(HAVING.map(({ name }) => name).sort());
	for (const { effect } of HAVING) expect(effect).toHaveProperty('leaveOut');
});

describe.each(Object.entries(CASES))('When a Property Is Refused, of %s', (_, its) => {
	const run = async (writeRest: boolean, stopOnFailure: boolean) => {
		const world = new World();
		its.prepare?.(world);
		world.nowMs += 60_000;
		const { outcomes } = await runJob({
			world,
			row: its.row,
			raw: range(3).map(its.raw),
			stopOnFailure,
			writeRest,
			...(its.row.form.place.objectType && { objectType: 'contacts' }),
			...its.job,
		});
		expect(world.hubspot.unknownRoutes).toEqual([]);
		return { world, outcomes, written: range(3).map((n) => its.written(world, n)) };
	};

	it.each<[string, boolean]>([
		['Continue', false],
		['Stop Workflow', true],
	])('Write the Rest with On Error = %s writes all but the refused property', async (_on, stop) => {
		const { outcomes, written } = await run(true, stop);
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
		expect(written).toEqual(range(3).map(its.wanted));
		expect(outcomes.map(namesOf)).toEqual([[], [its.property], []]);
		expect(leftOutOf(outcomes[1])).toMatchObject([{ value: 'Foo', code: 'INVALID_OPTION' }]);
		const { warnings } = outcomes[1] as Extract<Told, { ok: true }>;
		expect(warnings).toContainEqual(
			expect.stringMatching(
				new RegExp(
					`^(Written|Created|Recorded) without ${its.property}: HubSpot refused its value “Foo”, and said “.*not one of the allowed options.*” \\(INVALID_OPTION\\)\\.$`,
				),
			),
		);
	});

	it('Refuse the Record with On Error = Continue refuses it, and writes the others', async () => {
		const { outcomes, written } = await run(false, false);
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
		expect(problemOf(outcomes[1])).toMatchObject({ reason: 'rejected', applied: 'no' });
		expect(written[1]).not.toBe(its.wanted(1));
	});

	it('Refuse the Record with On Error = Stop Workflow refuses it', async () => {
		const { outcomes, written } = await run(false, true);
		expect(outcomes[1]).toMatchObject({ ok: false, failure: { reason: 'rejected' } });
		expect(written[1]).not.toBe(its.wanted(1));
	});

	it('is told to an agent in the answer', async () => {
		const { outcomes } = await run(true, false);
		const [answer] = toAnswers(its.row.effect, [outcomes[1]]);
		expect(answer.json).toMatchObject({
			outcome: 'done',
			warnings: expect.arrayContaining([expect.stringContaining(`without ${its.property}: `)]),
		});
	});
});

// ---------------------------------------------------------------- what is left out

describe('Of a record', () => {
	it('every property is left out that its answer names, in one call more', async () => {
		const world = contactsWorld(1);
		const raw = [record(1, { lastname: 'L', ...BAD_STAGE, newsletter: 'perhaps', nope: '1' })];
		const { outcomes } = await update(world, raw);
		expect(namesOf(outcomes[0])).toEqual(['lifecyclestage', 'newsletter', 'nope']);
		expect(held(world, 1)).toMatchObject({ lastname: 'L' });
		expect(sizesOf(world)).toEqual([1, 1]);
	});

	it('properties are left out one after the other where each answer names one', async () => {
		const world = contactsWorld(1);
		for (const property of ['lastname', 'phone', 'birthday']) {
			world.hubspot.refuseWhen({ property }, { status: 400, names: 'property' });
		}
		const values = { firstname: 'F', lastname: 'L', phone: '+1', birthday: '2000-01-01' };
		const { outcomes } = await update(world, [record(1, values)]);
		expect(namesOf(outcomes[0])).toEqual(['lastname', 'phone', 'birthday']);
		expect(held(world, 1)).toMatchObject({ firstname: 'F', phone: '+0' });
		expect(sizesOf(world)).toEqual([1, 1, 1, 1]);
	});

	it('as many are left out as calls are allowed for; then it is refused', async () => {
		const names = range(12).map((n) => `p${n}`);
		const world = contactsWorld(1);
		for (const name of names) {
			world.hubspot.defineProperty('contacts', { name });
			world.hubspot.refuseWhen({ property: name }, { status: 400, names: 'property' });
		}
		const values = Object.fromEntries(names.map((name) => [name, 'x']));
		const { outcomes } = await update(world, [record(1, { ...values, lastname: 'L' })]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected', applied: 'no' });
		expect(world.hubspot.calls).toHaveLength(mostCallsOfRest(1));
	});

	it('the only property is never left out', async () => {
		const world = contactsWorld(1);
		const { outcomes } = await update(world, [record(1, BAD_STAGE)]);
		expect(problemOf(outcomes[0]).message).toContain('Foo');
		expect(sizesOf(world)).toEqual([1]);
	});

	it('nothing is left out where all of its properties are refused', async () => {
		const world = contactsWorld(1);
		const { outcomes } = await update(world, [record(1, { ...BAD_STAGE, newsletter: 'x' })]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected' });
		expect(sizesOf(world)).toEqual([1]);
	});

	it('that is called by a property, that one is never left out', async () => {
		const world = contactsWorld(1);
		world.hubspot.refuseWhen(
			{ property: 'email', value: 'bad@x.co' },
			{ status: 400, names: 'property' },
		);
		const raw = {
			id: 'p1@x.co',
			idProperty: 'email',
			properties: { email: 'bad@x.co', phone: '+1' },
		};
		const { outcomes } = await update(world, [raw]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected' });
		expect(held(world, 1)).toMatchObject({ phone: '+0' });
	});

	it('that was searched for by a property, that one is never left out', async () => {
		const world = contactsWorld(1);
		world.hubspot.refuseWhen(
			{ property: 'phone', value: '+1' },
			{ status: 400, names: 'property' },
		);
		const raw = { id: '+0', idProperty: 'phone', properties: { phone: '+1', lastname: 'L' } };
		const { outcomes } = await update(world, [raw]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected' });
		expect(held(world, 1)).toMatchObject({ phone: '+0' });
	});

	it.each(['existingId', 'coordinates'] as const)(
		'a value that another record has is never left out, because it says which one is meant (%s)',
		async (conflictWords) => {
			const world = contactsWorld(2, { conflictWords });
			const raw = [record(1, { email: 'p2@x.co', phone: '+1' })];
			const { outcomes } = await update(world, raw);
			expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected', existingId: '2' });
			expect(held(world, 1)).toMatchObject({ phone: '+0' });
			expect(sizesOf(world)).toEqual([1]);
		},
	);

	it('what it lacks refuses it, and nothing is left out in vain', async () => {
		const world = contactsWorld(1);
		const requiredWhen = { property: 'lastname', value: 'L' };
		world.hubspot.defineProperty('contacts', { name: 'reason', requiredWhen });
		const { outcomes } = await update(world, [record(1, { lastname: 'L', ...BAD_STAGE })], {
			version: '2026-09',
		});
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected' });
		expect(sizesOf(world)).toEqual([1]);
	});

	it('of which a refused property is required, the first refusal is told, not that it lacks what it holds', async () => {
		const world = contactsWorld(1);
		const requiredWhen = { property: 'lastname', value: 'L' };
		world.hubspot.defineProperty('contacts', { name: 'reason', requiredWhen, rule: 'letters' });
		const { outcomes } = await update(world, [record(1, { lastname: 'L', reason: '123' })], {
			version: '2026-09',
		});
		expect(problemOf(outcomes[0]).message).toContain('Enter only letters');
		expect(held(world, 1)?.lastname).toBeUndefined();
		expect(sizesOf(world)).toEqual([1, 1]);
		// What was refused before that one was is told, as it is without the option.
		world.hubspot.refuseWhen({ property: 'phone' }, { status: 400, names: 'property' });
		const raw = [record(1, { lastname: 'L', reason: '123', phone: '+1' })];
		const again = await update(world, raw, { version: '2026-09' });
		expect(problemOf(again.outcomes[0]).message).toContain('phone');
		expect(sizesOf(world)).toEqual([1, 1, 1, 1, 1]);
	});

	it.each(['2026-03', '2026-09', 'v3'] as const)(
		'a value against an administrator’s rule is left out with API Version %s',
		async (version) => {
			const world = contactsWorld(1);
			world.hubspot.defineProperty('contacts', { name: 'city', rule: 'letters' });
			const raw = [record(1, { city: 'N1', lastname: 'L' })];
			const { outcomes } = await update(world, raw, { version });
			expect(leftOutOf(outcomes[0])).toMatchObject([{ property: 'city', code: 'INVALID_ALPHA' }]);
			expect(held(world, 1)).toMatchObject({ lastname: 'L' });
		},
	);

	it.each<[string, FakeOptions['detailStyle'], boolean]>([
		['as details of the error', {}, true],
		['inside its message', { details: 'message' }, true],
		['in another language', { language: 'de', names: 'property' }, true],
		['not at all', { names: 'nobody' }, false],
	])('a property is left out only where HubSpot names it: %s', async (_, detailStyle, isNamed) => {
		const world = contactsWorld(1, { detailStyle });
		const { outcomes } = await update(world, [record(1, { ...BAD_STAGE, lastname: 'L' })]);
		expect(outcomes[0].ok).toBe(isNamed);
		expect(held(world, 1)?.lastname).toBe(isNamed ? 'L' : undefined);
	});

	it('what is not there at all is refused as before', async () => {
		const world = contactsWorld(1);
		const { outcomes } = await update(world, [record(9, { lastname: 'L' })]);
		expect(problemOf(outcomes[0])).toMatchObject({ category: 'OBJECT_NOT_FOUND' });
		expect(sizesOf(world)).toEqual([1]);
	});
});

// ---------------------------------------------------------------- whose fault it is

describe('Of a batch that is refused as a whole', () => {
	const values = (n: number, bad: number[], more: Values = {}) => ({
		lastname: bad.includes(n) ? 'BAD' : `L${n}`,
		firstname: `F${n}`,
		...more,
	});

	it.each(['value', 'property'] as const)(
		'only those lose a property whose value is bad, where it names the %s',
		async (names) => {
			const world = contactsWorld(40);
			world.hubspot.refuseWhen({ property: 'lastname', value: 'BAD' }, { status: 400, names });
			const { outcomes } = await update(
				world,
				range(40).map((n) => record(n + 1, values(n, [3, 4, 30]))),
			);
			expect(outcomes.every(({ ok }) => ok)).toBe(true);
			const bad = outcomes.filter((told) => namesOf(told).length).map(({ item }) => item);
			expect(bad).toEqual([3, 4, 30]);
			for (const n of range(40)) {
				const { lastname } = held(world, n + 1) ?? {};
				expect(lastname).toBe(bad.includes(n) ? undefined : `L${n}`);
				expect(held(world, n + 1)?.firstname).toBe(`F${n}`);
			}
		},
	);

	it('a property that another record of the batch is refused for is not left out', async () => {
		const world = contactsWorld(3);
		// The value of the first is named, of the second only the property, which the first one has as well.
		world.hubspot.refuseWhen(({ id }) => id === '1' || id === '2', {
			status: 400,
			names: 'nobody',
			message: `Property values were not valid: ${JSON.stringify([
				{
					message: 'Foo was not one of the allowed options',
					error: 'INVALID_OPTION',
					name: 'phone',
				},
				{ message: 'Enter only letters', error: 'INVALID_ALPHA', name: 'lastname' },
			])}`,
		});
		const raw = [
			record(1, { phone: 'Foo', lastname: 'A', firstname: 'F' }),
			record(2, { phone: '+2', lastname: '2', firstname: 'F' }),
			record(3, { phone: '+3', lastname: 'C', firstname: 'F' }),
		];
		const { outcomes } = await update(world, raw);
		const first = world.hubspot.calls.map(({ requestBody }) => requestBody as { inputs: object[] });
		const sent = first.flatMap(({ inputs }) => inputs) as Array<{ id: string; properties: Values }>;
		const ofFirst = sent.filter(({ id }) => id === '1').map(({ properties }) => properties);
		// Asked with the others, phone goes; only alone is it known to be refused for lastname, too.
		expect(ofFirst[1]).toEqual({ lastname: 'A', firstname: 'F' });
		expect(namesOf(outcomes[2])).toEqual([]);
	});

	it('records that it names lose the only property that it names', async () => {
		const world = contactsWorld(5);
		const error = { message: 'Bad', code: 'INVALID_X', context: { propertyName: ['phone'] } };
		const http: Job['http'] = async (request) => {
			const { inputs } = request.body as { inputs: Array<{ id: string; properties: Values }> };
			const bad = inputs.filter(({ id, properties }) => Number(id) % 2 && properties.phone);
			if (!bad.length) return await world.http(request);
			const body = {
				category: 'VALIDATION_ERROR',
				message: 'No',
				context: { ids: bad.map(({ id }) => id) },
				errors: [error],
			};
			return { kind: 'reply', reply: { status: 400, headers: {}, body } };
		};
		const raw = range(5).map((n) => record(n + 1, { phone: '+1', lastname: 'L' }));
		const { outcomes } = await update(world, raw, { http });
		expect(outcomes.map(namesOf)).toEqual([['phone'], [], ['phone'], [], ['phone']]);
	});
});

// ---------------------------------------------------------------- lost answers, and what is checked

describe('After a lost answer', () => {
	it('what is read back is compared with what was sent, not with what was left out', async () => {
		const world = contactsWorld(2);
		// The first call is refused in part, the second is carried out, and its answers are lost.
		const lost = { kind: 'reset', applied: true } as const;
		world.hubspot.faults.next(null, lost, lost, lost, lost, lost);
		const raw = [record(1, { lastname: 'A' }), record(2, { lastname: 'B', ...BAD_STAGE })];
		const { outcomes } = await update(world, raw);
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
		expect(namesOf(outcomes[1])).toEqual(['lifecyclestage']);
		const { warnings } = outcomes[1] as Extract<Told, { ok: true }>;
		expect(warnings).toContainEqual(expect.stringContaining('a look-up afterwards shows'));
		const reads = world.hubspot.calls.filter(({ path }) => path.endsWith('/batch/read'));
		expect(reads).toHaveLength(1);
		expect(JSON.stringify(reads[0].requestBody)).not.toContain('lifecyclestage');
	});

	it('a refusal is not followed by another write until a look-up has shown that nothing was written', async () => {
		const world = contactsWorld(1);
		world.hubspot.faults.next({ kind: 'reset', applied: false });
		const raw = [record(1, { lastname: 'B', ...BAD_STAGE })];
		const { outcomes } = await update(world, raw);
		expect(outcomes[0]).toMatchObject({ ok: true, leftOut: [{ property: 'lifecyclestage' }] });
		const paths = world.hubspot.calls.map(({ path }) => path.split('/').pop());
		expect(paths).toEqual(['update', 'update', 'read', 'update']);
	});

	it('and without look-ups, what may have been written stays unknown', async () => {
		const world = contactsWorld(1);
		world.hubspot.faults.next({ kind: 'reset', applied: false });
		const raw = [record(1, { lastname: 'B', ...BAD_STAGE })];
		const { outcomes } = await update(world, raw, { lookUp: false });
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected', applied: 'maybe' });
	});

	it('records that a batch did not write are written alone, without what is refused then', async () => {
		const world = contactsWorld(2, { updateWritesNothing: true });
		world.hubspot.refuseWhen(
			({ properties, inputs }) => {
				return inputs === undefined && (properties as Values)?.phone === 'BAD';
			},
			{ status: 400, names: 'property', property: 'phone' },
		);
		const raw = [record(1, { lastname: 'A', phone: 'BAD' }), record(2, { lastname: 'B' })];
		const { outcomes } = await update(world, raw);
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
		expect(outcomes.map(namesOf)).toEqual([['phone'], []]);
		expect(held(world, 1)).toMatchObject({ lastname: 'A', phone: '+0' });
	});
});

// ---------------------------------------------------------------- creates

describe('A create', () => {
	const create = async (world: World, raw: object[], more: Partial<Job> = {}) =>
		await update(world, raw, { row: batchCreateObjects, ...more });

	it('never leaves out a value that no two records may have, also where only HubSpot knows of it', async () => {
		const world = contactsWorld(0);
		world.hubspot.refuseWhen(
			{ property: 'customer_number', value: 'C 1' },
			{ status: 400, names: 'property' },
		);
		const raw = [{ properties: { customer_number: 'C 1', lastname: 'L' } }];
		const { outcomes } = await create(world, raw);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected', applied: 'no' });
		expect(world.hubspot.objects('contacts').size).toBe(0);
		const asked = world.hubspot.calls.map(({ method }) => method);
		expect(asked).toEqual(['POST', 'GET']);
	});

	it('leaves nothing out where HubSpot does not tell which properties are unique', async () => {
		const world = contactsWorld(0);
		world.hubspot.supportingFaults.always({ kind: 'missingScopes', scopes: ['x.read'] });
		const { outcomes } = await create(world, [{ properties: { lastname: 'L', ...BAD_STAGE } }]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected', applied: 'no' });
	});

	it('leaves out what does not exist without asking what is unique', async () => {
		const world = contactsWorld(0);
		const { outcomes } = await create(world, [{ properties: { lastname: 'L', nope: '1' } }]);
		expect(namesOf(outcomes[0])).toEqual(['nope']);
		expect(sizesOf(world)).toEqual([1, 1]);
	});

	it('asks nothing where nothing could be left out', async () => {
		const world = contactsWorld(0);
		const { outcomes } = await create(world, [{ properties: BAD_STAGE }]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected', applied: 'no' });
		expect(sizesOf(world)).toEqual([1]);
	});

	it('asks once what is unique, for all batches', async () => {
		const world = contactsWorld(0);
		const raw = range(20).map((n) => ({ properties: { lastname: `L${n}`, ...BAD_STAGE } }));
		const { outcomes } = await create(world, raw, { size: 5 });
		expect(outcomes.every((told) => namesOf(told).length === 1)).toBe(true);
		expect(world.hubspot.objects('contacts').size).toBe(20);
		const asked = world.hubspot.calls.filter(({ method }) => method === 'GET');
		expect(asked).toHaveLength(1);
	});

	it.each([true, false])(
		'is not made again where the answer is lost (carried out: %s)',
		async (applied) => {
			const world = contactsWorld(0);
			world.hubspot.faults.next(null, { kind: 'reset', applied });
			const raw = [{ properties: { email: 'a@x.co', lastname: 'L', ...BAD_STAGE } }];
			const { outcomes } = await create(world, raw);
			expect(outcomes[0]).toMatchObject({ ok: true, leftOut: [{ property: 'lifecyclestage' }] });
			expect(world.hubspot.objects('contacts').size).toBe(1);
		},
	);
});

// ---------------------------------------------------------------- order, stopping, retries

it('Of two items about one record, the later one wins, whatever is left out of them', async () => {
	const world = contactsWorld(1);
	const raw = [
		record(1, { lastname: 'First', ...BAD_STAGE }),
		record(1, { lastname: 'Second', newsletter: 'perhaps' }),
	];
	const { outcomes } = await update(world, raw);
	expect(outcomes.map(namesOf)).toEqual([['lifecyclestage'], ['newsletter']]);
	expect(held(world, 1)?.lastname).toBe('Second');
});

it('Records that are tried alone, after a batch of which nothing was accepted, are written without what is refused', async () => {
	const world = contactsWorld(100);
	world.hubspot.defineProperty('contacts', { name: 'size' });
	world.hubspot.refuseWhen({ property: 'size', value: 'BAD' }, { status: 400, names: 'property' });
	const raw = range(100).map((n) =>
		record(n + 1, { size: 'BAD', ...(n > 9 && { lastname: 'L' }) }),
	);
	const { outcomes } = await update(world, raw, { size: 10 });
	expect(outcomes.map(({ ok }) => ok)).toEqual(range(100).map((n) => n > 9));
	expect(range(100).filter((n) => held(world, n + 1)?.lastname === 'L')).toHaveLength(90);
});

describe('With On Error = Stop', () => {
	it('a record that stays refused ends the run before the next batch', async () => {
		const world = contactsWorld(4);
		const raw = [
			record(1, BAD_STAGE),
			record(2, { lastname: 'B', ...BAD_STAGE }),
			record(3, { lastname: 'C' }),
			record(4, { lastname: 'D' }),
		];
		const { outcomes } = await update(world, raw, { size: 2, stopOnFailure: true });
		expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, false, false]);
		expect(problemOf(outcomes[2])).toMatchObject({ reason: 'unsent' });
		// Nothing is sent after the failure, not even what could be written without a property.
		expect(sizesOf(world)).toEqual([2]);
	});

	it('a batch that is refused for something else is not taken apart', async () => {
		const world = contactsWorld(8);
		world.hubspot.refuseWhen(({ id }) => id === '3', { status: 400, names: 'nobody' });
		const raw = range(8).map((n) => record(n + 1, { lastname: 'L' }));
		const { outcomes } = await update(world, raw, { stopOnFailure: true });
		expect(outcomes.some(({ ok }) => ok)).toBe(false);
		expect(sizesOf(world)).toEqual([8]);
	});
});

it('The next try of the node does not send again what was written without a property, and says so', async () => {
	const world = contactsWorld(2);
	const memories = new Memories();
	const attempt = () => new Attempt(memories.begin('run', 3, world.clock.now), world.clock.now);
	const raw = [record(9, { lastname: 'A' }), record(2, { lastname: 'B', ...BAD_STAGE })];
	const first = attempt();
	await update(world, raw, { attempt: first });
	first.end(undefined);
	const before = world.hubspot.calls.length;
	const { outcomes } = await update(world, raw, { attempt: attempt() });
	expect(world.hubspot.calls.length - before).toBe(1);
	expect(outcomes[1]).toMatchObject({
		ok: true,
		warnings: [expect.stringContaining('without lifecyclestage, which was left out')],
	});
});

it('What is not sent once more, because HubSpot refuses the caller meanwhile, stays refused', async () => {
	const world = contactsWorld(1);
	world.hubspot.faults.next(null, { kind: 'unauthorized' });
	const { outcomes } = await update(world, [record(1, { lastname: 'A', ...BAD_STAGE })]);
	// What was to be sent once more was not: the refusal stands.
	expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected', applied: 'no' });
});

// ---------------------------------------------------------------- calls

describe('Calls', () => {
	/** Each tenth record has a bad value in one of three properties. */
	const thousand = (n: number) => {
		const bad: Values[] = [BAD_STAGE, { newsletter: 'perhaps' }, { birthday: 'soon' }];
		return record(n + 1, { lastname: `L${n}`, ...(n % 10 === 0 && bad[(n / 10) % 3]) });
	};

	it('of 1,000 records of which each tenth has a bad value: 10 without the option, 20 with it', async () => {
		const raw = range(1000).map(thousand);
		const without = contactsWorld(1000);
		const { outcomes: refused } = await update(without, raw, { writeRest: false });
		expect(refused.filter(({ ok }) => !ok)).toHaveLength(100);
		expect(without.hubspot.calls).toHaveLength(10);
		const world = contactsWorld(1000);
		const { outcomes } = await update(world, raw);
		expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
		expect(outcomes.filter((told) => namesOf(told).length === 1)).toHaveLength(100);
		expect(world.hubspot.calls).toHaveLength(20);
	});

	it.each<[string, boolean]>([
		['record by record', false],
		['by refusing the batch', true],
	])(
		'of 10,000 records that all have a property that does not exist, told %s: 101',
		async (_, isWhole) => {
			const world = new World({ keepCalls: false });
			for (const n of range(10_000)) world.hubspot.seedObject('contacts', {}, `${n + 1}`);
			if (isWhole) {
				world.hubspot.refuseWhen(
					{ property: 'nope' },
					{ status: 400, names: 'property', because: 'unknown' },
				);
			}
			let calls = 0;
			world.onCall = () => calls++;
			const raw = range(10_000).map((n) => record(n + 1, { lastname: `L${n}`, nope: '1' }));
			const { outcomes } = await update(world, raw);
			expect(outcomes.every((told) => namesOf(told).join() === 'nope')).toBe(true);
			expect(calls).toBe(101);
		},
	);

	it.each<[string, Array<'nobody' | 'property'>]>([
		['name one property at a time', ['property']],
		['name nothing at first', ['nobody', 'property']],
	])('of a batch are bounded where all is bad and refusals %s', async (_, styles) => {
		for (const count of [1, 2, 7, 30, 100]) {
			const world = contactsWorld(count);
			const properties = range(8).map((n) => `p${n}`);
			for (const property of properties) {
				world.hubspot.defineProperty('contacts', { name: property });
				for (const names of styles) world.hubspot.refuseWhen({ property }, { status: 400, names });
			}
			const values = Object.fromEntries(properties.map((name) => [name, 'x']));
			const raw = range(count).map((n) => record(n + 1, { lastname: 'L', ...values }));
			const { outcomes } = await update(world, raw);
			expect(outcomes).toHaveLength(count);
			expect(world.hubspot.calls.length).toBeLessThanOrEqual(3 * mostCalls(count) + 3);
		}
	});

	it('of lists in which every second record has a property that does not exist are spared, once it is known', async () => {
		const world = contactsWorld(100);
		const raw = range(100).map((n) =>
			record(n + 1, { lastname: 'L', ...(n % 2 && { nope: '1' }) }),
		);
		const { outcomes } = await update(world, raw, { size: 10 });
		expect(outcomes.map((told) => namesOf(told).length)).toEqual(range(100).map((n) => n % 2));
		expect(sizesOf(world).sort((a, b) => a - b)).toEqual([5, ...range(10).map(() => 10)]);
	});

	it('of what is not sent any more, because others have the same property, are made without it', async () => {
		const world = contactsWorld(8);
		const http: Job['http'] = async (request) => {
			const { inputs } = request.body as { inputs: Array<{ properties: Values }> };
			const detail = {
				code: 'PROPERTY_DOESNT_EXIST',
				message: 'No nope',
				context: { propertyName: ['nope'] },
			};
			const refusal = (errors: object[]): HttpAnswer => ({
				kind: 'reply',
				reply: { status: 400, headers: {}, body: { category: 'VALIDATION_ERROR', errors } },
			});
			if (inputs.length > 4) return refusal([]);
			if (inputs.some(({ properties }) => properties.nope)) return refusal([detail]);
			return await world.http(request);
		};
		const raw = range(8).map((n) => record(n + 1, { lastname: 'L', nope: '1' }));
		const { outcomes } = await update(world, raw, { http });
		expect(outcomes.map(namesOf)).toEqual(range(8).map(() => ['nope']));
		expect(range(8).map((n) => held(world, n + 1)?.lastname)).toEqual(range(8).map(() => 'L'));
	});

	it('are as many as ever where nothing is refused', async () => {
		const raw = range(250).map((n) => record(n + 1, { lastname: `L${n}` }));
		for (const writeRest of [false, true]) {
			const world = contactsWorld(250);
			await update(world, raw, { writeRest });
			expect(sizesOf(world)).toEqual([100, 100, 50]);
		}
	});
});
