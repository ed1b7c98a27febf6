// What the fake keeps of calls and writes, what it counts, and what it starts with.

import type { FakeOptions } from '../../fake-hubspot/hubspot';
import { DEFAULT_APP_ID, DEFAULT_TOKEN } from '../../fake-hubspot/hubspot';
import * as facts from '../facts';
import { START, account, contacts, ids, numbers } from './account';

it('The fake logs every call, parsed, and never a secret', () => {
	const { hubspot, update } = contacts(1);
	update([{ id: '1', properties: { firstname: DEFAULT_TOKEN } }]);
	const { accessToken, refreshToken } = hubspot.issueTokens();
	const body = `grant_type=refresh_token&refresh_token=${refreshToken}&client_secret=never-seen-before`;
	const headers = { 'content-type': facts.OAUTH.contentType };
	const path = `${facts.OAUTH.tokenPaths.v3}?code=also-never-seen`;
	hubspot.handle({ method: 'POST', path, headers, body });
	update([{ id: 'unknown-token' }], 'contacts', 'unknown-token');
	expect(hubspot.calls.map(({ method, status }) => [method, status])).toEqual([
		['POST', 200],
		['POST', 400],
		['POST', 401],
	]);
	expect(hubspot.calls[0].requestBody).toMatchObject({ inputs: [{ id: '1' }] });
	expect(hubspot.calls[0].replyBody).toMatchObject({ status: 'COMPLETE' });
	expect(hubspot.calls[0].at).toBe(START);
	const log = JSON.stringify(hubspot.calls);
	const secrets = [DEFAULT_TOKEN, accessToken, refreshToken, 'never-seen', 'unknown-token'];
	for (const secret of secrets) expect(log).not.toContain(secret);
});

it('The fake counts what came and what became of it, also when it keeps no lists', () => {
	for (const keep of [true, false]) {
		const { clock, hubspot, update, inputs } = contacts(5, {
			keepCalls: keep,
			keepApplied: keep,
			limits: { perTenSeconds: 3, perDay: 99 },
		});
		update(inputs);
		clock.now += 1_000;
		hubspot.faults.next({ kind: 'serverError', status: 502, applied: false });
		update(inputs);
		update([
			{ ...inputs[0], properties: { firstname: 'Ünï' } },
			{ id: '9', properties: {} },
		]);
		clock.now += 1_000;
		update(inputs); // one too many
		hubspot.handle({ method: 'GET', path: '/nowhere', headers: {}, body: '' });
		const bytes = [
			{ inputs },
			{ inputs },
			{
				inputs: [
					{ ...inputs[0], properties: { firstname: 'Ünï' } },
					{ id: '9', properties: {} },
				],
			},
			{ inputs },
		].map((body) => Buffer.byteLength(JSON.stringify(body)));
		expect(hubspot.statistics()).toEqual({
			calls: 5,
			byStatus: { '200': 1, '207': 1, '429': 1, '501': 1, '502': 1 },
			tooManyByPolicy: { TEN_SECONDLY_ROLLING: 1 },
			inputsReceived: 12,
			inputsRead: 0,
			definitionReads: 0,
			recordsApplied: 6,
			distinctKeysApplied: 5,
			requestBytes: bytes.reduce((sum, each) => sum + each, 0),
			firstCallAt: START,
			lastCallAt: START + 2_000,
			otherApp: { taken: 0, refused: 0 },
		});
		expect(hubspot.timesApplied('contacts|1')).toBe(2);
		expect(hubspot.timesApplied('contacts|9')).toBe(0);
		expect([hubspot.calls.length, hubspot.applied.length]).toEqual(keep ? [5, 6] : [0, 0]);
	}
});

it('A listener hears of every call, whether the fake keeps calls or not', () => {
	const heard: number[] = [];
	const { update } = account({ keepCalls: false, onCall: ({ status }) => heard.push(status) });
	update([]);
	update([], 'butterflies');
	expect(heard).toEqual([200, 400]);
});

it('The fake starts with the records and events it was asked to have', () => {
	const { hubspot, read, update } = account({
		records: [
			{ objectType: 'contacts', count: 3 },
			{ objectType: '2-1001', count: 2 },
			{ objectType: 'deals', count: 1, properties: { dealname: 'Deal {n} of {n}' } },
		],
		events: { count: 2 },
	});
	const second = read({ inputs: [{ id: 'person2@example.com' }], idProperty: 'email' });
	expect(ids(second.said.results)).toEqual(['2']);
	const session = { id: 'S-2', idProperty: 'session_code', properties: { title: 'T' } };
	expect(ids(update([session], '2-1001').said.results)).toEqual(['2']);
	expect(hubspot.object('deals', '1')?.properties.dealname).toBe('Deal 1 of 1');
	expect(hubspot.eventByExternalId(DEFAULT_APP_ID, 'acct-1', 'event-2')).toBeDefined();
	expect([hubspot.objects('contacts').size, hubspot.events().size]).toEqual([3, 2]);
});

it('Latencies have a long tail, and the same seed draws the same ones', () => {
	const draw = (latency: FakeOptions['latency'], count: number) => {
		const { update } = account({ latency, keepCalls: false });
		return numbers(count).map(() => update([]).delayMs ?? 0);
	};
	const tailed = { medianMs: 400, maxMs: 2000, seed: 5 };
	const drawn = draw(tailed, 5_000).sort((a, b) => a - b);
	expect(Math.abs(drawn[2_500] - 400)).toBeLessThan(20);
	expect(Math.max(...drawn)).toBe(2_000);
	const clipped = drawn.filter((ms) => ms === 2_000).length / drawn.length;
	expect(clipped).toBeGreaterThan(0.005);
	expect(clipped).toBeLessThan(0.015);
	expect(draw(tailed, 20)).toEqual(draw(tailed, 20));
	expect(draw(tailed, 20)).not.toEqual(draw({ ...tailed, seed: 6 }, 20));
	expect(draw(70, 3)).toEqual([70, 70, 70]);
	expect(draw(undefined, 2)).toEqual([0, 0]);
});

it('With the same seed the fake gives the same answers again', () => {
	const run = () => {
		const { hubspot, update, inputs } = contacts(20, { seed: 7 });
		update(inputs);
		return JSON.stringify(hubspot.calls);
	};
	expect(run()).toBe(run());
});
