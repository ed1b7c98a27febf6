import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { checkedBaseUrl, isBelow } from '../nodes/hubspot/paths';
import { ALLOWED_DOMAINS, BASE_URL, OWNERSHIP_NOTICE, scopesNotice } from './fields';

/** Statuses with which a server names another address. */
const REDIRECTS = [301, 302, 303, 307, 308];

/** A Bearer token: a service key, or the token of a legacy private app. */
export class HubSpotBatchAccessTokenApi implements ICredentialType {
	name = 'hubSpotBatchAccessTokenApi';

	displayName = 'HubSpot Batch Access Token API';

	icon: Icon = { light: 'file:hubSpotBatch.svg', dark: 'file:hubSpotBatch.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-hubspot-batch/n8n-nodes-hubspot-batch#credentials';

	properties: INodeProperties[] = [
		scopesNotice(
			'Create a key in HubSpot under Settings > Integrations > Service Keys, with the scopes of what you want to read or write:',
			[],
			'Only super admins and users with Developer tools access can create keys, and only with scopes that they have themselves.',
		),
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'The service key, or the access token of a legacy private app',
		},
		{
			...BASE_URL,
			hint: 'Leave this as it is. If the connection test says ENOTFOUND, no server has this name, or n8n has no internet access; if it says ECONNREFUSED, nothing answers at this address.',
		},
		OWNERSHIP_NOTICE,
		...ALLOWED_DOMAINS,
	];

	// A function and not a declaration, because only what a function throws reaches the user who
	// tests the credential. n8n's HTTP Request node uses it too, for any URL.
	authenticate: ICredentialType['authenticate'] = async (credentials, request) => {
		const baseUrl = checkedBaseUrl(credentials.baseUrl);
		if (!isBelow(baseUrl, request)) {
			throw new Error(
				`This HubSpot credential sends its token only to its Base URL, ${baseUrl}. Another address needs another credential.`,
			);
		}
		const token = String(credentials.accessToken)
			.trim()
			.replace(/^Bearer\s+/i, '');
		return {
			...request,
			headers: { ...request.headers, Authorization: `Bearer ${token}` },
			// Where a redirect is followed, the token stays behind.
			sendCredentialsOnCrossOriginRedirect: false,
		};
	};

	test: ICredentialTestRequest = {
		request: {
			// With a malformed URL the request would fail before `authenticate` can say what is wrong
			// with the URL.
			baseURL:
				'={{ /^https?:\\/\\/./.test($credentials.baseUrl.trim()) ? $credentials.baseUrl.trim() : "https://api.hubapi.com" }}',
			url: '/account-info/2026-03/details',
			disableFollowRedirect: true,
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
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'HubSpot is not at this Base URL',
				},
			},
			...REDIRECTS.map((value) => ({
				type: 'responseCode' as const,
				properties: {
					value,
					message:
						'The Base URL leads to another address, and the token is not sent there: enter that address instead',
				},
			})),
		],
	};
}
