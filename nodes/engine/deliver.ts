/**
 * Turns one batch into its outcomes: sends it and, where HubSpot refuses it as a whole, takes it
 * apart. Outcomes are made for what was asked, never for what was answered, so that each entry gets
 * exactly one.
 */
import type { Endpoint } from '../hubspot/endpoint';
import type { Read, Write } from '../hubspot/effect';
import type { Address } from './address';
import type { Caller, Noting } from './caller';
import { isolating, next, type Verdict } from './isolate';
import { blame } from './match';
import { unsent, type Entry, type Outcome, type Stop } from './outcome';
import { settleAnswer, settleBroken, settleRefusal } from './settle';
import type { Sent } from './send';

/** What delivering needs from the run it belongs to. */
export interface Delivery {
	effect: Write | Read;
	endpoint: Endpoint;
	caller: Caller;
	/** Start no further call after a failure (On Error = Stop). */
	stopOnFailure: boolean;
	/** Called with an error of this code itself, which the outcomes report as well. */
	onBroken?: (error: Error) => void;
	/** As {@link Noting}. */
	onTaken?: Noting['onTaken'];
	/** Called after each call, with whom it was about. */
	onSent?: (group: Entry[], sent: Sent) => void;
	/** With On Error = Stop: is a batch taken apart all the same after this refusal? */
	isSorted?: (refusal: Sent) => boolean;
}

/** Delivers entries, no two of which are about the same record. */
export async function deliver(
	delivery: Delivery,
	address: Address,
	entries: Entry[],
): Promise<Outcome[]> {
	const { endpoint, stopOnFailure, isSorted } = delivery;
	const outcomes: Outcome[] = [];
	let sorting = isolating<Entry, Sent>(entries);
	let verdict: Verdict<Sent> = 'open';
	for (;;) {
		const refusal = typeof verdict === 'object' ? verdict.refusal : sorting.refusal;
		const stops = stopOnFailure && !(refusal && isSorted?.(refusal));
		const step = next(sorting, verdict, {
			blame: (suspects, sent) => blame(endpoint.match, suspects, sent),
			isHopeless: (entry) => address.noSuchPropertyOf(entry) !== undefined,
			giveUp: stops || address.isClosed,
		});
		for (const { entries: guilty, refusal: why } of step.refused) {
			outcomes.push(...settleRefusal(guilty, why));
		}
		for (const entry of step.dropped) {
			outcomes.push(unsent(entry.item, address.noSuchPropertyOf(entry) as Stop));
		}
		if (!step.ask) return outcomes;
		sorting = step.sorting;
		verdict = await attempt(delivery, address, step.ask, outcomes);
	}
}

/** Sends a group and settles it. A refused group is not settled: `next` takes it apart. */
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
		let sent: Sent;
		try {
			const { onTaken } = delivery;
			sent = await caller.ask(endpoint, place, inputs, { repeatable, unwanted, onTaken });
		} catch (error) {
			// The row's own code failed, which makes the call of these inputs: nothing was sent.
			delivery.onBroken?.(error as Error);
			const applied = refusal?.maybeApplied ? 'maybe' : 'no';
			outcomes.push(...settleBroken(group, error as Error, { applied }));
			return 'open';
		}
		if (sent.verdict === 'unsent') continue;
		sent.maybeApplied ||= refusal?.maybeApplied ?? false;
		delivery.onSent?.(group, sent);

		if (sent.verdict === 'rejected') {
			await address.learnRefusal(group, sent, caller);
			return { refusal: sent };
		}
		if (sent.verdict === 'answered') {
			// Lets other batches start. With On Error = Stop they wait until the outcomes are known.
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
 * Settles a batch. Settling runs the code of rows over answers from outside; if it throws, the
 * entries of this batch get the error as the cause, and the outcomes of other batches are not lost.
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
		return settleBroken(group, error as Error, { sent });
	}
}
