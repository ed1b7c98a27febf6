/** lookup.ts: which records are read back, what a read proves, and who is written again. */
import type { Place, Result } from '../../nodes/hubspot/api';
import { LookUps, MAX_LOOK_UPS, type Way } from '../../nodes/engine/check';
import type { Call, Operation } from '../../nodes/n8n/operation';
import { failed, type Entry, type Failure, type Outcome } from '../../nodes/engine/outcome';
import type { HttpAnswer, Manner, Sent } from '../../nodes/engine/send';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/records';

const PLACE: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };
/** Before any write began. */
const START_MS = Date.UTC(2026, 10, 22);
/** How long no look-up may have got any answer. */
const SILENCE_MS = 180_000;

/** Records that are found by their id, two in a call, and hold one value. */
const ROW: Operation = {
	...batchUpdateObjects,
	repeatable: true,
	lookUp: {
		limit: 2,
		call: (inputs) => ({ method: 'POST', path: '/read', body: inputs.map(({ id }) => id) }),
		isOf: (record, { id }) => record.id === id,
		values: ({ value, more }) => ({ value: value as string, ...(more as Record<string, string>) }),
		changedAt: ({ at }) => at as number | undefined,
		absentMeansUnwritten: true,
	},
};
const ALONE: Operation = {
	...ROW,
	alone: ({ id }) => ({ method: 'PUT', path: '/alone', body: { id } }),
};

const entry = (item: number, more: object = {}): Entry => ({
	item,
	place: PLACE,
	input: { id: `r${item}`, value: 'new', ...more },
});
const record = (item: number, more: object = {}): Result => ({
	id: `r${item}`,
	value: 'new',
	...more,
});
const open = (item: number, more: Partial<Failure> = {}): Outcome =>
	failed(item, { reason: 'lost', applied: 'maybe', message: 'Nobody knows.', ...more });
const done = (item: number): Outcome => ({ item, ok: true, result: { id: '1' }, warnings: [] });

const answered = (body: unknown, status = 200): Sent => ({
	verdict: 'answered',
	maybeApplied: false,
	reply: { status, headers: {}, body },
});
const refused = (status: number, verdict: Sent['verdict'] = 'rejected'): Sent => ({
	verdict,
	maybeApplied: false,
	reply: { status, headers: {}, body: { message: 'No' } },
});
const found = (...results: unknown[]) => answered({ results });
const LOST: Sent = { verdict: 'lost', maybeApplied: true, why: 'timeout' };
const UNSENT: Sent = { verdict: 'unsent', maybeApplied: false };
const NO_RECORD = 'Nobody knows. A read afterwards shows no such record, so it was not written.';

const REPLY: HttpAnswer = { kind: 'reply', reply: { status: 200, headers: {}, body: {} } };
const NO_REPLY: HttpAnswer = { kind: 'lost', why: 'timeout' };

/** Look-ups of a run in which calls end as the script says; each entry of it may be worked out late. */
function looking(row: Operation, script: Array<Sent | (() => Sent)>, more: Partial<Way> = {}) {
	const calls: Array<{ place: Place; call: Call; manner: Manner }> = [];
	const written: number[][] = [];
	const ends: Array<[Sent, Outcome[]]> = [];
	const state = { nowMs: 0, mute: false, answer: REPLY, tookMs: 0 };
	const way: Way = {
		serverTimeOf: (ms) => ms,
		means: {
			http: async () => {
				state.nowMs += state.tookMs;
				return state.answer;
			},
			clock: {
				now: () => state.nowMs,
				sleep: async () => {},
				cancelled: () => false,
				random: () => 0,
			},
			lane: {
				enter: async () => undefined,
				room: () => 1,
				obstacle: () => undefined,
				leave: () => {},
			},
		},
		call: async (place, call, manner, { http }) => {
			const next = script[Math.min(calls.length, script.length - 1)];
			calls.push({ place, call, manner });
			await http({ method: call.method, path: call.path });
			return typeof next === 'function' ? next() : next;
		},
		write: async (_, entries) => {
			written.push(entries.map(({ item }) => item));
			return entries.map(({ item }) => done(item));
		},
		isMute: () => state.mute,
		learnEnd: (...end) => ends.push(end),
		...more,
	};
	const lookUps = new LookUps(row, way);
	const settle = async (outcomes: Outcome[], entries = outcomes.map(({ item }) => entry(item))) =>
		await lookUps.settleOpen({ place: PLACE, entries, after: [] }, outcomes, START_MS);
	return { settle, calls, written, ends, state };
}

const messageOf = (outcome: Outcome) => (outcome.ok ? undefined : outcome.failure.message);

// ---------------------------------------------------------------- what is read

describe('A look-up', () => {
	it('is not made where nothing is open: the outcomes stay as they are', async () => {
		const { settle, calls, written } = looking(ROW, [found()]);
		const outcomes = [done(0), open(1, { applied: 'no' })];
		expect(await settle(outcomes)).toBe(outcomes);
		expect(calls).toEqual([]);
		expect(written).toEqual([]);
	});

	it('asks for what is open and for nothing else, so many in a call, and each of them again when lost', async () => {
		const { settle, calls } = looking(ROW, [found(...[1, 2, 4].map((item) => record(item)))]);
		const outcomes = await settle([done(0), open(1), open(2), done(3), open(4)]);
		expect(calls.map(({ call }) => call.body)).toEqual([['r1', 'r2'], ['r4']]);
		for (const { place, manner } of calls) {
			expect(place).toBe(PLACE);
			expect(manner).toMatchObject({ repeatable: true, tries: 2 });
		}
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
	});

	it('may be repeated even where the write may not', async () => {
		const { settle, calls } = looking({ ...ROW, repeatable: false }, [found(record(0))]);
		await settle([open(0)]);
		expect(calls).toHaveLength(1);
		expect(calls[0].manner.repeatable).toBe(true);
	});

	it('that shows what was to be written settles it, with the record', async () => {
		const { settle, written } = looking(ROW, [found(record(0))]);
		const [outcome] = await settle([open(0)]);
		expect(outcome).toMatchObject({ item: 0, ok: true, result: record(0) });
		expect(written).toEqual([]);
	});

	it('is read whatever else the answer lists', async () => {
		const { settle } = looking(ROW, [found(null, 'text', [], record(0))]);
		expect(await settle([open(0)])).toMatchObject([{ ok: true, result: record(0) }]);
	});

	it('of one record alone is read as well', async () => {
		const { settle } = looking(ROW, [answered(record(0))]);
		expect(await settle([open(0)])).toMatchObject([{ ok: true, result: record(0) }]);
	});

	it('takes a value that the record does not carry for the empty one that was written', async () => {
		const emptied = (more: object) => {
			const { settle } = looking({ ...ROW, repeatable: false }, [found(record(0))]);
			return settle([open(0)], [entry(0, { more })]);
		};
		expect(await emptied({ phone: '' })).toMatchObject([{ ok: true }]);
		expect(await emptied({ phone: '1' })).toMatchObject([{ ok: false }]);
	});
});

// ---------------------------------------------------------------- what it proves

describe('A look-up that shows something else', () => {
	const OTHER =
		'Nobody knows. A read afterwards shows other values of value. Look it up in HubSpot before relying on it; sending the same values again is safe.';
	const seen = async (sent: Sent, lookUp: Partial<Operation['lookUp']> = {}) => {
		const row = { ...ROW, repeatable: false, lookUp: { ...ROW.lookUp, ...lookUp } };
		const { settle, written } = looking(row, [sent]);
		const [outcome] = await settle([open(0)]);
		expect(written).toEqual([]);
		return outcome;
	};

	it.each<[string, number | undefined, 'no' | 'maybe']>([
		['long before', START_MS - 3_600_000, 'no'],
		['just before what two clocks may differ by', START_MS - 2_001, 'no'],
		['two seconds before: clocks differ', START_MS - 2_000, 'maybe'],
		['since', START_MS + 1, 'maybe'],
		['nobody knows when', undefined, 'maybe'],
	])('in a record last changed %s', async (_, at, applied) => {
		const outcome = await seen(found(record(0, { value: 'old', at })), {
			absentMeansUnwritten: false,
		});
		expect(outcome).toMatchObject({ ok: false, failure: { reason: 'lost', applied } });
		if (applied === 'maybe') expect(messageOf(outcome)).toBe(OTHER);
		else expect(messageOf(outcome)).toMatch(/other values of value, so it was not written\.$/);
	});

	it('proves nothing while HubSpot’s clock is not known', async () => {
		const { settle } = looking(
			{ ...ROW, repeatable: false },
			[found(record(0, { value: 'old', at: 0 }))],
			{ serverTimeOf: () => NaN },
		);
		expect(await settle([open(0)])).toMatchObject([{ failure: { applied: 'maybe' } }]);
	});

	it.each<[string, Sent]>([
		['not among those found', found(record(7))],
		['not found at all', refused(404)],
	])('namely that the record is %s, proves as much as the row says', async (_, sent) => {
		const outcome = await seen(sent);
		expect(outcome).toMatchObject({ failure: { applied: 'no', message: NO_RECORD } });
		const merged = await seen(sent, { absentMeansUnwritten: false });
		expect(merged).toMatchObject({ failure: { applied: 'maybe' } });
		expect(messageOf(merged)).toContain('A read afterwards shows no such record.');
	});

	it.each<[string, Sent, string]>([
		['a refusal', refused(400), 'No (HTTP 400)'],
		['a refusal of the caller', refused(403, 'denied'), 'No (HTTP 403)'],
		['a lost answer', LOST, 'timeout'],
		['an answer that is no object', answered('<html>'), 'no reason given (HTTP 200)'],
	])('is not what %s is: that leaves it open, and says why', async (_, sent, why) => {
		const { settle, written } = looking(ROW, [sent]);
		const [outcome] = await settle([open(0)]);
		expect(outcome).toEqual(
			open(0, { message: `Nobody knows. It could not be looked up for you: ${why}.` }),
		);
		expect(written).toEqual([]);
	});
});

// ---------------------------------------------------------------- what is written again

describe('What was not written', () => {
	it('is written again in one batch, without what was, and looked up where that is open too', async () => {
		const { settle, calls, written } = looking(ROW, [found(record(1)), found(), found(record(2))], {
			write: async (place, entries) => {
				expect(place).toBe(PLACE);
				written.push(entries.map(({ item }) => item));
				return entries.map(({ item }) => (item === 2 ? open(2) : done(item)));
			},
		});
		const outcomes = await settle([open(0), open(1), open(2)]);
		expect(written).toEqual([[0, 2]]);
		expect(calls.map(({ call }) => call.body)).toEqual([['r0', 'r1'], ['r2'], ['r2']]);
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
	});

	it('is not written again where that is not safe', async () => {
		const { settle, calls, written } = looking({ ...ROW, repeatable: false }, [found()]);
		const [outcome] = await settle([open(0)]);
		expect(messageOf(outcome)).toBe(NO_RECORD);
		expect(written).toEqual([]);
		expect(calls).toHaveLength(1);
	});

	it('is not written again where no further call may go', async () => {
		const { settle, written, state } = looking(ROW, [
			() => {
				state.mute = true;
				return found();
			},
		]);
		const [outcome] = await settle([open(0)]);
		expect(messageOf(outcome)).toBe(NO_RECORD);
		expect(written).toEqual([]);
	});

	it('keeps what is known of it when the second write is not sent', async () => {
		const { settle } = looking(
			{ ...ROW, lookUp: { ...ROW.lookUp, absentMeansUnwritten: false } },
			[found()],
			{
				write: async (_, entries) =>
					entries.map(({ item }) =>
						failed(item, { reason: 'unsent', applied: 'no', message: 'Not sent: it stopped.' }),
					),
			},
		);
		const [outcome] = await settle([open(0)]);
		expect(outcome).toMatchObject({ failure: { reason: 'lost', applied: 'maybe' } });
		expect(messageOf(outcome)).toMatch(/^Nobody knows\. A read afterwards shows no such record\./);
	});

	it('says what the second write came to', async () => {
		const no: Failure = { reason: 'rejected', applied: 'no', message: 'Refused.' };
		const { settle } = looking(ROW, [found()], {
			write: async (_, entries) => entries.map(({ item }) => failed(item, no)),
		});
		expect(await settle([open(0)])).toEqual([failed(0, no)]);
	});

	it.each<[Failure['reason'], boolean, boolean]>([
		['lost', true, true],
		['lost', false, true],
		['unaccounted', true, true],
		// It hides behind a merge.
		['unaccounted', false, false],
		['rejected', true, false],
		['rejected', false, false],
	])(
		'and was %s before, absence being proof: %p, is written again: %p',
		async (reason, absentMeansUnwritten, again) => {
			const row = { ...ROW, lookUp: { ...ROW.lookUp, absentMeansUnwritten } };
			const { settle, written } = looking(row, [found()]);
			await settle([open(0, { reason })]);
			expect(written).toEqual(again ? [[0]] : []);
		},
	);

	it('and hides behind no merge, because it is there, is written again', async () => {
		const row = { ...ROW, lookUp: { ...ROW.lookUp, absentMeansUnwritten: false } };
		const { settle, written } = looking(row, [found(record(0, { value: 'old' }))]);
		await settle([open(0, { reason: 'unaccounted' })]);
		expect(written).toEqual([[0]]);
	});
});

describe('What is written again on its own', () => {
	const written = answered({ id: '9', objectId: '9' });

	it('needs a call for each, and no batch', async () => {
		const { settle, calls, written: batches, ends } = looking(ALONE, [found(), written]);
		const outcomes = await settle([open(0), open(1)]);
		expect(calls.map(({ call }) => call.path)).toEqual(['/read', '/alone', '/alone']);
		expect(calls.map(({ call }) => call.body)).toEqual([['r0', 'r1'], { id: 'r0' }, { id: 'r1' }]);
		expect(outcomes).toMatchObject([
			{ item: 0, ok: true },
			{ item: 1, ok: true },
		]);
		expect(batches).toEqual([]);
		expect(ends).toEqual([]);
	});

	it('is open again when that answer is lost, and the run is told', async () => {
		const { settle, calls, ends } = looking(ALONE, [found(), LOST, found(record(0))]);
		const [outcome] = await settle([open(0)]);
		expect(outcome).toMatchObject({ ok: true, result: record(0) });
		expect(calls.map(({ call }) => call.path)).toEqual(['/read', '/alone', '/read']);
		expect(ends).toEqual([[LOST, [expect.objectContaining({ item: 0, ok: false })]]]);
	});

	it('is refused when HubSpot refuses it, which tells nothing about the run', async () => {
		const { settle, ends } = looking(ALONE, [found(), refused(400)]);
		const [outcome] = await settle([open(0)]);
		expect(outcome).toMatchObject({ failure: { reason: 'rejected', applied: 'no', status: 400 } });
		expect(ends).toEqual([]);
	});

	it('tells the run that HubSpot takes nothing from this caller', async () => {
		const denied = refused(403, 'denied');
		const { settle, ends } = looking(ALONE, [found(), denied]);
		await settle([open(0)]);
		expect(ends).toHaveLength(1);
		expect(ends[0][0]).toBe(denied);
	});

	it.each<[string, Sent]>([
		['cannot be put into a path', { verdict: 'rejected', maybeApplied: false, why: 'No path.' }],
		['is not sent', UNSENT],
	])('keeps what is known of it when it %s', async (_, sent) => {
		const { settle, ends } = looking(ALONE, [found(), sent]);
		const [outcome] = await settle([open(0)]);
		expect(messageOf(outcome)).toBe(NO_RECORD);
		expect(ends).toEqual([]);
	});

	it('is unknown when its answer is of a kind that nobody foresaw', async () => {
		const row: Operation = {
			...ALONE,
			match: {
				...ALONE.match,
				warnings: () => {
					throw new Error('Unforeseen');
				},
			},
		};
		const { settle } = looking(row, [found(), written, LOST]);
		const [outcome] = await settle([open(0)]);
		expect(outcome).toMatchObject({
			item: 0,
			failure: { reason: 'unaccounted', applied: 'maybe' },
		});
		expect(messageOf(outcome)).toContain('of a kind this node cannot read');
	});
});

// ---------------------------------------------------------------- when it is enough

describe('No further look-up is made', () => {
	const KNOWN = [open(0)];

	it('where no further call may go: what is open stays as it is', async () => {
		const { settle, calls, state } = looking(ROW, [found(record(0))]);
		state.mute = true;
		expect(await settle(KNOWN)).toEqual(KNOWN);
		expect(calls).toEqual([]);
	});

	it('where one is no longer wanted, which says nothing of why', async () => {
		const { settle, calls } = looking(ROW, [UNSENT]);
		expect(await settle(KNOWN)).toEqual(KNOWN);
		expect(calls).toHaveLength(1);
	});

	it('after one that the caller may not make, whose reason all of them tell', async () => {
		const { settle, calls } = looking(ROW, [refused(403, 'denied'), found(record(1))]);
		await settle(KNOWN);
		const [outcome] = await settle([open(1)]);
		expect(calls).toHaveLength(1);
		expect(messageOf(outcome)).toBe(
			'Nobody knows. It could not be looked up for you: No (HTTP 403).',
		);
	});

	it('for a refusal of another kind only that once', async () => {
		const { settle, calls } = looking(ROW, [refused(400), found(record(1))]);
		await settle(KNOWN);
		expect(await settle([open(1)])).toMatchObject([{ ok: true }]);
		expect(calls).toHaveLength(2);
	});

	it.each<[string, Sent, string]>([
		['was refused', refused(400), 'Nobody knows.'],
		['got no answer', LOST, 'Nobody knows. It could not be looked up for you: timeout.'],
	])(
		'and tells no reason of an earlier one that %s but where it is theirs too',
		async (_, first, told) => {
			const { settle, state } = looking(ROW, [first]);
			await settle([open(0)]);
			state.mute = true;
			const [outcome] = await settle([open(1)]);
			expect(messageOf(outcome)).toBe(told);
		},
	);

	it('and tells no reason that has passed since', async () => {
		const { settle, state } = looking(ROW, [LOST, found(record(1))]);
		await settle([open(0)]);
		expect(await settle([open(1)])).toMatchObject([{ ok: true }]);
		state.mute = true;
		const [outcome] = await settle([open(2)]);
		expect(messageOf(outcome)).toBe('Nobody knows.');
	});

	it('after more than anyone would wait for', async () => {
		const one = { ...ROW, repeatable: false, lookUp: { ...ROW.lookUp, limit: 1 } };
		const { settle, calls } = looking(one, [found()]);
		const outcomes = await settle(
			Array.from({ length: MAX_LOOK_UPS + 1 }, (_, item) => open(item)),
		);
		expect(calls).toHaveLength(MAX_LOOK_UPS);
		expect(messageOf(outcomes[MAX_LOOK_UPS - 1])).toBe(NO_RECORD);
		expect(outcomes[MAX_LOOK_UPS]).toEqual(open(MAX_LOOK_UPS));
	});

	it('once none got an answer for three minutes, from when the first of them went', async () => {
		const { settle, calls, state } = looking(ROW, [LOST]);
		state.answer = NO_REPLY;
		state.tookMs = 60_000;
		await settle(KNOWN);
		state.tookMs = 0;
		state.nowMs = SILENCE_MS - 1;
		await settle(KNOWN);
		expect(calls).toHaveLength(2);
		const { hopeless } = calls[1].manner;
		expect(hopeless?.()).toBe(false);
		state.nowMs = SILENCE_MS;
		expect(hopeless?.()).toBe(true);
		await settle(KNOWN);
		expect(calls).toHaveLength(2);
	});

	it('yet an answer, whatever it says, ends the silence', async () => {
		const { settle, calls, state } = looking(ROW, [LOST, refused(400), LOST]);
		state.answer = NO_REPLY;
		await settle(KNOWN);
		state.answer = REPLY;
		state.nowMs = 100_000;
		await settle(KNOWN);
		state.nowMs = SILENCE_MS;
		state.answer = NO_REPLY;
		await settle(KNOWN);
		expect(calls).toHaveLength(3);
		state.nowMs = 2 * SILENCE_MS - 1;
		await settle(KNOWN);
		expect(calls).toHaveLength(4);
		state.nowMs = 2 * SILENCE_MS;
		await settle(KNOWN);
		expect(calls).toHaveLength(4);
	});

	it('while one is on its way and the run is muted', async () => {
		const { settle, calls, state } = looking(ROW, [found(record(0))]);
		await settle(KNOWN);
		const { hopeless } = calls[0].manner;
		expect(hopeless?.()).toBe(false);
		state.mute = true;
		expect(hopeless?.()).toBe(true);
	});
});
