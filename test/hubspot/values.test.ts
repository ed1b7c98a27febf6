/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test, never shipped */
/**
 * values.ts: what an n8n user may write for a date, a flag, a key or a property, and what HubSpot
 * then gets. `it` marks a known bug: once it is fixed the test says so.
 */
import vm from 'node:vm';

import * as fc from 'fast-check';
import { DateTime, Settings } from 'luxon';
import type { z } from 'zod/v4';

import * as values from '../../nodes/hubspot/values';
import type { PropertyKind, Reading } from '../../nodes/hubspot/values';
import { stepsOf } from '../backtracking';
import { runs } from '../runs';

const ZONE = 'Europe/Berlin';

const reading = (more: Partial<Reading> = {}): Reading => ({
	timeZone: ZONE,
	emptyValues: 'ignore',
	kinds: new Map(),
	...more,
});
const clearing = reading({ emptyValues: 'clear' });

type Answer = { accepted: unknown } | { refused: string[] };

/** Reads it as the one field of an input. */
function read(field: values.Field<unknown>, value: unknown): Answer {
	const parsed = values.shape({ it: field }).safeParse({ it: value });
	if (parsed.success) return { accepted: parsed.data.it };
	const words = ({ path: [, ...path], message }: z.core.$ZodIssue) =>
		path.length ? `${path.map(String).join('.')}: ${message}` : message;
	return { refused: parsed.error.issues.map(words) };
}

const ALL_KINDS: PropertyKind[] = [
	'date',
	'datetime',
	'dayOrMoment',
	'boolean',
	'number',
	'choice',
];

const momentOf = (value: unknown, timeZone = ZONE) =>
	read(values.clearableMoment(reading({ timeZone })), value);

const propertyOf = (value: unknown, kind?: PropertyKind, more: Partial<Reading> = {}) => {
	const kinds = new Map(kind && [['it', kind]]);
	const answer = read(values.properties(reading({ kinds, ...more })), { it: value });
	if ('refused' in answer) return answer;
	return { accepted: (answer.accepted as Record<string, string>).it };
};

/** What the fake, and Java's ISO_OFFSET_DATE_TIME, take: RFC 3339. */
const RFC_3339 =
	/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-](0\d|1[0-8]):[0-5]\d)$/i;

const DATE = 'a date written year first, such as 2026-03-01 or 2026-03-01T09:00:00Z';
const INVALID_DATE = 'a date that is not valid';
const LOST_DIGITS =
	'must be text or a number, but is the number 9007199254740992: it has lost its last digits, so keep it as text from the start';
const NO_RESULT = 'a calculation without a result (NaN)';
const PLAIN = 'one value or a list of values';

// ---------------------------------------------------------------- what it does

describe('A moment', () => {
	it.each([
		['in UTC', '2026-03-01T09:00:00Z'],
		['with milliseconds', '2026-03-01T09:00:00.123Z'],
		['with nanoseconds', '2026-03-01T09:00:00.123456789Z'],
		['without seconds', '2026-03-01T09:00Z'],
		['with an offset', '2026-03-01T09:00:00+05:30'],
		['with a negative offset', '2026-03-01T09:00:00-08:00'],
		['on a leap day', '2028-02-29T09:00:00Z'],
		['before 1970', '1969-07-20T20:17:40Z'],
	])('%s that names its zone stays to the letter', (_, given) => {
		expect(momentOf(given)).toEqual({ accepted: given });
	});

	it.each([
		['a day', '2026-03-01', '2026-03-01T00:00:00.000Z'],
		['a day with spaces around it', ' 2026-03-01 ', '2026-03-01T00:00:00.000Z'],
		['a leap day', '2028-02-29', '2028-02-29T00:00:00.000Z'],
		['a day on which the clocks change', '2026-03-29', '2026-03-29T00:00:00.000Z'],
	])('that is %s means midnight UTC, whatever the zone of the workflow', (_, given, expected) => {
		for (const zone of ['UTC', ZONE, 'America/New_York', 'Pacific/Kiritimati']) {
			expect(momentOf(given, zone)).toEqual({ accepted: expected });
		}
	});

	it.each([
		['in winter', '2026-03-01T09:00', '2026-03-01T09:00:00.000+01:00'],
		['in summer', '2026-07-01T09:00', '2026-07-01T09:00:00.000+02:00'],
		['as SQL writes it', '2026-03-01 09:00:00', '2026-03-01T09:00:00.000+01:00'],
		['with SQL fractions', '2026-03-01 09:00:00.5', '2026-03-01T09:00:00.500+01:00'],
		[
			'the second before the clocks go forward',
			'2026-03-29T01:59:59',
			'2026-03-29T01:59:59.000+01:00',
		],
		['in the hour that the clocks skip', '2026-03-29T02:30:00', '2026-03-29T03:30:00.000+02:00'],
		[
			'the second after the clocks went forward',
			'2026-03-29T03:00:00',
			'2026-03-29T03:00:00.000+02:00',
		],
		['after the clocks went back', '2026-10-25T03:00:00', '2026-10-25T03:00:00.000+01:00'],
	])('%s without a zone is meant in the zone of the workflow', (_, given, expected) => {
		expect(momentOf(given)).toEqual({ accepted: expected });
	});

	it('in the hour that comes twice is one of the two, and says which', () => {
		const answer = momentOf('2026-10-25T02:30:00') as { accepted: string };
		expect(['2026-10-25T02:30:00.000+02:00', '2026-10-25T02:30:00.000+01:00']).toContain(
			answer.accepted,
		);
	});

	it.each([
		['a space and Z', '2026-03-01 09:00:00Z', '2026-03-01T09:00:00.000Z'],
		['a space before the offset', '2026-03-01 09:00:00 +01:00', '2026-03-01T09:00:00.000+01:00'],
		['the short offset of PostgreSQL', '2026-03-01 09:00:00+01', '2026-03-01T09:00:00.000+01:00'],
		['a decimal comma', '2026-03-01T09:00:00,5Z', '2026-03-01T09:00:00.500Z'],
	])('with %s is put into the one spelling', (_, given, expected) => {
		expect(momentOf(given)).toEqual({ accepted: expected });
	});

	it.each([
		['a number', 1772355600000],
		['digits', '1772355600000'],
		['a JavaScript Date', new Date(1772355600000)],
		['a Luxon DateTime in UTC', DateTime.fromMillis(1772355600000, { zone: 'utc' })],
	])('as %s comes out in UTC', (_, given) => {
		expect(momentOf(given)).toEqual({ accepted: '2026-03-01T09:00:00.000Z' });
	});

	it.each([
		[
			'Sun Mar 01 2026 00:00:00 GMT+0100 (Central European Standard Time)',
			'2026-03-01T00:00:00+01:00',
		],
		['  Sat Feb 28 2026 23:00:00 GMT-0330', '2026-02-28T23:00:00-03:30'],
	])('as the text that JavaScript makes of a Date (%s) is that moment', (given, expected) => {
		expect(momentOf(given)).toEqual({ accepted: expected });
	});

	it.each([
		'Sun Foo 01 2026 00:00:00 GMT+0100',
		'Mon Feb 30 2026 00:00:00 GMT+0100',
		'Sun Mar 01 2026',
		'Sun Mar 01 2026 00:00:00 GMT+0100 (x) y',
	])('is not read in %p', (given) => {
		expect(momentOf(given)).toHaveProperty('refused');
	});

	it('as a Luxon DateTime keeps its own zone', () => {
		const given = DateTime.fromISO('2026-03-01T09:00', { zone: 'America/New_York' });
		expect(momentOf(given)).toEqual({ accepted: '2026-03-01T09:00:00.000-05:00' });
	});

	it('as a DateTime of another copy of Luxon is read all the same', () => {
		expect(momentOf({ toISO: () => '2026-03-01T09:00:00.000Z' })).toEqual({
			accepted: '2026-03-01T09:00:00.000Z',
		});
	});

	it.each([undefined, null, ''])('that is %p is left out', (given) => {
		expect(momentOf(given)).toEqual({ accepted: undefined });
	});

	it.each([
		[undefined, undefined],
		[null, null],
		['', null],
	])('that is %p clears as %p where Empty Values says so', (given, expected) => {
		expect(read(values.clearableMoment(clearing), given)).toEqual({ accepted: expected });
	});
});

describe('The day of a HubSpot date property', () => {
	it.each([
		['a day', '2026-03-01', '2026-03-01'],
		['a leap day', '2028-02-29', '2028-02-29'],
		['late in the evening in New York', '2026-03-01T23:30:00-05:00', '2026-03-01'],
		['early in the morning in Tokyo', '2026-03-01T00:30:00+09:00', '2026-03-01'],
		['without a zone', '2026-03-01 23:30', '2026-03-01'],
		['as a Luxon DateTime', DateTime.fromISO('2026-03-01T00:30', { zone: ZONE }), '2026-03-01'],
		['as a JavaScript Date, which knows UTC only', new Date('2026-03-01T23:30:00Z'), '2026-03-01'],
		['as epoch milliseconds', 1772407800000, '2026-03-01'],
		['as digits', '1772407800000', '2026-03-01'],
	])('%s is the calendar day as written', (_, given, expected) => {
		expect(propertyOf(given, 'date')).toEqual({ accepted: expected });
		expect(propertyOf(given, 'date', { timeZone: 'Pacific/Kiritimati' })).toEqual({
			accepted: expected,
		});
	});
});

describe('The day of a moment that begins it', () => {
	it.each([
		['a Date', new Date('2026-02-28T23:00:00Z')],
		['its text', '2026-02-28T23:00:00.000Z'],
		['milliseconds', 1772319600000],
		['a DateTime in UTC', DateTime.fromISO('2026-02-28T23:00', { zone: 'utc' })],
		['a DateTime of the zone', DateTime.fromISO('2026-03-01', { zone: ZONE })],
	])('in the zone of the workflow is the day there: %s', (_, given) => {
		expect(propertyOf(given, 'date')).toEqual({ accepted: '2026-03-01' });
	});

	it('is the day in UTC where it begins none in the zone of the workflow', () => {
		const given = new Date('2026-02-28T23:00:00Z');
		expect(propertyOf(given, 'date', { timeZone: 'Asia/Tokyo' })).toEqual({
			accepted: '2026-02-28',
		});
	});

	it('may begin after midnight, where the clocks go forward at midnight', () => {
		// In São Paulo, 4 November 2018 began at one o'clock.
		const given = new Date('2018-11-04T03:00:00Z');
		expect(propertyOf(given, 'date', { timeZone: 'America/Sao_Paulo' })).toEqual({
			accepted: '2018-11-04',
		});
	});

	it.each([
		['a quarter of an hour off UTC', 'Asia/Kathmandu', '2026-02-28T18:15:00Z', '2026-03-01'],
		[
			'before zones were quarters of an hour',
			'Africa/Monrovia',
			'1960-01-01T00:44:30Z',
			'1960-01-01',
		],
	])('may be %s', (_, timeZone, given, expected) => {
		expect(propertyOf(given, 'date', { timeZone })).toEqual({ accepted: expected });
		expect(propertyOf(new Date(given), 'date', { timeZone })).toEqual({ accepted: expected });
	});

	it('is not the day of a moment a millisecond later', () => {
		expect(propertyOf('2026-02-28T23:00:00.001Z', 'date')).toEqual({ accepted: '2026-02-28' });
	});
});

describe('A property of which nobody knows whether it takes days or moments', () => {
	it.each([
		['a day', '2026-03-01', '2026-03-01T00:00:00.000Z'],
		['midnight UTC', '2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z'],
		['midnight UTC, in another zone', '2026-03-01T01:00:00+01:00', '2026-03-01T01:00:00+01:00'],
		['milliseconds of midnight UTC', 1772323200000, '2026-03-01T00:00:00.000Z'],
		['a Date at midnight UTC', new Date(1772323200000), '2026-03-01T00:00:00.000Z'],
	])('takes %s, which is right for both', (_, given, expected) => {
		expect(propertyOf(given, 'dayOrMoment')).toEqual({ accepted: expected });
	});

	it.each([
		['a time', '2026-03-01T09:00:00Z'],
		['a Date at midnight in Berlin', new Date('2026-02-28T23:00:00Z')],
		['midnight without a zone', '2026-03-01 00:00'],
	])('does not take %s, which HubSpot refuses for a day', (_, given) => {
		expect(propertyOf(given, 'dayOrMoment')).toEqual({
			refused: [
				expect.stringMatching(
					/^it: must be a day without a time, such as 2026-03-01, but is .*: this node does not know whether HubSpot takes a time here\. Open the node and refresh its list of fields$/,
				),
			],
		});
	});
});

describe('A list with one entry', () => {
	it('is that entry, for a key, an ID, a date, a flag and text', () => {
		expect(read(values.key, [' a@b.co '])).toEqual({ accepted: 'a@b.co' });
		expect(read(values.recordId, [512])).toEqual({ accepted: '512' });
		expect(momentOf(['2026-03-01'])).toEqual({ accepted: '2026-03-01T00:00:00.000Z' });
		expect(propertyOf(['2026-03-01'], 'date')).toEqual({ accepted: '2026-03-01' });
		expect(propertyOf(['yes'], 'boolean')).toEqual({ accepted: 'true' });
		expect(read(values.requiredText, ['Conf'])).toEqual({ accepted: 'Conf' });
		expect(propertyOf([' as it is '])).toEqual({ accepted: ' as it is ' });
	});

	it('that is a list is a list all the same', () => {
		expect(read(values.key, [['a']])).toEqual({
			refused: ['must be text or a number, but is a list'],
		});
		expect(momentOf([['2026-03-01']])).toHaveProperty('refused');
	});
});

describe('Blanks around a value', () => {
	it.each<[PropertyKind, unknown, string]>([
		['number', ' 12.5\u00a0', '12.5'],
		['number', 12.5, '12.5'],
		['choice', ' lead ', 'lead'],
		['choice', ' web ; data;ops ', 'web;data;ops'],
		['choice', [' web ', 'data '], 'web;data'],
		['choice', [' web '], 'web'],
		['boolean', ' yes\n', 'true'],
		['date', ' 2026-03-01 ', '2026-03-01'],
		['datetime', ' 2026-03-01T09:00:00Z ', '2026-03-01T09:00:00Z'],
	])('of kind %s are dropped: %p', (kind, given, expected) => {
		expect(propertyOf(given, kind)).toEqual({ accepted: expected });
	});

	it('stay in text, but not around the parts of a list', () => {
		expect(propertyOf(' Conf ; 2026 ')).toEqual({ accepted: ' Conf ; 2026 ' });
		expect(propertyOf([' a ', 'b'])).toEqual({ accepted: 'a;b' });
	});

	it.each<[PropertyKind | undefined, unknown, string]>([
		['choice', ';c', ';c'],
		['choice', ' ; c ', ';c'],
		['choice', ';', ';'],
		['choice', [';c'], ';c'],
		[undefined, ';c', ';c'],
	])(
		'never take a leading semicolon with them, which appends (%s: %p)',
		(kind, given, expected) => {
			expect(propertyOf(given, kind)).toEqual({ accepted: expected });
		},
	);
});

describe('A flag', () => {
	it.each([
		...[true, 'true', 'TRUE', ' True ', 'yes', 'Yes', 1, '1'].map(
			(given) => [given, true] as const,
		),
		...[false, 'false', 'False', 'no', 'NO', 0, '0'].map((given) => [given, false] as const),
	])('%p means %p', (given, expected) => {
		expect(read(values.clearableFlag(reading()), given)).toEqual({ accepted: expected });
		expect(propertyOf(given, 'boolean')).toEqual({ accepted: String(expected) });
	});

	it('that is empty is left out, or clears', () => {
		expect(read(values.clearableFlag(reading()), '')).toEqual({ accepted: undefined });
		expect(read(values.clearableFlag(clearing), '')).toEqual({ accepted: null });
	});
});

describe('A key', () => {
	it.each([
		['text', 'conf-2027', 'conf-2027'],
		['text with spaces around it', ' conf 2027\n', 'conf 2027'],
		['a number', 101, '101'],
		['zero', 0, '0'],
		['the largest number that keeps its digits', 9007199254740991, '9007199254740991'],
		['a big integer', BigInt('9007199254740993'), '9007199254740993'],
	])('that is %s becomes trimmed text', (_, given, expected) => {
		expect(read(values.key, given)).toEqual({ accepted: expected });
	});
});

describe('The ID of a record', () => {
	it.each([
		['digits', '512', '512'],
		['digits with spaces around them', ' 512\n', '512'],
		['a number', 512, '512'],
		['more digits than a number keeps', '90071992547409931', '90071992547409931'],
	])('that is %s becomes trimmed text', (_, given, expected) => {
		expect(read(values.recordId, given)).toEqual({ accepted: expected });
	});

	it.each([
		['an e-mail address', 'ada@example.com', '“ada@example.com”'],
		['the ID of an object type', '2-123', '“2-123”'],
		['a list of IDs', '1,2', '“1,2”'],
		['a number with a fraction', 1.5, 'the number 1.5'],
		['a number below zero', -5, 'the number -5'],
		['digits of another script', '٥١٢', '“٥١٢”'],
	])('that is %s is refused, and told what an ID looks like', (_, given, got) => {
		expect(read(values.recordId, given)).toEqual({
			refused: [`must be an ID in digits, such as 512, but is ${got}`],
		});
	});

	it.each([
		['nothing', undefined, 'is required but missing'],
		['empty text', '', 'is required but empty'],
		['a list of two', [512, 513], 'must be text or a number, but is a list'],
		['a number whose last digits are lost', 9007199254740992, LOST_DIGITS],
	])('that is %s is refused as any key is', (_, given, message) => {
		expect(read(values.recordId, given)).toEqual({ refused: [message] });
	});
});

describe('Text', () => {
	it('that must be there is kept as it is, spaces and all', () => {
		expect(read(values.requiredText, ' Conf ')).toEqual({ accepted: ' Conf ' });
		expect(read(values.requiredText, 5)).toEqual({ accepted: '5' });
	});

	it.each([
		['', 'empty'],
		[' \n', 'empty'],
		[null, 'empty'],
		[[], 'empty'],
		[undefined, 'missing'],
	])('that must be there is not %p', (given, what) => {
		expect(read(values.requiredText, given)).toEqual({
			refused: [`is required but ${what}`],
		});
	});

	it('that may be cleared is left out, or becomes empty text', () => {
		expect(read(values.clearableText(reading()), null)).toEqual({ accepted: undefined });
		expect(read(values.clearableText(clearing), null)).toEqual({ accepted: '' });
	});

	it('that HubSpot needs is never cleared, whatever Empty Values says', () => {
		for (const given of [undefined, null, '', '  ', [], ['']]) {
			expect(read(values.textOrAbsent, given)).toEqual({ accepted: undefined });
		}
		expect(read(values.textOrAbsent, ' Conf ')).toEqual({ accepted: ' Conf ' });
	});
});

describe('A CRM property', () => {
	it.each([
		['text as it is', ' a;b ', ' a;b '],
		['a number', 1.5, '1.5'],
		['a negative zero', -0, '0'],
		['the largest whole number that is exact', Number.MAX_SAFE_INTEGER, '9007199254740991'],
		['a big integer', BigInt('12345678901234567890'), '12345678901234567890'],
		['true', true, 'true'],
		['false', false, 'false'],
		['a date', new Date(1772355600000), '2026-03-01T09:00:00.000Z'],
		['a list, joined by semicolons', ['web', 1, true], 'web;1;true'],
		['a list of dates', [new Date(1772355600000)], '2026-03-01T09:00:00.000Z'],
		['a list without its empty entries', ['a', null, undefined, '', [], 'b'], 'a;b'],
	])('takes %s', (_, given, expected) => {
		expect(propertyOf(given)).toEqual({ accepted: expected });
	});

	it.each([
		['a day', '2026-03-01', '2026-03-01T00:00:00.000Z'],
		['a time without a zone', '2026-03-01 09:00', '2026-03-01T09:00:00.000+01:00'],
	])('of type datetime takes %s as a moment', (_, given, expected) => {
		expect(propertyOf(given, 'datetime')).toEqual({ accepted: expected });
	});

	it('whose type is not known leaves a date text alone', () => {
		expect(propertyOf('2026-03-01 09:00')).toEqual({ accepted: '2026-03-01 09:00' });
	});

	it('that an item lacks is left out: absent is not empty', () => {
		expect(propertyOf(undefined)).toEqual({ accepted: undefined });
		expect(propertyOf(undefined, undefined, { emptyValues: 'clear' })).toEqual({
			accepted: undefined,
		});
	});

	it.each([null, '', ' ', '\u00a0\t', '\ufeff', [' ']])(
		'that is %p is left out, or cleared with empty text',
		(given) => {
			expect(propertyOf(given)).toEqual({ accepted: undefined });
			expect(propertyOf(given, undefined, { emptyValues: 'clear' })).toEqual({ accepted: '' });
			for (const kind of ALL_KINDS) {
				expect(propertyOf(given, kind, { emptyValues: 'clear' })).toEqual({ accepted: '' });
			}
		},
	);

	it.each([0, false])('that is %p is not empty', (given) => {
		expect(propertyOf(given)).toEqual({ accepted: String(given) });
	});
});

/** What HubSpot's reference shows of a custom property beside name and value: its storage data. */
const STORAGE_FIELDS = {
	isEncrypted: true,
	isLargeValue: true,
	persistenceTimestamp: 123,
	requestId: 'r',
	selectedByUser: true,
	selectedByUserTimestamp: 123,
	sourceId: 's',
	sourceLabel: 'l',
	sourceMetadata: 'm',
	sourceUpstreamDeployable: 'd',
	sourceVid: [123],
	timestamp: 123,
	unit: 'u',
	updatedByUserId: 123,
	useTimestampAsPersistenceTimestamp: true,
};

describe('Custom properties of an event', () => {
	const customOf = (given: unknown, more: Partial<Reading> = {}) =>
		read(values.customProperties(reading(more)), given);

	it('are sent as name and value, never with the storage fields of a read-back', () => {
		expect(customOf([{ ...STORAGE_FIELDS, name: 'venue', value: 'Berlin' }])).toEqual({
			accepted: [{ name: 'venue', value: 'Berlin' }],
		});
	});

	it('keep their order, and of two with one name the later value', () => {
		const given = [
			{ name: 'venue', value: 'Berlin' },
			{ name: 'seats', value: 5 },
			{ name: 'venue', value: 'Bonn' },
		];
		expect(customOf(given)).toEqual({
			accepted: [
				{ name: 'venue', value: 'Bonn' },
				{ name: 'seats', value: '5' },
			],
		});
	});

	it('are read by the type that the account gives them', () => {
		const kinds = new Map([['doors', 'date' as const]]);
		expect(customOf([{ name: 'doors', value: '2026-03-01T23:30:00-05:00' }], { kinds })).toEqual({
			accepted: [{ name: 'doors', value: '2026-03-01' }],
		});
	});

	it.each([undefined, null, '', [], [null]])('that are %p are left out altogether', (given) => {
		expect(customOf(given)).toEqual({ accepted: undefined });
		expect(customOf(given, { emptyValues: 'clear' })).toEqual({ accepted: undefined });
	});

	it('without a value are left out, or cleared with empty text', () => {
		expect(customOf([{ name: 'venue' }])).toEqual({ accepted: undefined });
		expect(customOf([{ name: 'venue', value: '' }])).toEqual({ accepted: undefined });
		expect(customOf([{ name: 'venue' }], { emptyValues: 'clear' })).toEqual({
			accepted: undefined,
		});
		expect(customOf([{ name: 'venue', value: '' }], { emptyValues: 'clear' })).toEqual({
			accepted: [{ name: 'venue', value: '' }],
		});
	});
});

describe('The milliseconds of a moment', () => {
	it.each([
		['2026-03-01T09:00:00Z', 1772355600000],
		['2026-03-01T10:00:00+01:00', 1772355600000],
		['rubbish', undefined],
		[null, undefined],
		[1772355600000, undefined],
		[2026, undefined],
	])('%p gives %p', (given, expected) => {
		expect(values.epochOf(given)).toBe(expected);
	});
});

// ---------------------------------------------------------------- laws

const zones = fc.constantFrom(
	'UTC',
	ZONE,
	'America/New_York',
	'Asia/Kolkata',
	'Australia/Lord_Howe',
);
/** Zones of old were off by odd seconds, which ISO 8601 cannot write. */
const EARLIEST = new Date('1950-01-01');
/** Nearer to zero, numbers are likelier seconds or days. */
const isTaken = (at: Date) => Math.abs(at.getTime()) >= 100_000_000_000;
/** Numbers are taken until 2200; above it they are microseconds, or dates without separators. */
const LATEST = new Date('2199-12-30T00:00:00Z');
/** As milliseconds these lie in 1976, and far more likely mean 2020. */
const readsAsADate = (at: Date) => /^(19|20|21)\d{10}$/.test(String(at.getTime()));

/** A way to write an instant, and what Luxon makes of it. */
const spellings = fc
	.record({
		at: fc
			.date({ min: EARLIEST, max: LATEST, noInvalidDate: true })
			.filter((at) => isTaken(at) && !readsAsADate(at)),
		zone: zones,
		workflow: zones,
		as: fc.constantFrom(
			'Date',
			'DateTime',
			'number',
			'digits',
			'iso',
			'offset',
			'sql',
			'local',
			'day',
		),
	})
	.map(({ at, zone, workflow, as }) => {
		const there = DateTime.fromJSDate(at).setZone(zone);
		const local = there.toFormat("yyyy-MM-dd'T'HH:mm:ss");
		const sql = there.toFormat('yyyy-MM-dd HH:mm:ss.SSS');
		const day = there.toFormat('yyyy-MM-dd');
		const meant: Record<string, [given: unknown, at: number]> = {
			Date: [at, at.getTime()],
			DateTime: [there, at.getTime()],
			number: [at.getTime(), at.getTime()],
			digits: [String(at.getTime()), at.getTime()],
			iso: [at.toISOString(), at.getTime()],
			offset: [there.toISO(), at.getTime()],
			sql: [sql, DateTime.fromSQL(sql, { zone: workflow }).toMillis()],
			local: [local, DateTime.fromISO(local, { zone: workflow }).toMillis()],
			day: [day, DateTime.fromISO(day, { zone: 'utc' }).toMillis()],
		};
		return { as, workflow, given: meant[as][0], ms: meant[as][1] };
	});

/** Text that looks like a date-time from afar: much of it is none. */
const nearDates = fc
	.tuple(
		// Zones of old were off by odd seconds, which ISO 8601 cannot write.
		fc.stringMatching(/^(19[5-9]|20\d)\d-[01]\d-[0-3]\d$/),
		fc.constantFrom('T', ' ', 't', ''),
		fc.stringMatching(/^[0-2]\d:[0-6]\d(:[0-6]\d([.,]\d{1,9})?)?$/),
		fc.constantFrom('', ' '),
		fc.constantFrom('', 'Z', 'z', '+01:00', '-08:00', '+05:45'),
	)
	.map((parts) => parts.join(''));

const anything = fc.anything({
	withBigInt: true,
	withBoxedValues: true,
	withDate: true,
	withMap: true,
	withNullPrototype: true,
	withObjectString: true,
	withSet: true,
	withTypedArray: true,
});

describe('Laws', () => {
	it('an accepted moment is ISO 8601 with a zone and the same instant as what was given', () => {
		fc.assert(
			fc.property(spellings, ({ given, ms, workflow }) => {
				const { accepted } = momentOf(given, workflow) as { accepted: string };
				expect(accepted).toMatch(RFC_3339);
				expect(DateTime.fromISO(accepted).toMillis()).toBe(ms);
			}),
			{ numRuns: runs(500) },
		);
	});

	it('text near a date is refused, or denotes the instant that Luxon reads in it', () => {
		fc.assert(
			fc.property(nearDates, zones, (given, zone) => {
				const answer = momentOf(given, zone);
				if ('refused' in answer) return;
				expect(answer.accepted).toMatch(RFC_3339);
				const iso = given
					.trim()
					.replace(/ (?=[Z+-])/i, '')
					.replace(' ', 'T');
				expect(DateTime.fromISO(String(answer.accepted)).toMillis()).toBe(
					DateTime.fromISO(iso, { zone }).toMillis(),
				);
			}),
			{ numRuns: runs(500) },
		);
	});

	it('reading a moment twice changes nothing, in whatever zone', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					spellings.map(({ given }) => given),
					nearDates,
				),
				zones,
				zones,
				(given, one, other) => {
					const first = momentOf(given, one);
					if ('refused' in first) return;
					expect(momentOf(first.accepted, other)).toEqual(first);
				},
			),
			{ numRuns: runs(500) },
		);
	});

	it('reading a property twice changes nothing', () => {
		const moment = spellings.map(({ given }) => given);
		const plain = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.double());
		const given = fc.oneof(
			fc.tuple(moment, fc.constantFrom<PropertyKind | undefined>('date', 'datetime', undefined)),
			fc.tuple(
				fc.constantFrom(true, false, 'true', 'FALSE', '0', 1),
				fc.constantFrom<PropertyKind | undefined>('boolean', undefined),
			),
			fc.tuple(fc.oneof(plain, fc.array(plain)), fc.constant(undefined)),
		);
		fc.assert(
			fc.property(given, ([value, kind]) => {
				const first = propertyOf(value, kind, { emptyValues: 'clear' });
				if ('refused' in first) return;
				expect(propertyOf(first.accepted, kind, { emptyValues: 'clear' })).toEqual(first);
			}),
			{ numRuns: runs(500) },
		);
	});

	it('properties hold nothing but texts, each under a name that was given', () => {
		const names = fc.oneof(fc.string(), fc.constantFrom('email', 'birthday', 'newsletter'));
		const kinds = new Map<string, PropertyKind>([
			['birthday', 'date'],
			['newsletter', 'boolean'],
		]);
		fc.assert(
			fc.property(
				fc.dictionary(names, fc.oneof(anything, fc.string(), fc.date())),
				fc.constantFrom('ignore' as const, 'clear' as const),
				(given, emptyValues) => {
					const answer = read(values.properties(reading({ kinds, emptyValues })), given);
					if ('refused' in answer) return;
					for (const [name, value] of Object.entries(answer.accepted as object)) {
						expect(Object.keys(given)).toContain(name);
						expect(typeof value).toBe('string');
					}
				},
			),
			{ numRuns: runs(500) },
		);
	});

	it('an accepted key is text without spaces around it, and never empty', () => {
		fc.assert(
			fc.property(fc.oneof(anything, fc.string(), fc.double()), (given) => {
				const answer = read(values.key, given);
				if ('refused' in answer) return;
				expect(typeof answer.accepted).toBe('string');
				expect(answer.accepted).toBe(String(answer.accepted).trim());
				expect(answer.accepted).not.toBe('');
			}),
		);
	});

	it('nothing throws, and every refusal says what was expected and what came', () => {
		const pieces = [
			values.key,
			values.requiredText,
			values.textOrAbsent,
			values.clearableText(reading()),
			values.clearableMoment(reading()),
			values.clearableFlag(reading()),
			values.properties(reading({ kinds: new Map([['a', 'date']]) })),
			values.customProperties(reading()),
		];
		fc.assert(
			fc.property(fc.oneof(anything, fc.object()), (given) => {
				for (const piece of pieces) {
					const answer = read(piece, given);
					for (const words of 'refused' in answer ? answer.refused : []) {
						expect(words).toMatch(
							/must be [^]+, but (is|holds) [^]+$|is required but |holds a property without a name|is a custom property without a name/,
						);
					}
				}
			}),
			{ numRuns: runs(300) },
		);
	});
});

// ---------------------------------------------------------------- what it survives

describe('What comes from elsewhere', () => {
	it.each([
		['a symbol', Symbol('x')],
		['a function', () => 1],
		['an object without prototype', Object.create(null)],
		['a date-like object that gives no ISO text', { toISO: () => null }],
	])('%s is refused, not thrown', (_, given) => {
		expect(momentOf(given)).toHaveProperty('refused');
		expect(propertyOf(given)).toHaveProperty('refused');
		expect(read(values.key, given)).toHaveProperty('refused');
	});
});

describe('Text of any length', () => {
	const kinds = new Map(ALL_KINDS.map((kind) => [kind as string, kind]));
	const READERS: Array<[string, (given: string) => unknown]> = [
		['a key', (given) => read(values.key, given)],
		['a record ID', (given) => read(values.recordId, given)],
		['text', (given) => read(values.requiredText, given)],
		['a moment', (given) => momentOf(given)],
		['a flag', (given) => read(values.clearableFlag(reading()), given)],
		['a property without a kind', (given) => propertyOf(given)],
		...ALL_KINDS.map((kind): [string, (given: string) => unknown] => [
			`a property of kind ${kind}`,
			(given) => read(values.properties(reading({ kinds })), { [kind]: given }),
		]),
	];
	const PIECES = [
		'0',
		'1',
		'-',
		' ',
		';',
		'; ',
		' ;',
		'a',
		'(',
		'\u00a0',
		'1/',
		'01.',
		'2026-03-01T00:00',
	];

	it.each(READERS)('takes steps in proportion to it, as %s', (_, readIt) => {
		const steps = (piece: string, times: number) =>
			stepsOf(() => readIt(piece.repeat(times))) + stepsOf(() => readIt(`${piece.repeat(times)}x`));
		for (const piece of PIECES) {
			expect([piece, steps(piece, 600) / (steps(piece, 300) + 150) < 2.1]).toEqual([piece, true]);
		}
	});
});

// ---------------------------------------------------------------- what it says when misused

describe('A day with the year first', () => {
	it.each([
		['2027/03/01', '2027-03-01T00:00:00.000Z', '2027-03-01'],
		['2027.03.01', '2027-03-01T00:00:00.000Z', '2027-03-01'],
		['2027-3-1', '2027-03-01T00:00:00.000Z', '2027-03-01'],
		['2027/3/15', '2027-03-15T00:00:00.000Z', '2027-03-15'],
		['2027-03-01 9:00', '2027-03-01T09:00:00.000+01:00', '2027-03-01'],
		['2027/03/01 9:05:30', '2027-03-01T09:05:30.000+01:00', '2027-03-01'],
		['2027/3/1 23:30', '2027-03-01T23:30:00.000+01:00', '2027-03-01'],
		['2027-03-01T9:00:00Z', '2027-03-01T09:00:00Z', '2027-03-01'],
	])('%s is read, because it has one meaning', (given, moment, day) => {
		expect(momentOf(given)).toEqual({ accepted: moment });
		expect(propertyOf(given, 'date')).toEqual({ accepted: day });
	});

	it.each(['2027/02/30', '2027-13-1', '2027-03-01 9:60', '2027/03/01 25:00'])(
		'%s is on no calendar, and the message says so',
		(given) => {
			expect(momentOf(given)).toEqual({
				refused: [`must be ${DATE}, but is “${given}”: there is no such day or time`],
			});
		},
	);

	it.each([
		'2027/03-01',
		'2027/03',
		'2027-03-011',
		'2027-3-1-1',
		'2027/03/01 9',
		'2027/03/01 900:00',
		'2027-03-01 9:00 PM',
		'27/03/01 9',
	])('%s is not such a day', (given) => {
		expect(momentOf(given)).toEqual({ refused: [`must be ${DATE}, but is “${given}”`] });
	});
});

describe('A moment that is refused', () => {
	it.each([
		['a date in words', 'March 1, 2026', '“March 1, 2026”'],
		['a week', '2026-W09', '“2026-W09”'],
		['a day and half a time', '2026-03-01T', '“2026-03-01T”'],
		['a year of six digits', '+002026-03-01', '“+002026-03-01”'],
		['a year of two digits', '3/1/26', '“3/1/26”'],
		['with two marks', '3/1.2026', '“3/1.2026”'],
		['another date behind the first', '3/1/2026 4/1/2026', '“3/1/2026 4/1/2026”'],
		[
			'as Java prints it, zone and all',
			'2026-03-01T09:00:00Z[Europe/Berlin]',
			'“2026-03-01T09:00:00Z[Europe/Berlin]”',
		],
		['text that is just short enough to be shown', 'x'.repeat(40), `“${'x'.repeat(40)}”`],
		['true', true, 'true'],
		['not a number', NaN, NO_RESULT],
		['an infinite number', Infinity, 'the number Infinity'],
		['an object', {}, 'an object'],
		['a list of two', ['2026-03-01', '2026-03-02'], 'a list'],
		['a symbol', Symbol('x'), 'a symbol'],
		['a function', () => 1, 'a function'],
	])('%s: the message says what it is', (_, given, got) => {
		expect(momentOf(given)).toEqual({ refused: [`must be ${DATE}, but is ${got}`] });
	});

	it.each([
		['a day that no calendar has', '2026-02-30'],
		['29 February of a common year', '2026-02-29'],
		['a 13th month', '2026-13-01'],
		['an impossible day with a time', '2026-02-30T09:00:00Z'],
		['an impossible hour', '2026-03-01T25:00:00Z'],
	])('%s: the message says that there is none', (_, given) => {
		expect(momentOf(given)).toEqual({
			refused: [`must be ${DATE}, but is “${given}”: there is no such day or time`],
		});
	});

	const messageOf = (given: unknown) => {
		const said = momentOf(given);
		return 'refused' in said ? said.refused.join() : '';
	};

	/** The expression in a message, and the format that it has for dates with the day first. */
	const adviceOf = (given: unknown) => {
		const [, expression, , other] =
			/use the expression {{ (.+) }} with your column in place of date(, and with '([^']+)' if the day comes first)?$/.exec(
				messageOf(given),
			) ?? [];
		return { expression, other };
	};

	/** What an expression makes of a cell. It must not throw: n8n then gives nothing. */
	const carriedOut = (expression: string, $json: { date?: unknown }): unknown => {
		Settings.defaultZone = ZONE;
		try {
			return vm.runInNewContext(expression, { $json, DateTime });
		} finally {
			Settings.defaultZone = 'system';
		}
	};

	it.each([
		['12/31/2026', '2026-12-31'],
		['01.03.2026', '2026-03-01'],
		['1.3.2026', '2026-03-01'],
		['03.31.2026', '2026-03-31'],
		['31/12/2026', '2026-12-31'],
		['31-12-2026', '2026-12-31'],
		['3/31/2027 9:00 AM', '2027-03-31T09:00:00.000+02:00'],
		['3/31/2027, 9:00:05 PM', '2027-03-31T21:00:05.000+02:00'],
		['31.03.2027 09:00', '2027-03-31T09:00:00.000+02:00'],
	])('%s: the expression in the message makes %s of it', (given, expected) => {
		const { expression, other } = adviceOf(given);
		expect([carriedOut(expression, { date: given }), other]).toEqual([expected, undefined]);
	});

	it.each([
		['3/1/2026', 'd/M/yyyy', '2026-03-01'],
		['03/01/2026', 'd/M/yyyy', '2026-03-01'],
		['03-01-2026 9:00', 'd-M-yyyy H:mm', '2026-03-01T09:00:00.000+01:00'],
	])('%s may be either way round, and the message gives both formats', (given, format, made) => {
		const { expression, other } = adviceOf(given);
		expect([carriedOut(expression, { date: given }), other]).toEqual([made, format]);
	});

	it.each(['30/02/2026', '2/30/2026', '31.04.2026', '00.00.2026', '1/3/2026 25:00'])(
		'%s is on no calendar: the message says so, and gives no expression that would not read it',
		(given) => {
			expect(messageOf(given)).toBe(
				`must be ${DATE}, but is “${given}”: there is no such day or time`,
			);
		},
	);

	/** Cells of one column, and what the expression that the message of another cell gives makes. */
	describe.each<[string, unknown, Array<[unknown, unknown]>]>([
		[
			'a date with the year last',
			'3/15/2026',
			[
				['03/02/2026', '2026-03-02'],
				[' 3/2/2026 ', '2026-03-02'],
				['15/3/2026', '15/3/2026'],
				['2026-03-01', '2026-03-01'],
				[46082, 46082],
			],
		],
		[
			'a day number',
			46082,
			[
				[46083, new Date('2026-03-02')],
				['46082.5', new Date('2026-03-01T12:00Z')],
				['3/15/2026', '3/15/2026'],
				['2026-03-01', '2026-03-01'],
				[-1, -1],
				[0, 0],
			],
		],
	])('The expression for %s', (_, given, cells) => {
		it.each([
			...cells,
			['soon', 'soon'],
			['', ''],
			['  ', '  '],
			[null, null],
			[undefined, undefined],
		])('loses nothing: a cell of %j becomes %j', (date, made) => {
			const { expression } = adviceOf(given);
			const got = carriedOut(expression, date === undefined ? {} : { date });
			expect(JSON.stringify(got)).toBe(JSON.stringify(made));
		});
	});

	it.each([46082, 46082.375, '46082', '46082.375', 2_958_465])(
		'%p looks like a day number of a spreadsheet: the message says what to switch, and an expression',
		(given) => {
			expect(messageOf(given)).toContain(
				'it looks like a day number of a spreadsheet. In the Google Sheets node, add the option Output Formatting and set Date Formatting to Formatted Text',
			);
			const { expression } = adviceOf(given);
			const day = carriedOut(expression, { date: given });
			expect(momentOf(day)).toEqual({
				accepted: new Date((Number(given) - 25569) * 86_400_000).toISOString(),
			});
		},
	);

	it('a day number with a comma has no expression, because it would not be read', () => {
		expect(messageOf('46082,375')).toMatch(
			/day number of a spreadsheet\. In the Google Sheets node, .* format the cells as 2026-03-01$/,
		);
	});

	it('the expression for day numbers makes the day that the spreadsheet shows', () => {
		const { expression } = adviceOf(46082);
		expect(momentOf(carriedOut(expression, { date: 46082 }))).toEqual({
			accepted: '2026-03-01T00:00:00.000Z',
		});
	});

	it.each<[unknown, string]>([
		[1772355600, 'it looks like seconds: multiply it by 1000'],
		['1772355600', 'it looks like seconds: multiply it by 1000'],
		[2_958_466, 'it looks like seconds: multiply it by 1000'],
		[99_999_999_999, 'it looks like seconds: multiply it by 1000'],
		[1772355600000000, 'it looks like microseconds: divide it by 1000'],
		['1772355600000000', 'it looks like microseconds: divide it by 1000'],
		[-1772355600000000, 'it looks like microseconds: divide it by 1000'],
		['2026', 'add the month and the day'],
		[2026, 'add the month and the day'],
		[0, 'a number as small as this may be seconds or milliseconds'],
		[-1, 'a number as small as this may be seconds or milliseconds'],
		[-99_999_999_999, 'a number as small as this may be seconds or milliseconds'],
	])('%p: the message guesses the mistake', (given, hint) => {
		const got = typeof given === 'number' ? `the number ${given}` : `“${String(given)}”`;
		expect(momentOf(given)).toEqual({ refused: [`must be ${DATE}, but is ${got}: ${hint}`] });
	});

	it.each([
		'20270301',
		'19991231',
		'21001015',
		'20270320',
		'20261130',
		'202703010900',
		'202703012359',
		'202703011930',
		'20270301090000',
		'20270301235959',
	])('%s is a date without separators, not milliseconds', (given) => {
		const day = `${given.slice(0, 4)}-${given.slice(4, 6)}-${given.slice(6, 8)}`;
		const refused = (got: string) => ({
			refused: [`must be ${DATE}, but is ${got}: write it with hyphens: ${day}`],
		});
		expect(momentOf(given)).toEqual(refused(`“${given}”`));
		expect(momentOf(Number(given))).toEqual(refused(`the number ${given}`));
	});

	it.each([
		['month', '202700010900'],
		['month', '202713010900'],
		['day', '202703000900'],
		['day', '202703320900'],
		['day', '202703400900'],
		['hour', '202703012400'],
		['hour', '202703013000'],
		['minute', '202703010960'],
		['century', '220003010900'],
		['begin', '1202703010900'],
		['end', '2027030109001'],
	])('digits that have no such %s (%s) are milliseconds', (_, given) => {
		expect(momentOf(given)).toEqual({ accepted: new Date(Number(given)).toISOString() });
	});

	it.each(['20270301090060', '202703010900000'])('%s is no date, but microseconds', (given) => {
		expect(momentOf(given)).toHaveProperty(
			'refused.0',
			expect.stringContaining('it looks like microseconds'),
		);
	});

	it.each([
		[100_000_000_000, '1973-03-03T09:46:40.000Z'],
		[7_258_118_400_000, '2200-01-01T00:00:00.000Z'],
		[-100_000_000_000, '1966-10-31T14:13:20.000Z'],
		[-62_167_219_200_000, '0000-01-01T00:00:00.000Z'],
	])('%p is just not too small or too large to be milliseconds', (given, expected) => {
		expect(momentOf(given)).toEqual({ accepted: expected });
	});

	it.each([
		['a JavaScript Date', new Date(NaN)],
		['a Luxon DateTime', DateTime.invalid('test')],
	])('%s that is invalid: a date that is not valid', (_, given) => {
		expect(momentOf(given)).toEqual({ refused: [`must be ${DATE}, but is ${INVALID_DATE}`] });
	});

	it('long text is cut short in the message', () => {
		expect(momentOf('x'.repeat(500))).toEqual({
			refused: [`must be ${DATE}, but is “${'x'.repeat(40)}…”`],
		});
	});
});

describe('A flag that is refused', () => {
	it.each([
		['maybe', '“maybe”'],
		['on', '“on”'],
		[2, 'the number 2'],
		[[true, true], 'a list'],
		[{}, 'an object'],
		[NaN, NO_RESULT],
		[BigInt(2), 'the number 2'],
	])('%p: true or false', (given, got) => {
		expect(read(values.clearableFlag(reading()), given)).toEqual({
			refused: [`must be true or false, but is ${got}`],
		});
	});

	it('is refused in a property too', () => {
		expect(propertyOf('maybe', 'boolean')).toEqual({
			refused: ['it: must be true or false, but is “maybe”'],
		});
	});
});

describe('A key that is refused', () => {
	it.each([
		['nothing', undefined, 'is required but missing'],
		['null', null, 'is required but empty'],
		['empty text', '', 'is required but empty'],
		['blanks', ' \n', 'is required but empty'],
		['an empty list', [], 'is required but empty'],
		['a boolean', true, 'must be text or a number, but is true'],
		['a list of two', ['a', 'b'], 'must be text or a number, but is a list'],
		['an object', {}, 'must be text or a number, but is an object'],
		['an invalid date', new Date(NaN), `must be text or a number, but is ${INVALID_DATE}`],
		['not a number', NaN, `must be text or a number, but is ${NO_RESULT}`],
		['an infinite number', Infinity, 'must be text or a number, but is the number Infinity'],
		['a number beyond 2^53', 9007199254740992, LOST_DIGITS],
	])('%s', (_, given, message) => {
		expect(read(values.key, given)).toEqual({ refused: [message] });
	});
});

describe('A property that is refused', () => {
	it.each([
		['an object', { a: 1 }, 'an object'],
		['not a number', NaN, NO_RESULT],
		['an infinite number', -Infinity, 'the number -Infinity'],
	])('%s', (_, given, got) => {
		expect(propertyOf(given)).toEqual({ refused: [`it: must be ${PLAIN}, but is ${got}`] });
	});

	it.each<[string, unknown, string]>([
		['an object', { a: 1 }, 'an object'],
		['not a number', NaN, NO_RESULT],
		['an invalid date', new Date(NaN), INVALID_DATE],
		['a list', ['b'], 'a list'],
		['an object in a list', [[{ a: 1 }]], 'a list'],
	])('a list that holds %s', (_, entry, got) => {
		expect(propertyOf(['a', entry])).toEqual({
			refused: [`it: must be a list of values, but holds ${got}`],
		});
	});

	it('every bad one of several is told, by name', () => {
		const given = { phone: {}, city: 'Bonn', size: NaN };
		expect(read(values.properties(reading()), given)).toEqual({
			refused: [
				`phone: must be ${PLAIN}, but is an object`,
				`size: must be ${PLAIN}, but is ${NO_RESULT}`,
			],
		});
	});

	it('of an object of a class are the fields that it has, whatever it says of itself as JSON', () => {
		class Contact {
			city = 'Paris';

			toJSON() {
				return { city: 'Rome' };
			}
		}
		const answer = read(values.properties(reading()), new Contact());
		expect(JSON.stringify(answer)).toBe('{"accepted":{"city":"Paris"}}');
	});

	it('a name must not be blank', () => {
		expect(read(values.properties(reading()), { ' ': 1 })).toEqual({
			refused: ['holds a property without a name'],
		});
	});

	it.each([
		[null, 'nothing'],
		[[], 'an empty list'],
		['a', '“a”'],
	])('%p is no set of properties', (given, got) => {
		expect(read(values.properties(reading()), given)).toEqual({
			refused: [`must be an object of property names and values, but is ${got}`],
		});
	});
});

describe('Custom properties that are refused', () => {
	it.each([
		[
			'text',
			'venue=Berlin',
			'must be a list of objects with a name and a value, but is “venue=Berlin”',
		],
		[
			'an object',
			{ venue: 'Berlin' },
			'must be a list of objects with a name and a value, but is an object',
		],
		['text in the list', ['a'], '0: must be an object with a name and a value, but is “a”'],
		[
			'nothing in the list',
			[null, { name: 'venue', value: 'Berlin' }],
			'0: must be an object with a name and a value, but is nothing',
		],
		[
			'a value that is an object',
			[{ name: 'venue', value: {} }],
			`venue: must be ${PLAIN}, but is an object`,
		],
	])('%s', (_, given, message) => {
		expect(read(values.customProperties(reading()), given)).toEqual({ refused: [message] });
	});

	it.each([
		[{ value: 1 }],
		[{ name: '', value: 1 }],
		[{ name: ' ', value: 1 }],
		[{ name: 5, value: 1 }],
	])('%p has no name', (entry) => {
		expect(read(values.customProperties(reading()), [entry])).toHaveProperty('refused');
	});
});

// ---------------------------------------------------------------- bugs of old

describe('Bugs that are fixed', () => {
	it('V1 an empty list is an empty value: it must not clear while empty values are ignored', () => {
		expect(propertyOf([])).toEqual({ accepted: undefined });
		expect(propertyOf([], undefined, { emptyValues: 'clear' })).toEqual({ accepted: '' });
	});

	it('V1 nor does a list of nothing but empty texts', () => {
		expect(propertyOf([''])).toEqual({ accepted: undefined });
		expect(propertyOf([''], undefined, { emptyValues: 'clear' })).toEqual({ accepted: '' });
	});

	it('V2 empty entries of a list are left out: no value begins with a semicolon', () => {
		expect(propertyOf(['', 'web'])).toEqual({ accepted: 'web' });
	});

	it.each(['2026-03-01T09:00:00+01', '2026-03-01T09:00:00+0100'])(
		'V3 the offset of %s is spelled out, as strict parsers want it',
		(given) => {
			const accepted = '2026-03-01T09:00:00.000+01:00';
			expect(accepted).toMatch(RFC_3339);
			expect(momentOf(given)).toEqual({ accepted });
		},
	);

	it.each(['2026-03-01T09:00:00+99:99', '2026-03-01T09:00:00-19:00'])(
		'V3 the zone of %s is nowhere on Earth',
		(given) => {
			const none = `must be ${DATE}, but is “${given}”: there is no such day or time`;
			expect(momentOf(given)).toEqual({ refused: [none] });
		},
	);

	it.each([
		['Date', new Date(8.64e15)],
		['Date before the year 0', new Date(-62198755200001)],
		['DateTime made from microseconds', DateTime.fromMillis(1772355600000000)],
	])('V4 a %s outside the years 0 to 9999 is refused', (_, given) => {
		const refused = `must be ${DATE}, but is ${INVALID_DATE}`;
		expect(momentOf(given)).toEqual({ refused: [refused] });
		expect(propertyOf(given, 'date')).toEqual({ refused: [`it: ${refused}`] });
	});

	it.each([1772355600000000, Infinity])('V5 %p is not said to be too small', (given) => {
		expect(momentOf(given)).toHaveProperty(
			'refused.0',
			expect.not.stringMatching(/too small|like seconds|day number/),
		);
	});

	it('V6 a date-like object that throws is refused', () => {
		const given = {
			toISO() {
				throw new TypeError('broken');
			},
		};
		expect(momentOf(given)).toEqual({ refused: [`must be ${DATE}, but is ${INVALID_DATE}`] });
	});

	it.each(['rubbish', 5, ['2026-03-01T09:00:00Z']])(
		'V6 nor is its word %p taken for a moment',
		(said) => {
			expect(momentOf({ toISO: () => said })).toEqual({
				refused: [`must be ${DATE}, but is ${INVALID_DATE}`],
			});
		},
	);

	it('V7 a Date of another realm is a date', () => {
		const given: unknown = vm.runInNewContext('new Date(1772355600000)');
		expect(momentOf(given)).toEqual({ accepted: '2026-03-01T09:00:00.000Z' });
		expect(propertyOf(given)).toEqual({ accepted: '2026-03-01T09:00:00.000Z' });
	});

	it('V8 a property called __proto__ does not vanish', () => {
		const given: unknown = JSON.parse('{"__proto__": "x", "city": "Bonn"}');
		const answer = read(values.properties(reading()), given) as { accepted: object };
		expect(Object.entries(answer.accepted)).toEqual([
			['__proto__', 'x'],
			['city', 'Bonn'],
		]);
	});

	it('V9 a blank ID property or name is not text worth sending', () => {
		expect(read(values.textOrAbsent, '  ')).toEqual({ accepted: undefined });
	});

	it('V10 a flag in a list is not sent as 0', () => {
		expect(propertyOf([0], 'boolean')).toEqual({ accepted: 'false' });
		expect(propertyOf([0, 1], 'boolean')).toEqual({
			refused: ['it: must be true or false, but is a list'],
		});
	});

	it('V11 a list with a hole is read, not thrown: a hole is an empty entry', () => {
		const holed: unknown[] = ['web'];
		holed[2] = 'data';
		expect(propertyOf(holed)).toEqual({ accepted: 'web;data' });
	});

	// Not only record IDs are keys: a unique property or an external ID may well be 1.5.
	it('V12 a number with a fraction has not lost digits: it is a key like its text', () => {
		expect(read(values.key, 1.5)).toEqual({ accepted: '1.5' });
		expect(read(values.key, '1.5')).toEqual({ accepted: '1.5' });
	});
});

// ---------------------------------------------------------------- known bugs

describe('Known bugs', () => {
	it('V13 a date that is valid, where none is expected, is not called invalid', () => {
		for (const given of [new Date(0), DateTime.fromMillis(0)]) {
			expect(read(values.key, given)).toEqual({
				refused: ['must be text or a number, but is a date'],
			});
			expect(propertyOf(given, 'boolean')).toEqual({
				refused: ['it: must be true or false, but is a date'],
			});
		}
	});

	it('V14 a date-like object whose word has no zone does not get past without one', () => {
		const answer = momentOf({ toISO: () => '2026-03-01T09:00' });
		expect('refused' in answer ? '2026-03-01T09:00:00Z' : answer.accepted).toMatch(RFC_3339);
	});
});
