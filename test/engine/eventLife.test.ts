/** What becomes of events whose cancel or completion got no clear answer, in virtual time. */
import type { Told } from '../../nodes/n8n/present';
import { cancelEvents } from '../../nodes/HubSpotMarketingEvents/operations/cancelEvents';
import { completeEvents } from '../../nodes/HubSpotMarketingEvents/operations/completeEvents';
import { DEFAULT_APP_ID, type MarketingEvent, type SingleFault } from '../fake-hubspot/hubspot';
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

	it('that HubSpot answers without having done it is told as done, with a warning', async () => {
		const world = new World();
		world.hubspot.seedEvent(DEFAULT_APP_ID, IDS);
		const flag = Object.keys(becomes)[0];
		const handle = world.hubspot.handle.bind(world.hubspot);
		world.hubspot.handle = (call) => {
			const answer = handle(call);
			return { ...answer, body: answer.body.replace(`"${flag}":true`, `"${flag}":false`) };
		};
		const { outcomes } = await runJob({ world, row, raw: [input] });
		expect(outcomes[0]).toMatchObject({
			ok: true,
			warnings: [`HubSpot shows another value of ${flag} than was sent: “false”, not “true”.`],
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
