/** Batch Create: from an item to the input of a new record, and to the records that it is associated with. */
import { isRecord } from '../../nodes/hubspot/json';
import type { Write } from '../../nodes/hubspot/effect';
import { Chosen } from '../../nodes/HubSpotCrmObjects/operations/associating';
import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { Columns } from '../../nodes/n8n/columns';
import { toEntry } from '../../nodes/n8n/items';
import type { RawInput } from '../../nodes/n8n/operation';
import { tell } from '../../nodes/n8n/present';

const { form } = batchCreateObjects;
const effect = batchCreateObjects.effect as Write;
const schema = form.input({ timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() });
const properties = { city: 'Paris' };

/** The associations that are sent; undefined where there are none. */
const associationsOf = (associations: unknown) => schema.parse({ properties, associations });
/** What is wrong, each with its path. */
const faultsOf = (associations: unknown) =>
	(schema.safeParse({ properties, associations }).error?.issues ?? []).map(({ path, message }) => [
		path.join('.'),
		message,
	]);

// ---------------------------------------------------------------- as JSON

describe('Associations as JSON', () => {
	const type = { associationCategory: 'USER_DEFINED', associationTypeId: 37 };
	const to = { id: '512' };

	it('are sent as HubSpot takes them, IDs as text and numbers as numbers', () => {
		const given = [
			{ to: { id: 512 }, types: [type, { ...type, associationTypeId: '279' }] },
			{ to: { id: ' 007 ' }, types: [{ ...type, associationCategory: 'HUBSPOT_DEFINED' }] },
		];
		expect(associationsOf(given)).toEqual({
			properties,
			associations: [
				{ to, types: [type, { ...type, associationTypeId: 279 }] },
				{ to: { id: '7' }, types: [{ ...type, associationCategory: 'HUBSPOT_DEFINED' }] },
			],
		});
	});

	it.each([undefined, null, '', ' ', []])('may be left out: %j', (none) => {
		expect(associationsOf(none)).toEqual({ properties });
	});

	it.each<[string, unknown, string, string]>([
		['text', 'x', '', 'must be a list of objects with “to” and “types”, but is “x”'],
		['one object', { to }, '', 'must be a list of objects with “to” and “types”, but is an object'],
		['no object', ['x'], '.0', 'must be an object with “to” and “types”, but is “x”'],
		[
			'no “to”',
			[{ types: [type] }],
			'.0.to',
			'must be an object with the id of a record, but is nothing',
		],
		[
			'an ID as “to”',
			[{ to: 5, types: [type] }],
			'.0.to',
			'must be an object with the id of a record, but is the number 5',
		],
		['no ID', [{ to: {}, types: [type] }], '.0.to.id', 'is required but missing'],
		[
			'a name as ID',
			[{ to: { id: 'ACME' }, types: [type] }],
			'.0.to.id',
			'must be an ID in digits, such as 512, but is “ACME”',
		],
		['no types', [{ to }], '.0.types', 'must be a list of association types, but is nothing'],
		[
			'an empty list of types',
			[{ to, types: [] }],
			'.0.types',
			'must be a list of association types, but is an empty list',
		],
		[
			'text of a length as types',
			[{ to, types: 'abc' }],
			'.0.types',
			'must be a list of association types, but is “abc”',
		],
		[
			'a type that is no object',
			[{ to, types: [279] }],
			'.0.types.0',
			'must be an object with associationCategory and associationTypeId, but is the number 279',
		],
		[
			'a type without a category',
			[{ to, types: [{ associationTypeId: 1 }] }],
			'.0.types.0.associationCategory',
			'must be one of HUBSPOT_DEFINED, USER_DEFINED, INTEGRATOR_DEFINED, WORK, but is nothing',
		],
		[
			'another category',
			[{ to, types: [type, { ...type, associationCategory: 'MINE' }] }],
			'.0.types.1.associationCategory',
			'must be one of HUBSPOT_DEFINED, USER_DEFINED, INTEGRATOR_DEFINED, WORK, but is “MINE”',
		],
		[
			'a type without a number',
			[{ to, types: [{ associationCategory: 'WORK' }] }],
			'.0.types.0.associationTypeId',
			'must be a number, such as 279, but is nothing',
		],
		[
			'a number with words before it',
			[{ to, types: [{ ...type, associationTypeId: 'no 5' }] }],
			'.0.types.0.associationTypeId',
			'must be a number, such as 279, but is “no 5”',
		],
		[
			'a number with a fraction',
			[{ to, types: [{ ...type, associationTypeId: 1.5 }] }],
			'.0.types.0.associationTypeId',
			'must be a number, such as 279, but is the number 1.5',
		],
		[
			'a field of its own',
			[{ to, types: [type], label: 'Boss' }],
			'.0.label',
			'is not a field of an association',
		],
		[
			'a field in “to”',
			[{ to: { id: '1', name: 'ACME' }, types: [type] }],
			'.0.to.name',
			'is not a field of an association',
		],
		[
			'a field in a type',
			[{ to, types: [{ ...type, label: 'Boss' }] }],
			'.0.types.0.label',
			'is not a field of an association',
		],
	])('are refused with %s, and told where', (_, given, path, message) => {
		expect(faultsOf(given)).toEqual([[`associations${path}`, message]]);
	});

	it('are told of by their places, each with what is wrong there', () => {
		const good = { to, types: [type] };
		expect(faultsOf([good, { to, types: [] }, 'x']).map(([path]) => path)).toEqual([
			'associations.1.types',
			'associations.2',
		]);
	});
});

// ---------------------------------------------------------------- as parameters

describe('Associate With', () => {
	const chosen = (...records: unknown[]) => new Chosen({ records });
	const employer = { recordId: '512', type: '', toObjectType: 'Company' };
	const sent = (...records: unknown[]) =>
		(associationsOf(chosen(...records)) as { associations?: unknown }).associations;

	it('with a label is an association of that type', () => {
		expect(sent({ ...employer, type: ' USER_DEFINED:37 ' })).toEqual([
			{
				to: { id: '512' },
				types: [{ associationCategory: 'USER_DEFINED', associationTypeId: 37 }],
				toObjectType: 'companies',
			},
		]);
	});

	it('without one is the default association with the object type, which has yet to be found', () => {
		const byDefault = { to: { id: '512' }, types: [], toObjectType: 'companies' };
		expect(sent(employer)).toEqual([byDefault]);
		expect(sent({ recordId: 512, toObjectType: ' 2-7 ' })).toEqual([
			{ ...byDefault, toObjectType: '2-7' },
		]);
		expect(sent({ ...employer, type: null, toObjectType: 'p1_car' })).toEqual([
			{ ...byDefault, toObjectType: 'p1_car' },
		]);
	});

	it.each([undefined, null, '', ' ', []])(
		'is none where the item names no record: %j',
		(recordId) => {
			expect(sent({ ...employer, recordId })).toBeUndefined();
			expect(sent({ ...employer, recordId }, employer)).toHaveLength(1);
		},
	);

	it.each([undefined, {}, [], 'x', { records: 'x' }, { records: [] }, { records: ['x', null] }])(
		'is none where nothing was added: %j',
		(given) => {
			expect(associationsOf(new Chosen(given))).toEqual({ properties });
		},
	);

	it.each<[string, object, string]>([
		[
			'a name for an ID',
			{ recordId: 'ACME' },
			'must be an ID in digits, such as 512, but is “ACME”',
		],
		['two IDs', { recordId: ['1', '2'] }, 'must be text or a number, but is a list'],
		[
			'the words of a label',
			{ type: 'Boss' },
			'must be a label from its list, such as USER_DEFINED:37, but is “Boss”',
		],
		[
			'a number for a label',
			{ type: 37 },
			'must be a label from its list, such as USER_DEFINED:37, but is “37”',
		],
		['neither an object type nor a label', { toObjectType: '' }, 'needs an Object Type or a Label'],
		['an object type that is no text', { toObjectType: true }, 'needs an Object Type or a Label'],
		['a path as object type', { toObjectType: '../x' }, 'needs an Object Type or a Label'],
		['words as object type', { toObjectType: 'my car' }, 'needs an Object Type or a Label'],
	])('is refused with %s', (_, wrong, message) => {
		expect(faultsOf(chosen({ ...employer, ...wrong }))).toContainEqual(['associations', message]);
	});
});

// ---------------------------------------------------------------- the properties

describe('The fields of a new record', () => {
	const column = (id: string, displayName: string) => ({
		id,
		displayName,
		required: false,
		display: true,
		defaultMatch: false,
		type: 'string' as const,
	});
	const known = new Columns([column('email', 'E-Mail'), column('city', 'City')]);
	const fromFields = (values: Record<string, unknown>, beside?: Record<string, unknown>) =>
		form.fromFields({ values, known, beside });

	it('are all that the account knows, by label or by name; the others are told of', () => {
		const { raw, unknown, problem } = fromFields({ 'E-Mail': 'a@b.co', city: 'Bonn', shoe: 43 });
		expect(raw).toEqual({ properties: { email: 'a@b.co', city: 'Bonn' }, associations: undefined });
		expect([unknown, problem]).toEqual([['shoe'], undefined]);
	});

	it('are taken as they are where the account is not known', () => {
		const { raw, unknown } = form.fromFields({ values: { shoe: 43 }, known: undefined });
		expect([raw, unknown]).toEqual([{ properties: { shoe: 43 }, associations: undefined }, []]);
	});

	it('are not taken where two columns are one field and differ', () => {
		expect(fromFields({ City: 'Bonn', city: 'Rome' }).problem).toMatch(
			/^The columns “City” and “city” are both the field “city”, but hold different values/,
		);
		expect(fromFields({ city: 'Rome', City: 'Bonn', shoe: 1 }).problem).toBeDefined();
		expect(fromFields({ City: 'Bonn', city: 'Bonn' }).problem).toBeUndefined();
	});

	it('come with the records chosen under Associate With', () => {
		const records = { records: [{ recordId: '5', type: 'USER_DEFINED:37' }] };
		const { raw } = fromFields({ city: 'Bonn' }, { associateWith: records });
		expect(isRecord(raw) && raw.associations).toEqual(new Chosen(records));
		expect(schema.parse(raw)).toHaveProperty('associations.0.to.id', '5');
	});

	const place = { version: '2026-03' as const, parameters: { objectType: 'contacts' } };
	const messageOf = (raw: RawInput) => {
		const entry = toEntry(batchCreateObjects, schema, raw, { item: 0, place, trace: 't' });
		if (!('ok' in entry)) return undefined;
		const told = tell(batchCreateObjects, entry);
		return told.ok ? undefined : told.failure.message;
	};

	it('are refused where none has a value, because HubSpot would create an empty record', () => {
		expect(faultsOf([])).toEqual([]);
		expect(schema.safeParse({ properties: {} }).error?.issues).toMatchObject([
			{
				path: ['properties'],
				message: 'is required but empty: a new record needs at least one value',
			},
		]);
		expect(messageOf(fromFields({ city: ' ' }))).toBe(
			'Not sent: Properties to Send is required but empty: a new record needs at least one value.',
		);
	});

	it('are called in messages as the editor calls them', () => {
		const records = { records: [{ recordId: 'ACME', type: 'USER_DEFINED:37' }] };
		expect(messageOf(fromFields({ city: 'Bonn' }, { associateWith: records }))).toBe(
			'Not sent: Associate With must be an ID in digits, such as 512, but is “ACME”.',
		);
	});

	it('are refused with an e-mail address of a contact that HubSpot does not take', () => {
		expect(messageOf({ raw: { properties: { email: 'ada' } } })).toMatch(
			/^Not sent: properties\.email must be one e-mail address, such as ada@example\.com, but is “ada”/,
		);
	});
});

describe('A new record', () => {
	const place = (objectType: string) => ({
		version: '2026-03' as const,
		parameters: { objectType },
	});

	it('keeps the trace ID that it has, and gets one where it has none', () => {
		const trace = (objectWriteTraceId?: string) =>
			form.stamp?.({ properties, objectWriteTraceId }, 'ours', place('deals'), { unique: [] }, 0)
				?.objectWriteTraceId;
		expect([trace(), trace('theirs')]).toEqual(['ours', 'theirs']);
	});

	it('knows which of its properties no two records share: e-mail for contacts, and what the mapper marks', () => {
		const unique = (objectType: string, marked: string[] = []) =>
			form.stamp?.({ properties }, 't', place(objectType), { unique: marked }, 0);
		expect(unique('contacts')).toHaveProperty('unique', ['email']);
		expect(unique('deals', ['sku'])).toHaveProperty('unique', ['sku']);
		expect(unique('deals')).not.toHaveProperty('unique');
	});

	it('is created, and twice where a call without a unique value is sent again', () => {
		expect(effect).toMatchObject({ creates: true, verb: 'created', again: 'duplicates' });
		expect(effect.againOf?.({ properties })).toBe('duplicates');
		const known = { properties: { email: 'a@b.co' }, unique: ['email'] };
		expect(effect.againOf?.(known)).toBe('conflicts');
	});

	it('is warned about where HubSpot shows another value, or warns itself', () => {
		const result = {
			id: '1',
			properties: { city: 'PARIS, FR' },
			warnings: [{ message: 'Odd.' }, 'x', { category: 'ODD' }, {}],
		};
		expect(effect.warnings?.({ properties }, result, false)).toEqual([
			{ property: 'city', sent: 'Paris', shown: 'PARIS, FR' },
			'HubSpot warns: “Odd.”',
			'HubSpot warns: “ODD”',
			'HubSpot warns: “no reason given”',
		]);
		const same = { id: '1', properties };
		expect(effect.warnings?.({ properties }, same, true)).toEqual([]);
		expect(effect.complete?.(same, false)).toEqual({ ...same, outcome: 'created' });
	});
});
