/** Reads of records with what they held before, and of archived ones: how many calls, and whom they are about. */
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { VERSIONS } from '../contract/facts';
import * as facts from '../contract/facts';
import type { FakeOptions } from '../fake-hubspot/hubspot';
import { problemOf } from './rows';
import { runJob, World, type Job } from './world';

function worldOf(count = 300, options: FakeOptions = {}) {
	const world = new World(options);
	world.hubspot.seedObjects({ objectType: 'contacts', count });
	return world;
}

const read = async (world: World, ids: Array<string | number>, more: Partial<Job> = {}) =>
	await runJob({
		world,
		row: batchReadObjects,
		objectType: 'contacts',
		raw: ids.map((id) => (typeof id === 'string' ? { id, idProperty: 'email' } : { id })),
		...more,
	});

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

const inputsOf = ({ hubspot }: World) =>
	hubspot.calls.map(({ requestBody }) => (requestBody as { inputs: unknown[] }).inputs.length);

const HISTORY = { propertiesWithHistory: 'email,firstname' };

describe.each(VERSIONS)('A read with history, in version %s', (version) => {
	it('takes fifty records a call: calls = ceil(distinct / 50)', async () => {
		const world = worldOf();
		const ids = [...numbers(120), ...numbers(120), ...numbers(120).map((id) => `0${id}`)];
		const { outcomes } = await read(world, ids.map(Number), { version, parameters: HISTORY });
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(inputsOf(world)).toEqual([50, 50, 20]);
		const { path } = world.hubspot.calls[0];
		expect(path).toBe(
			facts.ENDPOINTS.batchReadObjects.paths[version].replace('{objectType}', 'contacts'),
		);
	});

	it('of archived records says so in the query, once for all', async () => {
		const world = worldOf(3);
		await read(world, numbers(3), { version, parameters: { archived: 'true' } });
		const paths = world.hubspot.calls.map(({ path }) => path);
		expect(paths).toEqual([
			`${facts.ENDPOINTS.batchReadObjects.paths[version].replace('{objectType}', 'contacts')}?archived=true`,
		]);
	});
});

it('A read without history takes a hundred records a call', async () => {
	const world = worldOf();
	await read(world, numbers(250), { parameters: { propertiesWithHistory: '' } });
	expect(inputsOf(world)).toEqual([100, 100, 50]);
});

it('A read with history takes fewer than fifty a call where the batch size says so, and never more', async () => {
	for (const [size, calls] of [
		[20, 3],
		[100, 1],
	]) {
		const world = worldOf();
		await read(world, numbers(50), { size, parameters: HISTORY });
		expect(inputsOf(world)).toHaveLength(calls);
	}
});

it('A read with history tells what a record held, and of a merged one what its survivor held', async () => {
	const world = worldOf(3, { mergedReads: 'newId' });
	world.hubspot.merge('contacts', '2', '3');
	const { outcomes } = await read(world, [1, 2], { parameters: HISTORY });
	const histories = outcomes.map((each) => each.ok && each.result.propertiesWithHistory);
	expect(histories).toMatchObject([
		{ email: [{ value: 'person1@example.com' }] },
		{ email: [{ value: 'person3@example.com' }] },
	]);
});

it('A read of archived records finds these alone, and says of the others that no archived one is such', async () => {
	const world = worldOf(3);
	const hubspot = world.hubspot;
	const ids = ['1', '2'];
	for (const id of ids) {
		hubspot.archivedObjects('contacts').set(id, {
			...hubspot.objects('contacts').get(id)!,
			archivedAt: '2026-11-01T00:00:00.000Z',
		});
		hubspot.objects('contacts').delete(id);
	}
	const { outcomes } = await read(world, [1, 'person2@example.com', 3, 'nobody@x.co'], {
		parameters: { archived: 'true' },
	});
	expect(outcomes.slice(0, 2)).toMatchObject(
		ids.map((id) => ({ ok: true, result: { id, archived: true } })),
	);
	expect(outcomes.slice(2).map((each) => problemOf(each).message)).toEqual([
		'No archived contact has the ID 3.',
		'No archived contact has the email nobody@x.co.',
	]);
});
