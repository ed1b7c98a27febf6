/**
 * Finds the records that have a value of a property: all keys of a property that wait are asked for
 * together, each once in a run. A refused or cut-off call is halved until it says whom it is about.
 */
import type { Candidate, LookupKey } from '../hubspot/effect';
import type { Endpoint, Place } from '../hubspot/endpoint';
import { FORBIDDEN, isNotFound } from '../hubspot/errors';
import {
	DEFINITIONS,
	definitionsIn,
	finderOf,
	idsByValue,
	isCutOff,
	isEmailOfContacts,
	spellingOf,
	type Definition,
} from '../hubspot/finding';
import { isRecord } from '../hubspot/json';
import { isComplete, parseEnvelope, type Envelope } from '../hubspot/replies';
import type { ApiVersion } from '../hubspot/versions';
import type { Caller } from './caller';
import { aboutAddress, aboutWhom, errorOf } from './match';
import type { Entry, Refusal, Stop } from './outcome';
import type { Sent } from './send';
import { because, refusalOf, UNREADABLE } from './settle';

/** How often the definitions of an object type are asked for where HubSpot does not answer. */
const MOST_ASKED = 2;

/**
 * What is known of a key: the records that have it, or why that could not be found out. `candidates`,
 * where records are asked for one by one: what is known of them or, where there are none, those that
 * have a part of the key.
 */
export type Found =
	| { ids: string[]; candidates?: Candidate[] }
	| { refusal: Refusal }
	/** Nothing may be looked up, and inputs that can go on without. */
	| { withheld: Refusal }
	| { stop: Stop };

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
export class Finder {
	/** By object type and property. */
	private readonly keys = new Map<string, Map<string, Keys>>();

	/** What HubSpot says of the properties of an object type, where it says anything. */
	private readonly definitions = new Map<string, Map<string, Definition>>();

	private readonly learning = new Map<string, Promise<void>>();

	/** By object type, why its definitions are not known although HubSpot may tell them, and how often it was asked. */
	private readonly unlearned = new Map<string, { refusal: Refusal; asked: number }>();

	constructor(private readonly caller: Caller) {}

	/** Asks for the definitions of these properties, once for each object type. Never rejects. */
	learn(place: Place, keys: LookupKey[]): Array<Promise<void>> {
		return keys
			.filter((key) => !isEmailOfContacts(key))
			.map(({ objectType }) => {
				let asked = this.learning.get(objectType);
				if (!asked) {
					asked = this.learnType(place, objectType);
					this.learning.set(objectType, asked);
				}
				return asked;
			});
	}

	private async learnType(place: Place, objectType: string): Promise<void> {
		const { caller, definitions, unlearned } = this;
		const { family, call } = DEFINITIONS;
		const sent = await caller.glance(family, { ...place, parameters: { objectType } }, call);
		const isAnswered = sent.verdict === 'answered';
		const known = isAnswered ? definitionsIn(sent.reply?.body) : undefined;
		const asked = (unlearned.get(objectType)?.asked ?? 0) + 1;
		unlearned.delete(objectType);
		if (known) definitions.set(objectType, known);
		if (known || isWithheld(sent)) return;
		if (sent.verdict === 'denied' || sent.verdict === 'cancelled') caller.learnEnd(sent);
		unlearned.set(objectType, { refusal: isAnswered ? UNREADABLE : refusalOf(sent), asked });
		if (asked < MOST_ASKED) this.learning.delete(objectType);
	}

	/**
	 * Why nothing can be looked up by a property now; undefined where it can. What is known of the
	 * property decides which values are the same, so no key is kept before.
	 */
	obstacleTo(key: LookupKey): { refusal: Refusal } | { stop: Stop } | undefined {
		const unknown = isEmailOfContacts(key) ? undefined : this.unlearned.get(key.objectType);
		if (!unknown) return undefined;
		const { stop } = this.caller;
		return stop ? { stop } : { refusal: unknown.refusal };
	}

	/** True unless HubSpot says that several records may have the same value, or could not be asked. */
	mayBeUnique(key: LookupKey): boolean {
		if (isEmailOfContacts(key)) return true;
		return this.definitionOf(key)?.isUnique ?? !this.unlearned.has(key.objectType);
	}

	private definitionOf({ objectType, property }: LookupKey): Definition | undefined {
		return this.definitions.get(objectType)?.get(property);
	}

	private spell(key: LookupKey): (value: string) => string {
		return spellingOf(key, this.definitionOf(key));
	}

	/** What is known of a key; settled once it was asked for by {@link ask} or {@link askFull}. Never rejects. */
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

	/** Is this key one that was not asked for yet? */
	isToBeAsked(version: ApiVersion, key: LookupKey): boolean {
		return this.keysOf(version, key).waiting.has(this.spell(key)(key.value));
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
			return (): Found => ({ refusal: because(why) });
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
				return { refusal: because(why) };
			};
		}
		const isMissing = sent.verdict === 'rejected' && isNotFound(errorOf(sent));
		if (isMissing && !endpoint.listsMissing) return () => ({ ids: [] });
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

/** Does HubSpot keep the definitions to itself, be it for a missing scope? */
const isWithheld = ({ verdict, reply }: Sent): boolean =>
	verdict === 'rejected' || reply?.status === FORBIDDEN;
/** A refusal that may be about a single key, and not about the address of the call. */
function isAboutSome(endpoint: Endpoint, place: Place, keys: LookupKey[], sent: Sent): boolean {
	if (sent.verdict !== 'rejected') return false;
	const entries = keys.map((input, item): Entry => ({ item, place, input }));
	const error = errorOf(sent);
	// Of several keys one may be the reason: only those that it names are certain not to exist.
	if (isNotFound(error) && aboutWhom(endpoint.match, entries, error).length === keys.length) {
		return false;
	}
	return aboutAddress(endpoint, place, entries, sent) !== 'wrong';
}
