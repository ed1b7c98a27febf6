/**
 * items.ts: the parameters of one item -> one entry, and one outcome -> one item. Run with the real
 * rows, so the words are those that a user reads. `it` marks a known bug: once it is fixed
 * the test says so.
 */
import * as fc from 'fast-check';
import type { IDataObject, ResourceMapperValue } from 'n8n-workflow';

import {
	errorJson,
	fieldsOf,
	fromJson,
	isOutcome,
	kindsOf,
	ranges,
	stopError,
	summaryOf,
	toAnswers,
	toEntry,
	toItems,
	toSummaryItem,
	type MapperField,
} from '../../nodes/n8n/items';
import type { Place } from '../../nodes/hubspot/api';
import type { Fields, Input, Operation, RawInput } from '../../nodes/n8n/operation';
import { failed, type Entry, type Failure, type Outcome } from '../../nodes/engine/outcome';
import type { Reading } from '../../nodes/hubspot/values';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/records';
import { batchUpdateEvents, upsertEvents } from '../../nodes/HubSpotMarketingEvents/events';
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

/** What becomes of a raw input: the input to be sent, or the words of its refusal. */
function enterRaw(row: Operation, raw: RawInput, more: Partial<Reading> = {}): Input | string {
	const schema = row.input({ ...READING, ...more });
	const entry = toEntry(row, schema, raw, { item: 7, place: PLACE, label: 'run-7' });
	if (!isOutcome(entry)) return entry.input;
	if (entry.ok) throw new Error('An item that was not sent has gone well');
	expect(entry).toMatchObject({ item: 7, failure: { reason: 'invalid', applied: 'no' } });
	return entry.failure.message;
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
) => enterRaw(row, row.fromFields(fieldsOf(automatic(columns, matchOn))(undefined, json)), more);

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
			{ id: 'phone', type: 'string', hubSpotType: 'phone_number' },
		] as MapperField[];
		expect([...kindsOf(schema)]).toEqual([
			['birthday', 'date'],
			['closedate', 'datetime'],
			['startDateTime', 'datetime'],
			['newsletter', 'boolean'],
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
		const place = { item: 3, place: PLACE, label: 'run-3' };
		expect(
			toEntry(batchUpdateObjects, batchUpdateObjects.input(READING), fromJson(raw), place),
		).toEqual({
			item: 3,
			place: PLACE,
			label: 'run-3',
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

const well = (item: number, result: IDataObject = { id: String(item) }): Outcome => ({
	item,
	ok: true,
	result,
	warnings: [],
});

const bad = (item: number, more: Partial<Failure> = {}): Outcome =>
	failed(item, { reason: 'invalid', applied: 'no', message: 'Not sent: it is bad.', ...more });

const reasons = ['invalid', 'rejected', 'lost', 'unaccounted', 'unsent'] as const;

const outcomesOf = fc
	.array(fc.option(fc.constantFrom(...reasons)), { minLength: 1, maxLength: 200 })
	.map((all) => all.map((reason, item) => (reason ? bad(item, { reason }) : well(item))));

describe('The items of a run', () => {
	const sources = [0, 1, 2].map((row) => ({
		json: { row, hubspot: 'a column of the user' },
		binary: { file: { data: '', mimeType: 'text/plain', fileName: `${row}.txt` } },
	}));
	const outcomes = [well(0), bad(1, { status: 400, errors: undefined }), well(2)];

	it('are one for each outcome, in order, paired with their source', () => {
		fc.assert(
			fc.property(
				outcomesOf,
				fc.constantFrom('result' as const, 'inputWithResult' as const),
				(all, output) => {
					const items = toItems(
						all,
						all.map(({ item }) => ({ json: { item } })),
						output,
					);
					expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
						all.map(({ item }) => ({ item })),
					);
				},
			),
		);
	});

	it('hold the result alone', () => {
		expect(toItems(outcomes, sources, 'result')).toEqual([
			{ json: { id: '0' }, pairedItem: { item: 0 } },
			{
				json: errorJson(1, {
					reason: 'invalid',
					applied: 'no',
					message: 'Not sent: it is bad.',
					status: 400,
				}),
				pairedItem: { item: 1 },
			},
			{ json: { id: '2' }, pairedItem: { item: 2 } },
		]);
	});

	it('or the input with the result under “hubspot”, binary data and all', () => {
		const [first, second, third] = toItems(outcomes, sources, 'inputWithResult');
		expect(first).toEqual({
			json: { row: 0, hubspot: { id: '0' } },
			binary: sources[0].binary,
			pairedItem: { item: 0 },
		});
		expect(Object.keys(second.json)).toEqual(['error']);
		expect(third.binary).toBe(sources[2].binary);
	});

	it('leave their sources as they were', () => {
		const before = structuredClone(sources);
		toItems(outcomes, sources, 'inputWithResult');
		expect(sources).toEqual(before);
	});

	it('that failed hold `error` alone, an object: what n8n sends to the error output', () => {
		const failure: Failure = {
			reason: 'rejected',
			applied: 'no',
			message: 'HubSpot refused it.',
			status: 400,
			category: undefined,
		};
		expect(errorJson(4, failure)).toEqual({
			error: {
				reason: 'rejected',
				applied: 'no',
				message: 'HubSpot refused it. [item 4]',
				status: 400,
			},
		});
		expect(Object.keys(errorJson(4, failure).error as object)).not.toContain('category');
	});
});

describe('The answer that an agent gets', () => {
	it.each<[Failure['reason'], Failure['applied'], string]>([
		['invalid', 'no', 'not sent'],
		['unsent', 'no', 'not sent'],
		['rejected', 'no', 'refused'],
		['rejected', 'maybe', 'unknown'],
		['lost', 'maybe', 'unknown'],
		['lost', 'no', 'not written'],
		['unaccounted', 'maybe', 'unknown'],
		['unaccounted', 'no', 'not written'],
	])('calls %s, applied %s, “%s”', (reason, applied, outcome) => {
		expect(toAnswers([failed(0, { reason, applied, message: 'Why.' })])).toEqual([
			{ json: { outcome, message: 'Why.' }, pairedItem: { item: 0 } },
		]);
	});

	it('names the record by the ID that other calls take, and nothing else of it', () => {
		const done = (result: IDataObject, ...warnings: string[]) =>
			toAnswers([{ item: 0, ok: true, result, warnings }])[0].json;
		const said = { outcome: 'done', message: 'Written to HubSpot.' };
		expect(done({ id: '7', properties: { phone: '1' } })).toEqual({ ...said, id: '7' });
		expect(done({ id: '7', objectId: '8' }, 'Look.')).toEqual({
			...said,
			id: '8',
			warnings: ['Look.'],
		});
		expect(done({})).toEqual(said);
	});
});

describe('The summary of a run', () => {
	it('counts each reason where a user looks for it', () => {
		const outcomes = [well(0), ...reasons.map((reason, index) => bad(index + 1, { reason }))];
		expect(summaryOf(outcomes, 3)).toMatchObject({
			items: 6,
			done: 1,
			invalid: 1,
			refused: 1,
			notWritten: 2,
			unknown: 0,
			unsent: 1,
			calls: 3,
		});
	});

	it('counts as unknown whatever may have been written, also what was refused after a lost answer', () => {
		const maybe = reasons.map((reason, index) => bad(index, { reason, applied: 'maybe' }));
		expect(summaryOf(maybe, 3)).toMatchObject({ refused: 0, notWritten: 0, unknown: maybe.length });
		expect(stopError(maybe).description).toContain(
			`Unknown, may have been written: ${maybe.length} `,
		);
	});

	it('adds up, and lists every failure', () => {
		fc.assert(
			fc.property(outcomesOf, (outcomes) => {
				const { failures, items, done, calls, ...others } = summaryOf(outcomes, 1);
				expect([items, calls]).toEqual([outcomes.length, 1]);
				expect(Object.values(others).reduce((sum, count) => sum + count, done)).toBe(items);
				expect(failures.map(({ item }) => item)).toEqual(
					outcomes.filter(({ ok }) => !ok).map(({ item }) => item),
				);
			}),
		);
	});

	it('is one item, paired with all', () => {
		const { json, pairedItem } = toSummaryItem([well(0), bad(1)], 1);
		expect(pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
		expect(json.failures).toEqual([
			{ item: 1, reason: 'invalid', applied: 'no', message: 'Not sent: it is bad.' },
		]);
	});
});

describe('Ranges of items', () => {
	it.each([
		[[], ''],
		[[5], '5'],
		[[0, 1, 2], '0 to 2'],
		[[3, 1, 2, 7, 9, 10], '1 to 3, 7, 9 to 10'],
	])('%p are %p', (given, expected) => {
		expect(ranges(given)).toBe(expected);
	});

	it('are cut off after twenty', () => {
		const odd = Array.from({ length: 30 }, (_, index) => index * 2);
		expect(ranges(odd)).toBe(`${odd.slice(0, 20).join(', ')}, …`);
		expect(ranges(odd.slice(0, 20))).toBe(odd.slice(0, 20).join(', '));
	});

	it('name every item once, and leave the list alone', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.nat(30), { maxLength: 20 }), (items) => {
				const before = [...items];
				const told = ranges(items)
					.split(', ')
					.filter(Boolean)
					.flatMap((span) => {
						const [from, to = from] = span.split(' to ').map(Number);
						return Array.from({ length: to - from + 1 }, (_, index) => from + index);
					});
				expect(told).toEqual([...before].sort((a, b) => a - b));
				expect(items).toEqual(before);
			}),
		);
	});
});

describe('The error of a run that stops', () => {
	it('says what was written, what was not, and why, by item', () => {
		const outcomes = [
			well(0),
			well(1),
			bad(2, { reason: 'unsent', message: 'Not sent: an earlier batch failed.' }),
			bad(3, { reason: 'rejected', message: 'HubSpot refused this record: no such phone.' }),
			bad(4, { reason: 'lost', applied: 'maybe', message: 'Unknown.' }),
			bad(5, { reason: 'unaccounted', applied: 'maybe', message: 'Silence.' }),
			bad(6),
		];
		expect(stopError(outcomes)).toEqual({
			itemIndex: 3,
			message:
				'5 of 7 items did not go through: HubSpot refused this record: no such phone. [item 3]',
			description: [
				'Written: 2 (items 0 to 1)',
				'Not valid, so not sent: 1 (item 6)',
				'Refused by HubSpot: 1 (item 3)',
				'Unknown, may have been written: 2 (items 4 to 5)',
				'Not sent: 1 (item 2)',
				'',
				'Item 3: HubSpot refused this record: no such phone.',
				'Item 4: Unknown.',
				'Item 5: Silence.',
				'Item 6: Not sent: it is bad.',
			].join('<br>\n'),
		});
	});

	it('names correlation IDs, for HubSpot support, and shows markup as text: n8n renders HTML', () => {
		const message = 'HubSpot refused this record: <img src=x onerror=alert(1)> & more.';
		const { description } = stopError([
			bad(0, { reason: 'rejected', message, correlationId: 'c-1' }),
		]);
		expect(description.split('<br>\n').slice(5)).toEqual([
			'',
			'Item 0: HubSpot refused this record: &lt;img src=x onerror=alert(1)&gt; & more. Correlation ID: c-1',
		]);
	});

	it('spells out ten failures and counts the others', () => {
		const { description } = stopError(Array.from({ length: 13 }, (_, item) => bad(item)));
		const lines = description.split('<br>\n');
		expect(lines[0]).toBe('Written: 0');
		expect(lines.filter((line) => line.startsWith('Item '))).toHaveLength(10);
		expect(lines.at(-1)).toBe('… and 3 more.');
	});

	it('tells of what merely was not sent where nothing else failed', () => {
		const unsent = bad(1, { reason: 'unsent', message: 'Not sent: cancelled.' });
		expect(stopError([well(0), unsent])).toMatchObject({
			itemIndex: 1,
			message: '1 of 2 items did not go through: Not sent: cancelled. [item 1]',
		});
	});

	it('accounts for every item, and begins with one that failed for a reason of its own', () => {
		fc.assert(
			fc.property(outcomesOf, (outcomes) => {
				if (outcomes.every(({ ok }) => ok)) return;
				const { itemIndex, description } = stopError(outcomes);
				const counts = description
					.split('<br>\n<br>\n')[0]
					.split('<br>\n')
					.map((line) => Number(/: (\d+)/.exec(line)?.[1]));
				expect(counts.reduce((sum, count) => sum + count, 0)).toBe(outcomes.length);
				const first = outcomes[itemIndex];
				expect(first.ok).toBe(false);
				const onlyUnsent = outcomes.every((one) => one.ok || one.failure.reason === 'unsent');
				expect(!first.ok && first.failure.reason === 'unsent').toBe(onlyUnsent);
			}),
		);
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
		['upsertEvents', upsertEvents],
		['batchUpdateEvents', batchUpdateEvents],
	])('is an entry of %s, or the outcome of an item that was not sent', (_, row) => {
		fc.assert(
			fc.property(anything, (raw) => {
				const place = { item: 0, place: PLACE, label: 'l' };
				const entry: Entry | Outcome = toEntry(row, row.input(READING), fromJson(raw), place);
				if (!isOutcome(entry)) return;
				expect(entry).toMatchObject({ ok: false, failure: { reason: 'invalid', applied: 'no' } });
				expect(entry.ok ? '' : entry.failure.message).toMatch(/^Not sent: [^]+\.$/);
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
		expect(enterRaw(batchUpdateObjects, batchUpdateObjects.fromFields(fields))).toBe(
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
		const { raw } = batchUpdateObjects.fromFields(fieldsOf(automatic())(undefined, json));
		expect(Object.keys((raw as { properties: object }).properties)).toEqual(['phone', '__proto__']);
	});

	it.each([
		['', 'empty text'],
		['  ', 'only spaces'],
	])('I9 the text %p is not said to be “%s that is not one”', (given, got) => {
		expect(enter(batchUpdateObjects, given)).toBe(`Not sent: ${NO_JSON_OBJECT} ${got}.`);
	});
});
