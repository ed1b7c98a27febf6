// Owns how long answers take: always the same, or drawn from a distribution with a long tail.

import { Chance } from './wire';

/** A number: every answer takes so many milliseconds. Otherwise: lognormal, see `sigmaOf`. */
export type Latency = number | { medianMs: number; maxMs: number; seed?: number };

/** The point beyond which a standard normal variable lies one time in a hundred. */
const ONE_IN_A_HUNDRED = 2.3263;

/**
 * The width at which the tail reaches `maxMs` 1 % of the time, where it is clipped: 0.69 for a median
 * of 400 ms and a maximum of 2 s.
 */
function sigmaOf(medianMs: number, maxMs: number): number {
	return Math.max(0, Math.log(maxMs / medianMs) / ONE_IN_A_HUNDRED);
}

/** Draws the latency of the next answer. */
export function latencies(latency: Latency = 0): () => number {
	if (typeof latency === 'number') return () => latency;
	const { medianMs, maxMs, seed = 1 } = latency;
	const chance = new Chance(seed);
	const sigma = sigmaOf(medianMs, maxMs);
	return () => {
		// Box and Muller; 1 - next() is never 0.
		const radius = Math.sqrt(-2 * Math.log(1 - chance.next()));
		const normal = radius * Math.cos(2 * Math.PI * chance.next());
		return Math.round(Math.min(maxMs, medianMs * Math.exp(sigma * normal)));
	};
}
