// Owns what the fake counts: calls, bytes, refusals, and how often each thing was written. Counters
// only, so that a bench with 100,000 items may leave the lists of calls and writes switched off.

export interface Statistics {
	/** calls that got an answer, or had their line cut */
	calls: number;
	/** of these, reads of the list of properties of an object type */
	definitionReads: number;
	/** `0`: the line went dead before any status */
	byStatus: Record<string, number>;
	/** 429s by `policyName`, those of faults included */
	tooManyByPolicy: Record<string, number>;
	/** inputs of batch writes that got past the door, whatever became of them */
	inputsReceived: number;
	/** inputs of batch reads that got past the door */
	inputsRead: number;
	/**
	 * writes and archives, repetitions included: `recordsApplied - distinctKeysApplied` were done once
	 * more
	 */
	recordsApplied: number;
	distinctKeysApplied: number;
	requestBytes: number;
	/** epoch ms on the clock of the fake */
	firstCallAt: number | null;
	lastCallAt: number | null;
	/** of the other app that shares the limit, see `otherApp` */
	otherApp: { taken: number; refused: number };
}

export class Counters {
	inputsReceived = 0;
	inputsRead = 0;
	definitionReads = 0;

	private calls = 0;
	private requestBytes = 0;
	private recordsApplied = 0;
	private firstCallAt: number | null = null;
	private lastCallAt: number | null = null;
	private readonly byStatus: Record<string, number> = {};
	private readonly tooManyByPolicy: Record<string, number> = {};
	private readonly timesByKey = new Map<string, number>();

	countCall(at: number, bytes: number, status: number, policy: string | undefined): void {
		this.calls += 1;
		this.requestBytes += bytes;
		this.firstCallAt ??= at;
		this.lastCallAt = at;
		this.byStatus[status] = (this.byStatus[status] ?? 0) + 1;
		if (policy === undefined) return;
		this.tooManyByPolicy[policy] = (this.tooManyByPolicy[policy] ?? 0) + 1;
	}

	countWrite(key: string): void {
		this.recordsApplied += 1;
		this.timesByKey.set(key, this.timesApplied(key) + 1);
	}

	timesApplied(key: string): number {
		return this.timesByKey.get(key) ?? 0;
	}

	read(otherApp: Statistics['otherApp']): Statistics {
		return {
			calls: this.calls,
			byStatus: { ...this.byStatus },
			tooManyByPolicy: { ...this.tooManyByPolicy },
			inputsReceived: this.inputsReceived,
			inputsRead: this.inputsRead,
			definitionReads: this.definitionReads,
			recordsApplied: this.recordsApplied,
			distinctKeysApplied: this.timesByKey.size,
			requestBytes: this.requestBytes,
			firstCallAt: this.firstCallAt,
			lastCallAt: this.lastCallAt,
			otherApp,
		};
	}
}
