// Writes of one event and of one record by the fake: PATCH.

import * as facts from '../facts';
import type { Json } from './account';
import { account, contacts, ids } from './account';

const pathOf = (name: 'updateEvent' | 'updateObject', id: string, query = '') => {
	const path = facts.OTHER_ENDPOINTS[name].paths['2026-03'].replace('{objectType}', 'contacts');
	return path.replace('{objectId}', encodeURIComponent(id)) + query;
};

it('A PATCH changes one event of whatever app, leaves the rest alone, and never creates', () => {
	const { call, hubspot } = account();
	const objectId = hubspot.seedEvent(7, { eventUrl: 'u', eventType: 't' });
	const body = {
		eventName: 'New',
		eventUrl: null,
		customProperties: [{ name: 'venue', value: 'B' }],
	};
	const { status, said } = call('PATCH', pathOf('updateEvent', objectId), body);
	expect([status, said.objectId, said.eventName]).toEqual([200, objectId, 'New']);
	expect(said.appInfo).toMatchObject({ id: '7' });
	expect(hubspot.event(objectId)).toMatchObject({
		eventName: 'New',
		eventUrl: null,
		eventType: 't',
	});
	expect(hubspot.applied).toMatchObject([
		{ kind: 'event', action: 'update', id: objectId, input: body },
	]);
	const lost = call('PATCH', pathOf('updateEvent', '404'), body);
	expect([lost.status, lost.said.category]).toEqual([404, 'OBJECT_NOT_FOUND']);
	expect(hubspot.events().size).toBe(1);
});

it.each<[string, Json]>([
	['an object id in the body', { objectId: '1' }],
	['eventCompleted', { eventCompleted: true }],
	['an empty name', { eventName: '' }],
	['a bare day', { startDateTime: '2027-03-01' }],
	['an end before the start', { endDateTime: '2027-03-01T00:00:00Z' }],
])('A PATCH of an event is refused for %s', (_, body) => {
	const { call, hubspot } = account();
	const objectId = hubspot.seedEvent(7, { startDateTime: '2027-03-02T00:00:00.000Z' });
	expect(call('PATCH', pathOf('updateEvent', objectId), body).status).toBe(400);
	expect(hubspot.applied).toEqual([]);
});

it('A PATCH of an event with a query is an oddity', () => {
	const { call, hubspot } = account();
	const path = pathOf('updateEvent', hubspot.seedEvent(7), '?externalAccountId=a');
	expect(call('PATCH', path, { eventType: 't' }).status).toBe(200);
	expect(hubspot.oddities).toHaveLength(1);
});

it('A PATCH changes one record, by its id, by a unique property, or by any address of a contact', () => {
	const { call, hubspot } = account();
	const id = hubspot.seedObject('contacts', {
		email: 'ann@example.com',
		hs_additional_emails: 'ann@old.example.com',
		customer_number: 'C/1',
	});
	const asked: Array<[string, string]> = [
		[id, ''],
		['C/1', '?idProperty=customer_number'],
		['ANN@example.com', '?idProperty=email'],
		['ann@old.example.com', '?idProperty=email'],
	];
	asked.forEach(([key, query], n) => {
		const body = { properties: { firstname: `N${n}` } };
		const { status, said } = call('PATCH', pathOf('updateObject', key, query), body);
		expect([status, said.id, said.properties]).toEqual([
			200,
			id,
			expect.objectContaining({ firstname: `N${n}`, hs_object_id: id }),
		]);
		expect(hubspot.applied[n]).toMatchObject({ action: 'update', id, key: `contacts|${key}` });
	});
	expect(hubspot.timesApplied(`contacts|${id}`)).toBe(1);
});

it('A PATCH of a record that is not there, or by a property that is not unique, writes nothing', () => {
	const { call, hubspot } = contacts(1);
	const patch = (id: string, query = '') => {
		const body = { properties: { firstname: 'X' } };
		const { status, said } = call('PATCH', pathOf('updateObject', id, query), body);
		return [status, said.category];
	};
	expect(patch('404')).toEqual([404, 'OBJECT_NOT_FOUND']);
	expect(patch('no@example.com', '?idProperty=email')).toEqual([404, 'OBJECT_NOT_FOUND']);
	expect(patch('A', '?idProperty=firstname')).toEqual([400, 'VALIDATION_ERROR']);
	expect(patch('1', '?idProperty=hs_object_id')).toEqual([400, 'VALIDATION_ERROR']);
	expect(hubspot.applied).toEqual([]);
});

it('A PATCH of a record is refused for what is wrong with its values, in the words of a batch', () => {
	const { call, hubspot } = contacts(2, { detailStyle: { details: 'message' } });
	hubspot.seedObject('contacts', { customer_number: 'TAKEN' });
	const patch = (properties: Json) => call('PATCH', pathOf('updateObject', '1'), { properties });
	const unknown = patch({ nope: 'x' });
	expect([unknown.status, unknown.said.category]).toEqual([400, 'VALIDATION_ERROR']);
	expect(unknown.said).not.toHaveProperty('errors');
	expect(unknown.said.message).toContain('"error":"PROPERTY_DOESNT_EXIST","name":"nope"');
	const taken = patch({ customer_number: 'TAKEN' });
	expect(taken.status).toBe(400);
	expect(taken.said.message).toMatch(facts.TAKEN);
	expect(patch({ email: 'p1@example.com' }).said.message).toMatch(facts.EXISTS);
	expect(patch({ email: 'p1@example.com' }).status).toBe(409);
	expect(patch({}).status).toBe(400);
	expect(hubspot.applied).toEqual([]);
	const other = contacts(1);
	const { said } = other.call('PATCH', pathOf('updateObject', '1'), { properties: { nope: 'x' } });
	expect(said.errors).toMatchObject([{ code: 'PROPERTY_DOESNT_EXIST' }]);
});

it('A PATCH finds a merged record where batches answer under the new id', () => {
	for (const mergedAnswers of ['newId', 'silence'] as const) {
		const { call, hubspot } = contacts(2, { mergedAnswers });
		hubspot.merge('contacts', '2', '1');
		const body = { properties: { firstname: 'X' } };
		const { status, said } = call('PATCH', pathOf('updateObject', '2'), body);
		expect([status, said.id]).toEqual(mergedAnswers === 'newId' ? [200, '1'] : [404, undefined]);
	}
});

it('A PATCH works where a batch update answers 200 without results and writes nothing', () => {
	const { call, hubspot, update, updateEvents, inputs } = contacts(2, {
		updateWritesNothing: true,
	});
	const objectId = hubspot.seedEvent(7);
	for (const { status, said } of [update(inputs), updateEvents([{ objectId, eventName: 'New' }])]) {
		expect([status, said.status, said.results]).toEqual([200, 'COMPLETE', []]);
		expect(said).not.toHaveProperty('errors');
	}
	expect(hubspot.applied).toEqual([]);
	expect(update([{ ...inputs[0], properties: { nope: 'x' } }]).status).toBe(207);
	expect(updateEvents([{ objectId: '404' }]).status).toBe(207);
	const { properties } = inputs[0];
	expect(ids([call('PATCH', pathOf('updateObject', '1'), { properties }).said as never])).toEqual([
		'1',
	]);
	expect(call('PATCH', pathOf('updateEvent', objectId), { eventName: 'New' }).status).toBe(200);
	expect(hubspot.applied.map(({ id }) => id)).toEqual(['1', objectId]);
});

it('A PATCH with a bad input is refused as the rule says, and meets the faults of single writes', () => {
	const { call, hubspot } = contacts(1);
	const patch = () =>
		call('PATCH', pathOf('updateObject', '1'), { properties: { firstname: 'BAD' } }).status;
	const takeBack = hubspot.refuseWhen({ property: 'firstname' }, { status: 409, names: 'nobody' });
	expect(patch()).toBe(409);
	takeBack();
	hubspot.singleFaults.next({ kind: 'serverError', status: 502, applied: true });
	expect([patch(), hubspot.applied.length, patch()]).toEqual([502, 1, 200]);
});
