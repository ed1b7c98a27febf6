/** The governor, asked directly: how many calls may be under way, and when the next one may start. */
import { Governor, governorOf } from '../../nodes/engine/governor';
import type { Permit, Signal } from '../../nodes/engine/means';
import { DEFAULT_WINDOW } from '../../nodes/hubspot/limits';
import { MAX_UNDER_WAY } from '../../nodes/engine/width';
import { World } from './world';

const GOOD: Signal = { kind: 'good' };

/** As HubSpot announces it. */
const headers = (max: number, remaining: number, ms = 10_000): Record<string, string> => ({
	'x-hubspot-ratelimit-max': `${max}`,
	'x-hubspot-ratelimit-remaining': `${remaining}`,
	'x-hubspot-ratelimit-interval-milliseconds': `${ms}`,
});

/** A governor and a line of calls that want to go; time passes only on demand. */
function line(governor = new Governor(), world = new World()) {
	const lane = (share?: number) => {
		const way = governor.lane(world.clock, share);
		const permits: Array<{ permit: Permit; at: number }> = [];
		let over = false;
		const want = (count: number) => {
			for (let i = 0; i < count; i++) {
				void way
					.enter(() => over)
					.then((permit) => permit && permits.push({ permit, at: world.nowMs - start }));
			}
		};
		return {
			...way,
			want,
			permits,
			end: (sign: Signal = GOOD) => permits.forEach(({ permit }) => permit.done(sign)),
			giveUp: () => {
				over = true;
			},
		};
	};
	const start = world.nowMs;
	const pass = async (ms: number) =>
		await world.drive(new Promise<void>((resolve) => world.at(ms, resolve)));
	return { governor, world, lane, pass };
}

/** Lets `count` calls through, each answered after 100 ms with these headers. */
async function warmUp(calls: ReturnType<typeof line>, count: number, told = headers(1000, 999)) {
	const lane = calls.lane();
	for (let i = 0; i < count; i++) {
		lane.want(1);
		await calls.pass(100);
		lane.end({ kind: 'good', headers: told });
	}
	lane.leave();
}

/** Calls of one execution, each answered at the moment it starts, so that time stands still. */
function instant() {
	const calls = line();
	const way = calls.lane();
	const answer = async (...signs: Signal[]) => {
		for (const sign of signs) {
			way.want(1);
			await calls.pass(0);
			way.permits[way.permits.length - 1].permit.done(sign);
		}
	};
	return { ...calls, way, answer };
}

const goods = (count: number): Signal[] => Array.from({ length: count }, () => GOOD);

const good = (...of: Parameters<typeof headers>): Signal => ({
	kind: 'good',
	headers: headers(...of),
});

/** HubSpot says no, and that it may go again at once. */
const NO_WAIT: Signal = { kind: 'limited', waitMs: 0, asked: true };

describe('the first call', () => {
	it('goes alone: it also renews an expired token once, not ten times', async () => {
		const { lane, pass } = line();
		const way = lane();
		way.want(20);
		await pass(5_000);
		expect(way.permits).toHaveLength(1);
		way.end();
		await pass(1);
		expect(way.permits.length).toBeGreaterThan(5);
	});

	it('lets the others go even when it fails, one at a time', async () => {
		const { lane, pass } = line();
		const way = lane();
		way.want(3);
		await pass(100);
		way.end({ kind: 'failing' });
		await pass(1);
		expect(way.permits).toHaveLength(2);
	});
});

describe('the window', () => {
	it('without headers is the smallest that HubSpot publishes', async () => {
		const calls = line();
		const way = calls.lane();
		way.want(300);
		for (let i = 0; i < 95; i++) {
			await calls.pass(100);
			way.end();
		}
		expect(way.permits.filter(({ at }) => at < DEFAULT_WINDOW.ms)).toHaveLength(100);
		await calls.pass(10_000);
		const [first] = way.permits;
		expect(way.permits[100].at - first.at).toBeGreaterThan(10_000);
		expect(way.permits[100].at - first.at).toBeLessThan(10_300);
	});

	it.each([
		[1, 1_000],
		[19, 1_000],
		[190, 10_000],
		[250, 10_000],
	])('of %d calls in %d ms, as announced, is used up and never overdrawn', async (max, ms) => {
		const calls = line();
		const way = calls.lane();
		way.want(3 * max);
		for (let i = 0; i < 400; i++) {
			await calls.pass(ms / 100);
			way.end({ kind: 'good', headers: headers(max, max - 1, ms) });
		}
		const starts = way.permits.map(({ at }) => at);
		expect(starts).toHaveLength(3 * max);
		for (let i = max; i < starts.length; i++) {
			expect(starts[i] - starts[i - max]).toBeGreaterThan(ms);
		}
		expect(starts[2 * max] - starts[0]).toBeLessThan(2.2 * ms);
	});

	it.each([
		['one call a day', 1, 86_400_000],
		['one call in three hundred years', 1, 1e13],
	])('announced as %s is taken for one a minute: no run waits for good', async (_, max, ms) => {
		const calls = line();
		const way = calls.lane();
		way.want(4);
		for (let minute = 0; minute < 4; minute++) {
			await calls.pass(61_000);
			way.end({ kind: 'good', headers: headers(max, 0, ms) });
		}
		expect(way.permits).toHaveLength(4);
	});

	it('counts a call from when it has left, which in a busy process is later than when it was allowed', async () => {
		const world = new World();
		const { clock } = world;
		const calls = line(new Governor(), world);
		await warmUp(calls, 8, headers(100, 99, 1_000));
		await calls.pass(2_000);
		// Whatever is due is late: the process is busy for 300 ms.
		const busy = { ...clock, sleep: async (ms: number) => await clock.sleep(ms + 300) };
		const lane = calls.governor.lane(busy);
		const permits = await Promise.all([lane.enter(() => false), lane.enter(() => false)]);
		await calls.pass(500);
		for (const permit of permits) permit?.done({ kind: 'good', headers: headers(2, 0, 1_000) });
		const way = calls.lane();
		const startedMs = world.nowMs - world.startMs;
		way.want(1);
		await calls.pass(2_000);
		// 310 ms after they were allowed, 190 ms before now, they left.
		expect(way.permits[0].at - startedMs).toBeGreaterThan(1_000 - 190);
	});

	it.each([
		[1_000, 1_030],
		[10_000, 10_120],
	])(
		'of %d ms is taken a little longer, for calls that travel slower or faster',
		async (ms, at) => {
			const { way, answer, pass } = instant();
			await answer(good(2, 1, ms), GOOD);
			way.want(1);
			await pass(2 * ms);
			expect(way.permits[2].at).toBe(at);
		},
	);

	it.each<[string, Signal[], number, string]>([
		['much', [good(20, 4)], 4, '20 calls per 10 s, about 15 used by others'],
		['all', [good(20, 0)], 1, '20 calls per 10 s, about 19 used by others'],
		[
			'nothing, then much',
			[good(20, 20), good(20, 3)],
			12,
			'20 calls per 10 s, about 7 used by others',
		],
		[
			'nonsense, then much',
			[good(20, 500), good(20, 3)],
			4,
			'20 calls per 10 s, about 15 used by others',
		],
		[
			'nobody knows what',
			[{ kind: 'good', headers: { 'x-hubspot-ratelimit-max': '5' } }],
			5,
			'5 calls per 10 s',
		],
		['what may be noise', [good(100, 97)], 100, '100 calls per 10 s'],
		['more than noise', [good(100, 96)], 89, '100 calls per 10 s, about 3 used by others'],
		['one of a few', [good(10, 8)], 8, '10 calls per 10 s, about 1 used by others'],
	])(
		'of which others use %s holds so many calls of ours, a little less than the rest',
		async (_, signs, most, words) => {
			const { way, answer, pass } = instant();
			await answer(...signs);
			way.want(200);
			for (let i = 0; i < 99; i++) {
				await pass(100);
				way.end();
			}
			expect(way.permits).toHaveLength(most);
			expect(way.obstacle()).toBe(`the rate limit of the account is in use (${words})`);
		},
	);

	it('takes for calls of others none of ours that have left it already', async () => {
		const { way, answer, pass } = instant();
		await answer(...goods(5));
		// They still count for us, a little longer; for HubSpot they do not.
		await pass(10_000);
		await answer(good(20, 4));
		way.want(20);
		for (let i = 0; i < 99; i++) {
			await pass(100);
			way.end();
		}
		expect(way.permits).toHaveLength(5 + 4);
		expect(way.obstacle()).toContain('about 15 used by others');
	});

	it('leaves to others what Remaining says they use', async () => {
		const calls = line();
		await warmUp(calls, 1, headers(100, 99, 1_000));
		await calls.pass(2_000);
		const way = calls.lane();
		for (let i = 0; i < 300; i++) {
			way.want(2);
			await calls.pass(20);
			const nowMs = calls.world.nowMs - calls.world.startMs;
			const ours = way.permits.filter(({ at }) => at > nowMs - 1_000).length;
			way.end({ kind: 'good', headers: headers(100, Math.max(0, 100 - ours - 40), 1_000) });
		}
		const perSecond = way.permits.filter(({ at }) => at > 2_000 && at <= 6_000).length / 4;
		expect(perSecond).toBeLessThanOrEqual(62);
		expect(perSecond).toBeGreaterThanOrEqual(52);
	});

	it('is held to the room that the newest answer showed, until the next one', async () => {
		const calls = line();
		await warmUp(calls, 8, headers(100, 99, 1_000));
		await calls.pass(1_100);
		const way = calls.lane();
		way.want(60);
		await calls.pass(100);
		const first = way.permits.length;
		expect(first).toBeGreaterThan(10);
		// It tells of the moment before all the others came in.
		way.permits[0].permit.done({ kind: 'good', headers: headers(100, 2, 1_000) });
		await calls.pass(1);
		expect(way.permits).toHaveLength(first);
		const newest = way.permits[first - 1];
		newest.permit.done({ kind: 'good', headers: headers(100, 2, 1_000) });
		await calls.pass(500);
		expect(way.permits).toHaveLength(first + 2);
	});

	it('is not held to the room that an older answer showed', async () => {
		const calls = line();
		await warmUp(calls, 8, headers(100, 40, 1_000));
		await calls.pass(1_100);
		const way = calls.lane();
		way.want(60);
		await calls.pass(100);
		const first = way.permits.length;
		way.permits[first - 1].permit.done({ kind: 'good', headers: headers(100, 0, 1_000) });
		// It tells of the moment before all the others came in.
		way.permits[0].permit.done({ kind: 'good', headers: headers(100, 90, 1_000) });
		await calls.pass(1);
		expect(way.permits).toHaveLength(first);
	});

	it('has room again when it has passed, should no other answer tell', async () => {
		const calls = line();
		await warmUp(calls, 8, headers(100, 40, 1_000));
		await calls.pass(1_100);
		const way = calls.lane();
		way.want(1);
		await calls.pass(10);
		// All of it taken by others.
		way.end({ kind: 'good', headers: headers(100, 0, 1_000) });
		way.want(60);
		await calls.pass(500);
		expect(way.permits).toHaveLength(2);
		await calls.pass(800);
		expect(way.permits.length).toBeGreaterThan(4);
	});

	it('of an execution with a share is used up to that share, and the rest by another', async () => {
		const calls = line();
		await warmUp(calls, 1, headers(100, 99, 10_000));
		await calls.pass(11_000);
		const modest = calls.lane(0.2);
		modest.want(100);
		for (let i = 0; i < 80; i++) {
			await calls.pass(100);
			modest.end({ kind: 'good' });
		}
		expect(modest.permits).toHaveLength(20);
		const other = calls.lane();
		other.want(100);
		for (let i = 0; i < 15; i++) {
			await calls.pass(100);
			other.end({ kind: 'good' });
		}
		expect(other.permits.length).toBeGreaterThan(40);
	});
});

describe('calls under way', () => {
	/** How many calls are under way when each takes so long. */
	async function widthAt(latencyMs: number, max = 190) {
		const calls = line();
		const way = calls.lane();
		const open = new Set<Permit>();
		let most = 0;
		const keepGoing = async () => {
			for (;;) {
				const permit = await way.enter(() => false);
				if (!permit) return;
				open.add(permit);
				most = Math.max(most, open.size);
				calls.world.at(latencyMs, () => {
					open.delete(permit);
					permit.done({ kind: 'good', headers: headers(max, max - 1) });
				});
			}
		};
		void keepGoing();
		await calls.pass(20 * latencyMs);
		return most;
	}

	it('are as many as rate and latency need, and not many more', async () => {
		expect(await widthAt(100)).toBeLessThanOrEqual(6);
		const half = await widthAt(500);
		expect(half).toBeGreaterThanOrEqual(10);
		expect(half).toBeLessThanOrEqual(22);
	});

	it('do not pile up where the limit allows more than a process can send', async () => {
		const calls = line();
		const way = calls.lane();
		let freeAt = 0;
		let [underWay, most, answered] = [0, 0, 0];
		const keepGoing = async () => {
			for (;;) {
				const permit = await way.enter(() => false);
				if (!permit) return;
				most = Math.max(most, ++underWay);
				// The process works at one call after the other, four milliseconds at each; HubSpot needs 20.
				freeAt = Math.max(freeAt, calls.world.nowMs) + 4;
				calls.world.at(freeAt - calls.world.nowMs + 20, () => {
					underWay--;
					answered++;
					permit.done({ kind: 'good', headers: headers(5_000, 4_999) });
				});
			}
		};
		void keepGoing();
		await calls.pass(4_000);
		expect(most).toBeLessThan(16);
		// Twice the largest limit that HubSpot publishes is used all the same.
		expect(answered).toBeGreaterThan(4 * 50);
	});

	it('never pass the ceiling, however slow HubSpot is', async () => {
		expect(await widthAt(30_000, 10_000)).toBeLessThanOrEqual(MAX_UNDER_WAY);
	});

	it.each<[string, Signal, number]>([
		['fails', { kind: 'failing' }, 100],
		['is refused for the rate without a word on the window', { kind: 'limited', waitMs: 1 }, 100],
		[
			'is refused although the window has room, as by a limit per second',
			{ kind: 'limited', waitMs: 1, headers: headers(1000, 900) },
			100,
		],
		['is answered much later than usual', GOOD, 8_000],
	])('are halved when one %s, once for a round of calls', async (_, sign, tookMs) => {
		const calls = line();
		await warmUp(calls, 10);
		const way = calls.lane();
		const before = way.room();
		expect(before).toBeGreaterThan(8);
		way.want(8);
		await calls.pass(tookMs);
		way.end(sign);
		expect(way.room()).toBeLessThanOrEqual(Math.ceil(before / 2) + 2);
		expect(way.room()).toBeGreaterThan(before / 4);
	});

	it('are halved again when one fails that started after that, however soon', async () => {
		const calls = line();
		await warmUp(calls, 10);
		const way = calls.lane();
		const before = way.room();
		way.want(2);
		await calls.pass(100);
		const [one, other] = way.permits;
		one.permit.done({ kind: 'failing' });
		const halved = way.room();
		// It was under way when the first one failed.
		other.permit.done({ kind: 'failing' });
		expect(way.room()).toBe(halved);
		way.want(1);
		await calls.pass(0);
		way.permits[2].permit.done({ kind: 'failing' });
		expect(halved).toBeLessThanOrEqual(before / 2 + 2);
		expect(way.room()).toBeLessThanOrEqual(before / 4 + 2);
		expect(way.room()).toBeLessThan(halved);
	});

	it('stay as many when one is refused and told how full the window is', async () => {
		const calls = line();
		await warmUp(calls, 10);
		const way = calls.lane();
		const before = way.room();
		way.want(8);
		await calls.pass(100);
		way.end({ kind: 'limited', waitMs: 1, headers: headers(1000, 0) });
		expect(way.room()).toBeGreaterThanOrEqual(before);
	});

	it('recover after that', async () => {
		const calls = line();
		await warmUp(calls, 10);
		const way = calls.lane();
		const before = way.room();
		way.want(1);
		await calls.pass(100);
		way.end({ kind: 'failing' });
		expect(way.room()).toBeLessThan(before);
		await warmUp(calls, 200);
		expect(way.room()).toBe(before);
	});
});

describe('a 429', () => {
	const waitAfter = async (sign: Partial<Signal>) => {
		const calls = line();
		const way = calls.lane();
		way.want(2);
		await calls.pass(100);
		way.end({ kind: 'limited', ...sign });
		await calls.pass(120_000);
		return way.permits[1].at - 100;
	};

	it('keeps everybody waiting as long as its policy says', async () => {
		expect(await waitAfter({ waitMs: 10_000 })).toBe(10_000);
		expect(await waitAfter({ waitMs: 1_000 })).toBe(1_000);
	});

	it('keeps everybody waiting as long as HubSpot asks, whatever the headers show', async () => {
		const asked = { waitMs: 7_000, asked: true, headers: headers(100, 0) };
		expect(await waitAfter(asked)).toBe(7_000);
	});

	it('with headers that show a full window is over sooner: the window moves on all the time', async () => {
		const wait = await waitAfter({ waitMs: 10_000, headers: headers(100, 0) });
		expect(wait).toBeGreaterThanOrEqual(500);
		expect(wait).toBeLessThan(1_000);
	});

	it.each(['', '-1', 'none', 'Infinity'])(
		'with a header that is no number (%p) keeps everybody waiting as long as without',
		async (remaining) => {
			const told = { ...headers(100, 0), 'x-hubspot-ratelimit-remaining': remaining };
			expect(await waitAfter({ waitMs: 10_000, headers: told })).toBe(10_000);
		},
	);

	it('to many calls at once counts as one', async () => {
		const calls = line();
		await warmUp(calls, 10);
		const way = calls.lane();
		way.want(9);
		await calls.pass(100);
		expect(way.permits.length).toBeGreaterThan(4);
		const at = calls.world.nowMs - calls.world.startMs;
		const before = way.permits.length;
		way.end({ kind: 'limited', waitMs: 10_000, headers: headers(1000, 0) });
		way.want(1);
		await calls.pass(10_000);
		expect(way.permits.length).toBeGreaterThan(before);
		expect(way.permits[before].at - at).toBeGreaterThanOrEqual(500);
		expect(way.permits[before].at - at).toBeLessThan(600);
	});

	it('is not forgotten for a good answer to a call that left before it', async () => {
		const calls = line();
		await warmUp(calls, 10);
		const way = calls.lane();
		const full: Signal = { kind: 'limited', waitMs: 10_000, headers: headers(1000, 0) };
		way.want(2);
		await calls.pass(100);
		way.permits[0].permit.done(full);
		way.permits[1].permit.done(GOOD);
		way.want(2);
		while (way.permits.length < 3) await calls.pass(10);
		const { at } = way.permits[2];
		way.permits[2].permit.done(full);
		way.permits[3]?.permit.done(full);
		const seen = way.permits.length;
		way.want(1);
		while (way.permits.length === seen) await calls.pass(10);
		expect(way.permits[seen].at - at).toBeGreaterThanOrEqual(1_000);
		expect(way.permits[seen].at - at).toBeLessThan(1_100);
	});

	it('uses nothing of the window up, and leaves in it what did', async () => {
		const { way, answer, pass } = instant();
		await answer(NO_WAIT, ...goods(60), NO_WAIT, ...goods(39), NO_WAIT);
		expect(way.obstacle()).toBeUndefined();
		await answer(GOOD);
		expect(way.obstacle()).toBe('the rate limit of the account is in use (100 calls per 10 s)');
		way.want(1);
		await pass(100);
		expect(way.permits).toHaveLength(3 + 100);
	});

	it('that shows a full window shows how much of it others have', async () => {
		const { way, answer, pass } = instant();
		await answer(...goods(4), { kind: 'limited', headers: headers(20, 0) });
		expect(way.obstacle()).toBe('HubSpot asked to wait 1 s more');
		await pass(500);
		expect(way.obstacle()).toBe(
			'the rate limit of the account is in use (20 calls per 10 s, about 16 used by others)',
		);
	});

	it('after another keeps everybody waiting twice as long, and each good answer takes one back', async () => {
		const calls = line();
		const way = calls.lane();
		const full: Signal = { kind: 'limited', waitMs: 10_000, headers: headers(1_000, 0) };
		way.want(6);
		const signs = [full, full, full, GOOD, full];
		for (const [i, sign] of signs.entries()) {
			while (way.permits.length <= i) await calls.pass(10);
			way.permits[i].permit.done(sign);
		}
		while (way.permits.length < 6) await calls.pass(10);
		const gaps = way.permits.slice(1).map(({ at }, i) => at - way.permits[i].at);
		for (const [i, expected] of [500, 1_000, 2_000, 0, 2_000].entries()) {
			expect(gaps[i]).toBeGreaterThanOrEqual(expected);
			expect(gaps[i]).toBeLessThan(expected + 50);
		}
	});
});

describe('an answer that takes long', () => {
	/** How many batches are worth having, before and after an answer that took so long. */
	const rooms = async (usualMs: number, tookMs: number) => {
		const calls = line();
		const way = calls.lane();
		const told: Signal = { kind: 'good', headers: headers(1000, 999) };
		const one = async (ms: number) => {
			way.want(1);
			await calls.pass(ms);
			way.end(told);
		};
		for (let i = 0; i < 10; i++) await one(usualMs);
		const before = way.room();
		await one(tookMs);
		return { before, after: way.room() };
	};

	it('far longer than usual is a sign of strain: half as many go at once', async () => {
		const { before, after } = await rooms(200, 6_000);
		expect(before).toBeGreaterThan(15);
		expect(after).toBeLessThanOrEqual(before / 2 + 2);
	});

	it.each([
		['longer than usual, yet not long', 100, 4_000],
		['longer than usual, and only just not long', 100, 5_000],
		['long, and only just not far longer than usual', 1_200, 6_000],
		['long, yet not far longer than usual', 2_000, 6_000],
	])('%s is none', async (_, usualMs, tookMs) => {
		const { before, after } = await rooms(usualMs, tookMs);
		expect(after).toBeGreaterThanOrEqual(before);
	});
});

describe('a permit that is given back', () => {
	it('lets the next call go at once, and one only, however often it is given back', async () => {
		const calls = line();
		const way = calls.lane();
		way.want(3);
		await calls.pass(100);
		expect(way.permits).toHaveLength(1);
		const [{ permit }] = way.permits;
		permit.giveBack();
		permit.giveBack();
		permit.done(GOOD);
		await calls.pass(1_000);
		expect(way.permits).toHaveLength(2);
	});

	it('uses nothing of the window up', async () => {
		const calls = line();
		const way = calls.lane();
		for (let i = 0; i <= DEFAULT_WINDOW.calls; i++) {
			way.want(1);
			await calls.pass(20);
			expect(way.permits).toHaveLength(i + 1);
			way.permits[i].permit.giveBack();
		}
		expect(way.obstacle()).toBeUndefined();
	});

	it('uses nothing of the window up when it has not even left', async () => {
		const calls = line();
		const way = calls.lane();
		for (let i = 0; i <= DEFAULT_WINDOW.calls; i++) {
			way.want(1);
			await calls.pass(0);
			expect(way.permits).toHaveLength(i + 1);
			way.permits[i].permit.giveBack();
			await calls.pass(20);
		}
		expect(way.obstacle()).toBeUndefined();
	});

	it('leaves those that were not given back in the window', async () => {
		const calls = line();
		const way = calls.lane();
		for (let i = 0; i <= DEFAULT_WINDOW.calls; i++) {
			expect(way.obstacle()).toBeUndefined();
			way.want(1);
			await calls.pass(20);
			const { permit } = way.permits[i];
			if (i === 50) permit.giveBack();
			else permit.done(GOOD);
		}
		expect(way.obstacle()).toContain('the rate limit of the account is in use');
	});
});

describe('executions on one account', () => {
	it('take turns', async () => {
		const calls = line();
		await warmUp(calls, 1, headers(10, 9, 10_000));
		await calls.pass(11_000);
		const lanes = [calls.lane(), calls.lane(), calls.lane()];
		for (const each of lanes) each.want(30);
		for (let i = 0; i < 350; i++) {
			await calls.pass(100);
			for (const each of lanes) each.end({ kind: 'good', headers: headers(10, 9, 10_000) });
		}
		const counts = lanes.map(({ permits }) => permits.length);
		expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
		expect(Math.min(...counts)).toBeGreaterThan(9);
	});

	it('are not held up by a call that nobody wants any more', async () => {
		const calls = line();
		const [quitter, other] = [calls.lane(), calls.lane()];
		quitter.want(1);
		await calls.pass(100);
		quitter.want(5);
		other.want(1);
		quitter.giveUp();
		quitter.end();
		await calls.pass(1_000);
		expect(quitter.permits).toHaveLength(1);
		expect(other.permits).toHaveLength(1);
	});

	it('share one governor for each account, and idle ones are dropped', async () => {
		const one = governorOf('a', 0);
		expect(governorOf('a', 1_000)).toBe(one);
		expect(governorOf('b', 1_000)).not.toBe(one);
		const world = new World();
		const lane = one.lane(world.clock);
		governorOf('b', 1e15);
		expect(governorOf('a', 1e15)).toBe(one);
		lane.leave();
		governorOf('b', 2e15);
		expect(governorOf('a', 2e15)).not.toBe(one);
	});
});

describe('an account', () => {
	it('is idle a minute after it was last asked for anything', () => {
		expect(new Governor().idle(0)).toBe(true);
		const governor = new Governor(1_000_000);
		expect(governor.idle(1_060_000)).toBe(false);
		expect(governor.idle(1_060_001)).toBe(true);
	});

	it('is not idle while a call is under way, or an execution uses it', async () => {
		const { governor, lane, pass, world } = line();
		const way = lane();
		expect(governor.idle(1e15)).toBe(false);
		way.want(1);
		await pass(0);
		way.leave();
		expect(governor.idle(1e15)).toBe(false);
		way.end();
		expect(governor.idle(world.nowMs)).toBe(false);
		expect(governor.idle(1e15)).toBe(true);
	});

	it('is kept when it is asked for, however long it was idle', () => {
		const kept = governorOf('kept', 0);
		expect(governorOf('kept', 1e15)).toBe(kept);
	});
});

describe('why a call waits', () => {
	it('is told: the rate limit, what others use of it, or what HubSpot asked for', async () => {
		const calls = line();
		const way = calls.lane();
		expect(way.obstacle()).toBeUndefined();
		way.want(1);
		await calls.pass(100);
		way.permits[0].permit.done({ kind: 'limited', waitMs: 9_000, asked: true });
		expect(way.obstacle()).toBe('HubSpot asked to wait 9 s more');
		await calls.pass(9_000);
		await warmUp(calls, 3, headers(2, 1));
		expect(way.obstacle()).toContain('the rate limit of the account is in use (2 calls per 10 s');
	});
});
