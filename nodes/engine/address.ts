/**
 * What a run has learned about one address (an object type, say): whether anything was ever accepted
 * there, which properties do not exist there, and why nothing more is sent there.
 */
import type { Endpoint, Place } from '../hubspot/endpoint';
import { details, unknownProperties } from '../hubspot/errors';
import { aboutPlace, errorOf } from './match';
import type { Entry, Outcome, Refusal, Stop } from './outcome';
import type { Sent } from './send';
import { refusalOf } from './settle';

/**
 * So many refusals in a row in the same words, of batches of which nothing was ever accepted: the fault
 * is not in a record. A batch is halved until a bad record stands alone; this is twice as often, from
 * both ends of the batch.
 */
export const giveUpAfterRefused = (limit: number): number =>
	Math.max(3, 2 * Math.ceil(Math.log2(limit)) - 1);

export class Address {
	/** HubSpot has accepted a batch here. Until then they go one at a time. */
	accepted = false;

	/** Settled when the batch on trial is. */
	private trial: Promise<void> | undefined;

	private settleTrial: (() => void) | undefined;

	/** The last refusal in a row in the same words. */
	private refused: { words: string; count: number; refusal: Refusal } | undefined;

	private closedBy: Refusal | undefined;

	/** Properties that do not exist here, with HubSpot's words. */
	private readonly unknown = new Map<string, string>();

	constructor(
		private readonly endpoint: Endpoint,
		private readonly place: Place,
	) {}

	/** Waits for the batch on trial; until one was accepted, the next one is on trial itself. */
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

	/** Why the next batch here is not sent. */
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
			if (!outcome.ok) this.learnUnknown(unknownProperties(outcome.failure.errors ?? []));
		}
	}

	learnRefusal(group: Entry[], sent: Sent): void {
		const refusal = refusalOf(sent);
		if (aboutPlace(this.endpoint, this.place, group, sent)) this.closedBy = refusal;
		const error = errorOf(sent);
		this.learnUnknown(unknownProperties(details(error)));
		if (group.length === 1) return;
		const said = [error.message, error.category, ...error.errors.map(({ message }) => message)];
		const words = JSON.stringify([refusal.status, ...said]);
		const count = this.refused?.words === words ? this.refused.count + 1 : 1;
		this.refused = { words, count, refusal };
	}

	/** A property of this entry that HubSpot has called unknown. */
	unknownPropertyOf({ input }: Entry): Stop | undefined {
		const { properties } = this.endpoint.match;
		if (!this.unknown.size || !properties) return undefined;
		const name = Object.keys(properties(input)).find((each) => this.unknown.has(each));
		if (name === undefined) return undefined;
		return { kind: 'unknownProperty', name, said: this.unknown.get(name) ?? '' };
	}

	private learnUnknown(unknown: Map<string, string>): void {
		for (const [name, words] of unknown) this.unknown.set(name, words);
	}
}
