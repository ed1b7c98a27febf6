/* eslint-disable @n8n/community-nodes/no-restricted-globals -- drives time itself */
/**
 * The engine against the fake HubSpot without sockets or waiting: items go through the same mappers,
 * `run` and governor as in n8n, calls go straight into the fake, and time is a number that jumps to
 * the next thing due. Several executions share one world, as they share one account.
 */
import { DEFAULT_VERSION, type Place } from '../../nodes/batch/api';
import { run } from '../../nodes/batch/engine';
import { toEntry, isOutcome } from '../../nodes/batch/items';
import type { Operation } from '../../nodes/batch/operation';
import type { Entry, Outcome } from '../../nodes/batch/outcome';
import { Governor } from '../../nodes/batch/pace';
import type { Clock, Http, HttpAnswer, HttpRequest } from '../../nodes/batch/send';
import type { Reading } from '../../nodes/batch/values';
import { DEFAULT_TOKEN, FakeHubSpot, type FakeOptions } from '../fake-hubspot/hubspot';

/** What a hanging call costs before it is given up. */
const TIMEOUT_MS = 60_000;

export class World {
	nowMs = Date.UTC(2026, 10, 22);

	/** Waits that someone asked for, the short looks of waiting calls aside. */
	readonly waits: number[] = [];

	readonly hubspot: FakeHubSpot;

	governor = new Governor();

	/** How long the next call takes, there and back. */
	latencyMs: () => number = () => 100;

	/** Of that, how long it is on its way to HubSpot. */
	transitMs: () => number = () => 5;

	token = DEFAULT_TOKEN;

	/** Set it, and every execution is cancelled from the next look on. */
	cancelled = false;

	/** Called with each request before it goes. */
	onCall: (request: HttpRequest) => void = () => {};

	private due: Array<{ at: number; happen: () => void }> = [];

	constructor(options: FakeOptions = {}) {
		this.hubspot = new FakeHubSpot({ ...options, now: () => this.nowMs });
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

	readonly http: Http = async (request) => {
		this.onCall(request);
		const ms = this.latencyMs();
		const transitMs = Math.min(ms, this.transitMs());
		await this.after(transitMs);
		const answer = this.arrive(request);
		const hangs = answer.kind === 'lost' && answer.why === 'hang';
		await this.after(hangs ? TIMEOUT_MS : ms - transitMs);
		return answer;
	};

	private arrive({ method, path, body }: HttpRequest): HttpAnswer {
		const answer = this.hubspot.handle({
			method,
			path,
			headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
			body: body === undefined ? '' : JSON.stringify(body),
		});
		if (answer.wire) return { kind: 'lost', why: answer.wire };
		const headers = { ...answer.headers, date: new Date(this.nowMs).toUTCString() };
		const reply = { status: answer.status, headers, body: parsed(answer.body) };
		return { kind: 'reply', reply };
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
	async drive<T>(promise: Promise<T>): Promise<T> {
		let over = false;
		const end = () => {
			over = true;
		};
		promise.then(end, end);
		for (;;) {
			await new Promise((resolve) => setImmediate(resolve));
			if (over) return await promise;
			const next = this.due.shift();
			if (!next) throw new Error('Nothing is left to happen, and the run has not ended');
			this.nowMs = Math.max(this.nowMs, next.at);
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
	objectType?: string;
	/** Of the account's calls, 0 to 1. */
	share?: number;
	clock?: Clock;
	/** Told of outcomes as they come. */
	onOutcome?: (outcome: Outcome) => void;
}

/** What the node does with its items, minus n8n. Does not let time pass: see `runJob`. */
export async function startJob(job: Job) {
	const { world, row, raw, size, stopOnFailure = false, lookUp = true, objectType } = job;
	const { share, clock = world.clock, onOutcome } = job;
	const place: Place = { version: DEFAULT_VERSION, parameters: { objectType: objectType ?? '' } };
	const schema = row.input(READING);
	const read = raw.map((input, item) =>
		toEntry(row, schema, { raw: input }, { item, place, label: `trace-${item}` }),
	);
	const settled = read.filter(isOutcome);
	const entries = read.filter((entry): entry is Entry => !isOutcome(entry));
	const sources: Entry[][] = [[...entries]];
	const lane = world.governor.lane(clock, share);
	const { http } = world;
	const ran = await run(row, () => sources.shift(), {
		size,
		stopOnFailure,
		lookUp,
		http,
		clock,
		lane,
		keep: (outcome) => {
			onOutcome?.(outcome);
			return outcome;
		},
	});
	lane.leave();
	const outcomes: Outcome[] = [...settled, ...ran].sort((a, b) => a.item - b.item);
	return { outcomes, entries };
}

/** Starts a job and lets time pass until it has ended. */
export const runJob = async (job: Job) => await job.world.drive(startJob(job));
