/** The parameter that names a list of records, and why nothing can be done with the one that it names. */
import type { INodeProperties } from 'n8n-workflow';

import { legacyList, LIST_ID, listIdIn, type ListWords } from '../hubspot/lists';
import type { PlaceParameter } from './operation';

/** @param method the node's method that searches for lists */
export const listParameter = (method: string): INodeProperties => ({
	displayName: 'List',
	name: 'listId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The list of records; newer pages of HubSpot call it a segment',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a list…',
			typeOptions: { searchListMethod: method, searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 123',
			hint: "The number behind “objectLists/” in the address of the list's page in HubSpot",
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://app.hubspot.com/contacts/1234567/objectLists/123',
			hint: "The address of the list's page in HubSpot",
		},
		{
			displayName: 'By Legacy ID',
			name: 'legacyId',
			type: 'string',
			placeholder: 'e.g. 123',
			hint: 'The ID that the list had in the lists API that HubSpot ended in 2026',
		},
	],
});

/** The list that a text means in a mode of the parameter. */
export const listOf = (text: string, mode: unknown): string => {
	if (mode === 'legacyId') return /^\d+$/.test(text) ? legacyList(text) : text;
	return listIdIn(text);
};

/** What a list must look like to go into the path of a call. */
export const LIST_IN_PATH: PlaceParameter = {
	meaning: listOf,
	pattern: LIST_ID,
	expected:
		'the ID of a list in digits, or the address of its page with “objectLists/” and the ID in it',
};

/** Why nothing can be done with a list. */
export const LIST_WORDS = {
	noList: (id) =>
		`HubSpot has no list with the ID ${id}. It may have been deleted; if this is the ID from the old lists API, choose By Legacy ID under List.`,
	noLegacyList: (id) =>
		`HubSpot has no list with the legacy ID ${id}. If this is the number in the address of the list's page, choose By ID under List.`,
} satisfies ListWords;
