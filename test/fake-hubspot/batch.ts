// Owns what every batch has in common: reading `inputs`, doing what can be done, and telling about it
// in one envelope; and the vocabulary of faults, as data, with what each one changes.

import type { BadRule } from './bad-inputs';
import { refuseBadInputs } from './bad-inputs';
import type { Chance, Json, Reply } from './wire';
import { expired, invalidJson, missingScopes, refuse, refuseOldStyle, tooMany } from './wire';

/**
 * One thing that goes wrong with one call. `applied`: was it written all the same? (To a read that
 * makes no difference.)
 */
export type Fault =
	| SingleFault
	| { kind: 'emptyResults' }
	| { kind: 'forgetResults'; count: number }
	| { kind: 'duplicateResults' }
	| { kind: 'reverse' }
	| { kind: 'noTraceEcho' }
	| { kind: 'status'; value: string }
	| { kind: 'rejectSome'; count: number; named: boolean; category?: string }
	| { kind: 'multiStatusWithoutErrors' };

/** What may go wrong with any call, be it about a hundred records or about one. */
export type SingleFault =
	| {
			kind: 'rateLimit';
			policy: 'TEN_SECONDLY_ROLLING' | 'SECONDLY' | 'DAILY' | (string & {});
			retryAfter?: number | string;
			/** false: no rate-limit headers either, as on search */
			headers?: boolean;
	  }
	| { kind: 'locked' }
	| { kind: 'migrating'; retryAfter: number | string }
	| { kind: 'serverError'; status: number; applied: boolean; html?: boolean }
	| { kind: 'reset'; applied: boolean }
	| { kind: 'hang'; applied: boolean }
	| { kind: 'truncate' }
	| { kind: 'notJson'; status: number }
	| { kind: 'empty'; status?: number }
	/** a 404 for the whole call, whatever is there */
	| { kind: 'notFound' }
	| {
			/** the whole call, that is */
			kind: 'wholeBatch';
			status: 400 | 409;
			dialect: 'category' | 'errorType';
			message: string;
			/** 'first': the body names the first input */
			ids?: 'first';
	  }
	| { kind: 'unauthorized' }
	| { kind: 'missingScopes'; scopes: string[]; printed?: boolean }
	| { kind: 'delay'; ms: number };

const BATCH_KINDS: ReadonlyArray<Fault['kind']> = [
	'emptyResults',
	'forgetResults',
	'duplicateResults',
	'reverse',
	'noTraceEcho',
	'status',
	'rejectSome',
	'multiStatusWithoutErrors',
];

export function isSingle(fault: Fault | null): fault is SingleFault | null {
	return fault === null || !BATCH_KINDS.includes(fault.kind);
}

export class Faults<F extends Fault = Fault> {
	private readonly queue: Array<F | null> = [];
	private standing: F | null = null;

	/** For the next calls, in order. `null`: nothing goes wrong with that one. */
	next(...faults: Array<F | null>): void {
		this.queue.push(...faults);
	}

	/** For every call that finds the queue empty. */
	always(fault: F | null): void {
		this.standing = fault;
	}

	pending(): number {
		return this.queue.length;
	}

	/** For the door: the fault of the call that has just come in. */
	take(): F | null {
		return this.queue.length > 0 ? (this.queue.shift() as F | null) : this.standing;
	}
}

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
	message: string;
	context?: Record<string, string[]>;
	errors?: Json[];
	/** Inputs that fail alike share one error object: `numErrors` counts objects, not inputs. */
	gathered?: boolean;
}

export interface Batch {
	verdicts: Verdict[];
	/** the status of an answer that carries errors */
	partialStatus: 200 | 207;
	/** answer with `partialStatus`, `errors` and all, even if there is no error to tell */
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

/** Does what a batch asks for, as far as the fault lets it, and tells about it. */
export function carryOut(
	plan: () => Batch,
	fault: Fault | null,
	nowIso: () => string,
	chance: Chance,
	badRules: readonly BadRule[] = [],
): Reply {
	const instead = fault && answerInstead(fault, () => plan().verdicts, nowIso);
	if (instead) return instead;

	const startedAt = nowIso();
	const { partialStatus, ...batch } = plan();
	refuseBadInputs(batch.verdicts, badRules);
	const verdicts = tamperWithVerdicts(batch.verdicts, fault, chance);
	const done = verdicts.flatMap((verdict) => (verdict.fulfil ? [verdict.fulfil()] : []));
	const results = tamperWithResults(done, fault, chance);
	const errors = errorObjects(verdicts);

	const partial = errors.length > 0 || batch.partialAnyway === true;
	const silent = fault?.kind === 'multiStatusWithoutErrors';
	const reply: Reply = {
		status: silent ? 207 : partial ? partialStatus : 200,
		body: {
			status: fault?.kind === 'status' ? fault.value : 'COMPLETE',
			results,
			...(partial && !silent ? { numErrors: errors.length, errors } : {}),
			startedAt,
			completedAt: nowIso(),
		},
	};
	return fault ? tamperWithReply(reply, fault) : reply;
}

/** The same for a call about one thing, without an envelope: it is done, or refused as a whole. */
export function carryOutOne(
	plan: () => Verdict & { fulfil: () => Json },
	fault: SingleFault | null,
	nowIso: () => string,
	badRules: readonly BadRule[] = [],
): Reply {
	const instead = fault && answerInstead(fault, () => [plan()], nowIso);
	if (instead) return instead;
	const verdict = plan();
	refuseBadInputs([verdict], badRules);
	const reply: Reply = { status: 200, body: verdict.fulfil() };
	return fault ? tamperWithReply(reply, fault) : reply;
}

const HTML = '<html><head><title>Oops</title></head><body><h1>HubSpot</h1></body></html>';
const HTML_HEADERS = { 'content-type': 'text/html;charset=utf-8' };

/** Faults in which nothing is read, and nothing written. */
function answerInstead(
	fault: Fault,
	verdicts: () => Verdict[],
	nowIso: () => string,
): Reply | null {
	switch (fault.kind) {
		case 'rateLimit': {
			// `Retry-After` is not documented on 429: sent only on demand.
			const headers: Record<string, string> = {};
			if (fault.retryAfter !== undefined) headers['retry-after'] = String(fault.retryAfter);
			// INFERRED: whoever is over a limit has nothing remaining of it.
			const spent = fault.policy === 'DAILY' ? 'daily-remaining' : 'remaining';
			if (fault.headers !== false) headers[`x-hubspot-ratelimit-${spent}`] = '0';
			const refusal = tooMany(fault.policy, headers);
			if (fault.headers === false) refusal.reply.rates = false;
			throw refusal;
		}
		case 'locked': // STATED [ERR]: locked for sync, wait two seconds or more
			throw refuse(423, 'LOCKED', 'This record is locked for a sync. Please try again later.');
		case 'migrating': {
			// STATED [ERR]: the account is moving between data centres
			const refusal = refuse(477, 'MIGRATION_IN_PROGRESS', 'This account is being migrated.');
			refusal.reply.headers = { 'retry-after': String(fault.retryAfter) };
			throw refusal;
		}
		case 'unauthorized':
			throw expired(nowIso());
		case 'missingScopes':
			throw missingScopes(fault.scopes, fault.printed);
		case 'notFound':
			throw refuse(404, 'OBJECT_NOT_FOUND', 'Object not found.');
		case 'emptyResults':
			// OBSERVED for upsert: 200, complete, and nothing done
			return {
				status: 200,
				body: { status: 'COMPLETE', results: [], startedAt: nowIso(), completedAt: nowIso() },
			};
		case 'wholeBatch': {
			const ids = fault.ids === 'first' ? verdicts().slice(0, 1).flatMap(firstNames) : undefined;
			const context = ids ? { context: { ids } } : {};
			if (fault.dialect === 'errorType') {
				throw refuseOldStyle(fault.status, 'UNIQUE_VALUE_CONFLICT', fault.message, {
					errorTokens: ids ? { existingObjectId: ids } : {},
				});
			}
			const category = fault.status === 409 ? 'CONFLICT' : 'VALIDATION_ERROR';
			throw refuse(fault.status, category, fault.message, context);
		}
		case 'serverError':
			return fault.applied ? null : serverError(fault);
		case 'reset':
		case 'hang':
			return fault.applied ? null : { status: 0, body: '', wire: fault.kind };
		default:
			return null;
	}
}

/** The ids of an input rather than its trace id: a refused whole batch knows no trace ids. */
function firstNames(verdict: Verdict): string[] {
	const kinds = Object.keys(verdict.name).filter((key) => key !== 'objectWriteTraceId');
	return kinds.length > 0 ? verdict.name[kinds[0]] : [];
}

function tamperWithVerdicts(verdicts: Verdict[], fault: Fault | null, chance: Chance): Verdict[] {
	if (fault?.kind !== 'rejectSome' && fault?.kind !== 'multiStatusWithoutErrors') return verdicts;
	const writable = chance.shuffle(verdicts.filter((verdict) => verdict.fulfil));
	const count = fault.kind === 'rejectSome' ? fault.count : Math.ceil(writable.length / 2);
	const chosen = new Set(writable.slice(0, count));
	return verdicts.map((verdict) => {
		if (!chosen.has(verdict)) return verdict;
		// A 207 that does not mention an input at all: neither written nor excused.
		const { input, name } = verdict;
		if (fault.kind === 'multiStatusWithoutErrors') return { input, name };
		const error: ItemError = {
			category: fault.category ?? 'VALIDATION_ERROR',
			message: 'This input was not accepted.',
			context: fault.named ? name : {},
		};
		return { input, name, error };
	});
}

/** OBSERVED hubspot-api-nodejs #190: the order of results is not the order of inputs. */
function tamperWithResults(done: Json[], fault: Fault | null, chance: Chance): Json[] {
	if (fault?.kind === 'reverse') return [...done].reverse();
	const results = chance.shuffle(done);
	switch (fault?.kind) {
		case 'forgetResults':
			return results.slice(Math.min(fault.count, results.length));
		case 'duplicateResults':
			return results.length > 1 ? [results[1], ...results.slice(1)] : results;
		case 'noTraceEcho':
			return results.map((result) => {
				const { objectWriteTraceId, ...rest } = result;
				void objectWriteTraceId;
				return rest;
			});
		default:
			return results;
	}
}

/** Item-level error objects. STATED [ERR]; the gathering is OBSERVED hubspot-api-php #619. */
function errorObjects(verdicts: Verdict[]): Json[] {
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
			message: error.message,
			context,
			errors: error.errors ?? [],
			links: {},
		});
	}
	return objects;
}

/** Faults in which it was written, and the answer is lost or spoilt. */
function tamperWithReply(reply: Reply, fault: Fault): Reply {
	switch (fault.kind) {
		case 'serverError':
			return serverError(fault);
		case 'reset':
		case 'hang':
			return { status: 0, body: '', wire: fault.kind };
		case 'truncate':
			return { ...reply, wire: 'truncate' };
		case 'notJson':
			return { status: fault.status, body: HTML, headers: HTML_HEADERS };
		case 'empty':
			return { status: fault.status ?? 200, body: '' };
		case 'delay':
			return { ...reply, delayMs: fault.ms };
		default:
			return reply;
	}
}

/** INFERRED: gateways answer in HTML. */
function serverError(fault: { status: number; html?: boolean }): Reply {
	if (fault.html) return { status: fault.status, body: HTML, headers: HTML_HEADERS };
	return { status: fault.status, body: { status: 'error', message: 'internal error' } };
}
