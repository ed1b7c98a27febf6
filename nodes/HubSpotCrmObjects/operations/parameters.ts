/** Parameters that several operations of this node share. */
import type { INodeProperties } from 'n8n-workflow';

import { standardObject } from '../../hubspot/objects';
import type { Place } from '../../hubspot/endpoint';
import { nounOfType, type Noun } from '../../n8n/nouns';
import type { PlaceParameter, Resource } from '../../n8n/operation';

export const CRM_OBJECT: Resource = { name: 'CRM Object', value: 'crmObject' };
export const ASSOCIATION: Resource = { name: 'Association', value: 'association' };
export const LIST_MEMBERSHIP: Resource = { name: 'List Membership', value: 'listMembership' };

export const OBJECT_TYPE: INodeProperties = {
	displayName: 'Object Type',
	name: 'objectType',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'What the records are: contacts, companies, deals, a custom object …',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an object type…',
			typeOptions: { searchListMethod: 'searchObjectTypes', searchable: true },
		},
		{
			displayName: 'By Name or ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. contacts, 0-1, 2-123, p123_car',
			hint: 'For a custom object, its object type ID (2-…) or its full name (p…_…)',
		},
	],
};

/** What an object type must look like to go into the path of a call. */
export const OBJECT_TYPE_IN_PATH: PlaceParameter = {
	meaning: standardObject,
	pattern: /^[\w-]+$/,
	expected: 'a name or ID such as contacts, 2-123 or p123_car',
};

/** What messages call a record of the chosen object type. */
export const nounOf = (place: Place | undefined): Noun => nounOfType(place?.parameters.objectType);
