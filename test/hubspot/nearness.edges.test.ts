/** nearness.ts: how near two texts are at the lengths where that begins to count. */
import { distanceOf, nearest, nearestFirst } from '../../nodes/hubspot/nearness';

describe('The distance of two texts', () => {
	it.each([
		['', '', 1, 0],
		['abcd', 'abcdef', 3, 2],
		['abcd', 'abcdefg', 3, 3],
		['ab', 'ba', 2, 2],
		['abc', 'abd', 1, 1],
		['abcdef', 'abcxyz', 2, 2],
	])('%j and %j is no more than %d: %d', (one, other, most, distance) => {
		expect(distanceOf(one, other, most)).toBe(distance);
		expect(distanceOf(other, one, most)).toBe(distance);
	});
});

describe('A known text is near', () => {
	it.each([
		['Stage', ['Stxxe'], true],
		['Open', ['Opxx'], false],
		['Open', ['Opxn'], true],
		['Sales!', ['sales'], true],
		['S-a-l-e-s', ['Sales'], true],
		['ÄRGER', ['ärger'], true],
		['ada@x', ['adax'], true],
		['a@@@@x', ['ax'], false],
		['Leads of today', ['Leads'], true],
		['Lead of today', ['Lead'], false],
		['Sal', ['Big Sales'], true],
		['Sa', ['Big Sales'], false],
	])('to %j among %j: %p', (text, known, expected) => {
		expect(nearest(text, known)).toEqual(expected ? known : []);
	});
});

describe('All texts, the likest first,', () => {
	const order = (text: string, ...all: string[]) => nearestFirst(all, text, (each) => [each]);

	it('begin with one that is the same but for case, blanks and marks', () => {
		expect(order('e-mail', 'Mailing', 'Email Mail', 'E Mail')[0]).toBe('E Mail');
		expect(order('aa', 'aaaaaa', 'Aa!')[0]).toBe('Aa!');
	});

	it('go by the pairs of letters that they share', () => {
		expect(order('number of employees', 'City', 'Employees', 'Number of employee')).toEqual([
			'Number of employee',
			'Employees',
			'City',
		]);
	});

	it('go by the letter where that is all there is', () => {
		expect(order('x', 'a', 'b', 'X')).toEqual(['X', 'a', 'b']);
		expect(order('ab', 'cd', 'a', 'AB')).toEqual(['AB', 'cd', 'a']);
	});

	it('stay in their order where none is liker than another', () => {
		expect(order('zzz', 'b', 'a', 'c')).toEqual(['b', 'a', 'c']);
	});

	it('go by any of the texts that one is known by', () => {
		const all = [
			{ name: 'one', label: 'City' },
			{ name: 'two', label: 'Street' },
		];
		expect(nearestFirst(all, 'street', ({ name, label }) => [name, label])[0].name).toBe('two');
	});
});
