/**
 * Turns the fields of an item into the raw input of an operation that writes properties of a
 * record.
 */
import { contradictions, type Contradiction } from '../../hubspot/comparing';
import type { Unread } from '../../hubspot/dates';
import { emailProblem } from '../../hubspot/emails';
import type { Place, Values } from '../../hubspot/endpoint';
import { idText, isRecord, own, put } from '../../hubspot/json';
import { markNames, type Named } from '../../hubspot/names';
import { areContacts } from '../../hubspot/objects';
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
import { clashIn } from '../../n8n/columns';
import type { Fault, Fields, Mapped, RawInput } from '../../n8n/operation';
import { quoted } from '../../n8n/refusals';

/** Reads the name of the unique property that records are found by; undefined for the record ID. */
export const idProperty: values.Field<string | undefined> = (value, refuse) => {
	const name = values.textOrAbsent(value, refuse)?.trim();
	return isRecordId(name) ? undefined : name;
};

/** What the user calls the fields of an input; made once for each column, not for each item. */
const labels = new Map<string, Values>();

function columnsOf(field: string): Values {
	let columns = labels.get(field);
	const id = field === RECORD_ID ? 'Record ID' : field;
	if (!columns) labels.set(field, (columns = { id, idProperty: 'Match Records By' }));
	return columns;
}

/** The column to match on becomes `id`, every other column a property. */
export function recordFromFields({ values: given, known, matchOn }: Fields): RawInput {
	const key = matchOn === undefined || isRecordId(matchOn) ? RECORD_ID : matchOn;
	// A column that is present without a value counts too: `id` beside it may be a property that
	// holds something else.
	const mayBeId = key === RECORD_ID && !(RECORD_ID in given);
	const properties: Record<string, unknown> = {};
	const unknown: string[] = [];
	let id: unknown;
	let hasKey = false;
	let renamed = false;
	for (const column of Object.keys(given)) {
		const field = known ? known.fieldOf(column) : column;
		renamed ||= field !== undefined && field !== column;
		if (field === key) {
			id = given[column];
			hasKey = true;
		} else if (column === 'id' && mayBeId) continue;
		// The editor shows Record ID even when another column is matched on. It cannot be written, so
		// it is skipped.
		else if (field === RECORD_ID) continue;
		else if (field === undefined) unknown.push(column);
		else put(properties, field, given[column]);
	}
	if (mayBeId && 'id' in given) {
		if (hasKey) unknown.push('id');
		else id = given.id;
	}
	const problem = renamed && known ? clashIn(given, known) : undefined;
	const raw = { id, idProperty: key === RECORD_ID ? undefined : key, properties };
	return { raw, unknown, problem, columns: columnsOf(key) };
}

/** Notes which properties of an input may hold names, such as an owner's e-mail address. */
export const withNames = <I extends Named>(
	input: I,
	{ parameters }: Place,
	{ choices }: Mapped,
): I => markNames(input, parameters.objectType, choices);

const NO_FAULTS: Fault[] = [];

/**
 * E-mail addresses of contacts that HubSpot certainly refuses, as what a record is found by and as
 * what is written.
 */
export function emailFaults(
	{ id, idProperty: by, properties }: { id?: string; idProperty?: string; properties?: Values },
	{ parameters }: Place,
): Fault[] {
	const key = by === 'email' ? id : undefined;
	const written = properties && own(properties, 'email');
	const ofKey = typeof key === 'string' ? emailProblem(key) : undefined;
	const ofValue = typeof written === 'string' ? emailProblem(written) : undefined;
	// Asked last, because nearly every address is one.
	if ((!ofKey && !ofValue) || !areContacts(parameters.objectType)) return NO_FAULTS;
	const fault = (path: string[], value: unknown, problem: Unread): Fault => ({
		path,
		message: values.sentence(value, problem),
	});
	return [
		...(ofKey ? [fault(['id'], key, ofKey)] : []),
		...(ofValue ? [fault(['properties', 'email'], written, ofValue)] : []),
	];
}

const LONGEST_WARNING = 500;

const NO_WARNINGS: string[] = [];

/**
 * Warnings about a record that was written: it is another one than asked for, the answer shows
 * other values than were sent, or HubSpot itself warns.
 */
export function warningsOf(
	input: RecordInput,
	result: Result,
	isAsSent: boolean,
): Array<string | Contradiction> {
	// So are nearly all of 100,000 records: the same ID, and the same values.
	if (isAsSent) return hubSpotsWarnings(result);
	const told = contradictions(input.properties, propertiesOf(result));
	const isOther =
		!input.idProperty &&
		statedKey(result, input) !== keyOf(input.id, undefined) &&
		idText(result.id);
	const merged = isOther
		? [
				`Record ${shown(input.id)} may have been merged: HubSpot answered with record ${shown(isOther)}.`,
			]
		: [];
	return [...merged, ...told, ...hubSpotsWarnings(result)];
}

/** What HubSpot itself warns of. */
export function hubSpotsWarnings({ warnings }: Result): string[] {
	if (!Array.isArray(warnings)) return NO_WARNINGS;
	return warnings.filter(isRecord).map((warning) => {
		const words = idText(warning.message) ?? idText(warning.category) ?? 'no reason given';
		return `HubSpot warns: ${quoted(words, LONGEST_WARNING)}`;
	});
}
