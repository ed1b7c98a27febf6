/**
 * Reads back what an answer left open. A record that holds what was to be written is done; one that
 * does not is written again where that is safe; what the read cannot tell either stays open.
 */
import type { Check, Endpoint, Input, Place, Values, Write } from '../hubspot/endpoint';
import { isNotFound, named, parseError } from '../hubspot/errors';
import { folded, parseEnvelope, type Envelope, type Result } from '../hubspot/replies';
import type { Caller } from './caller';
import { settleSafely } from './deliver';
import { aboutAddress, aboutWhom, errorOf } from './match';
import {
	isOpen,
	type Batch,
	type Entry,
	type Failed,
	type Outcome,
	type Refusal,
	type Seen,
} from './outcome';
import type { Sent } from './send';
import {
	refusalOf,
	settleAgain,
	settleAlone,
	settleFound,
	settleUnread,
	settleUnwritten,
} from './settle';

/**
 * HubSpot tells time to the second, so only a record last changed at least this long before a write
 * began was certainly not changed by it.
 */
const CLOCK_SLACK_MS = 2_000;

/** What checking needs from the run it belongs to. */
export interface Checking {
	effect: Write;
	caller: Caller;
	/** Writes entries as a batch; returns one outcome each. */
	write: (place: Place, entries: Entry[]) => Promise<Outcome[]>;
	onBroken?: (error: Error) => void;
}

/**
 * The outcomes of a batch, with as few of them open as possible.
 * @param sinceMs when its first write began, by the run's clock
 */
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
	const isSilent = ({ item }: Entry) => {
		const outcome = final.get(item) as Outcome;
		return !outcome.ok && outcome.failure.event.kind === 'unmentioned';
	};

	const writeAgain = async (among: Entry[]): Promise<boolean> => {
		if (!among.length || effect.again !== 'safe' || caller.isMute) return false;
		const again = alone ? await writeAlone(checking, place, among) : await write(place, among);
		for (const outcome of again) {
			if (!outcome.ok && outcome.failure.reason === 'unsent') continue;
			final.set(outcome.item, settleAgain(effect, final.get(outcome.item) as Outcome, outcome));
		}
		return true;
	};

	// Archiving again tells what a read would tell, but of all silent records in one call.
	if (check.absent === 'done') await writeAgain(open(entries).filter(isSilent));
	const missing = await look(checking, check, place, open(entries), final, sinceMs);
	if (await writeAgain(missing)) await look(checking, check, place, open(missing), final, sinceMs);
	return [...final.values()];
}

/**
 * Reads the records of these entries and puts what they show into `final`. Returns the entries that
 * are to be written again.
 */
async function look(
	checking: Checking,
	check: Check<Input>,
	place: Place,
	entries: Entry[],
	final: Map<number, Outcome>,
	sinceMs: number,
): Promise<Entry[]> {
	const { limit } = check.read;
	const groups: Entry[][] = [];
	for (let at = 0; at < entries.length; at += limit) groups.push(entries.slice(at, at + limit));
	const missing = groups.map(async (group) => {
		const read = await readBack(checking, check, place, group);
		return group.filter((entry) => {
			const before = final.get(entry.item) as Failed;
			if (!read.found) {
				final.set(entry.item, settleUnread(before, read.why));
				return false;
			}
			const record = read.found.get(entry);
			// Where absence settles it, silence is not enough: the read must say that nothing is there.
			if (!record && check.absent !== 'unclear' && !read.isMissing(entry)) return false;
			const { outcome, again } = judge(checking, check, entry, before, record, sinceMs);
			final.set(entry.item, outcome);
			return again;
		});
	});
	return (await Promise.all(missing)).flat();
}

interface ReadBack {
	/** The records that are there, as HubSpot holds them now; undefined where it does not say. */
	found?: Map<Entry, Result>;
	/** Why it does not say. */
	why?: Refusal;
	/** Does the answer say that the record of this entry is not there? */
	isMissing: (entry: Entry) => boolean;
}

const NOBODY = () => false;

/** Reads the records of these entries. */
async function readBack(
	{ caller, onBroken }: Checking,
	{ read: endpoint, isOf }: Check<Input>,
	place: Place,
	group: Entry[],
): Promise<ReadBack> {
	const inputs = group.map(({ input }) => input);
	let sent: Sent | undefined;
	try {
		sent = await caller.check(endpoint, place, inputs, true);
	} catch (error) {
		// The row's own code failed, which makes the call of these inputs.
		onBroken?.(error as Error);
		const why = `this node failed (${(error as Error).message})`;
		return { why: { error: parseError(undefined), why }, isMissing: NOBODY };
	}
	if (!sent) return { why: caller.whyNoChecks, isMissing: NOBODY };
	caller.learnCheck(sent);
	const envelope = envelopeOf(endpoint, place, group, sent);
	if (!envelope) return { why: refusalOf(sent), isMissing: NOBODY };
	const found = new Map<Entry, Result>();
	for (const entry of group) {
		const record = envelope.results.find((each) => isOf(each, entry.input));
		if (record) found.set(entry, record);
	}
	return { found, isMissing: missingIn(endpoint, group, envelope, found) };
}

/** What a read says of an entry, and whether it is to be written again. */
function judge(
	{ effect, caller }: Checking,
	{ absent, values, changedAt }: Check<Input>,
	entry: Entry,
	before: Failed,
	record: Result | undefined,
	sinceMs: number,
): { outcome: Outcome; again: boolean } {
	const { input } = entry;
	// `absent: 'done'` means that the record was to go.
	if (absent === 'done' && !record) {
		return { outcome: settleFound(effect, entry, { ...input }), again: false };
	}
	const names = record && (values ? differences(values(input), values(record)) : []);
	if (absent !== 'done' && record && !names?.length) {
		return { outcome: settleFound(effect, entry, record), again: false };
	}
	// Other values do not prove that ours were not written: somebody may have written after us.
	const untouched =
		record && (changedAt(record) ?? Infinity) < caller.serverTimeOf(sinceMs) - CLOCK_SLACK_MS;
	const certain = untouched ?? absent === 'undone';
	const seen: Seen = names ? { kind: 'differs', names } : { kind: 'absent' };
	const { reason } = before.failure;
	// HubSpot refuses to update what does not exist. It accepted this record, which is not found: a
	// merge hides it, and it is not written again.
	const merged = !record && absent === 'unclear' && reason === 'unaccounted';
	return {
		outcome: settleUnwritten(before, seen, certain),
		again: !merged && reason !== 'rejected',
	};
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

/**
 * What a read says of its records; undefined when it got no usable answer. A refusal says something
 * only where it calls them not found: a 404 from a gateway, or about the address, does not.
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

/**
 * Which entries a read says are not there: by name, or because its answer accounts for everybody
 * else. A record that none of them asked for accounts for nobody: one that was merged, or is found
 * by a second e-mail address, is shown under another name.
 */
function missingIn(
	{ match }: Endpoint,
	group: Entry[],
	{ errors }: Envelope,
	found: Map<Entry, Result>,
): ReadBack['isMissing'] {
	const missing = errors.filter(isNotFound);
	const told = new Set(missing.flatMap((error) => aboutWhom(match, group, error)));
	const known = new Set(group.flatMap(({ input }) => match.names(input).map(folded)));
	const names = missing.flatMap((error) => named(error, match.namedBy).map(folded));
	const strangers = new Set(names.filter((name) => !known.has(name)));
	const accounted = new Set([...found.keys(), ...told]).size + strangers.size;
	const everybody = accounted >= group.length || (group.length === 1 && missing.length > 0);
	return (entry) => everybody || told.has(entry);
}

/** Names of the values that differ. */
const differences = (wanted: Values, found: Values): string[] =>
	Object.keys(wanted).filter((name) => wanted[name] !== (found[name] ?? ''));
