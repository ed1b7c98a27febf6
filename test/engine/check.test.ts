/** check.ts: which records are read back, what a read proves, and who is written again. */
import { Caller, MAX_CHECKS } from '../../nodes/engine/caller';
import { settleOpen } from '../../nodes/engine/check';
import type { HttpAnswer } from '../../nodes/engine/means';
import { failed, unsent, type Entry, type Failure, type Outcome } from '../../nodes/engine/outcome';
import type { Endpoint, Place } from '../../nodes/hubspot/endpoint';
import type { Check, Write } from '../../nodes/hubspot/effect';
import { parseError } from '../../nodes/hubspot/errors';
import { parseOne, type Result } from '../../nodes/hubspot/replies';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { tell } from '../../nodes/n8n/present';
import { LOST, reply, scripted, writeOf, writing } from './rows';

const PLACE: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };
/** How long no check may have got any answer. */
const SILENCE_MS = 180_000;

const { match } = writeOf(batchUpdateObjects).send;

const READ: Endpoint = {
	family: 'objects',
	method: 'POST',
	path: '/read',
	limit: 2,
	body: (_, inputs) => inputs.map(({ id }) => id),
	match,
};

/** Records that are found by their id, two in a call, and hold one value. */
const EFFECT: Write = {
	...writeOf(batchUpdateObjects),
	alone: undefined,
	warnings: undefined,
	check: {
		read: READ,
		isOf: (record, { id }) => record.id === id,
		values: ({ value, more }) => ({ value: value as string, ...(more as Record<string, string>) }),
		changedAt: ({ at }) => at as number | undefined,
		absent: 'undone',
	},
};
const checkedBy = (effect: Write, change: Partial<Check<Record<string, unknown>>>): Write => ({
	...effect,
	check: { ...(effect.check as NonNullable<Write['check']>), ...change },
});
/** A second write would make a second record. */
const ONCE: Write = { ...EFFECT, again: 'duplicates' };
const ALONE: Write = {
	...EFFECT,
	alone: {
		...READ,
		method: 'PUT',
		path: '/alone',
		limit: 1,
		element: ({ id }) => ({ id }),
		body: (elements) => elements[0] as object,
		answer: parseOne,
		match: { ...match, resultKey: (_, input) => match.key(input) },
	} as Endpoint,
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
	failed(item, {
		reason: 'lost',
		applied: 'maybe',
		event: { kind: 'lost', refusal: { error: { context: {}, errors: [] }, why: 'timeout' } },
		...more,
	});
/** A 2xx did not mention it. */
const silent = (item: number) =>
	open(item, { reason: 'unaccounted', event: { kind: 'unmentioned', orphans: [] } });
const done = (item: number): Outcome => ({ item, ok: true, result: { id: '1' }, notes: [] });

const refused = (status: number) => reply({ message: 'No' }, status);
const NOT_FOUND = { message: 'No', category: 'OBJECT_NOT_FOUND' };
/** The answer of a read that finds these records, and says of all others that they are not there. */
const found = (...results: unknown[]) => {
	const names = Array.from({ length: 10 }, (_, item) => `r${item}`);
	const shown = results.map((record) => (record as { id?: unknown } | null)?.id);
	const ids = names.filter((name) => !shown.includes(name));
	return reply({ results, errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids } }] });
};

const LOOK_IT_UP =
	'Look it up in HubSpot before relying on it; sending the same values again is safe.';
const OPEN =
	'HubSpot gave no usable answer (timeout), so it is unknown whether this record was written.';
const NOTHING_THERE =
	'HubSpot gave no usable answer (timeout). A look-up afterwards found no contact with the ID r0, and this operation never creates contacts: nothing was written';
const NO_RECORD = `${NOTHING_THERE}. Check the ID.`;
const NO_RECORD_NOW = `${NOTHING_THERE}, unless the contact was merged or archived at that very moment. Check the ID.`;

type Script = Parameters<typeof scripted>;

/** Checks of a run in which tries end as the script says. */
function checking(
	effect: Write,
	script: Script,
	write?: (place: Place, entries: Entry[]) => Outcome[],
) {
	const { means, requests, superfluous, state } = scripted(...script);
	const caller = new Caller(means);
	const ends = jest.spyOn(caller, 'learnEnd');
	const written: number[][] = [];
	const broken: Error[] = [];
	const startMs = state.nowMs;
	const settle = async (outcomes: Outcome[], entries = outcomes.map(({ item }) => entry(item))) =>
		await settleOpen(
			{
				effect,
				caller,
				write: async (place, again) => {
					written.push(again.map(({ item }) => item));
					return write ? write(place, again) : again.map(({ item }) => done(item));
				},
				onBroken: (error) => broken.push(error),
			},
			{ place: PLACE, entries, after: [] },
			outcomes,
			() => startMs,
		);
	const mute = () => caller.learnEnd({ verdict: 'cancelled', maybeApplied: false });
	const bodies = () => requests.map(({ body }) => body);
	const paths = () => requests.map(({ path }) => path.split('/').pop());
	return {
		settle,
		requests,
		bodies,
		paths,
		superfluous,
		written,
		ends,
		broken,
		state,
		mute,
		caller,
	};
}

const ROW = writing(batchUpdateObjects, EFFECT);
const messageOf = (outcome: Outcome, effect: Write = EFFECT) => {
	const told = tell(writing(ROW, effect), outcome);
	return told.ok ? undefined : told.failure.message;
};

// ---------------------------------------------------------------- what is read

describe('A check', () => {
	it('is not made where nothing is open: the outcomes stay as they are', async () => {
		const { settle, requests, written } = checking(EFFECT, [found()]);
		const outcomes = [done(0), open(1, { applied: 'no' })];
		expect(await settle(outcomes)).toBe(outcomes);
		expect(requests).toEqual([]);
		expect(written).toEqual([]);
	});

	it('is not made where an operation has none: what is open stays open', async () => {
		const { settle, requests, written } = checking({ ...EFFECT, check: undefined }, [found()]);
		const outcomes = [open(0)];
		expect(await settle(outcomes)).toBe(outcomes);
		expect(requests).toEqual([]);
		expect(written).toEqual([]);
	});

	it('asks for what is open and for nothing else, so many in a call, and each of them again when lost', async () => {
		const all = [1, 2, 4].map((item) => record(item));
		const { settle, requests, bodies } = checking(EFFECT, [LOST, LOST, found(...all)]);
		const outcomes = await settle([done(0), open(1), open(2), done(3), open(4)]);
		expect(bodies()).toEqual([['r1', 'r2'], ['r4'], ['r1', 'r2'], ['r4']]);
		for (const { path } of requests) expect(path).toBe('/crm/objects/2026-03/read');
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
	});

	it('is made twice and no more', async () => {
		const { settle, requests } = checking(ONCE, [LOST]);
		await settle([open(0)]);
		expect(requests).toHaveLength(2);
	});

	it('may be repeated even where the write may not', async () => {
		const { settle, requests } = checking(ONCE, [LOST, found(record(0))]);
		expect(await settle([open(0)])).toMatchObject([{ ok: true }]);
		expect(requests).toHaveLength(2);
	});

	it('that shows what was to be written settles it, with the record', async () => {
		const { settle, written } = checking(EFFECT, [found(record(0))]);
		const [outcome] = await settle([open(0)]);
		expect(outcome).toMatchObject({ item: 0, ok: true, result: record(0) });
		expect(outcome).toMatchObject({ notes: [{ kind: 'found' }] });
		expect(written).toEqual([]);
	});

	it('is read whatever else the answer lists', async () => {
		const { settle } = checking(EFFECT, [found(null, 'text', [], record(0))]);
		expect(await settle([open(0)])).toMatchObject([{ ok: true, result: record(0) }]);
	});

	it('of one record alone is read as well', async () => {
		const effect = checkedBy(EFFECT, { read: { ...READ, answer: parseOne } });
		const { settle } = checking(effect, [reply(record(0))]);
		expect(await settle([open(0)])).toMatchObject([{ ok: true, result: record(0) }]);
	});

	it('of one record alone that shows no record leaves it open: it is some other answer', async () => {
		const effect = checkedBy(ONCE, {
			read: { ...READ, answer: parseOne },
			isOf: () => true,
		});
		const { settle } = checking(effect, [reply({ status: 'error', message: 'Down' })]);
		expect(await settle([open(0)])).toMatchObject([
			{ failure: { applied: 'maybe', seen: { kind: 'unread' } } },
		]);
	});

	it('takes a value that the record does not carry for the empty one that was written', async () => {
		const emptied = async (more: object) => {
			const { settle } = checking(ONCE, [found(record(0))]);
			return await settle([open(0)], [entry(0, { more })]);
		};
		expect(await emptied({ phone: '' })).toMatchObject([{ ok: true }]);
		expect(await emptied({ phone: '1' })).toMatchObject([{ ok: false }]);
	});

	it('that finds the record is enough where an operation compares no values', async () => {
		const effect = checkedBy(ONCE, { values: undefined });
		const { settle } = checking(effect, [found(record(0, { value: 'old' }))]);
		expect(await settle([open(0)])).toMatchObject([{ ok: true }]);
	});
});

// ---------------------------------------------------------------- what it proves

describe('A check that shows something else', () => {
	const OTHER = `${OPEN} A look-up afterwards found other values of value. Look for it in HubSpot before you send it again: if it is there, sending it again makes a second one.`;
	const seen = async (
		answer: HttpAnswer,
		change: Partial<Check<Record<string, unknown>>> = {},
		tellsTime = true,
	) => {
		const { settle, written, state } = checking(checkedBy(ONCE, change), [answer]);
		state.tellsTime = tellsTime;
		const [outcome] = await settle([open(0)]);
		expect(written).toEqual([]);
		return outcome;
	};
	const START_MS = scripted(LOST).state.nowMs;

	it.each<[string, number | undefined, 'no' | 'maybe']>([
		['long before', START_MS - 3_600_000, 'no'],
		['just before what two clocks may differ by', START_MS - 2_001, 'no'],
		['two seconds before: clocks differ', START_MS - 2_000, 'maybe'],
		['since', START_MS + 1, 'maybe'],
		['nobody knows when', undefined, 'maybe'],
	])('in a record last changed %s', async (_, at, applied) => {
		const outcome = await seen(found(record(0, { value: 'old', at })), { absent: 'unclear' });
		expect(outcome).toMatchObject({ ok: false, failure: { reason: 'lost', applied } });
		if (applied === 'maybe') expect(messageOf(outcome, ONCE)).toBe(OTHER);
		else
			expect(messageOf(outcome)).toMatch(
				/other values of value, so it was not written\. Send it again later\.$/,
			);
	});

	it('proves nothing while HubSpot’s clock is not known', async () => {
		const old = found(record(0, { value: 'old', at: 0 }));
		expect(await seen(old)).toMatchObject({ failure: { applied: 'no' } });
		expect(await seen(old, {}, false)).toMatchObject({ failure: { applied: 'maybe' } });
	});

	it.each<[string, HttpAnswer]>([
		['not among those found', found(record(7))],
		['not found at all', reply({ ...NOT_FOUND, context: { ids: ['r0'] } }, 404)],
	])('namely that the record is %s, proves as much as the row says', async (_, answer) => {
		const outcome = await seen(answer);
		expect(outcome).toMatchObject({ failure: { applied: 'no' } });
		expect(messageOf(outcome)).toBe(NO_RECORD);
		const merged = await seen(answer, { absent: 'unclear' });
		expect(merged).toMatchObject({ failure: { applied: 'maybe' } });
		expect(messageOf(merged)).toBe(NO_RECORD_NOW);
		expect(await seen(answer, { absent: 'done' })).toMatchObject({
			ok: true,
			result: { id: 'r0', value: 'new' },
			notes: [],
		});
	});

	it('namely the record that was to go, says that it is still there', async () => {
		const there = { absent: 'done', values: undefined } as const;
		const changed = await seen(found(record(0, { at: START_MS })), there);
		expect(changed).toMatchObject({
			ok: false,
			failure: { applied: 'maybe', seen: { kind: 'differs', names: [] } },
		});
		expect(messageOf(changed, { ...EFFECT, verb: 'archived' })).toContain(
			'A look-up afterwards found it still there. Look it up',
		);
		expect(await seen(found(record(0, { at: 0 })), there)).toMatchObject({
			failure: { applied: 'no' },
		});
	});

	it.each<[string, HttpAnswer, string]>([
		['a refusal', refused(400), '“No” (HTTP 400)'],
		['a refusal of the caller', refused(403), '“No” (HTTP 403)'],
		['a lost answer', LOST, 'timeout'],
		['an answer that is no object', reply('<html>'), 'no reason given (HTTP 200)'],
		['a 404 of a gateway', reply('<html>', 404), 'no reason given (HTTP 404)'],
		['a 404 of the address', reply(NOT_FOUND, 404), '“No” (OBJECT_NOT_FOUND, HTTP 404)'],
	])('is not what %s is: that leaves it open, and says why', async (_, answer, why) => {
		const { settle, written } = checking(EFFECT, [answer]);
		const [outcome] = await settle([open(0)]);
		expect(outcome).toMatchObject({ failure: { reason: 'lost', applied: 'maybe' } });
		expect(messageOf(outcome)).toBe(`${OPEN} ${LOOK_IT_UP} A look-up afterwards failed: ${why}.`);
		expect(written).toEqual([]);
	});
});

// ---------------------------------------------------------------- what was refused after a loss

describe('A refusal after a lost try', () => {
	const START_MS = scripted(LOST).state.nowMs;
	const INVALID = { message: 'No', category: 'VALIDATION_ERROR' };
	const GONE = { message: 'Gone', category: 'OBJECT_NOT_FOUND' };
	const TAKEN = {
		...INVALID,
		message:
			'Cannot set PropertyValueCoordinates{propertyName=code, value=1} on 5. 9 already has it.',
	};
	/** Refused by name, or as a whole with this status, after a try whose answer was lost. */
	const refusedAfterLoss = (error: object, status?: number) => {
		const parsed = parseError(error);
		const refusal = { status, error: parsed };
		return open(0, {
			reason: 'rejected',
			lostBefore: true,
			event: status
				? { kind: 'refusedWhole', refusal, among: false }
				: { kind: 'refused', input: { id: 'r0' }, error: parsed, alsoListed: false },
		});
	};
	const OTHER = found(record(0, { value: 'theirs', at: START_MS - 60_000 }));
	const CHANGED_SINCE = found(record(0, { value: 'theirs', at: START_MS + 1 }));
	const settled = async (before: Outcome, answer: HttpAnswer, absent: 'undone' | 'unclear') => {
		const { settle, written } = checking(checkedBy(EFFECT, { absent }), [answer]);
		const [outcome] = await settle([before]);
		expect(written).toEqual([]);
		return outcome;
	};

	it.each<[string, Outcome]>([
		['values that are not valid', refusedAfterLoss(INVALID)],
		['values that are not valid, of the whole call', refusedAfterLoss(INVALID, 400)],
		['an invalid call, in the older dialect', refusedAfterLoss({ errorType: 'INVALID' }, 400)],
	])('for %s is a refusal where a read shows values from before, or nothing', async (_, before) => {
		for (const absent of ['undone', 'unclear'] as const) {
			for (const answer of [OTHER, found()]) {
				const outcome = await settled(before, answer, absent);
				expect(outcome).toMatchObject({ failure: { reason: 'rejected', applied: 'no' } });
				expect(messageOf(outcome)).toMatch(/^HubSpot refused .*, so it was not written\.$/);
				expect(messageOf(outcome)).not.toContain('may have been');
			}
		}
	});

	it('stays open where somebody has written since: that may be the lost try, which made the repeat invalid', async () => {
		expect(await settled(refusedAfterLoss(INVALID), CHANGED_SINCE, 'undone')).toMatchObject({
			failure: { applied: 'maybe' },
		});
	});

	it('stays open where the refusal may be about another record of the call, or is a gateway’s', async () => {
		const among = refusedAfterLoss(INVALID, 400);
		if (!among.ok) among.failure.event = { ...among.failure.event, among: true } as never;
		for (const before of [among, refusedAfterLoss({}, 400)]) {
			expect(await settled(before, CHANGED_SINCE, 'undone')).toMatchObject({
				failure: { applied: 'maybe' },
			});
		}
	});

	it.each<[string, Outcome]>([
		['a conflict', refusedAfterLoss({ message: 'No', category: 'CONFLICT' }, 409)],
		['a conflict, by name', refusedAfterLoss({ message: 'No', category: 'CONFLICT' })],
		[
			'a conflict in the older dialect',
			refusedAfterLoss({ errorType: 'UNIQUE_VALUE_CONFLICT' }, 400),
		],
		['a value that another record has', refusedAfterLoss(TAKEN, 400)],
		[
			'a value that another record has, told within',
			refusedAfterLoss({ ...INVALID, errors: [{ message: TAKEN.message }] }),
		],
		['a reason that is not known', refusedAfterLoss({ message: 'No', category: 'ODD' })],
		[
			'invalid values, though it is listed as written',
			open(0, {
				reason: 'rejected',
				event: {
					kind: 'refused',
					input: { id: 'r0' },
					error: parseError(INVALID),
					alsoListed: true,
				},
			}),
		],
	])(
		'for %s stays open where a read shows values that somebody has written since',
		async (_, before) => {
			expect(await settled(before, CHANGED_SINCE, 'undone')).toMatchObject({
				failure: { applied: 'maybe' },
			});
		},
	);

	it('for a conflict is no refusal where a read shows the values: the lost try wrote them', async () => {
		const before = refusedAfterLoss({ message: 'No', category: 'CONFLICT' }, 409);
		expect(await settled(before, found(record(0)), 'undone')).toMatchObject({ ok: true });
	});

	it('for a record that does not exist is a refusal where a read shows none either', async () => {
		for (const absent of ['undone', 'unclear'] as const) {
			for (const before of [refusedAfterLoss(GONE), refusedAfterLoss(GONE, 404)]) {
				const outcome = await settled(before, found(), absent);
				expect(outcome).toMatchObject({ failure: { reason: 'rejected', applied: 'no' } });
				expect(messageOf(outcome)).toMatch(/^No record has the ID r0|Gone/);
			}
		}
	});

	it('for a record that does not exist stays open where a read finds one: the lost try may have renamed it', async () => {
		const outcome = await settled(refusedAfterLoss(GONE), CHANGED_SINCE, 'unclear');
		expect(outcome).toMatchObject({ failure: { applied: 'maybe' } });
	});

	it('is not told from a read that says nothing of the record', async () => {
		const before = refusedAfterLoss(GONE);
		expect(await settled(before, reply({ results: [] }), 'unclear')).toMatchObject({
			failure: { applied: 'maybe' },
		});
	});

	it('of what was to go is done where a read does not find it', async () => {
		const gone = checkedBy(EFFECT, { absent: 'done', values: undefined });
		const { settle } = checking(gone, [found()]);
		expect(await settle([refusedAfterLoss(GONE)])).toMatchObject([{ ok: true }]);
	});
});

// ---------------------------------------------------------------- by which name

describe('A write that changes the key of its record', () => {
	const byName = (name: 'old' | 'new') => ({
		...READ,
		path: `/${name}`,
		body: (_: unknown, inputs: object[]) => inputs.map((each) => (each as Given)[name]),
	});
	type Given = { old?: string; new?: string };
	const effect = checkedBy(EFFECT, {
		read: byName('new'),
		isOf: (record, { new: name }) => record.name === name,
		before: {
			isNeeded: ({ old }) => old !== undefined,
			read: byName('old'),
			isOf: (record, { old }) => record.name === old,
		},
		absent: 'undone',
	});
	const change = entry(0, { old: 'a', new: 'b' });
	const gone = (...ids: string[]) =>
		reply({ results: [], errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids } }] });
	const held = (name: string, more: object = {}) =>
		reply({ results: [{ id: name, name, value: 'new', ...more }] });
	const settled = async (...script: HttpAnswer[]) => {
		const { settle, requests, written } = checking({ ...effect, again: 'duplicates' }, script);
		const [outcome] = await settle([open(0)], [change]);
		expect(written).toEqual([]);
		return { outcome, paths: requests.map(({ path }) => path.split('/').pop()) };
	};

	it('is looked up by both, and done where only the new one finds it', async () => {
		const { outcome, paths } = await settled(held('b'), gone('a'));
		expect(paths).toEqual(['new', 'old']);
		expect(outcome).toMatchObject({ ok: true, result: { id: 'b' } });
	});

	it('is not done where the old one still finds it: another record may have the new key', async () => {
		const at = scripted(LOST).state.nowMs - 3_600_000;
		const { outcome } = await settled(held('b'), held('a', { value: 'old', at }));
		expect(outcome).toMatchObject({
			ok: false,
			failure: { applied: 'no', seen: { kind: 'differs', names: ['value'] } },
		});
	});

	it('is missing only where neither finds it', async () => {
		expect((await settled(gone('b'), gone('a'))).outcome).toMatchObject({
			failure: { applied: 'no', seen: { kind: 'absent' } },
		});
		expect((await settled(gone('b'), reply({ results: [] }))).outcome).toEqual(open(0));
	});

	it('stays open where one of the two reads gets no answer', async () => {
		for (const script of [
			[held('b'), refused(400)],
			[refused(400), gone('a')],
		]) {
			expect((await settled(...script)).outcome).toMatchObject({
				failure: { applied: 'maybe', seen: { kind: 'unread' } },
			});
		}
	});

	it('costs no second read where the key stays', async () => {
		const { settle, requests } = checking(effect, [held('b')]);
		expect(await settle([open(0)], [entry(0, { new: 'b' })])).toMatchObject([{ ok: true }]);
		expect(requests).toHaveLength(1);
	});
});

describe('A record that is found by another name', () => {
	const START_MS = scripted(LOST).state.nowMs;
	const effect = checkedBy(EFFECT, {
		isOf: (record, { id }) => record.id === id || record.once === id,
	});
	const held = (more: object) => found({ id: 'r7', once: 'r0', ...more });

	it('is done where it holds what was sent', async () => {
		const { settle } = checking(effect, [held({ value: 'new' })]);
		expect(await settle([open(0)])).toMatchObject([{ ok: true, result: { id: 'r7' } }]);
	});

	it('is not written again where somebody wrote since: a later item may have, by its other name', async () => {
		const { settle, written } = checking(effect, [held({ value: 'theirs', at: START_MS + 1 })]);
		expect(await settle([open(0)])).toMatchObject([{ failure: { applied: 'maybe' } }]);
		expect(written).toEqual([]);
	});

	it('is written again where nobody did', async () => {
		const at = START_MS - 3_600_000;
		const { settle, written } = checking(effect, [held({ value: 'old', at })]);
		await settle([open(0)]);
		expect(written).toEqual([[0]]);
	});
});

describe('A record that no path can name', () => {
	const effect = checkedBy(ONCE, {
		detour: {
			isNeeded: ({ id }) => id === 'r0',
			ask: { ...READ, limit: 1, path: '/search' },
			rename: ([found], input) => (found ? { ...input, id: found.other } : undefined),
			read: { ...READ, limit: 1, path: '/other' },
		},
	});

	it('is looked up under the name that a search finds', async () => {
		const { settle, bodies, paths } = checking(effect, [
			reply({ results: [{ other: 'x' }] }),
			reply({ results: [{ id: 'x', value: 'new' }] }),
		]);
		expect(await settle([open(0)])).toMatchObject([{ ok: true, result: { id: 'x' } }]);
		expect(paths()).toEqual(['search', 'other']);
		expect(bodies()).toEqual([['r0'], ['x']]);
	});

	it('stays as it is where the search finds nothing: it may lag behind', async () => {
		const { settle } = checking(effect, [reply({ results: [] })]);
		expect(await settle([open(0)])).toEqual([open(0)]);
	});

	it('says why where the search gets no answer', async () => {
		const { settle } = checking(effect, [refused(400)]);
		const [outcome] = await settle([open(0)]);
		expect(messageOf(outcome, ONCE)).toContain('A look-up afterwards failed: “No” (HTTP 400).');
	});

	it('costs the others nothing', async () => {
		const { settle, paths } = checking(effect, [found(record(1))]);
		expect(await settle([open(1)])).toMatchObject([{ ok: true }]);
		expect(paths()).toEqual(['read']);
	});
});

describe('What a read shows only so that the record is recognised', () => {
	it('is not in the result', async () => {
		const effect = checkedBy(EFFECT, { shown: ({ id, value }) => ({ id, value }) });
		const { settle } = checking(effect, [found(record(0, { helper: 'x' }))]);
		expect(await settle([open(0)])).toMatchObject([{ ok: true }]);
		const { settle: again } = checking(effect, [found(record(0, { helper: 'x' }))]);
		expect((await again([open(0)]))[0]).toHaveProperty('result', {
			...record(0),
			outcome: 'updated',
		});
	});
});

describe('A value that HubSpot holds in another form', () => {
	it.each([
		['E-mail', 'Ada@X.co', 'ada@x.co'],
		['phone', '+49 (30) 123456', '+4930123456'],
		['options', 'b;a', 'a;b'],
		['added options', ';c', 'a;b;c'],
		['moment', '2027-03-01T10:00:00+01:00', '2027-03-01T09:00:00Z'],
	])('is what was written (%s)', async (_, value, held) => {
		const { settle } = checking(ONCE, [found(record(0, { value: held }))]);
		expect(await settle([open(0)], [entry(0, { value })])).toMatchObject([{ ok: true }]);
	});

	it('is not where an option that was to be added is missing', async () => {
		const { settle } = checking(ONCE, [found(record(0, { value: 'a;b' }))]);
		expect(await settle([open(0)], [entry(0, { value: ';c' })])).toMatchObject([
			{ failure: { seen: { kind: 'differs', names: ['value'] } } },
		]);
	});
});

// ---------------------------------------------------------------- what is written again

describe('What was to go', () => {
	const gone = (more: Partial<Write> = {}) => ({
		...checkedBy(EFFECT, { absent: 'done', values: undefined }),
		...more,
	});

	it('and was answered with silence is asked for again in one batch, and read back only where that is open too', async () => {
		const { settle, requests, written } = checking(gone(), [found()]);
		const outcomes = await settle([silent(0), done(1), silent(2)]);
		expect(written).toEqual([[0, 2]]);
		expect(requests).toEqual([]);
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
	});

	it('and is not found when it is asked for again is gone', async () => {
		const error = parseError({ category: 'OBJECT_NOT_FOUND', message: 'Gone' });
		const notFound = (entry: Entry) =>
			failed(entry.item, {
				reason: 'rejected',
				applied: 'no',
				event: { kind: 'refused', input: entry.input, error, alsoListed: false },
			});
		const { settle } = checking(gone(), [found()], (_, entries) => entries.map(notFound));
		expect(await settle([silent(0)])).toMatchObject([{ item: 0, ok: true, notes: [] }]);
	});

	it('and was lost is read back first: HubSpot may not take it again either', async () => {
		const { settle, requests, written } = checking(gone(), [found()]);
		expect((await settle([open(0)])).map(({ ok }) => ok)).toEqual([true]);
		expect(written).toEqual([]);
		expect(requests).toHaveLength(1);
	});
});

describe('A 404 on a read whose path names the record', () => {
	const read = { ...READ, limit: 1, path: '/{id}', parameters: () => ({ id: 'r0' }) };
	const gone = checkedBy(ONCE, { read, absent: 'done' });

	it('says in HubSpot’s own words that the record is not there', async () => {
		const { settle } = checking(gone, [reply(NOT_FOUND, 404)]);
		expect(await settle([open(0)])).toMatchObject([{ ok: true }]);
	});

	it.each<[string, unknown]>([
		['a page of a gateway', '<html>'],
		['nothing', ''],
		['another reason', { message: 'resource not found' }],
	])('says nothing of the record where it holds %s', async (_, body) => {
		const { settle } = checking(gone, [reply(body, 404)]);
		expect(await settle([open(0)])).toMatchObject([
			{ failure: { applied: 'maybe', seen: { kind: 'unread' } } },
		]);
	});
});

describe('Silence about a record', () => {
	const showing = (...results: object[]) => reply({ results });

	it('is no proof that it is not there, where others are missing from the answer too', async () => {
		const { settle, written } = checking(EFFECT, [showing()]);
		const before = [open(0), open(1)];
		expect(await settle(before)).toEqual(before);
		expect(written).toEqual([]);
	});

	it('is none either where the answer names another one that is not there', async () => {
		const context = { ids: ['r1'] };
		const answer = reply({ results: [], errors: [{ category: 'OBJECT_NOT_FOUND', context }] });
		const { settle, written } = checking(EFFECT, [answer, found(record(1))]);
		const [first, second] = await settle([open(0), open(1)]);
		expect(first).toEqual(open(0));
		expect(written).toEqual([[1]]);
		expect(second.ok).toBe(true);
	});

	it('proves it where the answer accounts for everybody else by count', async () => {
		const context = { ids: ['r1', 'somebody else'] };
		const answer = reply({
			results: [record(2)],
			errors: [{ category: 'OBJECT_NOT_FOUND', context }],
		});
		const { settle, written } = checking(EFFECT, [answer, found()]);
		await settle([open(0), open(1), open(2)]);
		expect(written.flat()).toContain(1);
	});

	it('is no proof where a record that nobody asked for is shown: it may be this one, merged or found by a second address', async () => {
		const { settle, written } = checking(EFFECT, [showing(record(1), record(7))]);
		const [first, second] = await settle([open(0), open(1)]);
		expect(first).toEqual(open(0));
		expect(second.ok).toBe(true);
		expect(written).toEqual([]);
	});

	it('is no proof where another record is both shown and said not to be there', async () => {
		const context = { ids: ['r1'] };
		const answer = reply({ results: [record(1)], errors: [{ ...NOT_FOUND, context }] });
		const { settle, written } = checking(EFFECT, [answer]);
		expect((await settle([open(0), open(1)]))[0]).toEqual(open(0));
		expect(written).toEqual([]);
	});

	it('is proof where the only record asked for is said not to be there, in whatever spelling', async () => {
		const answer = reply({ results: [], errors: [{ ...NOT_FOUND, context: {} }] }, 207);
		const { settle } = checking(checkedBy(ONCE, {}), [answer]);
		expect(await settle([open(0)])).toMatchObject([{ failure: { applied: 'no' } }]);
	});

	it('of an archive never means that the record is gone', async () => {
		const gone = checkedBy(EFFECT, { absent: 'done', values: undefined });
		const { settle } = checking(gone, [showing()]);
		expect((await settle([open(0), open(1)])).map(({ ok }) => ok)).toEqual([false, false]);
		const named = checking(gone, [found()]);
		expect((await named.settle([open(0), open(1)])).map(({ ok }) => ok)).toEqual([true, true]);
	});
});

describe('What was not written', () => {
	it('is written again in one batch, without what was, and checked where that is open too', async () => {
		const { settle, bodies, written } = checking(
			EFFECT,
			[found(record(1)), found(), found(record(2))],
			(place, entries) => {
				expect(place).toBe(PLACE);
				return entries.map(({ item }) => (item === 2 ? open(2) : done(item)));
			},
		);
		const outcomes = await settle([open(0), open(1), open(2)]);
		expect(written).toEqual([[0, 2]]);
		expect(bodies()).toEqual([['r0', 'r1'], ['r2'], ['r2']]);
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
	});

	it.each<Write['again']>(['duplicates', 'conflicts'])(
		'is not written again where that %s',
		async (again) => {
			const effect = { ...EFFECT, again };
			const { settle, requests, written } = checking(effect, [found()]);
			const [outcome] = await settle([open(0)]);
			expect(messageOf(outcome)).toBe(NO_RECORD);
			expect(written).toEqual([]);
			expect(requests).toHaveLength(1);
		},
	);

	it('is not written again where no further call may go', async () => {
		const { settle, written, mute } = checking(EFFECT, [
			() => {
				mute();
				return found();
			},
		]);
		const [outcome] = await settle([open(0)]);
		expect(messageOf(outcome)).toBe(NO_RECORD);
		expect(written).toEqual([]);
	});

	it('keeps what is known of it when the second write is not sent', async () => {
		const { settle } = checking(checkedBy(EFFECT, { absent: 'unclear' }), [found()], (_, entries) =>
			entries.map(({ item }) => unsent(item, { kind: 'stopOnFailure' })),
		);
		const [outcome] = await settle([open(0)]);
		expect(outcome).toMatchObject({ failure: { reason: 'lost', applied: 'maybe' } });
		expect(messageOf(outcome)).toBe(NO_RECORD_NOW);
	});

	it('keeps what a read showed when the second write is not sent and a second read gets no answer', async () => {
		const { settle, requests } = checking(
			checkedBy(EFFECT, { absent: 'unclear' }),
			[found(), LOST],
			(_, entries) => entries.map(({ item }) => unsent(item, { kind: 'stopOnFailure' })),
		);
		const [outcome] = await settle([open(0)]);
		expect(requests).toHaveLength(3);
		expect(messageOf(outcome)).toBe(NO_RECORD_NOW);
	});

	it('says what the second write came to', async () => {
		const error = { message: 'No', context: {}, errors: [] };
		const event = { kind: 'refused', input: {}, error, alsoListed: false } as const;
		const no: Failure = { reason: 'rejected', applied: 'no', event };
		const { settle } = checking(EFFECT, [found()], (_, entries) =>
			entries.map(({ item }) => failed(item, no)),
		);
		expect(await settle([open(0)])).toEqual([failed(0, no)]);
	});

	it.each<[Failure['reason'], Check<never>['absent'], boolean]>([
		['lost', 'undone', true],
		['lost', 'unclear', true],
		['unaccounted', 'undone', true],
		// It hides behind a merge.
		['unaccounted', 'unclear', false],
		['rejected', 'undone', false],
		['rejected', 'unclear', false],
	])(
		'and was %s before, absence meaning %s, is written again: %p',
		async (reason, absent, again) => {
			const { settle, written } = checking(checkedBy(EFFECT, { absent }), [found()]);
			await settle([open(0, { reason })]);
			expect(written).toEqual(again ? [[0]] : []);
		},
	);

	it('and hides behind no merge, because it is there, is written again', async () => {
		const effect = checkedBy(EFFECT, { absent: 'unclear' });
		const { settle, written } = checking(effect, [found(record(0, { value: 'old' }))]);
		await settle([open(0, { reason: 'unaccounted' })]);
		expect(written).toEqual([[0]]);
	});
});

describe('What is written again on its own', () => {
	const written = reply({ id: '9', objectId: '9' });
	const SILENT =
		'HubSpot accepted the batch but its answer does not mention this record (it may have been merged into another one, or dropped). A look-up afterwards found no such record, so it was not written. Send it again later.';

	it('is not what a batch lost: that goes in a batch again, with what is silent apart', async () => {
		const { settle, paths, written: batches } = checking(ALONE, [found(), found(), written]);
		const outcomes = await settle([open(0), silent(1), open(2)]);
		expect(paths()).toEqual(['read', 'read', 'alone']);
		expect(batches).toEqual([[0, 2]]);
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
	});

	it('is what the second batch is silent about too, once', async () => {
		const {
			settle,
			paths,
			written: batches,
		} = checking(ALONE, [found(), found(), LOST, LOST, found()], (_, entries) =>
			entries.map(({ item }) => silent(item)),
		);
		await settle([open(0)]);
		expect(batches).toEqual([[0]]);
		expect(paths()).toEqual(['read', 'read', 'alone', 'alone', 'read']);
	});

	it('is what a batch was silent about: it needs a call for each, and no batch', async () => {
		const { settle, bodies, paths, written: batches, ends } = checking(ALONE, [found(), written]);
		const outcomes = await settle([silent(0), silent(1)]);
		expect(paths()).toEqual(['read', 'alone', 'alone']);
		expect(bodies()).toEqual([['r0', 'r1'], { id: 'r0' }, { id: 'r1' }]);
		expect(outcomes).toMatchObject([
			{ item: 0, ok: true, notes: [{ kind: 'alone' }] },
			{ item: 1, ok: true, notes: [{ kind: 'alone' }] },
		]);
		expect(batches).toEqual([]);
		expect(ends).not.toHaveBeenCalled();
	});

	it('is open again when that answer is lost, and the run is told', async () => {
		const { settle, paths, ends } = checking(ALONE, [found(), LOST, LOST, found(record(0))]);
		const [outcome] = await settle([silent(0)]);
		expect(outcome).toMatchObject({ ok: true, result: record(0) });
		expect(paths()).toEqual(['read', 'alone', 'alone', 'read']);
		expect(ends.mock.calls).toMatchObject([[{ verdict: 'lost' }]]);
	});

	it('is refused when HubSpot refuses it, which tells nothing about the run', async () => {
		const { settle, ends } = checking(ALONE, [found(), refused(400)]);
		const [outcome] = await settle([silent(0)]);
		expect(outcome).toMatchObject({ failure: { reason: 'rejected', applied: 'no', status: 400 } });
		expect(ends).not.toHaveBeenCalled();
	});

	it('tells the run that HubSpot takes nothing from this caller', async () => {
		const { settle, ends, caller } = checking(ALONE, [found(), refused(403)]);
		const [outcome] = await settle([silent(0)]);
		expect(messageOf(outcome)).toBe(SILENT);
		expect(ends.mock.calls).toMatchObject([[{ verdict: 'denied', reply: { status: 403 } }]]);
		expect(caller.isMute).toBe(true);
		expect(caller.stop).toMatchObject({ kind: 'denied', refusal: { status: 403 } });
	});

	it('keeps what is known of it when it cannot be put into a path', async () => {
		const alone = { ...ALONE.alone, path: '/{id}', parameters: () => ({ id: '..' }) } as Endpoint;
		const { settle, ends, requests } = checking({ ...ALONE, alone }, [found()]);
		const [outcome] = await settle([silent(0)]);
		expect(messageOf(outcome)).toBe(SILENT);
		expect(ends).not.toHaveBeenCalled();
		expect(requests).toHaveLength(1);
	});

	it('keeps what is known of it when it is not sent', async () => {
		const { settle, ends, requests } = checking(ALONE, [found(), 'shut']);
		const [outcome] = await settle([silent(0)]);
		expect(messageOf(outcome)).toBe(SILENT);
		expect(ends).not.toHaveBeenCalled();
		expect(requests).toHaveLength(1);
	});

	it('is unknown when this code fails over its answer, which is told with the cause', async () => {
		const cause = new Error('Unforeseen');
		const effect: Write = {
			...ALONE,
			warnings: () => {
				throw cause;
			},
		};
		const { settle, broken } = checking(effect, [found(), written, LOST]);
		const [outcome] = await settle([silent(0)]);
		expect(outcome).toMatchObject({
			item: 0,
			failure: { reason: 'unaccounted', applied: 'maybe', event: { kind: 'broken' } },
		});
		expect(messageOf(outcome)).toBe(
			`This node failed while it worked on this batch (Unforeseen), so it is unknown whether this record was written. ${LOOK_IT_UP} A look-up afterwards failed: timeout.`,
		);
		expect(broken).toEqual([cause]);
	});
});

// ---------------------------------------------------------------- when it is enough

describe('No further check is made', () => {
	const KNOWN = [open(0)];

	it('where no further call may go: what is open stays as it is', async () => {
		const { settle, requests, mute } = checking(EFFECT, [found(record(0))]);
		mute();
		expect(await settle(KNOWN)).toEqual(KNOWN);
		expect(requests).toEqual([]);
	});

	it('where the execution is cancelled, which all of them say', async () => {
		const { settle, requests, state } = checking(EFFECT, [found(record(0))]);
		state.cancelled = true;
		const [outcome] = await settle(KNOWN);
		expect(messageOf(outcome)).toBe(
			`${OPEN} ${LOOK_IT_UP} A look-up afterwards failed: the execution was cancelled.`,
		);
		expect(requests).toEqual([]);
	});

	it('where one is no longer wanted, which says nothing of why', async () => {
		const { settle, superfluous } = checking(EFFECT, ['shut']);
		expect(await settle(KNOWN)).toEqual(KNOWN);
		expect(superfluous).toHaveLength(1);
	});

	it('after one that the caller may not make, whose reason all of them tell', async () => {
		const { settle, requests } = checking(EFFECT, [refused(403), found(record(1))]);
		await settle(KNOWN);
		const [outcome] = await settle([open(1)]);
		expect(requests).toHaveLength(1);
		expect(messageOf(outcome)).toBe(
			`${OPEN} ${LOOK_IT_UP} A look-up afterwards failed: “No” (HTTP 403).`,
		);
	});

	it('for a refusal of another kind only that once', async () => {
		const { settle, requests } = checking(EFFECT, [refused(400), found(record(1))]);
		await settle(KNOWN);
		expect(await settle([open(1)])).toMatchObject([{ ok: true }]);
		expect(requests).toHaveLength(2);
	});

	it.each<[string, HttpAnswer, string]>([
		['was refused', refused(400), `${OPEN} ${LOOK_IT_UP}`],
		['got no answer', LOST, `${OPEN} ${LOOK_IT_UP} A look-up afterwards failed: timeout.`],
	])(
		'and tells no reason of an earlier one that %s but where it is theirs too',
		async (_, first, told) => {
			const { settle, mute } = checking(EFFECT, [first]);
			await settle([open(0)]);
			mute();
			const [outcome] = await settle([open(1)]);
			expect(messageOf(outcome)).toBe(told);
		},
	);

	it('and tells no reason that has passed since', async () => {
		const { settle, mute } = checking(EFFECT, [LOST, LOST, found(record(1))]);
		await settle([open(0)]);
		expect(await settle([open(1)])).toMatchObject([{ ok: true }]);
		mute();
		const [outcome] = await settle([open(2)]);
		expect(messageOf(outcome)).toBe(`${OPEN} ${LOOK_IT_UP}`);
	});

	it('after more than anyone would wait for', async () => {
		const one = checkedBy(ONCE, { read: { ...READ, limit: 1 } });
		const { settle, requests } = checking(one, [found()]);
		const all = Array.from({ length: MAX_CHECKS + 1 }, (_, item) => open(item));
		const outcomes = await settle(all);
		expect(requests).toHaveLength(MAX_CHECKS);
		expect(messageOf(outcomes[MAX_CHECKS - 1])).toBe(NO_RECORD.replace('r0', 'r9999'));
		expect(outcomes[MAX_CHECKS]).toEqual(open(MAX_CHECKS));
	});

	it('but never of what each input is read back for, because no answer tells of it', async () => {
		const each = checkedBy(ONCE, { read: { ...READ, limit: 1 }, always: true });
		const { settle, requests } = checking(each, [found()]);
		const count = MAX_CHECKS + 1;
		await settle(Array.from({ length: count }, (_, item) => open(item)));
		expect(requests).toHaveLength(count);
	});

	it('once none got an answer for three minutes, from when the first of them went', async () => {
		const { settle, requests, superfluous, state } = checking(EFFECT, [LOST]);
		const startMs = state.nowMs;
		state.tookMs = 60_000;
		await settle(KNOWN);
		expect(requests).toHaveLength(2);
		state.tookMs = 0;
		state.nowMs = startMs + SILENCE_MS - 1;
		expect(superfluous[1]()).toBe(false);
		await settle(KNOWN);
		// Its second try would be a second later.
		expect(requests).toHaveLength(3);
		state.nowMs = startMs + SILENCE_MS - 1;
		expect(superfluous[2]()).toBe(false);
		state.nowMs = startMs + SILENCE_MS;
		expect(superfluous[2]()).toBe(true);
		await settle(KNOWN);
		expect(requests).toHaveLength(3);
	});

	it('yet an answer, whatever it says, ends the silence', async () => {
		const { settle, requests, state } = checking(EFFECT, [LOST, LOST, refused(400), LOST]);
		const startMs = state.nowMs;
		await settle(KNOWN);
		state.nowMs = startMs + 100_000;
		await settle(KNOWN);
		expect(requests).toHaveLength(3);
		state.nowMs = startMs + SILENCE_MS;
		await settle(KNOWN);
		expect(requests).toHaveLength(5);
		state.nowMs = startMs + 2 * SILENCE_MS - 1;
		await settle(KNOWN);
		expect(requests).toHaveLength(6);
		state.nowMs = startMs + 2 * SILENCE_MS;
		await settle(KNOWN);
		expect(requests).toHaveLength(6);
	});

	it('while one is on its way and the run is muted', async () => {
		const { settle, superfluous, mute } = checking(EFFECT, [found(record(0))]);
		await settle(KNOWN);
		expect(superfluous[0]()).toBe(false);
		mute();
		expect(superfluous[0]()).toBe(true);
	});
});
