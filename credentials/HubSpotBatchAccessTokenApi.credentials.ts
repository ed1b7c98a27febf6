import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { checkedBaseUrl } from '../nodes/hubspot/paths';

/** A Bearer token: a service key, or the token of a legacy private app. */
export class HubSpotBatchAccessTokenApi implements ICredentialType {
	name = 'hubSpotBatchAccessTokenApi';

	displayName = 'HubSpot Batch Access Token API';

	icon: Icon = { light: 'file:hubSpotBatch.svg', dark: 'file:hubSpotBatch.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-hubspot-batch/n8n-nodes-hubspot-batch#credentials';

	properties: INodeProperties[] = [
		{
			displayName:
				'For marketing events, keep to one HubSpot app: an upsert does not see the events of another app and creates them again.',
			name: 'ownershipNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'A service key (in HubSpot: Settings > Integrations > Service Keys), or the access token of a legacy private app',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.hubapi.com',
			description:
				'Where HubSpot is reached. Change it only for a gateway or proxy; it must start with https:// (http:// is taken for localhost only).',
		},
	];

	// A function and not a declaration, because only what a function throws reaches the user who
	// tests the credential.
	authenticate: ICredentialType['authenticate'] = async (credentials, request) => {
		checkedBaseUrl(credentials.baseUrl);
		const token = String(credentials.accessToken)
			.trim()
			.replace(/^Bearer\s+/i, '');
		const authorization = `Bearer ${token}`;
		return { ...request, headers: { ...request.headers, Authorization: authorization } };
	};

	test: ICredentialTestRequest = {
		request: {
			// With a malformed URL the request would fail before `authenticate` can say what is wrong
			// with the URL.
			baseURL:
				'={{ /^https?:\\/\\/./.test($credentials.baseUrl.trim()) ? $credentials.baseUrl.trim() : "https://api.hubapi.com" }}',
			url: '/account-info/2026-03/details',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'HubSpot does not know this token: it is mistyped, expired or revoked',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message: 'HubSpot knows this token, but it may not read the account (scope oauth)',
				},
			},
		],
	};
}
