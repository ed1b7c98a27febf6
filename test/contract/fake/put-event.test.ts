// PUT of one marketing event to the fake.

import { DEFAULT_APP_ID } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { EVENT, account, event } from './account';

it('A PUT creates an event, then updates it, and both are in the list of writes', () => {
	const { hubspot, putEvent } = account();
	const first = putEvent(event(1));
	const again = putEvent(event(1, { eventName: 'Renamed' }));
	expect([first.status, again.status]).toEqual([200, 200]);
	expect(again.said.id).toBe(first.said.id);
	expect(hubspot.eventByExternalId(DEFAULT_APP_ID, 'acct-1', 'e1')?.eventName).toBe('Renamed');
	expect(hubspot.timesApplied(`event|${first.said.id}`)).toBe(2);
	expect(hubspot.events().size).toBe(1);
	expect(hubspot.oddities).toEqual([]);
});

it.each([
	'two words',
	'a/b',
	'ünïcödé ☃',
	'100%',
	'a?b#c',
	'a+b',
	"it's; a (test)",
	'%2F',
	'50001',
])('An event of the id %j is found again by GET and search after its PUT', (id) => {
	const { hubspot, call, putEvent } = account();
	expect(putEvent(event(1, { externalEventId: id })).status).toBe(200);
	expect(hubspot.eventByExternalId(DEFAULT_APP_ID, 'acct-1', id)).toBeDefined();
	const path = EVENT.replace('{externalEventId}', encodeURIComponent(id));
	const { status, said } = call('GET', `${path}?externalAccountId=acct-1`);
	expect([status, said.externalEventId]).toEqual([200, id]);
	const search = facts.OTHER_ENDPOINTS.searchEvents.paths['2026-03'];
	const found = call('GET', `${search}?q=${encodeURIComponent(id)}`).said.results;
	expect(found).toMatchObject([{ externalEventId: id }]);
});

it.each(['search', 'upsert', 'delete'])(
	'A PUT cannot reach an event of the id %j, since a literal path wins',
	(id) => {
		const { hubspot, putEvent } = account();
		// Literal segments win.
		expect(putEvent(event(1, { externalEventId: id })).status).toBe(405);
		expect(hubspot.applied).toEqual([]);
	},
);

it('A PUT refuses an id in the body that is not the one in the path', () => {
	const { hubspot, putEvent } = account();
	expect(putEvent(event(1), 'e2').status).toBe(400);
	expect(hubspot.applied).toEqual([]);
});

it('A PUT with a query is noted as an oddity', () => {
	const { hubspot, call } = account();
	const path = EVENT.replace('{externalEventId}', 'e1');
	expect(call('PUT', `${path}?externalAccountId=acct-1`, event(1)).status).toBe(200);
	expect(hubspot.oddities).toEqual(['PUT of an event was sent with a query: externalAccountId']);
});

it('A PUT refuses what a batch would tell of in an item error', () => {
	const { hubspot, putEvent } = account();
	const startDateTime = '2027-03-02T00:00:00Z';
	const endDateTime = '2027-03-01T00:00:00Z';
	expect(putEvent(event(1, { startDateTime, endDateTime })).status).toBe(400);
	expect(hubspot.applied).toEqual([]);
});

it('A PUT works where the batch upsert is silent and does nothing', () => {
	const { hubspot, upsertEvents, putEvent } = account({ upsertWritesNothing: true });
	const { status, said } = upsertEvents([event(1), event(2)]);
	expect([status, said.status, said.results]).toEqual([200, 'COMPLETE', []]);
	expect(said).not.toHaveProperty('errors');
	expect(hubspot.events().size).toBe(0);
	expect(upsertEvents([{ ...event(1), eventName: '' }]).status).toBe(400);
	expect(putEvent(event(1)).status).toBe(200);
	expect(hubspot.applied).toHaveLength(1);
});
