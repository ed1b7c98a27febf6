// Batch update of CRM objects by the fake.

import * as facts from '../facts';
import type { Json } from './account';
import { START, account, appliedIds, contacts, ids, sorted } from './account';

it('An update writes every input, and answers with the written properties in another order', () => {
	const { hubspot, update, inputs } = contacts(10);
	const { status, said } = update(inputs);
	expect(status).toBe(200);
	expect(said).not.toHaveProperty('errors');
	expect(ids(said.results)).not.toEqual(ids(inputs));
	expect(sorted(ids(said.results))).toEqual(sorted(ids(inputs)));
	expect(appliedIds(hubspot)).toEqual(ids(inputs));
	expect(hubspot.object('contacts', '3')?.properties.firstname).toBe('N2');
	const third = said.results.find(({ id }) => id === '3');
	expect(third?.objectWriteTraceId).toBe('t2');
	expect(third?.properties).toEqual({
		firstname: 'N2',
		hs_object_id: '3',
		hs_lastmodifieddate: new Date(START).toISOString(),
	});
	expect(hubspot.applied[2]).toMatchObject({ key: 'contacts|3', trace: 't2', input: inputs[2] });
});

it('Two results of an update never come in the order of the inputs', () => {
	for (let seed = 0; seed < 20; seed++) {
		const { update, inputs } = contacts(2, { seed });
		expect(ids(update(inputs).said.results)).toEqual(['2', '1']);
	}
});

it('An update echoes no trace ids if the fake is told so', () => {
	const { update, inputs } = contacts(2, { echoTraceIds: false });
	for (const result of update(inputs).said.results) {
		expect(result).not.toHaveProperty('objectWriteTraceId');
	}
});

it('An update without inputs is a success about nothing', () => {
	const { hubspot, update } = contacts(1);
	for (const inputs of [undefined, []]) {
		const { status, said } = update(inputs);
		expect([status, said.status, said.results]).toEqual([200, 'COMPLETE', []]);
	}
	expect(hubspot.applied).toEqual([]);
});

it('An update finds records by a unique property, by email in any case, and by several in one batch', () => {
	const { hubspot, update } = account();
	const first = hubspot.seedObject('contacts', { email: 'Ann@Example.com' });
	const second = hubspot.seedObject('contacts', { customer_number: 'C-2' });
	const third = hubspot.seedObject('contacts', {});
	expect(hubspot.object('contacts', first)?.properties.email).toBe('ann@example.com');
	const properties = { firstname: 'X' };
	const { status, said } = update([
		{ id: 'ANN@example.com', idProperty: 'email', properties },
		{ id: 'C-2', idProperty: 'customer_number', properties },
		{ id: third, properties },
	]);
	expect(status).toBe(200);
	expect(sorted(ids(said.results))).toEqual(sorted([first, second, third]));
	expect(hubspot.applied.map(({ key }) => key)).toEqual([
		'contacts|ANN@example.com',
		'contacts|C-2',
		`contacts|${third}`,
	]);
});

it('An update finds a record by the key it has just got, and no longer by the old one', () => {
	const { hubspot, update } = account();
	const idProperty = 'customer_number';
	const id = hubspot.seedObject('contacts', { [idProperty]: 'old' });
	expect(update([{ id: 'old', idProperty, properties: { [idProperty]: 'new' } }]).status).toBe(200);
	const byNew = update([{ id: 'new', idProperty, properties: { firstname: 'X' } }]);
	expect(ids(byNew.said.results)).toEqual([id]);
	expect(update([{ id: 'old', idProperty, properties: { firstname: 'X' } }]).status).toBe(207);
	const record = hubspot.object('contacts', id);
	if (record) record.properties[idProperty] = 'behind its back';
	const again = update([{ id: 'behind its back', idProperty, properties: { firstname: 'Y' } }]);
	expect(ids(again.said.results)).toEqual([id]);
});

it('Of two records seeded with one unique value, the other is found once the first has changed it', () => {
	const { hubspot, update } = account();
	const idProperty = 'customer_number';
	const twins = [1, 2].map(() => hubspot.seedObject('contacts', { [idProperty]: 'same' }));
	const found = (properties: Json) =>
		ids(update([{ id: 'same', idProperty, properties }]).said.results)[0];
	const first = found({ [idProperty]: 'other' });
	expect(sorted([first, found({ firstname: 'X' })])).toEqual(sorted(twins));
});

it('The results of an update repeat the key only if the fake is told so', () => {
	for (const returnIdProperty of [false, true]) {
		const { hubspot, update } = account({ returnIdProperty });
		hubspot.seedObject('contacts', { email: 'ann@example.com' });
		const id = 'Ann@example.com';
		const { said } = update([{ id, idProperty: 'email', properties: { firstname: 'A' } }]);
		const email = returnIdProperty ? 'ann@example.com' : undefined;
		expect(said.results[0].properties.email).toBe(email);
	}
});

it.each(['hs_object_id', 'firstname', 'nope'])(
	'An update refuses all for the idProperty %s',
	(idProperty) => {
		const { hubspot, update, inputs } = contacts(2);
		const { status, said } = update([inputs[0], { ...inputs[1], idProperty }]);
		expect(status).toBe(400);
		expect(said.message).toContain(`non-unique property ${idProperty}`);
		expect(hubspot.applied).toEqual([]);
	},
);

it('An update refuses a batch with the same id twice, trace ids or not', () => {
	const { hubspot, update, inputs, plain } = contacts(3);
	for (const list of [
		[...inputs, { ...inputs[0], objectWriteTraceId: 'other' }],
		[...plain, plain[0]],
	]) {
		const { status, said } = update(list);
		expect(status).toBe(400);
		expect(said.message).toBe('Duplicate IDs found in batch input: [1]. IDs must be unique');
		expect(said.context).toEqual({ ids: ['1'] });
	}
	const email = (id: string) => ({ id, idProperty: 'email', properties: { firstname: 'X' } });
	expect(update([email('p0@example.com'), email('P0@EXAMPLE.COM')]).status).toBe(400);
	expect(update([email('p0@example.com'), plain[1]]).status).toBe(200);
	expect(hubspot.applied).toHaveLength(2);
});

it('An update refuses a batch with the same trace id twice', () => {
	const { hubspot, update, inputs } = contacts(2);
	expect(update(inputs.map((i) => ({ ...i, objectWriteTraceId: 'same' }))).status).toBe(400);
	expect(hubspot.applied).toEqual([]);
});

it('An update gathers all unknown ids in one error object, trace ids or not', () => {
	const { hubspot, update, inputs, plain } = contacts(3);
	const lost = ['97', '98', '99'].map((id, i) => ({
		id,
		properties: { firstname: 'X' },
		objectWriteTraceId: `lost${i}`,
	}));
	const { status, said } = update([lost[0], inputs[0], lost[1], inputs[1], lost[2]]);
	expect(status).toBe(207);
	expect([said.numErrors, said.errors.length]).toEqual([1, 1]);
	expect(said.errors[0].category).toBe('OBJECT_NOT_FOUND');
	expect(said.errors[0].context).toEqual({
		ids: ['97', '98', '99'],
		objectWriteTraceId: ['lost0', 'lost1', 'lost2'],
	});
	expect(appliedIds(hubspot)).toEqual(['1', '2']);
	const bare = update([plain[2], { id: '97', properties: { firstname: 'X' } }]);
	expect(bare.status).toBe(207);
	expect(bare.said.errors[0].context).toEqual({ ids: ['97'] });
});

it('An update tells of an unknown key as of an unknown id', () => {
	const { update } = contacts(1);
	const properties = { firstname: 'X' };
	const { status, said } = update([{ id: 'no@example.com', idProperty: 'email', properties }]);
	expect([status, said.errors[0].category]).toEqual([207, 'OBJECT_NOT_FOUND']);
	expect(said.errors[0].context.ids).toEqual(['no@example.com']);
});

const bad: Array<[string, Json, string | undefined]> = [
	['an unknown name', { nope: 'x' }, 'PROPERTY_DOESNT_EXIST'],
	['a read-only property', { createdate: '2027-01-01T00:00:00Z' }, 'READ_ONLY_VALUE'],
	['the record id', { hs_object_id: '5' }, 'READ_ONLY_VALUE'],
	['an option that does not exist', { lifecyclestage: 'lead;emperor' }, 'INVALID_OPTION'],
	['no boolean', { newsletter: 'yes' }, 'INVALID_BOOLEAN'],
	['no date', { birthday: '2027-02-30' }, 'INVALID_DATE'],
	['a date that is not midnight', { birthday: '2027-02-20T01:00:00Z' }, 'INVALID_DATE'],
	['a text longer than 65,536', { firstname: 'x'.repeat(65_537) }, 'INVALID_LENGTH'],
	['no email', { email: 'nobody' }, 'INVALID_EMAIL'],
	['nothing at all', {}, undefined],
];

it.each(bad)(
	'An update refuses %s: with trace ids the one input, without them all',
	(_, properties, code) => {
		const { hubspot, update, inputs, plain } = contacts(3);
		inputs[1].properties = properties;
		const { status, said } = update(inputs);
		expect(status).toBe(207);
		expect(said.numErrors).toBe(1);
		const [error] = said.errors;
		expect(error.category).toBe('VALIDATION_ERROR');
		expect(error.context).toEqual({ objectWriteTraceId: ['t1'], ids: ['2'] });
		if (code === undefined) {
			expect(error.message).toBe('No properties found to update, please provide at least one.');
		} else {
			const context = { propertyName: Object.keys(properties) };
			expect(error.errors).toMatchObject([{ code, context }]);
		}
		expect(appliedIds(hubspot)).toEqual(['1', '3']);

		plain[1].properties = properties;
		const whole = update(plain);
		expect([whole.status, whole.said.category]).toEqual([400, 'VALIDATION_ERROR']);
		expect(JSON.stringify(whole.said.context ?? {})).not.toContain('2'); // no record is named
		expect(hubspot.applied).toHaveLength(2);

		// One trace id missing, and it is all or nothing again.
		expect(update([plain[0], inputs[1], inputs[2]]).status).toBe(400);
		expect(hubspot.applied).toHaveLength(2);
	},
);

const good: Array<[string, string, Json]> = [
	['contacts', 'options joined by ";"', { lifecyclestage: 'lead;customer' }],
	['contacts', 'a day', { birthday: '2024-02-29' }],
	['contacts', 'midnight in ISO', { birthday: '2027-02-20T00:00:00.000Z' }],
	['contacts', 'midnight in another zone', { birthday: '2027-02-20T02:00:00+02:00' }],
	['contacts', 'midnight in epoch ms', { birthday: '1803081600000' }],
	['contacts', 'a boolean in letters', { newsletter: 'false' }],
	['contacts', '65,536 characters', { firstname: 'x'.repeat(facts.MAX_STRING_LENGTH) }],
	['deals', 'a number in digits', { amount: '-12.50' }],
	['deals', 'a number with an exponent', { amount: '1e3' }],
	['deals', 'an instant with a zone', { closedate: '2027-02-20T01:00:00+01:00' }],
	['deals', 'an instant in epoch ms', { closedate: '1803081600123' }],
];

it.each(good)('An update of %s takes %s', (objectType, _, properties) => {
	const { hubspot, update } = account();
	const id = hubspot.seedObject(objectType, {});
	expect(update([{ id, properties }], objectType).status).toBe(200);
	expect(hubspot.object(objectType, id)?.properties).toEqual(properties);
});

it.each([
	['a number with a comma', { amount: '1,5' }, 'INVALID_DOUBLE'],
	['an infinite number', { amount: 'Infinity' }, 'INVALID_DOUBLE'],
	['an instant without a zone', { closedate: '2027-02-20T01:00:00' }, 'INVALID_DATE'],
	['a bare day as an instant', { closedate: '2027-02-20' }, 'INVALID_DATE'],
])('An update of deals does not take %s', (_, properties, code) => {
	const { hubspot, update } = account();
	const id = hubspot.seedObject('deals', {});
	const { said } = update([{ id, properties, objectWriteTraceId: 't' }], 'deals');
	expect(said.errors[0].errors).toMatchObject([{ code }]);
});

it.each([[5], [null], [true], [['a']]])(
	'An update refuses all for the value %j, which is no text',
	(value) => {
		const { hubspot, update, inputs } = contacts(2);
		inputs[1].properties = { firstname: value };
		const { status, said } = update(inputs);
		expect([status, said.category]).toEqual([400, 'VALIDATION_ERROR']);
		expect(said.message).toContain('Invalid input JSON');
		expect(hubspot.applied).toEqual([]);
	},
);

it('An empty string clears a property, and the answer shows null', () => {
	const { hubspot, update, inputs } = contacts(1);
	update(inputs);
	const { said } = update([{ id: '1', properties: { firstname: '' } }]);
	expect(said.results[0].properties.firstname).toBeNull();
	expect(hubspot.object('contacts', '1')?.properties.firstname).toBe('');
});

it('A semicolon in front appends to a multi-select, and the answer shows all that is held', () => {
	const { hubspot, update } = account();
	const id = hubspot.seedObject('2-1001', { tracks: 'web;data' });
	const write = (tracks: string) =>
		update([{ id, properties: { tracks } }], '2-1001').said.results[0].properties.tracks;
	expect(write(`${facts.APPEND}ops`)).toBe('web;data;ops');
	expect(write(`${facts.APPEND}data;ops`)).toBe('web;data;ops');
	expect(write('data')).toBe('data');
	expect(write('')).toBeNull();
	expect(write(`${facts.APPEND}ops`)).toBe('ops');
	const { status, said } = update([{ id, properties: { tracks: ';nope' } }], '2-1001');
	expect([status, said.errors[0].code]).toEqual([400, 'INVALID_OPTION']);
	expect(hubspot.object('2-1001', id)?.properties.tracks).toBe('ops');
});

it('A semicolon in front of a new record, or of a text, appends to nothing', () => {
	const { hubspot, upsert, update } = account();
	const properties = { tracks: ';web;ops', title: ';T' };
	const input = { id: 'S-1', idProperty: 'session_code', properties };
	const [{ id }] = upsert([input], '2-1001').said.results;
	expect(hubspot.object('2-1001', id)?.properties).toMatchObject({
		tracks: 'web;ops',
		title: ';T',
	});
	update([{ id, properties: { title: ';U' } }], '2-1001');
	expect(hubspot.object('2-1001', id)?.properties.title).toBe(';U');
});

it('A lifecycle stage that would move back stays as it is, and the answer shows the one held', () => {
	for (const lifecycle of [undefined, 'anywhere'] as const) {
		const { hubspot, update } = account({ lifecycle });
		const id = hubspot.seedObject('contacts', { lifecyclestage: 'opportunity' });
		const write = (lifecyclestage: string) => {
			const { status, said } = update([{ id, properties: { lifecyclestage, firstname: 'X' } }]);
			expect(status).toBe(200);
			expect(said.results[0].properties.firstname).toBe('X');
			return said.results[0].properties.lifecyclestage;
		};
		const back = lifecycle === 'anywhere';
		expect(write('lead')).toBe(back ? 'lead' : 'opportunity');
		expect(write('customer')).toBe('customer');
		expect(write('')).toBeNull();
		expect(write('lead')).toBe('lead'); // once it was cleared, anything goes
		expect(hubspot.applied).toHaveLength(4);
	}
});

it('A type for which no property is defined takes any name, until one is defined', () => {
	const { hubspot, update } = account();
	const id = hubspot.seedObject('tickets', {});
	const inputs = [{ id, properties: { anything: 'x' }, objectWriteTraceId: 't' }];
	expect(update(inputs, 'tickets').status).toBe(200);
	hubspot.defineProperty('tickets', { name: 'subject' });
	expect(update(inputs, 'tickets').status).toBe(207);
});

it('No two records can get one unique value by an update', () => {
	const { hubspot, update, inputs, plain } = contacts(4);
	inputs[1].properties = { email: 'P0@example.com' }; // of contact 1
	const { status, said } = update(inputs);
	expect(status).toBe(207);
	expect(said.errors).toMatchObject([
		{
			category: 'CONFLICT',
			message: 'Contact already exists. Existing ID: 1',
			context: { ids: ['2'], objectWriteTraceId: ['t1'], existingId: ['1'] },
		},
	]);
	expect(appliedIds(hubspot)).toEqual(['1', '3', '4']);
	plain[1].properties = inputs[1].properties;
	const whole = update(plain);
	expect([whole.status, whole.said.category]).toEqual([409, 'CONFLICT']);
	expect(hubspot.applied).toHaveLength(3);
	inputs[2].properties = { customer_number: 'same' };
	inputs[3].properties = { customer_number: 'same' };
	const twins = update([inputs[2], inputs[3]]);
	expect(twins.said.errors[0].context.ids).toEqual(['4']);
	expect(facts.TAKEN.exec(twins.said.errors[0].message)?.groups).toMatchObject({
		id: '4',
		owner: '3',
	});
	expect(update([{ id: '1', properties: { email: 'p0@example.com' } }]).status).toBe(200);
});

it('A unique value that another record has refuses a whole update in words that name both records', () => {
	const { hubspot, update, inputs, plain } = contacts(3, { updateConflicts: 'whole' });
	const owner = hubspot.seedObject('contacts', { customer_number: 'TAKEN' });
	for (const list of [inputs, plain]) {
		list[1].properties = { customer_number: 'TAKEN' };
		const { status, said } = update(list);
		expect([status, said.category]).toEqual([400, 'VALIDATION_ERROR']);
		expect(said).not.toHaveProperty('context');
		expect(said).not.toHaveProperty('errors');
		expect(said.message).toBe(
			`Cannot set PropertyValueCoordinates{portalId=123, objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, propertyName=customer_number, value=TAKEN} on 2. ${owner} already has that value.`,
		);
		expect(facts.TAKEN.exec(said.message)?.groups).toEqual({
			property: 'customer_number',
			value: 'TAKEN',
			id: '2',
			owner,
		});
	}
	expect(hubspot.applied).toEqual([]);
	expect(update([inputs[0], inputs[2]]).status).toBe(200);
});

it('A unique value that another record has is told of one input of an update, by name, if all have trace ids', () => {
	const { hubspot, update, inputs } = contacts(3);
	hubspot.seedObject('contacts', { customer_number: 'TAKEN' });
	inputs[1].properties = { customer_number: 'TAKEN' };
	const { status, said } = update(inputs);
	expect([status, said.numErrors]).toEqual([207, 1]);
	expect(said.errors[0]).toMatchObject({
		category: 'VALIDATION_ERROR',
		context: { ids: ['2'], objectWriteTraceId: ['t1'] },
	});
	expect(said.errors[0].message).toMatch(facts.TAKEN);
	expect(appliedIds(hubspot)).toEqual(['1', '3']);
});

it('A unique value of a custom object is told with the type by its numbers', () => {
	const { hubspot, update } = account();
	hubspot.seedObject('2-1001', { session_code: 'S-1' });
	const id = hubspot.seedObject('2-1001', {});
	const { said } = update([{ id, properties: { session_code: 'S-1' } }], '2-1001');
	expect(said.message).toContain('ObjectTypeId{metaTypeId=2, innerId=1001}');
	expect(said.message).toMatch(facts.TAKEN);
});

it('An update of a merged record is missing from the answer without a word', () => {
	const { hubspot, update, inputs } = contacts(3);
	hubspot.merge('contacts', '2', '3');
	const { status, said } = update(inputs);
	expect(status).toBe(200);
	expect(said).not.toHaveProperty('errors');
	expect(sorted(ids(said.results))).toEqual(['1', '3']);
	expect(appliedIds(hubspot)).toEqual(['1', '3']);
});

it('An update of a merged record is answered under its new id if the fake is told so', () => {
	const { hubspot, update, inputs } = contacts(3, {
		mergedAnswers: 'newId',
		echoTraceIds: false,
	});
	hubspot.merge('contacts', '2', '3');
	const { said } = update([inputs[0], inputs[1]]);
	expect(sorted(ids(said.results))).toEqual(['1', '3']);
	expect(hubspot.applied.map(({ key, id }) => [key, id])).toEqual([
		['contacts|1', '1'],
		['contacts|2', '3'],
	]);
});

it('An update by a secondary address writes the contact, and its answer repeats no such address', () => {
	for (const echoTraceIds of [true, false]) {
		const world = account({ echoTraceIds, returnIdProperty: true });
		const { hubspot, update } = world;
		const id = hubspot.seedObject('contacts', {
			email: 'ann@example.com',
			hs_additional_emails: 'ann@old.example.com',
		});
		const input = { id: 'Ann@old.example.com', idProperty: 'email', objectWriteTraceId: 't' };
		const { status, body, said } = update([{ ...input, properties: { firstname: 'X' } }]);
		expect([status, ids(said.results)]).toEqual([200, [id]]);
		expect(said.results[0].properties.email).toBe('ann@example.com');
		expect(body.toLowerCase()).not.toContain('old.example.com');
		expect(hubspot.applied).toMatchObject([{ id, key: 'contacts|Ann@old.example.com' }]);
		expect(hubspot.object('contacts', id)?.properties.firstname).toBe('X');
	}
});

it('A merged contact lives on in the other one: by its addresses, and in the list of merged ids', () => {
	const { hubspot, read, update } = contacts(4, { mergedAnswers: 'newId' });
	hubspot.merge('contacts', '3', '2');
	hubspot.merge('contacts', '2', '1');
	const { addresses, mergedIds, separator } = facts.ALIASES;
	const wanted = ['email', addresses, mergedIds];
	for (const id of ['1', '2', '3']) {
		const { said } = read({ inputs: [{ id }], properties: wanted });
		expect(said.results).toMatchObject([
			{
				id: '1',
				properties: {
					hs_object_id: '1',
					email: 'p0@example.com',
					[addresses]: ['p1@example.com', 'p2@example.com'].join(separator),
					[mergedIds]: ['2', '3'].join(separator),
				},
			},
		]);
	}
	const properties = { firstname: 'X' };
	const inputs = [
		{ id: 'p2@example.com', idProperty: 'email', properties },
		{ id: '4', properties },
	];
	expect(sorted(ids(update(inputs).said.results))).toEqual(['1', '4']);
});

it('A merged id may be met with silence by writes and with the survivor by reads', () => {
	const { call, hubspot, read, update, inputs } = contacts(2, { mergedReads: 'newId' });
	hubspot.merge('contacts', '2', '1');
	expect(update([inputs[1]]).said.results).toEqual([]);
	expect(ids(read({ inputs: [{ id: '2' }] }).said.results)).toEqual(['1']);
	const { status, said } = call('GET', '/crm/v3/objects/contacts/2');
	expect([status, said.id]).toEqual([200, '1']);
	const quiet = contacts(2);
	quiet.hubspot.merge('contacts', '2', '1');
	expect(quiet.call('GET', '/crm/v3/objects/contacts/2').status).toBe(404);
	expect(hubspot.applied).toEqual([]);
});

it('An update of line items with bad ids answers a 207 that names nobody', () => {
	const { hubspot, update } = account();
	const id = hubspot.seedObject('line_items', {});
	const properties = { quantity: '1' };
	const { status, said } = update([{ id: '9', properties }], 'line_items');
	expect([status, said.results, said.errors, said.numErrors]).toEqual([207, [], [], 0]);
	expect(
		update(
			[
				{ id, properties },
				{ id: '9', properties },
			],
			'0-8',
		).said.results,
	).toHaveLength(1);
	expect(update([{ id, properties }], 'line_items').status).toBe(200);
});

it('An update must obey what administrators require in 2026-09 only', () => {
	for (const version of facts.VERSIONS) {
		const { hubspot, call } = account();
		const requiredWhen = { property: 'lifecyclestage', value: 'customer' };
		hubspot.defineProperty('contacts', { name: 'reason', requiredWhen });
		const id = hubspot.seedObject('contacts', {});
		const path = facts.ENDPOINTS.batchUpdateObjects.paths[version];
		const { status, said } = call('POST', path.replace('{objectType}', 'contacts'), {
			inputs: [{ id, properties: { lifecyclestage: 'customer' } }],
		});
		expect([version, status]).toEqual([version, version === '2026-09' ? 400 : 200]);
		if (status === 400) {
			expect(said.errors[0].code).toBe('MISSING_CONDITIONAL_REQUIRED_PROPERTY');
		}
	}
});

it('GET shows what an update has written, by id and by email', () => {
	const { call, update, inputs } = contacts(1);
	update(inputs);
	const path = '/crm/objects/2026-03/contacts';
	expect(call('GET', `${path}/1?properties=firstname`).said).toMatchObject({
		id: '1',
		properties: { firstname: 'N0', hs_object_id: '1' },
	});
	expect(call('GET', `${path}/p0%40example.com?idProperty=email`).said).toMatchObject({
		id: '1',
	});
	expect(call('GET', `${path}/2`).status).toBe(404);
});
