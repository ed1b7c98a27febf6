// Owns the account: what an endpoint may look at and change.

import type { Events } from './events/store';
import type { Properties } from './properties';
import type { Records } from './records/store';
import type { World } from './world';

/** What an endpoint may look at and change. */
export interface Account extends World {
	portalId: number;
	/** properties come in pages of this size; `undefined`: all at once */
	propertyPageSize: number | undefined;
	properties: Properties;
	records: Records;
	events: Events;
}
