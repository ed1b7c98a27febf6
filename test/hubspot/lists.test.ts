/** lists.ts: members of lists, HubSpot's answers about them, and the ways in which a list is named. */
import { callOf, type Endpoint, type Place } from '../../nodes/hubspot/endpoint';
import {
	addMembers,
	findList,
	LIST_ID,
	legacyList,
	listIdIn,
	memberByAnyProperty,
	membership,
	membersOfList,
	removeMembers,
	type MemberInput,
} from '../../nodes/hubspot/lists';

const PLACE: Place = { version: '2026-03', parameters: { listId: '12', objectType: '0-1' } };

const read = ({ answer }: Endpoint<MemberInput>, body: unknown) => answer?.(body);
const silence = ({ silence: silent }: Endpoint<MemberInput>, body: unknown) =>
	silent?.({ id: '1' }, { status: 200, body });
const idsIn = (body: unknown, endpoint = addMembers) =>
	read(endpoint, body)?.results.map(({ id }) => id);

describe('An answer about members', () => {
	it.each([
		['as HubSpot spells it', { recordsIdsAdded: ['1', '2'], recordIdsMissing: [] }],
		['as a page of HubSpot prints it', { recordIdsAdded: ['1', '2'], recordsIdsRemoved: [] }],
		['with numbers', { recordsIdsAdded: [1, 2] }],
		['in both spellings', { recordsIdsAdded: ['1'], recordIdsAdded: ['2'] }],
	])('tells who was added, %s', (_, body) => {
		const results = read(addMembers, body)?.results.map(({ id, outcome }) => [String(id), outcome]);
		expect(results).toEqual([
			['1', 'added'],
			['2', 'added'],
		]);
	});

	it('tells who was removed, and takes nobody who was added for that', () => {
		const body = { recordsIdsAdded: ['1'], recordsIdsRemoved: ['2'] };
		expect(idsIn(body, removeMembers)).toEqual(['2']);
		expect(idsIn(body, addMembers)).toEqual(['1']);
	});

	it('names the records that HubSpot does not have, in one error', () => {
		const { errors } = read(addMembers, { recordIdsMissing: ['8', 9] }) ?? {};
		expect(errors).toEqual([
			{ category: 'OBJECT_NOT_FOUND', context: { ids: ['8', '9'] }, errors: [] },
		]);
	});

	it.each([
		['with all three lists empty', { recordsIdsAdded: [], recordIdsMissing: [] }],
		['with every list left out', {}],
		['with a list that is null', { recordsIdsAdded: null }],
	])('says by silence that a membership needed no change: %s', (_, body) => {
		expect(read(addMembers, body)).toEqual({ results: [], errors: [] });
		expect(silence(addMembers, body)).toEqual({ id: '1', outcome: 'unchanged' });
	});

	it.each([
		['nothing', undefined],
		['text', '<html>'],
		['a bare list', ['1']],
		['a list that is none', { recordsIdsAdded: '1' }],
		['about something else', { status: 'error', message: 'Busy' }],
	])('cannot be read where it is %s, and then silence says nothing', (_, body) => {
		expect(read(addMembers, body)).toBeUndefined();
		expect(silence(addMembers, body)).toBeUndefined();
	});

	it('holds an error that names nobody where an entry is no ID: it may stand for any record', () => {
		for (const name of ['recordsIdsAdded', 'recordIdsMissing']) {
			const { errors = [] } = read(addMembers, { [name]: [{ id: '1' }] }) ?? {};
			expect(errors).toEqual([{ context: {}, errors: [] }]);
		}
	});
});

describe('What became of a membership', () => {
	it.each([
		['added', false, 'added'],
		['added', true, 'added'],
		['unchanged', false, 'unchanged'],
		['unchanged', true, 'added or unchanged'],
		['added or unchanged', true, 'added or unchanged'],
	])('is %s, where it was sent again: %p, it is told as %s', (outcome, repeated, told) => {
		expect(membership('added')({ id: '1', outcome }, repeated)).toEqual({ id: '1', outcome: told });
	});
});

describe('A member', () => {
	const sent = (...inputs: MemberInput[]) => callOf(addMembers, inputs, PLACE).body;

	it('is one with another only where both are called the same: results repeat the name', () => {
		const element = (input: MemberInput) => JSON.stringify(addMembers.element?.(input));
		const byEmail = (id: string) => ({ id, idProperty: 'email', recordId: '512' });
		expect(element({ id: '0512' })).toBe(element({ id: '512' }));
		expect(element(byEmail('Ada@x.com '))).toBe(element(byEmail('ada@x.com')));
		const different = [byEmail('ada@x.com'), byEmail('a.lovelace@x.com'), { id: '512' }];
		expect(new Set(different.map(element)).size).toBe(3);
		expect(new Set(different.map(addMembers.match.key)).size).toBe(1);
	});

	it('is sent as HubSpot spells its ID, and known by that', () => {
		expect(sent({ id: ' 0012 ' })).toEqual(['12']);
		expect(addMembers.match.key({ id: '0012' })).toBe('12');
		expect(addMembers.match.names({ id: '12' })).toEqual(['12']);
		expect(addMembers.match.resultKey?.({ id: 12 }, { id: '12' })).toBe('12');
	});

	it('that is named by another property is asked for, as the object type of its list', () => {
		const input = { id: 'Ada@x.com', idProperty: 'email' };
		expect(memberByAnyProperty.names(input, PLACE)).toEqual([
			{ objectType: '0-1', property: 'email', value: 'Ada@x.com' },
		]);
		expect(memberByAnyProperty.names({ id: '12' }, PLACE)).toEqual([]);
	});

	it('is sent by its record ID once that is known, and keeps its name', () => {
		const known = memberByAnyProperty.resolved({ id: 'ada@x.com', idProperty: 'email' }, ['512']);
		expect(known).toEqual({ id: 'ada@x.com', idProperty: 'email', recordId: '512' });
		expect(sent(known)).toEqual(['512']);
		expect(addMembers.match.key(known)).toBe('512');
		expect(memberByAnyProperty.names(known, PLACE)).toEqual([]);
	});
});

describe('All members of a list', () => {
	const { page, results, next, most, enrich } = membersOfList;
	const place = (more: Record<string, string>): Place => ({
		...PLACE,
		parameters: { ...PLACE.parameters, ...more },
	});

	it('are asked for a hundred at a time, from where the page before ended', () => {
		const call = { method: 'GET', path: '/{listId}/memberships' };
		expect(page({}, PLACE, undefined)).toEqual({ ...call, query: { limit: '100' } });
		expect(page({}, PLACE, 'b')).toEqual({ ...call, query: { limit: '100', after: 'b' } });
		expect(next({ paging: { next: { after: 7 } } }, {})).toBe('7');
		for (const end of [{}, { paging: {} }, { paging: { next: {} } }, 'x', { paging: 'x' }]) {
			expect(next(end, {})).toBeUndefined();
		}
	});

	it('are those of a page that have an ID', () => {
		const all = [{ recordId: '1' }, { recordId: 2 }, {}, 'x'];
		expect(results({ results: all })).toEqual([{ recordId: '1' }, { recordId: 2 }]);
		expect(results({})).toBeUndefined();
		expect(results('<html>')).toBeUndefined();
	});

	it('are all wanted, or as many as the node says', () => {
		expect(most?.({}, place({ returnAll: 'true', limit: '5' }))).toBeUndefined();
		expect(most?.({}, place({ returnAll: 'false', limit: '5' }))).toBe(5);
		expect(most?.({}, place({ returnAll: 'false', limit: '' }))).toBeUndefined();
	});

	it('are read with their properties, and one that has gone is told all the same', () => {
		const member = { recordId: 1, membershipTimestamp: '2027' };
		expect(enrich?.input(member)).toEqual({ id: '1' });
		expect(enrich?.merge(member, { id: '1', properties: { city: 'Bonn' } })).toEqual({
			id: '1',
			properties: { city: 'Bonn' },
			membershipTimestamp: '2027',
		});
		expect(enrich?.merge(member, undefined)).toEqual({ id: '1', membershipTimestamp: '2027' });
	});
});

describe('A list is named', () => {
	it.each([
		['by the address of its page', 'https://app.hubspot.com/contacts/123/objectLists/456', '456'],
		[
			'with more behind it',
			'https://app-eu1.hubspot.com/contacts/1/objectLists/456/filters',
			'456',
		],
		['with a question behind it', 'https://x.com/contacts/1/objectLists/456?a=7', '456'],
		['by its ID', '456', '456'],
		['by an address that holds no list', 'https://x.com/lists/456', 'https://x.com/lists/456'],
		[
			'by an address with more than a number',
			'https://x/objectLists/4x',
			'https://x/objectLists/4x',
		],
	])('%s', (_, text, id) => {
		expect(listIdIn(text)).toBe(id);
	});

	it('by its old ID, which is marked, because it is a plain number too', () => {
		expect(LIST_ID.test('12')).toBe(true);
		expect(LIST_ID.test(legacyList('12'))).toBe(true);
		for (const other of ['', 'x', '1/2', legacyList('x')]) expect(LIST_ID.test(other)).toBe(false);
	});
});

describe('What a run must know of its list', () => {
	const words = {
		noList: (id: string) => `no list ${id}`,
		noLegacyList: (id: string) => `no old list ${id}`,
		dynamic: (name: string) => `${name} is dynamic`,
	};
	const { ask, learn } = findList(words);
	const placeOf = (listId: string): Place => ({ version: '2026-03', parameters: { listId } });
	const list = (more: object = {}) => ({
		list: { listId: '12', name: 'Friends', objectTypeId: '0-1', processingType: 'MANUAL', ...more },
	});
	const told = (body: unknown, status = 200) => learn(placeOf('12'), { status, body });

	it('is asked of the list, and known with its object type', () => {
		expect(ask(placeOf('12'))).toEqual({ family: 'lists', method: 'GET', path: '/{listId}' });
		const known = told(list());
		expect(known).toEqual({
			version: '2026-03',
			parameters: { listId: '12', objectType: '0-1' },
		});
		expect(ask(known as Place)).toBeUndefined();
	});

	it('is asked of an old ID first by what that became', () => {
		const start = placeOf(legacyList('7'));
		expect(ask(start)).toEqual({
			family: 'lists',
			method: 'POST',
			path: '/idmapping',
			body: ['7'],
		});
		const mapping = (legacyListId: unknown) => ({
			legacyListIdsToIdsMapping: [{ legacyListId, listId: 12 }],
		});
		expect(learn(start, { status: 200, body: mapping(7) })).toEqual(placeOf('12'));
		expect(learn(start, { status: 200, body: mapping('8') })).toBe('no old list 7');
		expect(learn(start, { status: 200, body: {} })).toBeUndefined();
	});

	it.each(['MANUAL', 'SNAPSHOT', undefined])('lets a list of the kind %s take members', (kind) => {
		expect(told(list({ processingType: kind }))).toMatchObject({ parameters: {} });
	});

	it('says that a dynamic list takes no members, unless that does not matter', () => {
		expect(told(list({ processingType: 'DYNAMIC' }))).toBe('Friends is dynamic');
		expect(told(list({ processingType: 'DYNAMIC', name: 5 }))).toBe(' is dynamic');
		const reading = findList({ ...words, dynamic: undefined });
		const body = list({ processingType: 'DYNAMIC' });
		expect(reading.learn(placeOf('12'), { status: 200, body })).toMatchObject({ parameters: {} });
	});

	it('says that there is no such list only where HubSpot itself says so', () => {
		expect(told({ status: 'error', message: 'No list' }, 404)).toBe('no list 12');
		expect(told('<html>nginx</html>', 404)).toBeUndefined();
		expect(told({ message: 'Bad' }, 400)).toBeUndefined();
	});

	it.each([[{}], [{ list: {} }], [{ list: 'x' }], ['text']])('cannot be read from %j', (body) => {
		expect(told(body)).toBeUndefined();
	});
});
