/** comparing.ts: the forms in which values are compared, at the edges of each kind. */
import { comparable, contradictions, holds } from '../../nodes/hubspot/comparing';

describe('The form in which HubSpot compares a value', () => {
	it.each<[string, string, string]>([
		['an e-mail address in lower case', 'Ada@X.co', 'ada@x.co'],
		['a phone number of eight digits', '1234-5678', '12345678'],
		['a phone number of fifteen digits', '123-456-789-012-345', '123456789012345'],
		['a phone number with four groups and a plus', '+49.30.123.4567', '49301234567'],
		['a phone number with five groups', '49.30.123.4567-8', '493012345678'],
		['a phone number of 40 characters', `+49 30 ${' '.repeat(26)}1234567`, '49301234567'],
		['a moment of 40 characters', `2027-03-01T09:00:00.${'0'.repeat(19)}Z`, '1803891600000'],
		['options without the blanks around them', ' b ; a;c ;', 'a;b;c'],
		['a domain', 'Example.COM', 'example.com'],
		['a domain of several labels', 'Shop.1-2.Example.CO', 'shop.1-2.example.co'],
		['a domain of letters that are not English', 'Bücher.Example.DE', 'bücher.example.de'],
		['a domain with a slash', 'Example.com/', 'example.com'],
		['a domain with www.', 'WWW.Example.com', 'example.com'],
		['a URL, whose path keeps its case', 'HTTPS://www.Example.com/A/B/', 'example.com/A/B'],
		['a URL with a question', 'http://Example.com?Q=1', 'example.com?Q=1'],
		['a URL of a host without a name', 'http://10.0.0.1/A/', '10.0.0.1/A'],
		[
			'a domain that has www. in its middle',
			'https://shop.www.example.com',
			'shop.www.example.com',
		],
		['the longest host', `${'A.'.repeat(126)}B`, `${'a.'.repeat(126)}b`],
	])('is %s: %j', (_, value, form) => {
		expect(comparable(value)).toBe(form);
		expect(comparable(form)).toBe(form);
	});

	it.each<[string, string]>([
		['seven digits', '123-4567'],
		['sixteen digits', '1234-5678-9012-3456'],
		['a number with a sign that no phone has', '-49 30 1234567'],
		['the address of a machine', '192.168.100.200'],
		['a short address of a machine', '1.2.3.4'],
		['a number of 41 characters', `+49 30 ${' '.repeat(27)}1234567`],
		['a moment of 41 characters', `2027-03-01T09:00:00.${'0'.repeat(20)}Z`],
		['a decimal with more behind it', '.50x'],
		['a sentence with a URL', 'Go to http://X.co/'],
		['a version', 'V1.50'],
		['a version with names', 'V1.Beta2'],
		['a name with a blank', 'Dr. No'],
		['a name that ends with a point', 'Inc.'],
		['a text with an @ and a blank', 'Meet Ada @X'],
		['more than the longest host', `${'A.'.repeat(126)}BC`],
	])('is the text itself where it is %s: %j', (_, value) => {
		expect(comparable(value)).toBe(value);
	});
});

describe('An added option', () => {
	it('is not held where only another one of those added is', () => {
		expect(holds('a;b', ';a;c')).toBe(false);
		expect(holds('a;c', ';a;c')).toBe(true);
		expect(holds('a', 'c')).toBe(false);
	});
});

describe('A moment with or without milliseconds of zero', () => {
	const [short, long] = ['2027-03-01T09:00:00Z', '2027-03-01T09:00:00.000Z'];

	/** How many texts were read as dates. */
	function datesRead(work: () => void): number {
		const spy = jest.spyOn(Date, 'parse');
		try {
			work();
			return spy.mock.calls.length;
		} finally {
			spy.mockRestore();
		}
	}

	it('is the same, which is found out without reading it as a date, because an answer has so many', () => {
		const read = datesRead(() => {
			expect(holds(long, short)).toBe(true);
			expect(holds(short, long)).toBe(true);
			expect(holds(long, long)).toBe(true);
		});
		expect(read).toBe(0);
		expect(datesRead(() => holds(short, '2027-03-01T10:00:00+01:00'))).toBe(2);
	});

	it('is another where the milliseconds are not zero, and so is a text that is no moment', () => {
		expect(holds('2027-03-01T09:00:00.500Z', short)).toBe(false);
		expect(holds('2027-03-01T09:00:01.000Z', short)).toBe(false);
		expect(holds('soon.000Z', 'soonZ')).toBe(false);
		expect(holds(undefined, short)).toBe(false);
		expect(holds(7, short)).toBe(false);
		expect(holds(long, undefined)).toBe(false);
	});
});

describe('A contradiction', () => {
	it('tells the first hundred characters of a longer value, and that there are more', () => {
		expect(contradictions({ a: 'x'.repeat(101) }, { a: 'y' })).toEqual([
			{ property: 'a', sent: `${'x'.repeat(100)}…`, shown: 'y' },
		]);
	});

	it('is looked for in the properties that are named alone', () => {
		const [sent, shown] = [
			{ a: 'x', b: 'x', c: 'x' },
			{ a: 'y', b: 'y', c: 'x' },
		];
		expect(contradictions(sent, shown, ['b', 'c', 'd'])).toEqual([
			{ property: 'b', sent: 'x', shown: 'y' },
		]);
		expect(contradictions(sent, shown, [])).toEqual([]);
	});

	it('is none where all is shown as it was sent, in another form, or not at all', () => {
		expect(contradictions({ a: 'x' }, { a: 'x', b: 'y' })).toEqual([]);
		expect(contradictions({ a: 'x', b: 'b;a' }, { a: 'x', b: 'a;b' })).toEqual([]);
		expect(contradictions({ a: 'x', b: 'y' }, { a: 'x' })).toEqual([]);
	});
});
