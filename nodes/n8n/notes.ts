/** Sentences about items that succeeded and have something worth knowing. Pure. */
import type { LeftOut, Note } from '../engine/outcome';
import type { Effect } from '../hubspot/effect';
import type { Form } from './operation';
import type { Input } from '../hubspot/endpoint';
import { notShown, whyUncompared } from './comparisons';
import { misfitInWords } from './misfits';
import { capitalized } from './nouns';
import { byName, quoted, shortened, withoutStops, type LabelOf } from './refusals';
import { thingOf, verbOf } from './verbs';

const orNone = (value: string) => (value ? quoted(value) : 'no value');

/** Most characters of what a warning repeats. */
const LONGEST_VALUE = 80;
const LONGEST_REASON = 300;

/** Why HubSpot refused a value, in its own words. */
const reasonOf = ({ said, code }: LeftOut): string => {
	const words =
		said === undefined
			? 'gave no reason'
			: `said ${quoted(withoutStops(said.trim()), LONGEST_REASON)}`;
	return words + (code ? ` (${shortened(code.replace(/\s+/g, ' '), LONGEST_VALUE)})` : '');
};

const withoutInWords = (names: string[], labelOf: LabelOf) =>
	names.map((name) => shortened(labelOf(name), LONGEST_VALUE)).join(', ');

/**
 * What was left out of a record, and why. Value and reason are quoted, so that one hint tells of all
 * items from which a property was left out.
 */
function leftOutInWords(effect: Effect, note: LeftOut, labelOf: LabelOf): string {
	const label = shortened(labelOf(note.property), LONGEST_VALUE);
	const value = quoted(note.value, LONGEST_VALUE);
	const { unfit } = note;
	if (unfit) {
		const why = misfitInWords(unfit.misfit, unfit.objectType, labelOf);
		// Most reasons begin with the label and quote the value.
		const isSaid = unfit.misfit.kind !== 'unknown' && why.includes(value);
		return isSaid ? `Left out: ${why}` : `Left out: ${label}, whose value is ${value}. ${why}`;
	}
	const what = note.alone
		? `Left out: ${label}, and nothing else had to be ${verbOf(effect)}`
		: `${capitalized(verbOf(effect))} without ${label}`;
	return `${what}: HubSpot refused its value ${value}, and ${reasonOf(note)}.`;
}

/** The warning about an item that succeeded. */
export function noteOf(
	effect: Effect,
	note: Note,
	{ idFrom }: Pick<Form<Input>, 'idFrom'> = {},
	labelOf: LabelOf = byName,
): string {
	const verb = verbOf(effect);
	const howToGetIt = idFrom === undefined ? '' : ` ${idFrom}`;
	switch (note.kind) {
		case 'found':
			return `HubSpot's answer left open whether this ${thingOf(effect)} was ${verb}; a look-up afterwards shows that it was.`;
		case 'alone':
			return 'HubSpot accepted this record in a batch without writing it, so it was written on its own.';
		case 'earlierTry':
			if (note.unchanged) {
				return `An earlier try of this node found nothing to change in this ${thingOf(effect)}, so nothing of it was sent; of HubSpot's answer only the IDs are known.`;
			}
			if (note.noId) {
				return `An earlier try of this node has ${verb} this ${thingOf(effect)}, so it was not sent again. Its ID is not known: several records in HubSpot's answer had the same values.${howToGetIt}`;
			}
			if (note.without) {
				return `An earlier try of this node has ${verb} this ${thingOf(effect)} without ${withoutInWords(note.without, labelOf)}, which was left out; it was not sent again.`;
			}
			return `An earlier try of this node has ${verb} this ${thingOf(effect)}, so it was not sent again; of HubSpot's answer only the IDs are known.`;
		case 'more':
			if (note.unread) {
				return 'Limit was reached before all records were looked at, so more may match. Raise Limit, or switch on Return All, to get them too.';
			}
			return 'HubSpot has more records than Limit lets through. Raise Limit, or switch on Return All, to get them too.';
		case 'cut':
			return `HubSpot says that there are ${note.total} results, but showed only ${note.shown} of them. Run it again before you rely on this list.`;
		case 'none':
			return 'HubSpot found nothing for this item, so it has no result.';
		case 'noId':
			return `This record was ${verb}, but its ID is not known: several records in HubSpot's answer have the same values.${howToGetIt}`;
		case 'contradicted':
			return `HubSpot shows another value of ${note.property} than was sent: ${orNone(note.shown)}, not ${orNone(note.sent)}.`;
		case 'uncompared':
			return `Not compared with HubSpot, so every value counts as changed: ${whyUncompared(note)}`;
		case 'notShown':
			return notShown(note.names);
		case 'leftOut':
			return leftOutInWords(effect, note, labelOf);
		case 'said':
			return note.text;
	}
}
