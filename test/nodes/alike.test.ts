/**
 * Events that look alike, on n8n's real engine: they share a call, come out paired, and one hint says for all of
 * them that their IDs are not known, for every setting of On Error.
 */
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { callsOf } from '../host/calls';
import {
	closeClean,
	errorOf,
	errorsOf,
	jsonOf,
	range,
	rowsOf,
	runRows,
	type Settings,
} from './rows';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
});
afterEach(async () => await closeClean(fake));

const UPSERT = {
	authentication: 'accessToken',
	resource: 'event',
	operation: 'upsertEvents',
	inputMode: 'fields',
	fields: {
		mappingMode: 'defineBelow',
		value: {
			externalAccountId: 'acme',
			externalEventId: '={{ $json.id }}',
			eventName: 'Weekly demo',
			eventOrganizer: 'ACME',
		},
		matchingColumns: [],
		schema: [],
	},
};

const COUNT = 20;
const run = async (count = COUNT, settings: Settings = {}) =>
	await runRows(
		fake,
		UPSERT,
		range(count).map((n) => ({ id: `demo-${n}` })),
		settings,
		'hubSpotMarketingEvents',
	);

const NO_ID =
	"This record was written, but its ID is not known: several records in HubSpot's answer have the same values. To get it, use Get Events by External Event ID.";

it.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
	'Twenty look-alikes take one call and come out in order, with one hint for all (%s)',
	async (onError) => {
		const ran = await run(COUNT, { onError });
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(COUNT));
		expect(jsonOf(ran)).toMatchObject(
			range(COUNT).map((n) => ({ externalEventId: `demo-${n}`, outcome: 'created or updated' })),
		);
		expect(jsonOf(ran).some(({ objectId }) => objectId !== undefined)).toBe(false);
		expect(callsOf(fake)).toHaveLength(1);
		expect(ran.hints('HubSpot')).toEqual([`${NO_ID} (20 items: 0 to 19)`]);
	},
);

it('Three look-alikes have their own object IDs, and no hint', async () => {
	const ran = await run(3);
	const events = [...fake.hubspot.events().values()];
	const idOf = (n: number) =>
		events.find(({ externalEventId }) => externalEventId === `demo-${n}`)?.objectId;
	expect(jsonOf(ran).map(({ objectId }) => objectId)).toEqual(range(3).map(idOf));
	expect(ran.hints('HubSpot')).toEqual([]);
});

describe('Of look-alikes of which HubSpot refuses one by name', () => {
	beforeEach(() => {
		fake.hubspot.refuseWhen(({ externalEventId }) => externalEventId === 'demo-7', {
			status: 400,
			names: 'ids',
		});
	});

	it('that one leaves by the error output, the others are done', async () => {
		const ran = await run(COUNT, { onError: 'continueErrorOutput' });
		expect(rowsOf(ran)).toEqual(range(COUNT).filter((n) => n !== 7));
		expect(rowsOf(ran, 'Failed')).toEqual([7]);
		expect(errorsOf(ran, 1)).toMatchObject([{ reason: 'rejected', applied: 'no' }]);
		expect(fake.hubspot.events().size).toBe(COUNT - 1);
		expect(callsOf(fake)).toHaveLength(2);
	});

	it('that one is told in its place where it continues', async () => {
		const ran = await run(COUNT, { onError: 'continueRegularOutput' });
		expect(rowsOf(ran)).toEqual(range(COUNT));
		expect(errorsOf(ran).findIndex((error) => error !== undefined)).toBe(7);
	});

	it('the run stops with the whole batch, nothing of which was written', async () => {
		const ran = await run();
		expect(errorOf(ran)?.message).toBe('20 of 20 events were refused; nothing was written');
		expect(fake.hubspot.events().size).toBe(0);
	});
});
