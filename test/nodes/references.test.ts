/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test, never shipped */
/**
 * Nobody can tell a parameter that is read without n8n from one that n8n evaluates, and it is worth
 * it: the built node on n8n's real engine, with n8n's evaluators as judges.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { DateTime } from 'luxon';
import { Expression, type IDataObject, type INode, type INodeType } from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { loadPackage, PACKAGE, runNode, type WorkflowToRun } from '../host/engine';
import { tryNames, tryRandomly, type Trial } from './references.judge';

// ---------------------------------------------------------------- nobody can tell

describe('A value that is read without n8n', () => {
	const isFair = ({ read, left, difference }: Trial) => {
		expect(difference).toBeUndefined();
		// Neither all nor nothing was compared.
		expect(read).toBeGreaterThan(500);
		expect(left).toBeGreaterThan(100);
	};

	it('is the one that n8n gives, whatever the parameter and the item', async () => {
		isFair(await tryRandomly(60));
	}, 120_000);

	it('is the one that n8n gives for every name there is trouble with', async () => {
		isFair(await tryNames());
	}, 120_000);

	it.each(Number(process.versions.node.split('.')[0]) < 24 ? ['quickjs'] : ['quickjs', 'vm'])(
		'is the one that n8n gives with N8N_EXPRESSION_ENGINE=%s',
		async (engine) => {
			const judge = path.join(__dirname, 'references.judge.ts');
			const run = promisify(execFile);
			const { stdout } = await run(process.execPath, ['--import', 'tsx', judge, engine, '10']);
			for (const trial of JSON.parse(stdout) as Trial[]) isFair(trial);
		},
		240_000,
	);
});

// ---------------------------------------------------------------- the node

describe('The node', () => {
	let fake: FakeServer;
	const evaluations = jest.spyOn(Expression.prototype, 'resolveSimpleParameterValue');
	const evaluated = () =>
		evaluations.mock.calls.filter(([raw]) => typeof raw === 'string' && raw.startsWith('=')).length;

	beforeEach(async () => {
		fake = await startFakeHubSpot();
		for (let id = 1; id <= 300; id++) fake.hubspot.seedObject('contacts', {}, `${id}`);
		evaluations.mockClear();
	});
	afterEach(async () => await fake.close());
	afterAll(() => evaluations.mockRestore());

	const contacts = (count: number, more: (row: number) => IDataObject = () => ({})) =>
		Array.from({ length: count }, (_, row) => ({
			contact: row + 1,
			name: `New ${row}`,
			at: { city: `City ${row}` },
			...more(row),
		}));

	const run = async (
		input: IDataObject[],
		parameters: INode['parameters'],
		more: Pick<WorkflowToRun, 'nodeTypes'> = {},
	) =>
		await runNode({
			...more,
			node: 'hubSpotCrmObjects',
			parameters: {
				authentication: 'accessToken',
				operation: 'batchUpdateObjects',
				objectType: { __rl: true, mode: 'id', value: 'contacts' },
				...parameters,
			},
			input,
			url: fake.url,
			token: DEFAULT_TOKEN,
			onError: 'continueRegularOutput',
		});

	const columns = (value: IDataObject): INode['parameters'] => ({
		inputMode: 'fields',
		fields: {
			mappingMode: 'defineBelow',
			value: { hs_object_id: '={{ $json.contact }}', ...value },
			matchingColumns: ['hs_object_id'],
			schema: [],
		} as never,
	});

	const properties = (id: number) => fake.hubspot.object('contacts', `${id}`)?.properties;

	/** Evaluations that a run needs whatever its items: the engine's own, and one for each parameter that is a reference. */
	const FEW = 20;

	it('evaluates nothing per item where all columns are fixed or references', async () => {
		const { items } = await run(
			contacts(300),
			columns({
				firstname: '={{ $json.name }}',
				phone: '={{ $json["at"].city }}',
				email: '={{ $json.none }}',
				lastname: 'Same',
			}),
		);
		expect(items('HubSpot')).toHaveLength(300);
		expect(properties(300)).toMatchObject({
			firstname: 'New 299',
			phone: 'City 299',
			lastname: 'Same',
		});
		// Source and Done evaluate too: Done once per item.
		expect(evaluated() - 300).toBeLessThan(FEW);
	});

	it('evaluates only the column that needs it', async () => {
		await run(
			contacts(300),
			columns({ firstname: '={{ $json.name.toUpperCase() }}', phone: '={{ $json.at.city }}' }),
		);
		expect(properties(7)).toMatchObject({ firstname: 'NEW 6', phone: 'City 6' });
		expect(evaluated() - 300).toBeGreaterThanOrEqual(300);
		expect(evaluated() - 300).toBeLessThan(300 + FEW);
	});

	it('evaluates only for the items that need it', async () => {
		const odd = (row: number) => (row === 6 ? { name: new Date(0) as never } : {});
		await run(contacts(300, odd), columns({ firstname: '={{ $json.name }}' }));
		expect(properties(7)?.firstname).toContain('1970-01-01T00:00:00');
		expect(properties(8)?.firstname).toBe('New 7');
		expect(evaluated() - 300).toBeLessThan(FEW);
	});

	it('evaluates nothing per item where JSON is the item itself', async () => {
		const input = Array.from({ length: 300 }, (_, row) => ({
			id: `${row + 1}`,
			properties: { firstname: `New ${row}` },
		}));
		await run(input, { inputMode: 'json', json: '={{ $json }}' });
		expect(properties(300)?.firstname).toBe('New 299');
		expect(evaluated() - 300).toBeLessThan(FEW);
	});

	it('evaluates an object type once for every type there is', async () => {
		const type = (row: number) => ({ type: row % 2 ? 'contacts' : ' 0-1 ' });
		const { items } = await run(contacts(300, type), {
			...columns({ firstname: '={{ $json.name }}' }),
			objectType: { __rl: true, mode: 'id', value: '={{ $json.type }}' },
		});
		expect(items('HubSpot').filter(({ json }) => json.error)).toEqual([]);
		expect(properties(299)?.firstname).toBe('New 298');
		expect(properties(300)?.firstname).toBe('New 299');
		expect(evaluated() - 300).toBeLessThan(FEW);
	});

	it('writes a Luxon date that one column gives like all columns together would', async () => {
		const when = { when: DateTime.fromISO('2026-03-01T09:00:00Z', { zone: 'utc' }) as never };
		await run(
			contacts(2, () => when),
			columns({
				firstname: '={{ $json.when }}',
				phone: "={{ DateTime.fromISO('2026-03-01', { zone: 'utc' }) }}",
			}),
		);
		expect(properties(2)).toMatchObject({
			firstname: '2026-03-01T09:00:00.000Z',
			phone: '2026-03-01T00:00:00.000Z',
		});
	});

	it('lets a column refer to another one', async () => {
		await run(
			contacts(2),
			columns({ firstname: '={{ $json.name }}', phone: '={{ $parameter["&firstname"] + "!" }}' }),
		);
		expect(properties(2)).toMatchObject({ firstname: 'New 1', phone: 'New 1!' });
	});

	it('says what n8n says of a name that it refuses', async () => {
		const { items } = await run(contacts(1), columns({ firstname: '={{ $json.constructor }}' }));
		expect(JSON.stringify(items('HubSpot')[0].json)).toContain('invalid constructor function call');
	});

	it('takes a column whose name n8n would take for a path', async () => {
		fake.hubspot.defineProperty('contacts', { name: 'a.b[0]', label: 'A' });
		await run(contacts(1), columns({ 'a.b[0]': '={{ $json.name }}' }));
		expect(properties(1)?.['a.b[0]']).toBe('New 0');
	});

	it('takes a date that is none as n8n gives it', async () => {
		await run(contacts(1), columns({ firstname: "={{ DateTime.invalid('no') }}" }));
		expect(properties(1)?.firstname).toBe('Invalid DateTime');
	});

	it('reads what n8n calls $json, should that not be the item that the node is given', async () => {
		const real = (await loadPackage()).nodeTypes.hubSpotCrmObjects.type as INodeType;
		// So does n8n where a node serves as a tool. The first item looks the same.
		const asTool: INodeType = {
			description: real.description,
			methods: real.methods,
			async execute() {
				const others = [{ json: contacts(1)[0] }, { json: { contact: 9, name: 'Wrong' } }];
				const context = Object.assign(Object.create(this) as typeof this, {
					getInputData: () => others,
				});
				return (await real.execute?.call(context)) ?? null;
			},
		};
		await run(contacts(2), columns({ firstname: '={{ $json.name }}' }), {
			nodeTypes: { [`${PACKAGE}.hubSpotCrmObjects`]: asTool },
		});
		expect(properties(1)?.firstname).toBe('New 0');
		expect(properties(2)?.firstname).toBe('New 1');
	});
});
