/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console -- installs n8n for tests, never shipped */
/**
 * Real n8n on this machine: installed once, from a lock file of its own, into a cache outside this
 * checkout, with a Node.js that it takes. And this package as a tarball, as npm would publish it.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, statfs } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

import { leave, signalGroup } from './leaving';

export const ROOT = path.resolve(__dirname, '..');

/** What an installation costs, as measured on two cores; the first line that a user sees. */
const TRAINS = {
	'2.41': { minutes: '3 to 6', gigabytes: 2.4 },
	'2.8': { minutes: '3 to 6', gigabytes: 1.9 },
} as const;

export type Train = keyof typeof TRAINS;

export const NEWEST: Train = '2.41';
export const OLDEST: Train = '2.8';

export const isTrain = (name: string): name is Train => Object.hasOwn(TRAINS, name);
export const trains = Object.keys(TRAINS) as Train[];

export interface Installation {
	train: Train;
	/** of n8n */
	version: string;
	/** of Node.js, without the v */
	nodeVersion: string;
	/** the executable */
	node: string;
	/** n8n's command, a script for that node */
	bin: string;
	/** has n8n and all it depends on in node_modules */
	folder: string;
}

type Say = (line: string) => void;

/** What has parts in another language. */
const NATIVE = ['sqlite3', 'isolated-vm'];

export async function install(train: Train, say: Say = console.log): Promise<Installation> {
	const source = path.join(__dirname, `n8n-${train}`);
	const manifest = await readFile(path.join(source, 'package.json'), 'utf8');
	const lock = await readFile(path.join(source, 'package-lock.json'), 'utf8');
	const version = (JSON.parse(manifest) as { dependencies: { n8n: string } }).dependencies.n8n;
	const key = createHash('sha256')
		.update([manifest, lock, process.platform, process.arch].join('\n'))
		.digest('hex')
		.slice(0, 12);
	const cache = path.join(
		process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'),
		'n8n-nodes-hubspot-batch',
	);
	const folder = path.join(cache, `n8n-${version}-${key}`);
	if (!existsSync(folder)) {
		await mkdir(cache, { recursive: true });
		await removeAbandoned(cache);
		await enoughSpace(cache, train);
		// Only a finished installation gets the name that is looked for.
		const partial = await mkdtemp(path.join(cache, `partial-${process.pid}-`));
		const clear = leave(
			async () => await rm(partial, { recursive: true, force: true }),
			() => rmSync(partial, { recursive: true, force: true }),
		);
		try {
			const start = performance.now();
			const { minutes, gigabytes } = TRAINS[train];
			say(`n8n ${version} is installed once, into ${folder}`);
			say(`  this takes about ${minutes} minutes and ${gigabytes} GB`);
			await cp(source, partial, { recursive: true });
			await fillFrom(lock, partial, say);
			// Another process may have been faster: its installation is as good.
			await rename(partial, folder).catch((error: unknown) => {
				if (!existsSync(folder)) throw error;
			});
			say(`  installed in ${Math.round((performance.now() - start) / 1000)} s`);
		} finally {
			await clear();
		}
	}
	const node = nodeOf(folder);
	const nodeVersion = (await run(node, ['--version'], { cwd: folder })).trim().replace(/^v/, '');
	const bin = path.join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
	return { train, version, nodeVersion, node, bin, folder };
}

/** Those whose process is gone. */
async function removeAbandoned(cache: string) {
	for (const name of await readdir(cache)) {
		const pid = Number(/^partial-(\d+)-/.exec(name)?.[1]);
		if (!pid || isAlive(pid)) continue;
		await rm(path.join(cache, name), { recursive: true, force: true });
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

async function enoughSpace(cache: string, train: Train) {
	const { bavail, bsize } = await statfs(cache);
	const free = (bavail * bsize) / 1e9;
	const wanted = TRAINS[train].gigabytes + 0.5;
	if (free < wanted) {
		throw new Error(
			`n8n needs ${wanted} GB in ${cache}, where ${free.toFixed(1)} are free. Set XDG_CACHE_HOME to a folder with more.`,
		);
	}
}

async function fillFrom(lock: string, folder: string, say: Say) {
	const { packages } = JSON.parse(lock) as { packages: Record<string, unknown> };
	const places = Object.keys(packages).filter((place) => place !== '');
	const start = performance.now();
	const tell = setInterval(() => {
		// npm makes every folder first, and fills one after the other.
		const filled = places.filter((place) => existsSync(path.join(folder, place, 'package.json')));
		const seconds = Math.round((performance.now() - start) / 1000);
		say(`  ${filled.length} of ${places.length} packages, ${seconds} s`);
	}, 15_000);
	try {
		// Scripts of two thousand packages are neither needed nor wanted.
		await npm(['ci', '--ignore-scripts', '--legacy-peer-deps', ...QUIET], { cwd: folder });
	} finally {
		clearInterval(tell);
	}
	say('  the database driver is fetched or compiled, up to two minutes more');
	const node = nodeOf(folder);
	const headers = path.dirname(path.dirname(node));
	const native = NATIVE.filter((name) => packages[`node_modules/${name}`]);
	// Said explicitly, because npm hands this checkout's .npmrc down to whatever `npm run` starts.
	await npm(['rebuild', ...native, '--ignore-scripts=false', ...QUIET], {
		cwd: folder,
		node,
		env: existsSync(path.join(headers, 'include', 'node')) ? { npm_config_nodedir: headers } : {},
	});
	for (const name of native) await run(node, ['-e', `require('${name}')`], { cwd: folder });
}

/** The Node.js of the lock file; where npm has none for this machine, the one that runs this. */
function nodeOf(folder: string): string {
	const { platform, arch, versions } = process;
	const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
	const own = path.join(folder, 'node_modules', name, 'bin');
	for (const file of ['node', 'node.exe']) {
		if (existsSync(path.join(own, file))) return path.join(own, file);
	}
	const wanted = /n8n-2\.8\./.test(folder) ? [20, 22, 24] : [24];
	const major = Number(versions.node.split('.')[0]);
	if (wanted.includes(major)) return process.execPath;
	throw new Error(
		`npm has no Node.js for ${platform}-${arch}. This n8n needs Node ${wanted.join(' or ')}; run this again with it.`,
	);
}

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

interface RunOptions {
	cwd: string;
	env?: Record<string, string>;
}

/** npm, by the node that is given, which install scripts then find too. */
export async function npm(
	args: string[],
	{ cwd, env, node = process.execPath }: RunOptions & { node?: string },
): Promise<string> {
	const PATH = [path.dirname(node), process.env.PATH].join(path.delimiter);
	const script = process.env.npm_execpath;
	return script && /npm-cli\.c?js$/.test(script)
		? await run(node, [script, ...args], { cwd, env: { PATH, ...env } })
		: await run('npm', args, { cwd, env: { PATH, ...env } });
}

/** What the command printed; if it fails, an error with the end of what it said. */
export async function run(
	command: string,
	args: string[],
	{ cwd, env, bare = false }: RunOptions & { bare?: boolean },
): Promise<string> {
	// A group of its own: npm has children too, and they write into the folder that is removed next.
	const child = spawn(command, args, {
		cwd,
		env: bare ? env : { ...process.env, ...env },
		detached: process.platform !== 'win32',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let printed = '';
	let complaint = '';
	child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
	child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')));
	const closed = new Promise<number | string | null>((done, fail) => {
		child.once('error', fail);
		child.once('close', (status, signal) => done(status ?? signal));
	});
	const clear = leave(
		async () => {
			if (child.exitCode === null) signalGroup(child.pid, 'SIGKILL');
			await closed;
		},
		() => signalGroup(child.pid, 'SIGKILL'),
	);
	const code = await closed;
	await clear();
	if (code === 0) return printed;
	const said = `${printed}\n${complaint}`.trim().slice(-4000);
	throw new Error(`${path.basename(command)} ${args.join(' ')} ended with ${code}:\n${said}`);
}

let tarball: Promise<string> | undefined;

/** This checkout, built and packed; once per run. */
export async function pack(say: Say = console.log): Promise<string> {
	tarball ??= (async () => {
		say('This package is built and packed');
		await npm(['run', 'build'], { cwd: ROOT });
		const folder = await temporaryFolder('pack');
		const told = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
			cwd: ROOT,
		});
		const [{ filename }] = JSON.parse(told) as Array<{ filename: string }>;
		return path.join(folder, filename);
	})();
	return await tarball;
}

/** Removed when the program ends. */
export async function temporaryFolder(name: string): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), `hubspot-batch-${name}-`));
	leave(
		async () => await rm(folder, { recursive: true, force: true, maxRetries: 5 }),
		() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
	);
	return folder;
}
