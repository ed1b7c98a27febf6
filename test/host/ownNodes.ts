/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs workflows in tests, never shipped */
/**
 * Stand-ins for n8n's own nodes that the examples use: they do not come with n8n's engine. Each reads
 * the parameters of the real one through the engine, so that expressions and conditions are n8n's own.
 */
import vm from 'node:vm';

import { DateTime } from 'luxon';
import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

const main = NodeConnectionTypes.Main;

type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

function ownNode(properties: INodeProperties[], execute: Execute, outputs = 1): INodeType {
	return {
		description: {
			displayName: 'Own Node',
			name: 'ownNode',
			group: ['transform'],
			version: [1, 1.1, 2, 2.1, 2.2, 2.3, 3.4],
			description: '',
			defaults: { name: 'Own Node' },
			inputs: [main],
			outputs: Array.from({ length: outputs }, () => main),
			properties,
		},
		execute,
	};
}

const text = (name: string): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
});

const CONDITIONS: INodeProperties = {
	displayName: 'Conditions',
	name: 'conditions',
	type: 'filter',
	default: {},
	typeOptions: { filter: { caseSensitive: true, typeValidation: 'loose', version: 2 } },
};

/** Whether the conditions of If and Filter are true of an item. */
const isTrue = (node: IExecuteFunctions, item: number) =>
	node.getNodeParameter('conditions', item, false, { extractValue: true }) as unknown as boolean;

/** The file of an item as the Code node hands it out. */
const bytesOf = (items: INodeExecutionData[]) => async (item: number, name: string) =>
	await Promise.resolve(Buffer.from(items[item].binary?.[name].data ?? '', 'base64'));

const code = ownNode([text('jsCode')], async function () {
	const items = this.getInputData();
	const { $, $input } = this.getWorkflowDataProxy(0);
	const written = this.getNodeParameter('jsCode', 0) as string;
	const run = vm.runInNewContext(`(async function () {${written}\n})`, {
		...{ $, $input, DateTime, TextDecoder },
	}) as (this: object) => Promise<INodeExecutionData[]>;
	const made = await run.call({ helpers: { getBinaryDataBuffer: bytesOf(items) } });
	// Out of the other realm, as the real node's process hands items back.
	const copied = JSON.parse(JSON.stringify(made)) as INodeExecutionData[];
	return [copied.map((item) => ({ pairedItem: { item: 0 }, ...item }))];
});

const ifNode = ownNode(
	[CONDITIONS],
	async function () {
		const outputs: INodeExecutionData[][] = [[], []];
		for (const [item, { json, binary }] of this.getInputData().entries()) {
			outputs[isTrue(this, item) ? 0 : 1].push({ json, binary, pairedItem: { item } });
		}
		return await Promise.resolve(outputs);
	},
	2,
);

const filter = ownNode([CONDITIONS], async function () {
	const kept = this.getInputData().flatMap(({ json, binary }, item) =>
		isTrue(this, item) ? [{ json, binary, pairedItem: { item } }] : [],
	);
	return await Promise.resolve([kept]);
});

const splitOut = ownNode([text('fieldToSplitOut')], async function () {
	const parts = this.getInputData().flatMap(({ json }, item) => {
		const list = json[this.getNodeParameter('fieldToSplitOut', item) as string] as IDataObject[];
		return list.map((each) => ({ json: each, pairedItem: { item } }));
	});
	return await Promise.resolve([parts]);
});

const set = ownNode(
	[
		{
			displayName: 'Fields to Set',
			name: 'assignments',
			type: 'assignmentCollection',
			default: {},
		},
	],
	async function () {
		const made = this.getInputData().map((_, item) => {
			const { assignments } = this.getNodeParameter('assignments', item) as {
				assignments: Array<{ name: string; value: IDataObject[string] }>;
			};
			const json = Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
			return { json, pairedItem: { item } };
		});
		return await Promise.resolve([made]);
	},
);

/** A page's words, as the person sees them. */
const form = ownNode([text('completionTitle'), text('completionMessage')], async function () {
	const title = this.getNodeParameter('completionTitle', 0) as string;
	const message = this.getNodeParameter('completionMessage', 0) as string;
	return await Promise.resolve([[{ json: { title, message }, pairedItem: { item: 0 } }]]);
});

/** The answer to a webhook. */
const respondToWebhook = ownNode(
	[
		text('responseBody'),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			default: {},
			options: [{ displayName: 'Code', name: 'responseCode', type: 'number', default: 200 }],
		},
	],
	async function () {
		const body = JSON.parse(this.getNodeParameter('responseBody', 0) as string) as IDataObject;
		const { responseCode } = this.getNodeParameter('options', 0) as IDataObject;
		return await Promise.resolve([
			[{ json: { code: responseCode, body }, pairedItem: { item: 0 } }],
		]);
	},
);

/**
 * A form in the middle of a workflow that somebody fills in: its words and the answers.
 * @param meanwhile what happens while the workflow waits
 */
export const answered = (
	answers: IDataObject,
	meanwhile = async () => await Promise.resolve(),
): INodeType =>
	ownNode([text('formTitle'), text('formDescription')], async function () {
		const title = this.getNodeParameter('formTitle', 0) as string;
		const description = this.getNodeParameter('formDescription', 0) as string;
		await meanwhile();
		return [[{ json: { title, description, ...answers }, pairedItem: { item: 0 } }]];
	});

export const OWN_NODES: Record<string, INodeType> = Object.fromEntries(
	Object.entries({ code, if: ifNode, filter, splitOut, set, form, respondToWebhook }).map(
		([name, type]) => [`n8n-nodes-base.${name}`, type],
	),
);
