/**
 * What a run has learned about one address, such as an object type: whether anything was ever
 * accepted there, which properties do not exist there, and why nothing more is sent there.
 */
import type { Endpoint, Place } from '../hubspot/endpoint';
import { details, noSuchProperties } from '../hubspot/errors';
import { aboutPlace, errorOf } from './match';
import type { Entry, Outcome, Refusal, Stop } from './outcome';
import type { Sent } from './send';
import { refusalOf } from './settle';

/**
 * How many refusals in a row, in the same words and with nothing ever accepted, prove that the
 * fault is not in a single record. Halving a batch isolates a bad record within log2(limit)
 * refusals; this allows for twice that, because both ends of the batch are tried.
 */
export const giveUpAfterRefused = (limit: number): number =>
	Math.max(3, 2 * Math.ceil(Math.log2(limit)) - 1);

export class Address {
	/**
	 * HubSpot has accepted a batch here. Until then batches are sent one at a time, each on trial.
	 */
	accepted = false;

	/** Resolves when the batch on trial is over. */
	private trial: Promise<void> | undefined;

	private settleTrial: (() => void) | undefined;

	/** The latest refusal, and how many before it came in a row in the same words. */
	private refused: { words: string; count: number; refusal: Refusal } | undefined;

	private closedBy: Refusal | undefined;

	/** Properties that do not exist here, with HubSpot's words about each. */
	private readonly noSuch = new Map<string, string>();

	constructor(
		private readonly endpoint: Endpoint,
		private readonly place: Place,
	) {}

	/**
	 * Waits for the batch on trial. If nothing was accepted by then, the caller's batch is the next
	 * on trial.
	 */
	async turn(): Promise<void> {
		while (this.trial) await this.trial;
		if (this.accepted) return;
		this.trial = new Promise((resolve) => {
			this.settleTrial = resolve;
		});
	}

	endTrial(): void {
		this.trial = undefined;
		this.settleTrial?.();
	}

	get isClosed(): boolean {
		return this.closedBy !== undefined;
	}

	/** Why the next batch here is not sent; undefined when it may be. */
	get stop(): Stop | undefined {
		const { closedBy, refused } = this;
		if (closedBy) return { kind: 'closed', refusal: closedBy };
		if (this.accepted || !refused) return undefined;
		if (refused.count < giveUpAfterRefused(this.endpoint.limit)) return undefined;
		return { kind: 'sameRefusals', count: refused.count, refusal: refused.refusal };
	}

	learnAccepted(outcomes: Outcome[]): void {
		this.accepted = true;
		this.refused = undefined;
		for (const outcome of outcomes) {
			if (!outcome.ok) this.learnNoSuch(noSuchProperties(outcome.failure.errors ?? []));
		}
	}

	learnRefusal(group: Entry[], sent: Sent): void {
		const refusal = refusalOf(sent);
		if (aboutPlace(this.endpoint, this.place, group, sent)) this.closedBy = refusal;
		const error = errorOf(sent);
		this.learnNoSuch(noSuchProperties(details(error)));
		if (group.length === 1) return;
		const said = [error.message, error.category, ...error.errors.map(({ message }) => message)];
		const words = JSON.stringify([refusal.status, ...said]);
		const count = this.refused?.words === words ? this.refused.count + 1 : 1;
		this.refused = { words, count, refusal };
	}

	/**
	 * Why this entry is not sent: it holds a property that does not exist here. Else
	 * undefined.
	 */
	noSuchPropertyOf({ input }: Entry): Stop | undefined {
		const { properties } = this.endpoint.match;
		if (!this.noSuch.size || !properties) return undefined;
		const name = Object.keys(properties(input)).find((each) => this.noSuch.has(each));
		if (name === undefined) return undefined;
		return { kind: 'noSuchProperty', name, said: this.noSuch.get(name) ?? '' };
	}

	private learnNoSuch(properties: Map<string, string>): void {
		for (const [name, words] of properties) this.noSuch.set(name, words);
	}
}
