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

/**
 * The external event ID in the path of a call.
 * @param instead the operation that takes IDs which no path can hold
 */
export const externalEventIdInPath =
	(instead: string): values.Field<string> =>
	(given, refuse) => {
		const id = values.key(given, refuse);
		// Half of a surrogate pair cannot be encoded.
		if (id === undefined || (!isNoSegment(id) && !/\p{Cs}/u.test(id))) return id;
		const problem = `is ${values.inWords(id)}, which no address of HubSpot's can hold: use ${instead}`;
		return refuse(given, { problem });
	};
