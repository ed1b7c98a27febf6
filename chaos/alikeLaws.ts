/** The law of events that look alike. */
import { valid, type Case } from './case';

/** Where nothing goes wrong, look-alikes share calls as others do. */
export function breachesOfAlike(one: Case): void {
	const { played, execution, calls, hold, number } = one;
	const { items, size } = execution.plan;
	if (played.scenario.kind !== 'calm' || items.some(({ doubtful }) => doubtful)) return;
	const times = new Map<string, number>();
	for (const { item } of valid(one)) times.set(item.key, (times.get(item.key) ?? 0) + 1);
	// Of several items about one event, each takes a call of its own.
	const most = Math.ceil(items.length / size) + Math.max(0, ...times.values());
	const taken = calls.filter(
		({ request, answer }) =>
			answer.kind === 'reply' &&
			answer.reply.status < 300 &&
			request.path.endsWith('/events/upsert'),
	);
	hold('Look-alikes share calls', taken.length <= most, () => {
		return `execution ${number}: ${taken.length} calls for ${items.length} items, at most ${most}`;
	});
}
