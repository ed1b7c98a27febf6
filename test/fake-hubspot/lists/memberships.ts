// Owns memberships/add and memberships/remove.

import type { Batch, Verdict } from '../batch';
import type { Endpoint, Visit } from '../endpoints';
import type { Json } from '../wire';
import { refuse } from '../wire';
import { WRITE_LISTS, listOf, readIds } from './asking';
import type { ListHabits } from './store';

/** How many ids one call takes: not documented. INFERRED: as many as can be copied between lists. */
const MOST = 100_000;

export const addMembers = membershipCall('add');
export const removeMembers = membershipCall('remove');

function membershipCall(action: 'add' | 'remove'): Endpoint {
	return {
		method: 'PUT',
		template: `lists/*/memberships/${action}`,
		...WRITE_LISTS,
		// What spoils lists of results would be told by nobody here: a record that no list of the answer
		// names is one that needed no change.
		faults: 'singleFaults',
		counts: { as: 'inputsReceived', inputs: (body) => body },
		plan: (visit) => plan(visit, action),
		answer: {
			tells: 'results',
			give: ({ results }, { lists }) => ({
				status: 200,
				body: answered(results as unknown as Told[], lists.habits),
			}),
		},
	};
}

/** What became of one id; a membership that needed no change is in no list of the answer. */
interface Told {
	id: string;
	as: 'added' | 'removed' | 'missing' | 'neither';
}

function plan(visit: Visit, action: 'add' | 'remove'): Batch {
	const { lists, records } = visit.account;
	const list = listOf(visit);
	const ids = readIds(visit.json());
	if (ids.length > MOST) {
		throw refuse(400, 'VALIDATION_ERROR', `At most ${MOST} record ids can be given at once`);
	}
	// STATED that it takes none; INFERRED: what is answered then.
	if (list.processingType === 'DYNAMIC') {
		const message = `List ${list.listId} is DYNAMIC: its memberships cannot be changed by hand.`;
		throw refuse(400, 'VALIDATION_ERROR', message);
	}
	const change = (id: string): Told['as'] => {
		if (!records.find(list.objectTypeId, id)) return 'missing';
		if (action === 'add') return lists.add(list, id) ? 'added' : 'neither';
		return lists.remove(list, id) ? 'removed' : 'neither';
	};
	// STATED: an id twice is one membership.
	const verdicts = [...new Set(ids)].map((id): Verdict => {
		return { input: { id }, name: { ids: [id] }, fulfil: () => ({ id, as: change(id) }) };
	});
	return { verdicts };
}

function answered(
	told: Told[],
	{ listSpelling, listNumbers, listLeavesOutEmpty }: ListHabits,
): Json {
	const body: Json = {};
	const list = (name: string, which: Told['as']) => {
		const ids = told.filter((each) => each.as === which).map(({ id }) => id);
		if (listLeavesOutEmpty && !ids.length) return;
		body[name] = listNumbers ? ids.map(Number) : ids;
	};
	const odd = listSpelling === 'records' ? 'recordsIds' : 'recordIds';
	list(`${odd}Added`, 'added');
	list('recordIdsMissing', 'missing');
	list(`${odd}Removed`, 'removed');
	return body;
}
