/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a bench, never shipped */
/** How much a process grows while something runs in it, and how late its timers are. */

export interface Peak {
	/** Beyond what the process held before, with garbage collected. */
	peakRssBytes: number;
	heldRssBytes: number;
	/** How late a timer of 5 ms was, one time in a hundred: what the machine did to us. */
	lateMs: number;
}

const SAMPLE_MS = 5;

const collectGarbage = () => (globalThis as { gc?: () => void }).gc?.();

/** Bytes of what is in use on the heap, with garbage collected. */
export function inUse(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

/** Looks on from now until what it gives is called. */
export async function watchPeak(): Promise<() => Peak> {
	collectGarbage();
	await new Promise((resolve) => setTimeout(resolve, 50));
	collectGarbage();
	const held = process.memoryUsage.rss();
	const highBefore = process.resourceUsage().maxRSS;
	let peak = held;
	const late: number[] = [];
	let lookedAt = performance.now();
	const look = () => {
		peak = Math.max(peak, process.memoryUsage.rss());
	};
	const sampler = setInterval(() => {
		look();
		const now = performance.now();
		late.push(now - lookedAt - SAMPLE_MS);
		lookedAt = now;
	}, SAMPLE_MS);
	return () => {
		look();
		clearInterval(sampler);
		// The kernel saw every moment, the samples only those between two tasks.
		const { maxRSS } = process.resourceUsage();
		if (maxRSS > highBefore) peak = Math.max(peak, maxRSS * 1024);
		late.sort((a, b) => a - b);
		return {
			peakRssBytes: peak - held,
			heldRssBytes: held,
			lateMs: late[Math.floor(late.length * 0.99)] ?? 0,
		};
	};
}
