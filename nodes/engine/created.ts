/**
 * Finds out which records a create has made whose answer left it open, by a value that no two records
 * may have, so that none is created twice and none is told created that is not. A record that is there
 * and not older than our first try is ours where it holds what we sent; an older one is a conflict.
 * One that is absent is looked for again after a pause, because HubSpot may still be at work on what it
 * was sent, and only then created once more.
 */
import type { Place } from '../hubspot/endpoint';
import type { CheckCreated, Write } from '../hubspot/effect';
import { isConflict } from '../hubspot/errors';
import { omit } from '../hubspot/json';
import { recordKey } from '../hubspot/objects';
import { folded, idOf, type Result } from '../hubspot/replies';
import { CLOCK_SLACK_MS, missingIn, type Checking } from './check';
import { lookUp, type Asking, type Told } from './lookup';
import { failed, isOpen, type Batch, type Entry, type Failed, type Outcome } from './outcome';
import { differences } from './readback';
import { settleFound, settleUnread, settleUnwritten } from './settle';

/**
 * How long HubSpot may still be at work on a batch whose answer was lost, in milliseconds. A batch takes
 * it about a second.
 */
export const UNDER_WAY_MS = 10_000;

/** Most times that an absent record is created once more. */
const MOST_REPEATS = 2;

/** What a run knows of the records that it has created, and of what is unique in HubSpot. */
export class Creations {
	/** The records that entries of this run have created, as `recordKey` names them. */
	private readonly records: Set<string>;

	/** What HubSpot says of the properties of an object type, as far as it was asked. */
	private readonly properties = new Map<Place, Promise<Told>>();

	/** @param earlier the records that earlier tries of the node have created */
	constructor(earlier: Iterable<string> = []) {
		this.records = new Set(earlier);
	}

	/** Notes which records these outcomes say are created. */
	note({ parameters: { objectType } }: Place, outcomes: Outcome[]): void {
		for (const outcome of outcomes) {
			const id = outcome.ok ? idOf(outcome.result) : undefined;
			if (id !== undefined) this.records.add(recordKey(objectType, id));
		}
	}

	has({ parameters: { objectType } }: Place, id: string): boolean {
		return this.records.has(recordKey(objectType, id));
	}

	/** What HubSpot says of the properties of an object type; asked until it has said it. */
	async propertiesOf(
		asking: Asking,
		{ ask }: CheckCreated,
		place: Place,
		among: Entry[],
	): Promise<Told> {
		const asked = this.properties.get(place) ?? lookUp(asking, ask, place, among.slice(0, 1));
		this.properties.set(place, asked);
		const told = await asked;
		// What HubSpot did not say now it may say later.
		if (!told.envelope) this.properties.delete(place);
		return told;
	}
}

/** A batch of which some outcomes are open. */
interface Looking extends Checking {
	check: CheckCreated;
	creations: Creations;
	final: Map<number, Outcome>;
	/**
	 * The least that HubSpot's clock can have shown at the first try of an entry; NaN while nobody knows.
	 */
	fromMs: (entry: Entry) => number;
}

/**
 * The outcomes of a batch that creates records, with as few of them open as possible.
 * @param since when the first try of an entry began that HubSpot may have carried out, by the run's clock
 */
export async function settleCreated(
	checking: Checking,
	creations: Creations,
	{ place, entries }: Batch,
	outcomes: Outcome[],
	since: (entry: Entry) => number,
): Promise<Outcome[]> {
	const { effect, caller, write } = checking;
	creations.note(place, outcomes);
	const check = effect.checkCreated;
	if (!check || !outcomes.some(isOpen)) return outcomes;
	const final = new Map(outcomes.map((outcome) => [outcome.item, outcome]));
	const fromMs = (entry: Entry) => caller.serverTimeOf(since(entry)) - CLOCK_SLACK_MS;
	const looking: Looking = { ...checking, check, creations, final, fromMs };
	let open = await recognisable(
		looking,
		place,
		entries.filter(({ item }) => isOpen(final.get(item))),
	);
	for (let repeats = 0; open.length; repeats++) {
		const absent = await look(looking, place, open, false);
		if (!absent.length) break;
		await caller.pause(UNDER_WAY_MS);
		const gone = await look(looking, place, absent, true);
		// What HubSpot refused after all it would refuse again.
		const missing = gone.filter(({ item }) => !isRejected(final.get(item)));
		if (!missing.length || repeats === MOST_REPEATS || caller.isMute) break;
		for (const outcome of await write(place, missing)) {
			if (!outcome.ok && outcome.failure.reason === 'unsent') continue;
			final.set(outcome.item, outcome);
			creations.note(place, [outcome]);
		}
		// A conflict may come from the lost try, which HubSpot has carried out meanwhile.
		open = missing.filter(({ item }) => isOpen(final.get(item)) || isConflicting(final.get(item)));
	}
	return [...final.values()];
}

const isRejected = (outcome?: Outcome) =>
	outcome !== undefined && !outcome.ok && outcome.failure.reason === 'rejected';

/** Was it refused because of a value that another record has? */
function isConflicting(outcome?: Outcome): boolean {
	if (!outcome || outcome.ok) return false;
	const { event, existingId } = outcome.failure;
	if (existingId !== undefined) return true;
	if (event.kind === 'refused') return isConflict(event.error);
	return event.kind === 'refusedWhole' && isConflict(event.refusal.error);
}

/** The entries that have a value to be recognised by. HubSpot is asked for it where none is known. */
async function recognisable(looking: Looking, place: Place, entries: Entry[]): Promise<Entry[]> {
	const { check, creations, final } = looking;
	const unknown = entries.filter(({ input }) => !check.keyOf(input));
	if (unknown.length) {
		const { envelope, why } = await creations.propertiesOf(looking, check, place, unknown);
		for (const { input, item } of unknown) {
			if (envelope) check.learn(input, envelope.results);
			else final.set(item, settleUnread(final.get(item) as Outcome, why));
		}
	}
	return entries.filter(({ input }) => check.keyOf(input));
}

/** Groups that can be read in one call: of one property, and none with the same value twice. */
function groupsOf({ keyOf, read }: CheckCreated, entries: Entry[]): Entry[][] {
	const byProperty = new Map<string, Array<{ group: Entry[]; values: Set<string> }>>();
	for (const entry of entries) {
		const [property, value] = keyOf(entry.input) ?? ['', ''];
		const groups = byProperty.get(property) ?? [];
		byProperty.set(property, groups);
		const name = folded(value);
		let free = groups.find(({ group, values }) => group.length < read.limit && !values.has(name));
		if (!free) groups.push((free = { group: [], values: new Set() }));
		free.group.push(entry);
		free.values.add(name);
	}
	return [...byProperty.values()].flat().map(({ group }) => group);
}

/**
 * Reads the records of these entries and settles what that shows. Returns those that are not there.
 * @param isCertain HubSpot has had time to finish what it was sent, so what is absent was not created
 */
async function look(
	looking: Looking,
	place: Place,
	entries: Entry[],
	isCertain: boolean,
): Promise<Entry[]> {
	const { check, final } = looking;
	const read = async (group: Entry[]): Promise<Entry[]> => {
		const { envelope, why } = await lookUp(looking, check.read, place, group);
		const found = new Map<number, Result>();
		for (const { item, input } of group) {
			const record = envelope?.results.find((each) => check.isOf(each, input));
			if (record) found.set(item, record);
		}
		const isMissing = envelope ? missingIn(check.read, group, envelope, found) : () => false;
		return group.filter((entry) => {
			const { item } = entry;
			const before = final.get(item) as Failed;
			const record = found.get(item);
			if (record) final.set(item, judge(looking, entry, before, record));
			else if (!envelope) final.set(item, settleUnread(before, why));
			else if (isMissing(entry)) {
				final.set(item, settleUnwritten(before, { kind: 'absent' }, isCertain));
				return true;
			}
			return false;
		});
	};
	return (await Promise.all(groupsOf(check, entries).map(read))).flat();
}

/** What a record with the value of an entry says about it. */
function judge(
	{ effect, check, creations, fromMs }: Looking,
	entry: Entry,
	before: Failed,
	record: Result,
): Outcome {
	const { input, place } = entry;
	const id = idOf(record);
	const [property] = check.keyOf(input) ?? [''];
	const createdAt = check.createdAt(record) ?? NaN;
	if (id !== undefined && (createdAt < fromMs(entry) || creations.has(place, id))) {
		return taken(before, id, property);
	}
	const names = differences(check.values(input), check.values(record));
	// Somebody else may have created it at the same time: then it holds what they wrote.
	if (names.length || !(createdAt >= fromMs(entry))) return there(before, id, names);
	const outcome = settleFound(effect, entry, check.shown(record, input));
	creations.note(place, [outcome]);
	return outcome;
}

// ---------------------------------------------------------------- outcomes

/** A record that the entry did not create has its value: a conflict. */
const taken = ({ item, failure }: Failed, id: string, property: string): Failed =>
	failed(item, {
		...omit(failure, 'lostBefore'),
		reason: 'rejected',
		applied: 'no',
		existingId: id,
		seen: { kind: 'taken', id, property },
	});

/** A record has its value, and nobody can tell whether the entry created it. */
const there = ({ item, failure }: Failed, id: string | undefined, names: string[]): Failed =>
	failed(item, {
		...failure,
		applied: 'maybe',
		// What was refused may be refused because of the lost try.
		...(failure.reason === 'rejected' && { lostBefore: true }),
		...(id !== undefined && { existingId: id }),
		seen: { kind: 'there', ...(id !== undefined && { id }), names },
	});

/**
 * The outcomes with the record of each that is open, where writing it again may make a second one:
 * whoever does so must look for it first.
 */
export function withRecords(
	effect: Write,
	entries: Entry[],
	outcomes: Outcome[],
	since: (entry: Entry) => number,
): Outcome[] {
	if (effect.again === 'safe' || !outcomes.some(isOpen)) return outcomes;
	const byItem = new Map(entries.map((entry) => [entry.item, entry]));
	return outcomes.map((outcome) => {
		const entry = isOpen(outcome) ? byItem.get(outcome.item) : undefined;
		if (!entry || outcome.ok) return outcome;
		const { input, place } = entry;
		const who = { input, place, sinceMs: since(entry) };
		return failed(outcome.item, { ...outcome.failure, who });
	});
}
