/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- runs a script of the project, never shipped */
/** What only the owner can fill in stops a release, and nothing else. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '..');
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
	scripts: Record<string, string>;
};

const FILLED_IN = {
	name: 'n8n-nodes-hubspot-batch',
	version: '1.2.3',
	author: { name: 'Ada Example', email: 'ada@example.com' },
	repository: { type: 'git', url: 'https://github.com/ada/n8n-nodes-hubspot-batch.git' },
};

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'release-'));
	for (const name of ['credentials', 'nodes']) mkdirSync(path.join(folder, name));
	write('package.json', JSON.stringify(FILLED_IN));
	write('CHANGELOG.md', '# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2027-01-02\n\n- New.\n');
	write('LICENSE.md', 'Copyright (c) 2026 Ada Example\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (file: string, text: string) => writeFileSync(path.join(folder, file), text);

/** What it complains about; undefined where it lets the release go. */
function complaint(env: Record<string, string> = {}): string | undefined {
	const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, '.ci/release.mjs')], {
		cwd: folder,
		env: { ...process.env, GITHUB_REPOSITORY: '', ...env },
		encoding: 'utf8',
	});
	return status === 0 ? undefined : stderr;
}

it('A checkout in which the owner has filled in everything may be released', () => {
	expect(complaint()).toBeUndefined();
	expect(complaint({ GITHUB_REPOSITORY: 'ada/n8n-nodes-hubspot-batch' })).toBeUndefined();
});

it.each([
	[
		'the repository',
		{ repository: { url: 'https://github.com/n8n-nodes-hubspot-batch/n8n-nodes-hubspot-batch' } },
		'package.json: the repository is a placeholder',
	],
	[
		'the homepage',
		{ homepage: 'https://github.com/n8n-nodes-hubspot-batch/n8n-nodes-hubspot-batch#readme' },
		'package.json: the repository is a placeholder',
	],
	[
		'the e-mail of the author',
		{ author: { name: 'Ada', email: 'maintainers@n8n-nodes-hubspot-batch.dev' } },
		'package.json: the e-mail is a placeholder',
	],
	[
		'the name of the author',
		{ author: { name: 'n8n-nodes-hubspot-batch maintainers', email: 'ada@example.com' } },
		'package.json: the author is a placeholder',
	],
	['an author', { author: undefined }, 'package.json: n8n wants an author'],
	['a version', { version: '1.3.0' }, 'CHANGELOG.md: nothing is said about 1.3.0'],
])('A release fails while %s of package.json is not filled in', (_, change, told) => {
	write('package.json', JSON.stringify({ ...FILLED_IN, ...change }));
	expect(complaint()).toContain(told);
});

it.each(['credentials/Some.credentials.ts', 'nodes/Some.node.json', 'README.md', 'LICENSE.md'])(
	'A release fails while a placeholder stands in %s, which it names',
	(file) => {
		write(file, 'github.com/n8n-nodes-hubspot-batch/n8n-nodes-hubspot-batch#credentials');
		expect(complaint()).toContain(`${file}: the repository is a placeholder`);
	},
);

it('A release fails while the changelog has something that no version claims', () => {
	for (const news of ['- New.', '### Added\n\n- New.']) {
		const old = '## 1.2.3 - 2027-01-02\n\n- Old.\n';
		write('CHANGELOG.md', `# Changelog\n\n## Unreleased\n\n${news}\n\n${old}`);
		expect(complaint()).toContain('what is under Unreleased belongs under 1.2.3');
	}
});

it.each(['', ' - not released yet'])(
	'A release fails while the changelog has no date of the version, but “%s”',
	(date) => {
		write('CHANGELOG.md', `# Changelog\n\n## 1.2.3${date}\n\n- New.\n`);
		expect(complaint()).toContain('CHANGELOG.md: 1.2.3 has no date');
	},
);

it('A release fails where another repository publishes than package.json names', () => {
	expect(complaint({ GITHUB_REPOSITORY: 'eve/n8n-nodes-hubspot-batch' })).toContain(
		'the repository is ada/n8n-nodes-hubspot-batch, but this is eve/n8n-nodes-hubspot-batch',
	);
});

it('The workflow that publishes asks before it spends an hour on the gate', () => {
	const workflow = readFileSync(path.join(ROOT, '.github/workflows/publish.yml'), 'utf8');
	const asks = workflow.indexOf('run: node .ci/release.mjs');
	expect(asks).toBeGreaterThan(-1);
	expect(asks).toBeLessThan(workflow.indexOf('run: bash .ci/run'));
	expect(workflow).toContain('run: npm run release');
});

it('A release and a publish ask first whether all is filled in; a build, a test and a pack do not', () => {
	const asking = Object.entries(manifest.scripts)
		.filter(([, script]) => script.includes('.ci/release.mjs'))
		.map(([name]) => name);
	expect(asking).toEqual(['release', 'prepublishOnly']);
	for (const name of asking) expect(manifest.scripts[name]).toMatch(/^node \.ci\/release\.mjs && /);
	expect(readFileSync(path.join(ROOT, '.ci/run'), 'utf8')).not.toContain('release.mjs');
});

it('The guide names every place of this checkout where a placeholder may stand', () => {
	const guide = readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8');
	const table = guide.slice(guide.indexOf('### Before the first release'));
	for (const place of [
		...['`repository`', '`homepage`', '`author.email`', '`author.name`', '`LICENSE.md`'],
		...['`credentials/*.ts`', '`nodes/*/*.node.json`', 'Trusted Publisher', 'npm owner'],
	]) {
		expect(table).toContain(place);
	}
	for (const name of ['package.json', 'LICENSE.md', 'CHANGELOG.md', 'credentials', 'nodes']) {
		cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
	}
	const placed = [...(complaint() ?? '').matchAll(/^\s+(\S+): the .* placeholder/gm)].map(
		([, file]) =>
			file
				.replace(/^credentials\/\w+\.credentials/, 'credentials/*')
				.replace(/^nodes\/.*\.node\.json$/, 'nodes/*/*.node.json'),
	);
	for (const place of new Set(placed)) expect(table).toContain(`\`${place}\``);
});
