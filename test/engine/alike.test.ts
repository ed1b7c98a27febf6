/**
 * Events that look alike: answers to upserts carry no external IDs, so nothing tells their results apart. They
 * share calls all the same, are told done as a group where as many results as events are there, and are read
 * one by one where not.
 */
import type { HttpAnswer } from '../../nodes/engine/means';
import { MOST_OF_A_CALL } from '../../nodes/engine/ids';
import { omit } from '../../nodes/hubspot/json';
import type { Result } from '../../nodes/hubspot/replies';
import { Memories } from '../../nodes/n8n/memories';
import { Attempt } from '../../nodes/n8n/retries';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { DEFAULT_APP_ID, type Fault } from '../fake-hubspot/hubspot';
import { problemOf } from './rows';
import { runJob, World, type Job } from './world';

const event = (n: number, more: object = {}) => ({
	externalAccountId: 'acme',
	externalEventId: `e${n}`,
	eventName: 'Demo',
	eventOrganizer: 'ACME',
	...more,
});
const events = (count: number, more: object = {}) =>
	Array.from({ length: count }, (_, n) => event(n, more));

const upsert = async (world: World, raw: object[], more: Partial<Job> = {}) =>
	await runJob({ world, row: upsertEvents, raw, ...more });

const pathsOf = ({ hubspot }: World) =>
	hubspot.calls.map(({ method, path }) => `${method} ${path.split('/').slice(4).join('/')}`);
const UPSERT = 'POST events/upsert';
const writesIn = (world: World) => pathsOf(world).filter((path) => !path.startsWith('GET'));
const readsIn = (world: World) => pathsOf(world).filter((path) => path.startsWith('GET'));

const idOf = ({ hubspot }: World, n: number) =>
	hubspot.eventByExternalId(DEFAULT_APP_ID, 'acme', `e${n}`)?.objectId;

const NO_ID =
	"This record was written, but its ID is not known: several records in HubSpot's answer have the same values. To get it, use Get Events by External Event ID.";

/** Each is told done with its own ID, and stands there once. */
function expectOwnIds(world: World, outcomes: Awaited<ReturnType<typeof upsert>>['outcomes']) {
	outcomes.forEach((outcome, n) => {
		expect(outcome).toMatchObject({
			ok: true,
			result: { objectId: idOf(world, n), externalEventId: `e${n}` },
		});
	});
}

/** Changes the results of the answers to batches. */
function changing(world: World, change: (results: object[]) => object[]): Job['http'] {
	return async (request) => {
		const answer: HttpAnswer = await world.http(request);
		const isBatch = answer.kind === 'reply' && request.path.endsWith('/events/upsert');
		if (!isBatch) return answer;
		const body = answer.reply.body as { results: object[] };
		return {
			...answer,
			reply: { ...answer.reply, body: { ...body, results: change(body.results) } },
		};
	};
}

describe('Events that look alike', () => {
	it.each([
		[100, 1],
		[250, 3],
	])(
		'share calls: %i take %i, and each is told done, without an ID that may be another one’s',
		async (count, calls) => {
			const world = new World();
			const { outcomes } = await upsert(world, events(count), { portion: 100 });
			expect(pathsOf(world)).toEqual(Array(calls).fill(UPSERT));
			for (const outcome of outcomes) {
				expect(outcome).toMatchObject({ ok: true, warnings: [NO_ID] });
				expect(outcome.ok && outcome.result).toEqual({
					...event(outcome.item),
					eventDescription: null,
					eventUrl: null,
					eventType: null,
					startDateTime: null,
					endDateTime: null,
					eventCancelled: false,
					eventCompleted: false,
					createdAt: expect.any(String) as string,
					updatedAt: expect.any(String) as string,
					customProperties: [],
					outcome: 'created or updated',
				});
			}
			expect(world.hubspot.events().size).toBe(count);
		},
	);

	it('get their IDs from a read each, where they are few', async () => {
		const world = new World();
		const { outcomes } = await upsert(world, events(MOST_OF_A_CALL));
		expect(writesIn(world)).toEqual([UPSERT]);
		expect(readsIn(world)).toHaveLength(MOST_OF_A_CALL);
		expectOwnIds(world, outcomes);
		for (const outcome of outcomes) {
			expect(outcome).toMatchObject({ warnings: [], result: { outcome: 'created or updated' } });
		}
	});

	it('get none where one more looks alike, or where nothing is to be looked up', async () => {
		const many = new World();
		await upsert(many, events(MOST_OF_A_CALL + 1));
		expect(pathsOf(many)).toEqual([UPSERT]);
		const quiet = new World();
		const { outcomes } = await upsert(quiet, events(3), { lookUp: false });
		expect(pathsOf(quiet)).toEqual([UPSERT]);
		expect(outcomes.map((outcome) => outcome.ok && outcome.warnings)).toEqual(
			Array(3).fill([NO_ID]),
		);
	});

	it('are read for their IDs a hundred times in a run at most', async () => {
		const world = new World();
		const raw = Array.from({ length: 150 }, (_, n) =>
			event(n, { eventName: `Demo ${Math.floor(n / 10)}` }),
		);
		const { outcomes } = await upsert(world, raw, { size: 10 });
		expect(writesIn(world)).toHaveLength(15);
		expect(readsIn(world)).toHaveLength(100);
		expect(outcomes.filter((each) => each.ok && each.warnings.includes(NO_ID))).toHaveLength(50);
	});

	it('stay done without an ID where the read for it fails', async () => {
		const world = new World();
		world.hubspot.readFaults.always({
			kind: 'wholeBatch',
			status: 400,
			dialect: 'category',
			message: 'Broken',
		});
		const { outcomes } = await upsert(world, events(3));
		expect(outcomes.map((outcome) => outcome.ok && outcome.warnings)).toEqual(
			Array(3).fill([NO_ID]),
		);
	});

	it('keep a warning about a value beside their IDs', async () => {
		const world = new World();
		const customProperties = [{ name: 'nope', value: '1' }];
		const { outcomes } = await upsert(world, events(3, { customProperties }));
		expectOwnIds(world, outcomes);
		for (const outcome of outcomes) {
			expect(outcome).toMatchObject({
				warnings: [expect.stringContaining('custom property “nope”')],
			});
		}
	});

	it('are warned of what HubSpot dropped from all of them, and not of what may be another one’s', async () => {
		const world = new World();
		const raw = events(20).map((each, n) => ({
			...each,
			customProperties: [
				{ name: 'venue', value: `Hall ${n}` },
				{ name: 'nope', value: '1' },
			],
		}));
		const { outcomes } = await upsert(world, raw);
		for (const outcome of outcomes) {
			expect(outcome).toMatchObject({
				warnings: [expect.stringContaining('custom property “nope”'), NO_ID],
			});
		}
	});

	it('are told from others in the same call, which have their IDs', async () => {
		const world = new World();
		const raw = [...events(20), event(20, { eventName: 'Fair' })];
		const { outcomes } = await upsert(world, raw);
		expect(pathsOf(world)).toEqual([UPSERT]);
		expect(outcomes[20]).toMatchObject({ result: { objectId: idOf(world, 20) }, warnings: [] });
		for (const outcome of outcomes.slice(0, 20)) {
			expect(outcome.ok && outcome.result.objectId).toBeUndefined();
		}
	});

	it('are told from each other by a date, by custom properties not', async () => {
		const world = new World();
		const raw = events(20).map((each, n) => ({
			...each,
			startDateTime: `2027-03-${10 + n}T09:00:00Z`,
		}));
		const { outcomes } = await upsert(world, raw);
		expect(pathsOf(world)).toEqual([UPSERT]);
		expectOwnIds(world, outcomes);
	});
});

describe('An answer that has not as many results as look alike', () => {
	const COUNT = 20;

	it('has too few because one was not written: each is read once, and that one is written on its own', async () => {
		const world = new World();
		world.hubspot.faults.next({ kind: 'multiStatusWithoutErrors' });
		const { outcomes } = await upsert(world, events(COUNT));
		const written = world.hubspot.applied.length;
		expect(written).toBe(COUNT);
		expectOwnIds(world, outcomes);
		const alone =
			COUNT - (world.hubspot.calls[0].replyBody as { results: object[] }).results.length;
		expect(readsIn(world).length).toBeLessThanOrEqual(COUNT + alone);
		expect(writesIn(world).length).toBe(1 + alone);
	});

	it('has too few because some are not told: each is read once, and nothing is written again', async () => {
		const world = new World();
		world.hubspot.faults.next({ kind: 'forgetResults', count: 3 });
		const { outcomes } = await upsert(world, events(COUNT));
		expectOwnIds(world, outcomes);
		expect(writesIn(world)).toEqual([UPSERT]);
		expect(readsIn(world)).toHaveLength(COUNT);
		expect(world.hubspot.applied).toHaveLength(COUNT);
	});

	it('has too few beside an error that names nobody: each is read once, and who was refused is told so', async () => {
		const world = new World();
		world.hubspot.faults.next({ kind: 'rejectSome', count: 2, named: false });
		const { outcomes } = await upsert(world, events(COUNT));
		const isThere = (n: number) => idOf(world, n) !== undefined;
		for (const outcome of outcomes) expect(outcome.ok).toBe(isThere(outcome.item));
		expect(readsIn(world).length).toBeLessThanOrEqual(2 * COUNT);
	});

	it('has one too few because that one is refused by name: the others are done as a group', async () => {
		const world = new World();
		world.hubspot.faults.next({ kind: 'rejectSome', count: 1, named: true });
		const { outcomes } = await upsert(world, events(COUNT));
		const bad = outcomes.filter(({ ok }) => !ok);
		expect(bad).toHaveLength(1);
		expect(problemOf(bad[0])).toMatchObject({ reason: 'rejected', applied: 'no' });
		expect(idOf(world, bad[0].item)).toBeUndefined();
		expect(pathsOf(world)).toEqual([UPSERT]);
	});

	it('has one too many: nobody is told done for it, each is read', async () => {
		const world = new World();
		const stray = { objectId: '999', eventName: 'Demo', eventOrganizer: 'ACME' };
		const http = changing(world, (results) => [...results, stray]);
		const { outcomes } = await upsert(world, events(COUNT), { http });
		expectOwnIds(world, outcomes);
		expect(readsIn(world)).toHaveLength(COUNT);
	});

	it('tells one of them twice: a result counts once', async () => {
		const world = new World();
		const http = changing(world, ([first, , ...rest]) => [first, first, ...rest]);
		const { outcomes } = await upsert(world, events(COUNT), { http });
		expectOwnIds(world, outcomes);
		expect(readsIn(world)).toHaveLength(COUNT);
	});

	it('tells them without IDs: results that cannot be counted are none', async () => {
		const world = new World();
		const bare = (each: object) => omit(each as Result, 'id', 'objectId');
		const http = changing(world, (results) => results.map(bare));
		const { outcomes } = await upsert(world, events(COUNT), { http });
		expectOwnIds(world, outcomes);
	});

	it('is silent about all of them, as HubSpot was seen to be: each is read, then written on its own', async () => {
		const world = new World({ upsertWritesNothing: true });
		const { outcomes } = await upsert(world, events(COUNT));
		expectOwnIds(world, outcomes);
		expect(readsIn(world)).toHaveLength(COUNT);
		expect(writesIn(world)).toHaveLength(1 + COUNT);
	});
});

describe('Events of which one shows only a part of what the other does', () => {
	it('may be either: they share a call, and are told done together', async () => {
		const world = new World();
		const raw = [...events(11, { eventUrl: 'https://e.x/1' }), event(11)];
		const { outcomes } = await upsert(world, raw);
		expect(pathsOf(world)).toEqual([UPSERT]);
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(world.hubspot.events().size).toBe(12);
	});

	it('are not told done for each other’s result, where one was not written', async () => {
		const world = new World();
		const raw = [event(0, { eventUrl: 'https://e.x/1' }), event(1)];
		// The event that is sent without a URL has that of the other.
		world.hubspot.seedEvent(DEFAULT_APP_ID, {
			...event(1),
			eventUrl: 'https://e.x/1',
			objectId: '7',
		});
		const isOther = (each: object) => (each as { objectId: string }).objectId === '7';
		const http = changing(world, (results) => results.filter(isOther));
		world.hubspot.faults.next(null);
		const { outcomes } = await upsert(world, raw, { http });
		expectOwnIds(world, outcomes);
	});

	it('of three of which each pair may be one, all are done where there are three results', async () => {
		const world = new World();
		const raw = [
			event(0, { eventUrl: 'https://e.x/1' }),
			event(1),
			event(2, { eventUrl: 'https://e.x/2' }),
		];
		const { outcomes } = await upsert(world, raw);
		expect(writesIn(world)).toEqual([UPSERT]);
		expectOwnIds(world, outcomes);
	});
});

describe('An answer about look-alikes that is lost', () => {
	const LOST: Fault = { kind: 'reset', applied: true };

	it('once is asked for again, and the second tells of all of them', async () => {
		const world = new World();
		world.hubspot.faults.next(LOST);
		const { outcomes } = await upsert(world, events(20));
		expect(pathsOf(world)).toEqual([UPSERT, UPSERT]);
		expect(outcomes.every((each) => each.ok && each.warnings.includes(NO_ID))).toBe(true);
		expect(world.hubspot.events().size).toBe(20);
	});

	it('for good leads to a read of each, which tells its ID, and to no second write', async () => {
		const world = new World();
		world.hubspot.faults.next(...Array<Fault>(5).fill(LOST));
		const { outcomes } = await upsert(world, events(20));
		expectOwnIds(world, outcomes);
		expect(readsIn(world)).toHaveLength(20);
		expect(writesIn(world)).toEqual(Array(5).fill(UPSERT));
	});
});

describe('Look-alikes of a node that is tried again', () => {
	it('are not sent again once they are done, and it is said once more that their IDs are not known', async () => {
		const world = new World();
		const { now } = world.clock;
		const memories = new Memories();
		const raw = [...events(20), event(20, { eventName: 'Fair' })];
		world.hubspot.refuseWhen(
			{ property: 'eventName', value: 'Fair' },
			{ status: 400, names: 'ids' },
		);
		const first = new Attempt(memories.begin('run', 3, now), now);
		const before = await upsert(world, raw, { attempt: first });
		expect(before.outcomes.map(({ ok }) => ok)).toEqual([...Array<boolean>(20).fill(true), false]);
		first.end(undefined);
		const calls = world.hubspot.calls.length;
		for (const traces of ['second-', 'third-']) {
			const attempt = new Attempt(memories.begin('run', 3, now), now);
			const { outcomes } = await upsert(world, raw, { attempt, traces });
			attempt.end(undefined);
			for (const outcome of outcomes.slice(0, 20)) {
				expect(outcome).toMatchObject({
					ok: true,
					result: { externalEventId: `e${outcome.item}`, outcome: 'created or updated' },
					warnings: [
						"An earlier try of this node has written this record, so it was not sent again. Its ID is not known: several records in HubSpot's answer had the same values. To get it, use Get Events by External Event ID.",
					],
				});
			}
		}
		expect(world.hubspot.calls).toHaveLength(calls + 2);
		expect(world.hubspot.applied).toHaveLength(20);
	});
});
