/** stages.ts: pipelines and stages as choices of the mapper. */
import { Columns } from '../../nodes/n8n/columns';
import type { MapperField } from '../../nodes/n8n/items';
import { createFields, objectFields, upsertFields } from '../../nodes/n8n/properties';
import { Reply, standIn } from '../host/stand-in';

const external = { type: 'enumeration', externalOptions: true, options: [] };
const DEALS = [
	{ name: 'code', label: 'Code', type: 'string', hasUniqueValue: true },
	{ name: 'pipeline', label: 'Pipeline', ...external },
	{ name: 'dealstage', label: 'Deal stage', ...external },
];

const stage = (id: string, label: string, archived = false) => ({ id, label, archived });
const SALES = { id: 'p1', label: 'Sales', stages: [stage('s1', 'New'), stage('s2', 'Old', true)] };
const RENEWALS = { id: 'p2', label: 'Renewals', stages: [stage('r1', 'New'), stage('r2', 'New')] };

/** The fields of an object type with these properties and pipelines. */
async function loaded(
	properties: object[],
	pipelines: object[] | Reply,
	load = objectFields,
	objectType = 'deals',
) {
	const asked = standIn({
		answer: ({ url }) => {
			if (!String(url).includes('/pipelines/')) return { results: properties };
			return pipelines instanceof Reply ? pipelines : { results: pipelines };
		},
	});
	const fields = await load(asked.context, objectType);
	const paths = asked.calls.map(({ url }) => String(url).split('/').slice(3).join('/'));
	return {
		fields: new Map(fields.map((field): [string, MapperField] => [field.id, field])),
		paths,
	};
}

const choicesOf = (field: MapperField | undefined) =>
	field?.options?.map(({ name, value }) => `${name} = ${String(value)}`);

describe.each([
	['an update', objectFields],
	['a create', createFields],
	['an upsert', upsertFields],
])('Pipeline and stage of %s', (_, load) => {
	it('are chosen from those of the account, each stage with its pipeline', async () => {
		const { fields, paths } = await loaded(DEALS, [SALES, RENEWALS], load);
		expect(choicesOf(fields.get('pipeline'))).toEqual(['Sales = p1', 'Renewals = p2']);
		expect(choicesOf(fields.get('dealstage'))).toEqual([
			'New (Sales) = s1',
			'New (Renewals) (r1) = r1',
			'New (Renewals) (r2) = r2',
		]);
		expect(fields.get('dealstage')?.type).toBe('options');
		expect(paths).toEqual(['crm/properties/2026-03/deals', 'crm/pipelines/2026-03/deals']);
	});
});

it('Stages stand alone where there is one pipeline', async () => {
	const { fields } = await loaded(DEALS, [SALES, { ...RENEWALS, archived: true }]);
	expect(choicesOf(fields.get('pipeline'))).toEqual(['Sales = p1']);
	expect(choicesOf(fields.get('dealstage'))).toEqual(['New = s1']);
});

it('The properties of tickets have other names', async () => {
	const tickets = DEALS.map((each) => ({
		...each,
		name: each.name.replace('dealstage', 'hs_pipeline_stage'),
	}));
	const { fields } = await loaded(tickets, [SALES], objectFields, 'tickets');
	expect(choicesOf(fields.get('hs_pipeline_stage'))).toEqual(['New = s1']);
	expect(choicesOf(fields.get('pipeline'))).toBeUndefined();
});

it('Nothing is asked where there is no such property, or HubSpot shows its options', async () => {
	const own = { ...external, options: [{ label: 'New', value: 'x' }] };
	for (const properties of [[DEALS[0]], [DEALS[0], { name: 'dealstage', ...own }]]) {
		const { paths } = await loaded(properties, [SALES]);
		expect(paths).toEqual(['crm/properties/2026-03/deals']);
	}
});

it.each<[string, object[] | Reply]>([
	['may not be read', new Reply(403, {})],
	['are refused', new Reply(400, { message: 'Odd' })],
	['are none', []],
])('Pipeline and stage are text where the pipelines %s', async (_, pipelines) => {
	const { fields } = await loaded(DEALS, pipelines);
	expect(fields.get('dealstage')).toMatchObject({ type: 'string' });
	expect(fields.get('dealstage')).not.toHaveProperty('options');
});

it('A property that holds an owner says that it takes an email, and is found by its own label', async () => {
	const owner = { ...external, referencedObjectType: 'OWNER' };
	const { fields } = await loaded(
		[
			{ name: 'hubspot_owner_id', label: 'Deal owner', ...external },
			{ name: 'manager', label: 'Manager', ...owner },
			{ name: 'team', label: 'Team', ...owner, fieldType: 'checkbox' },
			{ name: 'company', label: 'Company', ...owner, referencedObjectType: 'COMPANY' },
		],
		[],
	);
	const labels = ['hubspot_owner_id', 'manager', 'team', 'company'].map(
		(id) => fields.get(id)?.displayName,
	);
	expect(labels).toEqual([
		'Deal owner (Email or ID)',
		'Manager (Email or ID)',
		'Team (Separated by ;)',
		'Company',
	]);
	const columns = new Columns([...fields.values()]);
	expect(columns.fieldOf('Deal Owner')).toBe('hubspot_owner_id');
	expect(columns.labelOf('manager')).toBe('Manager');
	expect([...(columns.choices ?? [])]).toEqual(
		expect.arrayContaining(['hubspot_owner_id', 'manager', 'team', 'company']),
	);
});

it('Whether a property holds choices is not known where the schema was not loaded from HubSpot', () => {
	const field = { id: 'a', displayName: 'A', required: false, display: true, defaultMatch: false };
	expect(new Columns([field]).choices).toBeUndefined();
	const text = { ...field, hubSpotType: 'string' };
	expect(new Columns([text]).choices).toEqual(new Set());
});
