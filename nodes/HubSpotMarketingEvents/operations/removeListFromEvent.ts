/** Remove List From Event: takes a list from the lists of each event. */
import { checkRemoved, removeList } from '../../hubspot/eventLists';
import type { EventName } from '../../hubspot/events';
import { operation } from '../../n8n/operation';
import { LIST_WRITE, listForm, outcomeIs } from './ofLists';
import { PARTICIPATION } from './participation';

export const removeListFromEvent = operation<EventName>({
	resource: PARTICIPATION,
	value: 'removeListFromEvent',
	name: 'Remove List From Event',
	action: 'Remove a list from an event',
	description:
		'Take a list from the lists of marketing events, one call per event; the list and its members stay in HubSpot',
	toolDescription:
		'Take a HubSpot list from one marketing event, by its object ID or its external event ID; the list and its members stay. Where they are not associated, nothing changes.',
	form: listForm(
		'Either HubSpot does not have the event any more, or the list is none of its lists: then there was nothing to remove.',
	),
	effect: {
		...LIST_WRITE,
		verb: 'removed',
		send: removeList,
		check: checkRemoved,
		complete: outcomeIs('not associated any more'),
	},
});
