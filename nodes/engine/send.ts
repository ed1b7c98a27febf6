/**
 * Sends one request until there is a verdict: what is sent again, after how long, and whether an
 * earlier try may have been applied although its answer was lost. Pure but for the means it is
 * given: HTTP, clock and lane.
 */
import {
	isDenied,
	isSuccess,
	isUncertain,
	RATE_LIMITED,
	refusalWaitMs,
	retryAfterMs,
} from '../hubspot/limits';
import type { HttpAnswer, HttpReply, HttpRequest, Means, Signal } from './means';

export interface Sent {
	/**
	 * `answered` a 2xx · `rejected` this batch was refused for what it holds · `denied` no later
	 * batch could fare better · `lost` nobody knows what became of it · `cancelled` by the user ·
	 * `unsent` no longer wanted.
	 */
	verdict: 'answered' | 'rejected' | 'denied' | 'lost' | 'cancelled' | 'unsent';
	reply?: HttpReply;
	/** A try whose answer was lost may have been applied. */
	maybeApplied: boolean;
	/** What happened, when no reply says it. */
	why?: string;
}

/**
 * Longest that one call waits in all after its first refusal, in milliseconds. An account that is
 * busy for longer needs a person.
 */
export const MAX_REFUSED_WAIT_MS = 300_000;
/** Most refusals of one call. Ends the tries where a server refuses and asks for no wait at all. */
export const MAX_REFUSALS = 40;
/**
 * Most refusals of all calls of a run together, in a row; those of calls side by side count as one.
 * More than of one call, because its calls take turns: another may be let in next.
 */
export const MAX_REFUSALS_IN_A_ROW = 80;
/** Lost answers after which the batch counts as lost. Waits between the tries: 1, 2, 4, 8 s. */
export const MAX_LOST = 5;
const LOST_WAIT_MS = 1_000;
/**
 * Waits are lengthened by a random share of up to this, so that parallel executions do not all
 * return at once.
 */
const JITTER = 0.2;

/** What an answer says about the account, whatever it says about the batch. */
function signalOf(answer: HttpAnswer): Signal {
	if (answer.kind === 'denied') return { kind: 'good' };
	if (answer.kind !== 'reply') return { kind: 'failing' };
	const { reply } = answer;
	const { status, headers } = reply;
	const waitMs = refusalWaitMs(reply, 1);
	if (status === RATE_LIMITED && waitMs !== 'never' && (waitMs ?? 0) <= MAX_REFUSED_WAIT_MS) {
		return { kind: 'limited', headers, waitMs, asked: retryAfterMs(reply) !== undefined };
	}
	const failing = waitMs !== undefined || isUncertain(status);
	return { kind: failing ? 'failing' : 'good', headers };
}

/** How long a run goes on where HubSpot asks it to wait, over all its calls. */
export class Patience {
	private refusals = 0;

	private refusedAtMs = -Infinity;

	/**
	 * Counts a refusal of a call that began then; false once another try would be in vain.
	 */
	lasts(beganMs: number, nowMs: number): boolean {
		// A call that was under way at the last refusal met the same full window.
		if (beganMs >= this.refusedAtMs) {
			this.refusals++;
			this.refusedAtMs = nowMs;
		}
		return this.refusals < MAX_REFUSALS_IN_A_ROW;
	}

	/** HubSpot has let a call in. */
	renew(): void {
		this.refusals = 0;
	}
}

export interface SendOptions {
	/** Shared by the calls of a run. */
	patience?: Patience;
	/** May the request be sent again when its answer was lost? */
	repeatable: boolean;
	/** Lost answers after which the call is given up. */
	tries?: number;
	/** Asked before each try while nothing can have been applied: is the call no longer wanted? */
	unwanted?: () => boolean;
	/**
	 * Asked before every try: has nothing been answered for so long that another try is pointless?
	 */
	hopeless?: () => boolean;
}

/** Sends until there is a verdict. Never rejects. */
export async function send(
	request: HttpRequest,
	{ repeatable, tries = MAX_LOST, unwanted, hopeless, patience }: SendOptions,
	{ http, clock, lane }: Means,
): Promise<Sent> {
	let maybeApplied = false;
	let refusals = 0;
	let lost = 0;
	let refusedSince: number | undefined;
	/** Reply or reason of the last try whose answer was lost. */
	let left: Pick<Sent, 'reply' | 'why'> = {};

	for (;;) {
		const superfluous = () =>
			clock.cancelled() || (hopeless?.() ?? false) || (!maybeApplied && (unwanted?.() ?? false));
		const permit = await lane.enter(superfluous);
		// Asked again, because an earlier answer may have granted this permit before its caller learned
		// from it.
		if (!permit || superfluous()) {
			permit?.giveBack();
			if (clock.cancelled()) return { verdict: 'cancelled', maybeApplied };
			return maybeApplied
				? { verdict: 'lost', maybeApplied, ...left }
				: { verdict: 'unsent', maybeApplied };
		}
		const beganMs = clock.now();
		const answer = await http(request);
		permit.done(signalOf(answer));

		if (answer.kind === 'denied') return { verdict: 'denied', maybeApplied, why: answer.why };

		const reply = answer.kind === 'reply' ? answer.reply : undefined;
		if (reply && isSuccess(reply.status)) {
			return { verdict: 'answered', reply, maybeApplied };
		}

		let waitMs: number;
		const refusal = reply && refusalWaitMs(reply, refusals + 1);
		if (refusal !== undefined) {
			refusals++;
			const nowMs = clock.now();
			refusedSince ??= nowMs;
			const isWornOut = patience?.lasts(beganMs, nowMs) === false;
			if (
				refusal === 'never' ||
				refusals >= MAX_REFUSALS ||
				isWornOut ||
				nowMs - refusedSince + refusal > MAX_REFUSED_WAIT_MS
			) {
				return { verdict: 'denied', reply, maybeApplied };
			}
			// After a 429 the governor keeps every call of the account waiting, this one too.
			waitMs = reply?.status === RATE_LIMITED ? 0 : refusal;
		} else if (reply && !isUncertain(reply.status)) {
			return { verdict: isDenied(reply.status) ? 'denied' : 'rejected', reply, maybeApplied };
		} else {
			const reached = answer.kind !== 'unreached';
			maybeApplied ||= reached;
			let why = answer.kind === 'reply' ? undefined : answer.why;
			if (!reached) why = `HubSpot could not be reached: ${why}`;
			if (clock.cancelled()) return { verdict: 'cancelled', reply, maybeApplied, why };
			left = { reply, why };
			lost++;
			if (lost >= tries || (reached && !repeatable)) {
				return { verdict: maybeApplied ? 'lost' : 'denied', reply, maybeApplied, why };
			}
			const asked = reply && retryAfterMs(reply);
			waitMs = Math.min(asked ?? LOST_WAIT_MS * 2 ** (lost - 1), MAX_REFUSED_WAIT_MS);
		}
		if (waitMs > 0) await clock.sleep(waitMs * (1 + JITTER * clock.random()));
	}
}
