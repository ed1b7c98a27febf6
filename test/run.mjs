/**
 * `npm test`: the build and the one type check side by side, then jest, with the arguments given.
 */
import { spawn } from 'node:child_process';

/** Exit code of a command of the project; 1 where it was ended by a signal. */
const run = async (...command) =>
	await new Promise((resolve) => {
		spawn('npx', ['--no-install', ...command], { stdio: 'inherit' }).on('close', (code) =>
			resolve(code ?? 1),
		);
	});

const codes = await Promise.all([
	run('tsc', '--noEmit', '-p', 'tsconfig.test.json'),
	run('npm', 'run', '--silent', 'build'),
]);
process.exitCode = codes.find((code) => code) ?? (await run('jest', ...process.argv.slice(2)));
