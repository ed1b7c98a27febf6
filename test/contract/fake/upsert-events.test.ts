// Batch upsert of marketing events by the fake, and what is read back of it.

import { ALL_SCOPES, DEFAULT_APP_ID } from '../../fake-hubspot/hubspot';
import type { Json } from './account';
import { account, event, numbers } from './account';

it('An upsert of events creates, then updates what the same app has made', () => {
	const { hubspot, upsertEvents } = account();
	const inputs = numbers(5).map((n) => event(n));
	const first = upsertEvents(inputs);
	expect(first.status).toBe(200);
	expect(first.said.results.map(({ eventName }) => eventName)).not.toEqual(
		inputs.map(({ eventName }) => eventName),
	);
	const again = upsertEvents([event(3, { eventName: 'Renamed' })]);
	expect(hubspot.events().size).toBe(5);
	const found = hubspot.eventByExternalId(DEFAULT_APP_ID, 'acct-1', 'e3');
	expect(found?.eventName).toBe('Renamed');
	expect(again.said.results[0].objectId).toBe(found?.objectId);
	expect(again.said.results[0].id).toBe(found?.objectId);
	expect(hubspot.timesApplied(`event|${found?.objectId}`)).toBe(2);
	expect(hubspot.applied[5]).toMatchObject({ kind: 'event', input: { eventName: 'Renamed' } });
});

it('An upsert makes another event of the same ids for another app or another account', () => {
	const token = (appId: number) => ({ appId, scopes: [...ALL_SCOPES], kind: 'token' as const });
	const { hubspot, upsertEvents } = account({ tokens: { one: token(1), two: token(2) } });
	upsertEvents([event(1), event(1, { externalAccountId: 'acct-2' })], 'one');
	upsertEvents([event(1)], 'two');
	expect(hubspot.events().size).toBe(3);
});

it('An upsert leaves absent fields alone, clears with null, and turns dates into UTC', () => {
	const { hubspot, upsertEvents } = account();
	const optional = {
		eventDescription: 'About',
		eventUrl: 'https://example.com',
		eventType: 'WEBINAR',
		startDateTime: '2027-03-01T10:00:00+01:00',
		endDateTime: '2027-03-01T12:00:00.5Z',
		eventCancelled: true,
		eventCompleted: true,
	};
	const [{ objectId }] = upsertEvents([event(1, optional)]).said.results;
	upsertEvents([event(1)]);
	expect(hubspot.event(objectId)).toMatchObject({
		...optional,
		startDateTime: '2027-03-01T09:00:00.000Z',
		endDateTime: '2027-03-01T12:00:00.500Z',
	});
	const nothing = Object.keys(optional).reduce((all, field) => ({ ...all, [field]: null }), {});
	expect(upsertEvents([event(1, nothing)]).status).toBe(200);
	const flags = { eventCancelled: false, eventCompleted: false };
	expect(hubspot.event(objectId)).toMatchObject({ ...nothing, ...flags });
});

it('An upsert drops unknown custom properties without a word, and keeps known ones', () => {
	const { hubspot, upsertEvents } = account();
	const customProperties = [
		{ name: 'venue', value: 'Berlin' },
		{ name: 'nope', value: 'x' },
	];
	const { status, said } = upsertEvents([event(1, { customProperties })]);
	expect(status).toBe(200);
	expect(said).not.toHaveProperty('errors');
	expect(said.results[0].customProperties).toEqual([{ name: 'venue', value: 'Berlin' }]);
	expect(hubspot.oddities).toEqual([]);
	hubspot.defineProperty('0-54', { name: 'nope' });
	const later = upsertEvents([event(1, { customProperties })]);
	expect(later.said.results[0].customProperties).toHaveLength(2);
});

it('An upsert takes the internal fields of custom properties, and notes them as oddities', () => {
	const { hubspot, upsertEvents } = account();
	const customProperties = [{ name: 'venue', value: 'Berlin', isEncrypted: false }];
	expect(upsertEvents([event(1, { customProperties })]).status).toBe(200);
	expect(hubspot.oddities).toEqual(['customProperties "venue" was sent with "isEncrypted"']);
});

it.each<[string, Json]>([
	['a date without a zone', { startDateTime: '2027-03-01T09:00:00' }],
	['a bare day', { endDateTime: '2027-03-01' }],
	['epoch ms', { startDateTime: '1803891600000' }],
	['a day that does not exist', { startDateTime: '2027-02-30T09:00:00Z' }],
	['a boolean in letters', { eventCancelled: 'true' }],
	['a custom property without a value', { customProperties: [{ name: 'venue' }] }],
	['a custom property that is a number', { customProperties: [{ name: 'capacity', value: 5 }] }],
	['custom properties as a map', { customProperties: { venue: 'Berlin' } }],
	['an empty name', { eventName: '' }],
	['a name of null', { eventName: null }],
	['an objectId', { objectId: '1' }],
])('An upsert of events refuses the whole batch for %s', (_, fields) => {
	const { hubspot, upsertEvents } = account();
	const { status, said } = upsertEvents([event(1), event(2, fields)]);
	expect([status, said.category]).toEqual([400, 'VALIDATION_ERROR']);
	expect(hubspot.applied).toEqual([]);
	expect(hubspot.events().size).toBe(0);
});

it('An upsert refuses a batch with the same event twice, and one without inputs', () => {
	const { hubspot, upsertEvents } = account();
	expect(upsertEvents([event(1), event(1, { eventName: 'Twin' })]).status).toBe(400);
	expect(upsertEvents().status).toBe(400);
	expect(hubspot.applied).toEqual([]);
	expect(upsertEvents([event(1), event(1, { externalAccountId: 'acct-2' })]).status).toBe(200);
});

it('An upsert tells inside a 200 of an event that ends before it starts, by name or not', () => {
	for (const eventErrorContext of ['externalEventId', 'empty'] as const) {
		const { hubspot, upsertEvents } = account({ eventErrorContext });
		hubspot.seedEvent(DEFAULT_APP_ID, {
			...event(2),
			startDateTime: '2027-03-02T00:00:00.000Z',
		});
		const endDateTime = '2027-03-01T00:00:00Z'; // before the start that is there already
		const { status, said } = upsertEvents([event(1), event(2, { endDateTime })]);
		expect([status, said.status, said.numErrors]).toEqual([200, 'COMPLETE', 1]);
		expect(said.errors[0].context).toEqual(
			eventErrorContext === 'empty' ? {} : { externalEventId: ['e2'] },
		);
		expect(hubspot.applied).toHaveLength(1);
		expect(hubspot.eventByExternalId(DEFAULT_APP_ID, 'acct-1', 'e2')?.endDateTime).toBeNull();
	}
});

it('An upserted event is read back by object id, by external ids and by search', () => {
	const { call, upsertEvents } = account();
	const [{ objectId }] = upsertEvents([event(1)]).said.results;
	for (const root of ['/marketing/marketing-events/2026-03', '/marketing/v3/marketing-events']) {
		expect(call('GET', `${root}/${objectId}`).said).toMatchObject({ externalEventId: 'e1' });
		expect(call('GET', `${root}/404`).said.message).toBe('No marketing event found');
		const path = `${root}/events/e1`;
		expect(call('GET', `${path}?externalAccountId=acct-1`).said.id).toBe(objectId);
		expect(call('GET', `${path}?externalAccountId=acct-2`).status).toBe(404);
		expect(call('GET', path).status).toBe(400);
		expect(call('GET', `${root}/events/search?q=e1`).said.results).toEqual([
			{
				appId: DEFAULT_APP_ID,
				externalAccountId: 'acct-1',
				externalEventId: 'e1',
				objectId,
			},
		]);
	}
});
