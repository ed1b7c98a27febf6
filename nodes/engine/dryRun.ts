/**
 * A dry run: a batch that would be sent is made into its call, and the call into outcomes that tell
 * what each entry would send. All that comes before, such as look-ups, happens as ever.
 */
import { callOf, type Endpoint, type Place } from '../hubspot/endpoint';
import type { Write } from '../hubspot/effect';
import { copyOf, isRecord } from '../hubspot/json';
import { requestOf } from './caller';
import type { HttpRequest } from './means';
import { failed, unsent, type Batch, type Entry, type Outcome, type Stop } from './outcome';
import { settleRefusal } from './settle';

/** What a batch is sent by. */
interface Sending {
	effect: Write;
	endpoint: Endpoint;
	/** Is it read back what answers leave open? */
	lookUp: boolean;
}

/** Notes what a run would send. */
export class DryRun {
	/** Calls that would write. */
	calls = 0;

	/** Bytes of their bodies. */
	bytes = 0;

	/** Most calls that would look up what became of the entries, where answers never say it. */
	lookUps = 0;

	/** The outcomes of a batch, instead of sending it. `stop`: why it would not be sent. */
	outcomesOf(
		{ effect, endpoint, lookUp }: Sending,
		{ place, entries }: Pick<Batch, 'place' | 'entries'>,
		stop?: Stop,
	): Outcome[] {
		if (stop) return entries.map(({ item }) => unsent(item, stop));
		const inputs = entries.map(({ input }) => input);
		let request: HttpRequest;
		try {
			request = requestOf(endpoint.family, place, callOf(endpoint, inputs, place));
		} catch (error) {
			const why = (error as Error).message;
			return settleRefusal(entries, { verdict: 'rejected', maybeApplied: false, why });
		}
		const { method, path, body } = request;
		const number = ++this.calls;
		if (body) this.bytes += Buffer.byteLength(JSON.stringify(body));
		if (lookUp && effect.check?.always) {
			this.lookUps += Math.ceil(entries.length / effect.check.read.limit);
		}
		return entries.map((entry): Outcome => {
			const { item, changes } = entry;
			const wouldSend = elementOf(endpoint, place, entry);
			const result = {
				dryRun: true,
				...(wouldSend !== undefined && { wouldSend }),
				...(changes && { changes }),
				call: { number, method, path, items: entries.length },
			};
			return { item, ok: true, result, notes: [] };
		});
	}
}

/** What stands for an entry in the body of its call; undefined where the call has none. */
function elementOf(endpoint: Endpoint, place: Place, { input }: Entry): unknown {
	const { body } = callOf(endpoint, [input], place);
	if (body === undefined) return undefined;
	const list: unknown = isRecord(body) ? body.inputs : body;
	// A copy: nodes behind this one may change an item.
	return copyOf(Array.isArray(list) && list.length === 1 ? (list[0] as unknown) : body);
}

/**
 * An outcome of a dry run: nothing was applied, whatever went wrong. What is done without a call, such
 * as a record that is as it should be, is told as such, and not in the shape of a record.
 */
export function asDry(outcome: Outcome): Outcome {
	if (!outcome.ok) {
		const { item, failure } = outcome;
		return failure.applied === 'maybe' ? failed(item, { ...failure, applied: 'no' }) : outcome;
	}
	if (outcome.result.dryRun === true) return outcome;
	const { outcome: became } = outcome.result;
	return { ...outcome, result: { dryRun: true, outcome: became ?? 'nothing to send' } };
}
