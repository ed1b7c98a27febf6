/**
 * For a mutant, one failing test is enough: the others are skipped. Jest cannot do this within a
 * file, and Stryker cannot tell it to (jest-runner 9.6, jest issue 11766).
 */
const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
	handleTestEvent({ name, test }) {
		if (name === 'test_done' && test.errors.length) this.failed = true;
		if (name === 'test_start' && this.failed) test.mode = 'skip';
	}
};
