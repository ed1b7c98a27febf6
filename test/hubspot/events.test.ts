/** events.ts: what an input about a marketing event looks like, and the endpoints that take it. */
import { callOf, type Place } from '../../nodes/hubspot/endpoint';
import {
	archiveEventBatch,
	checkArchived,
	checkUpdated,
	checkUpserted,
	contradicted,
	droppedProperties,
	updateEventBatch,
	updateOneEvent,
	upsertEventBatch,
	upsertOneEvent,
	type EventInput,
	type EventUpdate,
} from '../../nodes/hubspot/events';
import { stepsOf } from '../backtracking';

const PLACE: Place = { version: '2026-03', parameters: {} };

const event = (more: object = {}): EventInput => ({
	externalAccountId: 'acct-1',
	externalEventId: 'conf',
	eventName: 'Conf',
	eventOrganizer: 'ACME',
	...more,
});
const update = (objectId: string, more: object = {}): EventUpdate => ({ objectId, ...more });

const call = (endpoint: Parameters<typeof callOf>[0], inputs: Array<EventInput | EventUpdate>) =>
	callOf(endpoint, inputs, PLACE);

describe('The key of an event', () => {
	it('are both external IDs of an upsert, kept apart', () => {
		const { key } = upsertEventBatch.match;
		expect(key(event())).toBe(key(event({ eventName: 'Other' })));
		expect(key(event({ externalEventId: 'other' }))).not.toBe(key(event()));
		expect(key(event({ externalAccountId: 'ab', externalEventId: 'c' }))).not.toBe(
			key(event({ externalAccountId: 'a', externalEventId: 'bc' })),
		);
		// HubSpot is not known to fold them.
		expect(key(event({ externalEventId: 'CONF' }))).not.toBe(key(event()));
	});

	it.each([
		['an update', updateEventBatch],
		['an archive', archiveEventBatch],
	])('is the object ID of %s, and results state it', (_, { match }) => {
		expect(match.key(update('50001'))).toBe('50001');
		expect(match.names(update('50001'))).toEqual(['50001']);
		expect(match.resultKey?.({ objectId: '50001' }, update('x'))).toBe('50001');
		expect(match.resultKey?.({ id: 50001 }, update('x'))).toBe('50001');
		expect(match.resultKey?.({}, update('x'))).toBeUndefined();
	});

	it('is stated by no result of an upsert: they are told by what they look like', () => {
		expect(upsertEventBatch.match.resultKey).toBeUndefined();
		expect(upsertEventBatch.match.appearance).toMatchObject({
			sure: ['eventName', 'eventOrganizer'],
		});
	});

	it('is what errors name, under keys that mean this event', () => {
		expect(upsertEventBatch.match.names(event())).toEqual(['conf']);
		expect(upsertEventBatch.match.namedBy).toEqual(['externalEventIds', 'externalEventId', 'ids']);
		expect(archiveEventBatch.match.namedBy).toEqual(['ids', 'id', 'objectIds', 'objectId']);
	});
});

describe('What an event looks like', () => {
	const of = upsertEventBatch.match.appearance?.of ?? (() => ({}));

	it('are the fields that inputs and results share, dates as moments', () => {
		const looks = {
			eventName: 'Conf',
			eventOrganizer: 'ACME',
			startDateTime: String(Date.UTC(2027, 2, 1, 8)),
			eventCancelled: 'true',
		};
		const more = { startDateTime: '2027-03-01T09:00:00+01:00', eventCancelled: true };
		expect(of(event(more))).toEqual(looks);
		expect(of({ ...event(), ...more, startDateTime: '2027-03-01T08:00:00Z', id: '7' })).toEqual(
			looks,
		);
	});

	it('is not changed by what is empty, by blanks around a value or by unknown fields', () => {
		expect(
			of(event({ eventName: ' Conf ', eventUrl: '', eventType: null, colour: 'red' })),
		).toEqual(of(event()));
	});

	it('are names and values that an error may speak of, custom properties by their own names', () => {
		const customProperties = [{ name: 'venue', value: 'Berlin' }];
		expect(upsertEventBatch.match.properties?.(event({ customProperties }))).toEqual({
			eventName: 'Conf',
			eventOrganizer: 'ACME',
			venue: 'Berlin',
		});
		expect(updateEventBatch.match.properties?.(update('1', { eventName: 'Conf' }))).toEqual({
			eventName: 'Conf',
		});
	});
});

describe('Custom properties that HubSpot drops', () => {
	const customProperties = [
		{ name: 'venue', value: 'Berlin' },
		{ name: 'seats', value: '5' },
		{ name: 'cleared', value: '' },
	];

	it('are those that were sent with a value and that the result does not show', () => {
		const result = { customProperties: [{ name: 'venue', value: 'Berlin' }, null] };
		expect(droppedProperties(event({ customProperties }), result)).toEqual(['seats']);
	});

	it('are not known where the result shows none at all, nor where none were sent', () => {
		expect(droppedProperties(event({ customProperties }), {})).toEqual([]);
		expect(droppedProperties(event(), { customProperties: [] })).toEqual([]);
	});
});

describe('What an answer shows otherwise than it was sent', () => {
	it('is told of fields and custom properties, never of what means the same', () => {
		const sent = event({
			startDateTime: '2027-03-01T10:00:00+01:00',
			endDateTime: null,
			eventType: 'WEBINAR',
			eventUrl: 'https://ACME.com/',
			eventCancelled: true,
			customProperties: [
				{ name: 'venue', value: 'Berlin' },
				{ name: 'seats', value: '5.0' },
				{ name: 'gone', value: 'x' },
			],
		});
		const shown = {
			...event({ externalEventId: undefined, objectId: '7' }),
			startDateTime: '2027-03-01T09:00:00.000Z',
			endDateTime: null,
			eventType: 'CONFERENCE',
			eventUrl: 'https://acme.com',
			eventCancelled: false,
			customProperties: [{ name: 'venue', value: 'Bonn' }, { name: 'seats', value: '5' }, null],
		};
		expect(contradicted(sent, shown)).toEqual([
			{ property: 'eventType', sent: 'WEBINAR', shown: 'CONFERENCE' },
			{ property: 'eventCancelled', sent: 'true', shown: 'false' },
			{ property: 'venue', sent: 'Berlin', shown: 'Bonn' },
		]);
		expect(contradicted(event(), event())).toEqual([]);
	});
});

describe('The call', () => {
	it('of an upsert sends a batch of events as they are', () => {
		expect(call(upsertEventBatch, [event()])).toEqual({
			method: 'POST',
			path: '/events/upsert',
			body: { inputs: [event()] },
		});
	});

	it('of one upsert is a PUT of the bare event, whose only result is its own', () => {
		expect(call(upsertOneEvent, [event()])).toEqual({
			method: 'PUT',
			path: '/events/{externalEventId}',
			parameters: { externalEventId: 'conf' },
			body: event(),
		});
		const { match, answer } = upsertOneEvent;
		expect(match.resultKey?.({ id: '7' }, event())).toBe(match.key(event()));
		expect(answer?.({ id: '7' })).toEqual({ results: [{ id: '7' }], errors: [] });
		expect(answer?.({ results: [] })).toBeUndefined();
	});

	it('of an update sends a batch of events as they are', () => {
		expect(call(updateEventBatch, [update('1', { eventName: 'Conf' })])).toEqual({
			method: 'POST',
			path: '/batch/update',
			body: { inputs: [{ objectId: '1', eventName: 'Conf' }] },
		});
	});

	it('of one update is a PATCH of its fields, which are all but the object ID', () => {
		expect(call(updateOneEvent, [update('7', { eventName: 'Conf' })])).toEqual({
			method: 'PATCH',
			path: '/{objectId}',
			parameters: { objectId: '7' },
			body: { eventName: 'Conf' },
		});
		expect(updateOneEvent.answer?.({ objectId: '7' })).toMatchObject({
			results: [{ objectId: '7' }],
		});
	});

	it('of an archive sends the object IDs alone', () => {
		expect(call(archiveEventBatch, [update('1', { eventName: 'Conf' }), update('2')])).toEqual({
			method: 'POST',
			path: '/batch/archive',
			body: { inputs: [{ objectId: '1' }, { objectId: '2' }] },
		});
	});
});

describe('Silence of an archive', () => {
	it('in a 204 means that the event is gone', () => {
		const answer = { status: 204, body: undefined };
		expect(archiveEventBatch.silence?.(update('1'), answer)).toEqual({ objectId: '1' });
	});

	it.each([200, 207])('in a %s means nothing: some did not exist', (status) => {
		expect(archiveEventBatch.silence?.(update('1'), { status, body: {} })).toBeUndefined();
	});
});

describe('The check', () => {
	it('of an upsert reads one event by both external IDs, as its own app', () => {
		expect(call(checkUpserted.read, [event()])).toEqual({
			method: 'GET',
			path: '/events/{externalEventId}',
			parameters: { externalEventId: 'conf' },
			query: { externalAccountId: 'acct-1' },
		});
		expect(checkUpserted.absent).toBe('undone');
	});

	it.each(['.', '..'])(
		'of an upsert with the ID %p, which no path can hold, finds the object ID by a search',
		(externalEventId) => {
			const { detour } = checkUpserted;
			const dots = event({ externalEventId });
			expect(detour?.isNeeded(dots, PLACE)).toBe(true);
			expect(detour?.isNeeded(event({ externalEventId: 'a.b' }), PLACE)).toBe(false);
			expect(detour && call(detour.ask, [dots])).toEqual({
				method: 'GET',
				path: '/events/search',
				query: { q: externalEventId },
			});
			const found = { externalAccountId: 'acct-1', externalEventId, objectId: '7' };
			const theirs = { ...found, externalAccountId: 'acct-2', objectId: '8' };
			expect(detour?.rename([theirs, found], dots)).toEqual({ ...dots, objectId: '7' });
			expect(detour?.rename([theirs], dots)).toBeUndefined();
			expect(detour?.rename([{ ...found, objectId: null }], dots)).toBeUndefined();
			expect(detour && call(detour.read as never, [{ objectId: '7' }])).toEqual({
				method: 'GET',
				path: '/{objectId}',
				parameters: { objectId: '7' },
			});
		},
	);

	it('of an upsert knows the event, also where the answer does not name it', () => {
		expect(checkUpserted.isOf({ externalEventId: 'conf' }, event())).toBe(true);
		expect(checkUpserted.isOf({ id: '7' }, event())).toBe(true);
		expect(checkUpserted.isOf({ externalEventId: 'other' }, event())).toBe(false);
	});

	it.each([
		['an update', checkUpdated, 'undone'],
		['an archive', checkArchived, 'done'],
	] as const)('of %s reads one event by its object ID', (_, check, absent) => {
		expect(call(check.read, [update('50001')])).toEqual({
			method: 'GET',
			path: '/{objectId}',
			parameters: { objectId: '50001' },
		});
		expect(check.absent).toBe(absent);
		expect(check.isOf({ objectId: 50001 }, update('50001'))).toBe(true);
		expect(check.isOf({ objectId: '5' }, update('50001'))).toBe(false);
		expect(check.changedAt({ updatedAt: '2027-03-01T00:00:00Z' })).toBe(Date.UTC(2027, 2, 1));
	});

	it.each([checkUpserted, checkUpdated])('of a write compares what it writes', (check) => {
		const held = { ...event(), customProperties: [{ name: 'n', value: '1.50' }], eventUrl: null };
		expect(check.values?.(held as never)).toEqual({
			eventName: 'Conf',
			eventOrganizer: 'ACME',
			eventUrl: null,
			'customProperties.n': '1.50',
		});
	});

	it('of a write reads a held event whatever its custom properties hold', () => {
		const held = { eventName: 'E', customProperties: [null, 'x', { name: 'venue', value: 'B' }] };
		expect(checkUpdated.values?.(held as never)).toEqual({
			eventName: 'E',
			'customProperties.venue': 'B',
		});
	});

	it('of an archive asks no more than whether it is there', () => {
		expect(checkArchived).not.toHaveProperty('values');
	});
});

describe('What is done with the fields of an event takes work in proportion to them', () => {
	it.each(['0', '.', ' ', ';', 'a', '@', '/', 'www.', '2027-', 'T'])('of many %j', (part) => {
		const full = (text: string) =>
			event({
				externalEventId: text,
				eventName: text,
				startDateTime: `2027-03-01T${text}`,
				eventUrl: `https://${text}`,
				eventType: `1.${text}1`,
				customProperties: [{ name: text, value: text }],
			});
		const { match } = upsertEventBatch;
		const works = [
			(text: string) => match.appearance?.of(full(text)),
			(text: string) => match.properties?.(full(text)),
			(text: string) => contradicted(full(text), full(`${text}x`)),
			(text: string) => checkUpserted.detour?.isNeeded(full(text), PLACE),
			(text: string) => checkUpserted.detour?.isNeeded(full(`${text}x`), PLACE),
		];
		for (const work of works) {
			const [once, twice] = [1, 2].map((times) => {
				const text = part.repeat((times * 2_000) / part.length);
				return stepsOf(() => work(text), 5_000_000);
			});
			expect(twice).toBeLessThan(2.5 * once + 500);
		}
	});
});
