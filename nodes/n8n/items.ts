/**
 * Turns the parameters of one n8n item into one entry of the engine or, when it cannot be sent,
 * into its outcome. Pure: knows the shapes of n8n's data and calls nothing of n8n. The way back is
 * `present.ts`.
 */
import type { IDataObject, ResourceMapperValue } from 'n8n-workflow';
import type { z } from 'zod/v4';

import { failed, type Entry, type Failed } from '../engine/outcome';
import type { Input, Place, Values } from '../hubspot/endpoint';
import { isRecord, own } from '../hubspot/json';
import { typeOf, type PropertyKind, type Reading } from '../hubspot/values';
import type { Fields, Operation, RawInput } from './operation';

/** A mapper field, with HubSpot's own type, which says more than n8n's. */
export type MapperField = ResourceMapperValue['schema'][number] & { hubSpotType?: string };

/** Kinds of the properties, as the mapper's stored schema states them. */
export function kindsOf(schema: MapperField[] | undefined): Reading['kinds'] {
	const kinds = new Map<string, PropertyKind>();
	for (const { id, type, hubSpotType } of schema ?? []) {
		if (hubSpotType === 'date') kinds.set(id, 'date');
		else if (type === 'dateTime') kinds.set(id, 'datetime');
		else if (type === 'boolean' || hubSpotType === 'bool') kinds.set(id, 'boolean');
	}
	return kinds;
}

/**
 * Reads the fields of each item. When mapped by hand, they are the columns that the editor shows;
 * when mapped automatically, the item's own fields, and a field that the account does not have is
 * reported rather than dropped. A field that an item lacks is absent, not empty: it clears nothing.
 */
export function fieldsOf(
	mapper: Partial<ResourceMapperValue>,
): (mapped: unknown, json: IDataObject) => Fields {
	const { mappingMode, matchingColumns, schema } = mapper;
	const matchOn = matchingColumns?.[0];
	if (mappingMode === 'autoMapInputData') {
		const known = schema?.length ? new Set(schema.map(({ id }) => id)) : undefined;
		return (_, json) => ({ values: json, known, matchOn });
	}
	// The editor stores `false` for every boolean field that it does not show (marked `removed`).
	const hidden = new Set(schema?.filter(({ removed }) => removed).map(({ id }) => id));
	return (mapped) => {
		const entries = Object.entries(isRecord(mapped) ? mapped : {}).filter(
			([name]) => !hidden.has(name) || name === matchOn,
		);
		const known = new Set(entries.map(([name]) => name));
		return { values: Object.fromEntries(entries), known, matchOn };
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

const unknownFields = (names: readonly string[], advice: string) =>
	names.length > 1
		? `unknown fields ${names.map((name) => `“${name}”`).join(', ')}: not fields that HubSpot takes here${advice}`
		: `unknown field “${names[0]}”: not a field that HubSpot takes here${advice}`;

const REMEDY =
	' (leave out what is not meant for HubSpot with an Edit Fields node, or map by hand; for what is new in HubSpot, refresh the list of fields in this node)';

/** Where in the input a fault lies, in the user's terms: the name of a field, or a JSON path. */
function placeOf(issue: z.core.$ZodIssue, columns: Values | undefined): string {
	const path = issue.path
		.map(String)
		.join('.')
		.replace(/\.(\d+)(?=\.|$)/g, '[$1]');
	const [first, name] = issue.path.map(String);
	if (columns === undefined) return path;
	const column = name === undefined ? own(columns, first) : undefined;
	if (typeof column === 'string') return column;
	return name === undefined || /^\d+$/.test(name) ? path : name;
}

function complaint(issue: z.core.$ZodIssue, columns: Values | undefined): string {
	const place = placeOf(issue, columns);
	if (place) return `${place}: ${issue.message}`;
	const type = typeOf(issue.input);
	return `expected a JSON object, got ${type}${type === 'text' ? ' that is not one' : ''}`;
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
const REPORT_INPUT = { reportInput: true };
const NONE: string[] = [];

/** Turns the raw input of one item into its entry or, when it cannot be sent, into its outcome. */
export function toEntry(
	row: Operation,
	schema: z.ZodType<Input>,
	{ raw, unknown = NONE, columns }: RawInput,
	{ item, place, trace }: { item: number; place: Place; trace: string },
): Entry | Failed {
	const parsed = schema._zod.run(new Payload(raw), SYNC) as z.core.ParsePayload<Input>;
	if (parsed.issues.length || unknown.length) {
		const strangers = [...unknown];
		const complaints: string[] = [];
		for (const issue of schema.safeParse(raw, REPORT_INPUT).error?.issues ?? []) {
			if (issue.code === 'unrecognized_keys') strangers.push(...issue.keys);
			else complaints.push(complaint(issue, columns));
		}
		if (strangers.length) {
			complaints.push(unknownFields(strangers, columns === undefined ? '' : REMEDY));
		}
		return invalid(item, `${complaints.join('; ')}.`);
	}
	const input = parsed.value;
	if (row.form.writes?.(input) === false) {
		return invalid(
			item,
			'there is nothing to write, because no field has a value (the option Empty Values says what becomes of empty ones).',
		);
	}
	return new ReadEntry(item, place, trace, row.form.stamp?.(input, trace) ?? input);
}

/** The outcome of an item that cannot be turned into an input. `problem` says why. */
export const invalid = (item: number, problem: string): Failed =>
	failed(item, { reason: 'invalid', applied: 'no', event: { kind: 'invalid', problem } });

export const isFailed = (entry: Entry | Failed): entry is Failed => 'ok' in entry;
