// Owns what every batch has in common: reading `inputs`, what becomes of each input, and the error
// objects that tell about those that failed.

import type { PropertyProblem } from './details';
import type { Json } from './wire';
import { invalidJson, refuse } from './wire';

/** One input's fate, decided before anything is written. Neither `fulfil` nor `error`: silence. */
export interface Verdict {
	input: Json;
	/** how an error about this input names it */
	name: Record<string, string[]>;
	/** does what was asked, a write or a read, and gives the result */
	fulfil?: () => Json;
	error?: ItemError;
}

export interface ItemError {
	category: string;
	subCategory?: string;
	message: string;
	context?: Record<string, string[]>;
	errors?: Json[];
	/** the values that were not valid: a batch that is refused for them tells of all at once */
	problems?: PropertyProblem[];
	/** another record has the value: what status refuses a whole batch for it */
	conflict?: 400 | 409;
	/** Inputs that fail alike share one error object: `numErrors` counts objects, not inputs. */
	gathered?: boolean;
}

export interface Batch {
	verdicts: Verdict[];
	/** answer as if some inputs had failed, `errors` and all, even if there is no error to tell */
	partialAnyway?: boolean;
}

/** A body that must be an object with known keys only. */
export function readObject(body: unknown, known: readonly string[]): Json {
	if (!isObject(body)) throw invalidJson('the body is not an object');
	refuseOtherKeys(body, known, 'the body');
	return body;
}

/** The inputs of a batch body, each with known keys only; `null` if the body has no `inputs`. */
export function readInputs(
	body: unknown,
	known: readonly string[],
	{ beside = [], max = 100 }: { beside?: readonly string[]; max?: number } = {},
): Json[] | null {
	const { inputs } = readObject(body, ['inputs', ...beside]);
	if (inputs === undefined) return null;
	if (!Array.isArray(inputs)) throw invalidJson('"inputs" is not an array');
	// OBSERVED for CRM, in these words. Marketing events document no maximum; 100 is our choice.
	if (inputs.length > max) {
		const message = `The maximum number of inputs supported in a batch is ${max}. Please reduce the number of items and try again`;
		throw refuse(400, 'VALIDATION_ERROR', message);
	}
	return inputs.map((input: unknown) => {
		if (!isObject(input)) throw invalidJson('an input is not an object');
		refuseOtherKeys(input, known, 'an input');
		return input;
	});
}

function refuseOtherKeys(object: Json, known: readonly string[], where: string) {
	for (const key of Object.keys(object)) {
		if (!known.includes(key)) throw invalidJson(`unknown field "${key}" in ${where}`);
	}
}

export function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** OBSERVED amp-labs/connectors: kills the batch with or without trace ids. */
export function refuseDuplicates(keys: readonly string[], what: string, shown = keys) {
	if (new Set(keys).size === keys.length) return;
	const twice = shown.filter((_, i) => keys.indexOf(keys[i]) !== i);
	const ids = [...new Set(twice)];
	throw refuse(
		400,
		'VALIDATION_ERROR',
		`Duplicate ${what} found in batch input: [${ids.join(', ')}]. ${what} must be unique`,
		{ context: { ids } },
	);
}

/** Item-level error objects. STATED [ERR]; the gathering is OBSERVED hubspot-api-php #619. */
export function errorObjects(verdicts: Verdict[]): Json[] {
	const objects: Json[] = [];
	const gathered = new Map<string, Record<string, string[]>>();
	for (const { name, error } of verdicts) {
		if (!error) continue;
		const context = { ...(error.context ?? name) };
		const sofar = error.gathered ? gathered.get(error.category) : undefined;
		if (sofar) {
			for (const key of Object.keys(context)) {
				sofar[key] = [...(sofar[key] ?? []), ...context[key]];
			}
			continue;
		}
		if (error.gathered) gathered.set(error.category, context);
		objects.push({
			status: 'error',
			category: error.category,
			...(error.subCategory === undefined ? {} : { subCategory: error.subCategory }),
			message: error.message,
			context,
			errors: error.errors ?? [],
			links: {},
		});
	}
	return objects;
}
