/** finding.ts: how the IDs of records are found by the value of a property. */
import { callOf, type Place } from '../../nodes/hubspot/endpoint';
import type { LookupKey } from '../../nodes/hubspot/effect';
import {
	DEFINITIONS,
	definitionsIn,
	finderOf,
	idsByValue,
	isCutOff,
	isEmailOfContacts,
	spellingOf,
	type Definition,
} from '../../nodes/hubspot/finding';

const PLACE: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };
const keyOf = (property: string, value = ' Ab ', objectType = 'contacts'): LookupKey => ({
	objectType,
	property,
	value,
});
const callFor = (key: LookupKey, definition?: Definition) =>
	callOf(finderOf(key, definition), [key], PLACE);

describe('The definitions of properties', () => {
	it('are asked for once for an object type', () => {
		expect(DEFINITIONS).toEqual({
			family: 'properties',
			call: { method: 'GET', path: '/{objectType}' },
		});
	});

	it('are read by their names, with what is no object left out', () => {
		const body = {
			results: [
				{ name: 'code', hasUniqueValue: true, type: 'string' },
				{ name: 'size', hasUniqueValue: 'true', type: 'enumeration' },
				null,
				'x',
			],
		};
		expect([...(definitionsIn(body) ?? [])]).toEqual([
			['code', { isUnique: true, type: 'string' }],
			['size', { isUnique: false, type: 'enumeration' }],
		]);
		for (const none of [null, {}, [], { results: {} }]) expect(definitionsIn(none)).toBeUndefined();
	});
});

describe('A record is found', () => {
	it('by a batch read where HubSpot keeps the values unique', () => {
		const key = keyOf('code');
		expect(callFor(key, { isUnique: true, type: 'string' })).toEqual({
			method: 'POST',
			path: '/{objectType}/batch/read',
			body: { inputs: [{ id: 'Ab' }], idProperty: 'code', properties: ['code'] },
		});
		expect(finderOf(key, { isUnique: true }).lane).toBeUndefined();
	});

	it('by a batch read for the e-mail of a contact, with its other addresses', () => {
		expect(callFor(keyOf('email')).body).toEqual({
			inputs: [{ id: 'Ab' }],
			idProperty: 'email',
			properties: ['email', 'hs_additional_emails'],
		});
		expect(isEmailOfContacts(keyOf('email'))).toBe(true);
		expect(isEmailOfContacts(keyOf('email', 'x', '0-1'))).toBe(true);
		expect(isEmailOfContacts(keyOf('email', 'x', 'companies'))).toBe(false);
		expect(isEmailOfContacts(keyOf('city'))).toBe(false);
	});

	it.each<[string, Definition | undefined, string]>([
		['in lower case for a text', { isUnique: false, type: 'string' }, 'ab'],
		['in lower case where the type is not told', { isUnique: false }, 'ab'],
		['in lower case where nothing is known', undefined, 'ab'],
		['as it is for a choice', { isUnique: false, type: 'enumeration' }, 'Ab'],
	])('by a search for any other value, %s', (_, definition, value) => {
		const key = keyOf('city');
		expect(callFor(key, definition)).toEqual({
			method: 'POST',
			path: '/{objectType}/search',
			body: {
				filterGroups: [{ filters: [{ propertyName: 'city', operator: 'IN', values: [value] }] }],
				properties: ['city'],
				limit: 200,
			},
		});
		expect(finderOf(key, definition).lane).toBe('search');
	});

	it('so that values that HubSpot takes for one are looked for once, and an error tells which', () => {
		const { match } = finderOf(keyOf('code'), { isUnique: true });
		expect(match.key(keyOf('code'))).toBe('ab');
		expect(match.names(keyOf('code'))).toEqual([' Ab ']);
		expect(match.namedBy).toEqual(['ids', 'id']);
	});

	it('by values without blanks around, without case in texts and e-mail addresses alone', () => {
		expect(spellingOf(keyOf('city'), undefined)(' Ab ')).toBe('ab');
		expect(spellingOf(keyOf('email'), undefined)(' Ab ')).toBe('ab');
		expect(spellingOf(keyOf('code'), { isUnique: true })(' Ab ')).toBe('Ab');
		expect(spellingOf(keyOf('size'), { isUnique: false, type: 'enumeration' })(' Ab ')).toBe('Ab');
	});
});

describe('The answer to a look-up', () => {
	const spell = (value: string) => value.toLowerCase();
	const idsIn = (property: string, ...results: Array<Record<string, unknown>>) => [
		...idsByValue({ results, errors: [] }, property, spell),
	];

	it('gives the IDs of all records with a value, and none of those that have no ID or no value', () => {
		expect(
			idsIn(
				'city',
				{ id: '1', properties: { city: 'Bonn' } },
				{ id: 2, properties: { city: 'bonn' } },
				{ properties: { city: 'Bonn' } },
				{ id: '3', properties: { city: null } },
				{ id: '4' },
				{ id: '5', properties: { city: 'Kiel', hs_additional_emails: 'x@x.co' } },
			),
		).toEqual([
			['bonn', ['1', '2']],
			['kiel', ['5']],
		]);
	});

	it('gives a contact by each of its e-mail addresses, once', () => {
		expect(
			idsIn(
				'email',
				{ id: '1', properties: { email: 'Ada@x.co', hs_additional_emails: 'b@x.co;ada@x.co' } },
				{ id: '2', properties: { hs_additional_emails: 'c@x.co' } },
				{ id: '3', properties: { email: 'd@x.co' } },
			),
		).toEqual([
			['ada@x.co', ['1']],
			['b@x.co', ['1']],
			['c@x.co', ['2']],
			['d@x.co', ['3']],
		]);
	});

	it('is cut off where it has a mark of a next page', () => {
		expect(isCutOff({ results: [], paging: { next: { after: '200' } } })).toBe(true);
		expect(isCutOff({ results: [] })).toBe(false);
	});
});
