/**
 * How much of what HubSpot allows is used, alone and with others on the same account, and how that
 * compares with what people do without the product. Window and answers take as long as in real life.
 */
import {
	spawnFakeHubSpot,
	type FakeProcess,
	type ProcessOptions,
} from '../test/fake-hubspot/process';
import { SEARCHED } from './contacts';
import { mean, ratios, rounded, spreadOf, type Cases, type Figure, type Spread } from './figures';
import { assertWritten } from './own';
import { inFreshProcess, startWorker } from './process';
import type { Measured, updateContacts, Updated, Updating } from './product';
import type { loopUpdate, sdkUpdate, singleUpdates } from './rivals';

type Slow = typeof loopUpdate | typeof singleUpdates;

let windowMs = 10_000;

/** Another length of HubSpot's window, with the same calls per second, for all that is measured from now on. */
export function setWindow(ms: number): void {
	windowMs = ms;
}

let mostRuns = Infinity;

/** At most so many runs of each, of lists as long as ever. */
export function setRuns(most: number): void {
	mostRuns = most;
}
const LATENCY = { medianMs: 400, maxMs: 2_000 };

interface Account {
	perTenSeconds?: number;
	records: number;
	/** Of the latencies. */
	seed: number;
	otherApp?: ProcessOptions['otherApp'];
}

async function account<T>(
	{ perTenSeconds, records, seed, otherApp }: Account,
	use: (fake: FakeProcess) => Promise<T>,
): Promise<T> {
	const limits = { perTenSeconds: perTenSeconds ?? 0, perDay: 10_000_000, windowMs };
	const fake = await spawnFakeHubSpot({
		defaults: false,
		records: {
			objectType: 'contacts',
			count: records,
			properties: { email: 'person{n}@example.com' },
		},
		latency: { ...LATENCY, seed },
		limits: perTenSeconds === undefined ? null : limits,
		otherApp,
		keepCalls: false,
		keepApplied: false,
	});
	try {
		const result = await use(fake);
		const unknown = await fake.unknownRoutes();
		if (unknown.length) throw new Error(`The fake does not know ${unknown[0]}`);
		return result;
	} finally {
		await fake.close();
	}
}

/** Records per second that a limit allows. */
const allowed = (perTenSeconds: number) => perTenSeconds * 10;

const perSecond = (records: number, ms: number) => (records * 1000) / ms;

interface NodeRun {
	share: number;
	tooMany: number;
	calls: number;
	rate: number;
	/** What n8n adds around the node, in the harness too. */
	besidesNodeMs: number;
	/** How late timers were, one time in a hundred. */
	lateMs: number;
	/** Peak growth of the process / bytes of the items as JSON. */
	memory: number;
}

/** One execution with the whole account to itself. */
async function alone(
	perTenSeconds: number,
	count: number,
	seed: number,
	{ operation = 'update', held = count }: { operation?: Measured; held?: number } = {},
): Promise<NodeRun> {
	return await account({ perTenSeconds, records: held, seed }, async (fake) => {
		const { url, token } = fake;
		const done = await inFreshProcess<typeof updateContacts>('updateContacts', {
			url,
			token,
			count,
			operation,
		});
		assertWritten(done, count);
		const { calls, byStatus } = await fake.statistics();
		const rate = perSecond(count, done.executionMs[0]);
		return {
			share: rate / allowed(perTenSeconds),
			tooMany: byStatus[429] ?? 0,
			calls,
			rate,
			besidesNodeMs: done.wallMs - done.executionMs[0],
			lateMs: done.lateMs,
			memory: done.peakRssBytes / done.inputBytes,
		};
	});
}

const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);

// ---------------------------------------------------------------- alone, and against others' ways

const PROFESSIONAL = 190;

/** Ours and the rivals', in turns. */
export async function ceilingAndRivals(
	quick: boolean,
	wanted: (name: string) => boolean,
): Promise<Figure[]> {
	const count = quick ? 20_000 : 100_000;
	const runs = Math.min(mostRuns, quick ? 1 : 3);
	const calls = quick ? 20 : 60;
	const ceiling = wanted('ceilingShare') || wanted('avoidable429');
	const limits = ceiling ? [100, PROFESSIONAL, 250] : [PROFESSIONAL];
	const ours: Record<number, NodeRun[]> = {};
	const rates: Record<'sdk' | 'single' | 'loop', number[]> = { sdk: [], single: [], loop: [] };
	for (let run = 1; run <= runs; run++) {
		for (const limit of limits) {
			// The slowest of them twice only.
			if (limit === 100 && run > 2) continue;
			(ours[limit] ??= []).push(await alone(limit, count, run * 1000 + limit));
			if (limit !== PROFESSIONAL) continue;
			const setup = { perTenSeconds: PROFESSIONAL, records: count, seed: run * 1000 + limit };
			if (wanted('vsSdk')) {
				await account(setup, async ({ url, token }) => {
					const { wallMs, written } = await inFreshProcess<typeof sdkUpdate>('sdkUpdate', {
						url,
						token,
						count,
					});
					if (written !== count) throw new Error(`HubSpot's client wrote ${written} of ${count}`);
					rates.sdk.push(perSecond(count, wallMs));
				});
			}
			// Far below any limit, and hardly any work: they do not disturb each other.
			const slow = async (name: 'single' | 'loop', size: number) =>
				await account(setup, async ({ url, token }) => {
					const job = name === 'loop' ? 'loopUpdate' : 'singleUpdates';
					const given = { url, token, count: calls * size };
					const { wallMs, written } = await inFreshProcess<Slow>(job, given);
					rates[name].push(perSecond(written, wallMs));
				});
			await Promise.all([
				...(wanted('vsSingle') ? [slow('single', 1)] : []),
				...(wanted('vsLoop') ? [slow('loop', 100)] : []),
			]);
		}
	}

	const figures: Figure[] = [];
	const all = Object.values(ours).flat();
	if (ceiling) {
		const cases: Cases = {};
		const shares: Spread[] = [];
		for (const [limit, each] of Object.entries(ours)) {
			const share = spreadOf(each.map((one) => one.share));
			shares.push(share);
			cases[`${limit} calls per 10 s`] = {
				share,
				recordsPerSecond: spreadOf(each.map(({ rate }) => rate)),
				tooMany: sum(each.map(({ tooMany }) => tooMany)),
				callsRatio: Math.max(...each.map((one) => one.calls / Math.ceil(count / 100))),
				peakMemoryPerByteOfItems: spreadOf(each.map(({ memory }) => memory)),
				timersLateMs: spreadOf(each.map(({ lateMs }) => lateMs)),
				n8nAroundTheNodeMs: spreadOf(each.map(({ besidesNodeMs }) => besidesNodeMs)),
			};
		}
		const [worst] = [...shares].sort((a, b) => a.median - b.median);
		figures.push(
			{
				name: 'ceilingShare',
				value: worst.median,
				spread: worst,
				target: { least: 0.95 },
				cases,
				note: `records per second / allowed, ${count} items at ${limits.join(', ')} calls per 10 s (window of ${windowMs / 1000} s), the worst counts`,
			},
			{
				name: 'avoidable429',
				value: sum(all.map(({ tooMany }) => tooMany)),
				target: { most: 0 },
				note: `429s in all ${all.length} of these runs`,
			},
		);
	}
	const mine = ours[PROFESSIONAL].map(({ rate }) => rate);
	const against = (name: string, rival: number[], least: number, note: string) => {
		if (!rival.length) return;
		const spread = spreadOf(ratios(mine, rival));
		const cases = {
			oursRecordsPerSecond: spreadOf(mine),
			theirsRecordsPerSecond: spreadOf(rival),
		};
		figures.push({ name, value: spread.median, spread, target: { least }, cases, note });
	};
	const steady = `steady rate of ${calls} calls`;
	against(
		'vsSdk',
		rates.sdk,
		2,
		`against @hubspot/api-client 13.5.0, its documented limiter, ${count} contacts, 190 calls per 10 s`,
	);
	against('vsSingle', rates.single, 200, `against one call per record in a row, ${steady}`);
	against('vsLoop', rates.loop, 7, `against chunks of 100 in a row, ${steady}`);
	return figures;
}

// ---------------------------------------------------------------- other operations

const SEARCHES_PER_SECOND = 5;

/** As ceilingShare, of the operations that are not updates; searches have a limit of their own. */
export async function operationShare(quick: boolean): Promise<Figure[]> {
	const records = quick ? 20_000 : 100_000;
	const runs = Math.min(mostRuns, quick ? 1 : 2);
	const batches = { count: records, most: allowed(PROFESSIONAL), least: 0.95 };
	const searches = { count: quick ? 100 : 300, most: SEARCHES_PER_SECOND, least: 0.9 };
	const measured: Array<{ operation: Measured; held: number } & typeof batches> = [
		{ operation: 'create', held: 0, ...batches },
		{ operation: 'upsert', held: records / 2, ...batches },
		{ operation: 'read', held: records, ...batches },
		{ operation: 'search', held: SEARCHED, ...searches },
	];
	const figures: Figure[] = [];
	const tooMany: Cases = {};
	for (const { operation, held, count, most, least } of measured) {
		const each: NodeRun[] = [];
		for (let run = 1; run <= runs; run++) {
			each.push(await alone(PROFESSIONAL, count, run * 1000, { operation, held }));
		}
		const share = spreadOf(each.map(({ rate }) => rate / most));
		tooMany[operation] = sum(each.map((one) => one.tooMany));
		figures.push({
			name: `operationShare.${operation}`,
			value: share.median,
			spread: share,
			target: { least },
			cases: {
				callsOfEachRun: spreadOf(each.map(({ calls }) => calls)),
				timersLateMs: spreadOf(each.map(({ lateMs }) => lateMs)),
			},
			note: `items per second / the ${most} allowed, ${count} items on n8n's engine`,
		});
	}
	const value = sum(Object.values(tooMany) as number[]);
	const note = '429s in all of these runs';
	return [
		...figures,
		{ name: 'operationShare.tooMany', value, target: { most: 0 }, cases: tooMany, note },
	];
}

// ---------------------------------------------------------------- together

interface Together {
	share: number;
	tooMany: number;
	calls: number;
	/** Slowest end / fastest end. */
	fairness: number;
	others: { taken: number; refused: number };
}

interface Crowd {
	processes: number;
	executions: number;
	count: number;
	seed: number;
	otherShare?: number;
}

async function together({
	processes,
	executions,
	count,
	seed,
	otherShare,
}: Crowd): Promise<Together> {
	const perProcess = executions * count;
	const setup: Account = {
		perTenSeconds: PROFESSIONAL,
		records: processes * perProcess,
		seed,
		otherApp: otherShare === undefined ? undefined : { share: otherShare },
	};
	return await account(setup, async (fake) => {
		const workers = await Promise.all(Array.from({ length: processes }, startWorker));
		try {
			const given = (n: number): Updating => {
				const { url, token } = fake;
				return { url, token, count, executions, from: 1 + n * perProcess };
			};
			const done: Updated[] = await Promise.all(
				workers.map(
					async (worker, n) => await worker.run<typeof updateContacts>('updateContacts', given(n)),
				),
			);
			for (const one of done) assertWritten(one, perProcess);
			const start = Math.min(...done.map(({ startedAt }) => startedAt));
			const end = Math.max(...done.map(({ endedAt }) => endedAt));
			const ends = done.flatMap((one) => one.ends.map((at) => at - start));
			const { byStatus, calls, otherApp } = await fake.statistics();
			const ours = allowed(PROFESSIONAL) * (1 - (otherShare ?? 0));
			return {
				share: perSecond(processes * perProcess, end - start) / ours,
				tooMany: byStatus[429] ?? 0,
				calls,
				fairness: Math.max(...ends) / Math.min(...ends),
				others: otherApp,
			};
		} finally {
			for (const worker of workers) worker.end();
		}
	});
}

/** Crowds of processes that know nothing of each other, by the figure that tells of each. */
const PROCESSES: Record<string, { processes: number; title: string }> = {
	sharedByTwoProcesses: { processes: 2, title: 'two processes' },
	sharedByProcesses: { processes: 3, title: 'three processes' },
	sharedByFiveProcesses: { processes: 5, title: 'five processes' },
};

/** As sharedCeilingShare, of several processes on one account, and the worst share of calls refused. */
export async function sharedByProcesses(
	quick: boolean,
	wanted: (name: string) => boolean,
): Promise<Figure[]> {
	const runs = Math.min(mostRuns, quick ? 1 : 2);
	const figures: Figure[] = [];
	const refused: Cases = {};
	for (const [name, { processes, title }] of Object.entries(PROCESSES)) {
		if (!wanted(name) && !wanted('sharedRefused')) continue;
		const count = Math.round((quick ? 20_000 : 200_000) / processes);
		const each: Together[] = [];
		for (let seed = 1; seed <= runs; seed++) {
			each.push(await together({ processes, executions: 1, count, seed }));
		}
		const share = spreadOf(each.map((one) => one.share));
		const perCall = Math.max(...each.map(({ tooMany, calls }) => tooMany / calls));
		const slowest = Math.max(...each.map(({ fairness }) => fairness));
		refused[title] = rounded(perCall);
		figures.push({
			name,
			value: share.median,
			spread: share,
			target: { least: 0.92 },
			note: `${title} that know nothing of each other, ${processes * count} items; at most 429s ${rounded(perCall * 100)} % of calls, slowest/fastest ${rounded(slowest)}`,
		});
	}
	const value = Math.max(...(Object.values(refused) as number[]));
	const note = '429s of all calls, the worst run of these processes';
	return [
		...figures,
		{ name: 'sharedRefused', value, target: { most: 0.03 }, cases: refused, note },
	];
}

export async function sharedCeilingShare(quick: boolean): Promise<Figure[]> {
	const count = quick ? 4_000 : 20_000;
	const runs = Math.min(mostRuns, quick ? 1 : 2);
	const crowds: Record<string, Omit<Crowd, 'seed'>> = {
		'five executions': { processes: 1, executions: 5, count },
		'another app takes 30 %': { processes: 1, executions: 1, count: count * 2.5, otherShare: 0.3 },
		'five executions, another app takes 30 %': {
			processes: 1,
			executions: 5,
			count: count / 2,
			otherShare: 0.3,
		},
	};
	const seen: Record<string, Together[]> = {};
	for (let run = 1; run <= runs; run++) {
		for (const [name, crowd] of Object.entries(crowds)) {
			(seen[name] ??= []).push(await together({ ...crowd, seed: run }));
		}
	}
	const cases: Cases = {};
	for (const [name, each] of Object.entries(seen)) {
		cases[name] = {
			share: spreadOf(each.map(({ share }) => share)),
			slowestByFastest: spreadOf(each.map(({ fairness }) => fairness)),
			tooManyPerRun: spreadOf(each.map(({ tooMany }) => tooMany)),
			tooManyPerCall: rounded(mean(each.map(({ tooMany, calls }) => tooMany / calls))),
			...(crowds[name].otherShare !== undefined && {
				otherAppTaken: spreadOf(each.map(({ others }) => others.taken)),
				otherAppRefused: spreadOf(each.map(({ others }) => others.refused)),
			}),
		};
	}
	const shareOf = (name: string) => spreadOf(seen[name].map(({ share }) => share));
	const records = (crowd: Omit<Crowd, 'seed'>) => crowd.processes * crowd.executions * crowd.count;
	const figure = (name: string, of: string, note: string): Figure => {
		const spread = shareOf(of);
		const worst = (pick: (one: Together) => number) => Math.max(...seen[of].map(pick));
		const told = [
			`429s ${worst(({ tooMany }) => tooMany)}`,
			`slowest/fastest ${rounded(worst(({ fairness }) => fairness))}`,
			...(crowds[of].otherShare === undefined
				? []
				: [`the other app's refused calls ${worst(({ others }) => others.refused)}`]),
		];
		return {
			name,
			value: spread.median,
			spread,
			target: { least: 0.9 },
			note: `${note}, ${records(crowds[of])} items; at most ${told.join(', ')}`,
		};
	};
	const shared = figure('sharedCeilingShare', 'five executions', 'five executions at once');
	return [
		{ ...shared, cases },
		figure('sharedWithOtherApp', 'another app takes 30 %', 'of the 70 % that another app leaves'),
		figure(
			'sharedFiveWithOtherApp',
			'five executions, another app takes 30 %',
			'five at once, of 70 %',
		),
	];
}
