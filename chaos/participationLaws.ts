/** The laws of lists of events: associated, removed and read. */
import { valid, type Case } from './case';
import { LISTS, listsAtFirst, listTag, PARTICIPATION_KINDS } from './participations';

const listIdOf = ({ execution }: Case): string => {
	const { listId = '' } = execution.plan.parameters ?? {};
	return listId === `legacy:${LISTS.legacyId}` ? LISTS.legacy : listId;
};

const ACTIONS = { associateListWithEvent: 'associateList', removeListFromEvent: 'removeList' };

/** Had the event this list from the start? */
const hadList = (tag: string, listId: string) => listsAtFirst(tag).includes(listId);

/** The laws of one execution. */
export function breachesOfParticipations(one: Case): void {
	const { operation } = one.execution.plan;
	if (operation === 'getListsOfEvent') readsOfLists(one);
	else writesOfLists(one, operation as keyof typeof ACTIONS);
}

function writesOfLists(one: Case, operation: keyof typeof ACTIONS): void {
	const { played, number, execution, calls, hold } = one;
	const { hubspot } = played.world;
	const listId = listIdOf(one);
	const adds = operation === 'associateListWithEvent';
	const ofList = hubspot.applied.filter(({ input }) => input.listId === listId);
	const others = played.executions.some(
		({ plan }, other) => other !== number && plan.operation in ACTIONS,
	);
	const sent = new Set(
		calls.flatMap(({ request }) => PARTICIPATION_KINDS[operation].tags?.(request) ?? []),
	);
	for (const { outcome, item: its, told } of valid(one)) {
		const own = ofList.filter((write) => listTag(write) === its.tag);
		const wasDone = own.some(({ action }) => action === ACTIONS[operation]);
		if (outcome.ok) {
			hold('Done of a list of an event means that it was asked for', sent.has(its.tag), told);
			const isSo = wasDone || hadList(its.tag, listId) === adds;
			hold('A list of an event that is done is so', isSo || others, told);
			const holds = hubspot.event(its.tag)?.listIds?.includes(listId) ?? false;
			hold('An event keeps the lists that it was told to have', holds === adds || others, told);
			const { objectId, outcome: words, ownedBy } = outcome.result;
			hold('A result is of its own event', objectId === its.tag && ownedBy === undefined, told);
			hold(
				'A list of an event says what became of it',
				/^(not )?associated/.test(String(words)),
				told,
			);
			continue;
		}
		const { applied, reason, message } = outcome.failure;
		hold('A list of an event is told in its own words', !/written|created/.test(message), told);
		hold('Unsent and invalid are not applied', reason !== 'unsent' || applied === 'no', told);
		const twin = execution.outcomes.some((each) => {
			const other = execution.plan.items[each.item];
			return other?.tag === its.tag && (each.ok || each.failure.applied === 'maybe');
		});
		const admitted = applied === 'maybe' || twin || others || !wasDone;
		hold('“Not applied” of a list of an event means not applied', admitted, told);
	}
}

function readsOfLists(one: Case): void {
	const { played, calls, hold, number } = one;
	const { hubspot } = played.world;
	const stray = calls.find(({ request }) => request.method !== 'GET');
	hold('A read of the lists of an event changes nothing', !stray, () => `execution ${number}`);
	const quiet = !hubspot.applied.some((write) => listTag(write) !== undefined);
	for (const { outcome, item: its, told } of valid(one)) {
		if (!outcome.ok) {
			const { applied, category, reason } = outcome.failure;
			hold('A read of the lists of an event is never told applied', applied === undefined, told);
			const isMissing = reason === 'rejected' && category === 'OBJECT_NOT_FOUND';
			hold(
				'An event without a list is no event that is not there',
				!isMissing || its.doubtful === true || wasLied(one),
				told,
			);
			continue;
		}
		const shown = (outcome.results ?? []).map(({ listId }) => String(listId)).sort();
		const known = shown.every((id) => hubspot.list(id) !== undefined);
		hold('A read of the lists of an event invents none', known, told);
		const seeded = listsAtFirst(its.tag);
		hold('An event shows all its lists', !quiet || shown.join() === seeded.sort().join(), told);
	}
}

const wasLied = ({ played }: Case) =>
	played.faultsMet.some(({ fault }) => fault.kind === 'notFound');
