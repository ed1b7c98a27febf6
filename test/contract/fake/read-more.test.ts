// Batch read of CRM objects by the fake: what records held before, and records in the recycle bin.

import * as facts from '../facts';
import type { Json } from './account';
import { READ, START, account, contacts, ids, sorted } from './account';

const inputs = (...list: string[]) => list.map((id) => ({ id }));
const { parameter, only, resultHas } = facts.ARCHIVED;

/** Reads archived contacts. */
const bin = (world: ReturnType<typeof account>, body: Json, query = `?${parameter}=${only}`) =>
	world.call('POST', READ.replace('{objectType}', 'contacts') + query, body);

it('A batch read shows what properties held, with the moment of each value, the newest first', () => {
	const { hubspot, clock, update, read } = contacts(2);
	hubspot.seedObject('contacts', { email: 'ann@example.com', firstname: 'Ann' }, '9');
	clock.now = START + 60_000;
	update([{ id: '9', properties: { firstname: 'Anna' } }]);
	clock.now = START + 120_000;
	update([{ id: '9', properties: { firstname: '' } }]);
	const propertiesWithHistory = ['firstname', 'lastname', 'no_such_property'];
	const { said } = read({ inputs: inputs('9'), propertiesWithHistory });
	const [record] = said.results;
	const at = (ms: number) => new Date(START + ms).toISOString();
	const sourceType = 'INTEGRATION';
	expect(record.propertiesWithHistory).toEqual({
		firstname: [
			{ value: '', timestamp: at(120_000), sourceType },
			{ value: 'Anna', timestamp: at(60_000), sourceType },
			{ value: 'Ann', timestamp: at(0), sourceType },
		],
		lastname: [],
	});
	const { firstname } = record.propertiesWithHistory as Record<string, Json[]>;
	expect(Object.keys(firstname[0]).sort()).toEqual([...facts.VALUE_WITH_TIMESTAMP.always].sort());
	expect(read({ inputs: inputs('9') }).said.results[0]).not.toHaveProperty('propertiesWithHistory');
});

it('A batch read for archived records finds these alone, by their ids and by what they held', () => {
	const world = contacts(4);
	world.clock.now = START + 60_000;
	world.archive(inputs('1', '2'));
	const { status, said } = bin(world, {
		inputs: inputs('1', '2', '3', '99'),
		properties: ['email'],
	});
	expect([status, sorted(ids(said.results))]).toEqual([207, ['1', '2']]);
	expect(said.errors[0]).toMatchObject({
		category: 'OBJECT_NOT_FOUND',
		context: { ids: ['3', '99'] },
	});
	for (const result of said.results) {
		expect(result.archived).toBe(true);
		expect(result[resultHas]).toBe(new Date(START + 60_000).toISOString());
	}
	const byEmail = bin(world, { inputs: inputs('P0@example.com'), idProperty: 'email' });
	expect(ids(byEmail.said.results)).toEqual(['1']);
});

it('A batch read finds no archived records unless it asks for these', () => {
	const world = contacts(2);
	world.archive(inputs('1'));
	for (const query of ['', `?${parameter}=false`]) {
		const { status, said } = bin(world, { inputs: inputs('1', '2') }, query);
		expect([status, ids(said.results), said.results[0].archived]).toEqual([207, ['2'], false]);
		expect(said.results[0]).not.toHaveProperty(resultHas);
	}
});

it.each([`?${parameter}=1`, `?${parameter}=`, '?properties=email'])(
	'A batch read refuses the query %s',
	(query) => {
		expect(bin(contacts(1), { inputs: inputs('1') }, query).status).toBe(400);
	},
);

it('Of several archived contacts with one address, a batch read finds the last', () => {
	const world = contacts(0);
	for (const id of ['5', '6']) {
		world.hubspot.seedObject('contacts', { email: 'ann@example.com' }, id);
		world.archive(inputs(id));
	}
	const { said } = bin(world, { inputs: inputs('ann@example.com'), idProperty: 'email' });
	expect(ids(said.results)).toEqual(['6']);
});
