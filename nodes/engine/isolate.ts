/**
 * Which entries of a refused batch go again together: HubSpot refuses a hundred records for the sake of
 * one, and this finds that one. Whoever the refusal names stands alone and the others go again; where
 * it names none, halves are asked until the bad record is alone, and nothing is asked twice. The share
 * of bad records so far says how many are worth asking at once: one by one where most are bad. Pure.
 */

/** What became of the group that was asked last. `open`: lost or not sent; that says nothing of the others. */
export type Verdict<R> = 'taken' | 'open' | { refusal: R };

/** Entries that are sorted into good and bad ones together, by counts of their own. */
export interface Frame<E, R> {
	/** Nothing is known of these. */
	unknown: E[];
	/** At least one of these is bad. */
	suspects: E[];
	/** The refusal that all of them were part of. */
	refusal?: R;
	/** Found so far, to tell how many are worth asking at once. */
	bad: number;
	good: number;
	/** What is being asked: a group and, where it is a half of the suspects, the other half. */
	asked: { group: E[]; rest: E[] };
}

/** What the run knows of refusals and of the address they came from. */
export interface Knowledge<E, R> {
	/** Whom the refusal is certainly about, and otherwise among whom the bad ones are. */
	blame: (suspects: E[], refusal: R) => { guilty: E[]; among: E[] };
	/** This entry would be refused for what was learned from others. */
	isHopeless: (entry: E) => boolean;
	/** Finding out who is bad is not wanted: all suspects are refused. */
	giveUp: boolean;
	/** Something was accepted at this address before. */
	accepted: boolean;
}

export interface Step<E, R> {
	/** What goes on, for the next call of `next`. */
	frames: Array<Frame<E, R>>;
	/** These are refused for good. */
	refused: Array<{ entries: E[]; refusal: R }>;
	/** These are not sent any more: they are hopeless. */
	dropped: E[];
	/** The group to ask next, and the refusal it was part of before; undefined when all are sorted. */
	ask?: { group: E[]; refusal?: R };
}

const frame = <E, R>(unknown: E[], refusal?: R): Frame<E, R> => ({
	unknown,
	suspects: [],
	refusal,
	bad: 0,
	good: 0,
	asked: { group: [], rest: [] },
});

/** To begin with: nothing is known of any entry. */
export const isolating = <E, R>(entries: E[], refusal?: R): Array<Frame<E, R>> => [
	frame(entries, refusal),
];

/** What the last verdict comes to, and whom to ask next. The first call's verdict is `open`. */
export function next<E, R>(
	frames: Array<Frame<E, R>>,
	verdict: Verdict<R>,
	knowledge: Knowledge<E, R>,
): Step<E, R> {
	const step: Step<E, R> = { frames: frames.slice(0, -1), refused: [], dropped: [] };
	let top: Frame<E, R> | undefined = learn(frames[frames.length - 1], verdict);
	while (top && !step.ask) {
		// Alone for the first time: HubSpot says about it what it has to say, or takes it after all.
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
		// All suspects had a bad one among them, so the other half has it.
		return { ...top, asked, suspects: rest, good: top.good + group.length };
	}
	const unknown = [...rest, ...top.unknown];
	if (verdict === 'open')
		return { ...top, asked, suspects: group.length ? [] : top.suspects, unknown };
	return { ...top, asked, suspects: group, unknown, refusal: verdict.refusal };
}

function ask<E, R>(top: Frame<E, R>, step: Step<E, R>, group: E[], rest: E[] = []): Frame<E, R> {
	step.ask = { group, refusal: top.refusal };
	return { ...top, suspects: [], asked: { group, rest } };
}

/** Nobody is suspected: the next unknown ones are asked. Undefined when there are none. */
function advance<E, R>(
	top: Frame<E, R>,
	step: Step<E, R>,
	{ isHopeless }: Knowledge<E, R>,
): Frame<E, R> | undefined {
	const dropped = top.unknown.filter(isHopeless);
	step.dropped.push(...dropped);
	const unknown = dropped.length
		? top.unknown.filter((each) => !dropped.includes(each))
		: top.unknown;
	if (!unknown.length) return undefined;
	const size = worthAsking(unknown.length, top);
	return ask({ ...top, unknown: unknown.slice(size) }, step, unknown.slice(0, size));
}

/** One of the suspects is bad: fewer of them are suspected, refused or asked. */
function narrow<E, R>(
	top: Frame<E, R>,
	step: Step<E, R>,
	{ blame, giveUp, accepted }: Knowledge<E, R>,
): Frame<E, R> | undefined {
	const { suspects, unknown } = top;
	const refusal = top.refusal as R;
	const refuse = (entries: E[]) => step.refused.push({ entries, refusal });
	if (giveUp) {
		refuse(suspects);
		return { ...top, suspects: [], bad: top.bad + suspects.length };
	}
	const { guilty, among } = blame(suspects, refusal);
	if (guilty.length) {
		refuse(guilty);
		// Those named are no sample of the others: these start afresh.
		const rest = suspects.filter((entry) => !guilty.includes(entry));
		return frame([...rest, ...unknown], refusal);
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
	// As long as nothing was accepted, the other end tells more than the neighbours of a bad one.
	if (top.bad && !accepted) halves.reverse();
	return ask(top, step, halves[0], halves[1]);
}

/**
 * How many of `count` unknown entries are worth asking at once: all while hardly any is known to be
 * bad, else the largest power of two that is as likely good as bad (Hwang's group testing).
 */
export function worthAsking(count: number, { bad, good }: { bad: number; good: number }): number {
	if (bad <= 1) return count;
	const expected = Math.max(1, Math.round((bad / (bad + good)) * count));
	if (expected >= count) return 1;
	return 2 ** Math.floor(Math.log2(Math.max(1, (count - expected + 1) / expected)));
}
