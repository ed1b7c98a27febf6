/**
 * A value that is none of the options of its property, as HubSpot's refusal tells it: which value,
 * and which options there are. Every search takes time in proportion to the length of the text.
 */

/** An option as HubSpot takes it, with its label where the refusal tells one that differs. */
export interface Option {
	value: string;
	label?: string;
}

export interface NoOption {
	/** Undefined where the sentence is in a language that is not known. */
	value?: string;
	options: Option[];
	/** The list of options was cut off. */
	isCut: boolean;
	/** HubSpot's sentence without the list. */
	said: string;
}

/** HubSpot's code in every language (OBSERVED); also that of a pipeline's stage, which lists nothing. */
const CODE = 'INVALID_OPTION';
/** HubSpot's sentence (OBSERVED): `Open Deal was not one of the allowed options: [OPEN, NEW]`. */
const SENTENCE = ' was not one of the allowed options';
const LIST = ': [';

/** What a detail about a property says of a value that is no option; undefined where it is about else. */
export function noOptionIn(
	{ message = '', code }: { message?: string; code?: string },
	property: string,
): NoOption | undefined {
	// The last one: a value may hold these words too.
	const sentence = message.lastIndexOf(SENTENCE);
	const isKnown = sentence >= 0;
	if (!isKnown && code !== CODE) return undefined;
	const list = isKnown ? message.indexOf(LIST, sentence) : message.lastIndexOf(LIST);
	if (!isKnown && list < 0) return undefined;
	const value = isKnown ? valueIn(message.slice(0, sentence), property) : undefined;
	if (list < 0) return { value, options: [], isCut: false, said: message };
	const listed = message
		.slice(list + LIST.length)
		.replace(/\.$/, '')
		.trimEnd();
	const isCut = !listed.endsWith(']');
	const options = optionsIn(isCut ? listed : listed.slice(0, -1), isCut);
	return { value, options, isCut, said: `${message.slice(0, list)}: […]` };
}

/** `Property "stage": "emperor"` holds the value `emperor`; mostly it stands alone. */
function valueIn(start: string, property: string): string {
	const name = `Property "${property}": `;
	const text = start.startsWith(name) ? start.slice(name.length) : start;
	const isQuoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
	return (isQuoted ? text.slice(1, -1) : text).trim();
}

/** `label: "New" value: "NEW" display_order: 1 …` (OBSERVED beside plain values). */
const LABELLED = /label: "((?:[^"\\]|\\.)*)"\s+value: "((?:[^"\\]|\\.)*)"/g;

function optionsIn(list: string, isCut: boolean): Option[] {
	const labelled = [...list.matchAll(LABELLED)].map(([, label, value]) =>
		label === value ? { value } : { value, label },
	);
	if (labelled.length) return labelled;
	const values = list.split(', ').map((value) => value.trim());
	// Of the last one, a part may be missing.
	return (isCut ? values.slice(0, -1) : values).filter(Boolean).map((value) => ({ value }));
}
