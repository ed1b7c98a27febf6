/** A scenario and what became of it, for a person who looks for the reason. */
import type { HttpAnswer } from '../nodes/engine/means';
import { KINDS, marksIn, tagsIn } from './items';
import type { Played } from './play';

const seconds = (ms: number) => `${(ms / 1000).toFixed(3).padStart(9)} s`;

function inShort(answer: HttpAnswer): string {
	if (answer.kind !== 'reply') return `${answer.kind}: ${answer.why}`;
	const { status, headers, body } = answer.reply;
	const left = headers['x-hubspot-ratelimit-remaining'];
	const said = status < 300 ? '' : ` ${JSON.stringify(body).slice(0, 160)}`;
	return `${status}${left === undefined ? '' : ` (${left} left)`}${said}`;
}

export function traceOf({ scenario, executions, calls, faultsMet, world, zeroMs }: Played): string {
	const lines: string[] = [];
	const { executions: plans, faults, ...rest } = scenario;
	lines.push(
		`Scenario ${scenario.seed}: ${JSON.stringify(rest)}`,
		`Faults: ${JSON.stringify(faults)}`,
	);
	plans.forEach(({ items, ...plan }, number) => {
		lines.push('', `Execution ${number}: ${JSON.stringify(plan)}`);
		items.forEach(({ raw, invalid, doubtful }, item) => {
			const what = invalid ? ' (invalid)' : doubtful ? ' (doubtful)' : '';
			lines.push(`  item ${item}${what}: ${JSON.stringify(raw)}`);
		});
	});
	const events = [
		...calls.map(({ atMs, endMs, execution, request, answer }) => {
			const { operation, items } = plans[execution];
			const itemsOf = (tag: string) => items.flatMap((item, n) => (item.tag === tag ? [n] : []));
			const about = tagsIn(KINDS[operation], request).map((tag) => itemsOf(tag).join('='));
			const what = about.length
				? ` items ${about.join()}`
				: ` ${JSON.stringify(request.body ?? '')}`;
			const where = decodeURIComponent(request.path.split('/').slice(-2).join('/'));
			const text = `execution ${execution} ${request.method} ${where}${what}: ${inShort(answer)} after ${endMs - atMs} ms`;
			return { atMs, text };
		}),
		...faultsMet.map(({ atMs, fault }) => ({ atMs, text: `fault ${JSON.stringify(fault)}` })),
		...executions.flatMap(({ told, endMs }, execution) => [
			...told.map(({ atMs, outcome }) => {
				const { item } = outcome;
				const what = outcome.ok
					? `done ${JSON.stringify(outcome.warnings)}`
					: `${outcome.failure.reason}, applied ${outcome.failure.applied}: ${outcome.failure.message}`;
				return { atMs, text: `execution ${execution} item ${item} ${what}` };
			}),
			{ atMs: endMs, text: `execution ${execution} ends` },
		]),
		...world.hubspot.applied.map(({ at, action, key, id, input }) => ({
			atMs: at - zeroMs,
			text: `applied ${marksIn(input)[0] ?? ''} ${action} of ${key} (${id})`,
		})),
	];
	lines.push('');
	for (const { atMs, text } of events.sort((a, b) => a.atMs - b.atMs)) {
		lines.push(`${seconds(atMs)}  ${text}`);
	}
	return lines.join('\n');
}
