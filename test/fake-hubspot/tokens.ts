/* eslint-disable @n8n/community-nodes/no-hardcoded-secrets -- fake secrets */
// Owns who may come in: tokens and their scopes, OAuth clients, and the token endpoint.

import { OBJECT_TYPES } from './properties';
import { VERSIONS } from './versions';
import type { Call, Reply } from './wire';
import { expired, refuse, refuseOAuth } from './wire';

export const DEFAULT_TOKEN = 'fake-token-app-1001';
export const DEFAULT_APP_ID = 1001;
export const DEFAULT_CLIENT_ID = 'fake-client-2001';
export const DEFAULT_CLIENT_SECRET = 'fake-client-secret-2001';

export interface TokenInfo {
	appId: number;
	scopes: string[];
	/** `token`: service key or private app; `oauth`: no daily headers, and account-info wants scope `oauth` */
	kind: 'token' | 'oauth';
	expired?: boolean;
	/** epoch ms; set for tokens from the OAuth endpoint */
	expiresAt?: number;
}

export interface OAuthClient {
	clientSecret: string;
	appId: number;
	scopes: string[];
}

export const ALL_SCOPES: readonly string[] = [
	'oauth',
	'tickets',
	'e-commerce',
	'crm.objects.custom.read',
	'crm.objects.custom.write',
	'crm.schemas.custom.read',
	'crm.lists.read',
	'crm.lists.write',
	'crm.objects.owners.read',
	...Object.keys(OBJECT_TYPES).flatMap((name) => [
		`crm.objects.${name}.read`,
		`crm.objects.${name}.write`,
		`crm.schemas.${name}.read`,
	]),
];

const TOKEN_LIFE_S = 1800; // STATED

export interface TokenOptions {
	tokens?: Record<string, TokenInfo>;
	/** by client id */
	oauthClients?: Record<string, OAuthClient>;
}

export class Tokens {
	/** whatever must never be in the log */
	readonly secrets = new Set<string>();

	private readonly tokens: Map<string, TokenInfo>;
	private readonly clients: Map<string, OAuthClient>;
	private readonly codes = new Map<string, { clientId: string; scopes: string[] }>();
	private readonly refreshTokens = new Map<string, { clientId: string; scopes: string[] }>();
	private issued = 0;

	constructor(
		options: TokenOptions,
		private readonly portalId: number,
		private readonly now: () => number,
	) {
		const scopes = [...ALL_SCOPES];
		const ownToken: TokenInfo = { appId: DEFAULT_APP_ID, scopes, kind: 'token' };
		this.tokens = new Map(Object.entries(options.tokens ?? { [DEFAULT_TOKEN]: ownToken }));
		const ownClient = { clientSecret: DEFAULT_CLIENT_SECRET, appId: 2001, scopes };
		this.clients = new Map(
			Object.entries(options.oauthClients ?? { [DEFAULT_CLIENT_ID]: ownClient }),
		);
		for (const token of this.tokens.keys()) this.secrets.add(token);
		for (const { clientSecret } of this.clients.values()) this.secrets.add(clientSecret);
	}

	/** The token a call shows; refuses a call without a good one. */
	authenticate(call: Call): TokenInfo {
		const [, bearer] = /^Bearer (.+)$/.exec(call.headers.authorization ?? '') ?? [];
		const token = bearer === undefined ? undefined : this.tokens.get(bearer);
		if (!token) {
			const message = 'Authentication credentials not found.';
			const refusal = refuse(401, 'INVALID_AUTHENTICATION', message);
			refusal.reply.headers = { 'x-hubspot-auth-failure': 'INVALID_AUTHENTICATION' };
			throw refusal;
		}
		const isOver = token.expiresAt !== undefined && token.expiresAt <= this.now();
		if (token.expired || isOver) {
			throw expired(new Date(token.expiresAt ?? this.now()).toISOString());
		}
		return token;
	}

	/** Later calls with it are answered 401 EXPIRED_AUTHENTICATION. */
	expire(token: string): void {
		const info = this.tokens.get(token);
		if (!info) throw new Error('No such token');
		info.expired = true;
	}

	/** What a user's consent gives: good for one exchange. */
	issueCode(clientId = DEFAULT_CLIENT_ID, scopes?: string[]): string {
		const code = `fake-code-${++this.issued}`;
		this.codes.set(code, { clientId, scopes: scopes ?? this.client(clientId).scopes });
		this.secrets.add(code);
		return code;
	}

	/** Tokens as if the exchange had taken place. */
	issueTokens(clientId = DEFAULT_CLIENT_ID, scopes?: string[]) {
		const refreshToken = `fake-refresh-token-${++this.issued}`;
		const granted = scopes ?? this.client(clientId).scopes;
		this.refreshTokens.set(refreshToken, { clientId, scopes: granted });
		this.secrets.add(refreshToken);
		return { accessToken: this.newAccessToken(clientId, granted), refreshToken };
	}

	/** The answer of the token endpoint; null for any other path. */
	reply(call: Call, path: string, query: URLSearchParams): Reply | null {
		const [, version] = /^\/oauth\/([^/]+)\/token\/?$/.exec(path) ?? [];
		if (version === undefined) return null;
		// STATED [OAUTHV1]: gone from 16 February 2027 on; here it is gone already.
		if (version === 'v1') throw refuse(404, 'OBJECT_NOT_FOUND', 'This endpoint is gone.');
		if (!(VERSIONS as readonly string[]).includes(version)) return null;
		if (call.method !== 'POST') throw refuseOAuth(405, 'invalid_request', 'METHOD', 'POST only');
		// STATED [OAUTHMIG]: in the body, never in the query.
		if ([...query.keys()].length > 0) {
			const why = 'parameters belong in the body, not in the query';
			throw refuseOAuth(400, 'invalid_request', 'BAD_REQUEST', why);
		}
		const type = call.headers['content-type'] ?? '';
		if (!type.startsWith('application/x-www-form-urlencoded')) {
			throw refuseOAuth(415, 'invalid_request', 'BAD_REQUEST', 'the body must be a form');
		}
		return this.grant(new URLSearchParams(call.body));
	}

	private grant(form: URLSearchParams): Reply {
		const clientId = form.get('client_id') ?? '';
		const client = this.clients.get(clientId);
		if (!client || client.clientSecret !== form.get('client_secret')) {
			const why = 'missing or invalid client id or client secret';
			throw refuseOAuth(401, 'invalid_client', 'BAD_CLIENT', why);
		}
		const grantType = form.get('grant_type');
		const asked = (form.get('scope') ?? '').split(' ').filter(Boolean);
		if (grantType === 'refresh_token') {
			const refreshToken = form.get('refresh_token') ?? '';
			const known = this.refreshTokens.get(refreshToken);
			if (!known || known.clientId !== clientId) {
				throw refuseOAuth(400, 'invalid_grant', 'BAD_REFRESH_TOKEN', 'unknown refresh token');
			}
			return this.granted(this.newAccessToken(clientId, known.scopes), refreshToken, known.scopes);
		}
		let scopes: string[];
		if (grantType === 'authorization_code') {
			const code = form.get('code') ?? '';
			const known = this.codes.get(code);
			if (!known || known.clientId !== clientId) {
				throw refuseOAuth(400, 'invalid_grant', 'BAD_AUTH_CODE', 'unknown or used code');
			}
			if (!form.get('redirect_uri')) {
				throw refuseOAuth(400, 'invalid_request', 'BAD_REDIRECT_URI', 'no redirect_uri');
			}
			this.codes.delete(code);
			scopes = known.scopes;
		} else if (grantType === 'client_credentials') {
			scopes = asked.length > 0 ? asked.filter((s) => client.scopes.includes(s)) : client.scopes;
		} else {
			const why = `unsupported grant_type "${grantType ?? ''}"`;
			throw refuseOAuth(400, 'unsupported_grant_type', 'BAD_GRANT_TYPE', why);
		}
		const { accessToken, refreshToken } = this.issueTokens(clientId, scopes);
		return this.granted(accessToken, refreshToken, scopes);
	}

	private granted(accessToken: string, refreshToken: string, scopes: string[]): Reply {
		const body = {
			access_token: accessToken,
			refresh_token: refreshToken,
			expires_in: TOKEN_LIFE_S,
			token_type: 'bearer',
			hub_id: this.portalId,
			scopes,
		};
		return { status: 200, body };
	}

	private newAccessToken(clientId: string, scopes: string[]): string {
		const token = `fake-access-token-${++this.issued}`;
		const expiresAt = this.now() + TOKEN_LIFE_S * 1000;
		const { appId } = this.client(clientId);
		this.tokens.set(token, { appId, scopes, kind: 'oauth', expiresAt });
		this.secrets.add(token);
		return token;
	}

	private client(clientId: string): OAuthClient {
		const client = this.clients.get(clientId);
		if (!client) throw new Error(`No OAuth client ${clientId}`);
		return client;
	}
}
