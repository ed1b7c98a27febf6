/**
 * The one place that calls HubSpot, for writes, reads and checks alike: it turns an endpoint and
 * its inputs into a request and knows when to stop. It holds all rules about giving up and all
 * budgets of calls.
 */
import {
	callOf,
	type Call,
	type Endpoint,
	type Input,
	type Place,
	type Probe,
} from '../hubspot/endpoint';
import { renderPath } from '../hubspot/paths';
import { isRead } from '../hubspot/reads';
import type { LaneName } from '../hubspot/limits';
import type { Family } from '../hubspot/versions';
import { dailyIn, isSuccess, isUncertain } from '../hubspot/limits';
import { USAGE, usageIn } from '../hubspot/usage';
import { Daily } from './daily';
import type { Http, HttpAnswer, HttpRequest, Means } from './means';
import type { Refusal, Stop } from './outcome';
import { Patience, send, type SendOptions, type Sent } from './send';
import { refusalOf } from './settle';

// ---------------------------------------------------------------- policy

/**
 * Lost batches in a row after which the run gives up: HubSpot is down, and more batches would only
 * leave more records unknown.
 */
export const GIVE_UP_AFTER_LOST = 3;
/**
 * Milliseconds without an accepted call after which the run gives up: nothing is sent any more, or
 * again.
 */
export const MAX_STALL_MS = 600_000;
/** Most calls of a run that read back, or write alone, what an answer left open against the rule. */
export const MAX_CHECKS = 10_000;
/**
 * Most tries of such a call whose answer is lost. Few, because it follows calls that were tried
 * already.
 */
const CHECK_TRIES = 2;
/**
 * Milliseconds without an answer to any check after which checks are given up: the rest, one after
 * another, would take hours.
 */
const MAX_SILENCE_MS = 180_000;

// ---------------------------------------------------------------- the caller

export interface Noting {
	/** Called after each try that HubSpot may have carried out, with when it began. */
	onTaken?: (sinceMs: number) => void;
}

const mayBeApplied = (answer: HttpAnswer): boolean =>
	answer.kind === 'lost' ||
	(answer.kind === 'reply' && (isSuccess(answer.reply.status) || isUncertain(answer.reply.status)));

/** The request of a call. Throws what {@link renderPath} throws. */
export function requestOf(
	family: Family,
	place: Place,
	{ method, path, parameters, query, body }: Call,
): HttpRequest {
	const search = query ? `?${new URLSearchParams(query).toString()}` : '';
	const all = { ...place.parameters, ...parameters };
	return { method, path: renderPath(place.version, family, path, all) + search, body };
}

/**
 * Lets nothing through that writes. A dry run makes no such call in the first place; should this code be
 * mistaken about one, the call is denied, and with it the run ends.
 */
const readingOnly =
	(http: Http): Http =>
	async (request) => {
		const { method, path } = request;
		if (isRead(method, path)) return await http(request);
		return { kind: 'denied', why: `a dry run writes nothing, and ${method} ${path} would` };
	};

export class Caller {
	private readonly means: Means;

	/** Why no further batch starts in this run. Time and addresses have reasons of their own. */
	stopped: Stop | undefined;

	/** No call is made any more: the execution was cancelled, or HubSpot refuses this caller. */
	private mute = false;

	private lostInARow = 0;

	private readonly patience = new Patience();

	/** When HubSpot last accepted a call of this run. */
	private acceptedAt: number;

	/** Calls that it has refused since, because of what was in them. */
	private refused = 0;

	/**
	 * HubSpot's clock minus ours: the smallest difference seen, so that a clock that jumps never
	 * makes a record look older than it is.
	 */
	private aheadMs: number | undefined;

	private checksLeft = MAX_CHECKS;

	/** Since when checks have got no answer; undefined while they get one. */
	private silentSince: number | undefined;

	/** Why the last check got no answer; undefined when it got one. */
	private noChecks: Refusal | undefined;

	/** The account's calls of the day. */
	private readonly daily: Daily;

	constructor(means: Means) {
		this.means = means.readsOnly ? { ...means, http: readingOnly(means.http) } : means;
		this.daily = means.daily ?? new Daily();
		this.acceptedAt = means.clock.now();
	}

	/**
	 * Why the next batch is not sent, as far as the whole run is concerned; undefined when it may be.
	 */
	get stop(): Stop | undefined {
		if (this.stopped) return this.stopped;
		if (this.means.clock.cancelled()) return { kind: 'cancelled' };
		if (!this.hasStalled()) return undefined;
		const { refused } = this;
		return { kind: 'stalled', ms: MAX_STALL_MS, ...(refused && { refused }) };
	}

	/** True when no call may be made any more, not even a check. */
	get isMute(): boolean {
		return this.mute;
	}

	/** Sends nothing new from now on. The first reason given is kept. */
	stopFor(stop: Stop): void {
		this.stopped ??= stop;
	}

	/**
	 * The least that HubSpot's clock can have shown at a moment of ours, in epoch milliseconds; NaN
	 * until an answer has stated its date.
	 */
	serverTimeOf(ms: number): number {
		return ms + (this.aheadMs ?? NaN);
	}

	/** Asks an endpoint about these inputs. `unwanted`: see {@link SendOptions}. */
	async ask(
		endpoint: Endpoint,
		place: Place,
		inputs: Input[],
		{ repeatable, unwanted, onTaken }: Pick<SendOptions, 'repeatable' | 'unwanted'> & Noting,
	): Promise<Sent> {
		const { means } = this;
		const call = callOf(endpoint, inputs, place);
		const hopeless = () => this.hasStalled();
		const own = this.meansOf(endpoint.lane);
		const http: Http = async (request) => {
			const sinceMs = means.clock.now();
			const answer = await means.http(request);
			if (mayBeApplied(answer)) onTaken?.(sinceMs);
			return answer;
		};
		const options = { repeatable, unwanted, hopeless };
		return this.counted(await this.call(endpoint.family, place, call, options, { ...own, http }));
	}

	/** Lets HubSpot finish what may be under way there; over sooner when the execution is cancelled. */
	async pause(ms: number): Promise<void> {
		await this.means.clock.sleep(ms);
	}

	/** Asks for a page of a list. */
	async page(family: Family, place: Place, call: Call): Promise<Sent> {
		const unwanted = () => this.stop !== undefined;
		const hopeless = () => this.hasStalled();
		return this.counted(
			await this.call(family, place, call, { repeatable: true, unwanted, hopeless }),
		);
	}

	/** Asks for what helps with the entries of a run: to lose this call is to lose none of them. */
	async glance(family: Family, place: Place, call: Call): Promise<Sent> {
		const unwanted = () => this.stop !== undefined;
		const hopeless = () => this.hasStalled();
		const options = { repeatable: true, tries: CHECK_TRIES, unwanted, hopeless };
		return await this.call(family, place, call, options);
	}

	/** Whether the address of a call is right; undefined where HubSpot does not say. */
	async probe({ family, path, query, isRight }: Probe, place: Place): Promise<boolean | undefined> {
		const hopeless = () => this.mute || this.hasStalled();
		const options = { repeatable: true, tries: CHECK_TRIES, hopeless };
		const call: Call = { method: 'GET', path, query };
		const { verdict, reply } = await this.call(family, place, call, options, undefined, true);
		if (verdict === 'answered') return isRight?.(reply?.body, place) ?? true;
		// A question that cannot be put says nothing.
		return verdict === 'rejected' && reply ? false : undefined;
	}

	/**
	 * Makes a call about what an earlier one left open; undefined when it is not worth making.
	 * @param always the answers leave that open as a rule, so that no number of these calls is too many
	 */
	async check(
		endpoint: Endpoint,
		place: Place,
		inputs: Input[],
		repeatable: boolean,
		always = false,
	): Promise<Sent | undefined> {
		const { means } = this;
		const { clock, http } = means;
		const hopeless = () =>
			this.mute || clock.now() - (this.silentSince ?? Infinity) >= MAX_SILENCE_MS;
		if (hopeless() || this.checksLeft <= 0) return undefined;
		if (!always) this.checksLeft--;
		const listening: Http = async (request) => {
			const sinceMs = clock.now();
			const answer = await http(request);
			if (answer.kind === 'reply') this.silentSince = undefined;
			else this.silentSince ??= sinceMs;
			return answer;
		};
		const call = callOf(endpoint, inputs, place);
		const options = { repeatable, tries: CHECK_TRIES, hopeless };
		const own = { ...means, http: listening };
		const sent = await this.call(endpoint.family, place, call, options, own, true);
		return sent.verdict === 'unsent' ? undefined : sent;
	}

	/** Why the last check got no answer; undefined when it got one. */
	get whyNoChecks(): Refusal | undefined {
		return this.noChecks;
	}

	/** Learns from a check that read whether further checks are worth making. */
	learnCheck(sent: Sent): void {
		// After a denied check, the answers of checks that were already under way change nothing.
		if (this.checksLeft > 0) this.noChecks = undefined;
		// A refused read is about its records. Without an answer, without the scope to read, or with
		// the day's calls used up, other checks fail as well.
		const isAboutRecords = sent.verdict === 'answered' || sent.verdict === 'rejected';
		if (!isAboutRecords) this.noChecks = refusalOf(sent);
		if (sent.verdict === 'denied') this.checksLeft = 0;
	}

	/** Learns from a call that was neither answered nor refused whether to go on calling. */
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

	private meansOf(lane: LaneName | undefined): Means {
		const own = lane && this.means.laneOf?.(lane);
		return own ? { ...this.means, lane: own } : this.means;
	}

	private async call(
		family: Family,
		place: Place,
		call: Call,
		options: SendOptions,
		means: Means = this.means,
		isLookUp = false,
	): Promise<Sent> {
		let request: HttpRequest;
		try {
			request = requestOf(family, place, call);
		} catch (error) {
			return { verdict: 'rejected', maybeApplied: false, why: (error as Error).message };
		}
		const sent = await this.withinDay(place, isLookUp, options, means, async (all, own) => {
			return await send(request, { ...all, patience: this.patience }, own);
		});
		const aheadMs = Date.parse(sent.reply?.headers.date ?? '') - means.clock.now();
		if (!Number.isNaN(aheadMs)) this.aheadMs = Math.min(this.aheadMs ?? aheadMs, aheadMs);
		if (sent.verdict === 'rejected') this.refused++;
		if (sent.verdict === 'answered') {
			this.acceptedAt = means.clock.now();
			this.refused = 0;
		}
		if (sent.verdict === 'answered' || sent.verdict === 'rejected') {
			this.lostInARow = 0;
			this.patience.renew();
		}
		return sent;
	}

	/**
	 * Sends as long as enough of the day's calls would be left afterwards. Each try counts, and so do the
	 * calls that are under way.
	 */
	private async withinDay(
		place: Place,
		isLookUp: boolean,
		options: SendOptions,
		means: Means,
		sending: (options: SendOptions, means: Means) => Promise<Sent>,
	): Promise<Sent> {
		const { daily } = this;
		const { clock, dailyReserve: percent = 0 } = this.means;
		const http: Http = async (request) => {
			const over = daily.begin(clock.now());
			const answer = await means.http(request);
			over(answer.kind === 'reply' ? dailyIn(answer.reply.headers) : undefined, clock.now());
			return answer;
		};
		const counted = { ...means, http };
		if (percent <= 0) return await sending(options, counted);
		const isTooMany = () => {
			if (daily.allows(percent, isLookUp)) return false;
			const { left = 0, limit = 0 } = daily;
			this.stopFor({ kind: 'dailyReserve', percent, left, limit });
			return true;
		};
		const call = async (isFirst: boolean) => {
			// What was known long ago is of another day, perhaps: the first call finds out.
			const isKnown = () => !isFirst || daily.isFresh(clock.now());
			const hopeless = () => (isKnown() && isTooMany()) || (options.hopeless?.() ?? false);
			return await sending({ ...options, hopeless }, counted);
		};
		return await daily.informed(clock, call, async () => {
			daily.learnUsage(await this.usage(place, counted), clock.now());
		});
	}

	/** Asks how many calls of the day are left, where answers do not say it; undefined: HubSpot does not tell. */
	private async usage(place: Place, means: Means) {
		if (this.mute) return undefined;
		const { family, method, path } = USAGE;
		const request = { method, path: renderPath(place.version, family, path, {}) };
		const hopeless = () => this.hasStalled();
		const options = { repeatable: true, tries: CHECK_TRIES, hopeless };
		const { verdict, reply } = await send(request, options, means);
		return verdict === 'answered' ? usageIn(reply?.body) : undefined;
	}

	/** Counts a lost batch. A lost check is none: it is about a batch that was counted before. */
	private counted(sent: Sent): Sent {
		if (sent.verdict === 'lost') this.lostInARow++;
		return sent;
	}
}
