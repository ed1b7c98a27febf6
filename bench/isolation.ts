/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a bench, never shipped */
/** How many calls it takes to find the bad records of a batch that HubSpot refuses as a whole. Time is virtual. */
import { batchUpdateObjects } from '../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpdateEvents } from '../nodes/HubSpotMarketingEvents/operations/batchUpdateEvents';
import { upsertEvents } from '../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import type { Operation } from '../nodes/n8n/operation';
import { endpointOfRow } from '../test/engine/rows';
import { DEFAULT_APP_ID, type BadReply } from '../test/fake-hubspot/hubspot';
import { Chance } from '../test/fake-hubspot/wire';
import { runJob, World } from '../test/engine/world';
import { mean, rounded, spreadOf, type Cases, type Figure } from './figures';
import { startWorker, type Worker } from './process';

const BATCH = 100;

/** What each refusal gives away. `property` names one that only the bad records have. */
const MANNERS: Record<string, BadReply> = {
	'unnamed 400': { status: 400, names: 'nobody' },
	'unnamed 409': { status: 409, names: 'nobody' },
	ids: { status: 400, names: 'ids' },
	'trace ids': { status: 400, names: 'traceIds' },
	'property and value': { status: 400, names: 'value' },
	property: { status: 400, names: 'property' },
	'first id only': { status: 400, names: 'firstOnly' },
};

interface Kind {
	row: Operation;
	/** Where a bad value stands, and a property that only bad records have. */
	value: string;
	extra: string;
	input: (id: string, n: number, fields: Record<string, string>) => object;
}

const KINDS: Kind[] = [
	{
		row: upsertEvents,
		value: 'eventType',
		extra: 'eventUrl',
		input: (_, n, fields) => ({
			externalAccountId: 'acct-1',
			externalEventId: `session-${n}`,
			eventName: `Session ${n}`,
			eventOrganizer: 'The Organisers',
			...fields,
		}),
	},
	{
		row: batchUpdateEvents,
		value: 'eventType',
		extra: 'eventUrl',
		input: (objectId, n, fields) => ({ objectId, eventName: `Session ${n}`, ...fields }),
	},
	{
		row: batchUpdateObjects,
		value: 'jobtitle',
		extra: 'website',
		input: (id, n, properties) => ({ id, properties: { city: `Town ${n}`, ...properties } }),
	},
];

export interface Draws {
	operation: string;
	manner: string;
	bad: number;
	batches: number;
	draws: number;
	/** A batch without bad records goes first, so that HubSpot is known to take such batches. */
	afterAGoodOne: boolean;
}

/** Calls for each of the batches, on average, of every draw. */
export async function isolate(given: Draws): Promise<number[]> {
	const each: number[] = [];
	for (let draw = 1; draw <= given.draws; draw++) each.push(await callsPerBatch(given, draw));
	return each;
}

async function callsPerBatch(given: Draws, draw: number): Promise<number> {
	const { operation, bad, batches, afterAGoodOne } = given;
	const kind = KINDS.find(({ row }) => row.value === operation) as Kind;
	const manner = MANNERS[given.manner];
	const seed = draw * 1000 + bad;
	const chance = new Chance(seed);
	const world = new World({ seed, defaults: false, keepCalls: false, keepApplied: false });
	const { row, value, extra } = kind;
	const all = batches + (afterAGoodOne ? 1 : 0);
	const isEvent = endpointOfRow(row).family !== 'objects';
	if (!isEvent) world.hubspot.seedObjects({ objectType: 'contacts', count: all * BATCH });
	const raw: object[] = [];
	for (let batch = 0; batch < all; batch++) {
		const guilty = new Set<number>();
		const wanted = afterAGoodOne && batch === 0 ? 0 : bad;
		while (guilty.size < wanted) guilty.add(Math.floor(chance.next() * BATCH));
		for (let at = 0; at < BATCH; at++) {
			const n = batch * BATCH + at + 1;
			const id =
				row === batchUpdateEvents
					? world.hubspot.seedEvent(DEFAULT_APP_ID, { externalEventId: `event-${n}` })
					: String(n);
			const isBad = guilty.has(at);
			const fields: Record<string, string> = { [value]: isBad ? `wrong${n}` : 'fine' };
			if (isBad && manner.names === 'property') fields[extra] = `https://example.com/${n}`;
			raw.push(kind.input(id, n, fields));
		}
	}
	const isBad = (input: object) => JSON.stringify(input).includes('"wrong');
	const property = manner.names === 'property' ? extra : value;
	world.hubspot.refuseWhen(isBad, { ...manner, property });
	const { outcomes } = await runJob({ world, row, raw, objectType: 'contacts' });

	const wrong = outcomes.filter(({ ok, item }) => ok === isBad(raw[item])).length;
	if (wrong) throw new Error(`${row.value}: ${wrong} of ${raw.length} outcomes are wrong`);
	return (world.hubspot.statistics().calls - (afterAGoodOne ? 1 : 0)) / batches;
}

/** A batch is taken apart in far less; what takes longer never ends. */
const PATIENCE_MS = { quick: 15_000, full: 60_000 };

/** A run that does not end counts as so many calls: it must show, and JSON knows no infinity. */
const ENDLESS = 1_000_000;

/** Runs draws in another process, and a new one where a run did not end. */
class Laboratory {
	private worker: Promise<Worker> | undefined;

	constructor(private readonly patienceMs: number) {}

	async measure(draws: Draws): Promise<number[]> {
		this.worker ??= startWorker();
		const worker = await this.worker;
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<undefined>((resolve) => {
			timer = setTimeout(() => resolve(undefined), this.patienceMs);
		});
		const measured = await Promise.race([worker.run<typeof isolate>('isolate', draws), late]);
		clearTimeout(timer);
		if (!measured) this.close();
		return measured ?? [ENDLESS];
	}

	close(): void {
		void this.worker?.then(({ end }) => end());
		this.worker = undefined;
	}
}

export async function isolationCalls(quick: boolean): Promise<Figure[]> {
	const draws = quick ? 4 : 20;
	const counts = [1, 5, 10];
	const means: Record<string, number[]> = {};
	const cases: Cases = {};
	const laboratory = new Laboratory(quick ? PATIENCE_MS.quick : PATIENCE_MS.full);
	for (const { row } of KINDS) {
		const ofRow: Cases = {};
		for (const [manner, { names }] of Object.entries(MANNERS)) {
			if (names === 'traceIds' && !endpointOfRow(row).match.traceId) continue;
			const ofManner: Cases = {};
			for (const bad of counts) {
				const common = { operation: row.value, manner, bad, draws };
				const each = await laboratory.measure({ ...common, batches: 5, afterAGoodOne: true });
				ofManner[`${bad} bad`] = { mean: rounded(mean(each)), ...spreadOf(each) };
				(means[`${manner} ${bad}`] ??= []).push(mean(each));
				if (manner !== 'unnamed 400') continue;
				const first = await laboratory.measure({ ...common, batches: 1, afterAGoodOne: false });
				const label = `${bad} bad, in the first batch of a run`;
				ofManner[label] = { mean: rounded(mean(first)), ...spreadOf(first) };
			}
			ofRow[manner] = ofManner;
		}
		cases[row.value] = ofRow;
	}
	laboratory.close();
	const worst = (...labels: string[]) => Math.max(...labels.flatMap((label) => means[label]));
	const unnamed = (bad: number) => worst(`unnamed 400 ${bad}`, `unnamed 409 ${bad}`);
	const named = (bad: number) =>
		worst(`ids ${bad}`, `trace ids ${bad}`, `property and value ${bad}`);
	const how = `mean calls per batch of 100, ${draws * 5} batches, worst operation`;
	const unnamedFigure = (bad: number, most: number): Figure => ({
		name: `isolationCalls.unnamed${bad}`,
		value: unnamed(bad),
		target: { most },
		note: `${bad} bad, HubSpot names none: ${how}`,
		...(bad === 1 && { cases }),
	});
	return [
		unnamedFigure(1, 12),
		unnamedFigure(5, 40),
		unnamedFigure(10, 65),
		...counts.map((bad) => ({
			name: `isolationCalls.named${bad}`,
			value: named(bad),
			target: { most: 2 },
			note: `${bad} bad, named by id, trace id, or property and value: ${how}`,
		})),
		...counts.map((bad) => ({
			name: `isolationCalls.namedByProperty${bad}`,
			value: worst(`property ${bad}`),
			target: { most: 2 },
			note: `${bad} bad, the refusal names a property that only they have: ${how}`,
		})),
		...counts.map((bad) => ({
			name: `isolationCalls.namedOnePerReply${bad}`,
			value: worst(`first id only ${bad}`),
			target: { most: 3 },
			note: `${bad} bad, each refusal names one${bad > 2 ? ` (no way below ${bad})` : ''}: ${how}`,
		})),
	];
}
