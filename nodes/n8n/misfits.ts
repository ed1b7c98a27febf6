/**
 * Properties that HubSpot does not have or nobody can write, and values that they do not take, in
 * sentences: what to write instead. Pure.
 */
import type { Misfit } from '../hubspot/definitions';
import { bounded } from './complaints';
import { nounOfType } from './nouns';
import { quoted, shortened, valueOf, type LabelOf } from './refusals';

/** Most names or values that a sentence repeats, and most sentences about one item. */
const MOST = 10;

const LONGEST = 80;

const q = (text: string) => quoted(text, LONGEST);

/** `“a”, “b” or “c”` */
function either(texts: string[]): string {
	const shown = texts.map(q);
	const last = shown.pop() ?? '';
	return shown.length ? `${shown.join(', ')} or ${last}` : last;
}

const some = (texts: string[], show: (text: string) => string): string =>
	texts.slice(0, MOST).map(show).join(', ') + (texts.length > MOST ? ', …' : '');

type Unknown = Extract<Misfit, { kind: 'unknown' }>;

/** All names that do not exist, in one sentence. */
function strangersIn(unknown: Unknown[], objectType: string): string[] {
	if (!unknown.length) return [];
	const { many } = nounOfType(objectType);
	const named = unknown
		.slice(0, MOST)
		.map(
			({ property, near }) => q(property) + (near.length ? ` (did you mean ${either(near)}?)` : ''),
		);
	const more = unknown.length > MOST ? ', …' : '';
	const [what, it] = unknown.length === 1 ? ['property', 'it'] : ['properties', 'them'];
	const whose = many === 'records' ? 'this object type' : many;
	return [
		`HubSpot has no ${what} of ${whose} called ${named.join(', ')}${more}. Correct the internal name, or create ${it} in HubSpot first.`,
	];
}

/** Why a property that exists is not written. */
function problemOf(misfit: Exclude<Misfit, Unknown>, labelOf: LabelOf): string {
	const label = shortened(labelOf(misfit.property), LONGEST);
	switch (misfit.kind) {
		case 'readOnly':
			return misfit.calculated
				? `${label} is calculated by HubSpot and cannot be written: leave it out.`
				: `${label} cannot be written, because HubSpot sets it itself: leave it out.`;
		case 'noOption': {
			const { value, near, all = [] } = misfit;
			const listed = all.length ? ` The options are: ${some(all, q)}.` : '';
			const meant = near.length ? ` Did you mean ${either(near)}?` : listed;
			return `${label} must be one of its options, but is ${q(value)}.${meant}`;
		}
		case 'twoReadings':
			return `${label} is ${q(misfit.value)}, which may mean several values: ${some(misfit.values, valueOf)}. Send the one that is meant.`;
		case 'badValue':
			return `${label} ${misfit.problem}.`;
	}
}

const isUnknown = (misfit: Misfit): misfit is Unknown => misfit.kind === 'unknown';

/** Why a value that was left out does not fit. */
export function misfitInWords(misfit: Misfit, objectType: string, labelOf: LabelOf): string {
	return isUnknown(misfit) ? strangersIn([misfit], objectType)[0] : problemOf(misfit, labelOf);
}

/** Why an item does not fit HubSpot's definitions. `notSent`: how the sentence begins. */
export function misfitsInWords(
	{ misfits, objectType }: { misfits: Misfit[]; objectType: string },
	labelOf: LabelOf,
	notSent: string,
): string {
	const others = misfits.filter((misfit) => !isUnknown(misfit));
	const told = [
		...strangersIn(misfits.filter(isUnknown), objectType),
		...others.slice(0, MOST).map((misfit) => problemOf(misfit, labelOf)),
	];
	return bounded(`${notSent}: ${told.join(' ')}`);
}
