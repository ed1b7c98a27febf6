/**
 * Finds records that are asked for one by one, each once in a run, by several ways in turn. What is
 * found nowhere is asked for again after a pause, because HubSpot shows new records late. A run pauses
 * only so often in all, so that a list of wrong names does not take for ever.
 */
import type { Candidate, LookupKey, Seek, Way } from '../hubspot/effect';
import type { Place } from '../hubspot/endpoint';
import { isNotFound } from '../hubspot/errors';
import type { ApiVersion } from '../hubspot/versions';
import type { Caller } from './caller';
import type { Found } from './finder';
import { errorOf } from './match';
import type { Refusal } from './outcome';
import type { Sent } from './send';
import { because, refusalOf } from './settle';

/** The pauses of a run, milliseconds. */
const PAUSES_MS = [10_000, 20_000];

const FORBIDDEN = 403;

const UNTOLD = because("HubSpot's answer does not show all that it found");

export class Seeker {
	private readonly found = new Map<string, Promise<Found>>();

	private readonly pausesMs = [...PAUSES_MS];

	/** The pause that is under way, for all that wait. */
	private pause: Promise<void> | undefined;

	/** Why nothing may be looked up, where a run goes on without. */
	private withheld: Refusal | undefined;

	/** The first question. It goes alone, because what denies it denies all others. */
	private first: Promise<Sent> | undefined;

	constructor(
		private readonly caller: Caller,
		private readonly seek: Seek,
		/** A scope that is missing does not end the run. */
		private readonly mayGoOn = false,
	) {}

	/** What is known of a key. Never rejects. */
	find(version: ApiVersion, key: LookupKey): Promise<Found> {
		const name = JSON.stringify([key.objectType, key.property, key.value, key.also?.value]);
		let known = this.found.get(name);
		if (!known) {
			const place: Place = { version, parameters: {} };
			known = this.ask(place, key).catch(
				({ message }: Error): Found => ({ refusal: because(`this node failed (${message})`) }),
			);
			this.found.set(name, known);
		}
		return known;
	}

	private async ask(place: Place, key: LookupKey): Promise<Found> {
		for (;;) {
			const found = await this.askOnce(place, key);
			const isNone = 'ids' in found && !found.ids.length;
			if (!isNone || !(await this.hasPaused())) return found;
		}
	}

	/** Waits until it is worth asking again; false where the run has waited enough. */
	private async hasPaused(): Promise<boolean> {
		if (!this.pause) {
			const ms = this.pausesMs.shift();
			if (ms === undefined) return false;
			this.pause = this.caller.pause(ms).then(() => {
				this.pause = undefined;
			});
		}
		await this.pause;
		return true;
	}

	/** Asks by one way after the other, until one shows a record. */
	private async askOnce(place: Place, key: LookupKey): Promise<Found> {
		const near = new Map<string, Candidate>();
		for (const way of this.seek.ways) {
			if (way.canAsk?.(key) === false) continue;
			const found = await this.askBy(way, place, key);
			if (!('near' in found)) return found;
			for (const each of found.near) if (!near.has(each.id)) near.set(each.id, each);
		}
		return { ids: [], candidates: [...near.values()] };
	}

	/** What came of a question; whether to go on asking is known before the next one goes. */
	private async send({ ask }: Way, place: Place, key: LookupKey): Promise<Sent> {
		const { caller } = this;
		const unwanted = () => caller.stop !== undefined;
		const once = async () => {
			const sent = await caller.ask(ask, place, [key], { repeatable: true, unwanted });
			if (this.mayGoOn && sent.reply?.status === FORBIDDEN) this.withheld = refusalOf(sent);
			else if (sent.verdict !== 'answered' && sent.verdict !== 'rejected') caller.learnEnd(sent);
			return sent;
		};
		if (!this.first) return await (this.first = once());
		const first = await this.first;
		return this.withheld ? first : await once();
	}

	/** The records that a way shows; `near`: none, but some that have a part of the key. */
	private async askBy(
		way: Way,
		place: Place,
		key: LookupKey,
	): Promise<Found | { near: Candidate[] }> {
		const { caller } = this;
		const sent = await this.send(way, place, key);
		if (this.withheld && sent.verdict !== 'answered') return { withheld: this.withheld };
		if (sent.verdict === 'answered') {
			const seen = way.read(sent.reply?.body, key);
			if (!seen) return { refusal: UNTOLD };
			const { fit, near } = seen;
			return fit.length ? { ids: fit.map(({ id }) => id), candidates: fit } : { near };
		}
		if (sent.verdict === 'rejected' && isNotFound(errorOf(sent))) return { near: [] };
		const { stop } = caller;
		const isOver = sent.verdict === 'unsent' || sent.verdict === 'cancelled';
		if (isOver && stop) return { stop };
		return { refusal: refusalOf(sent) };
	}
}
