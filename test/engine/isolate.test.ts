/**
 * isolate.ts: who of a refused batch is refused, and how often HubSpot is asked to find out. Whatever it
 * says, every entry ends once, and no good one pays for a bad one that it can be told from.
 */
import fc from 'fast-check';

import {
	isolating,
	mostCalls,
	next,
	type Knowledge,
	type Verdict,
} from '../../nodes/engine/isolate';
import { runs } from '../runs';

/** A refusal, as far as it matters: of which group, and whom it names. */
interface Refusal {
	group: number[];
	/** Certainly bad. */
	guilty: number[];
	/** At least one of these is. */
	among: number[];
}

type HubSpot = (group: number[]) => Verdict<Refusal>;

const refusing = (group: number[], names: Partial<Refusal> = {}): Verdict<Refusal> => ({
	refusal: { group, guilty: [], among: [], ...names },
});

/** Asks until all are sorted, and tells what became of whom. */
function sort(entries: number[], hubspot: HubSpot, more: Partial<Knowledge<number, Refusal>> = {}) {
	const taken: number[] = [];
	const open: number[] = [];
	const refused: Array<{ entries: number[]; refusal: Refusal }> = [];
	const dropped: number[] = [];
	const asks: number[][] = [];
	/** The refusals that groups were part of when they were asked. */
	const because: Array<Refusal | undefined> = [];
	const knowledge = {
		blame: (suspects: number[], { guilty, among }: Refusal) => ({
			guilty: suspects.filter((each) => guilty.includes(each)),
			among: suspects.filter((each) => among.includes(each)),
		}),
		isHopeless: () => false,
		giveUp: false,
	};
	let sorting = isolating<number, Refusal>(entries);
	let verdict: Verdict<Refusal> = 'open';
	for (;;) {
		const step = next(sorting, verdict, { ...knowledge, ...more });
		refused.push(...step.refused);
		dropped.push(...step.dropped);
		if (!step.ask) break;
		const { group, refusal } = step.ask;
		asks.push([...group]);
		because.push(refusal);
		if (asks.length > 20 * entries.length + 20) throw new Error('It does not end');
		sorting = step.sorting;
		verdict = hubspot(group);
		if (verdict === 'taken') taken.push(...group);
		if (verdict === 'open') open.push(...group);
	}
	return { taken, open, refused, dropped, asks, because };
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const whoIsRefused = ({ refused }: ReturnType<typeof sort>) =>
	refused.flatMap(({ entries }) => entries);
const sorted = (numbers: number[]) => [...numbers].sort((a, b) => a - b);

/** Refuses a group that holds a bad one, and says as much about whom as `names` lets it. */
const strict =
	(
		bad: ReadonlySet<number>,
		names: (bad: number[], group: number[]) => Partial<Refusal>,
	): HubSpot =>
	(group) => {
		const culprits = group.filter((each) => bad.has(each));
		return culprits.length ? refusing(group, names(culprits, group)) : 'taken';
	};
const nobody = () => ({});

describe('Whoever is bad, and whatever the refusals say,', () => {
	const NAMES = {
		nobody,
		'all who are bad': (guilty: number[]) => ({ guilty }),
		'the first who is bad': ([guilty]: number[]) => ({ guilty: [guilty] }),
		'some among whom the bad ones are': (bad: number[], group: number[]) => ({
			among: group.filter((each) => bad.includes(each) || each % 3 === 0),
		}),
		'one who is bad, and some among whom the others are': (bad: number[], group: number[]) => ({
			guilty: bad.slice(1, 2),
			among: group.filter((each) => bad.includes(each) || each % 2),
		}),
	};
	const cases = fc.integer({ min: 0, max: 60 }).chain((count) =>
		fc.record({
			entries: fc.constant(upTo(count)),
			bad: fc.subarray(upTo(count)).map((bad) => new Set(bad)),
		}),
	);

	it.each(Object.entries(NAMES))(
		'everyone ends once, the bad ones refused and the good ones taken: they name %s',
		(_, names) => {
			fc.assert(
				fc.property(cases, ({ entries, bad }) => {
					const told = sort(entries, strict(bad, names));
					const refused = whoIsRefused(told);
					expect(sorted([...told.taken, ...refused])).toEqual(entries);
					expect(sorted(refused)).toEqual(sorted([...bad]));
				}),
				{ numRuns: runs(300) },
			);
		},
	);

	it('the bad ones are refused alone, in answer to a call of their own, where nobody is named', () => {
		fc.assert(
			fc.property(cases, ({ entries, bad }) => {
				for (const { entries: guilty, refusal } of sort(entries, strict(bad, nobody)).refused) {
					expect(guilty).toHaveLength(1);
					expect(refusal.group).toEqual(guilty);
				}
			}),
			{ numRuns: runs(300) },
		);
	});

	it('nobody is asked about twice in the same company', () => {
		fc.assert(
			fc.property(cases, fc.constantFrom(...Object.values(NAMES)), ({ entries, bad }, names) => {
				const groups = sort(entries, strict(bad, names)).asks.map((group) => sorted(group).join());
				expect(new Set(groups).size).toBe(groups.length);
			}),
			{ numRuns: runs(300) },
		);
	});

	it('a call holds those alone who have not ended yet', () => {
		fc.assert(
			fc.property(cases, ({ entries, bad }) => {
				const taken = new Set<number>();
				sort(entries, (group) => {
					expect(group.length).toBeGreaterThan(0);
					expect(group.filter((each) => taken.has(each))).toEqual([]);
					const verdict = strict(bad, nobody)(group);
					if (verdict === 'taken') for (const each of group) taken.add(each);
					return verdict;
				});
			}),
			{ numRuns: runs(100) },
		);
	});
});

describe('The number of calls', () => {
	const HINTS: Record<string, (bad: number[], group: number[]) => Partial<Refusal>> = {
		nothing: nobody,
		'a property that all have': (_, group) => ({ among: group }),
		'a property that the bad ones and some others have': (bad, group) => ({
			among: group.filter((each) => bad.includes(each) || each % 3 === 0),
		}),
		'a property that only innocent ones have': (bad, group) => ({
			among: group.filter((each) => !bad.includes(each)),
		}),
		'the first bad one': ([guilty]) => ({ guilty: [guilty] }),
		'now and then a bad one': (bad, group) => (group.length % 2 ? { guilty: [bad[0]] } : {}),
	};

	it.each(Object.entries(HINTS))(
		'is at most n + 2·log2(n) for a batch of n, whoever is bad, where a refusal tells %s',
		(_, names) => {
			fc.assert(
				fc.property(
					fc
						.integer({ min: 1, max: 120 })
						.chain((count) =>
							fc.record({ count: fc.constant(count), bad: fc.subarray(upTo(count)) }),
						),
					({ count, bad }) => {
						const { asks } = sort(upTo(count), strict(new Set(bad), names));
						expect(asks.length).toBeLessThanOrEqual(mostCalls(count));
					},
				),
				{ numRuns: runs(500) },
			);
		},
	);

	it.each([
		[1, 1],
		[2, 4],
		[3, 6],
		[100, 113],
	])('is for a batch of %d at most %d', (count, most) => {
		expect(mostCalls(count)).toBe(most);
		const all = sort(upTo(count), strict(new Set(upTo(count)), nobody));
		expect(all.asks.length).toBeLessThanOrEqual(most);
	});

	it('is never more on average where a refusal names a property than where it names nothing', () => {
		const average = (bad: number, names: (bad: number[], group: number[]) => Partial<Refusal>) => {
			const draws = fc.sample(fc.subarray(upTo(100), { minLength: bad, maxLength: bad }), {
				numRuns: 100,
				seed: 11,
			});
			const calls = draws.map((draw) => sort(upTo(100), strict(new Set(draw), names)).asks.length);
			return calls.reduce((sum, each) => sum + each, 0) / draws.length;
		};
		for (const bad of [1, 5, 10, 30, 60, 100]) {
			const unnamed = average(bad, nobody);
			expect(average(bad, HINTS['a property that all have'])).toBeLessThanOrEqual(unnamed);
			const some = HINTS['a property that the bad ones and some others have'];
			expect(average(bad, some)).toBeLessThanOrEqual(unnamed);
		}
	});
});

describe('Where nobody is named', () => {
	it.each([
		[1, 15],
		[5, 45],
		[10, 75],
	])('%d bad ones of a hundred cost %d calls at most, on average', (count, most) => {
		const all = upTo(100);
		const draws = fc.sample(fc.subarray(all, { minLength: count, maxLength: count }), {
			numRuns: 200,
			seed: 7,
		});
		const calls = draws.map((bad) => sort(all, strict(new Set(bad), nobody)).asks.length);
		expect(calls.reduce((sum, each) => sum + each, 0) / draws.length).toBeLessThanOrEqual(most);
	});

	it('no bad one costs one call', () => {
		expect(sort(upTo(100), () => 'taken').asks).toEqual([upTo(100)]);
		expect(sort([], () => 'taken').asks).toEqual([]);
	});

	it('a batch is halved, and the other half is known to be bad once the first is taken', () => {
		const { asks } = sort(upTo(8), strict(new Set([6]), nobody));
		expect(asks).toEqual([upTo(8), [0, 1, 2, 3], [4, 5], [6], [7]]);
	});

	it('the last suspect is asked alone, though it must be bad: HubSpot says about it what it has to say', () => {
		const { asks, refused } = sort([0, 1], strict(new Set([1]), nobody));
		expect(asks).toEqual([[0, 1], [0], [1]]);
		expect(refused).toEqual([{ entries: [1], refusal: expect.objectContaining({ group: [1] }) }]);
	});

	it('each is asked with the refusal that it was part of before', () => {
		const { because } = sort([0, 1], strict(new Set([1]), nobody));
		expect(because).toEqual([
			undefined,
			expect.objectContaining({ group: [0, 1] }),
			expect.objectContaining({ group: [0, 1] }),
		]);
	});
});

describe('Where somebody is named', () => {
	it('those are refused at once, and all others go again together', () => {
		const bad = new Set([3, 70]);
		const { asks, refused } = sort(
			upTo(100),
			strict(bad, (guilty) => ({ guilty })),
		);
		expect(asks).toEqual([upTo(100), upTo(100).filter((each) => !bad.has(each))]);
		expect(refused.map(({ entries }) => entries)).toEqual([[3, 70]]);
	});

	it('those among whom the bad one is are asked first, and all others then go together', () => {
		const { asks, refused } = sort(
			upTo(100),
			strict(new Set([3]), () => ({ among: [2, 3] })),
		);
		expect(asks).toEqual([
			upTo(100),
			[2],
			[3],
			upTo(100).filter((each) => each !== 2 && each !== 3),
		]);
		expect(refused.map(({ entries }) => entries)).toEqual([[3]]);
	});

	it('a good one that is blamed is refused with the words that blame it, and no other good one', () => {
		const { taken, refused } = sort(
			upTo(5),
			strict(new Set([1]), () => ({ guilty: [1, 4] })),
		);
		expect(taken).toEqual([0, 2, 3]);
		expect(refused.map(({ entries }) => entries)).toEqual([[1, 4]]);
	});
});

describe('A HubSpot that contradicts itself', () => {
	const verdicts = fc.array(fc.constantFrom('taken', 'refused', 'open', 'blames', 'hints'), {
		minLength: 1,
		maxLength: 40,
	});

	it('ends all the same, and everyone ends once', () => {
		fc.assert(
			fc.property(fc.nat(50), verdicts, (count, said) => {
				let asked = 0;
				const told = sort(upTo(count), (group) => {
					const verdict = said[asked++ % said.length];
					if (verdict === 'taken' || verdict === 'open') return verdict;
					const half = group.filter((_, at) => at % 2);
					if (verdict === 'blames') return refusing(group, { guilty: half });
					return refusing(group, verdict === 'hints' ? { among: half } : {});
				});
				const ended = [...told.taken, ...told.open, ...whoIsRefused(told)];
				expect(sorted(ended)).toEqual(upTo(count));
				expect(told.asks.length).toBeLessThanOrEqual(mostCalls(count));
			}),
			{ numRuns: runs(500) },
		);
	});

	it('that refuses a group and then takes both of its halves leaves nobody refused', () => {
		const { taken, refused, asks } = sort(upTo(4), (group) =>
			group.length === 4 ? refusing(group) : 'taken',
		);
		expect(refused).toEqual([]);
		expect(sorted(taken)).toEqual(upTo(4));
		expect(asks).toEqual([upTo(4), [0, 1], [2], [3]]);
	});

	it('that blames strangers blames nobody', () => {
		const { taken, refused } = sort(
			upTo(4),
			strict(new Set([2]), () => ({ guilty: [99], among: [98, 99] })),
		);
		expect(sorted(taken)).toEqual([0, 1, 3]);
		expect(refused.map(({ entries }) => entries)).toEqual([[2]]);
	});
});

describe('Who is left open', () => {
	it('is asked no more, and the others are: nothing was learned of them', () => {
		const { asks, open, taken } = sort(upTo(4), (group) => {
			if (group.length === 4) return refusing(group);
			return group.includes(0) ? 'open' : 'taken';
		});
		expect(asks).toEqual([upTo(4), [0, 1], [2, 3]]);
		expect(open).toEqual([0, 1]);
		expect(taken).toEqual([2, 3]);
	});

	it('brings no suspicion upon the other half: that one is refused for itself alone', () => {
		const { refused, asks } = sort([0, 1], (group) => {
			if (group.length === 2) return refusing(group);
			return group[0] === 0 ? 'open' : refusing(group);
		});
		expect(asks).toEqual([[0, 1], [0], [1]]);
		expect(refused).toEqual([{ entries: [1], refusal: expect.objectContaining({ group: [1] }) }]);
	});

	it('are all, where the first call is', () => {
		const { asks, open, refused } = sort(upTo(9), () => 'open');
		expect(asks).toHaveLength(1);
		expect(open).toEqual(upTo(9));
		expect(refused).toEqual([]);
	});
});

describe('Where finding out is not wanted', () => {
	it('all are refused as they are, with one call', () => {
		const { asks, refused } = sort(upTo(9), (group) => refusing(group), { giveUp: true });
		expect(asks).toEqual([upTo(9)]);
		expect(refused.map(({ entries }) => entries)).toEqual([upTo(9)]);
	});

	it('not even whom the refusal names is told from the others', () => {
		const names = strict(new Set([3]), (guilty) => ({ guilty }));
		const { asks, refused } = sort(upTo(9), names, { giveUp: true });
		expect(asks).toHaveLength(1);
		expect(refused.map(({ entries }) => entries)).toEqual([upTo(9)]);
	});
});

describe('Who would be refused for what was learned from others', () => {
	it('is dropped, once, and never asked', () => {
		const { asks, dropped, taken } = sort(upTo(9), () => 'taken', {
			isHopeless: (each) => each % 4 === 1,
		});
		expect(dropped).toEqual([1, 5]);
		expect(asks).toEqual([[0, 2, 3, 4, 6, 7, 8]]);
		expect(taken).toEqual(asks[0]);
	});

	it('is dropped when it is learned, be it after the first call', () => {
		let learned = false;
		const { asks, dropped, refused } = sort(
			upTo(6),
			(group) => {
				learned = true;
				return group.includes(0) ? refusing(group, { guilty: [0] }) : 'taken';
			},
			{ isHopeless: (each) => learned && each === 4 },
		);
		expect(asks).toEqual([upTo(6), [1, 2, 3, 5]]);
		expect(dropped).toEqual([4]);
		expect(refused.map(({ entries }) => entries)).toEqual([[0]]);
	});

	it('and nobody is asked where all are', () => {
		const { asks, dropped } = sort(upTo(3), () => 'taken', { isHopeless: () => true });
		expect(asks).toEqual([]);
		expect(dropped).toEqual(upTo(3));
	});
});
