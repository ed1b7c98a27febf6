/**
 * Which entries an error or a refusal is about, and which entry a result belongs to. Answers are
 * matched to inputs by trace ID, by key, or by the fields they carry; never by position. Pure.
 */
import type { Appearance, Endpoint, Input, Match, Place, Values } from '../hubspot/endpoint';
import {
	details,
	isMissingProperty,
	isNoSuchProperty,
	isOfHubSpot,
	named,
	NOT_FOUND,
	parseError,
	propertiesIn,
	refusedBy,
	TRACE_ID,
	WRONG_ADDRESS,
	type HubSpotError,
} from '../hubspot/errors';
import { own } from '../hubspot/json';
import { holds } from '../hubspot/comparing';
import { mentions, type Certainty } from '../hubspot/messages';
import { folded, idOf, type Result } from '../hubspot/replies';
import type { Entry } from './outcome';
import type { Sent } from './send';

/**
 * Maps a value, such as an ID, to the one entry it stands for; to `null` when it stands for
 * several.
 */
class Owners {
	private readonly owners = new Map<string, Entry | null>();

	add(value: string, entry: Entry): void {
		const owner = this.owners.get(value);
		this.owners.set(value, owner === undefined || owner === entry ? entry : null);
	}

	of(value: string): Entry | undefined {
		return this.owners.get(value) ?? undefined;
	}
}

const owners = new WeakMap<Entry[], Map<Input, Entry>>();

/** The entries of a call by their inputs. Made once, because an answer may hold a thousand errors. */
function ownersOf(entries: Entry[]): Map<Input, Entry> {
	let known = owners.get(entries);
	if (!known) owners.set(entries, (known = new Map(entries.map((each) => [each.input, each]))));
	return known;
}

/**
 * The entries that an error, or the refusal of a whole batch, is about; empty when it names none.
 */
export function aboutWhom(match: Match<Input>, entries: Entry[], error: HubSpotError): Entry[] {
	const { traceId } = match;
	const traces = new Set(named(error, [TRACE_ID]));
	const traced = traceId ? entries.filter(({ input }) => traces.has(traceId(input))) : [];
	if (traced.length) return traced;
	if (match.about) {
		const byInput = ownersOf(entries);
		const named = new Set(match.about(error, [...byInput.keys()]));
		return [...named].flatMap((input) => byInput.get(input) ?? []);
	}

	const byName = new Owners();
	for (const entry of entries) {
		for (const name of match.names(entry.input)) byName.add(folded(name), entry);
	}
	const names = named(error, match.namedBy);
	if (match.namedBy.includes('id') && error.id !== undefined) names.push(error.id);
	const owners = names.map((name) => byName.of(folded(name)));
	return [...new Set(owners.filter((entry) => entry !== undefined))];
}

// ---------------------------------------------------------------- refusals of a whole batch

const errors = new WeakMap<object, HubSpotError>();

/** The parsed error of a refusal. Parsed once and cached, because a body may be large. */
export function errorOf({ reply }: Sent): HubSpotError {
	if (!reply) return parseError(undefined);
	let error = errors.get(reply);
	if (!error) errors.set(reply, (error = parseError(reply.body)));
	return error;
}

/**
 * Finds the bad entries of a refused batch. `guilty`: those that the refusal certainly names: by ID
 * or trace ID, by a property that does not exist, or by a property and its value. `among`: where it
 * names a property without a value, all entries with that property; at least one of them is bad.
 */
export function blame(
	match: Match<Input>,
	entries: Entry[],
	sent: Sent,
): { guilty: Entry[]; among: Entry[] } {
	const error = errorOf(sent);
	const named = aboutWhom(match, entries, error);
	if (named.length || !match.properties) return { guilty: named, among: [] };
	const held = new Map(entries.map((entry) => [entry, match.properties?.(entry.input) ?? {}]));
	const holders = new Map<string, Entry[]>();
	const holdersOf = (name: string): Entry[] => {
		let having = holders.get(name);
		if (!having) {
			having = entries.filter((entry) => own(held.get(entry) ?? {}, name) !== undefined);
			holders.set(name, having);
		}
		return having;
	};
	const guilty = new Set<Entry>();
	let among: Entry[] = [];
	for (const detail of details(error)) {
		for (const name of new Set(propertiesIn(detail))) {
			const having = holdersOf(name);
			const valueOf = (entry: Entry) => held.get(entry)?.[name] ?? '';
			const { sure, likely } = isNoSuchProperty(detail)
				? { sure: having, likely: [] }
				: calledBad(having, valueOf, refusedBy(detail, name));
			for (const entry of sure) guilty.add(entry);
			if (sure.length || isMissingProperty(detail)) continue;
			// Each detail is about at least one of these, so the fewest tell the most.
			const hinted = likely.length ? likely : having;
			if (hinted.length && (!among.length || hinted.length < among.length)) among = hinted;
		}
	}
	return { guilty: [...guilty], among };
}

/**
 * The entries whose value a detail calls bad. `sure`: the value is bad wherever it stands, or a
 * single entry has it. `likely`: several have it, and it may be bad in one of them alone.
 */
function calledBad(
	having: Entry[],
	valueOf: (entry: Entry) => string,
	certaintyOf: (value: string) => Certainty,
): { sure: Entry[]; likely: Entry[] } {
	const told = having
		.map((entry) => ({ entry, value: valueOf(entry), certainty: certaintyOf(valueOf(entry)) }))
		.filter(({ certainty }) => certainty !== undefined);
	// “Red was not blue was not one of …” begins with the value “Red” as well: the longest is meant.
	const most = Math.max(0, ...told.map(({ value }) => value.trim().length));
	const meant = told.filter(({ value }) => value.trim().length === most);
	const entries = meant.map(({ entry }) => entry);
	const isSure = meant.length === 1 || meant.every(({ certainty }) => certainty === 'inAnyRecord');
	return isSure ? { sure: entries, likely: [] } : { sure: [], likely: entries };
}

/**
 * What a refusal says about the address of its call, e.g. an object type that does not exist:
 * `wrong` no record can be the reason · `unclear` it may be about the address or about a record ·
 * `nothing`. Where the path holds part of the input, a 404 is about that input.
 */
export function aboutAddress(
	{ match, parameters, path, probe, listsMissing }: Endpoint,
	place: Place,
	entries: Entry[],
	sent: Sent,
): 'wrong' | 'unclear' | 'nothing' {
	if (parameters) return 'nothing';
	const { reply } = sent;
	if (reply && WRONG_ADDRESS.has(reply.status)) {
		const isOfAddress = !isOfHubSpot(reply.body) || reply.status !== NOT_FOUND;
		if (isOfAddress || listsMissing) return 'wrong';
	}
	const error = errorOf(sent);
	if (aboutWhom(match, entries, error).length || error.errors.length) return 'nothing';
	if (reply?.status === NOT_FOUND || probe?.isRight) return 'unclear';
	// What is not part of the path, such as the properties to return, may be mentioned as well.
	const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => place.parameters[name] ?? '');
	return inPath.some((value) => mentions(error.message ?? '', value)) ? 'unclear' : 'nothing';
}

// ---------------------------------------------------------------- results

export interface Assigned {
	found: Map<Entry, Result>;
	/** Entries of `found` that got only the fields on which several results agree. */
	alike: Set<Entry>;
}

/**
 * Assigns results to entries: by trace ID, by key, and where results carry neither, by appearance.
 * A result whose trace ID and key belong to different entries is assigned to neither.
 */
export function assign(
	match: Match<Input>,
	entries: Entry[],
	results: Result[],
	refused: Map<Entry, unknown>,
): Assigned {
	const alike = new Set<Entry>();
	const found = new Map<Entry, Result>();
	const { traceId, resultKey, readBack = match.key } = match;
	const byTrace = new Owners();
	if (traceId) for (const entry of entries) byTrace.add(traceId(entry.input), entry);
	// Built on first use, because trace IDs make it unnecessary for most answers.
	let byKey: Owners | undefined;
	const ownerOf = (key: string) => {
		if (!byKey) {
			byKey = new Owners();
			for (const entry of entries) byKey.add(readBack(entry.input), entry);
		}
		return byKey.of(key);
	};
	const faceless: Result[] = [];
	/** Entries that a result states by its key alone. */
	const byKeyAlone: Entry[] = [];

	for (const result of results) {
		const trace = result[TRACE_ID];
		const stated = resultKey?.(result, entries[0].input);
		const traced = typeof trace === 'string' ? byTrace.of(trace) : undefined;
		const isOwn = stated === undefined || (traced && readBack(traced.input) === stated);
		const keyed = isOwn ? undefined : ownerOf(stated);
		if (traced && keyed && traced !== keyed) continue;
		const entry = traced ?? keyed;
		if (!entry) {
			if (stated === undefined) faceless.push(result);
		} else if (!found.has(entry)) {
			found.set(entry, result);
			if (!traced) byKeyAlone.push(entry);
		}
	}
	const { appearance } = match;
	if (appearance && byKeyAlone.length && found.size < entries.length) {
		const silent = entries
			.filter((entry) => !found.has(entry) && !refused.has(entry))
			.map(({ input }) => appearance.of(input));
		for (const entry of silent.length ? byKeyAlone : []) {
			if (isOfAnother(appearance, entry, silent, found)) found.delete(entry);
		}
	}
	if (appearance && faceless.length) {
		// By ID, so that a result listed twice counts once. Results without an ID cannot be told apart,
		// so they count as one.
		const free = new Map(faceless.map((result) => [String(idOf(result)), result]));
		const waiting = entries.filter((entry) => !found.has(entry) && !refused.has(entry));
		const { sure } = appearance;
		const looksOf = (record: Result) => appearance.of(record);
		assignByAppearance(waiting, looksOf, sure, free, { found, alike });
		if (sure.length && free.size) {
			const surelySeen = (record: Result) => {
				const look = appearance.of(record);
				return Object.fromEntries(sure.map((name) => [name, look[name] ?? '']));
			};
			assignByAppearance(waiting, surelySeen, sure, free, { found, alike });
		}
	}
	return { found, alike };
}

/**
 * True when a result that states the key of an entry shows the values of a silent one instead:
 * HubSpot finds a record by other names than the one it shows, so two inputs can be about it.
 */
function isOfAnother(
	{ of }: Appearance<Input>,
	entry: Entry,
	silent: Values[],
	found: Map<Entry, Result>,
): boolean {
	const shown = of(found.get(entry) ?? {});
	const sent = of(entry.input);
	const other = Object.keys(shown).filter(
		(name) => name in sent && !holds(shown[name], sent[name]),
	);
	if (!other.length) return false;
	return silent.some((its) => other.every((name) => name in its && holds(shown[name], its[name])));
}

/** True when the two agree on every field that both carry. */
export const compatible = (a: Values, b: Values): boolean =>
	Object.keys(a).every((name) => !(name in b) || a[name] === b[name]);

const agree = (a: Values, b: Values) =>
	compatible(a, b) && Object.keys(a).some((name) => name in b);

/**
 * Makes only certain matches. Each result stems from one entry, so when k results can stem only
 * from the same k entries, they belong to those entries. For k = 1 that is a plain match. For
 * larger k nobody can tell which result belongs to which entry: each entry gets the fields on which
 * the k results agree, so never the ID of another entry. Moves results from `free` to `found`.
 */
function assignByAppearance(
	entries: Entry[],
	looksOf: (record: Result) => Values,
	sure: string[],
	free: Map<string, Result>,
	{ found, alike }: Assigned,
): void {
	// Entries and results are first grouped by the fields that both always carry, so that hundreds of
	// events are not compared with hundreds of results.
	const faceOf = (look: Values) =>
		sure.length && sure.every((name) => name in look)
			? JSON.stringify(sure.map((name) => look[name]))
			: undefined;
	const looks = new Map<Result, { look: Values; face: string | undefined }>();
	for (const result of free.values()) {
		const look = looksOf(result);
		looks.set(result, { look, face: faceOf(look) });
	}
	let waiting = entries
		.filter((entry) => !found.has(entry))
		.map((entry) => {
			const look = looksOf(entry.input);
			return { entry, look, face: faceOf(look) };
		});

	for (let before = -1; before !== waiting.length; ) {
		before = waiting.length;
		const byFace = new Map<string | undefined, typeof waiting>();
		for (const each of waiting) {
			const alike = byFace.get(each.face);
			if (alike) alike.push(each);
			else byFace.set(each.face, [each]);
		}
		const faceless = byFace.get(undefined) ?? [];
		const groups = new Map<string, { takers: Entry[]; ids: string[] }>();
		for (const [id, result] of free) {
			const { look: seen, face } = looks.get(result) ?? { look: {}, face: undefined };
			const candidates = face === undefined ? waiting : [...(byFace.get(face) ?? []), ...faceless];
			const takers = candidates.filter(({ look }) => agree(look, seen)).map(({ entry }) => entry);
			const label = takers.map(({ item }) => item).join();
			const group = groups.get(label);
			if (group) group.ids.push(id);
			else groups.set(label, { takers, ids: [id] });
		}
		for (const { takers, ids } of groups.values()) {
			if (!takers.length || takers.length !== ids.length) continue;
			if (takers.some((entry) => found.has(entry))) continue;
			const result = commonPart(ids.map((id) => free.get(id) as Result));
			for (const entry of takers) {
				found.set(entry, { ...result });
				if (takers.length > 1) alike.add(entry);
			}
			for (const id of ids) free.delete(id);
		}
		waiting = waiting.filter(({ entry }) => !found.has(entry));
	}
}

/** The fields on which all these results agree. */
function commonPart([first, ...others]: Result[]): Result {
	if (!others.length) return first;
	const same = ([name, value]: [string, unknown]) =>
		others.every((other) => JSON.stringify(other[name]) === JSON.stringify(value));
	return Object.fromEntries(Object.entries(first).filter(same));
}
