/** The operations of the Marketing Events node; the first one is the default. */
import type { Operation } from '../../n8n/operation';
import { associateListWithEvent } from './associateListWithEvent';
import { batchArchiveEvents } from './batchArchiveEvents';
import { batchUpdateEvents } from './batchUpdateEvents';
import { cancelEvents } from './cancelEvents';
import { completeEvents } from './completeEvents';
import { deleteEvents } from './deleteEvents';
import { getEventCounters } from './getEventCounters';
import { getEvents } from './getEvents';
import { getEventsOfContact } from './getEventsOfContact';
import { getListsOfEvent } from './getListsOfEvent';
import { getManyEvents } from './getManyEvents';
import { getParticipantsOfEvent } from './getParticipantsOfEvent';
import { recordAttendance } from './recordAttendance';
import { removeListFromEvent } from './removeListFromEvent';
import { upsertEvents } from './upsertEvents';

export const EVENT_OPERATIONS: Operation[] = [
	upsertEvents,
	batchArchiveEvents,
	batchUpdateEvents,
	cancelEvents,
	completeEvents,
	deleteEvents,
	getEvents,
	getManyEvents,
	recordAttendance,
	getParticipantsOfEvent,
	associateListWithEvent,
	getEventCounters,
	getEventsOfContact,
	getListsOfEvent,
	removeListFromEvent,
];
