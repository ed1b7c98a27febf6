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
		return became(await run(world, { ...job, attempt: begin() }));
	}

	it.each([
		['an update', UPDATE, byId(1, { phone: '1' })],
		['an upsert', UPSERT, byEmail(1, { phone: '1' })],
	])(
		'Fill Empty Properties Only: %s is not told as written where somebody else has filled the property',
		async (_, row, input) => {
			const job = { ...row, compare: 'onlyEmpty' as const, raw: [input] };
			expect(await tries(job, '999')).toEqual(['unchanged']);
		},
	);

	it.each<Comparison>(['onlyChanges', 'onlyEmpty'])(
		'%s: is told as written where HubSpot holds what it sent',
		async (compare) => {
			const job = { ...UPDATE, compare, raw: [byId(1, { phone: '1' })] };
			expect(await tries(job, '1')).toEqual(['updated']);
			const upsert = { ...UPSERT, compare, raw: [byEmail(1, { phone: '1' })] };
			expect(await tries(upsert, '1')).toEqual(['created or updated']);
		},
	);
});
