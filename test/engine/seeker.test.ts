/** seeker.ts: events called by the IDs of the tool they come from get their object IDs, one by one. */
import { batchArchiveEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchArchiveEvents';
import { batchUpdateEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { getEvents } from '../../nodes/HubSpotMarketingEvents/operations/getEvents';
import { DEFAULT_APP_ID, type FakeOptions } from '../fake-hubspot/hubspot';
import { MAX_REFUSALS_IN_A_ROW } from '../../nodes/engine/send';
import { problemOf } from './rows';
import { runJob, World, type Job } from './world';

const OTHER_APP = 2;
const THIRD_APP = 3;

const worldOf = (options: FakeOptions = {}) => new World(options);

const seed = (
	{ hubspot }: World,
	externalEventId: string,
	externalAccountId = 'acme',
	app = DEFAULT_APP_ID,
) => hubspot.seedEvent(app, { externalEventId, externalAccountId, eventName: 'Old' });

const update = async (world: World, raw: object[], more: Partial<Job> = {}) =>
	await runJob({
		world,
		row: batchUpdateEvents,
		raw: raw.map((each) => ({ eventName: 'New', ...each })),
		...more,
	});

const archive = async (world: World, raw: object[], more: Partial<Job> = {}) =>
	await runJob({ world, row: batchArchiveEvents, raw, ...more });

/** `GET events/search?q=w1` of every call so far. */
const pathsOf = ({ hubspot }: World) =>
	hubspot.calls.map(({ method, path }) => `${method} ${path.split('/').slice(4).join('/')}`);

const byId = (externalEventId: string, externalAccountId?: string) => ({
	externalEventId,
	...(externalAccountId !== undefined && { externalAccountId }),
});

const SEARCH = 'GET events/search?q=w1';
const IDENTIFIERS = 'GET w1/identifiers';

describe('Events called by their external event ID', () => {
	it('are searched among those of the same app, and reach HubSpot by their object IDs', async () => {
		const world = worldOf();
		const ids = ['w1', 'w2'].map((name) => seed(world, name));
		const { outcomes } = await update(world, [byId('w1'), byId('w2', 'acme')]);
		expect(outcomes).toMatchObject([
			{ ok: true, result: { objectId: ids[0], externalEventId: 'w1', outcome: 'updated' } },
			{ ok: true, result: { objectId: ids[1], externalAccountId: 'acme' } },
		]);
		expect(outcomes.every((outcome) => outcome.ok && !outcome.warnings.length)).toBe(true);
		expect(world.hubspot.applied.map(({ input }) => input)).toEqual(
			expect.arrayContaining(ids.map((objectId) => ({ objectId, eventName: 'New' }))),
		);
		expect(pathsOf(world)).toEqual([SEARCH, 'GET events/search?q=w2', 'POST batch/update']);
	});

	it('are asked for once in a run, however many items call them', async () => {
		const world = worldOf();
		const id = seed(world, 'w1');
		const raw = Array.from({ length: 12 }, () => byId('w1'));
		const { outcomes } = await update(world, raw, { portion: 5 });
		expect(outcomes.every((outcome) => outcome.ok && outcome.result.objectId === id)).toBe(true);
		expect(pathsOf(world).filter((path) => path.startsWith('GET events/search'))).toHaveLength(1);
	});

	it('of another app are found in the whole account, updated, and said to be another app’s', async () => {
		const world = worldOf();
		const id = seed(world, 'w1', 'acme', OTHER_APP);
		const { outcomes } = await update(world, [byId('w1')]);
		expect(outcomes).toMatchObject([
			{
				ok: true,
				result: { objectId: id },
				warnings: [
					'This event belongs to another app, “App 2”: none of yours has its external IDs.',
				],
			},
		]);
		expect(pathsOf(world)).toEqual([SEARCH, IDENTIFIERS, 'POST batch/update']);
	});

	it('of another app are never archived by these IDs: the message tells the object ID that does it', async () => {
		const world = worldOf();
		const id = seed(world, 'w1', 'acme', OTHER_APP);
		const { outcomes } = await archive(world, [byId('w1'), byId('w1', 'acme')]);
		for (const outcome of outcomes) {
			expect(problemOf(outcome)).toMatchObject({ reason: 'rejected', applied: 'no' });
		}
		expect(problemOf(outcomes[0]).message).toBe(
			`The event with the external event ID w1 belongs to another app, “App 2”, so it was not archived. To have it archived all the same, use its object ID ${id}.`,
		);
		expect(world.hubspot.event(id)).toBeDefined();
		expect((await archive(world, [{ objectId: id }])).outcomes[0].ok).toBe(true);
	});

	it('are those of the same app where another app has one with the same IDs', async () => {
		const world = worldOf();
		const theirs = seed(world, 'w1', 'acme', OTHER_APP);
		const ours = seed(world, 'w1');
		const { outcomes } = await archive(world, [byId('w1')]);
		expect(outcomes).toMatchObject([{ ok: true, result: { objectId: ours } }]);
		// A second time there is only theirs, and it stays.
		expect((await archive(world, [byId('w1')])).outcomes[0].ok).toBe(false);
		expect(world.hubspot.event(theirs)).toBeDefined();
	});

	it('are told apart by the account, and where none is given, several are refused and named', async () => {
		const world = worldOf();
		const [one, two] = ['acme', 'other'].map((name) => seed(world, 'w1', name));
		const { outcomes } = await update(world, [byId('w1'), byId('w1', 'other')]);
		expect(problemOf(outcomes[0])).toMatchObject({
			reason: 'rejected',
			applied: 'no',
			message: `Several events have the external event ID w1, so nothing was written: object IDs ${one} (external account ID acme), ${two} (external account ID other). Use the object ID of the right one, or give its external account ID too.`,
		});
		expect(problemOf(outcomes[0]).category).toBeUndefined();
		expect(outcomes[1]).toMatchObject({ ok: true, result: { objectId: two } });
	});

	it('that several other apps have with both IDs are refused, and the apps named', async () => {
		const world = worldOf();
		const ids = [OTHER_APP, THIRD_APP].map((app) => seed(world, 'w1', 'acme', app));
		const { outcomes } = await update(world, [byId('w1', 'acme')]);
		expect(problemOf(outcomes[0]).message).toBe(
			`Several events have the external event ID w1 and the external account ID acme, so nothing was written: object IDs ${ids[0]} (external account ID acme, app “App 2”), ${ids[1]} (external account ID acme, app “App 3”). Use the object ID of the right one.`,
		);
	});

	it('are not found where there is none, and the message tells those with another account ID', async () => {
		const world = worldOf({ unknownIdentifiers: 'notFound' });
		const near = seed(world, 'w2');
		const { outcomes } = await update(world, [byId('w1'), byId('w2', 'acne')]);
		expect(outcomes.map(problemOf)).toMatchObject([
			{
				reason: 'rejected',
				category: 'OBJECT_NOT_FOUND',
				message:
					'No event has the external event ID w1, so nothing was written. Check the ID; HubSpot shows new events of other apps only after some minutes.',
			},
			{
				category: 'OBJECT_NOT_FOUND',
				message: `No event has the external event ID w2 and the external account ID acne, so nothing was written. HubSpot has that external event ID under another account: object ID ${near} (external account ID acme).`,
			},
		]);
		expect(world.hubspot.applied).toEqual([]);
	});
});

describe('An event that HubSpot does not show yet', () => {
	it('is asked for again after pauses, and found', async () => {
		const world = worldOf({ eventSearchLagMs: 25_000, identifiersLagMs: 180_000 });
		const id = seed(world, 'w1');
		const { outcomes } = await update(world, [byId('w1')]);
		expect(outcomes).toMatchObject([{ ok: true, result: { objectId: id } }]);
		expect(world.waits).toEqual([10_000, 20_000]);
		expect(pathsOf(world)).toEqual([
			...[SEARCH, IDENTIFIERS, SEARCH, IDENTIFIERS, SEARCH],
			'POST batch/update',
		]);
	});

	it('is waited for together with others: one pause serves all of them', async () => {
		const world = worldOf({ eventSearchLagMs: 25_000, identifiersLagMs: 180_000 });
		const names = ['w1', 'w2', 'w3'];
		const ids = names.map((name) => seed(world, name));
		const { outcomes } = await update(
			world,
			names.map((name) => byId(name)),
		);
		expect(outcomes.map((outcome) => outcome.ok && outcome.result.objectId)).toEqual(ids);
		expect(world.waits).toEqual([10_000, 20_000]);
	});

	it('lets a run wait half a minute in all, however many events it does not find', async () => {
		const world = worldOf();
		const raw = Array.from({ length: 30 }, (_, n) => byId(`n${n}`));
		const { outcomes } = await archive(world, raw, { portion: 3 });
		expect(outcomes.filter(({ ok }) => !ok)).toHaveLength(30);
		expect(world.waits).toEqual([10_000, 20_000]);
		expect(world.nowMs - world.startMs).toBeLessThan(60_000);
	});

	it('is not waited for in a run that was cancelled', async () => {
		const world = worldOf();
		world.at(2_000, () => {
			world.cancelled = true;
		});
		const { outcomes } = await update(world, [byId('w1')]);
		expect(problemOf(outcomes[0])).toMatchObject({
			reason: 'unsent',
			message: 'Not sent: the execution was cancelled before.',
		});
		expect(pathsOf(world)).toEqual([SEARCH, IDENTIFIERS]);
	});
});

describe('A look-up that does not work', () => {
	it.each(['.', '..', 'events', 'participations'])(
		'goes without the list of identifiers where the ID %s would lead to another path',
		async (name) => {
			const world = worldOf();
			const id = seed(world, name);
			const { outcomes } = await update(world, [byId(name), byId(`${name}`, 'nobody')]);
			expect(outcomes[0]).toMatchObject({ ok: true, result: { objectId: id } });
			expect(pathsOf(world).some((path) => path.endsWith('/identifiers'))).toBe(false);
			expect(world.hubspot.unknownRoutes).toEqual([]);
		},
	);

	it('leaves its items unsent and says why; the others are sent', async () => {
		const world = worldOf();
		const [one, two] = ['w1', 'w2'].map((name) => seed(world, name));
		world.hubspot.readFaults.next({
			kind: 'wholeBatch',
			status: 400,
			dialect: 'category',
			message: 'Broken',
		});
		const { outcomes } = await update(world, [byId('w1'), byId('w2'), { objectId: one }]);
		const bad = outcomes.filter(({ ok }) => !ok);
		expect(bad).toHaveLength(1);
		expect(problemOf(bad[0])).toMatchObject({
			reason: 'unsent',
			applied: 'no',
			message: expect.stringMatching(
				/^Not sent: the event with the external event ID w[12] could not be looked up\. .*Broken/,
			) as string,
		});
		expect(world.hubspot.applied.map(({ id }) => id)).toEqual(expect.arrayContaining([one]));
		expect([one, two]).toContain(world.hubspot.applied[0].id);
	});

	it('for want of the read scope names the scope, and nothing is sent', async () => {
		const tokens = {
			poor: {
				appId: DEFAULT_APP_ID,
				scopes: ['crm.objects.marketing_events.write'],
				kind: 'token' as const,
			},
		};
		const world = worldOf({ tokens });
		world.token = 'poor';
		seed(world, 'w1');
		const { outcomes } = await archive(world, [byId('w1')]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'unsent', status: 403 });
		expect(problemOf(outcomes[0]).message).toContain('crm.objects.marketing_events.read');
		expect(world.hubspot.applied).toEqual([]);
	});

	it('for want of the read scope is not made again for every item of a list', async () => {
		const scopes = ['crm.objects.marketing_events.write'];
		const tokens = { poor: { appId: DEFAULT_APP_ID, scopes, kind: 'token' as const } };
		const world = worldOf({ tokens });
		world.token = 'poor';
		const raw = Array.from({ length: 40 }, (_, n) => byId(`w${n}`));
		const { outcomes } = await archive(world, raw, { portion: 1 });
		expect(outcomes.every((outcome) => problemOf(outcome).reason === 'unsent')).toBe(true);
		expect(world.hubspot.calls.length).toBeLessThan(10);
	});

	it('stops a run that is to stop on failures before anything is sent', async () => {
		const world = worldOf();
		seed(world, 'w2');
		const { outcomes } = await archive(world, [byId('w1'), byId('w2')], { stopOnFailure: true });
		expect(outcomes.map((outcome) => problemOf(outcome).reason)).toEqual(['rejected', 'unsent']);
		expect(world.hubspot.applied).toEqual([]);
	});
});

describe('An item that names an event twice, or not at all', () => {
	it.each([
		[{ objectId: '1', externalEventId: 'w1' }, /externalEventId must not stand beside objectId/],
		[{ objectId: '1', externalAccountId: 'a' }, /externalAccountId must not stand beside objectId/],
		[{ externalAccountId: 'a' }, /externalEventId is required but missing/],
		[{ externalEventId: ' ' }, /externalEventId is required but empty/],
		[{ externalEventId: 'a\ud800' }, /externalEventId holds half of a character/],
		[{}, /objectId is required but missing/],
	])('is refused before anything is asked: %j', async (raw, message) => {
		const world = worldOf();
		for (const row of [batchUpdateEvents, batchArchiveEvents, getEvents]) {
			const given = row === batchUpdateEvents ? { eventName: 'New', ...raw } : raw;
			const { outcomes } = await runJob({ world, row, raw: [given] });
			expect(problemOf(outcomes[0])).toMatchObject({ reason: 'invalid' });
			expect(problemOf(outcomes[0]).message).toMatch(message);
		}
		expect(world.hubspot.calls).toEqual([]);
	});
});

describe('Events that are read', () => {
	it('come one for each item, with their counters, by either ID and of any app', async () => {
		const world = worldOf();
		const counters = { registrants: 3, attendees: 2, cancellations: 1, noShows: 0 };
		const ours = world.hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId: 'w1', counters });
		const theirs = seed(world, 'w2', 'acme', OTHER_APP);
		const raw = [byId('w1'), byId('w2', 'acme'), { objectId: theirs }, { objectId: '404' }];
		const { outcomes } = await runJob({ world, row: getEvents, raw });
		expect(outcomes.slice(0, 3)).toMatchObject([
			{ ok: true, result: { objectId: ours, ...counters } },
			{ ok: true, result: { objectId: theirs, externalAccountId: 'acme', registrants: 0 } },
			{ ok: true, result: { objectId: theirs, appInfo: { name: 'App 2' } } },
		]);
		expect(problemOf(outcomes[3])).toMatchObject({
			reason: 'rejected',
			category: 'OBJECT_NOT_FOUND',
			message: 'No event has the object ID 404.',
		});
		expect(problemOf(outcomes[3]).applied).toBeUndefined();
		expect(world.hubspot.applied).toEqual([]);
	});

	it('are read once where several items ask for the same one', async () => {
		const world = worldOf();
		const objectId = seed(world, 'w1');
		const raw = Array.from({ length: 5 }, () => ({ objectId }));
		const { outcomes } = await runJob({ world, row: getEvents, raw, portion: 1 });
		expect(outcomes.filter(({ ok }) => ok)).toHaveLength(5);
		expect(pathsOf(world)).toEqual([`GET ${objectId}`]);
	});
});

describe('Look-ups side by side that HubSpot asks to wait without end', () => {
	it('end together, and every item is told why it was not sent', async () => {
		const world = worldOf();
		const raw = Array.from({ length: 10 }, (_, n) => byId(`w${n}`));
		for (const { externalEventId } of raw) seed(world, externalEventId);
		// The first look-up goes alone.
		world.hubspot.readFaults.next(null);
		world.hubspot.readFaults.always({ kind: 'rateLimit', policy: 'SECONDLY' });
		const { outcomes } = await archive(world, raw, { portion: 10 });
		const told = outcomes.map(problemOf);
		expect(told.map(({ reason, applied }) => `${reason} ${applied}`)).toEqual(
			raw.map(() => 'unsent no'),
		);
		for (const { message } of told) expect(message).toMatch(/^Not sent: .*rate limit.*HTTP 429/);
		expect(world.hubspot.calls.length).toBeLessThanOrEqual(MAX_REFUSALS_IN_A_ROW + raw.length);
	});
});
