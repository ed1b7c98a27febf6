/** Get Participants of an Event: one event in, as many out as there are people who take part in it. */
import { byExternalIds } from '../../hubspot/eventNames';
import { nameOf } from '../../hubspot/events';
import {
	allParticipations,
	flatParticipation,
	readParticipants,
	type EventQuestion,
} from '../../hubspot/participations';
import * as values from '../../hubspot/values';
import { EVENT } from '../../n8n/nouns';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import {
	EVENT_NAME_FIELDS,
	EVENT_NAME_PARAMETERS,
	eventName,
	isOneName,
	namedInFields,
} from './parameters';
import {
	PARTICIPATION,
	wanted,
	WANTED_FIELDS,
	WANTED_PEOPLE,
	wantedFromFields,
} from './participation';

export const getParticipantsOfEvent = operation<EventQuestion>({
	resource: PARTICIPATION,
	value: 'getParticipantsOfEvent',
	name: 'Get Participants of an Event',
	action: 'Get the participants of an event',
	description:
		'Read who registered for an event, attended it, cancelled or did not come, up to 100 per call',
	toolDescription:
		'Read which contacts registered for one HubSpot marketing event, attended it, cancelled or did not come. Changes nothing.',
	form: {
		options: ['simplify'],
		parameters: plainParameters([...EVENT_NAME_PARAMETERS, ...WANTED_PEOPLE], {
			objectId: '50001',
			state: 'ATTENDED',
			limit: 50,
		}),
		place: {},
		fields: [...EVENT_NAME_FIELDS, ...WANTED_FIELDS],
		fromFields: (given) => {
			const [name, which] = [namedInFields(given), wantedFromFields(given)];
			return {
				raw: { ...name.raw, ...which.raw },
				columns: { ...name.columns, ...which.columns },
			};
		},
		input: () => values.shape({ ...eventName(values.recordId), ...wanted }, isOneName),
		noun: () => EVENT,
		name: nameOf,
		flat: flatParticipation,
	},
	effect: {
		kind: 'read',
		ask: readParticipants,
		many: allParticipations<EventQuestion>(),
		resolve: byExternalIds(),
	},
});
