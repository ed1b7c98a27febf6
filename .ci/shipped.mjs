// What somebody gets who installs this package: it, and nothing else. npm's audit of that has nothing
// to ask about; where the registry answers audits, it is asked all the same.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(path.join(tmpdir(), 'shipped-'));
const npm = (cwd, ...args) =>
	execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** The names of all that is installed. An optional peer that is not there is listed without a version. */
const namesIn = ({ dependencies = {} }) =>
	Object.entries(dependencies).flatMap(([name, below]) => [
		...(below.version ? [name] : []),
		...namesIn(below),
	]);

try {
	const [{ filename, name }] = JSON.parse(
		npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
	);
	writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
	npm(folder, 'install', '--no-audit', '--no-fund', path.join(folder, filename));
	const installed = namesIn(JSON.parse(npm(folder, 'ls', '--all', '--json')));
	const others = installed.filter((each) => each !== name);
	console.log(
		`${name} brings ${others.length} other packages${others.length ? `: ${others}` : ''}`,
	);
	const audit = spawnSync('npm', ['audit', '--json'], { cwd: folder, encoding: 'utf8' });
	let told = {};
	try {
		told = JSON.parse(audit.stdout);
	} catch {
		// npm says nothing that can be read: it is told below as not asked.
	}
	const total = told.metadata?.vulnerabilities?.total;
	console.log(
		total === undefined
			? `npm audit: not asked, because this registry does not answer it (${told.message ?? 'no answer'})`
			: `npm audit: ${total} vulnerabilities`,
	);
	if (!installed.includes(name) || others.length > 0 || total > 0) process.exitCode = 1;
} finally {
	rmSync(folder, { recursive: true });
}
