/**
 * A run: entries in, one outcome out for each. Sends the planned batches side by side, as many as
 * the account's rate limit has room for, and checks what an answer leaves open.
 */
import type { Effect, Endpoint, List, Place, Read, Write } from '../hubspot/endpoint';
import { Address } from './address';
import { settleOpen } from './check';
import { deliver, type Delivery } from './deliver';
import { askRenamed } from './lookup';
import { ofRead, type Batch, type Entry, type Flow, type Outcome, type Source } from './outcome';
import { askPages } from './pages';
import { Planner } from './plan';
import { settleBroken } from './settle';
import { share } from './stages/share';
import { Work, type RunOptions } from './work';

/** Calls `tell` with one outcome for each entry. Rejects only when the source does. */
export async function run(effect: Effect, source: Source, options: RunOptions): Promise<void> {
	const flow: Flow = { source, settle: options.tell };
	if (effect.kind === 'list') await new Questions(effect, flow, options).all();
	else if (effect.kind === 'write') await new Batches(effect, effect.send, flow, options).all();
	else await new Batches(effect, effect.ask, share(ofReads(flow), effect.ask), options).all();
}

/** Outcomes of reads do not say whether anything was applied. */
const ofReads = ({ source, settle }: Flow): Flow => ({
	source,
	settle: (outcome) => settle(ofRead(outcome)),
});

// ---------------------------------------------------------------- writes and reads

class Batches extends Work<Batch> {
	private readonly planner: Planner;

	private readonly addresses = new Map<Place, Address>();

	private readonly delivery: Delivery;

	constructor(
		private readonly effect: Write | Read,
		private readonly endpoint: Endpoint,
		flow: Flow,
		options: RunOptions,
	) {
		super(flow, options);
		const { stopOnFailure, onBroken } = options;
		this.planner = new Planner(endpoint, options.size);
		this.delivery = { effect, endpoint, caller: this.caller, stopOnFailure, onBroken };
	}

	protected async next(): Promise<Batch | undefined> {
		const { planner } = this;
		while (!planner.ready.length) {
			const entries = await this.flow.source();
			if (!entries) {
				planner.finish();
				break;
			}
			for (const entry of entries) planner.add(entry);
		}
		return planner.ready.shift();
	}

	/** Takes a batch through all its steps: waiting, sending, checking, settling. */
	protected async work(batch: Batch): Promise<void> {
		this.waiting++;
		const address = this.addressOf(batch.place);
		try {
			this.settle(await this.outcomesOf(batch, address));
		} catch (error) {
			this.options.onBroken?.(error as Error);
			this.settle(settleBroken(batch.entries, error as Error));
		}
		address.endTrial();
		// The planner keeps batches to order later ones about the same records; it needs no inputs for
		// that.
		batch.entries = [];
		batch.after = [];
	}

	private async outcomesOf(batch: Batch, address: Address): Promise<Outcome[]> {
		await Promise.all(batch.after.map((earlier) => this.open.get(earlier)));
		this.waiting--;
		this.wake();
		await address.turn();
		const { effect, delivery, caller, options } = this;
		const sinceMs = options.clock.now();
		const outcomes = await deliver(delivery, address, batch.entries);
		const { onBroken, lookUp } = options;
		const write = async (place: Place, entries: Entry[]) =>
			await deliver(delivery, this.addressOf(place), entries);
		if (effect.kind === 'read') {
			const ask = async (entries: Entry[]) => await write(batch.place, entries);
			return await askRenamed({ caller, onBroken }, effect, batch, outcomes, ask);
		}
		if (!lookUp) return outcomes;
		return await settleOpen({ effect, caller, write, onBroken }, batch, outcomes, sinceMs);
	}

	private addressOf(place: Place): Address {
		let address = this.addresses.get(place);
		if (!address) {
			address = new Address(this.endpoint, place);
			this.addresses.set(place, address);
		}
		return address;
	}
}

// ---------------------------------------------------------------- lists

class Questions extends Work<Entry> {
	private readonly ready: Entry[] = [];

	constructor(
		private readonly effect: List,
		flow: Flow,
		options: RunOptions,
	) {
		super(ofReads(flow), options);
	}

	protected async next(): Promise<Entry | undefined> {
		while (!this.ready.length) {
			const entries = await this.flow.source();
			if (!entries) break;
			this.ready.push(...entries);
		}
		return this.ready.shift();
	}

	protected async work(entry: Entry): Promise<void> {
		try {
			this.settle([await askPages(this.effect, this.caller, entry)]);
		} catch (error) {
			this.options.onBroken?.(error as Error);
			this.settle(settleBroken([entry], error as Error));
		}
	}
}
