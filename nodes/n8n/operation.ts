/**
 * The type of an operation: a row that ties an effect in HubSpot to what the user sees and fills in.
 * Rows are made by {@link operation} alone, which checks them where they are written.
 */
import type { INodeProperties } from 'n8n-workflow';
import type { z } from 'zod/v4';

import type { Input, Place, Values } from '../hubspot/endpoint';
import type { Effect } from '../hubspot/effect';
import type { HubSpotError } from '../hubspot/errors';
import type { Result } from '../hubspot/replies';
import type { Noun } from './nouns';
import type { Reading } from '../hubspot/values';

/**
 * The fields of an item (by hand, automatic, or parameters of their own) as they are before
 * validation.
 */
export interface Fields {
	/** By column, as the item or the mapper names it. */
	values: Record<string, unknown>;
	/** The fields that the account has; undefined when that is not known. */
	known: Known | undefined;
	/** The column to match on, where the node offers one. */
	matchOn?: string;
	/** The values of the form's parameters beside the mapper, by name. */
	beside?: Record<string, unknown>;
}

/** Tells which field of HubSpot's a column is; undefined for one that is none. */
export interface Known {
	fieldOf(column: string): string | undefined;
}

/** An input before validation. */
export interface RawInput {
	raw: unknown;
	/** Columns that are no field of the account: they are reported. */
	unknown?: string[];
	/** Why the fields cannot be an input at all, e.g. two columns for one field. */
	problem?: string;
	/**
	 * What the user calls the fields of the input, e.g. the column that became `id`. Present when fields
	 * were mapped, so that messages use their names.
	 */
	columns?: Values;
}

/**
 * Options that only some operations have. All have the API version, the output and the share of the
 * rate limit, and the calls of the day to keep.
 */
export type OptionName =
	| 'archived'
	| 'batchSize'
	| 'compare'
	| 'emptyValues'
	| 'ifOwnedByAnother'
	| 'ifPropertyRefused'
	| 'lookUp'
	| 'propertiesWithHistory'
	| 'simplify'
	| 'unknownFields';

/** A parameter that all inputs of a call share, e.g. the object type. */
export interface PlaceParameter {
	/** What HubSpot calls the value that a person wrote, in this mode of a resource locator. */
	meaning?: (text: string, mode: unknown) => string;
	pattern: RegExp;
	/** What was expected, in the words of a message. */
	expected: string;
	/** May it be left empty? */
	optional?: boolean;
	/** May it be a list? Its entries are joined by commas. */
	list?: boolean;
	/** Is it one of the node's options? */
	option?: boolean;
}

/** What is wrong with a part of an input, to go on after what that part is called. */
export interface Fault {
	path: string[];
	message: string;
}

/** One of the records that an input connects. */
export interface End {
	noun: Noun;
	id: string;
}

/** What the mapper's schema says of the properties of a place. */
export interface Mapped {
	/** Properties of which no two records have the same value, as far as they are known. */
	unique: readonly string[];
	/** Properties that hold choices; undefined where that is not known. */
	choices?: ReadonlySet<string>;
}

/** What the user sees and fills in, and how an item becomes an input. */
export interface Form<I extends Input> {
	/** Parameters of this operation alone; they are shown only for it. */
	parameters: INodeProperties[];
	/** The options that apply, besides those of every operation. */
	options: OptionName[];
	/** Parameters that all inputs of a call share, by name. */
	place: Record<string, PlaceParameter>;
	/**
	 * The mapper that holds the values of one item; default `fields`. Two operations of a node name
	 * theirs differently: n8n keeps one mapper's column to match on and labels for another of its name.
	 */
	mapper?: string;
	/** Parameters that hold values of one item beside those of the mapper. */
	beside?: string[];
	/** Instead of a mapper: the parameters that hold the values of one item. */
	fields?: string[];
	/** Some of these are dates, which may be written in the workflow's time zone. */
	takesDates?: true;
	/**
	 * Turns the mapped fields of one item into the raw input, still to be validated, and the names of
	 * unknown fields.
	 */
	fromFields(fields: Fields): RawInput;
	/**
	 * The schema that turns the raw input into the input: strict, with the conversions that users
	 * expect.
	 */
	input(reading: Reading): z.ZodType<I>;
	/** What is wrong with an input at this place, which its schema does not know. */
	faults?(input: I, place: Place): Fault[];
	/** False when there is nothing to write: HubSpot refuses an empty update. Default: true. */
	writes?(input: I): boolean;
	/** What messages call a record of this place: a contact, an event. */
	noun(place: Place | undefined): Noun;
	/** What the record of an input is found by, and its value there, e.g. `email` and `a@b.co`. */
	name(input: I): [by: string, value: string];
	/**
	 * The records that an input connects, where it is about several; of an error, those that it says do
	 * not exist.
	 */
	ends?(input: I, place: Place | undefined, error?: HubSpotError): End[];
	/** The operation, if any, that creates the record of this input where HubSpot does not have it. */
	toCreate?(input: I): string | undefined;
	/**
	 * HubSpot finds only what the same key or app created. What to do about a record that it does not
	 * find, because it may be another one's.
	 */
	ofOthers?: string;
	/** How to get the ID of a record that looks like others in its answer. */
	idFrom?: string;
	/** The operation that takes a record of another app by its ID, where this one takes no IDs. */
	byId?: string;
	/** The sentence about all inputs of a place that HubSpot does not have, such as an event. */
	noPlace?: string;
	/**
	 * Where a call names more than one thing, what HubSpot's “not found” may be about: its own words are
	 * told with it.
	 */
	notFound?: string;
	/**
	 * What else to say where the credential may not do this, such as that HubSpot wants another scope
	 * than one would think. `scopes`: those that HubSpot calls missing, if it does.
	 */
	notAllowed?(scopes: string[]): string | undefined;
	/** What the option Simplify makes of a result. Default: its properties at the top level. */
	flat?(result: Result): Result;
	/**
	 * Gives an input what only the run knows, e.g. a unique trace ID.
	 * @param startedMs when the first try of this run of the node began, epoch milliseconds
	 */
	stamp?(input: I, trace: string, place: Place, mapped: Mapped, startedMs: number): I;
}

/** What the operations of a node are about. */
export interface Resource {
	name: string;
	value: string;
}

interface Row<I extends Input> {
	/** All rows of a node have one, or none has. */
	resource?: Resource;
	value: string;
	name: string;
	action: string;
	description: string;
	/** What an AI agent reads before it calls the node with this operation, one record per call. */
	toolDescription: string;
	form: Form<I>;
	effect: Effect<I>;
}

declare const sealed: unique symbol;

/** A row whose type of input is erased, so that the engine handles every row alike. */
export type Operation = Row<Input> & { readonly [sealed]: true };

/** Checks that the types of a row fit together, then erases the type of its input. */
export const operation = <I extends Input>(row: Row<I>): Operation =>
	row as Row<Input> as Operation;
