/**
 * The type of an operation: a row that ties an effect in HubSpot to what the user sees and fills in.
 * Rows are made by {@link operation} alone, which checks them where they are written.
 */
import type { INodeProperties } from 'n8n-workflow';
import type { z } from 'zod/v4';

import type { Effect, Input } from '../hubspot/endpoint';
import type { Reading } from '../hubspot/values';

/** What the fields of an item (mapper, automatic, or parameters of their own) are turned into before validation. */
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

/** Options that only some operations have; all have the API version, the output and the share of the rate limit. */
export type OptionName = 'batchSize' | 'emptyValues' | 'lookUp';

/** A parameter that all inputs of a call share, e.g. the object type. */
export interface PlaceParameter {
	pattern: RegExp;
	/** What a message says was expected. */
	expected: string;
	/** May it be left empty? */
	optional?: boolean;
}

/** What the user sees and fills in, and how an item becomes an input. */
export interface Form<I extends Input> {
	/** Parameters of this operation alone; they are shown only for it. */
	parameters: INodeProperties[];
	/** Which options apply, beside those of every operation. */
	options: OptionName[];
	/** Parameters that all inputs of a call share, by name. */
	place: Record<string, PlaceParameter>;
	/** Parameters that hold the values of one item. Default: the mapper `fields`. */
	fields?: string[];
	/** Mapped fields of one item -> the raw input, still to be validated, and names nobody knows. */
	fromFields(fields: Fields): RawInput;
	/** Raw input -> input, strict, with the coercions that users expect. */
	input(reading: Reading): z.ZodType<I>;
	/** Is there anything to write? An update of nothing is refused by HubSpot. Default: yes. */
	writes?(input: I): boolean;
	/** How messages call the record, e.g. `the record with email “a@b.co”`. */
	label(input: I): string;
	/** Gives an input what only the run knows, e.g. a unique trace ID. */
	stamp?(input: I, trace: string): I;
}

interface Row<I extends Input> {
	value: string;
	name: string;
	action: string;
	description: string;
	/** What an AI agent reads before it calls the node with this operation: one record a call. */
	toolDescription: string;
	form: Form<I>;
	effect: Effect<I>;
}

declare const sealed: unique symbol;

/** A row of any input: the engine handles every one alike. */
export type Operation = Row<Input> & { readonly [sealed]: true };

/** Ties the types of a row together, then forgets them. */
export const operation = <I extends Input>(row: Row<I>): Operation =>
	row as Row<Input> as Operation;
