/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a process for tests, never shipped */
// The fake HubSpot in a process of its own, the child's side: the first message brings the options,
// every other one a question. Ends with its parent.

import type { Asked, ProcessOptions, Told } from './process';
import type { FakeServer } from './server';
import { startFakeHubSpot } from './server';

const tell = (told: Told) => void process.send?.(told);

process.once('disconnect', () => process.exit(0));
process.once('message', (options: ProcessOptions) => {
	startFakeHubSpot(options).then(
		(server) => {
			process.on('message', (asked: Asked) => {
				answer(server, asked).then(
					(told) => tell({ id: asked.id, answer: told }),
					(error: unknown) => tell({ id: asked.id, problem: String(error) }),
				);
			});
			tell({ ready: { url: server.url, token: server.token } });
		},
		(error: unknown) => {
			process.stderr.write(String(error), () => process.exit(1));
		},
	);
});

async function answer(server: FakeServer, asked: Asked): Promise<unknown> {
	switch (asked.question) {
		case 'statistics':
			return server.statistics();
		case 'reset':
			server.reset();
			return null;
		case 'faults':
			server.hubspot[asked.queue].next(...(asked.next as never[]));
			return null;
		case 'standingFault':
			server.hubspot[asked.queue].always(asked.fault as never);
			return null;
		case 'unknownRoutes':
			return server.hubspot.unknownRoutes;
		case 'oddities':
			return server.hubspot.oddities;
		case 'close':
			await server.close();
			return null;
	}
}
