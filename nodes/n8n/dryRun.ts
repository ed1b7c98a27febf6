/**
 * A dry run as n8n shows it: what its items say, the hint that tells what the run would take, and its
 * summary, in which nothing is called done. Pure.
 */
import type { IDataObject, INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';

import type { Daily } from '../engine/daily';
import { DryRun } from '../engine/dryRun';
import type { Lane } from '../engine/means';
import { isRecord, omit } from '../hubspot/json';
import { DEFAULT_WINDOW } from '../hubspot/limits';
import type { Result } from '../hubspot/replies';
import { hint } from './hints';
import { RESERVE_TITLE } from './dailyCalls';
import type { Told } from './present';
import { striking, without, type Strike } from './secrets';

/** What the run may use of the account. */
export interface Allowance {
	lane: Pick<Lane, 'limit'>;
	/** Of the rate limit, 0 to 1. */
	share: number;
	/** What is known of the day. */
	daily: Pick<Daily, 'left' | 'spare'>;
	/** Percent of the day's calls that are kept; 0: none. */
	reserve: number;
}

/** A dry run of the node. */
export class Dry {
	readonly run = new DryRun();

	private strike: Strike = (text) => text;

	private may: Allowance | undefined;

	begin(account: { secrets: string[] }, may: Allowance): void {
		this.strike = striking(account, account.secrets);
		this.may = may;
	}

	/** What is told of an item, without secrets: an item may hold one. */
	struck(result: Result): Result {
		try {
			return without(result, this.strike);
		} catch {
			// What cannot be told without them is not told.
			return { dryRun: true };
		}
	}

	/** All that the run itself would take. `made`: the calls of this run, which it makes as well. */
	takes(made: number) {
		const { calls, bytes, lookUps } = this.run;
		const all = calls + lookUps + made;
		const limit = this.limit();
		// HubSpot tells apps with OAuth2 nothing of their day, unless it is asked for the reserve's sake.
		const leftToday = this.may?.daily.left;
		const stopsAfter = this.stopsAfter(calls + made);
		return {
			calls,
			bytes,
			...(lookUps && { lookUpsAfterwards: lookUps }),
			seconds: calls ? Math.ceil((all * limit.ms) / limit.calls / 1000) : 0,
			...(leftToday !== undefined && {
				callsLeftToday: leftToday,
				percentOfThem: leftToday ? Math.round((all / leftToday) * 1000) / 10 : 100,
			}),
			...(stopsAfter !== undefined && { stopsAfterCalls: stopsAfter }),
		};
	}

	/** The rate limit, as far as the run may use it. */
	private limit() {
		const { lane, share = 1 } = this.may ?? {};
		const { calls, ms } = lane?.limit?.() ?? DEFAULT_WINDOW;
		return { calls: Math.max(1, Math.floor(calls * share)), ms };
	}

	/** After how many of so many calls the run would stop, to keep calls of the day; undefined where it would not. */
	private stopsAfter(calls: number): number | undefined {
		const { daily, reserve = 0 } = this.may ?? {};
		const spare = reserve > 0 ? daily?.spare(reserve) : undefined;
		return spare !== undefined && spare < calls ? spare : undefined;
	}

	/** The hint that nothing was sent, and what the run would take. */
	hint(outcomes: Told[], made: number): NodeExecutionHint {
		const sent = outcomes.filter(isSent).length;
		const failed = outcomes.filter(({ ok }) => !ok).length;
		const unchanged = outcomes.length - sent - failed;
		const { calls, ms } = this.limit();
		const pace = `${counted(calls, 'call')} per ${ms / 1000} s`;
		const takes = this.takes(made);
		const parts = [
			'Dry run: nothing was sent.',
			...(sent ? [inWords(sent, takes, made, pace), ...untilReserve(takes)] : []),
			...(unchanged ? [`${counted(unchanged, 'item')} would change nothing.`] : []),
			...(failed ? [`${counted(failed, 'item')} would not be sent.`] : []),
		];
		return hint(parts.join(' '), 'info');
	}

	/** The summary: what would be sent. Nothing is unknown, because nothing was written. */
	summary({ json, ...item }: INodeExecutionData, made: number): INodeExecutionData {
		const { items, done, outcomes, ...rest } = json;
		const counts = Object.values(isRecord(outcomes) ? outcomes : {}).map(Number);
		const unchanged = counts.reduce((sum, count) => sum + count, 0);
		const dry: IDataObject = {
			dryRun: true,
			items,
			wouldSend: Number(done) - unchanged,
			...(unchanged && { unchanged }),
			...omit(rest, 'unknown'),
			wouldTake: this.takes(made),
		};
		return { ...item, json: dry };
	}
}

// ---------------------------------------------------------------- items

const NOTHING: Result = {};

/**
 * An outcome with as much as the output shows.
 * @param isOverall the output is one item for all, which counts what would change nothing
 */
export function shownDry(told: Told, isOverall: boolean, dry: Dry): Told {
	if (!told.ok) {
		told.failure.dryRun = true;
		return told;
	}
	const { outcome } = told.result;
	const short = outcome === undefined ? NOTHING : { outcome };
	told.result = isOverall ? short : dry.struck(told.result);
	return told;
}

/** Marks items that show their input as well: nobody is to take them for written. */
export function marked(items: INodeExecutionData[]): INodeExecutionData[] {
	for (const { json } of items) if (json.error === undefined) json.dryRun = true;
	return items;
}

/** Would it be sent? What would change nothing says so. */
const isSent = (told: Told) => told.ok && told.result.outcome === undefined;

// ---------------------------------------------------------------- in words

const counted = (count: number, one: string) =>
	`${count.toLocaleString('en')} ${count === 1 ? one : `${one}s`}`;

function sizeOf(bytes: number): string {
	if (bytes < 1_000) return counted(bytes, 'byte');
	const [amount, unit] = bytes < 999_500 ? [bytes / 1_000, 'kB'] : [bytes / 1_000_000, 'MB'];
	return `${amount.toLocaleString('en', { maximumFractionDigits: amount < 10 ? 1 : 0 })} ${unit}`;
}

/** Up to here, a time is told in seconds; and up to here in minutes. */
const MOST = { seconds: 90, minutes: 90 };

function lengthOf(seconds: number): string {
	if (seconds <= MOST.seconds) return counted(seconds, 'second');
	const minutes = Math.ceil(seconds / 60);
	if (minutes <= MOST.minutes) return counted(minutes, 'minute');
	return counted(Math.ceil(minutes / 60), 'hour');
}

function ofToday({ callsLeftToday, percentOfThem = 0 }: ReturnType<Dry['takes']>): string {
	if (callsLeftToday === undefined) return '';
	if (!callsLeftToday) return '; no calls are left today';
	const share = percentOfThem < 0.1 ? 'less than 0.1' : percentOfThem.toLocaleString('en');
	return `; that is ${share} % of the ${counted(callsLeftToday, 'call')} left today`;
}

/** What the reserve of the day would make of the run. */
function untilReserve({ stopsAfterCalls: stopsAfter }: ReturnType<Dry['takes']>): string[] {
	if (stopsAfter === undefined) return [];
	const when = stopsAfter ? `after ${counted(stopsAfter, 'call')}` : 'before the first call';
	return [`${RESERVE_TITLE} would stop it ${when}.`];
}

/** `5,000 items would take 50 calls (1.2 MB), about 3 seconds at 190 calls per 10 s.` */
function inWords(
	sent: number,
	takes: ReturnType<Dry['takes']>,
	made: number,
	pace: string,
): string {
	const { calls, bytes, lookUpsAfterwards, seconds } = takes;
	const which = [`${counted(calls, 'call')} (${sizeOf(bytes)})`];
	if (made) which.push(`${counted(made, 'look-up')} as in this run`);
	if (lookUpsAfterwards) which.push(`up to ${counted(lookUpsAfterwards, 'look-up')} afterwards`);
	const last = which.pop();
	const all = which.length ? `${which.join(', ')} and ${last}` : last;
	const time = `about ${lengthOf(seconds)} at ${pace}`;
	return `${counted(sent, 'item')} would take ${all}, ${time}${ofToday(takes)}.`;
}
