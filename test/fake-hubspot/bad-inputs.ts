// Owns bad records on demand: inputs for whose sake a whole batch is refused, and how much the
// refusal gives away about them.

import type { Verdict } from './batch';
import { isObject } from './batch';
import type { Json } from './wire';
import { refuse, refuseOldStyle } from './wire';

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
 */
export type Names = 'nobody' | 'ids' | 'traceIds' | 'property' | 'value' | 'firstOnly';

export interface BadReply {
	status: 400 | 409;
	names: Names;
	/** default `category` */
	dialect?: 'category' | 'errorType';
	/** default: a sentence that names what `names` says */
	message?: string;
	/** what `property` and `value` name, if the inputs are told apart by a function */
	property?: string;
}

export type IsBad = (input: Json) => boolean;

export interface BadRule extends BadReply {
	bad: BadMark | IsBad;
}

/** Refuses the whole batch for the first rule that finds bad inputs. Nothing is written then. */
export function refuseBadInputs(verdicts: readonly Verdict[], rules: readonly BadRule[]): void {
	for (const rule of rules) {
		const { bad } = rule;
		const isBad = typeof bad === 'function' ? bad : (input: Json) => hasMark(input, bad);
		const found = verdicts.filter(({ input }) => isBad(input));
		if (found.length > 0) throw refusalOf(rule, found);
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

function refusalOf(rule: BadRule, found: readonly Verdict[]) {
	const property = rule.property ?? (typeof rule.bad === 'function' ? '' : rule.bad.property);
	const { context, problems } = told(rule.names, property, found);
	const spoken = [
		...Object.values(context).flat(),
		...problems.map(({ message }) => String(message)),
	];
	const message =
		rule.message ?? ['This batch was not accepted.', spoken.join(', ')].join(' ').trim();
	if (rule.dialect === 'errorType') {
		const errorType = rule.status === 409 ? 'UNIQUE_VALUE_CONFLICT' : 'VALIDATION_ERROR';
		const tokens = problems.length > 0 ? { propertyName: [property] } : {};
		return refuseOldStyle(rule.status, errorType, message, {
			errorTokens: { ...context, ...tokens },
			...(rule.names === 'value' ? { errors: problems } : {}),
		});
	}
	const category = rule.status === 409 ? 'CONFLICT' : 'VALIDATION_ERROR';
	return refuse(rule.status, category, message, {
		...(Object.keys(context).length > 0 ? { context } : {}),
		...(problems.length > 0 ? { errors: problems } : {}),
	});
}

interface Told {
	context: Record<string, string[]>;
	problems: Json[];
}

function told(names: Names, property: string, found: readonly Verdict[]): Told {
	const all = (key: string, verdicts: readonly Verdict[]) => {
		const list = verdicts.flatMap(({ name }) => name[key] ?? []);
		return list.length > 0 ? { [key]: list } : {};
	};
	const ids = (verdicts: readonly Verdict[]) => ({
		...all('ids', verdicts),
		...all('externalEventId', verdicts),
	});
	const problem = (message: string) => ({
		message,
		code: 'INVALID_VALUE',
		context: { propertyName: [property] },
	});
	switch (names) {
		case 'nobody':
			return { context: {}, problems: [] };
		case 'ids':
			return { context: ids(found), problems: [] };
		case 'firstOnly':
			return { context: ids(found.slice(0, 1)), problems: [] };
		case 'traceIds':
			return { context: all('objectWriteTraceId', found), problems: [] };
		case 'property':
			return { context: {}, problems: [problem(`Property "${property}" is not valid`)] };
		case 'value': {
			const values = new Set(found.map(({ input }) => valueOf(input, property) ?? ''));
			return {
				context: {},
				problems: [...values].map((value) =>
					problem(`Property "${property}": "${value}" is not valid`),
				),
			};
		}
	}
}
