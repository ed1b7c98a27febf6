/** The stage that puts entries at the place that their inputs say. */
import { atPlaces } from '../../nodes/engine/stages/place';
import type { Entry } from '../../nodes/engine/outcome';
import type { Input, Place } from '../../nodes/hubspot/endpoint';

const valuesOf = ({ event }: Input) => ({ event: String(event) });

async function placesOf(from: Place[], events: string[][]): Promise<Place[]> {
	const portions = events.map((each, portion) =>
		each.map((event, item): Entry => ({ item, place: from[portion], input: { event } })),
	);
	const flow = atPlaces({ source: () => portions.shift(), settle: () => {} }, valuesOf);
	const places: Place[] = [];
	for (let read = await flow.source(); read; read = await flow.source()) {
		places.push(...read.map(({ place }) => place));
	}
	return places;
}

const here: Place = { version: '2026-03', parameters: { of: 'here' } };
const there: Place = { version: '2026-09', parameters: { of: 'there' } };

it('Entries whose inputs say the same place share one, however they are read, and others do not', async () => {
	const [a, b, again] = await placesOf([here, here], [['1', '2'], ['1']]);
	expect(again).toBe(a);
	expect(b).not.toBe(a);
	expect([a, b]).toEqual([
		{ version: '2026-03', parameters: { of: 'here', event: '1' } },
		{ version: '2026-03', parameters: { of: 'here', event: '2' } },
	]);
});

it('Entries of different places stay apart, whatever their inputs say, and the places are left as they were', async () => {
	const [a, b] = await placesOf([here, there], [['1'], ['1']]);
	expect([a.version, b.version]).toEqual(['2026-03', '2026-09']);
	expect([here.parameters, there.parameters]).toEqual([{ of: 'here' }, { of: 'there' }]);
});
