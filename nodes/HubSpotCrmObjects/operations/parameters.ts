/** Parameters that several operations of this node share. */
import type { INodeProperties } from 'n8n-workflow';

import { standardObject } from '../../hubspot/objects';
import type { Place } from '../../hubspot/endpoint';
import * as values from '../../hubspot/values';
import { nounOfType, type Noun } from '../../n8n/nouns';
import type { PlaceParameter, Resource } from '../../n8n/operation';
import { PROPERTIES_TO_CHOOSE } from '../../n8n/options';

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

/** n8n wants this ending of every list whose entries are loaded. */
export const FIND_BY = 'Find Records By Property Name or ID';

/** The property that records are found by: the record ID, a unique one, or any other. */
export const FIND_BY_PROPERTY: INodeProperties = {
	displayName: FIND_BY,
	name: 'idProperty',
	type: 'options',
	typeOptions: {
		loadOptionsMethod: 'getKeyProperties',
		loadOptionsDependsOn: ['authentication', 'objectType.value'],
	},
	default: '',
	description:
		'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	hint: 'Properties without unique values are searched: HubSpot finds new records only some seconds later, and exactly one record must have the value',
};

/**
 * By record ID, an e-mail address would find nobody: HubSpot would say that there is no such record.
 * @param findBy what the parameter is called in which another property is chosen
 */
export const inDigits =
	(findBy = FIND_BY): values.Check =>
	({ id, idProperty: property }, refuse) => {
		if (property !== undefined || /^\d+$/.test(String(id))) return;
		const hint = `to find records by another value, choose its property under ${findBy}`;
		refuse(id, { expected: 'a record ID in digits, such as 512', hint }, ['id']);
	};

/** What an object type must look like to go into the path of a call. */
export const OBJECT_TYPE_IN_PATH: PlaceParameter = {
	meaning: standardObject,
	pattern: /^[\w-]+$/,
	expected: 'a name or ID such as contacts, 2-123 or p123_car',
};

export const RETURNED_PROPERTIES: INodeProperties = {
	displayName: 'Returned Property Names or IDs',
	name: 'properties',
	...PROPERTIES_TO_CHOOSE,
	hint: 'Leave empty for the properties that HubSpot returns by default',
};

/** What the properties to return must look like to go into the body of a call. */
export const RETURNED_PROPERTIES_IN_BODY: PlaceParameter = {
	pattern: /^[^\s,]+(,[^\s,]+)*$/,
	expected: "HubSpot's internal names of properties, such as firstname,email",
	optional: true,
	list: true,
};

/** The same of the properties whose history is returned, which are an option. */
export const WITH_HISTORY_IN_BODY: PlaceParameter = {
	...RETURNED_PROPERTIES_IN_BODY,
	option: true,
};

/** The option for archived records. */
export const ARCHIVED_IN_QUERY: PlaceParameter = {
	pattern: /^(true|false)$/,
	expected: 'true or false',
	optional: true,
	option: true,
};

/** What messages call a record of the chosen object type. */
export const nounOf = (place: Place | undefined): Noun => nounOfType(place?.parameters.objectType);
