/**
 * Every sentence about what became of an item: facts in, words out, in one place. A message is
 * never edited after it was made. Pure.
 */
import type { Effect, Input, Verb } from '../hubspot/endpoint';
import { isNotFound, missingScopes, type HubSpotError } from '../hubspot/errors';
import { isDailyLimit } from '../hubspot/limits';
import type { Failure, Note, Refusal, Seen, Stop } from '../engine/outcome';

/** What the words about an outcome depend on. */
export interface Subject {
	effect: Effect;
	/** How messages call the record. */
	label: (input: Input) => string;
}

// ---------------------------------------------------------------- verbs

/** What an operation does to a record, as a participle: `written`, `archived`, `read`. */
export const verbOf = (effect: Effect): Verb | 'read' =>
	effect.kind === 'write' ? effect.verb : 'read';

/** What to do about a record when nobody can tell what became of it. */
function whatNext(effect: Effect): string {
	if (effect.kind !== 'write') return 'Run it again.';
	if (effect.again === 'duplicates') {
		return `Look for it in HubSpot before you send it again: if it is there, sending it again makes a second one.`;
	}
	if (effect.again === 'conflicts') {
		return 'Look it up in HubSpot before relying on it; if it is there, sending it again is refused.';
	}
	const again = effect.verb === 'archived' ? 'archiving it again' : 'sending the same values again';
	return `Look it up in HubSpot before relying on it; ${again} is safe.`;
}

/** Explains to an AI agent what the outcome `unknown` means. */
export function unknownForAgents(effect: Effect): string {
	if (effect.kind !== 'write') return '';
	if (effect.again === 'safe') {
		return '; unknown means that nobody can tell, and that calling again with the same values is safe';
	}
	const risk = effect.again === 'duplicates' ? ', or there may be two' : '';
	return `; unknown means that nobody can tell: do not call again before you have looked in HubSpot${risk}`;
}

/** The clause that is added for as long as no check has found out what became of the record. */
const openClause = (effect: Effect) =>
	effect.kind === 'write'
		? `, so whether this record was ${effect.verb} is unknown`
		: ', so this record was not read';

// ---------------------------------------------------------------- HubSpot's words

/**
 * Longest text of HubSpot's that a message repeats: each item of a batch repeats it in its output.
 */
const LONGEST_WORDS = 1_000;

const shortened = (words: string, most = LONGEST_WORDS) =>
	words.length > most ? `${words.slice(0, most)}…` : words;

const withoutStops = (words: string) => words.replace(/\.+$/, '');

/**
 * Separates HubSpot's message from its details, which the message repeats as JSON: "Property values
 * were not valid: [{…}]".
 */
function withoutJson(message: string): { said: string; inner: string[] } {
	const at = message.search(/:? ?\[\{"/);
	if (at < 0) return { said: message, inner: [] };
	const found = [...message.slice(at).matchAll(/"message":("(?:[^"\\]|\\.)*")/g)];
	return { said: message.slice(0, at), inner: found.map(([, text]) => unquoted(text)) };
}

function unquoted(text: string): string {
	try {
		return String(JSON.parse(text));
	} catch {
		return text.slice(1, -1);
	}
}

/** HubSpot's words, with its category and the HTTP status of a refusal. */
export function inWords(error: HubSpotError, status?: number): string {
	const { said, inner } = withoutJson(error.message ?? '');
	const listed = error.errors.map(({ message }) => message ?? '').filter(Boolean);
	const reasons = (listed.length ? listed : inner).filter((reason) => !said.includes(reason));
	const words = [...new Set([said, ...reasons])].map((part) => part.trim().replace(/\.$/, ''));
	const labels = [error.category, status === undefined ? undefined : `HTTP ${status}`];
	const label = labels.filter(Boolean).join(', ');
	const text = shortened(words.filter(Boolean).join(': ')) || 'no reason given';
	return label ? `${text} (${shortened(label, 100)})` : text;
}

/** What to do about a reply that refuses a whole call; empty when there is nothing to advise. */
export function advice(status: number, error: HubSpotError, daily = isDailyLimit(error)): string {
	const scopes = missingScopes(error);
	if (scopes.length) {
		return ` The credential lacks ${scopes.length > 1 ? 'the scopes' : 'the scope'} ${shortened(scopes.join(', '))}: add ${scopes.length > 1 ? 'them' : 'it'} in HubSpot under Scopes of the service key or app. With OAuth, also switch on Custom Scopes in the n8n credential, add ${scopes.length > 1 ? 'them' : 'it'} there, and reconnect.`;
	}
	if (status === 401)
		return ' Check the token in the credential: it may have expired or been revoked.';
	if (status === 403) return ' Check in HubSpot what the token of the credential may do.';
	if (status === 429 && daily) {
		return " The account's calls for today are used up; HubSpot renews them at midnight in the account's time zone.";
	}
	if (status === 429)
		return ' Other workflows or apps use up this limit: run it again when they are quieter.';
	if (status === 423) return ' The account stayed locked for too long: run it again later.';
	if (status === 477)
		return ' HubSpot is moving this account to another data centre: run it again later.';
	if (status < 400) return ' Check the Base URL of the credential: redirects are not followed.';
	return '';
}

const refusal = ({ error, status }: Refusal) => inWords(error, status);

/** Why HubSpot refused a call, and what to do about it. */
function refusalAndAdvice(refused: Refusal): string {
	const { status = 0, headers, error } = refused;
	return `${refusal(refused)}.${advice(status, error, isDailyLimit(error, headers))}`;
}

// ---------------------------------------------------------------- why something was not sent

/** Why a call is not made. The sentence begins with `start`: what was not done. */
export function whyNot(stop: Stop, start = 'Not sent'): string {
	switch (stop.kind) {
		case 'cancelled':
			return `${start}: the execution was cancelled before.`;
		case 'stopOnFailure':
			return `${start}: an earlier batch failed, and On Error is set to stop.`;
		case 'othersInvalid':
			return `${start}: other items are not valid, and On Error is set to stop.`;
		case 'closed':
			return `${start}: HubSpot takes no batch like this one: ${refusal(stop.refusal)}.`;
		case 'sameRefusals':
			return `${start}: HubSpot refused ${stop.count} batches in a row in the same words, so this one would fare no better: ${refusal(stop.refusal)}.`;
		case 'stalled':
			return `${start}: HubSpot accepted nothing for ${stop.ms / 60_000} minutes. Run it again when it is less busy.`;
		case 'denied': {
			const { refusal: denied } = stop;
			const why =
				denied.status === undefined
					? `${withoutStops(denied.why ?? 'nobody knows why')}.`
					: `HubSpot refused it: ${refusalAndAdvice(denied)}`;
			return `${start}, because an earlier batch could not be: ${why}`;
		}
		case 'unanswered':
			return `${start}: HubSpot gave no answer to ${stop.count} batches in a row. Run it again later.`;
		case 'noSuchProperty':
			return `${start}: HubSpot refused other records because of the property “${stop.name}”: ${stop.said}.`;
	}
}

// ---------------------------------------------------------------- what became of an item

function whatHappened(
	{ effect, label }: Subject,
	{ event, applied, status, seen }: Failure,
): string {
	switch (event.kind) {
		case 'invalid':
			return `Not sent: ${event.problem}`;
		case 'unsent':
			return whyNot(event.stop);
		case 'refused': {
			// A person who reads wants to know who is missing, not how HubSpot says it.
			if (effect.kind === 'read' && isNotFound(event.error)) {
				return `HubSpot does not have ${label(event.input)} (${event.error.category}).`;
			}
			const both = event.alsoListed ? ` The same answer also lists it as ${verbOf(effect)}.` : '';
			return `HubSpot refused ${label(event.input)}: ${inWords(event.error)}.${both}`;
		}
		case 'refusedWhole': {
			const whom = event.among ? 'the whole batch this record was in' : 'this record';
			const alone = event.notAgain
				? ` ${whyNot(event.notAgain, 'It was not sent again without the others')}`
				: '';
			return `HubSpot refused ${whom}: ${refusalAndAdvice(event.refusal)}${alone}`;
		}
		case 'denied':
			return `${applied === 'maybe' ? 'Not sent again' : 'Not sent'}: ${withoutStops(event.why)}.`;
		case 'lost': {
			const { why } = event.refusal;
			return `HubSpot gave no usable answer, however often it was asked (${why ?? refusal(event.refusal)})`;
		}
		case 'cancelled':
			return 'The execution was cancelled while HubSpot was working on this batch';
		case 'unreadable':
			return `HubSpot accepted the batch (HTTP ${status}) but its answer cannot be read`;
		case 'incomplete': {
			const said = event.error.message ? ` (${inWords(event.error)})` : '';
			return `HubSpot answered the batch with status ${shortened(event.status, 100)}, not COMPLETE${said}`;
		}
		case 'endless':
			return `HubSpot's list does not end, not even after ${event.pages} pages`;
		case 'unmentioned':
			return 'HubSpot accepted the batch but its answer does not mention this record';
		case 'broken':
			return `This node failed while it worked on this batch (${event.cause.message})${
				applied === 'no' && !seen ? ', so this record was not sent' : ''
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
	'broken',
]);

/** The end of the sentence about what was left open. */
function whatElse(effect: Effect, { event }: Failure): string {
	if (event.kind !== 'unmentioned') return '.';
	const dropped = effect.kind === 'write' ? ', or dropped' : '';
	const maybe = ` (it may have been merged into another one${dropped}).`;
	if (!event.orphans.length) return maybe;
	const reasons = shortened(event.orphans.map((orphan) => inWords(orphan)).join('; '));
	return `${maybe} It also reported, naming no record: ${reasons}.`;
}

function whatARead({ kind, ...seen }: Seen): string {
	if (kind === 'absent') return 'no such record';
	const { names = [] } = seen as { names?: string[] };
	return names.length ? `other values of ${names.join(', ')}` : 'that it is still there';
}

/** The message for the person who reads it in n8n: what happened, and what to do next. */
export function messageOf(subject: Subject, failure: Failure): string {
	const { effect } = subject;
	const { event, seen, applied } = failure;
	const open = LEAVES_OPEN.has(event.kind);
	const verb = verbOf(effect);
	const isOpen = applied === 'maybe' || applied === undefined;
	const parts = [whatHappened(subject, failure)];
	if (open) parts[0] += (isOpen ? openClause(effect) : '') + whatElse(effect, failure);
	if (failure.lostBefore && !open) {
		parts.push(
			`An earlier try of this batch got no usable answer, so it may have been ${verb} all the same.`,
		);
	}
	if (seen && seen.kind !== 'unread') {
		const certain = applied === 'no' ? `, so it was not ${verb}` : '';
		parts.push(`A read afterwards shows ${whatARead(seen)}${certain}.`);
		if (isOpen && !open) parts.push(whatNext(effect));
	}
	if (open && isOpen) parts.push(whatNext(effect));
	if (seen?.kind === 'unread') {
		const why = seen.refusal.why ?? refusal(seen.refusal);
		parts.push(`It could not be looked up for you: ${withoutStops(why)}.`);
	}
	return parts.join(' ');
}

const quoted = (value: string) => (value ? `“${value}”` : 'no value');

/** The warning about an item that succeeded. */
export function noteOf(effect: Effect, note: Note): string {
	const verb = verbOf(effect);
	switch (note.kind) {
		case 'found':
			return `HubSpot's answer left open whether this record was ${verb}; a read afterwards shows that it was.`;
		case 'alone':
			return 'HubSpot took this record in a batch without writing it; it was then written on its own.';
		case 'noId':
			return `This record was ${verb}, but HubSpot's answer does not tell its ID: several records in it look the same.`;
		case 'contradicted':
			return `HubSpot shows another value of ${note.property} than was sent: ${quoted(note.shown)}, not ${quoted(note.sent)}.`;
		case 'said':
			return note.text;
	}
}
