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
import { checkedBaseUrl } from '../hubspot/paths';
import { parsed, received } from './body';
import { secretsOf, striking, without, type Strike } from './secrets';

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
 * Milliseconds until an answer begins, or else it counts as lost. HubSpot takes about a second for a
 * batch of 100.
 */
const REQUEST_TIMEOUT_MS = 60_000;
/** Milliseconds until the answer must be complete, however it trickles in. */
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

/** A reply with the body as n8n hands it over. */
interface Raw {
	kind: 'raw';
	status: number;
	headers: Record<string, string>;
	body: unknown;
}

type NoReply = Exclude<HttpAnswer, { kind: 'reply' }>;

/** Why a server was not reached, for somebody who does not know these codes. */
const UNREACHED_IN_WORDS: Array<[code: RegExp, words: string]> = [
	[/^ECONNREFUSED/, 'nothing answers at this address'],
	[/^(ENOTFOUND|EAI_)/, 'there is no server of this name, or n8n has no access to the internet'],
	[/^(EHOST|ENET)UNREACH/, 'n8n has no connection to this address'],
	[/^ERR_INVALID_URL/, 'this is not an address'],
	[/./, 'no encrypted connection is possible'],
];

function unreachedInWords(code: string, message: string): string {
	const [, words] = UNREACHED_IN_WORDS.find(([pattern]) => pattern.test(code)) ?? [];
	const detail = message.includes(code) ? message : [code, message].filter(Boolean).join(': ');
	return `${words} (${detail})`;
}

/**
 * Turns a rejected request into the server's reply, or the reason why there is none. Nothing else
 * of the error is kept, because its `config` holds the token in clear text.
 */
function answerOf(error: HttpFailure, path: string): Raw | NoReply {
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
		const body = response?.data ?? error.context?.data;
		return { kind: 'raw', status, headers: lowerCased(response?.headers), body };
	}
	const code = cause.code ?? error.code ?? error.httpCode ?? '';
	const message = cause.message ?? error.message ?? '';
	// Once bytes are read or written, the server may have got the call.
	const isUnderWay = /^(read|write) E/.test(message);
	if (UNREACHED.test(code) && !isUnderWay)
		return { kind: 'unreached', why: unreachedInWords(code, message) };
	const why = [code, message].filter(Boolean).join(': ');
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
async function inTime(answerBy: (ended: AbortSignal) => Promise<HttpAnswer>): Promise<HttpAnswer> {
	const ended = AbortSignal.timeout(DEADLINE_MS);
	let giveUp = () => {};
	const deadline = new Promise<HttpAnswer>((resolve) => {
		const why = `no whole answer within ${DEADLINE_MS / 1000} seconds`;
		giveUp = () => resolve({ kind: 'lost', why });
		ended.addEventListener('abort', giveUp, { once: true });
	});
	try {
		return await Promise.race([answerBy(ended), deadline]);
	} finally {
		ended.removeEventListener('abort', giveUp);
	}
}

/**
 * The reply with its body, which n8n hands over while it still comes in, parsed and without secrets.
 * Nothing but this function ever holds the text: V8 may keep an object that holds it in old space, and
 * with it the texts of hundreds of answers, until the next major collection (bench: peakMemoryRatio).
 */
async function whole(
	{ status, headers, body }: Raw,
	strike: Strike,
	ended: AbortSignal,
): Promise<HttpAnswer> {
	const reply = { status, headers: without(headers, strike), body: undefined as unknown };
	try {
		reply.body = parsed(await received(body, ended), strike);
	} catch {
		// A refusal is one without its words too; a success may have named what failed.
		if (status < 300) return { kind: 'lost', why: 'the answer broke off' };
	}
	return { kind: 'reply', reply };
}

/** Strikes out the secrets of the account: n8n may have renewed the OAuth2 token during a call. */
export async function strikeOf(context: Context, account: Account): Promise<Strike> {
	const { credentialType, secrets } = account;
	if (!credentialType.includes('OAuth2')) return striking(account, secrets);
	const now = await context
		.getCredentials<IDataObject>(credentialType)
		.catch((): IDataObject => ({}));
	return striking(account, [...new Set([...secrets, ...secretsOf(now)])]);
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
		// n8n itself reads an answer of any size.
		encoding: 'stream',
		returnFullResponse: true,
		// A redirect would carry the token to another host.
		disableFollowRedirect: true,
		timeout: REQUEST_TIMEOUT_MS,
	};
	const call = async (): Promise<Raw | NoReply> => {
		try {
			const reply = (await context.helpers.httpRequestWithAuthentication.call(
				context,
				account.credentialType,
				options,
			)) as { statusCode: number; headers: Record<string, unknown>; body: unknown };
			const { statusCode: status, headers, body } = reply;
			return { kind: 'raw', status, headers: lowerCased(headers), body };
		} catch (error) {
			return answerOf(error as HttpFailure, path);
		}
	};
	return await inTime(async (ended) => {
		const answer = await call();
		const strike = await strikeOf(context, account);
		return answer.kind === 'raw' ? await whole(answer, strike, ended) : without(answer, strike);
	});
}

/** One call of a run. Never rejects. */
export const call = async (
	context: IExecuteFunctions,
	account: Account,
	{ method, path, body }: HttpRequest,
): Promise<HttpAnswer> => await request(context, account, method, path, body);

/**
 * A call for lists and mappers that only reads: a GET, or a POST with the body of a search. It is not
 * retried: the person who waits can press the button again.
 */
export async function read(
	context: ILoadOptionsFunctions,
	path: string,
	body?: object,
): Promise<HttpAnswer> {
	const account = await accountOf(context, context.getCurrentNodeParameter('authentication'));
	return await request(context, account, body ? 'POST' : 'GET', path, body);
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
