/**
 * Pairs of records that are, or are to be, associated: what an input looks like, and how answers and
 * errors about pairs find it. Sources: HubSpot's reference pages of the associations API, and what
 * others observed of it.
 */
import type { Match, Place } from './endpoint';
import type { LookupKey, Resolve } from './effect';
import { named, type HubSpotError } from './errors';
import { idText, isRecord, listOf, omit } from './json';
import { keyOf } from './records';
import { parseEnvelope, type Envelope, type Result } from './replies';

// ---------------------------------------------------------------- inputs

/** A record that an association begins or ends at. */
export type End = { id: string; idProperty?: string };

/** One element of `inputs`: two records that are, or are to be, associated. */
export type Pair = { from: End; to: End };

/** The names of the place's parameters, by the end of a pair that they are about. */
const ENDS = { from: 'fromObjectType', to: 'toObjectType' } as const;

// ---------------------------------------------------------------- records found by a property

const endsOf = ({ from, to }: Pair): Array<[name: 'from' | 'to', end: End]> => [
	['from', from],
	['to', to],
];

/** The records of a pair that are named by something else than their ID. */
const names = (pair: Pair, { parameters }: Place): LookupKey[] =>
	endsOf(pair).flatMap(([name, { id, idProperty }]) =>
		idProperty === undefined
			? []
			: [{ objectType: parameters[ENDS[name]], property: idProperty, value: id }],
	);

/** The pair by record IDs: those that were found, in the order of `names`. */
function resolved(pair: Pair, ids: string[]): Pair {
	const left = [...ids];
	const found = ({ id, idProperty }: End): End => ({
		id: idProperty === undefined ? id : (left.shift() ?? id),
	});
	return { from: found(pair.from), to: found(pair.to) };
}

/** Both records of a pair may be called by any property. */
export const pairByAnyProperty: Resolve<Pair> = { names, resolved };

// ---------------------------------------------------------------- how answers find their questions

/** An ID in an answer, spelled as those of inputs are. */
export const spelledId = (value: unknown): string => keyOf(idText(value) ?? '', undefined);

/**
 * The key of a pair, whichever of the two comes first. HubSpot tells of an association in both
 * directions, and of “1 to 2” beside “2 to 1” in one call nobody could tell which result is whose: so
 * they are one key, and go in two calls.
 */
const pairKey = (one: string, other: string) =>
	one < other ? `${one} ${other}` : `${other} ${one}`;

/** “CONTACT=51 is not valid”: the ID in it. */
const INVALID_ID = /=(\d+) is not valid/;

/** The IDs that an error names, by what it says of them. */
export function idsIn(error: HubSpotError): { from: string[]; to: string[]; either: string[] } {
	const ids = (...keys: string[]) => named(error, keys).map(spelledId);
	const said = named(error, ['INVALID_OBJECT_IDS']).flatMap(
		(text) => INVALID_ID.exec(text)?.slice(1) ?? [],
	);
	return {
		from: ids('fromObjectId', 'fromId'),
		to: ids('toObjectId', 'toId'),
		either: [...ids('objectId', 'ids', 'id'), ...said],
	};
}

/** The pairs that an error is about: those with the record that it names, in the place it says. */
function pairsNamed(error: HubSpotError, pairs: Pair[]): Pair[] {
	const { from, to, either } = idsIn(error);
	// Nearly always one pair: for each of a thousand errors, a thousand pairs are looked at.
	if (from.length === 1 && to.length === 1) {
		return pairs.filter((pair) => pair.from.id === from[0] && pair.to.id === to[0]);
	}
	if (from.length && from.length === to.length) {
		const both = new Set(from.map((id, index) => `${id} ${to[index]}`));
		return pairs.filter((pair) => both.has(`${pair.from.id} ${pair.to.id}`));
	}
	if (from.length || to.length) {
		const isNamed = (ids: string[], id: string) => !ids.length || ids.includes(id);
		return pairs.filter((pair) => isNamed(from, pair.from.id) && isNamed(to, pair.to.id));
	}
	if (!either.length) return [];
	const ids = new Set(either);
	const fromNamed = pairs.filter((pair) => ids.has(pair.from.id));
	const toNamed = pairs.filter((pair) => ids.has(pair.to.id));
	const twice = fromNamed.filter((pair) => ids.has(pair.to.id));
	if (twice.length) return twice;
	// The same number is a record of either object type: nobody can tell which one is meant.
	return fromNamed.length && toNamed.length ? [] : [...fromNamed, ...toNamed];
}

/** The key of the pair that a result is about. */
const keyOfResult = ({ fromObjectId, toObjectId }: Result): string | undefined =>
	fromObjectId === undefined ? undefined : pairKey(spelledId(fromObjectId), spelledId(toObjectId));

export const byPair: Match<Pair> = {
	key: ({ from, to }) => pairKey(from.id, to.id),
	names: () => [],
	namedBy: [],
	about: pairsNamed,
	resultKey: keyOfResult,
};

// ---------------------------------------------------------------- answers

/** A result of a write, with the IDs of both records under the names that labelled ones have. */
function pairOf({ from, to, associationSpec, ...rest }: Result): Result {
	const fromObjectId = idText(rest.fromObjectId) ?? idText(isRecord(from) ? from.id : undefined);
	const toObjectId = idText(rest.toObjectId) ?? idText(isRecord(to) ? to.id : undefined);
	return {
		...rest,
		...(fromObjectId !== undefined && toObjectId !== undefined && { fromObjectId, toObjectId }),
		...(isRecord(associationSpec) && { associationTypes: [associationSpec] }),
	};
}

/** HubSpot may tell of each direction in a result of its own: one result for each pair. */
export function parsePairs(body: unknown): Envelope | undefined {
	const envelope = parseEnvelope(body);
	if (!envelope) return undefined;
	const pairs = new Map<string | undefined, Result>();
	for (const result of envelope.results.map(pairOf)) {
		const key = keyOfResult(result);
		const types = listOf(result.associationTypes);
		const other = pairs.get(key);
		if (!other) pairs.set(key, types.length ? { ...result, associationTypes: [...types] } : result);
		else if (types.length) (other.associationTypes = listOf(other.associationTypes)).push(...types);
	}
	return { ...envelope, results: [...pairs.values()] };
}

/** What `keyed` puts at the top, from the record that the item names first to the other one. */
const ENDS_OF_RESULT = [
	...['from', 'to', 'fromObjectId', 'toObjectId'],
	...['fromObjectTypeId', 'toObjectTypeId'],
];

/** The result of a pair, from the record that its item names first to the other one. */
export function keyed(result: Result, { from, to }: Pair): Result {
	const { fromObjectId, fromObjectTypeId, toObjectTypeId } = result;
	const isTurned = fromObjectId !== undefined && spelledId(fromObjectId) !== from.id;
	const [first, second] = isTurned
		? [toObjectTypeId, fromObjectTypeId]
		: [fromObjectTypeId, toObjectTypeId];
	return {
		fromObjectId: from.id,
		...(first !== undefined && { fromObjectTypeId: first }),
		toObjectId: to.id,
		...(second !== undefined && { toObjectTypeId: second }),
		...omit(result, ...ENDS_OF_RESULT),
	};
}
