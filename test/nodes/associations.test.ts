/**
 * Associations on n8n's real engine: which items come out where, paired with what, for every setting of
 * On Error, what an AI agent is answered, and how many calls it takes.
 */
import type { IDataObject } from 'n8n-workflow';

import { startFakeHubSpot, type FakeServer } from '../fake-hubspot/server';
import {
	AGENT_KINDS,
	byId,
	closeClean,
	errorOf,
	errorsOf,
	fromAI,
	jsonOf,
	rowsOf,
	runRows,
	runTool,
	type Settings,
} from './rows';

let fake: FakeServer;
beforeEach(async () => {
	fake = await startFakeHubSpot();
	for (const objectType of ['contacts', 'companies']) {
		fake.hubspot.seedObjects({ objectType, count: 50, properties: {} });
	}
});
afterEach(async () => await closeClean(fake));

const common = {
	authentication: 'accessToken',
	resource: 'association',
	inputMode: 'fields',
	fromObjectType: byId('contacts'),
	toObjectType: byId('company'),
};
const pairs = { ...common, fromRecord: '={{ $json.contact }}', toRecord: '={{ $json.company }}' };
const ASSOCIATE = { ...pairs, operation: 'batchAssociate' };
const REMOVE = { ...pairs, operation: 'batchRemoveAssociations' };
const READ = {
	...common,
	operation: 'batchReadAssociations',
	fromRecord: '={{ $json.contact }}',
};
const PRIMARY = 'HUBSPOT_DEFINED:1';

const runWith = async (own: IDataObject, input: IDataObject[], settings?: Settings) =>
	await runRows(fake, own, input, settings);

const pathsOf = () => fake.hubspot.calls.map(({ path }) => path.split('/').slice(6).join('/'));
const seed = (from: number, to: number, type?: string) =>
	fake.hubspot.seedAssociation(['contacts', `${from}`], ['companies', `${to}`], type);
const typesOf = (from: number, to: number) =>
	fake.hubspot.associationOf(['contacts', `${from}`], ['companies', `${to}`]);

/** Contact n with company n. */
const list = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, row) => ({ contact: row + 1, company: `${row + 1}` }));

describe('Batch Associate', () => {
	it('associates a record with another one for each item, in one call', async () => {
		const ran = await runWith(ASSOCIATE, list(50));
		expect(ran.run.status).toBe('success');
		expect(rowsOf(ran)).toEqual(list(50).map((_, row) => row));
		expect(jsonOf(ran)[6]).toMatchObject({ fromObjectId: '7', toObjectId: '7' });
		expect(typesOf(7, 7)).toEqual(['HUBSPOT_DEFINED:279']);
		expect(pathsOf()).toEqual(['batch/associate/default']);
	});

	it('associates by the label that is chosen once for all items', async () => {
		const ran = await runWith(ASSOCIATE, list(2), { parameters: { label: PRIMARY } });
		expect(jsonOf(ran)).toMatchObject([{ labels: ['Primary'] }, { labels: ['Primary'] }]);
		expect(typesOf(2, 2)).toContain(PRIMARY);
		expect(pathsOf()).toEqual(['batch/create']);
	});

	it('takes JSON as HubSpot’s API does', async () => {
		const ran = await runWith(
			{ ...ASSOCIATE, inputMode: 'json', json: '={{ $json.pair }}' },
			[{ pair: { from: { id: 1 }, to: { id: '2' } } }, { pair: { from: { id: 1 } } }],
			{ onError: 'continueRegularOutput' },
		);
		expect(jsonOf(ran)[0]).toMatchObject({ fromObjectId: '1', toObjectId: '2' });
		expect(errorsOf(ran)[1]?.message).toMatch(/^Not sent: to must be an object with an id/);
	});

	it('writes the same pair once, and tells both items', async () => {
		const ran = await runWith(ASSOCIATE, [...list(2), ...list(2)]);
		expect(rowsOf(ran)).toEqual([0, 1, 2, 3]);
		expect(fake.hubspot.applied).toHaveLength(2);
	});

	describe('of which one names a company that does not exist, and one an address', () => {
		const input = [
			{ contact: 1, company: 1 },
			{ contact: 2, company: 999 },
			{ contact: 'ada@example.com', company: 3 },
			{ contact: 4, company: 4 },
		];
		const missing =
			/^No contact has the ID 2, or no company has the ID 999, so the pair was not associated\. \[item 1\]$/;
		const invalid =
			/^Not sent: From Record must be an ID in digits, such as 512, but is “ada@example\.com”/;

		it('sends both to the error output, with their own fields, and associates the others', async () => {
			const ran = await runWith(ASSOCIATE, input, { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 3]);
			expect(rowsOf(ran, 'Failed')).toEqual([1, 2]);
			expect(jsonOf(ran, 1)).toMatchObject([
				{ row: 1, contact: 2, error: { reason: 'rejected', applied: 'no' } },
				{ row: 2, contact: 'ada@example.com', error: { reason: 'invalid', applied: 'no' } },
			]);
			expect(errorsOf(ran, 1)[0]?.message).toMatch(missing);
			expect(errorsOf(ran, 1)[1]?.message).toMatch(invalid);
			expect([typesOf(1, 1).length, typesOf(4, 4).length]).toEqual([1, 1]);
		});

		it('tells of both in their places where it continues', async () => {
			const ran = await runWith(ASSOCIATE, input, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, 1, 2, 3]);
			expect(errorsOf(ran).map((error) => error?.reason)).toEqual([
				undefined,
				'rejected',
				'invalid',
				undefined,
			]);
		});

		it('stops before anything is sent where an item is not valid', async () => {
			const ran = await runWith(ASSOCIATE, input);
			expect(errorOf(ran)?.message).toBe('1 of 4 items is not valid; nothing was sent');
			expect(fake.hubspot.calls).toEqual([]);
		});

		it('stops with the error that says what was associated', async () => {
			const ran = await runWith(ASSOCIATE, [input[0], input[1], input[3]]);
			expect(errorOf(ran)?.message).toBe('1 of 3 pairs was refused; 2 were associated');
			expect(errorOf(ran)?.description).toMatch(/^Item 1: No contact has the ID 2, or no company /);
			expect(errorOf(ran)?.description).toMatch(/Associated: items 0, 2\.$/);
		});

		it('counts them in the summary, with both IDs', async () => {
			const ran = await runWith(ASSOCIATE, input, {
				onError: 'continueRegularOutput',
				options: { output: 'summary' },
			});
			expect(jsonOf(ran)).toMatchObject([{ items: 4, done: 2, refused: 1, invalid: 1, calls: 1 }]);
			expect(JSON.stringify(jsonOf(ran))).toContain('2 → 999');
		});
	});

	it('says of a label of the other direction what to choose instead', async () => {
		const ran = await runWith(ASSOCIATE, list(3), { parameters: { label: 'HUBSPOT_DEFINED:2' } });
		expect(errorOf(ran)?.message).toBe('3 of 3 pairs were refused; nothing was associated');
		expect(errorOf(ran)?.description).toMatch(
			/expected: 0-2.*Choose another one under Label Name or ID: its list shows the labels that go from/,
		);
	});

	it('refuses what is no label before anything is sent', async () => {
		const ran = await runWith(ASSOCIATE, list(1), { parameters: { label: 'Primary' } });
		expect(errorOf(ran)?.description ?? errorOf(ran)?.message).toMatch(
			/Label Name or ID must be a label from the list, .*, but is “Primary”/,
		);
		expect(fake.hubspot.calls).toEqual([]);
	});

	it('takes a batch size of 2,000 and none above', async () => {
		const fits = await runWith(ASSOCIATE, list(2), { options: { batchSize: 2_000 } });
		expect(fits.run.status).toBe('success');
		const above = await runWith(ASSOCIATE, list(2), { options: { batchSize: 2_001 } });
		expect(errorOf(above)?.message).toBe(
			'Batch Size must be a whole number from 1 to 2000, not “2001”',
		);
	});
});

describe('Batch Remove Associations', () => {
	beforeEach(() => {
		for (const id of [1, 2, 3]) seed(id, id, PRIMARY);
	});

	it('removes all that connects two records, and says so', async () => {
		const ran = await runWith(REMOVE, list(3));
		expect(jsonOf(ran)).toEqual(
			['1', '2', '3'].map((id) => ({
				fromObjectId: id,
				toObjectId: id,
				outcome: 'not associated any more',
			})),
		);
		expect(typesOf(1, 1)).toEqual([]);
		expect(pathsOf()).toEqual(['batch/archive']);
	});

	it('removes one label alone where one is chosen, in version v3 too', async () => {
		const ran = await runWith(REMOVE, list(3), {
			parameters: { label: PRIMARY },
			options: { apiVersion: 'v3' },
		});
		expect(rowsOf(ran)).toEqual([0, 1, 2]);
		expect(typesOf(2, 2)).toEqual(['HUBSPOT_DEFINED:279']);
		expect(fake.hubspot.calls.map(({ status }) => status)).toEqual([204]);
	});

	describe('of which one has no company', () => {
		const input = [...list(1), { contact: 2, company: '' }];

		it.each([
			['continueErrorOutput', [0], [1]],
			['continueRegularOutput', [0, 1], []],
		] as const)('tells of it where it belongs: %s', async (onError, done, failed) => {
			const ran = await runWith(REMOVE, input, { onError });
			expect(rowsOf(ran)).toEqual(done);
			if (failed.length) expect(rowsOf(ran, 'Failed')).toEqual(failed);
			const errors = [...errorsOf(ran), ...(failed.length ? errorsOf(ran, 1) : [])];
			expect(errors.filter(Boolean)).toMatchObject([
				{ message: expect.stringMatching(/^Not sent: To Record is required but empty/) as string },
			]);
		});

		it('stops before anything is removed', async () => {
			const ran = await runWith(REMOVE, input);
			expect(errorOf(ran)?.message).toBe('1 of 2 items is not valid; nothing was sent');
			expect(typesOf(1, 1)).toHaveLength(2);
		});
	});
});

describe('Batch Read Associations', () => {
	beforeEach(() => {
		seed(1, 11, PRIMARY);
		seed(1, 12);
		seed(3, 13);
	});

	it('gives as many items as there are, each paired with the one that asked', async () => {
		const ran = await runWith(READ, list(3));
		expect(ran.run.status).toBe('success');
		expect(jsonOf(ran)).toMatchObject([
			{ fromObjectId: '1', toObjectId: '11', labels: ['Primary'] },
			{ fromObjectId: '1', toObjectId: '12', labels: [] },
			{ fromObjectId: '3', toObjectId: '13', labels: [] },
		]);
		expect(rowsOf(ran)).toEqual([0, 0, 2]);
		expect(pathsOf()).toEqual(['batch/read']);
	});

	it('gives nothing where nothing is associated, which is no error', async () => {
		const ran = await runWith(READ, [{ contact: 2 }]);
		expect(ran.run.status).toBe('success');
		expect(jsonOf(ran)).toEqual([]);
	});

	it('puts each association beside the fields of the item where that is wanted', async () => {
		const ran = await runWith(READ, list(1), { options: { output: 'inputWithResult' } });
		expect(jsonOf(ran)).toMatchObject([
			{ row: 0, contact: 1, hubspot: { toObjectId: '11' } },
			{ row: 0, contact: 1, hubspot: { toObjectId: '12' } },
		]);
	});

	describe('of which one record does not exist', () => {
		const input = [{ contact: 1 }, { contact: 404 }];
		const message = /^No contact has the ID 404\. \[item 1\]$/;

		it('sends it to the error output', async () => {
			const ran = await runWith(READ, input, { onError: 'continueErrorOutput' });
			expect(rowsOf(ran)).toEqual([0, 0]);
			expect(rowsOf(ran, 'Failed')).toEqual([1]);
			expect(errorsOf(ran, 1)[0]?.message).toMatch(message);
			expect(errorsOf(ran, 1)[0]).not.toHaveProperty('applied');
		});

		it('tells of it in its place where it continues', async () => {
			const ran = await runWith(READ, input, { onError: 'continueRegularOutput' });
			expect(rowsOf(ran)).toEqual([0, 0, 1]);
			expect(errorsOf(ran)[2]?.message).toMatch(message);
		});

		it('stops, and says what was read', async () => {
			const ran = await runWith(READ, input);
			expect(errorOf(ran)?.message).toBe('1 of 2 records was not found; 1 was read');
		});

		it('counts items in the summary, not associations', async () => {
			const ran = await runWith(READ, input, {
				onError: 'continueRegularOutput',
				options: { output: 'summary' },
			});
			expect(jsonOf(ran)).toMatchObject([{ items: 2, done: 1, refused: 1, calls: 1 }]);
		});
	});
});

describe.each(AGENT_KINDS)('An agent, %s,', (agent) => {
	const ask = async (own: IDataObject, call: IDataObject) => {
		const to = 'toRecord' in own && { toRecord: fromAI('to') };
		return await runTool(fake, { ...own, fromRecord: fromAI('from'), ...to }, [call], agent);
	};

	it('is told that two records are associated, and that they are not any more', async () => {
		const told = await ask(ASSOCIATE, { from: '1', to: '2' });
		expect(told.answers).toEqual([{ outcome: 'done', message: 'Associated in HubSpot.' }]);
		expect(typesOf(1, 2)).toHaveLength(1);
		const gone = await ask(REMOVE, { from: '1', to: '2' });
		expect(gone.answers).toEqual([
			{ outcome: 'done', message: 'Not associated any more in HubSpot.' },
		]);
		expect(typesOf(1, 2)).toEqual([]);
	});

	it('is told which record does not exist', async () => {
		const { answers } = await ask(ASSOCIATE, { from: '1', to: '404' });
		expect(answers).toMatchObject([
			{
				outcome: 'refused',
				message:
					'No contact has the ID 1, or no company has the ID 404, so the pair was not associated.',
			},
		]);
	});

	it('is told all records that are associated with one', async () => {
		seed(1, 11, PRIMARY);
		seed(1, 12);
		const { answers } = await ask(READ, { from: '1' });
		expect(answers).toMatchObject([
			{ outcome: 'done', results: [{ toObjectId: '11' }, { toObjectId: '12' }] },
		]);
	});
});
