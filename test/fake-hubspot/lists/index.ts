// Lists what is under lists of records.

import type { Endpoint, NotFaked } from '../endpoints';
import { addMembers, removeMembers } from './memberships';
import { listMembers, mapIds, readList, searchLists } from './read';

export const LIST_ENDPOINTS: readonly Endpoint[] = [
	addMembers,
	removeMembers,
	readList,
	searchLists,
	mapIds,
	listMembers,
];

export const LIST_NOT_FAKED: readonly NotFaked[] = [
	{ template: 'lists/*', methods: ['DELETE', 'PUT', 'POST'] },
	{ template: 'lists/*/memberships', methods: ['DELETE'] },
	{ template: 'lists/idmapping', methods: ['GET'] },
];
