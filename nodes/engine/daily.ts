/**
 * How many calls HubSpot has left for an account today, as far as this process knows: there is one count
 * per account, shared by all executions, because each must count the calls of the others that are under
 * way. Pure arithmetic; the rule that stops a run by it is in `caller.ts`.
 */
import type { DailyCalls } from '../hubspot/limits';

/** What HubSpot said longer ago says nothing of now: other programs call it too. */
export const FRESH_MS = 60_000;

/** Who waits for another one's answer looks again after this long, to notice a cancelled execution. */
const LOOK_AGAIN_MS = 200;

/** An account unused for this long is forgotten. */
const IDLE_MS = 3_600_000;

/**
 * So many calls are kept for looking up what the last answers leave open; fewer where a hundredth of the
 * day's calls is less.
 */
const FOR_LOOKING_UP = 10;

/** What waiting takes of a clock. */
interface Waiting {
	now: () => number;
	sleep: (ms: number) => Promise<void>;
	cancelled: () => boolean;
}

interface Known extends DailyCalls {
	/** When the answer came that says so. */
	atMs: number;
}

export class Daily {
	private known: Known | undefined;

	/** Calls of this process that are not answered, by when each began, oldest first. */
	private readonly underWay = new Set<{ startMs: number }>();

	/** When calls ended whose answers said nothing, oldest first: an answer that is still to come may not count them. */
	private silent: number[] = [];

	/** When HubSpot last said how many are left, or last did not although it was asked. */
	private heardMs = -Infinity;

	/** The last usage that was asked for; undefined while headers tell. */
	private asked: DailyCalls | undefined;

	private isSilent = false;

	/** The call whose answer others wait for, because nothing is known. */
	private first: Promise<unknown> | undefined;

	/** When it was last used. */
	private usedMs = -Infinity;

	/** Calls left today when the last answer came; undefined where HubSpot has not said it. */
	get left(): number | undefined {
		return this.known?.left;
	}

	/** Calls of the day in all. */
	get limit(): number | undefined {
		return this.known?.limit;
	}

	/** HubSpot was asked how many are left, and did not say. */
	get isUntold(): boolean {
		return this.isSilent;
	}

	isFresh(nowMs: number): boolean {
		return nowMs - this.heardMs < FRESH_MS;
	}

	idle(nowMs: number): boolean {
		return !this.underWay.size && nowMs - this.usedMs > IDLE_MS;
	}

	/**
	 * How many more calls may be made, so that this percentage of the day's calls stays; undefined as long as
	 * nothing is known. Calls under way are taken as not counted yet.
	 * @param areLookUps they look up what earlier calls left open
	 */
	spare(percent: number, areLookUps = false): number | undefined {
		const { known } = this;
		if (!known) return undefined;
		const kept = areLookUps ? 0 : Math.min(FOR_LOOKING_UP, Math.floor(known.limit / 100));
		const free = known.left - Math.ceil((known.limit * percent) / 100) - kept;
		return Math.max(0, free - this.underWay.size);
	}

	/** May one more be made? As long as nothing is known, it may. */
	allows(percent: number, isLookUp: boolean): boolean {
		return this.spare(percent, isLookUp) !== 0;
	}

	/** Counts a call that begins. The function that comes back is called once with what its answer says. */
	begin(startMs: number): (said: DailyCalls | undefined, endMs: number) => void {
		const call = { startMs };
		this.underWay.add(call);
		this.usedMs = startMs;
		return (said, endMs) => {
			this.underWay.delete(call);
			if (said) this.learn(said, startMs, endMs);
			else this.countSilent(endMs);
			const [oldest] = this.underWay;
			this.silent = oldest ? this.silent.filter((ms) => ms >= oldest.startMs) : [];
		};
	}

	/** The answers of some endpoints say nothing, and what is lost may have been counted. */
	private countSilent(endMs: number): void {
		this.silent.push(endMs);
		if (this.known) this.known.left = Math.max(0, this.known.left - 1);
	}

	/**
	 * Answers of calls side by side come in any order, and the lowest number is the latest. A higher one is
	 * true only of a call that began after the lower one had come: the day is over, or a call did not count.
	 */
	private learn({ limit, left: all }: DailyCalls, startMs: number, endMs: number): void {
		const uncounted = this.silent.filter((ms) => ms >= startMs).length;
		const left = Math.max(0, all - uncounted);
		this.heardMs = endMs;
		this.isSilent = false;
		this.asked = undefined;
		const { known } = this;
		if (!known || left <= known.left || startMs >= known.atMs) {
			this.known = { limit, left, atMs: endMs };
		}
	}

	/**
	 * Learns what HubSpot says of the usage; undefined: it does not say it. HubSpot may answer with numbers
	 * that are some minutes old, so a higher number of calls left is true only where the usage itself went
	 * down, as it does at midnight.
	 */
	learnUsage(usage: DailyCalls | undefined, nowMs: number): void {
		const { known, asked } = this;
		this.heardMs = nowMs;
		this.isSilent = !usage && !known;
		if (!usage) return;
		this.asked = usage;
		const isNewDay = asked !== undefined && usage.left > asked.left;
		const left = known && !isNewDay ? Math.min(known.left, usage.left) : usage.left;
		this.known = { limit: usage.limit, left, atMs: nowMs };
	}

	/**
	 * Makes a call once something is known: where nothing is, one call goes first, and the others wait for
	 * its answer, because a hundred calls at once may be more than are left.
	 * @param tell makes known what is left, where the answer of the first call did not
	 */
	async informed<T>(
		clock: Waiting,
		call: (isFirst: boolean) => Promise<T>,
		tell: () => Promise<void>,
	): Promise<T> {
		while (!this.isFresh(clock.now()) && !clock.cancelled()) {
			if (this.first) {
				await Promise.race([this.first, clock.sleep(LOOK_AGAIN_MS)]);
				continue;
			}
			const going = this.asFirst(clock, call, tell);
			this.first = going.catch(() => {}).finally(() => (this.first = undefined));
			return await going;
		}
		return await call(false);
	}

	private async asFirst<T>(
		clock: Waiting,
		call: (isFirst: boolean) => Promise<T>,
		tell: () => Promise<void>,
	) {
		const result = await call(true);
		if (!this.isFresh(clock.now())) await tell();
		return result;
	}
}

// ---------------------------------------------------------------- one per account

const counts = new Map<string, Daily>();

/** The count of an account, shared by every execution in this process. Drops those that are not used any more. */
export function dailyOf(account: string, nowMs: number): Daily {
	for (const [other, count] of counts) {
		if (other !== account && count.idle(nowMs)) counts.delete(other);
	}
	const count = counts.get(account) ?? new Daily();
	counts.set(account, count);
	return count;
}
