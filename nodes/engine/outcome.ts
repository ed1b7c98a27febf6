/** The words of the engine: what is asked, and what became of it. */
import type { Place, Result } from '../hubspot/api';
import type { Input } from '../n8n/operation';

/** One input, with the item it came from: identity travels with it. */
export interface Entry {
	/** Index of the n8n item. */
	item: number;
	place: Place;
	input: Input;
	/** Unique in the run: what the input was stamped with. */
	label?: string;
}

/** Entries that travel in one call. */
export interface Chunk {
	place: Place;
	entries: Entry[];
	/** Chunks with an earlier write to one of these records: answered first. */
	after: Chunk[];
}

export interface Failure {
	/**
	 * `invalid` refused by us, before anything was sent · `rejected` refused by HubSpot · `lost` the
	 * answer never came · `unaccounted` HubSpot answered, but not about this record · `unsent` never sent.
	 */
	reason: 'invalid' | 'rejected' | 'lost' | 'unaccounted' | 'unsent';
	/** `no`: HubSpot is as it was before. `maybe`: nobody can tell; look before writing again. */
	applied: 'no' | 'maybe';
	/** For the person who reads it in n8n: what happened, and what to do next. */
	message: string;
	status?: number;
	category?: string;
	correlationId?: string;
	/** HubSpot's own details, e.g. the property at fault. */
	errors?: Array<{ message?: string; code?: string; context?: Record<string, string[]> }>;
}

export type Outcome =
	| { item: number; ok: true; result: Result; warnings: string[] }
	| { item: number; ok: false; failure: Failure };

export const failed = (item: number, failure: Failure): Outcome => ({ item, ok: false, failure });

/** Nobody can tell yet whether it was applied. */
export const isOpen = (outcome: Outcome | undefined): boolean =>
	outcome !== undefined && !outcome.ok && outcome.failure.applied === 'maybe';
