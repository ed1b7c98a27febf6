/** plan.ts at its edges: what fits, what comes later, and in which order calls may go. Common cases stand in run.test.ts. */
import fc from 'fast-check';

import type { Batch, Entry } from '../../nodes/engine/outcome';
import { MAX_BODY_BYTES, Planner } from '../../nodes/engine/plan';
import type { Place } from '../../nodes/hubspot/endpoint';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import type { Operation } from '../../nodes/n8n/operation';
import { endpointOfRow, matching, sending } from './rows';

const PLACE: Place = { version: '2026-03', parameters: {} };

const entry = (item: number, input: object, place = PLACE): Entry => ({
	item,
	place,
	trace: `ours-${item}`,
	input: { objectWriteTraceId: `ours-${item}`, ...input },
});

const record = (id: string, properties: object = { a: '1' }, more: object = {}) => ({
	id,
	properties,
	...more,
});

const event = (id: string, more: object = {}) => ({
	externalAccountId: 'a',
	externalEventId: id,
	eventName: 'Event',
	eventOrganizer: 'ACME',
	...more,
});

function planner(row: Operation, inputs: object[], size?: number) {
	const made = new Planner(endpointOfRow(row), size);
	inputs.forEach((input, item) => made.add(entry(item, input)));
	return made;
}

function plan(row: Operation, inputs: object[], size?: number): Batch[] {
	const made = planner(row, inputs, size);
	made.finish();
	return made.ready;
}

const itemsOf = (batches: Batch[]) => batches.map(({ entries }) => entries.map(({ item }) => item));

/** An input of exactly so many bytes, with the comma behind it. */
function ofBytes(id: string, bytes: number) {
	const input = (filler: string) => ({ objectWriteTraceId: 't', ...record(id, { a: filler }) });
	const bare = Buffer.byteLength(JSON.stringify(input(''))) + 1;
	return input('x'.repeat(bytes - bare));
}

describe('A body', () => {
	it.each([
		[MAX_BODY_BYTES / 2, [[0, 1]]],
		[MAX_BODY_BYTES / 2 + 1, [[0], [1]]],
	])('may be as large as it may be, and no larger: half of it and %s bytes', (bytes, items) => {
		const half = { ...ofBytes('1', MAX_BODY_BYTES / 2), objectWriteTraceId: 'u' };
		expect(itemsOf(plan(batchUpdateObjects, [half, ofBytes('2', bytes)]))).toEqual(items);
	});

	it.each<[string, (id: string) => object]>([
		['long values', (id) => record(id, { a: 'x'.repeat(50_000) })],
		['long names', (id) => record(id, { ['x'.repeat(50_000)]: '1' })],
		['values that JSON escapes', (id) => record(id, { a: '\u0001'.repeat(8_500) })],
		[
			'many values',
			(id) =>
				record(
					id,
					Object.fromEntries([...Array(2_000).keys()].map((n) => [`property_${n}`, 'something'])),
				),
		],
		['long lists', (id) => record(id, {}, { list: Array(5_000).fill(1.5e300) })],
	])('that would be too large with %s is cut', (_, make) => {
		const batches = plan(
			batchUpdateObjects,
			[...Array(40).keys()].map((n) => make(String(n + 1))),
		);
		expect(batches.length).toBeGreaterThan(1);
		for (const { entries } of batches) {
			const body = JSON.stringify({ inputs: entries.map(({ input }) => input) });
			expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_BODY_BYTES + '{"inputs":[]}'.length);
		}
	});

	it('is never larger than it may be, whatever is in it', () => {
		const text = fc
			.tuple(fc.string({ unit: 'binary', maxLength: 20 }), fc.nat(600))
			.map(([part, times]) => part.repeat(times));
		const value = fc.oneof(
			text,
			fc.double(),
			fc.constant(null),
			fc.boolean(),
			fc.array(fc.double()),
		);
		const input = fc.dictionary(fc.string({ maxLength: 9 }), value, { maxKeys: 4 });
		fc.assert(
			fc.property(fc.array(input, { minLength: 20, maxLength: 50 }), (all) => {
				const batches = plan(
					batchUpdateObjects,
					all.map((properties, n) => record(String(n + 1), properties)),
				);
				expect(batches.flatMap(({ entries }) => entries)).toHaveLength(all.length);
				for (const { entries } of batches) {
					const body = JSON.stringify({ inputs: entries.map((each) => each.input) });
					if (entries.length > 1)
						expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_BODY_BYTES + 13);
				}
			}),
			{ numRuns: 4 },
		);
	});
});

describe('What of an input is not sent', () => {
	const large = ['1', '2', '3'].map((id) => record(id, { a: 'x'.repeat(MAX_BODY_BYTES / 2) }));

	it('does not count: only what goes into the body does', () => {
		expect(itemsOf(plan(batchUpdateObjects, large))).toEqual([[0], [1], [2]]);
		const byName = sending(batchUpdateObjects, { element: ({ id }) => ({ id }) });
		expect(itemsOf(plan(byName, large))).toEqual([[0, 1, 2]]);
	});

	it('and what is put into the body beside it does', () => {
		const small = ['1', '2'].map((id) => record(id));
		const padded = sending(batchUpdateObjects, {
			element: ({ id }) => ({ id, padding: 'x'.repeat(MAX_BODY_BYTES / 2) }),
		});
		expect(itemsOf(plan(padded, small))).toEqual([[0], [1]]);
	});
});

describe('Inputs that look alike', () => {
	it('share a call, though no result tells them apart', () => {
		expect(itemsOf(plan(upsertEvents, [event('e0'), event('e1')]))).toEqual([[0, 1]]);
		const keyless = matching(batchUpdateObjects, { resultKey: undefined });
		expect(itemsOf(plan(keyless, [record('1'), record('2')]))).toEqual([[0, 1]]);
	});

	it('take as few calls as inputs that differ', () => {
		const alike = (count: number) => [...Array(count).keys()].map((n) => event(`e${n}`));
		const calls = [10, 100, 1_000].map((count) => plan(upsertEvents, alike(count)).length);
		expect(calls).toEqual([1, 1, 10]);
	});
});

describe('What comes later', () => {
	const moved = (from: string, to: string) => record(from, { email: to }, { idProperty: 'email' });

	it('is what is about the record under the name that an earlier item gave it', () => {
		const [first, second] = plan(batchUpdateObjects, [
			moved('a@x.co', 'b@x.co'),
			moved('b@x.co', 'c@x.co'),
		]);
		expect(itemsOf([first, second])).toEqual([[0], [1]]);
		expect(second.after).toEqual([first]);
	});

	it('is what gives a record the name that an earlier item knows another by', () => {
		const [first, second] = plan(batchUpdateObjects, [
			moved('b@x.co', 'b@x.co'),
			moved('a@x.co', 'b@x.co'),
		]);
		expect(itemsOf([first, second])).toEqual([[0], [1]]);
		expect(second.after).toEqual([first]);
	});

	it('is not what only used to be close: other names share a call', () => {
		expect(
			itemsOf(plan(batchUpdateObjects, [moved('a@x.co', 'b@x.co'), moved('c@x.co', 'd@x.co')])),
		).toEqual([[0, 1]]);
	});

	it('is a trace id that a user gave twice', () => {
		const twice = ['1', '2', '3'].map((id) =>
			record(id, {}, { objectWriteTraceId: id === '3' ? 'b' : 'a' }),
		);
		const [first, second] = plan(batchUpdateObjects, twice);
		expect(itemsOf([first, second])).toEqual([[0, 2], [1]]);
		expect(second.after).toEqual([first]);
		expect(first.after).toEqual([]);
	});

	it('waits once for each call before it, however many records they share', () => {
		const [first, second] = plan(
			batchUpdateObjects,
			['1', '2', '1', '2'].map((id) => record(id)),
		);
		expect(itemsOf([first, second])).toEqual([
			[0, 1],
			[2, 3],
		]);
		expect(second.after).toEqual([first]);
	});
});

describe('A call may go', () => {
	it('once it is full and those before it may, not sooner', () => {
		const big = ofBytes('1', MAX_BODY_BYTES - 1_000);
		// The second is about the same record; the third fits only beside it, and fills that call.
		const made = planner(batchUpdateObjects, [big, record('1'), ofBytes('2', 20_000)], 2);
		expect(itemsOf(made.ready)).toEqual([]);
		made.add(entry(3, record('3')));
		expect(itemsOf(made.ready)).toEqual([
			[0, 3],
			[1, 2],
		]);
		made.finish();
		expect(made.ready).toHaveLength(2);
	});

	it('at once when it is full, though it comes after one that has gone', () => {
		const made = planner(
			batchUpdateObjects,
			['1', '2'].map((id) => record(id)),
			2,
		);
		expect(itemsOf(made.ready)).toEqual([[0, 1]]);
		made.add(entry(2, record('1')));
		expect(made.ready).toHaveLength(1);
		made.add(entry(3, record('2')));
		expect(itemsOf(made.ready)).toEqual([
			[0, 1],
			[2, 3],
		]);
	});

	it('only when all of those before it may', () => {
		const large = (id: string, trace: string, bytes: number) => ({
			...ofBytes(id, bytes),
			objectWriteTraceId: trace,
		});
		const ones = ['1', '2'].map((id) => large(id, `a${id}`, MAX_BODY_BYTES - 1_000));
		const again = ['1', '2'].map((id) => large(id, `b${id}`, 2_000));
		const made = planner(batchUpdateObjects, [...ones, ...again], 2);
		expect(itemsOf(made.ready)).toEqual([]);
		made.add(entry(4, record('3')));
		// The first is full and goes; the third still waits for the second.
		expect(itemsOf(made.ready)).toEqual([[0, 4]]);
		made.add(entry(5, record('4')));
		expect(itemsOf(made.ready)).toEqual([
			[0, 4],
			[1, 5],
			[2, 3],
		]);
		const [first, second, third] = made.ready;
		expect([first.after, second.after, third.after]).toEqual([[], [], [first, second]]);
	});

	it('in the order in which they were begun, whatever object they are about', () => {
		const byEmail = record('a@x.co', { b: '1' }, { idProperty: 'email' });
		expect(itemsOf(plan(batchUpdateObjects, [record('1'), byEmail, record('1')]))).toEqual([
			[0],
			[1],
			[2],
		]);
	});

	it('before it is full, when a hundred others are open too', () => {
		const same = (count: number) => Array.from({ length: count }, () => event('e1'));
		expect(planner(upsertEvents, same(100)).ready).toEqual([]);
		expect(itemsOf(planner(upsertEvents, same(101)).ready)).toEqual([[0]]);
	});
});

describe('A batch of a place where HubSpot takes fewer inputs', () => {
	const endpoint = {
		...endpointOfRow(batchUpdateObjects),
		limitAt: ({ parameters }: Place) => (parameters.few ? 2 : undefined),
	};
	const few: Place = { version: '2026-03', parameters: { few: 'yes' } };
	const sizes = (place: Place, size?: number) => {
		const made = new Planner(endpoint, size);
		[1, 2, 3, 4, 5].forEach((id, item) => made.add(entry(item, record(`${id}`), place)));
		made.finish();
		return made.ready.map(({ entries }) => entries.length);
	};

	it('holds no more than that, and elsewhere as many as ever', () => {
		expect(sizes(few)).toEqual([2, 2, 1]);
		expect(sizes(PLACE)).toEqual([5]);
	});

	it('holds fewer where the user says so, and never more', () => {
		expect(sizes(few, 1)).toEqual([1, 1, 1, 1, 1]);
		expect(sizes(few, 4)).toEqual([2, 2, 1]);
	});
});

describe('A value that no two records may have', () => {
	/** Inputs have values of the properties a and b that no other record may have. */
	const apart = matching(batchUpdateObjects, {
		key: ({ id }) => String(id),
		claims: ({ properties }) => Object.entries(properties as object).map((each) => each.join()),
	});

	it('sends the later of two inputs with it in a later call, after the first', () => {
		const batches = plan(apart, [
			record('1', { a: 'x' }),
			record('2', { a: 'y', b: 'x' }),
			record('3', { a: 'z', b: 'x' }),
			record('4', { a: 'x' }),
		]);
		expect(itemsOf(batches)).toEqual([
			[0, 1],
			[2, 3],
		]);
		expect(batches[1].after).toEqual([batches[0]]);
	});

	it('sends all in one call where each has its own', () => {
		const own = [1, 2, 3].map((n) => record(String(n), { a: `${n}` }));
		expect(itemsOf(plan(apart, own))).toEqual([[0, 1, 2]]);
	});
});
