/** Add to List: puts records into a static list, up to 1,000 per call. */
import { addMembers, membership, type MemberInput } from '../../hubspot/lists';
import { operation } from '../../n8n/operation';
import { batchUpsertObjects } from './batchUpsertObjects';
import { MEMBER_WRITE, memberForm } from './lists';
import { LIST_MEMBERSHIP } from './parameters';

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
		...memberForm('Add'),
		toCreate: ({ idProperty }) => (idProperty ? batchUpsertObjects.name : undefined),
	},
	effect: {
		...MEMBER_WRITE,
		verb: 'added',
		send: addMembers,
		complete: membership('added'),
	},
});
