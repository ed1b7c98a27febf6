/** What a person fills in by hand in the editor, as n8n's engine gives it to the nodes. */
import type { INode } from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { runNode } from '../host/engine';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	fake.hubspot.seedObject('contacts', { email: 'ada@example.com', firstname: 'Old' }, '1');
});
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	await fake.close();
});

const COMMON = {
	authentication: 'accessToken',
	operation: 'batchUpdateObjects',
	objectType: { __rl: true, mode: 'id', value: 'contacts' },
};

const run = async (parameters: object, json: object) =>
	await runNode({
		node: 'hubSpotCrmObjects',
		parameters: { ...COMMON, ...parameters } as INode['parameters'],
		input: [json as never],
		url: fake.url,
		token: DEFAULT_TOKEN,
		onError: 'continueErrorOutput',
	});

const held = () => fake.hubspot.object('contacts', '1')?.properties;

describe('In JSON mode', () => {
	const asJson = async (json: string) =>
		await run({ inputMode: 'json', json }, { id: '1', properties: { firstname: 'New' } });

	it.each([
		['as it is there at first', '={{ $json }}'],
		['after the Tab key', '=  {{ $json }}'],
		['after a line break', '=\n{{ $json }}\n'],
		['with a calculation in it', '=  {{ { id: $json.id, properties: $json.properties } }}'],
	])('an expression is taken %s', async (_, json) => {
		const { items } = await asJson(json);
		expect(items('HubSpot', 1)).toEqual([]);
		expect(held()?.firstname).toBe('New');
	});

	it.each([
		['=Contact: {{ $json }}', /text around an expression/],
		['{{ $json }}', /set to Fixed/],
	])('%s is refused with what is wrong about the field', async (json, why) => {
		const { items } = await asJson(json);
		const [{ json: failed }] = items('HubSpot', 1);
		expect((failed.error as { message: string }).message).toMatch(why);
		expect(held()?.firstname).toBe('Old');
	});
});

describe('A yes-or-no property', () => {
	const mapped = async (value: object, json: object) => {
		fake.hubspot.defineProperty('contacts', {
			name: 'newsletter',
			label: 'Newsletter',
			type: 'bool',
			fieldType: 'booleancheckbox',
		});
		const field = (id: string, more: object = {}) => ({
			id,
			displayName: id,
			required: false,
			display: true,
			defaultMatch: false,
			type: 'string',
			...more,
		});
		const yesOrNo = {
			type: 'options',
			options: [
				{ name: 'Yes', value: 'true' },
				{ name: 'No', value: 'false' },
			],
			hubSpotType: 'bool',
		};
		const { items } = await run(
			{
				inputMode: 'fields',
				fields: {
					mappingMode: 'defineBelow',
					matchingColumns: ['email'],
					value: { email: 'ada@example.com', firstname: 'New', ...value },
					schema: [field('email'), field('firstname'), field('newsletter', yesOrNo)],
				},
			},
			json,
		);
		expect(items('HubSpot', 1)).toEqual([]);
		return held()?.newsletter;
	};

	// The editor stores nothing for a list of choices in which nothing was chosen.
	it('that was added and left alone is not written', async () => {
		expect(await mapped({}, {})).toBeUndefined();
		expect(held()?.firstname).toBe('New');
	});

	it.each([
		['No, chosen by hand', 'false', {}, 'false'],
		['Yes, chosen by hand', 'true', {}, 'true'],
		['a column that says no', '={{ $json.wanted }}', { wanted: 'no' }, 'false'],
		['a column with a flag', '={{ $json.wanted }}', { wanted: true }, 'true'],
	])('takes %s', async (_, newsletter, json, expected) => {
		expect(await mapped({ newsletter }, json)).toBe(expected);
	});
});

describe('What is left over in the mapper', () => {
	const mapper = (value: object, matchOn: string) => ({
		inputMode: 'fields',
		fields: { mappingMode: 'defineBelow', matchingColumns: [matchOn], value, schema: [] },
	});

	it('is ignored where it is a record ID, and records are matched by another property', async () => {
		const value = { hs_object_id: '999', email: 'ada@example.com', firstname: 'New' };
		const { items } = await run(mapper(value, 'email'), {});
		expect(items('HubSpot', 1)).toEqual([]);
		expect(held()).toMatchObject({ firstname: 'New' });
	});

	it('does not hide what is missing: n8n asks for the object type, and for nothing else', async () => {
		const objectType = { __rl: true, mode: 'list', value: '' };
		const left = run({ ...mapper({ firstname: 'New' }, 'email'), objectType }, {});
		await expect(left).rejects.toThrow(/issues:\n- Parameter "Object Type" is required\.$/);
		expect(fake.hubspot.calls).toEqual([]);
	});
});
