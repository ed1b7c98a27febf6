// Owns how answers are shaped: what a call has come to, and the shapes most endpoints answer in. An
// endpoint whose answer looks like none of them brings its own `Shape`.

import type { Account } from './account';
import type { Json, Reply } from './wire';

/** What a call has come to, before it is put into the shape of its endpoint. */
export interface Outcome {
	/** of the inputs that were done, in the order they are told */
	results: Json[];
	/** of the inputs that failed: error objects as in an envelope */
	errors: Json[];
	/** some inputs failed, and the answer says so */
	partial: boolean;
	/** some inputs failed, and the answer says 207 but names none of them */
	silent: boolean;
	/** of the batch: COMPLETE, unless a fault says otherwise */
	status: string;
	startedAt: string;
	completedAt: string;
}

export interface Shape {
	/**
	 * What a success tells. `results`: one for each input, so that faults can spoil them. `one`: a bare
	 * object, for which the faults of batches make no sense and are refused. `nothing`: no body, so
	 * that the faults that spoil results change nothing.
	 */
	tells: 'results' | 'one' | 'nothing';
	give: (outcome: Outcome, account: Account) => Reply;
}

function envelopeOf({ results, errors, partial, silent, ...rest }: Outcome): Json {
	const { status, startedAt, completedAt } = rest;
	return {
		status,
		results,
		...(partial && !silent ? { numErrors: errors.length, errors } : {}),
		startedAt,
		completedAt,
	};
}

/** The batch envelope. `partial` is the status of an answer that carries errors. */
export function envelope({ success = 200, partial = 207 } = {}): Shape {
	return {
		tells: 'results',
		give: (outcome) => ({
			status: outcome.silent ? 207 : outcome.partial ? partial : success,
			body: envelopeOf(outcome),
		}),
	};
}

/** 204 without a body if all went well; else 207 and the envelope, which has no results either. */
export function nothing(): Shape {
	return {
		tells: 'nothing',
		give: (outcome) =>
			outcome.partial || outcome.silent
				? { status: 207, body: envelopeOf({ ...outcome, results: [] }) }
				: { status: 204, body: '' },
	};
}

/** The one result itself, without an envelope. */
export function bare({ success = 200 } = {}): Shape {
	return { tells: 'one', give: ({ results }) => ({ status: success, body: results[0] }) };
}
