/** associations.ts: whose an answer is, whatever HubSpot puts into it. */
import {
	allAssociations,
	associate,
	checkPairs,
	idsIn,
	isAboutType,
	keyed,
	readAssociations,
	removeAssociations,
	pairByAnyProperty,
	type Pair,
} from '../../nodes/hubspot/associations';
import { parseError } from '../../nodes/hubspot/errors';
import type { Place } from '../../nodes/hubspot/endpoint';
import type { Result } from '../../nodes/hubspot/replies';

const PLACE: Place = {
	version: '2026-03',
	parameters: { fromObjectType: 'contacts', toObjectType: 'companies', label: '' },
};
const withLabel = (label: string): Place => ({
	...PLACE,
	parameters: { ...PLACE.parameters, label },
});

const pair = (from: string, to: string): Pair => ({ from: { id: from }, to: { id: to } });
const results = (body: unknown) => associate.answer?.(body)?.results;

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
		const { match } = associate;
		const key = match.key(pair('1', '20'));
		for (const told of [
			{ fromObjectId: 1, toObjectId: 20 },
			{ fromObjectId: '20', toObjectId: '1' },
			{ from: { id: '1' }, to: { id: '20' } },
		]) {
			const [result] = results({ results: [told] }) as Result[];
			expect(match.resultKey?.(result, pair('', ''))).toBe(key);
		}
		expect(match.key(pair('12', '0'))).not.toBe(match.key(pair('1', '20')));
		const [stranger] = results({ results: [{ from: { id: '1' }, to: 'x' }] }) as Result[];
		expect(match.resultKey?.(stranger, pair('', ''))).toBeUndefined();
	});

	it('is none in a body that is no envelope', () => {
		expect(results('<html>')).toBeUndefined();
		expect(removeAssociations.answer?.('')).toBeUndefined();
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
		associate.match
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

	it.each([
		[
			'INVALID_ASSOCIATION_TYPE_ID',
			{ context: { INVALID_ASSOCIATION_TYPE_ID: ['A=3 is not'] } },
			true,
		],
		['the type in the context', { context: { associationSpec: ['USER_DEFINED=3'] } }, true],
		[
			'the direction in the message',
			{ message: 'invalid from object type 0-47 for associations to be created. expected: 0-1' },
			true,
		],
		['no default type', { message: 'No default association type exists' }, true],
		['a record', { context: { INVALID_OBJECT_IDS: ['CONTACT=1 is not valid'] } }, false],
		['another label', { message: 'The label of the property is too long' }, false],
		['nothing', {}, false],
	])('is about the type of association where it says so: %s', (_, error, expected) => {
		expect(isAboutType(parseError(error))).toBe(expected);
	});
});

// ---------------------------------------------------------------- labels

describe('Whether a label leads from one object type to the other is told by the list of labels', () => {
	const LISTED = {
		results: [
			{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
			{ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
			{ category: 'USER_DEFINED', typeId: 3, label: 'Boss' },
		],
	};
	const without = { results: LISTED.results.slice(1) };
	const isRight = (body: unknown, label: string, endpoint = associate) =>
		endpoint.probe?.isRight?.(body, withLabel(label));

	it.each([
		['HUBSPOT_DEFINED:1', true],
		['USER_DEFINED:3', true],
		['USER_DEFINED:1', false],
		['HUBSPOT_DEFINED:3', false],
		['USER_DEFINED:4', false],
		['', true],
	])('by its category and its number: %p', (label, expected) => {
		expect(isRight(LISTED, label)).toBe(expected);
	});

	it('and so is whether there is a default one', () => {
		expect(isRight(without, '')).toBe(false);
	});

	it('but a list that cannot be read speaks against none', () => {
		expect(isRight('<html>', 'USER_DEFINED:4')).toBe(true);
		expect(isRight({}, 'USER_DEFINED:4')).toBe(true);
	});

	it('and all associations can be removed where there is no default one', () => {
		expect(isRight(without, '', removeAssociations)).toBe(true);
		expect(isRight(LISTED, 'USER_DEFINED:4', removeAssociations)).toBe(false);
	});
});

// ---------------------------------------------------------------- reads

describe('An answer of a read', () => {
	const none = (id: string) => ({
		category: 'OBJECT_NOT_FOUND',
		subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
		message: `No company is associated with contact ${id}.`,
		context: { fromObjectId: [id] },
	});
	const missing = { category: 'OBJECT_NOT_FOUND', context: { ids: ['9'] } };

	it('takes “no associations” for an empty result, and any other error for an error', () => {
		const body = { results: [{ from: { id: '1' }, to: [] }], errors: [none('2'), missing] };
		const { results: told, errors } = readAssociations.answer?.(body) ?? {};
		expect(told).toEqual([
			{ from: { id: '1' }, to: [] },
			{ from: { id: '2' }, to: [] },
		]);
		expect(errors).toHaveLength(1);
		expect(errors?.[0].context).toEqual({ ids: ['9'] });
	});

	it('that is no envelope says nothing', () => {
		expect(readAssociations.answer?.('<html>')).toBeUndefined();
	});

	it('goes on where its paging says so, however it spells that', () => {
		const source = { id: '1' };
		const rest = (paging: unknown) => allAssociations.rest({ from: { id: '1' }, paging }, source);
		expect(rest({ next: { after: '20' } })).toEqual({ id: '1', after: '20' });
		expect(rest({ next: { after: 20 } })).toEqual({ id: '1', after: '20' });
		for (const last of [undefined, null, {}, { next: null }, { next: { after: '' } }]) {
			expect(rest(last)).toBeUndefined();
		}
	});

	it('holds an association for each record, and ignores what is none', () => {
		const to = [
			{
				toObjectId: 5,
				associationTypes: [{ label: 'A' }, { label: null }, { label: 'B' }, 'odd'],
			},
			'odd',
			{ toObjectId: '6' },
		];
		expect(allAssociations.results({ from: { id: 1 }, to })).toEqual([
			{
				fromObjectId: '1',
				toObjectId: '5',
				labels: ['A', 'B'],
				associationTypes: [{ label: 'A' }, { label: null }, { label: 'B' }],
			},
			{ fromObjectId: '1', toObjectId: '6', labels: [], associationTypes: [] },
		]);
		expect(allAssociations.results({ from: { id: 1 }, to: 'odd' })).toEqual([]);
	});
});

describe('A check of a pair', () => {
	const { isOf, isComplete, shown, read } = checkPairs('undone');
	const listed: Result = {
		from: { id: '1' },
		to: [
			{
				toObjectId: 11,
				associationTypes: [{ category: 'USER_DEFINED', typeId: 3, label: 'Boss' }],
			},
		],
	};

	it('finds it among what is associated with its first record, with its label', () => {
		expect(isOf(listed, pair('1', '11'), PLACE)).toBe(true);
		expect(isOf(listed, pair('1', '11'), withLabel('USER_DEFINED:3'))).toBe(true);
		expect(isOf(listed, pair('1', '11'), withLabel('USER_DEFINED:4'))).toBe(false);
		expect(isOf(listed, pair('1', '12'), PLACE)).toBe(false);
		expect(isOf(listed, pair('11', '1'), PLACE)).toBe(false);
		expect(shown?.(listed, pair('1', '11'))).toMatchObject({ toObjectId: '11', labels: ['Boss'] });
	});

	it('knows that it is not there only from a list that ends', () => {
		expect(isComplete?.([listed], pair('1', '12'))).toBe(true);
		expect(isComplete?.([listed], pair('2', '12'))).toBe(false);
		const more = { ...listed, paging: { next: { after: '2' } } };
		expect(isComplete?.([more], pair('1', '12'))).toBe(false);
	});

	it('asks for each record once, and knows whose an error is', () => {
		const pairs = [pair('1', '11'), pair('1', '12'), pair('2', '11')];
		const ids = pairs.map((each) => read.element?.(each));
		expect(read.body?.(ids, pairs, PLACE)).toEqual({ inputs: [{ id: '1' }, { id: '2' }] });
		const error = parseError({ context: { ids: ['1'] } });
		expect(read.match.about?.(error, pairs)).toEqual(pairs.slice(0, 2));
	});
});

// ---------------------------------------------------------------- records found by a property

describe('Records of a pair that are named by a property', () => {
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

	it('are not taken for those that have the same value as their ID', () => {
		const byId = pair('ada@x.co', 'x.co');
		for (const { element } of [associate, removeAssociations]) {
			expect(element?.(byBoth)).not.toEqual(element?.(byId));
		}
	});

	it('are put in by their IDs, in the order in which they were asked for', () => {
		expect(resolved(byBoth, ['1', '2'])).toEqual(pair('1', '2'));
		expect(resolved({ ...byBoth, from: { id: '7' } }, ['2'])).toEqual(pair('7', '2'));
		expect(resolved(pair('1', '2'), [])).toEqual(pair('1', '2'));
	});
});
