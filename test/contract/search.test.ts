/** What is sent and read of a search, held to the facts about HubSpot. */
import { searchObjects } from '../../nodes/HubSpotCrmObjects/operations/searchObjects';
import { LANES } from '../../nodes/hubspot/limits';
import { renderPath } from '../../nodes/hubspot/paths';
import { LIMITS, OPERATORS, searchPages, type Search } from '../../nodes/hubspot/search';
import * as facts from './facts';

const PLACE = { version: '2026-03' as const, parameters: { properties: 'city' } };
const GROUPS: Search['filterGroups'] = [
	{ filters: [{ propertyName: 'city', operator: 'EQ', value: 'Paris' }] },
];

it.each(facts.VERSIONS)('A search goes to the path of version %s', (version) => {
	const { family, page } = searchPages;
	const { method, path } = page({ filterGroups: [], sorts: [] }, PLACE, undefined);
	expect(method).toBe(facts.SEARCH.method);
	expect(renderPath(version, family, path, { objectType: 'deals' })).toBe(
		facts.SEARCH.paths[version].replace('{objectType}', 'deals'),
	);
});

it('A search sends no field that HubSpot does not know, on any page of either order', () => {
	const sorts: Search['sorts'] = [{ propertyName: 'name', direction: 'DESCENDING' }];
	const questions: Search[] = [
		{ filterGroups: GROUPS, sorts, query: 'acme' },
		{ filterGroups: GROUPS, sorts: [], limit: 5 },
	];
	const body = { results: [{ id: '7' }], total: 20_000, paging: { next: { after: '200' } } };
	for (const question of questions) {
		const cursors = [undefined, searchPages.next(body, question)];
		for (const cursor of cursors) {
			const call = searchPages.page(question, PLACE, cursor);
			for (const name of Object.keys(call.body ?? {})) expect(facts.SEARCH.body).toContain(name);
		}
	}
});

it('The operators offered are those of HubSpot, each once', () => {
	expect([...OPERATORS].sort()).toEqual([...facts.SEARCH.operators].sort());
	const offered = JSON.stringify(searchObjects.form.parameters);
	for (const operator of facts.SEARCH.operators) expect(offered).toContain(`"value":"${operator}"`);
});

it('Its bounds and its rate limit are those that HubSpot states', () => {
	const { page, results, groups, filters, filtersInAll: inAll, query } = facts.SEARCH.most;
	expect(LIMITS).toEqual({ page, results, groups, filters, inAll, query });
	expect(LANES.search).toEqual(facts.SEARCH.rate);
});
