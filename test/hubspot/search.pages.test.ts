/** search.ts: pages, the order that is made on our side, and filters as a person enters them. */
import type { Place } from '../../nodes/hubspot/endpoint';
import {
	filterOf,
	hasRoom,
	LIMITS,
	OPERATORS,
	searchPages,
	withoutValue,
	type Filter,
	type Search,
} from '../../nodes/hubspot/search';

const PLACE: Place = { version: '2026-03', parameters: { objectType: 'companies' } };
const FILTER: Filter = { propertyName: 'city', operator: 'EQ', value: 'Bonn' };
const groupsOf = (...counts: number[]) =>
	counts.map((length) => ({ filters: Array.from({ length }, () => FILTER) }));

const ALL: Search = { filterGroups: [], sorts: [] };
const BY_RANK: Search = { ...ALL, sorts: [{ propertyName: 'rank', direction: 'ASCENDING' }] };
const DOWN: Search = { ...ALL, sorts: [{ propertyName: 'rank', direction: 'DESCENDING' }] };
/** Without room for a filter of ours. */
const FULL: Search = { ...ALL, filterGroups: groupsOf(6) };

const BY_ID = [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }];

const bodyOf = (question: Search, cursor?: object) =>
	searchPages.page(question, PLACE, cursor && JSON.stringify(cursor)).body as Record<
		string,
		unknown
	>;

const nextOf = (question: Search, body: unknown): unknown => {
	const cursor = searchPages.next(body, question);
	return cursor === undefined ? undefined : JSON.parse(cursor);
};

it('The limits of a search are those of HubSpot’s search guide', () => {
	expect(LIMITS).toEqual({
		page: 200,
		results: 10_000,
		groups: 5,
		filters: 6,
		inAll: 18,
		query: 3_000,
	});
});

describe('Room for one more filter in every group', () => {
	it.each([
		[[], true],
		[[5], true],
		[[6], false],
		[[5, 6], false],
		[[6, 1], false],
		[[5, 5, 5], true],
		[[5, 5, 5, 1], false],
		[[4, 3, 2, 2, 2], true],
		[[4, 3, 3, 2, 2], false],
	])('with groups of %j filters: %p', (counts, expected) => {
		expect(hasRoom({ filterGroups: groupsOf(...counts) })).toBe(expected);
	});
});

describe('A page of a search', () => {
	it('asks for 200 records by their IDs, and for fewer where fewer are wanted', () => {
		expect(searchPages.page(ALL, PLACE, undefined)).toEqual({
			method: 'POST',
			path: '/{objectType}/search',
			body: { filterGroups: [], sorts: BY_ID, properties: [], limit: 200 },
		});
		expect(bodyOf({ ...ALL, limit: 7 })).toMatchObject({ limit: 7, sorts: BY_ID });
		expect(bodyOf({ ...ALL, limit: 999 })).toMatchObject({ limit: 200 });
	});

	it('has the text to look for only where there is one', () => {
		expect(bodyOf({ ...ALL, query: 'ada' })).toMatchObject({ query: 'ada' });
		expect(bodyOf({ ...ALL, query: '' })).not.toHaveProperty('query');
		expect(bodyOf(ALL)).not.toHaveProperty('query');
	});

	it('behind a record leaves out all up to that one, in every group', () => {
		const behind = { propertyName: 'hs_object_id', operator: 'GT', value: '7' };
		expect(bodyOf(ALL, { last: '7' }).filterGroups).toEqual([{ filters: [behind] }]);
		expect(bodyOf({ ...ALL, filterGroups: groupsOf(1, 2) }, { last: '7' }).filterGroups).toEqual([
			{ filters: [FILTER, behind] },
			{ filters: [FILTER, FILTER, behind] },
		]);
		expect(bodyOf(ALL, { last: '7' })).not.toHaveProperty('after');
	});

	it('by HubSpot’s own counting has its mark, and the filters as they are', () => {
		expect(bodyOf(FULL, { after: '200' })).toMatchObject({
			after: '200',
			filterGroups: FULL.filterGroups,
			sorts: [],
		});
	});

	it('is in HubSpot’s order where no more than 10,000 of an order are wanted, else by ID', () => {
		expect(bodyOf({ ...BY_RANK, limit: 10_000 }).sorts).toEqual(BY_RANK.sorts);
		expect(bodyOf({ ...BY_RANK, limit: 10_001 }).sorts).toEqual(BY_ID);
		expect(bodyOf({ ...BY_RANK, filterGroups: groupsOf(6) }).sorts).toEqual(BY_RANK.sorts);
	});

	it('asks for the property of the order only where the order is made on our side', () => {
		expect(bodyOf(BY_RANK).properties).toContain('rank');
		expect(bodyOf({ ...BY_RANK, limit: 10_000 }).properties).toEqual([]);
		expect(bodyOf({ ...BY_RANK, filterGroups: groupsOf(6) }).properties).toEqual([]);
	});

	it('tells how many records are wanted, and reads all where the order is made on our side', () => {
		const told = [
			{ ...ALL, limit: 7 },
			{ ...BY_RANK, limit: 7 },
			{ ...BY_RANK, limit: 10_001 },
			ALL,
			BY_RANK,
		].map((each) => [searchPages.most?.(each, PLACE), searchPages.readsAll?.(each)]);
		expect(told).toEqual([
			[7, false],
			[7, false],
			[10_001, true],
			[undefined, false],
			[undefined, true],
		]);
	});
});

describe('The answer to a search', () => {
	it('holds the objects among its results, and is none without a list of them', () => {
		expect(searchPages.results({ results: [{ id: '1' }, null, 'x'] })).toEqual([{ id: '1' }]);
		for (const body of [{}, null, 'x', { results: 'x' }, [], undefined]) {
			expect(searchPages.results(body)).toBeUndefined();
		}
	});

	it('leads to the page behind its last record, or by HubSpot’s mark where there is no room', () => {
		const body = { results: [{ id: '1' }, { id: 2 }], paging: { next: { after: '200' } } };
		expect(nextOf(ALL, body)).toEqual({ last: '2' });
		expect(nextOf(FULL, body)).toEqual({ after: '200' });
		expect(nextOf({ ...BY_RANK, limit: 10_000 }, body)).toEqual({ after: '200' });
	});

	it('leads nowhere without a mark of HubSpot’s or without a record to go on from', () => {
		const paging = { next: { after: '200' } };
		expect(nextOf(ALL, { results: [{ id: '1' }] })).toBeUndefined();
		expect(nextOf(FULL, { results: [{ id: '1' }] })).toBeUndefined();
		expect(nextOf(ALL, { results: [], paging })).toBeUndefined();
		expect(nextOf(ALL, { paging })).toBeUndefined();
		expect(nextOf(ALL, { results: [{ name: 'x' }], paging })).toBeUndefined();
	});
});

describe('An order that is made on our side', () => {
	/** The ranks of records in the order that is made of them. */
	const ranked = (question: Search, ...ranks: unknown[]) =>
		searchPages
			.whole?.(
				ranks.map((rank, id) => ({ id: `${id}`, properties: { rank } })),
				question,
			)
			.map(({ properties }) => (properties as { rank: unknown }).rank);

	it('is one of numbers where both values are numbers', () => {
		expect(ranked(BY_RANK, '10', '9', '-1', '100')).toEqual(['-1', '9', '10', '100']);
		expect(ranked(DOWN, '10', '9', '-1', '100')).toEqual(['100', '10', '9', '-1']);
	});

	it('is one of texts where one of them is no number, and leaves equal ones as they are', () => {
		expect(ranked(BY_RANK, 'b', 'c', '10', 'a', 'B', 'a')).toEqual(['10', 'B', 'a', 'a', 'b', 'c']);
		expect(ranked(DOWN, 'b', 'c', '10', 'a', 'B')).toEqual(['c', 'b', 'a', 'B', '10']);
		expect(ranked(BY_RANK, '10x', '9')).toEqual(['10x', '9']);
		expect(ranked(BY_RANK, '9', '10x')).toEqual(['10x', '9']);
	});

	it('is one of time for moments, however they are written', () => {
		const [early, late] = ['2026-03-01T10:00:00+02:00', '2026-03-01T09:00:00Z'];
		expect(ranked(BY_RANK, late, early)).toEqual([early, late]);
		expect(ranked(DOWN, early, late)).toEqual([late, early]);
	});

	it('has those without a value at its end, up or down', () => {
		for (const nothing of ['', null, undefined]) {
			expect(ranked(BY_RANK, nothing, '-2', '1')).toEqual(['-2', '1', nothing]);
			expect(ranked(BY_RANK, 'b', nothing, 'a')).toEqual(['a', 'b', nothing]);
			expect(ranked(DOWN, '-2', nothing, '1')).toEqual(['1', '-2', nothing]);
			expect(ranked(DOWN, nothing, 'a', 'b')).toEqual(['b', 'a', nothing]);
		}
	});

	it('is not made where none is asked for: each record stands once, where it came first', () => {
		const results = ['3', '1', '3', '2'].map((id) => ({ id, properties: { rank: id } }));
		for (const question of [ALL, { ...BY_RANK, filterGroups: groupsOf(6) }]) {
			expect(searchPages.whole?.(results, question)?.map(({ id }) => id)).toEqual(['3', '1', '2']);
		}
	});
});

describe('A filter that a person enters', () => {
	const entered = (operator: string, value = '', highValue = '') =>
		filterOf({ propertyName: 'city', operator, value, highValue });

	it('has no value where the operator asks for none, whatever is entered', () => {
		expect(entered('HAS_PROPERTY', 'x')).toEqual({
			propertyName: 'city',
			operator: 'HAS_PROPERTY',
		});
		expect(entered('NOT_HAS_PROPERTY', 'x', 'y')).toEqual({
			propertyName: 'city',
			operator: 'NOT_HAS_PROPERTY',
		});
		expect(OPERATORS.filter(withoutValue)).toEqual(['HAS_PROPERTY', 'NOT_HAS_PROPERTY']);
	});

	it.each(['EQ', 'NEQ', 'LT', 'LTE', 'GT', 'GTE', 'CONTAINS_TOKEN', 'NOT_CONTAINS_TOKEN'])(
		'has one value as it is, with %s',
		(operator) => {
			expect(entered(operator, 'A; b', 'z')).toEqual({
				propertyName: 'city',
				operator,
				value: 'A; b',
			});
		},
	);

	it('has both ends of a range', () => {
		expect(entered('BETWEEN', '1', '9')).toEqual({
			propertyName: 'city',
			operator: 'BETWEEN',
			value: '1',
			highValue: '9',
		});
	});

	it.each(['IN', 'NOT_IN'])(
		'has each value of a list with %s, as it is and in lower case, because HubSpot compares texts so',
		(operator) => {
			expect(entered(operator, 'Bonn; köln ;;KIEL;bonn', '9')).toEqual({
				propertyName: 'city',
				operator,
				values: ['Bonn', 'bonn', 'köln', 'KIEL', 'kiel'],
			});
		},
	);
});
