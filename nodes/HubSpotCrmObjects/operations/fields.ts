/**
 * Turns the fields of an item into the raw input of an operation that writes properties of a
 * record.
 */
import { contradictions, type Contradiction } from '../../hubspot/comparing';
import type { Values } from '../../hubspot/endpoint';
import { idText, isRecord, own, put } from '../../hubspot/json';
import {
	isRecordId,
	keyOf,
	propertiesOf,
	shown,
	statedKey,
	type RecordInput,
} from '../../hubspot/records';
import { RECORD_ID, type Result } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import type { Fields, RawInput } from '../../n8n/operation';

/** Reads the name of the unique property that records are found by; undefined for the record ID. */
export const idProperty: values.Field<string | undefined> = (value, refuse) => {
	const name = values.textOrAbsent(value, refuse)?.trim();
	return isRecordId(name) ? undefined : name;
};

/** What the user calls the fields of an input; made once for each column, not for each item. */
const labels = new Map<string, Values>();

function columnsOf(column: string): Values {
	let columns = labels.get(column);
	if (!columns) labels.set(column, (columns = { id: column, idProperty: 'Match Records By' }));
	return columns;
}

/** The column to match on becomes `id`, every other column a property. */
export function recordFromFields({ values: given, known, matchOn }: Fields): RawInput {
	const byRecordId = matchOn === undefined || isRecordId(matchOn);
	const spellings = byRecordId ? [RECORD_ID, 'id'] : [matchOn];
	// A column that is present without a value counts too: `id` beside it may be a property that
	// holds something else.
	const column = spellings.find((name) => name in given) ?? spellings[0];
	const properties: Record<string, unknown> = {};
	const unknown: string[] = [];
	for (const name of Object.keys(given)) {
		// The editor shows Record ID even when another column is matched on. It cannot be written, so
		// it is skipped.
		if (name === column || name === RECORD_ID) continue;
		if (known && !known.has(name)) unknown.push(name);
		else put(properties, name, given[name]);
	}
	const property = byRecordId ? undefined : matchOn;
	const raw = { id: own(given, column), idProperty: property, properties };
	return { raw, unknown, columns: columnsOf(column) };
}

const LONGEST_WARNING = 500;

/**
 * Warnings about a record that was written: it is another one than asked for, the answer shows
 * other values than were sent, or HubSpot itself warns.
 */
export function warningsOf(input: RecordInput, result: Result): Array<string | Contradiction> {
	const told: Array<string | Contradiction> = contradictions(
		input.properties,
		propertiesOf(result),
	);
	const isOther =
		!input.idProperty &&
		statedKey(result, input) !== keyOf(input.id, undefined) &&
		idText(result.id);
	if (!isOther && !Array.isArray(result.warnings)) return told;
	const merged = isOther
		? [
				`Record ${shown(input.id)} may have been merged: HubSpot answered with record ${String(result.id)}.`,
			]
		: [];
	const warned = (Array.isArray(result.warnings) ? result.warnings : [])
		.filter(isRecord)
		.map((warning) => {
			const words = idText(warning.message) ?? idText(warning.category) ?? 'no reason given';
			return `HubSpot warns: ${shown(words, LONGEST_WARNING)}`;
		});
	return [...merged, ...told, ...warned];
}
