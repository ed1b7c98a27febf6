// Lists what is under CRM objects.

import type { Endpoint, NotFaked } from '../endpoints';
import { archiveRecords } from './archive';
import { createRecords } from './create';
import { patchRecord } from './patch';
import { readRecord, readRecords } from './read';
import { searchRecords } from './search';
import { updateRecords } from './update';
import { upsertRecords } from './upsert';

export const RECORD_ENDPOINTS: readonly Endpoint[] = [
	updateRecords,
	patchRecord,
	upsertRecords,
	archiveRecords,
	createRecords,
	readRecords,
	readRecord,
	searchRecords,
];

export const RECORD_NOT_FAKED: readonly NotFaked[] = [
	{ template: 'objects/*/*', methods: ['DELETE', 'POST'] },
];
