/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, never shipped */
/**
 * Thousands of seeded scenarios in virtual time, held against the laws.
 *
 * npm run chaos [-- --scenarios N] [--from SEED] [--seed S] [--only batchCreateObjects] [--json]
 */
import { parseArgs } from 'node:util';

import type { Broken } from './broken';
import { withReserves } from './daily';
import { breaches } from './laws';
import { play, type Played } from './play';
import { drawDryRuns, drawScenario } from './scenario';
import { traceOf } from './trace';

const { values } = parseArgs({
	options: {
		scenarios: { type: 'string', default: '6000' },
		from: { type: 'string', default: '1' },
		seed: { type: 'string' },
		only: { type: 'string' },
		json: { type: 'boolean', default: false },
	},
});

const only = values.only?.split(',');
const replay = (seed: number) =>
	`npm run chaos -- --seed ${seed}${only ? ` --only ${only.join()}` : ''}`;

async function held(seed: number): Promise<{ played: Played; broken: Broken[] }> {
	const scenario = drawScenario(seed, only);
	drawDryRuns(scenario);
	const played = await play(withReserves(scenario));
	return { played, broken: breaches(played) };
}

/** One line for each law that a scenario broke, with the first thing seen. */
function tell(broken: Broken[]): string {
	const laws = [...new Set(broken.map(({ law }) => law))];
	return laws
		.map((law) => {
			const seen = broken.filter((each) => each.law === law);
			return `  ${law} (${seen.length}): ${seen[0].seen.slice(0, 600)}`;
		})
		.join('\n');
}

async function one(seed: number): Promise<boolean> {
	const { played, broken } = await held(seed);
	console.log(traceOf(played));
	console.log(broken.length ? `\nBroken:\n${tell(broken)}` : '\nEvery law holds.');
	return !broken.length;
}

async function many(count: number, from: number): Promise<boolean> {
	const startedAt = Date.now();
	const sums = { executions: 0, items: 0, calls: 0, faults: 0, limited: 0, virtualMs: 0 };
	const kinds: Record<string, number> = {};
	const outcomes: Record<string, number> = {};
	const seeds: number[] = [];
	const laws: Record<string, number> = {};
	for (let seed = from; seed < from + count; seed++) {
		const { played, broken } = await held(seed);
		const { executions, calls, faultsMet, limited, scenario } = played;
		kinds[scenario.kind] = (kinds[scenario.kind] ?? 0) + 1;
		sums.executions += executions.length;
		sums.calls += calls.length;
		sums.faults += faultsMet.length;
		sums.limited += limited;
		sums.virtualMs += Math.max(...executions.map(({ endMs }) => endMs));
		for (const outcome of executions.flatMap((each) => each.outcomes)) {
			const { reason, applied = 'a read' } = outcome.ok ? { reason: 'done' } : outcome.failure;
			const name = outcome.ok ? reason : `${reason}, ${applied}`;
			outcomes[name] = (outcomes[name] ?? 0) + 1;
			sums.items++;
		}
		if (!broken.length) continue;
		seeds.push(seed);
		for (const { law } of new Map(broken.map((each) => [each.law, each])).values()) {
			laws[law] = (laws[law] ?? 0) + 1;
		}
		if (!values.json) console.log(`Seed ${seed} (${replay(seed)})\n${tell(broken)}`);
	}
	const seconds = Math.round((Date.now() - startedAt) / 100) / 10;
	const { virtualMs, ...counts } = sums;
	const virtualHours = Math.round(virtualMs / 3_600_000);
	const result = {
		scenarios: count,
		broken: seeds.length,
		seeds,
		laws,
		kinds,
		...counts,
		outcomes,
		virtualHours,
		seconds,
		...(seeds.length && { replay: replay(seeds[0]) }),
	};
	if (values.json) console.log(JSON.stringify(result));
	else {
		console.log(
			`${count} scenarios (${from} to ${from + count - 1}), ${seeds.length} broken, in ${seconds} s: ${counts.executions} executions, ${counts.items} items, ${counts.calls} calls, ${counts.faults} faults, ${virtualHours} hours of virtual time.`,
		);
		console.log(JSON.stringify({ kinds, outcomes }));
		if (seeds.length) console.log(JSON.stringify(laws));
	}
	return !seeds.length;
}

const good =
	values.seed === undefined
		? many(Number(values.scenarios), Number(values.from))
		: one(Number(values.seed));
good.then(
	(allGood) => {
		process.exitCode = allGood ? 0 : 1;
	},
	(error) => {
		console.error(error);
		process.exitCode = 2;
	},
);
