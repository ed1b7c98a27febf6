/** Sentences about items that were to be compared with what HubSpot holds, and could not be. Pure. */
import type { Refusal } from '../engine/outcome';
import { callRefused, quoted } from './refusals';

/** Most properties that a sentence names. */
const MOST_NAMED = 10;

/** Why it is not known what HubSpot holds, to go on after a colon. */
export function whyUncompared({ refusal }: { refusal?: Refusal }): string {
	if (!refusal) {
		return 'HubSpot did not show what it holds of this record, which may have been merged into another one.';
	}
	const isSaid = refusal.error.message !== undefined || refusal.status !== undefined;
	const why = isSaid ? callRefused(refusal) : `${refusal.why ?? 'the reason is not known'}.`;
	return `what HubSpot holds could not be read: ${why}`;
}

/** Properties of which nobody knows whether they are empty. */
export function notShown(names: string[]): string {
	const told = names.slice(0, MOST_NAMED).map((name) => quoted(name, 80));
	const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
	const [it, them] = names.length === 1 ? ['it was', 'it'] : ['they were', 'them'];
	return `HubSpot does not show ${told.join(', ')}${more}, so ${it} not filled: there is no such property, or the credential may not read ${them}.`;
}
