/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads a page of the docs, never shipped */
/**
 * The loop of docs/results.md, as it stands there, on n8n's real engine: what was not written is sent
 * again, and nothing else.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INode } from 'n8n-workflow';

import { DEFAULT_TOKEN, type Fault } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { PACKAGE, runWorkflow, type WorkflowToRun } from '../host/engine';
import { OWN_NODES } from '../host/ownNodes';
import { byId, closeClean } from './rows';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
});
afterEach(async () => await closeClean(fake));

const PAGE = readFileSync(path.resolve(__dirname, '../../docs/results.md'), 'utf8');

/** The workflow of the page. */
function fromPage(): Pick<WorkflowToRun, 'nodes' | 'connections'> {
	const blocks = [...PAGE.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text);
	const [loop] = blocks.filter((text) => text.includes('"connections"'));
	return JSON.parse(loop) as WorkflowToRun;
}

/** Runs the loop over rows, as somebody who has connected a list and chosen the credential. */
async function run(input: IDataObject[], change: (hubspot: INode) => void = () => {}) {
	const { nodes, connections } = fromPage();
	for (const node of nodes) {
		if (!node.type.startsWith(PACKAGE)) continue;
		node.credentials = { hubSpotBatchAccessTokenApi: { id: 'token', name: 'token' } };
		Object.assign(node.parameters, { authentication: 'accessToken', options: { batchSize: 2 } });
		change(node);
	}
	const list: INode = {
		...{ id: 'list', name: 'List', type: 'test.passThrough', typeVersion: 1 },
		...{ position: [0, 0], parameters: {} },
	};
	const ran = await runWorkflow({
		nodes: [...nodes, list],
		connections: {
			...connections,
			List: { main: [[{ node: 'HubSpot', type: 'main', index: 0 }]] },
		},
		start: 'List',
		input,
		nodeTypes: OWN_NODES,
		credentials: {
			token: {
				type: 'hubSpotBatchAccessTokenApi',
				data: { accessToken: DEFAULT_TOKEN, baseUrl: fake.url },
			},
		},
	});
	expect(ran.run.data.resultData.error?.message).toBeUndefined();
	const runs = ran.run.data.resultData.runData.HubSpot ?? [];
	return runs.map(({ data }) =>
		[0, 1].map((output) => data?.main[output]?.map(({ json }) => json) ?? []),
	);
}

const DENIED: Fault = { kind: 'missingScopes', scopes: ['x'] };
const people = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ email: `p${n}@example.com`, firstname: `N${n}` }));
/** The values by which each call names its records. */
const sent = () =>
	fake.hubspot.calls
		.filter(({ path: to }) => /batch\/(upsert|create)$/.test(to))
		.map(({ requestBody }) =>
			(requestBody as { inputs: Array<{ id?: string; properties: IDataObject }> }).inputs.map(
				({ id, properties }) => id ?? properties.dealname,
			),
		);

describe('The loop of the docs', () => {
	it('sends again what was not sent, and what was written once alone', async () => {
		fake.hubspot.faults.next(null, DENIED);
		const runs = await run(people(6));
		expect(runs.map(([done, failed]) => [done.length, failed.length])).toEqual([
			[4, 2],
			[2, 0],
		]);
		// Those of the call that was refused are sent twice.
		expect(sent().map((batch) => batch.join())).toEqual(
			[
				[0, 1],
				[2, 3],
				[4, 5],
				[2, 3],
			].map((batch) => batch.map((n) => `p${n}@example.com`).join()),
		);
		expect(fake.hubspot.objects('contacts').size).toBe(6);
	});

	it('sends nothing again that fails for its own values, whatever else it sends again', async () => {
		fake.hubspot.refuseWhen(({ id }) => id === 'p0@example.com', {
			status: 400,
			names: 'nobody',
			message: 'Not this one',
		});
		const rows = [...people(2), { firstname: 'Nobody' }, ...people(4).slice(2)];
		// The whole batch, then each of its records, then the other batch.
		fake.hubspot.faults.next(null, null, null, DENIED);
		const runs = await run(rows);
		expect(runs).toHaveLength(2);
		expect(runs[0][1].map(({ error }) => (error as IDataObject).reason)).toEqual([
			'rejected',
			'invalid',
			'unsent',
			'unsent',
		]);
		expect(runs[1].map((items) => items.length)).toEqual([2, 0]);
		expect(fake.hubspot.objects('contacts').size).toBe(3);
	});

	it('ends after the third turn where nothing helps', async () => {
		fake.hubspot.faults.always(DENIED);
		const runs = await run(people(2));
		expect(runs.map(([, failed]) => failed.length)).toEqual([2, 2, 2, 2]);
	});

	it('never sends again what may have been created', async () => {
		fake.hubspot.faults.next({ kind: 'reset', applied: true }, DENIED);
		const deals = Array.from({ length: 4 }, (_, n) => ({ name: `Deal ${n}` }));
		const runs = await run(deals, ({ parameters }) =>
			Object.assign(parameters, {
				operation: 'batchCreateObjects',
				objectType: byId('deals'),
				json: '={{ { properties: { dealname: $json.name } } }}',
			}),
		);
		expect(runs[0][1].map(({ error }) => (error as IDataObject).applied)).toEqual([
			'maybe',
			'maybe',
			'no',
			'no',
		]);
		expect(runs[1].map((items) => items.length)).toEqual([2, 0]);
		expect(
			sent()
				.flat()
				.filter((name) => name === 'Deal 0'),
		).toHaveLength(1);
		const names = [...fake.hubspot.objects('deals').values()].map(
			({ properties }) => properties.dealname,
		);
		expect(names.sort()).toEqual(['Deal 0', 'Deal 1', 'Deal 2', 'Deal 3']);
	});

	it('works where columns are mapped automatically and unknown ones refused, in spite of the error that comes back', async () => {
		fake.hubspot.faults.next(DENIED);
		const runs = await run(people(2), ({ parameters }) =>
			Object.assign(parameters, {
				inputMode: 'fields',
				fieldsToUpsert: {
					mappingMode: 'autoMapInputData',
					matchingColumns: ['email'],
					value: null,
					schema: ['email', 'firstname'].map((id) => ({
						...{ id, displayName: id, required: false, defaultMatch: false },
						...{ display: true, type: 'string', canBeUsedToMatch: true },
					})),
				},
				options: { unknownFields: 'refuse' },
			}),
		);
		expect(runs.map(([done, failed]) => [done.length, failed.length])).toEqual([
			[0, 2],
			[2, 0],
		]);
	});
});
