/** body.ts: how much of an answer is read, what of it is parsed, and what that costs. */
import { parsed, received } from '../../nodes/n8n/body';

const MEGABYTE = 1024 * 1024;
const never = new AbortController().signal;
const asItIs = (text: string) => text;

/** A stream that counts what is taken from it. */
function streamOf(chunks: Iterable<string | Uint8Array | Error>) {
	const seen = { chunks: 0, destroyed: 0, ended: false };
	async function* read() {
		try {
			for (const chunk of chunks) {
				if (seen.destroyed) throw new Error('Premature close');
				if (chunk instanceof Error) throw chunk;
				seen.chunks++;
				yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
			}
		} finally {
			seen.ended = true;
		}
	}
	return Object.assign(read(), { seen, destroy: () => void seen.destroyed++ });
}

describe('A body that comes in as a stream', () => {
	it('is read to its end, letters across the chunks as well', async () => {
		const bytes = Buffer.from('{"city":"Köln"}');
		const chunks = [...bytes].map((byte) => Uint8Array.of(byte));
		expect(await received(streamOf(chunks), never)).toBe('{"city":"Köln"}');
		expect(await received(streamOf([]), never)).toBe('');
	});

	it('is read no further than 32 MB, and the rest is not even unzipped', async () => {
		function* endless() {
			for (;;) yield new Uint8Array(MEGABYTE);
		}
		const stream = streamOf(endless());
		expect(await received(stream, never)).toBeUndefined();
		expect(stream.seen).toMatchObject({ chunks: 33, ended: true });
	});

	it('of exactly 32 MB is still read', async () => {
		const chunks = Array.from({ length: 32 }, () => new Uint8Array(MEGABYTE));
		expect(await received(streamOf(chunks), never)).toHaveLength(32 * MEGABYTE);
	});

	it('that breaks off is no body', async () => {
		const broken = received(streamOf(['{"a":', new Error('aborted')]), never);
		await expect(broken).rejects.toThrow('aborted');
	});

	it('is left when time is over, before it or in the middle', async () => {
		const over = streamOf(['a']);
		await expect(received(over, AbortSignal.abort())).rejects.toThrow('Premature close');
		expect(over.seen).toMatchObject({ chunks: 0, destroyed: 1 });

		const controller = new AbortController();
		function* slow() {
			yield 'a';
			controller.abort();
			yield 'b';
		}
		const stream = streamOf(slow());
		await expect(received(stream, controller.signal)).rejects.toThrow('Premature close');
		expect(stream.seen).toMatchObject({ chunks: 1, destroyed: 1, ended: true });
	});

	it('leaves no listener behind', async () => {
		const { signal } = new AbortController();
		const removed = jest.spyOn(signal, 'removeEventListener');
		const stream = streamOf(['a']);
		await received(stream, signal);
		expect(removed).toHaveBeenCalledTimes(1);
		expect(stream.seen.destroyed).toBe(0);
	});
});

it.each([{ a: 1 }, 'text', undefined, null])(
	'The body %p, no stream, stays as it is',
	async (body) => {
		expect(await received(body, never)).toBe(body);
	},
);

describe('JSON is parsed', () => {
	const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
	const isKept = (text: string) => parsed(text, asItIs) !== undefined;

	it.each([
		['up to 500 levels deep', nested(500), nested(501)],
		['also of objects', `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`, nested(100_000)],
		['up to a million values', `[${'1,'.repeat(999_997)}1]`, `[${'1,'.repeat(999_999)}1]`],
		['of lists as well', `[${'[],'.repeat(499_998)}[]]`, `[${'[],'.repeat(500_001)}[]]`],
	])('%s', (_, good, bad) => {
		expect([isKept(good), isKept(bad)]).toEqual([true, false]);
	});

	it.each([
		['brackets', '['.repeat(2_000)],
		['commas, in a text that is not long', ','.repeat(900_000)],
		['escaped quotes before brackets', '\\"['.repeat(2_000)],
	])('whatever %s its texts hold', (_, text) => {
		expect(isKept(`["${text}",1]`)).toBe(true);
	});

	it('by what is open at once, not by how often something opens', () => {
		expect(isKept(`[${'[{}],'.repeat(1_000)}1]`)).toBe(true);
	});
});

describe('A body as a value', () => {
	const hide = (text: string) => text.replaceAll('secret', '(secret)');

	it.each<[string, unknown, unknown]>([
		['JSON', '{"results":[]}', { results: [] }],
		['JSON after a byte order mark', '\uFEFF{"a":1}', { a: 1 }],
		['HTML', '<html>', '<html>'],
		['nothing', '', ''],
		['no body at all', undefined, undefined],
		['a value', { a: [5] }, { a: [5] }],
	])('is read from %s', (_, body, expected) => {
		expect(parsed(body, asItIs)).toEqual(expected);
	});

	it.each<[string, unknown, unknown]>([
		['JSON', '{"a":"secret"}', { a: '(secret)' }],
		['a value', { secret: 1 }, { '(secret)': 1 }],
		['HTML', '<b>secret</b>', '<b>(secret)</b>'],
		['JSON that is none any more without it', '{"a":secret}', '{"a":(secret)}'],
	])('has its secrets struck out of %s', (_, body, expected) => {
		expect(parsed(body, hide)).toEqual(expected);
	});

	it('is none of JSON that is too much, and none of it is parsed or searched', () => {
		const parse = jest.spyOn(JSON, 'parse');
		const strike = jest.fn(asItIs);
		expect(parsed(`[${'{},'.repeat(6_000_000)}{}]`, strike)).toBeUndefined();
		expect([parse, strike].map((each) => each.mock.calls.length)).toEqual([0, 0]);
		parse.mockRestore();
	});

	it('is none of a value that goes deeper than anybody can look', () => {
		const ring: Record<string, unknown> = {};
		ring.ring = ring;
		expect(parsed(ring, asItIs)).toBeUndefined();
	});
});
