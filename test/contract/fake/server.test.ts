/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test, never shipped */
// The fake over HTTP.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from '../../fake-hubspot/hubspot';
import { startFakeHubSpot } from '../../fake-hubspot/server';
import * as facts from '../facts';
import type { Json, Said } from './account';
import { EVENTS_ARCHIVE, UPSERT, event, numbers } from './account';

const inputs = numbers(5).map((n) => event(n));
const post = (url: string, token: string, signal?: AbortSignal) =>
	fetch(`${url}${UPSERT}`, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: JSON.stringify({ inputs }),
		...(signal ? { signal } : {}),
	});

async function served<T>(
	options: Parameters<typeof startFakeHubSpot>[0],
	use: (server: Awaited<ReturnType<typeof startFakeHubSpot>>) => Promise<T>,
) {
	const server = await startFakeHubSpot(options);
	try {
		return await use(server);
	} finally {
		await server.close();
	}
}

it('The server answers over HTTP, with headers and all', async () => {
	await served({}, async ({ url, token, hubspot }) => {
		const response = await post(url, token);
		expect(response.status).toBe(200);
		expect(response.headers.get('X-HubSpot-RateLimit-Max')).toBe('190');
		expect(((await response.json()) as Said).results).toHaveLength(5);
		expect(hubspot.calls).toHaveLength(1);
	});
});

it.each([true, false])(
	'The server resets the connection on demand (applied: %s)',
	async (applied) => {
		await served({}, async ({ url, token, hubspot }) => {
			hubspot.faults.next({ kind: 'reset', applied });
			const error = (await post(url, token).catch((e: unknown) => e)) as {
				cause?: { code: string };
			};
			expect(error.cause?.code).toBe('ECONNRESET');
			expect(hubspot.applied).toHaveLength(applied ? 5 : 0);
			expect((await post(url, token)).status).toBe(200);
		});
	},
);

it('The server hangs on demand until the client gives up', async () => {
	await served({}, async ({ url, token, hubspot }) => {
		hubspot.faults.next({ kind: 'hang', applied: true });
		const error = (await post(url, token, AbortSignal.timeout(200)).catch(
			(e: unknown) => e,
		)) as Error;
		expect(error.name).toBe('TimeoutError');
		expect(hubspot.applied).toHaveLength(5);
	});
});

it('A hanging server closes all the same', async () => {
	const server = await startFakeHubSpot();
	server.hubspot.faults.next({ kind: 'hang', applied: false });
	const pending = post(server.url, server.token).then(
		() => 'answered',
		() => 'closed',
	);
	while (server.hubspot.calls.length === 0) await new Promise((r) => setTimeout(r, 5));
	await server.close();
	expect(await pending).toBe('closed');
});

it('The server breaks off in the middle of the body on demand', async () => {
	await served({}, async ({ url, token, hubspot }) => {
		hubspot.faults.next({ kind: 'truncate' });
		const response = await post(url, token);
		expect(response.status).toBe(200);
		await expect(response.text()).rejects.toThrow();
		expect(hubspot.applied).toHaveLength(5);
	});
});

it('The server sends HTML, and nothing at all, as if they were answers', async () => {
	await served({}, async ({ url, token, hubspot }) => {
		hubspot.faults.next({ kind: 'notJson', status: 200 }, { kind: 'empty', status: 204 });
		const html = await post(url, token);
		expect(html.headers.get('content-type')).toContain('text/html');
		expect(await html.text()).toContain('<html>');
		expect([(await post(url, token)).status]).toEqual([204]);
	});
});

it('The server sends a 204 without a body, and cuts the line where that should break off', async () => {
	await served({ events: { count: 2 } }, async ({ url, token, hubspot }) => {
		const archive = async (objectId: string) =>
			await fetch(`${url}${EVENTS_ARCHIVE}`, {
				method: 'POST',
				headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
				body: JSON.stringify({ inputs: [{ objectId }] }),
			});
		const [first, second] = [...hubspot.events().keys()];
		const answer = await archive(first);
		expect([answer.status, await answer.text()]).toEqual([204, '']);
		expect(answer.headers.has('content-type')).toBe(false);
		hubspot.faults.next({ kind: 'truncate' });
		await expect(archive(second)).rejects.toThrow();
		expect(hubspot.archivedEvents().size).toBe(2);
	});
});

it('The server can be set back to its start at the same address', async () => {
	await served({ events: { count: 1 } }, async (server) => {
		await post(server.url, server.token);
		expect(server.hubspot.events().size).toBe(6);
		server.reset();
		expect([server.hubspot.events().size, server.statistics().calls]).toEqual([1, 0]);
		await post(server.url, server.token);
		expect(server.statistics()).toMatchObject({ calls: 1, recordsApplied: 5, peakInFlight: 1 });
	});
});

it('The server holds back every answer by the latency, for several calls at once', async () => {
	const server = await startFakeHubSpot({ latency: 60_000 });
	const told = numbers(4).map(() =>
		post(server.url, server.token).then(
			() => 'answered',
			() => 'closed',
		),
	);
	while (server.hubspot.calls.length < 4) await new Promise((r) => setTimeout(r, 5));
	expect(server.peakInFlight()).toBe(4);
	await server.close(); // long before the latency is over
	expect(await Promise.all(told)).toEqual(['closed', 'closed', 'closed', 'closed']);
});

it('The server sends the answer that it has held back', async () => {
	await served({ latency: 2 }, async ({ url, token, hubspot }) => {
		const answers = await Promise.all(numbers(4).map(() => post(url, token)));
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
		expect(hubspot.calls).toHaveLength(4);
	});
});

it('The server writes one line per call to its log, and no secret', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'fake-hubspot-'));
	const log = join(folder, 'calls.jsonl');
	try {
		await served({ log }, async ({ url, token, hubspot }) => {
			const { refreshToken } = hubspot.issueTokens();
			await post(url, token);
			await fetch(`${url}${facts.OAUTH.tokenPaths.v3}`, {
				method: 'POST',
				body: new URLSearchParams({
					grant_type: 'refresh_token',
					client_id: DEFAULT_CLIENT_ID,
					client_secret: DEFAULT_CLIENT_SECRET,
					refresh_token: refreshToken,
				}),
			});
			const text = readFileSync(log, 'utf8');
			const lines = text
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line) as Json);
			expect(lines.map(({ status }) => status)).toEqual([200, 200]);
			expect(lines[0]).toMatchObject({ path: UPSERT, requestBody: { inputs } });
			expect(lines[1].replyBody).toMatchObject({ access_token: '[secret]' });
			for (const secret of [token, refreshToken, DEFAULT_CLIENT_SECRET, 'fake-access-token']) {
				expect(text).not.toContain(secret);
			}
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
});
