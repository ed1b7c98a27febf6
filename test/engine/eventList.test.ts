/** The list of events, read to its end or to the limit, with filters that are ours. */
import { getManyEvents } from '../../nodes/HubSpotMarketingEvents/operations/getManyEvents';
import { DEFAULT_APP_ID } from '../fake-hubspot/hubspot';
import { runJob, World } from './world';

const MORE =
	'HubSpot has more records than Limit lets through. Raise Limit, or switch on Return All, to get them too.';
const MAYBE =
	'Limit was reached before all records were looked at, so more may match. Raise Limit, or switch on Return All, to get them too.';
const NONE = 'HubSpot found nothing for this item, so it has no result.';

/** 250 events, of which every fifth is a webinar: 20 of each hundred. */
async function list(...raw: unknown[]) {
	const world = new World();
	for (let n = 1; n <= 250; n++) {
		const eventName = n % 5 ? `Workshop ${n}` : `Webinar ${n}`;
		world.hubspot.seedEvent(DEFAULT_APP_ID, { objectId: `${n}`, eventName });
	}
	const { outcomes } = await runJob({ world, row: getManyEvents, raw });
	expect(world.hubspot.unknownRoutes).toEqual([]);
	return { outcomes, calls: world.hubspot.calls.length };
}

it.each<[object, found: number, calls: number, warnings: string[]]>([
	[{}, 250, 3, []],
	[{ limit: 250 }, 250, 3, []],
	[{ limit: 100 }, 100, 1, [MORE]],
	[{ limit: 249 }, 249, 3, [MORE]],
	[{ nameContains: 'webinar' }, 50, 3, []],
	// The first page ends with the twentieth.
	[{ nameContains: 'webinar', limit: 20 }, 20, 1, [MAYBE]],
	[{ nameContains: 'webinar', limit: 19 }, 19, 1, [MORE]],
	[{ nameContains: 'webinar', limit: 21 }, 21, 2, [MORE]],
	[{ nameContains: 'webinar', limit: 50 }, 50, 3, []],
	[{ nameContains: 'summit' }, 0, 3, [NONE]],
])('%j finds %i events in %i calls, and says %j', async (question, found, count, warnings) => {
	const { outcomes, calls } = await list(question);
	expect(outcomes).toHaveLength(1);
	expect(outcomes[0]).toMatchObject({ ok: true, warnings });
	const results = outcomes[0].ok ? (outcomes[0].results ?? []) : [];
	expect(results).toHaveLength(found);
	expect(new Set(results.map(({ objectId }) => objectId)).size).toBe(found);
	expect(calls).toBe(count);
});

it('Each question is asked by itself, and a bad one keeps nobody else from being asked', async () => {
	const { outcomes } = await list({ limit: 1 }, { limit: 0 }, { nameContains: 'web', limit: 2 });
	expect(outcomes).toMatchObject([
		{ ok: true, results: [{}] },
		{
			ok: false,
			failure: {
				reason: 'invalid',
				message: 'Not looked up: limit must be a whole number of at least 1, but is the number 0.',
			},
		},
		{ ok: true, results: [{}, {}] },
	]);
});
