/** Associate List With Event: makes a list one of the lists of each event. */
import { associateList, checkAssociated } from '../../hubspot/eventLists';
import type { EventName } from '../../hubspot/events';
import { operation } from '../../n8n/operation';
import { LIST_WRITE, listForm, outcomeIs } from './ofLists';
import { PARTICIPATION } from './participation';

export const associateListWithEvent = operation<EventName>({
	resource: PARTICIPATION,
	value: 'associateListWithEvent',
	name: 'Associate List With Event',
	action: 'Associate a list with an event',
	description:
		'Make a list one of the lists of marketing events, whoever created them, one call per event',
	toolDescription:
		'Associate a HubSpot list with one marketing event, by its object ID or its external event ID. Where they are associated already, nothing changes.',
	form: listForm(
		'HubSpot had the list when this run began, so most likely the event is missing: it was archived, or its object ID is wrong. An ID of your webinar tool belongs under Find Events By → External Event ID.',
	),
	effect: {
		...LIST_WRITE,
		verb: 'associated',
		send: associateList,
		check: checkAssociated,
		complete: outcomeIs('associated'),
	},
});
