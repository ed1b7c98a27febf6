/**
 * What a property takes, as HubSpot defines it, and a text as a value of it: labels of options, numbers,
 * dates and flags. Pure. Nothing that has two readings is guessed.
 */
import { Book, type Thing } from './books';
import { readDay, readMoment, type Read, type Unread } from './dates';
import { idText, isRecord, listOf } from './json';
import { holdsOwner, stageProperties } from './names';
import type { Result } from './replies';
import { readFlag, sentence } from './values';

/** Why a property cannot be written, or not with this value. */
export type Misfit =
	/** There is no such property; `near`: those that come closest. */
	| { kind: 'unknown'; property: string; near: string[] }
	| { kind: 'readOnly'; property: string; calculated: boolean }
	/** None of its options; `all`: their labels, where none comes close and they are few. */
	| { kind: 'noOption'; property: string; value: string; near: string[]; all?: string[] }
	/** It may mean several values. */
	| { kind: 'twoReadings'; property: string; value: string; values: string[] }
	/** Not of its type; the problem goes on after what the property is called. */
	| { kind: 'badValue'; property: string; problem: string };

/** How the values of a property are read. Text is what has no kind: any value is one. */
type Kind = 'number' | 'date' | 'datetime' | 'flag' | 'choice' | 'readOnly' | 'calculated';

/** A value of the property; or several that it may mean; or why it is none. */
type Fit = { value: string } | { values: string[] } | { none: string } | { unread: Unread };

const isFit = (fit: Fit): fit is { value: string } => 'value' in fit;

/** Options are listed where there are no more than so many. */
const FEW = 8;

interface Option extends Thing {
	isHidden: boolean;
}

const FLAGS: ReadonlySet<string> = new Set(['true', 'false']);

const optionsIn = ({ options }: Result): Option[] =>
	listOf(options)
		.filter(isRecord)
		.map(({ value, label, hidden }) => {
			const id = idText(value) ?? '';
			return { id, name: idText(label) || id, isHidden: hidden === true };
		})
		.filter(({ id }) => id);

function kindOf(defined: Result, options: Option[]): Kind | undefined {
	const { type, fieldType, calculated, modificationMetadata } = defined;
	if (calculated === true) return 'calculated';
	if (isRecord(modificationMetadata) && modificationMetadata.readOnlyValue === true) {
		return 'readOnly';
	}
	if (type === 'number' || type === 'date' || type === 'datetime') return type;
	const isFlag = type === 'bool' || fieldType === 'booleancheckbox';
	if (isFlag && options.every(({ id }) => FLAGS.has(id))) return 'flag';
	// Their options are elsewhere, e.g. in the account's list of owners.
	const isElsewhere = defined.externalOptions === true || idText(defined.referencedObjectType);
	return type === 'enumeration' && options.length && !isElsewhere ? 'choice' : undefined;
}

// ---------------------------------------------------------------- numbers, dates, flags

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,5})?$/;
/** What some parsers take for a number as well: HubSpot may say so itself. */
const UNSURE =
	/^[+-]?(nan|inf(inity)?|0x[\da-f.]+(p[+-]?\d+)?|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[df]?)$/i;
const LONGEST_NUMBER = 100;

function readNumber(value: string): Read<string> {
	const text = value.trim();
	if (DECIMAL.test(text) || text.length > LONGEST_NUMBER || UNSURE.test(text)) {
		return { value: text };
	}
	const hint = /^[+-]?\d[\d.,' ]*$/.test(text)
		? 'write it with a point before the decimals and nothing between the thousands'
		: undefined;
	return { expected: 'a number, such as 1234.5', hint };
}

/** Days that JavaScript and calendars agree on, which need not be looked at closely. */
const PLAIN_DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])(T00:00(:00(\.0{1,3})?)?Z)?$/;

/** @param day the day that the item's own date object meant, which its text does not tell any more */
function readDate(value: string, timeZone: string, day?: string): Read<string> {
	if (day !== undefined) return { value: day };
	return PLAIN_DAY.test(value) ? { value } : readDay(value, timeZone);
}

// ---------------------------------------------------------------- a property

export class Property {
	private readonly kind: Kind | undefined;

	private readonly options: Option[];

	/** The values of the options. */
	private readonly values: ReadonlySet<string>;

	private book?: Book<Option>;

	constructor(
		readonly name: string,
		defined: Result,
	) {
		this.options = optionsIn(defined);
		this.kind = kindOf(defined, this.options);
		this.values = new Set(this.options.map(({ id }) => id));
	}

	/** It takes any text. */
	get isText(): boolean {
		return this.kind === undefined;
	}

	/** The value as HubSpot takes it, or why it takes none such. */
	read(value: string, timeZone: string, day?: string): string | Misfit {
		const { name: property, kind } = this;
		if (kind === 'readOnly' || kind === 'calculated') {
			return { kind: 'readOnly', property, calculated: kind === 'calculated' };
		}
		// Clears the property.
		if (value === '' || this.values.has(value)) return value;
		const fit = this.fitOf(value, timeZone, day);
		if (isFit(fit)) return fit.value;
		if ('values' in fit) return { kind: 'twoReadings', property, value, values: fit.values };
		if ('unread' in fit) {
			return { kind: 'badValue', property, problem: sentence(value, fit.unread) };
		}
		return { kind: 'noOption', property, value: fit.none, ...this.suggested(fit.none) };
	}

	private fitOf(value: string, timeZone: string, day?: string): Fit {
		switch (this.kind) {
			case 'number':
				return asFit(readNumber(value));
			case 'date':
				return asFit(readDate(value, timeZone, day));
			case 'datetime':
				return asFit(readMoment(value, timeZone));
			case 'flag':
				return this.flagOf(value);
			case 'choice':
				return this.choiceOf(value);
			default:
				return { value };
		}
	}

	/** `true` and `false`, also as people write them, or as the account labels them. */
	private flagOf(value: string): Fit {
		const flag = readFlag(value);
		const labelled = this.optionOf(value);
		if (!('value' in flag)) return 'none' in labelled ? { unread: flag } : labelled;
		const text = String(flag.value);
		if ('none' in labelled || (isFit(labelled) && labelled.value === text)) return { value: text };
		const values = isFit(labelled) ? [labelled.value] : valuesIn(labelled);
		return { values: [...new Set([text, ...values])] };
	}

	/**
	 * An option, or several that are separated by `;`. HubSpot may take several of a property for one as
	 * well; it says so itself. What stands in front of a first `;` is empty where values are to be added.
	 */
	private choiceOf(value: string): Fit {
		const whole = this.optionOf(value);
		if (!value.includes(';')) return whole;
		const parts = value.split(';').map((part) => this.optionOf(part));
		const bad = parts.find((part) => !isFit(part));
		if (bad) return 'none' in whole ? bad : whole;
		const joined = parts.map((part) => (isFit(part) ? part.value : '')).join(';');
		if ('none' in whole || joined === value) return { value: joined };
		return { values: [...valuesIn(whole), joined] };
	}

	/** The option with this value, or else those that have it as their label or value, whatever the case. */
	private optionOf(text: string): Fit {
		const value = text.trim();
		if (!value || this.values.has(value)) return { value };
		const called = [...new Set(this.names.called(value).map(({ id }) => id))];
		if (called.length > 1) return { values: called };
		return called.length ? { value: called[0] } : { none: value };
	}

	/** The options by their labels and by their values. */
	private get names(): Book<Option> {
		return (this.book ??= new Book([
			...this.options,
			...this.options
				.filter(({ id, name }) => id !== name)
				.map((each) => ({ ...each, name: each.id })),
		]));
	}

	private suggested(value: string): { near: string[]; all?: string[] } {
		const near = this.names.near(value);
		const shown = this.options.filter(({ isHidden }) => !isHidden);
		if (near.length || shown.length > FEW) return { near };
		return { near, all: shown.map(({ name }) => name) };
	}
}

const asFit = (read: Read<string>): Fit => ('value' in read ? read : { unread: read });

const valuesIn = (fit: Fit): string[] => {
	if ('values' in fit) return fit.values;
	return isFit(fit) ? [fit.value] : [];
};

/** What `names.ts` reads: an owner by e-mail, a pipeline or stage by its label. */
export function isNamedElsewhere(defined: Result, objectType: string): boolean {
	const { pipeline, stage } = stageProperties(objectType);
	return holdsOwner(defined) || defined.name === pipeline || defined.name === stage;
}
