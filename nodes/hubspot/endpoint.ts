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
	/** Most inputs per call. CRM: stated by HubSpot. Marketing events: undocumented, the same. */
	limit: number;
	/** The part of an input that goes into the body. Default: the input as it is. */
	element?(input: I): unknown;
	/**
	 * The body, made of all elements. Default: `{inputs: elements}`, and no body for GET and DELETE.
	 */
	body?(elements: unknown[], inputs: I[], place: Place): object;
	parameters?(inputs: I[], place: Place): Values;
	query?(inputs: I[], place: Place): Values;
	/** A value that, besides the place, all inputs of one call must have in common. */
	scope?(input: I): string;
	/** Reads a 2xx body; undefined where it cannot be read. Default: the batch envelope. */
	answer?(body: unknown): Envelope | undefined;
	/** The result of an input that a 2xx does not mention; undefined when nobody can tell. */
	silence?(input: I, answer: { status: number; body: unknown }): Result | undefined;
	match: Match<I>;
	/**
	 * A cheap read that HubSpot answers only where the address of the call is right, e.g. where the
	 * object type exists. Absent where a refusal cannot be about the address.
	 */
	probe?: Probe;
}

/** A GET below the family's root, with the parameters of the place. */
export interface Probe {
	family: Family;
	path: string;
	query?: Values;
}

/** How to find out what became of inputs whose answer left it open. */
export interface Check<I extends Input> {
	/** A read by the key that the write used; its results are matched by `isOf`. */
	read: Endpoint<I>;
	/** Is this the record that the input is about? */
	isOf(record: Result, input: I): boolean;
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

export type Again = 'safe' | 'duplicates' | 'conflicts';

export interface Write<I extends Input = Input> {
	kind: 'write';
	send: Endpoint<I>;
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
	keyed?(result: Result, input: I): Result;
	/** For records that an answer does not mention: HubSpot may show them under another name. */
	detour?: Detour<I>;
}

/** One question in, pages of results out. */
export interface List<I extends Input = Input> {
	kind: 'list';
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
	next(body: unknown, cursor: string | undefined): string | undefined;
	/** Most results that are wanted; undefined: all. */
	most?(question: I, place: Place): number | undefined;
}

export type Effect<I extends Input = Input> = Write<I> | Read<I> | List<I>;

/** The endpoint that an operation sends its inputs to. */
export const endpointOf = (effect: Write | Read): Endpoint =>
	effect.kind === 'write' ? effect.send : effect.ask;

/** What a second call with this input does. */
export const againOf = (effect: Write, input: Input): Again =>
	effect.againOf?.(input) ?? effect.again;

const WITHOUT_BODY: ReadonlySet<Method> = new Set(['GET', 'DELETE']);

/** The call that asks an endpoint about these inputs. */
export function callOf<I extends Input>(endpoint: Endpoint<I>, inputs: I[], place: Place): Call {
	const { method, path } = endpoint;
	const call: Call = { method, path };
	if (endpoint.parameters) call.parameters = endpoint.parameters(inputs, place);
	if (endpoint.query) call.query = endpoint.query(inputs, place);
	if (WITHOUT_BODY.has(method) && !endpoint.body) return call;
	const elements = endpoint.element ? inputs.map((input) => endpoint.element?.(input)) : inputs;
	call.body = endpoint.body ? endpoint.body(elements, inputs, place) : { inputs: elements };
	return call;
}
