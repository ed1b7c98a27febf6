/** created.ts: what was created although the answer was lost, and what is created once more. */
import type { HttpRequest } from '../../nodes/engine/means';
import { UNDER_WAY_MS } from '../../nodes/engine/created';
import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { Memories } from '../../nodes/n8n/memories';
import type { Operation } from '../../nodes/n8n/operation';
import { Attempt } from '../../nodes/n8n/retries';
import type { FakeOptions, Fault } from '../fake-hubspot/hubspot';
import { problemOf } from './rows';
import { runJob, World, type Job } from './world';

type Properties = Record<string, string>;

const person = (email: string, more: Properties = {}) => ({ properties: { email, ...more } });

/** What became of these items, and the world that they were sent to. */
async function create(
	raw: unknown[],
	{
		faults = [],
		prepare = () => {},
		options = {},
		...job
	}: Partial<Job> & {
		faults?: Array<Fault | null>;
		prepare?: (world: World) => void;
		options?: FakeOptions;
	} = {},
) {
	const world = new World(options);
	prepare(world);
	// What is there from the start is older than what two clocks may differ by.
	world.nowMs += 60_000;
	world.hubspot.faults.next(...faults);
	const requests: HttpRequest[] = [];
	world.onCall = (request) => requests.push(request);
	const { outcomes } = await runJob({
		world,
		row: batchCreateObjects,
		objectType: 'contacts',
		raw,
		...job,
	});
	world.hubspot.finish();
	expect(world.hubspot.unknownRoutes).toEqual([]);
	const type = job.objectType ?? 'contacts';
	const held = [...world.hubspot.objects(type).values()];
	const paths = requests.map(({ path }) => path.split('/').slice(-2).join('/'));
	return { world, outcomes, held, paths, requests };
}

/** The row, in a node whose mapper knows of these unique properties. */
const withUnique = (...unique: string[]): Operation => {
	const { form } = batchCreateObjects;
	const stamp: Operation['form']['stamp'] = (input, trace, place, mapped) =>
		form.stamp?.(input, trace, place, { ...mapped, unique }) ?? input;
	return { ...batchCreateObjects, form: { ...form, stamp } };
};

const LOST: Fault = { kind: 'reset', applied: true };
const NEVER: Fault = { kind: 'reset', applied: false };

describe('A record whose answer is lost', () => {
	it('is found by its address and told created, and is not sent again', async () => {
		const { outcomes, held, paths } = await create([person('Ann@x.co', { firstname: 'Ann' })], {
			faults: [LOST],
		});
		expect(paths).toEqual(['batch/create', 'batch/read']);
		expect(held).toHaveLength(1);
		expect(outcomes).toMatchObject([
			{
				ok: true,
				result: { id: held[0].id, properties: { email: 'ann@x.co', firstname: 'Ann' } },
				warnings: [expect.stringMatching(/whether this record was created; a look-up afterwards/)],
			},
		]);
		expect(outcomes[0]).not.toHaveProperty('result.properties.hs_additional_emails');
	});

	it('is told created also where no answer came for a minute: what counts is when the try began', async () => {
		const { outcomes, held } = await create([person('ann@x.co')], {
			faults: [{ kind: 'hang', applied: true }],
		});
		expect(outcomes).toMatchObject([{ ok: true, result: { id: held[0].id } }]);
	});

	it('is a conflict where somebody created it while it waited for its turn', async () => {
		const waiting: Fault = { kind: 'rateLimit', policy: 'SECONDLY', retryAfter: 20 };
		const { outcomes } = await create([person('ann@x.co')], {
			faults: [waiting, NEVER],
			prepare: (world) =>
				world.at(65_000, () => world.hubspot.seedObject('contacts', { email: 'ann@x.co' }, '101')),
		});
		expect(problemOf(outcomes[0])).toMatchObject({ applied: 'no', existingId: '101' });
	});

	it('is looked for again after a pause where it is not there, and only then created again', async () => {
		const { outcomes, held, paths, world } = await create([person('ann@x.co')], {
			faults: [NEVER],
		});
		expect(paths).toEqual(['batch/create', 'batch/read', 'batch/read', 'batch/create']);
		expect(world.waits).toContain(UNDER_WAY_MS);
		expect(held).toHaveLength(1);
		expect(outcomes).toMatchObject([{ ok: true, result: { id: held[0].id } }]);
	});

	it('waits so long that HubSpot can have finished, and finds what it has finished meanwhile', async () => {
		const { outcomes, held, paths, world } = await create([person('ann@x.co')], {
			faults: [{ kind: 'late', ms: UNDER_WAY_MS - 1_000 }],
		});
		expect(world.waits).toContain(UNDER_WAY_MS);
		expect(paths).toEqual(['batch/create', 'batch/read', 'batch/read']);
		expect(held).toHaveLength(1);
		expect(outcomes).toMatchObject([{ ok: true, result: { id: held[0].id } }]);
	});

	it('is told created where the repeat is refused because of the first try, which came late', async () => {
		const { outcomes, held, paths } = await create([person('ann@x.co', { firstname: 'Ann' })], {
			// After the second look, before the second try.
			faults: [{ kind: 'late', ms: UNDER_WAY_MS + 250 }],
		});
		expect(paths).toEqual([
			'batch/create',
			'batch/read',
			'batch/read',
			'batch/create',
			'batch/read',
		]);
		expect(held).toHaveLength(1);
		expect(outcomes).toMatchObject([{ ok: true, result: { id: held[0].id } }]);
	});

	it('is a conflict where the record with its address is older than the first try', async () => {
		const { outcomes, held, paths } = await create([person('ann@x.co', { firstname: 'Ann' })], {
			faults: [NEVER],
			prepare: ({ hubspot }) => hubspot.seedObject('contacts', { email: 'ann@x.co' }, '101'),
		});
		expect(paths).toEqual(['batch/create', 'batch/read']);
		expect(held).toHaveLength(1);
		expect(problemOf(outcomes[0])).toMatchObject({
			reason: 'rejected',
			applied: 'no',
			existingId: '101',
			message:
				'HubSpot gave no usable answer (reset). A look-up afterwards found the same email in the record with the ID 101, which this item did not create, so it was not created.',
		});
	});

	it('is a conflict too where a second address of an older contact is the same', async () => {
		const other = { email: 'new@x.co', hs_additional_emails: 'ann@x.co' };
		const { outcomes } = await create([person('ann@x.co')], {
			faults: [NEVER],
			prepare: ({ hubspot }) => hubspot.seedObject('contacts', other, '101'),
		});
		expect(problemOf(outcomes[0])).toMatchObject({ applied: 'no', existingId: '101' });
	});

	it('stays open where somebody has created it at the same time with other values', async () => {
		const { outcomes } = await create([person('ann@x.co', { firstname: 'Ann' })], {
			faults: [NEVER],
			prepare: (world) =>
				world.at(60_000, () => {
					world.hubspot.seedObject('contacts', { email: 'ann@x.co', firstname: 'Bob' }, '101');
				}),
		});
		expect(problemOf(outcomes[0])).toMatchObject({
			reason: 'lost',
			applied: 'maybe',
			existingId: '101',
			message:
				'HubSpot gave no usable answer (reset), so it is unknown whether this record was created. A look-up afterwards found a record like it with the ID 101, but other values of firstname. Look up the record with the ID 101 in HubSpot before relying on it; if it is there, sending it again is refused.',
		});
	});

	it('stays open where the record does not say when it was created', async () => {
		const { outcomes } = await create([person('ann@x.co')], {
			faults: [LOST],
			prepare: ({ hubspot }) => {
				const handle = hubspot.handle.bind(hubspot);
				hubspot.handle = (call) => {
					const answer = handle(call);
					return { ...answer, body: answer.body.replace(/"createdAt":"[^"]*",/g, '') };
				};
			},
		});
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'lost', applied: 'maybe' });
		expect(problemOf(outcomes[0]).message).toMatch(
			/ A look-up afterwards found a record like it with the ID \d+, which may be older\. Look up the record with the ID \d+ in HubSpot before relying on it; if it is there, sending it again is refused\.$/,
		);
	});

	it('is created at most three times over, and then told that it was not', async () => {
		const { outcomes, held, paths } = await create([person('ann@x.co')], {
			faults: [NEVER, NEVER, NEVER, NEVER, NEVER],
		});
		expect(paths.filter((path) => path === 'batch/create')).toHaveLength(3);
		expect(held).toEqual([]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'lost', applied: 'no' });
		expect(problemOf(outcomes[0]).message).toBe(
			'HubSpot gave no usable answer (reset). A look-up afterwards found no such record, so it was not created. Send it again later.',
		);
	});

	it('is not looked for where that is switched off, and the message says what to look for', async () => {
		const { outcomes, paths } = await create([person('ann@x.co')], {
			faults: [LOST],
			lookUp: false,
		});
		expect(paths).toEqual(['batch/create']);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'lost', applied: 'maybe' });
		expect(problemOf(outcomes[0]).message).toBe(
			'HubSpot gave no usable answer (reset), so it is unknown whether this record was created. Look up the contact with email ann@x.co in HubSpot before relying on it; if it is there, sending it again is refused.',
		);
	});

	it('stays open where it cannot be read', async () => {
		const { outcomes } = await create([person('ann@x.co')], {
			faults: [LOST],
			prepare: ({ hubspot }) =>
				hubspot.readFaults.always({ kind: 'missingScopes', scopes: ['crm.objects.contacts.read'] }),
		});
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'lost', applied: 'maybe' });
		expect(problemOf(outcomes[0]).message).toMatch(
			/A look-up afterwards failed: .*crm\.objects\.contacts\.read/,
		);
	});

	it('is not sent again where the execution is cancelled during the pause', async () => {
		const { outcomes, paths, held } = await create([person('ann@x.co')], {
			faults: [NEVER],
			prepare: (world) =>
				world.at(65_000, () => {
					world.cancelled = true;
				}),
		});
		expect(paths).toEqual(['batch/create', 'batch/read']);
		expect(held).toEqual([]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'lost', applied: 'maybe' });
	});
});

describe('A record without any unique value', () => {
	const deal = { properties: { dealname: 'Big deal', amount: '5' } };

	it('is never sent again: the message says what to search for', async () => {
		const { outcomes, held, paths } = await create([deal], {
			objectType: 'deals',
			faults: [NEVER],
		});
		expect(paths).toEqual(['batch/create', '2026-03/deals']);
		expect(held).toEqual([]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'lost', applied: 'maybe' });
		expect(problemOf(outcomes[0]).message).toBe(
			'HubSpot gave no usable answer (reset), so it is unknown whether this record was created. Look for the deal with dealname “Big deal” in HubSpot before you send it again: if it is there, sending it again makes a second one.',
		);
	});

	it('is not looked for among the properties twice', async () => {
		const { paths } = await create([deal, deal, deal], {
			objectType: 'deals',
			faults: [NEVER, NEVER],
			size: 1,
		});
		expect(paths.filter((path) => path === '2026-03/deals')).toHaveLength(1);
	});

	it('is looked for among the properties again where HubSpot did not answer at first', async () => {
		const { outcomes, paths } = await create([deal, deal], {
			objectType: 'deals',
			faults: [NEVER, NEVER],
			size: 1,
			prepare: ({ hubspot }) =>
				hubspot.supportingFaults.next(
					{ kind: 'reset', applied: false },
					{ kind: 'reset', applied: false },
				),
		});
		expect(paths.filter((path) => path === '2026-03/deals')).toHaveLength(3);
		expect(outcomes.map(({ ok }) => ok)).toEqual([false, false]);
	});

	it('says why its unique properties could not be asked for', async () => {
		const { outcomes } = await create([deal], {
			objectType: 'deals',
			faults: [NEVER],
			prepare: ({ hubspot }) => hubspot.supportingFaults.always({ kind: 'reset', applied: false }),
		});
		expect(problemOf(outcomes[0])).toMatchObject({ applied: 'maybe' });
		expect(problemOf(outcomes[0]).message).toMatch(/A look-up afterwards failed: reset\.$/);
	});
});

describe('A unique property that only the account knows', () => {
	const session = (code: string, more: Properties = {}) => ({
		properties: { session_code: code, title: 'T', ...more },
	});
	const sessions = { objectType: '2-1001' };

	it('is asked for once a record is open, and the record found by it', async () => {
		const { outcomes, held, paths } = await create([session('S-1'), session('S-2')], {
			...sessions,
			faults: [LOST],
		});
		expect(paths).toEqual(['batch/create', '2026-03/2-1001', 'batch/read']);
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
		expect(held).toHaveLength(2);
	});

	it('is not asked for where nothing is open', async () => {
		const { paths } = await create([session('S-1'), session('S-2')], sessions);
		expect(paths).toEqual(['batch/create']);
	});

	it('shows of two records with one value that only one was created', async () => {
		const { outcomes, held } = await create([session('S-1'), session('S-1')], {
			...sessions,
			faults: [LOST],
		});
		expect(held).toHaveLength(1);
		expect(outcomes.map(({ ok }) => ok).sort()).toEqual([false, true]);
		const [failed] = outcomes.filter(({ ok }) => !ok);
		expect(problemOf(failed)).toMatchObject({
			reason: 'rejected',
			applied: 'no',
			existingId: held[0].id,
		});
	});

	it('of a contact beside its address is asked for where it has no address', async () => {
		const { outcomes, held, paths } = await create([{ properties: { customer_number: 'C-1' } }], {
			faults: [LOST],
		});
		expect(paths).toEqual(['batch/create', '2026-03/contacts', 'batch/read']);
		expect(held).toHaveLength(1);
		expect(outcomes).toMatchObject([{ ok: true, result: { id: held[0].id } }]);
	});
});

describe('Two records with one unique value', () => {
	const twins = [person('ann@x.co'), person('ANN@x.co')];

	it('travel apart, so that the second is refused alone, with the ID of the first', async () => {
		const { outcomes, held, paths } = await create(twins);
		expect(paths).toEqual(['batch/create', 'batch/create']);
		expect(held).toHaveLength(1);
		expect(outcomes[0]).toMatchObject({ ok: true, result: { id: held[0].id } });
		expect(problemOf(outcomes[1])).toMatchObject({
			reason: 'rejected',
			applied: 'no',
			category: 'CONFLICT',
			existingId: held[0].id,
		});
	});

	it('are one record also where both answers are lost: the second is told of the first', async () => {
		const { outcomes, held } = await create(twins, { faults: [LOST, NEVER] });
		expect(held).toHaveLength(1);
		expect(outcomes[0]).toMatchObject({ ok: true, result: { id: held[0].id } });
		expect(problemOf(outcomes[1])).toMatchObject({ applied: 'no', existingId: held[0].id });
	});

	it('travel apart where it is their second unique value', async () => {
		const { outcomes, paths } = await create(
			[
				{ properties: { customer_number: 'C-1', email: 'ann@x.co' } },
				{ properties: { customer_number: 'C-1', email: 'bob@x.co' } },
			],
			{ row: withUnique('customer_number') },
		);
		expect(paths).toEqual(['batch/create', 'batch/create']);
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, false]);
	});
});

describe('A conflict', () => {
	const known = ({ hubspot }: World) =>
		hubspot.seedObject('contacts', { email: 'ann@x.co' }, '101');

	it.each(['existingId', 'coordinates'] as const)(
		'in the words of %s tells the ID of the other record, and the others are created',
		async (conflictWords) => {
			const { outcomes, held, paths } = await create(
				[person('bob@x.co'), person('ann@x.co'), person('cid@x.co')],
				{ prepare: known, options: { conflictWords } },
			);
			expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
			expect(problemOf(outcomes[1])).toMatchObject({
				reason: 'rejected',
				applied: 'no',
				existingId: '101',
				message: expect.stringMatching(/^HubSpot refused the contact with email ann@x.co: .*101/),
			});
			expect(held).toHaveLength(3);
			expect(paths).toEqual(['batch/create']);
		},
	);

	it('that refuses a whole batch is told of its record alone, once that one is found', async () => {
		const { outcomes } = await create(
			[person('bob@x.co'), person('ann@x.co'), person('cid@x.co')],
			{
				prepare: (world) => {
					known(world);
					// Without trace IDs HubSpot refuses them all.
					const { handle } = world.hubspot;
					world.hubspot.handle = (call) =>
						handle.call(world.hubspot, {
							...call,
							body: call.body.replace(/,"objectWriteTraceId":"[^"]*"/g, ''),
						});
				},
			},
		);
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
		expect(problemOf(outcomes[1])).toMatchObject({ status: 409, existingId: '101' });
	});
});

describe('An answer without trace IDs', () => {
	it('is matched by unique values, whatever its order', async () => {
		const { outcomes, world, paths } = await create(
			[...Array(20).keys()].map((n) => person(`P${n}@x.co`)),
			{ options: { echoTraceIds: false } },
		);
		expect(paths).toEqual(['batch/create']);
		outcomes.forEach((outcome, n) => {
			const id = outcome.ok ? String(outcome.result.id) : '';
			expect(world.hubspot.object('contacts', id)?.properties.email).toBe(`p${n}@x.co`);
		});
	});

	it('is matched by what records look like where nothing in them is unique', async () => {
		const deals = [1, 2, 2, 3].map((n) => ({ properties: { dealname: `D${n}` } }));
		const { outcomes, world } = await create(deals, {
			objectType: 'deals',
			options: { echoTraceIds: false },
		});
		expect(outcomes.map(({ ok }) => ok)).toEqual(Array(4).fill(true));
		const nameOf = (at: number) => {
			const outcome = outcomes[at];
			const id = outcome.ok ? String(outcome.result.id) : '';
			return world.hubspot.object('deals', id)?.properties.dealname;
		};
		expect([nameOf(0), nameOf(3)]).toEqual(['D1', 'D3']);
		// Which of the two alike is whose, nobody can tell: neither gets the other's ID.
		for (const at of [1, 2]) {
			expect(outcomes[at]).not.toHaveProperty('result.id');
			expect(outcomes[at]).toMatchObject({
				warnings: [expect.stringMatching(/^This record was created, but its ID is not known/)],
			});
		}
	});

	it('that leaves one of them out settles none by guess', async () => {
		const deals = [2, 2].map((n) => ({ properties: { dealname: `D${n}` } }));
		const { outcomes } = await create(deals, {
			objectType: 'deals',
			options: { echoTraceIds: false },
			faults: [{ kind: 'forgetResults', count: 1 }],
		});
		for (const outcome of outcomes) {
			expect(problemOf(outcome)).toMatchObject({ reason: 'unaccounted', applied: 'maybe' });
		}
	});
});

it('An item without any value is not sent', async () => {
	const { outcomes, paths } = await create([{ properties: {} }, { properties: { email: '' } }]);
	expect(paths).toEqual([]);
	for (const outcome of outcomes) {
		expect(problemOf(outcome)).toMatchObject({ reason: 'invalid', applied: 'no' });
		expect(problemOf(outcome).message).toBe(
			'Not sent: properties is required but empty: a new record needs at least one value.',
		);
	}
});

it('A hundred records go in one call', async () => {
	const { held, paths } = await create([...Array(250).keys()].map((n) => person(`p${n}@x.co`)));
	expect(paths).toEqual(['batch/create', 'batch/create', 'batch/create']);
	expect(held).toHaveLength(250);
});

describe('A record that an earlier try of the node has sent', () => {
	const ann = person('ann@x.co', { firstname: 'Ann' });

	/** An earlier try sent the first item and got no answer; such a record is there that is so much older. */
	async function again(olderMs: number, job: Partial<Job> = {}, record?: string) {
		const world = new World();
		world.hubspot.seedObject('contacts', ann.properties, '7');
		const sinceMs = world.nowMs + olderMs;
		world.nowMs += 60_000;
		const paths: string[] = [];
		world.onCall = ({ path }) => paths.push(path.split('/').slice(-2).join('/'));
		const { memory, end } = new Memories().begin('run', 5, world.clock.now);
		memory?.keep(0, { hash: 0, ids: {}, open: { reason: 'lost', status: 502, sinceMs } });
		memory?.keep(2, { hash: 0, ids: {}, record });
		const attempt = new Attempt({ memory, end }, world.clock.now);
		const raw = [ann, person('bob@x.co')];
		const row = batchCreateObjects;
		const { outcomes } = await runJob({ world, row, objectType: 'contacts', raw, attempt, ...job });
		return { outcomes, paths, sent: world.hubspot.applied.length };
	}

	it('is looked up and not sent, in the same batch with others that are', async () => {
		const { outcomes, paths, sent } = await again(-10_000);
		expect(paths).toEqual(['batch/create', 'batch/read']);
		expect(sent).toBe(1);
		expect(outcomes).toMatchObject([{ ok: true, result: { id: '7' } }, { ok: true }]);
	});

	it('is not the one of another item, and may have the ID of a record of another type', async () => {
		const { outcomes } = await again(-10_000, {}, 'contacts/7');
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected', existingId: '7' });
		expect((await again(-10_000, {}, 'companies/7')).outcomes[0]).toMatchObject({
			ok: true,
			result: { id: '7' },
		});
	});

	it('is not the one that is older than that try', async () => {
		const { outcomes } = await again(10_000);
		expect(outcomes).toMatchObject([
			{ ok: false, failure: { reason: 'rejected', applied: 'no', existingId: '7' } },
			{ ok: true },
		]);
	});

	it('stays open where nothing is looked up, and the message says what to look for', async () => {
		const { outcomes, paths } = await again(-10_000, { lookUp: false });
		expect(paths).toEqual(['batch/create']);
		const { status, message } = problemOf(outcomes[0]);
		expect(status).toBe(502);
		expect(message).toBe(
			'Not sent again: an earlier try of this node got no clear answer, so it is unknown whether this record was created. Look up the contact with email ann@x.co in HubSpot before relying on it; if it is there, sending it again is refused.',
		);
	});
});
