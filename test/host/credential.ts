/**
 * A credential of the built package as n8n uses it without a node of ours: its test, and a request
 * that another node signs with it, such as HTTP Request.
 */
import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	Workflow,
	type ICredentialDataDecryptedObject as Secret,
	type ICredentialTestRequest,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeType,
} from 'n8n-workflow';

import { loadPackage, server } from './engine';

const main = NodeConnectionTypes.Main;

/** A node of somebody else's that uses the credential; what n8n runs it with. */
async function stranger(type: string, secret: Secret, request: ICredentialTestRequest['request']) {
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [type]: { id: 'credential', name: 'credential' } },
	};
	const nodeType: INodeType = {
		description: {
			displayName: 'Temp',
			name: 'noOp',
			group: ['input'],
			version: 1,
			description: 'Temp',
			defaults: { name: 'Temp' },
			inputs: [main],
			outputs: [main],
			credentials: [{ name: type, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', routing: { request }, default: '' },
			],
		},
	};
	const nodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const { helper, additionalData } = await server(workflow, {
		credential: { type, data: secret },
	});
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const data = await helper.getDecrypted(undefined, { id: 'credential', name: '' }, type);
	return { context, nodeType, data };
}

/** The fields of a credential as n8n hands them to whoever uses it. */
export async function decrypted(type: string, secret: Secret): Promise<Secret> {
	return (await stranger(type, secret, {})).data;
}

/** Sends a request that n8n signs with the credential. */
export async function askAs(
	type: string,
	secret: Secret,
	options: IHttpRequestOptions,
): Promise<unknown> {
	const { context } = await stranger(type, secret, {});
	return await context.helpers.httpRequestWithAuthentication.call(context, type, options);
}

interface TestFailure {
	message: string;
	cause?: { code?: string; response?: { status: number; statusText: string } };
}

/** “OK”, or the words that the user reads: what n8n's CredentialsTester does with a test request. */
export async function testCredential(type: string, secret: Secret): Promise<string> {
	const { test } = (await loadPackage()).credentialTypes[type].type;
	if (!test) throw new Error(`${type} has no test`);
	const { context, nodeType, data } = await stranger(type, secret, test.request);
	const decryptedData = { id: 'credential', name: 'credential', type, data };
	try {
		await new RoutingNode(context, nodeType, decryptedData).runNode();
		return 'OK';
	} catch (error) {
		const { message, cause } = error as TestFailure;
		const rule = (test.rules as IDataObject[] | undefined)?.find(
			({ properties }) => (properties as IDataObject).value === cause?.response?.status,
		);
		const said = (rule?.properties as IDataObject | undefined)?.message;
		return String(said ?? cause?.response?.statusText ?? cause?.code ?? message);
	}
}
