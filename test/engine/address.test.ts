/** address.ts: what is learned of one address, such as an object type, and when it is given up. */
import { Address, giveUpAfterRefused } from '../../nodes/engine/address';
import type { Entry, Failure, Outcome } from '../../nodes/engine/outcome';
import type { Input, Place } from '../../nodes/hubspot/endpoint';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { endpointOfRow, matching, refused, sending } from './rows';

const PLACE: Place = { version: '2026-03', parameters: { objectType: 'butterflies' } };
const ENDPOINT = endpointOfRow(batchUpdateObjects);

const entries = (...inputs: Input[]): Entry[] =>
	inputs.map((input, item) => ({ item, place: PLACE, input }));
const record = (id: string, properties: object = {}): Input => ({ id, properties });
const two = entries(record('1', { shoe: '7' }), record('2', { hat: 'M' }));
const SAME = refused({ message: 'No', category: 'C' });

const address = (limit = 100) => new Address({ ...ENDPOINT, limit }, PLACE);
const done = (item: number): Outcome => ({ item, ok: true, result: {}, notes: [] });

const UNKNOWN = (name: string, message?: string) => ({
	code: 'PROPERTY_DOESNT_EXIST',
	message,
	context: { propertyName: [name] },
});

describe('Refusals in the same words', () => {
	it.each([
		[1, 3],
		[2, 3],
		[3, 3],
		[10, 7],
		[50, 11],
		[100, 13],
		[1_000, 19],
	])('are too many, for batches of %d, when there are %d of them', (limit, count) => {
		expect(giveUpAfterRefused(limit)).toBe(count);
		const here = address(limit);
		for (let refusals = 1; refusals < count; refusals++) here.learnRefusal(two, SAME);
		expect(here.stop).toBeUndefined();
		here.learnRefusal(two, SAME);
		expect(here.stop).toMatchObject({
			kind: 'sameRefusals',
			count,
			refusal: { status: 400, error: { message: 'No' } },
		});
	});

	it.each<[string, ReturnType<typeof refused>]>([
		['words', refused({ message: 'Never', category: 'C' })],
		['a category', refused({ message: 'No', category: 'D' })],
		['a status', refused({ message: 'No', category: 'C' }, 409)],
		['details', refused({ message: 'No', category: 'C', errors: [{ message: 'x' }] })],
	])('are counted anew after one of other %s', (_, other) => {
		const here = address(1);
		here.learnRefusal(two, SAME);
		here.learnRefusal(two, SAME);
		here.learnRefusal(two, other);
		here.learnRefusal(two, SAME);
		here.learnRefusal(two, SAME);
		expect(here.stop).toBeUndefined();
		here.learnRefusal(two, SAME);
		expect(here.stop).toBeDefined();
	});

	it('count although they differ in their correlation IDs', () => {
		const here = address(1);
		for (const correlationId of ['a', 'b', 'c']) {
			here.learnRefusal(two, refused({ message: 'No', correlationId }));
		}
		expect(here.stop).toBeDefined();
	});

	it('of a record alone do not count: that is about the record', () => {
		const here = address(1);
		for (let refusals = 0; refusals < 9; refusals++) here.learnRefusal(two.slice(0, 1), SAME);
		expect(here.stop).toBeUndefined();
	});

	it('give nothing up once something was accepted, and before that are counted anew', () => {
		const here = address(1);
		for (let refusals = 0; refusals < 3; refusals++) here.learnRefusal(two, SAME);
		expect(here.stop).toBeDefined();
		here.learnAccepted([done(0)]);
		expect(here.stop).toBeUndefined();
		expect(here.accepted).toBe(true);
		for (let refusals = 0; refusals < 9; refusals++) here.learnRefusal(two, SAME);
		expect(here.stop).toBeUndefined();
	});
});

describe('An address', () => {
	it('is closed by a refusal that is about it, with the reason', () => {
		const here = address();
		expect(here.isClosed).toBe(false);
		here.learnRefusal(two, refused({ message: 'Unable to infer object type: butterflies' }));
		expect(here.isClosed).toBe(true);
		expect(here.stop).toMatchObject({
			kind: 'closed',
			refusal: { error: { message: 'Unable to infer object type: butterflies' } },
		});
		here.learnAccepted([done(0)]);
		expect(here.stop).toMatchObject({ kind: 'closed' });
	});

	it('is closed by a refusal of a record alone as well', () => {
		const here = address();
		here.learnRefusal(two.slice(0, 1), refused({}, 404));
		expect(here.isClosed).toBe(true);
	});

	it('is not closed by a 404 where the path names the record', () => {
		const one = sending(batchUpdateObjects, { parameters: ([{ id }]) => ({ id: String(id) }) });
		const here = new Address(endpointOfRow(one), PLACE);
		here.learnRefusal(two.slice(0, 1), refused({}, 404));
		expect(here.isClosed).toBe(false);
		expect(here.stop).toBeUndefined();
	});
});

describe('A property that HubSpot called unknown', () => {
	const nameOf = (here: Address) => two.map((entry) => here.noSuchPropertyOf(entry));
	const stop = (name: string, said: string) => ({ kind: 'noSuchProperty', name, said });

	it('is missed in those that have it, with the words of the refusal', () => {
		const here = address();
		expect(nameOf(here)).toEqual([undefined, undefined]);
		here.learnRefusal(two, refused({ message: 'Bad', errors: [UNKNOWN('shoe', 'No shoe')] }));
		expect(nameOf(here)).toEqual([stop('shoe', 'No shoe'), undefined]);
	});

	it('is learned from a refusal of one record, and from one that says it without details', () => {
		const here = address();
		here.learnRefusal(two.slice(1), refused(UNKNOWN('hat')));
		expect(nameOf(here)).toEqual([undefined, stop('hat', 'PROPERTY_DOESNT_EXIST')]);
	});

	it('is learned from an answer that refuses some of its records', () => {
		const here = address();
		const failure: Failure = {
			reason: 'rejected',
			event: { kind: 'cancelled' },
			errors: [UNKNOWN('shoe', 'No shoe')],
		};
		here.learnAccepted([done(1), { item: 0, ok: false, failure }]);
		expect(nameOf(here)).toEqual([stop('shoe', 'No shoe'), undefined]);
	});

	it('is of no use where an operation does not tell the properties of its inputs', () => {
		const deaf = matching(batchUpdateObjects, { properties: undefined });
		const here = new Address(endpointOfRow(deaf), PLACE);
		here.learnRefusal(two, refused(UNKNOWN('shoe')));
		expect(nameOf(here)).toEqual([undefined, undefined]);
	});
});

describe('Until something was accepted', () => {
	const settled = async () => {
		for (let turn = 0; turn < 20; turn++) await Promise.resolve();
	};

	it('batches go one at a time', async () => {
		const here = address();
		const went: number[] = [];
		const go = async (batch: number) => {
			await here.turn();
			went.push(batch);
		};
		const all = [go(1), go(2), go(3)];
		await settled();
		expect(went).toEqual([1]);
		here.endTrial();
		await settled();
		expect(went).toEqual([1, 2]);
		here.learnAccepted([done(0)]);
		here.endTrial();
		await Promise.all(all);
		expect(went).toEqual([1, 2, 3]);
		// And from then on all at once.
		await Promise.all([go(4), go(5)]);
		expect(went).toEqual([1, 2, 3, 4, 5]);
	});

	it('all that wait go at once when it was', async () => {
		const here = address();
		await here.turn();
		const went: number[] = [];
		for (const batch of [2, 3, 4]) void here.turn().then(() => went.push(batch));
		here.learnAccepted([done(0)]);
		await settled();
		expect(went).toEqual([]);
		here.endTrial();
		await settled();
		expect(went).toEqual([2, 3, 4]);
	});
});
