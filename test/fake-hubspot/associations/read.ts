// Owns the reads of associations: what is associated with records, and the labels of two object types.

import type { Batch, Verdict } from '../batch';
import { readInputs, refuseDuplicates } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { READS_INPUTS, reading } from '../endpoints';
import { notFound } from '../records/asking';
import { bare, envelope } from '../shapes';
import type { Json } from '../wire';
import { invalidJson } from '../wire';
import { admitted, idIn, labelOf, scopesOf } from './asking';

export const readAssociations: Endpoint = {
	method: 'POST',
	template: 'associations/*/*/batch/read',
	scopes: scopesOf('read'),
	faults: 'readFaults',
	counts: READS_INPUTS,
	plan,
	answer: envelope(),
};

export const listLabels: Endpoint = {
	method: 'GET',
	template: 'associations/*/*/labels',
	scopes: scopesOf('read'),
	faults: 'supportingFaults',
	plan: reading((visit) => {
		const { from, to } = admitted(visit, 'read');
		return { results: visit.account.associations.typesOf(from, to).map((type) => ({ ...type })) };
	}),
	answer: bare(),
};

function plan(visit: Visit): Batch {
	const { associations } = visit.account;
	const types = admitted(visit, 'read');
	const inputs = readInputs(visit.json(), ['id', 'after'], { max: 1000 }) ?? [];
	const asked = inputs.map(({ id, after }) => {
		if (after !== undefined && typeof after !== 'string') throw invalidJson('"after" is no string');
		return { id: idIn({ id }, 'input'), after };
	});
	refuseDuplicates(
		asked.map(({ id }) => id),
		'IDs',
	); // INFERRED, as in every other batch
	const size = associations.habits.associationPageSize;
	const verdicts = asked.map(({ id, after }, at): Verdict => {
		const input = inputs[at];
		const isUnknown = !associations.isThere([types.from, id]);
		if (isUnknown && associations.habits.unknownSources === 'notFound') {
			const error = { ...notFound(types.from), gathered: false };
			return { input, name: { ids: [id] }, error };
		}
		const all = isUnknown ? [] : associations.of([types.from, id], types.to);
		const name = { fromObjectId: [id] };
		if (all.length === 0) return { input, name, error: none(id, types) };
		const start = Number(after ?? 0);
		return { input, name, fulfil: () => pageOf(id, all, start, size) };
	});
	return { verdicts };
}

/** OBSERVED: a record without associations is an error of its own in a 207. */
const none = (id: string, { from, to }: { from: string; to: string }) => ({
	category: 'OBJECT_NOT_FOUND',
	subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
	message: `No ${labelOf(to)} is associated with ${labelOf(from)} ${id}.`,
	context: { fromObjectId: [id], fromObjectType: [labelOf(from)], toObjectType: [labelOf(to)] },
});

/** OBSERVED: the IDs of the other records are numbers. */
function pageOf(
	id: string,
	all: ReturnType<Visit['account']['associations']['of']>,
	start: number,
	size: number,
): Json {
	const next = start + size;
	return {
		from: { id },
		to: all.slice(start, next).map(({ id: toId, types }) => ({
			toObjectId: Number(toId),
			associationTypes: types.map((type) => ({ ...type })),
		})),
		...(next < all.length && { paging: { next: { after: String(next) } } }),
	};
}
