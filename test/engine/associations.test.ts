/** Associations against the fake HubSpot: who is told what, pair by pair, and in how many calls. */
import type { HttpRequest } from '../../nodes/engine/means';
import type { Told } from '../../nodes/n8n/present';
import { batchAssociate } from '../../nodes/HubSpotCrmObjects/operations/batchAssociate';
import { batchReadAssociations } from '../../nodes/HubSpotCrmObjects/operations/batchReadAssociations';
import { batchRemoveAssociations } from '../../nodes/HubSpotCrmObjects/operations/batchRemoveAssociations';
import type { FakeOptions } from '../fake-hubspot/hubspot';
import { runJob, World, type Job } from './world';

const TYPES = { fromObjectType: 'contacts', toObjectType: 'companies' };

/** An account with contacts and companies of the same IDs, 1 to 20. */
function account(options: FakeOptions = {}, count = 20): World {
	const world = new World(options);
	for (const objectType of ['contacts', 'companies']) {
		world.hubspot.seedObjects({ objectType, count, properties: {} });
	}
	return world;
}

type Ends = [from: number | string, to: number | string];

const pair = ([from, to]: Ends) => ({ from: { id: from }, to: { id: to } });

async function associate(world: World, pairs: Ends[], more: Partial<Job> = {}, label = '') {
	const { parameters = TYPES, ...others } = more;
	const { outcomes } = await runJob({
		world,
		row: batchAssociate,
		raw: pairs.map(pair),
		parameters: { ...parameters, label },
		...others,
	});
	expect(world.hubspot.unknownRoutes).toEqual([]);
	expect(world.hubspot.oddities).toEqual([]);
	return outcomes;
}

const typesOf = ({ hubspot }: World, [from, to]: Ends) =>
	hubspot.associationOf(['contacts', String(from)], ['companies', String(to)]);
const okOf = (outcomes: Told[]) => outcomes.map(({ ok }) => ok);
const failureOf = (told: Told) => (told.ok ? undefined : told.failure);
const pathsOf = ({ hubspot }: World) =>
	hubspot.calls.map(({ path }) => path.split('/').slice(5).join('/'));
const inputsOf = ({ body }: HttpRequest) => (body as { inputs: unknown[] }).inputs;

const DEFAULT = 'HUBSPOT_DEFINED:279';
const PRIMARY = 'HUBSPOT_DEFINED:1';

describe('Pairs', () => {
	it('are associated by the default type where no label is chosen, and told with both IDs', async () => {
		const world = account();
		const outcomes = await associate(world, [
			[1, 2],
			['003', ' 4 '],
		]);
		expect(outcomes).toMatchObject([
			{ ok: true, result: { fromObjectId: '1', toObjectId: '2' }, warnings: [] },
			{ ok: true, result: { fromObjectId: '3', toObjectId: '4' }, warnings: [] },
		]);
		expect(typesOf(world, [1, 2])).toEqual([DEFAULT]);
		expect(typesOf(world, [3, 4])).toEqual([DEFAULT]);
		expect(pathsOf(world)).toEqual(['companies/batch/associate/default']);
	});

	it('are associated by the label where one is chosen, by another call', async () => {
		const world = account();
		const [told] = await associate(world, [[1, 2]], {}, PRIMARY);
		expect(told).toMatchObject({
			ok: true,
			result: { fromObjectId: '1', toObjectId: '2', labels: ['Primary'] },
		});
		expect(typesOf(world, [1, 2])).toContain(PRIMARY);
		expect(pathsOf(world)).toEqual(['companies/batch/create']);
	});

	it.each([
		[undefined, [1_000, 1_000, 500]],
		[2_000, [2_000, 500]],
	])('go a thousand a call, or as many as Batch Size says: %p', async (size, expected) => {
		const world = account({}, 50);
		for (let n = 1_001; n <= 1_050; n++) world.hubspot.seedObject('companies', {}, String(n));
		const pairs = Array.from(
			{ length: 2_500 },
			(_, n): Ends => [1 + (n % 50), 1_001 + Math.floor(n / 50)],
		);
		const sizes: number[] = [];
		world.onCall = (request) => sizes.push(inputsOf(request).length);
		const outcomes = await associate(world, pairs, { size });
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(sizes).toEqual(expected);
	});

	it('that stand twice in a list are one write, and both items get its outcome', async () => {
		const world = account();
		const outcomes = await associate(world, [
			[1, 2],
			[99, 2],
			['01', 2],
			[99, 2],
		]);
		expect(okOf(outcomes)).toEqual([true, false, true, false]);
		expect(world.hubspot.timesApplied('contacts|1 > companies|2')).toBe(1);
		expect(world.hubspot.statistics().inputsReceived).toBe(2);
		expect(failureOf(outcomes[3])).toEqual(failureOf(outcomes[1]));
	});

	it('that are the turned ones of others go in a call of their own: no result is taken for theirs', async () => {
		const world = account();
		world.hubspot.objects('contacts').delete('2');
		const pairs: Ends[] = [
			[1, 2],
			[2, 1],
		];
		const outcomes = await associate(world, pairs, { lookUp: false });
		expect(outcomes[0]).toMatchObject({ ok: true, result: { fromObjectId: '1', toObjectId: '2' } });
		expect(failureOf(outcomes[1])).toMatchObject({ reason: 'rejected', applied: 'no' });
		expect(typesOf(world, [2, 1])).toEqual([]);
		expect(world.hubspot.calls).toHaveLength(2);
	});
});

describe('A record that does not exist', () => {
	it.each(['pair', 'end', 'invalidIds', 'whole'] as const)(
		'is refused alone, with its pairs, and the others are associated: told by %s',
		async (associationErrors) => {
			const world = account({ associationErrors });
			const outcomes = await associate(world, [
				[1, 11],
				[2, 99],
				[3, 12],
				[4, 99],
				[98, 13],
			]);
			expect(okOf(outcomes)).toEqual([true, false, true, false, false]);
			for (const at of [1, 3, 4]) {
				expect(failureOf(outcomes[at])).toMatchObject({ reason: 'rejected', applied: 'no' });
			}
			expect(failureOf(outcomes[3])?.message).toMatch(
				associationErrors === 'pair'
					? /^No contact has the ID 4, or no company has the ID 99, so the pair was not associated\.$/
					: /^No company has the ID 99, so the pair was not associated\.$/,
			);
			expect(typesOf(world, [1, 11])).toEqual([DEFAULT]);
		},
	);

	it('whose number another record of the list has, too, is looked for by a read', async () => {
		const world = account({ associationErrors: 'invalidIds' });
		world.hubspot.objects('contacts').delete('7');
		const outcomes = await associate(world, [
			[1, 7],
			[7, 2],
		]);
		expect(okOf(outcomes)).toEqual([true, false]);
		expect(failureOf(outcomes[1])?.applied).toBe('no');
	});
});

describe('A label that HubSpot does not have in this direction', () => {
	const pairs = Array.from({ length: 30 }, (_, n): Ends => [1 + (n % 20), 1 + (n % 19)]);

	it.each([
		['another direction', 'HUBSPOT_DEFINED:2', /expected: 0-2”/],
		['no direction', 'USER_DEFINED:3', /“USER_DEFINED=3 is not a valid association definition id”/],
	])('ends the run after two calls, with its words and what to do: %s', async (_, label, words) => {
		const world = account();
		const outcomes = await associate(world, pairs, { size: 10 }, label);
		expect(outcomes.some(({ ok }) => ok)).toBe(false);
		const messages = outcomes.map((told) => failureOf(told)?.message);
		for (const message of messages) {
			expect(message).toMatch(words);
			expect(message).toMatch(/Choose another one under Label Name or ID: /);
		}
		expect(pathsOf(world)).toEqual(['companies/batch/create', 'companies/labels']);
	});

	it('is asked for once, and a refusal of records is none of it', async () => {
		const world = account({ associationErrors: 'whole' });
		const outcomes = await associate(world, [[1, 99], ...pairs.slice(2, 9)], {}, PRIMARY);
		expect(okOf(outcomes)).toEqual([false, ...Array(7).fill(true)]);
	});

	it('is told of the default one, where object types have none', async () => {
		const world = account();
		world.hubspot.seedObject('2-1001', {}, '5');
		const parameters = { fromObjectType: 'contacts', toObjectType: '2-1001' };
		const outcomes = await associate(
			world,
			[
				[1, 5],
				[2, 5],
			],
			{ parameters },
		);
		for (const told of outcomes) {
			expect(failureOf(told)?.message).toMatch(/there may be no default one\.$/);
		}
		expect(world.hubspot.calls).toHaveLength(2);
	});
});

describe('What an answer leaves open', () => {
	const pairs: Ends[] = [
		[1, 11],
		[1, 12],
		[2, 13],
	];

	it('is read back: a pair that is associated is done', async () => {
		const world = account();
		world.hubspot.faults.next({ kind: 'forgetResults', count: 2 });
		const outcomes = await associate(world, pairs);
		expect(okOf(outcomes)).toEqual([true, true, true]);
		expect(outcomes.filter((each) => each.ok && each.warnings.length)).toHaveLength(2);
		for (const told of outcomes) {
			const [fromObjectId, toObjectId] = pairs[told.item].map(String);
			expect(told).toMatchObject({ result: { fromObjectId, toObjectId } });
		}
		expect(pathsOf(world)).toEqual(['companies/batch/associate/default', 'companies/batch/read']);
		expect(world.hubspot.applied).toHaveLength(3);
	});

	it('and was not written, is written again', async () => {
		const world = account();
		world.hubspot.faults.next({ kind: 'emptyResults' });
		const outcomes = await associate(world, pairs);
		expect(okOf(outcomes)).toEqual([true, true, true]);
		for (const each of pairs) expect(typesOf(world, each)).toEqual([DEFAULT]);
	});

	it('is not certain where the record has more associations than a page shows', async () => {
		const world = account({ associationPageSize: 1 });
		for (const id of ['3', '4'])
			world.hubspot.seedAssociation(['contacts', '1'], ['companies', id]);
		world.hubspot.faults.always({ kind: 'emptyResults' });
		const [told] = await associate(world, [[1, 11]]);
		expect(failureOf(told)).toMatchObject({ reason: 'unaccounted', applied: 'maybe' });
		expect(failureOf(told)?.message).toMatch(/whether this pair was associated/);
	});

	it('of a label is done only where the label is there, not by another association', async () => {
		const world = account();
		world.hubspot.seedAssociation(['contacts', '1'], ['companies', '11']);
		world.hubspot.faults.next({ kind: 'emptyResults' });
		const [told] = await associate(world, [[1, 11]], {}, PRIMARY);
		expect(told.ok).toBe(true);
		expect(typesOf(world, [1, 11])).toContain(PRIMARY);
		expect(pathsOf(world)).toEqual([
			'companies/batch/create',
			'companies/batch/read',
			'companies/batch/create',
		]);
	});

	it('after a lost answer is sent again, and that does no harm', async () => {
		const world = account();
		world.hubspot.faults.next({ kind: 'reset', applied: true });
		const outcomes = await associate(world, pairs);
		expect(okOf(outcomes)).toEqual([true, true, true]);
	});
});

// ---------------------------------------------------------------- remove

async function remove(world: World, pairs: Ends[], label = '', more: Partial<Job> = {}) {
	const row = batchRemoveAssociations;
	return await associate(world, pairs, { row, ...more }, label);
}

/** Contact and company of these IDs, associated by the default type and the label Primary. */
function associated(world: World, pairs: Ends[]): World {
	for (const [from, to] of pairs) {
		world.hubspot.seedAssociation(['contacts', `${from}`], ['companies', `${to}`], PRIMARY);
	}
	return world;
}

describe('Associations', () => {
	const pairs: Ends[] = [
		[1, 11],
		[1, 12],
		[2, 13],
	];

	/** v4 answers 204 without a body, the dated versions 200 with an envelope without results. */
	it.each(['2026-03', '2026-09', 'v3'] as const)(
		'are all removed where no label is chosen, told as such, in version %s',
		async (version) => {
			const world = associated(account(), [...pairs, [3, 14]]);
			const outcomes = await remove(world, pairs, '', { version });
			expect(outcomes).toMatchObject(
				pairs.map(([from, to], item) => ({
					item,
					ok: true,
					result: {
						fromObjectId: `${from}`,
						toObjectId: `${to}`,
						outcome: 'not associated any more',
					},
				})),
			);
			for (const each of pairs) expect(typesOf(world, each)).toEqual([]);
			expect(typesOf(world, [3, 14])).toHaveLength(2);
			expect(world.hubspot.calls.map(({ status }) => status)).toEqual([
				version === 'v3' ? 204 : 200,
			]);
		},
	);

	it('keep all but the label where one is chosen', async () => {
		const world = associated(account(), pairs);
		const outcomes = await remove(world, pairs, PRIMARY);
		expect(okOf(outcomes)).toEqual([true, true, true]);
		for (const each of pairs) expect(typesOf(world, each)).toEqual([DEFAULT]);
		expect(pathsOf(world)).toEqual(['companies/batch/labels/archive']);
	});

	it('go a hundred a call', async () => {
		const world = account({}, 50);
		const sizes: number[] = [];
		world.onCall = (request) => sizes.push(inputsOf(request).length);
		for (let n = 1_001; n <= 1_005; n++) world.hubspot.seedObject('companies', {}, String(n));
		const all = Array.from({ length: 250 }, (_, n): Ends => [1 + (n % 50), 1_001 + (n % 5)]);
		const distinct = new Set(all.map(String)).size;
		await remove(world, all);
		expect(sizes.reduce((sum, each) => sum + each, 0)).toBe(distinct);
		expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
		expect(sizes).toHaveLength(Math.ceil(distinct / 100));
	});

	it('that were not there are removed all the same', async () => {
		const outcomes = await remove(account(), [
			[1, 11],
			[404, 405],
		]);
		expect(okOf(outcomes)).toEqual([true, true]);
	});

	it('whose answer cannot be read are looked up, and removed again where they are still there', async () => {
		for (const fault of [
			{ kind: 'notJson', status: 200 },
			{ kind: 'wholeBatch', status: 409, dialect: 'category', message: 'Broken' },
		] as const) {
			const world = associated(account(), pairs);
			world.hubspot.faults.next({ kind: 'multiStatusWithoutErrors' }, fault);
			const outcomes = await remove(world, pairs);
			for (const told of outcomes) {
				const there = typesOf(world, pairs[told.item]).length > 0;
				const applied = failureOf(told)?.applied;
				expect(told.ok ? !there : applied === 'maybe' || there).toBe(true);
			}
		}
	});

	it('of a label that HubSpot does not have are told so after two calls', async () => {
		const world = associated(account(), pairs);
		const outcomes = await remove(world, pairs, 'USER_DEFINED:99');
		for (const told of outcomes) {
			expect(failureOf(told)?.message).toMatch(
				/^HubSpot refused the whole batch this association was in: .*Label Name or ID/,
			);
		}
		expect(pathsOf(world)).toEqual(['companies/batch/labels/archive', 'companies/labels']);
	});
});

// ---------------------------------------------------------------- read

describe('What is associated with a record', () => {
	const read = async (world: World, ids: Array<number | string>, more: Partial<Job> = {}) => {
		const { outcomes } = await runJob({
			world,
			row: batchReadAssociations,
			raw: ids.map((id) => ({ id })),
			parameters: TYPES,
			...more,
		});
		expect(world.hubspot.unknownRoutes).toEqual([]);
		return outcomes;
	};
	const foundIn = (told: Told) =>
		told.ok ? told.results?.map(({ toObjectId }) => toObjectId) : undefined;

	it('is read of records that are called by any property, each once', async () => {
		const world = account();
		associated(world, [[1, 11]]);
		world.hubspot.defineProperty('contacts', { name: 'city', label: 'City' });
		const id = world.hubspot.seedObject('contacts', { email: 'ada@x.co', city: 'Bonn' });
		world.hubspot.seedAssociation(['contacts', id], ['companies', '12']);
		const { outcomes } = await runJob({
			world,
			row: batchReadAssociations,
			raw: [
				{ id: 'ADA@x.co', idProperty: 'email' },
				{ id: 'Bonn', idProperty: 'city' },
				{ id: '001' },
				{ id: 'nobody@x.co', idProperty: 'email' },
			],
			parameters: TYPES,
		});
		expect(outcomes.map(foundIn)).toEqual([['12'], ['12'], ['11'], undefined]);
		expect(failureOf(outcomes[3])?.message).toBe(
			'No contact has the email nobody@x.co, so nothing was read.',
		);
		const reads = pathsOf(world).filter((path) => path.endsWith('companies/batch/read'));
		expect(reads).toHaveLength(1);
	});

	it('is read to the last page, with both IDs and the labels in words', async () => {
		const world = account({ associationPageSize: 2 });
		associated(world, [
			[1, 11],
			[1, 12],
			[1, 13],
			[1, 14],
			[1, 15],
			[2, 11],
		]);
		world.hubspot.seedAssociation(['contacts', '3'], ['companies', '16']);
		const outcomes = await read(world, [1, 2, 3]);
		expect(outcomes.map(foundIn)).toEqual([['11', '12', '13', '14', '15'], ['11'], ['16']]);
		const [first, , third] = outcomes;
		expect(first.ok && first.results?.[0]).toEqual({
			fromObjectId: '1',
			toObjectId: '11',
			labels: ['Primary'],
			associationTypes: [
				{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
				{ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
			],
		});
		expect(third.ok && third.results?.[0].labels).toEqual([]);
		// Three records, then the two next pages of the first.
		expect(world.hubspot.statistics().inputsRead).toBe(5);
		expect(world.hubspot.calls).toHaveLength(3);
	});

	it('may be nothing, which is an empty result and no error', async () => {
		const world = associated(account(), [[1, 11]]);
		expect((await read(world, [1, 2, 3])).map(foundIn)).toEqual([['11'], [], []]);
	});

	it('is not told of a record that does not exist: that one is not found', async () => {
		const world = associated(account(), [[1, 11]]);
		const outcomes = await read(world, [1, 404]);
		expect(foundIn(outcomes[0])).toEqual(['11']);
		expect(failureOf(outcomes[1])).toMatchObject({
			reason: 'rejected',
			message: 'No contact has the ID 404.',
		});
		expect(failureOf(outcomes[1])).not.toHaveProperty('applied');
	});

	it('is asked once for equal records, and each item gets results of its own', async () => {
		const world = associated(account({ associationPageSize: 1 }), [
			[1, 11],
			[1, 12],
		]);
		const [one, two] = await read(world, [1, '01']);
		expect(foundIn(two)).toEqual(['11', '12']);
		expect(one.ok && two.ok && one.results?.[0] !== two.results?.[0]).toBe(true);
		expect(world.hubspot.statistics().inputsRead).toBe(2);
	});

	it('is not told by halves: where a later page fails, the record was not read', async () => {
		const world = associated(account({ associationPageSize: 1 }), [
			[1, 11],
			[1, 12],
			[2, 11],
		]);
		world.hubspot.readFaults.next(null, { kind: 'unauthorized' });
		const outcomes = await read(world, [1, 2]);
		expect(foundIn(outcomes[1])).toEqual(['11']);
		expect(outcomes[0].ok).toBe(false);
		expect(failureOf(outcomes[0])).not.toHaveProperty('applied');
	});

	it('is not known where an answer does not mention the record', async () => {
		const world = associated(account(), [[1, 11]]);
		world.hubspot.readFaults.next({ kind: 'forgetResults', count: 1 });
		const [told] = await read(world, [1, 2]);
		expect(failureOf(told)).toMatchObject({ reason: 'unaccounted' });
		expect(failureOf(told)?.message).toMatch(/so this record was not read/);
	});

	it('goes a thousand records a call', async () => {
		const world = account({}, 1_500);
		const ids = Array.from({ length: 1_500 }, (_, n) => n + 1);
		const outcomes = await read(world, ids);
		expect(outcomes.every((told) => foundIn(told)?.length === 0)).toBe(true);
		expect(world.hubspot.calls).toHaveLength(2);
	});

	it('between object types of which one does not exist is refused at once', async () => {
		const world = account();
		const parameters = { fromObjectType: 'contacts', toObjectType: 'butterflies' };
		const outcomes = await read(world, [1, 2, 3], { parameters });
		for (const told of outcomes) expect(failureOf(told)?.message).toMatch(/butterflies/);
		expect(world.hubspot.calls).toHaveLength(2);
	});
});
