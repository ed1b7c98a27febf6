// Owns the upserts of marketing events: events/upsert, and PUT of one.

import type { Batch, Verdict } from '../batch';
import { readInputs, readObject, refuseDuplicates } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { WRITES_INPUTS, one } from '../endpoints';
import { bare, envelope } from '../shapes';
import type { Json } from '../wire';
import { refuse } from '../wire';
import {
	CREATE_FIELDS,
	IDENTITY,
	NAMES,
	UPSERT_FLAGS,
	checkFields,
	missingInputs,
	problemWith,
} from './fields';
import { MARKETING_WRITE } from './scopes';
import type { MarketingEvent } from './event';
import { show } from './store';

export const upsertEvents: Endpoint = {
	method: 'POST',
	template: 'marketing/events/upsert',
	scopes: () => [MARKETING_WRITE],
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan,
	// SPEC: no 207 for upsert; failures are told inside the 200.
	answer: envelope({ partial: 200 }),
};

export const putEvent: Endpoint = {
	method: 'PUT',
	template: 'marketing/events/*',
	scopes: () => [MARKETING_WRITE],
	faults: 'singleFaults',
	plan: one(planPut),
	answer: bare(),
};

function plan({ account: { events }, token: { appId }, json }: Visit): Batch {
	const inputs = readInputs(json(), CREATE_FIELDS) ?? missingInputs();
	for (const input of inputs) checkFields(input, [...IDENTITY, ...NAMES], UPSERT_FLAGS);
	// Unknown in reality; the strictest choice.
	refuseDuplicates(
		inputs.map((input) => JSON.stringify([input.externalAccountId, input.externalEventId])),
		'external event IDs',
		inputs.map((input) => String(input.externalEventId)),
	);
	const { errorContext, upsertWritesNothing } = events.habits;
	const verdicts = inputs.map((input): Verdict => {
		const externalEventId = String(input.externalEventId);
		const name = { externalEventId: [externalEventId] };
		if (upsertWritesNothing) return { input, name };
		const found = events.find(appId, String(input.externalAccountId), externalEventId);
		const problem = problemWith(found, input);
		if (problem) {
			const context = errorContext === 'empty' ? {} : name;
			return { input, name, error: { ...problem, context } };
		}
		return { input, name, fulfil: () => resultOf(events.upsert(appId, input)) };
	});
	return { verdicts };
}

/**
 * A PUT of one event: SPEC wants the account's id in the body, and both ids there. INFERRED: an id in
 * the body that is not the one in the path is refused, and so is what a batch would tell of in an item
 * error.
 */
function planPut({ account, token: { appId }, query, parameters, json }: Visit) {
	const { events, oddities } = account;
	// SPEC: the account's id is in the body, and there is nothing to ask for.
	if ([...query.keys()].length > 0) {
		oddities.push(`PUT of an event was sent with a query: ${[...query.keys()].join(', ')}`);
	}
	const [externalEventId] = parameters;
	const input = readObject(json(), CREATE_FIELDS);
	checkFields(input, [...IDENTITY, ...NAMES], UPSERT_FLAGS);
	if (input.externalEventId !== externalEventId) {
		const message = 'The externalEventId of the body is not the one of the path';
		throw refuse(400, 'VALIDATION_ERROR', message);
	}
	const found = events.find(appId, String(input.externalAccountId), externalEventId);
	const problem = problemWith(found, input);
	if (problem) throw refuse(400, problem.category, problem.message);
	const name = { externalEventId: [externalEventId] };
	return { input, name, fulfil: () => resultOf(events.upsert(appId, input)) };
}

/** SPEC: `id`, and neither of the external ids. */
function resultOf(event: MarketingEvent): Json {
	return { id: event.objectId, ...show(event) };
}
