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
	/** So many calls, and then it leaves. */
	calls?: number;
}

export interface Crowd {
	limit?: RateLimit;
	/** Does the window roll, or start anew every `limit.ms`? */
	window?: 'rolling' | 'fixed';
	/** A second limit, of which no header tells. */
	perSecond?: number;
	/** Do headers tell of the limit at all? */
	silent?: boolean;
	participants: Participant[];
	/** Another app, which asks nobody: so many calls at once, so often. */
	other?: { calls: number; everyMs: number };
	seconds: number;
	seed?: number;
	governor?: () => Pick<Governor, 'lane'>;
}

export interface Shared {
	/** Calls accepted after the first window / allowed in that time. */
	share: number;
	/** The same, of what the other app leaves. */
	shareOfRest: number;
	/** Of all calls made by the participants. */
	refused: number;
	calls: number;
	/** Most accepted / least accepted, after the first window, of participants that were there all the time. */
	unfairness: number;
	accepted: number[];
	/** By execution, of all participants in turn. */
	byExecution: number[];
	/** When each participant had done its calls. */
	endsMs: number[];
	/** Accepted calls of each participant in each ten seconds. */
	history: number[][];
	other: { taken: number; refused: number };
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
		this.limit = crowd.limit ?? { calls: 190, ms: 10_000 };
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

/** Lets the crowd work. */
export async function share(crowd: Crowd): Promise<Shared> {
	const agenda = new Agenda();
	const account = new Account(crowd);
	const limit = crowd.limit ?? { calls: 190, ms: 10_000 };
	const endMs = crowd.seconds * 1_000;
	const { participants } = crowd;
	const accepted = participants.map(() => 0);
	const history = participants.map(() =>
		Array.from({ length: Math.ceil(crowd.seconds / 10) + 1 }, () => 0),
	);
	const endsMs = participants.map(() => 0);
	const byExecution: number[] = [];
	let calls = 0;
	let refused = 0;
	const other = { taken: 0, refused: 0 };
	let otherAfter = 0;

	participants.forEach((participant, n) => {
		const random = randomOf((crowd.seed ?? 1) * 1_000 + n);
		const { pace = USUAL, fromS = random() * 0.2, untilS = crowd.seconds } = participant;
		const { executions = [1] } = participant;
		const awake = awakeOf(pace.busy, random);
		const clock: Clock = {
			now: () => agenda.nowMs,
			sleep: async (ms) =>
				await new Promise<void>((resolve) => agenda.at(awake(agenda.nowMs + ms), resolve)),
			cancelled: () => false,
			random,
		};
		let left = participant.calls ?? Infinity;
		const governor = (crowd.governor ?? (() => new Governor()))();
		agenda.at(fromS * 1_000, () => {
			for (const part of executions) {
				const execution = byExecution.push(0) - 1;
				const lane = governor.lane(clock, part);
				let open = 0;
				const fill = () => {
					while (agenda.nowMs < untilS * 1_000 && open < lane.room() && left > 0) {
						open++;
						left--;
						void call(lane).then(() => {
							open--;
							endsMs[n] = agenda.nowMs;
							fill();
							if (!open) lane.leave();
						});
					}
				};
				const call = async (way: Lane) => {
					for (;;) {
						const permit = await way.enter(() => agenda.nowMs >= untilS * 1_000);
						if (!permit) return;
						const [least, most] = pace.travelMs;
						const travelMs = () => least + random() * (most - least);
						await new Promise<void>((resolve) =>
							agenda.at(awake(agenda.nowMs) + travelMs(), resolve),
						);
						const signal = account.call(agenda.nowMs);
						calls++;
						if (signal.kind === 'good') {
							accepted[n]++;
							history[n][Math.floor(agenda.nowMs / 10_000)]++;
							byExecution[execution]++;
						} else refused++;
						const backMs = travelMs() + (signal.kind === 'good' ? latencyOf(pace, random) : 5);
						await new Promise<void>((resolve) => agenda.at(awake(agenda.nowMs + backMs), resolve));
						permit.done(signal);
						if (signal.kind === 'good') return;
					}
				};
				fill();
			}
		});
	});
	if (crowd.other) {
		const { calls: many, everyMs } = crowd.other;
		const burst = () => {
			for (let i = 0; i < many; i++) {
				const taken = account.call(agenda.nowMs).kind === 'good';
				other[taken ? 'taken' : 'refused']++;
				if (taken && agenda.nowMs >= limit.ms) otherAfter++;
			}
			agenda.at(agenda.nowMs + everyMs, burst);
		};
		agenda.at(0, burst);
	}
	await agenda.until(endMs);

	const first = Math.ceil(limit.ms / 10_000);
	const after = history.map((each) => each.slice(first, Math.floor(crowd.seconds / 10)));
	const sums = after.map((each) => each.reduce((sum, one) => sum + one, 0));
	const sum = sums.reduce((all, one) => all + one, 0);
	const possible = (limit.calls / limit.ms) * (Math.floor(crowd.seconds / 10) - first) * 10_000;
	const staying = sums.filter(
		(_, n) => !participants[n].fromS && participants[n].untilS === undefined,
	);
	return {
		share: sum / possible,
		shareOfRest: sum / (possible - otherAfter),
		refused: calls ? refused / calls : 0,
		calls,
		unfairness: Math.max(...staying) / Math.min(...staying),
		accepted,
		byExecution,
		endsMs,
		history,
		other,
	};
}
