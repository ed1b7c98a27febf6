/** Where calls go: the Base URL of a credential, and the full path of a call. */
import { own } from './json';
import { ROOTS, type ApiVersion, type Family } from './versions';

export const DEFAULT_BASE_URL = 'https://api.hubapi.com';

/**
 * n8n's expression for the host of a credential's Base URL. A host that exists nowhere where there is
 * none, because n8n takes an empty list of hosts for a mistake, and `*` or a comma for several.
 */
export const BASE_URL_HOST = `={{ (/^https?:\\/\\/(\\[[0-9a-f:.]+\\]|[^\\s\\\\/?#@:*,]+)(:\\d+)?(\\/|$)/i.exec(($self["baseUrl"] || "${DEFAULT_BASE_URL}").trim()) || ["", "no-host.invalid"])[1] }}`;

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
		// The lookbehind lets only the first slash of a row begin a match; without it, the time of the
		// search grows with the square of the length.
		return (url.origin + url.pathname).replace(/(?<!\/)\/+$/, '');
	}
	throw new Error(
		`The Base URL of the HubSpot credential must start with https://, and “${text}” does not: the access token would travel unencrypted. http:// is accepted only for localhost (127.0.0.1, [::1]).`,
	);
}

/** What n8n is asked to call: `url`, or `uri` in the HTTP Request node, perhaps below a `baseURL`. */
export interface Asked {
	url?: string;
	uri?: string;
	baseURL?: string;
}

function isWithin(target: string, base: URL): boolean {
	try {
		const { origin, pathname } = new URL(target);
		const root = base.pathname === '/' ? '' : base.pathname;
		return origin === base.origin && `${pathname}/`.startsWith(`${root}/`);
	} catch {
		// No URL, or one that leaves the scheme open.
		return false;
	}
}

/**
 * True when a request goes to the Base URL itself or to a path below it, by the same scheme, to the
 * same host and port.
 * @param baseUrl as {@link checkedBaseUrl} returns it
 */
export function isBelow(baseUrl: string, { url, uri, baseURL }: Asked): boolean {
	const base = new URL(baseUrl);
	const given = [url, uri].filter((each) => each !== undefined);
	// Whatever begins with a scheme or `//` may replace the host, so nothing is put in front of it.
	const targets = given.map((each) =>
		baseURL === undefined || /^([a-z][a-z\d+.-]*:|\/\/)/i.test(each) ? each : `${baseURL}/${each}`,
	);
	return targets.length > 0 && targets.every((target) => isWithin(target, base));
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
