// Owns what dropdowns and the credential test ask: properties, schemas of custom objects, and details
// of the account.

import type { Endpoint, NotFaked, Visit } from './endpoints';
import { reading } from './endpoints';
import { refuseType } from './properties';
import { bare } from './shapes';

const DAY_MS = 86_400_000;

export const SUPPORTING_ENDPOINTS: readonly Endpoint[] = [
	{
		method: 'GET',
		template: 'properties/*',
		scopes: (visit) => visit.account.properties.propertyScopes(typeAsked(visit)),
		faults: 'supportingFaults',
		plan: reading(listProperties),
		answer: bare(),
	},
	{
		method: 'GET',
		template: 'schemas/schemas',
		scopes: () => ['crm.schemas.custom.read'],
		faults: 'supportingFaults',
		plan: reading(({ account }) => ({ results: account.properties.listSchemas() })),
		answer: bare(),
	},
	{
		method: 'GET',
		template: 'account/details',
		// OBSERVED: a service key gets in without the scope.
		scopes: ({ token }) => (token.kind === 'oauth' ? ['oauth'] : []),
		faults: 'supportingFaults',
		plan: reading(({ account: { portalId } }) => ({
			portalId,
			accountType: 'DEVELOPER_TEST',
			timeZone: 'UTC',
			companyCurrency: 'EUR',
			additionalCurrencies: [],
			utcOffset: '+00:00',
			utcOffsetMilliseconds: 0,
			uiDomain: 'app.hubspot.com',
			dataHostingLocation: 'na1',
		})),
		answer: bare(),
	},
	{
		method: 'GET',
		template: 'account/api-usage/daily/private-apps',
		// As the details; SPEC: the names of the fields.
		scopes: ({ token }) => (token.kind === 'oauth' ? ['oauth'] : []),
		faults: 'supportingFaults',
		plan: reading(({ account }) => {
			const { used, limit } = account.usageToday();
			const now = account.now();
			return {
				results: [
					{
						name: 'private-apps-api-calls-daily',
						currentUsage: used,
						usageLimit: limit,
						collectedAt: new Date(now).toISOString(),
						fetchStatus: 'SUCCESS',
						resetsAt: new Date((Math.floor(now / DAY_MS) + 1) * DAY_MS).toISOString(),
					},
				],
			};
		}),
		answer: bare(),
	},
];

export const SUPPORTING_NOT_FAKED: readonly NotFaked[] = [
	{ template: 'properties/*', methods: ['POST'] },
	{ template: 'schemas/schemas', methods: ['POST'] },
];

function typeAsked({ account, parameters: [objectType] }: Visit): string {
	const { properties, unknownTypes } = account;
	return properties.knownTypeId(objectType) ?? refuseType(objectType, unknownTypes);
}

/** STATED: no paging here. Paged on demand, since nothing but a sentence promises it. */
function listProperties(visit: Visit) {
	const { account, query } = visit;
	const all = account.properties.listProperties(typeAsked(visit), query.get('dataSensitivity'));
	const size = account.propertyPageSize ?? all.length;
	const from = Number(query.get('after') ?? 0);
	const next = from + size;
	const paging = next < all.length ? { paging: { next: { after: String(next) } } } : {};
	return { results: all.slice(from, next), ...paging };
}
