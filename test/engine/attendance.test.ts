/** Attendance in virtual time: how many calls it takes, and what becomes of people whose answer was lost. */
import { Attempt } from '../../nodes/n8n/retries';
import { Memories } from '../../nodes/n8n/memories';
import { recordAttendance as row } from '../../nodes/HubSpotMarketingEvents/operations/recordAttendance';
import {
	ALL_SCOPES,
	DEFAULT_APP_ID,
	DEFAULT_TOKEN,
	type Fault,
	type FakeOptions,
} from '../fake-hubspot/hubspot';
import { problemOf } from './rows';
import { runJob, World } from './world';

const AT = '2027-03-01T09:00:00Z';
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

interface Person {
	n: number;
	event?: string;
	state?: string;
	at?: string;
}

const person = ({ n, event = '50001', state = 'attend', at = AT }: Person) => ({
	objectId: event,
	subscriberState: state,
	email: `p${n}@example.com`,
	interactionDateTime: at,
});

function account(options: FakeOptions = {}, events = 1) {
	const world = new World(options);
	for (const n of numbers(events)) {
		world.hubspot.seedEvent(DEFAULT_APP_ID, {
			externalEventId: `e${n + 1}`,
			objectId: String(50001 + n),
		});
	}
	const calls: string[] = [];
	world.onCall = ({ method, path }) => {
		calls.push(`${method} ${path.replace(/^.*\/2026-03/, '').replace(/\?.*$/, '')}`);
	};
	return { world, calls };
}

const count = (calls: string[], pattern: RegExp) =>
	calls.filter((each) => pattern.test(each)).length;
const POST = /^POST .*create$/;
const BREAKDOWN = /^GET .*breakdown$/;
const allDone = (outcomes: Array<{ ok: boolean }>) =>
	expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);

describe('The calls that attendance takes', () => {
	it('are one look-up for each event, and the full calls of each event and state', async () => {
		const { world, calls } = account({}, 40);
		const raw = numbers(5_000).map((n) => ({
			...person({ n, state: n % 3 ? 'attend' : 'register' }),
			objectId: undefined,
			externalEventId: `e${1 + (n % 40)}`,
			externalAccountId: 'acct-1',
		}));
		const { outcomes } = await runJob({ world, row, raw, portion: 100 });
		allDone(outcomes);
		const sizes = new Map<string, number>();
		for (const { externalEventId, subscriberState } of raw) {
			const key = externalEventId + subscriberState;
			sizes.set(key, (sizes.get(key) ?? 0) + 1);
		}
		const needed = [...sizes.values()].reduce((sum, size) => sum + Math.ceil(size / 100), 0);
		expect(count(calls, /^GET \/events\/search/)).toBe(40);
		expect(count(calls, POST)).toBe(needed);
		expect(calls).toHaveLength(40 + needed);
		expect(world.hubspot.applied.filter(({ kind }) => kind === 'attendance')).toHaveLength(5_000);
	});

	it('of a list that was recorded before are no more than the pages of who takes part beside', async () => {
		const { world, calls } = account();
		const raw = numbers(2_000).map((n) => person({ n }));
		await runJob({ world, row, raw });
		calls.length = 0;
		const { outcomes } = await runJob({ world, row, raw });
		allDone(outcomes);
		expect(count(calls, POST)).toBe(20);
		expect(count(calls, BREAKDOWN)).toBe(20);
		expect(calls).toHaveLength(40);
	});

	it('of a few people that were recorded before are one each, however many take part', async () => {
		const { world, calls } = account();
		await runJob({ world, row, raw: numbers(900).map((n) => person({ n })) });
		calls.length = 0;
		const { outcomes } = await runJob({ world, row, raw: numbers(3).map((n) => person({ n })) });
		allDone(outcomes);
		expect(calls).toHaveLength(4);
	});

	it('of more than a few are one each and one, where the list has more pages than they are', async () => {
		const { world, calls } = account();
		await runJob({ world, row, raw: numbers(900).map((n) => person({ n })) });
		calls.length = 0;
		const { outcomes } = await runJob({ world, row, raw: numbers(5).map((n) => person({ n })) });
		allDone(outcomes);
		expect(count(calls, BREAKDOWN)).toBe(1 + 5);
	});

	it('at an event that is not there are one and a look, whatever others there are', async () => {
		const { world, calls } = account();
		const raw = numbers(1_000).map((n) => person({ n, event: n % 2 ? '50001' : '404' }));
		const { outcomes } = await runJob({ world, row, raw });
		expect(outcomes.filter(({ ok }) => ok)).toHaveLength(500);
		expect(count(calls, /404/)).toBe(2);
		expect(calls).toHaveLength(5 + 2);
	});
});

describe('Attendance whose answer tells nothing', () => {
	const run = async (faults: Array<Fault | null>, many = 20, options?: FakeOptions) => {
		const { world, calls } = account(options);
		world.hubspot.faults.next(...faults);
		const raw = numbers(many).map((n) => person({ n }));
		const { outcomes } = await runJob({ world, row, raw });
		return { world, calls, outcomes, people: world.hubspot.participations('50001') };
	};
	const lost = (applied: boolean): Fault => ({ kind: 'serverError', status: 500, applied });
	const five = (fault: Fault) => Array<Fault>(5).fill(fault);

	it('and was carried out is done once a read shows so', async () => {
		const { outcomes, calls, people } = await run(five(lost(true)));
		allDone(outcomes);
		expect(people.size).toBe(20);
		expect([count(calls, POST), count(calls, BREAKDOWN)]).toEqual([5, 1]);
		expect(outcomes[0]).toMatchObject({
			result: { outcome: 'recorded', objectId: '50001', state: 'attend', email: 'p0@example.com' },
			warnings: [expect.stringMatching(/left open whether this attendance was recorded/) as string],
		});
	});

	it('and was not carried out is sent again once a read shows nothing', async () => {
		const { outcomes, calls, people } = await run(five(lost(false)));
		allDone(outcomes);
		expect(people.size).toBe(20);
		expect([count(calls, POST), count(calls, BREAKDOWN)]).toEqual([6, 1]);
	});

	it('because HubSpot answers without results, and stored nothing, is sent again', async () => {
		const { outcomes, people } = await run([{ kind: 'emptyResults' }]);
		allDone(outcomes);
		expect(people.size).toBe(20);
	});

	it('of some people is found out for these alone', async () => {
		const { outcomes, calls } = await run([{ kind: 'forgetResults', count: 2 }]);
		allDone(outcomes);
		expect([count(calls, POST), count(calls, BREAKDOWN)]).toEqual([1, 2]);
	});

	it('and never stores anything is unknown, and sending it again is called safe', async () => {
		const { world } = account();
		world.hubspot.faults.always({ kind: 'emptyResults' });
		const { outcomes } = await runJob({ world, row, raw: [person({ n: 1 })] });
		expect(problemOf(outcomes[0])).toMatchObject({
			reason: 'unaccounted',
			applied: 'maybe',
			message:
				'HubSpot accepted the batch but its answer does not mention this attendance, so it is unknown whether this attendance was recorded (HubSpot mentions neither what it knows already nor what it drops; the contact may have been merged into another one). A look-up afterwards found no such attendance. Look it up in HubSpot before relying on it; sending the same values again is safe.',
		});
	});

	it('about somebody whom HubSpot shows with another time is not told as recorded', async () => {
		const { world } = account();
		await runJob({ world, row, raw: [person({ n: 1, at: '2027-03-01T08:00:00Z' })] });
		world.hubspot.faults.always({ kind: 'emptyResults' });
		const { outcomes } = await runJob({ world, row, raw: [person({ n: 1 })] });
		expect(problemOf(outcomes[0])).toMatchObject({ applied: 'maybe' });
		expect(problemOf(outcomes[0]).message).toContain(
			'A look-up afterwards found this contact as attended since 2027-03-01T08:00:00.000Z.',
		);
	});

	it('about who registers and has attended since is done, and about who cancelled since is not', async () => {
		const { world } = account();
		const states = ['register', 'attend', 'cancel'];
		const later = '2027-03-01T10:00:00Z';
		await runJob({ world, row, raw: [1, 2].map((n) => person({ n, state: 'register' })) });
		await runJob({
			world,
			row,
			raw: [1, 2].map((n) => person({ n, state: states[n], at: later })),
		});
		const raw = [1, 2].map((n) => person({ n, state: 'register' }));
		const { outcomes } = await runJob({ world, row, raw });
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, false]);
		expect(problemOf(outcomes[1])).toMatchObject({ applied: 'maybe' });
		expect(problemOf(outcomes[1]).message).toContain(
			'A look-up afterwards found this contact as cancelled since 2027-03-01T10:00:00.000Z.',
		);
	});

	it('about somebody of an earlier call is not settled by what a list showed before', async () => {
		const { world } = account();
		const raw = numbers(5).map((n) => person({ n, state: 'register' }));
		await runJob({ world, row, raw });
		const handle = world.hubspot.handle.bind(world.hubspot);
		let posts = 0;
		world.hubspot.handle = (call) => {
			if (call.method !== 'POST' || ++posts === 1) return handle(call);
			// Somebody else cancels in between, and what is sent then is dropped.
			const [first] = world.hubspot.participations('50001').values();
			first.interactions.push({ state: 'cancel', at: Date.parse('2027-03-01T10:00:00Z') });
			return { status: 200, body: '{"status":"COMPLETE","results":[]}', headers: {} };
		};
		const again = person({ n: 0, state: 'register', at: '2027-03-01T11:00:00Z' });
		const { outcomes } = await runJob({ world, row, raw: [...raw, again] });
		expect(outcomes.map(({ ok }) => ok)).toEqual([...numbers(5).map(() => true), false]);
		expect(problemOf(outcomes[5])).toMatchObject({ applied: 'maybe' });
	});

	it('and is refused when it is sent again may be recorded all the same, for reads may lag', async () => {
		const { world } = account();
		const handle = world.hubspot.handle.bind(world.hubspot);
		const reply = (status: number, body: object) => ({
			...{ status, headers: {} },
			body: JSON.stringify(body),
		});
		let posts = 0;
		world.hubspot.handle = (call) => {
			if (call.method === 'GET') return reply(200, { total: 0, results: [] });
			if (++posts > 1) return reply(400, { category: 'VALIDATION_ERROR', message: 'not valid' });
			handle(call);
			return reply(504, {});
		};
		const { outcomes } = await runJob({ world, row, raw: [person({ n: 1 })] });
		expect(world.hubspot.participations('50001').size).toBe(1);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'rejected', applied: 'maybe' });
	});

	it('stays unknown where the credential may not read, and the message names the scope', async () => {
		const scopes = ALL_SCOPES.filter((scope) => scope !== 'crm.objects.marketing_events.read');
		const tokens = { [DEFAULT_TOKEN]: { appId: DEFAULT_APP_ID, scopes, kind: 'token' } } as const;
		const { outcomes } = await run([{ kind: 'forgetResults', count: 1 }], 20, { tokens });
		const open = outcomes.filter(({ ok }) => !ok);
		expect(open).toHaveLength(1);
		const [{ applied, message }] = open.map(problemOf);
		expect(applied).toBe('maybe');
		expect(message).toContain(
			'A look-up afterwards failed: the credential lacks the scope crm.objects.marketing_events.read',
		);
	});

	it('stays unknown where the list of who takes part does not end, but for those that it shows', async () => {
		const { world, calls } = account();
		const raw = numbers(8).map((n) => person({ n }));
		await runJob({ world, row, raw: raw.slice(0, 2) });
		const handle = world.hubspot.handle.bind(world.hubspot);
		world.hubspot.handle = (call) => {
			const answer = handle(call);
			const next = '"paging":{"next":{"after":"0"}}';
			return { ...answer, body: answer.body.replace(/^\{"total":\d+/, `{${next}`) };
		};
		world.hubspot.faults.always({ kind: 'emptyResults' });
		calls.length = 0;
		const { outcomes } = await runJob({ world, row, raw });
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, ...Array<boolean>(6).fill(false)]);
		expect(problemOf(outcomes[7]).message).toContain("HubSpot's list does not end");
		expect(count(calls, BREAKDOWN)).toBe(1 + 8);
	});

	it('stays unknown where reads are lost as well', async () => {
		const { world } = account();
		world.hubspot.faults.next({ kind: 'forgetResults', count: 6 });
		world.hubspot.readFaults.always({ kind: 'reset', applied: false });
		const raw = numbers(20).map((n) => person({ n }));
		const { outcomes } = await runJob({ world, row, raw });
		const open = outcomes.filter(({ ok }) => !ok).map(problemOf);
		expect(open).toHaveLength(6);
		for (const { message } of open) expect(message).toContain('A look-up afterwards failed:');
	});
});

describe('Item errors of attendance', () => {
	it('with the sub-category that HubSpot gives are told of the person alone', async () => {
		const { world } = account({ backwardAttendance: 'error' });
		const handle = world.hubspot.handle.bind(world.hubspot);
		// What this node refuses before it is sent, so that HubSpot's own words are seen.
		world.hubspot.handle = (call) =>
			handle({ ...call, body: call.body.replace('T11:00', 'T07:00') });
		const times = { joinedAt: AT, leftAt: '2027-03-01T11:00:00Z' };
		const raw = [person({ n: 1 }), { ...person({ n: 2 }), properties: times }];
		const { outcomes } = await runJob({ world, row, raw });
		expect(outcomes[0].ok).toBe(true);
		expect(problemOf(outcomes[1])).toMatchObject({ reason: 'rejected', applied: 'no' });
		expect(problemOf(outcomes[1]).message).toContain('joinedAt is later than leftAt');
	});

	it('that name nobody leave only those open that the answer does not mention', async () => {
		const { world } = account({ attendanceErrorContext: 'empty' });
		const raw = [...numbers(5).map((n) => person({ n })), { ...person({ n: 9 }), email: 'a@b' }];
		const { outcomes } = await runJob({ world, row, raw });
		expect(outcomes.filter(({ ok }) => ok)).toHaveLength(5);
		expect(problemOf(outcomes[5]).message).toContain('Email address a@b is invalid');
	});
});

describe('The time of a run', () => {
	const noTime = { objectId: '50001', subscriberState: 'register', email: 'ada@example.com' };

	it('is kept over the tries of a node, so that a second one is the same entry', async () => {
		const { world } = account();
		const memories = new Memories();
		world.hubspot.faults.next(...Array<Fault>(5).fill({ kind: 'reset', applied: true }));
		world.hubspot.readFaults.next(
			...Array<{ kind: 'reset'; applied: false }>(3).fill({ kind: 'reset', applied: false }),
		);
		const { now } = world.clock;
		const startMs = world.nowMs;
		for (const last of [false, true]) {
			const attempt = new Attempt(memories.begin('run', 2, now), now);
			const { outcomes } = await runJob({ world, row, raw: [noTime], attempt });
			expect(outcomes[0].ok).toBe(last);
			attempt.end(last ? [] : undefined);
			world.nowMs += 60_000;
		}
		const [{ interactions }] = [...world.hubspot.participations('50001').values()];
		expect(interactions).toEqual([{ state: 'register', at: startMs }]);
	});

	it('is not told in place of the start of the event by a try that does not send the person again', async () => {
		const { world } = account();
		const startDateTime = '2026-11-20T09:00:00.000Z';
		world.hubspot.seedEvent(DEFAULT_APP_ID, {
			externalEventId: 'e9',
			objectId: '59',
			startDateTime,
		});
		const raw = [{ ...noTime, objectId: '59', subscriberState: 'attend' }];
		const memories = new Memories();
		for (const output of [undefined, []]) {
			const attempt = new Attempt(memories.begin('run', 2, world.clock.now), world.clock.now);
			const { outcomes } = await runJob({ world, row, raw, attempt });
			expect(outcomes[0]).toMatchObject({ ok: true, result: { occurredAt: startDateTime } });
			attempt.end(output);
		}
	});

	it('is taken, too, where the start of the event cannot be read, and the person is recorded', async () => {
		const scopes = ALL_SCOPES.filter((scope) => scope !== 'crm.objects.marketing_events.read');
		const tokens = { [DEFAULT_TOKEN]: { appId: DEFAULT_APP_ID, scopes, kind: 'token' } } as const;
		const { world, calls } = account({ tokens });
		const raw = numbers(300).map((n) => ({
			...{ ...noTime, subscriberState: 'attend' },
			email: `p${n}@example.com`,
		}));
		const startMs = world.nowMs;
		const { outcomes } = await runJob({ world, row, raw });
		allDone(outcomes);
		expect(outcomes[0]).toMatchObject({
			result: { occurredAt: new Date(startMs).toISOString() },
			warnings: [expect.stringMatching(/the moment of this run/) as string],
		});
		expect(calls).toHaveLength(1 + 3);
	});
});

describe('Without the scope to read events, attendance by external IDs', () => {
	const scopes = ALL_SCOPES.filter((scope) => scope !== 'crm.objects.marketing_events.read');
	const tokens = { [DEFAULT_TOKEN]: { appId: DEFAULT_APP_ID, scopes, kind: 'token' } } as const;
	const named = (n: number, more: object = { externalAccountId: 'acct-1' }) => ({
		...person({ n }),
		objectId: undefined,
		externalEventId: `e${1 + (n % 2)}`,
		...more,
	});

	it('is sent to the paths of these IDs after one look-up that is refused, and a hint says what may be missing', async () => {
		const { world, calls } = account({ tokens }, 2);
		const { outcomes } = await runJob({ world, row, raw: numbers(250).map((n) => named(n)) });
		allDone(outcomes);
		expect(calls.filter((each) => each.startsWith('GET'))).toEqual(['GET /events/search']);
		expect(count(calls, /^POST \/attendance\/e[12]\/attend\/email-create$/)).toBe(4);
		expect(world.hubspot.participations('50002').size).toBe(125);
		expect(outcomes[0]).toMatchObject({
			result: { externalEventId: 'e1', externalAccountId: 'acct-1', outcome: 'recorded' },
			warnings: [expect.stringMatching(/^The credential may not read events, so/) as string],
		});
	});

	it('is refused where the account ID is missing or no path can hold an ID, and the message names the scope', async () => {
		const { world, calls } = account({ tokens }, 2);
		const raw = [named(1, {}), named(2), named(3, { externalAccountId: '..' })];
		const { outcomes } = await runJob({ world, row, raw });
		expect(outcomes.map(({ ok }) => ok)).toEqual([false, true, false]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'unsent', applied: 'no', status: 403 });
		expect(problemOf(outcomes[0]).message).toContain('crm.objects.marketing_events.read');
		expect(calls).toHaveLength(2);
	});

	it('that HubSpot does not answer for is unknown, and nothing else is told', async () => {
		const { world } = account({ tokens, externalAttendanceAnswer: 'nothing' }, 2);
		const { outcomes } = await runJob({ world, row, raw: [named(1)] });
		const { applied, message } = problemOf(outcomes[0]);
		expect(applied).toBe('maybe');
		expect(message).toContain('A look-up afterwards failed: the credential lacks the scope');
	});

	it('of an event that nobody has is refused, and the other events go on', async () => {
		const { world } = account({ tokens }, 1);
		const { outcomes } = await runJob({ world, row, raw: numbers(20).map((n) => named(n)) });
		expect(outcomes.map(({ ok }) => ok)).toEqual(numbers(20).map((n) => n % 2 === 0));
		expect(problemOf(outcomes[1])).toMatchObject({ reason: 'rejected', applied: 'no' });
	});
});
