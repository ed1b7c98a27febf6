// Owns how a call names associations: the two object types in its path, the records and types of its
// inputs, and what is said of those that do not exist.

import type { Account } from '../account';
import type { Batch, ItemError, Verdict } from '../batch';
import { isObject, readInputs, refuseDuplicates } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { nameOf } from '../properties';
import type { Json } from '../wire';
import { invalidJson, missingScopes, refuse } from '../wire';
import type { AssociationType, Place } from './store';

export function typesIn({ account, parameters: [from, to] }: Visit): { from: string; to: string } {
	return { from: account.properties.typeId(from), to: account.properties.typeId(to) };
}

/** The scopes of the first object type; those of the second are wanted as well: see `admitted`. */
export function scopesOf(right: 'read' | 'write'): Endpoint['scopes'] {
	return (visit) => visit.account.properties.objectScopes(typesIn(visit).from, right);
}

/** STATED: the scopes of both objects are needed. */
export function admitted(visit: Visit, right: 'read' | 'write'): { from: string; to: string } {
	const types = typesIn(visit);
	const needed = visit.account.properties.objectScopes(types.to, right);
	if (!needed.some((scope) => visit.token.scopes.includes(scope))) throw missingScopes(needed);
	return types;
}

/** The id in `{ id }`. */
export function idIn(value: unknown, where: string): string {
	if (!isObject(value)) throw invalidJson(`"${where}" is not an object`);
	const other = Object.keys(value).find((key) => key !== 'id');
	if (other !== undefined) throw invalidJson(`unknown field "${other}" in "${where}"`);
	if (value.id === undefined || value.id === '') {
		throw refuse(400, 'VALIDATION_ERROR', `Some required fields were not set: [${where}.id]`);
	}
	if (typeof value.id !== 'string') throw invalidJson(`"${where}.id" is not a string`);
	return value.id;
}

/** The one type of an input. `types` may hold several; the product sends one. */
function typeIn(types: unknown): { name: string; category: string; typeId: number } {
	const [type, ...more] = Array.isArray(types) ? (types as unknown[]) : [];
	if (!isObject(type) || more.length > 0) throw invalidJson('"types" is not a list of one type');
	const { associationCategory: category, associationTypeId: typeId, ...others } = type;
	if (
		Object.keys(others).length > 0 ||
		typeof category !== 'string' ||
		typeof typeId !== 'number'
	) {
		throw invalidJson('a type has a category and a number, and nothing else');
	}
	return { name: `${category}:${typeId}`, category, typeId };
}

const INVALID = 'One or more associations are invalid';

/** OBSERVED of records created with associations: a type that goes from another object type. */
export const turnedType = (from: string, expected: string): ItemError => ({
	category: 'VALIDATION_ERROR',
	message: `invalid from object type ${from} for associations to be created. expected: ${expected}`,
});

/** OBSERVED of single calls. */
export function unknownType(category: string, typeId: number): ItemError {
	const spec = `${category}=${typeId}`;
	return {
		category: 'VALIDATION_ERROR',
		message: INVALID,
		context: {
			associationSpec: [spec],
			INVALID_ASSOCIATION_TYPE_ID: [`${spec} is not a valid association definition id`],
		},
	};
}

function refuseType(visit: Visit, { category, typeId, name }: ReturnType<typeof typeIn>): never {
	const { from, to } = typesIn(visit);
	const isTurned = visit.account.associations.find(to, from, name) !== undefined && from !== to;
	const { message, context } = isTurned ? turnedType(from, to) : unknownType(category, typeId);
	throw refuse(400, 'VALIDATION_ERROR', message, { ...(context && { context }) });
}

export interface PairAsked {
	input: Json;
	from: Place;
	to: Place;
	type?: AssociationType;
}

/** The inputs of a batch about pairs. `ends`: how the second record is given. */
export function readPairs(
	visit: Visit,
	{ max, typed, to: asList }: { max: number; typed: boolean; to: 'one' | 'list' },
): PairAsked[] {
	const types = admitted(visit, 'write');
	const known = ['from', 'to', ...(typed ? ['types'] : [])];
	const inputs = readInputs(visit.json(), known, { max }) ?? [];
	const pairs = inputs.map((input): PairAsked => {
		const [only, ...more] = asList === 'list' ? listOf(input.to) : [input.to];
		if (more.length > 0) throw invalidJson('the fake takes one record in "to"');
		const asked = typed ? typeIn(input.types) : undefined;
		const type = asked && visit.account.associations.find(types.from, types.to, asked.name);
		if (asked && !type) refuseType(visit, asked);
		return {
			input,
			from: [types.from, idIn(input.from, 'from')],
			to: [types.to, idIn(only, 'to')],
			...(type && { type }),
		};
	});
	// INFERRED, as in every other batch: the strictest choice.
	refuseDuplicates(
		pairs.map(({ from, to }) => `${from[1]}-${to[1]}`),
		'associations',
	);
	return pairs;
}

function listOf(value: unknown): unknown[] {
	if (!Array.isArray(value)) throw invalidJson('"to" is not an array');
	return value as unknown[];
}

const labelOf = (typeId: string) => nameOf(typeId).replace(/ies$/, 'y').replace(/s$/, '');

/** OBSERVED of single calls: records that do not exist. */
export function invalidIds(gone: Place[]): ItemError {
	const typeOf = ([type]: Place) => labelOf(type).toUpperCase();
	return {
		category: 'VALIDATION_ERROR',
		message: INVALID,
		context: {
			INVALID_OBJECT_IDS: gone.map((place) => `${typeOf(place)}=${place[1]} is not valid`),
			objectId: gone.map(([, id]) => id),
			objectType: gone.map(typeOf),
		},
	};
}

export const MISSING = 'One or more of the objects to associate do not exist.';

/** What is said of an input with a record that does not exist. */
function missing({ associations }: Account, { from, to }: PairAsked): ItemError | undefined {
	const gone = [from, to].filter((place) => !associations.isThere(place));
	if (gone.length === 0) return undefined;
	const { associationErrors: how } = associations.habits;
	if (how === 'invalidIds' || how === 'whole') return invalidIds(gone);
	const named = how === 'pair' ? [from, to] : gone;
	return {
		category: 'OBJECT_NOT_FOUND',
		message: MISSING,
		context: {
			...(named.includes(from) && { fromObjectId: [from[1]] }),
			...(named.includes(to) && { toObjectId: [to[1]] }),
		},
	};
}

/** The plan of a batch about pairs; `act` does what is asked for one, and gives its results. */
export function planPairs(
	{ account }: Visit,
	pairs: PairAsked[],
	act: (pair: PairAsked) => Json,
	action: 'create' | 'archive',
): Batch {
	const verdicts = pairs.map((pair): Verdict => {
		const { from, to } = pair;
		// What rules about bad inputs look at.
		const input = { ...pair.input, fromId: from[1], toId: to[1] };
		const name = { fromObjectId: [from[1]], toObjectId: [to[1]] };
		const error = action === 'create' ? missing(account, pair) : undefined;
		if (error) return { input, name, error };
		const fulfil = () => {
			const result = act(pair);
			account.wrote({
				kind: 'association',
				action,
				key: `${nameOf(from[0])}|${from[1]} > ${nameOf(to[0])}|${to[1]}`,
				id: `${from[1]}>${to[1]}`,
				objectType: nameOf(from[0]),
				input: pair.input,
				at: account.now(),
			});
			return result;
		};
		return { input, name, fulfil };
	});
	const bad = verdicts.flatMap(({ error }) => (error?.context ? [error.context] : []));
	if (bad.length > 0 && account.associations.habits.associationErrors === 'whole') {
		const all = (key: string) => [...new Set(bad.flatMap((context) => context[key] ?? []))];
		const keys = ['INVALID_OBJECT_IDS', 'objectId', 'objectType'];
		throw refuse(400, 'VALIDATION_ERROR', 'One or more associations are invalid', {
			context: Object.fromEntries(keys.map((key) => [key, all(key)])),
		});
	}
	return { verdicts };
}

export { labelOf };
