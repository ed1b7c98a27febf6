/**
 * Calls of the day to keep, in scenarios where much else goes wrong: who keeps how many, and the laws of it.
 */
import { FRESH_MS } from '../nodes/engine/daily';
import { MAX_UNDER_WAY } from '../nodes/engine/width';
import type { Hold } from './broken';
import { Dice } from './dice';
import type { Played, PlayedCall } from './play';
import type { Scenario } from './scenario';

/** In some of the rough scenarios the day has few calls, and most executions are to keep a part of them. */
export function withReserves(scenario: Scenario): Scenario {
	// Dice of its own: scenarios without it stay as they were.
	const dice = new Dice(scenario.seed ^ 0x0da11);
	if (!['storm', 'outage'].includes(scenario.kind) || !dice.chance(0.25)) return scenario;
	const perDay = dice.scale(6, 150);
	scenario.account.limits = { perTenSeconds: 190, ...scenario.account.limits, perDay };
	for (const each of scenario.executions) each.dailyReserve = dice.pick([0, 30, 60, 80, 90]);
	return scenario;
}

const DAILY_REMAINING = 'x-hubspot-ratelimit-daily-remaining';

/** What an answer says is left of the day; undefined where it does not say it, or refuses the call. */
function leftIn(call: PlayedCall): number | undefined {
	const { answer } = call;
	if (answer.kind !== 'reply' || answer.reply.status === 429) return undefined;
	const text = answer.reply.headers[DAILY_REMAINING];
	return text === undefined ? undefined : Number(text);
}

/** Most calls that the other app made in a stretch of time. */
function ofOtherApp({ account }: Scenario, ms: number): number {
	const { limits, otherApp } = account;
	const share = otherApp?.share ?? 0;
	return share && limits ? Math.ceil((share * limits.perTenSeconds * ms) / 10_000) + 1 : 0;
}

export function breachesOfReserves(played: Played, hold: Hold): void {
	const { scenario, executions, calls, world } = played;
	const { limits } = scenario.account;
	if (!limits || !executions.some(({ plan }) => plan.dailyReserve)) return;
	const processOf = ({ execution }: PlayedCall) => executions[execution].plan.process;
	const floorOf = (number: number) =>
		Math.ceil((limits.perDay * (executions[number].plan.dailyReserve ?? 0)) / 100);

	for (const call of calls) {
		const { execution, atMs, endMs } = call;
		const floor = floorOf(execution);
		const left = leftIn(call);
		// To ask how many are left takes a call as well.
		if (/\/private-apps(\?|$)/.test(call.request.path)) continue;
		if (!floor || left === undefined || left >= floor) continue;
		// The last answer that its process had when it was made.
		const own = calls.filter((each) => processOf(each) === processOf(call));
		const known = own
			.filter((each) => each.endMs <= atMs && leftIn(each) !== undefined)
			.sort((a, b) => b.endMs - a.endMs)
			.at(0);
		if (!known || atMs - known.endMs >= FRESH_MS) continue;
		const others = calls.filter(
			(each) =>
				each.execution !== execution &&
				(processOf(each) === processOf(call)
					? each.atMs >= atMs && each.atMs <= endMs
					: each.endMs >= known.atMs && each.atMs <= endMs),
		);
		const explained = others.length + ofOtherApp(scenario, endMs - known.atMs);
		hold('Calls of the day are kept', left + explained >= floor, () => {
			return `execution ${execution} at ${atMs} ms: ${left} left of ${limits.perDay}, ${floor} to keep, ${explained} of others`;
		});
	}

	const { used, limit } = world.hubspot.usageToday();
	executions.forEach(({ outcomes, plan }, number) => {
		const isStopped = outcomes.some(
			(each) => !each.ok && /Daily Calls to Keep Free/.test(each.failure.message),
		);
		if (!isStopped) return;
		const lost = calls.filter((each) => leftIn(each) === undefined).length;
		const most = floorOf(number) + Math.ceil(limit / 100) + MAX_UNDER_WAY + lost;
		hold('A run goes on while more calls are left than it is to keep', limit - used <= most, () => {
			return `execution ${number}: stopped with ${limit - used} of ${limit} left, ${plan.dailyReserve} % to keep`;
		});
	});

	const [alone] = executions;
	if (executions.length > 1 || scenario.account.otherApp) return;
	// Nobody else was there, so all that is used is its own; where nothing was heard, it may find out.
	const gaps = calls.filter(({ atMs }) =>
		calls.every(
			({ endMs, ...each }) => endMs > atMs || atMs - endMs >= FRESH_MS || isUnheard(each),
		),
	).length;
	hold('Calls of the day are kept', limit - used >= floorOf(0) - 2 * gaps, () => {
		return `${limit - used} of ${limit} left, ${alone.plan.dailyReserve} % to keep, ${gaps} times unknown`;
	});
}

/** An answer that says nothing of the day. */
function isUnheard(call: Pick<PlayedCall, 'answer' | 'request'>): boolean {
	const { answer, request } = call;
	if (answer.kind !== 'reply') return true;
	const { headers, status } = answer.reply;
	if (request.path.includes('/api-usage/') && status < 300) return false;
	return headers[DAILY_REMAINING] === undefined;
}
