// Owns marketing events: keeping them, finding them by object id or external ids, changing and
// archiving them, and what an answer shows of one. Knows nothing about calls.

import type { Properties } from '../properties';
import { OBJECT_TYPES } from '../properties';
import type { Json } from '../wire';
import type { AppliedWrite, EventAction, World } from '../world';
import type { MarketingEvent } from './event';
import { mergedFields } from './fields';

export interface EventHabits {
	/** What the context of an upsert's item error holds: recorded nowhere, so a test may choose. */
	errorContext: 'externalEventId' | 'empty';
	/** How batch/archive names events that do not exist: recorded nowhere either. */
	archiveErrorContext: 'ids' | 'objectId' | 'empty';
	/**
	 * What events/delete answers where it went well, which is specified nowhere: 204 without a body, the
	 * envelope of a batch, or an empty object.
	 */
	deleteAnswer: 'nothing' | 'envelope' | 'object';
	/**
	 * OBSERVED on v3: events/upsert answers 200, complete, without results, and writes nothing, however
	 * sound the inputs. A PUT works all the same.
	 */
	upsertWritesNothing: boolean;
	/** OBSERVED: batch/update does the same. A PATCH works all the same. */
	updateWritesNothing: boolean;
	/** So long after an event was created, the list of identifiers does not show it (SPEC: minutes). */
	identifiersLagMs: number;
	/** The same of the search for events, of which nobody has said that it lags. */
	eventSearchLagMs: number;
	/** How an external event id that nobody has is told by the list of identifiers (OBSERVED, both). */
	unknownIdentifiers: 'none' | 'notFound';
	/** Which of its optional fields the list of identifiers shows (SPEC: both may be absent). */
	identifiersShow: { account: boolean; app: boolean };
}

export class Events {
	readonly all = new Map<string, MarketingEvent>();
	readonly archived = new Map<string, MarketingEvent>();
	private readonly byIdentity = new Map<string, MarketingEvent>();
	private readonly byExternalEventId = new Map<string, MarketingEvent[]>();
	private lastId = 50_000;

	constructor(
		private readonly world: World,
		private readonly properties: Properties,
		readonly habits: EventHabits,
	) {}

	/**
	 * OBSERVED: unique is app, account and event together. Another app's event with the same
	 * external ids is another event, and invisible here.
	 */
	find(appId: number, externalAccountId: string, externalEventId: string) {
		return this.byIdentity.get(JSON.stringify([appId, externalAccountId, externalEventId]));
	}

	/** The events of an app that have an external event id, of whatever account. */
	named(appId: number, externalEventId: string): MarketingEvent[] {
		return this.calledBy(externalEventId).filter((event) => event.appId === appId);
	}

	/** The events of every app that have an external event id. */
	calledBy(externalEventId: string): MarketingEvent[] {
		return this.byExternalEventId.get(externalEventId) ?? [];
	}

	/** Those that an answer shows which lags so much; without a lag, all, however the clock is moved. */
	shown(events: MarketingEvent[], lagMs: number): MarketingEvent[] {
		if (!lagMs) return events;
		const untilMs = Date.parse(this.world.nowIso()) - lagMs;
		return events.filter(({ createdAt }) => Date.parse(createdAt) <= untilMs);
	}

	seed(appId: number, fields: Partial<MarketingEvent>): string {
		const event = this.blank(appId, fields);
		this.keep(event);
		return event.objectId;
	}

	private keep(event: MarketingEvent): void {
		const { appId, externalAccountId, externalEventId } = event;
		if (!this.all.has(event.objectId)) {
			const others = this.byExternalEventId.get(externalEventId);
			if (others) others.push(event);
			else this.byExternalEventId.set(externalEventId, [event]);
		}
		this.all.set(event.objectId, event);
		this.byIdentity.set(JSON.stringify([appId, externalAccountId, externalEventId]), event);
	}

	/** From now on neither its object id nor its external ids find it. */
	archive(event: MarketingEvent): void {
		const { objectId, appId, externalAccountId, externalEventId } = event;
		this.all.delete(objectId);
		this.byIdentity.delete(JSON.stringify([appId, externalAccountId, externalEventId]));
		const namesakes = this.byExternalEventId.get(externalEventId) ?? [];
		this.byExternalEventId.set(
			externalEventId,
			namesakes.filter((each) => each !== event),
		);
		this.archived.set(objectId, event);
	}

	/** Creates the event, or updates the one that the same app has made. */
	upsert(appId: number, input: Json): MarketingEvent {
		const externalAccountId = String(input.externalAccountId);
		const externalEventId = String(input.externalEventId);
		const found = this.find(appId, externalAccountId, externalEventId);
		const event = found ?? this.blank(appId, { externalAccountId, externalEventId });
		return this.write(event, input, found ? 'update' : 'create');
	}

	update(event: MarketingEvent, input: Json): MarketingEvent {
		return this.write(event, input, 'update');
	}

	/** Cancels or completes an event. */
	end(event: MarketingEvent, input: Json, action: EventAction): MarketingEvent {
		Object.assign(event, mergedFields(event, input));
		event.updatedAt = this.world.nowIso();
		this.note(event, input, action);
		return event;
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
	private write(event: MarketingEvent, input: Json, action: 'create' | 'update'): MarketingEvent {
		this.keep(event);
		Object.assign(event, mergedFields(event, input));
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
		this.note(event, input, action);
		return event;
	}

	/** Writes down that an input was carried out. */
	note({ objectId }: MarketingEvent, input: Json, action: AppliedWrite['action']): void {
		const at = this.world.now();
		const key = `event|${objectId}`;
		this.world.wrote({ kind: 'event', action, key, id: objectId, input, at });
	}
}

type CustomProperty = { name: string; value: string } & Json;

/** SPEC: no external id of either kind is in the answer of a write. */
export function show(event: MarketingEvent): Json {
	const {
		appId,
		externalAccountId,
		externalEventId,
		customProperties,
		counters,
		listIds,
		...rest
	} = event;
	void [appId, externalAccountId, externalEventId, counters, listIds];
	return {
		...rest,
		customProperties: Object.keys(customProperties).map((name) => ({
			name,
			value: customProperties[name],
		})),
	};
}

export function appInfoOf({ appId }: MarketingEvent): Json {
	return { id: String(appId), name: `App ${appId}` };
}
