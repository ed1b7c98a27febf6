// Owns the reads of CRM records: batch/read, and GET of one.

import type { Batch, Verdict } from '../batch';
import { isObject, readInputs, refuseDuplicates } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { READS_INPUTS, reading } from '../endpoints';
import { bare, envelope } from '../shapes';
import type { Json } from '../wire';
import { invalidJson, refuse } from '../wire';
import { notFound, objectScopes, partly, readId, refuseUnfitIdProperty, typeOf } from './asking';

export const readRecords: Endpoint = {
	method: 'POST',
	template: 'objects/*/batch/read',
	scopes: objectScopes('read'),
	faults: 'readFaults',
	counts: READS_INPUTS,
	plan,
	answer: envelope(),
};

export const readRecord: Endpoint = {
	method: 'GET',
	template: 'objects/*/*',
	scopes: objectScopes('read'),
	faults: 'readFaults',
	plan: reading((visit) => {
		const { records } = visit.account;
		const { query, parameters } = visit;
		const idProperty = query.get('idProperty') ?? undefined;
		const record = records.resolveRead(typeOf(visit), parameters[1], idProperty);
		if (!record || record === 'silence') throw refuse(404, 'OBJECT_NOT_FOUND', 'Object not found.');
		const wanted = (query.get('properties') ?? '').split(',').filter(Boolean);
		return records.show(record, wanted.length > 0 ? wanted : Object.keys(record.properties));
	}),
	answer: bare(),
};

/**
 * Once for all inputs: `idProperty` is at the top of the body, not in the inputs (SPEC). Merged
 * records are treated as in batch/update, which is INFERRED: their old id is answered with nothing at
 * all, neither a result nor an error, or with a result under the new id.
 */
function plan(visit: Visit): Batch {
	const { account } = visit;
	const { records, properties: known } = account;
	const typeId = typeOf(visit);
	const body = visit.json();
	const beside = ['properties', 'propertiesWithHistory', 'idProperty'];
	const { idProperty, properties, propertiesWithHistory } = isObject(body) ? body : ({} as Json);
	// OBSERVED PipedreamHQ/pipedream PR 8462: half as many with history.
	const withHistory = namesIn(propertiesWithHistory, 'propertiesWithHistory');
	const raw = readInputs(body, ['id'], { beside, max: withHistory.length > 0 ? 50 : 100 });
	// INFERRED: names that do not exist are left out of an answer without a word.
	const exists = (name: string) => known.of(typeId)?.has(name) ?? true;
	const wanted = namesIn(properties, 'properties').filter(exists);
	const history = withHistory.filter(exists);
	const archived = isForArchived(visit);
	if (idProperty !== undefined && typeof idProperty !== 'string') {
		throw invalidJson('"idProperty" is not a string');
	}
	refuseUnfitIdProperty(known, typeId, idProperty, 'read');
	// OBSERVED for batch/update; INFERRED here.
	if (!raw) return { verdicts: [] };
	const ids = raw.map(readId);
	const fold = (id: string) => (idProperty === undefined ? id : known.fold(typeId, idProperty, id));
	refuseDuplicates(ids.map(fold), 'IDs', ids); // OBSERVED for writes; INFERRED for reads

	// OBSERVED: found by a secondary e-mail address, a contact still shows its primary one.
	const shown = [...wanted];
	if (idProperty !== undefined && records.habits.returnIdProperty) shown.push(idProperty);
	const told = new Set<string>();
	const verdicts = raw.map((input, i): Verdict => {
		const name = { ids: [ids[i]] };
		const record = archived
			? records.findArchived(typeId, ids[i], idProperty)
			: records.resolveRead(typeId, ids[i], idProperty);
		if (record === 'silence') return { input, name };
		if (!record) return { input, name, error: notFound(typeId) };
		// INFERRED: one record is told once, however many ids and addresses ask for it.
		if (told.has(record.id)) return { input, name };
		told.add(record.id);
		return { input, name, fulfil: () => records.show(record, shown, history) };
	});
	return partly(typeId, verdicts);
}

/**
 * SPEC: archived records only, and of the others none. OBSERVED hubspot-api-php #98, of a GET: `1` is
 * refused; INFERRED here.
 */
function isForArchived({ query }: Visit): boolean {
	for (const name of query.keys()) {
		if (name !== 'archived')
			throw refuse(400, 'VALIDATION_ERROR', `unknown query parameter ${name}`);
	}
	const said = query.get('archived') ?? 'false';
	if (said === 'true' || said === 'false') return said === 'true';
	throw refuse(400, 'VALIDATION_ERROR', `"archived" is not a boolean: ${said}`);
}

/** Both lists of names of batch/read. INFERRED: either may be left out. */
function namesIn(list: unknown, where: string): string[] {
	if (list === undefined) return [];
	const isNames = Array.isArray(list) && list.every((name) => typeof name === 'string');
	if (!isNames) throw invalidJson(`"${where}" is not a list of names`);
	return list as string[];
}
