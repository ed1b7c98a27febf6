/**
 * Cancelling and completing events on n8n's real engine: which items come out where, paired with what,
 * for every setting of On Error, and what an agent is told.
 */
import '../host/virtual-time';

import type { IDataObject } from 'n8n-workflow';

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
let ids: string[];
beforeEach(async () => {
	fake = await startFakeHubSpot();
	ids = range(30).map((n) =>
		fake.hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId: `e${n}`, eventName: `E${n}` }),
	);
	fake.hubspot.seedEvent(DEFAULT_APP_ID + 1, { externalEventId: 'theirs' });
});
afterEach(async () => await closeClean(fake));

const EVENTS = 'hubSpotMarketingEvents';
const common = {
	authentication: 'accessToken',
	resource: 'event',
	inputMode: 'fields',
	externalAccountId: 'acct-1',
	externalEventId: '={{ $json.event }}',
};
const CANCEL = { ...common, operation: 'cancelEvents' };
const COMPLETE = {
	...common,
	operation: 'completeEvents',
	startDateTime: '={{ $json.from ?? "2027-03-01T09:00:00Z" }}',
	endDateTime: '2027-03-01T17:00:00Z',
};

const DELETE = { ...common, operation: 'deleteEvents' };

const cancel = async (input: IDataObject[], settings?: Settings) =>
	await runRows(fake, CANCEL, input, settings, EVENTS);
const complete = async (input: IDataObject[], settings?: Settings) =>
	await runRows(fake, COMPLETE, input, settings, EVENTS);
const remove = async (input: IDataObject[], settings?: Settings) =>
	await runRows(fake, DELETE, input, settings, EVENTS);
const some = (...events: unknown[]) => events.map((event) => ({ event }) as IDataObject);
const all = () => some(...range(30).map((n) => `e${n}`));
const pathsOf = () =>
	fake.hubspot.calls.map(({ method, path }) => `${method} ${path.split('/events/')[1]}`);
const eventOf = (n: number) => fake.hubspot.event(ids[n]);

describe('Cancelling events', () => {
	it('marks each as cancelled, in one call each, and tells so of every row', async () => {
		const ran = await cancel(all());
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(30));
		expect(jsonOf(ran)).toMatchObject(
			range(30).map((n) => ({
				objectId: ids[n],
				externalAccountId: 'acct-1',
				externalEventId: `e${n}`,
				eventCancelled: true,
				outcome: 'cancelled',
			})),
		);
		expect(pathsOf().sort()).toEqual(
			range(30)
				.map((n) => `POST e${n}/cancel?externalAccountId=acct-1`)
				.sort(),
		);
		expect(range(30).every((n) => eventOf(n)?.eventCancelled)).toBe(true);
	});

	it('sends the rows of one event once, and tells each of them', async () => {
		const ran = await cancel(some('e1', 'e2', ' e1 '));
		expect(jsonOf(ran).map(({ outcome }) => outcome)).toEqual(Array(3).fill('cancelled'));
		expect(fake.hubspot.calls).toHaveLength(2);
	});

	it('does so again to an event that is cancelled', async () => {
		await cancel(some('e1'));
		expect(jsonOf(await cancel(some('e1')))).toMatchObject([{ outcome: 'cancelled' }]);
	});

	const THEIRS =
		'HubSpot has no event with the external event ID theirs that this key or app created, so nothing was cancelled. Check both IDs. If another key or app created the event, use Batch Update Events with its object ID and Event Cancelled.';

	describe('of which another app made one', () => {
		const input = some('e0', 'theirs', 'e2');

		it('sends it to the error output, says what to use instead, and cancels the others', async () => {
			const ran = await cancel(input, { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 2]);
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect(errorsOf(ran, 1)).toMatchObject([
				{
					reason: 'rejected',
					applied: 'no',
					category: 'OBJECT_NOT_FOUND',
					message: `${THEIRS} [item 1]`,
				},
			]);
			expect([eventOf(0), eventOf(2)]).toMatchObject(Array(2).fill({ eventCancelled: true }));
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await cancel(input, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, 1, 2]);
			expect(errorsOf(ran)).toMatchObject([undefined, { reason: 'rejected' }, undefined]);
		});

		it('stops, and says in its own words what was cancelled', async () => {
			const ran = await cancel([input[0], input[1]]);
			expect(errorOf(ran)?.message).toBe('1 of 2 events was not found; 1 was cancelled');
			expect(errorOf(ran)?.description).toContain('Cancelled: item 0.');
		});
	});

	it('refuses an ID that no address can hold, and says which operation takes it', async () => {
		const ran = await cancel(some('..', 'e1'), { onError: 'continueRegularOutput' });
		expect(errorsOf(ran)[0]).toMatchObject({
			reason: 'invalid',
			message:
				"Not sent: External Event ID is “..”, which no address of HubSpot's can hold: use Batch Update Events with its object ID and Event Cancelled. [item 0]",
		});
		expect(jsonOf(ran)[1]).toMatchObject({ outcome: 'cancelled' });
	});

	it('takes JSON', async () => {
		const json = { externalAccountId: 'acct-1', externalEventId: 'e3' };
		const ran = await cancel([json], { parameters: { inputMode: 'json', json: '={{ $json }}' } });
		// The row's own number is a field too many.
		expect(errorOf(ran)?.description).toMatch(/row/);
		const own = { parameters: { inputMode: 'json', json: '={{ $json.it }}' } };
		expect(jsonOf(await cancel([{ it: json }], own))).toMatchObject([{ outcome: 'cancelled' }]);
	});
});

describe('A cancel whose answer was lost', () => {
	it('is sent again, and done', async () => {
		fake.hubspot.singleFaults.next({ kind: 'reset', applied: true });
		const ran = await cancel(some('e1'));
		expect(jsonOf(ran)).toMatchObject([{ outcome: 'cancelled' }]);
		expect(fake.hubspot.calls).toHaveLength(2);
	});

	it('and cannot be read is read back: it was done', async () => {
		fake.hubspot.singleFaults.next({ kind: 'notJson', status: 200 });
		const ran = await cancel(some('e1'));
		expect(jsonOf(ran)).toMatchObject([
			{
				outcome: 'cancelled',
				eventCancelled: true,
				externalEventId: 'e1',
				externalAccountId: 'acct-1',
			},
		]);
		expect(pathsOf().map((path) => path.split(' ')[0])).toEqual(['POST', 'GET']);
		expect(pathsOf().at(-1)).toBe('GET e1?externalAccountId=acct-1');
	});

	it('is unknown where it cannot be read back, and says that cancelling again is safe', async () => {
		fake.hubspot.singleFaults.always({ kind: 'notJson', status: 200 });
		const ran = await cancel(some('e1'), {
			onError: 'continueRegularOutput',
			options: { lookUp: false },
		});
		expect(errorsOf(ran)).toMatchObject([
			{
				reason: 'unaccounted',
				applied: 'maybe',
				message: expect.stringMatching(
					/so it is unknown whether this record was cancelled\. Look it up in HubSpot before relying on it; cancelling it again is safe\./,
				) as string,
			},
		]);
	});
});

describe('Completing events', () => {
	it('marks each as completed, with its times', async () => {
		const ran = await complete(all());
		expect(rowsOf(ran)).toEqual(range(30));
		expect(jsonOf(ran)).toMatchObject(
			range(30).map((n) => ({
				externalEventId: `e${n}`,
				eventCompleted: true,
				outcome: 'completed',
			})),
		);
		expect(eventOf(7)).toMatchObject({
			eventCompleted: true,
			startDateTime: '2027-03-01T09:00:00.000Z',
			endDateTime: '2027-03-01T17:00:00.000Z',
		});
	});

	it.each([
		['no time', '', 'Start Date and Time is required but empty.'],
		['no time at all', 'soon', /^Not sent: Start Date and Time must be .*, but is “soon”/],
		[
			'a start after the end',
			'2027-03-02T09:00:00Z',
			/End Date and Time must not be before the start/,
		],
	])('refuses %s, and completes the others', async (_, from, words) => {
		const ran = await complete([{ event: 'e0', from }, { event: 'e1' }], {
			onError: 'continueRegularOutput',
		});
		expect(errorsOf(ran)[0]).toMatchObject({ reason: 'invalid', applied: 'no' });
		const message = String(errorsOf(ran)[0]?.message);
		if (typeof words === 'string') expect(message).toContain(words);
		else expect(message).toMatch(words);
		expect(jsonOf(ran)[1]).toMatchObject({ outcome: 'completed' });
		expect(eventOf(0)?.eventCompleted).toBe(false);
	});

	it('says of an event that another app made that only that one can complete it', async () => {
		const ran = await complete(some('theirs'), { onError: 'continueRegularOutput' });
		expect(errorsOf(ran)[0]?.message).toBe(
			'HubSpot has no event with the external event ID theirs that this key or app created, so nothing was completed. Check both IDs. If another key or app created the event, only that one can complete it. [item 0]',
		);
	});

	it.each(['continueErrorOutput', 'continueRegularOutput'] as const)(
		'of which one is not there goes on with On Error = %s',
		async (onError) => {
			const ran = await complete(some('e0', 'nobody', 'e2'), { onError });
			const failed = onError === 'continueErrorOutput' ? errorsOf(ran, 1) : [errorsOf(ran)[1]];
			expect(failed).toMatchObject([{ reason: 'rejected', applied: 'no' }]);
			expect([eventOf(0), eventOf(2)]).toMatchObject(Array(2).fill({ eventCompleted: true }));
		},
	);

	it('of which one is not there stops with the error that says what was completed', async () => {
		const ran = await complete(some('e0', 'nobody'));
		expect(errorOf(ran)?.message).toBe('1 of 2 events was not found; 1 was completed');
	});
});

describe('Deleting events by their external IDs', () => {
	it('removes each, and tells every row that it is gone', async () => {
		const ran = await remove(all());
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(30));
		expect(jsonOf(ran)).toMatchObject(
			range(30).map((n) => ({
				objectId: ids[n],
				externalAccountId: 'acct-1',
				externalEventId: `e${n}`,
				outcome: 'not in HubSpot any more',
			})),
		);
		expect(fake.hubspot.events().size).toBe(1);
		expect(ran.hints('HubSpot')).toEqual([]);
	});

	describe('of which another app made one', () => {
		const input = some('e0', 'theirs', 'e2');

		it('sends it to the error output, says what to use instead, and deletes the others', async () => {
			const ran = await remove(input, { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 2]);
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect(errorsOf(ran, 1)[0]?.message).toMatch(
				/^HubSpot has no event with the external event ID theirs that this key or app created, so nothing was deleted\. .* use Batch Archive Events with its object ID\. \[item 1\]$/,
			);
			expect(fake.hubspot.archivedEvents().size).toBe(2);
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await remove(input, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, 1, 2]);
			expect(errorsOf(ran)).toMatchObject([undefined, { reason: 'rejected' }, undefined]);
		});

		it('stops, and deletes none of its batch', async () => {
			const ran = await remove(input);
			expect(errorOf(ran)?.message).toBe('1 of 3 events was not found; nothing was deleted');
			expect(fake.hubspot.archivedEvents().size).toBe(0);
		});
	});

	it('counts them in a summary', async () => {
		const ran = await remove(some('e0', 'theirs'), {
			onError: 'continueRegularOutput',
			options: { output: 'summary' },
		});
		expect(jsonOf(ran)).toMatchObject([
			{ items: 2, done: 1, refused: 1, outcomes: { 'not in HubSpot any more': 1 }, calls: 6 },
		]);
	});
});

describe.each(AGENT_KINDS)('As a tool (%s)', (kind) => {
	it('a delete tells the model that the event is gone', async () => {
		const own = { ...DELETE, externalEventId: fromAI('id') };
		const { answers } = await runTool(fake, own, [{ id: 'e1' }, { id: 'e1' }], kind, EVENTS);
		expect(answers).toMatchObject([
			{ outcome: 'done', message: 'Not in HubSpot any more.', id: ids[1] },
			{ outcome: 'refused' },
		]);
	});

	it('a cancel tells the model what became of the event', async () => {
		const own = { ...CANCEL, externalEventId: fromAI('id') };
		const { answers } = await runTool(fake, own, [{ id: 'e1' }, { id: 'theirs' }], kind, EVENTS);
		expect(answers).toMatchObject([
			{ outcome: 'done', message: 'Cancelled in HubSpot.', id: ids[1] },
			{ outcome: 'refused', message: expect.stringMatching(/^HubSpot has no event/) as string },
		]);
	});

	it('a completion does so, too', async () => {
		const own = { ...COMPLETE, externalEventId: fromAI('id'), startDateTime: fromAI('from') };
		const calls = [
			{ id: 'e1', from: '2027-03-01T09:00:00Z' },
			{ id: 'e2', from: 'soon' },
		];
		const { answers } = await runTool(fake, own, calls, kind, EVENTS);
		expect(answers).toMatchObject([
			{ outcome: 'done', message: 'Completed in HubSpot.', id: ids[1] },
			{ outcome: 'not sent' },
		]);
	});
});
