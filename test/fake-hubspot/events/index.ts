// Lists what is under marketing events.

import type { Endpoint, NotFaked } from '../endpoints';
import { archiveEvents } from './archive';
import { ATTENDANCE_ENDPOINTS } from './attendance';
import { deleteEvents } from './delete';
import { readIdentifiers } from './identifiers';
import { cancelEvent, completeEvent } from './life';
import { EVENT_LIST_ENDPOINTS } from './lists';
import { PARTICIPATION_ENDPOINTS } from './participations';
import { patchEvent } from './patch';
import {
	listEvents,
	listEventsAsInSpec,
	readEventByExternalId,
	readEventByObjectId,
	searchEvents,
} from './read';
import { updateEvents } from './update';
import { putEvent, upsertEvents } from './upsert';

export const EVENT_ENDPOINTS: readonly Endpoint[] = [
	upsertEvents,
	putEvent,
	updateEvents,
	patchEvent,
	archiveEvents,
	cancelEvent,
	completeEvent,
	deleteEvents,
	listEvents,
	listEventsAsInSpec,
	searchEvents,
	readEventByExternalId,
	readEventByObjectId,
	readIdentifiers,
	...EVENT_LIST_ENDPOINTS,
	...ATTENDANCE_ENDPOINTS,
	...PARTICIPATION_ENDPOINTS,
];

export const EVENT_NOT_FAKED: readonly NotFaked[] = [
	{ template: 'marketing/events', methods: ['POST'] },
	{ template: 'marketing/events/*', methods: ['PATCH', 'DELETE'] },
	{ template: 'marketing/*', methods: ['DELETE'] },
];
