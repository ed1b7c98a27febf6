/**
 * What a node does when it is executed: read the parameters of every item, run the operation, hand
 * the items back, or throw the one error of a run that stops.
 *
 * Programmatic, not declarative: items are batched independently of single calls.
 */
import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type ResourceMapperValue,
} from 'n8n-workflow';
import { DateTime } from 'luxon';

import { DEFAULT_VERSION, isRecord, renderPath, ROOTS, type ApiVersion } from './api';
import { run } from './engine';
import { accountOf, clockOf, post } from './http';
import {
	fieldsOf,
	invalid,
	isOutcome,
	kindsOf,
	fromJson,
	stopError,
	toEntry,
	toItems,
	toSummaryItem,
	type Output,
} from './items';
import type { Operation } from './operation';
import { failed, type Entry, type Outcome } from './outcome';
import { compile, EVALUATE, reader } from './references';
import { send, type Clock, type Http } from './send';
import type { Reading } from './values';

interface Options {
	apiVersion?: ApiVersion;
	batchSize?: number;
	emptyValues?: Reading['emptyValues'];
	output?: Output;
}

// ---------------------------------------------------------------- parameters

/** The json of an item, as n8n's expressions see it: `$json`. */
type Json = (item: number) => unknown;

/**
 * Undefined for every item where `$json` is not the json of this node's items, e.g. in a tool: then
 * n8n evaluates all.
 */
function jsonOf(context: IExecuteFunctions, items: INodeExecutionData[]): Json {
	const isSeen = (item: number) => context.getWorkflowDataProxy(item).$json === items[item].json;
	try {
		if (isSeen(0) && isSeen(items.length - 1)) return (item) => items[item].json;
	} catch {
		// There is no `$json` here; n8n says so where one is asked for.
	}
	return () => undefined;
}

/**
 * A parameter that depends on nothing but its value is read once for each value it takes: an
 * expression costs half a millisecond.
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

/** Mapped columns of each item, every one by itself: one that n8n must evaluate does not slow the others down. */
function columnsReader(context: IExecuteFunctions, columns: unknown, json: Json) {
	const name = 'fields.value';
	const evaluated = (path: string, item: number) =>
		context.getNodeParameter(path, item, {}, { skipValidation: true }) as unknown;
	// `$parameter["&column"]` is another column of the same mapper: it is known only to all of them together.
	const apart =
		isRecord(columns) &&
		Object.keys(columns).every((column) => /^[^"\\]+$/.test(column) && column !== '__proto__') &&
		!/parameter/i.test(JSON.stringify(columns));
	if (!apart) return (item: number) => evaluated(name, item);
	const readers = Object.entries(columns).map(([column, raw]) => {
		// n8n writes out the dates within a parameter, but not one that is the parameter itself.
		const evaluate = (item: number) => {
			const value = evaluated(`${name}["${column}"]`, item);
			return DateTime.isDateTime(value) ? value.toString() : value;
		};
		return [column, reader(raw, json, evaluate)] as const;
	});
	return (item: number) =>
		Object.fromEntries(readers.map(([column, read]) => [column, read(item)]));
}

/** How the raw input of an item is read: from the mapper, the item itself, or a JSON parameter. */
function inputReader(
	context: IExecuteFunctions,
	row: Operation,
	items: INodeExecutionData[],
	json: Json,
) {
	if (context.getNodeParameter('inputMode', 0) === 'json') {
		const kinds: Reading['kinds'] = new Map();
		const raw = context.getNodeParameter('json', 0, undefined, { rawExpressions: true }) as unknown;
		const read = reader(raw, json, (item) => context.getNodeParameter('json', item));
		return { kinds, rawInput: (item: number) => fromJson(read(item)) };
	}
	// Read unevaluated and without its schema of hundreds of properties, which n8n would walk for every item.
	const mapper = context.getNodeParameter(
		'fields',
		0,
		{},
		{ rawExpressions: true },
	) as Partial<ResourceMapperValue>;
	const fields = fieldsOf(mapper);
	const automatic = mapper.mappingMode === 'autoMapInputData';
	const mapped = automatic ? () => undefined : columnsReader(context, mapper.value, json);
	return {
		kinds: kindsOf(mapper.schema),
		rawInput: (item: number) => row.fromFields(fields(mapped(item), items[item].json)),
	};
}

const textOf = (value: unknown) => (typeof value === 'object' ? '' : String(value ?? '').trim());

/** Parameters in the path, e.g. the object type: trimmed, and never a way to another path. */
function pathReader(context: IExecuteFunctions, row: Operation, version: ApiVersion, json: Json) {
	const names = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
	const readers = names.map((name) => ({
		name,
		read: perValue(context, name, json, (item) =>
			textOf(context.getNodeParameter(name, item, '', { extractValue: true })),
		),
	}));
	return (item: number): string => {
		const values = readers.map(({ name, read }) => [name, read(item)] as const);
		for (const [name, value] of values) {
			if (/^[\w-]+$/.test(value)) continue;
			const given = value ? `“${value}”` : 'nothing';
			const title = row.parameters.find((parameter) => parameter.name === name)?.displayName;
			throw new Error(
				`${title}: expected a name or ID such as contacts, 2-123 or p123_car, got ${given}`,
			);
		}
		return renderPath(version, row.family, row.path, Object.fromEntries(values));
	};
}

// ---------------------------------------------------------------- execute

/** An error's words; of an expression that failed also the node it speaks of. */
function messageOf(error: unknown): string {
	const { message, description, context } = error as {
		message?: string;
		description?: string | null;
		context?: { nodeCause?: unknown };
	};
	const cause = typeof context?.nodeCause === 'string' ? `(node “${context.nodeCause}”)` : '';
	const what = context && 'nodeCause' in context ? 'An expression does not work:' : '';
	return [what, message, description, cause].filter(Boolean).join(' ').replace(/\.?$/, '.');
}

/** Reading 100,000 items takes long: n8n gets its turn, and a cancel is felt, after every so many milliseconds. */
const TURN_MS = 100;

/** Every input item -> an entry or, where it cannot be sent, its outcome. */
async function readItems(
	context: IExecuteFunctions,
	row: Operation,
	options: Options,
	items: INodeExecutionData[],
	clock: Clock,
): Promise<Array<Entry | Outcome>> {
	const json = jsonOf(context, items);
	const { kinds, rawInput } = inputReader(context, row, items, json);
	const path = pathReader(context, row, options.apiVersion ?? DEFAULT_VERSION, json);
	const emptyValues = options.emptyValues ?? 'ignore';
	const schema = row.input({ timeZone: context.getTimezone(), emptyValues, kinds });
	const run = `n8n-${context.getExecutionId()}-${Date.now().toString(36)}`;
	const read: Array<Entry | Outcome> = [];
	let turn = Date.now();
	for (let item = 0; item < items.length && !clock.cancelled(); item++) {
		try {
			const place = { item, path: path(item), label: `${run}-${item}` };
			read.push(toEntry(row, schema, rawInput(item), place));
		} catch (error) {
			read.push(invalid(item, `Not sent: ${messageOf(error)}`));
		}
		if (Date.now() - turn > TURN_MS) {
			await clock.sleep(1);
			turn = Date.now();
		}
	}
	const message = 'Not sent: the execution was cancelled before.';
	for (let item = read.length; item < items.length; item++) {
		read.push(failed(item, { reason: 'unsent', applied: 'no', message }));
	}
	return read;
}

const CHOICES = {
	apiVersion: { title: 'API Version', values: Object.keys(ROOTS) },
	emptyValues: { title: 'Empty Values', values: ['ignore', 'clear'] },
	output: { title: 'Output', values: ['result', 'inputWithResult', 'summary'] },
};

/** The options, which are the same for every item. A value that does not exist is told, never guessed. */
function checkedOptions(context: IExecuteFunctions, row: Operation): Options {
	const given = context.getNodeParameter('options', 0, {}) as unknown;
	const options: Record<string, unknown> = isRecord(given) ? { ...given } : {};
	const complain = (title: string, expected: string, value: unknown) =>
		new NodeOperationError(
			context.getNode(),
			`${title} must be ${expected}, not “${String(value)}”`,
		);
	for (const [name, { title, values }] of Object.entries(CHOICES)) {
		const value = options[name];
		if (value !== undefined && !values.includes(String(value))) {
			throw complain(title, `one of ${values.join(', ')}`, value);
		}
	}
	if (options.batchSize !== undefined) {
		const size = Number(options.batchSize);
		if (!(Number.isInteger(size) && size >= 1 && size <= row.limit)) {
			throw complain('Batch Size', `a whole number from 1 to ${row.limit}`, options.batchSize);
		}
		options.batchSize = size;
	}
	return options;
}

/** More hints than this help nobody. */
const MAX_HINTS = 10;

function tellWarnings(context: IExecuteFunctions, outcomes: Outcome[]) {
	const told = new Map<string, { first: number; count: number }>();
	for (const outcome of outcomes) {
		if (!outcome.ok) continue;
		for (const warning of outcome.warnings) {
			const before = told.get(warning) ?? { first: outcome.item, count: 0 };
			told.set(warning, { ...before, count: before.count + 1 });
		}
	}
	const hints = [...told].slice(0, MAX_HINTS).map(([warning, { first, count }]) => {
		const whose = count > 1 ? `${count} items, from item ${first} on` : `item ${first}`;
		return {
			message: `${warning} (${whose})`,
			type: 'warning' as const,
			location: 'outputPane' as const,
		};
	});
	if (hints.length) context.addExecutionHints(...hints);
}

/**
 * Runs the node's operation over all its input items.
 * Never throws where On Error says to continue: n8n would pass the input on as if it had been written.
 * @throws NodeOperationError with On Error = Stop, when any item did not go through
 */
export async function execute(
	this: IExecuteFunctions,
	rows: Operation[],
): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const goOn = this.continueOnFail();
	let calls = 0;
	let outcomes: Outcome[];
	let output: Output = 'result';

	try {
		const name = this.getNodeParameter('operation', 0);
		const row = rows.find(({ value }) => value === name);
		if (!row)
			throw new NodeOperationError(
				this.getNode(),
				`The operation “${String(name)}” does not exist`,
			);
		const options = checkedOptions(this, row);
		output = options.output ?? output;
		const account = await accountOf(this, this.getNodeParameter('authentication', 0));
		const clock = clockOf(this);
		const http: Http = async (request) => {
			calls++;
			return await post(this, account, request);
		};

		const read = await readItems(this, row, options, items, clock);
		const settled = read.filter(isOutcome);
		const entries = read.filter((entry): entry is Entry => !isOutcome(entry));
		const sendAny = goOn || settled.length === 0;
		const ran = sendAny
			? await run(row, entries, {
					size: options.batchSize,
					stopOnFailure: !goOn,
					send: async ({ path, entries: together }) =>
						await send(
							{ path, body: { inputs: together.map(({ input }) => input) } },
							row.repeatable,
							{
								http,
								clock,
							},
						),
				})
			: entries.map(({ item }) =>
					failed(item, {
						reason: 'unsent',
						applied: 'no',
						message: 'Not sent: other items are not valid, and On Error is set to stop.',
					}),
				);
		outcomes = [...settled, ...ran].sort((a, b) => a.item - b.item);
	} catch (error) {
		if (!goOn) throw asNodeError(this, error);
		// A wrong setup, found before anything was sent. Sending never rejects.
		const message = messageOf(error);
		const applied = calls ? 'maybe' : 'no';
		outcomes = items.map((_, item) =>
			failed(item, { reason: calls ? 'unaccounted' : 'unsent', applied, message }),
		);
	}

	if (!goOn && outcomes.some(({ ok }) => !ok)) {
		const { message, description, itemIndex } = stopError(outcomes);
		throw new NodeOperationError(this.getNode(), message, { description, itemIndex });
	}
	tellWarnings(this, outcomes);
	return [
		output === 'summary' ? [toSummaryItem(outcomes, calls)] : toItems(outcomes, items, output),
	];
}

function asNodeError(context: IExecuteFunctions, error: unknown): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	return new NodeOperationError(context.getNode(), messageOf(error));
}
