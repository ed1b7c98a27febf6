/**
 * The types of the engine: what is asked, and what became of it. A failure holds facts, never
 * sentences: `nodes/n8n/words.ts` turns them into sentences, in one place.
 */
import type { Contradiction } from '../hubspot/comparing';
import type { Misfit } from '../hubspot/definitions';
import type { UnknownName } from '../hubspot/directory';
import type { Input, Place } from '../hubspot/endpoint';
import type { Candidate, LookupKey, Standing } from '../hubspot/effect';
import type { HubSpotError } from '../hubspot/errors';
import { omit } from '../hubspot/json';
import type { Result } from '../hubspot/replies';

/** One input, together with the item it came from, so that its identity is never lost. */
export interface Entry {
	/** Index of the n8n item. */
	item: number;
	place: Place;
	input: Input;
	/** The trace ID that the input was stamped with, unique in the run. */
	trace?: string;
	/** The input names the record as HubSpot shows it now, and not as the item does. */
	renamed?: boolean;
	/**
	 * An earlier try of the node has sent it, not before `sinceMs` by the run's clock, and this is all that
	 * is known. It is looked up instead of being sent again.
	 */
	earlier?: { failure: Failure; sinceMs: number };
	/** It may only give a record values that it does not have: it is not sent again over others. */
	fills?: true;
	/** What it would change, where it was compared with what HubSpot holds. */
	changes?: Changes;
	/**
	 * Its result where all that is left of it is left out as well: its other values were compared, and need not
	 * be sent.
	 */
	unchanged?: () => Result;
}

/** What a write would change in HubSpot, by property, where it was compared before. */
export type Changes = Record<string, { from: unknown; to: unknown }>;

/** Entries that travel in one call. */
export interface Batch {
	place: Place;
	entries: Entry[];
	/**
	 * Batches with an earlier write to one of these records. They are over before this one is sent.
	 */
	after: Batch[];
}

/** Gives the next entries as they are read; undefined after the last. */
export type Source = () => Entry[] | undefined | Promise<Entry[] | undefined>;

// ---------------------------------------------------------------- what HubSpot said

/** What is known about a call that got no 2xx: HubSpot's error, or why there is no answer. */
export interface Refusal {
	status?: number;
	headers?: Record<string, string>;
	error: HubSpotError;
	/** What happened, when no reply says it. */
	why?: string;
}

/** Why a call is not made. */
export type Stop =
	| { kind: 'cancelled' }
	/** An earlier batch failed, and On Error is set to stop. */
	| { kind: 'stopOnFailure' }
	/** Other items are not valid, and On Error is set to stop. */
	| { kind: 'othersInvalid' }
	/** Nothing can be accepted at this address. */
	| { kind: 'closed'; refusal: Refusal }
	/**
	 * `count` single records, spread evenly over what was left, were refused, and nothing was ever
	 * accepted.
	 */
	| { kind: 'noneAccepted'; count: number; refusal: Refusal }
	/** HubSpot accepted nothing for `ms` milliseconds. `refused`: calls that it refused meanwhile. */
	| { kind: 'stalled'; ms: number; refused?: number }
	/** An earlier call was refused for a reason that holds for every later one. */
	| { kind: 'denied'; refusal: Refusal }
	/** Only `left` of the day's `limit` calls are left, and `percent` of them are to stay. */
	| { kind: 'dailyReserve'; percent: number; left: number; limit: number }
	/** `count` batches in a row got no answer. */
	| { kind: 'unanswered'; count: number }
	/** The record holds a property that does not exist, as HubSpot said of other records. */
	| { kind: 'noSuchProperty'; name: string; said: string }
	/** HubSpot was asked for what the input lacks, and does not have it; `refusal`: it did not say. */
	| { kind: 'lacking'; lack: string; refusal?: Refusal };

// ---------------------------------------------------------------- what became of an entry

/** What is known of an entry that failed. */
export type Event =
	/** The item cannot be turned into an input. */
	| { kind: 'invalid'; problem: string }
	/** Its properties, or their values, do not fit HubSpot's definitions. */
	| { kind: 'misfits'; objectType: string; misfits: Misfit[] }
	/** Never sent. */
	| { kind: 'unsent'; stop: Stop }
	/** HubSpot refused it by name. `alsoListed`: the same answer lists it as written all the same. */
	| { kind: 'refused'; input: Input; place?: Place; error: HubSpotError; alsoListed: boolean }
	/**
	 * Its call was refused as a whole. `among`: other entries were in it. `notAgain`: why this part
	 * was not sent again without the others. `entry`: the one that was asked about, where it was alone.
	 */
	/** Of a question, HubSpot tells which records there are, but not all that they hold. */
	| { kind: 'hidden'; error: HubSpotError }
	| { kind: 'refusedWhole'; refusal: Refusal; among: boolean; notAgain?: Stop; entry?: Entry }
	/**
	 * Which record it is about was not found out. `ids`: none or several records have the value, or one
	 * that is not taken, because another app created it. `candidates`: what is known of them, or of those
	 * that have a part of the key. `refusal`: HubSpot could not be asked.
	 */
	| {
			kind: 'unresolved';
			key: LookupKey;
			ids: string[];
			candidates?: Candidate[];
			refusal?: Refusal;
	  }
	/** It calls something by a name that leads to no ID. `refusal`: HubSpot could not be asked. */
	| { kind: 'unknownName'; name: UnknownName; refusal?: Refusal }
	/**
	 * Not sent, because nothing is to be overwritten, and what HubSpot holds is not known. `refusal`: it
	 * could not be asked; without one, its answer does not show the record.
	 */
	| { kind: 'uncompared'; refusal?: Refusal }
	/** Its call could not be made; `why` says what prevented it. */
	| { kind: 'denied'; why: string }
	/** Its call got no usable answer in any of its tries. */
	| { kind: 'lost'; refusal: Refusal }
	/** The execution was cancelled while HubSpot was working on it. */
	| { kind: 'cancelled' }
	/** A 2xx whose body cannot be read. */
	| { kind: 'unreadable'; status?: number }
	/** A 2xx that says that the batch is not complete. */
	| { kind: 'incomplete'; status: string; error: HubSpotError }
	/** A list whose pages did not end. */
	| { kind: 'endless'; pages: number }
	/** A 2xx that does not mention it. `orphans`: errors in that answer that name no record. */
	| { kind: 'unmentioned'; orphans: HubSpotError[] }
	/**
	 * Not sent, because an earlier try of the node sent it. `known`: and did not learn what became of it;
	 * else what that try did is not known any more.
	 */
	| { kind: 'earlierTry'; known: boolean }
	/** This code itself failed. */
	| { kind: 'broken'; cause: Error };

/** What a read afterwards showed of an entry that a write left open. */
export type Seen =
	| { kind: 'absent' }
	/**
	 * These properties hold other values than were to be written. Without names: the record was to go
	 * and is still there.
	 */
	| { kind: 'differs'; names: string[]; instead?: Standing }
	/**
	 * A record that this entry did not create has the value of `property` that it was to be created with.
	 */
	| { kind: 'taken'; id: string; property: string }
	/**
	 * Such a record, and nobody can tell whether this entry created it; `names`: the properties that
	 * hold other values.
	 */
	| { kind: 'there'; id?: string; names: string[] }
	/** It could not be read; `refusal` where HubSpot said why. */
	| { kind: 'unread'; refusal: Refusal };

export interface Failure {
	/**
	 * `invalid` refused by this node before anything was sent · `rejected` refused by HubSpot ·
	 * `lost` the answer never came · `unaccounted` HubSpot answered, but not about this record ·
	 * `unsent` never sent, or sent when HubSpot took nothing from this caller any more.
	 */
	reason: 'invalid' | 'rejected' | 'lost' | 'unaccounted' | 'unsent';
	/**
	 * `no`: HubSpot is as it was before. `maybe`: nobody can tell, so look before writing again.
	 * Absent for reads.
	 */
	applied?: 'no' | 'maybe';
	event: Event;
	/** An earlier try got no usable answer, so it may have been applied. */
	lostBefore?: boolean;
	seen?: Seen;
	/**
	 * The record, where the message has to name it: it was not found, or writing it again may create a
	 * second one. `sinceMs`: it was not created before this, by the run's clock.
	 */
	who?: { input: Input; place: Place; sinceMs?: number };
	/** The record that already has a value which no two records may have. */
	existingId?: string;
	status?: number;
	category?: string;
	correlationId?: string;
	/** HubSpot's own details, e.g. the property at fault. */
	errors?: Array<{ message?: string; code?: string; context?: Record<string, string[]> }>;
}

/** A value that was left out of a write, because HubSpot refused it. */
export interface LeftOut {
	property: string;
	value: string;
	/** HubSpot's words, and its code. */
	said?: string;
	code?: string;
	/** Instead, where HubSpot's definitions showed it before anything was sent. */
	unfit?: { misfit: Misfit; objectType: string };
	/** Nothing else had to be written. */
	alone?: true;
}

/** Something worth knowing about an entry that succeeded. */
export type Note =
	/** An answer left it open, and a read afterwards showed that it is done. */
	| { kind: 'found' }
	/** The batch endpoint took it without writing it, so it was written on its own. */
	| { kind: 'alone' }
	/**
	 * An earlier try of the node wrote it, and it was not sent again. `noId`: as below; `unchanged`: that
	 * try found nothing to send; `without`: the properties that it left out.
	 */
	| { kind: 'earlierTry'; noId?: true; unchanged?: true; without?: string[] }
	/** A question has more results than were wanted; `unread`: it may have, in pages that were not read. */
	| { kind: 'more'; unread?: true }
	/** HubSpot says that a question has so many results, but has shown fewer, and no further page. */
	| { kind: 'cut'; total: number; shown: number }
	/** A question has no results. */
	| { kind: 'none' }
	/** Its ID cannot be told, because several results in the answer look the same. */
	| { kind: 'noId' }
	/** HubSpot's answer shows another value than was sent. */
	| ({ kind: 'contradicted' } & Contradiction)
	/** It was sent whole, because it could not be compared. `refusal`: as in an event. */
	| { kind: 'uncompared'; refusal?: Refusal }
	/** HubSpot does not show these properties, so that nobody knows whether they are empty. */
	| { kind: 'notShown'; names: string[] }
	/** It was written without this value. */
	| ({ kind: 'leftOut' } & LeftOut)
	/** A row's own words, e.g. a value that HubSpot dropped. */
	| { kind: 'said'; text: string };

export interface Done {
	item: number;
	ok: true;
	result: Result;
	/** All results of a question that has many. */
	results?: Result[];
	notes: Note[];
}

export interface Failed {
	item: number;
	ok: false;
	failure: Failure;
}

export type Outcome = Done | Failed;

export const failed = (item: number, failure: Failure): Failed => ({ item, ok: false, failure });

export const unsent = (item: number, stop: Stop): Failed =>
	failed(item, { reason: 'unsent', applied: 'no', event: { kind: 'unsent', stop } });

/** Nobody can tell yet whether it was applied. */
export const isOpen = (outcome: Outcome | undefined): outcome is Failed =>
	outcome !== undefined && !outcome.ok && outcome.failure.applied === 'maybe';

/** HubSpot answered its call without mentioning it. */
export const isUnmentioned = (outcome: Outcome | undefined): outcome is Failed =>
	outcome !== undefined && !outcome.ok && outcome.failure.event.kind === 'unmentioned';

/** The outcome of a read, without what only a write has: whether it was applied. */
export function ofRead(outcome: Outcome): Outcome {
	if (outcome.ok || outcome.failure.applied === undefined) return outcome;
	return failed(outcome.item, omit(outcome.failure, 'applied', 'lostBefore'));
}

/**
 * Where entries come from, and where their outcomes go. A stage takes one flow and returns another.
 */
export interface Flow {
	source: Source;
	settle: (outcome: Outcome) => void;
}
