/** The laws of events that are cancelled and completed. */
import { DEFAULT_APP_ID } from '../test/fake-hubspot/hubspot';
import { valid, type Case } from './case';
import { ACTIONS, endedTag, inPath } from './events';

/** The laws of one execution. */
export function breachesOfEvents({ played, number, execution, calls, hold }: Case): void {
	const { hubspot } = played.world;
	const { operation } = execution.plan;
	const action = ACTIONS[operation];
	const flag = action === 'cancel' ? 'eventCancelled' : 'eventCompleted';
	const own = hubspot.applied.filter((write) => write.action === action);
	const done = new Set(own.map(endedTag));
	const sent = new Set(calls.flatMap(({ request }) => inPath(request)));
	const others = played.executions.some(
		({ plan }, other) => other !== number && plan.operation === operation,
	);
	for (const { outcome, item, told } of valid({ played, number, execution, calls, hold })) {
		const [accountId, eventId] = JSON.parse(item.tag) as string[];
		const event = hubspot.eventByExternalId(DEFAULT_APP_ID, accountId, eventId);
		if (outcome.ok) {
			hold('An event told ended is so', event?.[flag] === true, told);
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
