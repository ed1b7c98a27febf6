/** The folders of nodes/ that are mutated, and the tests that run for each: in process and fast only. */
const { readdirSync, statSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '../..');

/** Places where the tests of a folder are: all that lie there run, or those whose names begin so. */
const ROW = [
	'test/nodes/parameters',
	'test/nodes/forms',
	'test/contract/rows',
	'test/nodes/descriptions',
	'test/n8n/',
];
const PLACES = {
	hubspot: [
		'test/hubspot/',
		'test/contract/rows',
		'test/contract/associations',
		'test/contract/lists',
		'test/contract/search',
		'test/contract/named-events',
		'test/contract/eventLife',
		'test/contract/participations',
		'test/engine/participations',
		'test/contract/owners',
		'test/engine/owners',
		'test/engine/created',
		'test/engine/event',
		'test/engine/lists',
		'test/engine/prepare',
		'test/engine/resolve',
		'test/engine/rest',
		'test/engine/search',
		'test/engine/seeker',
	],
	engine: ['test/engine/'],
	n8n: ['test/n8n/', 'test/contract/rows'],
	HubSpotCrmObjects: [
		...ROW,
		'test/contract/associations',
		'test/contract/lists',
		'test/contract/search',
		'test/engine/lists-gone',
		'test/engine/search',
		'test/engine/reads',
	],
	HubSpotMarketingEvents: [
		...ROW,
		'test/contract/named-events',
		'test/contract/eventLife',
		'test/contract/participations',
		'test/engine/participations',
		'test/contract/owners',
		'test/engine/owners',
		'test/engine/seeker',
		'test/engine/event',
	],
};

/** Attacks of megabytes, and processes in other time zones: seconds for each mutant. */
const TOO_SLOW = /(n8n.security|hubspot.dates)\.test\.ts$/;

/** The tests of a folder in the order of its places, small files first: the first failure ends the run of a mutant. */
function testsOf(folder) {
	const size = (file) => statSync(file).size;
	const placeOf = (file) => PLACES[folder].findIndex((place) => file.startsWith(place));
	return readdirSync(path.join(ROOT, 'test'), { recursive: true })
		.map((file) => path.join('test', file))
		.filter((file) => file.endsWith('.test.ts') && !TOO_SLOW.test(file))
		.filter((file) => placeOf(file) >= 0)
		.sort((a, b) => placeOf(a) - placeOf(b) || size(a) - size(b))
		.map((file) => path.join(ROOT, file));
}

module.exports = { FOLDERS: Object.keys(PLACES), testsOf };
