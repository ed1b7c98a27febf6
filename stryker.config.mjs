const folder = process.env.MUTATE_FOLDER;

/**
 * Mutation testing: breaks the code under nodes in a thousand small ways and sees whether a
 * test notices. Started by test/mutation/mutate.mjs, for one folder at a time.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	ignorePatterns: ['coverage', 'dist', 'examples'],
	buildCommand: 'node test/mutation/build.mjs',
	testRunner: 'mocha',
	mochaOptions: { spec: ['test/mutation/tests.js'] },
	plugins: ['@stryker-mutator/mocha-runner'],
	coverageAnalysis: 'perTest',
	// Types are only stripped here, and a mutant that does not compile is not worth a compiler run.
	disableTypeChecks: true,
	jsonReporter: { fileName: `coverage/mutation-${folder}.json` },
	htmlReporter: { fileName: `coverage/mutation-${folder}.html` },
	reporters: ['clear-text', 'html', 'json', 'progress'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	// In dist, because eslint passes over it, and its configuration must stay as n8n made it. A build
	// meanwhile would wipe it away.
	tempDirName: 'dist/.stryker-tmp',
	cleanTempDir: 'always',
	// What is too little, mutate.mjs decides.
	thresholds: { high: 95, low: 90, break: null },
	// The machine of a contributor, or of CI, has two cores.
	concurrency: 2,
	timeoutMS: 10_000,
	// All mutants of a worker share its modules: what one has left behind there does not last.
	maxTestRunnerReuse: 100,
};
