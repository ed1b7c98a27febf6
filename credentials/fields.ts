/** Fields that both credentials have in common. */
import type { INodeProperties } from 'n8n-workflow';

import { BASE_URL_HOST } from '../nodes/hubspot/paths';

/** The scopes of each kind of record, a line each, behind the words that lead up to them. */
const OF_RECORDS = [
	'Contacts: crm.objects.contacts.read, crm.objects.contacts.write',
	'Companies: crm.objects.companies.read, crm.objects.companies.write',
	'Deals: crm.objects.deals.read, crm.objects.deals.write',
	'Marketing events: crm.objects.marketing_events.read, crm.objects.marketing_events.write',
	'Custom objects: crm.objects.custom.read, crm.objects.custom.write, crm.schemas.custom.read',
	'Lists: crm.lists.read, crm.lists.write',
	'Owners by email: crm.objects.owners.read',
	'Tickets: tickets',
];

/** The scopes in full, to copy. */
export const scopesNotice = (before: string, more: string[] = [], after = ''): INodeProperties => ({
	displayName: `${before}<ul>${[...more, ...OF_RECORDS].map((line) => `<li>${line}</li>`).join('')}</ul>${after}`,
	name: 'scopesNotice',
	type: 'notice',
	default: '',
});

export const BASE_URL: INodeProperties = {
	displayName: 'Base URL',
	name: 'baseUrl',
	type: 'string',
	default: 'https://api.hubapi.com',
	description:
		'Where HubSpot is reached. Change it only for a gateway or proxy. It must start with https://; http:// is accepted only for localhost.',
};

export const OWNERSHIP_NOTICE: INodeProperties = {
	displayName:
		'Always use the same key or app for marketing events: another one creates them again.',
	name: 'ownershipNotice',
	type: 'notice',
	default: '',
};

/**
 * Other nodes, such as HTTP Request, may use the credential for the host of the Base URL alone.
 * Without these two, n8n adds fields of the same names that allow every domain.
 */
export const ALLOWED_DOMAINS: INodeProperties[] = [
	{
		displayName: 'Allowed HTTP Request Domains',
		name: 'allowedHttpRequestDomains',
		type: 'hidden',
		default: 'domains',
	},
	{
		displayName: 'Allowed Domains',
		name: 'allowedDomains',
		type: 'hidden',
		default: BASE_URL_HOST,
	},
];
