/**
 * Searches, and records found by any property, on n8n's real engine: which items come out where,
 * paired with what, for every setting of On Error, and what a model is told.
 */
import type { IDataObject } from 'n8n-workflow';

import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import {
	AGENT_KINDS,
	byId,
	closeClean,
	errorOf,
	fromAI,
	jsonOf,
	rowsOf,
	runRows,
	runTool,
	type Settings,
} from './rows';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	const { hubspot } = fake;
	hubspot.defineProperty('companies', { name: 'name', label: 'Name' });
	hubspot.defineProperty('companies', { name: 'domain', label: 'Domain' });
	hubspot.defineProperty('companies', { name: 'city', label: 'City' });
	const cities = ['Paris', 'Paris', 'Rome'];
	cities.forEach((city, n) =>
		hubspot.seedObject('companies', { name: `Acme ${n}`, domain: `d${n}.example`, city }, `${n}1`),
	);
});
afterEach(async () => await closeClean(fake));

const companies = {
	authentication: 'accessToken',
	inputMode: 'fields',
	objectType: byId('companies'),
};

const SEARCH = {
	...companies,
	operation: 'searchObjects',
	searchText: '',
	filterGroups: {
		groups: [
			{
				filters: {
					filters: [{ propertyName: 'city', operator: 'EQ', value: '={{ $json.city }}' }],
				},
			},
		],
	},
	sortBy: '',
	sortDirection: 'ASCENDING',
	returnAll: true,
	properties: ['name'],
};

const run = async (own: IDataObject, input: IDataObject[], settings?: Settings) =>
	await runRows(fake, own, input, settings);

describe('A search', () => {
	const cities = [{ city: 'Rome' }, { city: 'Oslo' }, { city: 'paris' }];

	it('gives one item for each record found, each paired with the row that asked', async () => {
		const ran = await run(SEARCH, cities);
		expect(ran.run.status).toBe('success');
		expect(jsonOf(ran).map(({ id }) => id)).toEqual(['21', '01', '11']);
		expect(rowsOf(ran)).toEqual([0, 2, 2]);
		expect(jsonOf(ran)[0]).toMatchObject({ name: 'Acme 2' });
	});

	it('returns records as HubSpot does where Simplify is off', async () => {
		const ran = await run(SEARCH, cities.slice(0, 1), { options: { simplify: false } });
		expect(jsonOf(ran)).toMatchObject([
			{ id: '21', properties: { name: 'Acme 2' }, archived: false },
		]);
	});

	it('by text alone finds what holds the words', async () => {
		const own = { ...SEARCH, filterGroups: {}, searchText: 'acme 1' };
		expect(jsonOf(await run(own, [{}])).map(({ id }) => id)).toEqual(['11']);
	});

	it('returns no more than the limit', async () => {
		const own = { ...SEARCH, filterGroups: {}, returnAll: false, limit: 2 };
		expect(jsonOf(await run(own, [{}]))).toHaveLength(2);
	});

	it('takes its question as JSON too', async () => {
		const own = { ...SEARCH, inputMode: 'json', json: '={{ $json.question }}' };
		const question = {
			filterGroups: [
				{ filters: [{ propertyName: 'city', operator: 'IN', values: ['rome', 'oslo'] }] },
			],
		};
		expect(jsonOf(await run(own, [{ question }])).map(({ id }) => id)).toEqual(['21']);
	});

	describe('of which one has no value to look for', () => {
		const input = [{ city: 'Rome' }, {}];
		const message = /^Not looked up: Filter Groups hold a filter without a value: city\./;

		it('stops before anything is asked', async () => {
			const ran = await run(SEARCH, input);
			expect(errorOf(ran)?.message).toBe('1 of 2 items is not valid; nothing was looked up');
			expect(fake.hubspot.calls).toEqual([]);
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await run(SEARCH, input, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, 1]);
			expect((jsonOf(ran)[1].error as IDataObject).message).toMatch(message);
		});

		it('sends it to the error output', async () => {
			const ran = await run(SEARCH, input, { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0]);
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect((jsonOf(ran, 1)[0].error as IDataObject).message).toMatch(message);
			expect(jsonOf(ran, 1)[0].error).not.toHaveProperty('applied');
		});
	});
});

describe('Companies that are updated by their domain', () => {
	const UPDATE = {
		...companies,
		operation: 'batchUpdateObjects',
		fields: {
			mappingMode: 'defineBelow',
			value: { domain: '={{ $json.domain }}', city: 'Berlin' },
			matchingColumns: ['domain'],
			schema: [],
		},
	};
	const input = [{ domain: 'd0.example' }, { domain: 'none.example' }, { domain: 'D2.example' }];

	it('are found first; one that is not there is sent to the error output', async () => {
		const ran = await run(UPDATE, input, { onError: 'continueErrorOutput' });
		expect(rowsOf(ran)).toEqual([0, 2]);
		expect(jsonOf(ran)[0]).toMatchObject({ id: '01', domain: 'd0.example' });
		expect(rowsOf(ran, 'Failed')).toEqual([1]);
		expect(jsonOf(ran, 1)[0].error).toMatchObject({
			reason: 'rejected',
			applied: 'no',
			category: 'OBJECT_NOT_FOUND',
			message: 'No company has the domain none.example, so nothing was written. [item 1]',
		});
		const cities = ['01', '11', '21'].map(
			(id) => fake.hubspot.object('companies', id)?.properties.city,
		);
		expect(cities).toEqual(['Berlin', 'Paris', 'Berlin']);
	});

	it('tell of one that is not there in its place where the run continues', async () => {
		const ran = await run(UPDATE, input, { onError: 'continueRegularOutput' });
		expect(rowsOf(ran)).toEqual([0, 1, 2]);
		expect(jsonOf(ran)[1]).toHaveProperty('error');
	});

	it('stop the run where one is not there, and nothing is written', async () => {
		const ran = await run(UPDATE, input);
		expect(errorOf(ran)?.message).toBe('1 of 3 records was not found; nothing was written');
		expect(fake.hubspot.object('companies', '01')?.properties.city).toBe('Paris');
	});
});

describe.each(AGENT_KINDS)('As a tool (%s)', (kind) => {
	it('a search hands the model the records', async () => {
		const own = { ...SEARCH, filterGroups: {}, searchText: fromAI('words') };
		const { offers, answers } = await runTool(fake, own, [{ words: 'acme 2' }], kind);
		if (kind === 'invoking') {
			expect(offers[0].description).toMatch(/^Search HubSpot records by text and filters\. /);
		}
		expect(answers).toMatchObject([{ outcome: 'done', results: [{ id: '21', name: 'Acme 2' }] }]);
	});
});
