/** What a failure that is about more than its record is called in a headline. Pure. */
import type { Failure, Stop } from '../engine/outcome';
import { cause } from './refusals';

/** What a failure is called in a headline, where it is about more than its record. */
export function headlineOf({ event }: Failure): string | undefined {
	if (event.kind === 'refusedWhole') return cause(event.refusal);
	if (event.kind === 'unknownName') return event.refusal && cause(event.refusal);
	if (event.kind === 'uncompared') return event.refusal && cause(event.refusal);
	if (event.kind === 'denied') return HEADLINES.denied;
	if (event.kind !== 'unsent') return undefined;
	const { stop } = event;
	if (stop.kind !== 'denied') return HEADLINES[stop.kind];
	return stop.refusal.status === undefined ? HEADLINES.denied : cause(stop.refusal);
}

const HEADLINES: Partial<Record<Stop['kind'], string>> = {
	cancelled: 'The execution was cancelled',
	stalled: 'HubSpot accepted nothing for a long time',
	dailyReserve: 'Too few calls to HubSpot are left today',
	unanswered: 'HubSpot gave no answer',
	denied: 'HubSpot could not be called',
};
