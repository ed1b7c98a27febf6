/** values.ts: which properties of an item are sent as the very object that the item holds. */
import type { PropertyKind, Reading } from '../../nodes/hubspot/values';
import { inWords, MOST_ISSUES, properties, shape } from '../../nodes/hubspot/values';

const readingOf = (kinds: Record<string, PropertyKind> = {}): Reading => ({
	timeZone: 'Europe/Berlin',
	emptyValues: 'ignore',
	kinds: new Map(Object.entries(kinds)),
});

/** The properties that are sent for those given. */
function taken(given: unknown, kinds?: Record<string, PropertyKind>): unknown {
	const parsed = shape({ it: properties(readingOf(kinds)) }).safeParse({ it: given });
	return parsed.success ? parsed.data.it : parsed.error.issues.map(({ message }) => message);
}

describe('Properties are sent without a copy, which 100,000 items would have to be held twice for,', () => {
	it.each<[string, Record<string, string>, Record<string, PropertyKind> | undefined]>([
		['where all are texts', { city: ' Bonn ; ', name: '!', zip: '~' }, undefined],
		[
			'where a text begins with a letter that is not English',
			{ city: 'Ölde', name: '\u0080x' },
			undefined,
		],
		['where a text begins with a blank', { city: ' Bonn' }, undefined],
		['where there are none', {}, undefined],
		[
			'where numbers and choices have no blanks around them',
			{ a: '5', b: ';x y;z' },
			{ a: 'number', b: 'choice' },
		],
	])('%s', (_, given, kinds) => {
		expect(taken(given, kinds)).toBe(given);
	});

	it.each<[string, Record<string, unknown>, Record<string, PropertyKind> | undefined, unknown]>([
		['a number', { city: 'Bonn', zip: 5 }, undefined, { city: 'Bonn', zip: '5' }],
		['an empty text', { city: '', zip: '5' }, undefined, { zip: '5' }],
		['a text of blanks', { city: ' \t', zip: '5' }, undefined, { zip: '5' }],
		[
			'a text of blanks that are not English',
			{ city: '\u3000', zip: '5' },
			undefined,
			{ zip: '5' },
		],
		['a day', { a: '2027/3/1' }, { a: 'date' }, { a: '2027-03-01' }],
		['a moment', { a: '2027-03-01' }, { a: 'datetime' }, { a: '2027-03-01T00:00:00.000Z' }],
		['a flag', { a: 'YES' }, { a: 'boolean' }, { a: 'true' }],
		['a number with a blank in front', { a: ' 5' }, { a: 'number' }, { a: '5' }],
		['a number with a blank behind', { a: '5 ' }, { a: 'number' }, { a: '5' }],
		['a choice with a blank before a semicolon', { a: 'x ;y' }, { a: 'choice' }, { a: 'x;y' }],
		['a choice with a blank behind a semicolon', { a: 'x; y' }, { a: 'choice' }, { a: 'x;y' }],
	])('but not where one is %s', (_, given, kinds, expected) => {
		const sent = taken(given, kinds);
		expect(sent).toEqual(expected);
		expect(sent).not.toBe(given);
	});

	it('but not where they are an instance of a class, which may be sent as something else', () => {
		class Own {
			city = 'Bonn';

			toJSON() {
				return 'x';
			}
		}
		const given = new Own();
		expect(taken(given)).toEqual({ city: 'Bonn' });
		expect(taken(given)).not.toBe(given);
	});

	it('but not where one has no name', () => {
		expect(taken({ ' ': 'x' })).toEqual(['holds a property without a name']);
		expect(taken({ '': 'x' })).toEqual(['holds a property without a name']);
	});

	it('but not where there are no properties at all', () => {
		expect(taken(undefined)).toEqual(['is required but missing']);
	});
});

it('Of an item with a fault in each field, no more than eleven are collected, and no value is sent', () => {
	const given = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`p${n}`, { deep: n }]));
	expect(MOST_ISSUES).toBe(11);
	expect(taken(given)).toHaveLength(11);
});

it('A text of nothing but blanks is called empty, as a text without anything is', () => {
	expect([inWords(''), inWords(' \t'), inWords(' x ')]).toEqual(['empty', 'empty', '“ x ”']);
});
