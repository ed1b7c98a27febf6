import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type ResourceMapperFields,
} from 'n8n-workflow';

import { objectFields, orNotice, searchObjectTypes } from '../n8n/account';
import { execute } from '../n8n/execute';
import { parametersOf, subtitleOf } from '../n8n/parameters';
import { RECORD_OPERATIONS } from './records';

export class HubSpotCrmObjects implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HubSpot CRM Objects',
		name: 'hubSpotCrmObjects',
		icon: { light: 'file:crmObjects.svg', dark: 'file:crmObjects.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: subtitleOf(RECORD_OPERATIONS, 'objectType'),
		description: 'Update records of any HubSpot CRM object, custom ones too, in batches of 100',
		defaults: { name: 'HubSpot CRM Objects' },
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
		properties: parametersOf(RECORD_OPERATIONS),
	};

	methods = {
		listSearch: { searchObjectTypes },
		resourceMapping: {
			async getObjectFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
				const objectType = this.getCurrentNodeParameter('objectType', { extractValue: true });
				const name = typeof objectType === 'string' ? objectType.trim() : '';
				if (name) return await orNotice(this, objectFields(this, name));
				return { fields: [], emptyFieldsNotice: 'Choose an <b>Object Type</b> first.' };
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this, RECORD_OPERATIONS);
	}
}
