/** Search CRM Objects: one question per item, all records that it finds. */
import {
	OPERATORS,
	searchPages,
	withoutValue,
	type Operator,
	type Search,
} from '../../hubspot/search';
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
import { question, rawQuestion } from './searching';

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

export const searchObjects = operation<Search>({
	resource: CRM_OBJECT,
	value: 'searchObjects',
	name: 'Search CRM Objects',
	action: 'Search CRM objects',
	description: 'Find records of any CRM object by text and filters: all that match, for each item',
	toolDescription: 'Search HubSpot records by text and filters. Changes nothing.',
	form: {
		options: ['simplify'],
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
															'For Is Any Of and Is None Of, several values separated by ;. Of stages, pipelines and owners, the ID.',
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
			raw: rawQuestion(given),
			columns: { query: 'Search Text', filterGroups: 'Filter Groups', limit: 'Limit' },
		}),
		input: question,
		noun: nounOf,
		name: ({ query = '' }) => ['search', query],
	},
	effect: { kind: 'list', thing: 'search', pages: searchPages },
});
