/**
 * Who takes part in events, read on n8n's real engine: which items come out where, for every setting of
 * On Error, simplified or not, and what an agent is told.
 */
import type { IDataObject } from 'n8n-workflow';

import { seedParticipants } from '../engine/participants';
import { DEFAULT_APP_ID } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
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
/** Of an event with 120 people, and of one with nobody. */
const FAIR = '50901';
const EMPTY = '50902';

async function start(occurredAt: 'number' | 'text' = 'number') {
	fake = await startFakeHubSpot({ occurredAt });
	const { hubspot } = fake;
	for (const n of range(120)) {
		hubspot.seedObject(
			'contacts',
			{ email: `p${n + 1}@example.com`, firstname: 'Ada' },
			`${n + 1}`,
		);
	}
	const seed = (objectId: string, externalEventId: string) =>
		hubspot.seedEvent(DEFAULT_APP_ID, {
			objectId,
			externalEventId,
			externalAccountId: 'acme',
			eventName: `The ${externalEventId}`,
			startDateTime: '2026-11-01T09:00:00.000Z',
			endDateTime: '2026-11-01T10:30:00.000Z',
		});
	seed(FAIR, 'fair');
	seed(EMPTY, 'empty');
	seedParticipants(
		hubspot,
		FAIR,
		range(120).map((n) => [`${n + 1}`, n % 2 ? 'register' : 'attend']),
	);
}
beforeEach(async () => await start());
afterEach(async () => await closeClean(fake));

const EVENTS = 'hubSpotMarketingEvents';
const common = { authentication: 'accessToken', resource: 'participation', inputMode: 'fields' };
const ofEvent = { ...common, findEventsBy: 'objectId', objectId: '={{ $json.event }}' };
const PARTICIPANTS = {
	...ofEvent,
	operation: 'getParticipantsOfEvent',
	state: 'ANY',
	returnAll: true,
};
const COUNTERS = { ...ofEvent, operation: 'getEventCounters' };
const OF_CONTACT = {
	...common,
	operation: 'getEventsOfContact',
	contactIdentifier: '={{ $json.who }}',
	state: 'ANY',
	returnAll: true,
};

const run = async (own: IDataObject, input: IDataObject[], settings?: Settings) =>
	await runRows(fake, own, input, settings, EVENTS);
const events = (...ids: string[]) => ids.map((event) => ({ event }));

const ONE = {
	contactId: '1',
	email: 'p1@example.com',
	firstname: 'Ada',
	lastname: null,
	state: 'ATTENDED',
	occurredAt: '2026-11-01T09:00:00.000Z',
	attendanceDurationSeconds: 2_700,
	attendancePercentage: '50.0',
	objectId: FAIR,
	eventName: 'The fair',
	externalEventId: 'fair',
	externalAccountId: 'acme',
};

describe('The people of an event', () => {
	it('come from every page as flat items, paired with their row', async () => {
		const ran = await run(PARTICIPANTS, events(FAIR, EMPTY));
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(Array(120).fill(0));
		expect(jsonOf(ran)[0]).toEqual(ONE);
		expect(ran.hints('HubSpot')).toEqual([
			'HubSpot found nothing for this item, so it has no result. (item 1)',
		]);
	});

	it('tell the moment as ISO also where HubSpot does so itself', async () => {
		await closeClean(fake);
		await start('text');
		const ran = await run({ ...PARTICIPANTS, returnAll: false, limit: 1 }, events(FAIR));
		expect(jsonOf(ran)).toEqual([ONE]);
	});

	it('without Simplify are as HubSpot shows them', async () => {
		const options = { simplify: false };
		const ran = await run(PARTICIPANTS, events(FAIR), { options });
		expect(jsonOf(ran)[0]).toMatchObject({
			properties: { attendanceState: 'ATTENDED', occurredAt: expect.any(Number) as number },
			associations: {
				contact: { contactId: '1', email: 'p1@example.com' },
				marketingEvent: { marketingEventId: FAIR, name: 'The fair' },
			},
		});
	});

	it('are those in the state that a row asks for, however it spells it', async () => {
		const own = { ...PARTICIPANTS, state: '={{ $json.state }}' };
		const states = ['Registered', 'ATTENDED', 'no-show'];
		const ran = await run(
			own,
			states.map((state) => ({ event: FAIR, state })),
		);
		const told = jsonOf(ran).map(({ state }, at) => `${rowsOf(ran)[at]} ${String(state)}`);
		expect(new Set(told)).toEqual(new Set(['0 REGISTERED', '1 ATTENDED']));
		expect(told).toHaveLength(120);
	});

	it('are as many as Limit says, for each row, and a hint says that there are more', async () => {
		const ran = await run({ ...PARTICIPANTS, returnAll: false, limit: 2 }, events(FAIR));
		expect(jsonOf(ran).map(({ contactId }) => contactId)).toEqual(['1', '2']);
		expect(ran.hints('HubSpot')).toEqual([
			'HubSpot has more records than Limit lets through. Raise Limit, or switch on Return All, to get them too. (item 0)',
		]);
		expect(fake.hubspot.calls).toHaveLength(1);
	});

	it('are asked for in JSON, by the external IDs of the event', async () => {
		const json = '={{ { externalEventId: $json.it, state: "ATTENDED", limit: 1 } }}';
		const parameters = { inputMode: 'json', json };
		const ran = await run(PARTICIPANTS, [{ it: 'fair' }], { parameters });
		expect(jsonOf(ran)).toEqual([ONE]);
	});

	it('stand beside the columns of their row with Output = Input With Result', async () => {
		const options = { output: 'inputWithResult' };
		const parameters = { returnAll: false, limit: 1 };
		const ran = await run(PARTICIPANTS, events(FAIR), { options, parameters });
		expect(jsonOf(ran)).toMatchObject([{ event: FAIR, hubspot: ONE }]);
	});

	describe('of which one event is not there', () => {
		const input = events('404', EMPTY, FAIR);
		const message = /^No event has the object ID 404\. \[item 0\]$/;

		it('sends its row to the error output', async () => {
			const ran = await run(PARTICIPANTS, input, { onError: 'continueErrorOutput' });
			expect(new Set(rowsOf(ran))).toEqual(new Set([2]));
			expect(rowsOf(ran, 'Failed')).toEqual([0]);
			expect(errorsOf(ran, 1)[0]).toMatchObject({
				category: 'OBJECT_NOT_FOUND',
				reason: 'rejected',
			});
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await run(PARTICIPANTS, input, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, ...Array<number>(120).fill(2)]);
			expect(errorsOf(ran)[0]?.message).toMatch(message);
		});

		it('stops', async () => {
			const ran = await run(PARTICIPANTS, input);
			expect(errorOf(ran)?.message).toMatch(/^1 of 3 events was not found; /);
		});
	});

	it('cannot be read of what is no event, and nothing is asked for such a row', async () => {
		const ran = await run(PARTICIPANTS, events('', 'Conf'), { onError: 'continueRegularOutput' });
		expect(errorsOf(ran).map((error) => error?.message)).toEqual([
			expect.stringMatching(/^Not looked up: Object ID is required but empty/) as string,
			expect.stringMatching(/^Not looked up: Object ID must be an ID in digits/) as string,
		]);
		expect(fake.hubspot.calls).toEqual([]);
	});

	it('are not asked for without a row', async () => {
		const ran = await run(PARTICIPANTS, []);
		expect(jsonOf(ran)).toEqual([]);
		expect(fake.hubspot.calls).toEqual([]);
	});

	it.each(AGENT_KINDS)('are handed to the model by a tool (%s)', async (kind) => {
		const own = { ...PARTICIPANTS, objectId: fromAI('event'), returnAll: false, limit: 2 };
		const { answers } = await runTool(fake, own, events(FAIR, EMPTY), kind, EVENTS);
		expect(answers).toMatchObject([
			{ outcome: 'done', results: [{ ...ONE }, { contactId: '2' }] },
			{ outcome: 'done', results: [] },
		]);
	});
});

describe('The counters of an event', () => {
	const counters = { attended: 60, registered: expect.any(Number) as number, cancelled: 0 };

	it('come one for each row', async () => {
		const ran = await run(COUNTERS, events(FAIR, EMPTY));
		expect(rowsOf(ran)).toEqual([0, 1]);
		expect(jsonOf(ran)).toMatchObject([
			{ ...counters, objectId: FAIR },
			{ attended: 0, objectId: EMPTY },
		]);
	});

	it.each([
		['continueErrorOutput', [1], [0]],
		['continueRegularOutput', [0, 1], []],
	] as const)(
		'of an event that is not there leave by the output of %s',
		async (onError, done, failed) => {
			const ran = await run(COUNTERS, events('404', FAIR), { onError });
			expect(rowsOf(ran)).toEqual(done);
			expect(failed.length ? rowsOf(ran, 'Failed') : []).toEqual(failed);
		},
	);

	it('of an event that is not there stop the run', async () => {
		const ran = await run(COUNTERS, events('404', FAIR));
		expect(errorOf(ran)?.message).toMatch(/^1 of 2 events was not found; /);
	});

	it.each(AGENT_KINDS)('are handed to the model by a tool (%s)', async (kind) => {
		const own = { ...COUNTERS, objectId: fromAI('event') };
		const { answers } = await runTool(fake, own, events(FAIR), kind, EVENTS);
		expect(answers).toMatchObject([{ outcome: 'done', record: counters }]);
	});
});

describe('The events of a contact', () => {
	it('are found by its record ID and by its address, as flat items', async () => {
		const ran = await run(OF_CONTACT, [{ who: 1 }, { who: 'p1@example.com' }]);
		expect(rowsOf(ran)).toEqual([0, 1]);
		expect(jsonOf(ran)).toEqual([ONE, ONE]);
	});

	const input = [{ who: '1' }, { who: '999999' }, { who: 'Ada' }];
	const wrong = [
		/^No contact has the record ID 999999\./,
		/^Not looked up: Contact must be a record ID in digits or an email address, such as 512 or ada@example\.com, but is “Ada”/,
	];

	it('of a contact that is not there, or that is named otherwise, go to the error output', async () => {
		const ran = await run(OF_CONTACT, input, { onError: 'continueErrorOutput' });
		expect([rowsOf(ran), rowsOf(ran, 'Failed')]).toEqual([[0], [1, 2]]);
		const told = errorsOf(ran, 1).map((error) => String(error?.message));
		for (const [at, each] of wrong.entries()) expect(told[at]).toMatch(each);
	});

	it('of such a contact are told in their place where the run continues', async () => {
		const ran = await run(OF_CONTACT, input, { onError: 'continueRegularOutput' });
		expect(rowsOf(ran)).toEqual([0, 1, 2]);
		expect(errorsOf(ran)[1]?.message).toMatch(wrong[0]);
	});

	it('are not asked for at all where one row is not valid and the run stops', async () => {
		const ran = await run(OF_CONTACT, input);
		expect(errorOf(ran)?.message).toMatch(/^1 of 3 items is not valid; nothing was/);
		expect(fake.hubspot.calls).toEqual([]);
	});

	it.each(AGENT_KINDS)('are handed to the model by a tool (%s)', async (kind) => {
		const own = { ...OF_CONTACT, contactIdentifier: fromAI('who') };
		const calls = [{ who: 'p1@example.com' }, { who: 'nobody@example.com' }];
		const { answers } = await runTool(fake, own, calls, kind, EVENTS);
		expect(answers).toMatchObject([
			{ outcome: 'done', results: [ONE] },
			{ outcome: 'refused', message: 'No contact has the email nobody@example.com.' },
		]);
	});
});
