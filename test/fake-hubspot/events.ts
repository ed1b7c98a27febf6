// Owns marketing events, what events/upsert, batch/update and a PUT do to them, and their reads.

import type { Batch, ItemError, Verdict } from './batch';
import { isObject, readInputs, readObject, refuseDuplicates } from './batch';
import type { Properties } from './properties';
import { OBJECT_TYPES, instantOf } from './properties';
import type { Json } from './wire';
import { invalidJson, refuse } from './wire';
import type { World } from './world';

export interface MarketingEvent {
	objectId: string;
	/** of the app that made it, the only one that can reach it by its external ids */
	appId: number;
	externalAccountId: string;
	externalEventId: string;
	eventName: string;
	eventOrganizer: string;
	eventDescription: string | null;
	eventUrl: string | null;
	eventType: string | null;
	startDateTime: string | null;
	endDateTime: string | null;
	eventCancelled: boolean;
	eventCompleted: boolean;
	customProperties: Record<string, string>;
	createdAt: string;
	updatedAt: string;
}

/** What the context of an upsert's item error holds: recorded nowhere, so a test may choose. */
export type EventErrorContext = 'externalEventId' | 'empty';

export interface EventHabits {
	errorContext: EventErrorContext;
	/**
	 * OBSERVED on v3: events/upsert answers 200, complete, without results, and writes nothing, however
	 * sound the inputs. A PUT works all the same.
	 */
	upsertWritesNothing: boolean;
}

type Field = keyof MarketingEvent;

const TEXTS: readonly Field[] = ['eventDescription', 'eventUrl', 'eventType'];
const NAMES: readonly Field[] = ['eventName', 'eventOrganizer'];
const DATES: readonly Field[] = ['startDateTime', 'endDateTime'];
const IDENTITY: readonly Field[] = ['externalAccountId', 'externalEventId'];

const UPSERT_FLAGS: readonly Field[] = ['eventCancelled', 'eventCompleted'];
// SPEC: a batch update cannot complete an event.
const UPDATE_FLAGS: readonly Field[] = ['eventCancelled'];

const COMMON = [...NAMES, ...TEXTS, ...DATES, 'customProperties'];
const CREATE_FIELDS = [...IDENTITY, ...UPSERT_FLAGS, ...COMMON];

export class Events {
	private readonly events = new Map<string, MarketingEvent>();
	private readonly byIdentity = new Map<string, MarketingEvent>();
	private readonly byExternalEventId = new Map<string, MarketingEvent[]>();
	private lastId = 50_000;

	constructor(
		private readonly world: World,
		private readonly properties: Properties,
		private readonly habits: EventHabits,
	) {}

	all(): Map<string, MarketingEvent> {
		return this.events;
	}

	/**
	 * OBSERVED: unique is app, account and event together. Another app's event with the same
	 * external ids is another event, and invisible here.
	 */
	find(appId: number, externalAccountId: string, externalEventId: string) {
		return this.byIdentity.get(JSON.stringify([appId, externalAccountId, externalEventId]));
	}

	private keep(event: MarketingEvent): void {
		const { appId, externalAccountId, externalEventId } = event;
		if (!this.events.has(event.objectId)) {
			const others = this.byExternalEventId.get(externalEventId);
			if (others) others.push(event);
			else this.byExternalEventId.set(externalEventId, [event]);
		}
		this.events.set(event.objectId, event);
		this.byIdentity.set(JSON.stringify([appId, externalAccountId, externalEventId]), event);
	}

	seed(appId: number, fields: Partial<MarketingEvent>): string {
		const event = this.blank(appId, fields);
		this.keep(event);
		return event.objectId;
	}

	planUpsert(appId: number, body: unknown): Batch {
		const inputs = readInputs(body, CREATE_FIELDS) ?? missingInputs();
		for (const input of inputs) checkFields(input, [...IDENTITY, ...NAMES], UPSERT_FLAGS);
		// Unknown in reality; the strictest choice.
		refuseDuplicates(
			inputs.map((input) => JSON.stringify([input.externalAccountId, input.externalEventId])),
			'external event IDs',
			inputs.map((input) => String(input.externalEventId)),
		);
		const verdicts = inputs.map((input): Verdict => {
			const externalAccountId = String(input.externalAccountId);
			const externalEventId = String(input.externalEventId);
			const name = { externalEventId: [externalEventId] };
			const found = this.find(appId, externalAccountId, externalEventId);
			if (this.habits.upsertWritesNothing) return { input, name };
			const problem = problemWith(found, input);
			if (problem) {
				const context = this.habits.errorContext === 'empty' ? {} : name;
				return { input, name, error: { ...problem, context } };
			}
			return { input, name, fulfil: () => this.upsert(appId, input) };
		});
		// SPEC: no 207 for upsert; failures are told inside the 200.
		return { verdicts, partialStatus: 200 };
	}

	/**
	 * A PUT of one event: SPEC wants the account's id in the body, and both ids there. INFERRED: an id
	 * in the body that is not the one in the path is refused, and so is what a batch would tell of in
	 * an item error.
	 */
	planPut(appId: number, externalEventId: string, body: unknown): Verdict & { fulfil: () => Json } {
		const input = readObject(body, CREATE_FIELDS);
		checkFields(input, [...IDENTITY, ...NAMES], UPSERT_FLAGS);
		if (input.externalEventId !== externalEventId) {
			const message = 'The externalEventId of the body is not the one of the path';
			throw refuse(400, 'VALIDATION_ERROR', message);
		}
		const found = this.find(appId, String(input.externalAccountId), externalEventId);
		const problem = problemWith(found, input);
		if (problem) throw refuse(400, problem.category, problem.message);
		const name = { externalEventId: [externalEventId] };
		return { input, name, fulfil: () => this.upsert(appId, input) };
	}

	private upsert(appId: number, input: Json): Json {
		const externalAccountId = String(input.externalAccountId);
		const externalEventId = String(input.externalEventId);
		const found = this.find(appId, externalAccountId, externalEventId);
		const identity = { externalAccountId, externalEventId };
		const event = this.write(found ?? this.blank(appId, identity), input);
		// SPEC: `id`, and neither of the external ids.
		return { id: event.objectId, ...show(event) };
	}

	/** STATED [MEOBJ]: by object id, whichever app made the event. */
	planUpdate(body: unknown): Batch {
		const known = ['objectId', ...UPDATE_FLAGS, ...COMMON];
		const inputs = readInputs(body, known) ?? missingInputs();
		for (const input of inputs) checkFields(input, ['objectId'], UPDATE_FLAGS);
		refuseDuplicates(
			inputs.map((input) => String(input.objectId)),
			'IDs',
		);
		const verdicts = inputs.map((input): Verdict => {
			const objectId = String(input.objectId);
			const name = { ids: [objectId] };
			const event = this.events.get(objectId);
			if (!event) return { input, name, error: NOT_FOUND };
			const problem = problemWith(event, input);
			if (problem) return { input, name, error: problem };
			return {
				input,
				name,
				fulfil: () => {
					this.write(event, input);
					// SPEC: no `id` and no external ids here.
					const appInfo = { id: String(event.appId), name: `App ${event.appId}` };
					return { ...show(event), appInfo };
				},
			};
		});
		return { verdicts, partialStatus: 207 };
	}

	readByObjectId(objectId: string): Json {
		const event = this.events.get(objectId);
		if (!event) throw notFound();
		const appInfo = { id: String(event.appId), name: `App ${event.appId}` };
		// SPEC: the external event id, but not the account's.
		return { ...show(event), externalEventId: event.externalEventId, appInfo };
	}

	readByExternalId(appId: number, externalAccountId: string, externalEventId: string): Json {
		const event = this.find(appId, externalAccountId, externalEventId);
		if (!event) throw notFound();
		const counters = { registrants: 0, attendees: 0, cancellations: 0, noShows: 0 };
		return { id: event.objectId, externalEventId, ...show(event), ...counters };
	}

	/** SPEC: an exact match, among the events of the same app. */
	search(appId: number, externalEventId: string): Json {
		const results = (this.byExternalEventId.get(externalEventId) ?? [])
			.filter((event) => event.appId === appId)
			.map(({ externalAccountId, objectId }) => ({
				appId,
				externalAccountId,
				externalEventId,
				objectId,
			}));
		return { results };
	}

	private blank(appId: number, fields: Partial<MarketingEvent>): MarketingEvent {
		const at = this.world.nowIso();
		return {
			externalAccountId: 'acct-1',
			externalEventId: `event-${this.lastId}`,
			eventName: 'Event',
			eventOrganizer: 'ACME',
			eventDescription: null,
			eventUrl: null,
			eventType: null,
			startDateTime: null,
			endDateTime: null,
			eventCancelled: false,
			eventCompleted: false,
			...fields,
			customProperties: { ...fields.customProperties },
			objectId: fields.objectId ?? String(++this.lastId),
			appId,
			createdAt: at,
			updatedAt: at,
		};
	}

	/** Fields that are absent stay as they are; `null` clears. */
	private write(event: MarketingEvent, input: Json): MarketingEvent {
		this.keep(event);
		Object.assign(event, merged(event, input));
		const known = this.properties.of(OBJECT_TYPES.marketing_events);
		for (const { name, value, ...rest } of (input.customProperties ?? []) as CustomProperty[]) {
			// SPEC lists some twenty internal fields here; they are accepted, and should not be sent.
			for (const extra of Object.keys(rest)) {
				this.world.oddities.push(`customProperties "${name}" was sent with "${extra}"`);
			}
			// STATED [MEGUIDE]: a name that does not exist is dropped without a word.
			if (known?.has(name)) event.customProperties[name] = value;
		}
		event.updatedAt = this.world.nowIso();
		this.world.wrote({
			kind: 'event',
			key: `event|${event.objectId}`,
			id: event.objectId,
			input,
			at: this.world.now(),
		});
		return event;
	}
}

type CustomProperty = { name: string; value: string } & Json;

/** The plain fields of an event after an input. Dates come back in UTC with milliseconds. */
function merged(event: Partial<MarketingEvent>, input: Json): Partial<MarketingEvent> {
	const out: Json = { ...event };
	for (const field of [...NAMES, ...TEXTS]) if (field in input) out[field] = input[field];
	for (const field of UPSERT_FLAGS) if (field in input) out[field] = input[field] ?? false;
	for (const field of DATES) {
		const text = field in input ? input[field] : undefined;
		if (text === null) out[field] = null;
		if (typeof text === 'string') out[field] = new Date(instantOf(text)).toISOString();
	}
	return out;
}

/** INFERRED: what makes one input of a batch fail alone is recorded nowhere; this one is plausible. */
function problemWith(event: MarketingEvent | undefined, input: Json): ItemError | undefined {
	const { startDateTime, endDateTime } = merged(event ?? {}, input);
	if (!startDateTime || !endDateTime || Date.parse(startDateTime) <= Date.parse(endDateTime)) {
		return undefined;
	}
	const message = 'The event ends before it starts.';
	return { category: 'VALIDATION_ERROR', message };
}

/** INFERRED for 207; the shape is that of CRM objects. */
const NOT_FOUND: ItemError = {
	category: 'OBJECT_NOT_FOUND',
	message: 'Some marketing events were not found.',
	gathered: true,
};

/** OBSERVED, in these words. */
function notFound() {
	return refuse(404, 'OBJECT_NOT_FOUND', 'No marketing event found');
}

function missingInputs(): never {
	throw refuse(400, 'VALIDATION_ERROR', 'Some required fields were not set: [inputs]');
}

/** Whatever the published types forbid refuses the whole batch. */
function checkFields(input: Json, required: readonly string[], flags: readonly string[]) {
	for (const field of Object.keys(input)) {
		const value = input[field];
		if (flags.includes(field)) {
			if (value !== null && typeof value !== 'boolean') {
				throw invalidJson(`"${field}" is not a boolean`);
			}
		} else if (field === 'customProperties') {
			if (!Array.isArray(value)) throw invalidJson('"customProperties" is not an array');
			for (const property of value as unknown[]) {
				const { name, value: its } = isObject(property) ? property : ({} as Json);
				if (typeof name !== 'string' || typeof its !== 'string') {
					throw invalidJson('a custom property needs "name" and "value", both strings');
				}
			}
		} else if (value !== null && typeof value !== 'string') {
			throw invalidJson(`"${field}" is not a string`);
		}
	}
	const unset = (field: string) => input[field] === null || input[field] === '';
	const missing = [
		...required.filter((field) => input[field] === undefined || unset(field)),
		// A name cannot be cleared, even where it may be left out.
		...NAMES.filter((field) => !required.includes(field) && field in input && unset(field)),
	];
	if (missing.length > 0) {
		const message = `Some required fields were not set: [${missing.join(', ')}]`;
		throw refuse(400, 'VALIDATION_ERROR', message);
	}
	for (const field of DATES) {
		const text = input[field];
		if (typeof text !== 'string' || !Number.isNaN(instantOf(text))) continue;
		const message = `"${field}" is not an ISO 8601 date-time with a time zone: "${text}"`;
		throw refuse(400, 'VALIDATION_ERROR', message);
	}
}

function show(event: MarketingEvent): Json {
	const { appId, externalAccountId, externalEventId, customProperties, ...rest } = event;
	void [appId, externalAccountId, externalEventId];
	return {
		...rest,
		customProperties: Object.keys(customProperties).map((name) => ({
			name,
			value: customProperties[name],
		})),
	};
}
