// Owns PATCH of one CRM record.

import type { Verdict } from '../batch';
import { readObject } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { one } from '../endpoints';
import { bare } from '../shapes';
import type { Json } from '../wire';
import { refuse } from '../wire';
import { objectScopes, refuseUnfitIdProperty, typeOf } from './asking';
import { Judge, noteWrite, resultOf, type RecordWrite } from './writing';

export const patchRecord: Endpoint = {
	method: 'PATCH',
	template: 'objects/*/*',
	scopes: objectScopes('write'),
	faults: 'singleFaults',
	plan: one(plan),
	answer: bare(),
};

/** SPEC: `idProperty` in the query, the properties alone in the body. */
function plan(visit: Visit): Verdict & { fulfil: () => Json } {
	const { account, query, parameters } = visit;
	const { records, properties: known } = account;
	const typeId = typeOf(visit);
	const [, id] = parameters;
	const idProperty = query.get('idProperty') ?? undefined;
	refuseUnfitIdProperty(known, typeId, idProperty, 'update');
	const input = readObject(visit.json(), ['properties']);
	const properties = (input.properties ?? {}) as Record<string, string>;
	const write: RecordWrite = { id, idProperty, properties, input: { ...input, id } };
	const record = records.resolve(typeId, id, idProperty);
	// INFERRED for a merged record, about which batches are silent.
	if (!record || record === 'silence') {
		throw refuse(404, 'OBJECT_NOT_FOUND', 'Object not found.');
	}
	const problem = new Judge(account, typeId, visit.version).problemWith(record, write, properties);
	if (problem) {
		const { category, message, errors } = problem;
		throw refuse(category === 'CONFLICT' ? 409 : 400, category, message, { errors: errors ?? [] });
	}
	return {
		input: write.input,
		name: { ids: [id] },
		fulfil: () => {
			records.change(typeId, record, properties);
			noteWrite(account, typeId, record.id, 'update', write);
			return resultOf(account, record, write, []);
		},
	};
}
