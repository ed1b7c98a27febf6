/**
 * Which entries of a refused batch go again together. HubSpot refuses a hundred records because of
 * a single bad one, and this finds that one. Entries that the refusal names are refused, and the
 * others go again; where it names none, the batch is halved until the bad record is alone, and no
 * group is asked twice. The share of bad records found so far decides how many are asked at once:
 * one by one where most are bad. Pure.
 */

/**
 * What became of the group asked last. `open`: lost or not sent, which says nothing of the others.
 */
export type Verdict<R> = 'taken' | 'open' | { refusal: R };

/** Entries that are sorted into good and bad together, with counts of their own. */
export interface Frame<E, R> {
	/** Entries of which nothing is known. */
	untested: E[];
	/** Entries of which at least one is bad. */
	suspects: E[];
	/** The refusal that covered all of them. */
	refusal?: R;
	/** Bad and good entries found so far; they tell how many are worth asking at once. */
	bad: number;
	good: number;
	/** The group being asked and, where it is one half of the suspects, the other half. */
	asked: { group: E[]; rest: E[] };
}

/** What the run knows of refusals and of the address they came from. */
export interface Knowledge<E, R> {
	/**
	 * `guilty`: the entries that the refusal is certainly about. If none: `among` holds the bad ones.
	 */
	blame: (suspects: E[], refusal: R) => { guilty: E[]; among: E[] };
	/** True when the entry would be refused for a reason learned from others. */
	isHopeless: (entry: E) => boolean;
	/** Refuse all suspects instead of finding out which of them are bad. */
	giveUp: boolean;
	/** Something was accepted at this address before. */
	accepted: boolean;
}

export interface Step<E, R> {
	/** The frames still to be sorted, for the next call of `next`. */
	frames: Array<Frame<E, R>>;
	/** Entries that are refused for good, with the refusal. */
	refused: Array<{ entries: E[]; refusal: R }>;
	/** Hopeless entries, which are not sent any more. */
	dropped: E[];
	/** The group to ask next, and the refusal it was part of; undefined when all are sorted. */
	ask?: { group: E[]; refusal?: R };
}

const frame = <E, R>(untested: E[], refusal?: R): Frame<E, R> => ({
	untested,
	suspects: [],
	refusal,
	bad: 0,
	good: 0,
	asked: { group: [], rest: [] },
});

/** The frames to begin with: nothing is known of any entry. */
export const isolating = <E, R>(entries: E[], refusal?: R): Array<Frame<E, R>> => [
	frame(entries, refusal),
];

/**
 * Learns from the last verdict and says which group to ask next. The first call's verdict is
 * `open`.
 */
export function next<E, R>(
	frames: Array<Frame<E, R>>,
	verdict: Verdict<R>,
	knowledge: Knowledge<E, R>,
): Step<E, R> {
	const step: Step<E, R> = { frames: frames.slice(0, -1), refused: [], dropped: [] };
	let top: Frame<E, R> | undefined = learn(frames[frames.length - 1], verdict);
	while (top && !step.ask) {
		// The last suspect is asked alone for the first time: HubSpot then states the reason for this
		// one, or accepts it after all.
		const isAloneAtLast = verdict === 'taken' && top.suspects.length === 1;
		if (isAloneAtLast) top = ask(top, step, top.suspects);
		else if (top.suspects.length) top = narrow(top, step, knowledge);
		else top = advance(top, step, knowledge);
		top ??= step.frames.pop();
		verdict = 'open';
	}
	if (top) step.frames.push(top);
	return step;
}

function learn<E, R>(top: Frame<E, R>, verdict: Verdict<R>): Frame<E, R> {
	const { group, rest } = top.asked;
	const asked = { group: [], rest: [] };
	if (verdict === 'taken') {
		// At least one suspect was bad and this half is good, so the bad one is in the other half.
		return { ...top, asked, suspects: rest, good: top.good + group.length };
	}
	const untested = [...rest, ...top.untested];
	if (verdict === 'open')
		return { ...top, asked, suspects: group.length ? [] : top.suspects, untested };
	return { ...top, asked, suspects: group, untested, refusal: verdict.refusal };
}

function ask<E, R>(top: Frame<E, R>, step: Step<E, R>, group: E[], rest: E[] = []): Frame<E, R> {
	step.ask = { group, refusal: top.refusal };
	return { ...top, suspects: [], asked: { group, rest } };
}

/** Without suspects, asks the next untested entries. Undefined when there are none. */
function advance<E, R>(
	top: Frame<E, R>,
	step: Step<E, R>,
	{ isHopeless }: Knowledge<E, R>,
): Frame<E, R> | undefined {
	const dropped = top.untested.filter(isHopeless);
	step.dropped.push(...dropped);
	const untested = dropped.length
		? top.untested.filter((each) => !dropped.includes(each))
		: top.untested;
	if (!untested.length) return undefined;
	const size = worthAsking(untested.length, top);
	return ask({ ...top, untested: untested.slice(size) }, step, untested.slice(0, size));
}

/** At least one suspect is bad: refuses those that are known to be, or asks fewer of them. */
function narrow<E, R>(
	top: Frame<E, R>,
	step: Step<E, R>,
	{ blame, giveUp, accepted }: Knowledge<E, R>,
): Frame<E, R> | undefined {
	const { suspects, untested } = top;
	const refusal = top.refusal as R;
	const refuse = (entries: E[]) => step.refused.push({ entries, refusal });
	if (giveUp) {
		refuse(suspects);
		return { ...top, suspects: [], bad: top.bad + suspects.length };
	}
	const { guilty, among } = blame(suspects, refusal);
	if (guilty.length) {
		refuse(guilty);
		// The named ones are no random sample of the batch, so the counts for the others start afresh.
		const rest = suspects.filter((entry) => !guilty.includes(entry));
		return frame([...rest, ...untested], refusal);
	}
	if (suspects.length === 1) {
		refuse(suspects);
		return { ...top, suspects: [], bad: top.bad + 1 };
	}
	if (among.length && among.length < suspects.length) {
		const others = suspects.filter((entry) => !among.includes(entry));
		step.frames.push({ ...top, suspects: among });
		return frame(others, refusal);
	}
	const middle = Math.ceil(suspects.length / 2);
	const halves = [suspects.slice(0, middle), suspects.slice(middle)];
	// Until something was accepted, the half at the other end is asked first: it tells more about the
	// address than the neighbours of a bad record do.
	if (top.bad && !accepted) halves.reverse();
	return ask(top, step, halves[0], halves[1]);
}

/**
 * How many of `count` untested entries are worth asking at once: all while at most one is known to
 * be bad, else the largest power of two that is as likely all good as not (Hwang's group testing).
 */
export function worthAsking(count: number, { bad, good }: { bad: number; good: number }): number {
	if (bad <= 1) return count;
	const expected = Math.max(1, Math.round((bad / (bad + good)) * count));
	if (expected >= count) return 1;
	return 2 ** Math.floor(Math.log2(Math.max(1, (count - expected + 1) / expected)));
}
