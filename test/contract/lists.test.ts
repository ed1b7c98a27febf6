/** The operations on lists, held to the facts about HubSpot. */
import { callOf, type Input, type Place } from '../../nodes/hubspot/endpoint';
import type { Write } from '../../nodes/hubspot/effect';
import { findList, membersOfList } from '../../nodes/hubspot/lists';
import { renderPath } from '../../nodes/hubspot/paths';
import { missingScopes, parseError } from '../../nodes/hubspot/errors';
import type { ApiVersion } from '../../nodes/hubspot/versions';
import { addToList } from '../../nodes/HubSpotCrmObjects/operations/addToList';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { removeFromList } from '../../nodes/HubSpotCrmObjects/operations/removeFromList';
import { TAKES_MEMBERS } from '../../nodes/n8n/lists';
import * as facts from './facts';

const READING = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() } as const;
const placeOf = (version: facts.Version, listId = '12'): Place => ({
	version: version as ApiVersion,
	parameters: { listId },
});

it('There is a row for every operation on members, and a fact about every row', () => {
	const rows = RECORD_OPERATIONS.filter(({ resource }) => resource?.value === 'listMembership');
	const writes = rows.filter(({ effect }) => effect.kind === 'write').map(({ value }) => value);
	expect(writes.sort()).toEqual(Object.keys(facts.LIST_OPERATIONS).sort());
});

describe.each([
	['addToList' as const, addToList],
	['removeFromList' as const, removeFromList],
])('%s', (name, row) => {
	const fact = facts.LIST_OPERATIONS[name];
	const effect = row.effect as Write;
	const { send } = effect;
	const input = (raw: object) => row.form.input(READING).parse(raw);
	const answer = (body: unknown) => send.answer?.(body);

	it.each(facts.VERSIONS)('goes to its path in version %s', (version) => {
		const { method, path } = callOf(send, [input({ id: '1' })], placeOf(version));
		expect(method).toBe(fact.method);
		expect(renderPath(version as ApiVersion, send.family, path, { listId: '12' })).toBe(
			fact.paths[version].replace('{listId}', '12'),
		);
	});

	it('sends a bare list of IDs as text, and no more than HubSpot takes', () => {
		const inputs = [input({ id: 1 }), input({ id: ' 0002 ' })];
		expect(callOf(send, inputs, placeOf('2026-03')).body).toEqual(['1', '2']);
		expect(send.limit).toBe(fact.maxInputs);
		expect(effect.again).toBe(fact.repeat);
	});

	it('reads the list of those that it changed, in both spellings, and the list of the missing', () => {
		const { printed, lists } = facts.MEMBERSHIP_ANSWER;
		for (const spelling of [fact.does, printed[fact.does]]) {
			const { results = [] } = answer({ [spelling]: ['1'], recordIdsMissing: ['2'] }) ?? {};
			expect(results.map(({ id }) => id)).toEqual(['1']);
		}
		const others = lists.filter((list) => list !== fact.does);
		const { results, errors } =
			answer(Object.fromEntries(others.map((list) => [list, ['9']]))) ?? {};
		expect(results).toEqual([]);
		expect(errors).toMatchObject([{ category: 'OBJECT_NOT_FOUND', context: { ids: ['9'] } }]);
	});

	it('takes a record that no list names for one that needed no change', () => {
		const told = send.silence?.(input({ id: '1' }), { status: 200, body: {} });
		expect(told).toEqual({ id: '1', outcome: 'unchanged' });
	});

	it.each([{}, { id: '' }, { id: 'ada@example.com' }, { id: '1', nope: 1 }, { id: '1.5' }])(
		'refuses %j, which no list can take',
		(raw) => {
			expect(row.form.input(READING).safeParse(raw).success).toBe(false);
		},
	);

	it('asks whether the list is there by a read of the list', () => {
		expect(send.probe).toEqual({ family: 'lists', path: '/{listId}' });
	});

	it.each(facts.VERSIONS)('asks about its list at the paths of version %s', (version) => {
		const words = { noList: String, noLegacyList: String };
		const path = (listId: string) => {
			const place = placeOf(version, listId);
			const call = findList(words).ask(place);
			expect(call).toBeDefined();
			return [
				call?.method,
				renderPath(version as ApiVersion, call?.family ?? 'lists', call?.path ?? '', { listId }),
			];
		};
		const { list, idMapping } = facts.LIST_READS;
		expect(path('12')).toEqual([list.method, list.paths[version].replace('{listId}', '12')]);
		expect(path('legacy:7')).toEqual([idMapping.method, idMapping.paths[version]]);
	});

	it('names who the record is in results and messages as it was given', () => {
		const given: Input = { id: 'ada@x.com', idProperty: 'email', recordId: '512' };
		expect(row.form.name(given)).toEqual(['email', 'ada@x.com']);
		expect(effect.keyed?.({ id: '512', outcome: 'unchanged' }, given)).toEqual({
			id: '512',
			outcome: 'unchanged',
			email: 'ada@x.com',
		});
	});
});

it.each(facts.VERSIONS)('Members are read page by page at the path of version %s', (version) => {
	const { family, page, results, next } = membersOfList;
	const { method, path } = page({}, placeOf(version), undefined);
	const fact = facts.LIST_READS.members;
	expect(method).toBe(fact.method);
	expect(renderPath(version as ApiVersion, family, path, { listId: '12' })).toBe(
		fact.paths[version].replace('{listId}', '12'),
	);
	const member = Object.fromEntries(facts.MEMBER_FIELDS.map((field) => [field, '1']));
	const body = { results: [member], total: 2, paging: { next: { after: 'b' } } };
	expect([results(body), next(body, {})]).toEqual([[member], 'b']);
});

it('The editor offers lists of the kinds that take members, and no others', () => {
	expect([...TAKES_MEMBERS].sort()).toEqual([...facts.LIST_KINDS.takeMembers].sort());
});

it('Both scopes of lists are named where one is missing, because a person needs both', () => {
	for (const missing of facts.LIST_SCOPES) {
		const error = parseError({ category: 'MISSING_SCOPES', context: { missingScopes: [missing] } });
		expect(missingScopes(error)).toEqual([...facts.LIST_SCOPES]);
	}
	const other = { category: 'MISSING_SCOPES', context: { missingScopes: ['tickets'] } };
	expect(missingScopes(parseError(other))).toEqual(['tickets']);
});
