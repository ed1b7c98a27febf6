/** Batch Associate: connects two records of each item, by the default association or by a label. */
import {
	associate,
	checkPairs,
	keyed,
	pairByAnyProperty,
	type Pair,
} from '../../hubspot/associations';
import { outcomeOf } from '../../hubspot/replies';
import { PAIR } from '../../n8n/nouns';
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

export const batchAssociate = operation<Pair>({
	resource: ASSOCIATION,
	value: 'batchAssociate',
	name: 'Batch Associate',
	action: 'Batch associate records',
	description: 'Associate records with each other, with or without a label, up to 2,000 per call',
	toolDescription:
		'Associate one HubSpot record with another one. Associating what is associated already changes nothing.',
	form: {
		...PAIR_FORM,
		options: ['batchSize', 'lookUp'],
		parameters: [
			...OBJECT_TYPES,
			label('Leave empty for the default association, which has no label'),
			...plainParameters(PAIR_PARAMETERS, PAIR_EXAMPLE),
		],
		place: { ...OBJECT_TYPES_IN_PATH, label: LABEL_IN_BODY },
		noun: () => PAIR,
	},
	effect: {
		kind: 'write',
		verb: 'associated',
		thing: 'pair',
		again: 'safe',
		resolve: pairByAnyProperty,
		shares: true,
		send: associate,
		check: checkPairs('undone'),
		complete: outcomeOf('associated'),
		keyed,
	},
});
