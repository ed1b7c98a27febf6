/**
 * The outputs that are one item for all, on n8n's real engine: the file of Report as the node behind it
 * finds it, and the lists of Summary.
 */
import type { IDataObject } from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { parseCsv } from '../csv';
import type { WorkflowRun } from '../host/engine';
import { byId, closeClean, errorOf, jsonOf, runRows, type Settings } from './rows';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	for (let id = 1; id <= 300; id++) {
		fake.hubspot.seedObject('contacts', { email: `p${id}@example.com` }, `${id}`);
	}
});
afterEach(async () => await closeClean(fake));

const UPDATE = {
	authentication: 'accessToken',
	operation: 'batchUpdateObjects',
	objectType: byId('contacts'),
	inputMode: 'fields',
	fields: {
		mappingMode: 'defineBelow',
		value: { email: '={{ $json.email }}', firstname: '={{ $json.name }}' },
		matchingColumns: ['email'],
		schema: [],
	},
};
const CREATE = {
	authentication: 'accessToken',
	operation: 'batchCreateObjects',
	objectType: byId('deals'),
	inputMode: 'json',
	json: '={{ { properties: { dealname: $json.name } } }}',
};
const READ = {
	authentication: 'accessToken',
	operation: 'batchReadObjects',
	objectType: byId('contacts'),
	inputMode: 'fields',
	idProperty: 'email',
	record: '={{ $json.email }}',
};
const SEARCH = {
	authentication: 'accessToken',
	operation: 'searchObjects',
	objectType: byId('contacts'),
	inputMode: 'json',
	json: '={{ { query: $json.email } }}',
};

const people = (count: number, ...missing: number[]) =>
	Array.from({ length: count }, (_, n) => ({
		email: missing.includes(n) ? `nobody${n}@example.com` : `p${n + 1}@example.com`,
		name: `N${n}`,
	}));

const run = async (
	own: IDataObject,
	rows: IDataObject[],
	output: 'report' | 'summary',
	more: Settings = {},
) => {
	const onError = more.onError ?? 'continueRegularOutput';
	return await runRows(fake, own, rows, { onError, ...more, options: { ...more.options, output } });
};

const fileOf = ({ items }: WorkflowRun) => {
	const [{ binary }] = items('HubSpot');
	return Buffer.from(binary?.data.data ?? '', 'base64').toString('utf8');
};
const reportOf = (ran: WorkflowRun) => parseCsv(fileOf(ran).slice(1));

describe('The output Report', () => {
	it('is one item with the counts and a file that has a row for every item, in order', async () => {
		const ran = await run(UPDATE, people(250, 3, 120), 'report');
		expect(ran.items('HubSpot')).toHaveLength(1);
		expect(jsonOf(ran)).toEqual([
			{
				items: 250,
				done: 248,
				outcomes: { updated: 248 },
				invalid: 0,
				refused: 2,
				notDone: 0,
				unknown: 0,
				unsent: 0,
				// Three writes, and the definitions before them.
				calls: 4,
				callsLeftToday: 624_999,
			},
		]);
		const rows = reportOf(ran);
		expect(rows.map((row) => row['Item (from 0)'])).toEqual(
			Array.from({ length: 250 }, (_, item) => `${item}`),
		);
		expect(rows[0]).toMatchObject({
			Record: 'p1@example.com',
			Outcome: 'done',
			Result: 'updated',
			'HubSpot ID': '1',
		});
		expect(rows[3]).toMatchObject({
			Record: 'nobody3@example.com',
			Outcome: 'refused',
			Reason: 'rejected',
			Applied: 'no',
			Message: expect.stringMatching(/^No contact has the email nobody3@example\.com/) as string,
		});
		expect(rows[3]['Correlation ID']).toMatch(/\S/);
	});

	it('is a file under the name that n8n’s nodes look for, in an item that is paired with all', async () => {
		const ran = await run(UPDATE, people(3), 'report');
		expect(ran.items('HubSpot')[0]).toMatchObject({
			binary: {
				data: { fileName: 'hubspot-report.csv', mimeType: 'text/csv', fileExtension: 'csv' },
			},
			pairedItem: [{ item: 0 }, { item: 1 }, { item: 2 }],
		});
	});

	it('leaves by the first output, failures and all, where there is an error output', async () => {
		const ran = await run(UPDATE, people(4, 0, 2), 'report', { onError: 'continueErrorOutput' });
		expect(ran.items('HubSpot', 1)).toEqual([]);
		expect(reportOf(ran).map(({ Outcome }) => Outcome)).toEqual([
			'refused',
			'done',
			'refused',
			'done',
		]);
	});

	it('tells where to look where nothing was done', async () => {
		const ran = await run(UPDATE, people(1, 0), 'report');
		expect(ran.hints('HubSpot')).toEqual([
			'Nothing was written: the item is not in HubSpot. See why in the file.',
		]);
	});

	it('does not come where a failure stops the workflow', async () => {
		const ran = await run(UPDATE, people(2, 0), 'report', { onError: 'stopWorkflow' });
		expect(errorOf(ran)?.message).toMatch(/not found/);
	});

	it('has an invalid item among the others, without a record where it names none', async () => {
		const ran = await run(UPDATE, [{ name: 'Ann' }, ...people(1)], 'report');
		expect(reportOf(ran)).toMatchObject([
			{ Record: '', Outcome: 'invalid', Reason: 'invalid', Applied: 'no' },
			{ Record: 'p1@example.com', Outcome: 'done' },
		]);
	});

	it('has no formula of an item and no secret of the credential', async () => {
		const ran = await run(CREATE, [{ name: '=cmd|x' }, { name: DEFAULT_TOKEN }], 'report');
		const [first, second] = reportOf(ran);
		expect(first.Record).toBe("'=cmd|x");
		expect(second.Record).toBe('(secret)');
		expect(fileOf(ran)).not.toContain(DEFAULT_TOKEN.slice(0, 12));
	});

	it('tells of a read which records were found, and of none whether anything was applied', async () => {
		const ran = await run(READ, people(3, 1), 'report');
		expect(reportOf(ran)).toMatchObject([
			{ Outcome: 'done', Result: '', 'HubSpot ID': '1', Applied: '' },
			{ Outcome: 'refused', Record: 'nobody1@example.com', Applied: '' },
			{ Outcome: 'done', 'HubSpot ID': '3' },
		]);
	});

	it('tells of a question with many results how many there are', async () => {
		const ran = await run(SEARCH, people(2, 1), 'report');
		expect(reportOf(ran)).toMatchObject([
			{ Outcome: 'done', Result: '1 result', 'HubSpot ID': '' },
			{ Outcome: 'done', Result: '0 results' },
		]);
	});
});

describe('The lists of Summary', () => {
	it('hold what was certainly not written with its whole input, and what may have been by its name', async () => {
		fake.hubspot.faults.next(null, { kind: 'reset', applied: true });
		const ran = await run(
			{ ...UPDATE },
			people(6, 1).map((each, n) => ({ ...each, kept: { n } })),
			'summary',
			{ options: { batchSize: 3, lookUp: false } },
		);
		// An update is sent again after a lost answer, so that nothing is left open.
		expect(jsonOf(ran)).toMatchObject([
			{
				done: 5,
				sendAgain: [
					{
						row: 1,
						email: 'nobody1@example.com',
						name: 'N1',
						kept: { n: 1 },
						error: { item: 1, reason: 'rejected', applied: 'no' },
					},
				],
				checkFirst: [],
			},
		]);
	});

	it('keep apart what may have been created, which must not be sent again unseen', async () => {
		fake.hubspot.faults.next({ kind: 'reset', applied: true }, null, {
			kind: 'missingScopes',
			scopes: ['x'],
		});
		const ran = await run(CREATE, people(6), 'summary', { options: { batchSize: 2 } });
		const [{ sendAgain, checkFirst }] = jsonOf(ran) as unknown as Array<{
			sendAgain: IDataObject[];
			checkFirst: IDataObject[];
		}>;
		expect(sendAgain).toEqual(
			[4, 5].map((item) => ({
				...people(6)[item],
				row: item,
				error: { item, reason: 'unsent', applied: 'no' },
			})),
		);
		expect(checkFirst).toEqual(
			[0, 1].map((item) => ({
				item,
				record: `N${item}`,
				reason: 'lost',
				message: expect.stringMatching(/Look for the deal with dealname/) as string,
			})),
		);
	});

	it('are empty where all went well', async () => {
		const ran = await run(UPDATE, people(2), 'summary');
		expect(jsonOf(ran)).toMatchObject([{ done: 2, sendAgain: [], checkFirst: [] }]);
	});

	it('do not hold the error of an earlier run that an item brings along', async () => {
		const [one] = people(1, 0);
		const rows = [{ ...one, error: { item: 9, reason: 'unsent', applied: 'no' } }];
		const ran = await run(UPDATE, rows, 'summary');
		expect(jsonOf(ran)).toMatchObject([
			{ sendAgain: [{ error: { item: 0, reason: 'rejected', applied: 'no' } }] },
		]);
	});
});
