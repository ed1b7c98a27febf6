/** The product's rows, its paths and its policies, held to the facts about HubSpot. */
import { DEFAULT_BASE_URL, renderPath } from '../../nodes/hubspot/paths';
import { DEFAULT_VERSION, ROOTS, type ApiVersion } from '../../nodes/hubspot/versions';
import { callOf, type Endpoint, type Input, type Place } from '../../nodes/hubspot/endpoint';
import { endpointOf, type Read, type Write } from '../../nodes/hubspot/effect';
import type { Clock, Http, HttpAnswer, HttpRequest, Lane } from '../../nodes/engine/means';
import { send } from '../../nodes/engine/send';
import { parametersOf } from '../../nodes/n8n/parameters';
import { verbOf } from '../../nodes/n8n/verbs';
import type { Reading } from '../../nodes/hubspot/values';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { CRM_OBJECT } from '../../nodes/HubSpotCrmObjects/operations/parameters';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import { EVENT_FIELDS } from '../../nodes/HubSpotMarketingEvents/operations/fields';
import { HubSpotBatchOAuth2Api } from '../../credentials/HubSpotBatchOAuth2Api.credentials';
import * as facts from './facts';

/** What is no batch of inputs, and other resources, are held to facts of their own. */
const OF_OBJECTS = RECORD_OPERATIONS.filter(
	({ resource, effect }) => resource === CRM_OBJECT && effect.kind !== 'list',
);
const OF_EVENTS = EVENT_OPERATIONS.filter(
	({ value, effect, resource }) =>
		effect.kind !== 'list' &&
		resource?.value === 'event' &&
		!(value in facts.EVENT_CALLS) &&
		// A read of one event takes no batch.
		!['deleteEvents', 'getEvents', 'recordAttendance'].includes(value),
);
const ROWS = [...OF_EVENTS, ...OF_OBJECTS];
const READING: Reading = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() };

const FACTS: Readonly<Record<string, facts.Endpoint>> = facts.ENDPOINTS;

/** The facts about the endpoint that a row sends to. */
function factsOf({ value }: { value: string }): facts.Endpoint {
	if (!FACTS[value]) throw new Error(`test/contract/facts.ts has no facts about ${value}`);
	return FACTS[value];
}

const PLACE = { version: '2026-03' as const, parameters: {} };

const SAMPLES: Record<facts.FieldType, unknown> = {
	string: 'text',
	boolean: true,
	'date-time': '2027-03-01T09:00:00Z',
	'string map': { phone: '1' },
	'name-value list': [{ name: 'venue', value: 'Berlin' }],
	'association list': [
		{
			to: { id: '512' },
			types: [{ associationCategory: 'USER_DEFINED', associationTypeId: 27 }],
		},
	],
};

/** Fields that take digits alone: those of the operations that archive, and a record to read by its ID. */
const isId = (row: { value: string }, field: string) =>
	/Archive/.test(row.value) && /^(id|objectId)$/.test(field);

/** An input that uses every field of the endpoint, and those beside the inputs that an item says. */
function fullInput(row: { value: string }): Record<string, unknown> {
	const { fields, beside = {} } = factsOf(row);
	const said = 'idProperty' in beside ? { idProperty: 'email' } : {};
	const given = Object.entries(fields).map(([field, type]) => [
		field,
		isId(row, field) ? '512' : SAMPLES[type],
	]);
	return { ...Object.fromEntries(given), ...said } as Record<string, unknown>;
}

const parsed = (row: (typeof ROWS)[number], input: unknown) =>
	row.form.input(READING).safeParse(input);

/** The path of a call of this endpoint about this input. */
function pathOf(endpoint: Endpoint, version: ApiVersion, input: Input): string {
	const place: Place = { version, parameters: { objectType: 'deals' } };
	const { path, parameters } = callOf(endpoint, [input], place);
	return renderPath(version, endpoint.family, path, { ...place.parameters, ...parameters });
}

/** A path of the facts with these values in it. */
const filled = (path: string, values: Record<string, unknown>) =>
	path.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));

it('has a row for every endpoint, and no other', () => {
	expect(ROWS.map(({ value }) => value).sort()).toEqual(Object.keys(FACTS).sort());
});

it('knows every version, and the default one', () => {
	expect(Object.keys(ROOTS).sort()).toEqual([...facts.VERSIONS].sort());
	expect(DEFAULT_VERSION).toBe(facts.DEFAULT_VERSION);
	expect(DEFAULT_BASE_URL).toBe(facts.BASE_URL);
});

describe.each(ROWS)('$value', (row) => {
	const fact = factsOf(row);
	const effect = row.effect as Write | Read;
	const endpoint = endpointOf(effect);
	const { required } = fact;

	it.each(facts.VERSIONS)('goes to its path in version %s', (version) => {
		const path = pathOf(endpoint, version as ApiVersion, fullInput(row));
		expect(endpoint.method).toBe(fact.method);
		expect(path).toBe(filled(fact.paths[version], { objectType: 'deals' }));
	});

	it('sends no more inputs than HubSpot takes', () => {
		expect(endpoint.limit).toBe(fact.maxInputs);
	});

	it('knows what a second call with the same input does', () => {
		expect(effect.kind === 'write' ? effect.again : 'safe').toBe(fact.repeat);
		expect(fact.repeatable).toBe(fact.repeat === 'safe');
	});

	it('reads where the endpoint changes nothing, and then has no verb of a write', () => {
		const reads = fact.scopes.every((scope) => scope.endsWith('.read'));
		expect(effect.kind).toBe(reads ? 'read' : 'write');
		expect('verb' in effect).toBe(!reads);
		expect('again' in effect).toBe(!reads);
		expect(verbOf(effect) === 'read').toBe(reads);
	});

	it('takes every field of the endpoint and hands each on', () => {
		const full = fullInput(row);
		const { success, data } = parsed(row, full);
		expect(success).toBe(true);
		expect(Object.keys(data ?? {}).sort()).toEqual(Object.keys(full).sort());
	});

	it('sends of an input exactly the fields of the endpoint, and beside the inputs what goes there', () => {
		const input = parsed(row, fullInput(row)).data as Input;
		const place: Place = {
			version: '2026-03',
			parameters: { objectType: 'deals', properties: 'city,phone' },
		};
		const { inputs, ...beside } = callOf(endpoint, [input], place).body as { inputs: object[] };
		expect(inputs).toHaveLength(1);
		expect(Object.keys(inputs[0]).sort()).toEqual(Object.keys(fact.fields).sort());
		for (const name of Object.keys(beside)) expect(fact.beside ?? {}).toHaveProperty(name);
		expect(Object.keys(beside).sort()).toEqual(fact.beside ? ['idProperty', 'properties'] : []);
	});

	it('refuses a field that the endpoint does not have', () => {
		expect(parsed(row, { ...fullInput(row), appId: 'x' }).success).toBe(false);
	});

	it.each(required)('refuses an input without %s', (field) => {
		const full = Object.entries(fullInput(row));
		const input = Object.fromEntries(full.filter(([name]) => name !== field));
		expect(parsed(row, input).success).toBe(false);
	});

	it('gives its path every value that it asks for, by the place or by the input', () => {
		const asked = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
		const given = [
			...Object.keys(row.form.place),
			...Object.keys(endpoint.parameters?.([fullInput(row)], PLACE) ?? {}),
		];
		expect(given).toEqual(expect.arrayContaining(asked));
	});

	it('is satisfied with the required fields', () => {
		const full = fullInput(row);
		const value = (field: string) => (row.value === 'batchReadObjects' ? '512' : full[field]);
		const input = Object.fromEntries(required.map((field) => [field, value(field)]));
		expect(parsed(row, input).success).toBe(true);
	});

	it('ties results to inputs by something results have, by what they look like, or by silence', () => {
		const { match, silence } = endpoint;
		const { answers, result, success } = fact;
		const input = parsed(row, fullInput(row)).data as Input;
		if (answers === 'nothing') {
			expect(silence?.(input, { status: success, body: undefined })).toBeDefined();
			expect(silence?.(input, { status: 200, body: { results: [] } })).toBeUndefined();
			expect(silence?.(input, { status: 207, body: { results: [] } })).toBeUndefined();
			return;
		}
		// Where an answer has results, what it does not mention is open.
		expect(silence).toBeUndefined();
		if (!match.resultKey) {
			expect(match.appearance).toBeDefined();
			expect(result.always).toEqual(expect.arrayContaining(match.appearance?.sure ?? []));
			return;
		}
		if (match.claims) {
			// What is new is told by a value of its own that no other record may have.
			const born = { properties: { email: 'Ann@x.co' }, unique: ['email'] };
			const shown = { id: '1', properties: { email: 'ann@x.co', phone: null } };
			expect(result.identifiedBy).toContain('properties.email');
			expect(match.resultKey?.(shown, born)).toBe(match.key(born));
			return;
		}
		const key = match.key(input);
		const id = String(input.id ?? input.objectId);
		const states = result.identifiedBy.flatMap((field) => {
			const named = filled(field, input).split('.').reverse();
			const stated = named.reduce<unknown>((value, name) => ({ [name]: value }), id);
			const byId = { ...input, idProperty: undefined };
			return [input, byId].map((asked) => match.resultKey?.(stated as Input, asked));
		});
		expect(states).toContain(key);
	});
});

describe('What an answer leaves open is read back', () => {
	const EVENT = { externalAccountId: 'acct', externalEventId: 'a/b', objectId: '50001' };
	const RECORD = { id: '1', properties: { city: 'Bonn' } };
	const checks: Array<[string, Input, keyof typeof facts.OTHER_ENDPOINTS]> = [
		['upsertEvents', EVENT, 'readEventByExternalId'],
		['batchUpdateEvents', EVENT, 'readEventByObjectId'],
		['batchArchiveEvents', EVENT, 'readEventByObjectId'],
	];

	const checkOf = (value: string) => {
		const { effect } = ROWS.find((row) => row.value === value) ?? {};
		if (effect?.kind !== 'write' || !effect.check) throw new Error(`${value} has no check`);
		return effect.check;
	};

	describe.each(facts.VERSIONS)('in version %s', (version) => {
		it.each(checks)('after %s by a GET', (value, input, name) => {
			const { read } = checkOf(value);
			const fact = facts.OTHER_ENDPOINTS[name];
			const encoded = { externalEventId: 'a%2Fb', objectId: '50001' };
			expect(pathOf(read, version, input)).toBe(filled(fact.paths[version], encoded));
			const place: Place = { version, parameters: {} };
			const { method, query, body } = callOf(read, [input], place);
			expect(method).toBe(fact.method);
			expect(Object.keys(query ?? {})).toEqual(fact.query);
			expect(body).toBeUndefined();
		});

		it.each(['batchUpdateObjects', 'batchUpsertObjects', 'batchArchiveObjects'])(
			'after %s by a batch of records',
			(value) => {
				const { read } = checkOf(value);
				const fact = factsOf({ value: 'batchReadObjects' });
				expect(pathOf(read, version, RECORD)).toBe(
					filled(fact.paths[version], { objectType: 'deals' }),
				);
				expect(read.limit).toBeLessThanOrEqual(fact.maxInputs);
				const place: Place = { version, parameters: { objectType: 'deals' } };
				const body = callOf(read, [{ ...RECORD, idProperty: 'email' }], place).body;
				const { inputs, ...beside } = body as { inputs: object[] };
				expect(Object.keys(inputs[0])).toEqual(Object.keys(fact.fields));
				for (const each of Object.keys(beside)) expect(fact.beside).toHaveProperty(each);
			},
		);

		it.each([
			['batchUpdateObjects', RECORD, { objectType: 'deals' }, '1'],
			['batchUpdateEvents', EVENT, {}, '50001'],
		])('or, after %s, is written once more by a PATCH of its own', (value, input, place, id) => {
			const { effect } = ROWS.find((row) => row.value === value) ?? {};
			if (effect?.kind !== 'write' || !effect.alone) throw new Error('There is no other way');
			const batch = filled(factsOf({ value }).paths[version], place);
			expect(effect.alone.method).toBe('PATCH');
			expect(pathOf(effect.alone, version, input)).toBe(batch.replace('batch/update', id));
		});

		it('or an event that no path can name is found by a search', () => {
			const { detour } = checkOf('upsertEvents');
			if (!detour) throw new Error('There is no other way');
			const fact = facts.OTHER_ENDPOINTS.searchEvents;
			expect(pathOf(detour.ask, version, EVENT)).toBe(fact.paths[version]);
			const place: Place = { version, parameters: {} };
			expect(Object.keys(callOf(detour.ask, [EVENT], place).query ?? {})).toEqual(fact.query);
			const read = facts.OTHER_ENDPOINTS.readEventByObjectId.paths[version];
			expect(pathOf(detour.read, version, EVENT)).toBe(filled(read, { objectId: '50001' }));
		});

		it('or the event is written once more, by itself', () => {
			const { effect } = ROWS.find(({ value }) => value === 'upsertEvents') ?? {};
			if (effect?.kind !== 'write' || !effect.alone) throw new Error('There is no other way');
			const fact = facts.OTHER_ENDPOINTS.upsertEvent;
			expect(effect.alone.method).toBe(fact.method);
			expect(pathOf(effect.alone, version, EVENT)).toBe(
				filled(fact.paths[version], { externalEventId: 'a%2Fb' }),
			);
			expect(callOf(effect.alone, [EVENT], { version, parameters: {} }).body).toEqual(EVENT);
		});
	});

	it('unless it was a read itself', () => {
		const reads = ROWS.filter(({ effect }) => effect.kind === 'read');
		expect(reads.map(({ value }) => value)).toEqual(['batchReadObjects']);
		for (const { effect } of reads) expect(effect).not.toHaveProperty('check');
	});
});

describe('What an answer does not say in so many words is added to a result', () => {
	const complete = (value: string, result: Input, repeated: boolean) => {
		const { effect } = ROWS.find((row) => row.value === value) ?? {};
		return effect?.kind === 'write' ? effect.complete?.(result, repeated) : undefined;
	};

	it.each([
		['created where HubSpot says that it is new', { new: true }, false, 'created'],
		['created also after a repeat: the first try cannot have', { new: true }, true, 'created'],
		['updated where HubSpot says that it is not new', { new: false }, false, 'updated'],
		['either after a repeat: the first may have created it', { new: false }, true, undefined],
		['either where HubSpot does not say', {}, false, undefined],
		['either where HubSpot says something else', { new: 'yes' }, false, undefined],
	])('by an upsert: %s', (_, result, repeated, outcome) => {
		const known = { id: '1', properties: {} };
		expect(complete('batchUpsertObjects', { ...known, ...result }, repeated)).toEqual(
			// `new` would claim more than anyone knows.
			outcome ? { ...known, ...result, outcome } : { ...known, outcome: 'created or updated' },
		);
	});

	it.each(['batchArchiveObjects', 'batchArchiveEvents'])(
		'by %s: it is gone, whether or not it was there',
		(value) => {
			for (const repeated of [false, true]) {
				expect(complete(value, { id: '1' }, repeated)).toEqual({
					id: '1',
					outcome: 'not in HubSpot any more',
				});
			}
		},
	);

	it.each([
		['upsertEvents', 'created or updated'],
		['batchUpdateEvents', 'updated'],
		['batchUpdateObjects', 'updated'],
	])('by %s: what every success of it is', (value, outcome) => {
		expect(complete(value, { id: '1' }, false)).toEqual({ id: '1', outcome });
	});

	it('not by a read, which changes nothing', () => {
		expect(complete('batchReadObjects', { id: '1' }, false)).toBeUndefined();
	});
});

describe('A read of records', () => {
	const row = ROWS.find(({ value }) => value === 'batchReadObjects') as (typeof ROWS)[number];
	const { beside = {}, queryBeside } = factsOf(row);
	const endpoint = endpointOf(row.effect as Read);
	const at = (parameters: Place['parameters']): Place => ({
		version: '2026-03',
		parameters: { objectType: 'deals', ...parameters },
	});

	it('asks for history in the field that HubSpot has, and of as many records as it takes then', () => {
		const place = at({ propertiesWithHistory: 'amount' });
		const { body } = callOf(endpoint, [{ id: '1' }], place);
		expect(body).toMatchObject({ propertiesWithHistory: ['amount'] });
		expect(beside).toHaveProperty('propertiesWithHistory');
		expect(endpoint.limitAt?.(place)).toBe(facts.MAX_INPUTS_WITH_HISTORY);
	});

	it('asks for archived records in the query, in the one spelling that HubSpot takes', () => {
		const { parameter, only } = facts.ARCHIVED;
		const { query } = callOf(endpoint, [{ id: '1' }], at({ archived: 'true' }));
		expect(query).toEqual({ [parameter]: only });
		expect(queryBeside).toEqual([parameter]);
	});
});

describe('A record that is named wrongly', () => {
	const refused = (value: string, input: object) => {
		const row = ROWS.find((each) => each.value === value) as (typeof ROWS)[number];
		return parsed(row, input).error?.issues.map(({ path, message }) => [path.join('.'), message]);
	};

	it.each(['hs_object_id', 'id', '', undefined])(
		'cannot be upserted: by %p HubSpot could not tell what to create',
		(idProperty) => {
			const [[path, message]] = refused('batchUpsertObjects', {
				id: '1',
				idProperty,
				properties: {},
			}) as string[][];
			expect(path).toBe('idProperty');
			expect(message).toMatch(
				/^must be a property whose values are unique, such as email, but is .*: an upsert cannot match by record ID$/,
			);
		},
	);

	it('cannot be archived by an address that no property is named for', () => {
		const expected = 'must be an ID in digits, such as 512, but is “ada@example.com”';
		expect(refused('batchArchiveObjects', { id: 'ada@example.com' })).toEqual([
			['id', expect.stringContaining('must be a record ID in digits, such as 512') as string],
		]);
		expect(refused('batchArchiveEvents', { objectId: 'ada@example.com' })).toEqual([
			[
				'objectId',
				`${expected}: to find events by the ID of another tool, choose External Event ID under Find Events By`,
			],
		]);
		const byEmail = { id: 'ada@example.com', idProperty: 'email' };
		expect(refused('batchArchiveObjects', byEmail)).toBeUndefined();
	});

	it.each(['hs_object_id', 'id', '', undefined])(
		'is read by its record ID where the property is %p, and no idProperty is sent',
		(idProperty) => {
			const row = ROWS.find(({ value }) => value === 'batchReadObjects');
			expect(row && parsed(row, { id: '1', idProperty }).data).toEqual({ id: '1' });
		},
	);
});

it('lets an upsert of nothing but keys create records with these, since HubSpot wants a property', () => {
	const { form } = ROWS.find(
		({ value }) => value === 'batchUpsertObjects',
	) as (typeof ROWS)[number];
	const empty = { id: 'a@b.co', idProperty: 'email', properties: {} };
	const place = { version: '2026-03' as const, parameters: { objectType: 'contacts' } };
	expect(form.writes).toBeUndefined();
	expect(form.stamp?.({ ...empty }, 't', place, { unique: [] }, 0)).toEqual({
		...empty,
		properties: { email: 'a@b.co' },
		objectWriteTraceId: 't',
	});
	const full = { ...empty, properties: { city: 'Bonn' } };
	expect(form.stamp?.({ ...full }, 't', place, { unique: [] }, 0)).toMatchObject({
		properties: { city: 'Bonn' },
	});
});

it('offers in the mapper the fields of the two event endpoints, the required ones marked', () => {
	for (const [name, side] of [
		['upsertEvents', 'upsert'],
		['batchUpdateEvents', 'update'],
	] as const) {
		const endpoint = facts.ENDPOINTS[name];
		const offered = EVENT_FIELDS.filter((field) => field[side]).map(({ id }) => id);
		const expected = Object.keys(endpoint.fields).filter((field) => field !== 'customProperties');
		expect(offered.sort()).toEqual(expected.sort());
		const required = EVENT_FIELDS.filter((field) => field[side] === 'required').map(({ id }) => id);
		expect(required.sort()).toEqual([...endpoint.required].sort());
	}
});

it('derives the operations of each node, its versions and its batch size from data', () => {
	for (const rows of [EVENT_OPERATIONS, OF_OBJECTS]) {
		const parameters = parametersOf(rows);
		const operations = parameters.filter(({ name }) => name === 'operation');
		expect(operations.flatMap(({ options = [] }) => options)).toHaveLength(rows.length);
		const options = parameters.find(({ name }) => name === 'options')?.options as Array<{
			name: string;
			default: unknown;
			options?: Array<{ value: string }>;
		}>;
		const version = options.find(({ name }) => name === 'apiVersion');
		expect(version?.options?.map(({ value }) => value).sort()).toEqual([...facts.VERSIONS].sort());
		expect(version?.default).toBe(facts.DEFAULT_VERSION);
		expect(options.find(({ name }) => name === 'batchSize')?.default).toBe(100);
	}
});

it('asks HubSpot for tokens where HubSpot gives them', () => {
	const property = (name: string) =>
		new HubSpotBatchOAuth2Api().properties.find((each) => each.name === name)?.default;
	expect(property('authUrl')).toBe(facts.OAUTH.authorizeUrl);
	expect(property('accessTokenUrl')).toContain(facts.OAUTH.tokenPaths['2026-03']);
	expect(property('authentication')).toBe('body');
});

describe('what is sent again', () => {
	const sendOnce = async (status: number, body: unknown = {}, headers = {}) => {
		let calls = 0;
		const waits: number[] = [];
		const first: HttpAnswer = { kind: 'reply', reply: { status, headers, body } };
		const then: HttpAnswer = { kind: 'reply', reply: { status: 200, headers: {}, body: {} } };
		// Either the call waits by itself, or the account does.
		const lane: Lane = {
			enter: async () => ({
				done: ({ waitMs }) => void (waitMs && waits.push(waitMs)),
				giveBack: () => {},
			}),
			room: () => 1,
			obstacle: () => undefined,
			leave: () => {},
		};
		const clock: Clock = {
			now: () => 0,
			sleep: async (ms) => void waits.push(ms),
			cancelled: () => false,
			random: () => 0,
		};
		const request: HttpRequest = { method: 'POST', path: '/', body: { inputs: [] } };
		const http: Http = async () => (calls++ ? then : first);
		const sent = await send(request, { repeatable: true }, { http, clock, lane });
		return { sent, calls, waits };
	};

	const statuses = (meaning: string) =>
		Object.entries(facts.STATUSES)
			.filter(([, means]) => means === meaning)
			.map(([status]) => Number(status));

	it.each(statuses('refused').filter((status) => status !== 477))(
		'sends %s again',
		async (status) => {
			expect((await sendOnce(status)).calls).toBe(2);
		},
	);

	it.each(statuses('unknown'))(
		'sends %s again, and remembers that it may have been applied',
		async (status) => {
			const { sent, calls } = await sendOnce(status);
			expect(calls).toBe(2);
			expect(sent.maybeApplied).toBe(true);
		},
	);

	it.each(statuses('final'))('does not send %s again', async (status) => {
		const { sent, calls } = await sendOnce(status);
		expect(calls).toBe(1);
		expect(sent.maybeApplied).toBe(false);
	});

	it.each(Object.entries(facts.RATE_POLICIES))(
		'on the policy %s waits as HubSpot says',
		async (policyName, { waitMs }) => {
			const { calls, waits } = await sendOnce(429, { policyName });
			if (waitMs === null) expect(calls).toBe(1);
			else expect(waits).toEqual([waitMs]);
		},
	);

	it('takes the word of the server over any of these', async () => {
		const { waits } = await sendOnce(429, { policyName: 'SECONDLY' }, { 'retry-after': '7' });
		expect(waits).toEqual([7000]);
	});

	it('waits out a move between data centres only when it is short', async () => {
		expect((await sendOnce(477, {}, { 'retry-after': '20' })).waits).toEqual([20_000]);
		expect((await sendOnce(477, {}, { 'retry-after': '86400' })).calls).toBe(1);
		expect((await sendOnce(477)).calls).toBe(1);
	});
});
