/** versions.ts: one line of roots for each version of the API. */
import { DEFAULT_VERSION, ROOTS } from '../../nodes/hubspot/versions';

const versions = Object.entries(ROOTS);

it('has the same families in every version, so that a row works in all of them', () => {
	const families = versions.map(([, roots]) => Object.keys(roots).sort());
	for (const each of families) expect(each).toEqual(families[0]);
	expect(families[0]).toEqual([
		'account',
		'associations',
		'lists',
		'marketingEvents',
		'objects',
		'owners',
		'pipelines',
		'properties',
		'schemas',
	]);
});

it('names its own version in each root, and no other one', () => {
	for (const [version, roots] of versions) {
		for (const [family, root] of Object.entries(roots)) {
			const segments = root.split('/').slice(1);
			const named = segments.filter((segment) => segment in ROOTS || /^v\d$/.test(segment));
			// SPEC: associations left v3 for v4 before the dated versions came.
			expect(named).toEqual([version === 'v3' && family === 'associations' ? 'v4' : version]);
			expect(root).toMatch(/^(\/[\w-]+)+$/);
		}
	}
});

it('takes a dated version by default, and never one to come', () => {
	expect(DEFAULT_VERSION).toBe('2026-03');
	expect(ROOTS).toHaveProperty(DEFAULT_VERSION);
});
