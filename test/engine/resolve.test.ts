/** stages/resolve.ts: records that inputs call by any property get their IDs before anything is sent. */
import { addToList } from '../../nodes/HubSpotCrmObjects/operations/addToList';
import { batchArchiveObjects } from '../../nodes/HubSpotCrmObjects/operations/batchArchiveObjects';
import { batchAssociate } from '../../nodes/HubSpotCrmObjects/operations/batchAssociate';
import { batchReadObjects } from '../../nodes/HubSpotCrmObjects/operations/batchReadObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import type { FakeOptions, SingleFault } from '../fake-hubspot/hubspot';
import { problemOf } from './rows';
import { runJob, World, type Job } from './world';

function worldOf(options: FakeOptions = {}) {
	const world = new World(options);
	const { hubspot } = world;
	hubspot.defineProperty('companies', { name: 'domain', label: 'Domain' });
	hubspot.defineProperty('companies', { name: 'city', label: 'City' });
	hubspot.defineProperty('companies', { name: 'tier', label: 'Tier', type: 'enumeration' });
	hubspot.defineProperty('companies', { name: 'number', label: 'Number', hasUniqueValue: true });
	return world;
}

const archive = async (world: World, raw: unknown[], more: Partial<Job> = {}) =>
	await runJob({ world, row: batchArchiveObjects, raw, objectType: 'companies', ...more });

const byDomain = (...domains: string[]) => domains.map((id) => ({ id, idProperty: 'domain' }));

/** `POST companies/search` of every call so far. */
const pathsOf = ({ hubspot }: World) =>
	hubspot.calls.map(({ method, path }) => `${method} ${path.split('/').slice(4).join('/')}`);

const DEFINITIONS = 'GET companies';

describe('Records called by a property whose values are not unique', () => {
	it('are searched, a hundred values a call, and reach HubSpot by their IDs', async () => {
		const world = worldOf();
		const ids = Array.from({ length: 150 }, (_, n) =>
			world.hubspot.seedObject('companies', { domain: `d${n}.example` }),
		);
		const { outcomes } = await archive(world, byDomain(...ids.map((_, n) => `D${n}.example`)));
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect([...world.hubspot.archivedObjects('companies').keys()].sort()).toEqual(ids.sort());
		expect(pathsOf(world)).toEqual([
			DEFINITIONS,
			'POST companies/search',
			'POST companies/search',
			'POST companies/batch/archive',
			'POST companies/batch/archive',
		]);
	});

	it('are refused alone where no record has the value, or several have it, and these are named', async () => {
		const world = worldOf();
		const { hubspot } = world;
		const good = hubspot.seedObject('companies', { domain: 'one.example' });
		const twins = [1, 2].map(() => hubspot.seedObject('companies', { domain: 'two.example' }));
		const { outcomes } = await archive(
			world,
			byDomain('none.example', 'two.example', 'one.example'),
		);
		expect(outcomes.slice(0, 2).map(problemOf)).toMatchObject([
			{
				reason: 'rejected',
				applied: 'no',
				category: 'OBJECT_NOT_FOUND',
				message: 'No company has the domain none.example, so nothing was archived.',
			},
			{
				reason: 'rejected',
				applied: 'no',
				message: `Several companies have the domain two.example (record IDs ${twins.join(', ')}), so nothing was archived. Use the record ID of the right one.`,
			},
		]);
		expect(outcomes[2]).toMatchObject({ ok: true, result: { id: good, domain: 'one.example' } });
		expect([...hubspot.archivedObjects('companies').keys()]).toEqual([good]);
	});

	it('stop a run that is to stop on failures before anything else is sent', async () => {
		const world = worldOf();
		world.hubspot.seedObject('companies', { domain: 'one.example' });
		const { outcomes } = await archive(world, byDomain('none.example', 'one.example'), {
			stopOnFailure: true,
		});
		expect(outcomes.map((outcome) => problemOf(outcome).reason)).toEqual(['rejected', 'unsent']);
		expect(world.hubspot.archivedObjects('companies').size).toBe(0);
	});

	it('are not searched where archived ones are to be read: no search shows these', async () => {
		const world = worldOf();
		const { hubspot } = world;
		const id = hubspot.seedObject('companies', { domain: 'one.example', number: 'N-1' });
		await archive(world, [{ id }]);
		hubspot.calls.length = 0;
		const { outcomes } = await runJob({
			world,
			row: batchReadObjects,
			raw: [...byDomain('one.example'), { id: 'N-1', idProperty: 'number' }],
			objectType: 'companies',
			parameters: { archived: 'true' },
		});
		expect(problemOf(outcomes[0])).toMatchObject({
			reason: 'invalid',
			message: expect.stringMatching(
				/^Not looked up: archived records cannot be found by domain, .*: use the record ID or a unique property\.$/,
			) as string,
		});
		expect(outcomes[1]).toMatchObject({ ok: true, result: { id, number: 'N-1', archived: true } });
		expect(pathsOf(world)).toEqual([DEFINITIONS, 'POST companies/batch/read?archived=true']);
	});

	it('are told apart by property and by object type where they have the same value', async () => {
		const world = worldOf();
		const { hubspot } = world;
		for (const name of ['domain', 'city']) {
			hubspot.defineProperty('deals', { name, label: name });
		}
		const byDomain = hubspot.seedObject('companies', { domain: 'same' });
		const byCity = hubspot.seedObject('companies', { city: 'same' });
		const deal = hubspot.seedObject('deals', { domain: 'same' });
		const { outcomes } = await archive(
			world,
			['domain', 'city'].map((idProperty) => ({ id: 'same', idProperty })),
		);
		expect(outcomes).toMatchObject([{ result: { id: byDomain } }, { result: { id: byCity } }]);
		const company = hubspot.seedObject('companies', { domain: 'same' });
		const end = { id: 'same', idProperty: 'domain' };
		const pairs = await runJob({
			world,
			row: batchAssociate,
			raw: [{ from: end, to: end }],
			parameters: { fromObjectType: 'companies', toObjectType: 'deals' },
		});
		expect(pairs.outcomes).toMatchObject([
			{ ok: true, result: { fromObjectId: company, toObjectId: deal } },
		]);
	});

	it('are asked for once, however many items call them', async () => {
		const world = worldOf();
		const id = world.hubspot.seedObject('companies', { domain: 'one.example', city: 'Paris' });
		const raw = Array.from({ length: 300 }, () => ({
			id: 'one.example',
			idProperty: 'domain',
		}));
		const { outcomes } = await runJob({
			world,
			row: batchReadObjects,
			raw,
			objectType: 'companies',
			portion: 100,
		});
		expect(outcomes).toHaveLength(300);
		expect(outcomes.every((outcome) => outcome.ok && outcome.result.id === id)).toBe(true);
		expect(pathsOf(world).filter((path) => path.endsWith('/search'))).toHaveLength(1);
	});

	it.each([
		['one after the other, again and again', (n: number) => n % 300],
		['each several times in a row', (n: number) => Math.floor(n / 10)],
	])('fill whole calls where many items name few of them: %s', async (_, nameOf) => {
		const world = worldOf();
		for (let n = 0; n < 300; n++)
			world.hubspot.seedObject('companies', { domain: `d${n}.example` });
		const raw = Array.from({ length: 3_000 }, (__, n) => ({
			id: `d${nameOf(n)}.example`,
			idProperty: 'domain',
		}));
		const { outcomes } = await runJob({
			world,
			row: batchReadObjects,
			raw,
			objectType: 'companies',
			portion: 100,
		});
		expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3_000);
		expect(pathsOf(world)).toEqual(
			expect.arrayContaining([DEFINITIONS, 'POST companies/search', 'POST companies/batch/read']),
		);
		expect(pathsOf(world)).toHaveLength(1 + 3 + 3);
	});

	it('are not held back for ever for the sake of full calls', async () => {
		const world = worldOf();
		for (const name of ['one', 'two']) {
			world.hubspot.seedObject('companies', { domain: `${name}.example` });
		}
		// More than are read ahead: a look-up of one value goes all the same.
		const raw = Array.from({ length: 6_000 }, (_, n) => ({
			id: n < 5_900 ? 'one.example' : 'two.example',
			idProperty: 'domain',
		}));
		const { outcomes } = await runJob({
			world,
			row: batchReadObjects,
			raw,
			objectType: 'companies',
			portion: 100,
		});
		expect(outcomes.filter(({ ok }) => ok)).toHaveLength(6_000);
		expect(pathsOf(world).filter((path) => path.endsWith('/search'))).toHaveLength(2);
	});

	it('with more hits than one answer shows are searched in halves until it shows them all', async () => {
		const world = worldOf();
		const { hubspot } = world;
		for (let n = 0; n < 250; n++) hubspot.seedObject('companies', { city: 'Paris' });
		const alone = hubspot.seedObject('companies', { city: 'Rome' });
		const raw = ['Paris', 'Rome'].map((id) => ({ id, idProperty: 'city' }));
		const { outcomes } = await archive(world, raw);
		expect(problemOf(outcomes[0]).message).toMatch(
			/^Several companies have the city Paris \(record IDs (\d+, ){5}…\)/,
		);
		expect(outcomes[1]).toMatchObject({ ok: true, result: { id: alone } });
	});

	it('keep the case of choices, which HubSpot compares as they are', async () => {
		const world = worldOf();
		world.hubspot.seedObject('companies', { tier: 'GOLD' });
		await archive(world, [{ id: 'GOLD', idProperty: 'tier' }]);
		const [search] = world.hubspot.calls.filter(({ path }) => path.endsWith('/search'));
		expect(JSON.stringify(search.requestBody)).toContain('"values":["GOLD"]');
	});

	it('are searched at the pace of searches: never refused for too many of them', async () => {
		const world = worldOf({ limits: { perTenSeconds: 190, perDay: 1_000_000 } });
		const { hubspot } = world;
		const domains = Array.from({ length: 3_000 }, (_, n) => `d${n}.example`);
		for (const domain of domains) hubspot.seedObject('companies', { domain });
		const { outcomes } = await archive(world, byDomain(...domains), { portion: 100 });
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(hubspot.statistics()).toMatchObject({
			calls: 1 + 30 + 30,
			byStatus: { 200: 31, 204: 30 },
		});
	});

	it('that HubSpot does not let us search are not sent, and the reason is told', async () => {
		const world = worldOf();
		world.hubspot.searchFaults.always({
			kind: 'wholeBatch',
			status: 400,
			dialect: 'category',
			message: 'Searching is switched off',
		});
		const { outcomes } = await archive(world, byDomain('one.example'));
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'unsent', applied: 'no' });
		expect(problemOf(outcomes[0]).message).toMatch(
			/^Not sent: the company with the domain one\.example could not be looked up\. HubSpot refused/,
		);
	});
});

describe('Records called by a property with unique values', () => {
	it('are read by it, where the endpoint takes IDs alone', async () => {
		const world = worldOf();
		const id = world.hubspot.seedObject('companies', { number: 'N-1' });
		const { outcomes } = await archive(world, [{ id: 'N-1', idProperty: 'number' }]);
		expect(outcomes).toMatchObject([{ ok: true, result: { id, number: 'N-1' } }]);
		expect(pathsOf(world)).toEqual([
			DEFINITIONS,
			'POST companies/batch/read',
			'POST companies/batch/archive',
		]);
	});

	it('are told apart by their case: one is never answered with the record of another', async () => {
		const world = worldOf();
		const id = world.hubspot.seedObject('companies', { number: 'Nr7' });
		const raw = ['Nr7', 'nr7'].map((value) => ({ id: value, idProperty: 'number' }));
		const { outcomes } = await archive(world, raw);
		expect(outcomes[0]).toMatchObject({ ok: true, result: { id } });
		expect(problemOf(outcomes[1])).toMatchObject({ reason: 'rejected', applied: 'no' });
	});

	it('are not looked up where the endpoint takes the property itself', async () => {
		const world = worldOf();
		world.hubspot.seedObject('companies', { number: 'N-1' });
		const input = { id: 'N-1', idProperty: 'number', properties: { city: 'Rome' } };
		const { outcomes } = await runJob({
			world,
			row: batchUpdateObjects,
			raw: [input],
			objectType: 'companies',
		});
		expect(outcomes[0].ok).toBe(true);
		expect(pathsOf(world)).toEqual([DEFINITIONS, 'POST companies/batch/update']);
	});
});

describe('Where HubSpot does not say whether the values of a property are unique', () => {
	const update = async (world: World, raw: unknown[], more: Partial<Job> = {}) =>
		await runJob({ world, row: batchUpdateObjects, raw, objectType: 'companies', ...more });
	const input = { id: 'one.example', idProperty: 'domain', properties: { city: 'Rome' } };

	it.each<[string, SingleFault, RegExp]>([
		[
			'its answer cannot be read',
			{ kind: 'notJson', status: 200 },
			/^Not sent: the company with the domain one\.example could not be looked up\. HubSpot's answer cannot be read\./,
		],
		[
			"the day's calls are used up",
			{ kind: 'rateLimit', policy: 'DAILY' },
			/^Not sent: the account.s calls for today are used up/,
		],
	])('and %s, nothing is sent by it', async (_, fault, message) => {
		const world = worldOf();
		world.hubspot.seedObject('companies', { domain: 'one.example' });
		world.hubspot.supportingFaults.next(fault);
		const { outcomes } = await update(world, [input]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'unsent', applied: 'no' });
		expect(problemOf(outcomes[0]).message).toMatch(message);
		expect(pathsOf(world)).toEqual([DEFINITIONS]);
	});

	it.each([
		['an update', batchUpdateObjects],
		['an archive', batchArchiveObjects],
	])(
		'values that differ in case alone are told apart by %s all the same, by records that ask later',
		async (_, row) => {
			const world = worldOf();
			const ids = ['Nr7', 'nr7'].map((number) => world.hubspot.seedObject('companies', { number }));
			world.hubspot.supportingFaults.next({ kind: 'notJson', status: 200 });
			const named = (id: string) => ({ id, idProperty: 'number', properties: { city: 'Rome' } });
			const raw = ['Nr7', 'nr7', 'Nr7', 'nr7'].map(named);
			const given =
				row === batchArchiveObjects ? raw.map(({ id, idProperty }) => ({ id, idProperty })) : raw;
			const { outcomes } = await runJob({
				world,
				row,
				raw: given,
				objectType: 'companies',
				portion: 2,
			});
			expect(outcomes.map((told) => (told.ok ? told.result.id : told.failure.reason))).toEqual([
				'unsent',
				'unsent',
				...ids,
			]);
		},
	);

	it('a list that is read in portions comes to its end', async () => {
		const world = worldOf();
		for (const number of ['Nr7', 'X1']) world.hubspot.seedObject('companies', { number });
		world.hubspot.supportingFaults.next({ kind: 'notJson', status: 200 });
		const raw = ['Nr7', 'X1'].map((id) => ({ id, idProperty: 'number' }));
		const { outcomes } = await archive(world, raw, { portion: 1 });
		expect(outcomes.map(({ ok }) => ok)).toEqual([false, true]);
	});

	it('though it was asked twice, records called otherwise are sent, and no time is lost on more', async () => {
		const world = worldOf();
		world.hubspot.seedObjects({ objectType: 'contacts', count: 300 });
		for (const name of ['badge', 'city']) {
			world.hubspot.defineProperty('contacts', { name, label: name });
		}
		world.hubspot.supportingFaults.always({ kind: 'serverError', status: 503, applied: false });
		const raw = Array.from({ length: 300 }, (_, n) => ({
			...(n % 10 ? { id: `${n + 1}` } : { id: `B${n}`, idProperty: 'badge' }),
			properties: { city: 'Rome' },
		}));
		const { outcomes } = await update(world, raw, { objectType: 'contacts', portion: 50 });
		expect(outcomes.filter(({ ok }) => ok)).toHaveLength(270);
		expect(pathsOf(world).filter((path) => path === 'GET contacts')).toHaveLength(4);
	});

	it('later records ask again', async () => {
		const world = worldOf();
		const id = world.hubspot.seedObject('companies', { domain: 'one.example' });
		world.hubspot.supportingFaults.next({ kind: 'notJson', status: 200 });
		const { outcomes } = await update(world, [{ ...input, id: 'none.example' }, input], {
			portion: 1,
		});
		expect(outcomes.map(({ ok }) => ok)).toEqual([false, true]);
		expect(outcomes[1]).toMatchObject({ result: { id } });
	});

	it('because the token may not read it, records are sent as they are, and HubSpot judges', async () => {
		const world = worldOf();
		world.hubspot.seedObject('companies', { number: 'N-1' });
		world.hubspot.supportingFaults.always({
			kind: 'missingScopes',
			scopes: ['crm.schemas.companies.read'],
		});
		const { outcomes } = await update(world, [{ ...input, id: 'N-1', idProperty: 'number' }]);
		expect(outcomes[0].ok).toBe(true);
		expect(pathsOf(world)).toEqual([DEFINITIONS, 'POST companies/batch/update']);
	});
});

describe('Contacts called by their e-mail address', () => {
	it('are read by it without asking whether it is unique, by a second address too', async () => {
		const world = new World();
		const id = world.hubspot.seedObject('contacts', {
			email: 'ada@example.com',
			hs_additional_emails: 'ada@old.example',
		});
		const raw = [{ id: 'ADA@old.example', idProperty: 'email' }];
		const { outcomes } = await archive(world, raw, { objectType: 'contacts' });
		expect(outcomes).toMatchObject([{ ok: true, result: { id } }]);
		expect(pathsOf(world)).toEqual(['POST contacts/batch/read', 'POST contacts/batch/archive']);
	});
});

it('A record that is updated by any property keeps that property in its result, and is sent by its ID', async () => {
	const world = worldOf();
	const id = world.hubspot.seedObject('companies', { domain: 'one.example' });
	const input = { id: 'one.example', idProperty: 'domain', properties: { city: 'Rome' } };
	const { outcomes } = await runJob({
		world,
		row: batchUpdateObjects,
		raw: [input],
		objectType: 'companies',
	});
	expect(outcomes).toMatchObject([{ ok: true, result: { id, domain: 'one.example' } }]);
	const update = world.hubspot.calls.find(({ path }) => path.endsWith('/update'));
	const [sent] = (update?.requestBody as { inputs: object[] }).inputs;
	expect(Object.keys(sent).sort()).toEqual(['id', 'objectWriteTraceId', 'properties']);
});

describe('Pairs and members called by other values than their IDs', () => {
	it('are associated: a contact by its address with a company by its domain', async () => {
		const world = worldOf();
		const { hubspot } = world;
		const contact = hubspot.seedObject('contacts', { email: 'ada@example.com' });
		const company = hubspot.seedObject('companies', { domain: 'one.example' });
		const raw = ['one.example', 'none.example'].map((domain) => ({
			from: { id: 'ADA@example.com', idProperty: 'email' },
			to: { id: domain, idProperty: 'domain' },
		}));
		const { outcomes } = await runJob({
			world,
			row: batchAssociate,
			raw,
			parameters: { fromObjectType: 'contacts', toObjectType: 'companies' },
		});
		expect(outcomes[0]).toMatchObject({
			ok: true,
			result: { fromObjectId: contact, toObjectId: company },
		});
		expect(problemOf(outcomes[1])).toMatchObject({ reason: 'rejected', applied: 'no' });
		expect(problemOf(outcomes[1]).message).toBe(
			'No company has the domain none.example, so nothing was associated.',
		);
		expect(hubspot.associationOf(['contacts', contact], ['companies', company])).not.toEqual([]);
	});

	it('join a list by their addresses: a hundred are read and a thousand added a call', async () => {
		const world = new World();
		const { hubspot } = world;
		hubspot.seedObjects({ objectType: 'contacts', count: 2_000 });
		const listId = hubspot.seedList('contacts');
		const raw = Array.from({ length: 2_000 }, (_, n) => ({
			id: `person${n + 1}@example.com`,
			idProperty: 'email',
		}));
		const { outcomes } = await runJob({
			world,
			row: addToList,
			raw,
			parameters: { listId },
			portion: 1_000,
		});
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(hubspot.list(listId)?.members.size).toBe(2_000);
		const methods = hubspot.calls.map(({ method }) => method);
		expect(methods.filter((method) => method === 'POST')).toHaveLength(20);
		expect(methods.filter((method) => method === 'PUT')).toHaveLength(2);
		expect(methods).toHaveLength(23);
	});
});

describe('A look-up whose answer does not tell all', () => {
	const id = (n: number) => ({ id: `${n}`, properties: { domain: 'one.example' } });
	const busy = { status: 'error', category: 'INTERNAL_ERROR', message: 'busy' };
	const looked = async (body: unknown) => {
		const world = worldOf();
		const { outcomes } = await archive(world, byDomain('one.example'), {
			http: async (request) =>
				request.path.endsWith('/search')
					? { kind: 'reply', reply: { status: 200, headers: {}, body } }
					: await world.http(request),
		});
		return problemOf(outcomes[0]);
	};

	it.each([
		['holds no results', {}, "HubSpot's answer holds no results"],
		['says something else', { message: 'busy' }, "HubSpot's answer holds no results"],
		['reports an error beside', { results: [id(1)], errors: [busy] }, 'HubSpot answered “busy”'],
		[
			'shows one of many',
			{ results: [id(1)], paging: { next: { after: '200' } } },
			'HubSpot found more records than its answer shows',
		],
	])('finds nobody, and says why: it %s', async (_, body, why) => {
		expect(await looked(body)).toMatchObject({
			reason: 'unsent',
			applied: 'no',
			message: `Not sent: the company with the domain one.example could not be looked up. ${why}.`,
		});
	});

	it('still shows that several records have a value', async () => {
		const body = { results: [id(1), id(2)], paging: { next: { after: '200' } } };
		expect((await looked(body)).message).toMatch(/^Several companies have the domain/);
	});
});
