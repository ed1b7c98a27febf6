/**
 * Members of lists on n8n's real engine: which items come out where, paired with what, for every
 * setting of On Error and every way of naming a list; and what the editor and agents are offered.
 */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { ALL_SCOPES, DEFAULT_APP_ID, DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { askNode } from '../host/engine';
import {
	AGENT_KINDS,
	closeClean,
	CRM_OBJECTS,
	errorOf,
	errorsOf,
	fromAI,
	jsonOf,
	range,
	rowsOf,
	runRows,
	runTool,
	type Settings,
} from './rows';

const POOR = 'token-without-reading';

let fake: FakeServer;
let friends: string;
beforeEach(async () => {
	const scopes = ALL_SCOPES.filter((scope) => scope !== 'crm.lists.read');
	fake = await startFakeHubSpot({
		tokens: {
			[DEFAULT_TOKEN]: { appId: DEFAULT_APP_ID, scopes: [...ALL_SCOPES], kind: 'token' },
			[POOR]: { appId: DEFAULT_APP_ID, scopes, kind: 'token' },
		},
		records: { objectType: 'contacts', count: 1_200 },
	});
	friends = fake.hubspot.seedList('contacts', {
		name: 'Friends',
		legacyListId: '7',
		members: ['1', '2'],
	});
});
afterEach(async () => await closeClean(fake));

const listOf = (value: string, mode = 'list') => ({ __rl: true, mode, value });
const base = () => ({
	authentication: 'accessToken',
	resource: 'listMembership',
	inputMode: 'fields',
	listId: listOf(friends),
	idProperty: '',
	member: '={{ $json.contact }}',
});

const runWith = async (operation: string, input: IDataObject[], settings?: Settings) =>
	await runRows(fake, { ...base(), operation }, input, settings);

const add = async (input: IDataObject[], settings?: Settings) =>
	await runWith('addToList', input, settings);
const remove = async (input: IDataObject[], settings?: Settings) =>
	await runWith('removeFromList', input, settings);

const some = (...contacts: unknown[]) => contacts.map((contact) => ({ contact }) as IDataObject);
const members = (listId = friends) => [...(fake.hubspot.list(listId)?.members.keys() ?? [])].sort();
const paths = () => fake.hubspot.calls.map(({ path }) => path.replace('/crm/lists/2026-03', ''));

describe('Records that are added to a list', () => {
	it('go a thousand a call, and each item is told what became of its record', async () => {
		const ran = await add(some(...range(1_200).map((n) => n + 1)));
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(range(1_200));
		expect(jsonOf(ran).slice(0, 3)).toEqual([
			{ id: '1', outcome: 'unchanged' },
			{ id: '2', outcome: 'unchanged' },
			{ id: '3', outcome: 'added' },
		]);
		expect(members()).toHaveLength(1_200);
		const calls = [`/${friends}`, ...Array<string>(2).fill(`/${friends}/memberships/add`)];
		expect(paths()).toEqual(calls);
	});

	describe('of which one is not in HubSpot', () => {
		const input = some(1, 99_999, 3);
		const message = 'No contact has the ID 99999; this operation never creates contacts. [item 1]';

		it('leave by the outputs that they belong to', async () => {
			const ran = await add(input, { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 2]);
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect(errorsOf(ran, 1)).toMatchObject([
				{ message, reason: 'rejected', applied: 'no', category: 'OBJECT_NOT_FOUND' },
			]);
			expect(members()).toEqual(['1', '2', '3']);
		});

		it('stay in their places where the node continues', async () => {
			const ran = await add(input, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, 1, 2]);
			expect(errorsOf(ran)).toMatchObject([undefined, { message }, undefined]);
		});

		it('end the run with an error that says who was added', async () => {
			const ran = await add(input);
			expect(errorOf(ran)?.message).toBe('1 of 3 records was not found; 2 were added');
			expect(errorOf(ran)?.description).toContain('Added: items 0, 2.');
		});
	});

	describe('of which one is named by an e-mail address', () => {
		const input = some(3, 'ada@example.com');

		it('leave by the outputs that they belong to', async () => {
			const ran = await add(input, { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0]);
			expect(errorsOf(ran, 1)[0]?.message).toMatch(
				/^Not sent: Record to Add must be a record ID in digits, such as 512, but is “ada@example\.com”/,
			);
		});

		it('stay in their places where the node continues', async () => {
			const ran = await add(input, { onError: 'continueRegularOutput' });
			expect(errorsOf(ran)).toMatchObject([undefined, { reason: 'invalid' }]);
		});

		it('end the run before anything is sent', async () => {
			const ran = await add(input);
			expect(errorOf(ran)?.message).toBe('1 of 2 items is not valid; nothing was sent');
			expect(fake.hubspot.calls).toEqual([]);
		});
	});

	it('may be given as JSON', async () => {
		const parameters = { inputMode: 'json', json: '={{ $json.input }}' };
		const ran = await add([{ input: { id: '3' } }, { input: { id: 4 } }], { parameters });
		expect(jsonOf(ran)).toEqual([
			{ id: '3', outcome: 'added' },
			{ id: '4', outcome: 'added' },
		]);
	});

	it('are counted in the summary by what became of them', async () => {
		const ran = await add(some(1, 3, 4, 99_999), {
			onError: 'continueRegularOutput',
			options: { output: 'summary' },
		});
		expect(jsonOf(ran)).toMatchObject([
			{ items: 4, done: 3, outcomes: { unchanged: 1, added: 2 }, refused: 1, calls: 2 },
		]);
		expect(jsonOf(ran)[0].failures).toMatchObject([{ items: [{ item: 3, record: '99999' }] }]);
	});

	it('are put beside the fields of the item where that is wanted', async () => {
		const ran = await add(some(3), { options: { output: 'inputWithResult' } });
		expect(jsonOf(ran)).toEqual([{ row: 0, contact: 3, hubspot: { id: '3', outcome: 'added' } }]);
	});

	it('go in smaller batches where that is wanted, up to 1,000', async () => {
		const ran = await add(some(3, 4, 5), { options: { batchSize: 2 } });
		expect(ran.run.status).toBe('success');
		expect(paths()).toHaveLength(3);
		const tooLarge = await add(some(3), { options: { batchSize: 1_001 } });
		expect(errorOf(tooLarge)?.message).toBe(
			'Batch Size must be a whole number from 1 to 1000, not “1001”',
		);
	});

	it('are done, and told “added or unchanged”, where an answer was lost', async () => {
		fake.hubspot.singleFaults.next({ kind: 'reset', applied: true });
		const ran = await add(some(1, 3));
		expect(jsonOf(ran).map(({ outcome }) => outcome)).toEqual(Array(2).fill('added or unchanged'));
		expect(members()).toEqual(['1', '2', '3']);
	});
});

describe('Records that are removed from a list', () => {
	it('leave the list and stay in HubSpot, and one that was no member is unchanged', async () => {
		const ran = await remove(some(1, 3));
		expect(rowsOf(ran)).toEqual([0, 1]);
		expect(jsonOf(ran)).toEqual([
			{ id: '1', outcome: 'removed' },
			{ id: '3', outcome: 'unchanged' },
		]);
		expect(members()).toEqual(['2']);
		expect(fake.hubspot.object('contacts', '1')).toBeDefined();
	});

	describe('of which one is not in HubSpot', () => {
		const input = some(1, 99_999);
		const message = 'No contact has the ID 99999, so there was nothing to remove. [item 1]';

		it('leave by the outputs that they belong to', async () => {
			const ran = await remove(input, { onError: 'continueErrorOutput' });
			expect([rowsOf(ran), rowsOf(ran, 'Failed')]).toEqual([[0], [1]]);
			expect(errorsOf(ran, 1)).toMatchObject([{ message, applied: 'no' }]);
		});

		it('stay in their places where the node continues', async () => {
			const ran = await remove(input, { onError: 'continueRegularOutput' });
			expect(errorsOf(ran)).toMatchObject([undefined, { message }]);
		});

		it('end the run with an error that says who was removed', async () => {
			const ran = await remove(input);
			expect(errorOf(ran)?.message).toBe('1 of 2 records was not found; 1 was removed');
			expect(errorOf(ran)?.description).toContain('Removed: item 0.');
		});
	});
});

describe('A list can be named', () => {
	it.each([
		['by its ID', 'id', () => friends],
		[
			'by the address of its page',
			'url',
			() => `https://app.hubspot.com/contacts/1/objectLists/${friends}/filters`,
		],
		['by the ID that it had in the old API', 'legacyId', () => '7'],
		['by its ID with blanks around it', 'id', () => ` ${friends} `],
	])('%s', async (_, mode, value) => {
		const ran = await add(some(3), { parameters: { listId: listOf(value(), mode) } });
		expect(jsonOf(ran)).toEqual([{ id: '3', outcome: 'added' }]);
		expect(members()).toEqual(['1', '2', '3']);
	});

	it('by each item: one look at each list, and a call for each', async () => {
		const foes = fake.hubspot.seedList('contacts', { name: 'Foes' });
		const input = some(3, 4, 5, 6).map((item, row) => ({
			...item,
			list: row % 2 ? foes : friends,
		}));
		const ran = await add(input, { parameters: { listId: listOf('={{ $json.list }}', 'id') } });
		expect(rowsOf(ran)).toEqual([0, 1, 2, 3]);
		expect([members(), members(foes)]).toEqual([
			['1', '2', '3', '5'],
			['4', '6'],
		]);
		expect(paths()).toHaveLength(4);
	});

	it.each([
		[
			'abc',
			'id',
			'List must be the ID of a list in digits, or the address of its page with “objectLists/” and the ID in it, but is “abc”',
		],
		[
			'https://app.hubspot.com/lists/5',
			'url',
			'List must be the ID of a list in digits, or the address of its page with “objectLists/” and the ID in it, but is “https://app.hubspot.com/lists/5”',
		],
	])('never by %s', async (value, mode, why) => {
		const parameters = { listId: listOf(value, mode) };
		const ran = await add(some(3), { parameters, onError: 'continueRegularOutput' });
		expect(errorsOf(ran)[0]?.message).toBe(`Not sent: ${why}. [item 0]`);
		expect(fake.hubspot.calls).toEqual([]);
	});
});

describe('A list that takes no members', () => {
	const told = async (listId: string, settings: Settings = {}) => {
		const parameters = { listId: listOf(listId, 'id') };
		const ran = await add(some(3, 4), { onError: 'continueErrorOutput', parameters, ...settings });
		return { ran, error: errorsOf(ran, 1)[0] };
	};

	it('because HubSpot fills it says what to do instead', async () => {
		const listId = fake.hubspot.seedList('contacts', {
			name: 'Leads',
			processingType: 'DYNAMIC',
		});
		const { ran, error } = await told(listId);
		expect(rowsOf(ran, 'Failed')).toEqual([0, 1]);
		expect(error).toMatchObject({ reason: 'invalid', applied: 'no' });
		expect(error?.message).toMatch(
			/^Not sent: the list “Leads” is dynamic: HubSpot fills it by its filters, .* Choose a static list/,
		);
		expect(paths()).toEqual([`/${listId}`]);
	});

	it('because it is gone says so', async () => {
		fake.hubspot.deleteList(friends);
		const { error } = await told(friends);
		expect(error?.message).toMatch(
			new RegExp(
				`^Not sent: HubSpot has no list with the ID ${friends}\\. It may have been deleted`,
			),
		);
	});

	it('ends the run before anything is sent where On Error is set to stop', async () => {
		const { ran } = await told('404', { onError: undefined });
		expect(errorOf(ran)?.message).toBe('2 of 2 items are not valid; nothing was sent');
		expect(errorOf(ran)?.description).toContain('HubSpot has no list with the ID 404');
	});

	it('because a scope is missing names both that lists need', async () => {
		const { error } = await told(friends, { token: POOR });
		expect(error).toMatchObject({ reason: 'unsent', applied: 'no' });
		expect(error?.message).toMatch(
			/lacks the scopes crm\.lists\.read, crm\.lists\.write: add them in HubSpot/,
		);
	});
});

describe('The members of a list', () => {
	const read = async (input: IDataObject[], { parameters = {}, ...settings }: Settings = {}) =>
		await runWith('readListMembers', input, {
			...settings,
			parameters: { returnAll: true, properties: ['email'], ...parameters },
		});
	const everybody = () => range(1_200).map((n) => `${n + 1}`);
	const seedAll = () => fake.hubspot.seedList('contacts', { members: everybody() });

	it('come out one item each, with the properties chosen, all paired with the item that asked', async () => {
		const listId = seedAll();
		const ran = await read([{}], { parameters: { listId: listOf(listId, 'id') } });
		expect(ran.run.status).toBe('success');
		expect(jsonOf(ran).map(({ id }) => id)).toEqual(everybody());
		expect(jsonOf(ran)[41]).toMatchObject({
			id: '42',
			email: 'person42@example.com',
			membershipTimestamp: expect.any(String) as string,
		});
		expect(new Set(rowsOf(ran))).toEqual(new Set([0]));
		// The list, twelve pages, and twelve reads of a hundred.
		expect(fake.hubspot.calls).toHaveLength(25);
	});

	it('are records as HubSpot returns them where Simplify is off', async () => {
		const parameters = { listId: listOf(friends, 'id') };
		const ran = await read([{}], { parameters, options: { simplify: false } });
		expect(jsonOf(ran)[0]).toMatchObject({
			id: '1',
			properties: { email: 'person1@example.com' },
			membershipTimestamp: expect.any(String) as string,
		});
	});

	it('are as many as the limit says, and no page is asked for too many', async () => {
		const listId = seedAll();
		const parameters = { listId: listOf(listId, 'id'), returnAll: false, limit: 120 };
		const ran = await read([{}], { parameters });
		expect(jsonOf(ran)).toHaveLength(120);
		expect(fake.hubspot.calls).toHaveLength(5);
	});

	it('are read of each list that an item names', async () => {
		const foes = fake.hubspot.seedList('contacts', { members: ['5'] });
		const parameters = { listId: listOf('={{ $json.list }}', 'id') };
		const ran = await read([{ list: friends }, { list: foes }], { parameters });
		expect(jsonOf(ran).map(({ id }) => id)).toEqual(['1', '2', '5']);
		expect(rowsOf(ran)).toEqual([0, 0, 1]);
	});

	it('of an empty list are none, which is no error, and a dynamic list is read like any other', async () => {
		const empty = fake.hubspot.seedList('contacts', { processingType: 'DYNAMIC' });
		const ran = await read([{}], { parameters: { listId: listOf(empty, 'id') } });
		expect([ran.run.status, jsonOf(ran)]).toEqual(['success', []]);
	});

	describe('of which one list is not there', () => {
		const input = () => [{ list: friends }, { list: '404' }];
		const parameters = { listId: listOf('={{ $json.list }}', 'id') };
		const why = /^Not looked up: HubSpot has no list with the ID 404\./;

		it('leave by the outputs that they belong to', async () => {
			const ran = await read(input(), { parameters, onError: 'continueErrorOutput' });
			expect([rowsOf(ran), rowsOf(ran, 'Failed')]).toEqual([[0, 0], [1]]);
			expect(errorsOf(ran, 1)[0]?.message).toMatch(why);
			expect(errorsOf(ran, 1)[0]).not.toHaveProperty('applied');
		});

		it('stay in their places where the node continues', async () => {
			const ran = await read(input(), { parameters, onError: 'continueRegularOutput' });
			expect(errorsOf(ran)).toMatchObject([undefined, undefined, { reason: 'invalid' }]);
		});

		it('end the run with an error that says why', async () => {
			const ran = await read(input(), { parameters });
			expect(errorOf(ran)?.description).toMatch(/HubSpot has no list with the ID 404\./);
		});
	});
});

describe('The editor', () => {
	const ask = async <T>(
		kind: 'listSearch' | 'loadOptions',
		method: string,
		parameters: INodeParameters,
		...args: unknown[]
	) =>
		(await askNode({
			node: CRM_OBJECTS,
			kind,
			method,
			parameters,
			args,
			url: fake.url,
			token: DEFAULT_TOKEN,
		})) as T;

	it('offers the lists that take members, and no others, page by page', async () => {
		fake.hubspot.seedList('contacts', { name: 'Filled', processingType: 'DYNAMIC' });
		fake.hubspot.seedList('companies', { name: 'Firms', processingType: 'SNAPSHOT' });
		for (let n = 0; n < 150; n++) fake.hubspot.seedList('deals', { name: `Deals ${n}` });
		type Page = { results: Array<{ name: string; value: string }>; paginationToken?: string };
		const names: string[] = [];
		let token: string | undefined;
		do {
			const page = await ask<Page>('listSearch', 'searchStaticLists', {}, '', token);
			names.push(...page.results.map(({ name }) => name));
			token = page.paginationToken;
		} while (token);
		expect(names).toHaveLength(152);
		expect(names.slice(0, 2)).toEqual(['Friends (2 contacts)', 'Firms (0 companies)']);
		const found = await ask<Page>('listSearch', 'searchStaticLists', {}, 'friend');
		expect(found.results).toEqual([{ name: 'Friends (2 contacts)', value: friends }]);
	});

	it('offers what the records of the chosen list can be found by', async () => {
		const parameters = {
			resource: 'listMembership',
			operation: 'addToList',
			listId: listOf(friends),
		};
		const options = await ask<Array<{ name: string; value: string }>>(
			'loadOptions',
			'getMemberProperties',
			parameters,
		);
		expect(options.slice(0, 2).map(({ value }) => value)).toEqual(['', 'customer_number']);
		expect(options.map(({ value }) => value)).toContain('email');
	});
});

it('The editor offers every list to read from, and the properties of what it holds', async () => {
	fake.hubspot.seedList('contacts', { name: 'Filled', processingType: 'DYNAMIC' });
	const ask = async (kind: 'listSearch' | 'loadOptions', method: string) => {
		const operation = { resource: 'listMembership', operation: 'readListMembers' };
		const parameters = { ...operation, listId: listOf(friends) };
		const given = { node: CRM_OBJECTS, kind, method, parameters, args: [''] };
		return await askNode({ ...given, url: fake.url, token: DEFAULT_TOKEN });
	};
	expect(await ask('listSearch', 'searchAllLists')).toMatchObject({
		results: [{ name: 'Friends (2 contacts)' }, { name: 'Filled (0 contacts)' }],
	});
	const offered = (await ask('loadOptions', 'getListProperties')) as Array<{ value: string }>;
	expect(offered.map(({ value }) => value)).toEqual(expect.arrayContaining(['email', 'firstname']));
});

describe.each(AGENT_KINDS)('As a tool (%s)', (kind) => {
	const ask = async (operation: string, calls: IDataObject[]) =>
		await runTool(fake, { ...base(), operation, member: fromAI('id') }, calls, kind);

	it('adding tells the model whether the record was a member before', async () => {
		const { offers, answers } = await ask('addToList', [{ id: '3' }, { id: '1' }, { id: '99999' }]);
		if (kind === 'invoking') {
			expect(offers[0].description).toMatch(/^Add one HubSpot record to a static list\. /);
		}
		expect(answers).toEqual([
			{ outcome: 'done', message: 'Added in HubSpot.', id: '3' },
			{ outcome: 'done', message: 'Unchanged in HubSpot.', id: '1' },
			{
				outcome: 'refused',
				message: 'No contact has the ID 99999; this operation never creates contacts.',
				correlationId: expect.any(String) as string,
			},
		]);
	});

	it('reading hands the model the members, and says so beforehand', async () => {
		const { offers, answers } = await ask('readListMembers', [{ id: 'unused' }]);
		if (kind === 'invoking') {
			expect(offers[0].description).toMatch(
				/^Read the records that are members of one HubSpot list/,
			);
		}
		expect(answers).toMatchObject([{ outcome: 'done', results: [{ id: '1' }, { id: '2' }] }]);
	});

	it('removing tells the model whether the record was a member', async () => {
		const { answers } = await ask('removeFromList', [{ id: '1' }, { id: '3' }]);
		expect(answers.map(({ message }) => message)).toEqual([
			'Removed in HubSpot.',
			'Unchanged in HubSpot.',
		]);
	});
});
