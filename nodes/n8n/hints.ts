/**
 * What the output does not show at a glance, as n8n's hints: that nothing was done, why items were
 * not sent, warnings about items that succeeded, and which ones needed a second look. Pure.
 */
import type { NodeExecutionHint } from 'n8n-workflow';

import type { Effect } from '../hubspot/endpoint';
import { manySecondLooks, notesOfSecondLooks } from './notes';
import {
	escaped,
	itemsByKind,
	ranges,
	refusedAs,
	type Kind,
	type Output,
	type Told,
} from './present';
import { sendOf } from './words';

/** Most hints of one run; more would help nobody. */
const MAX_HINTS = 10;

/** Spans of items that a hint names. */
const MOST_SPANS = 5;

// n8n shows a hint as HTML.
const hint = (message: string, type: NodeExecutionHint['type']): NodeExecutionHint => ({
	message: escaped(message),
	type,
	location: 'outputPane',
});

// ---------------------------------------------------------------- nothing done

function partsOf(effect: Effect, outcomes: Told[]): Array<[Kind, one: string, many: string]> {
	const isMissing = refusedAs(effect, outcomes) === 'not found';
	const { participle: sent } = sendOf(effect);
	const mayHave = `may have been ${effect.kind === 'write' ? effect.verb : 'found'}`;
	return [
		['invalid', 'is not valid', 'are not valid'],
		isMissing
			? ['refused', 'is not in HubSpot', 'are not in HubSpot']
			: ['refused', 'was refused', 'were refused'],
		['notDone', 'failed', 'failed'],
		['unknown', mayHave, mayHave],
		['unsent', `was not ${sent}`, `were not ${sent}`],
	];
}

/** Where the reasons stand, by the setting of the node. */
export interface Shown {
	output: Output;
	/** Failed items leave by an output of their own. */
	branch: boolean;
}

const WHERE = {
	summary: 'below, under failures',
	branch: 'in the Error Branch',
	items: 'below, under error',
};

/** A run that did nothing would look like one that went well: n8n shows both in green. */
function nothingDone(effect: Effect, outcomes: Told[], { output, branch }: Shown) {
	const items = itemsByKind(outcomes);
	if (!outcomes.length || items.done.length) return [];
	const total = outcomes.length;
	const parts = partsOf(effect, outcomes).filter(([kind]) => items[kind].length);
	const counts = parts.map(([kind, one, many]) => {
		const { length } = items[kind];
		return `${length} ${length === 1 ? one : many}`;
	});
	const [[, one, many]] = parts;
	const all = total === 1 ? `the item ${one}` : `all ${total} items ${many}`;
	const why = parts.length > 1 ? `of ${total} items, ${counts.join(', ')}` : all;
	const verb = effect.kind === 'write' ? effect.verb : 'found';
	const what = items.unknown.length
		? `It is not certain that anything was ${verb}`
		: `Nothing was ${verb}`;
	const where = output === 'summary' ? WHERE.summary : branch ? WHERE.branch : WHERE.items;
	return [hint(`${what}: ${why}. See why ${where}.`, 'danger')];
}

// ---------------------------------------------------------------- warnings

/** Warnings of one kind that are told apart; of more, only the first. */
const MOST_ALIKE = 3;

/** Warnings that differ only in what they quote or count are of one kind. */
const kindOfWords = (message: string) => message.replace(/“[^“”]*”|\d+/g, '…');

/**
 * The items that each warning is true of, by the kind of the warning.
 * @param except notes that are no warnings
 */
function byKind(outcomes: Told[], except: ReadonlySet<string>): Array<Map<string, number[]>> {
	const kinds = new Map<string, Map<string, number[]>>();
	const count = (message: string, item: number) => {
		const kind = kindOfWords(message);
		const alike = kinds.get(kind) ?? new Map<string, number[]>();
		const items = alike.get(message) ?? [];
		if (items.at(-1) !== item) items.push(item);
		kinds.set(kind, alike.set(message, items));
	};
	for (const outcome of outcomes) {
		if (outcome.ok) {
			for (const warning of outcome.warnings) {
				if (!except.has(warning)) count(warning, outcome.item);
			}
		} else if (outcome.failure.reason === 'unsent') {
			count(outcome.failure.message, outcome.item);
		}
	}
	return [...kinds.values()];
}

const whose = (items: number[]) =>
	items.length > 1 ? `${items.length} items: ${ranges(items, MOST_SPANS)}` : `item ${items[0]}`;

function warnings(outcomes: Told[], except: ReadonlySet<string>): NodeExecutionHint[] {
	const messages = byKind(outcomes, except).flatMap((alike) => {
		if (alike.size <= MOST_ALIKE) {
			return [...alike].map(([message, items]) => `${message} (${whose(items)})`);
		}
		const [[message, [first]]] = alike;
		const all = [...new Set([...alike.values()].flat())];
		return [`${message} (item ${first}; likewise for other values, ${whose(all)})`];
	});
	return messages.map((message) => hint(message, 'warning'));
}

// ---------------------------------------------------------------- second looks

/** What needed a second look is well, so it is told once, and not as a warning. */
function secondLooks(effect: Effect, outcomes: Told[], notes: ReadonlySet<string>) {
	const looked = outcomes.flatMap((outcome) => {
		const note = outcome.ok && outcome.warnings.find((each) => notes.has(each));
		return note ? [{ item: outcome.item, note }] : [];
	});
	if (!looked.length) return [];
	const [{ item, note }] = looked;
	if (looked.length === 1) return [hint(`${note} (item ${item})`, 'info')];
	const which = ranges(
		looked.map((each) => each.item),
		MOST_SPANS,
	);
	return [hint(`${manySecondLooks(effect, looked.length)} (items ${which})`, 'info')];
}

export function hintsOf(effect: Effect, outcomes: Told[], shown: Shown): NodeExecutionHint[] {
	const notes = notesOfSecondLooks(effect);
	return [
		...nothingDone(effect, outcomes, shown),
		...warnings(outcomes, notes),
		...secondLooks(effect, outcomes, notes),
	].slice(0, MAX_HINTS);
}
