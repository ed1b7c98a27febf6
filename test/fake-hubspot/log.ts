// Owns the log of calls: what an entry holds, and that no secret is in it.

import type { Answer, Call, WireFault } from './wire';

export interface LoggedCall {
	method: string;
	path: string;
	/** parsed if it is JSON; secrets are struck out */
	requestBody: unknown;
	status: number;
	replyHeaders: Record<string, string>;
	replyBody: unknown;
	wire?: WireFault;
	at: number;
}

export function logEntry(
	call: Call,
	answer: Answer,
	at: number,
	secrets: ReadonlySet<string>,
): LoggedCall {
	const bearer = (call.headers.authorization ?? '').replace(/^\S+\s+/, '');
	const strike = (text: string) => {
		let out = text;
		for (const secret of [...secrets, bearer]) {
			if (secret.length >= 4 && out.includes(secret)) out = out.split(secret).join('[secret]');
		}
		return out;
	};
	const path = strike(call.path);
	const isOAuth = path.startsWith('/oauth/');
	return {
		method: call.method,
		path: isOAuth ? strikeForm(path) : path,
		requestBody: isOAuth ? strikeForm(strike(call.body)) : parsed(strike(call.body)),
		status: answer.status,
		replyHeaders: answer.headers,
		replyBody: parsed(strike(answer.body)),
		...(answer.wire ? { wire: answer.wire } : {}),
		at,
	};
}

/** Secrets by the name of their field, so that one the fake has never seen is struck out too. */
function strikeForm(form: string): string {
	const names = 'access_token|refresh_token|client_secret|code|code_verifier|token';
	return form.replace(new RegExp(`(^|[?&])(${names})=[^&]*`, 'g'), '$1$2=[secret]');
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
