/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs n8n itself, never shipped */
/**
 * n8n's two ways of letting an AI agent call a node, with a script in place of the model: agents up
 * to version 2 (and MCP) get tools from n8n-core and invoke them; agents from version 3 on ask the
 * engine to run the tool's node and are resumed with its output.
 */
import type { DynamicStructuredTool } from '@langchain/core/tools';
import {
	NodeConnectionTypes,
	type EngineRequest,
	type EngineResponse,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

import { loadPackage, PACKAGE, runWorkflow } from './engine';

const { AiTool, Main } = NodeConnectionTypes;

/** The node that n8n derives from one with `usableAsTool`, as its server does (tool-generation/ai-tools). */
async function toolOf(node: string): Promise<INodeType> {
	const loader = await loadPackage();
	const type = loader.nodeTypes[node].type as INodeType;
	if (!type.description.usableAsTool) throw new Error(`${node} is not usable as a tool`);
	const description = {
		...type.description,
		name: `${type.description.name}Tool`,
		displayName: `${type.description.displayName} Tool`,
		inputs: [],
		outputs: [AiTool],
	};
	return Object.create(type, { description: { value: description } }) as INodeType;
}

/** What a model is told of a tool. */
export interface Offer {
	name: string;
	description: string;
	/** Fields by key: `type: description`, with `?` where the model may leave it out. */
	fields: Record<string, string>;
}

interface Field {
	description?: string;
	isOptional: () => boolean;
	_def: { typeName: string; innerType?: Field };
}

function fieldInWords(field: Field): string {
	const type = (field._def.innerType ?? field)._def.typeName.replace('Zod', '').toLowerCase();
	const { description = field._def.innerType?.description ?? '' } = field;
	return `${type}${field.isOptional() ? '?' : ''}: ${description}`;
}

function offerOf({ name, description, schema }: DynamicStructuredTool): Offer {
	const { shape } = schema as unknown as { shape: Record<string, Field> };
	const fields = Object.entries(shape).map(([key, field]) => [key, fieldInWords(field)]);
	return { name, description, fields: Object.fromEntries(fields) as Record<string, string> };
}

export interface Told {
	offers: Offer[];
	/** What the model is given back for each call, as text. */
	answers: string[];
}

const agent = (execute: INodeType['execute']): INodeType => ({
	description: {
		displayName: 'Agent',
		name: 'agent',
		group: ['transform'],
		version: 1,
		description: 'Calls tools as its script says',
		defaults: { name: 'Agent' },
		inputs: [Main, { type: AiTool, displayName: 'Tool' }],
		outputs: [Main],
		properties: [],
	},
	execute,
});

/** Gets its tools from n8n-core and invokes them itself. */
const invoking = (calls: IDataObject[], told: Told) =>
	agent(async function () {
		const tools = (await this.getInputConnectionData(AiTool, 0)) as DynamicStructuredTool[];
		told.offers.push(...tools.map(offerOf));
		for (const call of calls) {
			// A model's arguments are held to the tool's schema first; what throws ends an agent.
			const answer = await tools[0]
				.invoke(call)
				.catch((error: Error) => `thrown: ${error.message}`);
			told.answers.push(String(answer));
		}
		return [[{ json: {} }]];
	});

/** Asks the engine to run the node, and is resumed with what came out. */
const requesting = (calls: IDataObject[], told: Told): INodeType =>
	agent(async function (
		response?: EngineResponse,
	): Promise<INodeExecutionData[][] | EngineRequest> {
		const answered = response?.actionResponses ?? [];
		if (!answered.length) {
			const actions = calls.map((input, call) => ({
				actionType: 'ExecutionNodeAction' as const,
				nodeName: 'Tool',
				input,
				type: AiTool,
				id: `call_${call}`,
				metadata: { itemIndex: 0 },
			}));
			return { actions, metadata: {} };
		}
		for (const { data } of answered) {
			const items = data.data?.ai_tool?.[0]?.map(({ json }) => json);
			told.answers.push(JSON.stringify(items ?? { error: data.error?.message }));
		}
		return [[{ json: {} }]];
	} as INodeType['execute']);

export const AGENTS = { invoking, requesting };

/** One agent, one tool, and the calls that the model makes. */
export async function runAgent(given: {
	agent: keyof typeof AGENTS;
	node: string;
	name?: string;
	parameters: INode['parameters'];
	onError?: INode['onError'];
	retryOnFail?: boolean;
	calls: IDataObject[];
	url: string;
	token: string;
}): Promise<Told & { error: string | undefined }> {
	const told: Told = { offers: [], answers: [] };
	const type = `${PACKAGE}.${given.node}Tool`;
	const tool: INode = {
		id: 'c',
		name: given.name ?? 'Tool',
		type,
		typeVersion: 1,
		position: [1, 1],
		parameters: given.parameters,
		credentials: { hubSpotBatchAccessTokenApi: { id: 'token', name: 'token' } },
		onError: given.onError,
		...(given.retryOnFail && { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 }),
	};
	const plain = { typeVersion: 1, parameters: {} };
	const { run } = await runWorkflow({
		nodes: [
			{ ...plain, id: 'a', name: 'Chat', type: 'test.passThrough', position: [0, 0] },
			{ ...plain, id: 'b', name: 'Agent', type: 'test.agent', position: [1, 0] },
			tool,
		],
		connections: {
			Chat: { main: [[{ node: 'Agent', type: Main, index: 0 }]] },
			[tool.name]: { ai_tool: [[{ node: 'Agent', type: AiTool, index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
		start: 'Chat',
		// What a chat hands an agent: none of it is meant for HubSpot.
		input: [{ chatInput: 'Please update Ada', sessionId: 's1', email: 'chat@example.com' }],
		credentials: {
			token: {
				type: 'hubSpotBatchAccessTokenApi',
				data: { accessToken: given.token, baseUrl: given.url },
			},
		},
		nodeTypes: {
			'test.agent': AGENTS[given.agent](given.calls, told),
			[type]: await toolOf(given.node),
		},
	});
	return { ...told, error: run.data.resultData.error?.message };
}
