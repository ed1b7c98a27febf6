/**
 * Where tests run for mutants. One failing test is enough, so the others are skipped: jest cannot do
 * this within a file, and Stryker cannot tell it to (jest-runner 9.6, jest issue 11766). Tests of
 * sheer size are skipped as well: they take seconds, and what they alone show is speed.
 */
const { TestEnvironment } = require('jest-environment-node');

const OF_SHEER_SIZE = /\d,000 (items|events)|grow to what rate and latency need/;

module.exports = class extends TestEnvironment {
	handleTestEvent({ name, test }) {
		if (name === 'test_done' && test.errors.length) this.failed = true;
		if (name === 'test_start' && (this.failed || OF_SHEER_SIZE.test(test.name))) test.mode = 'skip';
	}
};
