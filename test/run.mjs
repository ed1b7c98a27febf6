/**
 * `npm test`: the build and the one type check side by side, then jest, with the arguments given. The check is
 * made by the native compiler, which takes a fifth of the time; the build stays with the one that n8n uses.
 */
import { spawn } from 'node:child_process';

/** Exit code of a command; 1 where it was ended by a signal. */
const run = async (command, ...options) =>
	await new Promise((resolve) => {
		spawn(command, options, { stdio: 'inherit' }).on('close', (code) => resolve(code ?? 1));
	});

const codes = await Promise.all([
	run('npx', '--no-install', 'tsgo', '--noEmit', '-p', 'tsconfig.test.json'),
	run('npm', 'run', '--silent', 'build'),
]);
process.exitCode =
	codes.find((code) => code) ??
	(await run('npx', '--no-install', 'jest', ...process.argv.slice(2)));
