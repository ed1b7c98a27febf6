// Owns batch/upsert of CRM records: by a unique property, and never by record id.

import type { Batch, ItemError, Verdict } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { WRITES_INPUTS } from '../endpoints';
import { envelope } from '../shapes';
import type { Account } from '../account';
import { objectScopes, typeOf } from './asking';
import type { CrmRecord } from './store';
import type { RecordWrite } from './writing';
import {
	Judge,
	failsPerItem,
	nameOfWrite,
	noteWrite,
	readWrites,
	refuseConflicts,
	refuseWhole,
	resultOf,
	taken,
} from './writing';

export const upsertRecords: Endpoint = {
	method: 'POST',
	template: 'objects/*/batch/upsert',
	scopes: objectScopes('write'),
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan,
	answer: envelope(),
};

function plan(visit: Visit): Batch {
	const { account } = visit;
	const typeId = typeOf(visit);
	const writes = readWrites(account, typeId, visit.json(), 'upsert');
	if (!writes) return { verdicts: [] }; // OBSERVED for update; INFERRED here

	const judge = new Judge(account, typeId, visit.version);
	const verdicts = writes.map((write): Verdict => {
		const about = { input: write.input, name: nameOfWrite(write) };
		const { idProperty = '' } = write; // `readWrites` refuses an upsert without it
		const found = account.records.find(typeId, write.id, idProperty);
		if (found) {
			const error = judge.problemWith(found, write, write.properties);
			return error
				? { ...about, error }
				: { ...about, fulfil: () => update(account, typeId, found, write, idProperty) };
		}
		// A new record has the value it was looked for by.
		const id = account.records.freeId(typeId);
		const values = { ...write.properties, [idProperty]: write.id };
		const error =
			contradiction(account, typeId, write, idProperty, id) ??
			judge.problemWith({ id, properties: {} }, write, values, true);
		return error
			? { ...about, error }
			: { ...about, fulfil: () => create(account, typeId, id, values, write, idProperty) };
	});
	if (!failsPerItem(writes)) refuseWhole(verdicts, account);
	if (account.records.habits.upsertConflicts === 'whole') refuseConflicts(verdicts);
	return { verdicts };
}

/**
 * INFERRED: a new record cannot have the value it was looked for by and another one in its place. (An
 * update may change the value.) The other one may be taken: by the very record, if this is the second
 * try of an upsert that changed its key.
 */
function contradiction(
	account: Account,
	typeId: string,
	write: RecordWrite,
	idProperty: string,
	newId: string,
): ItemError | undefined {
	const fold = (text: string) => account.properties.fold(typeId, idProperty, text);
	const value = write.properties[idProperty];
	if (value === undefined || fold(value) === fold(write.id)) return undefined;
	const owner = value === '' ? undefined : account.records.find(typeId, value, idProperty);
	if (owner) {
		return taken(account, typeId, write, { id: newId, name: idProperty, value, owner: owner.id });
	}
	const message = `Property "${idProperty}" of a new record must be its ID`;
	return { category: 'VALIDATION_ERROR', message };
}

function update(
	account: Account,
	typeId: string,
	record: CrmRecord,
	write: RecordWrite,
	idProperty: string,
) {
	account.records.change(typeId, record, write.properties);
	noteWrite(account, typeId, record.id, 'update', write);
	// OBSERVED: the value of the idProperty is in the result, asked for or not. Found by a secondary
	// e-mail address, that is the primary one.
	return { ...resultOf(account, record, write, [idProperty]), new: false };
}

function create(
	account: Account,
	typeId: string,
	id: string,
	values: Record<string, string>,
	write: RecordWrite,
	idProperty: string,
) {
	const record = account.records.add(typeId, id, values);
	noteWrite(account, typeId, id, 'create', write);
	return { ...resultOf(account, record, write, [idProperty]), new: true };
}
