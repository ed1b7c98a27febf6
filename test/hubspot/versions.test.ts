/** versions.ts: one line of roots for each version of the API. */
import { DEFAULT_VERSION, ROOTS } from '../../nodes/hubspot/versions';

const versions = Object.entries(ROOTS);

it('has the same families in every version, so that a row works in all of them', () => {
	const families = versions.map(([, roots]) => Object.keys(roots).sort());
	for (const each of families) expect(each).toEqual(families[0]);
	expect(families[0]).toEqual(['marketingEvents', 'objects', 'properties', 'schemas']);
});

it('names its own version in each root, and no other one', () => {
	for (const [version, roots] of versions) {
		for (const root of Object.values(roots)) {
			const segments = root.split('/').slice(1);
			expect(segments.filter((segment) => segment in ROOTS)).toEqual([version]);
			expect(root).toMatch(/^(\/[\w-]+)+$/);
		}
	}
});

it('takes a dated version by default, and never one to come', () => {
	expect(DEFAULT_VERSION).toBe('2026-03');
	expect(ROOTS).toHaveProperty(DEFAULT_VERSION);
});
