/**
 * Upserts of events that another app has with the same IDs: whose an event is is looked up where the option
 * says so, and theirs are updated or left alone.
 */
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { DEFAULT_APP_ID, type FakeOptions } from '../fake-hubspot/hubspot';
import { problemOf } from './rows';
import { runJob, World, type Job } from './world';

const OTHER_APP = 2;
const THIRD_APP = 3;

const seed = ({ hubspot }: World, externalEventId: string, app = OTHER_APP, account = 'acme') =>
	hubspot.seedEvent(app, { externalEventId, externalAccountId: account, eventName: 'Old' });

const event = (externalEventId: string, more: object = {}) => ({
	externalAccountId: 'acme',
	externalEventId,
	eventName: `New ${externalEventId}`,
	eventOrganizer: 'ACME',
	...more,
});

const upsert = async (world: World, raw: object[], choice = '', more: Partial<Job> = {}) =>
	await runJob({
		world,
		row: upsertEvents,
		raw,
		parameters: { ifOwnedByAnother: choice },
		...more,
	});

/** `GET events/search?q=w1` of every call so far. */
const pathsOf = ({ hubspot }: World) =>
	hubspot.calls.map(({ method, path }) => `${method} ${path.split('/').slice(4).join('/')}`);

const search = (name: string) => `GET events/search?q=${name}`;
const identifiers = (name: string) => `GET ${name}/identifiers`;
const UPSERT = 'POST events/upsert';
const UPDATE = 'POST batch/update';

const worldOf = (options: FakeOptions = {}) => new World(options);

const result = (outcome: { ok: boolean; result?: object }) => outcome.result;

describe('Without a choice, or with Create Our Own', () => {
	it.each(['', 'create'])(
		'nothing is looked up, and an event is created beside theirs (%j)',
		async (choice) => {
			const world = worldOf();
			const theirs = seed(world, 'w1');
			const { outcomes } = await upsert(world, [event('w1')], choice);
			expect(outcomes).toMatchObject([{ ok: true, result: { outcome: 'created or updated' } }]);
			expect(pathsOf(world)).toEqual([UPSERT]);
			expect(world.hubspot.event(theirs)?.eventName).toBe('Old');
			expect(world.hubspot.applied.map(({ action }) => action)).toEqual(['create']);
		},
	);
});

describe.each(['update', 'refuse'])('With a look-up (%s)', (choice) => {
	it('an event that nobody has is created after one call, without a pause', async () => {
		const world = worldOf();
		const { outcomes } = await upsert(world, [event('w1'), event('w2')], choice);
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
		expect(pathsOf(world)).toEqual([identifiers('w1'), identifiers('w2'), UPSERT]);
		expect(world.waits).toEqual([]);
	});

	it('an ID that HubSpot answers with a 404 is one that nobody has', async () => {
		const world = worldOf({ unknownIdentifiers: 'notFound' });
		const { outcomes } = await upsert(world, [event('w1')], choice);
		expect(outcomes).toMatchObject([{ ok: true, result: { outcome: 'created or updated' } }]);
		expect(pathsOf(world)).toEqual([identifiers('w1'), UPSERT]);
	});

	it('events of our own are upserted after one call each, once the first has shown our app', async () => {
		const world = worldOf();
		const names = Array.from({ length: 30 }, (_, n) => `w${n}`);
		const ids = names.map((name) => seed(world, name, DEFAULT_APP_ID));
		const raw = names.map((name) => event(name));
		const { outcomes } = await upsert(world, raw, choice);
		expect(outcomes.map((outcome) => result(outcome))).toMatchObject(
			ids.map((objectId) => ({ objectId, outcome: 'created or updated' })),
		);
		const paths = pathsOf(world);
		expect(paths.filter((path) => path.endsWith('/identifiers'))).toHaveLength(30);
		expect(paths.filter((path) => path.startsWith('GET events/search'))).toHaveLength(1);
		expect(paths.filter((path) => path === UPSERT)).toHaveLength(1);
	});

	it('an event that both have is ours', async () => {
		const world = worldOf();
		const theirs = seed(world, 'w1');
		const ours = seed(world, 'w1', DEFAULT_APP_ID);
		const { outcomes } = await upsert(world, [event('w1')], choice);
		expect(outcomes).toMatchObject([{ ok: true, result: { objectId: ours } }]);
		expect(world.hubspot.event(theirs)?.eventName).toBe('Old');
	});

	it('an event of ours that the identifiers do not show yet is not taken for theirs alone', async () => {
		const world = worldOf({ identifiersLagMs: 60_000 });
		const theirs = seed(world, 'w1');
		world.nowMs += 60_000;
		const ours = seed(world, 'w1', DEFAULT_APP_ID);
		const { outcomes } = await upsert(world, [event('w1')], choice);
		expect(outcomes).toMatchObject([{ ok: true, result: { objectId: ours } }]);
		expect(world.hubspot.event(theirs)?.eventName).toBe('Old');
		expect(pathsOf(world)).toEqual([identifiers('w1'), search('w1'), UPSERT]);
	});

	it('an event of theirs that shows no object ID is not taken for none', async () => {
		const world = worldOf();
		seed(world, 'w1');
		const handle = world.hubspot.handle.bind(world.hubspot);
		world.hubspot.handle = (call) => {
			const reply = handle(call);
			if (!call.path.endsWith('/identifiers')) return reply;
			return { ...reply, body: reply.body.replace(/"objectId":"\d+",?/, '') };
		};
		const { outcomes } = await upsert(world, [event('w1')], choice);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'unsent', applied: 'no' });
		expect(world.hubspot.applied).toEqual([]);
	});

	it('theirs with another account is another event', async () => {
		const world = worldOf();
		const theirs = seed(world, 'w1', OTHER_APP, 'acne');
		const { outcomes } = await upsert(world, [event('w1')], choice);
		expect(outcomes).toMatchObject([{ ok: true, result: { outcome: 'created or updated' } }]);
		expect(pathsOf(world)).toEqual([identifiers('w1'), UPSERT]);
		expect(world.hubspot.event(theirs)?.eventName).toBe('Old');
	});

	it('each event is looked up once in a run, however many items are about it', async () => {
		const world = worldOf();
		seed(world, 'w1');
		const raw = Array.from({ length: 9 }, () => event('w1'));
		await upsert(world, raw, choice, { portion: 4 });
		const looks = pathsOf(world).filter((path) => path.startsWith('GET'));
		expect(looks).toEqual([identifiers('w1'), search('w1')]);
	});

	it('an answer that does not show the account tells nothing: ours is found by the search, and no other is sent', async () => {
		const world = worldOf({ identifiersShow: { account: false } });
		const ours = seed(world, 'w1', DEFAULT_APP_ID);
		seed(world, 'w2');
		const { outcomes } = await upsert(world, [event('w1'), event('w2'), event('w3')], choice);
		expect(outcomes[0]).toMatchObject({ ok: true, result: { objectId: ours } });
		expect(problemOf(outcomes[1])).toMatchObject({
			reason: 'unsent',
			applied: 'no',
			message:
				"Not sent: the event with the external event ID w2 could not be looked up. HubSpot's answer does not show all that it found.",
		});
		expect(outcomes[2].ok).toBe(true);
		expect(world.hubspot.applied).toHaveLength(2);
	});

	it('an answer that does not show the app is decided by the search', async () => {
		const world = worldOf({ identifiersShow: { app: false } });
		const ours = ['w1', 'w2'].map((name) => seed(world, name, DEFAULT_APP_ID));
		const { outcomes } = await upsert(world, [event('w1'), event('w2')], choice);
		expect(outcomes.map((outcome) => result(outcome))).toMatchObject(
			ours.map((objectId) => ({ objectId })),
		);
		expect(pathsOf(world)).toHaveLength(5);
	});

	it.each(['.', '..', 'events', 'participations', 'a\ud800'])(
		'an ID that no address holds is refused before anything is asked (%j)',
		async (name) => {
			const world = worldOf();
			const { outcomes } = await upsert(world, [event(name, { eventName: 'New' })], choice);
			expect(problemOf(outcomes[0])).toMatchObject({ reason: 'invalid', applied: 'no' });
			expect(problemOf(outcomes[0]).message).toMatch(
				/^Not sent: no address of HubSpot's can hold the external event ID “.*”, so it cannot be looked up whose the event is: choose Create Our Own under If Another App Owns the Event\.$/u,
			);
			expect(world.hubspot.calls).toEqual([]);
		},
	);

	it('what a look-up did not find out is not sent', async () => {
		const world = worldOf();
		world.hubspot.readFaults.next({
			kind: 'wholeBatch',
			status: 400,
			dialect: 'category',
			message: 'Broken',
		});
		const { outcomes } = await upsert(world, [event('w1'), event('w2')], choice);
		expect(outcomes.filter(({ ok }) => !ok).map((outcome) => problemOf(outcome))).toMatchObject([
			{ reason: 'unsent', applied: 'no' },
		]);
		expect(world.hubspot.applied).toHaveLength(1);
	});

	it('what the search did not find out is not sent either', async () => {
		const world = worldOf();
		const theirs = seed(world, 'w1');
		world.hubspot.readFaults.next(null, {
			kind: 'wholeBatch',
			status: 400,
			dialect: 'category',
			message: 'Broken',
		});
		const { outcomes } = await upsert(world, [event('w1')], choice);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'unsent', applied: 'no' });
		expect(world.hubspot.applied).toEqual([]);
		expect(world.hubspot.event(theirs)?.eventName).toBe('Old');
	});

	it('for want of the read scope names the scope, and nothing is sent', async () => {
		const scopes = ['crm.objects.marketing_events.write'];
		const tokens = { poor: { appId: DEFAULT_APP_ID, scopes, kind: 'token' as const } };
		const world = worldOf({ tokens });
		world.token = 'poor';
		const raw = Array.from({ length: 40 }, (_, n) => event(`w${n}`));
		const { outcomes } = await upsert(world, raw, choice, { portion: 1 });
		expect(outcomes.every((outcome) => problemOf(outcome).reason === 'unsent')).toBe(true);
		expect(problemOf(outcomes[0]).message).toContain('crm.objects.marketing_events.read');
		expect(world.hubspot.calls.length).toBeLessThan(10);
		expect(world.hubspot.applied).toEqual([]);
	});
});

describe('With Update Theirs, an event that another app alone has', () => {
	it('is updated by its object ID, and nothing is created', async () => {
		const world = worldOf();
		const theirs = seed(world, 'w1');
		const raw = [event('w0'), event('w1', { startDateTime: '2027-03-01T09:00:00Z' }), event('w2')];
		const { outcomes } = await upsert(world, raw, 'update');
		expect(outcomes).toMatchObject([
			{ ok: true, result: { outcome: 'created or updated' }, warnings: [] },
			{
				ok: true,
				result: {
					objectId: theirs,
					externalEventId: 'w1',
					externalAccountId: 'acme',
					outcome: 'updated',
				},
				warnings: [
					'This event belongs to another app, “App 2”: none of yours has its external IDs.',
				],
			},
			{ ok: true, result: { outcome: 'created or updated' } },
		]);
		expect(pathsOf(world)).toEqual([
			...[identifiers('w0'), identifiers('w1'), identifiers('w2'), search('w1')],
			...[UPSERT, UPDATE],
		]);
		const [, , update] = world.hubspot.applied;
		expect(update).toMatchObject({ action: 'update', id: theirs });
		expect(update.input).toEqual({
			objectId: theirs,
			eventName: 'New w1',
			eventOrganizer: 'ACME',
			startDateTime: '2027-03-01T09:00:00Z',
		});
	});

	it('travels with others of its kind, a hundred a call, behind the upserts', async () => {
		const world = worldOf();
		const names = Array.from({ length: 250 }, (_, n) => `w${n}`);
		for (const name of names.filter((_, n) => n % 2)) seed(world, name);
		const raw = names.map((name) => event(name));
		const { outcomes } = await upsert(world, raw, 'update', { portion: 100 });
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		const writes = pathsOf(world).filter((path) => path.startsWith('POST'));
		expect(writes).toEqual([UPSERT, UPSERT, UPDATE, UPDATE]);
		expect(world.hubspot.applied.filter(({ action }) => action === 'create')).toHaveLength(125);
	});

	it('is not completed, and that is said, unless it was', async () => {
		const world = worldOf();
		const [one, two] = ['w1', 'w2'].map((name) => seed(world, name));
		const raw = [event('w1', { eventCompleted: true }), event('w2', { eventCompleted: false })];
		const { outcomes } = await upsert(world, raw, 'update');
		expect(outcomes[0]).toMatchObject({
			ok: true,
			warnings: [
				/belongs to another app/,
				'Event Completed was not sent: HubSpot does not take it for events of other apps. Use Complete Events with the key or app that created this event.',
			].map((text) => (typeof text === 'string' ? text : (expect.stringMatching(text) as string))),
		});
		expect(outcomes[1]).toMatchObject({ ok: true, warnings: [expect.anything()] });
		expect([one, two].map((id) => world.hubspot.event(id)?.eventCompleted)).toEqual([false, false]);
		expect(world.hubspot.oddities).toEqual([]);
	});

	it('takes the values of the last of several items about it', async () => {
		const world = worldOf();
		const theirs = seed(world, 'w1');
		const raw = ['A', 'B', 'C'].map((eventName) => event('w1', { eventName }));
		const { outcomes } = await upsert(world, raw, 'update');
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(world.hubspot.event(theirs)?.eventName).toBe('C');
		expect(pathsOf(world).filter((path) => path === UPDATE)).toHaveLength(3);
	});

	it('is read back after a lost answer, also where it was to be completed', async () => {
		const world = worldOf();
		const theirs = seed(world, 'w1');
		world.hubspot.faults.next(...Array(5).fill({ kind: 'reset', applied: true }));
		const { outcomes } = await upsert(world, [event('w1', { eventCompleted: true })], 'update');
		expect(outcomes).toMatchObject([
			{ ok: true, result: { objectId: theirs, outcome: 'updated', externalEventId: 'w1' } },
		]);
		// What was not sent is not missed, so that nothing is written again.
		expect(pathsOf(world).slice(2)).toEqual([...Array<string>(5).fill(UPDATE), `GET ${theirs}`]);
	});

	it('is written on its own where a batch is silent about it, without what such a call does not take', async () => {
		const world = worldOf({ updateWritesNothing: true });
		const theirs = seed(world, 'w1');
		const { outcomes } = await upsert(world, [event('w1', { eventCompleted: true })], 'update');
		expect(outcomes).toMatchObject([
			{ ok: true, result: { objectId: theirs, outcome: 'updated' } },
		]);
		expect(pathsOf(world)).toContain(`PATCH ${theirs}`);
		expect(world.hubspot.event(theirs)).toMatchObject({
			eventName: 'New w1',
			eventCompleted: false,
		});
	});

	it('that several apps have is not sent: nobody can tell which is meant', async () => {
		const world = worldOf();
		const ids = [OTHER_APP, THIRD_APP].map((app) => seed(world, 'w1', app));
		const { outcomes } = await upsert(world, [event('w1')], 'update');
		expect(problemOf(outcomes[0])).toMatchObject({
			reason: 'rejected',
			applied: 'no',
			message: `Several events have the external event ID w1 and the external account ID acme, so nothing was written: object IDs ${ids[0]} (external account ID acme, app “App 2”), ${ids[1]} (external account ID acme, app “App 3”). Use the object ID of the right one in Batch Update Events.`,
		});
		expect(world.hubspot.applied).toEqual([]);
	});

	it('is not sent once the run has stopped for a failure of the upserts before', async () => {
		const world = worldOf();
		const theirs = seed(world, 'w1');
		world.hubspot.faults.next({
			kind: 'wholeBatch',
			status: 400,
			dialect: 'category',
			message: 'No',
		});
		const raw = [event('w0'), event('w1')];
		const { outcomes } = await upsert(world, raw, 'update', { stopOnFailure: true });
		expect(outcomes.map((outcome) => problemOf(outcome).reason)).toEqual(['rejected', 'unsent']);
		expect(world.hubspot.event(theirs)?.eventName).toBe('Old');
	});

	it('is unsent where the execution is cancelled before', async () => {
		const world = worldOf();
		const theirs = seed(world, 'w1');
		world.onCall = ({ path }) => {
			world.cancelled ||= path.endsWith('/events/upsert');
		};
		const { outcomes } = await upsert(world, [event('w0'), event('w1')], 'update');
		expect(problemOf(outcomes[1])).toMatchObject({ reason: 'unsent', applied: 'no' });
		expect(world.hubspot.event(theirs)?.eventName).toBe('Old');
	});
});

describe('With Refuse, an event that another app alone has', () => {
	it('is not sent, and the message names object ID and app; the others are', async () => {
		const world = worldOf();
		const theirs = seed(world, 'w1');
		const { outcomes } = await upsert(world, [event('w0'), event('w1')], 'refuse');
		expect(outcomes[0].ok).toBe(true);
		expect(problemOf(outcomes[1])).toMatchObject({
			reason: 'rejected',
			applied: 'no',
			message: `The event with the external event ID w1 and the external account ID acme belongs to another app, “App 2”, so it was not written. To have it written all the same, use its object ID ${theirs} in Batch Update Events.`,
		});
		expect(world.hubspot.event(theirs)?.eventName).toBe('Old');
		expect(world.hubspot.applied).toHaveLength(1);
	});

	it('keeps the others of its batch from being sent where a run is to stop on failures', async () => {
		const world = worldOf();
		seed(world, 'w1');
		const { outcomes } = await upsert(world, [event('w0'), event('w1')], 'refuse', {
			stopOnFailure: true,
		});
		expect(outcomes.map((outcome) => problemOf(outcome).reason)).toEqual(['unsent', 'rejected']);
		expect(world.hubspot.applied).toEqual([]);
	});
});
