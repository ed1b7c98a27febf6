/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files of the repository, never shipped */
/** docs/features.md compares with others: whoever doubts a cell can look where it says. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(__dirname, '../docs');
const page = readFileSync(path.join(FOLDER, 'features.md'), 'utf8');

/** Of the links `[words][name]`: where they lead, and for a test its title. */
const sources = new Map(
	[...page.matchAll(/^\[([\w-]+)\]: (\S+)(?: "(.*)")?$/gm)].map(([, name, target, title]) => [
		name,
		{ target, title },
	]),
);

const rows = page
	.split('\n')
	.filter((line) => line.startsWith('|'))
	.map((line) =>
		line
			.slice(1, -1)
			.split('|')
			.map((cell) => cell.trim()),
	);
const [[, ...ways], , ...features] = rows;

const linksOf = (cell: string): string[] => [
	...[...cell.matchAll(/\]\[([\w-]+)\]/g)].map(([, name]) => sources.get(name)?.target ?? ''),
	...[...cell.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target),
];

/** A public address, or a file of ours. */
const leadsSomewhere = (target: string) =>
	/^https:\/\/[\w.-]+\/\S/.test(target) ||
	(target !== '' && existsSync(path.join(FOLDER, target.split('#')[0])));

it('The table of features compares with each of the four other ways in every row', () => {
	expect(ways).toEqual([
		'this package',
		"n8n's HubSpot node",
		'HTTP Request in a loop',
		"Make's HubSpot CRM modules",
		"Pipedream's components",
	]);
	expect(features.length).toBeGreaterThan(20);
	for (const row of features) expect(row).toHaveLength(1 + ways.length);
});

it('Every cell of the table of features says where it can be checked', () => {
	const unchecked = features.flatMap(([feature, ...cells]) =>
		cells
			.map((cell, index) => ({ cell, at: `${feature}, ${ways[index]}` }))
			.filter(({ cell }) => !linksOf(cell).length || !linksOf(cell).every(leadsSomewhere))
			.map(({ at }) => at),
	);
	expect(unchecked).toEqual([]);
});

it('Every test that the table of features names has that title', () => {
	const tests = [...sources.values()].filter(({ target }) => target.endsWith('.test.ts'));
	expect(tests.length).toBeGreaterThan(10);
	const missing = tests.filter(
		({ target, title }) =>
			!title ||
			(!readFileSync(path.join(FOLDER, target), 'utf8').includes(
				`it('${title.replace(/'/g, "\\'")}'`,
			) &&
				!readFileSync(path.join(FOLDER, target), 'utf8').includes(`it("${title}"`)),
	);
	expect(missing).toEqual([]);
});

it('Every source of the table of features is used, and public code is linked at one version', () => {
	const table = features.flat().join(' ');
	expect([...sources.keys()].filter((name) => !table.includes(`][${name}]`))).toEqual([]);
	const code = [...sources.values()].filter(({ target }) =>
		target.startsWith('https://github.com/'),
	);
	for (const { target } of code) {
		expect(target).toMatch(/\/(blob|tree)\/(n8n%40\d+\.\d+\.\d+|[0-9a-f]{40})\//);
	}
});

it('The table of features says when it was checked', () => {
	expect(page).toMatch(/^Checked on \d{4}-\d\d-\d\d:$/m);
});
