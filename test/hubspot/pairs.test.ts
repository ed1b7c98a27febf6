/** pairs.ts: whose an answer is, whatever HubSpot puts into it. */
import type { Place } from '../../nodes/hubspot/endpoint';
import { parseError } from '../../nodes/hubspot/errors';
import {
	byPair,
	idsIn,
	keyed,
	pairByAnyProperty,
	parsePairs,
	type Pair,
} from '../../nodes/hubspot/pairs';
import type { Result } from '../../nodes/hubspot/replies';

const pair = (from: string, to: string): Pair => ({ from: { id: from }, to: { id: to } });
const results = (body: unknown) => parsePairs(body)?.results;

// ---------------------------------------------------------------- results

describe('A result of a write', () => {
	const spec = (associationTypeId: number) => ({
		associationCategory: 'HUBSPOT_DEFINED',
		associationTypeId,
	});

	it('for each direction becomes one for the pair, with the types of both', () => {
		const told = [
			{ ...pair('2', '1'), associationSpec: spec(280) },
			{ ...pair('1', '2'), associationSpec: spec(279) },
			{ ...pair('1', '3'), associationSpec: spec(279) },
		];
		const [first, second] = results({ results: told }) as Result[];
		expect(keyed(first, pair('1', '2'))).toEqual({
			fromObjectId: '1',
			toObjectId: '2',
			associationTypes: [spec(280), spec(279)],
		});
		expect(keyed(second, pair('1', '3'))).toEqual({
			fromObjectId: '1',
			toObjectId: '3',
			associationTypes: [spec(279)],
		});
	});

	it('is put the way round that its item has it, object types and all', () => {
		const told = {
			fromObjectId: 2,
			fromObjectTypeId: '0-2',
			toObjectId: 1,
			toObjectTypeId: '0-1',
			labels: ['Primary'],
		};
		const turned = {
			fromObjectId: '1',
			fromObjectTypeId: '0-1',
			toObjectId: '2',
			toObjectTypeId: '0-2',
			labels: ['Primary'],
		};
		const [result] = results({ results: [told] }) as Result[];
		expect(keyed(result, pair('1', '2'))).toEqual(turned);
		expect(keyed(turned, pair('1', '2'))).toEqual(turned);
	});

	it('belongs to its pair by both IDs, numbers or text, and one without IDs to nobody', () => {
		const key = byPair.key(pair('1', '20'));
		for (const told of [
			{ fromObjectId: 1, toObjectId: 20 },
			{ fromObjectId: '20', toObjectId: '1' },
			{ from: { id: '1' }, to: { id: '20' } },
		]) {
			const [result] = results({ results: [told] }) as Result[];
			expect(byPair.resultKey?.(result, pair('', ''))).toBe(key);
		}
		expect(byPair.key(pair('12', '0'))).not.toBe(byPair.key(pair('1', '20')));
		const [stranger] = results({ results: [{ from: { id: '1' }, to: 'x' }] }) as Result[];
		expect(byPair.resultKey?.(stranger, pair('', ''))).toBeUndefined();
	});

	it('is none in a body that is no envelope', () => {
		expect(results('<html>')).toBeUndefined();
		expect(results({ results: 'none' })).toEqual([]);
	});
});

// ---------------------------------------------------------------- errors

describe('An error', () => {
	const PAIRS = [
		pair('1', '11'),
		pair('1', '12'),
		pair('2', '11'),
		pair('11', '2'),
		pair('3', '13'),
	];
	const about = (context: object, pairs = PAIRS) =>
		byPair
			.about?.(parseError({ category: 'OBJECT_NOT_FOUND', context }), pairs)
			.map((each) => `${(each as Pair).from.id} ${(each as Pair).to.id}`);

	it.each([
		['a pair by both records', { fromObjectId: ['1'], toObjectId: ['12'] }, ['1 12']],
		[
			'pairs by both records each, and no others made of the same records',
			{ fromObjectId: ['1', '2'], toObjectId: ['12', '11'] },
			['1 12', '2 11'],
		],
		['the pairs of a record they go from', { fromObjectId: ['1'] }, ['1 11', '1 12']],
		['the pairs of a record they go to', { toId: ['11'] }, ['1 11', '2 11']],
		['nobody, where the record is not in the list', { fromObjectId: ['99'] }, []],
		[
			'the pairs between some records and others',
			{ fromObjectId: ['1', '2'], toObjectId: ['11'] },
			['1 11', '2 11'],
		],
		['the pairs of a record whose place is not told', { ids: ['13'] }, ['3 13']],
		[
			'the pairs of a record in HubSpot’s words',
			{ INVALID_OBJECT_IDS: ['COMPANY=12 is not valid'] },
			['1 12'],
		],
		['nobody, where the number is a record in both places', { ids: ['11'] }, []],
		['the pair that has both of the numbers', { ids: ['11', '2'] }, ['2 11', '11 2']],
		['nobody by words that are none of these', { INVALID_OBJECT_IDS: ['12 is not good'] }, []],
	])('is about %s', (_, context, expected) => {
		expect(about(context)).toEqual(expected);
	});

	it('names IDs without zeros in front, wherever it holds them', () => {
		const error = parseError({ errors: [{ context: { objectId: ['0007'], toId: [8] } }] });
		expect(idsIn(error)).toEqual({ from: [], to: ['8'], either: ['7'] });
	});
});

// ---------------------------------------------------------------- records found by a property

describe('Records of a pair that are named by a property', () => {
	const PLACE: Place = {
		version: '2026-03',
		parameters: { fromObjectType: 'contacts', toObjectType: 'companies', label: '' },
	};
	const { names, resolved } = pairByAnyProperty;
	const byBoth: Pair = {
		from: { id: 'ada@x.co', idProperty: 'email' },
		to: { id: 'x.co', idProperty: 'domain' },
	};

	it('are asked for with the object type of their place', () => {
		expect(names(byBoth, PLACE)).toEqual([
			{ objectType: 'contacts', property: 'email', value: 'ada@x.co' },
			{ objectType: 'companies', property: 'domain', value: 'x.co' },
		]);
		expect(names(pair('1', '2'), PLACE)).toEqual([]);
		expect(names({ ...byBoth, from: { id: '1' } }, PLACE)).toHaveLength(1);
	});

	it('are put in by their IDs, in the order in which they were asked for', () => {
		expect(resolved(byBoth, ['1', '2'])).toEqual(pair('1', '2'));
		expect(resolved({ ...byBoth, from: { id: '7' } }, ['2'])).toEqual(pair('7', '2'));
		expect(resolved(pair('1', '2'), [])).toEqual(pair('1', '2'));
	});
});
