/** Lists of no item, of one and of some more than a call holds, for every operation of both nodes. */
import { callsOf, overOneCall, playSize, SIZED } from './sizes';

const sumOf = (calls: Record<string, number>) =>
	Object.values(calls).reduce((sum, each) => sum + each, 0);

describe.each(SIZED)('%s', (value) => {
	it('of no items calls nobody, and tells nothing', async () => {
		const { outcomes, settled, calls } = await playSize(value, 0);
		expect({ outcomes, settled, calls }).toEqual({ outcomes: [], settled: [], calls: 0 });
	});

	const sizes = [1, overOneCall(value)];
	it.each(sizes)('with a list of %d tells each item once, with no call too many', async (count) => {
		const { outcomes, settled, calls } = await playSize(value, count);
		const all = Array.from({ length: count }, (_, n) => n);
		expect(outcomes.map(({ item, ok }) => [item, ok])).toEqual(all.map((item) => [item, true]));
		expect(settled.sort((a, b) => a - b)).toEqual(all);
		expect(calls).toBe(sumOf(callsOf(value, count)));
	});
});
