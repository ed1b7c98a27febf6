/**
 * `npm run mutate`: breaks nodes/ in thousands of small ways, folder by folder, and tells how many of
 * them a test notices. `-- engine` for one folder, `-- nodes/engine/window.ts` for one file.
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import folders from './folders.js';

/** Percent of a folder's mutants that tests must kill. */
const LEAST = 85;

const wanted = process.argv.slice(2);
const targets = (wanted.length ? wanted : folders.FOLDERS).map((name) => {
	const [, folder = name] = /^nodes\/(\w+)\/.*\.ts$/.exec(name) ?? [];
	if (!folders.FOLDERS.includes(folder)) {
		console.error(
			`There is no ${name} to mutate: ${folders.FOLDERS.join(', ')}, or a file in nodes/`,
		);
		process.exit(2);
	}
	return { name, folder, files: folder === name ? `nodes/${folder}/**/*.ts` : name };
});

const lines = [];
for (const { name, folder, files } of targets) {
	const report = path.resolve(`coverage/mutation-${folder}.json`);
	rmSync(report, { force: true });
	const start = performance.now();
	const code = await new Promise((resolve) => {
		spawn('npx', ['--no-install', 'stryker', 'run', '--mutate', files], {
			stdio: 'inherit',
			env: { PROPERTY_RUNS: '10', ...process.env, MUTATE_FOLDER: folder },
		}).on('close', resolve);
	});
	const minutes = (performance.now() - start) / 60_000;
	if (code !== 0) {
		lines.push(`${name}: Stryker failed`);
		process.exitCode = 1;
		continue;
	}
	const mutants = Object.values(JSON.parse(readFileSync(report, 'utf8')).files).flatMap(
		(file) => file.mutants,
	);
	const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
	const killed = count('Killed', 'Timeout');
	const all = killed + count('Survived', 'NoCoverage');
	const percent = (100 * killed) / all;
	const isEnough = percent >= LEAST;
	if (!isEnough) process.exitCode = 1;
	lines.push(
		`${name}: ${percent.toFixed(1)} % (${killed} of ${all} mutants killed)${isEnough ? '' : `, less than ${LEAST} %`}; ${minutes.toFixed(1)} minutes, ${Math.round(all / minutes)} mutants a minute`,
	);
}
console.log(`\n${lines.join('\n')}`);
