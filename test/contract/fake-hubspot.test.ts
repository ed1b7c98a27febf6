/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test, never shipped */
// Holds the fake HubSpot to the referee (facts.ts) and to every behaviour it claims to have.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import type { BadReply, FakeOptions, Fault, Names, SingleFault } from '../fake-hubspot/hubspot';
import {
	ALL_SCOPES,
	DEFAULT_APP_ID,
	DEFAULT_CLIENT_ID,
	DEFAULT_CLIENT_SECRET,
	DEFAULT_TOKEN,
	FakeHubSpot,
} from '../fake-hubspot/hubspot';
import { spawnFakeHubSpot } from '../fake-hubspot/process';
import { startFakeHubSpot } from '../fake-hubspot/server';
import * as facts from './facts';

type Json = Record<string, unknown>;

/** What a test looks at in an answer. */
interface Said extends Json {
	status: string;
	category: string;
	message: string;
	errorType: string;
	policyName: string;
	errorTokens: Json;
	context: Record<string, string[]>;
	correlationId: string;
	numErrors: number;
	results: Array<Json & { id: string; objectId: string; properties: Record<string, unknown> }>;
	errors: Array<Json & { category: string; message: string; context: Record<string, string[]> }>;
}

const FAKE = join(__dirname, '../fake-hubspot');
const START = Date.UTC(2026, 10, 22, 12);

function account(options: FakeOptions = {}) {
	const clock = { now: START };
	const hubspot = new FakeHubSpot({ now: () => clock.now, ...options });
	const call = (method: string, path: string, body: unknown = '', token = DEFAULT_TOKEN) => {
		const answer = hubspot.handle({
			method,
			path,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: typeof body === 'string' ? body : JSON.stringify(body),
		});
		let said = {} as Said;
		try {
			said = JSON.parse(answer.body) as Said;
		} catch {
			// not JSON: the test looks at `body`
		}
		return { ...answer, said };
	};
	const post = (path: string, inputs?: unknown, token?: string) =>
		call('POST', path, inputs === undefined ? {} : { inputs }, token);
	return {
		clock,
		hubspot,
		call,
		update: (inputs?: unknown, objectType = 'contacts', token?: string) =>
			post(CRM.replace('{objectType}', objectType), inputs, token),
		upsertEvents: (inputs?: unknown, token?: string) => post(UPSERT, inputs, token),
		updateEvents: (inputs?: unknown, token?: string) => post(EVENTS, inputs, token),
		/** by id, or by whatever else the body says */
		read: (body: Json, objectType = 'contacts', token?: string) =>
			call('POST', READ.replace('{objectType}', objectType), body, token),
		putEvent: (body: Json, id = String(body.externalEventId), token?: string) =>
			call('PUT', `${EVENT.replace('{externalEventId}', encodeURIComponent(id))}`, body, token),
	};
}

const CRM = facts.ENDPOINTS.batchUpdateObjects.paths['2026-03'];
const UPSERT = facts.ENDPOINTS.upsertEvents.paths['2026-03'];
const EVENTS = facts.ENDPOINTS.batchUpdateEvents.paths['2026-03'];
const READ = facts.OTHER_ENDPOINTS.readObjects.paths['2026-03'];
const EVENT = facts.OTHER_ENDPOINTS.upsertEvent.paths['2026-03'];

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const ids = (list: Array<{ id: string }>) => list.map(({ id }) => id);
const sorted = (list: string[]) => [...list].sort();
const appliedIds = (hubspot: FakeHubSpot) => hubspot.applied.map(({ id }) => id);

/** An account with contacts `1` to `count`, and inputs with trace ids to update each of them. */
function contacts(count: number, options: FakeOptions = {}) {
	const world = account(options);
	const inputs = numbers(count).map((i) => {
		const id = world.hubspot.seedObject('contacts', { email: `p${i}@example.com` }, String(i + 1));
		return { id, properties: { firstname: `N${i}` } as Json, objectWriteTraceId: `t${i}` };
	});
	const plain = inputs.map(({ id, properties }) => ({ id, properties }));
	return { ...world, inputs, plain };
}

const event = (n: number, more: Json = {}) => ({
	externalAccountId: 'acct-1',
	externalEventId: `e${n}`,
	eventName: `Event ${n}`,
	eventOrganizer: 'ACME',
	...more,
});

describe('the fake agrees with the referee', () => {
	const minimal: Record<facts.EndpointName, (world: ReturnType<typeof account>) => Json> = {
		upsertEvents: () => event(1),
		batchUpdateEvents: ({ hubspot }) => ({ objectId: hubspot.seedEvent(7) }),
		batchUpdateObjects: ({ hubspot }) => ({
			id: hubspot.seedObject('contacts', {}),
			properties: { firstname: 'A' },
		}),
	};
	const valueOf: Record<facts.FieldType, unknown> = {
		string: 'text',
		boolean: true,
		'date-time': '2027-03-01T09:00:00Z',
		'string map': { firstname: 'A' },
		'name-value list': [{ name: 'venue', value: 'Berlin' }],
	};
	const names = Object.keys(facts.ENDPOINTS) as facts.EndpointName[];

	describe.each(names)('about %s', (name) => {
		const endpoint = facts.ENDPOINTS[name];
		const path = (version: facts.Version) =>
			endpoint.paths[version].replace('{objectType}', 'contacts');
		const send = (world: ReturnType<typeof account>, inputs: Json[], token?: string) =>
			world.call(endpoint.method, path('2026-03'), { inputs }, token);

		it.each(facts.VERSIONS)('in %s: path, method, code, and a trailing slash', (version) => {
			for (const slash of ['', '/']) {
				const world = account();
				const inputs = [minimal[name](world)];
				const answer = world.call(endpoint.method, path(version) + slash, { inputs });
				expect(answer.status).toBe(endpoint.success);
				expect(answer.said.results).toHaveLength(1);
				expect(world.hubspot.applied).toHaveLength(1);
			}
			const wrong = account().call('GET', path(version));
			// OBSERVED for GET /events/upsert
			if (name !== 'batchUpdateObjects') expect(wrong.status).toBe(405);
			expect(account().call('PUT', path(version)).status).toBe(405);
		});

		it('takes every field it may have, and no other', () => {
			for (const field of Object.keys(endpoint.fields)) {
				const world = account();
				const input = minimal[name](world);
				// An idProperty must be a fit one, an id one that exists: those two stay as they are.
				const value = valueOf[endpoint.fields[field]];
				if (!(field in input) && field !== 'idProperty') input[field] = value;
				expect([field, send(world, [input]).status]).toEqual([field, endpoint.success]);
			}
			const world = account();
			const answer = send(world, [{ ...minimal[name](world), surprise: 1 }]);
			expect(answer.status).toBe(400);
			expect(answer.said.message).toContain('Invalid input JSON');
			expect(world.hubspot.applied).toEqual([]);
		});

		it('does not take a value of another type', () => {
			for (const field of Object.keys(endpoint.fields)) {
				const world = account();
				const answer = send(world, [{ ...minimal[name](world), [field]: 12 }]);
				expect([field, answer.status]).toEqual([field, 400]);
				expect(world.hubspot.applied).toEqual([]);
			}
		});

		it('misses every required field', () => {
			for (const field of endpoint.required) {
				const world = account();
				const input = minimal[name](world);
				delete input[field];
				expect([field, send(world, [input]).status]).toEqual([field, 400]);
				expect(world.hubspot.applied).toEqual([]);
			}
		});

		it('takes its maximum of inputs, and not one more', () => {
			const world = account();
			const many = (count: number) =>
				numbers(count).map((i) => (name === 'upsertEvents' ? event(i) : minimal[name](world)));
			expect(send(world, many(endpoint.maxInputs)).status).toBe(200);
			const before = world.hubspot.applied.length;
			expect(send(world, many(endpoint.maxInputs + 1)).status).toBe(400);
			expect(world.hubspot.applied).toHaveLength(before);
		});

		it('answers with the envelope and the fields of a result', () => {
			const world = account();
			const { said } = send(world, [minimal[name](world)]);
			for (const field of facts.ENVELOPE.always) expect(said).toHaveProperty(field);
			expect(said.status).toBe(facts.ENVELOPE.done);
			const [result] = said.results;
			for (const field of endpoint.result.always) expect(result).toHaveProperty(field);
			for (const field of endpoint.result.never) expect(result).not.toHaveProperty(field);
			const listed = [...endpoint.result.always, ...endpoint.result.sometimes];
			expect(listed).toEqual(expect.arrayContaining(Object.keys(result)));
			expect(endpoint.result.identifiedBy.some((field) => field in result)).toBe(true);
		});

		it('tells of an input that fails under the right code, in full error objects', () => {
			const world = account();
			const bad: Record<facts.EndpointName, Json> = {
				upsertEvents: event(2, {
					startDateTime: '2027-03-02T00:00:00Z',
					endDateTime: '2027-03-01T00:00:00Z',
				}),
				batchUpdateEvents: { objectId: '404' },
				batchUpdateObjects: { id: '404', properties: { firstname: 'B' } },
			};
			const { status, said } = send(world, [minimal[name](world), bad[name]]);
			expect(status).toBe(endpoint.partial);
			expect(said.results).toHaveLength(1);
			expect(said.numErrors).toBe(1);
			for (const field of facts.ITEM_ERROR.always) {
				expect(said.errors[0]).toHaveProperty(field);
			}
			expect(facts.CATEGORIES).toContain(said.errors[0].category);
			expect(world.hubspot.applied).toHaveLength(1);
		});

		it('wants the scope, and names it', () => {
			const scopes = endpoint.scopes.map((scope) => scope.replace('{x}', 'contacts'));
			const rest = ALL_SCOPES.filter((scope) => !scopes.includes(scope));
			const tokens = { poor: { appId: 1, scopes: rest, kind: 'token' as const } };
			const world = account({ tokens });
			const { status, said } = send(world, [minimal[name](world)], 'poor');
			expect(status).toBe(403);
			expect(said.category).toBe('MISSING_SCOPES');
			expect(said.errors[0].context.requiredGranularScopes).toEqual(scopes);
			expect(world.hubspot.applied).toEqual([]);
		});

		it('can be sent again without another end state', () => {
			const world = account();
			const input = minimal[name](world);
			send(world, [input]);
			const state = [world.hubspot.events().size, world.hubspot.objects('contacts').size];
			expect(send(world, [input]).status).toBe(200);
			expect([world.hubspot.events().size, world.hubspot.objects('contacts').size]).toEqual(state);
			expect(endpoint.repeatable).toBe(true);
		});
	});

	/** For each: an account with something to ask for, the values of its path and query, its body. */
	const asked: Record<
		facts.OtherEndpointName,
		(world: ReturnType<typeof account>) => { segment: string; query: Json; body: Json | '' }
	> = {
		upsertEvent: () => ({ segment: 'e1', query: {}, body: event(1) }),
		readEventByExternalId: ({ upsertEvents }) => {
			upsertEvents([event(1)]);
			return { segment: 'e1', query: { externalAccountId: 'acct-1' }, body: '' };
		},
		readEventByObjectId: ({ hubspot }) => ({
			segment: hubspot.seedEvent(DEFAULT_APP_ID),
			query: {},
			body: '',
		}),
		searchEvents: ({ upsertEvents }) => {
			upsertEvents([event(1)]);
			return { segment: '', query: { q: 'e1' }, body: '' };
		},
		readObjects: ({ hubspot }) => ({
			segment: 'contacts',
			query: {},
			body: { inputs: [{ id: hubspot.seedObject('contacts', {}) }] },
		}),
	};

	describe.each(Object.keys(facts.OTHER_ENDPOINTS) as facts.OtherEndpointName[])(
		'about %s',
		(name) => {
			const endpoint = facts.OTHER_ENDPOINTS[name];
			function ask(
				world: ReturnType<typeof account>,
				change: (it: { query: Json; body: Json | '' }) => void = () => undefined,
				{ version = '2026-03', token, method, slash = '' }: Partial<Asking> = {},
			) {
				const { segment, ...it } = asked[name](world);
				change(it);
				const path = endpoint.paths[version].replace(/\{\w+\}/, segment) + slash;
				const query = new URLSearchParams(it.query as Record<string, string>).toString();
				const full = query ? `${path}?${query}` : path;
				return world.call(method ?? endpoint.method, full, it.body, token);
			}
			interface Asking {
				version: facts.Version;
				token: string;
				method: string;
				slash: string;
			}
			const resultOf = (said: Said) => said.results?.[0] ?? said;

			it.each(facts.VERSIONS)('in %s: path, method, code, result, trailing slash', (version) => {
				for (const slash of ['', '/']) {
					const { status, said } = ask(account(), undefined, { version, slash });
					expect(status).toBe(endpoint.success);
					for (const field of endpoint.result.always) {
						expect(resultOf(said)).toHaveProperty(field);
					}
					for (const field of endpoint.result.never) {
						expect(resultOf(said)).not.toHaveProperty(field);
					}
				}
				const method = endpoint.method === 'POST' ? 'GET' : 'POST';
				expect(ask(account(), undefined, { version, method }).status).toBe(405);
			});

			it('wants its query and its fields, and takes no other field', () => {
				for (const parameter of endpoint.query) {
					const { status } = ask(account(), ({ query }) => delete query[parameter]);
					expect([parameter, status]).toEqual([parameter, 400]);
				}
				for (const field of endpoint.required) {
					const { status } = ask(account(), ({ body }) => delete (body as Json)[field]);
					expect([field, status]).toEqual([field, 400]);
				}
				if (endpoint.method === 'GET') return;
				for (const field of [...Object.keys(endpoint.fields), 'surprise']) {
					const { status } = ask(account(), ({ body }) => Object.assign(body, { [field]: 12 }));
					expect([field, status]).toEqual([field, 400]);
				}
			});

			it('takes every field it may have', () => {
				for (const field of Object.keys(endpoint.fields)) {
					const type = endpoint.fields[field];
					const value = type === 'name list' ? ['firstname'] : valueOf[type];
					const { status } = ask(account(), ({ body }) => {
						// Ids must be fit ones: those stay as they are, or away.
						if (!(field in (body as Json)) && field !== 'idProperty') {
							Object.assign(body, { [field]: value });
						}
					});
					expect([field, status]).toEqual([field, endpoint.success]);
				}
			});

			it('wants the scope, and names it', () => {
				const scopes = endpoint.scopes.map((scope) => scope.replace('{x}', 'contacts'));
				const token = (list: readonly string[]) => ({
					appId: DEFAULT_APP_ID,
					scopes: [...list],
					kind: 'token' as const,
				});
				const rest = ALL_SCOPES.filter((scope) => !scopes.includes(scope));
				const tokens = {
					[DEFAULT_TOKEN]: token(ALL_SCOPES),
					poor: token(rest),
					fit: token(scopes),
				};
				expect(ask(account({ tokens }), undefined, { token: 'fit' }).status).toBe(200);
				const world = account({ tokens });
				const { status, said } = ask(world, undefined, { token: 'poor' });
				expect([status, said.category]).toEqual([403, 'MISSING_SCOPES']);
				expect(said.errors[0].context.requiredGranularScopes).toEqual(scopes);
			});

			it('reaches the events it should, and no other', () => {
				if (endpoint.reach === undefined) return;
				const token = (appId: number) => ({
					appId,
					scopes: [...ALL_SCOPES],
					kind: 'token' as const,
				});
				const tokens = { [DEFAULT_TOKEN]: token(DEFAULT_APP_ID), other: token(2) };
				const world = account({ tokens });
				const { status, said } = ask(world, undefined, { token: 'other' });
				const seen = {
					upsertEvent: () => world.hubspot.eventByExternalId(2, 'acct-1', 'e1') === undefined,
					readEventByExternalId: () => status === 200,
					readEventByObjectId: () => status === 200,
					searchEvents: () => said.results.length > 0,
					readObjects: () => true,
				};
				expect(seen[name]()).toBe(endpoint.reach === 'any app');
			});
		},
	);

	it.each(Object.keys(facts.WRITE_SCOPES))('about the write scopes of %s', (type) => {
		const objectType = type === 'custom' ? '2-1001' : type;
		for (const scope of facts.WRITE_SCOPES[type]) {
			const tokens = { one: { appId: 1, scopes: [scope], kind: 'token' as const } };
			expect(account({ tokens }).update([], objectType, 'one').status).toBe(200);
		}
		const tokens = { none: { appId: 1, scopes: [], kind: 'token' as const } };
		const { said } = account({ tokens }).update([], objectType, 'none');
		expect(said.errors[0].context.requiredGranularScopes).toEqual(facts.WRITE_SCOPES[type]);
	});

	it('about object type ids', () => {
		for (const name of Object.keys(facts.OBJECT_TYPE_IDS)) {
			const world = account();
			const id = world.hubspot.seedObject(name, {});
			expect(world.hubspot.object(facts.OBJECT_TYPE_IDS[name], id)?.id).toBe(id);
		}
	});

	it('about custom objects: by id and by full name, never by bare name', () => {
		const { update } = account();
		for (const name of ['2-1001', 'p123_session']) {
			expect(update([], name).status).toBe(200);
			const { byId, byName } = facts.CUSTOM_OBJECT_TYPES;
			expect(byId.test(name) || byName.test(name)).toBe(true);
		}
		for (const name of ['session', 'butterflies', '2-9', '0-999', 'p9_session']) {
			const { status, said } = update([], name);
			expect([name, status]).toEqual([name, 400]);
			expect(said.message).toBe(`Unable to infer object type from: ${name}`);
		}
	});

	it.each(['accountDetails', 'properties', 'schemas'] as const)('about %s', (name) => {
		const { method, paths, answers } = facts.SUPPORTING[name];
		for (const version of facts.VERSIONS) {
			for (const objectType of ['contacts', '0-54']) {
				const path = paths[version].replace('{objectType}', objectType);
				const { status, said } = account().call(method, path);
				expect(status).toBe(200);
				for (const field of answers) expect(said).toHaveProperty(field);
			}
			const path = paths[version].replace('{objectType}', 'contacts');
			expect(account().call('DELETE', path).status).toBe(405);
		}
	});

	it('about the headers of every answer', () => {
		const tokens = {
			own: { appId: 1, scopes: [...ALL_SCOPES], kind: 'token' as const },
			oauth: { appId: 2, scopes: [...ALL_SCOPES], kind: 'oauth' as const },
		};
		const { update } = account({ tokens });
		const own = update([], 'contacts', 'own').headers;
		expect(own[facts.HEADERS.rateMax]).toBe(String(facts.CALLS_PER_TEN_SECONDS.professional));
		expect(own[facts.HEADERS.rateRemaining]).toBe('189');
		expect(own[facts.HEADERS.rateIntervalMs]).toBe(String(facts.RATE_INTERVAL_MS));
		expect(own).toHaveProperty([facts.HEADERS.daily]);
		expect(own).toHaveProperty([facts.HEADERS.dailyRemaining]);
		expect(own[facts.HEADERS.correlationId]).toMatch(/^[0-9a-f-]{36}$/);
		const oauth = update([], 'contacts', 'oauth').headers;
		expect(oauth).toHaveProperty([facts.HEADERS.rateMax]);
		expect(oauth).not.toHaveProperty([facts.HEADERS.daily]);
		const refused = update([], 'butterflies', 'own');
		expect(refused.said.correlationId).toBe(refused.headers[facts.HEADERS.correlationId]);
	});

	it('about what is refused, what is unknown and what is final', () => {
		const faults: Record<string, Fault[]> = {
			refused: [
				{ kind: 'rateLimit', policy: 'SECONDLY' },
				{ kind: 'locked' },
				{ kind: 'migrating', retryAfter: 1 },
			],
			final: [
				{ kind: 'unauthorized' },
				{ kind: 'missingScopes', scopes: ['a'] },
				{ kind: 'wholeBatch', status: 400, dialect: 'category', message: '' },
				{ kind: 'wholeBatch', status: 409, dialect: 'category', message: '' },
			],
			unknown: [500, 502, 503, 504, 521, 522, 523, 524].map((status) => ({
				kind: 'serverError',
				status,
				applied: true,
			})),
		};
		for (const meaning of Object.keys(faults)) {
			for (const fault of faults[meaning]) {
				const { hubspot, update, inputs } = contacts(2);
				hubspot.faults.next(fault);
				const { status } = update(inputs);
				expect([status, facts.STATUSES[status]]).toEqual([status, meaning]);
				expect(hubspot.applied).toHaveLength(meaning === 'unknown' ? 2 : 0);
			}
		}
	});

	it('about the token endpoint', () => {
		const form = `grant_type=client_credentials&client_id=${DEFAULT_CLIENT_ID}&client_secret=${DEFAULT_CLIENT_SECRET}`;
		const headers = { 'content-type': facts.OAUTH.contentType };
		for (const version of facts.VERSIONS) {
			const path = facts.OAUTH.tokenPaths[version];
			const answer = account().hubspot.handle({ method: 'POST', path, headers, body: form });
			expect(answer.status).toBe(200);
			const said = JSON.parse(answer.body) as Json;
			for (const field of facts.OAUTH.answers) expect(said).toHaveProperty(field);
			expect(said.expires_in).toBe(facts.OAUTH.expiresInSeconds);
			const query = { method: 'POST', path: `${path}?${form}`, headers, body: '' };
			expect(account().hubspot.handle(query).status).toBe(400);
		}
		const path = facts.OAUTH.dyingTokenPath;
		expect(account().hubspot.handle({ method: 'POST', path, headers, body: form }).status).toBe(
			404,
		);
	});
});

describe('the door', () => {
	it('answers 501 to what it does not know, and remembers', () => {
		const { hubspot, call } = account();
		expect(call('GET', '/crm/v4/objects').status).toBe(501);
		expect(call('POST', '/crm/objects/2026-03/contacts/batch/create').status).toBe(501);
		expect(call('POST', '/marketing/marketing-events/2026-03/events').status).toBe(501);
		expect(call('DELETE', '/marketing/marketing-events/2026-03/1').status).toBe(501);
		expect(hubspot.unknownRoutes).toEqual([
			'GET /crm/v4/objects',
			'POST /crm/objects/2026-03/contacts/batch/create',
			'POST /marketing/marketing-events/2026-03/events',
			'DELETE /marketing/marketing-events/2026-03/1',
		]);
	});

	it('answers 405 to GET /events, as observed, and does not hold it against the caller', () => {
		const { hubspot, call } = account();
		expect(call('GET', '/marketing/marketing-events/2026-03/events').status).toBe(405);
		expect(hubspot.unknownRoutes).toEqual([]);
	});

	it('wants a token it knows', () => {
		const { hubspot, call, update } = account();
		expect(update([], 'contacts', 'other').status).toBe(401);
		expect(update([], 'contacts', 'other').said.category).toBe('INVALID_AUTHENTICATION');
		expect(hubspot.handle({ method: 'GET', path: CRM, headers: {}, body: '' }).status).toBe(405);
		const path = facts.SUPPORTING.accountDetails.paths.v3;
		expect(hubspot.handle({ method: 'GET', path, headers: {}, body: '' }).status).toBe(401);
		expect(call('GET', path).status).toBe(200);
	});

	it('says when a token has expired', () => {
		const { hubspot, update } = account();
		hubspot.expireToken(DEFAULT_TOKEN);
		const { status, said } = update([]);
		expect([status, said.category]).toEqual([401, 'EXPIRED_AUTHENTICATION']);
		expect(said.context).toHaveProperty(['expire time']);
	});

	it('wants JSON, and says so', () => {
		const { hubspot, call } = account();
		expect(call('POST', UPSERT, '{').said.message).toContain('Invalid input JSON');
		expect(call('POST', UPSERT, '[]').status).toBe(400);
		expect(call('POST', UPSERT, { inputs: {} }).status).toBe(400);
		expect(call('POST', UPSERT, { inputs: [1] }).status).toBe(400);
		expect(call('POST', UPSERT, { inputs: [], extra: 1 }).status).toBe(400);
		const headers = { authorization: `Bearer ${DEFAULT_TOKEN}`, 'content-type': 'text/plain' };
		const answer = hubspot.handle({ method: 'POST', path: UPSERT, headers, body: '{"inputs":[]}' });
		expect(answer.status).toBe(415);
	});

	it('decodes object types, and refuses what cannot be decoded', () => {
		const { update } = account();
		expect(update([], '%32-1001').status).toBe(200);
		expect(update([], '%zz').status).toBe(400);
	});

	it('keeps a rolling window for each app, and tells what remains of it', () => {
		const token = (appId: number) => ({ appId, scopes: [...ALL_SCOPES], kind: 'token' as const });
		const tokens = { first: token(1), again: token(1), other: token(2) };
		const { clock, update } = account({ tokens, limits: { perTenSeconds: 3, perDay: 100 } });
		const remaining = (name: string) =>
			update([], 'contacts', name).headers[facts.HEADERS.rateRemaining];
		expect([remaining('first'), remaining('again')]).toEqual(['2', '1']);
		clock.now += 6_000;
		expect(remaining('first')).toBe('0');
		const { status, said, headers } = update([], 'contacts', 'first');
		expect(status).toBe(429);
		expect(said).toMatchObject({ errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' });
		expect(said).not.toHaveProperty('category');
		expect(headers).not.toHaveProperty([facts.HEADERS.retryAfter]);
		expect(update([], 'contacts', 'other').status).toBe(200);
		clock.now += 4_000; // the first two calls are now ten seconds old
		expect([remaining('first'), remaining('first')]).toEqual(['1', '0']);
		expect(update([], 'contacts', 'first').status).toBe(429);
	});

	it('has one daily limit for all apps of the account', () => {
		const token = (appId: number) => ({ appId, scopes: [...ALL_SCOPES], kind: 'token' as const });
		const tokens = { first: token(1), other: token(2) };
		const { clock, update } = account({ tokens, limits: { perTenSeconds: 9, perDay: 2 } });
		expect(update([], 'contacts', 'first').headers[facts.HEADERS.dailyRemaining]).toBe('1');
		expect(update([], 'contacts', 'other').status).toBe(200);
		const { status, said } = update([], 'contacts', 'first');
		expect([status, said.policyName]).toEqual([429, 'DAILY']);
		clock.now += 86_400_000;
		expect(update([], 'contacts', 'first').status).toBe(200);
	});

	it('scales the window, and announces it', () => {
		const limits = { perTenSeconds: 190, perDay: 1000, windowMs: 500 };
		const { clock, update } = account({ limits });
		const first = update([]).headers;
		expect(first[facts.HEADERS.rateMax]).toBe('10'); // 190 x 0.5 / 10, rounded
		expect(first[facts.HEADERS.rateIntervalMs]).toBe('500');
		expect(numbers(10).map(() => update([]).status)).toEqual([...Array<number>(9).fill(200), 429]);
		clock.now += 499;
		expect(update([]).status).toBe(429);
		clock.now += 1;
		expect(update([]).status).toBe(200);
	});

	it('does not count refused calls against the window, unless told to', () => {
		for (const countRefused of [false, true]) {
			const { clock, update } = account({
				limits: { perTenSeconds: 2, perDay: 99 },
				countRefused,
			});
			update([]);
			update([]);
			clock.now += 6_000;
			expect(update([]).status).toBe(429);
			expect(update([]).status).toBe(429);
			clock.now += 4_000; // the first two are forgotten
			expect(update([]).status).toBe(countRefused ? 429 : 200);
			clock.now += 6_000; // and the refused ones too
			expect(update([]).status).toBe(200);
		}
	});

	it('lets another program of the app take its share, evenly, by the clock alone', () => {
		const limits = { perTenSeconds: 100, perDay: 1_000_000 };
		const { clock, hubspot, update } = account({ limits, otherApp: { share: 0.3 } });
		const remaining = () => Number(update([]).headers[facts.HEADERS.rateRemaining]);
		expect(remaining()).toBe(69); // there before us: 30 in its window, and we are one
		clock.now += 5_000;
		expect(remaining()).toBe(68);
		expect(hubspot.statistics().otherApp).toEqual({ taken: 46, refused: 0 });
		let got = 0;
		while (update([]).status === 200) got += 1;
		expect(got).toBe(68);
		clock.now += 1_000; // three of its own leave the window, and three new ones come
		expect(update([]).status).toBe(429);
		expect(hubspot.statistics().otherApp).toEqual({ taken: 49, refused: 0 });
		expect(hubspot.statistics().tooManyByPolicy).toEqual({ TEN_SECONDLY_ROLLING: 2 });
		clock.now += 4_000; // our first call leaves
		expect([update([]).status, update([]).status]).toEqual([200, 429]);
	});

	it('refuses the other program too, and counts it', () => {
		const limits = { perTenSeconds: 10, perDay: 1_000_000 };
		const { clock, hubspot, update } = account({ limits, otherApp: { share: 0.45 } });
		for (let i = 0; i < 40; i++) {
			clock.now += 500; // as often as the limit allows, as if we were alone
			update([]);
			update([]);
		}
		const { otherApp, byStatus } = hubspot.statistics();
		expect(otherApp.refused).toBeGreaterThan(0);
		// 20 s of 10 per 10 s, and one window before that: nobody gets more than there is.
		expect(otherApp.taken + byStatus['200']).toBeLessThanOrEqual(30);
	});

	it('sends no rate headers when told not to, not even with a 429', () => {
		const { hubspot, update } = account({
			limits: { perTenSeconds: 2, perDay: 99 },
			rateHeaders: false,
		});
		hubspot.faults.next({ kind: 'rateLimit', policy: 'SECONDLY', retryAfter: 1 });
		for (const status of [429, 200, 429]) {
			const answer = update([]);
			expect(answer.status).toBe(status);
			expect(Object.keys(answer.headers).filter((name) => name.includes('ratelimit'))).toEqual([]);
			expect(answer.headers).toHaveProperty([facts.HEADERS.correlationId]);
		}
	});

	it('takes as many as come when no limits are set', () => {
		const { update } = account();
		for (let i = 0; i < 300; i++) expect(update([]).status).toBe(200);
	});

	it('logs every call, parsed, and never a secret', () => {
		const { hubspot, update } = contacts(1);
		update([{ id: '1', properties: { firstname: DEFAULT_TOKEN } }]);
		const { accessToken, refreshToken } = hubspot.issueTokens();
		const body = `grant_type=refresh_token&refresh_token=${refreshToken}&client_secret=never-seen-before`;
		const headers = { 'content-type': facts.OAUTH.contentType };
		const path = `${facts.OAUTH.tokenPaths.v3}?code=also-never-seen`;
		hubspot.handle({ method: 'POST', path, headers, body });
		update([{ id: 'unknown-token' }], 'contacts', 'unknown-token');
		expect(hubspot.calls.map(({ method, status }) => [method, status])).toEqual([
			['POST', 200],
			['POST', 400],
			['POST', 401],
		]);
		expect(hubspot.calls[0].requestBody).toMatchObject({ inputs: [{ id: '1' }] });
		expect(hubspot.calls[0].replyBody).toMatchObject({ status: 'COMPLETE' });
		expect(hubspot.calls[0].at).toBe(START);
		const log = JSON.stringify(hubspot.calls);
		const secrets = [DEFAULT_TOKEN, accessToken, refreshToken, 'never-seen', 'unknown-token'];
		for (const secret of secrets) expect(log).not.toContain(secret);
	});

	it('counts what came and what became of it, also when it keeps no list', () => {
		for (const keep of [true, false]) {
			const { clock, hubspot, update, inputs } = contacts(5, {
				keepCalls: keep,
				keepApplied: keep,
				limits: { perTenSeconds: 3, perDay: 99 },
			});
			update(inputs);
			clock.now += 1_000;
			hubspot.faults.next({ kind: 'serverError', status: 502, applied: false });
			update(inputs);
			update([
				{ ...inputs[0], properties: { firstname: 'Ünï' } },
				{ id: '9', properties: {} },
			]);
			clock.now += 1_000;
			update(inputs); // one too many
			hubspot.handle({ method: 'GET', path: '/nowhere', headers: {}, body: '' });
			const bytes = [
				{ inputs },
				{ inputs },
				{
					inputs: [
						{ ...inputs[0], properties: { firstname: 'Ünï' } },
						{ id: '9', properties: {} },
					],
				},
				{ inputs },
			].map((body) => Buffer.byteLength(JSON.stringify(body)));
			expect(hubspot.statistics()).toEqual({
				calls: 5,
				byStatus: { '200': 1, '207': 1, '429': 1, '501': 1, '502': 1 },
				tooManyByPolicy: { TEN_SECONDLY_ROLLING: 1 },
				inputsReceived: 12,
				inputsRead: 0,
				recordsApplied: 6,
				distinctKeysApplied: 5,
				requestBytes: bytes.reduce((sum, each) => sum + each, 0),
				firstCallAt: START,
				lastCallAt: START + 2_000,
				otherApp: { taken: 0, refused: 0 },
			});
			expect(hubspot.timesApplied('contacts|1')).toBe(2);
			expect(hubspot.timesApplied('contacts|9')).toBe(0);
			expect([hubspot.calls.length, hubspot.applied.length]).toEqual(keep ? [5, 6] : [0, 0]);
		}
	});

	it('tells who listens of every call, whether it keeps them or not', () => {
		const heard: number[] = [];
		const { update } = account({ keepCalls: false, onCall: ({ status }) => heard.push(status) });
		update([]);
		update([], 'butterflies');
		expect(heard).toEqual([200, 400]);
	});

	it('has the records and events it was asked to have', () => {
		const { hubspot, read, update } = account({
			records: [
				{ objectType: 'contacts', count: 3 },
				{ objectType: '2-1001', count: 2 },
				{ objectType: 'deals', count: 1, properties: { dealname: 'Deal {n} of {n}' } },
			],
			events: { count: 2 },
		});
		const second = read({ inputs: [{ id: 'person2@example.com' }], idProperty: 'email' });
		expect(ids(second.said.results)).toEqual(['2']);
		const session = { id: 'S-2', idProperty: 'session_code', properties: { title: 'T' } };
		expect(ids(update([session], '2-1001').said.results)).toEqual(['2']);
		expect(hubspot.object('deals', '1')?.properties.dealname).toBe('Deal 1 of 1');
		expect(hubspot.eventByExternalId(DEFAULT_APP_ID, 'acct-1', 'event-2')).toBeDefined();
		expect([hubspot.objects('contacts').size, hubspot.events().size]).toEqual([3, 2]);
	});

	it('draws latencies with a long tail, the same ones for the same seed', () => {
		const draw = (latency: FakeOptions['latency'], count: number) => {
			const { update } = account({ latency, keepCalls: false });
			return numbers(count).map(() => update([]).delayMs ?? 0);
		};
		const tailed = { medianMs: 400, maxMs: 2000, seed: 5 };
		const drawn = draw(tailed, 5_000).sort((a, b) => a - b);
		expect(Math.abs(drawn[2_500] - 400)).toBeLessThan(20);
		expect(Math.max(...drawn)).toBe(2_000);
		const clipped = drawn.filter((ms) => ms === 2_000).length / drawn.length;
		expect(clipped).toBeGreaterThan(0.005);
		expect(clipped).toBeLessThan(0.015);
		expect(draw(tailed, 20)).toEqual(draw(tailed, 20));
		expect(draw(tailed, 20)).not.toEqual(draw({ ...tailed, seed: 6 }, 20));
		expect(draw(70, 3)).toEqual([70, 70, 70]);
		expect(draw(undefined, 2)).toEqual([0, 0]);
	});

	it('does the same twice with the same seed', () => {
		const run = () => {
			const { hubspot, update, inputs } = contacts(20, { seed: 7 });
			update(inputs);
			return JSON.stringify(hubspot.calls);
		};
		expect(run()).toBe(run());
	});
});

describe('OAuth', () => {
	const path = facts.OAUTH.tokenPaths['2026-03'];
	function oauth(options: FakeOptions = {}) {
		const world = account(options);
		const ask = (fields: Record<string, string>) => {
			const answer = world.hubspot.handle({
				method: 'POST',
				path,
				headers: { 'content-type': facts.OAUTH.contentType },
				body: new URLSearchParams({
					client_id: DEFAULT_CLIENT_ID,
					client_secret: DEFAULT_CLIENT_SECRET,
					...fields,
				}).toString(),
			});
			return { ...answer, said: JSON.parse(answer.body) as Record<string, string> };
		};
		return { ...world, ask };
	}

	it('exchanges a code once, for tokens that work', () => {
		const { hubspot, ask, update } = oauth();
		const code = hubspot.issueCode();
		const redirect_uri = 'https://n8n.example.com/callback';
		const grant = { grant_type: 'authorization_code', code, redirect_uri };
		expect(ask({ grant_type: 'authorization_code', code }).status).toBe(400);
		const { said } = ask(grant);
		expect(update([], 'contacts', said.access_token).status).toBe(200);
		expect(ask(grant).said.error).toBe('invalid_grant');
	});

	it('lets access tokens die after half an hour, and renews them by refresh token', () => {
		const { clock, hubspot, ask, update } = oauth();
		const { accessToken, refreshToken } = hubspot.issueTokens();
		expect(update([], 'contacts', accessToken).status).toBe(200);
		clock.now += 1_800_000;
		expect(update([], 'contacts', accessToken).said.category).toBe('EXPIRED_AUTHENTICATION');
		const { said } = ask({ grant_type: 'refresh_token', refresh_token: refreshToken });
		expect(said.access_token).not.toBe(accessToken);
		expect(said.refresh_token).toBe(refreshToken);
		expect(update([], 'contacts', said.access_token).status).toBe(200);
	});

	it('speaks its own dialect of no', () => {
		const { ask } = oauth();
		const refused = ask({ grant_type: 'refresh_token', refresh_token: 'x' });
		expect(refused.status).toBe(400);
		expect(refused.said).toMatchObject({ error: 'invalid_grant', status: 'BAD_REFRESH_TOKEN' });
		expect(ask({ grant_type: 'client_credentials', client_secret: 'x' }).status).toBe(401);
		expect(ask({ grant_type: 'password' }).said.error).toBe('unsupported_grant_type');
	});

	it('grants the scopes that were asked for, and only those', () => {
		const { ask, update, call } = oauth();
		const scope = 'crm.objects.contacts.write no.such.scope';
		const { said } = ask({ grant_type: 'client_credentials', scope });
		expect(said.scopes).toEqual(['crm.objects.contacts.write']);
		expect(update([], 'contacts', said.access_token).status).toBe(200);
		expect(update([], 'deals', said.access_token).status).toBe(403);
		const details = facts.SUPPORTING.accountDetails.paths['2026-03'];
		expect(call('GET', details, '', said.access_token).status).toBe(403); // wants scope `oauth`
	});

	it('takes a form and nothing else', () => {
		const { hubspot } = oauth();
		const headers = { 'content-type': 'application/json' };
		expect(hubspot.handle({ method: 'POST', path, headers, body: '{}' }).status).toBe(415);
		expect(hubspot.handle({ method: 'GET', path, headers, body: '' }).status).toBe(405);
	});
});

describe('what dropdowns ask', () => {
	it('lists properties with what a client needs to choose among them', () => {
		const { call } = account();
		const { said } = call('GET', '/crm/properties/2026-03/contacts');
		const byName = new Map(said.results.map((property) => [property.name, property]));
		expect(byName.get('customer_number')).toMatchObject({ hasUniqueValue: true, type: 'string' });
		expect(byName.get('email')).toMatchObject({ hasUniqueValue: false });
		expect(byName.get('createdate')).toMatchObject({
			modificationMetadata: { readOnlyValue: true },
		});
		expect(byName.get('lifecyclestage')).toMatchObject({ type: 'enumeration' });
		for (const { type } of said.results) expect(facts.PROPERTY_TYPES).toContain(type);
	});

	it('lists the properties of marketing events under 0-54', () => {
		const { said } = account().call('GET', '/crm/v3/properties/0-54');
		expect(said.results.map(({ name }) => name)).toContain('venue');
	});

	it('gives properties to who may read the schema or the object, and to nobody else', () => {
		const status = (...scopes: string[]) => {
			const tokens = { it: { appId: 1, scopes, kind: 'token' as const } };
			return account({ tokens }).call('GET', '/crm/v3/properties/deals', '', 'it').status;
		};
		expect(status('crm.schemas.deals.read')).toBe(200);
		expect(status('crm.objects.deals.read')).toBe(200);
		expect(status('crm.objects.deals.write')).toBe(403);
	});

	it('pages properties when asked to', () => {
		const { call } = account({ propertyPageSize: 4 });
		const names: unknown[] = [];
		for (let after = ''; ; ) {
			const { said } = call('GET', `/crm/v3/properties/contacts${after && `?after=${after}`}`);
			names.push(...said.results.map(({ name }) => name));
			const paging = said.paging as { next: { after: string } } | undefined;
			if (!paging) break;
			after = paging.next.after;
		}
		const { said } = account().call('GET', '/crm/v3/properties/contacts');
		expect(names).toEqual(said.results.map(({ name }) => name));
		expect(names.length).toBeGreaterThan(4);
	});

	it('lists custom objects', () => {
		const { said } = account({ portalId: 9 }).call('GET', '/crm-object-schemas/2026-03/schemas');
		expect(said.results).toMatchObject([
			{ objectTypeId: '2-1001', name: 'session', fullyQualifiedName: 'p9_session' },
		]);
	});

	it('can be an account without anything of its own', () => {
		const { call, hubspot, update } = account({ defaults: false });
		expect(call('GET', '/crm-object-schemas/v3/schemas').said.results).toEqual([]);
		expect(call('GET', '/crm/v3/properties/contacts').said.results).toEqual([]);
		const id = hubspot.seedObject('contacts', {});
		expect(update([{ id, properties: { anything: 'x' } }]).status).toBe(200);
	});
});

describe('batch update of CRM objects', () => {
	it('writes, and answers with what was asked for, in another order', () => {
		const { hubspot, update, inputs } = contacts(10);
		const { status, said } = update(inputs);
		expect(status).toBe(200);
		expect(said).not.toHaveProperty('errors');
		expect(ids(said.results)).not.toEqual(ids(inputs));
		expect(sorted(ids(said.results))).toEqual(sorted(ids(inputs)));
		expect(appliedIds(hubspot)).toEqual(ids(inputs));
		expect(hubspot.object('contacts', '3')?.properties.firstname).toBe('N2');
		const third = said.results.find(({ id }) => id === '3');
		expect(third?.objectWriteTraceId).toBe('t2');
		expect(third?.properties).toEqual({
			firstname: 'N2',
			hs_object_id: '3',
			hs_lastmodifieddate: new Date(START).toISOString(),
		});
		expect(hubspot.applied[2]).toMatchObject({ key: 'contacts|3', trace: 't2', input: inputs[2] });
	});

	it('never answers two results in the order of the inputs', () => {
		for (let seed = 0; seed < 20; seed++) {
			const { update, inputs } = contacts(2, { seed });
			expect(ids(update(inputs).said.results)).toEqual(['2', '1']);
		}
	});

	it('keeps trace ids to itself when told to', () => {
		const { update, inputs } = contacts(2, { echoTraceIds: false });
		for (const result of update(inputs).said.results) {
			expect(result).not.toHaveProperty('objectWriteTraceId');
		}
	});

	it('answers a body without inputs with success about nothing', () => {
		const { hubspot, update } = contacts(1);
		for (const inputs of [undefined, []]) {
			const { status, said } = update(inputs);
			expect([status, said.status, said.results]).toEqual([200, 'COMPLETE', []]);
		}
		expect(hubspot.applied).toEqual([]);
	});

	it('finds records by a unique property, by email in any case, and by several in one batch', () => {
		const { hubspot, update } = account();
		const first = hubspot.seedObject('contacts', { email: 'Ann@Example.com' });
		const second = hubspot.seedObject('contacts', { customer_number: 'C-2' });
		const third = hubspot.seedObject('contacts', {});
		expect(hubspot.object('contacts', first)?.properties.email).toBe('ann@example.com');
		const properties = { firstname: 'X' };
		const { status, said } = update([
			{ id: 'ANN@example.com', idProperty: 'email', properties },
			{ id: 'C-2', idProperty: 'customer_number', properties },
			{ id: third, properties },
		]);
		expect(status).toBe(200);
		expect(sorted(ids(said.results))).toEqual(sorted([first, second, third]));
		expect(hubspot.applied.map(({ key }) => key)).toEqual([
			'contacts|ANN@example.com',
			'contacts|C-2',
			`contacts|${third}`,
		]);
	});

	it('finds a record whose key has just changed, and no longer by the old one', () => {
		const { hubspot, update } = account();
		const idProperty = 'customer_number';
		const id = hubspot.seedObject('contacts', { [idProperty]: 'old' });
		expect(update([{ id: 'old', idProperty, properties: { [idProperty]: 'new' } }]).status).toBe(
			200,
		);
		const byNew = update([{ id: 'new', idProperty, properties: { firstname: 'X' } }]);
		expect(ids(byNew.said.results)).toEqual([id]);
		expect(update([{ id: 'old', idProperty, properties: { firstname: 'X' } }]).status).toBe(207);
		const record = hubspot.object('contacts', id);
		if (record) record.properties[idProperty] = 'behind its back';
		const again = update([{ id: 'behind its back', idProperty, properties: { firstname: 'Y' } }]);
		expect(ids(again.said.results)).toEqual([id]);
	});

	it('finds the other of two records that were seeded with one unique value', () => {
		const { hubspot, update } = account();
		const idProperty = 'customer_number';
		const twins = [1, 2].map(() => hubspot.seedObject('contacts', { [idProperty]: 'same' }));
		const found = (properties: Json) =>
			ids(update([{ id: 'same', idProperty, properties }]).said.results)[0];
		const first = found({ [idProperty]: 'other' });
		expect(sorted([first, found({ firstname: 'X' })])).toEqual(sorted(twins));
	});

	it('repeats the key in the answer only if told to', () => {
		for (const returnIdProperty of [false, true]) {
			const { hubspot, update } = account({ returnIdProperty });
			hubspot.seedObject('contacts', { email: 'ann@example.com' });
			const id = 'Ann@example.com';
			const { said } = update([{ id, idProperty: 'email', properties: { firstname: 'A' } }]);
			const email = returnIdProperty ? 'ann@example.com' : undefined;
			expect(said.results[0].properties.email).toBe(email);
		}
	});

	it.each(['hs_object_id', 'firstname', 'nope'])('refuses the idProperty %s', (idProperty) => {
		const { hubspot, update, inputs } = contacts(2);
		const { status, said } = update([inputs[0], { ...inputs[1], idProperty }]);
		expect(status).toBe(400);
		expect(said.message).toContain(`non-unique property ${idProperty}`);
		expect(hubspot.applied).toEqual([]);
	});

	it('refuses a batch with the same id twice, trace ids or not', () => {
		const { hubspot, update, inputs, plain } = contacts(3);
		for (const list of [
			[...inputs, { ...inputs[0], objectWriteTraceId: 'other' }],
			[...plain, plain[0]],
		]) {
			const { status, said } = update(list);
			expect(status).toBe(400);
			expect(said.message).toBe('Duplicate IDs found in batch input: [1]. IDs must be unique');
			expect(said.context).toEqual({ ids: ['1'] });
		}
		const email = (id: string) => ({ id, idProperty: 'email', properties: { firstname: 'X' } });
		expect(update([email('p0@example.com'), email('P0@EXAMPLE.COM')]).status).toBe(400);
		expect(update([email('p0@example.com'), plain[1]]).status).toBe(200);
		expect(hubspot.applied).toHaveLength(2);
	});

	it('refuses a batch with the same trace id twice', () => {
		const { hubspot, update, inputs } = contacts(2);
		expect(update(inputs.map((i) => ({ ...i, objectWriteTraceId: 'same' }))).status).toBe(400);
		expect(hubspot.applied).toEqual([]);
	});

	it('gathers all unknown ids in one error object, trace ids or not', () => {
		const { hubspot, update, inputs, plain } = contacts(3);
		const lost = ['97', '98', '99'].map((id, i) => ({
			id,
			properties: { firstname: 'X' },
			objectWriteTraceId: `lost${i}`,
		}));
		const { status, said } = update([lost[0], inputs[0], lost[1], inputs[1], lost[2]]);
		expect(status).toBe(207);
		expect([said.numErrors, said.errors.length]).toEqual([1, 1]);
		expect(said.errors[0].category).toBe('OBJECT_NOT_FOUND');
		expect(said.errors[0].context).toEqual({
			ids: ['97', '98', '99'],
			objectWriteTraceId: ['lost0', 'lost1', 'lost2'],
		});
		expect(appliedIds(hubspot)).toEqual(['1', '2']);
		const bare = update([plain[2], { id: '97', properties: { firstname: 'X' } }]);
		expect(bare.status).toBe(207);
		expect(bare.said.errors[0].context).toEqual({ ids: ['97'] });
	});

	it('does not find an unknown key either', () => {
		const { update } = contacts(1);
		const properties = { firstname: 'X' };
		const { status, said } = update([{ id: 'no@example.com', idProperty: 'email', properties }]);
		expect([status, said.errors[0].category]).toEqual([207, 'OBJECT_NOT_FOUND']);
		expect(said.errors[0].context.ids).toEqual(['no@example.com']);
	});

	const bad: Array<[string, Json, string | undefined]> = [
		['an unknown name', { nope: 'x' }, 'PROPERTY_DOESNT_EXIST'],
		['a read-only property', { createdate: '2027-01-01T00:00:00Z' }, 'READ_ONLY_VALUE'],
		['the record id', { hs_object_id: '5' }, 'READ_ONLY_VALUE'],
		['an option that does not exist', { lifecyclestage: 'lead;emperor' }, 'INVALID_OPTION'],
		['no boolean', { newsletter: 'yes' }, 'INVALID_BOOLEAN'],
		['no date', { birthday: '2027-02-30' }, 'INVALID_DATE'],
		['a date that is not midnight', { birthday: '2027-02-20T01:00:00Z' }, 'INVALID_DATE'],
		['a text longer than 65,536', { firstname: 'x'.repeat(65_537) }, 'INVALID_LENGTH'],
		['no email', { email: 'nobody' }, 'INVALID_EMAIL'],
		['nothing at all', {}, undefined],
	];

	it.each(bad)('refuses %s: alone with trace ids, all without', (_, properties, code) => {
		const { hubspot, update, inputs, plain } = contacts(3);
		inputs[1].properties = properties;
		const { status, said } = update(inputs);
		expect(status).toBe(207);
		expect(said.numErrors).toBe(1);
		const [error] = said.errors;
		expect(error.category).toBe('VALIDATION_ERROR');
		expect(error.context).toEqual({ objectWriteTraceId: ['t1'], ids: ['2'] });
		if (code === undefined) {
			expect(error.message).toBe('No properties found to update, please provide at least one.');
		} else {
			const context = { propertyName: Object.keys(properties) };
			expect(error.errors).toMatchObject([{ code, context }]);
		}
		expect(appliedIds(hubspot)).toEqual(['1', '3']);

		plain[1].properties = properties;
		const whole = update(plain);
		expect([whole.status, whole.said.category]).toEqual([400, 'VALIDATION_ERROR']);
		expect(JSON.stringify(whole.said.context ?? {})).not.toContain('2'); // no record is named
		expect(hubspot.applied).toHaveLength(2);

		// One trace id missing, and it is all or nothing again.
		expect(update([plain[0], inputs[1], inputs[2]]).status).toBe(400);
		expect(hubspot.applied).toHaveLength(2);
	});

	const good: Array<[string, string, Json]> = [
		['contacts', 'options joined by ";"', { lifecyclestage: 'lead;customer' }],
		['contacts', 'a day', { birthday: '2024-02-29' }],
		['contacts', 'midnight in ISO', { birthday: '2027-02-20T00:00:00.000Z' }],
		['contacts', 'midnight in another zone', { birthday: '2027-02-20T02:00:00+02:00' }],
		['contacts', 'midnight in epoch ms', { birthday: '1803081600000' }],
		['contacts', 'a boolean in letters', { newsletter: 'false' }],
		['contacts', '65,536 characters', { firstname: 'x'.repeat(facts.MAX_STRING_LENGTH) }],
		['deals', 'a number in digits', { amount: '-12.50' }],
		['deals', 'a number with an exponent', { amount: '1e3' }],
		['deals', 'an instant with a zone', { closedate: '2027-02-20T01:00:00+01:00' }],
		['deals', 'an instant in epoch ms', { closedate: '1803081600123' }],
	];

	it.each(good)('takes for %s %s', (objectType, _, properties) => {
		const { hubspot, update } = account();
		const id = hubspot.seedObject(objectType, {});
		expect(update([{ id, properties }], objectType).status).toBe(200);
		expect(hubspot.object(objectType, id)?.properties).toEqual(properties);
	});

	it.each([
		['a number with a comma', { amount: '1,5' }, 'INVALID_DOUBLE'],
		['an infinite number', { amount: 'Infinity' }, 'INVALID_DOUBLE'],
		['an instant without a zone', { closedate: '2027-02-20T01:00:00' }, 'INVALID_DATE'],
		['a bare day as an instant', { closedate: '2027-02-20' }, 'INVALID_DATE'],
	])('does not take for deals %s', (_, properties, code) => {
		const { hubspot, update } = account();
		const id = hubspot.seedObject('deals', {});
		const { said } = update([{ id, properties, objectWriteTraceId: 't' }], 'deals');
		expect(said.errors[0].errors).toMatchObject([{ code }]);
	});

	it.each([[5], [null], [true], [['a']]])('refuses all for the value %j', (value) => {
		const { hubspot, update, inputs } = contacts(2);
		inputs[1].properties = { firstname: value };
		const { status, said } = update(inputs);
		expect([status, said.category]).toEqual([400, 'VALIDATION_ERROR']);
		expect(said.message).toContain('Invalid input JSON');
		expect(hubspot.applied).toEqual([]);
	});

	it('clears a property with an empty string, and answers null', () => {
		const { hubspot, update, inputs } = contacts(1);
		update(inputs);
		const { said } = update([{ id: '1', properties: { firstname: '' } }]);
		expect(said.results[0].properties.firstname).toBeNull();
		expect(hubspot.object('contacts', '1')?.properties.firstname).toBe('');
	});

	it('takes any property of a type for which none is defined, until one is', () => {
		const { hubspot, update } = account();
		const id = hubspot.seedObject('tickets', {});
		const inputs = [{ id, properties: { anything: 'x' }, objectWriteTraceId: 't' }];
		expect(update(inputs, 'tickets').status).toBe(200);
		hubspot.defineProperty('tickets', { name: 'subject' });
		expect(update(inputs, 'tickets').status).toBe(207);
	});

	it('does not let two records have one unique value', () => {
		const { hubspot, update, inputs, plain } = contacts(4);
		inputs[1].properties = { email: 'P0@example.com' }; // of contact 1
		const { status, said } = update(inputs);
		expect(status).toBe(207);
		expect(said.errors).toMatchObject([
			{
				category: 'CONFLICT',
				message: 'Contact already exists. Existing ID: 1',
				context: { ids: ['2'], objectWriteTraceId: ['t1'], existingId: ['1'] },
			},
		]);
		expect(appliedIds(hubspot)).toEqual(['1', '3', '4']);
		plain[1].properties = inputs[1].properties;
		const whole = update(plain);
		expect([whole.status, whole.said.category]).toEqual([409, 'CONFLICT']);
		expect(hubspot.applied).toHaveLength(3);
		inputs[2].properties = { customer_number: 'same' };
		inputs[3].properties = { customer_number: 'same' };
		const twins = update([inputs[2], inputs[3]]);
		expect(twins.said.errors[0].context).toMatchObject({ ids: ['4'], existingId: ['3'] });
		expect(update([{ id: '1', properties: { email: 'p0@example.com' } }]).status).toBe(200);
	});

	it('forgets merged records without a word', () => {
		const { hubspot, update, inputs } = contacts(3);
		hubspot.merge('contacts', '2', '3');
		const { status, said } = update(inputs);
		expect(status).toBe(200);
		expect(said).not.toHaveProperty('errors');
		expect(sorted(ids(said.results))).toEqual(['1', '3']);
		expect(appliedIds(hubspot)).toEqual(['1', '3']);
	});

	it('or answers for them under their new id', () => {
		const { hubspot, update, inputs } = contacts(3, {
			mergedAnswers: 'newId',
			echoTraceIds: false,
		});
		hubspot.merge('contacts', '2', '3');
		const { said } = update([inputs[0], inputs[1]]);
		expect(sorted(ids(said.results))).toEqual(['1', '3']);
		expect(hubspot.applied.map(({ key, id }) => [key, id])).toEqual([
			['contacts|1', '1'],
			['contacts|2', '3'],
		]);
	});

	it('answers 207 that names nobody for line items with bad ids', () => {
		const { hubspot, update } = account();
		const id = hubspot.seedObject('line_items', {});
		const properties = { quantity: '1' };
		const { status, said } = update([{ id: '9', properties }], 'line_items');
		expect([status, said.results, said.errors, said.numErrors]).toEqual([207, [], [], 0]);
		expect(
			update(
				[
					{ id, properties },
					{ id: '9', properties },
				],
				'0-8',
			).said.results,
		).toHaveLength(1);
		expect(update([{ id, properties }], 'line_items').status).toBe(200);
	});

	it('enforces what administrators require in 2026-09 only', () => {
		for (const version of facts.VERSIONS) {
			const { hubspot, call } = account();
			const requiredWhen = { property: 'lifecyclestage', value: 'customer' };
			hubspot.defineProperty('contacts', { name: 'reason', requiredWhen });
			const id = hubspot.seedObject('contacts', {});
			const path = facts.ENDPOINTS.batchUpdateObjects.paths[version];
			const { status, said } = call('POST', path.replace('{objectType}', 'contacts'), {
				inputs: [{ id, properties: { lifecyclestage: 'customer' } }],
			});
			expect([version, status]).toEqual([version, version === '2026-09' ? 400 : 200]);
			if (status === 400) {
				expect(said.errors[0].code).toBe('MISSING_CONDITIONAL_REQUIRED_PROPERTY');
			}
		}
	});

	it('reads a record back', () => {
		const { call, update, inputs } = contacts(1);
		update(inputs);
		const path = '/crm/objects/2026-03/contacts';
		expect(call('GET', `${path}/1?properties=firstname`).said).toMatchObject({
			id: '1',
			properties: { firstname: 'N0', hs_object_id: '1' },
		});
		expect(call('GET', `${path}/p0%40example.com?idProperty=email`).said).toMatchObject({
			id: '1',
		});
		expect(call('GET', `${path}/2`).status).toBe(404);
	});
});

describe('upsert of marketing events', () => {
	it('creates, then updates what the same app made', () => {
		const { hubspot, upsertEvents } = account();
		const inputs = numbers(5).map((n) => event(n));
		const first = upsertEvents(inputs);
		expect(first.status).toBe(200);
		expect(first.said.results.map(({ eventName }) => eventName)).not.toEqual(
			inputs.map(({ eventName }) => eventName),
		);
		const again = upsertEvents([event(3, { eventName: 'Renamed' })]);
		expect(hubspot.events().size).toBe(5);
		const found = hubspot.eventByExternalId(DEFAULT_APP_ID, 'acct-1', 'e3');
		expect(found?.eventName).toBe('Renamed');
		expect(again.said.results[0].objectId).toBe(found?.objectId);
		expect(again.said.results[0].id).toBe(found?.objectId);
		expect(hubspot.timesApplied(`event|${found?.objectId}`)).toBe(2);
		expect(hubspot.applied[5]).toMatchObject({ kind: 'event', input: { eventName: 'Renamed' } });
	});

	it('makes another event of the same ids for another app or account', () => {
		const token = (appId: number) => ({ appId, scopes: [...ALL_SCOPES], kind: 'token' as const });
		const { hubspot, upsertEvents } = account({ tokens: { one: token(1), two: token(2) } });
		upsertEvents([event(1), event(1, { externalAccountId: 'acct-2' })], 'one');
		upsertEvents([event(1)], 'two');
		expect(hubspot.events().size).toBe(3);
	});

	it('leaves absent fields alone, clears with null, and folds dates to UTC', () => {
		const { hubspot, upsertEvents } = account();
		const optional = {
			eventDescription: 'About',
			eventUrl: 'https://example.com',
			eventType: 'WEBINAR',
			startDateTime: '2027-03-01T10:00:00+01:00',
			endDateTime: '2027-03-01T12:00:00.5Z',
			eventCancelled: true,
			eventCompleted: true,
		};
		const [{ objectId }] = upsertEvents([event(1, optional)]).said.results;
		upsertEvents([event(1)]);
		expect(hubspot.event(objectId)).toMatchObject({
			...optional,
			startDateTime: '2027-03-01T09:00:00.000Z',
			endDateTime: '2027-03-01T12:00:00.500Z',
		});
		const nothing = Object.keys(optional).reduce((all, field) => ({ ...all, [field]: null }), {});
		expect(upsertEvents([event(1, nothing)]).status).toBe(200);
		const flags = { eventCancelled: false, eventCompleted: false };
		expect(hubspot.event(objectId)).toMatchObject({ ...nothing, ...flags });
	});

	it('drops unknown custom properties without a word, and keeps known ones', () => {
		const { hubspot, upsertEvents } = account();
		const customProperties = [
			{ name: 'venue', value: 'Berlin' },
			{ name: 'nope', value: 'x' },
		];
		const { status, said } = upsertEvents([event(1, { customProperties })]);
		expect(status).toBe(200);
		expect(said).not.toHaveProperty('errors');
		expect(said.results[0].customProperties).toEqual([{ name: 'venue', value: 'Berlin' }]);
		expect(hubspot.oddities).toEqual([]);
		hubspot.defineProperty('0-54', { name: 'nope' });
		const later = upsertEvents([event(1, { customProperties })]);
		expect(later.said.results[0].customProperties).toHaveLength(2);
	});

	it('takes the internal fields of custom properties, and finds them odd', () => {
		const { hubspot, upsertEvents } = account();
		const customProperties = [{ name: 'venue', value: 'Berlin', isEncrypted: false }];
		expect(upsertEvents([event(1, { customProperties })]).status).toBe(200);
		expect(hubspot.oddities).toEqual(['customProperties "venue" was sent with "isEncrypted"']);
	});

	it.each<[string, Json]>([
		['a date without a zone', { startDateTime: '2027-03-01T09:00:00' }],
		['a bare day', { endDateTime: '2027-03-01' }],
		['epoch ms', { startDateTime: '1803891600000' }],
		['a day that does not exist', { startDateTime: '2027-02-30T09:00:00Z' }],
		['a boolean in letters', { eventCancelled: 'true' }],
		['a custom property without a value', { customProperties: [{ name: 'venue' }] }],
		['a custom property that is a number', { customProperties: [{ name: 'capacity', value: 5 }] }],
		['custom properties as a map', { customProperties: { venue: 'Berlin' } }],
		['an empty name', { eventName: '' }],
		['a name of null', { eventName: null }],
		['an objectId', { objectId: '1' }],
	])('refuses the whole batch for %s', (_, fields) => {
		const { hubspot, upsertEvents } = account();
		const { status, said } = upsertEvents([event(1), event(2, fields)]);
		expect([status, said.category]).toEqual([400, 'VALIDATION_ERROR']);
		expect(hubspot.applied).toEqual([]);
		expect(hubspot.events().size).toBe(0);
	});

	it('refuses a batch with the same event twice, and one without inputs', () => {
		const { hubspot, upsertEvents } = account();
		expect(upsertEvents([event(1), event(1, { eventName: 'Twin' })]).status).toBe(400);
		expect(upsertEvents().status).toBe(400);
		expect(hubspot.applied).toEqual([]);
		expect(upsertEvents([event(1), event(1, { externalAccountId: 'acct-2' })]).status).toBe(200);
	});

	it('tells inside a 200 of an event that ends before it starts, by name or not', () => {
		for (const eventErrorContext of ['externalEventId', 'empty'] as const) {
			const { hubspot, upsertEvents } = account({ eventErrorContext });
			hubspot.seedEvent(DEFAULT_APP_ID, {
				...event(2),
				startDateTime: '2027-03-02T00:00:00.000Z',
			});
			const endDateTime = '2027-03-01T00:00:00Z'; // before the start that is there already
			const { status, said } = upsertEvents([event(1), event(2, { endDateTime })]);
			expect([status, said.status, said.numErrors]).toEqual([200, 'COMPLETE', 1]);
			expect(said.errors[0].context).toEqual(
				eventErrorContext === 'empty' ? {} : { externalEventId: ['e2'] },
			);
			expect(hubspot.applied).toHaveLength(1);
			expect(hubspot.eventByExternalId(DEFAULT_APP_ID, 'acct-1', 'e2')?.endDateTime).toBeNull();
		}
	});

	it('reads an event back: by object id, by external ids, by search', () => {
		const { call, upsertEvents } = account();
		const [{ objectId }] = upsertEvents([event(1)]).said.results;
		for (const root of ['/marketing/marketing-events/2026-03', '/marketing/v3/marketing-events']) {
			expect(call('GET', `${root}/${objectId}`).said).toMatchObject({ externalEventId: 'e1' });
			expect(call('GET', `${root}/404`).said.message).toBe('No marketing event found');
			const path = `${root}/events/e1`;
			expect(call('GET', `${path}?externalAccountId=acct-1`).said.id).toBe(objectId);
			expect(call('GET', `${path}?externalAccountId=acct-2`).status).toBe(404);
			expect(call('GET', path).status).toBe(400);
			expect(call('GET', `${root}/events/search?q=e1`).said.results).toEqual([
				{
					appId: DEFAULT_APP_ID,
					externalAccountId: 'acct-1',
					externalEventId: 'e1',
					objectId,
				},
			]);
		}
	});
});

describe('batch update of marketing events', () => {
	it('updates by object id, whichever app made the event', () => {
		const { hubspot, updateEvents } = account();
		const objectIds = [1, 2, 3].map((appId) => hubspot.seedEvent(appId));
		const inputs = objectIds.map((objectId) => ({ objectId, eventName: `New ${objectId}` }));
		const { status, said } = updateEvents(inputs);
		expect(status).toBe(200);
		for (const result of said.results) expect(result.eventName).toBe(`New ${result.objectId}`);
		expect(said.results.map(({ appInfo }) => (appInfo as Json).id).sort()).toEqual(['1', '2', '3']);
		expect(appliedIds(hubspot)).toEqual(objectIds);
	});

	it('gathers unknown object ids in one error, writes the rest, and creates nothing', () => {
		const { hubspot, updateEvents } = account();
		const objectId = hubspot.seedEvent(1);
		const { status, said } = updateEvents([{ objectId: '8' }, { objectId }, { objectId: '9' }]);
		expect(status).toBe(207);
		expect(said.numErrors).toBe(1);
		expect(said.errors).toMatchObject([
			{ category: 'OBJECT_NOT_FOUND', context: { ids: ['8', '9'] } },
		]);
		expect(said.results).toHaveLength(1);
		expect(hubspot.events().size).toBe(1);
	});

	it('clears with null, and leaves the rest alone', () => {
		const { hubspot, updateEvents } = account();
		const objectId = hubspot.seedEvent(1, { eventUrl: 'u', eventType: 't', eventCompleted: true });
		expect(updateEvents([{ objectId, eventUrl: null }]).status).toBe(200);
		expect(hubspot.event(objectId)).toMatchObject({
			eventUrl: null,
			eventType: 't',
			eventCompleted: true,
		});
		expect(updateEvents([{ objectId, eventName: null }]).status).toBe(400);
	});

	it.each([
		['eventCompleted', true],
		['externalEventId', 'e1'],
		['externalAccountId', 'acct-1'],
		['objectId', 5],
		['startDateTime', '2027-03-01'],
	])('refuses the whole batch for %s', (field, value) => {
		const { hubspot, updateEvents } = account();
		const inputs = [1, 2].map((appId) => ({ objectId: hubspot.seedEvent(appId), eventType: 'x' }));
		const { status } = updateEvents([inputs[0], { ...inputs[1], [field]: value }]);
		expect(status).toBe(400);
		expect(hubspot.applied).toEqual([]);
	});

	it('refuses a batch with the same event twice', () => {
		const { hubspot, updateEvents } = account();
		const objectId = hubspot.seedEvent(1);
		const { status, said } = updateEvents([{ objectId }, { objectId }]);
		expect([status, said.context]).toEqual([400, { ids: [objectId] }]);
		expect(hubspot.applied).toEqual([]);
	});

	it('tells in a 207 of an event that would end before it starts', () => {
		const { hubspot, updateEvents } = account();
		const objectId = hubspot.seedEvent(1, { startDateTime: '2027-03-02T00:00:00.000Z' });
		const { status, said } = updateEvents([{ objectId, endDateTime: '2027-03-01T00:00:00Z' }]);
		expect([status, said.errors[0].context]).toEqual([207, { ids: [objectId] }]);
		expect(hubspot.applied).toEqual([]);
	});
});

describe('batch read of CRM objects', () => {
	const idsOf = (count: number) => numbers(count).map((i) => ({ id: String(i + 1) }));

	it('answers with the properties asked for, in another order', () => {
		const { hubspot, read } = contacts(10);
		const properties = ['email', 'firstname', 'no_such_property'];
		const { status, said } = read({ inputs: idsOf(10), properties });
		expect([status, said.status]).toEqual([200, 'COMPLETE']);
		expect(said).not.toHaveProperty('errors');
		expect(ids(said.results)).not.toEqual(ids(idsOf(10)));
		expect(sorted(ids(said.results))).toEqual(sorted(ids(idsOf(10))));
		const third = said.results.find(({ id }) => id === '3');
		expect(third?.properties).toEqual({
			email: 'p2@example.com',
			firstname: null,
			hs_object_id: '3',
			hs_lastmodifieddate: new Date(START).toISOString(),
		});
		expect(hubspot.applied).toEqual([]);
		expect(hubspot.statistics()).toMatchObject({ inputsRead: 10, inputsReceived: 0 });
	});

	it('gathers all unknown ids in one error object', () => {
		const { read } = contacts(2);
		const inputs = ['97', '1', '98', '2', '99'].map((id) => ({ id }));
		const { status, said } = read({ inputs });
		expect([status, said.numErrors, said.errors.length]).toEqual([207, 1, 1]);
		expect(said.errors[0]).toMatchObject({
			category: 'OBJECT_NOT_FOUND',
			context: { ids: ['97', '98', '99'] },
		});
		expect(sorted(ids(said.results))).toEqual(['1', '2']);
	});

	it('finds by one unique property, said once, by email in any case', () => {
		for (const returnIdProperty of [false, true]) {
			const { read } = contacts(2, { returnIdProperty });
			const inputs = [{ id: 'P0@example.com' }, { id: 'no@example.com' }];
			const { status, said } = read({ inputs, idProperty: 'email' });
			expect([status, ids(said.results)]).toEqual([207, ['1']]);
			expect('email' in said.results[0].properties).toBe(returnIdProperty);
			expect(said.errors[0].context).toEqual({ ids: ['no@example.com'] });
			expect(read({ inputs: [{ id: 'a', idProperty: 'email' }] }).status).toBe(400);
		}
	});

	it.each(['hs_object_id', 'firstname', 'nope'])('refuses the idProperty %s', (idProperty) => {
		const { status, said } = contacts(1).read({ inputs: idsOf(1), idProperty });
		expect(status).toBe(400);
		expect(said.message).toContain(`non-unique property ${idProperty}`);
	});

	it('takes a hundred inputs, or fifty with history', () => {
		const { read } = contacts(101);
		const { maxInputs = 0 } = facts.OTHER_ENDPOINTS.readObjects;
		const status = (count: number, more: Json = {}) =>
			read({ inputs: idsOf(count), ...more }).status;
		expect([status(maxInputs), status(maxInputs + 1)]).toEqual([200, 400]);
		const history = { propertiesWithHistory: ['email'] };
		const max = facts.MAX_INPUTS_WITH_HISTORY;
		expect([status(max, history), status(max + 1, history)]).toEqual([200, 400]);
		expect(status(max + 1, { propertiesWithHistory: [] })).toBe(200);
	});

	it('refuses the same id twice, and what is no id', () => {
		const { read } = contacts(2);
		expect(read({ inputs: [{ id: '1' }, { id: '1' }] }).said.context).toEqual({ ids: ['1'] });
		const twins = [{ id: 'p0@example.com' }, { id: 'P0@example.com' }];
		expect(read({ inputs: twins, idProperty: 'email' }).status).toBe(400);
		for (const input of [{}, { id: '' }, { id: 5 }, { id: '1', properties: {} }]) {
			expect(read({ inputs: [input] }).status).toBe(400);
		}
	});

	it('answers a body without inputs with success about nothing', () => {
		for (const body of [{}, { inputs: [] }]) {
			const { status, said } = contacts(1).read(body);
			expect([status, said.results]).toEqual([200, []]);
		}
	});

	it('says nothing about the old id of a merged record, or tells the new one, once', () => {
		const quiet = contacts(3);
		quiet.hubspot.merge('contacts', '2', '3');
		const silence = quiet.read({ inputs: idsOf(2) });
		expect([silence.status, ids(silence.said.results)]).toEqual([200, ['1']]);
		expect(silence.said).not.toHaveProperty('errors');
		const frank = contacts(3, { mergedAnswers: 'newId' });
		frank.hubspot.merge('contacts', '2', '3');
		const told = (count: number) => sorted(ids(frank.read({ inputs: idsOf(count) }).said.results));
		expect([told(2), told(3)]).toEqual([
			['1', '3'],
			['1', '3'],
		]);
	});

	it('names nobody for line items with bad ids, as the update does', () => {
		const { status, said } = account().read({ inputs: [{ id: '9' }] }, 'line_items');
		expect([status, said.results, said.errors]).toEqual([207, [], []]);
	});

	it('sees what was written, under a changed key too', () => {
		const { update, read } = contacts(2);
		update([{ id: '1', properties: { email: 'new@example.com', firstname: 'N' } }]);
		const by = (email: string) =>
			read({ inputs: [{ id: email }], idProperty: 'email', properties: ['firstname'] });
		expect(by('NEW@example.com').said.results).toMatchObject([{ properties: { firstname: 'N' } }]);
		expect(by('p0@example.com').status).toBe(207);
	});
});

describe('PUT of one marketing event', () => {
	it('creates, then updates, and writes it down', () => {
		const { hubspot, putEvent } = account();
		const first = putEvent(event(1));
		const again = putEvent(event(1, { eventName: 'Renamed' }));
		expect([first.status, again.status]).toEqual([200, 200]);
		expect(again.said.id).toBe(first.said.id);
		expect(hubspot.eventByExternalId(DEFAULT_APP_ID, 'acct-1', 'e1')?.eventName).toBe('Renamed');
		expect(hubspot.timesApplied(`event|${first.said.id}`)).toBe(2);
		expect(hubspot.events().size).toBe(1);
		expect(hubspot.oddities).toEqual([]);
	});

	it.each([
		'two words',
		'a/b',
		'ünïcödé ☃',
		'100%',
		'a?b#c',
		'a+b',
		"it's; a (test)",
		'%2F',
		'50001',
	])('keeps the id %j through PUT, GET, and search', (id) => {
		const { hubspot, call, putEvent } = account();
		expect(putEvent(event(1, { externalEventId: id })).status).toBe(200);
		expect(hubspot.eventByExternalId(DEFAULT_APP_ID, 'acct-1', id)).toBeDefined();
		const path = EVENT.replace('{externalEventId}', encodeURIComponent(id));
		const { status, said } = call('GET', `${path}?externalAccountId=acct-1`);
		expect([status, said.externalEventId]).toEqual([200, id]);
		const search = facts.OTHER_ENDPOINTS.searchEvents.paths['2026-03'];
		const found = call('GET', `${search}?q=${encodeURIComponent(id)}`).said.results;
		expect(found).toMatchObject([{ externalEventId: id }]);
	});

	it.each(['search', 'upsert', 'delete'])('cannot reach an event of the id %j', (id) => {
		const { hubspot, putEvent } = account();
		// Literal segments win.
		expect(putEvent(event(1, { externalEventId: id })).status).toBe(405);
		expect(hubspot.applied).toEqual([]);
	});

	it('refuses an id in the body that is not the one in the path', () => {
		const { hubspot, putEvent } = account();
		expect(putEvent(event(1), 'e2').status).toBe(400);
		expect(hubspot.applied).toEqual([]);
	});

	it('finds a query odd', () => {
		const { hubspot, call } = account();
		const path = EVENT.replace('{externalEventId}', 'e1');
		expect(call('PUT', `${path}?externalAccountId=acct-1`, event(1)).status).toBe(200);
		expect(hubspot.oddities).toEqual(['PUT of an event was sent with a query: externalAccountId']);
	});

	it('refuses what a batch would tell of in an item error', () => {
		const { hubspot, putEvent } = account();
		const startDateTime = '2027-03-02T00:00:00Z';
		const endDateTime = '2027-03-01T00:00:00Z';
		expect(putEvent(event(1, { startDateTime, endDateTime })).status).toBe(400);
		expect(hubspot.applied).toEqual([]);
	});

	it('works where the batch upsert is silent and does nothing', () => {
		const { hubspot, upsertEvents, putEvent } = account({ upsertWritesNothing: true });
		const { status, said } = upsertEvents([event(1), event(2)]);
		expect([status, said.status, said.results]).toEqual([200, 'COMPLETE', []]);
		expect(said).not.toHaveProperty('errors');
		expect(hubspot.events().size).toBe(0);
		expect(upsertEvents([{ ...event(1), eventName: '' }]).status).toBe(400);
		expect(putEvent(event(1)).status).toBe(200);
		expect(hubspot.applied).toHaveLength(1);
	});
});

describe('faults', () => {
	/** For each: the status, how many of ten inputs are written, how many results come back. */
	const table: Array<[Fault, number, number, number | undefined]> = [
		[{ kind: 'rateLimit', policy: 'TEN_SECONDLY_ROLLING' }, 429, 0, undefined],
		[{ kind: 'rateLimit', policy: 'SECONDLY', retryAfter: 1 }, 429, 0, undefined],
		[{ kind: 'rateLimit', policy: 'DAILY' }, 429, 0, undefined],
		[{ kind: 'rateLimit', policy: 'BRAND_NEW', headers: false }, 429, 0, undefined],
		[{ kind: 'locked' }, 423, 0, undefined],
		[{ kind: 'migrating', retryAfter: 60 }, 477, 0, undefined],
		[{ kind: 'serverError', status: 500, applied: false }, 500, 0, undefined],
		[{ kind: 'serverError', status: 502, applied: true }, 502, 10, undefined],
		[{ kind: 'serverError', status: 503, applied: false, html: true }, 503, 0, undefined],
		[{ kind: 'serverError', status: 504, applied: true, html: true }, 504, 10, undefined],
		[{ kind: 'reset', applied: false }, 0, 0, undefined],
		[{ kind: 'reset', applied: true }, 0, 10, undefined],
		[{ kind: 'hang', applied: false }, 0, 0, undefined],
		[{ kind: 'hang', applied: true }, 0, 10, undefined],
		[{ kind: 'truncate' }, 200, 10, 10],
		[{ kind: 'notJson', status: 200 }, 200, 10, undefined],
		[{ kind: 'empty' }, 200, 10, undefined],
		[{ kind: 'empty', status: 204 }, 204, 10, undefined],
		[{ kind: 'emptyResults' }, 200, 0, 0],
		[{ kind: 'forgetResults', count: 3 }, 200, 10, 7],
		[{ kind: 'forgetResults', count: 99 }, 200, 10, 0],
		[{ kind: 'duplicateResults' }, 200, 10, 10],
		[{ kind: 'reverse' }, 200, 10, 10],
		[{ kind: 'noTraceEcho' }, 200, 10, 10],
		[{ kind: 'status', value: 'PROCESSING' }, 200, 10, 10],
		[{ kind: 'multiStatusWithoutErrors' }, 207, 5, 5],
		[{ kind: 'wholeBatch', status: 400, dialect: 'category', message: 'No' }, 400, 0, undefined],
		[{ kind: 'wholeBatch', status: 409, dialect: 'errorType', message: 'No' }, 409, 0, undefined],
		[{ kind: 'unauthorized' }, 401, 0, undefined],
		[{ kind: 'missingScopes', scopes: ['a', 'b'] }, 403, 0, undefined],
		[{ kind: 'delay', ms: 50 }, 200, 10, 10],
	];

	const senders = {
		'CRM objects': () => {
			const world = contacts(10);
			return { ...world, send: () => world.update(world.inputs), partial: 207 };
		},
		'events to update': () => {
			const world = account();
			const inputs = numbers(10).map((i) => ({ objectId: world.hubspot.seedEvent(i) }));
			return { ...world, send: () => world.updateEvents(inputs), partial: 207 };
		},
		'events to upsert': () => {
			const world = account();
			const inputs = numbers(10).map((i) => event(i));
			return { ...world, send: () => world.upsertEvents(inputs), partial: 200 };
		},
	};

	describe.each(Object.keys(senders) as Array<keyof typeof senders>)('with %s', (name) => {
		it.each(table)('%j', (fault, status, written, results) => {
			const { hubspot, send } = senders[name]();
			hubspot.faults.next(fault);
			const answer = send();
			expect(answer.status).toBe(status);
			expect(hubspot.applied).toHaveLength(written);
			expect(answer.said.results?.length).toBe(results);
			// Whoever got a result was written.
			for (const result of answer.said.results ?? []) {
				expect(appliedIds(hubspot)).toContain(result.objectId ?? result.id);
			}
			expect(hubspot.faults.pending()).toBe(0);
			const before = hubspot.applied.length;
			const next = send(); // and the next one is sound
			expect(next.status).toBe(200);
			expect(next.said.results).toHaveLength(10);
			expect(hubspot.applied).toHaveLength(before + 10);
		});

		it('some inputs rejected, by name or not', () => {
			for (const named of [true, false]) {
				const { hubspot, send, partial } = senders[name]();
				hubspot.faults.next({ kind: 'rejectSome', count: 4, named, category: 'ODD' });
				const { status, said } = send();
				expect(status).toBe(partial);
				expect([said.numErrors, said.errors.length, said.results.length]).toEqual([4, 4, 6]);
				expect(hubspot.applied).toHaveLength(6);
				for (const { category, context } of said.errors) {
					expect(category).toBe('ODD');
					expect(Object.keys(context).length > 0).toBe(named);
				}
				if (!named) continue;
				const told = said.errors.flatMap(({ context }) => context.ids ?? context.externalEventId);
				const done = hubspot.applied.map(
					({ input }) => input.id ?? input.externalEventId ?? input.objectId,
				);
				expect(new Set([...told, ...done]).size).toBe(10);
			}
		});
	});

	it('come in order, null is none, and a standing one fills the gaps', () => {
		const { hubspot, update, inputs } = contacts(1);
		hubspot.faults.next({ kind: 'locked' }, null, { kind: 'unauthorized' });
		hubspot.faults.always({ kind: 'empty' });
		expect(hubspot.faults.pending()).toBe(3);
		expect(numbers(3).map(() => update(inputs).status)).toEqual([423, 200, 401]);
		expect(update(inputs).body).toBe('');
		expect(update(inputs).body).toBe('');
		hubspot.faults.always(null);
		expect(update(inputs).said.results).toHaveLength(1);
	});

	it('hit batch writes that got in, and nothing else', () => {
		const { hubspot, call, update } = contacts(1);
		hubspot.faults.next({ kind: 'locked' });
		call('GET', facts.SUPPORTING.accountDetails.paths.v3);
		update([], 'contacts', 'unknown');
		expect(hubspot.faults.pending()).toBe(1);
	});

	it('rate limits come with or without Retry-After and rate headers', () => {
		const { hubspot, update } = contacts(1);
		const headers = (fault: Partial<Fault>) => {
			hubspot.faults.next({ kind: 'rateLimit', policy: 'SECONDLY', ...fault } as Fault);
			return update([]).headers;
		};
		expect(headers({})).not.toHaveProperty([facts.HEADERS.retryAfter]);
		expect(headers({})[facts.HEADERS.rateRemaining]).toBe('0');
		const date = 'Sun, 22 Nov 2026 12:00:05 GMT';
		expect(headers({ retryAfter: date } as Partial<Fault>)[facts.HEADERS.retryAfter]).toBe(date);
		const bare = headers({ headers: false, retryAfter: 3 } as Partial<Fault>);
		expect(bare[facts.HEADERS.retryAfter]).toBe('3');
		expect(Object.keys(bare).filter((name) => name.includes('ratelimit'))).toEqual([]);
	});

	it('name the policy, the migration and the scopes as HubSpot does', () => {
		const { hubspot, update } = contacts(1);
		const answer = (fault: Fault) => {
			hubspot.faults.next(fault);
			return update([{ id: '1', properties: { firstname: 'X' } }]);
		};
		for (const policy of Object.keys(facts.RATE_POLICIES)) {
			expect(answer({ kind: 'rateLimit', policy }).said.policyName).toBe(policy);
		}
		const { headers } = answer({ kind: 'migrating', retryAfter: 3600 });
		expect(headers[facts.HEADERS.retryAfter]).toBe('3600');
		const scopes = ['a', 'b'];
		const listed = answer({ kind: 'missingScopes', scopes }).said.errors[0].context;
		expect(listed).toEqual({ requiredGranularScopes: scopes });
		const printed = answer({ kind: 'missingScopes', scopes, printed: true }).said.errors[0].context;
		expect(printed).toBe('{missingScopes=[a, b]}');
		expect(answer({ kind: 'unauthorized' }).said.category).toBe('EXPIRED_AUTHENTICATION');
	});

	it('refuse whole batches in two dialects, naming the first input or none', () => {
		const { hubspot, update, inputs } = contacts(2);
		const said = (fault: Fault) => {
			hubspot.faults.next(fault);
			return update(inputs).said;
		};
		const batch = { kind: 'wholeBatch', message: 'No good' } as const;
		const category = said({ ...batch, status: 400, dialect: 'category', ids: 'first' });
		expect(category).toMatchObject({ category: 'VALIDATION_ERROR', context: { ids: ['1'] } });
		const old = said({ ...batch, status: 400, dialect: 'errorType', ids: 'first' });
		expect(old.errorTokens).toEqual({ existingObjectId: ['1'] });
		expect(old).not.toHaveProperty('category');
		expect(said({ ...batch, status: 409, dialect: 'category' })).toMatchObject({
			category: 'CONFLICT',
			message: 'No good',
		});
	});

	it('spoil the results in the way they say', () => {
		const { hubspot, update, inputs } = contacts(6);
		const said = (fault: Fault) => {
			hubspot.faults.next(fault);
			return update(inputs).said;
		};
		expect(ids(said({ kind: 'reverse' }).results)).toEqual(ids(inputs).reverse());
		expect(new Set(ids(said({ kind: 'duplicateResults' }).results)).size).toBe(5);
		for (const result of said({ kind: 'noTraceEcho' }).results) {
			expect(result).not.toHaveProperty('objectWriteTraceId');
		}
		expect(said({ kind: 'status', value: 'CANCELED' }).status).toBe('CANCELED');
		expect(said({ kind: 'multiStatusWithoutErrors' })).not.toHaveProperty('errors');
	});
});

describe('faults of reads and of single writes', () => {
	/** For each: its status, and whether a PUT has written all the same. */
	const table: Array<[SingleFault, number, boolean]> = [
		[{ kind: 'rateLimit', policy: 'TEN_SECONDLY_ROLLING' }, 429, false],
		[{ kind: 'locked' }, 423, false],
		[{ kind: 'migrating', retryAfter: 60 }, 477, false],
		[{ kind: 'serverError', status: 500, applied: false }, 500, false],
		[{ kind: 'serverError', status: 504, applied: true, html: true }, 504, true],
		[{ kind: 'reset', applied: false }, 0, false],
		[{ kind: 'reset', applied: true }, 0, true],
		[{ kind: 'hang', applied: false }, 0, false],
		[{ kind: 'hang', applied: true }, 0, true],
		[{ kind: 'truncate' }, 200, true],
		[{ kind: 'notJson', status: 200 }, 200, true],
		[{ kind: 'empty', status: 204 }, 204, true],
		[{ kind: 'notFound' }, 404, false],
		[{ kind: 'wholeBatch', status: 400, dialect: 'category', message: 'No' }, 400, false],
		[{ kind: 'unauthorized' }, 401, false],
		[{ kind: 'missingScopes', scopes: ['a'] }, 403, false],
		[{ kind: 'delay', ms: 50 }, 200, true],
	];

	it.each(table)('%j', (fault, status, written) => {
		const { hubspot, call, putEvent, read } = contacts(2);
		hubspot.faults.always({ kind: 'emptyResults' }); // which is none of their business
		hubspot.singleFaults.next(fault);
		expect(putEvent(event(1)).status).toBe(status);
		expect(hubspot.applied).toHaveLength(written ? 1 : 0);
		expect(putEvent(event(2)).status).toBe(200);
		const written2 = hubspot.applied.length;

		const inputs = [{ id: '1' }, { id: '2' }];
		hubspot.readFaults.next(fault);
		expect(read({ inputs }).status).toBe(status);
		expect(read({ inputs }).said.results).toHaveLength(2);
		const path = EVENT.replace('{externalEventId}', 'e2?externalAccountId=acct-1');
		const search = `${facts.OTHER_ENDPOINTS.searchEvents.paths.v3}?q=e2`;
		for (const single of [path, search, '/crm/v3/objects/contacts/1']) {
			hubspot.readFaults.next(fault);
			expect(call('GET', single).status).toBe(status);
			expect(call('GET', single).status).toBe(200);
		}
		expect(hubspot.applied).toHaveLength(written2);
	});

	it('spoil the results of a batch read as those of a batch write', () => {
		const { hubspot, read } = contacts(4);
		const said = (fault: Fault) => {
			hubspot.readFaults.next(fault);
			return read({ inputs: numbers(4).map((i) => ({ id: String(i + 1) })) }).said;
		};
		expect(said({ kind: 'emptyResults' }).results).toEqual([]);
		expect(said({ kind: 'forgetResults', count: 1 }).results).toHaveLength(3);
		expect(ids(said({ kind: 'reverse' }).results)).toEqual(['4', '3', '2', '1']);
		const some = said({ kind: 'rejectSome', count: 3, named: true });
		expect([some.results.length, some.numErrors]).toEqual([1, 3]);
	});

	it('cannot be those of a batch where there is none', () => {
		const { hubspot, call } = contacts(1);
		hubspot.readFaults.next({ kind: 'emptyResults' });
		expect(() => call('GET', '/crm/v3/objects/contacts/1')).toThrow('"emptyResults"');
	});

	it('leave alone what dropdowns ask, and batch writes', () => {
		const { hubspot, call, update, inputs } = contacts(1);
		hubspot.readFaults.next({ kind: 'locked' });
		hubspot.singleFaults.next({ kind: 'locked' });
		expect(call('GET', '/crm/v3/properties/contacts').status).toBe(200);
		expect(update(inputs).status).toBe(200);
		expect([hubspot.readFaults.pending(), hubspot.singleFaults.pending()]).toEqual([1, 1]);
	});
});

describe('bad inputs', () => {
	const mark = { property: 'firstname', value: 'BAD' };
	const how = (names: Names, more: Partial<BadReply> = {}): BadReply => ({
		status: 400,
		names,
		...more,
	});

	/** Ten contacts, of which the third and the eighth are bad. */
	function spoilt(options: FakeOptions = {}) {
		const world = contacts(10, options);
		const inputs = world.inputs.map((input, i) =>
			i === 2 || i === 7 ? { ...input, properties: { firstname: 'BAD' } } : input,
		);
		return { ...world, inputs, sound: inputs.filter((_, i) => i !== 2 && i !== 7) };
	}

	const table: Array<[Names, Json | undefined, string[]]> = [
		['nobody', undefined, []],
		['ids', { ids: ['3', '8'] }, []],
		['firstOnly', { ids: ['3'] }, []],
		['traceIds', { objectWriteTraceId: ['t2', 't7'] }, []],
		['property', undefined, ['Property "firstname" is not valid']],
		['value', undefined, ['Property "firstname": "BAD" is not valid']],
	];

	it.each(table)(
		'refuse all of the batch and name %s, trace ids or not',
		(names, context, told) => {
			const { hubspot, update, inputs, sound } = spoilt();
			hubspot.refuseWhen(mark, how(names));
			const { status, said } = update(inputs);
			expect([status, said.category]).toEqual([400, 'VALIDATION_ERROR']);
			expect(said.context).toEqual(context);
			expect((said.errors ?? []).map(({ message }) => message)).toEqual(told);
			for (const error of said.errors ?? []) {
				expect(error.context).toEqual({ propertyName: ['firstname'] });
			}
			const bare = inputs.map(({ id, properties }) => ({ id, properties }));
			expect(update(bare).said.context).toEqual(names === 'traceIds' ? undefined : context);
			if (names !== 'value') expect(JSON.stringify(said)).not.toContain('BAD');
			expect(hubspot.applied).toEqual([]);
			expect(update(sound).status).toBe(200);
			expect(hubspot.applied).toHaveLength(8);
		},
	);

	it('speak both dialects, in both codes, in the words they are told', () => {
		const { hubspot, update, inputs } = spoilt();
		const said = (names: Names, more: Partial<BadReply>) => {
			const takeBack = hubspot.refuseWhen(mark, how(names, more));
			const answer = update(inputs);
			takeBack();
			return { ...answer.said, code: answer.status };
		};
		const message = 'No good';
		const old = said('ids', { status: 409, dialect: 'errorType', message });
		expect(old).toMatchObject({ code: 409, message, errorType: 'UNIQUE_VALUE_CONFLICT' });
		expect(old.errorTokens).toEqual({ ids: ['3', '8'] });
		expect(old).not.toHaveProperty('category');
		expect(said('ids', { status: 409, message })).toMatchObject({
			code: 409,
			category: 'CONFLICT',
		});
		expect(said('property', { dialect: 'errorType' }).errorTokens).toEqual({
			propertyName: ['firstname'],
		});
		expect(said('firstOnly', {}).message).toBe('This batch was not accepted. 3');
		expect(said('nobody', {}).message).toBe('This batch was not accepted.');
		expect(update(inputs).status).toBe(200); // all rules were taken back
	});

	it('may be told apart by a function, and there may be several rules', () => {
		const { hubspot, update, inputs } = spoilt();
		hubspot.refuseWhen(({ id }) => id === '5', how('value', { property: 'firstname' }));
		hubspot.refuseWhen(mark, how('ids', { status: 409 }));
		const first = update(inputs);
		expect([first.status, first.said.errors[0].message]).toEqual([
			400,
			'Property "firstname": "N4" is not valid',
		]);
		const rest = update(inputs.filter(({ id }) => id !== '5'));
		expect([rest.status, rest.said.context]).toEqual([409, { ids: ['3', '8'] }]);
		expect(hubspot.applied).toEqual([]);
	});

	it('are known among events too: by field or custom property, in batches and in a PUT', () => {
		const customProperties = [{ name: 'venue', value: 'BAD' }];
		for (const property of ['eventType', 'venue']) {
			const bad = property === 'venue' ? { customProperties } : { eventType: 'BAD' };
			const badInputs = [{ bad: { property, value: 'BAD' }, ...how('ids') }];
			const { hubspot, upsertEvents, updateEvents, putEvent } = account({ badInputs });
			const upsert = upsertEvents([event(1), event(2, bad), event(3)]);
			expect([upsert.status, upsert.said.context]).toEqual([400, { externalEventId: ['e2'] }]);
			expect(hubspot.events().size).toBe(0);
			const objectId = hubspot.seedEvent(7);
			const update = updateEvents([{ objectId, ...bad }]);
			expect([update.status, update.said.context]).toEqual([400, { ids: [objectId] }]);
			expect(putEvent(event(2, bad)).status).toBe(400);
			expect(hubspot.applied).toEqual([]);
			expect(putEvent(event(2)).status).toBe(200);
		}
	});
});

describe('the command', () => {
	const run = (...flags: string[]) =>
		spawnSync(process.execPath, ['--import', 'tsx', join(FAKE, 'cli.ts'), ...flags], {
			encoding: 'utf8',
		});

	it.each([
		[['--prot', '1'], "fake-hubspot: Unknown option '--prot'. See --help.\n"],
		[['extra'], "fake-hubspot: Unexpected argument 'extra'. See --help.\n"],
		[
			['--limits', 'many'],
			'fake-hubspot: --limits wants a whole number from 0 to 1000000, not "many"\n',
		],
	])('says one clear sentence to %j', (flags, sentence) => {
		const { status, stderr, stdout } = run(...flags);
		expect([status, stderr, stdout]).toEqual([2, sentence, '']);
	});

	it('explains itself', () => {
		const { status, stdout } = run('--help');
		expect(status).toBe(0);
		for (const flag of ['port', 'log', 'limits', 'window', 'other-app'])
			expect(stdout).toContain(`--${flag}`);
	});
});

describe('independence', () => {
	it('of the fake and the referee from the product, and of the referee from the fake', () => {
		const imports = (file: string) =>
			[...readFileSync(file, 'utf8').matchAll(/(?:from|import|require)\s*\(?'([^']+)'/g)].map(
				([, from]) => from,
			);
		const files = readdirSync(FAKE, { recursive: true, encoding: 'utf8' }).filter((file) =>
			file.endsWith('.ts'),
		);
		expect(files.length).toBeGreaterThan(5);
		for (const file of files) {
			for (const from of imports(join(FAKE, file))) {
				// A path within the folder of the fake, wherever in it the file is.
				const inside = !relative(FAKE, join(FAKE, dirname(file), from)).startsWith('..');
				expect([file, from, from.startsWith('node:') || inside]).toEqual([file, from, true]);
			}
		}
		expect(imports(join(__dirname, 'facts.ts'))).toEqual([]);
	});
});

describe('in a process of its own', () => {
	const send = async ({ url, token }: { url: string; token: string }, body: Json) =>
		await fetch(`${url}${CRM.replace('{objectType}', 'contacts')}`, {
			method: 'POST',
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});

	it('is started, asked, set back and ended', async () => {
		const fake = await spawnFakeHubSpot({
			records: { objectType: 'contacts', count: 100_000 },
			badInputs: [{ bad: { property: 'phone', value: '666' }, status: 400, names: 'nobody' }],
			keepCalls: false,
			keepApplied: false,
		});
		const last = { id: 'person100000@example.com', idProperty: 'email' };
		const inputs = [{ ...last, properties: { firstname: 'Z' } }];
		expect((await send(fake, { inputs })).status).toBe(200);
		const bad = [{ ...last, properties: { phone: '666' } }];
		expect((await send(fake, { inputs: bad })).status).toBe(400);
		await fake.nextFaults('faults', { kind: 'locked' }, null);
		await fake.standingFault('faults', { kind: 'unauthorized' });
		const after = [];
		for (let i = 0; i < 3; i++) after.push((await send(fake, { inputs })).status);
		expect(after).toEqual([423, 200, 401]);
		expect(await fake.statistics()).toMatchObject({
			calls: 5,
			byStatus: { '200': 2, '400': 1, '401': 1, '423': 1 },
			recordsApplied: 2,
			distinctKeysApplied: 1,
			peakInFlight: 1,
		});
		expect([await fake.unknownRoutes(), await fake.oddities()]).toEqual([[], []]);
		await fake.reset();
		expect(await fake.statistics()).toMatchObject({
			calls: 0,
			recordsApplied: 0,
			firstCallAt: null,
		});
		expect((await send(fake, { inputs })).status).toBe(200);
		await fake.close();
		await expect(send(fake, { inputs })).rejects.toThrow();
		await expect(fake.statistics()).rejects.toThrow('ended');
		await fake.close(); // twice does no harm
	});

	it('says why it cannot start', async () => {
		const options = { records: { objectType: 'butterflies', count: 1 } };
		await expect(spawnFakeHubSpot(options)).rejects.toThrow(/has ended \(1\).*400/s);
	});
});

describe('on a real wire', () => {
	const inputs = numbers(5).map((n) => event(n));
	const post = (url: string, token: string, signal?: AbortSignal) =>
		fetch(`${url}${UPSERT}`, {
			method: 'POST',
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: JSON.stringify({ inputs }),
			...(signal ? { signal } : {}),
		});

	async function served<T>(
		options: Parameters<typeof startFakeHubSpot>[0],
		use: (server: Awaited<ReturnType<typeof startFakeHubSpot>>) => Promise<T>,
	) {
		const server = await startFakeHubSpot(options);
		try {
			return await use(server);
		} finally {
			await server.close();
		}
	}

	it('answers over HTTP, with headers and all', async () => {
		await served({}, async ({ url, token, hubspot }) => {
			const response = await post(url, token);
			expect(response.status).toBe(200);
			expect(response.headers.get('X-HubSpot-RateLimit-Max')).toBe('190');
			expect(((await response.json()) as Said).results).toHaveLength(5);
			expect(hubspot.calls).toHaveLength(1);
		});
	});

	it.each([true, false])('resets the connection (applied: %s)', async (applied) => {
		await served({}, async ({ url, token, hubspot }) => {
			hubspot.faults.next({ kind: 'reset', applied });
			const error = (await post(url, token).catch((e: unknown) => e)) as {
				cause?: { code: string };
			};
			expect(error.cause?.code).toBe('ECONNRESET');
			expect(hubspot.applied).toHaveLength(applied ? 5 : 0);
			expect((await post(url, token)).status).toBe(200);
		});
	});

	it('hangs until the client gives up', async () => {
		await served({}, async ({ url, token, hubspot }) => {
			hubspot.faults.next({ kind: 'hang', applied: true });
			const error = (await post(url, token, AbortSignal.timeout(200)).catch(
				(e: unknown) => e,
			)) as Error;
			expect(error.name).toBe('TimeoutError');
			expect(hubspot.applied).toHaveLength(5);
		});
	});

	it('hangs until it is closed, and closes all the same', async () => {
		const server = await startFakeHubSpot();
		server.hubspot.faults.next({ kind: 'hang', applied: false });
		const pending = post(server.url, server.token).then(
			() => 'answered',
			() => 'closed',
		);
		while (server.hubspot.calls.length === 0) await new Promise((r) => setTimeout(r, 5));
		await server.close();
		expect(await pending).toBe('closed');
	});

	it('breaks off in the middle of the body', async () => {
		await served({}, async ({ url, token, hubspot }) => {
			hubspot.faults.next({ kind: 'truncate' });
			const response = await post(url, token);
			expect(response.status).toBe(200);
			await expect(response.text()).rejects.toThrow();
			expect(hubspot.applied).toHaveLength(5);
		});
	});

	it('sends HTML, and nothing, as if they were answers', async () => {
		await served({}, async ({ url, token, hubspot }) => {
			hubspot.faults.next({ kind: 'notJson', status: 200 }, { kind: 'empty', status: 204 });
			const html = await post(url, token);
			expect(html.headers.get('content-type')).toContain('text/html');
			expect(await html.text()).toContain('<html>');
			expect([(await post(url, token)).status]).toEqual([204]);
		});
	});

	it('can be set back to its start at the same address', async () => {
		await served({ events: { count: 1 } }, async (server) => {
			await post(server.url, server.token);
			expect(server.hubspot.events().size).toBe(6);
			server.reset();
			expect([server.hubspot.events().size, server.statistics().calls]).toEqual([1, 0]);
			await post(server.url, server.token);
			expect(server.statistics()).toMatchObject({ calls: 1, recordsApplied: 5, peakInFlight: 1 });
		});
	});

	it('takes its time when told to, for several calls at once', async () => {
		await served({ latency: 120 }, async ({ url, token, peakInFlight }) => {
			const start = performance.now();
			await Promise.all(numbers(4).map(() => post(url, token)));
			const took = performance.now() - start;
			expect(took).toBeGreaterThan(110);
			expect(took).toBeLessThan(450);
			expect(peakInFlight()).toBe(4);
		});
	});

	it('writes one line per call to its log, and no secret', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'fake-hubspot-'));
		const log = join(folder, 'calls.jsonl');
		try {
			await served({ log }, async ({ url, token, hubspot }) => {
				const { refreshToken } = hubspot.issueTokens();
				await post(url, token);
				await fetch(`${url}${facts.OAUTH.tokenPaths.v3}`, {
					method: 'POST',
					body: new URLSearchParams({
						grant_type: 'refresh_token',
						client_id: DEFAULT_CLIENT_ID,
						client_secret: DEFAULT_CLIENT_SECRET,
						refresh_token: refreshToken,
					}),
				});
				const text = readFileSync(log, 'utf8');
				const lines = text
					.trim()
					.split('\n')
					.map((line) => JSON.parse(line) as Json);
				expect(lines.map(({ status }) => status)).toEqual([200, 200]);
				expect(lines[0]).toMatchObject({ path: UPSERT, requestBody: { inputs } });
				expect(lines[1].replyBody).toMatchObject({ access_token: '[secret]' });
				for (const secret of [token, refreshToken, DEFAULT_CLIENT_SECRET, 'fake-access-token']) {
					expect(text).not.toContain(secret);
				}
			});
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
