/**
 * What HubSpot offers, as data: an endpoint, how its answers are matched to inputs, and the three
 * kinds of effect that an operation can have. The engine runs these and never learns a name of
 * HubSpot's.
 *
 * Functions are declared as methods, because TypeScript compares the parameters of methods loosely:
 * an endpoint of a particular input may then stand for one of any input. So the engine handles
 * every row alike, and rows are still checked where they are written.
 */
import type { Contradiction } from './comparing';
import type { Names } from './directory';
import type { HubSpotError } from './errors';
import type { LaneName } from './limits';
import type { Envelope, Result } from './replies';
import type { ApiVersion, Family } from './versions';

/** One element of a batch, in the shape that HubSpot takes. */
export type Input = Record<string, unknown>;

/** Text values by name. */
export type Values = Record<string, string>;

/**
 * The values that all inputs of a call share, in its path, query or body. One object per
 * combination: equal places are the same object.
 */
export interface Place {
	version: ApiVersion;
	parameters: Values;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One call. The path is below the family's root; its `{name}`s are given by `parameters` or the
 * place.
 */
export interface Call {
	method: Method;
	path: string;
	parameters?: Values;
	query?: Values;
	body?: object;
}

/** How the parts of an answer are matched to the inputs of its call. Never by position. */
export interface Match<I extends Input> {
	/**
	 * Identity of the record that an input is about: no call holds it twice, and of two writes the
	 * later one wins.
	 */
	key(input: I): string;
	/**
	 * Other values of the input that no two records may have: of two inputs with one of these, the later
	 * one travels in a later call, as with `key`.
	 */
	claims?(input: I): string[];
	/** Names by which an error may call the input, besides its trace ID. */
	names(input: I): string[];
	/**
	 * Keys of an error's `context` that hold such names. `existingId` and the like name another
	 * record.
	 */
	namedBy: string[];
	/**
	 * The inputs that an error is about, where a name may be that of several inputs, such as one record
	 * of two. Default: by `names`.
	 */
	about?(error: HubSpotError, inputs: I[]): Input[];
	/** The label of ours that HubSpot may echo in results and errors. */
	traceId?(input: I): string;
	/** The key as a result states it; undefined where that result does not carry it. */
	resultKey?(result: Result, input: I): string | undefined;
	/** The key that a result will state, when the write changes it. Default: `key`. */
	readBack?(input: I): string;
	/** The fields that inputs and results share, for results that carry neither trace ID nor key. */
	appearance?: Appearance<I>;
	/** The properties that an input holds, under the names an error may use, and their values. */
	properties?(input: I): Values;
}

export interface Appearance<I extends Input> {
	/** The fields that inputs and results share, as comparable text. */
	of(record: I | Result): Values;
	/** The fields among these that every result carries. */
	sure: string[];
	/**
	 * True when results never carry a key or a trace ID, so that inputs that look alike must not
	 * share a call.
	 */
	apart: boolean;
}

/** One call about up to `limit` inputs, and how its 2xx is read. */
export interface Endpoint<I extends Input = Input> {
	family: Family;
	method: Method;
	/** Below the family's root; each `{name}` is a parameter of the place or one of `parameters`. */
	path: string;
	/** The path at places that have one of their own, such as those with a label. */
	pathAt?(place: Place): string | undefined;
	/** Most inputs per call. CRM: stated by HubSpot. Marketing events: undocumented, the same. */
	limit: number;
	/** The limit at places where HubSpot takes fewer; undefined elsewhere. */
	limitAt?(place: Place): number | undefined;
	/** Inputs per call where the user says nothing else. Default: the limit. */
	usual?: number;
	/** The part of an input that goes into the body. Default: the input as it is. */
	element?(input: I): unknown;
	/**
	 * The body, made of all elements. Default: `{inputs: elements}`, and no body for GET and DELETE.
	 */
	body?(elements: unknown[], inputs: I[], place: Place): object;
	parameters?(inputs: I[], place: Place): Values;
	/** Undefined where the call has none. */
	query?(inputs: I[], place: Place): Values | undefined;
	/** A value that, besides the place, all inputs of one call must have in common. */
	scope?(input: I): string;
	/** Reads a 2xx body; undefined where it cannot be read. Default: the batch envelope. */
	answer?(body: unknown): Envelope | undefined;
	/** The result of an input that a 2xx does not mention; undefined when nobody can tell. */
	silence?(input: I, answer: { status: number; body: unknown }): Result | undefined;
	/** The rate limit of its own that the endpoint has, if any. */
	lane?: LaneName;
	match: Match<I>;
	/**
	 * A cheap read that HubSpot answers only where the address of the call is right, e.g. where the
	 * object type exists. Absent where a refusal cannot be about the address.
	 */
	probe?: Probe;
	/** It lists the records that HubSpot does not have in a 2xx, so that a 404 is about the place. */
	listsMissing?: true;
}

/** A GET below the family's root, with the parameters of the place. */
export interface Probe {
	family: Family;
	path: string;
	query?: Values;
	/**
	 * Whether its answer shows that the address is right. Where it can tell, it is asked after every
	 * refusal that names nobody. Default: any 2xx shows it.
	 */
	isRight?(body: unknown, place: Place): boolean;
}

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
	 * certainly not written · `unclear` a merge may hide it.
	 */
	absent: 'done' | 'undone' | 'unclear';
	/**
	 * The values that an input writes or a record holds, by name. Absent when it is enough to know
	 * whether the record exists.
	 */
	values?(record: I | Result): Record<string, unknown>;
	/** The record without what was read only to recognise it. Default: as it is. */
	shown?(record: Result, input: I): Result;
	/** When a record was last changed, epoch milliseconds. */
	changedAt(record: Result): number | undefined;
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
export type LookupKey = { objectType: string; property: string; value: string };

/** How an input that calls its records by other values than their IDs gets the IDs. */
export interface Resolve<I extends Input> {
	/** The endpoint itself finds records by properties with unique values; only others are looked up. */
	takesUnique?: true;
	/** The records that an input does not call by ID; none for most inputs. */
	names(input: I, place: Place): LookupKey[];
	/** The input with the IDs of these records, in the order of `names`. */
	resolved(input: I, ids: string[]): I;
	/** Why a search would not find this record, whatever its values; undefined where it may. */
	unsearchable?(key: LookupKey, place: Place): string | undefined;
}

export type Again = 'safe' | 'duplicates' | 'conflicts';

export interface Write<I extends Input = Input> {
	kind: 'write';
	send: Endpoint<I>;
	/** For endpoints that take record IDs alone. */
	resolve?: Resolve<I>;
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
	/** A record that does not exist is created by it. */
	creates?: true;
	locate?: Locate;
	/** Equal inputs are one write, whose outcome all of them get. */
	shares?: true;
	/** Sending an input again tells what became of it, so that nothing need be read back. */
	tellsAgain?: true;
	/** What messages call that which is written. Default: `record`. */
	thing?: 'pair' | 'association';
	check?: Check<I>;
	/** Instead of `check`, for an operation that creates records and must not create one twice. */
	checkCreated?: CheckCreated<I>;
	/** Warnings about an input that succeeded, e.g. a value that HubSpot dropped or changed. */
	warnings?(input: I, result: Result): Array<string | Contradiction>;
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
	| 'recorded';

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
	/** The question for the rest; undefined when this was all. */
	rest(result: Result, input: I): Input | undefined;
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
	/** Where the next page begins; undefined after the last one. */
	next(body: unknown, question: I): string | undefined;
	/** The results of all pages as they are wanted: each once, in order. Default: as they came. */
	whole?(results: Result[], question: I): Result[];
	/** Most results that are wanted; undefined: all. */
	most?(question: I, place: Place): number | undefined;
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

const WITHOUT_BODY: ReadonlySet<Method> = new Set(['GET', 'DELETE']);

/** The call that asks an endpoint about these inputs. */
export function callOf<I extends Input>(endpoint: Endpoint<I>, inputs: I[], place: Place): Call {
	const { method } = endpoint;
	const call: Call = { method, path: endpoint.pathAt?.(place) ?? endpoint.path };
	if (endpoint.parameters) call.parameters = endpoint.parameters(inputs, place);
	const query = endpoint.query?.(inputs, place);
	if (query) call.query = query;
	if (WITHOUT_BODY.has(method) && !endpoint.body) return call;
	const elements = endpoint.element ? inputs.map((input) => endpoint.element?.(input)) : inputs;
	call.body = endpoint.body ? endpoint.body(elements, inputs, place) : { inputs: elements };
	return call;
}
