// Owns bad records on demand: inputs for whose sake a whole batch is refused, and how much the
// refusal gives away about them.

import type { Verdict } from './batch';
import { isObject } from './batch';
import type { DetailStyle, PropertyProblem, Reason } from './details';
import { tellProblems } from './details';
import { NOBODYS_ID } from './faults';
import { coordinatesOf } from './properties';
import type { Json, Refusal } from './wire';
import { CATEGORIES, refuse, refuseOldStyle } from './wire';

/** Which inputs are bad: those whose property or field has this value, or any value at all. */
export interface BadMark {
	property: string;
	value?: string;
}

/**
 * What the refusal says about the bad inputs of a batch.
 * - `nobody`: nothing
 * - `ids`: the ids of all of them, as the inputs gave them (events to upsert: external event ids)
 * - `traceIds`: the trace ids of all of them; inputs without one are not named
 * - `property`: the property, and neither value nor id
 * - `value`: the property, and every bad value
 * - `firstOnly`: the id of the first of them, and the rest only after that one is gone
 * - `owner`: another record has the value of the first of them, in HubSpot's words: with 409 the
 *   other record's id alone, with any other status also the property, the value, and the record that
 *   was to be written
 */
export type Names = 'nobody' | 'ids' | 'traceIds' | 'property' | 'value' | 'firstOnly' | 'owner';

export interface BadReply {
	status: 400 | 404 | 409;
	names: Names;
	/**
	 * Default `category`. `message`: what `property` and `value` name stands in the message alone, as
	 * JSON, and there is no `errors`.
	 */
	dialect?: 'category' | 'errorType' | 'message';
	/** default: a sentence that names what `names` says */
	message?: string;
	/** what `property` and `value` name, if the inputs are told apart by a function */
	property?: string;
	/** why the values are bad; default `notValid` */
	because?: Reason;
	/** of what is said about values; default `en` */
	language?: DetailStyle['language'];
	/** in a message, with `localizedErrorMessage` and `portalId` as well */
	full?: boolean;
	/** the record that has the value, for `owner`; default 9001 */
	owner?: string;
}

export type IsBad = (input: Json) => boolean;

export interface BadRule extends BadReply {
	bad: BadMark | IsBad;
}

/** Where the inputs were to go. */
export interface BadPlace {
	typeId: string;
	portalId: number;
}

/** Refuses the whole batch for the first rule that finds bad inputs. Nothing is written then. */
export function refuseBadInputs(
	verdicts: readonly Verdict[],
	rules: readonly BadRule[],
	place: BadPlace,
): void {
	for (const rule of rules) {
		const { bad } = rule;
		const isBad = typeof bad === 'function' ? bad : (input: Json) => hasMark(input, bad);
		const found = verdicts.filter(({ input }) => isBad(input));
		if (found.length === 0) continue;
		throw rule.names === 'owner'
			? ownedRefusal(rule, found[0], place)
			: refusalOf(rule, found, place);
	}
}

function hasMark(input: Json, { property, value }: BadMark): boolean {
	const its = valueOf(input, property);
	return value === undefined ? its !== undefined && its !== '' : its === value;
}

/** Wherever a property may be: among those of a record, a field of an event, or a custom one. */
function valueOf(input: Json, property: string): string | undefined {
	const custom = Array.isArray(input.customProperties) ? (input.customProperties as Json[]) : [];
	const value =
		(isObject(input.properties) ? input.properties[property] : undefined) ??
		input[property] ??
		custom.find(({ name }) => name === property)?.value;
	return value === undefined || value === null ? undefined : String(value);
}

const propertyOf = ({ property, bad }: BadRule) =>
	property ?? (typeof bad === 'function' ? '' : bad.property);

const OLD_TYPES = { ...CATEGORIES, 409: 'UNIQUE_VALUE_CONFLICT' } as const;

function refusalOf(rule: BadRule, found: readonly Verdict[], { portalId }: BadPlace): Refusal {
	const { status, dialect = 'category', language = 'en', full = false } = rule;
	const property = propertyOf(rule);
	const context = contextOf(rule.names, found);
	const problems = problemsOf(rule, property, found);
	const details = dialect === 'message' ? 'message' : 'errors';
	const names = rule.names === 'value' ? 'value' : 'property';
	const told = tellProblems(problems, { details, names, language, full }, portalId);
	const spoken = [...Object.values(context).flat(), ...told.errors.map((each) => each.message)];
	const isInMessage = dialect === 'message' && problems.length > 0;
	const sentence = ['This batch was not accepted.', spoken.join(', ')].join(' ').trim();
	const message = rule.message ?? (isInMessage ? told.message : sentence);
	const { errors } = told;
	if (dialect === 'errorType') {
		const tokens = problems.length > 0 ? { propertyName: [property] } : {};
		return refuseOldStyle(status, OLD_TYPES[status], message, {
			errorTokens: { ...context, ...tokens },
			...(rule.names === 'value' ? { errors } : {}),
		});
	}
	return refuse(status, CATEGORIES[status], message, {
		...(Object.keys(context).length > 0 ? { context } : {}),
		...(errors.length > 0 ? { errors } : {}),
	});
}

/**
 * OBSERVED: a unique value that another record has, in these words. With 400 nothing else is told; the
 * older dialect, OBSERVED of marketing events, has the owner in its tokens.
 */
function ownedRefusal(rule: BadRule, first: Verdict, { typeId, portalId }: BadPlace): Refusal {
	const { input, name } = first;
	const { status, owner = '9001', dialect } = rule;
	const property = propertyOf(rule);
	// A record that is told by a key has an id too, which no input of the batch has as its own.
	const own = name.ids?.find((id) => /^\d+$/.test(id)) ?? NOBODYS_ID;
	const coordinates = coordinatesOf(typeId, portalId, property, valueOf(input, property) ?? '');
	const message =
		rule.message ??
		(status === 409
			? `Contact already exists. Existing ID: ${owner}`
			: `Cannot set ${coordinates} on ${own}. ${owner} already has that value.`);
	if (dialect === 'errorType') {
		const errorTokens = { existingObjectId: [owner] };
		return refuseOldStyle(status, 'UNIQUE_VALUE_CONFLICT', message, { errorTokens });
	}
	return refuse(status, CATEGORIES[status], message);
}

function contextOf(names: Names, found: readonly Verdict[]): Record<string, string[]> {
	const all = (key: string, verdicts: readonly Verdict[]) => {
		const list = verdicts.flatMap(({ name }) => name[key] ?? []);
		return list.length > 0 ? { [key]: list } : {};
	};
	const ids = (verdicts: readonly Verdict[]) => ({
		...all('ids', verdicts),
		...all('externalEventId', verdicts),
	});
	switch (names) {
		case 'ids':
			return ids(found);
		case 'firstOnly':
			return ids(found.slice(0, 1));
		case 'traceIds':
			return all('objectWriteTraceId', found);
		default:
			return {};
	}
}

function problemsOf(
	{ names, because: reason = 'notValid' }: BadRule,
	name: string,
	found: readonly Verdict[],
): PropertyProblem[] {
	if (names === 'property') return [{ name, reason }];
	if (names !== 'value') return [];
	const values = new Set(found.map(({ input }) => valueOf(input, name) ?? ''));
	return [...values].map((value) => ({ name, reason, value }));
}
