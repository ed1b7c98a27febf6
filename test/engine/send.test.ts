/** One request until there is a verdict: what goes again, after how long, and what the account is told. */
import type { Clock, HttpAnswer, HttpRequest, Permit, Signal } from '../../nodes/engine/means';
import {
	MAX_LOST,
	MAX_REFUSALS,
	MAX_REFUSALS_IN_A_ROW,
	MAX_REFUSED_WAIT_MS,
	Patience,
	send,
	type SendOptions,
} from '../../nodes/engine/send';

const REQUEST: HttpRequest = { method: 'POST', path: '/crm/v3/objects/contacts/batch/update' };

const reply = (
	status: number,
	headers: Record<string, string> = {},
	body: unknown = {},
): HttpAnswer => ({ kind: 'reply', reply: { status, headers, body } });
const after = (retryAfter: string, status = 423, more: Record<string, string> = {}) =>
	reply(status, { 'retry-after': retryAfter, ...more });
const limited = (policyName?: string, headers: Record<string, string> = {}) =>
	reply(429, headers, { policyName });

const DONE = reply(200);
const LOST: HttpAnswer = { kind: 'lost', why: 'timeout' };
const UNREACHED: HttpAnswer = { kind: 'unreached', why: 'name not found' };
const DENIED: HttpAnswer = { kind: 'denied', why: 'no credential' };

interface Circumstances extends Partial<SendOptions> {
	/** 0 to 1: what chance says. */
	random?: number;
	/** Is the execution cancelled after so many calls and waits? */
	cancelled?: (calls: number, waits: number) => boolean;
	/** Is the call let through? */
	enter?: () => boolean;
}

/** Sends against these answers, the last of which is given from then on; a wait takes no longer than a look at it. */
async function sending(answers: HttpAnswer[], circumstances: Circumstances = {}) {
	const { random = 0, cancelled = () => false, enter = () => true, ...options } = circumstances;
	const requests: HttpRequest[] = [];
	const waits: number[] = [];
	const signals: Signal[] = [];
	let givenBack = 0;
	let nowMs = 5_000_000;
	const clock: Clock = {
		now: () => nowMs,
		sleep: async (ms) => {
			waits.push(ms);
			nowMs += ms;
		},
		cancelled: () => cancelled(requests.length, waits.length),
		random: () => random,
	};
	const http = async (request: HttpRequest) => {
		requests.push(request);
		if (requests.length > 1_000) throw new Error('It does not end');
		return answers[Math.min(requests.length, answers.length) - 1];
	};
	const permit: Permit = {
		done: (signal) => signals.push(signal),
		giveBack: () => givenBack++,
	};
	const lane = {
		enter: async () => (enter() ? permit : undefined),
		room: () => 1,
		obstacle: () => undefined,
		leave: () => {},
	};
	const sent = await send(REQUEST, { repeatable: true, ...options }, { http, clock, lane });
	expect(requests.every((request) => request === REQUEST)).toBe(true);
	expect(signals).toHaveLength(requests.length);
	return { sent, calls: requests.length, waits, signals, givenBack };
}

describe('The verdict', () => {
	it.each([
		[199, 'denied'],
		[200, 'answered'],
		[299, 'answered'],
		[300, 'denied'],
		[302, 'denied'],
		[399, 'denied'],
		[400, 'rejected'],
		[401, 'denied'],
		[402, 'denied'],
		[403, 'denied'],
		[404, 'rejected'],
		[409, 'rejected'],
		[477, 'denied'],
		[499, 'rejected'],
	])('on HTTP %d is at once: %s', async (status, verdict) => {
		const answer = reply(status, { a: 'b' }, { message: 'So it is' });
		const { sent, calls, waits } = await sending([answer]);
		const { reply: said } = answer as HttpAnswer & { kind: 'reply' };
		expect(sent).toEqual({ verdict, reply: said, maybeApplied: false });
		expect(calls).toBe(1);
		expect(waits).toEqual([]);
	});

	it('where there is no credential is at once, with the reason', async () => {
		const { sent, calls } = await sending([DENIED]);
		expect(sent).toEqual({ verdict: 'denied', maybeApplied: false, why: 'no credential' });
		expect(calls).toBe(1);
	});

	it('where the credential goes bad after a lost answer keeps in mind that it may have been applied', async () => {
		const { sent } = await sending([LOST, DENIED]);
		expect(sent).toEqual({ verdict: 'denied', maybeApplied: true, why: 'no credential' });
	});

	it.each<[string, HttpAnswer, object]>([
		['answers get lost', LOST, { verdict: 'lost', maybeApplied: true, why: 'timeout' }],
		['the server fails', reply(502), { verdict: 'lost', maybeApplied: true, why: undefined }],
		['the server fails with 500', reply(500), { verdict: 'lost', maybeApplied: true }],
		['the server gave up waiting', reply(408), { verdict: 'lost', maybeApplied: true }],
		[
			'the server is never reached',
			UNREACHED,
			{
				verdict: 'denied',
				maybeApplied: false,
				why: 'HubSpot could not be reached: name not found',
			},
		],
	])('where %s comes after as many tries as are allowed', async (_, answer, expected) => {
		const said = answer.kind === 'reply' ? answer.reply : undefined;
		const all = await sending([answer]);
		expect(all.sent).toMatchObject({ ...expected, reply: said });
		expect(all.calls).toBe(MAX_LOST);
		const two = await sending([answer], { tries: 2 });
		expect(two.sent).toMatchObject({ ...expected, reply: said });
		expect(two.calls).toBe(2);
	});

	it.each<[string, HttpAnswer, number]>([
		['lost', LOST, 1],
		['a failure of the server', reply(500), 1],
		['that the server gave up waiting', reply(408), 1],
		['that the server was not reached', UNREACHED, 2],
		['that the account is locked', reply(423), 2],
		['a rate limit', limited('SECONDLY'), 2],
	])('where nothing may be written twice and the answer is %s', async (_, answer, calls) => {
		const ran = await sending([answer, DONE], { repeatable: false });
		expect(ran.calls).toBe(calls);
		expect(ran.sent).toMatchObject(
			calls === 1
				? { verdict: 'lost', maybeApplied: true }
				: { verdict: 'answered', maybeApplied: false },
		);
	});

	it('after a lost answer says that an earlier try may have been applied, whatever came since', async () => {
		expect((await sending([LOST, DONE])).sent).toMatchObject({
			verdict: 'answered',
			maybeApplied: true,
		});
		expect((await sending([reply(503), UNREACHED, reply(400)])).sent).toMatchObject({
			verdict: 'rejected',
			maybeApplied: true,
		});
		expect((await sending([LOST, UNREACHED], { tries: 2 })).sent).toMatchObject({
			verdict: 'lost',
			maybeApplied: true,
			why: 'HubSpot could not be reached: name not found',
		});
	});
});

describe('A call that goes again', () => {
	const waits = async (...answers: HttpAnswer[]) => {
		const ran = await sending([...answers, DONE]);
		expect(ran.sent.verdict).toBe('answered');
		expect(ran.calls).toBe(answers.length + 1);
		return ran.waits;
	};

	it('waits twice as long after each lost answer', async () => {
		expect(await waits(LOST, reply(500), UNREACHED, LOST)).toEqual([1_000, 2_000, 4_000, 8_000]);
	});

	it('waits longer and longer for an account that is locked', async () => {
		expect(await waits(reply(423), reply(423), reply(423))).toEqual([2_000, 4_000, 6_000]);
	});

	it('after a 429 does not wait on its own: the whole account does', async () => {
		expect(await waits(limited('SECONDLY'), limited(), after('7', 429))).toEqual([]);
	});

	it.each<[string, HttpAnswer, number[]]>([
		['seconds', after('7'), [7_000]],
		['a fraction of a second', after('0.5'), [500]],
		['no wait at all', after('0'), []],
		['less than nothing', after('-5'), []],
		['nothing', after(''), [2_000]],
		['what nobody understands', after('soon'), [2_000]],
		['no end', after('Infinity'), [2_000]],
		['seconds, of a server that fails', after('7', 503), [7_000]],
		['hours, of a server that fails', after('7200', 503), [MAX_REFUSED_WAIT_MS]],
		['seconds, for a move to another data centre', after('7', 477), [7_000]],
		[
			'a date, by the clock of the server',
			after('Sun, 22 Nov 2026 10:00:09 GMT', 423, { date: 'Sun, 22 Nov 2026 10:00:00 GMT' }),
			[9_000],
		],
		[
			'a date that has passed',
			after('Sun, 22 Nov 2026 10:00:00 GMT', 423, { date: 'Sun, 22 Nov 2026 10:00:09 GMT' }),
			[],
		],
	])('waits as long as Retry-After says, which is %s', async (_, answer, expected) => {
		expect(await waits(answer)).toEqual(expected);
	});

	it('takes our own clock for a date where the server does not tell its own', async () => {
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 10, 22, 10, 0, 0));
		try {
			expect(await waits(after('Sun, 22 Nov 2026 10:00:04 GMT'))).toEqual([4_000]);
			const nonsense = { date: 'today' };
			expect(await waits(after('Sun, 22 Nov 2026 10:00:04 GMT', 423, nonsense))).toEqual([4_000]);
		} finally {
			now.mockRestore();
		}
	});

	it('waits a bit longer than it must, by chance, so that executions do not return as one', async () => {
		expect((await sending([LOST, DONE], { random: 0.5 })).waits).toEqual([1_100]);
		expect((await sending([after('10'), DONE], { random: 1 })).waits).toEqual([12_000]);
	});
});

describe('Waiting is given up', () => {
	const DENIED_AT_ONCE = { calls: 1, waits: [], sent: { verdict: 'denied', maybeApplied: false } };

	it.each<[string, HttpAnswer]>([
		['the calls of the day are used up', limited('DAILY')],
		['a daily limit goes by another name', limited('daily_quota')],
		[
			'the headers show that the calls of the day are used up',
			limited(undefined, { 'x-hubspot-ratelimit-daily-remaining': '0' }),
		],
		['HubSpot asks for more than five minutes', after('300.001')],
		['a rate limit asks for more than five minutes', after('301', 429)],
		['the account moves for who knows how long', reply(477)],
		['the account moves for a day', after('86400', 477)],
	])('at once where %s', async (_, answer) => {
		const ran = await sending([answer, DONE]);
		expect(ran).toMatchObject(DENIED_AT_ONCE);
		expect(ran.sent.reply).toBe((answer as HttpAnswer & { kind: 'reply' }).reply);
	});

	it.each<[string, HttpAnswer]>([
		[
			'calls of the day are left',
			limited(undefined, { 'x-hubspot-ratelimit-daily-remaining': '1' }),
		],
		[
			'an empty header tells nothing of the day',
			limited(undefined, { 'x-hubspot-ratelimit-daily-remaining': '' }),
		],
		[
			'another limit is named, although the day is used up',
			limited('SECONDLY', { 'x-hubspot-ratelimit-daily-remaining': '0' }),
		],
		['the limit only has the day in its name', limited('NOT_DAILY')],
		['HubSpot asks for five minutes', after('300')],
		['a rate limit asks for five minutes', after('300', 429)],
	])('not where %s', async (_, answer) => {
		const ran = await sending([answer, DONE]);
		expect(ran).toMatchObject({ calls: 2, sent: { verdict: 'answered' } });
	});

	it('when all waits together would pass five minutes, counted from the first refusal', async () => {
		const { sent, calls, waits } = await sending([after('100')]);
		expect(sent.verdict).toBe('denied');
		expect(waits).toEqual([100_000, 100_000, 100_000]);
		expect(calls).toBe(4);
	});

	it('after so many refusals that ask for no wait', async () => {
		const { sent, calls } = await sending([after('0')]);
		expect(sent.verdict).toBe('denied');
		expect(calls).toBe(MAX_REFUSALS);
	});
});

describe('The account', () => {
	const told = (more: object = {}) => ({ headers: expect.any(Object) as object, ...more });

	it.each<[string, HttpAnswer, object]>([
		['a good answer', DONE, told({ kind: 'good' })],
		['a bad batch', reply(400), told({ kind: 'good' })],
		['a bad credential', DENIED, { kind: 'good' }],
		['a lost answer', LOST, { kind: 'failing' }],
		['a server that is not reached', UNREACHED, { kind: 'failing' }],
		['a server that fails', reply(500), told({ kind: 'failing' })],
		['a server that is overloaded', reply(503), told({ kind: 'failing' })],
		['a server that gave up waiting', reply(408), told({ kind: 'failing' })],
		['a server one step from failing', reply(499), told({ kind: 'good' })],
		['a lock', reply(423), told({ kind: 'failing' })],
		['a move', reply(477), told({ kind: 'failing' })],
		['the end of the day’s calls', limited('DAILY'), told({ kind: 'failing' })],
		['a limit for longer than anyone waits', after('301', 429), told({ kind: 'failing' })],
		[
			'a limit for as long as anyone waits',
			after('300', 429),
			told({ kind: 'limited', waitMs: 300_000, asked: true }),
		],
		[
			'a limit that rolls',
			limited('TEN_SECONDLY_ROLLING'),
			told({ kind: 'limited', waitMs: 10_000, asked: false }),
		],
		[
			'a limit per second',
			limited('secondly'),
			told({ kind: 'limited', waitMs: 1_000, asked: false }),
		],
		[
			'a limit that nobody knows',
			limited('NEW'),
			told({ kind: 'limited', waitMs: 10_000, asked: false }),
		],
		['a limit without a name', limited(), told({ kind: 'limited', waitMs: 10_000, asked: false })],
		[
			'a limit that asks for a wait',
			after('3', 429),
			told({ kind: 'limited', waitMs: 3_000, asked: true }),
		],
	])('is told of %s', async (_, answer, expected) => {
		const { signals } = await sending([answer, DONE]);
		expect(signals[0]).toEqual(expected);
	});

	it('is told the headers of an answer', async () => {
		const headers = { 'x-hubspot-ratelimit-remaining': '3' };
		for (const status of [200, 400, 429, 500]) {
			const { signals } = await sending([reply(status, headers), DONE]);
			expect(signals[0].headers).toBe(headers);
		}
	});
});

describe('A call that is not wanted any more', () => {
	it('is not made', async () => {
		for (const no of [{ unwanted: () => true }, { hopeless: () => true }]) {
			const { sent, calls, givenBack } = await sending([DONE], no);
			expect(sent).toEqual({ verdict: 'unsent', maybeApplied: false });
			expect(calls).toBe(0);
			expect(givenBack).toBe(1);
		}
	});

	it('is not made where the account lets nobody through', async () => {
		const { sent, calls, givenBack } = await sending([DONE], { enter: () => false });
		expect(sent).toEqual({ verdict: 'unsent', maybeApplied: false });
		expect(calls).toBe(0);
		expect(givenBack).toBe(0);
	});

	it('goes again all the same where it may have been applied, for a verdict', async () => {
		let calls = 0;
		const { sent } = await sending([LOST, DONE], { unwanted: () => calls++ > 0 });
		expect(sent).toMatchObject({ verdict: 'answered', maybeApplied: true });
	});

	it('does not go again where nothing can have been applied', async () => {
		let asked = 0;
		const { sent, calls } = await sending([after('1'), DONE], { unwanted: () => asked++ > 0 });
		expect(sent).toEqual({ verdict: 'unsent', maybeApplied: false });
		expect(calls).toBe(1);
	});

	it.each<[string, HttpAnswer, object]>([
		['a lost answer', LOST, { why: 'timeout' }],
		[
			'a server that fails',
			reply(503, { a: 'b' }),
			{ reply: { status: 503, headers: { a: 'b' }, body: {} } },
		],
	])(
		'because another try is hopeless is lost after %s, which is what it tells',
		async (_, answer, left) => {
			let asked = 0;
			const { sent, calls } = await sending([answer, DONE], { hopeless: () => asked++ > 0 });
			expect(sent).toEqual({ verdict: 'lost', maybeApplied: true, ...left });
			expect(calls).toBe(1);
		},
	);
});

describe('A cancelled execution', () => {
	it('makes no call', async () => {
		const { sent, calls, givenBack } = await sending([DONE], { cancelled: () => true });
		expect(sent).toEqual({ verdict: 'cancelled', maybeApplied: false });
		expect(calls).toBe(0);
		expect(givenBack).toBe(1);
	});

	it.each<[string, HttpAnswer, object]>([
		['lost', LOST, { maybeApplied: true, why: 'timeout' }],
		['that of a server that fails', reply(500), { maybeApplied: true, reply: { status: 500 } }],
		[
			'that the server was not reached',
			UNREACHED,
			{ maybeApplied: false, why: 'HubSpot could not be reached: name not found' },
		],
	])('ends with its call where the answer is %s', async (_, answer, expected) => {
		const { sent, calls, waits } = await sending([answer], { cancelled: (made) => made > 0 });
		expect(sent).toMatchObject({ verdict: 'cancelled', ...expected });
		expect(calls).toBe(1);
		expect(waits).toEqual([]);
	});

	it('is told as such when it ends in a wait', async () => {
		const { sent, calls } = await sending([LOST, DONE], { cancelled: (_, waits) => waits > 0 });
		expect(sent).toEqual({ verdict: 'cancelled', maybeApplied: true });
		expect(calls).toBe(1);
	});

	it('still hears an answer that settles it', async () => {
		const { sent } = await sending([DONE], { cancelled: (made) => made > 0 });
		expect(sent.verdict).toBe('answered');
	});
});

describe('The patience of a run', () => {
	it('counts refusals of calls side by side once, because they met the same full window', () => {
		const patience = new Patience();
		for (let round = 0; round < MAX_REFUSALS_IN_A_ROW - 1; round++) {
			const beganMs = round * 1_000;
			for (let call = 0; call < 10; call++) {
				expect(patience.lasts(beganMs + call, beganMs + 100 + call)).toBe(true);
			}
		}
		expect(patience.lasts(1_000_000, 1_000_100)).toBe(false);
	});

	it('begins anew once HubSpot lets a call in', () => {
		const patience = new Patience();
		const wait = () => patience.lasts(0, 0);
		for (let time = 1; time < MAX_REFUSALS_IN_A_ROW; time++) expect(wait()).toBe(true);
		patience.renew();
		for (let time = 1; time < MAX_REFUSALS_IN_A_ROW; time++) expect(wait()).toBe(true);
		expect(wait()).toBe(false);
	});
});
