/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs n8n itself, never shipped */
/**
 * The built package inside n8n's own execution engine: dist is loaded by n8n-core's loader, the
 * workflow is run by WorkflowExecute, credentials are stored encrypted, decrypted by n8n's cipher,
 * and applied from the credential class as n8n's server does it.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// n8n reads these once, when its settings are first asked for: nothing is written to a home folder.
process.env.N8N_USER_FOLDER ??= mkdtempSync(path.join(tmpdir(), 'n8n-engine-'));
process.env.N8N_ENCRYPTION_KEY ??= 'only-for-tests-and-the-demo';
process.env.N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS ??= 'false';
process.env.N8N_LOG_LEVEL ??= 'silent';

import 'reflect-metadata';
import { Container } from '@n8n/di';
import {
	Cipher,
	Credentials,
	EncryptionKeyProxy,
	ExecutionLifecycleHooks,
	InstanceSettings,
	LoadOptionsContext,
	PackageDirectoryLoader,
	UnrecognizedNodeTypeError,
	WorkflowExecute,
} from 'n8n-core';
import {
	createRunExecutionData,
	ICredentialsHelper,
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject as Secret,
	type ICredentialType,
	type IConnections,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeExecutionData,
	type INodeType,
	type IRun,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
} from 'n8n-workflow';

export const PACKAGE = 'n8n-nodes-hubspot-batch';

const ROOT = path.resolve(__dirname, '../..');

let loading: Promise<PackageDirectoryLoader> | undefined;

/** The package as n8n finds it: through its manifest, from dist. */
export async function loadPackage(): Promise<PackageDirectoryLoader> {
	loading ??= (async () => {
		const loader = new PackageDirectoryLoader(ROOT);
		await loader.loadAll();
		return loader;
	})();
	return await loading;
}

/** Stored credentials, by ID. */
export type CredentialStore = Record<string, { type: string; data: Secret }>;

/** n8n's part of the credential work: encrypted at rest, expressions resolved, `authenticate` applied. */
class StoredCredentials extends ICredentialsHelper {
	private readonly stored = new Map<string, Credentials>();

	/** Every time an OAuth2 token was renewed and stored. */
	renewals = 0;

	constructor(
		private readonly types: Record<string, ICredentialType>,
		private readonly workflow: () => Workflow,
	) {
		super();
		const { encryptionKey } = Container.get(InstanceSettings);
		const key = {
			id: 'instance',
			value: Container.get(Cipher).encryptDEKWithInstanceKey(encryptionKey),
			algorithm: 'aes-256-cbc',
			format: 'no-prefix' as const,
		};
		Container.get(EncryptionKeyProxy).setProvider({
			getActiveKey: async () => key,
			getKeyById: async () => null,
			getLegacyKey: async () => key,
		});
	}

	async store(id: string, type: string, data: Secret) {
		const credentials = new Credentials({ id, name: id }, type);
		await credentials.setData(data);
		this.stored.set(id, credentials);
	}

	getParentTypes(type: string) {
		return this.types[type].extends ?? [];
	}

	isCredentialUsableByNode() {
		return true;
	}

	async authenticate(
		secret: Secret,
		type: string,
		options: IHttpRequestOptions,
		workflow: Workflow,
		node: INode,
	) {
		const { authenticate } = this.types[type];
		if (typeof authenticate === 'function') return await authenticate(secret, options);
		if (typeof authenticate !== 'object') throw new Error(`${type} has no generic authenticate`);
		const headers: IDataObject = { ...options.headers };
		for (const [name, value] of Object.entries(authenticate.properties.headers ?? {})) {
			headers[name] = workflow.expression.getSimpleParameterValue(node, String(value), 'internal', {
				$credentials: secret,
			}) as string;
		}
		return { ...options, headers };
	}

	async preAuthentication() {
		return undefined;
	}

	async runPreAuthentication() {
		return undefined;
	}

	async getCredentials(details: INodeCredentialsDetails) {
		const found = this.stored.get(details.id ?? '');
		if (!found) throw new Error(`There is no credential ${details.id}`);
		return found;
	}

	async getDecrypted(_data: unknown, details: INodeCredentialsDetails, type: string) {
		const raw = await (await this.getCredentials(details)).getData();
		const defaults = this.types[type].properties.map(({ name, default: value }) => [name, value]);
		const secret = { ...Object.fromEntries(defaults), ...raw } as Secret;
		const node = { name: '', type: '', typeVersion: 1, position: [0, 0], parameters: {} };
		return this.workflow().expression.getComplexParameterValue(
			node as unknown as INode,
			secret as IDataObject as never,
			'internal',
			{},
			undefined,
			undefined,
			secret as never,
		) as unknown as Secret;
	}

	async updateCredentials() {}

	async updateCredentialsOauthTokenData(
		details: INodeCredentialsDetails,
		type: string,
		data: Secret,
	) {
		this.renewals++;
		await this.store(details.id ?? '', type, data);
	}

	getCredentialsProperties(type: string) {
		return this.types[type].properties;
	}
}

const main = NodeConnectionTypes.Main;

/** A node that hands its input on: what stands where n8n's own nodes would. */
const passThrough: INodeType = {
	description: {
		displayName: 'Pass Through',
		name: 'passThrough',
		group: ['input'],
		version: 1,
		description: 'Hands its input on',
		defaults: { name: 'Pass Through' },
		inputs: [main],
		outputs: [main],
		properties: [{ displayName: 'Note', name: 'note', type: 'string', default: '' }],
	},
	async execute() {
		// Reads a parameter per item, as a Set node would: expressions and pairing are put to the test.
		return [
			this.getInputData().map(({ json, binary }, item) => {
				const note = this.getNodeParameter('note', item);
				return { json: note === '' ? json : { ...json, note }, binary, pairedItem: { item } };
			}),
		];
	},
};

export interface WorkflowRun {
	/** n8n's own record of the run. */
	run: IRun;
	/** Items of a node's output; 1 is the error output. */
	items: (node: string, output?: number) => INodeExecutionData[];
	hints: (node: string) => string[];
	renewals: number;
}

export interface WorkflowToRun {
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	/** Node that starts, and the items it is given. */
	start: string;
	input: Array<IDataObject | INodeExecutionData>;
	credentials: CredentialStore;
	/** Node types that n8n itself would bring; by default every foreign one hands its input on. */
	nodeTypes?: Record<string, INodeType>;
	/** As n8n numbers executions; default: the same for all. */
	executionId?: string;
	/** Called with a function that cancels the execution, as the Stop button does. */
	onStart?: (cancel: () => void) => void;
}

/** What n8n's server gives an execution: credentials, hooks, addresses. */
export async function server(workflow: Workflow, credentials: CredentialStore, executionId = '1') {
	const loader = await loadPackage();
	const types = Object.fromEntries(
		Object.entries(loader.credentialTypes).map(([name, { type }]) => [name, type]),
	);
	const helper = new StoredCredentials(types, () => workflow);
	for (const [id, { type, data }] of Object.entries(credentials))
		await helper.store(id, type, data);
	const { nodes, connectionsBySourceNode: connections } = workflow;
	const base = { id: '1', name: 'test', nodes: Object.values(nodes), connections };
	const hooks = new ExecutionLifecycleHooks('trigger', '1', base as unknown as IWorkflowBase);
	// Must parse as a URL: the engine builds resume links.
	const url = 'http://localhost/x';
	const additionalData = {
		hooks,
		credentialsHelper: helper,
		executionId,
		variables: {},
		restApiUrl: url,
		instanceBaseUrl: url,
		formWaitingBaseUrl: url,
		webhookBaseUrl: url,
		webhookWaitingBaseUrl: url,
		webhookTestBaseUrl: url,
		setExecutionStatus() {},
	} as unknown as IWorkflowExecuteAdditionalData;
	return { helper, additionalData };
}

/** Runs a workflow on n8n's engine. A node that fails is found in `run.data.resultData.error`. */
export async function runWorkflow(given: WorkflowToRun): Promise<WorkflowRun> {
	const loader = await loadPackage();
	const nodeType = (name: string): INodeType => {
		const foreign = given.nodeTypes?.[name];
		if (foreign) return foreign;
		if (!name.startsWith(`${PACKAGE}.`)) return passThrough;
		const found = loader.nodeTypes[name.slice(PACKAGE.length + 1)];
		if (!found) throw new UnrecognizedNodeTypeError(PACKAGE, name);
		return found.type as INodeType;
	};
	const nodeTypes = {
		getByName: nodeType,
		getByNameAndVersion: (name: string, version?: number) =>
			NodeHelpers.getVersionedNodeType(nodeType(name), version),
		getKnownTypes: () => ({}),
	};
	const { nodes, connections, settings } = given;
	const workflow = new Workflow({
		id: '1',
		nodes,
		connections,
		nodeTypes,
		active: false,
		settings,
	});
	const { helper, additionalData } = await server(workflow, given.credentials, given.executionId);

	const first = nodes.find(({ name }) => name === given.start);
	if (!first) throw new Error(`There is no node ${given.start}`);
	const items = given.input.map((item) =>
		'json' in item && typeof item.json === 'object'
			? (item as INodeExecutionData)
			: { json: item as IDataObject },
	);
	const execution = new WorkflowExecute(
		additionalData,
		'trigger',
		createRunExecutionData({
			startData: {},
			resultData: { runData: {} },
			executionData: {
				contextData: {},
				metadata: {},
				waitingExecution: {},
				waitingExecutionSource: {},
				nodeExecutionStack: [{ node: first, data: { main: [items] }, source: null }],
			},
		}),
	).processRunExecutionData(workflow);
	given.onStart?.(() => execution.cancel());
	const run = await execution;
	const { runData } = run.data.resultData;
	return {
		run,
		items: (node, output = 0) => runData[node]?.at(-1)?.data?.main[output] ?? [],
		hints: (node) => (runData[node]?.at(-1)?.hints ?? []).map(({ message }) => message),
		renewals: helper.renewals,
	};
}

export interface NodeToRun {
	/** `hubSpotCrmObjects` or `hubSpotMarketingEvents`. */
	node: string;
	parameters: INode['parameters'];
	input: WorkflowToRun['input'];
	url: string;
	token: string;
	onError?: INode['onError'];
	retryOnFail?: boolean;
	/** With Retry On Fail; default: 2. */
	maxTries?: number;
	executionId?: string;
	settings?: IWorkflowSettings;
	onStart?: WorkflowToRun['onStart'];
}

/** Source -> HubSpot -> Done (and Failed, on the error output). */
export async function runNode(given: NodeToRun): Promise<WorkflowRun> {
	const at = (x: number): [number, number] => [x, 0];
	const done = '={{ $("Source").item.json.row }}';
	const plain = { typeVersion: 1, type: 'test.passThrough' };
	return await runWorkflow({
		...given,
		start: 'Source',
		nodes: [
			{ ...plain, id: 'a', name: 'Source', position: at(0), parameters: {} },
			{
				id: 'b',
				name: 'HubSpot',
				type: `${PACKAGE}.${given.node}`,
				typeVersion: 1,
				position: at(1),
				parameters: given.parameters,
				credentials: { hubSpotBatchAccessTokenApi: { id: 'token', name: 'token' } },
				onError: given.onError,
				...(given.retryOnFail && {
					retryOnFail: true,
					maxTries: given.maxTries ?? 2,
					waitBetweenTries: 1,
				}),
			},
			{ ...plain, id: 'c', name: 'Done', position: at(2), parameters: { note: done } },
			{ ...plain, id: 'd', name: 'Failed', position: at(2), parameters: { note: done } },
		],
		connections: {
			Source: { main: [[{ node: 'HubSpot', type: main, index: 0 }]] },
			HubSpot: {
				main: [
					[{ node: 'Done', type: main, index: 0 }],
					...(given.onError === 'continueErrorOutput'
						? [[{ node: 'Failed', type: main, index: 0 }]]
						: []),
				],
			},
		},
		credentials: {
			token: {
				type: 'hubSpotBatchAccessTokenApi',
				data: { accessToken: given.token, baseUrl: given.url },
			},
		},
	});
}

export interface NodeToAsk {
	node: string;
	kind: 'listSearch' | 'loadOptions' | 'resourceMapping';
	method: string;
	parameters: INode['parameters'];
	/** Of the parameter whose list is loaded, e.g. `parameters.associateWith.records[0].type`. */
	path?: string;
	args?: unknown[];
	url: string;
	token: string;
	/** Data of an OAuth2 credential, to be used instead of the token. */
	oAuth2?: Secret;
}

/** Calls a method that the editor calls while a node is configured. */
export async function askNode(given: NodeToAsk): Promise<unknown> {
	const loader = await loadPackage();
	const type = loader.nodeTypes[given.node].type as INodeType;
	const node: INode = {
		id: 'a',
		name: 'HubSpot',
		type: `${PACKAGE}.${given.node}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: {
			authentication: given.oAuth2 ? 'oAuth2' : 'accessToken',
			...given.parameters,
		},
		credentials: {
			hubSpotBatchAccessTokenApi: { id: 'token', name: 'token' },
			hubSpotBatchOAuth2Api: { id: 'oauth', name: 'oauth' },
		},
	};
	const nodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, nodeTypes, active: false });
	const { additionalData } = await server(workflow, {
		token: {
			type: 'hubSpotBatchAccessTokenApi',
			data: { accessToken: given.token, baseUrl: given.url },
		},
		...(given.oAuth2 && { oauth: { type: 'hubSpotBatchOAuth2Api', data: given.oAuth2 } }),
	});
	additionalData.currentNodeParameters = node.parameters;
	const context = new LoadOptionsContext(
		workflow,
		node,
		additionalData,
		given.path ?? 'parameters',
	);
	const methods = type.methods?.[given.kind] as Record<string, (...args: unknown[]) => unknown>;
	return await methods[given.method].call(context, ...(given.args ?? []));
}
