/**
 * dryRun.ts: what a dry run says in its hint, its summary, its error and to an agent; and that Retry On
 * Fail remembers nothing of it.
 */
import * as fc from 'fast-check';

import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { Daily } from '../../nodes/engine/daily';
import { toAnswers } from '../../nodes/n8n/agents';
import { Dry, marked, shownDry } from '../../nodes/n8n/dryRun';
import { Memories } from '../../nodes/n8n/memories';
import { toSummaryItem, type Told } from '../../nodes/n8n/present';
import { reportOf } from '../../nodes/n8n/report';
import { Attempt } from '../../nodes/n8n/retries';
import { stopError } from '../../nodes/n8n/stopped';
import { runJob, World } from '../engine/world';
import { bad } from './told';

const CALL = { number: 1, method: 'POST', path: '/batch/update', items: 2 };
const sent = (item: number): Told => ({
	item,
	ok: true,
	result: { dryRun: true, wouldSend: { id: `${item}` }, call: { ...CALL } },
	warnings: [],
});
const unchanged = (item: number): Told => ({
	item,
	ok: true,
	result: { dryRun: true, outcome: 'unchanged' },
	warnings: [],
});
const missing = (item: number) =>
	bad(item, { reason: 'rejected', category: 'OBJECT_NOT_FOUND', message: 'No such record.' });
const many = (count: number, make: (item: number) => Told, from = 0) =>
	Array.from({ length: count }, (_, item) => make(from + item));

interface Given {
	calls?: number;
	bytes?: number;
	lookUps?: number;
	/** Calls per ten seconds; undefined where the lane cannot tell. */
	limit?: number;
	share?: number;
	/** Of 250,000; undefined where HubSpot has not said it. */
	leftToday?: number;
	/** Percent of the day's calls. */
	reserve?: number;
}

function dryOf({ limit = 190, share = 1, leftToday, reserve = 0, ...counts }: Given = {}): Dry {
	const dry = new Dry();
	const lane = { limit: () => ({ calls: limit, ms: 10_000 }) };
	const daily = new Daily();
	if (leftToday !== undefined) daily.begin(0)({ limit: 250_000, left: leftToday }, 1);
	dry.begin({ secrets: ['pat-eu1-secret'] }, { lane, share, daily, reserve });
	Object.assign(dry.run, counts);
	return dry;
}

const saidOf = (given: Given, outcomes: Told[], made = 0) =>
	dryOf(given).hint(outcomes, made).message;

describe('The hint of a dry run', () => {
	it.each<[string, Given, Told[], number]>([
		[
			'Dry run: nothing was sent. 5,000 items would take 50 calls (1.2 MB), about 3 seconds at 190 calls per 10 s.',
			{ calls: 50, bytes: 1_234_567 },
			many(5_000, sent),
			0,
		],
		[
			'Dry run: nothing was sent. 1 item would take 1 call (1 byte), about 1 second at 100 calls per 10 s.',
			{ calls: 1, bytes: 1, limit: 100 },
			[sent(0)],
			0,
		],
		[
			'Dry run: nothing was sent. 2 items would take 1 call (999 bytes) and 1 look-up as in this run, about 1 second at 190 calls per 10 s.',
			{ calls: 1, bytes: 999 },
			many(2, sent),
			1,
		],
		[
			'Dry run: nothing was sent. 2,000 items would take 20 calls (1 kB), 12 look-ups as in this run and up to 2,000 look-ups afterwards, about 2 minutes at 190 calls per 10 s.',
			{ calls: 20, bytes: 1_000, lookUps: 2_000 },
			many(2_000, sent),
			12,
		],
		[
			'Dry run: nothing was sent. 2 items would take 960 calls (15 kB), about 16 minutes at 10 calls per 10 s.',
			{ calls: 960, bytes: 15_400, limit: 100, share: 0.1 },
			many(2, sent),
			0,
		],
		[
			'Dry run: nothing was sent. 2 items would take 90,000 calls (30 MB), about 3 hours at 100 calls per 10 s.',
			{ calls: 90_000, bytes: 30_000_000, limit: 100 },
			many(2, sent),
			0,
		],
		[
			'Dry run: nothing was sent. 2 items would take 50 calls (1 MB), about 3 seconds at 190 calls per 10 s; that is 12.5 % of the 400 calls left today.',
			{ calls: 50, bytes: 999_600, leftToday: 400 },
			many(2, sent),
			0,
		],
		[
			'Dry run: nothing was sent. 2 items would take 1 call (12 bytes), about 1 second at 190 calls per 10 s; that is less than 0.1 % of the 240,000 calls left today.',
			{ calls: 1, bytes: 12, leftToday: 240000 },
			many(2, sent),
			0,
		],
		[
			'Dry run: nothing was sent. 2 items would take 1 call (12 bytes), about 1 second at 190 calls per 10 s; no calls are left today.',
			{ calls: 1, bytes: 12, leftToday: 0 },
			many(2, sent),
			0,
		],
		[
			'Dry run: nothing was sent. 1 item would take 1 call (12 bytes), about 1 second at 190 calls per 10 s. 2 items would change nothing. 1 item would not be sent.',
			{ calls: 1, bytes: 12 },
			[sent(0), unchanged(1), unchanged(2), missing(3)],
			0,
		],
		['Dry run: nothing was sent. 2 items would not be sent.', {}, many(2, missing), 3],
		['Dry run: nothing was sent.', {}, [], 0],
	])('says: %s', (expected, given, outcomes, made) => {
		expect(saidOf(given, outcomes, made)).toBe(expected);
	});

	it('assumes the smallest limit that HubSpot publishes where nobody knows it', () => {
		const dry = new Dry();
		dry.run.calls = 50;
		expect(dry.hint([sent(0)], 0).message).toContain('about 5 seconds at 100 calls per 10 s');
	});

	it.each([
		[40, 'Daily Calls to Keep Free would stop it after 4,990 calls.'],
		[41, 'Daily Calls to Keep Free would stop it after 2,490 calls.'],
		[42, 'Daily Calls to Keep Free would stop it before the first call.'],
		[99, 'Daily Calls to Keep Free would stop it before the first call.'],
	])('says where a reserve of %i %% would stop it', (reserve, expected) => {
		const said = saidOf({ calls: 5_000, bytes: 12, leftToday: 105_000, reserve }, [sent(0)]);
		expect(said.split('left today. ')[1]).toBe(expected);
	});

	it.each<[string, Given]>([
		['there is no reserve', { calls: 9_999, leftToday: 1 }],
		['enough is left', { calls: 4_990, leftToday: 105_000, reserve: 40 }],
		['nobody knows what is left', { calls: 9_999, reserve: 99 }],
	])('says nothing of the reserve where %s', (_, given) => {
		expect(saidOf(given, [sent(0)])).not.toContain('Daily Calls');
	});

	it('is of type info: nothing is wrong', () => {
		expect(dryOf().hint([sent(0)], 0)).toMatchObject({ type: 'info', location: 'outputPane' });
	});
});

describe('The summary of a dry run', () => {
	const outcomes = [sent(0), sent(1), unchanged(2), missing(3), bad(4)];
	const summaryOf = (given: Given, made = 0) => {
		const dry = dryOf(given);
		const shown = outcomes.map((told) => shownDry(structuredClone(told), true, dry));
		return dry.summary(toSummaryItem(shown, made), made);
	};

	it('counts what would be sent, and calls nothing done', () => {
		const { json, pairedItem } = summaryOf({ calls: 1, bytes: 120, leftToday: 1000 }, 1);
		expect(json).toMatchObject({
			dryRun: true,
			items: 5,
			wouldSend: 2,
			unchanged: 1,
			invalid: 1,
			refused: 1,
			notDone: 0,
			unsent: 0,
			calls: 1,
			wouldTake: { calls: 1, bytes: 120, seconds: 1, callsLeftToday: 1000, percentOfThem: 0.2 },
		});
		for (const name of ['done', 'unknown', 'outcomes']) expect(json).not.toHaveProperty(name);
		expect(pairedItem).toHaveLength(5);
	});

	it('says nothing of the day, of look-ups or of unchanged items where there is nothing to say', () => {
		const dry = dryOf({ calls: 1, bytes: 120 });
		const { json } = dry.summary(toSummaryItem([shownDry(sent(0), true, dry)], 0), 0);
		expect(json).not.toHaveProperty('unchanged');
		expect(json.wouldTake).toEqual({ calls: 1, bytes: 120, seconds: 1 });
	});
});

it('The report of a dry run tells what would be sent, and what would change nothing', () => {
	const dry = dryOf();
	const shown = [sent(0), unchanged(1), missing(2)].map((told) => shownDry(told, true, dry));
	const nameOf = (item: number) => `p${item}`;
	const lines = reportOf(shown, nameOf, (text) => text, true)
		.toString()
		.split('\r\n')
		.slice(1, -1);
	expect(lines).toEqual([
		'0,p0,"would be sent",,,,,,',
		'1,p1,"would change nothing",unchanged,,,,,',
		'2,p2,refused,,rejected,"No such record.",,no,',
	]);
});

describe('What is shown of an item', () => {
	it('has no secret in it, wherever an item holds one', () => {
		const told = {
			...sent(0),
			result: { dryRun: true, wouldSend: { note: 'It is pat-eu1-secret!' }, call: CALL },
		} as Told;
		expect(shownDry(told, false, dryOf())).toMatchObject({
			result: { wouldSend: { note: 'It is (secret)!' } },
		});
	});

	it('says of one that failed that the run was dry, beside what it says as ever', () => {
		expect(shownDry(missing(0), false, dryOf())).toEqual({
			...missing(0),
			failure: { ...(missing(0) as { failure: object }).failure, dryRun: true },
		});
	});

	it('marks the item itself where it shows the input too, and leaves those that failed as they are', () => {
		const items = [{ json: { city: 'Rome' } }, { json: { city: 'Rome', error: {} } }];
		expect(marked(items)).toEqual([
			{ json: { city: 'Rome', dryRun: true } },
			{ json: { city: 'Rome', error: {} } },
		]);
	});
});

describe('The error of a dry run that stops', () => {
	it('says what would be sent, and of nothing that it was written', () => {
		const outcomes = [
			sent(0),
			sent(1),
			missing(2),
			bad(3, { reason: 'unsent', message: 'Not sent: x.' }),
		];
		const { message, description } = stopError(batchUpdateObjects, outcomes, true);
		expect(message).toBe('Dry run: 1 of 4 records was not found; 2 would be sent, 1 was not sent');
		expect(description.split('<br>\n')).toEqual([
			'Item 2: No such record. (OBJECT_NOT_FOUND)',
			expect.stringMatching(/^To check the others all the same, /),
			'Would be sent: items 0 to 1.',
			'Not sent: item 3.',
		]);
	});

	it('never says that something was written', () => {
		const outcome = fc.constantFrom(sent, unchanged, missing, bad);
		fc.assert(
			fc.property(fc.array(outcome, { minLength: 1, maxLength: 30 }), (makers) => {
				const outcomes = [...makers.map((make, item) => make(item)), missing(makers.length)];
				const { message, description } = stopError(batchUpdateObjects, outcomes, true);
				expect(message).toMatch(/^Dry run: /);
				expect(`${message}\n${description}`).not.toMatch(/\d (was|were) written|^Written/m);
			}),
		);
	});
});

describe('The answer to an agent of a dry run', () => {
	const { effect } = batchUpdateObjects;
	const answerOf = (told: Told) => toAnswers(effect, [told], true)[0].json;

	it('is what would be sent, and never “done”', () => {
		expect(answerOf(sent(0))).toEqual({
			outcome: 'dry run',
			message:
				'Nothing was sent: this is a dry run. All that can be checked without writing is in order.',
			wouldSend: { id: '0' },
			call: CALL,
		});
	});

	it('says so where nothing would change', () => {
		expect(answerOf(unchanged(0))).toEqual({
			outcome: 'dry run',
			message:
				'Nothing was sent: this is a dry run, and there would be nothing to send (unchanged).',
		});
	});

	it('tells what would change, where that was compared', () => {
		const changes = { city: { from: 'Rome', to: 'Paris' } };
		const told = sent(0) as Extract<Told, { ok: true }>;
		expect(answerOf({ ...told, result: { ...told.result, changes } })).toMatchObject({ changes });
	});

	it('says what would be left out, and calls nothing in order then', () => {
		const warning = 'Left out: Stage must be one of its options, but is “Foo”.';
		const told = { ...(sent(0) as Extract<Told, { ok: true }>), warnings: [warning] };
		expect(answerOf(told)).toMatchObject({
			outcome: 'dry run',
			message: 'Nothing was sent: this is a dry run. What is not in order is in the warnings.',
			warnings: [warning],
		});
	});

	it('of an item that would not be sent is as ever', () => {
		expect(answerOf(bad(0))).toMatchObject({ outcome: 'not sent' });
	});
});

describe('A try of a node that is a dry run', () => {
	const raw = [1, 2].map((id) => ({ id: `${id}`, properties: { firstname: 'New' } }));
	const created = [{ properties: { email: 'ann@x.co' } }, { properties: { email: 'bob@x.co' } }];

	/** Tries of one run of a node, each dry or not; how many records each has written. */
	async function tried(row: typeof batchUpdateObjects, inputs: object[], ...dry: boolean[]) {
		const world = new World();
		world.hubspot.seedObjects({ objectType: 'contacts', count: 3 });
		const memories = new Memories();
		const { now } = world.clock;
		const written: number[] = [];
		const remembered: number[] = [];
		for (const [n, dryRun] of dry.entries()) {
			const { memory, end } = memories.begin('run', 5, now);
			const attempt = new Attempt({ memory, end }, now);
			const before = world.hubspot.applied.length;
			const job = { world, row, objectType: 'contacts', raw: inputs, attempt, dryRun };
			const { outcomes } = await runJob({ ...job, traces: `try-${n}-` });
			expect(outcomes.every(({ ok }) => ok)).toBe(true);
			written.push(world.hubspot.applied.length - before);
			remembered.push(memory?.size ?? 0);
			attempt.end(undefined);
		}
		return { written, remembered };
	}

	it.each([
		['updates', batchUpdateObjects, raw],
		['creates', batchCreateObjects, created],
	])('never makes a later one, which is none, skip an item (%s)', async (_, row, inputs) => {
		const { written, remembered } = await tried(row, inputs, true, true, false);
		expect(written).toEqual([0, 0, 2]);
		expect(remembered).toEqual([0, 0, 2]);
	});

	it('asks afresh where an earlier one has written, and forgets nothing of that', async () => {
		const { written, remembered } = await tried(batchCreateObjects, created, false, true, false);
		expect(written).toEqual([2, 0, 0]);
		expect(remembered).toEqual([2, 2, 2]);
	});
});
