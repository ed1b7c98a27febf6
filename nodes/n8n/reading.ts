/**
 * Reads the items of a node on demand: each becomes an entry or, when it cannot be sent, an outcome.
 */
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Clock } from '../engine/means';
import { unsent, type Entry, type Failed, type Outcome, type Source } from '../engine/outcome';
import { limitOf } from '../hubspot/effect';
import type { Reading } from '../hubspot/values';
import { DEFAULT_VERSION, type ApiVersion } from '../hubspot/versions';
import { absentHint, LeftOut } from './columns';
import { noneKnown } from './complaints';
import { inputsOf, jsonOf, placeReader, timeZoneOf } from './inputs';
import { invalid, isFailed, toEntry, type Mapping } from './items';
import type { Operation } from './operation';
import { escaped } from './present';
import { withoutOwnError } from './resume';

/** An error's message; for a failed expression, also the node that it refers to. */
export function messageOf(error: unknown): string {
	const { message, description, context } = error as {
		message?: string;
		description?: string | null;
		context?: { nodeCause?: unknown };
	};
	const cause = typeof context?.nodeCause === 'string' ? `(node “${context.nodeCause}”)` : '';
	const what = context && 'nodeCause' in context ? 'An expression does not work:' : '';
	return [what, message, description, cause].filter(Boolean).join(' ').replace(/\.?$/, '.');
}

/**
 * Reading many items takes long. After this many milliseconds n8n gets its turn, and a cancel is
 * noticed.
 */
const TURN_MS = 100;

/** Options that say how items are read. */
export interface ReadingOptions {
	apiVersion?: ApiVersion;
	emptyValues?: Reading['emptyValues'];
	unknownFields?: 'ignore' | 'refuse';
	/** When the first try of this run of the node began; default: now. */
	startedMs?: number;
}

/** Reads one item after the other; `tellLeftOut` hints at what was left out of all of them. */
function itemReader(
	context: IExecuteFunctions,
	row: Operation,
	options: ReadingOptions,
	clock: Clock,
) {
	const items = context.getInputData();
	const json = jsonOf(context, items);
	const { kinds, rawInput, columns, automatic, absent } = inputsOf(context, row, items, json);
	const placeOf = placeReader(context, row, options.apiVersion ?? DEFAULT_VERSION, json);
	const { emptyValues = 'ignore', unknownFields = 'ignore' } = options;
	const timeZone = timeZoneOf(context, row);
	const schema = row.form.input({ timeZone, emptyValues, kinds });
	const leftOut = automatic && unknownFields === 'ignore' ? new LeftOut() : undefined;
	const mapping: Mapping = { columns, unknownFields: leftOut ? 'ignore' : 'refuse' };
	// The random part differs between runs of one execution, such as the turns of a loop or of Retry
	// On Fail.
	const run = `n8n-${context.getExecutionId()}-${Math.floor(clock.random() * 36 ** 8).toString(36)}`;
	const { startedMs = clock.now() } = options;
	const entryOf = (item: number): Entry | Failed => {
		const raw = withoutOwnError(rawInput(item), items[item].json);
		const { unknown } = raw;
		if (leftOut && unknown?.length) {
			leftOut.add(unknown);
			const isAll = unknown.length === Object.keys(items[item].json).length;
			if (isAll) return invalid(item, noneKnown(unknown, columns));
		}
		const from = { item, place: placeOf(item), trace: `${run}-${item}`, startedMs };
		return toEntry(row, schema, raw, from, mapping);
	};
	return {
		count: items.length,
		read: (item: number): Entry | Failed => {
			try {
				return entryOf(item);
			} catch (error) {
				return invalid(item, messageOf(error));
			}
		},
		tellLeftOut: () => {
			const message = leftOut?.hint(columns) ?? absentHint(absent, columns);
			if (message === undefined) return;
			// n8n shows a hint as HTML.
			const hint = { message: escaped(message), type: 'info', location: 'outputPane' } as const;
			context.addExecutionHints(hint);
		},
	};
}

/**
 * A source that reads items on demand. The outcomes of items that cannot be sent go into `settled`.
 */
export function entriesOf(
	context: IExecuteFunctions,
	row: Operation,
	options: ReadingOptions,
	clock: Clock,
	settled: Outcome[],
): Source {
	const { count, read, tellLeftOut } = itemReader(context, row, options, clock);
	const portion = limitOf(row.effect);
	let isOver = false;
	let item = 0;
	return async () => {
		if (clock.cancelled()) while (item < count) settled.push(unsent(item++, { kind: 'cancelled' }));
		if (item >= count) {
			if (!isOver) tellLeftOut();
			isOver = true;
			return undefined;
		}
		const entries: Entry[] = [];
		let untilMs = clock.now() + TURN_MS;
		// A portion is full also where reading it takes several turns: records are looked up portion by
		// portion, and a part of one would take a call that is not full.
		while (item < count && entries.length < portion) {
			const entry = read(item++);
			if (isFailed(entry)) settled.push(entry);
			else entries.push(entry);
			if (clock.now() < untilMs) continue;
			await clock.sleep(1);
			if (clock.cancelled()) break;
			untilMs = clock.now() + TURN_MS;
		}
		return entries;
	};
}

/**
 * With On Error = Stop, reads all items before anything is sent: if one is invalid, none is sent.
 */
export async function allValid(source: Source, settled: Outcome[]): Promise<Source> {
	const read: Entry[] = [];
	for (let entries = await source(); entries; entries = await source()) read.push(...entries);
	if (settled.length) {
		const isBad = settled.some((outcome) => !outcome.ok && outcome.failure.reason === 'invalid');
		const kind = isBad ? 'othersInvalid' : 'cancelled';
		for (const { item } of read.splice(0)) settled.push(unsent(item, { kind }));
	}
	let rest: Entry[] | undefined = read;
	return () => {
		const entries = rest;
		rest = undefined;
		return entries;
	};
}
