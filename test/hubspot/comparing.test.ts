/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the project itself */
/** What HubSpot spells in several ways, and what must be a field of its own whatever it is called. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';

import { comparable, contradictions, holds } from '../../nodes/hubspot/comparing';
import { idText, put } from '../../nodes/hubspot/json';
import { epochOf, key, shape } from '../../nodes/hubspot/values';
import { stepsOf } from '../backtracking';

/** The rows of the table of examples: kind, sent, held, and whether they are the same. */
const EXAMPLES = readFileSync(path.resolve(__dirname, '../../docs/comparing.md'), 'utf8')
	.split('\n')
	.filter((line) => /\| (yes|no) \|$/.test(line))
	.map((line) => line.split('|').map((cell) => cell.trim()))
	.map(([, kind, sent, held, same]): [string, string | null, string | null, boolean] => [
		kind,
		valueOf(sent),
		valueOf(held),
		same === 'yes',
	]);

function valueOf(cell: string): string | null {
	return cell === '–' ? null : cell.replace(/^`|`$/g, '');
}

describe('Two values are compared', () => {
	it.each(EXAMPLES)(
		'as docs/comparing.md says of a %s: sent %j, held %j',
		(_, sent, held, same) => {
			expect(holds(held, sent)).toBe(same);
			// Without a `;` in front, it does not matter which of them was sent.
			if (!sent?.startsWith(';')) {
				expect(holds(sent, held)).toBe(same);
				expect(comparable(sent) === comparable(held)).toBe(same);
			}
		},
	);

	it('by more than forty examples', () => {
		expect(EXAMPLES.length).toBeGreaterThan(40);
	});

	it.each([
		['nothing and null', null, undefined],
		['nothing and an empty text', undefined, ''],
		['a number and its text', 7, '7'],
		['a flag and its text', true, 'true'],
		['an object and its JSON', { a: 1 }, '{"a":1}'],
	])('as equal: %s', (_, one, other) => {
		expect(comparable(one)).toBe(comparable(other));
		expect(holds(one, other)).toBe(true);
	});

	it.each([
		['a text around a number', 'v1.50', 'v1.5'],
		['null and its name', null, 'null'],
		['two sentences', 'Write to Ada@x.co', 'Write to ada@x.co'],
		['a number too long for a phone', '1234-5678-9012-3456', '1234567890123456'],
	])('as different: %s', (_, one, other) => {
		expect(comparable(one)).not.toBe(comparable(other));
		expect(holds(one, other)).toBe(false);
	});

	it('as the texts that they are, where none of this applies', () => {
		expect(comparable(' Conf ')).toBe('Conf');
		expect(comparable('2027-99-99T09:00:00Z')).toBe('2027-99-99T09:00:00Z');
		expect(comparable('x 2027-03-01T09:00:00Z')).toBe('x 2027-03-01T09:00:00Z');
		expect(comparable('b;a')).toBe('a;b');
		expect(comparable(';b;a')).toBe(';a;b');
		expect(comparable('12.500')).toBe('12.5');
		expect(comparable('.000')).toBe('0');
		expect(comparable('0.0')).toBe('0');
		expect(comparable('12.')).toBe('12.');
	});

	it('whatever they are, with the same result for equal texts, and the same in both directions', () => {
		const part = fc.constantFrom(
			'0',
			'1',
			'.',
			'-',
			'+',
			';',
			'@',
			'/',
			' ',
			'a',
			'www.',
			'http://',
		);
		const text = fc.array(part, { maxLength: 14 }).map((parts) => parts.join(''));
		fc.assert(
			fc.property(text, text, (one, other) => {
				expect(holds(one, one)).toBe(true);
				expect(comparable(` ${one} `)).toBe(comparable(one));
				if (one.trim().startsWith(';') || other.trim().startsWith(';')) return;
				expect(holds(one, other)).toBe(holds(other, one));
			}),
		);
	});
});

describe('An added option', () => {
	it('is held where it is one of many, whatever their order', () => {
		fc.assert(
			fc.property(fc.subarray(['a', 'b', 'c', 'd']), fc.constantFrom('a', 'b'), (held, added) => {
				expect(holds(held.join(';'), `;${added}`)).toBe(held.includes(added));
			}),
		);
	});
});

describe('Comparing takes work in proportion to the text', () => {
	/** Steps of the patterns for a text, and for one twice as long. */
	const stepsFor = (work: (text: string) => unknown, part: string, length: number) =>
		[1, 2].map((times) => {
			const text = part.repeat(Math.ceil((times * length) / part.length));
			return stepsOf(() => work(text), 5_000_000);
		});

	it.each([
		'0',
		'9',
		'.',
		'-',
		'+',
		'(',
		' ',
		';',
		'@',
		'/',
		'a',
		'a.',
		'a;',
		'www.',
		'0.',
		'-0',
		'ä.',
	])('of many %j, alone, between ones, and before a letter', (part) => {
		const works = [
			(text: string) => comparable(text),
			(text: string) => comparable(`1.${text}1`),
			(text: string) => comparable(`${text}!`),
			(text: string) => comparable(`https://${text}`),
			(text: string) => comparable(`2027-03-01T${text}`),
			(text: string) => holds(`${text}x`, `;${text}`),
		];
		for (const work of works) {
			const [once, twice] = stepsFor(work, part, 2_000);
			expect(twice).toBeLessThan(2.5 * once + 500);
		}
	});

	it('also of the number that froze n8n: 1.000…01 with 65,000 digits', () => {
		const number = `1.${'0'.repeat(65_000)}1`;
		expect(stepsOf(() => comparable(number))).toBeLessThan(10 * number.length);
		expect(comparable(number)).toBe(number);
		expect(comparable(`1.5${'0'.repeat(65_000)}`)).toBe('1.5');
	});
});

describe('What an answer shows otherwise than it was sent', () => {
	it('is told with its property and both values', () => {
		const sent = { lifecyclestage: 'lead', city: 'Bonn', email: 'ADA@x.co' };
		const shown = { lifecyclestage: 'opportunity', city: 'Bonn', email: 'ada@x.co', phone: '1' };
		expect(contradictions(sent, shown)).toEqual([
			{ property: 'lifecyclestage', sent: 'lead', shown: 'opportunity' },
		]);
	});

	it('includes a value that was dropped or not cleared, never one that is not shown', () => {
		expect(contradictions({ a: 'x', b: '', c: 'y' }, { a: null, b: 'old' })).toEqual([
			{ property: 'a', sent: 'x', shown: '' },
			{ property: 'b', sent: '', shown: 'old' },
		]);
		expect(contradictions({ a: '', b: undefined }, { a: null, b: 'x' })).toEqual([]);
		expect(contradictions({ constructor: 'x', toString: 'y' }, {})).toEqual([]);
		expect(contradictions({ a: 'x' }, { a: { deep: 1 } })).toEqual([]);
	});

	it('is bounded: ten values of a record, each of a hundred characters', () => {
		const long = 'x'.repeat(1_000_000);
		const sent = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${long}${n}`, long]));
		const shown = Object.fromEntries(Object.keys(sent).map((name) => [name, 'y']));
		const told = contradictions(sent, shown);
		expect(told).toHaveLength(10);
		expect(JSON.stringify(told).length).toBeLessThan(10 * 350);
		expect(contradictions({ a: 'x'.repeat(100) }, { a: 'y' })[0].sent).toBe('x'.repeat(100));
	});

	it('is looked for without comparing anything where all texts are equal', () => {
		const sent = { a: '2027-03-01', b: 'b;a', c: 'Ada@x.co', d: '+49 30 123456' };
		expect(stepsOf(() => contradictions(sent, { ...sent }))).toBe(0);
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
