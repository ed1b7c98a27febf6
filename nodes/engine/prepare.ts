/**
 * Completes entries with what HubSpot must be asked for before they are sent, such as the type of a
 * default association. Each question is asked once in a run.
 */
import type { Place } from '../hubspot/endpoint';
import type { Lack, Prepare } from '../hubspot/effect';
import { parseEnvelope, type Result } from '../hubspot/replies';
import type { Caller } from './caller';
import { unsent, type Batch, type Entry, type Outcome, type Refusal, type Stop } from './outcome';
import { because, refusalOf, UNREADABLE } from './settle';

interface Told {
	results?: Result[];
	refusal?: Refusal;
}

export class Preparing {
	private readonly asked = new Map<Place, Map<string, Promise<Told>>>();

	/** Completes the entries of a batch: those that are ready, and what became of the others. */
	async complete(
		caller: Caller,
		prepare: Prepare,
		{ place, entries }: Batch,
	): Promise<{ ready: Entry[]; lacking: Outcome[] }> {
		const ready: Entry[] = [];
		const lacking: Outcome[] = [];
		for (const entry of entries) {
			const stop = await this.completed(caller, prepare, place, entry);
			if (stop) lacking.push(unsent(entry.item, stop));
			else ready.push(entry);
		}
		return { ready, lacking };
	}

	/** Completes the input of an entry; why it cannot be sent where something stays lacking. */
	private async completed(
		caller: Caller,
		prepare: Prepare,
		place: Place,
		{ input }: Entry,
	): Promise<Stop | undefined> {
		for (const lack of prepare.lacks(input)) {
			if (caller.stop) return caller.stop;
			const { results, refusal } = await this.ask(caller, prepare, place, lack);
			if (results ? prepare.complete(input, lack, results) : prepare.mayLack) continue;
			return { kind: 'lacking', lack, ...(!results && { refusal }) };
		}
		return undefined;
	}

	private async ask(caller: Caller, prepare: Prepare, place: Place, lack: string): Promise<Told> {
		const ofPlace = this.asked.get(place) ?? new Map<string, Promise<Told>>();
		this.asked.set(place, ofPlace);
		let told = ofPlace.get(lack);
		if (!told) ofPlace.set(lack, (told = askFor(caller, prepare, place, { lack })));
		return await told;
	}
}

/** Never rejects: a question that cannot be put is one that got no answer. */
async function askFor(caller: Caller, { ask }: Prepare, place: Place, lack: Lack): Promise<Told> {
	const sent = await caller.check(ask, place, [lack], true);
	if (!sent) return { refusal: caller.whyNoChecks ?? NOT_ASKED };
	if (sent.verdict !== 'answered') return { refusal: refusalOf(sent) };
	const envelope = (ask.answer ?? parseEnvelope)(sent.reply?.body);
	return envelope ? { results: envelope.results } : { refusal: UNREADABLE };
}

const NOT_ASKED = because('no more calls are made');
