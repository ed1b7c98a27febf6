/** pages.ts: many questions in one call, each with pages of its own. */
import type { Batch, Entry, Outcome } from '../../nodes/engine/outcome';
import { failed } from '../../nodes/engine/outcome';
import { askRest } from '../../nodes/engine/pages';
import type { Place } from '../../nodes/hubspot/endpoint';
import type { Many } from '../../nodes/hubspot/effect';
import type { Result } from '../../nodes/hubspot/replies';

const PLACE: Place = { version: '2026-03', parameters: {} };

/** A result holds its values, and where it goes on. */
const MANY: Many<{ id: string; after?: string }> = {
	results: ({ values }) => (values as string[]).map((value): Result => ({ value })),
	rest: ({ next }, { id }) => (next === undefined ? undefined : { id, after: next }),
};

const entry = (item: number): Entry => ({ item, place: PLACE, input: { id: `${item}` } });
const page = (item: number, values: string[], next?: string): Outcome => ({
	item,
	ok: true,
	result: { values, next },
	notes: [],
});

/** What comes of these first answers, and of these for each further call; and what was asked there. */
async function asking(first: Outcome[], ...more: Outcome[][]) {
	const batch: Batch = { place: PLACE, entries: first.map(({ item }) => entry(item)), after: [] };
	const asked: object[][] = [];
	const outcomes = await askRest(MANY, batch, first, async (entries) => {
		asked.push(entries.map(({ input }) => input));
		return await Promise.resolve(more[Math.min(asked.length, more.length) - 1]);
	});
	outcomes.sort((a, b) => a.item - b.item);
	return { asked, outcomes };
}

const valuesOf = (outcome: Outcome) =>
	outcome.ok ? outcome.results?.map(({ value }) => value) : undefined;

it('Questions that fit on a page ask for nothing more, and one without results has an empty list', async () => {
	const { asked, outcomes } = await asking([page(0, ['a', 'b']), page(1, [])]);
	expect(asked).toEqual([]);
	expect(outcomes.map(valuesOf)).toEqual([['a', 'b'], []]);
	expect(outcomes.map((each) => each.ok && each.result)).toEqual([{}, {}]);
});

it('All questions that go on share the next call, and their results stay in order', async () => {
	const { asked, outcomes } = await asking(
		[page(0, ['a'], '1'), page(1, ['x']), page(2, ['m'], '7')],
		[page(2, ['n'], '8'), page(0, ['b'])],
		[page(2, ['o'])],
	);
	expect(asked).toEqual([
		[
			{ id: '0', after: '1' },
			{ id: '2', after: '7' },
		],
		[{ id: '2', after: '8' }],
	]);
	expect(outcomes.map(valuesOf)).toEqual([['a', 'b'], ['x'], ['m', 'n', 'o']]);
});

it('A page that fails is the outcome of its question, and of no other', async () => {
	const gone = failed(1, { reason: 'lost', event: { kind: 'cancelled' } });
	const { outcomes } = await asking(
		[page(0, ['a'], '1'), page(1, ['x'], '1'), failed(2, gone.failure)],
		[page(0, ['b']), gone],
	);
	expect(outcomes.map(valuesOf)).toEqual([['a', 'b'], undefined, undefined]);
	expect(outcomes[1]).toEqual(gone);
});

it('A question whose pages do not end is given up after ten thousand of them', async () => {
	const { asked, outcomes } = await asking([page(0, [], '1'), page(1, ['x'])], [page(0, [], '1')]);
	expect(asked).toHaveLength(9_999);
	expect(outcomes[0]).toMatchObject({
		ok: false,
		failure: { reason: 'unaccounted', event: { kind: 'endless', pages: 10_000 } },
	});
	expect(valuesOf(outcomes[1])).toEqual(['x']);
});
