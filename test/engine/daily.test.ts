/**
 * daily.ts and the rule of the caller that keeps calls of the day: how many are left, with answers in any
 * order and many calls side by side, against a fake that counts itself.
 */
import * as fc from 'fast-check';

import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { Daily, dailyOf, FRESH_MS } from '../../nodes/engine/daily';
import { Governor } from '../../nodes/engine/governor';
import { ALL_SCOPES, type FakeOptions } from '../fake-hubspot/hubspot';
import { runs } from '../runs';
import { runJob, startJob, World, type Job } from './world';

const said = (left: number, limit = 1_000) => ({ limit, left });

/** Lets a call begin and end at once. */
const told = (daily: Daily, left: number, atMs = 0) => daily.begin(atMs)(said(left), atMs);

describe('The count of the calls of the day', () => {
	it('allows everything for as long as nothing is known', () => {
		const daily = new Daily();
		expect([daily.left, daily.limit]).toEqual([undefined, undefined]);
		expect(daily.allows(99, false)).toBe(true);
	});

	it('allows a call that leaves just enough, and no further one', () => {
		const daily = new Daily();
		// A tenth of 1,000, and ten for looking up.
		told(daily, 111);
		expect(daily.allows(10, false)).toBe(true);
		told(daily, 110);
		expect(daily.allows(10, false)).toBe(false);
	});

	it('keeps some for looking up what is left open, and no more than a hundredth', () => {
		const daily = new Daily();
		told(daily, 101);
		expect([daily.allows(10, false), daily.allows(10, true)]).toEqual([false, true]);
		told(daily, 100);
		expect(daily.allows(10, true)).toBe(false);
		const small = new Daily();
		small.begin(0)(said(6, 50), 0);
		expect([small.allows(10, false), small.allows(12, false)]).toEqual([true, false]);
	});

	it('takes calls under way as not counted yet', () => {
		const daily = new Daily();
		told(daily, 113);
		const over = [daily.begin(1), daily.begin(1)];
		expect(daily.allows(10, false)).toBe(true);
		over.push(daily.begin(1));
		expect(daily.allows(10, false)).toBe(false);
		for (const end of over) end(said(113), 2);
		expect(daily.allows(10, false)).toBe(true);
	});

	it('goes by the lowest number where answers come out of order', () => {
		const daily = new Daily();
		const [first, second] = [daily.begin(0), daily.begin(0)];
		second(said(98), 5);
		first(said(99), 6);
		expect(daily.left).toBe(98);
	});

	it('believes a higher number of a call that began after the lower one had come: a new day', () => {
		const daily = new Daily();
		const before = daily.begin(0);
		told(daily, 50, 10);
		before(said(1_000), 20);
		expect(daily.left).toBe(50);
		daily.begin(10)(said(999), 30);
		expect(daily.left).toBe(999);
	});

	it('counts a call whose answer says nothing, or is lost', () => {
		const daily = new Daily();
		told(daily, 2);
		for (let call = 0; call < 3; call++) daily.begin(1)(undefined, 2);
		expect(daily.left).toBe(0);
	});

	it('is fresh for a minute after HubSpot has told it', () => {
		const daily = new Daily();
		expect(daily.isFresh(0)).toBe(false);
		told(daily, 50, 1_000);
		expect(daily.isFresh(1_000 + FRESH_MS - 1)).toBe(true);
		expect(daily.isFresh(1_000 + FRESH_MS)).toBe(false);
	});

	it('goes by the usage that was asked for, less the calls since, as that may be some minutes old', () => {
		const daily = new Daily();
		daily.learnUsage(said(100), 0);
		daily.begin(1)(undefined, 2);
		daily.learnUsage(said(100), 60_000);
		expect(daily.left).toBe(99);
		daily.learnUsage(said(90), 120_000);
		expect(daily.left).toBe(90);
		daily.learnUsage(said(1_000), 180_000);
		expect(daily.left).toBe(1_000);
		expect(daily.isUntold).toBe(false);
	});

	it('says so where HubSpot does not tell, and goes by what it told before', () => {
		const daily = new Daily();
		daily.learnUsage(undefined, 0);
		expect([daily.isUntold, daily.isFresh(1), daily.allows(99, false)]).toEqual([true, true, true]);
		told(daily, 100, 10);
		daily.learnUsage(undefined, 20);
		expect([daily.isUntold, daily.left]).toEqual([false, 100]);
	});

	it('is one for all executions of an account, until an hour has passed without a call', () => {
		const one = dailyOf('one', 0);
		told(one, 5, 0);
		dailyOf('other', 3_600_000);
		expect(dailyOf('one', 3_600_000)).toBe(one);
		dailyOf('other', 3_600_001);
		expect(dailyOf('one', 3_600_001)).not.toBe(one);
	});

	it('never thinks more are left than there are, however the answers come', () => {
		const step = fc.record({ delay: fc.nat(9), silent: fc.boolean() });
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const daily = new Daily();
				let left = 1_000;
				const due: Array<{ at: number; end: () => void }> = [];
				steps.forEach(({ delay, silent }, at) => {
					for (const each of due.splice(0)) {
						if (each.at <= at) each.end();
						else due.push(each);
					}
					const over = daily.begin(at);
					left--;
					// Counted when it begins; what it is told is true of that moment.
					const its = silent ? undefined : said(left);
					due.push({ at: at + delay, end: () => over(its, at + delay) });
					expect(daily.left ?? 0).toBeLessThanOrEqual(left + due.length);
				});
				for (const { end } of due) end();
				expect(daily.left ?? 0).toBeLessThanOrEqual(left);
			}),
			{ numRuns: runs(500) },
		);
	});
});

// ---------------------------------------------------------------- runs

const contacts = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ id: `${n + 1}`, properties: { firstname: `N${n}` } }));

/** A world whose account has so many calls a day, so many of which others have made. */
function worldOf(perDay: number, used = 0, more: FakeOptions = {}) {
	const world = new World({ limits: { perTenSeconds: 190, perDay }, ...more });
	world.hubspot.seedObjects({ objectType: 'contacts', count: 2_000 });
	for (let call = 0; call < used; call++) {
		world.hubspot.handle({
			method: 'GET',
			path: '/crm/properties/2026-03/contacts',
			headers: { authorization: `Bearer ${world.token}` },
			body: '',
		});
	}
	return world;
}

const leftOf = (world: World) => {
	const { used, limit } = world.hubspot.usageToday();
	return limit - used;
};

const JOB = { row: batchUpdateObjects, objectType: 'contacts', size: 1 };

describe('A run that keeps calls of the day', () => {
	it('sends until they are reached, and tells the rest unsent, with what to do', async () => {
		const world = worldOf(200);
		const { outcomes } = await runJob({ ...JOB, world, raw: contacts(300), dailyReserve: 50 });
		// A hundred to keep, two for looking up, and what was under way when it stopped.
		expect(leftOf(world)).toBeGreaterThanOrEqual(102);
		expect(leftOf(world)).toBeLessThan(112);
		const done = outcomes.filter(({ ok }) => ok).length;
		expect(done).toBe(200 - leftOf(world));
		const [first, ...others] = outcomes.filter(({ ok }) => !ok);
		expect(others).toHaveLength(299 - done);
		expect(first).toMatchObject({
			failure: {
				reason: 'unsent',
				applied: 'no',
				message: expect.stringMatching(
					/^Not sent: of the 200 calls that this HubSpot account has today, \d+ are left, and Daily Calls to Keep Free is 50 %\. Send the rest again after midnight in the account's time zone, when HubSpot counts anew, or lower that option\.$/,
				) as string,
			},
			headline: 'Too few calls to HubSpot are left today',
		});
	});

	it('makes a single call where they are reached from the start', async () => {
		const world = worldOf(100, 60);
		const { outcomes } = await runJob({ ...JOB, world, raw: contacts(50), dailyReserve: 50 });
		expect(leftOf(world)).toBe(39);
		expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
	});

	it('makes a single call also where the account is warm, and a hundred could go at once', async () => {
		const world = worldOf(10_000, 0);
		world.latencyMs = () => 5_000;
		await runJob({ ...JOB, world, raw: contacts(400) });
		world.nowMs += 120_000;
		const before = leftOf(world);
		const percent = Math.ceil(before / 100) + 1;
		await runJob({ ...JOB, world, raw: contacts(400), dailyReserve: percent });
		expect(before - leftOf(world)).toBe(1);
	});

	it('sends all where enough are left, and as many calls as without it', async () => {
		const world = worldOf(10_000);
		const { outcomes } = await runJob({ ...JOB, world, raw: contacts(100), dailyReserve: 90 });
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(world.hubspot.calls).toHaveLength(100);
	});

	it('counts the calls of the others in its process', async () => {
		const world = worldOf(400);
		world.latencyMs = () => 3_000;
		const daily = new Daily();
		const governor = new Governor();
		const jobs = [0, 1, 2].map(async () => {
			const job = { ...JOB, world, governor, daily, dailyReserve: 50, raw: contacts(300) };
			return await startJob(job);
		});
		await world.drive(Promise.all(jobs));
		expect(leftOf(world)).toBeGreaterThanOrEqual(200);
		expect(leftOf(world)).toBeLessThan(260);
	});

	it('goes on after midnight, when HubSpot counts anew', async () => {
		const world = worldOf(200, 150);
		const daily = new Daily();
		const job: Job = { ...JOB, world, daily, dailyReserve: 50, raw: contacts(20) };
		expect((await runJob(job)).outcomes.filter(({ ok }) => ok)).toHaveLength(1);
		world.nowMs += 86_400_000;
		expect((await runJob(job)).outcomes.every(({ ok }) => ok)).toBe(true);
	});

	it('looks up what an answer left open with the calls that it has kept for that', async () => {
		const world = worldOf(1_000, 700);
		world.hubspot.faults.always({ kind: 'emptyResults' });
		const { outcomes } = await runJob({ ...JOB, world, raw: contacts(400), dailyReserve: 20 });
		expect(leftOf(world)).toBeGreaterThanOrEqual(200);
		expect(outcomes.filter(({ ok }) => ok).length).toBeGreaterThan(20);
		const open = outcomes.filter((each) => !each.ok && each.failure.applied === 'maybe');
		expect(open.length).toBeLessThan(10);
	});

	it('is told what is left by a call of its own where headers do not say it', async () => {
		const tokens = { app: { appId: 7, scopes: [...ALL_SCOPES], kind: 'oauth' as const } };
		const world = worldOf(200, 0, { tokens });
		world.token = 'app';
		const { outcomes } = await runJob({ ...JOB, world, raw: contacts(300), dailyReserve: 50 });
		expect(leftOf(world)).toBeGreaterThanOrEqual(100);
		expect(leftOf(world)).toBeLessThan(112);
		expect(outcomes.some(({ ok }) => !ok)).toBe(true);
		const asked = world.hubspot.calls.filter(({ path }) => path.includes('/api-usage/'));
		expect(asked.length).toBeGreaterThan(0);
		expect(asked.length).toBeLessThan(3);
	});

	it('goes on where HubSpot does not say what is left, and knows that', async () => {
		const scopes = ALL_SCOPES.filter((scope) => scope !== 'oauth');
		const world = worldOf(200, 0, { tokens: { app: { appId: 7, scopes, kind: 'oauth' } } });
		world.token = 'app';
		const daily = new Daily();
		const job = { ...JOB, world, daily, dailyReserve: 90, raw: contacts(100) };
		const { outcomes } = await runJob(job);
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect([daily.isUntold, daily.left]).toEqual([true, undefined]);
	});

	it('ends at once where it is cancelled while it waits for the first answer', async () => {
		const world = worldOf(200);
		world.latencyMs = () => 30_000;
		world.at(1_000, () => {
			world.cancelled = true;
		});
		const { outcomes } = await runJob({ ...JOB, world, raw: contacts(10), dailyReserve: 10 });
		expect(world.hubspot.calls).toHaveLength(1);
		expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
	});

	it('ends soon after it is cancelled while it waits for the answer to another execution', async () => {
		const world = worldOf(200);
		world.latencyMs = () => 30_000;
		const daily = new Daily();
		const job = { ...JOB, world, daily, dailyReserve: 10, raw: contacts(1) };
		const first = startJob(job);
		let isCancelled = false;
		world.at(1_000, () => {
			isCancelled = true;
		});
		const startMs = world.nowMs;
		const clock = world.clockOf(() => isCancelled);
		// The calls of the two do not wait for each other in the governor.
		const { outcomes } = await world.drive(startJob({ ...job, governor: new Governor(), clock }));
		expect(outcomes).toMatchObject([{ failure: { reason: 'unsent' } }]);
		expect(world.nowMs - startMs).toBeLessThan(2_000);
		await world.drive(first);
	});

	it('keeps them of reads as well, of which it does not say whether anything was applied', async () => {
		const world = worldOf(100, 60);
		const raw = contacts(50).map(({ id }) => ({ id }));
		const job = { ...JOB, row: batchReadObjects, world, raw, dailyReserve: 50 };
		const { outcomes } = await runJob(job);
		expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
		expect(outcomes[1]).toMatchObject({ failure: { reason: 'unsent' } });
		expect(outcomes[1]).not.toHaveProperty('failure.applied');
	});
});
