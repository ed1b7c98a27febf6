/**
 * What a node does when it is executed: runs the operation over its items and returns them with
 * what became of them, or throws the one error of a run that stops.
 *
 * The node is programmatic, not declarative, because one call carries many items.
 */
import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type ResourceMapperValue,
} from 'n8n-workflow';

import type { Clock, Http, Lane } from '../engine/means';
import { ofRead, type Outcome, type Source } from '../engine/outcome';
import { dailyOf, type Daily } from '../engine/daily';
import { governorOf } from '../engine/governor';
import { run } from '../engine/run';
import type { Effect } from '../hubspot/effect';
import { LANES, type LaneName } from '../hubspot/limits';
import type { Result } from '../hubspot/replies';
import { definitionsOf } from './definitions';
import { accountOf, call, clockOf, nodeError, type Account } from './http';
import { isTool } from './inputs';
import type { Operation } from './operation';
import { hasOption } from './options';
import { toAnswers } from './agents';
import { UNTOLD } from './dailyCalls';
import { Dry, marked, shownDry } from './dryRun';
import { hintsOf } from './hints';
import { overallItem } from './overall';
import { tell, toItems, type Told } from './present';
import { allValid, entriesOf, messageOf } from './reading';
import { byName, type LabelOf } from './refusals';
import { forReport } from './report';
import { beginTry, type Attempt } from './retries';
import { checkedOptions, type Options } from './settings';
import { simplify } from './simplify';
import { stopError } from './stopped';

// ---------------------------------------------------------------- what the user is told

/** Milliseconds between two progress messages in a manual run. */
const PROGRESS_MS = 2_000;

/** Reports progress in the browser's console, where n8n shows what nodes say while they run. */
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

/** Labels of the properties, as the mapper shows them. */
function labelsOf(context: IExecuteFunctions, { form }: Operation): LabelOf {
	if (form.fields || context.getNodeParameter('inputMode', 0) === 'json') return byName;
	const { mapper = 'fields' } = form;
	const raw = { rawExpressions: true };
	const stored = context.getNodeParameter(
		mapper,
		0,
		{},
		raw,
	) as Partial<ResourceMapperValue> | null;
	const labels = new Map(stored?.schema?.map(({ id, displayName }) => [id, displayName]));
	return (name) => labels.get(name) || name;
}

// ---------------------------------------------------------------- execute

/** This execution's ways through the rate limits of an account, each made when it is first needed. */
class Lanes {
	private readonly lanes = new Map<LaneName | undefined, Lane>();

	constructor(
		private readonly account: Account,
		private readonly clock: Clock,
		private readonly share: number,
	) {}

	/** @param name the rate limit that only some endpoints have; the account's own without one */
	of(name?: LaneName): Lane {
		let lane = this.lanes.get(name);
		if (!lane) {
			const id = name ? `${this.account.id} ${name}` : this.account.id;
			const governor = governorOf(id, this.clock.now(), name && LANES[name]);
			this.lanes.set(name, (lane = governor.lane(this.clock, this.share)));
		}
		return lane;
	}

	leave(): void {
		for (const lane of this.lanes.values()) lane.leave();
	}
}

const NOTHING: Result = {};

/** What a run needs to know before its first call, and how far it is. */
interface Job {
	row: Operation;
	options: Options;
	/** Calls made so far. */
	calls: number;
	/** Items whose outcome is known. */
	done: number;
	/** Whose record an item is; filled for the outputs alone that are one item for all. */
	names: Map<number, string>;
	account?: Account;
	/** The account's calls of the day. */
	daily?: Daily;
	/** Knows what earlier tries of the node have settled. */
	attempt: Attempt;
	/** Present in a dry run. */
	dry?: Dry;
}

/** Is the output one item for all? */
const isOverall = ({ output }: Options) => output === 'summary' || output === 'report';

/** Notes down whose record each item is: a report names all, a summary those that are not done. */
function naming({ row, options, names }: Job, source: Source): Source {
	if (!isOverall(options)) return source;
	return async () => {
		const entries = await source();
		for (const { item, input } of entries ?? []) names.set(item, row.form.name(input)[1]);
		return entries;
	};
}

function rowOf(context: IExecuteFunctions, rows: Operation[]): Operation {
	const name = context.getNodeParameter('operation', 0);
	const row = rows.find(({ value }) => value === name);
	if (!row) {
		throw new NodeOperationError(
			context.getNode(),
			`The operation “${String(name)}” does not exist`,
		);
	}
	return row;
}

/** Leaves of an outcome as much of its records as the output shows, in the form that it shows. */
function toShow({ row, options, names, dry }: Job, told: Told): Told {
	if (dry) return shownDry(told, isOverall(options), dry);
	if (!told.ok) return told;
	if (options.output === 'report') return forReport(row.effect, told);
	if (options.output === 'summary') {
		// A summary shows no results: they would only fill the memory.
		names.delete(told.item);
		const { outcome } = told.result;
		// Any other `outcome` in a result is HubSpot's.
		const isOurs = row.effect.kind === 'write' && row.effect.complete !== undefined;
		told.result = isOurs && outcome !== undefined ? { outcome } : NOTHING;
		delete told.results;
	} else if (hasOption(row, 'simplify') && options.simplify !== false) {
		simplify(told, row.form.flat);
	}
	return told;
}

/** Runs the job over all input items: one outcome for each, in item order. */
async function runJob(context: IExecuteFunctions, job: Job, goOn: boolean): Promise<Told[]> {
	const { row, options, attempt, dry } = job;
	const account = await accountOf(context, context.getNodeParameter('authentication', 0));
	job.account = account;
	const time = clockOf(context);
	const daily = (job.daily = dailyOf(account.id, time.now()));
	let progress = (): void => {};
	const clock: Clock = {
		...time,
		sleep: async (ms) => {
			progress();
			await time.sleep(ms);
		},
	};
	const labelOf = labelsOf(context, row);
	const share = (options.rateLimitShare ?? 100) / 100;
	const lanes = new Lanes(account, clock, share);
	const { effect } = row;
	const lane = lanes.of(effect.kind === 'list' ? effect.pages.lane : undefined);
	dry?.begin(account, { lane, share, daily, reserve: options.dailyReserve ?? 0 });
	try {
		const tellProgress = progressOf(context, time, lane.obstacle);
		progress = () => tellProgress(job.done, job.calls);
		const http: Http = async (request) => {
			job.calls++;
			return await call(context, account, request);
		};
		const told: Told[] = [];
		const invalid: Outcome[] = [];
		const settle = (outcome: Outcome) => {
			job.done++;
			told.push(toShow(job, tell(row, outcome, labelOf)));
		};
		const { sinceMs: startedMs } = attempt;
		const reading = { ...options, startedMs };
		const read = naming(job, entriesOf(context, row, reading, clock, invalid));
		const source = goOn ? read : await allValid(read, invalid);
		const about = { effect, name: `${row.value} ${account.id}`, isDry: dry !== undefined };
		const flow = attempt.flow(about, { source, settle });
		await run(effect, flow.source, {
			size: options.batchSize,
			stopOnFailure: !goOn,
			lookUp: options.lookUp ?? true,
			compare: options.compare === 'off' ? undefined : options.compare,
			writeRest: options.ifPropertyRefused === 'writeRest',
			http,
			clock,
			lane,
			laneOf: (name) => lanes.of(name),
			dailyReserve: options.dailyReserve,
			daily,
			created: attempt.records,
			dryRun: dry?.run,
			preflight: { memory: definitionsOf(account), timeZone: context.getTimezone() },
			tell: flow.settle,
		});
		for (const outcome of invalid) flow.settle(ofKind(effect, outcome));
		return told.sort((a, b) => a.item - b.item);
	} finally {
		lanes.leave();
	}
}

/** The outcome of a read does not say whether anything was applied. */
const ofKind = (effect: Effect, outcome: Outcome) =>
	effect.kind === 'write' ? outcome : ofRead(outcome);

/**
 * Runs the node's operation over all its input items.
 * Never throws when On Error says to continue, because n8n would then pass the input on as if it
 * had been written.
 * @throws NodeOperationError with On Error = Stop, when any item failed or was not sent
 */
export async function execute(
	this: IExecuteFunctions,
	rows: Operation[],
): Promise<INodeExecutionData[][]> {
	const attempt = beginTry(this, clockOf(this));
	let output: INodeExecutionData[][] | undefined;
	try {
		return (output = await outputOf(this, rows, attempt));
	} finally {
		attempt.end(output);
	}
}

async function outputOf(
	context: IExecuteFunctions,
	rows: Operation[],
	attempt: Attempt,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	// An agent can act on an answer that says what went wrong. An error would cost it the details, or
	// end its run.
	const answers = isTool(context) && context.getNode().onError !== 'stopWorkflow';
	const goOn = answers || context.continueOnFail();
	let job: Job | undefined;
	let outcomes: Told[];
	try {
		const row = rowOf(context, rows);
		job = { row, options: {}, calls: 0, done: 0, names: new Map(), attempt };
		job.options = checkedOptions(context, row);
		if (job.options.dryRun) job.dry = new Dry();
		outcomes = await runJob(context, job, goOn);
	} catch (error) {
		// Nearly always a wrong setup, found before the first call, because sending never rejects.
		const calls = job?.calls ?? 0;
		const mayBeWritten = calls > 0 && !job?.dry;
		const tolerated = calls ? goOn : context.continueOnFail();
		if (!tolerated && !attempt.isInformed) throw asNodeError(context, error);
		const row = job?.row ?? rows[0];
		outcomes = items.map((_, item) => {
			const known = attempt.known(item);
			return known
				? tell(row, known)
				: setupFailed(row.effect, item, messageOf(error), mayBeWritten);
		});
	}

	const row = job?.row ?? rows[0];
	const { effect } = row;
	const { options: { output = 'result' } = {}, dry, calls = 0 } = job ?? {};
	const failure = goOn ? undefined : outcomes.find(({ ok }) => !ok);
	if (failure) throw stopped(context, row, outcomes, dry !== undefined);
	const branch = context.getNode().onError === 'continueErrorOutput';
	if (answers) return [toAnswers(effect, outcomes, dry !== undefined)];
	const hints = hintsOf(effect, outcomes, { output, branch });
	if (dry) hints.unshift(dry.hint(outcomes, calls));
	if (job?.options.dailyReserve && job.daily?.isUntold) hints.push(UNTOLD);
	if (hints.length) context.addExecutionHints(...hints);
	if (output === 'summary' || output === 'report') {
		const nameOf = (item: number) => job?.names.get(item);
		const callsLeftToday = dry ? undefined : job?.daily?.left;
		const overall = { outcomes, calls, callsLeftToday, nameOf, isDry: dry !== undefined };
		const item = await overallItem(context, output, overall, job?.account);
		return [[dry?.summary(item, calls) ?? item]];
	}
	const told = toItems(outcomes, items, output, branch);
	return [dry && output === 'inputWithResult' ? marked(told) : told];
}

/** The error of a run that stops. An agent is shown its message alone, so that one gives the reason. */
function stopped(context: IExecuteFunctions, row: Operation, outcomes: Told[], isDry: boolean) {
	const { message, description, itemIndex } = stopError(row, outcomes, isDry);
	const [{ json }] = toAnswers(row.effect, outcomes.slice(itemIndex, itemIndex + 1));
	const told = isTool(context) ? String(json.message) : message;
	return nodeError(context, told, { description, itemIndex });
}

/** The outcome of an item when the node itself failed. After a first call, its state is unknown. */
function setupFailed({ kind }: Effect, item: number, message: string, called: boolean): Told {
	const applied = called ? 'maybe' : 'no';
	const reason = called ? 'unaccounted' : 'unsent';
	return { item, ok: false, failure: { reason, ...(kind === 'write' && { applied }), message } };
}

function asNodeError(context: IExecuteFunctions, error: unknown): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	return nodeError(context, messageOf(error));
}
