/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- measures processes, never shipped */
/**
 * The same 20,000 contacts, once by this package and once as people do it without: Loop Over Items
 * and the HTTP Request node, 100 by 100. Each in an n8n just started, against a HubSpot just started,
 * which answers as slowly and counts as strictly as the real one.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import { spawnFakeHubSpot, type FakeProcess } from '../test/fake-hubspot/process';
import { leave, startN8n, use, type Installation, type N8n, type Workflow } from './n8n';
import { code, contactList, inARow, manual, updateContacts } from './workflows';

export const THROUGHPUT = 'throughput';

const COUNT = 20_000;

const ACCOUNT = {
	records: { objectType: 'contacts', count: COUNT },
	limits: { perTenSeconds: 190, perDay: 1_000_000 },
	latency: { medianMs: 400, maxMs: 2_000, seed: 1 },
	keepCalls: false,
	keepApplied: false,
};

export async function throughput(installation: Installation): Promise<string> {
	const ours = await measure(installation, async (n8n, fake) => {
		const credential = await n8n.saveCredential('hubSpotBatchAccessTokenApi', 'HubSpot', {
			accessToken: fake.token,
			baseUrl: fake.url,
		});
		return inARow('Ours', [manual, contactList(COUNT), updateContacts(credential)]);
	});
	const loop = await measure(installation, loopWorkflow);
	return [
		`real limits (190 calls per 10 s), answers of ${ACCOUNT.latency.medianMs} ms in the median, up to ${ACCOUNT.latency.maxMs} ms`,
		line('this package', ours),
		line('HTTP Request, loop', loop),
		`the loop takes ${(loop.seconds / ours.seconds).toFixed(1)} times as long and ${(loop.peakMb / ours.peakMb).toFixed(1)} times the memory`,
	].join('\n');
}

const line = (name: string, { seconds, idleMb, peakMb, calls, refused }: Measured) =>
	`${name.padEnd(19)} ${seconds.toFixed(1)} s, ${Math.round(COUNT / seconds)} items/s, ${peakMb.toFixed(0)} MB at the peak (${idleMb.toFixed(0)} before), ${calls} calls, ${refused} of them 429`;

async function loopWorkflow(n8n: N8n, fake: FakeProcess): Promise<Workflow> {
	const credential = await n8n.saveCredential('httpHeaderAuth', 'Token', {
		name: 'Authorization',
		value: `Bearer ${fake.token}`,
	});
	const body = `return [{ json: { inputs: $input.all().map(({ json: { hs_object_id, ...properties } }) => ({ id: hs_object_id, properties })) } }];`;
	const loop = {
		name: 'Loop Over Items',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: { batchSize: 100, options: {} },
	};
	const request = {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${fake.url}/crm/v3/objects/contacts/batch/update`,
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ $json }}',
			options: {},
		},
		credentials: use(credential),
	};
	// The loop's second output goes round.
	return inARow(
		'Loop',
		[manual, contactList(COUNT), loop],
		[
			['Loop Over Items', 1, code(body, 'One Body')],
			['One Body', 0, request],
			['HTTP Request', 0, 'Loop Over Items'],
		],
	);
}

interface Measured {
	/** of the execution, from its start to its end */
	seconds: number;
	idleMb: number;
	/** of n8n's process; its task runner, where Code nodes run, is another one */
	peakMb: number;
	calls: number;
	refused: number;
}

async function measure(
	installation: Installation,
	workflow: (n8n: N8n, fake: FakeProcess) => Promise<Workflow>,
): Promise<Measured> {
	const fake = await spawnFakeHubSpot(ACCOUNT);
	const close = leave(
		async () => await fake.close(),
		() => undefined, // it ends with its parent
	);
	const n8n = await startN8n(installation);
	const id = await n8n.saveWorkflow(await workflow(n8n, fake));
	const memory = await watchMemory(n8n.pid);
	const execution = await n8n.runWorkflow(id, { timeoutMs: 600_000 });
	const { idleMb, peakMb } = memory.end();
	assert.equal(execution.status, 'success', execution.error?.message);
	const { startedAt, stoppedAt } = await n8n.rest<{ startedAt: string; stoppedAt: string }>(
		'GET',
		`/executions/${execution.id}`,
	);
	const { distinctKeysApplied, recordsApplied, byStatus, calls } = await fake.statistics();
	assert.equal(distinctKeysApplied, COUNT);
	assert.equal(recordsApplied, COUNT, 'something was written twice');
	await n8n.stop();
	await close();
	const seconds = (Date.parse(stoppedAt) - Date.parse(startedAt)) / 1000;
	return { seconds, idleMb, peakMb, calls, refused: byStatus['429'] ?? 0 };
}

/** Ten times a second, and on Linux what the kernel itself has noted as the most. */
async function watchMemory(pid: number) {
	const idleMb = (await residentMb(pid)).now;
	let peakMb = idleMb;
	let asking = false;
	const timer = setInterval(() => {
		if (asking) return;
		asking = true;
		residentMb(pid)
			.then(({ now, most }) => {
				peakMb = Math.max(peakMb, now, most);
			})
			.catch(() => undefined)
			.finally(() => {
				asking = false;
			});
	}, 100);
	return {
		end: () => {
			clearInterval(timer);
			return { idleMb, peakMb };
		},
	};
}

async function residentMb(pid: number): Promise<{ now: number; most: number }> {
	if (process.platform === 'linux') {
		const status = await readFile(`/proc/${pid}/status`, 'utf8');
		const kb = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
		return { now: kb('VmRSS') / 1024, most: kb('VmHWM') / 1024 };
	}
	const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
	return { now: Number(stdout) / 1024, most: 0 };
}
