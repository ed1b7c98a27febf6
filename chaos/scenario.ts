/**
 * One seed -> one scenario, as data: who runs what against which account, and everything that goes
 * wrong meanwhile, with its time.
 */
import type {
	BadMark,
	BadReply,
	FakeOptions,
	Fault,
	SingleFault,
} from '../test/fake-hubspot/hubspot';
import type { FaultQueue } from '../test/fake-hubspot/process';
import type { Comparison } from '../nodes/hubspot/compare';
import { Dice } from './dice';
import { KINDS, markOf, isTwin } from './items';
import type { Item } from './kind';
import { withRefusals, type RefusedTier } from './rest';
import { toCompare } from './toCompare';

export interface Execution {
	operation: string;
	items: Item[];
	size: number;
	share: number;
	stopOnFailure: boolean;
	lookUp: boolean;
	/** When a Property Is Refused: Write the Rest. */
	writeRest?: boolean;
	/** Compared with what HubSpot holds first. */
	compare?: Comparison;
	/** Of which process: those of one process share a governor. */
	process: number;
	startMs: number;
	cancelMs?: number;
	/** Items are read in portions of so many. */
	portion: number;
	/** Percent of the calls of the day to keep. */
	dailyReserve?: number;
	/** Values that all its items share, beside the object type. */
	parameters?: Record<string, string>;
	/** Nothing is to be written. */
	dryRun?: true;
}

/** A stretch of time, in milliseconds from the start. */
export interface Stretch {
	fromMs: number;
	toMs: number;
}

export type Outage = Stretch & { queues: FaultQueue[]; fault: Fault };

export interface Scenario {
	seed: number;
	/** What it is about; some laws hold in some kinds only. */
	kind: 'calm' | 'storm' | 'outage' | 'rate' | 'fair' | 'shared';
	account: FakeOptions;
	bad?: BadReply & { bad: BadMark };
	/** How HubSpot refuses a custom property of events. */
	tier?: RefusedTier;
	latency: Array<Stretch & { medianMs: number; maxMs: number }>;
	/** Calls take this long to arrive; undefined: half of what they take. */
	travelMs?: number;
	executions: Execution[];
	faults: Record<FaultQueue, Array<Fault | null>>;
	outages: Outage[];
	/** The network, or the credential, is not there. */
	absent: Array<Stretch & { kind: 'unreached' | 'denied' }>;
	/** The token is over; the HTTP layer gets a new one at once, or a person does, later, or nobody. */
	token?: { expiresMs: number; renewed: 'byHttp' | 'byPerson' | 'never'; renewedMs: number };
	/** HubSpot's wall clock. */
	jumps: Array<{ atMs: number; byMs: number }>;
}

const SECOND = 1_000;
const MINUTE = 60_000;

/** `in N`: an HTTP date so many seconds ahead by HubSpot's clock, put in when the fault happens. */
export const DATED = /^in (\d+)$/;

function singleFault(dice: Dice, reads: boolean): SingleFault {
	const applied = dice.chance(0.5);
	const retryAfter = () =>
		dice.pick<string | number>([0, 1, 3, 0.5, 30, 'in 5', 'in 20', 'soon', '']);
	return dice.among<SingleFault>(
		[
			4,
			() => ({
				kind: 'rateLimit',
				policy: dice.pick(['TEN_SECONDLY_ROLLING', 'SECONDLY', 'SOMETHING_NEW']),
				...(dice.chance(0.4) && { retryAfter: retryAfter() }),
				...(dice.chance(0.3) && { headers: false }),
			}),
		],
		[0.3, () => ({ kind: 'rateLimit', policy: 'DAILY' })],
		[2, () => ({ kind: 'locked' })],
		[1, () => ({ kind: 'migrating', retryAfter: dice.pick([3, 'in 20', 100, 86_400]) })],
		[
			6,
			() => ({
				kind: 'serverError',
				status: dice.pick([500, 502, 503, 504, 524, 521, 408]),
				applied,
				html: dice.chance(0.5),
			}),
		],
		[6, () => ({ kind: 'reset', applied })],
		[3, () => ({ kind: 'hang', applied })],
		[2, () => ({ kind: 'truncate' })],
		[2, () => ({ kind: 'notJson', status: dice.pick([200, 502]) })],
		[2, () => ({ kind: 'empty' })],
		[
			3,
			() => ({
				// A refusal that comes and goes is a conflict: HubSpot never takes an input and later calls
				// the same one invalid, as outcomes rely on. Inputs that are invalid are among the items.
				kind: 'wholeBatch',
				...dice.pick([
					{ status: 409, dialect: 'category' },
					{ status: 409, dialect: 'errorType' },
					{ status: 400, dialect: 'errorType' },
				] as const),
				message: dice.pick(['Broken', 'Also broken', 'Broken: contacts']),
				...(dice.chance(0.4) && { ids: 'first' as const }),
			}),
		],
		[0.3, () => ({ kind: 'unauthorized' })],
		[
			0.3,
			() => ({
				kind: 'missingScopes',
				scopes: ['crm.objects.contacts.write'],
				told: dice.pick(['listed', 'sensitiveFirst', 'printed', 'inWords'] as const),
			}),
		],
		[3, () => ({ kind: 'delay', ms: dice.scale(500, 90_000) })],
		// A read that says of what is there that it is not: no client sees through that.
		[reads ? 0 : 0.2, () => ({ kind: 'notFound' })],
		[0.2, () => ({ kind: 'otherServer', status: dice.pick([404, 404, 400, 403]) })],
	);
}

function batchFault(dice: Dice): Fault {
	return dice.among<Fault>(
		[30, () => singleFault(dice, false)],
		[3, () => ({ kind: 'emptyResults' })],
		[4, () => ({ kind: 'forgetResults', count: dice.int(1, 4) })],
		[4, () => ({ kind: 'duplicateResults' })],
		[2, () => ({ kind: 'reverse' })],
		[2, () => ({ kind: 'noTraceEcho' })],
		[2, () => ({ kind: 'status', value: dice.pick(['PROCESSING', 'CANCELED']) })],
		[
			5,
			() => ({
				kind: 'rejectSome',
				count: dice.int(1, 4),
				named: dice.chance(0.5),
				category: 'CONFLICT',
			}),
		],
		[3, () => ({ kind: 'multiStatusWithoutErrors' })],
		[4, () => ({ kind: 'strayError', names: dice.pick(['nobody', 'another'] as const) })],
	);
}

/** Faults of the next calls: stretches without any between them. */
function queueOf(dice: Dice, length: number, draw: () => Fault): Array<Fault | null> {
	const often = dice.pick([0.2, 0.5, 0.9]);
	return dice.list(length, () => (dice.chance(often) ? draw() : null));
}

function execution(
	dice: Dice,
	number: number,
	kind: Scenario['kind'],
	operations: string[],
): Execution {
	const operation = dice.pick(operations);
	const { item, parameters, most = Infinity, row } = KINDS[operation];
	// One without the option looks up what it must.
	const mayLookUp = row.form.options.includes('lookUp');
	const drawn = dice.among<number>(
		[3, () => dice.int(1, 10)],
		[4, () => dice.int(10, 60)],
		[1, () => dice.int(60, 260)],
	);
	const count = Math.min(drawn, most);
	const keys = dice.pick([3, 12, 40, 400]);
	const bad = dice.pick([0.05, 0.05, 0.05, 0.05, 0.3, 0.7]);
	const least = Math.ceil(count / 40);
	const mayCompare = row.form.options.includes('compare') && dice.chance(0.45);
	const compare = mayCompare ? dice.pick(['onlyChanges', 'onlyEmpty'] as const) : undefined;
	return {
		operation,
		items: dice.list(count, (index) => {
			const drawn = item(dice, markOf(number, index), { keys, plain: false, index, bad });
			return compare ? toCompare(dice, drawn) : drawn;
		}),
		...(compare && { compare }),
		size: Math.max(least, dice.pick([1, 1, 2, 5, 10, 30, 100, 100])),
		share: dice.pick([1, 1, 1, 0.5, 0.1, 0.01]),
		stopOnFailure: dice.chance(kind === 'calm' ? 0 : 0.3),
		lookUp: dice.chance(0.75) || !mayLookUp,
		process: 0,
		startMs: dice.chance(0.5) ? 0 : dice.int(0, 30 * SECOND),
		portion: dice.pick([7, 100, 1000]),
		...(parameters && { parameters: parameters(dice) }),
		...(kind !== 'calm' && dice.chance(0.15) && { cancelMs: dice.scale(1, 3 * MINUTE) }),
	};
}

/** Executions of equal work that start together. */
function equals(dice: Dice): Execution[] {
	const operation = dice.pick([
		'upsertEvents',
		'batchUpdateObjects',
		'batchUpsertObjects',
		'batchReadObjects',
	]);
	const size = dice.pick([1, 2, 5]);
	const calls = dice.int(20, 60);
	return dice.list(dice.int(2, 4), (number) => ({
		operation,
		items: dice.list(calls * size, (index) =>
			KINDS[operation].item(dice, markOf(number, index), { keys: 400, plain: true, index, bad: 0 }),
		),
		size,
		share: 1,
		stopOnFailure: false,
		lookUp: true,
		process: 0,
		startMs: 0,
		portion: 100,
	}));
}

function latency(dice: Dice): Scenario['latency'] {
	const medianMs = dice.scale(20, 3_000);
	const usual = { fromMs: 0, toMs: Infinity, medianMs, maxMs: medianMs * dice.int(1, 8) };
	if (dice.chance(0.7)) return [usual];
	const fromMs = dice.scale(100, MINUTE);
	const toMs = fromMs + dice.scale(SECOND, 5 * MINUTE);
	return [{ fromMs, toMs, medianMs: dice.scale(5_000, 40_000), maxMs: 70_000 }, usual];
}

function limits(dice: Dice): FakeOptions['limits'] {
	const perDay = dice.chance(0.15) ? dice.int(2, 40) : 1e6;
	return { perTenSeconds: dice.pick([2, 5, 19, 100, 190]), perDay };
}

const BAD_NAMES = ['nobody', 'ids', 'traceIds', 'property', 'value', 'firstOnly', 'owner'] as const;

function badRule(dice: Dice, executions: Execution[]): Scenario['bad'] {
	const bad = KINDS[dice.pick(executions).operation].bad;
	// The rule is one operation's, but it may hit the items of another one as well.
	for (const item of executions.flatMap(({ items }) => items)) {
		const value = (item.raw as Record<string, unknown> | null)?.[bad.property];
		if (!item.invalid && String(value).trim() === bad.value) item.doubtful = true;
	}
	const names = dice.pick(BAD_NAMES);
	// What is said of values is said with 400 or 409.
	const ofValues = ['property', 'value', 'owner'].includes(names);
	// Of a list, 404 says that it is gone itself.
	const lists = executions.some(({ operation }) => KINDS[operation].locates);
	const statuses = lists ? ([400, 400, 400, 409] as const) : ([400, 400, 404, 409] as const);
	return {
		bad,
		status: ofValues ? dice.pick([400, 409] as const) : dice.pick(statuses),
		names,
		dialect: dice.pick(['category', 'errorType', 'message'] as const),
		because: dice.pick(['notValid', 'option', 'onlyLetters', 'tooLong'] as const),
		language: dice.pick(['en', 'de'] as const),
		full: dice.chance(0.5),
		// The record that has the value may be one of the list, and nothing is wrong with it.
		owner: dice.pick(['1', '2', '7', '9001']),
		// Words that hold the object type say nothing against it.
		...(dice.chance(0.15) && { message: 'The value is too long for contacts' }),
	};
}

/** How refusals tell which values are not valid. */
function detailStyle(dice: Dice): FakeOptions['detailStyle'] {
	return {
		details: dice.pick(['errors', 'message'] as const),
		names: dice.pick(['value', 'value', 'property', 'nobody'] as const),
		language: dice.pick(['en', 'de'] as const),
		full: dice.chance(0.5),
	};
}

function stretch(dice: Dice, longestMs: number): Stretch {
	const fromMs = dice.chance(0.3) ? 0 : dice.scale(50, MINUTE);
	return { fromMs, toMs: fromMs + dice.scale(SECOND, longestMs) };
}

function outage(dice: Dice, singleReads: boolean): Outage {
	const queues = dice.pick<FaultQueue[]>([
		['faults'],
		['readFaults'],
		['faults', 'singleFaults'],
		['searchFaults', 'supportingFaults'],
		['faults', 'singleFaults', 'readFaults'],
		['faults', 'singleFaults', 'readFaults', 'searchFaults', 'supportingFaults'],
	]);
	const reads = singleReads && queues.includes('readFaults');
	const single = reads || queues.some((queue) => /^(single|search|supporting)Faults$/.test(queue));
	const fault = single ? singleFault(dice, reads) : batchFault(dice);
	const times = stretch(dice, 20 * MINUTE);
	// Some do not end.
	if (dice.chance(0.2)) times.toMs = 1_000 * MINUTE;
	return { ...times, queues, fault };
}

/** Some of those that write are dry runs, unless all of them are to do equal work. */
export function drawDryRuns({ seed, kind, executions }: Scenario): void {
	if (kind === 'fair') return;
	const dice = new Dice(seed + 0.25);
	for (const each of executions) {
		if (dice.chance(0.1) && KINDS[each.operation].row.effect.kind === 'write') each.dryRun = true;
	}
}

/**
 * Everything that happens, from one number.
 * @param only the operations that storms and outages are about; default: any
 */
export function drawScenario(seed: number, only?: string[]): Scenario {
	return withRefusals(drawn(seed, only));
}

function drawn(seed: number, only?: string[]): Scenario {
	const dice = new Dice(seed);
	const kind = dice.among<Scenario['kind']>(
		[12, () => 'calm'],
		[58, () => 'storm'],
		[16, () => 'outage'],
		[8, () => 'rate'],
		[6, () => 'fair'],
		[5, () => 'shared'],
	);
	const none = {
		faults: [],
		singleFaults: [],
		readFaults: [],
		searchFaults: [],
		supportingFaults: [],
	};
	const rough = kind === 'storm' || kind === 'outage';

	// Most accounts are busy with one thing; in some, the same records are read, written and archived at once.
	const all = Object.keys(KINDS);
	const ofRecords = all.filter((name) => KINDS[name].objectType);
	const usual = dice.chance(0.3) ? ofRecords : all;
	const operations = only ?? usual;
	const executions =
		kind === 'fair' || kind === 'shared'
			? equals(dice)
			: dice.list(dice.pick([1, 1, 1, 2, 2, 3, 4]), (number) =>
					execution(dice, number, kind, operations),
				);
	const echoTraceIds = dice.chance(0.7);
	const mergedAnswers = echoTraceIds && dice.chance(0.3) ? 'newId' : 'silence';
	const usualLimits = dice.chance(0.5) ? limits(dice) : null;
	const scenario: Scenario = {
		seed,
		kind,
		account: {
			seed,
			echoTraceIds,
			mergedAnswers,
			returnIdProperty: dice.chance(0.5),
			mergedReads: dice.chance(0.3) ? 'newId' : mergedAnswers,
			upsertConflicts: dice.pick(['perItem', 'perItem', 'whole'] as const),
			updateConflicts: dice.pick(['perItem', 'perItem', 'whole'] as const),
			conflictWords: dice.pick(['byProperty', 'existingId', 'coordinates'] as const),
			lifecycle: dice.pick(['onlyForward', 'anywhere'] as const),
			detailStyle: detailStyle(dice),
			associationErrors: dice.pick(['pair', 'end', 'invalidIds', 'whole'] as const),
			associationPageSize: dice.pick([1, 2, 500]),
			unknownSources: dice.pick(['none', 'notFound'] as const),
			eventErrorContext: dice.pick(['externalEventId', 'empty'] as const),
			attendanceErrorContext: dice.pick(['named', 'empty'] as const),
			occurredAt: dice.pick(['number', 'text'] as const),
			eventDeleteAnswer: dice.pick(['nothing', 'envelope', 'object'] as const),
			eventArchiveErrorContext: dice.pick(['ids', 'objectId', 'empty'] as const),
			limits: usualLimits,
			rateHeaders: dice.chance(0.85),
			countRefused: dice.chance(0.3),
			upsertWritesNothing: dice.chance(0.06),
			updateWritesNothing: dice.chance(0.04),
			searchLagMs: dice.pick([0, 0, 4_000]),
			listSpelling: dice.pick(['records', 'records', 'record'] as const),
			listNumbers: dice.chance(0.3),
			listLeavesOutEmpty: dice.chance(0.3),
			...(usualLimits && dice.chance(0.3) && { otherApp: { share: dice.pick([0.1, 0.4, 0.8]) } }),
		},
		latency: latency(dice),
		executions,
		faults: none,
		outages: [],
		absent: [],
		jumps: [],
		...(dice.chance(0.35) && { bad: badRule(dice, executions) }),
		...(dice.chance(0.5) && { travelMs: dice.int(0, 40) }),
	};

	if (kind === 'rate' || kind === 'fair') {
		const perTenSeconds = kind === 'fair' ? dice.pick([5, 19]) : dice.pick([2, 5, 19, 100]);
		scenario.account = {
			...scenario.account,
			limits: { perTenSeconds, perDay: 1e6 },
			rateHeaders: true,
			otherApp: null,
			upsertWritesNothing: false,
			updateWritesNothing: false,
		};
		scenario.travelMs = dice.int(0, 40);
	}
	if (kind === 'shared') {
		// Half of what is there is another app's, or two processes share it.
		const processes = dice.chance(0.4);
		scenario.account = {
			...scenario.account,
			limits: { perTenSeconds: dice.pick([19, 40]), perDay: 1e6 },
			rateHeaders: true,
			countRefused: false,
			otherApp: processes ? null : { share: dice.pick([0.3, 0.5, 0.7]) },
			upsertWritesNothing: false,
			updateWritesNothing: false,
		};
		scenario.travelMs = dice.int(0, 40);
		if (processes) executions.forEach((each, number) => (each.process = number % 2));
		delete scenario.bad;
		scenario.latency = scenario.latency.slice(-1);
	}
	if (kind === 'fair') {
		delete scenario.bad;
		scenario.latency = scenario.latency.slice(-1);
		if (dice.chance(0.3)) executions[0].share = dice.pick([0.5, 0.1]);
	}
	if (kind === 'calm') {
		scenario.account = {
			...scenario.account,
			upsertWritesNothing: false,
			updateWritesNothing: false,
		};
		// An account with room: one that is busy for minutes is told of, not waited for.
		scenario.account.otherApp = null;
		if (scenario.account.limits) scenario.account.limits.perDay = 1e6;
	}
	if (!rough) return scenario;

	if (executions.length > 1 && dice.chance(0.25)) {
		for (const each of executions) each.process = dice.int(0, 1);
	}
	// A single read cannot suffer what only batches can.
	const singleReads = executions.some(({ operation }) => !KINDS[operation].objectType);
	const length = dice.pick([1, 4, 10, 30]);
	// Where questions are what it is about, they meet as much as writes do.
	const asks = executions.some(({ operation, items }) => {
		return KINDS[operation].asks ?? items.some(({ found }) => found);
	});
	const asking = (long: number) => dice.pick([0, 0, 1, asks ? long : 4]);
	scenario.faults = {
		faults: queueOf(dice, length, () => batchFault(dice)),
		singleFaults: queueOf(dice, length, () => singleFault(dice, false)),
		readFaults: queueOf(dice, length, () =>
			singleReads ? singleFault(dice, true) : batchFault(dice),
		),
		supportingFaults: queueOf(dice, asking(length), () => singleFault(dice, true)),
		searchFaults: queueOf(dice, asking(length), () => singleFault(dice, true)),
	};
	if (kind === 'outage') {
		scenario.outages = dice.list(dice.pick([1, 1, 2]), () => outage(dice, singleReads));
	}
	if (dice.chance(0.1)) {
		const what = dice.pick(['unreached', 'unreached', 'denied'] as const);
		scenario.absent = [{ ...stretch(dice, 5 * MINUTE), kind: what }];
	}
	if (dice.chance(0.15)) {
		const expiresMs = dice.scale(1, MINUTE);
		const renewed = dice.pick(['byHttp', 'byHttp', 'byPerson', 'never'] as const);
		scenario.token = { expiresMs, renewed, renewedMs: expiresMs + dice.scale(10, MINUTE) };
	}
	if (dice.chance(0.2)) {
		scenario.jumps = dice.list(dice.int(1, 3), () => ({
			atMs: dice.scale(10, 2 * MINUTE),
			byMs: dice.pick([-1, 1]) * dice.scale(100, 60 * MINUTE),
		}));
	}
	// Records that were there before are old, however the clock jumps.
	if (scenario.jumps.length) scenario.account.searchLagMs = 0;
	// Before HubSpot has told the time at all, nobody can see that its clock was put forward, and what
	// was created before that looks too old.
	if (executions.some(({ operation }) => operation === 'batchCreateObjects')) {
		for (const jump of scenario.jumps) jump.byMs = -Math.abs(jump.byMs);
	}
	withoutLies(scenario);
	withLateCalls(dice, scenario);
	const faults = [...scenario.faults.faults, ...scenario.outages.map(({ fault }) => fault)];
	if (faults.some((fault) => fault?.kind === 'noTraceEcho')) {
		// A new ID without a trace id cannot be told from that record's own answer.
		scenario.account.mergedAnswers = 'silence';
	}
	return scenario;
}

/** Longest that HubSpot goes on with a call whose line went dead. */
const LATEST_MS = 9_000;

/**
 * Where all that is written is created, calls may be carried out after their lines went dead. Of other
 * writes a late one could undo what came after it, and no client could see through that.
 */
function withLateCalls(dice: Dice, { executions, faults }: Scenario): void {
	const kinds = new Set(executions.map(({ operation }) => operation));
	kinds.delete('batchReadObjects');
	if (kinds.size !== 1 || !kinds.has('batchCreateObjects')) return;
	faults.faults = faults.faults.map((fault) =>
		fault?.kind === 'reset' && dice.chance(0.5)
			? { kind: 'late', ms: dice.scale(10, LATEST_MS) }
			: fault,
	);
}

/** Whether an execution writes one contact by two of its addresses. */
function hasTwins({ operation, items }: Execution): boolean {
	if (operation !== 'batchUpdateObjects' && operation !== 'batchUpsertObjects') return false;
	return items.some((_, at) => isTwin(items, at));
}

/** Takes out what no client could see through. */
function withoutLies(scenario: Scenario): void {
	const faults = [...scenario.faults.faults, ...scenario.outages.map(({ fault }) => fault)];
	const echoes =
		scenario.account.echoTraceIds && !faults.some((fault) => fault?.kind === 'noTraceEcho');
	const twins = !echoes && scenario.executions.some(hasTwins);
	const has = (...names: string[]) =>
		scenario.executions.some(({ operation }) => names.includes(operation));
	const archives = has(
		'batchArchiveObjects',
		'batchArchiveEvents',
		'batchArchiveEventsByExternalId',
		'batchRemoveAssociations',
		'removeListFromEvent',
	);
	const lists = has('addToList', 'removeFromList', 'associateListWithEvent', 'removeListFromEvent');
	const owners = has('upsertEventsOrUpdateTheirs', 'upsertEventsOrRefuseTheirs');
	const lies = (queue: FaultQueue, fault: Fault | null) => {
		switch (fault?.kind) {
			// 204, and nothing was archived.
			case 'emptyResults':
				return archives && queue === 'faults';
			// One of two that look alike is not written, and nobody says which.
			case 'multiStatusWithoutErrors':
				return twins;
			case 'rejectSome':
				return twins && !fault.named;
			// A read that says of what is there that it is not. Of updates alone it proves nothing.
			case 'notFound':
				if (queue === 'supportingFaults' && lists) return true;
				return (
					queue === 'readFaults' &&
					(archives || owners || has('batchUpsertObjects') || has('batchCreateObjects'))
				);
			default:
				return false;
		}
	};
	for (const queue of [
		'faults',
		'singleFaults',
		'readFaults',
		'searchFaults',
		'supportingFaults',
	] as const) {
		scenario.faults[queue] = scenario.faults[queue].map((fault) =>
			lies(queue, fault) ? null : fault,
		);
	}
	for (const each of scenario.outages) {
		if (each.queues.some((queue) => lies(queue, each.fault))) {
			each.fault = { kind: 'reset', applied: false };
		}
	}
}
