/** What was left out of items, because HubSpot refused it, as the output shows it. Pure. */
import type { Note } from '../engine/outcome';
import type { Result } from '../hubspot/replies';
import { misfitInWords } from './misfits';
import { byName } from './refusals';

/** A property that was not written, its value, and why, in HubSpot's words or by its definitions. */
export interface ToldLeftOut {
	property: string;
	value: string;
	reason: string;
	code?: string;
}

/** What an outcome leaves out; undefined where that is nothing. */
export function leftOutOf(notes: Note[]): ToldLeftOut[] | undefined {
	const told = notes.flatMap((note): ToldLeftOut[] => {
		if (note.kind !== 'leftOut') return [];
		const { property, value, said = 'HubSpot gave no reason', code, unfit } = note;
		const reason = unfit ? misfitInWords(unfit.misfit, unfit.objectType, byName) : said;
		return [{ property, value, reason, ...(code !== undefined && { code }) }];
	});
	return told.length ? told : undefined;
}

export const withLeftOut = (result: Result, leftOut: ToldLeftOut[]): Result => ({
	...result,
	leftOut,
});

/** How many items lack which property, for a summary; undefined where none lacks any. */
export function leftOutIn(
	outcomes: Array<{ ok: boolean; leftOut?: ToldLeftOut[] }>,
): Record<string, number> | undefined {
	const counts = new Map<string, number>();
	for (const { leftOut = [] } of outcomes) {
		for (const { property } of leftOut) counts.set(property, (counts.get(property) ?? 0) + 1);
	}
	return counts.size ? Object.fromEntries(counts) : undefined;
}
