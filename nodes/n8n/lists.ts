/**
 * Lists of records to choose from, and what the records of the chosen one can be found by. Used while
 * a workflow is edited, never while it runs.
 */
import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';

import type { Place } from '../hubspot/endpoint';
import { idText, isRecord } from '../hubspot/json';
import { findList, type ListWords } from '../hubspot/lists';
import { renderPath } from '../hubspot/paths';
import { DEFAULT_VERSION } from '../hubspot/versions';
import { answerTo, optionsToldApart, textOf } from './account';
import { nodeError } from './http';
import { nounOfType, RECORD } from './nouns';

/** Lists per page of the search; the editor asks for the next one when a person scrolls. */
const PER_PAGE = 100;

/** Kinds of lists that take members. HubSpot itself fills the others, by their filters. */
export const TAKES_MEMBERS = ['MANUAL', 'SNAPSHOT'];

/** How many of what a list holds: `1,234 contacts`, `12 records of 2-123`. */
function contents(list: Record<string, unknown>): string {
	const more = isRecord(list.additionalProperties) ? list.additionalProperties : {};
	const size = Number(more.hs_list_size ?? list.size ?? NaN);
	const type = textOf(list.objectTypeId);
	const noun = nounOfType(type);
	const many = noun === RECORD && type ? `records of ${type}` : noun.many;
	if (Number.isNaN(size)) return many;
	return `${size.toLocaleString('en')} ${size === 1 && noun !== RECORD ? noun.one : many}`;
}

/** One page of the lists whose name holds the searched text; with the token of the next page. */
export async function searchLists(
	context: ILoadOptionsFunctions,
	{ filter = '', token, kinds }: { filter?: string; token?: unknown; kinds?: string[] },
): Promise<INodeListSearchResult> {
	const offset = Number(token ?? 0) || 0;
	const asked = { query: filter.trim(), offset, count: PER_PAGE };
	const path = renderPath(DEFAULT_VERSION, 'lists', '/search');
	const body = { ...asked, ...(kinds && { processingTypes: kinds }) };
	const answer = await answerTo(context, { path, body }, 'lists');
	const lists = (Array.isArray(answer?.lists) ? (answer.lists as unknown[]) : []).filter(isRecord);
	const results = lists.flatMap((list) => {
		const value = idText(list.listId);
		return value === undefined
			? []
			: [{ name: `${textOf(list.name, value)} (${contents(list)})`, value }];
	});
	const after = Math.max(Number(answer?.offset) || 0, offset + lists.length);
	const hasMore = answer?.hasMore === true && lists.length > 0;
	return {
		results: optionsToldApart(results),
		...(hasMore && { paginationToken: String(after) }),
	};
}

/** The object type of the list with this ID, in the words of the operation where there is none. */
async function objectTypeOf(context: ILoadOptionsFunctions, listId: string, words: ListWords) {
	const { ask, learn } = findList(words);
	let place: Place = { version: DEFAULT_VERSION, parameters: { listId } };
	for (let call = ask(place); call; call = ask(place)) {
		const path = renderPath(DEFAULT_VERSION, call.family, call.path, place.parameters);
		const body = await answerTo(context, { path, body: call.body }, 'list');
		const learned = learn(place, { status: 200, body });
		if (typeof learned !== 'object') throw nodeError(context, learned ?? 'The list is unknown');
		place = learned;
	}
	return place.parameters.objectType;
}

/**
 * What `ask` tells of the records that the chosen list holds; `none` where no list is chosen.
 * @param read gives the list of a value in a mode of the resource locator
 */
export async function ofChosenList(
	context: ILoadOptionsFunctions,
	ask: (context: ILoadOptionsFunctions, objectType: string) => Promise<INodePropertyOptions[]>,
	{
		none,
		read,
		words,
	}: {
		none: INodePropertyOptions[];
		read: (text: string, mode: unknown) => string;
		words: ListWords;
	},
): Promise<INodePropertyOptions[]> {
	const locator: unknown = context.getCurrentNodeParameter('listId');
	const { value, mode } = isRecord(locator) ? locator : { value: locator };
	const listId = read(idText(value)?.trim() ?? '', mode);
	if (!listId) return none;
	return await ask(context, await objectTypeOf(context, listId, words));
}
