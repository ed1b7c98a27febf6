/** Batch Read CRM Objects: one item in, one record out; a record that does not exist is reported. */
import { labelOf, readRecords, type RecordName } from '../../hubspot/records';
import * as values from '../../hubspot/values';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { idProperty } from './fields';
import { OBJECT_TYPE, OBJECT_TYPE_IN_PATH } from './parameters';

export const batchReadObjects = operation<RecordName>({
	value: 'batchReadObjects',
	name: 'Batch Read CRM Objects',
	action: 'Batch read CRM objects',
	description:
		'Read records of any CRM object by record ID or a unique property, up to 100 per call',
	toolDescription:
		'Read one HubSpot record by its record ID or a unique property (email for contacts). Changes nothing.',
	form: {
		options: ['batchSize'],
		parameters: [
			OBJECT_TYPE,
			{
				displayName: 'Properties to Return Names or IDs',
				name: 'properties',
				type: 'multiOptions',
				typeOptions: {
					loadOptionsMethod: 'getProperties',
					loadOptionsDependsOn: ['authentication', 'objectType.value'],
				},
				default: [],
				description:
					'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				hint: 'Leave empty for the properties that HubSpot returns by default',
			},
			...plainParameters(
				[
					{
						displayName: 'Find Records By Property Name or ID',
						name: 'idProperty',
						type: 'options',
						typeOptions: {
							loadOptionsMethod: 'getUniqueProperties',
							loadOptionsDependsOn: ['authentication', 'objectType.value'],
						},
						default: '',
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
						hint: 'Leave empty to find records by their record ID',
					},
					{
						displayName: 'Record',
						name: 'record',
						type: 'string',
						default: '',
						required: true,
						placeholder: 'e.g. 512, or ada@example.com',
						description: 'The record ID, or the value of the property that records are found by',
					},
				],
				{ id: 'ada@example.com', idProperty: 'email' },
			),
		],
		place: {
			objectType: OBJECT_TYPE_IN_PATH,
			properties: {
				pattern: /^[^\s,]+(,[^\s,]+)*$/,
				expected: 'names of properties',
				optional: true,
				list: true,
			},
		},
		fields: ['record', 'idProperty'],
		fromFields: ({ values: { record, idProperty: property } }) => ({
			raw: { id: record, idProperty: property },
			idColumn: 'Record',
		}),
		input: () => values.shape({ id: values.key, idProperty }),
		label: labelOf,
	},
	effect: { kind: 'read', ask: readRecords },
});
