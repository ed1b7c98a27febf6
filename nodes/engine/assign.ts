/**
 * Which entry a result belongs to: by trace ID, by key, or by the fields that it carries; never by
 * position. Pure.
 */
import type { Appearance, Input, Match, Values } from '../hubspot/endpoint';
import { TRACE_ID } from '../hubspot/errors';
import { comparable, holds } from '../hubspot/comparing';
import { idOf, type Result } from '../hubspot/replies';
import { Owners } from './match';
import type { Entry } from './outcome';

export interface Assigned {
	found: Map<Entry, Result>;
	/** Entries of `found` that got only the fields on which several results agree, and these results. */
	alike: Map<Entry, Result[]>;
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
	const alike: Assigned['alike'] = new Map();
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
		if (sure.length) assignByFirst(waiting, sure, free, found);
		const looksOf = (record: Result) => appearance.of(record);
		if (free.size) assignByAppearance(waiting, looksOf, sure, free, { found, alike });
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

/** A field as comparable text; undefined where it has none. */
const textIn = (record: Input | Result, name: string): string | undefined => {
	const value = record[name];
	return typeof value === 'string' && value ? comparable(value) : undefined;
};

/**
 * Gives results to entries by the first of the fields that both always carry, where it tells an entry
 * from all others and a result from all others, and the other fields agree. Nearly all are found so, and
 * nothing else of them is compared. Moves results from `free` to `found`.
 */
function assignByFirst(
	waiting: Entry[],
	[first, ...others]: string[],
	free: Map<string, Result>,
	found: Map<Entry, Result>,
): void {
	// `null`: several have it.
	const takers = new Map<string | undefined, Entry | null>();
	for (const entry of waiting) {
		const text = textIn(entry.input, first);
		takers.set(text, takers.has(text) ? null : entry);
	}
	// Who lacks the field may be anybody.
	if (takers.has(undefined)) return;
	const ids = new Map<string | undefined, string | null>();
	for (const [id, result] of free) {
		const text = textIn(result, first);
		ids.set(text, ids.has(text) ? null : id);
	}
	for (const [text, id] of ids) {
		const entry = takers.get(text);
		if (!entry || id === null) continue;
		const result = free.get(id) as Result;
		const agrees = (other: string) =>
			result[other] === entry.input[other] || textIn(result, other) === textIn(entry.input, other);
		if (!others.every(agrees)) continue;
		found.set(entry, result);
		free.delete(id);
	}
}

/** True when the two agree on every field that both carry. */
export const compatible = (a: Values, b: Values): boolean =>
	Object.keys(a).every((name) => !(name in b) || a[name] === b[name]);

const agree = (a: Values, b: Values) =>
	compatible(a, b) && Object.keys(a).some((name) => name in b);

/** Entries or results that look the same, so that what is true of one of them is true of all. */
interface Alike<T> {
	look: Values;
	/** The fields that all entries and results carry; undefined where one of them is missing. */
	face: string | undefined;
	members: T[];
}

function alikeAmong<T>(all: T[], lookOf: (each: T) => Values, sure: string[]): Array<Alike<T>> {
	const byLook = new Map<string, Alike<T>>();
	for (const each of all) {
		const look = lookOf(each);
		const text = JSON.stringify(look);
		const known = byLook.get(text);
		if (known) known.members.push(each);
		else {
			const hasFace = sure.length && sure.every((name) => name in look);
			const face = hasFace ? JSON.stringify(sure.map((name) => look[name])) : undefined;
			byLook.set(text, { look, face, members: [each] });
		}
	}
	return [...byLook.values()];
}

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
	const left = entries.filter((entry) => !found.has(entry));
	let waiting = alikeAmong(left, ({ input }) => looksOf(input), sure);
	let results = alikeAmong([...free], ([, result]) => looksOf(result), sure);

	for (let before = -1; before !== waiting.length; ) {
		before = waiting.length;
		// Those with another face are not compared at all: that would be hundreds with hundreds.
		const byFace = new Map<string | undefined, number[]>();
		waiting.forEach(({ face }, at) => {
			const same = byFace.get(face);
			if (same) same.push(at);
			else byFace.set(face, [at]);
		});
		const everybody = [...waiting.keys()];
		const groups = new Map<string, { takers: number[]; its: Array<[string, Result]> }>();
		for (const { look, face, members } of results) {
			const near = [...(byFace.get(face) ?? []), ...(byFace.get(undefined) ?? [])];
			const candidates = face === undefined ? everybody : near;
			const takers = candidates.filter((at) => agree(waiting[at].look, look));
			const group = groups.get(takers.join());
			if (group) group.its.push(...members);
			else groups.set(takers.join(), { takers, its: [...members] });
		}
		for (const { takers: at, its } of groups.values()) {
			const takers = at.flatMap((each) => waiting[each].members);
			if (!takers.length || takers.length !== its.length) continue;
			if (takers.some((entry) => found.has(entry))) continue;
			const together = its.map(([, result]) => result);
			const result = commonPart(together);
			for (const entry of takers) {
				found.set(entry, { ...result });
				if (takers.length > 1) alike.set(entry, together);
			}
			for (const [id] of its) free.delete(id);
		}
		waiting = waiting.filter(({ members: [entry] }) => !found.has(entry));
		results = results.filter(({ members: [[id]] }) => free.has(id));
	}
}

/** The fields on which all these results agree. */
function commonPart([first, ...others]: Result[]): Result {
	if (!others.length) return first;
	const same = ([name, value]: [string, unknown]) =>
		others.every((other) => JSON.stringify(other[name]) === JSON.stringify(value));
	return Object.fromEntries(Object.entries(first).filter(same));
}
