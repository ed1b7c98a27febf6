/** What becomes of each entry of a call: one outcome each, made of facts. Pure. */
import type { Endpoint, Input, Match } from '../hubspot/endpoint';
import type { Read, Write } from '../hubspot/effect';
import type { Contradiction } from '../hubspot/comparing';
import { details, isNotFound, namesNobody, takenIn, type HubSpotError } from '../hubspot/errors';
import { isRecord, omit } from '../hubspot/json';
import { correlationIdIn, correlationIdOf } from '../hubspot/limits';
import { isComplete, parseEnvelope, type Envelope, type Result } from '../hubspot/replies';
import { aboutWhom, errorOf } from './match';
import { assign, type Assigned } from './assign';
import {
	failed,
	unsent,
	type Entry,
	type Event,
	type Failure,
	type Note,
	type Outcome,
	type Refusal,
	type Seen,
	type Stop,
} from './outcome';
import type { Sent } from './send';

// ---------------------------------------------------------------- facts of an answer

/**
 * Most characters of HubSpot's details in one outcome, because each item of the batch repeats them
 * in its output.
 */
const MOST_DETAILS = 20_000;

function detailsOf(errors: HubSpotError[]): Failure['errors'] {
	let left = MOST_DETAILS;
	const told = errors
		.map(({ message, code, context }) => ({ message, code, context }))
		.filter((error) => (left -= JSON.stringify(error).length) >= 0);
	return told.length ? told : undefined;
}

/** What is known about a call that got no 2xx. */
export const refusalOf = (sent: Sent): Refusal => ({
	status: sent.reply?.status,
	headers: sent.reply?.headers,
	error: errorOf(sent),
	why: sent.why ?? (sent.verdict === 'cancelled' ? 'the execution was cancelled' : undefined),
});

/** A refusal that is not HubSpot's: no answer of its says why. */
export const because = (why: string): Refusal => ({ error: { context: {}, errors: [] }, why });

/** A 2xx that holds nothing of what it was asked for. */
export const UNREADABLE = because("HubSpot's answer cannot be read");

/** What a refusal says of itself, for whoever asks HubSpot's support. */
export const saidOf = ({ error, status, headers }: Refusal) => ({
	status,
	category: error.category ?? error.policyName,
	correlationId: error.correlationId ?? correlationIdIn(headers),
});

/** Marks an outcome when an earlier try got no usable answer. */
const lostBefore = ({ maybeApplied }: Sent) => (maybeApplied ? { lostBefore: true } : {});

/** The record that already has a value which no two may have, as an error about one record tells it. */
function existing(error: HubSpotError): { existingId?: string } {
	const owner = takenIn(error)?.owner;
	return owner === undefined ? {} : { existingId: owner };
}

// ---------------------------------------------------------------- a 2xx

const NONE: Note[] = [];

/**
 * Results mostly repeat what was sent. Equal text is replaced by the input's own string, so that
 * 100,000 results do not hold a second copy. The trace ID is left alone: no item holds it, so
 * sharing it saves nothing.
 * @returns whether all that the result shows of the input is as it was sent
 */
function share(input: Record<string, unknown>, result: Result, trace?: string): boolean {
	let isAsSent = true;
	for (const name in input) {
		const sent = input[name];
		const told = result[name];
		if (told === undefined) continue;
		// No check for own fields is needed: an inherited field never equals a text.
		if (told === sent) {
			if (typeof sent === 'string' && sent !== trace) result[name] = sent;
		} else if (!isRecord(sent) || !isRecord(told) || !share(sent, told)) isAsSent = false;
	}
	return isAsSent;
}

const noteOf = (warning: string | Contradiction): Note =>
	typeof warning === 'string'
		? { kind: 'said', text: warning }
		: { kind: 'contradicted', ...warning };

/** The outcome of an entry that succeeded. */
function done(
	effect: Write | Read,
	entry: Entry,
	result: Result,
	sent: Sent,
	alike?: Result[],
): Outcome {
	const { item, input } = entry;
	let notes: Note[] = alike ? [{ kind: 'noId' }] : NONE;
	if (effect.kind === 'read') {
		const key = entry.renamed ? undefined : effect.keyed;
		return { item, ok: true, result: key?.(result, input) ?? result, notes };
	}
	const isAsSent = share(input, result, entry.trace);
	const said = alike
		? warningsOfAll(effect, input, alike)
		: effect.warnings?.(input, result, isAsSent);
	if (said?.length) notes = [...said.map(noteOf), ...notes];
	const named = effect.keyed?.(result, input) ?? result;
	return { item, ok: true, result: effect.complete?.(named, sent.maybeApplied) ?? named, notes };
}

/**
 * The warnings that are true of an entry whichever of these results is its own, such as a property that
 * HubSpot has dropped from all of them.
 */
function warningsOfAll(effect: Write, input: Input, [first, ...others]: Result[]) {
	let said = effect.warnings?.(input, first, false) ?? [];
	for (const other of others) {
		if (!said.length) break;
		const its = new Set(effect.warnings?.(input, other, false).map((each) => JSON.stringify(each)));
		said = said.filter((each) => its.has(JSON.stringify(each)));
	}
	return said;
}

/** Does the operation make a record go, so that one that is not there is what was wanted? */
const removes = (effect: Write | Read): boolean =>
	effect.kind === 'write' && effect.check?.absent === 'done';

/** What a 2xx says of the entries of its call. */
interface Answer extends Assigned {
	refusedFor: Map<Entry, HubSpotError>;
	/** Errors that name no entry. */
	orphans: HubSpotError[];
	/** Does a result state a record that nobody asked for? It may be one of the silent ones, merged. */
	hasStrangers: boolean;
	/** The status of a batch that is not complete. */
	incomplete?: string;
}

/** Gives each error and each result of an answer to the entry that it is about. */
function readAnswer({ match, silence }: Endpoint, entries: Entry[], envelope: Envelope): Answer {
	const { status, results, errors } = envelope;
	const refusedFor = new Map<Entry, HubSpotError>();
	const orphans: HubSpotError[] = [];
	for (const error of errors) {
		const named = aboutWhom(match, entries, error);
		if (!named.length) orphans.push(error);
		for (const entry of named) refusedFor.set(entry, refusedFor.get(entry) ?? error);
	}
	const { found, alike } = assign(match, entries, results, refusedFor);
	// Only where nobody else was asked about can an error that names nobody be given to an entry: of
	// several, the silent one may be written, and the error be about another.
	const [first] = entries;
	if (entries.length === 1 && !found.has(first) && orphans.length === 1) {
		if (namesNobody(orphans[0])) refusedFor.set(first, orphans.pop() as HubSpotError);
	}
	const incomplete = isComplete(envelope) ? undefined : status;
	const hasStrangers = silence !== undefined && areOthersIn(results, match, entries);
	return { refusedFor, found, alike, orphans, hasStrangers, incomplete };
}

/** Does one of the results state a record that none of the entries is about? */
function areOthersIn(
	results: Result[],
	{ key, resultKey }: Match<Input>,
	entries: Entry[],
): boolean {
	const own = new Set(entries.map(({ input }) => key(input)));
	return results.some((result) => {
		const stated = resultKey?.(result, entries[0].input);
		return stated !== undefined && !own.has(stated);
	});
}

/** HubSpot answered, but not about this entry, or not in a way that can be read. */
const unaccounted = ({ item }: Entry, { reply }: Sent, event: Event, more: Partial<Failure> = {}) =>
	failed(item, {
		reason: 'unaccounted',
		applied: 'maybe',
		event,
		status: reply?.status,
		correlationId: correlationIdOf(reply),
		...more,
	});

/** One outcome for every entry of a call that HubSpot answered with a 2xx. */
export function settleAnswer(
	effect: Write | Read,
	endpoint: Endpoint,
	entries: Entry[],
	sent: Sent,
): Outcome[] {
	const { status = 0, body } = sent.reply ?? {};
	const envelope = (endpoint.answer ?? parseEnvelope)(body);
	const answer = envelope && readAnswer(endpoint, entries, envelope);

	return entries.map((entry): Outcome => {
		const error = answer?.refusedFor.get(entry);
		const result = answer?.found.get(entry);
		if (error) return settleRefused(effect, entry, error, result, sent);
		if (answer?.incomplete !== undefined) {
			const event: Event = {
				kind: 'incomplete',
				status: answer.incomplete,
				error: errorOf(sent),
			};
			return unaccounted(entry, sent, event);
		}
		if (result) {
			return done(effect, entry, result, sent, answer?.alike.get(entry));
		}
		// Silence means what the row says, unless an error that names nobody, or a result of a record that
		// nobody asked for, may be about this entry.
		const { orphans = [], hasStrangers = false } = answer ?? {};
		const isClear = !orphans.length && !hasStrangers;
		const silence = isClear ? endpoint.silence?.(entry.input, { status, body }) : undefined;
		if (silence) return done(effect, entry, silence, sent);
		if (!answer) return unaccounted(entry, sent, { kind: 'unreadable', status });
		const event: Event = { kind: 'unmentioned', orphans };
		if (!orphans.length) return unaccounted(entry, sent, event);
		return unaccounted(entry, sent, event, {
			category: orphans[0].category,
			errors: detailsOf(orphans.flatMap(details)),
		});
	});
}

/** The outcome of an entry that an answer refuses by name. */
function settleRefused(
	effect: Write | Read,
	entry: Entry,
	error: HubSpotError,
	result: Result | undefined,
	sent: Sent,
): Outcome {
	const { item, input, place } = entry;
	// An earlier try whose answer was lost may have removed it. Either way it is gone, as wanted.
	if (removes(effect) && sent.maybeApplied && isNotFound(error)) {
		return done(effect, entry, { ...input }, sent);
	}
	return failed(item, {
		reason: 'rejected',
		applied: result || sent.maybeApplied ? 'maybe' : 'no',
		event: { kind: 'refused', input, place, error, alsoListed: result !== undefined },
		...lostBefore(sent),
		...existing(error),
		status: sent.reply?.status,
		category: error.category,
		correlationId: error.correlationId ?? correlationIdOf(sent.reply),
		errors: detailsOf(error.errors),
	});
}

/**
 * Outcomes of entries over which this code itself failed. The other entries keep their outcomes, and
 * n8n does not see the exception.
 * @param sent the answer that could not be settled, where there is one
 */
export function settleBroken(
	entries: Entry[],
	cause: Error,
	{ sent, applied = 'maybe' }: { sent?: Sent; applied?: 'no' | 'maybe' } = {},
): Outcome[] {
	const status = sent?.reply?.status;
	const event: Event = { kind: 'broken', cause };
	return entries.map(({ item }) => failed(item, { reason: 'unaccounted', applied, event, status }));
}

// ---------------------------------------------------------------- no 2xx

/**
 * One outcome for every entry of a call that got no 2xx.
 * @param notAgain why these entries of a refused batch were not sent again without the others
 */
export function settleRefusal(entries: Entry[], sent: Sent, notAgain?: Stop): Outcome[] {
	const { reply, verdict } = sent;
	const applied = sent.maybeApplied ? 'maybe' : 'no';
	const refusal = refusalOf(sent);
	const { error } = refusal;
	const facts = { ...saidOf(refusal), errors: detailsOf(error.errors) };
	const all = (failure: Failure) => entries.map(({ item }) => failed(item, failure));

	if (verdict === 'cancelled' || verdict === 'lost') {
		if (applied === 'no') return entries.map(({ item }) => unsent(item, { kind: 'cancelled' }));
		const event: Event =
			verdict === 'cancelled' ? { kind: 'cancelled' } : { kind: 'lost', refusal };
		return all({ reason: 'lost', applied, event, ...facts });
	}
	// A refusal of the caller says nothing about these entries: they fare like those that wait.
	const waiting = applied === 'no' ? 'unsent' : 'lost';
	if (!reply) {
		const event: Event = { kind: 'denied', why: sent.why ?? 'the reason is not known' };
		return all({ reason: waiting, applied, event, ...lostBefore(sent) });
	}
	const among = entries.length > 1 || notAgain !== undefined;
	const event: Event = { kind: 'refusedWhole', refusal, among, notAgain };
	if (!among) event.entry = entries[0];
	const reason = verdict === 'denied' ? waiting : 'rejected';
	const other = among ? {} : existing(error);
	return all({ reason, applied, event, ...lostBefore(sent), ...other, ...facts });
}

// ---------------------------------------------------------------- after a read of what HubSpot holds

/** A read shows that the write was applied: the record holds the values, or is gone as wanted. */
export function settleFound(
	effect: Write,
	{ item, input }: Pick<Entry, 'item' | 'input'>,
	record: Result,
): Outcome {
	const named = effect.keyed?.(record, input) ?? record;
	const result = effect.complete?.(named, true) ?? named;
	// Of what is gone, the result says all there is to say.
	return { item, ok: true, result, notes: removes(effect) ? NONE : [{ kind: 'found' }] };
}

/**
 * A read shows something else. `certain`: that proves that the write was not applied. `who`: the
 * record, where the message has to name it.
 */
export function settleUnwritten(
	before: Outcome,
	seen: Seen,
	certain: boolean,
	who?: Failure['who'],
): Outcome {
	if (before.ok) return before;
	const { item } = before;
	const failure = who ? { ...before.failure, who } : before.failure;
	if (!certain) return failed(item, { ...failure, seen });
	return failed(item, { ...omit(failure, 'lostBefore'), applied: 'no', seen });
}

/**
 * The outcome after a second write. When that failed without being applied, the entry is still open
 * if the first write may have been applied. When it went well, it may have found the work of the first.
 * @param input of the second write, where that looked its record up anew: a record that the first one
 * found, to make it go, and that is nowhere now, is gone
 */
export function settleAgain(
	effect: Write,
	before: Outcome,
	again: Outcome,
	input?: Input,
): Outcome {
	if (before.ok || before.failure.applied === 'no') return again;
	if (again.ok) {
		return effect.complete ? { ...again, result: effect.complete(again.result, true) } : again;
	}
	if (again.failure.applied === 'maybe') return again;
	const { failure, item } = again;
	const { event } = failure;
	if (removes(effect) && event.kind === 'refused' && isNotFound(event.error)) {
		return settleFound(effect, { item, input: event.input }, { ...event.input });
	}
	if (input && removes(effect) && !effect.thing && isNowhere(event)) {
		return settleFound(effect, { item, input }, { ...input });
	}
	return failed(item, { ...failure, applied: 'maybe', lostBefore: true });
}

/** A look-up has shown no record that the input may mean. */
const isNowhere = (event: Failure['event']): boolean =>
	event.kind === 'unresolved' && !event.refusal && !event.ids.length && !event.candidates?.length;

/**
 * The record could not be read back, and `refusal` says why; without one the outcome stays as it
 * is, and so does what an earlier read showed.
 */
export function settleUnread(before: Outcome, refusal: Refusal | undefined): Outcome {
	if (before.ok || refusal === undefined || before.failure.seen) return before;
	return failed(before.item, { ...before.failure, seen: { kind: 'unread', refusal } });
}

/** The outcome of an entry that was written by itself, not by the batch endpoint. */
export function settleAlone(
	effect: Write,
	endpoint: Endpoint,
	entry: Entry,
	sent: Sent,
): Outcome[] {
	if (sent.verdict !== 'answered') return settleRefusal([entry], sent);
	return settleAnswer(effect, endpoint, [entry], sent).map((outcome) =>
		outcome.ok ? { ...outcome, notes: [...outcome.notes, { kind: 'alone' }] } : outcome,
	);
}
