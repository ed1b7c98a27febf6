/**
 * What HubSpot offers, as data: an endpoint, and how its answers are matched to inputs. What an
 * operation does with endpoints is in `effect.ts`. The engine runs these and never learns a name of
 * HubSpot's.
 *
 * Functions are declared as methods, because TypeScript compares the parameters of methods loosely:
 * an endpoint of a particular input may then stand for one of any input. So the engine handles
 * every row alike, and rows are still checked where they are written.
 */
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
	 * The body, made of all elements; undefined where the call has none. Default: `{inputs: elements}`,
	 * and no body for GET and DELETE.
	 */
	body?(elements: unknown[], inputs: I[], place: Place): object | undefined;
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
	/** A 2xx shows which records HubSpot does not have, so that a 404 is about the place. */
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
