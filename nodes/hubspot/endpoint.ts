/**
 * What HubSpot offers, as data: an endpoint, how its answers find their questions, and the three kinds
 * of effect that an operation can have. The engine runs these and never learns a name of HubSpot's.
 *
 * Functions are declared as methods: TypeScript then takes an endpoint of a particular input for one of
 * any input, so that the engine handles every row alike and rows are checked where they are written.
 */
import type { LaneName } from './limits';
import type { Envelope, Result } from './replies';
import type { ApiVersion, Family } from './versions';

/** One record of a list that is to be sent, as HubSpot takes it. */
export type Input = Record<string, unknown>;

/** Texts by name. */
export type Values = Record<string, string>;

/** The values that all inputs of a call share: of its path, its query or its body. One object per combination. */
export interface Place {
	version: ApiVersion;
	parameters: Values;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One call: a path below the family's root, whose `{name}`s are given here or by the place. */
export interface Call {
	method: Method;
	path: string;
	parameters?: Values;
	query?: Values;
	body?: object;
}

/** How the answer to a call finds its questions. Never by position. */
export interface Match<I extends Input> {
	/** Identity of what an input is about: no call holds it twice, and of two writes the later one wins. */
	key(input: I): string;
	/** What an error may call the input, besides its trace ID. */
	names(input: I): string[];
	/** The keys of an error's `context` that hold such names. `existingId` and the like name another record. */
	namedBy: string[];
	/** A label of ours that HubSpot may echo in results and errors. */
	traceId?(input: I): string;
	/** The key as a result states it; undefined where that result does not carry it. */
	resultKey?(result: Result, input: I): string | undefined;
	/** The key that a result will state, where the write changes it. */
	readBack?(input: I): string;
	/** For results that carry neither trace ID nor key: what both sides show. */
	appearance?: Appearance<I>;
	/** Names of the properties that an input holds, as an error may name them, and their values. */
	properties?(input: I): Values;
}

export interface Appearance<I extends Input> {
	/** The fields that inputs and results share, as comparable text. */
	of(record: I | Result): Values;
	/** Those of these fields that every result carries. */
	sure: string[];
	/** Results never carry a key or a trace ID: inputs that look alike must not share a call. */
	apart: boolean;
}

/** One call about up to `limit` inputs, and how its 2xx is read. */
export interface Endpoint<I extends Input = Input> {
	family: Family;
	method: Method;
	/** Below the family's root; `{name}` is a parameter of the place, or one of `parameters`. */
	path: string;
	/** Most inputs per call. CRM: stated by HubSpot. Marketing events: undocumented, the same. */
	limit: number;
	/** What of an input goes into the body. Default: the input as it is. */
	element?(input: I): unknown;
	/** The body, of all elements. Default: `{inputs: elements}`; without a body for GET and DELETE. */
	body?(elements: unknown[], inputs: I[], place: Place): object;
	parameters?(inputs: I[], place: Place): Values;
	query?(inputs: I[], place: Place): Values;
	/** Beside the place, what the inputs of one call must have in common. */
	scope?(input: I): string;
	/** Reads a 2xx body; undefined where it cannot be read. Default: the batch envelope. */
	answer?(body: unknown): Envelope | undefined;
	/** What an input has come to that a 2xx does not mention; undefined: nobody can tell. */
	silence?(input: I, answer: { status: number; body: unknown }): Result | undefined;
	match: Match<I>;
}

/** How to find out what became of inputs that an answer left open. */
export interface Check<I extends Input> {
	/** A read by the key that the write used; its results are matched by `isOf`. */
	read: Endpoint<I>;
	/** Is this the record that the input is about? */
	isOf(record: Result, input: I): boolean;
	/**
	 * What it means that no such record is found: `done` it was to go, and is gone · `undone` it was
	 * certainly not written · `unclear` a merge may hide it.
	 */
	absent: 'done' | 'undone' | 'unclear';
	/** What an input writes, or a record holds, by name, as comparable text. Without: being there is enough to know. */
	values?(record: I | Result): Values;
	/** When a record was last changed, epoch milliseconds. */
	changedAt(record: Result): number | undefined;
}

export interface Write<I extends Input = Input> {
	kind: 'write';
	send: Endpoint<I>;
	/** What a second call with the same input does: no harm · a second record · a refusal because of the first. */
	again: 'safe' | 'duplicates' | 'conflicts';
	/** What is told of an input that went well. */
	verb: Verb;
	/** Writes one input without the batch endpoint, for what that endpoint took and did not write. */
	alone?: Endpoint<I>;
	check?: Check<I>;
	/** Something worth telling about an input that went well, e.g. a value that HubSpot dropped. */
	warnings?(input: I, result: Result): string[];
	/**
	 * Completes a result with what its answer does not say in so many words.
	 * @param repeated an earlier try may have been applied, so the answer may be about a second write
	 */
	complete?(result: Result, repeated: boolean): Result;
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
}

/** One question in, pages of results out. */
export interface List<I extends Input = Input> {
	kind: 'list';
	pages: Pages<I>;
}

export interface Pages<I extends Input = Input> {
	family: Family;
	/** Where the endpoint has a rate limit of its own. */
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
