import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type ResourceMapperFields,
} from 'n8n-workflow';

import { MARKETING_EVENT } from '../hubspot/events';
import { orNotice } from '../n8n/account';
import type { MapperField } from '../n8n/items';
import { execute } from '../n8n/execute';
import { parametersOf, subtitleOf } from '../n8n/parameters';
import {
	customFields,
	keyProperties,
	NO_PROPERTY_CHOSEN,
	properties,
	YES_OR_NO,
} from '../n8n/properties';
import { EVENT_OPERATIONS } from './operations';
import { EVENT_FIELDS, needOf, type FieldsOf } from './operations/fields';
import { areExternal, FIND_EVENTS_BY } from './operations/parameters';

const CONTACTS = 'contacts';

/** Optional fields that are shown from the start: hardly an event is without them. */
const SHOWN = new Set(['externalAccountId', 'startDateTime', 'endDateTime']);

/**
 * The fields of an operation as mapper fields, then the account's custom properties. Those marked
 * `removed` are not shown until the user adds them.
 */
async function eventFields(
	context: ILoadOptionsFunctions,
	of: FieldsOf,
): Promise<ResourceMapperFields> {
	const standard = EVENT_FIELDS.flatMap((field): MapperField[] => {
		const { id, displayName, type } = field;
		const need = needOf(field, of);
		if (!need) return [];
		return [
			{
				id,
				displayName,
				required: need === 'required',
				display: true,
				removed: need !== 'required' && !SHOWN.has(id),
				defaultMatch: false,
				canBeUsedToMatch: false,
				...(type === 'boolean' ? YES_OR_NO : { type }),
			},
		];
	});
	const all = customFields(context, MARKETING_EVENT).then((custom) => [
		...standard,
		...custom.map((field): MapperField => ({ ...field, removed: true })),
	]);
	const mapper = of === 'upsert' ? 'fields' : 'fieldsByObjectId';
	return await orNotice(context, all, mapper, standard);
}

export class HubSpotMarketingEvents implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HubSpot Marketing Events',
		name: 'hubSpotMarketingEvents',
		icon: { light: 'file:marketingEvents.svg', dark: 'file:marketingEvents.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: subtitleOf(EVENT_OPERATIONS),
		description: 'Create, update, archive and read HubSpot marketing events in batches of 100',
		defaults: { name: 'HubSpot Marketing Events' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{
				name: 'hubSpotBatchAccessTokenApi',
				required: true,
				displayOptions: { show: { authentication: ['accessToken'] } },
			},
			{
				name: 'hubSpotBatchOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
		],
		properties: parametersOf(EVENT_OPERATIONS),
	};

	methods = {
		loadOptions: {
			async getContactKeys(this: ILoadOptionsFunctions) {
				const keys = await keyProperties(this, CONTACTS);
				return [NO_PROPERTY_CHOSEN, ...keys.filter(({ value }) => value !== '')];
			},
			async getContactProperties(this: ILoadOptionsFunctions) {
				return await properties(this, CONTACTS);
			},
		},
		resourceMapping: {
			async getUpsertFields(this: ILoadOptionsFunctions) {
				return await eventFields(this, 'upsert');
			},
			async getUpdateFields(this: ILoadOptionsFunctions) {
				const isByExternalId = areExternal(this.getCurrentNodeParameter(FIND_EVENTS_BY.name));
				return await eventFields(this, isByExternalId ? 'updateByExternalId' : 'update');
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this, EVENT_OPERATIONS);
	}
}
