/**
 * Which entries an error or a refusal is about: by trace ID, by the names that it gives, or by what it
 * says of a value; never by position. Pure.
 */
import type { Endpoint, Input, Match, Place } from '../hubspot/endpoint';
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
import { mentions, type Certainty } from '../hubspot/messages';
import { folded } from '../hubspot/replies';
import type { Entry } from './outcome';
import type { Sent } from './send';

/**
 * Maps a value, such as an ID, to the one entry it stands for; to `null` when it stands for
 * several.
 */
export class Owners {
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
export function calledBad(
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
