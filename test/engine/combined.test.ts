/** Options that meet in one run: comparing first, Write the Rest, a dry run, and a further try of the node. */
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import type { Comparison } from '../../nodes/hubspot/compare';
import { Memories } from '../../nodes/n8n/memories';
import type { Told } from '../../nodes/n8n/present';
import { Attempt } from '../../nodes/n8n/retries';
import { runJob, World, type Job } from './world';

type Values = Record<string, string>;

/** A world with contacts 1 to 9 in Rome, without a phone. */
function accountOf(): World {
	const world = new World();
	for (const name of ['city', 'fax']) world.hubspot.defineProperty('contacts', { name });
	for (let n = 1; n <= 9; n++) {
		world.hubspot.seedObject('contacts', { email: `p${n}@x.co`, city: 'Rome' }, `${n}`);
	}
	world.nowMs += 60_000;
	return world;
}

const UPDATE = { row: batchUpdateObjects, objectType: 'contacts' } as const;
const UPSERT = { row: batchUpsertObjects, objectType: 'contacts' } as const;

const byId = (n: number, properties: Values) => ({ id: `${n}`, properties });
const byEmail = (n: number, properties: Values) => ({
	id: `p${n}@x.co`,
	idProperty: 'email',
	properties,
});

const run = async (world: World, job: Omit<Job, 'world'>) =>
	(await runJob({ world, ...job })).outcomes;

const became = (outcomes: Told[]) =>
	outcomes.map((outcome) => (outcome.ok ? outcome.result.outcome : outcome.failure.reason));
const held = ({ hubspot }: World, n: number) => hubspot.object('contacts', `${n}`)?.properties;
const paths = ({ hubspot }: World) => hubspot.calls.map(({ path }) => path.split('/').pop());

describe('A further try of an item of which an earlier one lost the answer', () => {
	const LOST = Array.from({ length: 9 }, () => ({ kind: 'reset', applied: false }) as const);

	/** What two tries say, the first of which writes nothing; between them the phone gets this value. */
	async function tries(job: Pick<Job, 'row' | 'objectType' | 'compare' | 'raw'>, phone: string) {
		const world = accountOf();
		const memories = new Memories();
		const begin = () => new Attempt(memories.begin('run', 3, world.clock.now), world.clock.now);
		const first = begin();
		world.hubspot.faults.next(...LOST);
		const before = await run(world, { ...job, attempt: first, lookUp: false });
		expect(before).toMatchObject([{ failure: { applied: 'maybe' } }]);
		first.end(undefined);
		world.hubspot.faults.always(null);
		world.hubspot.seedObject('contacts', { email: 'p1@x.co', phone }, '1');
		return await run(world, { ...job, attempt: begin() });
	}

	it.each([
		['an update', UPDATE, byId(1, { phone: '1' })],
		['an upsert', UPSERT, byEmail(1, { phone: '1' })],
	])(
		'Fill Empty Properties Only: %s stays unknown where somebody else has filled the property',
		async (_, row, input) => {
			const job = { ...row, compare: 'onlyEmpty' as const, raw: [input] };
			const [outcome] = await tries(job, '999');
			expect(outcome).toMatchObject({ ok: false, failure: { reason: 'lost', applied: 'maybe' } });
			expect(!outcome.ok && outcome.failure.message).toContain('phone');
		},
	);

	it.each<Comparison>(['onlyChanges', 'onlyEmpty'])(
		'%s: is told as written where HubSpot holds what it sent',
		async (compare) => {
			const job = { ...UPDATE, compare, raw: [byId(1, { phone: '1' })] };
			expect(became(await tries(job, '1'))).toEqual(['updated']);
			const upsert = { ...UPSERT, compare, raw: [byEmail(1, { phone: '1' })] };
			expect(became(await tries(upsert, '1'))).toEqual(['created or updated']);
		},
	);
});

describe('A dry run of Fill Empty Properties Only', () => {
	it('says of a later row about a record what is left for it once the earlier ones have filled theirs', async () => {
		const world = accountOf();
		const raw = [
			byId(1, { phone: '1' }),
			byId(1, { phone: '2' }),
			byId(1, { phone: '3', fax: '4' }),
			byId(2, { phone: '5' }),
		];
		const outcomes = await run(world, { ...UPDATE, compare: 'onlyEmpty', dryRun: true, raw });
		expect(outcomes.map((outcome) => outcome.ok && outcome.result.changes)).toEqual([
			{ phone: { from: null, to: '1' } },
			undefined,
			{ fax: { from: null, to: '4' } },
			{ phone: { from: null, to: '5' } },
		]);
		expect(became(outcomes)[1]).toBe('unchanged');
		expect(world.hubspot.applied).toEqual([]);
	});

	it('reads no record more than once, however many rows are about it', async () => {
		const world = accountOf();
		const raw = Array.from({ length: 50 }, (_, n) =>
			byId(1, { [n % 2 ? 'fax' : 'phone']: `${n}` }),
		);
		await run(world, { ...UPDATE, compare: 'onlyEmpty', dryRun: true, raw });
		expect(paths(world)).toEqual(['read']);
	});

	it('says the same of new records as the run would send', async () => {
		const world = accountOf();
		const raw = [byEmail(77, { phone: '1' }), byEmail(77, { fax: '2' })];
		const dry = await run(world, { ...UPSERT, compare: 'onlyEmpty', dryRun: true, raw });
		expect(dry.map((outcome) => outcome.ok && outcome.result.wouldSend)).toMatchObject([
			{ properties: { phone: '1' } },
			{ properties: { fax: '2' } },
		]);
		expect(paths(world)).toEqual(['read']);
	});
});

describe('Write the Rest, where a record was compared before', () => {
	const BAD = { lifecyclestage: 'Foo' };

	it.each<[Comparison, typeof UPDATE | typeof UPSERT, object]>([
		['onlyChanges', UPDATE, byId(1, { city: 'Rome', ...BAD })],
		['onlyEmpty', UPDATE, byId(1, { city: 'Oslo', ...BAD })],
		['onlyChanges', UPSERT, byEmail(1, { city: 'Rome', ...BAD })],
		['onlyEmpty', UPSERT, byEmail(1, { city: 'Oslo', ...BAD })],
	])(
		'%s: an item of which HubSpot refuses all that is left to send is unchanged, and says what was left out',
		async (compare, row, input) => {
			const world = accountOf();
			const [outcome] = await run(world, { ...row, compare, writeRest: true, raw: [input] });
			expect(outcome).toMatchObject({
				ok: true,
				result: { id: '1', outcome: 'unchanged', properties: { city: 'Rome' } },
				leftOut: [{ property: 'lifecyclestage', value: 'Foo' }],
			});
			expect(held(world, 1)?.city).toBe('Rome');
			expect(held(world, 1)?.lifecyclestage ?? '').toBe('');
		},
	);

	it('an item that sends nothing but what is refused is refused', async () => {
		const world = accountOf();
		const job = { ...UPDATE, compare: 'onlyChanges', writeRest: true } as const;
		const [outcome] = await run(world, { ...job, raw: [byId(1, BAD)] });
		expect(outcome).toMatchObject({ failure: { reason: 'rejected', applied: 'no' } });
	});

	it('an item that HubSpot refuses for the sake of the property that calls its record is refused', async () => {
		const world = accountOf();
		world.hubspot.refuseWhen(
			{ property: 'email', value: 'other@x.co' },
			{ status: 400, names: 'value', because: 'option' },
		);
		const job = { ...UPDATE, compare: 'onlyChanges', writeRest: true } as const;
		const raw = [byEmail(1, { city: 'Rome', email: 'other@x.co' })];
		const [outcome] = await run(world, { ...job, raw });
		expect(outcome).toMatchObject({ failure: { reason: 'rejected', applied: 'no' } });
	});

	it('with On Error = Stop it is no failure, so that the others are written', async () => {
		const world = accountOf();
		const job = {
			...UPDATE,
			compare: 'onlyChanges',
			writeRest: true,
			stopOnFailure: true,
		} as const;
		const raw = [byId(1, { city: 'Rome', ...BAD }), byId(2, { city: 'Oslo' })];
		const outcomes = await run(world, { ...job, size: 1, raw });
		expect(became(outcomes)).toEqual(['unchanged', 'updated']);
	});
});
