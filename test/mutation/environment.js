/**
 * Where tests run for mutants. One failing test is enough, so the others are skipped: jest cannot do
 * this within a file, and Stryker cannot tell it to (jest-runner 9.6, jest issue 11766). Tests of
 * sheer size are skipped as well: they take seconds, and what they alone show is speed.
 */
const { TestEnvironment } = require('jest-environment-node');

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

/** The name of a test as jest prints it: that of the blocks around it, then its own. */
const fullNameOf = ({ name, parent }) =>
	parent && parent.name !== 'ROOT_DESCRIBE_BLOCK' ? `${fullNameOf(parent)} ${name}` : name;

module.exports = class extends TestEnvironment {
	handleTestEvent({ name, test }) {
		if (name === 'test_done' && test.errors.length) this.failed = true;
		if (name === 'test_start' && (this.failed || OF_SHEER_SIZE.test(fullNameOf(test)))) {
			test.mode = 'skip';
		}
	}
};
