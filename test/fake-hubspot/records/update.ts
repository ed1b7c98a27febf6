// Owns batch/update of CRM records.

import type { Batch, Verdict } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { WRITES_INPUTS } from '../endpoints';
import { envelope } from '../shapes';
import { notFound, objectScopes, partly, typeOf } from './asking';
import {
	Judge,
	failsPerItem,
	nameOfWrite,
	noteWrite,
	readWrites,
	refuseConflicts,
	refuseWhole,
	resultOf,
} from './writing';

export const updateRecords: Endpoint = {
	method: 'POST',
	template: 'objects/*/batch/update',
	scopes: objectScopes('write'),
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan,
	answer: envelope(),
};

function plan(visit: Visit): Batch {
	const { account } = visit;
	const { records } = account;
	const typeId = typeOf(visit);
	const writes = readWrites(account, typeId, visit.json(), 'update');
	if (!writes) return { verdicts: [] };

	const judge = new Judge(account, typeId, visit.version);
	const verdicts = writes.map((write): Verdict => {
		const about = { input: write.input, name: nameOfWrite(write) };
		const record = records.resolve(typeId, write.id, write.idProperty);
		if (record === 'silence') return about;
		if (!record) return { ...about, error: notFound(typeId) };
		const error = judge.problemWith(record, write, write.properties);
		if (error) return { ...about, error };
		if (records.habits.updateWritesNothing) return about;
		return {
			...about,
			fulfil: () => {
				records.change(typeId, record, write.properties);
				noteWrite(account, typeId, record.id, 'update', write);
				const { idProperty } = write;
				const shown = records.habits.returnIdProperty && idProperty !== undefined;
				return resultOf(account, record, write, shown ? [idProperty] : []);
			},
		};
	});
	if (!failsPerItem(writes)) refuseWhole(verdicts, account);
	if (records.habits.updateConflicts === 'whole') refuseConflicts(verdicts);
	return partly(typeId, verdicts);
}
