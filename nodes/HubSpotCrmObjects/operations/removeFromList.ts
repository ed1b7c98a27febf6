/** Remove from List: takes records out of a static list, up to 1,000 per call. */
import {
	findList,
	membership,
	removeMembers,
	namesOfMember,
	resolvedMember,
	type MemberInput,
} from '../../hubspot/lists';
import { keyed, nameOf } from '../../hubspot/records';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
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

export const removeFromList = operation<MemberInput>({
	resource: LIST_MEMBERSHIP,
	value: 'removeFromList',
	name: 'Remove from List',
	action: 'Remove records from a list',
	description:
		'Take contacts or other records out of a static list and keep them in HubSpot, found by record ID, email or any other property, up to 1,000 per call',
	toolDescription:
		'Take one HubSpot record out of a static list; the record itself stays in HubSpot. A record that was no member is answered with done too, and the answer says so.',
	form: {
		options: ['batchSize', 'lookUp'],
		parameters: [listParameter('searchStaticLists'), staticOnly(), ...memberParameters('Remove')],
		place: { listId: LIST_IN_PATH },
		fields: ['member', 'idProperty'],
		fromFields: memberFromFields('Remove'),
		input: () => values.shape({ id: values.key, idProperty }, inDigits),
		noun: nounOf,
		name: nameOf,
	},
	effect: {
		kind: 'write',
		verb: 'removed',
		again: 'safe',
		send: removeMembers,
		resolve: { names: namesOfMember, resolved: resolvedMember },
		locate: findList(STATIC_LIST_WORDS),
		shares: true,
		tellsAgain: true,
		complete: membership('removed'),
		keyed,
	},
});
