/**
 * What an operation does, as data: the three kinds of effect, and how what an answer leaves open is
 * found out. Methods for the same reason as in `endpoint.ts`.
 */
import type { Compare } from './compare';
import type { Contradiction } from './comparing';
import type { Defined } from './definitions';
import type { Names } from './directory';
import type { Call, Endpoint, Input, Place, Values } from './endpoint';
import type { LeaveOut } from './leaveOut';
import type { LaneName } from './limits';
import type { Result } from './replies';
import type { Family } from './versions';

/**
 * Finds out more about a place before anything is asked or sent there, once in a run: what a list
 * holds, for example.
 */
export interface Locate {
	/** The next call that tells more of it; undefined once enough is known. */
	ask(place: Place): LocatingCall | undefined;
	/**
	 * The place with what an answer tells of it; a text: why nothing can be done there; undefined
	 * where the answer cannot be read. Also given what HubSpot refuses.
	 */
	learn(place: Place, answer: { status: number; body: unknown }): Place | string | undefined;
}

export interface LocatingCall extends Call {
	family: Family;
}

/** How to find out what became of inputs whose answer left it open. */
export interface Check<I extends Input> {
	/** A read by the key that the write used; its results are matched by `isOf`. */
	read: Endpoint<I>;
	/** Is this the record that the input is about? */
	isOf(record: Result, input: I, place?: Place): boolean;
	/**
	 * Do these results show all that could be the record, so that one not among them does not exist?
	 * Default: only an error shows that.
	 */
	isComplete?(results: Result[], input: I): boolean;
	/**
	 * The read by the key that the record had before, for inputs that change the key. Where it finds a
	 * record, the write is about that one: a record with the new key may be another.
	 */
	before?: Pick<Check<I>, 'read' | 'isOf'> & { isNeeded(input: I): boolean };
	/** The way to records that `read` cannot ask for, and how they are read then. */
	detour?: Detour<I> & { read: Endpoint };
	/**
	 * What it means when no such record is found: `done` it was to go, and is gone · `undone` it was
	 * certainly not written · `unclear` a merge may hide it · `late` HubSpot may show it only later.
	 */
	absent: 'done' | 'undone' | 'unclear' | 'late';
	/** A list of all records of a place, for where many of them are open there. */
	all?: CheckAll;
	/**
	 * Answers leave inputs open as a rule, so that reading back is part of the operation, and goes on
	 * however many there are. Default: that is bounded, because something is wrong.
	 */
	always?: true;
	/**
	 * The values that an input writes or a record holds, by name. Absent when it is enough to know
	 * whether the record exists.
	 */
	values?(record: I | Result): Record<string, unknown>;
	/** How the record stands, for messages, where names of values would tell a person little. */
	standing?(record: Result): Standing | undefined;
	/** The record without what was read only to recognise it. Default: as it is. */
	shown?(record: Result, input: I): Result;
	/** When a record was last changed, epoch milliseconds. */
	changedAt(record: Result): number | undefined;
}

/** What somebody is to an event, e.g. `CANCELLED`, and since when (ISO 8601). */
export type Standing = { state: string; since?: string };

/** Where a page of a list begins; absent for the first. */
export type Page = { after?: string };

/** A list of all records of a place. Its answers hold one result: a page. */
export interface CheckAll {
	ask: Endpoint<Page>;
	perPage: number;
	records(page: Result): Result[];
	/** The next page; undefined after the last one. */
	next(page: Result): Page | undefined;
	/** How many records there are in all; undefined where a page does not say. */
	count(page: Result): number | undefined;
	/** What inputs may call a record, as `match.key` has it. */
	namesOf(record: Result): string[];
}

/** How to find out whether an input has created its record, by a value that no two records may have. */
export interface CheckCreated<I extends Input = Input> {
	/** The property and the value to look for; undefined where the input is not known to have one. */
	keyOf(input: I): [property: string, value: string] | undefined;
	/** Asks which properties are unique. Its inputs are of no account: it is about their place. */
	ask: Endpoint;
	/** Tells an input which properties are unique, as the results of `ask` say. */
	learn(input: I, results: Result[]): void;
	/** Reads records by `keyOf`. The inputs of a call have the same property. */
	read: Endpoint<I>;
	/** Is this the record with the value of the input? */
	isOf(record: Result, input: I): boolean;
	/** The values that an input writes or a record holds, by name. */
	values(record: I | Result): Record<string, unknown>;
	/** The record without what was read only to recognise it. */
	shown(record: Result, input: I): Result;
	/** When a record was created, epoch milliseconds. */
	createdAt(record: Result): number | undefined;
}

/** What inputs lack that HubSpot must be asked for before they are sent. */
export interface Prepare<I extends Input = Input> {
	/** What this input lacks, by names; each is asked for once. */
	lacks(input: I): string[];
	/** Asks for one of these. */
	ask: Endpoint<Lack>;
	/** Completes an input with what the results for a lack say; false where they do not say it. */
	complete(input: I, lack: string, results: Result[]): boolean;
	/** An input is sent without what HubSpot does not say. */
	mayLack?: true;
}

export type Lack = { lack: string };

/** Finds out by which other name HubSpot knows a record. */
export interface Detour<I extends Input> {
	isNeeded(input: I, place: Place): boolean;
	/** Asks for what tells the other name. */
	ask: Endpoint<I>;
	/** The input under the other name; undefined where the results do not tell one. */
	rename(results: Result[], input: I): Input | undefined;
}

/** A record, called by the value of a property instead of its ID. */
export type LookupKey = {
	objectType: string;
	property: string;
	value: string;
	/** Another value that it must have, where records are asked for one by one. */
	also?: { property: string; value: string };
};

/** A record that a look-up shows. */
export interface Candidate {
	id: string;
	/** The account of another tool that it belongs to. */
	account?: string;
	/** The app that created it, where it is not known to be ours; empty where HubSpot does not name it. */
	app?: string;
	/** The number of the app, where the answer shows it. */
	appId?: number;
}

/** The records that have all that a key says, and those that have a part of it. */
export interface Seen {
	fit: Candidate[];
	near: Candidate[];
}

/** One way to ask for a record. */
export interface Way {
	ask: Endpoint<LookupKey>;
	/** Default: it can ask for every key. */
	canAsk?(key: LookupKey): boolean;
	/** What a 2xx shows; undefined where it cannot be read, or does not show all that there is. */
	read(body: unknown, key: LookupKey): Seen | undefined;
}

/** How records are found that HubSpot can only be asked for one by one. */
export interface Seek {
	/** Asked in turn, until one of them shows a record. */
	ways: Way[];
	/** A record that another app created is not taken. */
	ownOnly?: true;
	/** A record need not exist, so what is found nowhere is not asked for again after a pause. */
	once?: true;
	/**
	 * Asked where `ways` show records, but none that is known to be the same app's: what this way shows
	 * is the app's own, and is taken in their place.
	 */
	own?: Way;
}

/** How an input that calls its records by other values than their IDs gets the IDs. */
export interface Resolve<I extends Input> {
	/** The endpoint itself finds records by properties with unique values; only others are looked up. */
	takesUnique?: true;
	/** The records that an input does not call by ID; none for most inputs. */
	names(input: I, place: Place): LookupKey[];
	/** The input with the IDs of these records, in the order of `names`; `seen`: what `seek` shows of them. */
	resolved(input: I, ids: string[], seen?: Candidate[]): I;
	/**
	 * Instead of `resolved`, for inputs that need no record: the input as it is sent, now that a look-up
	 * has shown these records, of which there may be none or several; undefined: it is not sent.
	 */
	decided?(input: I, place: Place, shown: Candidate[]): I | undefined;
	/**
	 * The input as it goes on where the credential may not look up, for want of a scope; undefined where
	 * it cannot. Absent: such a run ends.
	 */
	withoutLookUp?(input: I): I | undefined;
	/** How the records are found. Default: by batch reads and searches of CRM objects, many in a call. */
	seek?: Seek;
	/** Why a search would not find this record, whatever its values; undefined where it may. */
	unsearchable?(key: LookupKey, place: Place): string | undefined;
}

export type Again = 'safe' | 'duplicates' | 'conflicts';

export interface Write<I extends Input = Input> {
	kind: 'write';
	send: Endpoint<I>;
	/** For endpoints that take record IDs alone. */
	resolve?: Resolve<I>;
	/** The same of other records that an input calls; they are looked up after those. */
	resolveToo?: Resolve<I>;
	/**
	 * The values of an input that stand in the path of its call: those with the same ones share a place,
	 * and what HubSpot says of a place, such as that there is no such event, is said of all of them.
	 */
	placed?(input: I): Values;
	/** For inputs that hold properties: they are held against HubSpot's definitions before they are sent. */
	definitions?: Defined<I>;
	/** For inputs that call what HubSpot lists, such as an owner, by a name. */
	names?: Names<I>;
	/**
	 * What a second call with the same input does: `safe` no harm · `duplicates` a second record ·
	 * `conflicts` a refusal because of the first. Where that depends on the input, the worst of these.
	 */
	again: Again;
	/** The same of one input. Default: `again`. */
	againOf?(input: I): Again;
	/** What an operation did to a record, as messages call it. */
	verb: Verb;
	/**
	 * Writes one input without the batch endpoint, for inputs that the batch endpoint accepted but
	 * did not write.
	 */
	alone?: Endpoint<I>;
	/** Completes inputs before they are sent. */
	prepare?: Prepare<I>;
	/** Inputs that another endpoint takes, once all others are sent. No record is written by both. */
	elsewhere?: { goes(input: I): boolean; effect: Write };
	/** A record that does not exist is created by it. */
	creates?: true;
	locate?: Locate;
	/** Equal inputs are one write, whose outcome all of them get. */
	shares?: true;
	/** Sending an input again tells what became of it, so that nothing need be read back. */
	tellsAgain?: true;
	/** What messages call that which is written. Default: `record`. */
	thing?: 'pair' | 'association' | 'attendance';
	check?: Check<I>;
	/** How inputs are compared with what HubSpot holds, where that is wanted. */
	compare?: Compare<I>;
	/** Instead of `check`, for an operation that creates records and must not create one twice. */
	checkCreated?: CheckCreated<I>;
	/** What may be left out of an input where HubSpot refuses it. Default: nothing. */
	leaveOut?: LeaveOut<I>;
	/**
	 * Warnings about an input that succeeded, e.g. a value that HubSpot dropped or changed.
	 * @param isAsSent all that the result shows of the input is as it was sent, letter for letter
	 */
	warnings?(input: I, result: Result, isAsSent: boolean): Array<string | Contradiction>;
	/**
	 * Adds to a result what its answer implies but does not state.
	 * @param repeated an earlier try may have been applied, so the answer may be about a second write
	 */
	complete?(result: Result, repeated: boolean): Result;
	/** Adds to a result the key that the input was matched by. Never overwrites what HubSpot said. */
	keyed?(result: Result, input: I): Result;
}

export type Verb =
	| 'written'
	| 'created'
	| 'archived'
	| 'associated'
	| 'added'
	| 'removed'
	| 'recorded'
	| 'cancelled'
	| 'completed'
	| 'deleted';

/** Asks about records: inputs in, one record out for each. */
export interface Read<I extends Input = Input> {
	kind: 'read';
	ask: Endpoint<I>;
	/** As of a write. */
	resolve?: Resolve<I>;
	/** As of a write. */
	keyed?(result: Result, input: I): Result;
	/** For questions with several results, which may come in pages. */
	many?: Many<I>;
	/** For records that an answer does not mention: HubSpot may show them under another name. */
	detour?: Detour<I>;
}

/** What one result of an answer holds, where a question has many. */
export interface Many<I extends Input> {
	results(result: Result): Result[];
	/**
	 * What a result is told from others by. Pages may move while they are read, so that one is shown
	 * twice; undefined where that cannot be told.
	 */
	nameOf?(result: Result): string | undefined;
	/** How many results there are in all; undefined where a page does not say. */
	total?(result: Result): number | undefined;
	/** The question for the rest; undefined when this was all. */
	rest(result: Result, input: I): Input | undefined;
	/** Most results that a question wants; undefined: all. */
	most?(input: I): number | undefined;
}

/** One question in, pages of results out. */
export interface List<I extends Input = Input> {
	kind: 'list';
	/** What messages call that which an item is; default: a record. */
	thing?: 'search' | 'list';
	locate?: Locate;
	pages: Pages<I>;
}

export interface Pages<I extends Input = Input> {
	family: Family;
	/** The rate limit of its own that the endpoint has, if any. */
	lane?: LaneName;
	/** The call for the next page; `cursor` is undefined for the first. */
	page(question: I, place: Place, cursor: string | undefined): Call;
	/** The results of a page; undefined where its body cannot be read. */
	results(body: unknown): Result[] | undefined;
	/**
	 * Which results of a page this question wants, where HubSpot does not choose them itself; undefined
	 * where it wants all.
	 */
	wanted?(question: I): ((result: Result) => boolean) | undefined;
	/** As of {@link Many}. */
	nameOf?(result: Result): string | undefined;
	/** Where the next page begins; undefined after the last one. */
	next(body: unknown, question: I): string | undefined;
	/** The results of all pages as they are wanted: each once, in order. Default: as they came. */
	whole?(results: Result[], question: I): Result[];
	/** Most results that are wanted; undefined: all. */
	most?(question: I, place: Place): number | undefined;
	/** Are all pages read, because only all results together tell which are the first? */
	readsAll?(question: I): boolean;
	/** Reads more about the results of a page, many in one call. */
	enrich?: {
		ask: Endpoint;
		input(result: Result): Input;
		/** `found`: what was read about it; undefined where HubSpot has nothing. */
		merge(result: Result, found: Result | undefined): Result;
	};
}

export type Effect<I extends Input = Input> = Write<I> | Read<I> | List<I>;

/** The endpoint that an operation sends its inputs to. */
export const endpointOf = (effect: Write | Read): Endpoint =>
	effect.kind === 'write' ? effect.send : effect.ask;

/** Most inputs per call of an operation. */
export const limitOf = (effect: Effect): number =>
	effect.kind === 'list' ? 1 : endpointOf(effect).limit;

/** What a second call with this input does. */
export const againOf = (effect: Write, input: Input): Again =>
	effect.againOf?.(input) ?? effect.again;
