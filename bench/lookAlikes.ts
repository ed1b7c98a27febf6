/**
 * Events that look alike: HubSpot's answers to upserts carry no external IDs, so nothing tells their results
 * apart. How many calls a list of them takes, counted in virtual time.
 */
import { upsertEvents } from '../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { limitOf } from '../nodes/hubspot/effect';
import { runJob, World } from '../test/engine/world';
import type { Figure } from './figures';

const event = (n: number) => ({
	externalAccountId: 'acme',
	externalEventId: `demo-${n}`,
	eventName: 'Weekly demo',
	eventOrganizer: 'ACME',
});

/** The calls that so many events take, by what follows the version in their path, IDs of events aside. */
async function callsFor(count: number): Promise<Record<string, number>> {
	const calls: Record<string, number> = {};
	const world = new World({
		onCall: ({ method, path }) => {
			const what = path.replace(/^.*\/2026-03\/|\?.*$/g, '').replace(/demo-\d+/, '{id}');
			calls[`${method} ${what}`] = (calls[`${method} ${what}`] ?? 0) + 1;
		},
		defaults: false,
		keepCalls: false,
		limits: { perTenSeconds: 190, perDay: 10_000_000 },
	});
	const raw = Array.from({ length: count }, (_, n) => event(n));
	const row = upsertEvents;
	const { outcomes } = await runJob({ world, row, raw, portion: limitOf(row.effect) });
	const done = outcomes.filter(({ ok }) => ok).length;
	const { size } = world.hubspot.events();
	if (done !== count || size !== count) {
		throw new Error(`${done} of ${count} events are told done, and there are ${size}`);
	}
	return calls;
}

export async function lookAlikes(): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const count of [10, 100, 1_000]) {
		const calls = await callsFor(count);
		const told = Object.entries(calls).map(([path, number]) => `${number} ${path}`);
		figures.push({
			name: `lookAlikes.${count}`,
			value: calls['POST events/upsert'] ?? 0,
			target: { most: Math.ceil(count / 100) },
			cases: { calls },
			note: `upsert calls for ${count} events that look alike: ${told.join(' + ')}`,
		});
	}
	return figures;
}
