/** The suites that `npm test` leaves out, and the laws over twenty times as many random cases as in `npm test`. */
process.env.RUNS ??= '400';
process.env.LISTS ??= '5000';

const { LONG, OF_NODES } = require('./test/jest/suites');
const { testPathIgnorePatterns, ...fast } = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
	...fast,
	testMatch: [
		...LONG.map((suite) => `<rootDir>/${suite}.test.ts`),
		`<rootDir>/test/nodes/!(${OF_NODES.join('|')}).test.ts`,
		'<rootDir>/test/engine/laws.test.ts',
		'<rootDir>/test/engine/lists.test.ts',
	],
	testSequencer: '<rootDir>/test/jest/longest-first.js',
	testTimeout: 90_000,
};
