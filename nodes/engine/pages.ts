/** Questions with many results, such as a search: each is asked page by page until its end. */
import type { Input } from '../hubspot/endpoint';
import type { List, Many, Pages } from '../hubspot/effect';
import { isNotFound, type HubSpotError } from '../hubspot/errors';
import { isComplete, parseEnvelope, type Result } from '../hubspot/replies';
import type { Caller } from './caller';
import { assign } from './assign';
import { failed, unsent, type Batch, type Entry, type Note, type Outcome } from './outcome';
import type { Sent } from './send';
import { refusalOf, saidOf, settleRefusal } from './settle';

/**
 * Most pages of one question, so that a server that always has a next page cannot keep a run busy
 * for good. HubSpot ends at 10,000 results a query.
 */
const MOST_PAGES = 10_000;

/** Keeps of the results of a question those that no page has shown before. */
function eachOnce(nameOf: ((result: Result) => string | undefined) | undefined) {
	const known = new Set<string>();
	return (results: Result[]): Result[] => {
		if (!nameOf) return results;
		return results.filter((result) => {
			const name = nameOf(result);
			if (name === undefined) return true;
			const isNew = !known.has(name);
			known.add(name);
			return isNew;
		});
	};
}

/** All results of one question, or why they could not be read to the end. */
export async function askPages({ pages }: List, caller: Caller, entry: Entry): Promise<Outcome> {
	const { item, place, input } = entry;
	const wanted = pages.most?.(input, place) ?? Infinity;
	const most = pages.readsAll?.(input) ? Infinity : wanted;
	const isWanted = pages.wanted?.(input);
	const once = eachOnce(pages.nameOf);
	const results: Result[] = [];
	// Of the page before: what more there is about them is read while the next page is asked for.
	let waiting: Result[] = [];
	let cursor: string | undefined;
	for (let page = 0; page < MOST_PAGES; page++) {
		const call = async () =>
			await caller.page(pages.family, place, pages.page(input, place, cursor));
		const [sent, more] = await Promise.all([
			answered(caller, entry, call),
			enriched(pages, caller, entry, waiting),
		]);
		if (!('verdict' in sent)) return sent;
		if (!Array.isArray(more)) return more;
		results.push(...more);
		const body = sent.reply?.body;
		const listed = pages.results(body);
		if (!listed) return unreadable(entry, sent);
		const fresh = once(listed);
		const shown = isWanted ? fresh.filter(isWanted) : fresh;
		const found = shown.slice(0, most - results.length);
		cursor = pages.next(body, input);
		if (cursor === undefined || results.length + found.length >= most) {
			const last = await enriched(pages, caller, entry, found);
			if (!Array.isArray(last)) return last;
			const all = [...results, ...last];
			const whole = pages.whole?.(all, input) ?? all;
			const notes = moreOf(
				shown.length > found.length || whole.length > wanted,
				cursor !== undefined,
				isWanted !== undefined,
			);
			return questionDone(item, whole.slice(0, wanted), notes);
		}
		waiting = found;
	}
	return endless(item);
}

/** Of pages that were not read, nobody knows whether they hold anything that is wanted. */
function moreOf(isCut: boolean, hasPages: boolean, isChosen: boolean): Note[] {
	if (isCut || (hasPages && !isChosen)) return [{ kind: 'more' }];
	return hasPages ? [{ kind: 'more', unread: true }] : [];
}

const questionDone = (item: number, results: Result[], notes: Note[]): Outcome => ({
	item,
	ok: true,
	result: {},
	results,
	notes: results.length || notes.some(({ kind }) => kind === 'cut') ? notes : [{ kind: 'none' }],
});

function endless(item: number): Outcome {
	const event = { kind: 'endless', pages: MOST_PAGES } as const;
	return failed(item, { reason: 'unaccounted', event });
}

/** The answer to a call about a question, or the outcome of the question where there is none. */
async function answered(
	caller: Caller,
	entry: Entry,
	call: () => Promise<Sent>,
): Promise<Sent | Outcome> {
	for (;;) {
		const { stop } = caller;
		if (stop) return unsent(entry.item, stop);
		const sent = await call();
		if (sent.verdict === 'answered') return sent;
		if (sent.verdict === 'unsent') continue;
		if (sent.verdict !== 'rejected') caller.learnEnd(sent);
		return settleRefusal([entry], sent)[0];
	}
}

const unreadable = ({ item }: Entry, { reply }: Sent): Outcome => {
	const { status } = reply ?? {};
	return failed(item, { reason: 'unaccounted', event: { kind: 'unreadable', status }, status });
};

/** HubSpot does not show what more there is about a result. A record that has gone is no such case. */
function refused({ item }: Entry, sent: Sent, error: HubSpotError): Outcome {
	const said = saidOf({ ...refusalOf(sent), error });
	return failed(item, { reason: 'rejected', event: { kind: 'hidden', error }, ...said });
}

/** The results of a page with what is read about each, or the outcome where that cannot be read. */
async function enriched(
	{ enrich }: Pages,
	caller: Caller,
	entry: Entry,
	found: Result[],
): Promise<Result[] | Outcome> {
	if (!enrich) return found;
	const { ask, input, merge } = enrich;
	const { place } = entry;
	const entries = found.map((result, at): Entry => ({ item: at, place, input: input(result) }));
	const told: Result[] = [];
	for (let at = 0; at < entries.length; at += ask.limit) {
		const group = entries.slice(at, at + ask.limit);
		const inputs = group.map((each) => each.input);
		const unwanted = () => caller.stop !== undefined;
		const call = async () => await caller.ask(ask, place, inputs, { repeatable: true, unwanted });
		const sent = await answered(caller, entry, call);
		if (!('verdict' in sent)) return sent;
		const envelope = (ask.answer ?? parseEnvelope)(sent.reply?.body);
		if (!envelope || !isComplete(envelope)) return unreadable(entry, sent);
		const error = envelope.errors.find((each) => !isNotFound(each));
		if (error) return refused(entry, sent, error);
		const its = assign(ask.match, group, envelope.results, new Map()).found;
		for (const each of group) told.push(merge(found[each.item], its.get(each)));
	}
	return told;
}

/**
 * Asks for what did not fit into the answers of a batch, until all of it is there: all questions that
 * go on share the next call. A page that fails is the outcome of its question.
 * @param ask asks for entries, no two of which ask the same
 */
export async function askRest(
	{ results, nameOf, total, rest, most }: Many<Input>,
	{ entries }: Batch,
	outcomes: Outcome[],
	ask: (entries: Entry[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
	const found = new Map<number, Result[]>(entries.map(({ item }) => [item, []]));
	const onceOf = new Map(entries.map(({ item }) => [item, eachOnce(nameOf)]));
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
			const shown = results(outcome.result);
			for (const each of onceOf.get(item)?.(shown) ?? shown) all.push(each);
			const next = rest(outcome.result, entry.input);
			const wanted = most?.(entry.input) ?? Infinity;
			if (!next || all.length >= wanted) {
				const notes = moreOf(all.length > wanted, next !== undefined, false);
				const count = next ? 0 : (total?.(outcome.result) ?? 0);
				if (count > all.length && all.length < wanted) {
					notes.push({ kind: 'cut', total: count, shown: all.length });
				}
				final.set(item, questionDone(item, all.slice(0, wanted), [...outcome.notes, ...notes]));
			} else if (page < MOST_PAGES) asked.push({ ...entry, input: next });
			else final.set(item, endless(item));
		}
		if (asked.length) told = await ask(asked);
	}
	return [...final.values()];
}
