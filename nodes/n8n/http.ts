/** HTTP and time through n8n: its credentials, its request helper and its cancel signal. */
import {
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestMethods,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
} from 'n8n-workflow';

import type { Clock, HttpAnswer, HttpRequest } from '../engine/means';
import { isRecord } from '../hubspot/json';
import { checkedBaseUrl } from '../hubspot/paths';

type Context = IExecuteFunctions | ILoadOptionsFunctions;

/**
 * An error with exactly this message. It is set a second time, because n8n replaces a message that
 * holds a code such as ECONNREFUSED by a sentence of its own.
 */
export function nodeError(
	context: Context,
	message: string,
	options: { description?: string; itemIndex?: number } = {},
): NodeOperationError {
	return Object.assign(new NodeOperationError(context.getNode(), message, options), { message });
}

/**
 * Milliseconds of silence after which an answer counts as lost. HubSpot takes about a second for a
 * batch of 100.
 */
const REQUEST_TIMEOUT_MS = 60_000;
/**
 * Milliseconds until the answer must be complete. `REQUEST_TIMEOUT_MS` counts only silence, so it
 * does not end an answer that keeps trickling in.
 */
const DEADLINE_MS = 120_000;
/** A cancelled execution is noticed after at most this long. */
const SLICE_MS = 200;

export interface Account {
	/** The same for calls that share HubSpot's rate limit: one for each credential and Base URL. */
	id: string;
	credentialType: string;
	baseUrl: string;
	/** Texts that must never appear in an output, even when an answer repeats them. */
	secrets: string[];
}

/** The account of the node's credential. Throws what {@link checkedBaseUrl} throws. */
export async function accountOf(context: Context, authentication: unknown): Promise<Account> {
	const credentialType =
		authentication === 'oAuth2' ? 'hubSpotBatchOAuth2Api' : 'hubSpotBatchAccessTokenApi';
	const credential = await context.getCredentials<IDataObject>(credentialType);
	const baseUrl = checkedBaseUrl(credential.baseUrl);
	const credentialId = context.getNode().credentials?.[credentialType]?.id ?? '';
	const id = [credentialType, credentialId, baseUrl].join(' ');
	return { id, credentialType, baseUrl, secrets: secretsOf(credential) };
}

/** Shorter secrets are not searched for, because they would match innocent words. */
const SHORTEST_SECRET = 8;

function secretsOf({ accessToken, clientSecret, oauthTokenData }: IDataObject): string[] {
	const tokens = isRecord(oauthTokenData)
		? [oauthTokenData.access_token, oauthTokenData.refresh_token]
		: [];
	return [accessToken, clientSecret, ...tokens]
		.map((secret) => (typeof secret === 'string' ? secret : ''))
		.map((secret) => secret.replace(/^\s*Bearer\s+|\s/gi, ''))
		.filter((secret) => secret.length >= SHORTEST_SECRET);
}

/**
 * The forms in which an answer may hold a secret: as it is, URL-encoded, and in base64 for each of
 * the three positions at which it may begin. Base64 letters that also hold bits of a neighbouring
 * character are cut off.
 */
function spellings(secret: string): string[] {
	const base64 = ['', '.', '..'].flatMap((before) => {
		const bytes = Buffer.from(before + secret);
		const text = bytes.toString('base64');
		const own = text.slice(Math.ceil((before.length * 8) / 6), Math.floor((bytes.length * 8) / 6));
		return [own, own.replace(/\+/g, '-').replace(/\//g, '_')];
	});
	return [...new Set([secret, encodeURIComponent(secret), ...base64])];
}

/** Finds secrets in JSON text, in upper or lower case and across line breaks. */
interface Search {
	pattern: RegExp;
	/** Length of the shortest form of a secret: a shorter text cannot hold one. */
	shortest: number;
	/**
	 * True when no form holds a character that JSON escapes, so that a text need not be escaped
	 * before the search.
	 */
	plain: boolean;
}

function searchFor(secrets: string[]): Search {
	const literal = (letter: string) =>
		JSON.stringify(letter)
			.slice(1, -1)
			.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
	const texts = secrets.flatMap(spellings);
	const alternatives = texts.map((text) => [...text].map(literal).join('(?:\\s|\\\\[nrt])*'));
	return {
		pattern: new RegExp(alternatives.join('|'), 'gi'),
		shortest: Math.min(...texts.map(({ length }) => length)),
		plain: texts.every((text) => JSON.stringify(text) === `"${text}"`),
	};
}

/** Patterns are expensive to build and stay the same until a token is renewed. */
const searches = new WeakMap<Account, { secrets: string; search: Search }>();

function cachedSearchFor(account: Account, secrets: string[]): Search {
	const known = searches.get(account);
	if (known?.secrets === secrets.join('\n')) return known.search;
	const search = searchFor(secrets);
	searches.set(account, { secrets: secrets.join('\n'), search });
	return search;
}

/**
 * Deepest nesting that is accepted, far deeper than any answer of HubSpot's. Deeper data must not
 * reach n8n.
 */
const DEEPEST = 500;

/**
 * True when any text in the value holds a secret. Most texts are too short for one, so this takes
 * far less time than writing each answer as JSON, which would take longer than all else done with
 * it.
 * @throws RangeError when the value is nested too deeply to be searched
 */
function holds(value: unknown, search: Search, depth = 0): boolean {
	if (typeof value === 'object' && value !== null) {
		if (depth > DEEPEST) throw new RangeError('nested too deeply');
		for (const name in value) {
			if (holds(name, search)) return true;
			if (holds((value as Record<string, unknown>)[name], search, depth + 1)) return true;
		}
		return false;
	}
	const text = typeof value === 'string' ? value : String(value);
	if (text.length < search.shortest) return false;
	return (search.plain ? text : JSON.stringify(text)).search(search.pattern) >= 0;
}

/** An answer without the credential's secrets, in case HubSpot or a gateway repeats them. */
function withoutSecrets(answer: HttpAnswer, account: Account, secrets: string[]): HttpAnswer {
	if (!secrets.length) return answer;
	const search = cachedSearchFor(account, secrets);
	try {
		if (!holds(answer, search)) return answer;
		return JSON.parse(JSON.stringify(answer).replace(search.pattern, '(secret)')) as HttpAnswer;
	} catch {
		// Nested too deeply to be searched, so nothing of it is kept but the status.
		if (answer.kind !== 'reply') return { ...answer, why: '' };
		return { kind: 'reply', reply: { status: answer.reply.status, headers: {}, body: undefined } };
	}
}

/**
 * Codes of calls that never reached a server. After any other failure without an answer, the call
 * may have been applied.
 */
const UNREACHED =
	/^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ERR_INVALID_URL|CERT_|EPROTO|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS)/;

/**
 * Codes of n8n's OAuth2 client: the token endpoint refused, or answered with something that is no
 * token.
 */
const NOT_RENEWED = /^(EAUTH|ESTATUS)$/;

/** n8n's words for an OAuth2 credential that has no token yet. */
const NOT_CONNECTED = /sign without access token|credentials not connected/i;

interface HttpFailure {
	httpCode?: string | null;
	message?: string;
	description?: string | null;
	code?: string;
	isAxiosError?: boolean;
	config?: { url?: string };
	response?: { status?: number; headers?: Record<string, unknown>; data?: unknown };
	cause?: HttpFailure;
	context?: { data?: unknown };
}

const lowerCased = (headers: Record<string, unknown> = {}): Record<string, string> =>
	Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);

function parsed(body: unknown): unknown {
	if (typeof body !== 'string') return body;
	try {
		return JSON.parse(body) as unknown;
	} catch {
		return body;
	}
}

/**
 * Turns a rejected request into the server's reply, or the reason why there is none. Nothing else
 * of the error is kept, because its `config` holds the token in clear text.
 */
function answerOf(error: HttpFailure, path: string): HttpAnswer {
	const cause = error.cause ?? error;
	const asked = cause.config?.url;
	const failure = cause.code ?? error.code ?? '';
	if ((asked !== undefined && !asked.includes(path)) || NOT_RENEWED.test(failure)) {
		// The failed call is not ours but n8n's renewal of the OAuth2 token, after HubSpot answered
		// 401.
		const what = cause.response?.status ? `HTTP ${cause.response.status}` : failure;
		const why = `n8n could not renew the OAuth2 token (${what}); reconnect the credential if this goes on`;
		return { kind: 'denied', why };
	}
	const response = cause.response ?? error.response;
	const status = Number(response?.status ?? error.httpCode);
	// A success status without a body: the connection broke while the answer came in.
	if (status < 300 && response && response.data === undefined) {
		return { kind: 'lost', why: 'the answer broke off' };
	}
	if (Number.isInteger(status) && status >= 100) {
		const body = parsed(response?.data ?? error.context?.data);
		return { kind: 'reply', reply: { status, headers: lowerCased(response?.headers), body } };
	}
	const code = cause.code ?? error.code ?? error.httpCode ?? '';
	const why = [code, cause.message ?? error.message].filter(Boolean).join(': ');
	if (UNREACHED.test(code)) return { kind: 'unreached', why };
	if (code || cause.isAxiosError) return { kind: 'lost', why };
	if (NOT_CONNECTED.test(String(error.message))) {
		const why = 'The OAuth2 credential is not connected: open it and press Connect';
		return { kind: 'denied', why };
	}
	return { kind: 'denied', why: [error.message, error.description].filter(Boolean).join(' ') };
}

/**
 * The answer, or `lost` when it is not complete in time. The listener is removed with the answer;
 * otherwise each would be kept for two minutes, thousands of them in a long run.
 */
async function inTime(answer: Promise<HttpAnswer>): Promise<HttpAnswer> {
	const signal = AbortSignal.timeout(DEADLINE_MS);
	let giveUp = () => {};
	const deadline = new Promise<HttpAnswer>((resolve) => {
		const why = `no whole answer within ${DEADLINE_MS / 1000} seconds`;
		giveUp = () => resolve({ kind: 'lost', why });
		signal.addEventListener('abort', giveUp, { once: true });
	});
	try {
		return await Promise.race([answer, deadline]);
	} finally {
		signal.removeEventListener('abort', giveUp);
	}
}

async function request(
	context: Context,
	account: Account,
	method: IHttpRequestMethods,
	path: string,
	body?: object,
): Promise<HttpAnswer> {
	const options: IHttpRequestOptions = {
		method,
		url: account.baseUrl + path,
		// As bytes: as text, the body and a copy of it would be kept until the answer is there.
		...(body && {
			body: Buffer.from(JSON.stringify(body)),
			headers: { 'Content-Type': 'application/json' },
		}),
		json: true,
		returnFullResponse: true,
		// A redirect would carry the token to another host.
		disableFollowRedirect: true,
		timeout: REQUEST_TIMEOUT_MS,
	};
	const call = async (): Promise<HttpAnswer> => {
		try {
			const reply = (await context.helpers.httpRequestWithAuthentication.call(
				context,
				account.credentialType,
				options,
			)) as { statusCode: number; headers: Record<string, unknown>; body: unknown };
			const { statusCode: status, headers } = reply;
			const body = parsed(reply.body);
			return { kind: 'reply', reply: { status, headers: lowerCased(headers), body } };
		} catch (error) {
			return answerOf(error as HttpFailure, path);
		}
	};
	const answer = await inTime(call());
	// n8n may have renewed the OAuth2 token during the call, so its new secrets are removed too.
	const now = account.credentialType.includes('OAuth2')
		? secretsOf(
				await context
					.getCredentials<IDataObject>(account.credentialType)
					.catch((): IDataObject => ({})),
			)
		: [];
	return withoutSecrets(answer, account, [...new Set([...account.secrets, ...now])]);
}

/** One call of a run. Never rejects. */
export const call = async (
	context: IExecuteFunctions,
	account: Account,
	{ method, path, body }: HttpRequest,
): Promise<HttpAnswer> => await request(context, account, method, path, body);

/**
 * A GET for lists and mappers. It is not retried: the person who waits can press the button again.
 */
export async function read(context: ILoadOptionsFunctions, path: string): Promise<HttpAnswer> {
	const account = await accountOf(context, context.getCurrentNodeParameter('authentication'));
	return await request(context, account, 'GET', path);
}

/** A clock that waits in slices of SLICE_MS, so that a cancelled execution is noticed soon. */
export function clockOf(context: IExecuteFunctions): Clock {
	const cancelled = () => context.getExecutionCancelSignal()?.aborted ?? false;
	return {
		now: () => performance.now(),
		cancelled,
		random: Math.random,
		async sleep(ms) {
			for (let left = ms; left > 0 && !cancelled(); left -= SLICE_MS) {
				await sleep(Math.min(left, SLICE_MS));
			}
		},
	};
}
