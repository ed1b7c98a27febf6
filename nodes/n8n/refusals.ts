/**
 * HubSpot's refusals in words: in ours where we know what they mean, else in HubSpot's own, which
 * are always quoted: a reader, above all an AI agent, must see who is speaking. Pure.
 */
import { isAboutType } from '../hubspot/associationTypes';
import {
	details,
	missingScopes,
	propertiesIn,
	type HubSpotError,
	takenIn,
} from '../hubspot/errors';
import { isDailyLimit } from '../hubspot/limits';
import { nearestFirst } from '../hubspot/nearness';
import { noOptionIn, type NoOption, type Option } from '../hubspot/options';
import type { Refusal } from '../engine/outcome';
import type { Noun } from './nouns';

/** What a person calls a property: its label in the editor, else its name. */
export type LabelOf = (property: string) => string;

export const byName: LabelOf = (property) => property;

// ---------------------------------------------------------------- quoting

/**
 * Longest text of HubSpot's that a message repeats: each item of a batch repeats it in its output.
 */
const LONGEST_WORDS = 1_000;

/** Longest text that stands in a message for one value or one name. */
const LONGEST_VALUE = 80;

export const shortened = (words: string, most = LONGEST_WORDS) =>
	words.length > most ? `${words.slice(0, most)}…` : words;

export const withoutStops = (words: string) => words.replace(/(?<!\.)\.+$/, '');

/** Text on one line, in quotation marks that nothing within it can end. */
export const quoted = (text: string, most = LONGEST_WORDS) =>
	`“${shortened(text.replace(/[\s\p{Cc}]+/gu, ' ').trim(), most).replace(/[“”]/g, '"')}”`;

/** A value as a sentence holds it: plain where it can be nothing else, otherwise quoted. */
export const valueOf = (value: string) =>
	/^[\w.@+-]{1,80}$/.test(value) && !value.endsWith('.') ? value : quoted(value, LONGEST_VALUE);

// ---------------------------------------------------------------- HubSpot's words

/** Most details of one error that a message repeats. */
const MOST_DETAILS = 10;

const trimmed = (words = '') => withoutStops(words.trim());

/**
 * Does a text name this property? A plain word may stand in it by chance (“country code”), unless it
 * is quoted.
 */
function mentions(text: string, name: string): boolean {
	const quotes = [`"${name}"`, `'${name}'`, `“${name}”`, `\`${name}\``];
	const isPlainWord = /^[A-Z]?[a-z]*$/.test(name);
	return quotes.some((each) => text.includes(each)) || (!isPlainWord && text.includes(name));
}

/** A detail's words, with the properties that it is about where the words do not name them. */
function named(words: string, detail: Partial<HubSpotError>, labelOf: LabelOf): string {
	const about = propertiesIn(detail)
		.filter((name) => !mentions(words, name) && !mentions(words, labelOf(name)))
		.slice(0, MOST_DETAILS)
		.map((name) => shortened(labelOf(name), LONGEST_VALUE));
	return about.length ? `${about.join(', ')}: ${quoted(words)}` : quoted(words);
}

/** Most options of a property that a sentence names, and most characters of them. */
const MOST_OPTIONS = 10;
const LENGTH_OF_OPTIONS = 200;

/** An option as it has to be sent: `OPEN_DEAL for “Open deal”`. */
const optionInWords = ({ value, label }: Option) =>
	valueOf(value) + (label === undefined ? '' : ` for ${quoted(label, LONGEST_VALUE)}`);

/** `OPEN_DEAL, OPEN and 12 more`: those that are most like the value first. */
function optionsInWords({ value = '', options, isCut }: NoOption): string {
	const near = nearestFirst(options, value, (each) => [each.value, each.label ?? each.value]);
	const told: string[] = [];
	let length = 0;
	for (const option of near.slice(0, MOST_OPTIONS)) {
		const words = optionInWords(option);
		length += words.length;
		if (told.length && length > LENGTH_OF_OPTIONS) break;
		told.push(words);
	}
	const left = options.length - told.length;
	const more = isCut ? ' and more' : left ? ` and ${left} more` : '';
	return told.join(', ') + more;
}

/** `Lead Status has no option “Open Deal” (it takes OPEN and NEW)`, then HubSpot's words. */
function noOption(detail: Partial<HubSpotError>, labelOf: LabelOf): string | undefined {
	const [property, ...others] = propertiesIn(detail);
	if (property === undefined || others.length) return undefined;
	const told = noOptionIn({ ...detail, message: trimmed(detail.message) }, property);
	if (!told) return undefined;
	const { value, options, said } = told;
	const what = value === undefined ? 'no such option' : `no option ${quoted(value, LONGEST_VALUE)}`;
	const takes = options.length ? ` (it takes ${optionsInWords(told)})` : '';
	return `${shortened(labelOf(property), LONGEST_VALUE)} has ${what}${takes}: ${quoted(said)}`;
}

/** Sentences that stand in a context, under keys such as `INVALID_OBJECT_IDS` (OBSERVED of associations). */
const invalidIn = ({ context }: HubSpotError): string[] =>
	Object.keys(context)
		.filter((key) => key.startsWith('INVALID_'))
		.flatMap((key) => context[key]);

/** What an error says, each part once and with the property that it is about. */
function parts(error: HubSpotError, labelOf: LabelOf): string[] {
	const said = trimmed(error.message);
	const listed = error.errors.length ? details(error) : [];
	const reasons = listed
		.map((detail) => ({ detail, words: trimmed(detail.message), ours: noOption(detail, labelOf) }))
		.filter(
			({ detail, words, ours }) =>
				words && (ours !== undefined || !(said.includes(words) && namesAll(said, detail))),
		);
	const told = new Set<string>();
	// A sentence that only leads up to the details, or is said again by one, is left out.
	const leadsUp = reasons.every(({ detail }) => propertiesIn(detail).length > 0);
	const isNeeded =
		!reasons.length || !(leadsUp || reasons.some(({ words }) => words.includes(said)));
	if (said && isNeeded) told.add(noOption(error, labelOf) ?? named(said, error, labelOf));
	for (const { detail, words, ours } of reasons.slice(0, MOST_DETAILS)) {
		told.add(ours ?? named(words, detail, labelOf));
	}
	for (const words of invalidIn(error).slice(0, MOST_DETAILS)) told.add(quoted(words));
	if (reasons.length > MOST_DETAILS) told.add(`and ${reasons.length - MOST_DETAILS} more`);
	return [...told];
}

/** Does this text name every property that the detail is about? */
const namesAll = (text: string, detail: Partial<HubSpotError>) =>
	propertiesIn(detail).every((name) => mentions(text, name));

/** HubSpot's category and the HTTP status of a refusal, for those who look further. */
const labels = (...told: Array<string | undefined>) => {
	const label = told.filter(Boolean).join(', ');
	return label ? ` (${shortened(label, 100)})` : '';
};

const http = (status: number | undefined) => (status === undefined ? undefined : `HTTP ${status}`);

/** HubSpot's words in quotation marks, with its category and the HTTP status of a refusal. */
export function inWords(
	error: HubSpotError,
	status?: number,
	labelOf = byName,
	most = LONGEST_WORDS,
): string {
	const told: string[] = [];
	let left = most;
	for (const part of parts(error, labelOf)) {
		if (left <= 0) break;
		// A part is cut inside its quotation marks, so that what is HubSpot's stays quoted.
		const end = Math.max(left, part.lastIndexOf('“') + 1);
		const isLong = part.length > end + '“…”'.length && part.endsWith('”');
		told.push(isLong ? `${part.slice(0, end)}…”` : part);
		left -= part.length;
	}
	return (told.join('; ') || 'no reason given') + labels(error.category, http(status));
}

// ---------------------------------------------------------------- in our words

/** Of a new record, the labels stand elsewhere than those of pairs. */
const OF_NEW =
	' Choose another label under Associate With, in JSON another associationTypeId: it must go from the object type of the new record to that of the other.';

/** What to do where HubSpot does not know a label, or knows it for another direction. */
export const adviceOnLabel = (error: HubSpotError, isOfNew = false): string => {
	if (!isAboutType(error)) return '';
	return isOfNew
		? OF_NEW
		: ' Choose another one under Label Name or ID: its list shows the labels that go from the From Object Type to the To Object Type. Where a custom object is involved, there may be no default one.';
};

/** What to do about a reply that refuses a whole call; empty when there is nothing to advise. */
export function advice(status: number, error: HubSpotError, daily = isDailyLimit(error)): string {
	const scopes = missingScopes(error);
	if (scopes.length) {
		const [which, it] = scopes.length > 1 ? ['the scopes', 'them'] : ['the scope', 'it'];
		return ` The credential lacks ${which} ${shortened(scopes.join(', '))}: add ${it} in HubSpot under Scopes of the service key or app. With OAuth, also switch on Custom Scopes in the n8n credential, add ${it} there, and reconnect.`;
	}
	if (status === 401)
		return ' Check the token in the credential: it may have expired or been revoked.';
	if (status === 403) return ' Check in HubSpot what the token of the credential may do.';
	if (status === 429 && daily) {
		return " The account's calls for today are used up; HubSpot renews them at midnight in the account's time zone.";
	}
	if (status === 429)
		return ' Other workflows or apps are using up the rate limit: run it again when they are quieter.';
	if (status === 423) return ' HubSpot kept the account locked for too long: run it again later.';
	if (status === 477)
		return ' HubSpot is moving this account to another data centre: run it again later.';
	if (isAboutType(error)) return adviceOnLabel(error);
	if (status >= 300 && status < 400)
		return ' Check the Base URL of the credential: redirects are not followed.';
	return '';
}

/** Statuses of which we know the cause. */
const EXPLAINED: ReadonlySet<number> = new Set([401, 423, 429, 477]);

/** What a refusal is called in a headline; undefined where it may be about single records. */
export function cause({ status, error, headers }: Refusal): string | undefined {
	if (missingScopes(error).length) return 'The credential lacks a scope';
	if (status === 401) return 'HubSpot does not accept the token of the credential';
	if (status === 403) return 'HubSpot does not allow this with the credential';
	if (status === 429 && isDailyLimit(error, headers))
		return "The account's calls for today are used up";
	if (status === 429) return "HubSpot's rate limit is used up";
	if (status === 423) return 'HubSpot has locked the account';
	if (status === 477) return 'HubSpot is moving the account';
	return undefined;
}

/** A value that another record has, with that record. */
function takenInWords(error: HubSpotError, { one }: Noun, labelOf: LabelOf): string | undefined {
	const taken = takenIn(error);
	if (!taken) return undefined;
	const { owner, property, value } = taken;
	if (property === undefined || value === undefined) {
		return `it already has this ${one}, with the ID ${owner}`;
	}
	const label = shortened(labelOf(property), LONGEST_VALUE);
	return `the ${one} with the ID ${owner} already has the ${label} ${valueOf(value)}, and no two may have the same`;
}

/** Why HubSpot refused one record: in our words where we know what it means. */
export const whyRefused = (
	error: HubSpotError,
	status: number | undefined,
	{ noun, labelOf }: { noun: Noun; labelOf: LabelOf },
): string => {
	const taken = takenInWords(error, noun, labelOf);
	return taken === undefined
		? inWords(error, status, labelOf)
		: taken + labels(error.category, http(status));
};

/** Is what to do about a refusal all that there is to say? */
export const isExplained = ({ status = 0, error }: Refusal): boolean =>
	missingScopes(error).length > 0 || EXPLAINED.has(status);

/**
 * Why HubSpot refused a call, and what to do about it, in sentences. Where the fault is the
 * credential's or the account's, what to do says it all, and HubSpot's own words would add nothing.
 */
export function refusalAndAdvice(refused: Refusal, whom: string, labelOf = byName): string {
	const { status = 0, headers, error } = refused;
	const told = advice(status, error, isDailyLimit(error, headers)).trim();
	if (isExplained(refused)) {
		return withoutStops(told) + labels(error.category ?? error.policyName, http(status)) + '.';
	}
	const words = inWords(error, refused.status, labelOf);
	return `HubSpot refused ${whom}: ${words}.${told && ` ${told}`}`;
}

const lower = (letter: string) => letter.toLowerCase();

/** The same about a call, to go on after a colon. */
export const callRefused = (refused: Refusal): string =>
	refusalAndAdvice(refused, 'a call').replace(/^[A-Z](?!ubSpot)/, lower);
