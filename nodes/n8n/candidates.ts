/** Records that a look-up showed where it was to show one, in sentences. Pure. */
import type { Candidate, LookupKey } from '../hubspot/effect';
import type { Noun } from './nouns';
import { quoted, valueOf } from './refusals';

/** Most records that a sentence names. */
const MOST_NAMED = 5;

const nameOf = ({ property, value, also }: LookupKey) =>
	`${property} ${valueOf(value)}` +
	(also === undefined ? '' : ` and the ${also.property} ${valueOf(also.value)}`);

/** `50002 (external account ID acme, app “Zoom”)`. */
function named({ id, account, app }: Candidate): string {
	const parts = [
		...(account === undefined ? [] : [`external account ID ${valueOf(account)}`]),
		...(app === undefined ? [] : [app ? `app ${quoted(app)}` : 'another app']),
	];
	return parts.length ? `${id} (${parts.join(', ')})` : id;
}

const listOf = (candidates: Candidate[]) =>
	candidates.slice(0, MOST_NAMED).map(named).join(', ') +
	(candidates.length > MOST_NAMED ? ', …' : '');

/**
 * Why a look-up did not tell which record an item is about: there is none, there are several, or it is
 * another app's.
 */
export function lookUpInWords(
	{ key, ids, candidates }: { key: LookupKey; ids: string[]; candidates: Candidate[] },
	{ one, many }: Noun,
	verb: string,
): string {
	const name = nameOf(key);
	if (ids.length > 1) {
		const or = key.also === undefined ? ', or give its external account ID too' : '';
		return `Several ${many} have the ${name}, so nothing was ${verb}: object IDs ${listOf(candidates)}. Use the object ID of the right one${or}.`;
	}
	if (ids.length === 1) {
		const [{ app }] = candidates;
		const whose = app ? `another app, ${quoted(app)}` : 'another app';
		return `The ${one} with the ${name} belongs to ${whose}, so it was not ${verb}. To have it ${verb} all the same, use its object ID ${ids[0]}.`;
	}
	const none = `No ${one} has the ${name}, so nothing was ${verb}.`;
	return candidates.length
		? `${none} HubSpot has that ${key.property} under another account: object ID ${listOf(candidates)}.`
		: `${none} HubSpot shows new ${many} of other apps only after some minutes.`;
}

/** About a record that another app created, and that was written all the same. */
export const ofAnotherApp = (one: string, app: string): string =>
	`This ${one} belongs to another app${app ? `, ${quoted(app)}` : ''}: none of yours has its external IDs.`;
