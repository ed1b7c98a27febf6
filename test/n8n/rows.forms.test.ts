/**
 * From an item to the input of each operation on records, members and pairs: which parameters hold its
 * values, what the user calls them, what is wrong with them, and what is said of what came of it.
 */
import type { Effect, Write } from '../../nodes/hubspot/effect';
import type { Input, Values } from '../../nodes/hubspot/endpoint';
import type { Result } from '../../nodes/hubspot/replies';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { emailFaults, recordFromFields } from '../../nodes/HubSpotCrmObjects/operations/fields';
import { nounOfType } from '../../nodes/n8n/nouns';
import { Columns } from '../../nodes/n8n/columns';

const READING = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() } as const;
const rowOf = (operation: string) => {
	const row = RECORD_OPERATIONS.find(({ value }) => value === operation);
	if (!row) throw new Error(`There is no operation ${operation}`);
	return row;
};
const formOf = (operation: string) => rowOf(operation).form;
const placeOf = (objectType: string, more: Values = {}) => ({
	version: '2026-03' as const,
	parameters: { objectType, ...more } as Record<string, string>,
});
const faultsOf = (operation: string, raw: unknown) =>
	(formOf(operation).input(READING).safeParse(raw).error?.issues ?? []).map(({ path, message }) => [
		path.join('.'),
		message,
	]);

// ---------------------------------------------------------------- parameters of their own

const FIND_BY = 'Find Records By Property Name or ID';
const byProperty = (label: string) => ({ id: label, idProperty: FIND_BY });
const pairOf = (values: Values) => ({
	from: { id: values.fromRecord, idProperty: values.fromIdProperty },
	to: { id: values.toRecord, idProperty: values.toIdProperty },
});
const record = { record: '7', idProperty: 'email' };
const member = { member: '7', idProperty: 'email' };
const pair = { fromRecord: '1', fromIdProperty: 'email', toRecord: '2', toIdProperty: 'domain' };
const named = { id: '7', idProperty: 'email' };
const ofPairs = {
	'from.id': 'From Record',
	'from.idProperty': 'From Property Name or ID',
	'to.id': 'To Record',
	'to.idProperty': 'To Property Name or ID',
};

describe('The parameters that hold the values of an item', () => {
	it.each<[string, Values, unknown, Values | undefined]>([
		['batchArchiveObjects', record, named, byProperty('Record to Archive')],
		['batchReadObjects', record, named, byProperty('Record to Find')],
		['addToList', member, named, byProperty('Record to Add')],
		['removeFromList', member, named, byProperty('Record to Remove')],
		[
			'batchReadAssociations',
			{ fromRecord: 'ada@x.co', fromIdProperty: 'email' },
			{ id: 'ada@x.co', idProperty: 'email' },
			{ id: 'From Record', idProperty: 'From Property Name or ID' },
		],
		['batchAssociate', pair, pairOf(pair), ofPairs],
		['batchRemoveAssociations', pair, pairOf(pair), ofPairs],
		['readListMembers', {}, {}, undefined],
	])(
		'of %s become its input, and messages call them as the editor does',
		(name, values, raw, columns) => {
			const form = formOf(name);
			expect([...(form.fields ?? [])].sort()).toEqual(Object.keys(values).sort());
			const read = form.fromFields({ values, known: undefined });
			expect(read).toEqual({ raw, ...(columns && { columns }) });
			expect(form.input(READING).safeParse(read.raw)).toMatchObject({ success: true, data: raw });
			// Each of them is a parameter that the form shows.
			const shown = form.parameters.map((parameter) => parameter.name);
			expect(shown).toEqual(expect.arrayContaining(form.fields ?? []));
		},
	);

	it('of a search become its question', () => {
		const form = formOf('searchObjects');
		const values = {
			searchText: 'acme',
			filterGroups: {},
			sortBy: '',
			sortDirection: 'ASCENDING',
			returnAll: false,
			limit: 5,
		};
		expect(form.fields).toEqual(Object.keys(values));
		const { raw, columns } = form.fromFields({ values, known: undefined });
		expect(columns).toEqual({
			query: 'Search Text',
			filterGroups: 'Filter Groups',
			limit: 'Limit',
		});
		expect(form.input(READING).parse(raw)).toEqual({
			query: 'acme',
			filterGroups: [],
			sorts: [],
			limit: 5,
		});
		expect(form.name({ query: 'acme' })).toEqual(['search', 'acme']);
		expect(form.name({})).toEqual(['search', '']);
	});

	it('of a read of a list are none: what it asks for stands in the node', () => {
		expect(formOf('readListMembers').name({})).toEqual(['list', '']);
		expect(formOf('readListMembers').input(READING).safeParse({ id: '1' }).success).toBe(false);
	});
});

// ---------------------------------------------------------------- pairs

describe('A pair', () => {
	const end = { id: '1' };

	it.each([
		['by ID', end, end],
		['by an ID with zeros in front', { id: ' 001 ' }, end],
		['by the property of IDs', { id: '1', idProperty: 'hs_object_id' }, end],
		[
			'by another property',
			{ id: ' a@b.co ', idProperty: ' email ' },
			{ id: 'a@b.co', idProperty: 'email' },
		],
		[
			'by a number in another property',
			{ id: 7, idProperty: 'sku' },
			{ id: '7', idProperty: 'sku' },
		],
	])('calls a record %s', (_, given, expected) => {
		for (const operation of ['batchAssociate', 'batchRemoveAssociations']) {
			const read = formOf(operation).input(READING).parse({ from: given, to: given });
			expect(read).toStrictEqual({ from: expected, to: expected });
		}
	});

	it.each<[string, unknown, string, string]>([
		[
			'no object',
			5,
			'',
			'must be an object with an id, such as {"id": "512"}, but is the number 5',
		],
		[
			'nothing',
			undefined,
			'',
			'must be an object with an id, such as {"id": "512"}, but is nothing',
		],
		['no ID', {}, '.id', 'is required but missing'],
		['an empty value', { id: '', idProperty: 'email' }, '.id', 'is required but empty'],
		['a name for an ID', { id: 'x' }, '.id', 'must be an ID in digits, such as 512, but is “x”'],
		[
			'an object for a property',
			{ id: '1', idProperty: {} },
			'.idProperty',
			'must be text or a number, but is an object',
		],
		['a field of its own', { id: '1', type: 'x' }, '', 'has no field type'],
	])('is refused with %s, and told where', (_, wrong, path, message) => {
		expect(faultsOf('batchAssociate', { from: wrong, to: end })).toEqual([
			[`from${path}`, message],
		]);
		expect(faultsOf('batchAssociate', { from: end, to: wrong })).toEqual([[`to${path}`, message]]);
	});

	it('is called by both of its records, and is about records where no place is known', () => {
		const { name, ends } = formOf('batchAssociate');
		const input = { from: end, to: { id: '2' } };
		expect(name(input)).toEqual(['ID', '1 → 2']);
		const noun = nounOfType(undefined);
		expect(ends?.(input, undefined)).toEqual([
			{ noun, id: '1' },
			{ noun, id: '2' },
		]);
	});

	it('is not two pairs where it stands in two items, nor is it written twice when repeated', () => {
		for (const operation of ['batchAssociate', 'batchRemoveAssociations']) {
			expect(rowOf(operation).effect).toMatchObject({ shares: true, again: 'safe' });
		}
	});

	it('that a check does not find was not associated; one to remove is gone', () => {
		const check = (operation: string) => (rowOf(operation).effect as Write).check;
		expect(check('batchAssociate')).toMatchObject({ absent: 'undone' });
		expect(check('batchRemoveAssociations')).toMatchObject({ absent: 'done' });
	});
});

// ---------------------------------------------------------------- what each operation does

describe('What every operation on members, pairs and records does', () => {
	const factsOf = (effect: Effect) => ({
		kind: effect.kind,
		...('verb' in effect && { verb: effect.verb }),
		...('thing' in effect && { thing: effect.thing }),
	});

	it.each([
		['addToList', { kind: 'write', verb: 'added' }],
		['removeFromList', { kind: 'write', verb: 'removed' }],
		['readListMembers', { kind: 'list', thing: 'list' }],
		['searchObjects', { kind: 'list', thing: 'search' }],
		['batchAssociate', { kind: 'write', verb: 'associated', thing: 'pair' }],
		['batchRemoveAssociations', { kind: 'write', verb: 'removed', thing: 'association' }],
		['batchReadAssociations', { kind: 'read' }],
		['batchReadObjects', { kind: 'read' }],
		['batchArchiveObjects', { kind: 'write', verb: 'archived' }],
		['batchUpdateObjects', { kind: 'write', verb: 'written' }],
		['batchUpsertObjects', { kind: 'write', verb: 'written' }],
		['batchCreateObjects', { kind: 'write', verb: 'created' }],
	])('%s', (operation, expected) => {
		expect(factsOf(rowOf(operation).effect)).toEqual(expected);
	});

	it.each([
		['batchAssociate', 'associated'],
		['batchRemoveAssociations', 'not associated any more'],
	])('%s says of a pair that is done that it is %s', (operation, outcome) => {
		expect((rowOf(operation).effect as Write).complete?.({ id: '1' }, false)).toMatchObject({
			outcome,
		});
	});

	it.each([
		['addToList', 'added'],
		['removeFromList', 'removed'],
	])(
		'%s says of a membership that a repeat did not change that the first try may have',
		(name, done) => {
			const effect = rowOf(name).effect as Write;
			expect(effect).toMatchObject({ again: 'safe', shares: true, tellsAgain: true });
			const complete = (repeated: boolean, outcome = 'unchanged') =>
				effect.complete?.({ id: '1', outcome }, repeated).outcome;
			expect([complete(true), complete(false), complete(true, done)]).toEqual([
				`${done} or unchanged`,
				'unchanged',
				done,
			]);
		},
	);

	it('a record that a check does not find was not upserted; of an update nobody can tell', () => {
		const check = (operation: string) => (rowOf(operation).effect as Write).check;
		expect(check('batchUpsertObjects')).toMatchObject({ absent: 'undone' });
		expect(check('batchUpdateObjects')).toMatchObject({ absent: 'unclear' });
	});

	it('a record that is not there could be created by an upsert, where it is called by a property', () => {
		for (const operation of ['addToList', 'batchUpdateObjects']) {
			const { toCreate } = formOf(operation);
			expect(toCreate?.({ id: 'a@b.co', idProperty: 'email' })).toBe('Batch Upsert CRM Objects');
			expect(toCreate?.({ id: '1' })).toBeUndefined();
		}
	});

	it.each(['batchArchiveObjects', 'batchReadObjects', 'addToList', 'removeFromList'])(
		'%s takes only digits for a record ID',
		(operation) => {
			for (const id of ['x1', '1x', 'ada@example.com']) {
				expect(faultsOf(operation, { id })).toEqual([
					[
						'id',
						`must be a record ID in digits, such as 512, but is “${id}”: to find records by another value, choose its property under ${FIND_BY}`,
					],
				]);
			}
			expect(faultsOf(operation, { id: '512' })).toEqual([]);
		},
	);

	it('a search must fit in what HubSpot takes', () => {
		const group = (count: number) => ({
			filters: Array.from({ length: count }, () => ({ propertyName: 'city', value: 'Paris' })),
		});
		const groups = Array.from({ length: 6 }, () => group(1));
		expect(faultsOf('searchObjects', { filterGroups: groups })).toEqual([
			['filterGroups', 'hold more than HubSpot takes: 5 groups of 6 filters, 18 in all'],
		]);
		const full = { filterGroups: [group(6)] };
		const problem =
			"leave no room to read past HubSpot's limit of 10,000 records: use at most 5 filters in a group, or a Limit of up to 10,000";
		expect(faultsOf('searchObjects', full)).toEqual([['filterGroups', problem]]);
		expect(faultsOf('searchObjects', { ...full, limit: 10_001 })).toHaveLength(1);
		expect(faultsOf('searchObjects', { ...full, limit: 10_000 })).toEqual([]);
		expect(faultsOf('searchObjects', { filterGroups: [group(5)] })).toEqual([]);
	});
});

// ---------------------------------------------------------------- a list

describe('A list that nothing can be done with', () => {
	const learn = (operation: string, status: number, body: unknown, listId = '12') => {
		const { effect } = rowOf(operation);
		const locate = effect.kind === 'read' ? undefined : effect.locate;
		return locate?.learn({ version: '2026-03', parameters: { listId } }, { status, body });
	};
	const OPERATIONS = ['addToList', 'removeFromList', 'readListMembers'];

	it.each(OPERATIONS)('is told by %s: HubSpot does not have it', (operation) => {
		const gone = {
			status: 'error',
			category: 'OBJECT_NOT_FOUND',
			correlationId: 'c',
			message: 'x',
		};
		expect(learn(operation, 404, gone)).toBe(
			'HubSpot has no list with the ID 12. It may have been deleted; if this is the ID from the old lists API, choose By Legacy ID under List.',
		);
		expect(learn(operation, 200, { legacyListIdsToIdsMapping: [] }, 'legacy:7')).toBe(
			"HubSpot has no list with the legacy ID 7. If this is the number in the address of the list's page, choose By ID under List.",
		);
	});

	it('is told by those that change it: HubSpot fills it itself; it can be read all the same', () => {
		const list = { listId: '12', name: 'VIPs', objectTypeId: '0-1', processingType: 'DYNAMIC' };
		const refused =
			'the list “VIPs” is dynamic: HubSpot fills it by its filters, so nobody can add or remove records. Choose a static list, or change the property that its filters look at.';
		expect(learn('addToList', 200, { list })).toBe(refused);
		expect(learn('removeFromList', 200, { list })).toBe(refused);
		expect(learn('readListMembers', 200, { list })).toMatchObject({
			parameters: { listId: '12', objectType: '0-1' },
		});
	});
});

// ---------------------------------------------------------------- fields of a mapper

describe('The fields of a record', () => {
	const column = (id: string, displayName: string) => ({
		id,
		displayName,
		required: false,
		display: true,
		defaultMatch: false,
		type: 'string' as const,
	});
	const known = new Columns([
		column('hs_object_id', 'Record ID'),
		column('email', 'E-Mail'),
		column('city', 'City'),
	]);
	const read = (
		values: Record<string, unknown>,
		matchOn?: string,
		by: Columns | undefined = known,
	) => recordFromFields({ values, known: by, matchOn });

	it.each([undefined, 'hs_object_id', 'id'])('matched by %p are found by record ID', (matchOn) => {
		const { raw, columns } = read({ hs_object_id: '5', city: 'Bonn' }, matchOn);
		expect(raw).toEqual({ id: '5', idProperty: undefined, properties: { city: 'Bonn' } });
		expect(columns).toEqual({ id: 'Record ID', idProperty: 'Match Records By' });
	});

	it('matched by another one are found by that, and a record ID beside it is not written', () => {
		for (let time = 0; time < 2; time++) {
			const { raw, columns } = read(
				{ 'E-Mail': 'a@b.co', hs_object_id: '5', city: 'Bonn' },
				'email',
			);
			expect(raw).toEqual({ id: 'a@b.co', idProperty: 'email', properties: { city: 'Bonn' } });
			expect(columns).toEqual({ id: 'email', idProperty: 'Match Records By' });
		}
	});

	it('take a column id for the record ID where no other one is there', () => {
		expect(read({ id: '5', city: 'Bonn' })).toMatchObject({
			raw: { id: '5', properties: { city: 'Bonn' } },
			unknown: [],
		});
		expect(read({ id: '5', 'Record ID': '6' })).toMatchObject({
			raw: { id: '6' },
			unknown: ['id'],
		});
		expect(read({ id: '5', hs_object_id: '6' })).toMatchObject({
			raw: { id: '6' },
			unknown: ['id'],
		});
		expect(read({ id: '5', email: 'a@b.co' }, 'email')).toMatchObject({
			raw: { id: 'a@b.co', properties: {} },
			unknown: ['id'],
		});
	});

	it('are refused where two columns are one field and differ', () => {
		expect(read({ City: 'Bonn', city: 'Rome' }).problem).toMatch(/are both the field “city”/);
		expect(read({ city: 'Rome', City: 'Bonn' }).problem).toMatch(/are both the field “city”/);
		expect(read({ city: 'Rome', email: 'x' }).problem).toBeUndefined();
		expect(recordFromFields({ values: { City: 'a', city: 'b' }, known: undefined }).problem).toBe(
			undefined,
		);
	});
});

describe('An e-mail address that HubSpot certainly refuses', () => {
	const words =
		'must be one e-mail address, such as ada@example.com, but is “ada”: check which column is mapped here';
	const [byKey, written] = [['id'], ['properties', 'email']].map((path) => ({
		path,
		message: words,
	}));
	const good = 'ada@example.com';
	const contacts = placeOf('contacts');

	it.each<[string, object, object[]]>([
		['what a contact is found by', { id: 'ada', idProperty: 'email' }, [byKey]],
		['what is written', { id: '1', properties: { email: 'ada' } }, [written]],
		['both', { id: 'ada', idProperty: 'email', properties: { email: 'ada' } }, [byKey, written]],
		['one of both', { id: good, idProperty: 'email', properties: { email: 'ada' } }, [written]],
		['the other one', { id: 'ada', idProperty: 'email', properties: { email: good } }, [byKey]],
		['neither', { id: good, idProperty: 'email', properties: { email: good } }, []],
		['what is found by another property', { id: 'ada', idProperty: 'nick', properties: {} }, []],
		['what is found by its ID', { id: 'ada', properties: { city: 'ada' } }, []],
	])('is told of: %s', (_, input, expected) => {
		expect(emailFaults(input, contacts)).toEqual(expected);
		expect(emailFaults(input, placeOf('companies'))).toEqual([]);
	});
});

describe('A record that was written', () => {
	const warnings = (input: Input, result: Result) =>
		(rowOf('batchUpdateObjects').effect as Write).warnings?.(input, result, false);
	const properties = { city: 'Paris' };
	const merged = 'Record 5 may have been merged: HubSpot answered with record 9.';

	it('may be another one than was asked for by its ID', () => {
		expect(warnings({ id: '5', properties }, { id: '9', properties })).toEqual([merged]);
		expect(warnings({ id: '5', properties }, { id: '5', properties })).toEqual([]);
		expect(warnings({ id: '5', properties }, { properties })).toEqual([]);
		const byEmail = { id: 'a@b.co', idProperty: 'email', properties };
		expect(warnings(byEmail, { id: '9', properties: { ...properties, email: 'x@b.co' } })).toEqual(
			[],
		);
	});

	it('comes with what HubSpot warns of, behind what it shows otherwise', () => {
		const result = { id: '9', properties: { city: 'Rome' }, warnings: ['x', { message: 'Odd' }] };
		expect(warnings({ id: '5', properties }, result)).toEqual([
			merged,
			{ property: 'city', sent: 'Paris', shown: 'Rome' },
			'HubSpot warns: “Odd”',
		]);
		expect(warnings({ id: '9', properties: {} }, { ...result, warnings: [{}] })).toEqual([
			'HubSpot warns: “no reason given”',
		]);
	});
});

describe('A read of archived records', () => {
	const archived = placeOf('contacts', { archived: 'true' });

	it('calls them so', () => {
		const { noun } = formOf('batchReadObjects');
		expect(noun(archived)).toEqual({ one: 'archived contact', many: 'archived contacts' });
		expect(noun(placeOf('contacts', { archived: 'false' }))).toEqual({
			one: 'contact',
			many: 'contacts',
		});
		expect(noun(undefined)).toEqual(nounOfType(undefined));
	});

	it('cannot find them by a property that has to be searched, and says so', () => {
		const { effect } = rowOf('batchReadObjects');
		const key = { objectType: 'contacts', property: 'city', value: 'Paris' };
		const unsearchable = effect.kind === 'read' ? effect.resolve?.unsearchable : undefined;
		expect(unsearchable?.(key, archived)).toMatch(
			/^archived records cannot be found by city, because its values are not unique and HubSpot's search shows no archived records/,
		);
		expect(unsearchable?.(key, placeOf('contacts'))).toBeUndefined();
	});
});
