/**
 * api.ts: paths, Base URLs, and HubSpot's replies once they are parsed. `it` marks a known
 * bug: once it is fixed the test says so.
 */
import * as fc from 'fast-check';

import {
	checkedBaseUrl,
	DEFAULT_BASE_URL,
	folded,
	missingScopes,
	parseEnvelope,
	parseError,
	renderPath,
	ROOTS,
	type ApiVersion,
	type Family,
} from '../../nodes/hubspot/api';
import { runs } from '../runs';

const NO_ERROR = { context: {}, errors: [] };

const NOT_PLAIN = () =>
	`The Base URL of the HubSpot credential must be a plain address such as ${DEFAULT_BASE_URL}: with https:// in front, without spaces, user name, “?” or “#”.`;
const NOT_ENCRYPTED = (given: string) =>
	`The Base URL of the HubSpot credential must start with https://, and “${given}” does not: the access token would travel unencrypted. http:// is taken for this machine only (localhost, 127.0.0.1, [::1]).`;

// ---------------------------------------------------------------- what it does

describe('A path', () => {
	it.each([
		[
			'2026-03',
			'marketingEvents',
			'/events/upsert',
			'/marketing/marketing-events/2026-03/events/upsert',
		],
		[
			'2026-09',
			'marketingEvents',
			'/batch/update',
			'/marketing/marketing-events/2026-09/batch/update',
		],
		['v3', 'marketingEvents', '/events/upsert', '/marketing/v3/marketing-events/events/upsert'],
		['2026-03', 'schemas', '', '/crm-object-schemas/2026-03/schemas'],
		['v3', 'schemas', '', '/crm-object-schemas/v3/schemas'],
	] as Array<[ApiVersion, Family, string, string]>)(
		'in %s of %s with %p is %s',
		(version, family, path, expected) => {
			expect(renderPath(version, family, path)).toBe(expected);
		},
	);

	it.each([
		['a name', 'contacts', 'contacts'],
		['an ID', '2-123', '2-123'],
		['a slash', '../x', '..%2Fx'],
		['a question mark', 'contacts?archived=true', 'contacts%3Farchived%3Dtrue'],
		['a hash', 'a#b', 'a%23b'],
		['a percent sign', '%2e%2e', '%252e%252e'],
		['a space', 'a b', 'a%20b'],
		['an umlaut', 'möbel', 'm%C3%B6bel'],
		['a brace', '{objectType}', '%7BobjectType%7D'],
	])('encodes %s', (_, objectType, expected) => {
		const path = '/{objectType}/batch/update';
		expect(renderPath('v3', 'objects', path, { objectType })).toBe(
			`/crm/v3/objects/${expected}/batch/update`,
		);
	});

	it('stays below its root, and gives every parameter back', () => {
		const text = fc
			.string({ unit: 'grapheme', minLength: 1 })
			.filter((given) => !/^\.+$/.test(given));
		fc.assert(
			fc.property(text, fc.constantFrom(...(Object.keys(ROOTS) as ApiVersion[])), (id, version) => {
				const path = renderPath(version, 'objects', '/{id}/x', { id });
				const { pathname, search, hash } = new URL(`https://api.hubapi.com${path}`);
				expect(pathname.startsWith(`${ROOTS[version].objects}/`)).toBe(true);
				expect(decodeURIComponent(pathname.split('/').at(-2) ?? '')).toBe(id);
				expect(search + hash).toBe('');
			}),
		);
	});
});

describe('A Base URL', () => {
	it.each([
		['https://api.hubapi.com', 'https://api.hubapi.com'],
		['https://api.hubapi.com/', 'https://api.hubapi.com'],
		['https://gateway.example.com/hubspot///', 'https://gateway.example.com/hubspot'],
		[' https://api.hubapi.com ', 'https://api.hubapi.com'],
		['HTTPS://API.HUBAPI.COM', 'https://api.hubapi.com'],
		['https://gateway.example.com:8443', 'https://gateway.example.com:8443'],
		['http://localhost', 'http://localhost'],
		['http://localhost:4010/', 'http://localhost:4010'],
		['http://LOCALHOST:4010', 'http://localhost:4010'],
		['http://localhost/hubspot', 'http://localhost/hubspot'],
		['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
		['http://127.1.2.3', 'http://127.1.2.3'],
		['http://127.10.20.30', 'http://127.10.20.30'],
		['http://[::1]:80', 'http://[::1]'],
		['http://[::1]:4010', 'http://[::1]:4010'],
		['', DEFAULT_BASE_URL],
		['   ', DEFAULT_BASE_URL],
		[undefined, DEFAULT_BASE_URL],
		[null, DEFAULT_BASE_URL],
	])('%p is taken as %s', (given, expected) => {
		expect(checkedBaseUrl(given)).toBe(expected);
	});
});

describe('An error', () => {
	it('of the general dialect keeps its words, category, context and inner errors', () => {
		const body = {
			status: 'error',
			category: 'VALIDATION_ERROR',
			message: 'Property values were not valid',
			correlationId: 'c-1',
			errors: [
				{
					message: 'Property "nope" does not exist',
					code: 'PROPERTY_DOESNT_EXIST',
					context: { propertyName: ['nope'] },
				},
			],
		};
		expect(parseError(body)).toEqual({
			message: 'Property values were not valid',
			category: 'VALIDATION_ERROR',
			correlationId: 'c-1',
			context: {},
			errors: [
				{
					message: 'Property "nope" does not exist',
					code: 'PROPERTY_DOESNT_EXIST',
					context: { propertyName: ['nope'] },
					errors: [],
				},
			],
		});
	});

	it('of the older dialect comes out in the same shape', () => {
		const body = {
			status: 'error',
			message: 'The event exists',
			errorType: 'UNIQUE_VALUE_CONFLICT',
			errorTokens: { existingObjectId: ['50001'] },
			correlationId: 'c-2',
		};
		expect(parseError(body)).toEqual({
			message: 'The event exists',
			category: 'UNIQUE_VALUE_CONFLICT',
			correlationId: 'c-2',
			context: { existingObjectId: ['50001'] },
			errors: [],
		});
	});

	it('of a rate limit keeps its policy', () => {
		const body = { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING', requestId: 'r' };
		expect(parseError(body)).toEqual({
			category: 'RATE_LIMIT',
			policyName: 'TEN_SECONDLY_ROLLING',
			...NO_ERROR,
		});
	});

	it('in both dialects at once goes by the general one', () => {
		const body = {
			category: 'CONFLICT',
			errorType: 'OLD',
			context: { ids: ['1'] },
			errorTokens: { ids: ['2'], other: ['3'] },
		};
		expect(parseError(body)).toEqual({
			category: 'CONFLICT',
			context: { ids: ['1'], other: ['3'] },
			errors: [],
		});
	});

	it('has numbers as text: ids are compared as text', () => {
		expect(parseError({ id: 101, context: { ids: [101, 102], id: 103 } })).toEqual({
			id: '101',
			context: { ids: ['101', '102'], id: ['103'] },
			errors: [],
		});
	});
});

/** The errors of a 207 as HubSpot's reference pages print them (sample values, v3 and 2026-03). */
const PRINTED_IN_THE_REFERENCE = {
	category: '<string>',
	context: {},
	errors: [
		{
			message: '<string>',
			code: '<string>',
			context: '{missingScopes=[scope1, scope2]}',
			in: '<string>',
			subCategory: '<string>',
		},
	],
	links: {},
	message: '<string>',
	status: '<string>',
	id: '<string>',
	subCategory: {},
};

describe('The context of an error', () => {
	const contextOf = (context: unknown) => parseError({ context }).context;

	it.each([
		['a map of lists', { ids: ['1', '2'] }, { ids: ['1', '2'] }],
		['a map of single values', { id: '1', n: 2, f: true }, { id: ['1'], n: ['2'], f: ['true'] }],
		['a map with gaps', { ids: ['1', null], none: null }, { ids: ['1'], none: [] }],
		['a map of objects', { a: { b: 1 } }, { a: ['{"b":1}'] }],
		['a list', ['a', 1, null, { b: 2 }], { values: ['a', '1', '{"b":2}'] }],
		['printed', '{missingScopes=[scope1, scope2]}', { missingScopes: ['scope1', 'scope2'] }],
		['printed, one value', '{id=101}', { id: ['101'] }],
		[
			'printed, several keys',
			'{ids=[1, 2], existingId=[3], id=4}',
			{ ids: ['1', '2'], existingId: ['3'], id: ['4'] },
		],
		[
			'printed, a key of two words',
			'{expire time=[2026-11-01T10:00:00.000Z]}',
			{ 'expire time': ['2026-11-01T10:00:00.000Z'] },
		],
		['printed, an equals sign inside', '{ids=[a=b, c]}', { ids: ['a=b', 'c'] }],
		['printed, empty', '{ids=[]}', { ids: [] }],
		['text that says nothing', 'garbage', {}],
		['empty text', '', {}],
		['an equals sign', '=', {}],
		['nothing', null, {}],
		['a number', 5, {}],
		['long text that HubSpot may print', `${' '.repeat(3_900)}{id=101}`, { id: ['101'] }],
	])('as %s', (_, given, expected) => {
		expect(contextOf(given)).toEqual(expected);
	});

	it('is read from the reference pages, where an inner error prints it', () => {
		const [error] = parseEnvelope({ errors: [PRINTED_IN_THE_REFERENCE] })?.errors ?? [];
		expect(error.errors[0].context).toEqual({ missingScopes: ['scope1', 'scope2'] });
		expect(missingScopes(error)).toEqual(['scope1', 'scope2']);
	});
});

describe('Names', () => {
	it('are compared as HubSpot does: in small letters, without the blanks around them', () => {
		expect(folded(' Ada@Example.com\n')).toBe('ada@example.com');
	});
});

describe('Missing scopes', () => {
	it.each([
		[
			'of the general dialect',
			{ errors: [{ context: { requiredGranularScopes: ['a', 'b'] } }] },
			['a', 'b'],
		],
		['at the top', { context: { missingScopes: ['a'] } }, ['a']],
		['under a third name', { context: { requiredScopes: 'a' } }, ['a']],
		['two errors deep', { errors: [{ errors: [{ context: '{missingScopes=[a]}' }] }] }, ['a']],
		[
			'said twice',
			{
				context: { missingScopes: ['a'] },
				errors: [{ context: { requiredGranularScopes: ['a', 'b'] } }],
			},
			['a', 'b'],
		],
		['that no one names', { message: 'You may not' }, []],
	])('%s', (_, body, expected) => {
		expect(missingScopes(parseError(body))).toEqual(expected);
	});
});

describe('An envelope', () => {
	it('keeps status, results as they came, and errors parsed', () => {
		const result = { id: '101', properties: { phone: null }, new: false };
		const error = { category: 'OBJECT_NOT_FOUND', context: { ids: ['999'] } };
		expect(
			parseEnvelope({ status: 'COMPLETE', results: [result], errors: [error], numErrors: 1 }),
		).toEqual({
			status: 'COMPLETE',
			results: [result],
			errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['999'] }, errors: [] }],
		});
	});
});

// ---------------------------------------------------------------- what it survives

const FULL = {
	status: 'COMPLETE',
	results: [{ id: '1' }],
	errors: [
		{
			message: 'm',
			category: 'c',
			errorType: 't',
			correlationId: 'x',
			id: '1',
			code: 'k',
			policyName: 'p',
			context: { ids: ['1'] },
			errorTokens: { a: ['b'] },
			errors: [{ message: 'inner' }],
		},
	],
};

const WRONG = [undefined, null, 5, true, 'text', [], {}, [null, 5, 'x', []]];

describe('A reply whose shape is wrong', () => {
	it.each(Object.keys(FULL))('lacks %s, or has anything else in its place', (name) => {
		for (const wrong of WRONG) {
			const { status, results, errors } = parseEnvelope({ ...FULL, [name]: wrong }) ?? {};
			expect(Array.isArray(results) && Array.isArray(errors)).toBe(true);
			expect(['string', 'undefined']).toContain(typeof status);
		}
	});

	it.each(Object.keys(FULL.errors[0]))('has an error whose %s is missing or nonsense', (name) => {
		for (const wrong of WRONG) {
			const error = parseError({ ...FULL.errors[0], [name]: wrong });
			expect(
				Object.values(error.context)
					.flat()
					.every((value) => typeof value === 'string'),
			).toBe(true);
			for (const said of [error.message, error.category, error.id, error.code, error.policyName]) {
				expect(['string', 'undefined']).toContain(typeof said);
			}
		}
	});

	it.each([undefined, null, '', '<html>', 5, true, [], [{ results: [] }]])(
		'is %p: no envelope, and an error without words',
		(body) => {
			expect(parseEnvelope(body)).toBeUndefined();
			expect(parseError(body)).toEqual(NO_ERROR);
		},
	);

	it('is an empty object: an envelope with nothing in it', () => {
		expect(parseEnvelope({})).toEqual({ results: [], errors: [] });
	});

	it('holds results and errors that are no objects: dropped, but for text, which is a message', () => {
		const errors = ['x', {}, null, 5];
		expect(parseEnvelope({ results: [1, null, { id: 1 }, []], errors })).toEqual({
			results: [{ id: 1 }],
			errors: [{ ...NO_ERROR, message: 'x' }, NO_ERROR],
		});
	});

	it('is anything at all: nothing throws, and every context is lists of text', () => {
		const loosely = fc.oneof(
			fc.jsonValue(),
			fc.record(
				{
					status: fc.jsonValue(),
					results: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
					errors: fc.array(fc.record({ context: fc.jsonValue(), errors: fc.jsonValue() })),
					context: fc.oneof(fc.string(), fc.dictionary(fc.string(), fc.jsonValue())),
				},
				{ requiredKeys: [] },
			),
		);
		fc.assert(
			fc.property(loosely, (body) => {
				for (const error of [parseError(body), ...(parseEnvelope(body)?.errors ?? [])]) {
					expect(missingScopes(error)).toEqual(expect.any(Array));
					for (const list of Object.values(error.context)) {
						expect(list.every((value) => typeof value === 'string')).toBe(true);
					}
				}
			}),
		);
	});
});

// ---------------------------------------------------------------- what it says when misused

describe('Misuse', () => {
	it.each([[{}], [{ objectType: '' }], [{ other: 'contacts' }]])(
		'a path without its parameter, given %p, says which one it needs',
		(parameters) => {
			expect(() =>
				renderPath(
					'v3',
					'objects',
					'/{objectType}/batch/update',
					parameters as Record<string, string>,
				),
			).toThrow('The path /{objectType}/batch/update needs a value for objectType');
		},
	);

	it.each([
		['plain HTTP elsewhere', 'http://api.hubapi.com', NOT_ENCRYPTED],
		['plain HTTP in a local network', 'http://192.168.1.5:4010', NOT_ENCRYPTED],
		['FTP', 'ftp://api.hubapi.com', NOT_ENCRYPTED],
		['FTP on this machine', 'ftp://localhost', NOT_ENCRYPTED],
		['a host that ends like this machine', 'http://evil-localhost', NOT_ENCRYPTED],
		['a script', 'javascript:alert(1)', NOT_ENCRYPTED],
		['no scheme', 'api.hubapi.com', NOT_PLAIN],
		['two slashes', '//api.hubapi.com', NOT_PLAIN],
		['no host', 'https://', NOT_PLAIN],
		['a host that starts like this machine', 'http://localhost.evil.com', NOT_ENCRYPTED],
		['an address that starts like this machine', 'http://127.0.0.1.evil.com', NOT_ENCRYPTED],
		['an IPv6 address that starts like this machine', 'http://[::1].evil.com', NOT_PLAIN],
		['this machine as a user name', 'http://localhost@evil.com', NOT_PLAIN],
		['this machine and port as user name and password', 'http://localhost:80@evil.com', NOT_PLAIN],
		['a user name on HTTPS', 'https://user@gw.example.com', NOT_PLAIN],
		['all addresses of this machine', 'http://0.0.0.0', NOT_ENCRYPTED],
	])('%s is refused as a Base URL: %s', (_, given, message) => {
		expect(() => checkedBaseUrl(given)).toThrow(new Error(message(given)));
	});

	it('whatever Base URL is taken, the token travels encrypted or stays on this machine', () => {
		const near = fc
			.tuple(
				fc.constantFrom('http://', 'HTTP://', 'https://', 'http:/', 'http:\\\\', '//', 'ftp://'),
				fc.constantFrom('', 'user@', 'localhost@', 'localhost:80@', '127.0.0.1#'),
				fc.constantFrom('localhost', '127.0.0.1', '[::1]', 'evil.com', '0x7f.1', '10.0.0.1'),
				fc.constantFrom('', '.', '.evil.com', '@evil.com', '\\@evil.com', ':80', ':80@evil.com'),
				fc.constantFrom('', '/', '/x', '?x', '#x', '/@evil.com', '//evil.com'),
			)
			.map((parts) => parts.join(''));
		const isHere = (host: string) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);
		fc.assert(
			fc.property(near, (given) => {
				let url: URL;
				try {
					url = new URL(`${checkedBaseUrl(given)}/crm`);
				} catch {
					// Refused by us, or by whoever makes the call.
					return;
				}
				const { protocol, hostname } = url;
				expect(protocol === 'https:' || isHere(hostname)).toBe(true);
			}),
			{ numRuns: runs(1000) },
		);
	});
});

// ---------------------------------------------------------------- bugs of old

describe('Bugs that are fixed', () => {
	it.each([
		'https://gw.example.com?key=1',
		'https://gw.example.com#x',
		'https://gw.example.com?',
		'https://gw.example.com#',
		'https://?x',
		'https://a b',
		'https://a\n.com',
		'http://127.0.0.999',
	])('A1 %p is no base to which a path can be added', (given) => {
		expect(() => checkedBaseUrl(given)).toThrow(new Error(NOT_PLAIN()));
	});

	it.each(['.', '..', '...'])('A2 the parameter %p does not lead out of the root', (objectType) => {
		expect(() => renderPath('v3', 'properties', '/{objectType}', { objectType })).toThrow(
			'The path /{objectType} needs a value for objectType',
		);
	});

	it.each([
		['a map', '{"missingScopes":["a"]}', { missingScopes: ['a'] }],
		['a list', '["a", 1]', { values: ['a', '1'] }],
		['a number', '5', {}],
		['text that is printed itself', '"{missingScopes=[a]}"', { missingScopes: ['a'] }],
	])('A3 a context printed as JSON is read: %s', (_, context, expected) => {
		expect(parseError({ context }).context).toEqual(expected);
	});

	it('A4 a reply of nothing but errors within errors does not end the run', () => {
		let body: object = { message: 'innermost' };
		for (let depth = 0; depth < 20_000; depth++) body = { message: 'outer', errors: [body] };
		const error = parseError(body);
		expect(error).toMatchObject({ message: 'outer', errors: [{ message: 'outer' }] });
		expect(missingScopes(error)).toEqual([]);
		let depth = 0;
		for (let { errors } = error; errors.length; [{ errors }] = errors) depth++;
		expect(depth).toBe(5);
		expect(parseEnvelope(body)?.errors).toMatchObject([{ message: 'outer' }]);
	});
});

// ---------------------------------------------------------------- known bugs

describe('Known bugs', () => {
	// It is taken as http://localhost/@evil.com: the token stays here, yet no one can have meant that.
	it('A5 a backslash is refused as a Base URL', () => {
		const given = 'http://localhost\\@evil.com';
		expect(() => checkedBaseUrl(given)).toThrow(new Error(NOT_PLAIN()));
	});
});
