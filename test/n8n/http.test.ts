/**
 * http.ts: what is asked of n8n's request helper, what each way in which it answers or fails means,
 * and that nothing secret gets past.
 */
import { accountOf, call, clockOf, nodeError, read, type Account } from '../../nodes/n8n/http';
import { Reply, standIn, type Given } from '../host/stand-in';

const ACCOUNT: Account = {
	id: 'account',
	credentialType: 'hubSpotBatchAccessTokenApi',
	baseUrl: 'https://api.hubapi.com',
	secrets: ['pat-na1-secret'],
};
const PATH = '/crm/v3/objects/contacts/batch/update';
const REQUEST = { method: 'POST' as const, path: PATH, body: { inputs: [{ id: '1' }] } };

const ask = async (answer: Given['answer'], account = ACCOUNT) =>
	await call(standIn({ answer }).context, account, REQUEST);

/** n8n's request helper rejects with this. */
const failing = async (error: object, account?: Account) =>
	await ask(() => {
		throw Object.assign(new Error('n8n says so'), error);
	}, account);

// ---------------------------------------------------------------- what it does

describe('The account', () => {
	const of = async (credential: Given['credential'], authentication: unknown = 'accessToken') =>
		await accountOf(standIn({ credential }).context, authentication);

	it.each([
		['accessToken', 'hubSpotBatchAccessTokenApi'],
		['oAuth2', 'hubSpotBatchOAuth2Api'],
		[undefined, 'hubSpotBatchAccessTokenApi'],
	])('of the authentication %p is that of the credential %s', async (authentication, expected) => {
		const asked = standIn({ credential: {} });
		expect(await accountOf(asked.context, authentication)).toMatchObject({
			credentialType: expected,
		});
		expect(asked.credentialTypes).toEqual([expected]);
	});

	it("is at the credential's Base URL, or HubSpot's own", async () => {
		expect(await of({ baseUrl: 'https://gw.example.com/' })).toMatchObject({
			baseUrl: 'https://gw.example.com',
		});
		expect(await of({})).toMatchObject({ baseUrl: 'https://api.hubapi.com' });
		await expect(of({ baseUrl: 'http://gw.example.com' })).rejects.toThrow('unencrypted');
	});

	it('is one for each credential and Base URL: only these share a rate limit', async () => {
		const ids = [];
		for (const [credentialId, authentication, baseUrl] of [
			['1', 'accessToken', ''],
			['2', 'accessToken', ''],
			['2', 'oAuth2', ''],
			['2', 'oAuth2', 'https://gw.example.com'],
			[undefined, 'oAuth2', ''],
		]) {
			const asked = standIn({ credentialId, credential: { baseUrl } });
			const { id } = await accountOf(asked.context, authentication);
			expect((await accountOf(asked.context, authentication)).id).toBe(id);
			ids.push(id);
		}
		expect(new Set(ids).size).toBe(5);
		expect(ids.every((id) => !id.includes('undefined'))).toBe(true);
	});

	it('keeps every secret of the credential in mind, without the blanks that a paste leaves', async () => {
		const { secrets } = await of({
			accessToken: ' pat-na1-secret\n',
			clientId: 'not-a-secret',
			clientSecret: 'client-secret',
			oauthTokenData: {
				access_token: 'access-token',
				refresh_token: 'refresh-token',
				token_type: 'bearer-type',
			},
		});
		expect(secrets).toEqual(['pat-na1-secret', 'client-secret', 'access-token', 'refresh-token']);
	});

	it.each([
		['absent', {}],
		['of another type', { accessToken: 12345678, clientSecret: null, oauthTokenData: 'text' }],
		['too short to tell from a word', { accessToken: 'contact', clientSecret: '  short  ' }],
	])('has no secrets where they are %s', async (_, credential) => {
		expect((await of(credential)).secrets).toEqual([]);
	});

	it.each(['Bearer pat-na1-secret', '  bearer   pat-na1-secret ', 'pat-na1-\n secret'])(
		'takes %p for the token that it is',
		async (accessToken) => {
			expect((await of({ accessToken })).secrets).toEqual(['pat-na1-secret']);
		},
	);

	it('has secrets from eight characters on', async () => {
		expect((await of({ accessToken: '12345678' })).secrets).toEqual(['12345678']);
	});
});

describe('A batch', () => {
	it('is sent with the credential, whole, once, and never to where a redirect leads', async () => {
		const { context, calls, thises } = standIn({ answer: () => ({}) });
		await call(context, ACCOUNT, REQUEST);
		expect(calls).toEqual([
			{
				credentialType: 'hubSpotBatchAccessTokenApi',
				method: 'POST',
				url: `https://api.hubapi.com${PATH}`,
				body: REQUEST.body,
				headers: { 'Content-Type': 'application/json' },
				json: true,
				encoding: 'stream',
				returnFullResponse: true,
				disableFollowRedirect: true,
				timeout: 60_000,
			},
		]);
		expect(thises).toEqual([context]);
	});

	it('is answered with status, body, and headers whose names are in lower case', async () => {
		const headers = { 'X-HubSpot-Correlation-Id': 'c-1', 'retry-after': 7 };
		expect(await ask(() => new Reply(207, { status: 'COMPLETE' }, headers))).toEqual({
			kind: 'reply',
			reply: {
				status: 207,
				headers: { 'x-hubspot-correlation-id': 'c-1', 'retry-after': '7' },
				body: { status: 'COMPLETE' },
			},
		});
	});

	it.each([
		['{"results":[]}', { results: [] }],
		['<html>', '<html>'],
		['', ''],
		[[5], [5]],
	])(
		'is answered with the body %p: text is read as JSON where it is such',
		async (body, expected) => {
			expect(await ask(() => new Reply(200, body))).toMatchObject({ reply: { body: expected } });
		},
	);
});

describe('The body of an answer that comes in as a stream', () => {
	const streaming = (chunks: Array<string | Error>) => {
		async function* read() {
			for (const chunk of chunks) {
				if (chunk instanceof Error) throw chunk;
				yield Buffer.from(chunk);
			}
		}
		return Object.assign(read(), { destroy: () => undefined });
	};

	it.each([200, 207])('is read and parsed, of a status %s', async (status) => {
		expect(await ask(() => new Reply(status, streaming(['{"results"', ':[]}'])))).toMatchObject({
			reply: { status, body: { results: [] } },
		});
	});

	it('is read and parsed of a refusal', async () => {
		const response = { status: 400, data: streaming(['{"message":', '"no"}']) };
		expect(await failing({ cause: { response } })).toMatchObject({
			reply: { status: 400, body: { message: 'no' } },
		});
	});

	it('and that breaks off in the middle leaves open what became of a success', async () => {
		const broken = () => streaming(['{"results":[', new Error('aborted')]);
		const lost = { kind: 'lost', why: 'the answer broke off' };
		expect(await ask(() => new Reply(200, broken()))).toEqual(lost);
	});

	it('and that breaks off in the middle leaves a refusal without words', async () => {
		const response = { status: 400, data: streaming(['{"message":', new Error('aborted')]) };
		const reply = { status: 400, headers: {}, body: undefined };
		expect(await failing({ cause: { response } })).toEqual({ kind: 'reply', reply });
	});
});

describe('A list for the editor', () => {
	it('is got with the credential that the node is set to, without a body', async () => {
		const { context, calls } = standIn({
			answer: () => ({ results: [] }),
			credential: { baseUrl: 'http://localhost:1' },
			parameters: { authentication: 'oAuth2' },
		});
		expect(await read(context, '/crm/properties')).toMatchObject({ kind: 'reply' });
		expect(calls).toMatchObject([
			{
				credentialType: 'hubSpotBatchOAuth2Api',
				method: 'GET',
				url: 'http://localhost:1/crm/properties',
			},
		]);
		expect(calls[0]).not.toHaveProperty('body');
	});
});

// ---------------------------------------------------------------- what it survives

describe('A refusal', () => {
	const response = {
		status: 429,
		headers: { 'Retry-After': '3' },
		data: { policyName: 'SECONDLY' },
	};
	const reply = {
		status: 429,
		headers: { 'retry-after': '3' },
		body: { policyName: 'SECONDLY' },
	};

	it('is a reply, found inside the error of n8n', async () => {
		const config = { url: `https://api.hubapi.com${PATH}` };
		const cause = { response, config, isAxiosError: true, code: 'ERR_BAD_REQUEST' };
		expect(await failing({ httpCode: '429', cause })).toEqual({ kind: 'reply', reply });
	});

	it('is a reply where the error is the one of axios itself', async () => {
		expect(await failing({ response })).toEqual({ kind: 'reply', reply });
	});

	it('is a reply where only the error of n8n holds the response', async () => {
		expect(await failing({ response, cause: {} })).toEqual({ kind: 'reply', reply });
	});

	it('is a reply where nothing but its status and body are left', async () => {
		const answer = await failing({ httpCode: '502', context: { data: '{"message":"no"}' } });
		expect(answer).toEqual({
			kind: 'reply',
			reply: { status: 502, headers: {}, body: { message: 'no' } },
		});
		expect(await failing({ httpCode: '100' })).toMatchObject({ reply: { status: 100 } });
	});

	it.each([204, 200])('of status %s without a body is an answer that broke off', async (status) => {
		expect(await failing({ cause: { response: { status, headers: {} } } })).toEqual({
			kind: 'lost',
			why: 'the answer broke off',
		});
	});

	it.each([
		[300, undefined],
		[200, ''],
	])('of status %s with the body %p is a reply all the same', async (status, data) => {
		expect(await failing({ cause: { response: { status, data } } })).toMatchObject({
			kind: 'reply',
			reply: { status },
		});
	});

	it('of a status without any response is no broken answer', async () => {
		expect(await failing({ httpCode: '200' })).toMatchObject({ reply: { status: 200 } });
	});
});

describe('A call without an answer', () => {
	const NO_NAME = 'there is no server of this name, or n8n has no access to the internet';
	const NO_WAY = 'n8n has no connection to this address';
	const NO_TLS = 'no encrypted connection is possible';

	it.each([
		['ECONNREFUSED', 'nothing answers at this address'],
		['ENOTFOUND', NO_NAME],
		['EAI_AGAIN', NO_NAME],
		['EHOSTUNREACH', NO_WAY],
		['ENETUNREACH', NO_WAY],
		['ERR_INVALID_URL', 'this is not an address'],
		['CERT_HAS_EXPIRED', NO_TLS],
		['EPROTO', NO_TLS],
		['ERR_SSL_WRONG_VERSION_NUMBER', NO_TLS],
		['DEPTH_ZERO_SELF_SIGNED_CERT', NO_TLS],
		['SELF_SIGNED_CERT_IN_CHAIN', NO_TLS],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', NO_TLS],
		['ERR_TLS_CERT_ALTNAME_INVALID', NO_TLS],
	])('never reached a server, which is said in words: %s, %s', async (code, words) => {
		for (const [message, detail] of [
			['connect', `${code}: connect`],
			[`connect ${code} 127.0.0.1:9`, `connect ${code} 127.0.0.1:9`],
			['', code],
		]) {
			const answer = { kind: 'unreached', why: `${words} (${detail})` };
			expect(await failing({ cause: { code, message } })).toEqual(answer);
		}
	});

	it.each(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ERR_BAD_RESPONSE', 'NEW_EPROTO'])(
		'may have been applied: %s',
		async (code) => {
			expect(await failing({ cause: { code, message: 'gone' } })).toEqual({
				kind: 'lost',
				why: `${code}: gone`,
			});
		},
	);

	it.each([
		['the error of n8n', { code: 'ECONNRESET', cause: {} }],
		['its HTTP code', { httpCode: 'ECONNRESET', cause: {} }],
	])('is known by the code of %s where the cause has none', async (_, error) => {
		expect(await failing(error)).toEqual({ kind: 'lost', why: 'ECONNRESET: n8n says so' });
	});

	it('is not taken for a reply of status 0: n8n has null where there is no status', async () => {
		const cause = { code: 'ECONNRESET', message: 'gone' };
		expect(await failing({ httpCode: null, cause })).toMatchObject({ kind: 'lost' });
	});

	it('may have been applied where axios says nothing else', async () => {
		const cause = { isAxiosError: true, message: 'Network Error' };
		expect(await failing({ cause })).toEqual({ kind: 'lost', why: 'Network Error' });
	});

	it('is not one of those that end after two minutes of dripping', async () => {
		const asked: number[] = [];
		const controller = new AbortController();
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
			asked.push(ms);
			return controller.signal;
		});
		try {
			const answer = ask(async () => await new Promise(() => {}));
			await Promise.resolve();
			controller.abort();
			expect(await answer).toEqual({ kind: 'lost', why: 'no whole answer within 120 seconds' });
			expect(asked).toEqual([120_000]);
		} finally {
			timeout.mockRestore();
		}
	});
});

describe('A call that was not even made', () => {
	it.each([
		['HTTP 400', { response: { status: 400 }, code: 'ERR_BAD_REQUEST' }],
		['ECONNREFUSED', { code: 'ECONNREFUSED' }],
		['', { response: {} }],
	])(
		'because n8n could not renew the OAuth2 token (%s) is denied, whatever HubSpot answered to that',
		async (what, cause) => {
			const config = { url: 'https://api.hubapi.com/oauth/v1/token' };
			expect(await failing({ httpCode: '400', cause: { ...cause, config } })).toEqual({
				kind: 'denied',
				why: `n8n could not renew the OAuth2 token (${what}); reconnect the credential if this goes on`,
			});
		},
	);

	it.each(['Unable to sign without access token', 'OAuth credentials not connected!'])(
		'because the credential was never connected says so: %s',
		async (message) => {
			expect(await failing({ message })).toEqual({
				kind: 'denied',
				why: 'The OAuth2 credential is not connected: open it and press Connect',
			});
		},
	);

	it('is told in the words of n8n otherwise', async () => {
		expect(await failing({ message: 'No credential.', description: 'Choose one.' })).toEqual({
			kind: 'denied',
			why: 'No credential. Choose one.',
		});
		expect(await failing({ message: 'No credential.', description: null })).toEqual({
			kind: 'denied',
			why: 'No credential.',
		});
		expect(await failing({ message: undefined, description: 'Choose one.' })).toEqual({
			kind: 'denied',
			why: 'Choose one.',
		});
	});
});

// ---------------------------------------------------------------- what it keeps to itself

describe('A secret', () => {
	const SECRETS = ['pat-na1-secret', 'with"quotes"\\and~signs'];
	const account = { ...ACCOUNT, secrets: SECRETS };

	it('that an answer repeats is struck out, wherever and however often', async () => {
		const body = {
			message: `Bearer ${SECRETS[0]}, ${SECRETS[0]} is not ${SECRETS[1]}`,
			context: { [SECRETS[0]]: [SECRETS[1]] },
		};
		expect(await ask(() => new Reply(200, body, { Echo: SECRETS[0] }), account)).toEqual({
			kind: 'reply',
			reply: {
				status: 200,
				headers: { echo: '(secret)' },
				body: {
					message: 'Bearer (secret), (secret) is not (secret)',
					context: { '(secret)': ['(secret)'] },
				},
			},
		});
	});

	it('is struck out of what went wrong, too', async () => {
		const cause = { code: 'ECONNRESET', message: `while sending ${SECRETS[0]}` };
		expect(await failing({ cause }, account)).toEqual({
			kind: 'lost',
			why: 'ECONNRESET: while sending (secret)',
		});
	});

	it('costs an innocent answer nothing: it stays as it came', async () => {
		const body = { at: new Date(0) };
		const answer = await ask(() => new Reply(200, body), account);
		expect(answer.kind === 'reply' && answer.reply.body).toBe(body);
	});

	it.each<[string, unknown, unknown]>([
		['alone, as short as it is', SECRETS[0], '(secret)'],
		['in the name of a field', { [SECRETS[0]]: 1 }, { '(secret)': 1 }],
		['deep within', { a: [null, { b: [`x${SECRETS[0]}`] }] }, { a: [null, { b: ['x(secret)'] }] }],
		['with what JSON escapes', [SECRETS[1]], ['(secret)']],
		['broken into lines', 'pat-na1\n-secret', '(secret)'],
		['in capitals', 'PAT-NA1-SECRET', '(secret)'],
		['in base64', Buffer.from(SECRETS[0]).toString('base64'), '(secret)Q='],
		['cut short', 'pat-na1-secr…', '(secret)…'],
	])('is found %s', async (_, body, clean) => {
		const answer = await ask(() => new Reply(200, { body }), account);
		expect(answer).toMatchObject({ reply: { body: { body: clean } } });
	});

	it('that JSON writes as it is, is found as well, and costs an innocent answer nothing', async () => {
		const plain = { ...ACCOUNT, secrets: [SECRETS[0], 'another-secret'] };
		const clean = async (body: unknown) => {
			const answer = await ask(() => new Reply(200, body), plain);
			return answer.kind === 'reply' ? answer.reply.body : undefined;
		};
		expect(await clean({ [`a ${SECRETS[0]}`]: 'another-secret' })).toEqual({
			'a (secret)': '(secret)',
		});
		expect(await clean('pat-na1\t-secret')).toBe('(secret)');
		const short = { nothing: null, text: 'pat-na1-sec', more: [1, true, 'x'.repeat(100)] };
		expect(await clean(short)).toBe(short);
	});

	it('that was renewed is looked for, and the one before no longer found where it is not asked for', async () => {
		const renewed = { ...ACCOUNT, secrets: ['first-secret'] };
		const both = { text: 'first-secret, second-secret' };
		const told = async () => await ask(() => new Reply(200, both), renewed);
		expect(await told()).toMatchObject({ reply: { body: { text: '(secret), second-secret' } } });
		renewed.secrets = ['second-secret'];
		expect(await told()).toMatchObject({ reply: { body: { text: 'first-secret, (secret)' } } });
	});

	it.each(['', 'u', 'u:'])(
		'is found in base64 behind %p, in its URL-safe spelling too',
		async (before) => {
			const secret = '~~~~????>>>>~~~~';
			const odd = { ...ACCOUNT, secrets: [secret] };
			const base64 = Buffer.from(before + secret).toString('base64');
			expect(base64).toMatch(/[+/]/);
			for (const text of [base64, base64.replace(/\+/g, '-').replace(/\//g, '_')]) {
				const answer = await ask(() => new Reply(200, [`Basic ${text}!`]), odd);
				expect(answer).toMatchObject({
					reply: { body: [expect.stringMatching(/^Basic .{0,3}\(secret\).{0,4}!$/)] },
				});
			}
		},
	);

	it('of digits is found in a number', async () => {
		const digits = { ...ACCOUNT, secrets: ['12345678'] };
		const answer = await ask(() => new Reply(200, { n: 912345678, m: 1234567 }), digits);
		// What is left is no JSON, so it is no value either.
		expect(answer).toEqual({ kind: 'reply', reply: { status: 200, headers: {}, body: undefined } });
	});

	it.each([
		[500, true],
		[501, false],
	])('is looked for in a body that is nested %s deep: %s', async (deep, kept) => {
		let body: unknown = 'x';
		for (let depth = 0; depth < deep; depth++) body = [body];
		const answer = await ask(() => new Reply(200, body), account);
		expect(answer.kind === 'reply' && answer.reply.body === body).toBe(kept);
	});

	it('might be in an answer that nobody can look through: nothing of its body is kept', async () => {
		let body: unknown = SECRETS[0];
		for (let depth = 0; depth < 100_000; depth++) body = [body];
		expect(await ask(() => new Reply(200, body, { A: 'b' }), account)).toEqual({
			kind: 'reply',
			reply: { status: 200, headers: { a: 'b' }, body: undefined },
		});
	});
});

// ---------------------------------------------------------------- time

describe('An error of the node', () => {
	it('keeps its words, whatever code of a broken connection is in them', () => {
		const { context } = standIn({});
		for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT']) {
			const words = `3 of 5 items did not go through: no connection (${code}). [item 0]`;
			const error = nodeError(context, words, { description: 'more', itemIndex: 0 });
			expect(error).toMatchObject({
				message: words,
				description: 'more',
				context: { itemIndex: 0 },
			});
		}
	});
});

describe('The clock', () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	const asleep = (ms: number, signal?: AbortSignal) => {
		const clock = clockOf(standIn({ signal }).context);
		const state = { awake: false };
		void clock.sleep(ms).then(() => (state.awake = true));
		return state;
	};

	it.each([50, 200, 450, 1000])('sleeps for %s ms, no more and no less', async (ms) => {
		const state = asleep(ms);
		await jest.advanceTimersByTimeAsync(ms - 1);
		expect(state.awake).toBe(false);
		await jest.advanceTimersByTimeAsync(1);
		expect(state.awake).toBe(true);
	});

	it.each([0, -5])('does not sleep for %s ms', async (ms) => {
		const state = asleep(ms);
		await jest.advanceTimersByTimeAsync(0);
		expect(state.awake).toBe(true);
		expect(jest.getTimerCount()).toBe(0);
	});

	it('wakes up within a fifth of a second when the execution is cancelled', async () => {
		const controller = new AbortController();
		const state = asleep(60_000, controller.signal);
		await jest.advanceTimersByTimeAsync(1_000);
		expect(state.awake).toBe(false);
		controller.abort();
		await jest.advanceTimersByTimeAsync(200);
		expect(state.awake).toBe(true);
	});

	it('goes forward only, whatever is done to the time of day', async () => {
		jest.useRealTimers();
		const clock = clockOf(standIn().context);
		const day = jest.spyOn(Date, 'now').mockReturnValue(0);
		const before = clock.now();
		await clock.sleep(20);
		day.mockRestore();
		expect(clock.now() - before).toBeGreaterThanOrEqual(15);
	});

	it('knows whether the execution is cancelled, on every n8n', () => {
		const controller = new AbortController();
		const clock = clockOf(standIn({ signal: controller.signal }).context);
		expect(clock.cancelled()).toBe(false);
		controller.abort();
		expect(clock.cancelled()).toBe(true);
		expect(clockOf(standIn().context).cancelled()).toBe(false);
	});
});
