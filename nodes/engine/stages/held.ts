/**
 * What HubSpot holds of the records that a draft of entries is about, read in one call before anything
 * of them is sent: each record once, with the properties that any of the entries writes.
 */
import { kindsIn, type Compare, type Kinds } from '../../hubspot/compare';
import type { Place } from '../../hubspot/endpoint';
import { FORBIDDEN, isNotFound, type HubSpotError } from '../../hubspot/errors';
import { isComplete, parseEnvelope, type Envelope, type Result } from '../../hubspot/replies';
import type { Caller } from '../caller';
import { missingIn } from '../check';
import { aboutAddress, aboutWhom, errorOf } from '../match';
import type { Entry, Refusal, Stop } from '../outcome';
import type { Sent } from '../send';
import { because, refusalOf, UNREADABLE } from '../settle';

/** What a read says of the record of an entry. */
export type Held =
	| { record: Result }
	/** HubSpot says that there is none. */
	| { missing: HubSpotError; sent: Sent }
	/** It could not be asked, or said nothing of this record: then without a refusal. */
	| { unread: true; refusal?: Refusal }
	/** Nothing is sent any more. */
	| { stop: Stop };

/** By the value that a record is asked for by. */
export type Holdings = ReadonlyMap<string, Held>;

/** Most calls that a refused read may spend on finding out which record it was refused for. */
const MOST_SPENT = 20;

export class Reader {
	private readonly kinds = new Map<Place, Promise<Kinds | undefined>>();

	/** Why nothing may be read at a place, which is asked there once. */
	private readonly withheld = new Map<Place, Refusal>();

	/** @param isPicky a refused read is taken apart, because what cannot be read cannot be sent */
	constructor(
		private readonly caller: Caller,
		private readonly row: Compare,
		private readonly isPicky: boolean,
	) {}

	/** The value that the record of an entry is asked for by. */
	nameOf({ input }: Entry): string {
		const { element } = this.row.read;
		return JSON.stringify(element ? element(input) : input);
	}

	/** The kinds of the properties of a place, asked for once; undefined where HubSpot does not tell. */
	async kindsAt(place: Place): Promise<Kinds | undefined> {
		let kinds = this.kinds.get(place);
		if (!kinds) this.kinds.set(place, (kinds = this.askKinds(place)));
		return await kinds;
	}

	private async askKinds(place: Place): Promise<Kinds | undefined> {
		const { family, call } = this.row.kinds;
		const sent = await this.caller.glance(family, place, call);
		return sent.verdict === 'answered' ? kindsIn(sent.reply?.body) : undefined;
	}

	/** Reads the records of these entries, no two of which have the same key. Never rejects. */
	async read(entries: Entry[], names: ReadonlySet<string>): Promise<Holdings> {
		const found = new Map<string, Held>();
		try {
			await this.ask(entries, names, found, { left: this.isPicky ? MOST_SPENT : 0 });
		} catch (error) {
			// The row's own code failed, which makes the call of these inputs.
			const refusal = because(`this node failed (${(error as Error).message})`);
			for (const entry of entries) found.set(this.nameOf(entry), { unread: true, refusal });
		}
		return found;
	}

	private async ask(
		entries: Entry[],
		names: ReadonlySet<string>,
		found: Map<string, Held>,
		budget: { left: number },
	): Promise<void> {
		const { caller, row, withheld } = this;
		const [{ place, input }] = entries;
		const tell = (held: Held) => {
			for (const entry of entries) found.set(this.nameOf(entry), held);
		};
		const refusal = withheld.get(place);
		if (refusal) return tell({ unread: true, refusal });
		const { stop } = caller;
		if (stop) return tell({ stop });
		const inputs = entries.map((entry) => entry.input);
		const at = row.showing(place, names, input);
		const unwanted = () => caller.stop !== undefined;
		const sent = await caller.ask(row.read, at, inputs, { repeatable: true, unwanted });
		if (sent.verdict === 'unsent') return await this.ask(entries, names, found, budget);
		if (sent.verdict !== 'answered' && sent.verdict !== 'rejected')
			return tell(this.ended(place, sent));
		const envelope = sent.verdict === 'answered' ? envelopeIn(row, sent) : undefined;
		if (envelope) return this.tellEach(entries, envelope, sent, found);
		if (entries.length > 1 && budget.left > 0 && !this.isWrong(at, entries, sent)) {
			budget.left -= 2;
			const middle = Math.ceil(entries.length / 2);
			await Promise.all([
				this.ask(entries.slice(0, middle), names, found, budget),
				this.ask(entries.slice(middle), names, found, budget),
			]);
			return undefined;
		}
		const error = errorOf(sent);
		const isMissing = sent.verdict === 'rejected' && isNotFound(error) && entries.length === 1;
		if (isMissing && !this.isWrong(at, entries, sent)) return tell({ missing: error, sent });
		tell({ unread: true, refusal: sent.verdict === 'rejected' ? refusalOf(sent) : UNREADABLE });
	}

	/** No later call could fare better, except where only reading is not allowed. */
	private ended(place: Place, sent: Sent): Held {
		const refusal = refusalOf(sent);
		if (sent.reply?.status === FORBIDDEN) this.withheld.set(place, refusal);
		else this.caller.learnEnd(sent);
		const { stop } = this.caller;
		return stop ? { stop } : { unread: true, refusal };
	}

	private isWrong(place: Place, entries: Entry[], sent: Sent): boolean {
		return aboutAddress(this.row.read, place, entries, sent) === 'wrong';
	}

	private tellEach(
		entries: Entry[],
		envelope: Envelope,
		sent: Sent,
		found: Map<string, Held>,
	): void {
		const { match } = this.row.read;
		const records = this.recordsIn(entries, envelope);
		const isMissing = missingIn(this.row.read, entries, envelope, records);
		const errors = envelope.errors.map((error) => ({
			error,
			about: new Set(aboutWhom(match, entries, error)),
		}));
		for (const entry of entries) {
			const record = records.get(entry.item);
			const own = errors.find(({ about }) => about.has(entry))?.error;
			const none = isMissing(entry) ? (own ?? envelope.errors.find(isNotFound)) : undefined;
			const refusal = own && { error: own, status: sent.reply?.status };
			found.set(
				this.nameOf(entry),
				record ? { record } : none ? { missing: none, sent } : { unread: true, refusal },
			);
		}
	}

	/** The records that an answer shows of these entries, by item. */
	private recordsIn(entries: Entry[], { results }: Envelope): Map<number, Result> {
		const { read, isOf } = this.row;
		const byKey = new Map<string, Result>();
		for (const result of results) {
			const key = read.match.resultKey?.(result, entries[0].input);
			if (key !== undefined) byKey.set(key, result);
		}
		const records = new Map<number, Result>();
		for (const { item, input } of entries) {
			// Nearly every record states the key that it was asked for by.
			const record =
				byKey.get(read.match.key(input)) ?? results.find((result) => isOf(result, input));
			if (record) records.set(item, record);
		}
		return records;
	}
}

/** Undefined where an answer cannot be read, or is not complete. */
function envelopeIn({ read }: Compare, { reply }: Sent): Envelope | undefined {
	const envelope = (read.answer ?? parseEnvelope)(reply?.body);
	const hasResults = Array.isArray((reply?.body as { results?: unknown } | undefined)?.results);
	return envelope && isComplete(envelope) && hasResults ? envelope : undefined;
}
