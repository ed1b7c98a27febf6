/**
 * Upserts of events that another app has, on n8n's real engine: the option If Another App Owns the Event with
 * every setting of On Error, in both modes, with Retry On Fail, and as an agent's tool.
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
/** Of another app: `theirs`. */
let theirs: string;
/** Ours: `ours`. */
let ours: string;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	const seed = (externalEventId: string, app: number) =>
		fake.hubspot.seedEvent(app, {
			externalEventId,
			externalAccountId: 'acme',
			eventName: 'Old',
		});
	theirs = seed('theirs', DEFAULT_APP_ID + 1);
	ours = seed('ours', DEFAULT_APP_ID);
});
afterEach(async () => await closeClean(fake));

const EVENTS = 'hubSpotMarketingEvents';
const FIELDS = {
	externalAccountId: 'acme',
	externalEventId: '={{ $json.webinar }}',
	eventName: '={{ $json.name }}',
	eventOrganizer: 'ACME',
};
const UPSERT = {
	authentication: 'accessToken',
	resource: 'event',
	operation: 'upsertEvents',
	inputMode: 'fields',
	fields: { mappingMode: 'defineBelow', value: FIELDS, matchingColumns: [], schema: [] },
};

const choiceOf = (choice?: string): IDataObject =>
	choice === undefined ? {} : { ifOwnedByAnother: choice };

const run = async (choice: string | undefined, input: IDataObject[], settings: Settings = {}) =>
	await runRows(fake, UPSERT, input, { ...settings, options: choiceOf(choice) }, EVENTS);

const rows = (...names: string[]) => names.map((webinar) => ({ webinar, name: `New ${webinar}` }));
const MIXED = rows('ours', 'theirs', 'fresh');

const nameOf = (id: string) => fake.hubspot.event(id)?.eventName;
const created = () => fake.hubspot.applied.filter(({ action }) => action === 'create').length;

describe('Refuse', () => {
	const message = () =>
		`The event with the external event ID theirs and the external account ID acme belongs to another app, “App 1002”, so it was not written. To have it written all the same, use its object ID ${theirs} in Batch Update Events. [item 1]`;

	it('sends the item to the error output, and writes the others', async () => {
		const ran = await run('refuse', MIXED, { onError: 'continueErrorOutput' });
		expect(rowsOf(ran)).toEqual([0, 2]);
		expect(rowsOf(ran, 'Failed')).toEqual([1]);
		expect(errorsOf(ran, 1)).toMatchObject([
			{ reason: 'rejected', applied: 'no', message: message() },
		]);
		expect([nameOf(ours), nameOf(theirs), created()]).toEqual(['New ours', 'Old', 1]);
	});

	it('tells of the item in its place where it continues', async () => {
		const ran = await run('refuse', MIXED, { onError: 'continueRegularOutput' });
		expect(rowsOf(ran)).toEqual(range(3));
		expect(errorsOf(ran).map((error) => error?.message)).toEqual([undefined, message(), undefined]);
	});

	it('stops before anything is written', async () => {
		const ran = await run('refuse', MIXED);
		expect(errorOf(ran)?.message).toMatch(/^1 of 3 events was refused; nothing was written/);
		expect(errorOf(ran)?.description).toContain('belongs to another app, “App 1002”');
		expect(fake.hubspot.applied).toEqual([]);
	});
});

describe('Update Theirs', () => {
	it.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'writes ours, theirs and a new one, in the order of the items (%s)',
		async (onError) => {
			const ran = await run('update', MIXED, { onError });
			expect(ran.run.status).toBe('success');
			expect(rowsOf(ran)).toEqual(range(3));
			expect(jsonOf(ran)).toMatchObject([
				{ objectId: ours, outcome: 'created or updated' },
				{ objectId: theirs, externalEventId: 'theirs', outcome: 'updated' },
				{ externalEventId: 'fresh', outcome: 'created or updated' },
			]);
			expect([nameOf(ours), nameOf(theirs), created()]).toEqual(['New ours', 'New theirs', 1]);
			expect(ran.hints('HubSpot')).toEqual([
				'This event belongs to another app, “App 1002”: none of yours has its external IDs. (item 1)',
			]);
		},
	);

	it('takes JSON as well, and warns that theirs is not completed', async () => {
		const json =
			"={{ { externalAccountId: 'acme', externalEventId: $json.webinar, eventName: $json.name, eventOrganizer: 'ACME', eventCompleted: true } }}";
		const ran = await run('update', MIXED, { parameters: { inputMode: 'json', json } });
		expect(jsonOf(ran)).toMatchObject([{ objectId: ours }, { objectId: theirs }, {}]);
		expect(ran.hints('HubSpot')).toContain(
			'Event Completed was not sent: HubSpot does not take it for events of other apps. Use Complete Events with the key or app that created this event. (item 1)',
		);
		expect(fake.hubspot.event(theirs)?.eventCompleted).toBe(false);
		expect(fake.hubspot.event(ours)?.eventCompleted).toBe(true);
	});

	it('tells what HubSpot refuses of theirs, and writes the others', async () => {
		fake.hubspot.refuseWhen(
			{ property: 'eventName', value: 'New theirs' },
			{ status: 400, names: 'nobody' },
		);
		const ran = await run('update', [...MIXED, ...rows('more')], {
			onError: 'continueErrorOutput',
		});
		expect(rowsOf(ran)).toEqual([0, 2, 3]);
		expect(rowsOf(ran, 'Failed')).toEqual([1]);
		expect(nameOf(theirs)).toBe('Old');
	});
});

describe('Create Our Own', () => {
	it.each(['create', undefined])(
		'looks nothing up, and leaves theirs alone (%s)',
		async (choice) => {
			const ran = await run(choice, MIXED);
			expect(rowsOf(ran)).toEqual(range(3));
			expect(callsOf(fake)).toHaveLength(1);
			expect([nameOf(ours), nameOf(theirs), created()]).toEqual(['New ours', 'Old', 2]);
		},
	);
});

describe('A choice that there is not', () => {
	it('is refused before anything is sent, with its label', async () => {
		const ran = await run('adopt', MIXED, { onError: 'continueRegularOutput' });
		expect(errorsOf(ran)[0]?.message).toContain(
			'If Another App Owns the Event must be one of create, update, refuse, but is “adopt”',
		);
		expect(callsOf(fake)).toEqual([]);
	});
});

describe.each(AGENT_KINDS)('As a tool (%s)', (kind) => {
	it('an upsert refuses or updates the event of another app, and tells the model', async () => {
		const value = { ...FIELDS, externalEventId: fromAI('id'), eventName: fromAI('name') };
		const own = { ...UPSERT, fields: { ...UPSERT.fields, value } };
		const asked = [{ id: 'theirs', name: 'Newer' }];
		const refusing = { ...own, options: { ifOwnedByAnother: 'refuse' } };
		const refused = await runTool(fake, refusing, asked, kind, EVENTS);
		expect(refused.answers).toMatchObject([
			{
				outcome: 'refused',
				message: expect.stringContaining('belongs to another app, “App 1002”') as string,
			},
		]);
		expect(nameOf(theirs)).toBe('Old');
		const updating = { ...own, options: { ifOwnedByAnother: 'update' } };
		const updated = await runTool(fake, updating, asked, kind, EVENTS);
		expect(updated.answers).toMatchObject([{ outcome: 'done', id: theirs }]);
		expect(nameOf(theirs)).toBe('Newer');
	});
});
