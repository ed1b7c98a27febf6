/** What inputs hold against HubSpot's definitions: names, properties that nobody can write, values. */
import { definedContacts, definedEvents, definedRecords } from '../../nodes/hubspot/defined';
import { Definitions, type Misfit } from '../../nodes/hubspot/definitions';
import type { Values } from '../../nodes/hubspot/endpoint';
import type { Result } from '../../nodes/hubspot/replies';
import * as values from '../../nodes/hubspot/values';

const option = (value: string, label = value, hidden = false) => ({ value, label, hidden });

const TEXTS: Result[] = [
	{ name: 'city', label: 'City', type: 'string', fieldType: 'text' },
	{ name: 'shoe_size', label: 'Size of shoes', type: 'string' },
	{ name: 'secret', label: 'Secret', type: 'string', hidden: true },
];

const OTHERS: Result[] = [
	{ name: 'hs_object_id', type: 'number', modificationMetadata: { readOnlyValue: true } },
	{ name: 'total', label: 'Total', type: 'number', calculated: true },
	{ name: 'gone', label: 'Gone', type: 'string', archived: true },
	{ name: 'amount', label: 'Amount', type: 'number' },
	{ name: 'born', label: 'Born', type: 'date' },
	{ name: 'met', label: 'Met', type: 'datetime' },
	{
		name: 'news',
		label: 'Newsletter',
		type: 'bool',
		options: [option('true', 'Ja'), option('false', 'Nein')],
	},
	{ name: 'odd', type: 'bool', options: [option('true', 'No'), option('false', 'Yes')] },
	{
		name: 'yes_no',
		type: 'enumeration',
		fieldType: 'booleancheckbox',
		options: [option('true'), option('false')],
	},
	{
		name: 'status',
		label: 'Lead Status',
		type: 'enumeration',
		fieldType: 'select',
		options: [
			option('OPEN', 'Open deal'),
			option('NEW', 'Brand new'),
			option('old_1', 'Old', true),
			option('old_2', 'Old'),
			option('new', 'Newer'),
			option('Closed', 'OPEN'),
		],
	},
	{
		name: 'interests',
		label: 'Interests',
		type: 'enumeration',
		fieldType: 'checkbox',
		options: [
			option('a', 'Web'),
			option('b', 'Data'),
			option('c', 'Web; Data'),
			option('d', 'x;y'),
		],
	},
	{ name: 'hubspot_owner_id', type: 'enumeration', options: [option('7', 'Ada')] },
	{ name: 'dealstage', type: 'enumeration', options: [option('1', 'Won')] },
	{ name: 'ids', type: 'enumeration', externalOptions: true, options: [option('1')] },
	{ name: 'whose', type: 'enumeration', referencedObjectType: 'CONTACT', options: [option('1')] },
	{ name: 'bare', type: 'enumeration', options: [] },
];

const deals = Definitions.of([...TEXTS, ...OTHERS], 'deals');
const look = (given: Values, zone = 'UTC') => deals.look(given, zone);
/** What is sent instead of one value, or why it is refused. */
function one(name: string, value: string, zone = 'UTC'): string | Misfit {
	const looked = look({ [name]: value }, zone);
	if (!looked) return value;
	const { given, misfits } = looked;
	return misfits.length ? misfits[0] : given[name];
}

describe('names', () => {
	it('leaves texts of text properties as they are, without a copy', () => {
		expect(look({ city: ' Paris ', shoe_size: '', secret: 'a;b' })).toBeUndefined();
	});

	it('refuses a property that does not exist with the names that are nearest, by name or label', () => {
		expect(look({ shoesize: '42', 'Size of shoe': '43', xyz: '' })?.misfits).toEqual([
			{ kind: 'unknown', property: 'shoesize', near: ['shoe_size'] },
			{ kind: 'unknown', property: 'Size of shoe', near: ['shoe_size'] },
			{ kind: 'unknown', property: 'xyz', near: [] },
		]);
	});

	it('takes an archived property for one that does not exist', () => {
		expect(one('gone', 'x')).toMatchObject({ kind: 'unknown', property: 'gone' });
	});

	it('takes names that every object has, such as constructor, for no property', () => {
		const given = JSON.parse('{"constructor": "a", "__proto__": "b"}') as Values;
		expect(look(given)?.misfits.map(({ property }) => property)).toEqual([
			'constructor',
			'__proto__',
		]);
	});

	it('sends a property under its own name where only case or blanks differ, unless both are given', () => {
		expect(look({ ' City': 'Paris', Born: '2027-03-01' })).toEqual({
			given: { city: 'Paris', born: '2027-03-01' },
			misfits: [],
			isRenamed: true,
		});
		expect(look({ City: 'Paris', city: 'Rome' })?.misfits).toEqual([
			{ kind: 'unknown', property: 'City', near: ['city'] },
		]);
		expect(look({ City: 'Paris', CITY: 'Rome' })?.misfits).toMatchObject([{ property: 'CITY' }]);
	});

	it('knows the properties that all contacts have, whatever the list says', () => {
		const contacts = Definitions.of(TEXTS, '0-1');
		expect(contacts.look({ email: 'a@b.co', firstname: 'A' }, 'UTC')).toBeUndefined();
		expect(look({ email: 'a@b.co' })?.misfits).toMatchObject([{ kind: 'unknown' }]);
	});

	it('tells at most 2,000 misfits of an input, because an item may have a million columns', () => {
		const given = Object.fromEntries(Array.from({ length: 2_100 }, (_, n) => [`no_${n}`, 'x']));
		expect(Definitions.of(TEXTS, 'deals').look(given, 'UTC')?.misfits).toHaveLength(2_000);
	});

	it('gives a value that does not fit under the own name of its property', () => {
		expect(look({ BORN: 'soon' })).toMatchObject({
			given: { born: 'soon' },
			misfits: [{ kind: 'badValue', property: 'born' }],
			isRenamed: true,
		});
	});

	it('knows the names of another list as well', () => {
		const more = deals.with(Definitions.of([{ name: 'passport', type: 'number' }], 'deals'));
		expect(more.look({ passport: '1', city: 'x' }, 'UTC')).toBeUndefined();
		expect(more.look({ passport: 'x', pasport: '1' }, 'UTC')?.misfits).toMatchObject([
			{ kind: 'badValue', property: 'passport' },
			{ kind: 'unknown', property: 'pasport', near: ['passport'] },
		]);
		expect(deals.with(Definitions.of([], 'deals'))).toBe(deals);
	});

	it('knows which properties are unique, also those of another list', () => {
		const badge = { name: 'badge', type: 'number', hasUniqueValue: true };
		const pass = { name: 'passport', type: 'string', hasUniqueValue: true };
		const both = Definitions.of([...TEXTS, badge], 'deals').with(Definitions.of([pass], 'deals'));
		expect(['badge', 'passport', 'city', 'none'].map((name) => both.isUnique(name))).toEqual([
			true,
			true,
			false,
			false,
		]);
	});
});

describe('properties that nobody can write', () => {
	it.each([
		['a read-only one', 'hs_object_id', '5', false],
		['a calculated one', 'total', '5', true],
		['one that is to be emptied', 'total', '', true],
	])('refuses %s', (_, property, value, calculated) => {
		expect(one(property, value)).toEqual({ kind: 'readOnly', property, calculated });
	});
});

describe('options', () => {
	it.each([
		['a value stays, also where it is the label of another option', 'status', 'OPEN', 'OPEN'],
		['a label becomes its value', 'status', 'Open deal', 'OPEN'],
		['the case of a label does not count', 'status', ' open  DEAL ', 'OPEN'],
		['the case of a value does not count', 'interests', 'A', 'a'],
		['nothing clears', 'status', '', ''],
		['parts are read one by one', 'interests', 'web;b; DATA', 'a;b;b'],
		['a first ; stays', 'interests', ';Web', ';a'],
		['a value with a ; that no part is', 'interests', 'X;Y', 'd'],
		['an owner is read elsewhere', 'hubspot_owner_id', 'Ada', 'Ada'],
		['a stage is read elsewhere', 'dealstage', 'Won', 'Won'],
		['options that are elsewhere are not judged', 'ids', '99', '99'],
		['IDs of other records are not judged', 'whose', '99', '99'],
		['without options, nothing is judged', 'bare', 'x', 'x'],
	])('%s', (_, property, value, sent) => {
		expect(one(property, value)).toBe(sent);
	});

	it('refuses a label that two options have, and names both values', () => {
		const values = ['old_1', 'old_2'];
		expect(one('status', 'old')).toEqual({
			kind: 'twoReadings',
			property: 'status',
			value: 'old',
			values,
		});
	});

	it('refuses a text that is nearly the value of one option and nearly the label of another', () => {
		expect(one('status', 'open')).toMatchObject({ values: ['Closed', 'OPEN'] });
		expect(one('status', 'New')).toMatchObject({ values: ['NEW', 'new'] });
	});

	it('refuses a text that is one label and a list of labels at once', () => {
		expect(one('interests', 'Web; Data')).toMatchObject({
			kind: 'twoReadings',
			values: ['c', 'a;b'],
		});
	});

	it('refuses what is no option, with the nearest ones, or with all where they are few', () => {
		expect(one('status', 'Open dael')).toEqual({
			kind: 'noOption',
			property: 'status',
			value: 'Open dael',
			near: ['Open deal'],
		});
		expect(one('interests', 'Web;zzzzz')).toEqual({
			kind: 'noOption',
			property: 'interests',
			value: 'zzzzz',
			near: [],
			all: ['Web', 'Data', 'Web; Data', 'x;y'],
		});
		expect(one('status', 'zzzzz')).toMatchObject({
			all: ['Open deal', 'Brand new', 'Old', 'Newer', 'OPEN'],
		});
	});
});

describe('flags', () => {
	it.each([
		['news', 'true', 'true'],
		['news', 'Yes', 'true'],
		['news', '0', 'false'],
		['news', 'nein', 'false'],
		['yes_no', 'NO', 'false'],
		['odd', 'false', 'false'],
	])('reads %s: %s as %s', (property, value, sent) => {
		expect(one(property, value)).toBe(sent);
	});

	it('refuses what is neither, and what its labels turn round', () => {
		expect(one('news', 'maybe')).toEqual({
			kind: 'badValue',
			property: 'news',
			problem: 'must be true or false, but is “maybe”',
		});
		expect(one('odd', 'yes')).toEqual({
			kind: 'twoReadings',
			property: 'odd',
			value: 'yes',
			values: ['true', 'false'],
		});
	});
});

describe('numbers', () => {
	it.each(['12', '-1.5', '.5', '1e21', 'NaN', 'Infinity', '0x1F', '12d'])(
		'sends %s as it is',
		(value) => {
			expect(one('amount', value)).toBe(value);
		},
	);

	it('drops blanks around a number', () => {
		expect(one('amount', ' 12 ')).toBe('12');
	});

	it.each(['1,234', '12,5', "1'000", '1 000', '1.234.5'])(
		'refuses %s and says how to write it',
		(value) => {
			expect(one('amount', value)).toEqual({
				kind: 'badValue',
				property: 'amount',
				problem: `must be a number, such as 1234.5, but is “${value}”: write it with a point before the decimals and nothing between the thousands`,
			});
		},
	);

	it('refuses text', () => {
		expect(one('amount', 'much')).toMatchObject({
			problem: 'must be a number, such as 1234.5, but is “much”',
		});
	});
});

describe('dates', () => {
	it.each([
		['born', '2027-03-01', '2027-03-01'],
		['born', '2027-03-01T00:00:00.000Z', '2027-03-01T00:00:00.000Z'],
		['born', '2027/3/1', '2027-03-01'],
		['born', '2027-03-01T10:00:00+01:00', '2027-03-01'],
		['met', '2027-03-01T09:00:00Z', '2027-03-01T09:00:00Z'],
		['met', '2027-03-01 09:00', '2027-03-01T09:00:00.000+01:00'],
		['met', '2027-03-01', '2027-03-01T00:00:00.000Z'],
	])('reads %s: %s as %s', (property, value, sent) => {
		expect(one(property, value, 'Europe/Berlin')).toBe(sent);
	});

	it('refuses a date with two readings', () => {
		expect(one('born', '01.02.2027')).toMatchObject({ kind: 'badValue', property: 'born' });
		expect(one('born', '2027-02-31')).toMatchObject({ kind: 'badValue', property: 'born' });
		expect(one('met', 'soon')).toMatchObject({ kind: 'badValue', property: 'met' });
	});

	it('sends the day that a date object means, which its text does not tell any more', () => {
		const reading = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() } as const;
		const given = { properties: { born: new Date(2027, 2, 1), met: new Date(2027, 2, 1) } };
		const schema = values.shape({ properties: values.properties(reading) });
		const { properties } = schema.parse(given);
		expect(look(properties)?.given).toEqual({
			born: '2027-03-01',
			met: new Date(2027, 2, 1).toISOString(),
		});
	});
});

describe('what inputs hold', () => {
	const records = definedRecords();

	it('leaves a record that fits as it is', () => {
		const input = { id: '1', properties: { city: 'Paris' }, idProperty: 'shoe_size' };
		expect(records.look(input, deals, 'UTC', { objectType: 'deals' })).toBeUndefined();
		expect(records.of(input, { objectType: 'deals' })).toBe('deals');
	});

	it('refuses a record that is called by a property that does not exist, once', () => {
		const about = (properties: Values) =>
			records.look({ properties, idProperty: 'cty' }, deals, 'UTC', { objectType: 'deals' });
		const misfits = [{ kind: 'unknown', property: 'cty', near: ['city'] }];
		expect(about({ city: 'x' })).toMatchObject({ misfits });
		expect(about({ cty: 'x' })).toMatchObject({ misfits });
		expect(about({ cty: 'x' })?.misfits).toHaveLength(1);
	});

	it('never changes the input itself, which may be the item', () => {
		const properties = { status: 'Open deal', city: 'Paris' };
		const input = { id: '1', properties };
		const looked = records.look(input, deals, 'UTC', { objectType: 'deals' });
		expect(looked).toEqual({
			given: { id: '1', properties: { status: 'OPEN', city: 'Paris' } },
			misfits: [],
		});
		expect(properties.status).toBe('Open deal');
	});

	it('looks for names of owners under the name that HubSpot has', () => {
		const input = { properties: { HubSpot_Owner_Id: 'ada@example.com' } };
		expect(records.look(input, deals, 'UTC', { objectType: 'deals' })?.given).toMatchObject({
			properties: { hubspot_owner_id: 'ada@example.com' },
			named: ['hubspot_owner_id'],
		});
	});

	it('reads the custom properties of events', () => {
		const events = definedEvents();
		const about = (customProperties?: values.CustomProperty[]) => ({
			eventName: 'x',
			customProperties,
		});
		expect(events.of(about(), {})).toBeUndefined();
		expect(events.of(about([]), {})).toBeUndefined();
		const good = about([{ name: 'city', value: 'Paris' }]);
		expect(events.of(good, {})).toBe('0-54');
		expect(events.look(good, deals, 'UTC', {})).toBeUndefined();
		const labelled = about([
			{ name: 'status', value: 'Brand new' },
			...(good.customProperties ?? []),
		]);
		expect(events.look(labelled, deals, 'UTC', {})).toEqual({
			given: about([
				{ name: 'status', value: 'NEW' },
				{ name: 'city', value: 'Paris' },
			]),
			misfits: [],
		});
		const bad = about([{ name: 'venue', value: 'x' }]);
		expect(events.look(bad, deals, 'UTC', {})).toMatchObject({
			given: bad,
			misfits: [{ kind: 'unknown', property: 'venue' }],
		});
	});

	it('reads the properties of contacts that attendance creates', () => {
		const contacts = definedContacts();
		expect(contacts.of({}, {})).toBeUndefined();
		expect(contacts.of({ contactProperties: { city: 'x' } }, {})).toBe('contacts');
		expect(contacts.look({ contactProperties: { city: 'x' } }, deals, 'UTC', {})).toBeUndefined();
		expect(contacts.look({ contactProperties: { news: 'ja' } }, deals, 'UTC', {})).toEqual({
			given: { contactProperties: { news: 'true' } },
			misfits: [],
		});
		expect(contacts.look({ contactProperties: { nes: 'ja' } }, deals, 'UTC', {})).toMatchObject({
			misfits: [{ kind: 'unknown' }],
		});
	});
});
