/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/require-node-api-error -- evaluates an expression of a credential, as n8n does; a test, never shipped */
/**
 * The pure parts under attack: paths and addresses that want to lead elsewhere, names that every
 * object has, and answers made to crash, to flood or to stall whoever reads them.
 */
import * as fc from 'fast-check';

import { HubSpotBatchOAuth2Api } from '../../credentials/HubSpotBatchOAuth2Api.credentials';
import type { Clock, HttpAnswer } from '../../nodes/engine/means';
import type { Entry, Outcome } from '../../nodes/engine/outcome';
import { Governor } from '../../nodes/engine/governor';
import { run } from '../../nodes/engine/run';
import { MAX_REFUSALS } from '../../nodes/engine/send';
import type { Place } from '../../nodes/hubspot/endpoint';
import { missingScopes, parseError } from '../../nodes/hubspot/errors';
import { upsertEventBatch } from '../../nodes/hubspot/events';
import { isDailyLimit, retryAfterMs, statedLimit } from '../../nodes/hubspot/limits';
import { checkedBaseUrl, isBelow, renderPath } from '../../nodes/hubspot/paths';
import { parseEnvelope } from '../../nodes/hubspot/replies';
import { updateRecords } from '../../nodes/hubspot/records';
import { ROOTS, type ApiVersion } from '../../nodes/hubspot/versions';
import { compile } from '../../nodes/n8n/references';
import { secretsOf, striking } from '../../nodes/n8n/secrets';
import { inWords } from '../../nodes/n8n/refusals';
import { whyNot } from '../../nodes/n8n/whyNot';
import { escaped, ranges, tell, toItems, type Told } from '../../nodes/n8n/present';
import { stopError } from '../../nodes/n8n/stopped';
import type { Operation } from '../../nodes/n8n/operation';
import { batchArchiveObjects } from '../../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import { batchArchiveEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchArchiveEvents';
import { deleteEvents } from '../../nodes/HubSpotMarketingEvents/operations/deleteEvents';
import { recordAttendance } from '../../nodes/HubSpotMarketingEvents/operations/recordAttendance';
import { batchUpdateEvents } from '../../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { stepsOf } from '../backtracking';
import { runs } from '../runs';

const VERSIONS = Object.keys(ROOTS) as ApiVersion[];

// ---------------------------------------------------------------- paths

describe('A path parameter', () => {
	/** Text made of what leads elsewhere in one program or another. */
	const detour = fc
		.array(
			fc.oneof(
				fc.constantFrom(
					'.',
					'..',
					'/',
					'\\',
					'%',
					'%2e',
					'%2F',
					'%5c',
					'?',
					'#',
					'&',
					'=',
					':',
					'@',
				),
				fc.constantFrom('\r\n', '\t', '\0', ' ', ';', '․', '．', '／', '＼', '‥', '‮', '{id}', 'a'),
				fc.string({ unit: 'grapheme', maxLength: 3 }),
			),
			{ minLength: 1, maxLength: 12 },
		)
		.map((parts) => parts.join(''));

	it('is one segment of the path, whatever it holds, and comes out as it went in', () => {
		fc.assert(
			fc.property(detour, fc.constantFrom(...VERSIONS), (id, version) => {
				const ask = () => renderPath(version, 'marketingEvents', '/events/{id}/x', { id });
				if (/^\.*$/.test(id)) return void expect(ask).toThrow('needs a value for id');
				const path = ask();
				expect(path).toMatch(/^[\w\-.~!*'()%/]+$/);
				for (const base of ['https://api.hubapi.com', 'https://gate.way/a/b']) {
					const url = new URL(base + path);
					expect(url.origin).toBe(new URL(base).origin);
					expect(url.href).toBe(base + path);
					expect(url.search + url.hash + url.username).toBe('');
					const segments = url.pathname.split('/');
					expect(segments).toHaveLength(
						`${new URL(base).pathname}${ROOTS[version].marketingEvents}/events/id/x`
							.replace('//', '/')
							.split('/').length,
					);
					expect(decodeURIComponent(segments[segments.length - 2])).toBe(id);
				}
			}),
			{ numRuns: runs(1_000) },
		);
	});

	it.each(['', '.', '..', '...', '.'.repeat(1000)])('of dots alone (%p) is refused', (id) => {
		expect(() => renderPath('v3', 'objects', '/{id}', { id })).toThrow('needs a value for id');
	});

	it.each(['__proto__', 'constructor', 'toString'])('%s is not found on every object', (name) => {
		expect(() => renderPath('v3', 'objects', `/{${name}}`, {})).toThrow('needs a value');
	});

	it('that is half a character is refused, not sent as another one', () => {
		expect(() => renderPath('v3', 'objects', '/{id}', { id: '\ud800' })).toThrow(URIError);
	});
});

// ---------------------------------------------------------------- addresses

/** A hidden field of the OAuth2 credential, evaluated as n8n does: JavaScript, with the fields as `$self`. */
function evaluated(field: string, baseUrl: string): string {
	const stated = new HubSpotBatchOAuth2Api().properties.find(({ name }) => name === field)
		?.default as string;
	const [, code, rest] = /^=\{\{(.*)\}\}(.*)$/s.exec(stated) ?? [];
	const value = new Function('$self', `return ${code}`)({ baseUrl }) as string;
	return value + rest;
}

const tokenUrl = (baseUrl: string) => evaluated('accessTokenUrl', baseUrl);
const hostOf = (baseUrl: string) => evaluated('allowedDomains', baseUrl);

describe('A Base URL', () => {
	const text = fc
		.array(
			fc.constantFrom(
				...[
					'https:',
					'http:',
					'HTTP:',
					'ftp:',
					'//',
					'/',
					'\\',
					':',
					'@',
					'?',
					'#',
					'.',
					'%',
					'\t',
					' ',
				],
				...[
					'localhost',
					'127.0.0.1',
					'127.1',
					'0x7f.1',
					'0177.0.0.1',
					'2130706433',
					'[::1]',
					'[::2]',
				],
				...[
					'api.hubapi.com',
					'evil.test',
					'80',
					'a',
					'%40',
					'％',
					'＠',
					'。',
					'⁄',
					'..',
					'%2e%2e',
					'\0',
				],
			),
			{ minLength: 1, maxLength: 9 },
		)
		.map((parts) => parts.join(''));

	const taken = (given: string) => {
		try {
			return checkedBaseUrl(given);
		} catch {
			return undefined;
		}
	};

	it('is encrypted or this machine, without user, query or detour; and taking it twice changes nothing', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					text,
					text.map((rest) => `https://${rest}`),
					text.map((rest) => `http://127.0.0.1${rest}`),
				),
				(given) => {
					const base = taken(given);
					if (base === undefined) return;
					const url = new URL(base);
					expect(url.username + url.password + url.search + url.hash).toBe('');
					if (url.protocol !== 'https:') {
						expect(url.protocol).toBe('http:');
						expect(url.hostname).toMatch(/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/);
					}
					expect(new URL(`${base}/x/y`).host).toBe(url.host);
					expect(taken(base)).toBe(base);
				},
			),
			{ numRuns: runs(1_000) },
		);
	});

	it.each([
		['http://127.1', 'http://127.0.0.1'],
		['http://2130706433:80', 'http://127.0.0.1'],
		['http://0x7f.0.0.1', 'http://127.0.0.1'],
		['http://0177.0.0.1', 'http://127.0.0.1'],
		['http://LOCALHOST', 'http://localhost'],
		['https://api.hubapi.com.evil.test', 'https://api.hubapi.com.evil.test'],
		['https://evil.test/@x', 'https://evil.test/@x'],
		['https://xn--80ak6aa92e.com', 'https://xn--80ak6aa92e.com'],
		['https://a/b/../../..', 'https://a'],
	])('%s is %s', (given, expected) => {
		expect(taken(given)).toBe(expected);
	});

	it.each([
		'https://api.hubapi.com@evil.test',
		'https://@evil.test',
		'https:@evil.test',
		'https:/\\evil.test',
		'http://localhost:80@evil.test',
		'http://127.0.0.1@evil.test',
		'http://127.0.0.1.evil.test',
		'http://localhost.evil.test',
		'http://localhost.',
		'http://[::ffff:127.0.0.1]',
		'http://0.0.0.0',
		'http://①②⑧.0.0.1',
		'https://a\tb',
		'https://a\nb',
	])('%p is refused', (given) => {
		expect(taken(given)).toBeUndefined();
	});

	it('that is refused gets no client secret either: the URL of the OAuth token says no as well', () => {
		const nowhere = 'https://base-url-must-start-with-https.invalid';
		fc.assert(
			fc.property(
				fc.oneof(
					text,
					text.map((rest) => `https://${rest}`),
					text.map((rest) => `http://localhost${rest}`),
				),
				(given) => {
					const base = taken(given);
					const asked = tokenUrl(given);
					if (!URL.canParse(asked)) return; // Nothing can be sent there.
					// Gateways' paths may be spelled in several ways; where the secret goes may not.
					const told = new URL(asked).origin;
					if (base === undefined) expect({ given, told }).toEqual({ given, told: nowhere });
					else expect([nowhere, new URL(base).origin]).toContain(told);
				},
			),
			{ numRuns: runs(1_000) },
		);
	});

	it.each([
		['https://api.hubapi.com', 'https://api.hubapi.com/oauth/2026-03/token'],
		['', 'https://api.hubapi.com/oauth/2026-03/token'],
		[' https://gate.way:8443/a/ ', 'https://gate.way:8443/a/oauth/2026-03/token'],
		['http://127.0.0.1:5678', 'http://127.0.0.1:5678/oauth/2026-03/token'],
		['http://[::1]:5678/', 'http://[::1]:5678/oauth/2026-03/token'],
	])('%p has its OAuth token at %s', (given, expected) => {
		expect(tokenUrl(given)).toBe(expected);
	});
});

// ---------------------------------------------------------------- names that every object has

const PROTOTYPE_NAMES = [
	'__proto__',
	'constructor',
	'prototype',
	'toString',
	'hasOwnProperty',
	'valueOf',
];

const PLACE: Place = { version: '2026-03', parameters: { objectType: 'contacts' } };

const entriesOf = (inputs: Array<Record<string, unknown>>): Entry[] =>
	inputs.map((input, item) => ({ item, place: PLACE, input }));

const replyOf = (
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): HttpAnswer => ({
	kind: 'reply',
	reply: { status, headers, body },
});

/** Runs entries against answers made by a function; time passes only by waiting. */
async function outcomesOf(
	row: Operation,
	entries: Entry[],
	answer: (call: number) => HttpAnswer,
): Promise<Told[]> {
	let calls = 0;
	let nowMs = 0;
	const clock: Clock = {
		now: () => nowMs,
		sleep: async (ms) => {
			nowMs += ms;
		},
		cancelled: () => false,
		random: () => 0,
	};
	const http = async () => answer(calls++);
	const lane = new Governor().lane(clock);
	const sources = [entries];
	const outcomes: Outcome[] = [];
	await run(row.effect, () => sources.shift(), {
		stopOnFailure: false,
		lookUp: false,
		http,
		clock,
		lane,
		tell: (outcome) => void outcomes.push(outcome),
	});
	return outcomes.map((outcome) => tell(row, outcome)).sort((a, b) => a.item - b.item);
}

describe('A property called', () => {
	it.each(PROTOTYPE_NAMES)('%s is read, matched on and read back like any other', async (name) => {
		const fields = JSON.parse(`{"${name}":"k","city":"x"}`) as Record<string, unknown>;
		const { raw } = batchUpdateObjects.form.fromFields({
			values: fields,
			known: undefined,
			matchOn: name,
		});
		expect(raw).toEqual({ id: 'k', idProperty: name, properties: { city: 'x' } });

		const without = batchUpdateObjects.form.fromFields({
			values: { city: 'x' },
			known: undefined,
			matchOn: name,
		});
		expect((without.raw as { id: unknown }).id).toBeUndefined();

		const entries = entriesOf([
			{ id: 'k', idProperty: name, properties: { city: 'x' }, objectWriteTraceId: 't0' },
			{ id: 'l', idProperty: name, properties: { city: 'y' }, objectWriteTraceId: 't1' },
		]);
		const results = [
			JSON.parse(`{"id":"1","properties":{"${name}":"k"}}`) as object,
			{ id: '2', properties: { city: 'y' }, objectWriteTraceId: 't1' },
		];
		const outcomes = await outcomesOf(batchUpdateObjects, entries, () =>
			replyOf(200, { status: 'COMPLETE', results }),
		);
		expect(outcomes.map((outcome) => outcome.ok && outcome.result.id)).toEqual(['1', '2']);
	});

	it.each(PROTOTYPE_NAMES)('%s that one of two records has does not make them differ', (name) => {
		const look = updateRecords.match.appearance?.of({ properties: { city: 'x' } }) ?? {};
		expect(name in look).toBe(false);
	});

	it.each(PROTOTYPE_NAMES)('%s in an error is a word like any other', async (name) => {
		const error = JSON.parse(
			`{"message":"${name}","category":"${name}","context":{"${name}":["${name}"],"ids":["${name}"]},"${name}":{"x":1},"errors":[{"${name}":1,"context":"{${name}=[a, b]}"}]}`,
		) as object;
		expect(parseError(error).context[name]).toEqual([name]);
		expect(Object.keys(parseError(error).errors[0].context)).toEqual([name]);
		for (const [status, body] of [
			[200, { [name]: 1, status: name, results: [error], errors: [error] }],
			[400, error],
			[429, { ...error, policyName: name }],
		] as const) {
			const outcomes = await outcomesOf(upsertEvents, entriesOf([{ externalEventId: 'a' }]), () =>
				replyOf(status, body),
			);
			expect(outcomes).toHaveLength(1);
			expect(outcomes[0].ok).toBe(false);
		}
	});
});

it('nothing of all this was left on the prototypes of the process', () => {
	expect(Object.keys(Object.prototype)).toEqual([]);
	expect(Object.keys(Array.prototype)).toEqual([]);
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

// ---------------------------------------------------------------- hostile answers

const ROWS: Array<[string, Operation, Entry[]]> = [
	[
		'records',
		batchUpdateObjects,
		entriesOf(
			[1, 2, 3].map((n) => ({ id: `${n}`, properties: { a: 'b' }, objectWriteTraceId: `t${n}` })),
		),
	],
	[
		'events to upsert',
		upsertEvents,
		entriesOf(
			[1, 2, 3].map((n) => ({
				externalAccountId: 'a',
				externalEventId: `${n}`,
				eventName: `E${n}`,
				eventOrganizer: 'o',
			})),
		),
	],
	[
		'events to update',
		batchUpdateEvents,
		entriesOf([1, 2, 3].map((n) => ({ objectId: `${n}`, eventName: `E${n}` }))),
	],
	[
		'records to upsert',
		batchUpsertObjects,
		entriesOf(
			[1, 2, 3].map((n) => ({
				id: `${n}`,
				idProperty: 'name',
				properties: { a: 'b' },
				objectWriteTraceId: `t${n}`,
			})),
		),
	],
	['records to read', batchReadObjects, entriesOf([1, 2, 3].map((n) => ({ id: `${n}` })))],
	['records to archive', batchArchiveObjects, entriesOf([1, 2, 3].map((n) => ({ id: `${n}` })))],
	[
		'events to archive',
		batchArchiveEvents,
		entriesOf([1, 2, 3].map((n) => ({ objectId: `${n}` }))),
	],
	[
		'attendance to record',
		recordAttendance,
		entriesOf(
			[1, 2, 3].map((n) => ({
				...{ objectId: '7', subscriberState: 'attend', vid: `${n}` },
				...{ interactionDateTime: '2027-03-01T09:00:00Z', timeFrom: 'item' },
			})),
		),
	],
	[
		'events to delete',
		deleteEvents,
		entriesOf(
			[1, 2, 3].map((n) => ({
				...{ appId: 7, objectId: `${n}` },
				...{ externalAccountId: 'a', externalEventId: `e${n}` },
			})),
		),
	],
];

/** JSON with the words of HubSpot's envelope at every place, of every type. */
const hostileJson = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 5, withCrossShrink: true },
		fc.constantFrom<unknown>(
			null,
			true,
			0,
			-1,
			1e308,
			'',
			'1',
			't1',
			'E1',
			'COMPLETE',
			'DAILY',
			'{a=[b',
		),
		fc.string({ maxLength: 8 }),
		fc.array(tie('value'), { maxLength: 4 }),
		tie('object'),
	),
	object: fc.dictionary(
		fc.constantFrom(
			...[
				'status',
				'results',
				'errors',
				'message',
				'category',
				'context',
				'errorTokens',
				'errorType',
				'id',
			],
			...[
				'ids',
				'objectId',
				'properties',
				'objectWriteTraceId',
				'eventName',
				'eventOrganizer',
				'startDateTime',
			],
			...[
				'customProperties',
				'name',
				'value',
				'warnings',
				'policyName',
				'code',
				'correlationId',
				'missingScopes',
			],
			...['toString', 'valueOf', 'constructor', '__proto__', 'length', 'toJSON', 'then'],
		),
		tie('value'),
		{ maxKeys: 7 },
	),
})).object;

describe.each(ROWS)('Of three %s, none is lost and nothing crashes', (_, row, entries) => {
	it('whatever JSON HubSpot answers, with whatever status and headers', async () => {
		const answer = fc.record({
			status: fc.constantFrom(
				200,
				201,
				202,
				204,
				207,
				301,
				400,
				401,
				403,
				404,
				409,
				413,
				423,
				429,
				477,
				500,
				502,
				999,
			),
			headers: fc.dictionary(
				fc.constantFrom(
					'retry-after',
					'x-hubspot-correlation-id',
					'x-hubspot-ratelimit-daily-remaining',
					'__proto__',
					'constructor',
				),
				fc.oneof(
					fc.string(),
					fc.constantFrom('-1', 'NaN', '1e999', 'Infinity', '0x10', 'never', '0'),
				),
			),
			body: fc.oneof(hostileJson, fc.jsonValue(), fc.constant(undefined), fc.string()),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 3 }), async (answers) => {
				const outcomes = await outcomesOf(row, entries, (call) => {
					const { status, headers, body } = answers[call % answers.length];
					return replyOf(status, body, headers);
				});
				expect(outcomes.map(({ item }) => item)).toEqual([0, 1, 2]);
				for (const outcome of outcomes) {
					if (outcome.ok) continue;
					expect(outcome.failure.message.trim()).not.toBe('');
					expect(outcome.failure.message).not.toMatch(
						/is not a function|Cannot (read|convert)|call stack/,
					);
				}
			}),
			{ numRuns: runs(1_000) },
		);
	});
});

// Heavy: three rows that have a place for everything are enough.
describe.each(ROWS.slice(0, 3))('Of three %s, none is lost under a load', (_, row, entries) => {
	const deep = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
	const cannot = { toString: 1, valueOf: 1 };
	const bombs: Array<[string, unknown]> = [
		[
			'objects that cannot be printed',
			{
				message: 'x',
				context: { ids: [[cannot]], id: cannot, message: [[[cannot]]] },
				policyName: cannot,
			},
		],
		[
			'lists in lists in lists',
			{ message: 'x', context: { ids: deep(5_000) }, errorTokens: deep(5_000) },
		],
		[
			'a message of megabytes that looks like JSON',
			{ message: `No: [{"message":"${'a'.repeat(15_000_000)}"}` },
		],
		[
			'two hundred thousand errors',
			{ message: 'x', errors: Array(200_000).fill({ message: 'y', context: { ids: ['1'] } }) },
		],
		[
			'a context with twenty thousand names',
			{
				message: 'x',
				context: Object.fromEntries(Array.from({ length: 20_000 }, (__, n) => [`k${n}`, ['1']])),
			},
		],
		[
			'five thousand contexts made to stall',
			{ message: 'x', errors: Array(5_000).fill({ context: 'a '.repeat(2_000) }) },
		],
		[
			'two hundred thousand results that look alike',
			{
				status: 'COMPLETE',
				results: Array.from({ length: 200_000 }, (__, n) => ({
					id: `x${n}`,
					eventName: 'E1',
					eventOrganizer: 'o',
					properties: { a: 'b' },
				})),
			},
		],
		[
			'the same result without end',
			{ status: 'COMPLETE', results: Array(500_000).fill({ id: '1', objectId: '1' }) },
		],
		['a status of megabytes', { status: 'x'.repeat(10_000_000) }],
	];

	it.each(bombs)('when it answers with %s, and little of it is kept', async (__, body) => {
		for (const status of [200, 400, 403, 429, 500]) {
			let calls = 0;
			const outcomes = await outcomesOf(row, entries, () => {
				calls++;
				return replyOf(status, body);
			});
			expect(calls).toBeLessThanOrEqual(3 * MAX_REFUSALS);
			expect(outcomes.map(({ item }) => item)).toEqual([0, 1, 2]);
			for (const outcome of outcomes) {
				if (!outcome.ok)
					expect(outcome.failure.message).toMatch(/^(HubSpot|Not sent|Other workflows)/);
				expect(JSON.stringify(outcome).length).toBeLessThan(200_000);
			}
		}
	});
});

describe('What is kept of an error', () => {
	const size = (value: unknown) => JSON.stringify(value).length;

	it('is bounded, however long its words and lists are', () => {
		const word = 'x'.repeat(100_000);
		const error = {
			message: word,
			category: word,
			id: word,
			context: { [word]: [word, word] },
			errors: [] as unknown[],
		};
		for (let level = 0; level < 5; level++) error.errors = Array(20).fill({ ...error });
		expect(size(parseError(error))).toBeLessThan(150_000);
		expect(size(parseEnvelope({ status: word, errors: Array(50).fill(error) }))).toBeLessThan(
			1_500_000,
		);
	});

	it('is all of it, where it is as long as those that HubSpot sends', () => {
		const inner = (n: number) => ({
			message: `Property “p${n}” does not exist`,
			code: 'PROPERTY_DOESNT_EXIST',
			context: { propertyName: [`p${n}`] },
			errors: [],
		});
		const error = {
			message: 'm'.repeat(4_000),
			category: 'VALIDATION_ERROR',
			context: { ids: Array.from({ length: 100 }, (_, n) => `${10 ** 11 + n}`) },
			errors: Array.from({ length: 100 }, (_, n) => inner(n)),
		};
		expect(parseError(error)).toMatchObject(error);
		const hundred = Array.from({ length: 100 }, (_, n) => ({
			message: `no ${n}`,
			context: { objectWriteTraceId: [`n8n-1-x-${n}`] },
			errors: Array.from({ length: 10 }, (__, m) => inner(m)),
		}));
		expect(parseEnvelope({ errors: hundred })?.errors).toMatchObject(hundred);
	});

	it('gives no one a message that is longer than a page', async () => {
		const errors = Array.from({ length: 500 }, (_, n) => ({
			message: `${n} ${'x'.repeat(4_000)}`,
		}));
		for (const [status, body] of [
			[200, { status: 'x'.repeat(100_000) }],
			[207, { results: [], errors }],
			[400, { message: 'x'.repeat(100_000), errors }],
			[403, { errors: [{ context: { missingScopes: Array(1_000).fill('crm.objects.x.write') } }] }],
			[500, { message: 'x'.repeat(100_000) }],
		] as const) {
			const entries = entriesOf([{ externalEventId: 'a' }, { externalEventId: 'b' }]);
			const outcomes = await outcomesOf(upsertEvents, entries, () => replyOf(status, body));
			for (const outcome of outcomes) {
				if (!outcome.ok) expect(outcome.failure.message.length).toBeLessThan(3_000);
			}
			expect(size(toItems(outcomes, [], 'result'))).toBeLessThan(50_000);
			expect(stopError(upsertEvents, outcomes).description.length).toBeLessThan(20_000);
		}
	});
});

describe('Nothing takes the square of the length', () => {
	/** Steps for a text as it is, and twice as long: the double at most, or as many where the text is cut before it is searched. */
	const isLinear = (work: (text: string) => unknown, text: string) => {
		const steps = [text, text + text].map((each) => stepsOf(() => work(each)));
		expect(steps[1]).toBeLessThan(2.5 * steps[0] + 1_000);
	};

	it.each(['a', 'a ', 'a=', '{a=[', '"message":"', '\\"', ': [{"', ',', '=', '\n'])(
		'in a printed context or a message of many %p',
		(part) => {
			const many = part.repeat(2_000 / part.length);
			isLinear((text) => parseError({ message: text, context: text, errorTokens: text }), many);
			isLinear((text) => parseEnvelope({ errors: [{ context: text }, { context: text }] }), many);
		},
	);

	// A list that never ends is looked through once for each key before it: up to 5,000 characters.
	it.each(['a', 'a=[b, ', '{a=[', '\n'])(
		'in a printed context of many %p that is longer than what is kept',
		(part) => {
			const steps = [5_000, 500_000].map((length) =>
				stepsOf(() => parseError({ context: part.repeat(length / part.length) })),
			);
			expect(steps[1]).toBeLessThan(steps[0] + 10_000);
			expect(steps[1]).toBeLessThan(5_000_000);
		},
	);

	it('in naming half a million items with gaps', () => {
		const count = 500_000;
		expect(ranges(Array.from({ length: count }, (_, n) => n * 2))).toMatch(/^0, 2, .*, 38, …$/);
		const failure = { reason: 'lost', applied: 'no', message: 'x' } as const;
		const failures = Array.from(
			{ length: count },
			(_, item): Told => ({ item, ok: false, failure }),
		);
		expect(stopError(upsertEvents, failures).description).toContain(`Items 0 to ${count - 1}: x`);
	});

	it.each(['1', 'T', '2026-', ':', '.', ' ', '+', '2026-01-01T00:00:00.'])(
		'in a date that is none, of many %p',
		(part) => {
			const read = (startDateTime: string) =>
				upsertEventBatch.match.appearance?.of({ startDateTime });
			isLinear(read, part.repeat(5_000 / part.length));
		},
	);

	/** Work that meets text from outside, by what it reads; it may refuse the text, as it does elsewhere. */
	const READERS: Record<string, (text: string) => unknown> = {
		'a Base URL': (text) => checkedBaseUrl(`https://gate.way/${text}x`),
		'the host of a Base URL': (text) => checkedBaseUrl(`https://${text}`),
		'the target of a signed request': (text) =>
			isBelow('https://gate.way/a', {
				url: text,
				uri: `${text}x`,
				baseURL: `https://gate.way/${text}`,
			}),
		'the URL of an OAuth token': (text) => tokenUrl(`https://gate.way/${text}x`),
		'the host that OAuth is for': (text) => hostOf(`https://${text}`),
		'an ID in a path': (id) => renderPath('v3', 'objects', '/{id}', { id: `${id}x` }),
		'rate-limit headers': (text) =>
			['x-hubspot-ratelimit-max', 'x-hubspot-ratelimit-interval-milliseconds'].map((name) =>
				statedLimit({ [name]: text }),
			),
		'a wait': (text) =>
			retryAfterMs({ status: 429, headers: { 'retry-after': text, date: text }, body: {} }),
		'a daily limit': (text) =>
			isDailyLimit(parseError({ policyName: text }), {
				'x-hubspot-ratelimit-daily-remaining': text,
			}),
		'scopes in words': (message) => missingScopes(parseError({ message: `scope ${message}` })),
		'a parameter': (text) => compile(`={{ $json.a${text} }}`),
		'a parameter among blanks': (text) => compile(`= {{ $json.a }} ${text}`),
		'a parameter in brackets': (text) => compile(`={{ $json["${text}"] }}`),
		'the secrets of a credential': (text) => secretsOf({ accessToken: `${text}x` }),
		'what the editor shows': (text) => escaped(text),
		'why nothing was sent': (text) =>
			whyNot({ kind: 'denied', refusal: { why: `${text}x`, error: parseError({}) } }),
		'what HubSpot says': (text) => inWords(parseError({ message: `${text}x`, category: text })),
	};
	const PARTS = [
		...[
			'/',
			'\\',
			'.',
			':',
			'@',
			'?',
			'#',
			'[',
			']',
			'{',
			'}',
			'}}',
			' ',
			'\t',
			'"',
			"'",
			',',
			';',
		],
		...[
			'a',
			'a.',
			'a/',
			'.read',
			'0',
			'-',
			'%',
			'any of [',
			'scope ',
			'Bearer ',
			'(',
			'?.',
			'$if',
			'.a ',
		],
		...['[{"', '"message":"', '<', '&', '='],
	];

	it.each(Object.entries(READERS))('in reading %s, whatever it is made of', (_, read) => {
		const attempt = (text: string) => {
			try {
				return read(text);
			} catch (error) {
				// Refused, but not for the steps that it took.
				if (error instanceof RangeError) throw error;
				return undefined;
			}
		};
		const part = fc
			.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 4 })
			.map((parts) => parts.join(''));
		fc.assert(
			fc.property(fc.oneof(fc.constantFrom(...PARTS), part), (text) =>
				isLinear(attempt, text.repeat(Math.ceil(300 / text.length))),
			),
			{ numRuns: runs(60), examples: PARTS.map((each) => [each]) },
		);
	});
});

describe('The search for secrets takes a work in proportion to the text', () => {
	const LONG_ONE = 'pat-na1-0f3c+9d/2e7b4a61';
	const secrets = [LONG_ONE, 'CKjGnL3iMRIHAQECBAECQBjJ0-UOIPbgxjAo4sW6ATIU', LONG_ONE.slice(4)];
	const steps = (text: string) => stepsOf(() => striking(secrets, secrets)(text));

	it.each([
		...['p', 'pat-na1-0f3', '%', '%25', '%2525', '&#', '&#0', '&#x0', '\\', '\\\\', '\\n', ' '],
		...['p ', 'p\\n', '7', '70', '70 ', '0x', '\\x', '70\\x', 'cGF0LW5hMS', 'pP', 'p%61', '"', '/'],
	])('of many %p', (part) => {
		const many = part.repeat(400 / part.length);
		const [once, twice] = [steps(many), steps(many + many)];
		expect(twice).toBeLessThan(2.2 * once + 1_000);
	});

	it('of any mixture of these', () => {
		const parts = [
			'p',
			'a',
			't-',
			'%25',
			'70',
			'&#x',
			'0',
			'\\',
			'u00',
			'n',
			' ',
			':',
			'cGF0',
			'x',
		];
		fc.assert(
			fc.property(
				fc
					.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 })
					.map((all) => all.join('')),
				(part) => {
					const many = part.repeat(Math.ceil(200 / part.length));
					expect(steps(many + many)).toBeLessThan(2.2 * steps(many) + 1_000);
				},
			),
			{ numRuns: runs(30) },
		);
	});

	it('of a batch of records: a few steps for each character and secret', () => {
		const record = (n: number) => ({
			id: `${30_000_000_000 + n}`,
			properties: {
				createdate: '2026-03-01T09:00:00.000Z',
				email: `person${n}@example.com`,
				hs_object_id: `${30_000_000_000 + n}`,
				lastmodifieddate: '2026-03-01T09:00:00.000Z',
			},
			createdAt: '2026-03-01T09:00:00.000Z',
			updatedAt: '2026-03-01T09:00:00.000Z',
			archived: false,
			url: `https://app.hubspot.com/contacts/1/record/0-1/${30_000_000_000 + n}`,
		});
		const text = JSON.stringify({ results: Array.from({ length: 20 }, (_, n) => record(n)) });
		expect(steps(text) / text.length / secrets.length).toBeLessThan(16);
	});
});
