/**
 * What a run has learned about one address, such as an object type: whether anything was ever
 * accepted there, which properties do not exist there, and why nothing more is sent there.
 */
import type { Endpoint, Place } from '../hubspot/endpoint';
import { details, noSuchProperties } from '../hubspot/errors';
import type { Caller } from './caller';
import { aboutAddress, errorOf } from './match';
import type { Entry, Outcome, Refusal, Stop } from './outcome';
import type { Sent } from './send';
import { refusalOf } from './settle';

/**
 * How many single records, spread evenly over what is left, must be refused before the rest is given
 * up. Where one record in five is good, fewer than one list in a million is given up wrongly.
 */
export const SAMPLE_SIZE = 64;

/** Asks HubSpot whether an address is right. */
type Asker = Pick<Caller, 'probe'>;

export class Address {
	/**
	 * HubSpot has accepted a batch here. Until then batches are sent one at a time, each on trial.
	 */
	accepted = false;

	/** Resolves when the batch on trial is over. */
	private trial: Promise<void> | undefined;

	private settleTrial: (() => void) | undefined;

	private latest: Refusal | undefined;

	private closedBy: Refusal | undefined;

	/** Whether the address is wrong, as HubSpot said when it was asked. */
	private wrong: Promise<boolean> | undefined;

	/** Why batches that have not begun are not sent. */
	private gaveUp: Stop | undefined;

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

	/** Why nothing more is sent here, not even a part of a batch; undefined when it may be. */
	get stop(): Stop | undefined {
		return this.closedBy && { kind: 'closed', refusal: this.closedBy };
	}

	/** Why no further batch begins here; undefined when it may. */
	get stopForBatches(): Stop | undefined {
		return this.stop ?? this.gaveUp;
	}

	/** True when nothing was accepted here, although a whole batch was taken apart. */
	isDoubtfulAfter(outcomes: Outcome[]): boolean {
		const isRefused = (outcome: Outcome) => !outcome.ok && outcome.failure.reason === 'rejected';
		return !this.accepted && !this.isClosed && outcomes.some(isRefused);
	}

	/** Begins no further batch, after a sample of `count` single records was refused. */
	giveUp(count: number): void {
		if (this.latest) this.gaveUp = { kind: 'noneAccepted', count, refusal: this.latest };
	}

	learnAccepted(outcomes: Outcome[]): void {
		this.accepted = true;
		for (const outcome of outcomes) {
			if (!outcome.ok) this.learnNoSuch(noSuchProperties(outcome.failure.errors ?? []));
		}
	}

	/**
	 * Learns from the refusal of a whole group. Whether it is about the address, HubSpot is asked once:
	 * a refusal that one record can explain proves nothing about the others.
	 */
	async learnRefusal(group: Entry[], sent: Sent, caller: Asker): Promise<void> {
		this.latest = refusalOf(sent);
		this.learnNoSuch(noSuchProperties(details(errorOf(sent))));
		const about = aboutAddress(this.endpoint, this.place, group, sent);
		const isWrong =
			about === 'wrong' ||
			(about === 'unclear' && !this.accepted && (await this.isWrong(caller)) && !this.accepted);
		if (isWrong) this.closedBy ??= refusalOf(sent);
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

	private async isWrong(caller: Asker): Promise<boolean> {
		const { probe } = this.endpoint;
		if (!probe) return false;
		this.wrong ??= caller.probe(probe, this.place).then((isRight) => isRight === false);
		return await this.wrong;
	}

	private learnNoSuch(properties: Map<string, string>): void {
		for (const [name, words] of properties) this.noSuch.set(name, words);
	}
}
