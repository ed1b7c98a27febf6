// Owns the search of CRM records: filters, text, order, pages, and how far it lags behind writes.

import { isObject, readObject } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { reading } from '../endpoints';
import type { Properties } from '../properties';
import { bare } from '../shapes';
import type { Json } from '../wire';
import { invalidJson, refuse } from '../wire';
import { objectScopes, typeOf } from './asking';
import type { CrmRecord } from './store';

/** STATED (search guide). */
const LIMITS = { page: 200, results: 10_000, groups: 5, filters: 6, inAll: 18, query: 3_000 };

/** STATED: five a second for the whole account, and no headers tell of it. */
const LANE = { name: 'search', calls: 5, ms: 1_000 };

export const searchRecords: Endpoint = {
	method: 'POST',
	template: 'objects/*/search',
	scopes: objectScopes('read'),
	lane: LANE,
	faults: 'searchFaults',
	plan: reading(page),
	answer: bare(),
};

const KNOWN = ['filterGroups', 'sorts', 'query', 'properties', 'limit', 'after'];

function page(visit: Visit): Json {
	const { account } = visit;
	const { records, properties } = account;
	const typeId = typeOf(visit);
	const body = readObject(visit.json(), KNOWN);
	const limit = numberIn(body, 'limit', 10);
	const after = numberIn(body, 'after', 0);
	if (limit > LIMITS.page) throw unfit(`limit is ${limit}, at most ${LIMITS.page}`);
	if (after + limit > LIMITS.results) throw unfit('There was a problem with the request: 10000');
	const found = records.searchable(typeId).filter(matching(body, { properties, typeId }));
	sort(found, body);
	const shown = found.slice(after, after + limit);
	const wanted = listIn(body, 'properties').map(String);
	const next =
		after + limit < found.length ? { paging: { next: { after: `${after + limit}` } } } : {};
	const results = shown.map((record) => records.show(record, wanted));
	return { total: found.length, results, ...next };
}

const unfit = (message: string) => refuse(400, 'VALIDATION_ERROR', message);

function numberIn(body: Json, name: string, otherwise: number): number {
	const value = body[name] ?? otherwise;
	const number = Number(value);
	if (!Number.isInteger(number) || number < 0) throw invalidJson(`"${name}" is not a number`);
	return number;
}

function listIn(body: Json, name: string): unknown[] {
	const list = body[name] ?? [];
	if (!Array.isArray(list)) throw invalidJson(`"${name}" is not an array`);
	return list;
}

// ---- what is looked for

interface Type {
	properties: Properties;
	typeId: string;
}

function matching(body: Json, type: Type): (record: CrmRecord) => boolean {
	const { query = '' } = body;
	if (typeof query !== 'string') throw invalidJson('"query" is not a string');
	if (query.length > LIMITS.query) throw unfit('query is too long');
	const groups = listIn(body, 'filterGroups');
	if (groups.length > LIMITS.groups) throw unfit('too many filterGroups');
	const all = groups.map((group) => listIn(isObject(group) ? group : {}, 'filters'));
	if (all.some((filters) => filters.length > LIMITS.filters)) throw unfit('too many filters');
	if (all.flat().length > LIMITS.inAll) throw unfit('too many filters in all groups');
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	const holdsWords = ({ properties }: CrmRecord) => {
		const text = Object.values(properties).join(' ').toLowerCase();
		return words.every((word) => text.includes(word));
	};
	return (record) =>
		(!words.length || holdsWords(record)) &&
		(!all.length || all.some((filters) => filters.every((each) => fits(each, record, type))));
}

function fits(filter: unknown, record: CrmRecord, { properties, typeId }: Type): boolean {
	if (!isObject(filter)) throw invalidJson('a filter is not an object');
	const name = String(filter.propertyName);
	if (name !== 'hs_object_id' && properties.of(typeId)?.has(name) === false) {
		throw unfit(`There was a problem with the request: property ${name} does not exist`);
	}
	const held = name === 'hs_object_id' ? record.id : (record.properties[name] ?? '');
	const compare = COMPARED[String(filter.operator)];
	if (!compare) throw invalidJson(`unknown operator ${String(filter.operator)}`);
	return compare(held.toLowerCase(), filter);
}

const textOf = (value: unknown): string => {
	if (typeof value !== 'string') throw invalidJson('a value of a filter is not a string');
	return value;
};
const values = ({ values: given }: Json): string[] => {
	if (!Array.isArray(given) || !given.length) throw unfit('IN needs values');
	if (given.length > 100) throw unfit('too many values'); // INFERRED
	return given.map(textOf);
};

/** Numbers and moments by their size, other text by the alphabet. */
function sized(a: string, b: string): number {
	const [x, y] = [a, b].map((text) => (text.trim() === '' ? NaN : Number(text)));
	if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
	const [from, to] = [Date.parse(a), Date.parse(b)];
	if (!Number.isNaN(from) && !Number.isNaN(to)) return from - to;
	return a < b ? -1 : a > b ? 1 : 0;
}

const holdsToken = (held: string, { value }: Json): boolean => {
	const pattern = textOf(value).toLowerCase().split('*').map(literal).join('.*');
	return held.split(/[\s,;@]+/).some((token) => new RegExp(`^${pattern}$`).test(token));
};
const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** By operator: does what a record holds, in lower case, fit the filter? */
const COMPARED: Record<string, (held: string, filter: Json) => boolean> = {
	EQ: (held, { value }) => held !== '' && held === textOf(value).toLowerCase(),
	NEQ: (held, { value }) => held !== textOf(value).toLowerCase(),
	LT: (held, { value }) => held !== '' && sized(held, textOf(value)) < 0,
	LTE: (held, { value }) => held !== '' && sized(held, textOf(value)) <= 0,
	GT: (held, { value }) => held !== '' && sized(held, textOf(value)) > 0,
	GTE: (held, { value }) => held !== '' && sized(held, textOf(value)) >= 0,
	BETWEEN: (held, { value, highValue }) =>
		held !== '' && sized(held, textOf(value)) >= 0 && sized(held, textOf(highValue)) <= 0,
	// STATED: wants lower case; what has capitals finds nothing.
	IN: (held, filter) => held !== '' && values(filter).includes(held),
	NOT_IN: (held, filter) => !values(filter).includes(held),
	HAS_PROPERTY: (held) => held !== '',
	NOT_HAS_PROPERTY: (held) => held === '',
	CONTAINS_TOKEN: holdsToken,
	NOT_CONTAINS_TOKEN: (held, filter) => !holdsToken(held, filter),
};

// ---- the order

/** In place. Numbers by their size, other text by the alphabet; by id where these are equal. */
function sort(found: CrmRecord[], body: Json): void {
	const [wanted] = listIn(body, 'sorts');
	const { propertyName = 'hs_object_id', direction = 'ASCENDING' } = isObject(wanted) ? wanted : {};
	const name = String(propertyName);
	const sign = direction === 'DESCENDING' ? -1 : 1;
	const keyed = found.map((record) => {
		const value = name === 'hs_object_id' ? record.id : (record.properties[name] ?? '');
		return { record, value, number: value.trim() === '' ? NaN : Number(value) };
	});
	keyed.sort((a, b) => {
		const isNumber = !Number.isNaN(a.number) && !Number.isNaN(b.number);
		const by = isNumber ? a.number - b.number : sized(a.value, b.value);
		return sign * by || Number(a.record.id) - Number(b.record.id);
	});
	keyed.forEach(({ record }, index) => {
		found[index] = record;
	});
}
