/**
 * The type of a row. An endpoint is one row of data: what the user sees, where the call goes,
 * what one input looks like, and how an answer finds its question. The engine never learns names.
 */
import type { INodeProperties } from 'n8n-workflow';
import type { z } from 'zod/v4';

import type { Family, Result } from '../hubspot/api';
import type { HttpRequest } from '../engine/send';
import type { Reading } from '../hubspot/values';

/** One element of a request's `inputs`. */
export type Input = Record<string, unknown>;

/** How the answers to a batch find their questions. Never by position. */
export interface Match<I extends Input> {
	/** Identity of the record that an input writes: no batch holds it twice, later batches win. */
	key: (input: I) => string;
	/** How messages call the record, e.g. `the record with email “a@b.co”`. */
	label: (input: I) => string;
	/** What an error's `context` may call the input, besides its trace id. */
	names: (input: I) => string[];
	/** The keys of a `context` that hold such names. `existingId` and the like name another record. */
	namedBy: string[];
	/** A label of ours that HubSpot may echo in results and errors. */
	traceId?: (input: I) => string;
	/**
	 * The key as a result states it, undefined where that result does not carry it.
	 * Leave out where results never carry the key: look-alikes then travel in separate batches.
	 */
	resultKey?: (result: Result, input: I) => string | undefined;
	/** The key that a result will state, where the input changes it. */
	readBack?: (input: I) => string;
	/** The fields that inputs and results share, for results that carry neither trace id nor key. */
	appearance?: (record: I | Result) => Record<string, string>;
	/** Those of these fields that every result carries. */
	alwaysCarried?: string[];
	/** Names of the properties that an input writes, as an error may name them, and their values. */
	properties?: (input: I) => Record<string, string>;
	/** Something worth telling about an input that went well, e.g. a value HubSpot dropped. */
	warnings?: (input: I, result: Result) => string[];
}

/** One call of a row beside its batch: a path below the family's root, whose `{name}`s are given here or by the node. */
export interface Call {
	method: HttpRequest['method'];
	path: string;
	parameters?: Record<string, string>;
	query?: Record<string, string>;
	body?: object;
}

/** How to find out what became of inputs that an answer left open. */
export interface LookUp<I extends Input> {
	/** Inputs per call. */
	limit: number;
	/** A read by the same key that the write used. */
	call: (inputs: I[]) => Call;
	/** Is this the record that the input writes? */
	isOf: (record: Result, input: I) => boolean;
	/** What an input writes, or a record holds, by name, as comparable text. */
	values: (record: I | Result) => Record<string, string>;
	/** When a record was last changed, epoch milliseconds. */
	changedAt: (record: Result) => number | undefined;
	/** A record that cannot be found was certainly not written; where a merge may hide it, it was not. */
	absentMeansUnwritten: boolean;
}

/** What the fields of an item (mapper or automatic) are turned into before validation. */
export interface Fields {
	values: Record<string, unknown>;
	/** Names the account has fields for; undefined when that is not known. */
	known: Set<string> | undefined;
	/** The column to match on, where the node offers one. */
	matchOn?: string;
}

/** An input before validation. */
export interface RawInput {
	raw: unknown;
	/** Names of fields that nobody knows: reported, never dropped. */
	unknown?: string[];
	/** The column that became `id`; present where fields were mapped, so that messages use their names. */
	idColumn?: string;
}

export interface Operation<I extends Input = Input> {
	value: string;
	name: string;
	action: string;
	description: string;
	/** What an AI agent reads before it calls the node with this operation: one record a call. */
	toolDescription: string;
	/** Parameters of this operation alone; `n8n.ts` shows them only for it. */
	parameters: INodeProperties[];
	family: Family;
	/** Below the family's root; `{name}` is a node parameter. */
	path: string;
	/** Most inputs per call. CRM: stated by HubSpot. Marketing events: undocumented, same default. */
	limit: number;
	/** May a call be sent again when its answer was lost? */
	repeatable: boolean;
	/** Beside the path, what inputs of one call must have in common. */
	scope?: (input: I) => string;
	/** Mapped fields of one item -> the raw input, still to be validated, and names nobody knows. */
	fromFields: (fields: Fields) => RawInput;
	/** Raw input -> input, strict, with the coercions that users expect. */
	input: (reading: Reading) => z.ZodType<I>;
	/** Gives an input what only the run knows, e.g. a unique trace id. */
	stamp?: (input: I, label: string) => I;
	/** Is there anything to write? An update of nothing is refused by HubSpot. */
	writes: (input: I) => boolean;
	match: Match<I>;
	lookUp: LookUp<I>;
	/** Writes one input without the batch endpoint, for what that endpoint took and did not write. */
	alone?: (input: I) => Call;
}

/** Ties a row's types together, then forgets them: the engine handles every row alike. */
export function operation<I extends Input>(row: Operation<I>): Operation {
	return row as unknown as Operation;
}
