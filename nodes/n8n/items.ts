/**
 * Turns the parameters of one n8n item into one entry of the engine or, when it cannot be sent,
 * into its outcome. Pure: knows the shapes of n8n's data and calls nothing of n8n. The way back is
 * `present.ts`.
 */
import type { IDataObject, ResourceMapperValue } from 'n8n-workflow';
import type { z } from 'zod/v4';

import { failed, type Entry, type Failed } from '../engine/outcome';
import type { Input, Place } from '../hubspot/endpoint';
import { isRecord } from '../hubspot/json';
import type { PropertyKind, Reading } from '../hubspot/values';
import { Columns, type MapperField } from './columns';
import { bounded, nothingToWrite, problemOf } from './complaints';
import type { Fields, Known, Operation, RawInput } from './operation';

export type { MapperField } from './columns';

/**
 * How the values of a mapper field are read. A schema that was not loaded from HubSpot, e.g. in a
 * workflow that an AI wrote, does not tell days from moments.
 */
function kindOf({ type, hubSpotType }: MapperField): PropertyKind | undefined {
	if (hubSpotType === 'date' || hubSpotType === 'datetime') return hubSpotType;
	if (type === 'dateTime') return hubSpotType ? 'datetime' : 'dayOrMoment';
	if (type === 'boolean' || hubSpotType === 'bool') return 'boolean';
	if (type === 'number') return 'number';
	return hubSpotType === 'enumeration' || type === 'options' ? 'choice' : undefined;
}

/** Kinds of the properties, as the mapper's stored schema states them. */
export function kindsOf(schema: MapperField[] | undefined): Reading['kinds'] {
	const kinds = new Map<string, PropertyKind>();
	for (const field of schema ?? []) {
		const kind = kindOf(field);
		if (kind) kinds.set(field.id, kind);
	}
	return kinds;
}

/** The fields that the mapper's schema lists; undefined without one. */
export const columnsOf = (schema: MapperField[] | undefined): Columns | undefined =>
	schema?.length ? new Columns(schema) : undefined;

/** What is mapped by hand is named by the editor. */
const AS_NAMED: Known = { fieldOf: (column) => column };

/**
 * Reads the fields of each item. When mapped by hand, they are the columns that the editor shows;
 * when mapped automatically, the item's own columns. A field that an item lacks is absent, not
 * empty: it clears nothing.
 */
export function fieldsOf(
	mapper: Partial<ResourceMapperValue>,
	columns = columnsOf(mapper.schema),
): (mapped: unknown, json: IDataObject) => Fields {
	const { mappingMode, matchingColumns, schema } = mapper;
	const matchOn = matchingColumns?.[0];
	if (mappingMode === 'autoMapInputData') {
		return (_, json) => ({ values: json, known: columns, matchOn });
	}
	// The editor stores `false` for every boolean field that it does not show (marked `removed`).
	const hidden = new Set(schema?.filter(({ removed }) => removed).map(({ id }) => id));
	return (mapped) => {
		const entries = Object.entries(isRecord(mapped) ? mapped : {}).filter(
			([name]) => !hidden.has(name) || name === matchOn,
		);
		return { values: Object.fromEntries(entries), known: AS_NAMED, matchOn };
	};
}

/** The raw input object of JSON mode: an object, or the text of one. */
export function fromJson(given: unknown): RawInput {
	if (typeof given !== 'string') return { raw: given };
	try {
		return { raw: JSON.parse(given) as unknown };
	} catch {
		return { raw: given };
	}
}

/**
 * An entry. V8 pretenures object literals whose siblings survived a collection: it allocates them
 * and all they hold in old space, where they stay until the next major collection. Entries live
 * until their call is answered, so they are instances of a class, which V8 does not pretenure
 * (bench: ownCpuRatio; reading takes a third of the time, and a long list an eighth less memory).
 */
class ReadEntry implements Entry {
	constructor(
		readonly item: number,
		readonly place: Place,
		readonly trace: string,
		readonly input: Input,
	) {}
}

/**
 * What zod fills while it parses. A class as well, because `safeParse` would make an object literal
 * of it.
 */
class Payload {
	readonly issues: z.core.$ZodRawIssue[] = [];

	constructor(public value: unknown) {}
}

const SYNC = { async: false } as const;
const NONE: string[] = [];

export interface Mapping {
	/** The fields that the mapper lists. */
	columns?: Columns;
	/** Leave out columns that are no field, or refuse the item. Default: refuse. */
	unknownFields?: 'ignore' | 'refuse';
}

const NO_MAPPING: Mapping = {};

/** Turns the raw input of one item into its entry or, when it cannot be sent, into its outcome. */
export function toEntry(
	row: Operation,
	schema: z.ZodType<Input>,
	{ raw, unknown = NONE, problem, columns: names }: RawInput,
	{
		item,
		place,
		trace,
		startedMs,
	}: { item: number; place: Place; trace: string; startedMs?: number },
	{ columns, unknownFields }: Mapping = NO_MAPPING,
): Entry | Failed {
	const parsed = schema._zod.run(new Payload(raw), SYNC) as z.core.ParsePayload<Input>;
	const input = parsed.value;
	const issues = parsed.issues.length ? parsed.issues : faultsOf(row, input, place);
	const refused = unknownFields === 'ignore' ? NONE : unknown;
	if (issues.length || refused.length || problem !== undefined) {
		return invalid(item, problemOf({ issues, unknown: refused, problem, names, columns }));
	}
	if (row.form.writes?.(input) === false) {
		const [key] = row.form.name(input);
		return invalid(item, nothingToWrite(key, unknown, { names, columns }));
	}
	const about = { place, columns, startedMs };
	return new ReadEntry(item, place, trace, stampOf(row, input, trace, about));
}

const NO_FAULTS: z.core.$ZodRawIssue[] = [];

function faultsOf({ form }: Operation, input: Input, place: Place): z.core.$ZodRawIssue[] {
	const faults = form.faults?.(input, place);
	// Stryker disable next-line StringLiteral: zod wants a name here; nobody reads it
	return faults?.length ? faults.map((fault) => ({ code: 'custom', input, ...fault })) : NO_FAULTS;
}

const stampOf = (
	{ form }: Operation,
	input: Input,
	trace: string,
	{ place, columns, startedMs }: { place: Place; columns?: Columns; startedMs?: number },
) =>
	form.stamp?.(input, trace, {
		place,
		unique: columns?.unique ?? NONE,
		choices: columns?.choices,
		startedMs,
	}) ?? input;

/** The outcome of an item that cannot be turned into an input. `problem` says why. */
export const invalid = (item: number, problem: string): Failed =>
	failed(item, {
		reason: 'invalid',
		applied: 'no',
		event: { kind: 'invalid', problem: bounded(problem) },
	});

export const isFailed = (entry: Entry | Failed): entry is Failed => 'ok' in entry;
