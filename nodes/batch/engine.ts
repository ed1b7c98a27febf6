/**
 * Entries in, outcomes out: plan the batches, run them, give up where going on is pointless.
 * Pure but for `send`. It maps over what was asked, never over what was answered: one outcome per
 * entry, whatever HubSpot says or leaves unsaid.
 */
import type { Operation } from './operation';
import { failed, type Chunk, type Entry, type Outcome } from './outcome';
import type { Sent } from './send';
import { aboutWhom, compatible, refusalOf, settleAnswer, settleRefusal } from './settle';

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
		const face = look && JSON.stringify(match.alwaysCarried?.map((name) => look[name]));
		const marks = [`key ${match.key(input)}`];
		if (match.traceId) marks.push(`trace ${match.traceId(input)}`);
		if (look) marks.push(`look ${JSON.stringify(look)}`);

		const bytes = Buffer.byteLength(JSON.stringify(input)) + 1;
		const after = Math.max(-1, ...marks.map((mark) => lastWith.get(scope + mark) ?? -1));
		const open = openIn.get(scope) ?? [];
		openIn.set(scope, open);

		const takes = (chunk: OpenChunk) =>
			chunk.number > after &&
			chunk.bytes + bytes <= MAX_BODY_BYTES &&
			!(look && chunk.looks.get(face ?? '')?.some((other) => compatible(look, other)));
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
		if (look) chunk.looks.set(face ?? '', [...(chunk.looks.get(face ?? '') ?? []), look]);
		if (chunk.entries.length >= most) open.splice(open.indexOf(chunk), 1);
		for (const mark of marks) lastWith.set(scope + mark, chunk.number);
	}
	return chunks.map(({ path, entries: together }) => ({ path, entries: together }));
}

// ---------------------------------------------------------------- run

/** So many batches in a row without an answer: HubSpot is down, and sending on would only add unknowns. */
export const GIVE_UP_AFTER_LOST = 3;

/**
 * So many whole batches in a row refused in the same words, none accepted in between: the fault is
 * not in a record. With trace ids HubSpot reports records one by one, so three are enough; without,
 * a batch is halved until the bad record stands alone, which takes eight refusals for the first one.
 */
export const GIVE_UP_AFTER_REFUSED = { withTraceIds: 3, halving: 25 };

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
	const halving = row.match.traceId === undefined;
	const patience = halving ? GIVE_UP_AFTER_REFUSED.halving : GIVE_UP_AFTER_REFUSED.withTraceIds;
	const refusals = new Map<string, { words: string; count: number }>();
	let lostInARow = 0;
	let stopped: string | undefined;

	const work = plan(row, entries, size).reverse();
	for (let chunk = work.pop(); chunk; chunk = work.pop()) {
		const { path, refused } = chunk;
		const refusal = refusals.get(path);
		const hopeless = refusal !== undefined && refusal.count >= patience;
		if (stopped !== undefined || hopeless) {
			const message =
				stopped ??
				`Not sent: HubSpot refused ${refusal?.count} batches in a row in the same words, so this one would fare no better: ${refusal?.words}.`;
			outcomes.push(
				...(refused
					? settleRefusal(chunk, refused)
					: chunk.entries.map(({ item }) =>
							failed(item, { reason: 'unsent', applied: 'no', message }),
						)),
			);
			continue;
		}

		const sent = await send(chunk);
		sent.maybeApplied ||= refused?.maybeApplied ?? false;
		lostInARow = sent.verdict === 'lost' ? lostInARow + 1 : 0;

		if (sent.verdict === 'answered') {
			refusals.delete(path);
		} else if (sent.verdict === 'rejected') {
			const words = refusalOf(sent);
			refusals.set(path, { words, count: refusal?.words === words ? refusal.count + 1 : 1 });
			const parts = stopOnFailure ? undefined : apart(row, chunk, sent, halving);
			if (parts) {
				outcomes.push(...settleRefusal(parts.guilty, sent));
				work.push(...parts.rest.map((part) => ({ ...part, refused: sent })).reverse());
				continue;
			}
		}

		const settled =
			sent.verdict === 'answered' ? settleAnswer(row, chunk, sent) : settleRefusal(chunk, sent);
		outcomes.push(...settled);
		stopped = reasonToStop(sent, settled, lostInARow, stopOnFailure);
	}
	return outcomes;
}

/**
 * A refused batch taken apart: the records that the refusal names stand alone, the others go again;
 * where it names none, each half goes again. Undefined when there is nothing to take apart.
 */
function apart(row: Operation, { path, entries }: Chunk, sent: Sent, halving: boolean) {
	const named = aboutWhom(row, entries, sent);
	if (named.length > 0 && named.length < entries.length) {
		const others = entries.filter((entry) => !named.includes(entry));
		return { guilty: { path, entries: named }, rest: [{ path, entries: others }] };
	}
	if (!halving || entries.length < 2) return undefined;
	const middle = Math.ceil(entries.length / 2);
	const rest = [entries.slice(0, middle), entries.slice(middle)];
	return { guilty: { path, entries: [] }, rest: rest.map((half) => ({ path, entries: half })) };
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
