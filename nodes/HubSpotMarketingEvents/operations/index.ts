/** The operations of the Marketing Events node; the first one is the default. */
import type { Operation } from '../../n8n/operation';
import { batchArchiveEvents } from './batchArchiveEvents';
import { batchUpdateEvents } from './batchUpdateEvents';
import { cancelEvents } from './cancelEvents';
import { completeEvents } from './completeEvents';
import { deleteEvents } from './deleteEvents';
import { getEvents } from './getEvents';
import { getManyEvents } from './getManyEvents';
import { recordAttendance } from './recordAttendance';
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
];
