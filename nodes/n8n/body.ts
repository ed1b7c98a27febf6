/**
 * The body of an answer: read as far as it is reasonable, without secrets, parsed. A hundred records
 * with all their properties take a few megabytes; what is far larger is not HubSpot's, and parsing
 * it would stop n8n for everybody.
 */
import { without, type Strike } from './secrets';

/** Most bytes that are read, unzipped. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Most values in a body, because a parsed one takes up to a hundred bytes and `[]` only three. */
const MOST_VALUES = 1_000_000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Deepest nesting. Deeper data would exhaust the stack of whoever walks through it, n8n included. */
const DEEPEST = 500;

/** A body as n8n hands it over when it is asked for a stream. */
interface Stream extends AsyncIterable<Uint8Array> {
	destroy: () => unknown;
}

const isStream = (body: unknown): body is Stream =>
	typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

/**
 * The text of a streamed body, or undefined when it is too long; anything else as it is.
 * @param ended stops the reading
 * @throws Error when the body breaks off
 */
export async function received(body: unknown, ended: AbortSignal): Promise<unknown> {
	if (!isStream(body)) return body;
	const stop = () => void body.destroy();
	if (ended.aborted) stop();
	ended.addEventListener('abort', stop, { once: true });
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	try {
		for await (const chunk of body) {
			bytes += chunk.length;
			// Leaving the loop ends the connection, so the rest is neither sent nor unzipped.
			if (bytes > MOST_BYTES) return undefined;
			chunks.push(chunk);
		}
	} finally {
		ended.removeEventListener('abort', stop);
	}
	return Buffer.concat(chunks).toString('utf8');
}

/**
 * True when a text, if it is JSON, has no more than MOST_VALUES values. Counts what stands between
 * values.
 */
function isFew(text: string): boolean {
	if (text.length <= MOST_VALUES) return true;
	let values = 1;
	let quoted = false;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) quoted = !quoted;
		else if (quoted) at += code === BACKSLASH ? 1 : 0;
		// A comma, or `[` and `{`, which differ in this bit alone.
		else if (code === 0x2c || (code | 0x20) === 0x7b) values++;
	}
	return values <= MOST_VALUES;
}

function isShallow(value: unknown, depth = 0): boolean {
	if (typeof value !== 'object' || value === null) return true;
	if (depth === DEEPEST) return false;
	for (const name in value) {
		if (!isShallow((value as Record<string, unknown>)[name], depth + 1)) return false;
	}
	return true;
}

/**
 * A body as a value without secrets: JSON parsed, any other text as it is. Undefined when it is too
 * large, too deep, or cannot be told without its secrets.
 */
export function parsed(body: unknown, strike: Strike): unknown {
	if (typeof body === 'string') return parsedText(body, strike);
	try {
		return isShallow(body) ? without(body, strike) : undefined;
	} catch {
		// No JSON any more, because a secret stood where a number was.
		return undefined;
	}
}

function parsedText(text: string, strike: Strike): unknown {
	if (!isFew(text)) return undefined;
	const clean = strike(text);
	try {
		const value: unknown = JSON.parse(clean.replace(/^\uFEFF/, ''));
		return isShallow(value) ? value : undefined;
	} catch {
		return clean;
	}
}
