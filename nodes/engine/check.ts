/**
 * Reads back what an answer left open. A record that holds what was to be written is done; one that
 * does not is written again where that is safe; what the read cannot tell either stays open.
 */
import type { Endpoint, Input, Match, Place } from '../hubspot/endpoint';
import type { Check, Write } from '../hubspot/effect';
import { isEmptyIn } from '../hubspot/compare';
import { isInvalid, isNotFound, named } from '../hubspot/errors';
import { own } from '../hubspot/json';
import { folded, type Envelope, type Result } from '../hubspot/replies';
import { settleSafely } from './deliver';
import { lookUp, renamed, type Asking } from './lookup';
import { aboutWhom } from './match';
import { differences, type ReadBack } from './readback';
import { Rolls } from './roll';
import {
	isOpen,
	isUnmentioned,
	type Batch,
	type Entry,
	type Failed,
	type Failure,
	type Outcome,
	type Seen,
} from './outcome';
import { settleAgain, settleAlone, settleFound, settleUnread, settleUnwritten } from './settle';

/**
 * HubSpot tells time to the second, so only a record last changed at least this long before a write
 * began was certainly not changed by it.
 */
export const CLOCK_SLACK_MS = 2_000;

/** What checking needs from the run it belongs to. */
export interface Checking extends Asking {
	effect: Write;
	/** Writes entries as a batch; returns one outcome each. */
	write: (place: Place, entries: Entry[]) => Promise<Outcome[]>;
	/** What lists of all records of a place have shown in this run. */
	rolls?: Rolls;
}

/**
 * The outcomes of a batch, with as few of them open as possible.
 * @param since when the first write of an entry began, by the run's clock
 */
export async function settleOpen(
	run: Checking,
	{ place, entries, after }: Batch,
	outcomes: Outcome[],
	since: (entry: Entry) => number,
): Promise<Outcome[]> {
	// What a list has shown before is no evidence of records that earlier calls of this run were about.
	const checking = after.length && run.rolls ? { ...run, rolls: new Rolls() } : run;
	const { effect, caller, write } = checking;
	const { check, alone } = effect;
	if (!check || !outcomes.some(isOpen)) return outcomes;
	const final = new Map(outcomes.map((outcome) => [outcome.item, outcome]));
	const open = (among: Entry[]) => among.filter(({ item }) => isOpen(final.get(item)));
	const isSilent = ({ item }: Entry) => isUnmentioned(final.get(item));
	const writtenAlone = new Set<Entry>();

	const writeAgain = async (among: Entry[]): Promise<boolean> => {
		if (!among.length || effect.again !== 'safe' || caller.isMute) return false;
		// What a batch was silent about, another batch may be silent about as well.
		const apart = alone ? among.filter(isSilent) : [];
		const together = among.filter((entry) => !apart.includes(entry));
		for (const entry of apart) writtenAlone.add(entry);
		const again = (await writeAlone(checking, place, apart)).concat(
			together.length ? await write(place, together) : [],
		);
		for (const outcome of again) {
			if (!outcome.ok && outcome.failure.reason === 'unsent') continue;
			final.set(outcome.item, settleAgain(effect, final.get(outcome.item) as Outcome, outcome));
		}
		return true;
	};

	// Archiving again tells what a read would tell, but of all silent records in one call.
	if (check.absent === 'done') await writeAgain(open(entries).filter(isSilent));
	let missing = await look(checking, check, place, open(entries), final, since);
	while (await writeAgain(missing)) {
		const left = await look(checking, check, place, open(missing), final, since);
		// Once more alone, where the second batch was silent too.
		missing = left.filter((entry) => alone && isSilent(entry) && !writtenAlone.has(entry));
	}
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
	since: (entry: Entry) => number,
): Promise<Entry[]> {
	const settle = (group: Entry[], read: ReadBack) =>
		group.filter((entry) => {
			const before = final.get(entry.item) as Failed;
			if (!read.found) {
				final.set(entry.item, settleUnread(before, read.why));
				return false;
			}
			const record = read.found.get(entry.item);
			const missing = read.isMissing(entry);
			// Where absence settles it, silence is not enough: the read must say that nothing is there.
			if (!record && check.absent !== 'unclear' && !missing) return false;
			const { outcome, again } = judge(checking, check, entry, before, {
				record,
				missing,
				sinceMs: since(entry),
			});
			final.set(entry.item, outcome);
			return again;
		});
	if (check.all && checking.rolls) {
		const one = async (entry: Entry) => await readBack(checking, check, place, [entry]);
		const told = await checking.rolls.read(checking, check, { place, entries }, one);
		return told.flatMap(([group, read]) => settle(group, read));
	}
	const ways = new Map<ReadWay, Entry[]>();
	for (const entry of entries) {
		const way = wayTo(check, place, entry);
		ways.set(way, [...(ways.get(way) ?? []), entry]);
	}
	const asked: Array<Promise<Entry[]>> = [];
	for (const [read, among] of ways) {
		for (let at = 0; at < among.length; at += check.read.limit) {
			const group = among.slice(at, at + check.read.limit);
			asked.push(read(checking, check, place, group).then((told) => settle(group, told)));
		}
	}
	return (await Promise.all(asked)).flat();
}

type ReadWay = typeof readBack;

/** How the record of this entry is read. */
function wayTo({ before, detour }: Check<Input>, place: Place, { input }: Entry): ReadWay {
	if (detour?.isNeeded(input, place)) return readAround;
	return before?.isNeeded(input) ? readBoth : readBack;
}

const NOBODY = () => false;

/** Reads the records of these entries. */
async function readBack(
	checking: Checking,
	{ read, isOf, isComplete, always }: Check<Input>,
	place: Place,
	group: Entry[],
): Promise<ReadBack> {
	const { envelope, why } = await lookUp(checking, read, place, group, always);
	if (!envelope) return { why, isMissing: NOBODY };
	const found = new Map<number, Result>();
	for (const { item, input } of group) {
		const record = envelope.results.find((each) => isOf(each, input, place));
		if (record) found.set(item, record);
	}
	const isMissing = missingIn(read, group, envelope, found);
	if (!isComplete) return { found, isMissing };
	const isNotAmong = ({ item, input }: Entry) =>
		!found.has(item) && isComplete(envelope.results, input);
	return { found, isMissing: (entry) => isMissing(entry) || isNotAmong(entry) };
}

/** Reads by both keys of records whose key the write changes. */
async function readBoth(
	checking: Checking,
	check: Check<Input>,
	place: Place,
	group: Entry[],
): Promise<ReadBack> {
	const [now, old] = await Promise.all([
		readBack(checking, check, place, group),
		readBack(checking, { ...check, ...check.before }, place, group),
	]);
	if (!now.found || !old.found) return now.found ? old : now;
	return {
		found: new Map([...now.found, ...old.found]),
		isMissing: (entry) => now.isMissing(entry) && old.isMissing(entry),
	};
}

/** Reads records that must be asked for under another name. */
async function readAround(
	checking: Checking,
	check: Check<Input>,
	place: Place,
	group: Entry[],
): Promise<ReadBack> {
	const { detour } = check;
	if (!detour) return { isMissing: NOBODY };
	const { entries, why } = await renamed(checking, detour, place, group);
	if (why) return { why, isMissing: NOBODY };
	if (!entries.length) return { found: new Map(), isMissing: NOBODY };
	return await readBack(checking, { ...check, read: detour.read }, place, entries);
}

/** What a read says of an entry, and whether it is to be written again. */
function judge(
	{ effect, caller }: Checking,
	{ read: { match }, absent, values, changedAt, shown, standing }: Check<Input>,
	entry: Entry,
	before: Failed,
	{ record, missing, sinceMs }: { record?: Result; missing: boolean; sinceMs: number },
): { outcome: Outcome; again: boolean } {
	const { input, place } = entry;
	// `absent: 'done'` means that the record was to go.
	if (absent === 'done' && !record) {
		return { outcome: settleFound(effect, entry, { ...input }), again: false };
	}
	const wanted = values?.(input) ?? {};
	const held = (record && values?.(record)) ?? {};
	const names = record && differences(wanted, held);
	// Other values do not prove that ours were not written: somebody may have written after us.
	const untouched =
		record && (changedAt(record) ?? Infinity) < caller.serverTimeOf(sinceMs) - CLOCK_SLACK_MS;
	// A record that nobody has touched and that holds ours in another form holds what was there before.
	const isOld = untouched && !isVerbatim(wanted, held);
	if (absent !== 'done' && record && !names?.length && !isOld) {
		const found = shown?.(record, input) ?? record;
		return { outcome: settleFound(effect, entry, found), again: false };
	}
	// Unless HubSpot refuses this very input whenever it is sent: then it refused the lost try too.
	const refused = absent !== 'done' && isRefusedForGood(before.failure, missing, absent, untouched);
	const certain = refused || (untouched ?? absent === 'undone');
	const instead = names?.length && record ? standing?.(record) : undefined;
	const seen: Seen = names
		? { kind: 'differs', names, ...(instead && { instead }) }
		: { kind: 'absent' };
	const { reason } = before.failure;
	// HubSpot refuses to update what does not exist. It accepted this record, which is not found: a
	// merge hides it, and it is not written again.
	const merged = !record && absent === 'unclear' && reason === 'unaccounted';
	// Somebody else has filled it meanwhile.
	const isFilled = entry.fills && names?.some((name) => !isEmptyIn(own(held, name)));
	// Under the key that this record shows, a later item may have written it: ours must not go after.
	const risky = record !== undefined && isUnderOtherKey(match, record, input) && !untouched;
	return {
		outcome: settleUnwritten(before, seen, certain, record ? undefined : { input, place }),
		again: !merged && !risky && !isFilled && reason !== 'rejected',
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

/** True when a record shows neither key of its input: it was found by another name that it has. */
function isUnderOtherKey({ key, readBack, resultKey }: Match<Input>, record: Result, input: Input) {
	const stated = resultKey?.(record, input);
	return stated !== undefined && stated !== key(input) && stated !== readBack?.(input);
}

/**
 * HubSpot refused it for a reason that an earlier try of the same input would have met as well: its
 * values are not valid, or its record does not exist. Where a read does find a record, the lost try
 * may be why HubSpot did not find it afterwards, by a key that the write changed.
 */
function isRefusedForGood(
	{ event }: Failure,
	missing: boolean,
	absent: Check<Input>['absent'],
	untouched = false,
): boolean {
	if (event.kind !== 'refused' && event.kind !== 'refusedWhole') return false;
	// The refusal may be about another record of the call.
	if (event.kind === 'refused' ? event.alsoListed : event.among) return false;
	const { error, status } =
		event.kind === 'refused' ? { error: event.error, status: undefined } : event.refusal;
	if (isNotFound(error)) return missing;
	// What somebody has written since may be the lost try, which made the repeat invalid.
	// Nor does a read that may lag show that the lost try has changed nothing.
	return ((missing && absent !== 'late') || untouched) && isInvalid(error, status);
}

/**
 * Which entries a read says are not there: by name, or because its answer accounts for everybody
 * else. A record that none of them asked for accounts for nobody: one that was merged, or is found
 * by a second e-mail address, is shown under another name.
 */
export function missingIn(
	{ match }: Endpoint,
	group: Entry[],
	{ errors }: Envelope,
	found: Map<number, Result>,
): ReadBack['isMissing'] {
	const missing = errors.filter(isNotFound);
	const told = new Set(missing.flatMap((error) => aboutWhom(match, group, error)));
	const known = new Set(group.flatMap(({ input }) => match.names(input).map(folded)));
	const names = missing.flatMap((error) => named(error, match.namedBy).map(folded));
	const strangers = new Set(names.filter((name) => !known.has(name)));
	const items = [...told].map(({ item }) => item);
	const accounted = new Set([...found.keys(), ...items]).size + strangers.size;
	const everybody = accounted >= group.length || (group.length === 1 && missing.length > 0);
	return ({ item }) => !found.has(item) && (everybody || items.includes(item));
}

const isVerbatim = (wanted: Record<string, unknown>, held: Record<string, unknown>): boolean =>
	Object.keys(wanted).every((name) => (own(held, name) ?? '') === (wanted[name] ?? ''));
