/** Where calls go: the Base URL of a credential, and the full path of a call. */
import { own } from './json';
import { ROOTS, type ApiVersion, type Family } from './versions';

export const DEFAULT_BASE_URL = 'https://api.hubapi.com';

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

/**
 * A credential's Base URL, without a trailing slash; HubSpot's own where none is given.
 * @throws Error when it is no URL to which a path can be added, or when the token would travel
 * unencrypted beyond this machine
 */
export function checkedBaseUrl(given: unknown): string {
	const text = (typeof given === 'string' ? given : '').trim() || DEFAULT_BASE_URL;
	let url: URL | undefined;
	try {
		if (!/\s/.test(text)) url = new URL(text);
	} catch {
		// No URL at all.
	}
	// Even an empty user name is refused: in `https://api.hubapi.com:443@…` people take the text
	// before the @ for the host.
	const hasUser = url?.username || url?.password || /^\w+:\/*[^/]*@/.test(text);
	if (!url || hasUser || url.search || url.hash || /[?#\\]/.test(text)) {
		throw new Error(
			`The Base URL of the HubSpot credential must be a plain address such as ${DEFAULT_BASE_URL}: with https:// in front, without spaces, user name, “?” or “#”.`,
		);
	}
	if (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
		return (url.origin + url.pathname).replace(/\/+$/, '');
	}
	throw new Error(
		`The Base URL of the HubSpot credential must start with https://, and “${text}” does not: the access token would travel unencrypted. http:// is taken for this machine only (localhost, 127.0.0.1, [::1]).`,
	);
}

/**
 * Full path of a call. Every parameter is percent-encoded.
 * @throws Error when the path names a parameter that `parameters` lacks
 */
export function renderPath(
	version: ApiVersion,
	family: Family,
	path: string,
	parameters: Record<string, string> = {},
): string {
	const rendered = path.replace(/\{(\w+)\}/g, (_, name: string) => {
		const value = String(own(parameters, name) ?? '');
		// `.` and `..` are not changed by the encoding and would lead to another path.
		if (/^\.*$/.test(value)) throw new Error(`The path ${path} needs a value for ${name}`);
		return encodeURIComponent(value);
	});
	return ROOTS[version][family] + rendered;
}
