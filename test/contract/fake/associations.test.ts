// Associations by the fake, held to the referee (facts.ts), and what it does beyond that.

import type { FakeOptions } from '../../fake-hubspot/hubspot';
import { ALL_SCOPES, DEFAULT_TOKEN } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import type { Json } from './account';
import { account } from './account';

type Name = facts.AssociationEndpointName;

const PRIMARY = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }];
const pathOf = (
	suffix: string,
	version: facts.Version = '2026-03',
	[from, to] = ['contacts', 'companies'],
) =>
	facts.ASSOCIATION_ROOTS[version].replace('{fromObjectType}', from).replace('{toObjectType}', to) +
	suffix;

/** An account with contacts and companies of the same IDs, 1 to `count`. */
function world(options: FakeOptions = {}, count = 5) {
	const it = account(options);
	for (const objectType of ['contacts', 'companies']) {
		it.hubspot.seedObjects({ objectType, count, properties: {} });
	}
	const send = (
		name: Name,
		inputs: unknown,
		version: facts.Version = '2026-03',
		types?: [string, string],
		token = DEFAULT_TOKEN,
	) => it.call('POST', pathOf(facts.ASSOCIATIONS[name].suffix, version, types), { inputs }, token);
	const typesOf = (from: number, to: number) =>
		it.hubspot.associationOf(['contacts', String(from)], ['companies', String(to)]);
	const back = (from: number, to: number) =>
		it.hubspot.associationOf(['companies', String(from)], ['contacts', String(to)]);
	return { ...it, send, typesOf, back };
}

const pair = (from: number, to: number) => ({ from: { id: `${from}` }, to: { id: `${to}` } });

/** A sound input about the contact and the company of these IDs. */
const sound: Record<Name, (n: number) => Json> = {
	associate: (n) => pair(n, n),
	associateLabelled: (n) => ({ ...pair(n, n), types: PRIMARY }),
	remove: (n) => ({ from: { id: `${n}` }, to: [{ id: `${n}` }] }),
	removeLabel: (n) => ({ ...pair(n, n), types: PRIMARY }),
	read: (n) => ({ id: `${n}` }),
};

describe.each(Object.keys(facts.ASSOCIATIONS) as Name[])('%s:', (name) => {
	const fact = facts.ASSOCIATIONS[name];

	it.each(facts.VERSIONS)('In %s the fake has its path, its code and its results', (version) => {
		const it = world();
		it.hubspot.seedAssociation(['contacts', '1'], ['companies', '2']);
		const { status, said, body } = it.send(name, [sound[name](1)], version);
		expect(status).toBe(fact.success[version]);
		if (status === 204) expect(body).toBe('');
		else for (const field of facts.ENVELOPE.always) expect(said).toHaveProperty(field);
		for (const result of said.results ?? []) {
			expect(Object.keys(result).sort()).toEqual([...fact.result].sort());
		}
		expect((said.results ?? []).length > 0).toBe(fact.result.length > 0);
		const wrong = it.call('PATCH', pathOf(fact.suffix, version));
		expect(wrong.status).toBe(405);
	});

	it('The fake takes so many inputs as the referee says, and none more', () => {
		const count = fact.maxInputs + 1;
		const it = world({}, count);
		const inputs = Array.from({ length: count }, (_, n) => sound[name](n + 1));
		const { status, said } = it.send(name, inputs);
		expect([status, said.category]).toEqual([400, 'VALIDATION_ERROR']);
		expect(it.hubspot.applied).toEqual([]);
		expect(it.send(name, inputs.slice(1)).status).toBeLessThan(300);
	});

	it('The fake refuses an input without a required field, one with another field, and one twice', () => {
		for (const field of fact.required) {
			const input = sound[name](1);
			delete input[field];
			expect(world().send(name, [input]).status).toBe(400);
		}
		const known = world().send(name, [{ ...sound[name](1), surprise: 1 }]);
		expect(known.status).toBe(400);
		expect(world().send(name, [sound[name](1), sound[name](1)]).status).toBe(400);
	});

	it('The fake wants the scopes of both object types', () => {
		const [own, other] = ['contacts', 'companies'].map((x) => `crm.objects.${x}.${fact.right}`);
		const token = (scopes: readonly string[]) => ({
			appId: 1,
			scopes: [...scopes],
			kind: 'token' as const,
		});
		const tokens = {
			both: token([own, other]),
			first: token(ALL_SCOPES.filter((scope) => scope !== other)),
			second: token(ALL_SCOPES.filter((scope) => scope !== own)),
		};
		for (const [each, missing] of [
			['first', other],
			['second', own],
		]) {
			const { status, said } = world({ tokens }).send(
				...([name, [sound[name](1)], '2026-03', undefined, each] as const),
			);
			expect(status).toBe(403);
			expect(said.errors[0].context.requiredGranularScopes).toEqual([missing]);
		}
		const ask = world({ tokens }).send(name, [sound[name](1)], '2026-03', undefined, 'both');
		expect(ask.status).toBeLessThan(300);
	});

	it('The fake does not know object types that there are not', () => {
		const { status, said } = world().send(name, [sound[name](1)], '2026-03', [
			'contacts',
			'butterflies',
		]);
		expect([status, said.message]).toEqual([400, facts.UNKNOWN_TYPE.message('butterflies')]);
	});

	it('Sending a call again changes nothing, and is no error', () => {
		const it = world();
		const input = sound[name](1);
		it.send(name, [input]);
		const before = [it.typesOf(1, 1), it.back(1, 1)];
		expect(it.send(name, [input]).status).toBeLessThan(300);
		expect([it.typesOf(1, 1), it.back(1, 1)]).toEqual(before);
	});
});

describe('Both directions', () => {
	it('are associated by one call, each with a type of its own', () => {
		const { send, typesOf, back } = world();
		send('associate', [pair(1, 2)]);
		expect([typesOf(1, 2), back(2, 1)]).toEqual([['HUBSPOT_DEFINED:279'], ['HUBSPOT_DEFINED:280']]);
		expect([typesOf(2, 1), back(1, 2)]).toEqual([[], []]);
	});

	it('are told in two results for a pair by the default call, the other direction first', () => {
		const { send } = world();
		const { results } = send('associate', [pair(1, 2)]).said as { results: unknown[] };
		expect(results).toEqual([
			{
				...pair(2, 1),
				associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 280 },
			},
			{
				...pair(1, 2),
				associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 },
			},
		]);
	});

	it('have a label each, and the default association beside it', () => {
		const it = world();
		const label = { label: 'Boss', typeId: 37, inverse: { label: 'Report', typeId: 38 } };
		it.hubspot.defineLabel('contacts', 'companies', label);
		const types = [{ associationCategory: 'USER_DEFINED', associationTypeId: 37 }];
		const { said } = it.send('associateLabelled', [{ ...pair(1, 2), types }]);
		expect(said.results[0]).toMatchObject({ fromObjectId: 1, toObjectId: 2, labels: ['Boss'] });
		expect(it.typesOf(1, 2)).toEqual(['HUBSPOT_DEFINED:279', 'USER_DEFINED:37']);
		expect(it.back(2, 1)).toEqual(['HUBSPOT_DEFINED:280', 'USER_DEFINED:38']);
		it.send('removeLabel', [{ ...pair(1, 2), types }]);
		expect([it.typesOf(1, 2), it.back(2, 1)]).toEqual([
			['HUBSPOT_DEFINED:279'],
			['HUBSPOT_DEFINED:280'],
		]);
		it.send('remove', [{ from: { id: '1' }, to: [{ id: '2' }] }]);
		expect([it.typesOf(1, 2), it.back(2, 1)]).toEqual([[], []]);
	});

	it.each(facts.VERSIONS)('have labels that a GET lists, in %s', (version) => {
		const { call } = world();
		const { suffix, always } = facts.ASSOCIATION_LABELS;
		for (const [types, numbers] of [
			[
				['contacts', 'companies'],
				[279, 1],
			],
			[
				['companies', 'contacts'],
				[280, 2],
			],
		] as Array<[[string, string], number[]]>) {
			const { status, said } = call('GET', pathOf(suffix, version, types));
			expect(status).toBe(200);
			expect(said.results.map(({ typeId }) => typeId)).toEqual(numbers);
			for (const field of always) expect(said.results[0]).toHaveProperty(field);
		}
	});
});

describe('A type that there is not', () => {
	const ask = (category: string, number: number) => {
		const types = [{ associationCategory: category, associationTypeId: number }];
		return world().send('associateLabelled', [{ ...pair(1, 2), types }]);
	};

	it('refuses the whole batch, and is named in the context', () => {
		const { status, said } = ask('USER_DEFINED', 3);
		expect([status, said.category, said.message]).toEqual([
			400,
			'VALIDATION_ERROR',
			facts.NOT_ASSOCIATED.message,
		]);
		expect(Object.keys(said.context).sort()).toEqual([...facts.NOT_ASSOCIATED.type].sort());
	});

	it('in this direction alone refuses the whole batch, too, and is told in other words', () => {
		const { status, said } = ask('HUBSPOT_DEFINED', 2);
		expect(status).toBe(400);
		expect(said.message).toMatch(facts.NOT_ASSOCIATED.turned);
	});

	it('is the default one where a custom object is involved', () => {
		const it = world();
		it.hubspot.seedObject('2-1001', {}, '1');
		const { status } = it.send('associate', [pair(1, 1)], '2026-03', ['contacts', '2-1001']);
		expect(status).toBe(400);
		expect(it.hubspot.applied).toEqual([]);
	});
});

describe('A record that there is not', () => {
	const inputs = [pair(1, 2), pair(1, 404)];

	it.each([
		['pair', { fromObjectId: ['1'], toObjectId: ['404'] }],
		['end', { toObjectId: ['404'] }],
		[
			'invalidIds',
			{
				INVALID_OBJECT_IDS: ['COMPANY=404 is not valid'],
				objectId: ['404'],
				objectType: ['COMPANY'],
			},
		],
	] as const)('is an error of its own, inside the 200 or with 207: %s', (how, context) => {
		for (const name of ['associate', 'associateLabelled'] as const) {
			const it = world({ associationErrors: how });
			const typed =
				name === 'associate' ? inputs : inputs.map((each) => ({ ...each, types: PRIMARY }));
			const { status, said } = it.send(name, typed);
			expect(status).toBe(facts.ASSOCIATIONS[name].partial);
			expect(said.numErrors).toBe(1);
			expect(said.errors[0].context).toEqual(context);
			expect(it.typesOf(1, 2)).not.toEqual([]);
		}
	});

	it('refuses the whole batch if told so', () => {
		const it = world({ associationErrors: 'whole' });
		const { status, said } = it.send('associate', inputs);
		expect([status, said.message]).toEqual([400, facts.NOT_ASSOCIATED.message]);
		expect(Object.keys(said.context).sort()).toEqual([...facts.NOT_ASSOCIATED.record].sort());
		expect(it.hubspot.applied).toEqual([]);
	});

	it('has nothing to remove, which is no error', () => {
		const it = world();
		const input = { from: { id: '404' }, to: [{ id: '405' }] };
		expect(it.send('remove', [input]).status).toBe(200);
	});
});

describe('A read', () => {
	it('pages through what is associated with each record, its types in words, its IDs numbers', () => {
		const it = world({ associationPageSize: 2 });
		for (const id of ['1', '2', '3']) {
			it.hubspot.seedAssociation(['contacts', '1'], ['companies', id], 'HUBSPOT_DEFINED:1');
		}
		const first = it.send('read', [{ id: '1' }]).said.results[0];
		expect(first).toMatchObject({ from: { id: '1' }, paging: { next: { after: '2' } } });
		expect((first.to as Json[])[0]).toEqual({
			toObjectId: 1,
			associationTypes: [
				{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
				{ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
			],
		});
		const [second] = it.send('read', [{ id: '1', after: '2' }]).said.results;
		expect(second).not.toHaveProperty('paging');
		expect((second.to as Json[]).map(({ toObjectId }) => toObjectId)).toEqual([3]);
	});

	it('tells of a record that nothing is associated with in an error of its own', () => {
		const it = world();
		const { status, said } = it.send('read', [{ id: '1' }]);
		const { category, subCategory, context } = facts.NO_ASSOCIATIONS;
		expect(status).toBe(207);
		expect(said.errors[0]).toMatchObject({ category, subCategory });
		expect(said.errors[0].message).toBe('No company is associated with contact 1.');
		expect(Object.keys(said.errors[0].context)).toEqual(context);
	});

	it('says of a record that there is not that it is not found, or that nothing is associated', () => {
		for (const [unknownSources, subCategory] of [
			['notFound', undefined],
			['none', facts.NO_ASSOCIATIONS.subCategory],
		] as const) {
			const { said } = world({ unknownSources }).send('read', [{ id: '404' }]);
			expect(said.errors[0].subCategory).toBe(subCategory);
		}
	});

	it('does not show what was archived', () => {
		const it = world();
		it.send('associate', [pair(1, 2), pair(1, 3)]);
		it.archive([{ id: '2' }], 'companies');
		const [{ to }] = it.send('read', [{ id: '1' }]).said.results;
		expect((to as Json[]).map(({ toObjectId }) => toObjectId)).toEqual([3]);
	});
});

it('Every pair that was carried out is in the list of what was, in both kinds of call', () => {
	const it = world();
	it.send('associate', [pair(1, 2)]);
	it.send('remove', [{ from: { id: '1' }, to: [{ id: '2' }] }]);
	expect(it.hubspot.applied.map(({ kind, action, key }) => [kind, action, key])).toEqual([
		['association', 'create', 'contacts|1 > companies|2'],
		['association', 'archive', 'contacts|1 > companies|2'],
	]);
});

it('A batch about pairs with a bad input is refused as a whole, as the rule says', () => {
	const it = world();
	it.hubspot.refuseWhen({ property: 'fromId', value: '2' }, { status: 400, names: 'nobody' });
	expect(it.send('associate', [pair(1, 2), pair(2, 3)]).status).toBe(400);
	expect(it.hubspot.applied).toEqual([]);
});
