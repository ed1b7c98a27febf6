/** What n8n knows of each node, and what its forms offer: the sources themselves, without a build and without n8n. */
import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';

import { HubSpotCrmObjects } from '../../nodes/HubSpotCrmObjects/HubSpotCrmObjects.node';
import { HubSpotMarketingEvents } from '../../nodes/HubSpotMarketingEvents/HubSpotMarketingEvents.node';
import {
	eventFromFields,
	updateFromFields,
	inOrder,
	warningsOf,
} from '../../nodes/HubSpotMarketingEvents/operations/fields';
import { standIn, type Given } from '../host/stand-in';

const crm = new HubSpotCrmObjects();
const events = new HubSpotMarketingEvents();

describe('To n8n', () => {
	const credentials = [
		{
			name: 'hubSpotBatchAccessTokenApi',
			required: true,
			displayOptions: { show: { authentication: ['accessToken'] } },
		},
		{
			name: 'hubSpotBatchOAuth2Api',
			required: true,
			displayOptions: { show: { authentication: ['oAuth2'] } },
		},
	];
	const common = {
		group: ['output'],
		version: 1,
		inputs: ['main'],
		outputs: ['main'],
		usableAsTool: true,
		credentials,
	};

	it('the node for records is one of two credentials, one input and one output, and a tool', () => {
		const { properties, subtitle, description, ...rest } = crm.description;
		expect(rest).toEqual({
			...common,
			displayName: 'HubSpot CRM Objects',
			name: 'hubSpotCrmObjects',
			icon: { light: 'file:crmObjects.svg', dark: 'file:crmObjects.dark.svg' },
			defaults: { name: 'HubSpot CRM Objects' },
		});
		expect(description).toMatch(/records of any HubSpot CRM object/);
		expect(subtitle).toMatch(/^=\{\{/);
		expect(properties.length).toBeGreaterThan(10);
	});

	it('the node for events is one of two credentials, one input and one output, and a tool', () => {
		const { properties, subtitle, description, ...rest } = events.description;
		expect(rest).toEqual({
			...common,
			displayName: 'HubSpot Marketing Events',
			name: 'hubSpotMarketingEvents',
			icon: { light: 'file:marketingEvents.svg', dark: 'file:marketingEvents.dark.svg' },
			defaults: { name: 'HubSpot Marketing Events' },
		});
		expect(description).toMatch(/HubSpot marketing events/);
		expect(subtitle).toMatch(/^=\{\{/);
		expect(properties.length).toBeGreaterThan(5);
	});
});

// ---------------------------------------------------------------- events

const venue = { name: 'venue', label: 'Venue', type: 'string' };
const custom: Given = { answer: () => ({ results: [venue] }) };

/** A field as the editor gets it: `Label (id): type`, with its marks. */
const toldShortly = ({ fields }: ResourceMapperFields) =>
	fields.map(
		({
			id,
			displayName,
			type,
			options,
			required,
			display,
			removed,
			defaultMatch,
			canBeUsedToMatch,
		}) =>
			[
				`${displayName} (${id}): ${type}`,
				options?.map(({ name, value }) => `${name}=${String(value)}`).join(),
				required && 'required',
				removed && 'to be added',
				!display && 'hidden',
				(defaultMatch || canBeUsedToMatch) && 'matched',
			]
				.filter(Boolean)
				.join(' '),
	);

describe('The form of an event', () => {
	const { getUpsertFields, getUpdateFields } = events.methods.resourceMapping;
	const shared = [
		'Event Type (eventType): string to be added',
		'Event Description (eventDescription): string to be added',
		'Event URL (eventUrl): string to be added',
		'Event Cancelled (eventCancelled): options Yes=true,No=false to be added',
	];
	const dates = [
		'Start Date and Time (startDateTime): dateTime',
		'End Date and Time (endDateTime): dateTime',
	];

	it('offers what an upsert takes, and the custom properties of the account', async () => {
		expect(toldShortly(await getUpsertFields.call(standIn(custom).context))).toEqual([
			'External Account ID (externalAccountId): string required',
			'External Event ID (externalEventId): string required',
			'Event Name (eventName): string required',
			'Event Organizer (eventOrganizer): string required',
			...dates,
			...shared,
			'Event Completed (eventCompleted): options Yes=true,No=false to be added',
			'Venue (venue): string to be added',
		]);
	});

	it('offers what an update takes, and the custom properties of the account', async () => {
		expect(toldShortly(await getUpdateFields.call(standIn(custom).context))).toEqual([
			'Object ID (objectId): string required',
			'Event Name (eventName): string to be added',
			'Event Organizer (eventOrganizer): string to be added',
			...dates,
			...shared,
			'Venue (venue): string to be added',
		]);
	});

	it('offers the external IDs in place of the object ID where events are found by these', async () => {
		const { context } = standIn({ ...custom, parameters: { findEventsBy: 'externalEventId' } });
		expect(toldShortly(await getUpdateFields.call(context))).toEqual([
			'External Account ID (externalAccountId): string',
			'External Event ID (externalEventId): string required',
			'Event Name (eventName): string to be added',
			'Event Organizer (eventOrganizer): string to be added',
			...dates,
			...shared,
			'Venue (venue): string to be added',
		]);
	});

	it('takes of a mapping the IDs that events are found by, and no others', () => {
		const values = { objectId: '1', externalEventId: 'w1', externalAccountId: 'a', eventType: 'X' };
		const rawOf = (findEventsBy?: string) =>
			updateFromFields({ values, known: undefined, beside: { findEventsBy } }).raw;
		expect(rawOf()).toEqual({ objectId: '1', eventType: 'X' });
		expect(rawOf('objectId')).toEqual(rawOf());
		expect(rawOf('externalEventId')).toEqual({
			externalEventId: 'w1',
			externalAccountId: 'a',
			eventType: 'X',
		});
	});

	it.each([
		['getUpsertFields', 'fields'],
		['getUpdateFields', 'fieldsByObjectId'],
	] as const)('never drops a mapping because HubSpot is down: %s', async (method, mapper) => {
		const down = { answer: () => Promise.reject(new Error('down')) };
		const ask = events.methods.resourceMapping[method];
		const mapped = (name: string): ILoadOptionsFunctions =>
			standIn({ ...down, parameters: { [name]: { schema: [{ id: 'venue' }] } } }).context;
		await expect(ask.call(mapped(mapper))).rejects.toThrow('down');
		const offered = await ask.call(mapped('another'));
		expect(offered.fields.length).toBeGreaterThan(8);
		expect(offered.emptyFieldsNotice).toMatch(/down/);
	});
});

describe('The fields of an item', () => {
	const known = (labels: Record<string, string>) => ({
		fieldOf: (column: string) => labels[column] ?? (column in labels ? column : undefined),
		suggest: () => [],
	});
	const fromFields = (values: Record<string, unknown>, labels?: Record<string, string>) =>
		eventFromFields({ values, known: labels && known(labels) } as never);

	it('are standard fields, or custom properties, or unknown', () => {
		const { raw, unknown, problem, columns } = fromFields(
			{ 'Event Name': 'Conf', Venue: 'Hall', row_number: 2, eventType: ['WEBINAR'] },
			{ 'Event Name': 'eventName', Venue: 'venue', eventType: 'eventType' },
		);
		expect(raw).toEqual({
			eventName: 'Conf',
			eventType: ['WEBINAR'],
			customProperties: [{ name: 'venue', value: 'Hall' }],
		});
		expect(unknown).toEqual(['row_number']);
		expect(problem).toBeUndefined();
		expect(columns).toMatchObject({
			startDateTime: 'Start Date and Time',
			endDateTime: 'End Date and Time',
			eventOrganizer: 'Event Organizer',
			externalAccountId: 'External Account ID',
			objectId: 'Object ID',
		});
	});

	it('are refused where two columns are one field and differ', () => {
		const labels = { 'Event Name': 'eventName', eventName: 'eventName' };
		expect(fromFields({ 'Event Name': 'A', eventName: 'B' }, labels).problem).toBeDefined();
		expect(fromFields({ eventName: 'B' }, labels).problem).toBeUndefined();
	});

	it('add to custom properties that are given as a list', () => {
		const given = { customProperties: [{ name: 'a', value: '1' }], venue: 'Hall' };
		expect(fromFields(given, { venue: 'venue' }).raw).toHaveProperty('customProperties', [
			{ name: 'a', value: '1' },
			{ name: 'venue', value: 'Hall' },
		]);
	});
});

type Refuse = Parameters<typeof inOrder>[1];

describe('An event', () => {
	const refused = (startDateTime: unknown, endDateTime: unknown) => {
		const told: unknown[] = [];
		inOrder(
			{ startDateTime, endDateTime } as never,
			((_, reason, path) => told.push((reason as { problem: string }).problem, path)) as Refuse,
		);
		return told;
	};

	it('must not end before it starts', () => {
		expect(refused('2026-03-02T10:00:00.000Z', '2026-03-02T09:00:00.000Z')).toEqual([
			'must not be before the start (2026-03-02T10:00:00.000Z), but is 2026-03-02T09:00:00.000Z',
			['endDateTime'],
		]);
		expect(refused('2026-03-02T10:00:00.000Z', '2026-03-02T10:00:00.000Z')).toEqual([]);
		expect(refused(undefined, '2026-03-02T10:00:00.000Z')).toEqual([]);
		expect(refused('2026-03-02T10:00:00.000Z', undefined)).toEqual([]);
	});

	it('that ends on the day it starts is told what a day without a time means', () => {
		expect(refused('2026-03-02T10:00:00.000Z', '2026-03-02T00:00:00.000Z')[0]).toBe(
			'must not be before the start (2026-03-02T10:00:00.000Z), but is 2026-03-02T00:00:00.000Z: a day without a time is midnight UTC, so give it a time',
		);
	});

	it('whose custom property HubSpot drops is warned about by the name of the property', () => {
		const input = { eventName: 'A', customProperties: [{ name: 'venue', value: 'Hall' }] };
		const result = { objectId: '1', eventName: 'A', customProperties: [] };
		expect(warningsOf(input, result as never)).toEqual([
			"HubSpot's answer does not show the custom property “venue”. HubSpot drops properties that do not exist on marketing events: check its internal name.",
		]);
	});
});

// ---------------------------------------------------------------- records

describe('The form for records', () => {
	const { listSearch, loadOptions, resourceMapping } = crm.methods;
	const city = { name: 'city', label: 'City', type: 'string' };
	const unique = { name: 'sku', label: 'SKU', type: 'string', hasUniqueValue: true };
	const answer: Given['answer'] = ({ url }) =>
		/labels$/.test(url)
			? { results: [{ category: 'USER_DEFINED', typeId: 7, label: 'Buyer' }] }
			: { results: [city, unique] };
	const asked = async <T>(
		ask: (this: ILoadOptionsFunctions) => Promise<T>,
		parameters: Record<string, unknown>,
	): Promise<[T, string[]]> => {
		const { context, calls } = standIn({ answer, parameters });
		const result = await ask.call(context);
		return [result, calls.map(({ url }) => url.replace('https://api.hubapi.com', ''))];
	};

	it.each([
		['getObjectFields', ['hs_object_id', 'city', 'sku']],
		['getCreateFields', ['city', 'sku']],
		['getUpsertFields', ['sku', 'city']],
	] as const)('maps the properties of the object type: %s', async (method, ids) => {
		const [{ fields }, urls] = await asked(resourceMapping[method], { objectType: ' deal ' });
		expect(fields.map(({ id }) => id).sort()).toEqual([...ids].sort());
		expect(urls).toEqual([expect.stringContaining('/properties/2026-03/deals')]);
	});

	it.each(['getObjectFields', 'getCreateFields', 'getUpsertFields'] as const)(
		'asks for an object type first: %s',
		async (method) => {
			for (const objectType of ['', undefined, 5]) {
				expect(await asked(resourceMapping[method], { objectType })).toEqual([
					{ fields: [], emptyFieldsNotice: 'Choose an <b>Object Type</b> first.' },
					[],
				]);
			}
		},
	);

	it.each([
		['getObjectFields', 'fields'],
		['getCreateFields', 'fieldsToCreate'],
		['getUpsertFields', 'fieldsToUpsert'],
	] as const)('never drops a mapping because HubSpot is down: %s', async (method, mapper) => {
		const mapped = (name: string) =>
			standIn({
				answer: () => Promise.reject(new Error('down')),
				parameters: { objectType: 'deals', [name]: { schema: [{ id: 'city' }] } },
			}).context;
		await expect(resourceMapping[method].call(mapped(mapper))).rejects.toThrow('down');
		expect((await resourceMapping[method].call(mapped('another'))).fields).toEqual([]);
	});

	it.each([
		['getProperties', 'objectType', []],
		['getKeyProperties', 'objectType', [{ name: 'Record ID', value: '' }]],
		['getFromKeyProperties', 'fromObjectType', [{ name: 'Record ID', value: '' }]],
		['getToKeyProperties', 'toObjectType', [{ name: 'Record ID', value: '' }]],
	] as const)(
		'lists properties of the object type that is chosen: %s',
		async (method, of, none) => {
			const [offered, urls] = await asked(loadOptions[method], { [of]: 'deals' });
			expect(offered.map(({ value }) => value)).toEqual(expect.arrayContaining(['city', 'sku']));
			expect(urls).toEqual([expect.stringContaining('/properties/2026-03/deals')]);
			const [without, noCalls] = await asked(loadOptions[method], {
				objectType: 'deals',
				fromObjectType: 'deals',
				toObjectType: 'deals',
				[of]: '',
			});
			expect(without).toMatchObject(none);
			expect(without).toHaveLength(none.length);
			expect(noCalls).toEqual([]);
		},
	);

	it('lists the labels between the object types that are chosen', async () => {
		const [types, urls] = await asked(loadOptions.getAssociationTypes, {
			objectType: 'deals',
			'&toObjectType': 'contacts',
		});
		const byDefault = { name: 'Default (No Label)', value: '' };
		expect(types).toEqual([byDefault, { name: 'Buyer', value: 'USER_DEFINED:7' }]);
		expect(urls).toEqual([expect.stringContaining('/deals/contacts/labels')]);
		expect(await asked(loadOptions.getAssociationTypes, { objectType: '' })).toEqual([
			[byDefault],
			[],
		]);
	});

	it('lists object types', async () => {
		const [types] = await asked(loadOptions.getObjectTypes, {});
		expect(types).toContainEqual({ name: 'Contacts', value: 'contacts' });
	});

	describe('with a list', () => {
		const lists: Given['answer'] = ({ url }) => {
			if (/\/search$/.test(url)) return { lists: [{ listId: '9', name: 'Mine' }], total: 1 };
			if (/\/lists\//.test(url)) return { list: { listId: '9', objectTypeId: '0-1' } };
			return { results: [city, unique] };
		};

		it('offers all lists to read, and to change those alone that take members', async () => {
			for (const [search, kinds] of [
				[listSearch.searchAllLists, undefined],
				[listSearch.searchStaticLists, ['MANUAL', 'SNAPSHOT']],
			] as const) {
				const { context, calls } = standIn({ answer: lists });
				const { results } = await search.call(context, ' vip ', '100');
				expect(results).toMatchObject([{ value: '9' }]);
				expect(calls[0].body).toEqual({
					query: 'vip',
					offset: 100,
					count: 100,
					...(kinds && { processingTypes: kinds }),
				});
			}
		});

		it.each([
			['getListProperties', []],
			['getMemberProperties', [{ value: '' }]],
		] as const)('lists the properties of its records: %s', async (method, none) => {
			const ask = async (listId: unknown) =>
				await loadOptions[method].call(standIn({ answer: lists, parameters: { listId } }).context);
			const offered = await ask({ mode: 'list', value: '9' });
			expect(offered.map(({ value }) => value)).toEqual(expect.arrayContaining(['city', 'sku']));
			const without = await ask({ mode: 'list', value: '' });
			expect(without).toMatchObject(none);
			expect(without).toHaveLength(none.length);
		});
	});
});
