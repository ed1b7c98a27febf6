/**
 * What tsc does not build: icons and codex files go into dist, then dist is held to the manifest.
 * A path in package.json that dist lacks would only show when n8n starts.
 */
const { dest, parallel, series, src } = require('gulp');
const { existsSync } = require('node:fs');
const path = require('node:path');

const assets = () =>
	src(['nodes/**/*.{svg,png,node.json}', 'credentials/**/*.{svg,png}'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));

/** Every file that the manifest, or a class it names, promises. */
function* promised(manifest) {
	for (const file of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
		yield file;
		if (!existsSync(file)) continue;
		const name = path.basename(file).split('.')[0];
		const { [name]: Type } = require(path.resolve(file));
		const { icon } = Type.prototype.execute ? new Type().description : new Type();
		for (const theme of Object.values(icon)) {
			yield path.join(path.dirname(file), theme.replace(/^file:/, ''));
		}
		if (file.endsWith('.node.js')) yield file.replace(/\.js$/, '.json');
	}
	yield manifest.main;
}

async function check() {
	const missing = [...promised(require('./package.json'))].filter((file) => !existsSync(file));
	if (missing.length)
		throw new Error(`package.json promises what dist lacks: ${missing.join(', ')}`);
}

exports.build = series(parallel(assets), check);
