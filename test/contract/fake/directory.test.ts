// What the fake lists for properties that hold IDs alone, and which of these IDs it takes.

import * as facts from '../facts';
import { account } from './account';

const { owners: OWNERS, pipelines: PIPELINES } = facts.DIRECTORY;

type Listed = Record<string, unknown> & { stages: Array<Record<string, unknown>> };

const listed = (said: { results: unknown }) => said.results as Listed[];

const only = (scope: string) => ({
	tokens: { it: { appId: 1, scopes: [scope], kind: 'token' as const } },
});

it.each(facts.VERSIONS)('Owners and pipelines are listed in version %s', (version) => {
	const { hubspot, call } = account();
	hubspot.seedOwner({ email: 'ada@example.com', teams: ['North', 'South'] });
	hubspot.definePipeline('deals', { label: 'Sales', stages: ['New', 'Won'] });
	const [owner] = listed(call('GET', OWNERS.paths[version]).said);
	expect(Object.keys(owner)).toEqual(expect.arrayContaining([...OWNERS.fields]));
	expect(owner.teams).toMatchObject([{ name: 'North', primary: true }, { name: 'South' }]);
	const path = PIPELINES.paths[version].replace('{objectType}', 'deals');
	const [pipeline] = listed(call('GET', path).said);
	expect(Object.keys(pipeline)).toEqual(expect.arrayContaining([...PIPELINES.fields]));
	const [stage] = pipeline.stages;
	expect(Object.keys(stage)).toEqual(expect.arrayContaining([...facts.STAGE_FIELDS]));
});

it('Active owners come page by page, archived ones only when they are asked for', () => {
	const { hubspot, call } = account();
	const ids = [...Array(250).keys()].map((n) => hubspot.seedOwner({ email: `u${n}@x.co` }));
	hubspot.seedOwner({ email: 'gone@x.co', archived: true });
	const found: unknown[] = [];
	let after: string | undefined = '';
	let pages = 0;
	while (after !== undefined) {
		const { said } = call('GET', `${OWNERS.paths.v3}?limit=100${after && `&after=${after}`}`);
		found.push(...said.results.map(({ id }) => id));
		after = (said.paging as { next?: { after: string } } | undefined)?.next?.after;
		pages++;
	}
	expect(pages).toBe(3);
	expect(found).toEqual(ids);
	const archived = listed(call('GET', `${OWNERS.paths.v3}?archived=true`).said);
	expect(archived.map(({ email }) => email)).toEqual(['gone@x.co']);
	const named = listed(call('GET', `${OWNERS.paths.v3}?email=u7@x.co`).said);
	expect(named.map(({ id }) => id)).toEqual([ids[7]]);
	expect(call('GET', `${OWNERS.paths.v3}?limit=500`).status).toBe(400);
});

it('Owners take a scope of their own, pipelines that of reading the object', () => {
	const { call } = account(only('crm.objects.deals.read'));
	const refused = call('GET', OWNERS.paths.v3, '', 'it');
	expect(refused.status).toBe(403);
	expect(refused.body).toContain(OWNERS.scopes[0]);
	const deals = PIPELINES.paths.v3.replace('{objectType}', 'deals');
	expect(call('GET', deals, '', 'it').status).toBe(200);
	const tickets = PIPELINES.paths.v3.replace('{objectType}', 'tickets');
	expect(call('GET', tickets, '', 'it').status).toBe(403);
	const ofOwners = account(only(OWNERS.scopes[0]));
	expect(ofOwners.call('GET', OWNERS.paths.v3, '', 'it').status).toBe(200);
});

it('An object type that does not exist has no pipelines', () => {
	const { call } = account();
	const path = PIPELINES.paths.v3.replace('{objectType}', 'butterflies');
	expect(call('GET', path)).toMatchObject({
		status: 400,
		said: { message: facts.UNKNOWN_TYPE.message('butterflies') },
	});
});

it('A property that holds an owner says so, and has no options', () => {
	const { hubspot, call } = account();
	hubspot.defineOwnerProperty('deals');
	const said = listed(call('GET', '/crm/v3/properties/deals').said);
	const owner = said.find(({ name }) => name === facts.OWNER_PROPERTY);
	expect(owner).toMatchObject({
		...facts.EXTERNAL.owner,
		[facts.EXTERNAL.mark]: true,
		options: facts.EXTERNAL.options,
	});
});

it('A property that holds an owner takes the IDs of active owners, and nothing else', () => {
	const { hubspot, update } = account();
	hubspot.defineOwnerProperty('deals');
	const ada = hubspot.seedOwner({ email: 'ada@example.com', userId: 77 });
	const gone = hubspot.seedOwner({ email: 'gone@example.com', archived: true });
	const id = hubspot.seedObject('deals', {});
	const status = (hubspot_owner_id: string) =>
		update([{ id, properties: { hubspot_owner_id } }], 'deals').status;
	expect(['', ada, `${ada};${ada}`].map(status)).toEqual([200, 200, 200]);
	expect(['ada@example.com', '77', gone].map(status)).toEqual([400, 400, 400]);
});

it.each(['deals', 'tickets', '2-1001'])(
	'A stage of %s is taken by its ID, in the pipeline that the input names',
	(objectType) => {
		const { hubspot, update } = account();
		hubspot.defineProperty(objectType, { name: 'subject' });
		const stages = ['New', { label: 'Old', archived: true }];
		const [sales, service] = ['Sales', 'Service'].map((label) =>
			hubspot.definePipeline(objectType, { label, stages }),
		);
		const closed = hubspot.definePipeline(objectType, { label: 'X', archived: true, stages });
		const id = hubspot.seedObject(objectType, {});
		const names = facts.STAGE_PROPERTIES[objectType];
		const told = (stage: string, pipeline?: string) => {
			const properties = { [names.stage]: stage, ...(pipeline && { [names.pipeline]: pipeline }) };
			return update([{ id, properties }], objectType);
		};
		expect(told(sales.stages[0].id).status).toBe(200);
		expect(told(sales.stages[0].id, sales.id).status).toBe(200);
		expect(told('').status).toBe(200);
		for (const [stage, pipeline] of [
			['New'],
			[sales.stages[0].id, service.id],
			[sales.stages[0].id, 'Sales'],
			[sales.stages[1].id],
			[closed.stages[0].id],
		]) {
			const { status, said } = told(stage, pipeline);
			expect(status).toBe(400);
			expect(said.errors[0]).toMatchObject({ code: facts.UNKNOWN_STAGE.code });
		}
		expect(told('New').said.message).toContain(facts.UNKNOWN_STAGE.words);
	},
);
