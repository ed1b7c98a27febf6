/** What people do without the product, to the same contacts. None of them pays for n8n here. */
import { Client } from '@hubspot/api-client';

import { bytesOf, contacts, input } from './contacts';
import { inUse, watchPeak } from './peak';

export interface Writing {
	url: string;
	token: string;
	count: number;
}

/** The defaults that the client's README documents under "Rate limiting"; without options it has no limiter. */
const DOCUMENTED_LIMITER = {
	minTime: 1000 / 9,
	maxConcurrent: 6,
	id: 'hubspot-client-limiter',
};

const chunksOf = (count: number) =>
	Array.from({ length: Math.ceil(count / 100) }, (_, n) =>
		contacts(Math.min(100, count - n * 100), 1 + n * 100),
	);

/** HubSpot's own client: chunks of 100, all at once, held back by its limiter. */
export async function sdkUpdate({ url, token, count }: Writing) {
	const client = new Client({
		accessToken: token,
		basePath: url,
		limiterOptions: DOCUMENTED_LIMITER,
	});
	const chunks = chunksOf(count);
	let written = 0;
	const start = performance.now();
	await Promise.all(
		chunks.map(async (chunk) => {
			const answer = await client.crm.contacts.batchApi.update({ inputs: chunk.map(input) });
			written += answer.results.length;
		}),
	);
	return { wallMs: performance.now() - start, written };
}

async function post(
	{ url, token }: Writing,
	chunk: ReturnType<typeof contacts>,
): Promise<unknown[]> {
	const reply = await fetch(`${url}/crm/v3/objects/contacts/batch/update`, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: JSON.stringify({ inputs: chunk.map(input) }),
	});
	if (!reply.ok) throw new Error(`HTTP ${reply.status}`);
	return ((await reply.json()) as { results: unknown[] }).results;
}

async function oneByOne(given: Writing, chunks: Array<ReturnType<typeof contacts>>) {
	let written = 0;
	const start = performance.now();
	for (const chunk of chunks) written += (await post(given, chunk)).length;
	return { wallMs: performance.now() - start, written };
}

/** Loop and HTTP Request: one chunk of 100 after the other. */
export const loopUpdate = async (given: Writing) => await oneByOne(given, chunksOf(given.count));

/** One call per record, as n8n's HubSpot node does it (for contacts it even makes two). */
export const singleUpdates = async (given: Writing) =>
	await oneByOne(
		given,
		contacts(given.count).map((one) => [one]),
	);

/** The least that a list and its answers take: three calls at a time, nothing kept but what HubSpot answered. */
export async function keepAnswers(given: Writing) {
	const list = contacts(given.count);
	const inputBytes = bytesOf(list);
	const before = inUse();
	const peak = await watchPeak();
	const answers: unknown[] = [];
	let next = 0;
	const line = async () => {
		while (next < list.length) {
			const chunk = list.slice(next, (next += 100));
			answers.push(...(await post(given, chunk)));
		}
	};
	await Promise.all([line(), line(), line()]);
	const grown = peak();
	const keptBytes = inUse() - before;
	return { inputBytes, keptBytes, written: answers.length, ...grown };
}
