/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads a file of the repository, never shipped */
/**
 * A list that is too long for one execution goes slice by slice: the example, imported unchanged but for
 * its two numbers and run on n8n's real engine. n8n's own nodes have stand-ins: a data table that
 * outlives executions, and a sub-workflow that is an execution of its own.
 */
import '../host/virtual-time';

import { readFileSync } from 'node:fs';
import path from 'node:path';

import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { PACKAGE, runWorkflow, type WorkflowRun, type WorkflowToRun } from '../host/engine';
import { OWN_NODES } from '../host/ownNodes';

const EXAMPLE = path.resolve(__dirname, '../../examples/write-a-million-rows-in-slices.json');

const main = NodeConnectionTypes.Main;

const named = (name: string, more: Partial<INodeProperties> = {}): INodeProperties => ({
	...{ displayName: name, name, type: 'string', default: '' },
	...more,
});

type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

const standIn = (properties: INodeProperties[], execute: Execute, outputs = 1): INodeType => ({
	description: {
		displayName: 'Stand-In',
		name: 'standIn',
		group: ['transform'],
		version: [1, 1.1, 1.2],
		description: '',
		defaults: { name: 'Stand-In' },
		inputs: [main],
		outputs: Array.from({ length: outputs }, () => main),
		properties,
	},
	execute,
});

/** What outlives the executions of a test, as n8n's database does. */
let table: IDataObject[] | undefined;
/** Every execution, the callers and the called. */
let executions: WorkflowRun[];
let fake: FakeServer;
/** n8n ends here once, before a finished slice is written down. */
let endsBefore: number | undefined;

beforeEach(async () => {
	table = undefined;
	executions = [];
	endsBefore = undefined;
	fake = await startFakeHubSpot();
});
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	expect(fake.hubspot.oddities).toEqual([]);
	await fake.close();
});

const dataTable = standIn(
	[
		named('resource'),
		named('operation'),
		named('columns', {
			type: 'resourceMapper',
			default: {},
			typeOptions: { resourceMapper: { mode: 'add', resourceMapperMethod: 'none' } },
		}),
	],
	async function () {
		const operation = this.getNodeParameter('operation', 0) as string;
		if (operation === 'create') table ??= [];
		else if (operation === 'insert') {
			const rows = this.getInputData().map((_, item) => {
				const { value } = this.getNodeParameter('columns', item) as { value: IDataObject };
				return value;
			});
			if (rows[0].slice === endsBefore) {
				endsBefore = undefined;
				throw new NodeOperationError(this.getNode(), 'n8n has ended');
			}
			table?.push(...rows);
			return await Promise.resolve([rows.map((json, item) => ({ json, pairedItem: { item } }))]);
		} else if (operation === 'get') {
			return [(table ?? []).map((json) => ({ json, pairedItem: { item: 0 } }))];
		}
		return [[{ json: {}, pairedItem: { item: 0 } }]];
	},
);

const stopAndError = standIn(
	[named('errorMessage')],
	async function () {
		const message = this.getNodeParameter('errorMessage', 0) as string;
		return await Promise.reject(new NodeOperationError(this.getNode(), message));
	},
	0,
);

/** Runs the called workflow once for each item, one after the other, and gives back what it ends with. */
const executeWorkflow = standIn(
	[named('workflowId', { type: 'resourceLocator', default: {}, modes: [] }), named('mode')],
	async function () {
		expect(this.getNodeParameter('workflowId', 0, '', { extractValue: true })).toBe('1');
		expect(this.getNodeParameter('mode', 0)).toBe('each');
		const back: INodeExecutionData[] = [];
		for (const [item, { json }] of this.getInputData().entries()) {
			const called = await run('When Called for a Slice', [json]);
			const { error, lastNodeExecuted = '' } = called.run.data.resultData;
			if (error) throw new NodeOperationError(this.getNode(), error.message);
			back.push(
				...called.items(lastNodeExecuted).map((each) => ({ ...each, pairedItem: { item } })),
			);
		}
		return [back];
	},
);

let numbers = { rows: 0, size: 0 };

async function run(start: string, input: IDataObject[]): Promise<WorkflowRun> {
	const { nodes, connections, settings } = JSON.parse(
		readFileSync(EXAMPLE, 'utf8'),
	) as WorkflowToRun;
	for (const node of nodes) {
		if (node.name === 'Slices') setNumbers(node);
		if (!node.type.startsWith(PACKAGE)) continue;
		node.credentials = { hubSpotBatchAccessTokenApi: { id: 'token', name: 'token' } };
	}
	const data = { accessToken: DEFAULT_TOKEN, baseUrl: fake.url };
	const ran = await runWorkflow({
		...{ nodes, connections, settings, start, input },
		executionId: String(executions.length + 1),
		credentials: { token: { type: 'hubSpotBatchAccessTokenApi', data } },
		nodeTypes: {
			...OWN_NODES,
			'n8n-nodes-base.dataTable': dataTable,
			'n8n-nodes-base.stopAndError': stopAndError,
			'n8n-nodes-base.executeWorkflow': executeWorkflow,
		},
	});
	executions.push(ran);
	return ran;
}

function setNumbers(node: INode) {
	const { rows, size } = numbers;
	const written = String(node.parameters.jsCode);
	node.parameters.jsCode = written
		.replace('ROWS = 25', `ROWS = ${rows}`)
		.replace('SIZE = 10', `SIZE = ${size}`);
	expect(node.parameters.jsCode).not.toBe(written);
}

/** As its user starts it; the error that it ends with. */
async function startOrGoOn(rows: number, size: number): Promise<string | undefined> {
	numbers = { rows, size };
	const ran = await run('Start or Go On', [{}]);
	return ran.run.data.resultData.error?.message;
}

const upserts = () => fake.hubspot.calls.filter(({ path }) => path.endsWith('/batch/upsert'));
const slicesDone = () => (table ?? []).map(({ slice }) => slice);

/** The most items that a node of an execution has handed on. */
const mostItems = ({ run: { data } }: WorkflowRun) =>
	Math.max(
		...Object.values(data.resultData.runData)
			.flat()
			.flatMap(({ data: output }) => (output?.main ?? []).map((items) => items?.length ?? 0)),
	);

describe('A list of 4,000 rows that is written in slices of 200', () => {
	it('is written whole, each row once, and no execution holds more than a slice', async () => {
		expect(await startOrGoOn(4_000, 200)).toBeUndefined();
		expect(fake.hubspot.objects('contacts').size).toBe(4_000);
		expect(upserts()).toHaveLength(40);
		expect(slicesDone()).toEqual(Array.from({ length: 20 }, (_, slice) => slice));
		expect(executions).toHaveLength(21);
		const [called, caller] = [executions.slice(0, -1), executions[20]];
		expect(called.map(mostItems)).toEqual(Array(20).fill(200));
		// The slices and what became of them: one small item each.
		expect(mostItems(caller)).toBe(20);
		expect(JSON.stringify(caller.run.data.resultData.runData).length).toBeLessThan(20_000);
	});
});

describe('A list that is written in slices', () => {
	it('goes on with the slice that was not finished when n8n ended, and writes no row twice as new', async () => {
		endsBefore = 2;
		expect(await startOrGoOn(500, 100)).toBe('n8n has ended');
		expect(slicesDone()).toEqual([0, 1]);
		expect(upserts()).toHaveLength(3);

		expect(await startOrGoOn(500, 100)).toBeUndefined();
		expect(slicesDone()).toEqual([0, 1, 2, 3, 4]);
		// The third slice alone goes again: its contacts are there, and are updated.
		expect(upserts()).toHaveLength(6);
		expect(fake.hubspot.objects('contacts').size).toBe(500);
	});

	it('stops where HubSpot takes no more calls that day, says where, and goes on there the next time', async () => {
		fake.hubspot.faults.next(null, null, null, { kind: 'rateLimit', policy: 'DAILY' });
		const error = await startOrGoOn(600, 200);
		expect(error).toMatch(/^100 rows of slice 1 were not sent: .*Start this workflow again later/s);
		expect(slicesDone()).toEqual([0]);

		expect(await startOrGoOn(600, 200)).toBeUndefined();
		expect(slicesDone()).toEqual([0, 1, 2]);
		expect(fake.hubspot.objects('contacts').size).toBe(600);
	});

	it('goes on over rows that HubSpot refuses, and the table says how many there were, and why', async () => {
		fake.hubspot.faults.always({
			kind: 'wholeBatch',
			status: 400,
			dialect: 'category',
			message: 'No',
		});
		expect(await startOrGoOn(30, 10)).toBeUndefined();
		expect(slicesDone()).toEqual([0, 1, 2]);
		expect(table?.[1]).toMatchObject({ done: 0, not_done: 10 });
		expect(table?.[1].why).toMatch(/“No”/);
	});

	it('sends nothing when all its slices are finished, and all again when the rows of the table are deleted', async () => {
		await startOrGoOn(30, 10);
		expect(await startOrGoOn(30, 10)).toBeUndefined();
		expect(upserts()).toHaveLength(3);
		table = [];
		await startOrGoOn(30, 10);
		expect(upserts()).toHaveLength(6);
	});
});
