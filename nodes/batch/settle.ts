/**
 * What HubSpot's answer to a batch means for each of its entries: whom an error is about, whose a
 * result is, and the words in which a person reads it. Answers find their questions by trace id, by
 * key, or by the fields they carry; never by position. Pure.
 */
import {
	folded,
	idText,
	missingScopes,
	parseEnvelope,
	parseError,
	type HubSpotError,
	type Result,
} from './api';
import type { Operation } from './operation';
import { failed, type Chunk, type Entry, type Failure, type Outcome } from './outcome';
import { isDailyLimit, type Sent } from './send';

const TRACE = 'objectWriteTraceId';

/** The values that belong to exactly one entry. */
function ownedByOne(entries: Entry[], valuesOf: (entry: Entry) => string[]): Map<string, Entry> {
	const owners = new Map<string, Entry | undefined>();
	for (const entry of entries) {
		for (const value of valuesOf(entry)) {
			owners.set(value, owners.has(value) && owners.get(value) !== entry ? undefined : entry);
		}
	}
	return new Map([...owners].filter((pair): pair is [string, Entry] => pair[1] !== undefined));
}

/** Which entries an error, or the refusal of a whole batch, is about: none where it does not say. */
export function aboutWhom(
	{ match }: Operation,
	entries: Entry[],
	about: HubSpotError | Sent,
): Entry[] {
	const error = 'verdict' in about ? parseError(about.reply?.body) : about;
	const contexts = [error.context, ...error.errors.map((inner) => inner.context)];
	const said = (keys: string[]) =>
		contexts.flatMap((context) => keys.flatMap((name) => context[name] ?? []));

	const { traceId } = match;
	const traces = new Set(said([TRACE]));
	const traced = traceId ? entries.filter(({ input }) => traces.has(traceId(input))) : [];
	if (traced.length) return traced;

	const byName = ownedByOne(entries, ({ input }) => match.names(input).map(folded));
	const names = said(match.namedBy);
	if (match.namedBy.includes('id') && error.id !== undefined) names.push(error.id);
	const named = names.map((name) => byName.get(folded(name)));
	return [...new Set(named.filter((entry): entry is Entry => entry !== undefined))];
}

/**
 * Results told to their entries: by trace id, by key, and where results carry neither, by appearance.
 * A result whose trace id and key belong to different entries is believed of neither.
 */
function assign(
	{ match }: Operation,
	entries: Entry[],
	results: Result[],
	refused: Map<Entry, unknown>,
): Map<Entry, Result> {
	const found = new Map<Entry, Result>();
	const { traceId, resultKey, readBack = match.key } = match;
	const byTrace = ownedByOne(entries, ({ input }) => (traceId ? [traceId(input)] : []));
	const byKey = ownedByOne(entries, ({ input }) => [readBack(input)]);
	const faceless: Result[] = [];

	for (const result of results) {
		const trace = result[TRACE];
		const stated = resultKey?.(result, entries[0].input);
		const traced = typeof trace === 'string' ? byTrace.get(trace) : undefined;
		const keyed = stated === undefined ? undefined : byKey.get(stated);
		if (traced && keyed && traced !== keyed) continue;
		const entry = traced ?? keyed;
		if (entry) found.set(entry, found.get(entry) ?? result);
		else if (stated === undefined) faceless.push(result);
	}
	const { appearance, alwaysCarried } = match;
	if (appearance) {
		// By id, so that a result told twice counts once; one without id cannot be told from another.
		const free = new Map(faceless.map((result) => [String(idOf(result)), result]));
		const waiting = entries.filter((entry) => !found.has(entry) && !refused.has(entry));
		assignByAppearance(waiting, appearance, free, found);
		if (alwaysCarried) {
			const looksOf = (record: Result) => {
				const look = appearance(record);
				return Object.fromEntries(alwaysCarried.map((name) => [name, look[name] ?? '']));
			};
			assignByAppearance(waiting, looksOf, free, found);
		}
	}
	return found;
}

/** A result's id, where it is one. */
const idOf = (result: Result) => idText(result.objectId) ?? idText(result.id);

/** True when no field that both carry differs. */
export const compatible = (a: Record<string, string>, b: Record<string, string>): boolean =>
	Object.keys(a).every((name) => !(name in b) || a[name] === b[name]);

const agree = (a: Record<string, string>, b: Record<string, string>) =>
	compatible(a, b) && Object.keys(a).some((name) => name in b);

/**
 * Certain matches only. Every result stems from one entry, so k results that only the same k entries
 * can have caused settle these k entries. For k = 1 that is a plain match. For more, which result is
 * whose cannot be told: each entry gets what those results agree on, and no one else's id.
 * Moves results from `free` to `found`.
 */
function assignByAppearance(
	entries: Entry[],
	looksOf: (record: Result) => Record<string, string>,
	free: Map<string, Result>,
	found: Map<Entry, Result>,
): void {
	const looks = new Map([...free.values()].map((result) => [result, looksOf(result)]));
	let waiting = entries
		.filter((entry) => !found.has(entry))
		.map((entry) => ({ entry, look: looksOf(entry.input) }));

	for (let before = -1; before !== waiting.length; ) {
		before = waiting.length;
		const groups = new Map<string, { takers: Entry[]; ids: string[] }>();
		for (const [id, result] of free) {
			const takers = waiting
				.filter(({ look }) => agree(look, looks.get(result) ?? {}))
				.map(({ entry }) => entry);
			const label = takers.map(({ item }) => item).join();
			groups.set(label, { takers, ids: [...(groups.get(label)?.ids ?? []), id] });
		}
		for (const { takers, ids } of groups.values()) {
			if (!takers.length || takers.length !== ids.length) continue;
			if (takers.some((entry) => found.has(entry))) continue;
			const result = commonPart(ids.map((id) => free.get(id) as Result));
			for (const entry of takers) found.set(entry, { ...result });
			for (const id of ids) free.delete(id);
		}
		waiting = waiting.filter(({ entry }) => !found.has(entry));
	}
}

/** What several results agree on. */
function commonPart([first, ...others]: Result[]): Result {
	if (!others.length) return first;
	const same = ([name, value]: [string, unknown]) =>
		others.every((other) => JSON.stringify(other[name]) === JSON.stringify(value));
	return Object.fromEntries(Object.entries(first).filter(same));
}

// ---------------------------------------------------------------- words

const LOOK_IT_UP =
	'Look it up in HubSpot before relying on it; sending the same values again is safe.';

const NO_ID =
	'HubSpot wrote this record, but its answer does not tell its ID: several records in it look the same.';

const details = (error: HubSpotError): Failure['errors'] =>
	error.errors.length
		? error.errors.map(({ message, code, context }) => ({ message, code, context }))
		: undefined;

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
	const text = words.filter(Boolean).join(': ') || 'no reason given';
	return label ? `${text} (${label})` : text;
}

/** The words of a refusal of a whole batch: the same words twice mean the same fault twice. */
export const refusalOf = ({ reply }: Sent): string =>
	inWords(parseError(reply?.body), reply?.status);

const afterLoss = (sent: Sent) =>
	sent.maybeApplied
		? ' An earlier try of this batch got no usable answer, so it may have been written all the same.'
		: '';

/** What to do next about a reply that refuses a whole call. */
export function advice(status: number, error: HubSpotError, daily = isDailyLimit(error)): string {
	const scopes = missingScopes(error);
	if (scopes.length) {
		return ` The credential lacks ${scopes.length > 1 ? 'the scopes' : 'the scope'} ${scopes.join(', ')}: add ${scopes.length > 1 ? 'them' : 'it'} in HubSpot under Scopes of the service key or app. With OAuth, also switch on Custom Scopes in the n8n credential, add ${scopes.length > 1 ? 'them' : 'it'} there, and reconnect.`;
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

// ---------------------------------------------------------------- outcomes

/** One outcome for every entry of a chunk that HubSpot answered with a 2xx. */
export function settleAnswer(row: Operation, { entries }: Chunk, sent: Sent): Outcome[] {
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
		const what = `HubSpot accepted the batch (HTTP ${status}) but its answer cannot be read, so whether this record was written is unknown.`;
		return entries.map(({ item }) => unaccounted(item, what));
	}

	const errorOf = new Map<Entry, HubSpotError>();
	let orphans: HubSpotError[] = [];
	for (const error of envelope.errors) {
		const named = aboutWhom(row, entries, error);
		if (!named.length) orphans.push(error);
		for (const entry of named) errorOf.set(entry, errorOf.get(entry) ?? error);
	}
	const resultOf = assign(row, entries, envelope.results, errorOf);
	const silent = entries.filter((entry) => !errorOf.has(entry) && !resultOf.has(entry));
	// One record left and one reason left: there is no other reading.
	if (silent.length === 1 && orphans.length === 1) {
		errorOf.set(silent[0], orphans[0]);
		orphans = [];
	}
	const incomplete = envelope.status !== undefined && envelope.status !== 'COMPLETE';

	return entries.map((entry): Outcome => {
		const { item } = entry;
		const error = errorOf.get(entry);
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
			const whole = parseError(sent.reply?.body);
			const said = whole.message ? ` (${inWords(whole)})` : '';
			const what = `HubSpot answered the batch with status ${envelope.status}, not COMPLETE${said}, so whether this record was written is unknown.`;
			return unaccounted(item, what);
		}
		if (result) {
			const warnings = row.match.warnings?.(entry.input, result) ?? [];
			return { item, ok: true, result, warnings: idOf(result) ? warnings : [...warnings, NO_ID] };
		}
		const what =
			'HubSpot accepted the batch but its answer does not mention this record, so whether it was written is unknown (it may have been merged into another one, or dropped).';
		if (!orphans.length) return unaccounted(item, what);
		const reasons = orphans.map((orphan) => inWords(orphan)).join('; ');
		return unaccounted(item, `${what} It also reported, naming no record: ${reasons}.`, {
			category: orphans[0].category,
			errors: orphans.flatMap((orphan) => details(orphan) ?? [{ message: orphan.message }]),
		});
	});
}

/** Outcomes of a chunk whose answer is of a shape that nobody foresaw: its entries are unknown, the run goes on. */
export function settleUnreadable({ entries }: Chunk, { reply }: Sent): Outcome[] {
	const message = `HubSpot's answer (HTTP ${reply?.status}) is of a kind this node cannot read, so whether this record was written is unknown. ${LOOK_IT_UP}`;
	const status = reply?.status;
	return entries.map(({ item }) =>
		failed(item, { reason: 'unaccounted', applied: 'maybe', message, status }),
	);
}

/** One outcome for every entry of a chunk that got no 2xx. */
export function settleRefusal({ entries }: Chunk, sent: Sent): Outcome[] {
	const { reply, verdict } = sent;
	const applied = sent.maybeApplied ? 'maybe' : 'no';
	const error = parseError(reply?.body);
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
		const message = `${what}, so whether this record was written is unknown. ${LOOK_IT_UP}`;
		return all({ reason: 'lost', applied, message, ...facts });
	}
	if (!reply) {
		const what = applied === 'no' ? 'Not sent' : 'Not sent again';
		const why = (sent.why ?? 'nobody knows why').replace(/\.+$/, '');
		const message = `${what}: ${why}.${afterLoss(sent)}`;
		return all({ reason: applied === 'no' ? 'unsent' : 'lost', applied, message });
	}
	const whom = entries.length > 1 ? 'the whole batch this record was in' : 'this record';
	const message = `HubSpot refused ${whom}: ${inWords(error, reply.status)}.${advice(reply.status, error, isDailyLimit(error, reply.headers))}${afterLoss(sent)}`;
	return all({ reason: 'rejected', applied, message, ...facts });
}
