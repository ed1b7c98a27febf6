/** How many calls of the day an account has left, for credentials whose answers do not say so in headers. */
import type { Call } from './endpoint';
import { isRecord } from './json';
import type { DailyCalls } from './limits';
import type { Family } from './versions';

/** Asks how many calls all private apps and service keys of the account have made today. Wants the scope `oauth`. */
export const USAGE: Call & { family: Family } = {
	family: 'account',
	method: 'GET',
	path: '/api-usage/daily/private-apps',
};

const isCount = (value: unknown): value is number =>
	typeof value === 'number' && Number.isFinite(value) && value >= 0;

/**
 * What its 2xx says; undefined where that cannot be read. Of several limits, the one with the fewest
 * calls left: HubSpot refuses a call as soon as one of them is used up.
 */
export function usageIn(body: unknown): DailyCalls | undefined {
	const results = isRecord(body) && Array.isArray(body.results) ? body.results : [];
	let least: DailyCalls | undefined;
	for (const result of results as unknown[]) {
		const { currentUsage: used, usageLimit: limit } = isRecord(result) ? result : {};
		if (!isCount(used) || !isCount(limit) || limit === 0) continue;
		const left = Math.max(0, limit - used);
		if (!least || left < least.left) least = { limit, left };
	}
	return least;
}
