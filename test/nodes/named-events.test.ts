/**
 * Events found by the IDs of the tool they come from, on n8n's real engine: updated, archived and read;
 * which items come out where, for every setting of On Error, and what an agent is told.
 */
import type { IDataObject } from 'n8n-workflow';

import { DEFAULT_APP_ID } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { callsOf } from '../host/calls';
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
/** Object IDs of `w0` to `w4`, all of the account `acme`. */
let ids: string[];
/** Two with the same external event ID, in two accounts. */
let twins: string[];
/** Of another app. */
let theirs: string;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	const seed = (
		externalEventId: string,
		externalAccountId = 'acme',
		app = DEFAULT_APP_ID,
		attendees = 0,
	) =>
		fake.hubspot.seedEvent(app, {
			externalEventId,
			externalAccountId,
			eventName: 'Old',
			counters: { registrants: 9, attendees, cancellations: 1, noShows: 2 },
		});
	ids = range(5).map((n) => seed(`w${n}`, 'acme', DEFAULT_APP_ID, n));
	twins = ['acme', 'other'].map((account) => seed('twin', account));
	theirs = seed('theirs', 'acme', DEFAULT_APP_ID + 1);
});
afterEach(async () => await closeClean(fake));

const EVENTS = 'hubSpotMarketingEvents';
const common = {
	authentication: 'accessToken',
	resource: 'event',
	inputMode: 'fields',
	findEventsBy: 'externalEventId',
};
const BY_FIELDS = {
	...common,
	externalEventId: '={{ $json.webinar }}',
	externalAccountId: '={{ $json.account }}',
};
const ARCHIVE = { ...BY_FIELDS, operation: 'batchArchiveEvents' };
const GET = { ...BY_FIELDS, operation: 'getEvents' };
const UPDATE = {
	...common,
	operation: 'batchUpdateEvents',
	fieldsByObjectId: {
		mappingMode: 'defineBelow',
		value: {
			externalEventId: '={{ $json.webinar }}',
			externalAccountId: '={{ $json.account }}',
			eventName: '={{ $json.name }}',
		},
		matchingColumns: [],
		schema: [],
	},
};

const run = async (own: IDataObject, input: IDataObject[], settings?: Settings) =>
	await runRows(fake, own, input, settings, EVENTS);

const webinars = (...names: string[]) => names.map((webinar) => ({ webinar, name: 'New' }));
const GOOD = range(5).map((n) => `w${n}`);

describe('Events updated by their external event ID', () => {
	it('are found among those of the same app, once each, and written in one call', async () => {
		const input = webinars(...GOOD).map((each) => ({ ...each, account: 'acme' }));
		const ran = await run(UPDATE, input);
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(5));
		expect(jsonOf(ran)).toMatchObject(
			ids.map((objectId, n) => ({ objectId, externalEventId: `w${n}`, outcome: 'updated' })),
		);
		expect(ids.map((id) => fake.hubspot.event(id)?.eventName)).toEqual(Array(5).fill('New'));
		expect(callsOf(fake)).toHaveLength(6);
		expect(ran.hints('HubSpot')).toEqual([]);
	});

	it('of another app are written too, and a hint says whose they are', async () => {
		const ran = await run(UPDATE, webinars('theirs', 'w1'));
		expect(jsonOf(ran)).toMatchObject([{ objectId: theirs }, { objectId: ids[1] }]);
		expect(ran.hints('HubSpot')).toContain(
			'This event belongs to another app, “App 1002”: none of yours has its external IDs. (item 0)',
		);
	});

	it('in JSON mode are named by the external IDs in place of the object ID', async () => {
		const json = '={{ { externalEventId: $json.webinar, eventName: $json.name } }}';
		const ran = await run(UPDATE, webinars('w0'), { parameters: { inputMode: 'json', json } });
		expect(jsonOf(ran)).toMatchObject([{ objectId: ids[0], outcome: 'updated' }]);
	});

	it('are mapped automatically by a column of that name; an object ID beside it is left out', async () => {
		const field = (id: string, displayName: string) => ({
			id,
			displayName,
			type: 'string',
			required: false,
			display: true,
			defaultMatch: false,
		});
		const fields = {
			mappingMode: 'autoMapInputData',
			value: null,
			matchingColumns: [],
			schema: [field('externalEventId', 'External Event ID'), field('eventName', 'Event Name')],
		};
		const ran = await run(
			UPDATE,
			[{ 'External Event ID': 'w2', 'Event Name': 'New', objectId: ids[0] }],
			{ parameters: { fieldsByObjectId: fields } },
		);
		expect(jsonOf(ran)).toMatchObject([{ objectId: ids[2], eventName: 'New' }]);
		expect(fake.hubspot.event(ids[0])?.eventName).toBe('Old');
	});

	describe('of which one ID is that of two events', () => {
		const input = webinars('w0', 'twin', 'w1');

		it('sends it to the error output, and writes the others', async () => {
			const ran = await run(UPDATE, input, { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 2]);
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect(errorsOf(ran, 1)).toMatchObject([
				{
					reason: 'rejected',
					applied: 'no',
					message: `Several events have the external event ID twin, so nothing was written: object IDs ${twins[0]} (external account ID acme), ${twins[1]} (external account ID other). Use the object ID of the right one, or give its external account ID too. [item 1]`,
				},
			]);
		});

		it('tells of it in its place where it continues, and with the account finds the right one', async () => {
			const more = [...input, { webinar: 'twin', account: 'other', name: 'New' }];
			const ran = await run(UPDATE, more, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual(range(4));
			expect(errorsOf(ran).map((error) => error?.reason)).toEqual([
				undefined,
				'rejected',
				undefined,
				undefined,
			]);
			expect(jsonOf(ran)[3]).toMatchObject({ objectId: twins[1], externalAccountId: 'other' });
		});

		it('stops before anything is written', async () => {
			const ran = await run(UPDATE, input);
			expect(errorOf(ran)?.message).toMatch(/^1 of 3 events was refused; nothing was written/);
			expect(fake.hubspot.applied).toEqual([]);
		});
	});

	it('without an external event ID are not sent, and the message has the label of the field', async () => {
		const ran = await run(UPDATE, [{ name: 'New' }], { onError: 'continueRegularOutput' });
		expect(errorsOf(ran)[0]).toMatchObject({
			reason: 'invalid',
			message: 'Not sent: External Event ID is required but empty. [item 0]',
		});
		expect(callsOf(fake)).toEqual([]);
	});
});

describe('Events archived by their external event ID', () => {
	it('are gone, and each item says which it was', async () => {
		const ran = await run(ARCHIVE, webinars('w0', 'w3'));
		expect(jsonOf(ran)).toEqual(
			[0, 3].map((n) => ({
				objectId: ids[n],
				externalEventId: `w${n}`,
				outcome: 'not in HubSpot any more',
			})),
		);
		expect([...fake.hubspot.archivedEvents().keys()].sort()).toEqual([ids[0], ids[3]].sort());
	});

	describe('of which one is another app’s', () => {
		const input = webinars('w0', 'theirs', 'w1');
		const message =
			/^The event with the external event ID theirs belongs to another app, “App 1002”, so it was not archived\. To have it archived all the same, use its object ID \d+\. \[item 1\]$/;

		it('sends it to the error output, and archives the others', async () => {
			const ran = await run(ARCHIVE, input, { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 2]);
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect(errorsOf(ran, 1)[0]?.message).toMatch(message);
			expect(fake.hubspot.event(theirs)).toBeDefined();
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await run(ARCHIVE, input, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual(range(3));
			expect(errorsOf(ran)[1]).toMatchObject({ reason: 'rejected', applied: 'no' });
		});

		it('stops before anything is archived', async () => {
			const ran = await run(ARCHIVE, input);
			expect(errorOf(ran)?.description).toContain('belongs to another app, “App 1002”');
			expect(fake.hubspot.archivedEvents().size).toBe(0);
		});
	});
});

describe('Events that are read', () => {
	it('come one for each item, in order and paired, with their counters', async () => {
		const ran = await run(GET, webinars('w3', 'theirs', 'w3', 'w1'));
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(4));
		expect(jsonOf(ran).map(({ objectId }) => objectId)).toEqual([ids[3], theirs, ids[3], ids[1]]);
		expect(jsonOf(ran)[0]).toMatchObject({
			eventName: 'Old',
			externalEventId: 'w3',
			registrants: 9,
			attendees: 3,
			cancellations: 1,
			noShows: 2,
		});
		expect(jsonOf(ran)[0]).not.toHaveProperty('outcome');
	});

	it('are put beside the fields of the item where that is wanted', async () => {
		const ran = await run(GET, webinars('w1'), { options: { output: 'inputWithResult' } });
		expect(jsonOf(ran)).toMatchObject([{ webinar: 'w1', hubspot: { objectId: ids[1] } }]);
	});

	describe('of which one does not exist', () => {
		const own = { ...GET, findEventsBy: 'objectId', objectId: '={{ $json.id }}' };
		const input = () => [{ id: ids[0] }, { id: '999999' }, { id: ids[1] }];

		it('sends it to the error output', async () => {
			const ran = await run(own, input(), { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 2]);
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect(errorsOf(ran, 1)[0]?.message).toBe('No event has the object ID 999999. [item 1]');
			expect(errorsOf(ran, 1)[0]).not.toHaveProperty('applied');
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await run(own, input(), { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual(range(3));
			expect(errorsOf(ran)[1]).toMatchObject({ reason: 'rejected', category: 'OBJECT_NOT_FOUND' });
		});

		it('stops, and says what was found', async () => {
			const ran = await run(own, input());
			expect(errorOf(ran)?.message).toMatch(/^1 of 3 events was not found/);
			expect(errorOf(ran)?.description).toContain('No event has the object ID 999999');
		});
	});
});

describe.each(AGENT_KINDS)('As a tool (%s)', (kind) => {
	it('a read hands the model the event with its counters', async () => {
		const own = { ...GET, externalEventId: fromAI('id'), externalAccountId: '' };
		const { offers, answers } = await runTool(
			fake,
			own,
			[{ id: 'w2' }, { id: 'twin' }],
			kind,
			EVENTS,
		);
		if (kind === 'invoking') {
			expect(offers[0].description).toMatch(/^Read one HubSpot marketing event by /);
		}
		expect(answers[0]).toMatchObject({
			outcome: 'done',
			record: { objectId: ids[2], attendees: 2 },
		});
		expect(answers[1]).toMatchObject({
			outcome: 'refused',
			message: expect.stringMatching(/^Several events have the external event ID twin/) as string,
		});
	});

	it('an update by an external ID writes the event, and an archive leaves those of other apps', async () => {
		const value = { externalEventId: fromAI('id'), eventName: fromAI('name') };
		const update = { ...UPDATE, fieldsByObjectId: { ...UPDATE.fieldsByObjectId, value } };
		const updated = await runTool(fake, update, [{ id: 'w4', name: 'Newer' }], kind, EVENTS);
		expect(updated.answers).toMatchObject([{ outcome: 'done', id: ids[4] }]);
		expect(fake.hubspot.event(ids[4])?.eventName).toBe('Newer');
		const archive = { ...ARCHIVE, externalEventId: fromAI('id'), externalAccountId: '' };
		const archived = await runTool(fake, archive, [{ id: 'theirs' }], kind, EVENTS);
		expect(archived.answers).toMatchObject([{ outcome: 'refused' }]);
		expect(fake.hubspot.event(theirs)).toBeDefined();
	});
});
