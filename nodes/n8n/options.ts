/** The options of a node: those of every operation, and those that only some operations have. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { endpointOf } from '../hubspot/effect';
import { DEFAULT_VERSION, ROOTS } from '../hubspot/versions';
import { RESERVE_TITLE } from './dailyCalls';
import type { Operation, OptionName } from './operation';

const VERSION_OPTIONS = Object.keys(ROOTS).map(
	(version): INodePropertyOptions => ({
		name: version + (version === DEFAULT_VERSION ? ' (Default)' : ''),
		value: version,
	}),
);

/** Properties of the chosen object type, as the account has them. */
export const PROPERTIES_TO_CHOOSE = {
	type: 'multiOptions' as const,
	typeOptions: {
		loadOptionsMethod: 'getProperties',
		loadOptionsDependsOn: ['authentication', 'objectType.value'],
	},
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

const OPTIONS: INodeProperties[] = [
	{
		displayName: 'API Version',
		name: 'apiVersion',
		type: 'options',
		noDataExpression: true,
		options: VERSION_OPTIONS,
		default: DEFAULT_VERSION,
		description:
			"Version of HubSpot's API to call. Inputs and results are the same in all of them.",
	},
	{
		displayName: 'Batch Size',
		name: 'batchSize',
		displayOptions: { show: { '@tool': [false] } },
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
		default: 100,
		description: 'How many items to send per call, 100 at most. Smaller batches are slower.',
	},
	{
		displayName: 'Compare With HubSpot First',
		name: 'compare',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Off', value: 'off', description: 'Send all values without reading first' },
			{
				name: 'Send Only Changes',
				value: 'onlyChanges',
				description:
					'Send the properties whose values differ. A record without a difference comes back as “unchanged”.',
			},
			{
				name: 'Fill Empty Properties Only',
				value: 'onlyEmpty',
				description:
					'Send the properties that have no value in HubSpot yet, and overwrite none. What cannot be read is not sent.',
			},
		],
		default: 'off',
		description:
			'Whether to read the records first, 100 per call, and send only what is needed. What somebody else changes between the read and the write is not seen. Needs the read scope for the object.',
	},
	{
		displayName: RESERVE_TITLE,
		name: 'dailyReserve',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0, maxValue: 99, numberPrecision: 0 },
		default: 0,
		description:
			"Stop before less than this percentage of the account's calls for today is left, so that other programs can go on. All apps of an account share these calls. Items that were not sent are reported as unsent. 0 keeps none.",
		hint: 'In percent of the calls that the account has per day',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description:
			'Whether to send nothing: each item comes back with what would be sent and in which call, or why not, and a hint tells how many calls and how long the run would take. Look-ups are made as usual.',
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
					'Empty the property in HubSpot. HubSpot does not say whether this works for the dates and the yes-or-no fields of marketing events.',
			},
		],
		default: 'ignore',
		description:
			"What to do with an empty value, such as an empty cell. A column that an item lacks changes nothing either way, and neither does a field left empty above: to clear a property for all items, map the expression {{ '' }}.",
	},
	{
		displayName: 'If Another App Owns the Event',
		name: 'ifOwnedByAnother',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Create Our Own',
				value: 'create',
				description: 'Create an event of your own beside theirs, as HubSpot does',
			},
			{
				name: 'Update Theirs',
				value: 'update',
				description: 'Update the event of the other app by its object ID, and create none',
			},
			{
				name: 'Refuse',
				value: 'refuse',
				description: 'Send nothing of the item; the message names the app and the object ID',
			},
		],
		default: 'create',
		description:
			'What to do where no event of your key or app has both external IDs, but one of another app does. Update Theirs and Refuse look each event up first, which takes the read scope and one call per event, two where HubSpot shows one of another app. HubSpot shows new events of other apps only after some minutes.',
	},
	{
		displayName: 'Look Up Unknown Outcomes',
		name: 'lookUp',
		type: 'boolean',
		noDataExpression: true,
		default: true,
		description:
			"Whether to look up a record in HubSpot when HubSpot's answer does not say what happened to it, and to send it again if nothing was written. Needs the read scope for the object.",
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
				description: 'For each item, the record returned by HubSpot',
			},
			{
				name: 'Input With Result',
				value: 'inputWithResult',
				description:
					'Each input item with its own fields, and the record returned by HubSpot in “hubspot”',
			},
			{
				name: 'Report',
				value: 'report',
				description:
					'One item with a CSV file of all items, for a mail or a sheet: what happened to each, and why',
			},
			{
				name: 'Summary',
				value: 'summary',
				description:
					'One item that counts what was written and what was not, and lists the failures and the items to send again',
			},
		],
		default: 'result',
		description: 'What the node returns',
	},
	{
		displayName: 'Return Archived Records Only',
		name: 'archived',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description:
			'Whether to read archived records, which are in the recycle bin for 90 days. HubSpot then finds these alone: records that are not archived are reported as not found. Find them by record ID: HubSpot does not say whether it finds archived records by other values.',
	},
	{
		displayName: 'Share of the Rate Limit',
		name: 'rateLimitShare',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
		default: 100,
		description:
			"Maximum percentage of HubSpot's rate limit this run may use. Other programs with the same key or app keep what they use in any case. Lower it to leave room for calls that must not wait.",
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		noDataExpression: true,
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
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
	{
		displayName: 'When a Property Is Refused',
		name: 'ifPropertyRefused',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Refuse the Record',
				value: 'refuse',
				description: 'Write nothing of the item; the message names the property',
			},
			{
				name: 'Write the Rest',
				value: 'writeRest',
				description: 'Leave the property out, write the others, and warn',
			},
		],
		default: 'refuse',
		description:
			"What to do about a property that does not exist, or a value that HubSpot does not take: HubSpot's definitions show it before the record is sent, or HubSpot refuses the record for it. A property that identifies the record is never left out, and neither is the only one. “leftOut” in the result says what was left out, and why.",
	},
	{
		displayName: 'With History: Property Names or IDs',
		name: 'propertiesWithHistory',
		...PROPERTIES_TO_CHOOSE,
		hint: 'What they held before comes in “propertiesWithHistory”. HubSpot then takes 50 records per call instead of 100.',
	},
];

/** Options that only some operations have; `OptionName` lists them. */
const SOME: ReadonlySet<string> = new Set<OptionName>([
	'archived',
	'batchSize',
	'compare',
	'emptyValues',
	'ifOwnedByAnother',
	'ifPropertyRefused',
	'lookUp',
	'propertiesWithHistory',
	'simplify',
	'unknownFields',
]);

/** What the editor calls an option. */
export const titleOfOption = (name: string): string | undefined =>
	OPTIONS.find((each) => each.name === name)?.displayName;

/** Does the operation have this option? A tool has none that the editor hides there: it takes one item, and its answer has a shape of its own. */
export function hasOption({ form, effect }: Operation, name: string, inTool = false): boolean {
	const option = OPTIONS.find((each) => each.name === name);
	if (!option) return false;
	if (inTool && option.displayOptions?.show?.['@tool']?.includes(false)) return false;
	// Every write has it, without naming it.
	if (name === 'dryRun') return effect.kind === 'write';
	return !SOME.has(name) || form.options.includes(name as OptionName);
}

/** An option as these operations have it, which may differ: a call takes more of some than of others. */
function variantsOf(
	option: INodeProperties,
	having: Operation[],
): Array<[INodeProperties, Operation[]]> {
	if (option.name !== 'batchSize') return having.length ? [[option, having]] : [];
	const bySize = new Map<string, [INodeProperties, Operation[]]>();
	for (const row of having) {
		const { effect } = row;
		const { limit, usual = limit } = effect.kind === 'list' ? { limit: 1 } : endpointOf(effect);
		const known = bySize.get(`${limit} ${usual}`);
		if (known) known[1].push(row);
		else bySize.set(`${limit} ${usual}`, [sized(option, limit, usual), [row]]);
	}
	return [...bySize.values()];
}

const sized = (option: INodeProperties, limit: number, usual: number): INodeProperties => ({
	...option,
	typeOptions: { ...option.typeOptions, maxValue: limit },
	default: usual,
	description: `How many items to send per call, ${limit.toLocaleString('en')} at most. Smaller batches are slower.`,
});

/** The options of a node; each is shown for the operations that have it. */
export function optionsOf(rows: Operation[]): INodeProperties {
	const options = OPTIONS.flatMap((each) => {
		const having = rows.filter((row) => hasOption(row, each.name));
		return variantsOf(each, having).map(([option, its]): INodeProperties => {
			if (its.length === rows.length) return option;
			const operations = its.map(({ value }) => value);
			const show = { ...option.displayOptions?.show, '/operation': operations };
			return { ...option, displayOptions: { show } };
		});
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
