/** Search CRM Objects on the engine: all records that match, each once, at the pace of searches. */
import { searchObjects } from '../../nodes/HubSpotCrmObjects/operations/searchObjects';
import type { FakeOptions } from '../fake-hubspot/hubspot';
import { problemOf } from './rows';
import { runJob, World, type Job } from './world';

function worldOf(count: number, options: FakeOptions = {}) {
	const world = new World(options);
	const { hubspot } = world;
	hubspot.defineProperty('companies', { name: 'city', label: 'City' });
	hubspot.defineProperty('companies', { name: 'rank', label: 'Rank', type: 'number' });
	for (let n = 1; n <= count; n++) {
		hubspot.seedObject('companies', { city: n % 2 ? 'Paris' : 'Rome', rank: `${count - n}` });
	}
	return world;
}

const search = async (world: World, raw: object[], more: Partial<Job> = {}) =>
	await runJob({ world, row: searchObjects, raw, objectType: 'companies', portion: 1, ...more });

const inCity = (value: string) => [{ filters: [{ propertyName: 'city', operator: 'EQ', value }] }];

const resultsOf = (outcome: { ok: boolean; results?: Array<Record<string, unknown>> }) =>
	outcome.results ?? [];
const idsOf = (outcome: Parameters<typeof resultsOf>[0]) =>
	resultsOf(outcome).map(({ id }) => Number(id));

const searches = ({ hubspot }: World) =>
	hubspot.calls.map(({ requestBody }) => requestBody as Record<string, unknown>);

const seeded = ({ hubspot }: World) => [...hubspot.objects('companies').keys()].map(Number);

describe('A search', () => {
	it('gives all records that match, by ID, and none that does not', async () => {
		const world = worldOf(900);
		const { outcomes } = await search(world, [{ filterGroups: inCity('paris') }]);
		const ids = idsOf(outcomes[0]);
		expect(ids).toHaveLength(450);
		expect([...new Set(ids)].sort((a, b) => a - b)).toEqual(ids);
		expect(world.hubspot.calls).toHaveLength(3);
	});

	it('without any condition gives all records there are', async () => {
		const { outcomes } = await search(worldOf(30), [{}]);
		expect(idsOf(outcomes[0])).toHaveLength(30);
	});

	it('asks for no more records than are wanted', async () => {
		const world = worldOf(900);
		const { outcomes } = await search(world, [{ limit: 7 }]);
		expect(idsOf(outcomes[0])).toHaveLength(7);
		expect(searches(world).map(({ limit }) => limit)).toEqual([7]);
	});

	it('that finds nothing is done, with no results', async () => {
		const { outcomes } = await search(worldOf(3), [{ filterGroups: inCity('Oslo') }]);
		expect(outcomes).toMatchObject([{ ok: true, results: [] }]);
	});

	const ranksOf = (outcome: Parameters<typeof resultsOf>[0]) =>
		resultsOf(outcome).map(({ properties }) => Number((properties as { rank: string }).rank));

	it('for the first of an order is read in HubSpot’s order, page by page', async () => {
		const world = worldOf(450);
		const sorts = [{ propertyName: 'rank', direction: 'ASCENDING' }];
		const { outcomes } = await search(world, [{ sorts, limit: 410 }]);
		// The last one made has the lowest rank.
		expect(idsOf(outcomes[0])).toEqual([...seeded(world)].reverse().slice(0, 410));
		expect(searches(world).map(({ after }) => after)).toEqual([undefined, '200', '400']);
	});

	it('for all of an order is read by ID, also past 10,000 records, and comes in that order', async () => {
		const world = worldOf(10_450);
		const sorts = [{ propertyName: 'rank', direction: 'DESCENDING' }];
		const { outcomes } = await search(world, [{ sorts }]);
		const ids = idsOf(outcomes[0]);
		expect(new Set(ids).size).toBe(10_450);
		expect(ids).toHaveLength(10_450);
		expect(searches(world)).toHaveLength(53);
		expect(ranksOf(outcomes[0])).toEqual(Array.from({ length: 10_450 }, (_, n) => 10_449 - n));
	});

	it('for more of an order than one query shows gives the first of it, not the first by ID', async () => {
		const world = worldOf(10_450);
		const sorts = [{ propertyName: 'rank', direction: 'ASCENDING' }];
		const { outcomes } = await search(world, [{ sorts, limit: 10_100 }]);
		expect(ranksOf(outcomes[0])).toEqual(Array.from({ length: 10_100 }, (_, n) => n));
	});

	it('gives each record once while others are created and archived', async () => {
		const world = worldOf(900);
		const { hubspot } = world;
		const ids = [...hubspot.objects('companies').keys()];
		let calls = 0;
		world.onCall = () => {
			if (++calls !== 2) return;
			// What was shown already goes, and so the places of all others move.
			for (const id of ids.slice(0, 150)) hubspot.objects('companies').delete(id);
			hubspot.seedObject('companies', { city: 'Paris', rank: '0' });
		};
		const { outcomes } = await search(world, [{}]);
		const found = idsOf(outcomes[0]);
		expect(new Set(found).size).toBe(found.length);
		for (const id of ids.slice(150)) expect(found).toContain(Number(id));
	});

	it('that leaves no room to read past 10,000 records is refused before anything is asked', async () => {
		const world = worldOf(3);
		const six = Array.from({ length: 6 }, () => ({
			propertyName: 'city',
			operator: 'HAS_PROPERTY',
		}));
		const { outcomes } = await search(world, [
			{ filterGroups: [{ filters: six }] },
			{ filterGroups: [{ filters: six }], limit: 100 },
		]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'invalid' });
		expect(problemOf(outcomes[0]).message).toContain(
			"leave no room to read past HubSpot's limit of 10,000 records",
		);
		expect(idsOf(outcomes[1])).toHaveLength(3);
	});

	it.each([
		['a filter without a property', [{ filters: [{ operator: 'EQ', value: '1' }] }]],
		['a filter without a value: city', [{ filters: [{ propertyName: 'city', operator: 'EQ' }] }]],
		[
			'“LIKE”, which HubSpot does not have',
			[{ filters: [{ propertyName: 'city', operator: 'LIKE' }] }],
		],
		['more than HubSpot takes', Array.from({ length: 6 }, () => inCity('Rome')[0])],
	])('is refused unasked where its filters hold %s', async (words, filterGroups) => {
		const world = worldOf(1);
		const { outcomes } = await search(world, [{ filterGroups }]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'invalid' });
		expect(problemOf(outcomes[0]).message).toContain(words);
		expect(world.hubspot.calls).toEqual([]);
	});

	it('by a property that does not exist is refused in HubSpot’s words', async () => {
		const filters = [{ propertyName: 'nope', operator: 'EQ', value: '1' }];
		const { outcomes } = await search(worldOf(1), [{ filterGroups: [{ filters }] }]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected', status: 400 });
		expect(problemOf(outcomes[0]).applied).toBeUndefined();
		expect(problemOf(outcomes[0]).message).toContain('property nope does not exist');
	});
});

it('Fifty searches keep to five a second, without a refusal, and each has its own results', async () => {
	const world = worldOf(50, { limits: { perTenSeconds: 190, perDay: 1_000_000 } });
	const raw = Array.from({ length: 50 }, (_, n) => ({
		filterGroups: [{ filters: [{ propertyName: 'rank', operator: 'EQ', value: String(n) }] }],
	}));
	const { outcomes } = await search(world, raw);
	expect(outcomes.map((outcome) => resultsOf(outcome).length)).toEqual(Array(50).fill(1));
	expect(world.hubspot.statistics().byStatus).toEqual({ 200: 50 });
	const seconds = (world.nowMs - world.startMs) / 1000;
	// Fifty at five a second take nine seconds from the first to the last.
	expect(seconds).toBeGreaterThan(8.9);
	expect(seconds).toBeLessThan(50 / 5 / 0.9);
});
