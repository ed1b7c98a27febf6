/** The laws of who takes part in events, read, and of their lists: associated, removed and read. */
import { valid, type Case, type Judged } from './case';
import type { Json } from './kind';
import {
	didOf,
	eventsOf,
	LISTS,
	listsAtFirst,
	listTag,
	PARTICIPATION_KINDS,
	peopleOf,
	STATES,
} from './participations';

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
	else if (operation === 'getEventCounters') readsOf(one, countersAreRight);
	else if (operation === 'getParticipantsOfEvent') readsOf(one, peopleAreRight);
	else if (operation === 'getEventsOfContact') readsOf(one, eventsAreRight);
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

// ---------------------------------------------------------------- participations

type Right = (its: Judged) => boolean;

/** Nobody changes who takes part in these events, so every answer is known. */
function readsOf(one: Case, isRight: Right): void {
	const { calls, hold, number } = one;
	const stray = calls.find(({ request }) => request.method !== 'GET');
	hold('A read of participations changes nothing', !stray, () => `execution ${number}`);
	for (const its of valid(one)) {
		const { outcome, item, told } = its;
		if (outcome.ok) {
			hold('A read of participations tells who takes part, and nobody else', isRight(its), told);
			continue;
		}
		const { applied, category, reason } = outcome.failure;
		hold('A read of participations is never told applied', applied === undefined, told);
		const isMissing = reason === 'rejected' && category === 'OBJECT_NOT_FOUND';
		const isSo = !isMissing || item.doubtful === true || wasLied(one);
		hold('What a read of participations does not find was not there', isSo, told);
	}
}

const countersAreRight: Right = ({ outcome, item: { tag } }) => {
	const { objectId, attended, cancelled } = outcome.ok ? outcome.result : {};
	const count = (did: string) => peopleOf(tag).filter((id) => didOf(id) === did).length;
	return objectId === tag && attended === count('attend') && cancelled === count('cancel');
};

/** The state that a question asks for; undefined for any. */
function stateIn({ state }: Json): string | undefined {
	const word = String(state ?? '')
		.trim()
		.toUpperCase()
		.replace('-', '_');
	return word === '' || word === 'ANY' ? undefined : word;
}

/** Are these the first so many of those that are wanted, each once? */
function areFirst(
	shown: string[],
	all: string[],
	{ limit = Infinity }: { limit?: number },
): boolean {
	const isKnown = shown.every((id) => all.includes(id));
	const isOnce = new Set(shown).size === shown.length;
	return isKnown && isOnce && shown.length === Math.min(all.length, limit);
}

const shownBy = ({ outcome }: Judged, end: 'contact' | 'marketingEvent', id: string): string[] =>
	((outcome.ok && outcome.results) || []).map(({ associations }) =>
		String((associations as Record<string, Json>)[end][id]),
	);

const peopleAreRight: Right = (its) => {
	const raw = its.item.raw as Json;
	const state = stateIn(raw);
	const all = peopleOf(its.item.tag).filter((id) => !state || STATES[didOf(id)] === state);
	return areFirst(shownBy(its, 'contact', 'contactId'), all, raw);
};

const eventsAreRight: Right = (its) => {
	const raw = its.item.raw as Json;
	const state = stateIn(raw);
	const { tag } = its.item;
	const all = !state || STATES[didOf(tag)] === state ? eventsOf(tag) : [];
	return areFirst(shownBy(its, 'marketingEvent', 'marketingEventId'), all, raw);
};
