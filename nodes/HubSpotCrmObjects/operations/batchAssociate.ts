/** Batch Associate: connects two records of each item, by the default association or by a label. */
import { associate, checkPairs } from '../../hubspot/associations';
import type { Pair } from '../../hubspot/pairs';
import { outcomeOf } from '../../hubspot/replies';
import { PAIR } from '../../n8n/nouns';
import { operation } from '../../n8n/operation';
import { PAIR_WRITE, pairForm } from './pairs';
import { ASSOCIATION } from './parameters';

export const batchAssociate = operation<Pair>({
	resource: ASSOCIATION,
	value: 'batchAssociate',
	name: 'Batch Associate',
	action: 'Batch associate records',
	description: 'Associate records with each other, with or without a label, up to 2,000 per call',
	toolDescription:
		'Associate one HubSpot record with another one. Associating what is associated already changes nothing.',
	form: pairForm(PAIR, {
		method: 'getAssociationLabels',
		hint: 'Makes the default association, which has no label, unless you choose one',
	}),
	effect: {
		...PAIR_WRITE,
		verb: 'associated',
		thing: 'pair',
		send: associate,
		check: checkPairs('undone'),
		complete: outcomeOf('associated'),
	},
});
