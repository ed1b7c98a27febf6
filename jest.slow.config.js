/** The suites that `npm test` leaves out, and no others. */
const { testPathIgnorePatterns, ...fast } = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
	...fast,
	testMatch: testPathIgnorePatterns.filter((pattern) => pattern.endsWith('.test.ts')),
	testTimeout: 90_000,
};
