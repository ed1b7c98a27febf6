/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- speaks to n8n for tests, never shipped */
/**
 * What the editor says to n8n's server, said without an editor: log in, save and publish workflows,
 * keep credentials, run, and read an execution's data. Both trains of n8n, whose words differ.
 */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { IDataObject, INode, INodeParameters, IPairedItemData } from 'n8n-workflow';

import type { Installation } from './install';

export type WorkflowNode = Pick<INode, 'name' | 'type' | 'parameters'> & Partial<INode>;

/** As exported by n8n. */
export interface Workflow {
	id?: string;
	name: string;
	nodes: WorkflowNode[];
	connections: object;
	settings?: object;
	pinData?: object;
}

export interface Item {
	json: IDataObject;
	pairedItem?: IPairedItemData | IPairedItemData[] | number;
}

/** A stored one, with what a node's `credentials` hold of it. */
export interface Credential {
	type: string;
	id: string;
	name: string;
}

/** What n8n's Basic Auth credential holds. */
export interface BasicAuth {
	user: string;
	password: string;
}

export const use = ({ type, id, name }: Credential) => ({ [type]: { id, name } });

interface NodeRun {
	startTime: number;
	executionTime: number;
	executionStatus?: string;
	error?: { message: string; description?: string };
	data?: { main?: Array<Item[] | null> };
}

export interface Execution {
	id: string;
	status: string;
	/** of the execution as a whole */
	error?: { message: string; description?: string };
	/** by node, one for each time it ran */
	runs: Record<string, NodeRun[]>;
	/** what came out of an output of a node */
	items(node: string, output?: number, run?: number): Item[];
	/** the same, without what n8n wraps around it */
	json(node: string, output?: number): IDataObject[];
}

/** An answer of n8n that is no success. */
export class RestError extends Error {
	constructor(
		message: string,
		readonly status: number,
	) {
		super(message);
	}
}

export class Rest {
	private readonly browserId = randomUUID(); // the cookie is bound to it
	private cookie = '';

	constructor(
		readonly url: string,
		private readonly server: Installation,
		private readonly owner: { email: string; password: string },
	) {}

	/** One call below `/rest`; gives back the answer's `data`. */
	async rest<T = unknown>(method: string, route: string, body?: unknown): Promise<T> {
		const reply = await fetch(`${this.url}/rest${route}`, {
			method,
			headers: {
				'browser-id': this.browserId,
				...(this.cookie && { cookie: this.cookie }),
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(120_000),
		});
		for (const cookie of reply.headers.getSetCookie()) {
			if (cookie.startsWith('n8n-auth=')) [this.cookie] = cookie.split(';');
		}
		const text = await reply.text();
		if (!reply.ok) {
			const said = `${method} ${route}: ${reply.status} ${text.slice(0, 600)}`;
			throw new RestError(said, reply.status);
		}
		const parsed = (text.startsWith('{') ? JSON.parse(text) : { data: text }) as { data: T };
		return Object.hasOwn(parsed, 'data') ? parsed.data : (parsed as T);
	}

	/** The owner; made first where there is none yet. */
	async logIn(): Promise<void> {
		interface Settings {
			userManagement?: { showSetupOnFirstLoad?: boolean };
		}
		// /healthz answers before the routes are there: until then everything is a page that says so.
		const { userManagement } = await this.until(
			'n8n to be ready',
			async () => await this.rest<Settings>('GET', '/settings').catch(() => ({}) as Settings),
			(settings) => settings.userManagement !== undefined,
		);
		if (userManagement?.showSetupOnFirstLoad) {
			await this.rest('POST', '/owner/setup', this.owner);
		}
		const { email, password } = this.owner;
		await this.rest('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	/** What is to be handed to `adopt`, and as `use(credential)` to a node. */
	async saveCredential(type: string, name: string, data: object): Promise<Credential> {
		const { id } = await this.rest<{ id: string }>('POST', '/credentials', { name, type, data });
		return { type, id, name };
	}

	/** Gives back its id. */
	async saveWorkflow({ name, nodes, connections, settings, pinData }: Workflow): Promise<string> {
		const { id } = await this.rest<{ id: string }>('POST', '/workflows', {
			name,
			nodes: nodes.map((node, n) => ({
				id: randomUUID(),
				typeVersion: 1,
				position: [n * 220, 0],
				...node,
			})),
			connections,
			settings: settings ?? { executionOrder: 'v1' },
			...(pinData && { pinData }),
			active: false,
		});
		return id;
	}

	async readWorkflow(id: string): Promise<Workflow & { versionId: string }> {
		return await this.rest('GET', `/workflows/${id}`);
	}

	/**
	 * What the editor and its user do with an imported workflow: the one gives every trigger an address,
	 * the other chooses the credential in the nodes that want one. Nothing else is touched.
	 */
	async adopt(
		workflowId: string,
		credential: Credential,
		nodeTypes = /hubspot-batch/,
	): Promise<void> {
		const { type, ...chosen } = credential;
		await this.changeNodes(workflowId, (node) => ({
			...node,
			...(/(webhook|formTrigger)$/i.test(node.type) && {
				webhookId: node.webhookId ?? randomUUID(),
			}),
			...(nodeTypes.test(node.type) && { credentials: { [type]: chosen } }),
		}));
	}

	/** What its notes ask the user to choose in a node. */
	async choose(workflowId: string, name: string, parameters: INodeParameters): Promise<void> {
		await this.changeNodes(workflowId, (node) =>
			node.name === name ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
		);
	}

	private async changeNodes(id: string, change: (node: WorkflowNode) => WorkflowNode) {
		const { nodes, versionId, name, connections, settings } = await this.readWorkflow(id);
		const changed = { name, connections, settings, versionId, nodes: nodes.map(change) };
		await this.rest('PATCH', `/workflows/${id}`, changed);
	}

	/** Publishes it, and waits until its triggers are there. */
	async publish(id: string): Promise<void> {
		const { versionId } = await this.readWorkflow(id);
		const what = { versionId, name: '', description: '' };
		await this.rest('POST', `/workflows/${id}/activate`, what);
		await this.publication(id, 'published');
	}

	async unpublish(id: string): Promise<void> {
		await this.rest('POST', `/workflows/${id}/deactivate`, {});
		await this.publication(id, 'not_published');
	}

	private async publication(id: string, wanted: string) {
		await this.until(
			`workflow ${id} to be ${wanted}`,
			async () => {
				try {
					return await this.rest<{ status: string }>('GET', `/workflows/${id}/publication-status`);
				} catch (error) {
					// n8n before 2.41 has no such route: there the answer above came after the deed.
					if (error instanceof RestError && error.status === 404) return { status: wanted };
					throw error;
				}
			},
			({ status }) => status === wanted,
		);
	}

	/** As the editor's Execute button; waits for the end. */
	async runWorkflow(id: string, { trigger, timeoutMs }: RunWorkflow = {}): Promise<Execution> {
		return await this.finished(await this.beginWorkflow(id, trigger), timeoutMs);
	}

	/** The same without waiting; gives back the execution's id. */
	async beginWorkflow(id: string, trigger?: string): Promise<string> {
		const workflow = await this.readWorkflow(id);
		const found = trigger ?? workflow.nodes.find(({ type }) => /trigger/i.test(type))?.name;
		const { executionId } = await this.rest<{ executionId: string }>(
			'POST',
			`/workflows/${id}/run`,
			{
				triggerToStartFrom: { name: found },
				// n8n 2.41 takes the stored one.
				...(this.server.train === '2.8' && { workflowData: workflow }),
			},
		);
		return executionId;
	}

	/** Waits until an execution has ended. */
	async finished(id: string, timeoutMs = 120_000): Promise<Execution> {
		return await this.until(
			`execution ${id} to end`,
			async () => await this.execution(id),
			({ status }) => !['new', 'running', 'waiting', 'unknown'].includes(status),
			timeoutMs,
		);
	}

	/** Ids of a workflow's executions, the newest first. */
	async executionsOf(workflowId: string): Promise<Array<{ id: string; status: string }>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.rest<{ results: Array<{ id: string; status: string }> }>(
			'GET',
			`/executions?filter=${filter}&limit=100`,
		);
		return results;
	}

	/** As it is now. */
	async execution(id: string): Promise<Execution> {
		interface Stored {
			status: string;
			data?: string;
		}
		const stored = await this.rest<Stored>('GET', `/executions/${id}`).catch((error: unknown) => {
			// Not written yet.
			if (error instanceof RestError && error.status === 404)
				return { status: 'unknown' } as Stored;
			throw error;
		});
		const data = stored.data ? this.unflatten(stored.data) : undefined;
		const runs = data?.resultData?.runData ?? {};
		const items = (node: string, output = 0, nth = 0) =>
			runs[node]?.[nth]?.data?.main?.[output] ?? [];
		return {
			id,
			status: stored.status,
			error: data?.resultData?.error,
			runs,
			items,
			json: (node, output) => items(node, output).map(({ json }) => json),
		};
	}

	private unflatten(data: string) {
		const load = createRequire(path.join(this.server.folder, 'package.json'));
		const { parse } = load('flatted') as { parse: (text: string) => unknown };
		return parse(data) as {
			resultData?: { runData?: Record<string, NodeRun[]>; error?: Execution['error'] };
		};
	}

	/** A call from outside: `webhook/…`, `form/…`; whatever the answer. */
	async call(
		route: string,
		body?: object | FormData,
		login?: BasicAuth,
	): Promise<{ status: number; body: unknown; text: string }> {
		const isForm = body instanceof FormData;
		const basic = login && Buffer.from(`${login.user}:${login.password}`).toString('base64');
		const reply = await fetch(`${this.url}/${route}`, {
			method: body === undefined ? 'GET' : 'POST',
			headers: {
				...(body && !isForm && { 'content-type': 'application/json' }),
				...(basic && { authorization: `Basic ${basic}` }),
			},
			...(body && { body: isForm ? body : JSON.stringify(body) }),
			signal: AbortSignal.timeout(120_000),
		});
		const text = await reply.text();
		try {
			return { status: reply.status, body: JSON.parse(text) as unknown, text };
		} catch {
			return { status: reply.status, body: text, text };
		}
	}

	/** Asks until the answer is good. */
	async until<T>(
		what: string,
		ask: () => Promise<T>,
		isGood: (answer: T) => boolean,
		timeoutMs = 120_000,
	): Promise<T> {
		const end = Date.now() + timeoutMs;
		for (;;) {
			const answer = await ask();
			if (isGood(answer)) return answer;
			if (Date.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}`);
			await sleep(200);
		}
	}
}

interface RunWorkflow {
	/** name of a node; default: the only one */
	trigger?: string;
	timeoutMs?: number;
}
