/**
 * items.ts: the parameters of one item -> one entry. Run with the real rows and put into words, so the
 * words are those that a user reads.
 */
import * as fc from 'fast-check';
import type { IDataObject, ResourceMapperValue } from 'n8n-workflow';

import {
	columnsOf,
	fieldsOf,
	fromJson,
	invalid,
	isFailed,
	kindsOf,
	toEntry,
	type MapperField,
	type Mapping,
} from '../../nodes/n8n/items';
import type { Input, Place } from '../../nodes/hubspot/endpoint';
import type { Operation, RawInput } from '../../nodes/n8n/operation';
import { tell } from '../../nodes/n8n/present';
import type { Failed } from '../../nodes/engine/outcome';
import type { Reading } from '../../nodes/hubspot/values';
import { batchArchiveObjects } from '../../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import { batchArchiveEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchArchiveEvents';
import { cancelEvents } from '../../nodes/HubSpotMarketingEvents/operations/cancelEvents';
import { completeEvents } from '../../nodes/HubSpotMarketingEvents/operations/completeEvents';
import { deleteEvents } from '../../nodes/HubSpotMarketingEvents/operations/deleteEvents';
import { recordAttendance } from '../../nodes/HubSpotMarketingEvents/operations/recordAttendance';
import { getManyEvents } from '../../nodes/HubSpotMarketingEvents/operations/getManyEvents';
import { batchUpdateEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { runs } from '../runs';

const PLACE: Place = { version: '2026-03', parameters: {} };

const READING: Reading = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() };

/** A label may follow the name: `firstname=First name`. */
const schemaOf = (...columns: string[]) =>
	columns.map((column) => {
		const [id, displayName] = column.split('=');
		return { id, displayName } as MapperField;
	});

const byHand = (matchOn?: string): Partial<ResourceMapperValue> => ({
	mappingMode: 'defineBelow',
	matchingColumns: matchOn === undefined ? [] : [matchOn],
});

const automatic = (columns?: string[], matchOn?: string): Partial<ResourceMapperValue> => ({
	mappingMode: 'autoMapInputData',
	matchingColumns: matchOn === undefined ? [] : [matchOn],
	schema: columns && schemaOf(...columns),
});

/** The words that a user reads about an item that cannot be sent. */
function wordsOf(row: Operation, refused: Failed): string {
	const { problem } = refused.failure.event as { problem: string };
	const event = { kind: 'invalid', problem };
	expect(refused).toEqual({
		item: 7,
		ok: false,
		failure: { reason: 'invalid', applied: 'no', event },
	});
	const told = tell(row, refused);
	return told.ok ? '' : told.failure.message;
}

/** What becomes of a raw input: the input to be sent, or the words of its refusal. */
function enterRaw(
	row: Operation,
	raw: RawInput,
	more: Partial<Reading> = {},
	mapping?: Mapping,
): Input | string {
	const schema = row.form.input({ ...READING, ...more });
	const entry = toEntry(row, schema, raw, { item: 7, place: PLACE, trace: 'run-7' }, mapping);
	return isFailed(entry) ? wordsOf(row, entry) : entry.input;
}

/** The same for JSON mode. */
const enter = (row: Operation, json: unknown, more?: Partial<Reading>) =>
	enterRaw(row, fromJson(json), more);

/** The same for an item whose columns are mapped automatically. */
function enterColumns(
	row: Operation,
	json: IDataObject,
	columns: string[],
	matchOn?: string,
	unknownFields: Mapping['unknownFields'] = 'refuse',
	more?: Partial<Reading>,
) {
	const mapper = automatic(columns, matchOn);
	const fields = fieldsOf(mapper)(undefined, json);
	const mapping = { columns: columnsOf(mapper.schema), unknownFields };
	return enterRaw(row, row.form.fromFields(fields), more, mapping);
}

const EVENT = {
	externalAccountId: 'acct-1',
	externalEventId: 'conf',
	eventName: 'Conf',
	eventOrganizer: 'ACME',
};
const EVENT_COLUMNS = [
	'externalAccountId=External Account ID',
	'externalEventId=External Event ID',
	'eventName=Event Name',
	'eventOrganizer=Event Organizer',
	'startDateTime=Start Date and Time',
	'endDateTime=End Date and Time',
	'venue=Venue',
];
const CONTACT_COLUMNS = [
	'hs_object_id=Record ID',
	'email=Email',
	'phone=Phone number',
	'city=City',
];

const PLAIN = 'one value or a list of values';
const NO_JSON_OBJECT = 'The input must be a JSON object, but is';
const nothingBesides = (key: string) =>
	`Not sent: nothing to send besides ${key}: no other field has a value. Nothing was changed. To empty a field in HubSpot, set the option Empty Values to Clear the Property.`;

// ---------------------------------------------------------------- what it does

describe('The kinds of properties', () => {
	it('come from the schema of the mapper, where HubSpot tells days from moments', () => {
		const schema = [
			{ id: 'birthday', type: 'dateTime', hubSpotType: 'date' },
			{ id: 'closedate', type: 'dateTime', hubSpotType: 'datetime' },
			{ id: 'newsletter', type: 'boolean' },
			{ id: 'wanted', type: 'options', hubSpotType: 'bool' },
			{ id: 'phone', type: 'string', hubSpotType: 'phone_number' },
			{ id: 'seats', type: 'number', hubSpotType: 'number' },
			{ id: 'stage', type: 'options', hubSpotType: 'enumeration' },
			{ id: 'tracks', type: 'string', hubSpotType: 'enumeration' },
		] as MapperField[];
		expect([...kindsOf(schema)]).toEqual([
			['birthday', 'date'],
			['closedate', 'datetime'],
			['newsletter', 'boolean'],
			['wanted', 'boolean'],
			['seats', 'number'],
			['stage', 'choice'],
			['tracks', 'choice'],
		]);
	});

	it('do not take a date for a moment where only n8n says that it is one', () => {
		const schema = [
			{ id: 'birthday', type: 'dateTime' },
			{ id: 'closedate', type: 'dateTime', hubSpotType: '' },
			{ id: 'stage', type: 'options' },
		] as MapperField[];
		expect([...kindsOf(schema)]).toEqual([
			['birthday', 'dayOrMoment'],
			['closedate', 'dayOrMoment'],
			['stage', 'choice'],
		]);
	});

	it('are unknown without a schema', () => {
		expect([...kindsOf(undefined)]).toEqual([]);
	});
});

describe('The fields of an item', () => {
	const json = { email: 'ada@example.com', shoeSize: 38 };

	it.each<[string, Partial<ResourceMapperValue>, unknown, object]>([
		[
			'mapped by hand are those with a value box, never the columns of the item',
			byHand('email'),
			{ email: 'x', phone: '' },
			{ values: { email: 'x', phone: '' }, matchOn: 'email' },
		],
		[
			'mapped by hand are absent, not empty, where an expression finds nothing',
			byHand(),
			{ phone: undefined },
			{ values: { phone: undefined }, matchOn: undefined },
		],
		[
			'mapped by hand leave out those that the editor hides, where it stores false for flags',
			{ ...byHand(), schema: [{ id: 'newsletter', removed: true } as MapperField] },
			{ phone: '1', newsletter: false },
			{ values: { phone: '1' }, matchOn: undefined },
		],
		[
			'mapped by hand keep a hidden column that is matched on',
			{ ...byHand('email'), schema: [{ id: 'email', removed: true } as MapperField] },
			{ email: 'x' },
			{ values: { email: 'x' }, matchOn: 'email' },
		],
		['mapped by hand may be none', byHand(), null, { values: {}, matchOn: undefined }],
		[
			'mapped automatically are the columns of the item',
			automatic(['email', 'phone'], 'email'),
			undefined,
			{ values: json, matchOn: 'email' },
		],
	])('%s', (_, mapper, mapped, expected) => {
		expect(fieldsOf(mapper)(mapped, json)).toMatchObject(expected);
	});

	it('mapped by hand are called what the editor calls them', () => {
		expect(fieldsOf(byHand())({ Ort: 'Bonn' }, {}).known?.fieldOf('Ort')).toBe('Ort');
	});

	it('mapped automatically are held against those of the account', () => {
		const { known } = fieldsOf(automatic(['email', 'phone']))(undefined, json);
		expect(['email', 'shoeSize'].map((column) => known?.fieldOf(column))).toEqual([
			'email',
			undefined,
		]);
	});

	it.each([undefined, []])(
		'mapped automatically may have any name where the schema is %p',
		(ids) => {
			expect(fieldsOf(automatic(ids))(undefined, json).known).toBeUndefined();
		},
	);
});

describe('The input of JSON mode', () => {
	it.each([
		['an object stays', { id: '1' }, { id: '1' }],
		['the text of an object is read', '{"id":"1"}', { id: '1' }],
		['the text of a list is read', '[1]', [1]],
		['a list stays, to be refused', [{ id: '1' }], [{ id: '1' }]],
		['even a list that looks like a number', [1], [1]],
		['other text stays, to be refused', '{id', '{id'],
		['nothing stays', null, null],
	])('%s', (_, given, raw) => {
		expect(fromJson(given)).toEqual({ raw });
	});
});

describe('An entry', () => {
	it('carries item, place and input, and a trace id where HubSpot knows such', () => {
		const raw = { id: 101, properties: { phone: 5, city: '' } };
		const place = { item: 3, place: PLACE, trace: 'run-3' };
		expect(
			toEntry(batchUpdateObjects, batchUpdateObjects.form.input(READING), fromJson(raw), place),
		).toEqual({
			item: 3,
			place: PLACE,
			trace: 'run-3',
			input: { id: '101', properties: { phone: '5' }, objectWriteTraceId: 'run-3' },
		});
	});

	it('keeps the trace id that a user gives', () => {
		const raw = { id: '101', properties: { phone: '5' }, objectWriteTraceId: 'mine' };
		expect(enter(batchUpdateObjects, raw)).toMatchObject({ objectWriteTraceId: 'mine' });
	});

	it.each(['hs_object_id', 'id', '', null, undefined])(
		'by record ID (%p) sends no idProperty: HubSpot refuses it',
		(idProperty) => {
			const raw = { id: '101', idProperty, properties: { phone: '5' } };
			expect(enter(batchUpdateObjects, raw)).not.toHaveProperty('idProperty');
		},
	);

	it('of an event has no trace id, and no field that was empty', () => {
		const raw = { ...EVENT, eventUrl: '', startDateTime: '2026-03-01' };
		expect(enter(upsertEvents, raw)).toEqual({
			...EVENT,
			startDateTime: '2026-03-01T00:00:00.000Z',
		});
	});

	it('clears what is empty where Empty Values says so', () => {
		const raw = {
			objectId: '5',
			eventName: '',
			eventUrl: '',
			endDateTime: '',
			eventCancelled: null,
		};
		expect(enter(batchUpdateEvents, raw, { emptyValues: 'clear' })).toEqual({
			objectId: '5',
			eventUrl: '',
			endDateTime: null,
			eventCancelled: null,
		});
	});

	it.each<[string, IDataObject, string | undefined, Input]>([
		[
			'by record ID',
			{ hs_object_id: 101, phone: 5 },
			undefined,
			{ id: '101', properties: { phone: '5' } },
		],
		[
			'by the record ID of an earlier answer',
			{ id: '101', phone: 5 },
			'hs_object_id',
			{ id: '101', properties: { phone: '5' } },
		],
		[
			'by a unique property',
			{ email: 'ada@example.com', phone: 5 },
			'email',
			{ id: 'ada@example.com', idProperty: 'email', properties: { phone: '5' } },
		],
	])('of columns %s', (_, json, matchOn, expected) => {
		expect(enterColumns(batchUpdateObjects, json, CONTACT_COLUMNS, matchOn)).toEqual({
			...expected,
			objectWriteTraceId: 'run-7',
		});
	});

	it('of columns has the properties of the account as custom properties of the event', () => {
		const listed = [{ name: 'seats', value: 5 }];
		const json = { ...EVENT, venue: 'Berlin', customProperties: listed };
		expect(enterColumns(upsertEvents, json, EVENT_COLUMNS)).toEqual({
			...EVENT,
			customProperties: [
				{ name: 'seats', value: '5' },
				{ name: 'venue', value: 'Berlin' },
			],
		});
		expect(listed).toHaveLength(1);
	});
});

// ---------------------------------------------------------------- what it survives

describe('Raw input of any kind', () => {
	const anything = fc.oneof(
		fc.jsonValue(),
		fc.record(
			{
				id: fc.jsonValue(),
				idProperty: fc.jsonValue(),
				properties: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
				objectId: fc.jsonValue(),
				eventName: fc.jsonValue(),
				customProperties: fc.jsonValue(),
			},
			{ requiredKeys: [] },
		),
	);

	it.each([
		['batchUpdateObjects', batchUpdateObjects],
		['batchUpsertObjects', batchUpsertObjects],
		['batchReadObjects', batchReadObjects],
		['batchArchiveObjects', batchArchiveObjects],
		['upsertEvents', upsertEvents],
		['batchUpdateEvents', batchUpdateEvents],
		['batchArchiveEvents', batchArchiveEvents],
		['cancelEvents', cancelEvents],
		['completeEvents', completeEvents],
		['getManyEvents', getManyEvents],
		['deleteEvents', deleteEvents],
		['recordAttendance', recordAttendance],
	])('is an entry of %s, or the outcome of an item that was not sent', (_, row) => {
		fc.assert(
			fc.property(anything, (raw) => {
				const place = { item: 7, place: PLACE, trace: 't' };
				const entry = toEntry(row, row.form.input(READING), fromJson(raw), place);
				if (isFailed(entry)) expect(wordsOf(row, entry)).toMatch(/^Not (sent|looked up): [^]+\.$/);
			}),
			{ numRuns: runs(200) },
		);
	});
});

// ---------------------------------------------------------------- what it says when misused

describe('An item that cannot be sent', () => {
	it.each<[string, Operation, unknown, string]>([
		[
			'text',
			batchUpdateObjects,
			'{id',
			`Not sent: ${NO_JSON_OBJECT} text that cannot be read as one.`,
		],
		[
			'text in quotes',
			upsertEvents,
			'"a"',
			`Not sent: ${NO_JSON_OBJECT} text that cannot be read as one.`,
		],
		['a list', batchUpdateObjects, [1, 2], `Not sent: ${NO_JSON_OBJECT} a list.`],
		['nothing', upsertEvents, null, `Not sent: ${NO_JSON_OBJECT} nothing.`],
		['a number', batchUpdateEvents, 5, `Not sent: ${NO_JSON_OBJECT} the number 5.`],
		[
			'an empty object, told field by field',
			upsertEvents,
			{},
			'Not sent: externalAccountId is required but missing. externalEventId is required but missing. eventName is required but missing. eventOrganizer is required but missing.',
		],
		[
			'a field of the wrong type',
			upsertEvents,
			{ ...EVENT, eventCancelled: 'maybe' },
			'Not sent: eventCancelled must be true or false, but is “maybe”.',
		],
		[
			'a property of the wrong type',
			batchUpdateObjects,
			{ id: '1', properties: { phone: {}, city: 'Bonn' } },
			`Not sent: properties.phone must be ${PLAIN}, but is an object.`,
		],
		[
			'a custom property of the wrong type',
			upsertEvents,
			{ ...EVENT, customProperties: [{ name: 'venue', value: {} }] },
			`Not sent: customProperties.venue must be ${PLAIN}, but is an object.`,
		],
		[
			'an unknown field',
			upsertEvents,
			{ ...EVENT, objectId: '5' },
			'Not sent: “objectId” is not a field of this HubSpot input.',
		],
		[
			'two unknown fields',
			batchUpdateEvents,
			{ objectId: '5', eventName: 'Conf', eventCompleted: true, colour: 'red' },
			'Not sent: “eventCompleted”, “colour” are not fields of this HubSpot input.',
		],
		[
			'an end before the start',
			upsertEvents,
			{ ...EVENT, startDateTime: '2026-03-02', endDateTime: '2026-03-01' },
			'Not sent: endDateTime must not be before the start (2026-03-02T00:00:00.000Z), but is 2026-03-01T00:00:00.000Z: a day without a time is midnight UTC, so give it a time.',
		],
		[
			'nothing to write',
			batchUpdateObjects,
			{ id: '1', properties: { phone: '' } },
			nothingBesides('the ID'),
		],
		[
			'several faults at once',
			batchUpdateObjects,
			{ id: {}, properties: { phone: {} }, colour: 'red' },
			`Not sent: id must be text or a number, but is an object. properties.phone must be ${PLAIN}, but is an object. “colour” is not a field of this HubSpot input.`,
		],
	])('because it is or has %s', (_, row, raw, message) => {
		expect(enter(row, raw)).toBe(message);
	});

	it('an event that ends when it starts is none of them, whatever the zones', () => {
		const raw = {
			...EVENT,
			startDateTime: '2026-03-01T10:00:00+01:00',
			endDateTime: '2026-03-01T09:00:00Z',
		};
		expect(enter(upsertEvents, raw)).toEqual(raw);
	});
});

const noField = (names: string) => {
	const [fields, columns] = names.includes(', ')
		? ['fields', 'these columns']
		: ['field', 'the column'];
	return `HubSpot has no ${fields} called ${names}. Remove ${columns} with an Edit Fields node, or set the option Unknown Fields to Ignore. For a field that is new in HubSpot, open this node and refresh the list of fields.`;
};

describe('A column that the account does not have, where the item is refused for it', () => {
	it('is told by name for contacts', () => {
		const json = { email: 'ada@example.com', phone: 5, shoeSize: 38, colour: 'red' };
		expect(enterColumns(batchUpdateObjects, json, CONTACT_COLUMNS, 'email')).toBe(
			`Not sent: ${noField('“shoeSize”, “colour”')}`,
		);
	});

	it('is told by name for events', () => {
		expect(enterColumns(upsertEvents, { ...EVENT, colour: 'red' }, EVENT_COLUMNS)).toBe(
			`Not sent: ${noField('“colour”')}`,
		);
	});

	it.each(['toString', 'constructor', '__proto__'])('is told by name even if it is %s', (name) => {
		const json = JSON.parse(
			JSON.stringify(EVENT).replace('}', `,"${name}":{"eventUrl":"https://example.com"}}`),
		) as IDataObject;
		expect(enterColumns(upsertEvents, json, EVENT_COLUMNS)).toBe(
			`Not sent: ${noField(`“${name}”`)}`,
		);
	});

	// Once such a column replaced the key: the wrong record was written.
	it.each([
		['id', 102],
		['idProperty', 'phone'],
		['objectWriteTraceId', 'x'],
		['properties', { city: 'Bonn' }],
	])('is told by name even if a part of the input is called %s as well', (name, value) => {
		const json = { email: 'ada@example.com', phone: '5', [name]: value };
		const before = structuredClone(json);
		expect(enterColumns(batchUpdateObjects, json, CONTACT_COLUMNS, 'email')).toBe(
			`Not sent: ${noField(`“${name}”`)}`,
		);
		expect(json).toEqual(before);
	});

	it('is told by name even if it is id beside the record ID that is matched on', () => {
		const json = { hs_object_id: '101', id: '102', phone: '5' };
		expect(enterColumns(batchUpdateObjects, json, CONTACT_COLUMNS, 'hs_object_id')).toBe(
			`Not sent: ${noField('“id”')}`,
		);
	});

	it('is no record ID where the expression for the record ID finds nothing', () => {
		const read = fieldsOf({ ...byHand('hs_object_id'), schema: undefined });
		const fields = read({ hs_object_id: undefined, id: '102', phone: '5' }, {});
		expect(enterRaw(batchUpdateObjects, batchUpdateObjects.form.fromFields(fields))).toBe(
			'Not sent: Record ID is required but missing.',
		);
	});

	it('is told together with what else is wrong', () => {
		const json = { email: '', phone: {}, colour: 'red' };
		expect(enterColumns(batchUpdateObjects, json, CONTACT_COLUMNS, 'email')).toBe(
			`Not sent: Email is required but empty. Phone number must be ${PLAIN}, but is an object. ${noField('“colour”')}`,
		);
	});
});

describe('A column that the account does not have, where such columns are left out', () => {
	const ignoring = (row: Operation, json: IDataObject, columns: string[], matchOn?: string) =>
		enterColumns(row, json, columns, matchOn, 'ignore');

	it('does not keep the others of a contact from being sent', () => {
		const json = { email: 'ada@example.com', phone: 5, row_number: 2 };
		expect(ignoring(batchUpdateObjects, json, CONTACT_COLUMNS, 'email')).toMatchObject({
			id: 'ada@example.com',
			properties: { phone: '5' },
		});
	});

	it('does not keep the others of an event from being sent, even if other operations have it', () => {
		const json = { ...EVENT, objectId: '5', row_number: 2, venue: 'Berlin' };
		expect(ignoring(upsertEvents, json, EVENT_COLUMNS)).toEqual({
			...EVENT,
			customProperties: [{ name: 'venue', value: 'Berlin' }],
		});
	});

	it('is named where nothing is left to write', () => {
		const json = { email: 'ada@example.com', Telefon: 5 };
		expect(ignoring(batchUpdateObjects, json, CONTACT_COLUMNS, 'email')).toBe(
			'Not sent: nothing to send besides Email: no other mapped field has a value. Nothing was changed. HubSpot has no field for “Telefon”. To empty a field in HubSpot, set the option Empty Values to Clear the Property.',
		);
	});
});

describe('A column with the label of a field', () => {
	it('is that field for contacts, also the one that is matched on', () => {
		const json = { Email: 'ada@example.com', 'PHONE NUMBER': 5, 'Record ID': 101 };
		expect(enterColumns(batchUpdateObjects, json, CONTACT_COLUMNS, 'email')).toMatchObject({
			id: 'ada@example.com',
			idProperty: 'email',
			properties: { phone: '5' },
		});
		expect(enterColumns(batchUpdateObjects, json, CONTACT_COLUMNS)).toMatchObject({
			id: '101',
			properties: { email: 'ada@example.com', phone: '5' },
		});
	});

	it('is that field for events, standard and custom', () => {
		const json = {
			'External account ID': 'acct-1',
			externalEventId: 'conf',
			'Event name': 'Conf',
			'\ufeffEvent Organizer': 'ACME',
			' venue ': 'Berlin',
		};
		expect(enterColumns(upsertEvents, json, EVENT_COLUMNS)).toEqual({
			...EVENT,
			customProperties: [{ name: 'venue', value: 'Berlin' }],
		});
	});

	it.each([batchUpdateObjects, batchUpsertObjects])(
		'is refused beside a column with its name and another value ($value)',
		(row) => {
			const json = { email: 'ada@example.com', Email: 'bob@example.com', phone: '5' };
			const both = (one: string, other: string, field: string) =>
				`Not sent: The columns “${one}” and “${other}” are both the field “${field}”, but hold different values: leave one out.`;
			expect(enterColumns(row, json, CONTACT_COLUMNS, 'email')).toBe(
				both('email', 'Email', 'email'),
			);
			const phones = { 'Phone Number': '4', email: 'ada@example.com', phone: '5' };
			expect(enterColumns(row, phones, CONTACT_COLUMNS, 'email')).toBe(
				both('Phone Number', 'phone', 'phone'),
			);
		},
	);

	it('is refused beside a column with the name of that field of an event and another value', () => {
		const json = { ...EVENT, 'Event Name': 'Other' };
		expect(enterColumns(upsertEvents, json, EVENT_COLUMNS)).toMatch(
			/^Not sent: The columns “eventName” and “Event Name” are both/,
		);
	});

	it('for the record ID wins over a column called id, which is then no field', () => {
		const json = { 'Record ID': '101', id: 'row-7', phone: '5' };
		expect(
			enterColumns(batchUpdateObjects, json, CONTACT_COLUMNS, undefined, 'ignore'),
		).toMatchObject({ id: '101', properties: { phone: '5' } });
		expect(enterColumns(batchUpdateObjects, json, CONTACT_COLUMNS)).toBe(
			`Not sent: ${noField('“id”')}`,
		);
	});
});

describe('What is said about an item', () => {
	const sizeOf = (row: Operation, raw: unknown) => {
		const schema = row.form.input(READING);
		const entry = toEntry(row, schema, { raw }, { item: 7, place: PLACE, trace: 'run-7' });
		const told = JSON.stringify(isFailed(entry) ? tell(row, entry) : entry);
		return Buffer.byteLength(told);
	};
	const many = (count: number, nameOf: (n: number) => string, value: unknown) =>
		Object.fromEntries(Array.from({ length: count }, (_, n) => [nameOf(n), value]));

	it.each<[string, (count: number) => unknown]>([
		['properties that are objects', (count) => ({ id: '1', properties: many(count, String, {}) })],
		[
			'properties with endless names',
			(count) => ({ id: '1', properties: many(20, (n) => `${n}${'x'.repeat(count)}`, {}) }),
		],
		['unknown fields', (count) => many(count, (n) => `field ${n}`, {})],
		[
			'unknown fields with endless names',
			(count) => many(20, (n) => `${n}${'x'.repeat(count)}`, 1),
		],
		['an endless value', (count) => ({ id: 'x'.repeat(count), properties: { a: {} } })],
	])('is at most a few hundred bytes, however many there are: %s', (_, raw) => {
		expect(sizeOf(batchUpdateObjects, raw(20))).toBeLessThan(1_500);
		expect(sizeOf(batchUpdateObjects, raw(20_000))).toBeLessThan(1_500);
	});

	it.each<[string, unknown]>([
		['names', many(50, (n) => `${n}${'ü'.repeat(100)}`, {})],
		['dates', many(50, (n) => `date ${n}`, '03/01/2026')],
		['values', many(50, (n) => `text ${n}`, NaN)],
	])('has at most 1,000 characters: %s', (_, properties) => {
		const kinds = new Map(Array.from({ length: 50 }, (__, n) => [`date ${n}`, 'date' as const]));
		const message = enter(batchUpdateObjects, { id: {}, properties }, { kinds });
		expect(message).toMatch(/^Not sent: id must be [^]* There is more that is not valid\.$/);
		expect(message.length).toBeLessThan(1_000);
	});

	it('is at most ten faults, however short', () => {
		const properties = many(50, (n) => `p${n}`, {});
		const message = enter(batchUpdateObjects, { id: '1', properties }) as string;
		expect(message.match(/must be/g)?.length).toBeLessThanOrEqual(10);
		const flags = { ...EVENT, ...many(12, (n) => `x${n}`, 1) };
		expect(enter(upsertEvents, flags)).toBe(
			'Not sent: “x0”, “x1”, “x2”, “x3”, “x4”, “x5”, “x6”, “x7”, “x8”, “x9” and 2 more are not fields of this HubSpot input.',
		);
	});

	it('is cut off where one fault alone is longer than that', () => {
		const message = 'x'.repeat(5_000);
		const row = { ...batchUpdateObjects };
		const entry = invalid(7, message);
		const told = tell(row, entry);
		expect(told.ok ? '' : told.failure.message).toBe(`Not sent: ${'x'.repeat(900)}…`);
	});
});

describe('A fault in a mapped field', () => {
	it.each<[string, Operation, IDataObject, string[], string | undefined, string]>([
		[
			'the column matched on',
			batchUpdateObjects,
			{ phone: '5' },
			CONTACT_COLUMNS,
			'email',
			'Email',
		],
		['the record ID', batchUpdateObjects, { phone: '5' }, CONTACT_COLUMNS, undefined, 'Record ID'],
		[
			'a property',
			batchUpdateObjects,
			{ hs_object_id: 1, phone: {} },
			CONTACT_COLUMNS,
			undefined,
			'Phone number',
		],
		[
			'a property whose name ends with a digit',
			batchUpdateObjects,
			{ hs_object_id: 1, phone2: {} },
			[...CONTACT_COLUMNS, 'phone2'],
			undefined,
			'phone2',
		],
		[
			'a property whose name begins with a digit',
			batchUpdateObjects,
			{ hs_object_id: 1, '2nd_phone': {} },
			[...CONTACT_COLUMNS, '2nd_phone'],
			undefined,
			'2nd_phone',
		],
		[
			'a field of an event',
			upsertEvents,
			{ ...EVENT, eventName: '' },
			EVENT_COLUMNS,
			undefined,
			'Event Name',
		],
		['a custom property', upsertEvents, { ...EVENT, venue: {} }, EVENT_COLUMNS, undefined, 'Venue'],
		[
			'the object ID',
			batchUpdateEvents,
			{ eventName: 'Conf' },
			EVENT_COLUMNS,
			undefined,
			'Object ID',
		],
		[
			'a parameter for the record to go',
			batchArchiveObjects,
			{},
			[],
			undefined,
			'Record to Archive',
		],
		['a parameter for the object ID', batchArchiveEvents, {}, [], undefined, 'Object ID'],
		[
			'a parameter for the external event ID',
			cancelEvents,
			{ externalAccountId: 'a' },
			[],
			undefined,
			'External Event ID',
		],
		[
			'a parameter for the end',
			completeEvents,
			{ externalAccountId: 'a', externalEventId: 'b', startDateTime: '2027-03-01T09:00:00Z' },
			[],
			undefined,
			'End Date and Time',
		],
		['a parameter for the record', batchReadObjects, {}, [], undefined, 'Record to Find'],
	])('calls %s as the user does', (_, row, json, known, matchOn, name) => {
		expect(enterColumns(row, json, known, matchOn)).toMatch(
			new RegExp(
				`^Not (sent|looked up): ${name} (is required but (missing|empty)|must be .*an object)\\.$`,
			),
		);
	});
});

// ---------------------------------------------------------------- bugs of old

describe('Bugs that are fixed', () => {
	it('I2 custom properties that are no list do not vanish beside a column that is one', () => {
		const json = { ...EVENT, customProperties: 'seats=5', venue: 'Berlin' };
		expect(enterColumns(upsertEvents, json, EVENT_COLUMNS)).toBe(
			'Not sent: customProperties must be a list of objects with a name and a value, but is “seats=5”.',
		);
	});

	it.each([null, '', []])('I2 nor do columns beside custom properties that are %p', (none) => {
		const json = { ...EVENT, customProperties: none, venue: 'Berlin' };
		expect(enterColumns(upsertEvents, json, EVENT_COLUMNS)).toEqual({
			...EVENT,
			customProperties: [{ name: 'venue', value: 'Berlin' }],
		});
	});

	it.each(['ignore', 'clear'] as const)(
		'I4 nothing to write is not blamed on a setting that says the opposite: %s',
		(emptyValues) => {
			const raw = { objectId: '5', eventName: '' };
			const message = enter(batchUpdateEvents, raw, { emptyValues });
			expect(message).toBe(nothingBesides('the object ID'));
			expect(message).not.toMatch(/set to ignore/);
		},
	);

	it('I5 an ID property of blanks is left out, not sent', () => {
		const input = enter(batchUpdateObjects, {
			id: '1',
			idProperty: ' ',
			properties: { phone: '5' },
		});
		expect(input).toEqual({ id: '1', properties: { phone: '5' }, objectWriteTraceId: 'run-7' });
		expect(input).not.toHaveProperty('idProperty');
	});

	it.each([
		[' email ', 'email'],
		[' hs_object_id ', undefined],
	])('I5 the ID property %p is trimmed', (idProperty, expected) => {
		const raw = { id: '1', idProperty, properties: { phone: '5' } };
		expect(enter(batchUpdateObjects, raw)).toEqual({
			id: '1',
			idProperty: expected,
			properties: { phone: '5' },
			objectWriteTraceId: 'run-7',
		});
	});

	it('I6 an event is not renamed to blanks', () => {
		expect(enter(batchUpdateEvents, { objectId: '5', eventName: '  ' })).toBe(
			nothingBesides('the object ID'),
		);
		const raw = { objectId: '5', eventName: '  ', eventOrganizer: '\n', eventType: 'WEBINAR' };
		expect(enter(batchUpdateEvents, raw, { emptyValues: 'clear' })).toEqual({
			objectId: '5',
			eventType: 'WEBINAR',
		});
	});

	it.each([0, 10])('I7 a custom property without a name is not called “%s”', (before) => {
		const named = Array.from({ length: before }, () => ({ name: 'venue', value: 'Berlin' }));
		const json = { ...EVENT, customProperties: [...named, { value: 'Berlin' }] };
		const message = `Not sent: customProperties[${before}] is a custom property without a name.`;
		expect(enterColumns(upsertEvents, json, EVENT_COLUMNS)).toBe(message);
		expect(enter(upsertEvents, json)).toBe(message);
	});
});

// ---------------------------------------------------------------- known bugs

describe('Known bugs', () => {
	it('I8 a column called __proto__ does not vanish where the mapper has no schema', () => {
		const json = JSON.parse('{"id": "1", "phone": "5", "__proto__": "x"}') as IDataObject;
		const { raw } = batchUpdateObjects.form.fromFields(fieldsOf(automatic())(undefined, json));
		expect(Object.keys((raw as { properties: object }).properties)).toEqual(['phone', '__proto__']);
	});

	it.each([
		['', 'empty'],
		['  ', 'empty'],
	])('I9 the text %p is not said to be “%s that cannot be read as one”', (given, got) => {
		expect(enter(batchUpdateObjects, given)).toBe(`Not sent: ${NO_JSON_OBJECT} ${got}.`);
	});
});
