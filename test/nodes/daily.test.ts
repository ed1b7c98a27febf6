/** Daily Calls to Keep Free, on n8n's real engine: what a user sees of it. */
import type { IDataObject } from 'n8n-workflow';

import { ALL_SCOPES, DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { byId, closeClean, errorOf, errorsOf, jsonOf, range, runRows, type Settings } from './rows';

let fake: FakeServer;
const tokens = {
	[DEFAULT_TOKEN]: { appId: 1001, scopes: [...ALL_SCOPES], kind: 'token' as const },
	'fake-oauth-of-a-marketplace-app': {
		appId: 7,
		scopes: ALL_SCOPES.filter((scope) => scope !== 'oauth'),
		kind: 'oauth' as const,
	},
};
beforeEach(async () => {
	fake = await startFakeHubSpot({ tokens, limits: { perTenSeconds: 190, perDay: 100 } });
	fake.hubspot.seedObjects({ objectType: 'contacts', count: 100 });
});
afterEach(async () => await closeClean(fake));

const UPDATE = {
	authentication: 'accessToken',
	operation: 'batchUpdateObjects',
	objectType: byId('contacts'),
	inputMode: 'json',
	json: '={{ { id: $json.id, properties: { firstname: $json.name } } }}',
};
const SEARCH = {
	...UPDATE,
	operation: 'searchObjects',
	json: '={{ { query: $json.name } }}',
};
const people = (count: number) => range(count).map((n) => ({ id: `${n + 1}`, name: `N${n}` }));

const run = async (count: number, options: IDataObject, more: Settings = {}, own = UPDATE) =>
	await runRows(fake, own, people(count), {
		onError: 'continueRegularOutput',
		...more,
		options: { batchSize: 1, ...options },
	});

it('A summary says how many calls were made, and how many are left today', async () => {
	const ran = await run(5, { output: 'summary' });
	expect(jsonOf(ran)).toMatchObject([{ done: 5, calls: 6, callsLeftToday: 94 }]);
});

it('A summary says nothing of the day where HubSpot does not', async () => {
	const token = 'fake-oauth-of-a-marketplace-app';
	const ran = await run(2, { output: 'summary' }, { token });
	expect(jsonOf(ran)[0]).not.toHaveProperty('callsLeftToday');
});

it('A run stops before too few calls are left, tells the rest unsent, and hints at it once', async () => {
	const ran = await run(60, { dailyReserve: 60 });
	const { used } = fake.hubspot.usageToday();
	expect(used).toBeGreaterThan(25);
	expect(used).toBeLessThanOrEqual(40);
	const errors = errorsOf(ran).filter((error) => error !== undefined);
	// One of the calls read the definitions.
	expect(errors).toHaveLength(60 - (used - 1));
	expect(errors[0]).toMatchObject({
		reason: 'unsent',
		applied: 'no',
		message: expect.stringMatching(
			/^Not sent: of the 100 calls that this HubSpot account has today, \d\d are left, and Daily Calls to Keep Free is 60 %\. Send the rest again after midnight/,
		) as string,
	});
	expect(ran.hints('HubSpot')).toEqual([
		expect.stringMatching(/^Not sent: of the 100 calls .* \(\d+ items: [\d to,]+\)$/),
	]);
});

it('A run that stops on error says in its headline that too few calls are left', async () => {
	const ran = await run(60, { dailyReserve: 60 }, { onError: 'stopWorkflow' });
	expect(errorOf(ran)?.message).toMatch(
		/^Too few calls to HubSpot are left today; \d+ were written, \d+ were not sent$/,
	);
	expect(errorOf(ran)?.description).toContain('Send the rest again after midnight');
});

it('A search, whose answers say nothing of the day, keeps them as well', async () => {
	const ran = await run(3, { dailyReserve: 98 }, {}, SEARCH);
	expect(fake.hubspot.calls.map(({ path }) => path.split('/').at(-1))).toEqual([
		'search',
		'private-apps',
	]);
	expect(errorsOf(ran).at(-1)).toMatchObject({ reason: 'unsent' });
});

it('A run says in a hint that it could keep none, where HubSpot does not say how many are left', async () => {
	const token = 'fake-oauth-of-a-marketplace-app';
	const ran = await run(3, { dailyReserve: 90 }, { token });
	expect(jsonOf(ran).every(({ error }) => error === undefined)).toBe(true);
	expect(ran.hints('HubSpot')).toEqual([
		'Daily Calls to Keep Free had no effect: HubSpot did not say how many calls are left today. It tells service keys and private apps in every answer, and others where they have the scope oauth.',
	]);
});

it('A run that keeps none of the day is stopped by HubSpot alone', async () => {
	const ran = await run(99, { dailyReserve: 0 });
	expect(errorsOf(ran).every((error) => error === undefined)).toBe(true);
});

it.each([-1, 100, 1.5, 'half'])(
	'A percentage of %p is refused before anything is sent',
	async (wrong) => {
		const ran = await run(1, { dailyReserve: wrong });
		expect(errorsOf(ran)[0]?.message).toMatch(
			/^Daily Calls to Keep Free must be a whole number from 0 to 99, not “/,
		);
		expect(fake.hubspot.calls).toEqual([]);
	},
);
