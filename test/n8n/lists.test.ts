/** lists.ts: lists to choose from in the editor, and what their records can be found by. */
import { LIST_WORDS, listOf } from '../../nodes/n8n/listParameter';
import { ofChosenList, searchLists, TAKES_MEMBERS } from '../../nodes/n8n/lists';
import { BY_RECORD_ID } from '../../nodes/n8n/properties';
import { Reply, standIn, type Given } from '../host/stand-in';

const list = (more: object = {}) => ({
	listId: '12',
	name: 'Friends',
	objectTypeId: '0-1',
	processingType: 'MANUAL',
	additionalProperties: { hs_list_size: '1234' },
	...more,
});
const page = (...lists: object[]): Given => ({ answer: () => ({ lists, hasMore: false }) });
const namesOf = async (...lists: object[]) =>
	(await searchLists(standIn(page(...lists)).context, {})).results.map(({ name }) => name);

describe('The lists to choose from', () => {
	it.each([
		['their size and what they hold', {}, 'Friends (1,234 contacts)'],
		[
			'one record in the singular',
			{ additionalProperties: { hs_list_size: '1' } },
			'Friends (1 contact)',
		],
		['a size that stands elsewhere', { additionalProperties: {}, size: 5 }, 'Friends (5 contacts)'],
		['no size where HubSpot tells none', { additionalProperties: undefined }, 'Friends (contacts)'],
		['the ID of a custom object', { objectTypeId: '2-7' }, 'Friends (1,234 records of 2-7)'],
		['records where no type is told', { objectTypeId: undefined }, 'Friends (1,234 records)'],
		['the ID where there is no name', { name: '' }, '12 (1,234 contacts)'],
	])('show %s', async (_, more, name) => {
		expect(await namesOf(list(more))).toEqual([name]);
	});

	it('are told apart by their IDs where they look alike', async () => {
		expect(await namesOf(list(), list({ listId: 13 }))).toEqual([
			'Friends (1,234 contacts) (12)',
			'Friends (1,234 contacts) (13)',
		]);
	});

	it('leave out what has no ID or is no list', async () => {
		expect(await namesOf(list({ listId: undefined }), 'x' as never)).toEqual([]);
	});

	it('are searched for by name, of the kinds that are wanted', async () => {
		const asked = standIn(page(list()));
		const { results, paginationToken } = await searchLists(asked.context, {
			filter: ' friend ',
			kinds: TAKES_MEMBERS,
		});
		expect(asked.calls).toMatchObject([
			{
				method: 'POST',
				url: 'https://api.hubapi.com/crm/lists/2026-03/search',
				body: { query: 'friend', offset: 0, count: 100, processingTypes: ['MANUAL', 'SNAPSHOT'] },
			},
		]);
		expect(results).toEqual([{ name: 'Friends (1,234 contacts)', value: '12' }]);
		expect(paginationToken).toBeUndefined();
	});

	it('come page by page, to the last one', async () => {
		const all = Array.from({ length: 250 }, (_, n) => list({ listId: `${n + 1}`, name: `L${n}` }));
		const asked = standIn({
			answer: ({ body }) => {
				const { offset, count } = body as unknown as { offset: number; count: number };
				const lists = all.slice(offset, offset + count);
				const next = offset + lists.length;
				return { lists, offset: next, hasMore: next < all.length };
			},
		});
		const found: unknown[] = [];
		let token: unknown;
		do {
			const shown = await searchLists(asked.context, { token });
			found.push(...shown.results.map(({ value }) => value));
			token = shown.paginationToken;
		} while (token);
		expect(found).toEqual(all.map(({ listId }) => listId));
		expect(asked.calls).toHaveLength(3);
		expect(asked.calls[0].body).not.toHaveProperty('processingTypes');
	});

	it.each([
		['says where the next page begins', { offset: 40 }, '40'],
		['says nothing of it', {}, '1'],
		['says that it begins where this one did', { offset: 0 }, '1'],
	])('go on behind the last list where HubSpot %s', async (_, more, token) => {
		const given = { answer: () => ({ lists: [list()], hasMore: true, ...more }) };
		expect((await searchLists(standIn(given).context, {})).paginationToken).toBe(token);
	});

	it('end with a page that holds nothing, whatever HubSpot says of more', async () => {
		const given = { answer: () => ({ lists: [], hasMore: true }) };
		expect(await searchLists(standIn(given).context, {})).toEqual({ results: [] });
	});

	it('say why they cannot be loaded: both scopes, where one is missing', async () => {
		const said = { category: 'MISSING_SCOPES', context: { missingScopes: ['crm.lists.read'] } };
		const { context } = standIn({ answer: () => new Reply(403, said) });
		await expect(searchLists(context, {})).rejects.toThrow(
			/^The lists could not be loaded from HubSpot: The credential lacks the scopes crm\.lists\.read, crm\.lists\.write: add them in HubSpot/,
		);
	});
});

describe('What the records of the chosen list can be found by', () => {
	const chosen = async (locator: unknown, ...answers: unknown[]) => {
		const asked = standIn({
			parameters: { authentication: 'accessToken', listId: locator },
			answer: (_, call) => answers[call - 1],
		});
		const types: string[] = [];
		const options = await ofChosenList(
			asked.context,
			async (_context, objectType) => {
				types.push(objectType);
				return [{ name: 'Email', value: 'email' }];
			},
			{ none: [BY_RECORD_ID], read: listOf, words: LIST_WORDS },
		);
		return { options, types, paths: asked.calls.map(({ url }) => url?.split('2026-03')[1]) };
	};

	it('is asked of the object type that the list holds', async () => {
		const { options, types, paths } = await chosen({ mode: 'list', value: '12' }, { list: list() });
		expect([types, paths]).toEqual([['0-1'], ['/12']]);
		expect(options).toEqual([{ name: 'Email', value: 'email' }]);
	});

	it('is asked of the list that an address names', async () => {
		const value = 'https://app.hubspot.com/contacts/1/objectLists/34';
		const { paths } = await chosen({ mode: 'url', value }, { list: list() });
		expect(paths).toEqual(['/34']);
	});

	it('is asked of the list that an old ID became', async () => {
		const mapping = { legacyListIdsToIdsMapping: [{ legacyListId: '7', listId: '12' }] };
		const { paths } = await chosen({ mode: 'legacyId', value: '7' }, mapping, { list: list() });
		expect(paths).toEqual(['/idmapping', '/12']);
	});

	it.each([[{ mode: 'list', value: '' }], [undefined], [{ mode: 'id', value: ' ' }]])(
		'is the record ID alone where no list is chosen: %j',
		async (locator) => {
			expect(await chosen(locator)).toEqual({ options: [BY_RECORD_ID], types: [], paths: [] });
		},
	);

	it('cannot be told of a list that is not there, and the reason is told', async () => {
		const mapping = { legacyListIdsToIdsMapping: [] };
		await expect(chosen({ mode: 'legacyId', value: '7' }, mapping)).rejects.toThrow(
			/^HubSpot has no list with the legacy ID 7\./,
		);
		const gone = new Reply(404, { status: 'error', message: 'List does not exist' });
		await expect(chosen({ mode: 'id', value: '7' }, gone)).rejects.toThrow(
			'The list could not be loaded from HubSpot: “List does not exist” (HTTP 404)',
		);
	});

	it('can be asked of a list that HubSpot fills itself: what to do about it is told by the run', async () => {
		const filled = { list: list({ processingType: 'DYNAMIC' }) };
		expect((await chosen({ mode: 'id', value: '12' }, filled)).types).toEqual(['0-1']);
	});

	it('cannot be told where HubSpot answers with something else', async () => {
		await expect(chosen({ mode: 'id', value: '12' }, { list: {} })).rejects.toThrow(
			'The list is unknown',
		);
	});
});
