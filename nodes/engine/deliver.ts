/**
 * One batch to its outcomes: sends it, takes it apart where HubSpot refuses it as a whole, and maps
 * over what was asked, never over what was answered: one outcome per entry.
 */
import type { Endpoint, Read, Write } from '../hubspot/endpoint';
import type { Address } from './address';
import type { Caller } from './caller';
import { isolating, next, type Verdict } from './isolate';
import { blame } from './match';
import { unsent, type Entry, type Outcome, type Stop } from './outcome';
import { settleAnswer, settleBroken, settleRefusal } from './settle';
import type { Sent } from './send';

/** What delivering needs of the run it belongs to. */
export interface Delivery {
	effect: Write | Read;
	endpoint: Endpoint;
	caller: Caller;
	/** After a failure no further call starts (On Error = Stop). */
	stopOnFailure: boolean;
	/** Told of an error of this code itself, which the outcomes tell of as well. */
	onBroken?: (error: Error) => void;
}

/** Delivers entries of which no two are about the same record. */
export async function deliver(
	delivery: Delivery,
	address: Address,
	entries: Entry[],
): Promise<Outcome[]> {
	const { endpoint, stopOnFailure } = delivery;
	const outcomes: Outcome[] = [];
	let frames = isolating<Entry, Sent>(entries);
	let verdict: Verdict<Sent> = 'open';
	for (;;) {
		const step = next(frames, verdict, {
			blame: (suspects, sent) => blame(endpoint.match, suspects, sent),
			isHopeless: (entry) => address.unknownPropertyOf(entry) !== undefined,
			giveUp: stopOnFailure || address.isClosed,
			accepted: address.accepted,
		});
		for (const { entries: guilty, refusal } of step.refused) {
			outcomes.push(...settleRefusal(guilty, refusal));
		}
		for (const entry of step.dropped) {
			outcomes.push(unsent(entry.item, address.unknownPropertyOf(entry) as Stop));
		}
		if (!step.ask) return outcomes;
		frames = step.frames;
		verdict = await attempt(delivery, address, step.ask, outcomes);
	}
}

/** Sends a group and settles it, unless it is refused: then that is for `next` to take apart. */
async function attempt(
	delivery: Delivery,
	address: Address,
	{ group, refusal }: { group: Entry[]; refusal?: Sent },
	outcomes: Outcome[],
): Promise<Verdict<Sent>> {
	const { effect, endpoint, caller, stopOnFailure } = delivery;
	const whyNot = () => caller.stopped ?? address.stop ?? caller.stop;
	const [{ place }] = group;
	for (;;) {
		const stop = whyNot();
		if (stop) {
			outcomes.push(
				...(refusal
					? settleRefusal(group, refusal, stop)
					: group.map(({ item }) => unsent(item, stop))),
			);
			return 'open';
		}
		const inputs = group.map(({ input }) => input);
		const repeatable = effect.kind === 'read' || effect.again === 'safe';
		const unwanted = () => whyNot() !== undefined;
		const sent = await caller.ask(endpoint, place, inputs, { repeatable, unwanted });
		if (sent.verdict === 'unsent') continue;
		sent.maybeApplied ||= refusal?.maybeApplied ?? false;

		if (sent.verdict === 'rejected') {
			address.learnRefusal(group, sent);
			return { refusal: sent };
		}
		if (sent.verdict === 'answered') {
			// To stop on failures, what this answer comes to must be known before others go.
			if (!stopOnFailure) address.endTrial();
			const settle = () => settleAnswer(effect, endpoint, group, sent);
			const answered = settleSafely(delivery, group, sent, settle);
			address.learnAccepted(answered);
			outcomes.push(...answered);
			return 'taken';
		}
		caller.learnEnd(sent);
		outcomes.push(...settleRefusal(group, sent));
		return 'open';
	}
}

/**
 * Rows are code, and answers come from outside: should settling one batch fail, its entries are told
 * so, with the error as the cause, and the outcomes of the other batches are not lost.
 */
export function settleSafely(
	{ onBroken }: Pick<Delivery, 'onBroken'>,
	group: Entry[],
	sent: Sent,
	settle: () => Outcome[],
): Outcome[] {
	try {
		return settle();
	} catch (error) {
		onBroken?.(error as Error);
		return settleBroken(group, sent, error as Error);
	}
}
