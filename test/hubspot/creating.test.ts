/** creating.ts: what a new record is called, and how it is told whether one was created. */
import { callOf, type Place } from '../../nodes/hubspot/endpoint';
import {
	checkCreated,
	createRecords,
	defaultTypes,
	isUnmistakable,
	keyed,
	nameOf,
	uniqueIn,
	type CreateInput,
} from '../../nodes/hubspot/creating';

const CONTACTS: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };
const DEALS: Place = { version: '2026-03', parameters: { objectType: 'deals' } };

const ADA: CreateInput = {
	properties: { email: ' Ada@x.co ', code: ' A1 ', city: 'Bonn' },
	objectWriteTraceId: 't1',
	unique: ['email', 'code'],
};
const NAMELESS: CreateInput = { properties: { city: 'Bonn' } };

describe('The unique properties of an object type', () => {
	it.each([
		['contacts', undefined, ['email']],
		['contacts', [], ['email']],
		['0-1', ['code'], ['email', 'code']],
		['contacts', ['email', 'code'], ['email', 'code']],
		['contacts', ['code', 'email', 'nr'], ['email', 'code', 'nr']],
		['deals', ['code', 'email'], ['code', 'email']],
		['deals', undefined, []],
		[undefined, ['code'], ['code']],
	])(
		'of %j with %j known are %j: contacts have their e-mail first',
		(objectType, known, expected) => {
			expect(uniqueIn(objectType, known)).toEqual(expected);
		},
	);

	it('are those known, unchanged, where the e-mail is first already', () => {
		const known = ['email', 'code'];
		expect(uniqueIn('contacts', known)).toBe(known);
	});
});

describe('A new record is called', () => {
	it('by its first unique value, without blanks around it', () => {
		expect(nameOf(ADA)).toEqual(['email', 'Ada@x.co']);
		expect(nameOf({ ...ADA, unique: ['nr', 'code'] })).toEqual(['code', 'A1']);
		expect(nameOf({ properties: { email: ' ', code: 'A1' }, unique: ['email', 'code'] })).toEqual([
			'code',
			'A1',
		]);
		expect([ADA, NAMELESS].map(isUnmistakable)).toEqual([true, false]);
	});

	const CALLED = [
		'name',
		'dealname',
		'subject',
		'title',
		'hs_task_subject',
		'hs_meeting_title',
		'hs_call_title',
		'lastname',
		'firstname',
		'phone',
	];

	it.each(CALLED.map((name, at) => [name, CALLED.slice(at + 1)] as const))(
		'by its %s before %j and any other property',
		(name, others) => {
			const properties = Object.fromEntries(
				['city', ...others].reverse().map((other) => [other, `of ${other}`]),
			);
			expect(nameOf({ properties: { ...properties, [name]: 'x' } })).toEqual([name, 'x']);
		},
	);

	it('by the first property that has a value where it has none of these, or by nothing', () => {
		expect(nameOf({ properties: { name: '', zip: '', city: 'Bonn', a: 'x' } })).toEqual([
			'city',
			'Bonn',
		]);
		expect(nameOf({ properties: { zip: '' } })).toEqual(['name', '']);
		expect(nameOf({ properties: {} })).toEqual(['name', '']);
	});
});

describe('A call that creates records', () => {
	it('sends properties, associations and trace IDs, and nothing that is only known of them', () => {
		const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 3 }];
		const deal: CreateInput = {
			properties: { dealname: 'Big' },
			associations: [{ to: { id: '7' }, types, toObjectType: 'contacts' }],
			named: ['pipeline'],
		};
		expect(callOf(createRecords, [ADA, deal], DEALS)).toEqual({
			method: 'POST',
			path: '/{objectType}/batch/create',
			body: {
				inputs: [
					{ properties: ADA.properties, objectWriteTraceId: 't1' },
					{ properties: deal.properties, associations: [{ to: { id: '7' }, types }] },
				],
			},
		});
	});

	it('tells its inputs apart by unique values, else by trace IDs', () => {
		const { match } = createRecords;
		expect(match.key(ADA)).toBe('email ada@x.co');
		expect(match.claims?.(ADA)).toEqual(['code a1']);
		expect(match.key({ ...NAMELESS, objectWriteTraceId: 't2' })).toBe('t2');
		expect(match.key(NAMELESS)).toBe('');
		expect([match.traceId?.(ADA), match.traceId?.(NAMELESS)]).toEqual(['t1', '']);
		expect(match.resultKey?.({ properties: { email: 'ADA@x.co' } }, ADA)).toBe('email ada@x.co');
		expect(match.resultKey?.({ properties: { city: 'Bonn' } }, ADA)).toBeUndefined();
		expect(match.resultKey?.({}, ADA)).toBeUndefined();
	});

	it('calls no input by a name that an error may use, because the records do not exist yet', () => {
		const { match } = createRecords;
		expect([match.names(ADA), match.namedBy]).toEqual([[], []]);
		expect(match.properties?.(ADA)).toBe(ADA.properties);
	});

	it('gives results without our trace IDs', () => {
		expect(keyed({ id: '1', objectWriteTraceId: 't1' })).toEqual({ id: '1' });
		const result = { id: '1' };
		expect(keyed(result)).toBe(result);
	});
});

describe('The default type of an association', () => {
	const input = (): CreateInput => ({
		properties: {},
		associations: [
			{ to: { id: '7' }, types: [], toObjectType: 'contacts' },
			{ to: { id: '8' }, types: [], toObjectType: 'companies' },
			{ to: { id: '9' }, types: [{ associationCategory: 'USER_DEFINED', associationTypeId: 1 }] },
		],
	});
	const LISTED = [{ category: 'HUBSPOT_DEFINED', typeId: 3, label: null }];

	it('is lacking where no type was chosen, and asked for by the object type', () => {
		expect(defaultTypes.lacks(input())).toEqual(['contacts', 'companies']);
		expect(defaultTypes.lacks(NAMELESS)).toEqual([]);
		expect(callOf(defaultTypes.ask, [{ lack: 'contacts' }], DEALS)).toEqual({
			method: 'GET',
			path: '/{objectType}/{toObjectType}/labels',
			parameters: { toObjectType: 'contacts' },
		});
	});

	it('completes the associations with that object type alone', () => {
		const given = input();
		expect(defaultTypes.complete(given, 'contacts', LISTED)).toBe(true);
		expect(given.associations?.map(({ types }) => types.length)).toEqual([1, 0, 1]);
		expect(given.associations?.[0].types).toEqual([
			{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 3 },
		]);
		expect(defaultTypes.complete(input(), 'contacts', [])).toBe(false);
	});

	it('is read from a list of objects, and from nothing else', () => {
		const read = defaultTypes.ask.answer;
		expect(read?.({ results: [{ typeId: 3 }, null, 'x'] })).toEqual({
			results: [{ typeId: 3 }],
			errors: [],
		});
		for (const body of [{}, null, [], { results: 'x' }]) expect(read?.(body)).toBeUndefined();
		const { match } = defaultTypes.ask;
		expect([match.key({ lack: 'x' }), match.names({ lack: 'x' }), match.namedBy]).toEqual([
			'',
			[],
			[],
		]);
	});
});

describe('Whether a record was created', () => {
	const { read, learn, isOf, shown, keyOf, createdAt } = checkCreated;

	it('is asked by the first unique value, with the properties that were sent', () => {
		expect(keyOf(ADA)).toEqual(['email', 'Ada@x.co']);
		expect(
			callOf(read, [ADA, { ...ADA, properties: { email: 'b@x.co', zip: '1' } }], CONTACTS),
		).toEqual({
			method: 'POST',
			path: '/{objectType}/batch/read',
			body: {
				inputs: [{ id: 'Ada@x.co' }, { id: 'b@x.co' }],
				properties: ['email', 'code', 'city', 'zip', 'hs_additional_emails'],
				idProperty: 'email',
			},
		});
		expect(callOf(read, [{ ...ADA, unique: ['code'] }], DEALS).body).toEqual({
			inputs: [{ id: 'A1' }],
			properties: ['email', 'code', 'city'],
			idProperty: 'code',
		});
	});

	it('is told by errors that call a record by its value, as it is or as HubSpot compares it', () => {
		expect(read.match.names(ADA)).toEqual(['ada@x.co', 'Ada@x.co']);
		expect(read.match.namedBy).toEqual(['ids', 'id']);
	});

	it('can be asked by properties that HubSpot marks as unique, beside those known, never by the ID', () => {
		const input: CreateInput = { properties: {}, unique: ['email'] };
		learn(input, [
			{ name: 'code', hasUniqueValue: true },
			{ name: 'email', hasUniqueValue: true },
			{ name: 'city', hasUniqueValue: false },
			{ name: 'zip', hasUniqueValue: 'true' },
			{ name: 'area' },
			{ name: 7, hasUniqueValue: true },
			{ hasUniqueValue: true },
			{ name: 'hs_object_id', hasUniqueValue: true },
		]);
		expect(input.unique).toEqual(['email', 'code']);
		const unknown: CreateInput = { properties: {} };
		learn(unknown, []);
		expect(unknown.unique).toEqual([]);
	});

	it('is so where a record shows the value, or has it as another e-mail address', () => {
		expect(isOf({ properties: { email: 'ada@x.co' } }, ADA)).toBe(true);
		expect(
			isOf({ properties: { email: 'b@x.co', hs_additional_emails: 'c@x.co;ada@x.co' } }, ADA),
		).toBe(true);
		expect(isOf({ properties: { email: 'b@x.co' } }, ADA)).toBe(false);
		expect(isOf({ properties: { city: 'Bonn' } }, NAMELESS)).toBe(false);
	});

	it('is shown without what was read only to recognise the record', () => {
		const record = { id: '1', properties: { email: 'a@x.co', hs_additional_emails: 'b@x.co' } };
		expect(shown(record, ADA)).toEqual({ id: '1', properties: { email: 'a@x.co' } });
		const written = { properties: { hs_additional_emails: 'b@x.co' } };
		expect(shown(record, written)).toEqual(record);
	});

	it('has a time', () => {
		expect(createdAt({ createdAt: '2026-03-01T00:00:00Z' })).toBe(Date.UTC(2026, 2, 1));
		expect(createdAt({})).toBeUndefined();
	});
});
