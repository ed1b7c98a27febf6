/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, never shipped */
/**
 * Wave after wave of executions in one process, as an n8n instance lives through a day: the built
 * nodes on n8n's own engine, real sockets, a fake HubSpot in a process of its own that is ten times
 * as fast. Some waves fail, in each one execution is cancelled. Nothing may grow: heap, handles, governors.
 *
 * npm run soak [-- --minutes N] [--json]    N minutes' worth of traffic; takes a tenth of them
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

import type { IDataObject, INode } from 'n8n-workflow';

import type * as Pace from '../nodes/engine/governor';
import type { Fault } from '../test/fake-hubspot/hubspot';
import { spawnFakeHubSpot, type FakeProcess } from '../test/fake-hubspot/process';
import { PACKAGE, runWorkflow } from '../test/host/engine';
import { Dice } from './dice';

const { values } = parseArgs({
	options: {
		minutes: { type: 'string', default: '30' },
		json: { type: 'boolean', default: false },
	},
});

/** HubSpot's ten seconds are one here. */
const SCALE = 10;
const MEGABYTE = 1024 * 1024;
/** What late waves may hold more than early ones. */
const MOST = { heapShare: 0.03, heapMb: 3, handles: 8 };
/** Accounts of the instance: each has a governor as long as it is used. */
const ACCOUNTS = 3;
const EXECUTIONS = 4;
const ITEMS = 1_200;
const RECORDS = 5_000;

// The very module that n8n loads.
const { Governor, governorOf } = createRequire(__filename)(
	path.resolve(__dirname, '../dist/nodes/engine/governor.js'),
) as typeof Pace;

/** Every governor there ever was, without keeping it alive. */
const governors = new Set<WeakRef<Pace.Governor>>();
const known = new WeakSet<Pace.Governor>();
const enter = Governor.prototype.lane;
Governor.prototype.lane = function (this: Pace.Governor, ...given) {
	if (!known.has(this)) {
		known.add(this);
		governors.add(new WeakRef(this));
	}
	return enter.apply(this, given);
};

interface Inside {
	lanes: Array<{ tickets: unknown[] }>;
	starts: unknown[];
	underWay: number;
}

function governorState() {
	const alive = [...governors]
		.map((reference) => reference.deref() as unknown as Inside | undefined)
		.filter((governor): governor is Inside => governor !== undefined);
	const sum = (count: (governor: Inside) => number) =>
		alive.reduce((total, governor) => total + count(governor), 0);
	return {
		governors: alive.length,
		lanes: sum(({ lanes }) => lanes.length),
		tickets: sum(({ lanes }) => lanes.flatMap(({ tickets }) => tickets).length),
		underWay: sum(({ underWay }) => underWay),
		starts: sum(({ starts }) => starts.length),
	};
}

const pause = async (ms: number) => await new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Until only what is held is left: what a collection frees may free more. */
async function collect(): Promise<void> {
	if (!global.gc) throw new Error('Needs node --expose-gc');
	for (let turn = 0; turn < 4; turn++) {
		await pause(20);
		global.gc();
	}
}

interface Measured extends ReturnType<typeof governorState> {
	wave: number;
	seconds: number;
	calls: number;
	items: number;
	done: number;
	failed: number;
	heapMb: number;
	handles: number;
	sockets: number;
}

async function measure(): Promise<Pick<Measured, 'heapMb' | 'handles' | 'sockets'>> {
	await collect();
	const handles = process.getActiveResourcesInfo();
	return {
		heapMb: Math.round((process.memoryUsage().heapUsed / MEGABYTE) * 10) / 10,
		handles: handles.length,
		sockets: handles.filter((name) => name === 'TCPSocketWrap').length,
	};
}

// ---------------------------------------------------------------- traffic

const FAULTS: Fault[] = [
	{ kind: 'serverError', status: 502, applied: true, html: true },
	{ kind: 'serverError', status: 503, applied: false },
	{ kind: 'reset', applied: true },
	{ kind: 'truncate' },
	{ kind: 'forgetResults', count: 2 },
	{ kind: 'rejectSome', count: 3, named: true, category: 'CONFLICT' },
	{ kind: 'multiStatusWithoutErrors' },
	{ kind: 'notJson', status: 200 },
	{ kind: 'rateLimit', policy: 'SECONDLY' },
];

const OPERATIONS = [
	{
		node: 'hubSpotCrmObjects',
		operation: 'batchUpdateObjects',
		objectType: { __rl: true, mode: 'id', value: 'contacts' },
		item: (n: number) => ({ id: String(1 + (n % RECORDS)), properties: { lastname: `x${n}` } }),
	},
	{
		node: 'hubSpotMarketingEvents',
		operation: 'upsertEvents',
		item: (n: number) => ({
			externalAccountId: 'a',
			externalEventId: `e${n % 2_000}`,
			eventName: `Event ${n}`,
			eventOrganizer: 'ACME',
		}),
	},
	{
		node: 'hubSpotCrmObjects',
		operation: 'batchUpsertObjects',
		objectType: { __rl: true, mode: 'id', value: 'contacts' },
		item: (n: number) => ({
			id: `person${1 + (n % RECORDS)}@example.com`,
			idProperty: 'email',
			properties: { lastname: `x${n}` },
		}),
	},
	{
		node: 'hubSpotCrmObjects',
		operation: 'batchReadObjects',
		objectType: { __rl: true, mode: 'id', value: 'contacts' },
		properties: ['lastname'],
		// Every third question is asked again.
		item: (n: number) => ({ id: String(1 + ((n % 3 ? n : n % 40) % RECORDS)) }),
	},
];

interface Wave {
	fake: FakeProcess;
	number: number;
	dice: Dice;
}

/** One execution; gives back how many items were done and failed, or nothing where it was stopped. */
async function execute({ fake, number, dice }: Wave, index: number) {
	const { node, item, ...rest } = OPERATIONS[(number + index) % OPERATIONS.length];
	const id = `account-${(number + index) % ACCOUNTS}`;
	const stops = index === 2;
	const cancelled = index === EXECUTIONS - 1;
	const input: IDataObject[] = Array.from({ length: ITEMS }, (_, n) =>
		// Some are not valid; where everything stops at the first failure, none.
		n % 97 === 5 && !stops ? { stranger: n } : item(n + number),
	);
	const plain = { typeVersion: 1, type: 'test.passThrough', parameters: {} };
	const hubspot: INode = {
		id: 'b',
		name: 'HubSpot',
		type: `${PACKAGE}.${node}`,
		typeVersion: 1,
		position: [1, 0],
		parameters: {
			authentication: 'accessToken',
			inputMode: 'json',
			json: '={{ $json }}',
			...rest,
			options: { batchSize: 20 },
		},
		credentials: { hubSpotBatchAccessTokenApi: { id, name: id } },
		onError: stops ? undefined : 'continueErrorOutput',
	};
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	const { items } = await runWorkflow({
		nodes: [
			{ ...plain, id: 'a', name: 'Source', position: [0, 0] },
			hubspot,
			{ ...plain, id: 'c', name: 'Done', position: [2, 0] },
		],
		connections: { Source: { main: [to('HubSpot')] }, HubSpot: { main: [to('Done')] } },
		start: 'Source',
		input,
		credentials: {
			[id]: {
				type: 'hubSpotBatchAccessTokenApi',
				data: { accessToken: fake.token, baseUrl: fake.url },
			},
		},
		...(cancelled && {
			onStart: (cancel) => void setTimeout(cancel, dice.int(20, 400)),
		}),
	});
	return { done: items('HubSpot').length, failed: items('HubSpot', 1).length };
}

async function runWave(wave: Wave) {
	const { fake, number, dice } = wave;
	// Every third wave fails here and there.
	if (number % 3 === 2) {
		const faults = dice.list(12, () => (dice.chance(0.5) ? dice.pick(FAULTS) : null));
		await fake.nextFaults('faults', ...faults);
	}
	const all = await Promise.all(dice.list(EXECUTIONS, async (index) => await execute(wave, index)));
	const sum = (name: 'done' | 'failed') => all.reduce((total, each) => total + each[name], 0);
	return { items: EXECUTIONS * ITEMS, done: sum('done'), failed: sum('failed') };
}

// ---------------------------------------------------------------- judgement

const median = (numbers: number[]) =>
	[...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** What grew from the early waves to the late ones; the first ones still warm up. */
function growth(waves: Measured[]): string[] {
	const third = Math.floor(waves.length / 3);
	const early = waves.slice(Math.min(2, third), third + 1);
	const late = waves.slice(-third);
	const of = (name: 'heapMb' | 'handles' | 'sockets') => ({
		before: median(early.map((wave) => wave[name])),
		after: median(late.map((wave) => wave[name])),
	});
	const grown: string[] = [];
	const heap = of('heapMb');
	if (heap.after > heap.before * (1 + MOST.heapShare) + MOST.heapMb) {
		grown.push(`heap from ${heap.before} to ${heap.after} MB`);
	}
	for (const name of ['handles', 'sockets'] as const) {
		const { before, after } = of(name);
		if (after > before + MOST.handles) grown.push(`${name} from ${before} to ${after}`);
	}
	for (const { wave, lanes, tickets, underWay, governors: count } of waves) {
		if (lanes || tickets || underWay) {
			grown.push(`after wave ${wave}: ${lanes} lanes, ${tickets} tickets, ${underWay} under way`);
		}
		if (count > ACCOUNTS)
			grown.push(`after wave ${wave}: ${count} governors, ${ACCOUNTS} accounts`);
	}
	return grown;
}

async function soak(minutes: number): Promise<boolean> {
	const fake = await spawnFakeHubSpot({
		records: { objectType: 'contacts', count: RECORDS },
		limits: { perTenSeconds: 190 * SCALE, perDay: 1e9, windowMs: 10_000 / SCALE },
		latency: { medianMs: 400 / SCALE, maxMs: 2_000 / SCALE, seed: 1 },
		keepCalls: false,
		keepApplied: false,
	});
	const dice = new Dice(7);
	const waves: Measured[] = [];
	const startedAt = Date.now();
	const untilMs = startedAt + (minutes * 60_000) / SCALE;
	const columns = ['wave', 'seconds', 'items', 'done', 'failed', 'calls'] as const;
	const kept = ['heapMb', 'handles', 'sockets', 'governors', 'tickets', 'starts'] as const;
	const row = (cells: unknown[]) => cells.map((cell) => String(cell).padStart(9)).join(' ');
	if (!values.json) console.log(row([...columns, ...kept]));
	try {
		while (Date.now() < untilMs || waves.length < 6) {
			const number = waves.length;
			const from = Date.now();
			const { calls: before } = await fake.statistics();
			const done = await runWave({ fake, number, dice });
			const { calls } = await fake.statistics();
			const seconds = Math.round((Date.now() - from) / 100) / 10;
			const state = { ...(await measure()), ...governorState() };
			const wave = { wave: number, seconds, calls: calls - before, ...done, ...state };
			waves.push(wave);
			if (!values.json) console.log(row([...columns, ...kept].map((name) => wave[name])));
		}
		const grown = growth(waves);
		// An account that is not used any more is forgotten when another one is.
		governorOf('another account', performance.now() + 3_600_000);
		await collect();
		const left = governorState();
		if (left.governors) grown.push(`${left.governors} governors of accounts long unused`);
		const unknown = await fake.unknownRoutes();
		if (unknown.length) grown.push(`calls the fake does not know: ${unknown.join(', ')}`);
		const calls = waves.reduce((sum, wave) => sum + wave.calls, 0);
		const items = waves.reduce((sum, wave) => sum + wave.items, 0);
		const seconds = Math.round((Date.now() - startedAt) / 1000);
		if (values.json) {
			console.log(
				JSON.stringify({
					minutes,
					seconds,
					waves: waves.length,
					items,
					calls,
					grown,
					last: waves.at(-1),
				}),
			);
		} else {
			console.log(
				`\n${waves.length} waves, ${items} items, ${calls} calls in ${seconds} s (${minutes} minutes' worth).`,
			);
			console.log(grown.length ? `Grown:\n  ${grown.join('\n  ')}` : 'Nothing has grown.');
		}
		return !grown.length;
	} finally {
		await fake.close();
	}
}

soak(Number(values.minutes)).then(
	(good) => process.exit(good ? 0 : 1),
	(error) => {
		console.error(error);
		process.exit(2);
	},
);
