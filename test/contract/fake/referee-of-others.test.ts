// Holds the fake HubSpot to the referee (facts.ts) about calls that are no batch, scopes, object types,
// headers, codes and tokens.

import type { Fault } from '../../fake-hubspot/hubspot';
import {
	ALL_SCOPES,
	DEFAULT_APP_ID,
	DEFAULT_CLIENT_ID,
	DEFAULT_CLIENT_SECRET,
	DEFAULT_TOKEN,
} from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import type { Json, Said } from './account';
import { SAMPLES, account, contacts, event } from './account';

/** For each: an account with something to ask for, the values of its path and query, its body. */
const asked: Record<
	facts.OtherEndpointName,
	(world: ReturnType<typeof account>) => { segment: string; query: Json; body: Json | '' }
> = {
	upsertEvent: () => ({ segment: 'e1', query: {}, body: event(1) }),
	updateEvent: ({ hubspot }) => ({
		segment: hubspot.seedEvent(DEFAULT_APP_ID),
		query: {},
		body: { eventName: 'New' },
	}),
	updateObject: ({ hubspot }) => ({
		segment: hubspot.seedObject('contacts', { email: 'ann@example.com' }),
		query: {},
		body: { properties: { firstname: 'A' } },
	}),
	listEvents: ({ hubspot }) => {
		hubspot.seedEvent(DEFAULT_APP_ID);
		return { segment: '', query: { limit: '1' }, body: '' };
	},
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
	readIdentifiers: ({ upsertEvents }) => {
		upsertEvents([event(1)]);
		return { segment: 'e1', query: {}, body: '' };
	},
};

describe.each(Object.keys(facts.OTHER_ENDPOINTS) as facts.OtherEndpointName[])('%s:', (name) => {
	const endpoint = facts.OTHER_ENDPOINTS[name];
	function ask(
		world: ReturnType<typeof account>,
		change: (it: { query: Json; body: Json | '' }) => void = () => undefined,
		{ version = '2026-03', token, method, slash = '' }: Partial<Asking> = {},
	) {
		const { segment, ...it } = asked[name](world);
		change(it);
		const of = endpoint.paths[version].replace('{objectType}', 'contacts');
		const path = of.replace(/\{\w+\}/, segment) + slash;
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

	it.each(facts.VERSIONS)(
		'In %s the fake has its path with and without a slash, its method, its code and its result',
		(version) => {
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
			// POST of a record is its search, which HubSpot has.
			const wrong = name === 'updateObject' ? 'PUT' : 'POST';
			expect(ask(account(), undefined, { version, method: wrong }).status).toBe(405);
		},
	);

	it('A call without its query or a required field is refused, and so is one with another field', () => {
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

	it('A call takes every field that the referee lists', () => {
		for (const field of Object.keys(endpoint.fields)) {
			const value = SAMPLES[endpoint.fields[field]];
			const { status } = ask(account(), ({ body }) => {
				// Ids must be fit ones, so they stay as they are.
				if (!(field in (body as Json))) Object.assign(body, { [field]: value });
			});
			expect([field, status]).toEqual([field, endpoint.success]);
		}
	});

	it('The fake wants the scope, and names it', () => {
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

	it('The fake reaches the events of the apps that the referee names', () => {
		const token = (appId: number) => ({
			appId,
			scopes: [...ALL_SCOPES],
			kind: 'token' as const,
		});
		const tokens = { [DEFAULT_TOKEN]: token(DEFAULT_APP_ID), other: token(2) };
		const world = account({ tokens });
		const { status, said } = ask(world, undefined, { token: 'other' });
		const seen: Partial<Record<facts.OtherEndpointName, () => boolean>> = {
			updateEvent: () => status === 200,
			listEvents: () => said.results.length > 0,
			upsertEvent: () => world.hubspot.eventByExternalId(2, 'acct-1', 'e1') === undefined,
			readEventByExternalId: () => status === 200,
			readEventByObjectId: () => status === 200,
			searchEvents: () => said.results.length > 0,
			readIdentifiers: () => said.results.length > 0,
		};
		expect(seen[name]?.()).toBe(endpoint.reach && endpoint.reach === 'any app');
	});
});

it.each(Object.keys(facts.WRITE_SCOPES))(
	'The fake wants the write scopes of %s that the referee lists',
	(type) => {
		const objectType = type === 'custom' ? '2-1001' : type;
		for (const scope of facts.WRITE_SCOPES[type]) {
			const tokens = { one: { appId: 1, scopes: [scope], kind: 'token' as const } };
			expect(account({ tokens }).update([], objectType, 'one').status).toBe(200);
		}
		const tokens = { none: { appId: 1, scopes: [], kind: 'token' as const } };
		const { said } = account({ tokens }).update([], objectType, 'none');
		expect(said.errors[0].context.requiredGranularScopes).toEqual(facts.WRITE_SCOPES[type]);
	},
);

it('The fake names the scopes of sensitive data first if told so, and any one of them suffices', () => {
	const wanted = [
		'crm.objects.contacts.highly_sensitive.write.v2',
		'crm.objects.contacts.sensitive.write.v2',
		'crm.objects.contacts.write',
	];
	const ask = (...scopes: string[]) => {
		const tokens = { it: { appId: 1, scopes, kind: 'token' as const } };
		const world = account({ tokens, scopesTold: 'sensitiveFirst' });
		const id = world.hubspot.seedObject('contacts', {});
		const { status, said } = world.update(
			[{ id, properties: { firstname: 'A' } }],
			'contacts',
			'it',
		);
		const named = status === 403 ? said.errors[0].context.requiredGranularScopes : [];
		return [status, named, world.hubspot.applied.length];
	};
	expect(ask('crm.objects.contacts.read')).toEqual([403, wanted, 0]);
	for (const scope of wanted) expect(ask(scope)).toEqual([200, [], 1]);
	const tokens = { none: { appId: 1, scopes: [], kind: 'token' as const } };
	const events = account({ tokens, scopesTold: 'sensitiveFirst' }).updateEvents([], 'none').said;
	expect(events.errors[0].context.requiredGranularScopes).toEqual([
		'crm.objects.marketing_events.write',
	]);
});

it('The fake names the scopes in words alone if told so', () => {
	const tokens = { none: { appId: 1, scopes: [], kind: 'token' as const } };
	const { said } = account({ tokens, scopesTold: 'inWords' }).update([], 'line_items', 'none');
	expect(said.category).toBe('MISSING_SCOPES');
	expect(said).not.toHaveProperty('errors');
	expect(said.message).toContain('[crm.objects.line_items.write, e-commerce]');
});

it('An object type means the same by its name and by its id', () => {
	for (const name of Object.keys(facts.OBJECT_TYPE_IDS)) {
		const world = account();
		const id = world.hubspot.seedObject(name, {});
		expect(world.hubspot.object(facts.OBJECT_TYPE_IDS[name], id)?.id).toBe(id);
	}
});

it('A custom object is known by its id and its full name, never by its bare name', () => {
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

it.each(['accountDetails', 'dailyUsage', 'properties', 'schemas'] as const)(
	'The fake answers %s in every version as the referee says',
	(name) => {
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
	},
);

it('Every answer of the fake has the headers that the referee lists', () => {
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

it('The fake writes or does not write as the referee says of each status', () => {
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

it('The token endpoint answers in every version as the referee says, and v1 is gone', () => {
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
	expect(account().hubspot.handle({ method: 'POST', path, headers, body: form }).status).toBe(404);
});
