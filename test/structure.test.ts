/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- reads the project itself */
/** The shape of the house: who imports whom, what is shipped, what does not compile. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '..');
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
	dependencies?: object;
	peerDependencies: object;
	overrides?: object;
	n8n: { strict: boolean; nodes: string[]; credentials: string[] };
};

const sources = ['nodes', 'credentials', 'index.ts'].flatMap((start) =>
	start.endsWith('.ts')
		? [start]
		: readdirSync(path.join(ROOT, start), { recursive: true, encoding: 'utf8' })
				.filter((file) => file.endsWith('.ts'))
				.map((file) => path.join(start, file)),
);

interface Import {
	from: string;
	to: string;
	typeOnly: boolean;
}

const imports = sources.flatMap((file): Import[] => {
	const text = readFileSync(path.join(ROOT, file), 'utf8');
	return [...text.matchAll(/(?:import|export) (type )?([^;]*?)from '([^']+)'/g)].map(
		([, type, names, to]) => ({
			from: file,
			to: to.startsWith('.') ? path.join(path.dirname(file), to) : to,
			typeOnly:
				type !== undefined ||
				names
					.replace(/[{}\s]/g, '')
					.split(',')
					.filter(Boolean)
					.every((name) => name.startsWith('type')),
		}),
	);
});

const valueImports = imports.filter(({ typeOnly }) => !typeOnly);

it('imports only n8n-workflow, zod and luxon from outside, all of which every n8n brings along', () => {
	const foreign = new Set(
		valueImports.filter(({ to }) => !sources.includes(`${to}.ts`)).map(({ to }) => to),
	);
	expect([...foreign].sort()).toEqual(['luxon', 'n8n-workflow', 'zod/v4']);
});

it('touches n8n at run time in four places only', () => {
	const files = valueImports.filter(({ to }) => to === 'n8n-workflow').map(({ from }) => from);
	expect(files.sort()).toEqual([
		'nodes/HubSpotCrmObjects/HubSpotCrmObjects.node.ts',
		'nodes/HubSpotMarketingEvents/HubSpotMarketingEvents.node.ts',
		'nodes/n8n/execute.ts',
		'nodes/n8n/http.ts',
	]);
});

it('points its imports one way', () => {
	const floors = ['hubspot', 'engine', 'n8n', 'HubSpot'];
	const floorOf = (file: string) => {
		const folder = file.split('/')[1];
		return floors.indexOf(folder.startsWith('HubSpot') ? 'HubSpot' : folder);
	};
	for (const { from, to } of valueImports.filter((each) => each.to.startsWith('nodes/'))) {
		if (from.startsWith('credentials/') || from === 'index.ts') continue;
		expect(`${from} imports ${to}: ${floorOf(to) <= floorOf(from)}`).toBe(
			`${from} imports ${to}: true`,
		);
	}
});

it('keeps the engine ignorant of the names of endpoints', () => {
	for (const file of sources.filter((each) => /^nodes.(hubspot|engine|n8n)/.test(each))) {
		expect(readFileSync(path.join(ROOT, file), 'utf8')).not.toMatch(
			/upsertEvents|batchUpdate(Events|Objects)|if \(version/,
		);
	}
});

it('has no runtime dependency, no override, and one peer', () => {
	expect(manifest.dependencies ?? {}).toEqual({});
	expect(manifest.overrides).toBeUndefined();
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	expect(manifest.n8n.strict).toBe(true);
});

it('has exactly one copy of what n8n shares, so that tests run the n8n they mean to run', () => {
	const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
		packages: object;
	};
	for (const name of ['n8n-workflow', 'n8n-core', '@n8n/di', '@n8n/config']) {
		const copies = Object.keys(lock.packages).filter(
			(place) => place.endsWith(`node_modules/${name}`) && !place.includes('@n8n/ai-utilities'),
		);
		expect(copies).toEqual([`node_modules/${name}`]);
	}
});

it('packs dist, the README, the licence and the changelog, and nothing else', () => {
	const packed = execFileSync('npm', ['pack', '--dry-run', '--json'], {
		cwd: ROOT,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const files = (JSON.parse(packed) as Array<{ files: Array<{ path: string }> }>)[0].files.map(
		(file) => file.path,
	);
	const others = files.filter(
		(file) => !/^dist\/(nodes|credentials)\/.*\.(js|d\.ts|json|svg)$/.test(file),
	);
	expect(others.sort()).toEqual([
		'CHANGELOG.md',
		'LICENSE.md',
		'README.md',
		'dist/index.d.ts',
		'dist/index.js',
		'package.json',
	]);
	for (const promised of [...manifest.n8n.nodes, ...manifest.n8n.credentials])
		expect(files).toContain(promised);
	expect(files.some((file) => file.includes('test') || file.endsWith('.map'))).toBe(false);
});

it('does not compile a row that matches by a field which its input lacks', () => {
	const folder = mkdtempSync(path.join(ROOT, 'dist', '.row-'));
	const row = (key: string) => `
		import { operation } from '../../nodes/n8n/operation';
		import * as values from '../../nodes/hubspot/values';
		export const row = operation({
			value: 'x', name: 'X', action: 'X', description: 'X', toolDescription: 'X', parameters: [], family: 'objects', path: '/x',
			limit: 100, repeatable: true,
			fromFields: () => ({ raw: {} }),
			input: () => values.shape({ id: values.key }),
			writes: () => true,
			match: { label: () => '', namedBy: [], key: (input) => input.${key}, names: (input) => [input.${key}] },
			lookUp: { limit: 1, call: () => ({ method: 'GET', path: '/x' }), isOf: () => true, values: () => ({}), changedAt: () => 0, absentMeansUnwritten: true },
		});`;
	// One run of the compiler for both: each takes seconds.
	const complaints = () => {
		for (const key of ['id', 'nope']) writeFileSync(path.join(folder, `${key}.ts`), row(key));
		writeFileSync(
			path.join(folder, 'tsconfig.json'),
			JSON.stringify({
				extends: '../../tsconfig.json',
				compilerOptions: { noEmit: true },
				include: ['*.ts'],
				// Else what TypeScript writes, so all of dist.
				exclude: [],
			}),
		);
		try {
			return execFileSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder], {
				encoding: 'utf8',
			});
		} catch (error) {
			return (error as { stdout: string }).stdout;
		}
	};
	try {
		const told = complaints();
		expect(told).toContain("Property 'nope' does not exist");
		expect(told).not.toMatch(/\bid\.ts/);
	} finally {
		rmSync(folder, { recursive: true });
	}
}, 60_000);
