/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- starts servers for tests, never shipped */
/**
 * PostgreSQL and Redis for n8n's queue mode: the programs from Debian's packages, each as a user of its
 * own, on a free port of this machine, in a folder that is thrown away. The machine's own services are
 * neither used nor started.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	chmodSync,
	chownSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { leave } from './leaving';
import { freePort } from './n8n';

/** Why this machine cannot run it, in one line. Not a failure, and never a success. */
export class CannotRun extends Error {}

export interface Service {
	/** what it calls itself */
	version: string;
	port: number;
	password: string;
	stop: () => Promise<void>;
}

// ---------------------------------------------------------------- what Debian has

/** The newest PostgreSQL on this machine. */
function postgresPrograms(): string | undefined {
	const root = '/usr/lib/postgresql';
	if (!existsSync(root)) return undefined;
	const versions = readdirSync(root).filter((v) => existsSync(path.join(root, v, 'bin/initdb')));
	const [newest] = versions.sort((a, b) => Number(b) - Number(a));
	return newest && path.join(root, newest, 'bin');
}

const REDIS = '/usr/bin/redis-server';

/**
 * Makes sure that both programs are there; installs Debian's packages where they are not.
 * @throws CannotRun
 */
export function haveServices(say: (line: string) => void): void {
	if (process.platform !== 'linux') throw new CannotRun('queue mode needs Linux');
	if (process.getuid?.() !== 0) {
		throw new CannotRun('queue mode needs root, to run PostgreSQL and Redis as users of their own');
	}
	const missing = [
		...(postgresPrograms() ? [] : ['postgresql']),
		...(existsSync(REDIS) ? [] : ['redis-server']),
	];
	if (!missing.length) return;
	if (spawnSync('apt-get', ['--version']).status !== 0) {
		throw new CannotRun(`queue mode needs ${missing.join(' and ')}, and there is no apt-get here`);
	}
	say(`installing Debian's ${missing.join(' and ')} …`);
	// Debian starts a service as soon as it is installed, unless this file says no.
	const policy = '/usr/sbin/policy-rc.d';
	const ours = !existsSync(policy);
	if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
	try {
		const apt = (...given: string[]) =>
			spawnSync('apt-get', given, {
				encoding: 'utf8',
				timeout: 600_000,
				env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
			});
		const install = () => apt('install', '-y', '--no-install-recommends', ...missing);
		// The list of packages may be missing, or too old for what the server still has.
		let told = install();
		if (told.status !== 0) {
			apt('update');
			told = install();
		}
		if (told.status !== 0) {
			const why = told.stderr.trim().split('\n').at(-1) ?? '';
			throw new CannotRun(`queue mode needs ${missing.join(' and ')}; apt-get says: ${why}`);
		}
	} finally {
		if (ours) rmSync(policy, { force: true });
	}
	if (!postgresPrograms() || !existsSync(REDIS)) {
		throw new CannotRun('PostgreSQL or Redis is installed, but not where Debian puts it');
	}
}

// ---------------------------------------------------------------- run one

interface Account {
	name: string;
	uid: number;
	gid: number;
}

function account(name: string): Account {
	const number = (flag: string) => {
		const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
		if (status !== 0) throw new CannotRun(`this machine has no user ${name}`);
		return Number(stdout);
	};
	return { name, uid: number('-u'), gid: number('-g') };
}

/** A folder that only this user can read. */
function folderOf(user: Account): string {
	const folder = mkdtempSync(path.join(tmpdir(), `e2e-${user.name}-`));
	chownSync(folder, user.uid, user.gid);
	chmodSync(folder, 0o700);
	return folder;
}

/** No word of the machine's own configuration reaches the server. */
const bare = (folder: string) => ({ PATH: '/usr/bin:/bin', HOME: folder, LC_ALL: 'C.UTF-8' });

interface Server {
	program: string;
	given: string[];
	user: Account;
	folder: string;
	/** what it says when it is ready */
	sign: RegExp;
	/** asks it to end, in good order and soon */
	signal: NodeJS.Signals;
}

/** Up when this resolves; gives back what ends it. */
async function serve({ program, given, user, folder, sign, signal }: Server) {
	const child = spawn(program, given, {
		uid: user.uid,
		gid: user.gid,
		cwd: folder,
		env: bare(folder),
		detached: true, // Ctrl-C is for us alone
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	const keep = (text: unknown) => {
		said = (said + String(text)).slice(-4000);
	};
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	let over = false;
	const ended = new Promise<void>((done) => {
		const end = () => {
			over = true;
			done();
		};
		child.once('exit', end);
		child.once('error', (error) => {
			keep(error);
			end();
		});
	});
	const tell = (what: NodeJS.Signals) => {
		try {
			if (child.pid !== undefined && !over) process.kill(child.pid, what);
		} catch {
			// gone already
		}
	};
	const stop = leave(
		async () => {
			tell(signal);
			await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
			tell('SIGKILL');
			await ended;
			rmSync(folder, { recursive: true, force: true });
		},
		() => {
			// PostgreSQL's children notice that it has gone.
			tell('SIGKILL');
			rmSync(folder, { recursive: true, force: true });
		},
	);
	for (let tries = 0; tries < 300 && !over; tries++) {
		if (sign.test(said)) return stop;
		await sleep(100);
	}
	await stop();
	throw new Error(`${path.basename(program)} does not start: ${said}`);
}

const versionOf = (program: string) =>
	/\d+(\.\d+)+/.exec(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout)?.[0] ?? '?';

const secret = () => randomBytes(18).toString('hex');

function writeFor(user: Account, file: string, text: string): string {
	writeFileSync(file, text, { mode: 0o600 });
	chownSync(file, user.uid, user.gid);
	return file;
}

/** An empty database `postgres`, for the user `n8n`. */
export async function startPostgres(): Promise<Service> {
	const programs = postgresPrograms();
	if (!programs) throw new CannotRun('there is no PostgreSQL');
	const user = account('postgres');
	const folder = folderOf(user);
	const [port, password] = [await freePort(), secret()];
	const data = path.join(folder, 'data');
	const passwordFile = writeFor(user, path.join(folder, 'password'), password);
	const made = spawnSync(
		path.join(programs, 'initdb'),
		[
			...['-D', data, '-U', 'n8n', '-E', 'UTF8', '--no-sync'],
			...['--auth=scram-sha-256', `--pwfile=${passwordFile}`],
		],
		{ uid: user.uid, gid: user.gid, cwd: folder, env: bare(folder), encoding: 'utf8' },
	);
	if (made.status !== 0) {
		rmSync(folder, { recursive: true, force: true });
		throw new Error(`initdb: ${made.stderr}`);
	}
	const settings = {
		listen_addresses: '127.0.0.1',
		port: String(port),
		unix_socket_directories: folder,
		// It is thrown away: nothing has to survive a power cut.
		fsync: 'off',
		synchronous_commit: 'off',
		full_page_writes: 'off',
	};
	const program = path.join(programs, 'postgres');
	const stop = await serve({
		program,
		given: ['-D', data, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
		user,
		folder,
		sign: /ready to accept connections/,
		signal: 'SIGINT', // its word for "now, but in good order"
	});
	return { version: versionOf(program), port, password, stop };
}

export async function startRedis(): Promise<Service> {
	const user = account('redis');
	const folder = folderOf(user);
	const [port, password] = [await freePort(), secret()];
	const settings = {
		bind: '127.0.0.1',
		port,
		requirepass: password,
		dir: folder,
		save: '""',
		appendonly: 'no',
		daemonize: 'no',
	};
	const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
	const stop = await serve({
		program: REDIS,
		// In a file, since everybody on the machine can read arguments.
		given: [writeFor(user, path.join(folder, 'redis.conf'), lines.join(''))],
		user,
		folder,
		sign: /Ready to accept connections/,
		signal: 'SIGTERM',
	});
	return { version: versionOf(REDIS), port, password, stop };
}
