/**
 * Sentences about look-ups: those that were to show which record an item is about, and those that were
 * to show what became of it. Pure.
 */
import type { Candidate, LookupKey, Standing } from '../hubspot/effect';
import type { Event, Refusal, Seen } from '../engine/outcome';
import { capitalized, nounOfType, type Noun } from './nouns';
import {
	callRefused,
	inWords,
	isExplained,
	quoted,
	shortened,
	valueOf,
	withoutStops,
	type LabelOf,
} from './refusals';

// ---------------------------------------------------------------- which record an item is about

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

const listOf = (named: string[]) =>
	named.slice(0, MOST_NAMED).join(', ') + (named.length > MOST_NAMED ? ', …' : '');

/**
 * Why a look-up did not tell which record an item is about: there is none, there are several, or it is
 * another app's.
 */
export function lookUpInWords(
	{ key, ids, candidates }: { key: LookupKey; ids: string[]; candidates: Candidate[] },
	{ one, many }: Noun,
	{ verb, byId }: Pick<Sought, 'verb' | 'byId'>,
): string {
	const name = nameOf(key);
	const there = byId === undefined ? '' : ` in ${byId}`;
	if (ids.length > 1) {
		const or = key.also === undefined ? ', or give its external account ID too' : '';
		return `Several ${many} have the ${name}, so nothing was ${verb}: object IDs ${listOf(candidates.map(named))}. Use the object ID of the right one${there}${or}.`;
	}
	if (ids.length === 1) {
		const [{ app }] = candidates;
		const whose = app ? `another app, ${quoted(app)}` : 'another app';
		return `The ${one} with the ${name} belongs to ${whose}, so it was not ${verb}. To have it ${verb} all the same, use its object ID ${ids[0]}${there}.`;
	}
	const none = `No ${one} has the ${name}, so nothing was ${verb}.`;
	return candidates.length
		? `${none} HubSpot has that ${key.property} under another account: object ID ${listOf(candidates.map(named))}.`
		: `${none} Check the ID; HubSpot shows new ${many} of other apps only after some minutes.`;
}

/** About a record that another app created, and that was written all the same. */
export const ofAnotherApp = (one: string, app: string): string =>
	`This ${one} belongs to another app${app ? `, ${quoted(app)}` : ''}: none of yours has its external IDs.`;

/** HubSpot does not find a record among those that the same key or app created. */
export const notOfThisApp = (one: string, name: string, verb: string): string =>
	`HubSpot has no ${one} with the ${name} that this key or app created, so nothing was ${verb}.`;

/** What the sentence about an item depends on whose record was not found out. */
export interface Sought {
	verb: string;
	/** What was not done: `Not sent`. */
	notSent: string;
	labelOf: LabelOf;
	/** What to do about a record that another key or app may have created. */
	ofOthers?: string;
	/** The operation that takes a record by its ID, where this one takes no IDs. */
	byId?: string;
}

/** Why it was not found out which record an item is about. */
export function unresolved(
	{ key, ids, candidates, refusal: refused }: Extract<Event, { kind: 'unresolved' }>,
	{ verb, notSent, labelOf, ofOthers, byId }: Sought,
): string {
	const noun = nounOfType(key.objectType);
	const { one, many } = noun;
	const name = `${labelOf(key.property)} ${valueOf(key.value)}`;
	if (refused) {
		const why = refused.error.message || refused.status ? callRefused(refused) : `${refused.why}.`;
		return `${notSent}: the ${one} with the ${name} could not be looked up. ${capitalized(why)}`;
	}
	if (!ids.length && ofOthers !== undefined) return `${notOfThisApp(one, name, verb)} ${ofOthers}`;
	if (candidates) return lookUpInWords({ key, ids, candidates }, noun, { verb, byId });
	if (!ids.length) return `No ${one} has the ${name}, so nothing was ${verb}.`;
	return `Several ${many} have the ${name} (record IDs ${listOf(ids)}), so nothing was ${verb}. Use the record ID of the right one.`;
}

// ---------------------------------------------------------------- what became of an item

/** Most properties that a sentence names. */
const MOST_PROPERTIES = 10;

const STATES: Partial<Record<string, string>> = {
	REGISTERED: 'registered',
	ATTENDED: 'attended',
	CANCELLED: 'cancelled',
	NO_SHOW: 'no-show',
};

/** `this contact as cancelled since 2027-03-01T10:00:00.000Z`. */
const standing = ({ state, since }: Standing) =>
	`this contact as ${STATES[state] ?? quoted(state)}${since === undefined ? '' : ` since ${since}`}`;

/** What a look-up found. */
export function found(
	seen: Exclude<Seen, { kind: 'unread' }>,
	labelOf: LabelOf,
	thing: string,
): string {
	if (seen.kind === 'absent') return `no such ${thing}`;
	if (seen.kind === 'taken') {
		const label = shortened(labelOf(seen.property), 80);
		return `the same ${label} in the record with the ID ${seen.id}, which this item did not create`;
	}
	if (seen.kind === 'differs' && seen.instead) return standing(seen.instead);
	const { names } = seen;
	const told = names.slice(0, MOST_PROPERTIES).map((name) => shortened(labelOf(name), 80));
	const more = names.length > MOST_PROPERTIES ? ` and ${names.length - MOST_PROPERTIES} more` : '';
	const others = `other values of ${told.join(', ')}${more}`;
	if (seen.kind === 'there') {
		const which = `a record like it${seen.id === undefined ? '' : ` with the ID ${seen.id}`}`;
		return names.length ? `${which}, but ${others}` : `${which}, which may be older`;
	}
	return names.length ? others : 'it still there';
}

/** Why a look-up failed, and where that is known, what to do about it. */
export function whyUnread(refused: Refusal): string {
	if (refused.why === undefined && isExplained(refused)) return callRefused(refused);
	return `${withoutStops(refused.why ?? inWords(refused.error, refused.status))}.`;
}
