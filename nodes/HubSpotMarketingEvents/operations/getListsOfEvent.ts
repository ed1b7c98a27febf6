/** Get Lists of an Event: one event in, as many out as there are lists associated with it. */
import { allLists, readLists, type ListsQuestion } from '../../hubspot/eventLists';
import { byExternalIds } from '../../hubspot/eventNames';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { EVENT_OF_LISTS } from './ofLists';
import { EVENT_NAME_PARAMETERS } from './parameters';
import { PARTICIPATION } from './participation';

/** HubSpot's word for what this read needs; its name alone would look like a mistake. */
const WANTED = /marketing_events\.write/;

export const getListsOfEvent = operation<ListsQuestion>({
	resource: PARTICIPATION,
	value: 'getListsOfEvent',
	name: 'Get Lists of an Event',
	action: 'Get the lists of an event',
	description: 'Read which lists are associated with marketing events, one call per event',
	toolDescription:
		'Read which HubSpot lists are associated with one marketing event, by its object ID or its external event ID. Changes nothing.',
	form: {
		...EVENT_OF_LISTS,
		options: [],
		parameters: [
			{
				displayName:
					'HubSpot wants the scope crm.objects.marketing_events.write for this, although nothing is written.',
				name: 'listsNotice',
				type: 'notice',
				default: '',
			},
			...plainParameters(EVENT_NAME_PARAMETERS, { objectId: '50001' }),
		],
		notAllowed: (scopes) =>
			!scopes.length || scopes.some((scope) => WANTED.test(scope))
				? 'HubSpot wants the scope crm.objects.marketing_events.write to read the lists of an event, although nothing is written.'
				: undefined,
	},
	effect: { kind: 'read', ask: readLists, many: allLists, resolve: byExternalIds() },
});
