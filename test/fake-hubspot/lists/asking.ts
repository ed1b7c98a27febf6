// Owns how a call names a list, and the scopes of all calls about lists.

import type { Endpoint, Visit } from '../endpoints';
import { invalidJson, refuse } from '../wire';
import type { RecordList } from './store';

/**
 * OBSERVED n8n PR 31190: with the scope to write alone, a write is refused, and the refusal names the
 * scope to read. So a write needs both.
 */
export const READ_LISTS: Pick<Endpoint, 'scopes'> = { scopes: () => ['crm.lists.read'] };
export const WRITE_LISTS: Pick<Endpoint, 'scopes' | 'alsoScopes'> = {
	...READ_LISTS,
	alsoScopes: ['crm.lists.write'],
};

export function listOf({ account, parameters: [listId] }: Visit): RecordList {
	const list = account.lists.all.get(listId);
	// INFERRED: status and category; OBSERVED: nothing.
	if (!list) throw refuse(404, 'OBJECT_NOT_FOUND', `List does not exist with ID ${listId}.`);
	return list;
}

/** SPEC: a bare list of ids, as text. */
export function readIds(body: unknown): string[] {
	const isIds = Array.isArray(body) && body.every((id) => typeof id === 'string');
	if (!isIds) throw invalidJson('the body is not a list of ids');
	const ids = body as string[];
	const odd = ids.find((id) => !/^\d+$/.test(id));
	// INFERRED
	if (odd !== undefined) throw refuse(400, 'VALIDATION_ERROR', `Invalid record id: ${odd}`);
	return ids;
}
