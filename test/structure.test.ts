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
		valueImports
			.filter(({ to }) => !sources.includes(`${to}.ts`) && !sources.includes(`${to}/index.ts`))
			.map(({ to }) => to),
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

// ---------------------------------------------------------------- the floors of the house

/** The folder of nodes/ that a file stands in. */
const folderOf = (file: string) => /^nodes\/(\w+)\//.exec(file)?.[1];

const folders = [...new Set(sources.map(folderOf).filter((folder) => folder !== undefined))];

/** What the README of a folder says it may import from. */
function allowed(folder: string): string[] {
	const readme = readFileSync(path.join(ROOT, 'nodes', folder, 'README.md'), 'utf8');
	const [, line] = /^May import from: (.+)$/m.exec(readme) ?? [];
	if (line === undefined)
		throw new Error(`nodes/${folder}/README.md does not say what it may import`);
	return line === 'nothing of ours' ? [] : line.split(', ');
}

it.each(folders)(
	'nodes/%s imports, values and types alike, only what its README allows',
	(folder) => {
		const others = imports
			.filter(({ from, to }) => folderOf(from) === folder && folderOf(`${to}/`) !== folder)
			.filter(({ to }) => to.startsWith('nodes/'))
			.map(({ to }) => folderOf(`${to}/`));
		expect(allowed(folder)).toEqual(expect.arrayContaining([...new Set(others)]));
	},
);

it('no folder may import one that may import it', () => {
	for (const folder of folders) {
		for (const other of allowed(folder)) {
			expect(folders).toContain(other);
			expect(`${other} imports from ${allowed(other).join(', ')}`).not.toContain(` ${folder}`);
		}
	}
});

it('credentials import nothing but the check of the Base URL', () => {
	const found = imports.filter(({ from }) => from.startsWith('credentials/'));
	const own = found.filter(({ to }) => to.startsWith('nodes/')).map(({ to }) => to);
	expect([...new Set(own)]).toEqual(['nodes/hubspot/paths']);
});

const withoutComments = (file: string) =>
	readFileSync(path.join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

it('the engine knows no operation, no endpoint and no field of HubSpot by name', () => {
	const engine = sources.filter((file) => folderOf(file) === 'engine');
	expect(engine.length).toBeGreaterThan(10);
	for (const file of engine) {
		expect(withoutComments(file)).not.toMatch(
			/upsertEvents|batch(Update|Upsert|Read|Archive)(Events|Objects)|x-hubspot|objectWriteTraceId|propertyName|idProperty|externalEventId|PROPERTY_DOESNT_EXIST/,
		);
	}
});

it('nothing shipped branches on an API version or casts twice', () => {
	for (const file of sources) {
		expect(withoutComments(file)).not.toMatch(/if \(version|as unknown as/);
	}
});

it('no file of the house is longer than 400 lines', () => {
	const long = sources.filter(
		(file) => readFileSync(path.join(ROOT, file), 'utf8').split('\n').length > 400,
	);
	expect(long).toEqual([]);
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

it('a row that does not fit together does not compile', () => {
	const folder = mkdtempSync(path.join(ROOT, 'dist', '.row-'));
	const row = (key: string, make = 'operation<{ id: string }>') => `
		import { operation, type Operation } from '../../nodes/n8n/operation';
		import * as values from '../../nodes/hubspot/values';
		const own = (row: Operation) => row;
		export const row = ${make}({
			value: 'x', name: 'X', action: 'X', description: 'X', toolDescription: 'X',
			form: {
				parameters: [], options: [], place: {},
				fromFields: () => ({ raw: {} }),
				input: () => values.shape({ id: values.key }),
				noun: () => ({ one: 'x', many: 'xs' }),
				name: ({ id }) => ['ID', String(id)],
			},
			effect: {
				kind: 'read',
				ask: {
					family: 'objects', method: 'POST', path: '/x', limit: 100,
					match: { namedBy: [], key: (input) => String(input.${key}), names: () => [] },
				},
			},
		});
		export { operation, own };`;
	const rows = {
		'right.ts': row('id'),
		'field-that-inputs-lack.ts': row('nope'),
		'made-without-operation.ts': row('id', 'own'),
	};
	try {
		for (const [file, text] of Object.entries(rows)) writeFileSync(path.join(folder, file), text);
		const compilerOptions = { noEmit: true };
		// Without `exclude`, TypeScript would leave out the folder that it writes to: all of dist.
		const config = {
			extends: '../../tsconfig.json',
			compilerOptions,
			include: ['*.ts'],
			exclude: [],
		};
		writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
		let said = '';
		try {
			execFileSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' });
		} catch (error) {
			said = (error as { stdout: string }).stdout;
		}
		expect(said).not.toContain('right.ts');
		expect(said).toMatch(/field-that-inputs-lack.*Property 'nope' does not exist/);
		expect(said).toMatch(/made-without-operation[\s\S]*\[sealed\]/);
	} finally {
		rmSync(folder, { recursive: true });
	}
}, 60_000);
