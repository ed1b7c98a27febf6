/**
 * HubSpot's API versions, and where each one has its API families. Payloads are the same in all of
 * them, so that a new version is one line here and nothing else.
 */
const dated = (version: string) => ({
	marketingEvents: `/marketing/marketing-events/${version}`,
	objects: `/crm/objects/${version}`,
	properties: `/crm/properties/${version}`,
	schemas: `/crm-object-schemas/${version}/schemas`,
	associations: `/crm/associations/${version}`,
	lists: `/crm/lists/${version}`,
	owners: `/crm/owners/${version}`,
	pipelines: `/crm/pipelines/${version}`,
	account: `/account-info/${version}`,
});

/** Root path of every API family, by version. */
export const ROOTS = {
	'2026-03': dated('2026-03'),
	'2026-09': dated('2026-09'),
	v3: {
		marketingEvents: '/marketing/v3/marketing-events',
		objects: '/crm/v3/objects',
		properties: '/crm/v3/properties',
		schemas: '/crm-object-schemas/v3/schemas',
		associations: '/crm/v4/associations',
		lists: '/crm/v3/lists',
		owners: '/crm/v3/owners',
		pipelines: '/crm/v3/pipelines',
		account: '/account-info/v3',
	},
} as const;

export type ApiVersion = keyof typeof ROOTS;
export type Family = keyof (typeof ROOTS)[ApiVersion];

export const DEFAULT_VERSION: ApiVersion = '2026-03';
