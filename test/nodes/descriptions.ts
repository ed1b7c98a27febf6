/**
 * n8n's rules for what the editor shows, as checks of built descriptions: its lint reads literals, and
 * the parameters of these nodes are derived from rows. Each check tells what is wrong, place by place.
 */
import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyMode,
	INodePropertyOptions,
} from 'n8n-workflow';

export type Check = (parameters: INodeProperties[]) => string[];

type Entry = INodePropertyOptions | INodeProperties | INodePropertyCollection;

const entriesOf = ({ options }: INodeProperties): Entry[] => options ?? [];
const isChoice = (entry: Entry): entry is INodePropertyOptions => 'value' in entry;
const isParameter = (entry: Entry): entry is INodeProperties => 'type' in entry;
const choicesOf = (parameter: INodeProperties) => entriesOf(parameter).filter(isChoice);

/** All parameters, those within collections too. */
export function everyParameter(parameters: INodeProperties[]): INodeProperties[] {
	return parameters.flatMap((parameter) => [
		parameter,
		...entriesOf(parameter).flatMap((entry) => {
			if (isParameter(entry)) return everyParameter([entry]);
			return 'values' in entry ? everyParameter(entry.values) : [];
		}),
	]);
}

/** What a check finds in each parameter; undefined where that is as it should be. */
const inEach =
	(find: (parameter: INodeProperties) => Array<string | false | undefined>): Check =>
	(parameters) =>
		everyParameter(parameters).flatMap((parameter) =>
			find(parameter)
				.filter((fault) => typeof fault === 'string')
				.map((fault) => `${parameter.name}: ${fault}`),
		);

// ---------------------------------------------------------------- operations

const MOST_WITHOUT_RESOURCE = 5;

/** More than five operations are grouped by resource. */
export const resources: Check = (parameters) => {
	const operations = parameters
		.filter(({ name }) => name === 'operation')
		.flatMap((parameter) => choicesOf(parameter));
	const hasResource = parameters.some(({ name }) => name === 'resource');
	return operations.length > MOST_WITHOUT_RESOURCE && !hasResource
		? [`${operations.length} operations, and no Resource`]
		: [];
};

export const fixedOperations = inEach(({ name, noDataExpression }) => [
	['operation', 'resource'].includes(name) && noDataExpression !== true && 'takes expressions',
]);

/** Words that keep their capitals in a sentence. */
const NAMES = /^(HubSpot|CRM|JSON|ID|IDs|URL|URLs|API|OAuth2)$/;

const isSentenceCase = (text: string) =>
	/^[A-Z]/.test(text) &&
	text
		.split(' ')
		.slice(1)
		.every((word) => word === word.toLowerCase() || NAMES.test(word));

export const actions = inEach((parameter) => {
	if (parameter.name !== 'operation') return [];
	return choicesOf(parameter).map(({ name, action }) => {
		if (!action) return `${name} has no action`;
		return !isSentenceCase(action) && `the action “${action}” is not in sentence case`;
	});
});

// ---------------------------------------------------------------- lists

const FEW = 5;

const nameOf = (entry: Entry) => (isChoice(entry) ? entry.name : entry.displayName);

/** Lists of five and more, whether of choices or of parameters in a collection, are alphabetical. */
export const alphabetical = inEach((parameter) => {
	const names = entriesOf(parameter).map(nameOf);
	const sorted = [...names].sort((a, b) => a.localeCompare(b));
	if (names.length < FEW || names.join() === sorted.join()) return [];
	return [`${names.join(', ')} should be ${sorted.join(', ')}`];
});

/** An option that is shown for some operations alone may have a namesake for others. */
const namesOf = (entry: Entry): string[] => {
	const show = isParameter(entry) ? entry.displayOptions?.show : undefined;
	const operations = show?.['/operation'];
	return operations?.map((each) => `${nameOf(entry)} for ${String(each)}`) ?? [nameOf(entry)];
};

export const unique = inEach((parameter) => {
	const twice = (what: string, values: unknown[]) =>
		new Set(values).size < values.length && `${what} twice: ${values.join(', ')}`;
	const choices = choicesOf(parameter);
	return [
		twice('a name', entriesOf(parameter).flatMap(namesOf)),
		twice(
			'a value',
			choices.map(({ value }) => value),
		),
	];
});

// ---------------------------------------------------------------- names

const SMALL = /^(a|an|and|as|at|but|by|for|from|in|nor|of|on|or|per|the|to|with)$/;

/** Words with a digit, such as v3, are written as their owners write them. */
const isTitleCase = (text: string) =>
	text
		.split(/[ (/-]+/)
		.filter(Boolean)
		.every((word, at) => /^[A-Z]|\d/.test(word) || (at > 0 && SMALL.test(word)));

interface Named {
	displayName?: string;
}

const titleFault = (name: string | undefined) => {
	if (!name?.trim()) return 'has no name to show';
	return !isTitleCase(name) && `“${name}” is not in Title Case`;
};

/** All that the editor shows as a name, but notices: those are sentences. */
export const titles = inEach((parameter) => [
	!parameter.displayName?.trim() && 'has no name to show',
	parameter.type !== 'notice' && parameter.displayName && titleFault(parameter.displayName),
	...entriesOf(parameter)
		.filter((entry) => !isParameter(entry))
		.map((entry) => titleFault(nameOf(entry))),
	...(parameter.modes ?? []).map(({ displayName }: INodePropertyMode & Named) =>
		titleFault(displayName),
	),
]);

// ---------------------------------------------------------------- defaults

const isObject = (value: unknown) =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

type Fits = (value: unknown, parameter: INodeProperties) => boolean;

const isChosen: Fits = (value, parameter) =>
	choicesOf(parameter).some((choice) => choice.value === value);

const FITS: Partial<Record<INodeProperties['type'], Fits>> = {
	string: (value) => typeof value === 'string',
	json: (value) => typeof value === 'string',
	dateTime: (value) => typeof value === 'string',
	notice: (value) => value === '',
	number: (value) => typeof value === 'number',
	boolean: (value) => typeof value === 'boolean',
	options: (value, parameter) =>
		parameter.typeOptions?.loadOptionsMethod ? value === '' : isChosen(value, parameter),
	multiOptions: (value, parameter) =>
		Array.isArray(value) && value.every((each) => isChosen(each, parameter)),
	collection: isObject,
	fixedCollection: isObject,
	resourceMapper: isObject,
	resourceLocator: (value, { modes = [] }) =>
		isObject(value) && modes.some(({ name }) => name === (value as { mode?: string }).mode),
};

export const defaults = inEach((parameter) => {
	const { type, default: value } = parameter;
	const fits = FITS[type];
	if (!fits) return [`nobody has said what a default of type ${type} is`];
	return [!fits(value, parameter) && `the default ${JSON.stringify(value)} is none of ${type}`];
});

// ---------------------------------------------------------------- fixed texts

const DYNAMIC = (ids: string) =>
	`Choose from the list, or specify ${ids} using an <a href="https://docs.n8n.io/code/expressions/">expression</a>`;

const shouldBe = (what: string, found: unknown, expected: unknown) =>
	found !== expected && `${what} should be ${JSON.stringify(expected)}`;

/** Words and values that n8n has the same in all of its nodes. */
export const fixedTexts = inEach((parameter) => {
	const { name, type, displayName, description = '', typeOptions = {}, default: value } = parameter;
	const faults: Array<string | false> = [];
	if (name === 'returnAll') {
		faults.push(
			shouldBe('default', value, false),
			shouldBe('name', displayName, 'Return All'),
			shouldBe(
				'description',
				description,
				'Whether to return all results or only up to a given limit',
			),
		);
	}
	if (name === 'limit') {
		faults.push(
			shouldBe('default', value, 50),
			shouldBe('description', description, 'Max number of results to return'),
			!((typeOptions.minValue ?? 0) >= 1) && 'minValue should be at least 1',
		);
	}
	if (name === 'simplify' || name === 'simple') {
		faults.push(
			shouldBe('default', value, true),
			shouldBe('name', displayName, 'Simplify'),
			shouldBe(
				'description',
				description,
				'Whether to return a simplified version of the response instead of the raw data',
			),
		);
	}
	if (name === 'updateFields') faults.push(shouldBe('name', displayName, 'Update Fields'));
	if (typeOptions.loadOptionsMethod) {
		const isMany = type === 'multiOptions';
		faults.push(
			shouldBe('description', description, DYNAMIC(isMany ? 'IDs' : 'an ID')),
			!displayName.endsWith(isMany ? 'Names or IDs' : 'Name or ID') &&
				`name should end “${isMany ? 'Names or IDs' : 'Name or ID'}”`,
		);
	}
	for (const choice of choicesOf(parameter).filter((each) => each.value === 'upsert')) {
		faults.push(
			shouldBe('name of upsert', choice.name, 'Create or Update'),
			shouldBe(
				'description of upsert',
				choice.description,
				'Create a new record, or update the current one if it already exists (upsert)',
			),
		);
	}
	if (type === 'boolean') faults.push(!/^Whether /.test(description) && 'should start “Whether”');
	return faults;
});

// ---------------------------------------------------------------- sentences

const descriptionsOf = (parameter: INodeProperties) =>
	[parameter, ...choicesOf(parameter)].map((each) => ({
		title: 'displayName' in each ? each.displayName : each.name,
		text: each.description,
	}));

/** One sentence goes without a full stop, several go with; see also n8n's rules for descriptions. */
export const sentences = inEach((parameter) =>
	descriptionsOf(parameter).flatMap(({ title, text }) => {
		if (text === undefined) return [];
		const isSeveral = /[.!?] \S/.test(text.replace(/\b(e\.g|i\.e)\. /g, ''));
		return [
			text.trim() !== text && `blanks around “${text}”`,
			!/^[A-Z0-9{]/.test(text) && `“${text}” starts small`,
			text === title && `“${text}” only repeats the name`,
			!isSeveral && text.endsWith('.') && `“${text}” ends with a full stop`,
			isSeveral && !/[.!?]$/.test(text) && `“${text}” ends without a full stop`,
		];
	}),
);

/** Everything that is shown, wherever it stands. */
export const emoji: Check = (parameters) =>
	parameters.flatMap((parameter) =>
		JSON.stringify(parameter).match(/\p{Extended_Pictographic}/gu)?.length
			? [`${parameter.name}: has an emoji`]
			: [],
	);
