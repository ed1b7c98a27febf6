// Lists what is under CRM objects.

import type { Endpoint, NotFaked } from '../endpoints';
import { readRecord, readRecords } from './read';
import { updateRecords } from './update';

export const RECORD_ENDPOINTS: readonly Endpoint[] = [
	updateRecords,
	readRecords,
	readRecord,
];

export const RECORD_NOT_FAKED: readonly NotFaked[] = [
	{ template: 'objects/*/*', methods: ['PATCH', 'DELETE', 'POST'] },
];
