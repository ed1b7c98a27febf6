/** Planning, running and settling, case by case. The laws over random cases stand in laws.test.ts. */
import { SAMPLE_SIZE } from '../../nodes/engine/address';
import { MAX_STALL_MS } from '../../nodes/engine/caller';
import { mostCalls, worthAsking } from '../../nodes/engine/isolate';
import type { Batch, Entry } from '../../nodes/engine/outcome';
import { MAX_BODY_BYTES, Planner } from '../../nodes/engine/plan';
import { run } from '../../nodes/engine/run';
import { MAX_LOST } from '../../nodes/engine/send';
import type { Place } from '../../nodes/hubspot/endpoint';
import { endpointOf, type Write } from '../../nodes/hubspot/effect';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpdateEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import type { Operation } from '../../nodes/n8n/operation';
import type { Told } from '../../nodes/n8n/present';
import type { Fault, SingleFault } from '../fake-hubspot/hubspot';
import { sending, withBrokenChecks, writing } from './rows';
import { runJob, startJob, World, type Job } from './world';

const PLACE: Place = { version: '2026-03', parameters: {} };

const entries = (inputs: object[], place = PLACE): Entry[] =>
	inputs.map((input, item) => ({ item, place, input: input as Entry['input'] }));

/** All chunks of these entries, in the order in which they may be sent. */
function plan(row: Operation, all: Entry[], size?: number): Batch[] {
	const planner = new Planner(endpointOf(row.effect as Write), size);
	for (const entry of all) planner.add(entry);
	planner.finish();
	return planner.ready;
}

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

	it('never mixes object types, or ways of naming a record', () => {
		const mixed = [...entries([record('1')]), ...entries([record('2')], { ...PLACE })];
		expect(plan(batchUpdateObjects, mixed)).toHaveLength(2);
		const byEmail = { ...record('2'), idProperty: 'email' };
		expect(plan(batchUpdateObjects, entries([record('1'), byEmail]))).toHaveLength(2);
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

const upsert = async (count: number, faults: Array<Fault | null>, more: Partial<Job> = {}) => {
	const world = new World();
	world.hubspot.faults.next(...faults);
	const startMs = world.nowMs;
	const job = { world, row: upsertEvents, raw: events(count), lookUp: false, ...more };
	const { outcomes } = await runJob(job);
	return { world, outcomes, calls: world.hubspot.calls.length, tookMs: world.nowMs - startMs };
};

const failures = (outcomes: Told[]) =>
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

	it('loses only the event whose external ID the refusal gives as one of its `ids`', async () => {
		const world = new World();
		const original = world.hubspot.handle.bind(world.hubspot);
		const refusal = { category: 'VALIDATION_ERROR', message: 'No', context: { ids: ['e57'] } };
		world.hubspot.handle = (call) => {
			const answer = original(call);
			if (!call.body.includes('"e57"')) return answer;
			return { status: 400, headers: {}, body: JSON.stringify(refusal) };
		};
		const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(100) });
		expect(failures(outcomes)).toMatchObject([{ item: 57, reason: 'rejected', applied: 'no' }]);
		expect(world.hubspot.calls).toHaveLength(2);
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

	it('is given up once a whole batch and a sample of single records from all over the list are refused', async () => {
		const world = new World();
		world.hubspot.faults.always(BAD);
		const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(1000) });
		expect(world.hubspot.calls.length).toBeLessThanOrEqual(mostCalls(100) + SAMPLE_SIZE);
		const told = failures(outcomes);
		expect(told.slice(0, 100).map(({ reason }) => reason)).toEqual(Array(100).fill('rejected'));
		const rest = told.slice(100);
		const sampled = rest.filter(({ reason }) => reason === 'rejected').map(({ item }) => item);
		expect(sampled).toHaveLength(SAMPLE_SIZE);
		// Evenly: no fourteen or fifteen neighbours without one of them.
		for (let n = 1; n < sampled.length; n++) expect(sampled[n] - sampled[n - 1]).toBeLessThan(16);
		expect(rest.filter(({ reason }) => reason === 'unsent')).toHaveLength(900 - SAMPLE_SIZE);
		expect(told[999].message).toContain('One of these is bad');
	});

	it('is not given up where the bad ones stand together at the start of the list', async () => {
		const world = new World();
		const isBad = (input: object) => Number(/"e(\d+)"/.exec(JSON.stringify(input))?.[1]) < 250;
		world.hubspot.refuseWhen(isBad, { status: 400, names: 'nobody' });
		const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(1000) });
		expect(failures(outcomes).map(({ item }) => item)).toEqual(
			Array.from({ length: 250 }, (_, n) => n),
		);
		expect(world.hubspot.events().size).toBe(750);
	});

	it('is no reason to give up a list so short that all of it can be tried', async () => {
		const world = new World();
		world.hubspot.faults.always(BAD);
		const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(150) });
		expect(failures(outcomes).every(({ reason }) => reason === 'rejected')).toBe(true);
		expect(world.hubspot.calls.length).toBeLessThanOrEqual(mostCalls(100) + mostCalls(50));
	});

	it('is about the object type: one call, and one to ask whether the type exists, are enough', async () => {
		const world = new World();
		const raw = Array.from({ length: 1000 }, (_, id) => ({ id, properties: { name: 'x' } }));
		const objectType = 'butterflies';
		const { outcomes } = await runJob({ world, row: batchUpdateObjects, objectType, raw });
		expect(world.hubspot.calls).toHaveLength(2);
		expect(failures(outcomes).filter(({ reason }) => reason === 'rejected')).toHaveLength(100);
		expect(failures(outcomes)[999]).toMatchObject({ reason: 'unsent', applied: 'no' });
		for (const { message } of failures(outcomes)) {
			expect(message).toContain('Unable to infer object type');
		}
	});

	it.each(['404', '405'])('is answered with HTTP %s: wrong address, one call', async (status) => {
		const world = new World();
		world.hubspot.handle = () => ({ status: Number(status), headers: {}, body: '{}' });
		world.onCall = () => world.hubspot.calls.push({} as never);
		const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(300) });
		expect(world.hubspot.calls).toHaveLength(1);
		expect(failures(outcomes)).toHaveLength(300);
	});

	it('is not told of a record alone that was never asked alone, because the run was cancelled', async () => {
		const world = new World();
		world.hubspot.refuseWhen(({ externalEventId }) => externalEventId === 'e1', {
			status: 400,
			names: 'nobody',
		});
		const original = world.hubspot.handle.bind(world.hubspot);
		world.hubspot.handle = (call) => {
			world.cancelled = world.hubspot.calls.length === 1;
			return original(call);
		};
		const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(3) });
		expect(outcomes).toHaveLength(3);
		for (const { message } of failures(outcomes)) {
			expect(message).toContain('the whole batch this record was in');
			expect(message).toContain(
				'It was not sent again without the others: the execution was cancelled before.',
			);
		}
	});

	it('blames nobody in one half because nothing is known of the other', async () => {
		const world = new World();
		// Two events of different accounts share the name by which the refusal calls the bad one.
		const raw = [
			event(0),
			event(5, { externalAccountId: 'b', eventName: 'Theirs', eventType: 'BAD' }),
			event(5),
			event(7),
		];
		const bad = { property: 'eventType', value: 'BAD' };
		world.hubspot.refuseWhen(bad, { status: 400, names: 'ids' });
		const original = world.hubspot.handle.bind(world.hubspot);
		world.hubspot.handle = (call) => {
			if (world.hubspot.calls.length === 1)
				world.hubspot.faults.always({ kind: 'reset', applied: false });
			if (world.hubspot.calls.length === 1 + MAX_LOST) world.hubspot.faults.always(null);
			return original(call);
		};
		const { outcomes } = await runJob({ world, row: upsertEvents, raw });
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true, true]);
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
		const { outcomes, world } = await upsert(20, [], { size: 2 });
		expect(failures(outcomes)).toEqual([]);
		world.hubspot.faults.always(RESET);
		const again = await runJob({
			world,
			row: upsertEvents,
			raw: events(200),
			size: 2,
			lookUp: false,
		});
		const reasons = failures(again.outcomes).map(({ reason }) => reason);
		expect(new Set(reasons)).toEqual(new Set(['lost', 'unsent']));
		// The calls that were under way with the third one are lost too; no others.
		expect(reasons.filter((reason) => reason === 'lost').length).toBeLessThanOrEqual(20);
		expect(failures(again.outcomes)[199].message).toContain('HubSpot gave no answer');
	});

	it('is not sent again when nothing was accepted for ten minutes, however many were under way', async () => {
		const world = new World();
		const raw = events(400);
		world.latencyMs = () => 5_000;
		world.at(12_000, () => world.hubspot.faults.always({ kind: 'hang', applied: true }));
		const { outcomes } = await runJob({ world, row: upsertEvents, raw, size: 2, lookUp: false });
		expect(outcomes).toHaveLength(400);
		const told = failures(outcomes);
		expect(told.filter(({ reason }) => reason === 'lost').length).toBeGreaterThan(20);
		for (const { reason, applied } of told)
			expect(applied).toBe(reason === 'lost' ? 'maybe' : 'no');
		expect(world.nowMs - world.startMs).toBeLessThan(MAX_STALL_MS + 240_000);
	});

	it('is not sent again when the row may not be repeated', async () => {
		const world = new World();
		world.hubspot.faults.next(RESET);
		const { outcomes } = await runJob({
			world,
			row: writing(upsertEvents, { again: 'duplicates' }),
			raw: events(1),
			lookUp: false,
		});
		expect(world.hubspot.calls).toHaveLength(1);
		expect(failures(outcomes)).toMatchObject([{ reason: 'lost', applied: 'maybe' }]);
	});
});

describe('a batch that must wait', () => {
	const limited = (policy: string): Fault => ({ kind: 'rateLimit', policy });

	it.each([
		['TEN_SECONDLY_ROLLING', 10_000],
		['SECONDLY', 1_000],
		['SOMETHING_NEW', 10_000],
	])('on the policy %s waits %d ms, where no header tells more', async (policy, ms) => {
		const { outcomes, tookMs } = await upsert(1, [{ kind: 'rateLimit', policy, headers: false }]);
		expect(failures(outcomes)).toEqual([]);
		expect(tookMs).toBeGreaterThanOrEqual(ms);
		expect(tookMs).toBeLessThan(ms + 500);
	});

	it('waits less where the headers show that the window is not used up by us', async () => {
		const { tookMs } = await upsert(1, [limited('TEN_SECONDLY_ROLLING')]);
		expect(tookMs).toBeLessThan(2_000);
	});

	it('waits longer each time while the account is locked', async () => {
		const { world } = await upsert(1, [{ kind: 'locked' }, { kind: 'locked' }]);
		expect(world.waits).toEqual([2_000, 4_000]);
	});

	it('stops after five minutes of waiting; nothing was written, and it says so', async () => {
		const world = new World();
		world.hubspot.faults.always({ ...limited('TEN_SECONDLY_ROLLING'), headers: false } as Fault);
		const startMs = world.nowMs;
		const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(3), size: 1 });
		expect(world.nowMs - startMs).toBeLessThanOrEqual(301_000);
		expect(failures(outcomes)).toMatchObject([
			{ reason: 'unsent', applied: 'no', status: 429 },
			{ applied: 'no' },
			{ reason: 'unsent', applied: 'no' },
		]);
	});

	it('stops when nothing was accepted for ten minutes, whatever HubSpot is busy with', async () => {
		const world = new World();
		world.hubspot.faults.always(BAD);
		world.latencyMs = () => 59_000;
		const startMs = world.nowMs;
		// Too few to be given up for a sample.
		const raw = events(50).map((one, item) => ({ ...one, eventType: `T${item}` }));
		const { outcomes } = await runJob({ world, row: upsertEvents, raw, size: 1 });
		expect(world.nowMs - startMs).toBeLessThan(MAX_STALL_MS + 60_000);
		expect(failures(outcomes)[49]).toMatchObject({ reason: 'unsent', applied: 'no' });
		expect(failures(outcomes)[49].message).toContain('accepted nothing for 10 minutes');
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

	it('leaves the one record that is left open beside a reason without a name, until a read settles it', async () => {
		const fault: Fault = { kind: 'rejectSome', count: 1, named: false };
		const nameless = new World({ eventErrorContext: 'empty' });
		nameless.hubspot.faults.next(fault);
		const job = { world: nameless, row: upsertEvents, raw: events(3) };
		const { outcomes } = await runJob({ ...job, lookUp: false });
		expect(failures(outcomes)).toMatchObject([{ reason: 'unaccounted', applied: 'maybe' }]);
		// Looked up, it is found to be missing, and is written on its own.
		const world = new World({ eventErrorContext: 'empty' });
		world.hubspot.faults.next(fault);
		const looked = await runJob({ ...job, world });
		expect(failures(looked.outcomes)).toEqual([]);
		expect(world.hubspot.events().size).toBe(3);
	});

	it('takes no written record for refused because another error names nobody', async () => {
		const world = new World();
		const original = world.hubspot.handle.bind(world.hubspot);
		world.hubspot.handle = (call) => {
			const answer = original(call);
			if (call.method !== 'POST') return answer;
			const body = JSON.parse(answer.body) as { results: object[]; errors: object[] };
			// All were written; one is not told, and an error is about somebody else.
			body.results = body.results.slice(1);
			body.errors = [{ category: 'VALIDATION_ERROR', message: 'No', context: { ids: ['x'] } }];
			return { ...answer, body: JSON.stringify(body) };
		};
		const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(3) });
		expect(failures(outcomes)).toEqual([]);
		expect(world.hubspot.applied).toHaveLength(3);
	});

	it('leaves two reasons without names to nobody, but tells them', async () => {
		const { outcomes } = await upsert(3, [{ kind: 'rejectSome', count: 2, named: false }]);
		expect(failures(outcomes)).toMatchObject(
			Array(2).fill({ reason: 'unaccounted', applied: 'maybe' }),
		);
		expect(failures(outcomes)[0].message).toContain('without naming a record');
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
		const job = { world, row, objectType: 'contacts', raw, size: 3, lookUp: false };
		return (await runJob(job)).outcomes;
	};
	const brief = (outcomes: Told[]) =>
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
		expect(failures(outcomes)[0].message).toContain('(“boom”)');
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

describe('how many records are worth asking at once', () => {
	it.each([
		['all, while none is known to be bad', 80, { bad: 0, good: 0 }, 80],
		['all, while one is known to be bad and others to be good', 80, { bad: 1, good: 9 }, 80],
		['one, where the first half of each half was bad', 80, { bad: 1, good: 0 }, 1],
		['as many as are as likely good as bad', 64, { bad: 2, good: 62 }, 16],
		['few, where many are bad', 50, { bad: 5, good: 20 }, 4],
		['one, where most are bad', 50, { bad: 9, good: 1 }, 1],
		['one, where all are bad', 50, { bad: 9, good: 0 }, 1],
	])('%s', (_, count, tally, expected) => {
		expect(worthAsking(count, tally)).toBe(expected);
	});
});

describe('what an answer leaves open is looked up', () => {
	const LOST: Fault = { kind: 'serverError', status: 502, applied: true };
	const NOT_APPLIED: SingleFault = { kind: 'serverError', status: 502, applied: false };
	const contacts = (count: number) =>
		Array.from({ length: count }, (_, i) => ({ id: `${i + 1}`, properties: { phone: `+${i}` } }));

	async function update(count: number, prepare: (world: World) => void, more: Partial<Job> = {}) {
		const world = new World({ records: { objectType: 'contacts', count } });
		world.nowMs += 60_000;
		prepare(world);
		const raw = contacts(count);
		const job = { world, row: batchUpdateObjects, objectType: 'contacts', raw, ...more };
		const { outcomes } = await runJob(job);
		const paths = world.hubspot.calls.map(({ path }) => path.split('/').pop());
		return { world, outcomes, paths, failed: failures(outcomes) };
	}

	it('and is done when the record holds it, although every answer was lost', async () => {
		const { outcomes, paths, world } = await update(100, ({ hubspot }) =>
			hubspot.faults.always(LOST),
		);
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(outcomes[7]).toMatchObject({ result: { id: '8', properties: { phone: '+7' } } });
		expect(paths).toEqual([...Array(MAX_LOST).fill('update'), 'read']);
		expect(world.hubspot.object('contacts', '8')?.properties.phone).toBe('+7');
		expect(outcomes[7].ok && outcomes[7].warnings[0]).toContain('a look-up afterwards shows');
	});

	it('and written again when the record does not hold it', async () => {
		const { outcomes, paths } = await update(3, ({ hubspot }) =>
			hubspot.faults.next(...Array<Fault>(MAX_LOST).fill(NOT_APPLIED)),
		);
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(paths).toEqual([...Array(MAX_LOST).fill('update'), 'read', 'update']);
	});

	it('and told to be unwritten, not unknown, when it cannot be written again either', async () => {
		const { failed: told } = await update(3, ({ hubspot }) => hubspot.faults.always(NOT_APPLIED));
		expect(told).toMatchObject(Array(3).fill({ reason: 'lost', applied: 'no', status: 502 }));
		expect(told[0].message).toContain(
			'A look-up afterwards found other values of phone, so it was not written.',
		);
		expect(told[0].message).not.toContain('unknown');
	});

	it('but stays unknown when somebody wrote to the record meanwhile', async () => {
		const { failed: told } = await update(1, ({ hubspot }) => {
			hubspot.faults.always(LOST);
			const original = hubspot.handle.bind(hubspot);
			hubspot.handle = (call) => {
				const answer = original(call);
				if (call.path.endsWith('update')) {
					const record = hubspot.object('contacts', '1');
					if (record) record.properties.phone = 'theirs';
				}
				return answer;
			};
		});
		expect(told).toMatchObject([{ reason: 'lost', applied: 'maybe' }]);
		expect(told[0].message).toContain('A look-up afterwards found other values of phone.');
	});

	it('but stays unknown when somebody wrote meanwhile and then HubSpot put its clock forward', async () => {
		const { failed: told } = await update(1, (world) => {
			const { hubspot } = world;
			hubspot.faults.next({ kind: 'emptyResults' });
			hubspot.faults.always(NOT_APPLIED);
			hubspot.singleFaults.always(NOT_APPLIED);
			const original = hubspot.handle.bind(hubspot);
			hubspot.handle = (call) => {
				const first = !hubspot.calls.length;
				const answer = original(call);
				const record = hubspot.object('contacts', '1');
				if (!first || !record) return answer;
				Object.assign(record.properties, { phone: 'theirs' });
				record.updatedAt = new Date(world.nowMs).toISOString();
				world.at(60, () => {
					world.aheadMs = 60_000;
				});
				return answer;
			};
		});
		expect(told).toMatchObject([{ applied: 'maybe' }]);
	});

	it('but stays unknown when the credential may not read, and says why', async () => {
		const { failed: told, paths } = await update(150, ({ hubspot }) => {
			hubspot.faults.next({ kind: 'emptyResults' }, { kind: 'emptyResults' });
			hubspot.readFaults.always({ kind: 'missingScopes', scopes: ['crm.objects.contacts.read'] });
		});
		expect(told).toHaveLength(150);
		expect(told[0]).toMatchObject({ reason: 'unaccounted', applied: 'maybe' });
		expect(told[0].message).toMatch(
			/A look-up afterwards failed: the credential lacks the scope crm\.objects\.contacts\.read: add it in HubSpot .*\(MISSING_SCOPES, HTTP 403\)\.$/,
		);
		// Both batches ask once, no more; and it is no reason to stop writing.
		expect(paths.filter((path) => path === 'read').length).toBeLessThanOrEqual(2);
		expect(paths.filter((path) => path === 'update')).toHaveLength(2);
	});

	it('once per hundred records, only those that are open', async () => {
		const { world, failed: told } = await update(250, ({ hubspot }) =>
			hubspot.faults.next({ kind: 'forgetResults', count: 3 }),
		);
		expect(told).toEqual([]);
		const reads = world.hubspot.calls.filter(({ path }) => path.endsWith('read'));
		expect(reads).toHaveLength(1);
		expect((reads[0].requestBody as { inputs: unknown[] }).inputs).toHaveLength(3);
	});

	it('and not at all when that is switched off', async () => {
		const { failed: told, paths } = await update(
			3,
			({ hubspot }) => hubspot.faults.next({ kind: 'emptyResults' }),
			{ lookUp: false },
		);
		expect(told).toHaveLength(3);
		expect(paths).toEqual(['update']);
	});

	it('by the new key, where the write changes the key it is matched by', async () => {
		const world = new World();
		world.hubspot.seedObject('contacts', { email: 'a@x.co' }, '1');
		world.hubspot.faults.next({ kind: 'emptyResults' });
		const raw = [{ id: 'a@x.co', idProperty: 'email', properties: { email: 'B@x.co' } }];
		// The answer is empty, the write is not.
		const original = world.hubspot.handle.bind(world.hubspot);
		world.hubspot.handle = (call) => {
			const record = world.hubspot.object('contacts', '1');
			if (call.path.endsWith('read') && record) record.properties.email = 'b@x.co';
			return original(call);
		};
		const job = { world, row: batchUpdateObjects, objectType: 'contacts', raw };
		const { outcomes } = await runJob(job);
		expect(outcomes).toMatchObject([{ ok: true, result: { id: '1' } }]);
	});

	it('by both keys, so that another record with the new one is not taken for it', async () => {
		const world = new World();
		world.hubspot.seedObject('contacts', { email: 'a@x.co' }, '1');
		world.hubspot.seedObject('contacts', { email: 'b@x.co' }, '2');
		world.nowMs += 60_000;
		world.hubspot.faults.always({ kind: 'serverError', status: 502, applied: false });
		const raw = [{ id: 'a@x.co', idProperty: 'email', properties: { email: 'b@x.co' } }];
		const job = { world, row: batchUpdateObjects, objectType: 'contacts', raw };
		const { outcomes } = await runJob(job);
		expect(failures(outcomes)).toMatchObject([{ reason: 'lost', applied: 'no' }]);
		expect(world.hubspot.object('contacts', '1')?.properties.email).toBe('a@x.co');
	});

	it('and a write that changes the key and was silently dropped is made up for', async () => {
		const world = new World();
		world.hubspot.seedObject('contacts', { email: 'a@x.co' }, '1');
		world.nowMs += 60_000;
		world.hubspot.faults.next({ kind: 'emptyResults' });
		const raw = [{ id: 'a@x.co', idProperty: 'email', properties: { email: 'B@x.co' } }];
		const job = { world, row: batchUpdateObjects, objectType: 'contacts', raw };
		const { outcomes } = await runJob(job);
		expect(outcomes).toMatchObject([{ ok: true, result: { id: '1' } }]);
		expect(world.hubspot.object('contacts', '1')?.properties.email).toBe('b@x.co');
	});

	it.each(['.', '..'])('by a search, where its external ID is %p', async (externalEventId) => {
		const world = new World();
		world.hubspot.faults.always({ kind: 'serverError', status: 502, applied: true });
		const raw = [event(0, { externalEventId })];
		const { outcomes } = await runJob({ world, row: upsertEvents, raw });
		expect(outcomes).toMatchObject([{ ok: true, result: { eventName: 'Event 0' } }]);
		expect(world.hubspot.calls.at(-2)?.path).toContain(`/events/search?q=${externalEventId}`);
	});

	it('in the spelling that was given: where case counts, another spelling is another record', async () => {
		const world = new World();
		for (const [id, customer_number] of Object.entries({ 1: 'AB', 2: 'ab' })) {
			world.hubspot.seedObject('contacts', { customer_number, phone: 'old' }, id);
		}
		world.nowMs += 60_000;
		world.hubspot.faults.next({ kind: 'empty' });
		const raw = [{ id: 'AB', idProperty: 'customer_number', properties: { phone: '+1' } }];
		const job = { world, row: batchUpdateObjects, objectType: 'contacts', raw };
		expect((await runJob(job)).outcomes).toMatchObject([{ ok: true, result: { id: '1' } }]);
		// Found as it was written: the other record would have shown other values.
		expect(world.hubspot.applied).toHaveLength(1);
	});

	it('a merged record is not written again and again: its fate stays open', async () => {
		const { failed: told, paths } = await update(2, ({ hubspot }) =>
			hubspot.merge('contacts', '2', '1'),
		);
		expect(told).toMatchObject([{ item: 1, reason: 'unaccounted', applied: 'maybe' }]);
		expect(told[0].message).toContain('A look-up afterwards found no such record.');
		expect(paths).toEqual(['update', 'read']);
	});

	it('until look-ups hang too: twenty of them are not waited for one after the other', async () => {
		const world = new World();
		world.hubspot.faults.next({ kind: 'emptyResults' });
		world.hubspot.readFaults.always({ kind: 'hang', applied: false });
		const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(20) });
		expect(failures(outcomes)).toHaveLength(20);
		expect(failures(outcomes)[19]).toMatchObject({ reason: 'unaccounted', applied: 'maybe' });
		expect(world.nowMs - world.startMs).toBeLessThan(10 * 60_000);
		expect(world.hubspot.calls.length).toBeLessThan(12);
	});

	it.each<[string, Partial<Job>, (world: World) => void]>([
		[
			'records',
			{
				row: batchUpdateObjects,
				objectType: 'contacts',
				raw: [1, 2, 3].map((id) => ({ id, properties: { phone: `+${id}` } })),
			},
			({ hubspot }) => hubspot.seedObjects({ objectType: 'contacts', count: 3 }),
		],
		[
			'events',
			{
				row: batchUpdateEvents,
				raw: [50001, 50002, 50003].map((objectId) => ({ objectId, eventName: 'New' })),
			},
			({ hubspot }) => [1, 2, 3].forEach(() => hubspot.seedEvent(1001, { eventName: 'Old' })),
		],
	])(
		'and %s that a batch update took without writing them end up written one by one',
		async (_, job, prepare) => {
			const world = new World();
			prepare(world);
			world.nowMs += 60_000;
			world.hubspot.faults.always({ kind: 'emptyResults' });
			const { outcomes } = await runJob({ world, ...job } as Job);
			expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
			expect(outcomes[0].ok && outcomes[0].warnings).toEqual([
				'HubSpot accepted this record in a batch without writing it, so it was written on its own.',
			]);
			expect(world.hubspot.applied).toHaveLength(3);
			expect(world.hubspot.calls.filter(({ method }) => method === 'PATCH')).toHaveLength(3);
		},
	);

	describe('events that a batch took without writing them', () => {
		it('end up written one by one', async () => {
			const world = new World({ upsertWritesNothing: true });
			const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(30) });
			expect(outcomes.every(({ ok }) => ok)).toBe(true);
			expect(world.hubspot.events().size).toBe(30);
			const found = world.hubspot.eventByExternalId(1001, 'a', 'e7');
			expect(outcomes[7]).toMatchObject({ ok: true, result: { objectId: found?.objectId } });
			// One batch, and for each event a look and a write.
			expect(world.hubspot.calls).toHaveLength(61);
		});

		it('carry their own reason where HubSpot refuses them one by one', async () => {
			const world = new World({ upsertWritesNothing: true });
			world.hubspot.singleFaults.next(null, {
				kind: 'wholeBatch',
				status: 400,
				dialect: 'errorType',
				message: 'No',
			});
			const { outcomes } = await runJob({ world, row: upsertEvents, raw: events(3) });
			expect(failures(outcomes)).toMatchObject([
				{ reason: 'rejected', applied: 'no', status: 400 },
			]);
		});

		it('whose IDs no path can hold stay open, and the others do not suffer', async () => {
			const world = new World({ upsertWritesNothing: true });
			const raw = [event(0, { externalEventId: '..' }), event(1, { externalEventId: 'a/b?c#d' })];
			const { outcomes } = await runJob({ world, row: upsertEvents, raw });
			expect(failures(outcomes)).toMatchObject([{ item: 0, reason: 'unaccounted' }]);
			expect(world.hubspot.eventByExternalId(1001, 'a', 'a/b?c#d')).toBeDefined();
		});

		it('are found by their object IDs when they are updated', async () => {
			const world = new World({ events: { count: 3 } });
			world.hubspot.faults.next({ kind: 'forgetResults', count: 3 });
			const ids = [...world.hubspot.events().keys()];
			const raw = ids.map((objectId) => ({ objectId, eventName: 'New' }));
			const { outcomes } = await runJob({ world, row: batchUpdateEvents, raw });
			expect(outcomes.map((outcome) => outcome.ok && outcome.result.objectId)).toEqual(ids);
		});
	});
});

describe('what is learned from one batch', () => {
	/** Contacts with a phone, and whatever these of them have besides. */
	const contacts = (count: number, more: Record<number, object> = {}) =>
		Array.from({ length: count }, (_, i) => ({
			id: `${i + 1}`,
			properties: { phone: `+${i}`, ...more[i] },
		}));

	async function update(raw: object[], prepare: (world: World) => void, more: Partial<Job> = {}) {
		const world = new World({ records: { objectType: 'contacts', count: raw.length } });
		prepare(world);
		const job = { world, row: batchUpdateObjects, objectType: 'contacts', raw, lookUp: false };
		const { outcomes } = await runJob({ ...job, ...more });
		const paths = world.hubspot.calls.map(({ path }) => path.split('/').pop());
		const sizes = world.hubspot.calls.map(
			({ requestBody }) => (requestBody as { inputs?: unknown[] }).inputs?.length ?? 1,
		);
		return { world, outcomes, paths, sizes, failed: failures(outcomes) };
	}

	it('to hold a bad record is asked with few calls: what is left when a half is taken', async () => {
		const { failed, sizes } = await update(contacts(64), ({ hubspot }) =>
			hubspot.refuseWhen(({ id }) => id === '64', { status: 400, names: 'nobody' }),
		);
		expect(failed).toMatchObject([{ item: 63, reason: 'rejected', applied: 'no', status: 400 }]);
		expect(failed[0].message).toContain('HubSpot refused the contact with ID 64: ');
		// Halves that are taken leave the bad one in the other, which is not asked as a whole again.
		expect(sizes).toEqual([64, 32, 16, 8, 4, 2, 1, 1]);
	});

	it('never asks the same records twice, and where half of them are bad hardly more often than there are records', async () => {
		const { failed, world } = await update(contacts(60), ({ hubspot }) =>
			hubspot.refuseWhen(({ id }) => Number(id) % 2 === 0, { status: 400, names: 'nobody' }),
		);
		expect(failed.map(({ item }) => item)).toEqual(Array.from({ length: 30 }, (_, i) => 2 * i + 1));
		const asked = world.hubspot.calls.map(({ requestBody }) => JSON.stringify(requestBody));
		expect(asked.length).toBeLessThan(80);
		expect(new Set(asked).size).toBe(asked.length);
	});

	it('asks the records with a property that a refusal names first, and then sends the others together', async () => {
		const suspects = {
			10: { size: 'a' },
			20: { size: 'BAD' },
			30: { size: 'b' },
			40: { size: 'c' },
		};
		const { failed, sizes } = await update(contacts(100, suspects), ({ hubspot }) => {
			hubspot.refuseWhen({ property: 'size', value: 'BAD' }, { status: 400, names: 'property' });
			hubspot.defineProperty?.('contacts', { name: 'size' });
		});
		expect(failed.map(({ item }) => item)).toEqual([20]);
		expect(sizes).toEqual([100, 2, 1, 1, 2, 96]);
	});

	it('halves the batch where all have the property that a refusal names', async () => {
		const { failed, sizes } = await update(contacts(8), ({ hubspot }) =>
			hubspot.refuseWhen({ property: 'phone', value: '+5' }, { status: 400, names: 'property' }),
		);
		expect(failed.map(({ item }) => item)).toEqual([5]);
		expect(sizes.slice(0, 2)).toEqual([8, 4]);
	});

	it.each<[string, 'nobody' | 'ids']>([
		['in halves', 'nobody'],
		['alone', 'ids'],
	])('a loss stays with every part that is sent %s afterwards', async (_, names) => {
		const { failed } = await update(contacts(4), ({ hubspot }) => {
			hubspot.faults.next({ kind: 'reset', applied: false });
			hubspot.refuseWhen(({ id }) => id === '2', { status: 400, names });
		});
		expect(failed).toMatchObject([{ item: 1, reason: 'rejected', applied: 'maybe' }]);
		expect(failed[0].message).toContain('it may have been written all the same');
	});

	const told = { message: 'No property “nope”', code: 'PROPERTY_DOESNT_EXIST' };
	const refusal = { errors: [{ ...told, context: { propertyName: ['nope'] } }] };
	it.each<[string, (world: World) => void, number[]]>([
		['an answer about its record', () => {}, [10, 8, 9]],
		[
			'the refusal of its batch',
			({ hubspot }) => {
				const original = hubspot.handle.bind(hubspot);
				hubspot.handle = (call) => {
					const answer = original(call);
					if (!call.body.includes('nope')) return answer;
					return { status: 400, headers: {}, body: JSON.stringify(refusal) };
				};
			},
			[10, 9, 8, 9],
		],
	])('a property that does not exist is sent no more after %s', async (_, prepare, expected) => {
		const nope = { nope: 'x' };
		const { failed, sizes } = await update(
			contacts(30, { 3: nope, 12: nope, 13: nope, 25: { ...nope, city: 'Bonn' } }),
			prepare,
			{ size: 10 },
		);
		expect(failed.map(({ item, reason, applied }) => [item, reason, applied])).toEqual([
			[3, 'rejected', 'no'],
			[12, 'unsent', 'no'],
			[13, 'unsent', 'no'],
			[25, 'unsent', 'no'],
		]);
		expect(failed[1].message).toMatch(
			/^Not sent: HubSpot refused other records because of the property “nope”: .*nope.*\.$/,
		);
		expect(sizes).toEqual(expected);
	});

	it('that no later one could fare better ends the run, with the reason for each that waited', async () => {
		const { failed, world } = await update(
			contacts(300),
			(the) => {
				the.latencyMs = () => 1_000;
				the.at(1_500, () => the.hubspot.faults.always({ kind: 'unauthorized' }));
			},
			{ size: 1 },
		);
		const denied = failed.filter(({ status }) => status === 401);
		expect(denied.length).toBeGreaterThan(1);
		for (const { reason, applied } of denied) expect([reason, applied]).toEqual(['unsent', 'no']);
		const waited = failed.filter(({ status }) => status === undefined);
		expect(waited.length).toBeGreaterThan(20);
		for (const { message, applied } of waited) {
			expect(applied).toBe('no');
			expect(message).toMatch(/^Not sent: check the token in the credential: .*HTTP 401\)\.$/);
		}
		expect(world.hubspot.calls.length).toBeLessThan(100);
	});

	it('that the credential is refused is learned once: nothing is looked up with it either', async () => {
		const { paths, failed } = await update(
			contacts(2),
			({ hubspot }) =>
				hubspot.faults.next({ kind: 'reset', applied: true }, { kind: 'unauthorized' }),
			{ lookUp: true },
		);
		expect(failed).toMatchObject(Array(2).fill({ applied: 'maybe', status: 401 }));
		expect(paths).toEqual(['update', 'update']);
	});

	it('that an event written alone is refused for the credential ends the run as well', async () => {
		const world = new World({ upsertWritesNothing: true });
		const original = world.hubspot.handle.bind(world.hubspot);
		world.hubspot.handle = (call) => {
			if (call.method === 'PUT') world.hubspot.singleFaults.next({ kind: 'unauthorized' });
			return original(call);
		};
		// Writes to one event go one after the other.
		const raw = [event(1), event(1), event(1)];
		const { outcomes } = await runJob({ world, row: upsertEvents, raw });
		const told = failures(outcomes);
		expect(told).toHaveLength(3);
		expect(told[2]).toMatchObject({ reason: 'unsent', applied: 'no' });
		expect(told[2].message).toContain('Not sent: check the token in the credential');
		expect(world.hubspot.calls.filter(({ method }) => method === 'PUT')).toHaveLength(1);
	});

	it('is not waited for beyond its answer: the next one goes while the first is looked up', async () => {
		const { world } = await update(
			contacts(2),
			({ hubspot }) => {
				hubspot.faults.next({ kind: 'emptyResults' });
				hubspot.readFaults.next({ kind: 'hang', applied: false });
			},
			{ size: 1, lookUp: true },
		);
		const second = world.hubspot.calls.filter(({ path }) => path.endsWith('update'))[1];
		expect(second.at - world.startMs).toBeLessThan(30_000);
	});

	it('is waited for to the end where the run is to stop on failures', async () => {
		const { paths, failed } = await update(
			contacts(3),
			({ hubspot }) => {
				hubspot.faults.next({ kind: 'emptyResults' });
				hubspot.readFaults.always({ kind: 'missingScopes', scopes: ['x'] });
			},
			{ size: 1, lookUp: true, stopOnFailure: true },
		);
		expect(paths).toEqual(['update', 'read']);
		expect(failed).toMatchObject([
			{ reason: 'unaccounted' },
			...Array<object>(2).fill({
				reason: 'unsent',
				applied: 'no',
				message: 'Not sent: an earlier batch failed, and On Error is set to stop.',
			}),
		]);
	});

	it('that this code itself failed on it stops a run that is to stop on failures', async () => {
		const row = withBrokenChecks(batchUpdateObjects);
		const { failed, paths } = await update(
			contacts(3),
			({ hubspot }) => hubspot.faults.next({ kind: 'emptyResults' }),
			{ row, size: 1, lookUp: true, stopOnFailure: true, mayBreak: true },
		);
		expect(failed.map(({ reason }) => reason)).toEqual(['unaccounted', 'unsent', 'unsent']);
		expect(failed[2].message).toBe(
			'Not sent: an earlier batch failed, and On Error is set to stop.',
		);
		expect(paths).toEqual(['update']);
	});

	it.each([3_600_000, -3_600_000])(
		'about HubSpot’s clock, %d ms ahead, tells what was changed before the write',
		async (aheadMs) => {
			const told = async (changedMs: number) => {
				const { failed } = await update(
					contacts(1),
					(world) => {
						world.nowMs += 600_000;
						world.aheadMs = aheadMs;
						const record = world.hubspot.object('contacts', '1');
						if (record) {
							record.updatedAt = new Date(world.nowMs + aheadMs + changedMs).toISOString();
						}
						world.hubspot.faults.always({ kind: 'serverError', status: 502, applied: false });
					},
					{ lookUp: true },
				);
				return failed[0];
			};
			expect(await told(-60_000)).toMatchObject({ reason: 'lost', applied: 'no' });
			expect(await told(+1_000)).toMatchObject({ reason: 'lost', applied: 'maybe' });
		},
	);
});

it('a failure of its own costs one batch its outcome, not the run', async () => {
	const world = new World();
	world.hubspot.faults.next({ kind: 'emptyResults' });
	const row = withBrokenChecks(upsertEvents);
	const { outcomes } = await runJob({ world, row, raw: events(4), size: 2, mayBreak: true });
	expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, true, true]);
	expect(failures(outcomes)).toMatchObject(
		Array(2).fill({ reason: 'unaccounted', applied: 'maybe' }),
	);
	expect(failures(outcomes)[0].message).toContain('(boom)');
});

describe('a contact that HubSpot finds by another name', () => {
	/** Contact 7 has a second address, and record 5 was merged into it. */
	const contact = {
		id: '7',
		properties: { email: 'ada@x.co', phone: '+1' } as Record<string, string>,
		others: { hs_additional_emails: 'ada@old.co', hs_merged_object_ids: '5' },
	};
	/** Answers as HubSpot does: what it finds, under the name that it shows, with what was asked for. */
	const answering = (world: World) => {
		const asked: string[] = [];
		world.hubspot.handle = ({ path, body }) => {
			const { inputs, properties = [] } = JSON.parse(body) as {
				inputs: Array<{ id: string; properties?: Record<string, string> }>;
				properties?: string[];
			};
			asked.push(`${path.split('/').pop()} ${inputs.map(({ id }) => id).join()}`);
			const held: Record<string, string> = { ...contact.properties, ...contact.others };
			const results = inputs
				.filter(({ id }) => ['7', '5', 'ada@x.co', 'ada@old.co'].includes(id))
				.map((input) => {
					const names = input.properties ? Object.keys(input.properties) : properties;
					const shown = names.map((name) => [name, held[name] ?? null]);
					return { id: '7', properties: Object.fromEntries(shown) as object };
				});
			return { status: 200, headers: {}, body: JSON.stringify({ status: 'COMPLETE', results }) };
		};
		return asked;
	};

	it.each([
		['a second e-mail address', { id: 'ada@old.co', idProperty: 'email' }],
		['the ID of a record that was merged', { id: '5' }],
	])('is written, and told as done, where it is matched by %s', async (_, name) => {
		const world = new World();
		const asked = answering(world);
		// Its result has no trace ID, and shows nothing of what was sent.
		const raw = [{ ...name, properties: { phone: '+1' } }];
		const original = world.hubspot.handle;
		world.hubspot.handle = (call) => {
			const answer = original(call);
			if (!call.path.endsWith('update')) return answer;
			return { ...answer, body: JSON.stringify({ results: [{ id: '7', properties: {} }] }) };
		};
		const job = { world, row: batchUpdateObjects, objectType: 'contacts', raw };
		const { outcomes } = await runJob(job);
		expect(outcomes).toMatchObject([
			{ ok: true, result: { id: '7', properties: { phone: '+1' } } },
		]);
		expect(JSON.stringify(outcomes)).not.toMatch(/hs_additional_emails|hs_merged_object_ids/);
		expect(asked).toEqual([`update ${name.id}`, `read ${name.id}`]);
	});

	it.each([
		['a second e-mail address', { id: 'ada@old.co', idProperty: 'email' }, 'ada@x.co'],
		['the ID of a record that was merged', { id: '5' }, '7'],
	])('is read by %s', async (_, name, today) => {
		const world = new World();
		const asked = answering(world);
		const other = 'idProperty' in name ? { id: 'bob@x.co', idProperty: 'email' } : { id: '8' };
		const raw = [name, other];
		const parameters = { properties: 'phone' };
		const job = { world, row: batchReadObjects, objectType: 'contacts', raw, parameters };
		const { outcomes } = await runJob(job);
		expect(outcomes).toMatchObject([
			{ ok: true, result: { id: '7', properties: { phone: '+1' } } },
			{ ok: false, failure: { reason: 'unaccounted' } },
		]);
		expect(JSON.stringify(outcomes)).not.toMatch(/hs_additional_emails|hs_merged_object_ids/);
		const both = `read ${name.id},${other.id}`;
		expect(asked).toEqual([both, both, `read ${today}`]);
	});
});

describe('calls side by side', () => {
	const at = (world: World) => world.hubspot.calls.map((call) => call.at);

	it('begin with one, then grow to what rate and latency need', async () => {
		const world = new World({ limits: { perTenSeconds: 190, perDay: 1e6 }, keepApplied: false });
		world.latencyMs = () => 500;
		const raw = events(20_000);
		const startMs = world.nowMs;
		const { outcomes } = await runJob({ world, row: upsertEvents, raw });
		expect(failures(outcomes)).toEqual([]);
		expect(world.hubspot.calls.map(({ status }) => status)).toEqual(Array(200).fill(200));
		// The second call leaves after the first answer.
		expect(at(world)[1] - at(world)[0]).toBeGreaterThanOrEqual(500);
		expect(world.nowMs - startMs).toBeLessThan(12_000);
	});

	it('keep the order of writes to one record, also between calls', async () => {
		const world = new World();
		const latencies = [3_000, 100, 2_000, 50];
		world.latencyMs = () => latencies[world.hubspot.calls.length % 4];
		const raw = Array.from({ length: 40 }, (_, item) => event(item % 4, { eventType: `${item}` }));
		await runJob({ world, row: upsertEvents, raw, size: 3 });
		for (let each = 0; each < 4; each++) {
			const types = world.hubspot.applied
				.filter(({ input }) => input.externalEventId === `e${each}`)
				.map(({ input }) => Number(input.eventType));
			expect(types).toEqual(Array.from({ length: 10 }, (_, turn) => turn * 4 + each));
		}
	});

	it('leave an execution its share of the limit, however many calls others make', async () => {
		const world = new World({ limits: { perTenSeconds: 20, perDay: 1e6 } });
		const ends: number[] = [];
		const job = async (share: number, count: number, account: string) => {
			const raw = events(count).map((each) => ({ ...each, externalAccountId: account }));
			await startJob({ world, row: upsertEvents, raw, size: 1, share });
			ends.push(world.nowMs - world.startMs);
		};
		// Five windows' worth of a tenth, beside ten windows' worth of the rest.
		await world.drive(Promise.all([job(1, 200, 'a'), job(0.1, 10, 'b')]));
		expect(ends[0]).toBeLessThan(60_000);
	});

	it('end with the failure where they are to stop, also the one that its answer has let start', async () => {
		const world = new World();
		world.hubspot.seedObject('contacts', { email: 'a@x.co' }, '1');
		world.hubspot.faults.next({ kind: 'reset', applied: false });
		const properties = { lastname: 'x' };
		const raw = [
			{ id: 'a@x.co', idProperty: 'email', properties: { ...properties, nope: '1' } },
			{ id: '1', properties },
			{ id: '1', properties },
		];
		const marked: string[] = [];
		let failed = false;
		world.onCall = ({ body }) => {
			if (failed) marked.push(JSON.stringify(body));
		};
		const onOutcome = ({ ok }: Told) => {
			failed ||= !ok;
		};
		const job = { world, row: batchUpdateObjects, objectType: 'contacts', raw, onOutcome };
		await runJob({ ...job, size: 1, stopOnFailure: true });
		expect(failed).toBe(true);
		expect(marked).toEqual([]);
	});

	it('read items while the first call is under way, not all of them before', async () => {
		const world = new World();
		const { effect } = sending(batchUpdateObjects, { limit: 1 });
		let read = 0;
		const lane = world.governor.lane(world.clock);
		const first: number[] = [];
		world.onCall = () => first.push(read);
		const source = () =>
			read < 50
				? entries([{ id: `${++read}`, properties: { a: '1' }, objectWriteTraceId: `${read}` }])
				: undefined;
		const place = { version: '2026-03' as const, parameters: { objectType: 'contacts' } };
		await world.drive(
			run(effect, () => source()?.map((entry) => ({ ...entry, item: read - 1, place })), {
				stopOnFailure: false,
				lookUp: false,
				http: world.http,
				clock: world.clock,
				lane,
				tell: () => {},
			}),
		);
		expect(first[0]).toBeLessThan(5);
		expect(first).toHaveLength(50);
	});
});

it('a property that is called constructor is missed in those records alone that have it', async () => {
	const world = new World({ records: { objectType: 'contacts', count: 3 } });
	const handle = world.hubspot.handle.bind(world.hubspot);
	world.hubspot.handle = (call) => {
		const { inputs } = JSON.parse(call.body) as { inputs: Array<{ properties: object }> };
		if (!inputs.some(({ properties }) => Object.keys(properties).includes('constructor')))
			return handle(call);
		const context = { propertyName: ['constructor'] };
		const errors = [{ message: 'It does not exist', code: 'PROPERTY_DOESNT_EXIST', context }];
		const body = { category: 'VALIDATION_ERROR', message: 'Not valid', errors };
		return { status: 400, headers: {}, body: JSON.stringify(body) };
	};
	const raw: Array<{ id: string; properties: Record<string, string> }> = [
		{ id: '1', properties: { phone: '1' } },
		{ id: '2', properties: { phone: '1', constructor: 'x' } },
		{ id: '3', properties: { phone: '1' } },
	];
	const job = { world, row: batchUpdateObjects, objectType: 'contacts', raw };
	const { outcomes } = await runJob(job);
	expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
});
