// Owns batch/archive of CRM records.

import type { Batch, Verdict } from '../batch';
import { readInputs, refuseDuplicates } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import { WRITES_INPUTS } from '../endpoints';
import { nothing } from '../shapes';
import { objectScopes, readId, typeOf } from './asking';
import { noteWrite } from './writing';

export const archiveRecords: Endpoint = {
	method: 'POST',
	template: 'objects/*/batch/archive',
	scopes: objectScopes('write'),
	faults: 'faults',
	counts: WRITES_INPUTS,
	plan,
	answer: nothing(),
};

/** OBSERVED for single deletes: an id that does not exist is archived as well as any other. */
function plan(visit: Visit): Batch {
	const { account } = visit;
	const { records } = account;
	const typeId = typeOf(visit);
	const inputs = readInputs(visit.json(), ['id']) ?? []; // INFERRED: as in update
	const ids = inputs.map(readId);
	refuseDuplicates(ids, 'IDs'); // OBSERVED for update; INFERRED here
	const verdicts = inputs.map((input, i): Verdict => {
		const id = ids[i];
		return {
			input,
			name: { ids: [id] },
			fulfil: () => {
				const record = records.resolve(typeId, id);
				const found = record === undefined || record === 'silence' ? undefined : record;
				if (found) records.archive(typeId, found);
				noteWrite(account, typeId, found?.id ?? id, 'archive', { id, input });
				return {};
			},
		};
	});
	return { verdicts };
}
