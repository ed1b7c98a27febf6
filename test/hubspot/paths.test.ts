/* eslint-disable @n8n/community-nodes/no-dangerous-functions -- evaluates an expression of a credential, as n8n does */
/** paths.ts: where calls go. */
import * as fc from 'fast-check';

import {
	BASE_URL_HOST,
	checkedBaseUrl,
	DEFAULT_BASE_URL,
	isBelow,
	renderPath,
} from '../../nodes/hubspot/paths';
import { ROOTS, type ApiVersion, type Family } from '../../nodes/hubspot/versions';
import { runs } from '../runs';

const NOT_PLAIN = () =>
	`The Base URL of the HubSpot credential must be a plain address such as ${DEFAULT_BASE_URL}: with https:// in front, without spaces, user name, “?” or “#”.`;
const NOT_ENCRYPTED = (given: string) =>
	`The Base URL of the HubSpot credential must start with https://, and “${given}” does not: the access token would travel unencrypted. http:// is accepted only for localhost (127.0.0.1, [::1]).`;

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

describe('A request goes to the Base URL', () => {
	const HUBSPOT = 'https://api.hubapi.com';
	const GATEWAY = 'https://gw.example.com/hubspot';
	const LOCAL = 'http://localhost:4010';

	it.each([
		[HUBSPOT, { url: `${HUBSPOT}/crm/v3/objects/contacts` }],
		[HUBSPOT, { url: HUBSPOT }],
		[HUBSPOT, { url: 'HTTPS://API.HUBAPI.COM:443/crm?limit=1#x' }],
		[HUBSPOT, { uri: `${HUBSPOT}/crm` }],
		[HUBSPOT, { baseURL: HUBSPOT, url: '/account-info/2026-03/details' }],
		[HUBSPOT, { baseURL: `${HUBSPOT}/`, url: 'account-info' }],
		[HUBSPOT, { baseURL: 'https://evil.com', url: `${HUBSPOT}/crm` }],
		[GATEWAY, { url: GATEWAY }],
		[GATEWAY, { url: `${GATEWAY}/crm` }],
		[GATEWAY, { url: `${GATEWAY}?x` }],
		[GATEWAY, { baseURL: GATEWAY, url: '/crm' }],
		[LOCAL, { url: `${LOCAL}/crm` }],
	])('%s where it asks for %j', (base, asked) => {
		expect(isBelow(checkedBaseUrl(base), asked)).toBe(true);
	});

	it.each([
		[HUBSPOT, { url: 'https://evil.com/crm' }],
		[HUBSPOT, { url: 'http://api.hubapi.com/crm' }],
		[HUBSPOT, { url: 'https://api.hubapi.com:8443/crm' }],
		[HUBSPOT, { url: 'https://api.hubapi.com.evil.com' }],
		[HUBSPOT, { url: 'https://api.hubapi.com@evil.com' }],
		[HUBSPOT, { url: '//api.hubapi.com/crm' }],
		[HUBSPOT, { url: '/crm' }],
		[HUBSPOT, { url: '' }],
		[HUBSPOT, {}],
		[HUBSPOT, { baseURL: HUBSPOT, url: 'https://evil.com/crm' }],
		[HUBSPOT, { baseURL: HUBSPOT, url: 'https:/evil.com/crm' }],
		[HUBSPOT, { baseURL: HUBSPOT, url: '//evil.com/crm' }],
		[HUBSPOT, { baseURL: 'https://evil.com', url: '/crm' }],
		[HUBSPOT, { url: `${HUBSPOT}/crm`, uri: 'https://evil.com' }],
		[HUBSPOT, { url: 'https://evil.com', uri: `${HUBSPOT}/crm` }],
		[HUBSPOT, { url: 'file:///etc/passwd' }],
		[GATEWAY, { url: 'https://gw.example.com/other' }],
		[GATEWAY, { url: 'https://gw.example.com/hubspotted' }],
		[GATEWAY, { url: `${GATEWAY}/../other` }],
		[GATEWAY, { url: `${GATEWAY}/%2e%2e/other` }],
		[GATEWAY, { baseURL: GATEWAY, url: '../other' }],
		[LOCAL, { url: 'http://localhost/crm' }],
		[LOCAL, { url: 'https://localhost:4010/crm' }],
	])('and not elsewhere: %s does not where it asks for %j', (base, asked) => {
		expect(isBelow(checkedBaseUrl(base), asked)).toBe(false);
	});
});

describe("The expression for the Base URL's host", () => {
	/** As n8n evaluates it: JavaScript, with the fields of the credential as `$self`. */
	const hostOf = (baseUrl: unknown): unknown => {
		const [, code] = /^=\{\{(.*)\}\}$/s.exec(BASE_URL_HOST) ?? [];
		return new Function('$self', `return ${code}`)({ baseUrl });
	};

	it.each([
		['https://api.hubapi.com', 'api.hubapi.com'],
		['', 'api.hubapi.com'],
		[undefined, 'api.hubapi.com'],
		[' https://gw.example.com:8443/hubspot/ ', 'gw.example.com'],
		['HTTP://LOCALHOST:4010', 'LOCALHOST'],
		['http://[::1]:4010', '[::1]'],
		['https://user@evil.com', 'no-host.invalid'],
		['https://*.com', 'no-host.invalid'],
		['https://a,b.com', 'no-host.invalid'],
		['api.hubapi.com', 'no-host.invalid'],
		['   ', 'no-host.invalid'],
	])('gives for %p %s', (given, host) => {
		expect(hostOf(given)).toBe(host);
	});

	it('gives none but the host of every Base URL that is taken', () => {
		const part = fc.constantFrom(
			'https://',
			'http://',
			'localhost',
			'a.b',
			':80',
			'/',
			'@',
			',',
			'*',
			'.',
		);
		fc.assert(
			fc.property(fc.array(part, { minLength: 2, maxLength: 6 }), (parts) => {
				const given = parts.join('');
				const host = String(hostOf(given)).toLowerCase();
				expect(host).not.toMatch(/^$|[,*]/);
				let taken: URL;
				try {
					taken = new URL(checkedBaseUrl(given));
				} catch {
					return; // No Base URL.
				}
				expect([taken.hostname, 'no-host.invalid']).toContain(host.replace(/\.$/, '.'));
			}),
			{ numRuns: runs(1000) },
		);
	});
});

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

	it('A5 a backslash is refused as a Base URL', () => {
		const given = 'http://localhost\\@evil.com';
		expect(() => checkedBaseUrl(given)).toThrow(new Error(NOT_PLAIN()));
	});
});
