/** Search CRM Objects: one question per item, all records that it finds. */
import type { Values } from '../../hubspot/endpoint';
import { isRecord } from '../../hubspot/json';
import {
	filterOf,
	hasRoom,
	LIMITS,
	OPERATORS,
	searchPages,
	withoutValue,
	type Filter,
	type FilterGroup,
	type Operator,
	type Search,
	type Sort,
} from '../../hubspot/search';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import {
	CRM_OBJECT,
	nounOf,
	OBJECT_TYPE,
	OBJECT_TYPE_IN_PATH,
	RETURNED_PROPERTIES,
	RETURNED_PROPERTIES_IN_BODY,
} from './parameters';

const WITH_VALUE: Operator[] = OPERATORS.filter((operator) => !withoutValue(operator));

/** @param loadOptionsMethod the node's method that lists the properties, and what it means to choose none */
const propertyFrom = (loadOptionsMethod: string) => ({
	type: 'options' as const,
	typeOptions: {
		loadOptionsMethod,
		loadOptionsDependsOn: ['authentication', 'objectType.value'],
	},
	default: '',
	description:
		'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
});

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
		return [{ propertyName, direction: isDown ? 'DESCENDING' : 'ASCENDING' }];
	});

const limit: values.Field<number | undefined> = (given, refuse) => {
	if (given === undefined || given === null || given === '') return undefined;
	const number = Number(given);
	return Number.isInteger(number) && number > 0
		? number
		: refuse(given, { expected: 'a whole number of at least 1' });
};

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

export const searchObjects = operation<Search>({
	resource: CRM_OBJECT,
	value: 'searchObjects',
	name: 'Search CRM Objects',
	action: 'Search CRM objects',
	description: 'Find records of any CRM object by text and filters: all that match, for each item',
	toolDescription: 'Search HubSpot records by text and filters. Changes nothing.',
	form: {
		options: [],
		parameters: [
			OBJECT_TYPE,
			...plainParameters(
				[
					{
						displayName: 'Search Text',
						name: 'searchText',
						type: 'string',
						default: '',
						placeholder: 'e.g. acme',
						description: 'Words that the main properties of a record must hold, such as its name',
					},
					{
						displayName: 'Filter Groups',
						name: 'filterGroups',
						type: 'fixedCollection',
						typeOptions: { multipleValues: true },
						placeholder: 'Add Filter Group',
						default: {},
						description:
							'A record is found when all filters of one group are true of it. HubSpot searches lag some seconds behind changes.',
						options: [
							{
								displayName: 'Filter Group',
								name: 'groups',
								values: [
									{
										displayName: 'Filters',
										name: 'filters',
										type: 'fixedCollection',
										typeOptions: { multipleValues: true },
										placeholder: 'Add Filter',
										default: {},
										options: [
											{
												displayName: 'Filter',
												name: 'filters',
												values: [
													{
														displayName: 'Property Name or ID',
														name: 'propertyName',
														...propertyFrom('getFilterProperties'),
													},
													{
														displayName: 'Operator',
														name: 'operator',
														type: 'options',
														default: 'EQ',
														options: [
															{ name: 'Contains the Word', value: 'CONTAINS_TOKEN' },
															{ name: 'Does Not Contain the Word', value: 'NOT_CONTAINS_TOKEN' },
															{ name: 'Is', value: 'EQ' },
															{ name: 'Is Any Of', value: 'IN' },
															{ name: 'Is At Least', value: 'GTE' },
															{ name: 'Is At Most', value: 'LTE' },
															{ name: 'Is Between', value: 'BETWEEN' },
															{ name: 'Is Empty', value: 'NOT_HAS_PROPERTY' },
															{ name: 'Is Less Than', value: 'LT' },
															{ name: 'Is More Than', value: 'GT' },
															{ name: 'Is None Of', value: 'NOT_IN' },
															{ name: 'Is Not', value: 'NEQ' },
															{ name: 'Is Not Empty', value: 'HAS_PROPERTY' },
														],
													},
													{
														displayName: 'Value',
														name: 'value',
														type: 'string',
														default: '',
														displayOptions: { show: { operator: WITH_VALUE } },
														description:
															'For Is Any Of and Is None Of, several values separated by ;',
													},
													{
														displayName: 'And',
														name: 'highValue',
														type: 'string',
														default: '',
														displayOptions: { show: { operator: ['BETWEEN'] } },
														description: 'The upper end, which is found too',
													},
												],
											},
										],
									},
								],
							},
						],
					},
					{
						displayName: 'Sort By Property Name or ID',
						name: 'sortBy',
						...propertyFrom('getSortProperties'),
					},
					{
						displayName: 'Sort Direction',
						name: 'sortDirection',
						type: 'options',
						options: [
							{ name: 'Ascending', value: 'ASCENDING' },
							{ name: 'Descending', value: 'DESCENDING' },
						],
						default: 'ASCENDING',
						description: 'Which way to sort. Without a property, records come by record ID.',
					},
					{
						displayName: 'Return All',
						name: 'returnAll',
						type: 'boolean',
						default: false,
						description: 'Whether to return all results or only up to a given limit',
					},
					{
						displayName: 'Limit',
						name: 'limit',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: 50,
						displayOptions: { show: { returnAll: [false] } },
						description: 'Max number of results to return',
					},
				],
				{
					filterGroups: [{ filters: [{ propertyName: 'city', operator: 'EQ', value: 'Paris' }] }],
					limit: 50,
				},
			),
			RETURNED_PROPERTIES,
		],
		place: { objectType: OBJECT_TYPE_IN_PATH, properties: RETURNED_PROPERTIES_IN_BODY },
		fields: ['searchText', 'filterGroups', 'sortBy', 'sortDirection', 'returnAll', 'limit'],
		fromFields: ({ values: given }) => ({
			raw: {
				query: given.searchText,
				filterGroups: groupsOf(given.filterGroups),
				sorts: [{ propertyName: given.sortBy, direction: given.sortDirection }],
				limit: given.returnAll === true ? undefined : given.limit,
			},
			columns: { query: 'Search Text', filterGroups: 'Filter Groups', limit: 'Limit' },
		}),
		input: () =>
			values.shape({ query: values.textOrAbsent, filterGroups, sorts, limit }, withinLimits),
		noun: nounOf,
		name: ({ query = '' }) => ['search', query],
	},
	effect: { kind: 'list', pages: searchPages },
});
