/** What is wrong with an item that cannot be sent, in sentences. Never longer than a person reads. */
import type { z } from 'zod/v4';

import type { Values } from '../hubspot/endpoint';
import { own } from '../hubspot/json';
import { inWords } from '../hubspot/values';
import { listed, shortened, type Columns } from './columns';

/** Most faults that are told of one item. */
const MOST_FAULTS = 10;
/** Longest problem, so that the whole message has at most 1,000 characters. */
const LONGEST_PROBLEM = 900;
const MORE = ' There is more that is not valid.';

type Issue = z.core.$ZodRawIssue;

/** A JSON path in the input: `properties.phone`, `customProperties[0]`. */
const pathOf = (path: string[]) =>
	path
		.map(shortened)
		.join('.')
		.replace(/\.(\d+)(?=\.|$)/g, '[$1]');

/**
 * What a user calls the place of a fault: the label of a field, or in JSON mode a path.
 * @param names what the parts of the input are called where fields were mapped
 */
function placeOf(issue: Issue, names: Values | undefined, columns: Columns | undefined): string {
	const path = (issue.path ?? []).map(String);
	if (names === undefined) return pathOf(path);
	const [first, name] = path;
	const whole = own(names, path.join('.'));
	if (name !== undefined && typeof whole === 'string') return whole;
	if (name === undefined) {
		const field = own(names, first);
		const column = typeof field === 'string' ? field : first;
		return shortened(columns?.labelOf(column) ?? column);
	}
	return /^\d+$/.test(name) ? pathOf(path) : shortened(columns?.labelOf(name) ?? name);
}

function faultOf(issue: Issue, names: Values | undefined, columns: Columns | undefined): string {
	const { message = 'is not valid' } = issue;
	if (issue.path?.length) return `${placeOf(issue, names, columns)} ${message}`;
	const { input } = issue;
	const isText = typeof input === 'string' && input.trim();
	return `The input must be a JSON object, but is ${isText ? 'text that cannot be read as one' : inWords(input)}`;
}

/** Says which columns or fields HubSpot does not have. */
function strangersIn(strangers: string[], names: Values | undefined, columns?: Columns): string {
	const those = listed(strangers, columns);
	const isOne = strangers.length === 1;
	if (names === undefined) {
		return `${those} ${isOne ? 'is not a field' : 'are not fields'} of this HubSpot input`;
	}
	const what = isOne ? 'the column' : 'these columns';
	return `HubSpot has no ${isOne ? 'field' : 'fields'} called ${those}. Remove ${what} with an Edit Fields node, or set the option Unknown Fields to Ignore. For a field that is new in HubSpot, open this node and refresh the list of fields`;
}

/** As many sentences as there is room for. */
function inSentences(faults: string[]): string {
	let text = '';
	for (const [index, fault] of faults.entries()) {
		const longer = `${text}${text && ' '}${fault}.`;
		if (index === MOST_FAULTS || longer.length + MORE.length > LONGEST_PROBLEM) {
			return text ? text + MORE : bounded(longer);
		}
		text = longer;
	}
	return text;
}

/** A problem at a length that can be read. */
export const bounded = (problem: string): string =>
	problem.length > LONGEST_PROBLEM ? `${problem.slice(0, LONGEST_PROBLEM)}…` : problem;

export interface Faults {
	issues: Issue[];
	/** Columns that are no field. */
	unknown: string[];
	problem?: string;
	/** What the parts of the input are called where fields were mapped. */
	names: Values | undefined;
	columns: Columns | undefined;
}

/** Says what is wrong with an item. */
export function problemOf({ issues, unknown, problem, names, columns }: Faults): string {
	const faults = problem === undefined ? [] : [problem];
	let strangers = unknown;
	for (const issue of issues) {
		if (issue.code === 'unrecognized_keys') strangers = [...strangers, ...issue.keys];
		else faults.push(faultOf(issue, names, columns));
	}
	if (strangers.length) faults.push(strangersIn(strangers, names, columns));
	return inSentences(faults);
}

const LABELLED =
	"Name the columns by the labels or internal names that this node's list of fields shows";

/** An item of which HubSpot has no column at all. */
export const noneKnown = (unknown: string[], columns: Columns | undefined): string =>
	bounded(`HubSpot has no field for any of its columns: ${listed(unknown, columns)}. ${LABELLED}.`);

/**
 * An input that holds nothing but what its record is found by, which is called `key`. `unknown`:
 * the columns that were left out.
 */
export function nothingToWrite(
	key: string,
	unknown: string[],
	{ names, columns }: Pick<Faults, 'names' | 'columns'>,
): string {
	const label = columns?.labelOf(key) ?? key;
	const besides = label === key ? `the ${key}` : shortened(label);
	const others = names === undefined ? 'no other field' : 'no other mapped field';
	const left = unknown.length ? ` HubSpot has no field for ${listed(unknown, columns)}.` : '';
	return bounded(
		`nothing to send besides ${besides}: ${others} has a value. Nothing was changed.${left} To empty a field in HubSpot, set the option Empty Values to Clear the Property.`,
	);
}
