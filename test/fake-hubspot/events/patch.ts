// Owns PATCH of one marketing event by its object id.

import type { Verdict } from '../batch';
import { readObject } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { one } from '../endpoints';
import { bare } from '../shapes';
import type { Json } from '../wire';
import { refuse } from '../wire';
import { COMMON, UPDATE_FLAGS, checkFields, problemWith } from './fields';
import { found } from './read';
import { MARKETING_WRITE } from './scopes';
import { appInfoOf, show } from './store';

export const patchEvent: Endpoint = {
	method: 'PATCH',
	template: 'marketing/*',
	scopes: () => [MARKETING_WRITE],
	faults: 'singleFaults',
	plan: one(plan),
	answer: bare(),
};

/**
 * STATED [MEOBJ]: whichever app made the event. SPEC: the fields of a batch update, without the object
 * id. INFERRED: what a batch would tell of in an item error refuses the call.
 */
function plan({
	account: { events, oddities },
	parameters: [objectId],
	query,
	json,
}: Visit): Verdict & { fulfil: () => Json } {
	if ([...query.keys()].length > 0) {
		oddities.push(`PATCH of an event was sent with a query: ${[...query.keys()].join(', ')}`);
	}
	const fields = readObject(json(), [...UPDATE_FLAGS, ...COMMON]);
	checkFields(fields, [], UPDATE_FLAGS);
	const input = { ...fields, objectId };
	const event = found(events.all.get(objectId));
	const problem = problemWith(event, input);
	if (problem) throw refuse(400, problem.category, problem.message);
	return {
		input,
		name: { ids: [objectId] },
		fulfil: () => ({ ...show(events.update(event, input)), appInfo: appInfoOf(event) }),
	};
}
