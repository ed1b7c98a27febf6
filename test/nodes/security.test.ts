/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a test with servers of its own, never shipped */
/**
 * Attacks on the built nodes, on n8n's own engine: no secret is ever found in anything that a run
 * leaves behind, and the token goes where the Base URL says, to the paths of HubSpot's API, and
 * nowhere else.
 */
import { now } from '../host/virtual-time';

import dns from 'node:dns';
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import type { ICredentialDataDecryptedObject, IDataObject, INode } from 'n8n-workflow';

import {
	DEFAULT_CLIENT_ID,
	DEFAULT_CLIENT_SECRET,
	DEFAULT_TOKEN,
	type Fault,
} from '../fake-hubspot/hubspot';
import { startFakeHubSpot } from '../fake-hubspot/server';
import { askAs, decrypted, testCredential } from '../host/credential';
import { askNode, type WorkflowRun } from '../host/engine';
import {
	accepted,
	attack,
	CREDENTIALS,
	EVENTS,
	everythingIn,
	leaks,
	listen,
	RECORDS,
	refusal,
	renewal,
	secretOf,
	SECRETS,
	SPELLINGS,
	startHostile,
	TYPES as TYPE_OF,
	events,
	type Attack,
	type Behaviour,
	type Bytes,
	type CredentialKind,
	type HostileServer,
} from './hostile';

const OUTPUTS = ['result', 'inputWithResult', 'summary', 'report'] as const;
const ON_ERROR: Array<INode['onError']> = [
	'stopWorkflow',
	'continueRegularOutput',
	'continueErrorOutput',
];

const open: HostileServer[] = [];
const serve = async (behave: Behaviour) => {
	const server = await startHostile(behave);
	open.push(server);
	return server;
};
afterEach(async () => {
	await Promise.all(open.splice(0).map(async (server) => await server.close()));
});

/** Items that came out, in whatever shape: each one of the input must be among them. */
function accountedFor({ items }: WorkflowRun, output: (typeof OUTPUTS)[number]): number {
	const good = items('HubSpot');
	if (output === 'summary' || output === 'report') return Number(good[0]?.json.items ?? -1);
	return good.length + items('HubSpot', 1).length;
}

interface Setting {
	credential: CredentialKind;
	onError: INode['onError'];
	output: (typeof OUTPUTS)[number];
}

/** Everything that goes wrong when the attack is run in every setting: leaks, and items without outcome. */
async function harm(
	prepare: (
		setting: Setting,
	) => Promise<Omit<Attack, 'credential'> & { secrets?: string[]; done?: () => Promise<void> }>,
	credentials: readonly CredentialKind[] = CREDENTIALS,
): Promise<string[]> {
	const found: string[] = [];
	for (const credential of credentials) {
		for (const onError of ON_ERROR) {
			for (const output of OUTPUTS) {
				const setting = { credential, onError, output };
				const { secrets, done, ...given } = await prepare(setting);
				const ear = listen();
				const result = await attack({
					...given,
					credential,
					onError,
					parameters: { ...EVENTS, options: { batchSize: 2, output }, ...given.parameters },
				});
				ear.stop();
				await done?.();
				const where = `${credential}, ${onError}, ${output}`;
				for (const [place, text] of [
					['the execution', everythingIn(result.run)],
					['the log', ear.heard()],
				]) {
					found.push(...leaks(text, secrets).map((secret) => `${where}: ${secret} in ${place}`));
				}
				if (result.run.status === 'canceled') continue;
				if (onError === 'stopWorkflow') {
					const said = result.run.data.resultData.error !== undefined;
					if (!said && accountedFor(result, output) !== 4) found.push(`${where}: items are lost`);
				} else if (accountedFor(result, output) !== 4) found.push(`${where}: items are lost`);
			}
		}
	}
	return found;
}

// ---------------------------------------------------------------- the search itself

describe('the search for secrets', () => {
	it.each(Object.entries(SPELLINGS))('finds one that is written %s', (_, spell) => {
		for (const secret of Object.values(SECRETS)) {
			const text = everythingIn({
				a: [new Error('x', { cause: new Map([['b', spell(secret)]]) })],
			});
			expect(leaks(text)).toEqual([secret]);
		}
	});

	it('finds none where there is none', () => {
		expect(leaks(everythingIn({ a: 'pat-eu1-', b: ['Bearer (secret)'] }))).toEqual([]);
	});

	it('hears what is logged', () => {
		const ear = listen();
		console.warn({ token: SECRETS.accessToken });
		ear.stop();
		expect(leaks(ear.heard())).toEqual([SECRETS.accessToken]);
	});
});

// ---------------------------------------------------------------- secrets, whatever goes wrong

describe('no secret is left behind in any setting, nor an item lost, when', () => {
	const faults: Fault[] = [
		{ kind: 'rateLimit', policy: 'SECONDLY', retryAfter: 0 },
		{ kind: 'rateLimit', policy: 'TEN_SECONDLY_ROLLING', headers: false, retryAfter: 0.1 },
		{ kind: 'rateLimit', policy: 'DAILY' },
		{ kind: 'locked' },
		{ kind: 'migrating', retryAfter: 86_400 },
		{ kind: 'serverError', status: 500, applied: true },
		{ kind: 'serverError', status: 502, applied: false, html: true },
		{ kind: 'reset', applied: true },
		{ kind: 'reset', applied: false },
		{ kind: 'truncate' },
		{ kind: 'notJson', status: 200 },
		{ kind: 'notJson', status: 403 },
		{ kind: 'empty' },
		{ kind: 'empty', status: 204 },
		{ kind: 'emptyResults' },
		{ kind: 'forgetResults', count: 1 },
		{ kind: 'duplicateResults' },
		{ kind: 'reverse' },
		{ kind: 'noTraceEcho' },
		{ kind: 'status', value: 'PENDING' },
		{ kind: 'rejectSome', count: 1, named: true },
		{ kind: 'rejectSome', count: 1, named: false },
		{ kind: 'multiStatusWithoutErrors' },
		{ kind: 'wholeBatch', status: 400, dialect: 'category', message: 'No.' },
		{ kind: 'wholeBatch', status: 409, dialect: 'errorType', message: 'No.', ids: 'first' },
		{ kind: 'unauthorized' },
		{ kind: 'missingScopes', scopes: ['crm.objects.x.write'] },
		{ kind: 'missingScopes', scopes: ['crm.objects.x.write'], printed: true },
		{ kind: 'delay', ms: 5 },
	];

	it.each(faults.map((fault) => [JSON.stringify(fault), fault] as const))(
		'HubSpot meets %s',
		async (_, fault) => {
			const found = await harm(async ({ credential }) => {
				const fake = await startFakeHubSpot({ now });
				fake.hubspot.faults.always(fault);
				const { accessToken, refreshToken } = fake.hubspot.issueTokens();
				const secret: ICredentialDataDecryptedObject =
					credential === 'accessToken'
						? { baseUrl: fake.url, accessToken: DEFAULT_TOKEN }
						: {
								baseUrl: fake.url,
								clientId: DEFAULT_CLIENT_ID,
								clientSecret: DEFAULT_CLIENT_SECRET,
								oauthTokenData: { access_token: accessToken, refresh_token: refreshToken },
							};
				const renewed = Array.from({ length: 9 }, (__, n) => `fake-access-token-${n + 1}`);
				const secrets = [DEFAULT_TOKEN, DEFAULT_CLIENT_SECRET, refreshToken, ...renewed];
				return { url: fake.url, secret, secrets, done: fake.close };
			});
			expect(found).toEqual([]);
		},
	);

	const answers: Array<[string, Behaviour]> = [
		['the token is unknown', () => refusal('Authentication credentials not found.', 401)],
		['the token may not', () => refusal('This app has no scopes.', 403)],
		['the plan must be paid', () => refusal('Payment required', 402)],
		['there is no such place', () => refusal('Resource not found', 404)],
		['the request is too large', () => ({ status: 413, body: '' })],
		['the server gives up waiting', () => ({ status: 408, body: '' })],
		['the status is none that exists', () => ({ status: 799, body: '{}' })],
		['the body is cut JSON', () => ({ body: '{"status":"COMPLETE","results":[{"objectId":' })],
		['the body is HTML with a good status', () => ({ body: '<h1>Log in</h1>' })],
		[
			'the body is not what its encoding says',
			() => ({ headers: { 'content-encoding': 'gzip' }, body: '{"status":"COMPLETE"}' }),
		],
		['the line is reset', (__, response) => void response.socket?.resetAndDestroy()],
		[
			'the answer is no HTTP',
			(__, response) => void response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n'),
		],
		[
			'the headers do not end',
			(__, response) => {
				response.socket?.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`);
			},
		],
	];

	it.each(answers)('%s', async (_, behave) => {
		const { url } = await serve((seen, response) => renewal(seen) ?? behave(seen, response));
		expect(await harm(async () => ({ url }))).toEqual([]);
	});

	it('the execution is cancelled while HubSpot does not answer', async () => {
		const { url } = await serve(() => undefined);
		const found = await harm(async () => ({
			url,
			onStart: (cancel) => void setTimeout(cancel, 20),
		}));
		expect(found).toEqual([]);
	});

	it.each([
		['nobody listens', async () => 'http://127.0.0.1:9'],
		[
			'the server speaks no TLS',
			async () => (await serve(() => ({ body: '{}' }))).url.replace('http:', 'https:'),
		],
	])('%s', async (_, urlOf) => {
		const url = await urlOf();
		expect(await harm(async () => ({ url }))).toEqual([]);
	});

	it('the name does not exist', async () => {
		// As node says it: asking the network would take a second each time, and tell of the network.
		const noSuchName = Object.assign(new Error('getaddrinfo ENOTFOUND hubspot.invalid'), {
			code: 'ENOTFOUND',
		});
		const lookUp = jest.spyOn(dns, 'lookup').mockImplementation(((...given: unknown[]) => {
			(given.at(-1) as (error: Error) => void)(noSuchName);
		}) as never);
		expect(await harm(async () => ({ url: 'https://hubspot.invalid' }))).toEqual([]);
		expect(lookUp).toHaveBeenCalled();
		lookUp.mockRestore();
	});

	it('the server has no certificate', async () => {
		const server = createTlsServer({}).on('tlsClientError', () => {});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
		expect(await harm(async () => ({ url }))).toEqual([]);
		await new Promise((resolve) => server.close(resolve));
	});

	it('the token holds a header of its own', async () => {
		const { url, seen } = await serve(accepted);
		const secret = { baseUrl: url, accessToken: `${SECRETS.accessToken}\r\nX-Evil: 1` };
		expect(await harm(async () => ({ url, secret }), ['accessToken'])).toEqual([]);
		for (const { headers } of seen) expect(headers['x-evil']).toBeUndefined();
	});

	it.each([
		['http://hubspot.example.com', 'http without s'],
		['https://user:password@hubspot.example.com', 'a user'],
		['hubspot', 'no URL at all'],
	])('the Base URL is %s (%s)', async (baseUrl) => {
		const found = await harm(async ({ credential }) => ({
			url: baseUrl,
			secret: secretOf(credential, baseUrl),
		}));
		expect(found).toEqual([]);
	});
});

describe('no secret is left behind when the OAuth2 token cannot be renewed, because', () => {
	const answers: Array<[string, Bytes]> = [
		['the grant is gone', { status: 400, body: '{"error":"invalid_grant"}' }],
		['the client is unknown', { status: 401, body: '{"error":"invalid_client"}' }],
		['HubSpot is down', { status: 502, body: '<h1>Oops</h1>' }],
		['the answer is nonsense', { status: 200, body: 'nonsense' }],
		['the answer is empty', { status: 200, body: '{}' }],
		['the answer is a redirect', { status: 302, headers: { location: '/oauth/elsewhere' } }],
	];
	const echo = JSON.stringify(SECRETS);

	it.each(answers)('%s', async (_, answer) => {
		const { url } = await serve(({ url: path }) =>
			path.startsWith('/oauth/') ? answer : { status: 401, body: '{}' },
		);
		expect(await harm(async () => ({ url }), ['oAuth2'])).toEqual([]);
	});

	it.each([400, 401, 500, 200])('HubSpot answers %d and repeats every secret', async (status) => {
		const { refreshToken, clientSecret } = SECRETS;
		const said = `${refreshToken} ${clientSecret} ${echo}`;
		for (const error of ['invalid_grant', 'invalid_client', said]) {
			for (const body of [
				JSON.stringify({ error, error_description: said, message: said }),
				said,
			]) {
				const { url } = await serve(({ url: path }) =>
					path.startsWith('/oauth/') ? { status, body } : { status: 401, body: '{}' },
				);
				const secrets = [SECRETS.oauthToken, refreshToken, clientSecret];
				expect(await harm(async () => ({ url, secrets }), ['oAuth2'])).toEqual([]);
			}
		}
	});

	it('and then nothing was written, for all that is known', async () => {
		for (const [, answer] of answers) {
			const { url, seen } = await serve(({ url: path }) =>
				path.startsWith('/oauth/') ? answer : { status: 401, body: '{}' },
			);
			const { items } = await attack({ url, credential: 'oAuth2' });
			const told = items('HubSpot', 1).map(({ json }) => json.error as IDataObject);
			expect(told.map(({ applied }) => applied)).toEqual(['no', 'no', 'no', 'no']);
			expect(seen.filter(({ url: path }) => path.endsWith('/upsert')).length).toBeLessThan(3);
		}
	});
});

describe('a secret that HubSpot repeats', () => {
	type Place = (said: string) => Bytes;
	const places: Array<[string, Place]> = [
		['the message', (said) => refusal(said)],
		['the category', (said) => refusal('No.', 400, { category: said })],
		['the correlation ID', (said) => refusal('No.', 400, { correlationId: said })],
		[
			'the correlation ID of the header',
			(said) => ({
				...refusal('No.'),
				headers: { 'x-hubspot-correlation-id': encodeURI(said).replace(/%../g, ' ') },
			}),
		],
		[
			'the correlation ID of a good answer',
			(said) => ({
				headers: { 'x-hubspot-correlation-id': encodeURI(said).replace(/%../g, ' ') },
				body: '{"status":"COMPLETE","results":[]}',
			}),
		],
		[
			'an error within the error',
			(said) =>
				refusal('No.', 400, {
					errors: [{ message: said, code: said, context: { [said]: [said] } }],
				}),
		],
		['a printed context', (said) => refusal('No.', 403, { context: `{missingScopes=[${said}]}` })],
		['JSON within the message', (said) => refusal(`No: ${JSON.stringify([{ message: said }])}`)],
		['a rate limit', (said) => refusal('No.', 429, { policyName: `DAILY ${said}` })],
		['a server error', (said) => refusal(said, 500)],
		['the status of a good answer', (said) => ({ body: JSON.stringify({ status: said }) })],
		[
			'an error of a good answer',
			(said) => ({
				status: 207,
				body: JSON.stringify({ results: [], errors: [{ message: said, category: said }] }),
			}),
		],
		[
			'a result',
			(said) => ({
				body: JSON.stringify({
					status: 'COMPLETE',
					results: [0, 1, 2, 3].map((row) => ({
						objectId: `${row}`,
						eventName: `Event ${row}`,
						eventOrganizer: 'ACME',
						customProperties: [{ name: said, value: said }],
						[said]: { deep: [{ [said]: said }] },
					})),
				}),
			}),
		],
		['a text that is no JSON', (said) => ({ status: 400, body: said })],
	];

	/** Both the token that a credential has, and all else that it holds. */
	const saying = async (spell: (secret: string) => string, place: Place) => {
		const { oauthToken, refreshToken, clientSecret, accessToken } = SECRETS;
		return await harm(async ({ credential }) => {
			const known =
				credential === 'accessToken' ? [accessToken] : [oauthToken, refreshToken, clientSecret];
			const { url } = await serve(() => place(known.map(spell).join(' ')));
			return { url };
		});
	};

	it.each(places)('in %s reaches no one', async (_, place) => {
		expect(await saying(SPELLINGS['as it is'], place)).toEqual([]);
	});

	const struck = ['as it is', 'after Bearer', 'as JSON within JSON'];
	it.each(struck)('%s reaches no one', async (name) => {
		expect(await saying(SPELLINGS[name], places[0][1])).toEqual([]);
	});

	it.each(Object.keys(SPELLINGS).filter((name) => !struck.includes(name)))(
		'%s reaches no one',
		async (name) => {
			expect(await saying(SPELLINGS[name], places[0][1])).toEqual([]);
		},
	);

	it('reaches no one where the credential holds it after the word Bearer', async () => {
		const { url } = await serve(() => refusal(`${SECRETS.accessToken} may not`));
		const secret = { baseUrl: url, accessToken: `Bearer ${SECRETS.accessToken}` };
		expect(await harm(async () => ({ url, secret }), ['accessToken'])).toEqual([]);
	});

	it('reaches no one where n8n has renewed it in the middle of the run', async () => {
		const found = await harm(async () => {
			const { url } = await serve(
				(seen) =>
					renewal(seen) ??
					(seen.headers.authorization === `Bearer ${SECRETS.oauthToken}`
						? refusal('expired', 401)
						: refusal(`${seen.headers.authorization} may not`, 403)),
			);
			return { url };
		}, ['oAuth2']);
		expect(found).toEqual([]);
	});
});

// ---------------------------------------------------------------- secrets in the editor

describe('the lists of the editor leave no secret behind when', () => {
	const methods = [
		['hubSpotCrmObjects', 'listSearch', 'searchObjectTypes'],
		['hubSpotCrmObjects', 'resourceMapping', 'getObjectFields'],
		['hubSpotMarketingEvents', 'resourceMapping', 'getUpsertFields'],
		['hubSpotMarketingEvents', 'resourceMapping', 'getUpdateFields'],
	] as const;
	const said = Object.values(SECRETS).join(' ');
	const all = Object.values(SECRETS).filter((secret) => secret !== SECRETS.renewedToken);

	const troubles: Array<[string, Behaviour]> = [
		['the token is unknown', () => refusal('No.', 401)],
		['a refusal repeats them', () => refusal(said)],
		['a server error repeats them', () => refusal(said, 500)],
		['HTML repeats them', () => ({ body: `<p>${said}</p>` })],
		[
			'names of properties repeat them',
			() => ({
				body: JSON.stringify({ results: [{ name: said, label: said, objectTypeId: said }] }),
			}),
		],
		['the line is reset', (__, response) => void response.socket?.resetAndDestroy()],
		[
			'the answer is a redirect',
			() => ({ status: 302, headers: { location: 'http://127.0.0.1:9/' } }),
		],
	];

	it.each(troubles)('%s', async (_, behave) => {
		const { url } = await serve((seen, response) => renewal(seen) ?? behave(seen, response));
		for (const credential of CREDENTIALS) {
			for (const [node, kind, method] of methods) {
				for (const fields of [{ value: null }, { value: null, schema: [{ id: 'x' }] }]) {
					const ear = listen();
					const told = await askNode({
						node,
						kind,
						method,
						parameters: {
							objectType: { __rl: true, mode: 'id', value: 'contacts' },
							fields: fields as never,
						},
						url,
						token: SECRETS.accessToken,
						...(credential === 'oAuth2' && { oAuth2: secretOf('oAuth2', url) }),
					}).catch((error: unknown) => error);
					ear.stop();
					const { accessToken } = SECRETS;
					const own = all.filter(
						(secret) => (secret === accessToken) === (credential === 'accessToken'),
					);
					expect(leaks(everythingIn(told), own)).toEqual([]);
					expect(leaks(ear.heard(), own)).toEqual([]);
				}
			}
		}
	});

	it('and show what HubSpot says as text, never as HTML', async () => {
		const { url } = await serve(() => refusal('<img src=x onerror=alert(1)>'));
		const told = await askNode({
			node: 'hubSpotMarketingEvents',
			kind: 'resourceMapping',
			method: 'getUpsertFields',
			parameters: {},
			url,
			token: SECRETS.accessToken,
		});
		expect(JSON.stringify(told)).toContain('&lt;img src=x onerror=alert(1)&gt;');
	});

	it('and end, however many pages the server says there are', async () => {
		let page = 0;
		const { url, seen } = await serve(() => ({
			body: JSON.stringify({ results: [], paging: { next: { after: `${++page}` } } }),
		}));
		// HubSpot's own object types are listed all the same.
		const told = await askNode({
			node: 'hubSpotCrmObjects',
			kind: 'listSearch',
			method: 'searchObjectTypes',
			parameters: {},
			url,
			token: SECRETS.accessToken,
		});
		expect(JSON.stringify(told)).toContain('"value":"contacts"');
		expect(seen).toHaveLength(100);
	});
});

// ---------------------------------------------------------------- where the token goes

describe('a redirect', () => {
	it.each([301, 302, 303, 307, 308])(
		'of %d is not followed, and the token stays',
		async (status) => {
			const elsewhere = await serve(accepted);
			for (const location of [`${elsewhere.url}/x`, `//${elsewhere.url.slice(7)}/x`]) {
				const { url, seen } = await serve(() => ({ status, headers: { location } }));
				for (const credential of CREDENTIALS) {
					const { items } = await attack({ url, credential });
					const told = items('HubSpot', 1).map(({ json }) => json.error as IDataObject);
					expect(told.map(({ reason, applied }) => [reason, applied])).toEqual(
						Array(4).fill(['unsent', 'no']),
					);
					expect(told[0].message).toContain('redirects are not followed');
				}
				for (const kind of ['listSearch', 'resourceMapping'] as const) {
					const method = kind === 'listSearch' ? 'searchObjectTypes' : 'getObjectFields';
					const objectType = { __rl: true, mode: 'id', value: 'contacts' };
					await askNode({
						node: 'hubSpotCrmObjects',
						kind,
						method,
						parameters: { objectType },
						url,
						token: SECRETS.accessToken,
					}).catch(() => undefined);
				}
				expect(seen).toHaveLength(4);
			}
			expect(elsewhere.seen).toEqual([]);
		},
	);
});

describe('the test of a credential', () => {
	it.each([301, 302, 303, 307, 308])(
		'does not follow a redirect of %d, so the token stays, and says so',
		async (status) => {
			const elsewhere = await serve(() => ({ body: '{"portalId":1}' }));
			const location = `${elsewhere.url}/account-info/2026-03/details`;
			const { url, seen } = await serve(() => ({ status, headers: { location } }));
			const secret = secretOf('accessToken', url);
			const told = await testCredential('hubSpotBatchAccessTokenApi', secret);
			expect(told).toMatch(/^The Base URL leads to another address/);
			expect(seen.map((call) => call.url)).toEqual(['/account-info/2026-03/details']);
			expect(elsewhere.seen).toEqual([]);
		},
	);

	it.each([
		[200, 'OK'],
		[401, /^HubSpot does not know this token/],
		[403, /may not read the account/],
		[404, 'HubSpot is not at this Base URL'],
	])('of status %d says %s', async (status, expected) => {
		const { url } = await serve(() => ({ status, body: '{"portalId":1}' }));
		const told = await testCredential('hubSpotBatchAccessTokenApi', secretOf('accessToken', url));
		expect(told).toEqual(expected instanceof RegExp ? expect.stringMatching(expected) : expected);
	});

	it('with a Base URL that is none says so, and nothing is sent', async () => {
		const { url, seen } = await serve(() => ({ body: '{}' }));
		for (const baseUrl of [
			url.replace('http:', 'ftp:'),
			`${url}/?x`,
			'http://hubspot.example.com',
		]) {
			const told = await testCredential(
				'hubSpotBatchAccessTokenApi',
				secretOf('accessToken', baseUrl),
			);
			expect(told).toMatch(/^The Base URL of the HubSpot credential must/);
		}
		expect(seen).toEqual([]);
	});
});

describe('another node that uses the credential', () => {
	const ask = async (url: string, baseUrl: string, kind: CredentialKind, follow = true) =>
		await askAs(TYPE_OF[kind], secretOf(kind, baseUrl), {
			url,
			method: 'GET',
			...(!follow && { disableFollowRedirect: true }),
		}).catch((error: Error) => error.message);

	it('is given the token for the Base URL and what is below it', async () => {
		const { url, seen } = await serve(() => ({ body: '{}' }));
		await ask(`${url}/crm/v3/objects/contacts`, url, 'accessToken');
		expect(seen[0].headers.authorization).toBe(`Bearer ${SECRETS.accessToken}`);
	});

	it('is refused the token for any other address', async () => {
		const elsewhere = await serve(() => ({ body: '{}' }));
		const { url } = await serve(() => ({ body: '{}' }));
		expect(await ask(`${elsewhere.url}/x`, url, 'accessToken')).toMatch(
			/^This HubSpot credential sends its token only to its Base URL, http/,
		);
		expect(elsewhere.seen).toEqual([]);
	});

	it('and follows a redirect to another address goes there without the token', async () => {
		const elsewhere = await serve(() => ({ body: '{}' }));
		const { url } = await serve(() => ({
			status: 302,
			headers: { location: `${elsewhere.url.replace('127.0.0.1', 'localhost')}/x` },
		}));
		await ask(`${url}/files/v3/files/1/signed-url`, url, 'accessToken');
		expect(elsewhere.seen).toHaveLength(1);
		expect(leaks(everythingIn(elsewhere.seen))).toEqual([]);
	});

	it.each(CREDENTIALS)(
		"is told by the %s credential to ask its Base URL's host alone",
		async (kind) => {
			const { allowedHttpRequestDomains, allowedDomains } = await decrypted(
				TYPE_OF[kind],
				secretOf(kind, 'https://gateway.example.com:8443/hubspot/'),
			);
			expect({ allowedHttpRequestDomains, allowedDomains }).toEqual({
				allowedHttpRequestDomains: 'domains',
				allowedDomains: 'gateway.example.com',
			});
		},
	);
});

describe('an answer that grows when it is unzipped', () => {
	it.each<[string, Buffer]>([
		['200 MB of one text', Buffer.alloc(200_000_000, 'a')],
		['20 MB of empty objects', Buffer.from(`{"results":[${'{},'.repeat(6_600_000)}{}]}`)],
	])('of %s is neither read to its end nor parsed', async (_, body) => {
		const zipped = gzipSync(body);
		const { url } = await serve(() => ({
			headers: { 'content-encoding': 'gzip' },
			body: zipped,
		}));
		const concat = jest.spyOn(Buffer, 'concat');
		const parse = jest.spyOn(JSON, 'parse');
		const { items } = await attack({ url, credential: 'accessToken', input: events(2) });
		const longest = Math.max(...parse.mock.calls.map(([text]) => String(text).length));
		const joined = concat.mock.results.map(({ value }) => (value as Buffer).length);
		parse.mockRestore();
		concat.mockRestore();
		expect(longest).toBeLessThan(100_000);
		expect(Math.max(...joined)).toBeLessThan(33 * 1024 * 1024);
		const told = items('HubSpot', 1).map(({ json }) => json.error as IDataObject);
		expect(told.map(({ applied }) => applied)).toEqual(['maybe', 'maybe']);
	});
});

/** Spellings that have led somewhere else in other programs. */
const DETOURS = [
	'..',
	'.',
	'../..',
	'..\\..',
	'contacts/../../../oauth/v1/token',
	'contacts/..',
	'contacts/batch/read?x=',
	'contacts#',
	'contacts?archived=true&x=',
	'%2e%2e',
	'%2E%2E%2F',
	'contacts%2f..%2f..',
	'contacts%00',
	'//evil.test',
	'/\\evil.test',
	'\\\\evil.test',
	'@evil.test',
	':@evil.test/',
	'https://evil.test',
	'contacts\r\nX-Evil: 1',
	'con\ttacts',
	'contacts\0',
	'contacts;x=1',
	'contacts,companies',
	'․․', // one dot leader
	'．．', // fullwidth full stop
	'‥', // two dot leader
	'。。', // ideographic full stop
	'contacts／batch', // fullwidth solidus
	'сontacts', // Cyrillic
	'contacts‮', // right-to-left override
	'\ud800', // half a surrogate pair
	'{objectType}',
	'c'.repeat(100_000),
];

describe('an object type', () => {
	it.each(DETOURS.map((given) => [JSON.stringify(given).slice(0, 60), given]))(
		'%s leads nowhere else',
		async (_, value) => {
			const { url, seen } = await serve(accepted);
			for (const mode of ['id', 'list']) {
				for (const objectType of [{ __rl: true, mode, value }, '={{ $json.type }}']) {
					const { items } = await attack({
						url,
						credential: 'accessToken',
						node: 'hubSpotCrmObjects',
						parameters: { ...RECORDS, objectType, json: '={{ $json.input }}' },
						input: [
							{ type: value, input: { id: '1', properties: { name: 'x' } } },
							{ type: value, input: { id: '2', properties: { name: 'x' } } },
						],
					});
					expect(items('HubSpot').length + items('HubSpot', 1).length).toBe(2);
				}
				await askNode({
					node: 'hubSpotCrmObjects',
					kind: 'resourceMapping',
					method: 'getObjectFields',
					parameters: { objectType: { __rl: true, mode, value } },
					url,
					token: SECRETS.accessToken,
				}).catch(() => undefined);
			}
			for (const call of seen) {
				if (call.method === 'POST') {
					expect(call.url).toMatch(/^\/crm\/objects\/2026-03\/c+\/batch\/update$/);
				} else expect(call.url).toMatch(/^\/crm\/properties\/2026-03\/(?!\.+$)[^/?#\\]+$/);
				expect(call.headers['x-evil']).toBeUndefined();
			}
		},
	);

	it('that differs from item to item sends each item to its own, and the bad ones nowhere', async () => {
		const { url, seen } = await serve(accepted);
		const types = ['contacts', '../companies', 'deals', '__proto__', 'constructor'];
		const { items } = await attack({
			url,
			credential: 'accessToken',
			node: 'hubSpotCrmObjects',
			parameters: { ...RECORDS, objectType: '={{ $json.type }}', json: '={{ $json.input }}' },
			input: types.map((type, row) => ({ type, input: { id: `${row}`, properties: { a: 'x' } } })),
		});
		const good = ['contacts', 'deals', '__proto__', 'constructor'];
		// First, which properties each has; then the writes.
		expect(seen.map(({ url: path }) => path)).toEqual([
			...good.map((type) => `/crm/properties/2026-03/${type}`),
			...good.map((type) => `/crm/objects/2026-03/${type}/batch/update`),
		]);
		expect(items('HubSpot')).toHaveLength(4);
		expect(items('HubSpot', 1)).toHaveLength(1);
	});

	it('that is very long is shown short', async () => {
		const { items } = await attack({
			url: 'http://127.0.0.1:9',
			credential: 'accessToken',
			node: 'hubSpotCrmObjects',
			parameters: {
				...RECORDS,
				objectType: { __rl: true, mode: 'id', value: '/'.repeat(100_000) },
			},
			input: [{ id: '1', properties: { a: 'x' } }],
		});
		expect(JSON.stringify(items('HubSpot', 1)).length).toBeLessThan(2_000);
	});
});

describe('an API version', () => {
	it.each(['__proto__', 'constructor', '../v1', 'v1', 'toString'])(
		'%s is refused before anything is sent',
		async (apiVersion) => {
			const { url, seen } = await serve(accepted);
			const parameters = { ...EVENTS, options: { apiVersion } };
			const { items } = await attack({ url, credential: 'accessToken', parameters });
			expect(JSON.stringify(items('HubSpot', 1)[0].json)).toContain('API Version must be one of');
			expect(seen).toEqual([]);
		},
	);
});

describe('an ID that looks like a path', () => {
	it('travels in the body alone, as it is', async () => {
		const { url, seen } = await serve(accepted);
		const ids = DETOURS.filter((id) => id.trim() === id && id.length < 100);
		await attack({
			url,
			credential: 'accessToken',
			parameters: { ...EVENTS, options: {} },
			input: ids.map((externalEventId, row) => ({
				externalAccountId: '../a?b#c',
				externalEventId,
				eventName: `Event ${row}`,
				eventOrganizer: 'ACME',
			})),
		});
		const sent = seen.flatMap(({ body }) => (JSON.parse(body) as { inputs: IDataObject[] }).inputs);
		expect(sent.map(({ externalEventId }) => externalEventId)).toEqual(ids);
		expect(new Set(seen.map((call) => call.url))).toEqual(
			new Set(['/marketing/marketing-events/2026-03/events/upsert']),
		);
	});
});

describe('a Base URL', () => {
	it.each([
		'https://api.hubapi.com@127.0.0.1:PORT',
		'https://api.hubapi.com:443@127.0.0.1:PORT',
		'http://api.hubapi.com@127.0.0.1:PORT',
		'http://@127.0.0.1:PORT',
		'http://:@127.0.0.1:PORT',
		'http://localhost:80@127.0.0.1:PORT',
		'http://127.0.0.1:PORT\\@api.hubapi.com',
		'http:\\\\127.0.0.1:PORT',
		'http://127.0.0.1:PORT?x=',
		'http://127.0.0.1:PORT/?',
		'http://127.0.0.1:PORT#',
		'http://127.0.0.1:PORT/#/',
		'http://127.0.0.1:PORT/\nx',
		'http://127.0.0.1\t:PORT',
		'http://127.0.0.1:PORT/\r\nX-Evil: 1',
		'//127.0.0.1:PORT',
		'127.0.0.1:PORT',
		'ftp://127.0.0.1:PORT',
		'javascript://127.0.0.1:PORT',
		'ws://127.0.0.1:PORT',
	])('%s is refused, and no call is made', async (given) => {
		const { url, seen } = await serve((call) => renewal(call) ?? accepted(call));
		const baseUrl = given.replace('PORT', url.split(':')[2]);
		for (const credential of CREDENTIALS) {
			const secret = secretOf(credential, baseUrl);
			const { items } = await attack({ url, credential, secret });
			expect(items('HubSpot', 1)).toHaveLength(4);
			expect(JSON.stringify(items('HubSpot', 1)[0].json)).toContain(
				'The Base URL of the HubSpot credential must',
			);
		}
		expect(seen).toEqual([]);
	});

	it.each([
		'http://127.0.0.1.evil.test',
		'http://localhost.evil.test',
		'http://localhost.',
		'http://evil.test/127.0.0.1',
		'http://[::ffff:7f00:1]',
		'http://[::2]',
		'http://0.0.0.0',
		'http://10.0.0.1',
		'http://192.168.1.1',
		'http://host.docker.internal',
		'http://xn--lcalhost-54a.test',
		'http://128.0.0.1',
	])('%s is not this machine, so it is refused', async (baseUrl) => {
		for (const credential of CREDENTIALS) {
			const secret = secretOf(credential, baseUrl);
			const { items } = await attack({ url: baseUrl, credential, secret });
			expect(JSON.stringify(items('HubSpot', 1)[0].json)).toContain('must start with https://');
		}
	});

	it('with a path of a gateway is where every call goes', async () => {
		const { url, seen } = await serve((call) => renewal(call) ?? accepted(call));
		const secret = secretOf('accessToken', `${url}/gate/way//`);
		await attack({ url, credential: 'accessToken', secret });
		expect(new Set(seen.map((call) => call.url))).toEqual(
			new Set(['/gate/way/marketing/marketing-events/2026-03/events/upsert']),
		);
	});
});
