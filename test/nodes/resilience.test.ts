/* eslint-disable @n8n/community-nodes/no-restricted-globals -- cancels as people do, never shipped */
/** Calls that go wrong over real HTTP, through n8n's own request and credential code; only waits take no time. */
import { callsOf } from '../host/calls';
import { eachWait, now, waited } from '../host/virtual-time';

import type { IDataObject, INode } from 'n8n-workflow';

import {
	DEFAULT_CLIENT_ID,
	DEFAULT_CLIENT_SECRET,
	DEFAULT_TOKEN,
	type Fault,
} from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { PACKAGE, runNode, runWorkflow } from '../host/engine';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot({ now });
});
afterEach(async () => {
	eachWait();
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	await fake.close();
});

const PARAMETERS: INode['parameters'] = {
	authentication: 'accessToken',
	operation: 'upsertEvents',
	inputMode: 'json',
	json: '={{ $json }}',
	options: { batchSize: 2 },
};

const events = (count: number) =>
	Array.from({ length: count }, (_, row) => ({
		externalAccountId: 'a',
		externalEventId: `e${row}`,
		eventName: `Event ${row}`,
		eventOrganizer: 'ACME',
	}));

const upsert = async (count: number, more: Partial<Parameters<typeof runNode>[0]> = {}) =>
	await runNode({
		node: 'hubSpotMarketingEvents',
		parameters: PARAMETERS,
		input: events(count),
		url: fake.url,
		token: DEFAULT_TOKEN,
		onError: 'continueErrorOutput',
		...more,
	});

const errors = (items: Array<{ json: IDataObject }>) =>
	items.map(({ json }) => json.error as IDataObject);
const statuses = () => callsOf(fake).map(({ status }) => status);

describe('calls that may go again', () => {
	it.each<[string, Fault]>([
		[
			'a rate limit, after the wait that HubSpot asks for',
			{ kind: 'rateLimit', policy: 'SECONDLY', retryAfter: 0 },
		],
		[
			'a 502 that was applied all the same',
			{ kind: 'serverError', status: 502, applied: true, html: true },
		],
		['a connection reset before anything was applied', { kind: 'reset', applied: false }],
		['an answer cut off in the middle', { kind: 'truncate' }],
	])('get through %s', async (_, fault) => {
		fake.hubspot.faults.next(null, fault);
		const { items } = await upsert(6);
		expect(items('HubSpot')).toHaveLength(6);
		expect(fake.hubspot.events().size).toBe(6);
		expect(callsOf(fake)).toHaveLength(4);
	});

	it('are held back until the ten-second window has room again, so that none is refused', async () => {
		await fake.close();
		fake = await startFakeHubSpot({ limits: { perTenSeconds: 3, perDay: 1000 }, now });
		const before = waited();
		const { items } = await upsert(8);
		expect(items('HubSpot')).toHaveLength(8);
		expect(statuses()).toEqual([200, 200, 200, 200]);
		expect(waited() - before).toBeGreaterThan(9_000);
	});
});

describe('calls that may not', () => {
	it('are answered with HTML instead of JSON: looked up, and not sent again', async () => {
		fake.hubspot.faults.next({ kind: 'notJson', status: 200 });
		const { items, hints } = await upsert(2);
		expect(items('HubSpot', 1)).toEqual([]);
		expect(items('HubSpot').map(({ json }) => json.externalEventId)).toEqual(['e0', 'e1']);
		expect(hints('HubSpot')).toEqual([
			'2 records needed a second look; all of them are written. (items 0 to 1)',
		]);
		expect(callsOf(fake).map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
	});

	it('are answered with HTML, and nobody is to look: unknown, and never sent again', async () => {
		fake.hubspot.faults.next({ kind: 'notJson', status: 200 });
		const parameters = { ...PARAMETERS, options: { batchSize: 2, lookUp: false } };
		const { items } = await upsert(2, { parameters });
		expect(errors(items('HubSpot', 1))).toMatchObject([
			{ reason: 'unaccounted', applied: 'maybe', status: 200 },
			{ reason: 'unaccounted', applied: 'maybe' },
		]);
		expect(statuses()).toEqual([200]);
	});

	it('meet the daily limit: stop at once, and say when to go on', async () => {
		fake.hubspot.faults.next(null);
		fake.hubspot.faults.always({ kind: 'rateLimit', policy: 'DAILY' });
		const { items, hints } = await upsert(60);
		expect(items('HubSpot', 0)).toHaveLength(2);
		const failed = errors(items('HubSpot', 1));
		expect(failed.every(({ applied }) => applied === 'no')).toBe(true);
		expect(new Set(failed.map(({ reason }) => reason))).toEqual(new Set(['unsent']));
		expect(failed[0].message).toContain("midnight in the account's time zone");
		expect(hints('HubSpot').join()).toMatch(
			/Not sent.*midnight in the account's time zone.*\(58 items: 2 to 59\)/,
		);
		// Only what was under way with the first of these refusals was tried as well.
		expect(statuses().length).toBeLessThan(7);
	});

	it('lack a scope: stop, name the scope and where to add it', async () => {
		fake.hubspot.faults.next({
			kind: 'missingScopes',
			scopes: ['crm.objects.x.write'],
			printed: true,
		});
		const { items } = await upsert(4);
		const failed = errors(items('HubSpot', 1));
		expect(failed).toMatchObject([{ reason: 'unsent', status: 403 }, {}, { reason: 'unsent' }, {}]);
		expect(failed[0].message).toMatch(
			/lacks the scope crm\.objects\.x\.write: add it in HubSpot under Scopes/,
		);
		expect(statuses()).toEqual([403]);
	});

	it('bring a token that HubSpot does not know: stop', async () => {
		const { items } = await upsert(4, { token: 'not-a-token' });
		const failed = errors(items('HubSpot', 1));
		expect(failed.map(({ reason }) => reason)).toEqual(Array(4).fill('unsent'));
		expect(failed[0].message).toContain('check the token in the credential');
		expect(JSON.stringify(items('HubSpot', 1))).not.toContain('not-a-token');
	});

	it('find no server at all: nothing was sent, and it says so', async () => {
		const { url } = fake;
		await fake.close();
		const { items } = await upsert(2, { url: `${url}0`.replace(/:\d+/, ':9') });
		expect(errors(items('HubSpot', 1))).toMatchObject([
			{
				reason: 'unsent',
				applied: 'no',
				message: expect.stringContaining('could not be reached') as string,
			},
			{},
		]);
		fake = await startFakeHubSpot();
	});

	it('go to a Base URL without https: the token stays here', async () => {
		const { run } = await upsert(2, { url: 'http://hubspot.example.com', onError: undefined });
		expect(run.data.resultData.error?.message).toMatch(
			/^The Base URL of the HubSpot credential must start with https:/,
		);
	});
});

describe('an answer that is lost, with Retry On Fail', () => {
	const unread = { ...PARAMETERS, options: { batchSize: 2, lookUp: false } };

	it('has the node run again when it stops, and only what was left open is sent again', async () => {
		fake.hubspot.faults.next(null, { kind: 'notJson', status: 200 });
		const more = { parameters: unread, onError: undefined, retryOnFail: true };
		const { items } = await upsert(4, more);
		expect(items('HubSpot').map(({ json }) => json.externalEventId)).toEqual(
			[0, 1, 2, 3].map((n) => `e${n}`),
		);
		expect(items('HubSpot').map(({ json }) => json.eventName)).toEqual([
			undefined,
			undefined,
			'Event 2',
			'Event 3',
		]);
		expect(statuses()).toEqual([200, 200, 200]);
		expect(fake.hubspot.events().size).toBe(4);
	});

	it('is told as unknown when it goes on, and nothing is sent again', async () => {
		fake.hubspot.faults.next(null, { kind: 'notJson', status: 200 });
		const { items } = await upsert(4, { parameters: unread, retryOnFail: true });
		expect(items('HubSpot', 0)).toHaveLength(2);
		expect(errors(items('HubSpot', 1))).toMatchObject([
			{ reason: 'unaccounted', applied: 'maybe' },
			{ reason: 'unaccounted', applied: 'maybe' },
		]);
		expect(statuses()).toEqual([200, 200]);
	});
});

describe('an execution that is cancelled', () => {
	it('waits no longer for a rate limit, and sends nothing more', async () => {
		fake.hubspot.faults.always({ kind: 'rateLimit', policy: 'TEN_SECONDLY_ROLLING' });
		let waits = 0;
		const { run } = await upsert(4, {
			onStart: (cancel) => eachWait(() => void (++waits === 3 && cancel())),
		});
		expect(run.status).toBe('canceled');
		// n8n does not wait for the node: neither does the node go on behind its back.
		for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
		expect(waits).toBe(3);
		expect(callsOf(fake)).toHaveLength(1);
	});

	it('waits no longer for an answer that never comes', async () => {
		fake.hubspot.faults.always({ kind: 'hang', applied: true });
		const original = fake.hubspot.handle.bind(fake.hubspot);
		const { run } = await upsert(4, {
			onStart: (cancel) => {
				fake.hubspot.handle = (call) => {
					setImmediate(cancel);
					return original(call);
				};
			},
		});
		expect(run.status).toBe('canceled');
		expect(callsOf(fake)).toHaveLength(1);
	});
});

it('an answer nested deeper than anyone can read costs its batch the outcome, not the run', async () => {
	const original = fake.hubspot.handle.bind(fake.hubspot);
	fake.hubspot.handle = (call) => {
		const answer = original(call);
		if (callsOf(fake).length !== 2) return answer;
		const deep = '['.repeat(200_000) + ']'.repeat(200_000);
		return { ...answer, body: `{"results":${deep}}` };
	};
	const parameters = { ...PARAMETERS, options: { batchSize: 2, lookUp: false } };
	const { items } = await upsert(6, { parameters });
	expect(items('HubSpot', 0)).toHaveLength(4);
	expect(errors(items('HubSpot', 1))).toMatchObject(
		Array(2).fill({ reason: 'unaccounted', applied: 'maybe' }),
	);
});

it('a token that HubSpot repeats in its answer never reaches the output', async () => {
	fake.hubspot.faults.next({
		kind: 'wholeBatch',
		status: 400,
		dialect: 'category',
		message: `Bearer ${DEFAULT_TOKEN} may not do this`,
	});
	const { items } = await upsert(1);
	expect(errors(items('HubSpot', 1))[0].message).toContain('Bearer (secret) may not do this');
	expect(JSON.stringify(items('HubSpot', 1))).not.toContain(DEFAULT_TOKEN);
});

describe('an OAuth2 token that expires in the middle of a run', () => {
	const withOAuth = async (refresh?: string) => {
		const { accessToken, refreshToken } = fake.hubspot.issueTokens();
		let calls = 0;
		const original = fake.hubspot.handle.bind(fake.hubspot);
		fake.hubspot.handle = (call) => {
			if (call.path.includes('/upsert') && ++calls === 2) fake.hubspot.expireToken(accessToken);
			return original(call);
		};
		return await runWorkflow({
			start: 'HubSpot',
			nodes: [
				{
					id: 'b',
					name: 'HubSpot',
					type: `${PACKAGE}.hubSpotMarketingEvents`,
					typeVersion: 1,
					position: [0, 0],
					parameters: { ...PARAMETERS, authentication: 'oAuth2' },
					credentials: { hubSpotBatchOAuth2Api: { id: 'oauth', name: 'oauth' } },
					onError: 'continueRegularOutput',
				},
			],
			connections: {},
			input: events(6),
			credentials: {
				oauth: {
					type: 'hubSpotBatchOAuth2Api',
					data: {
						baseUrl: `${fake.url}/ `,
						clientId: DEFAULT_CLIENT_ID,
						clientSecret: DEFAULT_CLIENT_SECRET,
						oauthTokenData: {
							access_token: accessToken,
							refresh_token: refresh ?? refreshToken,
						},
					},
				},
			},
		});
	};

	it('is renewed by n8n, and no item is lost', async () => {
		const { items, renewals, run } = await withOAuth();
		expect(run.data.resultData.error?.message).toBeUndefined();
		expect(items('HubSpot').filter(({ json }) => json.error)).toEqual([]);
		expect(items('HubSpot')).toHaveLength(6);
		expect(renewals).toBe(1);
		expect(fake.hubspot.events().size).toBe(6);
		const calls = callsOf(fake).map(({ path, status }) => `${path.split('/').pop()} ${status}`);
		expect(calls.filter((each) => each === 'token 200')).toHaveLength(1);
		expect(calls.filter((each) => each === 'upsert 200')).toHaveLength(3);
	});

	it('and cannot be renewed ends the run: what was not written is known', async () => {
		const { items } = await withOAuth('not-a-refresh-token');
		const told = items('HubSpot').map(({ json }) => json.error as IDataObject | undefined);
		expect(told.slice(0, 2)).toEqual([undefined, undefined]);
		expect(told.slice(2)).toMatchObject(Array(4).fill({ reason: 'unsent', applied: 'no' }));
		expect(told[2]?.message).toMatch(/^Not sent: The credential "oauth" needs to be reconnected/);
	});
});
