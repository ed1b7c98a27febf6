/** The operations of the CRM Objects node; the first one is the default. */
import type { Operation } from '../../n8n/operation';
import { batchArchiveObjects } from './batchArchiveObjects';
import { batchCreateObjects } from './batchCreateObjects';
import { batchReadObjects } from './batchReadObjects';
import { batchUpdateObjects } from './batchUpdateObjects';
import { batchUpsertObjects } from './batchUpsertObjects';

export const RECORD_OPERATIONS: Operation[] = [
	batchUpdateObjects,
	batchArchiveObjects,
	batchCreateObjects,
	batchReadObjects,
	batchUpsertObjects,
];
