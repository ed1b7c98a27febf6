/* eslint-disable @n8n/community-nodes/no-restricted-globals -- drives time itself */
/**
 * The engine against the fake HubSpot without sockets or waiting: items go through the same mappers,
 * `run` and governor as in n8n, calls go straight into the fake, and time is a number that jumps to
 * the next thing due. Several executions share one world, as they share one account.
 */
import { DryRun } from '../../nodes/engine/dryRun';
import type { Clock, Http, HttpAnswer, HttpRequest, Lane } from '../../nodes/engine/means';
import type { Entry, Failed } from '../../nodes/engine/outcome';
import type { Daily } from '../../nodes/engine/daily';
import { Governor } from '../../nodes/engine/governor';
import { run } from '../../nodes/engine/run';
import type { Comparison } from '../../nodes/hubspot/compare';
import type { DefinitionsMemory } from '../../nodes/engine/stages/definitions';
import type { Place } from '../../nodes/hubspot/endpoint';
import { LANES, type LaneName } from '../../nodes/hubspot/limits';
import type { Reading } from '../../nodes/hubspot/values';
import { DEFAULT_VERSION, type ApiVersion } from '../../nodes/hubspot/versions';
import { isFailed, toEntry } from '../../nodes/n8n/items';
import type { Operation } from '../../nodes/n8n/operation';
import { tell, type Told } from '../../nodes/n8n/present';
import { Attempt } from '../../nodes/n8n/retries';
import { DEFAULT_TOKEN, FakeHubSpot, type FakeOptions } from '../fake-hubspot/hubspot';

/** What a hanging call costs before it is given up, and the longest that anyone waits for an answer. */
const TIMEOUT_MS = 60_000;

const DAY_MS = 86_400_000;

export class World {
	nowMs = Date.UTC(2026, 10, 22);

	readonly startMs = this.nowMs;

	/** Waits that someone asked for, the short looks of waiting calls aside. */
	readonly waits: number[] = [];

	readonly hubspot: FakeHubSpot;

	governor = new Governor();

	/** Of the rate limits that only some endpoints have. */
	readonly governors = new Map<LaneName, Governor>();

	/** How long the next call takes, there and back. */
	latencyMs: () => number = () => 100;

	/** How much of that it takes to arrive. */
	travelMs: (latencyMs: number) => number = (ms) => Math.min(5, ms);

	/** What HubSpot's own clock shows more than ours: in `Date`, and in when a record was changed. */
	aheadMs = 0;

	token = DEFAULT_TOKEN;

	/** Set it, and every execution is cancelled from the next look on. */
	cancelled = false;

	/** After so many things that happened, a run is said not to end. */
	mostTurns = 200_000;

	/** Called with each request before it goes. */
	onCall: (request: HttpRequest) => void = () => {};

	private due: Array<{ at: number; happen: () => void }> = [];

	constructor(options: FakeOptions = {}) {
		const wall = () => this.nowMs + this.aheadMs;
		this.hubspot = new FakeHubSpot({ ...options, now: () => this.nowMs, wall });
	}

	/** A clock whose executions can be cancelled on their own. */
	clockOf(cancelled: () => boolean): Clock {
		return {
			now: () => this.nowMs,
			sleep: async (ms) => {
				if (ms > 200) this.waits.push(ms);
				await this.after(ms);
			},
			cancelled: () => this.cancelled || cancelled(),
			random: () => 0,
		};
	}

	readonly clock: Clock = this.clockOf(() => false);

	readonly http: Http = async (request) => await this.httpAs(this.token)(request);

	/** Calls with this token. */
	readonly httpAs =
		(token: string): Http =>
		async (request) => {
			this.onCall(request);
			const ms = this.latencyMs();
			const thereMs = Math.min(this.travelMs(ms), TIMEOUT_MS);
			await this.after(thereMs);
			const { answer, delayMs } = this.arrive(request, token);
			const hangs = answer.kind === 'lost' && answer.why === 'hang';
			const backMs = hangs ? TIMEOUT_MS : ms - thereMs + delayMs;
			await this.after(Math.min(backMs, TIMEOUT_MS));
			return backMs > TIMEOUT_MS ? { kind: 'lost', why: 'timeout' } : answer;
		};

	private arrive(
		{ method, path, body }: HttpRequest,
		token: string,
	): { answer: HttpAnswer; delayMs: number } {
		const answer = this.hubspot.handle({
			method,
			path,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: body === undefined ? '' : JSON.stringify(body),
		});
		const { delayMs = 0, wire, status } = answer;
		if (wire) return { answer: { kind: 'lost', why: wire }, delayMs };
		const date = new Date(this.nowMs + this.aheadMs).toUTCString();
		const headers = { ...answer.headers, date };
		const reply = { status, headers, body: parsed(answer.body) };
		return { answer: { kind: 'reply', reply }, delayMs };
	}

	/** Lets something happen later. */
	at(inMs: number, happen: () => void): void {
		const at = this.nowMs + inMs;
		let place = this.due.length;
		while (place && this.due[place - 1].at > at) place--;
		this.due.splice(place, 0, { at, happen });
	}

	private async after(ms: number): Promise<void> {
		await new Promise<void>((resolve) => this.at(ms, resolve));
	}

	/** Lets time pass until the promise is settled. */
	async drive<T>(promise: Promise<T>, longestMs = Infinity): Promise<T> {
		const endMs = this.nowMs + longestMs;
		let over = false;
		const end = () => {
			over = true;
		};
		promise.then(end, end);
		const startMs = this.nowMs;
		for (let turn = 0; ; turn++) {
			await new Promise((resolve) => setImmediate(resolve));
			if (over) return await promise;
			const next = this.due.shift();
			if (!next) throw new Error('Nothing is left to happen, and the run has not ended');
			this.nowMs = Math.max(this.nowMs, next.at);
			if (this.nowMs - startMs > DAY_MS || turn > this.mostTurns)
				throw new Error('It does not end');
			if (this.nowMs > endMs) throw new Error(`Not over after ${longestMs / 60_000} minutes`);
			next.happen();
			while (this.due.length && this.due[0].at <= this.nowMs) this.due.shift()?.happen();
		}
	}
}

function parsed(body: string): unknown {
	try {
		return JSON.parse(body) as unknown;
	} catch {
		return body;
	}
}

export const READING: Reading = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() };

export interface Job {
	world: World;
	row: Operation;
	/** Raw inputs, one per item. */
	raw: unknown[];
	size?: number;
	stopOnFailure?: boolean;
	lookUp?: boolean;
	compare?: Comparison;
	/** The option When a Property Is Refused: Write the Rest. */
	writeRest?: boolean;
	objectType?: string;
	/** Of the account's calls, 0 to 1. */
	share?: number;
	clock?: Clock;
	/** Of the process that it runs in; default: the world's. */
	governor?: Governor;
	http?: Http;
	/** So many items are read at a time; default: all. */
	portion?: number;
	/** Percent of the calls of the day to keep. */
	dailyReserve?: number;
	/** The calls of the day, as the process knows them; default: the run's own count. */
	daily?: Daily;
	/** Told of outcomes as they come. */
	onOutcome?: (outcome: Told) => void;
	/** Of HubSpot's API; default: the product's. */
	version?: ApiVersion;
	/** Values of the place, beside the object type. */
	parameters?: Record<string, string>;
	/** Makes the trace IDs those of another run. */
	traces?: string;
	/** A try of a node with Retry On Fail; default: there is no other one. */
	attempt?: Attempt;
	/** Nothing is to be written. */
	dryRun?: boolean;
	/** What its process remembers of definitions. Without it, HubSpot alone judges inputs. */
	definitions?: DefinitionsMemory;
	/** May this code itself fail? Where it does not say so, such an error ends the test. */
	mayBreak?: boolean;
}

/** What the node does with its items, minus n8n. Does not let time pass: see `runJob`. */
export async function startJob(job: Job) {
	const { world, row, raw, size, stopOnFailure = false, lookUp = true, objectType } = job;
	const { share, clock = world.clock, onOutcome, compare, writeRest } = job;
	const { governor = world.governor, http = world.http, portion = Infinity } = job;
	const { dailyReserve, daily } = job;
	const { parameters, version = DEFAULT_VERSION, mayBreak = false } = job;
	const dryRun = job.dryRun ? new DryRun() : undefined;
	const { attempt = new Attempt({ end: () => {} }, clock.now) } = job;
	const place: Place = {
		version,
		parameters: { ...(objectType && { objectType }), ...parameters },
	};
	const schema = row.form.input(READING);
	const read = raw.map((input, item) =>
		toEntry(
			row,
			schema,
			{ raw: input },
			{ item, place, trace: `trace-${job.traces ?? ''}${item}`, startedMs: attempt.sinceMs },
		),
	);
	const settled = read.filter(isFailed);
	const entries = read.filter((entry): entry is Entry => !isFailed(entry));
	let at = 0;
	const source = () => {
		const next = entries.slice(at, at + portion);
		at += next.length;
		return next.length ? next : undefined;
	};
	const lanes = new Map<LaneName, Lane>();
	const laneOf = (name: LaneName) => {
		const own = world.governors.get(name) ?? new Governor(clock.now(), LANES[name]);
		world.governors.set(name, own);
		const known = lanes.get(name) ?? own.lane(clock, share);
		lanes.set(name, known);
		return known;
	};
	const { definitions: memory } = job;
	const { effect } = row;
	const its = effect.kind === 'list' ? effect.pages.lane : undefined;
	const lane = its ? laneOf(its) : governor.lane(clock, share);
	const outcomes: Told[] = [];
	const broken: Error[] = [];
	const flow = attempt.flow(
		{ effect, name: row.value, isDry: job.dryRun },
		{
			source,
			settle: (outcome) => {
				const told = tell(row, outcome);
				outcomes.push(told);
				if (!settled.includes(outcome as Failed)) onOutcome?.(told);
			},
		},
	);
	await run(row.effect, flow.source, {
		size,
		stopOnFailure,
		lookUp,
		compare,
		writeRest,
		http,
		clock,
		lane,
		laneOf,
		created: attempt.records,
		dryRun,
		...(memory && { preflight: { memory, timeZone: READING.timeZone } }),
		dailyReserve,
		daily,
		tell: flow.settle,
		onBroken: (error) => broken.push(error),
	});
	for (const outcome of settled) flow.settle(outcome);
	lane.leave();
	for (const each of lanes.values()) each.leave();
	if (broken.length && !mayBreak) throw broken[0];
	return { outcomes: outcomes.sort((a, b) => a.item - b.item), entries, dryRun };
}

/** Starts a job and lets time pass until it has ended. */
export const runJob = async (job: Job) => await job.world.drive(startJob(job));
