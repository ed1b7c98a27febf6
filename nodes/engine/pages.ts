/** Questions with many results, such as a search: each is asked page by page until its end. */
import type { Input, List, Many } from '../hubspot/endpoint';
import type { Result } from '../hubspot/replies';
import type { Caller } from './caller';
import { failed, unsent, type Batch, type Entry, type Outcome } from './outcome';
import { settleRefusal } from './settle';

/**
 * Most pages of one question, so that a server that always has a next page cannot keep a run busy
 * for good. HubSpot ends at 10,000 results a query.
 */
const MOST_PAGES = 10_000;

/** All results of one question, or why they could not be read to the end. */
export async function askPages({ pages }: List, caller: Caller, entry: Entry): Promise<Outcome> {
	const { item, place, input } = entry;
	const most = pages.most?.(input, place) ?? Infinity;
	const results = [];
	let cursor: string | undefined;
	for (let page = 0; page < MOST_PAGES; page++) {
		const { stop } = caller;
		if (stop) return unsent(item, stop);
		const sent = await caller.page(pages.family, place, pages.page(input, place, cursor));
		if (sent.verdict === 'unsent') continue;
		if (sent.verdict !== 'answered') {
			if (sent.verdict !== 'rejected') caller.learnEnd(sent);
			return settleRefusal([entry], sent)[0];
		}
		const body = sent.reply?.body;
		const found = pages.results(body);
		const status = sent.reply?.status;
		if (!found)
			return failed(item, { reason: 'unaccounted', event: { kind: 'unreadable', status }, status });
		results.push(...found);
		cursor = pages.next(body, cursor);
		if (cursor === undefined || results.length >= most) {
			return { item, ok: true, result: {}, results: results.slice(0, most), notes: [] };
		}
	}
	return endless(item);
}

function endless(item: number): Outcome {
	const event = { kind: 'endless', pages: MOST_PAGES } as const;
	return failed(item, { reason: 'unaccounted', event });
}

/**
 * Asks for what did not fit into the answers of a batch, until all of it is there: all questions that
 * go on share the next call. A page that fails is the outcome of its question.
 * @param ask asks for entries, no two of which ask the same
 */
export async function askRest(
	{ results, rest }: Many<Input>,
	{ entries }: Batch,
	outcomes: Outcome[],
	ask: (entries: Entry[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
	const found = new Map<number, Result[]>(entries.map(({ item }) => [item, []]));
	const final = new Map<number, Outcome>();
	let asked = entries;
	let told = outcomes;
	for (let page = 1; asked.length; page++) {
		const questions = new Map(asked.map((entry) => [entry.item, entry]));
		asked = [];
		for (const outcome of told) {
			const { item } = outcome;
			const entry = questions.get(item);
			if (!entry || !outcome.ok) {
				final.set(item, outcome);
				continue;
			}
			const all = found.get(item) ?? [];
			for (const each of results(outcome.result)) all.push(each);
			const next = rest(outcome.result, entry.input);
			if (!next) final.set(item, { ...outcome, result: {}, results: all });
			else if (page < MOST_PAGES) asked.push({ ...entry, input: next });
			else final.set(item, endless(item));
		}
		if (asked.length) told = await ask(asked);
	}
	return [...final.values()];
}
