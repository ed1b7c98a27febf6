/**
 * Finds the IDs of records that inputs call by other values, before anything is planned: a hundred
 * values a call, equal ones once. Exactly one record must have the value.
 */
import type { Endpoint, Input, Place } from '../../hubspot/endpoint';
import type { LookupKey, Resolve } from '../../hubspot/effect';
import { isNotFound, OBJECT_NOT_FOUND, parseError } from '../../hubspot/errors';
import {
	DEFINITIONS,
	definitionsIn,
	finderOf,
	idsByValue,
	isCutOff,
	isEmailOfContacts,
	spellingOf,
	type Definition,
} from '../../hubspot/finding';
import { isRecord } from '../../hubspot/json';
import { correlationIdIn } from '../../hubspot/limits';
import { parseEnvelope, type Envelope } from '../../hubspot/replies';
import type { ApiVersion } from '../../hubspot/versions';
import type { Caller } from '../caller';
import { aboutAddress, errorOf } from '../match';
import {
	failed,
	unsent,
	type Entry,
	type Flow,
	type Outcome,
	type Refusal,
	type Stop,
} from '../outcome';
import type { Sent } from '../send';
import { refusalOf } from '../settle';

/** Portions of entries that are looked up while the first of them are sent. */
const MOST_AHEAD = 4;
/**
 * So many entries are read ahead to fill a call: many may name the same few records, and a portion of
 * them alone would take a call that is nearly empty.
 */
const MOST_GATHERED = 5_000;

/** What is known of a key: the records that have it, or why that could not be found out. */
type Found = { ids: string[] } | { refusal: Refusal } | { stop: Stop };

/** An entry and the keys that it calls records by. */
interface Named {
	entry: Entry;
	keys: LookupKey[];
}

/** Entries that were read together. */
interface Portion {
	toFind: Named[];
	/** Settled once all of them were looked up. */
	resolved: Promise<Entry[]>;
}

/** A key that cannot be looked up at all, and why. */
type Unsearchable = { problem: string };

export interface Resolving {
	caller: Caller;
	/** Start no further call after a failure (On Error = Stop). */
	stopOnFailure: boolean;
}

/** The same entries with IDs in them; those without exactly one record are settled. */
export function resolving(
	{ source, settle }: Flow,
	resolve: Resolve<Input>,
	{ caller, stopOnFailure }: Resolving,
): Flow {
	const finder = new Finder(caller);
	const withIds = async (entry: Entry, keys: LookupKey[]): Promise<Entry[]> => {
		if (!keys.length) return [entry];
		const look = (key: LookupKey): Promise<Found> | Unsearchable => {
			const problem = resolve.unsearchable?.(key, entry.place);
			return problem === undefined ? finder.find(entry.place.version, key) : { problem };
		};
		const found = await Promise.all(keys.map(look));
		const ids = found.flatMap((each) => ('ids' in each && each.ids.length === 1 ? each.ids : []));
		if (ids.length === keys.length) {
			return [{ ...entry, input: resolve.resolved(entry.input, ids) }];
		}
		const bad = found.findIndex((each) => !('ids' in each && each.ids.length === 1));
		settle(unresolved(entry.item, keys[bad], found[bad]));
		if (stopOnFailure) caller.stopFor({ kind: 'stopOnFailure' });
		return [];
	};
	/** Starts to look up the keys of a portion; those that do not fill a call wait for more. */
	const begin = async (named: Named[]): Promise<Portion> => {
		await Promise.all(named.flatMap(({ entry, keys }) => finder.learn(entry.place, keys)));
		const isTaken = (keys: LookupKey[]) =>
			resolve.takesUnique === true && keys.every((key) => finder.mayBeUnique(key));
		const toFind = named.map(({ entry, keys }) => ({ entry, keys: isTaken(keys) ? [] : keys }));
		const waiting = toFind.map(async ({ entry, keys }) => await withIds(entry, keys));
		finder.askFull();
		const resolved = Promise.all(waiting).then((entries) => entries.flat());
		return { toFind, resolved };
	};

	const ahead: Portion[] = [];
	let gathered = 0;
	let isOver = false;
	const hasRoom = () => ahead.length < MOST_AHEAD || (finder.isWaiting && gathered < MOST_GATHERED);
	const next = async () => {
		while (!isOver && hasRoom()) {
			const entries = await source();
			isOver = entries === undefined;
			if (!entries) break;
			const named = entries.map((entry) => ({
				entry,
				keys: resolve.names(entry.input, entry.place),
			}));
			ahead.push(await begin(named));
			gathered += named.length;
			// Where nothing is looked up, there is nothing to wait for.
			if (!named.some(({ keys }) => keys.length)) break;
		}
		const first = ahead.shift();
		if (!first) return undefined;
		gathered -= first.toFind.length;
		if (finder.holdsBack(first.toFind)) finder.ask();
		return await first.resolved;
	};
	return { source: next, settle };
}

/** Why an entry has no ID. */
function unresolved(item: number, key: LookupKey, found: Found | Unsearchable): Outcome {
	if ('problem' in found) {
		const event = { kind: 'invalid', problem: found.problem } as const;
		return failed(item, { reason: 'invalid', applied: 'no', event });
	}
	if ('stop' in found) return unsent(item, found.stop);
	if ('refusal' in found) {
		const { refusal } = found;
		const { error, status, headers } = refusal;
		return failed(item, {
			reason: 'unsent',
			applied: 'no',
			event: { kind: 'unresolved', key, ids: [], refusal },
			status,
			category: error.category ?? error.policyName,
			correlationId: error.correlationId ?? correlationIdIn(headers),
		});
	}
	const event = { kind: 'unresolved', key, ids: found.ids } as const;
	const category = found.ids.length ? undefined : OBJECT_NOT_FOUND;
	return failed(item, { reason: 'rejected', applied: 'no', event, category });
}

// ---------------------------------------------------------------- looking up

/** A key whose records are not known yet, and whom to tell. */
interface Waiting {
	key: LookupKey;
	tell: (found: Found) => void;
}

/** The keys of one property of an object type. */
interface Keys {
	/** One of them. */
	key: LookupKey;
	place: Place;
	/** By the value, as `spell` has it. */
	found: Map<string, Promise<Found>>;
	/** Those of them that were not asked for yet. */
	waiting: Map<string, Waiting>;
}

/** Looks up keys, each once in a run. */
class Finder {
	/** By object type and property. */
	private readonly keys = new Map<string, Map<string, Keys>>();

	/** What HubSpot says of the properties of an object type; undefined where it says nothing. */
	private readonly definitions = new Map<string, Map<string, Definition> | undefined>();

	private readonly learning = new Map<string, Promise<void>>();

	constructor(private readonly caller: Caller) {}

	/** Asks for the definitions of these properties, once for each object type. Never rejects. */
	learn(place: Place, keys: LookupKey[]): Array<Promise<void>> {
		return keys
			.filter((key) => !isEmailOfContacts(key))
			.map(({ objectType }) => {
				let asked = this.learning.get(objectType);
				if (!asked) {
					const { family, call } = DEFINITIONS;
					const about = { ...place, parameters: { objectType } };
					asked = this.caller.page(family, about, call).then(({ verdict, reply }) => {
						if (verdict === 'answered')
							this.definitions.set(objectType, definitionsIn(reply?.body));
					});
					this.learning.set(objectType, asked);
				}
				return asked;
			});
	}

	/** True unless HubSpot says that several records may have the same value. */
	mayBeUnique(key: LookupKey): boolean {
		if (isEmailOfContacts(key)) return true;
		return this.definitionOf(key)?.isUnique ?? true;
	}

	private definitionOf({ objectType, property }: LookupKey): Definition | undefined {
		return this.definitions.get(objectType)?.get(property);
	}

	private spell(key: LookupKey): (value: string) => string {
		return spellingOf(key, this.definitionOf(key));
	}

	/** What is known of a key; settled after the next {@link ask}. Never rejects. */
	find(version: ApiVersion, key: LookupKey): Promise<Found> {
		const { found, waiting } = this.keysOf(version, key);
		const value = this.spell(key)(key.value);
		let known = found.get(value);
		if (!known) {
			known = new Promise((tell) => waiting.set(value, { key, tell }));
			found.set(value, known);
		}
		return known;
	}

	private keysOf(version: ApiVersion, key: LookupKey): Keys {
		const { objectType, property } = key;
		let ofType = this.keys.get(objectType);
		if (!ofType) this.keys.set(objectType, (ofType = new Map()));
		let keys = ofType.get(property);
		if (!keys) {
			const place: Place = { version, parameters: { objectType } };
			keys = { key, place, found: new Map(), waiting: new Map() };
			ofType.set(property, keys);
		}
		return keys;
	}

	/** Is there a key that was not asked for yet? */
	get isWaiting(): boolean {
		return this.allKeys().some(({ waiting }) => waiting.size > 0);
	}

	/** Is one of these keys among those that were not asked for yet? */
	holdsBack(named: Named[]): boolean {
		if (!this.isWaiting) return false;
		return named.some(({ entry, keys }) =>
			keys.some((key) =>
				this.keysOf(entry.place.version, key).waiting.has(this.spell(key)(key.value)),
			),
		);
	}

	/** Asks for all keys that wait, a hundred a call. */
	ask(): void {
		for (const keys of this.allKeys()) this.answer(keys, keys.waiting.size);
	}

	/** Asks for those that fill a call; the others go on waiting. */
	askFull(): void {
		for (const keys of this.allKeys()) {
			const { limit } = this.endpointOf(keys);
			const { size } = keys.waiting;
			if (size >= limit) this.answer(keys, size - (size % limit));
		}
	}

	/** All properties of which a key was ever looked up. */
	private allKeys(): Keys[] {
		return [...this.keys.values()].flatMap((ofType) => [...ofType.values()]);
	}

	private endpointOf({ key }: Keys): Endpoint<LookupKey> {
		return finderOf(key, this.definitionOf(key));
	}

	/** Asks for the first of the keys that wait. */
	private answer(keys: Keys, count: number): void {
		const { place, waiting } = keys;
		const endpoint = this.endpointOf(keys);
		const chosen = [...waiting].slice(0, count);
		for (const [value] of chosen) waiting.delete(value);
		const portions: Waiting[][] = [];
		for (let at = 0; at < count; at += endpoint.limit) {
			portions.push(chosen.slice(at, at + endpoint.limit).map(([, each]) => each));
		}
		for (const portion of portions) void this.answerPortion(endpoint, place, portion);
	}

	/** Never rejects. */
	private async answerPortion(endpoint: Endpoint<LookupKey>, place: Place, portion: Waiting[]) {
		const keys = portion.map((each) => each.key);
		// Where this code itself fails, whoever waits must still be told.
		const found = await this.search(endpoint, place, keys).catch((error: Error) => {
			const why = `this node failed (${error.message})`;
			return (): Found => ({ refusal: { error: parseError(undefined), why } });
		});
		for (const each of portion) each.tell(found(each.key));
	}

	/** Asks for keys; a refused or cut-off call is halved until it says which key it is about. */
	private async search(
		endpoint: Endpoint,
		place: Place,
		keys: LookupKey[],
	): Promise<(key: LookupKey) => Found> {
		const { caller } = this;
		const { stop } = caller;
		if (stop) return () => ({ stop });
		const unwanted = () => caller.stop !== undefined;
		const sent = await caller.ask(endpoint, place, keys, { repeatable: true, unwanted });
		if (sent.verdict === 'unsent') return await this.search(endpoint, place, keys);
		const { body } = sent.reply ?? {};
		const isCut = sent.verdict === 'answered' && isCutOff(body);
		if (keys.length > 1 && (isCut || isAboutSome(endpoint, place, keys, sent))) {
			const middle = Math.ceil(keys.length / 2);
			const [first, second] = await Promise.all([
				this.search(endpoint, place, keys.slice(0, middle)),
				this.search(endpoint, place, keys.slice(middle)),
			]);
			const inFirst = new Set(keys.slice(0, middle));
			return (key) => (inFirst.has(key) ? first(key) : second(key));
		}
		const envelope = sent.verdict === 'answered' ? parseEnvelope(body) : undefined;
		if (envelope && isComplete(envelope)) {
			const spell = this.spell(keys[0]);
			const ids = idsByValue(envelope, keys[0].property, spell);
			const why = notWhole(body, envelope, isCut);
			return ({ value }) => {
				const found = ids.get(spell(value)) ?? [];
				// Two records are too many, whatever else there is.
				if (why === undefined || found.length > 1) return { ids: found };
				return { refusal: { error: parseError(undefined), why } };
			};
		}
		if (sent.verdict === 'rejected' && isNotFound(errorOf(sent))) return () => ({ ids: [] });
		if (sent.verdict !== 'rejected') caller.learnEnd(sent);
		return () => ({ refusal: refusalOf(sent) });
	}
}

/** Why an answer does not tell all records of a key; undefined where it does. */
function notWhole(body: unknown, { errors }: Envelope, isCut: boolean): string | undefined {
	if (!isRecord(body) || !Array.isArray(body.results)) return "HubSpot's answer holds no results";
	if (isCut) return 'HubSpot found more records than its answer shows';
	const other = errors.find((error) => !isNotFound(error));
	return other && `HubSpot answered “${other.message ?? other.category ?? 'an error'}”`;
}

/** A search has no status. */
const isComplete = ({ status = COMPLETE }: Envelope) => status === COMPLETE;
const COMPLETE = 'COMPLETE';

/** A refusal that may be about a single key, and not about the address of the call. */
function isAboutSome(endpoint: Endpoint, place: Place, keys: LookupKey[], sent: Sent): boolean {
	if (sent.verdict !== 'rejected' || isNotFound(errorOf(sent))) return false;
	const entries = keys.map((input, item): Entry => ({ item, place, input }));
	return aboutAddress(endpoint, place, entries, sent) !== 'wrong';
}
