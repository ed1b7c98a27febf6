/** One execution with all that is held against it, for the laws of single operations. */
import type { Told } from '../nodes/n8n/present';
import type { Hold } from './broken';
import type { Version } from './history';
import type { Item } from './kind';
import type { Played, PlayedCall, PlayedExecution } from './play';

export interface Case {
	played: Played;
	number: number;
	execution: PlayedExecution;
	calls: PlayedCall[];
	hold: Hold;
}

export interface Judged {
	outcome: Told;
	item: Item;
	told: () => string;
}

/** The outcomes of what was sent, or could have been. */
export function* valid({ execution, number }: Case): Generator<Judged> {
	for (const outcome of execution.outcomes) {
		const item = execution.plan.items[outcome.item];
		const told = () => `execution ${number}, item ${outcome.item}: ${JSON.stringify(outcome)}`;
		if (item && !item.invalid) yield { outcome, item, told };
	}
}

/** Does an answer show what a record held? */
export const isShown = (shown: Record<string, unknown>, { properties }: Version) =>
	Object.entries(shown).every(([name, value]) => {
		const held = Object.hasOwn(properties, name) ? properties[name] : '';
		return name.startsWith('hs_') || (held || null) === value;
	});

/**
 * Was HubSpot asked about this record? Where it did not even describe the property that the record is
 * called by, an equal question later in the list may be asked after all.
 */
export const wasAsked = (outcome: Told): boolean =>
	outcome.ok || !outcome.failure.message.includes('could not be looked up');
