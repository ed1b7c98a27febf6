// Owns attendance: who registered for a marketing event, attended it, or cancelled.

import type { Account } from '../account';
import type { Batch, ItemError, Verdict } from '../batch';
import { isObject, readInputs, refuseDuplicates } from '../batch';
import { tellProblems } from '../details';
import type { Endpoint, Visit } from '../endpoints';
import { WRITES_INPUTS, required } from '../endpoints';
import { OBJECT_TYPES, instantOf } from '../properties';
import type { CrmRecord } from '../records/store';
import { envelope, nothing } from '../shapes';
import type { Json } from '../wire';
import { invalidJson, refuse } from '../wire';
import type { MarketingEvent } from './event';
import { missingInputs } from './fields';
import type { Interaction, SubscriberState } from './participants';
import { SUBSCRIBER_STATES } from './participants';
import { found } from './read';
import { MARKETING_WRITE } from './scopes';

type By = 'vid' | 'email';

/** Which event a call is about, and what its people did there. */
type Target = (visit: Visit) => { event: MarketingEvent; state: string };

/** STATED [MEOBJ]: whichever app made the event. */
const byObjectId: Target = ({ account: { events }, parameters: [objectId, state] }) => ({
	event: found(events.all.get(objectId)),
	state,
});

/** STATED [MEGUIDE]: of events that another app made, it knows nothing. OBSERVED: the account is needed. */
const byExternalId: Target = ({ account: { events }, token, query, parameters: [id, state] }) => ({
	event: found(events.find(token.appId, required(query, 'externalAccountId'), id)),
	state,
});

const CONTACTS = OBJECT_TYPES.contacts;

// ---------------------------------------------------------------- endpoints

const endpoint = (
	template: string,
	plan: Endpoint['plan'],
	answer: Endpoint['answer'],
): Endpoint => ({
	method: 'POST',
	template,
	scopes: () => [MARKETING_WRITE],
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan,
	answer,
});

// SPEC: errors stand in the 200.
const told = envelope({ partial: 200 });

const ofExternal: Endpoint['answer'] = ({ account: { participants } }) =>
	participants.habits.externalAttendanceAnswer === 'results'
		? told
		: { tells: 'nothing', give: () => ({ status: 200, body: {} }) };

export const ATTENDANCE_ENDPOINTS: readonly Endpoint[] = [
	endpoint('marketing/*/attendance/*/create', planOf(byObjectId, 'vid'), told),
	endpoint('marketing/*/attendance/*/email-create', planOf(byObjectId, 'email'), told),
	endpoint('marketing/attendance/*/*/create', planOf(byExternalId, 'vid'), ofExternal),
	endpoint('marketing/attendance/*/*/email-create', planOf(byExternalId, 'email'), ofExternal),
	// SPEC: older, of contacts that exist. What it answers is not specified: a 2xx, here without a body.
	endpoint('marketing/events/*/*/upsert', planOf(byExternalId, 'vid', true), nothing()),
	endpoint('marketing/events/*/*/email-upsert', planOf(byExternalId, 'email', true), nothing()),
];

// ---------------------------------------------------------------- what becomes of an input

/** @param isOld of the older calls, which create no contacts */
function planOf(target: Target, by: By, isOld = false): Endpoint['plan'] {
	const fields = [by, 'interactionDateTime', 'properties'];
	if (by === 'email') fields.push('contactProperties');
	const isExternal = target === byExternalId;
	return (visit: Visit): Batch => {
		const { account } = visit;
		const { event, state } = target(visit);
		// OBSERVED: anything else is a 400; it is lower case (SPEC).
		if (!isState(state)) {
			throw refuse(400, 'VALIDATION_ERROR', `Invalid subscriberState: ${state}`);
		}
		const inputs = readInputs(visit.json(), fields) ?? missingInputs();
		for (const input of inputs) checkInput(input, fields, by);
		// Unknown in reality; the strictest choice.
		refuseDuplicates(
			inputs.map((input) => String(input[by]).toLowerCase()),
			by === 'vid' ? 'contact IDs' : 'emails',
		);
		const verdicts = inputs.map((input): Verdict => {
			const name = { [by]: [String(input[by])] };
			const context = account.participants.habits.attendanceErrorContext === 'empty' ? {} : name;
			const contact = contactOf(account, input, by);
			const error = problemWith(account, input, { contact, by, isOld });
			if (error) return { input, name, error: { ...error, context } };
			// OBSERVED of records: what was merged is not mentioned.
			if (contact === 'silence') return { input, name };
			const interaction = interactionOf(state, input, isExternal);
			if (!interaction) return { input, name };
			const isRepeat = contact && account.participants.has(event.objectId, contact.id, interaction);
			// OBSERVED: a repeat is a 200 that does not mention it.
			if (isRepeat) return { input, name };
			const fulfil = () => {
				const record = contact ?? created(account, input);
				note(account, event, record, { input, state });
				account.participants.record(event.objectId, record.id, interaction);
				return resultOf(record, input, by);
			};
			return { input, name, fulfil };
		});
		return { verdicts };
	};
}

const isState = (text: string): text is SubscriberState =>
	(SUBSCRIBER_STATES as readonly string[]).includes(text);

/** Whatever the published types forbid refuses the whole batch. */
function checkInput(input: Json, fields: readonly string[], by: By): void {
	const missing = fields.filter((field) => input[field] === undefined || input[field] === null);
	if (missing.length > 0) {
		const message = `Some required fields were not set: [${missing.join(', ')}]`;
		throw refuse(400, 'VALIDATION_ERROR', message);
	}
	const { vid, email, interactionDateTime, properties, contactProperties = {} } = input;
	if (by === 'vid' && !Number.isSafeInteger(vid)) throw invalidJson('"vid" is not an integer');
	if (by === 'email' && typeof email !== 'string') throw invalidJson('"email" is not a string');
	if (!Number.isSafeInteger(interactionDateTime)) {
		throw invalidJson('"interactionDateTime" is not an integer');
	}
	for (const [field, values] of Object.entries({ properties, contactProperties })) {
		const isMap =
			isObject(values) && Object.values(values).every((each) => typeof each === 'string');
		if (!isMap) throw invalidJson(`"${field}" is not a map of strings`);
	}
}

function contactOf({ records }: Account, input: Json, by: By): CrmRecord | undefined | 'silence' {
	return by === 'vid'
		? records.resolve(CONTACTS, String(input.vid))
		: records.find(CONTACTS, String(input.email), 'email');
}

/** INFERRED, but for the sub-category of times that are the wrong way round, which is OBSERVED. */
function problemWith(
	{ participants: { habits }, properties, detailStyle, portalId }: Account,
	input: Json,
	{ contact, by, isOld }: { contact: CrmRecord | undefined | 'silence'; by: By; isOld: boolean },
): ItemError | undefined {
	if (!contact && (by === 'vid' || isOld)) {
		return { category: 'OBJECT_NOT_FOUND', message: 'No contact found' };
	}
	if (by === 'email' && !/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(String(input.email))) {
		return {
			category: 'VALIDATION_ERROR',
			subCategory: 'AttendanceValidationError.INVALID_EMAIL',
			message: `Email address ${String(input.email)} is invalid`,
		};
	}
	const values = (input.contactProperties ?? {}) as Record<string, string>;
	const problems = properties.problems(CONTACTS, values);
	if (problems.length > 0) {
		// As of records: whether the errors of attendance name a property is recorded nowhere.
		const { message, errors } = tellProblems(problems, detailStyle, portalId);
		const [first = { message }] = errors;
		return { category: 'VALIDATION_ERROR', message: String(first.message), errors };
	}
	const span = spanOf(input);
	if (span === undefined || span >= 0 || habits.backwardAttendance === 'vanishes') return undefined;
	return {
		category: 'VALIDATION_ERROR',
		subCategory: `AttendanceValidationError.JOINED_AT_IS_LATER_THAN_LEFT_AT_FOR_${by === 'vid' ? 'CONTACT_ID' : 'EMAIL'}`,
		message: 'joinedAt is later than leftAt',
	};
}

/** Milliseconds; undefined where there are no times. One alone spans nothing (INFERRED). */
function spanOf({ properties }: Json): number | undefined {
	const { joinedAt, leftAt } = properties as Record<string, string | undefined>;
	if (joinedAt === undefined && leftAt === undefined) return undefined;
	if (joinedAt === undefined || leftAt === undefined) return 0;
	return instantOf(leftAt) - instantOf(joinedAt);
}

/** OBSERVED: times that are not at least a second apart are answered 200, and nothing is stored. */
function interactionOf(
	state: SubscriberState,
	input: Json,
	isExternal: boolean,
): Interaction | undefined {
	const at = input.interactionDateTime as number;
	const span = spanOf(input);
	// STATED [MEGUIDE]: the forms by external ids know no such times.
	if (span === undefined || isExternal) return { state, at };
	if (state !== 'attend' || span < 1_000) return undefined;
	const { joinedAt, leftAt } = input.properties as Record<string, string>;
	return { state, at, joinedAt, leftAt };
}

/** SPEC: the properties are those of new contacts alone. */
function created(account: Account, input: Json): CrmRecord {
	const { email, contactProperties } = input;
	const id = account.records.freeId(CONTACTS);
	const values = { ...(contactProperties as Record<string, string>), email: String(email) };
	const record = account.records.add(CONTACTS, id, values);
	account.wrote({
		kind: 'record',
		action: 'create',
		key: `contacts|${String(email).toLowerCase()}`,
		id,
		objectType: 'contacts',
		input: { properties: values },
		at: account.now(),
	});
	return record;
}

function note(
	account: Account,
	{ objectId }: MarketingEvent,
	{ id }: CrmRecord,
	{ input, state }: { input: Json; state: SubscriberState },
): void {
	account.wrote({
		kind: 'attendance',
		action: state,
		key: `attendance|${objectId}|${id}|${state}`,
		id,
		input: { objectId, state, ...input },
		at: account.now(),
	});
}

/** SPEC. INFERRED: the address in lower case, as HubSpot keeps it. */
const resultOf = ({ id }: CrmRecord, input: Json, by: By): Json => ({
	...(by === 'email' && { email: String(input.email).toLowerCase() }),
	vid: Number(id),
});
