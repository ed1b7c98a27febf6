// Owns events/delete: marketing events by the ids of the app that made them.

import type { Batch, Verdict } from '../batch';
import { readInputs, refuseDuplicates } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { WRITES_INPUTS } from '../endpoints';
import type { Shape } from '../shapes';
import { envelope, nothing } from '../shapes';
import { invalidJson } from '../wire';
import { IDENTITY, checkFields, missingInputs } from './fields';
import { MARKETING_WRITE } from './scopes';

/** What it answers is specified nowhere, so a test may choose: see `EventHabits`. */
export const deleteEvents: Endpoint = {
	method: 'POST',
	template: 'marketing/events/delete',
	scopes: () => [MARKETING_WRITE],
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan,
	answer: ({ account: { events } }) => ANSWERS[events.habits.deleteAnswer],
};

const emptyObject: Shape = { tells: 'nothing', give: () => ({ status: 200, body: {} }) };

const ANSWERS = { nothing: nothing(), envelope: envelope(), object: emptyObject };

/** SPEC: of the same app. INFERRED: what is not there, or another app's, is passed over in silence. */
function plan({ account: { events }, token, json }: Visit): Batch {
	const inputs = readInputs(json(), ['appId', ...IDENTITY]) ?? missingInputs();
	for (const { appId, ...names } of inputs) {
		if (!Number.isInteger(appId)) throw invalidJson('"appId" is not an integer');
		checkFields(names, IDENTITY, []);
	}
	const keys = inputs.map(({ externalAccountId, externalEventId }) =>
		JSON.stringify([externalAccountId, externalEventId]),
	);
	refuseDuplicates(keys, 'IDs'); // Unknown in reality; the strictest choice.
	const verdicts = inputs.map((input): Verdict => {
		const { appId, externalAccountId, externalEventId } = input;
		const name = { externalEventId: [String(externalEventId)] };
		const isOwn = appId === token.appId;
		const event =
			isOwn && events.find(token.appId, String(externalAccountId), String(externalEventId));
		if (!event) return { input, name };
		const fulfil = () => {
			events.archive(event);
			events.note(event, input, 'delete');
			return {};
		};
		return { input, name, fulfil };
	});
	return { verdicts };
}
