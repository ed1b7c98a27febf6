/** address.ts: what is learned of one address, such as an object type, and when it is given up. */
import { Address, SAMPLE_SIZE } from '../../nodes/engine/address';
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

const address = () => new Address(ENDPOINT, PLACE);
const done = (item: number): Outcome => ({ item, ok: true, result: {}, notes: [] });
const rejected = (item: number): Outcome => ({
	item,
	ok: false,
	failure: { reason: 'rejected', applied: 'no', event: { kind: 'cancelled' } },
});

/** Says whether the address is right, and counts how often it is asked. */
function asker(isRight?: boolean) {
	const asked = { times: 0 };
	const probe = async () => {
		asked.times++;
		return await Promise.resolve(isRight);
	};
	return { asked, probe };
}
const NOBODY_ASKS = asker();
const NOT_FOUND = refused({ category: 'OBJECT_NOT_FOUND', message: 'Not found' }, 404);
const NO_TYPE = refused({ message: 'Unable to infer object type: butterflies' });

const UNKNOWN = (name: string, message?: string) => ({
	code: 'PROPERTY_DOESNT_EXIST',
	message,
	context: { propertyName: [name] },
});

describe('An address', () => {
	it.each([
		['a 404 that names nobody', NOT_FOUND],
		['words that name the object type', NO_TYPE],
	])('is closed after %s only if HubSpot, asked once, says that it is wrong', async (_, sent) => {
		const here = address();
		const wrong = asker(false);
		await here.learnRefusal(two, sent, wrong);
		await here.learnRefusal(two, sent, wrong);
		expect(here.isClosed).toBe(true);
		expect(here.stop).toMatchObject({ kind: 'closed', refusal: { status: sent.reply?.status } });
		expect(wrong.asked.times).toBe(1);
	});

	it.each([
		['right', true],
		['unknown', undefined],
	])('stays open where HubSpot says that it is %s', async (_, isRight) => {
		const here = address();
		const known = asker(isRight);
		for (let refusals = 0; refusals < 9; refusals++) {
			await here.learnRefusal(two, NOT_FOUND, known);
		}
		expect(here.isClosed).toBe(false);
		expect(here.stop).toBeUndefined();
		expect(known.asked.times).toBe(1);
	});

	it('is not asked about once something was accepted there', async () => {
		const here = address();
		const wrong = asker(false);
		here.learnAccepted([done(0)]);
		await here.learnRefusal(two, NOT_FOUND, wrong);
		expect(here.isClosed).toBe(false);
		expect(wrong.asked.times).toBe(0);
	});

	it('is closed at once, unasked, by a status that no record explains and by a page of another server', async () => {
		for (const sent of [refused({ message: 'No' }, 405), refused('<html>', 404)]) {
			const here = address();
			await here.learnRefusal(two, sent, NOBODY_ASKS);
			expect(here.isClosed).toBe(true);
		}
		expect(NOBODY_ASKS.asked.times).toBe(0);
	});

	it('is not asked about where a refusal names a record', async () => {
		const here = address();
		await here.learnRefusal(two, refused({ id: '1', category: 'OBJECT_NOT_FOUND' }, 404), asker());
		expect(here.isClosed).toBe(false);
	});

	it('stays open where nothing can be asked, because an endpoint has no probe', async () => {
		const here = new Address({ ...ENDPOINT, probe: undefined }, PLACE);
		const wrong = asker(false);
		await here.learnRefusal(two, NOT_FOUND, wrong);
		expect(here.isClosed).toBe(false);
		expect(wrong.asked.times).toBe(0);
	});

	it('keeps the first reason why it was closed', async () => {
		const here = address();
		await here.learnRefusal(two, NO_TYPE, asker(false));
		await here.learnRefusal(two, refused('<html>', 404), asker(false));
		expect(here.stop).toMatchObject({ refusal: { status: 400 } });
	});

	it('is not closed by a 404 where the path names the record', async () => {
		const one = sending(batchUpdateObjects, { parameters: ([{ id }]) => ({ id: String(id) }) });
		const here = new Address(endpointOfRow(one), PLACE);
		await here.learnRefusal(two.slice(0, 1), refused({}, 404), asker(false));
		expect(here.isClosed).toBe(false);
	});
});

describe('A list of which nothing was accepted', () => {
	it('is doubtful while records are refused, and no more once one was accepted', () => {
		const here = address();
		expect(here.isDoubtfulAfter([])).toBe(false);
		expect(here.isDoubtfulAfter([rejected(0), rejected(1)])).toBe(true);
		here.learnAccepted([done(0)]);
		expect(here.isDoubtfulAfter([rejected(1)])).toBe(false);
	});

	it('is given up with the last refusal: no batch begins, and those under way go on', async () => {
		const here = address();
		await here.learnRefusal(two, refused({ message: 'No' }), NOBODY_ASKS);
		here.giveUp(SAMPLE_SIZE);
		expect(here.stop).toBeUndefined();
		expect(here.stopForBatches).toMatchObject({
			kind: 'noneAccepted',
			count: 64,
			refusal: { status: 400, error: { message: 'No' } },
		});
	});
});

describe('A property that HubSpot called unknown', () => {
	const nameOf = (here: Address) => two.map((entry) => here.noSuchPropertyOf(entry));
	const stop = (name: string, said: string) => ({ kind: 'noSuchProperty', name, said });

	it('is missed in those that have it, with the words of the refusal', async () => {
		const here = address();
		expect(nameOf(here)).toEqual([undefined, undefined]);
		await here.learnRefusal(
			two,
			refused({ message: 'Bad', errors: [UNKNOWN('shoe', 'No shoe')] }),
			NOBODY_ASKS,
		);
		expect(nameOf(here)).toEqual([stop('shoe', 'No shoe'), undefined]);
	});

	it('is learned from a refusal of one record, and from one that says it without details', async () => {
		const here = address();
		await here.learnRefusal(two.slice(1), refused(UNKNOWN('hat')), NOBODY_ASKS);
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

	it('is of no use where an operation does not tell the properties of its inputs', async () => {
		const deaf = matching(batchUpdateObjects, { properties: undefined });
		const here = new Address(endpointOfRow(deaf), PLACE);
		await here.learnRefusal(two, refused(UNKNOWN('shoe')), NOBODY_ASKS);
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
