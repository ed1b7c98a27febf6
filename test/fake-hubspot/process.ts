/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- starts a process for tests, never shipped */
// The fake HubSpot in a process of its own, so that a bench measures the client and not the fake.
// Owns the parent's side: starting `child.ts`, asking it, ending it.

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { extname, join, resolve } from 'node:path';

import type { Fault, FaultQueue, SingleFault } from './faults';
import type { ServerOptions, ServerStatistics } from './server';

/** Whatever of the options is data, since it crosses to the other process as JSON. */
export type ProcessOptions = Omit<ServerOptions, 'now' | 'wall' | 'onCall' | 'endpoints'>;

/** What the child can be asked for, and what it answers. */
export interface Questions {
	statistics: { ask: object; answer: ServerStatistics };
	reset: { ask: object; answer: null };
	faults: { ask: { queue: FaultQueue; next: Array<Fault | null> }; answer: null };
	standingFault: { ask: { queue: FaultQueue; fault: Fault | null }; answer: null };
	unknownRoutes: { ask: object; answer: string[] };
	oddities: { ask: object; answer: string[] };
	close: { ask: object; answer: null };
}

export type { FaultQueue } from './faults';

export type Asked = {
	[Q in keyof Questions]: { id: number; question: Q } & Questions[Q]['ask'];
}[keyof Questions];

export type Told =
	| { ready: { url: string; token: string } }
	| { id: number; answer: unknown }
	| { id: number; problem: string };

export interface FakeProcess {
	url: string;
	token: string;
	statistics(): Promise<ServerStatistics>;
	/** The account as it was at the start, nothing counted, no fault pending; the same URL. */
	reset(): Promise<void>;
	/** `faults.next(…)` over there. */
	nextFaults(queue: FaultQueue, ...faults: Array<Fault | SingleFault | null>): Promise<void>;
	/** `faults.always(…)` over there. */
	standingFault(queue: FaultQueue, fault: Fault | SingleFault | null): Promise<void>;
	unknownRoutes(): Promise<string[]>;
	oddities(): Promise<string[]>;
	close(): Promise<void>;
}

export async function spawnFakeHubSpot(options: ProcessOptions = {}): Promise<FakeProcess> {
	const ending = extname(__filename); // .js, should the fake ever be compiled
	const child = fork(join(__dirname, `child${ending}`), {
		cwd: __dirname, // where `tsx` is looked up
		execArgv: ending === '.ts' ? ['--import=tsx'] : [],
		stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
	});
	const { log } = options;
	child.send({ ...options, ...(log === undefined ? {} : { log: resolve(log) }) });

	const { ready, ask, ended } = talkTo(child);
	const { url, token } = await ready;
	return {
		url,
		token,
		statistics: async () => await ask('statistics', {}),
		reset: async () => void (await ask('reset', {})),
		nextFaults: async (queue, ...next) => void (await ask('faults', { queue, next })),
		standingFault: async (queue, fault) => void (await ask('standingFault', { queue, fault })),
		unknownRoutes: async () => await ask('unknownRoutes', {}),
		oddities: async () => await ask('oddities', {}),
		close: async () => {
			if (child.connected) await ask('close', {}).catch(() => undefined);
			child.kill();
			await ended;
		},
	};
}

interface Waiting {
	resolve: (answer: unknown) => void;
	reject: (why: Error) => void;
}

function talkTo(child: ChildProcess) {
	const waiting = new Map<number, Waiting>();
	let lastId = 0;
	let complaint = '';
	child.stderr?.on('data', (chunk: Buffer) => {
		complaint = (complaint + chunk.toString('utf8')).slice(-4000);
	});
	const READY = 0;
	const answerTo = async <T>(id: number) =>
		await new Promise<T>((done, reject) => {
			waiting.set(id, { resolve: done as (answer: unknown) => void, reject });
		});
	child.on('message', (told: Told) => {
		const id = 'ready' in told ? READY : told.id;
		const who = waiting.get(id);
		waiting.delete(id);
		if ('problem' in told) who?.reject(new Error(told.problem));
		else who?.resolve('ready' in told ? told.ready : told.answer);
	});
	const ended = new Promise<void>((done) => {
		child.once('close', (code) => {
			const why = new Error(`The fake HubSpot has ended (${code}): ${complaint}`);
			for (const { reject } of waiting.values()) reject(why);
			waiting.clear();
			done();
		});
	});
	return {
		ready: answerTo<{ url: string; token: string }>(READY),
		ended,
		ask: async <Q extends keyof Questions>(question: Q, what: Questions[Q]['ask']) => {
			if (!child.connected) throw new Error(`The fake HubSpot has ended: ${complaint}`);
			const id = ++lastId;
			const answer = answerTo<Questions[Q]['answer']>(id);
			child.send({ id, question, ...what });
			return await answer;
		},
	};
}
