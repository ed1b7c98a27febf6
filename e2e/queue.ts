/* eslint-disable no-console, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs real n8n, never shipped */
/**
 * n8n in queue mode, with real parts: PostgreSQL, Redis, one main and two workers, each with this package
 * in a folder of its own. Ten webhooks at once write to one HubSpot account. Nothing may be lost or
 * written twice, and two processes that know nothing of each other must share HubSpot's limit.
 *
 * npx tsx e2e/queue.ts [--items N] [--json] [--log FILE]    N items in each of the ten executions
 *
 * Ends with 0 where all holds, 1 where something is broken, 3 where this machine cannot run it.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import type { IDataObject } from 'n8n-workflow';

import { contact } from '../bench/contacts';
import type { LoggedCall } from '../test/fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../test/fake-hubspot/server';
import {
	finish,
	install,
	isSignalled,
	NEWEST,
	OWNER,
	PACKAGE,
	startN8n,
	type Installation,
	type N8n,
	type WorkflowNode,
} from './n8n';
import { CannotRun, haveServices, startPostgres, startRedis } from './services';

/** Its name in `npm run e2e -- --only`. */
export const QUEUE = 'queue';
export { CannotRun };

const EXECUTIONS = 10;
const ITEMS = 5_000;
const WORKERS = ['worker 1', 'worker 2'];
/** Of each worker: together they take all ten executions at once, and none can take more than half. */
const CONCURRENCY = EXECUTIONS / WORKERS.length;
/** HubSpot's for a private app of a Professional account. */
const LIMIT = { calls: 190, ms: 10_000 };
const LATENCY = { medianMs: 400, maxMs: 2_000, seed: 1 };
/** One item in so many is a record that HubSpot does not have … */
const UNKNOWN_EVERY = 1_000;
/** … and this one of each list has no record ID at all. */
const WITHOUT_ID = 1_234;
/**
 * Calls turned away with 429, at most, for each one that is needed: two processes that fill one window
 * learn of each other only from answers.
 */
const MOST_429 = 0.2;
/** Of the execution by hand: more than HubSpot's window holds, so that it has to wait and say so. */
const BY_HAND_ITEMS = 20_000;

export interface QueueResult {
	/** Which n8n, PostgreSQL and Redis. */
	parts: string;
	/** What was held against what happened; empty where all is well. */
	broken: string[];
	figures: Record<string, number>;
	/** What a person reads. */
	table: string;
}

// ---------------------------------------------------------------- the lists

/** Record IDs from here on do not exist. */
const FAR = 900_000_000;

interface Expected {
	json: IDataObject;
	outcome: 'written' | 'rejected' | 'invalid';
	id: string;
}

/** The list of one execution. No record is in two lists. */
function list(execution: number, count: number): Expected[] {
	return Array.from({ length: count }, (_, index) => {
		const n = execution * count + index + 1;
		const json = contact(n);
		if (index === WITHOUT_ID) {
			return { json: { ...json, hs_object_id: '' }, outcome: 'invalid', id: String(n) };
		}
		if (index % UNKNOWN_EVERY === 17) {
			const id = String(FAR + n);
			return { json: { ...json, hs_object_id: id }, outcome: 'rejected', id };
		}
		return { json, outcome: 'written', id: String(n) };
	});
}

/** Which execution an input of a call belongs to: its record ID says so. */
function executionOf(requestBody: unknown, count: number): number {
	const { inputs } = requestBody as { inputs: Array<{ id: string }> };
	return Math.floor(((Number(inputs[0].id) % FAR) - 1) / count);
}

interface Credential {
	id: string;
	name: string;
}

const chain = (nodes: WorkflowNode[]) =>
	Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, n) => [nodes[n].name, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
	);

/** A trigger that brings a list in one of its fields, and the list to HubSpot. */
function workflow(name: string, trigger: WorkflowNode, field: string, credential: Credential) {
	const nodes: WorkflowNode[] = [
		trigger,
		{
			name: 'Split Out',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: field, options: {} },
		},
		{
			name: 'HubSpot',
			type: `${PACKAGE}.hubSpotCrmObjects`,
			parameters: {
				authentication: 'accessToken',
				operation: 'batchUpdateObjects',
				objectType: { __rl: true, mode: 'id', value: 'contacts' },
				inputMode: 'fields',
				fields: {
					mappingMode: 'autoMapInputData',
					value: null,
					matchingColumns: ['hs_object_id'],
					schema: [],
				},
				options: {},
			},
			credentials: { hubSpotBatchAccessTokenApi: credential },
			onError: 'continueRegularOutput',
		},
	];
	return { name, nodes, connections: chain(nodes) };
}

const WEBHOOK: WorkflowNode = {
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	webhookId: 'b1e4e7a8-5f0c-4a0e-9d5c-0d1f6f1f5c11',
	parameters: {
		httpMethod: 'POST',
		path: 'queue-mode',
		// The answer is what the last node gave out, for every item: the outcomes.
		responseMode: 'lastNode',
		responseData: 'allEntries',
		options: {},
	},
};
const BY_HAND: WorkflowNode = {
	name: 'By Hand',
	type: 'n8n-nodes-base.manualTrigger',
	parameters: {},
};

// ---------------------------------------------------------------- who called

interface Caller {
	calls: number;
	refused: number;
}

/** Which socket belongs to which process, as the kernel knows it. */
class Sockets {
	private readonly known = new Map<number, string>();

	constructor(
		private readonly port: number,
		private readonly pids: Map<number, string>,
	) {}

	/** The process at the other end of a connection to the fake, by that end's port. */
	ownerOf(port: number): string {
		// A port is used again after a while; but then the old line is long closed: see `forget`.
		const found = this.known.get(port) ?? this.search(port);
		this.known.set(port, found);
		return found;
	}

	forget(port: number): void {
		this.known.delete(port);
	}

	private search(port: number): string {
		const hex = (n: number) => n.toString(16).toUpperCase().padStart(4, '0');
		for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
			for (const line of readFileSync(file, 'latin1').split('\n')) {
				const [, local = '', remote = '', , , , , , , inode] = line.trim().split(/\s+/);
				if (!local.endsWith(`:${hex(port)}`) || !remote.endsWith(`:${hex(this.port)}`)) continue;
				for (const [pid, name] of this.pids) if (this.holds(pid, inode)) return name;
			}
		}
		return 'nobody we know';
	}

	private holds(pid: number, inode: string): boolean {
		const folder = `/proc/${pid}/fd`;
		return readdirSync(folder).some((fd) => {
			try {
				return readlinkSync(path.join(folder, fd)) === `socket:[${inode}]`;
			} catch {
				return false;
			}
		});
	}
}

/** Counts each call at the fake by the process it came from. The fake has to run in this process. */
function watchSockets(port: number, pids: Map<number, string>) {
	const callers = new Map<string, Caller>();
	const sockets = new Sockets(port, pids);
	const look = (told: unknown) => {
		const { request, response } = told as { request: IncomingMessage; response: ServerResponse };
		const { localPort, remotePort = 0 } = request.socket;
		// Each process asks for the definitions of properties now and then, which writes nothing.
		if (localPort !== port || request.method === 'GET') return;
		const name = sockets.ownerOf(remotePort);
		request.socket.once('close', () => sockets.forget(remotePort));
		const caller = callers.get(name) ?? { calls: 0, refused: 0 };
		callers.set(name, caller);
		caller.calls++;
		response.once('finish', () => {
			if (response.statusCode === 429) caller.refused++;
		});
	};
	subscribe('http.server.request.start', look);
	return { callers, stop: () => unsubscribe('http.server.request.start', look) };
}

// ---------------------------------------------------------------- the run

export interface QueueOptions {
	/** of n8n; default: the newest that this package is tested with */
	installation?: Installation;
	/** in each execution */
	items?: number;
	/** A line for each call goes to this file: after how many ms, of which worker and execution, its status. */
	log?: string;
	say?: (line: string) => void;
}

/**
 * Starts it all, runs it, stops it all, whatever happens (`leaving.ts` sees to Ctrl-C).
 * @throws CannotRun where this machine has not got what it takes
 */
export async function queueMode(options: QueueOptions = {}): Promise<QueueResult> {
	const { say = console.log } = options;
	haveServices(say);
	const stops: Array<() => Promise<void>> = [];
	try {
		return await run(options, say, (stop) => stops.push(stop));
	} finally {
		for (const stop of stops.reverse()) await stop();
	}
}

async function run(
	options: QueueOptions,
	say: (line: string) => void,
	later: (stop: () => Promise<void>) => void,
): Promise<QueueResult> {
	const { items: count = ITEMS } = options;
	const installation = options.installation ?? (await install(NEWEST, say));

	const calls: LoggedCall[] = [];
	const fake = await startFakeHubSpot({
		limits: { perTenSeconds: LIMIT.calls, perDay: 625_000, windowMs: LIMIT.ms },
		latency: LATENCY,
		records: { objectType: 'contacts', count: EXECUTIONS * count },
		defaults: false, // any property will do
		keepCalls: false,
		onCall: (call) => {
			if (call.method !== 'GET') calls.push({ ...call, replyBody: null });
		},
	});
	later(fake.close);

	const postgres = await startPostgres();
	later(postgres.stop);
	const redis = await startRedis();
	later(redis.stop);
	const parts = `n8n ${installation.version}, PostgreSQL ${postgres.version}, Redis ${redis.version}`;
	say(`Queue mode: ${parts}; main and ${WORKERS.length} workers start …`);

	const env = {
		EXECUTIONS_MODE: 'queue',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_PASSWORD: postgres.password,
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		QUEUE_BULL_REDIS_PASSWORD: redis.password,
		QUEUE_HEALTH_CHECK_ADDRESS: '127.0.0.1',
		// A worker waits so long for what it runs when it is to end; by then all is done, or was interrupted.
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
		// As n8n 3 always does it: what a person runs by hand goes to a worker too.
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
	};
	// The main first, because it makes the tables. Each gets a home of its own with the package in it.
	const main = await startN8n(installation, { env });
	later(main.stop);
	const workers = await Promise.all(
		WORKERS.map(async (name) => {
			const args = [`--concurrency=${CONCURRENCY}`];
			const worker = await startN8n(installation, { env, command: 'worker', args });
			later(worker.stop);
			await main.until(
				`${name} to take jobs`,
				async () => await fetch(`${worker.url}/healthz/readiness`),
				({ ok }) => ok,
			);
			return { name, worker };
		}),
	);

	const { id, name } = await main.saveCredential('hubSpotBatchAccessTokenApi', 'The account', {
		accessToken: fake.token,
		baseUrl: fake.url,
	});
	const credential = { id, name };
	const workflowId = await main.saveWorkflow(
		workflow('Ten at once', WEBHOOK, 'body.items', credential),
	);
	await main.publish(workflowId);

	const lists = Array.from({ length: EXECUTIONS }, (_, n) => list(n, count));
	const pids = new Map([
		[main.pid, 'main'],
		...workers.map(({ worker, name }) => [worker.pid, name] as const),
	]);
	const watched = watchSockets(Number(new URL(fake.url).port), pids);
	later(async () => void watched.stop());

	say(`${EXECUTIONS} webhooks at once, each with ${number(count)} items …`);
	const startedAt = Date.now();
	const replies = await Promise.all(
		lists.map(async (wanted, execution) => {
			const items = wanted.map(({ json }) => json);
			const reply = await post(`${main.url}/webhook/queue-mode`, { execution, items });
			return { ...reply, afterMs: Date.now() - startedAt };
		}),
	);
	const wallMs = Date.now() - startedAt;
	watched.stop();

	const { workerOf, broken } = await whoRan(main, workflowId, workers);
	broken.push(...outcomesBroken(lists, replies), ...accountBroken(fake, lists));
	const seen = calls.map(
		({ at, status, requestBody, replyHeaders }): Seen => ({
			ms: at - startedAt,
			execution: executionOf(requestBody, count),
			worker: workerOf.get(executionOf(requestBody, count)) ?? 'nobody',
			status,
			remaining: Number(replyHeaders['x-hubspot-ratelimit-remaining']),
		}),
	);
	if (options.log !== undefined) {
		writeFileSync(options.log, seen.map((call) => `${JSON.stringify(call)}\n`).join(''));
	}
	const shares = WORKERS.map((name) => ({
		name,
		executions: [...workerOf.values()].filter((each) => each === name).length,
		...countOf(seen.filter(({ worker }) => worker === name)),
		bySocket: watched.callers.get(name) ?? { calls: 0, refused: 0 },
	}));
	broken.push(...sharesBroken(shares, watched.callers));

	const all = countOf(seen);
	const needed = EXECUTIONS * Math.ceil((count - (count > WITHOUT_ID ? 1 : 0)) / 100);
	if (all.accepted !== needed)
		broken.push(`${needed} calls are needed, ${all.accepted} were accepted`);
	const most429 = Math.floor(needed * MOST_429);
	if (all.refused > most429)
		broken.push(`${all.refused} calls were 429s, at most ${most429} may be`);

	say('one execution by hand, with an editor that listens …');
	const good = lists.flat().filter(({ outcome }) => outcome === 'written');
	const told = await progressOf(main, workers, credential, good.slice(0, BY_HAND_ITEMS));
	broken.push(...told.broken);

	const expected = (outcome: Expected['outcome']) =>
		lists.flat().filter((each) => each.outcome === outcome).length;
	const figures = {
		itemsIn: EXECUTIONS * count,
		outcomesOut: replies.reduce(
			(sum, { body }) => sum + (Array.isArray(body) ? body.length : 0),
			0,
		),
		written: expected('written'),
		rejected: expected('rejected'),
		invalid: expected('invalid'),
		calls: all.calls,
		callsNeeded: needed,
		refused429: all.refused,
		most429,
		wallMs,
		callsMs: all.lastMs - all.firstMs,
		leastMs: Math.floor((needed - 1) / LIMIT.calls) * LIMIT.ms,
		progressMessages: told.messages.length,
	};
	return { parts, broken, figures, table: tableOf(parts, shares, all, figures, told) };
}

async function post(url: string, body: object): Promise<Reply> {
	const reply = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
		signal: AbortSignal.timeout(900_000),
	});
	const text = await reply.text();
	try {
		return { status: reply.status, body: JSON.parse(text) as unknown };
	} catch {
		return { status: reply.status, body: text };
	}
}

// ---------------------------------------------------------------- what was seen

/** A call, as the fake saw it. */
interface Seen {
	ms: number;
	execution: number;
	worker: string;
	status: number;
	remaining: number;
}

interface Count extends Caller {
	accepted: number;
	firstMs: number;
	lastMs: number;
}

function countOf(calls: Seen[]): Count {
	const times = calls.map(({ ms }) => ms);
	const refused = calls.filter(({ status }) => status === 429).length;
	return {
		calls: calls.length,
		refused,
		accepted: calls.length - refused,
		firstMs: times.reduce((a, b) => Math.min(a, b), Infinity),
		lastMs: times.reduce((a, b) => Math.max(a, b), -Infinity),
	};
}

interface Share extends Count {
	name: string;
	executions: number;
	bySocket: Caller;
}

const number = (n: number) => n.toLocaleString('en');
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const perSecond = (calls: number, ms: number) => ((1000 * calls) / ms).toFixed(1);

function tableOf(
	parts: string,
	shares: Share[],
	all: Count,
	figures: QueueResult['figures'],
	told: { worker: string; messages: string[] },
): string {
	const row = (...cells: Array<string | number>) =>
		cells
			.map((cell, n) => (n ? String(cell).padStart(n === 6 ? 17 : 12) : String(cell).padEnd(10)))
			.join('');
	const lines = shares.map((share) =>
		row(
			share.name,
			share.executions,
			share.calls,
			share.accepted,
			share.refused,
			`${share.bySocket.calls} / ${share.bySocket.refused}`,
			`${(share.firstMs / 1000).toFixed(1)} to ${(share.lastMs / 1000).toFixed(1)} s`,
		),
	);
	const { itemsIn, outcomesOut, written, rejected, invalid, leastMs, callsMs, wallMs } = figures;
	return [
		`Queue mode: ${parts}; one HubSpot account, ${LIMIT.calls} calls per ${LIMIT.ms / 1000} s, answers after ${LATENCY.medianMs} ms (median)`,
		'',
		row('', 'executions', 'calls', 'accepted', '429s', 'by socket', 'when'),
		...lines,
		row(
			'together',
			EXECUTIONS,
			all.calls,
			all.accepted,
			all.refused,
			'',
			`429s <= ${figures.most429}`,
		),
		'',
		`  items     ${number(itemsIn)} in, ${number(outcomesOut)} outcomes out: ${number(written)} to be written, ${rejected} unknown to HubSpot, ${invalid} without ID`,
		`  time      ${seconds(wallMs)} from the webhooks to the last answer; calls for ${seconds(callsMs)}, ${perSecond(all.accepted, callsMs)} a second of the ${LIMIT.calls / (LIMIT.ms / 1000)} allowed; one process that begins with a burst would take ${seconds(leastMs)}`,
		`  progress  ${told.messages.length} messages of ${told.worker} to the editor${told.messages.length ? `, the last: ${told.messages[told.messages.length - 1]}` : ''}`,
	].join('\n');
}

// ---------------------------------------------------------------- what is held against it

interface Reply {
	status: number;
	body: unknown;
}

/** Every item once, in its place, with the outcome it deserves. */
function outcomesBroken(lists: Expected[][], replies: Reply[]): string[] {
	const broken: string[] = [];
	replies.forEach(({ status, body }, execution) => {
		const wanted = lists[execution];
		if (status !== 200 || !Array.isArray(body)) {
			broken.push(`execution ${execution}: ${status} ${JSON.stringify(body).slice(0, 300)}`);
			return;
		}
		if (body.length !== wanted.length) {
			broken.push(`execution ${execution}: ${wanted.length} items in, ${body.length} out`);
		}
		const wrong = wanted.filter(({ outcome, id }, index) => {
			const got = (body as Array<{ id?: string; error?: { reason?: string; applied?: string } }>)[
				index
			];
			if (outcome === 'written') return got?.error !== undefined || got?.id !== id;
			return got?.error?.reason !== outcome || got.error.applied !== 'no';
		});
		if (!wrong.length) return;
		const index = wanted.indexOf(wrong[0]);
		broken.push(
			`execution ${execution}: ${wrong.length} items have a wrong outcome; item ${index} should be ${wrong[0].outcome}: ${JSON.stringify(body[index]).slice(0, 300)}`,
		);
	});
	return broken;
}

/** The account holds what was sent, each record written once, and nothing else was touched. */
function accountBroken({ hubspot: held }: FakeServer, lists: Expected[][]): string[] {
	const broken: string[] = [];
	const times = new Map<string, number>();
	for (const { key } of held.applied) times.set(key, (times.get(key) ?? 0) + 1);
	const contacts = held.objects('contacts');
	let wrong = 0;
	for (const { json, outcome, id } of lists.flat()) {
		const properties = contacts.get(id)?.properties;
		const written = times.get(`contacts|${id}`) ?? 0;
		times.delete(`contacts|${id}`);
		const good =
			outcome === 'written'
				? written === 1 &&
					Object.entries(json).every(
						([name, value]) => name === 'hs_object_id' || properties?.[name] === value,
					)
				: written === 0 && properties?.phone === undefined;
		if (!good) wrong++;
	}
	if (wrong) broken.push(`${wrong} records do not hold, once, what was sent`);
	if (times.size) broken.push(`${times.size} records were written that nobody sent`);
	for (const strange of [...held.unknownRoutes, ...held.oddities])
		broken.push(`at the fake: ${strange}`);
	return broken;
}

type Worker = { name: string; worker: N8n };

/** Says so in its log. */
const ran = (workers: Worker[], executionId: string) =>
	workers.filter(({ worker }) =>
		worker.log().includes(`Worker started execution ${executionId} (`),
	);

/** Which worker ran which of our lists: the list from n8n's data of the execution, the worker from its log. */
async function whoRan(main: N8n, workflowId: string, workers: Worker[]) {
	const broken: string[] = [];
	const workerOf = new Map<number, string>();
	for (const { id } of await main.executionsOf(workflowId)) {
		const { status, json } = await main.execution(id);
		if (status !== 'success') broken.push(`n8n says of execution ${id}: ${status}`);
		const { execution } = (json('Webhook')[0]?.body ?? {}) as { execution?: number };
		const by = ran(workers, id);
		if (execution === undefined || by.length !== 1 || workerOf.has(execution)) {
			broken.push(`execution ${id}, list ${execution}, was started by ${by.length} workers`);
			continue;
		}
		workerOf.set(execution, by[0].name);
	}
	if (workerOf.size !== EXECUTIONS) {
		broken.push(`n8n knows of ${workerOf.size} executions, not ${EXECUTIONS}`);
	}
	return { workerOf, broken };
}

/** Both took part, and what their logs say is what the kernel says. */
function sharesBroken(shares: Share[], callers: Map<string, Caller>): string[] {
	const broken: string[] = [];
	for (const { name, executions, calls, refused, bySocket } of shares) {
		if (executions !== CONCURRENCY) {
			broken.push(`${name} ran ${executions} executions, not ${CONCURRENCY}`);
		}
		if (calls !== bySocket.calls || refused !== bySocket.refused) {
			broken.push(
				`${name}: ${calls} calls, ${refused} of them 429s, by its log; ${bySocket.calls} and ${bySocket.refused} by its sockets`,
			);
		}
	}
	for (const [name, { calls }] of callers) {
		if (!WORKERS.includes(name)) broken.push(`${calls} calls came from ${name}`);
	}
	return broken;
}

// ---------------------------------------------------------------- progress

interface Message {
	type: string;
	data: { messages?: string[] };
}

interface Line {
	on: (event: string, listener: (data: unknown) => void) => void;
	close: () => void;
}

/** Runs a workflow by hand while an editor listens: does what the worker's node says get there? */
async function progressOf(main: N8n, workers: Worker[], credential: Credential, items: Expected[]) {
	const broken: string[] = [];
	const id = await main.saveWorkflow({
		...workflow('By hand', BY_HAND, 'items', credential),
		pinData: { [BY_HAND.name]: [{ json: { items: items.map(({ json }) => json) } }] },
	});
	const editor = await openEditor(main);
	let executionId: string;
	try {
		executionId = await editor.run(id, BY_HAND.name);
		const { status, items: out } = await main.finished(executionId, 300_000);
		const written = out('HubSpot').filter(({ json }) => json.error === undefined).length;
		if (status !== 'success' || written !== items.length) {
			broken.push(`by hand: ${status}, ${written} of ${items.length} items written`);
		}
		await sleep(500); // the last words are on their way
	} finally {
		editor.close();
	}
	const by = ran(workers, executionId);
	if (by.length !== 1) broken.push(`the execution by hand was started by ${by.length} workers`);
	const messages = editor.heard
		.filter(({ type }) => type === 'sendConsoleMessage')
		.flatMap(({ data }) => data.messages ?? []);
	if (!messages.some((text) => /^\d+ of \d+ items done, \d+ calls to HubSpot/.test(text))) {
		broken.push('by hand: no word of progress reached the editor');
	}
	return { broken, messages, worker: by[0]?.name ?? 'nobody' };
}

/** A second log-in, with an editor's line for what n8n tells while it runs. */
async function openEditor({ url, installation }: N8n) {
	const headers: Record<string, string> = {
		'content-type': 'application/json',
		'browser-id': randomUUID(),
		'push-ref': randomBytes(8).toString('hex'),
		origin: url,
	};
	const ask = async (route: string, body: object) => {
		const reply = await fetch(`${url}/rest${route}`, {
			method: 'POST',
			headers,
			body: JSON.stringify(body),
		});
		if (!reply.ok) throw new Error(`${route}: ${reply.status} ${await reply.text()}`);
		return reply;
	};
	const { email, password } = OWNER;
	const login = await ask('/login', { emailOrLdapLoginId: email, password });
	headers.cookie = login.headers
		.getSetCookie()
		.map((cookie) => cookie.split(';')[0])
		.join('; ');

	const load = createRequire(path.join(installation.folder, 'package.json'));
	const WebSocket = load('ws') as new (address: string, more: object) => Line;
	const { cookie, origin } = headers;
	const line = new WebSocket(
		`${url.replace(/^http/, 'ws')}/rest/push?pushRef=${headers['push-ref']}`,
		{ headers: { cookie, origin, 'browser-id': headers['browser-id'] } },
	);
	const heard: Message[] = [];
	line.on('message', (data) => heard.push(JSON.parse(String(data)) as Message));
	await new Promise<unknown>((resolve, reject) => {
		line.on('open', resolve);
		line.on('error', reject);
	});
	return {
		heard,
		close: () => line.close(),
		run: async (workflowId: string, trigger: string) => {
			const reply = await ask(`/workflows/${workflowId}/run`, {
				triggerToStartFrom: { name: trigger },
			});
			const { data } = (await reply.json()) as { data: { executionId: string } };
			return data.executionId;
		},
	};
}

// ---------------------------------------------------------------- by itself

async function alone() {
	const { values } = parseArgs({
		options: {
			items: { type: 'string', default: String(ITEMS) },
			log: { type: 'string' },
			json: { type: 'boolean', default: false },
		},
	});
	const items = Number(values.items);
	if (!Number.isInteger(items) || items < 100)
		throw new Error('--items wants a whole number from 100 on');
	const { broken, table, figures } = await queueMode({
		items,
		log: values.log,
		say: (line) => console.error(line),
	});
	console.log(values.json ? JSON.stringify({ ...figures, broken }) : `\n${table}\n`);
	for (const line of broken) console.error(`broken: ${line}`);
	process.exitCode = broken.length ? 1 : 0;
}

if (require.main === module) {
	alone()
		.catch((error: unknown) => {
			if (isSignalled()) return; // its servers went away under it
			const cannot = error instanceof CannotRun;
			if (cannot) console.log(`not run: ${error.message}`);
			else console.error(error);
			process.exitCode = cannot ? 3 : 1;
		})
		.finally(() => void finish());
}
