/**
 * What an answer left open, checked by a read: a record that holds what was to be written is done, one
 * that does not is written again where that is safe, and only what a read cannot tell either stays open.
 */
import type { Check, Endpoint, Place, Values, Write } from '../hubspot/endpoint';
import { isNotFound, named } from '../hubspot/errors';
import { isRecord } from '../hubspot/json';
import { idOf, parseEnvelope, type Result } from '../hubspot/replies';
import type { Caller } from './caller';
import { settleSafely } from './deliver';
import { aboutWhom } from './match';
import { isOpen, type Batch, type Entry, type Failed, type Outcome } from './outcome';
import type { Sent } from './send';
import {
	refusalOf,
	settleAgain,
	settleAlone,
	settleFound,
	settleUnread,
	settleUnwritten,
} from './settle';

/** HubSpot tells its time to the second; a record changed so long before a write began was not changed by it. */
const CLOCK_SLACK_MS = 2_000;

/** What checking needs of the run it belongs to. */
export interface Checking {
	effect: Write;
	caller: Caller;
	/** Writes entries in a batch; one outcome each. */
	write: (place: Place, entries: Entry[]) => Promise<Outcome[]>;
	onBroken?: (error: Error) => void;
}

/** The outcomes of a batch whose first write began at `sinceMs`, with as few of them open as can be. */
export async function settleOpen(
	checking: Checking,
	{ place, entries }: Batch,
	outcomes: Outcome[],
	sinceMs: number,
): Promise<Outcome[]> {
	const { effect, caller, write } = checking;
	const { check, alone } = effect;
	if (!check || !outcomes.some(isOpen)) return outcomes;
	const final = new Map(outcomes.map((outcome) => [outcome.item, outcome]));
	const open = (among: Entry[]) => among.filter(({ item }) => isOpen(final.get(item)));

	const missing = await look(checking, check, place, open(entries), final, sinceMs);
	if (!missing.length || effect.again !== 'safe' || caller.isMute) return [...final.values()];
	const again = alone ? await writeAlone(checking, place, missing) : await write(place, missing);
	for (const outcome of again) {
		if (!outcome.ok && outcome.failure.reason === 'unsent') continue;
		final.set(outcome.item, settleAgain(effect, final.get(outcome.item) as Outcome, outcome));
	}
	await look(checking, check, place, open(missing), final, sinceMs);
	return [...final.values()];
}

/** Reads the records of these entries and settles what they show; returns those to be written again. */
async function look(
	{ effect, caller }: Checking,
	check: Check<Record<string, unknown>>,
	place: Place,
	entries: Entry[],
	final: Map<number, Outcome>,
	sinceMs: number,
): Promise<Entry[]> {
	const { read: endpoint, isOf, absent, values, changedAt } = check;
	const missing: Entry[] = [];
	const settle = (entry: Entry, before: Failed, record: Result | undefined) => {
		const { item, input } = entry;
		if (!record && absent === 'done') {
			final.set(item, settleFound(effect, entry, { ...input }));
			return;
		}
		const names = record && (values ? differences(values(input), values(record)) : []);
		// Where a record was to go, being there is what differs.
		if (record && absent !== 'done' && !names?.length) {
			final.set(item, settleFound(effect, entry, record));
			return;
		}
		// Other values do not prove it: somebody may have written after us.
		const untouched =
			record && (changedAt(record) ?? Infinity) < caller.serverTimeOf(sinceMs) - CLOCK_SLACK_MS;
		const certain = untouched ?? absent === 'undone';
		const seen = names ? ({ kind: 'differs', names } as const) : ({ kind: 'absent' } as const);
		final.set(item, settleUnwritten(before, seen, certain));
		const { reason } = before.failure;
		// HubSpot says so when it is asked to update what does not exist: this one hides behind a merge.
		const merged = !record && absent === 'unclear' && reason === 'unaccounted';
		if (!merged && reason !== 'rejected') missing.push(entry);
	};
	const lookAt = async (group: Entry[]) => {
		const inputs = group.map(({ input }) => input);
		const sent = await caller.check(endpoint, place, inputs, true);
		const records = recordsIn(sent);
		if (sent) caller.learnCheck(sent);
		const why = sent ? refusalOf(sent) : caller.whyNoChecks;
		const isMissing = sent && missingIn(endpoint, group, sent);
		for (const entry of group) {
			const before = final.get(entry.item) as Failed;
			const record = records?.find((each) => isOf(each, entry.input));
			// Silence about a record that must be there or not proves nothing: it stays as open as it was.
			const isKnown = record ?? (absent === 'unclear' || isMissing?.(entry));
			if (!records) final.set(entry.item, settleUnread(before, why));
			else if (isKnown) settle(entry, before, record);
		}
	};
	const looks: Array<Promise<void>> = [];
	for (let at = 0; at < entries.length; at += endpoint.limit) {
		looks.push(lookAt(entries.slice(at, at + endpoint.limit)));
	}
	await Promise.all(looks);
	return missing;
}

async function writeAlone(
	{ effect, caller, onBroken }: Checking,
	place: Place,
	entries: Entry[],
): Promise<Outcome[]> {
	const { alone, again } = effect;
	const write = async (entry: Entry): Promise<Outcome[]> => {
		if (!alone) return [];
		const sent = await caller.check(alone, place, [entry.input], again === 'safe');
		if (!sent) return [];
		const settle = () => settleAlone(effect, alone, entry, sent);
		if (sent.verdict !== 'answered' && sent.verdict !== 'rejected') caller.learnEnd(sent);
		return settleSafely({ onBroken }, [entry], sent, settle);
	};
	return (await Promise.all(entries.map(write))).flat();
}

// ---------------------------------------------------------------- small things

const NOT_FOUND = 404;

/** The records that a read found; undefined where it got no answer. */
function recordsIn(sent: Sent | undefined): Result[] | undefined {
	if (sent?.verdict === 'rejected' && sent.reply?.status === NOT_FOUND) return [];
	const body = sent?.verdict === 'answered' ? sent.reply?.body : undefined;
	if (!isRecord(body)) return undefined;
	return Array.isArray(body.results) ? body.results.filter(isRecord) : [body];
}

/** Which entries a read says are not there: by name, or because its answer accounts for everybody else. */
function missingIn({ match }: Endpoint, group: Entry[], { verdict, reply }: Sent) {
	if (verdict === 'rejected') return () => true;
	const { results = [], errors = [] } = parseEnvelope(reply?.body) ?? {};
	const missing = errors.filter(isNotFound);
	const told = new Set(missing.flatMap((error) => aboutWhom(match, group, error)));
	const names = new Set(missing.flatMap((error) => named(error, match.namedBy)));
	const everybody = new Set(results.map(idOf)).size + names.size >= group.length;
	return (entry: Entry) => everybody || told.has(entry);
}

/** Names of the values that differ. */
const differences = (wanted: Values, found: Values): string[] =>
	Object.keys(wanted).filter((name) => wanted[name] !== (found[name] ?? ''));
