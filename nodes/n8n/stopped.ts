/** The one error of a run that stops: a headline, and below it why, what to do, and which items. Pure. */
import { capitalized } from './nouns';
import type { Operation } from './operation';
import {
	escaped,
	itemsByKind,
	ranges,
	refusedAs,
	type Failed,
	type Kind,
	type Told,
} from './present';
import { sendOf, verbOf } from './verbs';

/** Failures that the error spells out; the ranges cover the rest. */
const SPELLED_OUT = 10;

/** Correlation IDs that are named for one reason. */
const MOST_IDS = 3;

type Items = ReturnType<typeof itemsByKind>;

const was = (count: number) => (count === 1 ? 'was' : 'were');

const named = (which: number[]) => `${which.length === 1 ? 'item' : 'items'} ${ranges(which)}`;

/** What a run knows of its words: what its records are called, and what it does to them. */
interface Words {
	one: string;
	many: string;
	verb: string;
	/** What is done with an item in a call: `sent`, `looked up`. */
	sent: string;
	/** What became of those that HubSpot refused. */
	refused: 'refused' | 'not found';
	/** Nothing was written, and what is done is only said to be sent. */
	isDry: boolean;
}

// ---------------------------------------------------------------- the headline

/** Which failure comes first in the headline. */
const FIRST: Kind[] = ['invalid', 'refused', 'notDone', 'unknown', 'unsent'];

/** `1 of 250 records was refused`. */
function firstClause(kind: Kind, count: number, of: number, words: Words): string {
	const { one, many, verb, sent, refused } = words;
	const some = `${count} of ${of} ${many}`;
	const isAlone = of === 1;
	switch (kind) {
		case 'invalid':
			return isAlone
				? 'The item is not valid'
				: `${count} of ${of} items ${count === 1 ? 'is' : 'are'} not valid`;
		case 'refused':
			if (!isAlone) return `${some} ${was(count)} ${refused}`;
			return refused === 'refused' ? `HubSpot refused the ${one}` : `The ${one} was ${refused}`;
		case 'notDone':
			return isAlone ? `The ${one} was not ${verb}` : `${some} ${was(count)} not ${verb}`;
		case 'unknown':
			return isAlone ? `The ${one} may have been ${verb}` : `${some} may have been ${verb}`;
		case 'unsent':
			return isAlone ? `The ${one} was not ${sent}` : `${some} ${was(count)} not ${sent}`;
	}
}

/** What became of the others: `99 were written, 150 were not sent`. */
function otherClauses(first: Kind | undefined, items: Items, words: Words): string[] {
	const { verb, sent, refused, isDry } = words;
	const count = (kind: Kind | 'done') => (kind === first ? 0 : items[kind].length);
	const clauses: Array<[number, string]> = [
		[isDry ? 0 : count('done'), verb],
		[count('refused'), refused],
		[count('notDone'), `not ${verb}`],
		[count('unsent'), `not ${sent}`],
	];
	const told = clauses
		.filter(([many]) => many)
		.map(([many, what]) => `${many} ${was(many)} ${what}`);
	if (isDry && count('done')) told.unshift(`${count('done')} would be ${sent}`);
	const open = count('unknown');
	return open ? [...told, `${open} may have been ${verb}`] : told;
}

/** Most characters of a headline. */
const LONGEST_HEADLINE = 120;

function headlineOf(outcomes: Told[], items: Items, cause: string | undefined, words: Words) {
	const first = cause === undefined ? FIRST.find((kind) => items[kind].length) : undefined;
	const told =
		first === undefined ? cause : firstClause(first, items[first].length, outcomes.length, words);
	const start = words.isDry ? `Dry run: ${told}` : told;
	if (!items.done.length && !items.unknown.length) {
		return `${start}; nothing was ${items.invalid.length ? words.sent : words.verb}`;
	}
	const clauses = otherClauses(first, items, words);
	const headline = [start, clauses.join(', ')].filter(Boolean).join('; ');
	return headline.length <= LONGEST_HEADLINE ? headline : `${start}; ${clauses[0]}`;
}

// ---------------------------------------------------------------- below it

/**
 * The value in a sentence of this node about one that is not valid. What HubSpot is quoted with, or
 * what a field is called, is no such value: it is the reason itself.
 */
const BAD_VALUE = /but is (“[^“”]*”|the number [\d.e+-]*\d)/g;

const reasonOf = ({ reason, message }: Failed['failure']) =>
	reason === 'invalid' ? message.replace(BAD_VALUE, 'but is …') : message;

/** Failures of the same reason, told once, with the value of the first: `Items 0 to 2: …`. */
function reasonLines(failures: Failed[]): string[] {
	const groups = new Map<string, Failed[]>();
	for (const each of failures) {
		const reason = reasonOf(each.failure);
		const same = groups.get(reason);
		if (same) same.push(each);
		else groups.set(reason, [each]);
	}
	const lines = [...groups.values()].slice(0, SPELLED_OUT).map((same) => {
		const [{ item, failure }] = same;
		const { message } = failure;
		const differ = same.some((each) => each.failure.message !== message);
		const example = differ && `the value shown is that of item ${item}`;
		const known = [...new Set(same.map((each) => each.failure.correlationId ?? ''))].filter(
			Boolean,
		);
		const shown = known.slice(0, MOST_IDS).join(', ') + (known.length > MOST_IDS ? ', …' : '');
		const ids = shown && `correlation ID${known.length > 1 ? 's' : ''} ${shown}`;
		const category = failure.category && !message.includes(failure.category) && failure.category;
		const facts = [category, ids, example].filter(Boolean).join(', ');
		const which = capitalized(named(same.map(({ item }) => item)));
		return escaped(`${which}: ${message}${facts && ` (${capitalized(facts)})`}`);
	});
	const more = groups.size - lines.length;
	if (more > 0) lines.push(`… and ${more} more.`);
	return lines;
}

/** What to do where one bad item stopped a list. */
const goOn = (send: string) =>
	`To ${send} the others all the same, open the Settings of this node and choose On Error → Continue (using error output): items that fail then leave by the error output, each with its reason.`;

/** The error of a run that stops. */
export function stopError(
	{ effect, form }: Pick<Operation, 'effect' | 'form'>,
	outcomes: Told[],
	isDry = false,
): { message: string; description: string; itemIndex: number } {
	const items = itemsByKind(outcomes);
	const { infinitive, participle: sent } = sendOf(effect);
	const refused = refusedAs(effect, outcomes);
	const words = { ...form.noun(undefined), verb: verbOf(effect), sent, refused, isDry };
	// Failures that stopped the run come before items that merely were not sent because of them.
	const failures = outcomes.filter((outcome): outcome is Failed => !outcome.ok);
	const causes = failures.filter(({ failure }) => failure.reason !== 'unsent');
	const told = causes.length ? causes : failures;
	const cause = told.find(({ headline }) => headline !== undefined)?.headline;
	const lines = reasonLines(told);
	if (cause === undefined && causes.length && items.unsent.length)
		lines.push(goOn(isDry ? 'check' : infinitive));
	const others: Array<[string, number[]]> = [
		[isDry ? `Would be ${sent}` : capitalized(words.verb), items.done],
		[`Not ${sent}`, causes.length ? items.unsent : []],
	];
	const which = others
		.filter(([, some]) => some.length)
		.map(([title, some]) => `${title}: ${named(some)}.`);
	return {
		itemIndex: told[0].item,
		message: headlineOf(outcomes, items, cause, words),
		// n8n shows a description as HTML.
		description: [...lines, ...which].join('<br>\n'),
	};
}
