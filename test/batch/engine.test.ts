/** Planning, running and settling, case by case. The laws over random cases stand in laws.test.ts. */
import { MAX_BODY_BYTES, plan } from '../../nodes/batch/engine';
import type { Entry, Outcome } from '../../nodes/batch/outcome';
import { MAX_LOST } from '../../nodes/batch/send';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/records';
import { batchUpdateEvents, upsertEvents } from '../../nodes/HubSpotMarketingEvents/events';
import type { Fault } from '../fake-hubspot/hubspot';
import { runJob, World } from './world';

const entries = (inputs: object[], path = '/p'): Entry[] =>
	inputs.map((input, item) => ({ item, path, input: input as Entry['input'] }));

const itemsOf = (chunks: Array<{ entries: Entry[] }>) =>
	chunks.map((chunk) => chunk.entries.map(({ item }) => item));

const record = (id: string, properties: object = { a: '1' }, trace = id) => ({
	id,
	properties,
	objectWriteTraceId: trace,
});

describe('what may share a call', () => {
	it('fills calls to the limit, first come first sent', () => {
		const many = Array.from({ length: 250 }, (_, i) => record(`${i}`));
		expect(plan(batchUpdateObjects, entries(many)).map((chunk) => chunk.entries.length)).toEqual([
			100, 100, 50,
		]);
		expect(plan(batchUpdateObjects, entries(many), 90)).toHaveLength(3);
		expect(plan(batchUpdateObjects, entries(many), 1000)).toHaveLength(3);
		expect(plan(batchUpdateObjects, [])).toEqual([]);
	});

	it('puts a repeated record into a later call, and what follows into the first with room', () => {
		const chunks = plan(
			batchUpdateObjects,
			entries([record('1'), record('1', {}, 'x'), record('2'), record('1', {}, 'y')]),
		);
		expect(itemsOf(chunks)).toEqual([[0, 2], [1], [3]]);
	});

	it('takes e-mail addresses that differ in case or blanks for one record', () => {
		const by = (id: string, trace: string) => ({ ...record(id, {}, trace), idProperty: 'email' });
		expect(
			itemsOf(plan(batchUpdateObjects, entries([by('A@x.com', '1'), by('a@X.com ', '2')]))),
		).toEqual([[0], [1]]);
	});

	it('keeps a trace id that the user gave twice out of one call', () => {
		expect(
			itemsOf(plan(batchUpdateObjects, entries([record('1', {}, 't'), record('2', {}, 't')]))),
		).toEqual([[0], [1]]);
	});

	it('never mixes paths, or ways of naming a record', () => {
		const mixed = [...entries([record('1')], '/a'), ...entries([record('2')], '/b')];
		expect(plan(batchUpdateObjects, mixed)).toHaveLength(2);
		const byEmail = { ...record('2'), idProperty: 'email' };
		expect(plan(batchUpdateObjects, entries([record('1'), byEmail]))).toHaveLength(2);
	});

	it('keeps events apart whose results could be mistaken for each other', () => {
		const event = (id: string, more: object = {}) => ({
			externalAccountId: 'a',
			externalEventId: id,
			eventName: 'Webinar',
			eventOrganizer: 'ACME',
			...more,
		});
		const one = { startDateTime: '2027-03-01T09:00:00Z' };
		const sameInstant = { startDateTime: '2027-03-01T10:00:00+01:00' };
		const other = { startDateTime: '2027-03-08T09:00:00Z' };
		expect(plan(upsertEvents, entries([event('1', one), event('2', other)]))).toHaveLength(1);
		expect(plan(upsertEvents, entries([event('1', one), event('2', sameInstant)]))).toHaveLength(2);
		expect(plan(upsertEvents, entries([event('1', one), event('2')]))).toHaveLength(2);
	});

	it('keeps a call below the byte ceiling; an input above it travels alone', () => {
		const big = (id: string, bytes: number) => record(id, { a: 'ä'.repeat(bytes / 2) });
		const chunks = plan(
			batchUpdateObjects,
			entries([big('1', 600_000), big('2', 600_000), record('3'), big('4', 2 * MAX_BODY_BYTES)]),
		);
		expect(itemsOf(chunks)).toEqual([[0, 2], [1], [3]]);
	});

	it('plans 100,000 items that are all the same record without losing its mind', () => {
		const same = Array.from({ length: 100_000 }, (_, i) => record('1', { a: '1' }, `${i}`));
		expect(plan(batchUpdateObjects, entries(same))).toHaveLength(100_000);
	});

	it('plans 20,000 events that all look compatible, with as many calls and no more', () => {
		const alike = Array.from({ length: 20_000 }, (_, i) => ({
			externalAccountId: 'a',
			externalEventId: `e${i}`,
			eventName: 'Webinar',
			eventOrganizer: 'ACME',
			...(i % 2 ? { eventUrl: `https://e.x/${i}` } : { eventType: `T${i}` }),
		}));
		const chunks = plan(upsertEvents, entries(alike));
		// Those with a URL differ from each other, those with a type too; one of each could be mistaken.
		expect(chunks.length).toBeLessThanOrEqual(202);
		expect(chunks.flatMap((chunk) => chunk.entries)).toHaveLength(20_000);
	});
});

const event = (item: number, more: object = {}) => ({
	externalAccountId: 'a',
	externalEventId: `e${item}`,
	eventName: `Event ${item}`,
	eventOrganizer: 'ACME',
	...more,
});
const events = (count: number) => Array.from({ length: count }, (_, item) => event(item));

const upsert = async (
	count: number,
	faults: Array<Fault | null>,
	more: { stopOnFailure?: boolean; size?: number } = {},
) => {
	const world = new World();
	world.hubspot.faults.next(...faults);
	const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(count), ...more });
	return { world, outcomes, calls: world.hubspot.calls.length };
};

const failures = (outcomes: Outcome[]) =>
	outcomes.flatMap((outcome) => (outcome.ok ? [] : [{ item: outcome.item, ...outcome.failure }]));

const BAD: Fault = {
	kind: 'wholeBatch',
	status: 400,
	dialect: 'category',
	message: 'One of these is bad',
};

describe('a batch that HubSpot refuses as a whole', () => {
	it('is halved until the bad record stands alone, where records cannot be told one by one', async () => {
		const world = new World();
		const original = world.hubspot.handle.bind(world.hubspot);
		world.hubspot.handle = (call) => {
			if (call.body.includes('"e57"')) world.hubspot.faults.next(BAD);
			return original(call);
		};
		const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(100) });
		expect(failures(outcomes)).toMatchObject([
			{ item: 57, reason: 'rejected', applied: 'no', status: 400, category: 'VALIDATION_ERROR' },
		]);
		expect(world.hubspot.events().size).toBe(99);
		expect(world.hubspot.calls.length).toBeLessThanOrEqual(15);
	});

	it('loses only the records that the refusal names', async () => {
		const world = new World();
		const ids = Array.from({ length: 10 }, () => world.hubspot.seedEvent(1001, {}));
		world.hubspot.faults.next({ ...BAD, ids: 'first' } as Fault);
		const raw = ids.map((objectId) => ({ objectId, eventName: 'New' }));
		const { outcomes } = await runJob({ world, row: batchUpdateEvents, raw });
		expect(failures(outcomes)).toMatchObject([{ item: 0, reason: 'rejected' }]);
		expect(world.hubspot.calls).toHaveLength(2);
	});

	it('is given up when every part is refused in the same words', async () => {
		const world = new World();
		world.hubspot.faults.always(BAD);
		const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(1000) });
		expect(world.hubspot.calls.length).toBeLessThan(30);
		const reasons = failures(outcomes).map(({ reason }) => reason);
		expect(reasons.slice(0, 100)).toEqual(Array(100).fill('rejected'));
		expect(reasons.slice(100)).toEqual(Array(900).fill('unsent'));
		expect(failures(outcomes)[999].message).toContain('One of these is bad');
	});

	it('is not halved where trace ids let HubSpot name records; three in a row are enough', async () => {
		const world = new World();
		const raw = Array.from({ length: 1000 }, (_, id) => ({ id, properties: { name: 'x' } }));
		const { outcomes } = await runJob({
			world,
			row: batchUpdateObjects,
			objectType: 'butterflies',
			raw,
		});
		expect(world.hubspot.calls).toHaveLength(3);
		expect(failures(outcomes).filter(({ reason }) => reason === 'rejected')).toHaveLength(300);
		expect(failures(outcomes)[999]).toMatchObject({ reason: 'unsent', applied: 'no' });
		expect(failures(outcomes)[0].message).toContain('Unable to infer object type');
	});

	it('stands as it is when the run is to stop on failures', async () => {
		const { outcomes, calls } = await upsert(150, [BAD], { stopOnFailure: true });
		expect(calls).toBe(1);
		expect(failures(outcomes).map(({ reason }) => reason)).toEqual([
			...Array(100).fill('rejected'),
			...Array(50).fill('unsent'),
		]);
	});
});

describe('a batch whose answer is lost', () => {
	const RESET: Fault = { kind: 'reset', applied: true };

	it('goes again, and what the second answer says is the truth', async () => {
		const { outcomes, calls, world } = await upsert(3, [RESET]);
		expect(failures(outcomes)).toEqual([]);
		expect(calls).toBe(2);
		expect(world.waits).toEqual([1000]);
	});

	it('is given up after some tries, as unknown', async () => {
		const { outcomes, world } = await upsert(3, Array(MAX_LOST).fill(RESET));
		expect(failures(outcomes)).toMatchObject(Array(3).fill({ reason: 'lost', applied: 'maybe' }));
		expect(world.waits).toEqual([1000, 2000, 4000, 8000]);
	});

	it('says that an earlier try may have been applied when a later one is refused', async () => {
		const { outcomes } = await upsert(1, [RESET, BAD]);
		expect(failures(outcomes)).toMatchObject([{ reason: 'rejected', applied: 'maybe' }]);
		expect(failures(outcomes)[0].message).toContain('may have been written all the same');
	});

	it('ends the run when it happens to three batches in a row', async () => {
		const { outcomes, calls } = await upsert(10, Array(100).fill(RESET), { size: 2 });
		expect(calls).toBe(3 * MAX_LOST);
		expect(failures(outcomes).map(({ reason }) => reason)).toEqual([
			...Array(6).fill('lost'),
			...Array(4).fill('unsent'),
		]);
	});

	it('is not sent again when the row may not be repeated', async () => {
		const world = new World();
		world.hubspot.faults.next(RESET);
		const { outcomes } = await runJob({
			world,
			row: { ...upsertEvents, repeatable: false },
			raw: events(1),
		});
		expect(world.hubspot.calls).toHaveLength(1);
		expect(failures(outcomes)).toMatchObject([{ reason: 'lost', applied: 'maybe' }]);
	});
});

describe('a batch that must wait', () => {
	const limited = (policy: string): Fault => ({ kind: 'rateLimit', policy });

	it('waits ten seconds, one second, or what an unknown policy suggests', async () => {
		const { outcomes, world } = await upsert(1, [
			limited('TEN_SECONDLY_ROLLING'),
			limited('SECONDLY'),
			limited('NEW'),
		]);
		expect(failures(outcomes)).toEqual([]);
		expect(world.waits).toEqual([10_000, 1_000, 10_000]);
	});

	it('waits longer each time while the account is locked', async () => {
		const { world } = await upsert(1, [{ kind: 'locked' }, { kind: 'locked' }]);
		expect(world.waits).toEqual([2_000, 4_000]);
	});

	it('stops after five minutes of waiting; nothing was written, and it says so', async () => {
		const { outcomes, world } = await upsert(2, Array(100).fill(limited('TEN_SECONDLY_ROLLING')), {
			size: 1,
		});
		expect(world.waits.reduce((sum, ms) => sum + ms, 0)).toBe(300_000);
		expect(failures(outcomes)).toMatchObject([
			{ reason: 'rejected', applied: 'no', status: 429 },
			{ reason: 'unsent', applied: 'no' },
		]);
	});
});

describe('what HubSpot leaves unsaid', () => {
	it.each<[string, Fault]>([
		['an empty list of results', { kind: 'emptyResults' }],
		['an empty body', { kind: 'empty' }],
		['a status that is not COMPLETE', { kind: 'status', value: 'CANCELED' }],
	])('is no success: %s', async (_, fault) => {
		const { outcomes, calls } = await upsert(2, [fault]);
		expect(failures(outcomes)).toMatchObject(
			Array(2).fill({ reason: 'unaccounted', applied: 'maybe' }),
		);
		expect(calls).toBe(1);
	});

	it('leaves a reason without a name to the one record that is left', async () => {
		const { outcomes } = await upsert(3, [{ kind: 'rejectSome', count: 1, named: false }]);
		expect(failures(outcomes)).toMatchObject([{ reason: 'rejected', applied: 'no' }]);
	});

	it('leaves two reasons without names to nobody, but tells them', async () => {
		const { outcomes } = await upsert(3, [{ kind: 'rejectSome', count: 2, named: false }]);
		expect(failures(outcomes)).toMatchObject(
			Array(2).fill({ reason: 'unaccounted', applied: 'maybe' }),
		);
		expect(failures(outcomes)[0].message).toContain('naming no record');
	});
});

it('a cancelled run sends nothing more, and says so of each item', async () => {
	const world = new World();
	const original = world.hubspot.handle.bind(world.hubspot);
	world.hubspot.handle = (call) => {
		world.cancelled = true;
		return original(call);
	};
	const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(3), size: 1 });
	expect(world.hubspot.calls).toHaveLength(1);
	expect(outcomes[0].ok).toBe(true);
	expect(failures(outcomes)).toMatchObject(Array(2).fill({ reason: 'unsent', applied: 'no' }));
});

describe('answers that would mislead', () => {
	/** Answers every call with what `answer` makes of its inputs. */
	const answered = async (
		row: typeof upsertEvents,
		raw: object[],
		answer: (inputs: Array<Record<string, string>>) => { status?: number; body: unknown },
	) => {
		const world = new World();
		world.hubspot.handle = (call) => {
			const { inputs } = JSON.parse(call.body) as { inputs: Array<Record<string, string>> };
			const { status = 200, body } = answer(inputs);
			return { status, headers: {}, body: JSON.stringify(body) };
		};
		return (await runJob({ world, row, objectType: 'contacts', raw, size: 3 })).outcomes;
	};
	const brief = (outcomes: Outcome[]) =>
		outcomes.map((outcome) => (outcome.ok ? outcome.result.id : outcome.failure.reason));
	const byId = (...ids: string[]) => ids.map((id) => ({ id, properties: { phone: id } }));
	const byEmail = (id: string, properties: object) => ({ id, idProperty: 'email', properties });

	it('cost one batch its outcome at most, however strange they are', async () => {
		const deep = JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`) as unknown;
		for (const strange of [
			{ results: [{ id: { toString: 1 } }], errors: [{ context: { a: deep } }] },
			{ errors: [{ message: 'Not valid: [{"message":"a\nb \\q"}]', context: { ids: ['4'] } }] },
		]) {
			const outcomes = await answered(
				batchUpdateObjects,
				byId('1', '2', '3', '4', '5', '6', '7'),
				(inputs) => ({
					body: inputs[0].id === '4' ? strange : { results: inputs.map(({ id }) => ({ id })) },
				}),
			);
			expect(
				brief(outcomes).filter((told) => told !== 'unaccounted' && told !== 'rejected'),
			).toEqual(['1', '2', '3', '7']);
		}
	});

	it('never swap two records whose key the very write swaps', async () => {
		const raw = [byEmail('a@x.co', { email: 'b@x.co' }), byEmail('b@x.co', { email: 'a@x.co' })];
		const ids: Record<string, string> = { 'a@x.co': '1', 'b@x.co': '2' };
		const outcomes = await answered(batchUpdateObjects, raw, (inputs) => ({
			body: {
				results: inputs.map(({ id, properties }) => ({ id: ids[id], properties })).reverse(),
			},
		}));
		expect(brief(outcomes)).toEqual(['1', '2']);
	});

	it('are believed of neither record when trace id and record ID disagree', async () => {
		const outcomes = await answered(batchUpdateObjects, byId('1', '2', '3'), (inputs) => ({
			body: {
				results: inputs.map(({ id }, index) => ({
					id,
					objectWriteTraceId: inputs[[1, 0, 2][index]].objectWriteTraceId,
				})),
			},
		}));
		expect(brief(outcomes)).toEqual(['unaccounted', 'unaccounted', '3']);
	});

	it('are no success when they show another record', async () => {
		const outcomes = await answered(
			batchUpdateObjects,
			[byEmail('a@x.co', { phone: '1' })],
			() => ({
				body: { results: [{ id: '666', properties: { lastname: 'somebody else' } }] },
			}),
		);
		expect(brief(outcomes)).toEqual(['unaccounted']);
	});

	it('leave the good records done when one is refused and all write the same', async () => {
		const raw = ['a', 'b', 'c'].map((name) => byEmail(`${name}@x.co`, { phone: '1' }));
		const outcomes = await answered(batchUpdateObjects, raw, (inputs) => ({
			status: 207,
			body: {
				results: [
					{ id: '1', properties: { phone: '1' } },
					{ id: '2', properties: { phone: '1' } },
				],
				errors: [
					{ message: 'No', context: { objectWriteTraceId: [inputs[1].objectWriteTraceId] } },
				],
			},
		}));
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
		// Which of the two is whose cannot be told, so nobody gets an ID.
		expect(brief(outcomes)).toEqual([undefined, 'rejected', undefined]);
	});

	it('condemn nobody for an ID of another kind', async () => {
		const outcomes = await answered(
			upsertEvents,
			events(3).map((one, i) => ({ ...one, externalEventId: `${i}` })),
			() => ({
				body: { results: [], errors: [{ message: 'No', context: { objectId: ['1'] } }] },
			}),
		);
		expect(brief(outcomes)).toEqual(['unaccounted', 'unaccounted', 'unaccounted']);
	});

	it('take a record ID with leading zeros for the same record', async () => {
		const outcomes = await answered(batchUpdateObjects, byId('00101', '101'), (inputs) => ({
			body: { results: inputs.map(() => ({ id: '101' })) },
		}));
		expect(outcomes).toMatchObject([
			{ ok: true, warnings: [] },
			{ ok: true, warnings: [] },
		]);
	});

	it('keep what HubSpot said of a batch that it did not complete', async () => {
		const outcomes = await answered(batchUpdateObjects, byId('1'), () => ({
			body: { status: 'error', message: 'boom' },
		}));
		expect(failures(outcomes)[0].message).toContain('(boom)');
	});
});

it('fifteen bad events in a row do not condemn the good ones behind them', async () => {
	const world = new World();
	const original = world.hubspot.handle.bind(world.hubspot);
	world.hubspot.handle = (call) => {
		const bad = (JSON.parse(call.body) as { inputs: Array<{ eventType?: string }> }).inputs.some(
			({ eventType }) => eventType === 'BAD',
		);
		if (bad) world.hubspot.faults.next(BAD);
		return original(call);
	};
	const raw = events(300).map((one, item) => (item < 15 ? { ...one, eventType: 'BAD' } : one));
	const { outcomes } = await runJob({ world, row: upsertEvents, raw });
	expect(failures(outcomes).map(({ item }) => item)).toEqual([...Array(15).keys()]);
	expect(world.hubspot.events().size).toBe(285);
});
