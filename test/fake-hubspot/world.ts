// Owns what records and events share: the clock, and where they tell what they did.

import type { Json } from './wire';

/** One input that was written. Here if and only if it changed the account. */
export interface AppliedWrite {
	kind: 'record' | 'event';
	/** `contacts|<id or key as the input gave it>`, `2-1001|…`, `event|<objectId>` */
	key: string;
	/** of what was written */
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
	/** for every input that is written, in order, and no other */
	wrote: (write: AppliedWrite) => void;
	/** what HubSpot takes, and no good client sends */
	oddities: string[];
}
