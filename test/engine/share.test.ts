/** stages/share.ts: equal questions are asked once, and everyone who asked gets the answer. */
import fc from 'fast-check';

import type { Entry, Outcome } from '../../nodes/engine/outcome';
import { share } from '../../nodes/engine/stages/share';
import type { Endpoint, Place } from '../../nodes/hubspot/endpoint';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { runs } from '../runs';
import { endpointOfRow } from './rows';

const ENDPOINT = endpointOfRow(batchReadObjects);
const [CONTACTS, DEALS] = ['contacts', 'deals'].map(
	(objectType): Place => ({
		version: '2026-03',
		parameters: { objectType },
	}),
);

const entry = (item: number, id: string, place = CONTACTS, idProperty?: string): Entry => ({
	item,
	place,
	input: { id, ...(idProperty !== undefined && { idProperty }) },
});
const done = (item: number, id: string): Outcome => ({ item, ok: true, result: { id }, notes: [] });

/** A flow that hands out these portions, and what comes of it. */
function sharing(portions: Entry[][], endpoint: Endpoint = ENDPOINT) {
	const told: Outcome[] = [];
	const left = [...portions];
	const flow = share(
		{ source: () => left.shift(), settle: (outcome) => told.push(outcome) },
		endpoint,
	);
	const next = async () => (await flow.source())?.map(({ item }) => item);
	return { flow, told, next };
}

const itemsOf = (outcomes: Outcome[]) => outcomes.map(({ item }) => item).sort((a, b) => a - b);

describe('Equal questions', () => {
	it('at the same place are asked once, and their answer is told to all of them', async () => {
		const { flow, told, next } = sharing([[entry(0, '7'), entry(1, '8'), entry(2, '7')]]);
		expect(await next()).toEqual([0, 1]);
		expect(await next()).toBeUndefined();
		flow.settle(done(1, '8'));
		expect(told).toEqual([done(1, '8')]);
		flow.settle(done(0, '7'));
		expect(told).toEqual([done(1, '8'), done(0, '7'), done(2, '7')]);
	});

	it('are those that HubSpot is asked in the same words: zeros in front of an ID and the case of an address do not count, other cases do', async () => {
		const { next } = sharing([
			[
				entry(0, 'ada@x.co', CONTACTS, 'email'),
				entry(1, 'ADA@x.co', CONTACTS, 'email'),
				entry(2, ' ada@x.co', CONTACTS, 'email'),
				entry(3, '007'),
				entry(4, '7'),
				entry(5, 'Nr7', CONTACTS, 'customer_number'),
				entry(6, 'nr7', CONTACTS, 'customer_number'),
			],
		]);
		expect(await next()).toEqual([0, 3, 5, 6]);
	});

	it('at different places are asked at each', async () => {
		const { flow, told, next } = sharing([[entry(0, '7'), entry(1, '7', DEALS)]]);
		expect(await next()).toEqual([0, 1]);
		flow.settle(done(0, 'contact'));
		expect(told).toEqual([done(0, 'contact')]);
		flow.settle(done(1, 'deal'));
		expect(told).toEqual([done(0, 'contact'), done(1, 'deal')]);
	});

	it('in different scopes are asked in each, but share one where an endpoint has none', async () => {
		const both = [entry(0, 'x', CONTACTS, 'email'), entry(1, 'x', CONTACTS, 'domain')];
		expect(await sharing([both]).next()).toEqual([0, 1]);
		expect(await sharing([both], { ...ENDPOINT, scope: undefined }).next()).toEqual([0]);
	});

	it('asked after the answer get it at once', async () => {
		const { flow, told, next } = sharing([[entry(0, '7')], [entry(1, '7'), entry(2, '8')]]);
		await next();
		flow.settle(done(0, '7'));
		expect(await next()).toEqual([2]);
		expect(told).toEqual([done(0, '7'), done(1, '7')]);
	});

	it('asked in a later portion, before the answer, wait for it', async () => {
		const { flow, told, next } = sharing([[entry(0, '7')], [entry(1, '7')], [entry(2, '7')]]);
		expect(await next()).toEqual([0]);
		expect(await next()).toEqual([]);
		expect(await next()).toEqual([]);
		flow.settle(done(0, '7'));
		expect(told).toEqual([0, 1, 2].map((item) => done(item, '7')));
	});

	it('get an answer each of their own: who changes one changes no other', async () => {
		const { flow, told, next } = sharing([[entry(0, '7'), entry(1, '7')], [entry(2, '7')]]);
		await next();
		const result = { id: '7', properties: { phone: '1' } };
		flow.settle({ item: 0, ok: true, result, notes: [] });
		await next();
		result.properties.phone = 'changed';
		expect(told.map((outcome) => outcome.ok && outcome.result)).toEqual([
			{ id: '7', properties: { phone: 'changed' } },
			{ id: '7', properties: { phone: '1' } },
			expect.anything(),
		]);
		const [, second, third] = told.map((outcome) => outcome.ok && outcome.result.properties);
		expect(second).not.toBe(third);
	});

	it('share a failure as well', async () => {
		const { flow, told, next } = sharing([[entry(0, '7'), entry(1, '7')], [entry(2, '7')]]);
		await next();
		const failure = { reason: 'lost', event: { kind: 'cancelled' } } as const;
		flow.settle({ item: 0, ok: false, failure });
		await next();
		expect(told).toEqual([0, 1, 2].map((item) => ({ item, ok: false, failure })));
	});

	it('and an answer to nobody’s question is told as it is', () => {
		const { flow, told } = sharing([]);
		flow.settle(done(9, '7'));
		expect(told).toEqual([done(9, '7')]);
	});
});

it('Whoever asks what, and in whatever order answers come, each item is told of exactly once, and of its own record', async () => {
	const asked = fc.record({
		id: fc.constantFrom('1', '2', '3', '4'),
		place: fc.constantFrom(CONTACTS, DEALS),
	});
	const portions = fc.array(fc.array(asked, { maxLength: 6 }), { maxLength: 6 });
	await fc.assert(
		fc.asyncProperty(portions, fc.infiniteStream(fc.nat(5)), async (drawn, order) => {
			let item = 0;
			const all = drawn.map((portion) => portion.map(({ id, place }) => entry(item++, id, place)));
			const entries = all.flat();
			const { flow, told } = sharing(all);
			const unanswered: Entry[] = [];
			const asks: Entry[] = [];
			const nameOf = ({ place, input }: Entry) => JSON.stringify([place, input]);
			const answer = (at: number) => {
				for (const each of unanswered.splice(at % Math.max(1, unanswered.length), 1)) {
					flow.settle(done(each.item, nameOf(each)));
				}
			};
			for (let more = true; more; ) {
				const next = await flow.source();
				if (next) {
					unanswered.push(...next);
					asks.push(...next);
				} else more = false;
				answer(order.next().value);
			}
			while (unanswered.length) answer(order.next().value);
			expect(new Set(asks.map(nameOf)).size).toBe(asks.length);
			expect(itemsOf(told)).toEqual(entries.map((each) => each.item));
			for (const outcome of told) {
				expect(outcome.ok && outcome.result.id).toBe(nameOf(entries[outcome.item]));
			}
		}),
		{ numRuns: runs(300) },
	);
});
