/**
 * Associations: what connects two records, and HubSpot's batch endpoints for it.
 * Sources: HubSpot's reference pages of the associations API, and what others observed of it.
 */
import type { Check, Endpoint, LookupKey, Many, Match, Place, Resolve } from './endpoint';
import { named, type HubSpotError } from './errors';
import { idText, isRecord, omit } from './json';
import { keyOf } from './records';
import { parseEnvelope, type Envelope, type Result } from './replies';

// ---------------------------------------------------------------- inputs

/** A record that an association begins or ends at. */
export type End = { id: string; idProperty?: string };

/** One element of `inputs`: two records that are, or are to be, associated. */
export type Pair = { from: End; to: End };

/** Asks for what is associated with a record, from a page on. */
export type Source = { id: string; after?: string };

/** The names of the place's parameters, as the paths below have them. */
const ENDS = { from: 'fromObjectType', to: 'toObjectType' } as const;

/** A label as the node holds it: its category and its number, which are its name for HubSpot. */
export const LABEL = /^(HUBSPOT_DEFINED|USER_DEFINED|INTEGRATOR_DEFINED|WORK):(\d+)$/;

/** The type of association that a label stands for; undefined for the default one. */
function typeAt({ parameters }: Place) {
	const [, associationCategory, number] = LABEL.exec(parameters.label ?? '') ?? [];
	return number === undefined
		? undefined
		: { associationCategory, associationTypeId: Number(number) };
}

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

const idOf = (value: unknown): string => keyOf(idText(value) ?? '', undefined);

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
	const ids = (...keys: string[]) => named(error, keys).map(idOf);
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

const byPair: Match<Pair> = {
	key: ({ from, to }) => pairKey(from.id, to.id),
	names: () => [],
	namedBy: [],
	about: pairsNamed,
	resultKey: ({ fromObjectId, toObjectId }) =>
		fromObjectId === undefined ? undefined : pairKey(idOf(fromObjectId), idOf(toObjectId)),
};

/**
 * Is an error about the type of association, such as a label of the other direction? (OBSERVED: “One
 * or more associations are invalid”, with the type in its context.)
 */
export const isAboutType = (error: HubSpotError): boolean =>
	named(error, ['INVALID_ASSOCIATION_TYPE_ID', 'associationSpec']).length > 0 ||
	/association (type|definition|label)|from object type \S+ for associations/i.test(
		error.message ?? '',
	);

// ---------------------------------------------------------------- answers

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

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
function parsePairs(body: unknown): Envelope | undefined {
	const envelope = parseEnvelope(body);
	if (!envelope) return undefined;
	const pairs = new Map<string | undefined, Result>();
	for (const result of envelope.results.map(pairOf)) {
		const key = byPair.resultKey?.(result, NOBODY);
		const other = pairs.get(key);
		const types = other && [...listOf(other.associationTypes), ...listOf(result.associationTypes)];
		pairs.set(key, types?.length ? { ...other, associationTypes: types } : (other ?? result));
	}
	return { ...envelope, results: [...pairs.values()] };
}

const NOBODY: Pair = { from: { id: '' }, to: { id: '' } };

/** What `keyed` puts at the top, from the record that the item names first to the other one. */
const ENDS_OF_RESULT = [
	...['from', 'to', 'fromObjectId', 'toObjectId'],
	...['fromObjectTypeId', 'toObjectTypeId'],
];

/** The result of a pair, from the record that its item names first to the other one. */
export function keyed(result: Result, { from, to }: Pair): Result {
	const { fromObjectId, fromObjectTypeId, toObjectTypeId } = result;
	const isTurned = fromObjectId !== undefined && idOf(fromObjectId) !== from.id;
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

// ---------------------------------------------------------------- endpoints

const batch = { family: 'associations', method: 'POST' } as const;

/** The labels of a pair of object types, which exist only where both types do. */
const labels = { family: 'associations', path: '/{fromObjectType}/{toObjectType}/labels' } as const;

const isOfType = (told: unknown, wanted: ReturnType<typeof typeAt>): boolean => {
	if (!isRecord(told)) return false;
	const category = told.category ?? told.associationCategory;
	const id = told.typeId ?? told.associationTypeId;
	// The default type is HubSpot's own one without a label.
	if (!wanted) return category === 'HUBSPOT_DEFINED' && !told.label;
	return category === wanted.associationCategory && Number(id) === wanted.associationTypeId;
};

/** Does this pair of object types have the label that is asked for, in this direction? */
const hasLabel = (body: unknown, place: Place): boolean => {
	const results = isRecord(body) ? body.results : undefined;
	const wanted = typeAt(place);
	return !Array.isArray(results) || results.some((each) => isOfType(each, wanted));
};

/** The pairs as the body holds them, with the type where a label is chosen. */
function withType(elements: unknown[], _: Pair[], place: Place): object {
	const type = typeAt(place);
	if (!type) return { inputs: elements };
	return { inputs: elements.map((element) => ({ ...(element as object), types: [type] })) };
}

/** As it is: until its records are found, a pair differs by what they are called by. */
const element = ({ from, to }: Pair) => ({ from, to });

/**
 * Associates records: with the default type, or with a label. Creating what exists already changes
 * nothing (INFERRED). The default one answers 200 with `errors` in it.
 */
export const associate: Endpoint<Pair> = {
	...batch,
	path: '/{fromObjectType}/{toObjectType}/batch/associate/default',
	pathAt: (place) => (typeAt(place) ? '/{fromObjectType}/{toObjectType}/batch/create' : undefined),
	limit: 2_000,
	usual: 1_000,
	element,
	body: withType,
	answer: parsePairs,
	match: byPair,
	probe: { ...labels, isRight: hasLabel },
};

/**
 * Removes what connects records: all of it, or one label. v4 answers 204, the dated versions 200 with an
 * envelope that has no results; what an answer does not mention is gone either way.
 */
export const removeAssociations: Endpoint<Pair> = {
	...batch,
	path: '/{fromObjectType}/{toObjectType}/batch/archive',
	pathAt: (place) =>
		typeAt(place) ? '/{fromObjectType}/{toObjectType}/batch/labels/archive' : undefined,
	limit: 100,
	element,
	body: (elements, inputs, place) =>
		typeAt(place)
			? withType(elements, inputs, place)
			: { inputs: inputs.map(({ from, to }) => ({ from: { id: from.id }, to: [{ id: to.id }] })) },
	answer: parsePairs,
	silence: (_, { status, body }) =>
		status === NO_CONTENT || (status === OK && isRecord(body)) ? {} : undefined,
	match: byPair,
	probe: { ...labels, isRight: (body, place) => !typeAt(place) || hasLabel(body, place) },
};

const OK = 200;
const NO_CONTENT = 204;

/** The ID of the record that a result of a read is about. */
const sourceOf = ({ from }: Result): string => idOf(isRecord(from) ? from.id : undefined);

/** Where the next page of a result begins; undefined after the last one. */
function nextOf({ paging }: Result): string | undefined {
	const next = isRecord(paging) && isRecord(paging.next) ? paging.next.after : undefined;
	return idText(next) || undefined;
}

/** HubSpot's word for a record without associations, in an error of its own (OBSERVED). */
const NONE = 'NO_ASSOCIATIONS_FOUND';

const isNone = (error: unknown): boolean =>
	isRecord(error) && String(error.subCategory).includes(NONE);

/** The 2xx of a read. A record without associations is a result that is empty, and no error. */
function parseSources(body: unknown): Envelope | undefined {
	if (!isRecord(body)) return undefined;
	const errors = listOf(body.errors);
	const none = parseEnvelope({ errors: errors.filter(isNone) })?.errors ?? [];
	const empty = none
		.flatMap((error) => [...idsIn(error).from, ...idsIn(error).either])
		.map((id): Result => ({ from: { id }, to: [] }));
	const envelope = parseEnvelope({ ...body, errors: errors.filter((each) => !isNone(each)) });
	return envelope && { ...envelope, results: [...envelope.results, ...empty] };
}

const read = {
	...batch,
	path: '/{fromObjectType}/{toObjectType}/batch/read',
	limit: 1_000,
	answer: parseSources,
	probe: labels,
} as const;

/** Reads what is associated with records, a page of each. */
export const readAssociations: Endpoint<Source> = {
	...read,
	match: {
		key: ({ id }) => id,
		names: ({ id }) => [id],
		namedBy: ['fromObjectId', 'fromId', 'objectId', 'ids', 'id'],
		resultKey: sourceOf,
	},
};

/** What one result of a read holds: an association each, with its labels in words. */
const associationsIn = (result: Result): Result[] =>
	listOf(result.to)
		.filter(isRecord)
		.map(({ toObjectId, associationTypes, ...rest }) => {
			const types = listOf(associationTypes).filter(isRecord);
			return {
				fromObjectId: sourceOf(result),
				toObjectId: idText(toObjectId),
				labels: types.map(({ label }) => label).filter((label) => typeof label === 'string'),
				associationTypes: types,
				...rest,
			};
		});

/** All that is associated with a record, which comes in pages. */
export const allAssociations: Many<Source> = {
	results: associationsIn,
	rest: (result, { id }) => {
		const after = nextOf(result);
		return after === undefined ? undefined : { id, after };
	},
};

// ---------------------------------------------------------------- checks

/** The association that a result of a read shows between these records, of this type if one is wanted. */
function associationIn(result: Result, { from, to }: Pair, place?: Place): Result | undefined {
	if (sourceOf(result) !== from.id) return undefined;
	const wanted = place && typeAt(place);
	return associationsIn(result).find(
		({ toObjectId, associationTypes }) =>
			idOf(toObjectId) === to.id &&
			(!wanted || listOf(associationTypes).some((type) => isOfType(type, wanted))),
	);
}

/** Reads what is associated with the first record of each pair, each record once. */
const readOfPairs: Endpoint<Pair> = {
	...read,
	element: ({ from }) => from.id,
	body: (ids) => ({ inputs: [...new Set(ids)].map((id) => ({ id })) }),
	match: {
		key: byPair.key,
		names: () => [],
		namedBy: [],
		about: (error, pairs) => {
			const { from, either } = idsIn(error);
			const ids = new Set([...from, ...either]);
			return pairs.filter((pair) => ids.has(pair.from.id));
		},
	},
};

/** A read of all that is associated with the first record shows whether the second is among it. */
export const checkPairs = (absent: Check<Pair>['absent']): Check<Pair> => ({
	read: readOfPairs,
	isOf: (result, pair, place) => associationIn(result, pair, place) !== undefined,
	isComplete: (results, { from }) =>
		results.some((result) => sourceOf(result) === from.id && nextOf(result) === undefined),
	absent,
	shown: (result, pair) => associationIn(result, pair) ?? result,
	changedAt: () => undefined,
});
