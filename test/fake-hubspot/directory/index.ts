// Owns the lists of owners and of pipelines.

import type { Endpoint, NotFaked, Visit } from '../endpoints';
import { reading } from '../endpoints';
import { bare } from '../shapes';
import { refuse } from '../wire';
import type { Json } from '../wire';

/** INFERRED, the strictest choice: no more than SPEC's default. */
const MOST_OWNERS = 100;

function listOwners({ account, query }: Visit): Json {
	const limit = Number(query.get('limit') ?? MOST_OWNERS);
	if (!(limit >= 1 && limit <= MOST_OWNERS)) {
		throw refuse(400, 'VALIDATION_ERROR', `limit must be between 1 and ${MOST_OWNERS}`);
	}
	const wanted = query.get('archived') === 'true';
	const email = query.get('email');
	const all = [...account.directory.owners.values()].filter(
		(owner) => owner.archived === wanted && (!email || owner.email === email),
	);
	const from = Number(query.get('after') ?? 0);
	const next = from + limit;
	const at = account.nowIso();
	const results = all.slice(from, next).map((owner) => ({
		...owner,
		type: 'PERSON',
		userIdIncludingInactive: owner.userId,
		createdAt: at,
		updatedAt: at,
	}));
	const paging = next < all.length ? { paging: { next: { after: String(next) } } } : {};
	return { results, ...paging };
}

const typeOf = ({ account, parameters: [objectType] }: Visit): string =>
	account.properties.typeId(objectType);

/** SPEC: all at once. INFERRED: those that are archived among them. */
function listPipelines(visit: Visit): Json {
	const { account } = visit;
	const times = { createdAt: account.nowIso(), updatedAt: account.nowIso() };
	const results = account.directory.pipelinesOf(typeOf(visit)).map((pipeline, displayOrder) => ({
		...pipeline,
		...times,
		displayOrder,
		stages: pipeline.stages.map((stage, order) => ({
			...stage,
			...times,
			displayOrder: order,
			metadata: {},
			writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
		})),
	}));
	return { results };
}

export const DIRECTORY_ENDPOINTS: readonly Endpoint[] = [
	{
		method: 'GET',
		template: 'owners',
		scopes: () => ['crm.objects.owners.read'],
		faults: 'supportingFaults',
		plan: reading(listOwners),
		answer: bare(),
	},
	{
		method: 'GET',
		template: 'pipelines/*',
		scopes: (visit) => visit.account.properties.objectScopes(typeOf(visit), 'read'),
		faults: 'supportingFaults',
		plan: reading(listPipelines),
		answer: bare(),
	},
];

export const DIRECTORY_NOT_FAKED: readonly NotFaked[] = [
	{ template: 'pipelines/*', methods: ['POST'] },
];
