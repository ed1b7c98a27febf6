/**
 * Finds the IDs of records that inputs call by other values, before anything is planned: a hundred
 * values a call, equal ones once. Exactly one record must have the value.
 */
import type { Endpoint, Input, LookupKey, Place, Resolve } from '../../hubspot/endpoint';
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

/** What is known of a key: the records that have it, or why that could not be found out. */
type Found = { ids: string[] } | { refusal: Refusal } | { stop: Stop };

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
	const resolved = async (named: Array<{ entry: Entry; keys: LookupKey[] }>): Promise<Entry[]> => {
		await Promise.all(named.flatMap(({ entry, keys }) => finder.learn(entry.place, keys)));
		const waiting = named.map(async ({ entry, keys }) => {
			const isTaken = resolve.takesUnique && keys.every((key) => finder.mayBeUnique(key));
			return await withIds(entry, isTaken ? [] : keys);
		});
		finder.ask();
		return (await Promise.all(waiting)).flat();
	};

	const ahead: Array<Promise<Entry[]>> = [];
	let isOver = false;
	const next = async () => {
		while (!isOver && ahead.length < MOST_AHEAD) {
			const entries = await source();
			isOver = entries === undefined;
			if (!entries) break;
			const named = entries.map((entry) => ({
				entry,
				keys: resolve.names(entry.input, entry.place),
			}));
			ahead.push(resolved(named));
			// Where nothing is looked up, there is nothing to wait for.
			if (!named.some(({ keys }) => keys.length)) break;
		}
		return await ahead.shift();
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
	place: Place;
	/** By the value, as `spell` has it. */
	found: Map<string, Promise<Found>>;
	/** Those of them that are to be asked for next, together. */
	waiting: Waiting[];
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
			known = new Promise((tell) => waiting.push({ key, tell }));
			found.set(value, known);
		}
		return known;
	}

	private keysOf(version: ApiVersion, { objectType, property }: LookupKey): Keys {
		let ofType = this.keys.get(objectType);
		if (!ofType) this.keys.set(objectType, (ofType = new Map()));
		let keys = ofType.get(property);
		if (!keys) {
			keys = { place: { version, parameters: { objectType } }, found: new Map(), waiting: [] };
			ofType.set(property, keys);
		}
		return keys;
	}

	/** Asks for all keys that wait, a hundred a call. */
	ask(): void {
		for (const ofType of this.keys.values()) {
			for (const { place, waiting } of ofType.values()) {
				if (waiting.length) void this.answer(place, waiting.splice(0));
			}
		}
	}

	private async answer(place: Place, waiting: Waiting[]) {
		const [{ key }] = waiting;
		const endpoint = finderOf(key, this.definitionOf(key));
		const portions: Waiting[][] = [];
		for (let at = 0; at < waiting.length; at += endpoint.limit) {
			portions.push(waiting.slice(at, at + endpoint.limit));
		}
		await Promise.all(
			portions.map(async (portion) => {
				const keys = portion.map((each) => each.key);
				// Where this code itself fails, whoever waits must still be told.
				const found = await this.search(endpoint, place, keys).catch((error: Error) => {
					const why = `this node failed (${error.message})`;
					return (): Found => ({ refusal: { error: parseError(undefined), why } });
				});
				for (const each of portion) each.tell(found(each.key));
			}),
		);
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
			return ({ value }) => ({ ids: ids.get(spell(value)) ?? [] });
		}
		if (sent.verdict === 'rejected' && isNotFound(errorOf(sent))) return () => ({ ids: [] });
		if (sent.verdict !== 'rejected') caller.learnEnd(sent);
		return () => ({ refusal: refusalOf(sent) });
	}
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
