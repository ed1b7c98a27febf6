/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs n8n itself, never shipped */
/**
 * Reading five mapped fields per item, as the node does it and as n8n's getNodeParameter does it for
 * each item, in turns, within one execution on n8n's engine.
 */
import { createRequire } from 'node:module';
import path from 'node:path';

import { Expression, type IDataObject, type IExecuteFunctions, type INodeType } from 'n8n-workflow';

import type { Input } from '../nodes/hubspot/endpoint';
import type { Operation } from '../nodes/n8n/operation';
import { runWorkflow } from '../test/host/engine';
import { contacts } from './contacts';
import { median, ratios, rounded, spreadOf, type Figure } from './figures';
import { inFreshProcess } from './process';

const load = createRequire(path.resolve(__dirname, '../dist/index.js'));

const COLUMNS = ['firstname', 'lastname', 'phone', 'company', 'city'];

/** What drag and drop leaves in a mapper. */
const MAPPER = {
	mappingMode: 'defineBelow',
	matchingColumns: [],
	value: Object.fromEntries(COLUMNS.map((name) => [name, `={{ $json.${name} }}`])),
	schema: COLUMNS.map((id) => ({
		id,
		displayName: id,
		type: 'string',
		required: false,
		display: true,
		defaultMatch: false,
	})),
};

export interface MappingJob {
	count: number;
	runs: number;
}

/** n8n's default engine needs isolated-vm, and that needs Node 24. */
async function startExpressions(): Promise<string> {
	try {
		load('isolated-vm');
		await Expression.initExpressionEngine({
			engine: 'vm',
			bridgeTimeout: 5_000,
			bridgeMemoryLimit: 128,
			poolSize: 1,
			maxCodeCacheSize: 1_024,
		} as Parameters<typeof Expression.initExpressionEngine>[0]);
		return 'vm';
	} catch {
		return 'legacy';
	}
}

export async function mapItems({ count, runs }: MappingJob) {
	const engine = await startExpressions();
	const { execute } = load('./nodes/n8n/execute.js') as typeof import('../nodes/n8n/execute');
	const { parametersOf } = load(
		'./nodes/n8n/parameters.js',
	) as typeof import('../nodes/n8n/parameters');
	const { batchUpdateObjects } = load(
		'./nodes/HubSpotCrmObjects/operations/batchUpdateObjects.js',
	) as typeof import('../nodes/HubSpotCrmObjects/operations/batchUpdateObjects');

	const ours: number[] = [];
	const theirs: number[] = [];
	let read: IDataObject[] = [];
	let startedAt = 0;
	let endedAt = 0;
	// The real row, but every item ends with its fields read: validation takes all, nothing is sent.
	const row: Operation = {
		...batchUpdateObjects,
		form: {
			...batchUpdateObjects.form,
			parameters: batchUpdateObjects.form.parameters.filter(({ name }) => name !== 'objectType'),
			place: {},
			fromFields: ({ values }) => {
				endedAt = performance.now();
				if (!read.length) startedAt = endedAt;
				read.push(values as IDataObject);
				return { raw: values };
			},
			input: () => ({ _zod: { run: (payload: { value: Input }) => payload } }) as never,
			writes: () => false,
		},
	};
	/** From the first item's fields to the last one's. */
	async function ourReading(context: IExecuteFunctions): Promise<number> {
		read = [];
		await execute.call(context, [row]);
		return endedAt - startedAt;
	}
	function theirReading(context: IExecuteFunctions): { ms: number; values: IDataObject[] } {
		const values: IDataObject[] = [];
		let start = 0;
		for (let item = 0; item < count; item++) {
			const value = context.getNodeParameter('fields.value', item, {}, { skipValidation: true });
			if (!item) start = performance.now();
			values.push(value as IDataObject);
		}
		return { ms: performance.now() - start, values };
	}

	const real = (
		load('./nodes/HubSpotCrmObjects/HubSpotCrmObjects.node.js') as {
			HubSpotCrmObjects: new () => INodeType;
		}
	).HubSpotCrmObjects;
	const probe: INodeType = {
		description: { ...new real().description, name: 'probe', properties: parametersOf([row]) },
		async execute() {
			const WARM_UP = 1;
			for (let run = -WARM_UP; run < runs; run++) {
				const our = await ourReading(this);
				const their = theirReading(this);
				if (JSON.stringify(read) !== JSON.stringify(their.values)) {
					throw new Error('The node and n8n read different values');
				}
				if (run < 0) continue;
				ours.push(our);
				theirs.push(their.ms);
			}
			return [[]];
		},
	};
	const { run } = await runWorkflow({
		start: 'Probe',
		nodes: [
			{
				id: 'a',
				name: 'Probe',
				type: 'bench.probe',
				typeVersion: 1,
				position: [0, 0],
				parameters: {
					authentication: 'accessToken',
					operation: row.value,
					inputMode: 'fields',
					fields: MAPPER,
					options: {},
				},
				credentials: { hubSpotBatchAccessTokenApi: { id: 'token', name: 'token' } },
				onError: 'continueErrorOutput',
			},
		],
		connections: {},
		input: contacts(count),
		nodeTypes: { 'bench.probe': probe },
		credentials: {
			token: {
				type: 'hubSpotBatchAccessTokenApi',
				data: { accessToken: 'none-is-needed', baseUrl: 'http://localhost:9' },
			},
		},
	});
	const { error } = run.data.resultData;
	if (error) throw new Error(error.message);
	return { engine, node: process.version, ours, theirs };
}

export async function mapSpeedup(quick: boolean): Promise<Figure[]> {
	const count = quick ? 1_000 : 5_000;
	const { engine, node, ours, theirs } = await inFreshProcess<typeof mapItems>('mapItems', {
		count,
		runs: quick ? 3 : 5,
	});
	const spread = spreadOf(ratios(theirs, ours));
	const perItem = (ms: number[]) => spreadOf(ms.map((each) => (each * 1000) / count));
	return [
		{
			name: 'mapSpeedup',
			value: spread.median,
			spread,
			target: { least: 20 },
			cases: {
				expressionEngine: engine,
				node,
				items: count,
				oursMicrosecondsPerItem: perItem(ours),
				getNodeParameterMicrosecondsPerItem: perItem(theirs),
				recordsPerSecond: rounded((count * 1000) / median(ours)),
			},
			note: `five field references per item against getNodeParameter for each, ${engine} expressions, Node ${node}`,
		},
	];
}
