/**
 * The answers to an AI agent, which calls the node with one item: in few words, and never longer
 * than a model can take in, whatever HubSpot answers. Pure.
 */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Effect } from '../hubspot/effect';
import { put } from '../hubspot/json';
import { idOf, type Result } from '../hubspot/replies';
import { capitalized } from './nouns';
import { kindOf, type Kind, type Told } from './present';
import { shortened } from './refusals';

/** The words for an AI agent, as the operations' tool descriptions promise them. */
const WORDS: Record<Kind, string> = {
	unknown: 'unknown',
	invalid: 'not sent',
	unsent: 'not sent',
	refused: 'refused',
	notDone: 'not done',
};

// ---------------------------------------------------------------- bounds

/** Most characters of what was read: some 5,000 tokens. */
const MOST_READ = 20_000;

/** Most characters of one text in it. */
const LONGEST_TEXT = 5_000;

/** Levels of lists and objects within each other that are copied. */
const DEEPEST = 10;

const LONGEST_MESSAGE = 2_000;
const LONGEST_ID = 200;
const MOST_WARNINGS = 10;
const LONGEST_WARNING = 500;

/** What may still be copied, and whether anything was left out. */
interface Budget {
	left: number;
	isCut: boolean;
}

/** A copy of what HubSpot answered, as far as the budget goes. */
function bounded(value: unknown, budget: Budget, depth = 0): unknown {
	if (typeof value === 'string') {
		const text = shortened(value, Math.max(0, Math.min(LONGEST_TEXT, budget.left)));
		budget.isCut ||= text !== value;
		// As JSON it may be six times as long.
		budget.left -= JSON.stringify(text).length;
		return text;
	}
	if (typeof value !== 'object' || value === null) {
		budget.left -= String(value).length;
		return value;
	}
	if (depth >= DEEPEST) {
		budget.isCut = true;
		return '…';
	}
	if (Array.isArray(value)) {
		const list: unknown[] = [];
		for (const each of value as unknown[]) {
			if (isSpent(budget)) break;
			list.push(bounded(each, budget, depth + 1));
		}
		return list;
	}
	const copy: Record<string, unknown> = {};
	for (const [name, each] of Object.entries(value)) {
		budget.left -= name.length + 6;
		if (isSpent(budget)) break;
		put(copy, name, bounded(each, budget, depth + 1));
	}
	return copy;
}

function isSpent(budget: Budget): boolean {
	if (budget.left > 0) return false;
	budget.isCut = true;
	return true;
}

const CUT = 'HubSpot answered more than fits here: long values are cut short or left out.';

/** What was read, under its name in the answer, and a note where some of it is left out. */
function readAnswer(name: 'record' | 'results', value: unknown): IDataObject {
	const budget = { left: MOST_READ, isCut: false };
	const copy = bounded(value, budget) as IDataObject;
	return { [name]: copy, ...(budget.isCut && { note: CUT }) };
}

/** What a dry run would send, which looks like nothing that was written. */
function dryAnswer(
	{ wouldSend, changes, call, outcome }: Result,
	warnings: IDataObject,
): IDataObject {
	const budget = { left: MOST_READ, isCut: false };
	const told = { wouldSend, changes, call };
	const given = Object.entries(told).filter(([, value]) => value !== undefined);
	const checked = warnings.warnings
		? 'What is not in order is in the warnings.'
		: 'All that can be checked without writing is in order.';
	return {
		outcome: 'dry run',
		message:
			call === undefined
				? `Nothing was sent: this is a dry run, and there would be nothing to send (${String(outcome)}).`
				: `Nothing was sent: this is a dry run. ${checked}`,
		...(bounded(Object.fromEntries(given), budget) as IDataObject),
		...warnings,
	};
}

function warningsOf(warnings: string[]): IDataObject {
	if (!warnings.length) return {};
	const told = warnings.slice(0, MOST_WARNINGS).map((each) => shortened(each, LONGEST_WARNING));
	const more = warnings.length - told.length;
	return { warnings: more > 0 ? [...told, `… and ${more} more`] : told };
}

// ---------------------------------------------------------------- answers

/**
 * What an AI agent is told about the one record it asked for. Short, because every word costs the
 * agent and a record has hundreds of properties: only a read returns the record. Only `done` means
 * that HubSpot has what was sent.
 */
function answerOf(effect: Effect, outcome: Told, isDry: boolean): IDataObject {
	if (!outcome.ok) {
		const { failure } = outcome;
		const { message, existingId, correlationId } = failure;
		return {
			outcome: WORDS[kindOf(failure)],
			message: shortened(message, LONGEST_MESSAGE),
			...(existingId && { existingId }),
			...(correlationId && { correlationId: shortened(correlationId, LONGEST_ID) }),
		};
	}
	const { result, results = [] } = outcome;
	const warnings = warningsOf(outcome.warnings);
	if (isDry) return dryAnswer(result, warnings);
	if (effect.kind === 'list' || outcome.results)
		return { outcome: 'done', ...readAnswer('results', results), ...warnings };
	if (effect.kind === 'read')
		return { outcome: 'done', ...readAnswer('record', result), ...warnings };
	const id = idOf(result);
	// Only a row that completes its results says itself what became of them; any other `outcome` is
	// HubSpot's.
	const isOurs = effect.complete !== undefined && typeof result.outcome === 'string';
	const became = isOurs ? String(result.outcome) : effect.verb;
	return {
		outcome: 'done',
		message: doneMessage(became),
		...(id !== undefined && { id: shortened(id, LONGEST_ID) }),
		...warnings,
	};
}

/** “Written to HubSpot.”, “Created in HubSpot.”, “Not in HubSpot any more.” */
function doneMessage(became: string): string {
	const text = capitalized(became);
	if (became.includes('HubSpot')) return `${text}.`;
	return `${text} ${became === 'written' ? 'to' : 'in'} HubSpot.`;
}

/** Without item numbers, and without an `error` that n8n would act upon. */
export const toAnswers = (effect: Effect, outcomes: Told[], isDry = false): INodeExecutionData[] =>
	outcomes.map((outcome) => ({
		json: answerOf(effect, outcome, isDry),
		pairedItem: { item: outcome.item },
	}));
