/** nearness.ts: a list, what is most like a text first. */
import { nearestFirst } from '../../nodes/hubspot/nearness';

const nearest = (text: string, ...all: string[]) => nearestFirst(all, text, (each) => [each]);

describe('The texts most like another one', () => {
	it.each([
		['Open Deal', ['NEW', 'OPEN', 'OPEN_DEAL'], ['OPEN_DEAL', 'OPEN', 'NEW']],
		['hambrug', ['Berlin', 'Bremen', 'Hamburg'], ['Hamburg', 'Bremen', 'Berlin']],
		['x', ['b', 'x', 'a'], ['x', 'b', 'a']],
		['', ['b', 'a'], ['b', 'a']],
	])('of %j come first, the others in their order', (text, all, expected) => {
		expect(nearest(text, ...all)).toEqual(expected);
	});

	it('are known by any of their names', () => {
		const all = [{ names: ['1', 'Closed won'] }, { names: ['2', 'Closed lost'] }];
		expect(nearestFirst(all, 'closed-lost', ({ names }) => names)[0]).toBe(all[1]);
	});

	it('are found without looking at more than the beginning of long ones', () => {
		expect(nearest('a'.repeat(1e6), 'b', `${'a'.repeat(60)}c`)[0]).toHaveLength(61);
	});
});
