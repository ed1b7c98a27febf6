/**
 * Finds the IDs of records that inputs call by other values, before anything is planned: a hundred
 * values a call where HubSpot takes so many, equal ones once. Exactly one record must have the value.
 */
import type { LookupKey, Resolve } from '../../hubspot/effect';
import type { Input } from '../../hubspot/endpoint';
import { OBJECT_NOT_FOUND } from '../../hubspot/errors';
import type { Caller } from '../caller';
import { Finder, type Found } from '../finder';
import { failed, unsent, type Entry, type Failure, type Flow, type Outcome } from '../outcome';
import { Seeker } from '../seeker';
import { saidOf } from '../settle';

/** Portions of entries that are looked up while the first of them are sent. */
const MOST_AHEAD = 4;
/**
 * So many entries are read ahead to fill a call: many may name the same few records, and a portion of
 * them alone would take a call that is nearly empty.
 */
const MOST_GATHERED = 5_000;

/** An entry and the keys that it calls records by. */
interface Named {
	entry: Entry;
	keys: LookupKey[];
}

/** Entries that were read together. */
interface Portion {
	toFind: Named[];
	/** Settled once all of them were looked up. */
	resolved: Promise<Entry[]>;
}

/** A key that cannot be looked up at all, and why. */
type Unsearchable = { problem: string };

export interface Resolving {
	caller: Caller;
	/** Start no further call after a failure (On Error = Stop). */
	stopOnFailure: boolean;
}

/** The same entries with IDs in them; those without exactly one record are settled. */
export function resolving(
	{ source, settle }: Flow,
	resolve: Resolve<Input>,
	{ caller, stopOnFailure }: Resolving,
): Flow {
	const { seek } = resolve;
	const lookUps = seek
		? new Seeker(caller, seek, resolve.withoutLookUp !== undefined)
		: new Finder(caller);
	/** Of look-ups that share calls, and so may have to wait for more of them. */
	const finder = lookUps instanceof Finder ? lookUps : undefined;
	const isTheOne = (each: Found | Unsearchable) =>
		'ids' in each &&
		each.ids.length === 1 &&
		!resolve.decided &&
		!(seek?.ownOnly && each.candidates?.[0]?.app !== undefined);
	const withIds = async (entry: Entry, keys: LookupKey[]): Promise<Entry[]> => {
		if (!keys.length) return [entry];
		const look = (key: LookupKey): Promise<Found> | Unsearchable => {
			const problem = resolve.unsearchable?.(key, entry.place);
			return problem === undefined ? lookUps.find(entry.place.version, key) : { problem };
		};
		const found = await Promise.all(keys.map(look));
		const decided = decidedOf(resolve, entry, found);
		if (decided) return [decided];
		const bad = found.findIndex((each) => !isTheOne(each));
		if (bad < 0) {
			const ids = found.flatMap((each) => ('ids' in each ? each.ids : []));
			const seen = found.flatMap((each) => ('ids' in each ? (each.candidates ?? []) : []));
			return [{ ...entry, input: resolve.resolved(entry.input, ids, seen) }];
		}
		const other = 'withheld' in found[bad] ? resolve.withoutLookUp?.(entry.input) : undefined;
		if (other) return [{ ...entry, input: other }];
		settle(unresolved(entry.item, keys[bad], found[bad]));
		if (stopOnFailure) caller.stopFor({ kind: 'stopOnFailure' });
		return [];
	};
	/** Settles an entry that cannot be looked up now. */
	const isHindered = (entry: Entry, keys: LookupKey[]): boolean => {
		for (const key of keys) {
			const obstacle = finder?.obstacleTo(key);
			if (!obstacle) continue;
			settle(unresolved(entry.item, key, obstacle));
			if (stopOnFailure) caller.stopFor({ kind: 'stopOnFailure' });
			return true;
		}
		return false;
	};
	/** Starts to look up the keys of a portion; those that do not fill a call wait for more. */
	const begin = async (named: Named[]): Promise<Portion> => {
		if (finder)
			await Promise.all(named.flatMap(({ entry, keys }) => finder.learn(entry.place, keys)));
		const isTaken = (keys: LookupKey[]) =>
			resolve.takesUnique === true && keys.every((key) => finder?.mayBeUnique(key));
		const toFind = named
			.map(({ entry, keys }) => ({ entry, keys: isTaken(keys) ? [] : keys }))
			.filter(({ entry, keys }) => !isHindered(entry, keys));
		const waiting = toFind.map(async ({ entry, keys }) => await withIds(entry, keys));
		finder?.askFull();
		const resolved = Promise.all(waiting).then((entries) => entries.flat());
		return { toFind, resolved };
	};

	const ahead: Portion[] = [];
	let gathered = 0;
	let isOver = false;
	const hasRoom = () =>
		ahead.length < MOST_AHEAD || (finder?.isWaiting && gathered < MOST_GATHERED);
	const next = async () => {
		while (!isOver && hasRoom()) {
			const entries = await source();
			isOver = entries === undefined;
			if (!entries) break;
			const named = entries.map((entry) => ({
				entry,
				keys: resolve.names(entry.input, entry.place),
			}));
			// Where nothing is looked up, there is nothing to wait for.
			const isNone = !named.some(({ keys }) => keys.length);
			if (isNone && !ahead.length) return entries;
			ahead.push(await begin(named));
			gathered += named.length;
			if (isNone) break;
		}
		const first = ahead.shift();
		if (!first) return undefined;
		gathered -= first.toFind.length;
		const isHeldBack = ({ entry, keys }: Named) =>
			keys.some((key) => finder?.isToBeAsked(entry.place.version, key));
		if (finder?.isWaiting && first.toFind.some(isHeldBack)) finder.ask();
		return await first.resolved;
	};
	return { source: next, settle };
}

/** An entry that need not have a record, as it is sent; undefined where it is not. */
function decidedOf(
	resolve: Resolve<Input>,
	entry: Entry,
	[found]: Array<Found | Unsearchable>,
): Entry | undefined {
	if (!resolve.decided || !('ids' in found)) return undefined;
	// Where there is none, the candidates have only a part of the key.
	const shown = found.ids.length ? (found.candidates ?? []) : [];
	const input = resolve.decided(entry.input, entry.place, shown);
	return input === entry.input ? entry : input && { ...entry, input };
}

/** Why an entry has no ID. */
function unresolved(item: number, key: LookupKey, found: Found | Unsearchable): Outcome {
	if ('problem' in found) {
		const event = { kind: 'invalid', problem: found.problem } as const;
		return failed(item, { reason: 'invalid', applied: 'no', event });
	}
	if ('stop' in found) return unsent(item, found.stop);
	if ('refusal' in found || 'withheld' in found) {
		const refusal = 'refusal' in found ? found.refusal : found.withheld;
		const event: Failure['event'] = { kind: 'unresolved', key, ids: [], refusal };
		return failed(item, { reason: 'unsent', applied: 'no', event, ...saidOf(refusal) });
	}
	const { ids, candidates } = found;
	const event = { kind: 'unresolved', key, ids, candidates } as const;
	const category = ids.length ? undefined : OBJECT_NOT_FOUND;
	return failed(item, { reason: 'rejected', applied: 'no', event, category });
}
