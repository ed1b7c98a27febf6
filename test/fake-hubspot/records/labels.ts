// Owns the types of association between two object types, as far as creates and dropdowns ask for them.

import type { Endpoint, Visit } from '../endpoints';
import { reading } from '../endpoints';
import { bare } from '../shapes';
import type { Json } from '../wire';
import { objectScopes } from './asking';

export const listLabels: Endpoint = {
	method: 'GET',
	template: 'associations/*/*/labels',
	scopes: objectScopes('read'),
	faults: 'supportingFaults',
	plan: reading((visit) => ({ results: typesOf(visit) })),
	answer: bare(),
};

const HUBSPOT = 'HUBSPOT_DEFINED';

/** OBSERVED: the numbers of some pairs, and that `label` is null for the default type. */
const KNOWN: Record<string, Json[]> = {
	'0-1|0-2': [
		{ category: HUBSPOT, typeId: 279, label: null },
		{ category: HUBSPOT, typeId: 1, label: 'Primary' },
	],
	'0-2|0-1': [
		{ category: HUBSPOT, typeId: 280, label: null },
		{ category: HUBSPOT, typeId: 2, label: 'Primary' },
	],
};

/** INFERRED: HubSpot's own objects have a default type each way, custom ones have none. */
function typesOf({ account, parameters }: Visit): Json[] {
	const [from, to] = parameters.map((name) => account.properties.typeId(name));
	const isOwn = [from, to].every((typeId) => typeId.startsWith('0-'));
	const own = { category: HUBSPOT, typeId: 600, label: null };
	return KNOWN[`${from}|${to}`] ?? (isOwn ? [own] : []);
}
