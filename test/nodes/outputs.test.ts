/**
 * What users see on n8n's real engine: which items come out where, paired with what, for every
 * setting of On Error, and what a stopped run says.
 */
import type { IDataObject, INode } from 'n8n-workflow';

import { DEFAULT_TOKEN } from '../fake-hubspot/hubspot';
import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import { callsOf } from '../host/calls';
import { runNode, type WorkflowRun } from '../host/engine';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	for (let id = 1; id <= 3000; id++)
		fake.hubspot.seedObject('contacts', { firstname: 'Old' }, `${id}`);
});
afterEach(async () => {
	expect(fake.hubspot.unknownRoutes).toEqual([]);
	await fake.close();
});

const update = (options: IDataObject = {}): INode['parameters'] => ({
	authentication: 'accessToken',
	operation: 'batchUpdateObjects',
	objectType: { __rl: true, mode: 'id', value: 'contacts' },
	inputMode: 'fields',
	fields: {
		mappingMode: 'defineBelow',
		value: { hs_object_id: '={{ $json.contact }}', firstname: '={{ $json.name }}' },
		matchingColumns: ['hs_object_id'],
		schema: [],
	},
	options: options as never,
});

/** Contacts 1 to n; `missing` ones do not exist in HubSpot. */
const contacts = (count: number, ...missing: number[]) =>
	Array.from({ length: count }, (_, row) => ({
		row,
		contact: missing.includes(row) ? 900_000 + row : row + 1,
		name: `New ${row}`,
	}));

const run = async (
	input: IDataObject[],
	onError?: INode['onError'],
	more: { options?: IDataObject; retryOnFail?: boolean } = {},
) =>
	await runNode({
		node: 'hubSpotCrmObjects',
		parameters: update(more.options),
		input,
		url: fake.url,
		token: DEFAULT_TOKEN,
		onError,
		retryOnFail: more.retryOnFail,
	});

const errorsOf = (items: WorkflowRun['items'], output: number) =>
	items('HubSpot', output).map(({ json }) => json.error as IDataObject);

describe('when everything goes well', () => {
	it('returns one item per item, in order, paired with its own source and its own record', async () => {
		const { items, run: done } = await run(contacts(250));
		expect(done.status).toBe('success');
		expect(items('HubSpot').map(({ pairedItem }) => pairedItem)).toEqual(
			Array.from({ length: 250 }, (_, item) => ({ item })),
		);
		for (const [row, { json }] of items('HubSpot').entries()) {
			expect(json).toMatchObject({ id: `${row + 1}`, properties: { firstname: `New ${row}` } });
		}
		// `$('Source').item` in the node behind finds the way back.
		expect(items('Done').map(({ json }) => json.note)).toEqual([...Array(250).keys()]);
		expect(callsOf(fake)).toHaveLength(3);
	});

	it('works for a single item, as an AI tool calls it', async () => {
		const { items } = await run(contacts(1));
		expect(items('HubSpot')).toHaveLength(1);
		expect(fake.hubspot.object('contacts', '1')?.properties.firstname).toBe('New 0');
	});

	it('can return the input with the result beside it', async () => {
		const { items } = await run(contacts(2), undefined, { options: { output: 'inputWithResult' } });
		expect(items('HubSpot')[1].json).toMatchObject({ row: 1, contact: 2, hubspot: { id: '2' } });
	});

	it('can return one summary item', async () => {
		const { items } = await run(contacts(250, 7), 'continueRegularOutput', {
			options: { output: 'summary' },
		});
		expect(items('HubSpot')).toHaveLength(1);
		const { failures, sendAgain, checkFirst, ...counts } = items('HubSpot')[0].json;
		expect(counts).toEqual({
			items: 250,
			done: 249,
			outcomes: { updated: 249 },
			invalid: 0,
			refused: 1,
			notDone: 0,
			unknown: 0,
			unsent: 0,
			// Three writes, and the read of the definitions before them.
			calls: 4,
			callsLeftToday: 624_999,
		});
		expect(checkFirst).toEqual([]);
		expect(sendAgain).toMatchObject([{ row: 7, contact: 900_007, error: { item: 7 } }]);
		expect(failures).toMatchObject([
			{
				reason: 'rejected',
				category: 'OBJECT_NOT_FOUND',
				count: 1,
				items: [{ item: 7, record: expect.any(String) as string }],
			},
		]);
	});

	it('sends as many items per call as it is told to', async () => {
		await run(contacts(10), undefined, { options: { batchSize: 4 } });
		expect(callsOf(fake)).toHaveLength(3);
	});

	it.each([
		['2026-03', '/crm/objects/2026-03/contacts/batch/update'],
		['2026-09', '/crm/objects/2026-09/contacts/batch/update'],
		['v3', '/crm/v3/objects/contacts/batch/update'],
	])('calls version %s when asked to', async (apiVersion, path) => {
		await run(contacts(1), undefined, { options: { apiVersion } });
		expect(callsOf(fake).map((call) => call.path)).toEqual([path]);
	});
});

describe('with On Error = Continue (using error output)', () => {
	it('sends failed items there, merged with their source, and pairs both branches', async () => {
		const { items } = await run(contacts(250, 3, 120), 'continueErrorOutput');
		expect(items('HubSpot', 0)).toHaveLength(248);
		expect(items('HubSpot', 1).map(({ json }) => json)).toMatchObject([
			{
				row: 3,
				contact: 900_003,
				name: 'New 3',
				error: {
					reason: 'rejected',
					applied: 'no',
					status: 207,
					category: 'OBJECT_NOT_FOUND',
					correlationId: expect.stringMatching(/\S/) as string,
					message: expect.stringMatching(
						/^No contact has the ID 900003; this operation never creates contacts\. \[item 3\]$/,
					) as string,
				},
			},
			{ row: 120, error: { reason: 'rejected' } },
		]);
		expect(items('Failed').map(({ json }) => json.note)).toEqual([3, 120]);
		const others = [...Array(250).keys()].filter((row) => row !== 3 && row !== 120);
		expect(items('Done').map(({ json }) => json.note)).toEqual(others);
	});

	it('never passes the input on as if it had been written, even when nothing can be sent', async () => {
		const { items } = await runNode({
			node: 'hubSpotCrmObjects',
			parameters: update(),
			input: contacts(2),
			url: 'http://hubspot.example.com',
			token: DEFAULT_TOKEN,
			onError: 'continueErrorOutput',
		});
		expect(items('HubSpot', 0)).toEqual([]);
		expect(errorsOf(items, 1)).toMatchObject([
			{
				reason: 'unsent',
				applied: 'no',
				message: expect.stringContaining('must start with https://') as string,
			},
			{ reason: 'unsent', applied: 'no' },
		]);
	});
});

describe('with On Error = Continue', () => {
	it('returns failed items in their place among the others', async () => {
		const { items } = await run(contacts(5, 2), 'continueRegularOutput');
		const json = items('HubSpot').map((item) => item.json);
		expect(json.map(({ error }) => error !== undefined)).toEqual([
			false,
			false,
			true,
			false,
			false,
		]);
		expect(items('Done').map((item) => item.json.note)).toEqual([0, 1, 2, 3, 4]);
	});
});

describe('with On Error = Stop', () => {
	it('starts no batch once one has failed, and says what was written', async () => {
		const { run: done } = await run(contacts(3000, 150));
		expect(done.status).toBe('error');
		const { message, description } = done.data.resultData.error as {
			message: string;
			description: string;
		};
		// Batches that were under way with the failed one are finished, and count.
		const calls = callsOf(fake).length;
		expect(calls).toBeLessThan(10);
		const written = calls * 100 - 1;
		expect(message).toBe(
			`1 of 3000 records was not found; ${written} were written, ${2999 - written} were not sent`,
		);
		expect(description.split('<br>\n')).toEqual([
			expect.stringMatching(
				/^Item 150: No contact has the ID 900150; this operation never creates contacts\. \(OBJECT_NOT_FOUND, correlation ID \S+\)$/,
			),
			expect.stringContaining('choose On Error → Continue (using error output)'),
			`Written: items 0 to 149, 151 to ${written}.`,
			`Not sent: items ${written + 1} to 2999.`,
		]);
	});

	it('sends nothing at all when one item is not valid', async () => {
		const input = [...contacts(150), { row: 150, contact: '', name: 'x' }];
		const { run: done } = await run(input);
		expect(done.status).toBe('error');
		expect(callsOf(fake)).toEqual([]);
		const { message, description } = done.data.resultData.error as {
			message: string;
			description: string;
		};
		expect(message).toBe('1 of 151 items is not valid; nothing was sent');
		expect(description.split('<br>\n')).toEqual([
			expect.stringMatching(/^Item 150: Not sent: /),
			expect.stringContaining('choose On Error → Continue (using error output)'),
			'Not sent: items 0 to 149.',
		]);
	});
});

describe('with On Error = Continue', () => {
	it('and Output = Input With Result, keeps the input of failed items too', async () => {
		const options = { output: 'inputWithResult' };
		const { items } = await run(contacts(3, 1), 'continueRegularOutput', { options });
		const input = contacts(3, 1);
		const out = items('HubSpot');
		expect(out.map(({ json }) => Object.keys(json).slice(0, -1))).toEqual(
			input.map((json) => Object.keys(json)),
		);
		expect(out.map(({ json }) => Object.keys(json).slice(-1)[0])).toEqual([
			'hubspot',
			'error',
			'hubspot',
		]);
		expect(out.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});
});

describe('Items that are fed again, with an error and a result of an earlier run', () => {
	const old = { error: { message: 'of an earlier run' }, hubspot: { id: '999' } };
	const again = (...missing: number[]) =>
		contacts(3, ...missing).map((item) => ({ ...item, ...old }));
	const options = { output: 'inputWithResult' };
	const [, row1] = contacts(3);

	it.each<INode['onError']>(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'])(
		'carry neither where they went well, with On Error %s',
		async (onError) => {
			const { items, run: done } = await run(again(), onError, { options, retryOnFail: true });
			expect(done.status).toBe('success');
			expect(items('HubSpot', 1)).toEqual([]);
			expect(items('HubSpot')).toHaveLength(3);
			expect(items('HubSpot')[1].json).toEqual({
				...row1,
				hubspot: expect.objectContaining({ id: '2' }),
			});
			// With a stale error, Retry On Fail would have sent all of them once more.
			expect(callsOf(fake)).toHaveLength(1);
		},
	);

	it.each<[INode['onError'], number]>([
		['continueRegularOutput', 0],
		['continueErrorOutput', 1],
	])(
		'carry the error of this run alone where they failed, with On Error %s',
		async (onError, output) => {
			const { items } = await run(again(1), onError, { options });
			const failures = items('HubSpot', output).filter(({ json }) => json.error);
			expect(failures).toHaveLength(1);
			const [{ json, pairedItem }] = failures;
			expect(pairedItem).toEqual({ item: 1 });
			expect(JSON.parse(JSON.stringify(json))).toEqual({
				...contacts(3, 1)[1],
				error: expect.objectContaining({ reason: 'rejected', category: 'OBJECT_NOT_FOUND' }),
			});
			const others = output
				? items('HubSpot')
				: items('HubSpot').filter(({ json: each }) => !each.error);
			expect(others.map((item) => (item.json.hubspot as IDataObject).id)).toEqual(['1', '3']);
		},
	);

	it('tell nothing of either where the run stops', async () => {
		const { items, run: done } = await run(again(1), 'stopWorkflow', { options });
		expect(items('HubSpot')).toEqual([]);
		expect(JSON.stringify(done.data.resultData.error)).not.toMatch(/earlier run|999/);
	});
});

describe('The key that an item was matched by', () => {
	const byEmail = async (output: string) => {
		for (const id of ['1', '2']) {
			fake.hubspot.seedObject('contacts', { email: `p${id}@example.com` }, `7${id}`);
		}
		const fields = {
			mappingMode: 'defineBelow',
			value: { email: '={{ $json.email }}', firstname: 'New' },
			matchingColumns: ['email'],
			schema: [],
		};
		return await runNode({
			node: 'hubSpotCrmObjects',
			parameters: { ...update({ output }), fields: fields as never },
			input: [{ email: 'P1@example.com' }, { email: 'p2@example.com' }],
			url: fake.url,
			token: DEFAULT_TOKEN,
		});
	};

	it('is in the result of a record that was matched by its email, without our trace ID', async () => {
		const { items } = await byEmail('result');
		expect(items('HubSpot').map(({ json }) => [json.id, json.email])).toEqual([
			['71', 'P1@example.com'],
			['72', 'p2@example.com'],
		]);
		expect(JSON.stringify(items('HubSpot'))).not.toContain('objectWriteTraceId');
	});

	it('is in the result beside the input, too', async () => {
		const { items } = await byEmail('inputWithResult');
		expect(items('HubSpot')[0].json.hubspot).toMatchObject({ id: '71', email: 'P1@example.com' });
	});

	it('is in the result of an event: both of its IDs', async () => {
		const event = {
			externalAccountId: 'a',
			externalEventId: 'e',
			eventName: 'C',
			eventOrganizer: 'A',
		};
		const { items } = await runNode({
			node: 'hubSpotMarketingEvents',
			parameters: {
				operation: 'upsertEvents',
				inputMode: 'json',
				json: '={{ $json }}',
				options: {},
			},
			input: [event],
			url: fake.url,
			token: DEFAULT_TOKEN,
		});
		expect(items('HubSpot')[0].json).toMatchObject(event);
	});
});

describe('A run that wrote nothing', () => {
	it.each<[INode['onError'], string, string]>([
		['continueRegularOutput', 'result', 'below, under error'],
		['continueRegularOutput', 'summary', 'below, under failures'],
		['continueErrorOutput', 'result', 'in the Error Branch'],
	])('does not look like one that went well (%s, %s)', async (onError, output, where) => {
		const { hints } = await run(contacts(3, 0, 1, 2), onError, { options: { output } });
		expect(hints('HubSpot')).toEqual([
			`Nothing was written: all 3 items are not in HubSpot. See why ${where}.`,
		]);
	});
});

describe('A token that HubSpot does not accept', () => {
	it('is told once, not once for each item', async () => {
		fake.hubspot.faults.always({ kind: 'unauthorized' });
		const { run: done } = await run(contacts(300));
		const { message, description } = done.data.resultData.error as unknown as {
			message: string;
			description: string;
		};
		expect(message).toBe(
			'HubSpot does not accept the token of the credential; nothing was written',
		);
		expect(`${description}`.match(/check the token/gi)).toHaveLength(1);
		expect(description).not.toContain('On Error');
	});
});

describe('with Retry On Fail', () => {
	it('runs the whole node again when it stops on an error, and the second run goes through', async () => {
		fake.hubspot.faults.next({
			kind: 'wholeBatch',
			status: 400,
			dialect: 'category',
			message: 'Bad day',
		});
		const { items, run: done } = await run(contacts(150), undefined, { retryOnFail: true });
		expect(done.status).toBe('success');
		expect(items('HubSpot')).toHaveLength(150);
		// One refused call, then both batches.
		expect(callsOf(fake).map(({ status }) => status)).toEqual([400, 200, 200]);
	});

	it('re-runs a continuing node only when its first item failed; each item still comes back once', async () => {
		const { items } = await run(contacts(5, 0), 'continueErrorOutput', { retryOnFail: true });
		expect(items('HubSpot', 0)).toHaveLength(4);
		expect(items('HubSpot', 1)).toHaveLength(1);
		expect(callsOf(fake)).toHaveLength(2);
	});

	it('leaves a continuing node alone when a later item failed', async () => {
		const { items } = await run(contacts(5, 4), 'continueErrorOutput', { retryOnFail: true });
		expect(items('HubSpot', 1)).toHaveLength(1);
		expect(callsOf(fake)).toHaveLength(1);
	});
});

describe('what the editor stores', () => {
	it('writes no field that it hides, though n8n keeps false for every hidden flag', async () => {
		const field = (id: string, type: string, removed: boolean) => ({
			id,
			type,
			removed,
			displayName: id,
			required: false,
			display: true,
			defaultMatch: false,
		});
		await runNode({
			node: 'hubSpotCrmObjects',
			parameters: {
				...update(),
				fields: {
					mappingMode: 'defineBelow',
					value: { hs_object_id: '1', firstname: 'New', newsletter: false, optedout: false },
					matchingColumns: ['hs_object_id'],
					schema: [
						field('hs_object_id', 'string', false),
						field('firstname', 'string', false),
						field('newsletter', 'boolean', false),
						field('optedout', 'boolean', true),
					],
				} as never,
			},
			input: [{ row: 0 }],
			url: fake.url,
			token: DEFAULT_TOKEN,
		});
		expect(callsOf(fake)[0].requestBody).toMatchObject({
			inputs: [{ id: '1', properties: { firstname: 'New', newsletter: 'false' } }],
		});
		expect(JSON.stringify(callsOf(fake)[0].requestBody)).not.toContain('optedout');
	});

	it('clears what is empty when asked to, and never what an item lacks', async () => {
		await runNode({
			node: 'hubSpotCrmObjects',
			parameters: update({ emptyValues: 'clear' }),
			input: [{ contact: 1, name: '' }, { contact: 2, name: null }, { contact: 3 }],
			url: fake.url,
			token: DEFAULT_TOKEN,
			onError: 'continueErrorOutput',
		});
		expect(callsOf(fake)[0].requestBody).toMatchObject({
			inputs: [
				{ id: '1', properties: { firstname: '' } },
				{ id: '2', properties: { firstname: '' } },
			],
		});
		expect(fake.hubspot.object('contacts', '3')?.properties.firstname).toBe('Old');
	});

	it('never takes a column of the item for the ID of the record to match', async () => {
		const { items } = await runNode({
			node: 'hubSpotCrmObjects',
			parameters: {
				...update(),
				fields: {
					mappingMode: 'autoMapInputData',
					value: null,
					matchingColumns: ['email'],
					schema: ['email', 'firstname'].map((id) => ({ id, type: 'string' })),
				} as never,
			},
			input: [{ id: 7, email: 'a@x.com', firstname: 'New' }],
			url: fake.url,
			token: DEFAULT_TOKEN,
			onError: 'continueErrorOutput',
		});
		expect(errorsOf(items, 1)).toMatchObject([{ category: 'OBJECT_NOT_FOUND' }]);
		const [{ requestBody }] = callsOf(fake);
		expect(requestBody).toMatchObject({
			inputs: [{ id: 'a@x.com', idProperty: 'email', properties: { firstname: 'New' } }],
		});
	});
});

describe('warnings that are no failures', () => {
	it('tells of records that seem to have been merged', async () => {
		await fake.close();
		fake = await startFakeHubSpot({ mergedAnswers: 'newId' });
		for (const id of ['1', '2']) fake.hubspot.seedObject('contacts', { firstname: 'Old' }, id);
		fake.hubspot.merge('contacts', '2', '1');
		const { items, hints } = await run([{ row: 0, contact: 2, name: 'x' }], 'continueErrorOutput');
		expect(items('HubSpot')).toHaveLength(1);
		expect(hints('HubSpot')).toEqual([
			'Record 2 may have been merged: HubSpot answered with record 1. (item 0)',
		]);
	});

	it('tells of custom properties that HubSpot dropped, where it did not tell before which there are', async () => {
		const scopes = ['crm.schemas.custom.read'];
		fake.hubspot.supportingFaults.always({ kind: 'missingScopes', scopes });
		const event = {
			externalAccountId: 'a',
			externalEventId: 'e',
			eventName: 'Conf',
			eventOrganizer: 'ACME',
			customProperties: [
				{ name: 'venue', value: 'Berlin' },
				{ name: 'nope', value: 'x' },
			],
		};
		const { hints, items } = await runNode({
			node: 'hubSpotMarketingEvents',
			parameters: {
				operation: 'upsertEvents',
				inputMode: 'json',
				json: '={{ $json }}',
				options: {},
			},
			input: [event],
			url: fake.url,
			token: fake.token,
		});
		expect(items('HubSpot')).toHaveLength(1);
		expect(hints('HubSpot')).toEqual([expect.stringContaining('custom property “nope”')]);
	});
});
