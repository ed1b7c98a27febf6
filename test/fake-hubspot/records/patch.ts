// Owns PATCH of one CRM record, by its id or by a unique property.

import type { Verdict } from '../batch';
import { readObject } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { one } from '../endpoints';
import { bare } from '../shapes';
import type { Json } from '../wire';
import { refuse } from '../wire';
import { objectScopes, refuseUnfitIdProperty, typeOf } from './asking';
import { Judge, detailsBeside, noteWrite, readWrite, resultOf } from './writing';

export const patchRecord: Endpoint = {
	method: 'PATCH',
	template: 'objects/*/*',
	scopes: objectScopes('write'),
	faults: 'singleFaults',
	plan: one(plan),
	answer: bare(),
};

/**
 * SPEC: `properties` in the body, `idProperty` in the query. INFERRED: what a batch would tell of in an
 * item error refuses the call, and a merged id is no record where a batch answers it with silence.
 */
function plan(visit: Visit): Verdict & { fulfil: () => Json } {
	const { account, parameters, query, version, json } = visit;
	const { records, properties } = account;
	const typeId = typeOf(visit);
	const [, id] = parameters;
	const idProperty = query.get('idProperty') ?? undefined;
	refuseUnfitIdProperty(properties, typeId, idProperty, 'update');
	const body = readObject(json(), ['properties']);
	const write = readWrite({ id, ...(idProperty === undefined ? {} : { idProperty }), ...body });
	const record = records.resolve(typeId, id, idProperty);
	if (!record || record === 'silence') {
		throw refuse(404, 'OBJECT_NOT_FOUND', 'Object not found.');
	}
	const error = new Judge(account, typeId, version).problemWith(record, write, write.properties);
	if (error) {
		const { conflict = 400, category, message, errors = [] } = error;
		throw refuse(conflict, category, message, {
			...(error.problems ? detailsBeside(errors, account) : {}),
		});
	}
	return {
		input: write.input,
		name: { ids: [id] },
		fulfil: () => {
			records.change(typeId, record, write.properties);
			noteWrite(account, typeId, record.id, 'update', write);
			const shown = records.habits.returnIdProperty && idProperty !== undefined;
			return resultOf(account, record, write, shown ? [idProperty] : []);
		},
	};
}
