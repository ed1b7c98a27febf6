/** The account's calls of the day, in sentences. Pure. */
import type { NodeExecutionHint } from 'n8n-workflow';

import type { Stop } from '../engine/outcome';

/** What the editor calls the option that keeps calls of the day. */
export const RESERVE_TITLE = 'Daily Calls to Keep Free';

const inFigures = (count: number) => count.toLocaleString('en');

/** Why a call is not made that would leave too few of the day. The sentence begins with `start`. */
export function tooFewLeft(
	start: string,
	{ left, limit, percent }: Extract<Stop, { kind: 'dailyReserve' }>,
): string {
	const are = left === 1 ? 'is' : 'are';
	return `${start}: of the ${inFigures(limit)} calls that this HubSpot account has today, ${inFigures(left)} ${are} left, and ${RESERVE_TITLE} is ${percent} %. Send the rest again after midnight in the account's time zone, when HubSpot counts anew, or lower that option.`;
}

/** The hint of a run for which HubSpot did not tell how many calls are left. */
export const UNTOLD: NodeExecutionHint = {
	message: `${RESERVE_TITLE} had no effect: HubSpot did not say how many calls are left today. It tells service keys and private apps in every answer, and others where they have the scope oauth.`,
	type: 'warning',
	location: 'outputPane',
};
