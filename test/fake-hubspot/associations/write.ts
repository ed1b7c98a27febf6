// Owns the batches that associate records, and that remove what connects them.

import type { Endpoint, Visit } from '../endpoints';
import { WRITES_INPUTS } from '../endpoints';
import type { Shape } from '../shapes';
import { envelope, nothing } from '../shapes';
import type { Json } from '../wire';
import { refuse } from '../wire';
import { planPairs, readPairs, scopesOf, typesIn } from './asking';
import type { AssociationType, Place } from './store';

/** SPEC: 201 (OBSERVED in hubspot-api-python #448: 200), one result a pair, its IDs numbers (OBSERVED). */
export const createLabelled: Endpoint = {
	method: 'POST',
	template: 'associations/*/*/batch/create',
	scopes: scopesOf('write'),
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan: (visit) => {
		const { associations } = visit.account;
		const pairs = readPairs(visit, { max: 2000, typed: true, to: 'one' });
		return planPairs(
			visit,
			pairs,
			({ from, to, type }) => {
				associations.link(from, to, type);
				return {
					fromObjectTypeId: from[0],
					fromObjectId: Number(from[1]),
					toObjectTypeId: to[0],
					toObjectId: Number(to[1]),
					labels: type?.label ? [type.label] : [],
				};
			},
			'create',
		);
	},
	answer: envelope({ success: 201 }),
};

/** INFERRED: one result for each direction. Errors are told inside the 200 (SPEC). */
export const createDefault: Endpoint = {
	method: 'POST',
	template: 'associations/*/*/batch/associate/default',
	scopes: scopesOf('write'),
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan: (visit) => {
		const { associations } = visit.account;
		const { from, to } = typesIn(visit);
		const pairs = readPairs(visit, { max: 2000, typed: false, to: 'one' });
		const type = associations.defaultOf(from, to) ?? refuseDefault(from, to);
		return planPairs(
			visit,
			pairs,
			(pair) => {
				associations.link(pair.from, pair.to);
				const back = associations.inverseOf(from, to, type);
				return { both: [direction(pair.to, pair.from, back), direction(pair.from, pair.to, type)] };
			},
			'create',
		);
	},
	answer: bothDirections(),
};

/** INFERRED: custom objects have no default type. */
function refuseDefault(from: string, to: string): never {
	const message = `No default association type exists between ${from} and ${to}`;
	throw refuse(400, 'VALIDATION_ERROR', message);
}

const direction = (from: Place, to: Place, { category, typeId }: AssociationType): Json => ({
	from: { id: from[1] },
	to: { id: to[1] },
	associationSpec: { associationCategory: category, associationTypeId: typeId },
});

/** Two results for one input, the one that was not asked for first. */
function bothDirections(): Shape {
	const shape = envelope({ success: 200, partial: 200 });
	const all = (results: Json[]) => results.flatMap(({ both }) => both as Json[]);
	return {
		...shape,
		give: (outcome, account) => shape.give({ ...outcome, results: all(outcome.results) }, account),
	};
}

/** v4 answers 204; the dated versions 200, with an envelope that has no results (SPEC). */
const removed = ({ version }: Visit): Shape => {
	if (version === 'v3') return nothing();
	const shape = envelope();
	const give: Shape['give'] = (outcome, account) =>
		shape.give({ ...outcome, results: [] }, account);
	return { tells: 'nothing', give };
};

/** All that connects two records. What is not there is removed as well as anything else (INFERRED). */
export const archive: Endpoint = {
	method: 'POST',
	template: 'associations/*/*/batch/archive',
	scopes: scopesOf('write'),
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan: (visit) => {
		const { associations } = visit.account;
		const pairs = readPairs(visit, { max: 100, typed: false, to: 'list' });
		return planPairs(
			visit,
			pairs,
			({ from, to }) => {
				associations.unlink(from, to);
				return {};
			},
			'archive',
		);
	},
	answer: removed,
};

/** One label; what else connects the records stays. */
export const archiveLabels: Endpoint = {
	method: 'POST',
	template: 'associations/*/*/batch/labels/archive',
	scopes: scopesOf('write'),
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan: (visit) => {
		const { associations } = visit.account;
		const pairs = readPairs(visit, { max: 100, typed: true, to: 'one' });
		return planPairs(
			visit,
			pairs,
			({ from, to, type }) => {
				associations.unlink(from, to, type);
				return {};
			},
			'archive',
		);
	},
	answer: removed,
};
