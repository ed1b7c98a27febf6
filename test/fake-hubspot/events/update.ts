// Owns batch/update of marketing events.

import type { Batch, ItemError, Verdict } from '../batch';
import { readInputs, refuseDuplicates } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { WRITES_INPUTS } from '../endpoints';
import { envelope } from '../shapes';
import { COMMON, UPDATE_FLAGS, checkFields, missingInputs, problemWith } from './fields';
import { MARKETING_WRITE } from './scopes';
import { appInfoOf, show } from './store';

export const updateEvents: Endpoint = {
	method: 'POST',
	template: 'marketing/batch/update',
	scopes: () => [MARKETING_WRITE],
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan,
	answer: envelope(),
};

/** INFERRED for 207; the shape is that of CRM objects. */
export const EVENTS_NOT_FOUND: ItemError = {
	category: 'OBJECT_NOT_FOUND',
	message: 'Some marketing events were not found.',
	gathered: true,
};

/** STATED [MEOBJ]: by object id, whichever app made the event. */
function plan({ account: { events }, json }: Visit): Batch {
	const known = ['objectId', ...UPDATE_FLAGS, ...COMMON];
	const inputs = readInputs(json(), known) ?? missingInputs();
	for (const input of inputs) checkFields(input, ['objectId'], UPDATE_FLAGS);
	refuseDuplicates(
		inputs.map((input) => String(input.objectId)),
		'IDs',
	);
	const verdicts = inputs.map((input): Verdict => {
		const objectId = String(input.objectId);
		const name = { ids: [objectId] };
		const event = events.all.get(objectId);
		if (!event) return { input, name, error: EVENTS_NOT_FOUND };
		const problem = problemWith(event, input);
		if (problem) return { input, name, error: problem };
		if (events.habits.updateWritesNothing) return { input, name };
		// SPEC: no `id` and no external ids here.
		const fulfil = () => ({ ...show(events.update(event, input)), appInfo: appInfoOf(event) });
		return { input, name, fulfil };
	});
	return { verdicts };
}
