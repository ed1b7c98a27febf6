/**
 * What became of each item, as n8n shows it: one n8n item per outcome, or a summary of all. The
 * error of a run that stops is in `stopped.ts`, the answer to an AI agent in `agents.ts`. Pure:
 * knows the shapes of n8n's data and calls nothing of n8n.
 */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Failure, Outcome } from '../engine/outcome';
import type { Effect } from '../hubspot/effect';
import { isNotFound } from '../hubspot/errors';
import { omit, own } from '../hubspot/json';
import type { Result } from '../hubspot/replies';
import { headlineOf } from './headlines';
import { leftOutIn, leftOutOf, withLeftOut, type ToldLeftOut } from './leftOut';
import { noteOf } from './notes';
import type { Operation } from './operation';
import type { LabelOf } from './refusals';
import { messageOf } from './words';

// ---------------------------------------------------------------- in words

/** A failure as the output shows it: the facts that a workflow can act upon, and a message. */
export type Problem = Omit<Failure, 'event' | 'lostBefore' | 'seen' | 'who'> & {
	message: string;
	/** The run was a dry one. */
	dryRun?: true;
};

/** An outcome in words. */
export type Told =
	| {
			item: number;
			ok: true;
			result: Result;
			results?: Result[];
			warnings: string[];
			leftOut?: ToldLeftOut[];
	  }
	/** `headline`: what it is called where it is about more than this item. */
	| { item: number; ok: false; failure: Problem; headline?: string };

export type Failed = Extract<Told, { ok: false }>;

const NONE: string[] = [];

/** Puts an outcome into words. */
export function tell({ effect, form }: Operation, outcome: Outcome, labelOf?: LabelOf): Told {
	const { item } = outcome;
	if (outcome.ok) {
		const { result, results, notes } = outcome;
		const warnings = notes.length ? notes.map((note) => noteOf(effect, note, form, labelOf)) : NONE;
		const leftOut = notes.length ? leftOutOf(notes) : undefined;
		if (leftOut) return { item, ok: true, result, warnings, leftOut };
		// Twice, because a spread for each of 100,000 items would cost as much as all the rest here.
		if (results) return { item, ok: true, result, results, warnings };
		return { item, ok: true, result, warnings };
	}
	const message = messageOf({ effect, form, labelOf }, outcome.failure);
	const facts = omit(outcome.failure, 'event', 'lostBefore', 'seen', 'who');
	return { item, ok: false, failure: { message, ...facts }, headline: headlineOf(outcome.failure) };
}

/**
 * How a failure is counted, everywhere. Whatever may have been written is `unknown`, even when
 * HubSpot refused it.
 */
export function kindOf({ reason, applied }: Pick<Failure, 'reason' | 'applied'>) {
	if (applied === 'maybe') return 'unknown';
	if (reason === 'invalid' || reason === 'unsent') return reason;
	return reason === 'rejected' ? 'refused' : 'notDone';
}

export type Kind = ReturnType<typeof kindOf>;

/** The items of each kind, and those that are done. */
export function itemsByKind(outcomes: Told[]): Record<Kind | 'done', number[]> {
	const items: Record<Kind | 'done', number[]> = {
		done: [],
		invalid: [],
		refused: [],
		notDone: [],
		unknown: [],
		unsent: [],
	};
	for (const outcome of outcomes) {
		items[outcome.ok ? 'done' : kindOf(outcome.failure)].push(outcome.item);
	}
	return items;
}

/**
 * What became of all refused items, in a word: HubSpot refuses what it does not have, and that is
 * better called `not found`. Of an operation that creates what is missing, or connects two records, it
 * means something else.
 */
export function refusedAs(effect: Effect, outcomes: Told[]): 'not found' | 'refused' {
	if (effect.kind === 'write' && (effect.creates || effect.thing)) return 'refused';
	const isOther = (outcome: Told) =>
		!outcome.ok &&
		kindOf(outcome.failure) === 'refused' &&
		!isNotFound({ category: outcome.failure.category, context: {}, errors: [] });
	return outcomes.some(isOther) ? 'refused' : 'not found';
}

// ---------------------------------------------------------------- items

/** One item for each, or one for all: the last two. */
export type Output = 'result' | 'inputWithResult' | 'summary' | 'report';

/** Key of the result in an output item that also has the input's own fields. */
export const RESULT_KEY = 'hubspot';

/** Key of the failure in an output item. */
export const ERROR_KEY = 'error';

/**
 * The json of a failed item: `error` alone, as an object. Only this shape is sent to the error
 * output by every n8n from 2.8 on, merged with its source item. With `item.error` all but the
 * message would be lost.
 */
export const errorJson = (item: number, failure: Problem): IDataObject => ({
	[ERROR_KEY]: { ...withoutGaps(failure), message: withItem(item, failure.message) },
});

export const withoutGaps = (failure: Problem): IDataObject =>
	Object.fromEntries(Object.entries(failure).filter(([, value]) => value !== undefined));

const withItem = (item: number, message: string) => `${message} [item ${item}]`;

/** An item's own fields, without those in which this node tells what became of it. */
export const inputOf = ({ json }: INodeExecutionData): IDataObject =>
	ERROR_KEY in json || RESULT_KEY in json ? omit(json, ERROR_KEY, RESULT_KEY) : json;

/**
 * One item per outcome, in item order, paired with its source. A question with many results gives
 * one item per result.
 * @param sorted true when n8n moves failed items to the error output, where it adds their input
 * itself
 */
export function toItems(
	outcomes: Told[],
	sources: INodeExecutionData[],
	output: Exclude<Output, 'summary' | 'report'>,
	sorted = true,
): INodeExecutionData[] {
	const items: INodeExecutionData[] = [];
	for (const outcome of outcomes) {
		const { item } = outcome;
		if (!outcome.ok) {
			items.push(toFailedItem(outcome, sources[item], output, sorted));
		} else {
			// Nearly every operation has one result for an item: no list is made of it.
			const { results, leftOut } = outcome;
			const result = leftOut ? withLeftOut(outcome.result, leftOut) : outcome.result;
			if (!results) items.push(toDoneItem(item, result, sources[item], output));
			else for (const each of results) items.push(toDoneItem(item, each, sources[item], output));
		}
	}
	return items;
}

function toDoneItem(
	item: number,
	result: Result,
	source: INodeExecutionData,
	output: Output,
): INodeExecutionData {
	const pairedItem = { item };
	if (output === 'result') return { json: result as IDataObject, pairedItem };
	const json = { ...inputOf(source), [RESULT_KEY]: result as IDataObject };
	return { json, binary: source.binary, pairedItem };
}

function toFailedItem(
	{ item, failure }: Failed,
	source: INodeExecutionData,
	output: Output,
	sorted: boolean,
): INodeExecutionData {
	const pairedItem = { item };
	const json = errorJson(item, failure);
	if (output === 'result') return { json, pairedItem };
	if (!sorted) return { json: { ...inputOf(source), ...json }, binary: source.binary, pairedItem };
	if (own(source.json, RESULT_KEY) === undefined) return { json, pairedItem };
	return hiding(RESULT_KEY, { json, pairedItem });
}

/**
 * A failed item that hides a field of its source on the error output. n8n lays the json of the item
 * over that of its source, so the field is laid over with nothing. A second field beside `error`
 * would keep the item off the error output, unless the item itself has an `error`, which would cost
 * it all but its message if n8n kept it. n8n copies what is enumerable: so it sees this one, and
 * does not keep it (2.8 to 2.41; a node without a node before it keeps the message alone).
 */
function hiding(field: string, { json, pairedItem }: INodeExecutionData): INodeExecutionData {
	const item = { json: { ...json, [field]: undefined }, pairedItem };
	return Object.defineProperty(item, 'error', { value: json[ERROR_KEY], enumerable: false });
}

// ---------------------------------------------------------------- summary

/** How many results say what, where an operation tells more than one thing of a success: created, updated. */
function outcomesIn(outcomes: Told[]): Record<string, number> | undefined {
	const counts: Record<string, number> = {};
	for (const each of outcomes) {
		const told = each.ok ? each.result.outcome : undefined;
		if (typeof told === 'string') counts[told] = (counts[told] ?? 0) + 1;
	}
	return Object.keys(counts).length ? counts : undefined;
}

/** Most correlation IDs that are told of one reason: HubSpot gives each call another one. */
const MOST_IDS = 5;

/**
 * Failures with the same message, told once, with all their items: a list that meets the daily limit
 * would otherwise repeat one sentence 20,000 times.
 */
function failuresOf(outcomes: Told[], nameOf: NameOf): IDataObject[] {
	const groups = new Map<string, { first: Problem; ids: Set<string>; items: IDataObject[] }>();
	for (const outcome of outcomes) {
		if (outcome.ok) continue;
		const { item, failure } = outcome;
		const { correlationId, ...facts } = failure;
		const alike = JSON.stringify(facts);
		let group = groups.get(alike);
		if (!group) groups.set(alike, (group = { first: facts, ids: new Set(), items: [] }));
		if (correlationId && group.ids.size < MOST_IDS) group.ids.add(correlationId);
		const record = nameOf(item);
		group.items.push({ item, ...(record !== undefined && { record }) });
	}
	return [...groups.values()].map(({ first, ids, items }) => ({
		...withoutGaps(first),
		...(ids.size && { correlationIds: [...ids] }),
		count: items.length,
		items,
	}));
}

/** What the record of an item is found by, e.g. its email; undefined where the item has no such value. */
export type NameOf = (item: number) => string | undefined;

/**
 * The counts of a run, and its failures by reason. The counts always add up to `items`, those of
 * `outcomes` to `done`.
 */
export function summaryOf(outcomes: Told[], calls: number, nameOf: NameOf = () => undefined) {
	const { done, invalid, refused, notDone, unknown, unsent } = itemsByKind(outcomes);
	const told = outcomesIn(outcomes);
	const leftOut = leftOutIn(outcomes);
	return {
		items: outcomes.length,
		done: done.length,
		...(told && { outcomes: told }),
		...(leftOut && { leftOut }),
		invalid: invalid.length,
		refused: refused.length,
		notDone: notDone.length,
		unknown: unknown.length,
		unsent: unsent.length,
		calls,
		failures: failuresOf(outcomes, nameOf),
	};
}

export function toSummaryItem(
	outcomes: Told[],
	calls: number,
	nameOf?: NameOf,
): INodeExecutionData {
	return {
		json: summaryOf(outcomes, calls, nameOf),
		pairedItem: outcomes.map(({ item }) => ({ item })),
	};
}

/** "0 to 99, 105": which items, in as few words as possible. */
export function ranges(items: number[], most = 20): string {
	const spans: Array<[number, number]> = [];
	for (const item of [...items].sort((a, b) => a - b)) {
		const last = spans[spans.length - 1];
		if (last && item === last[1] + 1) last[1] = item;
		else spans.push([item, item]);
	}
	const shown = spans
		.slice(0, most)
		.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`));
	return shown.join(', ') + (spans.length > most ? ', …' : '');
}

/** Escapes text for a place where n8n shows HTML. */
export const escaped = (text: string) => text.replace(/</g, '&lt;').replace(/>/g, '&gt;');
