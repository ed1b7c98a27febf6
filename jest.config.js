const { LONG, OF_NODES } = require('./test/jest/suites');

const SLOW = [
	...LONG.map((suite) => `<rootDir>/${suite}\\.test\\.ts`),
	`<rootDir>/test/nodes/(?!(${OF_NODES.join('|')})\\.test\\.ts)`,
];

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	// Only test/: jest would otherwise index dist/ beside the sources.
	roots: ['<rootDir>/test'],
	testPathIgnorePatterns: ['/node_modules/', ...SLOW],
	transform: { '^.+\\.ts$': '<rootDir>/test/jest/strip-types.js' },
	testTimeout: 30000,
	// On two cores jest would take one.
	maxWorkers: '100%',
};
