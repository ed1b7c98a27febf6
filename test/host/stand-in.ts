/**
 * What nodes/n8n asks of n8n, answered from plain data: no engine, no sockets, no waiting. For
 * tests of single functions; what n8n really does is shown by test/nodes, on its own engine.
 */
import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	INode,
	INodeExecutionData,
	NodeExecutionHint,
	WorkflowExecuteMode,
} from 'n8n-workflow';

/** In a parameter: what an expression gives, item by item. A mere reference is text, e.g. `={{ $json.email }}`. */
export type Expression = (item: number) => unknown;

export interface Given {
	/** Parameters by name; functions in them stand for expressions. */
	parameters?: Record<string, unknown>;
	items?: INodeExecutionData[];
	credential?: IDataObject | (() => IDataObject);
	/** HubSpot's side of a call: a body, a whole reply, or an error that is thrown. */
	answer?: (options: IHttpRequestOptions, call: number) => unknown;
	/** HubSpot does not tell definitions of properties: reads of these are neither noted nor answered. */
	withholdsDefinitions?: true;
	continueOnFail?: boolean;
	signal?: AbortSignal;
	cancelSignal?: () => AbortSignal | undefined;
	timeZone?: string;
	credentialId?: string;
	/** As in an AI tool: the items are not those that expressions see, but these. */
	otherJson?: true | ((item: number) => unknown);
	/** Of the node, e.g. the type of an AI tool. */
	node?: Partial<INode>;
	mode?: WorkflowExecuteMode;
	/** As n8n numbers executions; null where it has no number. */
	executionId?: string | null;
	/** Which run of the node it is in its execution. */
	runIndex?: number;
}

export interface Call extends IHttpRequestOptions {
	credentialType: string;
}

/** A whole reply, where the status or the headers matter. */
export class Reply {
	constructor(
		readonly statusCode: number,
		readonly body: unknown,
		readonly headers: Record<string, unknown> = {},
	) {}
}

export const NODE: INode = {
	id: 'a',
	name: 'HubSpot',
	type: 'hubSpot',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Expressions and references evaluated for an item that sees this json, or shown as they are stored. */
function resolved(value: unknown, item: number | 'raw', see: () => unknown): unknown {
	if (typeof value === 'function') return item === 'raw' ? '={{ … }}' : (value as Expression)(item);
	if (typeof value === 'string' && item !== 'raw') {
		const [, name] = /^=\{\{ \$json\.(\w+) \}\}$/.exec(value) ?? [];
		return name === undefined ? value : (see() as IDataObject | undefined)?.[name];
	}
	if (Array.isArray(value)) return value.map((entry) => resolved(entry, item, see));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]) => [name, resolved(entry, item, see)]),
	);
}

const at = (tree: unknown, path: string) =>
	(path.match(/[^.[\]"]+/g) ?? []).reduce<unknown>(
		(value, name) => (value as Record<string, unknown> | undefined)?.[name],
		tree,
	);

interface ParameterOptions {
	rawExpressions?: boolean;
	extractValue?: boolean;
	skipValidation?: boolean;
}

/** The context, and what was asked of it. */
export function standIn(given: Given = {}) {
	const calls: Call[] = [];
	/** Types of the credentials that were asked for. */
	const credentialTypes: string[] = [];
	/** What the request helper was called on. */
	const thises: unknown[] = [];
	/** What was said in the browser's console. */
	const messages: string[] = [];
	const hints: NodeExecutionHint[] = [];
	/** `name[item]` of every parameter that was evaluated. */
	const evaluated: string[] = [];
	/** Names of those that n8n would have checked against the types of the mapper. */
	const validated: string[] = [];

	const seen = (item: number): unknown => {
		const { otherJson, items } = given;
		if (otherJson === true) return {};
		return otherJson ? otherJson(item) : items?.[item]?.json;
	};
	const parameter = (name: string, item: number, fallback: unknown, options: ParameterOptions) => {
		const raw = options.rawExpressions === true;
		if (!raw) evaluated.push(`${name}[${item}]`);
		if (!raw && !options.skipValidation) validated.push(name);
		// As in n8n: what stands for a missing parameter does not stand for an expression without a value.
		const stored = at(given.parameters ?? {}, name) ?? fallback;
		const value = resolved(stored, raw ? 'raw' : item, () => seen(item));
		return options.extractValue ? ((at(value, 'value') ?? value) as unknown) : value;
	};

	const context = {
		getNode: () => {
			const { credentialId } = given;
			const node = { ...NODE, ...given.node };
			if (credentialId === undefined) return node;
			const credential = { id: credentialId, name: 'HubSpot' };
			const credentials = {
				hubSpotBatchAccessTokenApi: credential,
				hubSpotBatchOAuth2Api: credential,
			};
			return { ...node, credentials };
		},
		getMode: () => given.mode ?? 'trigger',
		getWorkflowDataProxy: (item: number) => ({
			$json: seen(item),
			$runIndex: given.runIndex ?? 0,
		}),
		sendMessageToUI: (message: string) => void messages.push(message),
		getTimezone: () => given.timeZone ?? 'UTC',
		getExecutionId: () => (given.executionId === null ? undefined : (given.executionId ?? '7')),
		getInputData: () => given.items ?? [],
		continueOnFail: () => given.continueOnFail ?? false,
		getExecutionCancelSignal: given.cancelSignal ?? (() => given.signal),
		addExecutionHints: (...more: NodeExecutionHint[]) => void hints.push(...more),
		getNodeParameter: (
			name: string,
			item: number,
			fallback?: unknown,
			options: ParameterOptions = {},
		) => parameter(name, item, fallback, options),
		getCurrentNodeParameter: (name: string) => parameter(name, 0, undefined, {}),
		evaluateExpression: (text: string, item: number) =>
			resolved(`=${text}`, item, () => seen(item)),
		getCredentials: async (type: string) => {
			credentialTypes.push(type);
			const { credential = { accessToken: 'a-secret-token' } } = given;
			return typeof credential === 'function' ? credential() : credential;
		},
		helpers: {
			async httpRequestWithAuthentication(
				this: unknown,
				credentialType: string,
				options: IHttpRequestOptions,
			) {
				if (given.withholdsDefinitions && /\/properties\//.test(String(options.url))) {
					return { statusCode: 403, headers: {}, body: {} };
				}
				thises.push(this);
				const { body } = options;
				// As it arrives over there.
				const sent =
					body instanceof Buffer
						? { ...options, body: JSON.parse(body.toString()) as object }
						: options;
				calls.push({ ...sent, credentialType } as Call);
				const answer = await given.answer?.(sent as IHttpRequestOptions, calls.length);
				return answer instanceof Reply ? answer : { statusCode: 200, headers: {}, body: answer };
			},
		},
	};
	return {
		context: context as unknown as IExecuteFunctions & ILoadOptionsFunctions,
		calls,
		thises,
		credentialTypes,
		hints,
		messages,
		evaluated,
		validated,
	};
}
