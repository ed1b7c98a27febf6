// The list of identifiers by the fake, and the counters that a read of an event shows.

import { DEFAULT_APP_ID } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { account, event } from './account';

const ROOT = '/marketing/marketing-events/2026-03';

it('The list of identifiers shows the events of every app that have the ID, and names the apps', () => {
	const { hubspot, call } = account();
	const ids = [DEFAULT_APP_ID, 2].map((appId) =>
		hubspot.seedEvent(appId, { externalEventId: 'e1', externalAccountId: `acct-${appId}` }),
	);
	hubspot.seedEvent(2, { externalEventId: 'e2' });
	const { total, results } = call('GET', `${ROOT}/e1/identifiers`).said as unknown as {
		total: number;
		results: Array<{ objectId: string; externalAccountId: string; appInfo: object }>;
	};
	expect(total).toBe(2);
	expect(results.map(({ objectId }) => objectId)).toEqual(ids);
	expect(results[1]).toMatchObject({
		externalAccountId: 'acct-2',
		appInfo: { id: '2', name: 'App 2' },
	});
});

it('The list of identifiers shows an event so long after its creation as the fake is told, and the search likewise', () => {
	const { hubspot, call, clock, upsertEvents } = account({
		identifiersLagMs: 120_000,
		eventSearchLagMs: 5_000,
	});
	upsertEvents([event(1)]);
	const shown = () =>
		[`${ROOT}/events/search?q=e1`, `${ROOT}/e1/identifiers`].map(
			(path) => call('GET', path).said.results.length,
		);
	expect(shown()).toEqual([0, 0]);
	clock.now += 5_000;
	expect(shown()).toEqual([1, 0]);
	clock.now += 115_000;
	expect(shown()).toEqual([1, 1]);
	expect(hubspot.unknownRoutes).toEqual([]);
});

it('Without a lag both show every event, even one that a clock which was set back takes for a later one', () => {
	const { call, clock, upsertEvents } = account();
	upsertEvents([event(1)]);
	clock.now -= 60_000;
	for (const path of [`${ROOT}/events/search?q=e1`, `${ROOT}/e1/identifiers`]) {
		expect(call('GET', path).said.results).toHaveLength(1);
	}
});

it('An ID that nobody has is an empty list of identifiers, or a 404 if the fake is told so', () => {
	const ask = (unknownIdentifiers?: 'none' | 'notFound') =>
		account({ unknownIdentifiers }).call('GET', `${ROOT}/e9/identifiers`);
	expect(ask().said).toMatchObject({ total: 0, results: [] });
	const { status, said } = ask('notFound');
	expect([status, said.category]).toEqual([404, 'OBJECT_NOT_FOUND']);
});

it('The list of identifiers leaves out the account and the app of events if the fake is told so', () => {
	const { hubspot, call } = account({ identifiersShow: { account: false, app: false } });
	hubspot.seedEvent(2, { externalEventId: 'e1' });
	const [shown] = call('GET', `${ROOT}/e1/identifiers`).said.results;
	expect(Object.keys(shown).sort()).toEqual([
		...facts.OTHER_ENDPOINTS.readIdentifiers.result.always,
	]);
});

it('A read of an event shows its counters, whichever app asks', () => {
	const { hubspot, call } = account();
	const counters = { registrants: 9, attendees: 5, cancellations: 1, noShows: 3 };
	const id = hubspot.seedEvent(2, { counters });
	const { said } = call('GET', `${ROOT}/${id}`);
	expect(said).toMatchObject(counters);
	for (const name of facts.EVENT_COUNTERS) expect(said).toHaveProperty(name);
	const none = call('GET', `${ROOT}/${hubspot.seedEvent(2)}`).said;
	expect(none).toMatchObject({ registrants: 0, attendees: 0, cancellations: 0, noShows: 0 });
	expect(said).not.toHaveProperty('counters');
});
