/* eslint-disable @n8n/community-nodes/no-restricted-globals -- replaces time, never shipped */
/**
 * Waits that take no time, on a clock that they move on: what the node believes to wait, it has waited.
 * To be imported before anything that brings n8n along. Sockets are as they are.
 */
const real = performance.now.bind(performance);
let waitedMs = 0;
let onWait: ((ms: number) => void) | undefined;

jest.spyOn(performance, 'now').mockImplementation(() => real() + waitedMs);

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	__esModule: true,
	sleep: async (ms: number) => {
		waitedMs += ms;
		onWait?.(ms);
		await new Promise((resolve) => setImmediate(resolve));
	},
}));

/** For the fake HubSpot, so that its rate windows pass as the node's waits do. */
export const now = (): number => Date.now() + waitedMs;

/** All that was waited since the file was loaded. */
export const waited = (): number => waitedMs;

/** Calls back at each wait, until it is given nothing. */
export function eachWait(listener?: (ms: number) => void): void {
	onWait = listener;
}
