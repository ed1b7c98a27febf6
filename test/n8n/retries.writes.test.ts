/**
 * Retry On Fail, for every operation that writes: whatever ended the first try, the second one makes exactly
 * the calls that are missing. Which these are is found out in a world of its own, where the items that were
 * not written are a list of theirs.
 */
import { EVENT_OPERATIONS } from '../../nodes/HubSpotMarketingEvents/operations';
import { RECORD_OPERATIONS } from '../../nodes/HubSpotCrmObjects/operations';
import type { Write } from '../../nodes/hubspot/effect';
import type { Http, HttpAnswer, HttpRequest } from '../../nodes/engine/means';
import { Memories } from '../../nodes/n8n/memories';
import type { Told } from '../../nodes/n8n/present';
import { Attempt } from '../../nodes/n8n/retries';
import { Dice } from '../../chaos/dice';
import { KINDS } from '../../chaos/items';
import type { Item, Kind } from '../../chaos/kind';
import { runJob, World, type Job } from '../engine/world';

const ITEMS = 8;
const PER_DAY = 100;

const WRITES = Object.entries(KINDS).filter(([, { row }]) => row.effect.kind === 'write');

/** An option that may change which calls a write makes. */
interface Option {
	job: Partial<Job>;
	/** Operations that leave everything open with it. */
	except?: string[];
	/** Which operations have it; default: all. */
	isOf?: (effect: Write) => boolean;
}

/** By its name on the screen. */
const OPTIONS: Array<[name: string, option: Option]> = [
	['no option', { job: {} }],
	// HubSpot never says what became of a delete.
	['Look Up Unknown Outcomes off', { job: { lookUp: false }, except: ['deleteEvents'] }],
	['Send Only Changes', { job: { compare: 'onlyChanges' }, isOf: ({ compare }) => !!compare }],
	[
		'Fill Empty Properties Only',
		{ job: { compare: 'onlyEmpty' }, isOf: ({ compare }) => !!compare },
	],
	['Write the Rest', { job: { writeRest: true }, isOf: ({ leaveOut }) => !!leaveOut }],
];

/** Items that HubSpot has no reason to refuse, each about a record of its own. */
function itemsOf(kind: Kind, dice: Dice): Item[] {
	const items = new Map<string, Item>();
	for (let index = 0; items.size < ITEMS; index++) {
		if (index > 1_000) throw new Error('There are not enough different items');
		const item = kind.item(dice, `mark-${index}`, { keys: 50, plain: true, index, bad: 0 });
		if (!item.doubtful && !item.invalid) items.set(item.key, item);
	}
	return [...items.values()];
}

/** A run of an operation that may be tried several times, in a world of its own. */
function retried(kind: Kind, option: Option) {
	const world = new World({ limits: { perTenSeconds: 190, perDay: PER_DAY } });
	const dice = new Dice(7);
	kind.prepare(world.hubspot);
	const raw = itemsOf(kind, dice).map((item) => item.raw);
	// What the account held before was there for a while.
	world.nowMs += 60_000;
	const memories = new Memories();
	const { now } = world.clock;
	const parameters = kind.parameters?.(new Dice(7));
	const objectType = kind.locates ? undefined : kind.objectType;
	let tries = 0;
	const one = async (more: Partial<Job> = {}) => {
		const { memory, end } = memories.begin('run', 5, now);
		const attempt = new Attempt({ memory, end }, now);
		const before = world.hubspot.calls.length;
		const traces = `try-${++tries}-`;
		const given = { world, row: kind.row, size: 2, attempt, traces, parameters, objectType, raw };
		const { outcomes } = await runJob({ ...given, ...option.job, ...more });
		attempt.end(undefined);
		return { outcomes, calls: world.hubspot.calls.slice(before).map(told) };
	};
	/** These items alone, as a node would send them that has never sent any, but began when this run did. */
	const alone = async (items: number[]) => {
		const { beganMs } = memories.begin('run', 5, now).memory ?? {};
		const other = new Memories().begin('other', 5, () => beganMs ?? NaN);
		const attempt = new Attempt(other, () => beganMs ?? NaN);
		return await one({ raw: items.map((item) => raw[item]), attempt });
	};
	return { world, one, alone };
}

type Retried = ReturnType<typeof retried>;

/** A call without the trace IDs, which are others in each try. */
const told = ({
	method,
	path,
	requestBody,
}: {
	method: string;
	path: string;
	requestBody?: unknown;
}) =>
	`${method} ${path} ${JSON.stringify(requestBody ?? null)}`.replace(/trace-try-\d+-\d+/g, 'trace');

const reply = (status: number, body: object): HttpAnswer => ({
	kind: 'reply',
	reply: { status, headers: {}, body },
});
const DENIED = reply(403, { status: 'error', category: 'MISSING_SCOPES', message: 'no' });
const DAILY = reply(429, { status: 'error', errorType: 'RATE_LIMIT', policyName: 'DAILY' });

/** The first try ends at this call, one of the `all` that it would make. */
type End = (world: World, at: number) => Partial<Job>;

const endingWith =
	(answer: HttpAnswer): End =>
	(world, at) => {
		let calls = 0;
		const http: Http = async (request: HttpRequest) =>
			++calls > at ? answer : await world.http(request);
		return { http };
	};

const ENDS: Array<[how: string, end: End]> = [
	['is refused in its middle', endingWith(DENIED)],
	['meets the daily limit', endingWith(DAILY)],
	[
		'is cancelled',
		(world, at) => {
			let calls = 0;
			let isCancelled = false;
			const http: Http = async (request) => {
				isCancelled ||= ++calls > at;
				return isCancelled ? { kind: 'unreached', why: 'cancelled' } : await world.http(request);
			};
			return { http, clock: world.clockOf(() => isCancelled) };
		},
	],
	['has calls of the day to keep', (_, at) => ({ dailyReserve: PER_DAY - at })],
];

it('Every operation that writes is among those that are tried here', () => {
	const writes = [...RECORD_OPERATIONS, ...EVENT_OPERATIONS].filter(
		({ effect }) => effect.kind === 'write',
	);
	const tried = new Set(WRITES.map(([, { row }]) => row.value));
	expect([...tried].sort()).toEqual(writes.map(({ value }) => value).sort());
});

describe.each(OPTIONS)('With %s', (_, option) => {
	const { except, isOf = () => true } = option;
	const writes = WRITES.filter(
		([, { row }]) => !except?.includes(row.value) && isOf(row.effect as Write),
	);
	describe.each(ENDS)('where the first try %s', (_how, end) => {
		it.each(writes)('the second try of %s makes exactly the missing calls', async (_name, kind) => {
			const whole = await retried(kind, option).one();
			expect(whole.outcomes.filter(({ ok }) => !ok)).toEqual([]);
			// The latest end that leaves something to do: look-ups may come before the writes, and after.
			const tried = async (
				at: number,
			): Promise<{ first: Retried; outcomes: Told[]; at: number }> => {
				const first = retried(kind, option);
				const { outcomes } = await first.one(end(first.world, at));
				const isWhole = outcomes.every(({ ok }) => ok);
				return isWhole ? await tried(at - 1) : { first, outcomes, at };
			};
			const { first, outcomes, at } = await tried(Math.ceil(whole.calls.length / 2));
			expect(outcomes.map(({ item }) => item)).toEqual([...Array(ITEMS).keys()]);
			const missing = outcomes.filter(({ ok }) => !ok).map(({ item }) => item);

			const second = await first.one();
			expect(second.outcomes.filter(({ ok }) => !ok)).toEqual([]);
			expect(second.outcomes).toHaveLength(ITEMS);
			const same = retried(kind, option);
			await same.one(end(same.world, at));
			const { calls } = await same.alone(missing);
			expect(second.calls).toEqual(calls);
		});
	});
});
