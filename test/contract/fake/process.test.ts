// The fake in a process of its own.

import { spawnFakeHubSpot } from '../../fake-hubspot/process';
import type { Json } from './account';
import { CRM } from './account';

const send = async ({ url, token }: { url: string; token: string }, body: Json) =>
	await fetch(`${url}${CRM.replace('{objectType}', 'contacts')}`, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});

it('The fake in another process is started, asked, set back and ended', async () => {
	const fake = await spawnFakeHubSpot({
		records: { objectType: 'contacts', count: 100_000 },
		badInputs: [{ bad: { property: 'phone', value: '666' }, status: 400, names: 'nobody' }],
		keepCalls: false,
		keepApplied: false,
	});
	const last = { id: 'person100000@example.com', idProperty: 'email' };
	const inputs = [{ ...last, properties: { firstname: 'Z' } }];
	expect((await send(fake, { inputs })).status).toBe(200);
	const bad = [{ ...last, properties: { phone: '666' } }];
	expect((await send(fake, { inputs: bad })).status).toBe(400);
	await fake.nextFaults('faults', { kind: 'locked' }, null);
	await fake.standingFault('faults', { kind: 'unauthorized' });
	const after = [];
	for (let i = 0; i < 3; i++) after.push((await send(fake, { inputs })).status);
	expect(after).toEqual([423, 200, 401]);
	expect(await fake.statistics()).toMatchObject({
		calls: 5,
		byStatus: { '200': 2, '400': 1, '401': 1, '423': 1 },
		recordsApplied: 2,
		distinctKeysApplied: 1,
		peakInFlight: 1,
	});
	expect([await fake.unknownRoutes(), await fake.oddities()]).toEqual([[], []]);
	await fake.reset();
	expect(await fake.statistics()).toMatchObject({
		calls: 0,
		recordsApplied: 0,
		firstCallAt: null,
	});
	expect((await send(fake, { inputs })).status).toBe(200);
	await fake.close();
	await expect(send(fake, { inputs })).rejects.toThrow();
	await expect(fake.statistics()).rejects.toThrow('ended');
	await fake.close(); // twice does no harm
});

it('The fake in another process says why it cannot start', async () => {
	const options = { records: { objectType: 'butterflies', count: 1 } };
	await expect(spawnFakeHubSpot(options)).rejects.toThrow(/has ended \(1\).*400/s);
});
