// Owns the faults: their vocabulary as data, the queues they wait in, and what each one changes.

import type { ItemError, Verdict } from './batch';
import { errorObjects } from './batch';
import type { Chance, Json, Reply, ScopesTold } from './wire';
import {
	CATEGORIES,
	expired,
	missingScopes,
	refuse,
	refuseOldStyle,
	tooMany,
	withSensitive,
} from './wire';

/**
 * One thing that goes wrong with one call. `applied`: was it written all the same? (To a read that
 * makes no difference.)
 */
export type Fault =
	| SingleFault
	/** OBSERVED for upsert: the answer of a success, with no results, and nothing done */
	| { kind: 'emptyResults' }
	| { kind: 'forgetResults'; count: number }
	| { kind: 'duplicateResults' }
	| { kind: 'reverse' }
	| { kind: 'noTraceEcho' }
	| { kind: 'status'; value: string }
	| { kind: 'rejectSome'; count: number; named: boolean; category?: string }
	| { kind: 'multiStatusWithoutErrors' }
	/**
	 * Everything is written, and the answer has one error too many and one result too few. The error
	 * names nobody, or an id that was not in the batch. Where there is one input alone, an error that
	 * names nobody could only be about that one, so the answer stays as it is.
	 */
	| { kind: 'strayError'; names: 'nobody' | 'another' }
	/**
	 * The line goes dead at once, and the call is carried out `ms` later: INFERRED, a server goes on
	 * after its client has left.
	 */
	| { kind: 'late'; ms: number };

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
	/** another server answers, which knows no such path: HTML, and none of HubSpot's headers */
	| { kind: 'otherServer'; status?: number }
	| {
			/** the whole call, that is */
			kind: 'wholeBatch';
			status: 400 | 404 | 409;
			dialect: 'category' | 'errorType';
			message: string;
			/** 'first': the body names the first input */
			ids?: 'first';
	  }
	| { kind: 'unauthorized' }
	/** `printed` is short for `told: 'printed'` */
	| { kind: 'missingScopes'; scopes: string[]; told?: ScopesTold; printed?: boolean }
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
	'strayError',
	'late',
];

/** Whether a fault makes sense for an answer that is one object, without a list of results. */
export function isSingle(fault: Fault | null): fault is SingleFault | null {
	return fault === null || !BATCH_KINDS.includes(fault.kind);
}

/** The queues of a `FakeHubSpot`, each named after its property. */
export type FaultQueue =
	| 'faults'
	| 'singleFaults'
	| 'readFaults'
	| 'searchFaults'
	| 'supportingFaults';

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

const HTML = '<html><head><title>Oops</title></head><body><h1>HubSpot</h1></body></html>';
const HTML_HEADERS = { 'content-type': 'text/html;charset=utf-8' };

/** The answer of a fault in which nothing is read and nothing written; null for every other fault. */
export function answerInstead(
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
		case 'missingScopes': {
			const { scopes, told = fault.printed ? 'printed' : 'listed' } = fault;
			throw missingScopes(told === 'sensitiveFirst' ? withSensitive(scopes) : scopes, told);
		}
		case 'notFound':
			throw refuse(404, 'OBJECT_NOT_FOUND', 'Object not found.');
		case 'otherServer':
			return otherServer(fault.status ?? 404);
		case 'wholeBatch': {
			const ids = fault.ids === 'first' ? verdicts().slice(0, 1).flatMap(firstNames) : undefined;
			const context = ids ? { context: { ids } } : {};
			if (fault.dialect === 'errorType') {
				throw refuseOldStyle(fault.status, 'UNIQUE_VALUE_CONFLICT', fault.message, {
					errorTokens: ids ? { existingObjectId: ids } : {},
				});
			}
			throw refuse(fault.status, CATEGORIES[fault.status], fault.message, context);
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

export function tamperWithVerdicts(
	verdicts: Verdict[],
	fault: Fault | null,
	chance: Chance,
): Verdict[] {
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
export function tamperWithResults(
	done: Json[],
	fault: Fault | null,
	chance: Chance,
	inputs = done.length,
): Json[] {
	if (fault?.kind === 'reverse') return [...done].reverse();
	const results = chance.shuffle(done);
	switch (fault?.kind) {
		case 'forgetResults':
			return results.slice(Math.min(fault.count, results.length));
		case 'strayError':
			return isAlone(fault, inputs) ? results : results.slice(1);
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

/** An id that no record and no event has. */
export const NOBODYS_ID = '990000000001';

const isAlone = ({ names }: { names: 'nobody' | 'another' }, inputs: number) =>
	names === 'nobody' && inputs < 2;

/** The errors of an answer, and one that is about none of its inputs. */
export function tamperWithErrors(errors: Json[], fault: Fault | null, inputs: number): Json[] {
	if (fault?.kind !== 'strayError' || isAlone(fault, inputs)) return errors;
	const name: Record<string, string[]> = fault.names === 'another' ? { ids: [NOBODYS_ID] } : {};
	const error: ItemError = {
		category: 'VALIDATION_ERROR',
		message: 'This input was not accepted.',
		context: name,
	};
	return [...errors, ...errorObjects([{ input: {}, name, error }])];
}

/** Faults in which it was written, and the answer is lost or spoilt. */
export function tamperWithReply(reply: Reply, fault: Fault): Reply {
	switch (fault.kind) {
		case 'serverError':
			return serverError(fault);
		case 'reset':
		case 'hang':
			return { status: 0, body: '', wire: fault.kind };
		case 'truncate':
			// An answer without a body has no middle to break off in, so its line goes dead before it.
			return reply.body === ''
				? { status: 0, body: '', wire: 'reset' }
				: { ...reply, wire: 'truncate' };
		case 'notJson':
			return { status: fault.status, body: HTML, headers: HTML_HEADERS };
		case 'empty':
			return { status: fault.status ?? (reply.status === 204 ? 204 : 200), body: '' };
		case 'delay':
			return { ...reply, delayMs: fault.ms };
		default:
			return reply;
	}
}

/** What a plain web server says about a path that it does not know. */
function otherServer(status: number): Reply {
	const title = status === 404 ? '404 Not Found' : String(status);
	const body = `<html><head><title>${title}</title></head><body><h1>${title}</h1><hr>nginx</body></html>`;
	return { status, body, headers: { 'content-type': 'text/html' }, rates: false, foreign: true };
}

/** INFERRED: gateways answer in HTML. */
function serverError(fault: { status: number; html?: boolean }): Reply {
	if (fault.html) return { status: fault.status, body: HTML, headers: HTML_HEADERS };
	return { status: fault.status, body: { status: 'error', message: 'internal error' } };
}
