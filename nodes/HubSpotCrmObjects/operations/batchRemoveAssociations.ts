/** Batch Remove Associations: removes what connects two records of each item, all of it or one label. */
import {
	checkPairs,
	keyed,
	pairByAnyProperty,
	removeAssociations,
	type Pair,
} from '../../hubspot/associations';
import { ASSOCIATION as AN_ASSOCIATION } from '../../n8n/nouns';
import { outcomeOf } from '../../hubspot/replies';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import {
	label,
	LABEL_IN_BODY,
	OBJECT_TYPES,
	OBJECT_TYPES_IN_PATH,
	PAIR_EXAMPLE,
	PAIR_FORM,
	PAIR_PARAMETERS,
} from './pairs';
import { ASSOCIATION } from './parameters';

export const batchRemoveAssociations = operation<Pair>({
	resource: ASSOCIATION,
	value: 'batchRemoveAssociations',
	name: 'Batch Remove Associations',
	action: 'Batch remove associations',
	description: 'Remove all associations between two records, or one label, up to 100 per call',
	toolDescription:
		'Remove what associates one HubSpot record with another one. Both records stay. Removing what is not there is answered with done too.',
	form: {
		...PAIR_FORM,
		options: ['batchSize', 'lookUp'],
		parameters: [
			...OBJECT_TYPES,
			label(
				'Leave empty to remove all associations between the two records, or choose the label to remove',
			),
			...plainParameters(PAIR_PARAMETERS, PAIR_EXAMPLE),
		],
		place: { ...OBJECT_TYPES_IN_PATH, label: LABEL_IN_BODY },
		noun: () => AN_ASSOCIATION,
	},
	effect: {
		kind: 'write',
		verb: 'removed',
		thing: 'association',
		again: 'safe',
		resolve: pairByAnyProperty,
		shares: true,
		send: removeAssociations,
		check: checkPairs('done'),
		complete: outcomeOf('not associated any more'),
		keyed,
	},
});
