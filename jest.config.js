/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	// Only test/: jest would otherwise index dist/ beside the sources.
	roots: ['<rootDir>/test'],
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.test.json' }] },
	testTimeout: 30000,
};
