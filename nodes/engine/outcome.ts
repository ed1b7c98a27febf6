/**
 * The words of the engine: what is asked, and what became of it. A failure holds facts, never
 * sentences: `nodes/n8n/words.ts` turns them into sentences, once.
 */
import type { Input, Place } from '../hubspot/endpoint';
import type { HubSpotError } from '../hubspot/errors';
import { omit } from '../hubspot/json';
import type { Result } from '../hubspot/replies';

/** One input, with the item it came from: identity travels with it. */
export interface Entry {
	/** Index of the n8n item. */
	item: number;
	place: Place;
	input: Input;
	/** Unique in the run: what the input was stamped with. */
	trace?: string;
}

/** Entries that travel in one call. */
export interface Batch {
	place: Place;
	entries: Entry[];
	/** Batches with an earlier write to one of these records: answered first. */
	after: Batch[];
}

/** The next entries, as they are read; undefined after the last. */
export type Source = () => Entry[] | undefined | Promise<Entry[] | undefined>;

// ---------------------------------------------------------------- what HubSpot said

/** What a call came to that got no 2xx: HubSpot's refusal, or why there is none. */
export interface Refusal {
	status?: number;
	headers?: Record<string, string>;
	error: HubSpotError;
	/** What happened, where no reply says it. */
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
	/** So many batches in a row were refused in the same words, and none was ever accepted. */
	| { kind: 'sameRefusals'; count: number; refusal: Refusal }
	/** HubSpot accepted nothing for so long. */
	| { kind: 'stalled'; ms: number }
	/** An earlier call was refused in a way in which every later one would be. */
	| { kind: 'denied'; refusal: Refusal }
	/** So many batches in a row got no answer. */
	| { kind: 'unanswered'; count: number }
	/** The record holds a property that HubSpot called unknown in other records. */
	| { kind: 'unknownProperty'; name: string; said: string };

// ---------------------------------------------------------------- what became of an entry

/** What is known of an entry that did not go through. */
export type Event =
	/** The item cannot be turned into an input. */
	| { kind: 'invalid'; problem: string }
	/** Never sent. */
	| { kind: 'unsent'; stop: Stop }
	/** It was refused by name, in an answer that may list it as written all the same. */
	| { kind: 'refused'; input: Input; error: HubSpotError; alsoListed: boolean }
	/** The call was refused as a whole; `notAgain`: why this part of it was not sent without the others. */
	| { kind: 'refusedWhole'; refusal: Refusal; among: boolean; notAgain?: Stop }
	/** No call with it could be made, although one was due. */
	| { kind: 'denied'; why: string }
	/** No answer came, however often it was asked. */
	| { kind: 'lost'; refusal: Refusal }
	/** The execution was cancelled while HubSpot was working on it. */
	| { kind: 'cancelled' }
	/** A 2xx whose body cannot be read. */
	| { kind: 'unreadable'; status?: number }
	/** A 2xx that says that the batch is not complete. */
	| { kind: 'incomplete'; status: string; error: HubSpotError }
	/** A list whose pages did not end. */
	| { kind: 'endless'; pages: number }
	/** A 2xx that does not mention it; `orphans`: errors in it that name no record. */
	| { kind: 'unmentioned'; orphans: HubSpotError[] }
	/** This code itself failed. */
	| { kind: 'broken'; cause: Error };

/** What a read afterwards showed of an entry that a write left open. */
export type Seen =
	| { kind: 'absent' }
	/** Values of these properties differ from what was to be written; none named: it is still there. */
	| { kind: 'differs'; names: string[] }
	/** It could not be read; `refusal` where HubSpot said why. */
	| { kind: 'unread'; refusal: Refusal };

export interface Failure {
	/**
	 * `invalid` refused by us, before anything was sent · `rejected` refused by HubSpot · `lost` the
	 * answer never came · `unaccounted` HubSpot answered, but not about this record · `unsent` never sent.
	 */
	reason: 'invalid' | 'rejected' | 'lost' | 'unaccounted' | 'unsent';
	/** `no`: HubSpot is as it was before. `maybe`: nobody can tell; look before writing again. Of reads: absent. */
	applied?: 'no' | 'maybe';
	event: Event;
	/** An earlier try got no usable answer, so it may have been applied. */
	lostBefore?: boolean;
	seen?: Seen;
	status?: number;
	category?: string;
	correlationId?: string;
	/** HubSpot's own details, e.g. the property at fault. */
	errors?: Array<{ message?: string; code?: string; context?: Record<string, string[]> }>;
}

/** Something worth knowing about an entry that went well. */
export type Note =
	/** An answer left it open, and a read afterwards showed it. */
	| { kind: 'found' }
	/** The batch endpoint took it without writing it, so it was written on its own. */
	| { kind: 'alone' }
	/** The answer does not tell its ID: several results in it look the same. */
	| { kind: 'noId' }
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

/** What a read that got no answer about a record is told without: whether anything was applied. */
export function ofRead(outcome: Outcome): Outcome {
	if (outcome.ok || outcome.failure.applied === undefined) return outcome;
	return failed(outcome.item, omit(outcome.failure, 'applied', 'lostBefore'));
}

/** Where entries come from, and where their outcomes go. A stage makes one flow of another. */
export interface Flow {
	source: Source;
	settle: (outcome: Outcome) => void;
}
