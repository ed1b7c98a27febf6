/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/require-node-api-error -- starts n8n for tests, never shipped */
/**
 * A running n8n: a real one, in a process of its own, with this package installed as a user installs
 * it, a home folder that lives as long as the program, an owner who is logged in.
 *
 *     const n8n = await startN8n(await install('2.41'));
 *     const id = await n8n.saveWorkflow(workflow);
 *     const execution = await n8n.runWorkflow(id);
 *     await n8n.stop();
 *
 * `leaving.ts` ends all of it with the program, however that ends.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { npm, pack, run, temporaryFolder, type Installation } from './install';
import { leave, signalGroup } from './leaving';
import { Rest } from './rest';

export { install, isTrain, NEWEST, OLDEST, pack, ROOT, trains } from './install';
export type { Installation, Train } from './install';
export { use } from './rest';
export type { Credential, Execution, Item, Rest, Workflow, WorkflowNode } from './rest';
export { endAll, finish, isSignalled, leave } from './leaving';

export const PACKAGE = 'n8n-nodes-hubspot-batch';

/** The password is another one in every program; n8n wants a capital letter and a digit in it. */
export const OWNER = {
	email: 'owner@example.com',
	password: `${randomBytes(12).toString('base64url')}-A1`,
	firstName: 'Olivia',
	lastName: 'Owner',
};

export interface StartOptions {
	/** default: any free one */
	port?: number;
	/** of `newHome`, or of a process started before; default: a new one */
	home?: string;
	/** for databases, queues and the like */
	env?: Record<string, string>;
	/** `worker` serves no workflows over HTTP: of `N8n` it has `log`, `pid`, `cli` and `stop` */
	command?: 'start' | 'worker';
	args?: string[];
	/** false: nobody logs in, `rest` is not to be used; default true for `start` */
	logIn?: boolean;
}

export interface N8n extends Rest {
	readonly url: string;
	readonly home: string;
	readonly port: number;
	readonly pid: number;
	readonly installation: Installation;
	/** What it has printed; all of it is in the file `n8n.log` of its home. */
	log(): string;
	/** n8n's own command with this home: `import:workflow`, `export:credentials` … */
	cli(...args: string[]): Promise<string>;
	/** Resolves when the process ends, whoever ended it. */
	readonly ended: Promise<void>;
	/** Resolves when the process and its children are gone. */
	stop(): Promise<void>;
}

/** A home folder as after a user's first visit to the community nodes: this package is installed in it. */
export async function newHome(installation: Installation, tarball?: string): Promise<string> {
	const home = await temporaryFolder('n8n');
	const nodes = path.join(home, '.n8n', 'nodes');
	await mkdir(nodes, { recursive: true, mode: 0o700 });
	await writeFile(
		path.join(nodes, 'package.json'),
		JSON.stringify({ name: 'installed-nodes', private: true, dependencies: {} }),
	);
	await npm(
		[
			'i',
			tarball ?? (await pack(() => undefined)),
			'--ignore-scripts',
			'--legacy-peer-deps',
			'--no-audit',
			'--no-fund',
			'--loglevel=error',
		],
		{ cwd: nodes, node: installation.node },
	);
	return home;
}

/** n8n's command line with a home where nothing need run: to import credentials and workflows. */
export async function n8nCli(
	installation: Installation,
	home: string,
	args: string[],
	env: Record<string, string> = {},
): Promise<string> {
	const { node, bin } = installation;
	return await run(node, [bin, ...args], { cwd: home, env: environment(home, env), bare: true });
}

export async function startN8n(
	installation: Installation,
	options: StartOptions = {},
): Promise<N8n> {
	const { command = 'start', args = [], logIn = command === 'start' } = options;
	const home = options.home ?? (await newHome(installation));
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	const env = environment(home, {
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_EDITOR_BASE_URL: url,
		WEBHOOK_URL: url,
		QUEUE_HEALTH_CHECK_ACTIVE: 'true', // a worker answers /healthz with it
		QUEUE_HEALTH_CHECK_PORT: String(port),
		...options.env,
	});

	// A group of its own, because n8n has children too: they are to be ended with it, and by us alone.
	const child = spawn(installation.node, [installation.bin, command, ...args], {
		cwd: home,
		env,
		detached: process.platform !== 'win32',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const file = createWriteStream(path.join(home, 'n8n.log'), { flags: 'a' });
	file.on('error', () => undefined); // the home may be gone before the last words
	let log = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => {
			log = (log + chunk.toString('utf8')).slice(-100_000);
			file.write(chunk);
		});
	}
	const ended = new Promise<void>((done) => {
		child.once('error', (error) => {
			log += String(error);
			done();
		});
		child.once('exit', () => done());
	});
	let isOver = false;
	void ended.then(() => {
		isOver = true;
	});
	const signal = (name: NodeJS.Signals) => signalGroup(child.pid, name);
	const stop = leave(
		async () => {
			signal('SIGTERM');
			await Promise.race([ended, sleep(15_000, undefined, { ref: false })]);
			signal('SIGKILL'); // whoever of the group is still there
			await ended;
			file.end();
		},
		() => signal('SIGKILL'),
	);

	const rest = new Rest(url, installation, OWNER);
	try {
		await answering(`${url}/healthz`, () => isOver);
		if (logIn) await rest.logIn();
	} catch (error) {
		const said = log.slice(-4000);
		await stop();
		throw new Error(`n8n ${installation.version} did not start: ${String(error)}\n${said}`);
	}
	return Object.assign(rest, {
		home,
		port,
		installation,
		pid: child.pid!,
		ended,
		log: () => log,
		cli: async (...words: string[]) => await n8nCli(installation, home, words, options.env),
		stop,
	});
}

/** On a slow machine n8n takes a minute to start, and its first start fills a database. */
const PATIENCE_MS = 240_000;

async function answering(url: string, isOver: () => boolean) {
	const end = Date.now() + PATIENCE_MS;
	while (Date.now() < end) {
		if (isOver()) throw new Error('the process has ended');
		const reply = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
		if (reply?.ok) return;
		await sleep(250);
	}
	throw new Error(`no answer from ${url} for ${PATIENCE_MS / 1000} s`);
}

/** Nothing of the caller's own n8n, npm or database settings gets in; what can be told not to call home is told. */
function environment(home: string, more: Record<string, string>): Record<string, string> {
	const inherited = Object.entries(process.env).filter(
		(entry): entry is [string, string] =>
			entry[1] !== undefined &&
			!/^(N8N_|NODE_|npm_|DB_|QUEUE_|EXECUTIONS_|WEBHOOK_|GENERIC_)/i.test(entry[0]),
	);
	const off = [
		'N8N_AI_ENABLED',
		'N8N_DIAGNOSTICS_ENABLED',
		'N8N_DYNAMIC_BANNERS_ENABLED',
		'N8N_HIRING_BANNER_ENABLED',
		'N8N_LICENSE_AUTO_RENEW_ENABLED',
		'N8N_PERSONALIZATION_ENABLED',
		'N8N_SECURE_COOKIE', // for http
		'N8N_TEMPLATES_ENABLED',
		'N8N_VERIFIED_PACKAGES_ENABLED',
		'N8N_VERSION_NOTIFICATIONS_ENABLED',
		'N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED',
	];
	return {
		...Object.fromEntries(inherited),
		...Object.fromEntries(off.map((name) => [name, 'false'])),
		EXTERNAL_FRONTEND_HOOKS_URLS: '',
		GENERIC_TIMEZONE: 'UTC',
		N8N_DIAGNOSTICS_CONFIG_BACKEND: '',
		N8N_DIAGNOSTICS_CONFIG_FRONTEND: '',
		N8N_ENCRYPTION_KEY: KEY,
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PROTOCOL: 'http',
		N8N_USER_FOLDER: home,
		...more,
	};
}

/** One for all processes of a program, so that workers can read what a main has stored. */
const KEY = randomBytes(24).toString('base64url');

export async function freePort(): Promise<number> {
	return await new Promise((done, fail) => {
		const server = createServer();
		server.once('error', fail);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => done(port));
		});
	});
}
