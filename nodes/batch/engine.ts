/**
 * Entries in, outcomes out: plan the batches, run them, give up where going on is pointless.
 * Pure but for `send`. It maps over what was asked, never over what was answered: one outcome per
 * entry, whatever HubSpot says or leaves unsaid.
 */
import type { Operation } from './operation';
import { failed, type Chunk, type Entry, type Outcome } from './outcome';
import type { Sent } from './send';
import {
	aboutWhom,
	compatible,
	refusalOf,
	settleAnswer,
	settleRefusal,
	settleUnreadable,
} from './settle';

// ---------------------------------------------------------------- plan

/** Largest request body, in bytes. HubSpot documents none; 100 records of 10 kB fit. */
export const MAX_BODY_BYTES = 1_000_000;

/** Chunks with room that are searched for a place; keeps planning linear where most items are look-alikes. */
const MAX_OPEN = 100;

type Look = Record<string, string>;

interface OpenChunk extends Chunk {
	number: number;
	bytes: number;
	/** Appearances by the fields that every result carries. */
	looks: Map<string, Look[]>;
}

/**
 * Entries -> chunks, in the order in which they must be sent. First come first sent. What may not
 * share a call goes into a later one: the same record or trace id twice (HubSpot refuses the whole
 * call; later calls make the last item win), and inputs whose results could be mistaken for each
 * other, where results carry no key.
 */
export function plan(row: Operation, entries: Entry[], size = row.limit): Chunk[] {
	const { match } = row;
	const most = Math.max(1, Math.min(size, row.limit));
	const faceless = match.resultKey === undefined && match.appearance;
	const chunks: OpenChunk[] = [];
	const openIn = new Map<string, OpenChunk[]>();
	const lastWith = new Map<string, number>();

	for (const entry of entries) {
		const { input } = entry;
		const scope = `${entry.path}\n${row.scope?.(input) ?? ''}\n`;
		const look = faceless ? faceless(input) : undefined;
		const face = look ? JSON.stringify(match.alwaysCarried?.map((name) => look[name])) : '';
		// Old key and new key, where a write changes it: what else is about this record comes later.
		const marks = [`key ${match.key(input)}`, `key ${(match.readBack ?? match.key)(input)}`];
		if (match.traceId) marks.push(`trace ${match.traceId(input)}`);
		if (look) marks.push(`look ${JSON.stringify(look)}`);

		const bytes = Buffer.byteLength(JSON.stringify(input)) + 1;
		const after = Math.max(-1, ...marks.map((mark) => lastWith.get(scope + mark) ?? -1));
		const open = openIn.get(scope) ?? [];
		openIn.set(scope, open);

		const takes = (chunk: OpenChunk) =>
			chunk.number > after &&
			chunk.bytes + bytes <= MAX_BODY_BYTES &&
			!(look && chunk.looks.get(face)?.some((other) => compatible(look, other)));
		const newest = open[open.length - 1];
		let chunk = newest && newest.number > after ? open.find(takes) : undefined;
		if (!chunk) {
			chunk = { number: chunks.length, path: entry.path, entries: [], bytes: 0, looks: new Map() };
			chunks.push(chunk);
			open.push(chunk);
			if (open.length > MAX_OPEN) open.shift();
		}
		chunk.entries.push(entry);
		chunk.bytes += bytes;
		if (look) {
			const others = chunk.looks.get(face) ?? [];
			others.push(look);
			chunk.looks.set(face, others);
		}
		if (chunk.entries.length >= most) open.splice(open.indexOf(chunk), 1);
		for (const mark of marks) lastWith.set(scope + mark, chunk.number);
	}
	return chunks.map(({ path, entries: together }) => ({ path, entries: together }));
}

// ---------------------------------------------------------------- run

/** So many batches in a row without an answer: HubSpot is down, and sending on would only add unknowns. */
export const GIVE_UP_AFTER_LOST = 3;

/**
 * So many refusals in a row in the same words, nothing accepted in between: the fault is not in a
 * record. With trace ids HubSpot reports records one by one, so three batches are enough; without, a
 * batch is halved until the bad record stands alone, which takes eight refusals for the first one.
 */
export const GIVE_UP_AFTER_REFUSED = { withTraceIds: 3, halving: 25 };
/** Too large for the server: halving helps, whatever the row. */
const TOO_LARGE = 413;

export interface RunOptions {
	/** Inputs per call, at most the row's limit. */
	size?: number;
	/** After the first chunk with a failure nothing more is sent (On Error = Stop). */
	stopOnFailure: boolean;
	/** Never rejects. */
	send: (chunk: Chunk) => Promise<Sent>;
}

/** Sends the entries and tells of each one what became of it: as many outcomes as entries. */
export async function run(
	row: Operation,
	entries: Entry[],
	{ size, stopOnFailure, send }: RunOptions,
): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	const { halving, withTraceIds } = GIVE_UP_AFTER_REFUSED;
	const patience = row.match.traceId ? withTraceIds : halving;
	const refusals = new Map<string, { words: string; count: number }>();
	let lostInARow = 0;
	let stopped: string | undefined;

	for (const planned of plan(row, entries, size)) {
		const { path } = planned;
		const parts: Chunk[] = [planned];
		// Once a part is accepted, the fault is known to lie in records: none of the others is given up.
		let accepted = false;
		// Once a bad record stands alone, the largest part tells most about the others.
		let alone = false;

		while (parts.length) {
			const chunk: Chunk = alone ? largest(parts) : (parts.pop() as Chunk);
			const { refused } = chunk;
			const refusal = refusals.get(path);
			const hopeless = !accepted && refusal !== undefined && refusal.count >= patience;
			if (stopped !== undefined || hopeless) {
				const message =
					stopped ??
					`Not sent: HubSpot refused ${refusal?.count} batches in a row in the same words, so this one would fare no better: ${refusal?.words}.`;
				const unsent = ({ item }: Entry) =>
					failed(item, { reason: 'unsent', applied: 'no', message });
				outcomes.push(...(refused ? settleRefusal(chunk, refused) : chunk.entries.map(unsent)));
				continue;
			}

			const sent = await send(chunk);
			sent.maybeApplied ||= refused?.maybeApplied ?? false;
			lostInARow = sent.verdict === 'lost' ? lostInARow + 1 : 0;

			if (sent.verdict === 'answered') {
				accepted = true;
				refusals.delete(path);
			} else if (sent.verdict === 'rejected') {
				const words = refusalOf(sent);
				const count = refusal?.words === words ? refusal.count + 1 : 1;
				if (chunk.entries.length === 1) alone = true;
				else if (!accepted) refusals.set(path, { words, count });
				const { guilty, rest } = stopOnFailure ? WHOLE : apart(row, chunk, sent);
				if (rest.length) {
					outcomes.push(...settleRefusal({ path, entries: guilty }, sent));
					parts.push(...rest.map((part) => ({ path, entries: part, refused: sent })).reverse());
					continue;
				}
			}

			const settled = settle(row, chunk, sent);
			outcomes.push(...settled);
			stopped = reasonToStop(sent, settled, lostInARow, stopOnFailure);
		}
	}
	return outcomes;
}

/** Answers come from outside: whatever is in one, the outcomes of the other batches must not be lost. */
function settle(row: Operation, chunk: Chunk, sent: Sent): Outcome[] {
	try {
		return sent.verdict === 'answered'
			? settleAnswer(row, chunk, sent)
			: settleRefusal(chunk, sent);
	} catch {
		return settleUnreadable(chunk, sent);
	}
}

/** Takes the largest part. Parts of one batch hold no record twice, so their order is free. */
function largest(parts: Chunk[]): Chunk {
	const sizes = parts.map(({ entries }) => entries.length);
	return parts.splice(sizes.indexOf(Math.max(...sizes)), 1)[0];
}

const WHOLE: { guilty: Entry[]; rest: Entry[][] } = { guilty: [], rest: [] };

/**
 * A refused batch taken apart: the records that the refusal names stand alone, the others go again;
 * where it names none, each half goes again. No rest when there is nothing to take apart.
 */
function apart(row: Operation, { entries }: Chunk, sent: Sent): typeof WHOLE {
	const named = aboutWhom(row, entries, sent);
	if (named.length > 0 && named.length < entries.length) {
		return { guilty: named, rest: [entries.filter((entry) => !named.includes(entry))] };
	}
	const halve = !row.match.traceId || sent.reply?.status === TOO_LARGE;
	if (!halve || entries.length < 2) return WHOLE;
	const middle = Math.ceil(entries.length / 2);
	return { guilty: [], rest: [entries.slice(0, middle), entries.slice(middle)] };
}

function reasonToStop(
	sent: Sent,
	settled: Outcome[],
	lostInARow: number,
	stopOnFailure: boolean,
): string | undefined {
	const first = settled.find((outcome) => !outcome.ok);
	if (!first || first.ok) return undefined;
	if (sent.verdict === 'denied') {
		return `Not sent, because an earlier batch could not be: ${first.failure.message}`;
	}
	if (sent.verdict === 'cancelled') return 'Not sent: the execution was cancelled before.';
	if (lostInARow >= GIVE_UP_AFTER_LOST) {
		return `Not sent: HubSpot gave no answer to ${lostInARow} batches in a row. Run it again later.`;
	}
	if (stopOnFailure) return 'Not sent: an earlier batch failed, and On Error is set to stop.';
	return undefined;
}
