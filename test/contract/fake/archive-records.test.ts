// Batch archive of CRM objects by the fake.

import { appliedIds, account, contacts, ids, sorted } from './account';

it('An archive answers 204 without a body, and the records are gone for GET, read, update and upsert', () => {
	const { hubspot, archive, call, inputs, read, update, upsert } = contacts(3);
	const answer = archive([{ id: '1' }, { id: '2' }]);
	expect([answer.status, answer.body]).toEqual([204, '']);
	expect([...hubspot.objects('contacts').keys()]).toEqual(['3']);
	expect([...hubspot.archivedObjects('contacts').keys()]).toEqual(['1', '2']);
	expect(hubspot.archivedObjects('contacts').get('1')?.properties.email).toBe('p0@example.com');

	expect(call('GET', '/crm/v3/objects/contacts/1').status).toBe(404);
	const byId = read({ inputs: ['1', '2', '3'].map((id) => ({ id })) });
	expect([byId.status, ids(byId.said.results)]).toEqual([207, ['3']]);
	expect(byId.said.errors[0]).toMatchObject({
		category: 'OBJECT_NOT_FOUND',
		context: { ids: ['1', '2'] },
	});
	const byEmail = read({ inputs: [{ id: 'p0@example.com' }], idProperty: 'email' });
	expect([byEmail.status, byEmail.said.results]).toEqual([207, []]);
	const updated = update(inputs);
	expect([updated.status, ids(updated.said.results)]).toEqual([207, ['3']]);
	expect(updated.said.errors[0].category).toBe('OBJECT_NOT_FOUND');
	const again = { id: 'p0@example.com', idProperty: 'email', properties: { firstname: 'X' } };
	const [created] = upsert([again]).said.results;
	expect([created.new, ['1', '2', '3'].includes(created.id)]).toEqual([true, false]);
});

it('An archive of ids that do not exist succeeds all the same, and so does one sent again', () => {
	const { hubspot, archive } = contacts(2);
	for (const list of [['1', '404'], ['1'], []]) {
		expect(archive(list.map((id) => ({ id }))).status).toBe(204);
	}
	expect(archive().status).toBe(204); // a body without inputs
	expect(sorted([...hubspot.archivedObjects('contacts').keys()])).toEqual(['1']);
	expect(hubspot.objects('contacts').size).toBe(1);
});

it('No new record gets the id of an archived one', () => {
	const { hubspot, archive } = account();
	const next = String(Number(hubspot.seedObject('contacts', {})) + 1);
	hubspot.seedObject('contacts', {}, next);
	archive([{ id: next }]);
	expect(hubspot.seedObject('contacts', {})).not.toBe(next);
});

it('Every input of an archive is in the list of what was carried out, marked as an archive', () => {
	const { hubspot, archive, update, inputs } = contacts(2);
	update([inputs[0]]);
	archive([{ id: '1' }, { id: '404' }]);
	expect(hubspot.applied.map(({ action, key, id }) => [action, key, id])).toEqual([
		['update', 'contacts|1', '1'],
		['archive', 'contacts|1', '1'],
		['archive', 'contacts|404', '404'],
	]);
	expect(hubspot.applied[1]).toMatchObject({ kind: 'record', objectType: 'contacts' });
	expect(hubspot.applied[1].input).toEqual({ id: '1' });
	expect(hubspot.statistics()).toMatchObject({ inputsReceived: 3, recordsApplied: 3 });
});

it('An archive refuses a batch with the same id twice', () => {
	const { hubspot, archive } = contacts(2);
	const { status, said } = archive([{ id: '1' }, { id: '2' }, { id: '1' }]);
	expect([status, said.context]).toEqual([400, { ids: ['1'] }]);
	expect(hubspot.objects('contacts').size).toBe(2);
});

it('An archive takes record ids only: no idProperty, no trace id', () => {
	const { hubspot, archive } = contacts(1);
	for (const more of [{ idProperty: 'email' }, { objectWriteTraceId: 't' }, { properties: {} }]) {
		expect(archive([{ id: '1', ...more }]).status).toBe(400);
	}
	expect(hubspot.objects('contacts').size).toBe(1);
});

it('An archive of one object type leaves the records of another alone', () => {
	const { hubspot, archive } = account();
	hubspot.seedObject('contacts', {}, '7');
	hubspot.seedObject('2-1001', {}, '7');
	expect(archive([{ id: '7' }], 'p123_session').status).toBe(204);
	expect([hubspot.objects('contacts').size, hubspot.objects('2-1001').size]).toEqual([1, 0]);
});

it('An archive by the old id of a merged record does nothing, or archives the one it went into', () => {
	for (const mergedAnswers of ['silence', 'newId'] as const) {
		const { hubspot, archive } = contacts(2, { mergedAnswers });
		hubspot.merge('contacts', '1', '2');
		expect(archive([{ id: '1' }]).status).toBe(204);
		const survives = mergedAnswers === 'silence';
		expect(hubspot.object('contacts', '2') !== undefined).toBe(survives);
		expect(appliedIds(hubspot)).toEqual([survives ? '1' : '2']);
	}
});

it('An archive with a bad input is refused as a whole, as the rule says', () => {
	const { hubspot, archive } = contacts(3);
	hubspot.refuseWhen({ property: 'id', value: '2' }, { status: 400, names: 'ids' });
	const { status, said } = archive([{ id: '1' }, { id: '2' }]);
	expect([status, said.context]).toEqual([400, { ids: ['2'] }]);
	expect(hubspot.objects('contacts').size).toBe(3);
});
