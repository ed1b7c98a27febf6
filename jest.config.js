const { LONG, OF_NODES } = require('./test/jest/suites');

const SLOW = [
	...LONG.map((suite) => `<rootDir>/${suite}\\.test\\.ts`),
	`<rootDir>/test/nodes/(?!(${OF_NODES.join('|')})\\.test\\.ts)`,
];

// By hand, properties draw new cases each time. The gate sets SEED, so that it says the same of the same code.
const seeded = process.env.SEED ? { '^fast-check$': '<rootDir>/test/jest/seeded.js' } : {};

/** @type {import('jest').Config} */
module.exports = {
	moduleNameMapper: seeded,
	testEnvironment: 'node',
	// Only test/: jest would otherwise index dist/ beside the sources.
	roots: ['<rootDir>/test'],
	testPathIgnorePatterns: ['/node_modules/', ...SLOW],
	transform: { '^.+\\.ts$': '<rootDir>/test/jest/strip-types.js' },
	testTimeout: 30000,
	// On two cores jest would take one.
	maxWorkers: '100%',
};
