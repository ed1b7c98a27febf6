/* eslint-disable @n8n/community-nodes/no-hardcoded-secrets, @n8n/community-nodes/require-node-api-error -- fake secrets, and no n8n in sight */
// The fake HubSpot: one account, in memory, no I/O. Owns the door (routes, tokens, scopes, OAuth, the
// log of calls) and hands batches to `records.ts` and `events.ts`.
//
// It shares no code with the client it tests. Every strange behaviour has a label: STATED and SPEC
// are HubSpot's words, OBSERVED is the live API seen by others, INFERRED is a guess.

import type { BadMark, BadReply, BadRule, IsBad } from './bad-inputs';
import type { Batch, Fault, SingleFault } from './batch';
import { Faults, carryOut, carryOutOne, isSingle } from './batch';
import type { EventErrorContext, MarketingEvent } from './events';
import { Events } from './events';
import type { Latency } from './latency';
import { latencies } from './latency';
import type { Limits } from './meter';
import { Meter } from './meter';
import type { NewProperty, Schema } from './properties';
import { OBJECT_TYPES, Properties, seedDefaults } from './properties';
import type { CrmRecord, RecordHabits } from './records';
import { Records } from './records';
import type { Statistics } from './statistics';
import { Counters } from './statistics';
import type { Answer, Call, Json, Reply, WireFault } from './wire';
import { Chance, Refusal, expired, invalidJson, missingScopes, refuse, refuseOAuth } from './wire';
import type { AppliedWrite, World } from './world';

export type { BadMark, BadReply, BadRule, IsBad, Names } from './bad-inputs';
export type { Fault, SingleFault } from './batch';
export type { MarketingEvent } from './events';
export type { Latency } from './latency';
export type { Limits } from './meter';
export type { NewProperty, PropertyDefinition, Schema } from './properties';
export type { CrmRecord } from './records';
export type { Statistics } from './statistics';
export type { Answer, Call, WireFault } from './wire';
export type { AppliedWrite } from './world';

export const DEFAULT_TOKEN = 'fake-token-app-1001';
export const DEFAULT_APP_ID = 1001;
export const DEFAULT_CLIENT_ID = 'fake-client-2001';
export const DEFAULT_CLIENT_SECRET = 'fake-client-secret-2001';

export interface TokenInfo {
	appId: number;
	scopes: string[];
	/** `token`: service key or private app; `oauth`: no daily headers, and account-info wants scope `oauth` */
	kind: 'token' | 'oauth';
	expired?: boolean;
	/** epoch ms; set for tokens from the OAuth endpoint */
	expiresAt?: number;
}

export interface OAuthClient {
	clientSecret: string;
	appId: number;
	scopes: string[];
}

export interface FakeOptions extends Partial<RecordHabits> {
	tokens?: Record<string, TokenInfo>;
	/** by client id */
	oauthClients?: Record<string, OAuthClient>;
	/** default 123 */
	portalId?: number;
	now?: () => number;
	/** of the shuffling; default 1 */
	seed?: number;
	/** `null`: nothing is enforced, and the headers say that nothing is spent */
	limits?: Limits | null;
	/** Another program of the same app takes this share of every window, evenly in time. */
	otherApp?: { share: number } | null;
	/** Whether refused calls count against the window; default false. */
	countRefused?: boolean;
	/** false: no answer carries the rate-limit headers; default true */
	rateHeaders?: boolean;
	/** default false: see `EventHabits` */
	upsertWritesNothing?: boolean;
	/** default `externalEventId` */
	eventErrorContext?: EventErrorContext;
	/** properties come in pages of this size; default: all at once, as STATED */
	propertyPageSize?: number;
	/** how long answers take; default 0 */
	latency?: Latency;
	/** what makes a whole batch be refused, from the start: see `refuseWhen` */
	badInputs?: ReadonlyArray<BadReply & { bad: BadMark }>;
	/** records the account has from the start */
	records?: RecordSeed | readonly RecordSeed[];
	/** events the account has from the start: `event-1` and so on, of `acct-1` */
	events?: { count: number; appId?: number };
	/** false: `calls` stays empty; default true */
	keepCalls?: boolean;
	/** false: `applied` stays empty, and is counted all the same; default true */
	keepApplied?: boolean;
	/** told of every call, also if `keepCalls` is false */
	onCall?: (call: LoggedCall) => void;
	/** false: an account without any property or schema of its own */
	defaults?: boolean;
}

/** So many records, with ids from 1 on. `{n}` in a value stands for the id. */
export interface RecordSeed {
	objectType: string;
	count: number;
	/** default: a value for the first property that identifies: `person{n}@example.com`, or `S-{n}` */
	properties?: Record<string, string>;
}

export interface LoggedCall {
	method: string;
	path: string;
	/** parsed if it is JSON; secrets are struck out */
	requestBody: unknown;
	status: number;
	replyHeaders: Record<string, string>;
	replyBody: unknown;
	wire?: WireFault;
	at: number;
}

type Version = '2026-03' | '2026-09' | 'v3';

/** A call that has found its route and shown a good token. */
interface Visit {
	version: Version;
	parameters: string[];
	query: URLSearchParams;
	/** the body, parsed once, when somebody wants it */
	json: () => unknown;
	token: TokenInfo;
}

interface Route {
	/** `*` stands for one segment, `<version>` aside; literal routes come first, since they win */
	template: string;
	/** methods that HubSpot has and this fake has not: 501, never 405 */
	notFaked?: string[];
	methods: Record<string, Handler>;
}

interface Handler {
	/** one of these is needed; none: any token will do */
	scopes: (visit: Visit) => string[];
	/** the queue this kind of call takes its faults from; none: nothing goes wrong with it */
	faults?: { take(): Fault | null };
	/** for the statistics: whether inputs are written or read */
	inputs?: 'inputsReceived' | 'inputsRead';
	handle: (visit: Visit, fault: Fault | null) => Reply;
}

const VERSIONS: readonly Version[] = ['2026-03', '2026-09', 'v3'];

/** SPEC: the versions differ in their roots alone, and v3 puts its number elsewhere. */
const ROOTS: Record<string, (version: Version) => string> = {
	marketing: (v) =>
		v === 'v3' ? '/marketing/v3/marketing-events' : `/marketing/marketing-events/${v}`,
	objects: (v) => (v === 'v3' ? '/crm/v3/objects' : `/crm/objects/${v}`),
	properties: (v) => (v === 'v3' ? '/crm/v3/properties' : `/crm/properties/${v}`),
	schemas: (v) => `/crm-object-schemas/${v}`,
	account: (v) => `/account-info/${v}`,
};

const MARKETING_READ = 'crm.objects.marketing_events.read';
const MARKETING_WRITE = 'crm.objects.marketing_events.write';

export const ALL_SCOPES: readonly string[] = [
	'oauth',
	'tickets',
	'e-commerce',
	'crm.objects.custom.read',
	'crm.objects.custom.write',
	'crm.schemas.custom.read',
	...Object.keys(OBJECT_TYPES).flatMap((name) => [
		`crm.objects.${name}.read`,
		`crm.objects.${name}.write`,
		`crm.schemas.${name}.read`,
	]),
];

const TOKEN_LIFE_S = 1800; // STATED

export class FakeHubSpot {
	readonly calls: LoggedCall[] = [];
	/** calls this fake does not know; a test that leaves one here has not tested anything */
	readonly unknownRoutes: string[] = [];
	/** what HubSpot takes, and no good client sends */
	readonly oddities: string[] = [];
	/** every input that was written, in order, and no other */
	readonly applied: AppliedWrite[] = [];
	/** of batch writes */
	readonly faults = new Faults();
	/** of writes about one thing: PUT of an event */
	readonly singleFaults = new Faults<SingleFault>();
	/** of reads of records and events, in batches or single; a single one takes no `Fault` of batches */
	readonly readFaults = new Faults();
	readonly portalId: number;

	private readonly options: FakeOptions;
	private readonly chance: Chance;
	private readonly world: World;
	private readonly properties: Properties;
	private readonly records: Records;
	private readonly marketing: Events;
	private readonly tokens: Map<string, TokenInfo>;
	private readonly clients: Map<string, OAuthClient>;
	private readonly codes = new Map<string, { clientId: string; scopes: string[] }>();
	private readonly refreshTokens = new Map<string, { clientId: string; scopes: string[] }>();
	private readonly secrets = new Set<string>();
	private readonly meter: Meter;
	private readonly nextLatency: () => number;
	private readonly counters = new Counters();
	private readonly badRules: BadRule[];
	private issued = 0;

	constructor(options: FakeOptions = {}) {
		this.options = options;
		this.portalId = options.portalId ?? 123;
		this.chance = new Chance(options.seed ?? 1);
		const now = options.now ?? Date.now;
		const nowIso = () => new Date(now()).toISOString();
		const wrote = (write: AppliedWrite) => {
			this.counters.countWrite(write.key);
			if (options.keepApplied !== false) this.applied.push(write);
		};
		this.world = { now, nowIso, wrote, oddities: this.oddities };
		this.meter = new Meter({
			limits: options.limits ?? null,
			otherApp: options.otherApp ?? null,
			countRefused: options.countRefused ?? false,
		});
		this.nextLatency = latencies(options.latency);
		this.badRules = [...(options.badInputs ?? [])];
		this.properties = new Properties(nowIso);
		this.records = new Records(this.world, this.properties, {
			echoTraceIds: options.echoTraceIds ?? true,
			returnIdProperty: options.returnIdProperty ?? false,
			mergedAnswers: options.mergedAnswers ?? 'silence',
		});
		this.marketing = new Events(this.world, this.properties, {
			errorContext: options.eventErrorContext ?? 'externalEventId',
			upsertWritesNothing: options.upsertWritesNothing ?? false,
		});
		if (options.defaults !== false) seedDefaults(this.properties, this.portalId);

		const scopes = [...ALL_SCOPES];
		const ownToken: TokenInfo = { appId: DEFAULT_APP_ID, scopes, kind: 'token' };
		this.tokens = new Map(Object.entries(options.tokens ?? { [DEFAULT_TOKEN]: ownToken }));
		const ownClient = { clientSecret: DEFAULT_CLIENT_SECRET, appId: 2001, scopes };
		this.clients = new Map(
			Object.entries(options.oauthClients ?? { [DEFAULT_CLIENT_ID]: ownClient }),
		);
		for (const token of this.tokens.keys()) this.secrets.add(token);
		for (const { clientSecret } of this.clients.values()) this.secrets.add(clientSecret);

		const seeds = options.records ?? [];
		for (const each of Array.isArray(seeds) ? (seeds as RecordSeed[]) : [seeds as RecordSeed]) {
			this.seedObjects(each);
		}
		const { count = 0, appId = DEFAULT_APP_ID } = options.events ?? {};
		for (let n = 1; n <= count; n++) this.seedEvent(appId, { externalEventId: `event-${n}` });
	}

	handle(call: Call): Answer {
		const at = this.world.now();
		const reply = refusedOr(() => this.reply(call));
		const answer = this.seal(reply);
		const policy =
			reply.status === 429 ? String((reply.body as Json).policyName ?? 'UNKNOWN') : undefined;
		this.counters.countCall(at, Buffer.byteLength(call.body), answer.status, policy);
		this.log(call, answer, at);
		return answer;
	}

	/** What was counted since the start, whether or not calls and writes are kept. */
	statistics(): Statistics {
		return this.counters.read({ ...this.meter.otherApp });
	}

	// ---- state, for tests to set up and look at

	seedObject(objectType: string, properties: Record<string, string>, id?: string): string {
		return this.records.seed(this.properties.typeId(objectType), properties, id);
	}

	seedObjects({ objectType, count, properties }: RecordSeed): void {
		const typeId = this.properties.typeId(objectType);
		const key = this.properties.identifying(typeId);
		const template = key === 'email' ? 'person{n}@example.com' : 'S-{n}';
		const wanted = properties ?? (key === undefined ? {} : { [key]: template });
		const names = Object.keys(wanted);
		for (let n = 1; n <= count; n++) {
			const values: Record<string, string> = {};
			for (const name of names) values[name] = wanted[name].replaceAll('{n}', String(n));
			this.records.seed(typeId, values, String(n));
		}
	}

	objects(objectType: string): Map<string, CrmRecord> {
		return this.records.expose(this.properties.typeId(objectType));
	}

	object(objectType: string, id: string): CrmRecord | undefined {
		return this.objects(objectType).get(id);
	}

	/** `goneId` was merged into `intoId`: OBSERVED, it then vanishes from batch results. */
	merge(objectType: string, goneId: string, intoId: string): void {
		this.records.merge(this.properties.typeId(objectType), goneId, intoId);
	}

	/** From the first definition on, a type refuses every name that is not defined. */
	defineProperty(objectType: string, property: NewProperty): void {
		this.properties.define(objectType, property);
	}

	defineSchema(schema: Schema): void {
		this.properties.defineSchema(schema);
	}

	seedEvent(appId: number, fields: Partial<MarketingEvent> = {}): string {
		return this.marketing.seed(appId, fields);
	}

	event(objectId: string): MarketingEvent | undefined {
		return this.marketing.all().get(objectId);
	}

	eventByExternalId(appId: number, externalAccountId: string, externalEventId: string) {
		return this.marketing.find(appId, externalAccountId, externalEventId);
	}

	events(): Map<string, MarketingEvent> {
		return this.marketing.all();
	}

	/** How often an input was written: its `key`, see `AppliedWrite`. */
	timesApplied(key: string): number {
		return this.counters.timesApplied(key);
	}

	/**
	 * From now on a batch write (or a PUT) with a bad input is refused as a whole, before anything is
	 * written and trace ids or not. Bad is what the function says, or what has the mark. Gives back
	 * what takes the rule back.
	 */
	refuseWhen(bad: IsBad | BadMark, how: BadReply): () => void {
		const rule: BadRule = { bad, ...how };
		this.badRules.push(rule);
		return () => {
			const at = this.badRules.indexOf(rule);
			if (at >= 0) this.badRules.splice(at, 1);
		};
	}

	/** Later calls with it are answered 401 EXPIRED_AUTHENTICATION. */
	expireToken(token: string): void {
		const info = this.tokens.get(token);
		if (!info) throw new Error('No such token');
		info.expired = true;
	}

	/** What a user's consent gives: good for one exchange. */
	issueCode(clientId = DEFAULT_CLIENT_ID, scopes?: string[]): string {
		const code = `fake-code-${++this.issued}`;
		this.codes.set(code, { clientId, scopes: scopes ?? this.client(clientId).scopes });
		this.secrets.add(code);
		return code;
	}

	/** Tokens as if the exchange had taken place. */
	issueTokens(clientId = DEFAULT_CLIENT_ID, scopes?: string[]) {
		const refreshToken = `fake-refresh-token-${++this.issued}`;
		const granted = scopes ?? this.client(clientId).scopes;
		this.refreshTokens.set(refreshToken, { clientId, scopes: granted });
		this.secrets.add(refreshToken);
		return { accessToken: this.newAccessToken(clientId, granted), refreshToken };
	}

	// ---- the door

	private reply(call: Call): Reply {
		const [path, queryText = ''] = splitOnce(call.path, '?');
		const query = new URLSearchParams(queryText);
		const oauth = this.replyOAuth(call, path, query);
		if (oauth) return oauth;

		const found = findRoute(this.routes, path);
		const route = found?.route;
		if (!found || !route || route.notFaked?.includes(call.method)) {
			this.unknownRoutes.push(`${call.method} ${call.path}`);
			const message = `The fake does not know ${call.method} ${path}`;
			return { status: 501, body: { status: 'error', message } };
		}
		const handler = route.methods[call.method];
		if (!handler) {
			// OBSERVED for GET /events and GET /events/upsert.
			const allow = Object.keys(route.methods).join(', ');
			const refusal = refuse(405, 'METHOD_NOT_ALLOWED', `${call.method} is not allowed`);
			return { ...refusal.reply, headers: { allow } };
		}
		const token = this.authenticate(call);
		const { version, parameters } = found;
		const visit: Visit = { version, parameters, query, json: parsedOnce(call.body), token };
		const rates = this.meter.spend(token.appId, token.kind, this.world.now());
		const fault = handler.faults?.take() ?? null;
		const reply = refusedOr(() => this.admit(call, visit, handler, fault));
		if (reply.rates === false) return reply;
		return { ...reply, headers: { ...rates, ...reply.headers } };
	}

	private admit(call: Call, visit: Visit, handler: Handler, fault: Fault | null): Reply {
		const needed = handler.scopes(visit);
		if (needed.length > 0 && !needed.some((scope) => visit.token.scopes.includes(scope))) {
			throw missingScopes(needed);
		}
		if (call.method !== 'GET' && !/^application\/json\b/.test(call.headers['content-type'] ?? '')) {
			throw refuse(415, 'INVALID_CONTENT_TYPE', 'Content-Type must be application/json'); // INFERRED
		}
		if (handler.inputs) this.counters[handler.inputs] += countInputs(visit);
		return handler.handle(visit, fault);
	}

	private authenticate(call: Call): TokenInfo {
		const [, bearer] = /^Bearer (.+)$/.exec(call.headers.authorization ?? '') ?? [];
		const token = bearer === undefined ? undefined : this.tokens.get(bearer);
		if (!token) {
			const message = 'Authentication credentials not found.';
			const refusal = refuse(401, 'INVALID_AUTHENTICATION', message);
			refusal.reply.headers = { 'x-hubspot-auth-failure': 'INVALID_AUTHENTICATION' };
			throw refusal;
		}
		const isOver = token.expiresAt !== undefined && token.expiresAt <= this.world.now();
		if (token.expired || isOver) {
			throw expired(new Date(token.expiresAt ?? this.world.now()).toISOString());
		}
		return token;
	}

	private readonly readScopes = ({ parameters }: Visit) =>
		this.properties.objectScopes(this.properties.typeId(parameters[0]), 'read');

	private readonly routes: Route[] = [
		this.batchRoute('marketing/events/upsert', (visit) =>
			this.marketing.planUpsert(visit.token.appId, visit.json()),
		),
		this.batchRoute('marketing/batch/update', (visit) => this.marketing.planUpdate(visit.json())),
		{
			template: 'marketing/events/search',
			methods: {
				GET: this.reader(
					() => [MARKETING_READ],
					({ token, query }) => this.marketing.search(token.appId, required(query, 'q')),
				),
			},
		},
		{ template: 'marketing/events/delete', notFaked: ['POST'], methods: {} },
		{ template: 'marketing/batch/archive', notFaked: ['POST'], methods: {} },
		{ template: 'marketing/events', notFaked: ['POST'], methods: {} },
		{
			template: 'marketing/events/*',
			notFaked: ['PATCH', 'DELETE'],
			methods: {
				GET: this.reader(
					() => [MARKETING_READ],
					({ token, query, parameters: [externalEventId] }) => {
						const account = required(query, 'externalAccountId');
						return this.marketing.readByExternalId(token.appId, account, externalEventId);
					},
				),
				PUT: {
					scopes: () => [MARKETING_WRITE],
					faults: this.singleFaults,
					handle: (visit, fault) => this.putEvent(visit, fault as SingleFault | null),
				},
			},
		},
		{
			template: 'marketing/*',
			notFaked: ['PATCH', 'DELETE'],
			methods: {
				GET: this.reader(
					() => [MARKETING_READ],
					({ parameters: [objectId] }) => this.marketing.readByObjectId(objectId),
				),
			},
		},
		this.batchRoute('objects/*/batch/update', ({ parameters, json, version }) => {
			// STATED [VALID]: 2026-09 enforces what administrators require.
			const enforceRules = version === '2026-09';
			return this.records.planUpdate(this.properties.typeId(parameters[0]), json(), enforceRules);
		}),
		{
			template: 'objects/*/batch/read',
			methods: {
				POST: {
					scopes: this.readScopes,
					faults: this.readFaults,
					inputs: 'inputsRead',
					handle: ({ parameters, json }, fault) => {
						const plan = () => this.records.planRead(this.properties.typeId(parameters[0]), json());
						return carryOut(plan, fault, this.world.nowIso, this.chance);
					},
				},
			},
		},
		{
			template: 'objects/*/*',
			notFaked: ['PATCH', 'DELETE', 'POST'],
			methods: {
				GET: this.reader(this.readScopes, ({ parameters: [objectType, id], query }) => {
					const wanted = (query.get('properties') ?? '').split(',').filter(Boolean);
					const idProperty = query.get('idProperty') ?? undefined;
					const typeId = this.properties.typeId(objectType);
					return this.records.read(typeId, id, wanted, idProperty);
				}),
			},
		},
		{
			template: 'properties/*',
			notFaked: ['POST'],
			methods: {
				GET: {
					scopes: ({ parameters }) =>
						this.properties.propertyScopes(this.properties.typeId(parameters[0])),
					handle: ({ parameters, query }) => ok(this.listProperties(parameters[0], query)),
				},
			},
		},
		{
			template: 'schemas/schemas',
			notFaked: ['POST'],
			methods: {
				GET: {
					scopes: () => ['crm.schemas.custom.read'],
					handle: () => ok({ results: this.properties.listSchemas() }),
				},
			},
		},
		{
			template: 'account/details',
			methods: {
				GET: {
					// OBSERVED: a service key gets in without the scope.
					scopes: ({ token }) => (token.kind === 'oauth' ? ['oauth'] : []),
					handle: () => ok(this.accountDetails()),
				},
			},
		},
	];

	private batchRoute(template: string, plan: (visit: Visit) => Batch): Route {
		const scopes = template.startsWith('marketing/')
			? () => [MARKETING_WRITE]
			: ({ parameters }: Visit) =>
					this.properties.objectScopes(this.properties.typeId(parameters[0]), 'write');
		const handle = (visit: Visit, fault: Fault | null) =>
			carryOut(() => plan(visit), fault, this.world.nowIso, this.chance, this.badRules);
		const post: Handler = { scopes, faults: this.faults, inputs: 'inputsReceived', handle };
		return { template, methods: { POST: post } };
	}

	/** A read of one thing, or of one list. */
	private reader(scopes: Handler['scopes'], read: (visit: Visit) => Json): Handler {
		return {
			scopes,
			faults: this.readFaults,
			handle: (visit, fault) => {
				if (!isSingle(fault)) throw new Error(`A single read cannot have a "${fault.kind}"`);
				const plan = () => ({ input: {}, name: {}, fulfil: () => read(visit) });
				return carryOutOne(plan, fault, this.world.nowIso);
			},
		};
	}

	private putEvent({ token, query, parameters, json }: Visit, fault: SingleFault | null): Reply {
		// SPEC: the account's id is in the body, and there is nothing to ask for.
		if ([...query.keys()].length > 0) {
			this.oddities.push(`PUT of an event was sent with a query: ${[...query.keys()].join(', ')}`);
		}
		const plan = () => this.marketing.planPut(token.appId, parameters[0], json());
		return carryOutOne(plan, fault, this.world.nowIso, this.badRules);
	}

	/** STATED: no paging here. Paged on demand, since nothing but a sentence promises it. */
	private listProperties(objectType: string, query: URLSearchParams): Json {
		const all = this.properties.listProperties(this.properties.typeId(objectType));
		const size = this.options.propertyPageSize ?? all.length;
		const from = Number(query.get('after') ?? 0);
		const next = from + size;
		const paging = next < all.length ? { paging: { next: { after: String(next) } } } : {};
		return { results: all.slice(from, next), ...paging };
	}

	private accountDetails(): Json {
		return {
			portalId: this.portalId,
			accountType: 'DEVELOPER_TEST',
			timeZone: 'UTC',
			companyCurrency: 'EUR',
			additionalCurrencies: [],
			utcOffset: '+00:00',
			utcOffsetMilliseconds: 0,
			uiDomain: 'app.hubspot.com',
			dataHostingLocation: 'na1',
		};
	}

	// ---- OAuth

	private replyOAuth(call: Call, path: string, query: URLSearchParams): Reply | null {
		const [, version] = /^\/oauth\/([^/]+)\/token\/?$/.exec(path) ?? [];
		if (version === undefined) return null;
		// STATED [OAUTHV1]: gone from 16 February 2027 on; here it is gone already.
		if (version === 'v1') throw refuse(404, 'OBJECT_NOT_FOUND', 'This endpoint is gone.');
		if (!(VERSIONS as readonly string[]).includes(version)) return null;
		if (call.method !== 'POST') throw refuseOAuth(405, 'invalid_request', 'METHOD', 'POST only');
		// STATED [OAUTHMIG]: in the body, never in the query.
		if ([...query.keys()].length > 0) {
			const why = 'parameters belong in the body, not in the query';
			throw refuseOAuth(400, 'invalid_request', 'BAD_REQUEST', why);
		}
		const type = call.headers['content-type'] ?? '';
		if (!type.startsWith('application/x-www-form-urlencoded')) {
			throw refuseOAuth(415, 'invalid_request', 'BAD_REQUEST', 'the body must be a form');
		}
		return this.grant(new URLSearchParams(call.body));
	}

	private grant(form: URLSearchParams): Reply {
		const clientId = form.get('client_id') ?? '';
		const client = this.clients.get(clientId);
		if (!client || client.clientSecret !== form.get('client_secret')) {
			const why = 'missing or invalid client id or client secret';
			throw refuseOAuth(401, 'invalid_client', 'BAD_CLIENT', why);
		}
		const grantType = form.get('grant_type');
		const asked = (form.get('scope') ?? '').split(' ').filter(Boolean);
		if (grantType === 'refresh_token') {
			const refreshToken = form.get('refresh_token') ?? '';
			const known = this.refreshTokens.get(refreshToken);
			if (!known || known.clientId !== clientId) {
				throw refuseOAuth(400, 'invalid_grant', 'BAD_REFRESH_TOKEN', 'unknown refresh token');
			}
			return this.granted(this.newAccessToken(clientId, known.scopes), refreshToken, known.scopes);
		}
		let scopes: string[];
		if (grantType === 'authorization_code') {
			const code = form.get('code') ?? '';
			const known = this.codes.get(code);
			if (!known || known.clientId !== clientId) {
				throw refuseOAuth(400, 'invalid_grant', 'BAD_AUTH_CODE', 'unknown or used code');
			}
			if (!form.get('redirect_uri')) {
				throw refuseOAuth(400, 'invalid_request', 'BAD_REDIRECT_URI', 'no redirect_uri');
			}
			this.codes.delete(code);
			scopes = known.scopes;
		} else if (grantType === 'client_credentials') {
			scopes = asked.length > 0 ? asked.filter((s) => client.scopes.includes(s)) : client.scopes;
		} else {
			const why = `unsupported grant_type "${grantType ?? ''}"`;
			throw refuseOAuth(400, 'unsupported_grant_type', 'BAD_GRANT_TYPE', why);
		}
		const { accessToken, refreshToken } = this.issueTokens(clientId, scopes);
		return this.granted(accessToken, refreshToken, scopes);
	}

	private granted(accessToken: string, refreshToken: string, scopes: string[]): Reply {
		return ok({
			access_token: accessToken,
			refresh_token: refreshToken,
			expires_in: TOKEN_LIFE_S,
			token_type: 'bearer',
			hub_id: this.portalId,
			scopes,
		});
	}

	private newAccessToken(clientId: string, scopes: string[]): string {
		const token = `fake-access-token-${++this.issued}`;
		const expiresAt = this.world.now() + TOKEN_LIFE_S * 1000;
		const { appId } = this.client(clientId);
		this.tokens.set(token, { appId, scopes, kind: 'oauth', expiresAt });
		this.secrets.add(token);
		return token;
	}

	private client(clientId: string): OAuthClient {
		const client = this.clients.get(clientId);
		if (!client) throw new Error(`No OAuth client ${clientId}`);
		return client;
	}

	// ---- the answer and the log

	/** OBSERVED hubspot-api-ruby #181: every answer has the header, and errors repeat it. */
	private seal(reply: Reply): Answer {
		const { status, body, wire } = reply;
		if (status === 0) return { status, headers: {}, body: '', ...(wire ? { wire } : {}) };
		const correlationId = this.chance.uuid();
		const text =
			typeof body === 'string'
				? body
				: JSON.stringify(status >= 400 ? { ...body, correlationId } : body);
		const delayMs = this.nextLatency() + (reply.delayMs ?? 0);
		const headers = { ...reply.headers };
		if (this.options.rateHeaders === false) {
			for (const name of Object.keys(headers)) {
				if (name.startsWith('x-hubspot-ratelimit-')) delete headers[name];
			}
		}
		return {
			status,
			headers: {
				'content-type': 'application/json;charset=utf-8',
				...headers,
				'x-hubspot-correlation-id': correlationId,
			},
			body: text,
			...(wire ? { wire } : {}),
			...(delayMs > 0 ? { delayMs } : {}),
		};
	}

	private log(call: Call, answer: Answer, at: number): void {
		const { keepCalls = true, onCall } = this.options;
		if (!keepCalls && !onCall) return;
		const entry = this.entryOf(call, answer, at);
		if (keepCalls) this.calls.push(entry);
		onCall?.(entry);
	}

	private entryOf(call: Call, answer: Answer, at: number): LoggedCall {
		const bearer = (call.headers.authorization ?? '').replace(/^\S+\s+/, '');
		const strike = (text: string) => {
			let out = text;
			for (const secret of [...this.secrets, bearer]) {
				if (secret.length >= 4 && out.includes(secret)) out = out.split(secret).join('[secret]');
			}
			return out;
		};
		const path = strike(call.path);
		const isOAuth = path.startsWith('/oauth/');
		return {
			method: call.method,
			path: isOAuth ? strikeForm(path) : path,
			requestBody: isOAuth ? strikeForm(strike(call.body)) : parsed(strike(call.body)),
			status: answer.status,
			replyHeaders: answer.headers,
			replyBody: parsed(strike(answer.body)),
			...(answer.wire ? { wire: answer.wire } : {}),
			at,
		};
	}
}

/** A refusal is an answer like any other; what else is thrown is a bug of the fake. */
function refusedOr(answer: () => Reply): Reply {
	try {
		return answer();
	} catch (error) {
		if (error instanceof Refusal) return error.reply;
		throw error;
	}
}

function ok(body: Json): Reply {
	return { status: 200, body };
}

/** INFERRED for `q`; SPEC marks both as required. */
function required(query: URLSearchParams, name: string): string {
	const value = query.get(name);
	if (value === null || value === '') {
		throw refuse(400, 'VALIDATION_ERROR', `Some required fields were not set: [${name}]`);
	}
	return value;
}

function parsedOnce(body: string): () => unknown {
	let result: { value: unknown } | undefined;
	return () => {
		try {
			result ??= { value: JSON.parse(body) as unknown };
		} catch {
			throw invalidJson('the body is not JSON');
		}
		return result.value;
	};
}

/** For the statistics, of a body that may be anything. */
function countInputs({ json }: Visit): number {
	try {
		const { inputs } = json() as { inputs?: unknown };
		return Array.isArray(inputs) ? inputs.length : 0;
	} catch {
		return 0;
	}
}

function splitOnce(text: string, at: string): string[] {
	const i = text.indexOf(at);
	return i < 0 ? [text] : [text.slice(0, i), text.slice(i + 1)];
}

/** Secrets by the name of their field, so that one the fake has never seen is struck out too. */
function strikeForm(form: string): string {
	const names = 'access_token|refresh_token|client_secret|code|code_verifier|token';
	return form.replace(new RegExp(`(^|[?&])(${names})=[^&]*`, 'g'), '$1$2=[secret]');
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

/** The first route, and so the most literal one, that fits the path in any version. */
function findRoute(routes: readonly Route[], path: string) {
	const segments = path.replace(/\/$/, '').split('/'); // a trailing slash is tolerated
	for (const route of routes) {
		const [family, ...rest] = route.template.split('/');
		for (const version of VERSIONS) {
			const wanted = [...ROOTS[family](version).split('/'), ...rest];
			if (wanted.length !== segments.length) continue;
			const fits = wanted.every((part, i) =>
				part === '*' ? segments[i] !== '' : part === segments[i],
			);
			if (!fits) continue;
			const parameters = segments.filter((_, i) => wanted[i] === '*').map(decode);
			return { route, version, parameters };
		}
	}
	return null;
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		throw refuse(400, 'VALIDATION_ERROR', `Malformed path segment: ${segment}`);
	}
}
