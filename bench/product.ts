/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs n8n itself, never shipped */
/** The product as n8n runs it: the built node, alone in its workflow, on n8n-core's engine, over real HTTP. */
import type { IDataObject, IExecuteFunctions, INode, INodeType } from 'n8n-workflow';

import { loadPackage, PACKAGE, runWorkflow } from '../test/host/engine';
import { bytesOf, contact, contacts, SEARCHED } from './contacts';
import { inUse, watchPeak, type Peak } from './peak';

const automatic = (...matchingColumns: string[]) => ({
	mappingMode: 'autoMapInputData',
	value: null,
	matchingColumns,
	schema: [],
});

const filters = [{ propertyName: 'email', operator: 'EQ', value: '={{ $json.email }}' }];

/** The node's parameters for each operation that is measured. */
const PARAMETERS = {
	update: { operation: 'batchUpdateObjects', fields: automatic('hs_object_id') },
	create: { operation: 'batchCreateObjects', fieldsToCreate: automatic() },
	upsert: { operation: 'batchUpsertObjects', fieldsToUpsert: automatic('email') },
	read: { operation: 'batchReadObjects', idProperty: 'email', record: '={{ $json.email }}' },
	search: {
		operation: 'searchObjects',
		searchText: '',
		filterGroups: { groups: [{ filters: { filters } }] },
		sortBy: '',
		sortDirection: 'ASCENDING',
		returnAll: true,
	},
} satisfies Record<string, IDataObject>;

export type Measured = keyof typeof PARAMETERS;

/** What an operation is given for contacts `from` to `from + count - 1`. */
function inputOf(operation: Measured, count: number, from: number): IDataObject[] {
	if (operation === 'update' || operation === 'read') return contacts(count, from);
	if (operation === 'search') {
		return Array.from({ length: count }, (_, n) => contact(1 + (n % SEARCHED)));
	}
	const items = contacts(count, from);
	// HubSpot gives the ID.
	for (const item of items) delete item.hs_object_id;
	return items;
}

export interface Updating {
	url: string;
	token: string;
	/** Default: an update, by record ID. */
	operation?: Measured;
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
	/** Find out how much the node's results take; its processor time counts as well. */
	weigh?: boolean;
}

export interface Updated extends Peak {
	/** When the node began first and ended last, epoch milliseconds. */
	startedAt: number;
	endedAt: number;
	/** From the first execution's start to the last one's end. */
	wallMs: number;
	/**
	 * The time that the node took, of each execution. What n8n does with its items afterwards is not
	 * counted: to part 100,000 of them into its two outputs, n8n takes each off the front of the list,
	 * which takes 0.8 s whatever the node.
	 */
	executionMs: number[];
	/** When the node ended, of each execution, epoch milliseconds. */
	ends: number[];
	cpuMs: number;
	written: number;
	failed: number;
	firstFailure?: string;
	/** Of the inputs, as JSON. */
	inputBytes: number;
	/** What the last execution has left on the heap, where it was to be found out. */
	keptBytes: number;
}

type Execute = NonNullable<INodeType['execute']>;

/** When the node began and ended, epoch milliseconds, of the executions since the last time it was asked. */
let spans: Array<{ from: number; to: number }> = [];

let isWeighed = false;
let keptBytes = 0;

const epochNow = () => performance.timeOrigin + performance.now();

let timing: Promise<void> | undefined;

/** Has every execution of the node noted down when it began and ended. */
const timed = async () =>
	await (timing ??= loadPackage().then((loader) => {
		const type = loader.getNode('hubSpotCrmObjects').type as INodeType;
		const execute = type.execute as Execute;
		type.execute = async function timedExecute(this: IExecuteFunctions, ...given) {
			const before = isWeighed ? inUse() : 0;
			const from = epochNow();
			try {
				return await execute.apply(this, given);
			} finally {
				spans.push({ from, to: epochNow() });
				if (isWeighed) keptBytes = inUse() - before;
			}
		};
	}));

async function execution(
	{ url, token, operation = 'update' }: Updating,
	input: ReturnType<typeof contacts>,
) {
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
					objectType: { __rl: true, mode: 'id', value: 'contacts' },
					inputMode: 'fields',
					...PARAMETERS[operation],
					options: {},
				} as INode['parameters'],
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
		written: items('HubSpot', 0).length,
		failed: items('HubSpot', 1).length,
		firstFailure:
			run.data.resultData.error?.message ?? (failure && JSON.stringify(failure.json).slice(0, 500)),
	};
}

export async function updateContacts(given: Updating): Promise<Updated> {
	const { count, executions = 1, from = 1, warmUp = 0, times = 1, operation = 'update' } = given;
	await timed();
	isWeighed = given.weigh ?? false;
	// The first run loads modules and starts the line.
	if (warmUp) await execution(given, contacts(warmUp));
	const lists = Array.from({ length: executions }, (_, n) =>
		inputOf(operation, count, from + n * count),
	);
	const inputBytes = bytesOf(lists.flat());

	spans = [];
	const peak = await watchPeak();
	const cpu = process.cpuUsage();
	const start = performance.now();
	const ended: Array<Awaited<ReturnType<typeof execution>>> = [];
	for (let time = 0; time < times; time++) {
		const round = await Promise.all(lists.map(async (list) => await execution(given, list)));
		ended.push(...round);
	}
	const wallMs = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	const sum = (name: 'written' | 'failed') => ended.reduce((all, one) => all + one[name], 0);
	return {
		startedAt: Math.min(...spans.map(({ from }) => from)),
		endedAt: Math.max(...spans.map(({ to }) => to)),
		wallMs,
		executionMs: spans.map(({ from, to }) => to - from),
		ends: spans.map(({ to }) => to),
		cpuMs: (user + system) / 1000,
		written: sum('written'),
		failed: sum('failed'),
		firstFailure: ended.find(({ firstFailure }) => firstFailure)?.firstFailure,
		inputBytes,
		keptBytes,
		...peak(),
	};
}
