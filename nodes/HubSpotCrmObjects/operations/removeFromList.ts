/** Remove from List: takes records out of a static list, up to 1,000 per call. */
import { membership, removeMembers, type MemberInput } from '../../hubspot/lists';
import { operation } from '../../n8n/operation';
import { MEMBER_WRITE, memberForm } from './lists';
import { LIST_MEMBERSHIP } from './parameters';

export const removeFromList = operation<MemberInput>({
	resource: LIST_MEMBERSHIP,
	value: 'removeFromList',
	name: 'Remove from List',
	action: 'Remove records from a list',
	description:
		'Take contacts or other records out of a static list and keep them in HubSpot, found by record ID, email or any other property, up to 1,000 per call',
	toolDescription:
		'Take one HubSpot record out of a static list; the record itself stays in HubSpot. A record that was no member is answered with done too, and the answer says so.',
	form: memberForm('Remove'),
	effect: {
		...MEMBER_WRITE,
		verb: 'removed',
		send: removeMembers,
		complete: membership('removed'),
	},
});
