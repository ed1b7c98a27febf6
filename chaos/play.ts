/**
 * Plays a scenario in virtual time: the engine, its governors and the fake HubSpot, with everything
 * that is to go wrong at its time. Gives back all that can be held against the laws.
 */
import { Daily } from '../nodes/engine/daily';
import { Governor } from '../nodes/engine/governor';
import type { Input } from '../nodes/hubspot/endpoint';
import { DefinitionLists } from '../nodes/n8n/definitions';
import type { Told } from '../nodes/n8n/present';
import type { Clock, Http, HttpAnswer, HttpRequest } from '../nodes/engine/means';
import {
	DEFAULT_APP_ID,
	DEFAULT_TOKEN,
	ALL_SCOPES,
	type Fault,
} from '../test/fake-hubspot/hubspot';
import { startJob, World } from '../test/engine/world';
import { Dice } from './dice';
import { LISTS } from './contacts';
import { KINDS, tracesOf } from './items';
import { DATED, type Execution, type Scenario } from './scenario';

/** One call as its execution saw it; times are milliseconds from the start. */
export interface PlayedCall {
	execution: number;
	atMs: number;
	endMs: number;
	request: HttpRequest;
	answer: HttpAnswer;
	/** Made when its execution had been cancelled. */
	afterCancel: boolean;
	/** Made when this execution had told of a failure. */
	afterFailure: boolean;
}

export interface PlayedExecution {
	plan: Execution;
	outcomes: Told[];
	/** What its items were to write, by item. */
	inputs: Map<number, Input>;
	/** Why it rejected, or did not end. */
	error?: string;
	endMs: number;
	/** When each outcome was told. */
	told: Array<{ atMs: number; outcome: Told }>;
}

export interface Played {
	scenario: Scenario;
	world: World;
	governors: Governor[];
	executions: PlayedExecution[];
	calls: PlayedCall[];
	/** Calls that the rate limit itself refused, no fault. */
	limited: number;
	faultsMet: Array<{ atMs: number; fault: Fault }>;
	tokens: string[];
	/** What the account held at the start. */
	before: Account;
	/** The world's clock at the start, from which times count. */
	zeroMs: number;
}

export interface Account {
	/** Properties by ID. */
	contacts: Map<string, Record<string, string>>;
	/** Object IDs. */
	events: Set<string>;
	/** IDs of members, by list. */
	members: Map<string, Set<string>>;
}

/** A copy of what the account holds. */
export function accountOf({ hubspot }: World): Account {
	const contacts = [...hubspot.objects('contacts').values()];
	return {
		contacts: new Map(contacts.map(({ id, properties }) => [id, { ...properties }])),
		events: new Set(hubspot.events().keys()),
		members: new Map(
			Object.values(LISTS).map((id) => [id, new Set(hubspot.list(id)?.members.keys())]),
		),
	};
}

/** No scenario lasts this long: whatever does, does not end. */
const LONGEST_MS = 6 * 3_600_000;

/** What the first one is replaced by when it has expired. */
const SECOND_TOKEN = `${DEFAULT_TOKEN}-renewed`;

export async function play(scenario: Scenario): Promise<Played> {
	const { account, bad, token, seed } = scenario;
	const dice = new Dice(seed + 0.5);
	const granted = { appId: DEFAULT_APP_ID, scopes: [...ALL_SCOPES], kind: 'token' as const };
	const world = new World({
		...account,
		tokens: { [DEFAULT_TOKEN]: granted, [SECOND_TOKEN]: { ...granted } },
	});
	const startMs = world.nowMs;
	const sinceStart = () => world.nowMs - startMs;
	const within = ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
		sinceStart() >= fromMs && sinceStart() < toMs;

	const kinds = scenario.executions.map(({ operation }) => KINDS[operation]);
	for (const prepare of new Set(kinds.map((kind) => kind.prepare))) prepare(world.hubspot);
	const before = accountOf(world);
	// What the account held before was there for a while.
	world.nowMs += 60_000;
	const beginMs = world.nowMs - startMs;
	if (bad) world.hubspot.refuseWhen(bad.bad, bad);
	if (scenario.tier) world.hubspot.refuseWhen(scenario.tier.bad, scenario.tier);

	world.latencyMs = () => {
		const now = sinceStart() - beginMs;
		const { medianMs, maxMs } = scenario.latency.find(
			({ fromMs, toMs }) => now >= fromMs && now < toMs,
		) as Scenario['latency'][number];
		const drawn = medianMs * Math.exp((dice.next() + dice.next() + dice.next() - 1.5) * 1.2);
		return Math.round(Math.min(maxMs, drawn));
	};
	const { travelMs } = scenario;
	if (travelMs !== undefined) world.travelMs = (ms) => Math.min(ms, travelMs);

	// ---- faults, and the calls that met none and were refused all the same

	const faultsMet: Played['faultsMet'] = [];
	let reachedHandler = false;
	const at = (ms: number, happen: () => void) => world.at(ms, happen);
	for (const name of [
		'faults',
		'singleFaults',
		'readFaults',
		'searchFaults',
		'supportingFaults',
	] as const) {
		const queue = world.hubspot[name];
		queue.next(...(scenario.faults[name] as never[]));
		const take = queue.take.bind(queue) as () => Fault | null;
		(queue as { take: () => Fault | null }).take = () => {
			reachedHandler = true;
			const fault = take();
			if (fault) faultsMet.push({ atMs: sinceStart() - beginMs, fault });
			return fault && dated(fault, world);
		};
		for (const { queues, fault, fromMs, toMs } of scenario.outages) {
			if (!queues.includes(name)) continue;
			at(fromMs, () => queue.always(fault as never));
			at(toMs, () => queue.always(null));
		}
	}
	let limited = 0;
	const handle = world.hubspot.handle.bind(world.hubspot);
	world.hubspot.handle = (call) => {
		reachedHandler = false;
		const answer = handle(call);
		if (answer.status === 429 && !reachedHandler) limited++;
		return answer;
	};

	// ---- clocks and tokens

	for (const { atMs, byMs } of scenario.jumps) {
		at(atMs, () => {
			world.aheadMs += byMs;
		});
	}
	let renewedByPerson = false;
	if (token) {
		at(token.expiresMs, () => world.hubspot.expireToken(DEFAULT_TOKEN));
		if (token.renewed === 'byPerson') {
			at(token.renewedMs, () => {
				renewedByPerson = true;
			});
		}
	}

	// ---- who runs

	const calls: PlayedCall[] = [];
	const governors = [new Governor(), new Governor()];
	/** What each process remembers of definitions. */
	const definitions = governors.map(() => new DefinitionLists());
	const dailies = [new Daily(), new Daily()];
	const runs = scenario.executions.map(async (plan, number): Promise<PlayedExecution> => {
		const { row, locates, objectType: about } = KINDS[plan.operation];
		const objectType = locates ? undefined : about;
		const told: PlayedExecution['told'] = [];
		let cancelled = false;
		let failed = false;
		let wake = () => {};
		const cancel = new Promise<void>((resolve) => {
			wake = resolve;
		});
		if (plan.cancelMs !== undefined) {
			at(plan.cancelMs, () => {
				cancelled = true;
				wake();
			});
		}
		const plain = world.clockOf(() => cancelled);
		const clock: Clock = {
			...plain,
			random: () => dice.next(),
			// A cancelled one does not wait; a millisecond passes, so that what asks for ever is found out.
			sleep: async (ms) =>
				await (cancelled ? plain.sleep(Math.min(ms, 1)) : Promise.race([plain.sleep(ms), cancel])),
		};

		/** What n8n's own HTTP layer does with an expired OAuth2 token: renew it, and ask once more. */
		let renewed = false;
		const ask: Http = async (request) => {
			const useNew = renewed || renewedByPerson;
			const answer = await world.httpAs(useNew ? SECOND_TOKEN : DEFAULT_TOKEN)(request);
			const expired = answer.kind === 'reply' && answer.reply.status === 401 && !useNew;
			if (!expired || token?.renewed !== 'byHttp') return answer;
			renewed = true;
			return await world.httpAs(SECOND_TOKEN)(request);
		};
		const http: Http = async (request) => {
			const call = {
				execution: number,
				atMs: sinceStart() - beginMs,
				afterCancel: cancelled,
				afterFailure: failed,
				request,
			};
			const absent = scenario.absent.find((each) =>
				within({ fromMs: each.fromMs + beginMs, toMs: each.toMs + beginMs }),
			);
			const why = 'ENOTFOUND: no such host';
			const answer: HttpAnswer = absent ? { kind: absent.kind, why } : await ask(request);
			calls.push({ ...call, answer, endMs: sinceStart() - beginMs });
			return answer;
		};

		if (plan.startMs) await new Promise<void>((resolve) => world.at(plan.startMs, resolve));
		const governor = governors[plan.process];
		const { size, share, stopOnFailure, lookUp, compare, writeRest, portion, parameters, dryRun } =
			plan;
		const played = { plan, told, outcomes: [] as Told[], inputs: new Map<number, Input>() };
		try {
			const { outcomes, entries } = await startJob({
				...{ world, row, objectType, size, share, stopOnFailure, lookUp, portion, parameters },
				writeRest,
				...(compare && { compare, traces: tracesOf(number) }),
				...{ clock, http, governor, dryRun },
				definitions: definitions[plan.process].of('account'),
				...{ dailyReserve: plan.dailyReserve, daily: dailies[plan.process] },
				raw: plan.items.map(({ raw }) => raw),
				onOutcome: (outcome) => {
					failed ||= !outcome.ok;
					told.push({ atMs: sinceStart() - beginMs, outcome });
				},
			});
			const inputs = new Map(entries.map(({ item, input }) => [item, input]));
			return { ...played, outcomes, inputs, endMs: sinceStart() - beginMs };
		} catch (error) {
			const endMs = sinceStart() - beginMs;
			return { ...played, endMs, error: String((error as Error).stack ?? error) };
		}
	});

	let executions: PlayedExecution[];
	try {
		executions = await world.drive(Promise.all(runs), LONGEST_MS);
	} catch (error) {
		executions = scenario.executions.map((plan) => ({
			plan,
			outcomes: [],
			told: [],
			inputs: new Map(),
			error: String(error),
			endMs: sinceStart() - beginMs,
		}));
	}
	// What is still under way when all have left is carried out all the same.
	world.hubspot.finish();
	calls.sort((a, b) => a.atMs - b.atMs);
	const tokens = [DEFAULT_TOKEN, SECOND_TOKEN];
	const zeroMs = startMs + beginMs;
	const all = { scenario, world, governors, executions, calls, limited, faultsMet, tokens };
	return { ...all, before, zeroMs };
}

/** A Retry-After that is to be a date is one by HubSpot's clock at this moment. */
function dated(fault: Fault, world: World): Fault {
	if (!('retryAfter' in fault)) return fault;
	const [, seconds] = DATED.exec(String(fault.retryAfter)) ?? [];
	if (seconds === undefined) return fault;
	const at = new Date(world.nowMs + world.aheadMs + Number(seconds) * 1000);
	return { ...fault, retryAfter: at.toUTCString() };
}
