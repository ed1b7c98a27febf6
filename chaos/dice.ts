/** Chance from a seed: the same seed throws the same numbers, on every machine. */
export class Dice {
	constructor(private state: number) {
		this.state = Math.imul(state ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
	}

	/** 0 to 1, 1 excluded (mulberry32). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number, both ends included. */
	int(from: number, to: number): number {
		return from + Math.floor(this.next() * (to - from + 1));
	}

	/** Small ones as likely as large ones. */
	scale(from: number, to: number): number {
		return Math.round(from * Math.exp(this.next() * Math.log(to / from)));
	}

	chance(share: number): boolean {
		return this.next() < share;
	}

	pick<T>(choices: readonly T[]): T {
		return choices[Math.floor(this.next() * choices.length)];
	}

	list<T>(count: number, draw: (index: number) => T): T[] {
		return Array.from({ length: count }, (_, index) => draw(index));
	}

	/** One of several draws, by weight. */
	among<T>(...choices: Array<[weight: number, draw: () => T]>): T {
		let at = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
		const [, draw] = choices.find(([weight]) => (at -= weight) < 0) ?? choices[0];
		return draw();
	}
}
