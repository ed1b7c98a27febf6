// Owns the reads of lists: one list, a search, the members of a list, and what old ids became.

import { readObject } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { reading } from '../endpoints';
import { bare } from '../shapes';
import type { Json } from '../wire';
import { invalidJson } from '../wire';
import { READ_LISTS, listOf, readIds } from './asking';
import { showList } from './store';

export const readList: Endpoint = {
	method: 'GET',
	template: 'lists/*',
	...READ_LISTS,
	faults: 'supportingFaults',
	plan: reading((visit) => ({ list: showList(listOf(visit)) })),
	answer: bare(),
};

export const searchLists: Endpoint = {
	method: 'POST',
	template: 'lists/search',
	...READ_LISTS,
	faults: 'supportingFaults',
	plan: reading(search),
	answer: bare(),
};

export const mapIds: Endpoint = {
	method: 'POST',
	template: 'lists/idmapping',
	...READ_LISTS,
	faults: 'supportingFaults',
	plan: reading(({ json, account: { lists } }) => {
		const ids = readIds(json());
		const found = ids.flatMap((legacyListId) => {
			const list = lists.byLegacyId(legacyListId);
			return list ? [{ legacyListId, listId: list.listId }] : [];
		});
		const known = found.map(({ legacyListId }) => legacyListId);
		return {
			legacyListIdsToIdsMapping: found,
			missingLegacyListIds: ids.filter((id) => !known.includes(id)),
		};
	}),
	answer: bare(),
};

export const listMembers: Endpoint = {
	method: 'GET',
	template: 'lists/*/memberships',
	...READ_LISTS,
	faults: 'supportingFaults',
	plan: reading((visit) => {
		const { query } = visit;
		const all = [...listOf(visit).members].map(([recordId, membershipTimestamp]) => ({
			recordId,
			membershipTimestamp,
		}));
		// SPEC: 100 unless told, at most 250.
		const limit = Math.min(250, Number(query.get('limit') ?? 100));
		const from = Number(query.get('after') ?? 0);
		const next = from + limit;
		const paging = next < all.length ? { paging: { next: { after: String(next) } } } : {};
		return { results: all.slice(from, next), total: all.length, ...paging };
	}),
	answer: bare(),
};

/** SPEC: by name; an empty query finds all, page by page. */
function search({ json, account: { lists } }: Visit): Json {
	const known = ['query', 'offset', 'count', 'processingTypes', 'objectTypeId', 'listIds'];
	const body = readObject(json(), [...known, 'additionalProperties']);
	const { query = '', offset = 0, count = 20, processingTypes, objectTypeId } = body;
	if (typeof query !== 'string') throw invalidJson('"query" is not a string');
	if (typeof offset !== 'number' || typeof count !== 'number' || count > 500) {
		throw invalidJson('"offset" and "count" are numbers, and "count" is 500 at most');
	}
	if (processingTypes !== undefined && !Array.isArray(processingTypes)) {
		throw invalidJson('"processingTypes" is not a list');
	}
	const found = [...lists.all.values()]
		.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()))
		.filter((list) => !processingTypes || processingTypes.includes(list.processingType))
		.filter((list) => objectTypeId === undefined || list.objectTypeId === objectTypeId);
	const page = found.slice(offset, offset + count);
	const next = offset + page.length;
	return {
		lists: page.map(showList),
		total: found.length,
		offset: next,
		hasMore: next < found.length,
	};
}
