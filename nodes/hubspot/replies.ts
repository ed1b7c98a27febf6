/**
 * What a 2xx of HubSpot holds, read tolerantly: every field of an answer is optional, and all
 * results are kept, however many there are. Only errors are kept within bounds (errors.ts).
 */
import { errorsIn, MOST_OF_AN_ENVELOPE, kept, type HubSpotError } from './errors';
import { idText, isRecord } from './json';

/**
 * HubSpot's property that holds a record's ID. HubSpot refuses it as an `idProperty` (OBSERVED).
 */
export const RECORD_ID = 'hs_object_id';

/** One record of a reply's `results`. Values are as HubSpot sent them. */
export type Result = Record<string, unknown>;

/** What a 2xx body of a batch endpoint holds. */
export interface Envelope {
	status?: string;
	results: Result[];
	errors: HubSpotError[];
}

/**
 * The ID of a record or an event; undefined where a result states none. `objectId` and `id` mean
 * the same (SPEC).
 */
export const idOf = (result: Result): string | undefined =>
	idText(result.objectId) ?? idText(result.id);

/**
 * A name in the form in which HubSpot compares it: without case (e-mail addresses: OBSERVED) and
 * outer blanks.
 */
export const folded = (name: string): string => name.trim().toLowerCase();

/** Has HubSpot carried out a batch to the end? Answers to other calls have no status. */
export const isComplete = ({ status = 'COMPLETE' }: Pick<Envelope, 'status'>): boolean =>
	status === 'COMPLETE';

/** Reads a 2xx batch body; undefined when it is no JSON object (empty, HTML, cut off). */
export function parseEnvelope(body: unknown): Envelope | undefined {
	if (!isRecord(body)) return undefined;
	const budget = { left: MOST_OF_AN_ENVELOPE };
	return {
		status: typeof body.status === 'string' ? kept(body.status, budget) : undefined,
		results: Array.isArray(body.results) ? body.results.filter(isRecord) : [],
		errors: errorsIn(body.errors, budget),
	};
}

/** The mark of the next page, as a page or one of its results holds it; undefined in the last one. */
export function nextAfter(page: unknown): string | undefined {
	const { next } = isRecord(page) && isRecord(page.paging) ? page.paging : {};
	return (isRecord(next) && idText(next.after)) || undefined;
}

/** Reads the 2xx of an endpoint that answers with one object instead of an envelope. */
export const parseOne = (body: unknown): Envelope | undefined =>
	isRecord(body) && idOf(body) !== undefined ? { results: [body], errors: [] } : undefined;

/** Says of each result what the write has made of its record, where that is always the same. */
export const outcomeOf =
	(outcome: string) =>
	(result: Result): Result => {
		result.outcome = outcome;
		return result;
	};
