/** usage.ts and the headers of the day: how many calls of the day are left. */
import { dailyIn } from '../../nodes/hubspot/limits';
import { renderPath } from '../../nodes/hubspot/paths';
import { USAGE, usageIn } from '../../nodes/hubspot/usage';
import type { ApiVersion } from '../../nodes/hubspot/versions';
import * as facts from '../contract/facts';

describe('The headers of the day', () => {
	const { daily, dailyRemaining } = facts.HEADERS;

	it('say how many calls there are, and how many are left', () => {
		expect(dailyIn({ [daily]: '250000', [dailyRemaining]: '0' })).toEqual({
			limit: 250_000,
			left: 0,
		});
	});

	it.each([
		['both are absent', {}],
		['the rest is absent', { [daily]: '250000' }],
		['the whole is absent', { [dailyRemaining]: '7' }],
		['the whole is none', { [daily]: '0', [dailyRemaining]: '0' }],
		['one of them is no number', { [daily]: '250000', [dailyRemaining]: 'many' }],
	])('say nothing where %s', (_, headers) => {
		expect(dailyIn(headers)).toBeUndefined();
	});

	it('say nothing where there are none', () => {
		expect(dailyIn(undefined)).toBeUndefined();
	});
});

describe('The usage of the day', () => {
	it.each(facts.VERSIONS)('is asked for at its path in version %s', (version) => {
		const { method, paths } = facts.SUPPORTING.dailyUsage;
		expect(USAGE.method).toBe(method);
		expect(renderPath(version as ApiVersion, USAGE.family, USAGE.path, {})).toBe(paths[version]);
	});

	const of = (...results: unknown[]) => usageIn({ results });

	it('is read as HubSpot tells it', () => {
		expect(
			of({ name: 'private-apps-api-calls-daily', currentUsage: 1, usageLimit: 500_000 }),
		).toEqual({ limit: 500_000, left: 499_999 });
	});

	it('is that of the limit with the fewest calls left, and never less than none', () => {
		const some = { currentUsage: 10, usageLimit: 100 };
		const over = { currentUsage: 60, usageLimit: 50 };
		expect(of(some, over)).toEqual({ limit: 50, left: 0 });
		expect(of(over, some)).toEqual({ limit: 50, left: 0 });
	});

	it.each([
		['no object', []],
		['no results', [[]]],
		['a result without numbers', [{ name: 'x' }]],
		['numbers as text', [{ currentUsage: '1', usageLimit: '2' }]],
		['a limit of none', [{ currentUsage: 0, usageLimit: 0 }]],
		['numbers below none', [{ currentUsage: -1, usageLimit: 5 }]],
		['an endless number', [{ currentUsage: 0, usageLimit: Infinity }]],
		['nothing', [null]],
	])('is not known where the answer has %s', (_, results) => {
		expect(usageIn(results.length ? { results } : 'html')).toBeUndefined();
	});
});
