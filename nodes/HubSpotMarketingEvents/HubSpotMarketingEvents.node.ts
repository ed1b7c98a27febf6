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
import { customFields, orNotice } from '../n8n/account';
import type { MapperField } from '../n8n/items';
import { execute } from '../n8n/execute';
import { parametersOf, subtitleOf } from '../n8n/parameters';
import { EVENT_OPERATIONS } from './operations';
import { EVENT_FIELDS } from './operations/fields';

/** The fields of an operation as mapper fields, then the account's custom properties. */
async function eventFields(
	context: ILoadOptionsFunctions,
	operation: 'upsert' | 'update',
): Promise<ResourceMapperFields> {
	const standard = EVENT_FIELDS.filter((field) => field[operation]).map(
		(field): MapperField => ({
			id: field.id,
			displayName: field.displayName,
			type: field.type,
			required: field[operation] === 'required',
			display: true,
			defaultMatch: false,
			canBeUsedToMatch: false,
		}),
	);
	const custom = customFields(context, MARKETING_EVENT);
	return await orNotice(
		context,
		custom.then((fields) => [...standard, ...fields]),
		operation === 'upsert' ? 'fields' : 'fieldsByObjectId',
	);
}

export class HubSpotMarketingEvents implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HubSpot Marketing Events',
		name: 'hubSpotMarketingEvents',
		icon: { light: 'file:marketingEvents.svg', dark: 'file:marketingEvents.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: subtitleOf(EVENT_OPERATIONS),
		description: 'Create, update and archive HubSpot marketing events in batches of 100',
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
		resourceMapping: {
			async getUpsertFields(this: ILoadOptionsFunctions) {
				return await eventFields(this, 'upsert');
			},
			async getUpdateFields(this: ILoadOptionsFunctions) {
				return await eventFields(this, 'update');
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this, EVENT_OPERATIONS);
	}
}
