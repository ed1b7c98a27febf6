/** What the operations on lists have in common: parameters, words, and how an item names a member. */
import type { INodeProperties } from 'n8n-workflow';

import type { Write } from '../../hubspot/effect';
import {
	findList,
	memberByAnyProperty,
	type ListWords,
	type MemberInput,
} from '../../hubspot/lists';
import { keyed, nameOf } from '../../hubspot/records';
import * as values from '../../hubspot/values';
import { LIST_IN_PATH, LIST_WORDS, listParameter } from '../../n8n/listParameter';
import type { Form } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { quoted } from '../../n8n/refusals';
import { idProperty } from './fields';
import { FIND_BY, FIND_BY_PROPERTY, inDigits, nounOf } from './parameters';

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
