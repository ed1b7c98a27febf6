/** columns.ts: which field of HubSpot's a column of an item is, and what is said of those that are none. */
import { clashIn, Columns, LeftOut, listed, type MapperField } from '../../nodes/n8n/columns';

const columnsOf = (fields: Record<string, string>) =>
	new Columns(
		Object.entries(fields).map(([id, displayName]) => ({ id, displayName }) as MapperField),
	);

const CONTACT = {
	hs_object_id: 'Record ID',
	email: 'Email',
	firstname: 'First name',
	phone: 'Phone number',
	mobilephone: 'Mobile phone number',
	topics: 'Topics (Separated by ;)',
	title: 'Name',
	name: 'Company',
	city_a: 'City',
	city_b: 'City',
};

describe('A column is the field', () => {
	const columns = columnsOf(CONTACT);

	it.each([
		['with its internal name', 'firstname', 'firstname'],
		['with its internal name, case aside', 'FirstName', 'firstname'],
		['with its label', 'First name', 'firstname'],
		['with its label, case aside', 'FIRST NAME', 'firstname'],
		['with its label, blanks aside', '  First \t name ', 'firstname'],
		['with its label, behind a byte order mark', '\ufeffEmail', 'email'],
		['with its internal name, behind a byte order mark', '\ufeffemail', 'email'],
		['with its label, without what the editor adds to it', 'Topics', 'topics'],
		['of the record ID, by the label that exports use', 'Record ID', 'hs_object_id'],
		['with this internal name, not the one with this label', 'name', 'name'],
		[
			'none, where it is the internal name of one and the label of another, case aside',
			'Name',
			undefined,
		],
	])('%s', (_, column, field) => {
		expect(columns.fieldOf(column)).toBe(field);
		// The second time it is remembered.
		expect(columns.fieldOf(column)).toBe(field);
	});

	it.each([
		['is nearly that of one', 'first_name'],
		['is the label of two', 'City'],
		['is one that every object has', 'constructor'],
		['is empty', ''],
		['is longer than any label', `First name${' '.repeat(300)}`],
	])('of none where the name %s', (_, column) => {
		expect(columns.fieldOf(column)).toBeUndefined();
	});

	it('of none where the editor tells two labels apart by the names, unless the name is given too', () => {
		const apart = columnsOf({
			city_a: 'City (city_a)',
			city_b: 'City (Separated by ;) (city_b)',
		});
		expect(['City', 'City (city_a)'].map((column) => apart.fieldOf(column))).toEqual([
			undefined,
			'city_a',
		]);
		expect(apart.nearTo('City')).toEqual(['city_a', 'city_b']);
	});

	it('even where the schema lacks labels', () => {
		const bare = new Columns([{ id: 'email' } as MapperField]);
		expect([bare.fieldOf('EMAIL'), bare.labelOf('email')]).toEqual(['email', 'email']);
	});

	it('however many other columns there are', () => {
		const many = columnsOf(CONTACT);
		const names = Array.from({ length: 3_000 }, (_, n) => `Unknown ${n}`);
		expect(names.filter((name) => many.fieldOf(name) !== undefined)).toEqual([]);
		expect(many.fieldOf('EMAIL')).toBe('email');
	});
});

describe('A column that is no field is told with', () => {
	it.each([
		['the field whose name it nearly is', 'first_name', ['firstname']],
		['the field whose name it is but for two letters', 'fristname', ['firstname']],
		['the field whose label it nearly is', 'Phone-Number', ['phone']],
		['all fields of its label', 'city', ['city_a', 'city_b']],
		['nothing, where no name is near', 'shoeSize', []],
		['nothing, where it is too short to tell', 'na', []],
		['nothing, where it has no letters', '---', []],
		['nothing, where it is endless', 'firstname'.repeat(10_000), []],
	])('%s', (_, column, near) => {
		expect(columnsOf(CONTACT).nearTo(column)).toEqual(near);
	});

	it('a suggestion for the first fifty only, because each takes a search', () => {
		const columns = columnsOf(CONTACT);
		for (let n = 0; n < 49; n++) columns.nearTo(`unknown ${n}`);
		expect(columns.nearTo('first_name')).toEqual(['firstname']);
		expect(columns.nearTo('e-mail')).toEqual([]);
		expect(columns.nearTo('first_name')).toEqual(['firstname']);
	});
});

describe('Two columns that are one field', () => {
	const columns = columnsOf(CONTACT);

	it.each([
		['hold the same', { email: 'a@b.co', Email: 'a@b.co' }],
		['hold the same but for blanks', { email: 'a@b.co', Email: ' a@b.co' }],
		['hold the same number, one as text', { phone: 5, 'Phone number': '5' }],
		['are both empty', { email: '', Email: null }],
		['are none', { a: 1, b: 2 }],
	])('are taken where they %s', (_, values) => {
		expect(clashIn(values, columns)).toBeUndefined();
	});

	it.each([
		['hold different values', { email: 'a@b.co', Email: 'c@d.co' }],
		['hold a value and nothing', { email: 'a@b.co', Email: '' }],
		['hold objects', { email: {}, Email: {} }],
	])('are told where they %s', (_, values) => {
		expect(clashIn(values, columns)).toBe(
			'The columns “email” and “Email” are both the field “email”, but hold different values: leave one out',
		);
	});
});

describe('The columns that were left out', () => {
	it('are told in one hint, with how many items had them and what was meant', () => {
		const left = new LeftOut();
		left.add(['row_number', 'first_name']);
		left.add(['row_number']);
		expect(left.hint(columnsOf(CONTACT))).toBe(
			'Not sent, because HubSpot has no such property: “row_number” (2 items), “first_name” (1 item; did you mean “firstname”?). If you do not need them in HubSpot, that is fine.',
		);
	});

	it('are told in the singular where it is one', () => {
		const left = new LeftOut();
		for (let item = 0; item < 5; item++) left.add(['row_number']);
		expect(left.hint(undefined)).toBe(
			'Not sent, because HubSpot has no such property: “row_number” (5 items). If you do not need it in HubSpot, that is fine.',
		);
	});

	it('are told by name up to ten, and their names up to sixty letters', () => {
		const left = new LeftOut();
		left.add(Array.from({ length: 25 }, (_, n) => `${n} ${'x'.repeat(1_000_000)}`));
		const hint = left.hint(undefined) ?? '';
		expect(hint).toContain(`“9 ${'x'.repeat(58)}…” (1 item) and 15 more. If you do not need them`);
		expect(hint.length).toBeLessThan(1_500);
	});

	it('are counted up to a thousand: an item may have a million', () => {
		const left = new LeftOut();
		for (let n = 0; n < 3_000; n++) left.add([`column ${n}`]);
		expect(left.hint(undefined)).toContain('and 990 more');
	});

	it('are not told where there are none', () => {
		expect(new LeftOut().hint(undefined)).toBeUndefined();
	});
});

it('A list of names of which one is left says so', () => {
	const names = Array.from({ length: 11 }, (_, n) => `c${n}`);
	expect(listed(names.slice(0, 10))).toMatch(/“c9”$/);
	expect(listed(names)).toMatch(/“c9” and 1 more$/);
});
