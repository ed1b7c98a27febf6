// Owns what an endpoint is: one entry that says everything about it. Also finds the entry a path
// means, and carries out a call to it.

import type { Account } from './account';
import type { BadPlace, BadRule } from './bad-inputs';
import { refuseBadInputs } from './bad-inputs';
import type { Batch, Verdict } from './batch';
import { errorObjects } from './batch';
import type { Fault, FaultQueue } from './faults';
import {
	answerInstead,
	isSingle,
	tamperWithErrors,
	tamperWithReply,
	tamperWithResults,
	tamperWithVerdicts,
} from './faults';
import { OBJECT_TYPES } from './properties';
import type { Outcome, Shape } from './shapes';
import type { TokenInfo } from './tokens';
import { VERSIONS, type Version } from './versions';
import type { Chance, Json, Reply } from './wire';
import { refuse } from './wire';

/** A call that has found its endpoint and shown a good token. */
export interface Visit {
	version: Version;
	/** the path segments that `*` stands for in the template, decoded */
	parameters: string[];
	query: URLSearchParams;
	/** the body, parsed once, when somebody wants it */
	json: () => unknown;
	token: TokenInfo;
	account: Account;
}

export interface Endpoint {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** the family of the path (see `ROOTS`) and what follows the version; `*` stands for one segment */
	template: string;
	/** one of these is needed; none: any token will do */
	scopes: (visit: Visit) => readonly string[];
	/** a rate limit of its own, for the whole account and without headers; none: that of the app */
	lane?: { name: string; calls: number; ms: number };
	/** every one of these is needed beside */
	alsoScopes?: readonly string[];
	/** the queue this kind of call takes its faults from; none: nothing goes wrong with it */
	faults?: FaultQueue;
	/** for the statistics: under which name the inputs of a body count, and where they are in it */
	counts?: { as: 'inputsReceived' | 'inputsRead'; inputs: (body: unknown) => unknown };
	/** decides the fate of every input, and changes nothing yet */
	plan: (visit: Visit) => Batch;
	/** how the answer looks */
	answer: Shape | ((visit: Visit) => Shape);
}

/** Methods that HubSpot has under a template and the fake has not: answered 501, never 405. */
export interface NotFaked {
	template: string;
	methods: readonly string[];
}

const inputsOf = (body: unknown) => (body as { inputs?: unknown }).inputs;

/** How the inputs of a batch write count, and those of a batch read. */
export const WRITES_INPUTS = { as: 'inputsReceived', inputs: inputsOf } as const;
export const READS_INPUTS = { as: 'inputsRead', inputs: inputsOf } as const;

/** The plan of a call about one thing: it is done, or refused as a whole by what `plan` throws. */
export function one(
	plan: (visit: Visit) => Verdict & { fulfil: () => Json },
): (visit: Visit) => Batch {
	return (visit) => ({ verdicts: [plan(visit)] });
}

/** The plan of a read of one thing, or of one list. */
export function reading(read: (visit: Visit) => Json): (visit: Visit) => Batch {
	return one((visit) => ({ input: {}, name: {}, fulfil: () => read(visit) }));
}

/** INFERRED for `q`; SPEC marks both as required. */
export function required(query: URLSearchParams, name: string): string {
	const value = query.get(name);
	if (value === null || value === '') {
		throw refuse(400, 'VALIDATION_ERROR', `Some required fields were not set: [${name}]`);
	}
	return value;
}

/** How many inputs a call brings, for the statistics, of a body that may be anything. */
export function countInputs({ counts }: Endpoint, { json }: Visit): number {
	try {
		const inputs = counts?.inputs(json());
		return Array.isArray(inputs) ? inputs.length : 0;
	} catch {
		return 0;
	}
}

/** Does what a call asks for, as far as the fault lets it, and tells about it. */
export function carryOut(
	endpoint: Endpoint,
	visit: Visit,
	fault: Fault | null,
	{ chance, badRules }: { chance: Chance; badRules: readonly BadRule[] },
): Reply {
	const { method, template, plan } = endpoint;
	const answer = typeof endpoint.answer === 'function' ? endpoint.answer(visit) : endpoint.answer;
	const { nowIso } = visit.account;
	if (answer.tells === 'one' && !isSingle(fault)) {
		throw new Error(`${method} ${template} answers one thing: it cannot have "${fault?.kind}"`);
	}
	if (fault?.kind === 'late') {
		visit.account.later(fault.ms, () => carryOut(endpoint, visit, null, { chance, badRules }));
		return { status: 0, body: '', wire: 'reset' };
	}
	const instead = fault && answerInstead(fault, () => plan(visit).verdicts, nowIso);
	if (instead) return instead;

	const startedAt = nowIso();
	const batch: Batch = fault?.kind === 'emptyResults' ? { verdicts: [] } : plan(visit);
	const writes = endpoint.faults === 'faults' || endpoint.faults === 'singleFaults';
	if (writes && badRules.length > 0) {
		refuseBadInputs(batch.verdicts, badRules, placeOf(endpoint, visit));
	}
	const verdicts = tamperWithVerdicts(batch.verdicts, fault, chance);
	const done = verdicts.flatMap((verdict) => (verdict.fulfil ? [verdict.fulfil()] : []));
	const results = tamperWithResults(done, fault, chance, verdicts.length);
	const errors = tamperWithErrors(errorObjects(verdicts), fault, verdicts.length);
	const outcome: Outcome = {
		results,
		errors,
		partial: errors.length > 0 || batch.partialAnyway === true,
		silent: fault?.kind === 'multiStatusWithoutErrors',
		status: fault?.kind === 'status' ? fault.value : 'COMPLETE',
		startedAt,
		completedAt: nowIso(),
	};
	const reply = answer.give(outcome, visit.account);
	return fault ? tamperWithReply(reply, fault) : reply;
}

/** What kind of object a call is about: in its path, or an event. */
function placeOf({ template }: Endpoint, { account, parameters }: Visit): BadPlace {
	const { portalId, properties, lists } = account;
	const isEvent = template.startsWith('marketing/');
	if (template.startsWith('lists/')) {
		return { typeId: lists.all.get(parameters[0])?.objectTypeId ?? '', portalId };
	}
	const typeId = isEvent ? OBJECT_TYPES.marketing_events : properties.typeId(parameters[0]);
	return { typeId, portalId };
}

// ---- which endpoint a path means

/** SPEC: the versions differ in their roots alone, and v3 puts its number elsewhere. */
const ROOTS: Record<string, (version: Version) => string> = {
	marketing: (v) =>
		v === 'v3' ? '/marketing/v3/marketing-events' : `/marketing/marketing-events/${v}`,
	// SPEC writes the root of the list of events this way in every version, v3 included.
	'marketing-as-in-spec': (v) => `/marketing/marketing-events/${v}`,
	objects: (v) => (v === 'v3' ? '/crm/v3/objects' : `/crm/objects/${v}`),
	properties: (v) => (v === 'v3' ? '/crm/v3/properties' : `/crm/properties/${v}`),
	schemas: (v) => `/crm-object-schemas/${v}`,
	// SPEC: v4 stands for v3 here.
	associations: (v) => (v === 'v3' ? '/crm/v4/associations' : `/crm/associations/${v}`),
	account: (v) => `/account-info/${v}`,
	lists: (v) => (v === 'v3' ? '/crm/v3/lists' : `/crm/lists/${v}`),
	owners: (v) => (v === 'v3' ? '/crm/v3/owners' : `/crm/owners/${v}`),
	pipelines: (v) => (v === 'v3' ? '/crm/v3/pipelines' : `/crm/pipelines/${v}`),
};

interface Route {
	template: string;
	/** the segments of the path in each version */
	paths: Array<{ version: Version; segments: string[] }>;
	notFaked: string[];
	endpoints: Map<string, Endpoint>;
}

export class Routes {
	private readonly routes: Route[];

	constructor(endpoints: readonly Endpoint[], notFaked: readonly NotFaked[]) {
		const byTemplate = new Map<string, Route>();
		for (const endpoint of endpoints) {
			routeIn(byTemplate, endpoint.template).endpoints.set(endpoint.method, endpoint);
		}
		for (const { template, methods } of notFaked) {
			routeIn(byTemplate, template).notFaked.push(...methods);
		}
		this.routes = [...byTemplate.values()].sort(literalFirst);
	}

	/** What is under a path, and the parts of the path that an endpoint wants to know. */
	find(path: string) {
		const segments = path.replace(/\/$/, '').split('/'); // a trailing slash is tolerated
		for (const route of this.routes) {
			for (const { version, segments: wanted } of route.paths) {
				if (wanted.length !== segments.length) continue;
				const fits = wanted.every((part, i) =>
					part === '*' ? segments[i] !== '' : part === segments[i],
				);
				if (!fits) continue;
				const parameters = segments.filter((_, i) => wanted[i] === '*').map(decode);
				return { ...route, version, parameters };
			}
		}
		return null;
	}
}

function routeIn(routes: Map<string, Route>, template: string): Route {
	let route = routes.get(template);
	if (!route) {
		const [family, ...rest] = template.split('/');
		const paths = VERSIONS.map((version) => ({
			version,
			segments: [...ROOTS[family](version).split('/'), ...rest],
		}));
		route = { template, paths, notFaked: [], endpoints: new Map() };
		routes.set(template, route);
	}
	return route;
}

/** A literal segment wins over `*`, so its route is asked first. OBSERVED for events/upsert. */
function literalFirst(a: Route, b: Route): number {
	const sortable = ({ template }: Route) => template.replaceAll('*', '\uffff');
	return sortable(a) < sortable(b) ? -1 : 1;
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		throw refuse(400, 'VALIDATION_ERROR', `Malformed path segment: ${segment}`);
	}
}
