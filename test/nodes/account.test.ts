/** What the editor shows of an account: object types to choose from, fields to map to. */
import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	ResourceMapperFields,
} from 'n8n-workflow';

import { HubSpotCrmObjects } from '../../nodes/HubSpotCrmObjects/HubSpotCrmObjects.node';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { ALL_SCOPES, DEFAULT_TOKEN, type FakeOptions } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { askNode } from '../host/engine';

let fake: FakeServer;
const start = async (options: FakeOptions = {}) => {
	fake = await startFakeHubSpot(options);
};
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	await fake.close();
});

const ask = async <T>(
	node: string,
	kind: 'listSearch' | 'loadOptions' | 'resourceMapping',
	method: string,
	parameters: INodeParameters = {},
	...args: unknown[]
) =>
	(await askNode({
		node,
		kind,
		method,
		parameters,
		args,
		url: fake.url,
		token: DEFAULT_TOKEN,
	})) as T;

const contactFields = async (objectType = 'contacts') =>
	(
		await ask<ResourceMapperFields>('hubSpotCrmObjects', 'resourceMapping', 'getObjectFields', {
			objectType: { __rl: true, mode: 'id', value: objectType },
		})
	).fields;

const without = (...missing: string[]): FakeOptions => ({
	tokens: {
		[DEFAULT_TOKEN]: {
			appId: 1001,
			kind: 'token',
			scopes: ALL_SCOPES.filter((scope) => !missing.includes(scope)),
		},
	},
});

describe('the list of object types', () => {
	const search = async (filter?: string) =>
		(
			await ask<{ results: Array<{ name: string; value: string }> }>(
				'hubSpotCrmObjects',
				'listSearch',
				'searchObjectTypes',
				{},
				filter,
			)
		).results;

	it("shows the account's custom objects first, then HubSpot's own", async () => {
		await start();
		const results = await search();
		expect(results[0].value).toBe('2-1001');
		expect(results.map(({ value }) => value)).toEqual(
			expect.arrayContaining(['contacts', 'companies', 'deals', 'tickets', '0-54']),
		);
	});

	it('finds by name and by ID', async () => {
		await start();
		expect((await search('comp')).map(({ value }) => value)).toEqual(['companies']);
		expect((await search('2-1001')).map(({ value }) => value)).toEqual(['2-1001']);
		expect(await search('butterflies')).toEqual([]);
	});

	it('still shows the standard objects when the credential may not read schemas', async () => {
		await start(without('crm.schemas.custom.read'));
		const values = (await search()).map(({ value }) => value);
		expect(values).toContain('contacts');
		expect(values).not.toContain('2-1001');
	});
});

describe('the properties of a CRM object', () => {
	it.each([
		['contacts', 'email'],
		['companies', 'hs_object_id'],
	])(
		'start with the record ID; those of %s are matched by %s until another is chosen',
		async (objectType, matched) => {
			await start();
			const fields = await contactFields(objectType);
			expect(fields[0]).toMatchObject({
				id: 'hs_object_id',
				displayName: 'Record ID',
				canBeUsedToMatch: true,
			});
			// The editor shows what is required, and nothing else until the user adds it.
			const shown = fields.filter(({ required }) => required);
			expect(shown.map(({ id, defaultMatch }) => [id, defaultMatch])).toEqual([[matched, true]]);
			expect(fields.filter(({ defaultMatch }) => defaultMatch)).toHaveLength(1);
		},
	);

	it('can all be matched on: those whose values are not unique are searched first', async () => {
		await start();
		const fields = await contactFields();
		expect(fields.map(({ id }) => id)).toEqual(expect.arrayContaining(['email', 'lastname']));
		expect(fields.filter(({ canBeUsedToMatch }) => !canBeUsedToMatch)).toEqual([]);
	});

	it('have their label, their type and their options; dates say which kind they are', async () => {
		await start();
		const kinds = [
			['number', 'number', { type: 'number' }],
			['date', 'date', { type: 'dateTime', hubSpotType: 'date' }],
			['datetime', 'date', { type: 'dateTime', hubSpotType: 'datetime' }],
			['bool', 'booleancheckbox', { type: 'options', hubSpotType: 'bool' }],
			['enumeration', 'select', { type: 'options', options: [{ name: 'A', value: 'a' }] }],
			['enumeration', 'checkbox', { type: 'string', displayName: 'Label 5 (Separated by ;)' }],
			['string', 'text', { type: 'string', displayName: 'Label 6' }],
		] as const;
		kinds.forEach(([type, fieldType], index) =>
			fake.hubspot.defineProperty('deals', {
				name: `p${index}`,
				label: `Label ${index}`,
				type,
				fieldType,
				options: [
					{ label: 'A', value: 'a', hidden: false },
					{ label: 'B', value: 'b', hidden: true },
				],
			} as never),
		);
		const fields = await contactFields('deals');
		kinds.forEach(([, , expected], index) => {
			expect(fields.find(({ id }) => id === `p${index}`)).toMatchObject(expected);
		});
	});

	it('leave out what nobody can write', async () => {
		await start();
		fake.hubspot.defineProperty('contacts', {
			name: 'frozen',
			label: 'Frozen',
			type: 'string',
			fieldType: 'text',
			readOnlyValue: true,
		} as never);
		expect((await contactFields()).map(({ id }) => id)).not.toContain('frozen');
	});

	it('come whole, however many pages they take', async () => {
		await start({ propertyPageSize: 20 });
		for (let n = 0; n < 130; n++) {
			fake.hubspot.defineProperty('contacts', {
				name: `p${n}`,
				label: `P ${n}`,
				type: 'string',
				fieldType: 'text',
			});
		}
		const ids = (await contactFields()).map(({ id }) => id);
		for (let n = 0; n < 130; n++) expect(ids).toContain(`p${n}`);
		expect(fake.hubspot.calls.length).toBeGreaterThan(6);
	});

	it('say which scope is missing when they cannot be read', async () => {
		await start(without('crm.schemas.contacts.read', 'crm.objects.contacts.read'));
		const why =
			/^The properties of contacts could not be loaded .*lacks the scopes? .*contacts\.read/;
		const asked = (fields: object) =>
			ask<ResourceMapperFields>('hubSpotCrmObjects', 'resourceMapping', 'getObjectFields', {
				objectType: { __rl: true, mode: 'id', value: 'contacts' },
				fields: fields as never,
			});
		// The editor shows a notice, but no error: in a new node the notice says why.
		expect(await asked({ value: null })).toEqual({
			fields: [],
			emptyFieldsNotice: expect.stringMatching(why) as string,
		});
		// Where there is a mapping, no fields would mean its loss.
		await expect(asked({ schema: [{ id: 'email' }] })).rejects.toThrow(why);
	});

	it('are empty until an object type is chosen', async () => {
		await start();
		expect(await contactFields('')).toEqual([]);
	});
});

describe('the fields of a marketing event', () => {
	const fields = async (method: string) =>
		(await ask<ResourceMapperFields>('hubSpotMarketingEvents', 'resourceMapping', method)).fields;

	it('are the standard ones, the required ones marked, then the custom properties of the account', async () => {
		await start();
		const upsert = await fields('getUpsertFields');
		expect(upsert.filter(({ required }) => required).map(({ id }) => id)).toEqual([
			'externalAccountId',
			'externalEventId',
			'eventName',
			'eventOrganizer',
		]);
		expect(upsert.map(({ id }) => id)).toEqual(
			expect.arrayContaining(['startDateTime', 'venue', 'capacity']),
		);
		expect(upsert.map(({ id }) => id)).not.toContain('hs_event_name');
		const update = await fields('getUpdateFields');
		expect(update.filter(({ required }) => required).map(({ id }) => id)).toEqual(['objectId']);
		expect(update.map(({ id }) => id)).not.toContain('eventCompleted');
	});

	it('show the required ones and both dates; the others wait until they are added', async () => {
		await start();
		const shown = async (method: string) =>
			(await ask<ResourceMapperFields>('hubSpotMarketingEvents', 'resourceMapping', method)).fields
				.filter(({ removed }) => !removed)
				.map(({ displayName }) => displayName);
		const dates = ['Start Date and Time', 'End Date and Time'];
		expect(await shown('getUpsertFields')).toEqual([
			'External Account ID',
			'External Event ID',
			'Event Name',
			'Event Organizer',
			...dates,
		]);
		expect(await shown('getUpdateFields')).toEqual(['Object ID', ...dates]);
	});

	it('offer yes and no where HubSpot wants true or false', async () => {
		await start();
		const { fields: all } = await ask<ResourceMapperFields>(
			'hubSpotMarketingEvents',
			'resourceMapping',
			'getUpsertFields',
		);
		const flags = all.filter(({ id }) => ['eventCancelled', 'eventCompleted'].includes(id));
		expect(flags.map(({ type, options }) => [type, options?.map(({ value }) => value)])).toEqual([
			['options', ['true', 'false']],
			['options', ['true', 'false']],
		]);
		expect(all.some(({ type }) => type === 'boolean')).toBe(false);
	});

	it('are the standard ones, and the reason, when HubSpot does not know the token', async () => {
		await start({ tokens: {} });
		for (const [method, first] of [
			['getUpsertFields', 'externalAccountId'],
			['getUpdateFields', 'objectId'],
		]) {
			const offered = await ask<ResourceMapperFields>(
				'hubSpotMarketingEvents',
				'resourceMapping',
				method,
			);
			expect(offered.fields[0].id).toBe(first);
			expect(offered.emptyFieldsNotice).toMatch(
				/^The custom properties could not be loaded from HubSpot: .*HTTP 401/,
			);
		}
	});

	it('are the standard ones alone when the credential may not read properties', async () => {
		await start(without('crm.schemas.marketing_events.read', 'crm.objects.marketing_events.read'));
		expect((await fields('getUpsertFields')).map(({ id }) => id)).not.toContain('venue');
	});
});

describe('what records can be found by, and what a read can return', () => {
	const options = async (method: string, objectType = 'contacts') =>
		await ask<Array<{ name: string; value: string }>>('hubSpotCrmObjects', 'loadOptions', method, {
			objectType: { __rl: true, mode: 'id', value: objectType },
		});

	it('are the record ID, the properties that HubSpot keeps unique, and the others', async () => {
		await start();
		fake.hubspot.defineProperty('contacts', {
			name: 'customer_number',
			label: 'Customer Number',
			hasUniqueValue: true,
		});
		const found = await options('getKeyProperties');
		expect(found[0]).toEqual({ name: 'Record ID', value: '' });
		expect(found).toContainEqual({ name: 'Customer Number', value: 'customer_number' });
		const names = found.map(({ value }) => value);
		expect(names.indexOf('email')).toBeGreaterThan(0);
		expect(names.indexOf('firstname')).toBeGreaterThan(names.indexOf('customer_number'));
	});

	it('are all properties, those included that nobody can write', async () => {
		await start();
		const found = await options('getProperties');
		expect(found.map(({ value }) => value)).toEqual(
			expect.arrayContaining(['email', 'firstname', 'hs_object_id']),
		);
	});

	it.each([
		['getProperties', []],
		['getKeyProperties', [{ name: 'Record ID', value: '' }]],
	])('are not asked for before an object type is chosen (%s)', async (method, expected) => {
		await start();
		expect(await options(method, '')).toEqual(expected);
		expect(fake.hubspot.calls).toEqual([]);
	});
});

/** The drop-downs of the node whose choices come from the account, those within collections too. */
function dropDowns(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const within = property.type === 'fixedCollection' ? property.options : [];
		const nested = (within as INodePropertyCollection[]).flatMap(({ values }) => dropDowns(values));
		return property.type === 'options' && property.typeOptions?.loadOptionsMethod
			? [property, ...nested]
			: nested;
	});
}

describe('a drop-down that nobody has touched', () => {
	const all = dropDowns(new HubSpotCrmObjects().description.properties);
	const methods = new Map(
		all.map((property) => [String(property.typeOptions?.loadOptionsMethod), property]),
	);

	it.each([...methods])(
		'of %s offers what is set in it, which n8n would call in red not supported',
		async (method, { name, default: unset, displayOptions }) => {
			await start();
			// The engine knows a parameter only where it is shown.
			const operation = displayOptions?.show?.operation?.[0];
			const row = RECORD_OPERATIONS.find((each) => each.value === operation);
			const shown = row ? { operation: row.value, resource: row.resource?.value } : {};
			for (const value of ['', 'contacts']) {
				const type = { __rl: true, mode: 'id', value };
				const offered = await ask<INodePropertyOptions[]>(
					'hubSpotCrmObjects',
					'loadOptions',
					method,
					{
						...shown,
						objectType: type,
						fromObjectType: type,
						toObjectType: type,
					} as INodeParameters,
				);
				const isThere = offered.some((option) => option.value === unset);
				expect({ name, value, isThere }).toEqual({ name, value, isThere: true });
			}
		},
	);

	it('is one of ten kinds', () => {
		expect(methods.size).toBe(10);
	});
});

describe('the columns of an upsert', () => {
	const upsertFields = async (objectType: string) =>
		await ask<ResourceMapperFields>('hubSpotCrmObjects', 'resourceMapping', 'getUpsertFields', {
			objectType: { __rl: true, mode: 'id', value: objectType },
		});

	it('begin with the unique ones, of which the e-mail address is offered to match by', async () => {
		await start();
		const { fields } = await upsertFields('contacts');
		expect(fields[0].canBeUsedToMatch).toBe(true);
		expect(fields.filter(({ defaultMatch }) => defaultMatch).map(({ id }) => id)).toEqual([
			'email',
		]);
		expect(fields.map(({ id }) => id)).not.toContain('hs_object_id');
		const last = fields.findLastIndex(({ canBeUsedToMatch }) => canBeUsedToMatch);
		expect(fields.slice(0, last + 1).every(({ canBeUsedToMatch }) => canBeUsedToMatch)).toBe(true);
	});

	it('are none where nothing is unique, and the editor says why', async () => {
		await start();
		expect(await upsertFields('deals')).toMatchObject({
			fields: [],
			emptyFieldsNotice: expect.stringMatching(
				/^No property of deals is unique, so HubSpot cannot tell which records exist\./,
			) as string,
		});
	});
});

describe('the columns of a create', () => {
	it('are the unique ones first, and only those that new records usually have are shown', async () => {
		await start();
		const { fields } = await ask<ResourceMapperFields>(
			'hubSpotCrmObjects',
			'resourceMapping',
			'getCreateFields',
			{ objectType: { __rl: true, mode: 'id', value: 'contacts' } },
		);
		const shown = fields.filter(({ removed }) => !removed).map(({ id }) => id);
		expect(shown).toEqual(['email', 'firstname', 'lastname']);
		expect(fields.length).toBeGreaterThan(shown.length);
	});
});

describe('the records to associate a new one with', () => {
	const parameters: INodeParameters = {
		operation: 'batchCreateObjects',
		inputMode: 'fields',
		objectType: { __rl: true, mode: 'id', value: 'contacts' },
		associateWith: { records: [{ toObjectType: 'deals' }, { toObjectType: 'companies' }] },
	};
	const load = async (method: string, path: string) =>
		(await askNode({
			node: 'hubSpotCrmObjects',
			kind: 'loadOptions',
			method,
			parameters,
			path,
			url: fake.url,
			token: DEFAULT_TOKEN,
		})) as Array<{ name: string; value: string }>;

	it('have the labels of the object type in the same entry, and the default one by name', async () => {
		await start();
		const labels = await load('getAssociationTypes', 'parameters.associateWith.records[1].type');
		expect(labels).toEqual([
			{ name: 'Default (No Label)', value: '' },
			{ name: 'Primary', value: 'HUBSPOT_DEFINED:1' },
		]);
	});

	it('are of any object type', async () => {
		await start();
		const types = await load('getObjectTypes', 'parameters.associateWith.records[0].toObjectType');
		expect(types.map(({ value }) => value)).toEqual(
			expect.arrayContaining(['2-1001', 'contacts', 'companies']),
		);
	});
});
