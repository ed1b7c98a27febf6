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

import { DEFAULT_VERSION, isRecord, ROOTS, type ApiVersion, type Place } from './api';
import { run, type Source } from './engine';
import { accountOf, call, clockOf } from './http';
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
import { governorOf, type Lane } from './pace';
import type { Clock, Http } from './send';
import type { Reading } from './values';

interface Options {
	apiVersion?: ApiVersion;
	batchSize?: number;
	emptyValues?: Reading['emptyValues'];
	output?: Output;
	/** Of the account's calls per window, in percent. */
	rateLimitShare?: number;
	lookUp?: boolean;
}

// ---------------------------------------------------------------- parameters

const holdsExpression = (value: unknown): boolean =>
	typeof value === 'string'
		? value.startsWith('=')
		: typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);

/** A parameter that is the same for every item is evaluated once: an expression costs half a millisecond. */
function perItem<T>(
	context: IExecuteFunctions,
	name: string,
	read: (item: number) => T,
): (item: number) => T {
	const raw = context.getNodeParameter(name, 0, undefined, { rawExpressions: true }) as unknown;
	if (holdsExpression(raw)) return read;
	let once: { value: T } | undefined;
	return () => (once ??= { value: read(0) }).value;
}

/** How the raw input of an item is read: from the mapper, the item itself, or a JSON parameter. */
function inputReader(context: IExecuteFunctions, row: Operation, items: INodeExecutionData[]) {
	if (context.getNodeParameter('inputMode', 0) === 'json') {
		const kinds: Reading['kinds'] = new Map();
		return {
			kinds,
			rawInput: (item: number) => fromJson(context.getNodeParameter('json', item)),
		};
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
	const mapped = (item: number) =>
		automatic
			? undefined
			: context.getNodeParameter('fields.value', item, {}, { skipValidation: true });
	return {
		kinds: kindsOf(mapper.schema),
		rawInput: (item: number) => row.fromFields(fields(mapped(item), items[item].json)),
	};
}

const textOf = (value: unknown) => (typeof value === 'object' ? '' : String(value ?? '').trim());

/** Where an item's call goes, e.g. to which object type: trimmed, and never a way to another path. */
function placeReader(context: IExecuteFunctions, row: Operation, version: ApiVersion) {
	const names = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
	const readers = names.map((name) => ({
		name,
		read: perItem(context, name, (item) =>
			textOf(context.getNodeParameter(name, item, '', { extractValue: true })),
		),
	}));
	const places = new Map<string, Place>();
	return (item: number): Place => {
		const given = readers.map(({ read }) => read(item));
		const key = given.join('\n');
		const known = places.get(key);
		if (known) return known;
		const values = names.map((name, index) => [name, given[index]] as const);
		for (const [name, value] of values) {
			if (/^[\w-]+$/.test(value)) continue;
			const shown = value ? `“${value}”` : 'nothing';
			const title = row.parameters.find((parameter) => parameter.name === name)?.displayName;
			throw new Error(
				`${title}: expected a name or ID such as contacts, 2-123 or p123_car, got ${shown}`,
			);
		}
		const place = { version, parameters: Object.fromEntries(values) };
		places.set(key, place);
		return place;
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

/** Reading many items takes long: n8n gets its turn, and a cancel is felt, after every so many milliseconds. */
const TURN_MS = 100;

const CANCELLED = 'Not sent: the execution was cancelled before.';

const unsent = (item: number, message: string): Outcome =>
	failed(item, { reason: 'unsent', applied: 'no', message });

/** Reads items as they are wanted. Those that cannot be sent get their outcomes into `settled`. */
function entriesOf(
	context: IExecuteFunctions,
	row: Operation,
	options: Options,
	clock: Clock,
	settled: Outcome[],
): Source {
	const items = context.getInputData();
	const { kinds, rawInput } = inputReader(context, row, items);
	const placeOf = placeReader(context, row, options.apiVersion ?? DEFAULT_VERSION);
	const emptyValues = options.emptyValues ?? 'ignore';
	const schema = row.input({ timeZone: context.getTimezone(), emptyValues, kinds });
	const run = `n8n-${context.getExecutionId()}-${Date.now().toString(36)}`;
	const read = (item: number): Entry | Outcome => {
		try {
			return toEntry(row, schema, rawInput(item), {
				item,
				place: placeOf(item),
				label: `${run}-${item}`,
			});
		} catch (error) {
			return invalid(item, `Not sent: ${messageOf(error)}`);
		}
	};
	let item = 0;
	return async () => {
		if (clock.cancelled()) while (item < items.length) settled.push(unsent(item++, CANCELLED));
		if (item >= items.length) return undefined;
		const entries: Entry[] = [];
		const untilMs = clock.now() + TURN_MS;
		while (item < items.length && entries.length < row.limit && clock.now() < untilMs) {
			const entry = read(item++);
			if (isOutcome(entry)) settled.push(entry);
			else entries.push(entry);
		}
		if (clock.now() >= untilMs) await clock.sleep(1);
		return entries;
	};
}

/** With On Error = Stop everything is read first: one invalid item, and nothing at all is sent. */
async function allValid(source: Source, settled: Outcome[]): Promise<Source> {
	const read: Entry[] = [];
	for (let entries = await source(); entries; entries = await source()) read.push(...entries);
	if (settled.length) {
		const message = 'Not sent: other items are not valid, and On Error is set to stop.';
		for (const { item } of read.splice(0)) settled.push(unsent(item, message));
	}
	let rest: Entry[] | undefined = read;
	return () => {
		const entries = rest;
		rest = undefined;
		return entries;
	};
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
	for (const { name, title, most } of [
		{ name: 'batchSize', title: 'Batch Size', most: row.limit },
		{ name: 'rateLimitShare', title: 'Share of the Rate Limit', most: 100 },
	]) {
		if (options[name] === undefined) continue;
		const number = Number(options[name]);
		if (!(Number.isInteger(number) && number >= 1 && number <= most)) {
			throw complain(title, `a whole number from 1 to ${most}`, options[name]);
		}
		options[name] = number;
	}
	return options;
}

/** More hints than this help nobody. */
const MAX_HINTS = 10;

/** What the output alone does not show at a glance: warnings about items that went well, and why others were not sent. */
function tell(context: IExecuteFunctions, outcomes: Outcome[]) {
	const told = new Map<string, { first: number; count: number }>();
	const count = (message: string, item: number) => {
		const before = told.get(message);
		if (before) before.count++;
		else told.set(message, { first: item, count: 1 });
	};
	for (const outcome of outcomes) {
		if (outcome.ok) for (const warning of outcome.warnings) count(warning, outcome.item);
		else if (outcome.failure.reason === 'unsent') count(outcome.failure.message, outcome.item);
	}
	const hints = [...told].slice(0, MAX_HINTS).map(([message, { first, count: items }]) => {
		const whose = items > 1 ? `${items} items, from item ${first} on` : `item ${first}`;
		return {
			message: `${message} (${whose})`,
			type: 'warning' as const,
			location: 'outputPane' as const,
		};
	});
	if (hints.length) context.addExecutionHints(...hints);
}

/** In a manual run the person who waits is told so often how far it is. */
const PROGRESS_MS = 2_000;

/** Progress in the browser's console, where n8n shows what nodes say while they run. */
function progressOf(context: IExecuteFunctions, clock: Clock, obstacle: () => string | undefined) {
	const items = context.getInputData().length;
	let toldAt = clock.now();
	return (done: number, calls: number) => {
		if (context.getMode() !== 'manual' || clock.now() - toldAt < PROGRESS_MS) return;
		toldAt = clock.now();
		const why = obstacle();
		const waiting = why === undefined ? '' : `; waiting: ${why}`;
		context.sendMessageToUI(`${done} of ${items} items done, ${calls} calls to HubSpot${waiting}`);
	};
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
	let lane: Lane | undefined;

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
		const time = clockOf(this);
		lane = governorOf(account.id, time.now()).lane(time, (options.rateLimitShare ?? 100) / 100);
		const progress = progressOf(this, time, lane.obstacle);
		let done = 0;
		const clock: Clock = {
			...time,
			sleep: async (ms) => {
				progress(done, calls);
				await time.sleep(ms);
			},
		};
		const http: Http = async (request) => {
			calls++;
			return await call(this, account, request);
		};
		const settled: Outcome[] = [];
		const source = entriesOf(this, row, options, clock, settled);
		const ran = await run(row, goOn ? source : await allValid(source, settled), {
			size: options.batchSize,
			stopOnFailure: !goOn,
			lookUp: options.lookUp ?? true,
			http,
			clock,
			lane,
			keep: (outcome) => {
				done++;
				// A summary needs no results: they would only fill the memory.
				return output === 'summary' && outcome.ok ? { ...outcome, result: {} } : outcome;
			},
		});
		outcomes = [...settled, ...ran].sort((a, b) => a.item - b.item);
	} catch (error) {
		if (!goOn) throw asNodeError(this, error);
		// A wrong setup, found before anything was sent. Sending never rejects.
		const message = messageOf(error);
		const applied = calls ? 'maybe' : 'no';
		outcomes = items.map((_, item) =>
			failed(item, { reason: calls ? 'unaccounted' : 'unsent', applied, message }),
		);
	} finally {
		lane?.leave();
	}

	if (!goOn && outcomes.some(({ ok }) => !ok)) {
		const { message, description, itemIndex } = stopError(outcomes);
		throw new NodeOperationError(this.getNode(), message, { description, itemIndex });
	}
	tell(this, outcomes);
	return [
		output === 'summary' ? [toSummaryItem(outcomes, calls)] : toItems(outcomes, items, output),
	];
}

function asNodeError(context: IExecuteFunctions, error: unknown): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	return new NodeOperationError(context.getNode(), messageOf(error));
}
