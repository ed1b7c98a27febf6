/**
 * HubSpot's search of CRM records, as pages (search guide, STATED): 200 results a page, 10,000 a
 * query, 5 filter groups of 6 filters, 18 in all.
 */
import { comparable } from './comparing';
import type { Place, Values } from './endpoint';
import type { Pages } from './effect';
import { idText, isRecord, own } from './json';
import { nameOfType } from './objects';
import { propertiesOf } from './records';
import { nextAfter, RECORD_ID, type Result } from './replies';

export const OPERATORS = [
	'EQ',
	'NEQ',
	'LT',
	'LTE',
	'GT',
	'GTE',
	'BETWEEN',
	'IN',
	'NOT_IN',
	'HAS_PROPERTY',
	'NOT_HAS_PROPERTY',
	'CONTAINS_TOKEN',
	'NOT_CONTAINS_TOKEN',
] as const;

export type Operator = (typeof OPERATORS)[number];

export type Filter = {
	propertyName: string;
	operator: Operator;
	value?: string;
	highValue?: string;
	values?: string[];
};

export type FilterGroup = { filters: Filter[] };

export type Sort = { propertyName: string; direction: 'ASCENDING' | 'DESCENDING' };

/** One question. `limit`: how many records are wanted; all without it. */
export type Search = {
	query?: string;
	filterGroups: FilterGroup[];
	sorts: Sort[];
	limit?: number;
};

export const LIMITS = {
	page: 200,
	results: 10_000,
	groups: 5,
	filters: 6,
	inAll: 18,
	query: 3_000,
};

/**
 * Is there room for a filter of ours in every group? Without one, HubSpot shows no more than the
 * first 10,000 records.
 */
export const hasRoom = ({ filterGroups }: Pick<Search, 'filterGroups'>): boolean => {
	const all = filterGroups.reduce((sum, { filters }) => sum + filters.length, 0);
	const fits = filterGroups.every(({ filters }) => filters.length < LIMITS.filters);
	return fits && all + filterGroups.length <= LIMITS.inAll;
};

/**
 * Where the next page begins. `after`: by HubSpot's own counting, which moves while records are
 * created and archived. `last`: behind the record with this ID, which nothing moves.
 */
type Cursor = { after: string } | { last: string };

const read = (cursor: string): Cursor => JSON.parse(cursor) as Cursor;

/**
 * By ID, which nothing moves, unless the first records of an order are wanted: one query shows these
 * in HubSpot's order. Of all records, the order is made on our side.
 */
const isById = (question: Search): boolean =>
	hasRoom(question) && (!question.sorts.length || (question.limit ?? Infinity) > LIMITS.results);

/** Every group with a filter that leaves out all records up to the last one. */
function behind(groups: FilterGroup[], last: string): FilterGroup[] {
	const more: Filter = { propertyName: RECORD_ID, operator: 'GT', value: last };
	if (!groups.length) return [{ filters: [more] }];
	return groups.map(({ filters }) => ({ filters: [...filters, more] }));
}

const BY_ID: Sort[] = [{ propertyName: RECORD_ID, direction: 'ASCENDING' }];

/** When a record was made and changed, under the names of most types, and under those of the oldest. */
const OF_ALL = ['hs_createdate', 'hs_lastmodifieddate', RECORD_ID];
const SINCE_EVER = ['createdate', 'hs_lastmodifieddate', RECORD_ID];

/** The properties that a search returns where none are named (search guide, STATED). */
const RETURNED_BY_DEFAULT = new Map([
	['contacts', ['firstname', 'lastname', 'email', 'createdate', 'lastmodifieddate', RECORD_ID]],
	['companies', ['name', 'domain', ...SINCE_EVER]],
	['deals', ['dealname', 'amount', 'closedate', 'pipeline', 'dealstage', ...SINCE_EVER]],
	[
		'tickets',
		[
			...['content', 'subject', 'hs_pipeline', 'hs_pipeline_stage'],
			...['hs_ticket_category', 'hs_ticket_priority', ...SINCE_EVER],
		],
	],
	['products', ['name', 'description', 'price', ...SINCE_EVER]],
	['line_items', ['quantity', 'amount', 'price', ...SINCE_EVER]],
	['quotes', ['hs_expiration_date', 'hs_public_url_key', 'hs_status', 'hs_title', ...OF_ALL]],
]);

/**
 * The properties to return: those chosen, and the one that an order is made by on our side. Once one is
 * named, HubSpot leaves out its default ones, so these are named as well where nothing is chosen.
 */
function propertiesOfPage(question: Search, { parameters }: Place): string[] {
	const { objectType = '', properties = '' } = parameters;
	const chosen = properties.split(',').filter(Boolean);
	const sorts = isById(question) ? question.sorts : [];
	if (!sorts.length) return chosen;
	const byDefault = RETURNED_BY_DEFAULT.get(nameOfType(objectType)) ?? OF_ALL;
	const others = chosen.length ? chosen : byDefault;
	return [...new Set([...others, ...sorts.map(({ propertyName }) => propertyName)])];
}

function page(question: Search, place: Place, given: string | undefined) {
	const cursor = given === undefined ? undefined : read(given);
	const byId = isById(question);
	const { query, filterGroups, sorts, limit = Infinity } = question;
	const last = cursor && 'last' in cursor ? cursor.last : undefined;
	const groups = last === undefined ? filterGroups : behind(filterGroups, last);
	const body = {
		...(query && { query }),
		filterGroups: groups,
		sorts: byId ? BY_ID : sorts,
		properties: propertiesOfPage(question, place),
		limit: Math.min(LIMITS.page, limit),
		...(cursor && 'after' in cursor && { after: cursor.after }),
	};
	return { method: 'POST' as const, path: '/{objectType}/search', body };
}

const resultsOf = (body: unknown): Result[] | undefined =>
	isRecord(body) && Array.isArray(body.results) ? body.results.filter(isRecord) : undefined;

function next(body: unknown, question: Search): string | undefined {
	const after = nextAfter(body);
	if (after === undefined) return undefined;
	if (!isById(question)) return JSON.stringify({ after });
	const results = resultsOf(body) ?? [];
	const last = idText(results[results.length - 1]?.id);
	return last === undefined ? undefined : JSON.stringify({ last });
}

// ---------------------------------------------------------------- the results

/** Of two values, or of none: those without one are told apart before. */
const compare = (one: string, other: string): number => {
	const [a, b] = [one, other].map(Number);
	if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
	return one === other ? 0 : one < other ? -1 : 1;
};

/** Each record once, in the order that was asked for; by ID where none was. */
function whole(results: Result[], question: Search): Result[] {
	const once = [...new Map(results.map((result) => [String(result.id), result])).values()];
	const [sort] = question.sorts;
	if (!sort || !isById(question)) return once;
	const { propertyName, direction } = sort;
	const sign = direction === 'DESCENDING' ? -1 : 1;
	const keys = new Map(
		once.map((result) => [result, comparable(own(propertiesOf(result), propertyName))]),
	);
	// Without a value, a record stands at the end either way, as in HubSpot (INFERRED).
	const isEmpty = (result: Result) => (keys.get(result) === '' ? 1 : 0);
	return once.sort(
		(a, b) => isEmpty(a) - isEmpty(b) || sign * compare(keys.get(a) ?? '', keys.get(b) ?? ''),
	);
}

/** All records that a search finds, each exactly once. */
export const searchPages: Pages<Search> = {
	family: 'objects',
	lane: 'search',
	page,
	results: resultsOf,
	next,
	whole,
	most: ({ limit }) => limit,
	readsAll: (question) => question.sorts.length > 0 && isById(question),
};

/** What a search that names no value says of its operator. */
export const withoutValue = (operator: Operator): boolean =>
	operator === 'HAS_PROPERTY' || operator === 'NOT_HAS_PROPERTY';

/** A filter as HubSpot takes it, made of what a person enters: values of a list separated by `;`. */
export function filterOf({ propertyName, operator, value, highValue }: Values): Filter {
	const filter = { propertyName, operator: operator as Operator };
	if (withoutValue(filter.operator)) return filter;
	if (filter.operator !== 'IN' && filter.operator !== 'NOT_IN') {
		return { ...filter, value, ...(filter.operator === 'BETWEEN' && { highValue }) };
	}
	const values = value
		.split(';')
		.map((each) => each.trim())
		.filter(Boolean);
	// IN wants text in lower case (STATED in the search guide), and choices as they are.
	return { ...filter, values: [...new Set(values.flatMap((each) => [each, each.toLowerCase()]))] };
}
