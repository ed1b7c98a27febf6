/** Which suites `npm test` leaves to `npm run test:slow`. */

/** Many runs, or many items, in a suite. */
const LONG = ['test/engine/sharing', 'test/engine/sizes.slow', 'test/n8n/security'];

/**
 * Of the suites that run the nodes on n8n's engine, `npm test` runs these: to load n8n takes two seconds of
 * the processor for each suite.
 */
const OF_NODES = [
	...['descriptions', 'forms', 'forms.attendance', 'forms.lists', 'parameters'],
	...['editor', 'outputs', 'resilience', 'retries', 'tool'],
];

module.exports = { LONG, OF_NODES };
