/**
 * The longest suites begin first, so that none of them is left to a single worker at the end. Jest would
 * begin with the largest files, where it has not run them before.
 */
const Sequencer = require('@jest/test-sequencer').default;

const LONGEST = ['sizes.slow', 'conferences.walk.slow', 'engine/laws', 'engine/lists'];

const rank = ({ path }) => {
	const at = LONGEST.findIndex((name) => path.includes(name));
	return at < 0 ? LONGEST.length : at;
};

module.exports = class LongestFirst extends Sequencer {
	sort(tests) {
		return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
	}
};
