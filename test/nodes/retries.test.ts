/**
 * Retry On Fail on n8n's real engine, over real HTTP: what one try has written the next does not send
 * again, and the items that come out are all there, once, paired, with the truth.
 */
import { callsOf } from '../host/calls';
import { now } from '../host/virtual-time';

import { NodeConnectionTypes, type IDataObject, type INode, type INodeType } from 'n8n-workflow';

import { DEFAULT_TOKEN, type Fault } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { PACKAGE, runNode, runWorkflow, type WorkflowRun } from '../host/engine';

let fake: FakeServer;
let executions = 100;
beforeEach(async () => {
	fake = await startFakeHubSpot({ now });
});
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	expect(fake.hubspot.oddities).toEqual([]);
	await fake.close();
});

/** Not a fault of a record: nothing more is sent in the try that meets it. */
const DENIED: Fault & { kind: 'missingScopes' } = { kind: 'missingScopes', scopes: ['x'] };

const OPTIONS = { batchSize: 2 };
const create = (objectType: string, options: IDataObject = OPTIONS) => ({
	authentication: 'accessToken',
	operation: 'batchCreateObjects',
	objectType: { __rl: true, mode: 'id', value: objectType },
	inputMode: 'json',
	json: '={{ { properties: $json.properties } }}',
	options,
});

const people = (count: number) =>
	Array.from({ length: count }, (_, row) => ({
		row,
		properties: { email: `p${row}@example.com`, firstname: `N${row}` },
	}));
const deals = (count: number) =>
	Array.from({ length: count }, (_, row) => ({ row, properties: { dealname: `Deal ${row}` } }));

type More = Partial<Parameters<typeof runNode>[0]>;

const run = async (parameters: IDataObject, input: IDataObject[], more: More = {}) =>
	await runNode({
		node: 'hubSpotCrmObjects',
		parameters: parameters as INode['parameters'],
		input,
		url: fake.url,
		token: DEFAULT_TOKEN,
		retryOnFail: true,
		executionId: `${++executions}`,
		...more,
	});

const jsonOf = (ran: WorkflowRun, output = 0) =>
	ran.items('HubSpot', output).map(({ json }) => json);
const errorsOf = (ran: WorkflowRun, output = 0) =>
	jsonOf(ran, output).map(({ error }) => error as IDataObject | undefined);
const rowsOf = ({ items }: WorkflowRun, node = 'Done') => items(node).map(({ json }) => json.note);
const errorOf = ({ run: { data } }: WorkflowRun) => data.resultData.error;
const callsTo = (end: string) => callsOf(fake).filter(({ path }) => path.endsWith(end)).length;
const creates = () => callsTo('/batch/create');
const held = (objectType: string) => [...fake.hubspot.objects(objectType).values()];
const namesOf = (objectType: string, property: string) =>
	held(objectType)
		.map(({ properties }) => properties[property])
		.sort();
const range = (count: number) => [...Array(count).keys()];

describe('A create that stops in its middle, and is tried again', () => {
	it('creates each record once, and returns every item once, paired with its own record', async () => {
		fake.hubspot.faults.next(null, DENIED);
		const ran = await run(create('contacts'), people(6));
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(6));
		// Two in the first try, the second of which is refused; in the second try all but the first.
		expect(creates()).toBe(4);
		expect(held('contacts')).toHaveLength(6);
		jsonOf(ran).forEach(({ id }, row) => {
			const record = fake.hubspot.object('contacts', String(id));
			expect(record?.properties.email).toBe(`p${row}@example.com`);
		});
	});

	it('hints at the records of the first try, of which only the IDs are known', async () => {
		fake.hubspot.faults.next(null, DENIED);
		const ran = await run(create('contacts'), people(4));
		const [first, , third] = jsonOf(ran);
		expect(first).toEqual({ id: expect.any(String) as string, outcome: 'created' });
		expect(third).toHaveProperty('properties');
		expect(ran.hints('HubSpot')).toEqual([
			"2 records were created by an earlier try of this node, so they were not sent again; of HubSpot's answers only the IDs are known. (items 0 to 1)",
		]);
	});

	it('counts the records of the first try in the headline where the last try fails as well', async () => {
		fake.hubspot.faults.next(null, DENIED, DENIED);
		const ran = await run(create('contacts'), people(4));
		const error = errorOf(ran);
		expect(error?.message).toMatch(/; 2 were created, 2 were not sent$/);
		expect(error?.description).toContain('Created: items 0 to 1.');
		expect(held('contacts')).toHaveLength(2);
	});

	it('counts them in the summary', async () => {
		fake.hubspot.faults.next(null, DENIED);
		const ran = await run(create('contacts', { ...OPTIONS, output: 'summary' }), people(6));
		expect(jsonOf(ran)).toMatchObject([{ items: 6, done: 6, unsent: 0, unknown: 0 }]);
	});

	it('creates records alike once each, although nothing tells them apart', async () => {
		fake.hubspot.faults.next(null, DENIED);
		const input = range(4).map((row) => ({ row, properties: { dealname: 'Same' } }));
		const ran = await run(create('deals'), input);
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(4));
		expect(held('deals')).toHaveLength(4);
		expect(new Set(jsonOf(ran).map(({ id }) => id)).size).toBe(4);
	});

	it('creates each once also where a value differs from try to try', async () => {
		fake.hubspot.faults.next(null, DENIED);
		const parameters = {
			...create('deals'),
			json: '={{ { properties: { dealname: $json.properties.dealname, amount: Math.random() } } }}',
		};
		const ran = await run(parameters, deals(4));
		expect(ran.run.status).toBe('success');
		expect(namesOf('deals', 'dealname')).toEqual(['Deal 0', 'Deal 1', 'Deal 2', 'Deal 3']);
	});
});

describe('A create whose answer is lost, and that is tried again', () => {
	it('tells of deals that they may have been created, and does not send them again', async () => {
		fake.hubspot.faults.next(null, { kind: 'reset', applied: true });
		const ran = await run(create('deals'), deals(4));
		expect(errorOf(ran)?.message).toBe('2 of 4 records may have been created; 2 were created');
		expect(errorOf(ran)?.description).toContain(
			'Not sent again: an earlier try of this node got no clear answer, so it is unknown whether this record was created.',
		);
		expect(errorOf(ran)?.description).toContain(
			'Look for the deal with dealname “Deal 2” in HubSpot before you send it again',
		);
		expect(creates()).toBe(2);
		expect(namesOf('deals', 'dealname')).toEqual(['Deal 0', 'Deal 1', 'Deal 2', 'Deal 3']);
	});

	it('finds contacts by their address in the second try, where the first could not look them up', async () => {
		fake.hubspot.faults.next(null, { kind: 'reset', applied: true });
		fake.hubspot.readFaults.next(DENIED);
		const ran = await run(create('contacts'), people(4));
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(4));
		expect(creates()).toBe(2);
		expect(callsTo('/batch/read')).toBe(2);
		expect(held('contacts')).toHaveLength(4);
		expect(jsonOf(ran)[2]).toMatchObject({ properties: { email: 'p2@example.com' } });
		expect(new Set(jsonOf(ran).map(({ id }) => id)).size).toBe(4);
	});

	it('creates contacts in the second try that the first one did not, and each of them once', async () => {
		fake.hubspot.faults.next(null, { kind: 'reset', applied: false });
		fake.hubspot.readFaults.next(DENIED);
		const ran = await run(create('contacts'), people(4));
		expect(ran.run.status).toBe('success');
		expect(creates()).toBe(3);
		expect(namesOf('contacts', 'email')).toEqual(people(4).map((each) => each.properties.email));
	});

	it('looks nothing up where that is switched off', async () => {
		fake.hubspot.faults.next({ kind: 'reset', applied: true });
		const ran = await run(create('contacts', { ...OPTIONS, lookUp: false }), people(2));
		expect(errorOf(ran)?.message).toBe('2 of 2 records may have been created');
		expect(callsOf(fake)).toHaveLength(1);
	});
});

describe('A create that goes on after failures, and is tried again because its first item failed', () => {
	const input = [
		{ row: 0, properties: { email: 'known@example.com' } },
		...people(5).map((each) => ({ ...each, row: each.row + 1 })),
	];
	beforeEach(() => {
		fake.hubspot.seedObject('contacts', { email: 'known@example.com' }, '7');
	});

	it('sends the item that failed again, and no other, with the error output', async () => {
		const ran = await run(create('contacts'), input, { onError: 'continueErrorOutput' });
		expect(rowsOf(ran)).toEqual([1, 2, 3, 4, 5]);
		expect(rowsOf(ran, 'Failed')).toEqual([0]);
		expect(errorsOf(ran, 1)).toMatchObject([{ existingId: '7', applied: 'no' }]);
		expect(held('contacts')).toHaveLength(6);
		// Nothing but the conflict of the second try tells of item 0.
		expect(callsOf(fake).at(-1)?.path).toMatch(/batch\/create$/);
		expect(jsonOf(ran).map(({ id }) => fake.hubspot.object('contacts', String(id)))).toEqual(
			range(5).map((n) => expect.objectContaining({ properties: people(5)[n].properties })),
		);
	});

	it('tells of each in its place where failures leave by the same output', async () => {
		const ran = await run(create('contacts'), input, { onError: 'continueRegularOutput' });
		expect(rowsOf(ran)).toEqual(range(6));
		expect(errorsOf(ran).map((error) => error?.reason)).toEqual([
			'rejected',
			...Array<undefined>(5).fill(undefined),
		]);
		expect(held('contacts')).toHaveLength(6);
	});

	it('takes over from try to try, and asks HubSpot about the one item alone', async () => {
		const settings = { onError: 'continueErrorOutput', maxTries: 4 } as const;
		const ran = await run(create('contacts'), input, settings);
		expect(rowsOf(ran)).toEqual([1, 2, 3, 4, 5]);
		expect(
			callsOf(fake)
				.slice(-3)
				.map(({ requestBody }) => (requestBody as { inputs: unknown[] }).inputs.length),
		).toEqual([1, 1, 1]);
		expect(held('contacts')).toHaveLength(6);
	});

	it('hands the input on with the output that is chosen so', async () => {
		const parameters = create('contacts', { ...OPTIONS, output: 'inputWithResult' });
		const ran = await run(parameters, input, { onError: 'continueErrorOutput' });
		expect(jsonOf(ran)[0]).toEqual({
			...input[1],
			hubspot: { id: expect.any(String) as string, outcome: 'created' },
		});
	});
});

describe('Other writes that are tried again', () => {
	beforeEach(() => {
		for (const id of ['1', '2', '3', '4']) {
			fake.hubspot.seedObject('contacts', { email: `p${id}@example.com` }, id);
		}
	});
	const update = {
		...create('contacts'),
		operation: 'batchUpdateObjects',
		json: '={{ { id: $json.id, idProperty: $json.by, properties: { firstname: $json.name } } }}',
	};
	const ofEach = (more: (row: number) => IDataObject = () => ({})) =>
		range(4).map((row) => ({ row, id: `${row + 1}`, name: `New ${row}`, ...more(row) }));

	it('update only what is not written yet, and name each record by what the item calls it', async () => {
		fake.hubspot.faults.next(null, DENIED);
		const byEmail = ofEach((row) => ({ id: `P${row + 1}@example.com`, by: 'email' }));
		const ran = await run(update, byEmail);
		expect(ran.run.status).toBe('success');
		expect(callsTo('/batch/update')).toBe(3);
		expect(jsonOf(ran)[0]).toEqual({ id: '1', email: 'P1@example.com', outcome: 'updated' });
		expect(namesOf('contacts', 'firstname')).toEqual(['New 0', 'New 1', 'New 2', 'New 3']);
	});

	it('send again what a lost answer left open, because that does no harm', async () => {
		fake.hubspot.faults.next(null, { kind: 'notJson', status: 200 });
		const ran = await run({ ...update, options: { batchSize: 2, lookUp: false } }, ofEach());
		expect(ran.run.status).toBe('success');
		expect(callsTo('/batch/update')).toBe(3);
	});

	it('tell no record “not applied” that an earlier try may have written', async () => {
		fake.hubspot.faults.next({ kind: 'notJson', status: 200 }, DENIED);
		const ran = await run(
			{ ...update, options: { batchSize: 2, lookUp: false } },
			ofEach().slice(0, 2),
			{ onError: 'continueRegularOutput' },
		);
		expect(errorsOf(ran)).toMatchObject([
			{ reason: 'lost', applied: 'maybe' },
			{ reason: 'lost', applied: 'maybe' },
		]);
	});

	it('add to a list, and tell what became of each in whichever try', async () => {
		const listId = fake.hubspot.seedList('contacts', { name: 'Friends', members: ['2'] });
		const parameters = {
			authentication: 'accessToken',
			resource: 'listMembership',
			operation: 'addToList',
			listId: { __rl: true, mode: 'id', value: listId },
			inputMode: 'json',
			json: '={{ { id: $json.id } }}',
			options: {},
		};
		const input = ofEach((row) => (row ? {} : { id: '99' }));
		const ran = await run(parameters, input, { onError: 'continueErrorOutput' });
		expect(callsTo('/memberships/add')).toBe(2);
		expect(rowsOf(ran, 'Failed')).toEqual([0]);
		expect(jsonOf(ran)).toEqual([
			{ id: '2', outcome: 'unchanged' },
			{ id: '3', outcome: 'added' },
			{ id: '4', outcome: 'added' },
		]);
		expect([...(fake.hubspot.list(listId)?.members.keys() ?? [])].sort()).toEqual(['2', '3', '4']);
	});
});

describe('What is not a try of the same run', () => {
	const main = NodeConnectionTypes.Main;
	const at = (x: number): [number, number] => [x, 0];

	it('creates again: another execution of the same workflow', async () => {
		fake.hubspot.faults.next(null, DENIED, DENIED);
		await run(create('deals'), deals(4));
		expect(held('deals')).toHaveLength(2);
		const ran = await run(create('deals'), deals(4));
		expect(ran.run.status).toBe('success');
		expect(held('deals')).toHaveLength(6);
	});

	it('creates again: the same execution without Retry On Fail', async () => {
		fake.hubspot.faults.next(null, DENIED);
		const once = { executionId: 'the same', retryOnFail: false };
		await run(create('deals'), deals(4), once);
		await run(create('deals'), deals(4), once);
		expect(held('deals')).toHaveLength(6);
	});

	it('creates again: the next turn of a loop, with the same items', async () => {
		let turns = 0;
		// Hands its input on for another turn, once.
		const turn: INodeType = {
			description: {
				displayName: 'Turn',
				name: 'turn',
				group: ['input'],
				version: 1,
				description: 'Hands its input on, once',
				defaults: { name: 'Turn' },
				inputs: [main],
				outputs: [main],
				properties: [],
			},
			async execute() {
				return [turns++ ? [] : deals(2).map((json, item) => ({ json, pairedItem: { item } }))];
			},
		};
		fake.hubspot.faults.next(null, DENIED);
		const plain = { typeVersion: 1, parameters: {} };
		const ran = await runWorkflow({
			executionId: `${++executions}`,
			start: 'Source',
			input: deals(2),
			nodeTypes: { 'test.turn': turn },
			nodes: [
				{ ...plain, id: 'a', name: 'Source', type: 'test.passThrough', position: at(0) },
				{
					...plain,
					id: 'b',
					name: 'HubSpot',
					type: `${PACKAGE}.hubSpotCrmObjects`,
					position: at(1),
					parameters: create('deals', { batchSize: 1 }) as INode['parameters'],
					credentials: { hubSpotBatchAccessTokenApi: { id: 'token', name: 'token' } },
					retryOnFail: true,
					maxTries: 2,
					waitBetweenTries: 1,
				},
				{ ...plain, id: 'c', name: 'Turn', type: 'test.turn', position: at(2) },
			],
			connections: {
				Source: { main: [[{ node: 'HubSpot', type: main, index: 0 }]] },
				HubSpot: { main: [[{ node: 'Turn', type: main, index: 0 }]] },
				Turn: { main: [[{ node: 'HubSpot', type: main, index: 0 }]] },
			},
			credentials: {
				token: {
					type: 'hubSpotBatchAccessTokenApi',
					data: { accessToken: DEFAULT_TOKEN, baseUrl: fake.url },
				},
			},
		});
		expect(ran.run.status).toBe('success');
		expect(turns).toBe(2);
		expect(namesOf('deals', 'dealname')).toEqual(['Deal 0', 'Deal 0', 'Deal 1', 'Deal 1']);
	});
});
