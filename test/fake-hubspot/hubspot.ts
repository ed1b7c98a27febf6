/* eslint-disable @n8n/community-nodes/require-node-api-error -- no n8n in sight */
// The fake HubSpot: one account, in memory, no I/O. Owns the door (which endpoint a call means, whether
// it may come in, which fault it meets, the log of calls) and what tests may set up and look at. What
// the endpoints do is in `records/`, `events/` and `supporting.ts`.
//
// It shares no code with the client it tests. Every strange behaviour has a label: STATED and SPEC
// are HubSpot's words, OBSERVED is the live API seen by others, INFERRED is a guess.

import type { BadMark, BadReply, BadRule, IsBad } from './bad-inputs';
import type { Endpoint, Visit } from './endpoints';
import { Routes, carryOut, countInputs } from './endpoints';
import type { Account } from './account';
import { ASSOCIATION_ENDPOINTS, ASSOCIATION_NOT_FAKED } from './associations';
import type { AssociationHabits, NewLabel } from './associations/store';
import { Associations } from './associations/store';
import type { DetailStyle } from './details';
import { PLAIN_DETAILS } from './details';
import { DIRECTORY_ENDPOINTS, DIRECTORY_NOT_FAKED } from './directory';
import type { NewOwner, NewPipeline, Pipeline } from './directory/store';
import { Directory, stagePropertiesOf } from './directory/store';
import { EVENT_ENDPOINTS, EVENT_NOT_FAKED } from './events';
import type { MarketingEvent } from './events/event';
import type { AttendanceHabits, Participation } from './events/participants';
import { Participants } from './events/participants';
import type { EventHabits } from './events/store';
import { Events } from './events/store';
import type { Fault, SingleFault } from './faults';
import { Faults } from './faults';
import type { Latency } from './latency';
import { latencies } from './latency';
import { LIST_ENDPOINTS, LIST_NOT_FAKED } from './lists';
import type { ListHabits, Membership, NewList, RecordList } from './lists/store';
import { Lists } from './lists/store';
import type { LoggedCall } from './log';
import { logEntry } from './log';
import type { Limits } from './meter';
import { Meter } from './meter';
import type { DefaultHabits, NewProperty, PropertyDefinition, Schema } from './properties';
import { Properties, seedDefaults } from './properties';
import { RECORD_ENDPOINTS, RECORD_NOT_FAKED } from './records';
import type { CrmRecord, RecordHabits } from './records/store';
import { Records } from './records/store';
import type { Statistics } from './statistics';
import { Counters } from './statistics';
import { SUPPORTING_ENDPOINTS, SUPPORTING_NOT_FAKED } from './supporting';
import type { TokenOptions } from './tokens';
import { DEFAULT_APP_ID, DEFAULT_CLIENT_ID, Tokens } from './tokens';
import type { Answer, Call, Json, Reply, ScopesTold } from './wire';
import { Chance, Refusal, invalidJson, missingScopes, refuse, withSensitive } from './wire';
import type { AppliedWrite } from './world';

export type { BadMark, BadReply, BadRule, IsBad, Names } from './bad-inputs';
export type { DetailStyle } from './details';
export type { Endpoint } from './endpoints';
export type { MarketingEvent } from './events/event';
export type { Fault, SingleFault } from './faults';
export type { Latency } from './latency';
export type { Membership, NewList, RecordList } from './lists/store';
export type { LoggedCall } from './log';
export type { Limits } from './meter';
export type { NewProperty, PropertyDefinition, Schema } from './properties';
export type { CrmRecord } from './records/store';
export type { Statistics } from './statistics';
export type { OAuthClient, TokenInfo } from './tokens';
export {
	ALL_SCOPES,
	DEFAULT_APP_ID,
	DEFAULT_CLIENT_ID,
	DEFAULT_CLIENT_SECRET,
	DEFAULT_TOKEN,
} from './tokens';
export type { Answer, Call, ScopesTold, WireFault } from './wire';
export type { AppliedWrite } from './world';

/** Every endpoint that the fake has. */
const ENDPOINTS: readonly Endpoint[] = [
	...EVENT_ENDPOINTS,
	...RECORD_ENDPOINTS,
	...LIST_ENDPOINTS,
	...SUPPORTING_ENDPOINTS,
	...ASSOCIATION_ENDPOINTS,
	...DIRECTORY_ENDPOINTS,
];

const NOT_FAKED = [
	...EVENT_NOT_FAKED,
	...RECORD_NOT_FAKED,
	...SUPPORTING_NOT_FAKED,
	...LIST_NOT_FAKED,
	...ASSOCIATION_NOT_FAKED,
	...DIRECTORY_NOT_FAKED,
];

export interface FakeOptions
	extends Partial<RecordHabits>,
		Partial<DefaultHabits>,
		Partial<ListHabits>,
		Partial<AttendanceHabits>,
		Partial<AssociationHabits>,
		TokenOptions {
	/** default 123 */
	portalId?: number;
	now?: () => number;
	/** what HubSpot's clock shows, in `updatedAt` and the like, should it differ from how time passes */
	wall?: () => number;
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
	eventErrorContext?: EventHabits['errorContext'];
	/** how batch/archive of events names those that do not exist; default `ids` */
	eventArchiveErrorContext?: EventHabits['archiveErrorContext'];
	/** so long after an event was created, the list of identifiers does not show it; default 0 */
	identifiersLagMs?: number;
	/** the same of the search for events; default 0 */
	eventSearchLagMs?: number;
	/** how the list of identifiers tells an id that nobody has; default `none` */
	unknownIdentifiers?: EventHabits['unknownIdentifiers'];
	/** which optional fields the list of identifiers shows; default: the account and the app */
	identifiersShow?: Partial<EventHabits['identifiersShow']>;
	/** what a delete of events by external ids answers; default `nothing`: see `EventHabits` */
	eventDeleteAnswer?: EventHabits['deleteAnswer'];
	/** properties come in pages of this size; default: all at once, as STATED */
	propertyPageSize?: number;
	/** so long after a record was created, searches do not find it; default 0 */
	searchLagMs?: number;
	/** how long answers take; default 0 */
	latency?: Latency;
	/** how a refusal tells which values were not valid; default: in `errors`, by property and value */
	detailStyle?: Partial<DetailStyle>;
	/** what makes a whole batch be refused, from the start: see `refuseWhen` */
	badInputs?: ReadonlyArray<BadReply & { bad: BadMark }>;
	/**
	 * what a list of properties answers for an object type that does not exist: 400 as batches do
	 * (OBSERVED of those), or 404; default 400
	 */
	unknownTypes?: 400 | 404;
	/** how a 403 names the scopes that are needed; default `listed` */
	scopesTold?: ScopesTold;
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
	/** endpoints beside those that the fake has, for trying one out; one of its own gives way */
	endpoints?: readonly Endpoint[];
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

export class FakeHubSpot {
	readonly calls: LoggedCall[] = [];
	/** calls this fake does not know; a test that leaves one here has not tested anything */
	readonly unknownRoutes: string[] = [];
	/** what HubSpot takes, and no good client sends */
	readonly oddities: string[] = [];
	/** every input that was carried out, in order, and no other: see `AppliedWrite` */
	readonly applied: AppliedWrite[] = [];
	/** of batch writes */
	readonly faults = new Faults();
	/** of writes about one thing: PUT and PATCH of an event, PATCH of a record */
	readonly singleFaults = new Faults<SingleFault>();
	/** of searches */
	readonly searchFaults = new Faults<SingleFault>();
	/** of reads of records and events, in batches or single; a single one takes no `Fault` of batches */
	readonly readFaults = new Faults();
	/**
	 * of what dropdowns and the credential test ask, and whoever wants to know whether an address is
	 * right: lists of properties and of schemas, details of the account, the list of events
	 */
	readonly supportingFaults = new Faults<SingleFault>();
	readonly portalId: number;

	private readonly options: FakeOptions;
	private readonly chance: Chance;
	private readonly account: Account;
	private readonly routes: Routes;
	private readonly tokens: Tokens;
	private readonly meter: Meter;
	private readonly nextLatency: () => number;
	private readonly counters = new Counters();
	private readonly badRules: BadRule[];
	/** calls whose lines went dead, and which are still to be carried out */
	private readonly underWay: Array<{ at: number; call: () => unknown }> = [];

	constructor(options: FakeOptions = {}) {
		this.options = options;
		this.portalId = options.portalId ?? 123;
		this.chance = new Chance(options.seed ?? 1);
		const now = options.now ?? Date.now;
		const nowIso = () => new Date((options.wall ?? now)()).toISOString();
		const wrote = (write: AppliedWrite) => {
			this.counters.countWrite(write.key);
			if (options.keepApplied !== false) this.applied.push(write);
		};
		const world = { now, nowIso, wrote, oddities: this.oddities };
		const directory = new Directory();
		const properties = new Properties(nowIso, directory);
		const records = new Records(nowIso, properties, {
			echoTraceIds: options.echoTraceIds ?? true,
			returnIdProperty: options.returnIdProperty ?? false,
			mergedAnswers: options.mergedAnswers ?? 'silence',
			mergedReads: options.mergedReads ?? options.mergedAnswers ?? 'silence',
			upsertConflicts: options.upsertConflicts ?? 'perItem',
			updateConflicts: options.updateConflicts ?? 'perItem',
			conflictWords: options.conflictWords ?? 'byProperty',
			updateWritesNothing: options.updateWritesNothing ?? false,
			searchLagMs: options.searchLagMs ?? 0,
		});
		this.account = {
			...world,
			portalId: this.portalId,
			propertyPageSize: options.propertyPageSize,
			unknownTypes: options.unknownTypes ?? 400,
			detailStyle: { ...PLAIN_DETAILS, ...options.detailStyle },
			properties,
			directory,
			records,
			associations: new Associations(records, {
				associationErrors: options.associationErrors ?? 'pair',
				associationPageSize: options.associationPageSize ?? 500,
				unknownSources: options.unknownSources ?? 'notFound',
			}),
			events: new Events(world, properties, {
				errorContext: options.eventErrorContext ?? 'externalEventId',
				archiveErrorContext: options.eventArchiveErrorContext ?? 'ids',
				deleteAnswer: options.eventDeleteAnswer ?? 'nothing',
				upsertWritesNothing: options.upsertWritesNothing ?? false,
				updateWritesNothing: options.updateWritesNothing ?? false,
				identifiersLagMs: options.identifiersLagMs ?? 0,
				eventSearchLagMs: options.eventSearchLagMs ?? 0,
				unknownIdentifiers: options.unknownIdentifiers ?? 'none',
				identifiersShow: { account: true, app: true, ...options.identifiersShow },
			}),
			participants: new Participants(world, {
				attendanceErrorContext: options.attendanceErrorContext ?? 'named',
				backwardAttendance: options.backwardAttendance ?? 'vanishes',
				externalAttendanceAnswer: options.externalAttendanceAnswer ?? 'results',
				occurredAt: options.occurredAt ?? 'number',
			}),
			lists: new Lists(now, nowIso, {
				listSpelling: options.listSpelling ?? 'records',
				listNumbers: options.listNumbers ?? false,
				listLeavesOutEmpty: options.listLeavesOutEmpty ?? false,
			}),
			usageToday: () => this.meter.usage(now()),
			later: (ms, call) => void this.underWay.push({ at: now() + ms, call }),
		};
		if (options.defaults !== false) {
			seedDefaults(properties, this.portalId, { lifecycle: options.lifecycle ?? 'onlyForward' });
		}
		this.routes = new Routes([...ENDPOINTS, ...(options.endpoints ?? [])], NOT_FAKED);
		this.tokens = new Tokens(options, this.portalId, now);
		this.meter = new Meter({
			limits: options.limits ?? null,
			otherApp: options.otherApp ?? null,
			countRefused: options.countRefused ?? false,
		});
		this.nextLatency = latencies(options.latency);
		this.badRules = [...(options.badInputs ?? [])];

		const seeds = options.records ?? [];
		for (const each of Array.isArray(seeds) ? (seeds as RecordSeed[]) : [seeds as RecordSeed]) {
			this.seedObjects(each);
		}
		const { count = 0, appId = DEFAULT_APP_ID } = options.events ?? {};
		for (let n = 1; n <= count; n++) this.seedEvent(appId, { externalEventId: `event-${n}` });
	}

	handle(call: Call): Answer {
		const at = this.account.now();
		this.finish(at);
		const reply = refusedOr(() => this.reply(call));
		const answer = this.seal(reply);
		const policy =
			reply.status === 429 ? String((reply.body as Json).policyName ?? 'UNKNOWN') : undefined;
		if (call.method === 'GET' && call.path.includes('/properties/')) {
			this.counters.definitionReads += 1;
		}
		this.counters.countCall(at, Buffer.byteLength(call.body), answer.status, policy);
		this.log(call, answer, at);
		return answer;
	}

	/** Carries out what is still under way of calls whose lines went dead: all, or what is due. */
	finish(dueAt = Infinity): void {
		const due = this.underWay.filter(({ at }) => at <= dueAt);
		for (const each of due) {
			this.underWay.splice(this.underWay.indexOf(each), 1);
			refusedOr(() => {
				each.call();
				return { status: 0, body: '' };
			});
		}
	}

	/** What was counted since the start, whether or not calls and writes are kept. */
	statistics(): Statistics {
		return this.counters.read({ ...this.meter.otherApp });
	}

	// ---- state, for tests to set up and look at

	seedObject(objectType: string, properties: Record<string, string>, id?: string): string {
		return this.account.records.seed(this.account.properties.typeId(objectType), properties, id);
	}

	seedObjects({ objectType, count, properties }: RecordSeed): void {
		const typeId = this.account.properties.typeId(objectType);
		const key = this.account.properties.identifying(typeId);
		const template = key === 'email' ? 'person{n}@example.com' : 'S-{n}';
		const wanted = properties ?? (key === undefined ? {} : { [key]: template });
		const names = Object.keys(wanted);
		for (let n = 1; n <= count; n++) {
			const values: Record<string, string> = {};
			for (const name of names) values[name] = wanted[name].replaceAll('{n}', String(n));
			this.account.records.seed(typeId, values, String(n));
		}
	}

	objects(objectType: string): Map<string, CrmRecord> {
		return this.account.records.expose(this.account.properties.typeId(objectType));
	}

	object(objectType: string, id: string): CrmRecord | undefined {
		return this.objects(objectType).get(id);
	}

	archivedObjects(objectType: string): Map<string, CrmRecord> {
		return this.account.records.archivedOf(this.account.properties.typeId(objectType));
	}

	/** `goneId` was merged into `intoId`: OBSERVED, it then vanishes from batch results. */
	merge(objectType: string, goneId: string, intoId: string): void {
		this.account.records.merge(this.account.properties.typeId(objectType), goneId, intoId);
	}

	/** From the first definition on, a type refuses every name that is not defined. */
	defineProperty(objectType: string, property: NewProperty): void {
		this.account.properties.define(objectType, property);
	}

	/** How the account defines a property; undefined where it has none of this name. */
	property(objectType: string, name: string): PropertyDefinition | undefined {
		const { properties } = this.account;
		return properties.of(properties.typeId(objectType))?.get(name);
	}

	defineSchema(schema: Schema): void {
		this.account.properties.defineSchema(schema);
	}

	/** A label in both directions; without `inverse` both have the same words. */
	defineLabel(from: string, to: string, label: NewLabel): void {
		const { properties, associations } = this.account;
		associations.define(properties.typeId(from), properties.typeId(to), label);
	}

	/** Associates two records, by their types and IDs, with the default type or with a label's. */
	seedAssociation(from: [string, string], to: [string, string], type?: string): void {
		const { properties, associations } = this.account;
		const [fromType, toType] = [from[0], to[0]].map((name) => properties.typeId(name));
		associations.seed([fromType, from[1]], [toType, to[1]], type);
	}

	/** The types, `USER_DEFINED:37` each, of the association between two records; none: there is none. */
	associationOf(from: [string, string], to: [string, string]): string[] {
		const { properties, associations } = this.account;
		const [fromType, toType] = [from[0], to[0]].map((name) => properties.typeId(name));
		return associations.between([fromType, from[1]], [toType, to[1]]);
	}

	seedEvent(appId: number, fields: Partial<MarketingEvent> = {}): string {
		return this.account.events.seed(appId, fields);
	}

	event(objectId: string): MarketingEvent | undefined {
		return this.account.events.all.get(objectId);
	}

	eventByExternalId(appId: number, externalAccountId: string, externalEventId: string) {
		return this.account.events.find(appId, externalAccountId, externalEventId);
	}

	events(): Map<string, MarketingEvent> {
		return this.account.events.all;
	}

	/** Who takes part in an event, by the contact's id. */
	participations(objectId: string): Map<string, Participation> {
		return this.account.participants.of(objectId);
	}

	/** What a contact is to an event; undefined where it takes no part. */
	participationState(objectId: string, contactId: string): string | undefined {
		const { participants, events } = this.account;
		const participation = participants.of(objectId).get(contactId);
		return participation && participants.stateOf(participation, events.all.get(objectId));
	}

	/** By object id. */
	archivedEvents(): Map<string, MarketingEvent> {
		return this.account.events.archived;
	}

	seedList(objectType: string, list: NewList = {}): string {
		return this.account.lists.seed(this.account.properties.typeId(objectType), list);
	}

	list(listId: string): RecordList | undefined {
		return this.account.lists.all.get(listId);
	}

	/** From now on nobody finds it. */
	deleteList(listId: string): void {
		this.account.lists.all.delete(listId);
	}

	/** Every membership that began or ended, in order. */
	memberships(): readonly Membership[] {
		return this.account.lists.changes;
	}

	/** A user of the account who may own records; gives back the ID. */
	seedOwner(owner: NewOwner): string {
		return this.account.directory.addOwner(owner);
	}

	/** A property that holds the ID of an owner. */
	defineOwnerProperty(objectType: string, name = 'hubspot_owner_id', more: object = {}): void {
		this.defineProperty(objectType, {
			name,
			type: 'enumeration',
			externalOptions: true,
			referencedObjectType: 'OWNER',
			...more,
		});
	}

	/** A pipeline of an object type; where that has properties, it then has those of pipelines, too. */
	definePipeline(objectType: string, pipeline: NewPipeline): Pipeline {
		const { properties, directory } = this.account;
		const typeId = properties.typeId(objectType);
		const { pipeline: name, stage } = stagePropertiesOf(typeId);
		if (properties.of(typeId)) {
			const own = { type: 'enumeration', externalOptions: true, hubspotDefined: true } as const;
			this.defineProperty(objectType, { ...own, name, label: 'Pipeline' });
			this.defineProperty(objectType, { ...own, name: stage, label: 'Stage', fieldType: 'radio' });
		}
		return directory.addPipeline(typeId, pipeline);
	}

	/** How often something was written or archived: by its `key`, see `AppliedWrite`. */
	timesApplied(key: string): number {
		return this.counters.timesApplied(key);
	}

	/** Calls of the day that all apps have made, and how many there are. */
	usageToday(): { used: number; limit: number } {
		return this.account.usageToday();
	}

	/**
	 * From now on a batch write (or a PUT or a PATCH) with a bad input is refused as a whole, before anything is
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
		this.tokens.expire(token);
	}

	/** What a user's consent gives: good for one exchange. */
	issueCode(clientId = DEFAULT_CLIENT_ID, scopes?: string[]): string {
		return this.tokens.issueCode(clientId, scopes);
	}

	/** Tokens as if the exchange had taken place. */
	issueTokens(clientId = DEFAULT_CLIENT_ID, scopes?: string[]) {
		return this.tokens.issueTokens(clientId, scopes);
	}

	// ---- the door

	private reply(call: Call): Reply {
		const [path, queryText = ''] = splitOnce(call.path, '?');
		const query = new URLSearchParams(queryText);
		const oauth = this.tokens.reply(call, path, query);
		if (oauth) return oauth;

		const found = this.routes.find(path);
		if (!found || found.notFaked.includes(call.method)) {
			this.unknownRoutes.push(`${call.method} ${call.path}`);
			const message = `The fake does not know ${call.method} ${path}`;
			return { status: 501, body: { status: 'error', message } };
		}
		const endpoint = found.endpoints.get(call.method);
		if (!endpoint) {
			// OBSERVED for GET /events and GET /events/upsert.
			const allow = [...found.endpoints.keys()].join(', ');
			const refusal = refuse(405, 'METHOD_NOT_ALLOWED', `${call.method} is not allowed`);
			return { ...refusal.reply, headers: { allow } };
		}
		const token = this.tokens.authenticate(call);
		const { version, parameters } = found;
		const { account } = this;
		const visit = { version, parameters, query, json: parsedOnce(call.body), token, account };
		const { lane } = endpoint;
		const rates = lane
			? this.meter.spendIn(lane, account.now())
			: this.meter.spend(token.appId, token.kind, account.now());
		const fault = endpoint.faults ? this[endpoint.faults].take() : null;
		const reply = refusedOr(() => this.admit(call, visit, endpoint, fault));
		if (reply.rates === false) return reply;
		return { ...reply, headers: { ...rates, ...reply.headers } };
	}

	private admit(call: Call, visit: Visit, endpoint: Endpoint, fault: Fault | null): Reply {
		const { scopesTold = 'listed' } = this.options;
		const plain = endpoint.scopes(visit);
		const needed = scopesTold === 'sensitiveFirst' ? withSensitive(plain) : plain;
		const lacking = endpoint.alsoScopes?.filter((scope) => !visit.token.scopes.includes(scope));
		if (needed.length > 0 && !needed.some((scope) => visit.token.scopes.includes(scope))) {
			throw missingScopes(needed, scopesTold);
		}
		if (lacking?.length) throw missingScopes(lacking, scopesTold);
		if (
			call.method !== 'GET' &&
			call.body !== '' &&
			!/^application\/json\b/.test(call.headers['content-type'] ?? '')
		) {
			throw refuse(415, 'INVALID_CONTENT_TYPE', 'Content-Type must be application/json'); // INFERRED
		}
		if (endpoint.counts) this.counters[endpoint.counts.as] += countInputs(endpoint, visit);
		return carryOut(endpoint, visit, fault, { chance: this.chance, badRules: this.badRules });
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
				...(text === '' ? {} : { 'content-type': 'application/json;charset=utf-8' }),
				...headers,
				...(reply.foreign ? {} : { 'x-hubspot-correlation-id': correlationId }),
			},
			body: text,
			...(wire ? { wire } : {}),
			...(delayMs > 0 ? { delayMs } : {}),
		};
	}

	private log(call: Call, answer: Answer, at: number): void {
		const { keepCalls = true, onCall } = this.options;
		if (!keepCalls && !onCall) return;
		const entry = logEntry(call, answer, at, this.tokens.secrets);
		if (keepCalls) this.calls.push(entry);
		onCall?.(entry);
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

function splitOnce(text: string, at: string): string[] {
	const i = text.indexOf(at);
	return i < 0 ? [text] : [text.slice(0, i), text.slice(i + 1)];
}
