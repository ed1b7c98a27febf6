import { search, stepsOf } from './backtracking';

describe('The count of steps', () => {
	it.each([
		['one for each character of a plain search', /x/, 1_000],
		['the square of the length where each start is tried to the end', /a+x/, 1_000],
	])('is %s', (_, pattern, length) => {
		const at = (n: number) => search(pattern, 'a'.repeat(n)).steps;
		const growth = at(2 * length) / at(length);
		expect(Math.round(growth)).toBe(pattern.source === 'x' ? 2 : 4);
	});

	it('grows with every letter twofold where groups repeat groups', () => {
		const at = (n: number) => search(/^(a+)+$/, `${'a'.repeat(n)}!`).steps;
		expect(at(13) / at(12)).toBeCloseTo(2, 1);
	});

	it('ends at the limit instead of going on for ever', () => {
		expect(() => stepsOf(() => /^(a+)+$/.test(`${'a'.repeat(60)}!`), 1_000)).toThrow(
			'more than 1000 steps',
		);
	});

	it('puts the real search back, also after a throw', () => {
		const real = RegExp.prototype.exec;
		expect(() =>
			stepsOf(() => {
				throw new Error('x');
			}),
		).toThrow('x');
		expect(RegExp.prototype.exec).toBe(real);
	});

	it.each([
		[/(?<![\w ])([\w ]+)=(?:\[([^\]]*)\]|([^,}\]]*))/g, '{a=[b, c], d e=f}'],
		[/^\d{4}-(0[1-9]|1[0-2])T?(Z|[+-]\d\d)$/, '2027-03T+01'],
		[/\b(?:ab|a)(?=c)/i, 'xab ABc'],
		[/a??b*?c{2,3}$/m, 'abbccc\nx'],
		[/\/+$/, 'a//b///'],
		[/x|^$/, ''],
	])('finds what %s finds, or it would be none', (pattern, text) => {
		const match = new RegExp(pattern.source, pattern.flags).exec(text);
		const { index, end } = search(pattern, text);
		expect([index, end]).toEqual([match?.index, (match?.index ?? 0) + (match?.[0].length ?? 0)]);
	});

	it('covers all ways in which a text is searched', () => {
		const ways = [
			() => /b/.test('aab'),
			() => 'aab'.replace(/b/g, ''),
			() => 'aab'.match(/b/),
			() => [...'aab'.matchAll(/b/g)],
			() => 'aab'.split(/b/),
			() => 'aab'.search(/b/),
		];
		for (const way of ways) expect(stepsOf(way)).toBeGreaterThanOrEqual(3);
	});
});
