// Batch archive of marketing events by the fake.

import { DEFAULT_APP_ID } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { account, appliedIds, event } from './account';

const EVENT_ROOT = '/marketing/marketing-events/2026-03';

it('An archive of events answers 204 without a body, whichever app made them', () => {
	const { hubspot, archiveEvents } = account();
	const objectIds = [1, 2, 3].map((appId) => hubspot.seedEvent(appId));
	const answer = archiveEvents(objectIds.map((objectId) => ({ objectId })));
	expect([answer.status, answer.body]).toEqual([204, '']);
	expect(hubspot.events().size).toBe(0);
	expect([...hubspot.archivedEvents().keys()]).toEqual(objectIds);
	expect(hubspot.applied.map(({ kind, action, key }) => [kind, action, key])).toEqual(
		objectIds.map((objectId) => ['event', 'archive', `event|${objectId}`]),
	);
});

it('An archived event is gone for GET, search and update, and an upsert makes another one', () => {
	const { hubspot, archiveEvents, call, updateEvents, upsertEvents } = account();
	upsertEvents([event(1), event(2)]);
	const objectId = hubspot.eventByExternalId(DEFAULT_APP_ID, 'acct-1', 'e1')?.objectId ?? '';
	expect(archiveEvents([{ objectId }]).status).toBe(204);

	expect(call('GET', `${EVENT_ROOT}/${objectId}`).said.message).toBe('No marketing event found');
	const byExternalId = `${EVENT_ROOT}/events/e1?externalAccountId=acct-1`;
	expect(call('GET', byExternalId).status).toBe(404);
	expect(call('GET', `${EVENT_ROOT}/events/search?q=e1`).said.results).toEqual([]);
	const { status, said } = updateEvents([{ objectId, eventName: 'X' }]);
	expect([status, said.errors[0].category]).toEqual([207, 'OBJECT_NOT_FOUND']);
	const [again] = upsertEvents([event(1)]).said.results;
	expect(again.objectId).not.toBe(objectId);
	expect(call('GET', `${EVENT_ROOT}/events/e2?externalAccountId=acct-1`).status).toBe(200);
});

it('An archive with events that do not exist names them in a 207, and archives the others', () => {
	for (const eventArchiveErrorContext of ['ids', 'objectId', 'empty'] as const) {
		const { hubspot, archiveEvents } = account({ eventArchiveErrorContext });
		const objectId = hubspot.seedEvent(1);
		const { status, said } = archiveEvents([{ objectId: '8' }, { objectId }, { objectId: '9' }]);
		expect([status, said.status, said.results]).toEqual([207, facts.ENVELOPE.done, []]);
		// One error object, however many ids.
		expect([said.numErrors, said.errors.length]).toEqual([1, 1]);
		expect(said.errors[0]).toMatchObject({ status: 'error', category: 'OBJECT_NOT_FOUND' });
		const named = { [eventArchiveErrorContext]: ['8', '9'] };
		expect(said.errors[0].context).toEqual(eventArchiveErrorContext === 'empty' ? {} : named);
		expect(appliedIds(hubspot)).toEqual([objectId]);
		expect(hubspot.events().size).toBe(0);
	}
});

it('An archive of events names them by ids unless the fake is told otherwise', () => {
	expect(account().archiveEvents([{ objectId: '8' }]).said.errors[0].context).toEqual({
		ids: ['8'],
	});
});

it('An archive sent again tells that the events do not exist', () => {
	const { hubspot, archiveEvents } = account();
	const inputs = [{ objectId: hubspot.seedEvent(1) }];
	expect([archiveEvents(inputs).status, archiveEvents(inputs).status]).toEqual([204, 207]);
	expect(hubspot.applied).toHaveLength(1);
});

it('An archive refuses a batch with the same event twice, and one without inputs', () => {
	const { hubspot, archiveEvents } = account();
	const objectId = hubspot.seedEvent(1);
	const { status, said } = archiveEvents([{ objectId }, { objectId }]);
	expect([status, said.context]).toEqual([400, { ids: [objectId] }]);
	expect(archiveEvents().status).toBe(400);
	expect(archiveEvents([]).status).toBe(204);
	expect(hubspot.events().size).toBe(1);
});

it('An archive of events with a bad input is refused as a whole, as the rule says', () => {
	const { hubspot, archiveEvents } = account();
	const [one, two] = [hubspot.seedEvent(1), hubspot.seedEvent(1)];
	hubspot.refuseWhen({ property: 'objectId', value: two }, { status: 400, names: 'firstOnly' });
	const { status, said } = archiveEvents([{ objectId: one }, { objectId: two }]);
	expect([status, said.context]).toEqual([400, { ids: [two] }]);
	expect(hubspot.events().size).toBe(2);
});
