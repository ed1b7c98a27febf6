/**
 * Comparing first: calls and time of a list of which 3 % has changed, against sending all of it, on an
 * account whose limit is the real one. Time is virtual, so the figures are the same on any machine.
 */
import { batchUpdateObjects } from '../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import type { Comparison } from '../nodes/hubspot/compare';
import { limitOf } from '../nodes/hubspot/effect';
import type { Operation } from '../nodes/n8n/operation';
import { runJob, World } from '../test/engine/world';
import { rounded, type Figure } from './figures';

const LATENCY = { medianMs: 400, maxMs: 2_000 };
const PROFESSIONAL = 190;
const ITEMS = 10_000;
const CHANGED = 300;

const email = (n: number) => `person${n}@example.com`;
const values = (n: number) => ({
	city: `Town ${n % 50}`,
	firstname: 'Ada',
	lastname: `Number ${n}`,
});

interface Ran {
	calls: Record<string, number>;
	seconds: number;
	/** Records that were written. */
	written: number;
}

async function play(row: Operation, compare?: Comparison): Promise<Ran> {
	const calls: Record<string, number> = {};
	const world = new World({
		onCall: ({ path }) => {
			const what = path.replace(/^.*\/2026-03\/|\?.*$/g, '');
			calls[what] = (calls[what] ?? 0) + 1;
		},
		defaults: false,
		keepCalls: false,
		limits: { perTenSeconds: PROFESSIONAL, perDay: 10_000_000 },
		latency: { ...LATENCY, seed: 1 },
	});
	world.latencyMs = () => 20;
	const { hubspot } = world;
	hubspot.defineProperty('contacts', { name: 'email', hasUniqueValue: true });
	for (const name of ['city', 'firstname', 'lastname'])
		hubspot.defineProperty('contacts', { name });
	for (let n = 1; n <= ITEMS; n++) {
		hubspot.seedObject('contacts', { email: email(n), ...values(n) }, `${n}`);
	}
	const every = Math.floor(ITEMS / CHANGED);
	const raw = Array.from({ length: ITEMS }, (_, at) => {
		const isChanged = at % every === 0 && at / every < CHANGED;
		const properties = { ...values(at + 1), ...(isChanged && { city: 'Moved' }) };
		return { id: email(at + 1), idProperty: 'email', properties };
	});
	const job = { world, row, raw, compare, objectType: 'contacts', portion: limitOf(row.effect) };
	const { outcomes } = await runJob(job);
	const done = outcomes.filter(({ ok }) => ok).length;
	if (done !== ITEMS) throw new Error(`${done} of ${ITEMS} items were done`);
	const seconds = (world.nowMs - world.startMs) / 1_000;
	return { calls, seconds, written: hubspot.applied.length };
}

const told = (calls: Record<string, number>) =>
	Object.entries(calls)
		.map(([path, number]) => `${number} ${path}`)
		.join(' + ');

export async function compareFirst(): Promise<Figure[]> {
	const figures: Figure[] = [];
	const rows = { update: batchUpdateObjects, upsert: batchUpsertObjects };
	for (const [name, row] of Object.entries(rows)) {
		const all = await play(row);
		const compared = await play(row, 'onlyChanges');
		const sum = Object.values(compared.calls).reduce((total, each) => total + each, 0);
		figures.push({
			name: `compare.${name}Calls`,
			value: sum,
			target: { most: Math.ceil(ITEMS / 100) + Math.ceil(CHANGED / 100) },
			cases: { calls: compared.calls, ofAll: all.calls },
			note: `calls for ${ITEMS} contacts of which ${CHANGED} changed, Send Only Changes: ${told(compared.calls)}; ${compared.written} records written instead of ${all.written}`,
		});
		figures.push({
			name: `compare.${name}Time`,
			value: compared.seconds / all.seconds,
			target: { most: 1.5 },
			cases: { seconds: rounded(compared.seconds), ofAll: rounded(all.seconds) },
			note: `seconds / those of sending all, virtual: ${rounded(compared.seconds)} / ${rounded(all.seconds)}`,
		});
	}
	return figures;
}
