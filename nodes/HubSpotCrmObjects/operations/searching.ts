/** From an item to the question of a search: what was filled in, read and held to HubSpot's bounds. */
import type { Values } from '../../hubspot/endpoint';
import { isRecord } from '../../hubspot/json';
import {
	filterOf,
	hasRoom,
	LIMITS,
	OPERATORS,
	withoutValue,
	type Filter,
	type FilterGroup,
	type Operator,
	type Sort,
} from '../../hubspot/search';
import * as values from '../../hubspot/values';

// ---------------------------------------------------------------- what the user filled in

const listIn = (value: unknown, name: string): unknown[] =>
	isRecord(value) && Array.isArray(value[name]) ? (value[name] as unknown[]) : [];

const textsOf = (value: unknown): Values =>
	Object.fromEntries(
		Object.entries(isRecord(value) ? value : {}).map(([name, each]) => [
			name,
			String(each ?? '').trim(),
		]),
	);

/** The filter groups of the form, which n8n keeps as collections within collections. */
const groupsOf = (given: unknown): unknown[] =>
	listIn(given, 'groups').map((group) => ({
		filters: listIn(isRecord(group) ? group.filters : undefined, 'filters').map((filter) =>
			filterOf({ value: '', highValue: '', ...textsOf(filter) }),
		),
	}));

/** The fields of the form, as JSON mode would have them. */
export const rawQuestion = (given: Record<string, unknown>) => ({
	query: given.searchText,
	filterGroups: groupsOf(given.filterGroups),
	sorts: [{ propertyName: given.sortBy, direction: given.sortDirection }],
	limit: given.returnAll === true ? undefined : given.limit,
});

// ---------------------------------------------------------------- what is sent

const readFilter = (given: unknown): Filter | string => {
	const {
		propertyName,
		operator = 'EQ',
		value,
		highValue,
		values: list,
	} = isRecord(given) ? given : {};
	if (typeof propertyName !== 'string' || !propertyName.trim())
		return 'a filter without a property';
	if (!OPERATORS.includes(operator as Operator))
		return `the operator “${String(operator)}”, which HubSpot does not have`;
	const filter: Filter = { propertyName: propertyName.trim(), operator: operator as Operator };
	if (withoutValue(filter.operator)) return filter;
	if (filter.operator === 'IN' || filter.operator === 'NOT_IN') {
		const all = (Array.isArray(list) ? list : [])
			.map((each) => String(each).trim())
			.filter(Boolean);
		return all.length
			? { ...filter, values: all }
			: `a filter without a value: ${filter.propertyName}`;
	}
	const [low, high] = [value, highValue].map((each) => String(each ?? '').trim());
	if (!low || (filter.operator === 'BETWEEN' && !high))
		return `a filter without a value: ${filter.propertyName}`;
	return { ...filter, value: low, ...(filter.operator === 'BETWEEN' && { highValue: high }) };
};

const filterGroups: values.Field<FilterGroup[]> = (given, refuse) => {
	if (given === undefined || given === null) return [];
	if (!Array.isArray(given)) return refuse(given, 'a list of filter groups');
	const groups = given.map((group: unknown) => listIn(group, 'filters').map(readFilter));
	const [problem] = groups.flat().filter((filter) => typeof filter === 'string');
	if (problem !== undefined) return refuse(given, { problem: `hold ${problem}` });
	return groups
		.filter((filters) => filters.length)
		.map((filters) => ({ filters: filters as Filter[] }));
};

const sorts: values.Field<Sort[]> = (given) =>
	(Array.isArray(given) ? given : []).flatMap((each: unknown): Sort[] => {
		const { propertyName, direction } = isRecord(each) ? each : { propertyName: each };
		if (typeof propertyName !== 'string' || !propertyName.trim()) return [];
		const isDown = direction === 'DESCENDING';
		return [{ propertyName: propertyName.trim(), direction: isDown ? 'DESCENDING' : 'ASCENDING' }];
	});

/** HubSpot's bounds, and room for a filter of ours where more is wanted than one query shows. */
const withinLimits: values.Check = (input, refuse) => {
	const groups = input.filterGroups as FilterGroup[];
	const most = (input.limit as number | undefined) ?? Infinity;
	const all = groups.reduce((sum, { filters }) => sum + filters.length, 0);
	const isTooMany =
		groups.length > LIMITS.groups ||
		all > LIMITS.inAll ||
		groups.some(({ filters }) => filters.length > LIMITS.filters);
	if (isTooMany) {
		const problem = `hold more than HubSpot takes: ${LIMITS.groups} groups of ${LIMITS.filters} filters, ${LIMITS.inAll} in all`;
		return refuse(groups, { problem }, ['filterGroups']);
	}
	if (most > LIMITS.results && !hasRoom({ filterGroups: groups })) {
		const problem = `leave no room to read past HubSpot's limit of 10,000 records: use at most ${LIMITS.filters - 1} filters in a group, or a Limit of up to 10,000`;
		refuse(groups, { problem }, ['filterGroups']);
	}
};

/** The schema of a question. */
export const question = () =>
	values.shape(
		{ query: values.textOrAbsent, filterGroups, sorts, limit: values.limit },
		withinLimits,
	);
