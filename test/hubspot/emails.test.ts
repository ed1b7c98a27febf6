/** emails.ts: which e-mail addresses HubSpot certainly refuses, and what to do about each. */
import { emailProblem } from '../../nodes/hubspot/emails';
import { stepsOf } from '../backtracking';

describe('An e-mail address', () => {
	it.each([
		['ada', 'check which column is mapped here'],
		['512', 'check which column is mapped here'],
		['a@x.co; b@y.co', 'keep one of the addresses'],
		['a@x.co;b@y.co', 'keep one of the addresses'],
		['a@x.co,b@y.co', 'keep one of the addresses'],
		['a@x.co\nb@y.co', 'keep one of the addresses'],
		['a@b@x.co', 'keep one of the addresses'],
		['Ada <a@x.co>', 'keep only what stands between < and >'],
		['<a@x.co>', 'keep only what stands between < and >'],
		['ada @x.co', 'remove the spaces'],
		['ada@x. co', 'remove the spaces'],
		['ada\u00a0l@x.co', 'remove the spaces'],
		['@x.co', 'complete what stands before the @'],
		['ada@', 'complete what stands behind the @'],
	])('%j is certainly none, and there is something to do about it', (value, hint) => {
		expect(emailProblem(value)).toEqual({
			expected: 'one e-mail address, such as ada@example.com',
			hint,
		});
	});

	it.each([
		'ada@example.com',
		'  ada@example.com  ',
		'ADA+news@EXAMPLE.museum',
		"o'neil@example.com",
		'ada@localhost',
		'ada@münchen.de',
		'アダ@例え.テスト',
		'ada@[10.0.0.1]',
		'"ada lovelace"@example.com',
		'"a@b"@example.com',
		'ada＠example.com',
		'ada\u200b@example.com',
		'a@b',
		'',
		'  ',
	])('%j is HubSpot’s to judge', (value) => {
		expect(emailProblem(value)).toBeUndefined();
	});

	it('costs work that grows with its length, not with its square', () => {
		const work = (n: number) =>
			stepsOf(() => {
				emailProblem(`a@${'<'.repeat(n)}`);
				emailProblem(`a@${'x'.repeat(n)}`);
			});
		expect(work(4_000) / work(2_000)).toBeLessThan(2.5);
	});
});
