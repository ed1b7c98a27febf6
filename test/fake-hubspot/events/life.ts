// Owns what ends marketing events without removing them: cancel and complete.

import type { Verdict } from '../batch';
import { readObject } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { one, required } from '../endpoints';
import { bare } from '../shapes';
import type { Json } from '../wire';
import { refuse } from '../wire';
import { checkFields, problemWith } from './fields';
import { found } from './read';
import { MARKETING_WRITE } from './scopes';
import type { EventAction } from '../world';
import { show } from './store';

type One = Verdict & { fulfil: () => Json };

/** SPEC: no body. INFERRED: a second cancel is a success, too. */
export const cancelEvent: Endpoint = {
	method: 'POST',
	template: 'marketing/events/*/cancel',
	scopes: () => [MARKETING_WRITE],
	faults: 'singleFaults',
	plan: one((visit) => {
		if (hasBody(visit)) visit.account.oddities.push('A cancel of an event was sent with a body');
		return ended(visit, 'cancel', { eventCancelled: true });
	}),
	answer: bare(),
};

/** SPEC: both times are needed. INFERRED: a second one is a success, and its times hold. */
export const completeEvent: Endpoint = {
	method: 'POST',
	template: 'marketing/events/*/complete',
	scopes: () => [MARKETING_WRITE],
	faults: 'singleFaults',
	plan: one((visit) => {
		const times = readObject(visit.json(), ['startDateTime', 'endDateTime']);
		checkFields(times, ['startDateTime', 'endDateTime'], []);
		return ended(visit, 'complete', { ...times, eventCompleted: true });
	}),
	answer: bare(),
};

function hasBody({ json }: Visit): boolean {
	try {
		return json() !== undefined;
	} catch {
		// Nothing, or no JSON.
		return false;
	}
}

/** STATED [MEGUIDE]: of events that another app made, it knows nothing. */
function ended(
	{ account: { events }, token: { appId }, query, parameters: [externalEventId] }: Visit,
	action: EventAction,
	values: Json,
): One {
	const externalAccountId = required(query, 'externalAccountId');
	const event = found(events.find(appId, externalAccountId, externalEventId));
	const problem = problemWith(event, values);
	const name = { externalEventId: [externalEventId] };
	const input = { externalAccountId, externalEventId, ...values };
	if (problem) throw refuse(400, problem.category, problem.message);
	return { input, name, fulfil: () => resultOf(show(events.end(event, input, action))) };
}

/** SPEC: when it was created and changed is not in the answer, and no ID but the object's. */
function resultOf({ createdAt, updatedAt, ...shown }: Json): Json {
	void [createdAt, updatedAt];
	return shown;
}
