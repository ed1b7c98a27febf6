/**
 * Mutation testing: breaks the code under nodes in a thousand small ways and sees whether a
 * test notices. `npm run mutate`; one file: `npm run mutate -- --mutate nodes/hubspot/values.ts`.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	mutate: ['nodes/{hubspot,engine,n8n}/**/*.ts'],
	ignorePatterns: ['coverage', 'dist', 'examples'],
	testRunner: 'jest',
	// All tests are in one file: looking for the related ones would only cost time.
	jest: { configFile: 'jest.mutate.config.js', enableFindRelatedTests: false },
	plugins: ['@stryker-mutator/jest-runner'],
	coverageAnalysis: 'perTest',
	// ts-jest only strips types here, and a mutant that does not compile is not worth a compiler run.
	disableTypeChecks: true,
	// coverage/ is ignored by git: nothing of a run is kept. Beware of --incremental: all tests being in
	// one file, Stryker notices new tests, but not that an old one was changed.
	incrementalFile: 'coverage/stryker-incremental.json',
	jsonReporter: { fileName: 'coverage/mutation.json' },
	htmlReporter: { fileName: 'coverage/mutation.html' },
	reporters: ['clear-text', 'html', 'json', 'progress'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	// In dist, because eslint passes over it, and its configuration must stay as n8n made it. A build
	// meanwhile would wipe it away.
	tempDirName: 'dist/.stryker-tmp',
	cleanTempDir: 'always',
	thresholds: { high: 95, low: 90, break: 85 },
	// The machine of a contributor, or of CI, has two cores.
	concurrency: 2,
	timeoutMS: 10_000,
	// Jest in process leaks: after some 300 runs a worker would spend its time collecting garbage.
	maxTestRunnerReuse: 100,
};
