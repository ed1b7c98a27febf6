/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-hardcoded-secrets -- a server, made-up secrets and a search for tests, never shipped */
/**
 * What an attacker has, and what a victim would find: a server that answers whatever it is told to,
 * byte for byte, both credentials with secrets of their own, and a search through everything that a
 * run leaves behind.
 */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Container } from '@n8n/di';
import { Logger } from '@n8n/backend-common';
import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';

import { PACKAGE, runWorkflow, type WorkflowRun, type WorkflowToRun } from '../host/engine';

// ---------------------------------------------------------------- the server

export interface Seen {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: string;
}

export interface Bytes {
	status?: number;
	headers?: Record<string, string | string[]>;
	body?: string | Buffer;
}

/** Answers with bytes, or does something of its own to the response. */
export type Behaviour = (seen: Seen, response: ServerResponse) => Bytes | void;

export interface HostileServer {
	url: string;
	seen: Seen[];
	close: () => Promise<void>;
}

export async function startHostile(behave: Behaviour): Promise<HostileServer> {
	const seen: Seen[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method = '', url = '', headers } = request;
			const call = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
			seen.push(call);
			const bytes = behave(call, response);
			if (!bytes) return;
			const json = { 'content-type': 'application/json' };
			response.writeHead(bytes.status ?? 200, { ...json, ...bytes.headers });
			response.end(bytes.body ?? '');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen,
		close: async () => {
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}

/** A server that refuses, or repeats, in the way of HubSpot's refusals. */
export const refusal = (message: string, status = 400, more: object = {}): Bytes => ({
	status,
	body: JSON.stringify({ status: 'error', category: 'VALIDATION_ERROR', message, ...more }),
});

/** What HubSpot answers to a good upsert of events, or update of records; a list without entries to a read. */
export function accepted({ body }: Seen): Bytes {
	if (!body) return { body: '{"results":[]}' };
	const { inputs } = JSON.parse(body) as { inputs: Array<Record<string, unknown>> };
	const results = inputs.map((input, row) => ({ ...input, objectId: `${9000 + row}` }));
	return { body: JSON.stringify({ status: 'COMPLETE', results }) };
}

// ---------------------------------------------------------------- the secrets

/** As long, and of the same letters, as HubSpot's own; `+`, `/` and `=` change when encoded. */
export const SECRETS = {
	accessToken: 'pat-eu1-7d3f0c52-9b1e-4c6a-8f20-5a4e1b9c7d63',
	oauthToken: 'CJSP5qf1KhICAQEYs+gDIIGOBii1hQIyGQAf3xBKmlwHjX7OI/puIFEavB2qYAGQsF4==',
	renewedToken: 'CNewQqf9KhICAQEYt+hEJJHPCjj2iRJzHRBg4yCLnmxIkY8PJ/qvJGFbwC3rZBHRtG5==',
	refreshToken: '6f18f21e-a743-4509-b7fd-1a5e632fffa1',
	clientSecret: '9e0b2c4d-55aa-4f3e-8d77-c0ffee123456',
};

export const CREDENTIALS = ['accessToken', 'oAuth2'] as const;
export type CredentialKind = (typeof CREDENTIALS)[number];

export const TYPES = { accessToken: 'hubSpotBatchAccessTokenApi', oAuth2: 'hubSpotBatchOAuth2Api' };

export function secretOf(kind: CredentialKind, baseUrl: string): ICredentialDataDecryptedObject {
	if (kind === 'accessToken') return { baseUrl, accessToken: SECRETS.accessToken };
	const { oauthToken, refreshToken, clientSecret } = SECRETS;
	const oauthTokenData = { access_token: oauthToken, refresh_token: refreshToken };
	return { baseUrl, clientId: 'client-1', clientSecret, oauthTokenData };
}

/** The renewal that HubSpot grants; undefined for every other call. */
export function renewal({ url }: Seen): Bytes | undefined {
	if (!url.startsWith('/oauth/')) return undefined;
	const { renewedToken, refreshToken } = SECRETS;
	const body = { access_token: renewedToken, refresh_token: refreshToken, token_type: 'bearer' };
	return { body: JSON.stringify({ ...body, expires_in: 1800 }) };
}

// ---------------------------------------------------------------- the run

export interface Attack {
	url: string;
	credential: CredentialKind;
	/** Replaces what {@link secretOf} gives. */
	secret?: ICredentialDataDecryptedObject;
	node?: 'hubSpotMarketingEvents' | 'hubSpotCrmObjects';
	parameters?: INode['parameters'];
	input?: WorkflowToRun['input'];
	onError?: INode['onError'];
	onStart?: WorkflowToRun['onStart'];
}

export const EVENTS: INode['parameters'] = {
	operation: 'upsertEvents',
	inputMode: 'json',
	json: '={{ $json }}',
	options: { batchSize: 2 },
};

export const RECORDS: INode['parameters'] = {
	operation: 'batchUpdateObjects',
	objectType: { __rl: true, mode: 'id', value: 'contacts' },
	inputMode: 'json',
	json: '={{ $json }}',
	options: {},
};

export const events = (count: number) =>
	Array.from({ length: count }, (_, row) => ({
		externalAccountId: 'a',
		externalEventId: `e${row}`,
		eventName: `Event ${row}`,
		eventOrganizer: 'ACME',
	}));

export async function attack(given: Attack): Promise<WorkflowRun> {
	const { credential, url, node = 'hubSpotMarketingEvents', input = events(4) } = given;
	const type = TYPES[credential];
	return await runWorkflow({
		start: 'HubSpot',
		nodes: [
			{
				id: 'b',
				name: 'HubSpot',
				type: `${PACKAGE}.${node}`,
				typeVersion: 1,
				position: [0, 0],
				parameters: { authentication: credential, ...(given.parameters ?? EVENTS) },
				credentials: { [type]: { id: credential, name: credential } },
				onError: given.onError ?? 'continueErrorOutput',
			},
		],
		connections: {},
		input,
		credentials: { [credential]: { type, data: given.secret ?? secretOf(credential, url) } },
		onStart: given.onStart,
	});
}

// ---------------------------------------------------------------- the search

/** Every string that can be reached from a value, names of fields too, those of errors and Maps as well. */
export function everythingIn(value: unknown): string {
	const found: string[] = [];
	const seen = new Set<unknown>();
	const waiting: unknown[] = [value];
	while (waiting.length) {
		const next = waiting.pop();
		if (typeof next === 'string') found.push(next);
		if ((typeof next !== 'object' && typeof next !== 'function') || next === null) continue;
		if (seen.has(next)) continue;
		seen.add(next);
		if (next instanceof Map || next instanceof Set) waiting.push(...[...next.entries()].flat());
		if (Buffer.isBuffer(next)) found.push(next.toString('latin1'));
		for (const key of Reflect.ownKeys(next)) {
			found.push(String(key));
			try {
				waiting.push((next as Record<PropertyKey, unknown>)[key]);
			} catch {
				// A getter that throws hides nothing that can be read.
			}
		}
	}
	return found.join('\n');
}

/** Listens to n8n's logger on every level, to the console and to the process's own output. */
export function listen(): { heard: () => string; stop: () => void } {
	const heard: unknown[] = [];
	const logger = Container.get(Logger);
	const note = (...args: unknown[]) => void heard.push(args);
	const spies = [
		jest
			.spyOn(Object.getPrototypeOf(logger) as { log: () => void }, 'log')
			.mockImplementation(note),
		...(['log', 'info', 'warn', 'error', 'debug', 'trace'] as const).map((method) =>
			jest.spyOn(console, method).mockImplementation(note),
		),
	];
	return {
		heard: () => everythingIn(heard),
		stop: () => spies.forEach((spy) => spy.mockRestore()),
	};
}

const coded = (text: string, spell: (code: string) => string) =>
	[...Buffer.from(text, 'latin1')]
		.map((byte) => spell(byte.toString(16).padStart(2, '0')))
		.join('');

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');

/** Spellings from which anyone who reads them has the secret back. */
export const SPELLINGS: Record<string, (secret: string) => string> = {
	'as it is': (secret) => secret,
	'after Bearer': (secret) => `Bearer ${secret}`,
	'url-encoded': encodeURIComponent,
	'url-encoded in small letters': (secret) =>
		encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
	'in base64': base64,
	'in base64 after a user name': (secret) => base64(`client-1:${secret}`),
	'in base64 after Bearer': (secret) => base64(`Bearer ${secret}`),
	'in url-safe base64': (secret) => Buffer.from(secret, 'latin1').toString('base64url'),
	'in capital letters': (secret) => secret.toUpperCase(),
	'as JSON within JSON': (secret) => JSON.stringify({ authorization: secret }),
	'broken into lines': (secret) => `${secret.slice(0, 20)}\n  ${secret.slice(20)}`,
	'cut short': (secret) => `${secret.slice(0, 20)}…`,
	'in hexadecimal digits': (secret) => Buffer.from(secret, 'latin1').toString('hex'),
	'percent-encoded letter by letter': (secret) => coded(secret, (code) => `%${code}`),
	'in HTML entities': (secret) => coded(secret, (code) => `&#x${code};`),
};

const squeezed = (text: string) => text.replace(/\\[nrt]|\s/g, '').toLowerCase();

/** A text whose letters are no longer percent-encoded or entities. */
const decoded = (text: string) =>
	text.replace(/%([0-9a-f]{2})|&#x([0-9a-f]{2});/g, (_, percent: string, entity: string) =>
		String.fromCharCode(parseInt(percent ?? entity, 16)),
	);

/** Which secrets a text gives away, in whatever spelling. */
export function leaks(text: string, secrets: string[] = Object.values(SECRETS)): string[] {
	const squeezedText = squeezed(text);
	const where = `${squeezedText} ${squeezed(decoded(squeezedText))}`;
	// All of a base64 text but its edges, which depend on what stands beside.
	const core = (secret: string, before: string) =>
		base64(before + secret).slice(Math.ceil((before.length * 4) / 3), -4);
	return secrets.filter((secret) =>
		[
			secret,
			secret.slice(0, 20),
			encodeURIComponent(secret),
			Buffer.from(secret, 'latin1').toString('hex'),
			...['', '.', '..'].map((before) => core(secret, before)),
		].some(
			(spelling) =>
				where.includes(squeezed(spelling)) ||
				where.includes(squeezed(spelling).replace(/\+/g, '-').replace(/\//g, '_')),
		),
	);
}
