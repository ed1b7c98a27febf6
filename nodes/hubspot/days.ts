/**
 * The days that date objects among the values of an input meant. Their texts are moments, of which nobody
 * can tell the day any more once it is known that the property takes days.
 */
import { isDateLike, readDay } from './dates';
import { single } from './json';

const DAYS = new WeakMap<object, Map<string, string>>();

/** The day that a value meant, if it was a date object. */
export const dayOf = (values: object, name: string): string | undefined =>
	DAYS.get(values)?.get(name);

/** Notes the day that a date object means, where nobody knows yet whether its property takes days. */
export function noteDay(
	values: object,
	name: string,
	given: unknown,
	{ kinds, timeZone }: { kinds: ReadonlyMap<string, unknown>; timeZone: string },
): void {
	const value = single(given);
	if (!isDateLike(value) || kinds.has(name)) return;
	const day = readDay(value, timeZone);
	if (!('value' in day)) return;
	const days = DAYS.get(values) ?? new Map<string, string>();
	DAYS.set(values, days.set(name, day.value));
}
