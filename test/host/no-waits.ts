/* eslint-disable @n8n/community-nodes/no-restricted-globals -- replaces time, never shipped */
/**
 * Waits between tries take no time. For tests of what tries leave behind; to be imported before
 * anything that brings n8n along.
 */
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	__esModule: true,
	sleep: async () => await new Promise((resolve) => setImmediate(resolve)),
}));

export {};
