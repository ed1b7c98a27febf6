/**
 * The parameters of a node, derived from its rows: those that the rows share, and those that each
 * one adds.
 */
import type {
	INodeProperties,
	INodePropertyOptions,
	ResourceMapperTypeOptions,
} from 'n8n-workflow';

import type { Operation, Resource } from './operation';
import { optionsOf } from './options';
import { unknownForAgents } from './verbs';

const AUTHENTICATION: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{ name: 'Access Token', value: 'accessToken' },
		{ name: 'OAuth2', value: 'oAuth2' },
	],
	default: 'accessToken',
};

const INPUT_MODE: INodeProperties = {
	displayName: 'Input Mode',
	name: 'inputMode',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Fields',
			value: 'fields',
			description:
				'Drag your columns onto the fields; where there are many, n8n can also map them automatically',
		},
		{
			name: 'JSON',
			value: 'json',
			description:
				"Write each item as the JSON that HubSpot's API takes, for what the fields do not cover",
		},
	],
	default: 'fields',
};

const JSON_INPUT: INodeProperties = {
	displayName: 'Input (JSON)',
	name: 'json',
	type: 'json',
	default: '',
	required: true,
	description: 'For each item, one JSON object as in the “inputs” list of this HubSpot API call',
};

/**
 * An expression for a value that is filled in by the model that calls the node as a tool. Two
 * closing braces would end the expression, so they are set apart.
 */
const fromAgent = (key: string, description: string, type: string) =>
	`={{ $fromAI('${key}', '${description.replace(/\}(?=\})/g, '} ')}', '${type}') }}`;

/** What a tool answers, in the words of `toAnswers`. */
function answersOf({ effect }: Operation): string {
	if (effect.kind !== 'write') {
		return 'The outcome in the answer is one of: done, refused, not sent, not done. Only done comes with what was found.';
	}
	const meaning = unknownForAgents(effect);
	return `The outcome in the answer is one of: done, refused, not sent, not done, unknown. Only done means that it has been done in HubSpot${meaning}.`;
}

/**
 * What an AI agent reads about the node. n8n's own text would be the same for all operations of a
 * node.
 */
function toolDescription(rows: Operation[]): INodeProperties {
	const texts = rows.map((row) => [row.value, `${row.toolDescription} ${answersOf(row)}`]);
	const byOperation = JSON.stringify(Object.fromEntries(texts));
	// An expression, so that the text follows the operation until somebody writes another one.
	const text = rows.length > 1 ? `={{ (${byOperation})[$parameter["operation"]] }}` : texts[0][1];
	return {
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		default: text,
		required: true,
		typeOptions: { rows: 4 },
		description: 'What the AI agent reads about this tool',
		displayOptions: { show: { '@tool': [true] } },
	};
}

type Mapper = Pick<ResourceMapperTypeOptions, 'mode' | 'valuesLabel' | 'matchingFieldsLabels'> & {
	/** Of the parameter; default `fields`. */
	name?: string;
	/** The node's method that loads the fields. */
	method: string;
	/**
	 * The resource locator that the fields depend on. Until something is chosen there, the mapper is
	 * hidden: it would only say in red that it has no fields. A change there loads the fields again.
	 */
	about?: string;
	/** Other parameters that say which fields there are: a change there loads them again. */
	dependsOn?: string[];
	words: { singular: string; plural: string };
};

/** Parameters for the endpoint's raw input object as JSON. */
function jsonParameters(example: object): INodeProperties[] {
	return [
		{
			displayName: `One JSON object for each item, as HubSpot's API takes it, for example <code>${JSON.stringify(example)}</code>`,
			name: 'jsonNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { inputMode: ['json'], '@tool': [false] } },
		},
		{
			...JSON_INPUT,
			default: '={{ $json }}',
			displayOptions: { show: { inputMode: ['json'], '@tool': [false] } },
		},
		{
			...JSON_INPUT,
			default: fromAgent(
				'input',
				`One input object of this HubSpot endpoint, e.g. ${JSON.stringify(example)}`,
				'json',
			),
			displayOptions: { show: { inputMode: ['json'], '@tool': [true] } },
		},
	];
}

/**
 * Single parameters instead of a mapper, for operations whose items have only one or two values.
 */
export const plainParameters = (
	parameters: INodeProperties[],
	example: object,
): INodeProperties[] => [
	...parameters.map((parameter) => ({
		...parameter,
		displayOptions: { show: { ...parameter.displayOptions?.show, inputMode: ['fields'] } },
	})),
	...jsonParameters(example),
];

/** How an operation is fed: mapped fields, or the endpoint's raw input object as JSON. */
export function inputParameters(
	{ name = 'fields', method, about, dependsOn = [], words, ...mapper }: Mapper,
	example: object,
): INodeProperties[] {
	return [
		{
			displayName: 'Fields',
			name,
			type: 'resourceMapper',
			noDataExpression: true,
			default: { mappingMode: 'defineBelow', value: null },
			required: true,
			typeOptions: {
				loadOptionsDependsOn: [
					'authentication',
					...(about ? [`${about}.value`] : []),
					...dependsOn,
				],
				resourceMapper: {
					...mapper,
					resourceMapperMethod: method,
					fieldWords: words,
					// This text stands before “Retry”; the notice below it gives the reason.
					noFieldsError: `No ${words.plural} to map yet.`,
					// An account has hundreds of properties, so only those that the user adds are shown: those
					// of records by this setting. Where it is true, the method marks the others as `removed`,
					// because this setting hides optional fields, and events show two of them at once.
					addAllFields: mapper.mode === 'add',
					multiKeyMatch: false,
					supportAutoMap: true,
				},
			},
			displayOptions: {
				show: { inputMode: ['fields'] },
				...(about && { hide: { [about]: [''] } }),
			},
		},
		...jsonParameters(example),
	];
}

const asOption = (row: Operation): INodePropertyOptions => {
	const { value, name, action, description } = row;
	return { name, value, action, description };
};

/** The resource locators that say what an operation is about: an object type, or two of them. */
const locatorsOf = ({ form }: Operation) =>
	form.parameters.filter(({ type }) => type === 'resourceLocator').map(({ name }) => name);

/**
 * What the canvas shows below a node's name: the operation and, where a resource locator tells, what
 * it is about, in the words of its list. The node's own name is not repeated.
 */
export function subtitleOf(rows: Operation[], about?: string): string {
	const names = rows.map(({ value, name }) => [
		value,
		about ? name.replace(' CRM Objects', '') : name,
	]);
	const operation = `(${JSON.stringify(Object.fromEntries(names))})[$parameter["operation"]]`;
	if (!about) return `={{ ${operation} }}`;
	// `$parameter["…"]` is only the locator's value, and fails for an expression. The copy that
	// `toJSON` gives has the label too.
	const locators = rows.map((row) => [row.value, locatorsOf(row)]);
	const own = `(${JSON.stringify(Object.fromEntries(locators))})[$parameter["operation"]]`;
	const named = `(locator) => locator?.cachedResultName || (/^(=|$)/.test(locator?.value ?? "") ? "…" : locator.value)`;
	const chosen = `((all) => ${own}.map((name) => all[name]).map(${named}).join(" → "))($parameter.toJSON())`;
	return `={{ ${operation} + ": " + ${chosen} }}`;
}

function showing(parameter: INodeProperties, operations: string[]): INodeProperties {
	const { displayOptions } = parameter;
	const show = { ...displayOptions?.show, operation: operations };
	return { ...parameter, displayOptions: { ...displayOptions, show } };
}

/**
 * The parameters of each row, shown only for that row. Equal ones of several rows become one
 * parameter.
 */
function parametersOfRows(rows: Operation[]): INodeProperties[] {
	const shared = new Map<string, { parameter: INodeProperties; operations: string[] }>();
	for (const { value, form } of rows) {
		for (const parameter of form.parameters) {
			const key = JSON.stringify(parameter);
			const known = shared.get(key);
			if (known) known.operations.push(value);
			else shared.set(key, { parameter, operations: [value] });
		}
	}
	return [...shared.values()].map(({ parameter, operations }) => showing(parameter, operations));
}

/** The resources of a node, in the order of its rows; none where its rows name none. */
function resourcesOf(rows: Operation[]): Resource[] {
	const all = new Map(
		rows.flatMap(({ resource }) => (resource ? [[resource.value, resource]] : [])),
	);
	return [...all.values()];
}

function choiceOf(rows: Operation[]): INodeProperties {
	const first = rows[0].value;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: rows.map(asOption).sort(byName),
		default: first,
	};
}

/** The operation to choose and, where the rows of a node have resources, the resource before it. */
function choicesOf(rows: Operation[]): INodeProperties[] {
	const resources = resourcesOf(rows);
	if (!resources.length) return [choiceOf(rows)];
	const first = resources[0].value;
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: [...resources].sort(byName),
			default: first,
		},
		...resources.map(({ value }) => ({
			...choiceOf(rows.filter(({ resource }) => resource?.value === value)),
			displayOptions: { show: { resource: [value] } },
		})),
	];
}

const byName = (a: INodePropertyOptions, b: INodePropertyOptions) => a.name.localeCompare(b.name);

/** All parameters of a node with these operations; the first row of each resource is its default. */
export function parametersOf(rows: Operation[]): INodeProperties[] {
	const inputs = new Set(['jsonNotice', 'json', ...rows.flatMap(fieldsOf)]);
	const own = parametersOfRows(rows);
	const notices = own.filter(({ name, type }) => type === 'notice' && !inputs.has(name));
	const others = own.filter(({ name, type }) => type !== 'notice' && !inputs.has(name));
	const last = new Set(rows.flatMap(({ form }) => namesAfterInputs(form.parameters, inputs)));
	return [
		toolDescription(rows),
		AUTHENTICATION,
		...choicesOf(rows),
		...notices,
		...others.filter(({ name }) => !last.has(name)),
		...inputModeOf(rows),
		...own.filter(({ name }) => inputs.has(name)),
		...others.filter(({ name }) => last.has(name)),
		optionsOf(rows),
	];
}

/** Questions that the parameters of the node say all about take no input from their items. */
const takesInput = ({ form }: Operation) => !form.fields || form.fields.length > 0;

function inputModeOf(rows: Operation[]): INodeProperties[] {
	const taking = rows.filter(takesInput);
	if (taking.length === rows.length) return [INPUT_MODE];
	return taking.length
		? [
				showing(
					INPUT_MODE,
					taking.map(({ value }) => value),
				),
			]
		: [];
}

const fieldsOf = ({ form }: Operation) => [form.mapper ?? 'fields', ...(form.fields ?? [])];

/** Parameters that a row lists behind those that hold an item's values. */
function namesAfterInputs(parameters: INodeProperties[], inputs: Set<string>): string[] {
	const names = parameters.map(({ name }) => name);
	const first = names.findIndex((name) => inputs.has(name));
	return first < 0 ? [] : names.slice(first).filter((name) => !inputs.has(name));
}
