/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test, never shipped */
// Who imports whom.

import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const FAKE = join(__dirname, '../../fake-hubspot');

it('The fake imports nothing of the product, and the referee imports nothing at all', () => {
	const imports = (file: string) =>
		[...readFileSync(file, 'utf8').matchAll(/(?:from\s+|(?:import|require)\s*\(?)'([^']+)'/g)].map(
			([, from]) => from,
		);
	const files = readdirSync(FAKE, { recursive: true, encoding: 'utf8' }).filter((file) =>
		file.endsWith('.ts'),
	);
	expect(files.length).toBeGreaterThan(5);
	for (const file of files) {
		for (const from of imports(join(FAKE, file))) {
			// A path within the folder of the fake, wherever in it the file is.
			const inside = !relative(FAKE, join(FAKE, dirname(file), from)).startsWith('..');
			expect([file, from, from.startsWith('node:') || inside]).toEqual([file, from, true]);
		}
	}
	expect(imports(join(__dirname, '../facts.ts'))).toEqual([]);
});
