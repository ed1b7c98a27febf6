/**
 * One request -> one Sent: what is sent again, after how long, and whether an earlier try may have
 * been applied although its answer was lost. Pure but for the two things it is given: Http and Clock.
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
	 * `answered` a 2xx · `rejected` this batch was refused for what it holds · `denied` no later batch
	 * could fare better · `lost` nobody knows · `cancelled` by the user · `unsent` no longer wanted.
	 */
	verdict: 'answered' | 'rejected' | 'denied' | 'lost' | 'cancelled' | 'unsent';
	reply?: HttpReply;
	/** Some try may have been applied without our hearing of it. */
	maybeApplied: boolean;
	/** What happened, where no reply says it. */
	why?: string;
}

/** Most that one call waits after its first refusal; an account that is busy for longer needs a person. */
export const MAX_REFUSED_WAIT_MS = 300_000;
/** Against a server that refuses and asks for no wait at all. */
export const MAX_REFUSALS = 40;
/** Tries whose answer was lost, before the batch is given up as lost. Waits: 1, 2, 4, 8 s. */
export const MAX_LOST = 5;
const LOST_WAIT_MS = 1_000;
/** Waits are drawn out by up to this share, so that parallel executions do not return as one. */
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

export interface SendOptions {
	/** May it be sent again when its answer was lost? */
	repeatable: boolean;
	/** Tries whose answer may be lost. */
	tries?: number;
	/** Asked before a try, as long as nothing can have been applied: is it no longer wanted? */
	unwanted?: () => boolean;
	/** Asked before every try: has nothing been answered for so long that another one is pointless? */
	hopeless?: () => boolean;
}

/** Sends until there is a verdict. Never rejects. */
export async function send(
	request: HttpRequest,
	{ repeatable, tries = MAX_LOST, unwanted, hopeless }: SendOptions,
	{ http, clock, lane }: Means,
): Promise<Sent> {
	let maybeApplied = false;
	let refusals = 0;
	let lost = 0;
	let refusedSince: number | undefined;
	/** What the last lost try left. */
	let left: Pick<Sent, 'reply' | 'why'> = {};

	for (;;) {
		const superfluous = () =>
			clock.cancelled() || (hopeless?.() ?? false) || (!maybeApplied && (unwanted?.() ?? false));
		const permit = await lane.enter(superfluous);
		// An answer lets the next call start before anyone has read what it says.
		if (!permit || superfluous()) {
			permit?.giveBack();
			if (clock.cancelled()) return { verdict: 'cancelled', maybeApplied };
			return maybeApplied
				? { verdict: 'lost', maybeApplied, ...left }
				: { verdict: 'unsent', maybeApplied };
		}
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
			if (
				refusal === 'never' ||
				refusals >= MAX_REFUSALS ||
				nowMs - refusedSince + refusal > MAX_REFUSED_WAIT_MS
			) {
				return { verdict: 'denied', reply, maybeApplied };
			}
			// A rate limit is the account's: the governor keeps every call of it waiting.
			waitMs = reply?.status === RATE_LIMITED ? 0 : refusal;
		} else if (reply && !isUncertain(reply.status)) {
			return { verdict: isDenied(reply.status) ? 'denied' : 'rejected', reply, maybeApplied };
		} else {
			const reached = answer.kind !== 'unreached';
			maybeApplied ||= reached;
			let why = answer.kind === 'reply' ? undefined : answer.why;
			if (!reached) why = `HubSpot could not be reached (${why})`;
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
