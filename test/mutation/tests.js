/**
 * The tests of a folder, written for jest, on mocha: it tries all mutants in one process, where jest
 * would load n8n-workflow, zod and every test anew for each of them, which is most of its time.
 */
const { spyOn, fn } = require('jest-mock');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { bind } = require('jest-each');
const { expect } = require('expect');

const { testsOf } = require('./folders');

/**
 * Tests that are left out: they take seconds for each mutant that they do not notice, and what they
 * alone show is speed, or is the same with fewer.
 */
const OF_SHEER_SIZE = new RegExp(
	[
		'\\d,000 (items|events|records)',
		'a million',
		'a hundred thousand',
		'(a|ten) thousand',
		'endless tree',
		'exactly 32 MB',
		'^Text of any length',
		'takes work in proportion',
		'whatever mixture of spellings',
		'JSON is parsed of lists as well',
		'too much, and none of it is parsed',
		'however many there are:',
		'comes to an end all the same',
		'gives the first of it, not the first by ID',
		'grow to what rate and latency need',
		'searched at the pace of searches',
		'^The rate limit of an account is',
		'is never more on average where',
		'the bad ones stand together at the start',
		'the window without headers is the smallest',
		'tells a reason once',
		'accepted for ten minutes, however many were under way',
		'after more than anyone would wait for',
		'never larger than it may be, whatever is in it',
		'as announced, is used up and never overdrawn',
		'^Of any list, four in five of its records bad',
	].join('|'),
);

/** A test that waits for what a mutant never does has failed. In milliseconds. */
const LONGEST = 5_000;

const { it: mochaIt, describe: mochaDescribe } = globalThis;
const test = (name, run) => {
	const added = mochaIt(name, run);
	added.timeout(LONGEST);
	if (OF_SHEER_SIZE.test(added.fullTitle())) added.pending = true;
};
test.each = bind(test);
const describe = (name, block) => void mochaDescribe(name, () => void block());
describe.each = bind(describe, false);

const timers = new ModernFakeTimers({
	config: { rootDir: __dirname, fakeTimers: {}, testEnvironmentOptions: {} },
	global: globalThis,
});
const jest = {
	fn,
	spyOn,
	useFakeTimers: () => timers.useFakeTimers(),
	useRealTimers: () => timers.useRealTimers(),
	advanceTimersByTimeAsync: async (ms) => await timers.advanceTimersByTimeAsync(ms),
	getTimerCount: () => timers.getTimerCount(),
};
Object.assign(globalThis, {
	it: test,
	test,
	describe,
	expect,
	jest,
	beforeAll: before,
	afterAll: after,
});

// Without .ts: build.mjs has put what node runs beside each source.
for (const file of testsOf(process.env.MUTATE_FOLDER)) require(file.replace(/\.ts$/, ''));
