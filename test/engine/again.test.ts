/**
 * again.ts, and what a run does with writes whose second answer tells what became of the first:
 * members of lists, against the fake HubSpot in virtual time.
 */
import type { SingleFault } from '../fake-hubspot/hubspot';
import { addToList } from '../../nodes/HubSpotCrmObjects/operations/addToList';
import { removeFromList } from '../../nodes/HubSpotCrmObjects/operations/removeFromList';
import type { Told } from '../../nodes/n8n/present';
import { runJob, World, type Job } from './world';

function listWorld(members: string[] = ['1']) {
	const world = new World();
	for (let n = 1; n <= 30; n++) world.hubspot.seedObject('contacts', {}, `${n}`);
	const listId = world.hubspot.seedList('contacts', { members });
	const run = async (raw: unknown[], more: Partial<Job> = {}) =>
		(await runJob({ world, row: addToList, raw, parameters: { listId }, ...more })).outcomes;
	const puts = () => world.hubspot.calls.filter(({ method }) => method === 'PUT').length;
	const held = () => [...(world.hubspot.list(listId)?.members.keys() ?? [])].sort();
	return { world, hubspot: world.hubspot, run, puts, held, listId };
}

const ids = (...given: Array<string | number>) => given.map((id) => ({ id }));
const became = (outcomes: Told[]) =>
	outcomes.map((told) =>
		told.ok ? told.result.outcome : `${told.failure.reason}, ${told.failure.applied}`,
	);
const messageOf = (told: Told) => (told.ok ? '' : told.failure.message);

describe('Members of a list', () => {
	it('are added, were there before, or are not in HubSpot: each is told which', async () => {
		const { run, puts, held } = listWorld();
		const outcomes = await run(ids(1, 2, 404));
		expect(became(outcomes)).toEqual(['unchanged', 'added', 'rejected, no']);
		expect(messageOf(outcomes[2])).toBe(
			'No contact has the ID 404; this operation never creates contacts.',
		);
		expect([puts(), held()]).toEqual([1, ['1', '2']]);
	});

	it('are removed, were no members, or are not in HubSpot: each is told which', async () => {
		const { run, held } = listWorld();
		const outcomes = await run(ids(1, 2, 404), { row: removeFromList });
		expect(became(outcomes)).toEqual(['removed', 'unchanged', 'rejected, no']);
		expect(messageOf(outcomes[2])).toBe(
			'No contact has the ID 404, so there was nothing to remove.',
		);
		expect(held()).toEqual([]);
	});

	it('that several items name are sent once, and all of these items are told the same', async () => {
		const { run, puts, hubspot } = listWorld();
		const outcomes = await run(ids(2, ' 2 ', '002', 2, 1, 1));
		expect(became(outcomes)).toEqual([...Array<string>(4).fill('added'), 'unchanged', 'unchanged']);
		expect([puts(), hubspot.memberships().length]).toEqual([1, 1]);
		expect(outcomes[1]).not.toBe(outcomes[0]);
	});

	it('go a thousand a call, after one look at the list', async () => {
		const { world, hubspot, run, puts } = listWorld([]);
		hubspot.seedObjects({ objectType: 'contacts', count: 2_500 });
		const raw = Array.from({ length: 2_500 }, (_, n) => ({ id: n + 1 }));
		const outcomes = await run(raw);
		expect(new Set(became(outcomes))).toEqual(new Set(['added']));
		expect([puts(), world.hubspot.calls.length]).toEqual([3, 4]);
	});
});

describe('Where an earlier try may have added them,', () => {
	it('members that need no change are told “added or unchanged”, and new ones “added”', async () => {
		for (const applied of [true, false]) {
			const { hubspot, run } = listWorld();
			hubspot.singleFaults.next({ kind: 'reset', applied });
			const outcomes = await run(ids(1, 2));
			expect(became(outcomes)).toEqual([
				'added or unchanged',
				applied ? 'added or unchanged' : 'added',
			]);
		}
	});

	it('a record that HubSpot does not have was not added, whatever the earlier try did', async () => {
		const { hubspot, run } = listWorld();
		hubspot.singleFaults.next({ kind: 'reset', applied: true });
		const [outcome] = await run(ids(404));
		expect(became([outcome])).toEqual(['rejected, no']);
		expect(messageOf(outcome)).toBe(
			'No contact has the ID 404; this operation never creates contacts.',
		);
	});
});

describe('An answer that leaves members open', () => {
	const unreadable: SingleFault = { kind: 'notJson', status: 200 };

	it('is settled by asking again, which tells of all of them in one call', async () => {
		const { hubspot, run, puts } = listWorld();
		hubspot.singleFaults.next(unreadable);
		const outcomes = await run(ids(1, 2, 3, 404));
		expect(became(outcomes)).toEqual([
			...Array<string>(3).fill('added or unchanged'),
			'rejected, no',
		]);
		expect(puts()).toBe(2);
	});

	it('is also one that lists a record nobody sent: one of ours may have been merged into it', async () => {
		const { world, run, puts } = listWorld();
		const { handle } = world.hubspot;
		world.hubspot.handle = (request) => {
			const answer = handle.call(world.hubspot, request);
			const body = answer.body.replace(/"recordsIdsAdded":\["2"\]/, '"recordsIdsAdded":["9001"]');
			return { ...answer, body };
		};
		expect(became(await run(ids(1, 2)))).toEqual(['added or unchanged', 'added or unchanged']);
		expect(puts()).toBe(2);
	});

	it('stays open, and says why, where asking again is refused', async () => {
		const { hubspot, run, puts } = listWorld();
		const refusal = { kind: 'wholeBatch', status: 409, dialect: 'category' } as const;
		hubspot.singleFaults.next(unreadable, { ...refusal, message: 'Busy' });
		const outcomes = await run(ids(1, 2));
		expect(became(outcomes)).toEqual(['unaccounted, maybe', 'unaccounted, maybe']);
		expect(messageOf(outcomes[0])).toBe(
			'HubSpot accepted the batch (HTTP 200) but its answer cannot be read, so it is unknown whether this record was added. Look it up in HubSpot before relying on it; sending the same values again is safe. A look-up afterwards failed: “Busy” (CONFLICT, HTTP 409).',
		);
		expect(puts()).toBe(2);
	});

	it('stays open where asking again gets no readable answer either', async () => {
		const { hubspot, run } = listWorld();
		hubspot.singleFaults.next(unreadable, unreadable);
		expect(became(await run(ids(1)))).toEqual(['unaccounted, maybe']);
	});

	it('is not asked again where look-ups are switched off', async () => {
		const { hubspot, run, puts } = listWorld();
		hubspot.singleFaults.next(unreadable);
		expect(became(await run(ids(1), { lookUp: false }))).toEqual(['unaccounted, maybe']);
		expect(puts()).toBe(1);
	});

	it('is not asked again once the run may call no more', async () => {
		const { hubspot, run, puts } = listWorld();
		hubspot.singleFaults.next(unreadable, { kind: 'unauthorized' });
		const outcomes = await run(ids(1, 2), { size: 1 });
		expect(new Set(became(outcomes))).not.toContain('added');
		expect(puts()).toBeLessThanOrEqual(3);
	});
});

describe('A list', () => {
	it('that HubSpot does not have is told before anything is sent', async () => {
		const { run, puts, hubspot, listId } = listWorld();
		hubspot.deleteList(listId);
		const outcomes = await run(ids(1, 2));
		expect(became(outcomes)).toEqual(['invalid, no', 'invalid, no']);
		expect(messageOf(outcomes[0])).toBe(
			`Not sent: HubSpot has no list with the ID ${listId}. It may have been deleted; if this is the ID from the old lists API, choose By Legacy ID under List.`,
		);
		expect([puts(), hubspot.calls.length]).toEqual([0, 1]);
	});

	it('that is deleted in the middle of a run takes nothing more, and no record is blamed for it', async () => {
		const { run, puts, world, hubspot, listId } = listWorld();
		world.onCall = ({ method }) => {
			if (method === 'PUT') hubspot.deleteList(listId);
		};
		const outcomes = await run(ids(...Array.from({ length: 30 }, (_, n) => n + 1)), { size: 5 });
		expect(new Set(became(outcomes))).toEqual(new Set(['rejected, no', 'unsent, no']));
		expect(puts()).toBe(1);
		expect(messageOf(outcomes[29])).toContain('List does not exist');
	});

	it('that HubSpot fills itself takes no members, and the message says what to do', async () => {
		const { run, puts, hubspot } = listWorld();
		const more = { name: 'All “leads”', processingType: 'DYNAMIC' } as const;
		const listId = hubspot.seedList('contacts', more);
		const [outcome] = await run(ids(1), { parameters: { listId } });
		expect(became([outcome])).toEqual(['invalid, no']);
		expect(messageOf(outcome)).toBe(
			'Not sent: the list “All "leads"” is dynamic: HubSpot fills it by its filters, so nobody can add or remove records. Choose a static list, or change the property that its filters look at.',
		);
		expect(puts()).toBe(0);
	});

	it('is found by the ID that it had in the old API, which is asked for once', async () => {
		const { run, hubspot } = listWorld();
		const listId = hubspot.seedList('contacts', { legacyListId: '7' });
		const outcomes = await run(ids(1, 2, 3), { parameters: { listId: 'legacy:7' }, size: 1 });
		expect(became(outcomes)).toEqual(['added', 'added', 'added']);
		expect([...(hubspot.list(listId)?.members.keys() ?? [])]).toEqual(['1', '2', '3']);
		const paths = hubspot.calls.map(({ path }) => path.split('/').pop());
		expect(paths).toEqual(['idmapping', listId, 'add', 'add', 'add']);
	});

	it('that never had this old ID is told so', async () => {
		const { run } = listWorld();
		const [outcome] = await run(ids(1), { parameters: { listId: 'legacy:8' } });
		expect(messageOf(outcome)).toBe(
			"Not sent: HubSpot has no list with the legacy ID 8. If this is the number in the address of the list's page, choose By ID under List.",
		);
	});

	it('of companies takes no contact: HubSpot has no company with its ID', async () => {
		const { run, hubspot } = listWorld();
		const listId = hubspot.seedList('companies');
		const [outcome] = await run(ids(1), { parameters: { listId } });
		expect(messageOf(outcome)).toBe(
			'No company has the ID 1; this operation never creates companies.',
		);
	});
});
