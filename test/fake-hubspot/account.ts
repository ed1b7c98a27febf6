// Owns the account: what an endpoint may look at and change.

import type { Associations } from './associations/store';
import type { DetailStyle } from './details';
import type { Directory } from './directory/store';
import type { Participants } from './events/participants';
import type { Events } from './events/store';
import type { Lists } from './lists/store';
import type { Properties } from './properties';
import type { Records } from './records/store';
import type { World } from './world';

/** What an endpoint may look at and change. */
export interface Account extends World {
	portalId: number;
	/** properties come in pages of this size; `undefined`: all at once */
	propertyPageSize: number | undefined;
	/** what a list of properties answers for an object type that does not exist */
	unknownTypes: 400 | 404;
	/** how a refusal tells which values were not valid */
	detailStyle: DetailStyle;
	properties: Properties;
	directory: Directory;
	records: Records;
	events: Events;
	participants: Participants;
	lists: Lists;
	associations: Associations;
	/** calls of the day that all apps have made, and how many there are */
	usageToday: () => { used: number; limit: number };
	/** carries out a call some time after its line went dead */
	later: (ms: number, call: () => unknown) => void;
}
