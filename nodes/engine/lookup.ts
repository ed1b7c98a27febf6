/** Asks about records whose fate an answer left open: what HubSpot holds, and under which name. */
import type { Endpoint, Input, Place } from '../hubspot/endpoint';
import type { Detour, Read } from '../hubspot/effect';
import { isNotFound, parseError } from '../hubspot/errors';
import { copyOf } from '../hubspot/json';
import { parseEnvelope, type Envelope } from '../hubspot/replies';
import type { Caller } from './caller';
import { aboutAddress, errorOf } from './match';
import { isUnmentioned, type Batch, type Entry, type Outcome, type Refusal } from './outcome';
import type { Sent } from './send';
import { refusalOf } from './settle';

export interface Asking {
	caller: Caller;
	onBroken?: (error: Error) => void;
}

/** What a read says of its records, or why it says nothing. */
export interface Told {
	envelope?: Envelope;
	why?: Refusal;
}

/** Reads what HubSpot says of these entries. `always`: see {@link Caller.check}. */
export async function lookUp(
	{ caller, onBroken }: Asking,
	endpoint: Endpoint,
	place: Place,
	group: Entry[],
	always = false,
): Promise<Told> {
	const inputs = group.map(({ input }) => input);
	let sent: Sent | undefined;
	try {
		sent = await caller.check(endpoint, place, inputs, true, always);
	} catch (error) {
		// The row's own code failed, which makes the call of these inputs.
		onBroken?.(error as Error);
		const why = `this node failed (${(error as Error).message})`;
		return { why: { error: parseError(undefined), why } };
	}
	if (!sent) return { why: caller.whyNoChecks };
	caller.learnCheck(sent);
	const envelope = envelopeOf(endpoint, place, group, sent);
	return envelope ? { envelope } : { why: refusalOf(sent) };
}

/**
 * A refusal says something only where it calls records not found: a 404 from a gateway, or about
 * the address, does not.
 */
function envelopeOf(
	endpoint: Endpoint,
	place: Place,
	group: Entry[],
	sent: Sent,
): Envelope | undefined {
	if (sent.verdict === 'answered') return (endpoint.answer ?? parseEnvelope)(sent.reply?.body);
	const error = errorOf(sent);
	if (sent.verdict !== 'rejected' || !isNotFound(error)) return undefined;
	const isAboutRecords = aboutAddress(endpoint, place, group, sent) === 'nothing';
	return isAboutRecords ? { results: [], errors: [error] } : undefined;
}

/** The entries that HubSpot knows under another name, with inputs that use it. */
export async function renamed(
	asking: Asking,
	{ ask, rename }: Detour<Input>,
	place: Place,
	group: Entry[],
): Promise<{ entries: Entry[]; why?: Refusal }> {
	const { envelope, why } = await lookUp(asking, ask, place, group);
	const entries = group.flatMap((entry): Entry[] => {
		const input = envelope && rename(envelope.results, entry.input);
		return input ? [{ ...entry, input, renamed: true }] : [];
	});
	return { entries, why };
}

/**
 * Asks once more for records that an answer did not mention, under the names by which HubSpot shows
 * them now.
 * @param ask asks for entries, no two of which are about the same record
 */
export async function askRenamed(
	asking: Asking,
	{ ask: { match }, detour, keyed }: Read,
	{ place, entries }: Batch,
	outcomes: Outcome[],
	ask: (entries: Entry[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
	const final = new Map(outcomes.map((outcome) => [outcome.item, outcome]));
	const silent = entries.filter(
		({ item, input }) => isUnmentioned(final.get(item)) && detour?.isNeeded(input, place),
	);
	if (!detour || !silent.length) return outcomes;
	const { entries: known } = await renamed(asking, detour, place, silent);
	const byKey = new Map<string, Entry[]>();
	for (const entry of known) {
		const key = match.key(entry.input);
		byKey.set(key, [...(byKey.get(key) ?? []), entry]);
	}
	const groups = [...byKey.values()];
	const again = groups.length ? await ask(groups.map(([first]) => first)) : [];
	for (const outcome of again) {
		if (!outcome.ok && outcome.failure.reason === 'unsent') continue;
		const group = groups.find(([first]) => first.item === outcome.item) ?? [];
		for (const { item } of group) {
			if (!outcome.ok) {
				final.set(item, { ...outcome, item });
				continue;
			}
			// A copy each: nodes behind this one may change an item, and must not change another with it.
			const copy = copyOf(outcome.result);
			const asked = entries.find((entry) => entry.item === item);
			const result = (asked && keyed?.(copy, asked.input)) ?? copy;
			final.set(item, { ...outcome, item, result });
		}
	}
	return [...final.values()];
}
