// Lists of records by the fake, held to the referee (facts.ts).

import { ALL_SCOPES, DEFAULT_APP_ID, type FakeOptions } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import type { Json } from './account';
import { account } from './account';

type Name = keyof typeof facts.LIST_OPERATIONS;
const NAMES = Object.keys(facts.LIST_OPERATIONS) as Name[];

/** An account with a list of contacts 1 to 3, of which 1 and 2 are members. */
function world(options: FakeOptions = {}) {
	const it = account(options);
	for (const id of ['1', '2', '3']) it.hubspot.seedObject('contacts', {}, id);
	const listId = it.hubspot.seedList('contacts', {
		name: 'Friends',
		members: ['1', '2'],
		legacyListId: '7',
	});
	const change = (name: Name, ids: unknown, token?: string, of = listId) => {
		const path = facts.LIST_OPERATIONS[name].paths['2026-03'].replace('{listId}', of);
		const answer = it.call('PUT', path, JSON.stringify(ids), token);
		return { ...answer, said: answer.said as unknown as Record<string, unknown[]> };
	};
	const read = (name: keyof typeof facts.LIST_READS, body: unknown = '', more = '') => {
		const { method, paths } = facts.LIST_READS[name];
		const path = paths['2026-03'].replace('{listId}', listId) + more;
		return it.call(method, path, body === '' ? '' : JSON.stringify(body));
	};
	const members = () => [...(it.hubspot.list(listId)?.members.keys() ?? [])].sort();
	return { ...it, listId, change, read, members };
}

/** What a record that changes, one that needs no change and one that does not exist are, for each. */
const IDS: Record<Name, { changed: string; same: string }> = {
	addToList: { changed: '3', same: '1' },
	removeFromList: { changed: '1', same: '3' },
};

describe.each(NAMES)('%s by the fake:', (name) => {
	const { paths, success, does } = facts.LIST_OPERATIONS[name];
	const { changed, same } = IDS[name];
	const other = does === 'recordsIdsAdded' ? 'recordsIdsRemoved' : 'recordsIdsAdded';

	it.each(facts.VERSIONS)('In %s it has its path, its method and its code', (version) => {
		const { call, listId } = world();
		const path = paths[version].replace('{listId}', listId);
		expect(call('PUT', path, JSON.stringify([changed])).status).toBe(success);
		expect(call('POST', path, JSON.stringify([changed])).status).toBe(405);
	});

	it('It answers with three lists, and a record that needed no change is in none of them', () => {
		const { change, members, hubspot } = world();
		const before = members();
		const { said } = change(name, [same, changed, '404']);
		expect(Object.keys(said).sort()).toEqual([...facts.MEMBERSHIP_ANSWER.lists].sort());
		expect([said[does], said[other], said.recordIdsMissing]).toEqual([[changed], [], ['404']]);
		expect(members()).not.toEqual(before);
		expect(hubspot.memberships()).toMatchObject([{ id: changed }]);
	});

	it('Sent again, it changes nothing and says so', () => {
		const { change, members } = world();
		change(name, [changed]);
		const state = members();
		expect(change(name, [changed]).said[does]).toEqual([]);
		expect(members()).toEqual(state);
	});

	it('It may spell its lists in the other way, give IDs as numbers and leave out empty lists', () => {
		const options = {
			listSpelling: 'record',
			listNumbers: true,
			listLeavesOutEmpty: true,
		} as const;
		const { said } = world(options).change(name, [changed]);
		expect(said).toEqual({ [facts.MEMBERSHIP_ANSWER.printed[does]]: [Number(changed)] });
		expect(world(options).change(name, [same]).said).toEqual({});
	});

	it('It takes a bare list of IDs as text and nothing else', () => {
		const { change, members } = world();
		const before = members();
		for (const body of [{ inputs: [] }, [3], [{ id: '3' }], 'x', ['a@example.com']]) {
			expect([body, change(name, body).status]).toEqual([body, 400]);
		}
		expect(change(name, []).status).toBe(200);
		expect(members()).toEqual(before);
	});

	it('It refuses a list that HubSpot fills itself, and one that is not there', () => {
		const { change, hubspot, listId } = world();
		const filled = hubspot.seedList('contacts', { processingType: facts.LIST_KINDS.filled });
		expect(change(name, [changed], undefined, filled).status).toBe(400);
		hubspot.deleteList(listId);
		expect(change(name, [changed]).status).toBe(404);
		expect(hubspot.memberships()).toEqual([]);
	});

	it('A record of another object type is missing', () => {
		const { change, hubspot } = world();
		const company = hubspot.seedObject('companies', {}, '77');
		expect(change(name, [company]).said.recordIdsMissing).toEqual([company]);
	});

	it('It wants both scopes, and names the one that is missing', () => {
		const token = (scopes: readonly string[]) => ({
			appId: DEFAULT_APP_ID,
			scopes: [...scopes],
			kind: 'token' as const,
		});
		for (const missing of facts.LIST_SCOPES) {
			const poor = token(ALL_SCOPES.filter((scope) => scope !== missing));
			const { change } = world({ tokens: { poor, fit: token(facts.LIST_SCOPES) } });
			const { status, body } = change(name, [changed], 'poor');
			expect([status, body.includes(missing)]).toEqual([403, true]);
			expect(change(name, [changed], 'fit').status).toBe(200);
		}
	});

	it('Its faults are those of single writes: after a lost answer it may be done', () => {
		for (const applied of [true, false]) {
			const { change, hubspot, members } = world();
			const before = members();
			hubspot.singleFaults.next({ kind: 'reset', applied });
			expect(change(name, [changed]).status).toBe(0);
			expect(members().join() !== before.join()).toBe(applied);
		}
	});

	it('A bad input refuses all', () => {
		const { change, hubspot, members } = world();
		const before = members();
		hubspot.refuseWhen({ property: 'id', value: changed }, { status: 400, names: 'ids' });
		const { status, body } = change(name, [changed, same]);
		expect([status, (JSON.parse(body) as Json).context]).toEqual([400, { ids: [changed] }]);
		expect(members()).toEqual(before);
	});
});

describe('What is asked about lists of the fake:', () => {
	it.each(Object.entries(facts.LIST_READS))('%s has its path in every version', (name, fact) => {
		for (const version of facts.VERSIONS) {
			const { call, listId } = world();
			const body = { search: {}, idMapping: ['7'] }[name as 'search'] ?? '';
			const path = fact.paths[version].replace('{listId}', listId);
			const { status, said } = call(fact.method, path, body === '' ? '' : JSON.stringify(body));
			expect(status).toBe(200);
			for (const field of fact.answers) expect(said).toHaveProperty(field);
		}
	});

	it('A list shows its fields and its size', () => {
		const { list } = world().read('list').said as unknown as { list: Json };
		for (const field of facts.LIST_FIELDS.always) expect(list).toHaveProperty(field);
		expect(list.additionalProperties).toHaveProperty(facts.LIST_FIELDS.size, '2');
	});

	it('A search finds by a part of the name, of the kinds that are wanted, page by page', () => {
		const { hubspot, read } = world();
		hubspot.seedList('companies', { name: 'Old friends', processingType: 'DYNAMIC' });
		hubspot.seedList('contacts', { name: 'Foes', processingType: 'SNAPSHOT' });
		const found = (body: Json) => {
			const said = read('search', body).said as unknown as { lists: Json[]; hasMore: boolean };
			return [said.lists.map(({ name }) => name), said.hasMore];
		};
		expect(found({})).toEqual([['Friends', 'Old friends', 'Foes'], false]);
		expect(found({ query: 'FRIEND' })).toEqual([['Friends', 'Old friends'], false]);
		expect(found({ processingTypes: [...facts.LIST_KINDS.takeMembers] })).toEqual([
			['Friends', 'Foes'],
			false,
		]);
		expect(found({ count: 2 })).toEqual([['Friends', 'Old friends'], true]);
		expect(found({ count: 2, offset: 2 })).toEqual([['Foes'], false]);
		expect(read('search', { count: 501 }).status).toBe(400);
		expect(read('search', { surprise: 1 }).status).toBe(400);
	});

	it('Old IDs are mapped to those of today, and those that nobody had are named', () => {
		const { read, listId } = world();
		expect(read('idMapping', ['7', '8']).said).toEqual({
			legacyListIdsToIdsMapping: [{ legacyListId: '7', listId }],
			missingLegacyListIds: ['8'],
		});
	});

	it('Members come page by page, each once', () => {
		const { read } = world();
		const first = read('members', '', '?limit=1').said;
		for (const field of facts.MEMBER_FIELDS) expect(first.results[0]).toHaveProperty(field);
		expect(first).toMatchObject({ total: 2, paging: { next: { after: '1' } } });
		const second = read('members', '', '?limit=1&after=1').said;
		expect([first, second].map(({ results }) => results[0].recordId)).toEqual(['1', '2']);
		expect(second).not.toHaveProperty('paging');
	});
});
