/** The two IDs by which the app that created an event calls it, as the editor shows them. */
import type { INodeProperties } from 'n8n-workflow';

import { isNoSegment } from '../../hubspot/events';
import * as values from '../../hubspot/values';

export const EXTERNAL_IDS: INodeProperties[] = [
	{
		displayName: 'External Account ID',
		name: 'externalAccountId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. acct-1',
		description: 'The external account ID that the event was created with',
	},
	{
		displayName: 'External Event ID',
		name: 'externalEventId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. conf-2027',
		description: 'The external event ID that the event was created with',
	},
];

/** What messages call them. */
export const EXTERNAL_ID_LABELS = {
	externalAccountId: 'External Account ID',
	externalEventId: 'External Event ID',
};

/** Half of a surrogate pair: no address can be made of it. */
const HALF_A_CHARACTER = /\p{Cs}/u;

/** The external event ID in the query of a call. */
export const externalEventIdInQuery: values.Field<string> = (given, refuse) => {
	const id = values.key(given, refuse);
	if (id === undefined || !HALF_A_CHARACTER.test(id)) return id;
	const problem = 'holds half of a character, which cannot be sent: check how it was cut';
	return refuse(given, { problem });
};

/**
 * The external event ID in the path of a call.
 * @param instead the operation that takes IDs which no path can hold
 */
export const externalEventIdInPath =
	(instead: string): values.Field<string> =>
	(given, refuse) => {
		const id = externalEventIdInQuery(given, refuse);
		if (id === undefined || !isNoSegment(id)) return id;
		const problem = `is ${values.inWords(id)}, which no address of HubSpot's can hold: use ${instead}`;
		return refuse(given, { problem });
	};
