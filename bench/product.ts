/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs n8n itself, never shipped */
/** The product as n8n runs it: the built node, alone in its workflow, on n8n-core's engine, over real HTTP. */
import { PACKAGE, runWorkflow } from '../test/host/engine';
import { bytesOf, contacts } from './contacts';
import { watchPeak, type Peak } from './peak';

export interface Updating {
	url: string;
	token: string;
	/** Contacts of each execution. */
	count: number;
	/** How many executions run at once; each has its own contacts. */
	executions?: number;
	/** First contact. */
	from?: number;
	/** Contacts of a run before it that does not count. */
	warmUp?: number;
	/** How often it is run, one after the other; times are sums. */
	times?: number;
}

export interface Updated extends Peak {
	startedAt: number;
	endedAt: number;
	/** From the first execution's start to the last one's end. */
	wallMs: number;
	/** n8n's own record of the time that the node took, of each execution. */
	executionMs: number[];
	/** When each execution ended, after the start. */
	endedAfterMs: number[];
	cpuMs: number;
	written: number;
	failed: number;
	firstFailure?: string;
	/** Of the inputs, as JSON. */
	inputBytes: number;
}

async function execution({ url, token }: Updating, input: ReturnType<typeof contacts>) {
	const { run, items } = await runWorkflow({
		start: 'HubSpot',
		nodes: [
			{
				id: 'a',
				name: 'HubSpot',
				type: `${PACKAGE}.hubSpotCrmObjects`,
				typeVersion: 1,
				position: [0, 0],
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
				credentials: { hubSpotBatchAccessTokenApi: { id: 'token', name: 'token' } },
				onError: 'continueErrorOutput',
			},
		],
		connections: {},
		input,
		credentials: {
			token: {
				type: 'hubSpotBatchAccessTokenApi',
				data: { accessToken: token, baseUrl: url },
			},
		},
	});
	const [failure] = items('HubSpot', 1);
	return {
		executionMs: run.data.resultData.runData.HubSpot?.[0]?.executionTime ?? NaN,
		written: items('HubSpot', 0).length,
		failed: items('HubSpot', 1).length,
		firstFailure:
			run.data.resultData.error?.message ?? (failure && JSON.stringify(failure.json).slice(0, 500)),
	};
}

export async function updateContacts(given: Updating): Promise<Updated> {
	const { count, executions = 1, from = 1, warmUp = 0, times = 1 } = given;
	// The first run loads modules and starts the line.
	if (warmUp) await execution(given, contacts(warmUp));
	const lists = Array.from({ length: executions }, (_, n) => contacts(count, from + n * count));
	const inputBytes = bytesOf(lists.flat());

	const peak = await watchPeak();
	const startedAt = Date.now();
	const cpu = process.cpuUsage();
	const start = performance.now();
	const endedAfterMs: number[] = [];
	const ended: Array<Awaited<ReturnType<typeof execution>>> = [];
	for (let time = 0; time < times; time++) {
		const round = await Promise.all(
			lists.map(async (list) => {
				const one = await execution(given, list);
				endedAfterMs.push(performance.now() - start);
				return one;
			}),
		);
		ended.push(...round);
	}
	const wallMs = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	const sum = (name: 'written' | 'failed') => ended.reduce((all, one) => all + one[name], 0);
	return {
		startedAt,
		endedAt: Date.now(),
		wallMs,
		executionMs: ended.map(({ executionMs }) => executionMs),
		endedAfterMs,
		cpuMs: (user + system) / 1000,
		written: sum('written'),
		failed: sum('failed'),
		firstFailure: ended.find(({ firstFailure }) => firstFailure)?.firstFailure,
		inputBytes,
		...peak(),
	};
}
