/** The product's rows, its paths and its policies, held to the facts about HubSpot. */
import {
	DEFAULT_BASE_URL,
	DEFAULT_VERSION,
	renderPath,
	ROOTS,
	type ApiVersion,
} from '../../nodes/hubspot/api';
import { parametersOf } from '../../nodes/n8n/parameters';
import type { Lane } from '../../nodes/engine/governor';
import {
	send,
	type Clock,
	type Http,
	type HttpAnswer,
	type HttpRequest,
} from '../../nodes/engine/send';
import type { Reading } from '../../nodes/hubspot/values';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/records';
import { EVENT_FIELDS, EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/events';
import { HubSpotBatchOAuth2Api } from '../../credentials/HubSpotBatchOAuth2Api.credentials';
import * as facts from './facts';

const ROWS = [...EVENT_OPERATIONS, ...RECORD_OPERATIONS];
const READING: Reading = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() };

const SAMPLES: Record<facts.FieldType, unknown> = {
	string: 'text',
	boolean: true,
	'date-time': '2027-03-01T09:00:00Z',
	'string map': { phone: '1' },
	'name-value list': [{ name: 'venue', value: 'Berlin' }],
};

/** An input that uses every field of the endpoint. */
const fullInput = (name: facts.EndpointName) =>
	Object.fromEntries(
		Object.entries(facts.ENDPOINTS[name].fields).map(([field, type]) => [field, SAMPLES[type]]),
	);

it('has a row for every endpoint, and no other', () => {
	expect(ROWS.map(({ value }) => value).sort()).toEqual(Object.keys(facts.ENDPOINTS).sort());
});

it('knows every version, and the default one', () => {
	expect(Object.keys(ROOTS).sort()).toEqual([...facts.VERSIONS].sort());
	expect(DEFAULT_VERSION).toBe(facts.DEFAULT_VERSION);
	expect(DEFAULT_BASE_URL).toBe(facts.BASE_URL);
});

describe.each(ROWS)('$value', (row) => {
	const endpoint = facts.ENDPOINTS[row.value as facts.EndpointName];

	it.each(facts.VERSIONS)('goes to its path in version %s', (version) => {
		const path = renderPath(version as ApiVersion, row.family, row.path, { objectType: 'deals' });
		expect(path).toBe(endpoint.paths[version].replace('{objectType}', 'deals'));
	});

	it('sends no more inputs than HubSpot takes, and repeats only what may be repeated', () => {
		expect(row.limit).toBe(endpoint.maxInputs);
		expect(row.repeatable).toBe(endpoint.repeatable);
	});

	it('takes every field of the endpoint and hands each on', () => {
		const parsed = row.input(READING).parse(fullInput(row.value as facts.EndpointName));
		expect(Object.keys(parsed).sort()).toEqual(Object.keys(endpoint.fields).sort());
	});

	it('refuses a field that the endpoint does not have', () => {
		const input = { ...fullInput(row.value as facts.EndpointName), appId: 'x' };
		expect(row.input(READING).safeParse(input).success).toBe(false);
	});

	it.each(endpoint.required)('refuses an input without %s', (field) => {
		const full = Object.entries(fullInput(row.value as facts.EndpointName));
		const input = Object.fromEntries(full.filter(([name]) => name !== field));
		expect(row.input(READING).safeParse(input).success).toBe(false);
	});

	it('is satisfied with the required fields and one to write', () => {
		const full = fullInput(row.value as facts.EndpointName);
		const input = Object.fromEntries(endpoint.required.map((field) => [field, full[field]]));
		expect(row.input(READING).safeParse(input).success).toBe(true);
	});

	it('ties results to inputs by something results have, or by what they look like', () => {
		const { match } = row;
		const input = row.input(READING).parse(fullInput(row.value as facts.EndpointName));
		if (!match.resultKey) {
			expect(match.appearance).toBeDefined();
			expect(endpoint.result.always).toEqual(expect.arrayContaining(match.alwaysCarried ?? []));
			return;
		}
		const key = match.key(input);
		const states = endpoint.result.identifiedBy
			.filter((field) => field !== 'objectWriteTraceId')
			.map((field) =>
				match.resultKey?.({ [field]: key, properties: {} }, { ...input, idProperty: undefined }),
			);
		expect(states).toContain(key);
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
	for (const rows of [EVENT_OPERATIONS, RECORD_OPERATIONS]) {
		const parameters = parametersOf(rows);
		const operation = parameters.find(({ name }) => name === 'operation');
		expect(operation?.options).toHaveLength(rows.length);
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
