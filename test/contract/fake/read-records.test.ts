// Batch read of CRM objects by the fake.

import * as facts from '../facts';
import type { Json } from './account';
import { START, account, contacts, ids, numbers, sorted } from './account';

const idsOf = (count: number) => numbers(count).map((i) => ({ id: String(i + 1) }));

it('A batch read answers with the properties asked for, in another order, and writes nothing', () => {
	const { hubspot, read } = contacts(10);
	const properties = ['email', 'firstname', 'no_such_property'];
	const { status, said } = read({ inputs: idsOf(10), properties });
	expect([status, said.status]).toEqual([200, 'COMPLETE']);
	expect(said).not.toHaveProperty('errors');
	expect(ids(said.results)).not.toEqual(ids(idsOf(10)));
	expect(sorted(ids(said.results))).toEqual(sorted(ids(idsOf(10))));
	const third = said.results.find(({ id }) => id === '3');
	expect(third?.properties).toEqual({
		email: 'p2@example.com',
		firstname: null,
		hs_object_id: '3',
		hs_lastmodifieddate: new Date(START).toISOString(),
	});
	expect(hubspot.applied).toEqual([]);
	expect(hubspot.statistics()).toMatchObject({ inputsRead: 10, inputsReceived: 0 });
});

it('A batch read gathers all unknown ids in one error object', () => {
	const { read } = contacts(2);
	const inputs = ['97', '1', '98', '2', '99'].map((id) => ({ id }));
	const { status, said } = read({ inputs });
	expect([status, said.numErrors, said.errors.length]).toEqual([207, 1, 1]);
	expect(said.errors[0]).toMatchObject({
		category: 'OBJECT_NOT_FOUND',
		context: { ids: ['97', '98', '99'] },
	});
	expect(sorted(ids(said.results))).toEqual(['1', '2']);
});

it('A batch read finds by one unique property, said once for all inputs, and by email in any case', () => {
	for (const returnIdProperty of [false, true]) {
		const { read } = contacts(2, { returnIdProperty });
		const inputs = [{ id: 'P0@example.com' }, { id: 'no@example.com' }];
		const { status, said } = read({ inputs, idProperty: 'email' });
		expect([status, ids(said.results)]).toEqual([207, ['1']]);
		expect('email' in said.results[0].properties).toBe(returnIdProperty);
		expect(said.errors[0].context).toEqual({ ids: ['no@example.com'] });
		expect(read({ inputs: [{ id: 'a', idProperty: 'email' }] }).status).toBe(400);
	}
});

it.each(['hs_object_id', 'firstname', 'nope'])(
	'A batch read refuses the idProperty %s',
	(idProperty) => {
		const { status, said } = contacts(1).read({ inputs: idsOf(1), idProperty });
		expect(status).toBe(400);
		expect(said.message).toContain(`non-unique property ${idProperty}`);
	},
);

it('A batch read takes a hundred inputs, or fifty with history', () => {
	const { read } = contacts(101);
	const { maxInputs } = facts.ENDPOINTS.batchReadObjects;
	const status = (count: number, more: Json = {}) => read({ inputs: idsOf(count), ...more }).status;
	expect([status(maxInputs), status(maxInputs + 1)]).toEqual([200, 400]);
	const history = { propertiesWithHistory: ['email'] };
	const max = facts.MAX_INPUTS_WITH_HISTORY;
	expect([status(max, history), status(max + 1, history)]).toEqual([200, 400]);
	expect(status(max + 1, { propertiesWithHistory: [] })).toBe(200);
});

it('A batch read refuses the same id twice, and what is no id', () => {
	const { read } = contacts(2);
	expect(read({ inputs: [{ id: '1' }, { id: '1' }] }).said.context).toEqual({ ids: ['1'] });
	const twins = [{ id: 'p0@example.com' }, { id: 'P0@example.com' }];
	expect(read({ inputs: twins, idProperty: 'email' }).status).toBe(400);
	for (const input of [{}, { id: '' }, { id: 5 }, { id: '1', properties: {} }]) {
		expect(read({ inputs: [input] }).status).toBe(400);
	}
});

it('A batch read without inputs is a success about nothing', () => {
	for (const body of [{}, { inputs: [] }]) {
		const { status, said } = contacts(1).read(body);
		expect([status, said.results]).toEqual([200, []]);
	}
});

it('A batch read says nothing about the old id of a merged record, or tells the new one, once', () => {
	const quiet = contacts(3);
	quiet.hubspot.merge('contacts', '2', '3');
	const silence = quiet.read({ inputs: idsOf(2) });
	expect([silence.status, ids(silence.said.results)]).toEqual([200, ['1']]);
	expect(silence.said).not.toHaveProperty('errors');
	const frank = contacts(3, { mergedAnswers: 'newId' });
	frank.hubspot.merge('contacts', '2', '3');
	const told = (count: number) => sorted(ids(frank.read({ inputs: idsOf(count) }).said.results));
	expect([told(2), told(3)]).toEqual([
		['1', '3'],
		['1', '3'],
	]);
});

it('A batch read of line items with bad ids names nobody, as the update does', () => {
	const { status, said } = account().read({ inputs: [{ id: '9' }] }, 'line_items');
	expect([status, said.results, said.errors]).toEqual([207, [], []]);
});

it('A batch read sees what was written, under a changed key too', () => {
	const { update, read } = contacts(2);
	update([{ id: '1', properties: { email: 'new@example.com', firstname: 'N' } }]);
	const by = (email: string) =>
		read({ inputs: [{ id: email }], idProperty: 'email', properties: ['firstname'] });
	expect(by('NEW@example.com').said.results).toMatchObject([{ properties: { firstname: 'N' } }]);
	expect(by('p0@example.com').status).toBe(207);
});

it('A batch read finds a contact by a secondary address, and does not repeat the address', () => {
	const { hubspot, read } = contacts(2);
	const id = hubspot.seedObject('contacts', {
		email: 'ann@example.com',
		hs_additional_emails: 'Ann@old.example.com;ann@older.example.com',
	});
	const by = (...emails: string[]) =>
		read({
			inputs: emails.map((email) => ({ id: email })),
			idProperty: 'email',
			properties: ['email'],
		});
	for (const address of ['ann@old.example.com', 'ANN@older.example.com']) {
		const { status, body, said } = by(address);
		expect([status, ids(said.results)]).toEqual([200, [id]]);
		expect(said.results[0].properties.email).toBe('ann@example.com');
		expect(body).not.toContain(address);
	}
	// Asked for by both, it is told once.
	expect(ids(by('ann@example.com', 'ann@old.example.com').said.results)).toEqual([id]);
	expect(by('old.example.com').status).toBe(207); // a part of an address finds nobody
});
