/* eslint-disable @n8n/community-nodes/no-restricted-globals -- drives time itself */
/**
 * Several processes that know nothing of each other on one account, in virtual time: each has a
 * governor of its own and work without end; what they share is HubSpot's rate limit. Nothing is
 * sent and nothing waits, so a minute of ten processes takes a second, and is the same each time.
 */
import { Governor } from '../../nodes/engine/governor';
import type { Clock, Lane, Signal } from '../../nodes/engine/means';
import type { RateLimit } from '../../nodes/hubspot/limits';

/** How long calls take, in milliseconds. */
export interface Pace {
	/** What HubSpot needs: half of all calls take less, the longest `mostMs` (lognormal). */
	medianMs: number;
	mostMs: number;
	/** On the way there, and as much back: evenly between these. */
	travelMs: [number, number];
	/** The process is busy so often, for so long: then nothing leaves it, and nothing is read. */
	busy?: { everyMs: number; forMs: number };
}

export interface Participant {
	pace?: Pace;
	/** When it starts and leaves, in seconds. */
	fromS?: number;
	untilS?: number;
	/** Executions, each with this share of the rate limit. */
	executions?: number[];
}

/** Another app: so many calls at once, so often. */
export interface Other {
	calls: number;
	everyMs: number;
}

export interface Crowd {
	limit?: RateLimit;
	/** Does the window roll, or start anew every `limit.ms`? */
	window?: 'rolling' | 'fixed';
	/** A second limit, of which no header tells. */
	perSecond?: number;
	/** No header tells of the limit either. */
	silent?: boolean;
	participants: Participant[];
	other?: Other;
	seconds: number;
	seed?: number;
	governor?: () => Pick<Governor, 'lane'>;
}

export interface Shared {
	/** Calls accepted / allowed, of what other apps leave. */
	share: number;
	/** Of all calls made by the participants. */
	refused: number;
	calls: number;
	/** Most accepted / least accepted, of participants that were there all the time. */
	unfairness: number;
	accepted: number[];
	/** From the second ten seconds on. */
	byExecution: number[][];
	/** Accepted calls of each participant in each ten seconds. */
	history: number[][];
	/** Of the other app's calls. */
	othersRefused: number;
}

export const USUAL: Pace = { medianMs: 400, mostMs: 2_000, travelMs: [5, 40] };

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/** Things due, soonest first; of those due at once, the first that was asked for. */
class Agenda {
	nowMs = 0;
	private heap: Array<{ at: number; turn: number; happen: () => void }> = [];
	private turns = 0;

	at(ms: number, happen: () => void): void {
		const { heap } = this;
		const each = { at: Math.max(ms, this.nowMs), turn: this.turns++, happen };
		let i = heap.push(each) - 1;
		while (i > 0) {
			const up = (i - 1) >> 1;
			if (!before(each, heap[up])) break;
			heap[i] = heap[up];
			i = up;
		}
		heap[i] = each;
	}

	private next(): { at: number; happen: () => void } | undefined {
		const { heap } = this;
		const [first] = heap;
		const last = heap.pop();
		if (!last || !heap.length) return first;
		let i = 0;
		for (;;) {
			let down = 2 * i + 1;
			if (down >= heap.length) break;
			if (down + 1 < heap.length && before(heap[down + 1], heap[down])) down++;
			if (!before(heap[down], last)) break;
			heap[i] = heap[down];
			i = down;
		}
		heap[i] = last;
		return first;
	}

	async until(endMs: number): Promise<void> {
		for (;;) {
			await new Promise((resolve) => setImmediate(resolve));
			const due = this.next();
			if (!due || due.at > endMs) return;
			this.nowMs = due.at;
			due.happen();
		}
	}
}

const before = (one: { at: number; turn: number }, other: { at: number; turn: number }): boolean =>
	one.at < other.at || (one.at === other.at && one.turn < other.turn);

/** The calls that count against a limit. */
class Count {
	private times: number[] = [];
	constructor(
		private readonly limit: RateLimit,
		private readonly rolling: boolean,
	) {}

	at(nowMs: number): number {
		const { ms } = this.limit;
		const from = this.rolling ? nowMs - ms : Math.floor(nowMs / ms) * ms - 0.001;
		let gone = 0;
		while (gone < this.times.length && this.times[gone] <= from) gone++;
		if (gone) this.times.splice(0, gone);
		return this.times.length;
	}

	isFull = (nowMs: number): boolean => this.at(nowMs) >= this.limit.calls;

	add(nowMs: number): void {
		this.times.push(nowMs);
	}
}

/** What HubSpot answers, by its limits alone. */
class Account {
	private readonly window: Count;
	private readonly second: Count | undefined;
	private readonly limit: RateLimit;

	constructor(private readonly crowd: Crowd) {
		this.limit = crowd.limit ?? PROFESSIONAL;
		this.window = new Count(this.limit, crowd.window !== 'fixed');
		const { perSecond } = crowd;
		this.second = perSecond ? new Count({ calls: perSecond, ms: 1_000 }, true) : undefined;
	}

	call(nowMs: number): Signal {
		const full = this.window.isFull(nowMs);
		const fast = this.second?.isFull(nowMs) ?? false;
		if (!full && !fast) {
			this.window.add(nowMs);
			this.second?.add(nowMs);
		}
		const { calls, ms } = this.limit;
		const headers: Record<string, string> = this.crowd.silent
			? {}
			: {
					'x-hubspot-ratelimit-max': `${calls}`,
					'x-hubspot-ratelimit-remaining': `${calls - this.window.at(nowMs)}`,
					'x-hubspot-ratelimit-interval-milliseconds': `${ms}`,
				};
		if (!full && !fast) return { kind: 'good', headers };
		return { kind: 'limited', headers, waitMs: full ? ms : 1_000, asked: false };
	}
}

/** Lognormal, so that one call in a hundred or so takes the longest time. */
function latencyOf({ medianMs, mostMs }: Pace, random: () => number): number {
	const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	return Math.min(mostMs, medianMs * Math.exp((normal * Math.log(mostMs / medianMs)) / 2.5));
}

/** When a process that is busy now and then gets to something. */
function awakeOf(busy: Pace['busy'], random: () => number): (ms: number) => number {
	if (!busy) return (ms) => ms;
	const { everyMs, forMs } = busy;
	const phase = random() * everyMs;
	return (ms) => {
		const since = (ms + phase) % everyMs;
		return since < forMs ? ms + forMs - since : ms;
	};
}

const PROFESSIONAL: RateLimit = { calls: 190, ms: 10_000 };

/** One process: what it makes of its governor, and what became of its calls. */
class Process {
	accepted = 0;
	calls = 0;
	/** Accepted calls in each ten seconds. */
	readonly history: number[];
	readonly byExecution: number[];
	private readonly random: () => number;
	private readonly pace: Pace;
	private readonly awake: (ms: number) => number;
	private readonly untilMs: number;

	constructor(
		private readonly agenda: Agenda,
		private readonly account: Account,
		{ pace = USUAL, fromS, untilS, executions = [1] }: Participant,
		{ seconds, seed = 1, governor = () => new Governor() }: Crowd,
		number: number,
	) {
		this.random = randomOf(seed * 1_000 + number);
		this.pace = pace;
		this.untilMs = (untilS ?? seconds) * 1_000;
		this.history = Array.from({ length: Math.ceil(seconds / 10) + 1 }, () => 0);
		this.byExecution = executions.map(() => 0);
		const startMs = (fromS ?? this.random() * 0.2) * 1_000;
		this.awake = awakeOf(pace.busy, this.random);
		const own = governor();
		agenda.at(startMs, () => {
			executions.forEach((part, n) => this.work(own.lane(this.clock, part), n));
		});
	}

	private readonly clock: Clock = {
		now: () => this.agenda.nowMs,
		sleep: async (ms) => await this.wait(ms),
		cancelled: () => false,
		random: () => this.random(),
	};

	private async wait(ms: number): Promise<void> {
		const { agenda } = this;
		await new Promise<void>((resolve) => agenda.at(this.awake(agenda.nowMs + ms), resolve));
	}

	private get isOver(): boolean {
		return this.agenda.nowMs >= this.untilMs;
	}

	/** As many calls side by side as there is room for, as the engine does it. */
	private work(lane: Lane, execution: number): void {
		let open = 0;
		const fill = () => {
			while (!this.isOver && open < lane.room()) {
				open++;
				void this.call(lane, execution).then(() => {
					open--;
					fill();
				});
			}
		};
		fill();
	}

	private async call(lane: Lane, execution: number): Promise<void> {
		const { agenda, pace, random } = this;
		const [least, most] = pace.travelMs;
		const travelMs = () => least + random() * (most - least);
		for (;;) {
			const permit = await lane.enter(() => this.isOver);
			if (!permit) return;
			const leavesMs = this.awake(agenda.nowMs);
			await new Promise<void>((resolve) => agenda.at(leavesMs + travelMs(), resolve));
			const signal = this.account.call(agenda.nowMs);
			const isGood = signal.kind === 'good';
			this.calls++;
			if (isGood) {
				this.accepted++;
				this.history[Math.floor(agenda.nowMs / 10_000)]++;
				if (agenda.nowMs >= 10_000) this.byExecution[execution]++;
			}
			await this.wait(travelMs() + (isGood ? latencyOf(pace, random) : REFUSAL_MS));
			permit.done(signal);
			if (isGood) return;
		}
	}
}

/** What HubSpot needs to refuse a call. */
const REFUSAL_MS = 5;

/** Another app, which heeds nothing. */
function letOtherCall(agenda: Agenda, account: Account, { calls, everyMs }: Other) {
	const told = { taken: 0, refused: 0, takenAfter: 0 };
	const burst = () => {
		for (let i = 0; i < calls; i++) {
			const isTaken = account.call(agenda.nowMs).kind === 'good';
			told[isTaken ? 'taken' : 'refused']++;
			if (isTaken && agenda.nowMs >= 10_000) told.takenAfter++;
		}
		agenda.at(agenda.nowMs + everyMs, burst);
	};
	agenda.at(0, burst);
	return told;
}

const sumOf = (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0);

/** Lets the crowd work. What it used of the limit is counted from the second ten seconds on. */
export async function share(crowd: Crowd): Promise<Shared> {
	const { limit = PROFESSIONAL, participants, seconds, other } = crowd;
	const agenda = new Agenda();
	const account = new Account(crowd);
	const processes = participants.map((each, n) => new Process(agenda, account, each, crowd, n));
	const others = other && letOtherCall(agenda, account, other);
	await agenda.until(seconds * 1_000);

	const after = processes.map(({ history }) => sumOf(history.slice(1, Math.floor(seconds / 10))));
	const possible = (limit.calls / limit.ms) * (Math.floor(seconds / 10) - 1) * 10_000;
	const calls = sumOf(processes.map((each) => each.calls));
	const accepted = processes.map((each) => each.accepted);
	const staying = after.filter((_, n) => {
		const { fromS, untilS } = participants[n];
		return fromS === undefined && untilS === undefined;
	});
	return {
		share: sumOf(after) / (possible - (others?.takenAfter ?? 0)),
		refused: (calls - sumOf(accepted)) / calls,
		calls,
		unfairness: Math.max(...staying) / Math.min(...staying),
		accepted,
		byExecution: processes.map(({ byExecution }) => byExecution),
		history: processes.map(({ history }) => history),
		othersRefused: others ? others.refused / (others.refused + others.taken) : 0,
	};
}

// ---------------------------------------------------------------- crowds

const BUSY: Pace = { ...USUAL, busy: { everyMs: 900, forMs: 250 } };
const FAST: Pace = { medianMs: 30, mostMs: 200, travelMs: [2, 10] };
const SLOW: Pace = { medianMs: 800, mostMs: 4_000, travelMs: [10, 120] };
const UNSTEADY: Pace = { ...USUAL, travelMs: [5, 300] };
/** Takes 30 % of 190 in ten seconds, evenly. */
const STEADY_APP: Other = { calls: 1, everyMs: 175 };

const of = (count: number, pace?: Pace): Participant[] =>
	Array.from({ length: count }, () => ({ pace }));
const limitOf = (calls: number): RateLimit => ({ calls, ms: 10_000 });

/** A crowd, the least that it uses of the limit (of what other apps leave), and the most of its calls that are refused. */
export interface Bounded {
	crowd: Crowd;
	title: string;
	least: number;
	most: number;
	/** Most calls of a process / least. */
	unfairness?: number;
}

const ALONE = { least: 0.97, most: 0 };
const GOAL = { least: 0.92, most: 0.03, unfairness: 6 };
const seconds = 50;

export const CROWDS: Record<string, Bounded> = {
	alone: { ...ALONE, title: 'one process', crowd: { participants: of(1), seconds } },
	aloneBusy: {
		...ALONE,
		title: 'one process that is busy',
		crowd: { participants: of(1, BUSY), seconds },
	},
	two: { ...GOAL, title: 'two processes', crowd: { participants: of(2), seconds } },
	three: { ...GOAL, title: 'three processes', crowd: { participants: of(3), seconds } },
	five: { ...GOAL, title: 'five processes', crowd: { participants: of(5), seconds } },
	ten: {
		...GOAL,
		most: 0.09,
		title: 'ten processes',
		crowd: { participants: of(10), seconds },
	},
	twoBusy: {
		...GOAL,
		title: 'two processes that are busy',
		crowd: { participants: of(2, BUSY), seconds },
	},
	fiveBusy: {
		...GOAL,
		title: 'five processes that are busy',
		crowd: { participants: of(5, BUSY), seconds },
	},
	skewed: {
		...GOAL,
		title: 'three processes, answered after 30, 400 and 800 ms',
		crowd: { participants: [{ pace: FAST }, {}, { pace: SLOW }], seconds },
	},
	unsteady: {
		...GOAL,
		title: 'three processes whose calls travel up to 300 ms',
		crowd: { participants: of(3, UNSTEADY), seconds },
	},
	comersAndGoers: {
		...GOAL,
		title: 'a process, one that comes later, and one that comes and goes',
		crowd: { participants: [{}, { fromS: 22 }, { fromS: 35, untilS: 62 }], seconds: 100 },
	},
	ofThreeExecutions: {
		...GOAL,
		title: 'two processes of three executions each',
		crowd: { participants: [{ executions: [1, 1, 1] }, { executions: [1, 1, 1] }], seconds: 40 },
	},
	limit100: {
		...GOAL,
		title: 'three processes, 100 calls per 10 s',
		crowd: { limit: limitOf(100), participants: of(3), seconds },
	},
	limit250: {
		...GOAL,
		title: 'five processes, 250 calls per 10 s',
		crowd: { limit: limitOf(250), participants: of(5), seconds },
	},
	withSteadyApp: {
		...GOAL,
		title: 'two processes, and an app that takes 30 % evenly',
		crowd: { participants: of(2), other: STEADY_APP, seconds },
	},
	aloneWithSteadyApp: {
		...GOAL,
		// It leaves room that this app does not want.
		least: 0.88,
		title: 'one process, and an app that takes 30 % evenly',
		crowd: { participants: of(1), other: STEADY_APP, seconds },
	},
	withBurstingApp: {
		...GOAL,
		least: 0.9,
		title: 'two processes, and an app that makes 50 calls at once every 17 s',
		crowd: { participants: of(2), other: { calls: 50, everyMs: 17_000 }, seconds },
	},
	withLimitPerSecond: {
		...GOAL,
		title: 'three processes, and a limit of 40 calls per second that no header tells of',
		crowd: { participants: of(3), perSecond: 40, seconds },
	},
	fixedTwo: {
		...GOAL,
		unfairness: undefined,
		most: 0.04,
		title: 'two processes, in a window that starts anew every ten seconds',
		crowd: { participants: of(2), window: 'fixed', seconds },
	},
	fixedFive: {
		...GOAL,
		unfairness: undefined,
		most: 0.06,
		title: 'five processes, in a window that starts anew every ten seconds',
		crowd: { participants: of(5), window: 'fixed', seconds },
	},
};
