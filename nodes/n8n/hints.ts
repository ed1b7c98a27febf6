/**
 * What the output does not show at a glance, as n8n's hints: that nothing was done, why items were
 * not sent, warnings about items that succeeded, which ones needed a second look, and which ones an
 * earlier try of the node wrote. Pure.
 */
import type { NodeExecutionHint } from 'n8n-workflow';

import type { Effect } from '../hubspot/effect';
import { noteOf } from './notes';
import {
	escaped,
	itemsByKind,
	ranges,
	refusedAs,
	type Kind,
	type Output,
	type Told,
} from './present';
import { sendOf, thingOf, verbOf } from './verbs';

/** Most hints of one run; more would help nobody. */
const MAX_HINTS = 10;

/** Spans of items that a hint names. */
const MOST_SPANS = 5;

// n8n shows a hint as HTML.
export const hint = (message: string, type: NodeExecutionHint['type']): NodeExecutionHint => ({
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
	report: 'in the file',
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
	const isOverall = output === 'summary' || output === 'report';
	const where = isOverall ? WHERE[output] : branch ? WHERE.branch : WHERE.items;
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

// ---------------------------------------------------------------- what is well

/**
 * Notes that are no warnings, because nothing about their records is open; each kind is told once for
 * all of them, by `many`.
 */
const calmNotes = (effect: Effect): Array<{ notes: Set<string>; many(n: number): string }> => [
	{
		notes: new Set([noteOf(effect, { kind: 'found' }), noteOf(effect, { kind: 'alone' })]),
		many: (count) =>
			`${count} ${thingOf(effect)}s needed a second look; all of them are ${verbOf(effect)}.`,
	},
	{
		notes: new Set([noteOf(effect, { kind: 'none' })]),
		many: (count) => `HubSpot found nothing for ${count} items, so these have no result.`,
	},
	{
		notes: new Set([noteOf(effect, { kind: 'more' })]),
		many: (count) =>
			`HubSpot has more records than Limit lets through for ${count} items. Raise Limit, or switch on Return All, to get them too.`,
	},
	{
		notes: new Set([noteOf(effect, { kind: 'more', unread: true })]),
		many: (count) =>
			`Limit was reached before all records were looked at for ${count} items, so more may match. Raise Limit, or switch on Return All, to get them too.`,
	},
	{
		notes: new Set([noteOf(effect, { kind: 'earlierTry', unchanged: true })]),
		many: (count) =>
			`An earlier try of this node found nothing to change in ${count} ${thingOf(effect)}s, so nothing of them was sent; of HubSpot's answers only the IDs are known.`,
	},
	{
		notes: new Set([noteOf(effect, { kind: 'earlierTry' })]),
		many: (count) =>
			`${count} ${thingOf(effect)}s were ${verbOf(effect)} by an earlier try of this node, so they were not sent again; of HubSpot's answers only the IDs are known.`,
	},
];

/** What is well is told once, and not as a warning. */
function calm(outcomes: Told[], { notes, many }: ReturnType<typeof calmNotes>[number]) {
	const noted: Array<{ item: number; note: string }> = [];
	// No list is made for each of 100,000 outcomes, which would come on top of all that they hold.
	for (const outcome of outcomes) {
		const note = outcome.ok && outcome.warnings.find((each) => notes.has(each));
		if (note) noted.push({ item: outcome.item, note });
	}
	if (!noted.length) return [];
	const [{ item, note }] = noted;
	if (noted.length === 1) return [hint(`${note} (item ${item})`, 'info')];
	const which = ranges(
		noted.map((each) => each.item),
		MOST_SPANS,
	);
	return [hint(`${many(noted.length)} (items ${which})`, 'info')];
}

export function hintsOf(effect: Effect, outcomes: Told[], shown: Shown): NodeExecutionHint[] {
	const kinds = calmNotes(effect);
	const notes = new Set(kinds.flatMap((each) => [...each.notes]));
	return [
		...nothingDone(effect, outcomes, shown),
		...warnings(outcomes, notes),
		...kinds.flatMap((each) => calm(outcomes, each)),
	].slice(0, MAX_HINTS);
}
