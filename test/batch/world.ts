/**
 * The engine against the fake HubSpot without sockets or waiting: items go through the same mappers,
 * `run` and `send` as in n8n, calls go straight into the fake, and time is a number.
 */
import { run } from '../../nodes/batch/engine';
import { toEntry, isOutcome } from '../../nodes/batch/items';
import type { Operation } from '../../nodes/batch/operation';
import type { Entry, Outcome } from '../../nodes/batch/outcome';
import { send, type Clock, type Http } from '../../nodes/batch/send';
import type { Reading } from '../../nodes/batch/values';
import { renderPath } from '../../nodes/batch/api';
import { DEFAULT_TOKEN, FakeHubSpot, type FakeOptions } from '../fake-hubspot/hubspot';

export class World {
	nowMs = Date.UTC(2026, 10, 22);

	readonly waits: number[] = [];

	readonly hubspot: FakeHubSpot;

	/** Set it, and the execution is cancelled from the next look on. */
	cancelled = false;

	constructor(options: FakeOptions = {}) {
		this.hubspot = new FakeHubSpot({ ...options, now: () => this.nowMs });
	}

	readonly clock: Clock = {
		sleep: async (ms) => {
			this.waits.push(ms);
			this.nowMs += ms;
		},
		cancelled: () => this.cancelled,
		random: () => 0,
	};

	readonly http: Http = async ({ path, body }) => {
		this.nowMs += 100;
		const answer = this.hubspot.handle({
			method: 'POST',
			path,
			headers: { authorization: `Bearer ${DEFAULT_TOKEN}`, 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		if (answer.wire) return { kind: 'lost', why: answer.wire };
		return {
			kind: 'reply',
			reply: { status: answer.status, headers: answer.headers, body: parsed(answer.body) },
		};
	};
}

function parsed(body: string): unknown {
	try {
		return JSON.parse(body) as unknown;
	} catch {
		return body;
	}
}

export const READING: Reading = { timeZone: 'UTC', emptyValues: 'ignore', kinds: new Map() };

export interface Job {
	world: World;
	row: Operation;
	/** Raw inputs, one per item. */
	raw: unknown[];
	size?: number;
	stopOnFailure?: boolean;
	objectType?: string;
}

/** What the node does with its items, minus n8n. */
export async function runJob({ world, row, raw, size, stopOnFailure = false, objectType }: Job) {
	const path = renderPath('2026-03', row.family, row.path, { objectType: objectType ?? '' });
	const schema = row.input(READING);
	const read = raw.map((input, item) =>
		toEntry(row, schema, { raw: input }, { item, path, label: `trace-${item}` }),
	);
	const settled = read.filter(isOutcome);
	const entries = read.filter((entry): entry is Entry => !isOutcome(entry));
	const ran = await run(row, entries, {
		size,
		stopOnFailure,
		send: async (chunk) =>
			await send(
				{ path: chunk.path, body: { inputs: chunk.entries.map(({ input }) => input) } },
				row.repeatable,
				world,
			),
	});
	const outcomes: Outcome[] = [...settled, ...ran].sort((a, b) => a.item - b.item);
	return { outcomes, entries };
}
