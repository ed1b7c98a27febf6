/**
 * HTTP and time through n8n: its credentials, its request helper, its cancel signal.
 */
import {
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestMethods,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
} from 'n8n-workflow';

import { checkedBaseUrl } from './api';
import type { Clock, HttpAnswer, HttpRequest } from './send';

type Context = IExecuteFunctions | ILoadOptionsFunctions;

/** A batch of 100 takes HubSpot about a second; after this long the answer is taken for lost. */
const REQUEST_TIMEOUT_MS = 60_000;
/** A cancelled execution is noticed after at most this long. */
const SLICE_MS = 200;

export interface Account {
	credentialType: string;
	baseUrl: string;
}

/** Which credential, and where HubSpot is. Throws what {@link checkedBaseUrl} throws. */
export async function accountOf(context: Context, authentication: unknown): Promise<Account> {
	const credentialType =
		authentication === 'oAuth2' ? 'hubSpotBatchOAuth2Api' : 'hubSpotBatchAccessTokenApi';
	const { baseUrl } = await context.getCredentials<{ baseUrl?: string }>(credentialType);
	return { credentialType, baseUrl: checkedBaseUrl(baseUrl) };
}

/** Codes of calls that never reached a server. Anything else without an answer may have been applied. */
const UNREACHED =
	/^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ERR_INVALID_URL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS)/;

interface HttpFailure {
	httpCode?: string | null;
	message?: string;
	description?: string | null;
	code?: string;
	isAxiosError?: boolean;
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
 * What a rejected request says: the server's reply, or why there is none. Nothing else of the error
 * is kept: its `config` holds the token in clear.
 */
function answerOf(error: HttpFailure): HttpAnswer {
	const cause = error.cause ?? error;
	const response = cause.response ?? error.response;
	const status = Number(response?.status ?? error.httpCode);
	// A good status without a body: the connection broke while the answer came in.
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
	return { kind: 'denied', why: [error.message, error.description].filter(Boolean).join(' ') };
}

async function request(
	context: Context,
	{ credentialType, baseUrl }: Account,
	method: IHttpRequestMethods,
	path: string,
	body?: IDataObject,
): Promise<HttpAnswer> {
	const options: IHttpRequestOptions = {
		method,
		url: baseUrl + path,
		body,
		json: true,
		returnFullResponse: true,
		// A redirect would carry the token to another host.
		disableFollowRedirect: true,
		timeout: REQUEST_TIMEOUT_MS,
	};
	try {
		const reply = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			credentialType,
			options,
		)) as { statusCode: number; headers: Record<string, unknown>; body: unknown };
		const { statusCode: status, headers } = reply;
		return {
			kind: 'reply',
			reply: { status, headers: lowerCased(headers), body: parsed(reply.body) },
		};
	} catch (error) {
		return answerOf(error as HttpFailure);
	}
}

/** Sends a batch. Never rejects. */
export const post = async (
	context: IExecuteFunctions,
	account: Account,
	{ path, body }: HttpRequest,
): Promise<HttpAnswer> =>
	await request(context, account, 'POST', path, body as unknown as IDataObject);

/** A GET that lists and mappers need. No retry: the person who waits presses the button again. */
export async function read(context: ILoadOptionsFunctions, path: string): Promise<HttpAnswer> {
	const account = await accountOf(context, context.getCurrentNodeParameter('authentication'));
	return await request(context, account, 'GET', path);
}

/** Waits in slices, so that a cancelled execution is noticed at once. */
export function clockOf(context: IExecuteFunctions): Clock {
	const cancelled = () => context.getExecutionCancelSignal()?.aborted ?? false;
	return {
		cancelled,
		random: Math.random,
		async sleep(ms) {
			for (let left = ms; left > 0 && !cancelled(); left -= SLICE_MS) {
				await sleep(Math.min(left, SLICE_MS));
			}
		},
	};
}
