/**
 * items.ts: the parameters of one item -> one entry. Run with the real rows and put into words, so the
 * words are those that a user reads.
 */
import * as fc from 'fast-check';
import type { IDataObject, ResourceMapperValue } from 'n8n-workflow';

import {
	fieldsOf,
	fromJson,
	isFailed,
	kindsOf,
	toEntry,
	type MapperField,
} from '../../nodes/n8n/items';
import type { Input, Place } from '../../nodes/hubspot/endpoint';
import type { Fields, Operation, RawInput } from '../../nodes/n8n/operation';
import { tell } from '../../nodes/n8n/present';
import type { Failed } from '../../nodes/engine/outcome';
import type { Reading } from '../../nodes/hubspot/values';
import { batchArchiveObjects } from '../../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import { batchArchiveEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchArchiveEvents';
import { batchUpdateEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { runs } from '../runs';

const PLACE: Place = { version: '2026-03', parameters: {} };

const READING: Reading = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() };

const schemaOf = (...ids: string[]) => ids.map((id) => ({ id }) as MapperField);

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
function enterRaw(row: Operation, raw: RawInput, more: Partial<Reading> = {}): Input | string {
	const schema = row.form.input({ ...READING, ...more });
	const entry = toEntry(row, schema, raw, { item: 7, place: PLACE, trace: 'run-7' });
	return isFailed(entry) ? wordsOf(row, entry) : entry.input;
}

/** The same for JSON mode. */
const enter = (row: Operation, json: unknown, more?: Partial<Reading>) =>
	enterRaw(row, fromJson(json), more);

/** The same for an item whose columns are mapped automatically. */
const enterColumns = (
	row: Operation,
	json: IDataObject,
	columns: string[],
	matchOn?: string,
	more?: Partial<Reading>,
) =>
	enterRaw(row, row.form.fromFields(fieldsOf(automatic(columns, matchOn))(undefined, json)), more);

const EVENT = {
	externalAccountId: 'acct-1',
	externalEventId: 'conf',
	eventName: 'Conf',
	eventOrganizer: 'ACME',
};
const EVENT_COLUMNS = [...Object.keys(EVENT), 'startDateTime', 'endDateTime', 'venue'];
const CONTACT_COLUMNS = ['hs_object_id', 'email', 'phone', 'city'];

const PLAIN = 'text, a number, a boolean, a date or a list of these';
const NO_JSON_OBJECT = 'expected a JSON object, got';
const NOTHING_TO_WRITE =
	'Not sent: there is nothing to write, because no field has a value (the option Empty Values says what becomes of empty ones).';

// ---------------------------------------------------------------- what it does

describe('The kinds of properties', () => {
	it('come from the schema of the mapper, where HubSpot tells days from moments', () => {
		const schema = [
			{ id: 'birthday', type: 'dateTime', hubSpotType: 'date' },
			{ id: 'closedate', type: 'dateTime', hubSpotType: 'datetime' },
			{ id: 'startDateTime', type: 'dateTime' },
			{ id: 'newsletter', type: 'boolean' },
			{ id: 'wanted', type: 'options', hubSpotType: 'bool' },
			{ id: 'phone', type: 'string', hubSpotType: 'phone_number' },
		] as MapperField[];
		expect([...kindsOf(schema)]).toEqual([
			['birthday', 'date'],
			['closedate', 'datetime'],
			['startDateTime', 'datetime'],
			['newsletter', 'boolean'],
			['wanted', 'boolean'],
		]);
	});

	it('are unknown without a schema', () => {
		expect([...kindsOf(undefined)]).toEqual([]);
	});
});

describe('The fields of an item', () => {
	const json = { email: 'ada@example.com', shoeSize: 38 };

	it.each<[string, Partial<ResourceMapperValue>, unknown, Fields]>([
		[
			'mapped by hand are those with a value box, never the columns of the item',
			byHand('email'),
			{ email: 'x', phone: '' },
			{ values: { email: 'x', phone: '' }, known: new Set(['email', 'phone']), matchOn: 'email' },
		],
		[
			'mapped by hand are absent, not empty, where an expression finds nothing',
			byHand(),
			{ phone: undefined },
			{ values: { phone: undefined }, known: new Set(['phone']), matchOn: undefined },
		],
		[
			'mapped by hand leave out those that the editor hides, where it stores false for flags',
			{ ...byHand(), schema: [{ id: 'newsletter', removed: true } as MapperField] },
			{ phone: '1', newsletter: false },
			{ values: { phone: '1' }, known: new Set(['phone']), matchOn: undefined },
		],
		[
			'mapped by hand keep a hidden column that is matched on',
			{ ...byHand('email'), schema: [{ id: 'email', removed: true } as MapperField] },
			{ email: 'x' },
			{ values: { email: 'x' }, known: new Set(['email']), matchOn: 'email' },
		],
		[
			'mapped by hand may be none',
			byHand(),
			null,
			{ values: {}, known: new Set(), matchOn: undefined },
		],
		[
			'mapped automatically are the columns of the item, held against those of the account',
			automatic(['email', 'phone'], 'email'),
			undefined,
			{ values: json, known: new Set(['email', 'phone']), matchOn: 'email' },
		],
		[
			'mapped automatically without a schema may have any name',
			automatic(),
			undefined,
			{ values: json, known: undefined, matchOn: undefined },
		],
		[
			'mapped automatically with an empty schema likewise',
			automatic([]),
			undefined,
			{ values: json, known: undefined, matchOn: undefined },
		],
	])('%s', (_, mapper, mapped, expected) => {
		expect(fieldsOf(mapper)(mapped, json)).toEqual(expected);
	});
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
	])('is an entry of %s, or the outcome of an item that was not sent', (_, row) => {
		fc.assert(
			fc.property(anything, (raw) => {
				const place = { item: 7, place: PLACE, trace: 't' };
				const entry = toEntry(row, row.form.input(READING), fromJson(raw), place);
				if (isFailed(entry)) expect(wordsOf(row, entry)).toMatch(/^Not sent: [^]+\.$/);
			}),
			{ numRuns: runs(200) },
		);
	});
});

// ---------------------------------------------------------------- what it says when misused

describe('An item that cannot be sent', () => {
	it.each<[string, Operation, unknown, string]>([
		['text', batchUpdateObjects, '{id', `Not sent: ${NO_JSON_OBJECT} text that is not one.`],
		['text in quotes', upsertEvents, '"a"', `Not sent: ${NO_JSON_OBJECT} text that is not one.`],
		['a list', batchUpdateObjects, [], `Not sent: ${NO_JSON_OBJECT} a list.`],
		['nothing', upsertEvents, null, `Not sent: ${NO_JSON_OBJECT} nothing.`],
		['a number', batchUpdateEvents, 5, `Not sent: ${NO_JSON_OBJECT} a number.`],
		[
			'an empty object, told field by field',
			upsertEvents,
			{},
			'Not sent: externalAccountId: expected text, got nothing; externalEventId: expected text, got nothing; eventName: expected text, got nothing; eventOrganizer: expected text, got nothing.',
		],
		[
			'a field of the wrong type',
			upsertEvents,
			{ ...EVENT, eventCancelled: 'maybe' },
			'Not sent: eventCancelled: expected true or false, got text (maybe).',
		],
		[
			'a property of the wrong type',
			batchUpdateObjects,
			{ id: '1', properties: { phone: {}, city: 'Bonn' } },
			`Not sent: properties.phone: expected ${PLAIN}, got an object.`,
		],
		[
			'a custom property of the wrong type',
			upsertEvents,
			{ ...EVENT, customProperties: [{ name: 'venue', value: {} }] },
			`Not sent: customProperties.venue: expected ${PLAIN}, got an object.`,
		],
		[
			'an unknown field',
			upsertEvents,
			{ ...EVENT, objectId: '5' },
			'Not sent: unknown field “objectId”: not a field that HubSpot takes here.',
		],
		[
			'two unknown fields',
			batchUpdateEvents,
			{ objectId: '5', eventName: 'Conf', eventCompleted: true, colour: 'red' },
			'Not sent: unknown fields “eventCompleted”, “colour”: not fields that HubSpot takes here.',
		],
		[
			'an end before the start',
			upsertEvents,
			{ ...EVENT, startDateTime: '2026-03-02', endDateTime: '2026-03-01' },
			'Not sent: endDateTime: expected a moment not before startDateTime (2026-03-02T00:00:00.000Z), got 2026-03-01T00:00:00.000Z (a day without a time is midnight UTC: give it a time).',
		],
		[
			'nothing to write',
			batchUpdateObjects,
			{ id: '1', properties: { phone: '' } },
			NOTHING_TO_WRITE,
		],
		[
			'several faults at once',
			batchUpdateObjects,
			{ id: {}, properties: { phone: {} }, colour: 'red' },
			`Not sent: id: expected text, got an object; properties.phone: expected ${PLAIN}, got an object; unknown field “colour”: not a field that HubSpot takes here.`,
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

const REMEDY =
	' (leave out what is not meant for HubSpot with an Edit Fields node, or map by hand; for what is new in HubSpot, refresh the list of fields in this node)';
const NOT_A_FIELD = `not a field that HubSpot takes here${REMEDY}`;
const NOT_FIELDS = `not fields that HubSpot takes here${REMEDY}`;

describe('A column that the account does not have', () => {
	it('is told by name for contacts, not dropped', () => {
		const json = { email: 'ada@example.com', phone: 5, shoeSize: 38, colour: 'red' };
		expect(enterColumns(batchUpdateObjects, json, CONTACT_COLUMNS, 'email')).toBe(
			`Not sent: unknown fields “shoeSize”, “colour”: ${NOT_FIELDS}.`,
		);
	});

	it('is told by name for events, not dropped', () => {
		expect(enterColumns(upsertEvents, { ...EVENT, colour: 'red' }, EVENT_COLUMNS)).toBe(
			`Not sent: unknown field “colour”: ${NOT_A_FIELD}.`,
		);
	});

	it.each(['toString', 'constructor', '__proto__'])('is told by name even if it is %s', (name) => {
		const json = JSON.parse(
			JSON.stringify(EVENT).replace('}', `,"${name}":{"eventUrl":"https://example.com"}}`),
		) as IDataObject;
		expect(enterColumns(upsertEvents, json, EVENT_COLUMNS)).toBe(
			`Not sent: unknown field “${name}”: ${NOT_A_FIELD}.`,
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
			`Not sent: unknown field “${name}”: ${NOT_A_FIELD}.`,
		);
		expect(json).toEqual(before);
	});

	it('is told by name even if it is id beside the record ID that is matched on', () => {
		const json = { hs_object_id: '101', id: '102', phone: '5' };
		expect(enterColumns(batchUpdateObjects, json, CONTACT_COLUMNS, 'hs_object_id')).toBe(
			`Not sent: unknown field “id”: ${NOT_A_FIELD}.`,
		);
	});

	it('is no record ID where the expression for the record ID finds nothing', () => {
		const read = fieldsOf({ ...byHand('hs_object_id'), schema: undefined });
		const fields = read({ hs_object_id: undefined, id: '102', phone: '5' }, {});
		expect(enterRaw(batchUpdateObjects, batchUpdateObjects.form.fromFields(fields))).toBe(
			'Not sent: hs_object_id: expected text, got nothing.',
		);
	});

	it('is told together with what else is wrong', () => {
		const json = { email: '', phone: {}, colour: 'red' };
		expect(enterColumns(batchUpdateObjects, json, CONTACT_COLUMNS, 'email')).toBe(
			`Not sent: email: expected text, got empty text; phone: expected ${PLAIN}, got an object; unknown field “colour”: ${NOT_A_FIELD}.`,
		);
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
			'email',
		],
		[
			'the record ID',
			batchUpdateObjects,
			{ phone: '5' },
			CONTACT_COLUMNS,
			undefined,
			'hs_object_id',
		],
		[
			'a property',
			batchUpdateObjects,
			{ hs_object_id: 1, phone: {} },
			CONTACT_COLUMNS,
			undefined,
			'phone',
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
			'eventName',
		],
		['a custom property', upsertEvents, { ...EVENT, venue: {} }, EVENT_COLUMNS, undefined, 'venue'],
		[
			'the object ID',
			batchUpdateEvents,
			{ eventName: 'Conf' },
			EVENT_COLUMNS,
			undefined,
			'objectId',
		],
		['a parameter for the record ID', batchArchiveObjects, {}, [], undefined, 'Record ID'],
		['a parameter for the object ID', batchArchiveEvents, {}, [], undefined, 'Object ID'],
		['a parameter for the record', batchReadObjects, {}, [], undefined, 'Record to Find'],
	])('calls %s as the user does', (_, row, json, known, matchOn, name) => {
		expect(enterColumns(row, json, known, matchOn)).toMatch(
			new RegExp(`^Not sent: ${name}: expected text.*, got (nothing|empty text|an object)\\.$`),
		);
	});
});

// ---------------------------------------------------------------- bugs of old

describe('Bugs that are fixed', () => {
	it('I2 custom properties that are no list do not vanish beside a column that is one', () => {
		const json = { ...EVENT, customProperties: 'seats=5', venue: 'Berlin' };
		expect(enterColumns(upsertEvents, json, EVENT_COLUMNS)).toBe(
			'Not sent: customProperties: expected a list of objects with name and value, got text (seats=5).',
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
			expect(enter(batchUpdateEvents, raw, { emptyValues })).toBe(NOTHING_TO_WRITE);
			expect(NOTHING_TO_WRITE).not.toMatch(/set to ignore/);
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
		expect(enter(batchUpdateEvents, { objectId: '5', eventName: '  ' })).toBe(NOTHING_TO_WRITE);
		const raw = { objectId: '5', eventName: '  ', eventOrganizer: '\n', eventType: 'WEBINAR' };
		expect(enter(batchUpdateEvents, raw, { emptyValues: 'clear' })).toEqual({
			objectId: '5',
			eventType: 'WEBINAR',
		});
	});

	it.each([0, 10])('I7 a custom property without a name is not called “%s”', (before) => {
		const named = Array.from({ length: before }, () => ({ name: 'venue', value: 'Berlin' }));
		const json = { ...EVENT, customProperties: [...named, { value: 'Berlin' }] };
		const message = `Not sent: customProperties[${before}]: expected an object with name and value, got an object.`;
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
		['', 'empty text'],
		['  ', 'only spaces'],
	])('I9 the text %p is not said to be “%s that is not one”', (given, got) => {
		expect(enter(batchUpdateObjects, given)).toBe(`Not sent: ${NO_JSON_OBJECT} ${got}.`);
	});
});
