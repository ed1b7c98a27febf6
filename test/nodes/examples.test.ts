/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files of the repository, never shipped */
/**
 * Examples whose notes say what a try-out does: imported unchanged and run on n8n's real engine, in an
 * account as the notes want it. Code nodes do not come with the engine: their code is run for them.
 */
import '../host/virtual-time';

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

import {
	NodeHelpers,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import {
	loadPackage,
	PACKAGE,
	runWorkflow,
	type WorkflowRun,
	type WorkflowToRun,
} from '../host/engine';

const FOLDER = path.resolve(__dirname, '../../examples');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const workflowOf = (file: string) =>
	JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as WorkflowToRun & { name: string };

describe.each(FILES)('%s', (file) => {
	const { nodes, connections } = workflowOf(file);

	it('has no parameter that its node does not show, and joins nodes that it has', async () => {
		const { nodeTypes } = await loadPackage();
		for (const node of nodes) {
			if (!node.type.startsWith(`${PACKAGE}.`)) continue;
			// As an AI tool it has the same parameters and one more, which n8n adds.
			const name = node.type.slice(PACKAGE.length + 1).replace(/Tool$/, '');
			const { description } = nodeTypes[name].type as INodeType;
			const { parameters } = node;
			const shown = NodeHelpers.getNodeParameters(
				description.properties,
				parameters,
				true,
				false,
				node,
				description,
			);
			const unknown = Object.keys(parameters).filter((each) => !(each in (shown ?? {})));
			expect([node.name, unknown.filter((each) => each !== 'toolDescription')]).toEqual([
				node.name,
				[],
			]);
		}
		const names = nodes.map((node) => node.name);
		const joined = Object.entries(connections).flatMap(([from, outputs]) => [
			from,
			...Object.values(outputs).flatMap((all) => all.flat().map((to) => to?.node)),
		]);
		expect(joined.filter((name) => name === undefined || !names.includes(name))).toEqual([]);
		expect(new Set(names).size).toBe(names.length);
	});
});

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
});
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	expect(fake.hubspot.oddities).toEqual([]);
	await fake.close();
});

/**
 * Runs an example from its Code node on, as its user does who chooses the credential.
 * @param chosen parameters that the notes ask the user for, by node
 */
async function tryOut(
	file: string,
	from: string,
	chosen: Record<string, IDataObject> = {},
): Promise<WorkflowRun> {
	const { nodes, connections, settings } = workflowOf(file);
	for (const node of nodes) {
		if (!node.type.startsWith(PACKAGE)) continue;
		node.credentials = { hubSpotBatchAccessTokenApi: { id: 'token', name: 'token' } };
		node.parameters = { ...node.parameters, ...chosen[node.name] } as typeof node.parameters;
	}
	const source = nodes.find(({ name }) => name === from);
	const { jsCode } = source?.parameters ?? {};
	const input = vm.runInNewContext(`(() => {${String(jsCode)}\n})()`) as INodeExecutionData[];
	const data = { accessToken: DEFAULT_TOKEN, baseUrl: fake.url };
	const credentials = { token: { type: 'hubSpotBatchAccessTokenApi', data } };
	return await runWorkflow({ nodes, connections, settings, start: from, input, credentials });
}

const emailsAt = (ran: WorkflowRun, node: string) =>
	ran.items(node).map(({ json }) => json.email as string);
const contacts = () => [...fake.hubspot.objects('contacts').values()];
const idOf = (address: string) =>
	contacts().find(({ properties }) => properties.email === address)?.id ?? '';

describe('Sign-ups for a list, and for their companies', () => {
	const FILE = 'add-sign-ups-to-list-and-company.json';
	let list: string;
	beforeEach(() => {
		fake.hubspot.defineProperty('companies', { name: 'domain' });
		fake.hubspot.seedObject('companies', { domain: 'example.com' }, '77');
		fake.hubspot.seedObject('contacts', { email: 'ben@example.com', firstname: 'Benjamin' });
		list = fake.hubspot.seedList('contacts', { name: 'Sign-ups' });
	});
	const run = async () =>
		await tryOut(FILE, 'Sign-Ups', {
			'Add to List': { listId: { __rl: true, mode: 'list', value: list } },
		});
	const companiesOf = (address: string) =>
		fake.hubspot.associationOf(['contacts', idOf(address)], ['companies', '77']);

	it('are in HubSpot, in the list and under the company with their domain, where there is one', async () => {
		const ran = await run();
		expect(ran.run.data.resultData.error?.message).toBeUndefined();
		expect(contacts().map(({ properties: { email, firstname } }) => [email, firstname])).toEqual([
			['ben@example.com', 'Ben'],
			['ada@example.com', 'Ada'],
			['cleo@example.org', 'Cleo'],
		]);
		expect(fake.hubspot.list(list)?.members.size).toBe(3);
		expect(companiesOf('ada@example.com')).not.toEqual([]);
		expect(companiesOf('ben@example.com')).not.toEqual([]);
		expect(companiesOf('cleo@example.org')).toEqual([]);
		expect(emailsAt(ran, 'No Such Company')).toEqual(['cleo@example.org']);
		expect(ran.items('No Such Company')[0].json.error).toMatchObject({
			message: expect.stringMatching(/^No company has the domain example\.org\b/) as string,
		});
		for (const node of ['Not in HubSpot', 'Not in the List']) expect(ran.items(node)).toEqual([]);
	});

	it('change nothing when they come again', async () => {
		await run();
		const ran = await run();
		const outcomes = ran.items('Add to List').map(({ json }) => json.hubspot as IDataObject);
		expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(3).fill('unchanged'));
		expect(contacts()).toHaveLength(3);
		expect(fake.hubspot.memberships()).toHaveLength(3);
	});
});

describe('Corrections of values that a search finds', () => {
	it('change every contact that has one of them, each to what its correction says, and no other', async () => {
		fake.hubspot.defineProperty('contacts', { name: 'city' });
		const cities = ['Muenchen', 'Ghent', 'Koeln', 'Muenchen'];
		const ids = cities.map((city, n) =>
			fake.hubspot.seedObject('contacts', { city, email: `p${n}@example.com` }),
		);
		const ran = await tryOut('correct-values-found-by-search.json', 'Corrections');
		expect(ran.run.data.resultData.error?.message).toBeUndefined();
		expect(ids.map((id) => fake.hubspot.object('contacts', id)?.properties.city)).toEqual([
			'München',
			'Ghent',
			'Köln',
			'München',
		]);
		expect(ran.items('Corrected')).toHaveLength(3);
		for (const node of ['Not Searched', 'Not Corrected']) expect(ran.items(node)).toEqual([]);
	});

	it('of values that nobody has are no error', async () => {
		fake.hubspot.defineProperty('contacts', { name: 'city' });
		const ran = await tryOut('correct-values-found-by-search.json', 'Corrections');
		expect(ran.run.data.resultData.error?.message).toBeUndefined();
		expect(fake.hubspot.applied).toEqual([]);
	});
});
