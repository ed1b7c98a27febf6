// The lists of an event by the fake, held to the facts about HubSpot.

import { ALL_SCOPES, DEFAULT_APP_ID } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { account } from './account';

const { paths, one, methods, success, scopes, list: fields, beside } = facts.EVENT_LISTS;

/** An account with an event and two lists of contacts. */
function withLists(options: Parameters<typeof account>[0] = {}) {
	const world = account(options);
	const { hubspot } = world;
	const [a, b] = ['A', 'B'].map((name) => hubspot.seedList('contacts', { name }));
	const ids = { externalAccountId: 'acme', externalEventId: 'e1' };
	return { ...world, a, b, event: hubspot.seedEvent(DEFAULT_APP_ID, ids) };
}

const pathOf = (version: facts.Version, event: string, listId?: string) =>
	paths[version].replace('{objectId}', event) +
	(listId === undefined ? '' : one.replace('{listId}', listId));

const external = (event: string, listId = '') =>
	`${paths['2026-03'].replace('{objectId}', event)}${listId && one.replace('{listId}', listId)}`;

it.each(facts.VERSIONS)(
	'In %s the fake associates a list, shows it as HubSpot does, and removes it, each as often as one likes',
	(version) => {
		const { call, hubspot, a, b, event } = withLists();
		const read = () => call(methods.getListsOfEvent, pathOf(version, event));
		const change = (method: string, listId: string) => {
			const { status, body } = call(method, pathOf(version, event, listId));
			expect([status, body]).toEqual([success, '']);
		};
		expect(read().said).toEqual({ total: 0, results: [] });
		for (const listId of [a, b, a]) change(methods.associateListWithEvent, listId);
		const { said } = read();
		expect(said.results.map(({ name }) => name).sort()).toEqual(['A', 'B']);
		for (const field of fields) expect(said.results[0]).toHaveProperty(field);
		expect(Object.keys(said).sort()).toEqual([...beside, 'results'].sort());
		for (const listId of [b, b]) change(methods.removeListFromEvent, listId);
		expect(read().said.results.map(({ listId }) => listId)).toEqual([a]);
		expect(hubspot.applied.map(({ action }) => action)).toEqual([
			...Array<string>(3).fill('associateList'),
			...Array<string>(2).fill('removeList'),
		]);
		expect(hubspot.unknownRoutes).toEqual([]);
	},
);

it('All three want the scope to write, the read as well', () => {
	const others = ALL_SCOPES.filter((scope) => !scopes.includes(scope as (typeof scopes)[number]));
	const { call, a, event } = withLists({
		tokens: { read: { appId: DEFAULT_APP_ID, scopes: others, kind: 'token' } },
	});
	for (const [name, method] of Object.entries(methods)) {
		const path = pathOf('2026-03', event, name === 'getListsOfEvent' ? undefined : a);
		const { status, said } = call(method, path, '', 'read');
		expect([status, said.category]).toEqual([403, 'MISSING_SCOPES']);
		expect(JSON.stringify(said)).toContain(scopes[0]);
	}
});

it('By external IDs it finds the events of the same app alone, by object ID those of every app', () => {
	const { call, hubspot, a } = withLists();
	const theirs = hubspot.seedEvent(DEFAULT_APP_ID + 1, {
		externalAccountId: 'acme',
		externalEventId: 'e2',
	});
	expect(call('PUT', external('acme/e1', a)).status).toBe(success);
	expect(call('GET', external('acme/e1')).said.results).toHaveLength(1);
	expect(call('DELETE', external('acme/e1', a)).status).toBe(success);
	expect(call('PUT', external('acme/e2', a)).status).toBe(404);
	expect(call('PUT', pathOf('2026-03', theirs, a)).status).toBe(success);
});

it('An event that does not exist, a list that does not, and one of companies are refused in words of their own', () => {
	const { call, hubspot, a, event } = withLists();
	const companies = hubspot.seedList('companies', {});
	const said = (path: string) => {
		const { status, said: body } = call('PUT', path);
		return [status, body.category, body.message];
	};
	expect(said(pathOf('2026-03', '1', a))).toEqual([
		404,
		'OBJECT_NOT_FOUND',
		'No marketing event found',
	]);
	expect(said(pathOf('2026-03', event, '9'))).toEqual([
		404,
		'OBJECT_NOT_FOUND',
		'List does not exist with ID 9.',
	]);
	expect(said(pathOf('2026-03', event, companies))).toEqual([
		400,
		'VALIDATION_ERROR',
		`List ${companies} is not a list of contacts.`,
	]);
	expect(hubspot.applied).toEqual([]);
});

it('A list that was deleted is none of its lists any more, and no read of the event shows what lists it has', () => {
	const { call, hubspot, a, b, event } = withLists();
	for (const listId of [a, b]) call('PUT', pathOf('2026-03', event, listId));
	hubspot.deleteList(a);
	expect(call('GET', pathOf('2026-03', event)).said).toMatchObject({ total: 1 });
	const path = facts.OTHER_ENDPOINTS.readEventByObjectId.paths['2026-03'];
	expect(call('GET', path.replace('{objectId}', event)).said).not.toHaveProperty('listIds');
});

it('A body of a write is an oddity', () => {
	const { call, hubspot, a, event } = withLists();
	expect(call('PUT', pathOf('2026-03', event, a), {}).status).toBe(success);
	expect(hubspot.oddities).toEqual(['PUT of a list of an event has a body']);
});
