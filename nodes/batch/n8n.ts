/**
 * The only engine file that touches n8n at run time: reads parameters, makes the HTTP calls through
 * n8n's credentials, waits so that a cancel is felt at once, and hands the items back.
 *
 * Programmatic, not declarative: items are batched independently of single calls.
 */
import {
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestMethods,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type INodeExecutionData,
	type ResourceMapperValue,
} from 'n8n-workflow';

import {
	checkedBaseUrl,
	DEFAULT_VERSION,
	isRecord,
	renderPath,
	ROOTS,
	type ApiVersion,
} from './api';
import { run } from './engine';
import {
	fieldsOf,
	invalid,
	isOutcome,
	kindsOf,
	fromJson,
	stopError,
	toEntry,
	toItems,
	toSummaryItem,
	type Output,
} from './items';
import type { Operation } from './operation';
import { failed, type Entry, type Outcome } from './outcome';
import { send, type Clock, type Http, type HttpAnswer } from './send';
import type { Reading } from './values';

type Context = IExecuteFunctions | ILoadOptionsFunctions;

/** A batch of 100 takes HubSpot about a second; after this long the answer is taken for lost. */
const REQUEST_TIMEOUT_MS = 60_000;
/** A cancelled execution is noticed after at most this long. */
const SLICE_MS = 200;

interface Options {
	apiVersion?: ApiVersion;
	batchSize?: number;
	emptyValues?: Reading['emptyValues'];
	output?: Output;
}

// ---------------------------------------------------------------- account

interface Account {
	credentialType: string;
	baseUrl: string;
}

async function accountOf(context: Context, authentication: unknown): Promise<Account> {
	const credentialType =
		authentication === 'oAuth2' ? 'hubSpotBatchOAuth2Api' : 'hubSpotBatchAccessTokenApi';
	const { baseUrl } = await context.getCredentials<{ baseUrl?: string }>(credentialType);
	return { credentialType, baseUrl: checkedBaseUrl(baseUrl) };
}

// ---------------------------------------------------------------- HTTP

/** Codes of calls that never reached a server. Anything else without an answer may have been applied. */
const UNREACHED =
	/^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ERR_INVALID_URL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS)/;

interface HttpFailure {
	httpCode?: string | null;
	message?: string;
	description?: string | null;
	code?: string;
	isAxiosError?: boolean;
	response?: { status?: number; headers?: Record<string, unknown>; data?: unknown };
	cause?: HttpFailure;
	context?: { data?: unknown };
}

const lowerCased = (headers: Record<string, unknown> = {}): Record<string, string> =>
	Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);

function parsed(body: unknown): unknown {
	if (typeof body !== 'string') return body;
	try {
		return JSON.parse(body) as unknown;
	} catch {
		return body;
	}
}

/**
 * What a rejected request says: the server's reply, or why there is none. Nothing else of the error
 * is kept: its `config` holds the token in clear.
 */
function answerOf(error: HttpFailure): HttpAnswer {
	const cause = error.cause ?? error;
	const response = cause.response ?? error.response;
	const status = Number(response?.status ?? error.httpCode);
	// A good status without a body: the connection broke while the answer came in.
	if (status < 300 && response && response.data === undefined) {
		return { kind: 'lost', why: 'the answer broke off' };
	}
	if (Number.isInteger(status) && status >= 100) {
		const body = parsed(response?.data ?? error.context?.data);
		return { kind: 'reply', reply: { status, headers: lowerCased(response?.headers), body } };
	}
	const code = cause.code ?? error.code ?? error.httpCode ?? '';
	const why = [code, cause.message ?? error.message].filter(Boolean).join(': ');
	if (UNREACHED.test(code)) return { kind: 'unreached', why };
	if (code || cause.isAxiosError) return { kind: 'lost', why };
	return { kind: 'denied', why: [error.message, error.description].filter(Boolean).join(' ') };
}

async function request(
	context: Context,
	{ credentialType, baseUrl }: Account,
	method: IHttpRequestMethods,
	path: string,
	body?: IDataObject,
): Promise<HttpAnswer> {
	const options: IHttpRequestOptions = {
		method,
		url: baseUrl + path,
		body,
		json: true,
		returnFullResponse: true,
		// A redirect would carry the token to another host.
		disableFollowRedirect: true,
		timeout: REQUEST_TIMEOUT_MS,
	};
	try {
		const reply = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			credentialType,
			options,
		)) as { statusCode: number; headers: Record<string, unknown>; body: unknown };
		const { statusCode: status, headers } = reply;
		return {
			kind: 'reply',
			reply: { status, headers: lowerCased(headers), body: parsed(reply.body) },
		};
	} catch (error) {
		return answerOf(error as HttpFailure);
	}
}

/** A GET that lists and mappers need. No retry: the person who waits presses the button again. */
export async function read(context: ILoadOptionsFunctions, path: string): Promise<HttpAnswer> {
	const account = await accountOf(context, context.getCurrentNodeParameter('authentication'));
	return await request(context, account, 'GET', path);
}

function clockOf(context: IExecuteFunctions): Clock {
	const cancelled = () => context.getExecutionCancelSignal()?.aborted ?? false;
	return {
		cancelled,
		random: Math.random,
		async sleep(ms) {
			for (let left = ms; left > 0 && !cancelled(); left -= SLICE_MS) {
				await sleep(Math.min(left, SLICE_MS));
			}
		},
	};
}

// ---------------------------------------------------------------- parameters

const holdsExpression = (value: unknown): boolean =>
	typeof value === 'string'
		? value.startsWith('=')
		: typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);

/** A parameter that is the same for every item is evaluated once: an expression costs half a millisecond. */
function perItem<T>(
	context: IExecuteFunctions,
	name: string,
	read: (item: number) => T,
): (item: number) => T {
	const raw = context.getNodeParameter(name, 0, undefined, { rawExpressions: true }) as unknown;
	if (holdsExpression(raw)) return read;
	let once: { value: T } | undefined;
	return () => (once ??= { value: read(0) }).value;
}

/** How the raw input of an item is read: from the mapper, the item itself, or a JSON parameter. */
function inputReader(context: IExecuteFunctions, row: Operation, items: INodeExecutionData[]) {
	if (context.getNodeParameter('inputMode', 0) === 'json') {
		const kinds: Reading['kinds'] = new Map();
		return {
			kinds,
			rawInput: (item: number) => fromJson(context.getNodeParameter('json', item)),
		};
	}
	// Read unevaluated and without its schema of hundreds of properties, which n8n would walk for every item.
	const mapper = context.getNodeParameter(
		'fields',
		0,
		{},
		{ rawExpressions: true },
	) as Partial<ResourceMapperValue>;
	const automatic = mapper.mappingMode === 'autoMapInputData';
	const mapped = (item: number) =>
		automatic
			? undefined
			: context.getNodeParameter('fields.value', item, {}, { skipValidation: true });
	return {
		kinds: kindsOf(mapper.schema),
		rawInput: (item: number) => row.fromFields(fieldsOf(mapper, mapped(item), items[item].json)),
	};
}

/** Parameters in the path, e.g. the object type: trimmed, and never a way to another path. */
function pathReader(context: IExecuteFunctions, row: Operation, version: ApiVersion) {
	const names = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
	const readers = names.map((name) => ({
		name,
		read: perItem(context, name, (item) =>
			String(context.getNodeParameter(name, item, '', { extractValue: true }) ?? '').trim(),
		),
	}));
	return (item: number): string => {
		const values = readers.map(({ name, read }) => [name, read(item)] as const);
		for (const [name, value] of values) {
			if (/^[\w-]+$/.test(value)) continue;
			const given = value ? `“${value}”` : 'nothing';
			throw new Error(
				`${name}: expected a name or ID such as contacts, 2-123 or p123_car, got ${given}`,
			);
		}
		return renderPath(version, row.family, row.path, Object.fromEntries(values));
	};
}

// ---------------------------------------------------------------- execute

const messageOf = (error: unknown) => {
	const { message, description } = error as { message?: string; description?: string | null };
	return [message, description].filter(Boolean).join(' ').replace(/\.?$/, '.');
};

/** Every input item -> an entry or, where it cannot be sent, its outcome. */
function readItems(
	context: IExecuteFunctions,
	row: Operation,
	options: Options,
	items: INodeExecutionData[],
) {
	const { kinds, rawInput } = inputReader(context, row, items);
	const path = pathReader(context, row, options.apiVersion ?? DEFAULT_VERSION);
	const emptyValues = options.emptyValues ?? 'ignore';
	const schema = row.input({ timeZone: context.getTimezone(), emptyValues, kinds });
	const run = `n8n-${context.getExecutionId()}-${Date.now().toString(36)}`;
	return items.map((_, item): Entry | Outcome => {
		try {
			const place = { item, path: path(item), label: `${run}-${item}` };
			return toEntry(row, schema, rawInput(item), place);
		} catch (error) {
			return invalid(item, `Not sent: ${messageOf(error)}`);
		}
	});
}

function checkedOptions(context: IExecuteFunctions, row: Operation): Options {
	const options = context.getNodeParameter('options', 0, {}) as Options;
	const complain = (message: string) => {
		throw new NodeOperationError(context.getNode(), message);
	};
	const { apiVersion, batchSize } = options;
	if (apiVersion !== undefined && !(apiVersion in ROOTS)) {
		complain(
			`API Version must be one of ${Object.keys(ROOTS).join(', ')}, not “${String(apiVersion)}”`,
		);
	}
	if (
		batchSize !== undefined &&
		!(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= row.limit)
	) {
		complain(
			`Batch Size must be a whole number from 1 to ${row.limit}, not “${String(batchSize)}”`,
		);
	}
	return options;
}

function tellWarnings(context: IExecuteFunctions, outcomes: Outcome[]) {
	const told = new Map<string, number[]>();
	for (const outcome of outcomes) {
		if (!outcome.ok) continue;
		for (const warning of outcome.warnings) {
			told.set(warning, [...(told.get(warning) ?? []), outcome.item]);
		}
	}
	const hints = [...told].slice(0, 10).map(([warning, items]) => {
		const whose =
			items.length > 1 ? `${items.length} items, from item ${items[0]} on` : `item ${items[0]}`;
		return {
			message: `${warning} (${whose})`,
			type: 'warning' as const,
			location: 'outputPane' as const,
		};
	});
	if (hints.length) context.addExecutionHints(...hints);
}

/**
 * Runs the node's operation over all its input items.
 * Never throws where On Error says to continue: n8n would pass the input on as if it had been written.
 * @throws NodeOperationError with On Error = Stop, when any item did not go through
 */
export async function execute(
	this: IExecuteFunctions,
	rows: Operation[],
): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const goOn = this.continueOnFail();
	let calls = 0;
	let outcomes: Outcome[];
	let output: Output = 'result';

	try {
		const name = this.getNodeParameter('operation', 0);
		const row = rows.find(({ value }) => value === name);
		if (!row)
			throw new NodeOperationError(
				this.getNode(),
				`The operation “${String(name)}” does not exist`,
			);
		const options = checkedOptions(this, row);
		output = options.output ?? output;
		const account = await accountOf(this, this.getNodeParameter('authentication', 0));
		const clock = clockOf(this);
		const http: Http = async ({ path, body }) => {
			calls++;
			return await request(this, account, 'POST', path, body as unknown as IDataObject);
		};

		const read = readItems(this, row, options, items);
		const settled = read.filter(isOutcome);
		const entries = read.filter((entry): entry is Entry => !isOutcome(entry));
		const sendAny = goOn || settled.length === 0;
		const ran = sendAny
			? await run(row, entries, {
					size: options.batchSize,
					stopOnFailure: !goOn,
					send: async ({ path, entries: together }) =>
						await send(
							{ path, body: { inputs: together.map(({ input }) => input) } },
							row.repeatable,
							{
								http,
								clock,
							},
						),
				})
			: entries.map(({ item }) =>
					failed(item, {
						reason: 'unsent',
						applied: 'no',
						message: 'Not sent: other items are not valid, and On Error is set to stop.',
					}),
				);
		outcomes = [...settled, ...ran].sort((a, b) => a.item - b.item);
	} catch (error) {
		if (!goOn) throw asNodeError(this, error);
		// Nothing thrown here comes from a call: sending never rejects.
		const message = messageOf(error);
		const applied = calls ? 'maybe' : 'no';
		outcomes = items.map((_, item) =>
			failed(item, { reason: calls ? 'unaccounted' : 'unsent', applied, message }),
		);
	}

	if (!goOn && outcomes.some(({ ok }) => !ok)) {
		const { message, description, itemIndex } = stopError(outcomes);
		throw new NodeOperationError(this.getNode(), message, { description, itemIndex });
	}
	tellWarnings(this, outcomes);
	return [
		output === 'summary' ? [toSummaryItem(outcomes, calls)] : toItems(outcomes, items, output),
	];
}

function asNodeError(context: IExecuteFunctions, error: unknown): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	return new NodeOperationError(context.getNode(), messageOf(error), {
		description:
			isRecord(error) && typeof error.description === 'string' ? error.description : undefined,
	});
}
