/** Questions with many results, such as a search: each is asked page by page until its end. */
import type { List } from '../hubspot/endpoint';
import type { Caller } from './caller';
import { failed, unsent, type Entry, type Outcome } from './outcome';
import { settleRefusal } from './settle';
import type { Result } from '../hubspot/replies';

/**
 * Most pages of one question, so that a server that always has a next page cannot keep a run busy
 * for good. HubSpot ends at 10,000 results a query.
 */
const MOST_PAGES = 10_000;

/** All results of one question, or why they could not be read to the end. */
export async function askPages({ pages }: List, caller: Caller, entry: Entry): Promise<Outcome> {
	const { item, place, input } = entry;
	const most = pages.most?.(input, place) ?? Infinity;
	let results: Result[] = [];
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
		const start = pages.afresh?.(body, cursor, input);
		if (start !== undefined) {
			results = [];
			cursor = start;
			continue;
		}
		results.push(...found);
		cursor = pages.next(body, cursor, input);
		if (cursor === undefined || results.length >= most) {
			const all = pages.whole?.(results, input) ?? results;
			return { item, ok: true, result: {}, results: all.slice(0, most), notes: [] };
		}
	}
	const event = { kind: 'endless', pages: MOST_PAGES } as const;
	return failed(item, { reason: 'unaccounted', event });
}
