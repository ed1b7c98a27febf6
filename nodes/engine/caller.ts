/**
 * The one place that calls HubSpot, for writes, reads and checks alike: it turns an endpoint and its
 * inputs into a request, and knows when to stop. All rules about giving up, and all budgets of calls,
 * stand here.
 */
import { callOf, type Call, type Endpoint, type Input, type Place } from '../hubspot/endpoint';
import { renderPath } from '../hubspot/paths';
import type { Family } from '../hubspot/versions';
import type { Http, HttpRequest, Means } from './means';
import type { Refusal, Stop } from './outcome';
import { send, type SendOptions, type Sent } from './send';
import { refusalOf } from './settle';

// ---------------------------------------------------------------- policy

/** So many batches in a row without an answer: HubSpot is down, and sending on would only add unknowns. */
export const GIVE_UP_AFTER_LOST = 3;
/** Nothing was accepted for so long: whatever HubSpot is busy with, nothing is sent any more, or again. */
export const MAX_STALL_MS = 600_000;
/** Most calls of a run that check, or write alone, what an answer left open. */
export const MAX_CHECKS = 10_000;
/** Tries of such a call: it comes after many others. */
const CHECK_TRIES = 2;
/** No check got any answer for so long: the others, one after the other, would wait for hours. */
const MAX_SILENCE_MS = 180_000;

// ---------------------------------------------------------------- the caller

export class Caller {
	/** Why no further batch starts, whatever the time and the address. */
	stopped: Stop | undefined;

	/** No further call at all: cancelled, or HubSpot refuses this caller. */
	private mute = false;

	private lostInARow = 0;

	/** When HubSpot last accepted a call of this run. */
	private acceptedAt: number;

	/** What HubSpot's clock showed more than ours, the least that was seen: should it jump, nothing looks older than it is. */
	private aheadMs: number | undefined;

	private checksLeft = MAX_CHECKS;

	/** Since when checks have got no answer. */
	private silentSince: number | undefined;

	/** Why no check gets an answer any more. */
	private noChecks: Refusal | undefined;

	constructor(private readonly means: Means) {
		this.acceptedAt = means.clock.now();
	}

	/** Why the next batch is not sent, as far as the whole run is concerned. */
	get stop(): Stop | undefined {
		if (this.stopped) return this.stopped;
		if (this.means.clock.cancelled()) return { kind: 'cancelled' };
		return this.hasStalled() ? { kind: 'stalled', ms: MAX_STALL_MS } : undefined;
	}

	/** No call may be made any more, not even one that checks. */
	get isMute(): boolean {
		return this.mute;
	}

	/** Nothing new is sent from now on. The first reason stays. */
	stopFor(stop: Stop): void {
		this.stopped ??= stop;
	}

	/** What HubSpot's clock showed, at least, at a moment of ours; NaN while that is not known. */
	serverTimeOf(ms: number): number {
		return ms + (this.aheadMs ?? NaN);
	}

	/** Asks an endpoint about these inputs. `unwanted`: see {@link SendOptions}. */
	async ask(
		endpoint: Endpoint,
		place: Place,
		inputs: Input[],
		{ repeatable, unwanted }: Pick<SendOptions, 'repeatable' | 'unwanted'>,
	): Promise<Sent> {
		const call = callOf(endpoint, inputs, place);
		const hopeless = () => this.hasStalled();
		return await this.call(endpoint.family, place, call, { repeatable, unwanted, hopeless });
	}

	/** Asks for a page of a list. */
	async page(family: Family, place: Place, call: Call): Promise<Sent> {
		const unwanted = () => this.stop !== undefined;
		const hopeless = () => this.hasStalled();
		return await this.call(family, place, call, { repeatable: true, unwanted, hopeless });
	}

	/** Makes a call about what an earlier one left open; undefined where it is not worth making. */
	async check(
		endpoint: Endpoint,
		place: Place,
		inputs: Input[],
		repeatable: boolean,
	): Promise<Sent | undefined> {
		const { means } = this;
		const { clock, http } = means;
		const hopeless = () =>
			this.mute || clock.now() - (this.silentSince ?? Infinity) >= MAX_SILENCE_MS;
		if (hopeless() || this.checksLeft <= 0) return undefined;
		this.checksLeft--;
		const listening: Http = async (request) => {
			const sinceMs = clock.now();
			const answer = await http(request);
			if (answer.kind === 'reply') this.silentSince = undefined;
			else this.silentSince ??= sinceMs;
			return answer;
		};
		const call = callOf(endpoint, inputs, place);
		const options = { repeatable, tries: CHECK_TRIES, hopeless };
		const sent = await this.call(endpoint.family, place, call, options, {
			...means,
			http: listening,
		});
		return sent.verdict === 'unsent' ? undefined : sent;
	}

	/** Why checks get no answer any more, as the last one told; undefined while they do. */
	get whyNoChecks(): Refusal | undefined {
		return this.noChecks;
	}

	/** What a check that read found out about checks as such. */
	learnCheck(sent: Sent): void {
		// Others may have been on their way when one was denied.
		if (this.checksLeft > 0) this.noChecks = undefined;
		// A refusal is about these records; without an answer, without the scope to read, or beyond the
		// day's calls, the others fare no better.
		const isAboutRecords = sent.verdict === 'answered' || sent.verdict === 'rejected';
		if (!isAboutRecords) this.noChecks = refusalOf(sent);
		if (sent.verdict === 'denied') this.checksLeft = 0;
	}

	/** What a call that was neither answered nor refused says about the ones to come. */
	learnEnd(sent: Sent): void {
		if (sent.verdict === 'cancelled') {
			this.mute = true;
			this.stopFor({ kind: 'cancelled' });
		} else if (sent.verdict === 'denied') {
			this.mute = true;
			this.stopFor({ kind: 'denied', refusal: refusalOf(sent) });
		} else if (this.lostInARow >= GIVE_UP_AFTER_LOST) {
			this.stopFor({ kind: 'unanswered', count: this.lostInARow });
		}
	}

	private hasStalled(): boolean {
		return this.means.clock.now() - this.acceptedAt >= MAX_STALL_MS;
	}

	private async call(
		family: Family,
		place: Place,
		{ method, path, parameters, query, body }: Call,
		options: SendOptions,
		means: Means = this.means,
	): Promise<Sent> {
		const search = query ? `?${new URLSearchParams(query).toString()}` : '';
		const all = { ...place.parameters, ...parameters };
		let request: HttpRequest;
		try {
			request = { method, path: renderPath(place.version, family, path, all) + search, body };
		} catch (error) {
			return { verdict: 'rejected', maybeApplied: false, why: (error as Error).message };
		}
		const sent = await send(request, options, means);
		const aheadMs = Date.parse(sent.reply?.headers.date ?? '') - means.clock.now();
		if (!Number.isNaN(aheadMs)) this.aheadMs = Math.min(this.aheadMs ?? aheadMs, aheadMs);
		if (sent.verdict === 'answered') this.acceptedAt = means.clock.now();
		if (sent.verdict === 'answered' || sent.verdict === 'rejected') this.lostInARow = 0;
		if (sent.verdict === 'lost') this.lostInARow++;
		return sent;
	}
}
