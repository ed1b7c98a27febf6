/**
 * Every sentence about what became of an item: facts in, words out, in one place. A message is
 * never edited after it was made. Pure.
 */
import type { Input, Place } from '../hubspot/endpoint';
import { againOf, type Effect, type Verb } from '../hubspot/effect';
import {
	FORBIDDEN,
	isNotFound,
	missingScopes,
	NOT_FOUND,
	type HubSpotError,
} from '../hubspot/errors';
import type { Failure, Stop } from '../engine/outcome';
import { whyUncompared } from './comparisons';
import { found, notOfThisApp, unresolved, whyUnread } from './lookUps';
import { misfitsInWords } from './misfits';
import { RECORD, type Noun } from './nouns';
import type { End, Form } from './operation';
import {
	advice,
	adviceOnLabel,
	byName,
	cause,
	inWords,
	refusalAndAdvice,
	valueOf,
	whyRefused,
	withoutStops,
	type LabelOf,
} from './refusals';
import { unknownNameInWords } from './unknownNames';
import { sendOf, thingOf, verbOf } from './verbs';
import { whyNot } from './whyNot';

/** What the words about an outcome depend on. */
export interface Subject {
	effect: Effect;
	/** How messages call the records, and whose each is. */
	form?: Pick<
		Form<Input>,
		| 'noun'
		| 'name'
		| 'ends'
		| 'toCreate'
		| 'ofOthers'
		| 'byId'
		| 'noPlace'
		| 'notFound'
		| 'notAllowed'
	>;
	/** Labels of the properties, as the editor shows them. */
	labelOf?: LabelOf;
}

/** The record that an input is about. */
type Who = { input: Input; place?: Place };

// ---------------------------------------------------------------- what to do next

const AGAIN: Partial<Record<Verb, string>> = {
	archived: 'archiving it again',
	associated: 'associating it again',
	cancelled: 'cancelling it again',
	completed: 'completing it again',
	deleted: 'deleting it again',
	removed: 'removing it again',
};

/** What to do about a record when nobody can tell what became of it. */
function whatNext(subject: Subject, { who, existingId }: Failure): string {
	const { effect } = subject;
	if (effect.kind !== 'write') return 'Run it again.';
	const again = who ? againOf(effect, who.input) : effect.again;
	const name = who && nameOf(subject, who);
	const it = name === undefined ? 'it' : `the ${nounOf(subject, who?.place).one} with ${name}`;
	if (again === 'duplicates') {
		return `Look for ${it} in HubSpot before you send it again: if it is there, sending it again makes a second one.`;
	}
	if (again === 'conflicts') {
		const which = existingId === undefined ? it : `the record with the ID ${existingId}`;
		const look = which === 'it' ? 'Look it up' : `Look up ${which}`;
		return `${look} in HubSpot before relying on it; if it is there, sending it again is refused.`;
	}
	const what = AGAIN[effect.verb] ?? 'sending the same values again';
	return `Look it up in HubSpot before relying on it; ${what} is safe.`;
}

const nounOf = ({ form }: Subject, place: Place | undefined): Noun => form?.noun(place) ?? RECORD;

/** `email`: what messages call that by which a record is found. */
function byOf(by: string, labelOf: LabelOf = byName): string {
	const label = labelOf(by);
	return label.toLowerCase() === by ? by : label;
}

/** `email ada@example.com`: what the record of an input is found by. */
function nameOf({ effect, form, labelOf }: Subject, { input }: Who): string | undefined {
	if (!form || effect.kind === 'list') return undefined;
	const [by, value] = form.name(input);
	return `${byOf(by, labelOf)} ${valueOf(value)}`;
}

/** The clause that is added for as long as no check has found out what became of the record. */
const openClause = (effect: Effect) =>
	effect.kind === 'write'
		? `, so it is unknown whether this ${thingOf(effect)} was ${effect.verb}`
		: `, so this ${thingOf(effect)} was not read`;

// ---------------------------------------------------------------- what became of an item

/**
 * A record that HubSpot does not have, in our words: `No contact has the email ada@example.com`. An
 * operation that creates what is missing is not refused for that: HubSpot then means something else.
 */
function missing(subject: Subject, who: Who): string | undefined {
	const { effect } = subject;
	const name = nameOf(subject, who);
	if (name === undefined || (effect.kind === 'write' && effect.creates)) return undefined;
	const { one, many } = nounOf(subject, who.place);
	const ofOthers = subject.form?.ofOthers;
	if (ofOthers !== undefined) return `${notOfThisApp(one, name, verbOf(effect))} ${ofOthers}`;
	const said = `No ${one} has the ${name}`;
	if (effect.kind !== 'write') return `${said}.`;
	if (effect.check?.absent !== 'done' && effect.verb !== 'removed') {
		const other = subject.form?.toCreate?.(who.input);
		const advised = other === undefined ? '' : ` To create it, use ${other}.`;
		return `${said}; this operation never creates ${many}.${advised}`;
	}
	return `${said}, so there was nothing to ${effect.verb === 'archived' ? 'archive' : 'remove'}.`;
}

/** Records that do not exist, so that nothing connects them: `No company has the ID 99, so …`. */
function missingEnds({ effect }: Subject, ends: End[], { one }: Noun): string {
	const each = ends.map(({ noun, id }) => `no ${noun.one} has the ID ${valueOf(id)}`).join(', or ');
	if (effect.kind === 'write' && effect.creates) {
		return `N${each.slice(1)} to associate the new ${one} with, so the ${one} was not ${effect.verb}.`;
	}
	return `N${each.slice(1)}, so the ${thingOf(effect)} was not ${verbOf(effect)}.`;
}

/** Which record, or which records, HubSpot refused. */
function whomOf(subject: Subject, who: Who): string {
	const { one } = nounOf(subject, who.place);
	const ends = subject.form?.ends?.(who.input, who.place);
	if (ends?.length)
		return `the ${one} of ${ends.map(({ noun, id }) => `${noun.one} ${id}`).join(' and ')}`;
	const name = nameOf(subject, who);
	return name === undefined ? `this ${thingOf(subject.effect)}` : `the ${one} with ${name}`;
}

/** Why HubSpot refused one record, and which one. */
function refusedAlone(subject: Subject, who: Who, error: HubSpotError, status?: number): string {
	const lacking = subject.form?.ends?.(who.input, who.place, error) ?? [];
	const noun = nounOf(subject, who.place);
	if (lacking.length) return missingEnds(subject, lacking, noun);
	const meant = isNotFound(error) ? subject.form?.notFound : undefined;
	const gone = isNotFound(error) && meant === undefined ? missing(subject, who) : undefined;
	if (gone !== undefined) return gone;
	const why = whyRefused(error, status, { noun, labelOf: subject.labelOf ?? byName });
	const isOfNew = subject.effect.kind === 'write' && subject.effect.creates === true;
	const onLabel = adviceOnLabel(error, isOfNew);
	const advised = onLabel || (status === undefined ? '' : advice(status, error));
	if (meant !== undefined) return `HubSpot refused ${whomOf(subject, who)}: ${why}. ${meant}`;
	return `HubSpot refused ${whomOf(subject, who)}: ${why}.${advised}`;
}

function refusedWhole(
	subject: Subject,
	{ refusal: refused, among, notAgain, entry }: Extract<Failure['event'], { kind: 'refusedWhole' }>,
): string {
	const { error, status } = refused;
	const { effect, form } = subject;
	if (effect.kind === 'write' && effect.send.listsMissing && isNotFound(error)) {
		return `The list was deleted during this run, so the ${thingOf(effect)} was not ${effect.verb}.`;
	}
	if (form?.noPlace !== undefined && status === NOT_FOUND && isNotFound(error)) return form.noPlace;
	if (entry && cause(refused) === undefined) return refusedAlone(subject, entry, error, status);
	const thing = `this ${thingOf(subject.effect)}`;
	const whom = among ? `the whole batch ${thing} was in` : thing;
	const why = refusalAndAdvice(refused, whom, subject.labelOf);
	if (!notAgain) return why;
	const { participle } = sendOf(subject.effect);
	return `${why} ${whyNot(notAgain, `It was not ${participle} again without the others`)}`;
}

/** Nothing is sent to a place that HubSpot does not have. */
function noPlace({ form }: Subject, stop: Stop): string | undefined {
	if (stop.kind !== 'closed' || !isNotFound(stop.refusal.error)) return undefined;
	return form?.noPlace;
}

/** What an operation has to say where the credential may not do what it does. */
function notAllowed({ form }: Subject, stop: Stop): string {
	if (stop.kind !== 'denied' || stop.refusal.status !== FORBIDDEN) return '';
	const more = form?.notAllowed?.(missingScopes(stop.refusal.error));
	return more === undefined ? '' : ` ${more}`;
}

function whatHappened(subject: Subject, failure: Failure): string {
	const { event, reason, applied, status, seen } = failure;
	const { effect } = subject;
	const notSent = `Not ${sendOf(effect).participle}`;
	switch (event.kind) {
		case 'invalid':
			return `${notSent}: ${event.problem}`;
		case 'misfits':
			return misfitsInWords(event, subject.labelOf ?? byName, notSent);
		case 'unsent':
			return (
				noPlace(subject, event.stop) ??
				whyNot(event.stop, notSent) + notAllowed(subject, event.stop)
			);
		case 'refused': {
			const both = event.alsoListed ? ` The same answer also lists it as ${verbOf(effect)}.` : '';
			return refusedAlone(subject, event, event.error) + both;
		}
		case 'refusedWhole':
			// What was under way when the caller was refused fares, and is told, like what waited.
			if (reason !== 'unsent') return refusedWhole(subject, event);
			return whatHappened(subject, {
				...failure,
				event: { kind: 'unsent', stop: { kind: 'denied', refusal: event.refusal } },
			});
		case 'unresolved':
			return unresolved(event, {
				verb: verbOf(effect),
				notSent,
				labelOf: subject.labelOf ?? byName,
				ofOthers: subject.form?.ofOthers,
				byId: subject.form?.byId,
			});
		case 'uncompared':
			return `${notSent}, so that nothing is overwritten: ${whyUncompared(event)}`;
		case 'hidden':
			return `HubSpot does not show all records of this ${thingOf(effect)}: ${inWords(event.error, undefined, subject.labelOf)}.`;
		case 'unknownName':
			return unknownNameInWords(event.name, event.refusal, subject.labelOf ?? byName, notSent);
		case 'denied':
			return `${notSent}${applied === 'maybe' ? ' again' : ''}: ${withoutStops(event.why)}.`;
		case 'lost': {
			const { why } = event.refusal;
			return `HubSpot gave no usable answer (${why ?? inWords(event.refusal.error, event.refusal.status)})`;
		}
		case 'cancelled':
			return 'The execution was cancelled while HubSpot was working on this batch';
		case 'unreadable':
			return `HubSpot accepted the batch (HTTP ${status}) but its answer cannot be read`;
		case 'incomplete': {
			const said = event.error.message ? ` (${inWords(event.error)})` : '';
			return `HubSpot answered the batch with status ${valueOf(event.status)}, not COMPLETE${said}`;
		}
		case 'endless':
			return `HubSpot's list does not end, not even after ${event.pages} pages`;
		case 'unmentioned':
			return `HubSpot accepted the batch but its answer does not mention this ${thingOf(effect)}`;
		case 'earlierTry':
			return event.known
				? 'Not sent again: an earlier try of this node got no clear answer'
				: 'Not sent again: what an earlier try of this node did is not known any more';
		case 'broken':
			return `This node failed while it worked on this batch (${event.cause.message})${
				applied === 'no' && !seen ? `, so this ${thingOf(effect)} was not sent` : ''
			}`;
	}
}

/** Events after which nobody can tell what became of the record, unless a check has shown it. */
const LEAVES_OPEN: ReadonlySet<Failure['event']['kind']> = new Set([
	'lost',
	'cancelled',
	'unreadable',
	'incomplete',
	'endless',
	'unmentioned',
	'earlierTry',
	'broken',
]);

/** Most reasons that one sentence repeats. */
const MOST_REASONS = 3;
const LONGEST_REASON = 300;

/** The end of the sentence about what was left open. */
function whatElse({ effect, labelOf }: Subject, { event }: Failure): string {
	if (event.kind !== 'unmentioned') return '.';
	const dropped = effect.kind === 'write' ? ', or dropped' : '';
	const maybe =
		thingOf(effect) === 'attendance'
			? ' (HubSpot mentions neither what it knows already nor what it drops; the contact may have been merged into another one).'
			: ` (it may have been merged into another one${dropped}).`;
	if (!event.orphans.length) return maybe;
	const words = event.orphans.map((error) => inWords(error, undefined, labelOf, LONGEST_REASON));
	const reasons = [...new Set(words)];
	const told = reasons.slice(0, MOST_REASONS).join('; ');
	const more = reasons.length > MOST_REASONS ? `; and ${reasons.length - MOST_REASONS} more` : '';
	return `${maybe} HubSpot also reported, without naming a record: ${told}${more}.`;
}

/**
 * A look-up found no such record after an answer that tells nothing, and the operation creates none:
 * so there was nothing that it could have written, unless the record went away in between.
 */
function nothingThere(subject: Subject, failure: Failure): string | undefined {
	const { event, seen, who, applied } = failure;
	const { effect } = subject;
	if (seen?.kind !== 'absent' || !who || event.kind === 'unmentioned') return undefined;
	if (effect.kind !== 'write' || effect.again !== 'safe') return undefined;
	if (effect.creates || effect.thing) return undefined;
	const name = nameOf(subject, who);
	if (name === undefined || !subject.form) return undefined;
	const { one, many } = nounOf(subject, who.place);
	const unless =
		applied === 'no' ? '' : `, unless the ${one} was merged or archived at that very moment`;
	const other = subject.form?.toCreate?.(who.input);
	const advised =
		subject.form.ofOthers ??
		(other === undefined
			? `Check the ${byOf(subject.form.name(who.input)[0], subject.labelOf)}.`
			: `To create it, use ${other}.`);
	return `A look-up afterwards found no ${one} with the ${name}, and this operation never creates ${many}: nothing was ${verbOf(effect)}${unless}. ${advised}`;
}

/** HubSpot said itself that it does not have the record, and nothing leaves that open. */
const isCertainlyMissing = ({ event, applied }: Failure): boolean =>
	applied === 'no' &&
	((event.kind === 'refused' && isNotFound(event.error)) ||
		(event.kind === 'refusedWhole' && isNotFound(event.refusal.error)));

/** The message for the person who reads it in n8n: what happened, and what to do next. */
export function messageOf(subject: Subject, failure: Failure): string {
	const { effect, labelOf: label = byName } = subject;
	const { event, seen, applied } = failure;
	const open = LEAVES_OPEN.has(event.kind);
	const verb = verbOf(effect);
	const isOpen = applied === 'maybe' || applied === undefined;
	const parts = [whatHappened(subject, failure)];
	const nothing = open ? nothingThere(subject, failure) : undefined;
	if (nothing !== undefined) return `${parts[0]}. ${nothing}`;
	if (open) parts[0] += (isOpen ? openClause(effect) : '') + whatElse(subject, failure);
	if (failure.lostBefore && !open && isOpen) {
		parts.push(
			`An earlier try of this batch got no usable answer, so it may have been ${verb} all the same.`,
		);
	}
	if (seen && seen.kind !== 'unread' && !(seen.kind === 'absent' && isCertainlyMissing(failure))) {
		const certain = applied === 'no' ? `, so it was not ${verb}` : '';
		parts.push(`A look-up afterwards found ${found(seen, label, thingOf(effect))}${certain}.`);
		if (isOpen && !open) parts.push(whatNext(subject, failure));
	}
	if (open && isOpen) parts.push(whatNext(subject, failure));
	else if (open && applied === 'no' && seen && seen.kind !== 'taken') {
		parts.push('Send it again later.');
	}
	if (seen?.kind === 'unread')
		parts.push(`A look-up afterwards failed: ${whyUnread(seen.refusal)}`);
	return parts.join(' ');
}
