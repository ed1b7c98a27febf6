import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { ALLOWED_DOMAINS, BASE_URL, OWNERSHIP_NOTICE, scopesNotice } from './fields';

/** Scopes that the nodes need in every account. */
const SCOPES = [
	'oauth',
	'crm.objects.companies.read',
	'crm.objects.companies.write',
	'crm.objects.contacts.read',
	'crm.objects.contacts.write',
	'crm.objects.deals.read',
	'crm.objects.deals.write',
	'crm.objects.marketing_events.read',
	'crm.objects.marketing_events.write',
];

/**
 * Scopes of features that only some accounts have or use. HubSpot silently leaves out those that the
 * account lacks.
 */
const OPTIONAL_SCOPES = [
	'crm.objects.custom.read',
	'crm.objects.custom.write',
	'crm.schemas.custom.read',
	'crm.lists.read',
	'crm.lists.write',
	'crm.objects.owners.read',
	'tickets',
];

/** OAuth2 with an app of your own. Tokens last 30 minutes; n8n renews them, also in the middle of a run. */
export class HubSpotBatchOAuth2Api implements ICredentialType {
	name = 'hubSpotBatchOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'HubSpot Batch OAuth2 API';

	icon: Icon = { light: 'file:hubSpotBatch.svg', dark: 'file:hubSpotBatch.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-hubspot-batch/n8n-nodes-hubspot-batch#credentials';

	properties: INodeProperties[] = [
		scopesNotice(
			'Add the OAuth Redirect URL and these scopes to your HubSpot app, those of the last four lines as optional ones:',
			['Always: oauth'],
		),
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		BASE_URL,
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: 'https://app.hubspot.com/oauth/authorize',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			// The v1 token endpoint, which n8n's own HubSpot credential uses, ends on 16 February 2027.
			// The client secret and the refresh token are sent to this URL, so it must be https:// or on
			// this machine.
			default:
				'={{ ((url) => /^(https:\\/\\/[^\\s\\\\/?#@]+|http:\\/\\/(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d+)?)(\\/[^\\s\\\\?#]*)?$/i.test(url) ? url : "https://base-url-must-start-with-https.invalid")(($self["baseUrl"] || "https://api.hubapi.com").trim().replace(/^(.*[^\\/])\\/+$/, "$1")) }}/oauth/2026-03/token',
		},
		{
			displayName: 'Custom Scopes',
			name: 'customScopes',
			type: 'boolean',
			default: false,
			description:
				'Whether to ask for other scopes than contacts, companies, deals and marketing events (and, where the account has them, custom objects, lists, owners and tickets)',
		},
		{
			displayName: 'Enabled Scopes',
			name: 'enabledScopes',
			type: 'string',
			default: SCOPES.join(' '),
			displayOptions: { show: { customScopes: [true] } },
			description:
				'Scopes to ask for, separated by spaces. The app in HubSpot must have every one of them; reconnect after a change.',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			// An expression, because n8n before 2.41 drops a stored scope but evaluates an expression
			// each time.
			default: `={{$self["customScopes"] && $self["enabledScopes"] ? $self["enabledScopes"] : "${SCOPES.join(' ')}"}}`,
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: `={{$self["customScopes"] ? "" : "optional_scope=${OPTIONAL_SCOPES.join('%20')}"}}`,
		},
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
		OWNERSHIP_NOTICE,
		// n8n itself signs the requests, also those of its HTTP Request node.
		...ALLOWED_DOMAINS,
	];
}
