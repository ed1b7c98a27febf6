/**
 * What may stand in the parameters that all items of a call share: each goes into a path or a body, so
 * none that means something else is let through, and none that a person may write is refused.
 */
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { listOf } from '../../nodes/n8n/listParameter';
import { placeReader } from '../../nodes/n8n/inputs';
import { DEFAULT_VERSION } from '../../nodes/hubspot/versions';
import { standIn } from '../host/stand-in';

const rowOf = (operation: string) => {
	const row = RECORD_OPERATIONS.find(({ value }) => value === operation);
	if (!row) throw new Error(`There is no operation ${operation}`);
	return row;
};

/** The place of an operation with these parameters, or why there is none. */
function placeOf(operation: string, parameters: Record<string, unknown>): unknown {
	const { context } = standIn({ parameters, items: [{ json: {} }] });
	try {
		return placeReader(context, rowOf(operation), DEFAULT_VERSION, () => ({}))(0).parameters;
	} catch (error) {
		return (error as Error).message;
	}
}

const contacts = { objectType: { mode: 'list', value: 'contacts' } };
const list = (value: string, mode = 'id') => ({ listId: { mode, value } });
const members = { ...list('12'), returnAll: true };
const pair = { fromObjectType: 'contacts', toObjectType: 'companies' };

describe('A list', () => {
	it.each([
		['list', '12', '12'],
		['id', ' 12 ', '12'],
		['url', 'https://app.hubspot.com/contacts/1/objectLists/123', '123'],
		['url', 'https://app.hubspot.com/contacts/1/objectLists/123/filters?x=1', '123'],
		['id', 'https://app.hubspot.com/contacts/1/objectLists/123', '123'],
		['legacyId', '7', 'legacy:7'],
		['legacyId', '71', 'legacy:71'],
	])('chosen by %s as %p is the list %p', (mode, value, listId) => {
		for (const operation of ['addToList', 'removeFromList']) {
			expect(placeOf(operation, list(value, mode))).toEqual({ listId });
		}
		const read = { ...members, ...list(value, mode) };
		expect(placeOf('readListMembers', read)).toMatchObject({ listId });
	});

	it.each([
		['id', 'VIP'],
		['url', 'https://app.hubspot.com/contacts/1/lists/9'],
		['legacyId', 'x7'],
		['legacyId', '7x'],
	])('is not let through by %s as %p', (mode, value) => {
		for (const operation of ['addToList', 'removeFromList', 'readListMembers']) {
			expect(placeOf(operation, { ...members, ...list(value, mode) })).toBe(
				`List must be the ID of a list in digits, or the address of its page with “objectLists/” and the ID in it, but is “${value}”`,
			);
		}
	});

	it('must be chosen', () => {
		expect(placeOf('addToList', list(''))).toBe('List is required but empty');
	});

	it('is taken for a legacy one only where it is said to be one', () => {
		expect(listOf('7', undefined)).toBe('7');
	});
});

describe('How many members of a list are read', () => {
	it.each([
		[{ returnAll: true }, { returnAll: 'true', limit: '' }],
		[
			{ returnAll: false, limit: 1 },
			{ returnAll: 'false', limit: '1' },
		],
		[
			{ returnAll: false, limit: 50 },
			{ returnAll: 'false', limit: '50' },
		],
		[
			{ returnAll: 'false', limit: '999999999' },
			{ returnAll: 'false', limit: '999999999' },
		],
	])('may be %j', (given, expected) => {
		expect(placeOf('readListMembers', { ...list('12'), ...given })).toMatchObject(expected);
	});

	it.each([
		['limit', 0, 'Limit must be a whole number from 1, but is “0”'],
		['limit', -5, 'Limit must be a whole number from 1, but is “-5”'],
		['limit', 2.5, 'Limit must be a whole number from 1, but is “2.5”'],
		['limit', 'x5', 'Limit must be a whole number from 1, but is “x5”'],
		['limit', '5x', 'Limit must be a whole number from 1, but is “5x”'],
		['limit', '1e3', 'Limit must be a whole number from 1, but is “1e3”'],
		['returnAll', 'untrue', 'Return All must be true or false, but is “untrue”'],
		['returnAll', 'true!', 'Return All must be true or false, but is “true!”'],
		['returnAll', undefined, 'Return All is required but empty'],
	])('is no %s of %p', (name, value, message) => {
		const given = { ...list('12'), returnAll: false, limit: 50, [name]: value };
		expect(placeOf('readListMembers', given)).toBe(message);
	});
});

describe('The properties to return', () => {
	const OPERATIONS: Array<[string, object]> = [
		['batchReadObjects', contacts],
		['searchObjects', contacts],
		['readListMembers', members],
	];

	it.each(OPERATIONS)('of %s may be left empty, chosen, or written', (operation, others) => {
		for (const [properties, expected] of [
			[undefined, ''],
			[[], ''],
			[['firstname', 'email', 'city'], 'firstname,email,city'],
			['firstname,email', 'firstname,email'],
			['city', 'city'],
			['x', 'x'],
		] as const) {
			expect(placeOf(operation, { ...others, properties })).toMatchObject({ properties: expected });
		}
	});

	it.each(OPERATIONS)('of %s must be internal names', (operation, others) => {
		for (const properties of ['First Name', ' , a', 'a,', ',a', 'a,,b', 'a, b', 'a,b c']) {
			expect(placeOf(operation, { ...others, properties })).toBe(
				`Returned Property Names or IDs must be HubSpot's internal names of properties, such as firstname,email, but is “${properties.trim()}”`,
			);
		}
	});
});

describe('The options of a read', () => {
	const read = (options: object) => placeOf('batchReadObjects', { ...contacts, options });

	it('are looked for among the options', () => {
		const options = { archived: true, propertiesWithHistory: ['city', 'phone'] };
		expect(read(options)).toMatchObject({ archived: 'true', propertiesWithHistory: 'city,phone' });
		expect(read({ archived: false })).toMatchObject({ archived: 'false' });
		expect(read({})).toMatchObject({ archived: '', propertiesWithHistory: '' });
		expect(placeOf('batchReadObjects', { ...contacts, archived: true })).toMatchObject({
			archived: '',
		});
	});

	it.each(['untrue', 'falsely', 'yes'])('know true and false alone: %p', (archived) => {
		expect(read({ archived })).toMatch(new RegExp(` must be true or false, but is “${archived}”$`));
	});
});

describe('An object type', () => {
	const message = (label: string, value: string) =>
		`${label} must be a name or ID such as contacts, 2-123 or p123_car, but is “${value}”`;

	it.each([
		['Contact', 'contacts'],
		[' Deals ', 'deals'],
		['2-123', '2-123'],
		['p123_car', 'p123_car'],
	])('may be written %p, which is %p', (value, objectType) => {
		expect(placeOf('batchArchiveObjects', { objectType: { mode: 'id', value } })).toEqual({
			objectType,
		});
		for (const operation of ['batchAssociate', 'batchReadAssociations']) {
			const given = { fromObjectType: value, toObjectType: value };
			const expected = { fromObjectType: objectType, toObjectType: objectType };
			expect(placeOf(operation, given)).toMatchObject(expected);
		}
	});

	it.each(['../x', 'my car', 'x/y', 'contacts?x=1'])('never leads to another path: %p', (value) => {
		expect(placeOf('batchArchiveObjects', { objectType: value })).toBe(
			message('Object Type', value),
		);
		for (const operation of [
			'batchAssociate',
			'batchReadAssociations',
			'batchRemoveAssociations',
		]) {
			const from = { ...pair, fromObjectType: value };
			expect(placeOf(operation, from)).toBe(message('From Object Type', value));
			const to = { ...pair, toObjectType: value };
			expect(placeOf(operation, to)).toBe(message('To Object Type', value));
		}
	});
});

describe('The label of pairs', () => {
	it.each(['batchAssociate', 'batchRemoveAssociations'])('of %s may be left empty', (operation) => {
		for (const label of ['', undefined]) {
			expect(placeOf(operation, { ...pair, label })).toMatchObject({ label: '' });
		}
		const label = 'USER_DEFINED:37';
		expect(placeOf(operation, { ...pair, label })).toMatchObject({ label });
		expect(placeOf(operation, { ...pair, label: 'Boss' })).toBe(
			'Label Name or ID must be a label from the list, which an expression writes like USER_DEFINED:37, but is “Boss”',
		);
	});
});
