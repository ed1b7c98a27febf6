/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test, never shipped */
// The command that starts the fake by hand.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const FAKE = join(__dirname, '../../fake-hubspot');

const run = (...flags: string[]) =>
	spawnSync(process.execPath, ['--import', 'tsx', join(FAKE, 'cli.ts'), ...flags], {
		encoding: 'utf8',
	});

it.each([
	[['--prot', '1'], "fake-hubspot: Unknown option '--prot'. See --help.\n"],
	[['extra'], "fake-hubspot: Unexpected argument 'extra'. See --help.\n"],
	[
		['--limits', 'many'],
		'fake-hubspot: --limits wants a whole number from 0 to 1000000, not "many"\n',
	],
])('The command answers one clear sentence to %j', (flags, sentence) => {
	const { status, stderr, stdout } = run(...flags);
	expect([status, stderr, stdout]).toEqual([2, sentence, '']);
});

it('The command explains every flag on --help', () => {
	const { status, stdout } = run('--help');
	expect(status).toBe(0);
	for (const flag of ['port', 'log', 'limits', 'window', 'other-app'])
		expect(stdout).toContain(`--${flag}`);
});
