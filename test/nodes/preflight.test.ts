/**
 * Properties held against HubSpot's definitions before the first write, on n8n's real engine over real
 * HTTP: in every way to fill the node in, in every API version, with and without the definitions.
 */
import type { IDataObject, INode } from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { runNode } from '../host/engine';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	const { hubspot } = fake;
	hubspot.defineProperty('contacts', {
		name: 'level',
		label: 'Level',
		type: 'enumeration',
		options: [
			{ label: 'Gold member', value: 'GOLD' },
			{ label: 'Silver member', value: 'SILVER' },
		],
	});
	hubspot.defineProperty('contacts', { name: 'score', label: 'Score', type: 'number' });
	for (let id = 1; id <= 300; id++) hubspot.seedObject('contacts', { firstname: 'Old' }, `${id}`);
});
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	expect(fake.hubspot.oddities).toEqual([]);
	await fake.close();
});

const reads = () =>
	fake.hubspot.calls.filter(({ path }) => path.includes('/properties/')).map(({ path }) => path);
const writes = () => fake.hubspot.calls.filter(({ method }) => method === 'POST');
const of = (id: number) => fake.hubspot.object('contacts', `${id}`)?.properties ?? {};

interface More {
	parameters?: INode['parameters'];
	onError?: INode['onError'];
	options?: IDataObject;
}

async function update(
	input: IDataObject[],
	{ parameters, onError = 'continueErrorOutput', options = {} }: More = {},
) {
	const ran = await runNode({
		node: 'hubSpotCrmObjects',
		parameters: {
			operation: 'batchUpdateObjects',
			objectType: { __rl: true, mode: 'id', value: 'contacts' },
			inputMode: 'json',
			json: '={{ $json }}',
			...parameters,
			options: options as never,
		},
		input,
		settings: { timezone: 'Europe/Berlin' },
		url: fake.url,
		token: DEFAULT_TOKEN,
		onError,
	});
	const messageIn = ({ json }: { json: IDataObject }) => (json.error as IDataObject).message;
	return {
		done: ran.items('HubSpot').length,
		failed: ran.items('HubSpot', 1).map(messageIn),
		error: ran.run.data.resultData.error,
		hints: ran.hints('HubSpot'),
	};
}

const asJson = (id: number, properties: IDataObject) => ({ id: `${id}`, properties });

/** Each way to fill the node in, for records of an ID and these properties. */
const WAYS: Array<
	[string, More['parameters'], (id: number, properties: IDataObject) => IDataObject]
> = [
	['JSON mode', {}, asJson],
	[
		'automatic mapping without a schema',
		{
			inputMode: 'fields',
			fields: {
				mappingMode: 'autoMapInputData',
				value: null,
				matchingColumns: ['hs_object_id'],
				schema: [],
			},
		},
		(id, properties) => ({ hs_object_id: `${id}`, ...properties }),
	],
	[
		'mapping by hand without a schema',
		{
			inputMode: 'fields',
			fields: {
				mappingMode: 'defineBelow',
				value: {
					hs_object_id: '={{ $json.id }}',
					level: '={{ $json.level }}',
					score: '={{ $json.score }}',
					birthday: '={{ $json.birthday }}',
				},
				matchingColumns: ['hs_object_id'],
				schema: [],
			},
		},
		(id, properties) => ({ id: `${id}`, ...properties }),
	],
];

describe.each(WAYS)('Batch Update CRM Objects in %s', (way, parameters, itemOf) => {
	it(`writes labels as values, and numbers and days by their type, in ${way}`, async () => {
		const input = [
			itemOf(1, { level: 'gold MEMBER', score: ' 7 ', birthday: '1990/3/1' }),
			itemOf(2, { level: 'SILVER', score: 8, birthday: '1990-03-01' }),
		];
		expect(await update(input, { parameters })).toMatchObject({ done: 2, failed: [] });
		expect(of(1)).toMatchObject({ level: 'GOLD', score: '7', birthday: '1990-03-01' });
		expect(of(2)).toMatchObject({ level: 'SILVER', score: '8', birthday: '1990-03-01' });
	});

	it(`refuses a bad value alone, without a refused call, in ${way}`, async () => {
		const input = [itemOf(1, { level: 'Gold member' }), itemOf(2, { level: 'Golden', score: 'x' })];
		const { done, failed } = await update(input, { parameters });
		expect(done).toBe(1);
		expect(failed).toEqual([
			'Not sent: level must be one of its options, but is “Golden”. Did you mean “GOLD”? score must be a number, such as 1234.5, but is “x”. [item 1]',
		]);
		expect(fake.hubspot.calls.filter(({ status }) => status >= 300)).toEqual([]);
	});
});

it('300 rows of which each third has a property that does not exist take two reads more, and no call is refused', async () => {
	const input = Array.from({ length: 300 }, (_, n) =>
		asJson(n + 1, { firstname: 'New', ...(n % 3 === 0 && { frstname: 'x' }) }),
	);
	const { done, failed } = await update(input);
	expect(done).toBe(200);
	expect(new Set(failed.map((message) => String(message).replace(/ \[item \d+\]/, '')))).toEqual(
		new Set([
			'Not sent: HubSpot has no property of contacts called “frstname” (did you mean “firstname” or “lastname”?). Correct the internal name, or create it in HubSpot first.',
		]),
	);
	expect(writes().map(({ status }) => status)).toEqual([200, 200]);
	expect(reads()).toHaveLength(3);
});

it.each(['2026-03', '2026-09', 'v3'])(
	'asks in the API version of the node, which is %s',
	async (apiVersion) => {
		await update([asJson(1, { firstname: 'New' })], { options: { apiVersion } });
		const path = apiVersion === 'v3' ? '/crm/v3/properties' : `/crm/properties/${apiVersion}`;
		expect(reads()).toEqual([`${path}/contacts`]);
	},
);

it('runs of one process ask once, also when they start together', async () => {
	const one = async (id: number) => await update([asJson(id, { firstname: 'New' })]);
	await Promise.all([one(1), one(2), one(3)]);
	await one(4);
	expect(reads()).toHaveLength(1);
	expect(writes()).toHaveLength(4);
});

it('with On Error = Stop, nothing is sent where one item does not fit', async () => {
	const input = [asJson(1, { firstname: 'New' }), asJson(2, { frstname: 'New' })];
	const { error } = await update(input, { onError: 'stopWorkflow' });
	expect(error?.message).toMatch(/nothing was sent/);
	expect(error?.description).toContain('“frstname”');
	expect(writes()).toEqual([]);
});

it('without the definitions all is as before: HubSpot decides, and no hint tells of it', async () => {
	fake.hubspot.supportingFaults.always({
		kind: 'missingScopes',
		scopes: ['crm.schemas.contacts.read'],
	});
	const input = [asJson(1, { firstname: 'New' }), asJson(2, { frstname: 'New' })];
	const { done, failed, hints } = await update(input);
	expect(done).toBe(1);
	expect(failed[0]).toMatch(/^HubSpot refused the contact with ID 2: .*frstname/);
	expect(hints).toEqual([]);
});

it('a column that is nearly a property stays out of an automatic mapping, as Unknown Fields says', async () => {
	const schema = ['hs_object_id', 'firstname'].map((id) => ({
		id,
		displayName: id === 'firstname' ? 'First name' : 'Record ID',
		hubSpotType: 'string',
		type: 'string',
	}));
	const fields = {
		mappingMode: 'autoMapInputData',
		value: null,
		matchingColumns: ['hs_object_id'],
		schema,
	};
	const parameters = { inputMode: 'fields', fields: fields as never };
	const input = [{ hs_object_id: '1', 'First Name': 'Ada', frstname: 'x', row: 2 }];
	const { done, hints } = await update(input, { parameters });
	expect(done).toBe(1);
	expect(hints).toEqual([expect.stringContaining('“frstname”')]);
	expect(reads()).toHaveLength(1);
});
