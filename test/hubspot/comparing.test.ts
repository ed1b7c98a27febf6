/** What HubSpot spells in several ways, and what must be a field of its own whatever it is called. */
import { idText, put } from '../../nodes/hubspot/json';
import { comparable, epochOf, key, shape } from '../../nodes/hubspot/values';

describe('Two values are compared', () => {
	it.each([
		['nothing and null', null, undefined],
		['nothing and an empty text', undefined, ''],
		['a moment in two zones', '2027-03-01T10:00:00+01:00', '2027-03-01T09:00:00Z'],
		['a moment with and without milliseconds', '2027-03-01T09:00:00.000Z', '2027-03-01T09:00:00Z'],
		['a number with zeros behind the point', '12.50', '12.5'],
		['a whole number with nothing behind the point', '-3.000', '-3'],
		['a number and its text', 7, '7'],
		['a text with blanks around it', ' a ', 'a'],
		['a multi-select in another order', 'b;a;c', 'c;b;a'],
		['an e-mail address in capitals', 'Ada@Example.com', 'ada@example.com'],
		['an object and its JSON', { a: 1 }, '{"a":1}'],
	])('as equal: %s', (_, one, other) => {
		expect(comparable(one)).toBe(comparable(other));
	});

	it.each([
		['a name in capitals', 'Ada', 'ada'],
		['a moment and the next second', '2027-03-01T09:00:00Z', '2027-03-01T09:00:01Z'],
		['ten and one', '10', '1'],
		['a hundred and ten, before a point', '100.5', '10.5'],
		['a version and a number', '1.50.0', '1.5.0'],
		['a text around a number', 'v1.50', 'v1.5'],
		['a day and its midnight', '2027-03-01', '2027-03-01T00:00:00Z'],
		['a multi-select with one more', 'a;b', 'a;b;c'],
		['null and its name', null, 'null'],
	])('as different: %s', (_, one, other) => {
		expect(comparable(one)).not.toBe(comparable(other));
	});

	it('as the texts that they are, where none of this applies', () => {
		expect(comparable(' Conf ')).toBe('Conf');
		expect(comparable('2027-99-99T09:00:00Z')).toBe('2027-99-99T09:00:00Z');
		expect(comparable('x 2027-03-01T09:00:00Z')).toBe('x 2027-03-01T09:00:00Z');
		expect(comparable('b;a')).toBe('a;b');
		expect(comparable('12.500')).toBe('12.5');
	});
});

describe('A moment in milliseconds', () => {
	it.each([
		['2027-03-01T09:00:00Z', Date.UTC(2027, 2, 1, 9)],
		['2027-03-31T09:00:00+02:00', Date.UTC(2027, 2, 31, 7)],
		['2027-02-30T09:00:00Z', undefined],
		['soon', undefined],
		[1, undefined],
	])('of %p is %p', (given, expected) => {
		expect(epochOf(given)).toBe(expected);
	});
});

describe('An ID', () => {
	it.each([
		['7', '7'],
		[7, '7'],
		[null, undefined],
		[true, undefined],
		[{}, undefined],
	])('that is %p is read as %p', (given, expected) => {
		expect(idText(given)).toBe(expected);
	});
});

describe('A field', () => {
	it.each(['__proto__', 'constructor', 'city'])('called %s is put as one of its own', (name) => {
		const record: Record<string, string> = {};
		put(record, name, 'x');
		put(record, name, 'y');
		expect(Object.entries(record)).toEqual([[name, 'y']]);
		expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
		delete record[name];
		expect(Object.keys(record)).toEqual([]);
	});

	it('that an input does not have is refused by name, and so is what is no object', () => {
		const input = shape({ id: key });
		expect(input.safeParse({ id: '1', nope: 1 }).error?.issues).toMatchObject([
			{ code: 'unrecognized_keys', keys: ['nope'] },
		]);
		expect(input.safeParse(['1']).error?.issues).toMatchObject([
			{ code: 'custom', path: [], message: 'expected an object' },
		]);
		expect(input.safeParse({ id: '1' }).data).toEqual({ id: '1' });
	});
});
