/** Sentences about calls that are not made: why a run, or a part of it, sends nothing more. Pure. */
import type { Refusal, Stop } from '../engine/outcome';
import { tooFewLeft } from './dailyCalls';
import { whyUnread } from './lookUps';
import { adviceOnLabel, callRefused, inWords, quoted, valueOf, withoutStops } from './refusals';

const refusal = ({ error, status }: Refusal) => inWords(error, status);

/** Why a call is not made. The sentence begins with `start`: what was not done. */
export function whyNot(stop: Stop, start = 'Not sent'): string {
	switch (stop.kind) {
		case 'cancelled':
			return `${start}: the execution was cancelled before.`;
		case 'stopOnFailure':
			return `${start}: an earlier batch failed, and On Error is set to stop.`;
		case 'othersInvalid':
			return `${start}: other items are not valid, and On Error is set to stop.`;
		case 'closed':
			return `${start}: HubSpot takes no batch like this one: ${refusal(stop.refusal)}.${adviceOnLabel(stop.refusal.error)}`;
		case 'noneAccepted':
			return `${start}: HubSpot refused all of ${stop.count} records tried one by one from the whole list, and accepted none. Its last answer: ${refusal(stop.refusal)}.`;
		case 'stalled': {
			const nothing = `${start}: HubSpot accepted nothing for ${stop.ms / 60_000} minutes`;
			if (!stop.refused) return `${nothing}. Run it again when it is less busy.`;
			const calls = stop.refused === 1 ? '1 call' : `${stop.refused} calls`;
			return `${nothing}, and refused ${calls} because of the records in them. Correct these, then run it again.`;
		}
		case 'denied': {
			const { refusal: denied } = stop;
			return denied.status === undefined
				? `${start}: ${withoutStops(denied.why ?? 'the reason is not known')}.`
				: `${start}: ${callRefused(denied)}`;
		}
		case 'dailyReserve':
			return tooFewLeft(start, stop);
		case 'unanswered':
			return `${start}: HubSpot gave no answer to ${stop.count} batches in a row. Run it again later.`;
		case 'noSuchProperty':
			return `${start}: HubSpot refused other records because of the property ${quoted(stop.name)}: ${quoted(stop.said)}.`;
		case 'lacking': {
			const which = `default association with ${valueOf(stop.lack)}`;
			return stop.refusal
				? `${start}: the ${which} could not be looked up: ${whyUnread(stop.refusal)}`
				: `${start}: HubSpot has no ${which}. Choose a label under Associate With.`;
		}
	}
}
