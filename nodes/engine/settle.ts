/**
 * What becomes of each entry: one outcome for every entry of a call, in the words in which a person
 * reads it. Pure.
 */
import { isRecord, missingScopes, parseEnvelope, type HubSpotError, type Result } from '../hubspot/api';
import { aboutWhom, assign, errorOf, idOf } from './match';
import type { Operation } from '../n8n/operation';
import { failed, type Entry, type Failure, type Outcome } from './outcome';
import { isDailyLimit, type Sent } from './send';

// ---------------------------------------------------------------- words

const LOOK_IT_UP =
	'Look it up in HubSpot before relying on it; sending the same values again is safe.';

/** The clause that a look-up answers. */
const UNKNOWN = ', so whether this record was written is unknown';

const NO_ID =
	'HubSpot wrote this record, but its answer does not tell its ID: several records in it look the same.';

/** What fits on a page is read; what does not would fill the output of each item of the batch. */
const LONGEST_WORDS = 1_000;
const MOST_DETAILS = 20_000;

const shortened = (words: string, most = LONGEST_WORDS) =>
	words.length > most ? `${words.slice(0, most)}…` : words;

function details({ errors }: HubSpotError): Failure['errors'] {
	let left = MOST_DETAILS;
	const told = errors
		.map(({ message, code, context }) => ({ message, code, context }))
		.filter((error) => (left -= JSON.stringify(error).length) >= 0);
	return told.length ? told : undefined;
}

/** HubSpot puts its details into the message too, as JSON: "Property values were not valid: [{…}]". */
function withoutJson(message: string): { said: string; inner: string[] } {
	const at = message.search(/:? ?\[\{"/);
	if (at < 0) return { said: message, inner: [] };
	const found = [...message.slice(at).matchAll(/"message":("(?:[^"\\]|\\.)*")/g)];
	return { said: message.slice(0, at), inner: found.map(([, text]) => unquoted(text)) };
}

function unquoted(text: string): string {
	try {
		return String(JSON.parse(text));
	} catch {
		return text.slice(1, -1);
	}
}

/** HubSpot's words, with its category and the HTTP status of a refusal. */
export function inWords(error: HubSpotError, status?: number): string {
	const { said, inner } = withoutJson(error.message ?? '');
	const listed = error.errors.map(({ message }) => message ?? '').filter(Boolean);
	const reasons = (listed.length ? listed : inner).filter((reason) => !said.includes(reason));
	const words = [...new Set([said, ...reasons])].map((part) => part.trim().replace(/\.$/, ''));
	const labels = [error.category, status === undefined ? undefined : `HTTP ${status}`];
	const label = labels.filter(Boolean).join(', ');
	const text = shortened(words.filter(Boolean).join(': ')) || 'no reason given';
	return label ? `${text} (${shortened(label, 100)})` : text;
}

/** The words of a refusal of a whole batch: the same words twice mean the same fault twice. */
export const refusalOf = (sent: Sent): string => inWords(errorOf(sent), sent.reply?.status);

const MAYBE_WRITTEN =
	' An earlier try of this batch got no usable answer, so it may have been written all the same.';

const afterLoss = (sent: Sent) => (sent.maybeApplied ? MAYBE_WRITTEN : '');

/** What to do next about a reply that refuses a whole call. */
export function advice(status: number, error: HubSpotError, daily = isDailyLimit(error)): string {
	const scopes = missingScopes(error);
	if (scopes.length) {
		return ` The credential lacks ${scopes.length > 1 ? 'the scopes' : 'the scope'} ${shortened(scopes.join(', '))}: add ${scopes.length > 1 ? 'them' : 'it'} in HubSpot under Scopes of the service key or app. With OAuth, also switch on Custom Scopes in the n8n credential, add ${scopes.length > 1 ? 'them' : 'it'} there, and reconnect.`;
	}
	if (status === 401)
		return ' Check the token in the credential: it may have expired or been revoked.';
	if (status === 403) return ' Check in HubSpot what the token of the credential may do.';
	if (status === 429 && daily) {
		return " The account's calls for today are used up; HubSpot renews them at midnight in the account's time zone.";
	}
	if (status === 429)
		return ' Other workflows or apps use up this limit: run it again when they are quieter.';
	if (status === 423) return ' The account stayed locked for too long: run it again later.';
	if (status === 477)
		return ' HubSpot is moving this account to another data centre: run it again later.';
	if (status < 400) return ' Check the Base URL of the credential: redirects are not followed.';
	return '';
}

/** Why HubSpot refused a call, and what to do about it. */
function refusalAndAdvice(sent: Sent): string {
	const { status = 0, headers } = sent.reply ?? {};
	const error = errorOf(sent);
	return `${refusalOf(sent)}.${advice(status, error, isDailyLimit(error, headers))}`;
}

/** Why nothing more is sent after a batch for which no later one could fare better. */
export function stoppedBy(sent: Sent, { message }: Failure): string {
	const why = sent.reply ? `HubSpot refused it: ${refusalAndAdvice(sent)}` : message;
	return `Not sent, because an earlier batch could not be: ${why}`;
}

// ---------------------------------------------------------------- outcomes

const NONE: string[] = [];

/**
 * Results hold for the most part what was sent: equal text is kept once, not a second time in each of
 * 100,000 results. But for the label, which no item holds.
 */
function share(input: Record<string, unknown>, result: Result, label?: string): void {
	for (const name in input) {
		const sent = input[name];
		// What equals a text is no part of a prototype.
		if (typeof sent === 'string') {
			if (sent !== label && result[name] === sent) result[name] = sent;
		} else if (isRecord(sent)) {
			const told = result[name];
			if (isRecord(told)) share(sent, told);
		}
	}
}

/** One outcome for every entry of a call that HubSpot answered with a 2xx. */
export function settleAnswer(row: Operation, entries: Entry[], sent: Sent): Outcome[] {
	const status = sent.reply?.status;
	const correlationId = sent.reply?.headers['x-hubspot-correlation-id'];
	const unaccounted = (item: number, what: string, more: Partial<Failure> = {}) =>
		failed(item, {
			reason: 'unaccounted',
			applied: 'maybe',
			message: `${what} ${LOOK_IT_UP}`,
			status,
			correlationId,
			...more,
		});

	const envelope = parseEnvelope(sent.reply?.body);
	if (!envelope) {
		const what = `HubSpot accepted the batch (HTTP ${status}) but its answer cannot be read${UNKNOWN}.`;
		return entries.map(({ item }) => unaccounted(item, what));
	}

	const refusedFor = new Map<Entry, HubSpotError>();
	let orphans: HubSpotError[] = [];
	for (const error of envelope.errors) {
		const named = aboutWhom(row, entries, error);
		if (!named.length) orphans.push(error);
		for (const entry of named) refusedFor.set(entry, refusedFor.get(entry) ?? error);
	}
	const resultOf = assign(row, entries, envelope.results, refusedFor);
	const silent = entries.filter((entry) => !refusedFor.has(entry) && !resultOf.has(entry));
	// One record left and one reason left: there is no other reading.
	if (silent.length === 1 && orphans.length === 1) {
		refusedFor.set(silent[0], orphans[0]);
		orphans = [];
	}
	const incomplete = envelope.status !== undefined && envelope.status !== 'COMPLETE';

	return entries.map((entry): Outcome => {
		const { item } = entry;
		const error = refusedFor.get(entry);
		const result = resultOf.get(entry);
		if (error) {
			const both = result ? ' The same answer also lists it as written.' : '';
			return failed(item, {
				reason: 'rejected',
				applied: result || sent.maybeApplied ? 'maybe' : 'no',
				message: `HubSpot refused ${row.match.label(entry.input)}: ${inWords(error)}.${both}${afterLoss(sent)}`,
				status,
				category: error.category,
				correlationId: error.correlationId ?? correlationId,
				errors: details(error),
			});
		}
		if (incomplete) {
			const whole = errorOf(sent);
			const said = whole.message ? ` (${inWords(whole)})` : '';
			const what = `HubSpot answered the batch with status ${shortened(envelope.status ?? '', 100)}, not COMPLETE${said}${UNKNOWN}.`;
			return unaccounted(item, what);
		}
		if (result) {
			const warnings = row.match.warnings?.(entry.input, result) ?? NONE;
			share(entry.input, result, entry.label);
			return { item, ok: true, result, warnings: idOf(result) ? warnings : [...warnings, NO_ID] };
		}
		const what = `HubSpot accepted the batch but its answer does not mention this record${UNKNOWN} (it may have been merged into another one, or dropped).`;
		if (!orphans.length) return unaccounted(item, what);
		const reasons = shortened(orphans.map((orphan) => inWords(orphan)).join('; '));
		return unaccounted(item, `${what} It also reported, naming no record: ${reasons}.`, {
			category: orphans[0].category,
			errors: details({
				context: {},
				errors: orphans.flatMap((orphan) => (orphan.errors.length ? orphan.errors : [orphan])),
			}),
		});
	});
}

/** Outcomes of a call whose answer is of a shape that nobody foresaw: its entries are unknown, the run goes on. */
function settleUnreadable(entries: Entry[], { reply }: Sent): Outcome[] {
	const message = `HubSpot's answer (HTTP ${reply?.status}) is of a kind this node cannot read${UNKNOWN}. ${LOOK_IT_UP}`;
	const status = reply?.status;
	return entries.map(({ item }) =>
		failed(item, { reason: 'unaccounted', applied: 'maybe', message, status }),
	);
}

/** Answers come from outside: whatever is in one, the outcomes of the other batches must not be lost. */
export function settleReadable(group: Entry[], sent: Sent, settle: () => Outcome[]): Outcome[] {
	try {
		return settle();
	} catch {
		return settleUnreadable(group, sent);
	}
}

/**
 * One outcome for every entry of a call that got no 2xx.
 * @param notAgain why a part of a refused batch was not sent without the rest, “Not sent: …”
 */
export function settleRefusal(entries: Entry[], sent: Sent, notAgain?: string): Outcome[] {
	const { reply, verdict } = sent;
	const applied = sent.maybeApplied ? 'maybe' : 'no';
	const error = errorOf(sent);
	const facts = {
		status: reply?.status,
		category: error.category ?? error.policyName,
		correlationId: error.correlationId ?? reply?.headers['x-hubspot-correlation-id'],
		errors: details(error),
	};
	const all = (failure: Failure) => entries.map(({ item }) => failed(item, failure));

	if (verdict === 'cancelled' || verdict === 'lost') {
		if (applied === 'no') {
			const message = 'Not sent: the execution was cancelled before.';
			return all({ reason: 'unsent', applied, message });
		}
		const what =
			verdict === 'cancelled'
				? 'The execution was cancelled while HubSpot was working on this batch'
				: `HubSpot gave no usable answer, however often it was asked (${sent.why ?? inWords(error, reply?.status)})`;
		const message = `${what}${UNKNOWN}. ${LOOK_IT_UP}`;
		return all({ reason: 'lost', applied, message, ...facts });
	}
	if (!reply) {
		const what = applied === 'no' ? 'Not sent' : 'Not sent again';
		const why = (sent.why ?? 'nobody knows why').replace(/\.+$/, '');
		const message = `${what}: ${why}.${afterLoss(sent)}`;
		return all({ reason: applied === 'no' ? 'unsent' : 'lost', applied, message });
	}
	const among = entries.length > 1 || notAgain !== undefined;
	const whom = among ? 'the whole batch this record was in' : 'this record';
	const alone = notAgain?.replace(/^Not sent/, ' It was not sent again without the others') ?? '';
	const message = `HubSpot refused ${whom}: ${refusalAndAdvice(sent)}${alone}${afterLoss(sent)}`;
	return all({ reason: 'rejected', applied, message, ...facts });
}

// ---------------------------------------------------------------- outcomes of looking again

const FOUND =
	"HubSpot's answer left open whether this record was written; a read afterwards shows that it was.";

const WRITTEN_ALONE =
	'HubSpot took this event in a batch without writing it; it was then written on its own.';

/** A look-up shows what was to be written: done. */
export const settleFound = ({ item }: Outcome, record: Result): Outcome => ({
	item,
	ok: true,
	result: record,
	warnings: [FOUND],
});

/** A look-up shows something else: `differing` values of the record, or no record at all. */
export function settleUnwritten(
	before: Outcome,
	differing: string[] | undefined,
	certain: boolean,
): Outcome {
	if (before.ok) return before;
	const { failure, item } = before;
	const seen = differing ? `other values of ${differing.join(', ')}` : 'no such record';
	const said = failure.message.replace(LOOK_IT_UP, '').trim();
	if (!certain) {
		const message = `${said} A read afterwards shows ${seen}. ${LOOK_IT_UP}`;
		return failed(item, { ...failure, message });
	}
	const message = `${said.replace(UNKNOWN, '').replace(MAYBE_WRITTEN, '')} A read afterwards shows ${seen}, so it was not written.`;
	return failed(item, { ...failure, applied: 'no', message });
}

/** What became of a second write, where the first one may have been applied for all that is known. */
export function settleAgain(before: Outcome, again: Outcome): Outcome {
	if (before.ok || again.ok || before.failure.applied === 'no' || again.failure.applied === 'maybe')
		return again;
	const { failure, item } = again;
	return failed(item, { ...failure, applied: 'maybe', message: failure.message + MAYBE_WRITTEN });
}

/** It could not be looked up. */
export function settleUnread(before: Outcome, why: string | undefined): Outcome {
	if (before.ok || why === undefined) return before;
	const message = `${before.failure.message} It could not be looked up for you: ${why.replace(/\.+$/, '')}.`;
	return failed(before.item, { ...before.failure, message });
}

/** The outcome of an entry that was written without the batch endpoint. */
export function settleAlone(row: Operation, entry: Entry, sent: Sent): Outcome[] {
	const { verdict, reply } = sent;
	if (verdict !== 'answered') return settleRefusal([entry], sent);
	const result = reply?.body;
	if (!isRecord(result) || !idOf(result)) return settleUnreadable([entry], sent);
	const warnings = [...(row.match.warnings?.(entry.input, result) ?? []), WRITTEN_ALONE];
	return [{ item: entry.item, ok: true, result, warnings }];
}
