/**
 * Finds records that are asked for one by one, each once in a run, by several ways in turn. What is
 * found nowhere is asked for again after a pause, because HubSpot shows new records late. A run pauses
 * only so often in all, so that a list of wrong names does not take for ever.
 */
import type { Candidate, LookupKey, Seek, Way } from '../hubspot/effect';
import type { Place } from '../hubspot/endpoint';
import { FORBIDDEN, isNotFound } from '../hubspot/errors';
import type { ApiVersion } from '../hubspot/versions';
import type { Caller } from './caller';
import type { Found } from './finder';
import { errorOf } from './match';
import type { Refusal } from './outcome';
import type { Sent } from './send';
import { because, refusalOf } from './settle';

/** The pauses of a run, milliseconds. */
const PAUSES_MS = [10_000, 20_000];

const UNTOLD = because("HubSpot's answer does not show all that it found");

/** What a way shows; `near`: no record, but some that have a part of the key. */
type Shown = Found | { near: Candidate[] };

export class Seeker {
	private readonly found = new Map<string, Promise<Found>>();

	private readonly pausesMs = [...PAUSES_MS];

	/** The pause that is under way, for all that wait. */
	private pause: Promise<void> | undefined;

	/** Why nothing may be looked up, where a run goes on without. */
	private withheld: Refusal | undefined;

	/** The first question. It goes alone, because what denies it denies all others. */
	private first: Promise<Sent> | undefined;

	/** The number of the app that asks, once a record of its own has shown it. */
	private ownApp: number | undefined;

	/** The first question about the app's own records, which mostly tells its number. */
	private firstOwn: Promise<Shown> | undefined;

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
			if (!isNone || this.seek.once || !(await this.hasPaused())) return found;
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
			if (!('near' in found)) return await this.orOwn(found, place, key);
			for (const each of found.near) if (!near.has(each.id)) near.set(each.id, each);
		}
		return { ids: [], candidates: [...near.values()] };
	}

	/** What is the app's own, in place of what others have; else what is shown. */
	private async orOwn(shown: Found, place: Place, key: LookupKey): Promise<Found> {
		const { own } = this.seek;
		// What tells something, though not all, may hide the app's own record.
		const tells = 'ids' in shown || ('refusal' in shown && shown.refusal === UNTOLD);
		if (!own || !tells) return shown;
		const isFirst = this.firstOwn === undefined;
		this.firstOwn ??= this.askOwn(own, place, key);
		const first = await this.firstOwn;
		const known = isFirst ? undefined : this.ownIn(shown);
		if (known) return known;
		const found = isFirst ? first : await this.askOwn(own, place, key);
		return 'near' in found ? shown : found;
	}

	private async askOwn(own: Way, place: Place, key: LookupKey): Promise<Shown> {
		const shown = await this.askBy(own, place, key);
		const seen = 'near' in shown ? shown.near : 'ids' in shown ? (shown.candidates ?? []) : [];
		for (const { appId } of seen) this.ownApp ??= appId;
		return shown;
	}

	/** The record among these that shows the number of the app. */
	private ownIn(shown: Found): Found | undefined {
		const candidates = ('ids' in shown && shown.candidates) || [];
		const own = candidates.find(({ appId }) => appId !== undefined && appId === this.ownApp);
		if (!own) return undefined;
		const { id, account, appId } = own;
		return { ids: [id], candidates: [{ id, account, appId }] };
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

	private async askBy(way: Way, place: Place, key: LookupKey): Promise<Shown> {
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
