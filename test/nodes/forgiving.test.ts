/**
 * What the built nodes take although it is not written as HubSpot wants it, on n8n's own engine: the
 * columns of a sheet, labels, dates of a database, object types in the singular.
 */
import type { IDataObject, INode } from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { askNode, runNode } from '../host/engine';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	fake.hubspot.defineProperty('contacts', { name: 'birthday', label: 'Birthday', type: 'date' });
	for (const n of [1, 2]) fake.hubspot.seedObject('contacts', { email: `p${n}@example.com` });
});
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	await fake.close();
});

const type = (value: string) => ({ __rl: true, mode: 'id', value });

/** The schema that the editor loads and stores. */
async function schemaOf(objectType: string): Promise<IDataObject[]> {
	const { fields } = (await askNode({
		node: 'hubSpotCrmObjects',
		kind: 'resourceMapping',
		method: 'getObjectFields',
		parameters: { objectType: type(objectType) },
		args: [],
		url: fake.url,
		token: DEFAULT_TOKEN,
	})) as { fields: IDataObject[] };
	return fields;
}

interface More {
	objectType?: string;
	mappingMode?: string;
	value?: IDataObject | null;
	options?: IDataObject;
	timezone?: string;
	onError?: INode['onError'];
}

async function update(input: IDataObject[], more: More = {}) {
	const { objectType = 'contacts', mappingMode = 'autoMapInputData', value = null } = more;
	const { options = {}, timezone = 'Europe/Berlin', onError = 'continueErrorOutput' } = more;
	const schema = await schemaOf('contacts');
	const before = fake.hubspot.calls.length;
	const fields = { mappingMode, value, matchingColumns: ['email'], schema };
	const ran = await runNode({
		node: 'hubSpotCrmObjects',
		parameters: {
			operation: 'batchUpdateObjects',
			objectType: type(objectType),
			inputMode: 'fields',
			fields: fields as never,
			options: options as never,
		},
		input,
		settings: { timezone },
		url: fake.url,
		token: DEFAULT_TOKEN,
		onError,
	});
	// Without the read of the definitions: the editor has asked for these as well.
	const calls = fake.hubspot.calls.slice(before).filter(({ method }) => method !== 'GET');
	return {
		calls,
		sent: calls.flatMap(({ requestBody }) => (requestBody as { inputs: IDataObject[] }).inputs),
		hints: ran.hints('HubSpot'),
		done: ran.items('HubSpot'),
		failed: ran.items('HubSpot', 1),
		error: ran.run.data.resultData.error,
	};
}

describe('A list from Google Sheets, mapped automatically', () => {
	const ROWS = [
		{ row_number: 2, Email: 'p1@example.com', 'First Name': 'Ada', Telefon: '+49 1' },
		{ row_number: 3, Email: 'p2@example.com', 'First Name': 'Bob' },
	];

	it('is written under the labels of its columns, and one hint names the columns left out', async () => {
		const { sent, hints, done, failed } = await update(ROWS);
		expect(failed).toEqual([]);
		expect(done).toHaveLength(2);
		expect(sent).toMatchObject([
			{ id: 'p1@example.com', idProperty: 'email', properties: { firstname: 'Ada' } },
			{ id: 'p2@example.com', idProperty: 'email', properties: { firstname: 'Bob' } },
		]);
		expect(hints).toEqual([
			'Not sent, because HubSpot has no such property: “row_number” (2 items), “Telefon” (1 item). If you do not need them in HubSpot, that is fine.',
		]);
	});

	it('is refused item by item where the option says so', async () => {
		const { failed, calls } = await update(ROWS, { options: { unknownFields: 'refuse' } });
		expect(failed).toHaveLength(2);
		expect(calls).toEqual([]);
	});

	it('without any column of HubSpot is never done', async () => {
		const { done, failed, calls } = await update([{ Telefon: '1' }, { Ort: 'Bonn' }]);
		expect(done).toEqual([]);
		expect(failed.map(({ json }) => (json.error as IDataObject).reason)).toEqual([
			'invalid',
			'invalid',
		]);
		expect(calls).toEqual([]);
	});
});

it('A field mapped by hand to a column that no item has is told in one hint, by its label', async () => {
	const value = { email: '={{ $json.Email }}', firstname: 'Ada', lastname: '={{ $json.Surname }}' };
	const items = [{ Email: 'p1@example.com' }, { Email: 'p2@example.com' }];
	const { hints, done } = await update(items, { mappingMode: 'defineBelow', value });
	expect(done).toHaveLength(2);
	expect(hints).toEqual([
		'Not sent, because no item has the column: “Last name”. Check the expression mapped to it.',
	]);
});

describe('A DATE of a database, which is a Date at midnight', () => {
	const BORN = new Date('1990-02-28T23:00:00Z');
	const item = () => [{ email: 'p1@example.com', birthday: BORN as never }];

	it.each<[string, More]>([
		['mapped automatically', {}],
		[
			'mapped by hand',
			{
				mappingMode: 'defineBelow',
				value: { email: '={{ $json.email }}', birthday: '={{ $json.birthday }}' },
			},
		],
		[
			'mapped by hand, with the blanks that the Tab key puts before it',
			{
				mappingMode: 'defineBelow',
				value: { email: '={{ $json.email }}', birthday: '=  {{ $json.birthday }}' },
			},
		],
		[
			'made a DateTime by an expression',
			{
				mappingMode: 'defineBelow',
				value: {
					email: '={{ $json.email }}',
					birthday: '={{ DateTime.fromJSDate($json.birthday) }}',
				},
			},
		],
	])('is sent as its day in the zone of the workflow, %s', async (_, more) => {
		const { sent, failed } = await update(item(), more);
		expect(failed).toEqual([]);
		expect(sent).toMatchObject([{ properties: { birthday: '1990-03-01' } }]);
	});
});

describe('Blanks that the Tab key puts before a dropped field', () => {
	it.each<[string, string, IDataObject]>([
		['a text', '=  {{ $json.value }}', { value: '+32 1' }],
		['what an expression makes of it', "=  {{ '+' + $json.value }} ", { value: '32 1' }],
		['a text in a list', '=\n{{ $json.value }}', { value: ['+32 1'] }],
	])('are not sent: %s', async (_, phone, item) => {
		const { sent, failed } = await update(
			['p1@example.com', 'p2@example.com'].map((email) => ({ email, ...item })),
			{ mappingMode: 'defineBelow', value: { email: '=  {{ $json.email }}', phone } },
		);
		expect(failed).toEqual([]);
		expect(sent).toMatchObject(
			['p1@example.com', 'p2@example.com'].map((id) => ({ id, properties: { phone: '+32 1' } })),
		);
	});

	it('stay where a text stands next to the expression', async () => {
		const { sent } = await update([{ email: 'p1@example.com', value: '1' }], {
			mappingMode: 'defineBelow',
			value: { email: '={{ $json.email }}', phone: '=+32  {{ $json.value }}' },
		});
		expect(sent).toMatchObject([{ properties: { phone: '+32  1' } }]);
	});
});

describe('The expression that a message about a date gives', () => {
	const adviceFor = async (date: unknown) => {
		const { failed } = await update([{ email: 'p1@example.com', birthday: date as never }]);
		const { message } = failed[0].json.error as { message: string };
		const [expression] = /{{ .+ }}/.exec(message) ?? [];
		return `=${expression}`;
	};

	it.each<[string, unknown, unknown, unknown]>([
		['a date with the year last', '3/15/1990', '03/01/1990', '1990-03-01'],
		['a day number', 32933, 32934, '1990-03-02'],
	])('for %s writes what it can read, and loses nothing else', async (_, given, good, day) => {
		const birthday = await adviceFor(given);
		const cells = [good, 'soon', '13/13/1990', '', '  ', null, undefined];
		const input = cells.map((date, index) => ({
			email: `p${index + 1}@example.com`,
			firstname: 'Ada',
			date: date as never,
		}));
		const { sent, failed } = await update(input, {
			mappingMode: 'defineBelow',
			value: { email: '={{ $json.email }}', firstname: '={{ $json.firstname }}', birthday },
		});
		const told = failed.map(({ json }) => (json.error as IDataObject).message);
		expect(told.filter((message) => /but is “/.test(String(message)))).toEqual([
			expect.stringContaining('Birthday must be a date written year first'),
			expect.stringContaining('but is “13/13/1990”: there is no such day or time'),
		]);
		expect(sent.map(({ id, properties }) => [id, properties])).toEqual([
			['p1@example.com', { firstname: 'Ada', birthday: day }],
			...[4, 5, 6, 7].map((n) => [`p${n}@example.com`, { firstname: 'Ada' }]),
		]);
	});
});

describe("A workflow's time zone that does not exist", () => {
	it('is told once, and nothing is sent', async () => {
		const input = [1, 2].map((n) => ({ email: `p${n}@example.com`, birthday: '1990-03-01' }));
		const stop = 'stopWorkflow';
		const { error, calls } = await update(input, { timezone: 'Europe/Berlinn', onError: stop });
		expect(error?.message).toMatch(/^The workflow's time zone “Europe\/Berlinn” does not exist/);
		expect(calls).toEqual([]);
	});
});

describe('The object type contact', () => {
	it('means contacts: the editor loads their properties, email to match by among them', async () => {
		const fields = await schemaOf('Contact');
		expect(fields).toEqual(await schemaOf('contacts'));
		expect(fields.find(({ id }) => id === 'email')?.canBeUsedToMatch).toBe(true);
	});

	it('is called contacts in the path of the call', async () => {
		const { calls, done } = await update([{ email: 'p1@example.com', firstname: 'Ada' }], {
			objectType: 'Contact',
		});
		expect(done).toHaveLength(1);
		expect(calls.map(({ path }) => path)).toEqual(['/crm/objects/2026-03/contacts/batch/update']);
	});
});
