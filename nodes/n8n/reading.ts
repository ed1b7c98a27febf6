/**
 * Reads a node's parameters for its items: each item becomes an entry or, when it cannot be sent,
 * an outcome. What is the same for all items is read once; a parameter that only refers to a field
 * is read without n8n's evaluator.
 */
import { DateTime } from 'luxon';
import type { IExecuteFunctions, INodeExecutionData, ResourceMapperValue } from 'n8n-workflow';

import type { Clock } from '../engine/means';
import { unsent, type Entry, type Failed, type Outcome, type Source } from '../engine/outcome';
import { endpointOf, type Place } from '../hubspot/endpoint';
import { isRecord } from '../hubspot/json';
import type { Reading } from '../hubspot/values';
import { DEFAULT_VERSION, type ApiVersion } from '../hubspot/versions';
import { LeftOut, type Columns } from './columns';
import { noneKnown } from './complaints';
import {
	columnsOf,
	fieldsOf,
	fromJson,
	invalid,
	isFailed,
	kindsOf,
	toEntry,
	type Mapping,
} from './items';
import { noText } from './jsonMode';
import type { Operation, PlaceParameter, RawInput } from './operation';
import { escaped } from './present';
import { compile, EVALUATE, reader, withoutBlanks } from './references';

// ---------------------------------------------------------------- parameters

/** The json of an item, as n8n's expressions see it: `$json`. */
type Json = (item: number) => unknown;

/**
 * Gives the json of each item; undefined for every item when `$json` is something else, e.g. in a
 * tool, so that n8n evaluates everything.
 */
function jsonOf(context: IExecuteFunctions, items: INodeExecutionData[]): Json {
	const isSeen = (item: number) => context.getWorkflowDataProxy(item).$json === items[item].json;
	try {
		if (isSeen(0) && isSeen(items.length - 1)) return (item) => items[item].json;
	} catch {
		// There is no `$json` here; n8n says so when an expression uses it.
	}
	return () => undefined;
}

/**
 * Reads a parameter once for each value that it takes, when it depends on nothing else: evaluating
 * an expression costs half a millisecond.
 */
function perValue<T>(
	context: IExecuteFunctions,
	name: string,
	json: Json,
	read: (item: number) => T,
): (item: number) => T {
	const parameter = compile(
		context.getNodeParameter(name, 0, undefined, { rawExpressions: true }) as unknown,
	);
	const known = new Map<string | undefined, T>();
	return (item) => {
		const value = parameter.read(json(item));
		if (value === EVALUATE) return read(item);
		const key = JSON.stringify(value);
		if (!known.has(key)) known.set(key, read(item));
		return known.get(key) as T;
	};
}

/**
 * True when an AI agent calls the node: n8n derives a type of its own for tools, the node's with
 * this ending.
 */
export const isTool = (context: IExecuteFunctions) => context.getNode().type.endsWith('Tool');

/**
 * Reads a stored value of any item; where it is an expression among nothing but blanks, the value
 * of the expression. `evaluated` gives n8n's value of what is stored.
 */
function valueReader(
	context: IExecuteFunctions,
	stored: unknown,
	json: Json,
	evaluated: (item: number) => unknown,
) {
	const raw = withoutBlanks(stored);
	const evaluate = (item: number) => {
		const value =
			raw === stored
				? evaluated(item)
				: (context.evaluateExpression(String(raw).slice(1), item) as unknown);
		// n8n turns dates inside a parameter into text, but not a date that is the whole parameter:
		// this does.
		return DateTime.isDateTime(value) ? value.toString() : value;
	};
	return reader(raw, json, evaluate);
}

/**
 * Reads the mapped columns of an item one by one, so that a column that n8n must evaluate does not
 * slow down the others.
 */
function columnsReader(context: IExecuteFunctions, mapper: string, columns: unknown, json: Json) {
	const name = `${mapper}.value`;
	const evaluated = (path: string, item: number) =>
		context.getNodeParameter(path, item, {}, { skipValidation: true }) as unknown;
	// `$parameter["&column"]` is another column of the same mapper, which n8n finds only when all are
	// read together.
	const isAmongAll = (stored: unknown) => /parameter/i.test(JSON.stringify(stored));
	const apart =
		isRecord(columns) &&
		Object.keys(columns).every((column) => /^[^"\\]+$/.test(column) && column !== '__proto__') &&
		!isAmongAll(columns);
	const readers = Object.entries(isRecord(columns) ? columns : {})
		.filter(([, stored]) => apart || (withoutBlanks(stored) !== stored && !isAmongAll(stored)))
		.map(([column, stored]) => {
			const evaluate = (item: number) => evaluated(`${name}["${column}"]`, item);
			return [column, valueReader(context, stored, json, evaluate)] as const;
		});
	const readApart = (item: number) =>
		Object.fromEntries(readers.map(([column, read]) => [column, read(item)]));
	if (apart) return readApart;
	return (item: number) => {
		const all = evaluated(name, item);
		return isRecord(all) ? { ...all, ...readApart(item) } : all;
	};
}

/** How the raw input of an item is read, and what the mapper's schema says. */
interface Inputs {
	rawInput: (item: number) => RawInput;
	kinds: Reading['kinds'];
	columns?: Columns;
	/** True where the columns of the items themselves are mapped. */
	automatic?: boolean;
}

const rawParameter = (context: IExecuteFunctions, name: string, otherwise?: object) =>
	context.getNodeParameter(name, 0, otherwise, { rawExpressions: true }) as unknown;

/** The value of a parameter of each item. */
function parameterReader(context: IExecuteFunctions, name: string, json: Json) {
	const evaluated = (item: number) => context.getNodeParameter(name, item) as unknown;
	return valueReader(context, rawParameter(context, name), json, evaluated);
}

function mappedInputs(
	context: IExecuteFunctions,
	{ form }: Operation,
	items: INodeExecutionData[],
	json: Json,
): Inputs {
	// Read once, unevaluated: it holds a schema of hundreds of properties, which n8n would walk for
	// every item.
	const { mapper: name = 'fields' } = form;
	const mapper = rawParameter(context, name, {}) as Partial<ResourceMapperValue>;
	const columns = columnsOf(mapper.schema);
	const fields = fieldsOf(mapper, columns);
	const automatic = mapper.mappingMode === 'autoMapInputData';
	// A tool's item is the agent's own data (its chat, its session), and the model is offered no
	// fields to fill.
	if (automatic && isTool(context)) {
		throw new Error(
			'An AI agent cannot use Map Automatically: choose Map Each Column Manually, and let the model define each value',
		);
	}
	const mapped = automatic ? () => undefined : columnsReader(context, name, mapper.value, json);
	return {
		kinds: kindsOf(mapper.schema),
		columns,
		automatic,
		rawInput: (item) => form.fromFields(fields(mapped(item), items[item].json)),
	};
}

/** From the mapper, the item itself, parameters of their own, or a JSON parameter. */
function inputsOf(
	context: IExecuteFunctions,
	row: Operation,
	items: INodeExecutionData[],
	json: Json,
): Inputs {
	const kinds: Reading['kinds'] = new Map();
	if (context.getNodeParameter('inputMode', 0) === 'json') {
		const stored = rawParameter(context, 'json');
		const read = parameterReader(context, 'json', json);
		return { kinds, rawInput: (item) => noText(fromJson(read(item)), stored) };
	}
	const { form } = row;
	if (!form.fields) return mappedInputs(context, row, items, json);
	const readers = form.fields.map((name) => [name, parameterReader(context, name, json)] as const);
	const valuesOf = (item: number) =>
		Object.fromEntries(readers.map(([name, read]) => [name, read(item)]));
	return {
		kinds,
		rawInput: (item) => form.fromFields({ values: valuesOf(item), known: undefined }),
	};
}

/** @throws Error when the zone in which the workflow's times are meant does not exist */
function timeZoneOf(context: IExecuteFunctions, { form }: Operation): string {
	const timeZone = context.getTimezone();
	// Without a mapper, an operation takes no dates.
	if (!form.fields && !DateTime.fromMillis(0, { zone: timeZone }).isValid) {
		throw new Error(
			`The workflow's time zone “${timeZone}” does not exist: choose another one under Timezone in the settings of the workflow`,
		);
	}
	return timeZone;
}

/** Most characters of a value that a message repeats. */
const LONGEST_SHOWN = 80;

const textOf = (value: unknown): string =>
	typeof value === 'object' ? '' : String(value ?? '').trim();

/** The text of a parameter that all inputs of a call share. */
const placeText = (value: unknown, { list = false }: PlaceParameter): string =>
	list && Array.isArray(value) ? value.map(textOf).filter(Boolean).join(',') : textOf(value);

/**
 * The place that an item's call goes to, e.g. an object type. Its values are trimmed and checked,
 * so that none leads to another path.
 */
function placeReader(context: IExecuteFunctions, row: Operation, version: ApiVersion, json: Json) {
	const { form } = row;
	const names = Object.keys(form.place);
	const readers = names.map((name) => ({
		name,
		read: perValue(context, name, json, (item) => {
			const value = context.getNodeParameter(name, item, '', { extractValue: true });
			const text = placeText(value, form.place[name]);
			return form.place[name].meaning?.(text) ?? text;
		}),
	}));
	const places = new Map<string, Place>();
	return (item: number): Place => {
		const given = readers.map(({ read }) => read(item));
		const key = given.join('\n');
		const known = places.get(key);
		if (known) return known;
		const values = names.map((name, index) => [name, given[index]] as const);
		for (const [name, value] of values) {
			const { pattern, expected, optional = false } = form.place[name];
			if (pattern.test(value) || (optional && !value)) continue;
			const title = form.parameters.find((parameter) => parameter.name === name)?.displayName;
			if (!value) throw new Error(`${title} is required but empty`);
			const short = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
			throw new Error(`${title} must be ${expected}, but is “${short}”`);
		}
		const place = { version, parameters: Object.fromEntries(values) };
		places.set(key, place);
		return place;
	};
}

// ---------------------------------------------------------------- items

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
}

/** Reads one item after the other; `tellLeftOut` hints at the columns that were left out. */
function itemReader(
	context: IExecuteFunctions,
	row: Operation,
	options: ReadingOptions,
	clock: Clock,
) {
	const items = context.getInputData();
	const json = jsonOf(context, items);
	const { kinds, rawInput, columns, automatic } = inputsOf(context, row, items, json);
	const placeOf = placeReader(context, row, options.apiVersion ?? DEFAULT_VERSION, json);
	const { emptyValues = 'ignore', unknownFields = 'ignore' } = options;
	const timeZone = timeZoneOf(context, row);
	const schema = row.form.input({ timeZone, emptyValues, kinds });
	const leftOut = automatic && unknownFields === 'ignore' ? new LeftOut() : undefined;
	const mapping: Mapping = { columns, unknownFields: leftOut ? 'ignore' : 'refuse' };
	// The random part differs between runs of one execution, such as the turns of a loop or of Retry
	// On Fail.
	const run = `n8n-${context.getExecutionId()}-${Math.floor(clock.random() * 36 ** 8).toString(36)}`;
	const entryOf = (item: number): Entry | Failed => {
		const raw = rawInput(item);
		const { unknown } = raw;
		if (leftOut && unknown?.length) {
			leftOut.add(unknown);
			const isAll = unknown.length === Object.keys(items[item].json).length;
			if (isAll) return invalid(item, noneKnown(unknown, columns));
		}
		const from = { item, place: placeOf(item), trace: `${run}-${item}` };
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
			const message = leftOut?.hint(columns);
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
	const { effect } = row;
	const portion = effect.kind === 'list' ? 1 : endpointOf(effect).limit;
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
		const untilMs = clock.now() + TURN_MS;
		while (item < count && entries.length < portion && clock.now() < untilMs) {
			const entry = read(item++);
			if (isFailed(entry)) settled.push(entry);
			else entries.push(entry);
		}
		if (clock.now() >= untilMs) await clock.sleep(1);
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
