/** The operations of the CRM Objects node; the first one is the default. */
import type { Operation } from '../../n8n/operation';
import { addToList } from './addToList';
import { batchArchiveObjects } from './batchArchiveObjects';
import { batchAssociate } from './batchAssociate';
import { batchCreateObjects } from './batchCreateObjects';
import { batchReadAssociations } from './batchReadAssociations';
import { batchReadObjects } from './batchReadObjects';
import { batchRemoveAssociations } from './batchRemoveAssociations';
import { batchUpdateObjects } from './batchUpdateObjects';
import { batchUpsertObjects } from './batchUpsertObjects';
import { searchObjects } from './searchObjects';
import { readListMembers } from './readListMembers';
import { removeFromList } from './removeFromList';

export const RECORD_OPERATIONS: Operation[] = [
	batchUpdateObjects,
	batchArchiveObjects,
	batchCreateObjects,
	batchReadObjects,
	batchUpsertObjects,
	searchObjects,
	addToList,
	removeFromList,
	readListMembers,
	batchAssociate,
	batchReadAssociations,
	batchRemoveAssociations,
];
