/** search.ts: which properties a page returns, and who makes the order of the results. */
import type { Place } from '../../nodes/hubspot/endpoint';
import { searchPages, type Search } from '../../nodes/hubspot/search';

const BY_RANK: Search = {
	filterGroups: [],
	sorts: [{ propertyName: 'rank', direction: 'ASCENDING' }],
};
const FIRST: Search = { ...BY_RANK, limit: 10 };

const bodyOf = (question: Search, properties?: string) => {
	const place: Place = {
		version: '2026-03',
		parameters: { objectType: 'companies', ...(properties !== undefined && { properties }) },
	};
	return searchPages.page(question, place, undefined).body;
};

describe('The first results of an order', () => {
	it('stay in the order that HubSpot made, even where ours would differ', () => {
		const results = ['b', 'B', 'a'].map((rank) => ({ id: rank, properties: { rank } }));
		expect(searchPages.whole?.(results, FIRST)).toEqual(results);
	});

	it('have the properties that HubSpot returns by default where none is chosen', () => {
		expect(bodyOf(FIRST)).toMatchObject({ properties: [], sorts: FIRST.sorts });
		expect(bodyOf(FIRST, 'name,city')).toMatchObject({ properties: ['name', 'city'] });
	});
});

describe('All results of an order', () => {
	it('come in the order that is made of the property on our side, each once', () => {
		const results = [3, 1, 2, 1].map((rank) => ({
			id: `${rank}`,
			properties: { rank: `${rank}` },
		}));
		expect(searchPages.whole?.(results, BY_RANK)?.map(({ id }) => id)).toEqual(['1', '2', '3']);
	});

	it('have that property beside the chosen ones', () => {
		expect(bodyOf(BY_RANK, 'name')).toMatchObject({ properties: ['name', 'rank'] });
		expect(bodyOf(BY_RANK)).not.toHaveProperty('sorts', BY_RANK.sorts);
	});

	it.each([
		['contacts', 'firstname lastname email createdate lastmodifieddate hs_object_id'],
		['company', 'name domain createdate hs_lastmodifieddate hs_object_id'],
		['2-7', 'hs_createdate hs_lastmodifieddate hs_object_id'],
		[
			'tickets',
			'content subject hs_pipeline hs_pipeline_stage hs_ticket_category hs_ticket_priority createdate hs_lastmodifieddate hs_object_id',
		],
	])(
		'have it beside those that HubSpot returns by default where none is chosen: %s',
		(type, names) => {
			const place = { version: '2026-03' as const, parameters: { objectType: type } };
			const { body } = searchPages.page(BY_RANK, place, undefined);
			expect(body).toMatchObject({ properties: [...names.split(' '), 'rank'] });
		},
	);
});
