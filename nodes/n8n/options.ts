/** The options of a node: those of every operation, and those that only some operations have. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { DEFAULT_VERSION, ROOTS } from '../hubspot/versions';
import type { Operation, OptionName } from './operation';

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
	{
		displayName: 'Unknown Fields',
		name: 'unknownFields',
		displayOptions: { show: { '@tool': [false], '/inputMode': ['fields'] } },
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Ignore',
				value: 'ignore',
				description: 'Send the other columns. A hint names those that were left out.',
			},
			{
				name: 'Refuse the Item',
				value: 'refuse',
				description: 'Do not send an item that has such a column',
			},
		],
		default: 'ignore',
		description:
			'What to do about columns of your items that HubSpot does not have, when they are mapped automatically',
	},
];

/** Options that only some operations have; `OptionName` lists them. */
const SOME: ReadonlySet<string> = new Set<OptionName>([
	'batchSize',
	'emptyValues',
	'lookUp',
	'unknownFields',
]);

/** Does the operation have this option? A tool has none that the editor hides there: it takes one item, and its answer has a shape of its own. */
export function hasOption({ form }: Operation, name: string, inTool = false): boolean {
	const option = OPTIONS.find((each) => each.name === name);
	if (!option) return false;
	if (inTool && option.displayOptions?.show?.['@tool']?.includes(false)) return false;
	return !SOME.has(name) || form.options.includes(name as OptionName);
}

/** The options of a node; each is shown for the operations that have it. */
export function optionsOf(rows: Operation[]): INodeProperties {
	const options = OPTIONS.flatMap((option): INodeProperties[] => {
		const having = rows.filter((row) => hasOption(row, option.name));
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
