/** nearness.ts: which known texts are nearly another one. */
import { distanceOf, nearest } from '../../nodes/hubspot/nearness';

it.each<[string, string, number, number]>([
	['same', 'same', 3, 0],
	['stage', 'stages', 3, 1],
	['stgae', 'stage', 3, 2],
	['abc', 'xyz', 3, 3],
	['abc', 'xyz', 2, 2],
	['a', 'abcdef', 3, 3],
	['', 'ab', 3, 2],
	['kitten', 'sitting', 9, 3],
])('The distance of %p and %p is at most %d: %d', (one, other, most, distance) => {
	expect(distanceOf(one, other, most)).toBe(distance);
	expect(distanceOf(other, one, most)).toBe(distance);
});

describe('The nearest of known names', () => {
	it('come first, each once, and no more than three', () => {
		const known = [
			'Closed Won',
			'Closed Lost',
			'Closed Wen',
			'Closed Wan',
			'Closed Wxn',
			'Closed Wen',
		];
		expect(nearest('Closed Wen', known)).toEqual(['Closed Wen', 'Closed Won', 'Closed Wan']);
	});

	it('do without case, blanks and punctuation', () => {
		expect(nearest('CLOSED-WON!', ['Closed won'])).toEqual(['Closed won']);
	});

	it('may differ in two letters, and short ones in one', () => {
		expect(nearest('Renewwed', ['Renewed'])).toEqual(['Renewed']);
		expect(nearest('Renexxed', ['Renewed'])).toEqual(['Renewed']);
		expect(nearest('Rexxxed', ['Renewed'])).toEqual([]);
		expect(nearest('Nev', ['New'])).toEqual(['New']);
		expect(nearest('Nxv', ['New'])).toEqual([]);
		expect(nearest('Newss', ['New'])).toEqual(['New']);
	});

	it('may hold what was sought, or be held by it, unless that is too short to mean anything', () => {
		expect(nearest('Won', ['Closed Won'])).toEqual(['Closed Won']);
		expect(nearest('on', ['Closed Won'])).toEqual([]);
		expect(nearest('Renewed in spring', ['Renewed'])).toEqual(['Renewed']);
		expect(nearest('Opened in spring', ['Open'])).toEqual([]);
		expect(nearest('Sent in spring', ['Sents', 'Sent'])).toEqual([]);
	});

	it('are not looked for where the text is longer than a name', () => {
		expect(nearest('x'.repeat(60), ['x'.repeat(61)])).toEqual(['x'.repeat(61)]);
		expect(nearest('x'.repeat(61), ['x'.repeat(61)])).toEqual([]);
	});
});
