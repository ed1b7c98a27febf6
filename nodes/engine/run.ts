/**
 * A run: entries in, one outcome out for each. Sends the planned batches side by side, as many as the
 * account's rate limit has room for, and has checked what an answer leaves open.
 */
import type { Effect, Endpoint, List, Place, Read, Write } from '../hubspot/endpoint';
import { Address } from './address';
import { Caller } from './caller';
import { settleOpen } from './check';
import { deliver, type Delivery } from './deliver';
import type { Means } from './means';
import { ofRead, type Batch, type Entry, type Flow, type Outcome, type Source } from './outcome';
import { askPages } from './pages';
import { Planner } from './plan';
import { settleBroken } from './settle';
import { share } from './stages/share';

/** Planned batches that wait for earlier ones about the same records. */
const MAX_WAITING = 200;

export interface RunOptions extends Means {
	/** Inputs per call, at most the endpoint's limit. */
	size?: number;
	/** After the first batch with a failure no further one starts (On Error = Stop). */
	stopOnFailure: boolean;
	/** Check what an answer leaves open, and write it again where that is safe. */
	lookUp: boolean;
	/** Told of outcomes as they come. */
	tell: (outcome: Outcome) => void;
	/** Told of errors of this code itself; the outcomes tell of them as well. */
	onBroken?: (error: Error) => void;
}

/** Tells of each entry what became of it: as many outcomes as entries. Never rejects, but for the source. */
export async function run(effect: Effect, source: Source, options: RunOptions): Promise<void> {
	const flow: Flow = { source, settle: options.tell };
	if (effect.kind === 'list') await new Questions(effect, flow, options).all();
	else if (effect.kind === 'write') await new Batches(effect, effect.send, flow, options).all();
	else await new Batches(effect, effect.ask, share(ofReads(flow)), options).all();
}

/** Nothing that a read is told of can have been applied. */
const ofReads = ({ source, settle }: Flow): Flow => ({
	source,
	settle: (outcome) => settle(ofRead(outcome)),
});

// ---------------------------------------------------------------- side by side

/** Tasks that go side by side, as many as there is room for. */
abstract class Work<T> {
	/** Tasks that are not over. */
	protected readonly open = new Map<T, Promise<void>>();

	/** Of these, the ones that wait for others. */
	protected waiting = 0;

	protected readonly caller: Caller;

	private wakeUp: () => void = () => {};

	constructor(
		protected readonly flow: Flow,
		protected readonly options: RunOptions,
	) {
		this.caller = new Caller(options);
	}

	/** The next task; undefined after the last. */
	protected abstract next(): Promise<T | undefined>;

	/** Does a task, and tells of each of its entries what became of it. Never rejects. */
	protected abstract work(task: T): Promise<void>;

	async all(): Promise<void> {
		for (let more = true; more || this.open.size; ) {
			const changed = new Promise<void>((resolve) => {
				this.wakeUp = resolve;
			});
			while (more && this.hasRoom()) {
				const task = await this.next();
				if (task === undefined) more = false;
				else this.start(task);
			}
			if (this.open.size && !(more && this.hasRoom())) await changed;
		}
	}

	/** Looks again whether there is room. */
	protected wake(): void {
		this.wakeUp();
	}

	/** On Error = Stop: nothing new starts after a failure. */
	protected settle(outcomes: Outcome[]): void {
		for (const outcome of outcomes) this.flow.settle(outcome);
		if (this.options.stopOnFailure && outcomes.some(({ ok }) => !ok)) {
			this.caller.stopFor({ kind: 'stopOnFailure' });
		}
	}

	private hasRoom(): boolean {
		const busy = this.open.size - this.waiting;
		return busy < this.options.lane.room() && this.waiting < MAX_WAITING;
	}

	private start(task: T): void {
		const over = this.work(task).then(() => {
			this.open.delete(task);
			this.wake();
		});
		this.open.set(task, over);
	}
}

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

	/** A batch from first to last, with everything that becomes of it. */
	protected async work(batch: Batch): Promise<void> {
		this.waiting++;
		const address = this.addressOf(batch.place);
		try {
			this.settle(await this.outcomesOf(batch, address));
		} catch (error) {
			this.options.onBroken?.(error as Error);
			this.settle(settleBroken(batch.entries, undefined, error as Error));
		}
		address.endTrial();
		// The plan remembers batches by the records they hold: not their inputs as well.
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
		if (effect.kind === 'read' || !options.lookUp) return outcomes;
		const write = async (place: Place, entries: Entry[]) =>
			await deliver(delivery, this.addressOf(place), entries);
		const checking = { effect, caller, write, onBroken: options.onBroken };
		return await settleOpen(checking, batch, outcomes, sinceMs);
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
			this.settle(settleBroken([entry], undefined, error as Error));
		}
	}
}
