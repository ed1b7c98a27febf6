/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, never shipped */
/**
 * n8n's editor as a person uses it, in Chromium: every scene asserts what must be read, and leaves
 * pictures in e2e/.artefacts, 1440x900, light and dark.
 *
 * npx tsx e2e/editor.ts [words of scenes]
 *
 * Installs and starts n8n, or uses one that runs: E2E_N8N_URL, E2E_N8N_EMAIL, E2E_N8N_PASSWORD. It
 * deletes this package's credentials there: what a node is like without one needs none.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';

import { startAccount } from './editor/account';
import { chromium, Editor, type Account } from './editor/browser';
import { LOOK_FIRST } from './editor/lookFirst';
import { SCENES } from './editor/scenes';
import { finish, install, NEWEST, OWNER, startN8n } from './n8n';
import { CannotRun } from './services';

const ARTEFACTS = path.join(__dirname, '.artefacts');

export const EDITOR = 'editor';

const NO_BROWSER = 'no Chromium (apt-get install chromium, or set CHROMIUM)';

export interface Played {
	scene: string;
	seconds: number;
	/** what went wrong, undefined where nothing did */
	failed?: string;
}

/**
 * Plays the scenes on a running n8n that has the package installed.
 * @param wanted only scenes whose name holds one of these words
 * @throws CannotRun where there is no Chromium
 */
export async function editor(account: Account, wanted: string[] = []): Promise<Played[]> {
	const browser = chromium();
	if (!browser) throw new CannotRun(NO_BROWSER);
	if (!wanted.length) rmSync(ARTEFACTS, { recursive: true, force: true });
	const fake = await startAccount();
	const page = await Editor.open(account, ARTEFACTS, browser);
	const played: Played[] = [];
	try {
		await page.logIn();
		for (const [scene, play] of Object.entries({ ...SCENES, ...LOOK_FIRST })) {
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
		E2E_N8N_URL: url,
		E2E_N8N_EMAIL: email = '',
		E2E_N8N_PASSWORD: password = '',
	} = process.env;
	const account = url ? { url, email, password } : await started();
	if (!account) return;
	const played = await editor(account, process.argv.slice(2));
	const failures = played.filter(({ failed }) => failed);
	console.log(
		`${played.length - failures.length} of ${played.length} scenes passed; pictures in ${path.relative('.', ARTEFACTS)}`,
	);
	if (failures.length) process.exitCode = 1;
}

/** An n8n of its own, which ends with the program. Not worth minutes where there is no browser for it. */
async function started(): Promise<Account | undefined> {
	if (!chromium()) {
		console.log(`editor: not run, ${NO_BROWSER}`);
		return undefined;
	}
	const { url } = await startN8n(await install(NEWEST));
	return { url, ...OWNER };
}

if (require.main === module) {
	main()
		.catch((error: Error) => {
			console.error(error.message);
			process.exitCode = 1;
		})
		.finally(() => void finish());
}
