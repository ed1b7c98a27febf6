/** What the operations on lists have in common: parameters, words, and how an item names a member. */
import type { INodeProperties } from 'n8n-workflow';

import type { Write } from '../../hubspot/effect';
import {
	findList,
	legacyList,
	LIST_ID,
	listIdIn,
	memberByAnyProperty,
	type ListWords,
	type MemberInput,
} from '../../hubspot/lists';
import { keyed, nameOf } from '../../hubspot/records';
import * as values from '../../hubspot/values';
import type { Form, PlaceParameter } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { quoted } from '../../n8n/refusals';
import { idProperty } from './fields';
import { FIND_BY, FIND_BY_PROPERTY, inDigits, nounOf } from './parameters';

/** @param method the node's method that searches for lists */
export const listParameter = (method: string): INodeProperties => ({
	displayName: 'List',
	name: 'listId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The list of records; newer pages of HubSpot call it a segment',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a list…',
			typeOptions: { searchListMethod: method, searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 123',
			hint: "The number behind “objectLists/” in the address of the list's page in HubSpot",
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://app.hubspot.com/contacts/1234567/objectLists/123',
			hint: "The address of the list's page in HubSpot",
		},
		{
			displayName: 'By Legacy ID',
			name: 'legacyId',
			type: 'string',
			placeholder: 'e.g. 123',
			hint: 'The ID that the list had in the lists API that HubSpot ended in 2026',
		},
	],
});

/** The list that a text means in a mode of the parameter. */
export const listOf = (text: string, mode: unknown): string => {
	if (mode === 'legacyId') return /^\d+$/.test(text) ? legacyList(text) : text;
	return listIdIn(text);
};

/** What a list must look like to go into the path of a call. */
export const LIST_IN_PATH: PlaceParameter = {
	meaning: listOf,
	pattern: LIST_ID,
	expected:
		'the ID of a list in digits, or the address of its page with “objectLists/” and the ID in it',
};

/** Why nothing can be done with a list. */
export const LIST_WORDS = {
	noList: (id) =>
		`HubSpot has no list with the ID ${id}. It may have been deleted; if this is the ID from the old lists API, choose By Legacy ID under List.`,
	noLegacyList: (id) =>
		`HubSpot has no list with the legacy ID ${id}. If this is the number in the address of the list's page, choose By ID under List.`,
} satisfies ListWords;

/** The same of what needs a list that takes members. */
const STATIC_LIST_WORDS: ListWords = {
	...LIST_WORDS,
	dynamic: (name) =>
		`the list ${quoted(name, 80)} is dynamic: HubSpot fills it by its filters, so nobody can add or remove records. Choose a static list, or change the property that its filters look at.`,
};

const STATIC_ONLY: INodeProperties = {
	displayName:
		'Only static lists take members. HubSpot fills dynamic lists itself, by their filters, so they are not offered here.',
	name: 'listNotice',
	type: 'notice',
	default: '',
};

const FIND_MEMBER_BY: INodeProperties = {
	...FIND_BY_PROPERTY,
	typeOptions: {
		loadOptionsMethod: 'getMemberProperties',
		loadOptionsDependsOn: ['authentication', 'listId.value', 'listId.mode'],
	},
};

// ---------------------------------------------------------------- records that join or leave a list

/** How an item names the record that joins or leaves a list. */
export function memberForm(verb: 'Add' | 'Remove'): Form<MemberInput> {
	const label = `Record to ${verb}`;
	const member: INodeProperties = {
		displayName: label,
		name: 'member',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 512',
		description: 'The record ID, or the value of the property chosen above',
		hint: 'Drag the column with the ID or the value here',
	};
	return {
		options: ['batchSize', 'lookUp'],
		parameters: [
			listParameter('searchStaticLists'),
			STATIC_ONLY,
			...plainParameters([FIND_MEMBER_BY, member], { id: '512' }),
		],
		place: { listId: LIST_IN_PATH },
		fields: ['member', 'idProperty'],
		fromFields: ({ values: { member: id, idProperty: property } }) => ({
			raw: { id, idProperty: property },
			columns: { id: label, idProperty: FIND_BY },
		}),
		input: () => values.shape({ id: values.key, idProperty }, inDigits()),
		noun: nounOf,
		name: nameOf,
	};
}

/** What both writes of members have in common. */
export const MEMBER_WRITE = {
	kind: 'write',
	again: 'safe',
	resolve: memberByAnyProperty,
	locate: findList(STATIC_LIST_WORDS),
	shares: true,
	tellsAgain: true,
	keyed,
} satisfies Partial<Write<MemberInput>>;
