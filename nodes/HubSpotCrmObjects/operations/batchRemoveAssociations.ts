/** Batch Remove Associations: removes what connects two records of each item, all of it or one label. */
import { checkPairs, removeAssociations } from '../../hubspot/associations';
import type { Pair } from '../../hubspot/pairs';
import { ASSOCIATION as AN_ASSOCIATION } from '../../n8n/nouns';
import { outcomeOf } from '../../hubspot/replies';
import { operation } from '../../n8n/operation';
import { PAIR_WRITE, pairForm } from './pairs';
import { ASSOCIATION } from './parameters';

export const batchRemoveAssociations = operation<Pair>({
	resource: ASSOCIATION,
	value: 'batchRemoveAssociations',
	name: 'Batch Remove Associations',
	action: 'Batch remove associations',
	description: 'Remove all associations between two records, or one label, up to 100 per call',
	toolDescription:
		'Remove what associates one HubSpot record with another one. Both records stay. Removing what is not there is answered with done too.',
	form: pairForm(AN_ASSOCIATION, {
		method: 'getLabelsToRemove',
		hint: 'Removes all associations between the two records, unless you choose a label',
	}),
	effect: {
		...PAIR_WRITE,
		verb: 'removed',
		thing: 'association',
		send: removeAssociations,
		check: checkPairs('done'),
		complete: outcomeOf('not associated any more'),
	},
});
