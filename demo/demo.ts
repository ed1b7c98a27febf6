/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, never shipped */
/**
 * Three workflows of examples/ on n8n's own engine, against a fake HubSpot on this machine, with lists
 * that hold mistakes. Tells what became of every row, then counts again in the fake HubSpot itself. Then
 * acts.ts: a dry run, a run that writes only what changes, new contacts, and attendance.
 *
 * npm run demo [-- --log FILE]
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import type { INode, INodeExecutionData } from 'n8n-workflow';

import { kindOf } from '../nodes/n8n/present';
import { parseCsv } from '../test/csv';
import { startFakeHubSpot, type FakeServer } from '../test/fake-hubspot/server';
import { PACKAGE, runWorkflow, type WorkflowToRun } from '../test/host/engine';
import { ACTS } from './acts';
import { SCENARIOS, type Row, type Scenario } from './scenarios';

const ROOT = path.resolve(__dirname, '..');
const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const bold = (text: string) => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text);
const wrapped = (text: string) =>
	text.replace(/(.{1,94})(?:\s+(?!\d+\]$)|$)/g, '      $1\n').trimEnd();

type Workflow = Pick<WorkflowToRun, 'nodes' | 'connections' | 'settings'> & { name: string };

interface Failure {
	item: number;
	row: Row;
	reason: 'invalid' | 'rejected' | 'lost' | 'unaccounted' | 'unsent';
	applied: 'no' | 'maybe';
	message: string;
}

/** What n8n says became of the rows, and what HubSpot says it wrote. */
interface Played {
	name: string;
	scenario: Scenario;
	rows: Row[];
	done: Row[];
	failures: Failure[];
	calls: number;
	/** Keys of the records that were written, once for every time. */
	writes: string[];
}

/** Prints every call as it comes in. Stop it to get their number. */
function watchCalls({ hubspot }: FakeServer) {
	const before = hubspot.calls.length;
	const startedAt = Date.now();
	let told = 0;
	const tell = () => {
		for (const { status, requestBody } of hubspot.calls.slice(before + told)) {
			const { inputs } = requestBody as { inputs?: unknown[] };
			const about = inputs ? `${inputs.length} of the rows` : 'the properties of the object type';
			const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
			console.log(
				`  ${seconds} s  call ${++told}: ${about}, ${status ? `answered ${status}` : 'no answer'}`,
			);
		}
	};
	const timer = setInterval(tell, 50).unref();
	return () => {
		clearInterval(timer);
		tell();
		return told;
	};
}

async function play(fake: FakeServer, scenario: Scenario): Promise<Played> {
	const { name, nodes, connections, settings } = JSON.parse(textOf(scenario.workflow)) as Workflow;
	const rows = parseCsv(textOf(scenario.list));
	scenario.seed(fake, rows);
	fake.hubspot.faults.next(...scenario.faults);

	// The file as a user imports it, plus a credential; what comes before our node is stood in for.
	const ours = nodes.find(({ type }) => type.startsWith(`${PACKAGE}.`)) as INode;
	ours.credentials = { hubSpotBatchAccessTokenApi: { id: 'demo', name: 'Demo' } };
	const [start] = Object.keys(connections).filter((from) =>
		connections[from].main.flat().some((to) => to?.node === ours.name),
	);
	console.log(`\n${bold(name)}: ${rows.length} rows of ${scenario.list}, ${scenario.workflow}`);
	for (const sentence of scenario.trouble) console.log(`  Made to go wrong: ${sentence}.`);
	const writesBefore = fake.hubspot.applied.length;
	const stopWatching = watchCalls(fake);
	const data = { accessToken: fake.token, baseUrl: fake.url };
	const credentials = { demo: { type: 'hubSpotBatchAccessTokenApi', data } };
	const given = { nodes, connections, settings, start, input: rows, credentials };
	const { run, items } = await runWorkflow(given);
	const calls = stopWatching();
	if (run.data.resultData.error) throw run.data.resultData.error;

	const sourceOf = ({ pairedItem }: INodeExecutionData) => (pairedItem as { item: number }).item;
	return {
		name,
		scenario,
		rows,
		calls,
		done: items(ours.name, 0).map((item) => rows[sourceOf(item)]),
		failures: items(ours.name, 1).map((failed) => {
			const item = sourceOf(failed);
			return { item, row: rows[item], ...(failed.json.error as object) } as Failure;
		}),
		writes: fake.hubspot.applied
			.slice(writesBefore)
			.map(({ input }) => String(input.externalEventId ?? input.id)),
	};
}

const isOption = (held: unknown, label: string) =>
	String(held).toLowerCase() === label.trim().toLowerCase();

function countsOf({ rows, calls, done, failures }: Played) {
	const count = (kind: ReturnType<typeof kindOf>) =>
		failures.filter((failure) => kindOf(failure) === kind).length;
	return {
		items: rows.length,
		calls,
		done: done.length,
		refused: count('refused'),
		'not valid': count('invalid'),
		'not done': count('notDone'),
		unknown: count('unknown'),
		'not sent': count('unsent'),
	};
}

/** What n8n was told, held against what the fake HubSpot wrote down. */
function recount(fake: FakeServer, played: Played): Record<string, boolean> {
	const { scenario, done, failures, writes } = played;
	const { calls, items, ...parts } = countsOf(played);
	const keyOf = (row: Row) => row[scenario.key].trim();
	const lastDone = new Map(done.map((row) => [keyOf(row), row]));
	const unknown = failures.filter(({ reason }) => ['lost', 'unaccounted'].includes(reason));
	const unsure = new Set(unknown.map(({ row }) => keyOf(row)));
	const written = new Set(writes);
	const extra = [...written].filter((key) => !lastDone.has(key));
	const others = extra.length ? `these and ${extra.length} of the unknown` : 'these and no other';
	const isAsIn = (key: string, row: Row) => {
		const held = scenario.inHubSpot(fake, key);
		// The list has the labels of some options, and HubSpot their values.
		const isSame = (column: string) =>
			held[column] === row[column] || (column === 'type' && isOption(held[column], row[column]));
		return Object.keys(held).every((column) => !row[column] || isSame(column));
	};
	const doneOnes = `${done.length} rows done are ${lastDone.size} records (some are in the list more than once)`;
	return {
		[`${Object.values(parts).join(' + ')} = ${items} rows, in ${calls} calls`]:
			Object.values(parts).reduce((sum, part) => sum + part) === items,
		[`${doneOnes}; HubSpot wrote them all`]: [...lastDone.keys()].every((key) => written.has(key)),
		[`HubSpot wrote ${written.size} records: ${others}`]: extra.every((key) => unsure.has(key)),
		'Every record that is done looks in HubSpot as in its last row of the list': [
			...lastDone,
		].every(([key, row]) => isAsIn(key, row)),
	};
}

function report(fake: FakeServer, plays: Played[]): boolean {
	const counts = plays.map(countsOf);
	const width = Math.max(...plays.map(({ name }) => name.length));
	const cells = (values: unknown[]) => values.map((value) => String(value).padStart(13)).join('');
	console.log(`\n${bold('What became of the rows')}`);
	console.log(`  ${' '.repeat(width)}${cells(Object.keys(counts[0]))}`);
	plays.forEach(({ name }, index) => {
		console.log(`  ${name.padEnd(width)}${cells(Object.values(counts[index]))}`);
	});
	for (const { name, scenario, failures } of plays) {
		console.log(`\n${bold(`${name}: the ${failures.length} rows that failed`)}`);
		for (const { item, row, message } of failures) {
			const who = row[scenario.name] || row[scenario.key];
			console.log(`  Item ${item}, line ${item + 2} of the file: ${who}\n${wrapped(message)}`);
		}
	}
	let allWell = fake.hubspot.unknownRoutes.length === 0;
	for (const played of plays) {
		console.log(`\n${bold(`${played.name}: counted again in the fake HubSpot`)}`);
		for (const [what, isTrue] of Object.entries(recount(fake, played))) {
			console.log(`  ${isTrue ? 'true ' : 'FALSE'}  ${what}.`);
			allWell &&= isTrue;
		}
	}
	return allWell;
}

/** Plays what the examples do not show; true where the fake HubSpot agrees with all that is said. */
async function act(fake: FakeServer): Promise<boolean> {
	let allWell = true;
	for (const { name, list, play: playAct } of ACTS) {
		const rows = parseCsv(textOf(list));
		console.log(`\n${bold(name)}: ${list}`);
		const { lines, truths } = await playAct(fake, rows);
		for (const line of lines) console.log(wrapped(line));
		for (const [what, isTrue] of Object.entries(truths)) {
			console.log(`  ${isTrue ? 'true ' : 'FALSE'}  ${what}.`);
			allWell &&= isTrue;
		}
	}
	return allWell;
}

async function main() {
	const { values } = parseArgs({ options: { log: { type: 'string' } } });
	if (!existsSync(path.join(ROOT, 'dist/index.js'))) {
		throw new Error('The package is not built. Run npm run build first.');
	}
	console.log(
		"n8n's own engine runs the built package against a fake HubSpot; nothing leaves this machine.\n" +
			"n8n's other nodes (form, CSV reader, Edit Fields, …) do not come with the engine: stand-ins hand\n" +
			'their input on, and this program reads the CSV files.',
	);
	const fake = await startFakeHubSpot({ latency: 60, ...(values.log && { log: values.log }) });
	try {
		const plays: Played[] = [];
		for (const scenario of SCENARIOS) plays.push(await play(fake, scenario));
		const allWell = [report(fake, plays), await act(fake)].every(Boolean);
		console.log(allWell ? '\nThe counts add up.' : '\nThe counts do NOT add up.');
		process.exitCode = allWell ? 0 : 1;
	} finally {
		await fake.close();
	}
}

main().catch((error: Error) => {
	console.error(`demo: ${error.message}`);
	process.exitCode = 1;
});
