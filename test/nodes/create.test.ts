/**
 * Batch Create CRM Objects on n8n's real engine: which items come out where, paired with what, for
 * every setting of On Error, whom new records are associated with, and what agents are told.
 */
import type { IDataObject } from 'n8n-workflow';

import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { callsOf } from '../host/calls';
import type { WorkflowRun } from '../host/engine';
import {
	AGENT_KINDS,
	byId,
	closeClean,
	errorOf,
	errorsOf,
	fromAI,
	jsonOf,
	range,
	rowsOf,
	runRows,
	runTool,
	type Settings,
} from './rows';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	fake.hubspot.seedObject('contacts', { email: 'known@example.com', firstname: 'Old' }, '7');
	for (const id of ['7', '500', '502', '512']) fake.hubspot.seedObject('companies', {}, id);
	fake.hubspot.defineLabel('contacts', 'companies', { label: 'Boss', typeId: 37 });
});
afterEach(async () => await closeClean(fake));

const field = (id: string, canBeUsedToMatch: boolean) => ({
	id,
	displayName: id,
	required: false,
	display: true,
	defaultMatch: false,
	canBeUsedToMatch,
	type: 'string',
});

const mapper = (value: IDataObject, ...schema: IDataObject[]) => ({
	mappingMode: 'defineBelow',
	value,
	matchingColumns: [],
	schema,
});

const CREATE = {
	authentication: 'accessToken',
	inputMode: 'fields',
	operation: 'batchCreateObjects',
	objectType: byId('contacts'),
	fieldsToCreate: mapper(
		{ email: '={{ $json.email }}', firstname: '={{ $json.name }}' },
		field('email', true),
		field('firstname', false),
	),
};

const create = async (input: IDataObject[], settings?: Settings) =>
	await runRows(fake, CREATE, input, settings);

const people = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ email: `P${n}@example.com`, name: `N${n}` }));

const pathsOf = () => callsOf(fake).map(({ path }) => path.split('/').slice(-2).join('/'));

describe('A create of records', () => {
	it('gives each item its new record, in order and paired, a hundred a call', async () => {
		const ran = await create(people(150));
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(150));
		expect(pathsOf()).toEqual(['batch/create', 'batch/create']);
		jsonOf(ran).forEach(({ id, ...result }, n) => {
			const record = fake.hubspot.object('contacts', String(id));
			expect(record?.properties).toEqual({ email: `p${n}@example.com`, firstname: `N${n}` });
			expect(result).not.toHaveProperty('objectWriteTraceId');
		});
		expect(fake.hubspot.objects('contacts').size).toBe(151);
	});

	it('maps columns by themselves, and hints at those that HubSpot does not have', async () => {
		const fieldsToCreate = { ...CREATE.fieldsToCreate, mappingMode: 'autoMapInputData' };
		const ran = await create([{ Email: 'a@example.com', shoe: 42 }], {
			parameters: { fieldsToCreate },
		});
		expect(jsonOf(ran)).toMatchObject([{ properties: { email: 'a@example.com' } }]);
		expect(JSON.stringify(ran.hints('HubSpot'))).toContain('shoe');
	});

	it('of an item without any value is not sent', async () => {
		const ran = await create([{}], { onError: 'continueRegularOutput' });
		expect(errorsOf(ran)[0]?.message).toBe(
			'Not sent: Properties to Send is required but empty: a new record needs at least one value. [item 0]',
		);
		expect(callsOf(fake)).toEqual([]);
	});

	it('takes JSON with associations as HubSpot has them', async () => {
		const associations = [
			{
				to: { id: '512' },
				types: [{ associationCategory: 'USER_DEFINED', associationTypeId: 37 }],
			},
		];
		const ran = await create([{ properties: { email: 'a@example.com' }, associations }], {
			parameters: { inputMode: 'json', json: '={{ $json.removeField("row") }}' },
		});
		const [{ id }] = jsonOf(ran);
		expect(fake.hubspot.object('contacts', String(id))?.associations).toEqual(associations);
	});

	describe('of which one exists already', () => {
		const input = [
			{ email: 'new@example.com', name: 'One' },
			{ email: 'KNOWN@example.com', name: 'Two' },
			{ email: 'newer@example.com', name: 'Three' },
		];
		const message =
			/^HubSpot refused the contact with email KNOWN@example\.com: it already has this contact, with the ID 7 \(CONFLICT\)\./;

		it('sends it to the error output with the ID of the one that has its address, and creates the others', async () => {
			const ran = await create(input, { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 2]);
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect(jsonOf(ran, 1)).toMatchObject([
				{
					row: 1,
					email: 'KNOWN@example.com',
					error: { reason: 'rejected', applied: 'no', category: 'CONFLICT', existingId: '7' },
				},
			]);
			expect(errorsOf(ran, 1)[0]?.message).toMatch(message);
			expect(fake.hubspot.object('contacts', '7')?.properties.firstname).toBe('Old');
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await create(input, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, 1, 2]);
			expect(errorsOf(ran)).toMatchObject([undefined, { existingId: '7' }, undefined]);
			expect(fake.hubspot.objects('contacts').size).toBe(3);
		});

		it('stops with the error that says what was created', async () => {
			const ran = await create(input);
			expect(errorOf(ran)?.message).toBe('1 of 3 records was refused; 2 were created');
			expect(errorOf(ran)?.description).toMatch(/^Item 1: HubSpot refused the contact with email /);
			expect(errorOf(ran)?.description).toContain('Created: items 0, 2.');
		});

		it('counts it in the summary, with the address that it is about', async () => {
			const ran = await create(input, {
				onError: 'continueRegularOutput',
				options: { output: 'summary' },
			});
			expect(jsonOf(ran)).toMatchObject([
				{
					items: 3,
					done: 2,
					refused: 1,
					failures: [{ existingId: '7', items: [{ item: 1, record: 'KNOWN@example.com' }] }],
				},
			]);
		});
	});

	it('of the same address twice creates one, and refuses the second in a call of its own', async () => {
		const ran = await create([people(1)[0], people(1)[0]], { onError: 'continueRegularOutput' });
		expect(pathsOf()).toEqual(['batch/create', 'batch/create']);
		const [{ id }] = jsonOf(ran);
		expect(errorsOf(ran)[1]).toMatchObject({ existingId: id });
	});

	it('of the same unique property twice does so too, as the mapper knows which ones are', async () => {
		const parameters = {
			objectType: byId('companies'),
			fieldsToCreate: mapper(
				{ company_number: '={{ $json.number }}' },
				field('company_number', true),
			),
		};
		const twins = [{ number: 'C-1' }, { number: 'C-1' }];
		const ran = await create(twins, { parameters, onError: 'continueRegularOutput' });
		expect(pathsOf()).toEqual(['batch/create', 'batch/create']);
		expect(errorsOf(ran)).toMatchObject([undefined, { existingId: jsonOf(ran)[0].id }]);
	});

	it('is found after a lost answer, told created, and in the hint', async () => {
		fake.hubspot.faults.next({ kind: 'reset', applied: true });
		const ran = await create(people(2));
		expect(ran.run.status).toBe('success');
		expect(pathsOf()).toEqual(['batch/create', 'batch/read']);
		expect(fake.hubspot.objects('contacts').size).toBe(3);
		expect(JSON.stringify(ran.hints('HubSpot'))).toContain(
			'2 records needed a second look; all of them are created.',
		);
	});

	it('of deals, which nothing tells apart, is never sent again: the message says what to look for', async () => {
		fake.hubspot.faults.next({ kind: 'reset', applied: true });
		const parameters = {
			objectType: byId('deals'),
			fieldsToCreate: mapper({ dealname: '={{ $json.name }}' }, field('dealname', false)),
		};
		const ran = await create([{ name: 'Big deal' }], {
			parameters,
			onError: 'continueRegularOutput',
		});
		expect(errorsOf(ran)).toMatchObject([{ reason: 'lost', applied: 'maybe' }]);
		expect(errorsOf(ran)[0]).not.toHaveProperty('who');
		expect(errorsOf(ran)[0]?.message).toContain(
			'Look for the deal with dealname “Big deal” in HubSpot before you send it again: if it is there, sending it again makes a second one.',
		);
		expect(pathsOf()).toEqual(['batch/create', '2026-03/deals']);
		expect(fake.hubspot.objects('deals').size).toBe(1);
	});
});

describe('New records that are associated from the start', () => {
	const withRecords = (...records: IDataObject[]): Settings => ({
		parameters: { associateWith: { records } },
	});
	const associationsOf = (ran: WorkflowRun) =>
		jsonOf(ran).map(({ id }) =>
			fake.hubspot
				.object('contacts', String(id))
				?.associations?.map(({ to, types }) => [
					(to as { id: string }).id,
					...(types as IDataObject[]).map(
						({ associationCategory, associationTypeId }) =>
							`${String(associationCategory)}:${String(associationTypeId)}`,
					),
				]),
		);

	it('have the record that their item names, by the default association where no label is chosen', async () => {
		const input = people(3).map((person, n) => ({ ...person, employer: n === 1 ? '' : 500 + n }));
		const company = { toObjectType: 'companies', recordId: '={{ $json.employer }}', type: '' };
		const ran = await create(input, withRecords(company));
		expect(associationsOf(ran)).toEqual([
			[['500', 'HUBSPOT_DEFINED:279']],
			undefined,
			[['502', 'HUBSPOT_DEFINED:279']],
		]);
		expect(pathsOf()).toEqual(['companies/labels', 'batch/create']);
	});

	it('have several, each with its own label', async () => {
		const ran = await create(
			people(1),
			withRecords(
				{ toObjectType: 'companies', recordId: '512', type: 'USER_DEFINED:37' },
				{ toObjectType: '', recordId: 7, type: '=HUBSPOT_DEFINED:1' },
			),
		);
		expect(associationsOf(ran)).toEqual([
			[
				['512', 'USER_DEFINED:37'],
				['7', 'HUBSPOT_DEFINED:1'],
			],
		]);
	});

	it('are not sent where an ID is none, in the words of the editor', async () => {
		const company = { toObjectType: 'companies', recordId: 'ACME', type: '' };
		const ran = await create(people(1), {
			...withRecords(company),
			onError: 'continueRegularOutput',
		});
		expect(errorsOf(ran)[0]?.message).toBe(
			'Not sent: Associate With must be an ID in digits, such as 512, but is “ACME”. [item 0]',
		);
		expect(callsOf(fake)).toEqual([]);
	});
});

describe.each(AGENT_KINDS)('As a tool (%s)', (kind) => {
	it('a create tells the model what became of the record, and which one is in its way', async () => {
		const fieldsToCreate = mapper({ email: fromAI('email') }, field('email', true));
		const own = { ...CREATE, fieldsToCreate };
		const calls = [{ email: 'new@example.com' }, { email: 'known@example.com' }];
		const { offers, answers } = await runTool(fake, own, calls, kind);
		if (kind === 'invoking') {
			expect(offers[0].description).toMatch(/^Create one HubSpot record\. /);
			expect(offers[0].description).toMatch(
				/do not call again before you have looked in HubSpot, or there may be two\.$/,
			);
		}
		expect(answers).toEqual([
			{ outcome: 'done', message: 'Created in HubSpot.', id: expect.any(String) as string },
			{
				outcome: 'refused',
				message: expect.stringMatching(/with the ID 7 \(CONFLICT\)/) as string,
				existingId: '7',
				correlationId: expect.any(String) as string,
			},
		]);
		expect(fake.hubspot.objects('contacts').size).toBe(2);
	});
});
