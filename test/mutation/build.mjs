/**
 * Puts what node runs beside every source, in Stryker's copy of the project alone: a worker that
 * begins anew, as for each mutant of code that runs while a file is loaded, then has nothing to translate.
 */
import { build } from 'esbuild';

await build({
	entryPoints: ['nodes/**/*.ts', 'credentials/**/*.ts', 'test/**/*.ts'],
	outbase: '.',
	outdir: '.',
	format: 'cjs',
	platform: 'node',
	target: 'node20',
	tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
	logLevel: 'error',
});
