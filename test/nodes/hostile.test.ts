/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test with servers of its own, never shipped */
/**
 * Hostile items and hostile answers over real HTTP, on n8n's own engine: names that every object has
 * do no harm, and whatever bytes HubSpot sends, each item has its outcome, after a bounded number of calls.
 */
import '../host/virtual-time';

import { gzipSync } from 'node:zlib';

import type { IDataObject } from 'n8n-workflow';

import {
	accepted,
	attack,
	EVENTS,
	events,
	RECORDS,
	refusal,
	startHostile,
	type Attack,
	type Behaviour,
	type HostileServer,
} from './hostile';

let server: HostileServer;
const serve = async (behave: Behaviour) => {
	server = await startHostile(behave);
	return server.url;
};
const propertiesOf = (value: object) => Object.getOwnPropertyNames(value).sort();
const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const before = PROTOTYPES.map(propertiesOf);
afterEach(async () => {
	await server.close();
	expect(PROTOTYPES.map(propertiesOf)).toEqual(before);
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

const sent = () =>
	server.seen
		// Whether a property is unique is asked by a GET.
		.filter(({ body }) => body)
		.flatMap(({ body }) => (JSON.parse(body) as { inputs: IDataObject[] }).inputs);
const errorsOf = (items: Array<{ json: IDataObject }>) =>
	items.map(({ json }) => json.error as IDataObject);

// ---------------------------------------------------------------- items

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];
/** As JSON.parse makes it: an own key, whatever its name. */
const holding = (name: string, value: unknown, more: object = {}) =>
	JSON.parse(
		JSON.stringify(more).replace(
			/\}$/,
			`${Object.keys(more).length ? ',' : ''}"${name}":${JSON.stringify(value)}}`,
		),
	) as IDataObject;

const records = (more: Partial<Attack>): Omit<Attack, 'url'> => ({
	credential: 'accessToken',
	node: 'hubSpotCrmObjects',
	parameters: RECORDS,
	...more,
});
const automatic = (matchOn: string) => ({
	...RECORDS,
	inputMode: 'fields',
	fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [matchOn], schema: [] },
});

describe('An item with a key', () => {
	it.each(NAMES)('%s among its properties is written with it', async (name) => {
		const url = await serve(accepted);
		const properties = holding(name, 'ACME', { city: 'x' });
		const { items } = await attack({
			...records({
				input: [
					{ id: '1', properties },
					{ id: '2', properties: { city: 'y' } },
				],
			}),
			url,
		});
		expect(items('HubSpot')).toHaveLength(2);
		expect(JSON.stringify(sent().map((input) => input.properties))).toBe(
			JSON.stringify([properties, { city: 'y' }]),
		);
	});

	it.each(NAMES)('%s as a column is a property, mapped automatically', async (name) => {
		const url = await serve(accepted);
		const input = [holding(name, 'ACME', { hs_object_id: '1' }), { hs_object_id: '2', city: 'y' }];
		const { items } = await attack({
			...records({ parameters: automatic('hs_object_id'), input }),
			url,
		});
		expect(items('HubSpot')).toHaveLength(2);
		expect(JSON.stringify(sent().map(({ properties }) => properties))).toBe(
			JSON.stringify([holding(name, 'ACME'), { city: 'y' }]),
		);
	});

	it.each(NAMES)('%s can be matched on, and who lacks it is told so', async (name) => {
		const url = await serve(accepted);
		const input = [
			holding(name, 'k', { city: 'x' }),
			{ city: 'y' },
			holding(name, 'l', { city: 'z' }),
		];
		const { items } = await attack({ ...records({ parameters: automatic(name), input }), url });
		expect(items('HubSpot')).toHaveLength(2);
		expect(sent().map(({ id, idProperty }) => [id, idProperty])).toEqual([
			['k', name],
			['l', name],
		]);
		const [told, ...others] = errorsOf(items('HubSpot', 1));
		expect(others).toEqual([]);
		expect(told.message).toBe(`Not sent: ${name} is required but missing. [item 1]`);
	});

	it.each(NAMES)(
		'%s can be matched on in JSON, also beside a property of that name',
		async (name) => {
			const url = await serve(accepted);
			const { items } = await attack({
				...records({
					input: [
						{ id: 'k', idProperty: name, properties: { city: 'x' } },
						{ id: 'l', idProperty: name, properties: holding(name, 'm') },
					],
				}),
				url,
			});
			expect(items('HubSpot', 1)).toEqual([]);
			expect(items('HubSpot')).toHaveLength(2);
			expect(sent()).toHaveLength(2);
		},
	);

	it.each(NAMES)(
		'%s that pollutes is refused or sent as data, wherever it stands',
		async (name) => {
			const poison = { polluted: 'yes', toString: 1 };
			const base = { externalAccountId: 'a', eventName: 'E', eventOrganizer: 'o' };
			for (const output of ['result', 'inputWithResult', 'summary']) {
				const url = await serve(accepted);
				const { items } = await attack({
					url,
					credential: 'accessToken',
					parameters: { ...EVENTS, options: { output } },
					input: [
						holding(name, poison, { ...base, externalEventId: '0' }),
						{ ...base, externalEventId: holding(name, poison) },
						{
							...base,
							externalEventId: '2',
							customProperties: [holding(name, poison, { name: 'p', value: 'v' })],
						},
						{ ...base, externalEventId: '3', customProperties: [{ name, value: 'v' }] },
						{ ...base, externalEventId: name },
						{ ...base, externalEventId: '5', customProperties: holding(name, [poison]) },
					],
				});
				const outcomes =
					output === 'summary'
						? Number(items('HubSpot')[0].json.items)
						: items('HubSpot').length + items('HubSpot', 1).length;
				expect(outcomes).toBe(6);
				expect(JSON.stringify(sent())).not.toContain('polluted');
				expect(sent().map(({ externalEventId }) => externalEventId)).toEqual(
					expect.arrayContaining(['2', '3', name]),
				);
				if (output !== 'summary') await server.close();
			}
		},
	);
});

// ---------------------------------------------------------------- answers

const good = JSON.stringify({
	status: 'COMPLETE',
	results: events(4).map((event, row) => ({ ...event, objectId: `${row}` })),
});
const MB = 1_000_000;

const hostile: Array<[string, Behaviour]> = [
	['20 MB of nothing', () => ({ body: ' '.repeat(20 * MB) })],
	['20 MB that is no JSON', () => ({ body: '<'.repeat(20 * MB) })],
	[
		'a result of 20 MB',
		() => ({ body: JSON.stringify({ results: [{ eventName: 'x'.repeat(20 * MB) }] }) }),
	],
	['a message of 20 MB', () => refusal('x'.repeat(20 * MB))],
	[
		'a message of 20 MB that looks like JSON',
		() => refusal(`No: [{"message":"${'\\"'.repeat(10 * MB)}`),
	],
	['a server error of 20 MB', () => refusal('x'.repeat(20 * MB), 500)],
	[
		'forty megabytes of nothing, zipped',
		() => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(40 * MB, 32)) }),
	],
	['lists in lists', () => ({ body: `{"results":${'['.repeat(100_000)}${']'.repeat(100_000)}}` })],
	[
		'lists in lists in a refusal',
		() => ({
			status: 400,
			body: `{"message":"x","context":{"ids":${'['.repeat(4_000)}${']'.repeat(4_000)}}}`,
		}),
	],
	[
		'objects in objects',
		() => ({ status: 400, body: `${'{"errors":[{"a":'.repeat(3_000)}1${'}]}'.repeat(3_000)}` }),
	],
	[
		'what cannot be printed',
		() => ({ status: 400, body: '{"message":"x","context":{"ids":[[{"toString":1}]]}}' }),
	],
	[
		'what cannot be printed, too often',
		() => ({
			status: 429,
			headers: { 'retry-after': '0.1' },
			body: '{"policyName":{"toString":1},"context":{"ids":[[{"toString":1}]]}}',
		}),
	],
	[
		'two hundred thousand results',
		() => ({
			body: JSON.stringify({
				results: Array(200_000).fill({ objectId: '1', eventName: 'Event 0' }),
			}),
		}),
	],
	[
		'a hundred thousand errors',
		() => ({
			status: 207,
			body: JSON.stringify({
				results: [],
				errors: Array(100_000).fill({ message: 'x', context: { externalEventIds: ['nobody'] } }),
			}),
		}),
	],
	[
		'keys of every object',
		() => ({
			body: '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"results":[{"__proto__":{"polluted":1},"eventName":"Event 0"}],"toString":1}',
		}),
	],
	[
		'a refusal with keys of every object',
		() => ({
			status: 400,
			body: '{"__proto__":{"polluted":1,"id":null},"message":"x","context":{"__proto__":["polluted"],"constructor":["x"]}}',
		}),
	],
	['a byte order mark', () => ({ body: `\ufeff${good}` })],
	[
		'bytes that are no UTF-8',
		() => ({
			body: Buffer.concat([
				Buffer.from('{"status":"COMPLETE","results":[{"eventName":"'),
				Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
				Buffer.from('"}]}'),
			]),
		}),
	],
	['UTF-16', () => ({ body: Buffer.from(good, 'utf16le') })],
	['a number', () => ({ body: '7' })],
	['a list', () => ({ body: '[]' })],
	['null', () => ({ body: 'null' })],
	['a text', () => ({ body: '"x"' })],
	[
		'plain text that is said to be zipped',
		() => ({ headers: { 'content-encoding': 'gzip' }, body: good }),
	],
	[
		'zipped text that is cut',
		() => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(good).subarray(0, 20) }),
	],
	[
		'an encoding that nobody knows',
		() => ({ headers: { 'content-encoding': 'x-evil' }, body: '\0\0' }),
	],
	[
		'chunks that are garbage',
		(__, response) =>
			void response.socket?.end(
				'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
			),
	],
	[
		'two lengths',
		(__, response) =>
			void response.socket?.end(
				'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 5\r\n\r\n{}',
			),
	],
	[
		'more than it announced',
		(__, response) =>
			void response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}{}{}'),
	],
	[
		'a switch of protocols',
		(__, response) =>
			void response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n'),
	],
	[
		'strange headers',
		() => ({
			headers: {
				'retry-after': '1e999',
				'x-hubspot-correlation-id': ['a', 'b'],
				__proto: 'x',
				constructor: 'y',
			},
			status: 503,
			body: '',
		}),
	],
	[
		'a wait until the end of time',
		() => ({
			headers: { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' },
			status: 429,
			body: '{}',
		}),
	],
];

describe('An answer that is', () => {
	/** Two batches of up to five tries or forty refusals, and the look-ups of their events. */
	const MOST_CALLS = 2 * 42 + 4;

	it.each(hostile)('%s costs no item its outcome, nor the run', async (_, behave) => {
		const url = await serve(behave);
		const { items, run } = await attack({ url, credential: 'accessToken' });
		expect(run.data.resultData.error).toBeUndefined();
		const told = errorsOf(items('HubSpot', 1));
		expect(items('HubSpot').length + told.length).toBe(4);
		for (const error of told) {
			expect(error).toMatchObject({
				reason: expect.stringMatching(/^(rejected|lost|unaccounted|unsent)$/) as string,
				applied: expect.stringMatching(/^(no|maybe)$/) as string,
				message: expect.stringMatching(/^(HubSpot|Not sent|Other workflows)/) as string,
			});
			expect(JSON.stringify(error).length).toBeLessThan(200_000);
		}
		expect(server.seen.length).toBeLessThanOrEqual(MOST_CALLS);
	});

	it.each([
		['cannot be printed', '{"message":"x","context":{"ids":[[{"toString":1}]]}}'],
		[
			'is a message of megabytes',
			JSON.stringify({ message: `No: [{"message":"${'a'.repeat(19 * MB)}` }),
		],
	])('a refusal that %s leaves the outcome of the batch before as it was', async (_, body) => {
		let calls = 0;
		const url = await serve((seen) => (++calls === 1 ? accepted(seen) : { status: 400, body }));
		const { items } = await attack({ url, credential: 'accessToken' });
		expect(items('HubSpot')).toHaveLength(2);
		expect(errorsOf(items('HubSpot', 1)).map(({ reason }) => reason)).toEqual([
			'rejected',
			'rejected',
		]);
	});
});
