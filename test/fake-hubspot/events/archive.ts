// Owns batch/archive of marketing events.

import type { Batch, Verdict } from '../batch';
import { readInputs, refuseDuplicates } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { WRITES_INPUTS } from '../endpoints';
import { nothing } from '../shapes';
import { checkFields, missingInputs } from './fields';
import { MARKETING_WRITE } from './scopes';
import { EVENTS_NOT_FOUND } from './update';

export const archiveEvents: Endpoint = {
	method: 'POST',
	template: 'marketing/batch/archive',
	scopes: () => [MARKETING_WRITE],
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan,
	answer: nothing(), // SPEC, in prose: 204, or 207 if some ids did not exist
};

/** STATED [MEOBJ]: by object id, whichever app made the event. */
function plan({ account: { events }, json }: Visit): Batch {
	const inputs = readInputs(json(), ['objectId']) ?? missingInputs();
	for (const input of inputs) checkFields(input, ['objectId'], []);
	const ids = inputs.map(({ objectId }) => String(objectId));
	refuseDuplicates(ids, 'IDs'); // Unknown in reality; the strictest choice.
	const key = events.habits.archiveErrorContext;
	const verdicts = inputs.map((input, i): Verdict => {
		const name = { ids: [ids[i]] };
		const event = events.all.get(ids[i]);
		if (!event) {
			const context: Record<string, string[]> = key === 'empty' ? {} : { [key]: [ids[i]] };
			return { input, name, error: { ...EVENTS_NOT_FOUND, context } };
		}
		const fulfil = () => {
			events.archive(event);
			events.note(event, input, 'archive');
			return {};
		};
		return { input, name, fulfil };
	});
	return { verdicts };
}
