/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a server for tests, never shipped */
// The fake HubSpot on a socket of this machine: turns node:http requests into calls and answers into
// bytes, and does on the wire what an answer's `wire` asks for.

import { appendFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Answer, FakeOptions, Statistics } from './hubspot';
import { DEFAULT_TOKEN, FakeHubSpot } from './hubspot';

export interface ServerOptions extends FakeOptions {
	/** default: any free one */
	port?: number;
	/** one JSON line per call is appended to this file; never a token */
	log?: string;
}

export interface ServerStatistics extends Statistics {
	/** how many calls were under way at once, at most */
	peakInFlight: number;
}

export interface FakeServer {
	url: string;
	/** one that works */
	token: string;
	/** after `reset` another one, so that it is not to be kept */
	readonly hubspot: FakeHubSpot;
	statistics(): ServerStatistics;
	/** The account as it was at the start, and nothing counted yet; the same URL. */
	reset(): void;
	/** how many calls were under way at once, at most */
	peakInFlight(): number;
	close(): Promise<void>;
}

export async function startFakeHubSpot(options: ServerOptions = {}): Promise<FakeServer> {
	const { port = 0, log, ...fakeOptions } = options;
	const { onCall } = fakeOptions;
	const open = () =>
		new FakeHubSpot({
			...fakeOptions,
			...(log === undefined
				? {}
				: {
						onCall: (call) => {
							appendFileSync(log, `${JSON.stringify(call)}\n`);
							onCall?.(call);
						},
					}),
		});
	let hubspot = open();
	const timers = new Set<NodeJS.Timeout>();
	let inFlight = 0;
	let peak = 0;

	const server = createServer((request, response) => {
		peak = Math.max(peak, ++inFlight);
		response.on('close', () => {
			inFlight -= 1;
		});
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const answer = ask(hubspot, request, Buffer.concat(chunks).toString('utf8'));
			if (answer.delayMs === undefined) return send(answer, response);
			const timer = setTimeout(() => {
				timers.delete(timer);
				send(answer, response);
			}, answer.delayMs);
			timers.add(timer);
		});
	});

	// A client that waits for a rate window must not meet a line that has just been closed for idleness.
	server.keepAliveTimeout = 65_000;
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	const address = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${address.port}`,
		token: Object.keys(options.tokens ?? { [DEFAULT_TOKEN]: null })[0] ?? DEFAULT_TOKEN,
		get hubspot() {
			return hubspot;
		},
		statistics: () => ({ ...hubspot.statistics(), peakInFlight: peak }),
		reset: () => {
			hubspot = open();
			peak = inFlight;
		},
		peakInFlight: () => peak,
		close: async () => {
			timers.forEach(clearTimeout);
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}

function ask(hubspot: FakeHubSpot, request: IncomingMessage, body: string): Answer {
	const headers: Record<string, string> = {};
	for (const name of Object.keys(request.headers)) {
		const value = request.headers[name];
		if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
	}
	const method = request.method ?? 'GET';
	const path = request.url ?? '/';
	try {
		return hubspot.handle({ method, path, headers, body });
	} catch (error) {
		// A bug of the fake must not pass for a trouble of HubSpot's: it fails the test like any
		// other thing the fake does not know.
		hubspot.unknownRoutes.push(`${method} ${path}: ${String(error)}`);
		return { status: 501, headers: {}, body: `The fake broke: ${String(error)}` };
	}
}

function send(answer: Answer, response: ServerResponse): void {
	if (answer.wire === 'hang') return; // until the client or `close` gives up
	if (answer.wire === 'reset') {
		response.socket?.resetAndDestroy();
		return;
	}
	const body = Buffer.from(answer.body, 'utf8');
	response.writeHead(answer.status, {
		...answer.headers,
		// 204 has no body, and node:http refuses to announce one.
		...(answer.status === 204 ? {} : { 'content-length': String(body.length) }),
	});
	if (answer.wire !== 'truncate') {
		response.end(body);
		return;
	}
	// Half of what the header promises, handed to the kernel before the line goes dead.
	response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
}
