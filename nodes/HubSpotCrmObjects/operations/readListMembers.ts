/** Read List Members: one list in, all records that are members of it out. */
import type { INodeProperties } from 'n8n-workflow';

import { findList, membersOfList, type ListQuestion } from '../../hubspot/lists';
import * as values from '../../hubspot/values';
import { LIST_IN_PATH, LIST_WORDS, listParameter } from '../../n8n/listParameter';
import { operation } from '../../n8n/operation';
import { LIST_MEMBERSHIP, nounOf } from './parameters';

const HOW_MANY: INodeProperties[] = [
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
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

const RETURNED: INodeProperties = {
	displayName: 'Returned Property Names or IDs',
	name: 'properties',
	type: 'multiOptions',
	typeOptions: {
		loadOptionsMethod: 'getListProperties',
		loadOptionsDependsOn: ['authentication', 'listId.value', 'listId.mode'],
	},
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	hint: 'Leave empty for the properties that HubSpot returns by default',
};

export const readListMembers = operation<ListQuestion>({
	resource: LIST_MEMBERSHIP,
	value: 'readListMembers',
	name: 'Read List Members',
	action: 'Read the members of a list',
	description:
		'Read the records that are members of a list, static or dynamic, with their properties, up to 100 per call',
	toolDescription: 'Read the records that are members of one HubSpot list. Changes nothing.',
	form: {
		options: ['simplify'],
		parameters: [listParameter('searchAllLists'), ...HOW_MANY, RETURNED],
		place: {
			listId: LIST_IN_PATH,
			returnAll: { pattern: /^(true|false)$/, expected: 'true or false' },
			limit: { pattern: /^[1-9]\d{0,8}$/, expected: 'a whole number from 1', optional: true },
			properties: {
				pattern: /^[^\s,]+(,[^\s,]+)*$/,
				expected: "HubSpot's internal names of properties, such as firstname,email",
				optional: true,
				list: true,
			},
		},
		fields: [],
		fromFields: () => ({ raw: {} }),
		input: () => values.shape({}),
		noun: nounOf,
		name: () => ['list', ''],
	},
	effect: { kind: 'list', thing: 'list', locate: findList(LIST_WORDS), pages: membersOfList },
});
