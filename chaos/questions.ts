/**
 * Questions with many results that chaos asks: searches of contacts, and the members of lists. Their laws
 * are in `answers.ts`. A search is known by a mark of its own, which stands in each of its filter groups
 * where no record is left out by it; nobody can tell two searches without filters apart, nor two
 * questions about one list.
 */
import type { HttpRequest } from '../nodes/engine/means';
import { readListMembers } from '../nodes/HubSpotCrmObjects/operations/readListMembers';
import { searchObjects } from '../nodes/HubSpotCrmObjects/operations/searchObjects';
import { BAD, BADGE, LISTS, prepareRecords } from './contacts';
import type { Dice } from './dice';
import type { Item, Json, Kind } from './kind';

export interface Filter {
	propertyName: string;
	operator: string;
	value?: string;
	values?: string[];
}

export interface Question {
	query?: string;
	filterGroups?: Array<{ filters: Filter[] }>;
	sorts?: Array<{ propertyName: string; direction: string }>;
	limit?: number;
}

/** The tag of a search without filters. */
const ALL = 'search all';

/** Most filters of a group (HubSpot's search guide); a group with so many leaves no room for ours. */
export const FULL = 6;

const number = (dice: Dice) => String(dice.int(1, 400));

const filterOf = (dice: Dice): Filter =>
	dice.pick<() => Filter>([
		() => ({ propertyName: 'firstname', operator: 'EQ', value: 'a' }),
		() => ({ propertyName: 'lifecyclestage', operator: 'IN', values: ['lead', 'opportunity'] }),
		() => ({ propertyName: 'lifecyclestage', operator: 'NOT_HAS_PROPERTY' }),
		() => ({ propertyName: 'email', operator: 'HAS_PROPERTY' }),
		() => ({ propertyName: 'interests', operator: 'NOT_HAS_PROPERTY' }),
		() => ({ propertyName: 'hs_object_id', operator: 'GT', value: number(dice) }),
		() => ({ propertyName: 'hs_object_id', operator: 'LT', value: number(dice) }),
		() => ({ propertyName: BADGE, operator: 'EQ', value: `badge ${number(dice)}` }),
	])();

const SORTED = ['email', 'lifecyclestage', 'hs_object_id'];

function question(dice: Dice, mark: string): Question {
	const marked: Filter = { propertyName: 'lastname', operator: 'NEQ', value: mark };
	const groups = dice.pick([0, 1, 1, 1, 2, 3]);
	const filled = dice.chance(0.1);
	const filterGroups = dice.list(groups, (at) => {
		const few = dice.pick([0, 1, 1, 2]);
		const filters = dice.list(filled && !at ? FULL - 1 : few, () => filterOf(dice));
		return { filters: [marked, ...filters] };
	});
	const limit = dice.pick([undefined, undefined, undefined, 1, 7, 200, 250, 1_000, 20_000]);
	const isFull = filterGroups.some(({ filters }) => filters.length === FULL);
	const query = dice.pick(['', '', '', 'person1', 'x.com 42', 'nobody of this name']);
	return {
		...(query && { query }),
		...((groups || dice.chance(0.5)) && { filterGroups }),
		...(dice.chance(0.4) && {
			sorts: [
				{
					propertyName: dice.pick(SORTED),
					direction: dice.pick(['ASCENDING', 'DESCENDING']),
				},
			],
		}),
		// Without room for a filter of ours, no more than one query shows may be asked for.
		...(isFull ? { limit: Math.min(limit ?? 10_000, 10_000) } : limit !== undefined && { limit }),
	};
}

const invalidly = (dice: Dice, raw: Json): unknown =>
	dice.pick<() => unknown>([
		() => ({ ...raw, filterGroups: [{ filters: [{ propertyName: ' ', operator: 'EQ' }] }] }),
		() => ({ ...raw, filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ' }] }] }),
		() => ({ ...raw, filterGroups: [{ filters: [{ propertyName: 'email', operator: 'LIKE' }] }] }),
		() => ({ ...raw, filterGroups: 'city' }),
		() => ({ ...raw, limit: 0 }),
		() => ({ ...raw, limit: 'many' }),
		() => ({ ...raw, query: { text: 'x' } }),
		() => ({ ...raw, stranger: 1 }),
		() => null,
		() => [raw],
		() => `${JSON.stringify(raw)},`,
	])();

function searchItem(dice: Dice, mark: string): Item {
	const raw = question(dice, mark);
	const tag = raw.filterGroups?.length ? mark : ALL;
	if (dice.chance(0.05)) {
		return { raw: invalidly(dice, raw as Json), invalid: true, key: mark, tag: `invalid ${mark}` };
	}
	if (dice.chance(0.03)) {
		const marked: Filter = { propertyName: 'lastname', operator: 'NEQ', value: mark };
		const unknown: Filter = { propertyName: 'nope', operator: 'EQ', value: '1' };
		const filterGroups = [{ filters: [marked, unknown] }];
		return { raw: { ...raw, filterGroups }, doubtful: true, key: mark, tag: mark };
	}
	return { raw, key: mark, tag };
}

const MARK = /"(m\d+-\d+\.)"/;

const isSearch = ({ path }: HttpRequest) => path.endsWith('/search');

/** The list that a call asks for the members of. */
const listIn = ({ path }: HttpRequest) => /\/lists\/[^/]+\/(\d+)\/memberships/.exec(path)?.[1];

export const MEMBERS_TAG = 'members';

export const QUESTION_KINDS: Record<string, Kind> = {
	searchObjects: {
		row: searchObjects,
		objectType: 'contacts',
		bad: { property: 'id', value: BAD },
		prepare: prepareRecords,
		parameters: (dice) => ({ properties: dice.pick(['', 'email', 'lastname,lifecyclestage']) }),
		asks: (request) =>
			isSearch(request) ? [MARK.exec(JSON.stringify(request.body))?.[1] ?? ALL] : [],
		most: 25,
		item: searchItem,
	},
	readListMembers: {
		row: readListMembers,
		objectType: 'contacts',
		locates: true,
		bad: { property: 'id', value: BAD },
		prepare: prepareRecords,
		parameters: (dice) => {
			const returnAll = dice.chance(0.7);
			return {
				listId: dice.pick([LISTS.manual, LISTS.manual, LISTS.snapshot, `legacy:${LISTS.legacy}`]),
				returnAll: String(returnAll),
				...(!returnAll && { limit: String(dice.pick([1, 50, 100, 150, 1_000])) }),
				properties: dice.pick(['', 'email', 'lastname,lifecyclestage']),
			};
		},
		asks: (request) => (listIn(request) ? [MEMBERS_TAG] : []),
		most: 5,
		item: (dice, mark) => {
			const bad = () => dice.pick<unknown>([{ stranger: 1 }, null, [{}], 'x']);
			if (dice.chance(0.05)) {
				return { raw: bad(), invalid: true, key: mark, tag: `invalid ${mark}` };
			}
			return { raw: {}, key: mark, tag: MEMBERS_TAG };
		},
	},
};
