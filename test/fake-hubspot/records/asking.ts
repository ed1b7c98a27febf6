// Owns how a call names CRM records: the type in its path, ids, and the property that identifies.

import type { Batch, ItemError, Verdict } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import type { Properties } from '../properties';
import { OBJECT_TYPES, nameOf } from '../properties';
import type { Json } from '../wire';
import { invalidJson, refuse } from '../wire';

export function typeOf({ account, parameters: [objectType] }: Visit): string {
	return account.properties.typeId(objectType);
}

/** The scopes of the object type in the path. */
export function objectScopes(right: 'read' | 'write'): Endpoint['scopes'] {
	return (visit) => visit.account.properties.objectScopes(typeOf(visit), right);
}

export function readId({ id }: Json): string {
	if (id === undefined || id === '') {
		throw refuse(400, 'VALIDATION_ERROR', 'Some required fields were not set: [id]');
	}
	if (typeof id !== 'string') throw invalidJson('"id" is not a string');
	return id;
}

/**
 * OBSERVED segmentio/action-destinations PR 3957: also for hs_object_id, which is the id. INFERRED: an
 * upsert without idProperty is one by hs_object_id.
 */
export function refuseUnfitIdProperty(
	properties: Properties,
	typeId: string,
	idProperty: string | undefined,
	what: 'update' | 'upsert' | 'read',
): void {
	if (idProperty === undefined && what !== 'upsert') return;
	if (idProperty !== undefined && properties.identifies(typeId, idProperty)) return;
	const property = idProperty ?? 'hs_object_id';
	const message = `Unable to perform ${what} by non-unique property ${property}`;
	throw refuse(400, 'VALIDATION_ERROR', message);
}

/** OBSERVED: unknown ids never refuse the batch, and share one error object. */
export function notFound(typeId: string): ItemError {
	const label = nameOf(typeId).toUpperCase();
	const message = `Could not get some ${label} objects, they may be deleted or not exist. Check that ids are valid.`;
	return { category: 'OBJECT_NOT_FOUND', message, gathered: true };
}

/** Community report: line items with bad ids answer 207 and name nobody. */
export function partly(typeId: string, verdicts: Verdict[]): Batch {
	const mute = typeId === OBJECT_TYPES.line_items;
	const anyUnknown = verdicts.some(({ error }) => error?.gathered);
	if (!mute || !anyUnknown) return { verdicts };
	return {
		verdicts: verdicts.map(({ error, ...rest }) => (error?.gathered ? rest : { error, ...rest })),
		partialAnyway: true,
	};
}
