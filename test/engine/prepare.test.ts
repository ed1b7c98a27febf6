/** prepare.ts: what inputs lack is asked for once, before they are sent. */
import type { HttpRequest } from '../../nodes/engine/means';
import type { Told } from '../../nodes/n8n/present';
import { batchCreateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchCreateObjects';
import { Chosen } from '../../nodes/HubSpotCrmObjects/operations/associating';
import type { SingleFault } from '../fake-hubspot/hubspot';
import { problemOf } from './rows';
import { runJob, World, type Job } from './world';

/** A new contact that is associated with these, as chosen in the node. */
const contact = (n: number, ...records: object[]) => ({
	properties: { email: `p${n}@x.co` },
	associations: new Chosen({ records }),
});
const company = { toObjectType: 'companies', recordId: '512', type: '' };

async function create(
	raw: unknown[],
	{ fault, ...job }: Partial<Job> & { fault?: SingleFault } = {},
) {
	const world = new World();
	for (const id of ['9', '512', '513']) world.hubspot.seedObject('companies', {}, id);
	world.hubspot.seedObject('deals', {}, '7');
	for (const typeId of [27, 37]) {
		world.hubspot.defineLabel('contacts', 'companies', {
			label: `L${typeId}`,
			typeId,
			inverse: { label: `L${typeId}`, typeId: typeId + 100 },
		});
	}
	if (fault) world.hubspot.supportingFaults.always(fault);
	const requests: HttpRequest[] = [];
	world.onCall = (request) => requests.push(request);
	const row = batchCreateObjects;
	const { outcomes } = await runJob({ world, row, objectType: 'contacts', raw, ...job });
	expect(world.hubspot.unknownRoutes).toEqual([]);
	const held = [...world.hubspot.objects('contacts').values()];
	return { outcomes, held, paths: requests.map(({ path }) => path), world };
}

const LABELS = '/crm/associations/2026-03/contacts/companies/labels';
const CREATE = '/crm/objects/2026-03/contacts/batch/create';

const messageOf = (outcome: Told) => problemOf(outcome).message;

it('The default association of two object types is asked for once, and sent with each record', async () => {
	const raw = [...Array(250).keys()].map((n) => contact(n, company));
	const { held, paths } = await create(raw);
	expect(paths.filter((path) => path === LABELS)).toHaveLength(1);
	expect(paths[0]).toBe(LABELS);
	expect(paths.filter((path) => path === CREATE)).toHaveLength(3);
	for (const { associations } of held) {
		expect(associations).toEqual([
			{
				to: { id: '512' },
				types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }],
			},
		]);
	}
	expect(held).toHaveLength(250);
});

it('A label that was chosen is sent as it is, without asking', async () => {
	const { held, paths } = await create([contact(1, { ...company, type: 'USER_DEFINED:37' })]);
	expect(paths).toEqual([CREATE]);
	expect(held[0].associations).toMatchObject([
		{ types: [{ associationCategory: 'USER_DEFINED', associationTypeId: 37 }] },
	]);
});

it('Each object type is asked for by itself, and a record may be associated with several', async () => {
	const deal = { ...company, toObjectType: 'deals', recordId: 7 };
	const { held, paths } = await create([contact(1, company, deal, { ...company, recordId: '9' })]);
	expect(paths).toEqual([LABELS, LABELS.replace('companies', 'deals'), CREATE]);
	expect(held[0].associations?.map(({ to }) => to)).toEqual([
		{ id: '512' },
		{ id: '7' },
		{ id: '9' },
	]);
	const ids = held[0].associations?.map(({ types }) => (types as object[])[0]);
	expect(ids).toMatchObject([279, 601, 279].map((associationTypeId) => ({ associationTypeId })));
});

it('A record with an object type that has no default association is not sent, the others are', async () => {
	const session = { ...company, toObjectType: '2-1001' };
	const { outcomes, held } = await create([contact(1, session), contact(2, company), contact(3)]);
	expect(outcomes.map(({ ok }) => ok)).toEqual([false, true, true]);
	expect(outcomes[0]).toMatchObject({ failure: { reason: 'unsent', applied: 'no' } });
	expect(messageOf(outcomes[0])).toBe(
		'Not sent: HubSpot has no default association with 2-1001. Choose a label under Associate With.',
	);
	expect(held).toHaveLength(2);
});

it('Where HubSpot does not answer what it is asked, nothing that needs it is sent, and the reason is told', async () => {
	const { outcomes, held, paths } = await create([contact(1, company), contact(2)], {
		fault: { kind: 'missingScopes', scopes: ['crm.objects.companies.read'] },
	});
	expect(outcomes.map(({ ok }) => ok)).toEqual([false, true]);
	expect(messageOf(outcomes[0])).toMatch(
		/^Not sent: the default association with companies could not be looked up: .*crm\.objects\.companies\.read/,
	);
	expect(held).toHaveLength(1);
	expect(paths).toEqual([LABELS, CREATE]);
});

it('A run that was cancelled does not ask', async () => {
	const world = new World();
	world.cancelled = true;
	const raw = [contact(1, company)];
	const { outcomes, paths } = await create(raw, { world });
	expect(paths).toEqual([]);
	expect(messageOf(outcomes[0])).toBe('Not sent: the execution was cancelled before.');
});

it.each<[string, object, string]>([
	[
		'an ID that is none',
		{ ...company, recordId: 'ACME' },
		'must be an ID in digits, such as 512, but is “ACME”',
	],
	[
		'a label that is none',
		{ ...company, type: 'Boss' },
		'must be a label from its list, such as USER_DEFINED:37, but is “Boss”',
	],
	[
		'a category that is none',
		{ ...company, type: 'X:1' },
		'must be a label from its list, such as USER_DEFINED:37, but is “X:1”',
	],
	['neither type nor label', { recordId: '512' }, 'needs an Object Type or a Label'],
])(
	'A record to associate with that has %s keeps the item from being sent',
	async (_, record, why) => {
		const { outcomes, paths } = await create([contact(1, record)]);
		expect(paths).toEqual([]);
		expect(messageOf(outcomes[0])).toBe(`Not sent: associations ${why}.`);
	},
);

it('An item that names no record to associate with is created without it', async () => {
	const { held, paths } = await create([
		contact(1, { ...company, recordId: '' }),
		contact(2, { ...company, recordId: null }),
		{ properties: { email: 'p3@x.co' }, associations: new Chosen({}) },
	]);
	expect(paths).toEqual([CREATE]);
	expect(held).toHaveLength(3);
	for (const record of held) expect(record).not.toHaveProperty('associations');
});

const TYPE = { associationCategory: 'USER_DEFINED', associationTypeId: 27 };

it('In JSON, associations are sent as HubSpot takes them', async () => {
	const associations = [
		{ to: { id: 512 }, types: [{ ...TYPE, associationTypeId: '27' }] },
		{ to: { id: '0513' }, types: [TYPE] },
	];
	const { held } = await create([{ properties: { email: 'p@x.co' }, associations }]);
	expect(held[0].associations).toEqual([
		{ to: { id: '512' }, types: [TYPE] },
		{ to: { id: '513' }, types: [TYPE] },
	]);
});

it.each<[string, unknown, string]>([
	['no list', 'x', 'associations must be a list of objects with “to” and “types”, but is “x”'],
	['no object', ['x'], 'associations[0] must be an object with “to” and “types”, but is “x”'],
	[
		'no record',
		[{ types: [TYPE] }],
		'associations[0].to must be an object with the id of a record, but is nothing',
	],
	[
		'no ID',
		[{ to: { id: 'x' }, types: [TYPE] }],
		'associations[0].to.id must be an ID in digits, such as 512, but is “x”',
	],
	[
		'no type',
		[{ to: { id: 1 }, types: [] }],
		'associations[0].types must be a list of association types, but is an empty list',
	],
	[
		'a type that is none',
		[{ to: { id: 1 }, types: [7] }],
		'associations[0].types[0] must be an object with associationCategory and associationTypeId, but is the number 7',
	],
	[
		'another category',
		[{ to: { id: 1 }, types: [{ ...TYPE, associationCategory: 'MINE' }] }],
		'associations[0].types[0].associationCategory must be one of HUBSPOT_DEFINED, USER_DEFINED, INTEGRATOR_DEFINED, WORK, but is “MINE”',
	],
	[
		'another ID of a type',
		[{ to: { id: 1 }, types: [{ ...TYPE, associationTypeId: 'boss' }] }],
		'associations[0].types[0].associationTypeId must be a number, such as 279, but is “boss”',
	],
	[
		'another field',
		[{ to: { id: 1 }, types: [TYPE], label: 'Boss' }],
		'associations[0].label is not a field of an association',
	],
])('In JSON, associations with %s keep the item from being sent', async (_, associations, why) => {
	const { outcomes, paths } = await create([{ properties: { email: 'p@x.co' }, associations }]);
	expect(paths).toEqual([]);
	expect(messageOf(outcomes[0])).toBe(`Not sent: ${why}.`);
});
