/** What becomes of events whose cancel or completion got no clear answer, in virtual time. */
import type { Told } from '../../nodes/n8n/present';
import { cancelEvents } from '../../nodes/HubSpotMarketingEvents/operations/cancelEvents';
import { completeEvents } from '../../nodes/HubSpotMarketingEvents/operations/completeEvents';
import { deleteEvents } from '../../nodes/HubSpotMarketingEvents/operations/deleteEvents';
import {
	ALL_SCOPES,
	DEFAULT_APP_ID,
	DEFAULT_TOKEN,
	type FakeOptions,
	type MarketingEvent,
	type SingleFault,
} from '../fake-hubspot/hubspot';
import { problemOf } from './rows';
import { runJob, World } from './world';

const IDS = { externalAccountId: 'acct-1', externalEventId: 'e1' };
const TIMES = {
	startDateTime: '2027-03-01T09:00:00.000Z',
	endDateTime: '2027-03-01T17:00:00.000Z',
};

const OPERATIONS = [
	['A cancel', cancelEvents, IDS, { eventCancelled: true }],
	['A completion', completeEvents, { ...IDS, ...TIMES }, { eventCompleted: true, ...TIMES }],
] as const;

describe.each(OPERATIONS)('%s', (_, row, input, becomes) => {
	async function run(faults: Array<SingleFault | null>, before: Partial<MarketingEvent> = {}) {
		const world = new World();
		world.hubspot.seedEvent(DEFAULT_APP_ID, { ...IDS, ...before });
		// The event is older than the run.
		world.nowMs += 60_000;
		world.hubspot.singleFaults.next(...faults);
		const methods: string[] = [];
		world.onCall = ({ method }) => methods.push(method);
		const { outcomes } = await runJob({ world, row, raw: [input] });
		const event = world.hubspot.eventByExternalId(DEFAULT_APP_ID, 'acct-1', 'e1');
		return { outcome: outcomes[0], event, methods, world };
	}
	const isDone = (outcome: Told) =>
		expect(outcome).toMatchObject({ ok: true, result: { ...IDS, ...becomes } });
	const lost = (applied: boolean): SingleFault => ({ kind: 'serverError', status: 500, applied });
	const five = (fault: SingleFault) => Array<SingleFault>(5).fill(fault);

	it('that was lost five times, and not carried out, is sent again once a read shows so', async () => {
		const { outcome, event, methods } = await run(five(lost(false)));
		isDone(outcome);
		expect(event).toMatchObject(becomes);
		expect(methods).toEqual([...Array<string>(5).fill('POST'), 'GET', 'POST']);
	});

	it('that was lost five times, and carried out, is done once a read shows so', async () => {
		const { outcome, methods } = await run(five(lost(true)));
		isDone(outcome);
		expect(outcome).toMatchObject({
			warnings: [expect.stringMatching(/left open whether this record was (cancelled|completed)/)],
		});
		expect(methods).toEqual([...Array<string>(5).fill('POST'), 'GET']);
	});

	it.each([true, false])(
		'whose answer shows that it is not so is read back (so then: %j)',
		async (isSo) => {
			const [flag] = Object.keys(becomes);
			const world = new World();
			world.hubspot.seedEvent(DEFAULT_APP_ID, IDS);
			const handle = world.hubspot.handle.bind(world.hubspot);
			world.hubspot.handle = (call) => {
				if (call.method !== 'POST') return handle(call);
				const reply = isSo ? handle(call) : { status: 200, body: '', headers: {} };
				return { ...reply, body: JSON.stringify({ eventName: 'x', objectId: '1', [flag]: false }) };
			};
			const { outcomes } = await runJob({ world, row, raw: [input] });
			expect(outcomes[0].ok).toBe(isSo);
			if (!isSo) expect(problemOf(outcomes[0]).message).toContain(`found other values of ${flag}`);
		},
	);

	it('of what is so already is done, whoever did it', async () => {
		const { outcome, methods } = await run(five(lost(false)), becomes);
		isDone(outcome);
		expect(methods).toEqual([...Array<string>(5).fill('POST'), 'GET']);
	});

	it('that was lost, and of which a read finds no event, says what to check', async () => {
		const world = new World();
		world.hubspot.singleFaults.always(lost(false));
		const { outcomes } = await runJob({ world, row, raw: [input] });
		const { applied, message } = problemOf(outcomes[0]);
		expect(applied).not.toBe('maybe');
		expect(message).toMatch(/A look-up afterwards found no event with the external event ID e1/);
		expect(message).toMatch(/Check both IDs\. If another key or app created the event, /);
	});

	it('that was lost, and then refused because there is no such event, is told as that', async () => {
		const world = new World();
		world.hubspot.singleFaults.next(...five(lost(false)));
		const { outcomes } = await runJob({ world, row, raw: [input] });
		expect(problemOf(outcomes[0])).toMatchObject({
			reason: 'rejected',
			applied: 'no',
			message: expect.stringMatching(/^HubSpot has no event with the external event ID e1 that/),
		});
	});
});

it('Cancels go side by side, at the pace that the rate limit has room for', async () => {
	const world = new World({ limits: { perTenSeconds: 100, perDay: 1e6 } });
	const raw = Array.from({ length: 300 }, (_, n) => ({ ...IDS, externalEventId: `e${n}` }));
	for (const ids of raw) world.hubspot.seedEvent(DEFAULT_APP_ID, ids);
	world.latencyMs = () => 1_000;
	const startMs = world.nowMs;
	let underWay = 0;
	let most = 0;
	const http = async (request: Parameters<World['http']>[0]) => {
		most = Math.max(most, ++underWay);
		const answer = await world.http(request);
		underWay--;
		return answer;
	};
	const { outcomes } = await runJob({ world, row: cancelEvents, raw, http });
	expect(outcomes.every(({ ok }) => ok)).toBe(true);
	expect(world.hubspot.statistics()).toMatchObject({ calls: 300 });
	expect(most).toBeGreaterThan(5);
	expect(world.hubspot.calls.filter(({ status }) => status === 429)).toEqual([]);
	// Three windows of ten seconds, and what the first calls take to find the limit; one by one: 300 s.
	expect(world.nowMs - startMs).toBeLessThan(40_000);
});

describe('A delete of events by the IDs of their app', () => {
	const nth = (n: number) => ({ ...IDS, externalEventId: `e${n}` });

	function seeded(count: number, options: FakeOptions = {}) {
		const world = new World(options);
		for (let n = 1; n <= count; n++) world.hubspot.seedEvent(DEFAULT_APP_ID, nth(n));
		world.hubspot.seedEvent(DEFAULT_APP_ID + 1, { ...IDS, externalEventId: 'theirs' });
		world.nowMs += 60_000;
		const calls: string[] = [];
		world.onCall = ({ method, path }) => {
			const [, what] = /2026-03\/([a-z]+(?:\/[a-z]+)?)/.exec(path) ?? [];
			calls.push(`${method} ${what ?? 'event'}`);
		};
		return { world, calls };
	}
	const all = (count: number) => Array.from({ length: count }, (_, n) => nth(n + 1));
	const counted = (calls: string[]) => {
		const counts: Record<string, number> = {};
		for (const call of calls) counts[call] = (counts[call] ?? 0) + 1;
		return counts;
	};

	it.each(['nothing', 'envelope', 'object'] as const)(
		'searches each, deletes a hundred a call, and reads each back, whatever is answered: %s',
		async (eventDeleteAnswer) => {
			const { world, calls } = seeded(250, { eventDeleteAnswer });
			const { outcomes } = await runJob({ world, row: deleteEvents, raw: all(250) });
			expect(outcomes.every(({ ok }) => ok)).toBe(true);
			expect(outcomes[7]).toMatchObject({
				result: { ...nth(8), outcome: 'not in HubSpot any more', objectId: '50008' },
				warnings: [],
			});
			expect(counted(calls)).toEqual({
				'GET events/search': 250,
				'POST events/delete': 3,
				'GET event': 250,
			});
			expect(world.hubspot.events().size).toBe(1);
		},
	);

	it('looks an event up once a run, and sends rows about it once', async () => {
		const { world, calls } = seeded(1);
		const raw = [nth(1), nth(1), { ...nth(1), externalAccountId: 'other' }];
		const { outcomes } = await runJob({ world, row: deleteEvents, raw });
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false]);
		// What is not found in an account is asked for twice more.
		expect(counted(calls)).toMatchObject({ 'GET events/search': 4, 'POST events/delete': 1 });
	});

	it('refuses an event of another app, or of nobody, before anything of it is sent', async () => {
		const { world } = seeded(1);
		const raw = ['theirs', 'nobody', 'e1'].map((externalEventId) => ({ ...IDS, externalEventId }));
		const { outcomes } = await runJob({ world, row: deleteEvents, raw });
		expect(outcomes[2].ok).toBe(true);
		for (const [at, name] of ['theirs', 'nobody'].entries()) {
			expect(problemOf(outcomes[at])).toMatchObject({
				reason: 'rejected',
				applied: 'no',
				category: 'OBJECT_NOT_FOUND',
				message: `HubSpot has no event with the external event ID ${name} that this key or app created, so nothing was deleted. Check both IDs; a new event may take some minutes to be found. If another key or app created it, use Batch Archive Events with its object ID.`,
			});
		}
		const bodies = world.hubspot.calls.map(({ requestBody }) => JSON.stringify(requestBody ?? ''));
		expect(bodies.join()).not.toMatch(/theirs|nobody/);
	});

	it('with On Error = Stop keeps the others of the batch, too', async () => {
		const { world, calls } = seeded(2);
		const raw = [nth(1), { ...IDS, externalEventId: 'nobody' }, nth(2)];
		const { outcomes } = await runJob({ world, row: deleteEvents, raw, stopOnFailure: true });
		expect(outcomes.map((each) => each.ok || each.failure.reason)).toEqual([
			'unsent',
			'rejected',
			'unsent',
		]);
		// What is not found is asked for twice more.
		expect(counted(calls)).toEqual({ 'GET events/search': 5 });
	});

	it('finds an event that was created a moment ago, once HubSpot shows it', async () => {
		const { world, calls } = seeded(0, { eventSearchLagMs: 25_000 });
		world.hubspot.seedEvent(DEFAULT_APP_ID, nth(1));
		const { outcomes } = await runJob({ world, row: deleteEvents, raw: all(1) });
		expect(outcomes[0].ok).toBe(true);
		expect(counted(calls)).toMatchObject({ 'GET events/search': 3, 'POST events/delete': 1 });
	});

	it('is sent again where a read shows the event still there, and told so where that does not help', async () => {
		const { world, calls } = seeded(1);
		const silent = { kind: 'emptyResults' } as const;
		world.hubspot.faults.next(silent);
		const { outcomes } = await runJob({ world, row: deleteEvents, raw: all(1) });
		expect(outcomes[0].ok).toBe(true);
		expect(counted(calls)).toMatchObject({ 'POST events/delete': 2, 'GET event': 2 });

		const other = seeded(1);
		other.world.hubspot.faults.always(silent);
		const job = { world: other.world, row: deleteEvents, raw: all(1) };
		const [outcome] = (await runJob(job)).outcomes;
		expect(problemOf(outcome)).toMatchObject({ reason: 'unaccounted', applied: 'no' });
		expect(problemOf(outcome).message).toMatch(/found it still there, so it was not deleted/);
		expect(other.world.hubspot.events().size).toBe(2);
	});

	it('of an ID of dots alone is searched and read back like any other', async () => {
		const { world } = seeded(0);
		world.hubspot.seedEvent(DEFAULT_APP_ID, { ...IDS, externalEventId: '..' });
		const raw = [{ ...IDS, externalEventId: '..' }];
		const { outcomes } = await runJob({ world, row: deleteEvents, raw });
		expect(outcomes[0].ok).toBe(true);
		expect(world.hubspot.events().size).toBe(1);
	});

	it('asks one search where the scope to read is missing, and names the scope', async () => {
		const scopes = ['crm.objects.marketing_events.write'];
		const app = { appId: DEFAULT_APP_ID, kind: 'token' as const };
		const { world, calls } = seeded(250, {
			tokens: { [DEFAULT_TOKEN]: { ...app, scopes: [...ALL_SCOPES] }, writer: { ...app, scopes } },
		});
		// Another run has shown already how many calls may go side by side.
		await runJob({ world, row: cancelEvents, raw: all(50) });
		calls.length = 0;
		world.token = 'writer';
		const { outcomes } = await runJob({ world, row: deleteEvents, raw: all(250) });
		expect(calls).toEqual(['GET events/search']);
		for (const outcome of outcomes) {
			expect(problemOf(outcome)).toMatchObject({ reason: 'unsent', applied: 'no' });
			expect(problemOf(outcome).message).toContain('crm.objects.marketing_events.read');
		}
	});

	it('searches side by side: a hundred events take no hundred times as long as one', async () => {
		const { world } = seeded(100);
		world.latencyMs = () => 1_000;
		const startMs = world.nowMs;
		const { outcomes } = await runJob({ world, row: deleteEvents, raw: all(100) });
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		// One by one, searches and reads would take 200 s.
		expect(world.nowMs - startMs).toBeLessThan(60_000);
	});

	it('tells an event whose search got no answer from one that is not there, and deletes the others', async () => {
		const { world } = seeded(2);
		const lost: SingleFault = { kind: 'serverError', status: 500, applied: false };
		world.hubspot.readFaults.next(null, ...Array<SingleFault>(5).fill(lost));
		const { outcomes } = await runJob({ world, row: deleteEvents, raw: all(2) });
		expect(outcomes[0].ok).toBe(true);
		expect(problemOf(outcomes[1])).toMatchObject({ reason: 'unsent', applied: 'no' });
		expect(problemOf(outcomes[1]).message).toMatch(
			/^Not sent: the event with the external event ID e2 could not be looked up\./,
		);
		expect(world.hubspot.events().size).toBe(2);
	});
});
