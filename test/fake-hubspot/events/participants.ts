// Owns who takes part in marketing events: every interaction of a contact with an event, and what they
// come to. Knows nothing about calls.

import type { World } from '../world';
import type { MarketingEvent } from './event';

/** SPEC: what a contact did, as the path of a call says it. */
export const SUBSCRIBER_STATES = ['register', 'attend', 'cancel'] as const;
export type SubscriberState = (typeof SUBSCRIBER_STATES)[number];

/** SPEC: what a contact is to an event. */
export const PARTICIPATION_STATES = ['REGISTERED', 'CANCELLED', 'ATTENDED', 'NO_SHOW'] as const;
export type ParticipationState = (typeof PARTICIPATION_STATES)[number];

export interface Interaction {
	state: SubscriberState;
	/** epoch milliseconds */
	at: number;
	joinedAt?: string;
	leftAt?: string;
}

export interface Participation {
	id: string;
	objectId: string;
	contactId: string;
	createdAt: string;
	/** in the order in which they came */
	interactions: Interaction[];
}

export type Counters = Record<'registrants' | 'attendees' | 'cancellations' | 'noShows', number>;

export interface AttendanceHabits {
	/** What the context of an item error holds: recorded nowhere, so a test may choose. */
	attendanceErrorContext: 'named' | 'empty';
	/**
	 * What becomes of attendance that ends before it begins: OBSERVED is a 200 that stores nothing, and
	 * an item error with a sub-category of its own.
	 */
	backwardAttendance: 'vanishes' | 'error';
	/**
	 * What the forms by external ids answer: SPEC promises results, a note of the guide says that there is
	 * no detailed response.
	 */
	externalAttendanceAnswer: 'results' | 'nothing';
	/** SPEC says that it is a number, the guide prints a text. */
	occurredAt: 'number' | 'text';
}

export class Participants {
	/** By event, then by contact. */
	private readonly byEvent = new Map<string, Map<string, Participation>>();
	private lastId = 700_000;

	constructor(
		private readonly world: Pick<World, 'nowIso'>,
		readonly habits: AttendanceHabits,
	) {}

	of(objectId: string): Map<string, Participation> {
		let all = this.byEvent.get(objectId);
		if (!all) this.byEvent.set(objectId, (all = new Map()));
		return all;
	}

	ofContact(contactId: string): Participation[] {
		return [...this.byEvent.values()].flatMap((all) => all.get(contactId) ?? []);
	}

	/** STATED [MEGUIDE]: the same contact and the same moment are the same interaction. */
	has(objectId: string, contactId: string, { state, at }: Interaction): boolean {
		const known = this.byEvent.get(objectId)?.get(contactId)?.interactions ?? [];
		return known.some((each) => each.state === state && each.at === at);
	}

	record(objectId: string, contactId: string, interaction: Interaction): void {
		const all = this.of(objectId);
		const known = all.get(contactId);
		if (known) known.interactions.push(interaction);
		else {
			all.set(contactId, {
				id: String(++this.lastId),
				objectId,
				contactId,
				createdAt: this.world.nowIso(),
				interactions: [interaction],
			});
		}
	}

	/**
	 * What a contact is to an event. INFERRED: who attended has attended; of the rest the latest counts,
	 * by its moment, and of equal moments the one that came last. Who registered for an event that is
	 * over, and did not come, is a no-show.
	 */
	stateOf({ interactions }: Participation, event: MarketingEvent | undefined): ParticipationState {
		if (interactions.some(({ state }) => state === 'attend')) return 'ATTENDED';
		if (latestOf(interactions)?.state === 'cancel') return 'CANCELLED';
		return event?.eventCompleted ? 'NO_SHOW' : 'REGISTERED';
	}

	/** The moment of the interaction that made it what it is. */
	occurredAt({ interactions }: Participation): number {
		const attended = interactions.filter(({ state }) => state === 'attend');
		return latestOf(attended.length > 0 ? attended : interactions)?.at ?? 0;
	}

	/** SPEC, in words: who registered, who attended, who registered and cancelled later, who did not come. */
	counters(event: MarketingEvent): Counters {
		const all = [...(this.byEvent.get(event.objectId)?.values() ?? [])];
		const did = (state: SubscriberState) =>
			all.filter(({ interactions }) => interactions.some((each) => each.state === state)).length;
		const are = (state: ParticipationState) =>
			all.filter((each) => this.stateOf(each, event) === state).length;
		const seeded = event.counters;
		return {
			registrants: did('register') + (seeded?.registrants ?? 0),
			attendees: did('attend') + (seeded?.attendees ?? 0),
			cancellations: are('CANCELLED') + (seeded?.cancellations ?? 0),
			noShows: are('NO_SHOW') + (seeded?.noShows ?? 0),
		};
	}
}

/** Of equal moments the one that came last. */
const latestOf = (interactions: Interaction[]): Interaction | undefined =>
	interactions.reduce<Interaction | undefined>(
		(latest, each) => (latest && latest.at > each.at ? latest : each),
		undefined,
	);

/** SPEC: in seconds, of all the times that somebody was there. */
export function secondsIn({ interactions }: Participation): number | undefined {
	const spans = interactions.flatMap(({ joinedAt, leftAt }) =>
		joinedAt === undefined || leftAt === undefined
			? []
			: [Math.round((Date.parse(leftAt) - Date.parse(joinedAt)) / 1000)],
	);
	return spans.length > 0 ? spans.reduce((sum, each) => sum + each, 0) : undefined;
}
