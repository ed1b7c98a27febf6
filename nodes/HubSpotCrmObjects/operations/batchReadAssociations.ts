/** Batch Read Associations: one item in, as many out as there are records associated with its record. */
import {
	allAssociations,
	readAssociations,
	sourceByAnyProperty,
	type Source,
} from '../../hubspot/associations';
import * as values from '../../hubspot/values';
import { nounOfType } from '../../n8n/nouns';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import { idProperty } from './fields';
import { FIND_FROM_BY, FROM_PARAMETERS, OBJECT_TYPES, OBJECT_TYPES_IN_PATH } from './pairs';
import { ASSOCIATION, inDigits } from './parameters';

export const batchReadAssociations = operation<Source>({
	resource: ASSOCIATION,
	value: 'batchReadAssociations',
	name: 'Batch Read Associations',
	action: 'Batch read associations',
	description:
		'Read which records are associated with those of your items, with their labels, up to 1,000 per call',
	toolDescription:
		'Read which HubSpot records of one type are associated with one record, with the labels of the associations. Changes nothing.',
	form: {
		options: ['batchSize'],
		parameters: [...OBJECT_TYPES, ...plainParameters(FROM_PARAMETERS, { id: '512' })],
		place: OBJECT_TYPES_IN_PATH,
		fields: ['fromRecord', 'fromIdProperty'],
		fromFields: ({ values: { fromRecord, fromIdProperty } }) => ({
			raw: { id: fromRecord, idProperty: fromIdProperty },
			columns: { id: 'From Record', idProperty: FIND_FROM_BY },
		}),
		input: () => values.shape({ id: values.key, idProperty }, inDigits(FIND_FROM_BY)),
		noun: (place) => nounOfType(place?.parameters.fromObjectType),
		name: ({ id }) => ['ID', id],
	},
	effect: {
		kind: 'read',
		ask: readAssociations,
		many: allAssociations,
		resolve: sourceByAnyProperty,
	},
});
