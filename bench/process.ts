/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- starts processes, never shipped */
/** A fresh process for each measurement, so that no figure depends on what ran before it: the parent's side. */
import { fork } from 'node:child_process';
import path from 'node:path';

/** One of `jobs.ts`. That is not imported here, not even for its types: it leads to whoever asks for a job. */
type Job = (given: never) => Promise<unknown>;

export type Asked = { job: string; given: unknown };
export type Told = { ready: true } | { result: unknown } | { problem: string };

export interface Worker {
	/** Runs one of `jobs.ts` over there, e.g. `run<typeof mapItems>('mapItems', …)`. */
	run: <J extends Job>(name: string, given: Parameters<J>[0]) => Promise<Awaited<ReturnType<J>>>;
	end: () => void;
}

/** Ready, with everything loaded, when it resolves. */
export async function startWorker(): Promise<Worker> {
	const child = fork(path.join(__dirname, 'worker.ts'), {
		cwd: __dirname,
		execArgv: ['--import=tsx', '--expose-gc'],
		stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
	});
	let complaint = '';
	child.stderr?.on('data', (chunk: Buffer) => {
		complaint = (complaint + chunk.toString('utf8')).slice(-4000);
	});
	const next = async () =>
		await new Promise<Told>((resolve, reject) => {
			const ended = (code: number | null) =>
				reject(new Error(`A worker ended (${code}): ${complaint}`));
			child.once('close', ended);
			child.once('message', (told: Told) => {
				child.off('close', ended);
				resolve(told);
			});
		});
	await next();
	return {
		run: async (name, given) => {
			const told = next();
			child.send({ job: name, given } satisfies Asked);
			const answer = await told;
			if ('problem' in answer) throw new Error(`${name}: ${answer.problem}`);
			return ('result' in answer ? answer.result : undefined) as never;
		},
		end: () => {
			child.kill();
		},
	};
}

/** One job in a process of its own. */
export async function inFreshProcess<J extends Job>(
	name: string,
	given: Parameters<J>[0],
): Promise<Awaited<ReturnType<J>>> {
	const worker = await startWorker();
	try {
		return await worker.run<J>(name, given);
	} finally {
		worker.end();
	}
}
