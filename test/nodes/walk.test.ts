/**
 * A whole job on a real list, in one workflow on n8n's real engine: 503 companies are created, upserted
 * again, given a contact each, associated with it by name; the contacts are put into a list and read back.
 * Every figure is held against a plain fold of the file, every record against its row.
 */
import '../host/virtual-time';

import type { IConnections, IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { PACKAGE, runNode, runWorkflow, type WorkflowRun } from '../host/engine';
import { describeRealData, realData } from '../real-data';

// ---------------------------------------------------------------- the workflow

const typeOf = (value: string) => ({ __rl: true, mode: 'id', value });
const mapper = (value: IDataObject, ...matchingColumns: string[]) => ({
	mappingMode: 'defineBelow',
	value,
	matchingColumns,
	schema: [],
});

/** The address of a company's contact, as the workflow makes it. */
const ADDRESS = '={{ $json.Symbol.toLowerCase() }}@example.com';

const COMPANY = {
	ticker: '={{ $json.Symbol }}',
	name: '={{ $json.Security }}',
	sector: '={{ $json["GICS Sector"] }}',
	cik: '={{ $json.CIK }}',
};

const ASSOCIATION = {
	resource: 'association',
	fromObjectType: typeOf('companies'),
	toObjectType: typeOf('contacts'),
};

/** The nodes by name, each behind the one before; every item keeps the columns of its row. */
const steps = (list: string): Record<string, IDataObject> => ({
	'Create Companies': {
		operation: 'batchCreateObjects',
		objectType: typeOf('companies'),
		fieldsToCreate: mapper(COMPANY),
	},
	'Upsert Companies': {
		operation: 'batchUpsertObjects',
		objectType: typeOf('companies'),
		fieldsToUpsert: mapper(
			{ ...COMPANY, headquarters: '={{ $json["Headquarters Location"] }}' },
			'ticker',
		),
	},
	'Create Contacts': {
		operation: 'batchCreateObjects',
		objectType: typeOf('contacts'),
		fieldsToCreate: mapper({ email: ADDRESS, lastname: '={{ $json.Security }}' }),
	},
	'Associate by Company Name': {
		...ASSOCIATION,
		operation: 'batchAssociate',
		fromIdProperty: 'name',
		fromRecord: '={{ $json.Security }}',
		toIdProperty: 'email',
		toRecord: ADDRESS,
	},
	'Read Associations': {
		...ASSOCIATION,
		operation: 'batchReadAssociations',
		fromRecord: '={{ $("Create Companies").item.json.hubspot.id }}',
	},
	'Add to List by E-Mail': {
		resource: 'listMembership',
		operation: 'addToList',
		listId: typeOf(list),
		idProperty: 'email',
		member: ADDRESS,
	},
	'Read the List Back': {
		resource: 'listMembership',
		operation: 'readListMembers',
		listId: typeOf(list),
		returnAll: true,
		properties: ['email', 'lastname'],
	},
});

/** Runs the rows through all of it. */
async function walk({ url }: FakeServer, list: string, input: IDataObject[]): Promise<WorkflowRun> {
	const names = Object.keys(steps(list));
	const nodes = Object.entries(steps(list)).map(
		([name, parameters], at): INode => ({
			id: name,
			name,
			type: `${PACKAGE}.hubSpotCrmObjects`,
			typeVersion: 1,
			position: [at, 0],
			parameters: {
				authentication: 'accessToken',
				inputMode: 'fields',
				...parameters,
				options: name === 'Read the List Back' ? {} : { output: 'inputWithResult' },
			} as INode['parameters'],
			credentials: { hubSpotBatchAccessTokenApi: { id: 'token', name: 'token' } },
			// One question, however many rows were added.
			executeOnce: name === 'Read the List Back',
		}),
	);
	const connections: IConnections = {};
	names.slice(1).forEach((node, at) => {
		connections[names[at]] = { main: [[{ node, type: 'main', index: 0 }]] };
	});
	const data = { accessToken: DEFAULT_TOKEN, baseUrl: url };
	const credentials = { token: { type: 'hubSpotBatchAccessTokenApi', data } };
	return await runWorkflow({ start: names[0], nodes, connections, input, credentials });
}

// ---------------------------------------------------------------- what must come of it

/** How often each value occurs. */
function tally(values: unknown[]): Record<string, number> {
	const times: Record<string, number> = {};
	for (const value of values) times[String(value)] = (times[String(value)] ?? 0) + 1;
	return times;
}

const itemOf = ({ pairedItem }: INodeExecutionData) => (pairedItem as { item: number }).item;

type Row = Record<string, string>;

const addressOf = ({ Symbol: symbol }: Row) => `${symbol.toLowerCase()}@example.com`;

describeRealData('503 companies of a real list', () => {
	let fake: FakeServer;
	let list: string;
	let rows: Row[];
	let ran: WorkflowRun;

	beforeAll(async () => {
		rows = realData('companies.csv');
		fake = await startFakeHubSpot();
		for (const name of ['ticker', 'name', 'sector', 'cik', 'headquarters', 'founded']) {
			fake.hubspot.defineProperty('companies', { name, hasUniqueValue: name === 'ticker' });
		}
		list = fake.hubspot.seedList('contacts', { name: 'S&P 500' });
		ran = await walk(fake, list, rows);
	}, 120_000);
	afterAll(async () => {
		expect(fake.hubspot.unknownRoutes).toEqual([]);
		expect(fake.hubspot.oddities).toEqual([]);
		expect(fake.hubspot.calls.filter(({ status }) => status >= 300)).toEqual([]);
		await fake.close();
	});

	/** What a node told of each row. */
	const resultsOf = (node: string) =>
		ran.items(node).map(({ json }) => json.hubspot as IDataObject);
	const outcomesOf = (node: string) => tally(resultsOf(node).map(({ outcome }) => outcome));
	const idsOf = (node: string) => resultsOf(node).map(({ id }) => String(id));
	const held = (objectType: string, id: string) => fake.hubspot.object(objectType, id)?.properties;
	/** In the order in which they were made. */
	const calls = () => tally(fake.hubspot.calls.map(({ path }) => path.split(/2026-03\/|\?/)[1]));
	const allOnce = (values: string[]) => tally(Object.values(tally(values)));

	it('go through seven nodes without an error, each row beside what became of it', () => {
		expect(ran.run.data.resultData.error?.message).toBeUndefined();
		for (const node of Object.keys(steps(list)).slice(0, -1)) {
			const items = ran.items(node);
			expect([node, items.map(itemOf)]).toEqual([node, rows.map((_, row) => row)]);
			expect([node, items.map(({ json }) => ({ ...json, hubspot: 0 }))]).toEqual([
				node,
				rows.map((row) => ({ ...row, hubspot: 0 })),
			]);
		}
	});

	it('are created once each, three pairs of them with the same CIK', () => {
		const ciks = tally(rows.map(({ CIK }) => CIK));
		expect([rows.length, Object.keys(ciks).length]).toEqual([503, 500]);
		expect(fake.hubspot.objects('companies').size).toBe(rows.length);
		expect(allOnce(idsOf('Create Companies'))).toEqual({ 1: rows.length });
		const all = [...fake.hubspot.objects('companies').values()];
		expect(tally(all.map(({ properties }) => properties.cik))).toEqual(ciks);
		expect(tally(all.map(({ properties }) => properties.sector))).toEqual(
			tally(rows.map((row) => row['GICS Sector'])),
		);
	});

	it('are all known to the upsert, which creates none and changes each', () => {
		expect(outcomesOf('Upsert Companies')).toEqual({ updated: rows.length });
		expect(idsOf('Upsert Companies')).toEqual(idsOf('Create Companies'));
		rows.forEach((row, n) => {
			expect(held('companies', idsOf('Upsert Companies')[n])).toMatchObject({
				ticker: row.Symbol,
				name: row.Security,
				sector: row['GICS Sector'],
				cik: row.CIK,
				headquarters: row['Headquarters Location'],
			});
		});
	});

	it('get a contact each, and are associated with that one alone', () => {
		const contacts = idsOf('Create Contacts');
		expect(allOnce(contacts)).toEqual({ 1: rows.length });
		expect(fake.hubspot.objects('contacts').size).toBe(rows.length);
		expect(contacts.map((id) => held('contacts', id)?.email)).toEqual(rows.map(addressOf));

		const companies = idsOf('Create Companies');
		const pairs = rows.map((_, n) => ({ fromObjectId: companies[n], toObjectId: contacts[n] }));
		expect(resultsOf('Associate by Company Name')).toMatchObject(pairs);
		expect(resultsOf('Read Associations')).toHaveLength(rows.length);
		expect(resultsOf('Read Associations')).toMatchObject(pairs);
	});

	it('have their contacts in the list, which is read back with each address once', () => {
		expect(outcomesOf('Add to List by E-Mail')).toEqual({ added: rows.length });
		expect(idsOf('Add to List by E-Mail')).toEqual(idsOf('Create Contacts'));
		expect(fake.hubspot.list(list)?.members.size).toBe(rows.length);
		const members = ran.items('Read the List Back').map(({ json }) => json as Row);
		expect(members.map(({ email, lastname }) => [email, lastname]).sort()).toEqual(
			rows.map((row) => [addressOf(row), row.Security]).sort(),
		);
	});

	it('take no call more than a hundred or a thousand records each need', () => {
		const hundreds = Math.ceil(rows.length / 100);
		const thousands = Math.ceil(rows.length / 1_000);
		expect(calls()).toEqual({
			'companies/batch/create': hundreds,
			'companies/batch/upsert': hundreds,
			'contacts/batch/create': hundreds,
			// What properties are there? Once for all nodes, before anything is written.
			contacts: 1,
			// The same, and then whether names are unique: the companies are found by their name, the contacts
			// by address.
			companies: 1 + 1,
			'companies/search': hundreds,
			'contacts/batch/read': hundreds,
			'companies/contacts/batch/associate/default': thousands,
			'companies/contacts/batch/read': thousands,
			// What is the list? Twice, by two nodes. Its records by address, then what they hold.
			[list]: 2,
			'0-1/batch/read': hundreds + hundreds,
			[`${list}/memberships/add`]: thousands,
			[`${list}/memberships`]: hundreds,
		});
	});

	describe('that are in HubSpot', () => {
		const run = async (own: IDataObject, input: IDataObject[]) =>
			await runNode({
				node: 'hubSpotCrmObjects',
				parameters: {
					authentication: 'accessToken',
					inputMode: 'fields',
					objectType: typeOf('companies'),
					...own,
				} as INode['parameters'],
				input,
				url: fake.url,
				token: DEFAULT_TOKEN,
				onError: 'continueErrorOutput',
			});

		it('are found by their sector, as many as the file has of each', async () => {
			const sectors = tally(rows.map((row) => row['GICS Sector']));
			const filters = [{ propertyName: 'sector', operator: 'EQ', value: '={{ $json.sector }}' }];
			const searched = await run(
				{
					operation: 'searchObjects',
					searchText: '',
					filterGroups: { groups: [{ filters: { filters } }] },
					sortBy: 'ticker',
					sortDirection: 'ASCENDING',
					returnAll: true,
					properties: ['ticker', 'sector'],
					options: {},
				},
				Object.keys(sectors).map((sector) => ({ sector })),
			);
			const found = searched.items('HubSpot').map(({ json }) => json as Row);
			expect(tally(found.map(({ sector }) => sector))).toEqual(sectors);
			expect(found.map(({ ticker }) => ticker).sort()).toEqual(
				rows.map(({ Symbol: symbol }) => symbol).sort(),
			);
			expect(searched.items('HubSpot', 1)).toEqual([]);
		});

		it('are updated by their CIK, but for those that share one with another', async () => {
			const times = tally(rows.map(({ CIK }) => CIK));
			const updated = await run(
				{
					operation: 'batchUpdateObjects',
					fields: mapper({ cik: '={{ $json.CIK }}', founded: '={{ $json.Founded }}' }, 'cik'),
					options: {},
				},
				rows,
			);
			const single = rows.flatMap(({ CIK }, row) => (times[CIK] === 1 ? [row] : []));
			const shared = rows.flatMap(({ CIK }, row) => (times[CIK] > 1 ? [row] : []));
			expect([single.length, shared.length]).toEqual([497, 6]);
			expect(updated.items('HubSpot').map(itemOf)).toEqual(single);
			expect(updated.items('HubSpot', 1).map(itemOf)).toEqual(shared);

			const companies = idsOf('Create Companies');
			for (const { json, pairedItem } of updated.items('HubSpot', 1)) {
				const { item } = pairedItem as { item: number };
				const { message } = json.error as { message: string };
				const alike = companies.filter((_, n) => rows[n].CIK === rows[item].CIK);
				expect(alike).toHaveLength(2);
				for (const id of alike) expect(message).toContain(id);
			}
			expect(companies.map((id) => held('companies', id)?.founded)).toEqual(
				rows.map(({ CIK, Founded }) => (times[CIK] === 1 ? Founded : undefined)),
			);
		});
	});
});
