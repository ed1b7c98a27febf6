/**
 * HubSpot's batch endpoints for associations: pairs of records are associated and separated, and what
 * is associated with a record is read. Sources: HubSpot's reference pages of the associations API, and
 * what others observed of it.
 */
import { isType, typeOfLabel } from './associationTypes';
import type { Endpoint, Place } from './endpoint';
import type { Check, Many, Resolve } from './effect';
import { idText, isRecord, listOf } from './json';
import { byPair, idsIn, parsePairs, spelledId, type End, type Pair } from './pairs';
import { nextAfter, parseEnvelope, type Envelope, type Result } from './replies';

// ---------------------------------------------------------------- writes

const batch = { family: 'associations', method: 'POST' } as const;

/** The labels of a pair of object types, which exist only where both types do. */
const labels = { family: 'associations', path: '/{fromObjectType}/{toObjectType}/labels' } as const;

/** The type that is chosen for all pairs of a place; undefined for the default one. */
const typeAt = ({ parameters }: Place) => typeOfLabel(parameters.label);

/** Does this pair of object types have the label that is asked for, in this direction? */
const hasLabel = (body: unknown, place: Place): boolean => {
	const results = isRecord(body) ? body.results : undefined;
	const wanted = typeAt(place);
	return !Array.isArray(results) || results.some((each) => isType(each, wanted));
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

// ---------------------------------------------------------------- reads

/** Asks for what is associated with a record, from a page on. */
export type Source = End & { after?: string };

/** The record may be called by any property. */
export const sourceByAnyProperty: Resolve<Source> = {
	names: ({ id, idProperty }, { parameters: { fromObjectType } }) =>
		idProperty === undefined
			? []
			: [{ objectType: fromObjectType, property: idProperty, value: id }],
	resolved: (_, [id]) => ({ id }),
};

/** The ID of the record that a result of a read is about. */
const sourceOf = ({ from }: Result): string => spelledId(isRecord(from) ? from.id : undefined);

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
	element: ({ id, after }) => ({ id: spelledId(id), ...(after !== undefined && { after }) }),
	match: {
		key: ({ id }) => spelledId(id),
		names: ({ id }) => [spelledId(id)],
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
		const after = nextAfter(result);
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
			spelledId(toObjectId) === to.id &&
			(!wanted || listOf(associationTypes).some((type) => isType(type, wanted))),
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
		results.some((result) => sourceOf(result) === from.id && nextAfter(result) === undefined),
	absent,
	shown: (result, pair) => associationIn(result, pair) ?? result,
	changedAt: () => undefined,
});
