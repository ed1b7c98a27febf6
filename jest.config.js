/** Many runs of n8n's engine each, or many items: `npm run test:slow`. */
const SLOW = [
	'<rootDir>/test/engine/sharing.test.ts',
	'<rootDir>/test/engine/sizes.slow.test.ts',
	'<rootDir>/test/n8n/security.test.ts',
	'<rootDir>/test/nodes/conferences.walk.slow.test.ts',
	'<rootDir>/test/nodes/hostile.test.ts',
	'<rootDir>/test/nodes/real-data.test.ts',
	'<rootDir>/test/nodes/secrets-of-answers.test.ts',
	'<rootDir>/test/nodes/security.test.ts',
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
