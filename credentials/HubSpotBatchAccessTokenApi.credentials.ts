import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

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
				'Marketing events belong to the app that created them. With a token of another app, an upsert sees none of them and creates each event again.',
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
			description:
				'Service key (in HubSpot: Settings &gt; Integrations &gt; Service Keys), or the access token of a legacy private app',
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

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.accessToken}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl}}',
			url: '/account-info/2026-03/details',
		},
	};
}
