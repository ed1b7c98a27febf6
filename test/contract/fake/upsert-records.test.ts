// Batch upsert of CRM objects by the fake.

import type { FakeOptions } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import type { Json } from './account';
import { account, numbers, sorted } from './account';

const person = (id: string, properties: Json = { firstname: 'X' }, more: Json = {}) => ({
	id,
	idProperty: 'email',
	properties,
	...more,
});

/** Inputs with trace ids `t0`, `t1` and so on. */
const traced = (inputs: Json[]) =>
	inputs.map((each, i) => ({ ...each, objectWriteTraceId: `t${i}` }));

it('An upsert creates the records that are missing, updates the others, and says which it did', () => {
	const { hubspot, upsert } = account();
	const known = hubspot.seedObject('contacts', { email: 'p1@example.com', phone: '1' });
	const { status, said } = upsert([1, 2, 3].map((n) => person(`p${n}@example.com`)));
	expect(status).toBe(200);
	expect(said).not.toHaveProperty('errors');
	const news = said.results.map((result) => [result.properties.email, result.new]);
	expect(sorted(news.map(String))).toEqual([
		'p1@example.com,false',
		'p2@example.com,true',
		'p3@example.com,true',
	]);
	expect(hubspot.objects('contacts').size).toBe(3);
	expect(hubspot.object('contacts', known)?.properties).toEqual({
		email: 'p1@example.com',
		phone: '1',
		firstname: 'X',
	});
	expect(hubspot.applied.map(({ kind, action, key }) => [kind, action, key])).toEqual([
		['record', 'update', 'contacts|p1@example.com'],
		['record', 'create', 'contacts|p2@example.com'],
		['record', 'create', 'contacts|p3@example.com'],
	]);
});

it('A record that an upsert creates has the value it was looked for by', () => {
	const { hubspot, read, upsert } = account();
	const [{ id }] = upsert([person('Ann@Example.com')]).said.results;
	expect(hubspot.object('contacts', id)?.properties).toEqual({
		email: 'ann@example.com',
		firstname: 'X',
	});
	const found = read({ inputs: [{ id: 'ANN@example.com' }], idProperty: 'email' });
	expect(found.said.results.map((each) => each.id)).toEqual([id]);
});

it('An upsert sent again updates what it has created, by e-mail in any case', () => {
	const { hubspot, upsert } = account();
	const [first] = upsert([person('Ann@example.com')]).said.results;
	const [again] = upsert([person('ANN@EXAMPLE.COM', { firstname: 'Y' })]).said.results;
	expect([first.new, again.new, again.id]).toEqual([true, false, first.id]);
	expect(hubspot.objects('contacts').size).toBe(1);
	expect(hubspot.object('contacts', first.id)?.properties.firstname).toBe('Y');
});

it('The results of an upsert carry the trace id if the fake echoes them, and always the key', () => {
	for (const echoTraceIds of [true, false]) {
		const { upsert } = account({ echoTraceIds });
		const { said } = upsert(traced([person('ann@example.com'), person('bob@example.com')]));
		for (const { objectWriteTraceId, properties } of said.results) {
			const own = properties.email === 'ann@example.com' ? 't0' : 't1';
			expect(objectWriteTraceId).toBe(echoTraceIds ? own : undefined);
		}
	}
});

it('The results of an upsert do not come in the order of its inputs', () => {
	const { upsert } = account();
	const inputs = numbers(10).map((n) => person(`p${n}@example.com`));
	const emails = upsert(inputs).said.results.map(({ properties }) => String(properties.email));
	expect(emails).not.toEqual(inputs.map(({ id }) => id));
	expect(sorted(emails)).toEqual(sorted(inputs.map(({ id }) => id)));
});

it.each([undefined, 'hs_object_id', 'firstname', 'nope'])(
	'An upsert refuses all for the idProperty %s',
	(idProperty) => {
		const { hubspot, upsert } = account();
		const unfit = { id: '1', properties: { firstname: 'X' }, idProperty };
		const { status, said } = upsert([person('ann@example.com'), unfit]);
		expect([status, said.category]).toEqual([400, 'VALIDATION_ERROR']);
		expect(said.message).toBe(
			`Unable to perform upsert by non-unique property ${idProperty ?? 'hs_object_id'}`,
		);
		expect(hubspot.applied).toEqual([]);
	},
);

it('An upsert refuses a batch with the same id twice, by e-mail in any case, trace ids or not', () => {
	const { hubspot, upsert } = account();
	const twins = [person('ann@example.com'), person('ANN@example.com', { firstname: 'Y' })];
	for (const inputs of [twins, traced(twins)]) {
		const { status, said } = upsert(inputs);
		expect([status, said.context]).toEqual([400, { ids: ['ANN@example.com'] }]);
		expect(said.message).toContain('Duplicate IDs found in batch input');
	}
	expect(upsert(twins.map((each) => ({ ...each, objectWriteTraceId: 't' }))).status).toBe(400);
	expect(hubspot.objects('contacts').size).toBe(0);
});

it.each<[string, string, Json, string | undefined]>([
	['an unknown name', 'new@example.com', { nope: 'x' }, 'PROPERTY_DOESNT_EXIST'],
	['an option that does not exist', 'new@example.com', { lifecyclestage: 'x' }, 'INVALID_OPTION'],
	['a key that is no address', 'nobody', { firstname: 'X' }, 'INVALID_EMAIL'],
	['nothing to write', 'new@example.com', {}, undefined],
	['another key in the properties', 'new@example.com', { email: 'other@example.com' }, undefined],
])(
	'An upsert refuses to create a record with %s: with trace ids the one input, without them all',
	(_, id, properties, code) => {
		const { hubspot, upsert } = account();
		const inputs = [person('ann@example.com'), person(id, properties)];
		const whole = upsert(inputs);
		expect([whole.status, whole.said.category]).toEqual([400, 'VALIDATION_ERROR']);
		expect(hubspot.applied).toEqual([]);
		const { status, said } = upsert(traced(inputs));
		expect([status, said.numErrors, said.results.length]).toEqual([207, 1, 1]);
		expect(said.errors[0].context).toEqual({ ids: [id], objectWriteTraceId: ['t1'] });
		if (code !== undefined) expect(said.errors[0].errors).toMatchObject([{ code }]);
		expect(hubspot.objects('contacts').size).toBe(1);
	},
);

it('An upsert may change the key of a record that is there', () => {
	const { hubspot, upsert } = account();
	const id = hubspot.seedObject('contacts', { email: 'old@example.com' });
	const { said } = upsert([person('old@example.com', { email: 'new@example.com' })]);
	expect(said.results).toMatchObject([
		{ id, new: false, properties: { email: 'new@example.com' } },
	]);
});

it('An upsert that changed the key of a record conflicts with that record when it is sent again', () => {
	const { hubspot, upsert } = account();
	const id = hubspot.seedObject('contacts', { email: 'old@example.com' });
	const input = person('old@example.com', { email: 'new@example.com' });
	expect(upsert([input]).said.results).toMatchObject([{ id, new: false }]);
	const { status, said } = upsert([input]);
	expect([status, said.category]).toEqual([409, 'CONFLICT']);
	expect(facts.EXISTS.exec(said.message)?.groups?.owner).toBe(id);
	expect(hubspot.objects('contacts').size).toBe(1);
});

describe('A unique value that another record has', () => {
	function clash(options: FakeOptions = {}) {
		const world = account({ conflictWords: 'existingId', ...options });
		const owner = world.hubspot.seedObject('contacts', { customer_number: 'C-1' });
		const thief = { firstname: 'X', customer_number: 'C-1' };
		const inputs = [person('ann@example.com'), person('bob@example.com', thief)];
		return { ...world, owner, inputs, traced: traced(inputs) };
	}

	it('A conflict without trace ids refuses the whole upsert with 409', () => {
		for (const upsertConflicts of ['whole', 'perItem'] as const) {
			const { hubspot, upsert, inputs, owner } = clash({ upsertConflicts });
			const { status, said } = upsert(inputs);
			expect([status, said.category]).toEqual([409, 'CONFLICT']);
			expect(said.message).toBe(`customer_number already exists. Existing ID: ${owner}`);
			expect(hubspot.applied).toEqual([]);
		}
	});

	it('A conflict with trace ids is told of the one input of an upsert', () => {
		const { hubspot, upsert, traced: inputs, owner } = clash();
		const { status, said } = upsert(inputs);
		expect(status).toBe(207);
		expect(said.errors).toMatchObject([
			{
				category: 'CONFLICT',
				context: { ids: ['bob@example.com'], objectWriteTraceId: ['t1'], existingId: [owner] },
			},
		]);
		expect(said.results).toHaveLength(1);
		expect(hubspot.applied).toHaveLength(1);
	});

	it('A conflict refuses the whole upsert despite trace ids if the fake is told so', () => {
		const { hubspot, upsert, traced: inputs } = clash({ upsertConflicts: 'whole' });
		expect(upsert(inputs).status).toBe(409);
		expect(hubspot.applied).toEqual([]);
		const invalid = [inputs[0], { ...inputs[1], properties: { nope: 'x' } }];
		expect(upsert(invalid).status).toBe(207); // other errors are still told one by one
	});

	it('A unique value of another record may refuse the upsert with 400 and property, value and ids', () => {
		const {
			hubspot,
			upsert,
			inputs,
			traced: named,
			owner,
		} = clash({ conflictWords: 'byProperty' });
		const { status, said } = upsert(inputs);
		expect([status, said.category]).toEqual([400, 'VALIDATION_ERROR']);
		expect(said).not.toHaveProperty('context');
		expect(said).not.toHaveProperty('errors');
		const told = facts.TAKEN.exec(said.message)?.groups;
		expect(told).toMatchObject({ property: 'customer_number', value: 'C-1', owner });
		expect(hubspot.applied).toEqual([]);
		const [error] = upsert(named).said.errors;
		expect(error).toMatchObject({
			category: 'VALIDATION_ERROR',
			context: { ids: ['bob@example.com'], objectWriteTraceId: ['t1'] },
		});
		expect(error.message).toMatch(facts.TAKEN);
	});

	it('The address of another contact refuses the whole upsert with 409, or with 400, as told', () => {
		const told = (conflictWords: FakeOptions['conflictWords']) => {
			const { hubspot, upsert } = account({ conflictWords });
			const owner = hubspot.seedObject('contacts', { email: 'ann@example.com' });
			const input = { id: 'C-9', idProperty: 'customer_number' };
			const properties = { email: 'Ann@example.com' };
			const { status, said } = upsert([{ ...input, properties }]);
			const words = status === 409 ? facts.EXISTS : facts.TAKEN;
			expect(words.exec(said.message)?.groups?.owner).toBe(owner);
			return [status, said.category];
		};
		expect(told(undefined)).toEqual([409, 'CONFLICT']);
		expect(told('existingId')).toEqual([409, 'CONFLICT']);
		expect(told('coordinates')).toEqual([400, 'VALIDATION_ERROR']);
	});

	it('Two new records of one upsert cannot share a unique value', () => {
		const { upsert } = account();
		const same = { customer_number: 'C-2' };
		const { status, said } = upsert(
			traced([person('ann@example.com', same), person('bob@example.com', same)]),
		);
		expect([status, said.results.length]).toEqual([207, 1]);
		expect(said.errors[0].context.ids).toEqual(['bob@example.com']);
	});
});

it('An upsert must obey what administrators require in 2026-09 only', () => {
	const path = (version: facts.Version) =>
		facts.ENDPOINTS.batchUpsertObjects.paths[version].replace('{objectType}', 'contacts');
	for (const version of facts.VERSIONS) {
		const strict = version === '2026-09';
		const { hubspot, call } = account();
		hubspot.seedObject('contacts', { email: 'old@example.com' });
		hubspot.defineProperty('contacts', { name: 'source', requiredToCreate: true });
		const requiredWhen = { property: 'lifecyclestage', value: 'customer' };
		hubspot.defineProperty('contacts', { name: 'reason', requiredWhen });
		const codes = (id: string, properties: Json) => {
			const { status, said } = call('POST', path(version), { inputs: [person(id, properties)] });
			return [status, ...(status === 400 ? said.errors.map(({ code }) => code) : [])];
		};
		const missing = strict ? [400, 'MISSING_REQUIRED_PROPERTY'] : [200];
		expect(codes('new@example.com', { firstname: 'X' })).toEqual(missing);
		const conditional = strict ? [400, 'MISSING_CONDITIONAL_REQUIRED_PROPERTY'] : [200];
		expect(codes('old@example.com', { lifecyclestage: 'customer' })).toEqual(conditional);
		expect(codes('old@example.com', { firstname: 'X' })[0]).toBe(200);
	}
});

it('An upsert without inputs is a success about nothing', () => {
	const { status, said } = account().upsert();
	expect([status, said.results]).toEqual([200, []]);
});

it('An upsert finds a contact by a secondary address, and answers with the primary one', () => {
	const { hubspot, upsert } = account();
	const id = hubspot.seedObject('contacts', {
		email: 'ann@example.com',
		hs_additional_emails: 'ann@old.example.com;ann@older.example.com',
	});
	const { said } = upsert([person('Ann@Older.example.com')]);
	expect(said.results).toMatchObject([
		{ id, new: false, properties: { email: 'ann@example.com' } },
	]);
	expect(hubspot.objects('contacts').size).toBe(1);
});

it('An upsert of a custom object goes by its own unique property', () => {
	const { hubspot, upsert } = account();
	const inputs = [{ id: 'S-1', idProperty: 'session_code', properties: { title: 'T' } }];
	const [{ id }] = upsert(inputs, 'p123_session').said.results;
	expect(hubspot.object('2-1001', id)?.properties).toEqual({ session_code: 'S-1', title: 'T' });
	expect(hubspot.applied[0]).toMatchObject({ key: '2-1001|S-1', objectType: '2-1001' });
});

it('An upsert with a bad input is refused as a whole, as the rule says', () => {
	const { hubspot, upsert } = account();
	hubspot.refuseWhen({ property: 'firstname', value: 'BAD' }, { status: 400, names: 'ids' });
	const { status, said } = upsert(
		traced([person('ann@example.com'), person('bob@example.com', { firstname: 'BAD' })]),
	);
	expect([status, said.context]).toEqual([400, { ids: ['bob@example.com'] }]);
	expect(hubspot.objects('contacts').size).toBe(0);
});
