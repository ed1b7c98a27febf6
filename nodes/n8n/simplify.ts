/** The option Simplify: a record as a flat item, its properties at the top level beside its ID. Pure. */
import { isRecord, own, put } from '../hubspot/json';
import type { Result } from '../hubspot/replies';
import type { Told } from './present';

/** What HubSpot says of every record beside its properties. With Simplify off it is there. */
const LEFT_OUT: ReadonlySet<string> = new Set(['createdAt', 'updatedAt', 'archived', 'url']);

/**
 * Names that mean something else at the top level. A property that is called so stays under
 * `properties`. `error`: n8n takes an item with it for a failed one.
 */
const TAKEN: ReadonlySet<string> = new Set([
	'id',
	'error',
	'properties',
	'propertiesWithHistory',
	'archivedAt',
	'warnings',
	'membershipTimestamp',
]);

/** A record with its properties at the top level. None is lost, whatever it is called. */
export function simplified(result: Result): Result {
	const { id, properties, ...others } = result;
	const flat: Result = id === undefined ? {} : { id };
	const kept: Result = {};
	for (const [name, value] of Object.entries(isRecord(properties) ? properties : {})) {
		put<unknown>(TAKEN.has(name) ? kept : flat, name, value);
	}
	// The key that a record was found by is among these. What the record holds goes before it.
	for (const [name, value] of Object.entries(others)) {
		const to = name === 'error' ? kept : flat;
		if (!LEFT_OUT.has(name) && own(to, name) === undefined) put<unknown>(to, name, value);
	}
	if (Object.keys(kept).length) flat.properties = kept;
	return flat;
}

/**
 * Simplifies the records of an outcome. In place: a copy of each of 100,000 would cost more than it.
 * @param flat makes a flat record of one
 */
export function simplify(told: Told, flat: (result: Result) => Result = simplified): void {
	if (!told.ok) return;
	if (told.results) told.results = told.results.map((each) => flat(each));
	else told.result = flat(told.result);
}
