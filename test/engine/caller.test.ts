/** caller.ts: what is called, what a run learns from how calls end, and when no further one is made. */
import { Caller, GIVE_UP_AFTER_LOST, MAX_CHECKS, MAX_STALL_MS } from '../../nodes/engine/caller';
import { MAX_LOST, MAX_REFUSALS_IN_A_ROW, type Sent } from '../../nodes/engine/send';
import type { Endpoint, Place } from '../../nodes/hubspot/endpoint';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { endpointOfRow, LOST, refused, reply, scripted } from './rows';

const PLACE: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };
const INPUTS = [{ id: '1' }, { id: '2' }];
const BATCH = endpointOfRow(batchReadObjects);
/** No check got any answer for so long. */
const SILENCE_MS = 180_000;

const SENT_LOST: Sent = { verdict: 'lost', maybeApplied: true, why: 'timeout' };
const CANCELLED: Sent = { verdict: 'cancelled', maybeApplied: false };
const DENIED: Sent = refused({ message: 'No' }, 403, { verdict: 'denied' });
const ONCE = { repeatable: false };

function calling(...script: Parameters<typeof scripted>) {
	const world = scripted(...script);
	const caller = new Caller(world.means);
	const ask = async (endpoint: Endpoint = BATCH, place = PLACE) =>
		await caller.ask(endpoint, place, INPUTS, ONCE);
	const check = async () => await caller.check(BATCH, PLACE, INPUTS, true);
	const page = async () => await caller.page('objects', PLACE, { method: 'GET', path: '/list' });
	return { ...world, caller, ask, check, page };
}

describe('A call', () => {
	it('goes where the endpoint, the place and its inputs say, with what the body is to hold', async () => {
		const { ask, requests } = calling(reply({}));
		await ask();
		expect(requests).toEqual([
			{
				method: 'POST',
				path: '/crm/objects/2026-03/contacts/batch/read',
				body: { inputs: [{ id: '1' }, { id: '2' }], properties: [] },
			},
		]);
	});

	it('has the parameters of its own before those of the place, escaped, and its query', async () => {
		const { ask, requests } = calling(reply({}));
		const one: Endpoint = {
			...BATCH,
			method: 'GET',
			path: '/{objectType}/{id}',
			body: undefined,
			parameters: ([{ id }]) => ({ id: `a/${String(id)}`, objectType: '0-1' }),
			query: ([, { id }]) => ({ after: `${String(id)}&x` }),
		};
		await ask(one);
		expect(requests).toEqual([
			{
				method: 'GET',
				path: '/crm/objects/2026-03/0-1/a%2F1?after=2%26x',
				body: undefined,
			},
		]);
	});

	it('that no path can hold is refused, with the reason, and not made', async () => {
		const { ask, check, page, requests, superfluous } = calling(reply({}));
		const nowhere = { ...PLACE, parameters: { objectType: '..' } };
		expect(await ask(BATCH, nowhere)).toEqual({
			verdict: 'rejected',
			maybeApplied: false,
			why: 'The path /{objectType}/batch/read needs a value for objectType',
		});
		expect(requests).toEqual([]);
		expect(superfluous).toEqual([]);
		// The others go on: nothing was learned.
		expect(await ask()).toMatchObject({ verdict: 'answered' });
		expect(await check()).toMatchObject({ verdict: 'answered' });
		expect(await page()).toMatchObject({ verdict: 'answered' });
	});

	it('is asked again after a loss where it may be, and never where it may not', async () => {
		const { ask, page, requests } = calling(LOST);
		expect(await ask()).toMatchObject({ verdict: 'lost', maybeApplied: true });
		expect(requests).toHaveLength(1);
		expect(await page()).toMatchObject({ verdict: 'lost' });
		expect(requests).toHaveLength(1 + MAX_LOST);
	});

	it('that is not wanted any more is not made', async () => {
		const { caller, requests } = calling(reply({}));
		const unwanted = () => true;
		expect(await caller.ask(BATCH, PLACE, INPUTS, { repeatable: true, unwanted })).toEqual({
			verdict: 'unsent',
			maybeApplied: false,
		});
		expect(requests).toEqual([]);
	});
});

describe('HubSpot’s clock', () => {
	it('is not known before the first answer, nor while none tells it', async () => {
		const { caller, ask, state } = calling(reply({}));
		expect(caller.serverTimeOf(0)).toBeNaN();
		state.tellsTime = false;
		await ask();
		expect(caller.serverTimeOf(0)).toBeNaN();
		state.tellsTime = true;
		await ask();
		expect(caller.serverTimeOf(7)).toBe(7);
	});

	it('is as much ahead as the least that was seen', async () => {
		const { caller, ask, state } = calling(
			...[9_000, 3_000, 60_000].map((aheadMs) => () => {
				const date = new Date(state.nowMs + aheadMs).toUTCString();
				return reply({}, 200, { date });
			}),
		);
		await ask();
		expect(caller.serverTimeOf(0)).toBe(9_000);
		await ask();
		expect(caller.serverTimeOf(0)).toBe(3_000);
		await ask();
		expect(caller.serverTimeOf(0)).toBe(3_000);
	});
});

describe('Nothing new is sent', () => {
	it('once a run was told to stop, for the first reason that it was told', () => {
		const { caller, state } = calling(reply({}));
		expect(caller.stop).toBeUndefined();
		caller.stopFor({ kind: 'stopOnFailure' });
		caller.stopFor({ kind: 'cancelled' });
		state.cancelled = true;
		expect(caller.stop).toEqual({ kind: 'stopOnFailure' });
		expect(caller.isMute).toBe(false);
	});

	it('while the execution is cancelled', () => {
		const { caller, state } = calling(reply({}));
		state.cancelled = true;
		expect(caller.stop).toEqual({ kind: 'cancelled' });
		expect(caller.stopped).toBeUndefined();
	});

	it('after ten minutes without anything accepted, counted anew from what was', async () => {
		const { caller, ask, state } = calling(reply({}));
		state.nowMs += MAX_STALL_MS - 1;
		expect(caller.stop).toBeUndefined();
		await ask();
		state.nowMs += MAX_STALL_MS - 1;
		expect(caller.stop).toBeUndefined();
		state.nowMs += 1;
		expect(caller.stop).toEqual({ kind: 'stalled', ms: MAX_STALL_MS });
		// Nor is one made that was waiting for its turn.
		expect(await ask()).toMatchObject({ verdict: 'unsent' });
	});

	it('and a refusal does not count as accepted', async () => {
		const { caller, ask, state } = calling(reply({}, 400));
		state.nowMs += MAX_STALL_MS - 1;
		await ask();
		state.nowMs += 1;
		expect(caller.stop).toEqual({ kind: 'stalled', ms: MAX_STALL_MS, refused: 1 });
	});

	it('and refusals before the last call that was accepted are not counted', async () => {
		const { caller, ask, state } = calling(reply({}, 400), reply({}));
		await ask();
		await ask();
		state.nowMs += MAX_STALL_MS;
		expect(caller.stop).toEqual({ kind: 'stalled', ms: MAX_STALL_MS });
	});

	it('after three lost in a row, and none between', async () => {
		const { caller, ask } = calling(LOST, LOST, reply({}, 400), LOST, LOST, reply({}), LOST);
		const lose = async () => caller.learnEnd(await ask());
		for (const end of ['lost', 'lost', 'rejected', 'lost', 'lost', 'answered']) {
			const sent = await ask();
			expect(sent.verdict).toBe(end);
			if (end === 'lost') caller.learnEnd(sent);
		}
		await lose();
		await lose();
		expect(caller.stop).toBeUndefined();
		await lose();
		expect(caller.stop).toEqual({ kind: 'unanswered', count: GIVE_UP_AFTER_LOST });
		expect(caller.isMute).toBe(false);
	});

	it('but not after checks that are lost between two batches: they are no batches', async () => {
		const { caller, ask, check } = calling(LOST);
		caller.learnEnd(await ask());
		for (let time = 0; time < 5; time++) await check();
		caller.learnEnd(await ask());
		expect(caller.stop).toBeUndefined();
		caller.learnEnd(await ask());
		expect(caller.stop).toEqual({ kind: 'unanswered', count: GIVE_UP_AFTER_LOST });
	});

	it('after a call for which no later one could fare better: the reason stays, and checks end too', async () => {
		const { caller, check, requests } = calling(reply({}));
		caller.learnEnd(DENIED);
		expect(caller.stop).toMatchObject({
			kind: 'denied',
			refusal: { status: 403, error: { message: 'No' } },
		});
		expect(caller.isMute).toBe(true);
		expect(await check()).toBeUndefined();
		expect(requests).toEqual([]);
	});

	it('after one that was cancelled', async () => {
		const { caller, check } = calling(reply({}));
		caller.learnEnd(CANCELLED);
		expect(caller.stop).toEqual({ kind: 'cancelled' });
		expect(caller.isMute).toBe(true);
		expect(await check()).toBeUndefined();
	});

	it('but one that was lost is no reason by itself', () => {
		const { caller } = calling(LOST);
		caller.learnEnd(SENT_LOST);
		expect(caller.stop).toBeUndefined();
		expect(caller.isMute).toBe(false);
	});
});

describe('A run that HubSpot asks to wait without end', () => {
	const BUSY = reply({ policyName: 'SECONDLY' }, 429);

	it('gives up after so many refusals in a row over all its calls, however many wait', async () => {
		const { ask, requests } = calling(BUSY);
		const verdicts: string[] = [];
		while (requests.length < MAX_REFUSALS_IN_A_ROW) verdicts.push((await ask()).verdict);
		expect(requests).toHaveLength(MAX_REFUSALS_IN_A_ROW);
		expect(new Set(verdicts)).toEqual(new Set(['denied']));
		// From then on, one try tells.
		expect(await ask()).toMatchObject({ verdict: 'denied', reply: { status: 429 } });
		expect(requests).toHaveLength(MAX_REFUSALS_IN_A_ROW + 1);
	});

	it.each([200, 404])(
		'counts them anew once a call was answered with status %s',
		async (status) => {
			const few = Array.from({ length: MAX_REFUSALS_IN_A_ROW - 1 }, () => BUSY);
			const { caller, requests } = calling(...few.slice(0, 30), reply({}, status), BUSY);
			await caller.page('objects', PLACE, { method: 'GET', path: '/list' });
			expect(requests).toHaveLength(31);
			const before = requests.length;
			const { verdict } = await caller.page('objects', PLACE, { method: 'GET', path: '/list' });
			expect(verdict).toBe('denied');
			expect(requests.length - before).toBe(40);
		},
	);
});

describe('A page', () => {
	it('is not asked for once the run has stopped', async () => {
		const { caller, page, requests } = calling(reply({}));
		caller.stopFor({ kind: 'stopOnFailure' });
		expect(await page()).toMatchObject({ verdict: 'unsent' });
		expect(requests).toEqual([]);
	});

	it('counts as an answer of the run', async () => {
		const { caller, page, state } = calling(reply({}));
		state.nowMs += MAX_STALL_MS - 1;
		await page();
		state.nowMs += MAX_STALL_MS - 1;
		expect(caller.stop).toBeUndefined();
	});
});

describe('Checks', () => {
	it('go although the run has stopped: they are about what was sent before', async () => {
		const { caller, check } = calling(reply({}));
		caller.stopFor({ kind: 'unanswered', count: 3 });
		expect(await check()).toMatchObject({ verdict: 'answered' });
	});

	it('have two tries', async () => {
		const { check, requests } = calling(LOST);
		expect(await check()).toMatchObject({ verdict: 'lost' });
		expect(requests).toHaveLength(2);
	});

	it('have one try where they write what may not be written twice', async () => {
		const { caller, requests } = calling(LOST);
		await caller.check(BATCH, PLACE, INPUTS, false);
		expect(requests).toHaveLength(1);
	});

	it('end after so many of a run', async () => {
		const { check, requests } = calling(reply({}));
		for (let made = 0; made < MAX_CHECKS; made++) await check();
		expect(requests).toHaveLength(MAX_CHECKS);
		expect(await check()).toBeUndefined();
		expect(requests).toHaveLength(MAX_CHECKS);
	});

	it('end after three minutes of silence, which any answer breaks', async () => {
		const { check, requests, state } = calling(LOST, LOST, reply({}, 500), LOST);
		const startMs = state.nowMs;
		await check();
		state.nowMs = startMs + SILENCE_MS - 1;
		// Of these tries the first is answered, so that the silence begins anew with the second.
		await check();
		expect(requests).toHaveLength(4);
		state.nowMs = startMs + SILENCE_MS + 1;
		await check();
		expect(requests).toHaveLength(6);
		state.nowMs = startMs + 2 * SILENCE_MS + 999;
		expect(await check()).toBeUndefined();
		expect(requests).toHaveLength(6);
	});

	it('end after one that the caller may not make, and say why', async () => {
		const { caller, check, requests } = calling(reply({ message: 'No' }, 403), reply({}));
		const sent = await check();
		caller.learnCheck(sent as Sent);
		expect(await check()).toBeUndefined();
		expect(requests).toHaveLength(1);
		expect(caller.whyNoChecks).toMatchObject({ status: 403, error: { message: 'No' } });
		expect(caller.isMute).toBe(false);
		// Another may have been on its way when that one was refused.
		caller.learnCheck({ verdict: 'answered', maybeApplied: false });
		expect(caller.whyNoChecks).toMatchObject({ status: 403 });
	});

	it('tell why they get no answer, until they get one', async () => {
		const { caller } = calling(reply({}));
		expect(caller.whyNoChecks).toBeUndefined();
		caller.learnCheck(SENT_LOST);
		expect(caller.whyNoChecks).toMatchObject({ why: 'timeout' });
		caller.learnCheck(refused({}, 400));
		expect(caller.whyNoChecks).toBeUndefined();
		caller.learnCheck(SENT_LOST);
		caller.learnCheck({ verdict: 'answered', maybeApplied: false });
		expect(caller.whyNoChecks).toBeUndefined();
	});

	it('that are not let through tell nothing', async () => {
		const { check } = calling('shut');
		expect(await check()).toBeUndefined();
	});
});
