/** What an operation does, in the words that all sentences about it share. Pure. */
import type { Effect, Verb } from '../hubspot/effect';

/** What an operation does to a record, as a participle: `written`, `archived`, `read`. */
export const verbOf = (effect: Effect): Verb | 'read' =>
	effect.kind === 'write' ? effect.verb : 'read';

/** What messages call that which an item is about. */
export const thingOf = (effect: Effect): string =>
	(effect.kind === 'read' ? undefined : effect.thing) ?? 'record';

/** What is done with an item in a call: a read sends nothing of it. */
export const sendOf = (effect: Effect) =>
	effect.kind === 'write'
		? { infinitive: 'send', participle: 'sent' }
		: { infinitive: 'look up', participle: 'looked up' };

/** Explains to an AI agent what the outcome `unknown` means. */
export function unknownForAgents(effect: Effect): string {
	if (effect.kind !== 'write') return '';
	if (effect.again === 'safe') {
		return '; unknown means that nobody can tell, and that calling again with the same values is safe';
	}
	const risk = effect.again === 'duplicates' ? ', or there may be two' : '';
	return `; unknown means that nobody can tell: do not call again before you have looked in HubSpot${risk}`;
}
