/** searching.ts: from an item to the question of a search, strictly read and within HubSpot's bounds. */
import { question, rawQuestion } from '../../nodes/HubSpotCrmObjects/operations/searching';
import { LIMITS } from '../../nodes/hubspot/search';

const read = (raw: unknown) => question().safeParse(raw);
const complaints = (raw: unknown) => read(raw).error?.issues.map(({ message }) => message);

/** Filter groups as n8n keeps those of the form. */
const form = (...groups: object[][]) => ({
	groups: groups.map((filters) => ({ filters: { filters } })),
});
const filter = { propertyName: 'city', operator: 'EQ', value: 'Paris' };
const group = (count: number) => ({ filters: Array.from({ length: count }, () => filter) });

describe('The fields of a search', () => {
	const given = {
		searchText: 'acme',
		filterGroups: form(
			[filter],
			[{ propertyName: 'rank', operator: 'BETWEEN', value: 1, highValue: 9 }],
		),
		sortBy: 'name',
		sortDirection: 'DESCENDING',
		returnAll: false,
		limit: 7,
	};

	it('are the question as HubSpot takes it', () => {
		expect(read(rawQuestion(given)).data).toEqual({
			query: 'acme',
			filterGroups: [
				{ filters: [filter] },
				{ filters: [{ propertyName: 'rank', operator: 'BETWEEN', value: '1', highValue: '9' }] },
			],
			sorts: [{ propertyName: 'name', direction: 'DESCENDING' }],
			limit: 7,
		});
	});

	it('left as they are ask for everything, by record ID', () => {
		const empty = { searchText: '', filterGroups: {}, sortBy: '', returnAll: true, limit: 50 };
		expect(read(rawQuestion(empty)).data).toEqual({ filterGroups: [], sorts: [] });
	});

	it('hold several values with ; between, in lower case too, for these operators alone', () => {
		const values = (operator: string) => {
			const only = form([{ propertyName: 'city', operator, value: ' Rome; oslo;; ' }]);
			return read(rawQuestion({ ...given, filterGroups: only })).data?.filterGroups[0].filters[0];
		};
		for (const operator of ['IN', 'NOT_IN']) {
			const expected = { propertyName: 'city', operator, values: ['Rome', 'rome', 'oslo'] };
			expect(values(operator)).toEqual(expected);
		}
		expect(values('EQ')).toMatchObject({ value: 'Rome; oslo;;' });
		expect(values('HAS_PROPERTY')).toEqual({ propertyName: 'city', operator: 'HAS_PROPERTY' });
	});
});

describe('A question as JSON', () => {
	it.each([
		['nothing', {}, { filterGroups: [], sorts: [] }],
		[
			'null for what is left out',
			{ filterGroups: null, limit: null },
			{ filterGroups: [], sorts: [] },
		],
		[
			'a filter without an operator',
			{ filterGroups: [{ filters: [{ propertyName: ' city ', value: 5 }] }] },
			{
				filterGroups: [{ filters: [{ propertyName: 'city', operator: 'EQ', value: '5' }] }],
				sorts: [],
			},
		],
		[
			'groups without filters',
			{ filterGroups: [{}, { filters: [] }] },
			{ filterGroups: [], sorts: [] },
		],
		[
			'orders by name alone',
			{ sorts: ['name', ' '] },
			{
				filterGroups: [],
				sorts: [{ propertyName: 'name', direction: 'ASCENDING' }],
			},
		],
		['a limit as text', { limit: '7' }, { filterGroups: [], sorts: [], limit: 7 }],
	])('may hold %s', (_, raw, expected) => {
		expect(read(raw).data).toEqual(expected);
	});

	it.each([
		[
			'a filter without a property',
			[{ filters: [{ operator: 'EQ', value: 'x' }] }],
			/^hold a filter without a property/,
		],
		[
			'an operator that HubSpot does not have',
			[{ filters: [{ ...filter, operator: 'LIKE' }] }],
			/^hold the operator “LIKE”, which HubSpot does not have/,
		],
		[
			'no value',
			[{ filters: [{ ...filter, value: ' ' }] }],
			/^hold a filter without a value: city/,
		],
		[
			'no upper end',
			[{ filters: [{ ...filter, operator: 'BETWEEN' }] }],
			/^hold a filter without a value: city/,
		],
		[
			'an empty list of values',
			[{ filters: [{ ...filter, operator: 'IN', values: [' '] }] }],
			/^hold a filter without a value: city/,
		],
		['no list of groups', 'city = Paris', /a list of filter groups/],
	])('is refused where its filters have %s', (_, filterGroups, message) => {
		expect(complaints({ filterGroups })).toEqual([expect.stringMatching(message)]);
	});

	it.each([0, -1, 1.5, 'many'])('is refused where the limit is %p', (limit) => {
		expect(complaints({ limit })).toEqual([
			expect.stringContaining('a whole number of at least 1'),
		]);
	});

	it('is refused where it knows a field that HubSpot does not', () => {
		expect(read({ filterGroup: [] }).success).toBe(false);
	});
});

describe('The bounds of HubSpot', () => {
	const { groups, filters, inAll, results } = LIMITS;
	const spread = (...counts: number[]) => ({ filterGroups: counts.map(group), limit: 10 });

	it.each([
		['as many groups as it takes', spread(...Array<number>(groups).fill(1))],
		['as many filters in a group', spread(filters)],
		['as many filters in all', spread(...Array<number>(inAll / filters).fill(filters))],
	])('are kept by %s', (_, raw) => {
		expect(read(raw).success).toBe(true);
	});

	it.each([
		['one group more', spread(...Array<number>(groups + 1).fill(1))],
		['one filter more in a group', spread(filters + 1)],
		['one filter more in all', spread(...Array<number>(inAll / filters).fill(filters), 1)],
	])('are broken by %s', (_, raw) => {
		expect(complaints(raw)).toEqual([
			expect.stringMatching(/^hold more than HubSpot takes: 5 groups of 6 filters, 18 in all/),
		]);
	});

	it('leave no room for a filter of ours in a full group, which only more than 10,000 records need', () => {
		const full = (limit?: number) => ({ filterGroups: [group(filters)], limit });
		expect(read(full(results)).success).toBe(true);
		for (const limit of [undefined, results + 1]) {
			expect(complaints(full(limit))).toEqual([
				expect.stringMatching(/^leave no room to read past HubSpot's limit of 10,000 records/),
			]);
		}
		expect(read({ filterGroups: [group(filters - 1)] }).success).toBe(true);
	});
});
