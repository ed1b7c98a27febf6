/**
 * Where tests run for mutants. One failing test is enough, so the others are skipped: jest cannot do
 * this within a file, and Stryker cannot tell it to (jest-runner 9.6, jest issue 11766). Tests of
 * sheer size are skipped as well: they take seconds, and what they alone show is speed.
 */
const { TestEnvironment } = require('jest-environment-node');

const OF_SHEER_SIZE = new RegExp(
	[
		'\\d,000 (items|events)',
		'grow to what rate and latency need',
		'accepted for ten minutes, however many were under way',
		'after more than anyone would wait for',
		'never larger than it may be, whatever is in it',
		'as announced, is used up and never overdrawn',
		'^Of any list, four in five of its records bad',
	].join('|'),
);

module.exports = class extends TestEnvironment {
	handleTestEvent({ name, test }) {
		if (name === 'test_done' && test.errors.length) this.failed = true;
		if (name === 'test_start' && (this.failed || OF_SHEER_SIZE.test(test.name))) test.mode = 'skip';
	}
};
