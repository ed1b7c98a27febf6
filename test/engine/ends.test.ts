/**
 * Every operation that the nodes have, ended in the middle: cancelled, or denied. Driven by the rows
 * themselves, with the example that each shows in JSON mode, so that a new operation is tried by itself.
 */
import type { HttpRequest } from '../../nodes/engine/means';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import type { Operation } from '../../nodes/n8n/operation';
import type { Problem, Told } from '../../nodes/n8n/present';
import { DEFAULT_APP_ID, DEFAULT_TOKEN, type SingleFault } from '../fake-hubspot/hubspot';
import { startJob, World, type Job } from './world';

const ITEMS = 80;
const SIZE = 4;

/** What a place may ask for. A row with another parameter fails until it stands here. */
const PLACE: Record<string, string> = {
	propertiesWithHistory: '',
	archived: '',
	objectType: 'contacts',
	fromObjectType: 'contacts',
	toObjectType: 'companies',
	listId: '501',
	returnAll: 'true',
	limit: '50',
	properties: 'email',
	label: '',
	ifOwnedByAnother: 'create',
};

/** The input that a row shows as an example; a row without inputs of its own has an empty one. */
function exampleOf({ form }: Operation): unknown {
	const texts = form.parameters.map(({ displayName }) => displayName);
	const [, json] = texts.map((text) => /<code>(\{.*\})<\/code>/.exec(text)).find(Boolean) ?? [];
	return JSON.parse(json ?? '{}');
}

/** The example for another item: its IDs and addresses are others. */
function numbered(example: unknown, n: number): unknown {
	if (typeof example === 'string') {
		if (/^\d+$/.test(example)) return `${n}`;
		return example.includes('@') ? `person${n}@example.com` : example;
	}
	if (Array.isArray(example)) return example.map((each) => numbered(each, n));
	if (typeof example !== 'object' || example === null) return example;
	const entries = Object.entries(example).map(([name, value]) => [
		name,
		name === 'externalEventId' ? `event-${n}` : numbered(value, n),
	]);
	return Object.fromEntries(entries) as object;
}

function account(): World {
	const world = new World();
	const { hubspot } = world;
	hubspot.defineProperty('contacts', { name: 'city' });
	hubspot.seedObjects({ objectType: 'contacts', count: ITEMS });
	hubspot.seedObjects({ objectType: 'companies', count: ITEMS, properties: {} });
	for (let n = 1; n <= ITEMS; n++) {
		const ids = { objectId: `${n}`, externalEventId: `event-${n}` };
		hubspot.seedEvent(DEFAULT_APP_ID, { ...ids, eventName: 'Old' });
		hubspot.seedAssociation(['contacts', `${n}`], ['companies', `${n}`]);
	}
	hubspot.seedList('contacts', { listId: '501', members: ['1', '2', '3'] });
	world.latencyMs = () => 400;
	return world;
}

const jobOf = (world: World, row: Operation): Job => {
	const names = Object.keys(row.form.place);
	const unknown = names.filter((name) => !(name in PLACE));
	if (unknown.length) throw new Error(`Say what ${unknown.join()} of ${row.name} is to be`);
	const parameters = Object.fromEntries(names.map((name) => [name, PLACE[name]]));
	const example = exampleOf(row);
	// What is created must not be there yet.
	const from = row.effect.kind === 'write' && row.effect.again !== 'safe' ? ITEMS : 0;
	const raw = Array.from({ length: ITEMS }, (_, n) => numbered(example, from + n + 1));
	return { world, row, raw, parameters, size: SIZE, portion: 30 };
};

const isWrite = ({ effect }: Operation) => effect.kind === 'write';

interface Ended {
	world: World;
	outcomes: Told[];
	/** When each call was made, and answered. */
	calls: Array<{ atMs: number; endMs: number; request: HttpRequest; status?: number }>;
	endMs: number;
}

/** Runs a row; `onCall` is told of each call before it goes that comes after the first good outcome. */
async function ended(row: Operation, onCall: (world: World, call: number) => void): Promise<Ended> {
	const world = account();
	let after: number | undefined;
	const calls: Ended['calls'] = [];
	const http: Job['http'] = async (request) => {
		const call: Ended['calls'][number] = { atMs: world.nowMs, endMs: Infinity, request };
		calls.push(call);
		if (after !== undefined) onCall(world, ++after);
		const answer = await world.http(request);
		call.endMs = world.nowMs;
		if (answer.kind === 'reply') call.status = answer.reply.status;
		return answer;
	};
	const onOutcome = ({ ok }: Told) => {
		if (ok) after ??= 0;
	};
	const { outcomes } = await world.drive(startJob({ ...jobOf(world, row), http, onOutcome }));
	expect(world.hubspot.unknownRoutes).toEqual([]);
	expect(world.hubspot.oddities).toEqual([]);
	return { world, outcomes, calls, endMs: world.nowMs };
}

const failures = (outcomes: Told[]): Problem[] =>
	outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure]));

/** One outcome each; some are done, some are not, and of these it is known what became of them. */
function isAllTold(row: Operation, { outcomes }: Ended): void {
	expect(outcomes.map(({ item }) => item)).toEqual([...Array(ITEMS).keys()]);
	expect(outcomes.some(({ ok }) => ok)).toBe(true);
	const failed = failures(outcomes);
	expect(failed.length).toBeGreaterThan(0);
	const odd = failed.filter(({ reason, applied }) => {
		if (!isWrite(row)) return applied !== undefined;
		return reason === 'unsent' ? applied !== 'no' : applied === undefined;
	});
	expect(odd).toEqual([]);
}

/**
 * No answer to these is believed, so what was under way is read back. Where that is denied as well, one
 * call more shows that nothing is worth sending.
 */
const READ_BACK: ReadonlySet<string> = new Set(['deleteEvents']);

const ROWS = [...RECORD_OPERATIONS, ...EVENT_OPERATIONS].map((row) => [row.name, row] as const);

describe.each(ROWS)('%s', (_, row) => {
	it('can be run with the example that it shows, to the end', async () => {
		const { outcomes } = await ended(row, () => {});
		expect(outcomes).toHaveLength(ITEMS);
		expect(failures(outcomes)).toEqual([]);
	});

	it.each([1, 4])(
		'cancelled while call %i after the first success is under way makes no call more, and tells of every item',
		async (last) => {
			let cancelledMs = Infinity;
			const run = await ended(row, (world, call) => {
				if (call !== last) return;
				world.at(50, () => {
					world.cancelled = true;
					cancelledMs = world.nowMs;
				});
			});
			isAllTold(row, run);
			expect(run.calls.filter(({ atMs }) => atMs > cancelledMs)).toEqual([]);
			// It waits for nothing but what is under way.
			expect(run.endMs - cancelledMs).toBeLessThan(1_000);
			const waiting = failures(run.outcomes).filter(({ reason }) => reason === 'unsent');
			expect(waiting.length).toBeGreaterThan(0);
			for (const { message } of waiting) expect(message).toMatch(/the execution was cancelled/);
		},
	);

	const denials: Array<[string, (world: World) => void, number, RegExp]> = [
		[
			'because the token has expired',
			({ hubspot }) => hubspot.expireToken(DEFAULT_TOKEN),
			401,
			/check the token in the credential/,
		],
		[
			'because a scope was taken away',
			(world) => everywhere(world, { kind: 'missingScopes', scopes: ['crm.objects.cars.read'] }),
			403,
			/lacks the scope crm\.objects\.cars\.read/,
		],
		[
			'because the calls of the day are used up',
			(world) => everywhere(world, { kind: 'rateLimit', policy: 'DAILY' }),
			429,
			/calls for today are used up/,
		],
	];

	it.each(denials)(
		'denied in mid-run %s calls no more, and tells of every item',
		async (...[, deny, status, words]) => {
			const run = await ended(row, (world, call) => {
				if (call === 1) deny(world);
			});
			isAllTold(row, run);
			const refused = run.calls.filter((call) => call.status === status);
			expect(refused.length).toBeGreaterThan(0);
			const firstMs = Math.min(...refused.map(({ endMs }) => endMs));
			const told = failures(run.outcomes);
			const sent = told.filter(({ reason }) => reason !== 'unsent');
			if (READ_BACK.has(row.value)) {
				expect(sent.filter(({ applied }) => applied !== 'maybe')).toEqual([]);
			} else {
				expect(run.calls.filter(({ atMs }) => atMs > firstMs)).toEqual([]);
				expect(sent).toEqual([]);
			}
			for (const { message } of told) expect(message).toMatch(words);
		},
	);
});

/** Whatever is asked from now on is refused so. */
function everywhere({ hubspot }: World, fault: SingleFault): void {
	for (const queue of [hubspot.faults, hubspot.readFaults]) queue.always(fault);
	for (const queue of [hubspot.singleFaults, hubspot.searchFaults, hubspot.supportingFaults]) {
		queue.always(fault);
	}
}
