/**
 * Reads the parameters of a node: the raw input of each item, and the place that its call goes to.
 * What is the same for all items is read once; a parameter that only refers to a field is read
 * without n8n's evaluator.
 */
import { DateTime } from 'luxon';
import type { IExecuteFunctions, INodeExecutionData, ResourceMapperValue } from 'n8n-workflow';

import type { Place } from '../hubspot/endpoint';
import { isRecord } from '../hubspot/json';
import type { Reading } from '../hubspot/values';
import type { ApiVersion } from '../hubspot/versions';
import type { Columns } from './columns';
import { columnsOf, fieldsOf, fromJson, kindsOf } from './items';
import { noText } from './jsonMode';
import type { Operation, PlaceParameter, RawInput } from './operation';
import { titleOfOption } from './options';
import { compile, EVALUATE, reader, withoutBlanks } from './references';

/** The json of an item, as n8n's expressions see it: `$json`. */
type Json = (item: number) => unknown;

/**
 * Gives the json of each item; undefined for every item when `$json` is something else, e.g. in a
 * tool, so that n8n evaluates everything.
 */
export function jsonOf(context: IExecuteFunctions, items: INodeExecutionData[]): Json {
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
		context.getNodeParameter(name, 0, '', { rawExpressions: true }) as unknown,
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
	/** Fields mapped by hand that no item read so far has: their expressions name no column. */
	absent?: ReadonlySet<string>;
}

const rawParameter = (context: IExecuteFunctions, name: string, otherwise?: object | string) =>
	context.getNodeParameter(name, 0, otherwise, { rawExpressions: true }) as unknown;

/** The value of a parameter of each item. */
function parameterReader(context: IExecuteFunctions, name: string, json: Json) {
	// One that is not shown, such as a limit where all is returned, has no value.
	const evaluated = (item: number) => context.getNodeParameter(name, item, '') as unknown;
	return valueReader(context, rawParameter(context, name, ''), json, evaluated);
}

/** The values of several parameters of each item, by name. */
function parametersReader(context: IExecuteFunctions, names: string[], json: Json) {
	const readers = names.map((name) => [name, parameterReader(context, name, json)] as const);
	return (item: number) => Object.fromEntries(readers.map(([name, read]) => [name, read(item)]));
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
	const beside = form.beside && parametersReader(context, form.beside, json);
	const mapped = automatic ? () => undefined : columnsReader(context, name, mapper.value, json);
	const absent = new Set(automatic || !isRecord(mapper.value) ? [] : Object.keys(mapper.value));
	return {
		kinds: kindsOf(mapper.schema),
		columns,
		automatic,
		absent,
		rawInput: (item) => {
			const values = mapped(item);
			for (const field of absent) {
				if (!isRecord(values) || values[field] !== undefined) absent.delete(field);
			}
			const given = fields(values, items[item].json);
			return form.fromFields(beside ? { ...given, beside: beside(item) } : given);
		},
	};
}

/** From the mapper, the item itself, parameters of their own, or a JSON parameter. */
export function inputsOf(
	context: IExecuteFunctions,
	row: Operation,
	items: INodeExecutionData[],
	json: Json,
): Inputs {
	const kinds: Reading['kinds'] = new Map();
	if (context.getNodeParameter('inputMode', 0, 'fields') === 'json') {
		const stored = rawParameter(context, 'json');
		const read = parameterReader(context, 'json', json);
		return { kinds, rawInput: (item) => noText(fromJson(read(item)), stored) };
	}
	const { form } = row;
	if (!form.fields) return mappedInputs(context, row, items, json);
	const valuesOf = parametersReader(context, form.fields, json);
	return {
		kinds,
		rawInput: (item) => form.fromFields({ values: valuesOf(item), known: undefined }),
	};
}

/** @throws Error when the zone in which the workflow's times are meant does not exist */
export function timeZoneOf(context: IExecuteFunctions, { form }: Operation): string {
	const timeZone = context.getTimezone();
	// Without a mapper, few operations take dates.
	const takesDates = form.takesDates ?? !form.fields;
	if (takesDates && !DateTime.fromMillis(0, { zone: timeZone }).isValid) {
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
export function placeReader(
	context: IExecuteFunctions,
	row: Operation,
	version: ApiVersion,
	json: Json,
) {
	const { form } = row;
	const names = Object.keys(form.place);
	const readers = names.map((name) => {
		const { meaning, option } = form.place[name];
		const path = option ? `options.${name}` : name;
		// One that is not shown, such as a limit where all is returned, has no value.
		const stored = rawParameter(context, path, '');
		const mode = isRecord(stored) ? stored.mode : undefined;
		return {
			name,
			read: perValue(context, path, json, (item) => {
				const value =
					stored === '' ? '' : context.getNodeParameter(path, item, '', { extractValue: true });
				const text = placeText(value, form.place[name]);
				return meaning?.(text, mode) ?? text;
			}),
		};
	});
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
			const parameter = form.parameters.find((each) => each.name === name);
			const title = parameter?.displayName ?? titleOfOption(name);
			if (!value) throw new Error(`${title} is required but empty`);
			const short = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
			throw new Error(`${title} must be ${expected}, but is “${short}”`);
		}
		const place = { version, parameters: Object.fromEntries(values) };
		places.set(key, place);
		return place;
	};
}
