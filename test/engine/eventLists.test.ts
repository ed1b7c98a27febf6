/** Lists of events against the fake HubSpot, in virtual time: what is told of each, and in how many calls. */
import type { HttpRequest } from '../../nodes/engine/means';
import { associateListWithEvent } from '../../nodes/HubSpotMarketingEvents/operations/associateListWithEvent';
import { getListsOfEvent } from '../../nodes/HubSpotMarketingEvents/operations/getListsOfEvent';
import { removeListFromEvent } from '../../nodes/HubSpotMarketingEvents/operations/removeListFromEvent';
import {
	ALL_SCOPES,
	DEFAULT_APP_ID,
	DEFAULT_TOKEN,
	type FakeOptions,
	type SingleFault,
} from '../fake-hubspot/hubspot';
import { problemOf } from './rows';
import { runJob, World, type Job } from './world';

const LIST = '501';
const EVENT = '50001';
const THEIRS = '60001';

function account(options: FakeOptions = {}, listIds: string[] = []): World {
	const world = new World(options);
	const { hubspot } = world;
	hubspot.seedList('contacts', { listId: LIST, name: 'Guests', legacyListId: '7' });
	hubspot.seedList('contacts', { listId: '502', name: 'Filtered', processingType: 'DYNAMIC' });
	hubspot.seedList('companies', { listId: '503', name: 'Sponsors' });
	const ids = { externalAccountId: 'acme', listIds };
	hubspot.seedEvent(DEFAULT_APP_ID, { ...ids, objectId: EVENT, externalEventId: 'e1' });
	hubspot.seedEvent(DEFAULT_APP_ID + 1, { ...ids, objectId: THEIRS, externalEventId: 'e2' });
	world.nowMs += 60_000;
	return world;
}

async function run(
	world: World,
	row: Job['row'],
	raw: object[],
	{ listId = LIST, ...more }: Partial<Job> & { listId?: string } = {},
) {
	const requests: HttpRequest[] = [];
	world.onCall = (request) => requests.push(request);
	const parameters = row === getListsOfEvent ? undefined : { listId };
	const { outcomes } = await runJob({ world, row, raw, parameters, ...more });
	expect([world.hubspot.unknownRoutes, world.hubspot.oddities]).toEqual([[], []]);
	const shortly = ({ method, path }: HttpRequest) =>
		`${method} ${path.replace(/^\/(marketing\/marketing-events|crm\/lists)\/2026-03/, '')}`;
	return { outcomes, calls: requests.map(shortly) };
}

const listsOf = ({ hubspot }: World, event = EVENT) => hubspot.event(event)?.listIds ?? [];
const lost = (applied: boolean): SingleFault => ({ kind: 'serverError', status: 500, applied });
const five = (fault: SingleFault) => Array<SingleFault>(5).fill(fault);

const WRITES = [
	['Associating a list', associateListWithEvent, 'PUT', true, 'associated'],
	['Removing a list', removeListFromEvent, 'DELETE', false, 'not associated any more'],
] as const;

describe.each(WRITES)('%s', (_, row, method, isThere, words) => {
	const before = isThere ? [] : [LIST];
	const after = isThere ? [LIST] : [];
	const write = `${method} /associations/${EVENT}/lists/${LIST}`;
	const read = `GET /associations/${EVENT}/lists`;

	it('asks once for the list, then makes a call for each event', async () => {
		const world = account({}, before);
		const { outcomes, calls } = await run(world, row, [{ objectId: EVENT }, { objectId: THEIRS }]);
		expect(outcomes).toMatchObject([
			{ ok: true, result: { objectId: EVENT, outcome: words }, warnings: [] },
			{ ok: true, result: { objectId: THEIRS, outcome: words }, warnings: [] },
		]);
		expect([listsOf(world), listsOf(world, THEIRS)]).toEqual([after, after]);
		expect(calls[0]).toBe(`GET /${LIST}`);
		expect(calls.slice(1).sort()).toEqual([write, write.replace(EVENT, THEIRS)]);
	});

	it('is one write for items that name the same event', async () => {
		const world = account({}, before);
		const { outcomes, calls } = await run(world, row, Array(3).fill({ objectId: EVENT }));
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
		expect(calls).toEqual([`GET /${LIST}`, write]);
	});

	it('finds the event by its external IDs, and says whose it is where another app made it', async () => {
		const world = account({}, before);
		const raw = [{ externalEventId: 'e1' }, { externalEventId: 'e2', externalAccountId: 'acme' }];
		const { outcomes } = await run(world, row, raw);
		expect(outcomes).toMatchObject([
			{ ok: true, result: { objectId: EVENT, externalEventId: 'e1' }, warnings: [] },
			{
				ok: true,
				result: { objectId: THEIRS, externalEventId: 'e2', externalAccountId: 'acme' },
				warnings: [expect.stringMatching(/belongs to another app, “App \d+”/)],
			},
		]);
		for (const outcome of outcomes) {
			expect(outcome).not.toHaveProperty('result.ownedBy');
		}
		expect([listsOf(world), listsOf(world, THEIRS)]).toEqual([after, after]);
	});

	it('of what is so already is done', async () => {
		const world = account({}, after);
		const { outcomes } = await run(world, row, [{ objectId: EVENT }]);
		expect(outcomes).toMatchObject([{ ok: true, result: { outcome: words } }]);
	});

	it.each(['legacy:7', '502'])(
		'takes a list by its old ID, and a dynamic one (%s)',
		async (listId) => {
			const world = account({}, isThere ? [] : [LIST, '502']);
			const { outcomes } = await run(world, row, [{ objectId: EVENT }], { listId });
			expect(outcomes).toMatchObject([{ ok: true, result: { outcome: words } }]);
			expect(listsOf(world).includes(listId === '502' ? '502' : LIST)).toBe(isThere);
		},
	);

	it.each([
		[
			'9',
			/^Not sent: HubSpot has no list with the ID 9\. It may have been deleted; if this is the ID/,
		],
		['legacy:9', /^Not sent: HubSpot has no list with the legacy ID 9\./],
	])('sends nothing about a list that does not exist (%s)', async (listId, said) => {
		const world = account({}, before);
		const raw = [{ objectId: EVENT }, { objectId: THEIRS }];
		const { outcomes, calls } = await run(world, row, raw, { listId });
		for (const outcome of outcomes) {
			expect(problemOf(outcome)).toMatchObject({ reason: 'invalid', applied: 'no' });
			expect(problemOf(outcome).message).toMatch(said);
		}
		expect(calls).toHaveLength(1);
		expect(world.hubspot.applied).toEqual([]);
	});

	it('of companies is refused in HubSpot’s words, should it refuse them', async () => {
		const world = account();
		const { outcomes } = await run(world, row, [{ objectId: EVENT }], { listId: '503' });
		expect(problemOf(outcomes[0]).message).toBe(
			`HubSpot refused the association of event ${EVENT} and list 503: “List 503 is not a list of contacts” (VALIDATION_ERROR, HTTP 400).`,
		);
	});

	it('with an event that is not there says what HubSpot says, and what it may mean', async () => {
		const world = account({}, before);
		const { outcomes } = await run(world, row, [{ objectId: '404' }, { objectId: EVENT }]);
		const { message, reason, applied, category } = problemOf(outcomes[0]);
		expect([reason, applied, category]).toEqual(['rejected', 'no', 'OBJECT_NOT_FOUND']);
		expect(message).toMatch(
			/^HubSpot refused the association of event 404 and list 501: “No marketing event found” \(OBJECT_NOT_FOUND, HTTP 404\)\. /,
		);
		expect(message).toMatch(
			isThere
				? /HubSpot had the list when this run began, so most likely the event is missing/
				: /Either HubSpot does not have the event any more, or the list is none of its lists/,
		);
		expect(outcomes[1].ok).toBe(true);
	});

	it('by an external ID that nobody has writes nothing, and says so', async () => {
		const world = account({}, before);
		const { outcomes } = await run(world, row, [{ externalEventId: 'e9' }]);
		expect(problemOf(outcomes[0]).message).toMatch(
			/^No event has the external event ID e9, so nothing was (associated|removed)\./,
		);
		expect(world.hubspot.applied).toEqual([]);
	});

	it('that was lost five times, and not carried out, is sent again once a read shows so', async () => {
		const world = account({}, before);
		world.hubspot.singleFaults.next(...five(lost(false)));
		const { outcomes, calls } = await run(world, row, [{ objectId: EVENT }]);
		expect(outcomes).toMatchObject([{ ok: true, result: { objectId: EVENT, outcome: words } }]);
		expect(listsOf(world)).toEqual(after);
		expect(calls.slice(1)).toEqual([...Array<string>(5).fill(write), read, write]);
	});

	it('that was lost five times, and carried out, is done once a read shows so', async () => {
		const world = account({}, before);
		world.hubspot.singleFaults.next(...five(lost(true)));
		const { outcomes, calls } = await run(world, row, [{ externalEventId: 'e1' }]);
		expect(outcomes).toMatchObject([
			{ ok: true, result: { objectId: EVENT, externalEventId: 'e1', outcome: words } },
		]);
		expect(outcomes[0]).not.toHaveProperty('result.results');
		expect(calls.slice(-6)).toEqual([...Array<string>(5).fill(write), read]);
	});

	it('without a look-up afterwards stays open, and may be tried again', async () => {
		const world = account({}, before);
		world.hubspot.singleFaults.always(lost(false));
		const { outcomes } = await run(world, row, [{ objectId: EVENT }], { lookUp: false });
		const { message, applied } = problemOf(outcomes[0]);
		expect(applied).toBe('maybe');
		expect(message).toMatch(/unknown whether this association was (associated|removed)/);
		expect(message).toMatch(/(associating|removing) it again is safe\.$/);
	});

	it('that a 200 answers is read back, as nobody has said what it means', async () => {
		const world = account({}, before);
		world.hubspot.singleFaults.next({ kind: 'notJson', status: 200 });
		const { outcomes, calls } = await run(world, row, [{ objectId: EVENT }]);
		expect(outcomes).toMatchObject([{ ok: true, result: { outcome: words } }]);
		expect(calls).toContain(read);
	});

	it('ends with the first call where the scope to write is missing, and names it', async () => {
		const scopes = ALL_SCOPES.filter((scope) => scope !== 'crm.objects.marketing_events.write');
		const world = account(
			{ tokens: { [DEFAULT_TOKEN]: { appId: DEFAULT_APP_ID, scopes, kind: 'token' } } },
			before,
		);
		const { outcomes } = await run(world, row, [{ objectId: EVENT }, { objectId: THEIRS }]);
		for (const outcome of outcomes) {
			expect(problemOf(outcome)).toMatchObject({ reason: 'unsent', applied: 'no' });
			expect(problemOf(outcome).message).toContain('crm.objects.marketing_events.write');
		}
	});

	it('that is denied in mid-run leaves what was done done, and sends nothing more', async () => {
		const world = account({}, before);
		world.hubspot.singleFaults.next(null, { kind: 'unauthorized' });
		world.hubspot.singleFaults.always({ kind: 'unauthorized' });
		const raw = Array.from({ length: 12 }, () => ({ objectId: EVENT }));
		const ids = raw.map((_, n) => {
			const objectId = `${71_000 + n}`;
			world.hubspot.seedEvent(DEFAULT_APP_ID, { objectId, listIds: [...before] });
			return objectId;
		});
		const { outcomes } = await run(
			world,
			row,
			ids.map((objectId) => ({ objectId })),
		);
		const done = outcomes.filter(({ ok }) => ok);
		expect(done).toHaveLength(1);
		expect(world.hubspot.applied).toHaveLength(1);
		for (const outcome of outcomes.filter(({ ok }) => !ok)) {
			expect(problemOf(outcome)).toMatchObject({ reason: 'unsent', applied: 'no' });
			expect(problemOf(outcome).message).toMatch(/^Not sent: check the token in the credential/);
		}
	});

	it('of a list that goes in mid-run is refused with HubSpot’s words', async () => {
		const world = account({}, before);
		const { hubspot } = world;
		world.latencyMs = () => 500;
		world.at(400, () => hubspot.deleteList(LIST));
		const { outcomes } = await run(world, row, [{ objectId: EVENT }]);
		expect(problemOf(outcomes[0]).message).toMatch(
			/^HubSpot refused the association of event 50001 and list 501: “List does not exist with ID 501” \(/,
		);
	});

	it('is not begun once the execution was cancelled', async () => {
		const world = account({}, before);
		const cancelled = { ...world.clock, cancelled: () => true };
		const { outcomes, calls } = await run(world, row, [{ objectId: EVENT }], { clock: cancelled });
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'unsent', applied: 'no' });
		expect(calls).toEqual([]);
	});
});

describe('The lists of an event', () => {
	it('come one by one, for each item; of an event without any there is none, and no error', async () => {
		const world = account({}, [LIST, '502']);
		const bare = world.hubspot.seedEvent(DEFAULT_APP_ID, { objectId: '70001' });
		const { outcomes, calls } = await run(world, getListsOfEvent, [
			{ objectId: EVENT },
			{ objectId: bare },
			{ objectId: EVENT },
		]);
		expect(outcomes).toMatchObject([
			{ ok: true, results: [{ listId: LIST, name: 'Guests' }, { listId: '502' }] },
			{ ok: true, results: [] },
			{ ok: true, results: [{ listId: LIST }, { listId: '502' }] },
		]);
		expect(calls).toHaveLength(2);
	});

	it('are found by the external IDs of the event, whichever app made it', async () => {
		const world = account({}, [LIST]);
		const { outcomes } = await run(world, getListsOfEvent, [{ externalEventId: 'e2' }]);
		expect(outcomes).toMatchObject([{ ok: true, results: [{ listId: LIST }] }]);
	});

	it('of an event that is not there are none that anybody could read', async () => {
		const { outcomes } = await run(account(), getListsOfEvent, [{ objectId: '404' }]);
		expect(problemOf(outcomes[0])).toMatchObject({
			message: 'No event has the object ID 404.',
			category: 'OBJECT_NOT_FOUND',
		});
	});

	const withScopes = (...without: string[]) => ({
		tokens: {
			[DEFAULT_TOKEN]: {
				appId: DEFAULT_APP_ID,
				scopes: ALL_SCOPES.filter((scope) => !without.includes(scope)),
				kind: 'token' as const,
			},
		},
	});
	const SIC = /HubSpot wants the scope crm\.objects\.marketing_events\.write to read the lists/;

	it('cannot be read without the scope to write, and the words say so', async () => {
		const world = account(withScopes('crm.objects.marketing_events.write'));
		const { outcomes } = await run(world, getListsOfEvent, [{ objectId: EVENT }]);
		const { message } = problemOf(outcomes[0]);
		expect(message).toMatch(/^Not looked up: the credential lacks the scope crm\.objects\./);
		expect(message).toMatch(SIC);
	});

	it('whose event cannot be looked up for want of the scope to read are told as that alone', async () => {
		const world = account(withScopes('crm.objects.marketing_events.read'));
		const { outcomes } = await run(world, getListsOfEvent, [{ externalEventId: 'e1' }]);
		const { message } = problemOf(outcomes[0]);
		expect(message).toContain('crm.objects.marketing_events.read');
		expect(message).not.toMatch(SIC);
	});
});
