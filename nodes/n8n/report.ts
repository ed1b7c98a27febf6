/**
 * The output Report: a CSV file of all items, for a mail or a sheet. Quoted as RFC 4180 says, and no
 * cell is a formula, whatever HubSpot or an item holds. Pure.
 */
import type { Effect } from '../hubspot/effect';
import { idOf, type Result } from '../hubspot/replies';
import { kindOf, type Kind, type NameOf, type Told } from './present';
import type { Strike } from './secrets';

/** What a mail calls the file. */
export const REPORT_NAME = 'hubspot-report.csv';

export const REPORT_TYPE = 'text/csv';

/** Under which name n8n's nodes look for a file. */
export const REPORT_KEY = 'data';

/** Columns of the report; rows are counted as n8n and all messages count items. */
const COLUMNS = [
	'Item (from 0)',
	'Record',
	'Outcome',
	'Result',
	'Reason',
	'Message',
	'HubSpot ID',
	'Applied',
	'Correlation ID',
];

/** What a report calls what became of an item. */
const OUTCOMES: Record<Kind, string> = {
	invalid: 'invalid',
	refused: 'refused',
	notDone: 'not done',
	unknown: 'unknown',
	unsent: 'unsent',
};

// ---------------------------------------------------------------- what is kept of an outcome

/** How many results a question has, in what is kept of an outcome. */
const FOUND = 'results';

/** Leaves of an outcome what its row in the report shows: the records themselves would fill the memory. */
export function forReport(effect: Effect, told: Told): Told {
	if (!told.ok) return told;
	const { item, ok, result, results, warnings, leftOut } = told;
	if (results) return { item, ok, result: { [FOUND]: results.length }, warnings };
	const id = idOf(result);
	const outcome = outcomeIn(effect, result);
	const kept: Result = {
		...(id !== undefined && { id }),
		...(outcome !== undefined && { outcome }),
	};
	return { item, ok, result: kept, warnings, ...(leftOut && { leftOut }) };
}

/** What an operation itself says of a success, such as `created`. Any other `outcome` is HubSpot's. */
export const outcomeIn = (effect: Effect, { outcome }: Result): unknown =>
	effect.kind === 'write' && effect.complete !== undefined ? outcome : undefined;

// ---------------------------------------------------------------- cells

/** Excel takes no more characters in a cell. */
const LONGEST_CELL = 32_000;

/**
 * Where a cell, or a part of one that a program splits off at another separator, would be a formula:
 * `=`, `+`, `-`, `@` and their full-width forms, with blanks before them, and what splits lines and cells.
 */
const FORMULA = /(?<=^|[;\t\r\n])(?=[\s"']{0,99}[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])/g;

/** Characters that no program shows; a NUL ends the file for some. */
// eslint-disable-next-line no-control-regex -- these are what it looks for
const INVISIBLE = /[\0-\x08\v\f\x0e-\x1f\x7f]/g;

/** A text as a cell that no program takes for a formula: an apostrophe goes before what would begin one. */
export function guarded(text: string): string {
	const short = text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
	return short.replace(INVISIBLE, '').replace(FORMULA, "'");
}

function cellOf(value: string | number | undefined): string {
	if (value === undefined) return '';
	if (typeof value === 'number') return String(value);
	const text = guarded(value);
	return /[",;\s]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

const lineOf = (cells: Array<string | number | undefined>) => `${cells.map(cellOf).join(',')}\r\n`;

function rowOf(told: Told, record: string | undefined, isDry: boolean): string {
	const { item } = told;
	if (!told.ok) {
		const { reason, message, applied, correlationId, existingId } = told.failure;
		const outcome = OUTCOMES[kindOf(told.failure)];
		return lineOf([item, record, outcome, '', reason, message, existingId, applied, correlationId]);
	}
	const { result, warnings } = told;
	const found = result[FOUND];
	const results =
		typeof found === 'number' ? `${found} result${found === 1 ? '' : 's'}` : undefined;
	const said = typeof result.outcome === 'string' ? result.outcome : results;
	// In a dry run, only what would change nothing says what became of it.
	const would = result.outcome === undefined ? 'would be sent' : 'would change nothing';
	const done = isDry ? would : 'done';
	return lineOf([item, record, done, said, '', warnings.join(' '), idOf(result), '', '']);
}

// ---------------------------------------------------------------- the file

/** Excel reads a file as UTF-8 only where it begins with this. */
const BYTE_ORDER_MARK = '\ufeff';

/** Characters of the file that are made at a time. */
const CHUNK = 64 * 1024;

function* chunksOf(outcomes: Told[], nameOf: NameOf, isDry: boolean): Generator<string> {
	let chunk = BYTE_ORDER_MARK + lineOf(COLUMNS);
	for (const told of outcomes) {
		chunk += rowOf(told, nameOf(told.item), isDry);
		if (chunk.length < CHUNK) continue;
		yield chunk;
		chunk = '';
	}
	yield chunk;
}

/**
 * The bytes of the report. They are counted first and then written into one buffer of that size, so that
 * a long report is never there twice: n8n takes a stream as well, but a package may not import one.
 */
export function reportOf(outcomes: Told[], nameOf: NameOf, strike: Strike, isDry = false): Buffer {
	let bytes = 0;
	for (const chunk of chunksOf(outcomes, nameOf, isDry)) bytes += Buffer.byteLength(strike(chunk));
	const file = Buffer.alloc(bytes);
	let at = 0;
	for (const chunk of chunksOf(outcomes, nameOf, isDry)) at += file.write(strike(chunk), at);
	return file;
}
