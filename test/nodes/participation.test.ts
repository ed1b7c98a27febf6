/**
 * Lists of events on n8n's real engine: which items come out where, for every setting of On Error, and
 * what an agent is told.
 */
import type { IDataObject } from 'n8n-workflow';

import { DEFAULT_APP_ID, DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { askNode } from '../host/engine';
import {
	AGENT_KINDS,
	closeClean,
	errorOf,
	errorsOf,
	fromAI,
	jsonOf,
	range,
	rowsOf,
	runRows,
	runTool,
	type Settings,
} from './rows';

let fake: FakeServer;
/** Object IDs of the events `e0` to `e3`. */
let ids: string[];
let listId: string;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	listId = fake.hubspot.seedList('contacts', { name: 'Guests', legacyListId: '7' });
	ids = range(4).map((n) =>
		fake.hubspot.seedEvent(DEFAULT_APP_ID, {
			externalEventId: `e${n}`,
			externalAccountId: 'acme',
			eventName: `Event ${n}`,
			listIds: n % 2 ? [listId] : [],
		}),
	);
});
afterEach(async () => await closeClean(fake));

const EVENTS = 'hubSpotMarketingEvents';
const common = {
	authentication: 'accessToken',
	resource: 'participation',
	inputMode: 'fields',
	findEventsBy: 'objectId',
	objectId: '={{ $json.event }}',
};
const listBy = (mode: string, value: string) => ({ __rl: true, mode, value });
const associating = (): IDataObject => ({
	...common,
	operation: 'associateListWithEvent',
	listId: listBy('list', listId),
});
const removing = (): IDataObject => ({ ...associating(), operation: 'removeListFromEvent' });
const READING = { ...common, operation: 'getListsOfEvent' };

const run = async (own: IDataObject, events: string[], settings?: Settings) =>
	await runRows(
		fake,
		own,
		events.map((event) => ({ event })),
		settings,
		EVENTS,
	);
const haveList = () => ids.map((id) => fake.hubspot.event(id)?.listIds?.includes(listId) ?? false);

const WRITES = [
	['Associate List With Event', associating, true, 'associated'],
	['Remove List From Event', removing, false, 'not associated any more'],
] as const;

describe.each(WRITES)('%s', (_, parameters, isThere, words) => {
	it('does so for each row, and says it', async () => {
		const ran = await run(parameters(), ids);
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(4));
		expect(jsonOf(ran)).toEqual(ids.map((objectId) => ({ objectId, outcome: words })));
		expect(haveList()).toEqual(Array(4).fill(isThere));
		expect(ran.hints('HubSpot')).toEqual([]);
	});

	it.each([
		['By ID', 'id', () => listId],
		['By URL', 'url', () => `https://app.hubspot.com/contacts/1/objectLists/${listId}/filters`],
		['By Legacy ID', 'legacyId', () => '7'],
	])('takes the list %s', async (__, mode, value) => {
		const own = { ...parameters(), listId: listBy(mode, value()) };
		expect(jsonOf(await run(own, ids.slice(0, 1)))).toMatchObject([{ outcome: words }]);
		expect(haveList()[0]).toBe(isThere);
	});

	it('takes an expression that gives each row a list of its own', async () => {
		const other = fake.hubspot.seedList('contacts', { name: 'Other' });
		const own = { ...parameters(), listId: listBy('id', '={{ $json.list }}') };
		const rows = [
			{ event: ids[0], list: listId },
			{ event: ids[0], list: other },
		];
		const ran = await runRows(fake, own, rows, undefined, EVENTS);
		expect(jsonOf(ran)).toEqual(Array(2).fill({ objectId: ids[0], outcome: words }));
		const listIds = fake.hubspot.event(ids[0])?.listIds;
		expect(listIds?.sort()).toEqual(isThere ? [listId, other].sort() : []);
	});

	it('takes events by their external IDs, and JSON', async () => {
		const own = {
			...parameters(),
			inputMode: 'json',
			json: '={{ { externalEventId: $json.event } }}',
		};
		const ran = await run(own, ['e0', 'e1']);
		expect(jsonOf(ran)).toMatchObject([
			{ objectId: ids[0], externalEventId: 'e0', outcome: words },
			{ objectId: ids[1], externalEventId: 'e1', outcome: words },
		]);
	});

	describe('of which one event is not there', () => {
		const message =
			/^HubSpot refused the association of event 404 and list \d+: “No marketing event found” \(/;
		const events = () => [ids[0], '404', ids[1]];

		it('sends it to the error output, and does the others', async () => {
			const ran = await run(parameters(), events(), { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 2]);
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect(errorsOf(ran, 1)[0]).toMatchObject({
				message: expect.stringMatching(message) as string,
				reason: 'rejected',
				applied: 'no',
				category: 'OBJECT_NOT_FOUND',
			});
			expect(haveList().slice(0, 2)).toEqual([isThere, isThere]);
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await run(parameters(), events(), { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, 1, 2]);
			expect(errorsOf(ran)[1]?.message).toMatch(message);
		});

		it('stops, and says what was done', async () => {
			const ran = await run(parameters(), events());
			expect(errorOf(ran)?.message).toMatch(
				/^1 of 3 associations was refused; 2 were (associated|removed)$/,
			);
			expect(errorOf(ran)?.description).toMatch(/No marketing event found/);
		});
	});

	it('refuses every row of a list that is not there, after one call', async () => {
		const own = { ...parameters(), listId: listBy('id', '9') };
		const ran = await run(own, ids, { onError: 'continueRegularOutput' });
		const told = errorsOf(ran).map((error) => error?.message);
		expect(told).toHaveLength(4);
		for (const each of told) expect(each).toMatch(/^Not sent: HubSpot has no list with the ID 9\./);
		expect(fake.hubspot.calls).toHaveLength(1);
	});

	it('refuses what is no event before anything is sent', async () => {
		const ran = await run(parameters(), ['', 'Conf', ids[0]], { onError: 'continueRegularOutput' });
		expect(errorsOf(ran).map((error) => error?.message)).toEqual([
			expect.stringMatching(/^Not sent: Object ID is required but empty/) as string,
			expect.stringMatching(/^Not sent: Object ID must be an ID in digits.*“Conf”/) as string,
			undefined,
		]);
	});

	it.each(AGENT_KINDS)('as a tool (%s) tells the model what was done', async (kind) => {
		const own = { ...parameters(), objectId: fromAI('event') };
		const calls = [{ event: ids[0] }, { event: '404' }];
		const { answers } = await runTool(fake, own, calls, kind, EVENTS);
		expect(answers).toMatchObject([
			{ outcome: 'done', id: ids[0] },
			{ outcome: 'refused', message: expect.stringMatching(/No marketing event found/) as string },
		]);
	});
});

it('The editor offers every list, static or dynamic, of what HubSpot has', async () => {
	fake.hubspot.seedList('contacts', { name: 'Filled', processingType: 'DYNAMIC' });
	fake.hubspot.seedList('companies', { name: 'Sponsors' });
	const search = {
		node: EVENTS,
		kind: 'listSearch',
		method: 'searchAllLists',
		parameters: { resource: 'participation', operation: 'associateListWithEvent' },
		args: [''],
	} as const;
	expect(
		await askNode({ ...search, args: [''], url: fake.url, token: DEFAULT_TOKEN }),
	).toMatchObject({
		results: [
			{ name: 'Guests (0 contacts)', value: listId },
			{ name: 'Filled (0 contacts)' },
			{ name: 'Sponsors (0 companies)' },
		],
	});
});

it('Without an item nothing is asked', async () => {
	const ran = await run(associating(), []);
	expect(jsonOf(ran)).toEqual([]);
	expect(fake.hubspot.calls).toEqual([]);
});

describe('Get Lists of an Event', () => {
	it('gives the lists of each row, paired with it, and none for an event without any', async () => {
		const ran = await run(READING, [ids[1], ids[0], ids[3]]);
		expect(rowsOf(ran)).toEqual([0, 2]);
		expect(jsonOf(ran)).toMatchObject(
			Array(2).fill({ listId, name: 'Guests', objectTypeId: '0-1' }),
		);
		expect(ran.hints('HubSpot')).toEqual([
			'HubSpot found nothing for this item, so it has no result. (item 1)',
		]);
	});

	describe('of which one event is not there', () => {
		const events = () => [ids[1], '404'];
		const message = /^No event has the object ID 404\./;

		it('sends it to the error output', async () => {
			const ran = await run(READING, events(), { onError: 'continueErrorOutput' });
			expect([rowsOf(ran), rowsOf(ran, 'Failed')]).toEqual([[0], [1]]);
			expect(errorsOf(ran, 1)[0]?.message).toMatch(message);
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await run(READING, events(), { onError: 'continueRegularOutput' });
			expect(errorsOf(ran)[1]?.message).toMatch(message);
		});

		it('stops', async () => {
			const ran = await run(READING, events());
			expect(errorOf(ran)?.message).toMatch(/^1 of 2 events was not found; 1 was read$/);
		});
	});

	it.each(AGENT_KINDS)('as a tool (%s) hands the model the lists', async (kind) => {
		const own = { ...READING, objectId: fromAI('event') };
		const { answers } = await runTool(
			fake,
			own,
			[{ event: ids[1] }, { event: ids[0] }],
			kind,
			EVENTS,
		);
		expect(answers).toMatchObject([
			{ outcome: 'done', results: [{ listId, name: 'Guests' }] },
			{ outcome: 'done', results: [] },
		]);
	});
});
