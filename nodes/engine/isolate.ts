/**
 * Which entries of a refused batch go again together. HubSpot refuses a hundred records because of
 * a single bad one, and this finds that one. Entries that the refusal certainly names are refused,
 * and the others go again; where it names none, the batch is halved until the bad record is alone.
 * An entry that is not named is refused only after it was asked alone. The share of bad records
 * found so far decides how many are asked at once: one by one where most are bad. Pure.
 *
 * A batch of n takes at most n + 2·log2(n) calls, whatever HubSpot answers. `spare` keeps to that
 * bound: it is what is left of it when every entry without an outcome costs one more call.
 */

/**
 * What became of the group asked last. `open`: lost or not sent, which says nothing of the others.
 */
export type Verdict<R> = 'taken' | 'open' | { refusal: R };

/** Entries that are sorted into good and bad. */
export interface Sorting<E, R> {
	/** Entries of which nothing is known. */
	untested: E[];
	/** Entries that a refusal did not hint at: likely good, they go together once the others are done. */
	unhinted: E[];
	/** Entries of which at least one is bad, as far as HubSpot's words can be trusted. */
	suspects: E[];
	/** The latest refusal, which covered all that are left. */
	refusal?: R;
	/** Bad and good entries found so far; they tell how many are worth asking at once. */
	bad: number;
	good: number;
	/** Calls that may be refused without an outcome for anybody, before all go one by one. */
	spare: number;
	/** The group being asked and, where it is a part of the suspects, the other part. */
	asked: { group: E[]; rest: E[] };
}

/** What the run knows of refusals and of the address they came from. */
export interface Knowledge<E, R> {
	/**
	 * `guilty`: the entries that the refusal is certainly about. If none: `among` holds a bad one.
	 */
	blame: (suspects: E[], refusal: R) => { guilty: E[]; among: E[] };
	/** True when the entry would be refused for a reason learned from others. */
	isHopeless: (entry: E) => boolean;
	/** Refuse all suspects instead of finding out which of them are bad. */
	giveUp: boolean;
}

export interface Step<E, R> {
	/** What is still to be sorted, for the next call of `next`. */
	sorting: Sorting<E, R>;
	/** Entries that are refused for good, with the refusal. */
	refused: Array<{ entries: E[]; refusal: R }>;
	/** Hopeless entries, which are not sent any more. */
	dropped: E[];
	/** The group to ask next, and the refusal it was part of; undefined when all are sorted. */
	ask?: { group: E[]; refusal?: R };
}

/** The most calls that a batch of so many entries can take; a repeated try is no call of its own. */
export const mostCalls = (count: number): number =>
	count + Math.floor(2 * Math.log2(Math.max(1, count)));

/** The start: nothing is known of any entry. */
export const isolating = <E, R>(entries: E[]): Sorting<E, R> => ({
	untested: entries,
	unhinted: [],
	suspects: [],
	bad: 0,
	good: 0,
	spare: mostCalls(entries.length) - entries.length,
	asked: { group: [], rest: [] },
});

/**
 * Learns from the last verdict and says which group to ask next. The first call's verdict is
 * `open`.
 */
export function next<E, R>(
	before: Sorting<E, R>,
	verdict: Verdict<R>,
	knowledge: Knowledge<E, R>,
): Step<E, R> {
	const sorting = { ...before, asked: { group: [], rest: [] } };
	const step: Step<E, R> = { sorting, refused: [], dropped: [] };
	const { group, rest } = before.asked;
	if (group.length) learn(step, before.asked, verdict, knowledge);
	if (verdict !== 'taken') sorting.untested = [...rest, ...sorting.untested];
	if (knowledge.giveUp && sorting.suspects.length) {
		step.refused.push({ entries: sorting.suspects, refusal: sorting.refusal as R });
		sorting.suspects = [];
	}
	if (sorting.suspects.length) narrow(step);
	else advance(step, knowledge.isHopeless);
	return step;
}

/** Notes what the verdict on the asked group says of its entries. */
function learn<E, R>(
	{ sorting, refused }: Step<E, R>,
	{ group, rest }: Sorting<E, R>['asked'],
	verdict: Verdict<R>,
	{ blame, giveUp }: Knowledge<E, R>,
): void {
	const refuse = (entries: E[], refusal: R) => {
		refused.push({ entries, refusal });
		sorting.spare += entries.length - 1;
	};
	if (verdict === 'open' || verdict === 'taken') {
		sorting.spare += group.length - 1;
		if (verdict === 'open') return;
		sorting.good += group.length;
		// At least one suspect was bad and this part is good, so the bad one is in the other part.
		sorting.suspects = rest;
		return;
	}
	const { refusal } = verdict;
	sorting.refusal = refusal;
	if (group.length === 1) {
		refuse(group, refusal);
		sorting.bad++;
		return;
	}
	const { guilty, among } = giveUp ? { guilty: [], among: [] } : blame(group, refusal);
	if (guilty.length) {
		refuse(guilty, refusal);
		sorting.untested = [...without(group, guilty), ...sorting.untested];
		// The named ones are no random sample of the batch, so the counts for the others start afresh.
		sorting.bad = sorting.good = 0;
		return;
	}
	sorting.spare--;
	sorting.suspects = among.length ? among : group;
	sorting.unhinted = [...without(group, sorting.suspects), ...sorting.unhinted];
}

/** At least one suspect is bad: asks one half of them. */
function narrow<E, R>(step: Step<E, R>): void {
	const { suspects, spare } = step.sorting;
	const size = spare > 0 ? Math.ceil(suspects.length / 2) : 1;
	step.sorting.suspects = [];
	ask(step, suspects.slice(0, size), suspects.slice(size));
}

/** Without suspects, asks the next untested entries. */
function advance<E, R>(step: Step<E, R>, isHopeless: (entry: E) => boolean): void {
	const { sorting } = step;
	if (!sorting.untested.length) {
		sorting.untested = sorting.unhinted;
		sorting.unhinted = [];
		sorting.bad = sorting.good = 0;
	}
	const dropped = sorting.untested.filter(isHopeless);
	step.dropped.push(...dropped);
	sorting.spare += dropped.length;
	const untested = without(sorting.untested, dropped);
	sorting.untested = untested;
	if (!untested.length) {
		if (sorting.unhinted.length) advance(step, isHopeless);
		return;
	}
	const size = sorting.spare > 0 ? worthAsking(untested.length, sorting) : 1;
	sorting.untested = untested.slice(size);
	ask(step, untested.slice(0, size));
}

function ask<E, R>(step: Step<E, R>, group: E[], rest: E[] = []): void {
	step.ask = { group, refusal: step.sorting.refusal };
	step.sorting.asked = { group, rest };
}

function without<E>(entries: E[], others: E[]): E[] {
	if (!others.length) return entries;
	const gone = new Set(others);
	return entries.filter((entry) => !gone.has(entry));
}

/**
 * How many of `count` untested entries are worth asking at once: all while at most one is known to
 * be bad, else the largest power of two that is as likely all good as not (Hwang's group testing).
 */
export function worthAsking(count: number, { bad, good }: { bad: number; good: number }): number {
	if (bad === 0 || (bad === 1 && good > 0)) return count;
	const expected = Math.max(1, Math.round((bad / (bad + good)) * count));
	if (expected >= count) return 1;
	return 2 ** Math.floor(Math.log2(Math.max(1, (count - expected + 1) / expected)));
}
