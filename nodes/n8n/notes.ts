/** Sentences about items that succeeded and have something worth knowing. Pure. */
import type { Note } from '../engine/outcome';
import type { Effect } from '../hubspot/effect';
import type { Form } from './operation';
import type { Input } from '../hubspot/endpoint';
import { notShown, whyUncompared } from './comparisons';
import { quoted } from './refusals';
import { thingOf, verbOf } from './verbs';

const orNone = (value: string) => (value ? quoted(value) : 'no value');

/** The warning about an item that succeeded. */
export function noteOf(
	effect: Effect,
	note: Note,
	{ idFrom }: Pick<Form<Input>, 'idFrom'> = {},
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
			return `All values of this ${thingOf(effect)} were sent: ${whyUncompared(note)}`;
		case 'notShown':
			return notShown(note.names);
		case 'said':
			return note.text;
	}
}
