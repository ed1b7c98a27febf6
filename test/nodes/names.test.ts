/**
 * Owners by e-mail, pipelines and stages by label, on n8n's real engine: in fields, mapped automatically
 * and in JSON, for every setting of On Error, and as agents are told.
 */
import type { IDataObject, INode } from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { callsOf } from '../host/calls';
import { AGENTS, runAgent } from '../host/agent';
import { runNode, type WorkflowRun } from '../host/engine';

let fake: FakeServer;
let ada: string;
let stageId: string;
let pipelineId: string;

const READ = 'crm.objects.deals.read';
const WRITE = 'crm.objects.deals.write';
const WITHOUT_OWNERS = 'without-owners';

beforeEach(async () => {
	fake = await startFakeHubSpot({
		tokens: {
			[DEFAULT_TOKEN]: {
				appId: 1001,
				kind: 'token',
				scopes: [READ, WRITE, 'crm.objects.owners.read'],
			},
			[WITHOUT_OWNERS]: { appId: 1001, kind: 'token', scopes: [READ, WRITE] },
		},
	});
	const { hubspot } = fake;
	hubspot.defineOwnerProperty('deals', 'hubspot_owner_id', { label: 'Deal owner' });
	hubspot.defineOwnerProperty('deals', 'account_manager', { label: 'Account manager' });
	hubspot.defineProperty('deals', { name: 'deal_code', hasUniqueValue: true });
	hubspot.defineProperty('deals', { name: 'billing', label: 'Billing contact' });
	ada = hubspot.seedOwner({ email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' });
	const sales = hubspot.definePipeline('deals', { label: 'Sales', stages: ['New', 'Won'] });
	hubspot.definePipeline('deals', { label: 'Renewals', stages: ['New'] });
	pipelineId = sales.id;
	stageId = sales.stages[0].id;
});
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	expect(fake.hubspot.oddities).toEqual([]);
	await fake.close();
});

const field = (id: string, displayName: string, hubSpotType: string, canBeUsedToMatch = false) => ({
	...{ id, displayName, hubSpotType, canBeUsedToMatch },
	...{ required: false, display: true, defaultMatch: false, type: 'string' },
});

const SCHEMA = [
	field('deal_code', 'Deal code', 'string', true),
	field('dealname', 'Deal name', 'string'),
	field('hubspot_owner_id', 'Deal owner', 'enumeration'),
	field('account_manager', 'Account manager', 'enumeration'),
	field('billing', 'Billing contact', 'string'),
	field('pipeline', 'Pipeline', 'enumeration'),
	field('dealstage', 'Deal stage', 'enumeration'),
];

const VALUES = {
	deal_code: '={{ $json.code }}',
	hubspot_owner_id: '={{ $json.owner }}',
	account_manager: '={{ $json.manager }}',
	billing: '={{ $json.billing }}',
	pipeline: '={{ $json.pipeline }}',
	dealstage: '={{ $json.stage }}',
};

const OPERATIONS = {
	batchCreateObjects: { mapper: 'fieldsToCreate', matchOn: [] as string[] },
	batchUpdateObjects: { mapper: 'fields', matchOn: ['deal_code'] },
	batchUpsertObjects: { mapper: 'fieldsToUpsert', matchOn: ['deal_code'] },
};
type Name = keyof typeof OPERATIONS;
const NAMES = Object.keys(OPERATIONS) as Name[];

const parametersOf = (operation: Name, more: IDataObject = {}) => ({
	authentication: 'accessToken',
	operation,
	objectType: { __rl: true, mode: 'id', value: 'deals' },
	inputMode: 'fields',
	[OPERATIONS[operation].mapper]: {
		mappingMode: 'defineBelow',
		value: VALUES,
		matchingColumns: OPERATIONS[operation].matchOn,
		schema: SCHEMA,
	},
	...more,
});

async function runWith(
	input: IDataObject[],
	parameters: IDataObject,
	{ onError, token = DEFAULT_TOKEN }: { onError?: INode['onError']; token?: string } = {},
) {
	return await runNode({
		node: 'hubSpotCrmObjects',
		parameters: parameters as INode['parameters'],
		input: input.map((item, row) => ({ row, ...item })),
		url: fake.url,
		token,
		onError,
	});
}

const asked = () => callsOf(fake).map(({ path }) => path.replace(/\/2026-03|\?.*/g, ''));
const dealOf = (code: string) =>
	[...fake.hubspot.objects('deals').values()].find(
		({ properties }) => properties.deal_code === code,
	)?.properties;
const errorsOf = (ran: WorkflowRun, output = 0) =>
	ran.items('HubSpot', output).map(({ json }) => json.error as IDataObject | undefined);
const rowsOf = ({ items }: WorkflowRun) => items('Done').map(({ json }) => json.note);

const GOOD = {
	code: 'A',
	owner: 'Ada@example.com',
	manager: 'ada@example.com',
	billing: 'ada@example.com',
	pipeline: 'sales',
	stage: 'new',
};
const wanted = () => ({
	hubspot_owner_id: ada,
	account_manager: ada,
	billing: 'ada@example.com',
	pipeline: pipelineId,
	dealstage: stageId,
});

describe.each(NAMES)('%s takes owners by e-mail, and pipelines and stages by label', (name) => {
	beforeEach(() => {
		if (name === 'batchUpdateObjects') fake.hubspot.seedObject('deals', { deal_code: 'A' });
	});
	const path = `/crm/objects/deals/${name.replace(/^batch(.*)Objects$/, 'batch/$1').toLowerCase()}`;
	// Whether the property is unique is asked once a run, as of every update that does not go by ID.
	const unique = name === 'batchUpdateObjects' ? ['/crm/properties/deals'] : [];

	it('in fields, where the mapper knows which are text', async () => {
		await runWith([GOOD], parametersOf(name));
		expect(dealOf('A')).toMatchObject(wanted());
		expect(asked().filter((each) => each === '/crm/owners')).toHaveLength(1);
		expect(asked().slice(-1)).toEqual([path]);
	});

	it('mapped automatically, by labels', async () => {
		const { mapper, matchOn } = OPERATIONS[name];
		const item = {
			'Deal code': 'A',
			'Deal owner': 'ada@example.com',
			'Account manager': 'ada@example.com',
			'Billing contact': 'ada@example.com',
			Pipeline: 'Sales',
			'Deal stage': 'New',
		};
		const automatic = {
			mappingMode: 'autoMapInputData',
			value: null,
			matchingColumns: matchOn,
			schema: SCHEMA,
		};
		await runWith([item], parametersOf(name, { [mapper]: automatic }));
		expect(dealOf('A')).toMatchObject(wanted());
	});

	it('in JSON mode, and the item keeps its own words', async () => {
		const properties = {
			deal_code: 'A',
			hubspot_owner_id: 'ada@example.com',
			account_manager: 'ada@example.com',
			billing: 'ada@example.com',
			pipeline: 'Sales',
			dealstage: 'New',
		};
		const own = name === 'batchCreateObjects' ? {} : { id: 'A', idProperty: 'deal_code' };
		const ran = await runWith(
			[{ input: { ...own, properties } }],
			parametersOf(name, {
				inputMode: 'json',
				json: '={{ $json.input }}',
				options: { output: 'inputWithResult' },
			}),
		);
		expect(dealOf('A')).toMatchObject(wanted());
		const [{ json }] = ran.items('HubSpot');
		expect(json).toMatchObject({ input: { properties } });
		expect(asked()).toContain('/crm/properties/deals');
	});

	it('and asks for nothing where IDs are given', async () => {
		const item = { ...GOOD, owner: ada, manager: ada, pipeline: pipelineId, stage: stageId };
		await runWith([item], parametersOf(name));
		expect(dealOf('A')).toMatchObject(wanted());
		expect(asked()).toEqual([...unique, path]);
	});
});

describe('An item with a name that leads to no ID', () => {
	const ITEMS = [
		{ code: 'A', owner: 'ada@example.com' },
		{ code: 'B', owner: 'ada@exmaple.com' },
		{ code: 'C', stage: 'New' },
		{ code: 'D', pipeline: 'Sales', stage: 'Won' },
	];
	const OWNER =
		'Not sent: Deal owner must be the email or the ID of an active HubSpot user, but is “ada@exmaple.com”. Did you mean “ada@example.com”?';
	const STAGE =
		'Not sent: Deal stage is “New”, and several pipelines have such a stage (“Sales”, “Renewals”). Send Pipeline, too.';

	it('leaves by the error output with the reason, and the others are written', async () => {
		const ran = await runWith(ITEMS, parametersOf('batchCreateObjects'), {
			onError: 'continueErrorOutput',
		});
		expect(ran.items('HubSpot')).toHaveLength(2);
		expect(errorsOf(ran, 1)).toMatchObject([
			{ reason: 'invalid', applied: 'no', message: `${OWNER} [item 1]` },
			{ reason: 'invalid', applied: 'no', message: `${STAGE} [item 2]` },
		]);
		expect(['A', 'B', 'C', 'D'].map((code) => dealOf(code) !== undefined)).toEqual([
			true,
			false,
			false,
			true,
		]);
	});

	it('stands among the others in their order where On Error is Continue', async () => {
		const ran = await runWith(ITEMS, parametersOf('batchCreateObjects'), {
			onError: 'continueRegularOutput',
		});
		expect(rowsOf(ran)).toEqual([0, 1, 2, 3]);
		expect(errorsOf(ran).map((error) => error?.reason)).toEqual([
			undefined,
			'invalid',
			'invalid',
			undefined,
		]);
	});

	it('stops the node before anything is sent where On Error is Stop', async () => {
		const { run } = await runWith(ITEMS, parametersOf('batchCreateObjects'));
		expect(run.status).toBe('error');
		const { message, description } = run.data.resultData.error as unknown as IDataObject;
		expect(message).toBe('2 of 4 items are not valid; nothing was sent');
		expect(description).toContain(OWNER);
		expect(description).toContain('Send Pipeline, too.');
		expect(fake.hubspot.objects('deals').size).toBe(0);
	});
});

describe('With a credential that may not list owners', () => {
	const ITEMS = [
		{ code: 'A', owner: 'ada@example.com' },
		{ code: 'B', stage: 'Won' },
	];

	it('the items that name one are told the scope, and the others are written', async () => {
		const ran = await runWith(ITEMS, parametersOf('batchCreateObjects'), {
			onError: 'continueErrorOutput',
			token: WITHOUT_OWNERS,
		});
		expect(ran.items('HubSpot')).toHaveLength(1);
		expect(errorsOf(ran, 1)).toMatchObject([
			{ reason: 'unsent', applied: 'no', category: 'MISSING_SCOPES', status: 403 },
		]);
		expect(String(errorsOf(ran, 1)[0]?.message)).toMatch(
			/^Not sent: the ID of the owner “ada@example\.com” could not be looked up\. The credential lacks the scope crm\.objects\.owners\.read: add it in HubSpot/,
		);
		expect(dealOf('B')).toBeDefined();
	});

	it('the node stops before anything is sent where On Error is Stop', async () => {
		const { run } = await runWith(ITEMS, parametersOf('batchCreateObjects'), {
			token: WITHOUT_OWNERS,
		});
		const { message, description } = run.data.resultData.error as unknown as IDataObject;
		expect(message).toBe('The credential lacks a scope; nothing was created');
		expect(description).toContain('crm.objects.owners.read');
		expect(fake.hubspot.objects('deals').size).toBe(0);
	});
});

it.each(Object.keys(AGENTS) as Array<keyof typeof AGENTS>)(
	'An agent (%s) gives an owner by e-mail and a stage by label, and is told what it may have meant',
	async (agent) => {
		const ai = (key: string) => `={{ $fromAI('${key}', 'x', 'string') }}`;
		const value = { dealname: ai('name'), hubspot_owner_id: ai('owner'), dealstage: ai('stage') };
		const { answers, error } = await runAgent({
			agent,
			node: 'hubSpotCrmObjects',
			parameters: parametersOf('batchCreateObjects', {
				fieldsToCreate: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] },
			}) as INode['parameters'],
			calls: [
				{ name: 'One', owner: 'ada@example.com', stage: 'Won' },
				{ name: 'Two', owner: 'ada@exmaple.com', stage: 'Won' },
			],
			url: fake.url,
			token: DEFAULT_TOKEN,
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(answers[0]).toContain('Created in HubSpot.');
		expect(answers[1]).toContain('Did you mean “ada@example.com”?');
		expect([...fake.hubspot.objects('deals').values()]).toMatchObject([
			{ properties: { dealname: 'One', hubspot_owner_id: ada } },
		]);
	},
);
