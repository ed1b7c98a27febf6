/** memories.ts: what the tries of a node have settled is kept apart, within bounds, and only as long as needed. */
import * as fc from 'fast-check';

import { Memories, REMEMBERED_MS, type Memory, type Try } from '../../nodes/n8n/memories';
import { runs } from '../runs';

const RUNS = { numRuns: runs(300) };
const kept = (id: string, hash = 1) => ({ hash, ids: { id } });

/** Memories, and a clock for them. */
function world(...bounds: ConstructorParameters<typeof Memories>) {
	const clock = { ms: 0 };
	const memories = new Memories(...bounds);
	const begin = (run: string | undefined, maxTries = 3) => {
		const { memory, end } = memories.begin(run, maxTries, () => clock.ms);
		return { memory: memory as Memory, end };
	};
	return { memories, clock, begin };
}

describe('What a try has settled', () => {
	it('is known to the next try of the same run, and to no other run', () => {
		const { begin } = world();
		const first = begin('a');
		first.memory.keep(0, kept('7'));
		first.end(true);
		expect(begin('a').memory.of(0)).toEqual(kept('7'));
		expect(begin('b').memory.of(0)).toBeUndefined();
	});

	it('is not remembered for a run without a name', () => {
		const { memories, begin } = world();
		const { memory, end } = begin(undefined);
		end(true);
		expect(memory).toBeUndefined();
		expect(memories.runs).toBe(0);
	});

	it.each<[string, number, boolean]>([
		['after a try that n8n does not repeat', 1, false],
		['after the last try, however it ends', 3, true],
	])('is forgotten %s', (_, tries, mayGoOn) => {
		const { memories, begin } = world();
		for (let count = 1; count <= tries; count++) {
			const { memory, end } = begin('a');
			memory.keep(count, kept('7'));
			end(mayGoOn);
			expect(memories.runs).toBe(count < tries ? 1 : 0);
		}
		expect(memories.bytes).toBe(0);
		expect(begin('a').memory.size).toBe(0);
	});

	it('is forgotten ten minutes after a try that no other one follows, as soon as any other begins', () => {
		const { memories, clock, begin } = world();
		const { memory, end } = begin('a');
		memory.keep(0, kept('7'));
		clock.ms = 100;
		end(true);
		clock.ms = 100 + REMEMBERED_MS - 1;
		begin(undefined);
		expect(memories.runs).toBe(1);
		clock.ms++;
		begin(undefined);
		expect(memories.runs).toBe(0);
		expect(memories.bytes).toBe(0);
	});

	it('is not forgotten while a try is under way, however long it takes', () => {
		const { memories, clock, begin } = world();
		begin('a').memory.keep(0, kept('7'));
		clock.ms = 10 * REMEMBERED_MS;
		begin('b');
		expect(memories.runs).toBe(2);
		expect(begin('a').memory.of(0)).toEqual(kept('7'));
	});

	it('that there is no room for leaves a gap that the next try knows of', () => {
		const { memories, begin } = world(10, 1_000);
		const { memory, end } = begin('a');
		for (let item = 0; item < 20; item++) memory.keep(item, kept(`${item}`));
		end(true);
		const next = begin('a').memory;
		expect(memories.bytes).toBeLessThanOrEqual(1_000);
		expect(next.size).toBeGreaterThan(0);
		expect(next.size).toBeLessThan(20);
		expect(next.hasGaps).toBe(true);
		expect(begin('b').memory.hasGaps).toBe(false);
	});

	it('takes room once, however often an item is settled, and none once it is dropped', () => {
		const { memories, begin } = world();
		const { memory } = begin('a');
		memory.keep(0, kept('7'));
		const { bytes } = memories;
		expect(bytes).toBeGreaterThan(100);
		memory.keep(0, kept('8'));
		expect(memories.bytes).toBe(bytes);
		memory.drop(0);
		memory.drop(0);
		expect(memories.bytes).toBe(0);
	});

	it('gives way to later runs where there are too many, the oldest first, and takes no room any more', () => {
		const { memories, begin } = world(2);
		const [first, , third] = ['a', 'b', 'c'].map((run) => begin(run));
		expect(memories.runs).toBe(2);
		first.memory.keep(0, kept('7'));
		expect(memories.bytes).toBe(0);
		third.memory.keep(0, kept('8'));
		const again = begin('a');
		// What its first try did is not known any more, and it knows that.
		expect(again.memory.hasGaps).toBe(true);
		expect(third.memory.hasGaps).toBe(false);
		again.memory.keep(1, kept('9'));
		// The end of a try that was forgotten does not end another one of the same name.
		first.end(false);
		expect(again.memory.of(1)).toEqual(kept('9'));
		expect(memories.runs).toBe(2);
	});

	it('tells the records that were written, and not those of which nobody can tell', () => {
		const { memory } = world().begin('a');
		memory.keep(0, { ...kept('7'), record: 'contacts/7' });
		memory.keep(1, { hash: 1, ids: {}, record: 'companies/7' });
		memory.keep(2, { ...kept('9'), open: { reason: 'lost', sinceMs: 0 } });
		expect([...memory.records()]).toEqual(['contacts/7', 'companies/7']);
		memory.drop(0);
		expect([...memory.records()]).toEqual(['companies/7']);
	});
});

describe('Memories of many runs, whatever happens in which order', () => {
	const step = fc.oneof(
		fc.record({
			what: fc.constant('begin' as const),
			run: fc.nat(5),
			maxTries: fc.integer({ min: 2, max: 5 }),
		}),
		fc.record({
			what: fc.constant('keep' as const),
			of: fc.nat(9),
			item: fc.nat(9),
			text: fc.string({ maxLength: 200 }),
		}),
		fc.record({ what: fc.constant('drop' as const), of: fc.nat(9), item: fc.nat(9) }),
		fc.record({ what: fc.constant('end' as const), of: fc.nat(9), mayGoOn: fc.boolean() }),
		fc.record({ what: fc.constant('wait' as const), ms: fc.nat(REMEMBERED_MS) }),
	);

	it('stay within their bounds, hold nothing of another run, and let go of everything in the end', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
				const { memories, clock, begin } = world(4, 3_000);
				const open: Array<Try & { run: string; memory: Memory }> = [];
				for (const each of steps) {
					const its = 'of' in each ? open[each.of % (open.length || 1)] : undefined;
					if (each.what === 'begin') {
						const run = `run ${each.run}`;
						open.push({ run, ...begin(run, each.maxTries) });
					} else if (each.what === 'wait') clock.ms += each.ms;
					else if (its && each.what === 'keep') {
						its.memory.keep(each.item, { hash: 1, ids: { id: its.run, textId: each.text } });
					} else if (its && each.what === 'drop') its.memory.drop(each.item);
					else if (its && each.what === 'end') {
						its.end(each.mayGoOn);
						open.splice(open.indexOf(its), 1);
					}
					expect(memories.runs).toBeLessThanOrEqual(4);
					expect(memories.bytes).toBeLessThanOrEqual(3_000);
					expect(memories.bytes).toBeGreaterThanOrEqual(0);
					for (const { run, memory } of open) {
						expect([...memory.records()].filter((id) => id !== run)).toEqual([]);
					}
				}
				for (const { end } of open) end(true);
				clock.ms += REMEMBERED_MS;
				begin(undefined);
				expect([memories.runs, memories.bytes]).toEqual([0, 0]);
			}),
			RUNS,
		);
	});
});
