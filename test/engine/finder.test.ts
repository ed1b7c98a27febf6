/** finder.ts: what is known of a key after HubSpot has refused a look-up of several as "not found". */
import { batchArchiveObjects } from '../../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import type { HttpAnswer, HttpRequest } from '../../nodes/engine/means';
import { problemOf } from './rows';
import { runJob, World } from './world';

const addressOf = (n: number) => `person${n + 1}@example.com`;
const COUNT = 8;
const MISSING = [2, 5];

function worldOf() {
	const world = new World();
	world.hubspot.defineProperty('contacts', { name: 'city' });
	for (let n = 0; n < COUNT; n++) {
		if (MISSING.includes(n)) continue;
		world.hubspot.seedObject('contacts', { email: addressOf(n), city: addressOf(n) });
	}
	return world;
}

const notFound = (context?: Record<string, string[]>): HttpAnswer => ({
	kind: 'reply',
	reply: {
		status: 404,
		headers: {},
		body: { status: 'error', category: 'OBJECT_NOT_FOUND', message: 'Not found', context },
	},
});

/** Archives contacts by a property; look-ups that this refuses get its answer. */
async function archive(
	property: string,
	values: string[],
	refused: (asked: string[]) => HttpAnswer | undefined,
) {
	const world = worldOf();
	const asked: string[][] = [];
	const http = async (request: HttpRequest) => {
		if (!/\/(batch\/read|search)$/.test(request.path)) return await world.http(request);
		const text = JSON.stringify(request.body);
		const named = values.filter((value) => text.includes(`"${value}"`));
		asked.push(named);
		return refused(named) ?? (await world.http(request));
	};
	const raw = values.map((id) => ({ id, idProperty: property }));
	const row = batchArchiveObjects;
	const { outcomes } = await runJob({ world, row, raw, objectType: 'contacts', http });
	const archived = world.hubspot.archivedObjects('contacts').size;
	return { outcomes, asked, archived };
}

const ALL = [...Array(COUNT).keys()].map(addressOf);
const GONE = MISSING.map(addressOf);

describe('A look-up of several keys that is refused as not found', () => {
	it('is halved until it says whom it is about, and those that are there are found', async () => {
		const { outcomes, asked, archived } = await archive('email', ALL, (named) =>
			named.some((value) => GONE.includes(value)) ? notFound() : undefined,
		);
		const failed = outcomes.filter(({ ok }) => !ok);
		expect(failed.map(({ item }) => item)).toEqual(MISSING);
		expect(failed.map((outcome) => problemOf(outcome))).toMatchObject(
			GONE.map((address) => ({
				reason: 'rejected',
				category: 'OBJECT_NOT_FOUND',
				message: `No contact has the email ${address}, so nothing was archived.`,
			})),
		);
		expect(archived).toBe(COUNT - MISSING.length);
		expect(asked[0]).toEqual(ALL);
		expect(asked).toContainEqual([GONE[0]]);
	});

	it('is not asked again where it names each of them', async () => {
		const { outcomes, asked } = await archive('email', GONE, (named) => notFound({ ids: named }));
		expect(outcomes.map((outcome) => problemOf(outcome).reason)).toEqual(['rejected', 'rejected']);
		expect(asked).toEqual([GONE]);
	});

	it('is asked again where it names some of them', async () => {
		const { outcomes, archived } = await archive('email', ALL, (named) => {
			const gone = named.filter((value) => GONE.includes(value));
			return gone.length ? notFound({ ids: gone }) : undefined;
		});
		expect(outcomes.filter(({ ok }) => !ok).map(({ item }) => item)).toEqual(MISSING);
		expect(archived).toBe(COUNT - MISSING.length);
	});
});

it('A search that HubSpot answers with 404 tells nothing of its values: it is not made again, and nobody is called missing', async () => {
	const { outcomes, asked, archived } = await archive('city', ALL, () => notFound());
	for (const outcome of outcomes) {
		expect(problemOf(outcome)).toMatchObject({ reason: 'unsent', applied: 'no' });
		expect(problemOf(outcome).message).toMatch(
			/^Not sent: the contact with the city person\d@example\.com could not be looked up\. HubSpot/,
		);
	}
	expect(asked).toEqual([ALL]);
	expect(archived).toBe(0);
});
