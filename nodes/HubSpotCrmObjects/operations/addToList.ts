/** Add to List: puts records into a static list, up to 1,000 per call. */
import {
	addMembers,
	findList,
	membership,
	namesOfMember,
	resolvedMember,
	type MemberInput,
} from '../../hubspot/lists';
import { keyed, nameOf } from '../../hubspot/records';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
import { batchUpsertObjects } from './batchUpsertObjects';
import { idProperty } from './fields';
import {
	LIST_IN_PATH,
	listParameter,
	memberFromFields,
	memberParameters,
	STATIC_LIST_WORDS,
	staticOnly,
} from './lists';
import { inDigits, LIST_MEMBERSHIP, nounOf } from './parameters';

export const addToList = operation<MemberInput>({
	resource: LIST_MEMBERSHIP,
	value: 'addToList',
	name: 'Add to List',
	action: 'Add records to a list',
	description:
		'Add contacts or other records to a static list, found by record ID, email or any other property, up to 1,000 per call',
	toolDescription:
		'Add one HubSpot record to a static list. A record that is a member already stays one, and the answer says so.',
	form: {
		options: ['batchSize', 'lookUp'],
		parameters: [listParameter('searchStaticLists'), staticOnly(), ...memberParameters('Add')],
		place: { listId: LIST_IN_PATH },
		fields: ['member', 'idProperty'],
		fromFields: memberFromFields('Add'),
		input: () => values.shape({ id: values.key, idProperty }, inDigits),
		noun: nounOf,
		name: nameOf,
		toCreate: ({ idProperty: unique }) => (unique ? batchUpsertObjects.name : undefined),
	},
	effect: {
		kind: 'write',
		verb: 'added',
		again: 'safe',
		send: addMembers,
		resolve: { names: namesOfMember, resolved: resolvedMember },
		locate: findList(STATIC_LIST_WORDS),
		shares: true,
		tellsAgain: true,
		complete: membership('added'),
		keyed,
	},
});
