/** Rows that differ in one thing from the real ones, and how a call may end. */
import type { Clock, HttpAnswer, HttpRequest, Means } from '../../nodes/engine/means';
import type { Outcome } from '../../nodes/engine/outcome';
import type { Sent } from '../../nodes/engine/send';
import type { Endpoint, Input, Match } from '../../nodes/hubspot/endpoint';
import { endpointOf, type Check, type Write } from '../../nodes/hubspot/effect';
import type { Operation } from '../../nodes/n8n/operation';
import { tell, type Problem, type Told } from '../../nodes/n8n/present';

export const writeOf = ({ effect }: Operation): Write => {
	if (effect.kind !== 'write') throw new Error(`It does not write, it is a ${effect.kind}`);
	return effect;
};

/** The endpoint that a row sends its inputs to. */
export const endpointOfRow = ({ effect }: Operation): Endpoint => {
	if (effect.kind === 'list') throw new Error('It has no endpoint for inputs');
	return endpointOf(effect);
};

/** A row that writes in another way. */
export const writing = (row: Operation, change: Partial<Write>): Operation => ({
	...row,
	effect: { ...writeOf(row), ...change },
});

/** A row whose batches go to another endpoint. */
export const sending = (row: Operation, change: Partial<Endpoint>): Operation =>
	writing(row, { send: { ...writeOf(row).send, ...change } });

/** A row whose answers find their questions in another way. */
export const matching = (row: Operation, change: Partial<Match<Input>>): Operation =>
	sending(row, { match: { ...writeOf(row).send.match, ...change } });

/** A row that checks in another way. */
export const checking = (row: Operation, change: Partial<Check<never>>): Operation => {
	const { check } = writeOf(row);
	if (!check) throw new Error('It checks nothing');
	return writing(row, { check: { ...check, ...change } as Write['check'] });
};

/** A row whose checks this code cannot even ask for. */
export const withBrokenChecks = (row: Operation): Operation => {
	const fail = () => {
		throw new Error('boom');
	};
	const read = { ...writeOf(row).check?.read, parameters: fail } as Endpoint;
	return checking(row, { read });
};

// ---------------------------------------------------------------- how a call may end

const headers = { 'x-hubspot-correlation-id': 'of-the-reply' };

export const answered = (body: unknown, status = 200, more: Partial<Sent> = {}): Sent => ({
	verdict: 'answered',
	maybeApplied: false,
	reply: { status, headers, body },
	...more,
});

export const refused = (body: unknown, status = 400, more: Partial<Sent> = {}): Sent => ({
	verdict: 'rejected',
	maybeApplied: false,
	reply: { status, headers, body },
	...more,
});

/** An answer on the wire. */
export const reply = (
	body: unknown,
	status = 200,
	more: Record<string, string> = {},
): HttpAnswer => ({ kind: 'reply', reply: { status, headers: more, body } });

export const LOST: HttpAnswer = { kind: 'lost', why: 'timeout' };

/** How a try ends: with an answer, or because the account lets nobody through. */
type Try = HttpAnswer | 'shut' | ((request: HttpRequest) => HttpAnswer | 'shut');

/** Means whose tries end as the script says, the last of it from then on. Time passes in waits alone. */
export function scripted(...script: Try[]) {
	const requests: HttpRequest[] = [];
	/** What each try was asked before it went: is it superfluous? */
	const superfluous: Array<() => boolean> = [];
	const waits: number[] = [];
	const state = { nowMs: Date.UTC(2026, 10, 22), tookMs: 0, cancelled: false, tellsTime: true };
	let tries = 0;
	const next = (request: HttpRequest) => {
		const end = script[Math.min(tries, script.length - 1)];
		tries++;
		return typeof end === 'function' ? end(request) : end;
	};
	const clock: Clock = {
		now: () => state.nowMs,
		sleep: async (ms) => {
			waits.push(ms);
			state.nowMs += ms;
		},
		cancelled: () => state.cancelled,
		random: () => 0,
	};
	const http = async (request: HttpRequest) => {
		requests.push(request);
		if (requests.length > 100_000) throw new Error('It does not end');
		state.nowMs += state.tookMs;
		const answer = next(request);
		if (answer === 'shut') throw new Error('It was let through');
		if (answer.kind !== 'reply' || !state.tellsTime) return answer;
		const date = new Date(state.nowMs).toUTCString();
		return { ...answer, reply: { ...answer.reply, headers: { date, ...answer.reply.headers } } };
	};
	const lane = {
		enter: async (isSuperfluous: () => boolean) => {
			superfluous.push(isSuperfluous);
			if (script[Math.min(tries, script.length - 1)] === 'shut') {
				tries++;
				return undefined;
			}
			return { done: () => {}, giveBack: () => {} };
		},
		room: () => 1,
		obstacle: () => undefined,
		leave: () => {},
	};
	const means: Means = { http, clock, lane };
	return { means, requests, superfluous, waits, state };
}

// ---------------------------------------------------------------- what is told of it

export const toldBy = (row: Operation, outcomes: Outcome[]): Told[] =>
	outcomes.map((outcome) => tell(row, outcome));

/** The failure, as it is printed. */
export const problemOf = (told: Told): Problem => {
	if (told.ok) throw new Error('It went well');
	return told.failure;
};
