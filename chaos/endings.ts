/** The laws of events that are cancelled, completed, deleted, and listed. */
import { DEFAULT_APP_ID } from '../test/fake-hubspot/hubspot';
import { valid, type Case } from './case';
import { ACTIONS, endedTag, tagsOfEvents } from './events';

/** The laws of one execution. */
export function breachesOfEvents({ played, number, execution, calls, hold }: Case): void {
	const { hubspot } = played.world;
	const { operation } = execution.plan;
	const action = ACTIONS[operation];
	const own = hubspot.applied.filter((write) => write.action === action);
	const done = new Set(own.map(endedTag));
	const sent = new Set(calls.flatMap(({ request }) => tagsOfEvents(request)));
	const others = played.executions.some(
		({ plan }, other) => other !== number && plan.operation === operation,
	);
	for (const { outcome, item, told } of valid({ played, number, execution, calls, hold })) {
		const [accountId, eventId] = JSON.parse(item.tag) as string[];
		const event = hubspot.eventByExternalId(DEFAULT_APP_ID, accountId, eventId);
		const gone = [...hubspot.archivedEvents().values()].find((each) => {
			const isNamed = each.externalAccountId === accountId && each.externalEventId === eventId;
			return isNamed && each.appId === DEFAULT_APP_ID;
		});
		if (outcome.ok) {
			const isEnded = {
				cancel: (event ?? gone)?.eventCancelled === true,
				complete: (event ?? gone)?.eventCompleted === true,
				delete: !event && gone !== undefined,
			};
			hold('An event told ended is so', isEnded[action], told);
			hold('Done of an event means that it was asked for', sent.has(item.tag), told);
			const { externalAccountId, externalEventId } = outcome.result;
			const isOwn = externalAccountId === accountId && externalEventId === eventId;
			hold('A result is of its own event', isOwn, told);
			continue;
		}
		const { applied, reason, message, category } = outcome.failure;
		hold('An event is told in its own words', !/written|archived/.test(message), told);
		hold('Unsent and invalid are not applied', reason !== 'unsent' || applied === 'no', told);
		const twin = execution.outcomes.some((each) => {
			const its = execution.plan.items[each.item];
			return its?.tag === item.tag && (each.ok || each.failure.applied === 'maybe');
		});
		const admitted = applied === 'maybe' || twin || others || !done.has(item.tag);
		hold('“Not applied” of an event means not applied', admitted, told);
		const missing = reason === 'rejected' && category === 'OBJECT_NOT_FOUND';
		const faulty = played.faultsMet.some(({ fault }) => fault.kind === 'notFound');
		const ruled = played.scenario.bad?.status === 404;
		hold(
			'An event that is called missing is not there',
			!missing || !event || faulty || ruled,
			told,
		);
	}
}

/** The laws of one list of events. */
export function breachesOfListedEvents(one: Case): void {
	const { played, calls, hold, number } = one;
	const { hubspot } = played.world;
	const stray = calls.find(({ request }) => request.method !== 'GET');
	hold('A list of events calls nothing but reads', !stray, () => `execution ${number}`);
	// Pages are counted by places, which move while others create and archive.
	const quiet = !hubspot.applied.some(({ kind }) => kind === 'event');
	for (const { outcome, item, told } of valid(one)) {
		if (!outcome.ok) {
			const { applied } = outcome.failure;
			hold('A list of events is never told applied', applied === undefined, told);
			continue;
		}
		const { nameContains = '', limit = Infinity } = item.raw as {
			nameContains?: string;
			limit?: number;
		};
		const part = nameContains.trim().toLowerCase();
		const results = outcome.results ?? [];
		const ids = results.map(({ objectId }) => String(objectId));
		const known = ids.every((id) => hubspot.event(id) ?? hubspot.archivedEvents().get(id));
		hold('A list of events invents none', known, told);
		hold('A list tells each event once', new Set(ids).size === ids.length, told);
		hold('A list tells no more events than were wanted', ids.length <= limit, told);
		const named = results.every(({ eventName }) => String(eventName).toLowerCase().includes(part));
		hold('A list tells no event that was not asked for', named, told);
		const all = [...hubspot.events().values()];
		const wanted = all.filter(({ eventName }) => eventName.toLowerCase().includes(part));
		const whole = !quiet || ids.length === Math.min(limit, wanted.length);
		hold('A list leaves out no event', whole, told);
	}
}
