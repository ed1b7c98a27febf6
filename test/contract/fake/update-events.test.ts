// Batch update of marketing events by the fake.

import type { Json } from './account';
import { account, appliedIds } from './account';

it('A batch update changes events by object id, whichever app made them', () => {
	const { hubspot, updateEvents } = account();
	const objectIds = [1, 2, 3].map((appId) => hubspot.seedEvent(appId));
	const inputs = objectIds.map((objectId) => ({ objectId, eventName: `New ${objectId}` }));
	const { status, said } = updateEvents(inputs);
	expect(status).toBe(200);
	for (const result of said.results) expect(result.eventName).toBe(`New ${result.objectId}`);
	expect(said.results.map(({ appInfo }) => (appInfo as Json).id).sort()).toEqual(['1', '2', '3']);
	expect(appliedIds(hubspot)).toEqual(objectIds);
});

it('A batch update gathers unknown object ids in one error, writes the rest, and creates nothing', () => {
	const { hubspot, updateEvents } = account();
	const objectId = hubspot.seedEvent(1);
	const { status, said } = updateEvents([{ objectId: '8' }, { objectId }, { objectId: '9' }]);
	expect(status).toBe(207);
	expect(said.numErrors).toBe(1);
	expect(said.errors).toMatchObject([
		{ category: 'OBJECT_NOT_FOUND', context: { ids: ['8', '9'] } },
	]);
	expect(said.results).toHaveLength(1);
	expect(hubspot.events().size).toBe(1);
});

it('A batch update of events clears with null, and leaves the rest alone', () => {
	const { hubspot, updateEvents } = account();
	const objectId = hubspot.seedEvent(1, { eventUrl: 'u', eventType: 't', eventCompleted: true });
	expect(updateEvents([{ objectId, eventUrl: null }]).status).toBe(200);
	expect(hubspot.event(objectId)).toMatchObject({
		eventUrl: null,
		eventType: 't',
		eventCompleted: true,
	});
	expect(updateEvents([{ objectId, eventName: null }]).status).toBe(400);
});

it.each([
	['eventCompleted', true],
	['externalEventId', 'e1'],
	['externalAccountId', 'acct-1'],
	['objectId', 5],
	['startDateTime', '2027-03-01'],
])('A batch update of events refuses the whole batch for %s', (field, value) => {
	const { hubspot, updateEvents } = account();
	const inputs = [1, 2].map((appId) => ({ objectId: hubspot.seedEvent(appId), eventType: 'x' }));
	const { status } = updateEvents([inputs[0], { ...inputs[1], [field]: value }]);
	expect(status).toBe(400);
	expect(hubspot.applied).toEqual([]);
});

it('A batch update refuses a batch with the same event twice', () => {
	const { hubspot, updateEvents } = account();
	const objectId = hubspot.seedEvent(1);
	const { status, said } = updateEvents([{ objectId }, { objectId }]);
	expect([status, said.context]).toEqual([400, { ids: [objectId] }]);
	expect(hubspot.applied).toEqual([]);
});

it('A batch update tells in a 207 of an event that would end before it starts', () => {
	const { hubspot, updateEvents } = account();
	const objectId = hubspot.seedEvent(1, { startDateTime: '2027-03-02T00:00:00.000Z' });
	const { status, said } = updateEvents([{ objectId, endDateTime: '2027-03-01T00:00:00Z' }]);
	expect([status, said.errors[0].context]).toEqual([207, { ids: [objectId] }]);
	expect(hubspot.applied).toEqual([]);
});
