/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error, no-console -- a command line program, never shipped */
/**
 * n8n's editor as a person uses it, in Chromium: every scene asserts what must be read, and leaves
 * pictures in e2e/artefacts, 1440x900, light and dark.
 *
 * npx tsx e2e/editor.ts [words of scenes]
 */
import { rmSync } from 'node:fs';
import path from 'node:path';

import { startAccount } from './editor/account';
import { chromiumPath, Editor, type Account } from './editor/browser';
import { SCENES } from './editor/scenes';

const ARTEFACTS = path.join(__dirname, 'artefacts');

export interface Played {
	scene: string;
	seconds: number;
	/** what went wrong, undefined where nothing did */
	failed?: string;
}

/**
 * Plays the scenes on a running n8n that has the package installed.
 * @param wanted only scenes whose name holds one of these words
 * @returns one entry a scene; none where there is no Chromium
 */
export async function editor(account: Account, wanted: string[] = []): Promise<Played[]> {
	const browser = chromiumPath();
	if (!browser) {
		console.log('editor: not run, no Chromium (apt-get install chromium, or set CHROMIUM)');
		return [];
	}
	if (!wanted.length) rmSync(ARTEFACTS, { recursive: true, force: true });
	const fake = await startAccount();
	const page = await Editor.open(account, ARTEFACTS, browser);
	const played: Played[] = [];
	try {
		await page.logIn();
		for (const [scene, play] of Object.entries(SCENES)) {
			if (wanted.length && !wanted.some((word) => scene.includes(word))) continue;
			const start = Date.now();
			const failed = await play({ editor: page, fake }).then(
				() => undefined,
				(error: Error) => error.message.split('\n').slice(0, 12).join('\n'),
			);
			if (failed) await page.lastPicture(scene.replace(/\W+/g, '-'));
			const seconds = (Date.now() - start) / 1_000;
			played.push({ scene, seconds, failed });
			console.log(
				`${failed ? 'FAILED' : 'ok    '} ${scene} (${seconds.toFixed(1)} s)${failed ? `\n${failed}` : ''}`,
			);
		}
		const { unknownRoutes } = fake.hubspot;
		if (unknownRoutes.length)
			throw new Error(`HubSpot has no such routes: ${unknownRoutes.join(', ')}`);
	} finally {
		await page.close();
		await fake.close();
	}
	return played;
}

async function main() {
	const {
		E2E_N8N_URL: url = '',
		E2E_N8N_EMAIL: email = '',
		E2E_N8N_PASSWORD: password = '',
	} = process.env;
	const played = await editor({ url, email, password }, process.argv.slice(2));
	const failures = played.filter(({ failed }) => failed);
	console.log(
		`${played.length - failures.length} of ${played.length} scenes passed; pictures in ${path.relative('.', ARTEFACTS)}`,
	);
	if (failures.length) process.exitCode = 1;
}

if (require.main === module) void main();
