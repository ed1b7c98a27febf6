// What `npx @n8n/scan-community-package` lints once a package is published, before it is: the sources
// as n8n fetches them from GitHub, and the tarball as npm packs it. Same rules, same files, comments
// that switch rules off are ignored. Of its checks only those of a published package are left out:
// npm's provenance, and that the attested commit can be fetched.
//
// npm run scan
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import parser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import { defineConfig } from 'eslint/config';
import n8nNodes from 'eslint-plugin-n8n-nodes-base';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const off = (...rules) =>
	Object.fromEntries(rules.map((rule) => [`n8n-nodes-base/${rule}`, 'off']));

// As in @n8n/scan-community-package 0.32.0, scanner/scanner.mjs, with the rules of this package's own
// (newer) plugin.
const config = defineConfig(
	n8nCommunityNodesPlugin.configs.recommended,
	{ rules: { 'no-console': 'error' } },
	{ plugins: { 'n8n-nodes-base': n8nNodes } },
	{ files: ['package.json'], rules: n8nNodes.configs.community.rules },
	{
		files: ['**/credentials/**/*.ts'],
		rules: {
			...n8nNodes.configs.credentials.rules,
			...off(
				'cred-class-field-documentation-url-miscased',
				'cred-class-field-type-options-password-missing',
			),
		},
	},
	{
		files: ['**/nodes/**/*.ts'],
		rules: {
			...n8nNodes.configs.nodes.rules,
			...off(
				'node-class-description-inputs-wrong-regular-node',
				'node-class-description-outputs-wrong',
				'node-param-type-options-max-value-present',
			),
		},
	},
	{ files: ['**/*.json', '**/*.ts'], languageOptions: { parser } },
);

/** Errors found in the files of a folder; they are printed. */
async function lint(title, cwd, files) {
	const eslint = new ESLint({
		cwd,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: config,
	});
	const results = await eslint.lintFiles(files);
	const errors = results.reduce((sum, { errorCount }) => sum + errorCount, 0);
	console.log(`${title}: ${results.length} files, ${errors} errors`);
	if (errors) console.log(await (await eslint.loadFormatter('stylish')).format(results));
	return errors;
}

/** Files below some folders of another one, by their endings. */
const filesOf = (cwd, folders, ending) =>
	folders.flatMap((folder) =>
		readdirSync(path.join(cwd, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => ending.test(file))
			.map((file) => path.join(folder, file)),
	);

function unpacked(folder) {
	const told = execFileSync(
		'npm',
		['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
		{
			cwd: ROOT,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		},
	);
	const [{ filename }] = JSON.parse(told);
	execFileSync('tar', ['-xzf', filename], { cwd: folder });
	return path.join(folder, 'package');
}

const folder = mkdtempSync(path.join(tmpdir(), 'scan-'));
try {
	const written = filesOf(ROOT, ['nodes', 'credentials'], /\.(js|ts|json)$/);
	const sources = await lint('Sources', ROOT, ['package.json', ...written]);
	const shipped = unpacked(folder);
	const built = filesOf(shipped, ['dist'], /\.js$/);
	const tarball = await lint('Tarball', shipped, ['package.json', ...built]);
	process.exitCode = sources + tarball ? 1 : 0;
} finally {
	rmSync(folder, { recursive: true });
}
