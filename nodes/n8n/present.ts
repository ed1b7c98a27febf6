/**
 * What became of each item, as n8n shows it: one n8n item per outcome, a summary of all, the one
 * error of a run that stops, or the answer to an AI agent. Pure: knows the shapes of n8n's data and
 * calls nothing of n8n.
 */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Failure, Outcome } from '../engine/outcome';
import type { Effect } from '../hubspot/endpoint';
import { omit } from '../hubspot/json';
import { idOf, type Result } from '../hubspot/replies';
import type { Operation } from './operation';
import { messageOf, noteOf, verbOf } from './words';

// ---------------------------------------------------------------- in words

/** A failure as the output shows it: the facts that a workflow can act upon, and a message. */
export type Problem = Omit<Failure, 'event' | 'lostBefore' | 'seen'> & { message: string };

/** An outcome in words. */
export type Told =
	| { item: number; ok: true; result: Result; results?: Result[]; warnings: string[] }
	| { item: number; ok: false; failure: Problem };

const NONE: string[] = [];

/** Puts an outcome into words. */
export function tell({ effect, form }: Operation, outcome: Outcome): Told {
	const { item } = outcome;
	if (outcome.ok) {
		const { result, results, notes } = outcome;
		const warnings = notes.length ? notes.map((note) => noteOf(effect, note)) : NONE;
		// Twice, because a spread for each of 100,000 items would cost as much as all the rest here.
		if (results) return { item, ok: true, result, results, warnings };
		return { item, ok: true, result, warnings };
	}
	const message = messageOf({ effect, label: form.label }, outcome.failure);
	const facts = omit(outcome.failure, 'event', 'lostBefore', 'seen');
	return { item, ok: false, failure: { ...facts, message } };
}

// ---------------------------------------------------------------- items

export type Output = 'result' | 'inputWithResult' | 'summary';

/** Key of the result in an output item that also has the input's own fields. */
export const RESULT_KEY = 'hubspot';

/**
 * The json of a failed item: `error` alone, as an object. Only this shape is sent to the error
 * output by every n8n from 2.8 on, merged with its source item. With `item.error` all but the
 * message would be lost.
 */
export const errorJson = (item: number, failure: Problem): IDataObject => ({
	error: { ...withoutGaps(failure), message: withItem(item, failure.message) },
});

const withoutGaps = (failure: Problem): IDataObject =>
	Object.fromEntries(Object.entries(failure).filter(([, value]) => value !== undefined));

const withItem = (item: number, message: string) => `${message} [item ${item}]`;

/**
 * One item per outcome, in item order, paired with its source. A question with many results gives
 * one item per result.
 * @param sorted true when n8n moves failed items to the error output, where it adds their input
 * itself
 */
export function toItems(
	outcomes: Told[],
	sources: INodeExecutionData[],
	output: Exclude<Output, 'summary'>,
	sorted = true,
): INodeExecutionData[] {
	const items: INodeExecutionData[] = [];
	for (const outcome of outcomes) {
		const { item } = outcome;
		if (!outcome.ok) {
			items.push(toFailedItem(item, outcome.failure, sources[item], sorted || output === 'result'));
		} else {
			// Nearly every operation has one result for an item: no list is made of it.
			const { results } = outcome;
			if (!results) items.push(toDoneItem(item, outcome.result, sources[item], output));
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
	const { json, binary } = source;
	return { json: { ...json, [RESULT_KEY]: result as IDataObject }, binary, pairedItem };
}

function toFailedItem(
	item: number,
	failure: Problem,
	source: INodeExecutionData,
	alone: boolean,
): INodeExecutionData {
	const pairedItem = { item };
	const error = errorJson(item, failure);
	if (alone) return { json: error, pairedItem };
	const { json, binary } = source;
	return { json: { ...json, ...error }, binary, pairedItem };
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

/** The words for an AI agent, as the operations' tool descriptions promise them. */
const WORDS: Record<ReturnType<typeof kindOf>, string> = {
	unknown: 'unknown',
	invalid: 'not sent',
	unsent: 'not sent',
	refused: 'refused',
	notDone: 'not done',
};

/**
 * What an AI agent is told about the one record it asked for. Short, because every word costs the
 * agent and a record has hundreds of properties: only a read returns the record. Only `done` means
 * that HubSpot has what was sent.
 */
function answerOf(effect: Effect, outcome: Told): IDataObject {
	if (!outcome.ok) {
		const { failure } = outcome;
		const { message, correlationId } = failure;
		return { outcome: WORDS[kindOf(failure)], message, ...(correlationId && { correlationId }) };
	}
	const { result, results, warnings } = outcome;
	const told = warnings.length ? { warnings } : {};
	if (effect.kind === 'list')
		return { outcome: 'done', results: (results ?? []) as IDataObject[], ...told };
	if (effect.kind === 'read') return { outcome: 'done', record: result as IDataObject, ...told };
	const id = idOf(result);
	const became = typeof result.outcome === 'string' ? result.outcome : effect.verb;
	return {
		outcome: 'done',
		message: doneMessage(became),
		...(id !== undefined && { id }),
		...told,
	};
}

/** “Written to HubSpot.”, “Created in HubSpot.”, “Not in HubSpot any more.” */
function doneMessage(became: string): string {
	const text = capitalized(became);
	if (became.includes('HubSpot')) return `${text}.`;
	return `${text} ${became === 'written' ? 'to' : 'in'} HubSpot.`;
}

/**
 * The answers to an AI agent, which calls the node with one item: without item numbers, and without
 * an `error` that n8n would act upon.
 */
export const toAnswers = (effect: Effect, outcomes: Told[]): INodeExecutionData[] =>
	outcomes.map((outcome) => ({
		json: answerOf(effect, outcome),
		pairedItem: { item: outcome.item },
	}));

/** How many results say what, where an operation tells more than one thing of a success: created, updated. */
function outcomesIn(outcomes: Told[]): Record<string, number> | undefined {
	const counts: Record<string, number> = {};
	for (const each of outcomes) {
		const told = each.ok ? each.result.outcome : undefined;
		if (typeof told === 'string') counts[told] = (counts[told] ?? 0) + 1;
	}
	return Object.keys(counts).length ? counts : undefined;
}

/** The counts of a run, and its failures. The counts always add up to `items`, those of `outcomes` to `done`. */
export function summaryOf(outcomes: Told[], calls: number) {
	const failures = outcomes.flatMap((outcome): IDataObject[] =>
		outcome.ok ? [] : [{ item: outcome.item, ...withoutGaps(outcome.failure) }],
	);
	const count = (kind: keyof typeof WORDS) =>
		outcomes.filter((outcome) => !outcome.ok && kindOf(outcome.failure) === kind).length;
	const told = outcomesIn(outcomes);
	return {
		items: outcomes.length,
		done: outcomes.length - failures.length,
		...(told && { outcomes: told }),
		invalid: count('invalid'),
		refused: count('refused'),
		notDone: count('notDone'),
		unknown: count('unknown'),
		unsent: count('unsent'),
		calls,
		failures,
	};
}

export function toSummaryItem(outcomes: Told[], calls: number): INodeExecutionData {
	return {
		json: summaryOf(outcomes, calls),
		pairedItem: outcomes.map(({ item }) => ({ item })),
	};
}

/** "0 to 99, 105": which items, in as few words as possible. */
export function ranges(items: number[]): string {
	const spans: Array<[number, number]> = [];
	for (const item of [...items].sort((a, b) => a - b)) {
		const last = spans[spans.length - 1];
		if (last && item === last[1] + 1) last[1] = item;
		else spans.push([item, item]);
	}
	const shown = spans
		.slice(0, 20)
		.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`));
	return shown.join(', ') + (spans.length > 20 ? ', …' : '');
}

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** Escapes text for a place where n8n shows HTML. */
export const escaped = (text: string) => text.replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Failures that the error of a stopped run spells out; the counts cover the rest. */
const SPELLED_OUT = 10;

/** The one error of a run that stops: what was written, what was not, and the first failures. */
export function stopError(effect: Effect, outcomes: Told[]) {
	const verb = verbOf(effect);
	const items = (test: (outcome: Told) => boolean) => outcomes.filter(test).map(({ item }) => item);
	const are = (kind: keyof typeof WORDS) => (outcome: Told) =>
		!outcome.ok && kindOf(outcome.failure) === kind;
	const notDone = items(are('notDone'));
	const groups: Array<[string, number[]]> = [
		[capitalized(verb), items(({ ok }) => ok)],
		['Not valid, so not sent', items(are('invalid'))],
		['Refused by HubSpot', items(are('refused'))],
		...(notDone.length ? [[`Sent, but not ${verb}`, notDone] as [string, number[]]] : []),
		...(effect.kind === 'write'
			? [[`Unknown, may have been ${verb}`, items(are('unknown'))] as [string, number[]]]
			: []),
		['Not sent', items(are('unsent'))],
	];
	const counts = groups.map(
		([title, which]) =>
			`${title}: ${which.length}${which.length ? ` (item${which.length > 1 ? 's' : ''} ${ranges(which)})` : ''}`,
	);

	// Failures that stopped the run are spelled out before items that merely were not sent because of
	// them.
	const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome]));
	const causes = failures.filter(({ failure }) => failure.reason !== 'unsent');
	const told = (causes.length ? causes : failures).slice(0, SPELLED_OUT);
	const lines = told.map(({ item, failure }) => {
		const id = failure.correlationId ? ` Correlation ID: ${failure.correlationId}` : '';
		return `Item ${item}: ${failure.message}${id}`;
	});
	const more = (causes.length || failures.length) - told.length;
	if (more > 0) lines.push(`… and ${more} more.`);

	const [first] = told;
	return {
		itemIndex: first.item,
		message: withItem(
			first.item,
			`${failures.length} of ${outcomes.length} items did not go through: ${first.failure.message}`,
		),
		// n8n shows a description as HTML.
		description: [...counts, '', ...lines.map(escaped)].join('<br>\n'),
	};
}
