/** limits.ts: what an answer says about the account: how long to wait, and whether it was applied. */
import {
	correlationIdOf,
	DEFAULT_WINDOW,
	isDailyLimit,
	isDenied,
	isSuccess,
	isUncertain,
	LANES,
	rateLimitHeader,
	refusalWaitMs,
	retryAfterMs,
	statedLimit,
	type Answered,
} from '../../nodes/hubspot/limits';
import { parseError } from '../../nodes/hubspot/errors';
import * as facts from '../contract/facts';

const answered = (status: number, headers = {}, body: unknown = {}): Answered => ({
	status,
	headers,
	body,
});

describe('The window of an account that says nothing of its limit', () => {
	it('is the smallest that HubSpot gives an app', () => {
		expect(DEFAULT_WINDOW).toEqual({
			calls: facts.CALLS_PER_TEN_SECONDS.free,
			ms: facts.RATE_INTERVAL_MS,
		});
	});

	it('is another one for the search, which has five calls a second for the whole account', () => {
		expect(LANES.search).toEqual({ calls: 5, ms: 1_000 });
	});
});

describe('A rate-limit header', () => {
	it.each([
		['190', 190],
		['0', 0],
		['1.5', 1.5],
		['', undefined],
		['many', undefined],
		['-1', undefined],
		['Infinity', undefined],
		['NaN', undefined],
	])('of %p is the number %p', (text, expected) => {
		const headers = { [facts.HEADERS.rateMax]: text };
		expect(rateLimitHeader(headers, 'max')).toBe(expected);
	});

	it('is none where the answer has no such header, or no headers at all', () => {
		expect(rateLimitHeader({}, 'remaining')).toBeUndefined();
		expect(rateLimitHeader(undefined, 'remaining')).toBeUndefined();
	});

	it.each([
		['max', facts.HEADERS.rateMax],
		['remaining', facts.HEADERS.rateRemaining],
		['interval-milliseconds', facts.HEADERS.rateIntervalMs],
	] as const)('%s is called as HubSpot calls it', (name, header) => {
		expect(rateLimitHeader({ [header]: '7' }, name)).toBe(7);
	});
});

describe('The rate limit that an answer states', () => {
	const stated = (max?: string, ms?: string) =>
		statedLimit({
			...(max !== undefined && { [facts.HEADERS.rateMax]: max }),
			...(ms !== undefined && { [facts.HEADERS.rateIntervalMs]: ms }),
		});

	it.each([
		['HubSpot’s own', '190', '10000', { calls: 190, ms: 10_000 }],
		['that of one second', '19', '1000', { calls: 19, ms: 1_000 }],
		['a gateway’s of a minute', '1', '60000', { calls: 1, ms: 60_000 }],
		['a fraction of a call', '0.5', '1000.7', { calls: 1, ms: 1_000 }],
	])('is taken as it is, or nearly: %s', (_, max, ms, expected) => {
		expect(stated(max, ms)).toEqual(expected);
	});

	it.each([
		['one call a day', '1', '86400000', { calls: 1, ms: 60_000 }],
		['one call in 300 years', '1', '1e13', { calls: 1, ms: 60_000 }],
		['a window of a millisecond', '100', '1', { calls: 100, ms: 1_000 }],
		['more calls than anybody makes', '1e300', '10000', { calls: 10_000, ms: 10_000 }],
	])('is brought within what a rate limit can be: %s', (_, max, ms, expected) => {
		expect(stated(max, ms)).toEqual(expected);
	});

	it.each([
		['nothing is said', undefined, undefined, {}],
		['nothing of the window', '190', undefined, { calls: 190 }],
		['nothing of the calls', undefined, '1000', { ms: 1_000 }],
		['no call at all, in no time', '0', '0', {}],
		['no numbers', 'many', '-5', {}],
	])('is none where %s', (_, max, ms, expected) => {
		expect(stated(max, ms)).toEqual(expected);
		expect(statedLimit(undefined)).toEqual({});
	});
});

describe('The correlation ID of an answer', () => {
	it('is in the header that HubSpot always sends', () => {
		expect(correlationIdOf(answered(200, { [facts.HEADERS.correlationId]: 'c-1' }))).toBe('c-1');
	});

	it('is none where there is no answer, or none in it', () => {
		expect(correlationIdOf(undefined)).toBeUndefined();
		expect(correlationIdOf(answered(200))).toBeUndefined();
	});
});

describe('Retry-After', () => {
	const AT = Date.UTC(2027, 2, 1, 9, 0, 0);
	const date = (ms: number) => new Date(ms).toUTCString();

	it.each([
		['7', 7_000],
		['0.5', 500],
		['0', 0],
		['-3', 0],
		['', undefined],
		['soon', undefined],
		[undefined, undefined],
	])('of %p is %p milliseconds', (header, expected) => {
		expect(retryAfterMs(answered(429, { 'retry-after': header }))).toBe(expected);
	});

	it('as a date is counted from the clock of the server, not from ours', () => {
		const headers = { 'retry-after': date(AT + 20_000), date: date(AT) };
		expect(retryAfterMs(answered(429, headers))).toBe(20_000);
		const past = { 'retry-after': date(AT - 20_000), date: date(AT) };
		expect(retryAfterMs(answered(429, past))).toBe(0);
	});

	it('as a date is counted from our clock where the server tells no time', () => {
		const clock = jest.spyOn(Date, 'now').mockReturnValue(AT);
		expect(retryAfterMs(answered(429, { 'retry-after': date(AT + 5_000) }))).toBe(5_000);
		const odd = { 'retry-after': date(AT + 5_000), date: 'noon' };
		expect(retryAfterMs(answered(429, odd))).toBe(5_000);
		clock.mockRestore();
	});
});

describe('A refused call waits', () => {
	it.each(Object.entries(facts.RATE_POLICIES))(
		'as HubSpot says on the policy %s, in any case',
		(policyName, { waitMs }) => {
			for (const name of [policyName, policyName.toLowerCase()]) {
				const answer = answered(429, {}, { policyName: name });
				expect(refusalWaitMs(answer, 1)).toBe(waitMs ?? 'never');
			}
		},
	);

	it('ten seconds on a policy that nobody has heard of, or on none', () => {
		expect(refusalWaitMs(answered(429, {}, { policyName: 'HOURLY' }), 1)).toBe(10_000);
		expect(refusalWaitMs(answered(429, {}, '<html>'), 1)).toBe(10_000);
	});

	it('never on the limit of a day, not even where the server names a time', () => {
		const answer = answered(429, { 'retry-after': '3' }, { policyName: 'DAILY' });
		expect(refusalWaitMs(answer, 1)).toBe('never');
		const used = { [facts.HEADERS.dailyRemaining]: '0' };
		expect(refusalWaitMs(answered(429, used), 1)).toBe('never');
	});

	it('longer each time where the account is locked, by two seconds at least', () => {
		expect([1, 2, 3].map((refusals) => refusalWaitMs(answered(423), refusals))).toEqual([
			2_000, 4_000, 6_000,
		]);
		expect(facts.LOCKED_WAIT_MS).toBe(2_000);
	});

	it('as long as the server asks for while the account moves, and never without its word', () => {
		expect(refusalWaitMs(answered(477, { 'retry-after': '20' }), 1)).toBe(20_000);
		expect(refusalWaitMs(answered(477), 1)).toBe('never');
	});

	it.each([429, 423, 477])('as the server asks for with %s, before anything else', (status) => {
		const answer = answered(status, { 'retry-after': '7' }, { policyName: 'SECONDLY' });
		expect(refusalWaitMs(answer, 5)).toBe(7_000);
	});

	it.each([200, 207, 400, 401, 404, 409, 500, 503])(
		'not at all with %s, which is no matter of time',
		(status) => {
			expect(refusalWaitMs(answered(status, { 'retry-after': '7' }), 1)).toBeUndefined();
		},
	);
});

describe('The limit of a day', () => {
	it.each([
		['the policy names it', { policyName: 'DAILY' }, {}, true],
		['the policy names it at length', { policyName: 'daily_rolling' }, {}, true],
		['the policy is another one', { policyName: 'SECONDLY' }, { daily: '0' }, false],
		['no policy is named, and none of the calls of the day are left', {}, { daily: '0' }, true],
		['no policy is named, and calls of the day are left', {}, { daily: '5' }, false],
		['nothing is said', {}, {}, false],
	])('where %s', (_, body, { daily }: { daily?: string }, expected) => {
		const headers: Record<string, string> =
			daily === undefined ? {} : { [facts.HEADERS.dailyRemaining]: daily };
		expect(isDailyLimit(parseError(body), headers)).toBe(expected);
	});
});

describe('A status', () => {
	const statuses = (meaning: string) =>
		Object.entries(facts.STATUSES)
			.filter(([, means]) => means === meaning)
			.map(([status]) => Number(status));

	it.each([...statuses('unknown'), 408, 599])(
		'%s leaves open whether the call was carried out',
		(status) => {
			expect(isUncertain(status)).toBe(true);
		},
	);

	it.each([...statuses('final'), ...statuses('refused'), 200, 204, 207])(
		'%s leaves nothing open',
		(status) => {
			expect(isUncertain(status)).toBe(false);
		},
	);

	it.each([200, 201, 204, 207, 299])('%s means that it went well', (status) => {
		expect(isSuccess(status)).toBe(true);
	});

	it.each([100, 199, 300, 302, 400, 500])('%s does not mean that it went well', (status) => {
		expect(isSuccess(status)).toBe(false);
	});

	it.each([401, 402, 403, 301, 302])('%s would meet every later call as well', (status) => {
		expect(isDenied(status)).toBe(true);
	});

	it.each([400, 404, 409, 415, 423, 429, 477, 500])(
		'%s says nothing of the calls after it',
		(status) => {
			expect(isDenied(status)).toBe(false);
		},
	);
});
