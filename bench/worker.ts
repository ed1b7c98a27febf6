/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a process of a bench, never shipped */
/** A fresh process for each measurement: the child's side. Ends with its parent. */
import * as jobs from './jobs';
import type { Asked, Told } from './process';

const tell = (told: Told) => void process.send?.(told);

process.once('disconnect', () => process.exit(0));
process.on('message', ({ job, given }: Asked) => {
	const known: Record<string, (given: never) => Promise<unknown>> = jobs;
	const run = async () => {
		if (!(job in known)) throw new Error('There is no such job');
		return await known[job](given as never);
	};
	run().then(
		(result) => tell({ result }),
		(error: Error) => tell({ problem: error.stack ?? String(error) }),
	);
});
tell({ ready: true });
