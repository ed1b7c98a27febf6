/**
 * The option When a Property Is Refused on n8n's real engine, over real HTTP: what comes out, what is hinted
 * and summed up, what an agent is told, and what HubSpot holds afterwards.
 */
import type { IDataObject } from 'n8n-workflow';

import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import {
	AGENT_KINDS,
	byId,
	closeClean,
	errorOf,
	errorsOf,
	jsonOf,
	range,
	rowsOf,
	runRows,
	runTool,
	type Settings,
} from './rows';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	fake.hubspot.defineProperty('contacts', { name: 'city', label: 'City', rule: 'letters' });
	for (const n of range(30)) fake.hubspot.seedObject('contacts', { firstname: 'Old' }, `${n + 1}`);
});
afterEach(async () => await closeClean(fake));

const field = (id: string, displayName: string) => ({
	id,
	displayName,
	required: false,
	display: true,
	defaultMatch: false,
	canBeUsedToMatch: id === 'hs_object_id',
	type: 'string',
});

const UPDATE = {
	authentication: 'accessToken',
	inputMode: 'fields',
	operation: 'batchUpdateObjects',
	objectType: byId('contacts'),
	fields: {
		mappingMode: 'defineBelow',
		value: {
			hs_object_id: '={{ $json.id }}',
			firstname: '={{ $json.name }}',
			lifecyclestage: '={{ $json.stage }}',
			city: '={{ $json.city }}',
		},
		matchingColumns: ['hs_object_id'],
		schema: [
			field('hs_object_id', 'Record ID'),
			field('firstname', 'First Name'),
			field('lifecyclestage', 'Lifecycle Stage'),
			field('city', 'City'),
		],
	},
};

const REST = { ifPropertyRefused: 'writeRest' };

const update = async (rows: IDataObject[], { options, ...more }: Settings = {}) =>
	await runRows(fake, UPDATE, rows, { options: { ...REST, ...options }, ...more });

const row = (id: number, more: IDataObject = {}) => ({
	id: `${id}`,
	name: `N${id}`,
	stage: 'lead',
	city: 'Paris',
	...more,
});

const held = (id: number) => fake.hubspot.object('contacts', `${id}`)?.properties;
const hintsOf = (ran: Awaited<ReturnType<typeof update>>) => ran.hints('HubSpot');

describe('Write the Rest', () => {
	it('writes all but what HubSpot refuses, and each item says what was left out of it', async () => {
		const ran = await update([
			row(1),
			row(2, { stage: 'Foo' }),
			row(3, { city: 'N1', stage: 'Bar' }),
		]);
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual([0, 1, 2]);
		const told = jsonOf(ran);
		expect(told[0]).not.toHaveProperty('leftOut');
		expect(told[1]).toMatchObject({
			id: '2',
			outcome: 'updated',
			properties: { firstname: 'N2', city: 'Paris' },
			leftOut: [
				{
					property: 'lifecyclestage',
					value: 'Foo',
					reason: expect.stringMatching(/^lifecyclestage must be one of its options, but is “Foo”/),
				},
			],
		});
		expect(told[2].leftOut).toMatchObject([
			{ property: 'lifecyclestage', value: 'Bar' },
			{ property: 'city', value: 'N1', reason: 'Enter only letters', code: 'INVALID_ALPHA' },
		]);
		expect(held(1)).toMatchObject({ firstname: 'N1', lifecyclestage: 'lead', city: 'Paris' });
		expect(held(2)).toEqual(expect.not.objectContaining({ lifecyclestage: 'Foo' }));
		expect(held(3)).toMatchObject({ firstname: 'N3' });
		expect(held(3)).not.toHaveProperty('city');
		// The definitions tell of the stage before anything is sent; a rule for the city only HubSpot knows.
		expect(fake.hubspot.calls).toHaveLength(3);
	});

	it('warns with the label of the property, its value and the reason, once for all items', async () => {
		const rows = range(12).map((n) => row(n + 1, n < 8 ? { stage: `Foo ${n}` } : { city: '7' }));
		const ran = await update(rows);
		expect(hintsOf(ran)).toEqual([
			expect.stringMatching(
				/^Left out: Lifecycle Stage must be one of its options, but is “Foo 0”\. .* \(item 0; likewise for other values, 8 items: 0 to 7\)$/,
			),
			'Written without City: HubSpot refused its value “7”, and said “Enter only letters” (INVALID_ALPHA). (4 items: 8 to 11)',
		]);
	});

	it('puts what was left out beside the result where the output has the input, too', async () => {
		const ran = await update([row(2, { stage: 'Foo' })], {
			options: { output: 'inputWithResult' },
		});
		expect(jsonOf(ran)).toMatchObject([
			{ name: 'N2', hubspot: { id: '2', leftOut: [{ property: 'lifecyclestage' }] } },
		]);
	});

	it('counts in the summary how many items lack which property', async () => {
		const rows = [row(1), row(2, { stage: 'Foo' }), row(3, { city: 'N1', stage: 'Bar' })];
		const ran = await update(rows, { options: { output: 'summary' } });
		expect(jsonOf(ran)).toMatchObject([
			{ items: 3, done: 3, refused: 0, leftOut: { lifecyclestage: 2, city: 1 }, failures: [] },
		]);
		expect(hintsOf(ran)).toHaveLength(3);
	});

	it.each(['2026-03', '2026-09', 'v3'])(
		'leaves out what breaks an administrator’s rule, with API Version %s',
		async (apiVersion) => {
			const ran = await update([row(1, { city: 'N1' })], { options: { apiVersion } });
			expect(jsonOf(ran)[0].leftOut).toMatchObject([{ property: 'city' }]);
			expect(held(1)).toMatchObject({ firstname: 'N1', lifecyclestage: 'lead' });
		},
	);

	it('refuses a record that lacks what 2026-09 requires, and writes the others', async () => {
		const requiredWhen = { property: 'lifecyclestage', value: 'customer' };
		fake.hubspot.defineProperty('contacts', { name: 'reason', label: 'Reason', requiredWhen });
		const ran = await update([row(1, { stage: 'customer' }), row(2, { stage: 'Foo' })], {
			options: { apiVersion: '2026-09' },
			onError: 'continueErrorOutput',
		});
		expect(rowsOf(ran)).toEqual([1]);
		expect(rowsOf(ran, 'Failed')).toEqual([0]);
		expect(errorsOf(ran, 1)).toMatchObject([{ reason: 'rejected', applied: 'no' }]);
		expect(held(1)).toEqual(expect.objectContaining({ firstname: 'Old' }));
	});

	it('with On Error = Stop goes on where only properties are refused, and stops where a record is', async () => {
		const well = await update([row(1, { stage: 'Foo' }), row(2)]);
		expect(well.run.status).toBe('success');
		const ran = await update([row(1), row(99, { stage: 'Foo' }), row(3)]);
		expect(errorOf(ran)?.message).toBe('1 of 3 records was not found; 2 were written');
	});

	it.each(AGENT_KINDS)('tells an agent in its answer (%s)', async (agent) => {
		const parameters = {
			...UPDATE,
			inputMode: 'json',
			json: "={{ $fromAI('input', 'It', 'json') }}",
			options: REST,
		};
		const calls = [{ input: { id: '2', properties: { firstname: 'New', lifecyclestage: 'Foo' } } }];
		const { answers } = await runTool(fake, parameters, calls, agent);
		expect(answers).toMatchObject([
			{
				outcome: 'done',
				message: 'Updated in HubSpot.',
				warnings: [
					expect.stringMatching(
						/^Left out: lifecyclestage must be one of its options, but is “Foo”/,
					),
				],
			},
		]);
		expect(held(2)).toMatchObject({ firstname: 'New' });
	});
});

describe('Refuse the Record, the default', () => {
	it.each<[string, IDataObject]>([
		['chosen', { ifPropertyRefused: 'refuse' }],
		['not chosen', { ifPropertyRefused: undefined }],
	])('writes nothing of it (%s)', async (_, options) => {
		const ran = await update([row(1), row(2, { stage: 'Foo' })], {
			options,
			onError: 'continueRegularOutput',
		});
		expect(errorsOf(ran)).toMatchObject([undefined, { reason: 'invalid', applied: 'no' }]);
		expect(held(2)).toMatchObject({ firstname: 'Old' });
		expect(fake.hubspot.calls).toHaveLength(2);
	});
});

it('Anything else under When a Property Is Refused is an error before anything is sent', async () => {
	const ran = await update([row(1)], { options: { ifPropertyRefused: 'guess' } });
	expect(errorOf(ran)?.message).toBe(
		'When a Property Is Refused must be one of refuse, writeRest, not “guess”',
	);
	expect(fake.hubspot.calls).toEqual([]);
});
