/* eslint-disable @n8n/community-nodes/no-restricted-globals -- ends processes, never shipped */
/**
 * Nothing is left behind: whatever was started or written for a while is ended and removed when the
 * program ends, be it by itself, by Ctrl-C, by SIGTERM or by an error.
 */

interface Leftover {
	/** with time to spare */
	end: () => Promise<void>;
	/** at once, when there is none */
	endNow: () => void;
}

const leftovers = new Set<Leftover>();
let leaving: Promise<void> | undefined;
let signalled: number | undefined;

/** Gives back what ends it earlier. */
export function leave(end: () => Promise<void>, endNow: () => void): () => Promise<void> {
	watch();
	let ended: Promise<void> | undefined;
	const leftover: Leftover = {
		// Whoever asks second, while it still ends, waits for the same end.
		end: async () => {
			ended ??= end().finally(() => leftovers.delete(leftover));
			await ended;
		},
		endNow,
	};
	leftovers.add(leftover);
	return leftover.end;
}

/** The newest first: what was started last may need what was started before. */
export async function endAll(): Promise<void> {
	leaving ??= (async () => {
		for (const { end } of [...leftovers].reverse()) await end().catch(() => undefined);
		leaving = undefined;
	})();
	await leaving;
}

/** The last words of a program: ends everything, then the process. */
export async function finish(): Promise<never> {
	await endAll();
	process.exit(signalled ?? process.exitCode);
}

/** Whether somebody wants the program to end; then errors are no news. */
export const isSignalled = (): boolean => signalled !== undefined;

/** A child that was started as `detached`, and its children. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
	try {
		if (pid !== undefined) process.kill(process.platform === 'win32' ? pid : -pid, signal);
	} catch {
		// gone already
	}
}

let watching = false;

function watch() {
	if (watching) return;
	watching = true;
	process.once('exit', () => {
		for (const { endNow } of [...leftovers].reverse()) endNow();
	});
	// `on`: a second Ctrl-C, or the same one passed on by npm, must not cut the first one short.
	for (const [signal, code] of [
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
	] as const) {
		process.on(signal, () => {
			signalled ??= code;
			void finish();
		});
	}
}
