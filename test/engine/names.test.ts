/** stages/names.ts: owners by e-mail, pipelines and stages by label get their IDs before anything is sent. */
import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';
import { batchUpsertObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpsertObjects';
import type { FakeOptions } from '../fake-hubspot/hubspot';
import type { Operation } from '../../nodes/n8n/operation';
import type { Told } from '../../nodes/n8n/present';
import { problemOf } from './rows';
import { runJob, World, type Job } from './world';

const messageOf = (told: Told) => problemOf(told).message;

/** An account with owners, of whom one has left, and two pipelines that share the name of a stage. */
function worldOf(options: FakeOptions = {}) {
	const world = new World(options);
	const { hubspot } = world;
	hubspot.defineOwnerProperty('deals');
	hubspot.defineOwnerProperty('deals', 'account_manager');
	hubspot.defineOwnerProperty('deals', 'team', { fieldType: 'checkbox' });
	hubspot.defineProperty('deals', { name: 'billing_contact' });
	hubspot.defineProperty('deals', { name: 'deal_code', hasUniqueValue: true });
	const ada = hubspot.seedOwner({
		email: 'ada@example.com',
		firstName: 'Ada',
		lastName: 'Lovelace',
		teams: ['North', 'South'],
	});
	const grace = hubspot.seedOwner({ email: 'grace@example.com', firstName: 'Grace' });
	const gone = hubspot.seedOwner({ email: 'gone@example.com', archived: true });
	const sales = hubspot.definePipeline('deals', {
		label: 'Sales',
		stages: ['New', 'In talks', 'Closed Won', { label: 'Old', archived: true }],
	});
	const renewals = hubspot.definePipeline('deals', {
		label: 'Renewals',
		stages: ['New', 'Renewed'],
	});
	return { world, hubspot, ada, grace, gone, sales, renewals };
}

type Account = ReturnType<typeof worldOf>;

const stageOf = ({ stages }: Account['sales'], label: string) =>
	stages.find((stage) => stage.label === label)?.id;

const pathsOf = ({ hubspot }: World) =>
	hubspot.calls.map(({ method, path }) => `${method} ${path.replace('/2026-03', '')}`);

const OWNERS = 'GET /crm/owners?limit=100';
const PIPELINES = 'GET /crm/pipelines/deals';
const PROPERTIES = 'GET /crm/properties/deals';
const CREATE = 'POST /crm/objects/deals/batch/create';

/** Creates deals with these properties. */
async function create(
	world: World,
	properties: Array<Record<string, string>>,
	more: Partial<Job> = {},
) {
	const { outcomes } = await runJob({
		world,
		row: batchCreateObjects,
		objectType: 'deals',
		raw: properties.map((each, n) => ({ properties: { dealname: `D${n}`, ...each } })),
		...more,
	});
	const deals = [...world.hubspot.objects('deals').values()];
	const held = (n: number) =>
		deals.find(({ properties: { dealname } }) => dealname === `D${n}`)?.properties;
	return { outcomes, held, paths: pathsOf(world) };
}

describe('An owner given by e-mail', () => {
	it('becomes its ID, whatever its case and the blanks around, and is looked up once in a run', async () => {
		const { world, ada, grace } = worldOf();
		const emails = ['ada@example.com', ' Ada@Example.COM ', 'grace@example.com'];
		const raw = [...Array(250).keys()].map((n) => ({ hubspot_owner_id: emails[n % 3] }));
		const { outcomes, held, paths } = await create(world, raw, { portion: 100 });
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(paths).toEqual([OWNERS, CREATE, CREATE, CREATE]);
		for (let n = 0; n < 250; n++) {
			expect(held(n)?.hubspot_owner_id).toBe(n % 3 < 2 ? ada : grace);
		}
	});

	it('is found on whichever page of owners it is', async () => {
		const { world, hubspot } = worldOf();
		for (let n = 0; n < 250; n++) hubspot.seedOwner({ email: `u${n}@example.com` });
		const last = hubspot.seedOwner({ email: 'last@example.com' });
		const { held, paths } = await create(world, [{ hubspot_owner_id: 'last@example.com' }]);
		expect(held(0)?.hubspot_owner_id).toBe(last);
		expect(paths).toEqual([OWNERS, `${OWNERS}&after=100`, `${OWNERS}&after=200`, CREATE]);
	});

	it('is taken in every property that HubSpot says holds an owner, and left alone in text', async () => {
		const { world, ada, grace } = worldOf();
		const { held, paths } = await create(world, [
			{ account_manager: 'ada@example.com', billing_contact: 'ada@example.com' },
			{ account_manager: grace, team: `ada@example.com; ${grace}` },
		]);
		expect(held(0)).toMatchObject({ account_manager: ada, billing_contact: 'ada@example.com' });
		expect(held(1)).toMatchObject({ account_manager: grace, team: `${ada};${grace}` });
		expect(paths).toEqual([PROPERTIES, OWNERS, CREATE]);
	});

	it('is refused alone where no active user has it, with the one that comes closest', async () => {
		const { world, ada } = worldOf();
		const { outcomes, held } = await create(world, [
			{ hubspot_owner_id: 'ada@exmaple.com' },
			{ hubspot_owner_id: 'gone@example.com' },
			{ hubspot_owner_id: 'Ada Lovelace' },
			{ hubspot_owner_id: 'ada@example.com' },
		]);
		expect(problemOf(outcomes[0])).toMatchObject({ reason: 'invalid', applied: 'no' });
		expect(outcomes.slice(0, 3).map(messageOf)).toEqual([
			'Not sent: hubspot_owner_id must be the email or the ID of an active HubSpot user, but is “ada@exmaple.com”. Did you mean “ada@example.com”?',
			'Not sent: hubspot_owner_id must be the email or the ID of an active HubSpot user, but is “gone@example.com”. Look it up in HubSpot under Settings → Users & Teams.',
			'Not sent: hubspot_owner_id must be the email or the ID of an active HubSpot user, but is “Ada Lovelace”. Did you mean “ada@example.com”?',
		]);
		expect(outcomes[3].ok).toBe(true);
		expect(held(3)?.hubspot_owner_id).toBe(ada);
		expect(world.hubspot.objects('deals').size).toBe(1);
	});

	it('is refused where several users have it, and their IDs are named', async () => {
		const { world, hubspot, grace } = worldOf();
		const twin = hubspot.seedOwner({ email: 'Grace@example.com' });
		const { outcomes } = await create(world, [{ hubspot_owner_id: 'grace@example.com' }]);
		expect(messageOf(outcomes[0])).toBe(
			`Not sent: hubspot_owner_id is “grace@example.com”, but several users of HubSpot have this email (IDs ${grace}, ${twin}). Send the ID of the right one.`,
		);
	});
});

describe('A stage given by its label', () => {
	it('becomes the stage of the pipeline that the same item names, by label or by ID', async () => {
		const account = worldOf();
		const { world, sales, renewals } = account;
		const { outcomes, held, paths } = await create(world, [
			{ pipeline: 'Sales', dealstage: 'New' },
			{ pipeline: ' renewals ', dealstage: 'new' },
			{ pipeline: renewals.id, dealstage: 'New' },
			{ pipeline: 'Sales', dealstage: stageOf(sales, 'In talks') ?? '' },
			{ pipeline: 'Renewals' },
		]);
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		const there = [0, 1, 2, 3, 4].map((n) => [held(n)?.pipeline, held(n)?.dealstage]);
		expect(there).toEqual([
			[sales.id, stageOf(sales, 'New')],
			[renewals.id, stageOf(renewals, 'New')],
			[renewals.id, stageOf(renewals, 'New')],
			[sales.id, stageOf(sales, 'In talks')],
			[renewals.id, undefined],
		]);
		expect(paths).toEqual([PIPELINES, CREATE]);
	});

	it('needs no pipeline where only one has such a stage, and is refused where several do', async () => {
		const { world, held, outcomes, account } = await (async () => {
			const made = worldOf();
			const ran = await create(made.world, [
				{ dealstage: 'Renewed' },
				{ dealstage: 'New' },
				{ dealstage: 'in  TALKS' },
			]);
			return { ...ran, world: made.world, account: made };
		})();
		expect(held(0)).toMatchObject({ dealstage: stageOf(account.renewals, 'Renewed') });
		expect(held(0)).not.toHaveProperty('pipeline');
		expect(held(2)?.dealstage).toBe(stageOf(account.sales, 'In talks'));
		expect(problemOf(outcomes[1])).toMatchObject({ reason: 'invalid', applied: 'no' });
		expect(messageOf(outcomes[1])).toBe(
			'Not sent: dealstage is “New”, and several pipelines have such a stage (“Sales”, “Renewals”). Send pipeline, too.',
		);
		expect(world.hubspot.objects('deals').size).toBe(2);
	});

	it('that its pipeline does not have is refused, with what there is', async () => {
		const { world } = worldOf();
		const { outcomes } = await create(world, [
			{ pipeline: 'Sales', dealstage: 'Won' },
			{ pipeline: 'Renewals', dealstage: 'Lost' },
			{ pipeline: 'Sales', dealstage: 'Old' },
			{ dealstage: 'Renewd' },
			{ pipeline: 'Sale', dealstage: 'New' },
			{ pipeline: '99', dealstage: 'New' },
		]);
		expect(outcomes.map(messageOf)).toEqual([
			'Not sent: dealstage must be a stage of the pipeline “Sales”, but is “Won”. Did you mean “Closed Won”?',
			'Not sent: dealstage must be a stage of the pipeline “Renewals”, but is “Lost”. The stages are: “New”, “Renewed”.',
			'Not sent: dealstage must be a stage of the pipeline “Sales”, but is “Old”. The stages are: “New”, “In talks”, “Closed Won”.',
			'Not sent: dealstage must be a stage of a pipeline of deals, but is “Renewd”. Did you mean “Renewed”?',
			'Not sent: pipeline must be a pipeline of deals, but is “Sale”. Did you mean “Sales”?',
			'Not sent: pipeline must be a pipeline of deals, but is “99”. The pipelines are: “Sales”, “Renewals”.',
		]);
		expect(world.hubspot.objects('deals').size).toBe(0);
	});

	it('that two stages of the pipeline have is refused, and their IDs are named', async () => {
		const { world, hubspot } = worldOf();
		const twice = hubspot.definePipeline('deals', { label: 'Odd', stages: ['Open', 'OPEN '] });
		const { outcomes } = await create(world, [{ pipeline: 'Odd', dealstage: 'open' }]);
		expect(messageOf(outcomes[0])).toBe(
			`Not sent: dealstage is “open”, but several stages have this name (IDs ${twice.stages.map(({ id }) => id).join(', ')}). Send the ID of the right one.`,
		);
	});

	it.each(['tickets', '2-1001', 'leads'])(
		'is found for %s in the properties they have',
		async (objectType) => {
			const { world, hubspot } = worldOf();
			const support = hubspot.definePipeline(objectType, { label: 'Support', stages: ['Open'] });
			const properties = { hs_pipeline: 'support', hs_pipeline_stage: 'open' };
			const { outcomes } = await create(world, [], {
				objectType,
				raw: [{ properties }],
			});
			expect(outcomes.map(({ ok }) => ok)).toEqual([true]);
			const [record] = hubspot.objects(objectType).values();
			expect(record.properties).toMatchObject({
				hs_pipeline: support.id,
				hs_pipeline_stage: support.stages[0].id,
			});
		},
	);

	it('may be an ID that does not look like one', async () => {
		const { world, hubspot } = worldOf();
		hubspot.definePipeline('deals', {
			id: 'own',
			label: 'Own',
			stages: [{ id: 'mine', label: 'My' }],
		});
		const { held, paths } = await create(world, [{ pipeline: 'own', dealstage: 'mine' }]);
		expect(held(0)).toMatchObject({ pipeline: 'own', dealstage: 'mine' });
		expect(paths).toEqual([PIPELINES, CREATE]);
	});
});

describe('What is an ID already', () => {
	it('is sent as it is, and HubSpot is asked for nothing', async () => {
		const { world, hubspot, ada, sales } = worldOf();
		const uuid = '4b27b500-f031-4927-9811-68a0b525cbae';
		hubspot.definePipeline('deals', {
			id: 'default',
			label: 'First',
			stages: [
				{ id: 'closedwon', label: 'Won' },
				{ id: uuid, label: 'Other' },
			],
		});
		const { outcomes, paths } = await create(world, [
			{ hubspot_owner_id: ada, pipeline: sales.id, dealstage: sales.stages[0].id },
			{ pipeline: 'default', dealstage: 'closedwon' },
			{ dealstage: uuid, hubspot_owner_id: '' },
			{ account_manager: ada },
		]);
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		expect(paths).toEqual([CREATE]);
	});

	it('includes the addresses of people, which are no owners', async () => {
		const { world } = worldOf();
		const raw = [{ properties: { email: 'ada@example.com' } }];
		await create(world, [], { objectType: 'contacts', raw });
		expect(pathsOf(world)).toEqual(['POST /crm/objects/contacts/batch/create']);
	});
});

describe('Names are read', () => {
	const id = (account: Account) => account.hubspot.seedObject('deals', { deal_code: 'A-1' });
	const properties = { hubspot_owner_id: 'ada@example.com', pipeline: 'Sales', dealstage: 'New' };

	it.each<[string, Operation, (account: Account) => object]>([
		['Batch Update', batchUpdateObjects, (account) => ({ id: id(account), properties })],
		[
			'Batch Update by a unique property',
			batchUpdateObjects,
			(account) => {
				id(account);
				return { id: 'A-1', idProperty: 'deal_code', properties };
			},
		],
		[
			'Batch Upsert',
			batchUpsertObjects,
			() => ({ id: 'B-2', idProperty: 'deal_code', properties }),
		],
		['Batch Create', batchCreateObjects, () => ({ properties })],
	])('by %s alike, and the properties of the item stay as they were', async (_, row, rawOf) => {
		const account = worldOf();
		const { world, hubspot, ada, sales } = account;
		const before = JSON.stringify(properties);
		const { outcomes } = await runJob({ world, row, objectType: 'deals', raw: [rawOf(account)] });
		expect(outcomes).toMatchObject([{ ok: true, warnings: [] }]);
		const [deal] = [...hubspot.objects('deals').values()].slice(-1);
		expect(deal.properties).toMatchObject({
			hubspot_owner_id: ada,
			pipeline: sales.id,
			dealstage: sales.stages[0].id,
		});
		expect(JSON.stringify(properties)).toBe(before);
		for (const { input } of hubspot.applied) expect(input).not.toHaveProperty('named');
	});

	it('in every version of the API', async () => {
		for (const version of ['2026-09', 'v3'] as const) {
			const { world, ada } = worldOf();
			const { held } = await create(world, [properties], { version });
			expect(held(0)?.hubspot_owner_id).toBe(ada);
		}
	});

	it('before the run reads back what a lost answer left open, so that the check compares IDs', async () => {
		const account = worldOf();
		const { world, hubspot } = account;
		hubspot.faults.next({ kind: 'truncate' });
		const raw = [{ id: id(account), properties }];
		const { outcomes } = await runJob({ world, row: batchUpdateObjects, objectType: 'deals', raw });
		expect(outcomes).toMatchObject([{ ok: true }]);
	});
});

describe('With On Error = Stop', () => {
	it('one unknown name keeps every item from being sent, and each bad one is told its own reason', async () => {
		const { world } = worldOf();
		const raw: Array<Record<string, string>> = [
			{ dealstage: 'Renewed' },
			{ hubspot_owner_id: 'nobody@example.com' },
			{ dealstage: 'Nowhere' },
			{},
		];
		const { outcomes, paths } = await create(world, raw, { stopOnFailure: true });
		expect(outcomes.map((told) => problemOf(told).reason)).toEqual([
			'unsent',
			'invalid',
			'invalid',
			'unsent',
		]);
		expect(messageOf(outcomes[3])).toBe(
			'Not sent: other items are not valid, and On Error is set to stop.',
		);
		expect(paths).toEqual([PIPELINES, OWNERS]);
	});

	it('a look-up that is refused keeps every item from being sent', async () => {
		const { world, hubspot } = worldOf();
		hubspot.supportingFaults.always({
			kind: 'missingScopes',
			scopes: ['crm.objects.owners.read'],
		});
		const raw: Array<Record<string, string>> = [{}, { hubspot_owner_id: 'ada@example.com' }];
		const { outcomes } = await create(world, raw, { stopOnFailure: true });
		expect(outcomes.map((told) => problemOf(told).reason)).toEqual(['unsent', 'unsent']);
		expect(hubspot.objects('deals').size).toBe(0);
	});
});

describe('Where HubSpot does not list what is looked for', () => {
	const OWNER = { hubspot_owner_id: 'ada@example.com' };
	const lookedUp = 'Not sent: the ID of the owner “ada@example.com” could not be looked up. ';
	const OR_ID = ' Or send the ID itself, which needs no look-up.';

	it('the items that need it are told the scope and what to do, and the others are sent', async () => {
		const scopes = ['crm.objects.deals.read', 'crm.objects.deals.write'];
		const { world } = worldOf({
			tokens: { it: { appId: 1, scopes, kind: 'token' } },
		});
		world.token = 'it';
		const raw: Array<Record<string, string>> = [
			OWNER,
			{},
			{ hubspot_owner_id: 'Ada' },
			{ dealstage: 'Renewed' },
			OWNER,
		];
		const { outcomes, paths } = await create(world, raw, { portion: 2 });
		expect(outcomes.map(({ ok }) => ok)).toEqual([false, true, false, true, false]);
		expect(problemOf(outcomes[0])).toMatchObject({
			reason: 'unsent',
			applied: 'no',
			status: 403,
			category: 'MISSING_SCOPES',
			correlationId: expect.stringMatching(/./) as string,
		});
		expect(messageOf(outcomes[0])).toBe(
			`${lookedUp}The credential lacks the scope crm.objects.owners.read: add it in HubSpot under Scopes of the service key or app. With OAuth, also switch on Custom Scopes in the n8n credential, add it there, and reconnect (MISSING_SCOPES, HTTP 403).${OR_ID}`,
		);
		expect(paths.filter((path) => path === OWNERS)).toHaveLength(1);
	});

	it('a refusal that names no scope is told with the one that is needed', async () => {
		const { world, hubspot } = worldOf();
		hubspot.supportingFaults.next({ kind: 'missingScopes', scopes: [] });
		const { outcomes } = await create(world, [OWNER, {}]);
		expect(outcomes[1].ok).toBe(true);
		expect(messageOf(outcomes[0])).toMatch(
			/could not be looked up\. HubSpot refused the look-up: “This app.*\. It takes the scope crm\.objects\.owners\.read\. Or send/,
		);
	});

	it('an answer that cannot be read, and one that never comes, is told as such', async () => {
		for (const [fault, why] of [
			[{ kind: 'notJson', status: 200 }, "HubSpot's answer cannot be read"],
			[{ kind: 'hang', applied: false }, 'hang'],
		] as const) {
			const { world, hubspot } = worldOf();
			hubspot.supportingFaults.always(fault);
			const { outcomes } = await create(world, [OWNER, {}]);
			expect(messageOf(outcomes[0])).toBe(`${lookedUp.slice(0, -2)}: ${why}.${OR_ID}`);
			expect(problemOf(outcomes[0])).toMatchObject({ reason: 'unsent', applied: 'no' });
			expect(outcomes[1].ok).toBe(true);
		}
	});

	it('a property that may be an owner is sent as it is when HubSpot does not say what it holds', async () => {
		const { world, hubspot } = worldOf();
		hubspot.supportingFaults.next({ kind: 'missingScopes', scopes: ['crm.schemas.deals.read'] });
		const raw = [{ billing_contact: 'ada@example.com' }];
		const { outcomes, held, paths } = await create(world, raw);
		expect(outcomes[0].ok).toBe(true);
		expect(held(0)?.billing_contact).toBe('ada@example.com');
		expect(paths).toEqual([PROPERTIES, CREATE]);
	});

	it('a run that is cancelled asks for nothing', async () => {
		const { world } = worldOf();
		world.cancelled = true;
		const { outcomes, paths } = await create(world, [OWNER]);
		expect(messageOf(outcomes[0])).toBe('Not sent: the execution was cancelled before.');
		expect(paths).toEqual([]);
	});

	it('a run that is cancelled while it asks sends nothing', async () => {
		const { world } = worldOf();
		world.onCall = () => {
			world.cancelled = true;
		};
		const { outcomes, paths } = await create(world, [OWNER, {}]);
		expect(outcomes.map(({ ok }) => ok)).toEqual([false, false]);
		expect(paths).toEqual([OWNERS]);
	});
});
