/** Processes that share an account, simulated: what they use of the limit, what is refused, how even it is. */
import { CROWDS, share } from './sharing';

describe('The rate limit of an account is', () => {
	it.each(Object.values(CROWDS))(
		'used by $title: at least $least of it, at most $most of the calls refused',
		async ({ crowd, least, most, unfairness = Infinity }) => {
			const shared = await share(crowd);
			expect(shared.share).toBeGreaterThanOrEqual(least);
			expect(shared.refused).toBeLessThanOrEqual(most);
			expect(shared.unfairness).toBeLessThanOrEqual(unfairness);
		},
	);

	it('shared with a process that comes later, until both have about the same', async () => {
		const { history } = await share({ participants: [{}, { fromS: 22 }], seconds: 100 });
		const [first, second] = history.map((each) => each[9]);
		expect(second).toBeGreaterThan(first / 1.3);
	});

	it('all used again, ten seconds after another process has left', async () => {
		const { history } = await share({ participants: [{}, { untilS: 30 }], seconds: 60 });
		expect(history[0][2]).toBeLessThan(150);
		expect(history[0][5]).toBeGreaterThan(0.97 * 190);
	});

	it('shared by the executions of each process in turn, also beside another process', async () => {
		const three = { executions: [1, 1, 1] };
		const { byExecution } = await share({ participants: [three, three], seconds: 40 });
		for (const each of byExecution) {
			expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1);
		}
	});

	it('kept to by an execution with a share of its own, also beside another process', async () => {
		const { history, share: used } = await share({
			participants: [{ executions: [0.2] }, {}],
			seconds: 60,
		});
		for (const calls of history[0].slice(0, 6)) expect(calls).toBeLessThanOrEqual(38);
		expect(used).toBeGreaterThanOrEqual(0.92);
	});
});
