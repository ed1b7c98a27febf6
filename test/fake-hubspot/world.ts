// Owns the clock, and the list of what was carried out.

import type { Json } from './wire';

/** What is done to an event besides changing its fields. */
export type EventAction = 'cancel' | 'complete' | 'delete' | 'associateList' | 'removeList';

/** One input that was carried out. */
export interface AppliedWrite {
	kind: 'record' | 'event' | 'association' | 'attendance';
	/**
	 * What it did. An `archive` is here also if there was nothing to archive and HubSpot answers it
	 * with success all the same; `create` and `update` always changed the account.
	 */
	action: 'create' | 'update' | 'archive' | EventAction | 'register' | 'attend';
	/**
	 * `contacts|<id or key as the input gave it>`, `2-1001|…`, `event|<objectId>`,
	 * `contacts|1 > companies|2`, `attendance|<objectId>|<contact's id>|<what it did>`
	 */
	key: string;
	/** of what was written or archived */
	id: string;
	/** `contacts`, `2-1001` */
	objectType?: string;
	trace?: string;
	input: Json;
	at: number;
}

export interface World {
	now: () => number;
	nowIso: () => string;
	/** for every input that is carried out, in order, and no other */
	wrote: (write: AppliedWrite) => void;
	/** what HubSpot takes, and no good client sends */
	oddities: string[];
}
