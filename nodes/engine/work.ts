/**
 * Tasks that go side by side, as many as the account's rate limit has room for: what batches and
 * questions with many results have in common.
 */
import { Caller } from './caller';
import type { Means } from './means';
import type { Flow, Outcome } from './outcome';

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

/** `T`: a task. */
export abstract class Work<T> {
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
