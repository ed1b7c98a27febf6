/**
 * Settles what an answer left open by sending it once more, for writes whose second answer tells
 * what became of the first: an entry that the first has written needs no change any more.
 */
import { isNotFound } from '../hubspot/errors';
import type { Write } from '../hubspot/effect';
import { settleSafely } from './deliver';
import type { Asking } from './lookup';
import { isOpen, type Batch, type Entry, type Outcome } from './outcome';
import type { Sent } from './send';
import { refusalOf, settleAgain, settleAnswer, settleUnread } from './settle';

/** What asking again needs from the run it belongs to. */
interface AskingAgain extends Asking {
	effect: Write;
}

/** The outcomes of a batch, with as few of them open as possible. */
export async function askAgain(
	{ effect, caller, onBroken }: AskingAgain,
	{ place, entries }: Batch,
	outcomes: Outcome[],
): Promise<Outcome[]> {
	const final = new Map(outcomes.map((outcome) => [outcome.item, outcome]));
	const open = entries.filter(({ item }) => isOpen(final.get(item)));
	if (!open.length) return outcomes;
	const inputs = open.map(({ input }) => input);
	const sent = await caller.check(effect.send, place, inputs, true);
	if (!sent) return outcomes;
	if (sent.verdict === 'answered') {
		const settle = () => settleAnswer(effect, effect.send, open, sent);
		for (const again of settleSafely({ onBroken }, open, sent, settle)) {
			const before = final.get(again.item) as Outcome;
			final.set(again.item, isMissing(again) ? again : settleAgain(effect, before, again));
		}
		return [...final.values()];
	}
	if (sent.verdict !== 'rejected') caller.learnEnd(sent);
	return withReason(final, open, sent);
}

/** What HubSpot does not have cannot have been written by the first call either. */
const isMissing = (outcome: Outcome): boolean =>
	!outcome.ok &&
	outcome.failure.applied === 'no' &&
	outcome.failure.event.kind === 'refused' &&
	isNotFound(outcome.failure.event.error);

/** HubSpot did not say what became of the entries, and these outcomes say why. */
function withReason(final: Map<number, Outcome>, open: Entry[], sent: Sent): Outcome[] {
	for (const { item } of open) {
		final.set(item, settleUnread(final.get(item) as Outcome, refusalOf(sent)));
	}
	return [...final.values()];
}
