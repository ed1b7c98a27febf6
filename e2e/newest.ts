/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console, @n8n/community-nodes/no-dangerous-functions -- a command line program, never shipped */
/**
 * npx tsx e2e/newest.ts: is there a release of n8n that is newer than the newest that tests run on, and
 * can it be installed? A release is on npm before all of its parts are, and some registries get them
 * days later; then its lock file cannot be made.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { NEWEST } from './install';

/** What a registry says of packages. */
export interface Registry {
	versions(name: string): string[];
	dependencies(name: string, version: string): Record<string, string>;
	/** the Node.js that it asks for */
	node(name: string, version: string): string;
}

const numbers = (version: string) => version.split('.').map(Number);

/** Whether a release comes after another one; those with letters, such as betas, are no releases. */
export function isNewer(version: string, than: string): boolean {
	if (!/^\d+\.\d+\.\d+$/.test(version)) return false;
	const [left, right] = [numbers(version), numbers(than)];
	const first = left.findIndex((part, index) => part !== right[index]);
	return left[first] > right[first];
}

/** The parts of n8n itself, asked for by exact version, that the registry does not have. */
export function missingParts(version: string, registry: Registry): string[] {
	return Object.entries(registry.dependencies('n8n', version))
		.filter(([name, wanted]) => /^(@n8n\/|n8n-)/.test(name) && /^\d+\.\d+\.\d+$/.test(wanted))
		.filter(([name, wanted]) => !registry.versions(name).includes(wanted))
		.map(([name, wanted]) => `${name} ${wanted}`);
}

/** One line for each release after ours, the newest first. */
export function newerThan(ours: string, registry: Registry): string[] {
	return registry
		.versions('n8n')
		.filter((version) => isNewer(version, ours))
		.sort((left, right) => (isNewer(left, right) ? -1 : 1))
		.map((version) => {
			const missing = missingParts(version, registry);
			const node = `Node ${registry.node('n8n', version)}`;
			return missing.length
				? `${version} (${node}) cannot be installed from this registry, which lacks ${missing.length} of its parts: ${missing.join(', ')}`
				: `${version} (${node}) can be installed: change e2e/n8n-${NEWEST} as e2e/README.md says`;
		});
}

/** By npm, from the registry that it is set to. */
const npm: Registry = {
	versions: (name) => [ask<string | string[]>(name, 'versions') ?? []].flat(),
	dependencies: (name, version) => ask(`${name}@${version}`, 'dependencies') ?? {},
	node: (name, version) => ask<{ node?: string }>(`${name}@${version}`, 'engines')?.node ?? 'any',
};

function ask<Answer>(what: string, field: string): Answer | undefined {
	const told = execFileSync('npm', ['view', what, field, '--json'], { encoding: 'utf8' });
	return told.trim() ? (JSON.parse(told) as Answer) : undefined;
}

if (require.main === module) {
	const manifest = readFileSync(path.join(__dirname, `n8n-${NEWEST}`, 'package.json'), 'utf8');
	const ours = (JSON.parse(manifest) as { dependencies: { n8n: string } }).dependencies.n8n;
	const newer = newerThan(ours, npm);
	console.log(`Tests run on n8n ${ours}. ${newer.length ? 'Newer:' : 'There is none newer.'}`);
	for (const line of newer) console.log(`  ${line}`);
}
