/**
 * Both mappers: the parameters of one n8n item -> one entry, and one outcome -> one n8n item.
 * Pure: knows n8n's shapes, never n8n itself.
 */
import type { IDataObject, INodeExecutionData, ResourceMapperValue } from 'n8n-workflow';
import type { z } from 'zod/v4';

import { idText, isRecord, type Place } from '../hubspot/api';
import type { Fields, Input, Operation, RawInput } from './operation';
import { failed, type Entry, type Failure, type Outcome } from '../engine/outcome';
import { typeOf, type PropertyKind, type Reading } from '../hubspot/values';

// ---------------------------------------------------------------- in

/** A mapper field, with HubSpot's own type where n8n's says too little. */
export type MapperField = ResourceMapperValue['schema'][number] & { hubSpotType?: string };

/** Kinds of the properties, as the mapper's stored schema tells them. */
export function kindsOf(schema: MapperField[] | undefined): Reading['kinds'] {
	const kinds = new Map<string, PropertyKind>();
	for (const { id, type, hubSpotType } of schema ?? []) {
		if (hubSpotType === 'date') kinds.set(id, 'date');
		else if (type === 'dateTime') kinds.set(id, 'datetime');
		else if (type === 'boolean') kinds.set(id, 'boolean');
	}
	return kinds;
}

/**
 * Reads the fields of each item. Mapped by hand, every column that the editor shows counts; mapped
 * automatically, the item's own fields do, and a name that the account does not have is reported
 * rather than dropped. What an item lacks is absent, not empty: it clears nothing.
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
	// n8n's editor stores `false` for every boolean field it does not even show (marked `removed`).
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

/** Where in the input a fault lies, in the words of whoever gave it: field names, or a JSON path. */
function placeOf(issue: z.core.$ZodIssue, idColumn: string | undefined): string {
	const path = issue.path
		.map(String)
		.join('.')
		.replace(/\.(\d+)(?=\.|$)/g, '[$1]');
	const [first, name] = issue.path.map(String);
	if (idColumn === undefined) return path;
	if (first === 'id') return idColumn;
	return name === undefined || /^\d+$/.test(name) ? path : name;
}

function complaint(issue: z.core.$ZodIssue, idColumn: string | undefined): string {
	const place = placeOf(issue, idColumn);
	if (place) return `${place}: ${issue.message}`;
	const type = typeOf(issue.input);
	return `expected a JSON object, got ${type}${type === 'text' ? ' that is not one' : ''}`;
}

/**
 * What is made of an item lives until its call is answered, for some collections of garbage. Of literals
 * V8 concludes from this that they make what stays: it puts them at once among the old objects, and what
 * they hold stays with them, dead or not, until those are collected. Of classes it does not. Measured:
 * reading takes a third of the time, and a long list an eighth less memory.
 */
class Read implements Entry {
	constructor(
		readonly item: number,
		readonly place: Place,
		readonly label: string,
		readonly input: Input,
	) {}
}

/** What zod fills while it parses: `safeParse` would make a literal of it. */
class Payload {
	readonly issues: z.core.$ZodRawIssue[] = [];

	constructor(public value: unknown) {}
}

const SYNC = { async: false } as const;
const REPORT_INPUT = { reportInput: true };
const NONE: string[] = [];

/** Raw input of one item -> its entry, or at once the outcome of an item that cannot be sent. */
export function toEntry(
	row: Operation,
	schema: z.ZodType<Input>,
	{ raw, unknown = NONE, idColumn }: RawInput,
	{ item, place, label }: { item: number; place: Place; label: string },
): Entry | Outcome {
	const parsed = schema._zod.run(new Payload(raw), SYNC) as z.core.ParsePayload<Input>;
	if (parsed.issues.length || unknown.length) {
		const strangers = [...unknown];
		const complaints: string[] = [];
		for (const issue of schema.safeParse(raw, REPORT_INPUT).error?.issues ?? []) {
			if (issue.code === 'unrecognized_keys') strangers.push(...issue.keys);
			else complaints.push(complaint(issue, idColumn));
		}
		if (strangers.length) {
			complaints.push(unknownFields(strangers, idColumn === undefined ? '' : REMEDY));
		}
		return invalid(item, `Not sent: ${complaints.join('; ')}.`);
	}
	const input = parsed.value;
	if (!row.writes(input)) {
		return invalid(
			item,
			'Not sent: there is nothing to write, because no field has a value (the option Empty Values says what becomes of empty ones).',
		);
	}
	return new Read(item, place, label, row.stamp?.(input, label) ?? input);
}

export const invalid = (item: number, message: string): Outcome =>
	failed(item, { reason: 'invalid', applied: 'no', message });

export const isOutcome = (entry: Entry | Outcome): entry is Outcome => 'ok' in entry;

// ---------------------------------------------------------------- out

export type Output = 'result' | 'inputWithResult' | 'summary';

/** Key of the result beside the input's own fields. */
export const RESULT_KEY = 'hubspot';

/**
 * The one shape of a failed item that every n8n from 2.8 on sends to the error output, merged with
 * its source item: `error` alone, an object. `item.error` would lose all but the message.
 */
export const errorJson = (item: number, failure: Failure): IDataObject => ({
	error: { ...withoutGaps(failure), message: withItem(item, failure.message) },
});

const withoutGaps = (failure: Failure): IDataObject =>
	Object.fromEntries(Object.entries(failure).filter(([, value]) => value !== undefined));

const withItem = (item: number, message: string) => `${message} [item ${item}]`;

/**
 * Exactly one item per outcome, in item order, paired with its source.
 * @param sorted n8n sends failed items to the error output, where it adds their input itself
 */
export function toItems(
	outcomes: Outcome[],
	sources: INodeExecutionData[],
	output: Exclude<Output, 'summary'>,
	sorted = true,
): INodeExecutionData[] {
	return outcomes.map((outcome) => {
		const { item } = outcome;
		const pairedItem = { item };
		if (!outcome.ok && (sorted || output === 'result'))
			return { json: errorJson(item, outcome.failure), pairedItem };
		if (outcome.ok && output === 'result')
			return { json: outcome.result as IDataObject, pairedItem };
		const { json, binary } = sources[item];
		const told = outcome.ok
			? { [RESULT_KEY]: outcome.result as IDataObject }
			: errorJson(item, outcome.failure);
		return { json: { ...json, ...told }, binary, pairedItem };
	});
}

/** What counts as what, wherever failures are counted: `unknown` is whatever may have been written, refused or not. */
export function kindOf({ reason, applied }: Pick<Failure, 'reason' | 'applied'>) {
	if (applied === 'maybe') return 'unknown';
	if (reason === 'invalid' || reason === 'unsent') return reason;
	return reason === 'rejected' ? 'refused' : 'notWritten';
}

/** For an AI agent; the tool descriptions of the rows promise these words. */
const WORDS: Record<ReturnType<typeof kindOf>, string> = {
	unknown: 'unknown',
	invalid: 'not sent',
	unsent: 'not sent',
	refused: 'refused',
	notWritten: 'not written',
};

/**
 * What became of the one record that an AI agent asked for, short: every word costs the agent, and
 * a record has hundreds of properties. Only `done` means that HubSpot has what was sent.
 */
function answerOf(outcome: Outcome): IDataObject {
	if (!outcome.ok) {
		const { failure } = outcome;
		const { message, correlationId } = failure;
		return { outcome: WORDS[kindOf(failure)], message, ...(correlationId && { correlationId }) };
	}
	const { result, warnings } = outcome;
	const id = idText(result.objectId) ?? idText(result.id);
	return {
		outcome: 'done',
		message: 'Written to HubSpot.',
		...(id !== undefined && { id }),
		...(warnings.length && { warnings }),
	};
}

/** For an AI agent, which calls the node with one item: no item numbers, no `error` that n8n would act upon. */
export const toAnswers = (outcomes: Outcome[]): INodeExecutionData[] =>
	outcomes.map((outcome) => ({ json: answerOf(outcome), pairedItem: { item: outcome.item } }));

/** What a run came to. The counts always add up to `items`. */
export function summaryOf(outcomes: Outcome[], calls: number) {
	const failures = outcomes.flatMap((outcome) =>
		outcome.ok ? [] : [{ item: outcome.item, ...withoutGaps(outcome.failure) }],
	);
	const count = (kind: keyof typeof WORDS) =>
		outcomes.filter((outcome) => !outcome.ok && kindOf(outcome.failure) === kind).length;
	return {
		items: outcomes.length,
		done: outcomes.length - failures.length,
		invalid: count('invalid'),
		refused: count('refused'),
		notWritten: count('notWritten'),
		unknown: count('unknown'),
		unsent: count('unsent'),
		calls,
		failures,
	};
}

export function toSummaryItem(outcomes: Outcome[], calls: number): INodeExecutionData {
	return {
		json: summaryOf(outcomes, calls) as unknown as IDataObject,
		pairedItem: outcomes.map(({ item }) => ({ item })),
	};
}

/** "0 to 99, 105": which items, in as few words as possible. */
export function ranges(items: number[]): string {
	const spans: Array<[number, number]> = [];
	for (const item of [...items].sort((a, b) => a - b)) {
		const last = spans[spans.length - 1];
		if (last && item === last[1] + 1) last[1] = item;
		else spans.push([item, item]);
	}
	const shown = spans
		.slice(0, 20)
		.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`));
	return shown.join(', ') + (spans.length > 20 ? ', …' : '');
}

/** Text for where n8n shows HTML. */
export const escaped = (text: string) => text.replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Failures that the error of a stopped run spells out; the counts cover the rest. */
const SPELLED_OUT = 10;

/** The one error of a run that stops: what was written, what was not, and the first failures by item. */
export function stopError(outcomes: Outcome[]) {
	const items = (test: (outcome: Outcome) => boolean) =>
		outcomes.filter(test).map(({ item }) => item);
	const are = (kind: keyof typeof WORDS) => (outcome: Outcome) =>
		!outcome.ok && kindOf(outcome.failure) === kind;
	const notWritten = items(are('notWritten'));
	const groups: Array<[string, number[]]> = [
		['Written', items(({ ok }) => ok)],
		['Not valid, so not sent', items(are('invalid'))],
		['Refused by HubSpot', items(are('refused'))],
		...(notWritten.length ? [['Sent, but not written', notWritten] as [string, number[]]] : []),
		['Unknown, may have been written', items(are('unknown'))],
		['Not sent', items(are('unsent'))],
	];
	const counts = groups.map(
		([title, which]) =>
			`${title}: ${which.length}${which.length ? ` (item${which.length > 1 ? 's' : ''} ${ranges(which)})` : ''}`,
	);

	// What stopped the run comes before what merely was not sent because of it.
	const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome]));
	const causes = failures.filter(({ failure }) => failure.reason !== 'unsent');
	const told = (causes.length ? causes : failures).slice(0, SPELLED_OUT);
	const lines = told.map(({ item, failure }) => {
		const id = failure.correlationId ? ` Correlation ID: ${failure.correlationId}` : '';
		return `Item ${item}: ${failure.message}${id}`;
	});
	const more = (causes.length || failures.length) - told.length;
	if (more > 0) lines.push(`… and ${more} more.`);

	const [first] = told;
	return {
		itemIndex: first.item,
		message: withItem(
			first.item,
			`${failures.length} of ${outcomes.length} items did not go through: ${first.failure.message}`,
		),
		// n8n shows a description as HTML.
		description: [...counts, '', ...lines.map(escaped)].join('<br>\n'),
	};
}
