/** Lists of 50,000 items, for every operation of both nodes, in virtual time. */
import { callsOf, playSize, SIZED } from './sizes';

const MANY = 50_000;

it.each(SIZED)(
	'%s of 50,000 items tells each once, and all are done, with no call too many',
	async (value) => {
		const { outcomes, settled, calls, hubspot } = await playSize(value, MANY);
		expect(outcomes).toHaveLength(MANY);
		expect(outcomes.findIndex(({ item }, n) => item !== n)).toBe(-1);
		expect(outcomes.filter(({ ok }) => !ok).slice(0, 3)).toEqual([]);
		expect(new Set(settled).size).toBe(MANY);
		expect(settled).toHaveLength(MANY);
		expect(hubspot.unknownRoutes).toEqual([]);
		const needed = callsOf(value, MANY);
		expect({ calls, needed }).toEqual({
			calls: Object.values(needed).reduce((sum, each) => sum + each, 0),
			needed,
		});
	},
	900_000,
);
