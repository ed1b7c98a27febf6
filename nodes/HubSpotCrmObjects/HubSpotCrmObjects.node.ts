import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type ResourceMapperFields,
} from 'n8n-workflow';

import { standardObject } from '../hubspot/objects';
import { orNotice } from '../n8n/account';
import {
	ALL_ASSOCIATIONS,
	BY_DEFAULT,
	labelsOfNewRecords,
	labelsOfPairs,
} from '../n8n/associationLabels';
import { execute } from '../n8n/execute';
import type { MapperField } from '../n8n/items';
import { LIST_WORDS, listOf } from '../n8n/listParameter';
import { ofChosenList, searchLists, TAKES_MEMBERS } from '../n8n/lists';
import { searchObjectTypes } from '../n8n/objectTypes';
import { parametersOf, subtitleOf } from '../n8n/parameters';
import {
	BY_RECORD_ID,
	createFields,
	keyProperties,
	NO_OBJECT_TYPE_CHOSEN,
	NO_ORDER,
	NO_PROPERTY_CHOSEN,
	objectFields,
	properties,
	upsertFields,
} from '../n8n/properties';
import { RECORD_OPERATIONS } from './operations';

/** Calls `ask` with the object type that is set in the node; without one, returns `none`. */
async function forObjectType<T>(
	context: ILoadOptionsFunctions,
	ask: (context: ILoadOptionsFunctions, objectType: string) => Promise<T>,
	none: T,
	parameter = 'objectType',
): Promise<T> {
	const objectType = context.getCurrentNodeParameter(parameter, { extractValue: true });
	const name = typeof objectType === 'string' ? standardObject(objectType.trim()) : '';
	return name ? await ask(context, name) : none;
}

/** The mapper is hidden then, unless the object type is an expression that gives nothing yet. */
const NO_OBJECT_TYPE: ResourceMapperFields = {
	fields: [],
	emptyFieldsNotice: 'Choose an <b>Object Type</b> first.',
};

const forMapper = async (
	context: ILoadOptionsFunctions,
	load: (context: ILoadOptionsFunctions, objectType: string) => Promise<MapperField[]>,
	mapper: string,
): Promise<ResourceMapperFields> =>
	await forObjectType(
		context,
		async (_, objectType) => await orNotice(context, load(context, objectType), mapper),
		NO_OBJECT_TYPE,
	);

export class HubSpotCrmObjects implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HubSpot CRM Objects',
		name: 'hubSpotCrmObjects',
		icon: { light: 'file:crmObjects.svg', dark: 'file:crmObjects.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: subtitleOf(RECORD_OPERATIONS, 'objectType'),
		description:
			'Create, read, update and archive records of any HubSpot CRM object in batches of 100, and add them to lists',
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
		listSearch: {
			searchObjectTypes,
			async searchAllLists(this: ILoadOptionsFunctions, filter?: string, token?: string) {
				return await searchLists(this, { filter, token });
			},
			async searchStaticLists(this: ILoadOptionsFunctions, filter?: string, token?: string) {
				return await searchLists(this, { filter, token, kinds: TAKES_MEMBERS });
			},
		},
		loadOptions: {
			async getListProperties(this: ILoadOptionsFunctions) {
				const list = { read: listOf, words: LIST_WORDS };
				return await ofChosenList(this, properties, { ...list, none: [] });
			},
			async getMemberProperties(this: ILoadOptionsFunctions) {
				const list = { read: listOf, words: LIST_WORDS };
				return await ofChosenList(this, keyProperties, { ...list, none: [BY_RECORD_ID] });
			},
			async getAssociationLabels(this: ILoadOptionsFunctions) {
				return await labelsOfPairs(this, BY_DEFAULT);
			},
			async getLabelsToRemove(this: ILoadOptionsFunctions) {
				return await labelsOfPairs(this, ALL_ASSOCIATIONS);
			},
			async getObjectTypes(this: ILoadOptionsFunctions) {
				return [NO_OBJECT_TYPE_CHOSEN, ...(await searchObjectTypes.call(this)).results];
			},
			async getAssociationTypes(this: ILoadOptionsFunctions) {
				return await forObjectType(this, labelsOfNewRecords, [BY_DEFAULT]);
			},
			async getFilterProperties(this: ILoadOptionsFunctions) {
				return [NO_PROPERTY_CHOSEN, ...(await forObjectType(this, properties, []))];
			},
			async getSortProperties(this: ILoadOptionsFunctions) {
				return [NO_ORDER, ...(await forObjectType(this, properties, []))];
			},
			async getProperties(this: ILoadOptionsFunctions) {
				return await forObjectType(this, properties, []);
			},
			async getFromKeyProperties(this: ILoadOptionsFunctions) {
				return await forObjectType(this, keyProperties, [BY_RECORD_ID], 'fromObjectType');
			},
			async getToKeyProperties(this: ILoadOptionsFunctions) {
				return await forObjectType(this, keyProperties, [BY_RECORD_ID], 'toObjectType');
			},
			async getKeyProperties(this: ILoadOptionsFunctions) {
				return await forObjectType(this, keyProperties, [BY_RECORD_ID]);
			},
		},
		resourceMapping: {
			async getObjectFields(this: ILoadOptionsFunctions) {
				return await forMapper(this, objectFields, 'fields');
			},
			async getCreateFields(this: ILoadOptionsFunctions) {
				return await forMapper(this, createFields, 'fieldsToCreate');
			},
			async getUpsertFields(this: ILoadOptionsFunctions) {
				return await forMapper(this, upsertFields, 'fieldsToUpsert');
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this, RECORD_OPERATIONS);
	}
}
