/** The suites that `npm test` leaves out, and the laws over fifty times as many random cases as in `npm test`. */
process.env.RUNS ??= '1000';
process.env.LISTS ??= '10000';

const { testPathIgnorePatterns, ...fast } = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
	...fast,
	testMatch: [
		...testPathIgnorePatterns.filter((pattern) => pattern.endsWith('.test.ts')),
		'<rootDir>/test/engine/laws.test.ts',
		'<rootDir>/test/engine/lists.test.ts',
	],
	testTimeout: 90_000,
};
