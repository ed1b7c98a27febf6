/**
 * The parameters of a node, derived from its rows: those that the rows share, and those that each
 * one adds.
 */
import type {
	INodeProperties,
	INodePropertyOptions,
	ResourceMapperTypeOptions,
} from 'n8n-workflow';

import { DEFAULT_VERSION, ROOTS } from '../hubspot/versions';
import type { Operation, OptionName } from './operation';
import { unknownForAgents } from './words';

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
			description: 'Fill in fields; where there are many, map them by hand or automatically',
		},
		{
			name: 'JSON',
			value: 'json',
			description: "Give HubSpot's own input object, for what the fields do not cover",
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
	description: 'One element of the inputs array of this HubSpot endpoint, for each item',
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
		description: 'What the AI agent is told this tool does',
		displayOptions: { show: { '@tool': [true] } },
	};
}

type Mapper = Pick<ResourceMapperTypeOptions, 'mode' | 'valuesLabel' | 'matchingFieldsLabels'> & {
	/** Of the parameter; default `fields`. */
	name?: string;
	/** The node's method that loads the fields. */
	method: string;
	/** Parameters whose change makes the editor load the fields again. */
	dependsOn: string[];
	words: { singular: string; plural: string };
};

/** Parameters for the endpoint's raw input object as JSON. */
export function jsonParameters(example: object): INodeProperties[] {
	return [
		{
			displayName: `One input of the HubSpot endpoint for each item, for example <code>${JSON.stringify(example)}</code>`,
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
		displayOptions: { show: { inputMode: ['fields'] } },
	})),
	...jsonParameters(example),
];

/** How an operation is fed: mapped fields, or the endpoint's raw input object as JSON. */
export function inputParameters(
	{ name = 'fields', method, dependsOn, words, ...mapper }: Mapper,
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
				loadOptionsDependsOn: ['authentication', ...dependsOn],
				resourceMapper: {
					...mapper,
					resourceMapperMethod: method,
					fieldWords: words,
					// This text stands before “Retry”; the notice below it gives the reason.
					noFieldsError: `No ${words.plural} loaded yet.`,
					// An account has hundreds of properties, so only those that the user adds are shown.
					addAllFields: false,
					multiKeyMatch: false,
					supportAutoMap: true,
				},
			},
			displayOptions: { show: { inputMode: ['fields'] } },
		},
		...jsonParameters(example),
	];
}

const VERSION_OPTIONS = Object.keys(ROOTS).map(
	(version): INodePropertyOptions => ({
		name: version + (version === DEFAULT_VERSION ? ' (Default)' : ''),
		value: version,
	}),
);

const OPTIONS: INodeProperties[] = [
	{
		displayName: 'API Version',
		name: 'apiVersion',
		type: 'options',
		noDataExpression: true,
		options: VERSION_OPTIONS,
		default: DEFAULT_VERSION,
		description:
			'Version of the HubSpot API to call. Inputs and results are the same in all of them.',
	},
	{
		displayName: 'Batch Size',
		name: 'batchSize',
		displayOptions: { show: { '@tool': [false] } },
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
		default: 100,
		description: 'How many items to send per call, 100 at most. Fewer are only slower.',
	},
	{
		displayName: 'Empty Values',
		name: 'emptyValues',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Ignore', value: 'ignore', description: 'Leave the property in HubSpot as it is' },
			{
				name: 'Clear the Property',
				value: 'clear',
				description:
					'Empty the property in HubSpot. For dates and flags of marketing events HubSpot does not document how.',
			},
		],
		default: 'ignore',
		description:
			"What an empty value of an item means. A field that the item does not have changes nothing either way, nor does a box left empty in the editor: to clear a property for all items, map the expression {{ '' }}.",
	},
	{
		displayName: 'Look Up Unknown Outcomes',
		name: 'lookUp',
		type: 'boolean',
		noDataExpression: true,
		default: true,
		description:
			"Whether to read records back when HubSpot's answer leaves open what became of them, and to send them again if nothing was done. Needs the read scope of the object.",
	},
	{
		displayName: 'Output',
		name: 'output',
		displayOptions: { show: { '@tool': [false] } },
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: "HubSpot's Result",
				value: 'result',
				description: 'For each item, the record as HubSpot answered it',
			},
			{
				name: 'Input With Result',
				value: 'inputWithResult',
				description: 'Each input item, with the record under the key “hubspot”',
			},
			{
				name: 'Summary',
				value: 'summary',
				description: 'One item with the counts and the list of failures',
			},
		],
		default: 'result',
		description: 'What the node returns',
	},
	{
		displayName: 'Share of the Rate Limit',
		name: 'rateLimitShare',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
		default: 100,
		description:
			'Up to how many percent of the calls per ten seconds this run may use. What other programs with the same token or app use is left to them in any case; lower it to keep room for calls that must not wait.',
	},
];

/** Options that only some operations have; `OptionName` lists them. */
const SOME: ReadonlySet<string> = new Set<OptionName>(['batchSize', 'emptyValues', 'lookUp']);

/** The options of a node; each is shown for the operations that have it. */
function optionsOf(rows: Operation[]): INodeProperties {
	const options = OPTIONS.flatMap((option): INodeProperties[] => {
		if (!SOME.has(option.name)) return [option];
		const having = rows.filter(({ form }) => form.options.includes(option.name as OptionName));
		if (having.length === rows.length) return [option];
		const show = {
			...option.displayOptions?.show,
			'/operation': having.map(({ value }) => value),
		};
		return having.length ? [{ ...option, displayOptions: { show } }] : [];
	});
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	};
}

const asOption = (row: Operation): INodePropertyOptions => {
	const { value, name, action, description } = row;
	return { name, value, action, description };
};

/**
 * What the canvas shows below a node's name: the operation and, where a parameter tells, what it is
 * about. The node's own name is not repeated.
 */
export function subtitleOf(rows: Operation[], about?: string): string {
	const names = rows.map(({ value, name }) => [
		value,
		about ? name.replace(' CRM Objects', '') : name,
	]);
	const operation = `(${JSON.stringify(Object.fromEntries(names))})[$parameter["operation"]]`;
	return `={{ ${operation}${about ? ` + ": " + ($parameter["${about}"] || "…")` : ''} }}`;
}

function showing(parameter: INodeProperties, operations: string[]): INodeProperties {
	const { displayOptions } = parameter;
	const show = { ...displayOptions?.show, operation: operations };
	return { ...parameter, displayOptions: { show } };
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

const byName = (a: INodePropertyOptions, b: INodePropertyOptions) => a.name.localeCompare(b.name);

/** All parameters of a node with these operations; the first row is the default one. */
export function parametersOf(rows: Operation[]): INodeProperties[] {
	const first = rows[0].value;
	const operation: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: rows.map(asOption).sort(byName),
		default: first,
	};
	const inputs = new Set(['jsonNotice', 'json', ...rows.flatMap(fieldsOf)]);
	const own = parametersOfRows(rows);
	const notices = own.filter(({ name, type }) => type === 'notice' && !inputs.has(name));
	const others = own.filter(({ name, type }) => type !== 'notice' && !inputs.has(name));
	const last = new Set(rows.flatMap(({ form }) => namesAfterInputs(form.parameters, inputs)));
	return [
		toolDescription(rows),
		AUTHENTICATION,
		operation,
		...notices,
		...others.filter(({ name }) => !last.has(name)),
		INPUT_MODE,
		...own.filter(({ name }) => inputs.has(name)),
		...others.filter(({ name }) => last.has(name)),
		optionsOf(rows),
	];
}

const fieldsOf = ({ form }: Operation) => [form.mapper ?? 'fields', ...(form.fields ?? [])];

/** Parameters that a row lists behind those that hold an item's values. */
function namesAfterInputs(parameters: INodeProperties[], inputs: Set<string>): string[] {
	const names = parameters.map(({ name }) => name);
	const first = names.findIndex((name) => inputs.has(name));
	return first < 0 ? [] : names.slice(first).filter((name) => !inputs.has(name));
}
