// Batch create of CRM objects by the fake.

import * as facts from '../facts';
import type { Json } from './account';
import { CRM_CREATE, START, account, numbers, sorted } from './account';

const person = (email: string, more: Json = {}) => ({ properties: { email, ...more } });

/** Inputs with trace ids `t0`, `t1` and so on. */
const traced = (inputs: Json[]): Json[] =>
	inputs.map((each, i) => ({ ...each, objectWriteTraceId: `t${i}` }));

it('A create makes a record of each input, with an ID of its own and the time of its birth', () => {
	const { hubspot, create, clock } = account();
	clock.now += 5_000;
	const { status, said } = create([person('Ann@example.com'), person('bob@example.com')]);
	expect([status, said.status]).toEqual([201, 'COMPLETE']);
	expect(said).not.toHaveProperty('errors');
	expect(sorted(said.results.map(({ properties }) => String(properties.email)))).toEqual([
		'ann@example.com',
		'bob@example.com',
	]);
	for (const { id, createdAt, updatedAt } of said.results) {
		expect(hubspot.object('contacts', id)).toBeDefined();
		expect([createdAt, updatedAt]).toEqual(Array(2).fill(new Date(START + 5_000).toISOString()));
	}
	expect(hubspot.applied.map(({ action, key, id }) => [action, key === `contacts|${id}`])).toEqual(
		Array(2).fill(['create', true]),
	);
});

it('A create sent again makes second records where nothing in them is unique', () => {
	const { hubspot, create } = account();
	for (const each of [1, 2])
		expect([each, create([{ properties: {} }]).status]).toEqual([each, 201]);
	const deals = traced([{ properties: { dealname: 'D' } }, { properties: { dealname: 'D' } }]);
	expect(create(deals, 'deals').status).toBe(201);
	expect([hubspot.objects('contacts').size, hubspot.objects('deals').size]).toEqual([2, 2]);
});

it('The results of a create carry the trace ID if the fake echoes them, and come in another order', () => {
	for (const echoTraceIds of [true, false]) {
		const { create } = account({ echoTraceIds });
		const { said } = create(traced(numbers(10).map((n) => person(`p${n}@example.com`))));
		const traces = said.results.map(({ properties, objectWriteTraceId }) => [
			properties.email,
			objectWriteTraceId,
		]);
		const own = numbers(10).map((n) => [`p${n}@example.com`, echoTraceIds ? `t${n}` : undefined]);
		expect(traces).not.toEqual(own);
		expect(traces).toEqual(expect.arrayContaining(own));
	}
});

describe('A create of what is there already', () => {
	const clash = () => {
		const world = account();
		const owner = world.hubspot.seedObject('contacts', { email: 'ann@example.com' });
		return { ...world, owner, inputs: [person('bob@example.com'), person('ANN@example.com')] };
	};

	it('refuses the whole batch without trace IDs, and names the first in its message alone', () => {
		const { hubspot, create, inputs, owner } = clash();
		const { status, said } = create(inputs);
		expect({ status, category: said.category }).toEqual(facts.CREATE_CONFLICT.whole);
		expect(facts.EXISTS.exec(said.message)?.groups?.owner).toBe(owner);
		expect(said).not.toHaveProperty('context');
		expect(hubspot.applied).toEqual([]);
	});

	it('is told of the one input with trace IDs, with the ID of the other record', () => {
		const { hubspot, create, inputs, owner } = clash();
		const { status, said } = create(traced(inputs));
		const { item } = facts.CREATE_CONFLICT;
		expect([status, said.errors[0].category]).toEqual([item.status, item.category]);
		expect(Object.keys(said.errors[0].context)).toEqual(item.context);
		expect(said.errors[0].context).toEqual({ objectWriteTraceId: ['t1'], existingId: [owner] });
		expect(said.results).toHaveLength(1);
		expect(hubspot.objects('contacts').size).toBe(2);
	});

	it('tells of another unique property in the words of the coordinates', () => {
		const { hubspot, create } = account();
		const owner = hubspot.seedObject('companies', { company_number: 'C-1' });
		const inputs = [{ properties: { company_number: 'C-1' } }];
		const whole = create(inputs, 'companies');
		expect([whole.status, facts.TAKEN.exec(whole.said.message)?.groups]).toMatchObject([
			400,
			{ property: 'company_number', value: 'C-1', owner },
		]);
		const { said } = create(traced(inputs), 'companies');
		expect(said.errors[0].context).toEqual({ objectWriteTraceId: ['t0'] });
		expect(said.errors[0].message).toMatch(facts.TAKEN);
	});

	it('finds a contact by a secondary address as well', () => {
		const { hubspot, create } = account();
		const address = { email: 'ann@example.com', hs_additional_emails: 'old@example.com' };
		const owner = hubspot.seedObject('contacts', address);
		const { said } = create(traced([person('old@example.com')]));
		expect(said.errors[0].context.existingId).toEqual([owner]);
	});

	it('is the second of two inputs with one value in a batch', () => {
		const { hubspot, create } = account();
		const twins = traced([person('ann@example.com'), person('ANN@example.com')]);
		const { status, said } = create(twins);
		expect([status, said.results.length]).toEqual([207, 1]);
		expect(said.errors[0].context.objectWriteTraceId).toEqual(['t1']);
		expect(hubspot.objects('contacts').size).toBe(1);
		const both = account();
		const whole = both.create(twins.map(({ properties }) => ({ properties })));
		expect(whole.status).toBe(409);
		expect(both.hubspot.applied).toEqual([]);
	});
});

it.each<[string, Json, string]>([
	['an unknown name', { nope: 'x' }, 'PROPERTY_DOESNT_EXIST'],
	['an option that does not exist', { lifecyclestage: 'x' }, 'INVALID_OPTION'],
	['an address that is none', { email: 'nobody' }, 'INVALID_EMAIL'],
])('A create refuses %s: with trace IDs the one input, without them all', (_, properties, code) => {
	const { hubspot, create } = account();
	const inputs = [person('ann@example.com'), { properties }];
	expect(create(inputs).status).toBe(400);
	expect(hubspot.applied).toEqual([]);
	const { status, said } = create(traced(inputs));
	expect([status, said.results.length]).toEqual([207, 1]);
	expect(said.errors[0].context).toEqual({ objectWriteTraceId: ['t1'] });
	expect(said.errors[0].errors).toMatchObject([{ code }]);
});

it('A create refuses a batch with one trace ID twice, and one without inputs is about nothing', () => {
	const { hubspot, create } = account();
	const same = { objectWriteTraceId: 't' };
	const inputs = [
		{ ...person('ann@example.com'), ...same },
		{ ...person('bob@example.com'), ...same },
	];
	expect(create(inputs).said.message).toContain('Duplicate objectWriteTraceIds');
	expect(create().said.results).toEqual([]);
	expect(hubspot.applied).toEqual([]);
});

it('A create must obey what administrators require in 2026-09 only', () => {
	for (const version of facts.VERSIONS) {
		const { hubspot, call } = account();
		hubspot.defineProperty('contacts', { name: 'source', requiredToCreate: true });
		const path = facts.ENDPOINTS.batchCreateObjects.paths[version];
		const inputs = [person('ann@example.com')];
		const { status } = call('POST', path.replace('{objectType}', 'contacts'), { inputs });
		expect([version, status]).toEqual([version, version === '2026-09' ? 400 : 201]);
	}
});

describe('The associations of a new record', () => {
	const [category] = facts.ASSOCIATION.categories;
	const type = { associationCategory: category, associationTypeId: 279 };
	const to = { id: '512' };

	it('are kept as the input says them, and shown by no answer', () => {
		const { hubspot, create } = account();
		hubspot.seedObject('companies', {}, '512');
		const associations = [{ to, types: [type] }];
		const [result] = create([{ ...person('ann@example.com'), associations }]).said.results;
		expect(hubspot.object('contacts', result.id)?.associations).toEqual(associations);
		expect(result).not.toHaveProperty('associations');
		expect(hubspot.associationOf(['contacts', result.id], ['companies', '512'])).toEqual([
			'HUBSPOT_DEFINED:279',
		]);
	});

	const { NOT_ASSOCIATED } = facts;
	const wrong: Array<[string, Json[], { message: unknown; context: object }]> = [
		[
			'with a record that does not exist',
			[{ to: { id: '404' }, types: [type] }],
			{
				message: NOT_ASSOCIATED.message,
				context: {
					INVALID_OBJECT_IDS: ['COMPANY=404 is not valid'],
					objectId: ['404'],
					objectType: ['COMPANY'],
				},
			},
		],
		[
			'with a record of another object type',
			[{ to: { id: '7' }, types: [type] }],
			{
				message: NOT_ASSOCIATED.message,
				context: {
					INVALID_OBJECT_IDS: ['COMPANY=7 is not valid'],
					objectId: ['7'],
					objectType: ['COMPANY'],
				},
			},
		],
		[
			'by a type that does not exist',
			[{ to, types: [{ associationCategory: 'USER_DEFINED', associationTypeId: 279 }] }],
			{
				message: NOT_ASSOCIATED.message,
				context: {
					associationSpec: ['USER_DEFINED=279'],
					INVALID_ASSOCIATION_TYPE_ID: [
						'USER_DEFINED=279 is not a valid association definition id',
					],
				},
			},
		],
		[
			'by a type of the other direction',
			[{ to, types: [{ ...type, associationTypeId: 280 }] }],
			{ message: expect.stringMatching(NOT_ASSOCIATED.turned), context: {} },
		],
	];
	const others = () => {
		const world = account();
		world.hubspot.seedObject('companies', {}, '512');
		world.hubspot.seedObject('deals', {}, '7');
		return world;
	};

	it.each(wrong)('%s: that record alone is refused', (_, associations, said) => {
		const { hubspot, create } = others();
		const good = { ...person('ann@example.com'), associations: [{ to, types: [type] }] };
		const inputs = traced([good, { ...person('bob@example.com'), associations }]);
		const answer = create(inputs);
		expect([answer.status, answer.said.results.length]).toEqual([207, 1]);
		const context = { objectWriteTraceId: ['t1'], ...said.context };
		expect(answer.said.errors).toMatchObject([{ category: 'VALIDATION_ERROR', ...said, context }]);
		expect(hubspot.objects('contacts').size).toBe(1);
	});

	it.each(wrong)('%s: without trace IDs the batch is refused', (_, associations, said) => {
		const { hubspot, create } = others();
		const answer = create([
			person('ann@example.com'),
			{ ...person('bob@example.com'), associations },
		]);
		expect([answer.status, answer.said.message]).toEqual([400, said.message]);
		expect(answer.said.context ?? {}).toEqual(said.context);
		expect(hubspot.objects('contacts').size).toBe(0);
	});

	it('refuse the batch in spite of trace IDs, or are told as records that are not there, where the fake is set so', () => {
		const [[, associations]] = wrong;
		const inputs = traced([person('ann@example.com'), { ...person('b@x.co'), associations }]);
		expect(account({ associationErrors: 'whole' }).create(inputs).status).toBe(400);
		const { status, said } = account({ associationErrors: 'end' }).create(inputs);
		expect(status).toBe(207);
		expect(said.errors).toMatchObject([
			{
				category: 'OBJECT_NOT_FOUND',
				context: { objectWriteTraceId: ['t1'], toObjectId: ['404'] },
			},
		]);
	});

	it.each<[string, unknown]>([
		['no list', {}],
		['none of a record', [{ types: [type] }]],
		['an ID that is no text', [{ to: { id: 512 }, types: [type] }]],
		['none of a type', [{ to, types: [] }]],
		['a category that does not exist', [{ to, types: [{ ...type, associationCategory: 'X' }] }]],
		['a type ID that is text', [{ to, types: [{ ...type, associationTypeId: '279' }] }]],
		['something else beside', [{ to, types: [type], label: 'x' }]],
	])('refuse the batch where they hold %s', (_, associations) => {
		const { hubspot, create } = account();
		const { status, said } = create([{ ...person('ann@example.com'), associations }]);
		expect([status, said.message]).toEqual([400, expect.stringContaining('Invalid input JSON')]);
		expect(hubspot.applied).toEqual([]);
	});
});

describe('A call that is carried out after its line went dead', () => {
	it('is not there at once, and is there when its time has come', () => {
		const { hubspot, create, clock, read } = account();
		hubspot.faults.next({ kind: 'late', ms: 3_000 });
		expect(create([person('ann@example.com')])).toMatchObject({ status: 0, wire: 'reset' });
		const find = () => read({ inputs: [{ id: 'ann@example.com' }], idProperty: 'email' }).status;
		clock.now += 2_999;
		expect(find()).toBe(207);
		clock.now += 1;
		expect(find()).toBe(200);
		expect(hubspot.applied).toHaveLength(1);
	});

	it('is refused like any other where somebody else was first', () => {
		const { hubspot, create, clock, call } = account();
		hubspot.faults.next({ kind: 'late', ms: 3_000 });
		create([person('ann@example.com', { firstname: 'Late' })]);
		expect(create([person('ann@example.com', { firstname: 'First' })]).status).toBe(201);
		clock.now += 3_000;
		call('GET', '/account-info/v3/details');
		expect(hubspot.applied.map(({ input }) => input.properties)).toMatchObject([
			{ firstname: 'First' },
		]);
	});

	it('can be finished by a test that looks at the account', () => {
		const { hubspot, create } = account();
		hubspot.faults.next({ kind: 'late', ms: 3_000 });
		create([person('ann@example.com')]);
		expect(hubspot.objects('contacts').size).toBe(0);
		hubspot.finish();
		expect(hubspot.objects('contacts').size).toBe(1);
		hubspot.finish();
		expect(hubspot.applied).toHaveLength(1);
	});
});

it('A create wants the scope of its object type', () => {
	const tokens = {
		poor: { appId: 1, scopes: ['crm.objects.deals.write'], kind: 'token' as const },
	};
	const world = account({ tokens });
	const inputs = [person('ann@example.com')];
	expect(
		world.call('POST', CRM_CREATE.replace('{objectType}', 'contacts'), { inputs }, 'poor').status,
	).toBe(403);
	expect(world.create([{ properties: { dealname: 'D' } }], 'deals', 'poor').status).toBe(201);
});
