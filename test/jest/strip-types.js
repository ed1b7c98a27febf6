/**
 * Turns a TypeScript file into what node runs, by taking its types away: `npm test` checks them once,
 * for all files, before jest starts. Jest adds coverage by itself where it is asked to.
 */
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const path = require('node:path');

const esbuild = require('esbuild');

const VERSION = createHash('sha256')
	.update(readFileSync(__filename))
	.update(esbuild.version)
	.digest('hex');

module.exports = {
	getCacheKey: (source, file, { configString, instrument }) =>
		[VERSION, source, file, configString, instrument]
			.reduce((hash, part) => hash.update(String(part)).update('\0'), createHash('sha256'))
			.digest('hex'),

	process(source, file) {
		if (/\.test\.ts$/.test(file) && /\bjest\.(un)?mock\(/.test(source)) {
			throw new Error(
				`${file}: jest.mock comes too late here, after all imports. Put it into a file that the test imports first (see test/host/virtual-time.ts).`,
			);
		}
		const { code, map } = esbuild.transformSync(source, {
			loader: 'ts',
			format: 'cjs',
			target: 'node20',
			sourcefile: path.basename(file),
			sourcemap: 'external',
			tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
		});
		return { code, map };
	},
};
