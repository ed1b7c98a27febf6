/** The window of a rate limit, asked directly: what is left to us, and when the next call is due. */
import { Window } from '../../nodes/engine/window';

const LIMIT = { calls: 100, ms: 10_000 };

const headers = (remaining: number): Record<string, string> => ({
	'x-hubspot-ratelimit-max': `${LIMIT.calls}`,
	'x-hubspot-ratelimit-remaining': `${remaining}`,
	'x-hubspot-ratelimit-interval-milliseconds': `${LIMIT.ms}`,
});

/** A window of one execution, whose calls are answered at once. */
function asked() {
	const window = new Window<string>(LIMIT);
	const call = (nowMs: number, remaining?: number) => {
		window.tick(nowMs);
		const start = window.start(nowMs, 'us');
		if (remaining !== undefined) window.learn(headers(remaining), start);
		return start;
	};
	/** Starts calls as soon as they may, up to so many or to this moment; when they started. */
	const go = (fromMs: number, count: number, untilMs = Infinity) => {
		const at: number[] = [];
		for (let nowMs = fromMs; at.length < count && nowMs < untilMs; ) {
			window.tick(nowMs);
			const until = window.fullUntil(nowMs, 'us', 1);
			if (until === undefined) {
				call(nowMs);
				at.push(nowMs);
			} else {
				nowMs = until;
			}
		}
		return at;
	};
	return { window, call, go };
}

const gapsOf = (at: number[]) => at.slice(1).map((each, i) => Math.round(each - at[i]));

describe('A window of the rate limit', () => {
	it('that nobody else uses may be used up at once', () => {
		const { go } = asked();
		expect(go(0, 100)).toEqual(Array.from({ length: 100 }, () => 0));
	});

	it('that others use is used evenly, a tenth faster than the calls that are ours need', () => {
		const { window, call, go } = asked();
		call(0, 45);
		// 100 less 54 of others, less a part left free.
		expect(window.allowed()).toBe(42);
		const gaps = gapsOf(go(1_000, 20));
		expect(gaps.slice(5)).toEqual(Array.from({ length: 14 }, () => 216));
	});

	it('that others use lets a pace that was held up catch up on half a second, not on more', () => {
		const { call, go } = asked();
		call(0, 45);
		const gaps = gapsOf(go(5_000, 10));
		expect(gaps.filter((gap) => gap === 0)).toHaveLength(2);
		expect(gaps.slice(3)).toEqual(Array.from({ length: 6 }, () => 216));
	});

	it('that others use counts the calls of a burst in its pace', () => {
		const { call, go } = asked();
		for (let i = 0; i < 20; i++) call(0);
		call(0, 25);
		// 21 calls at once: the next one is due when they would have been over at an even pace.
		const [next] = go(0, 1);
		expect(next).toBeGreaterThan(1_300);
		expect(next).toBeLessThan(2_500);
	});

	it('that others use is not paced by calls that did not count', () => {
		const { window, call, go } = asked();
		call(0, 45);
		const [first] = go(1_000, 1);
		for (let i = 0; i < 50; i++) window.forget(call(first));
		const [next] = go(first, 1);
		expect(next - first).toBeLessThan(220);
	});

	it('leaves a part of our own calls free, so that whoever has more leaves more', () => {
		const { window, call } = asked();
		call(0, 89);
		// Others have 10: of the other 90, 83 are ours.
		expect(window.allowed()).toBe(83);
		const few = asked();
		few.call(0, 9);
		// Others have 90: of the other 10, 9 are ours.
		expect(few.window.allowed()).toBe(9);
	});

	it('that others fill is still tried for, with 8 calls of a hundred', () => {
		const { window, call } = asked();
		call(0, 0);
		expect(window.allowed()).toBe(8);
	});

	it('that empties of our calls is taken to empty of those of others too, and not for room to keep', () => {
		const { window, call } = asked();
		// A burst in which others have as many calls as we.
		for (let n = 1; n <= 40; n++) call(n, 100 - 2 * n);
		expect(Math.round(window.others)).toBe(31);
		// It has left, and all begin anew, side by side as before.
		for (let n = 1; n <= 25; n++) call(10_500 + n * 200, 100 - 2 * n);
		expect(Math.round(window.others)).toBe(35);
	});

	it('that we have only begun to use is left to others as far as they use it, not further', () => {
		const { window, call } = asked();
		for (let i = 1; i <= 10; i++) call(i * 100, 100 - 40 - i);
		expect(window.others).toBeCloseTo(40);
		expect(window.allowed()).toBe(55);
	});

	describe('whose others end', () => {
		/** The gap after a call, as a share of the one at an even pace. */
		const gapOf = ({ window, call }: ReturnType<typeof asked>, atMs: number) => {
			const { gapMs } = call(atMs);
			return gapMs / (LIMIT.ms / (1.1 * window.allowed()));
		};
		/** Twenty calls a window beside 78 of others, for so long. */
		const beside = (untilMs: number) => {
			const shared = asked();
			for (let ms = 0; ms < untilMs; ms += 500) {
				shared.call(ms, 100 - 78 - Math.min(20, ms / 500 + 1));
			}
			return shared;
		};

		it('is taken over within five seconds, faster than at an even pace', () => {
			const shared = beside(25_000);
			expect(gapOf(shared, 25_000)).toBeCloseTo(1, 1);
			for (let ms = 25_500; ms < 29_000; ms += 500) shared.call(ms, 100 - 30 - 20);
			expect(shared.window.allowed()).toBeGreaterThan(35);
			expect(gapOf(shared, 29_000)).toBeLessThan(0.7);
		});

		it('is not taken over at more than an even pace in our first ten seconds, when all begin', () => {
			const shared = beside(5_000);
			for (let ms = 5_500; ms < 9_000; ms += 500) shared.call(ms, 100 - 30 - 20);
			expect(gapOf(shared, 9_000)).toBeCloseTo(1);
		});

		it('is not taken over because it has begun anew, and is everybody’s', () => {
			const shared = beside(25_000);
			// It shows more room than there could be beside our own calls.
			for (let ms = 25_500; ms < 29_000; ms += 500) shared.call(ms, 95);
			expect(gapOf(shared, 29_000)).toBeCloseTo(1);
		});
	});
});
