/** What the editor offers to choose from, whatever HubSpot's lists look like. */
import { orNotice } from '../../nodes/n8n/account';
import type { MapperField } from '../../nodes/n8n/items';
import { searchObjectTypes } from '../../nodes/n8n/objectTypes';
import {
	createFields,
	customFields,
	objectFields,
	properties,
	keyProperties,
	upsertFields,
} from '../../nodes/n8n/properties';
import { OBJECT_TYPES } from '../fake-hubspot/properties';
import { NODE, Reply, standIn, type Given } from '../host/stand-in';

/** HubSpot answers every list with these bodies, page by page. */
const pages = (...bodies: unknown[]): Given => ({
	answer: (_, call) => bodies[call - 1] ?? { results: [] },
});
const listing = (...results: unknown[]): Given => pages({ results });

const fieldsOf = async (given: Given, objectType = 'deals') =>
	await objectFields(standIn(given).context, objectType);
const oneField = async (property: object, objectType?: string): Promise<MapperField> => {
	const [recordId, ...others] = await fieldsOf(
		listing({ name: 'p', label: 'P', type: 'string', ...property }),
		objectType,
	);
	expect(recordId.id).toBe('hs_object_id');
	expect(others).toHaveLength(1);
	return others[0];
};
const idsOf = async (given: Given, objectType?: string) =>
	(await fieldsOf(given, objectType)).map(({ id }) => id);

const search = async (given: Given, filter?: string) =>
	(await searchObjectTypes.call(standIn(given).context, filter)).results;

// ---------------------------------------------------------------- what it does

describe('The list of object types', () => {
	it("offers every object type of HubSpot's, once, under a name or ID that the API takes", async () => {
		const results = await search({ answer: () => ({ results: [] }) });
		const ids = results.map(({ value }) => OBJECT_TYPES[String(value)] ?? value);
		expect([...ids].sort()).toEqual(Object.values(OBJECT_TYPES).sort());
		// What is shown is the type's name, in capitals and in the plural.
		for (const { name, value } of results) {
			const named = Object.keys(OBJECT_TYPES).find((type) => OBJECT_TYPES[type] === value);
			expect(name.toLowerCase().replace(/ /g, '_')).toBe(named ?? value);
			expect(name).toMatch(/^[A-Z][a-z]+( [A-Z][a-z]+)*$/);
		}
	});

	it.each([
		['plural', { plural: 'Cars', singular: 'Car' }, 'car', 'Cars'],
		['singular where there is no plural', { plural: '', singular: 'Car' }, 'car', 'Car'],
		['name where there is no label', {}, 'car', 'car'],
		['name where labels are of no known shape', ['Cars'], 'car', 'car'],
		['name where labels are no text', { plural: 5 }, 'car', 'car'],
		['ID where there is nothing else', undefined, undefined, '2-7'],
	])('calls a custom object by its %s', async (_, labels, name, expected) => {
		const [first] = await search(listing({ objectTypeId: '2-7', labels, name }));
		expect(first).toEqual({ name: expected, value: '2-7' });
	});

	it('takes the full name of a custom object whose ID is not told', async () => {
		const [first] = await search(listing({ fullyQualifiedName: 'p1_car', name: 'car' }));
		expect(first).toEqual({ name: 'car', value: 'p1_car' });
	});

	it('tells object types of one label apart by their IDs', async () => {
		const car = { labels: { plural: 'Cars' } };
		const results = await search(
			listing(
				{ ...car, objectTypeId: '2-7' },
				{ ...car, objectTypeId: '2-8' },
				{ labels: { plural: 'services' }, objectTypeId: '2-9' },
			),
		);
		const names = results.map(({ name }) => name);
		expect(names.slice(0, 3)).toEqual(['Cars (2-7)', 'Cars (2-8)', 'services (2-9)']);
		expect(names).toContain('Services (0-162)');
		expect(names).toContain('Contacts');
	});

	it.each(['CONTACTS', ' contacts ', 'ontact'])('finds contacts by %p', async (filter) => {
		expect(await search(listing(), filter)).toEqual([{ name: 'Contacts', value: 'contacts' }]);
	});

	it('finds HubSpot objects by the ID, too', async () => {
		expect(await search(listing(), '0-421')).toEqual([{ name: 'Appointments', value: '0-421' }]);
	});

	it('asks for schemas as the node is set up to', async () => {
		const asked = standIn({ ...listing(), parameters: { authentication: 'oAuth2' } });
		await searchObjectTypes.call(asked.context);
		expect(asked.calls).toMatchObject([
			{
				credentialType: 'hubSpotBatchOAuth2Api',
				method: 'GET',
				url: 'https://api.hubapi.com/crm-object-schemas/2026-03/schemas',
			},
		]);
	});
});

describe('The fields of an object type', () => {
	it('begin with the record ID, which the editor always shows and matches by', async () => {
		expect((await fieldsOf(listing()))[0]).toEqual({
			id: 'hs_object_id',
			displayName: 'Record ID',
			required: true,
			display: true,
			defaultMatch: true,
			canBeUsedToMatch: true,
			type: 'string',
		});
	});

	it('are asked for by object type', async () => {
		const asked = standIn(listing());
		await objectFields(asked.context, 'p1_car');
		expect(asked.calls).toMatchObject([
			{ method: 'GET', url: 'https://api.hubapi.com/crm/properties/2026-03/p1_car' },
		]);
	});

	it('are shown, but neither required nor matched by default', async () => {
		expect(await oneField({})).toEqual({
			id: 'p',
			displayName: 'P',
			required: false,
			display: true,
			defaultMatch: false,
			canBeUsedToMatch: true,
			type: 'string',
			hubSpotType: 'string',
		});
	});

	it('are sorted by label', async () => {
		const given = ['Zip', 'Age', 'Mail'].map((label) => ({ name: label.toLowerCase(), label }));
		expect(await idsOf(listing(...given))).toEqual(['hs_object_id', 'age', 'mail', 'zip']);
	});

	it('are sorted by label as people sort: 2 before 10', async () => {
		const given = ['Day 10', 'Day 2', 'Day 1'].map((label) => ({ name: label, label }));
		expect(await idsOf(listing(...given))).toEqual(['hs_object_id', 'Day 1', 'Day 2', 'Day 10']);
	});

	it('show the internal name behind a label that two of them share', async () => {
		const { fields } = await orNotice(
			standIn({}).context,
			objectFields(
				standIn(
					listing(
						{ name: 'start_1', label: 'Start' },
						{ name: 'start_2', label: 'start' },
						{ name: 'end', label: 'End' },
					),
				).context,
				'deals',
			),
			'fields',
		);
		expect(fields.map(({ displayName }) => displayName)).toEqual([
			'Record ID',
			'End',
			'start (start_2)',
			'Start (start_1)',
		]);
	});

	it.each(['contacts', 'contact', 'Contacts', '0-1'])(
		'are matched by email at first for %s, and the record ID is not shown',
		async (objectType) => {
			const fields = await fieldsOf(
				listing({ name: 'email', label: 'Email' }, { name: 'zip', label: 'Zip' }),
				objectType,
			);
			expect(fields.map(({ id, defaultMatch, required }) => [id, defaultMatch, required])).toEqual([
				['hs_object_id', false, false],
				['email', true, true],
				['zip', false, false],
			]);
		},
	);

	it('are matched by record ID where contacts have no email that can be written', async () => {
		const fields = await fieldsOf(listing({ name: 'zip', label: 'Zip' }), 'contacts');
		expect(fields.filter(({ defaultMatch }) => defaultMatch).map(({ id }) => id)).toEqual([
			'hs_object_id',
		]);
	});

	it.each([undefined, null, '', 5])(
		'are called by their name where the label is %p',
		async (label) => {
			expect(await oneField({ label })).toMatchObject({ displayName: 'p' });
		},
	);

	it.each([
		[true, { hasUniqueValue: true }, 'deals'],
		[false, { hasUniqueValue: 'true' }, 'deals'],
		[true, { name: 'email' }, 'contacts'],
		[true, { name: 'email' }, '0-1'],
		[false, { name: 'email' }, 'deals'],
		[false, { name: 'phone' }, 'contacts'],
	])(
		'can be matched by in an upsert: %p for %p of %s; in an update always',
		async (expected, property, objectType) => {
			expect(await oneField(property, objectType)).toMatchObject({ canBeUsedToMatch: true });
			const unique = { name: 'other', hasUniqueValue: true };
			const given = listing({ name: 'p', label: 'P', type: 'string', ...property }, unique);
			const fields = await upsertFields(standIn(given).context, objectType);
			const name = 'name' in property ? property.name : 'p';
			const field = fields.find(({ id }) => id === name);
			expect(field).toMatchObject({ canBeUsedToMatch: expected });
		},
	);

	it.each([
		['calculated', { calculated: true }],
		['hidden', { hidden: true }],
		['read-only', { modificationMetadata: { readOnlyValue: true } }],
		['without a name', { name: '' }],
		['a second record ID', { name: 'hs_object_id' }],
	])('leave out a property that is %s', async (_, property) => {
		expect(await idsOf(listing({ name: 'p', label: 'P', ...property }))).toEqual(['hs_object_id']);
	});

	it.each([
		{ calculated: false, hidden: false },
		{ modificationMetadata: { readOnlyValue: false, readOnlyDefinition: true } },
		{ modificationMetadata: null },
	])('keep a property that can be written: %p', async (property) => {
		expect(await oneField(property)).toMatchObject({ id: 'p' });
	});

	it.each([
		['number', 'number', { type: 'number', displayName: 'P' }],
		['date', 'date', { type: 'dateTime', hubSpotType: 'date' }],
		['datetime', 'date', { type: 'dateTime', hubSpotType: 'datetime' }],
		['enumeration', 'checkbox', { type: 'string', displayName: 'P (Separated by ;)' }],
		['string', 'checkbox', { type: 'string', displayName: 'P' }],
		['string', 'textarea', { type: 'string' }],
	])(
		'show the type %s, entered by %s, in the editor of its kind',
		async (type, fieldType, expected) => {
			const options = [{ label: 'A', value: 'a' }];
			const field = await oneField({ type, fieldType, options });
			expect(field).toMatchObject(expected);
			expect(field).not.toHaveProperty('options');
		},
	);

	it.each([
		['bool', 'select'],
		['bool', 'booleancheckbox'],
		['enumeration', 'booleancheckbox'],
	])(
		'offer yes and no for %s, entered by %s: a switch left alone would write no',
		async (type, fieldType) => {
			const options = [{ label: 'Wahr', value: 'true' }];
			expect(await oneField({ type, fieldType, options })).toMatchObject({
				type: 'options',
				hubSpotType: 'bool',
				options: [
					{ name: 'Yes', value: 'true' },
					{ name: 'No', value: 'false' },
				],
			});
		},
	);

	it('offer the choices of a list, by label, but none that HubSpot hides or that has no value', async () => {
		const options = [
			{ label: 'New', value: 'new' },
			{ label: 'Old', value: 'old', hidden: true },
			{ label: '', value: 'plain' },
			{ label: 'One', value: 1, hidden: false },
			{ label: 'None' },
			'rubbish',
			null,
		];
		expect(await oneField({ type: 'enumeration', fieldType: 'select', options })).toMatchObject({
			type: 'options',
			displayName: 'P',
			options: [
				{ name: 'New', value: 'new' },
				{ name: 'plain', value: 'plain' },
				{ name: 'One', value: '1' },
			],
		});
	});

	it.each([undefined, null, [], 'a', [{ label: 'A', value: 'a', hidden: true }]])(
		'are text where the list has no choices: %p',
		async (options) => {
			const field = await oneField({ type: 'enumeration', fieldType: 'select', options });
			expect(field.type).toBe('string');
			expect(field).not.toHaveProperty('options');
		},
	);
});

describe('The columns of a create', () => {
	const columnsOf = async (objectType: string, ...results: object[]) =>
		await createFields(standIn(listing(...results)).context, objectType);
	const text = (name: string, label: string, more: object = {}) => ({
		name,
		label,
		type: 'string',
		...more,
	});

	it('are the unique ones first, then the others, each by label, and no record ID', async () => {
		const unique = { hasUniqueValue: true };
		const fields = await columnsOf(
			'deals',
			text('zip', 'Zip'),
			text('sku', 'Number', unique),
			text('hs_object_id', 'Record ID', unique),
			text('age', 'Age'),
			text('made', 'Made', { calculated: true }),
		);
		expect(fields.map(({ id }) => id)).toEqual(['sku', 'age', 'zip']);
		expect(fields.map(({ canBeUsedToMatch }) => canBeUsedToMatch)).toEqual([true, false, false]);
		expect(fields.every(({ required, defaultMatch }) => !required && !defaultMatch)).toBe(true);
	});

	it('are not shown until they are added, but for those that new records usually have', async () => {
		const shown = async (...all: Parameters<typeof columnsOf>) =>
			(await columnsOf(...all)).filter(({ removed }) => !removed).map(({ id }) => id);
		const common = [text('zip', 'Zip'), text('age', 'Age')];
		const person = [text('email', 'Email'), text('lastname', 'Last'), text('firstname', 'First')];
		expect(await shown('contacts', ...common, ...person)).toEqual([
			'email',
			'firstname',
			'lastname',
		]);
		expect(await shown('deals', ...common, text('dealname', 'Deal'))).toEqual(['dealname']);
		expect(await shown('2-7', ...common)).toEqual(['age']);
		expect(await shown('2-7')).toEqual([]);
	});
});

describe('The columns of an upsert', () => {
	const columnsOf = async (given: Given, objectType = 'deals') =>
		await upsertFields(standIn(given).context, objectType);
	const text = (name: string, label: string, more: object = {}) => ({
		name,
		label,
		type: 'string',
		...more,
	});
	const unique = { hasUniqueValue: true };

	it('are the unique ones first, then the others, each by label; the record ID is none', async () => {
		const fields = await columnsOf(
			listing(
				text('zip', 'Zip'),
				text('sku', 'Number', unique),
				text('age', 'Age'),
				text('code', 'Code', unique),
				text('hs_object_id', 'Record ID', unique),
			),
		);
		expect(fields.map(({ id }) => id)).toEqual(['code', 'sku', 'age', 'zip']);
		expect(fields.map(({ canBeUsedToMatch }) => canBeUsedToMatch)).toEqual([
			true,
			true,
			false,
			false,
		]);
	});

	it('offer the first unique one to match by, and show it', async () => {
		const fields = await columnsOf(
			listing(text('sku', 'Number', unique), text('code', 'Code', unique)),
		);
		expect(fields.map(({ id, defaultMatch, required }) => [id, defaultMatch, required])).toEqual([
			['code', true, true],
			['sku', false, false],
		]);
	});

	it('offer the e-mail address of a contact before any other', async () => {
		const fields = await columnsOf(
			listing(text('code', 'Code', unique), text('email', 'E-Mail')),
			'contacts',
		);
		expect(fields.filter(({ defaultMatch }) => defaultMatch).map(({ id }) => id)).toEqual([
			'email',
		]);
	});

	it('are refused where none is unique: HubSpot could not tell which records exist', async () => {
		await expect(columnsOf(listing(text('zip', 'Zip'), text('email', 'E-Mail')))).rejects.toThrow(
			'No property of deals is unique, so HubSpot cannot tell which records exist. Create a property with unique values in HubSpot, or choose the operation Batch Update CRM Objects.',
		);
	});
});

describe('The choices of a read', () => {
	const LIST = listing(
		{ name: 'zip', label: 'Zip' },
		{ name: 'sku', label: 'Number', hasUniqueValue: true },
		{ name: 'email', label: 'E-Mail' },
		{ name: 'bare' },
		{ name: '', label: 'Nameless' },
		{ name: 'sum', label: 'Sum', calculated: true, hidden: true },
		{ name: 'hs_object_id', label: 'Record ID', hasUniqueValue: true },
	);

	it('are all properties by label, also those that nobody can write or see', async () => {
		expect(await properties(standIn(LIST).context, 'deals')).toEqual([
			{ name: 'bare', value: 'bare' },
			{ name: 'E-Mail', value: 'email' },
			{ name: 'Number', value: 'sku' },
			{ name: 'Record ID', value: 'hs_object_id' },
			{ name: 'Sum', value: 'sum' },
			{ name: 'Zip', value: 'zip' },
		]);
	});

	it.each([
		['deals', ['', 'sku']],
		['contacts', ['', 'email', 'sku']],
		['0-1', ['', 'email', 'sku']],
	])(
		'to find records of %s by are the record ID, what is unique, and then the others, which say that they are searched',
		async (type, expected) => {
			const found = await keyProperties(standIn(LIST).context, type);
			expect(found[0]).toEqual({ name: 'Record ID', value: '' });
			const [atOnce, searched] = [true, false].map((wanted) =>
				found.filter(({ description }) => (description === undefined) === wanted),
			);
			expect(atOnce.map(({ value }) => value)).toEqual(expected);
			expect(found).toEqual([...atOnce, ...searched]);
			const all = await properties(standIn(LIST).context, type);
			expect(found).toHaveLength(all.length);
		},
	);

	it.each([properties, keyProperties])('say why they cannot be loaded', async (load) => {
		const failing = standIn({ answer: () => new Reply(500, {}) }).context;
		await expect(load(failing, 'deals')).rejects.toThrow(
			'The properties of deals could not be loaded from HubSpot: no reason given (HTTP 500).',
		);
	});
});

describe('The custom properties of an event', () => {
	const customOf = async (given: Given) => await customFields(standIn(given).context, '0-54');

	it('are those that HubSpot did not define and that can be written, by label; none is matched by', async () => {
		const fields = await customOf(
			listing(
				{ name: 'venue', label: 'Venue', type: 'string', hubspotDefined: false },
				{ name: 'city', label: 'City', type: 'string', hasUniqueValue: true },
				{ name: 'hs_name', label: 'Name', type: 'string', hubspotDefined: true },
				{ name: 'count', label: 'Count', type: 'number', calculated: true },
				{ name: '', label: 'Nameless', type: 'string' },
			),
		);
		expect(fields.map(({ id }) => id)).toEqual(['city', 'venue']);
		expect(fields.some(({ canBeUsedToMatch }) => canBeUsedToMatch)).toBe(false);
	});

	it('are none where the credential may not read them', async () => {
		expect(await customOf({ answer: () => new Reply(403, {}) })).toEqual([]);
	});

	it('are not passed over in silence where HubSpot is at fault', async () => {
		await expect(customOf({ answer: () => new Reply(500, {}) })).rejects.toThrow(
			'The custom properties could not be loaded from HubSpot: no reason given (HTTP 500).',
		);
	});
});

// ---------------------------------------------------------------- what it survives

describe('A list of many pages', () => {
	it('is read to its end, by the cursor that HubSpot gives', async () => {
		const asked = standIn(
			pages(
				{ results: [{ name: 'a' }], paging: { next: { after: 'x y' } } },
				{ results: [{ name: 'b' }], paging: { next: { after: '2' } } },
				{ results: [{ name: 'c' }], paging: {} },
			),
		);
		const fields = await objectFields(asked.context, 'deals');
		expect(fields.map(({ id }) => id)).toEqual(['hs_object_id', 'a', 'b', 'c']);
		const root = 'https://api.hubapi.com/crm/properties/2026-03/deals';
		expect(asked.calls.map(({ url }) => url)).toEqual([
			root,
			`${root}?after=x%20y`,
			`${root}?after=2`,
		]);
	});

	it('ends where HubSpot gives the same cursor again', async () => {
		const asked = standIn({
			answer: () => ({ results: [{ name: 'a' }], paging: { next: { after: '1' } } }),
		});
		await objectFields(asked.context, 'deals');
		expect(asked.calls).toHaveLength(2);
	});

	it.each([
		undefined,
		null,
		5,
		'',
		{ next: null },
		{ next: {} },
		{ next: { after: '' } },
		{ next: { after: 5 } },
	])('ends where paging is %p', async (paging) => {
		const asked = standIn({ answer: () => ({ results: [], paging }) });
		await objectFields(asked.context, 'deals');
		expect(asked.calls).toHaveLength(1);
	});

	it.each([undefined, null, 'text', {}, ['text', null, 5]])(
		'may hold %p for results',
		async (results) => {
			expect(await idsOf({ answer: () => ({ results }) })).toEqual(['hs_object_id']);
		},
	);
});

// ---------------------------------------------------------------- what it says when it cannot be read

describe('What could not be loaded', () => {
	const why = async (answer: Given['answer'], objectType = 'deals') =>
		await fieldsOf({ answer }, objectType).then(
			() => 'nothing was wrong',
			(error: Error) => error.message,
		);
	const START = 'The properties of deals could not be loaded from HubSpot: ';

	it('is told with what HubSpot says, and what to do', async () => {
		const body = { message: 'Not yours.', category: 'MISSING_SCOPES' };
		expect(await why(() => new Reply(403, body))).toBe(
			`${START}“Not yours” (MISSING_SCOPES, HTTP 403). Check in HubSpot what the token of the credential may do.`,
		);
	});

	it('is told where HubSpot redirects', async () => {
		expect(await why(() => new Reply(300, {}))).toBe(
			`${START}no reason given (HTTP 300). Check the Base URL of the credential: redirects are not followed.`,
		);
	});

	it.each(['<html>', null, undefined, []])('is told where a good answer is %p', async (body) => {
		expect(await why(() => new Reply(200, body))).toBe(
			`${START}HubSpot's answer (HTTP 200) cannot be read.`,
		);
	});

	it('is told where there is no answer', async () => {
		const answer = () => {
			throw Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' });
		};
		expect(await why(answer)).toBe(
			`${START}no encrypted connection is possible (CERT_HAS_EXPIRED: certificate has expired). Check the Base URL of the credential.`,
		);
	});

	it.each([
		['HubSpot is at fault', () => new Reply(500, {})],
		['the credential may not read schemas', () => new Reply(403, {})],
		[
			'HubSpot cannot be reached',
			() => {
				throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
			},
		],
	])('leaves the standard objects in the list where %s', async (_, answer) => {
		expect(await search({ answer })).toHaveLength(Object.keys(OBJECT_TYPES).length);
		expect(await search({ answer }, 'contact')).toEqual([{ name: 'Contacts', value: 'contacts' }]);
	});

	it('is told to who searches for an object that is not one of the standard ones', async () => {
		await expect(search({ answer: () => new Reply(500, {}) }, 'vehicle')).rejects.toThrow(
			'The custom objects could not be loaded from HubSpot: no reason given (HTTP 500).',
		);
		expect(await search({ answer: () => new Reply(403, {}) }, 'vehicle')).toEqual([]);
	});
});

describe('The mapper', () => {
	const FIELD = { id: 'p', displayName: 'A <P>' } as MapperField;
	const notice = async (parameters: object, fields: Promise<MapperField[]>) =>
		await orNotice(standIn({ parameters: { ...parameters } }).context, fields, 'mapper');

	it('has the fields that could be loaded', async () => {
		expect(await notice({}, Promise.resolve([FIELD]))).toMatchObject({ fields: [FIELD] });
	});

	it('tells who maps automatically how to name the fields, and where other fields are dealt with', async () => {
		const { emptyFieldsNotice } = await notice({}, Promise.resolve([FIELD]));
		expect(emptyFieldsNotice).toMatch(
			/by label or by internal name, such as <b>A &lt;P&gt;<\/b> or <b>p<\/b>\./,
		);
		expect(emptyFieldsNotice).toMatch(/option <b>Unknown Fields<\/b>/);
		const plain = { id: 'city', displayName: 'City' } as MapperField;
		const without = await notice({}, Promise.resolve([plain]));
		expect(without.emptyFieldsNotice).toMatch(/by internal name\. /);
	});

	it('asks for a credential where there is none yet', async () => {
		const missing = new Error('Node does not have any credentials set');
		expect(await notice({}, Promise.reject(missing))).toEqual({
			fields: [],
			emptyFieldsNotice: 'Choose a <b>Credential</b>, then press <b>Retry</b>.',
		});
	});

	describe('that has fields which need no account', () => {
		const OTHER = { id: 'venue', displayName: 'Venue' } as MapperField;
		const missing = new Error('Node does not have any credentials set');
		const offered = async (schema: MapperField[] | undefined, error: Error) =>
			await orNotice(
				standIn({ parameters: { mapper: { schema } as never } }).context,
				Promise.reject(error),
				'mapper',
				[FIELD],
			);

		it('offers them before a credential is chosen', async () => {
			expect(await offered(undefined, missing)).toEqual({
				fields: [FIELD],
				emptyFieldsNotice: expect.stringMatching(/^Name the columns of your items/) as string,
			});
		});

		it.each([
			['where nothing is mapped yet', undefined],
			['where they alone are mapped', [FIELD]],
		])('offers them with a credential that does not work, and says why, %s', async (_, schema) => {
			expect(await offered(schema, new Error('The token is <wrong>'))).toEqual({
				fields: [FIELD],
				emptyFieldsNotice: 'The token is &lt;wrong&gt;',
			});
		});

		it.each([missing, new Error('HubSpot is down')])(
			'never offers them in place of a mapping that has other columns: %p',
			async (error) => {
				await expect(offered([FIELD, OTHER], error)).rejects.toMatchObject({
					message: error.message,
				});
			},
		);
	});

	it.each([undefined, null, {}, { schema: null }, { schema: [] }, 'text'])(
		'says why there are none where nothing is mapped yet: %p',
		async (fields) => {
			expect(await notice({ mapper: fields }, Promise.reject(new Error('why')))).toEqual({
				fields: [],
				emptyFieldsNotice: 'why',
			});
		},
	);

	it('never loses a mapping that is there: then it is an error of the node', async () => {
		const failed = notice({ mapper: { schema: [FIELD] } }, Promise.reject(new Error('why')));
		await expect(failed).rejects.toMatchObject({ message: 'why', node: NODE });
		const missing = new Error('Node does not have any credentials set');
		const imported = notice({ mapper: { schema: [FIELD] } }, Promise.reject(missing));
		await expect(imported).rejects.toMatchObject({ message: missing.message });
	});
});
