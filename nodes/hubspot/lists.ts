/**
 * Lists of records, which HubSpot also calls segments: what an input about a member looks like, and
 * HubSpot's endpoints for them. Sources: HubSpot's reference pages of the lists API, and what others
 * observed of it.
 */
import type { Endpoint, Match, Place } from './endpoint';
import type { Locate, Pages, Resolve } from './effect';
import { isOfHubSpot, NOT_FOUND, type HubSpotError } from './errors';
import { idText, isRecord } from './json';
import { keyOf, readRecords, type RecordName } from './records';
import { nextAfter, type Envelope, type Result } from './replies';

// ---------------------------------------------------------------- members

/**
 * Names a record that joins or leaves a list. `recordId`: the ID of a record that is named by another
 * property, once it is known.
 */
export type MemberInput = RecordName & { recordId?: string };

/** The record ID, as HubSpot spells it. Of a record that is not known by one yet: its name. */
const memberId = ({ id, idProperty, recordId }: MemberInput): string =>
	recordId === undefined ? keyOf(id.trim(), idProperty) : keyOf(recordId, undefined);

/** The record may be called by any property. The input keeps that name, as do messages and results. */
export const memberByAnyProperty: Resolve<MemberInput> = {
	names: ({ id, idProperty, recordId }, { parameters: { objectType = '' } }) =>
		idProperty === undefined || recordId !== undefined
			? []
			: [{ objectType, property: idProperty, value: id }],
	resolved: (input, [recordId]) => ({ ...input, recordId }),
};

// ---------------------------------------------------------------- answers

/** HubSpot's own spelling first (SPEC, and every recording); the other one is printed on a page. */
const LISTS_OF = {
	added: ['recordsIdsAdded', 'recordIdsAdded'],
	removed: ['recordsIdsRemoved', 'recordIdsRemoved'],
	missing: ['recordIdsMissing', 'recordsIdsMissing'],
};

type Done = 'added' | 'removed';

/** What a list of an answer holds. A list that is empty may be left out (OBSERVED). */
const listed = (body: Record<string, unknown>, list: keyof typeof LISTS_OF): unknown[] =>
	LISTS_OF[list].flatMap((name) => (Array.isArray(body[name]) ? (body[name] as unknown[]) : []));

const LIST_NAMES = Object.values(LISTS_OF).flat();

/**
 * An answer of a member call: three lists of record IDs. Where all are left out, nothing else may be
 * in it, or a body that says something else would say of all records that they needed no change.
 */
function isReadable(body: unknown): body is Record<string, unknown> {
	if (!isRecord(body)) return false;
	const lists = LIST_NAMES.filter((name) => name in body);
	if (!lists.length) return Object.keys(body).length === 0;
	return lists.every((name) => body[name] === null || Array.isArray(body[name]));
}

/** A record that HubSpot does not have; it says so by listing its ID. */
const missing = (ids: string[]): HubSpotError => ({
	category: 'OBJECT_NOT_FOUND',
	context: { ids },
	errors: [],
});

/** Reads which records HubSpot has added or removed, and which it does not have. */
const answered =
	(done: Done) =>
	(body: unknown): Envelope | undefined => {
		if (!isReadable(body)) return undefined;
		const changed = listed(body, done).map(idText);
		const unknown = listed(body, 'missing').map(idText);
		const results: Result[] = [];
		for (const id of changed) if (id !== undefined) results.push({ id, outcome: done });
		const ids = unknown.filter((id) => id !== undefined);
		const errors = ids.length ? [missing(ids)] : [];
		// What is no ID may stand for any record: nothing can be told by silence then.
		if (results.length < changed.length || ids.length < unknown.length) {
			errors.push({ context: {}, errors: [] });
		}
		return { results, errors };
	};

/**
 * Says of a result what became of the membership. After a repeat, a record that needed no change may
 * owe that to the first try.
 */
export const membership =
	(done: Done) =>
	(result: Result, repeated: boolean): Result =>
		repeated && result.outcome === 'unchanged'
			? { ...result, outcome: `${done} or unchanged` }
			: result;

// ---------------------------------------------------------------- endpoints

const match: Match<MemberInput> = {
	key: memberId,
	names: (input) => [memberId(input)],
	namedBy: ['ids', 'id'],
	resultKey: ({ id }) => keyOf(idText(id) ?? '', undefined),
};

const members = (done: Done, path: string): Endpoint<MemberInput> => ({
	family: 'lists',
	method: 'PUT',
	path,
	// HubSpot documents no limit for this call (INFERRED).
	limit: 1_000,
	// Equal only where the record is called the same, because results repeat what it is called by.
	element: (input) => [memberId(input), input.idProperty, keyOf(input.id, input.idProperty)],
	body: (_, inputs) => inputs.map(memberId),
	answer: answered(done),
	// HubSpot passes over a record that is a member already, or that is to leave and is none (STATED).
	silence: (input, { body }) =>
		isReadable(body) ? { id: memberId(input), outcome: 'unchanged' } : undefined,
	match,
	probe: { family: 'lists', path: '/{listId}' },
	listsMissing: true,
});

/** Adds records to a list. */
export const addMembers = members('added', '/{listId}/memberships/add');

/** Takes records out of a list; the records themselves stay. */
export const removeMembers = members('removed', '/{listId}/memberships/remove');

// ---------------------------------------------------------------- all members of a list

/** A question about a list, which its place says all about. */
export type ListQuestion = Record<string, never>;

/** Members per page (SPEC: at most 250), as many as one call reads with their properties. */
const MEMBERS_PER_PAGE = readRecords.limit;

/** The members of a list, page by page, each with the properties of its record. */
export const membersOfList: Pages<ListQuestion> = {
	family: 'lists',
	page: (_, __, after) => ({
		method: 'GET',
		path: '/{listId}/memberships',
		query: { limit: String(MEMBERS_PER_PAGE), ...(after !== undefined && { after }) },
	}),
	results: (body) =>
		isRecord(body) && Array.isArray(body.results)
			? body.results.filter(isRecord).filter(({ recordId }) => idText(recordId))
			: undefined,
	next: nextAfter,
	// An expression may leave the limit empty, which means none, as in a search.
	most: (_, { parameters: { returnAll, limit } }) =>
		returnAll === 'true' || !limit ? undefined : Number(limit),
	enrich: {
		ask: readRecords,
		input: ({ recordId }) => ({ id: idText(recordId) ?? '' }),
		// A record that has gone meanwhile was a member all the same.
		merge: ({ recordId, membershipTimestamp }, record) => ({
			...(record ?? { id: idText(recordId) }),
			membershipTimestamp,
		}),
	},
};

// ---------------------------------------------------------------- the list itself

/** Marks the ID that a list had before 2023: both kinds of ID are plain numbers. */
const LEGACY = 'legacy:';

/** The place of a list that is named by its old ID. */
export const legacyList = (id: string): string => LEGACY + id;

export const LIST_ID = /^(legacy:)?\d+$/;

/** The number behind `objectLists/` in the address of a list's page; any other text as it is. */
export function listIdIn(text: string): string {
	const [, id] = /\/objectLists\/(\d{1,30})(?:[/?#]|$)/i.exec(text.slice(0, 2_000)) ?? [];
	return id ?? text;
}

/** The list of an answer about one. */
export const listIn = (body: unknown): Record<string, unknown> | undefined =>
	isRecord(body) && isRecord(body.list) ? body.list : undefined;

const nameOf = ({ name }: Record<string, unknown>): string =>
	typeof name === 'string' ? name : '';

/** Why nothing can be done with a list, in the words of an operation. */
export interface ListWords {
	/** HubSpot has no list with this ID. */
	noList(id: string): string;
	/** HubSpot has no list that once had this ID. */
	noLegacyList(id: string): string;
	/** The list takes no members: HubSpot fills it by its filters. Absent where that does not matter. */
	dynamic?(name: string): string;
}

function mapped(place: Place, legacyId: string, body: unknown, words: ListWords) {
	if (!isRecord(body) || !Array.isArray(body.legacyListIdsToIdsMapping)) return undefined;
	const entries = body.legacyListIdsToIdsMapping.filter(isRecord);
	const own = entries.find((each) => idText(each.legacyListId) === legacyId);
	const listId = own && idText(own.listId);
	if (listId === undefined) return words.noLegacyList(legacyId);
	return { ...place, parameters: { ...place.parameters, listId } };
}

/**
 * Finds out, once in a run, which records a list holds and whether it takes members. A list that is
 * named by its old ID is looked up first.
 */
export const findList = (words: ListWords): Locate => ({
	ask: ({ parameters: { listId, objectType } }) => {
		if (objectType !== undefined) return undefined;
		if (!listId.startsWith(LEGACY)) return { family: 'lists', method: 'GET', path: '/{listId}' };
		const body = [listId.slice(LEGACY.length)];
		return { family: 'lists', method: 'POST', path: '/idmapping', body };
	},
	learn: (place, { status, body }) => {
		const { listId } = place.parameters;
		if (listId.startsWith(LEGACY)) return mapped(place, listId.slice(LEGACY.length), body, words);
		if (status === NOT_FOUND && isOfHubSpot(body)) return words.noList(listId);
		const list = listIn(body);
		const objectType = list && idText(list.objectTypeId);
		if (!list || objectType === undefined) return undefined;
		if (list.processingType === 'DYNAMIC' && words.dynamic) return words.dynamic(nameOf(list));
		return { ...place, parameters: { ...place.parameters, objectType } };
	},
});
