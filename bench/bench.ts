/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, never shipped */
/**
 * Measures what the README claims, against the fake HubSpot in a process of its own, in one run.
 *
 * npm run bench [-- --quick] [-- --only ceilingShare,mapSpeedup] [-- --json] [-- --window 1000] [-- --runs 1]
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

import { compareFirst } from './compare';
import { jsonOf, passes, tableOf, type Figure } from './figures';
import { isolationCalls } from './isolation';
import { lookAlikes } from './lookAlikes';
import { mapSpeedup } from './mapping';
import { operationCalls, operationPace } from './operations';
import { growth, ownCpuRatio, peakMemoryAndCalls } from './own';
import { sharingPace } from './sharing';
import {
	ceilingAndRivals,
	operationShare,
	setRuns,
	setWindow,
	sharedByProcesses,
	sharedCeilingShare,
} from './speed';

type Wanted = (name: string) => boolean;

/** What is measured together, in this order: short ones first. */
const GROUPS: Array<{
	names: string[];
	measure: (quick: boolean, wanted: Wanted) => Promise<Figure[]>;
}> = [
	{ names: ['ownCpuRatio'], measure: ownCpuRatio },
	{ names: ['callsRatio', 'peakMemoryRatio'], measure: peakMemoryAndCalls },
	{ names: ['growth'], measure: growth },
	{ names: ['mapSpeedup'], measure: mapSpeedup },
	{ names: ['isolationCalls'], measure: isolationCalls },
	{ names: ['operationCalls'], measure: operationCalls },
	{ names: ['operationPace'], measure: operationPace },
	{ names: ['sharingPace'], measure: sharingPace },
	{ names: ['lookAlikes'], measure: lookAlikes },
	{ names: ['compare'], measure: compareFirst },
	{
		names: ['ceilingShare', 'avoidable429', 'vsSdk', 'vsSingle', 'vsLoop'],
		measure: ceilingAndRivals,
	},
	{ names: ['operationShare'], measure: operationShare },
	{
		names: ['sharedCeilingShare', 'sharedWithOtherApp', 'sharedFiveWithOtherApp'],
		measure: sharedCeilingShare,
	},
	{
		names: ['sharedByTwoProcesses', 'sharedByProcesses', 'sharedByFiveProcesses', 'sharedRefused'],
		measure: sharedByProcesses,
	},
];

const NAMES = GROUPS.flatMap(({ names }) => names);

function versionOf(name: string): string {
	const file = createRequire(__filename).resolve(`${name}/package.json`);
	return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			json: { type: 'boolean', default: false },
			quick: { type: 'boolean', default: false },
			only: { type: 'string' },
			window: { type: 'string' },
			runs: { type: 'string' },
		},
	});
	const { json, quick } = values;
	const only = values.only?.split(',').map((name) => name.trim());
	const stranger = only?.find((name) => !NAMES.includes(name));
	if (stranger !== undefined)
		throw new Error(`No figure ${stranger}; there are: ${NAMES.join(', ')}`);
	const wanted: Wanted = (name) => !only || only.includes(name);

	if (values.window !== undefined) setWindow(Number(values.window));
	if (values.runs !== undefined) setRuns(Number(values.runs));
	const startedAt = new Date();
	const figures: Figure[] = [];
	for (const { names, measure } of GROUPS) {
		if (!names.some(wanted)) continue;
		// Where the table goes to stdout, so does the way to it; stdout of --json is JSON alone.
		const seconds = Math.round((Date.now() - startedAt.getTime()) / 1000);
		console.error(
			`${String(seconds).padStart(5)} s  measuring ${names.filter(wanted).join(', ')} …`,
		);
		const measured = await measure(quick, wanted);
		figures.push(...measured.filter(({ name }) => wanted(name.split('.')[0])));
	}
	const about = {
		startedAt: startedAt.toISOString(),
		seconds: Math.round((Date.now() - startedAt.getTime()) / 1000),
		quick,
		node: process.version,
		n8nCore: versionOf('n8n-core'),
		processors: cpus().map(({ model }) => model),
	};
	if (json) {
		console.log(JSON.stringify(jsonOf(figures, about), undefined, '\t'));
		return;
	}
	const missed = figures.filter((figure) => !passes(figure));
	console.log(`\n${tableOf(figures)}\n`);
	console.log(
		`${figures.length - missed.length} of ${figures.length} targets met, in ${about.seconds} s, on ${about.processors.length} × ${about.processors[0]}, Node ${about.node}, n8n-core ${about.n8nCore}${quick ? ', --quick: short lists and few runs, no proof' : ''}.`,
	);
}

main().then(
	() => process.exit(0),
	(error: Error) => {
		console.error(error.message);
		process.exit(1);
	},
);
