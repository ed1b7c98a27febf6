/** How jest runs for Stryker: see stryker.config.mjs. */
process.env.PROPERTY_RUNS ??= '10';

/** @type {import('jest').Config} */
module.exports = {
	...require('./jest.config.js'),
	testMatch: ['<rootDir>/test/mutation/tests.js'],
	testEnvironment: require.resolve('./test/mutation/environment.js'),
	maxWorkers: 1,
};
