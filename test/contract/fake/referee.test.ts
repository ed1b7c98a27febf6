// Holds the fake HubSpot to the referee (facts.ts) about every batch.

import { ALL_SCOPES, DEFAULT_APP_ID } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import type { Json } from './account';
import { SAMPLES, account, event, numbers } from './account';

type World = ReturnType<typeof account>;
type Name = facts.EndpointName;

const { ENDPOINTS } = facts;

/** For each: a sound input, and whatever must be there for it; another one for another number. */
const sound: Record<Name, (world: World, n: number) => Json> = {
	upsertEvents: (_, n) => event(n),
	batchUpdateEvents: ({ hubspot }) => ({ objectId: hubspot.seedEvent(DEFAULT_APP_ID) }),
	batchArchiveEvents: ({ hubspot }) => ({ objectId: hubspot.seedEvent(DEFAULT_APP_ID) }),
	batchUpdateObjects: ({ hubspot }) => ({
		id: hubspot.seedObject('contacts', {}),
		properties: { firstname: 'A' },
	}),
	batchUpsertObjects: (_, n) => ({
		id: `p${n}@example.com`,
		idProperty: 'email',
		properties: { firstname: 'A' },
	}),
	batchReadObjects: ({ hubspot }) => ({ id: hubspot.seedObject('contacts', {}) }),
	batchArchiveObjects: ({ hubspot }) => ({ id: hubspot.seedObject('contacts', {}) }),
	batchCreateObjects: (_, n) => ({
		properties: { firstname: 'A' },
		objectWriteTraceId: `t${n}`,
	}),
};

/** For each: inputs of which the first is sound and the second fails alone; none: nothing does. */
const half: Record<Name, ((world: World) => Json[]) | null> = {
	upsertEvents: () => [
		event(1),
		event(2, { startDateTime: '2027-03-02T00:00:00Z', endDateTime: '2027-03-01T00:00:00Z' }),
	],
	batchUpdateEvents: (world) => [sound.batchUpdateEvents(world, 1), { objectId: '404' }],
	batchArchiveEvents: (world) => [sound.batchArchiveEvents(world, 1), { objectId: '404' }],
	batchUpdateObjects: (world) => [
		sound.batchUpdateObjects(world, 1),
		{ id: '404', properties: { firstname: 'B' } },
	],
	batchUpsertObjects: (world) => [
		{ ...sound.batchUpsertObjects(world, 1), objectWriteTraceId: 't1' },
		{ ...sound.batchUpsertObjects(world, 2), properties: { nope: 'x' }, objectWriteTraceId: 't2' },
	],
	batchReadObjects: (world) => [sound.batchReadObjects(world, 1), { id: '404' }],
	batchArchiveObjects: null,
	batchCreateObjects: () => [
		{ properties: { email: 'p1@example.com' }, objectWriteTraceId: 't1' },
		{ properties: { nope: 'x' }, objectWriteTraceId: 't2' },
	],
};

/** An account in which every app has all scopes. */
function twoApps() {
	const token = (appId: number) => ({ appId, scopes: [...ALL_SCOPES], kind: 'token' as const });
	return account({ tokens: { own: token(DEFAULT_APP_ID), other: token(2) } });
}

describe.each(Object.keys(ENDPOINTS) as Name[])('%s:', (name) => {
	const endpoint = ENDPOINTS[name];
	const reads = name === 'batchReadObjects';
	const path = (version: facts.Version) =>
		endpoint.paths[version].replace('{objectType}', 'contacts');
	const send = (world: World, inputs: Json[], beside: Json = {}, token?: string) =>
		world.call(endpoint.method, path('2026-03'), { inputs, ...beside }, token);
	/** what was carried out, or read */
	const done = ({ hubspot }: World) =>
		reads ? hubspot.statistics().inputsRead : hubspot.applied.length;

	it.each(facts.VERSIONS)(
		'In %s the fake has its path with and without a slash, its method and its code',
		(version) => {
			for (const slash of ['', '/']) {
				const world = account();
				const inputs = [sound[name](world, 1)];
				const answer = world.call(endpoint.method, path(version) + slash, { inputs });
				expect(answer.status).toBe(endpoint.success);
				expect(done(world)).toBe(1);
			}
			// OBSERVED for GET /events/upsert
			expect(account().call('GET', path(version)).status).toBe(405);
			expect(account().call('PUT', path(version)).status).toBe(405);
		},
	);

	it('An input takes every field that the referee lists, and no other', () => {
		for (const field of Object.keys(endpoint.fields)) {
			const world = account();
			const input = sound[name](world, 1);
			// An idProperty must be a fit one, an id one that exists: those two stay as they are.
			const value = SAMPLES[endpoint.fields[field]];
			if (!(field in input) && field !== 'idProperty') input[field] = value;
			// What a new record is associated with exists.
			if (field === 'associations') world.hubspot.seedObject('companies', {}, '1');
			expect([field, send(world, [input]).status]).toEqual([field, endpoint.success]);
		}
		const world = account();
		const answer = send(world, [{ ...sound[name](world, 1), surprise: 1 }]);
		expect(answer.status).toBe(400);
		expect(answer.said.message).toContain('Invalid input JSON');
		expect(world.hubspot.applied).toEqual([]);
	});

	it('A body takes beside its inputs what the referee lists, in the right type, and nothing else', () => {
		const { beside = {} } = endpoint;
		for (const field of Object.keys(beside)) {
			const ask = (value: unknown) => {
				const world = account();
				return send(world, [sound[name](world, 1)], { [field]: value }).status;
			};
			// An idProperty must be a fit one, and then the id is none.
			const partial = field === 'idProperty' ? endpoint.partial : endpoint.success;
			const value = field === 'idProperty' ? 'email' : SAMPLES[beside[field]];
			expect([field, ask(value)]).toEqual([field, partial]);
			expect([field, ask(12)]).toEqual([field, 400]);
		}
		const world = account();
		expect(send(world, [sound[name](world, 1)], { surprise: 1 }).status).toBe(400);
		expect(world.hubspot.applied).toEqual([]);
	});

	it('A field with a value of another type refuses all', () => {
		for (const field of Object.keys(endpoint.fields)) {
			const world = account();
			const answer = send(world, [{ ...sound[name](world, 1), [field]: 12 }]);
			expect([field, answer.status]).toEqual([field, 400]);
			expect(world.hubspot.applied).toEqual([]);
		}
	});

	it('An input without a required field refuses all', () => {
		for (const field of endpoint.required) {
			const world = account();
			const input = sound[name](world, 1);
			delete input[field];
			expect([field, send(world, [input]).status]).toEqual([field, 400]);
			expect(world.hubspot.applied).toEqual([]);
		}
	});

	it('The fake takes the maximum of inputs, and not one more', () => {
		const world = account();
		const many = (count: number) => numbers(count).map((n) => sound[name](world, n));
		expect(send(world, many(endpoint.maxInputs)).status).toBe(endpoint.success);
		const before = world.hubspot.applied.length;
		expect(before).toBe(reads ? 0 : endpoint.maxInputs);
		expect(send(world, many(endpoint.maxInputs + 1)).status).toBe(400);
		expect(world.hubspot.applied).toHaveLength(before);
	});

	it('A success is answered as the referee says: with the envelope and full results, or nothing', () => {
		const world = account();
		const input = sound[name](world, 1);
		const { said, body, headers } = send(world, [input]);
		if (endpoint.answers === 'nothing') {
			expect(body).toBe('');
			expect(headers).not.toHaveProperty(['content-type']);
			expect(headers).toHaveProperty([facts.HEADERS.correlationId]);
			return;
		}
		for (const field of facts.ENVELOPE.always) expect(said).toHaveProperty(field);
		expect(said.status).toBe(facts.ENVELOPE.done);
		const [result] = said.results;
		for (const field of endpoint.result.always) expect(result).toHaveProperty(field);
		for (const field of endpoint.result.never) expect(result).not.toHaveProperty(field);
		const listed = [...endpoint.result.always, ...endpoint.result.sometimes];
		expect(listed).toEqual(expect.arrayContaining(Object.keys(result)));
		// `properties.{idProperty}` is `properties.email` if the input says so.
		const named = endpoint.result.identifiedBy.map((field) =>
			field.replace(/\{(\w+)\}/, (_, of: string) => String(input[of])),
		);
		const values = named.map((field) =>
			field.split('.').reduce<unknown>((at, part) => (at as Json | undefined)?.[part], result),
		);
		expect(values.some((value) => value !== undefined)).toBe(true);
	});

	it('An input that fails is told under the right code, in a full error object', () => {
		const inputs = half[name];
		expect(inputs === null).toBe(endpoint.partial === null);
		if (!inputs) return;
		const world = account();
		const { status, said } = send(world, inputs(world));
		expect(status).toBe(endpoint.partial);
		for (const field of facts.ENVELOPE.always) expect(said).toHaveProperty(field);
		expect(said.results).toHaveLength(endpoint.answers === 'nothing' ? 0 : 1);
		expect([said.numErrors, said.errors.length]).toEqual([1, 1]);
		for (const field of facts.ITEM_ERROR.always) expect(said.errors[0]).toHaveProperty(field);
		expect(facts.CATEGORIES).toContain(said.errors[0].category);
		expect(world.hubspot.applied).toHaveLength(reads ? 0 : 1);
	});

	it('The fake wants the scope, and names it', () => {
		const scopes = endpoint.scopes.map((scope) => scope.replace('{x}', 'contacts'));
		const rest = ALL_SCOPES.filter((scope) => !scopes.includes(scope));
		const tokens = {
			poor: { appId: 1, scopes: rest, kind: 'token' as const },
			fit: { appId: 1, scopes, kind: 'token' as const },
		};
		const world = account({ tokens });
		const { status, said } = send(world, [sound[name](world, 1)], {}, 'poor');
		expect(status).toBe(403);
		expect(said.category).toBe('MISSING_SCOPES');
		expect(said.errors[0].context.requiredGranularScopes).toEqual(scopes);
		expect(world.hubspot.applied).toEqual([]);
		expect(send(world, [sound[name](world, 1)], {}, 'fit').status).toBe(endpoint.success);
	});

	it('Sending a call again does what the referee says', () => {
		const world = account();
		const input = sound[name](world, 1);
		send(world, [input]);
		const stateOf = ({ hubspot }: World) => [
			[...hubspot.events().keys()],
			[...hubspot.objects('contacts').keys()],
		];
		const state = stateOf(world);
		const again = send(world, [input]);
		// A repeated archive of events finds nothing to archive, and says so.
		const codes = [endpoint.success, name === 'batchArchiveEvents' ? endpoint.partial : null];
		expect(codes).toContain(again.status);
		const outcome = again.status >= 400 ? 'conflicts' : 'duplicates';
		const same = JSON.stringify(stateOf(world)) === JSON.stringify(state);
		expect(same && again.status < 300 ? 'safe' : outcome).toBe(endpoint.repeat);
		expect(endpoint.repeatable).toBe(endpoint.repeat === 'safe');
	});

	it('The fake reaches the events of the apps that the referee names', () => {
		if (endpoint.reach === undefined) return;
		const world = twoApps();
		const objectId = world.hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId: 'e1' });
		const input = name === 'upsertEvents' ? event(1) : { objectId };
		const { status } = send(world, [input], {}, 'other');
		expect(status).toBe(endpoint.success);
		const touched = world.hubspot.applied[0].id === objectId;
		expect(touched).toBe(endpoint.reach === 'any app');
	});
});
