/** What a process remembers of definitions: shared, for ten minutes, within bounds. */
import { Definitions } from '../../nodes/hubspot/definitions';
import type { Remembered } from '../../nodes/engine/stages/definitions';
import {
	DefinitionLists,
	definitionsOf,
	MOST_LISTS,
	REMEMBERED_MS,
	SILENT_MS,
} from '../../nodes/n8n/definitions';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import { startJob, World } from '../engine/world';

let nowMs: number;
const now = () => nowMs;
const known = Definitions.of([{ name: 'city', type: 'string' }], 'contacts');

/** Asks, and counts how often. */
function asking(told?: Partial<Remembered> | 'nobody') {
	const ask = jest.fn(async () =>
		told === 'nobody' ? undefined : { definitions: known, askedMs: nowMs, ...told },
	);
	return ask;
}

beforeEach(() => {
	nowMs = 1_000;
});

describe('A list', () => {
	it('is asked for once in ten minutes', async () => {
		const memory = new DefinitionLists().of('a');
		const ask = asking();
		await memory.recall('contacts', -Infinity, ask, now);
		nowMs += REMEMBERED_MS - 1;
		expect(await memory.recall('contacts', -Infinity, ask, now)).toMatchObject({
			definitions: known,
		});
		expect(ask).toHaveBeenCalledTimes(1);
		nowMs += 1;
		await memory.recall('contacts', -Infinity, ask, now);
		expect(ask).toHaveBeenCalledTimes(2);
	});

	it('that HubSpot did not tell is asked for again after a minute', async () => {
		const memory = new DefinitionLists().of('a');
		const ask = asking({ definitions: undefined });
		await memory.recall('contacts', -Infinity, ask, now);
		nowMs += SILENT_MS - 1;
		await memory.recall('contacts', -Infinity, ask, now);
		expect(ask).toHaveBeenCalledTimes(1);
		nowMs += 1;
		await memory.recall('contacts', -Infinity, ask, now);
		expect(ask).toHaveBeenCalledTimes(2);
	});

	it('is asked for again where it must be younger', async () => {
		const memory = new DefinitionLists().of('a');
		const ask = asking();
		await memory.recall('contacts', -Infinity, ask, now);
		nowMs += 5;
		await memory.recall('contacts', nowMs - 5, ask, now);
		expect(ask).toHaveBeenCalledTimes(1);
		await memory.recall('contacts', nowMs, ask, now);
		expect(ask).toHaveBeenCalledTimes(2);
	});

	it('is another one of another account, and of another object type', async () => {
		const lists = new DefinitionLists();
		const ask = asking();
		await lists.of('a').recall('contacts', -Infinity, ask, now);
		await lists.of('b').recall('contacts', -Infinity, ask, now);
		await lists.of('a').recall('deals', -Infinity, ask, now);
		expect(ask).toHaveBeenCalledTimes(3);
	});

	it('is waited for by all who want it while it is asked for', async () => {
		const memory = new DefinitionLists().of('a');
		const ask = asking();
		const all = await Promise.all(
			[1, 2, 3].map(async () => await memory.recall('contacts', -Infinity, ask, now)),
		);
		expect(ask).toHaveBeenCalledTimes(1);
		expect(all.map((each) => each?.definitions)).toEqual([known, known, known]);
	});

	it('is asked for by the next one where whoever asked was cancelled', async () => {
		const memory = new DefinitionLists().of('a');
		const nobody = asking('nobody');
		const ask = asking();
		const [first, second] = await Promise.all([
			memory.recall('contacts', -Infinity, nobody, now),
			memory.recall('contacts', -Infinity, ask, now),
		]);
		expect(first).toBeUndefined();
		expect(second).toMatchObject({ definitions: known });
		expect(ask).toHaveBeenCalledTimes(1);
		await memory.recall('contacts', -Infinity, ask, now);
		expect(ask).toHaveBeenCalledTimes(1);
	});

	it('is not told where asking itself fails', async () => {
		const memory = new DefinitionLists().of('a');
		const ask = async () => await Promise.reject(new Error('Oh'));
		expect(await memory.recall('contacts', -Infinity, ask, now)).toBeUndefined();
	});
});

describe('The lists', () => {
	it('are as many as may be, and the oldest goes', async () => {
		const lists = new DefinitionLists();
		const memory = lists.of('a');
		const ask = asking();
		for (let n = 0; n <= MOST_LISTS; n++) await memory.recall(`type ${n}`, -Infinity, ask, now);
		expect(lists.size).toBe(MOST_LISTS);
		await memory.recall('type 1', -Infinity, ask, now);
		expect(ask).toHaveBeenCalledTimes(MOST_LISTS + 1);
		await memory.recall('type 0', -Infinity, ask, now);
		expect(ask).toHaveBeenCalledTimes(MOST_LISTS + 2);
	});

	it('that are too old go when another one comes', async () => {
		const lists = new DefinitionLists();
		const ask = asking();
		await lists.of('a').recall('contacts', -Infinity, ask, now);
		await lists.of('a').recall('deals', -Infinity, ask, now);
		nowMs += REMEMBERED_MS;
		await lists.of('b').recall('contacts', -Infinity, ask, now);
		expect(lists.size).toBe(1);
	});

	it('of a credential are others once it holds another token: that may be of another account', async () => {
		const account = {
			id: 'of this test',
			credentialType: 't',
			baseUrl: 'u',
			secrets: ['first-token'],
		};
		const ask = asking();
		await definitionsOf(account).recall('contacts', -Infinity, ask, now);
		await definitionsOf({ ...account }).recall('contacts', -Infinity, ask, now);
		expect(ask).toHaveBeenCalledTimes(1);
		await definitionsOf({ ...account, secrets: ['other-token'] }).recall(
			'contacts',
			-Infinity,
			ask,
			now,
		);
		expect(ask).toHaveBeenCalledTimes(2);
	});
});

describe('Executions of a process', () => {
	const reads = ({ hubspot }: World) =>
		hubspot.calls.filter(({ path }) => path.includes('/properties/')).length;

	/** An update and an upsert of contacts, as two executions. */
	const both = (world: World, lists: DefinitionLists) =>
		[batchUpdateObjects, batchUpsertObjects].map((row, n) => {
			const key = n ? { id: 'p2@x.com', idProperty: 'email' } : { id: '1' };
			const raw = [{ ...key, properties: { firstname: 'Ada' } }];
			return startJob({ world, row, objectType: 'contacts', raw, definitions: lists.of('a') });
		});

	it('that start together share one read of the definitions, and so do those of the next ten minutes', async () => {
		const world = new World();
		const lists = new DefinitionLists();
		world.hubspot.seedObject('contacts', { email: 'p1@x.com' }, '1');
		const told = await world.drive(Promise.all(both(world, lists)));
		expect(told.flatMap(({ outcomes }) => outcomes.map(({ ok }) => ok))).toEqual([true, true]);
		expect(reads(world)).toBe(1);
		world.nowMs = world.startMs + REMEMBERED_MS - 1;
		await world.drive(Promise.all(both(world, lists)));
		expect(reads(world)).toBe(1);
		world.nowMs += 1_000;
		await world.drive(Promise.all(both(world, lists)));
		expect(reads(world)).toBe(2);
	});
});
