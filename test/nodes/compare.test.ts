/**
 * Compare With HubSpot First on n8n's real engine, over HTTP: both operations, each choice, each setting of
 * On Error, the outputs, a second try, and an AI agent.
 */
import type { IDataObject, INode } from 'n8n-workflow';

import { DEFAULT_TOKEN, type Fault } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { runNode, type WorkflowRun } from '../host/engine';
import {
	AGENT_KINDS,
	byId,
	closeClean,
	CRM_OBJECTS,
	errorOf,
	errorsOf,
	fromAI,
	jsonOf,
	range,
	rowsOf,
	runRows,
	runTool,
} from './rows';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	fake.hubspot.defineProperty('contacts', { name: 'city' });
	for (let n = 0; n < 250; n++) {
		fake.hubspot.seedObject('contacts', { email: `p${n}@example.com`, city: 'Rome' }, `${n + 1}`);
	}
});
afterEach(async () => await closeClean(fake));

const OPERATIONS = {
	batchUpdateObjects: 'fields',
	batchUpsertObjects: 'fieldsToUpsert',
} as const;
type Name = keyof typeof OPERATIONS;
const NAMES = Object.keys(OPERATIONS) as Name[];

/** By hand: the email is what records are matched by. */
const mapped = (operation: Name): IDataObject => ({
	authentication: 'accessToken',
	operation,
	objectType: byId('contacts'),
	inputMode: 'fields',
	[OPERATIONS[operation]]: {
		mappingMode: 'defineBelow',
		value: { email: '={{ $json.email }}', city: '={{ $json.city }}', phone: '={{ $json.phone }}' },
		matchingColumns: ['email'],
		schema: [],
	},
});

/** People of whom each tenth has moved, and each has a phone number. */
const people = (count: number) =>
	range(count).map((row) => ({
		email: `p${row}@example.com`,
		city: row % 10 ? 'Rome' : 'Paris',
		...(row % 10 === 0 && { phone: `${row}` }),
	}));

const callsTo = (end: RegExp) => fake.hubspot.calls.filter(({ path }) => end.test(path));
const reads = () => callsTo(/\/batch\/read$/).length;
const writes = () => callsTo(/\/batch\/(update|upsert)$/);
const cityOf = (n: number) => fake.hubspot.object('contacts', `${n + 1}`)?.properties.city;
const phoneOf = (n: number) => fake.hubspot.object('contacts', `${n + 1}`)?.properties.phone;
const sent = () =>
	fake.hubspot.applied.map(({ input }) =>
		Object.keys(input.properties as object)
			.sort()
			.join(),
	);

const CHOICES = ['off', 'onlyChanges', 'onlyEmpty'] as const;
const SETTINGS: Array<INode['onError']> = [
	'stopWorkflow',
	'continueRegularOutput',
	'continueErrorOutput',
];
const ALL = NAMES.flatMap((operation) =>
	CHOICES.flatMap((compare) => SETTINGS.map((onError) => [operation, compare, onError] as const)),
);

describe('Compare With HubSpot First', () => {
	it.each(ALL)(
		'in %s, %s, with On Error = %s: sends what it says, and returns each row in order',
		async (operation, compare, onError) => {
			const ran = await runRows(fake, mapped(operation), people(101), {
				onError,
				options: { compare },
			});
			expect(ran.run.status).toBe('success');
			expect(rowsOf(ran)).toEqual(range(101));
			const outcomes = jsonOf(ran).map(({ outcome }) => outcome);
			const isOff = compare === 'off';
			expect(reads()).toBe(isOff ? 0 : 2);
			expect(writes()).toHaveLength(isOff ? 2 : 1);
			expect(outcomes).toEqual(
				range(101).map((n) => (isOff || n % 10 === 0 ? 'updated' : 'unchanged')),
			);
			expect([cityOf(10), phoneOf(10)]).toEqual([compare === 'onlyEmpty' ? 'Rome' : 'Paris', '10']);
			const kinds = {
				off: ['city', 'city,phone'],
				onlyChanges: ['city,phone'],
				onlyEmpty: ['phone'],
			};
			expect([...new Set(sent())].sort()).toEqual(kinds[compare]);
			expect(jsonOf(ran)[1]).toMatchObject({
				id: '2',
				email: 'p1@example.com',
				properties: { city: 'Rome' },
			});
		},
	);

	it.each(NAMES)(
		'in %s makes no call for no row, and one for a row without a difference',
		async (operation) => {
			const options = { compare: 'onlyChanges' };
			const none = await runRows(fake, mapped(operation), [], { options });
			expect([none.run.status, fake.hubspot.calls.length]).toEqual(['success', 0]);
			const one = await runRows(fake, mapped(operation), people(2).slice(1), { options });
			// The definitions of the properties, and the record.
			expect([jsonOf(one)[0].outcome, fake.hubspot.calls.length]).toEqual(['unchanged', 2]);
		},
	);

	it.each(NAMES)('in %s counts both outcomes in the summary', async (operation) => {
		const options = { compare: 'onlyChanges', output: 'summary' };
		const ran = await runRows(fake, mapped(operation), people(250), { options });
		expect(jsonOf(ran)).toMatchObject([
			{ items: 250, done: 250, outcomes: { updated: 25, unchanged: 225 }, calls: 5, failures: [] },
		]);
	});

	it('puts an unchanged record beside the input where that is wanted', async () => {
		const options = { compare: 'onlyChanges', output: 'inputWithResult' };
		const ran = await runRows(fake, mapped('batchUpdateObjects'), people(2), { options });
		expect(jsonOf(ran)[1]).toMatchObject({
			row: 1,
			city: 'Rome',
			hubspot: { id: '2', outcome: 'unchanged' },
		});
	});

	it('reads 100 records a call whatever the batch size is', async () => {
		const options = { compare: 'onlyChanges', batchSize: 10 };
		await runRows(fake, mapped('batchUpdateObjects'), people(200), { options });
		expect([reads(), writes().length]).toEqual([2, 2]);
	});

	it.each([
		['onlyChanges', '', ['city']],
		['onlyEmpty', 'Rome', []],
	])('clears with %s only what is there to be cleared', async (compare, city, kinds) => {
		const options = { compare, emptyValues: 'clear' };
		const rows = [{ email: 'p0@example.com', city: '', phone: '' }];
		const ran = await runRows(fake, mapped('batchUpdateObjects'), rows, { options });
		expect(ran.run.status).toBe('success');
		expect([cityOf(0), sent()]).toEqual([city, kinds]);
	});

	it('refuses a choice that there is not', async () => {
		const ran = await runRows(fake, mapped('batchUpdateObjects'), people(1), {
			options: { compare: 'some' },
		});
		expect(errorOf(ran)?.message).toBe(
			'Compare With HubSpot First must be one of off, onlyChanges, onlyEmpty, not “some”',
		);
	});
});

const NO_SCOPE: Fault = { kind: 'missingScopes', scopes: ['crm.objects.contacts.read'] };
const SCOPE = /lacks the scope crm\.objects\.contacts\.read/;

describe('Where the credential may not read', () => {
	it.each(NAMES)(
		'%s sends everything with Send Only Changes, and one hint says why',
		async (operation) => {
			fake.hubspot.readFaults.always(NO_SCOPE);
			const ran = await runRows(fake, mapped(operation), people(250), {
				options: { compare: 'onlyChanges' },
			});
			expect(ran.run.status).toBe('success');
			expect(writes()).toHaveLength(3);
			const hints = ran.hints('HubSpot');
			expect(hints).toHaveLength(1);
			expect(hints[0]).toMatch(
				/^Not compared with HubSpot, so every value counts as changed: what HubSpot holds could not be read: the credential lacks the scope .* \(250 items: 0 to 249\)$/,
			);
		},
	);

	it.each(NAMES.flatMap((name) => SETTINGS.map((onError) => [name, onError] as const)))(
		'%s sends nothing with Fill Empty Properties Only and On Error = %s, and names the scope',
		async (operation, onError) => {
			fake.hubspot.readFaults.always(NO_SCOPE);
			const ran = await runRows(fake, mapped(operation), people(250), {
				onError,
				options: { compare: 'onlyEmpty' },
			});
			expect(writes()).toEqual([]);
			if (onError === 'stopWorkflow') {
				expect(errorOf(ran)?.message).toMatch(/^The credential lacks a scope/);
				expect(errorOf(ran)?.description).toMatch(SCOPE);
				return;
			}
			const errors = errorsOf(ran, onError === 'continueErrorOutput' ? 1 : 0);
			expect(errors).toHaveLength(250);
			for (const error of errors) {
				expect(error).toMatchObject({ reason: 'unsent', applied: 'no', status: 403 });
				expect(error?.message).toMatch(SCOPE);
			}
		},
	);
});

// ---------------------------------------------------------------- Retry On Fail

/** Not a fault of a record: nothing more is sent in the try that meets it. */
const DENIED: Fault = { kind: 'missingScopes', scopes: ['crm.objects.contacts.write'] };

/** Runs with Retry On Fail and On Error = Stop: two records a call. */
const retried = async (
	operation: Name,
	compare: string,
	input: IDataObject[],
): Promise<WorkflowRun> =>
	await runNode({
		node: CRM_OBJECTS,
		parameters: { ...mapped(operation), options: { compare, batchSize: 2 } } as INode['parameters'],
		input: input.map((each, row) => ({ row, ...each })),
		url: fake.url,
		token: DEFAULT_TOKEN,
		retryOnFail: true,
	});

describe('A second try of a node that compares', () => {
	it.each(NAMES)(
		'%s reads and sends only what the first one has not settled',
		async (operation) => {
			fake.hubspot.faults.next(null, DENIED);
			// Rows 0, 10, 20 and 30 have moved: two calls of two records, the second of which is refused.
			const ran = await retried(operation, 'onlyChanges', people(40));
			expect(ran.run.status).toBe('success');
			expect(rowsOf(ran)).toEqual(range(40));
			const read = callsTo(/\/batch\/read$/).map(
				({ requestBody }) => (requestBody as { inputs: Array<{ id: string }> }).inputs,
			);
			expect(read.map((inputs) => inputs.length)).toEqual([40, 2]);
			expect(read[1].map(({ id }) => id)).toEqual(['p20@example.com', 'p30@example.com']);
			expect(
				writes().map(({ requestBody }) => (requestBody as { inputs: unknown[] }).inputs.length),
			).toEqual([2, 2, 2]);
			expect(fake.hubspot.applied).toHaveLength(4);
			expect(jsonOf(ran).map(({ outcome }) => outcome)).toEqual(
				range(40).map((n) => (n % 10 ? 'unchanged' : 'updated')),
			);
			expect(ran.hints('HubSpot')).toEqual([
				"An earlier try of this node found nothing to change in 36 records, so nothing of them was sent; of HubSpot's answers only the IDs are known. (items 1 to 9, 11 to 19, 21 to 29, 31 to 39)",
				"2 records were written by an earlier try of this node, so they were not sent again; of HubSpot's answers only the IDs are known. (items 0, 10)",
			]);
		},
	);

	it('fills nothing twice: a second row about a record that the first try filled finds it full', async () => {
		fake.hubspot.faults.next(null, DENIED);
		const [first] = people(1);
		const others = range(4).map((n) => ({ email: `p${n + 1}@example.com`, phone: `${n + 1}` }));
		const ran = await retried('batchUpdateObjects', 'onlyEmpty', [
			first,
			...others,
			{ ...first, phone: 'second' },
		]);
		expect(ran.run.status).toBe('success');
		expect(jsonOf(ran).map(({ outcome }) => outcome)).toEqual([
			...range(5).map(() => 'updated'),
			'unchanged',
		]);
		expect(range(5).map(phoneOf)).toEqual(['0', '1', '2', '3', '4']);
	});

	it('sends a row again whose record an earlier row writes only in the second try', async () => {
		fake.hubspot.faults.next({ kind: 'rateLimit', policy: 'DAILY' });
		const rome = { email: 'p1@example.com', city: 'Rome' };
		const ran = await retried('batchUpdateObjects', 'onlyChanges', [
			{ ...rome, city: 'Oslo' },
			{ ...rome, email: 'p2@example.com' },
			rome,
		]);
		expect(ran.run.status).toBe('success');
		expect(cityOf(1)).toBe('Rome');
	});
});

describe('An AI agent', () => {
	it.each(AGENT_KINDS)('is told that nothing was changed (agent %s)', async (agent) => {
		const parameters = {
			...mapped('batchUpdateObjects'),
			inputMode: 'json',
			json: fromAI('contact'),
			options: { compare: 'onlyEmpty' },
		};
		const contact = JSON.stringify({ id: '1', properties: { city: 'Oslo' } });
		const { answers } = await runTool(fake, parameters, [{ contact }], agent);
		expect(answers).toEqual([{ outcome: 'done', message: 'Unchanged in HubSpot.', id: '1' }]);
		expect([cityOf(0), writes()]).toEqual(['Rome', []]);
	});
});
