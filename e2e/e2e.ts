/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console, @n8n/community-nodes/require-node-api-error -- a command line program, never shipped */
/**
 * npm run e2e: this package, packed and installed, in real n8n against a fake HubSpot. The newest
 * n8n and the oldest that the README names, each with the Node.js it wants.
 *
 * npm run e2e [-- --only NAME[,NAME]] [--n8n 2.41|2.8]
 */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { EDITOR, editor } from './editor';
import {
	finish,
	install,
	isSignalled,
	isTrain,
	PACKAGE,
	NEWEST,
	OWNER,
	pack,
	ROOT,
	startN8n,
	trains,
} from './n8n';
import type { Installation, N8n } from './n8n';
import { CannotRun, QUEUE, queueMode } from './queue';
import { EXAMPLES, SCENARIOS, stageOf } from './scenarios';
import { THROUGHPUT, throughput } from './throughput';

interface Outcome {
	name: string;
	on: string;
	seconds: number;
	why?: string;
	/** This machine has not got what it takes: neither passed nor failed. */
	notRun?: string;
}

const NAMES = [...SCENARIOS.map(({ name }) => name), 'examples', THROUGHPUT, QUEUE, EDITOR];

function wanted() {
	const { values } = parseArgs({
		options: { only: { type: 'string' }, n8n: { type: 'string' } },
	});
	const only = values.only?.split(',');
	const unknown = only?.find((name) => !NAMES.includes(name));
	if (unknown) throw new Error(`No scenario "${unknown}". There are: ${NAMES.join(', ')}`);
	if (values.n8n !== undefined && !isTrain(values.n8n)) {
		throw new Error(`No n8n "${values.n8n}" here. There are: ${trains.join(', ')}`);
	}
	return {
		isWanted: (name: string) => !only || only.includes(name),
		on: trains.filter((train) => values.n8n === undefined || train === values.n8n),
	};
}

const outcomes: Outcome[] = [];

/** Whether it passed. */
async function check(
	on: string,
	name: string,
	says: string,
	play: () => Promise<string | void>,
): Promise<boolean> {
	const start = performance.now();
	let told: string | void = undefined;
	let why: string | undefined;
	try {
		told = await play();
	} catch (error) {
		if (error instanceof CannotRun) {
			outcomes.push({ name, on, seconds: 0, notRun: error.message });
			console.log(`NOT RUN ${name}: ${error.message}`);
			return true;
		}
		if (isSignalled()) throw error;
		why = error instanceof Error ? (error.stack ?? error.message) : String(error);
	}
	const seconds = (performance.now() - start) / 1000;
	outcomes.push({ name, on, seconds, ...(why !== undefined && { why }) });
	console.log(`${why === undefined ? 'ok  ' : 'FAIL'} ${name}: ${says} (${seconds.toFixed(1)} s)`);
	if (told) console.log(told.replace(/^/gm, '       '));
	if (why !== undefined) console.log(why.replace(/^/gm, '       '));
	return why === undefined;
}

/** As a user does before the first start, or beside a running n8n: by n8n's own command. */
async function importExamples(n8n: N8n): Promise<Map<string, string>> {
	await n8n.cli('import:workflow', '--separate', `--input=${path.join(ROOT, 'examples')}`);
	const found = await n8n.rest<Array<{ id: string; name: string }>>('GET', '/workflows');
	return new Map(found.map(({ id, name }) => [name, id]));
}

/** As the editor asks for them. */
async function knowsOurNodes(n8n: N8n) {
	const names = ['hubSpotMarketingEvents', 'hubSpotCrmObjects'];
	const found = await n8n.rest<Array<{ displayName: string }>>('POST', '/node-types', {
		nodeInfos: names.map((name) => ({ name: `${PACKAGE}.${name}`, version: 1 })),
	});
	assert.deepEqual(
		found.map(({ displayName }) => displayName),
		['HubSpot Marketing Events', 'HubSpot CRM Objects'],
	);
}

async function core(installation: Installation, on: string, isWanted: (name: string) => boolean) {
	const scenarios = SCENARIOS.filter(({ name }) => isWanted(name));
	if (scenarios.length === 0 && !isWanted('examples')) return;
	let n8n: N8n | undefined;
	await check(
		on,
		'start',
		'n8n starts with the tarball installed, and knows both nodes',
		async () => {
			n8n = await startN8n(installation);
			await knowsOurNodes(n8n);
		},
	);
	if (!n8n) return;
	const running = n8n;
	let imported = new Map<string, string>();
	if (
		isWanted('examples') ||
		scenarios.some(({ name }) => Object.values(EXAMPLES).includes(name))
	) {
		await check(
			on,
			'examples',
			"every file of examples/ is imported by n8n's command line, and has a scenario",
			async () => {
				imported = await importExamples(running);
				const files = (await readdir(path.join(ROOT, 'examples'))).filter((name) =>
					name.endsWith('.json'),
				);
				assert.deepEqual(files.sort(), Object.keys(EXAMPLES).sort());
				assert.equal(imported.size, files.length);
			},
		);
	}
	for (const { name, says, play } of scenarios) {
		const { clear, ...stage } = stageOf(running, imported);
		const isGood = await check(on, name, says, async () => await play(stage));
		if (!isGood) console.log(running.log().slice(-1500).replace(/^/gm, '     | '));
		await clear();
	}
	await running.stop();
}

/** On an n8n of its own: the scenes begin without a credential. */
async function editorScenes(installation: Installation): Promise<string> {
	const n8n = await startN8n(installation);
	try {
		const played = await editor({ url: n8n.url, ...OWNER });
		const failures = played.flatMap(({ scene, failed }) => (failed ? [`${scene}: ${failed}`] : []));
		assert(!failures.length, failures.join('\n\n'));
		return `${played.length} scenes`;
	} finally {
		await n8n.stop();
	}
}

async function main() {
	const { isWanted, on: chosen } = wanted();
	await pack();
	for (const train of chosen) {
		let installation: Installation | undefined;
		await check(`n8n ${train}`, 'install', 'the pinned n8n is installed', async () => {
			installation = await install(train);
		});
		if (!installation) continue;
		const { version, nodeVersion } = installation;
		const on = `n8n ${version}, Node ${nodeVersion}`;
		console.log(`\n${on}`);
		await core(installation, on, isWanted);
		if (train !== NEWEST) continue;
		const n8n = installation;
		if (isWanted(THROUGHPUT)) {
			await check(
				on,
				THROUGHPUT,
				'20,000 contacts in one execution, beside the HTTP Request node in a loop',
				async () => await throughput(n8n),
			);
		}
		if (isWanted(QUEUE)) {
			await check(
				on,
				QUEUE,
				'ten executions at once on one main and two workers: every item once, 429s bounded',
				async () => {
					const { broken, table } = await queueMode({ installation: n8n });
					assert(broken.length === 0, [...broken, '', table].join('\n'));
					return table;
				},
			);
		}
		if (isWanted(EDITOR)) {
			await check(
				on,
				EDITOR,
				'the editor in Chromium, as a person uses it, in light and dark',
				async () => await editorScenes(n8n),
			);
		}
	}
	console.log('\nWhat ran:');
	for (const { name, on, seconds, why, notRun } of outcomes) {
		const word = notRun !== undefined ? 'NOT RUN' : why === undefined ? 'passed ' : 'FAILED ';
		console.log(`  ${word} ${on}  ${name} ${notRun ?? `(${seconds.toFixed(1)} s)`}`);
	}
	const failed = outcomes.filter(({ why }) => why !== undefined).length;
	const notRun = outcomes.filter((outcome) => outcome.notRun !== undefined).length;
	const passed = outcomes.length - failed - notRun;
	console.log(`\n${passed} passed, ${failed} failed, ${notRun} skipped`);
	if (failed > 0 || passed === 0) process.exitCode = 1;
}

main()
	.catch((error: unknown) => {
		if (isSignalled()) return;
		console.error(error instanceof Error ? error.message : String(error));
		process.exitCode = 1;
	})
	.finally(() => void finish());
