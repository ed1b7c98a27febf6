/**
 * Compares entries with what HubSpot holds before they are sent, and sends only so much of them: what
 * differs, or what HubSpot has no value of. Records are read a hundred a call, while the entries before
 * them are sent.
 *
 * A read tells what HubSpot held before anything of this run was written. An entry whose record an
 * earlier one writes is therefore not compared with it: with `onlyChanges` it is sent whole, so that
 * the last value wins as ever; with `onlyEmpty` it waits for the next round, which begins when all that
 * was sent is settled, and reads its record anew.
 */
import { isEmptyIn, isHeld, isHeldIn, type Comparison, type Pair } from '../../hubspot/compare';
import type { Place } from '../../hubspot/endpoint';
import type { Write } from '../../hubspot/effect';
import { own, put } from '../../hubspot/json';
import { idOf, type Result } from '../../hubspot/replies';
import type { Caller } from '../caller';
import {
	failed,
	unsent,
	type Changes,
	type Entry,
	type Failure,
	type Flow,
	type Note,
	type Outcome,
} from '../outcome';
import { saidOf, settleBroken } from '../settle';
import type { RunOptions } from '../work';
import { Reader, type Held, type Holdings } from './held';

/** Most reads that are under way, or done, before the first of them is made use of. */
const MOST_AHEAD = 50;
/** As many are allowed at the start, when the account lets a single call through. */
const LEAST_AHEAD = 4;
/** So many entries are read ahead to fill calls: many may be about the same few records. */
const MOST_GATHERED = 5_000;
/** Most characters of the names of properties in a call: entries may all write different ones. */
const MOST_NAMED = 200_000;

/** The flows of a run, one after the other: each is to be over before the next one is taken. */
export function* rounds(
	effect: Write,
	flow: Flow,
	options: RunOptions,
	caller: Caller,
): Generator<Flow> {
	const { compare: row } = effect;
	const { compare: how } = options;
	if (!row || !how) return yield flow;
	const notes = new Map<number, Note>();
	const settle = (outcome: Outcome) => {
		const note = notes.get(outcome.item);
		notes.delete(outcome.item);
		flow.settle(note && outcome.ok ? { ...outcome, notes: [...outcome.notes, note] } : outcome);
	};
	const comparing: Comparing = {
		...{ effect, row, how, caller, options, settle },
		reader: new Reader(caller, row, how === 'onlyEmpty'),
		note: (item, note) => notes.set(item, note),
	};
	let { source } = flow;
	for (;;) {
		const round = new Round(comparing, source);
		yield { source: async () => await round.next(), settle };
		const { aside } = round;
		if (!aside.length) return undefined;
		source = () => (aside.length ? aside.splice(0) : undefined);
	}
}

interface Comparing {
	effect: Write;
	row: NonNullable<Write['compare']>;
	how: Comparison;
	caller: Caller;
	options: RunOptions;
	reader: Reader;
	settle: (outcome: Outcome) => void;
	/** Adds something worth knowing to an entry that goes on, once it has succeeded. */
	note: (item: number, note: Note) => void;
}

/** Entries whose records are read in one call. */
class Draft {
	readonly entries: Entry[] = [];

	/** The first entry about each record, by the key under which no call holds two. */
	readonly first = new Map<string, Entry>();

	/** The properties that any of them writes. */
	readonly names = new Set<string>();

	/** How long these names are. */
	length = 0;
}

/** What this round sends to a place. */
class Sending {
	/** Keys and IDs of records. */
	readonly records = new Set<string>();

	/** By what their records are called: the scopes of what is sent, and of that whose record is not known. */
	readonly scopes = new Set<string>();

	readonly unknown = new Set<string>();
}

const hasOther = (scopes: Set<string>, scope: string) => scopes.size > (scopes.has(scope) ? 1 : 0);

class Round {
	/** For the next round. */
	readonly aside: Entry[] = [];

	/** Drafts that take more entries, by place and by what their records are called. */
	private readonly open = new Map<Place, Map<string, Draft>>();

	private gathered = 0;

	/** Drafts that take no more entries. */
	private readonly closed: Draft[] = [];

	/** Those of them that are read, in the same order. */
	private readonly ahead: Array<{ draft: Draft; read: Promise<Holdings> }> = [];

	private readonly sending = new Map<Place, Sending>();

	/** In a dry run, which fills nothing: what entries would fill, by the ID of their record. */
	private readonly filled = new Map<string, Record<string, unknown>>();

	private isOver = false;

	constructor(
		private readonly comparing: Comparing,
		private readonly source: Flow['source'],
	) {}

	/** The next entries that are to be sent; undefined after the last. */
	async next(): Promise<Entry[] | undefined> {
		const { lane } = this.comparing.options;
		const { reader } = this.comparing;
		while (this.ahead.length < Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, lane.room()))) {
			const draft = this.closed.shift();
			if (draft) {
				const read = reader.read([...draft.first.values()], draft.names);
				this.ahead.push({ draft, read });
			} else if (this.isOver) break;
			else await this.readMore();
		}
		const first = this.ahead.shift();
		if (!first) return undefined;
		const holdings = await first.read;
		const going: Entry[] = [];
		// One after the other: each may write what the next one is about.
		for (const entry of first.draft.entries) {
			if (await this.goes(entry, holdings)) going.push(entry);
		}
		return going;
	}

	// ---------------------------------------------------------------- which entries share a read

	private async readMore(): Promise<void> {
		const entries = await this.source();
		for (const entry of entries ?? []) this.add(entry);
		this.isOver = entries === undefined;
		if (!this.isOver && this.gathered < MOST_GATHERED) return;
		const drafts = [...this.open.values()].flatMap((scopes) => [...scopes.values()]);
		this.open.clear();
		this.gathered = 0;
		this.closed.push(...drafts);
	}

	private add(entry: Entry): void {
		const { row, reader } = this.comparing;
		const { read } = row;
		let scopes = this.open.get(entry.place);
		if (!scopes) this.open.set(entry.place, (scopes = new Map()));
		const scope = read.scope?.(entry.input) ?? '';
		const key = read.match.key(entry.input);
		let draft = scopes.get(scope);
		const known = draft?.first.get(key);
		// Where HubSpot minds the case, another spelling may be another record; no call holds both.
		if (draft && known && reader.nameOf(known) !== reader.nameOf(entry)) {
			this.close(scopes, scope, draft);
			draft = undefined;
		}
		if (!draft) scopes.set(scope, (draft = new Draft()));
		draft.entries.push(entry);
		this.gathered++;
		if (!draft.first.has(key)) draft.first.set(key, entry);
		for (const name of Object.keys(row.values(entry.input))) {
			if (draft.names.has(name)) continue;
			draft.names.add(name);
			draft.length += name.length;
		}
		if (draft.first.size >= read.limit || draft.length >= MOST_NAMED) {
			this.close(scopes, scope, draft);
		}
	}

	private close(scopes: Map<string, Draft>, scope: string, draft: Draft): void {
		scopes.delete(scope);
		this.gathered -= draft.entries.length;
		this.closed.push(draft);
	}

	// ---------------------------------------------------------------- what is sent

	/** Is so much of this entry as is left to be sent now? If not, it is settled or set aside. */
	private async goes(entry: Entry, holdings: Holdings): Promise<boolean> {
		const { options, settle } = this.comparing;
		try {
			if (this.comparing.how === 'onlyEmpty') entry.fills = true;
			const held = holdings.get(this.comparing.reader.nameOf(entry)) ?? { unread: true };
			const outcome = await this.judge(entry, held);
			if (outcome === 'goes') return true;
			if (outcome !== 'waits') this.settle(outcome);
		} catch (error) {
			options.onBroken?.(error as Error);
			for (const each of settleBroken([entry], error as Error, { applied: 'no' })) settle(each);
		}
		return false;
	}

	private settle(outcome: Outcome): void {
		const { settle, options, caller } = this.comparing;
		settle(outcome);
		if (!outcome.ok && options.stopOnFailure) caller.stopFor({ kind: 'stopOnFailure' });
	}

	private async judge(entry: Entry, held: Held): Promise<Outcome | 'goes' | 'waits'> {
		const { how, note, options } = this.comparing;
		const { item } = entry;
		const record = 'record' in held ? held.record : undefined;
		const isOnlyEmpty = how === 'onlyEmpty';
		// A dry run writes nothing that an entry could wait for.
		const mayWait = !(isOnlyEmpty && options.dryRun);
		if (mayWait && this.isWritten(entry, record)) {
			this.remember(entry, record);
			if (!isOnlyEmpty) return 'goes';
			this.aside.push(entry);
			return 'waits';
		}
		if (record) {
			const outcome = await this.compared(entry, record);
			if (outcome === 'goes') this.remember(entry, record);
			return outcome;
		}
		// In a dry run no write is answered, so only this read can tell that there is no such record.
		if (isOnlyEmpty || (options.dryRun && 'missing' in held)) {
			const outcome = this.unfilled(entry, held);
			if (outcome) return outcome;
		} else if ('unread' in held) {
			const { refusal } = held;
			note(item, { kind: 'uncompared', ...(refusal && { refusal }) });
		}
		this.remember(entry, record);
		return 'goes';
	}

	/** May an earlier entry of this round write the record of this one? */
	private isWritten(entry: Entry, record: Result | undefined): boolean {
		const sending = this.sending.get(entry.place);
		if (!sending) return false;
		const scope = this.scopeOf(entry);
		if (this.namesOf(entry, record).some((name) => sending.records.has(name))) return true;
		// Called otherwise, records are told apart by their IDs alone: one that was sent without its ID may
		// be this one, and where this one has none yet, all that were sent may become it.
		return hasOther(record ? sending.unknown : sending.scopes, scope);
	}

	private remember(entry: Entry, record: Result | undefined): void {
		let sending = this.sending.get(entry.place);
		if (!sending) this.sending.set(entry.place, (sending = new Sending()));
		const scope = this.scopeOf(entry);
		for (const name of this.namesOf(entry, record)) sending.records.add(name);
		sending.scopes.add(scope);
		if (!record) sending.unknown.add(scope);
	}

	private scopeOf({ input }: Entry): string {
		return this.comparing.row.read.scope?.(input) ?? '';
	}

	/** What tells the record of an entry: its keys before and after the write, and its ID. */
	private namesOf(entry: Entry, record: Result | undefined): string[] {
		const { match } = this.comparing.effect.send;
		const scope = this.scopeOf(entry);
		const key = match.key(entry.input);
		const newKey = match.readBack?.(entry.input) ?? key;
		const id = record && idOf(record);
		return [
			`${scope} ${key}`,
			...(newKey === key ? [] : [`${scope} ${newKey}`]),
			...(id === undefined ? [] : [`id ${id}`]),
		];
	}

	/** The outcome of an entry whose record was not read, and which is not sent whole for that. */
	private unfilled({ item, input, place }: Entry, held: Held): Outcome | undefined {
		if ('stop' in held) return unsent(item, held.stop);
		if ('missing' in held) {
			// It will be created. An update would be refused, or find a record that is there only then.
			if (this.comparing.effect.creates) return undefined;
			const { missing: error, sent } = held;
			const event = { kind: 'refused', input, place, error, alsoListed: false } as const;
			const { headers, status } = sent.reply ?? {};
			const said = saidOf({ error, status, headers });
			return failed(item, { reason: 'rejected', applied: 'no', event, ...said });
		}
		const refusal = 'unread' in held ? held.refusal : undefined;
		const event: Failure['event'] = { kind: 'uncompared', ...(refusal && { refusal }) };
		const said = refusal && saidOf(refusal);
		return failed(item, { reason: 'unsent', applied: 'no', event, ...said });
	}

	/** Leaves in an entry what is to be sent; where nothing is, its outcome. */
	private async compared(entry: Entry, record: Result): Promise<Outcome | 'goes'> {
		const { row, how, note, options } = this.comparing;
		const { item, input } = entry;
		const id = idOf(record) ?? '';
		const filled = this.filled.get(id);
		const held = filled ? { ...row.values(record), ...filled } : row.values(record);
		const pairs = Object.entries(row.values(input)).map(
			([name, sent]): Pair => ({ name, sent, held: own(held, name) }),
		);
		const notes: Note[] = [];
		let left: Pair[];
		if (how === 'onlyEmpty') {
			const names = pairs.filter((pair) => pair.held === undefined).map(({ name }) => name);
			if (names.length) notes.push({ kind: 'notShown', names });
			left = pairs.filter((pair) => pair.sent !== '' && isEmptyIn(pair.held));
		} else left = await this.changed(entry.place, pairs);
		if (!left.length) return { item, ok: true, result: row.unchanged(record, input), notes };
		for (const each of notes) note(item, each);
		const changes: Changes = {};
		for (const { name, sent, held: from = null } of left) put(changes, name, { from, to: sent });
		entry.changes = changes;
		if (how === 'onlyEmpty' && options.dryRun) {
			const values = left.map(({ name, sent }): [string, unknown] => [name, sent]);
			this.filled.set(id, { ...filled, ...Object.fromEntries(values) });
		}
		if (left.length < pairs.length) {
			const names = left.map(({ name }) => name);
			entry.input = row.only(input, names);
			if (options.writeRest) entry.unchanged = () => row.unchanged(record, input);
		}
		return 'goes';
	}

	/** Those that HubSpot does not hold already. */
	private async changed(place: Place, pairs: Pair[]): Promise<Pair[]> {
		const judged = pairs.map((pair) => ({ pair, isHeld: isHeld(pair, place) }));
		const isOpen = judged.some((each) => each.isHeld === 'byKind');
		const kinds = isOpen ? await this.comparing.reader.kindsAt(place) : undefined;
		return judged
			.filter(
				(each) =>
					each.isHeld === false || (each.isHeld === 'byKind' && !isHeldIn(each.pair, kinds)),
			)
			.map(({ pair }) => pair);
	}
}
