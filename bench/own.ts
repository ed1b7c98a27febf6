/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a bench, never shipped */
/**
 * The product's own work: how much more processor time it takes than the JSON that any client has to
 * write and read, how that grows with the list, and how much memory a long list needs.
 */
import { createRequire } from 'node:module';
import path from 'node:path';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Batch, Entry } from '../nodes/engine/outcome';
import type { Place } from '../nodes/hubspot/endpoint';
import type { Write } from '../nodes/hubspot/effect';
import type { Operation } from '../nodes/n8n/operation';
import type { Told } from '../nodes/n8n/present';
import { DEFAULT_TOKEN, FakeHubSpot } from '../test/fake-hubspot/hubspot';
import { spawnFakeHubSpot } from '../test/fake-hubspot/process';
import { contacts } from './contacts';
import { mean, median, ratios, rounded, spreadOf, type Figure } from './figures';
import { inFreshProcess } from './process';
import type { updateContacts } from './product';
import type { keepAnswers } from './rivals';

// ---------------------------------------------------------------- own processor time

/** What is shipped, not what tsx makes of the sources. */
function shipped() {
	const load = createRequire(path.resolve(__dirname, '../dist/index.js'));
	return {
		...(load('./nodes/n8n/items.js') as typeof import('../nodes/n8n/items')),
		...(load('./nodes/engine/plan.js') as typeof import('../nodes/engine/plan')),
		...(load('./nodes/engine/settle.js') as typeof import('../nodes/engine/settle')),
		...(load('./nodes/n8n/present.js') as typeof import('../nodes/n8n/present')),
		...(load('./nodes/hubspot/endpoint.js') as typeof import('../nodes/hubspot/endpoint')),
		...(load('./nodes/hubspot/paths.js') as typeof import('../nodes/hubspot/paths')),
		...(load('./nodes/hubspot/versions.js') as typeof import('../nodes/hubspot/versions')),
		...(load(
			'./nodes/HubSpotCrmObjects/operations/batchUpdateObjects.js',
		) as typeof import('../nodes/HubSpotCrmObjects/operations/batchUpdateObjects')),
		...(load(
			'./nodes/HubSpotMarketingEvents/operations/upsertEvents.js',
		) as typeof import('../nodes/HubSpotMarketingEvents/operations/upsertEvents')),
	};
}

/** Conference `n` as it comes out of a spreadsheet: nine fields, about 300 bytes. */
const event = (n: number): IDataObject => ({
	externalAccountId: 'acct-1',
	externalEventId: `conf-${n}`,
	eventName: `Conference on Marketing Operations, Session ${n}`,
	eventOrganizer: 'The Organisers of Conferences Ltd.',
	startDateTime: `2027-0${1 + (n % 9)}-1${n % 10}T09:00:00Z`,
	endDateTime: `2027-0${1 + (n % 9)}-1${n % 10}`.concat('T17:30:00Z'),
	eventType: ['CONFERENCE', 'WEBINAR', 'WORKSHOP'][n % 3],
	eventUrl: `https://www.example.com/conferences/${n}`,
	eventDescription: 'Talks, workshops and a dinner.',
});

export interface OwnCpuJob {
	what: 'contacts' | 'events';
	count: number;
	runs: number;
}

const PHASES = ['map', 'plan', 'settle', 'output'] as const;
type Phase = (typeof PHASES)[number];

type Job = (replies: unknown[] | undefined, onBatch: (batch: Batch) => void) => unknown;

/**
 * The calls that a list takes, and what HubSpot answers. In a function of its own, so that the fake and
 * all that it holds are gone before anything is measured: each collection of garbage would go through it.
 */
function callsOf(
	product: ReturnType<typeof shipped>,
	row: Operation,
	place: Place,
	what: OwnCpuJob['what'],
	work: Job,
	count: number,
): { bodies: object[]; texts: string[] } {
	const { send } = row.effect as Write;
	const hubspot = new FakeHubSpot({
		defaults: false,
		keepCalls: false,
		keepApplied: false,
		...(what === 'contacts' && { records: { objectType: 'contacts', count } }),
	});
	const bodies: object[] = [];
	const texts: string[] = [];
	work(undefined, ({ entries }) => {
		const inputs = entries.map(({ input }) => input);
		const { method, path: below, body = {} } = product.callOf(send, inputs, place);
		const answer = hubspot.handle({
			method,
			path: product.renderPath(place.version, send.family, below, place.parameters),
			headers: { authorization: `Bearer ${DEFAULT_TOKEN}`, 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${answer.body}`);
		bodies.push(body);
		texts.push(answer.body);
	});
	return { bodies, texts };
}

/** Pairs of the product's own work and of the bare JSON, in turns, in one process. */
export async function ownCpu({ what, count, runs }: OwnCpuJob) {
	const product = shipped();
	const row = what === 'contacts' ? product.batchUpdateObjects : product.upsertEvents;
	const list =
		what === 'contacts' ? contacts(count) : Array.from({ length: count }, (_, n) => event(n));
	const items: INodeExecutionData[] = list.map((json) => ({ json }));
	const place: Place = {
		version: product.DEFAULT_VERSION,
		parameters: what === 'contacts' ? { objectType: 'contacts' } : {},
	};

	const work = (replies: unknown[] | undefined, onBatch: (batch: Batch) => void) =>
		pipeline(product, row, place, items, replies, onBatch);

	const { bodies, texts } = callsOf(product, row, place, what, work, count);
	// Anew for each run, because a run keeps and changes what it is given.
	const answers = () => texts.map((text) => JSON.parse(text) as unknown);
	const requestBytes = bodies.reduce((sum, body) => sum + JSON.stringify(body).length, 0);
	const replyBytes = texts.reduce((sum, text) => sum + text.length, 0);

	const own: number[] = [];
	const json: number[] = [];
	const secrets: number[] = [];
	const phases: Record<Phase, number[]> = { map: [], plan: [], settle: [], output: [] };
	const WARM_UP = 2;
	for (let run = -WARM_UP; run < runs; run++) {
		const replies = answers();
		collect();
		let ms = cpuOf(() => {
			const done = work(replies, () => {});
			if (done.succeeded !== count) throw new Error(`${done.succeeded} of ${count} succeeded`);
			if (run >= 0) for (const phase of PHASES) phases[phase].push(done.ms[phase]);
		});
		if (run >= 0) own.push(ms);
		collect();
		let length = 0;
		ms = cpuOf(() => {
			for (const body of bodies) length += JSON.stringify(body).length;
			for (const text of texts) length += Object.keys(JSON.parse(text) as object).length;
		});
		if (!length) throw new Error('Nothing was written');
		if (run >= 0) json.push(ms);
		collect();
		// What `http.ts` does to each answer beside: look through it for secrets.
		ms = cpuOf(() => {
			for (const body of replies) {
				const answer = { kind: 'reply', reply: { status: 200, headers: {}, body } };
				if (JSON.stringify(answer).includes(DEFAULT_TOKEN)) length++;
			}
		});
		if (run >= 0) secrets.push(ms);
	}
	return { own, json, secrets, phases, calls: bodies.length, requestBytes, replyBytes };
}

/** What `reading.ts` and `run.ts` do with items, minus n8n and HTTP. */
function pipeline(
	product: ReturnType<typeof shipped>,
	row: Operation,
	place: Place,
	items: INodeExecutionData[],
	replies: unknown[] | undefined,
	onBatch: (batch: Batch) => void,
) {
	const effect = row.effect as Write;
	const endpoint = effect.send;
	const ms = { map: 0, plan: 0, settle: 0, output: 0 };
	let at = performance.now();
	const lap = (phase: Phase) => {
		const now = performance.now();
		ms[phase] += now - at;
		at = now;
	};

	const fields = product.fieldsOf({
		mappingMode: 'autoMapInputData',
		value: null,
		matchingColumns: endpoint.family === 'objects' ? ['hs_object_id'] : [],
		schema: [],
	});
	const schema = row.form.input({ timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() });
	const planner = new product.Planner(endpoint);
	const outcomes: Told[] = [];
	let calls = 0;
	const send = () => {
		for (let batch = planner.ready.shift(); batch; batch = planner.ready.shift()) {
			onBatch(batch);
			const body = replies?.[calls++];
			if (!body) continue;
			at = performance.now();
			const reply = { status: 200, headers: {}, body };
			const sent = { verdict: 'answered' as const, reply, maybeApplied: false };
			for (const outcome of product.settleAnswer(effect, endpoint, batch.entries, sent)) {
				outcomes.push(product.tell(row, outcome));
			}
			batch.entries = [];
			batch.after = [];
			lap('settle');
		}
		at = performance.now();
	};
	for (let from = 0; from < items.length; from += endpoint.limit) {
		const entries: Entry[] = [];
		for (let item = from; item < Math.min(items.length, from + endpoint.limit); item++) {
			const raw = row.form.fromFields(fields(undefined, items[item].json));
			const trace = `n8n-1-lq2v8x-${item}`;
			const entry = product.toEntry(row, schema, raw, { item, place, trace });
			if (product.isFailed(entry)) outcomes.push(product.tell(row, entry));
			else entries.push(entry);
		}
		lap('map');
		for (const entry of entries) planner.add(entry);
		lap('plan');
		send();
	}
	planner.finish();
	lap('plan');
	send();
	const sorted = [...outcomes].sort((a, b) => a.item - b.item);
	const output = product.toItems(sorted, items, 'result');
	lap('output');
	return { ms, succeeded: output.filter(({ json }) => !('error' in json)).length };
}

const collect = () => (globalThis as { gc?: () => void }).gc?.();

function cpuOf(work: () => void): number {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

export async function ownCpuRatio(quick: boolean): Promise<Figure[]> {
	const count = quick ? 20_000 : 100_000;
	const cases: Figure['cases'] = {};
	let value = NaN;
	let spread: Figure['spread'];
	for (const what of ['contacts', 'events'] as const) {
		const done = await inFreshProcess<typeof ownCpu>('ownCpu', {
			what,
			count,
			runs: quick ? 3 : 5,
		});
		const { own, json, secrets, phases, requestBytes, replyBytes } = done;
		const ratio = spreadOf(ratios(own, json));
		if (what === 'contacts') {
			value = ratio.median;
			spread = ratio;
		}
		const perRecord = (ms: number[]) => rounded((median(ms) * 1000) / count);
		cases[what] = {
			ratio,
			records: count,
			ownMs: spreadOf(own),
			jsonMs: spreadOf(json),
			microsecondsPerRecord: {
				own: perRecord(own),
				json: perRecord(json),
				...Object.fromEntries(PHASES.map((phase) => [phase, perRecord(phases[phase])])),
				besidesLookingForSecretsInAnswers: perRecord(secrets),
			},
			bytesPerRecord: {
				sent: rounded(requestBytes / count),
				received: rounded(replyBytes / count),
			},
		};
	}
	const note = `processor time of map, plan, settle, output / of the JSON, ${count} generated contacts`;
	return [{ name: 'ownCpuRatio', value, spread, target: { most: 3 }, cases, note }];
}

// ---------------------------------------------------------------- memory, growth, calls

/**
 * A HubSpot that answers at once and, with 500 calls a second, allows more than this machine can send.
 * Without any limit the fake would announce its default, and the product would keep to that.
 */
const unlimited = (count: number) =>
	spawnFakeHubSpot({
		defaults: false,
		records: { objectType: 'contacts', count },
		limits: { perTenSeconds: 5_000, perDay: 10_000_000 },
		keepCalls: false,
		keepApplied: false,
	});

export async function peakMemoryAndCalls(quick: boolean): Promise<Figure[]> {
	const sizes = quick ? [10_000, 20_000] : [10_000, 100_000];
	const largest = sizes[sizes.length - 1];
	const calls: Record<string, number[]> = {};
	const grown: number[] = [];
	const perRequestByte: number[] = [];
	const held: number[] = [];
	const bare: number[] = [];
	const kept: number[] = [];
	const bareKept: number[] = [];
	for (const count of sizes) {
		const fake = await unlimited(count);
		calls[count] = [];
		for (let run = 0; run < 3; run++) {
			await fake.reset();
			const { url, token } = fake;
			const done = await inFreshProcess<typeof updateContacts>('updateContacts', {
				url,
				token,
				count,
				weigh: true,
			});
			assertWritten(done, count);
			const seen = await fake.statistics();
			// A process reads the definitions once in ten minutes, however many lists it writes.
			calls[count].push((seen.calls - seen.definitionReads) / Math.ceil(count / 100));
			if (count !== largest) continue;
			grown.push(done.peakRssBytes / done.inputBytes);
			perRequestByte.push(done.peakRssBytes / seen.requestBytes);
			held.push(done.heldRssBytes / 1e6);
			kept.push(done.keptBytes / 1e6);
			await fake.reset();
			const floor = await inFreshProcess<typeof keepAnswers>('keepAnswers', { url, token, count });
			if (floor.written !== count) throw new Error(`${floor.written} of ${count} written`);
			bare.push(floor.peakRssBytes / floor.inputBytes);
			bareKept.push(floor.keptBytes / 1e6);
		}
		await fake.close();
	}
	const worst = Math.max(...Object.values(calls).flat());
	const callCases = Object.fromEntries(
		Object.entries(calls).map(([count, each]) => [`${count} items`, spreadOf(each)]),
	);
	const memory = spreadOf(ratios(grown, bare));
	return [
		{
			name: 'callsRatio',
			value: worst,
			spread: spreadOf(Object.values(calls).flat()),
			target: { most: 1 },
			cases: callCases,
			note: `calls (but for the one that reads the definitions) / ceil(n/100), clean lists of ${sizes.join(' and ')}; the worst run counts`,
		},
		{
			name: 'peakMemoryRatio',
			value: memory.median,
			spread: memory,
			target: { most: 1.15 },
			cases: {
				perByteOfItems: spreadOf(grown),
				perByteOfItemsByTheBareFetch: spreadOf(bare),
				perByteSent: spreadOf(perRequestByte),
				keptMegabytes: spreadOf(kept),
				keptByTheBareFetchMegabytes: spreadOf(bareKept),
				heldBeforeMegabytes: spreadOf(held),
			},
			note: `peak growth of the process / that of a bare fetch that keeps the answers, ${largest} items, no latency`,
		},
	];
}

export function assertWritten(
	done: { written: number; failed: number; firstFailure?: string },
	count: number,
): void {
	if (done.written === count && !done.failed) return;
	throw new Error(
		`${done.written} of ${count} written, ${done.failed} failed: ${done.firstFailure}`,
	);
}

export async function growth(quick: boolean): Promise<Figure[]> {
	const sizes = [
		{ count: 1_000, times: quick ? 10 : 20 },
		{ count: 10_000, times: quick ? 1 : 4 },
		{ count: quick ? 30_000 : 100_000, times: 1 },
	];
	const fake = await unlimited(100_000);
	const { url, token } = fake;
	const own: number[][] = sizes.map(() => []);
	const wall: number[][] = sizes.map(() => []);
	for (let run = 0; run < (quick ? 2 : 5); run++) {
		for (const [at, { count, times }] of sizes.entries()) {
			const given = { url, token, count, times, warmUp: 20_000 };
			const done = await inFreshProcess<typeof updateContacts>('updateContacts', given);
			assertWritten(done, count * times);
			own[at].push((done.cpuMs * 1000) / (count * times));
			wall[at].push((mean(done.executionMs) * 1000) / count);
		}
	}
	await fake.close();
	const perRun = own[0].map((_, run) => {
		const each = own.map((size) => size[run]);
		return Math.max(...each) / Math.min(...each);
	});
	const medians = own.map(median);
	const cases = Object.fromEntries(
		sizes.map(({ count }, at) => [
			`${count} items`,
			{
				cpuMicrosecondsPerRecord: spreadOf(own[at]),
				wallMicrosecondsPerRecord: spreadOf(wall[at]),
			},
		]),
	);
	return [
		{
			name: 'growth',
			value: Math.max(...medians) / Math.min(...medians),
			spread: spreadOf(perRun),
			target: { most: 1.3 },
			cases,
			note: `processor time per record at ${sizes.map(({ count }) => count).join(', ')} items, most / least, node on n8n's engine`,
		},
	];
}
