// Owns PATCH of one marketing event, by its object ID.

import { readObject } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { one } from '../endpoints';
import { bare } from '../shapes';
import { refuse } from '../wire';
import { COMMON, UPDATE_FLAGS, checkFields, problemWith } from './fields';
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

/** SPEC: the fields of batch/update without the object ID, which is in the path; any app's event. */
function plan({ account: { events }, parameters: [objectId], json }: Visit) {
	const fields = readObject(json(), [...UPDATE_FLAGS, ...COMMON]);
	checkFields(fields, [], UPDATE_FLAGS);
	const input = { ...fields, objectId };
	const event = events.all.get(objectId);
	if (!event) throw refuse(404, 'OBJECT_NOT_FOUND', 'No marketing event found');
	const problem = problemWith(event, input);
	if (problem) throw refuse(400, problem.category, problem.message);
	const fulfil = () => ({ ...show(events.update(event, input)), appInfo: appInfoOf(event) });
	return { input, name: { ids: [objectId] }, fulfil };
}
