/** The credentials: what a person reads before the first token, and whom a token is given to. */
import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { HubSpotBatchAccessTokenApi } from '../../credentials/HubSpotBatchAccessTokenApi.credentials';
import { HubSpotBatchOAuth2Api } from '../../credentials/HubSpotBatchOAuth2Api.credentials';
import * as facts from '../contract/facts';

const token = new HubSpotBatchAccessTokenApi();
const oAuth2 = new HubSpotBatchOAuth2Api();

const field = ({ properties }: { properties: INodeProperties[] }, name: string) =>
	properties.find((property) => property.name === name) as INodeProperties;

/** Scopes that the OAuth2 credential asks for, the optional ones as well. */
const asked = [
	...String(field(oAuth2, 'enabledScopes').default).split(' '),
	...String(field(oAuth2, 'authQueryParameters').default)
		.replace(/^.*optional_scope=([^"]*)".*$/, '$1')
		.split('%20'),
];

describe.each([
	['token', token, asked.filter((scope) => scope !== 'oauth')],
	['OAuth2', oAuth2, asked],
])('The %s credential', (_, credential, scopes) => {
	const [first] = credential.properties;

	it('begins with what to do and every scope in full, each a word that can be copied', () => {
		expect(first.type).toBe('notice');
		const words = first.displayName.split(/<[^>]*>|[\s,]+/);
		expect(words.filter((word) => scopes.includes(word)).sort()).toEqual([...scopes].sort());
		expect(first.displayName).not.toMatch(/\.write and|likewise/);
	});

	it('tells who writes marketing events last, in one sentence', () => {
		const notices = credential.properties.filter(({ type }) => type === 'notice');
		expect(
			notices.map(({ displayName }) => /another one creates them again/.test(displayName)),
		).toEqual([false, true]);
	});

	it('says where http is accepted, that nothing need be changed, and then what is behind the codes of a failed connection test', () => {
		const { description, hint = '' } = field(credential, 'baseUrl');
		expect(description).toContain('http:// is accepted only for localhost');
		if (credential === token)
			expect(hint).toMatch(
				/^Leave this as it is\. If the connection test says ENOTFOUND, no server.*ECONNREFUSED, nothing answers/,
			);
	});

	it('lets n8n use it for the host of its Base URL alone', () => {
		expect(field(credential, 'allowedHttpRequestDomains')).toMatchObject({
			type: 'hidden',
			default: 'domains',
		});
		expect(field(credential, 'allowedDomains').type).toBe('hidden');
	});
});

it('The scopes are those that HubSpot wants for what the nodes do', () => {
	const needed = [
		...Object.values(facts.ENDPOINTS).flatMap(({ scopes }) => scopes),
		...['contacts', 'companies', 'deals', 'tickets', 'custom'].flatMap(
			(type) => facts.WRITE_SCOPES[type],
		),
		...facts.LIST_SCOPES,
		...facts.DIRECTORY.owners.scopes,
	].filter((scope) => !scope.includes('{'));
	expect(asked).toEqual(expect.arrayContaining(needed));
});

describe('A request is signed', () => {
	const sign = async (
		options: IHttpRequestOptions,
		secret: ICredentialDataDecryptedObject = {},
	) => {
		if (typeof token.authenticate !== 'function') throw new Error('no function');
		return await token.authenticate({ accessToken: 'pat-na1-secret', ...secret }, options);
	};

	it('with the token, and keeps it where a redirect leads to another address', async () => {
		const url = 'https://api.hubapi.com/crm';
		expect(await sign({ url, headers: { a: 'b' }, method: 'POST' })).toEqual({
			url,
			method: 'POST',
			headers: { a: 'b', Authorization: 'Bearer pat-na1-secret' },
			sendCredentialsOnCrossOriginRedirect: false,
		});
	});

	it('with the token alone where it was pasted after Bearer', async () => {
		const { headers } = await sign(
			{ url: 'https://api.hubapi.com' },
			{ accessToken: ' Bearer  pat-na1-secret\n' },
		);
		expect(headers).toEqual({ Authorization: 'Bearer pat-na1-secret' });
	});

	it.each(['https://evil.test/crm', 'http://api.hubapi.com/crm', '/crm', ''])(
		'but not for %p, and who reads that learns no token',
		async (url) => {
			const refused = sign({ url });
			await expect(refused).rejects.toThrow(
				'This HubSpot credential sends its token only to its Base URL, https://api.hubapi.com. Another address needs another credential.',
			);
		},
	);

	it('but not where the Base URL is none', async () => {
		const refused = sign({ url: 'http://a.b/x' }, { baseUrl: 'http://a.b' });
		await expect(refused).rejects.toThrow('must start with https://');
	});
});
