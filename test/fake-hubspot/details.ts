// Owns how a refusal tells which values were not valid: beside its message or inside it, in which
// language, and how much it gives away.

import type { Json } from './wire';

/** A value that does not fit its property, before it is put into words. */
export interface PropertyProblem {
	name: string;
	reason: Reason;
	value?: string;
	/** what the value may be */
	allowed?: readonly string[];
}

export interface DetailStyle {
	/**
	 * Where the details stand: in `errors`, and in the message too; or in the message alone, as JSON of
	 * another form, and then there is no `errors` (STATED in two changelogs).
	 */
	details: 'errors' | 'message';
	/** What they name: the property and its value, the property alone, or nobody at all. */
	names: 'value' | 'property' | 'nobody';
	/** OBSERVED: messages come in the language of the account. */
	language: 'en' | 'de';
	/** OBSERVED: in a message, each may also have `localizedErrorMessage` and `portalId`. */
	full: boolean;
}

export const PLAIN_DETAILS: DetailStyle = {
	details: 'errors',
	names: 'value',
	language: 'en',
	full: false,
};

type Language = DetailStyle['language'];

/** What is said of a value, which stands before it. */
const OF_A_VALUE = {
	readOnly: {
		en: 'cannot be set: it is read only',
		de: 'kann nicht gesetzt werden: schreibgeschützt',
	},
	tooLong: { en: 'is too long', de: 'ist zu lang' },
	number: { en: 'was not a valid number.', de: 'war keine gültige Zahl.' },
	boolean: { en: 'was not boolean', de: 'war kein Wahrheitswert' },
	option: { en: 'was not one of the allowed options', de: 'war keine der zulässigen Optionen' },
	midnight: { en: 'is not a date at midnight UTC', de: 'ist kein Datum um Mitternacht UTC' },
	dateTime: { en: 'was not a valid date-time', de: 'war kein gültiger Zeitpunkt' },
	stage: { en: 'is not a valid pipeline stage ID', de: 'ist keine gültige Phasen-ID' },
	email: { en: 'is not an email address', de: 'ist keine E-Mail-Adresse' },
	notValid: { en: 'is not valid', de: 'ist nicht gültig' },
} as const;

/** Whole sentences: what an administrator asks for. They never tell the value. */
const RULES = {
	onlyLetters: { en: 'Enter only letters', de: 'Geben Sie nur Buchstaben ein' },
	onlyDigits: { en: 'Enter only numbers', de: 'Geben Sie nur Ziffern ein' },
} as const;

/** What is said of a property, which stands before it. */
const OF_A_PROPERTY = {
	unknown: { en: 'does not exist', de: 'existiert nicht' },
	requiredToCreate: { en: 'is required', de: 'ist erforderlich' },
	requiredNow: { en: 'is required', de: 'ist erforderlich' },
} as const;

export type Reason = keyof typeof OF_A_VALUE | keyof typeof RULES | keyof typeof OF_A_PROPERTY;

/** OBSERVED for most, the others INFERRED. */
const CODES: Record<Reason, string> = {
	readOnly: 'READ_ONLY_VALUE',
	tooLong: 'INVALID_LENGTH',
	number: 'INVALID_DOUBLE',
	boolean: 'INVALID_BOOLEAN',
	option: 'INVALID_OPTION',
	midnight: 'INVALID_DATE',
	dateTime: 'INVALID_DATE',
	stage: 'INVALID_OPTION', // STATED
	email: 'INVALID_EMAIL',
	notValid: 'INVALID_VALUE',
	onlyLetters: 'INVALID_ALPHA',
	onlyDigits: 'INVALID_NUMERIC',
	unknown: 'PROPERTY_DOESNT_EXIST',
	requiredToCreate: 'MISSING_REQUIRED_PROPERTY',
	requiredNow: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
};

const has = <T extends object>(table: T, key: PropertyKey): key is keyof T => key in table;

const quoted = (text: string, language: Language) =>
	language === 'de' ? `„${text}“` : `"${text}"`;

const named = (name: string, language: Language) =>
	`${language === 'de' ? 'Eigenschaft' : 'Property'} ${quoted(name, language)}`;

function wordsOf(problem: PropertyProblem, { language, names, details }: DetailStyle): string {
	const { name, reason, value = '', allowed } = problem;
	if (has(RULES, reason)) return RULES[reason][language];
	if (has(OF_A_PROPERTY, reason)) {
		const who = reason === 'unknown' ? named(name, language) : quoted(name, language);
		return `${who} ${OF_A_PROPERTY[reason][language]}`;
	}
	if (names !== 'value') return `${named(name, language)} ${OF_A_VALUE.notValid[language]}`;
	const shown = value.slice(0, 100);
	const list = allowed ? `: [${allowed.join(', ')}]` : '';
	const said = `${OF_A_VALUE[reason][language]}${list}`;
	// OBSERVED: inside a message the property stands in `name`, and the value without quotes.
	if (details === 'message') return `${shown} ${said}`;
	return `${named(name, language)}: ${quoted(shown, language)} ${said}`;
}

/** OBSERVED: these words are English in every language. */
const NOT_VALID = 'Property values were not valid';

/** The message of a refusal for the sake of values, and its `errors`, which a message may replace. */
export function tellProblems(
	problems: readonly PropertyProblem[],
	style: DetailStyle,
	portalId: number,
): { message: string; errors: Json[] } {
	if (style.names === 'nobody') return { message: `${NOT_VALID}.`, errors: [] };
	// Without their values, two of one property are told alike, and so once.
	const once = new Map<string, { problem: PropertyProblem; message: string }>();
	for (const problem of problems) {
		const message = wordsOf(problem, style);
		once.set(JSON.stringify([problem.name, message]), { problem, message });
	}
	const all = [...once.values()];
	if (style.details === 'errors') {
		const errors = all.map(({ problem: { name, reason }, message }) => ({
			code: CODES[reason],
			message,
			context: { propertyName: [name] },
		}));
		return { message: `${NOT_VALID}: ${JSON.stringify(errors)}`, errors };
	}
	const inside = all.map(({ problem: { name, reason }, message }) => ({
		isValid: false,
		message,
		error: CODES[reason],
		name,
		...(style.full ? { localizedErrorMessage: message, portalId } : {}),
	}));
	return { message: `${NOT_VALID}: ${JSON.stringify(inside)}`, errors: [] };
}
