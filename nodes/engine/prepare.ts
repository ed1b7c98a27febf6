/**
 * Completes entries with what HubSpot must be asked for before they are sent, such as the type of a
 * default association. Each question is asked once in a run, those of a batch side by side.
 */
import type { Endpoint, Place } from '../hubspot/endpoint';
import type { Lack, Prepare } from '../hubspot/effect';
import { parseEnvelope, type Result } from '../hubspot/replies';
import type { Caller } from './caller';
import { unsent, type Batch, type Entry, type Outcome, type Refusal } from './outcome';
import type { Sent } from './send';
import { because, refusalOf, UNREADABLE } from './settle';
import { unresolved } from './stages/resolve';

interface Told {
	results?: Result[];
	refusal?: Refusal;
}

export class Preparing {
	private readonly asked = new Map<Place, Map<string, Promise<Told>>>();

	/** The first question about a record. It goes alone, because what denies it denies all others. */
	private first: Promise<Told> | undefined;

	/** Completes the entries of a batch: those that are ready, and what became of the others. */
	async complete(
		caller: Caller,
		prepare: Prepare,
		{ place, entries }: Batch,
	): Promise<{ ready: Entry[]; lacking: Outcome[] }> {
		const outcomes = await Promise.all(
			entries.map(async (entry) => await this.completed(caller, prepare, place, entry)),
		);
		return {
			ready: entries.filter((_, at) => outcomes[at] === undefined),
			lacking: outcomes.filter((outcome) => outcome !== undefined),
		};
	}

	/** Completes the input of an entry; its outcome where something stays lacking. */
	private async completed(
		caller: Caller,
		prepare: Prepare,
		place: Place,
		{ item, input }: Entry,
	): Promise<Outcome | undefined> {
		for (const lack of prepare.lacks(input)) {
			if (caller.stop) return unsent(item, caller.stop);
			const { results, refusal } = await this.ask(caller, prepare, place, lack);
			if (results && prepare.complete(input, lack, results)) continue;
			const key = prepare.record?.(lack);
			if (!key) return unsent(item, { kind: 'lacking', lack, ...(!results && { refusal }) });
			if (caller.stop) return unsent(item, caller.stop);
			return unresolved(item, key, refusal ? { refusal } : { ids: [] });
		}
		return undefined;
	}

	private async ask(caller: Caller, prepare: Prepare, place: Place, lack: string): Promise<Told> {
		const ofPlace = this.asked.get(place) ?? new Map<string, Promise<Told>>();
		this.asked.set(place, ofPlace);
		let told = ofPlace.get(lack);
		if (!told) {
			const about = { place, lack };
			told = prepare.record ? this.find(caller, prepare, about) : askFor(caller, prepare, about);
			ofPlace.set(lack, told);
		}
		return await told;
	}

	/** Asks about a record, unless an earlier question has shown that none is worth asking. */
	private async find(caller: Caller, prepare: Prepare, about: About): Promise<Told> {
		if (!this.first) return await (this.first = findRecord(caller, prepare, about));
		await this.first;
		return await findRecord(caller, prepare, about);
	}
}

interface About {
	place: Place;
	lack: string;
}

/** Never rejects: a question that cannot be put is one that got no answer. */
async function askFor(caller: Caller, { ask }: Prepare, { place, lack }: About): Promise<Told> {
	const sent = await caller.check(ask, place, [{ lack }], true);
	return sent ? toldBy(ask, sent) : { refusal: caller.whyNoChecks ?? NOT_ASKED };
}

/** Without its record an input cannot be sent at all, so that it is asked for like what is to be read. */
async function findRecord(caller: Caller, { ask }: Prepare, { place, lack }: About): Promise<Told> {
	const unwanted = () => caller.stop !== undefined;
	if (unwanted()) return { refusal: NOT_ASKED };
	const sent = await caller.ask(ask, place, [{ lack }], { repeatable: true, unwanted });
	if (sent.verdict === 'unsent') return { refusal: NOT_ASKED };
	if (sent.verdict !== 'answered' && sent.verdict !== 'rejected') caller.learnEnd(sent);
	return toldBy(ask, sent);
}

function toldBy(ask: Endpoint<Lack>, sent: Sent): Told {
	if (sent.verdict !== 'answered') return { refusal: refusalOf(sent) };
	const envelope = (ask.answer ?? parseEnvelope)(sent.reply?.body);
	return envelope ? { results: envelope.results } : { refusal: UNREADABLE };
}

const NOT_ASKED = because('no more calls are made');
