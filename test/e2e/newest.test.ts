/** Whether a newer n8n can join the end-to-end tests. */
import { isNewer, newerThan, type Registry } from '../../e2e/newest';

const registry = (has: Record<string, string[]>): Registry => ({
	versions: (name) => has[name] ?? [],
	dependencies: (_, version) => ({ 'n8n-core': version, '@n8n/db': '1.0.0', express: '5.0.0' }),
	node: () => '>=24.0.0',
});

it.each([
	['2.41.3', '2.41.1', true],
	['2.42.0', '2.41.9', true],
	['3.0.0', '2.99.9', true],
	['2.9.0', '2.41.0', false],
	['2.41.1', '2.41.1', false],
	['1.99.0', '2.0.0', false],
	['2.42.0-beta.1', '2.41.1', false],
])('n8n %s is newer than %s: %s', (version, than, expected) => {
	expect(isNewer(version, than)).toBe(expected);
});

it('A newer n8n of which a part is not on the registry cannot be installed, and the part is named', () => {
	const has = { n8n: ['2.41.1', '2.41.3'], 'n8n-core': ['2.41.1'], '@n8n/db': ['1.0.0'] };
	expect(newerThan('2.41.1', registry(has))).toEqual([
		expect.stringMatching(/^2\.41\.3 .* lacks 1 of its parts: n8n-core 2\.41\.3$/),
	]);
});

it('A newer n8n with all its parts can be installed, and the newest is told first', () => {
	const n8n = ['2.41.1', '2.41.3', '2.42.0'];
	const told = newerThan('2.41.1', registry({ n8n, 'n8n-core': n8n, '@n8n/db': ['1.0.0'] }));
	expect(told.map((line) => line.split(' ')[0])).toEqual(['2.42.0', '2.41.3']);
	for (const line of told) expect(line).toContain('(Node >=24.0.0) can be installed');
});

it('Where tests run on the newest n8n, none is newer', () => {
	expect(newerThan('2.41.3', registry({ n8n: ['2.8.4', '2.41.3'] }))).toEqual([]);
});
