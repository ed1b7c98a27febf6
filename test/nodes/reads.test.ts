/**
 * The options of reads on n8n's real engine: Simplify, with history, archived records: what comes out
 * where, for every setting of On Error and of Output, and what a model is told.
 */
import type { IDataObject, INode } from 'n8n-workflow';

import { VERSIONS } from '../contract/facts';
import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { AGENTS, runAgent } from '../host/agent';
import { runNode, type WorkflowRun } from '../host/engine';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	for (let id = 1; id <= 120; id++) {
		const properties = { email: `p${id}@example.com`, firstname: `Old ${id}` };
		fake.hubspot.seedObject('contacts', properties, `${id}`);
	}
});
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	expect(fake.hubspot.oddities).toEqual([]);
	await fake.close();
});

type Settings = { onError?: INode['onError']; options?: IDataObject; parameters?: IDataObject };

const READ = {
	authentication: 'accessToken',
	inputMode: 'fields',
	objectType: { __rl: true, mode: 'id', value: 'contacts' },
	operation: 'batchReadObjects',
	properties: ['firstname'],
	idProperty: '',
	record: '={{ $json.contact }}',
};

const read = async (
	input: IDataObject[],
	{ onError, options = {}, parameters = {} }: Settings = {},
) =>
	await runNode({
		node: 'hubSpotCrmObjects',
		parameters: { ...READ, ...parameters, options } as INode['parameters'],
		input: input.map((item, row) => ({ row, ...item })),
		url: fake.url,
		token: DEFAULT_TOKEN,
		onError,
	});

const contacts = (...ids: unknown[]) => ids.map((contact) => ({ contact }) as IDataObject);
const jsonOf = (ran: WorkflowRun, output = 0) =>
	ran.items('HubSpot', output).map(({ json }) => json);
const rowsOf = ({ items }: WorkflowRun, node = 'Done') => items(node).map(({ json }) => json.note);
const errorOf = ({ run }: WorkflowRun) => run.data.resultData.error;
const messagesOf = (ran: WorkflowRun, output = 0) =>
	jsonOf(ran, output).map(({ error }) => (error as IDataObject | undefined)?.message);
const changed = { hs_object_id: '7', hs_lastmodifieddate: expect.any(String) as string };
const post = (path: string, inputs: object[]) => {
	const { status } = fake.hubspot.handle({
		method: 'POST',
		path: `/crm/objects/2026-03/contacts/batch/${path}`,
		headers: { authorization: `Bearer ${DEFAULT_TOKEN}`, 'content-type': 'application/json' },
		body: JSON.stringify({ inputs }),
	});
	expect(status).toBeLessThan(300);
	fake.hubspot.calls.length = 0;
};

// ---------------------------------------------------------------- Simplify

describe('Simplify', () => {
	it('puts the properties beside the ID where nothing else is chosen', async () => {
		const ran = await read(contacts(7));
		expect(jsonOf(ran)).toEqual([{ id: '7', firstname: 'Old 7', ...changed }]);
	});

	it('switched off returns the record as HubSpot does', async () => {
		const ran = await read(contacts(7), { options: { simplify: false } });
		expect(jsonOf(ran)).toEqual([
			{
				id: '7',
				properties: { firstname: 'Old 7', ...changed },
				createdAt: expect.any(String) as string,
				updatedAt: expect.any(String) as string,
				archived: false,
			},
		]);
	});

	it.each([
		[true, { id: '7', firstname: 'Old 7' }],
		[false, { id: '7', properties: { firstname: 'Old 7' } }],
	])('%p holds for the record beside the fields of the item too', async (simplify, expected) => {
		const options = { output: 'inputWithResult', simplify };
		const ran = await read([{ contact: 7, id: 'mine', firstname: 'mine' }], { options });
		expect(jsonOf(ran)).toMatchObject([{ id: 'mine', firstname: 'mine', hubspot: expected }]);
	});

	it('changes nothing in a summary', async () => {
		for (const simplify of [true, false]) {
			const ran = await read(contacts(7, 8), { options: { output: 'summary', simplify } });
			expect(jsonOf(ran)).toMatchObject([{ items: 2, done: 2, calls: 1 }]);
		}
	});

	it('keeps a property that is called id or error, and no item leaves by the wrong output for it', async () => {
		fake.hubspot.objects('contacts').get('7')!.properties.error = 'Not mine';
		fake.hubspot.objects('contacts').get('7')!.properties.id = 'A-7';
		for (const name of ['error', 'id'])
			fake.hubspot.defineProperty('contacts', { name, label: name });
		const ran = await read(contacts(7, 900), {
			onError: 'continueErrorOutput',
			parameters: { properties: ['firstname', 'error', 'id'] },
		});
		expect(jsonOf(ran)).toMatchObject([
			{ id: '7', firstname: 'Old 7', properties: { error: 'Not mine', id: 'A-7' } },
		]);
		expect([rowsOf(ran), rowsOf(ran, 'Failed')]).toEqual([[0], [1]]);
	});

	it('shows the address that a contact has, whichever one it was found by', async () => {
		const properties = { email: 'ann@example.com', hs_additional_emails: 'ann@old.example.com' };
		const id = fake.hubspot.seedObject('contacts', properties);
		const ran = await read(contacts('ann@old.example.com'), {
			parameters: { idProperty: 'email' },
		});
		expect(jsonOf(ran)).toMatchObject([{ id, email: 'ann@example.com' }]);
	});
});

// ---------------------------------------------------------------- with history

describe('A read with history', () => {
	const options = { propertiesWithHistory: ['firstname'] };
	const held = (ran: WorkflowRun) =>
		jsonOf(ran).map(({ propertiesWithHistory }) =>
			(propertiesWithHistory as Record<string, IDataObject[]>).firstname.map(({ value }) => value),
		);

	it('tells what the properties held, fifty records a call, each asked for once', async () => {
		post('update', [{ id: '1', properties: { firstname: 'New' } }]);
		const ids = [...Array(120).keys()].map((n) => n + 1);
		const ran = await read(contacts(...ids, ...ids), { options });
		expect(rowsOf(ran)).toEqual([...Array(240).keys()]);
		expect(held(ran)[0]).toEqual(['New', 'Old 1']);
		expect(held(ran)[121]).toEqual(['Old 2']);
		expect(jsonOf(ran)[0]).toMatchObject({ id: '1', firstname: 'New' });
		expect(fake.hubspot.calls).toHaveLength(3);
	});

	it('is asked for by each item for itself, and as JSON too', async () => {
		const each = { propertiesWithHistory: '={{ $json.which }}' };
		const input = [
			{ which: 'firstname', id: '1' },
			{ which: ['email', 'firstname'], id: '2' },
			{ which: '', id: '3' },
		];
		const ran = await read(input, {
			options: each,
			parameters: { inputMode: 'json', json: '={{ {"id": $json.id} }}' },
		});
		const names = jsonOf(ran).map(({ propertiesWithHistory = {} }) =>
			Object.keys(propertiesWithHistory as object),
		);
		expect(names).toEqual([['firstname'], ['email', 'firstname'], []]);
	});

	it('is not made of what cannot be names of properties', async () => {
		const ran = await read(contacts(1), {
			options: { propertiesWithHistory: '={{ "first name" }}' },
			onError: 'continueRegularOutput',
		});
		expect(messagesOf(ran)).toEqual([
			"Not looked up: With History: Property Names or IDs must be HubSpot's internal names of properties, such as firstname,email, but is “first name”. [item 0]",
		]);
		expect(fake.hubspot.calls).toEqual([]);
	});
});

// ---------------------------------------------------------------- archived records

describe('A read of archived records', () => {
	const options = { archived: true };
	const input = contacts(7, 8, 9);
	const message = /^No archived contact has the ID 8\./;
	beforeEach(() => post('archive', [{ id: '7' }, { id: '9' }]));

	it.each(VERSIONS)('finds them, and says since when they are (version %s)', async (version) => {
		const ran = await read(contacts(7, 9), { options: { ...options, apiVersion: version } });
		expect(jsonOf(ran)).toMatchObject([
			{ id: '7', firstname: 'Old 7', archivedAt: expect.any(String) as string },
			{ id: '9' },
		]);
		expect(fake.hubspot.calls).toHaveLength(1);
	});

	it('switched off finds the others alone', async () => {
		const ran = await read(input, {
			options: { archived: false },
			onError: 'continueErrorOutput',
		});
		expect(jsonOf(ran)).toMatchObject([{ id: '8' }]);
		expect(messagesOf(ran, 1)).toEqual([
			'No contact has the ID 7. [item 0]',
			'No contact has the ID 9. [item 2]',
		]);
	});

	it('sends what is not archived to the error output', async () => {
		const ran = await read(input, { options, onError: 'continueErrorOutput' });
		expect([rowsOf(ran), rowsOf(ran, 'Failed')]).toEqual([[0, 2], [1]]);
		expect(messagesOf(ran, 1)[0]).toMatch(message);
	});

	it('tells of what is not archived in its place where it continues', async () => {
		const ran = await read(input, { options, onError: 'continueRegularOutput' });
		expect(rowsOf(ran)).toEqual([0, 1, 2]);
		expect(messagesOf(ran)[1]).toMatch(message);
	});

	it('stops, and says what was read', async () => {
		const ran = await read(input, { options });
		expect(errorOf(ran)?.message).toBe('1 of 3 records was not found; 2 were read');
		expect(errorOf(ran)?.description).toMatch(/^Item 1: No archived contact has the ID 8\. /);
	});

	it('by a property that is not unique is not looked up: no search shows archived records', async () => {
		const ran = await read([{ contact: 'Old 7' }], {
			options,
			parameters: { idProperty: 'firstname' },
			onError: 'continueRegularOutput',
		});
		expect(messagesOf(ran)).toEqual([
			"Not looked up: archived records cannot be found by firstname, because its values are not unique and HubSpot's search shows no archived records: use the record ID or a unique property. [item 0]",
		]);
	});
});

// ---------------------------------------------------------------- agents

describe.each(Object.keys(AGENTS) as Array<keyof typeof AGENTS>)('As a tool (%s)', (kind) => {
	const ask = async (options: IDataObject, ...ids: string[]) => {
		const { answers } = await runAgent({
			agent: kind,
			node: 'hubSpotCrmObjects',
			parameters: {
				...READ,
				record: "={{ $fromAI('id', 'It', 'string') }}",
				options,
			} as INode['parameters'],
			calls: ids.map((id) => ({ id })),
			url: fake.url,
			token: DEFAULT_TOKEN,
		});
		return answers.flatMap((answer) => JSON.parse(answer) as IDataObject[]);
	};

	it('a read hands the model the simplified record, or all of it where that is chosen', async () => {
		expect(await ask({}, '7')).toEqual([
			{ outcome: 'done', record: { id: '7', firstname: 'Old 7', ...changed } },
		]);
		expect(await ask({ simplify: false }, '7')).toMatchObject([
			{ outcome: 'done', record: { id: '7', properties: { firstname: 'Old 7' }, archived: false } },
		]);
	});

	it('a read tells the model of history, and that a record is not among the archived ones', async () => {
		post('archive', [{ id: '7' }]);
		const options = { archived: true, propertiesWithHistory: ['firstname'] };
		expect(await ask(options, '7', '8')).toMatchObject([
			{
				outcome: 'done',
				record: { id: '7', propertiesWithHistory: { firstname: [{ value: 'Old 7' }] } },
			},
			{ outcome: 'refused', message: 'No archived contact has the ID 8.' },
		]);
	});
});
