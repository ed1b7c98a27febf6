/**
 * Finds out what a run must know of a place before it sends anything there, once for each place. The
 * entries of a place where nothing can be done are settled, and go no further.
 */
import type { Place } from '../../hubspot/endpoint';
import type { Locate } from '../../hubspot/effect';
import type { Caller } from '../caller';
import { failed, type Entry, type Failure, type Flow, type Stop } from '../outcome';
import type { Sent } from '../send';
import { refusalOf, UNREADABLE } from '../settle';

interface Locating {
	caller: Caller;
	/** With On Error = Stop, one bad place keeps the entries of all places from being sent. */
	stopOnFailure: boolean;
	onBroken?: (error: Error) => void;
}

/** Most calls about one place: a row that never has enough must not ask for ever. */
const MOST_CALLS = 5;

export function locate(flow: Flow, row: Locate, locating: Locating): Flow {
	const known = new Map<Place, Promise<Place | Failure>>();
	const located = async (place: Place) => {
		let found = known.get(place);
		if (!found) known.set(place, (found = find(row, place, locating)));
		return await found;
	};
	return {
		source: async () => {
			const entries = await flow.source();
			if (!entries) return undefined;
			const good: Entry[] = [];
			// All at once, as far as the rate limit has room.
			await Promise.all([...new Set(entries.map(({ place }) => place))].map(located));
			for (const entry of entries) {
				const found = await located(entry.place);
				if ('reason' in found) {
					if (locating.stopOnFailure) locating.caller.stopFor({ kind: 'othersInvalid' });
					flow.settle(failed(entry.item, found));
				} else {
					entry.place = found;
					good.push(entry);
				}
			}
			return good;
		},
		settle: flow.settle,
	};
}

/** What is known of a place in the end, or why nothing can be done there. */
async function find(row: Locate, start: Place, locating: Locating): Promise<Place | Failure> {
	let place = start;
	try {
		for (let calls = 0; calls < MOST_CALLS; calls++) {
			const call = row.ask(place);
			if (!call) return place;
			const sent = await locating.caller.page(call.family, place, call);
			const isSaid = sent.verdict === 'answered' || sent.verdict === 'rejected';
			const learned = isSaid && sent.reply ? row.learn(place, sent.reply) : undefined;
			if (typeof learned === 'string') {
				return { reason: 'invalid', applied: 'no', event: { kind: 'invalid', problem: learned } };
			}
			if (!learned) return unknown(sent, locating.caller);
			place = learned;
		}
		throw new Error('There is no end to what must be known of this place');
	} catch (error) {
		locating.onBroken?.(error as Error);
		const event = { kind: 'broken', cause: error as Error } as const;
		return { reason: 'unaccounted', applied: 'no', event };
	}
}

/** Nobody can tell what the place is, so nothing is sent there. */
function unknown(sent: Sent, caller: Caller): Failure {
	if (sent.verdict !== 'answered' && sent.verdict !== 'rejected') caller.learnEnd(sent);
	const refusal = sent.verdict === 'answered' ? UNREADABLE : refusalOf(sent);
	const stop: Stop = caller.stop ?? { kind: 'denied', refusal };
	return { reason: 'unsent', applied: 'no', event: { kind: 'unsent', stop } };
}
