// The rate limits of the fake: by the clock it is given, never by timers.

import { ALL_SCOPES } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { account, numbers } from './account';

it('The fake keeps a rolling window for each app, and its headers tell what remains of it', () => {
	const token = (appId: number) => ({ appId, scopes: [...ALL_SCOPES], kind: 'token' as const });
	const tokens = { first: token(1), again: token(1), other: token(2) };
	const { clock, update } = account({ tokens, limits: { perTenSeconds: 3, perDay: 100 } });
	const remaining = (name: string) =>
		update([], 'contacts', name).headers[facts.HEADERS.rateRemaining];
	expect([remaining('first'), remaining('again')]).toEqual(['2', '1']);
	clock.now += 6_000;
	expect(remaining('first')).toBe('0');
	const { status, said, headers } = update([], 'contacts', 'first');
	expect(status).toBe(429);
	expect(said).toMatchObject({ errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' });
	expect(said).not.toHaveProperty('category');
	expect(headers).not.toHaveProperty([facts.HEADERS.retryAfter]);
	expect(update([], 'contacts', 'other').status).toBe(200);
	clock.now += 4_000; // the first two calls are now ten seconds old
	expect([remaining('first'), remaining('first')]).toEqual(['1', '0']);
	expect(update([], 'contacts', 'first').status).toBe(429);
});

it('All apps of the account share one daily limit', () => {
	const token = (appId: number) => ({ appId, scopes: [...ALL_SCOPES], kind: 'token' as const });
	const tokens = { first: token(1), other: token(2) };
	const { clock, update } = account({ tokens, limits: { perTenSeconds: 9, perDay: 2 } });
	expect(update([], 'contacts', 'first').headers[facts.HEADERS.dailyRemaining]).toBe('1');
	expect(update([], 'contacts', 'other').status).toBe(200);
	const { status, said } = update([], 'contacts', 'first');
	expect([status, said.policyName]).toEqual([429, 'DAILY']);
	clock.now += 86_400_000;
	expect(update([], 'contacts', 'first').status).toBe(200);
});

it('A window can be scaled down, and the headers announce the scaled one', () => {
	const limits = { perTenSeconds: 190, perDay: 1000, windowMs: 500 };
	const { clock, update } = account({ limits });
	const first = update([]).headers;
	expect(first[facts.HEADERS.rateMax]).toBe('10'); // 190 x 0.5 / 10, rounded
	expect(first[facts.HEADERS.rateIntervalMs]).toBe('500');
	expect(numbers(10).map(() => update([]).status)).toEqual([...Array<number>(9).fill(200), 429]);
	clock.now += 499;
	expect(update([]).status).toBe(429);
	clock.now += 1;
	expect(update([]).status).toBe(200);
});

it('Refused calls do not count against the window, unless the fake is told that they do', () => {
	for (const countRefused of [false, true]) {
		const { clock, update } = account({
			limits: { perTenSeconds: 2, perDay: 99 },
			countRefused,
		});
		update([]);
		update([]);
		clock.now += 6_000;
		expect(update([]).status).toBe(429);
		expect(update([]).status).toBe(429);
		clock.now += 4_000; // the first two are forgotten
		expect(update([]).status).toBe(countRefused ? 429 : 200);
		clock.now += 6_000; // and the refused ones too
		expect(update([]).status).toBe(200);
	}
});

it('Another program of the same app takes its share of the window, evenly, by the clock alone', () => {
	const limits = { perTenSeconds: 100, perDay: 1_000_000 };
	const { clock, hubspot, update } = account({ limits, otherApp: { share: 0.3 } });
	const remaining = () => Number(update([]).headers[facts.HEADERS.rateRemaining]);
	expect(remaining()).toBe(69); // there before us: 30 in its window, and we are one
	clock.now += 5_000;
	expect(remaining()).toBe(68);
	expect(hubspot.statistics().otherApp).toEqual({ taken: 46, refused: 0 });
	let got = 0;
	while (update([]).status === 200) got += 1;
	expect(got).toBe(68);
	clock.now += 1_000; // three of its own leave the window, and three new ones come
	expect(update([]).status).toBe(429);
	expect(hubspot.statistics().otherApp).toEqual({ taken: 49, refused: 0 });
	expect(hubspot.statistics().tooManyByPolicy).toEqual({ TEN_SECONDLY_ROLLING: 2 });
	clock.now += 4_000; // our first call leaves
	expect([update([]).status, update([]).status]).toEqual([200, 429]);
});

it('The other program is refused beyond the limit too, and its refusals are counted', () => {
	const limits = { perTenSeconds: 10, perDay: 1_000_000 };
	const { clock, hubspot, update } = account({ limits, otherApp: { share: 0.45 } });
	for (let i = 0; i < 40; i++) {
		clock.now += 500; // as often as the limit allows, as if we were alone
		update([]);
		update([]);
	}
	const { otherApp, byStatus } = hubspot.statistics();
	expect(otherApp.refused).toBeGreaterThan(0);
	// 20 s of 10 per 10 s, and one window before that: nobody gets more than there is.
	expect(otherApp.taken + byStatus['200']).toBeLessThanOrEqual(30);
});

it('Told to send no rate headers, the fake sends none, not even with a 429', () => {
	const { hubspot, update } = account({
		limits: { perTenSeconds: 2, perDay: 99 },
		rateHeaders: false,
	});
	hubspot.faults.next({ kind: 'rateLimit', policy: 'SECONDLY', retryAfter: 1 });
	for (const status of [429, 200, 429]) {
		const answer = update([]);
		expect(answer.status).toBe(status);
		expect(Object.keys(answer.headers).filter((name) => name.includes('ratelimit'))).toEqual([]);
		expect(answer.headers).toHaveProperty([facts.HEADERS.correlationId]);
	}
});

it('Without limits the fake takes as many calls as come', () => {
	const { update } = account();
	for (let i = 0; i < 300; i++) expect(update([]).status).toBe(200);
});
