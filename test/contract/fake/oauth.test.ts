// The fake's token endpoint.

import type { FakeOptions } from '../../fake-hubspot/hubspot';
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { account } from './account';

const path = facts.OAUTH.tokenPaths['2026-03'];
function oauth(options: FakeOptions = {}) {
	const world = account(options);
	const ask = (fields: Record<string, string>) => {
		const answer = world.hubspot.handle({
			method: 'POST',
			path,
			headers: { 'content-type': facts.OAUTH.contentType },
			body: new URLSearchParams({
				client_id: DEFAULT_CLIENT_ID,
				client_secret: DEFAULT_CLIENT_SECRET,
				...fields,
			}).toString(),
		});
		return { ...answer, said: JSON.parse(answer.body) as Record<string, string> };
	};
	return { ...world, ask };
}

it('A code is exchanged once, for tokens that work', () => {
	const { hubspot, ask, update } = oauth();
	const code = hubspot.issueCode();
	const redirect_uri = 'https://n8n.example.com/callback';
	const grant = { grant_type: 'authorization_code', code, redirect_uri };
	expect(ask({ grant_type: 'authorization_code', code }).status).toBe(400);
	const { said } = ask(grant);
	expect(update([], 'contacts', said.access_token).status).toBe(200);
	expect(ask(grant).said.error).toBe('invalid_grant');
});

it('An access token dies after half an hour, and a refresh token gets another one', () => {
	const { clock, hubspot, ask, update } = oauth();
	const { accessToken, refreshToken } = hubspot.issueTokens();
	expect(update([], 'contacts', accessToken).status).toBe(200);
	clock.now += 1_800_000;
	expect(update([], 'contacts', accessToken).said.category).toBe('EXPIRED_AUTHENTICATION');
	const { said } = ask({ grant_type: 'refresh_token', refresh_token: refreshToken });
	expect(said.access_token).not.toBe(accessToken);
	expect(said.refresh_token).toBe(refreshToken);
	expect(update([], 'contacts', said.access_token).status).toBe(200);
});

it('The token endpoint refuses in the OAuth dialect', () => {
	const { ask } = oauth();
	const refused = ask({ grant_type: 'refresh_token', refresh_token: 'x' });
	expect(refused.status).toBe(400);
	expect(refused.said).toMatchObject({ error: 'invalid_grant', status: 'BAD_REFRESH_TOKEN' });
	expect(ask({ grant_type: 'client_credentials', client_secret: 'x' }).status).toBe(401);
	expect(ask({ grant_type: 'password' }).said.error).toBe('unsupported_grant_type');
});

it('A client is granted the scopes that it asked for and has, and no others', () => {
	const { ask, update, call } = oauth();
	const scope = 'crm.objects.contacts.write no.such.scope';
	const { said } = ask({ grant_type: 'client_credentials', scope });
	expect(said.scopes).toEqual(['crm.objects.contacts.write']);
	expect(update([], 'contacts', said.access_token).status).toBe(200);
	expect(update([], 'deals', said.access_token).status).toBe(403);
	const details = facts.SUPPORTING.accountDetails.paths['2026-03'];
	expect(call('GET', details, '', said.access_token).status).toBe(403); // wants scope `oauth`
});

it('The token endpoint takes a form by POST and nothing else', () => {
	const { hubspot } = oauth();
	const headers = { 'content-type': 'application/json' };
	expect(hubspot.handle({ method: 'POST', path, headers, body: '{}' }).status).toBe(415);
	expect(hubspot.handle({ method: 'GET', path, headers, body: '' }).status).toBe(405);
});
