/**
 * Tasks that go side by side, as many as the account's rate limit has room for: what batches and
 * questions with many results have in common.
 */
import type { Comparison } from '../hubspot/compare';
import type { Caller } from './caller';
import type { DryRun } from './dryRun';
import type { Means } from './means';
import type { Preflight } from './stages/definitions';
import type { Flow, Outcome } from './outcome';

/** Most planned batches that may wait for earlier ones about the same records. */
const MAX_WAITING = 200;

export interface RunOptions extends Means {
	/** Inputs per call, at most the endpoint's limit. */
	size?: number;
	/** Start no further batch after the first one with a failure (On Error = Stop). */
	stopOnFailure: boolean;
	/** Read back what an answer leaves open, and write it again where that is safe. */
	lookUp: boolean;
	/** Compare with what HubSpot holds first, and send only so much. */
	compare?: Comparison;
	/** Write what HubSpot refuses once more without what it refuses, where the operation can. */
	writeRest?: boolean;
	/** Records that earlier tries of the node have created, as `recordKey` names them. */
	created?: Iterable<string>;
	/** Nothing is written: it notes what would be. */
	dryRun?: DryRun;
	/** What is remembered of the properties of the account. Without it, HubSpot alone judges inputs. */
	preflight?: Preflight;
	/** Called with each outcome as it comes. */
	tell: (outcome: Outcome) => void;
	/** Called with an error of this code itself; the outcomes report it as well. */
	onBroken?: (error: Error) => void;
}

/** Runs tasks side by side, as many as there is room for. */
export abstract class Work<T> {
	/** Tasks that are not finished. */
	protected readonly open = new Map<T, Promise<void>>();

	/** How many of these wait for others. */
	protected waiting = 0;

	private wakeUp: () => void = () => {};

	constructor(
		protected readonly flow: Flow,
		protected readonly options: RunOptions,
		protected readonly caller: Caller,
	) {}

	/** The next task; undefined after the last. */
	protected abstract next(): Promise<T | undefined>;

	/** Does a task and settles each of its entries. Never rejects. */
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

	/** Makes `all` look again whether there is room. */
	protected wake(): void {
		this.wakeUp();
	}

	/** Passes outcomes on. With On Error = Stop, a failure keeps new tasks from starting. */
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
