/** Get Events of a Contact: one contact in, as many out as there are events that it takes part in. */
import type { INodeProperties } from 'n8n-workflow';

import { emailProblem } from '../../hubspot/emails';
import {
	allParticipations,
	flatParticipation,
	readEventsOfContact,
	type ContactQuestion,
} from '../../hubspot/participations';
import * as values from '../../hubspot/values';
import { nounOfType } from '../../n8n/nouns';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { sendable } from './parameters';
import {
	PARTICIPATION,
	wanted,
	WANTED_FIELDS,
	WANTED_EVENTS,
	wantedFromFields,
} from './participation';

const CONTACT: INodeProperties = {
	displayName: 'Contact',
	name: 'contactIdentifier',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. ada@example.com',
	description: 'The record ID or the email address of the contact',
	hint: 'Drag the column with the ID or the address here',
};

/** A record ID in digits, or what may be an e-mail address. */
const contactIdentifier: values.Field<string> = (given, refuse) => {
	const text = sendable(given, refuse);
	if (text === undefined) return text;
	if (/^\d+$/.test(text)) return text.replace(/^0+(?=\d)/, '');
	const problem = emailProblem(text);
	const expected = 'a record ID in digits or an email address, such as 512 or ada@example.com';
	return problem ? refuse(given, { ...problem, expected }) : text;
};

export const getEventsOfContact = operation<ContactQuestion>({
	resource: PARTICIPATION,
	value: 'getEventsOfContact',
	name: 'Get Events of a Contact',
	action: 'Get the events of a contact',
	description:
		'Read which events a contact registered for, attended, cancelled or missed, by record ID or email, up to 100 per call',
	toolDescription:
		'Read which HubSpot marketing events one contact registered for, attended, cancelled or missed, by its record ID or its email address. Changes nothing.',
	form: {
		options: ['simplify'],
		parameters: plainParameters([CONTACT, ...WANTED_EVENTS], {
			contactIdentifier: 'ada@example.com',
			state: 'ATTENDED',
			limit: 50,
		}),
		place: {},
		fields: [CONTACT.name, ...WANTED_FIELDS],
		fromFields: (given) => {
			const { raw, columns } = wantedFromFields(given);
			return {
				raw: { contactIdentifier: given.values.contactIdentifier, ...raw },
				columns: { contactIdentifier: CONTACT.displayName, ...columns },
			};
		},
		input: () => values.shape({ contactIdentifier, ...wanted }),
		noun: () => nounOfType('contacts'),
		name: ({ contactIdentifier: name }) => [/^\d+$/.test(name) ? 'record ID' : 'email', name],
		flat: flatParticipation,
	},
	effect: {
		kind: 'read',
		ask: readEventsOfContact,
		many: allParticipations<ContactQuestion>(),
	},
});
