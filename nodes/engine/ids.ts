/**
 * The IDs of records that were written together with others like them: the answer does not tell whose is
 * whose, a read of each does. Only a few are read, because the write is done, and a long list of records that
 * look alike would take a call each.
 */
import { lookUp } from './lookup';
import type { Checking } from './check';
import type { Batch, Done, Entry, Outcome } from './outcome';
import { settleFound } from './settle';

/** Most records of a call that are read for their IDs. */
export const MOST_OF_A_CALL = 10;

/** How many of a run still may be. */
export class IdsToRead {
	constructor(public left = 100) {}
}

const lacksId = (outcome: Outcome): outcome is Done =>
	outcome.ok && outcome.notes.some(({ kind }) => kind === 'noId');

/** The outcomes of a batch, those that lack an ID with one, where they are few enough. */
export async function withIds(
	checking: Checking,
	budget: IdsToRead,
	{ place, entries }: Batch,
	outcomes: Outcome[],
): Promise<Outcome[]> {
	const { check } = checking.effect;
	const lacking = new Map(outcomes.filter(lacksId).map((outcome) => [outcome.item, outcome]));
	const { size } = lacking;
	if (!check || !size || size > MOST_OF_A_CALL || size > budget.left) return outcomes;
	budget.left -= size;

	const read = async (entry: Entry): Promise<void> => {
		const { item, input } = entry;
		const before = lacking.get(item);
		if (!before || check.detour?.isNeeded(input, place)) return;
		const { envelope } = await lookUp(checking, check.read, place, [entry]);
		const record = envelope?.results.find((each) => check.isOf(each, input, place));
		const found = record && settleFound(checking.effect, entry, record);
		const notes = before.notes.filter(({ kind }) => kind !== 'noId');
		if (found?.ok) lacking.set(item, { ...found, notes });
	};
	await Promise.all(entries.map(read));
	return outcomes.map((outcome) => lacking.get(outcome.item) ?? outcome);
}
