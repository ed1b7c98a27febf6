/**
 * What a node does when it is executed: run the operation over its items, hand them back with what
 * became of them, or throw the one error of a run that stops.
 *
 * Programmatic, not declarative: items are batched independently of single calls.
 */
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { isRecord, ROOTS, type ApiVersion } from '../hubspot/api';
import { run } from '../engine/run';
import { accountOf, call, clockOf, nodeError } from './http';
import { escaped, stopError, toAnswers, toItems, toSummaryItem, type Output } from './items';
import type { Operation } from './operation';
import { failed, type Outcome } from '../engine/outcome';
import { governorOf, type Lane } from '../engine/pace';
import { allValid, entriesOf, isTool, messageOf } from './reading';
import type { Clock, Http } from '../engine/send';
import type { Reading } from '../hubspot/values';

interface Options {
	apiVersion?: ApiVersion;
	batchSize?: number;
	emptyValues?: Reading['emptyValues'];
	output?: Output;
	/** Of the account's calls per window, in percent. */
	rateLimitShare?: number;
	lookUp?: boolean;
}

// ---------------------------------------------------------------- options

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

// ---------------------------------------------------------------- what the user is told

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
			// n8n shows a hint as HTML.
			message: escaped(`${message} (${whose})`),
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

// ---------------------------------------------------------------- execute

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
	// An agent can act on an answer that says what went wrong; an error would cost it the details, or end it.
	const answers = isTool(this) && this.getNode().onError !== 'stopWorkflow';
	const goOn = answers || this.continueOnFail();
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
		let done = 0;
		let progress = (): void => {};
		const clock: Clock = {
			...time,
			sleep: async (ms) => {
				progress();
				await time.sleep(ms);
			},
		};
		lane = governorOf(account.id, time.now()).lane(clock, (options.rateLimitShare ?? 100) / 100);
		const tellProgress = progressOf(this, time, lane.obstacle);
		progress = () => tellProgress(done, calls);
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
		// A wrong setup, found before anything was sent. Sending never rejects.
		const tolerated = calls ? goOn : this.continueOnFail();
		if (!tolerated) throw asNodeError(this, error);
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
		throw nodeError(this, message, { description, itemIndex });
	}
	tell(this, outcomes);
	if (answers) return [toAnswers(outcomes)];
	if (output === 'summary') return [[toSummaryItem(outcomes, calls)]];
	return [toItems(outcomes, items, output, this.getNode().onError === 'continueErrorOutput')];
}

function asNodeError(context: IExecuteFunctions, error: unknown): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	return nodeError(context, messageOf(error));
}
