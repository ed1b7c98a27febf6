/**
 * What HubSpot lists of an account, such as its owners, and how inputs that call something by its name
 * there get its ID. Data and types; which names there are is in `names.ts`.
 */
import { isRecord, listOf } from './json';
import { nextAfter, type Result } from './replies';
import type { Family } from './versions';

/** A list that HubSpot gives page by page: a GET that answers `results` and, before the last page, `paging`. */
export interface Directory {
	/** The same list has the same key, and is asked for once in a run. */
	key: string;
	family: Family;
	/** Below the family's root. */
	path: string;
	query?: Record<string, string>;
	/** A scope that it takes, for messages, where HubSpot's refusal names none. */
	scope?: string;
}

/** The lists that were asked for, by key; `undefined`: HubSpot did not give it. */
export type Known = ReadonlyMap<string, Result[] | undefined>;

/** A name that leads to no ID. */
export interface UnknownName {
	property: string;
	value: string;
	of: 'owner' | 'pipeline' | 'stage';
	/** Of the record. */
	objectType: string;
	/** The IDs of those that have the name, where it is more than one. */
	ids: string[];
	/** The pipelines that have a stage of this name, where it is more than one. */
	pipelines?: string[];
	/** The pipeline that the stage was looked for in, and the property that says so where none did. */
	within?: string;
	pipelineProperty?: string;
	/** The names that come closest. */
	near: string[];
	/** All names that there are, where none comes close and they are few. */
	all?: string[];
	/** The list that HubSpot did not give. */
	missing?: Directory;
}

/** Gives inputs the IDs of what they call by names, before they are planned. */
export interface Names<I> {
	/** Does an input hold names? Most do not. */
	has(input: I): boolean;
	/** The next list that is needed to read the names of an input; undefined once enough is known. */
	ask(input: I, parameters: Parameters, known: Known): Directory | undefined;
	/** The input with IDs; or the name that leads to none. */
	read(input: I, parameters: Parameters, known: Known): { input: I } | { unknown: UnknownName };
}

/** Of the place that an input goes to. */
type Parameters = Record<string, string>;

/** The results of a page, and where the next one begins; undefined where the answer cannot be read. */
export function pageIn(body: unknown): { results: Result[]; after?: string } | undefined {
	if (!isRecord(body) || !Array.isArray(body.results)) return undefined;
	return { results: listOf(body.results).filter(isRecord), after: nextAfter(body) };
}
